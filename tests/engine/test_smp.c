/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The flush on all CPUs when one of them has interrupts off (the sheet of facts B.4, B.5): the caller spins, holding kmap_lock, until they
 * are on again; who wants the lock meanwhile spins, too; and the circle of the two is found.
 */
#include "tests/engine/culprit.h"

static struct hm_task_view view(const struct hm_machine *m, uint16_t id)
{
	struct hm_task_view v;

	assert_true(hm_task_view(m, id, &v));
	return v;
}

/* CPU 1's typing task, interrupts off there; typing on CPU 0 again. */
static uint16_t silent_cpu(struct hm_machine *m)
{
	uint16_t other;

	assert_int_equal(hm_task_prompt(m, 1, &other), HM_OK);
	select_task(m, other, 1);
	mark(m, CULPRIT);
	call(m, "local_irq_disable", 0, 0);
	mark(m, 1);
	select_task(m, 0, 0);
	return other;
}

/* The next kmap() of a new page wraps. */
static void up_to_the_wrap(struct hm_machine *m)
{
	for (uint32_t i = 1; i < 4; i++) {
		kmap(m, H0 + i);
		kunmap(m, H0 + i);
	}
}

static void the_caller_spins_until_all_have_answered(void **unused)
{
	struct hm_machine *m = machine(S8 DBG "pkmap=4");
	uint16_t other = silent_cpu(m), next;
	uint64_t from;
	uint32_t address;

	(void)unused;
	up_to_the_wrap(m);
	from = hm_event_count(m);
	assert_int_equal(invoke(m, "kmap", page_of(m, H0 + 9), 0, NULL), HM_BLOCKED);
	assert_int_equal(view(m, 0).state, HM_TASK_SPINNING);
	assert_true(view(m, 0).spins);
	assert_int_equal(events(m, from, HM_EV_IPI_RECV), 2); /* CPUs 2 and 3 */
	assert_int_equal(events(m, from, HM_EV_FLUSH_LOCAL), 2);
	assert_false(hm_pick_next(m, 0, &next));
	assert_int_equal(hm_task_prompt(m, 0, &next), HM_REFUSED); /* the CPU is busy */
	assert_int_equal(invoke(m, "kmap", page_of(m, H0 + 9), 0, NULL), HM_BLOCKED);
	select_task(m, other, 1);
	call(m, "local_irq_enable", 0, 0);
	assert_int_equal(events(m, from, HM_EV_IPI_RECV), 3);
	assert_int_equal(last_event(m, HM_EV_IPI_RECV)->cpu, 1);
	assert_true(hm_pick_next(m, 0, &next));
	assert_int_equal(next, 0);
	assert_int_equal(hm_switch_to(m, 0, 0), HM_OK);
	assert_int_equal(invoke(m, "kmap", page_of(m, H0 + 9), 0, &address), HM_OK);
	assert_int_equal(address, 0xff800000); /* the same entry as without waiting */
	assert_int_equal(events(m, from, HM_EV_FLUSH_LOCAL), 4);
	assert_int_equal(events(m, from, HM_EV_MIGHT_SLEEP), 1);
	assert_int_equal(events(m, from, HM_EV_SWITCH), 0);
	kunmap(m, H0 + 9);
	hm_machine_close(m);
}

/* submit_page() of a WRITE copies by kmap(): the submission goes on behind the flush, and meets its own lock on the page no second time. */
static void a_submission_waits_for_answers(void **unused)
{
	struct hm_machine *m = machine(S8 DBG "pkmap=4");
	uint64_t arg[HM_MAX_ARGS] = { 1, page_of(m, H0 + 9), 5 }, ret = 77;
	uint16_t other = silent_cpu(m);
	struct hm_disk_view d;

	(void)unused;
	up_to_the_wrap(m);
	assert_int_equal(hm_call_invoke(m, row(m, "submit_page"), arg, &ret), HM_BLOCKED);
	select_task(m, other, 1);
	call(m, "local_irq_enable", 0, 0);
	assert_int_equal(hm_switch_to(m, 0, 0), HM_OK);
	assert_int_equal(hm_call_invoke(m, row(m, "submit_page"), arg, &ret), HM_OK);
	assert_int_equal(ret, 0);
	hm_disk_view(m, &d);
	assert_int_equal(d.requests, 1);
	assert_int_equal(d.bounced, 1);
	hm_machine_close(m);
}

