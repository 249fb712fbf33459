/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where a person stands in a lesson, and the moves: see learn.h. A move puts a machine in the place of the present one, by the inputs that a
 * rehearsal found to lead there; it is one step for undo. Where a step's own lines undo more than that step did (the tour takes back a crash of
 * an earlier step), those inputs are typed one by one, so that each is a step that can be undone.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shell/card.h"
#include "shell/file.h"
#include "shell/learn/draft.h"
#include "shell/learn/learn.h"
#include "shell/learn/library.h"
#include "shell/learn/progress.h"
#include "shell/learn/rehearsal.h"
#include "shell/record.h"

struct learn *learn_of(struct session *s)
{
	if (!s->learn) {
		s->learn = calloc(1, sizeof(*s->learn));
		if (s->learn)
			s->learn->pace = -1;
	}
	if (!s->learn)
		session_error(s, STATUS_LIMIT, "hmsh-memory", "out of memory");
	return s->learn;
}

void learn_free(struct learn *l)
{
	if (!l)
		return;
	for (size_t i = 0; i < l->lessons; i++)
		lesson_free(l->lesson[i]);
	free(l->lesson);
	for (size_t i = l->deed_at; i < l->deeds; i++)
		free(l->deed[i].text);
	free(l->deed);
	course_free(&l->course);
	progress_free(l->progress);
	draft_drop(l);
	text_free(&l->goal);
	text_free(&l->there);
	text_free(&l->vote);
	free(l->typed);
	free(l);
}

/* ---- where ---- */

const struct lesson *learn_lesson(const struct session *s)
{
	uint32_t number = s->soft.learning.lesson;

	return s->learn && number && number <= s->learn->lessons ? s->learn->lesson[number - 1] : NULL;
}

const struct step *learn_step(const struct session *s)
{
	const struct lesson *l = learn_lesson(s);

	return l && s->soft.learning.step < l->steps ? &l->step[s->soft.learning.step] : NULL;
}

const struct item *learn_item(const struct session *s)
{
	const struct step *step = learn_step(s);

	return step && s->soft.learning.item < step->items ? &step->item[s->soft.learning.item] : NULL;
}

/* The first action from `item` on; the number of items: there is none. */
static size_t next_action(const struct step *step, size_t item)
{
	while (item < step->items && step->item[item].kind == ITEM_PROSE)
		item++;
	return item;
}

/* The course of the first folder that has one; read once. */
const struct course *learn_course(struct session *s)
{
	struct text folder = { 0 };

	if (!s->learn->course_read)
		s->learn->has_course = library_course(s->learn->option, &s->learn->course, &folder);
	s->learn->course_read = true;
	text_free(&folder);
	return s->learn->has_course ? &s->learn->course : NULL;
}

bool learn_no_completion(struct session *s)
{
	const struct lesson *l = learn_lesson(s);
	const char *completion = l ? lesson_field(l, "completion") : NULL;

	return (completion && !strcmp(completion, "off")) || (l && learn_course(s) && learn_course(s)->no_completion);
}

/* ---- start states ---- */

bool learn_goes_back(const char *line)
{
	line += strspn(line, " \t");
	return !strncmp(line, "undo", 4) || !strncmp(line, "restore", 7);
}

/* Do the step's lines from an item on undo what was done before that? */
static bool reaches_back(struct rehearsal *r, const struct step *step, size_t from)
{
	size_t inputs = r->s->entries.used;
	bool reaches = false, any = false;

	for (size_t i = from; i < step->items; i++)
		for (size_t k = 0; step->item[i].kind == ITEM_CODE && k < step->item[i].code.lines; k++)
			any = any || learn_goes_back(step->item[i].code.line[k]);
	for (size_t i = from; any && i < step->items && !reaches; i++) {
		for (size_t k = 0; step->item[i].kind == ITEM_CODE && k < step->item[i].code.lines; k++) {
			struct code one = { .line = &step->item[i].code.line[k], .lines = 1 };

			rehearsal_type(r, &one);
			reaches = reaches || r->s->entries.used < inputs;
		}
	}
	return reaches;
}

