/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The log: a ring whose length is state, default causes, and the sentences of events. */
#include "tests/engine/kernel.h"

static void numbers_from_one(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);

	(void)unused;
	assert_int_equal(hm_event_first(m), 1);
	assert_int_equal(hm_event_get(m, 1)->seq, 1);
	assert_null(hm_event_get(m, 0));
	assert_null(hm_event_get(m, hm_event_count(m) + 1));
	hm_machine_close(m);
}

static void ring_forgets_the_oldest(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	uint64_t count;

	(void)unused;
	while (hm_event_count(m) < HM_EVENT_RING + 100)
		hm_invlpg(m, 0xffff0000);
	count = hm_event_count(m);
	assert_int_equal(hm_event_first(m), count - HM_EVENT_RING + 1);
	assert_null(hm_event_get(m, count - HM_EVENT_RING));
	assert_non_null(hm_event_get(m, count - HM_EVENT_RING + 1));
	assert_int_equal(hm_event_get(m, count)->kind, HM_EV_INVLPG);
	hm_machine_close(m);
}

/* What a call logs names the call's event as its cause, unless it has a better one. */
static void calls_cause_their_events(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	const struct hm_event *e;
	uint64_t seq;

	(void)unused;
	*hm_site(m) = 77;
	kmap_atomic(m, H0, "KM_USER0");
	e = last_event(m, HM_EV_CALL);
	seq = e->seq;
	assert_int_equal(e->arg[1], page_of(m, H0));
	assert_int_equal(e->site, 77);
	assert_int_equal(e->call, hm_call_count(m));
	assert_int_equal(last_event(m, HM_EV_PTE_SET)->cause, seq);
	assert_int_equal(last_event(m, HM_EV_INVLPG)->cause, seq);
	assert_int_equal(last_event(m, HM_EV_INVLPG)->preempt_count, 1);
	hm_invlpg(m, 0xffff0000);
	assert_int_equal(last_event(m, HM_EV_INVLPG)->cause, 0);
	hm_machine_close(m);
}

static void text_is(const struct hm_machine *m, const struct hm_event *e, const char *expected)
{
	char text[200];

	assert_non_null(e);
	assert_int_equal(hm_event_text(m, e, text, sizeof(text)), (int)strlen(expected));
	assert_string_equal(text, expected);
}

static void sentences(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	uint16_t task = new_task(m, "worker", 1);

	(void)unused;
	text_is(m, last_event(m, HM_EV_TASK_NEW), "task worker is made");
	kmap_atomic(m, H0, "KM_USER0");
	text_is(m, last_event(m, HM_EV_CALL), "kmap_atomic(0xc1700000, KM_USER0)");
	text_is(m, last_event(m, HM_EV_PTE_SET), "the entry of 0xfffed000 now maps page 0x38000");
	kunmap_atomic(m, page_of(m, H0), "KM_USER0");
	text_is(m, last_event(m, HM_EV_UNMAP_SKIPPED), "kunmap_atomic(0xc1700000) returns early; the slot at 0xfffed000 stays mapped");
	kmap(m, H1);
	text_is(m, last_event(m, HM_EV_CALL), "kmap(0xc1700020)");
	text_is(m, last_event(m, HM_EV_PKMAP_COUNT), "pkmap_count[1]: 1 -> 2");
	assert_int_equal(hm_switch_to(m, 1, task), HM_OK);
	text_is(m, last_event(m, HM_EV_SWITCH), "CPU 1 switches from idle to worker");
	hm_context_enter(m, HM_CTX_HARDIRQ, false);
	text_is(m, last_event(m, HM_EV_CONTEXT_ENTER), "enters hardirq");
	select_task(m, 0, 0);
	assert_int_equal(invoke(m, "kmap_atomic", page_of(m, H1), km(m, "KM_USER0"), NULL), HM_DIED);
	text_is(m, last_event(m, HM_EV_REPORT), "report 1: kernel BUG at arch/i386/mm/highmem.c:42!");
	hm_machine_close(m);
}

/* Every kind has a name; no sentence leaves a '%' behind; a short buffer is ended and the length is the whole one's. */
static void every_kind_can_be_told(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	char text[300], tiny[5];

	(void)unused;
	for (uint32_t kind = 1; kind < HM_EV_NR; kind++) {
		struct hm_event e = { .kind = kind, .arg = { 0xffffffff, 3, 0, 1, 2 } };
		int n = hm_event_text(m, &e, text, sizeof(text));

		assert_string_not_equal(hm_event_name((enum hm_event_kind)kind), "unknown");
		assert_in_range(n, 1, 299);
		assert_null(strchr(text, '%'));
		assert_int_equal(hm_event_text(m, &e, tiny, sizeof(tiny)), n);
		assert_in_range(strlen(tiny), 0, 4);
		assert_int_equal(hm_event_text(m, &e, NULL, 0), n);
	}
	assert_string_equal(hm_event_name(HM_EV_NR), "unknown");
	hm_machine_close(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_from_one), cmocka_unit_test(ring_forgets_the_oldest),
		cmocka_unit_test(calls_cause_their_events), cmocka_unit_test(sentences), cmocka_unit_test(every_kind_can_be_told),
	};

	return cmocka_run_group_tests_name("event", tests, NULL, NULL);
}