/* 2.4.0's copy_highpage() has mapped its first page when the second kmap() has to wait: what it did is done once. */
static void a_helper_goes_on_where_it_was(void **unused)
{
	struct hm_machine *m = machine("era=2.4.0 layout=s8 ram=2G cpus=4 pkmap=4");
	uint16_t other = silent_cpu(m);
	uint64_t from;

	(void)unused;
	kmap(m, H0 + 1);
	kunmap(m, H0 + 1);
	kmap(m, H0 + 2);
	kunmap(m, H0 + 2);
	from = hm_event_count(m);
	assert_int_equal(invoke(m, "copy_highpage", page_of(m, H0 + 9), page_of(m, H0 + 8), NULL), HM_BLOCKED);
	assert_int_equal(entry(m, 3).count, 2);
	select_task(m, other, 1);
	call(m, "local_irq_enable", 0, 0);
	assert_int_equal(hm_switch_to(m, 0, 0), HM_OK);
	assert_int_equal(invoke(m, "copy_highpage", page_of(m, H0 + 9), page_of(m, H0 + 8), NULL), HM_OK);
	assert_int_equal(entry(m, 3).count, 1);
	assert_int_equal(entry(m, 0).count, 1);
	assert_int_equal(events(m, from, HM_EV_FLUSH_LOCAL), 4);
	hm_machine_close(m);
}

/* CPU 0 spins for the answer of CPU 1, whose task has interrupts off. */
static uint16_t spins_for_cpu_1(struct hm_machine *m)
{
	uint16_t silent = new_task(m, "silent", 1);

	select_task(m, silent, 1);
	call(m, "local_irq_disable", 0, 0);
	select_task(m, 0, 0);
	up_to_the_wrap(m);
	assert_int_equal(invoke(m, "kmap", page_of(m, H0 + 9), 0, NULL), HM_BLOCKED);
	return silent;
}

static void another_task_answers(void **unused)
{
	struct hm_machine *m = machine(S8 DBG "pkmap=4");

	(void)unused;
	spins_for_cpu_1(m);
	assert_int_equal(hm_switch_to(m, 1, new_task(m, "other", 1)), HM_OK);
	assert_int_equal(view(m, 0).state, HM_TASK_RUNNABLE);
	hm_machine_close(m);
}

static void the_end_of_a_task_answers(void **unused)
{
	struct hm_machine *m = machine(S8 DBG "pkmap=4");
	uint64_t value;

	(void)unused;
	select_task(m, spins_for_cpu_1(m), 1);
	assert_int_equal(hm_load(m, 0, 4, &value), HM_DIED);
	assert_int_equal(view(m, 0).state, HM_TASK_RUNNABLE);
	hm_machine_close(m);
}

/* schedule() leaves by spin_unlock_irq(). */
static void who_slept_has_interrupts_on(void **unused)
{
	struct hm_machine *m = machine(S8 DBG "pkmap=4");

	(void)unused;
	for (uint32_t i = 0; i < 4; i++)
		kmap(m, H0 + i);
	call(m, "local_irq_disable", 0, 0);
	assert_true(view(m, 0).irqs_disabled);
	assert_int_equal(invoke(m, "kmap", page_of(m, H0 + 9), 0, NULL), HM_BLOCKED);
	assert_false(view(m, 0).irqs_disabled);
	hm_machine_close(m);
}

/* irq -d: the way out of the handler turns them on. */
static void the_end_of_a_handler_answers(void **unused)
{
	struct hm_machine *m = machine(S8 DBG "pkmap=4");
	uint16_t other;

	(void)unused;
	assert_int_equal(hm_task_prompt(m, 1, &other), HM_OK);
	select_task(m, other, 1);
	assert_int_equal(hm_context_enter(m, HM_CTX_HARDIRQ, true), HM_OK);
	select_task(m, 0, 0);
	up_to_the_wrap(m);
	assert_int_equal(invoke(m, "kmap", page_of(m, H0 + 9), 0, NULL), HM_BLOCKED);
	select_task(m, other, 1);
	assert_int_equal(hm_context_exit(m, HM_CTX_HARDIRQ), HM_OK);
	assert_int_equal(view(m, 0).state, HM_TASK_RUNNABLE);
	hm_machine_close(m);
}

