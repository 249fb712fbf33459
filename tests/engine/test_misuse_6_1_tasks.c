/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Misuse of the mapping calls in 6.1 by whoever does not stay where it is: sleeping with a mapping, ending with one, another CPU, fork, a
 * full window. Cell by cell of the sheet of facts, sections A and 6; the rest is in test_misuse_6_1.c.
 */
#include "tests/engine/stack.h"

#define ERA "era=6.1 " SMP2
#define HIGHMEM_C "mm/highmem.c"
#define WARNING "WARNING: CPU: 0 PID: 100 at "

static struct hm_kmap_ctrl_view ctrl(const struct hm_machine *m, uint16_t task)
{
	struct hm_kmap_ctrl_view v;

	assert_true(hm_kmap_ctrl_view(m, task, &v));
	return v;
}

static uint16_t kthread(struct hm_machine *m, const char *name, uint32_t cpu)
{
	uint16_t id = 0;

	assert_int_equal(hm_task_new(m, name, HM_TASK_KTHREAD, cpu, &id), HM_OK);
	return id;
}

/* ---- A.6: sleeping ---- */

/* kmap_local: legal; the mapping goes with the task and the address stays. Others get the same slot meanwhile. */
static void sleeping_with_a_local_map(void **unused)
{
	struct hm_machine *m = machine(ERA NODBG);
	uint16_t other = kthread(m, "other", 0);
	uint32_t a = map(m, "kmap_local_page", 0);

	(void)unused;
	store(m, a, 7);
	assert_int_equal(invoke(m, "schedule", 0, 0, NULL), HM_BLOCKED);
	assert_int_equal(hm_switch_to(m, 0, other), HM_OK);
	assert_int_equal(map(m, "kmap_local_page", 1), a);
	store(m, a, 8);
	assert_int_equal(hm_switch_to(m, 0, 0), HM_OK);
	call(m, "schedule", 0, 0);
	assert_int_equal(load(m, a), 7);
	assert_int_equal(hm_report_count(m), 0);
	call(m, "kunmap_local", a, 0);
	assert_int_equal(hm_switch_to(m, 0, other), HM_OK);
	assert_int_equal(load(m, a), 8);
	hm_machine_close(m);
}

/* kmap_atomic: complained of, and restored all the same. */
static void sleeping_with_an_atomic_map(void **unused)
{
	struct hm_machine *m = machine(ERA NODBG);
	uint16_t other = kthread(m, "other", 0);
	uint32_t a = map(m, "kmap_atomic", 0);

	(void)unused;
	assert_int_equal(invoke(m, "schedule", 0, 0, NULL), HM_BLOCKED);
	expect_report(m, "BUG: scheduling while atomic: hmsh/100/0x00000001");
	because(m, HM_LINK_RAISED);
	assert_int_equal(hm_switch_to(m, 0, other), HM_OK);
	assert_int_equal(map(m, "kmap_atomic", 1), a);
	assert_int_equal(hm_switch_to(m, 0, 0), HM_OK);
	call(m, "schedule", 0, 0);
	assert_int_equal(at_place(m, 0, 0), high(m, 0));
	call(m, "kunmap_atomic", a, 0);
	warnings(m, 0);
	hm_machine_close(m);
}

/* The task cannot move while it has a map; lowmem does not hold it. */
static void it_cannot_move(void **unused)
{
	struct hm_machine *m = machine(ERA NODBG);
	uint16_t task = kthread(m, "task", 0);
	uint32_t a;

	(void)unused;
	assert_int_equal(hm_switch_to(m, 0, task), HM_OK);
	a = map(m, "kmap_local_page", 0);
	assert_int_equal(hm_switch_to(m, 0, 0), HM_OK);
	assert_int_equal(hm_task_move(m, task, 1), HM_REFUSED);
	assert_int_equal(hm_switch_to(m, 0, task), HM_OK);
	call(m, "kunmap_local", a, 0);
	call(m, "kmap_local_page", page_of(m, 0x4000), 0);
	assert_int_equal(hm_switch_to(m, 0, 0), HM_OK);
	assert_int_equal(hm_task_move(m, task, 1), HM_OK);
	hm_machine_close(m);
}

/* A dead task is switched out like any other: its slots are clean, its page counts are not. */
static void dead_tasks_leave_no_slot(void **unused)
{
	struct hm_machine *m = machine(ERA NODBG);

	(void)unused;
	map(m, "kmap_local_page", 0);
	map(m, "kmap", 5);
	assert_int_equal(hm_store(m, 0, 1, 0), HM_DIED);
	assert_int_equal(at_place(m, 0, 0), HM_NO_PFN);
	assert_int_equal(entry(m, 1).count, 2);
	hm_machine_close(m);
}

/* ---- A.7: another CPU ---- */

