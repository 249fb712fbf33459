/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Several events at one stride: what they have in common is read once, before anything is written; behind a store the compiler would
 * have to read it again. They are those that event_log() would write one by one.
 */
#ifndef ENGINE_STRIDE_H
#define ENGINE_STRIDE_H

#include "engine/state.h"

enum { STRIDE_EVENTS = 3 }; /* at most */

struct stride {
	struct hm_event *first;    /* they lie side by side in the ring */
	uint64_t site_who, call, seq, cycles;
	uint32_t preempt_count;    /* these two as they are at the next event */
};

/*
 * event.c: beyond what was asked for at the last time: asks the host for the next part of the ring at once, as a loop fills it page by
 * page otherwise, each at the price of many calls. False: the ring ends before a stride might.
 */
bool stride_ahead(struct hm_machine *m, uint64_t at);

/* calls: how many have begun since the last event. False: the ring ends before the stride might. */
static inline bool stride_begin(struct hm_machine *m, struct stride *s, uint32_t calls)
{
	const struct state *st = state(m);
	uint64_t at = st->event_count & (HM_EVENT_RING - 1);

	*s = (struct stride){
		.first = &m->ring[at], .site_who = (uint64_t)st->who << 32 | st->site, .call = (uint64_t)(st->call_count + calls) << 32,
		.seq = st->event_count + 1, .cycles = m->cpu->cycles, .preempt_count = (uint32_t)m->task->preempt_count,
	};
	return __builtin_expect(at < m->stride_room, 1) || stride_ahead(m, at);
}

/* The i-th one, in order from 0. */
static inline struct event_words stride_event(const struct stride *s, unsigned int i, enum hm_event_kind kind, uint64_t cause,
					      uint32_t a0, uint32_t a1, uint32_t a2)
{
	struct event_words e = { {
		{ s->seq + i, cause }, { s->cycles, s->call | (uint32_t)kind }, { s->site_who, (uint64_t)a1 << 32 | a0 },
		{ a2, (uint64_t)s->preempt_count << 32 },
	} };

	event_put(&s->first[i], &e);
	return e;
}

static inline void stride_end(struct hm_machine *m, const struct stride *s, unsigned int events)
{
	state(m)->event_count = s->seq + events - 1;
}

#endif
