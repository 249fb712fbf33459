/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Commands about the shell itself: set, show, quit; help and alias have files of their own (help.c, alias.c).
 */
#include <stdio.h>
#include <string.h>

#include "shell/command/command.h"

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

bool help_setting(struct session *s, const char *word, size_t length)
{
	for (size_t i = 0; i < sizeof(settings) / sizeof(*settings); i++)
		if (word_is(word, length, settings[i].name)) {
			show_setting(s, &settings[i]);
			sink_printf(&s->out, "`set %s VALUE` changes it.\n", settings[i].name);
			return true;
		}
	return false;
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
	{ "help", "[COMMAND|CALL|TOPIC|calls|GUIDE [PART]]", "list the commands, or explain one",
	  "Knows commands, the kernel's calls and constants, settings, eras, and topics:\n"
	  "`help language` and those that it names. Guides: `help students`,\n"
	  "`help teachers`, `help authors`.", "help language", cmd_help, 0, NULL },
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
