/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The cost model: cycles of events. A model, not a measurement: no published figures for an i386-era machine exist, so these
 * keep the order of magnitude, not the digits, and a machine may change its own copy. CPUs run at 1000 MHz of them.
 * Each CPU pays on its own clock; who waits for whom is the business of tlb.c (shootdown) and lock.c.
 */
#include "engine/state.h"

static const uint32_t default_cost[COST_NR] = {
	[COST_TLB_HIT] = 1,
	[COST_WALK] = 30,          /* two cached loads and a fill */
	[COST_INVLPG] = 100,       /* Pentium: 25; I. Molnar 2015, one Intel machine: __flush_tlb_one 237 hot, another: 260 */
	[COST_FLUSH_LOCAL] = 200,  /* same mail: __flush_tlb 251 hot, 96 elsewhere; refills are charged where they miss */
	[COST_LOCK_HASH] = 60,     /* kmap_lock and the page_address hash, uncontended */
	[COST_PTE_WRITE] = 5,
	[COST_IPI_SEND] = 500,     /* one broadcast */
	[COST_IPI_REMOTE] = 1000,  /* each CPU that has to answer: "1,000 cycles and more", secondary sources only */
	[COST_SWITCH] = 1500,
	[COST_CALL] = 10,          /* a function call and its arguments */
};

uint32_t cost_of(enum cost what)
{
	return default_cost[what];
}
