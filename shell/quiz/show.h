/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A problem and its answer as lines of text: the same at a prompt, in the view, in batch, and aloud. Broken at 80 columns at most.
 */
#ifndef QUIZ_SHOW_H
#define QUIZ_SHOW_H

#include "shell/quiz/reply.h"

/* heading: "Quiz 3", "Test 3 of 9". */
void quiz_show_problem(struct session *s, const struct exercise *p, const char *heading);
/* What the answer was worth, and why. */
void quiz_show_judged(struct session *s, const struct exercise *p, const struct judged *j);
/* The way to the answer, the other answers, what to read and what shows it. */
void quiz_show_worked(struct session *s, const struct exercise *p, const struct judged *j);
/* "Answer: B." */
void quiz_show_right(struct session *s, const struct exercise *p);
/* The number by which `lesson` knows it: of "04-from-address-to-frame" it is 4. */
unsigned int quiz_lesson_number(const char *name);
/* A paragraph. */
void quiz_show_text(struct session *s, const char *lead, const char *text);

#endif
