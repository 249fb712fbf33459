/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The grid as SVG: a rectangle for each run of cells with a background, a <text> for each piece of a run of one look, a thin rectangle for an underline.
 * textLength pins each piece to its columns, so cells stand where the terminal has them in any monospaced font. Blanks are not written.
 */
#include "shell/report/picture.h"

#include <stdlib.h>
#include <string.h>

enum { CELL_WIDTH = 9, CELL_HEIGHT = 20, BASELINE = 15, UNDERLINE = 17, MARGIN = 12, FONT_SIZE = 15 };

static void write_rect(int x, int y, int columns, int top, int height, uint32_t colour, struct text *out)
{
	text_printf(out, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"#%06x\"/>\n", MARGIN + x * CELL_WIDTH,
		    MARGIN + y * CELL_HEIGHT + top, columns * CELL_WIDTH, height, (unsigned int)colour);
}

static void write_text(bool bold, uint32_t colour, int x, int y, const char *text, size_t n, struct text *out)
{
	char *copy = copy_bytes(text, n);

	text_printf(out, "<text x=\"%d\" y=\"%d\" textLength=\"%d\" fill=\"#%06x\"%s>", MARGIN + x * CELL_WIDTH, MARGIN + y * CELL_HEIGHT + BASELINE,
		    text_columns(text, n) * CELL_WIDTH, (unsigned int)colour, bold ? " font-weight=\"bold\"" : "");
	if (copy)
		picture_escape(out, copy);
	else
		out->failed = true;
	text_puts(out, "</text>\n");
	free(copy);
}

/* Blanks at the ends and double ones would be dropped by the renderer, and what is left be stretched: each piece between them is a text of its own. */
static void write_pieces(bool bold, uint32_t colour, int x, int y, const char *text, struct text *out)
{
	while (*text) {
		size_t blanks = strspn(text, " "), n = 0;

		text += blanks;
		x += (int)blanks;
		while (text[n] && !(text[n] == ' ' && (text[n + 1] == ' ' || !text[n + 1])))
			n++;
		if (n)
			write_text(bold, colour, x, y, text, n, out);
		x += text_columns(text, n);
		text += n;
	}
}

static int write_run(const struct grid *grid, enum theme theme, int x, int y, struct text *out)
{
	struct paint p = theme_paint(theme, (enum look)grid_at(grid, x, y)->look);
	uint32_t fg = p.fg ? p.fg->rgb : theme_foreground(theme), bg = p.bg ? p.bg->rgb : theme_background(theme);
	bool reverse = p.attributes & ATTR_REVERSE;
	struct text run = { 0 };
	int columns = picture_run(grid, x, y, &run);

	if (p.bg || reverse)
		write_rect(x, y, columns, 0, CELL_HEIGHT, reverse ? fg : bg, out);
	write_pieces(p.attributes & ATTR_BOLD, reverse ? bg : fg, x, y, text_string(&run), out);
	if (p.attributes & ATTR_UNDERLINE)
		write_rect(x, y, columns, UNDERLINE, 1, reverse ? bg : fg, out);
	out->failed |= run.failed;
	text_free(&run);
	return columns;
}

void picture_svg(const struct grid *grid, enum theme theme, struct text *out)
{
	int width = grid->width * CELL_WIDTH + 2 * MARGIN, height = grid->height * CELL_HEIGHT + 2 * MARGIN;

	text_printf(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\">\n", width, height, width, height);
	text_printf(out, "<rect width=\"100%%\" height=\"100%%\" rx=\"6\" fill=\"#%06x\"/>\n", (unsigned int)theme_background(theme));
	text_printf(out, "<g font-family=\"DejaVu Sans Mono,Menlo,Consolas,monospace\" font-size=\"%d\">\n", FONT_SIZE);
	for (int y = 0; y < grid->height; y++)
		for (int x = 0; x < grid->width;)
			x += write_run(grid, theme, x, y, out);
	text_puts(out, "</g>\n</svg>\n");
}
