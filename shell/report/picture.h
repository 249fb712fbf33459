/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The view as a file: the cell grid, written as plain text, with ANSI colours, as HTML or as SVG. Every writer takes the same grid that the terminal gets, so
 * all of them show the same characters in the same cells. A format is a row of one table.
 */
#ifndef REPORT_PICTURE_H
#define REPORT_PICTURE_H

#include "shell/view/canvas.h"

struct picture_format {
	const char *name;          /* "svg"; NULL ends the table */
	/* Appends to out; running out of memory sets out->failed. */
	void (*write)(const struct grid *grid, enum theme theme, struct text *out);
};

extern const struct picture_format picture_formats[];

void picture_svg(const struct grid *grid, enum theme theme, struct text *out);
void picture_html(const struct grid *grid, enum theme theme, struct text *out);
void picture_ansi(const struct grid *grid, enum theme theme, struct text *out);
void picture_txt(const struct grid *grid, enum theme theme, struct text *out);

const struct picture_format *picture_find(const char *name, size_t length);

/* Cells of one look from (x, y) on: appends their text and returns how many columns they take. Wide characters stand alone. */
int picture_run(const struct grid *grid, int x, int y, struct text *out);
/* Text with & < > and " made harmless. */
void picture_escape(struct text *out, const char *text);

#endif
