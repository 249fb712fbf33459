/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What results look like: a format is a row of functions, each in a file of its own. All of them are told the same, in the same order, and print nothing that
 * two runs could differ in: no time. The teacher's path to the lesson is told in text alone.
 */
#ifndef GRADE_FORMAT_H
#define GRADE_FORMAT_H

#include "shell/grade/grade.h"
#include "shell/sink.h"

/* What has been said so far. */
struct grade_totals {
	const char *title;             /* what is graded: "05-kmap: kmap and kunmap" */
	const char *judged_by;         /* the lesson's file: several folders may have one of that name; NULL: not said */
	unsigned int course_points;    /* what full marks are worth in the course; 0: no course says */
	size_t results, full, troubles;
	unsigned long long points, max;
};

struct grade_format {
	const char *name, *help;
	/* Each may be NULL. */
	void (*begin)(struct sink *out, const struct grade_totals *t, size_t entries);
	void (*result)(struct sink *out, const struct grade_totals *t, const struct grade_result *r);
	void (*end)(struct sink *out, const struct grade_totals *t);
};

extern const struct grade_format grade_text, grade_json, grade_gradescope, grade_junit;

/* NULL: no format is called so. */
const struct grade_format *grade_format_find(const char *name);

/* The goals with their marks and points, a line each: "[x] (2) no slot is mapped". */
void grade_goals(const struct grade_answer *a, struct text *out);
/* Lines for the teacher: conditions that fail, in the machine's terms, and how it ended. */
void grade_reasons(const struct grade_answer *a, struct text *out);
/* Lines for the submission's author: what the answer lacks and what went wrong, with advice; without conditions and what was found. */
void grade_advice(const struct grade_answer *a, struct text *out);

/* A word for data: "judged", "steps" ... */
const char *answer_end_name(enum answer_end end);

#endif
