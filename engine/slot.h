/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One atomic slot: its page-table entry, and the story kept beside it. What the eras' kmap_atomic() and kunmap_atomic() are made
 * of; which of it they do, in which order and under which condition, is theirs. Small and in line: these calls are the hot ones.
 * No type is checked: what is no slot writes at kmap_pte - idx, wherever that lies.
 */
#ifndef ENGINE_SLOT_H
#define ENGINE_SLOT_H

#include "engine/calls.h"
#include "engine/pgtable.h"

/* The start of the page that an address lies in. */
static inline hm_vaddr_t page_start(hm_vaddr_t address)
{
	return address & ~(hm_vaddr_t)(HM_PAGE_SIZE - 1);
}

static inline hm_vaddr_t slot_pte(const struct hm_machine *m, uint32_t slot)
{
	return m->layout.kmap_pte - slot * m->layout.pte_size;
}

static inline uint32_t slot_of_type(const struct hm_machine *m, uint32_t type)
{
	return type + m->layout.km_type_nr * state(m)->cpu;
}

static inline void slot_mark(struct hm_machine *m, uint32_t slot)
{
	area_mark_in_block(&m->region.area[AREA_SLOTS], slot * sizeof(struct slot_record));
}

/* Is that entry one of the fixmap's page tables (two, side by side, for 32 CPUs with PAE)? Others are just memory, if any. */
static inline bool in_fixmap_table(const struct hm_machine *m, hm_vaddr_t pte)
{
	hm_pfn_t pfn = (pte - m->layout.page_offset) >> HM_PAGE_SHIFT;

	return pfn - m->tables.fixmap < m->tables.pkmap - m->tables.fixmap;
}

/* The slot's word, NULL where that is just memory. */
static inline uint8_t *slot_word(const struct hm_machine *m, uint32_t slot)
{
	hm_vaddr_t pte = slot_pte(m, slot);

	if (__builtin_expect(slot < m->slots_in_tables, 1))
		return m->region.area[AREA_FRAMES].base + m->slot_words - (size_t)slot * m->layout.pte_size;
	return in_fixmap_table(m, pte) ? table_word(m, pte - m->layout.page_offset) : NULL;
}

/* Where the story of a slot is kept, marked: the caller writes it. NULL: it is no slot. */
static inline struct slot_record *slot_told(struct hm_machine *m, uint32_t slot)
{
	if (slot >= m->slots)
		return NULL;
	slot_mark(m, slot);
	return slot_record(m, slot);
}

static inline enum hm_verdict slot_read(struct hm_machine *m, uint32_t slot, uint64_t *entry)
{
	const uint8_t *word = slot_word(m, slot);

	if (!word)
		return hm_load(m, slot_pte(m, slot), m->layout.pte_size, entry);
	*entry = word_get(m, word);
	return HM_OK;
}

/* flushed: this CPU's invlpg of the slot's address follows. */
static inline enum hm_verdict slot_set_entry(struct hm_machine *m, uint32_t slot, uint64_t entry, bool flushed)
{
	uint8_t *word = slot_word(m, slot);
	struct slot_record *r;

	if (!word)
		return hm_store(m, slot_pte(m, slot), m->layout.pte_size, entry);
	r = slot_told(m, slot);
	if (r && r->skipped.seq)
		r->skipped = (struct hm_event){ .seq = 0 };
	kmap_word_change(m, word, hm_slot_address(&m->layout, slot), entry, r ? &r->set : NULL, flushed);
	return HM_OK;
}

/* Eras that flush when they map, and those that do not. */
static inline enum hm_verdict slot_set_flush(struct hm_machine *m, uint32_t slot, uint64_t entry)
{
	enum hm_verdict v = slot_set_entry(m, slot, entry, true);

	if (v == HM_OK)
		flush_tlb_one(m, hm_slot_address(&m->layout, slot));
	return v;
}

static inline enum hm_verdict slot_set(struct hm_machine *m, uint32_t slot, uint64_t entry)
{
	return slot_set_entry(m, slot, entry, false);
}

/* Clearing what is clear already leaves the story of the first time. */
static inline enum hm_verdict slot_clear_entry(struct hm_machine *m, uint32_t slot, bool flushed)
{
	uint8_t *word = slot_word(m, slot);
	struct slot_record *r;

	if (!word)
		return hm_store(m, slot_pte(m, slot), m->layout.pte_size, 0);
	r = word_get(m, word) ? slot_told(m, slot) : NULL;
	kmap_word_change(m, word, hm_slot_address(&m->layout, slot), 0, r ? &r->set : NULL, flushed);
	return HM_OK;
}

static inline enum hm_verdict slot_clear(struct hm_machine *m, uint32_t slot)
{
	return slot_clear_entry(m, slot, true);
}

/* Is it a slot, and does it map something? */
static inline bool slot_mapped(const struct hm_machine *m, uint32_t slot)
{
	return slot < slot_count(m) && pte_read(m, slot_pte(m, slot));
}

