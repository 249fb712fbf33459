/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Linux 2.6.11 on i386, the era that the others are compared with: what the compiler sees, where things lie, which line
 * complains and in which words. Facts from arch/i386/mm/highmem.c, mm/highmem.c, include/asm-i386/{highmem,fixmap,kmap_types}.h,
 * include/linux/{highmem,gfp,hardirq,mm}.h. Macros of the kernel stand here as functions, which the manual says.
 * The prelude is our own text: types and constants that the declarations need. It has enum km_type with HIGHMEM=n, too, where
 * the kernel's macros threw the names away unseen.
 */
#include "engine/calls.h"
#include "engine/eras.h"

static const char types_text[] =
	"#define NULL ((void *)0)\n"
	"#define PAGE_SHIFT 12\n"
	"#define PAGE_SIZE 4096UL\n"
	"typedef struct { volatile int counter; } atomic_t;\n"
	"struct list_head { struct list_head *next, *prev; }; "
	"struct bio_vec { struct page *bv_page; unsigned int bv_len, bv_offset; };\n"
	"struct address_space; enum { READ, WRITE };\n";

static const char page_text[] =
	"struct page {\n"
	"\tunsigned long flags;\n"
	"\tatomic_t _count;\n"
	"\tatomic_t _mapcount;\n"
	"\tunsigned long private;\n"
	"\tstruct address_space *mapping;\n"
	"\tunsigned long index;\n"
	"\tstruct list_head lru;\n"
	"};\n";

static const char km_type_text[] =
	"enum km_type {\n"
	"#ifdef CONFIG_DEBUG_HIGHMEM\n"
	"\t__KM_FENCE_0, KM_BOUNCE_READ,\n"
	"\t__KM_FENCE_1, KM_SKB_SUNRPC_DATA,\n"
	"\t__KM_FENCE_2, KM_SKB_DATA_SOFTIRQ,\n"
	"\t__KM_FENCE_3, KM_USER0,\n"
	"\t__KM_FENCE_4, KM_USER1,\n"
	"\t__KM_FENCE_5, KM_BIO_SRC_IRQ,\n"
	"\t__KM_FENCE_6, KM_BIO_DST_IRQ,\n"
	"\t__KM_FENCE_7, KM_PTE0,\n"
	"\t__KM_FENCE_8, KM_PTE1,\n"
	"\t__KM_FENCE_9, KM_IRQ0,\n"
	"\t__KM_FENCE_10, KM_IRQ1,\n"
	"\t__KM_FENCE_11, KM_SOFTIRQ0,\n"
	"\t__KM_FENCE_12, KM_SOFTIRQ1,\n"
	"\t__KM_FENCE_13, KM_TYPE_NR\n"
	"#else\n"
	"\tKM_BOUNCE_READ,\n"
	"\tKM_SKB_SUNRPC_DATA,\n"
	"\tKM_SKB_DATA_SOFTIRQ,\n"
	"\tKM_USER0,\n"
	"\tKM_USER1,\n"
	"\tKM_BIO_SRC_IRQ,\n"
	"\tKM_BIO_DST_IRQ,\n"
	"\tKM_PTE0,\n"
	"\tKM_PTE1,\n"
	"\tKM_IRQ0,\n"
	"\tKM_IRQ1,\n"
	"\tKM_SOFTIRQ0,\n"
	"\tKM_SOFTIRQ1,\n"
	"\tKM_TYPE_NR\n"
	"#endif\n"
	"};\n";

static const char gfp_text[] =
	"enum {\n"
	"\t__GFP_DMA = 0x01, __GFP_HIGHMEM = 0x02, __GFP_WAIT = 0x10, __GFP_HIGH = 0x20,\n"
	"\t__GFP_IO = 0x40, __GFP_FS = 0x80, __GFP_ZERO = 0x8000,\n"
	"\tGFP_ATOMIC = 0x20, GFP_NOIO = 0x10, GFP_NOFS = 0x50, GFP_KERNEL = 0xd0, GFP_USER = 0xd0,\n"
	"\tGFP_HIGHUSER = 0xd2\n"
	"};\n";

