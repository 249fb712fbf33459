/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A random, correct history of the kmap() window: maps, unmaps and runs over a few other pages, on a machine with a window of teaching size. It never
 * sleeps: at most all entries but one are in use. What each line did is read from the machine that ran it.
 */
#ifndef QUIZ_HISTORY_H
#define QUIZ_HISTORY_H

#include "shell/quiz/lab.h"
#include "shell/quiz/problem.h"

enum hop_kind { HOP_MAP, HOP_UNMAP, HOP_LAP };
enum { HISTORY_PAGES = 4, HISTORY_HOPS = 12, HISTORY_WINDOW = 16 };

struct hop {
	enum hop_kind kind;
	unsigned int page, times;  /* times: how many other pages a HOP_LAP maps and unmaps */
	unsigned int line;
	int entry, count;          /* behind it: of the page's entry; -1: it has none any more */
	unsigned int flushes;      /* flush_tlb_all() so far */
	uint32_t last;             /* last_pkmap_nr behind it */
};

struct history {
	unsigned int window, hops, others;
	unsigned int users[HISTORY_PAGES];
	struct hop hop[HISTORY_HOPS];
	int32_t count[HISTORY_WINDOW]; /* pkmap_count behind the last one */
	hm_pfn_t pfn[HISTORY_WINDOW];  /* what each entry maps; HM_NO_PFN */
};

/* Chooses window and hops, and writes the keys and the script. */
void history_make(struct history *h, struct exercise *p);
/* Boots the lab and runs all. False: out of memory. The caller closes the lab either way. */
bool history_run(struct history *h, struct lab *lab, const struct exercise *p);
/* A line for each hop: what it did. */
void history_tell(const struct history *h, struct text *out);

#endif
