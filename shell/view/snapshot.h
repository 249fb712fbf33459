/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A small digest of what a machine shows: slots, entries of the window, TLB entries, tasks, counts, and the variables that point into it. Two of them,
 * before and after a command, give the marks + - ~ ! of the view; the machine itself is compared nowhere else.
 *
 * Beside it, the lives of pointers: which page an address led to when a variable took it. That is how a ghost is known, a pointer that outlived
 * its mapping. Lives are kept with the length of the event log, so that after an undo the ones of the time undone do not count.
 */
#ifndef VIEW_SNAPSHOT_H
#define VIEW_SNAPSHOT_H

#include "highmem/highmem.h"

struct pkmap_digest { int32_t count; hm_pfn_t pfn; };
struct slot_digest { hm_pfn_t pfn; uint64_t set, skipped; };
struct tlb_digest { hm_vaddr_t address; hm_pfn_t pfn; uint64_t filled; bool valid, stale; };
struct task_digest { uint8_t state, context; bool prompt; uint32_t cpu; int32_t preempt_count; };

enum { NAME_MAX_LENGTH = 32, NAMES_MAX = 64, LIVES_MAX = 256 };

/* A variable whose value is an address. */
struct name {
	char name[NAME_MAX_LENGTH];
	hm_vaddr_t value;
	bool page;                 /* its type is a pointer to struct page */
	hm_pfn_t led_to;           /* page that the address reached when the variable took it, HM_NO_PFN: none or unknown */
};

struct names {
	struct name name[NAMES_MAX];
	unsigned int count;
};

struct snapshot {
	bool taken;
	uint32_t cpus, types, tlb_entries, pkmaps; /* the shape; snapshots of different shapes are not compared */
	const void *era;
	struct pkmap_digest *pkmap;
	struct slot_digest *slot;  /* cpu * types + type */
	struct tlb_digest *tlb;    /* cpu * tlb_entries + entry */
	struct tlb_row *tlb_room;  /* of one CPU, for pane_tlb.c to fill and sort: drawing asks for no memory */
	struct task_digest task[HM_MAX_TASKS];
	struct names names;
	uint64_t events;
	uint64_t accesses;         /* TLB hits and misses of all CPUs */
	uint64_t cycles[HM_MAX_CPUS];
	uint32_t calls, reports, last_pkmap_nr;
	uint32_t cpu;
	uint16_t current;
	uint32_t free_pages[3];
	int32_t preempt_count;
	enum hm_halt halted;
};

/* Takes one; reuses what the last one had. False: out of memory, nothing is taken. */
bool snapshot_take(struct snapshot *s, const struct hm_machine *m, const struct names *names);
void snapshot_free(struct snapshot *s);
bool snapshot_comparable(const struct snapshot *a, const struct snapshot *b);

/* Which page an address reaches through the page tables, HM_NO_PFN: none. */
hm_pfn_t reached_page(const struct hm_machine *m, hm_vaddr_t address);

struct life {
	char name[NAME_MAX_LENGTH];
	hm_vaddr_t value;
	hm_pfn_t led_to;
	uint64_t events;           /* length of the log when it was noted */
};

struct lives {
	struct life life[LIVES_MAX];
	unsigned int count;
	uint64_t events;           /* of the last update */
};

/* After a command: notes new values, forgets a future that was undone and left, and fills led_to of each name. */
void lives_update(struct lives *l, const struct hm_machine *m, struct names *names);

#endif
