/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Linux 6.1 on i386: kmap_local_page() and kunmap_local(), whose slots go with the task, and kmap_atomic() on top of them. Lines are
 * those of Debian's 6.1.176, which is what was recorded; so are struct page (40 bytes, with MEMCG and SLUB), the fixed slots and
 * where the window and mem_map lie. Facts from mm/highmem.c, include/linux/highmem-internal.h, include/asm-generic/kmap_size.h,
 * arch/x86/include/asm/{fixmap,pgtable_32_areas}.h. Its kernels count preempt_disable() in every configuration (PREEMPT_DYNAMIC).
 */
#include "engine/calls.h"
#include "engine/eras.h"

static const char page_text[] =
	"struct page {\n"
	"\tunsigned long flags;\n"
	"\tstruct list_head lru;\n"
	"\tstruct address_space *mapping;\n"
	"\tunsigned long index;\n"
	"\tunsigned long private;\n"
	"\tatomic_t _mapcount;\n"
	"\tatomic_t _refcount;\n"
	"\tunsigned long memcg_data;\n"
	"\tunsigned long __rounded_up;\n"
	"};\n"
	"struct folio {\n"
	"\tstruct page page;\n"
	"};\n";

/* lib/Kconfig.debug, include/asm-generic/kmap_size.h; enum km_type is gone. */
static const char kmap_size_text[] =
	"#define CONFIG_KMAP_LOCAL 1\n"
	"#ifdef CONFIG_DEBUG_HIGHMEM\n"
	"#define CONFIG_DEBUG_KMAP_LOCAL 1\n"
	"#define CONFIG_DEBUG_KMAP_LOCAL_FORCE_MAP 1\n"
	"#define KM_MAX_IDX 33\n"
	"#else\n"
	"#define KM_MAX_IDX 16\n"
	"#endif\n";

static const char gfp_text[] =
	"typedef unsigned int gfp_t;\n"
	"enum {\n"
	"\t__GFP_DMA = 0x01, __GFP_HIGHMEM = 0x02, __GFP_HIGH = 0x20, __GFP_IO = 0x40, __GFP_FS = 0x80, __GFP_ZERO = 0x100,\n"
	"\t__GFP_ATOMIC = 0x200, __GFP_DIRECT_RECLAIM = 0x400, __GFP_KSWAPD_RECLAIM = 0x800, __GFP_RECLAIM = 0xc00,\n"
	"\tGFP_ATOMIC = 0xa20, GFP_NOIO = 0xc00, GFP_NOFS = 0xc40, GFP_KERNEL = 0xcc0, GFP_USER = 0x100cc0,\n"
	"\tGFP_HIGHUSER = 0x100cc2\n"
	"};\n";

