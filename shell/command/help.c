/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `help` and `apropos`. What they show comes from rows: commands, kernel calls, library calls, topics of the manual (manual.c), settings, panes and
 * tables of `info`, eras, explanations. A word is looked for in all of them, in that order.
 */
#include <stdio.h>
#include <string.h>

#include "shell/alias.h"
#include "shell/command/command.h"
#include "shell/command/guide.h"
#include "shell/command/manual.h"
#include "shell/lang/front.h"
#include "shell/report/report.h"

static void list_commands(struct session *s)
{
	const char *group, *last = "";
	const struct command *c;
	const struct guide *g;
	const struct topic *t;

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
		  "`:word` is always the command.\nTopics:\n");
	for (unsigned int i = 0; (t = topic_at(i)); i++)
		sink_printf(&s->out, "  help %-10s %s\n", t->name, t->title);
	sink_puts(&s->out, "  help subset     what of C is left out, and what to write instead\n"
		  "  help manual     all of the language, as in the man page\n"
		  "Guides:\n");
	for (unsigned int i = 0; (g = guide_at(i)); i++)
		sink_printf(&s->out, "  help %-10s %s\n", g->name, g->title);
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

static bool help_library(struct session *s, const char *word, size_t length)
{
	for (const struct library_call *c = library_calls; c->proto; c++) {
		const char *open = strchr(c->proto, '('), *name = open - length;

		if (open - c->proto <= (ptrdiff_t)length || memcmp(name, word, length) || (name[-1] != ' ' && name[-1] != '*'))
			continue;
		sink_wrap(&s->out, 0, 8, c->proto);
		sink_printf(&s->out, "  %s (hmsh's own: `help library`)\n", c->help);
		return true;
	}
	return false;
}

/* ---- topics ---- */

static void show_topic(struct session *s, const struct topic *t)
{
	sink_style(&s->out, STYLE_BOLD);
	sink_printf(&s->out, "%s: %s\n", t->name, t->title);
	sink_style(&s->out, STYLE_PLAIN);
	sink_printf(&s->out, "\n%s\n", t->text);
}

static void show_subset(struct session *s)
{
	const struct left_out *l;
	char line[160];

	sink_puts(&s->out, "subset: what of C is left out, and what to write instead\n\n"
		  "Each is refused with one message:\n  WHAT: valid C that hmsh leaves out [hmsh-subset]\n");
	for (unsigned int i = 0; (l = left_out_at(i)); i++) {
		snprintf(line, sizeof(line), "  %s: %s", l->what, l->instead);
		sink_wrap(&s->out, 0, 6, line);
	}
}

/* The language as the man page has it. */
static void show_manual(struct session *s)
{
	const struct topic *t;

	for (unsigned int i = 0; (t = topic_at(i)); i++) {
		if (!t->language)
			continue;
		show_topic(s, t);
		sink_puts(&s->out, "\n");
		if (!i)
			show_subset(s);
		if (!i)
			sink_puts(&s->out, "\n");
	}
}

/* A name such as KM_USER0 has a value in this era, or there is none of it. */
static void show_constant(struct session *s, const struct command_input *in, const char *word, size_t length)
{
	char type[80];
	uint64_t value;

	if (!lang_knows(s->world->lang, word, length))
		sink_printf(&s->out, "%.*s: this kernel (%s) has no such name\n\n", (int)length, word, hm_machine_era(s->world->m)->name);
	else if (look_integer(s, in, word, length, &value, type, sizeof(type)))
		sink_printf(&s->out, "%.*s = %llu (0x%llx)\n\n", (int)length, word, (unsigned long long)value, (unsigned long long)value);
}

static bool has_prefix(const struct topic *t, const char *word, size_t length)
{
	size_t blanks = 0, n = t->prefix ? strlen(t->prefix) : 0;

	while (blanks < length && word[blanks] == '_')
		blanks++;
	return n && length - blanks > n && !memcmp(word + blanks, t->prefix, n);
}

static bool help_topic(struct session *s, const struct command_input *in, const char *word, size_t length)
{
	const struct command *c;
	const struct topic *t;

	if (word_is(word, length, "subset") || word_is(word, length, "manual")) {
		(word[0] == 's' ? show_subset : show_manual)(s);
		return true;
	}
	for (unsigned int i = 0; (t = topic_at(i)); i++) {
		if (has_prefix(t, word, length))
			show_constant(s, in, word, length);
		else if (!word_is(word, length, t->name))
			continue;
		show_topic(s, t);
		if (command_find(word, length, &c) == COMMAND_FOUND && word_is(word, length, c->name)) {
			sink_puts(&s->out, "\n");
			help_command(s, c);
		}
		return true;
	}
	return false;
}

