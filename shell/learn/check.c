/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Running a lesson to see whether what it says is so: each block at a prompt in a rehearsal, each task by its solutions and by its wrong ones. After an
 * attempt the machine goes back by undo, which is exact, so all attempts begin at the same state.
 */
#include <stdio.h>
#include <string.h>

#include "shell/learn/check.h"
#include "shell/learn/judge.h"
#include "shell/learn/rehearsal.h"

struct run {
	struct check *c;
	struct lesson *lesson;
	struct rehearsal r;
	struct text *update;
	unsigned int copied;       /* lines of the file that `update` has */
};

void check_says(struct check *c, const char *path, unsigned int line, const char *format, ...)
{
	struct text t = { 0 };
	va_list args;

	va_start(args, format);
	text_vprintf(&t, format, args);
	va_end(args);
	text_printf(&c->messages, "%s:%u: %s\n", path, line, text_string(&t));
	c->no_memory = c->no_memory || t.failed || c->messages.failed;
	text_free(&t);
	c->count++;
}

void check_fails(struct check *c, const char *path, const char *why)
{
	c->no_memory = c->no_memory || !strcmp(why, "out of memory");
	check_says(c, path, 1, "%s", why);
}

/* ---- outputs, and writing them anew ---- */

/* Offset of a line, from 1. */
static size_t line_offset(const struct lesson *l, unsigned int line)
{
	size_t at = 0;

	for (unsigned int i = 1; i < line && at < l->length; i++) {
		const char *newline = memchr(l->text + at, '\n', l->length - at);

		at = newline ? (size_t)(newline - l->text) + 1 : l->length;
	}
	return at;
}

static void copy_lines(struct run *run, unsigned int before)
{
	size_t from = line_offset(run->lesson, run->copied + 1), to = line_offset(run->lesson, before);

	if (to > from)
		text_add(run->update, run->lesson->text + from, to - from);
	if (before - 1 > run->copied)
		run->copied = before - 1;
}

/* block_end: the line that closes the block which the output belongs to. */
static void write_output(struct run *run, const struct output *o, unsigned int block_end)
{
	if (!run->update)
		return;
	copy_lines(run, block_end + 1);
	if (o->begin)
		run->copied = o->end;
	if (run->r.shown.length)
		text_printf(run->update, "\n```output\n%s```\n", text_string(&run->r.shown));
	/* an empty line stood between the block and the output that is gone: it separates still */
}

static void first_difference(const char *file, const char *shell, unsigned int *line, int *a, int *b, const char **at_file, const char **at_shell)
{
	while (*file || *shell) {
		*a = (int)strcspn(file, "\n");
		*b = (int)strcspn(shell, "\n");
		if (*a != *b || memcmp(file, shell, (size_t)*a))
			break;
		file += *a + (file[*a] != 0);
		shell += *b + (shell[*b] != 0);
		++*line;
	}
	*at_file = file;
	*at_shell = shell;
}

static void compare_output(struct run *run, const struct output *o, unsigned int line, unsigned int block_end)
{
	const char *file, *shell;
	int a = 0, b = 0;

	if (run->update) {
		write_output(run, o, block_end);
		return;
	}
	if (!strcmp(o->text, text_string(&run->r.shown)))
		return;
	if (!o->begin) {
		check_says(run->c, run->lesson->path, line, "the shell shows something, and no output block follows: %.*s",
			   (int)strcspn(text_string(&run->r.shown), "\n"), text_string(&run->r.shown));
		return;
	}
	line = o->begin + 1;
	first_difference(o->text, text_string(&run->r.shown), &line, &a, &b, &file, &shell);
	check_says(run->c, run->lesson->path, line, "the output differs\n  file:  %.*s\n  shell: %.*s", a, file, b, shell);
}

/* ---- blocks ---- */

static uint32_t report_total(const struct rehearsal *r)
{
	return hm_report_count(r->s->world->m);
}

static bool type_code(struct run *run, const struct code *code)
{
	const struct world *before = run->r.s->world;
	uint32_t reports = report_total(&run->r);

	rehearsal_clear(&run->r);
	if (!rehearsal_type(&run->r, code)) {
		check_says(run->c, run->lesson->path, code->first, "the block ends in the middle of an input");
		return false;
	}
	run->c->broke |= run->r.s->world == before ? report_total(&run->r) > reports : report_total(&run->r) > 0;
	sink_fresh_line(&run->r.s->out);
	return true;
}

static void check_code(struct run *run, const struct item *item)
{
	run->c->broke |= item->breaks;
	if (type_code(run, &item->code))
		compare_output(run, &item->output, item->line, item->code_end);
}

/* ---- tasks ---- */

enum { MOST_ATTEMPTS = 32 };

struct trial {
	bool failed[MOST_CONDITIONS]; /* a goal that was open, or a mistake that was made, at least once */
	size_t told[MOST_ATTEMPTS];   /* which condition each wrong attempt was told of */
};

/* A place to come back to. */
struct place {
	size_t mark;
	unsigned int line;
};

static void go_back(struct run *run, const struct place *p)
{
	struct session *s = run->r.s;
	size_t done = 1;

	while (done && timeline_mark(&s->timeline) > p->mark)
		session_undo(s, 1, &done);
	timeline_drop_redo(&s->timeline);
	s->prompt_line = p->line;
	s->quit = false;
}

static void note_marks(const struct task *t, const unsigned char *marks, struct trial *trial)
{
	for (size_t i = 0; i < t->conditions; i++)
		if (marks[i] == (t->condition[i].mistake ? 1 : 0))
			trial->failed[i] = true;
}

