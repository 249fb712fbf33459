/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Counting as it happens: see counted.h. Another machine in the place of the first one begins anew, as the log does.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shell/learn/counted.h"

enum { MOST_CALLS = 256, MOST_CODES = 256, CODE_LENGTH = 48, MOST_HEADLINES = 1 << 20 };

struct counted {
	const struct world *world;
	uint64_t seen;                 /* events counted so far */
	uint32_t reports_seen;
	uint64_t kind[HM_EV_NR][HM_MAX_CPUS];
	uint64_t call[MOST_CALLS][HM_MAX_CPUS];
	struct { char code[CODE_LENGTH]; int64_t count; } message[MOST_CODES];
	struct text headlines;         /* of reports, a line each */
};

bool counted_begin(struct session *s)
{
	counted_free(s);
	s->counted = calloc(1, sizeof(*s->counted));
	if (!s->counted)
		return false;
	s->counted->world = s->world;
	s->counted->seen = s->soft.learning.events;
	s->counted->reports_seen = s->soft.learning.reports;
	for (size_t i = 0; i < DIAGNOSED_CODES; i++) {
		memcpy(s->counted->message[i].code, s->soft.learning.diagnosed.code[i].code, DIAGNOSED_LENGTH);
		s->counted->message[i].count = s->soft.learning.diagnosed.code[i].count;
	}
	counted_pump(s);
	return true;
}

void counted_free(struct session *s)
{
	if (s->counted)
		text_free(&s->counted->headlines);
	free(s->counted);
	s->counted = NULL;
}

static void begin_anew(struct counted *c, const struct world *world)
{
	text_clear(&c->headlines);
	memset(c->kind, 0, sizeof(c->kind));
	memset(c->call, 0, sizeof(c->call));
	c->seen = c->reports_seen = 0;
	c->world = world;
}

static void count_event(struct counted *c, const struct hm_event *e)
{
	if (e->kind >= HM_EV_NR || e->cpu >= HM_MAX_CPUS)
		return;
	c->kind[e->kind][e->cpu]++;
	if (e->kind == HM_EV_CALL && e->arg[0] < MOST_CALLS)
		c->call[e->arg[0]][e->cpu]++;
}

static void take_headline(struct counted *c, const struct hm_machine *m, uint32_t number)
{
	const struct hm_report *r = hm_report_get(m, number);
	char text[512];

	if (!r || c->headlines.length > MOST_HEADLINES)
		return;
	hm_report_headline(m, r, text, sizeof(text));
	text_printf(&c->headlines, "%.*s\n", (int)strcspn(text, "\n"), text);
}

void counted_pump(struct session *s)
{
	const struct hm_machine *m = s->world->m;
	struct counted *c = s->counted;

	if (!c)
		return;
	if (c->world != s->world)
		begin_anew(c, s->world);
	if (c->seen + 1 < hm_event_first(m))
		c->seen = hm_event_first(m) - 1;
	while (c->seen < hm_event_count(m)) {
		const struct hm_event *e = hm_event_get(m, ++c->seen);

		if (e)
			count_event(c, e);
	}
	while (c->reports_seen < hm_report_count(m))
		take_headline(c, m, ++c->reports_seen);
}

void counted_diagnosed(struct session *s, const char *code)
{
	struct counted *c = s->counted;
	size_t i = 0;

	if (!c)
		return;
	while (i < MOST_CODES && c->message[i].count && strcmp(c->message[i].code, code))
		i++;
	if (i == MOST_CODES || strlen(code) >= CODE_LENGTH)
		return;
	strcpy(c->message[i].code, code);
	c->message[i].count++;
}

int64_t counted_events(const struct session *s, uint32_t kind, uint64_t call, uint32_t first, uint32_t last)
{
	int64_t n = 0;

	for (uint32_t cpu = first; cpu <= last && cpu < HM_MAX_CPUS; cpu++)
		n += (int64_t)(kind == HM_EV_CALL && call < MOST_CALLS ? s->counted->call[call][cpu] : s->counted->kind[kind][cpu]);
	return n;
}

int64_t counted_reports(const struct session *s, const char *text)
{
	int64_t n = 0;

	for (const char *line = text_string(&s->counted->headlines); *line; line += strcspn(line, "\n") + 1) {
		char one[512];

		snprintf(one, sizeof(one), "%.*s", (int)strcspn(line, "\n"), line);
		n += strcasestr(one, text) != NULL;
	}
	return n;
}

int64_t counted_messages(const struct session *s, const char *code)
{
	for (size_t i = 0; i < MOST_CODES && s->counted->message[i].count; i++)
		if (!strcmp(s->counted->message[i].code, code))
			return s->counted->message[i].count;
	return 0;
}