/* Unmapping flushes this CPU alone: another one that has read the address keeps the old page. */
static void another_cpus_slot(void **unused)
{
	struct hm_machine *m = machine(ERA NODBG);
	uint32_t a = map(m, "kmap_local_page", 0);
	uint16_t other;

	(void)unused;
	store(m, a, 7);
	assert_int_equal(hm_task_prompt(m, 1, &other), HM_OK);
	select_task(m, other, 1);
	assert_int_equal(load(m, a), 7);
	select_task(m, 0, 0);
	call(m, "kunmap_local", a, 0);
	map(m, "kmap_local_page", 1);
	select_task(m, other, 1);
	assert_int_equal(load(m, a), 7);
	hm_machine_close(m);
}

/* ---- fork with a mapping: the child has none, and a WARN says that it nearly had ---- */

static void fork_with_a_map(void **unused)
{
	struct hm_machine *m = machine(ERA NODBG);
	uint16_t thread, child;

	(void)unused;
	map(m, "kmap_local_page", 0);
	thread = kthread(m, "thread", 0); /* kthreadd's child */
	assert_int_equal(ctrl(m, thread).idx, 0);
	warnings(m, 0);
	child = new_task(m, "child", 0);
	assert_int_equal(ctrl(m, child).idx, 0);
	expect_report(m, WARNING HIGHMEM_C ":701 kmap_local_fork");
	hm_machine_close(m);
}

/* ---- A.10: every entry in use, with maps held: they go out while the task sleeps ---- */

static void exhaustion(void **unused)
{
	struct hm_machine *m = machine(ERA NODBG "pkmap=4");
	uint64_t from;

	(void)unused;
	for (uint32_t i = 0; i < 4; i++)
		map(m, "kmap", i);
	map(m, "kmap_local_page", 10);
	map(m, "kmap_local_page", 11);
	from = hm_event_count(m);
	assert_int_equal(invoke(m, "kmap", page_of(m, high(m, 4)), 0, NULL), HM_BLOCKED);
	assert_int_equal(events(m, from, HM_EV_INVLPG), 2);
	assert_int_equal(events(m, from, HM_EV_FLUSH_ALL), 0);
	assert_int_equal(at_place(m, 0, 0), HM_NO_PFN);
	hm_machine_close(m);
}

/* kmap_to_page() of mapped addresses is deprecated: it warns once of each kind, and answers. */
static void deprecated_questions(void **unused)
{
	struct hm_machine *m = machine(ERA NODBG);
	uint32_t a = map(m, "kmap", 0), b = map(m, "kmap_local_page", 1);

	(void)unused;
	assert_int_equal(call(m, "kmap_to_page", a + 5, 0), page_of(m, high(m, 0)));
	warnings(m, 1);
	assert_int_equal(call(m, "kmap_to_page", b + 5, 0), page_of(m, high(m, 1)));
	warnings(m, 2);
	assert_int_equal(call(m, "kmap_to_page", 0xc4000000, 0), page_of(m, 0x4000));
	warnings(m, 2);
	hm_machine_close(m);
}

/* One unmap too many, and the machine goes on: idx is below 0, and the first slot's story is told, when it has one. */
static void fork_behind_an_unmap_too_many(void **unused)
{
	struct hm_machine *m = machine("policy=abandon " ERA NODBG);
	uint32_t a = map(m, "kmap_local_page", 0);
	uint16_t child;

	(void)unused;
	call(m, "kunmap_local", a, 0);
	assert_int_equal(invoke(m, "kunmap_local", a, 0, NULL), HM_ABANDONED);
	assert_int_equal(ctrl(m, 0).idx, -1);
	assert_int_equal(hm_task_new(m, "child", 0, 0, &child), HM_OK);
	expect_report(m, WARNING HIGHMEM_C ":701 kmap_local_fork");
	because(m, HM_LINK_STACK_CLEARED);
	hm_machine_close(m);
	m = machine("policy=abandon " ERA NODBG);
	assert_int_equal(invoke(m, "kunmap_local", a, 0, NULL), HM_ABANDONED); /* nobody ever mapped it */
	assert_int_equal(hm_task_new(m, "child", 0, 0, &child), HM_OK);
	assert_int_equal(expect_report(m, WARNING HIGHMEM_C ":701 kmap_local_fork")->links, 0);
	hm_machine_close(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sleeping_with_a_local_map), cmocka_unit_test(sleeping_with_an_atomic_map),
		cmocka_unit_test(it_cannot_move), cmocka_unit_test(dead_tasks_leave_no_slot), cmocka_unit_test(another_cpus_slot),
		cmocka_unit_test(fork_with_a_map), cmocka_unit_test(fork_behind_an_unmap_too_many), cmocka_unit_test(exhaustion), cmocka_unit_test(deprecated_questions),
	};

	return cmocka_run_group_tests_name("misuse in 6.1 by tasks that move", tests, NULL, NULL);
}
