/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The list of formats, and what several of them say: see format.h.
 */
#include <string.h>

#include "shell/grade/format.h"

static const struct grade_format *const formats[] = { &grade_text, &grade_json, &grade_gradescope, &grade_junit };

const struct grade_format *grade_format_at(unsigned int i)
{
	return i < sizeof(formats) / sizeof(*formats) ? formats[i] : NULL;
}

const struct grade_format *grade_format_find(const char *name)
{
	for (unsigned int i = 0; grade_format_at(i); i++)
		if (!strcmp(grade_format_at(i)->name, name))
			return grade_format_at(i);
	return NULL;
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
