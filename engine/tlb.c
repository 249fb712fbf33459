/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A data TLB per CPU: set-associative, set by the low bits of the page number, least recently used entry replaced (both are
 * assumptions, as no manual of the time says). Large pages have an array of their own. The rules of the processor:
 * only present translations are cached; invlpg drops a page's entry here, global or not; a CR3 load drops what is not global;
 * toggling CR4.PGE drops all. The primitives are those of 2.6.11 include/asm-i386/tlbflush.h.
 *
 * An entry that no longer agrees with its page-table entry is stale: it stays usable, and keeps the number of the event that
 * made it so. The flush on all CPUs is in smp.c. Left out: speculation and paging-structure caches.
 */
#include "engine/tlb.h"

#include <string.h>

unsigned int tlb_entries(const struct hm_machine *m)
{
	return (unsigned int)m->config.tlb.entries + m->config.tlb.large_entries;
}

size_t tlb_area_size(const struct hm_machine *m)
{
	return (size_t)m->tlb_stride * m->config.cpus;
}

void tlb_geometry(struct hm_machine *m)
{
	const struct hm_tlb_geometry *g = &m->config.tlb;
	size_t event = sizeof(struct hm_event), entries = tlb_entries(m) * sizeof(struct tlb_entry), bytes;

	m->tlb_filled = (uint32_t)((entries + event - 1) & ~(event - 1));
	bytes = m->tlb_filled + tlb_entries(m) * event;
	m->tlb_stride = (uint32_t)((bytes + HM_PAGE_SIZE - 1) & ~(size_t)(HM_PAGE_SIZE - 1));
	m->tlb_array[SMALL] = (struct tlb_array){
		.first = 0, .ways = g->ways, .set_mask = g->entries / g->ways - 1u, .shift = HM_PAGE_SHIFT,
	};
	m->tlb_array[LARGE] = (struct tlb_array){
		.first = g->entries, .ways = g->large_ways, .set_mask = g->large_entries / g->large_ways - 1u,
		.shift = m->layout.pmd_shift, .low = (1u << (m->layout.pmd_shift - HM_PAGE_SHIFT)) - 1,
	};
}

static size_t filled_offset(const struct hm_machine *m, uint32_t cpu, int nr)
{
	return (size_t)cpu * m->tlb_stride + m->tlb_filled + (size_t)nr * sizeof(struct hm_event);
}

struct hm_event *tlb_filled(const struct hm_machine *m, uint32_t cpu, int nr)
{
	return (struct hm_event *)(void *)(m->region.area[AREA_TLB].base + filled_offset(m, cpu, nr));
}

void tlb_touch(struct hm_machine *m, uint32_t cpu, int nr)
{
	area_mark_in_block(&m->region.area[AREA_TLB], (size_t)cpu * m->tlb_stride + (size_t)nr * sizeof(struct tlb_entry));
}

static inline int find_in(const struct hm_machine *m, uint32_t cpu, hm_vaddr_t address, const struct tlb_array *a)
{
	int nr = set_of(a, address);
	const struct tlb_entry *set = tlb_entry(m, cpu, nr), *e;

	e = find_in_set(tlb_entry(m, cpu, nr), tlb_tag(address) | a->low, a->ways);
	return e ? nr + (int)(e - set) : NO_ENTRY;
}

int tlb_find_written(const struct hm_machine *m, uint32_t cpu, hm_vaddr_t address)
{
	int nr = find_in(m, cpu, address, array_for(m, address));

	if (nr == NO_ENTRY)
		nr = find_in(m, cpu, address, &m->tlb_array[SMALL]);
	return nr != NO_ENTRY ? nr : find_in(m, cpu, address, &m->tlb_array[LARGE]);
}

static int tlb_find(const struct hm_machine *m, uint32_t cpu, hm_vaddr_t address)
{
	return tlb_find_on(m, cpu, tlb_entry(m, cpu, 0), address);
}

/* ---- shortcuts ---- */

