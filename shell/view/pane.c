/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table of panes, and a pane as text.
 */
#include "shell/view/pane.h"

#include <string.h>

enum { FIRST_TRY = 32 };

static const struct pane *const panes[] = {
	&pane_slots, &pane_walk, &pane_pointers, &pane_pkmap, &pane_tlb, &pane_tasks, &pane_events, &pane_cost, &pane_why, &pane_goal, &pane_present, &pane_vote, NULL
};

const struct pane *pane_at(unsigned int i)
{
	return panes[i];
}

const struct pane *pane_find(const char *name, size_t length)
{
	for (unsigned int i = 0; panes[i]; i++)
		if (strlen(panes[i]->name) == length && !memcmp(panes[i]->name, name, length))
			return panes[i];
	return NULL;
}

bool pane_grid(const struct pane *pane, const struct frame *f, int width, bool utf8, struct grid *grid)
{
	for (int height = FIRST_TRY;; height *= 2) {
		struct canvas c;

		if (!grid_open(grid, width, height))
			return false;
		c = canvas_of(grid, utf8);
		c.whole = true;
		c.words = f->words;
		pane->draw(f, &c);
		if (grid->used < grid->height || grid->height < height)
			return true;
		grid_close(grid);
	}
}

bool pane_text(const struct pane *pane, const struct frame *f, int width, bool utf8, struct text *out)
{
	struct grid grid;

	if (!pane_grid(pane, f, width, utf8, &grid))
		return false;
	grid_text(&grid, out);
	grid_close(&grid);
	return !out->failed;
}