static void who_wants_the_lock_spins_too(void **unused)
{
	struct hm_machine *m = machine(S8 DBG "pkmap=4");
	uint16_t silent = silent_cpu(m), third, next;

	(void)unused;
	up_to_the_wrap(m);
	assert_int_equal(invoke(m, "kmap", page_of(m, H0 + 9), 0, NULL), HM_BLOCKED);
	assert_int_equal(hm_task_prompt(m, 2, &third), HM_OK);
	select_task(m, third, 2);
	assert_int_equal(invoke(m, "kunmap", page_of(m, H0 + 1), 0, NULL), HM_BLOCKED);
	assert_true(view(m, third).spins);
	assert_true(hm_deadlock(m));
	culprit(m, HM_LINK_IRQS_OFF);
	assert_true(hm_deadlock(m));
	assert_int_equal(hm_report_count(m), 1); /* said once */
	select_task(m, silent, 1);
	call(m, "local_irq_enable", 0, 0);
	assert_false(hm_deadlock(m));
	assert_false(hm_pick_next(m, 2, &next)); /* the lock is held still */
	assert_int_equal(hm_switch_to(m, 0, 0), HM_OK);
	assert_int_equal(invoke(m, "kmap", page_of(m, H0 + 9), 0, NULL), HM_OK);
	assert_true(hm_pick_next(m, 2, &next));
	assert_int_equal(hm_switch_to(m, 2, third), HM_OK);
	assert_int_equal(invoke(m, "kunmap", page_of(m, H0 + 1), 0, NULL), HM_DIED); /* the flush took it: BUG :181, with the lock in hand */
	assert_int_equal(hm_report_get(m, 2)->check, HM_CHECK_KUNMAP_HIGH_NO_ADDRESS);
	hm_machine_close(m);
}

/* B.5: A has interrupts off and spins for the lock; B holds it and waits for A's answer. */
static void each_waits_for_the_other(void **unused)
{
	struct hm_machine *m = machine(S8 DBG "pkmap=4 cpus=2");
	uint16_t other = silent_cpu(m);
	const struct hm_report *r;
	char text[1024];

	(void)unused;
	up_to_the_wrap(m);
	assert_int_equal(invoke(m, "kmap", page_of(m, H0 + 9), 0, NULL), HM_BLOCKED);
	select_task(m, other, 1);
	assert_int_equal(invoke(m, "kmap", page_of(m, H0 + 8), 0, NULL), HM_DIED);
	r = expect_report(m, "hmsh: deadlock: CPU 1 spins on kmap_lock with interrupts off; hmsh on CPU 0 holds it and waits for CPU 1's answer");
	hm_report_text(m, r, NULL, text, sizeof(text));
	assert_non_null(strstr(text, "hmsh spins on CPU 1, waits for kmap_lock, which hmsh holds\n"));
	assert_non_null(strstr(text, "hmsh spins on CPU 0, holds kmap_lock, waits for CPU 1, with interrupts off, to take its IPI\n"));
	culprit(m, HM_LINK_IRQS_OFF);
	assert_int_equal(hm_halted(m), HM_HALT_NO_CPU);
	hm_machine_close(m);
}

