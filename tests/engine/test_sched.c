/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tasks and their queues, sleeping and waking in order, schedule(), preemption, switches and CR3, deadlock, tables that fill up. */
#include "engine/state.h"
#include "tests/engine/kernel.h"

static struct hm_task_view view(const struct hm_machine *m, uint16_t id)
{
	struct hm_task_view v;

	assert_true(hm_task_view(m, id, &v));
	return v;
}

static void boot_has_a_prompt(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	uint16_t id = 99;

	(void)unused;
	assert_int_equal(hm_current_task(m), 0);
	assert_int_equal(hm_current_cpu(m), 0);
	assert_int_equal(view(m, 0).flags, HM_TASK_PROMPT);
	assert_int_equal(view(m, 0).state, HM_TASK_CURRENT);
	assert_int_equal(hm_task_prompt(m, 0, &id), HM_OK);
	assert_int_equal(id, 0);
	assert_int_equal(hm_task_prompt(m, 3, &id), HM_OK);
	assert_int_not_equal(id, 0);
	assert_int_equal(hm_task_prompt(m, 4, &id), HM_REFUSED);
	hm_machine_close(m);
}

static void a_dead_prompt_is_replaced(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	uint16_t id;

	(void)unused;
	assert_int_equal(hm_divide_error(m), HM_DIED);
	assert_int_equal(hm_task_prompt(m, 0, &id), HM_OK);
	assert_int_not_equal(id, 0);
	select_task(m, id, 0);
	assert_int_equal(count_of(m), 0);
	assert_int_equal(view(m, 0).state, HM_TASK_DEAD);
	hm_machine_close(m);
}

static void fifo(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	uint16_t a = new_task(m, "a", 1), b = new_task(m, "b", 1), c = new_task(m, "c", 2), next;

	(void)unused;
	assert_true(hm_pick_next(m, 1, &next));
	assert_int_equal(next, a);
	assert_int_equal(hm_switch_to(m, 1, a), HM_OK);
	assert_true(hm_pick_next(m, 1, &next));
	assert_int_equal(next, b);
	assert_int_equal(hm_switch_to(m, 1, b), HM_OK); /* a is runnable still: to the tail */
	assert_true(hm_pick_next(m, 1, &next));
	assert_int_equal(next, a);
	assert_int_equal(hm_task_move(m, c, 1), HM_OK);
	assert_int_equal(hm_task_move(m, b, 2), HM_REFUSED); /* it is running */
	assert_false(hm_pick_next(m, 2, &next));
	hm_task_exit(m);
	assert_int_equal(view(m, b).state, HM_TASK_ENDED);
	assert_int_equal(hm_switch_to(m, 1, a), HM_OK);
	assert_true(hm_pick_next(m, 1, &next));
	assert_int_equal(next, c);
	assert_int_equal(hm_switch_to(m, 1, b), HM_REFUSED);
	hm_machine_close(m);
}

static void cr3_only_for_another_mm(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	uint16_t a = new_task(m, "a", 0), b = new_task(m, "b", 0), k;

	(void)unused;
	assert_int_equal(hm_task_new(m, "k", HM_TASK_KTHREAD, 0, &k), HM_OK);
	assert_int_equal(hm_switch_to(m, 0, a), HM_OK);
	assert_int_equal(events(m, 0, HM_EV_CR3_LOAD), 1);
	assert_int_equal(hm_switch_to(m, 0, k), HM_OK);
	assert_int_equal(hm_switch_to(m, 0, a), HM_OK);
	assert_int_equal(events(m, 0, HM_EV_CR3_LOAD), 1);
	assert_int_equal(hm_switch_to(m, 0, b), HM_OK);
	assert_int_equal(events(m, 0, HM_EV_CR3_LOAD), 2);
	assert_int_equal(events(m, 0, HM_EV_SWITCH), 4);
	hm_machine_close(m);
}

static void select_is_silent(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	uint16_t a = new_task(m, "a", 0);
	uint64_t from = hm_event_count(m);

	(void)unused;
	select_task(m, a, 3);
	assert_int_equal(view(m, a).cpu, 3);
	select_task(m, a, 1);
	select_task(m, 0, 1);
	assert_int_equal(view(m, a).state, HM_TASK_RUNNABLE);
	assert_int_equal(hm_event_count(m), from);
	assert_int_equal(hm_select(m, 77, 0), HM_REFUSED);
	assert_int_equal(hm_select(m, a, 4), HM_REFUSED);
	hm_machine_close(m);
}

/* ---- sleeping ---- */

/* A window of four entries, held by the prompt; each of n tasks then sleeps for a page of its own. */
static struct hm_machine *sleepers(const char *keys, unsigned int n, uint16_t *id)
{
	struct hm_machine *m = machine(keys);

