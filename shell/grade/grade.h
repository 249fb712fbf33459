/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Grading: submissions, each with the lesson that it answers, become results, in the order in which they were asked for, whatever finished first. A
 * submission is untrusted text: it is run by a process of its own, forked for it and confined (sandbox.h), which sends home what each condition gave and
 * nothing else. Points are counted here, from the lesson, never read from what a submission printed.
 *
 *	struct grade_entry entry[] = { { .path = "anna.hmsh", .lesson = lesson }, { .path = "ben.hmsh", .lesson = another } };
 *	struct grade_request request = { .entry = entry, .entries = 2, .done = show, .context = &mine };
 *	bool ok = grade_run(&request, why, sizeof(why));
 *
 * Ownership: entries, their strings and lessons are the caller's and outlive the call; a result lives as long as the call of done().
 */
#ifndef GRADE_GRADE_H
#define GRADE_GRADE_H

#include "shell/grade/sandbox.h"
#include "shell/learn/lesson.h"
#include "shell/learn/pool.h"

enum {
	GRADE_STEPS = 10000000,        /* of an answer, unless the request says otherwise */
	GRADE_SECONDS = 10,            /* of an answer, by the clock on the wall */
	GRADE_OUTPUT = 64 << 10,       /* bytes that an answer may print, its messages included */
	GRADE_TEXT = 256 << 10,        /* bytes of a submission */
	GRADE_OPEN_LINES = 2000        /* of one input */
};

struct grade_entry {
	const char *path;              /* of the submission; opened when its turn comes */
	const char *name;              /* as results call it; NULL: the path */
	const struct lesson *lesson;   /* read, without problems; entries may share one, or each have its own. NULL: `trouble` says why */
	const char *trouble;           /* why it cannot be graded ("no student of the roster"); NULL: nothing */
};

/* How an answer ended. */
enum answer_end {
	ANSWER_MISSING,                /* the submission has none for this task */
	ANSWER_JUDGED,                 /* ran to its end */
	ANSWER_STEPS, ANSWER_OUTPUT, ANSWER_OPEN, /* stopped at a limit, and judged as it stood */
	ANSWER_TIME, ANSWER_CRASHED,   /* its process was killed, or died: no points */
	ANSWER_LOST                    /* never ran: no process or no memory was left for it */
};

/* What one condition of the task gave. Text is escaped already, and never NULL. */
struct grade_finding {
	bool at_start, holds, broken;
	const char *expected, *found;
};

struct grade_answer {
	const struct task *task;
	const char *title;             /* of its step */
	size_t step;                   /* from 1, as in `// step N` */
	enum answer_end end;
	int signal;                    /* ANSWER_CRASHED: by which signal, 0: it exited */
	unsigned int line;             /* where the answer begins in the file; 0: missing */
	unsigned int points, max;
	struct grade_finding *finding; /* one for each condition; NULL unless it was judged */
	const char *output;            /* what it printed and was told, escaped: newline and tab are the only controls */
	unsigned long long steps;
};

struct grade_result {
	const struct grade_entry *entry;
	size_t number;                 /* of the entry, from 0 */
	const char *name;              /* escaped */
	const char *trouble;           /* why nothing of it was run; NULL: it was */
	const char *notes;             /* lines to its author about the file as a whole; "" : none */
	struct grade_answer *answer;   /* one for each task of the lesson, in its order */
	size_t answers;
	unsigned int points, max;
	unsigned int layers;           /* of the sandbox in force, a bit each (sandbox.h) */
	struct pool pool;              /* holds all of it */
};

struct grade_request {
	const struct grade_entry *entry;
	size_t entries;
	unsigned long long steps;      /* of an answer; 0: GRADE_STEPS */
	unsigned int seconds;          /* of an answer; 0: GRADE_SECONDS */
	const char *judged_by;         /* the lesson's file, for the teacher; NULL: not said */
	unsigned int course_points;    /* what the lesson is worth in the course; 0: nothing is said of that */
	unsigned int workers;          /* processes at a time; 0: as many as there are CPUs */
	enum sandbox_when sandbox;
	const volatile int *interrupt; /* set: stop; NULL: nobody interrupts */
	void (*done)(void *context, const struct grade_result *result);
	void *context;
};

/* False: nothing could be graded, and why. What a submission does wrong is in its result. */
bool grade_run(const struct grade_request *request, char *why, size_t size);

/* Points of all tasks of a lesson; 0: there is nothing to grade in it. */
unsigned int grade_max(const struct lesson *lesson);
/* 0 to 100, rounded down, so that only full marks are 100. */
unsigned int grade_percent(unsigned int points, unsigned int max);
/* Does the i-th condition, a goal, give its points? One that held at the start does so only beside one that did not. */
bool grade_gives(const struct grade_answer *a, size_t i);
/* How it ended, in words for its author; NULL: it ran to its end. */
const char *answer_end_words(const struct grade_answer *a);

/* ---- for the files of this folder ---- */

/* Tasks of a lesson, in its order; false: there are no more. */
bool grade_task(const struct lesson *lesson, size_t i, size_t *step);
/* Counts an answer's points from its findings; max is counted anyway. */
void grade_count(struct grade_answer *a);
/* A copy in the pool that cannot steer a terminal. */
const char *grade_escaped(struct pool *pool, const char *text);

#endif
