/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `why` for the misuses whose chain needs more than who mapped the slot (the sheet of facts A): types that are none, overruns, addresses
 * given to kunmap(), entries that nobody gives back, NULL, counts that were lowered before, a task that moved. Each culprit
 * has its mark, with innocent calls before and behind, and its sentence is compared.
 */
#include "tests/engine/culprit.h"

static void says(struct hm_machine *m, const struct hm_link *l, const char *expected)
{
	char text[400];

	hm_why_text(m, l, text, sizeof(text));
	assert_string_equal(text, expected);
	hm_machine_close(m);
}

/* D.53: no range check; on CPU 0 the type behind the last is the first slot of CPU 1. */
static void a_type_that_is_none(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	uint32_t beyond = 27 + km(m, "KM_USER0");
	struct hm_link l;
	uint16_t other;

	(void)unused;
	noise(m, 3);
	mark(m, CULPRIT);
	call(m, "kmap_atomic", page_of(m, H0), beyond);
	noise(m, 3);
	assert_int_equal(hm_task_prompt(m, 1, &other), HM_OK);
	select_task(m, other, 1);
	fails(m, "kmap_atomic", page_of(m, H1), km(m, "KM_USER0"));
	l = culprit(m, HM_LINK_FOREIGN_SLOT);
	says(m, &l, "kmap_atomic() on another CPU was given km_type 34, beyond KM_TYPE_NR: it mapped page 0x38000 at 0xfffd2000, in this CPU's slot");
}

/* Its own statement, when the foreign slot is in use. */
static void a_type_that_is_none_meets_another(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	struct hm_link l;
	uint16_t other;

	(void)unused;
	assert_int_equal(hm_task_prompt(m, 1, &other), HM_OK);
	select_task(m, other, 1);
	kmap_atomic(m, H1, "KM_USER0");
	select_task(m, 0, 0);
	mark(m, CULPRIT);
	assert_int_equal(invoke(m, "kmap_atomic", page_of(m, H0), 27 + km(m, "KM_USER0"), NULL), HM_DIED);
	l = culprit(m, HM_LINK_TYPE_RANGE);
	says(m, &l, "km_type 34 is none: it names an entry beyond this CPU's slots");
}

/* 2.4: the fence behind a slot is never mapped. */
static void overrun_into_a_fence(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	struct hm_link l;
	uint32_t address;

	(void)unused;
	mark(m, CULPRIT);
	address = kmap_atomic(m, H0, "KM_USER0");
	noise(m, 2);
	mark(m, 1);
	assert_int_equal(hm_store(m, address + 4096, 1, 1), HM_DIED);
	l = culprit(m, HM_LINK_OVERRUN);
	says(m, &l, "0xfffee000, __KM_FENCE_3 of CPU 0 lies behind the page at 0xfffed000, which kmap_atomic() had mapped here: a mapping is 4096 bytes long");
}

static void underrun(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	struct hm_link l;
	uint32_t address;

	(void)unused;
	mark(m, CULPRIT);
	address = kmap_atomic(m, H0, "KM_USER0");
	mark(m, 1);
	assert_int_equal(hm_store(m, address - 1, 1, 1), HM_DIED);
	l = culprit(m, HM_LINK_UNDERRUN);
	says(m, &l, "0xfffecfff, __KM_FENCE_4 of CPU 0 lies in front of the page at 0xfffed000, which was mapped here");
}

static void overrun_in_the_window(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	struct hm_link l;
	uint32_t address;

	(void)unused;
	mark(m, CULPRIT);
	address = kmap(m, H0);
	mark(m, 1);
	assert_int_equal(hm_store(m, address + 4098, 2, 1), HM_DIED);
	l = culprit(m, HM_LINK_OVERRUN_PKMAP);
	says(m, &l, "0xff802002 lies behind the page at 0xff801000, which kmap() had mapped here: a mapping is 4096 bytes long");
}

/* A.8: the data bit decides; clear: the entry is lost in silence, and the window fills up. */
static void an_address_loses_the_entry(void **unused)
{
	struct hm_machine *m = machine(S8 DBG "pkmap=4");
	struct hm_link l;
	uint32_t address = kmap(m, H0);
	uint16_t sleeper;

	(void)unused;
	store(m, address + 1, 2);
	mark(m, CULPRIT);
	call(m, "kunmap", address, 0);
	assert_int_equal(entry(m, 1).count, 2);
	noise(m, 2);
	for (uint32_t i = 1; i < 4; i++)
		kmap(m, H0 + i);
	sleeper = new_task(m, "sleeper", 0);
	select_task(m, sleeper, 0);
	assert_int_equal(invoke(m, "kmap", page_of(m, H0 + 9), 0, NULL), HM_BLOCKED);
	assert_true(hm_deadlock(m));
	l = culprit(m, HM_LINK_UNMAP_IGNORED);
	says(m, &l, "kunmap() was given 0xff801000, an address: it read the data there, 0x200, as page->flags, took it for a lowmem page "
	     "and returned; the entry is still counted; it should have been 0xc1700000");
}

