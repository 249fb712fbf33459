/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a learner reads: the opening of a lesson, a step's text up to the action in hand, the goals, the answer to a prediction. Plain lines, so they read the
 * same in the view, at a plain prompt, and aloud.
 */
#include <stdio.h>
#include <string.h>

#include "shell/learn/learn.h"
#include "shell/learn/prose.h"
#include "shell/learn/typed.h"

static unsigned int columns(const struct session *s)
{
	return s->columns;
}

static void show_code(struct session *s, const struct code *code)
{
	if (!s->learn->walkthrough)
		sink_puts(&s->out, "Type:\n");
	for (size_t i = 0; !s->learn->walkthrough && i < code->lines; i++) {
		sink_puts(&s->out, "    ");
		sink_style(&s->out, STYLE_BOLD);
		sink_puts(&s->out, code->line[i]);
		sink_style(&s->out, STYLE_PLAIN);
		sink_puts(&s->out, "\n");
	}
}

void learn_show_choices(struct session *s, const struct predict *p)
{
	char lead[8];

	for (unsigned int i = 0; i < p->choices; i++) {
		snprintf(lead, sizeof(lead), "  %c. ", 'A' + i);
		prose_text(&s->out, lead, p->choice[i], columns(s));
	}
	sink_puts(&s->out, "Your answer:");
	for (unsigned int i = 0; i < p->choices; i++)
		sink_printf(&s->out, "%s%c", i == 0 ? " " : i + 1 < p->choices ? ", " : " or ", 'A' + i);
	sink_puts(&s->out, "?\n");
}

static void show_predict(struct session *s, const struct predict *p)
{
	prose_text(&s->out, "", p->question, columns(s));
	learn_show_choices(s, p);
}

static void show_task(struct session *s, const struct task *t)
{
	struct text goals = { 0 };

	prose_text(&s->out, "Task: ", t->text, columns(s));
	if (learn_goals(s, &goals))
		sink_write(&s->out, text_string(&goals), goals.length);
	text_free(&goals);
}

static void show_item(struct session *s, const struct item *i, bool action)
{
	switch (i->kind) {
	case ITEM_PROSE: prose_show(&s->out, i->prose, columns(s)); break;
	case ITEM_CODE: if (action) show_code(s, &i->code); break;
	case ITEM_PREDICT: if (action) show_predict(s, i->predict); break;
	case ITEM_TASK: if (action) show_task(s, i->task); break;
	}
}

/* An empty line between what the machine says and what the lesson says. */
static void space(struct session *s)
{
	sink_fresh_line(&s->out);
	sink_fresh_line(&s->err);
	sink_puts(&s->out, "\n");
}

void learn_show_here(struct session *s)
{
	const struct step *step = learn_step(s);
	size_t item = s->soft.learning.item, first = item;

	if (!step)
		return;
	while (first && step->item[first - 1].kind == ITEM_PROSE)
		first--;
	if (first || item == step->items)
		space(s);
	for (size_t i = first; i < step->items && i <= item; i++)
		show_item(s, &step->item[i], i == item);
}

/* Lines of a start that say what kind of machine it is, and what its compiler says; what the others leave is told as it stands. */
static bool told_as_it_stands(const char *line)
{
	return !strncmp(line, "machine ", 8) || !strncmp(line, "era ", 4) || !strncmp(line, "set ", 4);
}

/* A step with a start of its own puts another machine in the learner's place: which, and what is there. */
static void show_start(struct session *s, const struct code *start)
{
	const struct text *there = &s->learn->there;
	struct text text = { 0 };

	text_printf(&text, "(%s machine", start->lines ? "Another" : "A fresh");
	for (size_t i = 0; i < start->lines; i++)
		if (told_as_it_stands(start->line[i]))
			text_printf(&text, ", `%s`", start->line[i]);
	text_printf(&text, "%s.)", there->length ? text_string(there) : "; what was declared before is gone");
	prose_text(&s->out, "", text_string(&text), columns(s));
	text_free(&text);
}

