/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `why`: each misuse of our sheet's catalogue (section A) is planted among innocent calls, and the chain from its symptom must
 * name the very call that planted it, by the client's mark, also after the log's ring has forgotten everything.
 */
#include "tests/engine/culprit.h"

/* A.1: the page given to kunmap_atomic(); the next user of the slot meets BUG :42. */
static void page_pointer(void **unused)
{
	(void)unused;
	for (int far = 0; far < 2; far++) {
		struct hm_machine *m = machine(S8 DBG);
		uint32_t address = kmap_atomic(m, H0, "KM_USER0");
		struct hm_link l;
		char text[300];

		noise(m, 3);
		mark(m, CULPRIT);
		kunmap_atomic(m, page_of(m, H0), "KM_USER0");
		noise(m, 10);
		if (far)
			forget(m);
		fails(m, "kmap_atomic", page_of(m, H1), km(m, "KM_USER0"));
		l = culprit(m, HM_LINK_LEFT_MAPPED);
		assert_int_equal(l.given, 0xc1700000);
		assert_int_equal(l.expected, address);
		hm_why_text(m, &l, text, sizeof(text));
		assert_string_equal(text, "kunmap_atomic() was given 0xc1700000, the struct page * of page 0x38000, which lies below "
				    "FIXADDR_START: it returned early and left the slot mapped; it should have been 0xfffed000");
		hm_machine_close(m);
	}
}

/* The same with the wrong type beside the page: the slot that suffers is that of the page. */
static void page_pointer_and_wrong_type(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	uint32_t address = kmap_atomic(m, H0, "KM_USER0");

	(void)unused;
	mark(m, CULPRIT);
	kunmap_atomic(m, page_of(m, H0), "KM_USER1");
	noise(m, 5);
	fails(m, "kmap_atomic", page_of(m, H1), km(m, "KM_USER0"));
	assert_int_equal(culprit(m, HM_LINK_LEFT_MAPPED).expected, address);
	hm_machine_close(m);
}

/* The mistake in one task, the symptom in another. */
static void another_task_pays(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	uint16_t guilty = new_task(m, "guilty", 0), innocent = new_task(m, "innocent", 0);
	struct hm_link l;

	(void)unused;
	select_task(m, guilty, 0);
	kmap_atomic(m, H0, "KM_USER0");
	mark(m, CULPRIT);
	kunmap_atomic(m, page_of(m, H0), "KM_USER0");
	select_task(m, innocent, 0);
	fails(m, "kmap_atomic", page_of(m, H1), km(m, "KM_USER0"));
	l = culprit(m, HM_LINK_LEFT_MAPPED);
	assert_int_equal(l.event.task, guilty);
	assert_int_equal(hm_report_get(m, 1)->event.task, innocent);
	hm_machine_close(m);
}

/* A lowmem page in the same slot is legal by accident, and no early return of its own to be blamed. */
static void honest_lowmem_is_not_blamed(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);

	(void)unused;
	mark(m, CULPRIT);
	kmap_atomic(m, H0, "KM_USER0");
	mark(m, 2);
	kunmap_atomic(m, kmap_atomic(m, 0x5000, "KM_USER0"), "KM_USER0");
	assert_int_equal(events(m, 0, HM_EV_UNMAP_SKIPPED), 0);
	fails(m, "kmap_atomic", page_of(m, H1), km(m, "KM_USER0"));
	culprit(m, HM_LINK_SLOT_IN_USE);
	hm_machine_close(m);
}

/* A.2: right address, wrong type. */
static void wrong_type(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	uint32_t address = kmap_atomic(m, H0, "KM_USER0");
	struct hm_link step[HM_WHY_MAX];
	unsigned int n;
	char text[300];

	(void)unused;
	noise(m, 3);
	fails(m, "kunmap_atomic", address, km(m, "KM_USER1"));
	n = hm_why_report(m, 1, step, HM_WHY_MAX);
	assert_int_equal(n, 3);
	assert_int_equal(step[1].role, HM_LINK_WRONG_ADDRESS);
	assert_int_equal(step[1].given, address);
	assert_int_equal(step[1].expected, 0);
	assert_int_equal(step[2].role, HM_LINK_SLOT_MAPPED);
	hm_why_text(m, &step[1], text, sizeof(text));
	assert_string_equal(text, "kunmap_atomic() was given 0xfffed000, KM_USER0 of CPU 0; "
			    "its type names KM_USER1 of CPU 0, at 0xfffeb000");
	hm_machine_close(m);
}