/* ... set: BUG :181, and the reason is in the chain, not "never mapped". */
static void an_address_taken_for_a_page(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	uint32_t address = kmap(m, H0);
	struct hm_link l;

	(void)unused;
	store(m, address + 1, 1);
	mark(m, CULPRIT);
	assert_int_equal(invoke(m, "kunmap", address, 0, NULL), HM_DIED);
	l = culprit(m, HM_LINK_DATA_FLAGS);
	says(m, &l, "kunmap() was given 0xff801000, an address: it read the data there, 0x100, as page->flags, and took it for a highmem page; "
	     "it should have been 0xc1700000");
}

/* A.10: the entry of a task that has ended comes before those in use. */
static void an_entry_nobody_gives_back(void **unused)
{
	struct hm_machine *m = machine(S8 DBG "pkmap=4");
	struct hm_link l;

	(void)unused;
	select_task(m, new_task(m, "careless", 0), 0);
	mark(m, CULPRIT);
	kmap(m, H0);
	hm_task_exit(m);
	mark(m, 1);
	select_task(m, new_task(m, "greedy", 0), 0);
	for (uint32_t i = 1; i < 4; i++)
		kmap(m, H0 + i);
	assert_int_equal(invoke(m, "kmap", page_of(m, H0 + 9), 0, NULL), HM_BLOCKED);
	assert_true(hm_deadlock(m));
	l = culprit(m, HM_LINK_ENTRY_LOST);
	says(m, &l, "kmap() had mapped page 0x38000 at 0xff801000, and its task ended without kunmap()");
}

static void null_was_returned(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	struct hm_link l;

	(void)unused;
	mark(m, CULPRIT);
	assert_int_equal(call(m, "page_address", page_of(m, H0), 0), 0);
	noise(m, 3);
	mark(m, 1);
	assert_int_equal(hm_store(m, 8, 1, 1), HM_DIED);
	l = culprit(m, HM_LINK_NULL_RETURNED);
	says(m, &l, "page_address(0xc1700000) had returned NULL here, and that was used as an address");
}

/* Of the calls that returned NULL, the task's own. */
static void another_tasks_null(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);

	(void)unused;
	mark(m, CULPRIT);
	call(m, "page_address", page_of(m, H0), 0);
	select_task(m, new_task(m, "other", 0), 0);
	mark(m, 1);
	call(m, "page_address", page_of(m, H1), 0);
	select_task(m, 0, 0);
	assert_int_equal(hm_store(m, 8, 1, 1), HM_DIED);
	culprit(m, HM_LINK_NULL_RETURNED);
	hm_machine_close(m);
}

/* 2.11: with CONFIG_DEBUG_PREEMPT the second one is stopped; the first one is part of the answer. */
static void unmapped_twice_with_debug_preempt(void **unused)
{
	struct hm_machine *m = machine(S8 DBG "preempt=on debug_preempt=on");
	uint32_t address = kmap_atomic(m, H0, "KM_USER0");
	struct hm_link l;

	(void)unused;
	mark(m, CULPRIT);
	kunmap_atomic(m, address, "KM_USER0");
	fails(m, "kunmap_atomic", address, km(m, "KM_USER0"));
	culprit(m, HM_LINK_SLOT_CLEARED);
	l = culprit(m, HM_LINK_LOWERED);
	says(m, &l, "preempt_count had been lowered here, and nothing was left to take back");
}

/* The low byte alone: what raised the count before is no culprit. */
static void enabled_with_softirqs_off(void **unused)
{
	struct hm_machine *m = machine(S8 DBG "preempt=on debug_preempt=on");
	struct hm_link step[HM_WHY_MAX];
	unsigned int n;

	(void)unused;
	call(m, "local_bh_disable", 0, 0);
	fails(m, "preempt_enable", 0, 0);
	n = hm_why_report(m, 1, step, HM_WHY_MAX);
	for (unsigned int i = 0; i < n; i++)
		assert_int_not_equal(step[i].role, HM_LINK_LOWERED);
	hm_machine_close(m);
}