/* Let go by the lock, but not run yet: the spinner's interrupts are still off, and its CPU still answers nobody. */
static void a_spinner_let_go_answers_no_sooner(void **unused)
{
	struct hm_machine *m = machine(S8 DBG "pkmap=4");
	uint16_t silent = silent_cpu(m), third;

	(void)unused;
	up_to_the_wrap(m);
	assert_int_equal(invoke(m, "kmap", page_of(m, H0 + 9), 0, NULL), HM_BLOCKED);
	assert_int_equal(hm_task_prompt(m, 2, &third), HM_OK);
	select_task(m, third, 2);
	call(m, "local_irq_disable", 0, 0); /* it has answered before */
	assert_int_equal(invoke(m, "kmap", page_of(m, H0 + 8), 0, NULL), HM_BLOCKED);
	select_task(m, silent, 1);
	call(m, "local_irq_enable", 0, 0);
	assert_int_equal(hm_switch_to(m, 0, 0), HM_OK);
	assert_int_equal(invoke(m, "kmap", page_of(m, H0 + 9), 0, NULL), HM_OK);
	assert_int_equal(view(m, third).state, HM_TASK_RUNNABLE);
	assert_true(view(m, third).irqs_disabled);
	kunmap(m, H0 + 9);
	up_to_the_wrap(m);
	assert_int_equal(invoke(m, "kmap", page_of(m, H0 + 10), 0, NULL), HM_BLOCKED); /* the next flush waits for CPU 2 */
	assert_int_equal(hm_switch_to(m, 2, third), HM_OK);
	assert_int_equal(invoke(m, "kmap", page_of(m, H0 + 8), 0, NULL), HM_DIED);
	expect_report(m, "hmsh: deadlock: CPU 2 spins on kmap_lock with interrupts off; hmsh on CPU 0 holds it and waits for CPU 2's answer");
	hm_machine_close(m);
}

static void going_back_takes_the_wait_back(void **unused)
{
	struct hm_machine *m = machine(S8 DBG "pkmap=4");
	struct hm_delta *before, *delta;
	uint64_t hash;

	(void)unused;
	silent_cpu(m);
	up_to_the_wrap(m);
	assert_int_equal(hm_delta_take(m, &before), HM_OK);
	hash = hm_state_hash(m);
	assert_int_equal(invoke(m, "kmap", page_of(m, H0 + 9), 0, NULL), HM_BLOCKED);
	assert_int_equal(hm_delta_take(m, &delta), HM_OK);
	assert_int_not_equal(hm_state_hash(m), hash);
	assert_int_equal(hm_delta_apply(m, delta), HM_OK);
	assert_int_equal(hm_state_hash(m), hash);
	hm_delta_free(before);
	hm_delta_free(delta);
	hm_machine_close(m);
}

/* A.9: interrupted inside kmap_high(): the handler that wants the lock spins on its own CPU. */
static void inside_the_lock(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	uint32_t address;

	(void)unused;
	hm_interrupt_inside(m);
	assert_int_equal(invoke(m, "kmap", page_of(m, H0), 0, NULL), HM_BLOCKED);
	assert_true(view(m, 0).inside);
	assert_int_equal(hm_context_enter(m, HM_CTX_HARDIRQ, false), HM_OK);
	kunmap_atomic(m, kmap_atomic(m, H1, "KM_IRQ0"), "KM_IRQ0");
	assert_int_equal(hm_context_exit(m, HM_CTX_HARDIRQ), HM_OK);
	assert_int_equal(invoke(m, "kmap", page_of(m, H0), 0, &address), HM_OK);
	assert_int_equal(address, 0xff801000);
	kunmap(m, H0); /* once only */
	hm_interrupt_inside(m);
	assert_int_equal(invoke(m, "kunmap", page_of(m, H0), 0, NULL), HM_BLOCKED);
	hm_machine_close(m);
}

