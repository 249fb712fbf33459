/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The roster: one student a line. A line is the id, or CSV whose first column is the id; `#` begins a comment. An id becomes part of a file's name, so
 * it has no slash, no control character, nothing that a file system or a terminal could take for something else: such a line is refused, with its
 * number, and never used.
 */
#ifndef EXAM_ROSTER_H
#define EXAM_ROSTER_H

#include "shell/exam/trouble.h"

enum { ROSTER_FILE = 16 << 20, ROSTER_MOST = 100000, STUDENT_LENGTH = 100 };

struct roster {
	char **id;                 /* in the order of the file, each once */
	size_t count, capacity;
	size_t *sorted;            /* indices, by id */
};

/* False: trouble says why. roster_free() in any case. */
bool roster_read(struct roster *r, const char *path, struct trouble *t);
void roster_free(struct roster *r);

/* Whose submission is the file of this name? Its name without folder and suffix; NULL: nobody's on the roster. */
const char *roster_student(const struct roster *r, const char *path);

/* Does somebody's id look the same, in other bytes: letters with their marks in one character, or behind them in characters of their own? */
bool roster_has_other_letters(const struct roster *r, const char *path);

/* Why this cannot be an id; NULL: it can. */
const char *student_trouble(const char *id, size_t n);

#endif
