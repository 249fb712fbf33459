/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lists of lessons and paths with what is done of them, copies to change, progress, and drafts of lessons. Nothing here moves a learner or a machine.
 */
#include <stdio.h>
#include <string.h>

#include "shell/command/learn.h"
#include "shell/file.h"
#include "shell/learn/draft.h"
#include "shell/learn/learn.h"
#include "shell/learn/library.h"
#include "shell/learn/prose.h"

/* ---- lists ---- */

void lesson_look_up(void *context, const struct progress_row *row)
{
	struct lesson_done *l = context;

	if (strcmp(row->lesson, l->name))
		return;
	l->done = row->done + row->shown;
	l->steps = row->steps;
}

void lesson_mark(struct session *s, const char *name, char *out, size_t size)
{
	struct lesson_done l = { .name = name };

	progress_each(s, lesson_look_up, &l);
	*out = '\0';
	if (l.done)
		snprintf(out, size, l.done >= l.steps ? "[x]" : "%u/%u", l.done, l.steps);
}

static void list_title(struct session *s, const char *folder, const char *name)
{
	char mark[16];
	struct text path = { 0 }, text = { 0 };
	struct lesson *l = NULL;
	const char *why;

	text_printf(&path, "%s/%s.md", folder, name);
	if (!file_read(text_string(&path), LESSON_LIMIT, &text))
		l = lesson_read(name, text_string(&path), text_string(&text), text.length, &why);
	lesson_mark(s, name, mark, sizeof(mark));
	sink_printf(&s->out, "  %-4s %-29s %s\n", mark, name, l ? l->title : "(cannot be read)");
	lesson_free(l);
	text_free(&path);
	text_free(&text);
}

bool lesson_list(struct session *s, const struct command_input *in, size_t at)
{
	struct text folder = { 0 };
	struct lesson_names names;
	bool any = false;

	if (!no_more(s, in, at))
		return false;
	for (unsigned int i = 0; library_folder(s->learn->option, i, &folder); i++) {
		if (!lesson_names(text_string(&folder), &names))
			continue;
		if (names.count)
			sink_printf(&s->out, "%s:\n", text_string(&folder));
		for (size_t k = 0; k < names.count; k++)
			list_title(s, text_string(&folder), names.name[k]);
		any = any || names.count;
		lesson_names_free(&names);
	}
	text_free(&folder);
	return any || lesson_refuse(s, "no folder of lessons was found: --lessons DIR, or HMSH_LESSONS, names one");
}

void lesson_paths(struct session *s)
{
	const struct course *c = learn_course(s);

	if (!c)
		return;
	if (*c->title)
		sink_printf(&s->out, "%s\n", c->title);
	for (size_t i = 0; i < c->paths; i++) {
		char lead[48];

		snprintf(lead, sizeof(lead), "  lesson %-10.30s", c->path[i].name);
		prose_text(&s->out, lead, c->path[i].words, s->columns);
	}
}

/* ---- copy ---- */

bool lesson_copy(struct session *s, const struct command_input *in, size_t at)
{
	struct text name = { 0 }, path = { 0 }, text = { 0 }, target = { 0 };
	const char *word, *dir, *why = "no lesson is called so", *base;
	size_t n, d;

	if (!next_word(in, &at, &word, &n) || !next_word(in, &at, &dir, &d) || !no_more(s, in, at))
		return lesson_refuse(s, "lesson copy NAME DIR");
	if (library_find(s->learn->option, word, n, &name, &path) == 1)
		why = file_read(text_string(&path), LESSON_LIMIT, &text);
	base = strrchr(text_string(&name), '/') ? strrchr(text_string(&name), '/') + 1 : text_string(&name);
	text_printf(&target, "%.*s/%s.md", (int)d, dir, base);
	if (!why && !access_missing(text_string(&target)))
		why = "it exists already, and is left as it is";
	if (!why)
		why = file_write(text_string(&target), text_string(&text), text.length);
	if (why)
		session_error(s, STATUS_FILE, "hmsh-file", "%s: %s", text_string(&target), why);
	else
		session_say(s, "%s is yours: `lesson %s` runs it.", text_string(&target), text_string(&target));
	text_free(&name);
	text_free(&path);
	text_free(&text);
	text_free(&target);
	return !why;
}

