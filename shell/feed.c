/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From text to deeds: splits what was typed or read into units (unit.c) and commands, runs each, and commits what changed. Entries
 * (what save and the journal keep) are begun only for input that may change the state, so that looking costs no redo.
 *
 * A script's text is laid into the world's map as a whole, so that places in it are its own. When the world changes under it
 * (era, reset) or undo cuts the map, what is left of the text is laid into the map in force.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shell/command/command.h"
#include "shell/hunt/hunt.h"
#include "shell/json.h"
#include "shell/journal.h"
#include "shell/learn/learn.h"
#include "shell/quiz/quiz.h"
#include "shell/record.h"
#include "shell/run.h"
#include "shell/session.h"
#include "shell/unit.h"

enum { MAX_DEPTH = 16 };

static const char *prompt_file(const struct session *s)
{
	return s->typed_file ? s->typed_file : "<prompt>";
}

/* ---- words ---- */

static bool is_command(void *context, const char *word, size_t length, bool *block)
{
	const struct command *c;

	*block = false;
	if (alias_find(context, word, length))
		return true;
	if (command_find(word, length, &c) != COMMAND_FOUND)
		return false;
	*block = (c->flags & COMMAND_BLOCK) != 0;
	return true;
}

static bool is_declared(void *context, const char *word, size_t length)
{
	const struct session *s = context;

	return lang_declares(s->world->lang, word, length);
}

static struct script_words words_of(struct session *s)
{
	return (struct script_words){ s, is_command, is_declared };
}

/* An answer to what a quiz or a lesson asks: `out` is the input that it stands for. */
static bool is_answer(const struct session *s, const char *text, size_t length, char *out, size_t size)
{
	return quiz_is_answer(s, text, length, out, size) || (s->learn && learn_is_answer(s, text, length, out, size));
}

bool session_needs_more(struct session *s, const char *text, size_t length)
{
	char answer[64];
	struct script_words words = words_of(s);
	struct script script;
	struct script_item item;

	if (is_answer(s, text, length, answer, sizeof(answer))) /* "B." is no beginning of C */
		return false;
	script_begin(&script, text, length, &words);
	while (script_next(&script, &item) != SCRIPT_END) {
		if (item.kind == SCRIPT_COMMAND ? item.open : lang_scan(text + item.begin, item.end - item.begin) == LANG_SCAN_OPEN)
			return true;
	}
	return false;
}

/* ---- commands ---- */

static void unknown_command(struct session *s, const char *word, size_t length)
{
	const char *near = command_near(word, length);

	if (near)
		session_error(s, STATUS_ERROR, "hmsh-command", "no command is called \"%.*s\"; did you mean `%s`?", (int)length, word, near);
	else
		session_error(s, STATUS_ERROR, "hmsh-command", "no command is called \"%.*s\" (`help` lists them)", (int)length, word);
}

bool session_next_block(struct command_input *in, unsigned int number, char stem[8])
{
	bool open;

	if (!in->block_end || !script_vs(in->line, in->length, in->block_end + 1, &in->block, &in->block_end, &open) || open)
		return false;
	if (number == 2)
		snprintf(stem, 8, "vs");
	else
		snprintf(stem, 8, "vs%u", number % 1000);
	return true;
}

/* --syntax-only: the blocks are compiled, nothing is run. */
static bool check_blocks(struct session *s, const struct command *c, const struct command_input *in)
{
	struct command_input next = *in;
	struct lang_code code;
	char room[80], stem[8];
	bool ok = session_block(s, in, block_stem(c, in, room, sizeof(room)), &code);

	for (unsigned int i = 2; session_next_block(&next, i, stem); i++)
		ok = session_block(s, &next, stem, &code) && ok;
	return ok;
}

