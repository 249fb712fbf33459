/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rehearsals: see rehearsal.h. Lines are joined into inputs just as the prompt does it, so a rehearsal shows what a person would see.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shell/command/command.h"
#include "shell/learn/rehearsal.h"

enum { REHEARSAL_STEPS = 20000000, REHEARSAL_COLUMNS = 80 };

bool lesson_machine(const struct lesson *lesson, struct hm_config *cfg, char *why, size_t size)
{
	const char *at = lesson_field(lesson, "machine");

	hm_config_default(cfg);
	for (at = at ? at : ""; *(at += strspn(at, " ,\t")); at += strcspn(at, " ,\t"))
		if (!set_machine_key(cfg, at, strcspn(at, " ,\t"), why, size))
			return false;
	return hm_config_settle(cfg, why, size) == HM_OK;
}

static void capture(struct session *s, struct text *to)
{
	s->out.capture = s->err.capture = to;
	s->out.fd = s->err.fd = -1;
	s->out.terminal = s->err.terminal = false;
}

bool rehearsal_open(struct rehearsal *r, const struct hm_config *cfg)
{
	*r = (struct rehearsal){ .s = malloc(sizeof(*r->s)) };
	if (!r->s || session_open(r->s, cfg) != HM_OK) {
		free(r->s);
		r->s = NULL;
		return false;
	}
	capture(r->s, &r->shown);
	r->s->interactive = r->s->confined = r->s->utf8 = true;
	r->s->columns = REHEARSAL_COLUMNS;
	r->s->max_errors = 20;
	r->s->step_limit = REHEARSAL_STEPS;
	r->s->soft.learning.lesson = r->s->soft_taken.learning.lesson = UINT32_MAX; /* no lesson of its own; messages are counted */
	return true;
}

void rehearsal_close(struct rehearsal *r)
{
	if (r->s)
		session_close(r->s);
	free(r->s);
	text_free(&r->shown);
	*r = (struct rehearsal){ 0 };
}

void rehearsal_clear(struct rehearsal *r)
{
	sink_fresh_line(&r->s->out);
	r->no_memory = r->no_memory || r->shown.failed;
	text_clear(&r->shown);
}

/* Nothing else can fail in sinks that lead nowhere. */
bool rehearsal_lost(const struct rehearsal *r, bool run)
{
	return r->no_memory || !r->s || r->shown.failed || r->s->no_memory || (run && r->s->run_no_memory) || session_output_lost(r->s);
}

static bool blank(const char *line)
{
	return !line[strspn(line, " \t")];
}

bool rehearsal_type(struct rehearsal *r, const struct code *code)
{
	struct text input = { 0 };

	for (size_t i = 0; i < code->lines && !r->s->quit; i++) {
		if (!input.length && blank(code->line[i]))
			continue;
		text_puts(&input, code->line[i]);
		text_puts(&input, "\n");
		if (input.failed || session_needs_more(r->s, text_string(&input), input.length))
			continue;
		r->s->steps = 0;
		session_type(r->s, text_string(&input), input.length);
		sink_fresh_line(&r->s->out);
		sink_fresh_line(&r->s->err);
		text_clear(&input);
	}
	if (input.length || input.failed) {
		r->no_memory = r->no_memory || input.failed;
		text_free(&input);
		return false;
	}
	text_free(&input);
	return true;
}

void learning_mark(struct session *s)
{
	struct learning *l = &s->soft.learning;

	l->events = hm_event_count(s->world->m);
	l->reports = hm_report_count(s->world->m);
	memset(&l->diagnosed, 0, sizeof(l->diagnosed));
	memcpy(&s->soft_taken.learning, l, sizeof(*l)); /* a place to count from is no change */
}

bool rehearse_item(struct rehearsal *r, const struct item *item)
{
	if (item->kind == ITEM_CODE)
		return rehearsal_type(r, &item->code);
	if (item->kind == ITEM_TASK && item->task->solutions)
		return rehearsal_type(r, &item->task->solution[0].code);
	return true;
}

/* A fresh machine in the place of this one. */
static bool start_afresh(struct rehearsal *r, const struct lesson *lesson)
{
	bool lost = r->s && rehearsal_lost(r, true);
	struct hm_config cfg;
	char why[512];

	rehearsal_close(r);
	if (!lesson_machine(lesson, &cfg, why, sizeof(why)))
		hm_config_default(&cfg), hm_config_settle(&cfg, why, sizeof(why));
	if (!rehearsal_open(r, &cfg))
		return false;
	r->no_memory = lost;
	return true;
}

bool rehearse_to(struct rehearsal *r, const struct lesson *lesson, size_t step)
{
	size_t first = step;

	while (first && !lesson->step[first].has_start)
		first--;
	if (!start_afresh(r, lesson))
		return false;
	for (size_t i = first; i <= step; i++) {
		const struct step *s = &lesson->step[i];

		if (s->has_start && i > first && !start_afresh(r, lesson))
			return false;
		if (s->has_start)
			rehearsal_type(r, &s->start);
		for (size_t j = 0; i < step && j < s->items; j++)
			rehearse_item(r, &s->item[j]);
	}
	rehearsal_clear(r);
	learning_mark(r->s);
	return true;
}
