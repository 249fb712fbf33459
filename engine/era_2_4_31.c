/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Linux 2.4.31 on i386, 2005, the last 2.4 that was read: seen from 2.6.11 what was not there yet. No preempt_count, so nobody
 * notices sleeping with an atomic kmap; no might_sleep(), and kmap() in an interrupt is a BUG at once; a page's address is a
 * field of struct page (page->virtual); kmap_nonblock() gives NULL where kmap() would sleep. The four checks stand in a header
 * and call out_of_line_bug(), which loses the file's name.
 * With highmem=off kmap() is one line without might_sleep(), and the header calls kunmap_atomic()'s argument "page".
 */
#include "engine/calls.h"
#include "engine/eras.h"
#include "engine/slot.h"

/* ---- include/asm-i386/highmem.h ---- */

static enum hm_verdict kmap_nonblocking(struct hm_machine *m, hm_vaddr_t page, bool nonblocking, uint64_t *ret)
{
	if (current_task(m)->resume.point != RESUME_KMAP && in_interrupt(m))
		return bug_in_interrupt(m, HM_CHECK_KMAP_IN_INTERRUPT);
	return kmap_page(m, page, nonblocking, ret);
}

static enum hm_verdict call_kmap_2_4(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	return kmap_nonblocking(m, (hm_vaddr_t)arg[0], false, ret);
}

static enum hm_verdict call_kmap_nonblock(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	return kmap_nonblocking(m, (hm_vaddr_t)arg[0], true, ret);
}

static enum hm_verdict call_kmap_high_2_4(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	return arg[1] ? kmap_high(m, (hm_vaddr_t)arg[0], true, ret) : call_kmap_high(m, arg, ret);
}

/* 2.4.0 and later: it counts nothing. */
enum hm_verdict kmap_atomic_2_4(struct hm_machine *m, hm_vaddr_t page, uint32_t type, hm_vaddr_t *address)
{
	return kmap_atomic_by(m, page, type, m->layout.kmap_prot, 0, map_slot_2_6_11, address);
}

/* Without debugging the body is empty. */
static enum hm_verdict kunmap_atomic(struct hm_machine *m, hm_vaddr_t kvaddr, uint32_t type)
{
	struct raise_record *raised = NULL;
	enum hm_verdict v = HM_OK;

	if (m->config.debug_highmem)
		v = unmap_slot_2_6_11(m, kvaddr, page_start(kvaddr), slot_of_type(m, type), &raised);
	else
		raised = arguments_ignored(m, kvaddr, slot_of_type(m, type));
	return v == HM_OK ? lower_preempt_count(m, 0, raised, calling(m)) : v;
}

/* ---- the row ---- */

#define GONE(proto) { proto, NULL, .flags = 0 }

static const struct hm_call calls[] = {
	{ "void *kmap(struct page *page)", call_kmap_2_4, .help = "maps a page permanently; may sleep" },
	{ "void *kmap_nonblock(struct page *page)", call_kmap_nonblock, .help = "kmap() that gives NULL instead of sleeping" },
	{ "void *kmap_high(struct page *page, int nonblocking)", call_kmap_high_2_4, .help = "what kmap() does with a highmem page" },
	{ "void clear_highpage(struct page *page)", call_clear_highpage_kmap, .help = "zeroes a page by way of kmap()" },
	{ "void memclear_highpage_flush(struct page *page, unsigned int offset, unsigned int size)", call_memclear_highpage_kmap,
	  .help = "zeroes a part of a page by way of kmap()" },
	{ "unsigned long copy_to_user(void *to, const void *from, unsigned long n)", call_copy_to_user_inatomic, .addresses = 2,
	  .help = "copies to user memory; gives the number of bytes that are missing" },
	{ "unsigned long copy_from_user(void *to, const void *from, unsigned long n)", call_copy_from_user_inatomic, .addresses = 1,
	  .help = "copies from user memory; gives the number of bytes that are missing" },
	GONE("unsigned long __copy_to_user_inatomic(void *to, const void *from, unsigned long n)"),
	GONE("unsigned long __copy_from_user_inatomic(void *to, const void *from, unsigned long n)"),
	GONE("int fault_in_pages_writeable(char *uaddr, int size)"),
	{ "char *bh_kmap_irq(struct buffer_head *bh, unsigned long *flags)", call_bh_kmap_irq,
	  .help = "interrupts off, and the buffer's page into KM_BH_IRQ; a lowmem buffer as it is" },
	{ "void bh_kunmap_irq(char *buffer, unsigned long *flags)", call_bh_kunmap_irq, .addresses = 1, .unmaps = "bh_kmap_irq",
	  .help = "gives a bh_kmap_irq() back" },
	GONE("struct page *kmap_atomic_to_page(void *ptr)"),
	GONE("int preempt_count(void)"), GONE("int in_atomic(void)"), GONE("int irqs_disabled(void)"),
	GONE("void preempt_disable(void)"), GONE("void preempt_enable(void)"), GONE("void might_sleep(void)"),
	GONE("struct page *pfn_to_page(unsigned long pfn)"), GONE("unsigned long page_to_pfn(struct page *page)"),
	GONE("char *bvec_kmap_irq(struct bio_vec *bvec, unsigned long *flags)"),
	GONE("void bvec_kunmap_irq(char *buffer, unsigned long *flags)"),
	{ NULL, NULL, .flags = 0 }
};

