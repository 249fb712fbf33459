/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Looks at a machine's memory side, and the windows through which the client keeps memory inside the state. A look reads
 * tables and records, not the TLB, and changes nothing: no fill, no age, no A or D, no cycle. Looks at tasks, mappings
 * and the log lie with what they show (task.c, pkmap.c, atomic.c, event.c ...).
 */
#include "engine/calls.h"
#include "engine/tlb.h"

#include <stddef.h>
#include <string.h>

const struct hm_config *hm_config(const struct hm_machine *m)
{
	return &m->config;
}

const struct hm_layout *hm_layout(const struct hm_machine *m)
{
	return &m->layout;
}

const struct hm_era *hm_machine_era(const struct hm_machine *m)
{
	return &m->era;
}

_Static_assert(offsetof(struct state, who) == offsetof(struct state, site) + sizeof(uint32_t), "hm_site_set() writes both");

uint32_t *hm_site(struct hm_machine *m)
{
	return &state(m)->site;
}

const uint64_t *hm_event_counter(const struct hm_machine *m)
{
	return &state(m)->event_count;
}

const uint32_t *hm_call_counter(const struct hm_machine *m)
{
	return &state(m)->call_count;
}

enum hm_halt hm_halted(const struct hm_machine *m)
{
	return (enum hm_halt)state(m)->halted;
}

uint64_t hm_cycles(const struct hm_machine *m, uint32_t cpu)
{
	return cpu < m->config.cpus ? state(m)->cpus[cpu].cycles : 0;
}

uint32_t hm_call_count(const struct hm_machine *m)
{
	return state(m)->call_count;
}

/* ---- pages and zones ---- */

static uint32_t page_word(const struct hm_machine *m, hm_vaddr_t page, uint32_t offset)
{
	hm_vaddr_t at = page + offset - m->layout.page_offset;
	uint32_t word = 0;

	(void)frame_read(m, at >> HM_PAGE_SHIFT, at & (HM_PAGE_SIZE - 1), &word, sizeof(word));
	return word;
}

static const char *const zone_names[] = { "DMA", "Normal", "HighMem" };

/* What the flags say of the zone, by the number in their top bits, or by PG_highmem where they have none. */
static const char *zone_by_flags(const struct hm_page_struct *p, uint32_t flags, const char *zone)
{
	bool flagged = flags & p->highmem_flag, high = !strcmp(zone, zone_names[2]);

	if (!p->zone_shift)
		return flagged == high ? zone : flagged ? zone_names[2] : NULL;
	for (unsigned int i = 0; i < 3; i++)
		if (flags >> p->zone_shift == p->zone_number[i])
			return zone_names[i];
	return NULL;
}

bool hm_page_view(const struct hm_machine *m, hm_pfn_t pfn, struct hm_page_view *out)
{
	const struct hm_event *changed = pfn < m->layout.highend_pfn ? page_changed(m, pfn) : NULL;
	const struct hm_page_struct *p = m->page_struct;

	if (pfn >= m->layout.highend_pfn)
		return false;
	memset(out, 0, sizeof(*out));
	out->pfn = pfn;
	out->page = hm_pfn_to_page(&m->layout, pfn);
	out->zone = zone_names[zone_of(&m->layout, pfn)];
	out->flags = page_word(m, out->page, p->flags);
	out->count = (int32_t)page_word(m, out->page, p->count);
	out->reserved = reserved_at_boot(m, pfn);
	out->free = zone_is_free(m, pfn);
	out->highmem = pfn >= m->layout.max_low_pfn;
	out->count_name = p->count_name;
	out->users = out->count - p->count_free;
	out->flags_zone = zone_by_flags(p, out->flags, out->zone);
	out->address = out->highmem ? m->era.page_address->look(m, out->page) :
				      m->layout.page_offset + (pfn << HM_PAGE_SHIFT);
	if (changed)
		out->changed = *changed;
	return true;
}

bool hm_zone_view(const struct hm_machine *m, unsigned int zone, struct hm_zone_view *out)
{
	const struct zone_record *z = &state(m)->zone[zone < 3 ? zone : 0];

	if (zone >= 3)
		return false;
	*out = (struct hm_zone_view){ zone_names[zone], z->start, z->end, z->free_pages };
	return true;
}

/* ---- TLBs and accesses ---- */

unsigned int hm_tlb_entries(const struct hm_machine *m)
{
	return tlb_entries(m);
}

static void place_in_set(const struct hm_machine *m, unsigned int entry, struct hm_tlb_view *out)
{
	const struct hm_tlb_geometry *g = &m->config.tlb;

	out->large = entry >= g->entries;
	if (out->large) {
		entry -= g->entries;
		out->set = entry / g->large_ways;
		out->way = entry % g->large_ways;
	} else {
		out->set = entry / g->ways;
		out->way = entry % g->ways;
	}
}

