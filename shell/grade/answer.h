/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One answer: typed, input by input, into a session that stands where its task begins, and judged. Start states come from the lesson, which is trusted, and are
 * made before anything is confined; the answer is not. What an answer may not do is settled here: which commands have no place in it, and that no name of
 * the machine can be declared or defined anew.
 */
#ifndef GRADE_ANSWER_H
#define GRADE_ANSWER_H

#include "shell/grade/grade.h"
#include "shell/grade/submission.h"
#include "shell/learn/condition.h"
#include "shell/learn/rehearsal.h"

/* Where a task begins. */
struct start {
	size_t step;               /* from 0 */
	const struct task *task;
	struct rehearsal r;
	bool held[MOST_CONDITIONS]; /* conditions that hold before anything is done */
};

struct starts {
	const struct lesson *lesson;
	struct start *start;
	size_t count;
};

/* Makes the start states of all tasks. False: out of memory. */
bool starts_open(struct starts *starts, const struct lesson *lesson);
void starts_close(struct starts *starts);

struct answer_report {
	enum answer_end end;
	uint64_t steps;
	struct finding finding[MOST_CONDITIONS];
};

/* Runs it, once: the start is used up. What it printed is in start->r.shown. name: the submission's, for messages. */
void answer_run(struct start *start, const struct part *answer, const char *name, uint64_t steps, struct answer_report *report);

#endif
