/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Linux 2.6.24 on 32-bit x86, 2008 (arch/x86/mm/highmem_32.c): 2.6.17 with kmap_atomic_prot(). A slot must be free whether
 * debugging or not, so mapping needs no flush; and unmapping clears the slot of the type if the address is that slot's, and does
 * nothing at all if it is not. The symptom of a page given as an address so comes on production kernels, too. With debugging
 * an address that is neither the slot's nor lowmem is a BUG at once; a struct page * is lowmem.
 * With highmem=off kmap_atomic() is a function that counts.
 */
#include "engine/calls.h"
#include "engine/eras.h"
#include "engine/slot.h"

/* ---- arch/x86/mm/highmem_32.c ---- */

static enum hm_verdict map_slot(struct hm_machine *m, uint32_t slot, uint64_t entry)
{
	enum hm_verdict v = slot_must_be_free(m, slot);

	return v == HM_OK ? slot_set(m, slot, entry) : v;
}

static enum hm_verdict kmap_atomic(struct hm_machine *m, hm_vaddr_t page, uint32_t type, hm_vaddr_t *address)
{
	return kmap_atomic_by(m, page, type, m->layout.kmap_prot, 1, map_slot, address);
}

static enum hm_verdict kmap_atomic_prot(struct hm_machine *m, hm_vaddr_t page, uint32_t type, uint64_t prot, hm_vaddr_t *address)
{
	return kmap_atomic_by(m, page, type, prot, 1, map_slot, address);
}

static enum hm_verdict kmap_atomic_pfn(struct hm_machine *m, hm_pfn_t pfn, uint32_t type, hm_vaddr_t *address)
{
	return kmap_atomic_pfn_by(m, pfn, type, slot_set, address);
}

/* The two BUG_ON()s for an address that is not the slot's: lowmem passes both, and so does a struct page *. */
static enum hm_verdict not_the_slot(struct hm_machine *m, hm_vaddr_t kvaddr, uint32_t slot, struct raise_record **raised)
{
	hm_vaddr_t v = page_start(kvaddr);

	if (m->config.debug_highmem && v < m->layout.page_offset)
		return wrong_address(m, HM_CHECK_KUNMAP_BELOW_PAGE_OFFSET, kvaddr, slot);
	if (m->config.debug_highmem && v >= m->layout.high_memory)
		return wrong_address(m, HM_CHECK_KUNMAP_ABOVE_HIGH_MEMORY, kvaddr, slot);
	*raised = slot_not_named(m, kvaddr, slot);
	return HM_OK;
}

static enum hm_verdict unmap_slot(struct hm_machine *m, hm_vaddr_t kvaddr, uint32_t slot, struct raise_record **raised)
{
	enum hm_verdict v;

	if (page_start(kvaddr) != hm_slot_address(&m->layout, slot))
		return not_the_slot(m, kvaddr, slot, raised);
	*raised = raise_by_slot(m, slot);
	v = slot_clear(m, slot);
	if (v == HM_OK)
		flush_tlb_one(m, page_start(kvaddr));
	return v;
}

enum hm_verdict kunmap_atomic_2_6_24(struct hm_machine *m, hm_vaddr_t kvaddr, uint32_t type)
{
	struct raise_record *raised = NULL;
	enum hm_verdict v = unmap_slot(m, kvaddr, slot_of_type(m, type), &raised);

	if (v == HM_OK)
		v = lower_preempt_count(m, 1, raised, calling(m));
	return v == HM_OK ? preempt_check_resched(m) : v;
}

/* ---- HIGHMEM=n: pagefault_disable() and pagefault_enable() around nothing ---- */

static enum hm_verdict kmap_atomic_prot_counted_only(struct hm_machine *m, hm_vaddr_t page, uint32_t type, uint64_t prot,
						     hm_vaddr_t *address)
{
	(void)prot;
	return kmap_atomic_counted_only(m, page, type, address);
}

/* ---- the row ---- */

