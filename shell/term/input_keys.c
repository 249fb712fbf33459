/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The keys of the view (Ctrl-X and a key, PgUp, PgDn, Ctrl-L) and Tab as functions of readline. Each does what its `view` command does (command/view.c).
 */
#include <stdio.h>
#include <string.h>

#include <readline/readline.h>

#include "shell/term/prompt.h"

static void switch_view(struct session *s)
{
	const char *why;

	fflush(rl_outstream);
	if (prompt_in_view()) {
		s->stage->on_at_end = false;
		stage_off(s->stage, true);
	} else {
		rl_crlf();
		rl_deprep_terminal();
		s->stage->on_at_end = true;
		if (!stage_on(s->stage, &why))
			session_say(s, "no view: %s", why);
	}
	prompt_follow_view(prompt);
	if (prompt_in_view())
		return;
	rl_prep_terminal(1);
	rl_on_new_line();
	rl_redisplay();
}

static void scroll_by(int pages)
{
	struct stage *st = prompt->session->stage;
	bool panes = st->view.arrangement.focus || st->view.arrangement.zoom;
	int rows = view_dialogue(&st->view, st->grid.width, st->grid.height).height;

	view_scroll(&st->view, pages * (panes ? 4 : rows > 2 ? rows - 2 : 1), st->grid.width, st->grid.height);
}

/* Ctrl-X and a key; PgUp and PgDn come as '[' and ']'. The same as `view ...` (command/view.c). */
static int view_key(int count, int key)
{
	struct stage *st = prompt->session->stage;
	char digit = (char)key;

	(void)count;
	if (!st || prompt->session->accessible)
		return 0;
	if (key == 'v') {
		switch_view(prompt->session);
		return 0;
	}
	if (!prompt_in_view())
		return 0;
	prompt->dirty = true;
	switch (key) {
	case 'z': view_zoom(&st->view, "", 0); break;
	case 'o': view_next_pane(&st->view, st->grid.width, st->grid.height); break;
	case 'j': scroll_by(-1); break;
	case 'k': scroll_by(1); break;
	case 't': st->view.theme = (enum theme)((st->view.theme + 1) % THEME_NR); break;
	case 'h': st->view.help = !st->view.help; break;
	default: view_layout(&st->view, &digit, 1); break;
	}
	return 0;
}

static int page_up(int count, int key)
{
	if (!prompt_in_view())
		return rl_history_search_backward(count, key);
	scroll_by(1);
	prompt->dirty = true;
	return 0;
}

static int page_down(int count, int key)
{
	if (!prompt_in_view())
		return rl_history_search_forward(count, key);
	scroll_by(-1);
	prompt->dirty = true;
	return 0;
}

/* What stands on the line is looked for in the dialogue, and the line is empty again; again: further up. */
static int search_dialogue(int count, int key)
{
	struct stage *st = prompt->session->stage;
	const char *what = rl_end ? rl_line_buffer : "";

	(void)count;
	(void)key;
	if (!prompt_in_view())
		return 0;
	prompt->dirty = prompt->keep_place = true;
	if (view_search(&st->view, what, st->grid.width, st->grid.height))
		rl_replace_line("", 1);
	else
		snprintf(st->view.note, sizeof(st->view.note), *st->view.dialogue.search ? "not found further up" : "type what you look for, then Ctrl-X /");
	return 0;
}

static int draw_anew(int count, int key)
{
	if (!prompt_in_view())
		return rl_clear_screen(count, key);
	stage_refit(prompt->session->stage, true);
	prompt->dirty = true;
	return 0;
}

/* Takes a key over from readline's own default; the user's choice stays. */
static void bind_over(const char *sequence, rl_command_func_t *own, rl_command_func_t *other, Keymap map)
{
	if (rl_function_of_keyseq(sequence, map, NULL) == other)
		rl_bind_keyseq_in_map(sequence, own, map);
	else
		rl_bind_keyseq_if_unbound_in_map(sequence, own, map);
}

void prompt_bind_keys(void)
{
	static const char keys[] = "123456789zojktvh";
	Keymap maps[] = { emacs_standard_keymap, vi_insertion_keymap };

	for (size_t m = 0; m < 2; m++) {
		for (const char *k = keys; *k; k++) {
			char sequence[] = { 'X' & 0x1f, *k, 0 };

			rl_bind_keyseq_if_unbound_in_map(sequence, view_key, maps[m]);
		}
		rl_bind_keyseq_if_unbound_in_map("\030/", search_dialogue, maps[m]);
		bind_over("\033[5~", page_up, rl_history_search_backward, maps[m]);
		bind_over("\033[6~", page_down, rl_history_search_forward, maps[m]);
		bind_over("\t", prompt_tab, rl_complete, maps[m]);
		bind_over("\014", draw_anew, rl_clear_screen, maps[m]);
	}
}
