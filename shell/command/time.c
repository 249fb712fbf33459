/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Commands that move through time: undo, redo, history, checkpoint, restore. A checkpoint is a name for a number of inputs; restore undoes or
 * redoes until that number is reached, so it works as long as the timeline does.
 */
#include <stdio.h>
#include <string.h>

#include "shell/command/command.h"
#include "shell/journal.h"
#include "shell/record.h"

static bool step_count(struct session *s, const struct command_input *in, uint64_t *n)
{
	const char *word;
	size_t at = 0, length;

	*n = 1;
	if (!next_word(in, &at, &word, &length))
		return true;
	if (word_number(word, length, UINT32_MAX, n) && *n)
		return no_more(s, in, at);
	session_error(s, STATUS_ERROR, "hmsh-arguments", "how many steps? A number from 1 on is expected, not \"%.*s\"", (int)length, word);
	return false;
}

/* The first line of an input, cut, for the list and for what undo says. */
static void entry_line(const struct entry *e, char *out, size_t size)
{
	const char *end = memchr(e->text, '\n', e->length);
	size_t n = end ? (size_t)(end - e->text) : e->length;

	if (e->script)
		snprintf(out, size, "(script %.50s, %zu items)", e->file, e->items);
	else
		snprintf(out, size, "%.*s%s", (int)(n < 64 ? n : 64), e->text, n > 64 || (end && end + 1 < e->text + e->length) ? " ..." : "");
}

/* A lesson's own move, which goes back with the step that it belongs to: nothing to tell. */
static bool is_own_line(const struct entry *e)
{
	static const char *const verbs[] = { "on", "mark", "at", "to", "answer" };

	for (size_t i = 0; i < sizeof(verbs) / sizeof(*verbs); i++)
		if (!strncmp(e->text, "lesson ", 7) && !strncmp(e->text + 7, verbs[i], strlen(verbs[i])) && strchr(" \n", e->text[7 + strlen(verbs[i])]))
			return true;
	return false;
}

/* The first inputs in the order in which they were typed, and how many more. */
static void say_moved(struct session *s, const char *verb, size_t from, size_t to, size_t done)
{
	enum { LINES = 5 };
	char line[128];
	size_t first = from < to ? from : to, last = from < to ? to : from, shown;

	if (!s->typed || !done)
		return;
	if (last > s->entries.count)
		last = s->entries.count;
	shown = last - first > LINES + 1 ? first + LINES : last;
	for (size_t i = first; i < shown; i++) {
		if (is_own_line(&s->entries.entry[i]))
			continue;
		entry_line(&s->entries.entry[i], line, sizeof(line));
		session_say(s, "%s: %s", verb, line);
	}
	if (shown < last)
		session_say(s, "%s: %zu more, up to input %zu (`history` lists them)", verb, last - shown, last);
}

static bool task_is_dead(const struct hm_machine *m, uint16_t id)
{
	struct hm_task_view t;

	return hm_task_view(m, id, &t) && t.state == HM_TASK_DEAD;
}

/* Which of this machine's tasks are dead. */
static void note_dead(const struct hm_machine *m, bool dead[HM_MAX_TASKS])
{
	for (unsigned int id = 0; id < HM_MAX_TASKS; id++)
		dead[id] = task_is_dead(m, (uint16_t)id);
}

/* What its report said, "that task is dead", is so no longer. (Who hears changes hears this one among them.) */
static void say_alive(struct session *s, const struct world *from, const bool dead[HM_MAX_TASKS])
{
	struct hm_task_view t;

	if (s->world != from || s->accessible || !s->interactive)
		return;
	for (unsigned int id = 0; id < HM_MAX_TASKS; id++)
		if (dead[id] && hm_task_view(s->world->m, (uint16_t)id, &t) && t.state != HM_TASK_DEAD)
			session_say(s, "task %s is alive again, on CPU %u", t.comm, t.cpu);
}

