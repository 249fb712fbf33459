/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From a highmem page to its address. The hash of 2.6: 2.6.11 mm/highmem.c (page_address, set_page_address, page_slot) and
 * include/linux/hash.h. Before that page->virtual. As many records as the window has entries; free ones wait in a pool, first in, first out.
 * The buckets' own locks are never held across anything that could find them taken, so they are left out.
 */
#include <string.h>

#include "engine/calls.h"

enum { GOLDEN_RATIO_PRIME_SHIFT = 32 - PA_HASH_ORDER };
#define GOLDEN_RATIO_PRIME 0x9e370001u

static size_t maps_offset(const struct hm_machine *m)
{
	return m->layout.last_pkmap * (sizeof(int32_t) + sizeof(struct pkmap_entry));
}

static struct page_address_map *map_at(const struct hm_machine *m, uint16_t i)
{
	return (struct page_address_map *)(void *)(m->region.area[AREA_PKMAP].base + maps_offset(m)) + i;
}

static void map_mark(struct hm_machine *m, uint16_t i)
{
	area_mark(&m->region.area[AREA_PKMAP], maps_offset(m) + i * sizeof(struct page_address_map),
		  sizeof(struct page_address_map));
}

/* hash_ptr(page, PA_HASH_ORDER) */
static uint32_t page_slot(hm_vaddr_t page)
{
	return (page * GOLDEN_RATIO_PRIME) >> GOLDEN_RATIO_PRIME_SHIFT;
}

static void list_append(struct hm_machine *m, uint16_t *head, uint16_t *tail, uint16_t i)
{
	map_at(m, i)->next = NO_INDEX;
	map_mark(m, i);
	if (*head == NO_INDEX)
		*head = i;
	else {
		map_at(m, *tail)->next = i;
		map_mark(m, *tail);
	}
	*tail = i;
}

/* Takes the record of `page` (the first record when page is 0) out of the list; NO_INDEX: not there. */
static uint16_t list_take(struct hm_machine *m, uint16_t *head, uint16_t *tail, hm_vaddr_t page)
{
	uint16_t prev = NO_INDEX, i = *head;

	while (i != NO_INDEX && page && map_at(m, i)->page != page) {
		prev = i;
		i = map_at(m, i)->next;
	}
	if (i == NO_INDEX)
		return i;
	if (prev == NO_INDEX)
		*head = map_at(m, i)->next;
	else {
		map_at(m, prev)->next = map_at(m, i)->next;
		map_mark(m, prev);
	}
	if (*tail == i)
		*tail = prev;
	return i;
}

void page_address_init(struct hm_machine *m)
{
	struct state *st = state(m);

	memset(st->bucket_head, 0xff, sizeof(st->bucket_head));
	memset(st->bucket_tail, 0xff, sizeof(st->bucket_tail));
	st->pool_head = st->pool_tail = NO_INDEX;
	for (uint16_t i = 0; i < m->layout.last_pkmap; i++)
		list_append(m, &st->pool_head, &st->pool_tail, i);
}

hm_vaddr_t lowmem_page_address(const struct hm_machine *m, hm_vaddr_t page)
{
	return m->layout.page_offset + (hm_page_to_pfn(&m->layout, page) << HM_PAGE_SHIFT);
}

hm_vaddr_t page_address(const struct hm_machine *m, hm_vaddr_t page)
{
	const struct page_address_map *map;

	for (uint16_t i = state(m)->bucket_head[page_slot(page)]; i != NO_INDEX; i = map->next) {
		map = map_at(m, i);
		if (map->page == page)
			return map->virtual_address;
	}
	return 0;
}

static enum hm_verdict hash_get(struct hm_machine *m, hm_vaddr_t page, hm_vaddr_t *address)
{
	bool highmem;
	enum hm_verdict v = page_is_highmem(m, page, &highmem);

	if (v == HM_OK)
		*address = highmem ? page_address(m, page) : lowmem_page_address(m, page);
	return v;
}

static enum hm_verdict add_map(struct hm_machine *m, hm_vaddr_t page, hm_vaddr_t virtual_address)
{
	struct state *st = state(m);
	uint32_t bucket = page_slot(page);
	uint16_t i = list_take(m, &st->pool_head, &st->pool_tail, 0);

	if (i == NO_INDEX)
		return bug(m, HM_CHECK_SET_PAGE_ADDRESS_POOL);
	map_at(m, i)->page = page;
	map_at(m, i)->virtual_address = virtual_address;
	list_append(m, &st->bucket_head[bucket], &st->bucket_tail[bucket], i);
	return HM_OK;
}

/* The record goes back to the pool with its contents, as in the kernel; a page that has none is no error. */
static void drop_map(struct hm_machine *m, hm_vaddr_t page)
{
	struct state *st = state(m);
	uint32_t bucket = page_slot(page);
	uint16_t i = list_take(m, &st->bucket_head[bucket], &st->bucket_tail[bucket], page);

	if (i != NO_INDEX)
		list_append(m, &st->pool_head, &st->pool_tail, i);
}

static enum hm_verdict hash_set(struct hm_machine *m, hm_vaddr_t page, hm_vaddr_t virtual_address)
{
	bool highmem;
	enum hm_verdict v = page_is_highmem(m, page, &highmem);

	if (v != HM_OK)
		return v;
	if (!highmem)
		return bug(m, HM_CHECK_SET_PAGE_ADDRESS_LOWMEM);
	if (virtual_address) {
		v = add_map(m, page, virtual_address);
		if (v != HM_OK)
			return v;
	} else {
		drop_map(m, page);
	}
	event_log(m, HM_EV_PAGE_ADDRESS, 0, page, virtual_address, 0, 0, 0);
	return HM_OK;
}

const struct hm_page_address_ops page_address_hash = { .get = hash_get, .set = hash_set, .look = page_address };

/* ---- 2.4: page->virtual, a field of struct page, which is memory. Without it (2.4.31, HIGHMEM=n): arithmetic. ---- */

static enum hm_verdict virtual_get(struct hm_machine *m, hm_vaddr_t page, hm_vaddr_t *address)
{
	if (m->page_struct->virtual != HM_NO_FIELD)
		return page_field_read(m, page, m->page_struct->virtual, address);
	*address = lowmem_page_address(m, page);
	return HM_OK;
}

static enum hm_verdict virtual_set(struct hm_machine *m, hm_vaddr_t page, hm_vaddr_t virtual_address)
{
	enum hm_verdict v = page_field_write(m, page, m->page_struct->virtual, virtual_address);

	if (v == HM_OK)
		event_log(m, HM_EV_PAGE_ADDRESS, 0, page, virtual_address, 0, 0, 0);
	return v;
}

static hm_vaddr_t virtual_look(const struct hm_machine *m, hm_vaddr_t page)
{
	hm_vaddr_t at = page + m->page_struct->virtual - m->layout.page_offset, address = 0;

	if (m->page_struct->virtual != HM_NO_FIELD)
		(void)frame_read(m, at >> HM_PAGE_SHIFT, at & (HM_PAGE_SIZE - 1), &address, sizeof(address));
	return address;
}

const struct hm_page_address_ops page_address_virtual = { .get = virtual_get, .set = virtual_set, .look = virtual_look };
