/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A rehearsal: a session of its own, beside the one that a person types in, where a lesson's lines are typed as they stand and what the prompt shows is
 * kept as text. Start states come from it, and --check-lessons is nothing but rehearsals. It has no view, journal or file: commands that
 * touch files are refused in it.
 */
#ifndef LEARN_REHEARSAL_H
#define LEARN_REHEARSAL_H

#include "shell/learn/lesson.h"
#include "shell/session.h"

struct rehearsal {
	struct session *s;
	struct text shown;         /* since the last rehearsal_clear() */
	bool no_memory;            /* a part of what was to be typed, or of what was shown, is missing */
};

/* The machine that a lesson's front matter asks for, settled. False: why (what is wrong with it). */
bool lesson_machine(const struct lesson *lesson, struct hm_config *cfg, char *why, size_t size);

/* False: out of memory. */
bool rehearsal_open(struct rehearsal *r, const struct hm_config *cfg);
void rehearsal_close(struct rehearsal *r);

/* Types the lines as at the prompt. False: the block ends in the middle of an input, which is dropped. */
bool rehearsal_type(struct rehearsal *r, const struct code *code);
void rehearsal_clear(struct rehearsal *r);
/* Has something been lost since it was opened for want of memory? Then what it shows proves nothing. `run`: by the running machine counts as well. */
bool rehearsal_lost(const struct rehearsal *r, bool run);

/* From here on "since the step began" counts. */
void learning_mark(struct session *s);

/* Puts what comes before the step's first action in place: fresh machine and start block, or what the steps before leave. False: out of memory. */
bool rehearse_to(struct rehearsal *r, const struct lesson *lesson, size_t step);
/* Types one action as it is written. */
bool rehearse_item(struct rehearsal *r, const struct item *item);

#endif