static bool run_command(struct session *s, const struct command *c, const struct command_input *in)
{
	if (s->refuses && s->refuses(s->refuses_to, c)) {
		session_error(s, STATUS_ERROR, "hmsh-answer", "`%s` has no place in an answer: the line is left out", c->name);
		return false;
	}
	if (s->confined && (c->flags & COMMAND_FILES)) {
		session_error(s, STATUS_ERROR, "hmsh-confined", "`%s` is not for a lesson's own lines: they touch no file", c->name);
		return false;
	}
	if (s->syntax_only && !(c->flags & COMMAND_SYNTAX))
		return !(c->flags & COMMAND_BLOCK) || !in->block_end || check_blocks(s, c, in);
	if ((c->flags & COMMAND_CHANGES) && !(c->flags & COMMAND_ALWAYS) && (in->args_length || !(c->flags & COMMAND_SHOWS)) &&
	    unit_refuse_halted(s))
		return false;
	if ((c->flags & COMMAND_CHANGES) && in->loc)
		*hm_site(s->world->m) = in->loc; /* what it makes happen happens here */
	return c->run(s, in);
}

static bool feed_command(struct session *s, const struct script_item *item, const struct command_input *in, const struct command *c)
{
	const char *word = in->line + (item->word - item->begin);
	size_t length = item->word_end - item->word;

	if (!c) {
		unknown_command(s, word, length);
		return false;
	}
	return run_command(s, c, in);
}

static struct command_input input_of(const char *text, const struct script_item *item, const char *file, unsigned int line, uint32_t loc)
{
	return (struct command_input){
		.line = text + item->begin, .length = item->end - item->begin,
		.args = text + item->args, .args_length = item->args_end > item->args ? item->args_end - item->args : 0,
		.file = file, .line_number = line, .loc = loc,
		.block = item->block_end ? item->block - item->begin : 0, .block_end = item->block_end ? item->block_end - item->begin : 0
	};
}

static const struct alias *alias_of(const struct session *s, const char *text, const struct script_item *item)
{
	return item->kind == SCRIPT_COMMAND ? alias_find(s, text + item->word, item->word_end - item->word) : NULL;
}

/* The command an item names, an alias followed; NULL: none (a forced one). */
static const struct command *command_of(const struct session *s, const char *text, const struct script_item *item)
{
	const struct alias *alias = alias_of(s, text, item);
	const struct command *c = NULL;

	if (alias)
		return alias_command(s, alias);
	if (item->kind == SCRIPT_COMMAND && command_find(text + item->word, item->word_end - item->word, &c) != COMMAND_FOUND)
		c = NULL;
	return c;
}

/* Does it end the C session? `machine` and `era` alone only show. */
static bool ends_session(const struct command *c, const struct command_input *in)
{
	return c && (c->flags & COMMAND_WORLD) && (!(c->flags & COMMAND_SHOWS) || in->args_length);
}

/* Is the first argument one with which this command only looks? */
static bool word_only_looks(const struct command *c, const char *args, size_t length)
{
	size_t n = 0;

	while (n < length && args[n] != ' ' && args[n] != '\t')
		n++;
	return command_only_looks(c, args, n);
}

/* May it change the state? Of an alias' arguments nothing is known here: then its command may. */
static bool may_change(const struct session *s, const struct command *c, const char *text, const struct script_item *item)
{
	if (item->kind == SCRIPT_C)
		return true;
	if (!c || !(c->flags & COMMAND_CHANGES))
		return false;
	if (alias_of(s, text, item))
		return true;
	if (item->args_end <= item->args)
		return !(c->flags & COMMAND_SHOWS);
	return !word_only_looks(c, text + item->args, item->args_end - item->args);
}

/* ---- typed input ---- */

/* False: there is no entry for it; the newest one is an input before. */
static bool begin_entry(struct session *s, const char *file, unsigned int line, const char *text, size_t length, bool script)
{
	timeline_drop_redo(&s->timeline);
	s->entry_steps = s->steps;
	if (entry_new(&s->entries, file, line, text, length, script))
		return true;
	session_error(s, STATUS_LIMIT, "hmsh-memory", "out of memory: this input is not run, since it could not be saved");
	return false;
}

static void cut_entry(struct session *s)
{
	entry_list_cut(&s->entries, s->entries.used - (s->entries.used != 0));
}

