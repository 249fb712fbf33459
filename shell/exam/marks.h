/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Grading an exam: every submission against the paper of the student whose id is its file's name.
 */
#ifndef EXAM_MARKS_H
#define EXAM_MARKS_H

#include "shell/exam/order.h"
#include "shell/grade/command.h"

/* Is that word an exam and no lesson? */
bool exam_is_one(const char *folder, const char *word);
/* Prints; the status of the program. o->exam is not looked at: g->lesson says which exam. */
void exam_grade(struct session *s, const struct exam_order *o, const struct grade_options *g);

#endif
