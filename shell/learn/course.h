/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The file `course` of a folder of lessons: paths, the order of their lessons, points, switches. A course that is not there has no paths; what is wrong
 * in one is a list of problems with lines.
 */
#ifndef LEARN_COURSE_H
#define LEARN_COURSE_H

#include "shell/learn/lesson.h"

struct course_item {
	const char *name;          /* as the lesson is called: "05-kmap", "walkthroughs/class" */
	const char *stop;          /* behind it one may stop: why, and how far one has come; NULL: no such place */
	unsigned int points;       /* 0: none given */
	unsigned int line;
};

struct course_path {
	const char *name, *words;
	struct course_item *item;
	size_t items;
	unsigned int line;
};

struct course {
	struct pool pool;
	const char *title;
	struct course_path *path;
	size_t paths;
	struct problem *problem;
	size_t problems;
	bool no_solution, no_completion;
};

/* False: out of memory. */
bool course_read(struct course *c, const char *text, size_t length);
void course_free(struct course *c);
/* What it gives for a lesson, by the first line that gives any; 0: nothing. */
unsigned int course_points(const struct course *c, const char *lesson);
const struct course_path *course_find(const struct course *c, const char *name, size_t length);

#endif
