/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sleeping, waking and schedule(): 2.6.11 kernel/sched.c, as far as one FIFO per CPU without ticks and balancing goes.
 * Who runs next is the client's choice; this file says who could.
 * A task in pkmap_map_wait stays there until it runs again and removes itself, so a second wake-up may wake nobody.
 */
#include "engine/calls.h"

/* ---- complaints ---- */

/* Who raised the count, newest first: the first of them is who should not have been left for this sleep. */
static void chain_atomic(const struct hm_machine *m, struct chain *c)
{
	chain_count(m, current_task(m), c, ~m->era.preempt->active);
}

static void scheduling_while_atomic(struct hm_machine *m, uint64_t event)
{
	struct hm_link step[HM_REPORT_LINKS];
	struct chain why = { step, 0, HM_REPORT_LINKS };
	struct hm_report *r;

	if (!in_atomic(m) || m->era.preemptible == HM_NO)
		return;
	chain_atomic(m, &why);
	r = report_new(m, HM_REPORT_SCHED_ATOMIC, HM_CHECK_USER_SCHEDULE, &why, why.n ? step[0].event.seq : event);
	r->address = (uint32_t)current_task(m)->preempt_count;
}

/*
 * 2.6.11 kernel/sched.c __might_sleep(): once in HZ jiffies, never while an oops is in progress, and it stops nobody.
 * The event is logged for every call, whatever CONFIG_DEBUG_SPINLOCK_SLEEP says.
 */
void might_sleep(struct hm_machine *m, enum hm_check check)
{
	struct state *st = state(m);
	struct hm_link step[HM_REPORT_LINKS];
	struct chain why = { step, 0, HM_REPORT_LINKS };
	uint64_t jiffy = st->cpus[0].cycles / CYCLES_PER_JIFFY;
	uint64_t event = event_log(m, HM_EV_MIGHT_SLEEP, 0, current_task(m)->preempt_count != 0, (uint32_t)check, 0, 0, 0)->seq;

	if (!m->config.debug_sleep || !(in_atomic(m) || current_task(m)->irqs_disabled))
		return;
	if (st->might_sleep_seen && jiffy < st->might_sleep_jiffy + HZ) {
		event_log(m, HM_EV_SUPPRESSED, event, 0, HM_REPORT_MIGHT_SLEEP, 0, 0, 0);
		return;
	}
	st->might_sleep_seen = 1;
	st->might_sleep_jiffy = jiffy;
	chain_atomic(m, &why);
	if (current_task(m)->irqs_disabled)
		chain_irqs_off(current_task(m), &why);
	report_new(m, HM_REPORT_MIGHT_SLEEP, check, &why, why.n ? step[0].event.seq : event);
}

/* ---- giving up the CPU ---- */

/* schedule() takes the run queue's lock with interrupts off and lets it go by spin_unlock_irq(): whoever comes back has them on. */
static void enable_irqs(struct hm_machine *m)
{
	struct task_record *t = current_task(m);

	if (!t->irqs_disabled)
		return;
	t->irqs_disabled = 0;
	task_mark(m, state(m)->task);
	event_log(m, HM_EV_IRQS, 0, 1, 0, 0, 0, 0);
	smp_answer(m, state(m)->cpu);
}

static void leave_at(struct hm_machine *m, uint32_t point)
{
	struct state *st = state(m);
	struct task_record *t = current_task(m);

	t->resume = resume_at(m, point);
	if (this_cpu(m)->current_task == st->task)
		this_cpu(m)->current_task = NO_TASK;
	task_mark(m, st->task);
	switch_out(m);
}

static void add_wait_queue(struct hm_machine *m, uint16_t id)
{
	struct state *st = state(m);
	struct task_record *t = task_at(m, id);

	t->wait_prev = NO_TASK;
	t->wait_next = st->wait_head;
	if (st->wait_head != NO_TASK) {
		task_at(m, st->wait_head)->wait_prev = id;
		task_mark(m, st->wait_head);
	}
	st->wait_head = id;
	t->in_wait_queue = 1;
	task_mark(m, id);
}

void remove_wait_queue(struct hm_machine *m, uint16_t id)
{
	struct task_record *t = task_at(m, id);

	if (!t->in_wait_queue)
		return;
	if (t->wait_prev == NO_TASK)
		state(m)->wait_head = t->wait_next;
	else {
		task_at(m, t->wait_prev)->wait_next = t->wait_next;
		task_mark(m, t->wait_prev);
	}
	if (t->wait_next != NO_TASK) {
		task_at(m, t->wait_next)->wait_prev = t->wait_prev;
		task_mark(m, t->wait_next);
	}
	t->wait_next = t->wait_prev = NO_TASK;
	t->in_wait_queue = 0;
	task_mark(m, id);
}

/* 2.4's schedule() knows no count, only interrupts: there it is a BUG. */
static enum hm_verdict schedule_check(struct hm_machine *m)
{
	if (m->era.preemptible == HM_NO && in_interrupt(m))
		return bug_in_interrupt(m, HM_CHECK_SCHEDULE_IN_INTERRUPT);
	return HM_OK;
}

enum hm_verdict sleep_on(struct hm_machine *m, enum hm_wait what, uint32_t which, uint32_t point)
{
	struct task_record *t = current_task(m);
	enum hm_verdict v = schedule_check(m);

