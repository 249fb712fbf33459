/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Contents of frames. Only a frame that has been written has contents, a slot of AREA_FRAMES; all others read as what they
 * held at boot: zeroes, or in mem_map's frames the struct pages of boot. So 64 GiB cost what is written.
 *
 * Slots: the user frames first and in order (the client addresses them as one window), then one that stays zero for ever, then
 * the page tables in order, then others as they come. AREA_INDEX finds the others: one word for 1024 frames, which names a
 * leaf of 1024 pairs (slot, number of page info). Slots and leaves are never given back, only undone with everything else.
 */
#include "engine/frame.h"

#include <string.h>

enum { SPARE_SLOTS = 32 };

static struct area *area_of(struct hm_machine *m, enum area_id id)
{
	return &m->region.area[id];
}

static size_t directory_size(const struct hm_machine *m)
{
	size_t words = (m->layout.highend_pfn >> LEAF_SHIFT) + 1;

	return (words * sizeof(uint32_t) + HM_PAGE_SIZE - 1) & ~(size_t)(HM_PAGE_SIZE - 1);
}

static uint32_t *directory(const struct hm_machine *m)
{
	return (uint32_t *)(void *)m->region.area[AREA_INDEX].base;
}

/* The frame's place in the index, made and marked: the caller writes it. NULL: no host memory. */
static struct index_entry *index_make(struct hm_machine *m, hm_pfn_t pfn)
{
	struct area *a = area_of(m, AREA_INDEX);
	struct state *s = state(m);
	uint32_t *leaf = &directory(m)[pfn >> LEAF_SHIFT];
	size_t offset;

	if (!*leaf) {
		size_t need = m->index_leaves + (s->index_leaves + 1) * LEAF_ENTRIES * sizeof(struct index_entry);

		if (need > a->size && area_grow(a, 2 * a->size > need ? 2 * a->size : need) != HM_OK)
			return NULL;
		leaf = &directory(m)[pfn >> LEAF_SHIFT];
		*leaf = ++s->index_leaves;
		area_mark(a, (pfn >> LEAF_SHIFT) * sizeof(*leaf), sizeof(*leaf));
	}
	offset = index_offset(m, *leaf, pfn);
	area_mark(a, offset, sizeof(struct index_entry));
	return (void *)(a->base + offset);
}

enum hm_verdict frame_read(const struct hm_machine *m, hm_pfn_t pfn, uint32_t offset, void *bytes, size_t n)
{
	int64_t slot = frame_find(m, pfn);

	if (slot != NO_SLOT)
		memcpy(bytes, m->region.area[AREA_FRAMES].base + ((size_t)slot << HM_PAGE_SHIFT) + offset, n);
	else if (pfn >= m->layout.highend_pfn)
		memset(bytes, 0xff, n);
	else if (frame_in_mem_map(m, pfn))
		page_boot_bytes(m, pfn, offset, bytes, n);
	else
		memset(bytes, 0, n);
	return HM_OK;
}

static enum hm_verdict grow_frames(struct hm_machine *m, size_t slots)
{
	struct area *a = area_of(m, AREA_FRAMES);
	size_t need = slots << HM_PAGE_SHIFT;

	if (need <= a->size)
		return HM_OK;
	return area_grow(a, need + (need >> 1));
}

static enum hm_verdict make_contents(struct hm_machine *m, hm_pfn_t pfn, uint32_t *slot)
{
	struct state *s = state(m);
	struct index_entry *e;

	if (s->frames_used >= HM_MAX_FRAMES || grow_frames(m, (size_t)s->frames_used + 1) != HM_OK)
		return HM_NOMEM;
	tlb_forget_shortcuts(m); /* they lead to where the frames were */
	e = index_make(m, pfn);
	if (!e)
		return HM_NOMEM;
	e->slot = *slot = s->frames_used++;
	if (frame_in_mem_map(m, pfn)) {
		size_t at = (size_t)*slot << HM_PAGE_SHIFT;

		page_boot_bytes(m, pfn, 0, area_of(m, AREA_FRAMES)->base + at, HM_PAGE_SIZE);
		area_mark(area_of(m, AREA_FRAMES), at, HM_PAGE_SIZE);
	}
	return HM_OK;
}

enum hm_verdict frame_slot(struct hm_machine *m, hm_pfn_t pfn, uint32_t *slot)
{
	int64_t found = frame_find(m, pfn);

	if (found != NO_SLOT) {
		*slot = (uint32_t)found;
		return HM_OK;
	}
	return pfn < m->layout.highend_pfn ? make_contents(m, pfn, slot) : HM_REFUSED;
}

enum hm_verdict frame_write(struct hm_machine *m, hm_pfn_t pfn, uint32_t offset, const void *bytes, size_t n)
{
	struct area *a = area_of(m, AREA_FRAMES);
	enum hm_verdict v;
	uint32_t slot;

	if (pfn >= m->layout.highend_pfn)
		return HM_OK;
	v = frame_slot(m, pfn, &slot);
	if (v != HM_OK)
		return v;
	memcpy(a->base + ((size_t)slot << HM_PAGE_SHIFT) + offset, bytes, n);
	area_mark(a, ((size_t)slot << HM_PAGE_SHIFT) + offset, n);
	return HM_OK;
}

static uint32_t slots_at_boot(const struct hm_machine *m)
{
	return TABLE_SLOT + (m->tables.end - m->tables.start);
}

/* How large the areas of this file are at boot. */
void frame_areas(struct hm_machine *m, size_t size[AREA_NR])
{
	m->index_leaves = directory_size(m);
	size[AREA_FRAMES] = (size_t)(slots_at_boot(m) + SPARE_SLOTS) << HM_PAGE_SHIFT;
	size[AREA_INDEX] = m->index_leaves + LEAF_ENTRIES * sizeof(struct index_entry);
	size[AREA_PAGEINFO] = HM_PAGE_SIZE;
}

void frame_boot(struct hm_machine *m)
{
	state(m)->frames_used = slots_at_boot(m);
}

/* ---- provenance of pages ---- */

static enum hm_verdict page_info_room(struct hm_machine *m)
{
	struct area *a = area_of(m, AREA_PAGEINFO);
	size_t need = ((size_t)state(m)->pageinfo_used + 1) * sizeof(struct hm_event);

	return need <= a->size ? HM_OK : area_grow(a, 2 * need);
}

enum hm_verdict page_info_prepare(struct hm_machine *m, hm_pfn_t pfn)
{
	struct index_entry *e;

	if (page_info_room(m) != HM_OK)
		return HM_NOMEM;
	e = index_make(m, pfn);
	if (!e)
		return HM_NOMEM;
	if (!e->info)
		e->info = ++state(m)->pageinfo_used;
	return HM_OK;
}

void page_info(struct hm_machine *m, hm_pfn_t pfn, const struct hm_event *changed)
{
	struct area *a = area_of(m, AREA_PAGEINFO);
	size_t at = (index_find(m, pfn)->info - 1) * sizeof(*changed);

	memcpy(a->base + at, changed, sizeof(*changed));
	area_mark(a, at, sizeof(*changed));
}

const struct hm_event *page_changed(const struct hm_machine *m, hm_pfn_t pfn)
{
	const struct index_entry *e = index_find(m, pfn);

	if (!e || !e->info)
		return NULL;
	return (const struct hm_event *)(const void *)m->region.area[AREA_PAGEINFO].base + (e->info - 1);
}
