/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What becomes of a line: it joins an input that is not complete, or is run, remembered and shown. A paste of several lines arrives as one text and is
 * taken line by line, so that it means what it would mean when typed: a command in it is a command, an open brace goes on with the next line.
 */
#include <stdlib.h>
#include <string.h>

#include <readline/history.h>

#include "shell/command/command.h"
#include "shell/learn/learn.h"
#include "shell/term/prompt.h"

enum { PASTE_LIMIT = 16 << 20 };

static bool blank(const char *text)
{
	return !text[strspn(text, " \t\r\n\v\f")];
}

static void remember(struct prompt *p)
{
	char *text = p->pending.bytes;
	HIST_ENTRY *last = history_length ? history_get(history_base + history_length - 1) : NULL;
	size_t n = p->pending.length;

	while (n && text[n - 1] == '\n')
		text[--n] = '\0';
	if (blank(text) || (last && !strcmp(last->line, text)))
		return;
	add_history(text);
	past_lines_add(&p->past, p->session, text);
}

/*
 * While it runs Ctrl-Z stops the process at once: the terminal is as it was found. (The view's guard has a handler of its own.)
 * False: Ctrl-C came.
 */
static bool run_input(struct prompt *p)
{
	struct session *s = p->session;
	enum status status = s->status;
	uint64_t asked = learn_asked(s);
	bool interrupted;

	s->status = STATUS_OK;
	*s->interrupt = 0;
	if (!prompt_in_view())
		prompt_catch(SIGTSTP, SIG_DFL, 0);
	session_type(s, p->pending.bytes, strlen(p->pending.bytes));
	if (!prompt_in_view())
		prompt_catch(SIGTSTP, prompt_on_signal, 0);
	p->asked = learn_asked(s) && learn_asked(s) != asked;
	interrupted = s->status == STATUS_INTERRUPTED;
	s->status = status_worse(status, s->status);
	if (!p->terminate)
		*s->interrupt = 0;
	return !interrupted;
}

/* What the next line is typed behind. */
void prompt_word(struct prompt *p)
{
	struct text t = { 0 };

	if (p->pending.length)
		text_puts(&t, " ...> ");
	else
		session_prompt(p->session, &t);
	snprintf(p->shown, sizeof(p->shown), "%s", t.failed ? "hmsh> " : text_string(&t));
	text_free(&t);
}

static bool is_command(const struct session *s, const char *text)
{
	const struct command *c;
	const char *word = text + strspn(text, " \t:");
	size_t n = strcspn(word, " \t\n/{(=;");

	return word[n] != '(' && (alias_find(s, word, n) || command_find(word, n, &c) == COMMAND_FOUND);
}

/* What a command tells is read from its beginning, as in a pager; what a program prints, and a report, are looked at from the end. */
static void show_step(struct prompt *p, uint32_t reports)
{
	if (!p->session->stage)
		return;
	stage_step(p->session->stage);
	if (is_command(p->session, p->pending.bytes) && p->session->reports_seen <= reports)
		stage_page(p->session->stage);
}

/* False: Ctrl-C came while it ran. */
static bool take_line(struct prompt *p, const char *line)
{
	struct session *s = p->session;
	uint32_t reports;
	bool done;

	if (!p->pending.length && blank(line)) {
		if (s->stage)
			stage_to_end(s->stage);
		return true;
	}
	if (s->stage)
		stage_typed(s->stage, p->shown, line);
	text_puts(&p->pending, line);
	text_puts(&p->pending, "\n");
	if (p->pending.failed || p->pending.length > PASTE_LIMIT) {
		session_error(s, STATUS_LIMIT, "hmsh-memory", "this input is too long");
		text_free(&p->pending);
		return true;
	}
	if (session_needs_more(s, p->pending.bytes, p->pending.length))
		return true;
	remember(p);
	text_puts(&p->pending, "\n");
	reports = s->reports_seen;
	done = run_input(p);
	show_step(p, reports);
	text_clear(&p->pending);
	return done;
}

/* Why what was pasted behind a line is not run; NULL: it is. */
static const char *paste_stops(const struct prompt *p, bool done)
{
	if (!done)
		return "interrupted: what was pasted behind this line is dropped";
	return p->asked ? "something is asked here: what was pasted behind this line is dropped" : NULL;
}

/* A line copied out of a transcript, prompt and all: what stands behind the prompt is meant. */
static const char *without_prompt(const struct session *s, const char *line)
{
	static const char *const prompts[] = { "hmsh> ", " ...> " };

	for (size_t i = 0; i < sizeof(prompts) / sizeof(*prompts); i++)
		if (!strncmp(line, prompts[i], strlen(prompts[i])) && !lang_declares(s->world->lang, "hmsh", 4))
			return line + strlen(prompts[i]);
	return line;
}

void prompt_take(struct prompt *p, char *text)
{
	while (text && !p->session->quit && !p->terminate) {
		char *rest = strchr(text, '\n');
		const char *stops;

		if (rest)
			*rest++ = '\0';
		p->asked = false;
		stops = paste_stops(p, take_line(p, without_prompt(p->session, text)));
		if (stops && rest && !blank(rest)) {
			session_say(p->session, "hmsh: %s", stops);
			rest = NULL;
		}
		if (rest)
			prompt_word(p);
		text = rest;
	}
}
