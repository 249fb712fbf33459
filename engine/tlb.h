/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The TLB of one CPU as data, and the shortcuts in front of it.
 *
 * AREA_TLB holds for each CPU, tlb_stride bytes apart: struct tlb_entry of the 4 KiB array, of the large-page array, then in
 * the same order the event that filled each. A shortcut is host-side and no state: it says that a page's entry is there,
 * agrees with the tables, permits the access, that its block of AREA_TLB (and for stores the frame's) is marked, and where
 * the contents lie. Whatever ends one of these takes the shortcut away; without it the same access takes the long way and
 * leaves the same state.
 */
#ifndef ENGINE_TLB_H
#define ENGINE_TLB_H

#include "engine/state.h"

#define TLB_VALID 0x80000000u   /* in tag: page number | TLB_VALID */
#define PTE_NX_FLAG 0x80000000u /* in flags of entries and walks */

enum {
	TLB_SHORTCUTS = 64,
	NO_ENTRY = -1,

	PTE_PRESENT = 0x001, PTE_RW = 0x002, PTE_USER = 0x004, PTE_ACCESSED = 0x020, PTE_DIRTY = 0x040, PTE_PSE = 0x080,
	PTE_GLOBAL = 0x100, PTE_FLAGS = 0xfff,

	ACCESS_VALID = 1, ACCESS_WRITE = 2, ACCESS_HIT = 4, ACCESS_STALE = 8 /* cpu_record.access_flags */
};

struct tlb_entry {
	uint32_t tag;       /* page number | low | TLB_VALID; 0: the entry is empty */
	uint32_t low;       /* bits of the page number that a large page leaves open */
	uint32_t flags;     /* as cached: low bits of the PTE, bit 31 NX; RW only where all levels have it */
	hm_pfn_t pfn;       /* first frame of a large page */
	uint64_t stamp;     /* tlb_clock of its last use */
	uint64_t stale_by;  /* event since which it disagrees with the tables, 0: it agrees */
};

struct shortcut {
	uint32_t read, write; /* page number | TLB_VALID when loads, stores may use it */
	uint32_t slot;        /* of the contents in AREA_FRAMES */
	uint32_t entry;       /* bytes into AREA_TLB */
	hm_pfn_t pfn;
	uint32_t unused;
};

static inline uint32_t tlb_tag(hm_vaddr_t address)
{
	return address >> HM_PAGE_SHIFT | TLB_VALID;
}

static inline struct shortcut *shortcut_of(const struct hm_machine *m, uint32_t cpu, hm_vaddr_t address)
{
	return &m->shortcuts[cpu * TLB_SHORTCUTS + ((address >> HM_PAGE_SHIFT) & (TLB_SHORTCUTS - 1))];
}

static inline struct tlb_entry *tlb_entry(const struct hm_machine *m, uint32_t cpu, int nr)
{
	return (struct tlb_entry *)(void *)(m->region.area[AREA_TLB].base + (size_t)cpu * m->tlb_stride) + nr;
}

uint32_t tlb_stride_of(const struct hm_machine *m); /* for m->tlb_stride, at boot */
size_t tlb_area_size(const struct hm_machine *m);
unsigned int tlb_entries(const struct hm_machine *m); /* of both arrays */

/* Number of the CPU's entry that answers for the address, NO_ENTRY when none does. */
int tlb_find(const struct hm_machine *m, uint32_t cpu, hm_vaddr_t address);

/* What the TLB learns from a walk: returns the entry's number. Logs TLB_EVICT and TLB_FILL on the current CPU. */
int tlb_fill(struct hm_machine *m, hm_vaddr_t address, hm_pfn_t pfn, uint32_t flags, bool large);

/* Marks the entry as written. */
void tlb_touch(struct hm_machine *m, uint32_t cpu, int nr);

/* Where the bytes of the entry and of its fill event lie in AREA_TLB. */
size_t tlb_offset(const struct hm_machine *m, uint32_t cpu, int nr);
struct hm_event *tlb_filled(const struct hm_machine *m, uint32_t cpu, int nr);

/* All shortcuts go: after a take, going back, and when a frame gets its own contents. */
void tlb_forget_shortcuts(struct hm_machine *m);

/* Compares every entry of every CPU with the tables: something wrote into them behind pte_set()'s back. */
void tlb_recheck(struct hm_machine *m, uint64_t event);

/* ---- pgtable.c: what the MMU needs of a walk ---- */
struct leaf {
	hm_paddr_t entry_address; /* of the entry that maps the page */
	hm_paddr_t table_address; /* of the directory entry above it; the same for a large page */
	hm_pfn_t pfn;             /* of the 4 KiB page */
	uint32_t flags;           /* of the leaf; RW only where all levels have it; bit 31 NX */
	bool present, large;
};
void pgtable_walk(const struct hm_machine *m, hm_vaddr_t address, struct leaf *leaf);

/* Sets A (and D) in the entries that the walk went through, as the CPU does. */
enum hm_verdict pgtable_set_accessed(struct hm_machine *m, const struct leaf *leaf, bool dirty);

/*
 * Is this a page table's frame, and user code's store into one: entries that changed are logged as PTE_SET or PTE_CLEAR, and
 * every TLB is compared with the tables.
 */
bool pgtable_owns(const struct hm_machine *m, hm_pfn_t pfn);
enum hm_verdict pgtable_store(struct hm_machine *m, hm_pfn_t pfn, uint32_t offset, const void *bytes, size_t n);

#endif
