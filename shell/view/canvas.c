/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The grid of cells and drawing on rectangles of it. Leaves out colours (theme.c) and terminals (term/screen.c). Text is untrusted: a control
 * character or a broken byte becomes one '?', combining marks beyond what a cell holds are dropped, so a row never has more columns than
 * the grid counts.
 */
#include "shell/view/canvas.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

static const char *const glyphs[GLYPH_NR][2] = {
	[GLYPH_HORIZONTAL] = { "-", "─" }, [GLYPH_VERTICAL] = { "|", "│" }, [GLYPH_TEE_DOWN] = { "+", "┬" },
	[GLYPH_TEE_UP] = { "+", "┴" }, [GLYPH_TEE_LEFT] = { "+", "┤" },
	[GLYPH_TEE_RIGHT] = { "+", "├" }, [GLYPH_CROSS] = { "+", "┼" }, [GLYPH_BRANCH] = { "`", "└" }, [GLYPH_ARROW] = { ">", "→" },
	[GLYPH_CUT] = { ">", "…" }, [GLYPH_CUT_LEFT] = { "<", "…" }, [GLYPH_FREE] = { ".", "·" }, [GLYPH_UP] = { "^", "▲" }, [GLYPH_HERE] = { "*", "▸" },
	[GLYPH_DONE] = { "x", "✓" }, [GLYPH_OPEN] = { "o", "○" }, [GLYPH_BAR] = { "#", "█" }, [GLYPH_NEWLINE] = { "\\", "↵" }
};

static int clamp(int n, int low, int high)
{
	return n < low ? low : n > high ? high : n;
}

bool grid_open(struct grid *g, int width, int height)
{
	g->width = clamp(width, 1, GRID_LIMIT);
	g->height = clamp(height, 1, 8 * GRID_LIMIT);
	g->cell = calloc((size_t)g->width * (size_t)g->height, sizeof(*g->cell));
	if (!g->cell) {
		g->width = g->height = 0;
		return false;
	}
	grid_clear(g);
	return true;
}

void grid_close(struct grid *g)
{
	free(g->cell);
	*g = (struct grid){ 0 };
}

void grid_clear(struct grid *g)
{
	size_t n = (size_t)g->width * (size_t)g->height;

	g->used = 0;
	if (!n)
		return;
	g->cell[0] = (struct cell){ " ", 1, LOOK_TEXT };
	for (size_t i = 1; i < n; i++)
		g->cell[i] = g->cell[0];
}

const struct cell *grid_at(const struct grid *g, int x, int y)
{
	return &g->cell[(size_t)y * (size_t)g->width + (size_t)x];
}

bool cell_same(const struct cell *a, const struct cell *b)
{
	return a->look == b->look && a->width == b->width && !strcmp(a->text, b->text);
}

void grid_text(const struct grid *g, struct text *out)
{
	for (int y = 0; y < g->used && y < g->height; y++) {
		int end = g->width;

		while (end > 0 && !strcmp(grid_at(g, end - 1, y)->text, " "))
			end--;
		for (int x = 0; x < end; x++)
			text_puts(out, grid_at(g, x, y)->text);
		text_puts(out, "\n");
	}
}

struct canvas canvas_of(struct grid *g, bool utf8)
{
	return (struct canvas){ g, 0, 0, g->width, g->height, utf8, false, false };
}

struct canvas canvas_part(const struct canvas *c, int x, int y, int width, int height)
{
	struct canvas part = *c;

	x = clamp(x, 0, c->width);
	y = clamp(y, 0, c->height);
	part.x = c->x + x;
	part.y = c->y + y;
	part.width = clamp(width, 0, c->width - x);
	part.height = clamp(height, 0, c->height - y);
	return part;
}

const char *canvas_glyph(const struct canvas *c, enum glyph glyph)
{
	return glyphs[glyph][c->utf8];
}

/* Length of the UTF-8 sequence at text and its code point; 0: not one. */
static size_t decode(const char *text, size_t n, uint32_t *point)
{
	const unsigned char *b = (const unsigned char *)text;
	size_t length = b[0] < 0x80 ? 1 : b[0] >= 0xf0 && b[0] < 0xf5 ? 4 : b[0] >= 0xe0 && b[0] < 0xf0 ? 3 : b[0] >= 0xc2 && b[0] < 0xe0 ? 2 : 0;
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };

	if (!length || length > n)
		return 0;
	*point = length == 1 ? b[0] : b[0] & (0x7fu >> length);
	for (size_t i = 1; i < length; i++) {
		if ((b[i] & 0xc0) != 0x80)
			return 0;
		*point = *point << 6 | (b[i] & 0x3f);
	}
	if (*point < least[length] || *point > 0x10ffff || (*point >= 0xd800 && *point < 0xe000))
		return 0;
	return length;
}

