/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `explain`: finding and printing explanations. The rows are in explain_kernel.c (the machine's and the shell's own) and explain_c.c (the
 * compiler's); a test runs every example: the failing one must make the message appear, the repaired one must not.
 */
#include <string.h>

#include "shell/report/explain.h"

const struct explanation *explanation_at(unsigned int i)
{
	static const struct explanation *const tables[] = { kernel_explanations, compiler_explanations, shell_explanations };

	for (size_t t = 0; t < sizeof(tables) / sizeof(*tables); t++)
		for (const struct explanation *e = tables[t]; e->code; e++)
			if (!i--)
				return e;
	return NULL;
}

static const struct explanation explanation_of_errors = {
	.code = "error", .title = "a rule of C is broken",
	.rule = "gcc refuses this in the same words, and nothing of the unit has run. The caret shows the place; a note below it, if any, the other place "
		"that is concerned."
};

static bool same(const char *code, const char *word, size_t length)
{
	return strlen(code) == length && !memcmp(code, word, length);
}

const struct explanation *explanation_find(const char *word, size_t length)
{
	const struct explanation *e;

	if (length > 2 && word[0] == '[' && word[length - 1] == ']') {
		word++;
		length -= 2;
	}
	for (unsigned int i = 0; (e = explanation_at(i)); i++)
		if (same(e->code, word, length) || (!strncmp(e->code, "E-", 2) && same(e->code + 2, word, length)) || (!strncmp(e->code, "-W", 2) && same(e->code + 2, word, length)) ||
		    (!strncmp(e->code, "kernel-", 7) && same(e->code + 7, word, length)))
			return e;
	return length > 2 && !strncmp(word, "E-", 2) ? &explanation_of_errors : NULL;
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