static const struct hm_call calls[] = {
	{ "void kunmap(struct page *page)", call_kunmap_might_sleep,
	  .help = "gives a kmap() back; takes the page; might sleep, it says" },
	{ "void *kmap_local_page(struct page *page)", call_kmap_local_page,
	  .help = "maps a page into the task's next slot; the task may sleep, and stays on this CPU" },
	{ "void kunmap_local(const void *addr)", call_kunmap_local, .flags = HM_CALL_TYPE_CHECK | HM_CALL_TYPE_SAID, .addresses = 1,
	  .unmaps = "kmap_local_page",
	  .help = "gives the task's top slot back; a struct page * is refused when it is compiled" },
	{ "void *kmap_local_pfn(unsigned long pfn)", call_kmap_local_pfn, .help = "kmap_local_page() of a frame by its number" },
	{ "void *kmap_atomic(struct page *page)", call_kmap_atomic,
	  .help = "kmap_local_page() with preemption and page faults off until kunmap_atomic()" },
	{ "void kunmap_atomic(const void *addr)", call_kunmap_atomic, .flags = HM_CALL_TYPE_CHECK | HM_CALL_TYPE_SAID, .addresses = 1,
	  .unmaps = "kmap_atomic",
	  .help = "gives the task's top slot back; a struct page * is refused when it is compiled" },
	{ "void __kunmap_atomic(const void *addr)", call_kunmap_atomic, .addresses = 1, .unmaps = "kmap_atomic",
	  .help = "what kunmap_atomic() stands for, without the check of the type" },
	{ "void *kmap_local_page_prot(struct page *page, pgprot_t prot)", call_kmap_local_prot,
	  .help = "kmap_local_page() with page protection bits of one's own" },
	{ "void *kmap_local_folio(struct folio *folio, size_t offset)", call_kmap_local_folio,
	  .help = "kmap_local_page() of the page of a folio that offset lies in, and the address of that place" },
	{ "void *__kmap_atomic(struct page *page)", NULL, .flags = 0 },
	{ "struct page *kmap_atomic_to_page(void *ptr)", NULL, .flags = 0 },
	{ "struct page *kmap_to_page(void *addr)", call_kmap_to_page, .addresses = 1, .unmaps = "kmap",
	  .help = "the page of any mapped address; warns once of one that is not lowmem's" },
	{ "int is_kmap_addr(const void *x)", call_is_kmap_addr, .flags = HM_CALL_QUIET, .help = "does it lie in kmap()'s window?" },
	{ "void memclear_highpage_flush(struct page *page, unsigned int offset, unsigned int size)", NULL, .flags = 0 },
	{ "char *bvec_kmap_irq(struct bio_vec *bvec, unsigned long *flags)", NULL, .flags = 0 },
	{ "void bvec_kunmap_irq(char *buffer, unsigned long *flags)", NULL, .flags = 0 },
	{ "void memcpy_to_page(struct page *page, size_t offset, const char *from, size_t len)", call_memcpy_to_page,
	  .help = "copies into a part of a page" },
	{ "void memcpy_from_page(char *to, struct page *page, size_t offset, size_t len)", call_memcpy_from_page,
	  .help = "copies a part of a page" },
	{ "void memcpy_page(struct page *dst_page, size_t dst_off, struct page *src_page, size_t src_off, size_t len)", call_memcpy_page,
	  .help = "copies a part of a page into another page" },
	{ "void memset_page(struct page *page, size_t offset, int val, size_t len)", call_memset_page, .help = "fills a part of a page" },
	{ "void memzero_page(struct page *page, size_t offset, size_t len)", call_memzero_page, .help = "zeroes a part of a page" },
	{ "void clear_highpage(struct page *page)", call_clear_highpage, .help = "zeroes a page by way of kmap_local_page()" },
	{ "void copy_highpage(struct page *to, struct page *from)", call_copy_highpage,
	  .help = "copies a page by way of kmap_local_page()" },
	{ "void zero_user_segments(struct page *page, unsigned int start1, unsigned int end1, unsigned int start2, unsigned int end2)",
	  call_zero_user_segments, .help = "zeroes two parts of a page by way of kmap_local_page()" },
	{ "void preempt_disable(void)", call_preempt_disable, .help = "no preemption; counts in every configuration" },
	{ "struct page *alloc_page(gfp_t gfp_mask)", call_alloc_page, .help = "allocates a page, or gives NULL" },
	{ "int fault_in_pages_writeable(char *uaddr, int size)", NULL, .flags = 0 },
	{ "unsigned long fault_in_writeable(char *uaddr, unsigned long size)", call_fault_in_writeable,
	  .help = "brings user pages in before a copy that may not fault; gives the bytes that are missing" },
	{ "void migrate_disable(void)", call_migrate_disable, .help = "the task stays on this CPU until migrate_enable()" },
	{ "void migrate_enable(void)", call_migrate_enable, .help = "takes migrate_disable() back" },
	{ "void pagefault_disable(void)", call_pagefault_disable_counter, .help = "user pages are not brought in until pagefault_enable()" },
	{ "void pagefault_enable(void)", call_pagefault_enable_counter, .help = "takes pagefault_disable() back" },
	{ NULL, NULL, .flags = 0 }
};

static const struct hm_call calls_nohighmem[] = {
	{ "void *kmap_local_page(struct page *page)", call_kmap_local_page, .help = "HIGHMEM=n: page_address()" },
	{ "void kunmap_local(const void *addr)", call_kunmap_local, .flags = HM_CALL_TYPE_CHECK | HM_CALL_TYPE_SAID, .addresses = 1,
	  .unmaps = "kmap_local_page", .help = "HIGHMEM=n: does nothing; a struct page * is refused all the same" },
	{ "void *kmap_local_pfn(unsigned long pfn)", call_kmap_local_pfn, .help = "HIGHMEM=n: page_address()" },
	{ "void *kmap_atomic(struct page *page)", call_kmap_atomic,
	  .help = "HIGHMEM=n: preemption and page faults off, then page_address()" },
	{ "void kunmap_atomic(const void *addr)", call_kunmap_atomic, .flags = HM_CALL_TYPE_CHECK | HM_CALL_TYPE_SAID, .addresses = 1,
	  .unmaps = "kmap_atomic", .help = "HIGHMEM=n: preemption and page faults on; a struct page * is refused all the same" },
	{ "struct page *kmap_atomic_to_page(void *ptr)", NULL, .flags = 0 },
	{ "struct page *kmap_to_page(void *addr)", call_virt_to_page, .addresses = 1, .unmaps = "kmap", .help = "HIGHMEM=n: virt_to_page()" },
	{ NULL, NULL, .flags = 0 }
};