bool hm_tlb_view(const struct hm_machine *m, uint32_t cpu, unsigned int entry, struct hm_tlb_view *out)
{
	const struct tlb_entry *e;

	if (cpu >= m->config.cpus || entry >= tlb_entries(m))
		return false;
	memset(out, 0, sizeof(*out));
	place_in_set(m, entry, out);
	e = tlb_entry(m, cpu, (int)entry);
	out->valid = e->tag != 0;
	if (!out->valid)
		return true;
	out->address = (e->tag & ~e->low) << HM_PAGE_SHIFT;
	out->pfn = e->pfn;
	out->flags = e->flags;
	out->global = e->flags & PTE_GLOBAL;
	out->stale = e->stale_by != 0;
	out->stale_by = e->stale_by;
	out->age = state(m)->cpus[cpu].tlb_clock - e->stamp;
	out->filled = *tlb_filled(m, cpu, (int)entry);
	return true;
}

void hm_tlb_stats(const struct hm_machine *m, uint32_t cpu, struct hm_tlb_stats *out)
{
	memset(out, 0, sizeof(*out));
	if (cpu >= m->config.cpus)
		return;
	*out = state(m)->cpus[cpu].tlb;
	out->hits = state(m)->cpus[cpu].tlb_clock - out->misses;
}

bool hm_last_access(const struct hm_machine *m, uint32_t cpu, struct hm_access_view *out)
{
	const struct cpu_record *c = &state(m)->cpus[cpu < m->config.cpus ? cpu : 0];

	if (cpu >= m->config.cpus || !(c->access & ACCESS_VALID))
		return false;
	*out = (struct hm_access_view){
		.address = c->access_address, .pfn = (hm_pfn_t)(c->access >> ACCESS_PFN_SHIFT), .write = c->access & ACCESS_WRITE,
		.hit = c->access & ACCESS_HIT, .stale = c->access & ACCESS_STALE,
	};
	return true;
}

/* ---- a debugger's reads ---- */

bool hm_peek_frame(const struct hm_machine *m, hm_pfn_t pfn, uint32_t offset, void *bytes, size_t n)
{
	if (pfn >= m->layout.highend_pfn || offset > HM_PAGE_SIZE || n > HM_PAGE_SIZE - offset)
		return false;
	(void)frame_read(m, pfn, offset, bytes, n);
	return true;
}

bool hm_peek(const struct hm_machine *m, hm_vaddr_t address, void *bytes, size_t n)
{
	uint8_t *to = bytes;

	while (n) {
		uint32_t offset = address & (HM_PAGE_SIZE - 1);
		size_t part = HM_PAGE_SIZE - offset < n ? HM_PAGE_SIZE - offset : n;
		struct leaf leaf;

		pgtable_walk(m, address, &leaf);
		if (!leaf.present)
			return false;
		(void)frame_read(m, leaf.pfn, offset, to, part);
		address += (hm_vaddr_t)part;
		to += part;
		n -= part;
	}
	return true;
}

/* ---- page pointers ---- */

bool hm_is_page_pointer(const struct hm_machine *m, uint64_t value)
{
	hm_pfn_t pfn = ((hm_vaddr_t)value - m->layout.page_offset) >> HM_PAGE_SHIFT;

	if (value < m->layout.mem_map || value >= m->layout.mem_map_end)
		return false;
	for (int i = 0; i < GENUINE_LOWMEM; i++)
		if (state(m)->genuine[i] == pfn + 1)
			return false;
	return true;
}

uint64_t hm_note_page_as_address(struct hm_machine *m, unsigned int call, unsigned int arg, hm_vaddr_t value)
{
	return event_log(m, HM_EV_PAGE_AS_ADDRESS, 0, value, call, arg, 0, 0)->seq;
}

/* ---- windows ---- */

struct hm_window hm_user_window(struct hm_machine *m)
{
	struct area *a = &m->region.area[AREA_FRAMES];

	return (struct hm_window){ .base = a->base, .dirty = a->dirty, .size = (size_t)USER_PAGES << HM_PAGE_SHIFT };
}

uint8_t *const *hm_user_base(struct hm_machine *m)
{
	return &m->region.area[AREA_FRAMES].base;
}

uint64_t *const *hm_user_dirty(struct hm_machine *m)
{
	return &m->region.area[AREA_FRAMES].dirty;
}

struct hm_window hm_client_window(struct hm_machine *m)
{
	struct area *a = &m->region.area[AREA_CLIENT];

	return (struct hm_window){ .base = a->base, .dirty = a->dirty, .size = state(m)->client_size };
}

enum hm_verdict hm_client_grow(struct hm_machine *m, size_t size)
{
	struct area *a = &m->region.area[AREA_CLIENT];

	if (size > UINT32_MAX)
		return HM_NOMEM;
	if (size > a->size && area_grow(a, size + a->size) != HM_OK)
		return HM_NOMEM;
	if (size > state(m)->client_size)
		state(m)->client_size = (uint32_t)size;
	return HM_OK;
}