static const struct hm_call calls[] = {
	{ "void *kmap_atomic_prot(struct page *page, enum km_type type, pgprot_t prot)", call_kmap_atomic_prot,
	  .help = "kmap_atomic() with page protection bits of one's own" },
	{ "void pagefault_disable(void)", call_pagefault_disable, .help = "user pages are not brought in until pagefault_enable()" },
	{ "void pagefault_enable(void)", call_pagefault_enable, .help = "takes pagefault_disable() back" },
	{ "void kmap_flush_unused(void)", call_kmap_flush_unused, .help = "takes released entries of kmap()'s window back now" },
	{ "void copy_user_highpage(struct page *to, struct page *from, unsigned long vaddr, struct vm_area_struct *vma)", call_copy_highpage,
	  .help = "copies a page that a process will see at vaddr" },
	{ "void zero_user_page(struct page *page, unsigned int offset, unsigned int size, enum km_type type)", call_zero_user_page,
	  .help = "zeroes a part of a page by way of a slot of that type" },
	{ NULL, NULL, .flags = 0 }
};

static const struct hm_call calls_nohighmem[] = {
	{ "void *kmap_atomic(struct page *page, enum km_type type)", call_kmap_atomic,
	  .help = "HIGHMEM=n: counts, and gives page_address()" },
	{ "void kunmap_atomic(void *kvaddr, int type)", call_kunmap_atomic, .flags = HM_CALL_UNSEEN_ARGS,
	  .help = "HIGHMEM=n: lowers the count; no argument is ever seen" },
	{ "void *kmap_atomic_prot(struct page *page, enum km_type type, pgprot_t prot)", call_kmap_atomic_prot,
	  .help = "HIGHMEM=n: kmap_atomic()" },
	{ "void *kmap_atomic_pfn(unsigned long pfn, enum km_type type)", call_kmap_atomic_pfn,
	  .help = "HIGHMEM=n: kmap_atomic(pfn_to_page(pfn))" },
	{ "void kmap_flush_unused(void)", call_nothing, .help = "HIGHMEM=n: does nothing" },
	{ NULL, NULL, .flags = 0 }
};

static const char types_text[] =
	"#define NULL ((void *)0)\n"
	"#define PAGE_SHIFT 12\n"
	"#define PAGE_SIZE 4096UL\n"
	"typedef struct { volatile int counter; } atomic_t;\n"
	"struct list_head { struct list_head *next, *prev; };\n"
	"struct bio_vec { struct page *bv_page; unsigned int bv_len, bv_offset; };\n"
	"struct address_space; struct vm_area_struct; enum { READ, WRITE };\n"
	"#ifdef CONFIG_X86_PAE\n"
	"typedef struct { unsigned long long pgprot; } pgprot_t;\n"
	"#else\n"
	"typedef struct { unsigned long pgprot; } pgprot_t;\n"
	"#endif\n"
	"#define PAGE_KERNEL ((pgprot_t) { __PAGE_KERNEL })\n"
	"#define PAGE_KERNEL_RO ((pgprot_t) { __PAGE_KERNEL & ~2UL })\n"
	"#define kmap_prot PAGE_KERNEL\n";

static const struct hm_atomic_ops atomic = {
	.map = kmap_atomic, .map_prot = kmap_atomic_prot, .map_pfn = kmap_atomic_pfn, .unmap = kunmap_atomic_2_6_24,
	.invoke_map = invoke_kmap_atomic_2_6_24, .invoke_unmap = invoke_kunmap_atomic_2_6_24,
};

static const struct hm_atomic_ops atomic_nohighmem = {
	.map = kmap_atomic_counted_only, .map_prot = kmap_atomic_prot_counted_only, .map_pfn = kmap_atomic_pfn_counted_only,
	.unmap = kunmap_atomic_counted_only,
};

/* The zones are DMA, Normal, HighMem, Movable. */
static const struct hm_page_struct page_struct = {
	.count_name = "_count",
	.size = 32, .flags = 0, .count = 4, .mapcount = 8, .list = 24, .virtual = HM_NO_FIELD,
	.count_free = 0,
	.reserved_flag = 1u << 10,
	.zone_shift = 30,
	.zone_number = { 0, 1, 2 },
};

