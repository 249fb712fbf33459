/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Undo and redo. A change is what one piece of input did: a delta of the machine's state, or another world (a machine with its C
 * session) that took the place of the one before, and the shell's own small state. A step is one or more changes; the first one
 * `starts` it. Applying a change swaps what it holds with what is in force, so the same record serves both directions.
 *
 * The deltas have a budget of bytes; the oldest steps are folded away beyond it. A file that is being sourced sets a floor: its undo cannot
 * reach behind its own beginning, and when it ends its changes become one step.
 */
#ifndef SHELL_TIMELINE_H
#define SHELL_TIMELINE_H

#include "highmem/highmem.h"
#include "shell/world.h"

struct change {
	struct hm_delta *delta;    /* or NULL */
	struct world *world;       /* or NULL: the world to swap with */
	struct soft *soft;         /* the shell's state on the other side, or NULL: it is the same */
	size_t entry;              /* inputs kept before this change */
	uint32_t source_before, source_after; /* ends of the map's texts on either side (delta only) */
	bool starts;
};

struct timeline {
	struct change *change;
	size_t count, capacity;    /* kept; changes behind `used` are there to be redone */
	size_t used;
	size_t floor;              /* undo stops at this mark */
	size_t bytes, budget;
	size_t dropped;            /* changes that were folded away so far */
	size_t folded;             /* ... steps */
};

enum { TIMELINE_BUDGET = 64 << 20 };

/*
 * Keeps a change that has just happened; takes the delta, the world and the soft state (malloc). What could be redone is dropped. False: out of memory
 * (the change has happened and cannot be undone; everything kept is dropped, since it no longer fits the state).
 */
bool timeline_push(struct timeline *t, const struct change *change);
void timeline_drop_redo(struct timeline *t);

/*
 * One step back or forward, whole or not at all. HM_REFUSED: there is none. *entry: inputs that count afterwards. cut: the texts go back, too, so that what is typed next lies where
 * it would lie in a session that never took the way that was undone; not while a script runs, whose own text must stay.
 */
enum hm_verdict timeline_undo(struct timeline *t, struct world **world, struct soft *soft, size_t *entry, bool cut);
enum hm_verdict timeline_redo(struct timeline *t, struct world **world, struct soft *soft, size_t *entry, bool cut);

/* The present place; stays good when old changes are folded away. */
size_t timeline_mark(const struct timeline *t);

/* The place so many steps back; false: so many cannot be undone. */
bool timeline_mark_back(const struct timeline *t, size_t steps, size_t *mark);

/* Makes one step of all changes since the mark. */
void timeline_join(struct timeline *t, size_t mark);

/* The changes since the mark were made by the input with that many before it. */
void timeline_name_entry(struct timeline *t, size_t mark, size_t entry);

/* The changes since the mark belong to the step before them. */
void timeline_attach(struct timeline *t, size_t mark);

size_t timeline_steps_back(const struct timeline *t);
size_t timeline_steps_forward(const struct timeline *t);
void timeline_free(struct timeline *t);

#endif