static void type_item(struct session *s, const char *file, unsigned int line, const char *text, const struct script_item *item)
{
	const struct command *c = command_of(s, text, item);
	size_t length = item->end - item->begin, mark;
	uint32_t loc = 0;
	bool changes = may_change(s, c, text, item);

	s->refused = s->died = s->valued = false;
	s->item_line = line;
	if ((c || item->kind == SCRIPT_C) && !hunt_gate(s, c, text + item->args, item->args_end > item->args ? item->args_end - item->args : 0))
		return;
	if (changes && !begin_entry(s, file, line, text + item->begin, length, false))
		return;
	if (item->kind == SCRIPT_C || (c && (c->flags & COMMAND_BLOCK))) {
		loc = world_prepare(s->world) ? source_add(s->world->map, file, text + item->begin, length, line, false) : 0;
		if (!loc) {
			session_error(s, STATUS_LIMIT, "hmsh-memory", "out of memory, or more than 4 GiB of text");
			if (changes)
				cut_entry(s);
			return;
		}
	}
	mark = timeline_mark(&s->timeline);
	if (item->kind == SCRIPT_C) {
		unit_run(s, loc, text + item->begin, length);
	} else {
		struct command_input in = input_of(text, item, file, line, loc);

		feed_command(s, item, &in, c);
	}
	if (!changes)
		return;
	session_commit(s, true);
	timeline_join(&s->timeline, mark);
	if (s->attach)
		timeline_attach(&s->timeline, mark);
	s->attach = false;
	if (timeline_mark(&s->timeline) == mark)
		cut_entry(s);
	else
		journal_entry(s);
}

/* The line that an alias stands for: its text, and what follows its name. */
static bool expand(struct session *s, const struct alias *alias, const char *text, const struct script_item *item, struct text *line)
{
	text_puts(line, alias->text);
	text_add(line, text + item->word_end, item->end - item->word_end);
	if (!line->failed)
		return true;
	session_error(s, STATUS_LIMIT, "hmsh-memory", "out of memory: `%s` is not run", alias->name);
	return false;
}

static void type_items(struct session *s, const char *text, size_t length, unsigned int first);

static void type_alias(struct session *s, unsigned int line, const char *text, const struct script_item *item)
{
	struct text expanded = { 0 };

	if (expand(s, alias_of(s, text, item), text, item, &expanded))
		type_items(s, text_string(&expanded), expanded.length, line);
	text_free(&expanded);
}

/* Aliases lead to each other only so far (alias.h), and so deep is this called by itself. */
static void type_items(struct session *s, const char *text, size_t length, unsigned int first)
{
	struct script_words words = words_of(s);
	struct script script;
	struct script_item item;

	script_begin(&script, text, length, &words);
	while (!s->quit && script_next(&script, &item) != SCRIPT_END) {
		if (alias_of(s, text, &item))
			type_alias(s, first + item.line - 1, text, &item);
		else
			type_item(s, prompt_file(s), first + item.line - 1, text, &item);
		if (session_output_lost(s))
			break;
	}
}

static unsigned int count_newlines(const char *text, size_t length)
{
	unsigned int n = 0;

	for (size_t i = 0; i < length; i++)
		n += text[i] == '\n';
	return n;
}

void session_type(struct session *s, const char *text, size_t length)
{
	unsigned int first = s->prompt_line;
	char answer[64];

	if (is_answer(s, text, length, answer, sizeof(answer))) {
		text = answer;
		length = strlen(answer);
	}
	s->typed = true;
	s->line_after = 0;
	s->item_file = prompt_file(s);
	type_items(s, text, length, first);
	s->item_file = NULL;
	quiz_remind(s);
	s->prompt_line = s->line_after ? s->line_after : first + count_newlines(text, length) + (length && text[length - 1] != '\n');
	if (s->learn && !s->replay)
		learn_after(s, text, length);
	if (s->hunt && !s->replay && !s->learn->following)
		hunt_after(s);
}

/* ---- scripts ---- */

struct feed {
	struct script script;
	const char *file;
	const struct world *world; /* in whose map the text lies */
	uint32_t base;             /* location of offset 0, modulo 2^32 */
	uint32_t end;
	bool added;
};

/* Lays what is left of the text into the map in force, unless it lies there. */
static bool feed_place(struct session *s, struct feed *f)
{
	uint32_t loc = 0;

	if (f->added && f->world == s->world && source_end(s->world->map) >= f->end)
		return true;
	if (f->script.at == f->script.length || world_prepare(s->world))
		loc = source_add(s->world->map, f->file, f->script.text + f->script.at, f->script.length - f->script.at, f->script.line, false);
	if (!loc) {
		session_error(s, STATUS_LIMIT, "hmsh-memory", "out of memory, or more than 4 GiB of text");
		return false;
	}
	f->added = true;
	f->world = s->world;
	f->base = loc - (uint32_t)f->script.at;
	f->end = source_end(s->world->map);
	return true;
}

