/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A pane is a row of a table: a name, the question that its title asks, and a function that draws the answer. Drawing is a function of the frame
 * alone, on a canvas of any size: small ones get what matters most, whole ones (canvas.h) everything. `info NAME` prints the same drawing as text
 * (pane_text()), so the words of both come from one place. A later era or lesson adds a row.
 */
#ifndef VIEW_PANE_H
#define VIEW_PANE_H

#include "shell/view/canvas.h"
#include "shell/view/frame.h"

struct pane {
	const char *name;          /* of `view zoom NAME` and `info NAME`; NULL ends a table */
	const char *title;         /* a question */
	const char *help;          /* one line: how to read it */
	void (*draw)(const struct frame *f, const struct canvas *c);
	bool open;                 /* it tells nothing of the machine: drawn when others are covered (frame.h) */
};

extern const struct pane pane_walk, pane_pkmap, pane_slots, pane_tlb, pane_tasks, pane_events, pane_cost, pane_why, pane_goal, pane_vote, pane_pointers, pane_present;

/* All panes; NULL behind the last. */
const struct pane *pane_at(unsigned int i);
const struct pane *pane_find(const char *name, size_t length);

/* The pane drawn as lines of plain text, as many rows as it needs, into out. False: out of memory. */
bool pane_text(const struct pane *pane, const struct frame *f, int width, bool utf8, struct text *out);
/* The same into a grid, which the caller closes. */
bool pane_grid(const struct pane *pane, const struct frame *f, int width, bool utf8, struct grid *grid);

#endif
