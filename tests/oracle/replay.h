/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Replays one recording through the engine's public functions and compares every field of every line. What could have changed
 * is taken from the event log; that nothing else did is proven by comparing all tables with the recording's own sum of
 * changes now and then, and at the end.
 */
#ifndef ORACLE_REPLAY_H
#define ORACLE_REPLAY_H

#include "highmem/highmem.h"
#include "tests/oracle/machines.h"
#include "tests/oracle/reader.h"

enum { MAX_FIX_SLOTS = 1088 };

struct difference {
	uint64_t line;      /* of the file, from 1 */
	char field[48];
	char expected[400], found[400];
};

/* Net changes of numbered things within one operation. */
struct net {
	uint32_t old, now;
	uint64_t stamp;     /* operation that touched it */
	bool matched;
};
struct net_table { struct net *at; uint32_t room, *touched, n; };

/* What the recording's changes add up to. */
struct sum {
	int32_t pkmap_count[HM_MAX_PKMAP];
	uint32_t pkmap_pte[HM_MAX_PKMAP], fixmap[MAX_FIX_SLOTS];
	uint32_t last_pkmap_nr;
};

/* What a task of a 6.1 recording has mapped and not unmapped, as its script sees it: lowmem too, which takes no slot. */
enum { MAX_HELD = 64, MAX_IDS = 65536 };
struct held { uint32_t addr; bool atomic, slot; };
struct held_list { struct held at[MAX_HELD]; unsigned int n; };
struct script {
	struct held_list held[HM_MAX_TASKS];
	uint32_t pfn_of_id[MAX_IDS];        /* +1 */
};

/* How the recordings of an era are replayed, and what they say. */
struct replay;
struct recording {
	const char *era;
	uint32_t needed, allowed;           /* bits line_field */
	uint32_t ops;                       /* bits op */
	bool local;                         /* warnings and slots of tasks are recorded, might_sleep() is not */
	bool (*task)(struct replay *r);     /* carries the op out */
	bool (*refused)(struct replay *r);  /* could the harness have refused this? */
	bool (*compare)(struct replay *r);  /* the fields that only these recordings have */
	void (*done)(struct replay *r);     /* after an operation that was carried out */
};
extern const struct recording recording_2_6_11, recording_6_1;

struct pending { bool asleep; uint64_t i; struct args args; };

struct replay {
	/* what a process keeps from one recording to the next */
	struct machines machines;
	struct net_table count, pte, fix;
	struct script *script;              /* 6.1 */
	struct line line;
	uint64_t stamp;                     /* counts lines, of all recordings: an old one marks nothing in the tables */
	/* a recording's own, from here to the end */
	struct hm_machine *m;
	const struct hm_layout *layout;
	unsigned int call[OP_NR];           /* row of each operation that is a call */
	uint16_t id[HM_MAX_TASKS], number[HM_MAX_TASKS]; /* recording's task -> machine's, and back */
	bool known[HM_MAX_TASKS];
	struct pending pending[HM_MAX_TASKS];
	uint32_t task;                      /* recording's number of the current one */
	uint64_t ops;
	const struct recording *kind;
	uint64_t ops_promised;              /* by the header; 0: it says nothing */
	bool has_tail;
	uint32_t tail_last_pkmap_nr, tail_count_sum;
	uint16_t idle[HM_MAX_CPUS];         /* 6.1: who runs where no task of the script does */
	uint64_t flushed;                   /* CPUs on which flush_tlb_all() ran in this operation */
	struct sum sum;
	struct difference diff;
	/* what the machine did in this operation */
	enum status status;
	bool has_result, has_pfn, has_resumed, forced;
	uint32_t result, pfn;
	struct resumed resumed;
	uint64_t first_event;
};

/* A zeroed *r serves one recording after another. replay_begin(), then lines, then replay_end(), whatever came of the lines. */
void replay_begin(struct replay *r);
/* False: r->diff says what differs (or what is wrong with the header). */
bool replay_open(struct replay *r, const char *header, size_t n);
bool replay_line(struct replay *r, const char *text, size_t n, uint64_t number);
bool replay_finish(struct replay *r, uint64_t number);
bool replay_end(struct replay *r);   /* false: the machine did not come back to the state after boot */
void replay_free(struct replay *r);

/* compare.c */
bool compare_line(struct replay *r);
bool compare_all(struct replay *r);
bool differ(struct replay *r, const char *field, const char *expected, const char *found);
bool differ_number(struct replay *r, const char *field, uint32_t expected, uint32_t found);
bool nets_open(struct net_table *t, uint32_t room);
void nets_close(struct net_table *t);
bool differ_signed(struct replay *r, const char *field, int32_t expected, int32_t found);

/* replay.c, for the kinds */
bool know_task(struct replay *r, uint32_t number, uint32_t cpu, unsigned int flags);
bool is_asleep(const struct replay *r, uint32_t number);
void go_on(struct replay *r); /* the sleeping call of the task that has just come to run */
enum status status_of(enum hm_verdict v);

#endif
