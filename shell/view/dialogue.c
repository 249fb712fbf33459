/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The scrollback and the edit line. Rows are worked out anew at each drawing, from the end backwards, so a resize needs nothing. A look inside a line
 * is kept as two bytes, LOOK_BYTE and the look plus 'A'; no other control byte gets in.
 */
#include "shell/view/dialogue.h"

#include <stdlib.h>
#include <string.h>

enum { LOOK_BYTE = 1, TAB = 8, ROWS_MAX = 1024 };

bool dialogue_open(struct dialogue *d)
{
	*d = (struct dialogue){ .look = LOOK_TEXT };
	d->line = calloc(DIALOGUE_LINES, sizeof(*d->line));
	return d->line;
}

void dialogue_close(struct dialogue *d)
{
	for (size_t i = 0; d->line && i < DIALOGUE_LINES; i++)
		free(d->line[i].text);
	free(d->line);
	text_free(&d->open);
	*d = (struct dialogue){ 0 };
}

static struct dialogue_line *line_at(const struct dialogue *d, size_t i)
{
	return &d->line[(d->first + i) % DIALOGUE_LINES];
}

static void put_look(struct dialogue *d, enum look look)
{
	char mark[2] = { LOOK_BYTE, (char)('A' + look) };

	text_add(&d->open, mark, 2);
}

static void end_line(struct dialogue *d)
{
	struct dialogue_line *line = line_at(d, d->count);
	char *copy = copy_bytes(text_string(&d->open), d->open.length);

	if (!copy) {
		d->failed = true;
		text_clear(&d->open);
		return;
	}
	if (d->count == DIALOGUE_LINES) {
		d->first = (d->first + 1) % DIALOGUE_LINES;
		d->count--;
	}
	free(line->text);
	*line = (struct dialogue_line){ copy, d->open.length };
	d->count++;
	text_clear(&d->open);
	if (d->look != LOOK_TEXT)
		put_look(d, d->look);
}

/* "\033[1;31m": the sink's styles (sink.c) as looks. Returns the bytes. */
static size_t take_sgr(struct dialogue *d, const char *bytes, size_t n)
{
	static const struct { const char *code; enum look look; } styles[] = {
		{ "0", LOOK_TEXT }, { "", LOOK_TEXT }, { "1", LOOK_BOLD }, { "1;31", LOOK_ERROR }, { "1;35", LOOK_WARNING }, { "2", LOOK_DIM }, { "1;36", LOOK_KEY }
	};
	size_t end = 2;

	while (end < n && ((bytes[end] >= '0' && bytes[end] <= '9') || bytes[end] == ';'))
		end++;
	if (n < 3 || bytes[1] != '[' || end == n || bytes[end] != 'm')
		return 1;
	for (size_t i = 0; i < sizeof(styles) / sizeof(styles[0]); i++)
		if (strlen(styles[i].code) == end - 2 && !memcmp(styles[i].code, bytes + 2, end - 2)) {
			d->look = styles[i].look;
			put_look(d, d->look);
		}
	return end + 1;
}

static size_t take_plain(struct dialogue *d, const char *bytes, size_t n)
{
	size_t plain = 0;

	while (plain < n && (unsigned char)bytes[plain] >= 0x20 && bytes[plain] != 0x7f)
		plain++;
	if (d->open.length < DIALOGUE_LINE_BYTES)
		text_add(&d->open, bytes, plain);
	return plain;
}

void dialogue_add(struct dialogue *d, const char *bytes, size_t n)
{
	size_t at = 0;

	while (at < n) {
		if (bytes[at] == '\n') {
			end_line(d);
			at++;
		} else if (bytes[at] == '\t') {
			text_add(&d->open, "        ", TAB - d->open.length % TAB);
			at++;
		} else if (bytes[at] == '\033') {
			at += take_sgr(d, bytes + at, n - at);
		} else {
			size_t plain = take_plain(d, bytes + at, n - at);

			at += plain ? plain : 1;
		}
	}
}

void dialogue_fresh_line(struct dialogue *d)
{
	if (d->open.length && !(d->open.length == 2 && d->open.bytes[0] == LOOK_BYTE))
		end_line(d);
}

void dialogue_typed(struct dialogue *d, const char *prompt, const char *text, size_t length)
{
	enum look was = d->look;

	dialogue_fresh_line(d);
	d->look = LOOK_INPUT;
	put_look(d, LOOK_PROMPT);
	dialogue_add(d, prompt, strlen(prompt));
	put_look(d, LOOK_INPUT);
	dialogue_add(d, text, length);
	d->look = was;
	end_line(d);
	d->back = 0;
}

/* ---- drawing ---- */

/* One row of a line: from *at on, at most `width` columns; moves *at and *look. canvas NULL: only measures. */
static void draw_row(const struct canvas *c, int y, const struct dialogue_line *line, size_t *at, enum look *look, int width)
{
	int x = 0, columns;
	bool bad;

	while (*at < line->length) {
		size_t n;

		if (line->text[*at] == LOOK_BYTE && *at + 1 < line->length) {
			*look = (enum look)(line->text[*at + 1] - 'A');
			*at += 2;
			continue;
		}
		n = next_character(line->text + *at, line->length - *at, &columns, &bad);
		if (x + columns > width)
			return;
		if (c)
			canvas_bytes(c, x, y, *look, line->text + *at, n);
		x += columns;
		*at += n;
	}
}

static int line_rows(const struct dialogue_line *line, int width)
{
	enum look look = LOOK_TEXT;
	size_t at = 0;
	int rows = 0;

	do {
		draw_row(NULL, 0, line, &at, &look, width < 2 ? 2 : width);
		rows++;
	} while (at < line->length && rows < ROWS_MAX);
	return rows;
}

