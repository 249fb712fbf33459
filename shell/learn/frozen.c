/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Keeping the pages of a task: see frozen.h. Names are found in the conditions' text, as words with a constant index; what else a word may be there (a query, a
 * member) has no value of that type, or is not asked for.
 */
#include <stdlib.h>
#include <string.h>

#include "shell/learn/condition.h"
#include "shell/learn/frozen.h"

enum { MOST_FROZEN = 64, LONGEST = 63 };

struct frozen {
	struct { char name[LONGEST + 1]; uint32_t value; } kept[MOST_FROZEN];
	size_t count;
};

static bool is_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* A word, and an index behind it. */
static size_t name_length(const char *at, const char *end)
{
	const char *p = at, *index;

	while (p < end && is_name(*p))
		p++;
	if (p == end || *p != '[')
		return (size_t)(p - at);
	for (index = p + 1; index < end && *index >= '0' && *index <= '9'; index++)
		;
	return (size_t)((index < end && *index == ']' && index > p + 1 ? index + 1 : p) - at);
}

size_t frozen_find(const struct session *s, const char *at, const char *end, uint32_t *value)
{
	size_t n = name_length(at, end);

	for (size_t i = 0; s->frozen && i < s->frozen->count; i++)
		if (strlen(s->frozen->kept[i].name) == n && !memcmp(s->frozen->kept[i].name, at, n)) {
			*value = s->frozen->kept[i].value;
			return n;
		}
	return 0;
}

static void keep(struct session *s, const char *at, size_t n)
{
	struct frozen *f = s->frozen;
	char type[64] = "";
	uint32_t known;
	int64_t value = 0;

	if (n > LONGEST || f->count == MOST_FROZEN || frozen_find(s, at, at + n, &known) ||
	    !condition_look(s, at, n, &value, type, sizeof(type)) || strcmp(type, "struct page *") || !value)
		return;
	memcpy(f->kept[f->count].name, at, n);
	f->kept[f->count++].value = (uint32_t)value;
}

/* The words of a condition, those in quotes left out. */
static void keep_all(struct session *s, const char *text)
{
	const char *end = text + strlen(text);
	char quote = 0;

	for (const char *p = text; p < end;) {
		size_t n = quote ? 0 : name_length(p, end);

		if (n && !(*p >= '0' && *p <= '9'))
			keep(s, p, n);
		else if (quote ? *p == quote : *p == '"' || *p == '\'')
			quote = quote ? 0 : *p;
		p += n ? n : 1;
	}
}

bool frozen_begin(struct session *s, const struct task *task)
{
	frozen_free(s);
	s->frozen = calloc(1, sizeof(*s->frozen));
	for (size_t i = 0; s->frozen && i < task->conditions; i++)
		keep_all(s, task->condition[i].text);
	return s->frozen;
}

void frozen_free(struct session *s)
{
	free(s->frozen);
	s->frozen = NULL;
}
