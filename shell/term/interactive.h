/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The prompt on a terminal. Only input.c behind this knows readline.
 */
#ifndef SHELL_INTERACTIVE_H
#define SHELL_INTERACTIVE_H

#include "shell/session.h"

/* Handlers of the prompt, before anything else takes the terminal (the view puts its own on top of them). */
void interactive_signals(void);

/* Reads and runs input until Ctrl-D, quit, or the terminal is gone. Restores the terminal whatever happens. */
void interactive(struct session *s);

/* ---- past_lines.c: the file of typed lines; no readline in it ---- */

struct past_lines {
	char *path;                /* NULL: nothing is kept */
	bool said;
};
void past_lines_open(struct past_lines *p, struct session *s);
/* The last lines of the file, for the arrow keys; each is given to add(). */
void past_lines_read(const struct past_lines *p, void (*add)(const char *line));
void past_lines_add(struct past_lines *p, struct session *s, const char *line);
void past_lines_close(struct past_lines *p);

#endif
