/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * preempt_count, contexts and the interrupt flag of the current task: 2.6.11 include/linux/hardirq.h, include/linux/preempt.h,
 * kernel/sched.c (sub_preempt_count). The layout of the count is the era's. The count belongs to the task, so an interrupt
 * raises the interrupted task's own count, and a handler that leaves it unbalanced leaks into that task.
 *
 * Beside the bare number each task remembers who raised it and has not taken it back (struct raise_record), which is what
 * `why` needs. That list follows the calls and is no part of the kernel: nothing here asks it what to do.
 */
#include <string.h>

#include "engine/calls.h"

enum { CONTEXT_BITS = 4, CONTEXT_IRQS_WERE_OFF = 4 };

static uint32_t count_bits(const struct hm_machine *m)
{
	return (uint32_t)current_task(m)->preempt_count;
}

bool in_interrupt(const struct hm_machine *m)
{
	return (count_bits(m) & m->era.preempt->in_interrupt_mask) != 0;
}

bool in_atomic(const struct hm_machine *m)
{
	return (count_bits(m) & ~m->era.preempt->active) != 0;
}

void add_preempt_count(struct hm_machine *m, int32_t amount)
{
	struct task_record *t = current_task(m);

	t->preempt_count = (int32_t)((uint32_t)t->preempt_count + (uint32_t)amount);
	task_mark(m, state(m)->task);
}

static void forget_raise(struct task_record *t, unsigned int i)
{
	t->raises--;
	if (i < t->raises)
		memmove(&t->raised[i], &t->raised[i + 1], (t->raises - i) * sizeof(t->raised[0]));
}

struct raise_record *raise_preempt_count(struct hm_machine *m, uint32_t amount, const struct hm_event *event)
{
	struct task_record *t = current_task(m);
	struct raise_record *r;

	add_preempt_count(m, (int32_t)amount);
	t->counted = *event;
	if (t->raises == TASK_RAISES)
		forget_raise(t, 0);
	r = &t->raised[t->raises++];
	r->event = *event;
	r->amount = amount;
	r->address = r->page = 0;
	r->slot = ~0u;
	return r;
}

static struct raise_record *newest_raise(struct task_record *t, uint32_t amount)
{
	for (unsigned int i = t->raises; i-- > 0;)
		if (t->raised[i].amount == amount)
			return &t->raised[i];
	return NULL;
}

/* BUG_ON()s of sub_preempt_count() with CONFIG_DEBUG_PREEMPT: the whole count, or its low byte, would go below zero. */
static bool would_underflow(const struct hm_machine *m, uint32_t amount)
{
	int32_t count = current_task(m)->preempt_count;

	if (!m->config.debug_preempt || !m->config.preempt)
		return false;
	return (int32_t)amount > count || (amount < 0xff && !((uint32_t)count & 0xff));
}

/* Who took back what this call wanted to take back: the change before, unless that one raised the count. */
static enum hm_verdict underflow(struct hm_machine *m, const struct hm_event *by)
{
	const struct task_record *t = current_task(m);
	struct hm_link step[HM_REPORT_LINKS];
	struct chain why = { step, 0, HM_REPORT_LINKS };
	bool raised = false;

	for (unsigned int i = 0; i < t->raises; i++)
		raised = raised || t->raised[i].event.seq == t->counted.seq;
	if (!raised)
		chain_add(&why, HM_LINK_LOWERED, &t->counted, 0, 0, 0);
	if (by->kind == HM_EV_CALL)
		chain_address(m, &why, by->arg[1]);
	return bug_because(m, HM_CHECK_SUB_PREEMPT_COUNT, &why);
}

enum hm_verdict lower_preempt_count(struct hm_machine *m, uint32_t amount, struct raise_record *raised,
				    const struct hm_event *event)
{
	struct task_record *t = current_task(m);
	struct hm_event by = *event;

	if (would_underflow(m, amount)) {
		t->overdrawn = by;
		task_mark(m, state(m)->task);
		return underflow(m, &by);
	}
	add_preempt_count(m, -(int32_t)amount);
	t->counted = by;
	if (!raised)
		raised = newest_raise(t, amount);
	if (raised)
		forget_raise(t, (unsigned int)(raised - t->raised));
	else
		t->overdrawn = by;
	return HM_OK;
}

/* ---- contexts ---- */

static uint32_t context_offset(const struct hm_machine *m, enum hm_context ctx)
{
	const struct hm_preempt_layout *l = m->era.preempt;

	switch (ctx) {
	case HM_CTX_PROCESS: return 0;
	case HM_CTX_SOFTIRQ: return l->softirq_offset;
	case HM_CTX_HARDIRQ: return l->hardirq_offset;
	case HM_CTX_NMI: return l->nmi_offset;
	}
	return 0;
}

