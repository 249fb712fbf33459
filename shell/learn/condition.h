/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Asking a condition: an expression of hmsh's own C in which queries (query.h) stand for their values. It is compiled into the language's scratch and
 * only looks, so redo survives it, and a check never changes what it judges.
 */
#ifndef LEARN_CONDITION_H
#define LEARN_CONDITION_H

#include "shell/session.h"

struct finding {
	bool holds;
	bool broken;               /* it could not be asked: `found` says why */
	char expected[160];        /* the part that does not hold ("slots_mapped() == 0") */
	char found[200];           /* "1" */
};

/* The value of an expression without queries, and its type as text; only looks. False: it has none. */
bool condition_look(struct session *s, const char *text, size_t n, int64_t *value, char *type, size_t size);

void condition_ask(struct session *s, const char *text, struct finding *out);
/* The value of an expression of the same kind. False: why. */
bool condition_value(struct session *s, const char *text, int64_t *value, char *why, size_t size);

#endif
