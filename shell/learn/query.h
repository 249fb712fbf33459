/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a condition may ask: functions over the machine's state, and over what has happened since the step began. A row each, described for authors in
 * lessons/FORMAT.md. They only look.
 */
#ifndef LEARN_QUERY_H
#define LEARN_QUERY_H

#include "shell/session.h"

enum { QUERY_ARGUMENTS = 3, QUERY_STRING = 64 };

struct query_argument {
	bool is_text;
	int64_t value;
	char text[QUERY_STRING];
};

struct query {
	const struct session *s;
	struct query_argument argument[QUERY_ARGUMENTS];
	unsigned int arguments;
	int64_t result;
	char why[160];             /* when the function returned false */
};

struct query_row {
	const char *name;
	const char *arguments;     /* a letter each: n number, s text, small ones; '|' before those that may be left out */
	bool (*ask)(struct query *q);
};

const struct query_row *query_find(const char *name, size_t length);
const struct query_row *query_at(unsigned int i); /* NULL behind the last */

#endif