/* Neither holder is dead: the one that a handler has interrupted inside, and the one that runs again but has not gone on yet. */
static void a_holder_that_will_go_on(void **unused)
{
	struct hm_machine *m = machine(S8 DBG "pkmap=4");
	uint16_t second, third;

	(void)unused;
	assert_int_equal(hm_task_prompt(m, 2, &third), HM_OK);
	hm_interrupt_inside(m);
	assert_int_equal(invoke(m, "kmap", page_of(m, H0), 0, NULL), HM_BLOCKED);
	select_task(m, third, 2);
	assert_int_equal(invoke(m, "kmap", page_of(m, H1), 0, NULL), HM_BLOCKED);
	select_task(m, 0, 0);
	assert_int_equal(hm_context_enter(m, HM_CTX_HARDIRQ, false), HM_OK);
	assert_int_equal(view(m, third).state, HM_TASK_SPINNING);
	assert_int_equal(hm_context_exit(m, HM_CTX_HARDIRQ), HM_OK);
	call(m, "kmap", page_of(m, H0), 0);
	assert_int_equal(view(m, third).state, HM_TASK_RUNNABLE);
	assert_int_equal(hm_switch_to(m, 2, third), HM_OK);
	call(m, "kmap", page_of(m, H1), 0);
	select_task(m, 0, 0);
	second = silent_cpu(m);
	for (uint32_t i = 0; hm_last_pkmap_nr(m) < 3; i++) {
		kmap(m, H2 + i);
		kunmap(m, H2 + i);
	}
	assert_int_equal(invoke(m, "kmap", page_of(m, H0 + 9), 0, NULL), HM_BLOCKED);
	select_task(m, second, 1);
	call(m, "local_irq_enable", 0, 0);
	assert_int_equal(hm_switch_to(m, 0, 0), HM_OK);
	select_task(m, third, 2);
	assert_int_equal(invoke(m, "kunmap", page_of(m, H1), 0, NULL), HM_BLOCKED);
	assert_int_equal(hm_report_count(m), 0);
	hm_machine_close(m);
}

static void a_handler_wants_the_lock(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);

	(void)unused;
	hm_interrupt_inside(m);
	mark(m, CULPRIT);
	assert_int_equal(invoke(m, "kmap", page_of(m, H0), 0, NULL), HM_BLOCKED);
	assert_int_equal(hm_context_enter(m, HM_CTX_HARDIRQ, false), HM_OK);
	mark(m, 1);
	assert_int_equal(invoke(m, "kmap", page_of(m, H1), 0, NULL), HM_DIED);
	expect_report(m, "hmsh: lockup: CPU 0 spins for ever on kmap_lock, which the code holds that it has interrupted");
	culprit(m, HM_LINK_LOCK_INTERRUPTED);
	culprit(m, HM_LINK_IN_CONTEXT);
	assert_int_equal(hm_halted(m), HM_RUNNING); /* three CPUs are left */
	hm_machine_close(m);
	m = machine("layout=s8 ram=2G cpus=1 debug_sleep=off");
	hm_interrupt_inside(m);
	assert_int_equal(invoke(m, "kmap", page_of(m, H0), 0, NULL), HM_BLOCKED);
	assert_int_equal(hm_context_enter(m, HM_CTX_HARDIRQ, false), HM_OK);
	assert_int_equal(invoke(m, "kmap", page_of(m, H1), 0, NULL), HM_DIED);
	assert_int_equal(hm_halted(m), HM_HALT_NO_CPU);
	hm_machine_close(m);
}

/* With interrupts off it does not come, and is not forgotten. */
static void not_inside_with_interrupts_off(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);

	(void)unused;
	hm_interrupt_inside(m);
	call(m, "local_irq_disable", 0, 0);
	kmap(m, H0);
	call(m, "local_irq_enable", 0, 0);
	assert_int_equal(invoke(m, "kunmap", page_of(m, H0), 0, NULL), HM_BLOCKED);
	hm_machine_close(m);
}

/* kmap_flush_unused() (2.6.24) flushes on all CPUs as well, and goes on when all have answered. */
static void flushing_by_hand_spins_too(void **unused)
{
	struct hm_machine *m = machine("era=2.6.24 layout=s8 ram=2G cpus=4 debug_sleep=off pkmap=4");
	uint16_t other = silent_cpu(m);

	(void)unused;
	kmap(m, H0);
	kunmap(m, H0);
	assert_int_equal(invoke(m, "kmap_flush_unused", 0, 0, NULL), HM_BLOCKED);
	assert_true(view(m, 0).spins);
	select_task(m, other, 1);
	call(m, "local_irq_enable", 0, 0);
	assert_int_equal(hm_switch_to(m, 0, 0), HM_OK);
	assert_int_equal(invoke(m, "kmap_flush_unused", 0, 0, NULL), HM_OK);
	assert_int_equal(entry(m, 1).count, 0);
	assert_int_equal(kmap(m, H0 + 1), 0xff802000);
	hm_machine_close(m);
}

