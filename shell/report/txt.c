/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table of picture formats, what the writers share, and the plainest of them: text without any attribute. What the view tells stays readable in it, for
 * no meaning hangs on colour.
 */
#include "shell/report/picture.h"

#include <string.h>

const struct picture_format picture_formats[] = {
	{ "svg", picture_svg }, { "html", picture_html }, { "ansi", picture_ansi }, { "txt", picture_txt }, { NULL, NULL }
};

const struct picture_format *picture_find(const char *name, size_t length)
{
	for (const struct picture_format *p = picture_formats; p->name; p++)
		if (strlen(p->name) == length && !memcmp(p->name, name, length))
			return p;
	return NULL;
}

int picture_run(const struct grid *grid, int x, int y, struct text *out)
{
	const struct cell *first = grid_at(grid, x, y);
	int columns = 0;

	if (first->width == 2) {
		text_puts(out, first->text);
		return 2;
	}
	while (x + columns < grid->width) {
		const struct cell *cell = grid_at(grid, x + columns, y);

		if (cell->width != 1 || cell->look != first->look)
			break;
		text_puts(out, cell->text);
		columns++;
	}
	return columns ? columns : 1;
}

void picture_escape(struct text *out, const char *text)
{
	for (; *text; text++)
		switch (*text) {
		case '&':
			text_puts(out, "&amp;");
			break;
		case '<':
			text_puts(out, "&lt;");
			break;
		case '>':
			text_puts(out, "&gt;");
			break;
		case '"':
			text_puts(out, "&quot;");
			break;
		default:
			text_add(out, text, 1);
		}
}

void picture_txt(const struct grid *grid, enum theme theme, struct text *out)
{
	(void)theme;
	grid_text(grid, out);
}
