/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Linux 2.4.0 on i386, January 2001, the first atomic kmaps: two types, both for bounce buffers; the checks are always compiled
 * in, and say BUG() with the header's path; kunmap_atomic() does not mask its address, so a pointer into the page is a BUG; all
 * helpers map by kmap(). kunmap_high() wakes under kmap_lock, sleepers or not.
 */
#include "engine/calls.h"
#include "engine/eras.h"
#include "engine/slot.h"

/* include/asm-i386/highmem.h, HIGHMEM_DEBUG */
static enum hm_verdict kunmap_atomic(struct hm_machine *m, hm_vaddr_t kvaddr, uint32_t type)
{
	struct raise_record *raised = NULL;
	enum hm_verdict v = unmap_slot_2_6_11(m, kvaddr, kvaddr, slot_of_type(m, type), &raised);

	return v == HM_OK ? lower_preempt_count(m, 0, raised, calling(m)) : v;
}

#define GONE(proto) { proto, NULL, .flags = 0 }

static const struct hm_call calls[] = {
	GONE("void *kmap_nonblock(struct page *page)"),
	GONE("char *bh_kmap_irq(struct buffer_head *bh, unsigned long *flags)"),
	GONE("void bh_kunmap_irq(char *buffer, unsigned long *flags)"),
	{ "void *kmap_high(struct page *page)", call_kmap_high, .help = "what kmap() does with a highmem page" },
	{ "void clear_user_highpage(struct page *page, unsigned long vaddr)", call_clear_highpage_kmap,
	  .help = "zeroes a page that a process will see at vaddr, by way of kmap()" },
	{ "void copy_highpage(struct page *to, struct page *from)", call_copy_highpage_kmap, .help = "copies a page by way of two kmap()s" },
	{ "void copy_user_highpage(struct page *to, struct page *from, unsigned long vaddr)", call_copy_highpage_kmap,
	  .help = "copies a page that a process will see at vaddr, by way of two kmap()s" },
	{ "void memclear_highpage(struct page *page, unsigned int offset, unsigned int size)", call_memclear_highpage_kmap,
	  .help = "zeroes a part of a page by way of kmap()" },
	{ NULL, NULL, .flags = 0 }
};

static const struct hm_call calls_nohighmem[] = {
	GONE("void *kmap_nonblock(struct page *page)"),
	GONE("void *kmap_high(struct page *page)"),
	{ NULL, NULL, .flags = 0 }
};

static const char page_text[] =
	"struct buffer_head;\n"
	"typedef struct { unsigned int slock; } spinlock_t;\n"
	"typedef struct { spinlock_t lock; struct list_head task_list; } wait_queue_head_t;\n"
	"struct page {\n"
	"\tstruct list_head list;\n"
	"\tstruct address_space *mapping;\n"
	"\tunsigned long index;\n"
	"\tstruct page *next_hash;\n"
	"\tatomic_t count;\n"
	"\tunsigned long flags;\n"
	"\tstruct list_head lru;\n"
	"\tunsigned long age;\n"
	"\twait_queue_head_t wait;\n"
	"\tstruct page **pprev_hash;\n"
	"\tstruct buffer_head *buffers;\n"
	"\tvoid *virtual;\n"
	"\tstruct zone_struct *zone;\n"
	"};\n";

static const char km_type_text[] =
	"enum km_type {\n"
	"\tKM_BOUNCE_READ,\n"
	"\tKM_BOUNCE_WRITE,\n"
	"\tKM_TYPE_NR\n"
	"};\n";

static const char gfp_text[] =
	"enum {\n"
	"\t__GFP_WAIT = 0x01, __GFP_HIGH = 0x02, __GFP_IO = 0x04, __GFP_DMA = 0x08,\n"
	"#ifdef CONFIG_HIGHMEM\n"
	"\t__GFP_HIGHMEM = 0x10,\n"
	"#else\n"
	"\t__GFP_HIGHMEM = 0x0,\n"
	"#endif\n"
	"\tGFP_BUFFER = 0x03, GFP_ATOMIC = 0x02, GFP_USER = 0x05, GFP_HIGHUSER = 0x05 | __GFP_HIGHMEM, GFP_KERNEL = 0x07\n"
	"};\n";

