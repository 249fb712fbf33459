/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Commands about the shell itself: help, apropos, set, show, quit. Help for commands, kernel calls and topics comes from their rows.
 */
#include <stdio.h>
#include <string.h>

#include "shell/command/command.h"
#include "shell/report/report.h"

/* ---- help ---- */

static void list_commands(struct session *s)
{
	const char *group, *last = "";
	const struct command *c;

	sink_puts(&s->out, "Type C, with the kernel's highmem calls, or a command:\n");
	for (unsigned int i = 0; (c = command_at(i, &group)); i++) {
		if (strcmp(group, last))
			sink_printf(&s->out, "%s\n", group);
		last = group;
		sink_printf(&s->out, "  %-11s %s\n", c->name, c->help);
	}
	sink_puts(&s->out,
		  "`help COMMAND` says more, `help calls` lists the kernel's calls, `apropos WORD`\n"
		  "searches. A line is C when its first word is declared or `(` or `=` follows it;\n"
		  "`:word` is always the command.\n");
}

static void help_command(struct session *s, const struct command *c)
{
	struct text line = { 0 };

	text_printf(&line, "%s %s", c->name, c->arguments);
	sink_wrap(&s->out, 0, 4, text_string(&line));
	text_free(&line);
	sink_printf(&s->out, "  %s\n\n%s\n", c->help, c->detail);
	if (c->example)
		sink_printf(&s->out, "\nExample:\n%s\n", c->example);
}

/* Its declaration and what it does, below 80 columns. */
static void show_call(struct session *s, const struct hm_call *c, size_t indent)
{
	sink_wrap(&s->out, 0, 8, c->proto);
	sink_printf(&s->out, "%*s", (int)indent, "");
	sink_wrap(&s->out, indent, indent, c->help ? c->help : "");
}

static void list_calls(struct session *s)
{
	const struct hm_call *c;

	for (unsigned int i = 0; (c = hm_call_at(s->world->m, i)); i++)
		show_call(s, c, 4);
}

static bool help_call(struct session *s, const char *word, size_t length)
{
	const struct hm_call *c = hm_call_find(s->world->m, word, length, NULL);

	if (!c)
		return false;
	show_call(s, c, 2);
	sink_printf(&s->out, "  (%s)\n", hm_machine_era(s->world->m)->title);
	return true;
}

static bool cmd_help(struct session *s, const struct command_input *in)
{
	const struct command *c;
	const char *word, *near;
	size_t at = 0, length;

	if (!next_word(in, &at, &word, &length)) {
		list_commands(s);
		return true;
	}
	if (*word == ':' && length > 1) {
		word++;
		length--;
	}
	if (word_is(word, length, "calls")) {
		list_calls(s);
		return true;
	}
	if (command_find(word, length, &c) == COMMAND_FOUND) {
		help_command(s, c);
		return true;
	}
	if (help_call(s, word, length))
		return true;
	near = command_near(word, length);
	session_error(s, STATUS_ERROR, "hmsh-help", "no help for \"%.*s\"%s%s%s", (int)length, word, near ? "; did you mean `help " : "",
		      near ? near : "", near ? "`?" : " (`help` lists the commands, `help calls` the calls)");
	return false;
}

/* ---- apropos ---- */

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool contains(const char *text, const char *word, size_t length)
{
	for (; text && *text; text++) {
		size_t i = 0;

		while (i < length && text[i] && lower(text[i]) == lower(word[i]))
			i++;
		if (i == length)
			return true;
	}
	return false;
}

static bool cmd_apropos(struct session *s, const struct command_input *in)
{
	const struct explanation *e;
	const struct info_topic *t;
	const struct hm_call *call;
	const struct command *c;
	const char *word = in->args;
	size_t length = in->args_length;
	unsigned int found = 0;

	if (!length) {
		session_error(s, STATUS_ERROR, "hmsh-arguments", "what about? `apropos tlb`");
		return false;
	}
	for (unsigned int i = 0; (c = command_at(i, NULL)); i++)
		if (contains(c->name, word, length) || contains(c->help, word, length) || contains(c->detail, word, length)) {
			sink_printf(&s->out, "%-12s %s\n", c->name, c->help);
			found++;
		}
	for (unsigned int i = 0; (t = info_topic_at(i)); i++)
		if (contains(t->name, word, length) || contains(t->help, word, length)) {
			sink_printf(&s->out, "info %-7s %s\n", t->name, t->help);
			found++;
		}
	for (unsigned int i = 0; (call = hm_call_at(s->world->m, i)); i++)
		if (contains(call->proto, word, length) || contains(call->help, word, length)) {
			show_call(s, call, 4);
			found++;
		}
	for (unsigned int i = 0; (e = explanation_at(i)); i++)
		if (contains(e->code, word, length) || contains(e->title, word, length)) {
			sink_printf(&s->out, "explain %s: %s\n", e->code, e->title);
			found++;
		}
	if (!found)
		sink_printf(&s->out, "nothing about \"%.*s\"\n", (int)length, word);
	return true;
}

/* ---- set and show ---- */

struct setting {
	const char *name, *values, *help;
	bool (*set)(struct session *s, const char *value, size_t length);
	const char *(*show)(const struct session *s);
};

static const char *const lint_names[] = { [LANG_LINT_OFF] = "off", [LANG_LINT_WARN] = "warn", [LANG_LINT_ERROR] = "error" };

static bool set_lint(struct session *s, const char *value, size_t length)
{
	for (unsigned int i = 0; i < sizeof(lint_names) / sizeof(*lint_names); i++)
		if (word_is(value, length, lint_names[i])) {
			s->soft.settings.lint = (enum lang_lint)i;
			return true;
		}
	return false;
}