static void judge_now(struct run *run, const struct task *t, struct verdict *v, struct trial *trial, struct text *message)
{
	unsigned char marks[MOST_CONDITIONS];

	judge(run->r.s, t, v, marks, message);
	if (trial)
		note_marks(t, marks, trial);
}

static void check_start(struct run *run, const struct task *t, struct trial *trial)
{
	struct verdict v;

	judge_now(run, t, &v, trial, NULL);
	if (v.reached)
		check_says(run->c, run->lesson->path, t->check_line, "the task is reached before anything was done");
	else if (t->condition[v.failed].mistake)
		check_says(run->c, run->lesson->path, t->condition[v.failed].line, "this mistake is made before anything was done");
}

static void check_solution(struct run *run, const struct task *t, const struct attempt *a)
{
	struct text message = { 0 };
	struct verdict v;

	if (!type_code(run, &a->code))
		return;
	if (a->output.begin)
		compare_output(run, &a->output, a->line, a->output.begin - 1);
	judge_now(run, t, &v, NULL, &message);
	if (!v.reached)
		check_says(run->c, run->lesson->path, a->line, "this solution does not reach the task: %.*s",
			   (int)(message.length ? message.length - 1 : 0), text_string(&message));
	run->c->no_memory = run->c->no_memory || message.failed;
	text_free(&message);
}

static void check_wrong(struct run *run, const struct task *t, size_t number, struct trial *trial)
{
	const struct attempt *a = &t->wrong[number];
	struct text message = { 0 };
	struct verdict v;

	trial->told[number] = t->conditions;
	if (!type_code(run, &a->code))
		return;
	judge_now(run, t, &v, trial, &message);
	trial->told[number] = v.failed;
	if (v.reached)
		check_says(run->c, run->lesson->path, a->line, "this wrong solution reaches the task");
	else if (!*a->told || !strstr(text_string(&message), a->told))
		check_says(run->c, run->lesson->path, a->line, "the learner is not told \"%s\" but: %.*s", a->told,
			   (int)strcspn(text_string(&message), "\n"), text_string(&message));
	else if (v.broken)
		check_says(run->c, run->lesson->path, t->condition[v.failed].line, "this condition cannot be asked after a wrong solution: %.*s",
			   (int)(message.length - 1), text_string(&message));
	for (size_t i = 0; i < number && !v.reached; i++)
		if (trial->told[i] == v.failed)
			check_says(run->c, run->lesson->path, a->line, "this wrong solution is told the same as the one of line %u", t->wrong[i].line);
	run->c->no_memory = run->c->no_memory || message.failed;
	text_free(&message);
}

static void check_trials(struct run *run, const struct task *t, const struct trial *trial)
{
	for (size_t i = 0; i < t->conditions; i++)
		if (!trial->failed[i])
			check_says(run->c, run->lesson->path, t->condition[i].line, t->condition[i].mistake ?
				   "no wrong solution makes this mistake" : "this condition never fails: it holds at the start and after each wrong solution");
}

static void attempt_all(struct run *run, const struct task *t)
{
	struct place here = { timeline_mark(&run->r.s->timeline), run->r.s->prompt_line };
	struct trial trial = { 0 };

	check_start(run, t, &trial);
	for (size_t i = 0; i < t->wrongs && i < MOST_ATTEMPTS; i++) {
		check_wrong(run, t, i, &trial);
		go_back(run, &here);
	}
	check_trials(run, t, &trial);
	for (size_t i = t->solutions; i-- > 1;) {
		check_solution(run, t, &t->solution[i]);
		go_back(run, &here);
	}
	if (t->solutions)
		check_solution(run, t, &t->solution[0]); /* the lesson goes on behind it */
}

static void check_task(struct run *run, const struct task *t)
{
	if (!t->conditions || t->conditions > MOST_CONDITIONS) {
		check_says(run->c, run->lesson->path, t->check_line, "a task has a check block with at least one condition, at most %d", MOST_CONDITIONS);
		return;
	}
	if (run->update) { /* outputs only */
		if (t->solutions)
			check_solution(run, t, &t->solution[0]);
		return;
	}
	attempt_all(run, t);
}

/* ---- the lesson ---- */

static void check_step(struct run *run, size_t step)
{
	const struct step *s = &run->lesson->step[step];

	if ((s->has_start || !step) && !rehearse_to(&run->r, run->lesson, step)) {
		check_fails(run->c, run->lesson->path, "out of memory");
		return;
	}
	if (!run->r.s)
		return; /* said */
	learning_mark(run->r.s);
	for (size_t i = 0; i < s->items && run->r.s; i++) {
		if (s->item[i].kind == ITEM_CODE)
			check_code(run, &s->item[i]);
		else if (s->item[i].kind == ITEM_TASK)
			check_task(run, s->item[i].task);
	}
}

void check_lesson(struct check *c, struct lesson *lesson, struct text *update)
{
	struct run run = { .c = c, .lesson = lesson, .update = update };
	struct hm_config cfg;
	char why[512];
	size_t before = c->count;

	c->broke = false;
	if (!update)
		check_form(c, lesson);
	if (!lesson_machine(lesson, &cfg, why, sizeof(why)))
		check_says(c, lesson->path, 1, "machine: %s", why);
	else if (update || lesson->steps)
		for (size_t i = 0; i < lesson->steps; i++)
			check_step(&run, i);
	c->no_memory = c->no_memory || (run.r.s && rehearsal_lost(&run.r, true)) || (update && update->failed);
	rehearsal_close(&run.r);
	if (update)
		copy_lines(&run, UINT32_MAX);
	else if (!c->broke && !lesson->walkthrough && !lesson->exam && before == c->count)
		check_says(c, lesson->path, 1, "nothing breaks in this lesson: no block in which the kernel reports, and none marked `breaks`");
}