/* NMIs nest; PREEMPT_ACTIVE is gone. Bit 31 is a flag of the scheduler's, which readers mask out. */
static const struct hm_preempt_layout preempt = {
	.softirq_offset = 0x100, .hardirq_offset = 0x10000, .nmi_offset = 0x110000,
	.softirq_mask = 0xff00, .hardirq_mask = 0xf0000, .nmi_mask = 0xf00000,
	.in_interrupt_mask = 0xffff00, .active = 0, .bh_disable = 0x200, .counted = true,
};

static const char highmem_c[] = "mm/highmem.c";
static const char highmem_internal_h[] = "include/linux/highmem-internal.h";

static const struct hm_check_place checks[HM_CHECK_NR] = {
	[HM_CHECK_KMAP_MIGHT_SLEEP] = { highmem_internal_h, 44 },
	[HM_CHECK_KUNMAP_MIGHT_SLEEP] = { highmem_internal_h, 55 },
	[HM_CHECK_KMAP_LOWMEM_ONLY] = { highmem_internal_h, 166 },
	[HM_CHECK_KMAP_ASSERT_NOMAP] = { highmem_internal_h, 17 },
	[HM_CHECK_KMAP_TO_PAGE_PKMAP] = { highmem_c, 163 },
	[HM_CHECK_KMAP_TO_PAGE_LOCAL] = { highmem_c, 168 },
	[HM_CHECK_FLUSH_PTE_NONE] = { highmem_c, 207 },
	[HM_CHECK_KMAP_HIGH_COUNT] = { highmem_c, 308 },
	[HM_CHECK_KUNMAP_HIGH_NO_ADDRESS] = { highmem_c, 358 },
	[HM_CHECK_KUNMAP_HIGH_COUNT] = { highmem_c, 368 },
	[HM_CHECK_KMAP_LOCAL_PUSH_IRQ] = { highmem_c, 465 },
	[HM_CHECK_KMAP_LOCAL_PUSH_MAX] = { highmem_c, 467 },
	[HM_CHECK_KUNMAP_LOCAL_POP_MIN] = { highmem_c, 479 },
	[HM_CHECK_KMAP_LOCAL_BUSY] = { highmem_c, 552 },
	[HM_CHECK_KUNMAP_LOCAL_OUTSIDE] = { highmem_c, 594 },
	[HM_CHECK_KUNMAP_LOCAL_BELOW] = { highmem_c, 604 },
	[HM_CHECK_KUNMAP_LOCAL_ORDER] = { highmem_c, 610 },
	[HM_CHECK_KMAP_LOCAL_FORK] = { highmem_c, 701 },
	[HM_CHECK_SET_PAGE_ADDRESS_LOWMEM] = { highmem_c, 780 },
};

/* CPU_ENTRY_AREA_PAGES: 43 for each CPU; below them the map of the LDT, then the window, each from the start of a page table. */
static hm_vaddr_t pkmap_base(const struct hm_config *cfg, const struct hm_layout *l)
{
	enum { ENTRY_AREA = 43 };
	hm_vaddr_t pmd_mask = ~((1u << l->pmd_shift) - 1);
	hm_vaddr_t tot_start = l->fixaddr_top - (l->fix_total << HM_PAGE_SHIFT);
	hm_vaddr_t entry_area = (tot_start - ((cfg->nr_cpus * ENTRY_AREA + 1) << HM_PAGE_SHIFT)) & pmd_mask;
	hm_vaddr_t ldt = (entry_area - HM_PAGE_SIZE) & pmd_mask;

	return (ldt - HM_PAGE_SIZE) & pmd_mask;
}

static const struct hm_page_struct page_struct = {
	.count_name = "_refcount",
	.size = 40, .flags = 0, .list = 4, .virtual = HM_NO_FIELD, .mapcount = 24, .count = 28,
	.count_free = 0,
	.reserved_flag = 1u << 12,
	.zone_shift = 30,
	.zone_number = { 0, 1, 2 },
};

/* FIX_HOLE, two of consoles, the local APIC and 64 I/O APICs in front; three behind; FIX_BTMAP's 512 and FIX_WP_TEST at boot. */
static const struct hm_fixmap fixmap = {
	.top = 0xfffff000,
	.begin = { [HM_LAYOUT_ORACLE] = 68, [HM_LAYOUT_S8] = 68, [HM_LAYOUT_UP] = 68 },
	.behind = { [HM_LAYOUT_ORACLE] = 3, [HM_LAYOUT_S8] = 3, [HM_LAYOUT_UP] = 3 },
	.boot = 513, .boot_round = 512,
};

static const struct hm_gfp gfp = { .dma = 0x01, .highmem = 0x02, .zero = 0x100, .wait = 0x400 };

