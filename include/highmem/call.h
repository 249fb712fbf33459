/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A kernel call is a row: its C declaration as text, and the function that does it. Type checks, help, hints and
 * completion all follow from that one text; there is no second description of a signature.
 */
#ifndef HIGHMEM_CALL_H
#define HIGHMEM_CALL_H

#include "highmem/types.h"

/*
 * Arguments and result are the 32-bit (or, for long long, 64-bit) values in the order of the declaration, extended to
 * 64 bits by their C type. Called by hm_call_invoke() only, which counts the call and logs HM_EV_CALL.
 */
typedef enum hm_verdict hm_call_fn(struct hm_machine *m, const uint64_t *arg, uint64_t *ret);

enum hm_call_flag {
	HM_CALL_UNSEEN_ARGS = 1 << 0,  /* a macro throws its arguments away: the compiler never sees them (HIGHMEM=n) */
	HM_CALL_EXTRA_DROPPED = 1 << 1, /* a macro accepts and drops extra arguments (2.6.37) */
	HM_CALL_TYPE_CHECK = 1 << 2,   /* BUILD_BUG_ON(__same_type(arg, struct page *)) on the first argument (2.6.36) */
	HM_CALL_TYPE_SAID = 1 << 5,    /* ... and the compiler says its condition in words (3.x and later) */
	HM_CALL_UNSEEN_REST = 1 << 4,  /* as UNSEEN_ARGS, but the first argument is seen (kmap_atomic of HIGHMEM=n) */
	HM_CALL_QUIET = 1 << 3         /* changes nothing: no HM_EV_CALL (page_to_pfn, in_interrupt ...) */
};

struct hm_call {
	const char *proto;      /* "void kunmap_atomic(void *kvaddr, enum km_type type)"; NULL ends a table */
	hm_call_fn *fn;         /* NULL: the era has no such call (an era removes a base era's row like this) */
	unsigned int flags;     /* enum hm_call_flag */
	unsigned int addresses; /* bit i: argument i is meant to be a mapped address (-Wpage-as-address) */
	const char *unmaps;     /* for the hint of -Wpage-as-address: the call whose result belongs here, or NULL */
	const char *help;       /* one line */
};

/* The rows of this machine's era, base eras' rows included: i-th row, NULL behind the last. Order is stable. */
const struct hm_call *hm_call_at(const struct hm_machine *m, unsigned int i);

/* Length of the name in a declaration, and where it starts. */
const char *hm_call_name(const struct hm_call *call, size_t *len);

/* The row with that name, or NULL; *index gets its number for hm_call_invoke(). */
const struct hm_call *hm_call_find(const struct hm_machine *m, const char *name, size_t len, unsigned int *index);

/* Calls since boot: the number of the last one, as its events bear it. */
uint32_t hm_calls_made(const struct hm_machine *m);

/*
 * Runs one call on the current task and CPU: counts it, logs it, runs it. `arg` has HM_MAX_ARGS elements whatever the
 * declaration says. On HM_BLOCKED call again with the same arguments once the task has been selected again. *ret is written
 * on HM_OK only (0 for void calls). HM_REFUSED: the machine is halted, the task is not current, or it sleeps in another call.
 */
enum hm_verdict hm_call_invoke(struct hm_machine *m, unsigned int index, const uint64_t *arg, uint64_t *ret);

#endif