/* ---- progress ---- */

static void show_row(void *context, const struct progress_row *r)
{
	struct session *s = context;

	sink_printf(&s->out, "%-30s %u of %u steps", r->lesson, r->done + r->shown, r->steps);
	if (r->shown)
		sink_printf(&s->out, ", %u of them shown", r->shown);
	if (r->hints)
		sink_printf(&s->out, ", %u hint%s", r->hints, r->hints == 1 ? "" : "s");
	if (r->answers)
		sink_printf(&s->out, ", %u of %u predictions right", r->right, r->answers);
	sink_puts(&s->out, "\n");
}

static void show_quiz_row(void *context, const struct progress_row *r)
{
	struct session *s = context;

	sink_printf(&s->out, "quiz %-25s %u of %u right\n", r->lesson, r->right, r->answers);
}

static void show_hunts(void *context, const struct progress_hunts *r)
{
	struct session *s = context;

	sink_printf(&s->out, "hunt, level %u: %u found", r->level, r->found);
	if (r->found)
		sink_printf(&s->out, ", the best in %u look%s", r->best, r->best == 1 ? "" : "s");
	if (r->shown)
		sink_printf(&s->out, ", %u shown", r->shown);
	sink_puts(&s->out, "\n");
}

static bool write_progress(struct session *s, bool json, const char *word, size_t n)
{
	struct text text = { 0 }, name = { 0 };
	const char *why = NULL;
	bool ok = progress_export(s, json, &text);

	text_printf(&name, "%.*s", (int)n, word);
	if (ok && !n)
		sink_write(&s->out, text_string(&text), text.length);
	else if (ok)
		why = file_write(text_string(&name), text_string(&text), text.length);
	if (why)
		session_error(s, STATUS_FILE, "hmsh-file", "%s: %s", text_string(&name), why);
	text_free(&text);
	text_free(&name);
	return ok && !why;
}

bool cmd_progress(struct session *s, const struct command_input *in)
{
	const char *word, *file = "";
	size_t at = 0, n, m = 0;

	if (!learn_of(s))
		return false;
	if (!next_word(in, &at, &word, &n)) {
		progress_each(s, show_row, s);
		progress_each_quiz(s, show_quiz_row, s);
		progress_each_hunt(s, show_hunts, s);
		sink_puts(&s->out, "`progress csv` and `progress json` print each step and each hunt; a file name may follow.\n");
		return true;
	}
	if (!word_is(word, n, "csv") && !word_is(word, n, "json"))
		return lesson_refuse(s, "progress [csv|json [FILE]]");
	next_word(in, &at, &file, &m);
	return no_more(s, in, at) && write_progress(s, word_is(word, n, "json"), file, m);
}

/* ---- record ---- */

bool cmd_record(struct session *s, const struct command_input *in)
{
	const char *word;
	size_t at = 0, n;

	if (!s->interactive)
		return lesson_refuse(s, "a draft is made of what is typed at a prompt");
	if (!learn_of(s) || !next_word(in, &at, &word, &n))
		return lesson_refuse(s, draft_is_open(s) ? "what is typed is recorded; `record stop` writes it" : "record FILE.md");
	if (!no_more(s, in, at))
		return false;
	if (word_is(word, n, "stop"))
		return draft_is_open(s) ? draft_end(s) : lesson_refuse(s, "nothing is recorded; `record FILE.md` begins it");
	if (draft_is_open(s))
		return lesson_refuse(s, "what is typed is recorded already; `record stop` writes it");
	if (!draft_begin(s, word, n))
		return false;
	session_say(s, "What you type from here on becomes a lesson's draft; `record stop` writes it.");
	return true;
}
