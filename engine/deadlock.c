/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Deadlock: no live task, no pending answer of a device could ever bring what somebody waits for. The kernel has no
 * such report; this is hmsh's. It says who waits for what, and who has what is waited for: the circle. Two kinds: sleepers that
 * want entries of the window which sleepers hold, or nobody gives back; CPUs that spin, one for an IPI's answer, one for the lock.
 * A prompt's task counts as nobody: whoever asks decides whether somebody types on.
 */
#include <stdio.h>

#include "engine/calls.h"
#include "engine/text.h"

enum { WAITERS_TOLD = 6 };

/* Can it run without anybody's help? Not on a CPU that is lost or spins. A prompt's task waits for typing, which nobody can count on. */
static bool can_run(const struct hm_machine *m, const struct task_record *t)
{
	if (state(m)->cpus[t->cpu].lost)
		return false;
	if (t->state == HM_TASK_RUNNABLE)
		return !cpu_busy(m, t->cpu);
	return t->state == HM_TASK_CURRENT && !(t->flags & (HM_TASK_PROMPT | HM_TASK_IDLE));
}

static bool anyone_can_run(const struct hm_machine *m)
{
	for (uint16_t id = 0; id < state(m)->tasks_used; id++)
		if (can_run(m, task_at(m, id)))
			return true;
	return false;
}

static bool waits(const struct hm_machine *m, const struct task_record *t)
{
	return t->state == HM_TASK_ASLEEP || (t->state == HM_TASK_SPINNING && !state(m)->cpus[t->cpu].lost);
}

static enum hm_link_role role_of(const struct task_record *t)
{
	switch ((enum hm_wait)t->wait_on) {
	case HM_WAIT_PKMAP: return HM_LINK_WAITS;
	case HM_WAIT_LOCK: return HM_LINK_WAITS_LOCK;
	case HM_WAIT_ANSWER: return HM_LINK_WAITS_ANSWER;
	case HM_WAIT_PAGE: case HM_WAIT_POOL: case HM_WAIT_ISA_POOL: case HM_WAIT_REQUEST: case HM_WAIT_NR: break;
	}
	return HM_LINK_WAITS_DISK;
}

/* Who has turned off the interrupts of the CPUs that are waited for. */
static void chain_silent_cpus(const struct hm_machine *m, struct chain *c)
{
	for (uint32_t cpu = 0; cpu < m->config.cpus; cpu++) {
		uint16_t id = state(m)->cpus[cpu].current_task;

		if (state(m)->call_pending >> cpu & 1 && id != NO_TASK)
			chain_irqs_off(task_at(m, id), c);
	}
}

/* The newest event that put somebody to wait: is it newer than the last report? */
static uint64_t gather(const struct hm_machine *m, struct chain *c, unsigned int *n)
{
	uint64_t newest = 0;

	for (uint16_t id = 0; id < state(m)->tasks_used; id++) {
		const struct task_record *t = task_at(m, id);

		if (!waits(m, t))
			continue;
		newest = t->slept.seq > newest ? t->slept.seq : newest;
		if (++*n <= WAITERS_TOLD)
			chain_add(c, role_of(t), &t->slept, t->first_argument, 0, pkmap_entries_held(m, id));
	}
	return newest;
}

bool hm_deadlock(struct hm_machine *m)
{
	struct state *st = state(m);
	struct hm_link step[HM_REPORT_LINKS];
	struct chain why = { step, 0, HM_REPORT_LINKS };
	unsigned int n = 0;
	uint64_t newest;

	if (hm_disk_can_answer(m) || anyone_can_run(m))
		return false;
	newest = gather(m, &why, &n);
	if (!n)
		return false;
	if (newest <= st->deadlock_at)
		return true;
	if (st->wait_head != NO_TASK)
		chain_entries(m, &why);
	if (st->call_pending)
		chain_silent_cpus(m, &why);
	report_new(m, HM_REPORT_DEADLOCK, HM_CHECK_NONE, &why, step[0].event.seq)->address = n;
	st->deadlock_at = st->event_count;
	return true;
}

/* ---- words ---- */

static bool some_spin(const struct hm_report *r)
{
	for (uint32_t i = 0; i < r->links; i++)
		if (r->link[i].role == HM_LINK_WAITS_ANSWER || r->link[i].role == HM_LINK_WAITS_LOCK)
			return true;
	return false;
}

