/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where a person stands in a quiz: plain data, a part of the session's own small state (shell/world.h), so that undo, save and the journal take it along.
 * The problem itself is made anew from kind and seed whenever it is needed.
 */
#ifndef QUIZ_QUIZZING_H
#define QUIZ_QUIZZING_H

#include <stdbool.h>
#include <stdint.h>

enum { QUIZ_KINDS_MOST = 12, QUIZ_REPLY = 40 };

struct quiz_score {
	uint16_t asked, right;
};

struct quizzing {
	uint64_t seed;             /* of the series; its problems have this seed and those behind it */
	uint32_t number, of;       /* the problem in hand, from 1; 0: none. of: how many there are; 0: no end */
	uint8_t kind;              /* 1 + the kind asked for, 0: any. In a test each problem has its own */
	uint8_t form, choices;     /* of the problem in hand: what a lone word may mean */
	uint8_t test, open, looking; /* open: an answer is waited for; looking: its machine was put in the place of the learner's */
	uint8_t silent, unused;    /* silent: a test whose answers are all there */
	uint64_t back;             /* where the timeline stood before that */
	struct quiz_score score[QUIZ_KINDS_MOST];
	char reply[QUIZ_KINDS_MOST][QUIZ_REPLY]; /* a test's; else the first one is the last answer */
};

#endif