enum hm_context hm_context_now(const struct hm_machine *m)
{
	return (enum hm_context)(current_task(m)->contexts & 3);
}

unsigned int hm_context_depth(const struct hm_machine *m)
{
	unsigned int n = 0;

	for (uint32_t contexts = current_task(m)->contexts; contexts; contexts >>= CONTEXT_BITS)
		n++;
	return n;
}

/* Bits that the entered contexts have added, taken out; what else raised the count stays. */
static void leave_contexts(struct hm_machine *m, struct task_record *t)
{
	uint32_t mask = m->era.preempt->softirq_mask | m->era.preempt->hardirq_mask | m->era.preempt->nmi_mask;
	uint32_t count = (uint32_t)t->preempt_count;

	for (; t->contexts; t->contexts >>= CONTEXT_BITS)
		count -= context_offset(m, (enum hm_context)(t->contexts & 3));
	t->preempt_count = (int32_t)count;
	for (unsigned int i = t->raises; i-- > 0;)
		if (t->raised[i].amount & mask && t->raised[i].event.kind == HM_EV_CONTEXT_ENTER)
			forget_raise(t, i);
}

void hm_context_set(struct hm_machine *m, enum hm_context ctx)
{
	struct task_record *t = current_task(m);

	leave_contexts(m, t);
	t->preempt_count = (int32_t)((uint32_t)t->preempt_count + context_offset(m, ctx));
	t->contexts = (uint32_t)ctx;
	note_who(m);
	task_mark(m, state(m)->task);
}

bool hm_can_interrupt(const struct hm_machine *m, enum hm_context ctx)
{
	const struct task_record *t = current_task(m);

	if (t->contexts >> (32 - CONTEXT_BITS))
		return false;
	switch (ctx) {
	case HM_CTX_PROCESS: return false;
	case HM_CTX_SOFTIRQ: return !in_interrupt(m) && !t->irqs_disabled;
	case HM_CTX_HARDIRQ: return !t->irqs_disabled;
	case HM_CTX_NMI: return true;
	}
	return false;
}

enum hm_verdict hm_context_enter(struct hm_machine *m, enum hm_context ctx, bool irqs_off)
{
	struct task_record *t = current_task(m);
	uint32_t offset = context_offset(m, ctx);
	struct hm_event e;

	if (hm_halted(m) || !offset || t->contexts >> (32 - CONTEXT_BITS))
		return HM_REFUSED;
	if (t->resume.point == RESUME_INSIDE) { /* the handler makes calls of its own */
		this_cpu(m)->interrupted = t->resume;
		this_cpu(m)->interrupted_depth = hm_context_depth(m);
		t->resume = (struct resume_record){ .call = ~0u };
	}
	t->contexts = t->contexts << CONTEXT_BITS | (t->irqs_disabled ? CONTEXT_IRQS_WERE_OFF : 0) | (uint32_t)ctx;
	t->irqs_disabled = irqs_off || ctx == HM_CTX_NMI || (ctx == HM_CTX_HARDIRQ && m->era.handlers_irqs_off == HM_YES);
	note_who(m);
	e = *event_log(m, HM_EV_CONTEXT_ENTER, 0, (uint32_t)ctx, irqs_off, 0, 0, 0);
	raise_preempt_count(m, offset, &e);
	return HM_OK;
}

/* What entering the context added, not what its code added and left: local_bh_disable() adds as much as a softirq. */
static struct raise_record *raise_of_context(struct task_record *t, enum hm_context ctx)
{
	for (unsigned int i = t->raises; i-- > 0;)
		if (t->raised[i].event.kind == HM_EV_CONTEXT_ENTER && t->raised[i].event.arg[0] == (uint32_t)ctx)
			return &t->raised[i];
	return NULL;
}

/* irq_exit() and the iret that gives the interrupted code its interrupt flag back. */
enum hm_verdict hm_context_exit(struct hm_machine *m, enum hm_context ctx)
{
	struct task_record *t = current_task(m);
	uint32_t offset = context_offset(m, ctx);
	enum hm_verdict v;
	struct hm_event e;

