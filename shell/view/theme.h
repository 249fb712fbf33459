/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a cell means, and how each theme shows that. Panes name a look, never a colour; one table per theme (theme.c) turns looks into
 * colours and attributes for terminals of 256, 16 or no colours and for exports.
 *
 * No meaning hangs on colour alone: every state that a look tells has a letter, word or mark of its own in the text.
 */
#ifndef VIEW_THEME_H
#define VIEW_THEME_H

#include <stdbool.h>
#include <stdint.h>

#define LOOKS(X) \
	X(TEXT, "text") X(DIM, "dim") X(TITLE, "title") X(FOCUS, "focus") X(RULE, "rule") X(BAR, "bar") X(BAR_ALERT, "bar-alert") \
	X(BAR_NEW, "bar-new") X(BAR_GONE, "bar-gone") X(BAR_CHANGED, "bar-changed") X(BAR_DIM, "bar-dim") \
	X(KEY, "key") X(LABEL, "label") X(ADDRESS, "address") X(PAGE, "page") X(NAME, "name") X(FREE, "free") X(USED, "used") \
	X(RELEASED, "released") X(LEAKED, "leaked") X(STALE, "stale") X(GHOST, "ghost") X(NEW, "new") X(GONE, "gone") X(CHANGED, "changed") \
	X(ALERT, "alert") X(PROMPT, "prompt") X(INPUT, "input") X(ERROR, "error") X(WARNING, "warning") X(BOLD, "bold") X(MATCH, "match")

enum look {
#define VIEW_X(id, name) LOOK_##id,
	LOOKS(VIEW_X)
#undef VIEW_X
	LOOK_NR
};

enum theme { THEME_DARK, THEME_LIGHT, THEME_MONO, THEME_SAFE, THEME_NR };

enum { ATTR_BOLD = 1, ATTR_UNDERLINE = 2, ATTR_REVERSE = 4, ATTR_FAINT = 8 };

/* A colour in three depths; index -1: the terminal's own. */
struct colour {
	uint32_t rgb;
	int16_t index256, index16;
};

struct paint {
	const struct colour *fg, *bg; /* NULL: the terminal's own */
	unsigned int attributes;
};

const char *look_name(enum look look);
struct paint theme_paint(enum theme theme, enum look look);
/* Colours behind everything, for exports. */
uint32_t theme_background(enum theme theme);
uint32_t theme_foreground(enum theme theme);

const char *theme_name(enum theme theme);
bool theme_find(const char *name, enum theme *theme);

#endif