/* include/asm-x86/fixmap_32.h: FIX_DBGP_BASE and FIX_EARLYCON_MEM_BASE are new in front. */
static const struct hm_fixmap fixmap = {
	.top = 0xfffff000,
	.begin = { [HM_LAYOUT_ORACLE] = 13, [HM_LAYOUT_S8] = 13, [HM_LAYOUT_UP] = 4 },
	.behind = { [HM_LAYOUT_ORACLE] = 5, [HM_LAYOUT_S8] = 4, [HM_LAYOUT_UP] = 0 },
	.boot = 17,
};

static const struct hm_fault_words fault = {
	.eip = "printing eip: %s ", .pde = "*pde = %08llx ", .pte = "*pte = %08llx ", .end = "\n",
};

static const struct hm_fault_words fault_pae = {
	.eip = "printing eip: %s ", .pdpt = "*pdpt = %016llx ", .pde = "*pde = %016llx ", .pte = "*pte = %016llx ", .end = "\n",
};

static const struct hm_wording wording = {
	.cut_here = "------------[ cut here ]------------",
	.bug = "kernel BUG at %s!",
	.invalid = "invalid opcode: 0000 [#%u]",
	.page_fault = "BUG: unable to handle kernel paging request at virtual address %08x",
	.null_deref = "BUG: unable to handle kernel NULL pointer dereference at virtual address %08x",
	.fault = &fault, .fault_pae = &fault_pae, .true_tables = true,
	.divide = "divide error: 0000 [#%u]",
	.oops = "Oops: %04x [#%u]",
	.flags_before = " ", .flags_after = "",
	.warn = "WARNING: at %2$s %1$s()",
	.might_sleep = "BUG: sleeping function called from invalid context at %s",
	.might_sleep_state = "in_atomic():%d, irqs_disabled():%d",
	.sched_atomic = "BUG: scheduling while atomic: %1$s/%3$u/0x%2$08x",
	.panic_interrupt = "Kernel panic - not syncing: Fatal exception in interrupt",
	.panic_oops = "Kernel panic - not syncing: Fatal exception",
	.exited = "note: %s[%u] exited with preempt_count %d",
};

static const char highmem_32_c[] = "arch/x86/mm/highmem_32.c";
static const char mm_highmem_c[] = "mm/highmem.c";

static const struct hm_check_place checks[HM_CHECK_NR] = {
	[HM_CHECK_KMAP_MIGHT_SLEEP] = { highmem_32_c, 6 },
	[HM_CHECK_KUNMAP_IN_INTERRUPT] = { highmem_32_c, 15 },
	[HM_CHECK_KMAP_ATOMIC_BUSY] = { highmem_32_c, 42 },
	[HM_CHECK_KUNMAP_BELOW_PAGE_OFFSET] = { highmem_32_c, 69 },
	[HM_CHECK_KUNMAP_ABOVE_HIGH_MEMORY] = { highmem_32_c, 70 },
	[HM_CHECK_FLUSH_PTE_NONE] = { mm_highmem_c, 89 },
	[HM_CHECK_KMAP_HIGH_COUNT] = { mm_highmem_c, 181 },
	[HM_CHECK_KUNMAP_HIGH_NO_ADDRESS] = { mm_highmem_c, 196 },
	[HM_CHECK_KUNMAP_HIGH_COUNT] = { mm_highmem_c, 206 },
	[HM_CHECK_SET_PAGE_ADDRESS_LOWMEM] = { mm_highmem_c, 297 },
	[HM_CHECK_SET_PAGE_ADDRESS_POOL] = { mm_highmem_c, 301 },
	[HM_CHECK_KMAP_LOWMEM_ONLY] = { "include/linux/highmem.h", 41 },
};

const struct hm_era era_2_6_24 = {
	.name = "2.6.24",
	.title = "Linux 2.6.24, i386",
	.shows = "a slot must be free whether debugging or not: the symptom comes even on production kernels",
	.base = &era_2_6_17,
	.macro = "ERA_2_6_24",
	.prelude_file = "linux-2.6.24/highmem.h",
	.prelude = { [HM_PRELUDE_TYPES] = types_text },
	.calls = calls,
	.calls_nohighmem = calls_nohighmem,
	.wording = &wording,
	.checks = checks,
	.page_struct = &page_struct,
	.page_struct_nohighmem = &page_struct,
	.fixmap = &fixmap,
	.atomic = &atomic,
	.atomic_nohighmem = &atomic_nohighmem,
};
