/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Queries about pages and where they are mapped: slots, the window of kmap(), struct pages, zones, contents of frames.
 */
#include <stdio.h>
#include <string.h>

#include "highmem/block.h"
#include "shell/learn/query.h"

/* ---- slots ---- */

typedef bool slot_test(const struct query *q, const struct hm_slot_view *v);

static bool is_mapped(const struct query *q, const struct hm_slot_view *v)
{
	(void)q;
	return !v->fence && v->pfn != HM_NO_PFN;
}

static bool is_left(const struct query *q, const struct hm_slot_view *v)
{
	return is_mapped(q, v) && v->skipped.seq;
}

/* ... by an unmap that was given a struct page. */
static bool is_left_by_page(const struct query *q, const struct hm_slot_view *v)
{
	const struct hm_layout *l = hm_layout(query_machine(q));

	return is_left(q, v) && v->skipped.kind == HM_EV_UNMAP_SKIPPED && v->skipped.arg[0] >= l->mem_map && v->skipped.arg[0] < l->mem_map_end;
}

static bool count_slots(struct query *q, slot_test *test)
{
	struct hm_slot_view v;
	uint32_t cpu, last;

	if (!query_cpus(q, 0, &cpu, &last))
		return false;
	q->result = 0;
	for (; cpu <= last; cpu++)
		for (uint32_t type = 0; hm_slot_view(query_machine(q), cpu, type, &v); type++)
			q->result += test(q, &v);
	return true;
}

static bool slots_mapped(struct query *q)
{
	return count_slots(q, is_mapped);
}

static bool slots_left_mapped(struct query *q)
{
	return count_slots(q, is_left);
}

static bool slots_left_by_page(struct query *q)
{
	return count_slots(q, is_left_by_page);
}

static bool one_slot(struct query *q, struct hm_slot_view *v)
{
	uint32_t cpu, last;

	if (!query_cpus(q, 0, &cpu, &last))
		return false;
	if (q->argument[1].value < 0 || !hm_slot_view(query_machine(q), cpu, (uint32_t)q->argument[1].value, v))
		return query_refuse(q, "there is no slot of type %lld", (long long)q->argument[1].value);
	return true;
}

static bool slot_pfn(struct query *q)
{
	struct hm_slot_view v;

	return one_slot(q, &v) && query_answer(q, v.pfn == HM_NO_PFN ? -1 : (int64_t)v.pfn);
}

static bool slot_left_mapped(struct query *q)
{
	struct hm_slot_view v;

	return one_slot(q, &v) && query_answer(q, is_left(q, &v));
}

/* ---- the window of kmap() ---- */

static bool pkmap_count(struct query *q)
{
	struct hm_pkmap_view v;

	if (q->argument[0].value < 0 || !hm_pkmap_view(query_machine(q), (uint32_t)q->argument[0].value, &v))
		return query_refuse(q, "there is no entry %lld", (long long)q->argument[0].value);
	return query_answer(q, v.count);
}

static int64_t count_pkmaps(const struct query *q, int64_t least, int64_t most)
{
	struct hm_pkmap_view v;
	int64_t n = 0;

	for (uint32_t nr = 0; hm_pkmap_view(query_machine(q), nr, &v); nr++)
		n += v.count >= least && v.count <= most;
	return n;
}

static bool pkmaps_with(struct query *q)
{
	return query_answer(q, count_pkmaps(q, q->argument[0].value, q->argument[0].value));
}

static bool pkmaps_used(struct query *q)
{
	return query_answer(q, count_pkmaps(q, 2, INT32_MAX));
}

static bool last_pkmap_nr(struct query *q)
{
	return query_answer(q, hm_last_pkmap_nr(query_machine(q)));
}

static bool pkmap_waiters(struct query *q)
{
	return query_answer(q, hm_pkmap_waiters(query_machine(q), NULL, 0));
}

/* ---- pages ---- */

/* The page of a struct page *; the era says how large one is. */
static bool page_of(struct query *q, struct hm_page_view *v)
{
	int64_t at = q->argument[0].value;
	const struct hm_layout *l = hm_layout(query_machine(q));
	uint64_t value = (uint64_t)at & 0xffffffff;

	if (!hm_is_page_pointer(query_machine(q), value) || value < l->mem_map || (value - l->mem_map) % l->page_struct_size)
		return query_refuse(q, "0x%08llx is no struct page *", (long long)value);
	if (!hm_page_view(query_machine(q), (hm_pfn_t)((value - l->mem_map) / l->page_struct_size), v))
		return query_refuse(q, "0x%08llx is the struct page of no page", (long long)value);
	return true;
}

static bool page_address_of(struct query *q)
{
	struct hm_page_view v;

	return page_of(q, &v) && query_answer(q, v.address);
}

static bool page_pfn(struct query *q)
{
	struct hm_page_view v;

	return page_of(q, &v) && query_answer(q, v.pfn);
}

static bool page_highmem(struct query *q)
{
	struct hm_page_view v;

	return page_of(q, &v) && query_answer(q, v.highmem);
}

/* page_count() of 2.6.11 is _count + 1; a free page has none. */
static bool page_count(struct query *q)
{
	struct hm_page_view v;

	return page_of(q, &v) && query_answer(q, v.free ? 0 : (int64_t)v.count + 1);
}