/* Draws rows skip... of a line, as far as the canvas goes; returns the row behind. */
static int draw_line(const struct canvas *c, int y, const struct dialogue_line *line, int skip)
{
	enum look look = LOOK_TEXT;
	size_t at = 0;

	for (int row = 0; (row == 0 || at < line->length) && row < ROWS_MAX && y < c->height; row++) {
		draw_row(row >= skip ? c : NULL, y, line, &at, &look, c->width < 2 ? 2 : c->width);
		y += row >= skip;
	}
	return y;
}

static void mark_matches(const struct dialogue *d, const struct canvas *c, int rows)
{
	size_t length = strlen(d->search);

	for (int y = 0; length && y < rows; y++)
		for (int x = 0; x + (int)length <= c->width; x++) {
			bool same = true;

			for (size_t i = 0; same && i < length; i++)
				same = grid_at(c->grid, c->x + x + (int)i, c->y + y)->text[0] == d->search[i];
			for (size_t i = 0; same && i < length; i++) {
				char text[CELL_BYTES];

				memcpy(text, grid_at(c->grid, c->x + x + (int)i, c->y + y)->text, sizeof(text));
				canvas_text(c, x + (int)i, y, LOOK_MATCH, text);
			}
		}
}

void dialogue_draw(struct dialogue *d, const struct edit_line *edit, const struct canvas *c, int *cursor_x, int *cursor_y)
{
	struct dialogue_line open = { d->open.bytes, d->open.length };
	bool has_open = open.length && !(open.length == 2 && open.text[0] == LOOK_BYTE);
	int rows = c->height - (edit && !d->back), y = 0, need, skip = 0;
	size_t first = d->count;
	struct canvas row;

	*cursor_x = *cursor_y = -1;
	if (c->height < 1 || c->width < 1)
		return;
	need = rows + d->back - (has_open ? line_rows(&open, c->width) : 0);
	while (first > 0 && need > 0)
		need -= line_rows(line_at(d, --first), c->width);
	if (need < 0)
		skip = -need;
	row = canvas_part(c, 0, 0, c->width, rows);
	for (size_t i = first; i < d->count && y < rows; i++, skip = 0)
		y = draw_line(&row, y, line_at(d, i), skip);
	if (has_open && y < rows)
		y = draw_line(&row, y, &open, skip);
	mark_matches(d, c, y);
	if (d->back || !edit) {
		if (d->back && c->width > 24)
			canvas_printf(c, c->width - 24, c->height - 1, LOOK_MATCH, " %d rows below, PgDn ", d->back);
		return;
	}
	row = canvas_part(c, 0, y, c->width, 1);
	*cursor_x = c->x + edit_draw(edit, &row);
	*cursor_y = c->y + y;
}

static int all_rows(const struct dialogue *d, int width)
{
	int rows = 0;

	for (size_t i = 0; i < d->count; i++)
		rows += line_rows(line_at(d, i), width);
	return rows;
}

void dialogue_scroll(struct dialogue *d, int rows, int width)
{
	int most = all_rows(d, width) - 1;

	d->back += rows;
	if (d->back > most)
		d->back = most;
	if (d->back < 0)
		d->back = 0;
}

static bool line_has(const struct dialogue_line *line, const char *what, size_t n)
{
	for (size_t i = 0; i + n <= line->length; i++)
		if (!memcmp(line->text + i, what, n))
			return true;
	return false;
}

bool dialogue_search(struct dialogue *d, const char *what, int width)
{
	size_t n = strnlen(what, sizeof(d->search) - 1);
	int rows = 0;

	memcpy(d->search, what, n);
	d->search[n] = '\0';
	for (size_t i = d->count; n && i-- > 0;) {
		rows += line_rows(line_at(d, i), width);
		if (rows - 1 > d->back && line_has(line_at(d, i), what, n)) {
			d->back = rows - 1;
			return true;
		}
	}
	return false;
}

/* ---- the edit line ---- */

/* Columns of [0, n), newlines one column each. */
static int edit_columns(const char *text, size_t n)
{
	int columns = 0, width;
	bool bad;

	for (size_t at = 0, length; at < n && (length = next_character(text + at, n - at, &width, &bad)); at += length)
		columns += width;
	return columns;
}

static int draw_from(const struct edit_line *e, const struct canvas *row, int x, int end, int skip)
{
	int at_column = 0, width;
	bool bad;

	for (size_t at = 0, length; at < e->length && (length = next_character(e->text + at, e->length - at, &width, &bad)); at += length) {
		if (at_column >= skip) {
			int here = x + at_column - skip;

			if (here + width > end) {
				canvas_put(row, end - 1, 0, LOOK_DIM, GLYPH_CUT);
				return end;
			}
			if (e->text[at] == '\n')
				canvas_put(row, here, 0, LOOK_DIM, GLYPH_NEWLINE);
			else
				canvas_bytes(row, here, 0, LOOK_INPUT, e->text + at, length);
		}
		at_column += width;
	}
	return x + at_column - skip;
}

int edit_draw(const struct edit_line *e, const struct canvas *row)
{
	int prompt = text_columns(e->prompt, strlen(e->prompt)), room, cursor = edit_columns(e->text, e->point), skip = 0;

	if (prompt > row->width / 2)
		prompt = 0;
	room = row->width - prompt;
	if (prompt)
		canvas_text(row, 0, 0, LOOK_PROMPT, e->prompt);
	if (room < 4)
		return 0;
	/* in steps of half a row, so that the line does not slide with each key */
	while (cursor - skip >= room - 1)
		skip += room / 2;
	draw_from(e, row, prompt, row->width, skip);
	if (skip)
		canvas_put(row, prompt, 0, LOOK_DIM, GLYPH_CUT_LEFT);
	return prompt + cursor - skip;
}