static const char *const km_types[] = { "KM_BOUNCE_READ", "KM_BOUNCE_WRITE", NULL };

static const struct hm_atomic_ops atomic = { .map = kmap_atomic_2_4, .unmap = kunmap_atomic };

/* include/linux/mm.h; page->zone is a pointer, which is 0 here */
static const struct hm_page_struct page_struct = {
	.count_name = "count",
	.size = 68, .flags = 24, .count = 20, .mapcount = HM_NO_FIELD, .list = 0, .virtual = 60,
	.count_free = 0,
	.highmem_flag = 1u << 12,
	.reserved_flag = 1u << 31,
};

/* Here no boot-time slots either. */
static const struct hm_fixmap fixmap = {
	.top = 0xffffe000,
	.begin = { [HM_LAYOUT_ORACLE] = 9, [HM_LAYOUT_S8] = 9, [HM_LAYOUT_UP] = 0 },
	.behind = { 0 },
};

static const struct hm_gfp gfp = { .dma = 0x08, .highmem = 0x10, .zero = 0 };

static hm_vaddr_t pkmap_base(const struct hm_config *cfg, const struct hm_layout *l)
{
	(void)cfg, (void)l;
	return 0xfe000000u;
}

static const struct hm_wording wording = {
	.bug = "kernel BUG at %s!",
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

/* Headers come by -I$(TOPDIR)/include, so with the path of wherever the kernel was built. */
static const char asm_highmem_h[] = "/usr/src/linux/include/asm/highmem.h";
static const char highmem_c[] = "highmem.c";

static const struct hm_check_place checks[HM_CHECK_NR] = {
	[HM_CHECK_KMAP_IN_INTERRUPT] = { asm_highmem_h, 62 },
	[HM_CHECK_KUNMAP_IN_INTERRUPT] = { asm_highmem_h, 71 },
	[HM_CHECK_KMAP_ATOMIC_BUSY] = { asm_highmem_h, 95 },
	[HM_CHECK_KUNMAP_ATOMIC_ADDRESS] = { asm_highmem_h, 113 },
	[HM_CHECK_FLUSH_PTE_NONE] = { highmem_c, 61 },
	[HM_CHECK_KMAP_HIGH_COUNT] = { highmem_c, 133 },
	[HM_CHECK_KUNMAP_HIGH_NO_ADDRESS] = { highmem_c, 146 },
	[HM_CHECK_KUNMAP_HIGH_COUNT] = { highmem_c, 155 },
};

const struct hm_era era_2_4_0 = {
	.name = "2.4.0",
	.title = "Linux 2.4.0, i386",
	.shows = "the first atomic kmaps; with highmem=off the header names kunmap_atomic()'s argument \"page\": the bug's cradle",
	.base = &era_2_4_31,
	.macro = "ERA_2_4_0",
	.example = "char *v = kmap_atomic(p, KM_BOUNCE_READ);",
	.prelude_file = "linux-2.4.0/highmem.h",
	.prelude = { [HM_PRELUDE_PAGE] = page_text, [HM_PRELUDE_KM_TYPE] = km_type_text, [HM_PRELUDE_GFP] = gfp_text },
	.calls = calls,
	.calls_nohighmem = calls_nohighmem,
	.km_types = km_types,
	.wording = &wording,
	.checks = checks,
	.page_struct = &page_struct,
	.page_struct_nohighmem = &page_struct,
	.fixmap = &fixmap,
	.gfp = &gfp,
	.atomic = &atomic,
	.pkmap_base = pkmap_base,
	.bounce = &bounce_2_4_0,
	.debug_always = HM_YES,
	.wakes_locked = HM_YES,
};