	for (uint32_t i = 0; i < 4; i++)
		kmap(m, H0 + i);
	for (unsigned int i = 0; i < n; i++) {
		id[i] = new_task(m, "sleeper", i % 2);
		select_task(m, id[i], i % 2);
		assert_int_equal(invoke(m, "kmap", page_of(m, H0 + 10 + i), 0, NULL), HM_BLOCKED);
	}
	select_task(m, 0, 0);
	return m;
}

static void last_to_sleep_is_first_to_wake(void **unused)
{
	uint16_t id[3], queue[3], next;
	struct hm_machine *m = sleepers(S8 DBG "pkmap=4", 3, id);

	(void)unused;
	assert_int_equal(hm_pkmap_waiters(m, queue, 3), 3);
	assert_int_equal(queue[0], id[2]);
	assert_int_equal(queue[2], id[0]);
	kunmap(m, H0);
	assert_int_equal(hm_event_get(m, last_event(m, HM_EV_WAKE)->seq - 2)->arg[0], id[2]);
	assert_int_equal(last_event(m, HM_EV_WAKE)->arg[0], id[0]);
	assert_int_equal(last_event(m, HM_EV_WAKE)->cause, last_event(m, HM_EV_WAKE_UP)->seq);
	assert_true(hm_pick_next(m, 0, &next));
	assert_int_equal(next, id[2]);
	assert_true(hm_pick_next(m, 1, &next));
	assert_int_equal(next, id[1]);
	assert_int_equal(hm_pkmap_waiters(m, queue, 3), 3); /* they stay queued until they run */
	kunmap(m, H0 + 1);
	assert_int_equal(events(m, 0, HM_EV_WAKE_UP), 2);
	assert_int_equal(events(m, 0, HM_EV_WAKE), 3);
	hm_machine_close(m);
}

static void the_loser_sleeps_again(void **unused)
{
	uint16_t id[2];
	struct hm_machine *m = sleepers(S8 DBG "pkmap=4", 2, id);

	(void)unused;
	kunmap(m, H0);
	assert_int_equal(hm_switch_to(m, 1, id[1]), HM_OK);
	assert_int_equal(kmap(m, H0 + 11), hm_pkmap_address(hm_layout(m), 1));
	assert_int_equal(hm_switch_to(m, 0, id[0]), HM_OK);
	assert_int_equal(invoke(m, "kmap", page_of(m, H0 + 10), 0, NULL), HM_BLOCKED);
	assert_int_equal(view(m, id[0]).state, HM_TASK_ASLEEP);
	assert_int_equal(view(m, id[0]).blocked_arg, page_of(m, H0 + 10));
	assert_int_equal(events(m, 0, HM_EV_SLEEP), 3);
	hm_machine_close(m);
}

/* A task that sleeps can do nothing else, and repeating its call changes nothing. */
static void asleep_is_asleep(void **unused)
{
	uint16_t id[1];
	struct hm_machine *m = sleepers(S8 DBG "pkmap=4", 1, id);
	uint64_t from = hm_event_count(m);

	(void)unused;
	select_task(m, id[0], 1);
	assert_int_equal(invoke(m, "kmap", page_of(m, H0 + 10), 0, NULL), HM_BLOCKED);
	assert_int_equal(invoke(m, "kunmap", page_of(m, H0), 0, NULL), HM_REFUSED);
	assert_int_equal(hm_switch_to(m, 1, id[0]), HM_REFUSED);
	assert_int_equal(hm_event_count(m), from);
	hm_machine_close(m);
}

static void sleeping_while_atomic(void **unused)
{
	struct hm_machine *m = machine("pkmap=4 debug_sleep=off");

	(void)unused;
	for (uint32_t i = 0; i < 4; i++)
		kmap(m, H0 + i);
	kmap_atomic(m, H0, "KM_USER0");
	assert_int_equal(invoke(m, "kmap", page_of(m, H0 + 9), 0, NULL), HM_BLOCKED);
	assert_int_equal(last_event(m, HM_EV_SLEEP)->arg[1], 1);
	expect_report(m, "scheduling while atomic: hmsh/0x00000001/100");
	hm_machine_close(m);
}

/* ---- schedule() ---- */

static void schedule_alone(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);

	(void)unused;
	assert_int_equal(invoke(m, "schedule", 0, 0, NULL), HM_OK);
	assert_int_equal(events(m, 0, HM_EV_SCHEDULE), 1);
	assert_int_equal(hm_report_count(m), 0);
	hm_machine_close(m);
}