/* A.3: unmapped twice; the count of -1 lets the next kunmap() believe in an interrupt. */
static void unmapped_twice(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	uint32_t address = kmap_atomic(m, H0, "KM_USER0");

	(void)unused;
	kunmap_atomic(m, address, "KM_USER0");
	noise(m, 2);
	mark(m, CULPRIT);
	kunmap_atomic(m, address, "KM_USER0");
	noise(m, 5);
	forget(m);
	fails(m, "kunmap", page_of(m, 0x5000), 0);
	culprit(m, HM_LINK_OVERDRAWN);
	hm_machine_close(m);
}

static void kunmap_twice(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);

	(void)unused;
	mark(m, 2);
	kmap(m, H0);
	mark(m, CULPRIT);
	kunmap(m, H0);
	noise(m, 5);
	forget(m);
	fails(m, "kunmap", page_of(m, H0), 0);
	expect_report(m, "kernel BUG at mm/highmem.c:191!");
	culprit(m, HM_LINK_PKMAP_RELEASED);
	hm_machine_close(m);
}

/* ... with a wrap in between the page has no address any more. */
static void kunmap_twice_with_a_wrap(void **unused)
{
	struct hm_machine *m = machine(S8 DBG "pkmap=4");

	(void)unused;
	mark(m, 2);
	kmap(m, H0);
	mark(m, CULPRIT);
	kunmap(m, H0);
	mark(m, 3);
	for (uint32_t i = 1; i < 8; i++) {
		kmap(m, H0 + i);
		kunmap(m, H0 + i);
		if (!call(m, "page_address", page_of(m, H0), 0))
			break;
	}
	forget(m);
	fails(m, "kunmap", page_of(m, H0), 0);
	expect_report(m, "kernel BUG at mm/highmem.c:181!");
	culprit(m, HM_LINK_PKMAP_RELEASED);
	hm_machine_close(m);
}

/* A kmap() that meets the count which one kunmap() too many has left. */
static void count_too_low(void **unused)
{
	struct hm_machine *m = machine(S8 DBG "policy=abandon");

	(void)unused;
	kmap(m, H0);
	kunmap(m, H0);
	mark(m, CULPRIT);
	assert_int_equal(invoke(m, "kunmap", page_of(m, H0), 0, NULL), HM_ABANDONED);
	mark(m, 3);
	assert_int_equal(invoke(m, "kmap", page_of(m, H0), 0, NULL), HM_ABANDONED);
	expect_report(m, "kernel BUG at mm/highmem.c:165!");
	culprit(m, HM_LINK_PKMAP_COUNTED);
	hm_machine_close(m);
}

/* A.5: the address after its unmap. */
static void use_after_unmap(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	uint32_t address = kmap_atomic(m, H0, "KM_USER0");
	uint64_t value;

	(void)unused;
	mark(m, CULPRIT);
	kunmap_atomic(m, address, "KM_USER0");
	forget(m);
	assert_int_equal(hm_load(m, address + 5, 1, &value), HM_DIED);
	culprit(m, HM_LINK_SLOT_CLEARED);
	hm_machine_close(m);
}

static void reclaimed_address(void **unused)
{
	struct hm_machine *m = machine(S8 DBG "pkmap=4");
	uint32_t address = kmap(m, H0);
	uint64_t value;

	(void)unused;
	mark(m, CULPRIT);
	kunmap(m, H0);
	mark(m, 3);
	for (uint32_t i = 1; i < 4; i++) {
		kmap(m, H0 + i);
		kunmap(m, H0 + i);
	}
	forget(m);
	assert_int_equal(hm_load(m, address, 1, &value), HM_DIED);
	culprit(m, HM_LINK_PKMAP_RELEASED);
	hm_machine_close(m);
}