/* BUG_ON(!pte_none()) of a slot that is to be set (slot.c). */
enum hm_verdict slot_busy(struct hm_machine *m, enum hm_check check, uint32_t slot);

/* How an era sets a slot: with which check before, and which flush behind. */
typedef enum hm_verdict map_slot_fn(struct hm_machine *m, uint32_t slot, uint64_t entry);

/*
 * kmap_atomic() as all eras with types have it: count (`amount`: 0 before there was a count), lowmem has an address already, else
 * the slot. Inlined, so that the era's own map_slot is, too.
 */
static inline __attribute__((always_inline)) enum hm_verdict
kmap_atomic_by(struct hm_machine *m, hm_vaddr_t page, uint32_t type, uint64_t prot, uint32_t amount, map_slot_fn *map_slot,
	       hm_vaddr_t *address)
{
	struct raise_record *raised = raise_preempt_count(m, amount, calling(m));
	uint32_t slot = slot_of_type(m, type);
	bool highmem;
	enum hm_verdict v = m->era.arch_highmem(m, page, &highmem);

	if (v != HM_OK)
		return v;
	if (highmem) {
		v = map_slot(m, slot, entry_with(m, hm_page_to_pfn(&m->layout, page), prot));
		*address = hm_slot_address(&m->layout, slot);
	} else {
		v = any_page_address(m, page, address);
		note_genuine(m, *address);
	}
	if (v != HM_OK)
		return v;
	raised->address = *address;
	raised->page = page;
	raised->slot = highmem ? slot : ~0u;
	return HM_OK;
}

/* kmap_atomic_pfn(): whatever the frame is, and no look at what the slot holds. */
static inline enum hm_verdict kmap_atomic_pfn_by(struct hm_machine *m, hm_pfn_t pfn, uint32_t type, map_slot_fn *map_slot,
						 hm_vaddr_t *address)
{
	struct raise_record *raised = raise_preempt_count(m, 1, calling(m));
	uint32_t slot = slot_of_type(m, type);
	enum hm_verdict v = map_slot(m, slot, kmap_entry_of(m, pfn));

	*address = hm_slot_address(&m->layout, slot);
	raised->address = *address;
	raised->page = hm_pfn_to_page(&m->layout, pfn);
	raised->slot = slot;
	return v;
}

/* BUG_ON(!pte_none()); HM_OK: the slot is free. */
static inline enum hm_verdict slot_must_be_free(struct hm_machine *m, uint32_t slot)
{
	uint64_t entry;
	enum hm_verdict v = slot_read(m, slot, &entry);

	return v == HM_OK && entry ? slot_busy(m, HM_CHECK_KMAP_ATOMIC_BUSY, slot) : v;
}

/* ---- slot.c: the stories that `why` tells ---- */

/*
 * The addition to preempt_count by the kmap_atomic() that gave this address, newest first; or, given a struct page *, by the one
 * that mapped that page. by_slot: by the one that mapped that slot. NULL: none is outstanding.
 */
struct raise_record *raise_of_address(const struct hm_machine *m, hm_vaddr_t kvaddr, bool *by_page);
struct raise_record *raise_by_slot(const struct hm_machine *m, uint32_t slot);

/*
 * The early return for what looks like lowmem. When it was no address that kmap_atomic() gave, somebody's slot stays mapped:
 * that of the page it was given, else that of the type it was given. Returns the addition that the call takes back.
 */
struct raise_record *slot_skipped(struct hm_machine *m, hm_vaddr_t kvaddr, uint32_t named);

/* The same of a kernel that compares the address with that of the slot its type names, and does nothing when they differ. */
struct raise_record *slot_not_named(struct hm_machine *m, hm_vaddr_t kvaddr, uint32_t named);

/* BUG() of a kunmap_atomic() whose address is not that of the slot its type names. */
enum hm_verdict wrong_address(struct hm_machine *m, enum hm_check check, hm_vaddr_t kvaddr, uint32_t named);

/* Nothing is checked or changed; the log still tells a wrong argument from a right one. */
struct raise_record *arguments_ignored(struct hm_machine *m, hm_vaddr_t kvaddr, uint32_t named);

/* ---- era_2_4_31.c ---- */
enum hm_verdict kmap_atomic_2_4(struct hm_machine *m, hm_vaddr_t page, uint32_t type, hm_vaddr_t *address);

/* ---- atomic.c: steps of 2.6.11 that other eras have, too ---- */
map_slot_fn map_slot_2_6_11;

/* With debugging: `v` is what the era makes of kvaddr; *raised gets the addition that belongs to the mapping. */
enum hm_verdict unmap_slot_2_6_11(struct hm_machine *m, hm_vaddr_t kvaddr, hm_vaddr_t v, uint32_t slot, struct raise_record **raised);
enum hm_verdict kmap_atomic_pfn_2_6_17(struct hm_machine *m, hm_pfn_t pfn, uint32_t type, hm_vaddr_t *address);

#endif