static void forget_shortcuts_of(struct hm_machine *m, uint32_t cpu)
{
	if (m->shortcut_cpus >> cpu & 1)
		memset(shortcut_of(m, cpu, 0), 0xff, TLB_SHORTCUTS * sizeof(struct shortcut));
	m->shortcut_cpus &= ~(1u << cpu);
	m->knowledge++;
}

void tlb_forget_shortcuts(struct hm_machine *m)
{
	for (uint32_t cpu = 0; m->shortcut_cpus; cpu++)
		forget_shortcuts_of(m, cpu);
	m->known.page = 0;
	m->known_slot.key = 0;
	m->knowledge++;
}

static hm_vaddr_t address_of(const struct tlb_entry *e)
{
	return (e->tag & ~e->low) << HM_PAGE_SHIFT;
}

/* The shortcuts that lead to an entry. */
static void forget_shortcut(struct hm_machine *m, uint32_t cpu, const struct tlb_entry *e)
{
	struct shortcut *c = shortcut_of(m, cpu, address_of(e));

	if (e->low)
		forget_shortcuts_of(m, cpu);
	else if (c->entry == e)
		c->read = c->write = NO_PAGE;
}

/* ---- filling and dropping ---- */

__attribute__((noinline)) static void drop(struct hm_machine *m, uint32_t cpu, int nr)
{
	struct tlb_entry *e = tlb_entry(m, cpu, nr);

	forget_shortcut(m, cpu, e);
	state(m)->stale_entries -= e->stale_by != 0;
	*e = (struct tlb_entry){ .tag = 0 };
	tlb_touch(m, cpu, nr);
}

void tlb_evict(struct hm_machine *m, int nr)
{
	const struct tlb_entry *e = m->tlb_here + nr;

	event_log(m, HM_EV_TLB_EVICT, 0, address_of(e), 0, 0, 0, 0);
	this_cpu(m)->tlb.evictions++;
	state(m)->stale_entries -= e->stale_by != 0;
	forget_shortcut(m, state(m)->cpu, e);
}

static void drop_all(struct hm_machine *m, uint32_t cpu, bool global)
{
	struct tlb_entry *e = tlb_entry(m, cpu, 0);

	for (unsigned int i = 0; i < tlb_entries(m); i++)
		if (e[i].tag && (global || !(e[i].flags & PTE_GLOBAL)))
			drop(m, cpu, (int)i);
}

/* ---- stale entries ---- */

/* Does a cached translation say what the tables say? */
static bool agrees(const struct tlb_entry *e, hm_vaddr_t address, bool present, hm_pfn_t pfn, uint32_t flags)
{
	hm_pfn_t cached = e->pfn + ((address >> HM_PAGE_SHIFT) & e->low);

	return present && pfn == cached && !((flags ^ e->flags) & (PTE_RW | PTE_USER | PTE_NX_FLAG));
}

static void set_stale(struct hm_machine *m, uint32_t cpu, int nr, uint64_t event)
{
	struct tlb_entry *e = tlb_entry(m, cpu, nr);
	hm_vaddr_t address = address_of(e);

	forget_shortcut(m, cpu, e);
	state(m)->stale_entries += event != 0;
	state(m)->stale_entries -= e->stale_by != 0;
	e->stale_by = event;
	tlb_touch(m, cpu, nr);
	/* the CPU that changes an entry flushes it in its next step: its own log says that, not this */
	if (event && cpu != state(m)->cpu)
		event_log(m, HM_EV_TLB_STALE, event, cpu, address, 0, 0, 0);
}

static void judge(struct hm_machine *m, uint32_t cpu, int nr, bool good, uint64_t event)
{
	bool was_good = !tlb_entry(m, cpu, nr)->stale_by;

	if (good != was_good)
		set_stale(m, cpu, nr, good ? 0 : event);
}

void tlb_note_change_on(struct hm_machine *m, uint32_t cpu, hm_vaddr_t address, uint64_t entry, uint32_t flags, uint64_t event)
{
	const struct tlb_array *a = &m->tlb_array[SMALL];
	struct tlb_entry *tlb = tlb_entry(m, cpu, 0);
	const struct tlb_entry *e = find_in_set(tlb + set_of(a, address), tlb_tag(address), a->ways);

	if (e)
		judge(m, cpu, (int)(e - tlb), agrees(e, address, flags & PTE_PRESENT, pte_pfn(m, entry), flags), event);
}

