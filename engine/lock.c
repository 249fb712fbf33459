/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kmap_lock (2.6.11 mm/highmem.c), a plain spinlock. Calls run one after another here, so it is found taken in three cases only: its
 * holder waits inside for the answer to an IPI (smp.c), and whoever wants the lock spins until it is let go; the code that a handler
 * has interrupted holds it; or its holder died inside. In the last two nobody will ever release it, and the CPU that wants it is lost.
 * On UP without PREEMPT a spinlock is nothing at all, and the system goes on. With CONFIG_PREEMPT it counts in preempt_count.
 */
#include "engine/calls.h"

bool spinlocks_exist(const struct hm_machine *m)
{
	return m->config.smp || m->config.preempt;
}

static bool any_cpu_left(const struct hm_machine *m)
{
	for (uint32_t i = 0; i < m->config.cpus; i++)
		if (!state(m)->cpus[i].lost)
			return true;
	return false;
}

/* The CPU goes with the task that spins on it. */
static enum hm_verdict spins_for_good(struct hm_machine *m, struct hm_report *r)
{
	struct state *st = state(m);

	r->other_task = st->kmap_lock.task;
	r->other_cpu = st->kmap_lock.cpu;
	r->panicked = 2;
	current_task(m)->state = HM_TASK_SPINNING;
	current_task(m)->slept = *event_log(m, HM_EV_CPU_LOST, r->event.seq, st->cpu, 0, 0, 0, 0);
	task_mark(m, st->task);
	this_cpu(m)->lost = 1;
	if (!any_cpu_left(m))
		st->halted = HM_HALT_NO_CPU;
	return HM_DIED;
}

/* Its holder died: nobody will release the lock. */
static enum hm_verdict lockup(struct hm_machine *m)
{
	struct state *st = state(m);
	struct lock_record *l = &st->kmap_lock;
	struct hm_link step[HM_REPORT_LINKS];
	struct chain why = { step, 0, HM_REPORT_LINKS };
	uint64_t spin;

	spin = event_log(m, HM_EV_LOCK_SPIN, l->taken.seq, l->task, st->cpu, 0, 0, 0)->seq;
	chain_add(&why, HM_LINK_HOLDER_DIED, &task_at(m, l->task)->slept, 0, 0, 0);
	chain_add(&why, HM_LINK_LOCK_HELD, &l->taken, 0, 0, 0);
	return spins_for_good(m, report_new(m, HM_REPORT_LOCKUP, HM_CHECK_NONE, &why, spin));
}

/* It waits for answers, inside, or an interrupt has come to it there: it will go on. */
static bool holder_lives(const struct hm_machine *m)
{
	const struct lock_record *l = &state(m)->kmap_lock;
	const struct task_record *t = task_at(m, l->task);
	const struct cpu_record *c = &state(m)->cpus[l->cpu];

	if (t->state == HM_TASK_DEAD || t->state == HM_TASK_ENDED)
		return false;
	return t->resume.point == RESUME_FLUSH || (!c->lost && (t->resume.point == RESUME_INSIDE || c->interrupted.point == RESUME_INSIDE));
}

/* The circle is closed: the holder waits for this CPU to take its IPI, and here interrupts are off while it spins. */
static enum hm_verdict each_waits_for_the_other(struct hm_machine *m, const struct hm_event *spin)
{
	struct state *st = state(m);
	const struct lock_record *l = &st->kmap_lock;
	struct task_record *holder = task_at(m, l->task);
	struct hm_link step[HM_REPORT_LINKS];
	struct chain why = { step, 0, HM_REPORT_LINKS };
	struct hm_report *r;

	chain_add(&why, HM_LINK_WAITS_LOCK, spin, 0, 0, 0);
	chain_add(&why, HM_LINK_WAITS_ANSWER, &holder->slept, 0, 0, st->cpu);
	chain_irqs_off(current_task(m), &why);
	r = report_new(m, HM_REPORT_DEADLOCK, HM_CHECK_SMP_CALL_IRQS_OFF, &why, spin->seq);
	r->address = 2;
	r->other_task = l->task;
	r->other_cpu = l->cpu;
	r->panicked = 2;
	this_cpu(m)->lost = st->cpus[l->cpu].lost = 1;
	event_log(m, HM_EV_CPU_LOST, r->event.seq, st->cpu, 0, 0, 0, 0);
	event_log(m, HM_EV_CPU_LOST, r->event.seq, l->cpu, 0, 0, 0, 0);
	if (!any_cpu_left(m))
		st->halted = HM_HALT_NO_CPU;
	return HM_DIED;
}