/* A.6.3: the sleeper resumes elsewhere. */
static void the_task_moved(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	uint16_t mover = new_task(m, "mover", 0), other = new_task(m, "other", 0);
	uint32_t address;
	struct hm_link l;

	(void)unused;
	(void)other;
	select_task(m, mover, 0);
	address = kmap_atomic(m, H0, "KM_USER0");
	mark(m, CULPRIT);
	assert_int_equal(invoke(m, "schedule", 0, 0, NULL), HM_BLOCKED);
	mark(m, 1);
	assert_int_equal(hm_task_move(m, mover, 1), HM_OK);
	assert_int_equal(hm_switch_to(m, 1, mover), HM_OK);
	assert_int_equal(invoke(m, "schedule", 0, 0, NULL), HM_OK);
	fails(m, "kunmap_atomic", address, km(m, "KM_USER0"));
	l = culprit(m, HM_LINK_HOLDER_MOVED);
	says(m, &l, "the task gave up its CPU here while the slot was in use, and went on on another CPU");
}

/* A.4: the handler's answer says where it came, and that the slot is the interrupted code's. */
static void a_handler_in_the_same_slot(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);

	(void)unused;
	kmap_atomic(m, H0, "KM_USER0");
	mark(m, CULPRIT);
	assert_int_equal(hm_context_enter(m, HM_CTX_HARDIRQ, false), HM_OK);
	fails(m, "kmap_atomic", page_of(m, H1), km(m, "KM_USER0"));
	culprit(m, HM_LINK_IN_CONTEXT);
	assert_int_equal(hm_report_get(m, 1)->link[1].role, HM_LINK_SLOT_IN_USE);
	hm_machine_close(m);
}

/* Newest first, whatever the order of finding: the symptom, then back in time. */
static void chains_run_backwards(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	struct hm_link step[HM_WHY_MAX];
	uint32_t address = kmap_atomic(m, H0, "KM_USER0");
	unsigned int n;

	(void)unused;
	kunmap_atomic(m, address, "KM_USER0");
	kunmap_atomic(m, address, "KM_USER0");
	kmap(m, H1);
	fails(m, "kunmap", page_of(m, H1), 0);
	n = hm_why_report(m, 1, step, HM_WHY_MAX);
	assert_in_range(n, 3, HM_WHY_MAX);
	for (unsigned int i = 1; i < n; i++)
		assert_true(step[i].event.seq < step[i - 1].event.seq);
	hm_machine_close(m);
}

/* "Still mapped" is said only of a page that was. */
static void freed_and_mapped_or_not(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	uint32_t page = call(m, "alloc_page", 0xd2, 0), other = call(m, "alloc_page", 0xd2, 0);
	struct hm_link step[HM_WHY_MAX];

	(void)unused;
	call(m, "__free_page", page, 0);
	assert_int_equal(hm_why_page(m, H0, step, HM_WHY_MAX), 1);
	assert_int_equal(step[0].role, HM_LINK_PAGE_FREED);
	call(m, "kmap", other, 0);
	call(m, "__free_page", other, 0);
	hm_why_page(m, H1, step, HM_WHY_MAX);
	assert_int_equal(step[0].role, HM_LINK_PAGE_FREED_MAPPED);
	hm_machine_close(m);
}

/* A.5: the address of an entry that maps another page by now. */
static void an_entry_given_to_another(void **unused)
{
	struct hm_machine *m = machine(S8 DBG "pkmap=4");
	struct hm_link step[HM_WHY_MAX];
	uint32_t address = kmap(m, H0);
	unsigned int n, found = 0;

	(void)unused;
	mark(m, CULPRIT);
	kunmap(m, H0);
	mark(m, 1);
	for (uint32_t i = 1; i <= 4; i++) {
		kmap(m, H0 + i);
		kunmap(m, H0 + i);
	}
	assert_int_equal(entry(m, 1).pfn, H0 + 4);
	n = hm_why_address(m, address, step, HM_WHY_MAX);
	for (unsigned int i = 0; i < n; i++)
		found += step[i].role == HM_LINK_PKMAP_FORMER && step[i].event.site == CULPRIT;
	assert_int_equal(found, 1);
	hm_machine_close(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_type_that_is_none), cmocka_unit_test(a_type_that_is_none_meets_another), cmocka_unit_test(overrun_into_a_fence),
		cmocka_unit_test(underrun), cmocka_unit_test(overrun_in_the_window), cmocka_unit_test(an_address_loses_the_entry),
		cmocka_unit_test(an_address_taken_for_a_page), cmocka_unit_test(an_entry_nobody_gives_back), cmocka_unit_test(null_was_returned),
		cmocka_unit_test(another_tasks_null), cmocka_unit_test(unmapped_twice_with_debug_preempt), cmocka_unit_test(enabled_with_softirqs_off), cmocka_unit_test(the_task_moved),
		cmocka_unit_test(a_handler_in_the_same_slot), cmocka_unit_test(chains_run_backwards), cmocka_unit_test(freed_and_mapped_or_not),
		cmocka_unit_test(an_entry_given_to_another),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
