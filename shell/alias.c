/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table of aliases (alias.h). What stands in it is checked when it is made: the name is one word and no command's, the text begins with a
 * command or another alias. A command that takes a block cannot be meant: its block is C of the script, and gcc sees the script without aliases.
 */
#include <stdio.h>
#include <string.h>

#include "shell/alias.h"
#include "shell/command/command.h"

const struct alias *alias_at(const struct session *s, unsigned int i)
{
	return i < ALIASES && s->soft.alias[i].name[0] ? &s->soft.alias[i] : NULL;
}

const struct alias *alias_find(const struct session *s, const char *word, size_t length)
{
	const struct alias *a;

	for (unsigned int i = 0; (a = alias_at(s, i)); i++)
		if (word_is(word, length, a->name))
			return a;
	return NULL;
}

static size_t first_word(const char *text)
{
	return strcspn(text, " \t/");
}

const struct command *alias_command(const struct session *s, const struct alias *a)
{
	const struct command *c = NULL;

	while (a) {
		size_t n = first_word(a->text);
		const struct alias *next = alias_find(s, a->text, n);

		if (!next && command_find(a->text, n, &c) != COMMAND_FOUND)
			c = NULL;
		a = next;
	}
	return c;
}

/* Is this the beginning of a way that leads through `name`? */
static bool leads_to(const struct session *s, const char *text, const char *name, size_t length)
{
	const struct alias *a;

	for (; text; text = a ? a->text : NULL) {
		size_t n = first_word(text);

		if (n == length && !memcmp(text, name, n))
			return true;
		a = alias_find(s, text, n);
	}
	return false;
}

static bool good_name(const char *name, size_t length)
{
	const struct command *c;

	for (size_t i = 0; i < length; i++)
		if (!((name[i] | 32) >= 'a' && (name[i] | 32) <= 'z') && name[i] != '_' && !(i && name[i] >= '0' && name[i] <= '9'))
			return false;
	return length && length < ALIAS_NAME && !(command_find(name, length, &c) == COMMAND_FOUND && word_is(name, length, c->name));
}

static const char *fault(const struct session *s, const char *name, size_t length, const struct alias *made)
{
	const struct command *c;

	if (!good_name(name, length))
		return "a name is one word of at most 15 letters, digits and _, and no command's own";
	if (leads_to(s, made->text, name, length))
		return "it would lead back to itself";
	c = alias_command(s, made);
	if (!c)
		return "its text does not begin with a command";
	return c->flags & COMMAND_BLOCK ? "its command takes a {...} block, which is C of the script itself: type that command" : NULL;
}

/* Its row, or the first free one; NULL: the table is full. */
static struct alias *row_for(struct session *s, const char *name, size_t length)
{
	for (unsigned int i = 0; i < ALIASES; i++)
		if (!s->soft.alias[i].name[0] || word_is(name, length, s->soft.alias[i].name))
			return &s->soft.alias[i];
	return NULL;
}

bool alias_set(struct session *s, const char *name, size_t length, const char *text, size_t text_length, char *why, size_t size)
{
	struct alias made = { .name = "" }, *row = row_for(s, name, length);
	const char *wrong = text_length >= ALIAS_TEXT ? "its text is longer than 111 characters" : !row ? "there are 24 of them already" : NULL;

	if (!wrong) {
		memcpy(made.text, text, text_length);
		wrong = fault(s, name, length, &made);
	}
	if (wrong) {
		snprintf(why, size, "%s", wrong);
		return false;
	}
	memcpy(made.name, name, length);
	*row = made;
	return true;
}

bool alias_remove(struct session *s, const char *name, size_t length)
{
	const struct alias *a = alias_find(s, name, length);
	size_t i = a ? (size_t)(a - s->soft.alias) : ALIASES;

	if (!a)
		return false;
	memmove(&s->soft.alias[i], &s->soft.alias[i + 1], (ALIASES - 1 - i) * sizeof(*a));
	memset(&s->soft.alias[ALIASES - 1], 0, sizeof(*a));
	return true;
}