/* A handler wants the lock that the code it interrupts holds: it spins on its own CPU, and that code never goes on. */
static enum hm_verdict deadlock_with_itself(struct hm_machine *m)
{
	struct state *st = state(m);
	const struct lock_record *l = &st->kmap_lock;
	struct hm_link step[HM_REPORT_LINKS];
	struct chain why = { step, 0, HM_REPORT_LINKS };
	uint64_t spin = event_log(m, HM_EV_LOCK_SPIN, l->taken.seq, l->task, st->cpu, 0, 0, 0)->seq;

	chain_context(current_task(m), &why);
	chain_add(&why, HM_LINK_LOCK_INTERRUPTED, &l->taken, 0, 0, 0);
	return spins_for_good(m, report_new(m, HM_REPORT_LOCKUP, HM_CHECK_NONE, &why, spin));
}

void hm_interrupt_inside(struct hm_machine *m)
{
	state(m)->inside_wanted |= 1u << state(m)->cpu;
}

bool stops_inside(struct hm_machine *m)
{
	struct state *st = state(m);
	struct task_record *t = current_task(m);

	if (!(st->inside_wanted >> st->cpu & 1) || t->irqs_disabled)
		return false;
	st->inside_wanted &= ~(1u << st->cpu);
	st->kmap_lock.taken = *calling(m);
	t->resume = resume_at(m, RESUME_INSIDE);
	task_mark(m, st->task);
	return true;
}

static enum hm_verdict spin_on_lock(struct hm_machine *m)
{
	struct state *st = state(m);
	const struct lock_record *l = &st->kmap_lock;
	struct hm_event e = *event_log(m, HM_EV_LOCK_SPIN, l->taken.seq, l->task, st->cpu, 0, 0, 0);

	st->spinners++;
	spin_at(m, HM_WAIT_LOCK, l->task, RESUME_LOCK, e.seq);
	if (st->call_pending >> st->cpu & 1 && current_task(m)->irqs_disabled)
		return each_waits_for_the_other(m, &e);
	return HM_BLOCKED;
}

/* Those who spin on it try again, the first one first. */
static void let_spinners_try(struct hm_machine *m)
{
	for (uint16_t id = 0; id < state(m)->tasks_used; id++) {
		const struct task_record *t = task_at(m, id);

		if (t->state == HM_TASK_SPINNING && t->wait_on == HM_WAIT_LOCK && t->resume.point == RESUME_LOCK)
			queue_add_first(m, id);
	}
	state(m)->spinners = 0;
}

enum hm_verdict kmap_lock(struct hm_machine *m)
{
	struct state *st = state(m);
	struct lock_record *l = &st->kmap_lock;

	if (l->held && spinlocks_exist(m) && l->task == st->task) /* in a handler: the code inside makes no other call before it has gone on */
		return deadlock_with_itself(m);
	if (l->held && spinlocks_exist(m) && holder_lives(m))
		return spin_on_lock(m);
	if (m->config.preempt || m->era.preempt->counted)
		add_preempt_count(m, 1);
	if (l->held && spinlocks_exist(m))
		return lockup(m);
	l->held = 1;
	l->task = st->task;
	l->cpu = (uint16_t)st->cpu;
	if (this_cpu(m)->cycles < l->free_at) {
		this_cpu(m)->lock_wait += l->free_at - this_cpu(m)->cycles;
		this_cpu(m)->cycles = l->free_at;
	}
	pay(m, HM_COST_LOCK_HASH);
	return HM_OK;
}

void kmap_unlock(struct hm_machine *m)
{
	struct lock_record *l = &state(m)->kmap_lock;

	l->held = 0;
	l->free_at = this_cpu(m)->cycles;
	if (state(m)->spinners)
		let_spinners_try(m);
	if (m->config.preempt || m->era.preempt->counted)
		add_preempt_count(m, -1);
}

void kmap_force_unlock(struct hm_machine *m)
{
	if (!state(m)->kmap_lock.held)
		return;
	kmap_unlock(m);
	event_log(m, HM_EV_FORCED_UNLOCK, 0, 0, 0, 0, 0, 0);
}

void hm_kmap_lock_view(const struct hm_machine *m, struct hm_lock_view *out)
{
	const struct lock_record *l = &state(m)->kmap_lock;

	*out = (struct hm_lock_view){ .held = l->held != 0 };
	if (l->held) {
		out->task = l->task;
		out->cpu = l->cpu;
		out->taken = l->taken;
	}
}
