/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is wrong with what a teacher gave (template, roster, secret), as lines "FILE:LINE: words" that are collected and shown together: whoever has to
 * mend a roster wants to see all of its bad lines at once. Nobody here prints.
 */
#ifndef EXAM_TROUBLE_H
#define EXAM_TROUBLE_H

#include "shell/text.h"

struct trouble {
	struct text said;
	size_t count;              /* troubles that forbid to go on */
	bool no_memory;            /* one of them is that, or one is missing for it */
	size_t most;               /* at most so many are written down; 0: all */
};

/* line 0: the file as a whole. */
void trouble_add(struct trouble *t, const char *file, unsigned int line, const char *format, ...) __attribute__((format(printf, 4, 5)));
/* A remark beside: it is said, and forbids nothing. */
void trouble_note(struct trouble *t, const char *file, unsigned int line, const char *format, ...) __attribute__((format(printf, 4, 5)));
void trouble_free(struct trouble *t);

#endif
