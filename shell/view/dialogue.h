/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What was typed and said: lines that are kept (at most DIALOGUE_LINES of them), drawn bottom up with the prompt behind the last one, scrolled and
 * searched. Text comes from a sink, so it is escaped already; the only control bytes in it are newline, tab, and the sink's own SGR
 * sequences, which become looks here.
 */
#ifndef VIEW_DIALOGUE_H
#define VIEW_DIALOGUE_H

#include "shell/view/canvas.h"

enum { DIALOGUE_LINES = 5000, DIALOGUE_LINE_BYTES = 4096, LOOK_BYTE = 1 };

struct dialogue_line {
	char *text;                /* bytes with LOOK_BYTE marks */
	size_t length;
	int rows, width;           /* it takes so many rows at that width; width 0: not counted yet */
};

struct dialogue {
	struct dialogue_line *line; /* ring */
	size_t first, count;
	size_t gone;               /* lines that were dropped: line i of those kept is number gone + i */
	size_t input;              /* number of the line that was typed last */
	size_t found;              /* number of the line found last, plus 1; 0: none */
	struct text open;          /* the line that has not ended */
	int back;                  /* rows scrolled back from the end */
	char search[80];
	bool marking;              /* matches of it are shown */
	enum look look;            /* of text that comes */
	bool failed;               /* a line was lost for want of memory */
};

bool dialogue_open(struct dialogue *d);
void dialogue_close(struct dialogue *d);

/* Text as a sink writes it. */
void dialogue_add(struct dialogue *d, const char *bytes, size_t n);
/* A line of one look in front of what comes ("hmsh> " and what was typed). */
void dialogue_typed(struct dialogue *d, const char *prompt, const char *text, size_t length);
/* Ends an open line. */
void dialogue_fresh_line(struct dialogue *d);

/* The edit line: what stands behind the dialogue. */
struct edit_line {
	const char *prompt, *text;
	size_t length, point;      /* point: byte offset of the cursor */
};

/*
 * Draws; *x and *y get the cursor's cell, -1 when there is none. The edit line stands behind the last row, at the latest in the last one; at its right end a
 * mark tells of rows out of sight: those scrolled away below, or those of the last output above. edit may be NULL.
 */
void dialogue_draw(const struct dialogue *d, const struct edit_line *edit, const struct canvas *c, int *x, int *y);

/* In a dialogue of that size: rows to go back (forward when negative); stays inside of what there is. */
void dialogue_scroll(struct dialogue *d, int rows, int width, int height);
void dialogue_to_end(struct dialogue *d);
/* Shows the first rows of what the last input said; no change where all of it is seen, or something else is looked at. */
void dialogue_to_input(struct dialogue *d, int width, int height);
/* Scrolls to the next match further back and marks matches; false: there is none. */
bool dialogue_search(struct dialogue *d, const char *what, int width, int height);

/* dialogue_rows.c: rows that a line (i == count: the open one) takes; draws those from `skip` on at row y and returns the row behind. */
int dialogue_line_rows(const struct dialogue *d, size_t i, int width);
int dialogue_line_draw(const struct dialogue *d, size_t i, const struct canvas *c, int y, int skip);

/* The cells of an edit line in one row: scrolled so that the cursor is seen, newline as a mark. Returns the cursor's column. */
int edit_draw(const struct edit_line *edit, const struct canvas *row);

#endif