/*
 * Columns of a code point, -1: not printable. What we draw ourselves (Latin-1, arrows, boxes, blocks, check mark) is one column in every
 * locale that hmsh draws UTF-8 in; for the rest the C library knows.
 */
static int point_columns(uint32_t point)
{
	if (point < 0x20 || (point >= 0x7f && point < 0xa0) || point == 0x61c || (point >= 0x200e && point <= 0x200f) || (point >= 0x2028 && point <= 0x202e)
	    || (point >= 0x2066 && point <= 0x2069))
		return -1;
	if (point < 0x300 || point == 0x2026 || (point >= 0x2190 && point < 0x2200) || (point >= 0x2500 && point < 0x25fd) || point == 0x2713)
		return 1;
	return wcwidth((wchar_t)point);
}

size_t next_character(const char *text, size_t n, int *width, bool *bad)
{
	uint32_t point = 0;
	size_t length = n ? decode(text, n, &point) : 0, all = length;

	*bad = n && (!length || point_columns(point) < 0);
	*width = *bad || !n ? (int)*bad : point_columns(point);
	if (*bad || !n)
		return n ? length ? length : 1 : 0;
	while (all < n && (unsigned char)text[all] >= 0xcc && (length = decode(text + all, n - all, &point)) && point_columns(point) == 0)
		all += length;
	return all;
}

int text_columns(const char *text, size_t n)
{
	int columns = 0, width;
	bool bad;

	for (size_t at = 0, length; at < n && (length = next_character(text + at, n - at, &width, &bad)); at += length)
		columns += width;
	return columns;
}

size_t text_fitting(const char *text, size_t n, int columns)
{
	size_t at = 0, length;
	int width;
	bool bad;

	while (at < n && (length = next_character(text + at, n - at, &width, &bad)) && width <= columns) {
		columns -= width;
		at += length;
	}
	return at;
}

static struct cell *cell_at(const struct canvas *c, int x, int y)
{
	if (x < 0 || y < 0 || x >= c->width || y >= c->height)
		return NULL;
	if (c->y + y >= c->grid->used)
		c->grid->used = c->y + y + 1;
	return &c->grid->cell[(size_t)(c->y + y) * (size_t)c->grid->width + (size_t)(c->x + x)];
}

/* Half of a wide character that is written over leaves a blank. */
static void cell_vacate(const struct canvas *c, int x, int y)
{
	struct cell *cell = cell_at(c, x, y), *left = x > 0 ? cell_at(c, x - 1, y) : NULL, *right = cell_at(c, x + 1, y);

	if (cell->width == 0 && left && left->width == 2)
		*left = (struct cell){ " ", 1, left->look };
	if (cell->width == 2 && right)
		*right = (struct cell){ " ", 1, right->look };
}

static void cell_set(const struct canvas *c, int x, int y, enum look look, const char *text, size_t n, int width)
{
	struct cell *cell = cell_at(c, x, y);
	size_t keep = n;

	if (!cell)
		return;
	if (width == 2 && x + 1 >= c->width) {
		text = " ";
		keep = n = 1;
		width = 1;
	}
	while (keep >= CELL_BYTES || (keep < n && ((unsigned char)text[keep] & 0xc0) == 0x80))
		keep--;
	cell_vacate(c, x, y);
	if (width == 2) {
		cell_vacate(c, x + 1, y);
		*cell_at(c, x + 1, y) = (struct cell){ "", 0, (uint8_t)look };
	}
	*cell = (struct cell){ "", (uint8_t)width, (uint8_t)look };
	memcpy(cell->text, text, keep);
}

/* What does not fit leaves a mark in the last column: a number that lost its end would lie. */
int canvas_bytes(const struct canvas *c, int x, int y, enum look look, const char *text, size_t n)
{
	size_t length;
	int width;
	bool bad;

	for (size_t at = 0; at < n && text[at] != '\n' && (length = next_character(text + at, n - at, &width, &bad)); at += length) {
		if (width > 0 && x + width > c->width) {
			/* what begins outside leaves no trace: its neighbour is whole */
			if (at == 0)
				return c->width;
			cell_set(c, c->width - 1, y, LOOK_DIM, glyphs[GLYPH_CUT][c->utf8], strlen(glyphs[GLYPH_CUT][c->utf8]), 1);
			return c->width;
		}
		if (width > 0)
			cell_set(c, x, y, look, bad ? "?" : text + at, bad ? 1 : length, width);
		x += width;
	}
	return x;
}