static const struct hm_call calls_nohighmem[] = {
	{ "void *kmap(struct page *page)", call_page_address, .help = "HIGHMEM=n: page_address(), and nothing else" },
	{ "void *kmap_nonblock(struct page *page)", call_page_address, .help = "HIGHMEM=n: kmap()" },
	{ "void kunmap(struct page *page)", call_kunmap_lowmem_only, .flags = HM_CALL_UNSEEN_ARGS,
	  .help = "HIGHMEM=n: nothing at all; the argument is never seen" },
	{ "void *kmap_atomic(struct page *page, int idx)", call_kmap_atomic, .flags = HM_CALL_UNSEEN_REST,
	  .help = "HIGHMEM=n: kmap(page)" },
	{ "void kunmap_atomic(void *page, int idx)", call_kunmap_atomic, .flags = HM_CALL_UNSEEN_ARGS,
	  .help = "HIGHMEM=n: kunmap(page), so says the header: it calls the address \"page\"" },
	GONE("struct page *kmap_atomic_to_page(void *ptr)"),
	GONE("void *kmap_high(struct page *page, int nonblocking)"),
	{ NULL, NULL, .flags = 0 }
};

static const char types_text[] =
	"#define NULL ((void *)0)\n"
	"#define PAGE_SHIFT 12\n"
	"#define PAGE_SIZE 4096UL\n"
	"typedef struct { volatile int counter; } atomic_t;\n"
	"struct list_head { struct list_head *next, *prev; };\n"
	"struct address_space; struct zone_struct; enum { READ, WRITE };\n";

/* struct buffer_head as far as b_page: include/linux/fs.h */
static const char page_text[] =
	"struct page;\n"
	"struct buffer_head {\n"
	"\tstruct buffer_head *b_next;\n"
	"\tunsigned long b_blocknr;\n"
	"\tunsigned short b_size, b_list, b_dev;\n"
	"\tatomic_t b_count;\n"
	"\tunsigned short b_rdev;\n"
	"\tunsigned long b_state, b_flushtime;\n"
	"\tstruct buffer_head *b_next_free, *b_prev_free, *b_this_page, *b_reqnext, **b_pprev;\n"
	"\tchar *b_data;\n"
	"\tstruct page *b_page;\n"
	"};\n"
	"struct page {\n"
	"\tstruct list_head list;\n"
	"\tstruct address_space *mapping;\n"
	"\tunsigned long index;\n"
	"\tstruct page *next_hash;\n"
	"\tatomic_t count;\n"
	"\tunsigned long flags;\n"
	"\tstruct list_head lru;\n"
	"\tstruct page **pprev_hash;\n"
	"\tstruct buffer_head *buffers;\n"
	"#ifdef CONFIG_HIGHMEM\n"
	"\tvoid *virtual;\n"
	"#endif\n"
	"};\n";

static const char km_type_text[] =
	"enum km_type {\n"
	"\tKM_BOUNCE_READ,\n"
	"\tKM_SKB_SUNRPC_DATA,\n"
	"\tKM_SKB_DATA_SOFTIRQ,\n"
	"\tKM_USER0,\n"
	"\tKM_USER1,\n"
	"\tKM_BH_IRQ,\n"
	"\tKM_SOFTIRQ0,\n"
	"\tKM_SOFTIRQ1,\n"
	"\tKM_TYPE_NR\n"
	"};\n";

static const char gfp_text[] =
	"enum {\n"
	"\t__GFP_DMA = 0x01, __GFP_HIGHMEM = 0x02, __GFP_WAIT = 0x10, __GFP_HIGH = 0x20,\n"
	"\t__GFP_IO = 0x40, __GFP_HIGHIO = 0x80, __GFP_FS = 0x100,\n"
	"\tGFP_NOHIGHIO = 0x70, GFP_NOIO = 0x30, GFP_NOFS = 0xf0, GFP_ATOMIC = 0x20, GFP_USER = 0x1d0,\n"
	"\tGFP_HIGHUSER = 0x1d2, GFP_KERNEL = 0x1f0\n"
	"};\n";

static const char *const km_types[] = {
	"KM_BOUNCE_READ", "KM_SKB_SUNRPC_DATA", "KM_SKB_DATA_SOFTIRQ", "KM_USER0", "KM_USER1", "KM_BH_IRQ", "KM_SOFTIRQ0",
	"KM_SOFTIRQ1", NULL
};

static const struct hm_atomic_ops atomic = { .map = kmap_atomic_2_4, .unmap = kunmap_atomic };

/* include/linux/mm.h; the zone's number lies above ZONE_SHIFT */
static const struct hm_page_struct page_struct = {
	.count_name = "count",
	.size = 48, .flags = 24, .count = 20, .mapcount = HM_NO_FIELD, .list = 0, .virtual = 44,
	.count_free = 0,
	.highmem_flag = 1u << 11,
	.reserved_flag = 1u << 14,
	.zone_shift = 24,
	.zone_number = { 0, 1, 2 },
};

