/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Writing a short program with one mistake in it: lines, the pages and names that they use, and which line is the mistake. The same plot is written twice, with
 * and without it; chance is the same in both.
 */
#ifndef QUIZ_PLOT_H
#define QUIZ_PLOT_H

#include "shell/quiz/problem.h"

struct plot {
	struct text script;
	struct dice dice;
	unsigned int lines, planted;  /* planted: the line of the mistake, 0: not written yet */
	unsigned int pages, names;
	bool wrong;                   /* with the mistake */
	bool typed;                   /* slots have a km_type in this era */
};

struct plot_class {
	const char *name;
	void (*write)(struct plot *g);
	const char *words;            /* what the mistake is */
	unsigned int eras;            /* a bit for each: PLOT_TYPED, PLOT_STACK */
};

enum { PLOT_TYPED = 1, PLOT_STACK = 2 };

const struct plot_class *plot_class_at(unsigned int i); /* NULL behind the last */

/* The lines that are right in any program; about so many uses. */
void plot_noise(struct plot *g, unsigned int uses);

#endif