/* A.6: sleeping with an atomic kmap held; the inner pair must not be blamed. */
static void scheduling_while_atomic(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);

	(void)unused;
	mark(m, CULPRIT);
	kmap_atomic(m, H0, "KM_USER0");
	noise(m, 2);
	mark(m, 2);
	call(m, "schedule", 0, 0);
	assert_int_equal(hm_report_get(m, 1)->kind, HM_REPORT_SCHED_ATOMIC);
	culprit(m, HM_LINK_RAISED);
	hm_machine_close(m);
}

/* First in, first out: the mapping that is still there is the second one. */
static void first_in_first_out(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	uint32_t first = kmap_atomic(m, H0, "KM_USER0");

	(void)unused;
	mark(m, CULPRIT);
	kmap_atomic(m, H1, "KM_USER1");
	mark(m, 2);
	kunmap_atomic(m, first, "KM_USER0");
	call(m, "schedule", 0, 0);
	culprit(m, HM_LINK_RAISED);
	hm_machine_close(m);
}

static void might_sleep_complaint(void **unused)
{
	struct hm_machine *m = machine("debug_sleep=on");

	(void)unused;
	mark(m, CULPRIT);
	call(m, "local_bh_disable", 0, 0);
	mark(m, 2);
	kmap(m, H0);
	assert_int_equal(hm_report_get(m, 1)->kind, HM_REPORT_MIGHT_SLEEP);
	culprit(m, HM_LINK_RAISED);
	hm_machine_close(m);
}

/* Another task takes the slot of one that sleeps with it. */
static void holder_slept(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	uint16_t holder = new_task(m, "holder", 0), other = new_task(m, "other", 0);

	(void)unused;
	select_task(m, holder, 0);
	kmap_atomic(m, H0, "KM_USER0");
	mark(m, CULPRIT);
	assert_int_equal(invoke(m, "schedule", 0, 0, NULL), HM_BLOCKED);
	assert_int_equal(hm_switch_to(m, 0, other), HM_OK);
	fails(m, "kmap_atomic", page_of(m, H1), km(m, "KM_USER0"));
	culprit(m, HM_LINK_HOLDER_SLEPT);
	hm_machine_close(m);
}

/* A.8: kunmap() given the address. */
static void kunmap_of_an_address(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	uint32_t address;
	struct hm_link l;

	(void)unused;
	mark(m, 2);
	address = kmap(m, H0);
	store(m, address + 1, 1);
	mark(m, CULPRIT);
	assert_int_equal(invoke(m, "kunmap", address, 0, NULL), HM_DIED);
	l = culprit(m, HM_LINK_DATA_FLAGS);
	assert_int_equal(l.given, address);
	assert_int_equal(l.expected, page_of(m, H0));
	hm_machine_close(m);
}

/* A task died holding kmap_lock; the next one spins. */
static void lockup(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	uint16_t other = new_task(m, "other", 1);

	(void)unused;
	mark(m, CULPRIT);
	assert_int_equal(invoke(m, "kunmap", page_of(m, H0), 0, NULL), HM_DIED);
	select_task(m, other, 1);
	fails(m, "kmap", page_of(m, H1), 0);
	assert_int_equal(hm_report_get(m, 2)->kind, HM_REPORT_LOCKUP);
	culprit(m, HM_LINK_HOLDER_DIED);
	culprit(m, HM_LINK_LOCK_HELD);
	hm_machine_close(m);
}