int canvas_text(const struct canvas *c, int x, int y, enum look look, const char *text)
{
	return canvas_bytes(c, x, y, look, text, strlen(text));
}

int canvas_printf(const struct canvas *c, int x, int y, enum look look, const char *format, ...)
{
	char text[512];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	return canvas_text(c, x, y, look, text);
}

int canvas_fit(const struct canvas *c, int x, int y, int width, enum look look, const char *text)
{
	size_t n = strcspn(text, "\n");

	if (width <= 0)
		return x;
	if (text_columns(text, n) <= width)
		return canvas_bytes(c, x, y, look, text, n);
	canvas_bytes(c, x, y, look, text, text_fitting(text, n, width - 1));
	canvas_put(c, x + width - 1, y, LOOK_DIM, GLYPH_CUT);
	return x + width;
}

int canvas_put(const struct canvas *c, int x, int y, enum look look, enum glyph glyph)
{
	const char *text = glyphs[glyph][c->utf8];

	cell_set(c, x, y, look, text, strlen(text), 1);
	return x + 1;
}

void canvas_repeat(const struct canvas *c, int x, int y, int width, enum look look, enum glyph glyph)
{
	for (int i = 0; i < width; i++)
		canvas_put(c, x + i, y, look, glyph);
}

void canvas_blank(const struct canvas *c, int x, int y, int width, enum look look)
{
	for (int i = 0; i < width; i++)
		cell_set(c, x + i, y, look, " ", 1, 1);
}

/* Bytes of the next row: up to the last blank that fits, a whole row where a word is longer. */
static size_t row_of_words(const char *text, size_t n, int columns)
{
	size_t fits = text_fitting(text, n, columns), at = fits;

	if (fits == n || text[fits] == ' ')
		return fits;
	while (at > 0 && text[at - 1] != ' ')
		at--;
	return at ? at : fits ? fits : 1;
}

void canvas_more(const struct canvas *c, int rows)
{
	canvas_blank(c, 0, c->height - 1, c->width, LOOK_DIM);
	canvas_printf(c, 0, c->height - 1, LOOK_DIM, rows == 1 ? "%s %d more row; ^X z zooms" : "%s %d more rows; ^X z zooms", canvas_glyph(c, GLYPH_CUT), rows);
}

/* As many whole words as the row has room for; none when the first is too long and a fresh row may have room. */
static size_t words_that_fit(const struct flow *f, const char *text, size_t n)
{
	int left = f->c->width - f->x;
	size_t row = left > 0 ? row_of_words(text, n, left) : 0;

	if (f->x > f->indent && (left < 1 || text_columns(text, row) > left || (row < n && text[row] != ' ' && (!row || text[row - 1] != ' '))))
		return 0;
	return row ? row : 1;
}

void flow_printf(struct flow *f, enum look look, const char *format, ...)
{
	char room[512];
	const char *text = room;
	va_list args;

	va_start(args, format);
	vsnprintf(room, sizeof(room), format, args);
	va_end(args);
	while (f->wrap && *text) {
		size_t n = strlen(text), row = words_that_fit(f, text, n);

		if (row == n)
			break;
		canvas_bytes(f->c, f->x, f->y++, look, text, row);
		f->x = f->indent;
		text += row + strspn(text + row, " ");
	}
	f->x = canvas_text(f->c, f->x, f->y, look, text);
}

void flow_glyph(struct flow *f, enum look look, enum glyph glyph)
{
	if (f->wrap && f->x + 4 > f->c->width && f->x > f->indent) {
		f->x = f->indent;
		f->y++;
	}
	if (f->c->words && glyph == GLYPH_ARROW) {
		flow_printf(f, look, " leads to ");
		return;
	}
	f->x = canvas_put(f->c, f->x + (f->x > f->indent), f->y, look, glyph) + 1;
}

int canvas_wrap(const struct canvas *c, int x, int y, int indent, enum look look, const char *text)
{
	size_t n = strlen(text);

	while (n) {
		size_t line = strcspn(text, "\n"), row = row_of_words(text, line, c->width - x > 8 ? c->width - x : 8);

		canvas_bytes(c, x, y++, look, text, row);
		text += row;
		n -= row;
		while (n && (*text == ' ' || (row == line && *text == '\n'))) {
			bool newline = *text == '\n';

			text++;
			n--;
			if (newline)
				break;
		}
		x = indent;
	}
	return y;
}