/* Is there an item behind this one that may change the state, and so wake whoever sleeps? */
static bool rest_may_change(const struct session *s, const struct feed *f)
{
	struct script rest = f->script;
	struct script_item item;

	while (script_next(&rest, &item) != SCRIPT_END)
		if (may_change(s, command_of(s, f->script.text, &item), f->script.text, &item))
			return true;
	return false;
}

/* In a script an alias is as a file that is sourced: a text of its own, named after it. */
static bool feed_alias(struct session *s, const struct alias *alias, const char *text, const struct script_item *item)
{
	struct text expanded = { 0 };
	enum status before = s->status;
	char name[ALIAS_NAME + 8];
	bool ok = expand(s, alias, text, item, &expanded);

	snprintf(name, sizeof(name), "alias %s", alias->name);
	if (ok) {
		s->status = STATUS_OK;
		session_script(s, name, text_string(&expanded), expanded.length, false);
		ok = s->status < STATUS_ERROR;
		s->status = status_worse(s->status, before);
	}
	text_free(&expanded);
	return ok;
}

/* False: the script ends here. */
static bool feed_item(struct session *s, struct feed *f, const struct script_item *item)
{
	uint32_t loc = f->base + (uint32_t)item->begin;
	const struct command *c = command_of(s, f->script.text, item);
	bool go, more = s->more_to_come;

	s->refused = s->died = false;
	s->item_line = item->line;
	json_input(s, item, f->script.text, f->file, item->line);
	if (item->kind == SCRIPT_C) {
		go = unit_run(s, loc, f->script.text + item->begin, item->end - item->begin);
	} else {
		struct command_input in = input_of(f->script.text, item, f->file, item->line, loc);

		if (ends_session(c, &in) && !unit_finish(s) && !s->keep_going)
			return false;
		if (alias_of(s, f->script.text, item))
			return feed_alias(s, alias_of(s, f->script.text, item), f->script.text, item) || s->keep_going;
		s->more_to_come = more || (c && c->flags & COMMAND_CHANGES && rest_may_change(s, f));
		go = feed_command(s, item, &in, c);
		s->more_to_come = more;
	}
	if (may_change(s, c, f->script.text, item))
		session_commit(s, true);
	return go || s->keep_going;
}

/* Nothing can go on, with or without --keep-going. */
static bool must_stop(const struct session *s)
{
	return s->ended || s->quit || session_output_lost(s) || s->status == STATUS_LIMIT || s->status == STATUS_INTERRUPTED ||
	       hm_halted(s->world->m) != HM_RUNNING;
}

/* Does it only look? Then it is answered even when a kernel report has ended the script: `why` behind a panic. */
static bool only_looks(const struct session *s, const struct feed *f, const struct script_item *item)
{
	const struct command *c = command_of(s, f->script.text, item);

	return c && !may_change(s, c, f->script.text, item) && !(c->flags & (COMMAND_TIME | COMMAND_WORLD | COMMAND_BLOCK));
}

static bool ended_by_report(const struct session *s, bool go)
{
	return !go && (s->died || hm_halted(s->world->m) != HM_RUNNING) && s->status == STATUS_REPORT && !s->ended && !s->quit &&
	       !session_output_lost(s);
}

/* The commands behind the end that only look, up to the first item that does more. */
static void feed_looks(struct session *s, struct feed *f, size_t items)
{
	struct script_item item;

	for (size_t done = 0; done < items && feed_place(s, f) && script_next(&f->script, &item) != SCRIPT_END; done++)
		if (!only_looks(s, f, &item) || !feed_item(s, f, &item))
			return;
}

