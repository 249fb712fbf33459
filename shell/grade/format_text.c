/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * --format text: for a teacher at a terminal. What the submission's author may see stands plain; lines that are the teacher's alone begin with "teacher:". What
 * the submission printed stands behind a bar, so that it cannot pass for a verdict.
 */
#include <string.h>

#include "shell/grade/format.h"

static const char *plural(unsigned long long n)
{
	return n == 1 ? "" : "s";
}

static void begin(struct sink *out, const struct grade_totals *t, size_t entries)
{
	sink_printf(out, "%s, %zu submission%s\n", t->title, entries, plural(entries));
	if (t->judged_by)
		sink_printf(out, "teacher: judged by %s\n", t->judged_by);
}

/* Each line of it, behind what comes before a line. */
static void put_lines(struct sink *out, const char *before, const char *text)
{
	while (*text) {
		size_t n = strcspn(text, "\n");

		sink_puts(out, before);
		sink_write(out, text, n);
		sink_puts(out, "\n");
		text += n + (text[n] == '\n');
	}
}

/* Sentences of ours: on a terminal they are broken to its width. */
static void put_words(struct sink *out, const char *before, const char *text)
{
	struct text line = { 0 };

	if (!out->terminal) {
		put_lines(out, before, text);
		return;
	}
	while (*text) {
		size_t n = strcspn(text, "\n");

		text_clear(&line);
		text_add(&line, text, n);
		sink_puts(out, before);
		if (sink_is_whole(out, &line))
			sink_wrap(out, strlen(before), strlen(before) + 2, text_string(&line));
		text += n + (text[n] == '\n');
	}
	text_free(&line);
}

static void put_findings(struct sink *out, const struct grade_answer *a)
{
	struct text advice = { 0 };

	grade_goals(a, &advice);
	grade_advice(a, &advice);
	if (sink_is_whole(out, &advice))
		put_words(out, "    ", text_string(&advice));
	text_clear(&advice);
	grade_reasons(a, &advice);
	if (sink_is_whole(out, &advice))
		put_words(out, "    teacher: ", text_string(&advice));
	text_free(&advice);
}

static void put_answer(struct sink *out, const struct grade_answer *a)
{
	sink_printf(out, "  step %zu, %s: %u of %u point%s\n", a->step, a->title, a->points, a->max, plural(a->max));
	put_findings(out, a);
	put_lines(out, "    | ", a->output);
}

/* In the course's points, to a tenth, rounded down. */
static void put_share(struct sink *out, unsigned int worth, const struct grade_result *r)
{
	unsigned long long tenths = r->max ? (unsigned long long)r->points * worth * 10 / r->max : 0;

	if (worth)
		sink_printf(out, ": %llu.%llu of %u in the course", tenths / 10, tenths % 10, worth);
	sink_puts(out, "\n");
}

static void result(struct sink *out, const struct grade_totals *t, const struct grade_result *r)
{
	char layers[80];

	if (r->trouble) {
		sink_printf(out, "\n%s: not graded: %s\n", r->name, r->trouble);
		return;
	}
	sink_printf(out, "\n%s: %u of %u points, %u %%", r->name, r->points, r->max, grade_percent(r->points, r->max));
	put_share(out, t->course_points, r);
	put_words(out, "  ", r->notes);
	for (size_t i = 0; i < r->answers; i++)
		put_answer(out, &r->answer[i]);
	sandbox_words(SANDBOX_ALL & ~r->layers, layers, sizeof(layers));
	if (r->layers != SANDBOX_ALL)
		sink_printf(out, "  teacher: not confined by %s\n", layers);
}

static void end(struct sink *out, const struct grade_totals *t)
{
	if (t->results < 2)
		return;
	sink_printf(out, "\n%zu submission%s: %zu with full marks", t->results, plural(t->results), t->full);
	if (t->troubles)
		sink_printf(out, ", %zu not graded", t->troubles);
	sink_printf(out, ", %u %% on average\n", grade_percent((unsigned int)t->points, (unsigned int)t->max));
}

const struct grade_format grade_text = { "text", "for a teacher at a terminal", begin, result, end };
