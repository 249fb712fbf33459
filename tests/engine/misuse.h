/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The misuses of section A of the sheet of facts, as stories that run on any era: each is set up, committed, and then probed by the
 * innocent calls that meet it. A test of an era is a table: what is reported at once, what later and how many calls after the
 * mistake, and what preempt_count is in between; typed from the sheet, with the place in it.
 */
#ifndef TESTS_ENGINE_MISUSE_H
#define TESTS_ENGINE_MISUSE_H

#include "tests/engine/kernel.h"

/* A lowmem page that nobody needs (F.6: pfn 0x1000 is mem_map's own). */
enum { LOW = 0x9000, LINE = 160 };

/* What differs between eras in how a story is told. */
struct teller {
	const char *era;
	const char *type[2];         /* two types that process context may use */
	uint32_t word_at;            /* where kunmap(address) looks for highmem, from the address */
	uint32_t word_set;           /* what makes it a highmem page */
};

struct outcome {
	char at_once[LINE], later[LINE]; /* headlines; empty: nothing is reported */
	unsigned int distance;       /* of `later`, in calls from the mistake */
	int32_t count;               /* preempt_count behind the mistake */
	char reached;                /* where the outer pointer's store went: 'o' its own page, 'i' the other one, 0: not asked */
	bool blocked;
};

struct story {
	struct hm_machine *m;
	const struct teller *t;
	uint32_t reports, mistake;
	struct outcome o;
};

static inline void take_headline(struct story *s, char *to)
{
	const struct hm_report *r;

	if (hm_report_count(s->m) == s->reports)
		return;
	r = hm_report_get(s->m, s->reports + 1);
	assert_non_null(r);
	hm_report_headline(s->m, r, to, LINE);
	if (to == s->o.later)
		s->o.distance = r->event.call - s->mistake;
	s->reports = hm_report_count(s->m);
}

/* Before the mistake: must be silent. */
static inline uint32_t setup(struct story *s, const char *name, uint32_t a, uint32_t b)
{
	uint32_t ret = call(s->m, name, a, b);

	assert_int_equal(hm_report_count(s->m), s->reports);
	return ret;
}

static inline uint32_t mistake(struct story *s, const char *name, uint32_t a, uint32_t b)
{
	uint16_t task = hm_current_task(s->m);
	uint32_t ret = 0;

	s->o.blocked = invoke(s->m, name, a, b, &ret) == HM_BLOCKED;
	s->mistake = hm_call_count(s->m);
	s->o.count = hm_preempt_count(s->m, task);
	take_headline(s, s->o.at_once);
	return ret;
}

/* An innocent call afterwards; nothing more happens once something has been reported. */
static inline uint32_t probe(struct story *s, const char *name, uint32_t a, uint32_t b)
{
	uint32_t ret = 0;

	if (*s->o.at_once || *s->o.later || s->o.blocked)
		return 0;
	(void)invoke(s->m, name, a, b, &ret);
	take_headline(s, s->o.later);
	return ret;
}

static inline uint32_t type(const struct story *s, int i)
{
	return hm_config(s->m)->highmem ? km(s->m, s->t->type[i]) : 0;
}

static inline uint32_t map(struct story *s, hm_pfn_t pfn, int i)
{
	return setup(s, "kmap_atomic", page_of(s->m, pfn), type(s, i));
}

static inline hm_pfn_t some(const struct story *s, hm_pfn_t high)
{
	return hm_config(s->m)->highmem ? high : LOW + (high & 0xf);
}

/* ---- the stories ---- */

/* A.1 */
static inline void page_as_address(struct story *s)
{
	map(s, some(s, H0), 0);
	mistake(s, "kunmap_atomic", page_of(s->m, some(s, H0)), type(s, 0));
	probe(s, "kmap_atomic", page_of(s->m, some(s, H1)), type(s, 0));
}

static inline void lowmem_page_as_address(struct story *s)
{
	map(s, LOW, 0);
	mistake(s, "kunmap_atomic", page_of(s->m, LOW), type(s, 0));
	probe(s, "kmap_atomic", page_of(s->m, some(s, H1)), type(s, 0));
}

