/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Judging a task: its conditions asked of a session as it stands, and what to tell the learner. One judge for the prompt and for --check-lessons.
 */
#ifndef LEARN_JUDGE_H
#define LEARN_JUDGE_H

#include "shell/learn/lesson.h"
#include "shell/session.h"

struct verdict {
	bool reached;
	size_t met, goals;         /* goals that are met, of all */
	size_t failed;             /* index of the condition that is spoken of; the number of conditions: none */
	bool broken;               /* that condition could not be asked */
};

/* Marks: a byte a condition, 1 where a goal is met, or a mistake was made; NULL when nobody asks. message: NULL likewise. */
void judge(struct session *s, const struct task *task, struct verdict *v, unsigned char *marks, struct text *message);

/* The goals with their marks, a line each: "[x] no slot is mapped". */
void judge_goals(const struct task *task, const unsigned char *marks, struct text *out);

#endif
