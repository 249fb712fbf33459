/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What `hmsh --exam` is asked for, and doing it: each student's sheet; or one student's paper with checks and solutions, for the teacher; or the
 * template sealed, or opened.
 */
#ifndef EXAM_ORDER_H
#define EXAM_ORDER_H

#include "shell/exam/exam.h"
#include "shell/exam/roster.h"
#include "shell/session.h"

struct exam_order {
	const char *exam;          /* a file or a name */
	const char *roster, *secret; /* files; NULL: not given */
	const char *out;           /* folder for the sheets; NULL: "sheets" */
	const char *paper;         /* a student's id; NULL */
	const char *seal, *unseal; /* files to write; NULL */
	bool overwrite;
};

/* What is wrong with the order itself; NULL: nothing. */
const char *exam_order_trouble(const struct exam_order *o);
/* Prints; the status of the program. */
void exam_run(struct session *s, const struct exam_order *o);
/* Shows what was collected on standard error; trouble is a status. */
void exam_say(struct session *s, const struct trouble *t);
/* sheets.c: the sheets of all students. False: trouble. */
bool exam_sheets(struct session *s, struct exam *e, const struct roster *r, const struct exam_order *o, struct trouble *t);
/* Writes a file that must not be there already, unless it is the same or the order says so. */
bool exam_put_file(const char *path, const struct text *text, bool overwrite, struct trouble *t);

#endif