static bool cmd_undo(struct session *s, const struct command_input *in)
{
	size_t done, before = s->entries.used;
	const struct world *world = s->world;
	bool dead[HM_MAX_TASKS];
	enum hm_verdict v;
	uint64_t n;

	if (!step_count(s, in, &n))
		return false;
	note_dead(s->world->m, dead);
	v = session_undo(s, n, &done);
	say_moved(s, "undone", before, s->entries.used, done);
	say_alive(s, world, dead);
	if (done && s->typed)
		journal_time(s, "undo", before - s->entries.used);
	if (v == HM_OK)
		return true;
	if (v == HM_NOMEM)
		session_error(s, STATUS_LIMIT, "hmsh-memory", "out of memory: undo stopped after %zu steps", done);
	else if (done)
		session_error(s, STATUS_ERROR, "hmsh-undo", "only %zu step%s could be undone: the beginning is reached", done, done == 1 ? "" : "s");
	else
		session_error(s, STATUS_ERROR, "hmsh-undo", s->timeline.folded ? "nothing is left to undo: older steps were folded away" :
			      "nothing to undo");
	return false;
}

static bool cmd_redo(struct session *s, const struct command_input *in)
{
	size_t done, before = s->entries.used;
	enum hm_verdict v;
	uint64_t n;

	if (!step_count(s, in, &n))
		return false;
	v = session_redo(s, n, &done);
	say_moved(s, "done again", before, s->entries.used, done);
	if (done && s->typed)
		journal_time(s, "redo", s->entries.used - before);
	if (v == HM_OK)
		return true;
	session_error(s, v == HM_NOMEM ? STATUS_LIMIT : STATUS_ERROR, "hmsh-undo", done ? "only %zu could be done again" :
		      "nothing to redo: no undo came last, or something was changed since", done);
	return false;
}

static bool cmd_history(struct session *s, const struct command_input *in)
{
	char line[128];

	if (!no_more(s, in, 0))
		return false;
	for (size_t i = 0; i < s->entries.count; i++) {
		entry_line(&s->entries.entry[i], line, sizeof(line));
		sink_printf(&s->out, "%4zu %c %s\n", i + 1, i < s->entries.used ? ' ' : '-', line);
	}
	sink_printf(&s->out, "%zu step%s can be undone, %zu redone%s\n", timeline_steps_back(&s->timeline),
		    timeline_steps_back(&s->timeline) == 1 ? "" : "s", timeline_steps_forward(&s->timeline),
		    s->entries.count > s->entries.used ? " (marked -)" : "");
	return true;
}

/* ---- checkpoints ---- */

struct checkpoint *find_checkpoint(struct session *s, const char *word, size_t length)
{
	for (unsigned int i = 0; i < s->checkpoints; i++)
		if (word_is(word, length, s->checkpoint[i].name))
			return &s->checkpoint[i];
	return NULL;
}

static bool list_checkpoints(struct session *s)
{
	for (unsigned int i = 0; i < s->checkpoints; i++)
		sink_printf(&s->out, "%s\n", s->checkpoint[i].name);
	if (!s->checkpoints)
		sink_puts(&s->out, "no checkpoints; `checkpoint NAME` makes one\n");
	return true;
}

static bool cmd_checkpoint(struct session *s, const struct command_input *in)
{
	struct checkpoint *c;
	const char *word;
	size_t at = 0, length;

	if (!next_word(in, &at, &word, &length))
		return list_checkpoints(s);
	if (!no_more(s, in, at))
		return false;
	c = find_checkpoint(s, word, length);
	if (length >= sizeof(c->name) || (!c && s->checkpoints == MAX_CHECKPOINTS)) {
		session_error(s, STATUS_ERROR, "hmsh-checkpoint", "at most %d checkpoints, with names of at most %zu characters", MAX_CHECKPOINTS,
			      sizeof(c->name) - 1);
		return false;
	}
	if (!c)
		c = &s->checkpoint[s->checkpoints++];
	*c = (struct checkpoint){ .mark = timeline_mark(&s->timeline), .hash = session_hash(s) };
	memcpy(c->name, word, length);
	if (s->typed)
		session_say(s, "checkpoint %s is here, behind %zu input%s; `restore %s` comes back", c->name, s->entries.used,
			    s->entries.used == 1 ? "" : "s", c->name);
	return true;
}

/* Moves until the mark is reached; false: it cannot be. */
static bool go_to_mark(struct session *s, size_t mark)
{
	size_t before = s->entries.used, done = 1;

	while (done && timeline_mark(&s->timeline) > mark)
		session_undo(s, 1, &done);
	while (done && timeline_mark(&s->timeline) < mark)
		session_redo(s, 1, &done);
	if (s->typed)
		journal_time(s, before > s->entries.used ? "undo" : "redo",
			     before > s->entries.used ? before - s->entries.used : s->entries.used - before);
	return timeline_mark(&s->timeline) == mark;
}

