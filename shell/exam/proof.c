/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Checking an exam: see proof.h. Scores are --grade's: the same start states, the same typing, the same counting (shell/grade), without processes, since what is
 * run is the author's own.
 */
#include <stdlib.h>
#include <string.h>

#include "shell/exam/proof.h"
#include "shell/grade/answer.h"

enum { SAMPLES = 8, READ_BY_CHECK = 3, AUTHORS = 2, AUTHORS_OF_ROSTER = 5, MOST_STUDENTS = 200 };

struct proof {
	struct session *s;
	struct check *c;
	const struct exam_order *o;
	struct exam e;
	struct roster r;
	struct lesson *paper[MOST_STUDENTS];
	size_t students;
	unsigned int most;         /* per cent that somebody else's answers gave */
};

/* ---- scores ---- */

static void first_solution(const struct task *task, struct text *out)
{
	const struct code *code = &task->solution[0].code;

	for (size_t i = 0; task->solutions && i < code->lines; i++)
		text_printf(out, "%s\n", code->line[i]);
}

/* The points that the author's first solution of this step gives on the paper where it starts. */
static unsigned int points_of(struct proof *p, struct start *start, const struct lesson *author, unsigned int *max)
{
	struct answer_report report = { 0 };
	struct grade_finding finding[MOST_CONDITIONS];
	struct grade_answer a = { .task = start->task, .finding = finding };
	struct text text = { 0 };

	first_solution(author->step[start->step].task, &text);
	answer_run(start, &(struct part){ .step = start->step + 1, .text = text_string(&text), .length = text.length, .line = 1 }, "solution", GRADE_STEPS, &report);
	p->c->no_memory = p->c->no_memory || text.failed || rehearsal_lost(&start->r, true);
	text_free(&text);
	for (size_t i = 0; i < start->task->conditions && i < MOST_CONDITIONS; i++)
		finding[i] = (struct grade_finding){ start->held[i], report.finding[i].holds, report.finding[i].broken, "", "" };
	grade_count(&a);
	*max = a.max;
	return a.points;
}

/* Per cent of the whole; given: points of each task, for a message. */
static unsigned int score(struct proof *p, const struct lesson *paper, const struct lesson *author, struct text *given)
{
	struct starts starts;
	unsigned int points = 0, all = 0, max;

	if (!starts_open(&starts, paper)) {
		p->c->no_memory = true;
		return 0;
	}
	for (size_t i = 0; i < starts.count; i++) {
		unsigned int got = points_of(p, &starts.start[i], author, &max);

		if (got)
			text_printf(given, "%sstep %zu gives %u of %u", given->length ? ", " : "", starts.start[i].step + 1, got, max);
		points += got;
		all += max;
	}
	starts_close(&starts);
	return grade_percent(points, all);
}

static void check_own(struct proof *p, size_t student)
{
	struct text given = { 0 };
	unsigned int percent = score(p, p->paper[student], p->paper[student], &given);

	if (percent < 100)
		check_says(p->c, text_string(&p->e.path), 1, "the first solutions give student \"%s\" %u %%, not 100: %s", p->r.id[student], percent, text_string(&given));
	text_free(&given);
}

static void check_other(struct proof *p, size_t author, size_t student)
{
	struct text given = { 0 };
	unsigned int percent = score(p, p->paper[student], p->paper[author], &given);

	if (percent > p->most)
		p->most = percent;
	if (percent >= MOST_OF_ANOTHER)
		check_says(p->c, text_string(&p->e.path), 1, "the answers of \"%s\" give \"%s\" %u %%, which is not under %d: %s (a `must:` with that student's numbers helps)",
			   p->r.id[author], p->r.id[student], percent, MOST_OF_ANOTHER, text_string(&given));
	text_free(&given);
}

/* ---- papers ---- */