	if (hm_halted(m) || !offset || (t->contexts & 3) != (uint32_t)ctx)
		return HM_REFUSED;
	e = *event_log(m, HM_EV_CONTEXT_EXIT, 0, (uint32_t)ctx, 0, 0, 0, 0);
	v = lower_preempt_count(m, offset, raise_of_context(t, ctx), &e);
	if (v != HM_OK)
		return v;
	t->irqs_disabled = (t->contexts & CONTEXT_IRQS_WERE_OFF) != 0;
	t->contexts >>= CONTEXT_BITS;
	if (this_cpu(m)->interrupted.point && this_cpu(m)->interrupted_depth == hm_context_depth(m)) {
		t->resume = this_cpu(m)->interrupted;
		this_cpu(m)->interrupted = (struct resume_record){ .call = 0 };
	}
	note_who(m);
	task_mark(m, state(m)->task);
	smp_answer(m, state(m)->cpu);
	return HM_OK;
}

/* ---- the calls ---- */

enum hm_verdict call_preempt_count(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	(void)arg;
	*ret = (uint64_t)(int64_t)current_task(m)->preempt_count;
	return HM_OK;
}

enum hm_verdict call_in_interrupt(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	(void)arg;
	*ret = count_bits(m) & m->era.preempt->in_interrupt_mask;
	return HM_OK;
}

enum hm_verdict call_in_irq(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	(void)arg;
	*ret = count_bits(m) & m->era.preempt->hardirq_mask;
	return HM_OK;
}

enum hm_verdict call_in_softirq(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	(void)arg;
	*ret = count_bits(m) & m->era.preempt->softirq_mask;
	return HM_OK;
}

enum hm_verdict call_in_atomic(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	(void)arg;
	*ret = in_atomic(m);
	return HM_OK;
}

enum hm_verdict call_irqs_disabled(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	(void)arg;
	*ret = current_task(m)->irqs_disabled != 0;
	return HM_OK;
}

enum hm_verdict call_smp_processor_id(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	(void)arg;
	*ret = state(m)->cpu;
	return HM_OK;
}

static void raise_by_call(struct hm_machine *m, uint32_t amount)
{
	uint32_t now = count_bits(m) + amount;
	struct hm_event e = *event_log(m, HM_EV_PREEMPT, 0, amount, now, 0, 0, 0);

	raise_preempt_count(m, amount, &e);
}

static enum hm_verdict lower_by_call(struct hm_machine *m, uint32_t amount)
{
	uint32_t now = count_bits(m) - amount;
	struct hm_event e = *event_log(m, HM_EV_PREEMPT, 0, 0 - amount, now, 0, 0, 0);
	enum hm_verdict v = lower_preempt_count(m, amount, NULL, &e);

	return v == HM_OK ? preempt_check_resched(m) : v;
}

static bool preempt_counted(const struct hm_machine *m)
{
	return m->config.preempt || m->era.preempt->counted;
}

/* Without CONFIG_PREEMPT both are empty (2.6.11 include/linux/preempt.h); kmap_atomic() counts all the same. */
enum hm_verdict call_preempt_disable(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	(void)arg, (void)ret;
	if (preempt_counted(m))
		raise_by_call(m, 1);
	return HM_OK;
}

enum hm_verdict call_preempt_enable(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	(void)arg, (void)ret;
	return preempt_counted(m) ? lower_by_call(m, 1) : HM_OK;
}

/* 2.6.20 include/linux/uaccess.h: the one count, with or without CONFIG_PREEMPT. */
enum hm_verdict call_pagefault_disable(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	(void)arg, (void)ret;
	raise_by_call(m, 1);
	return HM_OK;
}

enum hm_verdict call_pagefault_enable(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	(void)arg, (void)ret;
	return lower_by_call(m, 1);
}

enum hm_verdict call_local_bh_disable(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	(void)arg, (void)ret;
	raise_by_call(m, m->era.preempt->bh_disable);
	return HM_OK;
}

enum hm_verdict call_local_bh_enable(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	(void)arg, (void)ret;
	return lower_by_call(m, m->era.preempt->bh_disable);
}

static enum hm_verdict set_irqs(struct hm_machine *m, bool disabled)
{
	struct task_record *t = current_task(m);
	struct hm_event e;

	t->irqs_disabled = disabled;
	task_mark(m, state(m)->task);
	e = *event_log(m, HM_EV_IRQS, 0, !disabled, 0, 0, 0, 0);
	if (disabled)
		t->irqs_off = e;
	else
		smp_answer(m, state(m)->cpu);
	return HM_OK;
}

enum hm_verdict call_local_irq_disable(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	(void)arg, (void)ret;
	return set_irqs(m, true);
}

enum hm_verdict call_local_irq_enable(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	(void)arg, (void)ret;
	return set_irqs(m, false);
}
