/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Completion: see complete.h. A command's words come from its row (completions) or, where they are rows of another table, from the function beside
 * its name below.
 */
#include <string.h>

#include "shell/command/manual.h"
#include "shell/quiz/problem.h"
#include "shell/report/report.h"
#include "shell/term/complete.h"

typedef const char *word_fn(unsigned int i);

static const char *command_word(unsigned int i)
{
	const struct command *c = command_at(i, NULL);

	return c ? c->name : NULL;
}

/* Commands, then topics of the manual. */
static const char *help_word(unsigned int i)
{
	unsigned int commands = 0;
	const struct topic *t;

	while (commands <= i && command_word(commands))
		commands++;
	if (commands > i)
		return command_word(i);
	t = topic_at(i - commands);
	return t ? t->name : NULL;
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

static const char *kind_word(unsigned int i)
{
	const struct quiz_kind *k = quiz_kind_at(i);

	return k ? k->name : NULL;
}

/* alone: nothing else may follow the command, so no names of C are offered. */
static const struct { const char *command; word_fn *word; bool alone; } tables[] = {
	{ "info", topic_word, false }, { "help", help_word, false }, { "era", era_word, true }, { "machine", key_word, true },
	{ "explain", code_word, true }, { "quiz", kind_word, true }
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

/* ---- names of C: what would work now comes first, or alone ---- */

enum wanted { WANT_ANY, WANT_PAGE, WANT_SLOT };

static enum wanted wanted_at(struct session *s, const struct completion *c, const char *prefix)
{
	const char *page = hm_machine_era(s->world->m)->page_type;
	size_t n = page ? strlen(page) : 0;
	char type[80];

	if (!lang_wanted(s->world->lang, c->line, c->point, c->point - strlen(prefix), type, sizeof(type)))
		return WANT_ANY;
	if (n && !strncmp(type, page, n) && !strcmp(type + n, " *"))
		return WANT_PAGE;
	return !strcmp(type, "enum km_type") ? WANT_SLOT : WANT_ANY;
}

/* A variable is offered as a page when it holds one that somebody has allocated; a call, whose result is not known yet, always. */
static bool is_live_page(struct session *s, const char *name)
{
	struct hm_page_view page;
	uint64_t value;

	if (!lang_name_value(s->world->lang, name, &value))
		return true;
	return hm_is_page_pointer(s->world->m, value) &&
	       hm_page_view(s->world->m, hm_page_to_pfn(hm_layout(s->world->m), (hm_vaddr_t)value), &page) && !page.free;
}

enum rank { RANK_FREE, RANK_BUSY, RANK_OTHER, RANK_NONE };

/* Of a slot on the CPU where one types. What is no slot (the number of them, a fence) is not offered. */
static enum rank rank_of_slot(struct session *s, const char *name, uint64_t *value)
{
	struct hm_slot_view v;

	if (!lang_name_value(s->world->lang, name, value))
		return RANK_OTHER;
	if (*value >= hm_layout(s->world->m)->km_type_nr || !hm_slot_view(s->world->m, hm_current_cpu(s->world->m), (uint32_t)*value, &v))
		return RANK_NONE;
	return v.fence ? RANK_NONE : v.pfn == HM_NO_PFN ? RANK_FREE : RANK_BUSY;
}

static const char *live_page(struct session *s, const struct completion *c, const char *prefix, unsigned int i)
{
	const char *name;

	for (unsigned int k = 0; (name = lang_complete(s->world->lang, c->line, c->point, prefix, k)); k++)
		if (is_live_page(s, name) && !i--)
			return name;
	return NULL;
}

/* The i-th by rank, then by number: the one before which i others stand. */
static const char *nth_slot(struct session *s, const struct completion *c, const char *prefix, unsigned int i)
{
	const char *name, *other;
	uint64_t value = 0, other_value = 0;

	for (unsigned int k = 0; (name = lang_complete(s->world->lang, c->line, c->point, prefix, k)); k++) {
		enum rank rank = rank_of_slot(s, name, &value);
		unsigned int before = 0;

		if (rank == RANK_NONE)
			continue;
		for (unsigned int j = 0; (other = lang_complete(s->world->lang, c->line, c->point, prefix, j)); j++) {
			enum rank r = rank_of_slot(s, other, &other_value);

			before += r < rank || (r == rank && r != RANK_OTHER && other_value < value) || (r == rank && r == RANK_OTHER && j < k);
		}
		if (before == i)
			return lang_complete(s->world->lang, c->line, c->point, prefix, k);
	}
	return NULL;
}

static const char *c_word(struct session *s, const struct completion *c, const char *prefix, unsigned int i)
{
	switch (wanted_at(s, c, prefix)) {
	case WANT_PAGE: return live_page(s, c, prefix, i);
	case WANT_SLOT: return nth_slot(s, c, prefix, i);
	case WANT_ANY: break;
	}
	return lang_complete(s->world->lang, c->line, c->point, prefix, i);
}

bool completion_is_ordered(struct session *s, const struct completion *c, const char *prefix)
{
	return !c->first && !c->command && wanted_at(s, c, prefix) == WANT_SLOT;
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
	return c_word(s, c, prefix, i);
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
