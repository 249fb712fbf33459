/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One simulated computer: open, close, and read-only looks at its state. Looking changes nothing: no TLB fill, no A/D bit,
 * no cycle. All pointers returned by const functions are valid until the machine runs again.
 */
#ifndef HIGHMEM_MACHINE_H
#define HIGHMEM_MACHINE_H

#include <string.h>

#include "highmem/config.h"
#include "highmem/event.h"
#include "highmem/layout.h"

/*
 * Boots a machine from a settled configuration (hm_config_settle()); HM_REFUSED: it is none. The caller owns it and ends it with hm_machine_close().
 * Contents are made lazily: an untouched 4 GiB machine keeps at most 4 MiB resident.
 */
enum hm_verdict hm_machine_open(const struct hm_config *cfg, struct hm_machine **m);
void hm_machine_close(struct hm_machine *m);

const struct hm_config *hm_config(const struct hm_machine *m);
const struct hm_layout *hm_layout(const struct hm_machine *m);
const struct hm_era *hm_machine_era(const struct hm_machine *m);

/* The i-th constant of this machine that a script may name, "PKMAP_BASE": false behind the last. */
struct hm_constant { const char *name; uint64_t value; bool wide; };
bool hm_constant(const struct hm_machine *m, unsigned int i, struct hm_constant *out);

/*
 * The client's mark for the statement being run; stored in every event from here on, never read by the engine.
 * The VM writes it before each call; the pointer stays valid as long as the machine.
 */
uint32_t *hm_site(struct hm_machine *m);
#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "the mark is the lower half of a word"
#endif
/*
 * The same for who writes it before each call: `site` is what hm_site() gave, nothing else. Behind the mark stands a word of the engine's; every event
 * reads both by one load, which would have to wait for a store just before it that was as wide as the mark only. Hence both are written.
 */
static inline void hm_site_set(uint32_t *site, uint32_t mark)
{
	uint64_t both;

	memcpy(&both, site, sizeof(both));
	both = both >> 32 << 32 | mark;
	memcpy(site, &both, sizeof(both));
}
/* What hm_event_count() and hm_calls_made() give, where they stand: for a client that looks before each call. Valid as long as the machine. */
const uint64_t *hm_event_counter(const struct hm_machine *m);
const uint32_t *hm_call_counter(const struct hm_machine *m);

/* Why nothing can run any more; 0 = it can. */
enum hm_halt { HM_RUNNING, HM_HALT_PANIC, HM_HALT_NO_CPU };
enum hm_halt hm_halted(const struct hm_machine *m);

/* ---- looks ---- */

struct hm_pkmap_view {
	hm_vaddr_t address;
	int32_t count;             /* pkmap_count: 0 free, 1 released but not flushed, n = n - 1 users */
	hm_pfn_t pfn;              /* from the entry, HM_NO_PFN when clear */
	uint64_t pte;
	struct hm_event set;       /* copy of the event that last changed the entry; seq 0: never */
	struct hm_event counted;   /* ... and the count */
};
uint32_t hm_last_pkmap_nr(const struct hm_machine *m);
int32_t hm_pkmap_count(const struct hm_machine *m, uint32_t nr); /* the view's count alone; 0 from last_pkmap on */
bool hm_pkmap_view(const struct hm_machine *m, uint32_t nr, struct hm_pkmap_view *out); /* false: nr >= last_pkmap */

struct hm_slot_view {
	hm_vaddr_t address;
	const char *name;          /* "KM_USER0", or the fence's name */
	bool fence;
	hm_pfn_t pfn;              /* HM_NO_PFN when clear */
	uint64_t pte;
	struct hm_event set;       /* copy of the event that last changed the entry; seq 0: never */
	struct hm_event skipped;   /* last kunmap_atomic that named this slot and left it mapped, seq 0: none since `set` */
};
bool hm_slot_view(const struct hm_machine *m, uint32_t cpu, uint32_t type, struct hm_slot_view *out);

/* Slots as a stack (hm_slot_view()'s `type` is then the place on it); false: this era's slots are chosen by type. */
struct hm_stack_view {
	uint32_t nr, step;         /* slots of a CPU; how many a map takes (the last of them is mapped) */
	int32_t depth;             /* the kernel's counter: slots taken on that CPU */
	bool of_task;              /* the stack is that of the task which the CPU runs, not the CPU's own */
};
bool hm_stack_view(const struct hm_machine *m, uint32_t cpu, struct hm_stack_view *out);

/* A task's kmap_ctrl and counters (6.1); false: the era has none, or there is no such task. */
struct hm_kmap_ctrl_view {
	int32_t idx;
	int32_t pagefault_disabled;
	uint32_t migration_disabled;
	bool in_slots;             /* its mappings are in its CPU's slots now; else they are saved, or there are none */
};
bool hm_kmap_ctrl_view(const struct hm_machine *m, uint16_t task, struct hm_kmap_ctrl_view *out);

/* The task's i-th slot, saved or in place; false: i is not below its idx. */
bool hm_kmap_saved(const struct hm_machine *m, uint16_t task, uint32_t i, struct hm_slot_view *out);

struct hm_lock_view {
	bool held;
	uint32_t task, cpu;        /* holder */
	struct hm_event taken;
};
void hm_kmap_lock_view(const struct hm_machine *m, struct hm_lock_view *out);