static const struct hm_call calls[] = {
	{ "void *kmap(struct page *page)", call_kmap,
	  .help = "maps a page permanently; may sleep" },
	{ "void kunmap(struct page *page)", call_kunmap,
	  .help = "gives a kmap() back; takes the page" },
	{ "void *kmap_atomic(struct page *page, enum km_type type)", call_kmap_atomic,
	  .help = "maps a page into this CPU's slot of that type; no sleeping until kunmap_atomic()" },
	{ "void kunmap_atomic(void *kvaddr, enum km_type type)", call_kunmap_atomic, .addresses = 1, .unmaps = "kmap_atomic",
	  .help = "gives a kmap_atomic() back; takes the address" },
	{ "struct page *kmap_atomic_to_page(void *ptr)", call_kmap_atomic_to_page, .addresses = 1, .unmaps = "kmap_atomic",
	  .help = "the page that an atomic slot maps" },
	{ "void *page_address(struct page *page)", call_page_address, .flags = HM_CALL_QUIET,
	  .help = "the page's kernel address, or NULL" },
	{ "void clear_highpage(struct page *page)", call_clear_highpage,
	  .help = "zeroes a page by way of KM_USER0" },
	{ "void copy_highpage(struct page *to, struct page *from)", call_copy_highpage,
	  .help = "copies a page by way of KM_USER0 and KM_USER1" },
	{ "struct page *alloc_page(unsigned int gfp_mask)", call_alloc_page,
	  .help = "allocates a page, or gives NULL" },
	{ "void __free_page(struct page *page)", call_free_page,
	  .help = "gives a page back; does not unmap it" },
	{ "struct page *pfn_to_page(unsigned long pfn)", call_pfn_to_page, .flags = HM_CALL_QUIET,
	  .help = "the struct page of a frame number" },
	{ "unsigned long page_to_pfn(struct page *page)", call_page_to_pfn, .flags = HM_CALL_QUIET,
	  .help = "the frame number of a struct page" },
	{ "struct page *virt_to_page(void *kaddr)", call_virt_to_page, .flags = HM_CALL_QUIET, .addresses = 1,
	  .unmaps = "page_address", .help = "the struct page behind a lowmem address" },
	{ "int PageHighMem(struct page *page)", call_page_highmem, .flags = HM_CALL_QUIET,
	  .help = "is the page in high memory?" },
	{ "int preempt_count(void)", call_preempt_count, .flags = HM_CALL_QUIET,
	  .help = "the task's preempt_count" },
	{ "int in_interrupt(void)", call_in_interrupt, .flags = HM_CALL_QUIET,
	  .help = "in a hard interrupt or a softirq, or with softirqs off?" },
	{ "int in_irq(void)", call_in_irq, .flags = HM_CALL_QUIET, .help = "in a hard interrupt?" },
	{ "int in_softirq(void)", call_in_softirq, .flags = HM_CALL_QUIET, .help = "in a softirq, or with softirqs off?" },
	{ "int in_atomic(void)", call_in_atomic, .flags = HM_CALL_QUIET, .help = "must it not sleep here?" },
	{ "int irqs_disabled(void)", call_irqs_disabled, .flags = HM_CALL_QUIET, .help = "are interrupts off?" },
	{ "int smp_processor_id(void)", call_smp_processor_id, .flags = HM_CALL_QUIET, .help = "this CPU's number" },
	{ "void preempt_disable(void)", call_preempt_disable, .help = "no preemption (nothing without preempt=on)" },
	{ "void preempt_enable(void)", call_preempt_enable, .help = "takes preempt_disable() back" },
	{ "void local_bh_disable(void)", call_local_bh_disable, .help = "no softirqs on this CPU" },
	{ "void local_bh_enable(void)", call_local_bh_enable, .help = "takes local_bh_disable() back" },
	{ "void local_irq_disable(void)", call_local_irq_disable, .help = "no interrupts on this CPU" },
	{ "void local_irq_enable(void)", call_local_irq_enable, .help = "interrupts again" },
	{ "void schedule(void)", call_schedule, .help = "gives up the CPU" },
	{ "unsigned long copy_to_user(void *to, const void *from, unsigned long n)", call_copy_to_user, .addresses = 2,
	  .help = "copies to user memory; gives the number of bytes that are missing" },
	{ "unsigned long copy_from_user(void *to, const void *from, unsigned long n)", call_copy_from_user, .addresses = 1,
	  .help = "copies from user memory; gives the number of bytes that are missing" },
	{ "unsigned long __copy_to_user_inatomic(void *to, const void *from, unsigned long n)", call_copy_to_user_inatomic, .addresses = 2,
	  .help = "copy_to_user() for use under kmap_atomic(): be ready for a short copy" },
	{ "unsigned long __copy_from_user_inatomic(void *to, const void *from, unsigned long n)", call_copy_from_user_inatomic, .addresses = 1,
	  .help = "copy_from_user() for use under kmap_atomic(): be ready for a short copy" },
	{ "int fault_in_pages_writeable(char *uaddr, int size)", call_fault_in_pages_writeable,
	  .help = "brings user pages in before a copy that may not fault" },
	{ "void might_sleep(void)", call_might_sleep, .help = "complains where sleeping is not allowed" },
	{ "int submit_page(int rw, struct page *page, unsigned long block)", call_submit_page,
	  .help = "hmsh's disk: READ or WRITE of a page, as submit_bio() would; bounced beyond the DMA limit" },
	{ "void wait_on_page_locked(struct page *page)", call_wait_on_page_locked,
	  .help = "sleeps until the disk is done with the page" },
	{ "void disk_interrupt(void)", call_disk_interrupt,
	  .help = "the disk's interrupt handler: completes the oldest request" },
	{ "void *kmap_high(struct page *page)", call_kmap_high, .help = "what kmap() does with a highmem page" },
	{ "void kunmap_high(struct page *page)", call_kunmap_high, .help = "what kunmap() does with a highmem page" },
	{ "void clear_user_highpage(struct page *page, unsigned long vaddr)", call_clear_highpage,
	  .help = "zeroes a page that a process will see at vaddr" },
	{ "void copy_user_highpage(struct page *to, struct page *from, unsigned long vaddr)", call_copy_highpage,
	  .help = "copies a page that a process will see at vaddr" },
	{ "void memclear_highpage_flush(struct page *page, unsigned int offset, unsigned int size)", call_memclear_highpage_flush,
	  .help = "zeroes a part of a page by way of KM_USER0" },
	{ "char *bvec_kmap_irq(struct bio_vec *bvec, unsigned long *flags)", call_bvec_kmap_irq,
	  .help = "interrupts off, and the segment's page into KM_BIO_SRC_IRQ" },
	{ "void bvec_kunmap_irq(char *buffer, unsigned long *flags)", call_bvec_kunmap_irq, .addresses = 1, .unmaps = "bvec_kmap_irq",
	  .help = "gives a bvec_kmap_irq() back" },
	{ "unsigned int nr_free_highpages(void)", call_nr_free_highpages, .flags = HM_CALL_QUIET, .help = "free pages of high memory" },
	{ NULL, NULL, .flags = 0 }
};