/* A.1: what does not meet it: another type, a lowmem page */
static inline void page_as_address_unmet(struct story *s)
{
	map(s, some(s, H0), 0);
	mistake(s, "kunmap_atomic", page_of(s->m, some(s, H0)), type(s, 0));
	probe(s, "kmap_atomic", page_of(s->m, some(s, H1)), type(s, 1));
	probe(s, "kmap_atomic", page_of(s->m, LOW), type(s, 0));
}

/* A.2 */
static inline void wrong_type(struct story *s)
{
	uint32_t v = map(s, some(s, H0), 0);

	mistake(s, "kunmap_atomic", v, type(s, 1));
	probe(s, "kmap_atomic", page_of(s->m, some(s, H1)), type(s, 0));
}

/* 1.1: a pointer into the page instead of its start */
static inline void offset_pointer(struct story *s)
{
	uint32_t v = map(s, some(s, H0), 0);

	mistake(s, "kunmap_atomic", v + 0x123, type(s, 0));
	probe(s, "kmap_atomic", page_of(s->m, some(s, H1)), type(s, 0));
}

/* A.3 */
static inline void unmapped_twice(struct story *s)
{
	uint32_t v = map(s, some(s, H0), 0);

	setup(s, "kunmap_atomic", v, type(s, 0));
	mistake(s, "kunmap_atomic", v, type(s, 0));
	probe(s, "kunmap", page_of(s->m, LOW), 0);
}

static inline void kunmap_twice(struct story *s)
{
	setup(s, "kmap", page_of(s->m, some(s, H0)), 0);
	setup(s, "kunmap", page_of(s->m, some(s, H0)), 0);
	mistake(s, "kunmap", page_of(s->m, some(s, H0)), 0);
}

static inline void kunmap_never_mapped(struct story *s)
{
	mistake(s, "kunmap", page_of(s->m, some(s, H0)), 0);
}

/* A.4 */
static inline void same_slot_nested(struct story *s)
{
	uint32_t outer = map(s, some(s, H0), 0), inner = mistake(s, "kmap_atomic", page_of(s->m, some(s, H1)), type(s, 0));

	probe(s, "kunmap_atomic", inner, type(s, 0));
	if (*s->o.at_once || *s->o.later || hm_store(s->m, outer, 1, 0x5a) != HM_OK)
		return;
	s->o.reached = frame_byte(s->m, some(s, H0), 0) == 0x5a ? 'o' : 'i';
}

static inline void same_slot_in_interrupt(struct story *s)
{
	map(s, some(s, H0), 0);
	assert_int_equal(hm_context_enter(s->m, HM_CTX_HARDIRQ, true), HM_OK);
	mistake(s, "kmap_atomic", page_of(s->m, some(s, H1)), type(s, 0));
}

/* A.5: a load through the address behind the unmap; the mistake is the load */
static inline void used_after_unmap(struct story *s)
{
	uint32_t v = map(s, some(s, H0), 0);
	uint64_t word;

	store(s->m, v, 1);
	setup(s, "kunmap_atomic", v, type(s, 0));
	s->mistake = hm_call_count(s->m);
	s->o.count = count_of(s->m);
	(void)hm_load(s->m, v, 1, &word);
	take_headline(s, s->o.at_once);
}

/* A.6 */
static inline void schedule_while_mapped(struct story *s)
{
	map(s, some(s, H0), 0);
	mistake(s, "schedule", 0, 0);
}

static inline void slot_of_sleeper(struct story *s)
{
	uint16_t other = new_task(s->m, "other", 0);

	map(s, some(s, H0), 0);
	s->mistake = hm_call_count(s->m);
	s->o.count = count_of(s->m);
	select_task(s->m, other, 0);
	probe(s, "kmap_atomic", page_of(s->m, some(s, H1)), type(s, 0));
}

