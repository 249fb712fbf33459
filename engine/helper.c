/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What 2.6.11 builds on the mapping calls (include/linux/highmem.h: clear_highpage, copy_highpage), and the two ways in which
 * kernels told a highmem page: by page->flags, which is memory, so that a wrong pointer reads what lies there; and by
 * comparing pointers. The copies go through the MMU, like any access of kernel code to data.
 */
#include <string.h>

#include "engine/calls.h"
#include "engine/frame.h"

/* ---- is it highmem ---- */

/* PG_highmem; or, where there is none, the zone's number in the top bits. */
static bool is_highmem_flag(const struct hm_machine *m, uint32_t flags)
{
	const struct hm_page_struct *p = m->page_struct;

	return p->highmem_flag ? (flags & p->highmem_flag) != 0 : flags >> p->zone_shift == p->zone_number[2];
}

/*
 * The flags of a real struct page, without the way that a wrong pointer takes. As long as nobody has written its frame they are
 * what boot left there, and that says in one way or another whether the page lies behind lowmem. Every call here asks.
 */
static bool flags_at_hand(const struct hm_machine *m, hm_vaddr_t page, bool *highmem, uint32_t *flags)
{
	const struct hm_layout *l = &m->layout;
	uint32_t offset = page - l->mem_map, size = l->page_struct_size;
	hm_pfn_t pfn = size == 32 ? offset / 32 : offset / size;
	int64_t contents;

	if (pfn >= l->highend_pfn || pfn * size != offset)
		return false;
	contents = frame_find(m, (page - l->page_offset) >> HM_PAGE_SHIFT);
	*highmem = pfn >= l->max_low_pfn;
	if (contents == NO_SLOT)
		return true;
	memcpy(flags, m->region.area[AREA_FRAMES].base + ((size_t)contents << HM_PAGE_SHIFT) + (page & (HM_PAGE_SIZE - 1)) +
	       m->page_struct->flags, sizeof(*flags));
	*highmem = is_highmem_flag(m, *flags);
	return true;
}

enum hm_verdict highmem_by_flags(struct hm_machine *m, hm_vaddr_t page, bool *highmem)
{
	uint32_t flags = 0;
	enum hm_verdict v;

	*highmem = false;
	if (!m->config.highmem || flags_at_hand(m, page, highmem, &flags))
		return HM_OK;
	v = page_field_read(m, page, m->page_struct->flags, &flags);
	*highmem = is_highmem_flag(m, flags);
	return v;
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

/* ---- helpers of highmem.h ---- */

/* The number of a type in this machine: fences shift it. */
uint32_t km_type(const struct hm_machine *m, const char *name)
{
	uint32_t i = 0;

	while (m->era.km_types[i] && strcmp(m->era.km_types[i], name))
		i++;
	return has_fences(m) ? 2 * i + 1 : i;
}

/* copy_page() between two mapped addresses, by way of the MMU. */
enum hm_verdict copy_page(struct hm_machine *m, hm_vaddr_t to, hm_vaddr_t from)
{
	uint8_t bytes[HM_PAGE_SIZE];
	size_t done;
	enum hm_verdict v = hm_read(m, from, bytes, sizeof(bytes), &done);

	return v == HM_OK ? hm_write(m, to, bytes, sizeof(bytes), &done) : v;
}

enum hm_verdict call_clear_highpage(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	uint32_t type = km_type(m, "KM_USER0");
	hm_vaddr_t kaddr = 0;
	size_t done;
	enum hm_verdict v = m->copying->map(m, (hm_vaddr_t)arg[0], type, &kaddr);

	(void)ret;
	if (v == HM_OK)
		v = hm_fill(m, kaddr, 0, HM_PAGE_SIZE, &done);
	return v == HM_OK ? m->copying->unmap(m, kaddr, type) : v;
}

/* Source first, and unmapped first: fine with types; with a stack of slots the one mapped last goes first. */
enum hm_verdict call_copy_highpage(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	uint32_t user0 = km_type(m, "KM_USER0"), user1 = km_type(m, "KM_USER1");
	hm_vaddr_t vfrom = 0, vto = 0;
	enum hm_verdict v = m->copying->map(m, (hm_vaddr_t)arg[1], user0, &vfrom);

	(void)ret;
	if (v == HM_OK)
		v = m->copying->map(m, (hm_vaddr_t)arg[0], user1, &vto);
	if (v == HM_OK)
		v = copy_page(m, vto, vfrom);
	if (m->era.unmap_newest_first == HM_YES) {
		if (v == HM_OK)
			v = m->copying->unmap(m, vto, user1);
		return v == HM_OK ? m->copying->unmap(m, vfrom, user0) : v;
	}
	if (v == HM_OK)
		v = m->copying->unmap(m, vfrom, user0);
	return v == HM_OK ? m->copying->unmap(m, vto, user1) : v;
}
