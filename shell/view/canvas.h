/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A grid of cells, and canvases: rectangles of it to draw on. Everything that the view shows is drawn here first; the terminal (term/screen.c),
 * the exports and the tests only read cells. A cell holds one character with its combining marks, its width in columns, and what it means
 * (enum look, theme.h), never a colour.
 *
 * Invariant: a cell of width 2 is followed by one of width 0; nothing outside of a canvas's rectangle is ever written; no cell holds a
 * control character, whatever the text was. Every column anywhere is counted by text_columns() and next_character().
 */
#ifndef VIEW_CANVAS_H
#define VIEW_CANVAS_H

#include <stdbool.h>
#include <stdint.h>

#include "shell/text.h"
#include "shell/view/theme.h"

enum { CELL_BYTES = 22, GRID_LIMIT = 1000 };

struct cell {
	char text[CELL_BYTES];     /* UTF-8 with NUL; "" in the right half of a wide character */
	uint8_t width, look;
};

struct grid {
	int width, height;
	struct cell *cell;
	int used;                  /* rows up to the last one that was written */
};

/* False: out of memory. Sizes below 1 are taken as 1. */
bool grid_open(struct grid *g, int width, int height);
void grid_close(struct grid *g);
void grid_clear(struct grid *g);
const struct cell *grid_at(const struct grid *g, int x, int y);
bool cell_same(const struct cell *a, const struct cell *b);
/* Its rows as lines, blanks at their ends cut, rows behind the last used one left out. */
void grid_text(const struct grid *g, struct text *out);

/* Drawing characters, in UTF-8 or ASCII, all one column wide. */
enum glyph {
	GLYPH_HORIZONTAL, GLYPH_VERTICAL, GLYPH_TEE_DOWN, GLYPH_TEE_UP, GLYPH_TEE_LEFT, GLYPH_TEE_RIGHT, GLYPH_CROSS, GLYPH_BRANCH, GLYPH_ARROW, GLYPH_CUT, GLYPH_CUT_LEFT, GLYPH_FREE,
	GLYPH_UP, GLYPH_HERE, GLYPH_DONE, GLYPH_OPEN, GLYPH_BAR, GLYPH_NEWLINE, GLYPH_NR
};

struct canvas {
	struct grid *grid;
	int x, y, width, height;   /* its rectangle of the grid */
	bool utf8;
	bool words;                /* read aloud: an arrow is a word, and nothing is drawn that only stands for its place */
	bool whole;                /* rows are no matter: everything is shown, nothing is cut (`info`, scrolling) */
};

struct canvas canvas_of(struct grid *g, bool utf8);
struct canvas canvas_part(const struct canvas *c, int x, int y, int width, int height);

const char *canvas_glyph(const struct canvas *c, enum glyph glyph);

/* Writes at (x, y) what fits, and a mark in the last column where something did not; returns the column behind. A newline ends the text. */
int canvas_text(const struct canvas *c, int x, int y, enum look look, const char *text);
int canvas_bytes(const struct canvas *c, int x, int y, enum look look, const char *text, size_t n);
int canvas_printf(const struct canvas *c, int x, int y, enum look look, const char *format, ...) __attribute__((format(printf, 5, 6)));
/* The same in at most `width` columns; what was cut is shown by a mark in the last one. */
int canvas_fit(const struct canvas *c, int x, int y, int width, enum look look, const char *text);
int canvas_put(const struct canvas *c, int x, int y, enum look look, enum glyph glyph);
void canvas_repeat(const struct canvas *c, int x, int y, int width, enum look look, enum glyph glyph);
/* Blank cells of that look. */
void canvas_blank(const struct canvas *c, int x, int y, int width, enum look look);
/* Words, broken at blanks, from row y on, later rows at `indent`; returns the row behind the last one. Rows outside are counted, not drawn. */
int canvas_wrap(const struct canvas *c, int x, int y, int indent, enum look look, const char *text);

/* The last row says how many rows are not there. */
void canvas_more(const struct canvas *c, int rows);

/*
 * A line made of pieces, each with a look of its own. Where it wraps, words that do not fit go to the next row, at `indent`; where it does not, the rest
 * is cut and marked. On a canvas of no height nothing is drawn, but rows are counted.
 */
struct flow {
	const struct canvas *c;
	int x, y, indent;
	bool wrap;
};

void flow_printf(struct flow *f, enum look look, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* Blank, glyph, blank. */
void flow_glyph(struct flow *f, enum look look, enum glyph glyph);

/*
 * The character at `text`: its bytes with following combining marks; *width in columns (0 for a lone mark or a control character of which
 * *bad is set). Returns the bytes, 0 at the end.
 */
size_t next_character(const char *text, size_t n, int *width, bool *bad);
int text_columns(const char *text, size_t n);
/* Bytes of the longest beginning that takes at most `columns`. */
size_t text_fitting(const char *text, size_t n, int columns);

#endif
