/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * --format json: one document; each submission is a line of it. grade.schema.json beside this file describes it, and a test holds every document against
 * that. What only the teacher should see is in the members "teacher". Text is UTF-8 whatever came in (report/json.h).
 */
#include "shell/grade/format.h"
#include "shell/report/json.h"

enum { GRADE_SCHEMA = 1 };

static void begin(struct sink *out, const struct grade_totals *totals, size_t entries)
{
	struct text t = { 0 };

	(void)entries;
	json_open(&t, NULL, '{');
	json_number(&t, "schema", GRADE_SCHEMA);
	json_string(&t, "title", totals->title);
	json_number(&t, "course_points", totals->course_points);
	json_open(&t, "submissions", '[');
	text_puts(&t, "\n");
	sink_text(out, &t);
}

static void put_finding(struct text *t, const struct grade_answer *a, size_t i)
{
	const struct condition *c = &a->task->condition[i];
	const struct grade_finding *f = &a->finding[i];

	json_open(t, NULL, '{');
	json_string(t, "kind", c->mistake ? "mistake" : c->must ? "must" : "goal");
	json_string(t, "words", c->words);
	json_number(t, "points", c->points);
	json_bool(t, "holds", f->holds);
	json_bool(t, "gives", grade_gives(a, i));
	json_open(t, "teacher", '{');
	json_string(t, "condition", c->text);
	json_number(t, "line", c->line);
	json_bool(t, "at_start", f->at_start);
	json_bool(t, "asked", !f->broken);
	json_string(t, "expected", f->expected);
	json_string(t, "found", f->found);
	json_close(t, '}');
	json_close(t, '}');
}

static void put_line(struct text *t, const struct grade_answer *a)
{
	if (a->line)
		json_number(t, "line", a->line);
	else
		json_string(t, "line", NULL);
}

static void put_answer(struct text *t, const struct grade_answer *a)
{
	struct text advice = { 0 };

	grade_advice(a, &advice);
	json_open(t, NULL, '{');
	json_number(t, "step", a->step);
	json_string(t, "title", a->title);
	put_line(t, a);
	json_string(t, "end", answer_end_name(a->end));
	json_number(t, "points", a->points);
	json_number(t, "max", a->max);
	json_text(t, "advice", text_string(&advice), advice.length);
	json_string(t, "output", a->output);
	json_open(t, "conditions", '[');
	for (size_t i = 0; a->finding && i < a->task->conditions; i++)
		put_finding(t, a, i);
	json_close(t, ']');
	json_open(t, "teacher", '{');
	json_number(t, "steps", a->steps);
	json_number(t, "signal", (uint64_t)a->signal);
	json_close(t, '}');
	json_close(t, '}');
	t->failed |= advice.failed;
	text_free(&advice);
}

static void result(struct sink *out, const struct grade_totals *totals, const struct grade_result *r)
{
	struct text t = { 0 };
	char layers[80];

	sandbox_words(r->layers, layers, sizeof(layers));
	json_open(&t, NULL, '{');
	json_string(&t, "name", r->name);
	json_number(&t, "points", r->points);
	json_number(&t, "max", r->max);
	json_number(&t, "percent", grade_percent(r->points, r->max));
	json_string(&t, "trouble", r->trouble);
	json_string(&t, "notes", r->notes);
	json_open(&t, "answers", '[');
	for (size_t i = 0; i < r->answers; i++)
		put_answer(&t, &r->answer[i]);
	json_close(&t, ']');
	json_open(&t, "teacher", '{');
	json_string(&t, "sandbox", layers);
	json_close(&t, '}');
	json_close(&t, '}');
	if (totals->results > 1)
		sink_puts(out, ",\n");
	sink_text(out, &t);
}

static void end(struct sink *out, const struct grade_totals *totals)
{
	struct text t = { 0 };

	json_number(&t, "full", totals->full);
	json_number(&t, "not_graded", totals->troubles);
	sink_puts(out, "\n],");
	sink_text(out, &t);
	sink_puts(out, "}\n");
}

const struct grade_format grade_json = { "json", "one JSON document (grade.schema.json)", begin, result, end };
