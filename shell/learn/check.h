/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * --check-lessons: everything that an author is promised about a lesson (lessons/FORMAT.md), as messages with file and line. Lessons are run, not believed.
 */
#ifndef LEARN_CHECK_H
#define LEARN_CHECK_H

#include "shell/learn/lesson.h"
#include "shell/session.h"

struct check {
	struct text messages;      /* FILE:LINE: words */
	size_t count;
	bool no_memory;            /* not all was checked, or said */
	struct text shown;         /* misconceptions that some lesson shows: ",ID,ID," */
	bool broke;                /* the lesson in hand has had its breakage */
	unsigned int last_line;    /* messages of a lesson come in the order of its lines where they can */
};

/* Checks one lesson that was read. update: gets the file's text with the outputs as they are now, or is NULL. */
void check_lesson(struct check *c, struct lesson *lesson, struct text *update);
/* check_form.c: what needs no machine. */
void check_form(struct check *c, const struct lesson *lesson);
/* The same for why a file could not be read or checked; notes when memory was the reason. */
void check_fails(struct check *c, const char *path, const char *why);
void check_says(struct check *c, const char *path, unsigned int line, const char *format, ...) __attribute__((format(printf, 4, 5)));

/* check_folder.c: a folder or a file, and the exams among them; prints; the status of the program. The order's roster and secret are for exams. */
struct exam_order;
void check_lessons(struct session *s, const char *path, bool update, const struct exam_order *order);

#endif