/* How many inputs are in force; in a script, steps. */
static size_t position(const struct session *s)
{
	return s->typed ? s->entries.used : timeline_steps_back(&s->timeline);
}

/* Behind the N-th input of `history`. */
static bool restore_number(struct session *s, uint64_t n)
{
	size_t here = timeline_mark(&s->timeline), before = s->entries.used, done = 1;

	while (done && position(s) > n)
		session_undo(s, 1, &done);
	while (done && position(s) < n)
		session_redo(s, 1, &done);
	if (position(s) == n) {
		size_t now = s->entries.used;

		say_moved(s, before > now ? "undone" : "done again", before, now, 1);
		if (s->typed)
			journal_time(s, before > now ? "undo" : "redo", before > now ? before - now : now - before);
		return true;
	}
	go_to_mark(s, here);
	session_error(s, STATUS_ERROR, "hmsh-checkpoint", "no undo and no redo leads to input %llu (`history` lists them)", (unsigned long long)n);
	return false;
}

static bool cmd_restore(struct session *s, const struct command_input *in)
{
	size_t at = 0, length, here = timeline_mark(&s->timeline), before = s->entries.used;
	uint64_t number;
	struct checkpoint *c;
	const char *word;

	if (!next_word(in, &at, &word, &length)) {
		session_error(s, STATUS_ERROR, "hmsh-arguments", "restore what? `checkpoint` lists the names");
		return false;
	}
	if (!no_more(s, in, at))
		return false;
	c = find_checkpoint(s, word, length);
	if (!c && word_number(word, length, SIZE_MAX, &number))
		return restore_number(s, number);
	if (!c) {
		session_error(s, STATUS_ERROR, "hmsh-checkpoint", "no checkpoint is called \"%.*s\"", (int)length, word);
		return false;
	}
	if (go_to_mark(s, c->mark) && session_hash(s) == c->hash) {
		say_moved(s, before > s->entries.used ? "undone" : "done again", before, s->entries.used, 1);
		if (s->typed && before == s->entries.used)
			session_say(s, "%s is where you are: nothing has changed since", c->name);
		return true;
	}
	go_to_mark(s, here);
	session_error(s, STATUS_ERROR, "hmsh-checkpoint", "%s lies on a way that was left: undo and redo no longer lead there", c->name);
	return false;
}

const struct command time_commands[] = {
	{ "undo", "[N]", "take back the last step, or N",
	  "Restores machine, variables, tasks and log exactly as they were. A step is one\n"
	  "input at the prompt; in a script one unit of C or one command. Looking makes no\n"
	  "step. A reset can be undone, too.", "int a = 1;\nundo", cmd_undo, COMMAND_TIME, NULL },
	{ "redo", "[N]", "do again what was undone",
	  "As long as nothing else has changed the machine since.", "int a = 1;\nundo\nredo", cmd_redo, COMMAND_TIME, NULL },
	{ "checkpoint", "[NAME]", "give this moment a name, or list the names",
	  "`restore NAME` comes back to it.", "int a = 1;\ncheckpoint start", cmd_checkpoint, 0, NULL },
	{ "restore", "NAME|N", "go back (or forward again) to a checkpoint",
	  "Undoes or redoes until the moment of the checkpoint is reached. A number: the\n"
	  "moment behind that input of `history`, 0: before the first one.", "int a = 1;\ncheckpoint start\na = 2;\nrestore start",
	  cmd_restore, COMMAND_TIME, NULL },
	{ "diff", "[A [B]]", "what the last step changed, or two moments",
	  "A and B are checkpoints, or numbers of steps back: `diff 3` is from three steps\n"
	  "ago to now. Each line has a mark: + new, - gone, ~ changed, ! look here.",
	  "int a = 1;\ncheckpoint start\nstruct page *p = alloc_page(GFP_HIGHUSER);\ndiff\ndiff start", cmd_diff, 0, NULL },
	{ "history", "", "list the inputs that changed the machine",
	  "Those marked with - were undone and can be redone. (The arrow keys and Ctrl-R\n"
	  "go through everything that was typed.)", "history", cmd_history, 0, NULL },
	{ 0 }
};