static void schedule_gives_way(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	uint16_t a = new_task(m, "a", 0), b = new_task(m, "b", 0), next;
	uint32_t calls;

	(void)unused;
	assert_int_equal(hm_switch_to(m, 0, a), HM_OK);
	assert_int_equal(invoke(m, "schedule", 0, 0, NULL), HM_BLOCKED);
	calls = hm_call_count(m);
	assert_int_equal(view(m, a).state, HM_TASK_RUNNABLE);
	assert_true(hm_pick_next(m, 0, &next));
	assert_int_equal(next, b);
	assert_int_equal(hm_switch_to(m, 0, b), HM_OK);
	assert_int_equal(hm_switch_to(m, 0, a), HM_OK);
	assert_int_equal(invoke(m, "schedule", 0, 0, NULL), HM_OK);
	assert_int_equal(hm_call_count(m), calls);
	assert_int_equal(events(m, 0, HM_EV_SCHEDULE), 1);
	hm_machine_close(m);
}

/* With CONFIG_PREEMPT a wake-up preempts whoever runs on the woken task's CPU, where its count comes back to 0. */
static void preemption(void **unused)
{
	uint16_t id[1];
	struct hm_machine *m = sleepers(S8 DBG "pkmap=4 preempt=on", 1, id);
	uint16_t other = new_task(m, "other", 1);

	(void)unused;
	assert_int_equal(hm_task_move(m, id[0], 1), HM_OK);
	select_task(m, other, 1);
	select_task(m, 0, 0);
	kunmap(m, H0); /* wakes the sleeper of CPU 1: `other` shall be preempted there */
	select_task(m, other, 1);
	kmap_atomic(m, H0 + 1, "KM_USER0");
	assert_int_equal(invoke(m, "kunmap_atomic", slot(m, 1, "KM_USER0").address, km(m, "KM_USER0"), NULL), HM_BLOCKED);
	assert_int_equal(hm_switch_to(m, 1, id[0]), HM_OK);
	assert_int_equal(hm_switch_to(m, 1, other), HM_OK);
	assert_int_equal(invoke(m, "kunmap_atomic", slot(m, 1, "KM_USER0").address, km(m, "KM_USER0"), NULL), HM_OK);
	assert_int_equal(count_of(m), 0);
	hm_machine_close(m);
}

/* A call that is preempted at its end keeps its result. */
static void preempted_result(void **unused)
{
	uint16_t id[1];
	struct hm_machine *m = sleepers(S8 DBG "pkmap=4 preempt=on", 1, id);
	uint32_t result = 0;

	(void)unused;
	assert_int_equal(invoke(m, "kunmap", page_of(m, H0), 0, NULL), HM_BLOCKED); /* wakes who runs on this CPU */
	assert_int_equal(hm_switch_to(m, 0, id[0]), HM_OK);
	assert_int_equal(kmap(m, H0 + 10), hm_pkmap_address(hm_layout(m), 1));
	assert_int_equal(hm_switch_to(m, 0, 0), HM_OK);
	kunmap(m, H0);
	task_at(m, 0)->need_resched = 1;
	assert_int_equal(invoke(m, "kmap", page_of(m, H0 + 1), 0, &result), HM_BLOCKED);
	assert_int_equal(hm_switch_to(m, 0, id[0]), HM_OK);
	assert_int_equal(hm_switch_to(m, 0, 0), HM_OK);
	assert_int_equal(invoke(m, "kmap", page_of(m, H0 + 1), 0, &result), HM_OK);
	assert_int_equal(result, hm_pkmap_address(hm_layout(m), 2));
	assert_int_equal(entry(m, 2).count, 3);
	hm_machine_close(m);
}

/* ---- deadlock, and full tables ---- */

static void deadlock_only_when_nobody_can(void **unused)
{
	uint16_t id[2];
	struct hm_machine *m = sleepers(S8 DBG "pkmap=4", 2, id);
	uint16_t runnable = new_task(m, "r", 2);

	(void)unused;
	assert_false(hm_deadlock(m));
	select_task(m, runnable, 2);
	hm_task_exit(m);
	assert_true(hm_deadlock(m)); /* the prompt waits for typing: nobody to count on */
	assert_int_equal(hm_report_get(m, 1)->address, 2);
	select_task(m, 0, 0);
	kunmap(m, H0);
	assert_false(hm_deadlock(m));
	hm_machine_close(m);
}

static void numbers_are_reused(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	uint16_t id, last = 0;

	(void)unused;
	while (hm_task_new(m, "t", 0, 0, &id) == HM_OK)
		last = id;
	assert_int_equal(last, HM_MAX_TASKS - 1);
	select_task(m, 17, 0);
	hm_task_exit(m);
	select_task(m, 0, 0);
	assert_int_equal(hm_task_new(m, "u", 0, 0, &id), HM_OK);
	assert_int_equal(id, 17);
	assert_string_equal(view(m, 17).comm, "u");
	assert_int_equal(hm_task_new(m, "v", 0, 0, &id), HM_REFUSED);
	hm_machine_close(m);
}

