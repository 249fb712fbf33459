/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the experiments of experiments.h are made of: the module's calls on the machine, and the next line of the file, whose values
 * are compared one by one. A failure is kept, and all that follows does nothing.
 */
#ifndef ORACLE_EXPERIMENT_H
#define ORACLE_EXPERIMENT_H

#include <jansson.h>

#include "tests/oracle/experiments.h"

enum { LOW_PFN = 0x2a46, FILL = 64, WAITERS = 2, BYTES = 16, NO_PAGE = -1 };

struct waiter { uint16_t task; hm_pfn_t pfn; bool asked, returned; hm_vaddr_t address; };

enum { CALLS_KNOWN = 16 };
struct known_call { const char *name; unsigned int index; };

struct experiment {
	struct hm_machine *m;
	const struct hm_layout *l;
	struct lines *lines;
	struct difference *diff;
	const char **error;
	json_t *row;
	bool good;
	uint16_t self[2], idle[2];       /* the module's thread on either CPU; whoever runs while it sleeps */
	struct waiter waiter[WAITERS];
	uint64_t seen;                   /* events counted so far */
	uint32_t all_zero, ranges, flushes; /* since the counters were last reset */
	uint32_t count1_seen;
	struct known_call known[CALLS_KNOWN]; /* rows of calls, found by name once */
};

struct tally { uint32_t n[3]; }; /* entries at count 0, at 1, above */

/* experiment.c */
bool x_fail(struct experiment *x, const char *field, const char *expected, const char *found);
bool x_load_row(struct experiment *x, const char *text, size_t n);
const char *x_word(const struct experiment *x, const char *key);
bool x_row(struct experiment *x, const char *t, const char *op);
void x_done(struct experiment *x);
void x_leave_out(struct experiment *x, const char *key);
bool x_is_number(const json_t *j, uint64_t *value);
void x_same(struct experiment *x, const char *key, uint64_t found);
void x_same_if_told(struct experiment *x, const char *key, uint64_t found);
void x_same_word(struct experiment *x, const char *key, const char *found);
hm_vaddr_t x_page(const struct experiment *x, int n);
enum hm_verdict x_invoke(struct experiment *x, const char *name, uint64_t argument, uint64_t *ret);
hm_vaddr_t x_call(struct experiment *x, const char *name, hm_vaddr_t argument);
hm_vaddr_t x_map(struct experiment *x, const char *name, int n);
void x_kunmap(struct experiment *x, int n);
void x_flush_unused(struct experiment *x);
void x_reset_counters(struct experiment *x);
struct tally x_counts(const struct experiment *x);
uint64_t x_leaf(const struct experiment *x, hm_vaddr_t address, unsigned int *level);
uint64_t x_pte(const struct experiment *x, hm_vaddr_t address);
void x_seen(struct experiment *x, const char *t, const char *op, int n, hm_vaddr_t ret);
void x_same_flushes(struct experiment *x);
void x_counted(struct experiment *x, const char *t, const char *when);
void x_run_as(struct experiment *x, uint32_t cpu, uint16_t task);
void x_run_self(struct experiment *x);
int32_t x_count_of(const struct experiment *x, hm_vaddr_t a);
int32_t x_idx(const struct experiment *x, uint16_t task);

/* experiments_window.c: kmap(); experiments_slots.c: kmap_atomic() and kmap_local_page() */
void x_window(struct experiment *x);
void x_slots(struct experiment *x);

#endif
