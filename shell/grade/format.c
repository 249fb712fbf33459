/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The list of formats, and what several of them say: see format.h.
 */
#include <string.h>

#include "shell/grade/format.h"

static const struct grade_format *const formats[] = { &grade_text, &grade_json, &grade_gradescope, &grade_junit };

const struct grade_format *grade_format_find(const char *name)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++)
		if (!strcmp(formats[i]->name, name))
			return formats[i];
	return NULL;
}

const char *answer_end_name(enum answer_end end)
{
	switch (end) {
	case ANSWER_MISSING: return "missing";
	case ANSWER_JUDGED: return "judged";
	case ANSWER_STEPS: return "steps";
	case ANSWER_OUTPUT: return "output";
	case ANSWER_OPEN: return "open";
	case ANSWER_TIME: return "time";
	case ANSWER_CRASHED: return "crashed";
	case ANSWER_LOST: return "lost";
	}
	return "";
}

void grade_goals(const struct grade_answer *a, struct text *out)
{
	for (size_t i = 0; a->finding && i < a->task->conditions; i++) {
		const struct condition *c = &a->task->condition[i];

		if (c->mistake)
			continue;
		text_printf(out, "[%c] ", a->finding[i].holds ? 'x' : ' ');
		if (c->must)
			text_puts(out, "(must) ");
		else if (a->finding[i].holds && !grade_gives(a, i))
			text_printf(out, "(0 of %u) ", c->points);
		else
			text_printf(out, "(%u) ", c->points);
		text_printf(out, "%s\n", c->words);
	}
}

static void reason(const struct condition *c, const struct grade_finding *f, struct text *out)
{
	if (c->mistake != f->holds)
		return;
	if (c->mistake)
		text_printf(out, "line %u: mistake, -%u: %s\n", c->line, c->points, c->text);
	else if (f->broken)
		text_printf(out, "line %u: %s: cannot be asked: %s\n", c->line, c->text, f->found);
	else
		text_printf(out, "line %u: expected %s, found %s\n", c->line, f->expected, f->found);
}

void grade_reasons(const struct grade_answer *a, struct text *out)
{
	for (size_t i = 0; a->finding && i < a->task->conditions; i++)
		reason(&a->task->condition[i], &a->finding[i], out);
	if (a->end == ANSWER_CRASHED && a->signal)
		text_printf(out, "killed by signal %d (%s)\n", a->signal, strsignal(a->signal));
	if (a->finding)
		text_printf(out, "begins in line %u, %llu steps\n", a->line, a->steps);
}

static void advise(const struct condition *c, const struct grade_finding *f, struct text *out)
{
	if (c->mistake != f->holds)
		return;
	text_printf(out, "%s%s%s%s\n", c->mistake ? "" : "Wanted: ", c->words, *c->advice ? c->mistake ? " " : ". " : "", c->advice);
}

void grade_advice(const struct grade_answer *a, struct text *out)
{
	const char *end = answer_end_words(a);

	if (end)
		text_printf(out, "%s\n", end);
	for (size_t i = 0; a->finding && i < a->task->conditions; i++)
		if (a->task->condition[i].mistake)
			advise(&a->task->condition[i], &a->finding[i], out);
	for (size_t i = 0; a->finding && i < a->task->conditions; i++)
		if (!a->task->condition[i].mistake)
			advise(&a->task->condition[i], &a->finding[i], out);
}
