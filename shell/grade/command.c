/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * --grade: see command.h. A lesson with mistakes in its file is refused: nobody's marks should hang on what a parser made of it.
 */
#include <stdlib.h>
#include <string.h>

#include "shell/file.h"
#include "shell/grade/command.h"
#include "shell/learn/library.h"
#include "shell/learn/rehearsal.h"

/* ---- the lesson ---- */

static bool find(struct session *s, const char *option, const char *word, struct text *name, struct text *path)
{
	size_t found = library_find(option, word, strlen(word), name, path);

	if (found == 1)
		return true;
	if (name->failed)
		session_error(s, STATUS_LIMIT, "hmsh-memory", "out of memory");
	else if (found)
		session_error(s, STATUS_ERROR, "hmsh-lesson", "\"%s\" may be any of %s", word, text_string(name));
	else
		session_error(s, STATUS_FILE, "hmsh-lesson", "there is no lesson \"%s\" (a path to a lesson ends in .md)", word);
	return false;
}

static bool can_be_graded(struct session *s, const struct lesson *l)
{
	struct hm_config cfg;
	char why[512];

	for (size_t i = 0; i < l->problems; i++)
		session_say(s, "hmsh: %s:%u: %s", l->path, l->problem[i].line, l->problem[i].text);
	if (l->problems)
		session_error(s, STATUS_ERROR, "hmsh-lesson", "%s has mistakes: nothing is graded by it", l->path);
	else if (!lesson_machine(l, &cfg, why, sizeof(why)))
		session_error(s, STATUS_ERROR, "hmsh-lesson", "%s: machine: %s", l->path, why);
	else if (!grade_max(l))
		session_error(s, STATUS_ERROR, "hmsh-lesson", "%s has no task: there is nothing to grade", l->path);
	else
		return true;
	return false;
}

static struct lesson *read_lesson(struct session *s, const char *name, const char *path)
{
	struct text text = { 0 };
	struct lesson *l = NULL;
	const char *why = file_read(path, LESSON_LIMIT, &text);

	if (!why)
		why = file_text_trouble(text_string(&text), text.length);
	if (!why)
		l = lesson_read(name, path, text_string(&text), text.length, &why);
	text_free(&text);
	if (!l)
		session_error(s, STATUS_FILE, "hmsh-file", "%s: %s", path, why);
	if (l && !can_be_graded(s, l)) {
		lesson_free(l);
		l = NULL;
	}
	return l;
}

/* NULL: said why. */
static struct lesson *lesson_of(struct session *s, const char *option, const char *word)
{
	struct text name = { 0 }, path = { 0 };
	struct lesson *l = NULL;

	if (find(s, option, word, &name, &path))
		l = read_lesson(s, text_string(&name), text_string(&path));
	text_free(&name);
	text_free(&path);
	return l;
}

/* What the course in force, the first there is, gives for the lesson; 0: nothing. */
static unsigned int points_in_course(const char *option, const char *name)
{
	struct course course = { 0 };
	struct text folder = { 0 };
	unsigned int points = 0;

	if (library_course(option, &course, &folder))
		points = course_points(&course, name);
	course_free(&course);
	text_free(&folder);
	return points;
}

/* ---- printing ---- */

struct printing {
	struct session *s;
	const struct grade_format *format;
	struct grade_totals totals;
	size_t lost;               /* answers that were not run */
};

static void print_result(void *context, const struct grade_result *r)
{
	struct printing *p = context;
	bool full = !r->trouble && r->points == r->max;

	p->totals.results++;
	p->totals.full += full;
	for (size_t i = 0; i < r->answers; i++)
		p->lost += r->answer[i].end == ANSWER_LOST;
	p->totals.troubles += r->trouble != NULL;
	p->totals.points += r->points;
	p->totals.max += r->max;
	if (p->format->result)
		p->format->result(&p->s->out, &p->totals, r);
	sink_flush(&p->s->out);
	if (!full)
		session_fail(p->s, r->trouble ? STATUS_FILE : STATUS_CHECK);
}

/* Asked before anything is run. False: it must not be run so. */
static bool confinement_is_good(struct session *s, enum sandbox_when when)
{
	unsigned int layers = when == SANDBOX_OFF ? 0 : sandbox_probe();
	char here[80], missing[80];

	sandbox_words(layers, here, sizeof(here));
	sandbox_words(SANDBOX_ALL & ~layers, missing, sizeof(missing));
	if (when == SANDBOX_REQUIRE && layers != SANDBOX_ALL)
		session_error(s, STATUS_FILE, "hmsh-sandbox", "this system gives no %s: --sandbox=require runs nothing without", missing);
	else if (when == SANDBOX_OFF)
		session_say(s, "hmsh: --sandbox=off: submissions run unconfined");
	else if (layers != SANDBOX_ALL)
		session_say(s, "hmsh: this system gives no %s; submissions are confined by: %s", missing, here);
	return when != SANDBOX_REQUIRE || layers == SANDBOX_ALL;
}

void grade_print(struct session *s, const struct grade_request *what, const struct grade_format *format, const char *title)
{
	struct printing p = { .s = s, .format = format ? format : &grade_text, .totals = { .title = title, .course_points = what->course_points, .judged_by = what->judged_by } };
	struct grade_request request = *what;
	char why[200];

	if (!confinement_is_good(s, request.sandbox))
		return;
	request.done = print_result;
	request.context = &p;
	request.interrupt = s->interrupt;
	if (p.format->begin)
		p.format->begin(&s->out, &p.totals, request.entries);
	if (!grade_run(&request, why, sizeof(why)))
		session_error(s, *s->interrupt ? STATUS_INTERRUPTED : STATUS_LIMIT, "hmsh-grade", "grading has ended early: %s", why);
	if (p.format->end)
		p.format->end(&s->out, &p.totals);
	if (p.lost)
		session_error(s, STATUS_LIMIT, "hmsh-grade", "%zu answer%s could not be run, for no process or no memory was left", p.lost, p.lost == 1 ? "" : "s");
}

void grade_command(struct session *s, const struct grade_options *o)
{
	struct grade_request request = { .entries = o->submissions, .steps = o->steps, .sandbox = o->sandbox };
	struct grade_entry *entry = calloc(o->submissions ? o->submissions : 1, sizeof(*entry));
	struct lesson *lesson = entry ? lesson_of(s, o->lessons, o->lesson) : NULL;
	struct text title = { 0 };

	if (!entry)
		session_error(s, STATUS_LIMIT, "hmsh-memory", "out of memory");
	for (size_t i = 0; lesson && i < o->submissions; i++)
		entry[i] = (struct grade_entry){ .path = o->submission[i], .lesson = lesson };
	if (lesson) {
		text_printf(&title, "%s: %s", lesson->name, lesson->title);
		request.entry = entry;
		request.judged_by = lesson->path;
		request.course_points = points_in_course(o->lessons, lesson->name);
		sink_is_whole(&s->out, &title);
		grade_print(s, &request, o->format, text_string(&title));
	}
	text_free(&title);
	lesson_free(lesson);
	free(entry);
}
