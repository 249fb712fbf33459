/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The lines of a block that a learner types, or a walkthrough offers: which of them were typed and not undone. Used by follow.c.
 */
#ifndef LEARN_TYPED_H
#define LEARN_TYPED_H

#include "shell/learn/learn.h"

/* Without blanks at the ends and the last semicolon. */
void typed_trim(const char **text, size_t *n);
/* Behind an input: lines that were left for good, by undo and something else in their place, were never typed. */
void typed_forget(struct session *s, const char *text);
/* learn.lines_typed, for the place in hand. */
void typed_recall(struct session *s);
/* How many lines of the block are the input that begins at line i, and its text. */
size_t typed_input_lines(const struct session *s, const struct code *code, size_t i, struct text *input);
/* Is the input an open line of the block? */
bool typed_is_open(struct session *s, const struct code *code, const char *text, size_t length);
/* Marks the lines that the input was. */
void typed_note(struct session *s, const struct code *code, const char *text, size_t length);
/* The first line that is open; the number of lines: none is. */
size_t typed_first_open(const struct learn *l, const struct code *code);

#endif