static inline void unmapped_on_another_cpu(struct story *s)
{
	uint32_t v = map(s, some(s, H0), 0);

	select_task(s->m, hm_current_task(s->m), 1);
	mistake(s, "kunmap_atomic", v, type(s, 0));
}

/* A.7: another CPU's TLB learns the slot; remapped there, that CPU goes on with the old page */
static inline void used_on_another_cpu(struct story *s)
{
	uint32_t v = map(s, some(s, H0), 0);
	uint16_t first = hm_current_task(s->m), other = new_task(s->m, "other", 1);

	select_task(s->m, other, 1);
	store(s->m, v, 0x11);
	select_task(s->m, first, 0);
	setup(s, "kunmap_atomic", v, type(s, 0));
	s->mistake = hm_call_count(s->m);
	assert_int_equal(map(s, some(s, H1), 0), v);
	select_task(s->m, other, 1);
	(void)hm_store(s->m, v, 1, 0x5a);
	take_headline(s, s->o.at_once);
	s->o.reached = frame_byte(s->m, some(s, H0), 0) == 0x5a ? 'o' : 'i';
}

/* A.8 */
static inline void kunmap_address_clear(struct story *s)
{
	mistake(s, "kunmap", setup(s, "kmap", page_of(s->m, some(s, H0)), 0), 0);
}

static inline void kunmap_address_set(struct story *s)
{
	uint32_t v = setup(s, "kmap", page_of(s->m, some(s, H0)), 0);

	assert_int_equal(hm_store(s->m, v + s->t->word_at, 4, s->t->word_set), HM_OK);
	mistake(s, "kunmap", v, 0);
}

/* A.9 */
static inline void kmap_in_interrupt(struct story *s)
{
	assert_int_equal(hm_context_enter(s->m, HM_CTX_HARDIRQ, false), HM_OK);
	mistake(s, "kmap", page_of(s->m, some(s, H0)), 0);
	probe(s, "kunmap", page_of(s->m, some(s, H0)), 0);
}

static inline void kmap_while_atomic(struct story *s)
{
	map(s, some(s, H0), 0);
	mistake(s, "kmap", page_of(s->m, LOW), 0);
}

/* A.10, with a window of 4 */
static inline void window_full(struct story *s)
{
	for (hm_pfn_t i = 0; i < 4; i++)
		setup(s, "kmap", page_of(s->m, some(s, H0) + i), 0);
	mistake(s, "kmap", page_of(s->m, some(s, H0) + 4), 0);
}

/* ---- tables ---- */

struct cell {
	void (*story)(struct story *s);
	const char *keys;
	const char *at_once;         /* NULL: nothing */
	const char *later;
	unsigned int distance;
	int32_t count;
	char reached;
	bool blocked;
	const char *reference;       /* where it is typed from */
};

static inline void differs(const struct teller *t, const struct cell *c, const struct outcome *o, size_t row)
{
	fail_msg("era %s, row %zu (%s; %s): at once \"%s\", later \"%s\" after %u, count %d, reached %c, blocked %d", t->era, row + 1,
		 c->keys, c->reference, o->at_once, o->later, o->distance, o->count, o->reached ? o->reached : '-', o->blocked);
}

static inline bool same_line(const char *expected, const char *seen)
{
	return !strcmp(expected ? expected : "", seen);
}

static inline void check_cell(const struct teller *t, const struct cell *c, size_t row)
{
	char keys[256];
	struct story s = { .t = t };
	const struct outcome *o = &s.o;

	snprintf(keys, sizeof(keys), "era=%s layout=s8 ram=2G cpus=2 %s", t->era, c->keys);
	s.m = machine(keys);
	c->story(&s);
	if (!same_line(c->at_once, o->at_once) || !same_line(c->later, o->later) || c->distance != o->distance || c->count != o->count ||
	    c->reached != o->reached || c->blocked != o->blocked)
		differs(t, c, o, row);
	hm_machine_close(s.m);
}

static inline void check_cells(const struct teller *t, const struct cell *cells, size_t n)
{
	for (size_t i = 0; i < n; i++)
		check_cell(t, &cells[i], i);
}

#endif
