/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The terminal that a grid goes to. The one file behind this header knows curses (newterm, never initscr); it takes a grid and a theme, writes what differs from
 * what it showed last, and knows no pane. Keys are read elsewhere (readline reads bytes itself, so that curses never eats half of a paste).
 */
#ifndef TERM_SCREEN_H
#define TERM_SCREEN_H

#include <stdbool.h>

#include "shell/view/canvas.h"
#include "shell/view/layout.h"

struct screen;

/*
 * Opens the terminal of stdin and stdout for the view. NULL: it cannot show one (dumb, unknown, no terminal), `why` says it in a static text.
 */
struct screen *screen_open(const char **why);
/* The terminal as it was before. */
void screen_close(struct screen *s);

/* Its size now, at most 512x256 of it. After a resize call screen_fit() first. */
void screen_size(const struct screen *s, int *width, int *height);
/* Takes the terminal's present size; true: it has changed. */
bool screen_fit(struct screen *s);

/*
 * Shows the grid, cursor at (x, y), hidden when x < 0. Colours by theme; a terminal without them gets THEME_MONO whatever is asked for.
 * scrolls: rows of full width that usually move up, or NULL.
 */
void screen_show(struct screen *s, const struct grid *grid, enum theme theme, const struct rect *scrolls, int x, int y);
/* Everything is written anew at the next screen_show() (Ctrl-L, after SIGCONT). */
void screen_forget(struct screen *s);
/* Has the next screen_show() to write everything? */
bool screen_is_blank(const struct screen *s);
bool screen_has_colour(const struct screen *s);
/* Does the locale and the terminal's type allow drawing in UTF-8? */
bool screen_utf8(void);

#endif
