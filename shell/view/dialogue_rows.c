/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lines of the dialogue as rows of a screen of some width. Prose and tables are broken at blanks, a longer word where the row ends. A line of a source
 * excerpt ("    5 | text", "      | ^~~") stays one row: gutter, then as much of the text as there is room for, around the caret, so that a caret never
 * stands below another character than its own. Only the count of a line's rows is kept, for the width it was counted at.
 */
#include "shell/view/dialogue.h"

#include <string.h>

enum { ROWS_MAX = 1024, BEHIND_CARET = 10 };

struct row { size_t from, to, next; };

static struct dialogue_line line_of(const struct dialogue *d, size_t i)
{
	return i < d->count ? d->line[(d->first + i) % DIALOGUE_LINES] : (struct dialogue_line){ d->open.bytes, d->open.length, 0, 0 };
}

static bool is_mark(const struct dialogue_line *line, size_t at)
{
	return line->text[at] == LOOK_BYTE && at + 1 < line->length;
}

/* ---- broken at blanks ---- */

/* The last place in [from, to) where a run of blanks begins behind a word; `from`: there is none. */
static size_t last_break(const struct dialogue_line *line, size_t from, size_t to)
{
	size_t found = from;
	bool word = false, blank = false;

	for (size_t at = from; at < to; at++) {
		if (is_mark(line, at)) {
			at++;
			continue;
		}
		if (line->text[at] == ' ' && word && !blank)
			found = at;
		blank = line->text[at] == ' ';
		word |= !blank;
	}
	return found;
}

static struct row row_at(const struct dialogue_line *line, size_t from, int width)
{
	struct row row = { from, from, from };
	size_t at = from, n;
	int x = 0, columns;
	bool bad;

	for (; at < line->length; at += n) {
		n = 2;
		if (is_mark(line, at))
			continue;
		n = next_character(line->text + at, line->length - at, &columns, &bad);
		if (x + columns > width)
			break;
		x += columns;
	}
	row.to = row.next = at;
	if (at >= line->length)
		return row;
	if (line->text[at] != ' ') {
		size_t blank = last_break(line, from, at);

		if (blank == from)
			return row;
		row.to = row.next = blank;
	}
	while (row.next < line->length && line->text[row.next] == ' ')
		row.next++;
	return row;
}

/* Draws [from, to) at row y; canvas NULL: only follows the looks. */
static void draw_bytes(const struct canvas *c, int x, int y, const struct dialogue_line *line, size_t from, size_t to, enum look *look)
{
	int columns;
	bool bad;

	for (size_t at = from, n; at < to; at += n) {
		n = 2;
		if (is_mark(line, at)) {
			*look = (enum look)(line->text[at + 1] - 'A');
			continue;
		}
		n = next_character(line->text + at, to - at, &columns, &bad);
		if (c)
			canvas_bytes(c, x, y, *look, line->text + at, n);
		x += columns;
	}
}

/* ---- excerpts ---- */

/* Bytes of "    5 | " (all of one column each); 0: this is no line of an excerpt. */
static size_t gutter(const struct dialogue_line *line)
{
	size_t n = 0;

	while (n < line->length && (line->text[n] == ' ' || (line->text[n] >= '0' && line->text[n] <= '9')))
		n++;
	return n > 1 && n < line->length && line->text[n] == '|' && line->text[n - 1] == ' ' ? n + 1 + (n + 1 < line->length && line->text[n + 1] == ' ') : 0;
}

static int caret_in(const struct dialogue *d, size_t i)
{
	struct dialogue_line line;
	const char *caret;

	if (i > d->count)
		return -1;
	line = line_of(d, i);
	caret = gutter(&line) ? memchr(line.text, '^', line.length) : NULL;
	return caret && strspn(line.text + gutter(&line), " ~") >= (size_t)(caret - line.text) - gutter(&line)
		? text_columns(line.text, (size_t)(caret - line.text)) : -1;
}

/* Columns that are left out behind the gutter, the same for a source line and the carets below it. */
static int shift_of(const struct dialogue *d, size_t i, int width)
{
	int caret = caret_in(d, i);

	if (caret < 0)
		caret = caret_in(d, i + 1);
	if (caret < 0 && i)
		caret = caret_in(d, i - 1);
	return caret + BEHIND_CARET > width ? caret + BEHIND_CARET - width : 0;
}

static void draw_excerpt(const struct canvas *c, int y, const struct dialogue_line *line, int shift)
{
	size_t left = gutter(line), skipped = left + text_fitting(line->text + left, line->length - left, shift);
	enum look look = LOOK_TEXT;

	draw_bytes(c, 0, y, line, 0, left, &look);
	draw_bytes(c, (int)left, y, line, skipped, line->length, &look);
	if (shift && skipped < line->length && strcspn(line->text, "0123456789") < left)
		canvas_put(c, (int)left, y, LOOK_DIM, GLYPH_CUT_LEFT);
	if ((int)left + text_columns(line->text + skipped, line->length - skipped) > c->width)
		canvas_put(c, c->width - 1, y, LOOK_DIM, GLYPH_CUT);
}

static bool is_windowed(const struct dialogue_line *line, int width)
{
	size_t left = gutter(line);

	return left && width > (int)left + 2 * BEHIND_CARET && text_columns(line->text, line->length) > width;
}

/* A caret line that would fit is moved together with its source line. */
static bool is_excerpt(const struct dialogue *d, size_t i, const struct dialogue_line *line, int width)
{
	return is_windowed(line, width) || (gutter(line) && width > (int)gutter(line) + 2 * BEHIND_CARET && shift_of(d, i, width));
}

/* ---- for the dialogue ---- */

static int count_rows(const struct dialogue_line *line, int width)
{
	struct row row = { 0 };
	int rows = 0;

	if (is_windowed(line, width))
		return 1;
	do {
		row = row_at(line, row.next, width);
		rows++;
	} while (row.next < line->length && rows < ROWS_MAX);
	return rows;
}

int dialogue_line_rows(const struct dialogue *d, size_t i, int width)
{
	struct dialogue_line open = { d->open.bytes, d->open.length, 0, 0 }, *line = i < d->count ? &d->line[(d->first + i) % DIALOGUE_LINES] : &open;

	width = width < 2 ? 2 : width;
	if (line->width != width) {
		line->rows = count_rows(line, width);
		line->width = width;
	}
	return line->rows;
}

int dialogue_line_draw(const struct dialogue *d, size_t i, const struct canvas *c, int y, int skip)
{
	struct dialogue_line line = line_of(d, i);
	enum look look = LOOK_TEXT;
	int width = c->width < 2 ? 2 : c->width;
	struct row row = { 0 };

	if (is_excerpt(d, i, &line, width)) {
		if (!skip)
			draw_excerpt(c, y, &line, shift_of(d, i, width));
		return y + !skip;
	}
	for (int n = 0; (n == 0 || row.next < line.length) && n < ROWS_MAX && y < c->height; n++) {
		row = row_at(&line, row.next, width);
		draw_bytes(n >= skip ? c : NULL, 0, y, &line, row.from, row.next, &look);
		y += n >= skip;
	}
	return y;
}
