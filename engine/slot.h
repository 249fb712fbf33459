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

static inline enum hm_verdict slot_set(struct hm_machine *m, uint32_t slot, hm_pfn_t pfn)
{
	return slot_set_entry(m, slot, kmap_entry_of(m, pfn), true);
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

/* ---- slot.c: the stories that `why` tells ---- */

/* BUG_ON(!pte_none()) of a slot that is to be set. */
enum hm_verdict slot_busy(struct hm_machine *m, enum hm_check check, uint32_t slot);

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

/* BUG() of a kunmap_atomic() whose address is not that of the slot its type names. */
enum hm_verdict wrong_address(struct hm_machine *m, enum hm_check check, hm_vaddr_t kvaddr, uint32_t named);

/* Nothing is checked or changed; the log still tells a wrong argument from a right one. */
struct raise_record *arguments_ignored(struct hm_machine *m, hm_vaddr_t kvaddr, uint32_t named);

#endif
