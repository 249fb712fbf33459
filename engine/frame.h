/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Finding a frame's contents: by arithmetic for page tables and user frames, else through AREA_INDEX, one word for 1024 frames
 * which names a leaf of 1024 pairs. Leaves lie behind the words, from m->index_leaves on. frame.c makes what is found here.
 */
#ifndef ENGINE_FRAME_H
#define ENGINE_FRAME_H

#include "engine/tlb.h"

enum { LEAF_SHIFT = 10, LEAF_ENTRIES = 1 << LEAF_SHIFT };

/* What AREA_INDEX knows of a frame; 0: nothing. */
struct index_entry {
	uint32_t slot; /* of contents; the slots below TABLE_SLOT are found by arithmetic */
	uint32_t info; /* AREA_PAGEINFO record + 1 */
};

static inline size_t index_offset(const struct hm_machine *m, uint32_t leaf, hm_pfn_t pfn)
{
	size_t in_leaf = (leaf - 1) * (size_t)LEAF_ENTRIES + (pfn & (LEAF_ENTRIES - 1));

	return m->index_leaves + in_leaf * sizeof(struct index_entry);
}

static inline const struct index_entry *index_find(const struct hm_machine *m, hm_pfn_t pfn)
{
	const uint8_t *index = m->region.area[AREA_INDEX].base;
	uint32_t leaf;

	if (pfn >= m->layout.highend_pfn)
		return NULL;
	leaf = ((const uint32_t *)(const void *)index)[pfn >> LEAF_SHIFT];
	return leaf ? (const void *)(index + index_offset(m, leaf, pfn)) : NULL;
}

/* Slot of a frame that has contents, or NO_SLOT. */
static inline int64_t frame_find(const struct hm_machine *m, hm_pfn_t pfn)
{
	const struct index_entry *e;

	if (pgtable_owns(m, pfn))
		return (int64_t)TABLE_SLOT + (pfn - m->tables.start);
	if (pfn - USER_PFN < USER_PAGES)
		return pfn - USER_PFN;
	e = index_find(m, pfn);
	return e && e->slot ? (int64_t)e->slot : NO_SLOT;
}

/* Frames of mem_map hold struct pages from boot on. */
static inline bool frame_in_mem_map(const struct hm_machine *m, hm_pfn_t pfn)
{
	hm_pfn_t first = (m->layout.mem_map - m->layout.page_offset) >> HM_PAGE_SHIFT;
	hm_pfn_t last = (m->layout.mem_map_end - 1 - m->layout.page_offset) >> HM_PAGE_SHIFT;

	return pfn - first <= last - first;
}

#endif