/* An answer runs by itself: where its machine stands is the start block's to say. */
static void check_starts(struct proof *p, const struct lesson *paper)
{
	for (size_t i = 0; i < paper->steps; i++) {
		if (paper->step[i].task && !paper->step[i].has_start)
			check_says(p->c, paper->path, paper->step[i].line, "a task of an exam has a start block (an empty one: just the machine)");
		for (size_t k = 0; k < paper->step[i].items; k++)
			if (paper->step[i].item[k].kind == ITEM_PREDICT)
				check_says(p->c, paper->path, paper->step[i].item[k].line, "an exam has no predictions: nobody would be there to answer");
	}
	if (!grade_max(paper))
		check_says(p->c, paper->path, 1, "there is no task in it");
}

static bool read_papers(struct proof *p, struct trouble *t)
{
	struct text sheet = { 0 };
	bool ok = true;

	p->students = p->r.count < MOST_STUDENTS ? p->r.count : MOST_STUDENTS;
	for (size_t i = 0; ok && i < p->students; i++) {
		p->paper[i] = exam_paper(&p->e, p->r.id[i], t);
		ok = p->paper[i] && exam_write(&p->e, p->r.id[i], EXAM_SHEET, &sheet, t);
		text_clear(&sheet);
	}
	text_free(&sheet);
	return ok;
}

static void check_papers(struct proof *p)
{
	size_t before = p->c->count, authors = p->o->roster ? AUTHORS_OF_ROSTER : AUTHORS;

	check_starts(p, p->paper[0]);
	for (size_t i = 0; i < p->students && i < READ_BY_CHECK && p->c->count == before; i++)
		check_lesson(p->c, p->paper[i], NULL);
	for (size_t i = 0; i < p->students && p->c->count == before && !*p->s->interrupt; i++)
		check_own(p, i);
	for (size_t i = 0; i < p->students && i < authors && p->c->count == before; i++)
		for (size_t k = 0; k < p->students && p->c->count < before + 3 && !*p->s->interrupt; k++)
			if (k != i)
				check_other(p, i, k);
	if (*p->s->interrupt)
		session_fail(p->s, STATUS_INTERRUPTED);
	else if (p->c->count == before)
		session_say(p->s, "%s: %zu steps, %u points; of %zu students each has 100 %% with their own answers, at most %u %% with another's.",
			    text_string(&p->e.path), p->paper[0]->steps, grade_max(p->paper[0]), p->students, p->most);
}

/* ---- the whole ---- */

static bool sample_students(struct roster *r)
{
	r->id = calloc(SAMPLES, sizeof(*r->id));
	for (unsigned int i = 0; r->id && i < SAMPLES; i++) {
		struct text id = { 0 };

		text_printf(&id, "sample-%u", i + 1);
		if (id.failed)
			return false;
		r->id[r->count++] = id.bytes;
	}
	return r->id;
}

/* A sample secret opens what needs none. */
static bool open_all(struct proof *p, const char *path, struct trouble *t)
{
	static const char secret[] = "no secret at all: --check-lessons draws samples with it";
	bool ok = exam_open(&p->e, NULL, path, p->o->secret, t);

	if (ok && !p->o->secret)
		text_puts(&p->e.secret, secret);
	if (ok && p->o->roster)
		return roster_read(&p->r, p->o->roster, t);
	if (ok && !sample_students(&p->r))
		trouble_add(t, path, 0, "out of memory");
	return ok && !t->count;
}

void exam_check(struct session *s, struct check *c, const char *path, const struct exam_order *o)
{
	struct proof *p = calloc(1, sizeof(*p));
	struct trouble t = { .most = 20 };

	if (!p) {
		check_fails(c, path, "out of memory");
		return;
	}
	*p = (struct proof){ .s = s, .c = c, .o = o };
	if (open_all(p, path, &t) && read_papers(p, &t))
		check_papers(p);
	text_add(&c->messages, text_string(&t.said), t.said.length);
	c->count += t.count;
	c->no_memory = c->no_memory || t.no_memory;
	for (size_t i = 0; i < p->students; i++)
		lesson_free(p->paper[i]);
	exam_close(&p->e);
	roster_free(&p->r);
	trouble_free(&t);
	free(p);
}
