/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The grid as one HTML page without scripts or outside files: a <pre>, a class for each look, wide characters in boxes of two columns, so that
 * every cell stands where the terminal has it whatever the font.
 */
#include "shell/report/picture.h"

static void write_style(enum theme theme, enum look look, struct text *out)
{
	struct paint p = theme_paint(theme, look);
	uint32_t fg = p.fg ? p.fg->rgb : theme_foreground(theme), bg = p.bg ? p.bg->rgb : theme_background(theme);
	bool reverse = p.attributes & ATTR_REVERSE;

	text_printf(out, ".%s{color:#%06x", look_name(look), (unsigned int)(reverse ? bg : fg));
	if (p.bg || reverse)
		text_printf(out, ";background:#%06x", (unsigned int)(reverse ? fg : bg));
	if (p.attributes & ATTR_BOLD)
		text_puts(out, ";font-weight:bold");
	if (p.attributes & ATTR_UNDERLINE)
		text_puts(out, ";text-decoration:underline");
	text_puts(out, "}\n");
}

static void write_row(const struct grid *grid, int y, struct text *out)
{
	for (int x = 0; x < grid->width;) {
		const struct cell *cell = grid_at(grid, x, y);
		struct text run = { 0 };

		text_printf(out, "<span class=\"%s%s\">", look_name((enum look)cell->look), cell->width == 2 ? " wide" : "");
		x += picture_run(grid, x, y, &run);
		picture_escape(out, text_string(&run));
		out->failed |= run.failed;
		text_free(&run);
		text_puts(out, "</span>");
	}
	text_puts(out, "\n");
}

void picture_html(const struct grid *grid, enum theme theme, struct text *out)
{
	text_puts(out, "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>hmsh</title>\n<style>\n");
	text_printf(out, "body{background:#%06x}\n", (unsigned int)theme_background(theme));
	text_puts(out, "pre{font:16px/20px \"DejaVu Sans Mono\",Menlo,Consolas,monospace;width:max-content}\n.wide{display:inline-block;width:2ch;height:20px;overflow:hidden;vertical-align:top}\n");
	for (int look = 0; look < LOOK_NR; look++)
		write_style(theme, (enum look)look, out);
	text_puts(out, "</style></head>\n<body><pre>");
	for (int y = 0; y < grid->height; y++)
		write_row(grid, y, out);
	text_puts(out, "</pre></body></html>\n");
}
