/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * struct page as memory, and the allocator's calls. mem_map is an array in lowmem whose frames hold what boot left there
 * (2.6.11 mm/page_alloc.c memmap_init_zone(), free_all_bootmem_core(); arch/i386/mm/init.c one_highpage_init()) until
 * somebody writes; where the fields lie is the era's row. A page pointer that is no struct page reads, through the MMU, what
 * lies there, and may oops, as in the kernel.
 *
 * Left out: watermarks, reclaim and so any sleep in alloc_page(); bad_page(); what a bogus page would do to free lists.
 * Invariant: a frame is free in zone.c's bitmap from the FREE event that took its last user to the next ALLOC.
 */
#include "engine/calls.h"
#include "engine/frame.h"

#include <string.h>

enum { PAGE_BYTES_MAX = 128 };

static void put_word(uint8_t *page, uint32_t size, uint32_t offset, uint32_t value)
{
	if (offset + sizeof(value) <= size)
		memcpy(page + offset, &value, sizeof(value));
}

static uint32_t page_flags_at_boot(const struct hm_machine *m, hm_pfn_t pfn)
{
	const struct hm_page_struct *p = m->page_struct;
	unsigned int zone = zone_of(&m->layout, pfn);
	uint32_t flags = p->zone_number[zone] << p->zone_shift;

	if (pfn >= m->layout.max_low_pfn && m->config.highmem)
		flags |= p->highmem_flag;
	if (reserved_at_boot(m, pfn))
		flags |= p->reserved_flag;
	return flags;
}

/* One struct page as boot leaves it. The entry behind the last frame was never initialised. */
static void page_at_boot(const struct hm_machine *m, hm_pfn_t pfn, uint8_t out[PAGE_BYTES_MAX])
{
	const struct hm_page_struct *p = m->page_struct;
	hm_vaddr_t page = hm_pfn_to_page(&m->layout, pfn);

	memset(out, 0, PAGE_BYTES_MAX);
	if (pfn >= m->layout.highend_pfn)
		return;
	put_word(out, p->size, p->flags, page_flags_at_boot(m, pfn));
	put_word(out, p->size, p->count, (uint32_t)p->count_free);
	put_word(out, p->size, p->mapcount, ~0u);
	put_word(out, p->size, p->list, page + p->list);
	put_word(out, p->size, p->list + 4u, page + p->list); /* INIT_LIST_HEAD() */
	if (pfn < m->layout.max_low_pfn)
		put_word(out, p->size, p->virtual, m->layout.page_offset + (pfn << HM_PAGE_SHIFT));
}

void page_boot_bytes(const struct hm_machine *m, hm_pfn_t pfn, uint32_t offset, uint8_t *bytes, size_t n)
{
	uint32_t size = m->layout.page_struct_size;
	uint32_t at = m->layout.page_offset + (pfn << HM_PAGE_SHIFT) + offset - m->layout.mem_map;
	uint8_t page[PAGE_BYTES_MAX];

	while (n) {
		size_t inside = at % size, part = size - inside < n ? size - inside : n;

		page_at_boot(m, at / size, page);
		memcpy(bytes, page + inside, part);
		bytes += part;
		at += (uint32_t)part;
		n -= part;
	}
}

bool page_is_in_mem_map(const struct hm_machine *m, hm_vaddr_t page)
{
	hm_pfn_t pfn = hm_page_to_pfn(&m->layout, page);

	return pfn < m->layout.highend_pfn && hm_pfn_to_page(&m->layout, pfn) == page;
}

static hm_pfn_t frame_of(const struct hm_machine *m, hm_vaddr_t lowmem)
{
	return (lowmem - m->layout.page_offset) >> HM_PAGE_SHIFT;
}

enum hm_verdict page_field_read(struct hm_machine *m, hm_vaddr_t page, uint32_t offset, uint32_t *value)
{
	hm_vaddr_t at = page + offset;
	enum hm_verdict v;
	uint64_t word;

	if (page_is_in_mem_map(m, page))
		return frame_read(m, frame_of(m, at), at & (HM_PAGE_SIZE - 1), value, sizeof(*value));
	v = hm_load(m, at, sizeof(*value), &word);
	if (v == HM_OK)
		*value = (uint32_t)word;
	return v;
}

enum hm_verdict page_field_write(struct hm_machine *m, hm_vaddr_t page, uint32_t offset, uint32_t value)
{
	hm_vaddr_t at = page + offset;

	if (page_is_in_mem_map(m, page))
		return frame_write(m, frame_of(m, at), at & (HM_PAGE_SIZE - 1), &value, sizeof(value));
	return hm_store(m, at, sizeof(value), value);
}

/* ---- alloc_page ---- */

/* A frame without contents needs none: it reads as zeroes. Of a page table that was given back, by mistake, entries change. */
static void clear_contents(struct hm_machine *m, hm_pfn_t pfn)
{
	static const uint8_t zeroes[HM_PAGE_SIZE];

	if (frame_find(m, pfn) == NO_SLOT)
		return;
	if (pgtable_owns(m, pfn))
		(void)pgtable_store(m, pfn, 0, zeroes, sizeof(zeroes));
	else
		(void)frame_write(m, pfn, 0, zeroes, sizeof(zeroes));
}

