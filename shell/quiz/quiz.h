/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The quiz that a person stands in: its moves. Each is part of an input that is kept, so undo, save and --resume take it along; the machine of the learner
 * is touched by none but quiz_run().
 */
#ifndef QUIZ_QUIZ_H
#define QUIZ_QUIZ_H

#include "shell/quiz/problem.h"
#include "shell/session.h"

/* A series from this seed on (kind: number of kinds for any; of 0: no end), or a test; its first problem is shown. False: said why. */
bool quiz_begin(struct session *s, uint64_t seed, unsigned int kind, uint32_t of);
/* silent: the answers are all there, and the problems are not shown before the end. */
bool quiz_begin_test(struct session *s, uint64_t seed, bool silent);
/* The next problem, or the one that is open once more. False: there is none (said). */
bool quiz_next(struct session *s);
/* False: it could not be read, and the problem stays open (said). */
bool quiz_answer(struct session *s, const char *text, size_t length);
bool quiz_skip(struct session *s);
/* The worked answer; of a test's n-th problem, 0: the one in hand. */
bool quiz_why(struct session *s, uint32_t n);
bool quiz_off(struct session *s);
void quiz_score(struct session *s);
/* Puts the problem's machine and script in the place of the learner's machine, and back. */
bool quiz_run(struct session *s);
bool quiz_back(struct session *s);

/* Prints `of` problems from this seed on, with their answers or without; no quiz is begun. */
bool quiz_print(struct session *s, uint64_t seed, unsigned int kind, uint32_t of, bool answers);
bool quiz_print_test(struct session *s, uint64_t seed, bool answers);

/* Behind an input that was C, and may have been meant as an answer (a value was shown, or it was refused): what is asked for. */
void quiz_remind(struct session *s);

/* A lone word typed while a problem is open: `out` is the input that it stands for. */
bool quiz_is_answer(const struct session *s, const char *text, size_t length, char *out, size_t size);

#endif
