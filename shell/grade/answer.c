/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Running answers: see answer.h. A task's own solutions decide what else an answer to it may type: a command which one of them uses is no cheating.
 */
#include <stdlib.h>
#include <string.h>

#include "shell/command/command.h"
#include "shell/grade/answer.h"
#include "shell/learn/counted.h"
#include "shell/learn/frozen.h"

/* ---- what has no place in an answer ---- */

/* Groups of commands that act on the machine as it runs, or only look. */
static const char *const groups[] = { "who runs", "disk", "cost", "look" };

static bool in_groups(const struct command *c)
{
	const struct command *at;
	const char *group;

	for (unsigned int i = 0; (at = command_at(i, &group)); i++)
		for (size_t g = 0; at == c && g < sizeof(groups) / sizeof(*groups); g++)
			if (!strcmp(group, groups[g]))
				return true;
	return false;
}

static bool begins_with(const char *line, const char *word)
{
	size_t n = strlen(word);

	line += strspn(line, " \t:");
	return !strncmp(line, word, n) && strchr(" \t;", line[n]);
}

static bool solutions_use(const struct task *task, const struct command *c)
{
	for (size_t i = 0; i < task->solutions; i++)
		for (size_t k = 0; k < task->solution[i].code.lines; k++)
			if (begins_with(task->solution[i].code.line[k], c->name))
				return true;
	return false;
}

static bool refuses(void *to, const struct command *c)
{
	return ((c->flags & COMMAND_FILES) || !in_groups(c)) && !solutions_use(to, c);
}

/* ---- start states ---- */

static void ask_all(struct session *s, const struct task *task, struct finding *to)
{
	for (size_t i = 0; i < task->conditions && i < MOST_CONDITIONS; i++)
		condition_ask(s, task->condition[i].text, &to[i]);
}

static void note_held(struct start *start)
{
	struct finding finding[MOST_CONDITIONS];

	ask_all(start->r.s, start->task, finding);
	for (size_t i = 0; i < start->task->conditions && i < MOST_CONDITIONS; i++)
		start->held[i] = finding[i].holds;
}

/* What the step has before its task has been typed; then the task begins. */
static bool open_start(struct start *start, const struct lesson *lesson)
{
	const struct step *step = &lesson->step[start->step];

	start->task = step->task;
	if (!rehearse_to(&start->r, lesson, start->step))
		return false;
	for (size_t i = 0; i < step->items && step->item[i].task != step->task; i++)
		rehearse_item(&start->r, &step->item[i]);
	rehearsal_clear(&start->r);
	note_held(start);
	return !rehearsal_lost(&start->r, true) && world_prepare(start->r.s->world) && counted_begin(start->r.s) && frozen_begin(start->r.s, start->task);
}

bool starts_open(struct starts *starts, const struct lesson *lesson)
{
	size_t step;

	*starts = (struct starts){ .lesson = lesson };
	while (grade_task(lesson, starts->count, &step))
		starts->count++;
	starts->start = calloc(starts->count ? starts->count : 1, sizeof(*starts->start));
	for (size_t i = 0; starts->start && i < starts->count; i++) {
		grade_task(lesson, i, &starts->start[i].step);
		if (!open_start(&starts->start[i], lesson)) {
			starts_close(starts);
			return false;
		}
	}
	return starts->start;
}

void starts_close(struct starts *starts)
{
	for (size_t i = 0; starts->start && i < starts->count; i++)
		rehearsal_close(&starts->start[i].r);
	free(starts->start);
	*starts = (struct starts){ 0 };
}

/* ---- typing ---- */

struct typing {
	struct session *s;
	const struct rehearsal *r;
	struct text input;
	unsigned int line, first;  /* of the line in hand, and of the input's first */
	enum answer_end end;
};

static bool blank(const char *line, size_t n)
{
	while (n && strchr(" \t\r\n", line[n - 1]))
		n--;
	return !n;
}

static void note_limits(struct typing *t)
{
	const struct session *s = t->s;

	if (s->output_full || t->r->shown.length > GRADE_OUTPUT)
		t->end = ANSWER_OUTPUT;
	else if (s->steps >= s->step_limit)
		t->end = ANSWER_STEPS;
}

static void type_input(struct typing *t)
{
	t->s->no_memory = t->s->no_memory || t->input.failed;
	t->s->prompt_line = t->first;
	session_type(t->s, text_string(&t->input), t->input.length);
	sink_fresh_line(&t->s->out);
	sink_fresh_line(&t->s->err);
	text_clear(&t->input);
	note_limits(t);
}

static void type_line(struct typing *t, const char *line, size_t n)
{
	if (!t->input.length && blank(line, n))
		return;
	if (!t->input.length)
		t->first = t->line;
	text_add(&t->input, line, n);
	if (line[n - 1] != '\n')
		text_puts(&t->input, "\n");
	if (!session_needs_more(t->s, text_string(&t->input), t->input.length))
		type_input(t);
	else if (t->line - t->first >= GRADE_OPEN_LINES)
		t->end = ANSWER_OPEN;
}

/* What is still open behind the last line is typed as it stands: the compiler says what it lacks. */
static void type_all(struct typing *t, const struct part *answer)
{
	const char *p = answer->text, *end = p + answer->length;

	t->line = answer->line;
	for (const char *next; p < end && t->end == ANSWER_JUDGED && !t->s->quit; p = next, t->line++) {
		const char *newline = memchr(p, '\n', (size_t)(end - p));

		next = newline ? newline + 1 : end;
		type_line(t, p, (size_t)(next - p));
	}
	if (t->input.length && t->end == ANSWER_JUDGED)
		type_input(t);
	text_free(&t->input);
}

/* Lint and the like are the lesson's; names of the machine stay its own. */
static void set_rules(struct start *start, const char *name, uint64_t steps)
{
	struct session *s = start->r.s;

	s->refuses = refuses;
	s->refuses_to = (void *)start->task;
	s->typed_file = name;
	s->step_limit = steps;
	s->steps = s->printed = 0;
	s->output_limit = GRADE_OUTPUT;
	session_apply_settings(s);
}

void answer_run(struct start *start, const struct part *answer, const char *name, uint64_t steps, struct answer_report *report)
{
	struct typing t = { .s = start->r.s, .r = &start->r, .end = ANSWER_JUDGED };

	set_rules(start, name, steps);
	type_all(&t, answer);
	report->end = t.end;
	report->steps = t.s->steps;
	ask_all(t.s, start->task, report->finding);
}
