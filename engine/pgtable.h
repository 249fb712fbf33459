/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Words of boot's page tables, for what happens at each kmap and each TLB miss. The frames of these tables have consecutive
 * slots (frame.c), so that a word is found by arithmetic; a window is what the fixmap's or the permanent window's tables map.
 * All of it goes through the same bytes as a walk from the top: as long as nobody has stored into a directory, the entries
 * above a window's tables are as boot wrote them, present, accessed and RW.
 */
#ifndef ENGINE_PGTABLE_H
#define ENGINE_PGTABLE_H

#include "engine/tlb.h"

#include <string.h>

#define NX_BIT ((uint64_t)1 << 63)

static inline uint32_t pte_flags(uint64_t entry)
{
	return ((uint32_t)entry & PTE_FLAGS) | (entry & NX_BIT ? PTE_NX_FLAG : 0);
}

static inline hm_pfn_t pte_frame(uint64_t entry)
{
	return (hm_pfn_t)(entry >> HM_PAGE_SHIFT) & 0xffffffu; /* 36 address bits */
}

/* Where a word of one of boot's tables lies. */
static inline uint8_t *table_word(const struct hm_machine *m, hm_paddr_t at)
{
	size_t in_tables = (size_t)(at - ((hm_paddr_t)m->tables.start << HM_PAGE_SHIFT));

	return m->region.area[AREA_FRAMES].base + ((size_t)TABLE_SLOT << HM_PAGE_SHIFT) + in_tables;
}

/* Where the entry lies that maps an address of a window, NULL: of none. */
static inline uint8_t *window_word(const struct hm_machine *m, hm_vaddr_t address)
{
	const struct table_window *w = m->tables.window;

	if (address - w->start >= w->bytes)
		w++;
	if (address - w->start >= w->bytes)
		return NULL;
	return m->region.area[AREA_FRAMES].base + w->words + ((address - w->start) >> HM_PAGE_SHIFT) * m->layout.pte_size;
}

static inline uint64_t word_get(const struct hm_machine *m, const uint8_t *word)
{
	uint64_t entry;
	uint32_t low;

	if (m->layout.pte_size == sizeof(entry)) {
		memcpy(&entry, word, sizeof(entry));
		return entry;
	}
	memcpy(&low, word, sizeof(low));
	return low;
}

/* To a block that is marked. */
static inline void word_put_marked(const struct hm_machine *m, uint8_t *word, uint64_t entry)
{
	if (m->layout.pte_size == sizeof(entry))
		memcpy(word, &entry, sizeof(entry));
	else
		memcpy(word, &entry, sizeof(uint32_t));
}

static inline void word_put(struct hm_machine *m, uint8_t *word, uint64_t entry)
{
	struct area *a = &m->region.area[AREA_FRAMES];

	word_put_marked(m, word, entry);
	area_mark_in_block(a, (size_t)(word - a->base));
}

/* Is that word in the tables of the fixmap or of the permanent window? */
static inline bool is_kmap_word(const struct hm_machine *m, hm_vaddr_t pte)
{
	hm_vaddr_t first = m->layout.page_offset + (m->tables.fixmap << HM_PAGE_SHIFT);

	return pte - first < (m->tables.end - m->tables.fixmap) << HM_PAGE_SHIFT;
}

/* Where the windows keep who changed an entry last; NULL: the address lies in none of them. */
static inline struct hm_event *pte_provenance(const struct hm_machine *m, hm_vaddr_t address, enum area_id *area)
{
	const struct hm_layout *l = &m->layout;
	uint32_t nr = (address - l->pkmap_base) >> HM_PAGE_SHIFT;
	uint32_t slot = slot_of_address(m, address);

	*area = nr < l->last_pkmap ? AREA_PKMAP : AREA_SLOTS;
	if (nr < l->last_pkmap)
		return &pkmap_entry(m, nr)->set;
	return slot < slot_count(m) ? &slot_record(m, slot)->set : NULL;
}

/* *copy gets a copy of what is logged, unless it is NULL. */
static inline uint64_t pte_log_change(struct hm_machine *m, hm_vaddr_t address, uint64_t old, uint64_t now, struct hm_event *copy)
{
	hm_pfn_t was = old ? pte_frame(old) : HM_NO_PFN, is = now ? pte_frame(now) : HM_NO_PFN;

	return event_log_to(m, copy, now ? HM_EV_PTE_SET : HM_EV_PTE_CLEAR, 0, address, now ? is : was, now ? was : is, 0, 0)->seq;
}

/*
 * set_pte() or pte_clear() on a word of the kmap tables. A translation that was not present is in no TLB, unless it is there
 * as a stale one. The directory entries above are as boot wrote them, RW, or somebody's store has changed them and every TLB
 * was compared then. flushed: this CPU's invlpg follows.
 */
static inline void kmap_word_change(struct hm_machine *m, uint8_t *word, hm_vaddr_t address, uint64_t now, struct hm_event *copy,
				    bool flushed)
{
	uint64_t old = word_get(m, word), changed;

	pay(m, HM_COST_PTE_WRITE);
	word_put(m, word, now);
	changed = pte_log_change(m, address, old, now, copy);
	if (old & PTE_PRESENT || state(m)->stale_entries)
		tlb_note_change(m, address, now, pte_flags(now), changed, flushed);
}

static inline uint64_t entry_with(const struct hm_machine *m, hm_pfn_t pfn, uint64_t prot)
{
	uint64_t value = (uint64_t)pfn << HM_PAGE_SHIFT | prot;

	return m->layout.pte_size == sizeof(value) ? value : (uint32_t)value;
}

/* What kmap and kmap_atomic put there. */
static inline uint64_t kmap_entry_of(const struct hm_machine *m, hm_pfn_t pfn)
{
	return entry_with(m, pfn, m->layout.kmap_prot);
}

#endif
