/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What `cost {...} vs {...}` finds out, apart from how it is printed: for each block and each number of CPUs on which it runs at once, what
 * was paid. The pane and the text are drawn from this alone.
 */
#ifndef SHELL_COMMAND_COST_H
#define SHELL_COMMAND_COST_H

#include "shell/session.h"

enum { COST_BLOCKS = 4, COST_ROWS = 6, COST_CALLS = 12, COST_TURNS = 8 };

/* One block, run once on each of some CPUs at the same time. */
struct cost_run {
	struct hm_paid paid;       /* of all CPUs; cycles: all clocks together */
	uint64_t elapsed;          /* until the last one was done */
	char trouble[96];          /* "": it came to its end */
};

/* Bytes of a call's arguments on the stack. */
struct cost_call {
	const struct hm_call *call;
	unsigned int arguments, cdecl, regparm, taken; /* taken: of variables whose address must be given */
};

/* A price that changes who is cheapest. */
struct cost_turn { enum hm_cost cost; bool doubled; unsigned int winner; };

struct cost_digest {
	unsigned int blocks, rows, calls, turns;
	uint32_t cpus[COST_ROWS];
	struct cost_run run[COST_BLOCKS][COST_ROWS];
	struct cost_call call[COST_CALLS];
	struct cost_turn turn[COST_TURNS];
	unsigned int winner;       /* at the last row; ties: the first */
	bool tie;
};

/* Runs the blocks on 1, 2, 4 ... up to `cpus` CPUs and takes everything back. False: said why. */
bool cost_compare(struct session *s, const struct lang_code *code, unsigned int blocks, uint32_t cpus, struct cost_digest *d);

#endif
