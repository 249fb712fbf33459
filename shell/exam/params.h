/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The parameters of an exam's task: the lines of its `params` blocks, each drawn or computed, and the {{name}} that stand for them in the rest of
 * the task. What the lines may say is in lessons/exams/FORMAT.md.
 */
#ifndef EXAM_PARAMS_H
#define EXAM_PARAMS_H

#include "shell/exam/draw.h"
#include "shell/exam/trouble.h"
#include "shell/learn/pool.h"
#include "shell/session.h"

struct value {
	const char *name, *text;
	bool is_number;
	int64_t number;
	uint64_t index;            /* which of the choices it was */
};

struct params {
	struct pool pool;
	struct value *value;
	size_t count;
	struct draws draws;
	struct session *desk;      /* where expressions are asked; the caller's */
	const char *path;          /* of the template, for messages */
	struct trouble *trouble;
};

/* One line of a block. */
void params_line(struct params *p, const char *line, size_t n, unsigned int number);
/* Appends text with each {{name}} replaced. */
void params_fill(struct params *p, const char *text, size_t n, unsigned int line, struct text *out);
void params_free(struct params *p);

#endif
