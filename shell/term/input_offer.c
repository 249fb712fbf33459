/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A walkthrough at the prompt: the next line of the lesson stands there already, for Enter to run, for anybody to change; with --pace it runs by itself
 * after a while, unless a key is pressed before. When nothing is left to offer, a paced walkthrough ends.
 */
#include <stdio.h>
#include <time.h>

#include <readline/readline.h>

#include "shell/learn/learn.h"
#include "shell/term/prompt.h"

static long now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (long)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static const char *offered(struct prompt *p)
{
	size_t lines = 0;

	if (!p->session->learn)
		return NULL;
	for (size_t i = 0; i < p->pending.length; i++)
		lines += p->pending.bytes[i] == '\n';
	return learn_offer(p->session, lines);
}

/* Ctrl-X u: one step back, whatever stands on the line. */
static int step_back(int count, int key)
{
	(void)count;
	(void)key;
	rl_replace_line("undo", 1);
	rl_end = rl_point = 4;
	return rl_newline(1, '\n');
}

void prompt_bind_step_back(void)
{
	Keymap maps[] = { emacs_standard_keymap, vi_insertion_keymap };

	for (size_t m = 0; m < 2; m++)
		rl_bind_keyseq_if_unbound_in_map("\030u", step_back, maps[m]);
}

void prompt_offer(struct prompt *p)
{
	const char *line = offered(p);
	const struct learn *l = p->session->learn;

	p->runs_at = l && l->walkthrough && l->pace >= 0 ? now_ms() + l->pace : 0;
	if (!line)
		return;
	rl_insert_text(line);
	rl_redisplay_function();
}

bool prompt_run_offered(struct prompt *p)
{
	if (!p->runs_at || p->runs_at > now_ms())
		return false;
	p->runs_at = 0;
	p->session->quit = !offered(p);
	if (!p->session->quit) {
		rl_stuff_char('\n');
		rl_callback_read_char();
	}
	return true;
}

struct timespec *prompt_patience(struct prompt *p, struct timespec *t)
{
	long left = p->runs_at ? p->runs_at - now_ms() : 0;

	left = left > 0 ? left : 0;
	*t = (struct timespec){ left / 1000, left % 1000 * 1000000 };
	return p->runs_at ? t : NULL;
}