void deadlock_headline(const struct hm_machine *m, const struct hm_report *r, struct text *t)
{
	if (r->check == HM_CHECK_SMP_CALL_IRQS_OFF)
		text_put(t, "hmsh: deadlock: CPU %u spins on kmap_lock with interrupts off; %s on CPU %u holds it and waits for CPU %u's answer",
			 r->event.cpu, comm_of(m, r->other_task), r->other_cpu, r->event.cpu);
	else if (some_spin(r))
		text_put(t, "hmsh: deadlock: nothing can run, and %u task%s for what nobody can bring", r->address, r->address == 1 ? " waits" : "s wait");
	else
		text_put(t, "hmsh: deadlock: nothing can run, and %u task%s asleep that nobody can wake", r->address,
			 r->address == 1 ? " is" : "s are");
}

static bool waits_itself(const struct hm_report *r, const struct hm_link *entry)
{
	for (uint32_t i = 0; i < r->links; i++)
		if (r->link[i].role == HM_LINK_WAITS && r->link[i].event.task == entry->event.task)
			return true;
	return false;
}

static void sleeper_line(const struct hm_machine *m, const struct hm_link *l, struct text *t)
{
	text_put(t, "%s sleeps in kmap(0x%08x) since event %llu, waits for one of %u entries, holds %u\n", comm_of(m, l->event.task),
		 l->given, (unsigned long long)l->event.seq, m->layout.last_pkmap, l->amount);
}

static void disk_line(const struct hm_machine *m, const struct hm_link *l, struct text *t)
{
	text_put(t, "%s sleeps since event %llu, waits for ", comm_of(m, l->event.task), (unsigned long long)l->event.seq);
	wait_text(t, l->event.arg[2], l->event.arg[3]);
	text_put(t, ", holds %u entries of the window\n", l->amount);
}

static void entry_line(const struct hm_machine *m, const struct hm_report *r, const struct hm_link *l, struct text *t)
{
	const char *comm = comm_of(m, l->event.task);

	if (l->role == HM_LINK_UNMAP_IGNORED)
		text_put(t, "  entry %u: kunmap() was given its address by %s, and did nothing\n", l->amount, comm);
	else if (l->role == HM_LINK_ENTRY_LOST)
		text_put(t, "  entry %u: mapped by %s, which has ended\n", l->amount, comm);
	else if (waits_itself(r, l))
		text_put(t, "  entry %u: mapped by %s, which waits itself\n", l->amount, comm);
	else
		text_put(t, "  entry %u: mapped by %s, which has not unmapped it\n", l->amount, comm);
}

static void spin_line(const struct hm_machine *m, const struct hm_link *l, struct text *t)
{
	text_put(t, "%s spins on CPU %u, ", comm_of(m, l->event.task), l->event.cpu);
	if (l->role == HM_LINK_WAITS_LOCK) {
		text_put(t, "waits for kmap_lock, which %s holds\n", comm_of(m, l->event.arg[0]));
		return;
	}
	text_put(t, "holds kmap_lock, waits for ");
	wait_text(t, HM_WAIT_ANSWER, l->event.arg[1]);
	text_put(t, "\n");
}

static bool link_line(const struct hm_machine *m, const struct hm_report *r, const struct hm_link *l, struct text *t)
{
	switch (l->role) {
	case HM_LINK_WAITS: sleeper_line(m, l, t); return true;
	case HM_LINK_WAITS_DISK: disk_line(m, l, t); return true;
	case HM_LINK_WAITS_LOCK: case HM_LINK_WAITS_ANSWER: spin_line(m, l, t); return true;
	case HM_LINK_UNMAP_IGNORED: case HM_LINK_ENTRY_LOST: case HM_LINK_ENTRY_IN_USE: entry_line(m, r, l, t); return false;
	default: return false;
	}
}

void deadlock_lines(const struct hm_machine *m, const struct hm_report *r, struct text *t)
{
	uint32_t told = 0;

	for (uint32_t i = 0; i < r->links; i++)
		told += link_line(m, r, &r->link[i], t);
	if (r->address > told)
		text_put(t, "and %u more\n", r->address - told);
}