static const char *show_lint(const struct session *s)
{
	return lint_names[s->soft.settings.lint];
}

static bool read_switch(const char *value, size_t length, bool *to)
{
	if (word_is(value, length, "on") || word_is(value, length, "yes") || word_is(value, length, "1"))
		*to = true;
	else if (word_is(value, length, "off") || word_is(value, length, "no") || word_is(value, length, "0"))
		*to = false;
	else
		return false;
	return true;
}

static bool set_werror(struct session *s, const char *value, size_t length)
{
	return read_switch(value, length, &s->soft.settings.werror);
}

static const char *show_werror(const struct session *s)
{
	return s->soft.settings.werror ? "on" : "off";
}

static bool set_color(struct session *s, const char *value, size_t length)
{
	bool on;

	if (!read_switch(value, length, &on))
		return false;
	s->out.colour = s->err.colour = on && !s->accessible;
	return true;
}

static const char *show_color(const struct session *s)
{
	return s->err.colour ? "on" : "off";
}

static const struct setting settings[] = {
	{ "lint", "error|warn|off", "the type error of a page passed as an address (-Wpage-as-address)", set_lint, show_lint },
	{ "werror", "on|off", "warnings refuse the unit, as gcc -Werror", set_werror, show_werror },
	{ "color", "on|off", "colours", set_color, show_color },
};

static const struct setting *find_setting(struct session *s, const char *word, size_t length)
{
	for (size_t i = 0; i < sizeof(settings) / sizeof(*settings); i++)
		if (word_is(word, length, settings[i].name))
			return &settings[i];
	session_error(s, STATUS_ERROR, "hmsh-set", "no setting is called \"%.*s\" (`show` lists them)", (int)length, word);
	return NULL;
}

static void show_setting(struct session *s, const struct setting *setting)
{
	struct text line = { 0 };

	sink_printf(&s->out, "%-8s %-6s ", setting->name, setting->show(s));
	text_printf(&line, "%s (%s)", setting->help, setting->values);
	sink_wrap(&s->out, 16, 16, text_string(&line));
	text_free(&line);
}

static bool cmd_show(struct session *s, const struct command_input *in)
{
	const struct setting *found = NULL;
	const char *word;
	size_t at = 0, length;

	if (next_word(in, &at, &word, &length)) {
		found = find_setting(s, word, length);
		if (!found)
			return false;
	}
	for (size_t i = 0; i < sizeof(settings) / sizeof(*settings); i++)
		if (!found || found == &settings[i])
			show_setting(s, &settings[i]);
	if (!found)
		sink_printf(&s->out, "the C session takes %zu KiB of the host's memory\n", lang_host_bytes(s->world->lang) >> 10);
	return true;
}

static bool cmd_set(struct session *s, const struct command_input *in)
{
	const struct setting *setting;
	const char *word;
	size_t at = 0, length;

	if (!next_word(in, &at, &word, &length))
		return cmd_show(s, in);
	setting = find_setting(s, word, length);
	if (!setting)
		return false;
	if (!next_word(in, &at, &word, &length) || !setting->set(s, word, length)) {
		session_error(s, STATUS_ERROR, "hmsh-set", "set %s %s", setting->name, setting->values);
		return false;
	}
	session_apply_settings(s);
	return no_more(s, in, at);
}

/* ---- quit ---- */

static bool cmd_quit(struct session *s, const struct command_input *in)
{
	const char *word;
	size_t at = 0, length;
	uint64_t status;

	if (next_word(in, &at, &word, &length)) {
		if (!word_number(word, length, 255, &status)) {
			session_error(s, STATUS_ERROR, "hmsh-arguments", "an exit status is a number from 0 to 255, not \"%.*s\"", (int)length, word);
			return false;
		}
		if (!no_more(s, in, at))
			return false;
		s->quit_status = (int)status;
	}
	s->quit = true;
	return false;
}

static const char *const setting_words[] = { "lint", "werror", "color", "error", "warn", "off", "on", NULL };

const struct command shell_commands[] = {
	{ "help", "[COMMAND|CALL|calls]", "list the commands, or explain one",
	  "Knows commands and the kernel's calls.", "help kmap_atomic", cmd_help, 0, NULL },
	{ "apropos", "WORD", "search commands, calls, topics and explanations",
	  "Lists everything whose name or help holds the word.", "apropos slot", cmd_apropos, 0, NULL },
	{ "set", "[NAME VALUE]", "change a setting",
	  "lint error|warn|off: the type error of a page passed as an address.\n"
	  "werror on|off: warnings refuse the unit. color on|off.", "set lint off",
	  cmd_set, COMMAND_CHANGES | COMMAND_ALWAYS | COMMAND_SYNTAX | COMMAND_SHOWS, setting_words },
	{ "show", "[NAME]", "show the settings", "Names, values, meanings.", "show lint", cmd_show, 0, setting_words },
	{ "alias", "[NAME [= COMMAND...]]", "give a command a name of your own",
	  "Alone: those there are. What is typed behind the name follows the text. NAME =\n"
	  "takes it away. In the rc file ($XDG_CONFIG_HOME/hmsh/rc) it is there every time.\n"
	  "A command that takes a {...} block has no alias.", "alias sl = info slots\nsl", cmd_alias,
	  COMMAND_CHANGES | COMMAND_ALWAYS | COMMAND_SYNTAX | COMMAND_SHOWS, NULL },
	{ "quit", "[N]", "leave, with exit status N",
	  "Without a number the status tells the worst that happened: 2 errors, 3 a kernel\n"
	  "report, 4 files, 5 a limit. Ctrl-D leaves, too.", "quit", cmd_quit, 0, NULL },
	{ 0 }
};