static void take_place(struct session *s, size_t step, size_t item, const struct learning *marks)
{
	struct learning *to = &s->soft.learning;

	to->step = (uint16_t)step;
	to->item = (uint16_t)item;
	to->answer = 0;
	to->playing = false;
	to->entered = timeline_mark(&s->timeline);
	to->events = marks->events;
	to->reports = marks->reports;
	to->diagnosed = marks->diagnosed;
}

/* The inputs of the rehearsal, each as an input of its own, behind the one in hand. */
static bool type_one_by_one(struct session *s, const struct rehearsal *r, size_t step, size_t item)
{
	const struct learning *marks = &r->s->soft.learning;
	size_t waiting = s->learn->deeds;
	char line[120];

	if (session_new_world(s, &r->s->boot, true) != HM_OK)
		return false;
	for (size_t i = 0; !s->replay && i < r->s->entries.used; i++) /* a record has them behind this input */
		learn_queue(s, DEED_MUTED, r->s->entries.entry[i].text, r->s->entries.entry[i].line);
	if (!s->replay)
		learn_queue(s, DEED_MUTED, "lesson mark\n", r->s->prompt_line);
	snprintf(line, sizeof(line), "lesson to %zu %zu %llu %u\n", step, item, (unsigned long long)marks->events, marks->reports);
	if (!s->replay && item) /* its events count from the step's beginning */
		learn_queue(s, DEED_MUTED, line, r->s->prompt_line);
	learn_queue_first(s, waiting);
	return true;
}

static bool put_machine(struct session *s, struct rehearsal *r, size_t step, size_t item, bool one_by_one)
{
	struct record record = { .boot = r->s->boot, .entries = r->s->entries };

	s->soft.settings.lint = LANG_LINT_WARN;
	s->soft.settings.werror = false;
	return one_by_one ? type_one_by_one(s, r, step, item) : record_load(s, &record);
}

static bool rehearse_up_to(struct rehearsal *r, const struct lesson *lesson, size_t step, size_t item)
{
	if (!rehearse_to(r, lesson, step))
		return false;
	for (size_t i = 0; i < item; i++)
		rehearse_item(r, &lesson->step[step].item[i]);
	return true;
}

static bool enter(struct session *s, struct rehearsal *r, const struct lesson *lesson, size_t step, size_t item)
{
	struct learning marks;
	bool one_by_one;

	if (!rehearse_up_to(r, lesson, step, item))
		return false;
	one_by_one = reaches_back(r, &lesson->step[step], item);
	if (!rehearse_up_to(r, lesson, step, item))
		return false;
	marks = r->s->soft.learning;
	learn_note_there(&s->learn->there, r->s);
	if (!put_machine(s, r, step, item, one_by_one))
		return false;
	take_place(s, step, next_action(&lesson->step[step], item), &marks);
	s->learn->arrived = s->soft.learning.item == lesson->step[step].items;
	s->line_after = r->s->prompt_line;
	return true;
}

bool learn_enter(struct session *s, size_t step, size_t item)
{
	const struct lesson *lesson = learn_lesson(s);
	struct rehearsal r = { 0 };
	bool ok = lesson && step < lesson->steps && enter(s, &r, lesson, step, item);

	rehearsal_close(&r);
	if (!ok)
		session_error(s, STATUS_LIMIT, "hmsh-lesson", "this step cannot be begun: out of memory");
	return ok;
}

/* ---- reading lessons ---- */

static bool keep_lesson(struct session *s, struct lesson *lesson)
{
	struct lesson **grown = realloc(s->learn->lesson, (s->learn->lessons + 1) * sizeof(*grown));

	if (!grown)
		return false;
	s->learn->lesson = grown;
	grown[s->learn->lessons++] = lesson;
	return true;
}

/* Which file; in a replay the record says it. False: said why. */
static bool find_file(struct session *s, const char *word, size_t length, struct text *name, struct text *path)
{
	size_t found;

	if (s->replay && s->replay->next_file < s->replay->entry->file_count) {
		const char *file = s->replay->entry->files[s->replay->next_file].name, *base = strrchr(file, '/') ? strrchr(file, '/') + 1 : file;

		text_puts(path, file);
		text_printf(name, "%s%.*s", strstr(file, "walkthroughs/") ? "walkthroughs/" : "", (int)(strlen(base) > 3 ? strlen(base) - 3 : 0), base);
		return true;
	}
	found = library_find(s->learn->option, word, length, name, path);
	if (name->failed)
		session_error(s, STATUS_LIMIT, "hmsh-memory", "out of memory");
	else if (found > 1)
		session_error(s, STATUS_ERROR, "hmsh-lesson", "which one? %s", text_string(name));
	else if (!found)
		session_error(s, STATUS_ERROR, "hmsh-lesson", "no lesson is called \"%.*s\" (`lesson list`)", (int)(length < 200 ? length : 200), word);
	return found == 1;
}