/* The #else half of include/linux/highmem.h: what a kernel without CONFIG_HIGHMEM compiles. */
static const struct hm_call calls_nohighmem[] = {
	{ "void *kmap(struct page *page)", call_kmap_lowmem_only,
	  .help = "HIGHMEM=n: might_sleep(), then page_address()" },
	{ "void kunmap(struct page *page)", call_kunmap_lowmem_only, .help = "HIGHMEM=n: does nothing" },
	{ "void *kmap_atomic(struct page *page, int type)", call_kmap_atomic, .flags = HM_CALL_UNSEEN_REST,
	  .help = "HIGHMEM=n: page_address(); the type is never seen" },
	{ "void kunmap_atomic(void *kvaddr, int type)", call_kunmap_atomic, .flags = HM_CALL_UNSEEN_ARGS,
	  .help = "HIGHMEM=n: nothing at all; no argument is ever seen" },
	{ "struct page *kmap_atomic_to_page(void *ptr)", call_virt_to_page, .addresses = 1, .unmaps = "kmap_atomic",
	  .help = "HIGHMEM=n: virt_to_page()" },
	{ "void *kmap_high(struct page *page)", NULL, .flags = 0 },
	{ "void kunmap_high(struct page *page)", NULL, .flags = 0 },
	{ NULL, NULL, .flags = 0 }
};