/* The report tells six of those who wait, and who holds what they wait for. */
static void many_wait(void **unused)
{
	struct hm_machine *m = machine(S8 DBG "pkmap=4");
	char text[2048], out_of_room[20];

	(void)unused;
	store(m, kmap(m, H0) + 1, 2);
	call(m, "kunmap", 0xff801000, 0); /* the address: lost */
	for (uint32_t i = 1; i < 4; i++)
		kmap(m, H0 + i);
	for (uint32_t i = 0; i < 8; i++) {
		select_task(m, new_task(m, "sleeper", 0), 0);
		assert_int_equal(invoke(m, "kmap", page_of(m, H0 + 10 + i), 0, NULL), HM_BLOCKED);
	}
	assert_true(hm_deadlock(m));
	hm_report_text(m, hm_report_get(m, 1), NULL, text, sizeof(text));
	assert_non_null(strstr(text, "8 tasks are asleep that nobody can wake\n"));
	assert_non_null(strstr(text, "  entry 1: kunmap() was given its address by hmsh, and did nothing\n"));
	assert_non_null(strstr(text, "  entry 2: mapped by hmsh, which has not unmapped it\n"));
	assert_non_null(strstr(text, "and 2 more\n"));
	hm_report_text(m, hm_report_get(m, 1), NULL, out_of_room, sizeof(out_of_room));
	assert_int_equal(strlen(out_of_room), sizeof(out_of_room) - 1);
	hm_machine_close(m);
}

/* Entries of the last report that are told to be in use. */
static unsigned int entries_told(const struct hm_machine *m)
{
	const struct hm_report *r = hm_report_get(m, hm_report_count(m));
	unsigned int n = 0;

	for (uint32_t i = 0; i < r->links; i++)
		n += r->link[i].role == HM_LINK_ENTRY_IN_USE || r->link[i].role == HM_LINK_ENTRY_LOST;
	return n;
}

/* A sleeper was woken, but its CPU spins before it runs: it is among the sleepers still, though the window is full no more. */
static void woken_where_nothing_runs(void **unused)
{
	struct hm_machine *m = machine(S8 NODBG "pkmap=4");
	uint16_t sleeper = new_task(m, "sleeper", 2), spinner = new_task(m, "spinner", 2);

	(void)unused;
	for (uint32_t i = 0; i < 4; i++)
		kmap(m, H0 + i);
	select_task(m, sleeper, 2);
	assert_int_equal(invoke(m, "kmap", page_of(m, H0 + 9), 0, NULL), HM_BLOCKED);
	select_task(m, 0, 0);
	kunmap(m, H0 + 1);
	assert_int_equal(view(m, sleeper).state, HM_TASK_RUNNABLE);
	silent_cpu(m);
	assert_int_equal(invoke(m, "kmap", page_of(m, H0 + 8), 0, NULL), HM_BLOCKED);
	select_task(m, spinner, 2);
	assert_int_equal(invoke(m, "kunmap", page_of(m, H0 + 2), 0, NULL), HM_BLOCKED);
	assert_true(hm_deadlock(m));
	culprit(m, HM_LINK_IRQS_OFF);
	assert_int_equal(entries_told(m), 3);
	hm_machine_close(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_caller_spins_until_all_have_answered), cmocka_unit_test(a_submission_waits_for_answers), cmocka_unit_test(a_helper_goes_on_where_it_was),
		cmocka_unit_test(another_task_answers), cmocka_unit_test(the_end_of_a_task_answers), cmocka_unit_test(who_slept_has_interrupts_on),
		cmocka_unit_test(the_end_of_a_handler_answers),
		cmocka_unit_test(who_wants_the_lock_spins_too), cmocka_unit_test(each_waits_for_the_other), cmocka_unit_test(a_spinner_let_go_answers_no_sooner), cmocka_unit_test(going_back_takes_the_wait_back),
		cmocka_unit_test(flushing_by_hand_spins_too), cmocka_unit_test(many_wait), cmocka_unit_test(inside_the_lock), cmocka_unit_test(a_holder_that_will_go_on), cmocka_unit_test(a_handler_wants_the_lock), cmocka_unit_test(not_inside_with_interrupts_off),
		cmocka_unit_test(woken_where_nothing_runs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
