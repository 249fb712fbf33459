/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A worker: one process for one submission. It gets its start states by fork(), is confined, runs the answers from `first` on and sends what each gave. The parent's
 * end is here, too: reading frames into a result. Who runs when, and what becomes of a worker that died, is run.c's.
 */
#ifndef GRADE_WORKER_H
#define GRADE_WORKER_H

#include <sys/types.h>

#include "shell/grade/answer.h"
#include "shell/grade/wire.h"

struct worker {
	pid_t pid;                 /* 0: it does not run */
	int fd;                    /* what it sends */
	struct text in;            /* ... as far as it makes no whole frame */
	size_t next;               /* the answer that it runs, or will */
	bool began;                /* it runs that one */
	bool bad;                  /* it sent what is no frame */
	long long deadline;        /* milliseconds on the monotonic clock */
};

/* How it exits when what it was to do found no memory: the answer in hand was not judged. */
enum { WORKER_NO_MEMORY = 2 };

struct worker_job {
	const struct grade_entry *entry;
	const char *name;          /* as messages call the file */
	const struct submission *submission;
	struct starts *starts;     /* of the entry's lesson; NULL: the worker makes its own */
	size_t first;              /* answer to begin with */
	uint64_t steps;
	unsigned int seconds;      /* of an answer */
	enum sandbox_when sandbox;
};

/* False: no process, or no pipe. */
bool worker_start(struct worker *w, const struct worker_job *job);
/* Reads what has come; false: the worker has ended (or sent nonsense). */
bool worker_read(struct worker *w, struct grade_result *result);
/* Kills it if it still runs. Returns its wait status. */
int worker_end(struct worker *w);

#endif
