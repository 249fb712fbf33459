/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The cost model: what each event costs, where that figure comes from, and how often each CPU has paid it. A model, not a
 * measurement. Prices are state, so they go back with everything else.
 *
 * Each CPU pays on its own clock. A shootdown's caller pays IPI_SEND, waits for IPI_REMOTE of every other CPU and for the last one's
 * flush, then flushes itself; who takes kmap_lock while another CPU's clock still holds it waits until it is let go.
 */
#ifndef HIGHMEM_COST_H
#define HIGHMEM_COST_H

#include "highmem/types.h"

/* X(id, name, cycles, what it is, where the figure comes from). The defaults keep orders of magnitude, not digits. */
#define HM_COSTS(X) \
	X(TLB_HIT, "tlb_hit", 1, "a translation that the TLB answers", "assumed: part of the pipeline") \
	X(WALK, "walk", 30, "a TLB miss: walk and fill", "assumed: two cached loads and a fill; i386: at most two memory accesses (A. Patil)") \
	X(INVLPG, "invlpg", 100, "invlpg of one page", "Pentium: 25 (Intel); 237 hot, 260 elsewhere (I. Molnar 2015); about 100 ns (lkml 2012)") \
	X(FLUSH_LOCAL, "flush_local", 200, "a whole flush on one CPU, refills apart", "__flush_tlb 251 hot, 96 elsewhere (I. Molnar, linux-mm 2015)") \
	X(LOCK_HASH, "lock_hash", 60, "kmap_lock and page_address hash, uncontended", "assumed: no figure found") \
	X(PTE_WRITE, "pte_write", 5, "storing a page-table entry", "assumed") \
	X(IPI_SEND, "ipi_send", 500, "one broadcast IPI", "assumed: half of an acknowledgement") \
	X(IPI_REMOTE, "ipi_remote", 1000, "each CPU that has to answer", "1,000 cycles and more: secondary sources only") \
	X(SWITCH, "switch", 1500, "a context switch", "assumed") \
	X(CALL, "call", 10, "a kernel call and its arguments", "empty call 35 hot (I. Molnar 2015), less in a pipeline of its time")

enum hm_cost {
#define HM_X(id, name, cycles, what, source) HM_COST_##id,
	HM_COSTS(HM_X)
#undef HM_X
	HM_COST_NR
};

struct hm_cost_info {
	const char *name, *what, *source;
	uint32_t cycles;           /* the default */
};
const struct hm_cost_info *hm_cost_info(enum hm_cost cost); /* NULL: no such cost */
bool hm_cost_find(const char *name, size_t length, enum hm_cost *cost);

uint32_t hm_cost(const struct hm_machine *m, enum hm_cost cost);
void hm_cost_set(struct hm_machine *m, enum hm_cost cost, uint32_t cycles);

/* Prices of a processor, by name; source says what is known of them. NULL behind the last. */
struct hm_cost_preset { const char *name, *source; uint32_t cycles[HM_COST_NR]; };
const struct hm_cost_preset *hm_cost_preset(unsigned int i);

/* How often a CPU has paid each of them, and for what it only waited. */
struct hm_paid {
	uint64_t times[HM_COST_NR];
	uint64_t answers;          /* IPI_REMOTE waited for, as a shootdown's caller */
	uint64_t lock_wait;        /* cycles in which kmap_lock was another CPU's */
	uint64_t cycles;           /* its clock */
};
void hm_paid(const struct hm_machine *m, uint32_t cpu, struct hm_paid *out);

/*
 * A trial: the machine runs on some of its CPUs (as if booted with maxcpus=N), all clocks at the same moment; the end takes everything back, the
 * log too. Between the two hm_delta_take() must not be called; before the first one it must have been.
 */
struct hm_trial;
enum hm_verdict hm_trial_begin(struct hm_machine *m, uint32_t cpus, struct hm_trial **trial); /* HM_REFUSED: 0, or more than there are */
void hm_trial_end(struct hm_machine *m, struct hm_trial *trial);

#endif
