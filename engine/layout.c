/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The address map from the configuration and the era's row, by the arithmetic of 2.6.11 include/asm-i386/page.h, fixmap.h,
 * highmem.h, pgtable.h, kmap_types.h and arch/i386/mm/init.c. Numbers only: no machine is needed, so that settling a
 * configuration can ask whether its memory map works out. Where eras differ their row has a function or a table.
 */
#include "engine/pgtable.h"

enum {
	MIB_SHIFT = 20,
	PT_PFN = 0x800,               /* page tables: a place of our choice */
	DMA_PFN = 0x1000,             /* MAX_DMA_ADDRESS, the goal of mem_map */
	MAX_ORDER_PAGES = 1024,
	MEM_MAP_GAP = 0x11c,          /* [C] as on the recorded machines of 3 GiB */
	LOWMEM_SPARE = 0x400          /* lowmem behind mem_map that a machine must have */
};

#define PAGE_OFFSET 0xc0000000u
#define VMALLOC_OFFSET (8u << MIB_SHIFT)
#define MODULE_GAP 0x2000u        /* between VMALLOC_END and what lies above */

/* KM_TYPE_NR: with fences each type, and KM_TYPE_NR itself, has one in front. */
static uint32_t km_type_nr(const struct hm_config *cfg, const struct hm_era *era)
{
	uint32_t n = 0;

	if (era->slot_stack)
		return era->slot_stack->nr[cfg->debug_highmem];
	while (era->km_types[n])
		n++;
	return cfg->debug_highmem && era->fences == HM_YES ? 2 * n + 1 : n;
}

/* Where the boot-time slots begin: 2.6.36 arch/x86/include/asm/fixmap.h FIX_BTMAP_END keeps them in one page table. */
static uint32_t boot_slots(const struct hm_fixmap *f, const struct hm_layout *l)
{
	uint32_t first = l->fix_permanent, entries = HM_PAGE_SIZE / l->pte_size;

	if (!f->boot_round || !((first ^ (first + f->boot_round - 1)) & ~(entries - 1)))
		return first;
	return first + f->boot_round - (first & (f->boot_round - 1u));
}

/* enum fixed_addresses: which slots lie in front of and behind the atomic ones is the configuration's. */
static void fixmap(const struct hm_config *cfg, const struct hm_era *era, struct hm_layout *l)
{
	const struct hm_fixmap *f = era->fixmap;

	l->km_type_nr = cfg->highmem ? km_type_nr(cfg, era) : 0;
	l->fix_kmap_begin = f->begin[cfg->layout];
	l->fix_kmap_end = l->fix_kmap_begin + l->km_type_nr * cfg->nr_cpus - 1;
	l->fix_permanent = l->fix_kmap_end + 1 + f->behind[cfg->layout];
	l->fix_total = boot_slots(f, l) + f->boot;
	l->fixaddr_top = f->top;
	l->fixaddr_start = f->top - (l->fix_permanent << HM_PAGE_SHIFT);
	l->fixaddr_boot_start = l->fixaddr_start;
	if (era->has_boot_fixmap == HM_YES)
		l->fixaddr_boot_start = f->top - (l->fix_total << HM_PAGE_SHIFT);
}

/* The era's PKMAP_BASE is for the real LAST_PKMAP: a teaching size shrinks the window where it stands. */
static void pkmap(const struct hm_config *cfg, const struct hm_era *era, struct hm_layout *l)
{
	if (!cfg->highmem)
		return;
	l->last_pkmap = cfg->pae ? HM_MAX_PKMAP / 2 : HM_MAX_PKMAP;
	l->pkmap_base = era->pkmap_base(cfg, l);
	if (cfg->pkmap && cfg->pkmap < l->last_pkmap)
		l->last_pkmap = cfg->pkmap;
}

/* MAXMEM: lowmem leaves room for VMALLOC_RESERVE, below 4 GiB or, later, below VMALLOC_END. */
static uint32_t maxmem(const struct hm_config *cfg, const struct hm_era *era, const struct hm_layout *l)
{
	hm_vaddr_t end = era->maxmem_below_vmalloc == HM_YES ? l->vmalloc_end : 0;

	return end - PAGE_OFFSET - cfg->vmalloc;
}

/* find_max_low_pfn(); zones as zone_sizes_init() makes them. */
static void memory(const struct hm_config *cfg, const struct hm_era *era, struct hm_layout *l)
{
	hm_pfn_t maxmem_pfn = maxmem(cfg, era, l) >> HM_PAGE_SHIFT;

	l->page_offset = PAGE_OFFSET;
	l->highend_pfn = (hm_pfn_t)(cfg->ram >> HM_PAGE_SHIFT);
	l->max_low_pfn = l->highend_pfn < maxmem_pfn ? l->highend_pfn : maxmem_pfn;
	l->high_memory = PAGE_OFFSET + (l->max_low_pfn << HM_PAGE_SHIFT);
	l->dma_pfn = DMA_PFN;
	l->user_pfn = USER_PFN;
	l->user_pages = USER_PAGES;
	l->user_start = PAGE_OFFSET + ((hm_vaddr_t)USER_PFN << HM_PAGE_SHIFT);
}

/*
 * node_alloc_mem_map(): one entry more than there are frames, from the DMA limit on; later whole MAX_ORDER blocks of frames, from
 * the top of lowmem, where what was taken before leaves a gap (which differs from boot to boot). Where a recording has it wins.
 */
