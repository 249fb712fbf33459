/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * When an interrupt comes. A step of the VM is one instruction: an interrupt can come between any two, so also inside an expression. Steps are
 * counted from 1 and belong to the first statement of what is run next, with the functions that it calls, without its handlers.
 * What comes while it cannot be taken is pending, once, as an interrupt controller would have it: irqs while interrupts are off, softirqs
 * while they or BH are. It is taken before the first step at which it can be: behind local_irq_enable(), behind local_bh_enable(),
 * and softirqs behind the handler that they waited for, as irq_exit() has it (2.6.11 kernel/softirq.c). An NMI never waits.
 * Of several that come at the same step the later one interrupts the handler of the earlier, when that has interrupts on.
 */
#include <string.h>

#include "shell/irq.h"

const char *irq_word(enum hm_context context)
{
	switch (context) {
	case HM_CTX_PROCESS: return "process";
	case HM_CTX_SOFTIRQ: return "softirq";
	case HM_CTX_HARDIRQ: return "irq";
	case HM_CTX_NMI: return "nmi";
	}
	return "?";
}

/* ---- pending ---- */

static bool is_pending(const struct session *s, uint32_t cpu, const struct lang_code *block)
{
	for (unsigned int i = 0; i < s->soft.pendings; i++)
		if (s->soft.pending[i].cpu == cpu && s->soft.pending[i].block.function == block->function)
			return true;
	return false;
}

bool irq_hold(struct session *s, const struct lang_code *block, enum hm_context context, bool irqs_off)
{
	uint32_t cpu = hm_current_cpu(s->world->m);

	if (is_pending(s, cpu, block))
		return true;
	if (s->soft.pendings == SOFT_PENDING) {
		session_error(s, STATUS_LIMIT, "hmsh-pending", "%d interrupts are pending already", SOFT_PENDING);
		return false;
	}
	s->soft.pending[s->soft.pendings++] = (struct pending){ .block = *block, .context = context, .irqs_off = irqs_off, .cpu = cpu };
	return true;
}

bool irq_take_pending(struct session *s)
{
	struct hm_machine *m = s->world->m;

	for (unsigned int i = 0; i < s->soft.pendings; i++) {
		struct pending p = s->soft.pending[i];

		if (p.cpu != hm_current_cpu(m) || !hm_can_interrupt(m, p.context))
			continue;
		memmove(&s->soft.pending[i], &s->soft.pending[i + 1], (--s->soft.pendings - i) * sizeof(p));
		memset(&s->soft.pending[s->soft.pendings], 0, sizeof(p));
		if (lang_interrupt(s->world->lang, hm_current_task(m), &p.block, p.context, p.irqs_off) == HM_OK)
			return true;
		session_error(s, STATUS_LIMIT, "hmsh-memory", "the %s that was pending on CPU %u is lost: no more contexts can be nested",
			      irq_word(p.context), p.cpu);
	}
	return false;
}

/* ---- armed ---- */

bool irq_arm(struct session *s, const struct lang_code *block, enum hm_context context, bool irqs_off, uint32_t step)
{
	if (s->soft.armeds == SOFT_ARMED) {
		session_error(s, STATUS_LIMIT, "hmsh-pending", "%d interrupts wait for the next statement already", SOFT_ARMED);
		return false;
	}
	s->soft.armed[s->soft.armeds++] = (struct armed){ .block = *block, .context = context, .irqs_off = irqs_off, .step = step };
	return true;
}

void irq_statement_begins(struct session *s, struct irq_watch *watch, const struct lang_code *code)
{
	if (!s->soft.armeds)
		return;
	*watch = (struct irq_watch){ .code = code, .task = hm_current_task(s->world->m), .depth = hm_context_depth(s->world->m) };
	s->watch = watch;
}

bool irq_arm_inside(struct session *s, const struct lang_code *block, enum hm_context context, bool irqs_off)
{
	if (!irq_arm(s, block, context, irqs_off, UINT32_MAX))
		return false;
	s->soft.armed[s->soft.armeds - 1].inside = true;
	hm_interrupt_inside(s->world->m);
	return true;
}

/* The call that stands inside goes on when the handler has ended, or at once. */
bool irq_inside(struct session *s)
{
	struct hm_machine *m = s->world->m;
	struct hm_task_view t;

	if (!hm_task_view(m, hm_current_task(m), &t) || !t.inside)
		return false;
	for (unsigned int i = 0; i < s->soft.armeds; i++) {
		struct armed *a = &s->soft.armed[i];

		if (!a->inside || a->came)
			continue;
		a->came++;
		if (hm_can_interrupt(m, a->context) && lang_interrupt(s->world->lang, t.id, &a->block, a->context, a->irqs_off) == HM_OK)
			break;
		irq_hold(s, &a->block, a->context, a->irqs_off);
	}
	return true;
}

static void say_what_came(struct session *s, const struct armed *a, uint32_t steps)
{
	if (a->inside && !a->came)
		session_say(s, "hmsh: the %s inside kmap() or kunmap() did not come: none of a highmem page was called", irq_word(a->context));
	else if (a->inside)
		return;
	else if (!a->came && a->step)
		session_say(s, "hmsh: the %s at step %u did not come: the statement ended after %u step%s", irq_word(a->context), a->step,
			    steps, steps == 1 ? "" : "s");
	else if (s->typed && !a->step)
		session_say(s, "The %s came %u time%s, before each of %u step%s.", irq_word(a->context), a->came, a->came == 1 ? "" : "s",
			    steps, steps == 1 ? "" : "s");
}

void irq_statement_ends(struct session *s)
{
	if (!s->watch)
		return;
	for (unsigned int i = 0; i < s->soft.armeds && hm_halted(s->world->m) == HM_RUNNING; i++)
		say_what_came(s, &s->soft.armed[i], s->watch->step);
	memset(s->soft.armed, 0, sizeof(s->soft.armed));
	s->soft.armeds = 0;
	s->watch = NULL;
}

/* Those that are due at the step that comes next are raised; whether they can be taken is another question. */
static void raise_due(struct session *s, struct irq_watch *w)
{
	w->step++;
	w->counted = true;
	for (unsigned int i = 0; i < s->soft.armeds; i++) {
		struct armed *a = &s->soft.armed[i];

		if (a->inside || (a->step && a->step != w->step))
			continue;
		a->came++;
		irq_hold(s, &a->block, a->context, a->irqs_off);
	}
}

/* Is the task about to make a step of the statement itself? */
static bool at_a_step(const struct session *s, const struct irq_watch *w)
{
	const struct hm_machine *m = s->world->m;

	return hm_current_task(m) == w->task && hm_context_depth(m) == w->depth && lang_busy(s->world->lang, w->task);
}

bool irq_before_step(struct session *s)
{
	struct irq_watch *w = s->watch;

	if (w && at_a_step(s, w) && lang_past_first(s->world->lang, w->task, w->code)) {
		irq_statement_ends(s);
		w = NULL;
	}
	if (w && !w->counted && at_a_step(s, w))
		raise_due(s, w);
	if (s->soft.pendings)
		irq_take_pending(s);
	if (w && at_a_step(s, w))
		w->counted = false; /* it is made now */
	return w || s->soft.pendings;
}
