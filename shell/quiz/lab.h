/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where answers come from: a machine of its own, on which a problem's script is typed as it stands (a rehearsal, shell/learn/rehearsal.h). Nothing of the
 * learner's machine is touched or asked.
 */
#ifndef QUIZ_LAB_H
#define QUIZ_LAB_H

#include "shell/learn/rehearsal.h"

/* What one line has made happen, the worst of it. X(id, words in a choice). */
#define LAB_OUTCOMES(X) \
	X(NOTHING, "nothing is said: it goes on") \
	X(COMPLAINS, "the kernel complains in its log, and the task goes on") \
	X(SLEEPS, "the task sleeps: it waits for an entry of the window") \
	X(OOPS, "an oops: the access finds nothing mapped, and the task dies") \
	X(BUG, "BUG: a check of the kernel fails, and the task dies") \
	X(PANIC, "a panic: the whole machine stops")

enum lab_outcome {
#define HM_X(id, words) LAB_##id,
	LAB_OUTCOMES(HM_X)
#undef HM_X
	LAB_OUTCOME_NR
};

struct lab {
	struct rehearsal r;
	bool lost;                 /* out of memory: nothing that it says counts */
};

/* The default machine with these keys, settled. False: why not. */
bool lab_config(struct hm_config *cfg, const char *keys, char *why, size_t size);
/* Keys as behind `machine`. False: out of memory, or there is no such machine. */
bool lab_open(struct lab *l, const char *keys);
/* *lost is set when it ran out of memory, and left alone otherwise. */
void lab_close(struct lab *l, bool *lost);

const struct hm_machine *lab_machine(const struct lab *l);
/* Types lines; their numbers go on from line to line. */
void lab_type(struct lab *l, const char *lines);
/* The value of an expression, or of a constant of this machine; 0 when it has none. */
uint32_t lab_value(struct lab *l, const char *expression);
/* Types lines and says what they made happen. */
enum lab_outcome lab_try(struct lab *l, const char *lines);
/* The headline of the first kernel report behind the first `seen`; "" none. */
void lab_headline(const struct lab *l, uint32_t seen, char *out, size_t size);
/* How many events of a kind there have been. */
unsigned int lab_count(const struct lab *l, uint32_t kind);
/* The entry of the window that a page is mapped in; -1: none. */
int lab_entry(struct lab *l, const char *page);

const char *lab_outcome_words(enum lab_outcome outcome);

#endif
