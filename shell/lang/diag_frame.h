/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One diagnostic's frame: what diag_frame.c finds out and diag_draw.c draws.
 */
#ifndef LANG_DIAG_FRAME_H
#define LANG_DIAG_FRAME_H

#include "shell/lang/diag_text.h"

enum {
	NUMBER_WIDTH = 5,          /* gcc's smallest margin */
	MARGIN = NUMBER_WIDTH + 3, /* "    1 | " */
	CARET_MARGIN = 10,         /* columns kept right of the caret */
	LONG_LINE = 8000,          /* bytes; gcc shows all of a line, however long: here longer ones are cut ... */
	LONG_LIMIT = 160,          /* ... to this many columns ... */
	HUGE_LINE = 65536,         /* ... or not shown */
	SPANS = 72
};

struct spot { unsigned int line, column; }; /* column from 1, as drawn */

struct drawn {
	struct spot start, finish, caret;
	bool has_caret;
	const char *label;
};

struct span { unsigned int first, last; };

struct frame {
	struct diag_writer *w;
	const char *file;
	const char *text;          /* of line `line`: where walking over lines starts */
	const char *end;           /* of all text */
	unsigned int line;
	struct drawn drawn[5];     /* the caret's first */
	unsigned int count;
	struct span span[SPANS];
	unsigned int spans;
	unsigned int limit;        /* columns of a row; 0: all that there are */
	unsigned int offset;       /* columns cut at the left */
	uint32_t fixit_loc;
	const char *fixit;
	const struct diag_insert *insert; /* more texts for its row */
	unsigned int inserts;
	struct spot fixit_at, fixit_end;
	bool has_fixit;
};

/* The line with that number, without its end. */
bool frame_line(const struct frame *f, unsigned int line, const char **text, size_t *length);
unsigned int frame_columns(const char *text, size_t length);
bool frame_spot(const struct frame *f, uint32_t loc, struct spot *spot);
/* diag_words.c: the same without a picture. */
void diag_words(struct diag_writer *w, const struct diag *d);
void frame_draw_line(const struct frame *f, unsigned int line);

#endif
