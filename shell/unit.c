/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A unit of C and the blocks of commands: compiled, judged, run. What the compiler refused is followed at the prompt by a hint: was it meant to be a command?
 * Splitting text into units is feed.c's.
 */
#include <stdio.h>
#include <string.h>

#include "shell/command/command.h"
#include "shell/learn/learn.h"
#include "shell/run.h"
#include "shell/session.h"
#include "shell/unit.h"

/* ---- refusals and hints ---- */

bool unit_refuse_halted(struct session *s)
{
	enum hm_halt halt = hm_halted(s->world->m);

	if (halt == HM_RUNNING)
		return false;
	session_error(s, STATUS_REPORT, "hmsh-panicked", "%s: undo, restore or reset",
		      halt == HM_HALT_PANIC ? "panicked" : "halted, no CPU is left");
	return true;
}

/* At the prompt, below the compiler's words: was it meant to be a command, or the rest of the last input? */
static void hint_command(struct session *s, const char *text, size_t length)
{
	size_t at = 0, end;
	const struct command *c;
	const char *word, *near;

	while (at < length && (text[at] == ' ' || text[at] == '\t'))
		at++;
	for (end = at; end < length && ((text[end] | 32) >= 'a' && (text[end] | 32) <= 'z'); end++)
		;
	if (!s->typed || s->typed_file || end == at)
		return;
	word = text + at;
	if (command_find(word, end - at, &c) != COMMAND_FOUND)
		c = NULL;
	near = c || lang_is_keyword(word, end - at) ? NULL : command_near(word, end - at);
	if (word_is(word, end - at, "else"))
		session_say(s, "hmsh: at the prompt an `if` ends with its line: { if (...) ...; else ...; } is one input");
	else if (c && lang_declares(s->world->lang, word, end - at))
		session_say(s, "hmsh: read as C, because \"%.*s\" is declared; `:%.*s` is the command", (int)(end - at), word, (int)(end - at), word);
	else if (c)
		session_say(s, "hmsh: read as C, because of what follows; the command is `%s`", c->name);
	else if (learn_is_verb(word, end - at) && !lang_declares(s->world->lang, word, end - at))
		session_say(s, "hmsh: \"%.*s\" is said in a lesson; `lesson` lists them", (int)(end - at), word);
	else if (near && !lang_declares(s->world->lang, word, end - at))
		session_say(s, "hmsh: no command is called \"%.*s\"; did you mean `%s`?", (int)(end - at), word, near);
}

/* Where the next statement of the line begins, `length` when there is none. */
static size_t next_statement(const char *text, size_t at, size_t length)
{
	char quote = 0;

	for (; at < length && (quote || text[at] != ';'); at++)
		if (quote && text[at] == '\\')
			at++;
		else if (text[at] == '"' || text[at] == '\'')
			quote = !quote ? text[at] : quote == text[at] ? 0 : quote;
	for (at += at < length; at < length && (text[at] == ' ' || text[at] == '\t'); at++)
		;
	return at < length ? at : length;
}

/* Does a command stand here by its whole name, and not a name of C? */
static const struct command *command_here(struct session *s, const char *text, size_t length)
{
	const struct command *c;
	size_t end = 0;

	while (end < length && ((text[end] | 32) >= 'a' && (text[end] | 32) <= 'z'))
		end++;
	if (!end || command_find(text, end, &c) != COMMAND_FOUND || strlen(c->name) != end || lang_declares(s->world->lang, text, end))
		return NULL;
	while (end < length && (text[end] == ' ' || text[end] == '\t'))
		end++;
	return end == length || text[end] == '\n' || (text[end] | 32) >= 'a' ? c : NULL;
}

/* "x = 1; undo": a command behind C. */
static void hint_command_behind(struct session *s, const char *text, size_t length)
{
	const struct command *c = NULL;

	if (!s->typed || s->typed_file)
		return;
	for (size_t at = 0; !c && (at = next_statement(text, at, length)) < length;)
		c = command_here(s, text + at, length - at);
	if (c)
		session_say(s, "hmsh: `%s` is a command of the shell: it wants a line of its own", c->name);
}

