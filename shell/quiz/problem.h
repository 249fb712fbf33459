/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A problem of the quiz: a question about a machine, what answers there are, why each of them is right or wrong, and how to see it. It is made from its
 * kind and its seed alone, and thrown away behind each use: the same two make it again, byte for byte.
 *
 * The right answer is read from a machine that ran the problem's script (lab.h). Wrong answers are made by formulas: each is what somebody gets who
 * holds one particular misconception, and its `why` names that. Owner of all texts: the problem; problem_free() ends it.
 */
#ifndef QUIZ_PROBLEM_H
#define QUIZ_PROBLEM_H

#include "shell/quiz/dice.h"
#include "shell/text.h"

struct exercise;

/* A kind of problem is a row, in kinds.c. */
struct quiz_kind {
	const char *name, *title;
	const char *lesson;        /* the lesson to read */
	bool (*make)(struct exercise *p); /* false: these dice give no problem; it is asked again with others */
};

const struct quiz_kind *quiz_kind_at(unsigned int i); /* NULL behind the last */
unsigned int quiz_kinds(void);
/* By name or a prefix that only one has; the number of kinds: none. */
unsigned int quiz_kind_find(const char *word, size_t length);
/* The kind that an open series takes for this seed. */
unsigned int quiz_kind_of_seed(uint64_t seed);

enum quiz_form { QUIZ_CHOICE, QUIZ_DECIMAL, QUIZ_HEX, QUIZ_LINE };
enum { QUIZ_CHOICES = 4, QUIZ_OFFERS = 12 };

/* An answer that somebody may give; of the right one `why` is empty. */
struct offer {
	struct text text, why;
	uint64_t value;            /* of a number; else unused */
};

struct exercise {
	const struct quiz_kind *kind;
	uint64_t seed;
	struct dice dice;
	struct text machine;       /* keys that differ from the default; "" none */
	struct text script;        /* lines, numbered when they are shown */
	struct text question;      /* paragraphs, a line each */
	struct text worked;        /* the way to the answer, a step each line */
	struct text look;          /* commands that show it behind the script, a line each; they run as they stand */
	const char *lesson;
	enum quiz_form form;
	bool numbers, hex;         /* the offers are numbers, written so */
	struct offer offer[QUIZ_OFFERS]; /* choices in their order; of a number the answers with a known cause, the right one first */
	unsigned int offers, right;
	bool lost;                 /* a lab ran out of memory: that a kind has refused says nothing about these dice */
};

/* False: out of memory. */
bool problem_make(struct exercise *p, unsigned int kind, uint64_t seed);
void problem_free(struct exercise *p);

/* ---- for the kinds ---- */

/* The right answer comes first: a text, or a number in decimal or (hex) hexadecimal. */
void problem_right(struct exercise *p, const char *answer);
void problem_right_number(struct exercise *p, uint64_t answer, bool hex);
/* A wrong one, and the misconception that leads to it. One that was there already, or is one too many, is dropped. */
void problem_wrong(struct exercise *p, const char *answer, const char *why, ...) __attribute__((format(printf, 3, 4)));
void problem_wrong_number(struct exercise *p, uint64_t answer, const char *why, ...) __attribute__((format(printf, 3, 4)));
/* Choices get their letters. False: they are too few to choose from. */
bool problem_close(struct exercise *p);

#endif