/* In a student's paper nothing is left to be drawn; that one is a lesson. */
static bool is_template(const struct lesson *lesson)
{
	return lesson->exam && strstr(lesson->text, "\n```params");
}

static struct lesson *read_found(struct session *s, const char *name, const char *path)
{
	struct lesson *lesson = NULL;
	size_t length;
	const char *why;
	char *text = session_read_file(s, path, LESSON_LIMIT, &length);

	if (!text)
		return NULL;
	lesson = lesson_read(name, path, text, length, &why);
	if (!lesson)
		session_error(s, STATUS_FILE, "hmsh-lesson", "%s: %s", path, why);
	else if (!lesson->steps)
		session_error(s, STATUS_FILE, "hmsh-lesson", "%s: there is no step in it (`hmsh --check-lessons` says more)", path);
	else if (is_template(lesson))
		session_error(s, STATUS_ERROR, "hmsh-exam", "%s is an exam's template: its numbers are drawn for each student (`help exam`)", path);
	free(text);
	if (lesson && lesson->steps && !is_template(lesson) && keep_lesson(s, lesson))
		return lesson;
	lesson_free(lesson);
	return NULL;
}

/* Does this word alone lead to the lesson's file? */
static bool leads_to(struct session *s, const char *word, const struct lesson *lesson)
{
	struct text name = { 0 }, path = { 0 };
	bool same = library_find(s->learn->option, word, strlen(word), &name, &path) == 1 && !strcmp(text_string(&path), lesson->path);

	text_free(&name);
	text_free(&path);
	return same;
}

void learn_way_back(struct session *s, char *out, size_t size)
{
	const struct lesson *l = learn_lesson(s);
	unsigned int number = (unsigned int)strtoul(l->name, NULL, 10);
	char word[12];

	snprintf(word, sizeof(word), "%u", number);
	snprintf(out, size, "lesson %s %u", number && leads_to(s, word, l) ? word : l->name, s->soft.learning.step + 1u);
}

bool learn_begin(struct session *s, const char *word, size_t length, size_t step)
{
	struct text name = { 0 }, path = { 0 };
	struct lesson *lesson = NULL;
	struct learning before = s->soft.learning;

	if (find_file(s, word, length, &name, &path))
		lesson = read_found(s, text_string(&name), text_string(&path));
	text_free(&name);
	text_free(&path);
	if (!lesson)
		return false;
	if (step >= lesson->steps) {
		session_error(s, STATUS_ERROR, "hmsh-lesson", "%s has %zu steps", lesson->name, lesson->steps);
		return false;
	}
	if (!before.lesson) {
		s->soft.learning.lint = (uint8_t)s->soft.settings.lint;
		s->soft.learning.werror = s->soft.settings.werror;
	}
	s->soft.learning.lesson = (uint32_t)s->learn->lessons;
	card_drop(s);
	s->learn->walkthrough = lesson->walkthrough || s->learn->presenting;
	if (learn_enter(s, step, 0))
		return true;
	s->soft.learning = before;
	return false;
}

void learn_leave(struct session *s)
{
	s->soft.settings.lint = (enum lang_lint)s->soft.learning.lint;
	s->soft.settings.werror = s->soft.learning.werror;
	memset(&s->soft.learning, 0, sizeof(s->soft.learning));
	session_apply_settings(s);
}

/* ---- reading on ---- */

void learn_on(struct session *s)
{
	const struct step *step = learn_step(s);
	struct learning *l = &s->soft.learning;

	if (!step || l->item >= step->items)
		return;
	l->item = (uint16_t)next_action(step, l->item + 1u);
	s->learn->arrived = l->item == step->items;
	s->attach = true;
	s->line_after = s->prompt_line;
}