static const char *const km_types[] = {
	"KM_BOUNCE_READ", "KM_SKB_SUNRPC_DATA", "KM_SKB_DATA_SOFTIRQ", "KM_USER0", "KM_USER1", "KM_BIO_SRC_IRQ",
	"KM_BIO_DST_IRQ", "KM_PTE0", "KM_PTE1", "KM_IRQ0", "KM_IRQ1", "KM_SOFTIRQ0", "KM_SOFTIRQ1", NULL
};

/* include/linux/hardirq.h: an NMI counts as a hard interrupt */
static const struct hm_preempt_layout preempt = {
	.softirq_offset = 0x100, .hardirq_offset = 0x10000, .nmi_offset = 0x10000,
	.softirq_mask = 0xff00, .hardirq_mask = 0x0fff0000, .nmi_mask = 0,
	.in_interrupt_mask = 0x0fffff00, .active = 0x10000000, .bh_disable = 0x100,
};

/* arch/i386/mm/fault.c do_page_fault(), from 2.4.0 to 2.6.18 */
const struct hm_fault_words fault_2_6_11 = {
	.eip = " printing eip:\n%s\n", .pde = "*pde = %08llx\n", .pte = "*pte = %08llx\n", .end = "",
};

static const struct hm_wording wording = {
	.cut_here = "------------[ cut here ]------------",
	.bug = "kernel BUG at %s!",
	.invalid = "invalid operand: 0000 [#%u]",
	.page_fault = "Unable to handle kernel paging request at virtual address %08x",
	.null_deref = "Unable to handle kernel NULL pointer dereference at virtual address %08x",
	.fault = &fault_2_6_11, .fault_pae = &fault_2_6_11,
	.divide = "divide error: 0000 [#%u]",
	.oops = "Oops: %04x [#%u]",
	.flags_before = "\n", .flags_after = "",
	.warn = "Badness in %s at %s",
	.might_sleep = "Debug: sleeping function called from invalid context at %s",
	.might_sleep_state = "in_atomic():%d, irqs_disabled():%d",
	.sched_atomic = "scheduling while atomic: %s/0x%08x/%u",
	.panic_interrupt = "Kernel panic - not syncing: Fatal exception in interrupt",
	.panic_oops = "Fatal exception: panic in 5 seconds\nKernel panic - not syncing: Fatal exception",
	.exited = "note: %s[%u] exited with preempt_count %d",
};

static const char arch_highmem_c[] = "arch/i386/mm/highmem.c";
static const char mm_highmem_c[] = "mm/highmem.c";

static const struct hm_check_place checks[HM_CHECK_NR] = {
	[HM_CHECK_KMAP_MIGHT_SLEEP] = { arch_highmem_c, 5 },
	[HM_CHECK_KUNMAP_IN_INTERRUPT] = { arch_highmem_c, 14 },
	[HM_CHECK_KMAP_ATOMIC_BUSY] = { arch_highmem_c, 42 },
	[HM_CHECK_KUNMAP_ATOMIC_ADDRESS] = { arch_highmem_c, 63 },
	[HM_CHECK_FLUSH_PTE_NONE] = { mm_highmem_c, 83 },
	[HM_CHECK_KMAP_HIGH_COUNT] = { mm_highmem_c, 165 },
	[HM_CHECK_KUNMAP_HIGH_NO_ADDRESS] = { mm_highmem_c, 181 },
	[HM_CHECK_KUNMAP_HIGH_COUNT] = { mm_highmem_c, 191 },
	[HM_CHECK_SET_PAGE_ADDRESS_LOWMEM] = { mm_highmem_c, 553 },
	[HM_CHECK_SET_PAGE_ADDRESS_POOL] = { mm_highmem_c, 557 },
	[HM_CHECK_SMP_CALL_IRQS_OFF] = { "arch/i386/kernel/smp.c", 523 },
	[HM_CHECK_KMAP_LOWMEM_ONLY] = { "include/linux/highmem.h", 23 },
};

