/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Layouts: which panes stand where, by number and by name, for small, middle and large terminals. One table of recipes as text; this file turns
 * a recipe and a size into rectangles, and decor.c draws the whole screen but the dialogue: bar, panes with their titles, the line of changes, footer.
 *
 * Invariants: the dialogue has at least DIALOGUE_ROWS rows on 80x24 and more; every rectangle lies inside the screen whatever its size; on a screen that
 * is too small there is one line that says so, and the dialogue.
 */
#ifndef VIEW_LAYOUT_H
#define VIEW_LAYOUT_H

#include "shell/view/change.h"
#include "shell/view/pane.h"

enum { DIALOGUE_ROWS = 11, LEAST_WIDTH = 60, LEAST_HEIGHT = 16, PLACES_MAX = 12, LAYOUTS = 10 };

struct layout {
	const char *name;
	const char *shows;         /* one line */
	/*
	 * ';' between rows of panes, '|' between columns of a row, '/' between panes of a column; a number behind a part is its weight (10 without one). For less than
	 * 32 rows, below 160x45, and larger. The dialogue stands below them at full width, since terminals scroll whole rows only; events, which move up, too.
	 */
	const char *small, *middle, *large;
	bool presenter;            /* fewer words: no footer */
};

struct rect { int x, y, width, height; };

struct place {
	const struct pane *pane;
	struct rect rect;          /* title row included */
};

/* What the user chose. */
struct arrangement {
	unsigned int layout;       /* index */
	const struct pane *zoom;   /* NULL: none */
	const struct pane *focus;  /* NULL: none; scrolls */
	int scroll;                /* rows, of the focused pane */
	bool reading;              /* something long is asked in the dialogue, and the panes say nothing about it: most rows are the dialogue's */
};

struct plan_of_screen {
	struct place place[PLACES_MAX];
	unsigned int places;
	struct rect bar, changes, dialogue, footer; /* height 0: none */
	bool too_small;
};

const struct layout *layout_at(unsigned int i);
bool layout_find(const char *name, size_t length, unsigned int *i);

void layout_plan(const struct arrangement *a, int width, int height, struct plan_of_screen *plan);
/* Everything but the dialogue. `note` stands in the footer's place when it is not NULL. */
void layout_draw(const struct frame *f, const struct arrangement *a, const struct plan_of_screen *plan, const struct canvas *c, const char *note);

#endif
