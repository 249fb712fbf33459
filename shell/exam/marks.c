/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `hmsh --grade EXAM --roster FILE --secret FILE SUBMISSION...`: see marks.h. All papers are made first; then the secret is wiped, so that no process that
 * runs a submission has it in its memory.
 */
#include <stdlib.h>
#include <string.h>

#include "shell/exam/marks.h"
#include "shell/exam/seal.h"
#include "shell/file.h"

bool exam_is_one(const char *folder, const char *word)
{
	struct text path = { 0 }, text = { 0 };
	bool is = exam_find(folder, word, &path) && !file_read(text_string(&path), LESSON_LIMIT * 2, &text) && exam_begins(text_string(&text), text.length);

	text_free(&path);
	text_free(&text);
	return is;
}

struct marks {
	struct session *s;
	const struct grade_options *g;
	struct exam e;
	struct roster r;
	struct trouble t;
	struct grade_entry *entry;
	struct lesson **paper;     /* one for each entry; NULL: nobody's */
	struct text title;
};

/* Two files of one student: which of them counts is not for a program to say. */
static void note_twins(struct marks *m, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (m->paper[k] && m->paper[i] && m->entry[k].name == m->entry[i].name)
			trouble_note(&m->t, m->g->submission[i], 0, "%s has handed in twice; %s is graded, too", m->entry[i].name, m->g->submission[k]);
}

/*
 * "Zoë" may be written with one letter or with an e and a mark above it: alike to the eye, other bytes, other students. Which one is meant is not guessed,
 * since the numbers of an exam come from the bytes.
 */
static const char *not_found(const struct roster *r, const char *path)
{
	if (roster_has_other_letters(r, path))
		return "no student of the roster has this name: 0 points. Its letters with marks may be written in other bytes there (composed, "
		       "decomposed): rename the file to what the roster has";
	return "no student of the roster has this name: 0 points";
}

static void take_submission(struct marks *m, size_t i)
{
	const char *student = roster_student(&m->r, m->g->submission[i]);

	m->entry[i] = (struct grade_entry){ .path = m->g->submission[i], .name = student };
	if (!student) {
		m->entry[i].trouble = not_found(&m->r, m->g->submission[i]);
		return;
	}
	m->paper[i] = exam_paper(&m->e, student, &m->t);
	m->entry[i].lesson = m->paper[i];
	note_twins(m, i);
}

static void check_paper(struct marks *m, const struct lesson *paper)
{
	for (size_t i = 0; i < paper->problems; i++)
		trouble_add(&m->t, paper->path, paper->problem[i].line, "%s", paper->problem[i].text);
	if (!grade_max(paper))
		trouble_add(&m->t, paper->path, 0, "there is no task in it: nothing can be graded");
}

static bool make_papers(struct marks *m)
{
	size_t n = m->g->submissions;

	m->entry = calloc(n + 1, sizeof(*m->entry));
	m->paper = calloc(n + 1, sizeof(struct lesson *));
	if (!m->entry || !m->paper)
		trouble_add(&m->t, text_string(&m->e.path), 0, "out of memory");
	for (size_t i = 0; i < n && !m->t.count && !*m->s->interrupt; i++) {
		take_submission(m, i);
		if (m->paper[i])
			check_paper(m, m->paper[i]);
	}
	text_printf(&m->title, "%s: %s", m->e.name, m->e.lesson->title);
	if (m->title.failed)
		trouble_add(&m->t, text_string(&m->e.path), 0, "out of memory");
	return !m->t.count;
}

static void end(struct marks *m)
{
	for (size_t i = 0; m->paper && i < m->g->submissions; i++)
		lesson_free(m->paper[i]);
	free(m->paper);
	free(m->entry);
	roster_free(&m->r);
	text_free(&m->title);
	trouble_free(&m->t);
}

void exam_grade(struct session *s, const struct exam_order *o, const struct grade_options *g)
{
	struct marks m = { .s = s, .g = g, .t = { .most = 20 } };
	bool ok = exam_open(&m.e, g->lessons, g->lesson, o->secret, &m.t) && roster_read(&m.r, o->roster, &m.t) && make_papers(&m);
	struct grade_request request = { .entry = m.entry, .entries = g->submissions, .steps = g->steps, .sandbox = g->sandbox };

	exam_close(&m.e);
	exam_say(s, &m.t);
	if (ok)
		grade_print(s, &request, g->format, text_string(&m.title));
	end(&m);
}
