/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where a person stands in a lesson: plain data, a part of the session's own small state (shell/world.h), so that undo, save and the journal
 * take it along. The lesson itself is named by its number in the session's list of lessons read so far, which only grows.
 */
#ifndef LEARN_LEARNING_H
#define LEARN_LEARNING_H

#include <stdbool.h>
#include <stdint.h>

enum { DIAGNOSED_CODES = 12, DIAGNOSED_LENGTH = 40 };

/* Messages of the compiler since the step began: what a task may ask for. */
struct diagnosed {
	uint32_t errors, warnings;
	struct { char code[DIAGNOSED_LENGTH]; uint32_t count; } code[DIAGNOSED_CODES];
};

struct learning {
	uint32_t lesson;           /* 1 + its number, 0: none */
	uint16_t step, item;       /* item: the action in hand; what stands before it is done. The number of items: the step is at its end */
	uint8_t answer;            /* of the last prediction: 1 + its choice, 0: none */
	bool playing;              /* free play: `lesson back` goes to play_mark */
	uint8_t lint, werror;      /* the settings from before the lesson */
	uint64_t play_mark;
	uint64_t entered;          /* where the timeline stood when the step was begun */
	uint64_t events;           /* length of the log when the step began */
	uint32_t reports;
	struct diagnosed diagnosed;
};

#endif