void learn_show_step(struct session *s)
{
	const struct lesson *l = learn_lesson(s);
	const struct step *step = learn_step(s);

	if (!step)
		return;
	sink_style(&s->out, STYLE_BOLD);
	sink_printf(&s->out, "Step %u of %zu: %s\n", s->soft.learning.step + 1u, l->steps, step->title);
	sink_style(&s->out, STYLE_PLAIN);
	if (s->soft.learning.step && step->has_start)
		show_start(s, &step->start);
	learn_show_here(s);
}

static size_t folder_length(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? (size_t)(slash - path) : 0;
}

void learn_show_opening(struct session *s)
{
	const struct lesson *l = learn_lesson(s);
	const char *level = l ? lesson_field(l, "level") : NULL;
	struct text head = { 0 };

	if (!l)
		return;
	text_printf(&head, "%s", l->title);
	if (level && *level)
		text_printf(&head, " (%s)", level);
	sink_style(&s->out, STYLE_BOLD);
	prose_text(&s->out, "", text_string(&head), columns(s));
	sink_style(&s->out, STYLE_PLAIN);
	text_free(&head);
	sink_style(&s->out, STYLE_DIM);
	sink_printf(&s->out, "%s, from %.*s\n", l->name, (int)folder_length(l->path), l->path);
	sink_style(&s->out, STYLE_PLAIN);
	for (size_t i = 0; !s->soft.learning.step && i < l->intros; i++)
		show_item(s, &l->intro[i], false);
}

/* ---- predictions ---- */

static const struct item *answered_item(const struct session *s)
{
	const struct step *step = learn_step(s);
	size_t i = s->soft.learning.item;

	while (step && i--)
		if (step->item[i].kind == ITEM_PREDICT)
			return &step->item[i];
	return NULL;
}

void learn_show_answer(struct session *s)
{
	const struct item *i = answered_item(s);
	const struct predict *p = i ? i->predict : NULL;
	unsigned int given = s->soft.learning.answer;
	char lead[32];

	if (!p || !given)
		return;
	snprintf(lead, sizeof(lead), given - 1 == p->answer ? "%c is right. " : "%c, not %c. ", 'A' + p->answer, 'A' + given - 1);
	sink_fresh_line(&s->out);
	prose_text(&s->out, "", lead, columns(s));
	prose_text(&s->out, "  ", p->why, columns(s));
	for (unsigned int k = 0; k < p->choices; k++) {
		if (!p->why_not[k])
			continue;
		snprintf(lead, sizeof(lead), "  Not %c: ", 'A' + k);
		prose_text(&s->out, lead, p->why_not[k], columns(s));
	}
}

/* ---- goals ---- */

/* A mark for each input; the lines that go on with it stand below its first. */
static void code_goals(const struct session *s, const struct code *code, struct text *out)
{
	for (size_t k = 0, n; k < code->lines && k < MOST_FOLLOWED; k += n) {
		struct text input = { 0 };

		n = typed_input_lines(s, code, k, &input);
		text_free(&input);
		text_printf(out, "[%c] %s\n", s->learn->lines_typed >> k & 1 ? 'x' : ' ', code->line[k]);
		for (size_t m = 1; m < n; m++)
			text_printf(out, "    %s\n", code->line[k + m]);
	}
}

bool learn_goals(struct session *s, struct text *out)
{
	const struct item *i = learn_item(s);
	unsigned char marks[MOST_FOLLOWED] = { 0 };
	struct verdict v;

	if (!i || s->soft.learning.playing)
		return false;
	if (i->kind == ITEM_CODE) {
		code_goals(s, &i->code, out);
	} else if (i->kind == ITEM_PREDICT) {
		text_puts(out, "[ ] answer the question: type its letter\n");
	} else if (i->kind == ITEM_TASK && i->task->conditions <= MOST_FOLLOWED) {
		judge(s, i->task, &v, marks, NULL);
		judge_goals(i->task, marks, out);
	}
	return out->length > 0;
}
