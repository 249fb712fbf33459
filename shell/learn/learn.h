/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Self-study: a person types at the prompt, and the lesson follows. Where the person stands is plain data in the session's soft state (learning.h), moved only
 * by inputs that are kept (`lesson ...`), so that undo, save and --resume take it along. Everything here beside it is made anew from that: lessons read,
 * lines seen, the goal's text, lines that wait to be typed by the machine itself.
 *
 * Each step has a start state, rehearsed from the file; what a learner did before never decides whether a step works. Tasks are judged by the
 * state, in judge.c; only how far a block of lines has been typed is followed by the text.
 */
#ifndef LEARN_LEARN_H
#define LEARN_LEARN_H

#include "shell/learn/course.h"
#include "shell/learn/judge.h"
#include "shell/learn/lesson.h"
#include "shell/session.h"

struct draft;
struct progress;

enum deed_kind { DEED_MUTED, DEED_SHOWN, DEED_EXPLAIN, DEED_ON };

/* What the machine does by itself behind an input. */
struct deed {
	enum deed_kind kind;
	char *text;
	unsigned int line;         /* at the prompt; 0: the next one */
};

enum { MOST_FOLLOWED = 64 };

/* A line of a block that was typed, and where the timeline stood behind it: undone when it stands before that. */
struct typed_line {
	uint32_t lesson;
	uint16_t step, item;
	uint16_t line;
	size_t mark;
};

struct learn {
	struct lesson **lesson;    /* read so far; learning.lesson is 1 + an index */
	size_t lessons;
	const char *option;        /* --lessons */
	struct course course;
	bool course_read, has_course;
	char path[40];             /* the path that is followed, "" : none */
	char coming[160];          /* the lesson that `lesson next` begins behind the end of one, "" : none */
	struct deed *deed;
	size_t deeds, deed_at;
	bool following;            /* the machine's own lines are being typed */
	uint32_t lesson_seen;      /* for which place the fields below are */
	uint16_t step_seen, item_seen;
	uint64_t events_seen;
	uint32_t reports_seen;
	uint64_t entered_seen;
	uint64_t lines_typed;      /* a bit for each of the first 64 lines of the block in hand; from `typed` */
	size_t mark_seen;          /* where the timeline stood behind the last input */
	struct typed_line *typed;
	size_t typeds;
	unsigned int hints;
	bool shown;                /* the solution was shown */
	size_t mistake_told;       /* 1 + the task's condition whose mistake was told last; 0: none */
	bool reminded;             /* who typed something else was told what the block waits for */
	bool warned;               /* `lesson next` has said that the task is open */
	bool arrived;              /* the step has just come to its end */
	unsigned char marks[MOST_FOLLOWED];
	struct text there;         /* what stands on the machine of the step that was begun last */
	struct text goal;          /* for the view */
	char goal_title[80];
	struct draft *draft;       /* NULL: nothing is recorded */
	struct progress *progress; /* NULL: not opened yet */
	bool back_waits;           /* the block in hand waits for an `undo`: its line, the place, and where the timeline stands behind it */
	size_t back_line, back_mark;
	struct learning back;
	bool walkthrough;          /* lines are offered, to be run by Enter */
	bool presenting;           /* --walkthrough: whatever lesson it is */
	int pace;                  /* ... or by themselves, after so many milliseconds; -1: not */
	struct text vote;          /* the question that is asked, for the view */
	bool voting;               /* the view shows it over everything */
	unsigned int laid_out;     /* 1 + the view's layout that came with the lesson; 0: none did */
};

/* The session's, made on first use; NULL: out of memory (said). */
struct learn *learn_of(struct session *s);
void learn_free(struct learn *learn);

/* ---- where the person stands ---- */

/* NULL: in no lesson. */
const struct lesson *learn_lesson(const struct session *s);
const struct step *learn_step(const struct session *s);
/* The action in hand; NULL: none (no lesson, or the step is at its end). */
const struct item *learn_item(const struct session *s);

/* What brings somebody back to the step in hand: "lesson 10 7", with the lesson's name where its number leads elsewhere. */
void learn_way_back(struct session *s, char *out, size_t size);

/* NULL: there is none. */
const struct course *learn_course(struct session *s);

/* ---- moves: parts of `lesson ...` inputs ---- */

/* Reads a lesson (or takes it from the record that is replayed) and begins it at a step, from 0. False: said why. */
bool learn_begin(struct session *s, const char *word, size_t length, size_t step);
/* Puts the machine at this step's start, or where its item's action begins, and the person there. Shows nothing. */
bool learn_enter(struct session *s, size_t step, size_t item);
/* The action in hand is done, or passed: shows what follows up to the next one. */
void learn_on(struct session *s);
void learn_leave(struct session *s);

/* ---- what is shown ---- */

void learn_show_opening(struct session *s);
void learn_show_step(struct session *s);
/* The part of the step that leads to the action in hand, and the action. */
void learn_show_here(struct session *s);
/* What a prediction's answer deserves. */
void learn_show_answer(struct session *s);
/* The choices of a question, and that a letter is waited for. */
void learn_show_choices(struct session *s, const struct predict *p);
/* "; declared: `p`, `v`; mapped: KM_USER0 of CPU 0": what a session has; "" when there is nothing. */
void learn_note_there(struct text *out, struct session *from);
/* Goals as text; false: there is nothing to reach. */
bool learn_goals(struct session *s, struct text *out);

/* Is this line of a block an `undo` or a `restore`? */
bool learn_goes_back(const char *line);

/* ---- following ---- */

/* Which question or task waits for the person, of the lesson or the quiz; 0: none. Another one is another number. */
uint64_t learn_asked(const struct session *s);
/* A lone letter while a prediction waits, or a verb of `lesson` alone: out is then the input that it stands for. */
bool learn_is_answer(const struct session *s, const char *text, size_t length, char *out, size_t size);
/* A word that a lesson understands without `lesson` before it: "next", "hint" ... */
bool learn_is_verb(const char *word, size_t length);
/* An input has been carried out at the prompt (not in a replay): what the machine does by itself now, marks, goals, progress. */
void learn_after(struct session *s, const char *text, size_t length);
void learn_queue(struct session *s, enum deed_kind kind, const char *text, unsigned int line);
/* Frees the text in which inputs were put together, and says so when memory was too short for one. */
void learn_queued(struct session *s, struct text *input);
/* What was queued behind the first so many comes before what waits. */
void learn_queue_first(struct session *s, size_t waiting);
void learn_queue_code(struct session *s, const struct code *code, enum deed_kind kind);
/* The block in hand: an hmsh block, or a task's first solution in a walkthrough; NULL: none. */
const struct code *learn_code(const struct session *s);
/* In a walkthrough: what the prompt offers, behind so many lines of an input that is not complete. NULL: nothing. */
const char *learn_offer(struct session *s, size_t open_lines);
/* Has the lesson or its course switched completion off? */
bool learn_no_completion(struct session *s);
/* The view's goal, from where the person stands. */
void learn_refresh(struct session *s);
/* The session ends: what the view was given for the lesson is taken back, so that it is not remembered. */
void learn_end(struct session *s);

#endif
