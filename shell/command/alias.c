/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `alias`: names for commands, made, shown and taken away. The table and what may stand in it: shell/alias.h.
 */
#include <string.h>

#include "shell/alias.h"
#include "shell/command/command.h"

static void show_alias(struct session *s, const struct alias *a)
{
	sink_printf(&s->out, "alias %s = %s\n", a->name, a->text);
}

static void show_all(struct session *s)
{
	const struct alias *a;

	for (unsigned int i = 0; (a = alias_at(s, i)); i++)
		show_alias(s, a);
	if (!alias_at(s, 0))
		sink_puts(&s->out, "there is none; `alias w = why` makes one\n");
}

static bool no_alias(struct session *s, const char *name, size_t length)
{
	session_error(s, STATUS_ERROR, "hmsh-alias", "there is no alias \"%.*s\" (`alias` lists them)", (int)length, name);
	return false;
}

bool cmd_alias(struct session *s, const struct command_input *in)
{
	const struct alias *a;
	const char *name;
	size_t at = 0, length;
	char why[128];
	bool equals;

	if (!next_word(in, &at, &name, &length)) {
		show_all(s);
		return true;
	}
	if (memchr(name, '=', length)) {
		at = (size_t)(name - in->args) + strcspn(name, "=");
		length = strcspn(name, "=");
	}
	while (at < in->args_length && (in->args[at] == ' ' || in->args[at] == '\t'))
		at++;
	equals = at < in->args_length && in->args[at] == '=';
	while (at < in->args_length && (in->args[at] == ' ' || in->args[at] == '\t' || (equals && in->args[at] == '=')))
		at++;
	if (at == in->args_length) {
		a = alias_find(s, name, length);
		if (equals)
			return alias_remove(s, name, length) || no_alias(s, name, length);
		if (a)
			show_alias(s, a);
		return a || no_alias(s, name, length);
	}
	if (alias_set(s, name, length, in->args + at, in->args_length - at, why, sizeof(why)))
		return true;
	session_error(s, STATUS_ERROR, "hmsh-alias", "no alias \"%.*s\": %s", (int)(length < 40 ? length : 40), name, why);
	return false;
}
