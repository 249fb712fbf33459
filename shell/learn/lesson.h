/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A lesson as read from its file: front matter, steps, and in each step the items in the order in which a learner meets them. The format is
 * lessons/FORMAT.md's. Reading never fails for what an author wrote: what is wrong becomes a list of problems with lines, and the rest is there.
 * A lesson is constant once it is read; all of it lies in its pool.
 */
#ifndef LEARN_LESSON_H
#define LEARN_LESSON_H

#include "shell/learn/markdown.h"
#include "shell/text.h"

enum { LESSON_LIMIT = 4 << 20, MOST_CHOICES = 4, HINTS = 3, MOST_POINTS = 1000, MOST_CONDITIONS = 64 };

/* Lines to be typed, one after the other; a line with a newline inside never occurs. */
struct code {
	const char *const *line;
	size_t lines;
	unsigned int first;        /* number of its first line in the file */
};

struct output {
	const char *text;          /* "" : nothing is printed */
	size_t length;
	unsigned int begin, end;   /* lines of its fence in the file, both 0: there is none */
};

struct predict {
	const char *question;
	const char *choice[MOST_CHOICES]; /* without their letters */
	unsigned int choices;
	unsigned int answer;       /* index */
	const char *why;           /* of the answer */
	const char *why_not[MOST_CHOICES]; /* NULL: the answer's text explains it */
};

struct condition {
	const char *text;          /* C over queries (query.h) */
	const char *words;         /* the goal; of a mistake: what to tell */
	const char *advice;        /* "" : none */
	unsigned int line;
	unsigned int points;       /* a goal's worth; what a mistake costs; a must has none */
	bool mistake, must;        /* must: no points of the task at all unless it holds */
};

struct attempt {
	struct code code;
	struct output output;      /* of a solution */
	const char *told;          /* of a wrong one: what its author expects to be said */
	unsigned int line;
};

struct task {
	const char *text;
	struct condition *condition;
	size_t conditions;
	const char **hint;
	size_t hints;
	struct attempt *solution, *wrong;
	size_t solutions, wrongs;
	unsigned int line, check_line;
};

enum item_kind { ITEM_PROSE, ITEM_CODE /* hmsh: an action */, ITEM_PREDICT, ITEM_TASK };

struct item {
	enum item_kind kind;
	unsigned int line;
	const struct md_block *prose;
	struct code code;
	struct output output;
	unsigned int code_end;     /* line of the fence that closes an action's block */
	const struct predict *predict;
	struct task *task;
	const char *shows;         /* misconceptions, with commas; "" */
	bool breaks;
};

struct step {
	const char *title;
	unsigned int line;
	struct item *item;
	size_t items;
	bool has_start;
	struct code start;
	struct task *task;         /* NULL: none */
};

struct problem {
	unsigned int line;
	const char *text;
};

struct field {
	const char *key, *value;
	unsigned int line;
};

struct lesson {
	struct pool pool;
	const char *name;          /* "05-kmap", "walkthroughs/class" */
	const char *path;
	const char *title;
	struct field *field;
	size_t fields;
	struct item *intro;        /* prose before the first step */
	size_t intros;
	struct step *step;
	size_t steps;
	struct problem *problem;
	size_t problems;
	bool walkthrough;
	bool exam;                 /* a student's paper (shell/exam) */
	const char *text;          /* the file, without byte order mark and carriage returns */
	size_t length;
};

/* NULL: out of memory, or no md4c (*why, static). The caller ends it with lesson_free(). */
struct lesson *lesson_read(const char *name, const char *path, const char *text, size_t length, const char **why);
void lesson_free(struct lesson *lesson);

/* Does a file that begins so claim to be a lesson? */
bool lesson_begins(const char *text, size_t length);
/* A field of the front matter; NULL: it is not given. */
const char *lesson_field(const struct lesson *lesson, const char *key);
void lesson_problem(struct lesson *lesson, unsigned int line, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* Words as a reader counts them, of text with marks. */
unsigned int count_words(const char *text, size_t length);

#endif