/* "$3" when there is none: it went with the machine, or never was. */
static void hint_value(struct session *s, const char *text, size_t length)
{
	size_t at = 0, end;

	while (at < length && text[at] != '$' && text[at] != '"' && text[at] != '\n')
		at++;
	for (end = at; end < length && (text[end] == '$' || (text[end] >= '0' && text[end] <= '9')); end++)
		;
	if (end > at && !lang_knows(s->world->lang, text + at, end - at))
		session_say(s, "hmsh: there is no value %.*s (`reset`, `era` and `machine` begin to count anew)", (int)(end - at), text + at);
}

/* The setting that refused what a compiler would only have warned of, or NULL: it was an error. */
static const char *refusing_setting(const struct session *s, const struct diag_list *diags)
{
	bool lint = false;

	for (size_t i = 0; i < diags->count; i++) {
		if (diags->item[i].severity == DIAG_ERROR && !diags->item[i].lint)
			return NULL;
		lint = lint || diags->item[i].lint;
	}
	if (lint && s->soft.settings.lint == LANG_LINT_ERROR)
		return "set lint error";
	return s->soft.settings.werror && diags->count ? "set werror on" : NULL;
}

/* gcc's last word on a file under -Werror. At the prompt each line is refused in hmsh's own words. */
static void say_treated(struct session *s)
{
	if (s->treated && !s->typed && !s->json)
		session_say(s, "cc1: all warnings being treated as errors");
	s->treated = false;
}

static void refuse_unit(struct session *s, const char *setting)
{
	s->refused = true;
	session_fail(s, STATUS_ERROR);
	if (!s->syntax_only)
		say_treated(s);
	if (setting)
		session_say(s, "hmsh: nothing was run (`%s`)", setting);
}

/* ---- units ---- */

bool unit_run(struct session *s, uint32_t loc, const char *text, size_t length)
{
	struct diag_list diags = { 0 };
	struct lang_code code;
	const char *setting;
	bool ok;

	if (!s->syntax_only && unit_refuse_halted(s))
		return false;
	lang_options(s->world->lang)->prompt = s->typed;
	lang_options(s->world->lang)->syntax_only = s->syntax_only;
	ok = lang_compile(s->world->lang, loc, loc + (uint32_t)length, &diags, &code);
	setting = refusing_setting(s, &diags);
	session_diagnose(s, &diags);
	if (!ok) {
		refuse_unit(s, s->syntax_only ? NULL : setting);
		hint_command(s, text, length);
		hint_command_behind(s, text, length);
		if (s->typed)
			hint_value(s, text, length);
		return s->syntax_only;
	}
	return s->syntax_only || run_statement(s, &code, loc) || !s->died;
}

bool unit_finish(struct session *s)
{
	struct diag_list diags = { 0 };
	struct lang_code code;
	bool run_main = false, ok;

	if (s->world->loaded)
		return true;
	ok = lang_finish(s->world->lang, &diags, &code, &run_main);
	session_diagnose(s, &diags);
	s->said = (struct diag_memory){ 0 };
	say_treated(s);
	if (!ok)
		session_fail(s, STATUS_ERROR);
	if (ok && run_main && !s->syntax_only && !unit_refuse_halted(s))
		ok = run_statement(s, &code, 0) || !s->died;
	session_commit(s, true);
	return ok;
}

void block_name(const char *stem, unsigned int line, char *out, size_t size)
{
	snprintf(out, size, "%.48s_at_line_%u", stem, line);
}

bool session_block(struct session *s, const struct command_input *in, const char *stem, struct lang_code *code)
{
	struct diag_list diags = { 0 };
	const char *setting;
	char name[80];
	bool ok;

	block_name(stem, in->line_number, name, sizeof(name));
	lang_options(s->world->lang)->prompt = s->typed;
	lang_options(s->world->lang)->syntax_only = s->syntax_only;
	ok = lang_compile_block(s->world->lang, in->loc + (uint32_t)in->block, in->loc + (uint32_t)in->block_end, name, &diags, code);
	setting = refusing_setting(s, &diags);
	session_diagnose(s, &diags);
	if (!ok)
		refuse_unit(s, setting);
	return ok || s->syntax_only;
}