/* KM_MAX_IDX and KM_INCR: include/asm-generic/kmap_size.h. */
static const struct hm_slot_stack slot_stack = {
	.nr = { 16, KM_MAX_IDX_DEBUG }, .step = { 1, 2 }, .depth = stack_depth_of_task,
	.switch_out = kmap_local_sched_out, .switch_in = kmap_local_sched_in, .fork = kmap_local_fork, .to_user = kmap_assert_nomap,
};

static const struct hm_atomic_ops atomic = {
	.map = kmap_atomic_6_1, .map_prot = kmap_atomic_prot_6_1, .map_pfn = kmap_atomic_pfn_6_1, .unmap = kunmap_atomic_6_1,
};
static const struct hm_atomic_ops copying = {
	.map = kmap_local_6_1, .map_prot = kmap_local_prot_6_1, .map_pfn = kmap_local_pfn_6_1, .unmap = kunmap_local_6_1,
};
static const struct hm_atomic_ops atomic_nohighmem = {
	.map = kmap_atomic_6_1_lowmem_only, .map_prot = kmap_atomic_prot_6_1_lowmem_only, .map_pfn = kmap_atomic_pfn_6_1_lowmem_only,
	.unmap = kunmap_atomic_6_1_lowmem_only,
};
static const struct hm_atomic_ops copying_nohighmem = {
	.map = kmap_atomic_lowmem_only, .map_prot = kmap_local_prot_lowmem_only, .map_pfn = kmap_atomic_pfn_lowmem_only,
	.unmap = kunmap_atomic_nothing,
};

static const struct hm_fault_words fault = {
	.eip = "EIP: %s\n", .pde = "*pde = %08llx ", .pte = "*pte = %08llx ", .end = "\n",
};

static const struct hm_fault_words fault_pae = {
	.eip = "EIP: %s\n", .pdpt = "*pdpt = %016llx ", .pde = "*pde = %016llx ", .pte = "*pte = %016llx ", .end = "\n",
};

static const struct hm_wording wording = {
	.cut_here = "------------[ cut here ]------------",
	.warn_cut_here = "------------[ cut here ]------------",
	.bug = "kernel BUG at %s!",
	.invalid = "invalid opcode: 0000 [#%u]",
	.page_fault = "BUG: unable to handle page fault for address: %08x",
	.null_deref = "BUG: kernel NULL pointer dereference, address: %08x",
	.why_fault = "#PF: supervisor %s access in kernel mode\n#PF: error_code(0x%04x) - %s\n",
	.fault = &fault, .fault_pae = &fault_pae, .true_tables = true,
	.divide = "divide error: 0000 [#%u]",
	.oops = "Oops: %04x [#%u]",
	.flags_before = " ", .flags_after = "",
	.warn = "WARNING: CPU: %3$u PID: %4$u at %2$s %1$s",
	.might_sleep = "BUG: sleeping function called from invalid context at %s",
	.might_sleep_state = "in_atomic(): %d, irqs_disabled(): %d, non_block: 0, pid: %d, name: %s",
	.might_sleep_count = "preempt_count: %x, expected: 0\n",
	.sched_atomic = "BUG: scheduling while atomic: %1$s/%3$u/0x%2$08x",
	.panic_interrupt = "Kernel panic - not syncing: Fatal exception in interrupt",
	.panic_oops = "Kernel panic - not syncing: Fatal exception",
	.exited = "note: %s[%u] exited with preempt_count %d",
};

const struct hm_era era_6_1 = {
	.name = "6.1",
	.title = "Linux 6.1, i386",
	.shows = "kmap_local_page(): slots that belong to a task and go with it; kmap_atomic() is built on them",
	.base = &era_2_6_37,
	.macro = "ERA_6_1",
	.example = "char *v = kmap_local_page(p);",
	.prelude_file = "linux-6.1/highmem.h",
	.prelude = { [HM_PRELUDE_PAGE] = page_text, [HM_PRELUDE_KM_TYPE] = kmap_size_text, [HM_PRELUDE_GFP] = gfp_text },
	.calls = calls,
	.calls_nohighmem = calls_nohighmem,
	.preempt = &preempt,
	.wording = &wording,
	.checks = checks,
	.page_struct = &page_struct,
	.page_struct_nohighmem = &page_struct,
	.fixmap = &fixmap,
	.nr_cpus = 32, /* Debian's */
	.gfp = &gfp,
	.atomic = &atomic,
	.copying = &copying,
	.atomic_nohighmem = &atomic_nohighmem,
	.copying_nohighmem = &copying_nohighmem,
	.slot_stack = &slot_stack,
	.bounce = &bounce_6_1,
	.pkmap_base = pkmap_base,
	.mem_map_high = HM_YES,
};
