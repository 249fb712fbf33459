/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The grid as SVG: a rectangle for each run of cells with a background, a <text> for each run of one look. textLength pins each run to its columns,
 * so cells stand where the terminal has them in any monospaced font. Rows of blanks cost nothing.
 */
#include "shell/report/picture.h"

#include <string.h>

enum { CELL_WIDTH = 9, CELL_HEIGHT = 20, BASELINE = 15, MARGIN = 12, FONT_SIZE = 15 };

static bool all_blank(const char *text)
{
	return text[strspn(text, " ")] == '\0';
}

static void write_text(const struct paint *p, uint32_t colour, int x, int y, int columns, const char *text, struct text *out)
{
	text_printf(out, "<text x=\"%d\" y=\"%d\" textLength=\"%d\" fill=\"#%06x\"", MARGIN + x * CELL_WIDTH, MARGIN + y * CELL_HEIGHT + BASELINE,
		    columns * CELL_WIDTH, (unsigned int)colour);
	if (p->attributes & ATTR_BOLD)
		text_puts(out, " font-weight=\"bold\"");
	if (p->attributes & ATTR_UNDERLINE)
		text_puts(out, " text-decoration=\"underline\"");
	text_puts(out, ">");
	picture_escape(out, text);
	text_puts(out, "</text>\n");
}

static int write_run(const struct grid *grid, enum theme theme, int x, int y, struct text *out)
{
	struct paint p = theme_paint(theme, (enum look)grid_at(grid, x, y)->look);
	uint32_t fg = p.fg ? p.fg->rgb : theme_foreground(theme), bg = p.bg ? p.bg->rgb : theme_background(theme);
	bool reverse = p.attributes & ATTR_REVERSE;
	struct text run = { 0 };
	int columns = picture_run(grid, x, y, &run);

	if (p.bg || reverse)
		text_printf(out, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"#%06x\"/>\n", MARGIN + x * CELL_WIDTH,
			    MARGIN + y * CELL_HEIGHT, columns * CELL_WIDTH, CELL_HEIGHT, (unsigned int)(reverse ? fg : bg));
	if (!all_blank(text_string(&run)))
		write_text(&p, reverse ? bg : fg, x, y, columns, text_string(&run), out);
	out->failed |= run.failed;
	text_free(&run);
	return columns;
}

void picture_svg(const struct grid *grid, enum theme theme, struct text *out)
{
	int width = grid->width * CELL_WIDTH + 2 * MARGIN, height = grid->height * CELL_HEIGHT + 2 * MARGIN;

	text_printf(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\">\n", width, height, width, height);
	text_printf(out, "<rect width=\"100%%\" height=\"100%%\" rx=\"6\" fill=\"#%06x\"/>\n", (unsigned int)theme_background(theme));
	text_printf(out, "<g font-family=\"DejaVu Sans Mono,Menlo,Consolas,monospace\" font-size=\"%d\" xml:space=\"preserve\">\n", FONT_SIZE);
	for (int y = 0; y < grid->height; y++)
		for (int x = 0; x < grid->width;)
			x += write_run(grid, theme, x, y, out);
	text_puts(out, "</g>\n</svg>\n");
}
