/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * --format gradescope: results.json of Gradescope's autograders, one object a line, so that with one submission standard output is that file. Each task is a
 * visible test; beside it a hidden one tells the teacher what the machine held. The scores of the tests add up to the score.
 */
#include "shell/grade/format.h"
#include "shell/report/json.h"

/* What its author sees of an answer. */
static void student_text(const struct grade_answer *a, struct text *out)
{
	grade_goals(a, out);
	grade_advice(a, out);
	if (*a->output)
		text_printf(out, "\nWhat your answer printed, and what was said to it:\n%s", a->output);
}

static void put_test(struct text *t, const struct grade_answer *a)
{
	struct text name = { 0 }, output = { 0 };

	text_printf(&name, "step %zu, %s", a->step, a->title);
	student_text(a, &output);
	json_open(t, NULL, '{');
	json_text(t, "name", text_string(&name), name.length);
	json_number(t, "score", a->points);
	json_number(t, "max_score", a->max);
	json_string(t, "status", a->points == a->max ? "passed" : "failed");
	json_text(t, "output", text_string(&output), output.length);
	json_string(t, "output_format", "text");
	json_string(t, "visibility", "visible");
	json_close(t, '}');
	t->failed |= name.failed || output.failed;
	text_free(&name);
	text_free(&output);
}

static void put_hidden(struct text *t, const char *name, const char *output)
{
	json_open(t, NULL, '{');
	json_string(t, "name", name);
	json_string(t, "output", output);
	json_string(t, "output_format", "text");
	json_string(t, "visibility", "hidden");
	json_close(t, '}');
}

static void put_teacher(struct text *t, const struct grade_answer *a)
{
	struct text name = { 0 }, output = { 0 };

	text_printf(&name, "teacher: step %zu", a->step);
	text_printf(&output, "%s\n", answer_end_name(a->end));
	grade_reasons(a, &output);
	put_hidden(t, text_string(&name), text_string(&output));
	t->failed |= name.failed || output.failed;
	text_free(&name);
	text_free(&output);
}

static void put_tests(struct text *t, const struct grade_result *r)
{
	char layers[80];

	sandbox_words(r->layers, layers, sizeof(layers));
	json_open(t, "tests", '[');
	for (size_t i = 0; i < r->answers && !r->trouble; i++) {
		put_test(t, &r->answer[i]);
		put_teacher(t, &r->answer[i]);
	}
	put_hidden(t, "teacher: sandbox", layers);
	json_close(t, ']');
}

static void result(struct sink *out, const struct grade_totals *totals, const struct grade_result *r)
{
	struct text t = { 0 }, output = { 0 };

	text_printf(&output, "%s: %u of %u points\n", totals->title, r->points, r->max);
	if (r->trouble)
		text_printf(&output, "%s: not graded: %s\n", r->name, r->trouble);
	text_puts(&output, r->notes);
	json_open(&t, NULL, '{');
	json_number(&t, "score", r->points);
	json_text(&t, "output", text_string(&output), output.length);
	json_string(&t, "output_format", "text");
	json_string(&t, "visibility", "visible");
	json_string(&t, "stdout_visibility", "hidden");
	put_tests(&t, r);
	json_close(&t, '}');
	text_puts(&t, "\n");
	t.failed |= output.failed;
	text_free(&output);
	sink_text(out, &t);
}

const struct grade_format grade_gradescope = { "gradescope", "results.json of Gradescope, a line for each submission", NULL, result, NULL };
