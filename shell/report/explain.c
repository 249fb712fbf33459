/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `explain`: finding and printing explanations. The rows are in explain_kernel.c (the machine's and the shell's own), explain_c.c (the
 * compiler's warnings, by option) and explain_text.c, _syntax.c, _names.c, _types.c, _values.c (its errors). A row is a rule, and may stand for several
 * messages. A test runs every example: the failing one must make the message appear, the repaired one must not; and no message is without a row.
 */
#include <string.h>

#include "shell/report/explain.h"

const struct explanation *explanation_at(unsigned int i)
{
	static const struct explanation *const tables[] = {
		kernel_explanations, warning_explanations, text_explanations, syntax_explanations, name_explanations, type_explanations, value_explanations,
		shell_explanations
	};

	for (size_t t = 0; t < sizeof(tables) / sizeof(*tables); t++)
		for (const struct explanation *e = tables[t]; e->code; e++)
			if (!i--)
				return e;
	return NULL;
}

static bool same(const char *code, const char *word, size_t length)
{
	return strlen(code) == length && !memcmp(code, word, length);
}

/* "E-NO_MEMBER", or without the beginning that says whose code it is; -Werror=parentheses is -Wparentheses. */
static bool is_code(const char *code, const char *word, size_t length)
{
	static const char *const heads[] = { "E-", "-W", "kernel-" };
	static const char werror[] = "-Werror=";

	if (length >= sizeof(werror) && !memcmp(word, werror, sizeof(werror) - 1)) {
		word += sizeof(werror) - 1;
		length -= sizeof(werror) - 1;
	}
	if (same(code, word, length))
		return true;
	for (size_t i = 0; i < sizeof(heads) / sizeof(*heads); i++)
		if (!strncmp(code, heads[i], strlen(heads[i])) && same(code + strlen(heads[i]), word, length))
			return true;
	return false;
}

static bool among(const char *list, const char *word, size_t length)
{
	if (length > 2 && !strncmp(word, "E-", 2)) {
		word += 2;
		length -= 2;
	}
	while (list && *list) {
		size_t n = strcspn(list, " ");

		if (n == length && !memcmp(list, word, n))
			return true;
		list += n + (list[n] == ' ');
	}
	return false;
}

const struct explanation *explanation_find(const char *word, size_t length)
{
	const struct explanation *e;

	if (length > 2 && word[0] == '[' && word[length - 1] == ']') {
		word++;
		length -= 2;
	}
	for (unsigned int i = 0; (e = explanation_at(i)); i++)
		if (is_code(e->code, word, length) || among(e->also, word, length))
			return e;
	return NULL;
}

/* Indents each line of an example. */
static void show_example(struct sink *to, const char *head, const char *text)
{
	sink_printf(to, "%s\n", head);
	while (text && *text) {
		size_t n = strcspn(text, "\n");

		sink_printf(to, "    %.*s\n", (int)n, text);
		text += n + (text[n] == '\n');
	}
}

void explanation_show(struct sink *to, const struct explanation *e)
{
	sink_style(to, STYLE_BOLD);
	sink_printf(to, "%s: ", e->code);
	sink_wrap(to, strlen(e->code) + 2, 0, e->title);
	sink_style(to, STYLE_PLAIN);
	sink_wrap(to, 0, 0, e->rule);
	if (e->machine)
		sink_printf(to, "(on a machine with %s)\n", e->machine);
	if (e->fails)
		show_example(to, "Fails:", e->fails);
	if (e->repaired)
		show_example(to, "Repaired:", e->repaired);
	if (e->lesson)
		sink_printf(to, "Lesson: %s\n", e->lesson);
}
