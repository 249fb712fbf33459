/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Finding commands, and reading their arguments. A command is found by its name, by a short name (gdb's), or by any prefix that only one
 * name has. Names that are near are only ever proposed, never run.
 */
#include <string.h>

#include "shell/command/command.h"

struct group {
	const char *name;
	const struct command *commands;
};

static const struct group groups[] = {
	{ "machine", machine_commands }, { "machine", era_commands }, { "who runs", run_commands }, { "disk", disk_commands }, { "cost", cost_commands }, { "look", look_commands },
	{ "time", time_commands }, { "view", view_commands }, { "learn", learn_commands }, { "learn", quiz_commands }, { "learn", hunt_commands }, { "files", file_commands }, { "shell", shell_commands }
};

/* gdb's short names, and those that a prefix would leave ambiguous. */
static const struct { const char *name, *command; } short_names[] = {
	{ "p", "print" }, { "x", "x" }, { "i", "info" }, { "q", "quit" }, { "exit", "quit" }, { "s", "step" }, { "h", "help" }, { "?", "help" }, { "r", "run" },
	{ "inspect", "print" }
};

const struct command *command_at(unsigned int i, const char **group)
{
	for (size_t g = 0; g < sizeof(groups) / sizeof(*groups); g++)
		for (const struct command *c = groups[g].commands; c->name; c++)
			if (!i--) {
				if (group)
					*group = groups[g].name;
				return c;
			}
	return NULL;
}

static const struct { const char *command; const char *const *words; } only_look[] = { { "lesson", lesson_looks }, { "quiz", quiz_looks }, { "hunt", hunt_looks } };

bool command_only_looks(const struct command *c, const char *word, size_t length)
{
	for (size_t i = 0; i < sizeof(only_look) / sizeof(*only_look); i++)
		for (const char *const *look = only_look[i].words; !strcmp(only_look[i].command, c->name) && *look; look++)
			if (word_is(word, length, *look))
				return true;
	return false;
}

bool word_is(const char *word, size_t length, const char *name)
{
	return strlen(name) == length && !memcmp(word, name, length);
}

bool word_starts(const char *word, size_t length, const char *name)
{
	return strlen(name) >= length && !memcmp(word, name, length);
}

static const char *full_name(const char *word, size_t *length)
{
	for (size_t i = 0; i < sizeof(short_names) / sizeof(*short_names); i++)
		if (word_is(word, *length, short_names[i].name)) {
			*length = strlen(short_names[i].command);
			return short_names[i].command;
		}
	return word;
}

/* The next command behind c (NULL: the first); all of them in the order of command_at(), without counting. */
static const struct command *command_next(const struct command *c, size_t *group)
{
	for (c = c ? c + 1 : groups[0].commands; !c->name; c = groups[*group].commands)
		if (++*group == sizeof(groups) / sizeof(*groups))
			return NULL;
	return c;
}

/* Asked for each line of a script: most lines begin with a name that is none. */
enum command_match command_find(const char *word, size_t length, const struct command **command)
{
	unsigned int found = 0;
	size_t group = 0;

	*command = NULL;
	if (!length)
		return COMMAND_NONE;
	word = full_name(word, &length);
	for (const struct command *c = command_next(NULL, &group); c; c = command_next(c, &group)) {
		if (c->name[0] != word[0] || !word_starts(word, length, c->name))
			continue;
		*command = c;
		if (strlen(c->name) == length)
			return COMMAND_FOUND;
		found++;
	}
	return found == 1 ? COMMAND_FOUND : found ? COMMAND_AMBIGUOUS : COMMAND_NONE;
}

/* ---- near names ---- */

enum { NEAR = 2, NAME_MAX_NEAR = 64 };

static unsigned int least(unsigned int a, unsigned int b)
{
	return a < b ? a : b;
}

/* Edits (insert, delete, change, swap of neighbours) from a to b. */
static unsigned int distance(const char *a, size_t n, const char *b)
{
	unsigned int row[3][NAME_MAX_NEAR + 1];
	size_t m = strlen(b);

	if (n > NAME_MAX_NEAR || m > NAME_MAX_NEAR)
		return NEAR + 1;
	for (size_t j = 0; j <= m; j++)
		row[0][j] = (unsigned int)j;
	for (size_t i = 1; i <= n; i++) {
		unsigned int *now = row[i % 3], *last = row[(i + 2) % 3], *before = row[(i + 1) % 3];

		now[0] = (unsigned int)i;
		for (size_t j = 1; j <= m; j++) {
			now[j] = least(least(now[j - 1], last[j]) + 1, last[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				now[j] = least(now[j], before[j - 2] + 1);
		}
	}
	return row[n % 3][m];
}

const char *nearest_name(const char *word, size_t length, const char *(*name)(void *context, unsigned int i), void *context)
{
	unsigned int best = least(NEAR, (unsigned int)(length > 1 ? length - 1 : 0)) + 1;
	const char *nearest = NULL, *candidate;

	for (unsigned int i = 0; (candidate = name(context, i)); i++) {
		unsigned int d = distance(word, length, candidate);

		if (d < best) {
			best = d;
			nearest = candidate;
		} else if (d == best && nearest) {
			nearest = NULL;
		}
	}
	return nearest;
}

static const char *command_name(void *context, unsigned int i)
{
	const struct command *c = command_at(i, NULL);

	(void)context;
	return c ? c->name : NULL;
}

const char *command_near(const char *word, size_t length)
{
	return nearest_name(word, length, command_name, NULL);
}

/* ---- arguments ---- */

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\v' || c == '\f';
}

bool next_word(const struct command_input *in, size_t *at, const char **word, size_t *length)
{
	size_t end;

	while (*at < in->args_length && is_space(in->args[*at]))
		(*at)++;
	if (*at == in->args_length)
		return false;
	if (in->args[*at] == '"') {
		const char *quote = memchr(in->args + *at + 1, '"', in->args_length - *at - 1);

		if (quote) {
			*word = in->args + *at + 1;
			*length = (size_t)(quote - *word);
			*at = (size_t)(quote - in->args) + 1;
			return true;
		}
	}
	for (end = *at; end < in->args_length && !is_space(in->args[end]) && in->args[end] != '{'; end++)
		;
	if (end == *at)
		return false;
	*word = in->args + *at;
	*length = end - *at;
	*at = end;
	return true;
}

static int digit_value(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : 99;
}

bool word_number(const char *word, size_t length, uint64_t max, uint64_t *value)
{
	int base = length > 2 && word[0] == '0' && (word[1] | 32) == 'x' ? 16 : 10;
	size_t i = base == 16 ? 2 : 0;

	*value = 0;
	if (i == length)
		return false;
	for (; i < length; i++) {
		int digit = digit_value(word[i]);

		if (digit >= base || *value > (max - (uint64_t)digit) / (uint64_t)base)
			return false;
		*value = *value * (uint64_t)base + (uint64_t)digit;
	}
	return *value <= max;
}

bool no_more(struct session *s, const struct command_input *in, size_t at)
{
	const char *word;
	size_t length;

	if (!next_word(in, &at, &word, &length))
		return true;
	session_error(s, STATUS_ERROR, "hmsh-arguments", "\"%.*s\" is one argument too many", (int)length, word);
	return false;
}

/* ---- looking ---- */

bool look_range(struct session *s, const struct command_input *in, const char *text, size_t length, uint32_t *begin, uint32_t *end)
{
	uint32_t loc = source_scratch(s->world->map, in->file, in->line, in->length, in->line_number);

	if (!loc) {
		session_error(s, STATUS_LIMIT, "hmsh-memory", "out of memory");
		return false;
	}
	*begin = loc + (uint32_t)(text - in->line);
	*end = *begin + (uint32_t)length;
	return true;
}

bool look_integer(struct session *s, const struct command_input *in, const char *text, size_t length, uint64_t *value, char *type, size_t type_size)
{
	struct diag_list diags = { 0 };
	uint32_t begin, end;
	bool ok;

	if (!look_range(s, in, text, length, &begin, &end))
		return false;
	ok = lang_look_integer(s->world->lang, begin, end, &diags, value, type, type_size);
	session_diagnose(s, &diags);
	if (!ok)
		session_fail(s, STATUS_ERROR);
	return ok;
}
