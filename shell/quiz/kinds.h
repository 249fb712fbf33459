/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The generators of the kinds, one a file (kind_NAME.c); their rows are in kinds.c.
 */
#ifndef QUIZ_KINDS_H
#define QUIZ_KINDS_H

#include "shell/quiz/lab.h"
#include "shell/quiz/problem.h"

typedef bool quiz_make_fn(struct exercise *p);

quiz_make_fn quiz_make_split, quiz_make_slot, quiz_make_window, quiz_make_count, quiz_make_tlb, quiz_make_now, quiz_make_whose, quiz_make_bug,
	quiz_make_era;

#endif
