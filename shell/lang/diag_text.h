/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What diag.c and diag_frame.c share: a growing buffer of harmless text, and what gcc remembers from one message to the next.
 */
#ifndef LANG_DIAG_TEXT_H
#define LANG_DIAG_TEXT_H

#include "shell/lang/diag.h"

struct diag_out {
	char *bytes;
	size_t length, capacity;
	bool failed;
};

struct diag_writer {
	const struct source_map *map;
	const struct diag_style *style;
	struct diag_out out;
	struct diag_memory memory;
};

void diag_add(struct diag_out *out, const char *bytes, size_t n);
void diag_put(struct diag_out *out, const char *text);
void diag_fill(struct diag_out *out, char c, unsigned int n);
void diag_number(struct diag_out *out, unsigned int number, unsigned int width);

/* Writes the character at p harmlessly, moves *column (from 0) by its width, and returns its bytes. */
size_t diag_glyph(struct diag_out *out, const char *p, size_t n, unsigned int *column);

/* Source lines with carets, ranges, labels and the fix-it; nothing for a place in the era's prelude. */
void diag_frame(struct diag_writer *w, const struct diag *d);

#endif
