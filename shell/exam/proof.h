/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What --check-lessons asks of an exam: the papers of sample students are right as lessons are (solutions reach, wrong ones are told, every condition can
 * fail), each student's own solutions give all points, and somebody else's give little.
 */
#ifndef EXAM_PROOF_H
#define EXAM_PROOF_H

#include "shell/exam/order.h"
#include "shell/learn/check.h"

enum { MOST_OF_ANOTHER = 20 /* per cent */ };

/* path: a template, open or sealed. Of the order only roster and secret count, which may be NULL: sample students then, and a secret for them. */
void exam_check(struct session *s, struct check *c, const char *path, const struct exam_order *o);

#endif