/* Runs at most `items` items. */
static size_t feed_script(struct session *s, struct feed *f, size_t items, bool top)
{
	struct script_item item;
	size_t done = 0;
	bool go = true;

	while (go && done < items && feed_place(s, f)) {
		if (script_next(&f->script, &item) == SCRIPT_END)
			break;
		if (top)
			s->entries.entry[s->entries.used - 1].items = done + 1;
		go = feed_item(s, f, &item) && !must_stop(s);
		done++;
	}
	if (ended_by_report(s, go))
		feed_looks(s, f, items - done);
	if (top && go && done < items && !s->interactive) { /* a prompt follows the rc file: its C goes on */
		s->entries.entry[s->entries.used - 1].items = done + 1;
		unit_finish(s);
		run_end_of_script(s);
	}
	return done;
}

static bool name_chain(struct session *s, const char *file)
{
	struct text chain = { 0 };

	if (s->depth < MAX_DEPTH) {
		s->source_name[s->depth++] = file;
		return true;
	}
	for (unsigned int i = MAX_DEPTH - 3; i < MAX_DEPTH; i++)
		text_printf(&chain, "%s -> ", s->source_name[i]);
	session_error(s, STATUS_LIMIT, "hmsh-source-depth", "files are nested deeper than %d: ... %s%s", MAX_DEPTH, text_string(&chain), file);
	text_free(&chain);
	return false;
}

static void run_script(struct session *s, const char *file, const char *text, size_t length, size_t items, bool top)
{
	struct script_words words = words_of(s);
	struct feed f = { .file = file };
	const char *outer_file = s->item_file;
	unsigned int outer_line = s->item_line;
	bool typed = s->typed;

	if (!name_chain(s, file))
		return;
	s->typed = false;
	s->item_file = file;
	script_begin(&f.script, text, length, &words);
	feed_script(s, &f, items, top);
	s->depth--;
	s->typed = typed;
	s->item_file = outer_file;
	s->item_line = outer_line;
}

/* A file sourced at a prompt is one step; inside, each of its units and commands is one. */
static void run_nested(struct session *s, const char *file, const char *text, size_t length)
{
	size_t outer = s->timeline.floor, mark = timeline_mark(&s->timeline);
	bool ended = s->ended;

	s->timeline.floor = mark;
	run_script(s, file, text, length, (size_t)-1, false);
	s->timeline.floor = outer;
	timeline_join(&s->timeline, mark);
	s->ended = ended;
}

static void run_top(struct session *s, const char *file, const char *text, size_t length, size_t items)
{
	if (!begin_entry(s, file, 1, text, length, true))
		return;
	s->entries.entry[s->entries.used - 1].keep_going = s->keep_going;
	run_script(s, file, text, length, items, true);
}

void session_script(struct session *s, const char *file, const char *text, size_t length, bool top)
{
	if (top)
		run_top(s, file, text, length, (size_t)-1);
	else
		run_nested(s, file, text, length);
}

void session_visit(struct session *s, const char *file, const char *text, size_t length, item_visitor *visit, void *context)
{
	struct script_words words = words_of(s);
	struct feed f = { .file = file };
	struct script_item item;

	s->syntax_only = true;
	s->item_file = file;
	script_begin(&f.script, text, length, &words);
	while (!s->quit && feed_place(s, &f) && script_next(&f.script, &item) != SCRIPT_END) {
		const struct command *c = command_of(s, text, &item);
		struct command_input in = input_of(text, &item, file, item.line, f.base + (uint32_t)item.begin);

		visit(context, &item, &in, ends_session(c, &in));
		s->keep_going = true;
		if (!s->quit)
			feed_item(s, &f, &item);
	}
	s->item_file = NULL;
}

/* ---- replay ---- */

void session_replay(struct session *s, const struct entry *e)
{
	struct replay replay = { .entry = e }, *outer = s->replay;
	bool keep_going = s->keep_going, typed = s->typed;
	unsigned int depth = s->depth;

	s->replay = &replay;
	s->keep_going = e->keep_going;
	s->ended = false;
	s->depth = 0;
	if (e->script) {
		enum status status = s->status;

		s->status = STATUS_OK; /* a limit that an earlier input met does not stop this one */
		run_top(s, e->file, e->text, e->length, e->items);
		s->status = status_worse(s->status, status);
	} else {
		s->prompt_line = e->line;
		session_type(s, e->text, e->length);
	}
	s->depth = depth;
	s->typed = typed;
	s->keep_going = keep_going;
	s->ended = false;
	s->replay = outer;
}
