/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `hmsh --grade LESSON SUBMISSION...`: from the command line to results on standard output.
 */
#ifndef GRADE_COMMAND_H
#define GRADE_COMMAND_H

#include "shell/grade/format.h"
#include "shell/session.h"

struct grade_options {
	const char *lesson;            /* a name, a number, or a path */
	const char *lessons;           /* --lessons DIR, or NULL */
	char *const *submission;
	size_t submissions;
	const struct grade_format *format; /* NULL: text */
	enum sandbox_when sandbox;
	uint64_t steps;                /* 0: not given */
};

/*
 * Grades, prints, and leaves the exit status in the session: 0 full marks for all, 1 not so, 2 the lesson has mistakes, 4 a file is missing, or there is
 * no sandbox.
 */
void grade_command(struct session *s, const struct grade_options *o);

/*
 * What any kind of grading asks for: runs it, prints it in a format, says on standard error what is missing, sets the status. title: what the
 * results are about. done, context and interrupt are its own; what the request has there is not looked at.
 */
void grade_print(struct session *s, const struct grade_request *what, const struct grade_format *format, const char *title);

#endif
