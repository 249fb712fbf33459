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

/* ---- for the files of queries ---- */

extern const struct query_row query_memory_rows[]; /* query_memory.c; NULL at the end */

const struct hm_machine *query_machine(const struct query *q);
bool query_answer(struct query *q, int64_t value);
/* False; format holds one %lld. */
bool query_refuse(struct query *q, const char *format, long long value) __attribute__((format(printf, 2, 0)));
/* The CPUs from *first to *last: the i-th argument's, or all of them. False: there is no such CPU. */
bool query_cpus(struct query *q, unsigned int i, uint32_t *first, uint32_t *last);

#endif
