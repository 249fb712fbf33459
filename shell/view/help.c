/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The overlay of Ctrl-X h: keys, what they do, the commands that do the same, and the words of the panes. Where the screen is narrow the commands go (`help view`
 * has them), the explanations stay whole.
 */
#include "shell/view/view.h"

enum { WIDE = 78, KEY_X = 2, DOES_X = 17, COMMAND_X = 46, FRAME_COLUMNS = 2 };

static const struct { const char *key, *does, *command; } keys[] = {
	{ "Ctrl-X 1 to 9", "another layout", "view layout NAME" },
	{ "Ctrl-X z", "zoom in on a pane, out", "view zoom [PANE]" },
	{ "Ctrl-X o", "next pane", "view focus [PANE]" },
	{ "Ctrl-X j, k", "scroll that pane", "view scroll [-]N" },
	{ "PgUp, PgDn", "scroll the dialogue", "view scroll [-]N" },
	{ "Ctrl-X /", "find in it what is typed", "view search TEXT" },
	{ "Ctrl-X t", "next theme", "view theme NAME" },
	{ "Ctrl-X v", "view off, on", "view toggle" },
	{ "Ctrl-X h", "this help", "view help" },
	{ "Ctrl-R, Ctrl-L", "search the history; draw anew", "" },
	{ "Tab", "completes; again: what fits", "" }
};

static const char words[] =
	"Marks of the last command: + new, - gone, ~ changed, ! look here. LEAK: still mapped though its user let go. GHOST: a pointer that outlived its mapping. "
	"STALE: a TLB entry that the tables contradict.";

enum { KEYS = sizeof(keys) / sizeof(keys[0]) };

static struct canvas box_of(const struct canvas *all)
{
	int width = all->width < WIDE ? all->width : WIDE;
	struct canvas none = canvas_part(all, 0, 0, width - 2 * FRAME_COLUMNS, 0);
	int rows = canvas_wrap(&none, 0, 0, 0, LOOK_TEXT, words) + KEYS + 1 + FRAME_COLUMNS;

	return canvas_part(all, (all->width - width) / 2, all->height > rows ? (all->height - rows) / 2 : 0, width, rows);
}

static void draw_box(const struct canvas *box)
{
	for (int y = 0; y < box->height; y++) {
		canvas_blank(box, 0, y, box->width, LOOK_TEXT);
		canvas_put(box, 0, y, LOOK_FOCUS, GLYPH_VERTICAL);
		canvas_put(box, box->width - 1, y, LOOK_FOCUS, GLYPH_VERTICAL);
	}
	canvas_repeat(box, 0, 0, box->width, LOOK_FOCUS, GLYPH_HORIZONTAL);
	canvas_repeat(box, 0, box->height - 1, box->width, LOOK_FOCUS, GLYPH_HORIZONTAL);
	canvas_fit(box, 2, 0, box->width - 3, LOOK_TITLE, box->width < WIDE ? " Keys (`help view` has the commands) " : " Keys, and the commands that do the same ");
	canvas_fit(box, 2, box->height - 1, box->width - 3, LOOK_TITLE, " Any key closes this ");
}

void help_draw(struct grid *grid, bool utf8)
{
	struct canvas all = canvas_of(grid, utf8), box = box_of(&all), inner = canvas_part(&box, 0, 0, box.width - 1, box.height - 1);

	draw_box(&box);
	for (int i = 0; i < KEYS; i++) {
		canvas_fit(&inner, KEY_X, i + 1, DOES_X - KEY_X, LOOK_KEY, keys[i].key);
		canvas_fit(&inner, DOES_X, i + 1, inner.width - DOES_X, LOOK_TEXT, keys[i].does);
		if (box.width == WIDE)
			canvas_fit(&inner, COMMAND_X, i + 1, inner.width - COMMAND_X, LOOK_TEXT, keys[i].command);
	}
	inner = canvas_part(&inner, FRAME_COLUMNS, KEYS + 2, inner.width - FRAME_COLUMNS - 1, inner.height - KEYS - 2);
	canvas_wrap(&inner, 0, 0, 0, LOOK_TEXT, words);
}