static bool mem_map(const struct hm_config *cfg, const struct hm_era *era, struct hm_layout *l)
{
	uint32_t block = era->mem_map_high == HM_YES ? MAX_ORDER_PAGES : 1;
	uint64_t entries = era->mem_map_high == HM_YES ? (l->highend_pfn + block - 1) & ~(uint64_t)(block - 1) : l->highend_pfn + 1ull;
	uint64_t first = DMA_PFN, pages;

	l->page_struct_size = (cfg->highmem ? era->page_struct : era->page_struct_nohighmem)->size;
	pages = (entries * l->page_struct_size + HM_PAGE_SIZE - 1) >> HM_PAGE_SHIFT;
	if (DMA_PFN + pages + LOWMEM_SPARE > l->max_low_pfn)
		return false;
	if (era->mem_map_high == HM_YES)
		first = l->max_low_pfn - MEM_MAP_GAP - pages;
	if (cfg->mem_map)
		first = (cfg->mem_map - PAGE_OFFSET) >> HM_PAGE_SHIFT;
	if (first < DMA_PFN || first + pages > l->max_low_pfn)
		return false;
	l->mem_map = PAGE_OFFSET + ((hm_vaddr_t)first << HM_PAGE_SHIFT);
	l->mem_map_end = l->mem_map + (hm_vaddr_t)(entries * l->page_struct_size);
	return true;
}

static hm_vaddr_t of_frame(hm_pfn_t pfn)
{
	return PAGE_OFFSET + (pfn << HM_PAGE_SHIFT);
}

static uint32_t entries_of(const struct hm_layout *l)
{
	return HM_PAGE_SIZE / l->pte_size;
}

/* How many page tables cover the addresses from `start` to the end of the address space, or to `end`. */
static uint32_t tables_for(const struct hm_layout *l, hm_vaddr_t start, uint64_t end)
{
	return (uint32_t)((end + (1u << l->pmd_shift) - 1) >> l->pmd_shift) - (start >> l->pmd_shift);
}

/* Where a table's frame lies in AREA_FRAMES. */
static size_t table_words(const struct table_frames *t, hm_pfn_t pfn)
{
	return (size_t)(TABLE_SLOT + pfn - t->start) << HM_PAGE_SHIFT;
}

/* The order of arch/i386/mm/init.c pagetable_init(): lowmem, fixmap, then permanent_kmaps_init(). */
void layout_tables(const struct hm_config *cfg, const struct hm_layout *l, struct table_frames *t)
{
	hm_vaddr_t pmd_mask = ~((1u << l->pmd_shift) - 1);

	t->start = PT_PFN;
	t->lowmem = t->start + (cfg->pae ? 2 : 1);
	t->fixmap = t->lowmem + (cfg->pse ? 0 : tables_for(l, PAGE_OFFSET, l->high_memory));
	t->fixmap_start = l->fixaddr_boot_start & pmd_mask;
	t->pkmap = t->fixmap + tables_for(l, t->fixmap_start, (uint64_t)1 << 32);
	t->pkmap_start = l->pkmap_base & pmd_mask;
	t->end = t->pkmap + (cfg->highmem ? 1 : 0);
	t->window[0] = (struct table_window){ t->pkmap_start, (t->end - t->pkmap) << l->pmd_shift, table_words(t, t->pkmap) };
	t->window[1] = (struct table_window){ t->fixmap_start, (t->pkmap - t->fixmap) << l->pmd_shift, table_words(t, t->fixmap) };
	t->large_bytes = cfg->pse ? (l->high_memory - PAGE_OFFSET + ~pmd_mask) & pmd_mask : 0;
}

static void page_tables(const struct hm_config *cfg, struct hm_layout *l)
{
	struct table_frames t;
	uint32_t fix = (hm_fix_to_virt(l, l->fix_kmap_begin) >> HM_PAGE_SHIFT);

	layout_tables(cfg, l, &t);
	l->pgd = (hm_paddr_t)t.start << HM_PAGE_SHIFT;
	l->kmap_prot = PTE_PRESENT | PTE_RW | PTE_ACCESSED | PTE_DIRTY | (cfg->pge ? PTE_GLOBAL : 0);
	if (cfg->pae && cfg->nx)
		l->kmap_prot |= NX_BIT;
	if (!cfg->highmem)
		return;
	l->pkmap_page_table = of_frame(t.pkmap) + ((l->pkmap_base >> HM_PAGE_SHIFT) & (entries_of(l) - 1)) * l->pte_size;
	l->kmap_pte = of_frame(t.fixmap) + (fix - (t.fixmap_start >> HM_PAGE_SHIFT)) * l->pte_size;
}

/* What lies above lowmem, from the top. */
static void windows(const struct hm_config *cfg, const struct hm_era *era, struct hm_layout *l)
{
	*l = (struct hm_layout){ .pte_size = cfg->pae ? 8 : 4, .pgdir_shift = cfg->pae ? 30 : 22, .pmd_shift = cfg->pae ? 21 : 22 };
	fixmap(cfg, era, l);
	pkmap(cfg, era, l);
	l->vmalloc_end = (cfg->highmem ? l->pkmap_base : l->fixaddr_start) - MODULE_GAP;
}

uint32_t layout_maxmem(const struct hm_config *cfg)
{
	const struct hm_era era = hm_era_filled(cfg->era);
	struct hm_layout l;

	windows(cfg, &era, &l);
	return maxmem(cfg, &era, &l);
}

bool layout_of(const struct hm_config *cfg, struct hm_layout *l)
{
	const struct hm_era era = hm_era_filled(cfg->era);

	windows(cfg, &era, l);
	memory(cfg, &era, l);
	if (!mem_map(cfg, &era, l))
		return false;
	l->vmalloc_start = l->high_memory + VMALLOC_OFFSET;
	if (era.maxmem_below_vmalloc != HM_YES)
		l->vmalloc_start = (l->vmalloc_start + VMALLOC_OFFSET - 1) & ~(VMALLOC_OFFSET - 1);
	page_tables(cfg, l);
	return true;
}
