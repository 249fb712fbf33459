/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `record FILE`: a lesson's draft from what is typed. Front matter and blocks are there and run; the words are the author's to write.
 */
#ifndef LEARN_DRAFT_H
#define LEARN_DRAFT_H

#include "shell/session.h"

/* From here on inputs are kept for the file. False: said why. */
bool draft_begin(struct session *s, const char *file, size_t length);
bool draft_is_open(const struct session *s);
/* An input that was typed. */
void draft_take(struct session *s, const char *text, size_t length);
/* Without writing. */
void draft_drop(struct learn *learn);
/* Writes the file, with the outputs that the shell has for it, and ends. False: said why. */
bool draft_end(struct session *s);

#endif