	if (v != HM_OK)
		return v;
	t->wait_on = what;
	t->wait_which = which;
	if (what != HM_WAIT_PKMAP)
		t->first_argument = what == HM_WAIT_PAGE ? hm_pfn_to_page(&m->layout, which) : 0;
	t->slept = *event_log(m, HM_EV_SLEEP, 0, state(m)->task, t->preempt_count != 0, what, which, 0);
	scheduling_while_atomic(m, t->slept.seq);
	enable_irqs(m);
	t->state = HM_TASK_ASLEEP;
	leave_at(m, point);
	return HM_BLOCKED;
}

enum hm_verdict sleep_on_pkmap_map_wait(struct hm_machine *m, uint32_t point)
{
	add_wait_queue(m, state(m)->task);
	return sleep_on(m, HM_WAIT_PKMAP, 0, point);
}

/* A woken task goes to its own CPU; one whose CPU is lost is taken over by the CPU that wakes it. */
static void try_to_wake_up(struct hm_machine *m, uint16_t id, uint64_t cause)
{
	struct state *st = state(m);
	struct task_record *t = task_at(m, id);
	uint16_t running;

	if (st->cpus[t->cpu].lost)
		t->cpu = st->cpu;
	event_log(m, HM_EV_WAKE, cause, id, t->cpu, 0, 0, 0);
	queue_add(m, id);
	st->deadlock_at = 0;
	running = st->cpus[t->cpu].current_task;
	if (m->config.preempt && running != NO_TASK) {
		task_at(m, running)->need_resched = 1;
		task_mark(m, running);
	}
}

void wake_up_pkmap_map_wait(struct hm_machine *m, uint64_t cause)
{
	uint64_t event = event_log(m, HM_EV_WAKE_UP, cause, 0, 0, 0, 0, 0)->seq;
	uint16_t next;

	for (uint16_t id = state(m)->wait_head; id != NO_TASK; id = next) {
		next = task_at(m, id)->wait_next;
		if (task_at(m, id)->state == HM_TASK_ASLEEP)
			try_to_wake_up(m, id, event);
	}
}

static bool waits_for(const struct task_record *t, enum hm_wait what, uint32_t which)
{
	return t->state == HM_TASK_ASLEEP && !t->in_wait_queue && t->wait_on == (uint32_t)what && t->wait_which == which;
}

/* Who fell asleep last comes first, as in a wait queue to which each adds itself at the head. */
void wake_up_on(struct hm_machine *m, enum hm_wait what, uint32_t which, uint64_t cause)
{
	for (;;) {
		uint16_t last = NO_TASK;

		for (uint16_t id = 0; id < state(m)->tasks_used; id++)
			if (waits_for(task_at(m, id), what, which) && (last == NO_TASK || task_at(m, id)->slept.seq > task_at(m, last)->slept.seq))
				last = id;
		if (last == NO_TASK)
			return;
		try_to_wake_up(m, last, cause);
	}
}

/* The current task stays runnable: to the tail of the queue. HM_OK: nobody else is there, so it simply goes on. */
static enum hm_verdict yield_to_queue(struct hm_machine *m, const struct hm_event *schedule)
{
	struct state *st = state(m);

	current_task(m)->need_resched = 0;
	task_mark(m, st->task);
	if (this_cpu(m)->queue_head == NO_TASK)
		return HM_OK;
	current_task(m)->slept = *schedule;
	leave_at(m, RESUME_SCHEDULE);
	queue_add(m, st->task);
	return HM_BLOCKED;
}

uint32_t hold_preemption(struct hm_machine *m)
{
	uint32_t held = current_task(m)->need_resched;

	current_task(m)->need_resched = 0;
	task_mark(m, state(m)->task);
	return held;
}

void release_preemption(struct hm_machine *m, uint32_t held)
{
	current_task(m)->need_resched |= held;
	task_mark(m, state(m)->task);
}

enum hm_verdict preempt_check_resched(struct hm_machine *m)
{
	const struct task_record *t = current_task(m);
	struct hm_event e;

	if (!m->config.preempt || !t->need_resched || t->preempt_count || t->irqs_disabled)
		return HM_OK;
	e = *event_log(m, HM_EV_SCHEDULE, 0, 0, 0, 0, 0, 0);
	return yield_to_queue(m, &e);
}

enum hm_verdict call_schedule(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	struct hm_event e = *event_log(m, HM_EV_SCHEDULE, 0, 0, 0, 0, 0, 0);
	enum hm_verdict v = schedule_check(m);

	(void)arg, (void)ret;
	if (v != HM_OK)
		return v;
	scheduling_while_atomic(m, e.seq);
	enable_irqs(m);
	return yield_to_queue(m, &e);
}

enum hm_verdict call_might_sleep(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	(void)arg, (void)ret;
	might_sleep(m, HM_CHECK_USER_MIGHT_SLEEP);
	return HM_OK;
}

/* ---- who waits ---- */

unsigned int hm_pkmap_waiters(const struct hm_machine *m, uint16_t *task, unsigned int max)
{
	unsigned int n = 0;

	for (uint16_t id = state(m)->wait_head; id != NO_TASK; id = task_at(m, id)->wait_next) {
		if (n < max)
			task[n] = id;
		n++;
	}
	return n;
}
