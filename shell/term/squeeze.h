/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Makes what curses writes shorter without changing what it draws: colours and attributes (CSI ... m) are kept back until a character needs them, and then sent
 * as the shortest change; a charset that is in force is not chosen again. All other sequences pass as they are. A frame of the view so goes out in one
 * write of two thirds of the bytes.
 *
 * Knows ECMA-48 sequences, no terminal type: a rendition that it does not understand passes unchanged, with all that follow, up to the next reset.
 */
#ifndef TERM_SQUEEZE_H
#define TERM_SQUEEZE_H

#include <stdbool.h>

#include "shell/text.h"

struct rendition {
	int fg, bg;                /* what stands behind CSI: 30 to 37, 90 to 97; EXTENDED + n for 38;5;n; 39, 49: the terminal's own */
	unsigned int attributes;   /* bit n: attribute n (1 bold, 2 faint, 4 underlined, 7 reverse) */
};

struct squeeze {
	struct rendition now, want;
	bool known;                /* the terminal's rendition is `now` */
	bool ascii;                /* its charset is ASCII */
};

/* Appends to out. */
void squeeze(struct squeeze *s, const char *bytes, size_t n, struct text *out);
/* What was kept back (before somebody else writes). */
void squeeze_end(struct squeeze *s, struct text *out);

#endif