/* Tasks asleep in pkmap_map_wait, in wake-up order (last to sleep first). Returns how many; writes at most max. */
unsigned int hm_pkmap_waiters(const struct hm_machine *m, uint16_t *task, unsigned int max);

struct hm_page_view {
	hm_pfn_t pfn;
	hm_vaddr_t page;           /* its struct page */
	const char *zone;          /* "DMA", "Normal", "HighMem" */
	uint32_t flags;
	int32_t count;             /* the raw field ... */
	const char *count_name;    /* ... whose name is the era's: "_count" */
	int32_t users;             /* what it means in this era */
	const char *flags_zone;    /* the zone that its flags name in this era; NULL: none; same as `zone` unless somebody wrote there */
	bool reserved, free, highmem;
	hm_vaddr_t address;        /* page_address(), 0 = NULL */
	struct hm_event changed;   /* copy of the last alloc or free, seq 0: none */
};
bool hm_page_view(const struct hm_machine *m, hm_pfn_t pfn, struct hm_page_view *out); /* false: no such pfn */

struct hm_zone_view { const char *name; hm_pfn_t start, end; uint32_t free_pages; };
bool hm_zone_view(const struct hm_machine *m, unsigned int zone, struct hm_zone_view *out); /* DMA 0, Normal 1, HighMem 2 */

struct hm_tlb_view {
	hm_vaddr_t address;        /* of the page or large page */
	hm_pfn_t pfn;
	uint32_t flags;            /* PTE bits as cached */
	bool valid, large, global, stale;
	uint32_t set, way;
	uint64_t age;              /* accesses since its last use */
	struct hm_event filled;
	uint64_t stale_by;         /* seq of the event that made it stale, 0 = agrees with the tables */
};
struct hm_tlb_stats { uint64_t hits, misses, evictions, stale_hits, invlpg, flush_nonglobal, flush_all; };
unsigned int hm_tlb_entries(const struct hm_machine *m); /* 4K entries, then large ones */
bool hm_tlb_view(const struct hm_machine *m, uint32_t cpu, unsigned int entry, struct hm_tlb_view *out);
void hm_tlb_stats(const struct hm_machine *m, uint32_t cpu, struct hm_tlb_stats *out);

struct hm_walk_level { const char *name; uint32_t index; hm_paddr_t entry_address; uint64_t entry; };
struct hm_walk {
	unsigned int levels;       /* how many were read */
	struct hm_walk_level level[3];
	bool present, large;
	hm_pfn_t pfn;              /* frame of the 4 KiB page that the address falls into */
	uint32_t offset;
	uint32_t flags;            /* P RW US A D PSE G of the leaf; bit 31 = NX */
};
void hm_walk(const struct hm_machine *m, hm_vaddr_t address, struct hm_walk *out);

/* The last access that user code made through the MMU on this CPU: address, and whether the TLB answered. False: none yet. */
struct hm_access_view { hm_vaddr_t address; bool write, hit, stale; hm_pfn_t pfn; };
bool hm_last_access(const struct hm_machine *m, uint32_t cpu, struct hm_access_view *out);

/* What a debugger sees: bytes through the page tables (not the TLB), without any effect. False where nothing is mapped. */
bool hm_peek(const struct hm_machine *m, hm_vaddr_t address, void *bytes, size_t n);
bool hm_peek_frame(const struct hm_machine *m, hm_pfn_t pfn, uint32_t offset, void *bytes, size_t n);

uint64_t hm_cycles(const struct hm_machine *m, uint32_t cpu);
uint32_t hm_call_count(const struct hm_machine *m);

/* Is this value the address of a struct page (inside mem_map), and not a direct-map address that kmap or kmap_atomic gave out? */
bool hm_is_page_pointer(const struct hm_machine *m, uint64_t value);

/* Logs that argument `arg` of call row `call` was a page pointer in an address's place; returns the event's number. */
uint64_t hm_note_page_as_address(struct hm_machine *m, unsigned int call, unsigned int arg, hm_vaddr_t value);

/* ---- memory the client keeps inside the state ---- */

/*
 * A window on part of the state that the client may write. `base` is good until the next call that takes a writable
 * machine. Every write must be marked, before or after, with hm_window_mark().
 */
struct hm_window {
	uint8_t *base;
	uint64_t *dirty; /* one bit for each 4096-byte block */
	size_t size;
};

static inline void hm_window_mark(const struct hm_window *w, size_t offset, size_t len)
{
	for (size_t b = offset >> HM_PAGE_SHIFT; b <= (offset + len - 1) >> HM_PAGE_SHIFT; b++)
		w->dirty[b >> 6] |= (uint64_t)1 << (b & 63);
}

/* The 4 MiB of lowmem for user code's data, strings and stacks (layout.user_start); frames user_pfn... */
struct hm_window hm_user_window(struct hm_machine *m);

/* Where the engine itself keeps that window's base and dirty, good as long as the machine: one load re-reads them after a call. */
uint8_t *const *hm_user_base(struct hm_machine *m);
uint64_t *const *hm_user_dirty(struct hm_machine *m);

/* The client part: bytes that the engine carries and never reads. Starts empty; growing keeps contents, new bytes are 0. */
struct hm_window hm_client_window(struct hm_machine *m);
enum hm_verdict hm_client_grow(struct hm_machine *m, size_t size);

#endif
