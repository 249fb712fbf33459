/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The grid as lines with SGR sequences of 256 colours: `cat` on a terminal shows it. Each line begins and ends plain.
 */
#include "shell/report/picture.h"

static void start_look(enum theme theme, enum look look, struct text *out)
{
	struct paint p = theme_paint(theme, look);

	text_puts(out, "\033[0");
	if (p.attributes & ATTR_BOLD)
		text_puts(out, ";1");
	if (p.attributes & ATTR_FAINT)
		text_puts(out, ";2");
	if (p.attributes & ATTR_UNDERLINE)
		text_puts(out, ";4");
	if (p.attributes & ATTR_REVERSE)
		text_puts(out, ";7");
	if (p.fg)
		text_printf(out, ";38;5;%d", p.fg->index256);
	if (p.bg)
		text_printf(out, ";48;5;%d", p.bg->index256);
	text_puts(out, "m");
}

void picture_ansi(const struct grid *grid, enum theme theme, struct text *out)
{
	for (int y = 0; y < grid->height; y++) {
		enum look look = LOOK_TEXT;

		for (int x = 0; x < grid->width;) {
			enum look now = (enum look)grid_at(grid, x, y)->look;

			if (now != look)
				start_look(theme, now, out);
			look = now;
			x += picture_run(grid, x, y, out);
		}
		text_puts(out, look == LOOK_TEXT ? "\n" : "\033[0m\n");
	}
}