static void names_are_harmless(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	uint16_t id = new_task(m, "\033[2Jevil\nname-that-is-long", 0);

	(void)unused;
	assert_string_equal(view(m, id).comm, "?[2Jevil?name-t");
	hm_machine_close(m);
}

/* ---- what ends, allocates or schedules in the wrong state ---- */

static void an_atomic_task_ends(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);

	(void)unused;
	select_task(m, new_task(m, "careless", 0), 0);
	kmap_atomic(m, H0, "KM_USER0");
	hm_task_exit(m);
	assert_string_equal(expect_report(m, "note: careless[101] exited with preempt_count 1")->comm, "careless");
	assert_int_equal(hm_report_get(m, 1)->link[0].role, HM_LINK_RAISED);
	select_task(m, new_task(m, "careful", 0), 0);
	hm_task_exit(m);
	assert_int_equal(hm_report_count(m), 1);
	hm_machine_close(m);
}

static void an_allocation_may_sleep(void **unused)
{
	struct hm_machine *m = machine("layout=s8 ram=2G cpus=4 debug_sleep=on");
	const struct hm_report *r;

	(void)unused;
	call(m, "alloc_page", 0xd2, 0);
	kmap_atomic(m, H1, "KM_USER0");
	call(m, "alloc_page", 0x20, 0); /* GFP_ATOMIC */
	assert_int_equal(hm_report_count(m), 0);
	call(m, "alloc_page", 0xd2, 0);
	r = expect_report(m, "Debug: sleeping function called from invalid context at __alloc_pages (line not recorded)");
	assert_int_equal(r->link[0].role, HM_LINK_RAISED);
	hm_machine_close(m);
}

/* Interrupts off by hand: the report's chain begins there; schedule() turns them on again. */
static void schedule_turns_interrupts_on(void **unused)
{
	struct hm_machine *m = machine("layout=s8 ram=2G cpus=4 debug_sleep=on");

	(void)unused;
	*hm_site(m) = 4711;
	call(m, "local_irq_disable", 0, 0);
	*hm_site(m) = 1;
	call(m, "might_sleep", 0, 0);
	assert_int_equal(hm_report_get(m, 1)->link[0].role, HM_LINK_IRQS_OFF);
	assert_int_equal(hm_report_get(m, 1)->link[0].event.site, 4711);
	assert_true(view(m, 0).irqs_disabled);
	call(m, "schedule", 0, 0);
	assert_false(view(m, 0).irqs_disabled);
	hm_machine_close(m);
}

/* The same deadlock is said once; one more sleeper makes another one. */
static void a_second_deadlock_is_reported(void **unused)
{
	struct hm_machine *m;
	uint16_t id[2], more;

	(void)unused;
	m = sleepers(S8 DBG "pkmap=4", 2, id);
	assert_true(hm_deadlock(m));
	assert_true(hm_deadlock(m));
	assert_int_equal(hm_report_count(m), 1);
	more = new_task(m, "more", 0);
	select_task(m, more, 0);
	assert_int_equal(invoke(m, "kmap", page_of(m, H0 + 20), 0, NULL), HM_BLOCKED);
	assert_true(hm_deadlock(m));
	assert_int_equal(hm_report_count(m), 2);
	hm_machine_close(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(boot_has_a_prompt), cmocka_unit_test(a_dead_prompt_is_replaced), cmocka_unit_test(fifo),
		cmocka_unit_test(cr3_only_for_another_mm), cmocka_unit_test(select_is_silent),
		cmocka_unit_test(last_to_sleep_is_first_to_wake), cmocka_unit_test(the_loser_sleeps_again),
		cmocka_unit_test(asleep_is_asleep), cmocka_unit_test(sleeping_while_atomic), cmocka_unit_test(schedule_alone),
		cmocka_unit_test(schedule_gives_way), cmocka_unit_test(preemption), cmocka_unit_test(preempted_result),
		cmocka_unit_test(deadlock_only_when_nobody_can), cmocka_unit_test(numbers_are_reused),
		cmocka_unit_test(names_are_harmless),
		cmocka_unit_test(a_second_deadlock_is_reported), cmocka_unit_test(an_atomic_task_ends), cmocka_unit_test(an_allocation_may_sleep),
		cmocka_unit_test(schedule_turns_interrupts_on),
	};

	return cmocka_run_group_tests_name("sched", tests, NULL, NULL);
}
