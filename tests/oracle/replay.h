/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Replays one recording through the engine's public functions and compares every field of every line. What could have changed
 * is taken from the event log; that nothing else did is proven by comparing all tables with the recording's own sum of
 * changes now and then, and at the end.
 */
#ifndef ORACLE_REPLAY_H
#define ORACLE_REPLAY_H

#include "highmem/highmem.h"
#include "tests/oracle/reader.h"

enum { MAX_FIX_SLOTS = 1024 };

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

struct pending { bool asleep; uint64_t i; struct args args; };

struct replay {
	struct hm_machine *m;
	const struct hm_layout *layout;
	unsigned int call[OP_NR];           /* row of each operation that is a call */
	uint16_t id[HM_MAX_TASKS], number[HM_MAX_TASKS]; /* recording's task -> machine's, and back */
	bool known[HM_MAX_TASKS];
	struct pending pending[HM_MAX_TASKS];
	uint32_t task;                      /* recording's number of the current one */
	uint64_t ops, stamp;
	struct net_table count, pte, fix;
	struct sum sum;
	struct line line;
	struct difference diff;
	/* what the machine did in this operation */
	enum status status;
	bool has_result, has_pfn, has_resumed, forced;
	uint32_t result, pfn;
	struct resumed resumed;
	uint64_t first_event;
};

/* False: r->diff says what differs (or what is wrong with the header). */
bool replay_open(struct replay *r, const char *header, size_t n);
bool replay_line(struct replay *r, const char *text, size_t n, uint64_t number);
bool replay_finish(struct replay *r, uint64_t number);
void replay_close(struct replay *r);

/* compare.c */
bool compare_line(struct replay *r);
bool compare_all(struct replay *r);
bool differ(struct replay *r, const char *field, const char *expected, const char *found);
bool differ_number(struct replay *r, const char *field, uint32_t expected, uint32_t found);
bool nets_open(struct net_table *t, uint32_t room);
void nets_close(struct net_table *t);

#endif
