/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a person is asked just now, by a lesson or a quiz, as a number: another question or task is another number. The prompt compares it before and behind an
 * input, so that what was pasted or typed before a question could be read is not taken as its answer.
 *
 * Lines to type are not asked: who pastes a lesson's blocks in a row may go on.
 */
#include "shell/learn/learn.h"

static uint64_t mix(uint64_t sum, uint64_t value)
{
	return (sum ^ value) * UINT64_C(0x100000001b3);
}

static bool is_asked(const struct item *i)
{
	return i && (i->kind == ITEM_PREDICT || i->kind == ITEM_TASK);
}

uint64_t learn_asked(const struct session *s)
{
	const struct learning *at = &s->soft.learning;
	const struct quizzing *q = &s->soft.quiz;
	uint64_t sum = UINT64_C(0xcbf29ce484222325);

	if (q->open)
		return mix(mix(mix(sum, 1), q->seed), q->number);
	if (!s->learn || at->playing || !is_asked(learn_item(s)))
		return 0;
	return mix(mix(mix(mix(sum, 2), at->lesson), at->step), at->item);
}
