/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Completion: see complete.h. A command's words come from its row (completions) or, where they are rows of another table, from the function beside
 * its name below.
 */
#include <string.h>

#include "shell/report/report.h"
#include "shell/term/complete.h"

typedef const char *word_fn(unsigned int i);

static const char *command_word(unsigned int i)
{
	const struct command *c = command_at(i, NULL);

	return c ? c->name : NULL;
}

static const char *topic_word(unsigned int i)
{
	const struct info_topic *t = info_topic_at(i);

	return t ? t->name : NULL;
}

static const char *era_word(unsigned int i)
{
	const struct hm_era *e = hm_era_at(i);

	return e ? e->name : NULL;
}

static const char *key_word(unsigned int i)
{
	return hm_config_key(i, NULL);
}

static const char *code_word(unsigned int i)
{
	const struct explanation *e = explanation_at(i);

	return e ? e->code : NULL;
}

/* alone: nothing else may follow the command, so no names of C are offered. */
static const struct { const char *command; word_fn *word; bool alone; } tables[] = {
	{ "info", topic_word, false }, { "help", command_word, false }, { "era", era_word, true }, { "machine", key_word, true },
	{ "explain", code_word, true }
};

struct completion completion_at(const char *line, size_t start, size_t point)
{
	struct completion c = { .line = line, .point = point };
	const char *at = line + strspn(line, " \t:");
	size_t n = strcspn(at, " \t/{(=;");

	c.first = at <= line + start && at + n >= line + start;
	if (!c.first && command_find(at, n, &c.command) != COMMAND_FOUND)
		c.command = NULL;
	return c;
}

bool completion_is_file(const struct completion *c)
{
	return c->command && (!strcmp(c->command->name, "source") || !strcmp(c->command->name, "save") || !strcmp(c->command->name, "load"));
}

/* The *i-th word of a table that begins with the prefix; counts *i down by those that do. */
static const char *from_table(word_fn *word, const char *prefix, unsigned int *i)
{
	const char *name;

	for (unsigned int k = 0; (name = word(k)); k++)
		if (word_starts(prefix, strlen(prefix), name) && !(*i)--)
			return name;
	return NULL;
}

static const char *from_aliases(const struct session *s, const char *prefix, unsigned int *i)
{
	const struct alias *a;

	for (unsigned int k = 0; (a = alias_at(s, k)); k++)
		if (word_starts(prefix, strlen(prefix), a->name) && !(*i)--)
			return a->name;
	return NULL;
}

static const char *from_row(const struct command *c, const char *prefix, unsigned int *i)
{
	for (const char *const *word = c->completions; word && *word; word++)
		if (word_starts(prefix, strlen(prefix), *word) && !(*i)--)
			return *word;
	return NULL;
}

const char *completion_word(struct session *s, const struct completion *c, const char *prefix, unsigned int i)
{
	const char *found = c->first ? from_table(command_word, prefix, &i) : NULL;
	bool alone = false;

	if (c->first && !found)
		found = from_aliases(s, prefix, &i);
	if (!found && c->command)
		found = from_row(c->command, prefix, &i);
	for (size_t t = 0; !found && c->command && t < sizeof(tables) / sizeof(*tables); t++)
		if (!strcmp(c->command->name, tables[t].command)) {
			found = from_table(tables[t].word, prefix, &i);
			alone = tables[t].alone;
		}
	if (found || alone || (c->command && c->command->completions))
		return found;
	return lang_complete(s->world->lang, c->line, c->point, prefix, i);
}

char completion_end(const struct session *s, const struct completion *c, const char *word)
{
	size_t n = strlen(word);
	const struct command *command;

	if (c->first && command_find(word, n, &command) == COMMAND_FOUND && !strcmp(command->name, word))
		return ' ';
	if (hm_call_find(s->world->m, word, n, NULL))
		return '(';
	if (c->command && !strcmp(c->command->name, "machine"))
		return '=';
	return n && strchr("(=.>", word[n - 1]) ? '\0' : ' ';
}
