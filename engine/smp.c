/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The flush on all CPUs, 2.6.11 arch/i386/kernel/smp.c: smp_call_function() sends one broadcast and spins until every other online
 * CPU has answered; each answers in its interrupt handler, so at once, unless its interrupts are off. Then the caller's CPU is
 * busy with spinning, kmap_lock held, until they are on again there. Whoever wants kmap_lock meanwhile spins, too: if its
 * interrupts are off and it is whom the holder waits for, both wait for ever (commit 4365366712 of 2004 tells of it).
 *
 * A CPU that spins keeps its current task, whose state is SPINNING; nothing else runs there. The task goes on at its resume point
 * once it is RUNNABLE again, at the head of its CPU's queue. One call is in flight at a time: kmap_lock, or call_lock, sees to that.
 */
#include "engine/calls.h"
#include "engine/tlb.h"

enum { CALL_FUNCTION_VECTOR = 0xfb };

/* ---- answering ---- */

/* do_flush_tlb_all() on another CPU, in its interrupt handler, on its own clock. */
static void receive_ipi(struct hm_machine *m, uint32_t cpu, uint64_t sent)
{
	const struct state *s = state(m);
	uint32_t caller = s->cpu;
	uint16_t task = s->task, interrupted = s->cpus[cpu].current_task;

	run_as(m, interrupted < s->tasks_used ? interrupted : task, cpu);
	event_log(m, HM_EV_IPI_RECV, sent, cpu, 0, 0, 0, 0);
	pay(m, HM_COST_IPI_REMOTE);
	flush_tlb_local(m, true);
	run_as(m, task, caller);
}

static bool takes_interrupts(const struct hm_machine *m, uint32_t cpu)
{
	uint16_t id = state(m)->cpus[cpu].current_task;
	const struct task_record *t = id < state(m)->tasks_used ? task_at(m, id) : NULL;

	return !t || !t->irqs_disabled;
}

void smp_answer(struct hm_machine *m, uint32_t cpu)
{
	struct state *st = state(m);

	if (!(st->call_pending >> cpu & 1) || !takes_interrupts(m, cpu))
		return;
	st->call_pending &= ~(1u << cpu);
	receive_ipi(m, cpu, st->call_sent);
	if (!st->call_pending)
		queue_add_first(m, st->call_task);
}

/* ---- spinning ---- */

void spin_at(struct hm_machine *m, enum hm_wait what, uint32_t which, uint32_t point, uint64_t event)
{
	struct state *st = state(m);
	struct task_record *t = current_task(m);
	const struct hm_event *e = hm_event_get(m, event);

	t->state = HM_TASK_SPINNING;
	t->wait_on = what;
	t->wait_which = which;
	if (e)
		t->slept = *e;
	t->resume = resume_at(m, point);
	task_mark(m, st->task);
}

/* ---- calling ---- */

/*
 * smp_call_function(): they answer one after the other, so the slowest is the last. False: somebody cannot answer now.
 */
static bool smp_call_function(struct hm_machine *m)
{
	struct state *st = state(m);
	uint32_t others = m->config.cpus - 1, caller = st->cpu;
	uint64_t sent;

	if (!others)
		return true;
	if (current_task(m)->irqs_disabled)
		warn_irqs_off(m);
	sent = event_log(m, HM_EV_IPI_SEND, 0, CALL_FUNCTION_VECTOR, others, 0, 0, 0)->seq;
	st->call_pending = 0;
	for (uint32_t cpu = 0; cpu < m->config.cpus; cpu++)
		if (cpu != caller && takes_interrupts(m, cpu))
			receive_ipi(m, cpu, sent);
		else if (cpu != caller)
			st->call_pending |= 1u << cpu;
	st->call_sent = sent;
	st->call_task = st->task;
	pay(m, HM_COST_IPI_SEND);
	this_cpu(m)->answers += others;
	charge(m, others * m->cost[HM_COST_IPI_REMOTE] + m->cost[HM_COST_FLUSH_LOCAL]);
	return !st->call_pending;
}

enum hm_verdict flush_tlb_kernel_range(struct hm_machine *m, hm_vaddr_t start, hm_vaddr_t end)
{
	event_log(m, HM_EV_FLUSH_KERNEL_RANGE, 0, start, end, 0, 0, 0);
	event_log(m, HM_EV_FLUSH_ALL, 0, 0, 0, 0, 0, 0);
	if (!smp_call_function(m)) {
		uint32_t mask = state(m)->call_pending;

		if (state(m)->kmap_lock.held)
			state(m)->kmap_lock.taken = *calling(m);
		spin_at(m, HM_WAIT_ANSWER, mask, RESUME_FLUSH,
			event_log(m, HM_EV_ANSWER_WAIT, state(m)->call_sent, state(m)->cpu, mask, 0, 0, 0)->seq);
		return HM_BLOCKED;
	}
	flush_tlb_local(m, true);
	return HM_OK;
}

void flush_tlb_resume(struct hm_machine *m)
{
	current_task(m)->resume.point = RESUME_NONE;
	task_mark(m, state(m)->task);
	flush_tlb_local(m, true);
}
