/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Mappings that go with their task: 6.1 mm/highmem.c (__kmap_local_sched_out, __kmap_local_sched_in, kmap_local_fork), and
 * kmap_assert_nomap(). The slots of a CPU hold the mappings of cpu_record.kmap_owner, who ran there last and has not left since.
 * Leaving takes them out, lowest first, with an invlpg each; coming back sets them again and flushes nothing. The story of a slot is
 * kept beside the saved entry, so that `why` still knows who mapped it.
 */
#include "engine/kmap_local.h"

int32_t stack_depth_of_task(const struct hm_machine *m, uint32_t cpu)
{
	uint16_t owner = state(m)->cpus[cpu].kmap_owner;

	return owner < state(m)->tasks_used ? kmap_ctrl(m, owner)->idx : 0;
}

/* A push that found the stack full has raised the index before its BUG: there is nothing kept so high. */
static int32_t depth_kept(const struct hm_machine *m, uint16_t task)
{
	int32_t idx = kmap_ctrl(m, task)->idx;

	return idx < KM_MAX_IDX_DEBUG ? idx : KM_MAX_IDX_DEBUG;
}

/* Only the last slot of each map is in use; those below it are guards. */
static void take_out(struct hm_machine *m, int32_t i, uint16_t task)
{
	struct kmap_saved *s = &kmap_ctrl(m, task)->saved[i];
	uint32_t slot = slot_at(m, i);

	if (!s->pteval)
		return;
	s->told = *slot_record(m, slot);
	(void)slot_clear_entry(m, slot, true);
	flush_tlb_one_switching(m, hm_slot_address(&m->layout, slot));
	slot_record(m, slot)->skipped = *event_log(m, HM_EV_KMAP_SWITCHED_OUT, s->told.set.seq, task,
						   hm_slot_address(&m->layout, slot), slot, 0, 0);
}

static void put_back(struct hm_machine *m, int32_t i, uint16_t task)
{
	const struct kmap_saved *s = &kmap_ctrl(m, task)->saved[i];
	uint32_t slot = slot_at(m, i);

	if (!s->pteval)
		return;
	(void)slot_set_entry(m, slot, s->pteval, false);
	*slot_record(m, slot) = s->told;
}

/* __kmap_local_sched_out(), lowest first. */
void kmap_local_sched_out(struct hm_machine *m)
{
	uint16_t task = this_cpu(m)->kmap_owner;

	if (task == NO_TASK)
		return;
	this_cpu(m)->kmap_owner = NO_TASK;
	for (int32_t i = 0; i < depth_kept(m, task); i++)
		take_out(m, i, task);
	ctrl_mark(m, task);
}

/* __kmap_local_sched_in(); a prompt's task, which only waits for typing, leaves no sooner than somebody takes its CPU. */
void kmap_local_sched_in(struct hm_machine *m)
{
	uint16_t task = state(m)->task, owner = this_cpu(m)->kmap_owner;
	uint32_t cpu = state(m)->cpu;

	if (owner == task)
		return;
	if (owner != NO_TASK) {
		run_as(m, owner, cpu);
		kmap_local_sched_out(m);
		run_as(m, task, cpu);
	}
	if (kmap_ctrl(m, task)->idx <= 0)
		return;
	this_cpu(m)->kmap_owner = task;
	for (int32_t i = 0; i < depth_kept(m, task); i++)
		put_back(m, i, task);
}

/* The stack of the parent's that its child must not have been given: kmap_local_fork(), exit_to_user_mode_prepare(). */
static void warn_mapped(struct hm_machine *m, enum hm_check check)
{
	struct hm_link step[HM_REPORT_LINKS];
	struct chain why = { step, 0, HM_REPORT_LINKS };
	int32_t idx = ctrl(m)->idx;

	if (!idx)
		return;
	chain_stack(m, &why, slot_at(m, 0), slot_at(m, idx > 0 ? idx : kmap_incr(m))); /* below 0: an unmap too many, of the first slot */
	warn_on_once(m, check, &why);
}

/* kthreads are kthreadd's children, not the caller's. */
void kmap_local_fork(struct hm_machine *m, uint16_t child)
{
	struct kmap_ctrl *c = kmap_ctrl(m, child);

	if (c->idx || c->pagefault_disabled || c->migration_disabled) { /* of who had this number before */
		*c = (struct kmap_ctrl){ .idx = 0 };
		ctrl_mark(m, child);
	}
	if (task_at(m, child)->mm && child != state(m)->task && !(task_at(m, child)->flags & HM_TASK_PROMPT))
		warn_mapped(m, HM_CHECK_KMAP_LOCAL_FORK);
}

/* kmap_assert_nomap(), where a process goes back to user mode. */
void kmap_assert_nomap(struct hm_machine *m)
{
	if (!(current_task(m)->flags & HM_TASK_KTHREAD))
		warn_mapped(m, HM_CHECK_KMAP_ASSERT_NOMAP);
}

/* ---- looks ---- */

bool hm_kmap_ctrl_view(const struct hm_machine *m, uint16_t task, struct hm_kmap_ctrl_view *out)
{
	const struct kmap_ctrl *c;

	if (!has_kmap_ctrl(m) || task >= state(m)->tasks_used)
		return false;
	c = kmap_ctrl(m, task);
	*out = (struct hm_kmap_ctrl_view){
		.idx = c->idx, .pagefault_disabled = (int32_t)c->pagefault_disabled, .migration_disabled = c->migration_disabled,
		.in_slots = state(m)->cpus[task_at(m, task)->cpu].kmap_owner == task,
	};
	return true;
}

bool hm_kmap_saved(const struct hm_machine *m, uint16_t task, uint32_t i, struct hm_slot_view *out)
{
	const struct kmap_saved *s;
	struct hm_kmap_ctrl_view v;
	bool there;

	if (!hm_kmap_ctrl_view(m, task, &v) || v.idx < 0 || i >= (uint32_t)v.idx)
		return false;
	there = hm_slot_view(m, task_at(m, task)->cpu, i, out);
	if (!there || v.in_slots)
		return there;
	s = &kmap_ctrl(m, task)->saved[i];
	out->pte = s->pteval;
	out->pfn = pte_pfn(m, s->pteval);
	out->set = s->told.set;
	out->skipped = s->told.skipped;
	return true;
}
