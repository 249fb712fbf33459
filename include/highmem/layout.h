/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The address map of a booted machine: plain numbers, worked out once at boot from the configuration and the era.
 * Sources: 2.6.11 include/asm-i386/page.h, fixmap.h, highmem.h, pgtable.h; arch/i386/mm/init.c.
 */
#ifndef HIGHMEM_LAYOUT_H
#define HIGHMEM_LAYOUT_H

#include "highmem/types.h"

struct hm_layout {
	hm_vaddr_t page_offset;        /* 0xc0000000 */
	hm_vaddr_t high_memory;        /* end of the direct map */
	hm_vaddr_t vmalloc_start, vmalloc_end;
	hm_vaddr_t pkmap_base;         /* address of entry 0 */
	uint32_t last_pkmap;           /* entries in the window (teaching size included) */
	hm_vaddr_t fixaddr_top;        /* 0xfffff000: address of fixed slot 0 */
	hm_vaddr_t fixaddr_start;      /* lowest permanent fixed slot */
	hm_vaddr_t fixaddr_boot_start; /* lowest boot-time slot; equals fixaddr_start in eras without them */
	uint32_t fix_kmap_begin, fix_kmap_end; /* fixed-slot numbers of the first and last atomic slot */
	uint32_t fix_permanent;        /* __end_of_permanent_fixed_addresses */
	uint32_t fix_total;            /* __end_of_fixed_addresses */
	uint32_t km_type_nr;           /* slots per CPU, fences included */
	hm_vaddr_t mem_map, mem_map_end; /* struct page of pfn 0; end of the array */
	uint32_t page_struct_size;     /* sizeof(struct page) */
	hm_pfn_t max_low_pfn;          /* first pfn behind lowmem = highstart_pfn */
	hm_pfn_t highend_pfn;          /* first pfn behind RAM */
	hm_pfn_t dma_pfn;              /* first pfn behind ZONE_DMA: 0x1000 */
	hm_pfn_t user_pfn, user_pages; /* lowmem reserved for user code's data, strings and stacks: 0xc00, 0x400 */
	hm_vaddr_t user_start;         /* its address: 0xc0c00000 */
	hm_paddr_t pgd;                /* swapper_pg_dir (PDPT with PAE) */
	hm_vaddr_t pkmap_page_table;   /* direct-map address of the PTE of pkmap_base */
	hm_vaddr_t kmap_pte;           /* direct-map address of the PTE of FIX_KMAP_BEGIN; entries go DOWN from here */
	uint32_t pte_size;             /* 4, or 8 with PAE */
	uint32_t pgdir_shift, pmd_shift; /* 22, 22; PAE 30, 21 */
	uint64_t kmap_prot;            /* PAGE_KERNEL bits as kmap_init() took them */
};

/* Address of fixed slot i, and of atomic slot s (type + KM_TYPE_NR * cpu). */
static inline hm_vaddr_t hm_fix_to_virt(const struct hm_layout *l, uint32_t i)
{
	return l->fixaddr_top - (i << HM_PAGE_SHIFT);
}

static inline hm_vaddr_t hm_slot_address(const struct hm_layout *l, uint32_t slot)
{
	return hm_fix_to_virt(l, l->fix_kmap_begin + slot);
}

static inline hm_vaddr_t hm_pkmap_address(const struct hm_layout *l, uint32_t nr)
{
	return l->pkmap_base + (nr << HM_PAGE_SHIFT);
}

/* struct page of a pfn, and back; no range check, as in the kernel. */
static inline hm_vaddr_t hm_pfn_to_page(const struct hm_layout *l, hm_pfn_t pfn)
{
	return l->mem_map + l->page_struct_size * pfn;
}

static inline hm_pfn_t hm_page_to_pfn(const struct hm_layout *l, hm_vaddr_t page)
{
	if (l->page_struct_size == 32) /* most eras: a shift instead of a division */
		return (hm_pfn_t)((int32_t)(page - l->mem_map) / 32);
	return (hm_pfn_t)((int32_t)(page - l->mem_map) / (int32_t)l->page_struct_size);
}

#endif