static const struct hm_page_struct page_struct_nohighmem = {
	.count_name = "count",
	.size = 44, .flags = 24, .count = 20, .mapcount = HM_NO_FIELD, .list = 0, .virtual = HM_NO_FIELD,
	.count_free = 0,
	.reserved_flag = 1u << 14,
	.zone_shift = 24,
	.zone_number = { 0, 1, 2 },
};

/* include/asm-i386/fixmap.h: no hole and no vsyscall page; one empty page above */
static const struct hm_fixmap fixmap = {
	.top = 0xffffe000,
	.begin = { [HM_LAYOUT_ORACLE] = 9, [HM_LAYOUT_S8] = 9, [HM_LAYOUT_UP] = 0 },
	.behind = { 0 },
	.boot = 16,
};

static const struct hm_gfp gfp = { .dma = 0x01, .highmem = 0x02, .zero = 0 };

static hm_vaddr_t pkmap_base(const struct hm_config *cfg, const struct hm_layout *l)
{
	(void)cfg, (void)l;
	return 0xff800000u;
}

/* local_irq_count and local_bh_count stand where 2.6 has them in one word; nothing else is counted. */
static const struct hm_preempt_layout preempt = {
	.softirq_offset = 0x100, .hardirq_offset = 0x10000, .nmi_offset = 0x10000,
	.softirq_mask = 0xff00, .hardirq_mask = 0x0fff0000, .nmi_mask = 0,
	.in_interrupt_mask = 0x0fffff00, .active = 0, .bh_disable = 0x100,
};

static const struct hm_wording wording = {
	.bug = "kernel BUG at %s!",
	.bug_in_header = "kernel BUG in header file at line %u", .bug_out_of_line = "kernel BUG at panic.c:149!",
	.invalid = "invalid operand: 0000",
	.page_fault = "Unable to handle kernel paging request at virtual address %08x",
	.null_deref = "Unable to handle kernel NULL pointer dereference at virtual address %08x",
	.fault = &fault_2_6_11, .fault_pae = &fault_2_6_11,
	.divide = "divide error: 0000",
	.oops = "Oops: %04x",
	.warn = "hmsh: warning in %s at %s",
	.might_sleep = "",
	.might_sleep_state = "",
	.sched_atomic = "",
	.before_sched_bug = "Scheduling in interrupt",
	.panic_interrupt = "Kernel panic: Aiee, killing interrupt handler!\nIn interrupt handler - not syncing",
	.panic_oops = "",
};

static const char asm_highmem_h[] = "include/asm/highmem.h";
static const char highmem_c[] = "highmem.c"; /* 2.4 compiles each directory from inside */

static const struct hm_check_place checks[HM_CHECK_NR] = {
	[HM_CHECK_KMAP_IN_INTERRUPT] = { asm_highmem_h, 68 },
	[HM_CHECK_KUNMAP_IN_INTERRUPT] = { asm_highmem_h, 77 },
	[HM_CHECK_KMAP_ATOMIC_BUSY] = { asm_highmem_h, 101 },
	[HM_CHECK_KUNMAP_ATOMIC_ADDRESS] = { asm_highmem_h, 119 },
	[HM_CHECK_FLUSH_PTE_NONE] = { highmem_c, 63 },
	[HM_CHECK_KMAP_HIGH_COUNT] = { highmem_c, 151 },
	[HM_CHECK_KUNMAP_HIGH_NO_ADDRESS] = { highmem_c, 166 },
	[HM_CHECK_KUNMAP_HIGH_COUNT] = { highmem_c, 176 },
};

const struct hm_era era_2_4_31 = {
	.name = "2.4.31",
	.title = "Linux 2.4.31, i386",
	.shows = "before preempt_count: nobody notices sleeping with an atomic kmap; kmap_nonblock() gives NULL instead of sleeping",
	.base = &era_2_6_11,
	.macro = "ERA_2_4_31",
	.prelude_file = "linux-2.4.31/highmem.h",
	.prelude = {
		[HM_PRELUDE_TYPES] = types_text, [HM_PRELUDE_PAGE] = page_text, [HM_PRELUDE_KM_TYPE] = km_type_text,
		[HM_PRELUDE_GFP] = gfp_text,
	},
	.calls = calls,
	.calls_nohighmem = calls_nohighmem,
	.km_types = km_types,
	.preempt = &preempt,
	.wording = &wording,
	.checks = checks,
	.page_struct = &page_struct,
	.page_struct_nohighmem = &page_struct_nohighmem,
	.page_address = &page_address_virtual,
	.fixmap = &fixmap,
	.gfp = &gfp,
	.atomic = &atomic,
	.pkmap_base = pkmap_base,
	.bounce = &bounce_2_4_31,
	.arch_highmem = highmem_by_pointer,
	.has_boot_fixmap = HM_NO,
	.fences = HM_NO,
	.preemptible = HM_NO,
};