/* PKMAP_BASE, computed since 2.6.11-rc1: below the boot-time fixmap, rounded down to what one page-table page covers. */
static hm_vaddr_t pkmap_base(const struct hm_config *cfg, const struct hm_layout *l)
{
	uint32_t entries = cfg->pae ? 512 : 1024;
	uint32_t pmd_size = entries << HM_PAGE_SHIFT;

	return (l->fixaddr_boot_start - ((entries + 1) << HM_PAGE_SHIFT)) & ~(pmd_size - 1);
}

/* include/linux/mm.h, page-flags.h, mmzone.h */
static const struct hm_page_struct page_struct = {
	.count_name = "_count",
	.size = 32, .flags = 0, .count = 4, .mapcount = 8, .list = 24, .virtual = HM_NO_FIELD,
	.count_free = -1,
	.highmem_flag = 1u << 8,
	.reserved_flag = 1u << 11,
	.zone_shift = 29,
	.zone_number = { 0, 1, 2 },
};

/*
 * include/asm-i386/fixmap.h: FIX_HOLE, FIX_VSYSCALL, the local APIC and 8 I/O APICs in front; ACPI's 4 and, in the recordings,
 * FIX_PCIE_MCFG behind; 16 of FIX_BTMAP and FIX_WP_TEST at boot.
 */
static const struct hm_fixmap fixmap = {
	.top = 0xfffff000,
	.begin = { [HM_LAYOUT_ORACLE] = 11, [HM_LAYOUT_S8] = 11, [HM_LAYOUT_UP] = 2 },
	.behind = { [HM_LAYOUT_ORACLE] = 5, [HM_LAYOUT_S8] = 4, [HM_LAYOUT_UP] = 0 },
	.boot = 17,
};

static const struct hm_gfp gfp = { .dma = 0x01, .highmem = 0x02, .zero = 0x8000, .wait = 0x10 };

static const struct hm_atomic_ops atomic = {
	.map = kmap_atomic_2_6_11, .unmap = kunmap_atomic_2_6_11,
	.invoke_map = invoke_kmap_atomic_2_6_11, .invoke_unmap = invoke_kunmap_atomic_2_6_11,
};

const struct hm_era era_2_6_11 = {
	.name = "2.6.11",
	.title = "Linux 2.6.11, i386",
	.shows = "void * prototypes: a struct page * given to kunmap_atomic() compiles and runs in silence",
	.macro = "ERA_2_6_11",
	.example = "char *v = kmap_atomic(p, KM_USER0);",
	.prelude_file = "linux-2.6.11/highmem.h",
	.prelude = {
		[HM_PRELUDE_TYPES] = types_text, [HM_PRELUDE_PAGE] = page_text, [HM_PRELUDE_KM_TYPE] = km_type_text,
		[HM_PRELUDE_GFP] = gfp_text,
	},
	.page_type = "struct page",
	.calls = calls,
	.calls_nohighmem = calls_nohighmem,
	.km_types = km_types,
	.preempt = &preempt,
	.wording = &wording,
	.checks = checks,
	.pkmap_base = pkmap_base,
	.page_is_highmem = highmem_by_flags,
	.arch_highmem = highmem_by_flags,
	.page_struct = &page_struct,
	.page_struct_nohighmem = &page_struct,
	.page_address = &page_address_hash,
	.fixmap = &fixmap,
	.nr_cpus = NR_CPUS_DEFAULT,
	.gfp = &gfp,
	.atomic = &atomic,
	.atomic_nohighmem = &atomic_macros,
	.has_boot_fixmap = HM_YES,
	.fences = HM_YES,
	.debug_always = HM_NO,
	.preemptible = HM_YES,
	.handlers_irqs_off = HM_NO,
	.wakes_locked = HM_NO,
	.need_flush = HM_NO,
	.bounce = &bounce_2_6,
};
