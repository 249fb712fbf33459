/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The scrollback and the edit line. Rows are worked out anew at each drawing (dialogue_rows.c), from the end backwards. A look inside a line is kept as two
 * bytes, LOOK_BYTE and the look plus 'A'; no other control byte gets in.
 */
#include "shell/view/dialogue.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TAB = 8 };

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
	char *copy = d->open.failed ? NULL : copy_bytes(text_string(&d->open), d->open.length);

	if (!copy) {
		d->failed = true;
		text_clear(&d->open);
		return;
	}
	if (d->count == DIALOGUE_LINES) {
		d->first = (d->first + 1) % DIALOGUE_LINES;
		d->count--;
		d->gone++;
	}
	free(line->text);
	*line = (struct dialogue_line){ copy, d->open.length, 0, 0 };
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

/* Is there more than changes of look? */
static bool has_open(const struct dialogue *d)
{
	size_t at = 0;

	while (at + 1 < d->open.length && d->open.bytes[at] == LOOK_BYTE)
		at += 2;
	return at < d->open.length;
}

void dialogue_fresh_line(struct dialogue *d)
{
	if (has_open(d))
		end_line(d);
}

void dialogue_typed(struct dialogue *d, const char *prompt, const char *text, size_t length)
{
	enum look was = d->look;

	dialogue_fresh_line(d);
	d->input = d->gone + d->count;
	d->look = LOOK_INPUT;
	put_look(d, LOOK_PROMPT);
	dialogue_add(d, prompt, strlen(prompt));
	put_look(d, LOOK_INPUT);
	dialogue_add(d, text, length);
	d->look = was;
	end_line(d);
	dialogue_to_end(d);
}

/* ---- drawing ---- */

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

/* Rows of the lines from `first` on. */
static int rows_from(const struct dialogue *d, size_t first, int width)
{
	int rows = 0;

	for (size_t i = first; i < d->count + has_open(d); i++)
		rows += dialogue_line_rows(d, i, width);
	return rows;
}

/* Rows of the last input and of what it said. */
static int rows_of_input(const struct dialogue *d, int width)
{
	return rows_from(d, d->input > d->gone ? d->input - d->gone : 0, width);
}

static int draw_lines(const struct dialogue *d, const struct canvas *c)
{
	int need = c->height + d->back, skip, y = 0;
	size_t end = d->count + has_open(d), first = end;

	while (first > 0 && need > 0)
		need -= dialogue_line_rows(d, --first, c->width);
	skip = need < 0 ? -need : 0;
	for (size_t i = first; i < end && y < c->height; i++, skip = 0)
		y = dialogue_line_draw(d, i, c, y, skip);
	return y;
}

/* At the right end of the prompt's row, where it hides nothing: what of the last output is out of sight. Returns the columns that it takes. */
static int draw_more(const struct dialogue *d, const struct edit_line *edit, const struct canvas *row, int rows)
{
	int above = d->back ? 0 : rows_of_input(d, row->width) - rows, width;
	char text[48];

	if (!d->back && above <= 0)
		return 0;
	snprintf(text, sizeof(text), d->back ? " %d more row%s, PgDn " : " %d row%s above, PgUp ", d->back ? d->back : above,
		 (d->back ? d->back : above) == 1 ? "" : "s");
	width = (int)strlen(text);
	if (row->width < width + 16 || (!d->back && text_columns(edit->prompt, strlen(edit->prompt)) + (int)edit->length + 2 + width > row->width))
		return 0;
	canvas_text(row, row->width - width, 0, d->back ? LOOK_MATCH : LOOK_DIM, text);
	return width;
}

void dialogue_draw(const struct dialogue *d, const struct edit_line *edit, const struct canvas *c, int *x, int *y)
{
	struct canvas part = canvas_part(c, 0, 0, c->width, c->height - (edit && c->height > 1)), row;
	int used;

	*x = *y = -1;
	if (c->height < 1 || c->width < 1)
		return;
	used = edit && c->height == 1 ? 0 : draw_lines(d, &part);
	if (d->marking)
		mark_matches(d, &part, used);
	if (!edit)
		return;
	row = canvas_part(c, 0, used, c->width, 1);
	row.width -= draw_more(d, edit, &row, part.height);
	*x = c->x + edit_draw(edit, &row);
	*y = c->y + used;
}

/* ---- scrolling ---- */

void dialogue_scroll(struct dialogue *d, int rows, int width, int height)
{
	int most = rows_from(d, 0, width) - (height > 1 ? height - 1 : 1);

	d->back += rows;
	if (d->back > most)
		d->back = most;
	if (d->back < 0)
		d->back = 0;
}

void dialogue_to_end(struct dialogue *d)
{
	d->back = 0;
	d->found = 0;
	d->marking = false;
}

void dialogue_to_input(struct dialogue *d, int width, int height)
{
	int rows = rows_of_input(d, width) - (height > 1 ? height - 1 : 1);

	if (!d->back && rows > 1) /* one row too many: the line that was typed goes */
		d->back = rows;
}

static bool line_has(const struct dialogue_line *line, const char *what, size_t n)
{
	for (size_t i = 0; i + n <= line->length; i++)
		if (!memcmp(line->text + i, what, n))
			return true;
	return false;
}

bool dialogue_search(struct dialogue *d, const char *what, int width, int height)
{
	size_t n = strnlen(what, sizeof(d->search) - 1);
	bool again = d->marking && !strcmp(d->search, what) && d->found > d->gone;

	memmove(d->search, what, n);
	d->search[n] = '\0';
	d->marking = n;
	for (size_t i = again ? d->found - d->gone - 1 : d->count; n && i-- > 0;)
		/* but not in the line that asked */
		if ((i + 1 < d->count || d->gone + i != d->input) && line_has(line_at(d, i), what, n)) {
			d->found = d->gone + i + 1;
			d->back = 0;
			/* it stands in the middle */
			dialogue_scroll(d, rows_from(d, i, width) - height / 2, width, height);
			return true;
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
			else if (e->text[at] != '\t')
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
