/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Markdown as a flat list of blocks, each with the number of its line: what a lesson is made of. Read by md4c, which is opened when the first lesson
 * is (only markdown.c knows it), so that a batch run never loads it. No HTML: `<prompt>` is text. Inline styles are marks inside the text:
 * one byte each, MARK_..., and MARK_END; input cannot forge them, since other control bytes are made visible here.
 */
#ifndef LEARN_MARKDOWN_H
#define LEARN_MARKDOWN_H

#include "shell/learn/pool.h"

enum { MARK_STRONG = 1, MARK_EMPHASIS = 2, MARK_CODE = 3, MARK_END = 4, MARK_BREAK = 5 /* a line break that the author asked for */ };

enum md_kind { MD_HEADING, MD_PARAGRAPH, MD_ITEM, MD_FENCE, MD_ROW /* of a table: cells with tabs between */, MD_RULE };

struct md_block {
	enum md_kind kind;
	unsigned int line;         /* of its first line (a fence: of the opening one) */
	unsigned int last;         /* fence: of the closing line */
	unsigned int level;        /* heading: 1.. 6; else how deep it lies in lists and quotes */
	unsigned int number;       /* item of a numbered list; 0: a bullet */
	const char *info;          /* fence: the words behind the backquotes */
	const char *text;          /* fence: as it stands, a newline behind each line */
	size_t length;
};

enum { MARKDOWN_LINES = 20000 }; /* md4c looks for a link's line from the paragraph's first one on: many more would take long */

struct md_blocks {
	struct md_block *block;
	size_t count;
};

/* Reads text whose first line has that number. NULL, or why not (a static text). Everything is the pool's. */
const char *markdown_read(struct pool *pool, const char *text, size_t length, unsigned int first_line, struct md_blocks *out);

#endif
