/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Completion as readline asks for it: the words come from complete.c; here they become readline's list, and the list of choices lines of the dialogue
 * (readline's own would be written across the panes).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <readline/readline.h>

#include "shell/term/complete.h"
#include "shell/learn/learn.h"
#include "shell/term/prompt.h"

/* Are there only blanks before the cursor? */
static bool at_indent(void)
{
	int i = 0;

	while (i < rl_point && (rl_line_buffer[i] == ' ' || rl_line_buffer[i] == '\t'))
		i++;
	return i == rl_point;
}

/* In the view the footer shows it while one types; at the plain prompt Tab does, once for each call. */
static void show_prototype(void)
{
	unsigned int argument;
	const char *text = prompt_in_view() ? NULL : prompt_prototype(&argument);
	struct sink *err = &prompt->session->err;

	if (!text || !strncmp(prompt->hinted, text, sizeof(prompt->hinted) - 1))
		return;
	snprintf(prompt->hinted, sizeof(prompt->hinted), "%s", text);
	rl_crlf();
	fflush(rl_outstream);
	sink_style(err, STYLE_DIM);
	sink_puts(err, text);
	sink_style(err, STYLE_PLAIN);
	sink_puts(err, "\n");
	sink_flush(err);
	rl_on_new_line();
	rl_redisplay();
}

/* Tab where a line begins is a tab; elsewhere it completes, and the second in a row lists. */
int prompt_tab(int count, int key)
{
	show_prototype();
	rl_inhibit_completion = at_indent();
	if (rl_last_func == prompt_tab)
		rl_last_func = rl_complete;
	return rl_complete(count, key);
}

/* Completions as lines of the dialogue; nothing is asked, the rest is counted. */
static void list_matches(char **list, int count, int longest)
{
	enum { ROWS_OF_MATCHES = 8 };
	struct session *s = prompt->session;
	int width = longest + 2, per_row, row = 0;

	if (!prompt_in_view()) {
		rl_display_match_list(list, count, longest);
		rl_forced_update_display();
		return;
	}
	per_row = (int)s->columns / width > 0 ? (int)s->columns / width : 1;
	sink_style(&s->err, STYLE_DIM);
	for (int i = 1; i <= count && row < ROWS_OF_MATCHES; i++) {
		bool last = i == count || i % per_row == 0;

		sink_printf(&s->err, "%-*s%s", last ? 0 : width, list[i], last ? "\n" : "");
		row += last;
		if (last && row == ROWS_OF_MATCHES && i < count)
			sink_printf(&s->err, "and %d more\n", count - i);
	}
	sink_style(&s->err, STYLE_PLAIN);
	prompt->dirty = true;
}

static char **matches(const char *prefix, const struct completion *c)
{
	size_t count = 0, capacity = 0, shared = 0;
	char **list = NULL;
	const char *name;

	for (unsigned int i = 0; i < 5000 && (name = completion_word(prompt->session, c, prefix, i)); i++) {
		if (count + 2 >= capacity) {
			size_t more = capacity ? capacity * 2 : 16;
			char **grown = realloc(list, more * sizeof(*grown));

			if (!grown)
				break;
			list = grown;
			capacity = more;
			if (!count)
				list[count++] = NULL;
		}
		list[count] = strdup(name);
		if (!list[count])
			break;
		for (shared = count == 1 ? strlen(name) : shared; strncmp(list[1], name, shared); shared--)
			;
		count++;
	}
	if (!list)
		return NULL;
	list[count] = NULL;
	list[0] = count > 1 ? copy_bytes(list[1], shared) : NULL;
	if (list[0])
		return list;
	for (size_t i = 1; i < count; i++)
		free(list[i]);
	free(list);
	return NULL;
}

static char **complete(const char *prefix, int start, int end)
{
	struct completion c = completion_at(rl_line_buffer, (size_t)start, (size_t)end);
	char **list;

	rl_attempted_completion_over = prompt->session->learn && learn_no_completion(prompt->session);
	if (completion_is_file(&c) || rl_attempted_completion_over)
		return NULL;
	rl_attempted_completion_over = 1;
	rl_sort_completion_matches = !completion_is_ordered(prompt->session, &c, prefix);
	list = matches(prefix, &c);
	if (list && !list[2])
		rl_completion_append_character = completion_end(prompt->session, &c, list[0]);
	return list;
}

void prompt_complete_by_type(void)
{
	rl_completion_display_matches_hook = list_matches;
	rl_attempted_completion_function = complete;
	rl_basic_word_break_characters = " \t\n\"\\'`@><=;|&{(+-*/%!~^,.[]:?";
	rl_completer_word_break_characters = strdup(" \t\n\"'`@><=;|&{(+-*/%!~^,[]:?)");
}

const char *prompt_prototype(unsigned int *argument)
{
	return rl_end ? lang_prototype_at(prompt->session->world->lang, rl_line_buffer, (size_t)rl_point, argument) : NULL;
}