static bool page_free(struct query *q)
{
	struct hm_page_view v;

	return page_of(q, &v) && query_answer(q, v.free);
}

static bool page_maps(struct query *q)
{
	struct hm_page_view v;
	struct hm_pkmap_view p;
	struct hm_slot_view s;
	uint32_t cpus = hm_config(query_machine(q))->cpus;
	int64_t n = 0;

	if (!page_of(q, &v))
		return false;
	for (uint32_t nr = 0; hm_pkmap_view(query_machine(q), nr, &p); nr++)
		n += p.pfn == v.pfn;
	for (uint32_t cpu = 0; cpu < cpus; cpu++)
		for (uint32_t type = 0; hm_slot_view(query_machine(q), cpu, type, &s); type++)
			n += s.pfn == v.pfn;
	return query_answer(q, n);
}

static bool pkmap_nr(struct query *q)
{
	struct hm_page_view v;
	struct hm_pkmap_view p;

	if (!page_of(q, &v))
		return false;
	for (uint32_t nr = 0; hm_pkmap_view(query_machine(q), nr, &p); nr++)
		if (p.pfn == v.pfn)
			return query_answer(q, nr);
	return query_answer(q, -1);
}

static bool zone_of(struct query *q, const char *name, struct hm_zone_view *z)
{
	for (unsigned int i = 0; hm_zone_view(query_machine(q), i, z); i++)
		if (!strcmp(z->name, name))
			return true;
	snprintf(q->why, sizeof(q->why), "there is no zone \"%s\"", name);
	return false;
}

static bool pages_used(struct query *q)
{
	struct hm_zone_view z;

	return zone_of(q, q->argument[0].text, &z) && query_answer(q, (int64_t)(z.end - z.start) - z.free_pages);
}

static bool high_pages_used(struct query *q)
{
	struct hm_zone_view z;

	return zone_of(q, "HighMem", &z) && query_answer(q, (int64_t)(z.end - z.start) - z.free_pages);
}

/* Pages in use are few and lie low, so the walk is short: it ends with the last of them. */
static bool bytes_stored(struct query *q)
{
	struct hm_page_view v;
	struct hm_zone_view z;
	int64_t used;
	uint8_t byte;

	if (!zone_of(q, "HighMem", &z))
		return false;
	used = (int64_t)(z.end - z.start) - z.free_pages;
	q->result = 0;
	for (hm_pfn_t pfn = z.start; used > 0 && pfn < z.end && hm_page_view(query_machine(q), pfn, &v); pfn++) {
		used -= !v.free;
		q->result += !v.free && hm_peek_frame(query_machine(q), pfn, 0, &byte, 1) && byte == (q->argument[0].value & 0xff);
	}
	return true;
}

static bool peek(struct query *q, void *to, size_t n)
{
	int64_t pfn = q->argument[0].value, offset = q->argument[1].value;

	if (pfn >= 0 && offset >= 0 && offset + (int64_t)n <= 4096 && hm_peek_frame(query_machine(q), (hm_pfn_t)pfn, (uint32_t)offset, to, n))
		return true;
	return query_refuse(q, "there is no frame %lld, or no such offset", (long long)pfn);
}

static bool frame_byte(struct query *q)
{
	uint8_t byte;

	return peek(q, &byte, 1) && query_answer(q, byte);
}

static bool frame_word(struct query *q)
{
	uint32_t word;

	return peek(q, &word, 4) && query_answer(q, word);
}

static bool disk_byte(struct query *q)
{
	int64_t block = q->argument[0].value, offset = q->argument[1].value;
	uint8_t byte;

	if (!hm_disk_peek(query_machine(q), (uint64_t)block, (uint64_t)offset, &byte))
		return query_refuse(q, "there is no block %lld, or no such offset", (long long)block);
	return query_answer(q, byte);
}

const struct query_row query_memory_rows[] = {
	{ "slots_mapped", "|n", slots_mapped }, { "slot_pfn", "nn", slot_pfn }, { "slots_left_mapped", "|n", slots_left_mapped },
	{ "slots_left_by_page", "|n", slots_left_by_page },
	{ "slot_left_mapped", "nn", slot_left_mapped }, { "pkmap_count", "n", pkmap_count }, { "pkmaps_with", "n", pkmaps_with },
	{ "pkmaps_used", "", pkmaps_used }, { "pkmap_nr", "n", pkmap_nr }, { "last_pkmap_nr", "", last_pkmap_nr },
	{ "page_address", "n", page_address_of }, { "page_maps", "n", page_maps }, { "page_pfn", "n", page_pfn },
	{ "page_to_pfn", "n", page_pfn }, { "PageHighMem", "n", page_highmem }, { "page_count", "n", page_count },
	{ "page_free", "n", page_free }, { "pages_used", "s", pages_used }, { "high_pages_used", "", high_pages_used },
	{ "bytes_stored", "n", bytes_stored }, { "frame_byte", "nn", frame_byte }, { "frame_word", "nn", frame_word },
	{ "disk_byte", "nn", disk_byte },
	{ "pkmap_waiters", "", pkmap_waiters }, { 0 }
};