/* ---- other rows ---- */

static bool help_info(struct session *s, const char *word, size_t length)
{
	const struct info_topic *t;

	for (unsigned int i = 0; (t = info_topic_at(i)); i++)
		if (word_is(word, length, t->name)) {
			sink_printf(&s->out, "info %s\n  %s\n", t->name, t->help);
			return true;
		}
	return false;
}

static bool help_era(struct session *s, const char *word, size_t length)
{
	const struct hm_era *e;

	for (unsigned int i = 0; (e = hm_era_at(i)); i++)
		if (word_is(word, length, e->name)) {
			sink_printf(&s->out, "era %s\n  %s\n  `help eras` says how they differ.\n", e->name, e->title);
			return true;
		}
	return false;
}

static bool help_explanation(struct session *s, const char *word, size_t length)
{
	const struct explanation *e = explanation_find(word, length);

	if (e)
		explanation_show(&s->out, e);
	return e;
}

static bool help_alias(struct session *s, const char *word, size_t length)
{
	const struct alias *a = alias_find(s, word, length);

	if (a)
		sink_printf(&s->out, "%s is your alias for `%s`\n", a->name, a->text);
	return a;
}

static bool help_declared(struct session *s, const char *word, size_t length)
{
	if (!lang_declares(s->world->lang, word, length))
		return false;
	sink_printf(&s->out, "%.*s is declared in your C: `whatis %.*s`, `print %.*s`\n", (int)length, word, (int)length, word, (int)length, word);
	return true;
}

static bool help_command_named(struct session *s, const char *word, size_t length, bool whole)
{
	const struct command *c;

	if (command_find(word, length, &c) != COMMAND_FOUND || (whole && !word_is(word, length, c->name)))
		return false;
	help_command(s, c);
	return true;
}

static bool help_word(struct session *s, const struct command_input *in, const char *word, size_t length)
{
	if (word_is(word, length, "calls")) {
		list_calls(s);
		return true;
	}
	return help_alias(s, word, length) || (!word_is(word, length, "eras") && help_command_named(s, word, length, true)) ||
	       help_call(s, word, length) || help_library(s, word, length) || help_topic(s, in, word, length) || help_setting(s, word, length) ||
	       help_info(s, word, length) || help_era(s, word, length) || help_explanation(s, word, length) ||
	       help_command_named(s, word, length, false) || help_declared(s, word, length);
}

bool cmd_help(struct session *s, const struct command_input *in)
{
	const struct guide *guide;
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
	guide = guide_find(word, length);
	if (guide)
		return guide_show(s, guide, in, at);
	if (help_word(s, in, word, length))
		return true;
	near = command_near(word, length);
	session_error(s, STATUS_ERROR, "hmsh-help", "no help for \"%.*s\"%s%s%s", (int)length, word, near ? "; did you mean `help " : "",
		      near ? near : "", near ? "`?" : " (`help` lists commands and topics, `help calls` the calls)");
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

bool cmd_apropos(struct session *s, const struct command_input *in)
{
	const struct explanation *e;
	const struct info_topic *t;
	const struct hm_call *call;
	const struct command *c;
	const struct guide *g;
	const struct topic *topic;
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
	for (unsigned int i = 0; (topic = topic_at(i)); i++)
		if (contains(topic->name, word, length) || contains(topic->title, word, length) || contains(topic->text, word, length)) {
			sink_printf(&s->out, "help %-7s %s\n", topic->name, topic->title);
			found++;
		}
	for (unsigned int i = 0; (g = guide_at(i)); i++)
		if (contains(g->name, word, length) || contains(g->title, word, length)) {
			sink_printf(&s->out, "help %-7s %s\n", g->name, g->title);
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
			sink_printf(&s->out, "explain %s: ", e->code);
			sink_wrap(&s->out, strlen(e->code) + 10, 8, e->title);
			found++;
		}
	if (!found)
		sink_printf(&s->out, "nothing about \"%.*s\"\n", (int)length, word);
	return true;
}
