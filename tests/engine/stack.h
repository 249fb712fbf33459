/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For tests of the eras whose slots are a stack (2.6.37, 6.1): pages by number from the first one of high memory, slots by place. */
#ifndef TEST_STACK_H
#define TEST_STACK_H

#include "tests/engine/kernel.h"

#define SMP2 "ram=2G cpus=2 nr_cpus=4 debug_sleep=off "

static inline hm_pfn_t high(const struct hm_machine *m, uint32_t n)
{
	return hm_layout(m)->max_low_pfn + n;
}

static inline uint32_t map(struct hm_machine *m, const char *name, uint32_t n)
{
	return call(m, name, page_of(m, high(m, n)), 0);
}

static inline hm_pfn_t at_place(const struct hm_machine *m, uint32_t cpu, uint32_t place)
{
	struct hm_slot_view v;

	assert_true(hm_slot_view(m, cpu, place, &v));
	return v.pfn;
}

static inline int32_t depth(const struct hm_machine *m, uint32_t cpu)
{
	struct hm_stack_view v;

	assert_true(hm_stack_view(m, cpu, &v));
	return v.depth;
}

static inline void warnings(const struct hm_machine *m, uint32_t n)
{
	unsigned int found = 0;

	for (uint32_t i = 1; i <= hm_report_count(m); i++)
		found += hm_report_get(m, i)->kind == HM_REPORT_WARN;
	assert_int_equal(found, n);
}

/* A call at whose BUG the task dies. */
static inline void dies(struct hm_machine *m, const char *name, uint32_t argument, const char *headline)
{
	assert_int_equal(invoke(m, name, argument, 0, NULL), HM_DIED);
	expect_report(m, headline);
}

/* The role of the first step back from the last report. */
static inline void because(const struct hm_machine *m, enum hm_link_role role)
{
	const struct hm_report *r = hm_report_get(m, hm_report_count(m));

	assert_true(r->links > 0);
	assert_int_equal(r->link[0].role, role);
}

#endif
