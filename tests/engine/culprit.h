/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For tests of `why`: marks on calls, innocent calls around them, and the step of a chain that must bear the culprit's mark. */
#ifndef TEST_CULPRIT_H
#define TEST_CULPRIT_H

#include "tests/engine/kernel.h"

enum { CULPRIT = 4711 };

static inline uint32_t mark(struct hm_machine *m, uint32_t site)
{
	uint32_t old = *hm_site(m);

	*hm_site(m) = site;
	return old;
}

/* Innocent calls, each with a mark of its own. */
static inline void noise(struct hm_machine *m, unsigned int n)
{
	static uint32_t site = 100000;

	for (unsigned int i = 0; i < n; i++) {
		mark(m, site++);
		kunmap_atomic(m, kmap_atomic(m, H0 + 500 + i % 7, "KM_IRQ0"), "KM_IRQ0");
	}
}

/* Pushes everything out of the ring. */
static inline void forget(struct hm_machine *m)
{
	noise(m, HM_EVENT_RING / 6);
	assert_null(hm_event_get(m, hm_event_count(m) - HM_EVENT_RING));
}

/* The chain of the last report has a step of that role with the culprit's mark. */
static inline struct hm_link culprit(const struct hm_machine *m, enum hm_link_role role)
{
	struct hm_link step[HM_WHY_MAX];
	unsigned int n = hm_why_report(m, hm_report_count(m), step, HM_WHY_MAX);
	char text[200];

	assert_in_range(n, 2, HM_WHY_MAX);
	assert_int_equal(step[0].role, HM_LINK_SYMPTOM);
	for (unsigned int i = 1; i < n; i++)
		if (step[i].role == (uint32_t)role && step[i].event.site == CULPRIT) {
			assert_in_range(hm_why_text(m, &step[i], text, sizeof(text)), 10, 199);
			return step[i];
		}
	for (unsigned int i = 0; i < n; i++) {
		hm_why_text(m, &step[i], text, sizeof(text));
		print_message("%u: %s site %u: %s\n", i, hm_why_role((enum hm_link_role)step[i].role), step[i].event.site, text);
	}
	fail_msg("no step %s at the culprit's mark", hm_why_role(role));
	return step[0];
}

static inline enum hm_verdict fails(struct hm_machine *m, const char *name, uint32_t a, uint32_t b)
{
	enum hm_verdict v;

	mark(m, 1);
	v = invoke(m, name, a, b, NULL);
	assert_int_equal(v, HM_DIED);
	return v;
}

#endif
