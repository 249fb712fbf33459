/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the simulated kernel does when it is hurt: BUG(), WARN_ON(), page faults and divide errors in kernel mode, and who
 * dies of them (2.6.11 arch/i386/kernel/traps.c die(), arch/i386/mm/fault.c, kernel/exit.c).
 * Two policies of the configuration. `die`: in an interrupt, or with panic_on_oops, the machine panics; else the task dies with
 * its count and context, while slots, counts, pages and a held kmap_lock stay as they are. `abandon`: the call is dropped
 * where it stood, its lock is released by force, and the task lives on.
 */
#include "engine/calls.h"

enum { PANICKED = 1 };

_Static_assert(HM_CHECK_NR <= 128, "a bit each in state.warned");

static void kill_current(struct hm_machine *m, struct hm_report *r)
{
	struct state *st = state(m);
	struct task_record *t = current_task(m);
	struct lock_record *l = &st->kmap_lock;

	if (l->held && l->task == st->task && st->call_event)
		l->taken = *calling(m);
	t->slept = *event_log(m, HM_EV_TASK_DEAD, r->event.seq, st->task, (uint32_t)t->preempt_count, 0, 0, 0);
	t->state = HM_TASK_DEAD;
	r->died = 1;
	if (this_cpu(m)->current_task == st->task)
		this_cpu(m)->current_task = NO_TASK;
	remove_wait_queue(m, st->task);
	task_mark(m, st->task);
	smp_answer(m, st->cpu);
	switch_out(m);
}

/* die(): counts, then panics or ends the task. */
static enum hm_verdict die(struct hm_machine *m, struct hm_report *r)
{
	r->die_counter = ++state(m)->die_counter;
	if (m->config.policy == HM_POLICY_ABANDON) {
		kmap_force_unlock(m);
		return HM_ABANDONED;
	}
	if (in_interrupt(m) || m->config.panic_on_oops) {
		r->panicked = PANICKED;
		state(m)->halted = HM_HALT_PANIC;
		return HM_DIED;
	}
	kill_current(m, r);
	return HM_DIED;
}

enum hm_verdict bug_because(struct hm_machine *m, enum hm_check check, const struct chain *why)
{
	return die(m, report_new(m, HM_REPORT_BUG, check, why, why->n ? why->step[0].event.seq : 0));
}

enum hm_verdict bug(struct hm_machine *m, enum hm_check check)
{
	const struct chain why = { NULL, 0, 0 };

	return die(m, report_new(m, HM_REPORT_BUG, check, &why, 0));
}

void warn_on(struct hm_machine *m, enum hm_check check)
{
	const struct chain why = { NULL, 0, 0 };

	report_new(m, HM_REPORT_WARN, check, &why, 0);
}

void warn_because(struct hm_machine *m, enum hm_check check, const struct chain *why)
{
	report_new(m, HM_REPORT_WARN, check, why, why->n ? why->step[0].event.seq : 0);
}

void warn_on_once(struct hm_machine *m, enum hm_check check, const struct chain *why)
{
	struct state *st = state(m);
	uint64_t bit = (uint64_t)1 << check % 64, cause = why->n ? why->step[0].event.seq : 0;

	if (st->warned[check / 64] & bit) {
		event_log(m, HM_EV_SUPPRESSED, cause, 0, HM_REPORT_WARN, (uint32_t)check, 0, 0);
		return;
	}
	st->warned[check / 64] |= bit;
	report_new(m, HM_REPORT_WARN, check, why, cause);
}

void warn_irqs_off(struct hm_machine *m)
{
	struct hm_link step[HM_REPORT_LINKS];
	struct chain why = { step, 0, HM_REPORT_LINKS };

	chain_irqs_off(current_task(m), &why);
	warn_because(m, HM_CHECK_SMP_CALL_IRQS_OFF, &why);
}

enum hm_verdict out_of_range(struct hm_machine *m, enum hm_check check, hm_vaddr_t address, const struct chain *why)
{
	struct hm_report *r = report_new(m, HM_REPORT_OUT_OF_RANGE, check, why,
					 why->n ? why->step[0].event.seq : 0);

	r->address = address;
	return die(m, r);
}

/*
 * Up to 2.6.18 do_page_fault() prints the directory entry of address >> 22 and, where that is present, the entry of a 1024-entry
 * table behind it: two 32-bit words, whatever the page tables are. With PAE they are nonsense, as they were in the kernel.
 */
static void read_words(const struct hm_machine *m, struct hm_report *r, hm_vaddr_t address)
{
	uint32_t word = 0;
	hm_paddr_t at = m->layout.pgd + (hm_paddr_t)(address >> 22) * sizeof(word);

	(void)frame_read(m, (hm_pfn_t)(at >> HM_PAGE_SHIFT), at & (HM_PAGE_SIZE - 1), &word, sizeof(word)); /* ones where there is no RAM */
	r->pde = word;
	r->has_pte = 1;
	if (!(word & 1) || m->config.highpte)
		return;
	(void)frame_read(m, word >> HM_PAGE_SHIFT, (address >> HM_PAGE_SHIFT & 0x3ff) * (uint32_t)sizeof(word), &word, sizeof(word));
	r->pte = word;
	r->has_pte = 3;
}

/* The walk itself: with PAE the third level first. Large pages have no entry behind the directory. */
static void read_walk(struct hm_report *r, const struct hm_walk *w, unsigned int first)
{
	if (w->levels > first) {
		r->pde = w->level[first].entry;
		r->has_pte = 1;
	}
	if (w->levels > first + 1) {
		r->pte = w->level[first + 1].entry;
		r->has_pte = 3;
	}
}

static void read_tables(const struct hm_machine *m, struct hm_report *r, hm_vaddr_t address)
{
	struct hm_walk w;

	hm_walk(m, address, &w);
	if (m->config.pae && w.levels)
		r->pdpt = w.level[0].entry;
	if (m->era.wording->true_tables)
		read_walk(r, &w, m->config.pae);
	else
		read_words(m, r, address);
}

enum hm_verdict oops(struct hm_machine *m, hm_vaddr_t address, uint32_t error_code, uint64_t cause)
{
	struct hm_link step[HM_REPORT_LINKS];
	struct chain why = { step, 0, HM_REPORT_LINKS };
	struct hm_report *r;

	chain_address(m, &why, address);
	if (address < HM_PAGE_SIZE)
		chain_null(m, &why);
	if (why.n)
		cause = step[0].event.seq;
	event_log(m, HM_EV_FAULT, cause, address, error_code, 0, 0, 0);
	r = report_new(m, HM_REPORT_OOPS, HM_CHECK_NONE, &why, cause);
	r->address = address;
	r->error_code = error_code;
	read_tables(m, r, address);
	return die(m, r);
}

enum hm_verdict hm_divide_error(struct hm_machine *m)
{
	struct chain why = { NULL, 0, 0 };

	if (hm_halted(m))
		return HM_REFUSED;
	return die(m, report_new(m, HM_REPORT_DIVIDE, HM_CHECK_NONE, &why, 0));
}
