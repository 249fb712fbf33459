/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The TLB of one CPU as data, and the shortcuts in front of it.
 *
 * AREA_TLB holds for each CPU, tlb_stride bytes apart: struct tlb_entry of the 4 KiB array, of the large-page array, then in
 * the same order the event that filled each. A shortcut is host-side and no state: it says that a page's entry is there,
 * agrees with the tables, permits the access, that its block of AREA_TLB (and for stores the frame's) is marked, and where
 * the contents lie. Whatever ends one of these takes the shortcut away, and all go when AREA_FRAMES grows, the one area of
 * those it points into that can move. Without it the same access takes the long way and leaves the same state.
 */
#ifndef ENGINE_TLB_H
#define ENGINE_TLB_H

#include "engine/state.h"

#define TLB_VALID 0x80000000u   /* in tag: page number | TLB_VALID */
#define PTE_NX_FLAG 0x80000000u /* in flags of entries and walks */

enum {
	TLB_SHORTCUTS = 64, /* a CPU */
	NO_ENTRY = -1,
	SMALL = 0, LARGE = 1, /* in tlb_array */

	PTE_PRESENT = 0x001, PTE_RW = 0x002, PTE_USER = 0x004, PTE_ACCESSED = 0x020, PTE_DIRTY = 0x040, PTE_PSE = 0x080,
	PTE_GLOBAL = 0x100, PTE_FLAGS = 0xfff,

	ACCESS_VALID = 1, ACCESS_WRITE = 2, ACCESS_HIT = 4, ACCESS_STALE = 8,
	ACCESS_PFN_SHIFT = 32 /* cpu_record.access */
};

struct tlb_entry {
	uint32_t tag;       /* page number | low | TLB_VALID; 0: the entry is empty */
	uint32_t low;       /* bits of the page number that a large page leaves open */
	uint32_t flags;     /* as cached: low bits of the PTE, bit 31 NX; RW only where all levels have it */
	hm_pfn_t pfn;       /* first frame of a large page */
	uint64_t stamp;     /* tlb_clock of its last use */
	uint64_t stale_by;  /* event since which it disagrees with the tables, 0: it agrees */
};

/* 64 bytes: found by a shift. */
struct shortcut {
	uint32_t read, write; /* address of the page when aligned loads, stores may use it; else NO_PAGE */
	uint8_t *page;        /* its contents in AREA_FRAMES */
	struct tlb_entry *entry;
	struct cpu_record *cpu;
	uint64_t access;      /* cpu_record.access for a load; ACCESS_WRITE is added for a store */
	uint64_t unused[3];
};

#define NO_PAGE 0xffffffffu     /* no address of a page: the low bits are set */

static inline uint32_t tlb_tag(hm_vaddr_t address)
{
	return address >> HM_PAGE_SHIFT | TLB_VALID;
}

static inline struct shortcut *shortcut_of(const struct hm_machine *m, uint32_t cpu, hm_vaddr_t address)
{
	return &m->shortcuts[(size_t)cpu * TLB_SHORTCUTS + ((address >> HM_PAGE_SHIFT) & (TLB_SHORTCUTS - 1))];
}

static inline struct shortcut *shortcut_here(const struct hm_machine *m, hm_vaddr_t address)
{
	return &m->shortcuts_here[(address >> HM_PAGE_SHIFT) & (TLB_SHORTCUTS - 1)];
}

static inline struct tlb_entry *tlb_entry(const struct hm_machine *m, uint32_t cpu, int nr)
{
	return (struct tlb_entry *)(void *)(m->region.area[AREA_TLB].base + (size_t)cpu * m->tlb_stride) + nr;
}

void tlb_geometry(struct hm_machine *m); /* at boot: tlb_stride and tlb_array from the configuration */
size_t tlb_area_size(const struct hm_machine *m);
unsigned int tlb_entries(const struct hm_machine *m); /* of both arrays */

/* tlb_find_on() when a directory was written. */
int tlb_find_written(const struct hm_machine *m, uint32_t cpu, hm_vaddr_t address);

/* First entry of the set that a page belongs to. */
static inline int set_of(const struct tlb_array *a, hm_vaddr_t address)
{
	return (int)(a->first + (address >> a->shift & a->set_mask) * a->ways);
}

/* The entry of a set with that tag, NULL when there is none. */
static inline struct tlb_entry *find_in_set(struct tlb_entry *e, uint32_t tag, uint32_t ways)
{
	if (__builtin_expect(ways == 4, 1)) /* unrolled */
		return e[0].tag == tag ? e : e[1].tag == tag ? e + 1 : e[2].tag == tag ? e + 2 : e[3].tag == tag ? e + 3 : NULL;
	for (uint32_t i = 0; i < ways; i++)
		if (e[i].tag == tag)
			return e + i;
	return NULL;
}

/* In which array boot's tables would have it. */
static inline const struct tlb_array *array_for(const struct hm_machine *m, hm_vaddr_t address)
{
	return &m->tlb_array[address - m->layout.page_offset < m->tables.large_bytes ? LARGE : SMALL];
}

/* Number of the CPU's entry that answers for the address, NO_ENTRY when none does; `tlb` is that CPU's. */
static inline int tlb_find_on(const struct hm_machine *m, uint32_t cpu, struct tlb_entry *tlb, hm_vaddr_t address)
{
	const struct tlb_array *a = array_for(m, address);
	const struct tlb_entry *e;

	if (__builtin_expect(state(m)->directory_written, 0))
		return tlb_find_written(m, cpu, address);
	e = find_in_set(tlb + set_of(a, address), tlb_tag(address) | a->low, a->ways);
	return e ? (int)(e - tlb) : NO_ENTRY;
}

/* An entry of the current CPU that holds something gives way to another. */
void tlb_evict(struct hm_machine *m, int nr);

/* Marks the entry as written. */
void tlb_touch(struct hm_machine *m, uint32_t cpu, int nr);

/* The event that filled the entry. */
struct hm_event *tlb_filled(const struct hm_machine *m, uint32_t cpu, int nr);

/* All shortcuts go, and machine.known: after a take, going back, and when a frame gets its own contents. */
void tlb_forget_shortcuts(struct hm_machine *m);

void tlb_note_change_on(struct hm_machine *m, uint32_t cpu, hm_vaddr_t address, uint64_t entry, uint32_t flags, uint64_t event);

/*
 * The entry of one 4 KiB page has become this: marks what all CPUs' TLBs hold of that page as stale, or as good again.
 * flags: as a walk would find them, P included. flushed: this CPU's invlpg follows, so that nobody will see what its own
 * entry was.
 */
static inline void tlb_note_change(struct hm_machine *m, hm_vaddr_t address, uint64_t entry, uint32_t flags, uint64_t event, bool flushed)
{
	const struct cpu_record *first = state(m)->cpus, *skipped = flushed && !state(m)->directory_written ? m->cpu : NULL;

	for (const struct cpu_record *c = first; c < first + m->config.cpus; c++)
		if (c != skipped && c->tlb.misses) /* every fill was a miss */
			tlb_note_change_on(m, (uint32_t)(c - first), address, entry, flags, event);
}

/* Compares every entry of every CPU with the tables: something wrote into them behind pte_set()'s back. */
void tlb_recheck(struct hm_machine *m, uint64_t event);

/* ---- pgtable.c: what the MMU needs of a walk ---- */
struct leaf {
	hm_paddr_t entry_address; /* of the entry that maps the page */
	hm_paddr_t table_address; /* of the directory entry above it; the same for a large page */
	hm_pfn_t pfn;             /* of the 4 KiB page */
	uint32_t flags;           /* of the leaf; A and RW only where all levels have them; bit 31 NX */
	bool present, large;
};
void pgtable_walk(const struct hm_machine *m, hm_vaddr_t address, struct leaf *leaf);

/* Sets A (and D) in the entries that the walk went through, as the CPU does. */
void pgtable_set_accessed(struct hm_machine *m, const struct leaf *leaf, bool dirty);

/* Is this the frame of one of boot's page tables? */
static inline bool pgtable_owns(const struct hm_machine *m, hm_pfn_t pfn)
{
	return pfn - m->tables.start < m->tables.end - m->tables.start;
}

/*
 * User code's store into one: entries that changed are logged as PTE_SET or PTE_CLEAR, and every TLB is compared with the
 * tables.
 */
enum hm_verdict pgtable_store(struct hm_machine *m, hm_pfn_t pfn, uint32_t offset, const void *bytes, size_t n);

#endif
