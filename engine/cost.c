/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The cost model's table, its presets, and trials. No published figures for kmap() and its kin on an i386-era machine exist, so
 * the prices keep the order of magnitude, not the digits. CPUs run at 1000 MHz of them. Who waits for whom is the business of
 * smp.c (shootdown) and lock.c.
 * Invariant: every cycle of a clock is a price that was paid, an answer or a flush that was waited for, or the wait for kmap_lock; only a
 * trial sets a clock.
 */
#include "engine/state.h"

#include <stdlib.h>
#include <string.h>

static const struct hm_cost_info info[HM_COST_NR] = {
#define HM_X(id, name, cycles, what, source) [HM_COST_##id] = { name, what, source, cycles },
	HM_COSTS(HM_X)
#undef HM_X
};

/* Only what differs from the defaults; 0: as they are. */
static const struct hm_cost_preset presets[] = {
	{ "default", "see each price", { 0 } },
	{ "pentium", "invlpg 25 clocks (Intel's Pentium reference); the rest as default", { [HM_COST_INVLPG] = 25 } },
	{ "p3", "assumed: as default; no figures were found", { 0 } },
	{ "p4", "assumed: a long pipeline makes what serialises it dearer; no figures were found",
	  { [HM_COST_WALK] = 50, [HM_COST_INVLPG] = 400, [HM_COST_FLUSH_LOCAL] = 800, [HM_COST_LOCK_HASH] = 150, [HM_COST_IPI_SEND] = 1000,
	    [HM_COST_IPI_REMOTE] = 2500 } },
	{ "core2", "assumed: near the 2015 figures; no own ones were found",
	  { [HM_COST_WALK] = 20, [HM_COST_INVLPG] = 200, [HM_COST_FLUSH_LOCAL] = 300 } },
	{ "2015", "I. Molnar, linux-mm 8 Jun 2015, one Intel machine, hot: invlpg 237, global flush 746, empty call 35",
	  { [HM_COST_INVLPG] = 237, [HM_COST_FLUSH_LOCAL] = 746, [HM_COST_CALL] = 35 } },
	{ "vm", "measured in a virtual machine of 2 CPUs, 2026: a shootdown costs 47,000 to 70,000 cycles",
	  { [HM_COST_IPI_SEND] = 5000, [HM_COST_IPI_REMOTE] = 50000 } },
};

const struct hm_cost_info *hm_cost_info(enum hm_cost cost)
{
	return (unsigned int)cost < HM_COST_NR ? &info[cost] : NULL;
}

bool hm_cost_find(const char *name, size_t length, enum hm_cost *cost)
{
	for (unsigned int i = 0; i < HM_COST_NR; i++)
		if (strlen(info[i].name) == length && !memcmp(info[i].name, name, length)) {
			*cost = (enum hm_cost)i;
			return true;
		}
	return false;
}

uint32_t hm_cost(const struct hm_machine *m, enum hm_cost cost)
{
	return m->cost[cost];
}

void hm_cost_set(struct hm_machine *m, enum hm_cost cost, uint32_t cycles)
{
	m->cost[cost] = cycles;
}

const struct hm_cost_preset *hm_cost_preset(unsigned int i)
{
	return i < sizeof(presets) / sizeof(*presets) ? &presets[i] : NULL;
}

void cost_boot(struct hm_machine *m)
{
	m->cost = state(m)->cost;
	for (unsigned int i = 0; i < HM_COST_NR; i++)
		m->cost[i] = info[i].cycles;
}

/* Hits and misses are the TLB's own counts: the fast path counts nothing twice. */
void hm_paid(const struct hm_machine *m, uint32_t cpu, struct hm_paid *out)
{
	const struct cpu_record *c = &state(m)->cpus[cpu % HM_MAX_CPUS];

	*out = (struct hm_paid){ .answers = c->answers, .lock_wait = c->lock_wait, .cycles = c->cycles };
	memcpy(out->times, c->paid, sizeof(out->times));
	out->times[HM_COST_TLB_HIT] = c->tlb_clock - c->tlb.misses;
	out->times[HM_COST_WALK] = c->tlb.misses;
}

/* ---- trials ---- */

struct hm_trial {
	uint32_t cpus;
	struct hm_event ring[HM_EVENT_RING];
};

static void align_clocks(struct hm_machine *m)
{
	struct state *st = state(m);
	uint64_t latest = st->kmap_lock.free_at;

	for (uint32_t i = 0; i < HM_MAX_CPUS; i++)
		if (st->cpus[i].cycles > latest)
			latest = st->cpus[i].cycles;
	for (uint32_t i = 0; i < HM_MAX_CPUS; i++)
		st->cpus[i].cycles = latest;
}

enum hm_verdict hm_trial_begin(struct hm_machine *m, uint32_t cpus, struct hm_trial **trial)
{
	*trial = NULL;
	if (!cpus || cpus > m->config.cpus || hm_halted(m))
		return HM_REFUSED;
	*trial = host_map(sizeof(**trial));
	if (!*trial)
		return HM_NOMEM;
	(*trial)->cpus = m->config.cpus;
	memcpy((*trial)->ring, m->ring, sizeof((*trial)->ring));
	m->config.cpus = cpus;
	align_clocks(m);
	return HM_OK;
}

void hm_trial_end(struct hm_machine *m, struct hm_trial *trial)
{
	m->config.cpus = trial->cpus;
	(void)hm_delta_revert(m);
	memcpy(m->ring, trial->ring, sizeof(trial->ring));
	host_unmap(trial, sizeof(*trial));
}