/* The level of an interrupt is told as where it was entered: nobody forgot to lower it. */
static void sleeps_in_a_handler(void **unused)
{
	static const enum hm_context contexts[] = { HM_CTX_HARDIRQ, HM_CTX_SOFTIRQ };

	(void)unused;
	for (int i = 0; i < 2; i++) {
		struct hm_machine *m = machine("debug_sleep=on");
		struct hm_link l;
		char text[300];

		mark(m, CULPRIT);
		assert_int_equal(hm_context_enter(m, contexts[i], false), HM_OK);
		mark(m, 2);
		kmap(m, H0);
		assert_int_equal(hm_report_get(m, 1)->kind, HM_REPORT_MIGHT_SLEEP);
		l = culprit(m, HM_LINK_IN_CONTEXT);
		hm_why_text(m, &l, text, sizeof(text));
		assert_string_equal(text, i ? "it ran in softirq context, which was entered here" :
				    "it ran in hardirq context, which was entered here");
		hm_machine_close(m);
	}
}

/* What a task that had the same id mapped is not held by this one. */
static void an_id_given_again(void **unused)
{
	struct hm_machine *m = machine(S8 DBG "pkmap=4");
	uint16_t first = new_task(m, "first", 0), task;

	(void)unused;
	select_task(m, first, 0);
	kmap(m, H0);
	hm_task_exit(m);
	while ((task = new_task(m, "second", 0)) != first) {
		select_task(m, task, 0);
		hm_task_exit(m);
	}
	select_task(m, task, 0);
	for (uint32_t i = 1; i < 4; i++)
		kmap(m, H0 + i);
	mark(m, CULPRIT);
	assert_int_equal(invoke(m, "kmap", page_of(m, H0 + 4), 0, NULL), HM_BLOCKED);
	assert_true(hm_deadlock(m));
	assert_int_equal(culprit(m, HM_LINK_WAITS).amount, 3);
	hm_machine_close(m);
}

static void deadlock(void **unused)
{
	struct hm_machine *m = machine(S8 DBG "pkmap=4");
	uint16_t task = new_task(m, "greedy", 0);
	struct hm_link l;
	char text[600];

	(void)unused;
	select_task(m, task, 0);
	for (uint32_t i = 0; i < 4; i++)
		kmap(m, H0 + i);
	assert_false(hm_deadlock(m));
	mark(m, CULPRIT);
	assert_int_equal(invoke(m, "kmap", page_of(m, H0 + 4), 0, NULL), HM_BLOCKED);
	assert_true(hm_deadlock(m));
	assert_true(hm_deadlock(m));
	assert_int_equal(hm_report_count(m), 1);
	l = culprit(m, HM_LINK_WAITS);
	assert_int_equal(l.amount, 4);
	hm_report_text(m, hm_report_get(m, 1), NULL, text, sizeof(text));
	assert_non_null(strstr(text, "greedy sleeps in kmap(0xc1700080)"));
	assert_non_null(strstr(text, "waits for one of 4 entries, holds 4"));
	hm_machine_close(m);
}

static void free_twice(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	uint32_t page = call(m, "alloc_page", 0xd2, 0);

	(void)unused;
	mark(m, CULPRIT);
	call(m, "__free_page", page, 0);
	forget(m);
	fails(m, "__free_page", page, 0);
	culprit(m, HM_LINK_PAGE_FREED);
	hm_machine_close(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(page_pointer), cmocka_unit_test(page_pointer_and_wrong_type), cmocka_unit_test(another_task_pays),
		cmocka_unit_test(honest_lowmem_is_not_blamed), cmocka_unit_test(wrong_type), cmocka_unit_test(unmapped_twice),
		cmocka_unit_test(kunmap_twice), cmocka_unit_test(kunmap_twice_with_a_wrap), cmocka_unit_test(count_too_low),
		cmocka_unit_test(use_after_unmap), cmocka_unit_test(reclaimed_address), cmocka_unit_test(scheduling_while_atomic),
		cmocka_unit_test(first_in_first_out), cmocka_unit_test(might_sleep_complaint), cmocka_unit_test(holder_slept),
		cmocka_unit_test(kunmap_of_an_address), cmocka_unit_test(lockup), cmocka_unit_test(sleeps_in_a_handler), cmocka_unit_test(deadlock), cmocka_unit_test(an_id_given_again),
		cmocka_unit_test(free_twice),
	};

	return cmocka_run_group_tests_name("why", tests, NULL, NULL);
}