/* Host memory for what an allocation writes, so that nothing fails half-way. */
static enum hm_verdict prepare(struct hm_machine *m, hm_pfn_t pfn)
{
	uint32_t slot;
	enum hm_verdict v = frame_slot(m, frame_of(m, hm_pfn_to_page(&m->layout, pfn) + m->page_struct->count), &slot);

	return v == HM_OK ? page_info_prepare(m, pfn) : v;
}

static void log_change(struct hm_machine *m, enum hm_event_kind kind, hm_pfn_t pfn, uint32_t gfp)
{
	struct hm_event e = *event_log(m, kind, 0, pfn, gfp, 0, 0, 0);

	page_info(m, pfn, &e);
}

enum hm_verdict call_alloc_page(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	uint32_t gfp = (uint32_t)arg[0];
	hm_vaddr_t page;
	hm_pfn_t pfn;

	*ret = 0;
	if (gfp & m->era.gfp->wait && (in_atomic(m) || current_task(m)->irqs_disabled))
		might_sleep(m, HM_CHECK_ALLOC_PAGES); /* mm/page_alloc.c __alloc_pages(): might_sleep_if(wait); logged where it matters */
	(void)zone_alloc(m, gfp, &pfn);
	if (pfn == HM_NO_PFN) {
		event_log(m, HM_EV_ALLOC_FAIL, 0, HM_NO_PFN, gfp, 0, 0, 0);
		return HM_OK;
	}
	if (prepare(m, pfn) != HM_OK) {
		(void)zone_free(m, pfn);
		return HM_NOMEM;
	}
	page = hm_pfn_to_page(&m->layout, pfn);
	(void)page_field_write(m, page, m->page_struct->count, (uint32_t)(m->page_struct->count_free + 1));
	if (gfp & m->era.gfp->zero)
		clear_contents(m, pfn);
	log_change(m, HM_EV_ALLOC, pfn, gfp);
	*ret = page;
	return HM_OK;
}

bool take_frame(struct hm_machine *m, uint32_t gfp, const struct hm_event *e, hm_pfn_t *pfn)
{
	(void)zone_alloc(m, gfp, pfn);
	if (*pfn == HM_NO_PFN)
		return false;
	if (prepare(m, *pfn) != HM_OK) {
		(void)zone_free(m, *pfn);
		return false;
	}
	(void)page_field_write(m, hm_pfn_to_page(&m->layout, *pfn), m->page_struct->count, (uint32_t)(m->page_struct->count_free + 1));
	page_info(m, *pfn, e);
	return true;
}

/* ---- __free_page ---- */

static enum hm_verdict free_free_page(struct hm_machine *m, hm_vaddr_t page)
{
	struct hm_link step[HM_REPORT_LINKS];
	struct chain why = { step, 0, HM_REPORT_LINKS };

	if (page_is_in_mem_map(m, page))
		chain_page(m, &why, hm_page_to_pfn(&m->layout, page));
	return bug_because(m, HM_CHECK_FREE_FREE_PAGE, &why);
}

/* The last user goes: free_hot_cold_page(). A page that is none, or that is free in spite of its count, goes nowhere. */
static enum hm_verdict give_back(struct hm_machine *m, hm_vaddr_t page)
{
	const struct hm_page_struct *p = m->page_struct;
	hm_pfn_t pfn = hm_page_to_pfn(&m->layout, page);
	bool ours = page_is_in_mem_map(m, page) && !zone_is_free(m, pfn);
	enum hm_verdict v = ours ? page_info_prepare(m, pfn) : HM_OK;

	if (v == HM_OK)
		v = page_field_write(m, page, p->count, (uint32_t)p->count_free);
	if (v != HM_OK || !ours)
		return v;
	(void)zone_free(m, pfn);
	log_change(m, HM_EV_FREE, pfn, 0);
	return HM_OK;
}

/* __free_pages(): !PageReserved(page) && put_page_testzero(page), whose BUG_ON() meets a page that has no user left. */
enum hm_verdict call_free_page(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	const struct hm_page_struct *p = m->page_struct;
	hm_vaddr_t page = (hm_vaddr_t)arg[0];
	uint32_t flags = 0, count = 0;
	enum hm_verdict v = page_field_read(m, page, p->flags, &flags);

	*ret = 0;
	if (v != HM_OK || flags & p->reserved_flag)
		return v;
	v = page_field_read(m, page, p->count, &count);
	if (v != HM_OK)
		return v;
	if (count == (uint32_t)p->count_free)
		return free_free_page(m, page);
	if (count - 1 == (uint32_t)p->count_free)
		return give_back(m, page);
	return page_field_write(m, page, p->count, count - 1);
}

/* ---- arithmetic ---- */

enum hm_verdict call_pfn_to_page(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	*ret = hm_pfn_to_page(&m->layout, (hm_pfn_t)arg[0]);
	return HM_OK;
}

enum hm_verdict call_page_to_pfn(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	*ret = hm_page_to_pfn(&m->layout, (hm_vaddr_t)arg[0]);
	return HM_OK;
}

enum hm_verdict call_virt_to_page(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	*ret = hm_pfn_to_page(&m->layout, frame_of(m, (hm_vaddr_t)arg[0]));
	return HM_OK;
}

enum hm_verdict call_page_highmem(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	bool highmem = false;
	enum hm_verdict v = page_is_highmem(m, (hm_vaddr_t)arg[0], &highmem);

	*ret = highmem;
	return v;
}