void tlb_recheck(struct hm_machine *m, uint64_t event)
{
	for (uint32_t cpu = 0; cpu < m->config.cpus; cpu++)
		for (int nr = 0; nr < (int)tlb_entries(m); nr++) {
			const struct tlb_entry *e = tlb_entry(m, cpu, nr);
			struct leaf leaf;

			if (!e->tag)
				continue;
			pgtable_walk(m, address_of(e), &leaf);
			judge(m, cpu, nr, agrees(e, address_of(e), leaf.present, leaf.pfn, leaf.flags), event);
		}
}

/* ---- flush primitives ---- */

/* What was used just now has a shortcut, which knows the entry; such an entry is not stale. */
static inline bool drop_used(struct hm_machine *m, hm_vaddr_t address)
{
	struct shortcut *c = shortcut_here(m, address);
	struct area *tlb = &m->region.area[AREA_TLB];

	if (c->read != (address & ~(HM_PAGE_SIZE - 1u)) || c->entry->low || state(m)->directory_written)
		return false;
	c->read = c->write = NO_PAGE;
	*c->entry = (struct tlb_entry){ .tag = 0 };
	area_mark_in_block(tlb, (size_t)((uint8_t *)c->entry - tlb->base));
	return true;
}

/* It may have been mapped both ways. */
__attribute__((noinline)) static void drop_both(struct hm_machine *m, hm_vaddr_t address)
{
	uint32_t cpu = state(m)->cpu;
	int nr;

	for (int i = 0; i < 2 && (nr = tlb_find(m, cpu, address)) != NO_ENTRY; i++)
		drop(m, cpu, nr);
}

/* What calls comes last, so that nothing has to be kept for later. */
static inline __attribute__((always_inline)) void flush_one(struct hm_machine *m, hm_vaddr_t address, bool scheduler)
{
	const struct tlb_array *a = array_for(m, address);
	const struct tlb_entry *e;

	event_log(m, HM_EV_INVLPG, 0, address & ~(HM_PAGE_SIZE - 1u), scheduler, 0, 0, 0);
	this_cpu(m)->tlb.invlpg++;
	pay(m, HM_COST_INVLPG);
	if (drop_used(m, address))
		return;
	if (__builtin_expect(state(m)->directory_written, 0)) {
		drop_both(m, address);
		return;
	}
	e = find_in_set(m->tlb_here + set_of(a, address), tlb_tag(address) | a->low, a->ways);
	if (__builtin_expect(e != NULL, 0))
		drop(m, state(m)->cpu, (int)(e - m->tlb_here));
}

void flush_tlb_one(struct hm_machine *m, hm_vaddr_t address)
{
	flush_one(m, address, false);
}

void flush_tlb_one_switching(struct hm_machine *m, hm_vaddr_t address)
{
	flush_one(m, address, true);
}

static void count_flush(struct hm_machine *m, bool global)
{
	if (global)
		this_cpu(m)->tlb.flush_all++;
	else
		this_cpu(m)->tlb.flush_nonglobal++;
	pay(m, HM_COST_FLUSH_LOCAL);
}

/* __flush_tlb_all(): without PGE the CR3 load is all there is, and nothing is global. */
void flush_tlb_local(struct hm_machine *m, bool global)
{
	event_log(m, HM_EV_FLUSH_LOCAL, 0, global, 0, 0, 0, 0);
	drop_all(m, state(m)->cpu, global);
	count_flush(m, global);
}

void hm_invlpg(struct hm_machine *m, hm_vaddr_t address)
{
	flush_tlb_one(m, address);
}

void hm_flush_tlb_global(struct hm_machine *m)
{
	flush_tlb_local(m, true);
}

void hm_load_cr3(struct hm_machine *m)
{
	event_log(m, HM_EV_CR3_LOAD, 0, 0, 0, 0, 0, 0);
	drop_all(m, state(m)->cpu, false);
	count_flush(m, false);
}
