/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What somebody has answered, and whether it is right. Forgiving in the form, never in the value: "B", "b.", "line 7", 28, 0x1c, 0b11100, 1c, an expression.
 */
#ifndef QUIZ_REPLY_H
#define QUIZ_REPLY_H

#include "shell/quiz/problem.h"
#include "shell/session.h"

struct judged {
	bool read, right;
	int offer;                 /* which of the problem's answers it is; -1: none of them */
	uint64_t value;
	char note[100];            /* how it was read, when that is not plain; "" */
};

/* read is false: it is no answer to this problem; what was wrong with an expression has then been said. */
void quiz_judge(struct session *s, const struct exercise *p, const char *text, size_t length, struct judged *out);

/*
 * Is this lone word, typed at the prompt, meant as an answer to a question of that form? Where a letter is asked for, any letter or number is: C would
 * have made `$1 = 3` of it. Names that the user has declared are not.
 */
bool quiz_is_reply(const struct session *s, enum quiz_form form, const char *text, size_t length);

#endif
