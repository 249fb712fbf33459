/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a person has done: steps of lessons and answers to predictions, in an SQLite file in the state folder (progress.sqlite). The file is opened for
 * each thing that is noted and closed behind it, so two sessions lose nothing, a killed one has everything, and a file that was moved away is
 * simply begun anew. Whatever is wrong with it (damaged, read-only, made by a newer hmsh, no locks, full disk) is said once, the file is left as it
 * is, and the rest of the session is noted in memory. Progress is never evidence: anybody may edit the file.
 */
#ifndef LEARN_PROGRESS_H
#define LEARN_PROGRESS_H

#include "shell/session.h"

struct progress;

/* Makes the session's own when there is none; NULL: out of memory. Nothing is opened yet. */
struct progress *progress_of(struct session *s);
void progress_free(struct progress *p);

/* The step in hand is done; how: "done" or "shown" (by its solution). A step done stays done. */
void progress_step(struct session *s, const char *how, unsigned int hints);
/* A prediction was answered. */
void progress_answer(struct session *s, unsigned int choice, bool right);
/* A problem of a quiz was answered: practice, counted by kind. */
void progress_quiz(struct session *s, const char *kind, bool right);

/* A hunt is over: found, or shown. A hunt found keeps the fewest looks. */
struct progress_hunt {
	unsigned int level;
	uint64_t seed;
	unsigned int looks, par;
	bool found;
};
void progress_hunt(struct session *s, const struct progress_hunt *hunt);
/* The fewest looks of those found at that level; false: none was. */
bool progress_hunt_best(struct session *s, unsigned int level, unsigned int *looks);
/* found and shown of a level, and the best. */
struct progress_hunts {
	unsigned int level, found, shown, best;
};
bool progress_each_hunt(struct session *s, void (*row)(void *context, const struct progress_hunts *row), void *context);

struct progress_row {
	const char *lesson;        /* good until the next row */
	unsigned int steps, done, shown, hints; /* steps: how many the lesson had */
	unsigned int answers, right;
};

/* Each lesson with something noted, in the order of names. False: it cannot be read (said once). */
bool progress_each(struct session *s, void (*row)(void *context, const struct progress_row *row), void *context);

/* Each kind of problem that was practised, with `answers` and `right`; `lesson` is the kind's name. */
bool progress_each_quiz(struct session *s, void (*row)(void *context, const struct progress_row *row), void *context);

/* All of it as text; false: out of memory, or unreadable. */
bool progress_export(struct session *s, bool json, struct text *out);

#endif
