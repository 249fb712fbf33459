/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A submission as text: where each task's answer stands in it. A line that is only `// step N` begins the answer to the task of step N, whatever stands around
 * it: in a comment, in an #if 0, in a string that does not end. So no answer can swallow the next one. Nothing is compiled here.
 */
#ifndef GRADE_SUBMISSION_H
#define GRADE_SUBMISSION_H

#include "shell/learn/lesson.h"
#include "shell/text.h"

enum { MOST_PARTS = 64 };

struct part {
	size_t step;               /* from 1, as written; 0: no mark stands above it */
	const char *text;
	size_t length;
	unsigned int line;         /* of its first line */
};

struct submission {
	struct text text;
	struct part part[MOST_PARTS];
	size_t parts;
	bool old_mac;              /* its lines ended in CR alone */
};

/* Reads the file at `path`, which its author may have chosen. NULL, or why it is no submission. */
const char *submission_read(struct submission *s, const char *path);
void submission_free(struct submission *s);

/* The answer to a task, of a step from 1: the first below such a mark that is more than comments, or all of a text without marks. NULL: there is none. */
const struct part *submission_answer(const struct submission *s, size_t step);
/* What its author should know about the marks, a line each. */
void submission_notes(const struct submission *s, const struct lesson *lesson, struct text *notes);

#endif
