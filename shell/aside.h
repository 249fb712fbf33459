/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A session beside the one that a person works in: another machine, often of another era, that runs the same text and is thrown away. What it
 * would print is kept or lost, and of what the compiler says the first of each sort. gcc's view: the lint is off.
 */
#ifndef SHELL_ASIDE_H
#define SHELL_ASIDE_H

#include "shell/session.h"

enum { ASIDE_LINE = 240 };

/* What the compiler and the kernel said: how often, and the first one of each kind; the compiler's as "FILE:LINE: text". */
struct tally {
	unsigned int reports;
	int distance;                   /* calls between the cause of the first report and it; -1: not known */
	char report[ASIDE_LINE], report_place[96];
	unsigned int errors, warnings;  /* warnings without those of unused things */
	bool since_boot;                /* only of the last machine booted */
	unsigned int page_errors, page_warnings; /* of these, about a page in an address's place */
	char error[ASIDE_LINE], warning[ASIDE_LINE];
};

struct aside {
	struct session *s;
	struct text shown;
	struct tally tally;
};

/* Another era of the same machine, settled. False: why it cannot be. */
bool aside_config(const struct session *like, const struct hm_era *era, struct hm_config *cfg, char *why, size_t size);

/* Interrupts and the limit of steps are those of `like`. False: out of memory, or such a machine cannot be booted. */
bool aside_open(struct aside *a, const struct session *like, const struct hm_config *cfg);
void aside_close(struct aside *a);

/*
 * Each machine that is booted beside a session (by `era`, `machine`, `reset`, a lesson) keeps the era which was asked for. Where the session's inputs run,
 * what was said up to there belongs to a machine that is gone, and is forgotten.
 */
void aside_boots(struct session *s, struct hm_config *cfg);

#endif
