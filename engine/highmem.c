/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The two ways in which kernels told a highmem page: by page->flags, which is memory, so that a wrong pointer reads what lies
 * there; and by comparing pointers. And who honestly has an address that looks like a struct page *.
 */
#include <string.h>

#include "engine/calls.h"
#include "engine/frame.h"

/* ---- is it highmem ---- */

/*
 * The flags of a real struct page, without the way that a wrong pointer takes. As long as nobody has written its frame they are
 * what boot left there, and that says in one way or another whether the page lies behind lowmem. Every call here asks.
 */
__attribute__((noinline)) static bool find_flags(struct hm_machine *m, hm_vaddr_t page)
{
	const struct hm_layout *l = &m->layout;
	uint32_t offset = page - l->mem_map, size = l->page_struct_size, at;
	hm_pfn_t pfn = size == 32 ? offset / 32 : offset / size;
	int64_t contents;

	if (pfn >= l->highend_pfn || pfn * size != offset)
		return false;
	at = page + m->page_struct->flags - l->page_offset; /* perhaps in the frame behind that of the page's first byte */
	contents = frame_find(m, at >> HM_PAGE_SHIFT);
	m->known.page = KNOWN_PAGE | page;
	m->known.highmem = pfn >= l->max_low_pfn;
	m->known.flags = contents == NO_SLOT ? NULL :
			 m->region.area[AREA_FRAMES].base + ((size_t)contents << HM_PAGE_SHIFT) + (at & (HM_PAGE_SIZE - 1));
	return true;
}

/* The same page is asked about again and again. */
static bool flags_at_hand(struct hm_machine *m, hm_vaddr_t page, bool *highmem)
{
	if (m->known.page != (KNOWN_PAGE | page) && !find_flags(m, page))
		return false;
	*highmem = known_highmem(m);
	return true;
}

__attribute__((noinline)) static enum hm_verdict read_flags(struct hm_machine *m, hm_vaddr_t page, bool *highmem)
{
	uint32_t flags = 0;
	enum hm_verdict v = page_field_read(m, page, m->page_struct->flags, &flags);

	*highmem = is_highmem_flag(m, flags);
	return v;
}

enum hm_verdict highmem_by_flags(struct hm_machine *m, hm_vaddr_t page, bool *highmem)
{
	*highmem = false;
	return !m->config.highmem || flags_at_hand(m, page, highmem) ? HM_OK : read_flags(m, page, highmem);
}

enum hm_verdict highmem_by_pointer(struct hm_machine *m, hm_vaddr_t page, bool *highmem)
{
	*highmem = page >= hm_pfn_to_page(&m->layout, m->layout.max_low_pfn);
	return HM_OK;
}

/* A lowmem address inside mem_map looks like a struct page *; whoever got it honestly for its page is not to be accused. */
void note_genuine(struct hm_machine *m, hm_vaddr_t address)
{
	struct state *st = state(m);
	hm_pfn_t frame = ((address - m->layout.page_offset) >> HM_PAGE_SHIFT) + 1;

	if (address < m->layout.mem_map || address >= m->layout.mem_map_end)
		return;
	for (unsigned int i = 0; i < GENUINE_LOWMEM; i++)
		if (st->genuine[i] == frame)
			return;
	memmove(&st->genuine[1], &st->genuine[0], sizeof(st->genuine) - sizeof(st->genuine[0]));
	st->genuine[0] = frame;
}
