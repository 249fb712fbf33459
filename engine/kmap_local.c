/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Mappings that belong to a task: 6.1 mm/highmem.c (__kmap_local_page_prot, __kmap_local_pfn_prot, kunmap_local_indexed,
 * __kmap_local_sched_out, __kmap_local_sched_in), kmap_atomic() on top of them (include/linux/highmem-internal.h), and
 * migrate_disable() as far as a count goes. In the kernel's order, checks too.
 *
 * kmap_ctrl.idx is the task's place on the stack, its slots lie in the part of the CPU that it runs on, and it cannot move while
 * it has any. The slots of a CPU hold the mappings of cpu_record.kmap_owner: who ran there last and has not left since. Leaving
 * takes them out with an invlpg each, coming back sets them again and flushes nothing.
 * CONFIG_DEBUG_HIGHMEM selects DEBUG_KMAP_LOCAL (a guard slot below each) and FORCE_MAP (lowmem pages take slots, too).
 */
#include "engine/slot_stack.h"

static struct kmap_ctrl *ctrl(const struct hm_machine *m)
{
	return kmap_ctrl(m, state(m)->task);
}

static void ctrl_mark(struct hm_machine *m, uint16_t task)
{
	area_mark(&m->region.area[AREA_KMAP_CTRL], task * sizeof(struct kmap_ctrl), sizeof(struct kmap_ctrl));
}

static bool force_map(const struct hm_machine *m)
{
	return m->config.debug_highmem;
}

static int32_t kmap_incr(const struct hm_machine *m)
{
	return m->era.slot_stack->step[m->config.debug_highmem];
}

static uint32_t slot_at(const struct hm_machine *m, int32_t idx)
{
	return slot_of_type(m, (uint32_t)idx);
}

int32_t stack_depth_of_task(const struct hm_machine *m, uint32_t cpu)
{
	uint16_t owner = state(m)->cpus[cpu].kmap_owner;

	return owner < state(m)->tasks_used ? kmap_ctrl(m, owner)->idx : 0;
}

/* ---- map ---- */

static enum hm_verdict push(struct hm_machine *m, uint32_t *slot)
{
	struct kmap_ctrl *c = ctrl(m);

	warn_irqs_on(m, HM_CHECK_KMAP_LOCAL_PUSH_IRQ);
	c->idx += kmap_incr(m);
	*slot = slot_at(m, c->idx - 1);
	if (c->idx < (int32_t)m->layout.km_type_nr)
		return HM_OK;
	return stack_bug(m, HM_CHECK_KMAP_LOCAL_PUSH_MAX, slot_at(m, 0), *slot);
}

/* What follows counts for the time of the call alone, and for who dies in it. */
static enum hm_verdict map_pfn(struct hm_machine *m, hm_pfn_t pfn, uint64_t prot, uint32_t *slot)
{
	uint64_t entry = 0;
	enum hm_verdict v;

	ctrl(m)->migration_disabled++;
	ctrl_mark(m, state(m)->task);
	add_preempt_count(m, 1);
	v = push(m, slot);
	if (v == HM_OK)
		v = slot_read(m, *slot, &entry);
	if (v == HM_OK && entry)
		return stack_busy(m, HM_CHECK_KMAP_LOCAL_BUSY, *slot);
	if (v == HM_OK)
		v = stack_set(m, *slot, entry_with(m, pfn, prot));
	if (v != HM_OK)
		return v;
	if (ctrl(m)->idx > 0 && ctrl(m)->idx <= KM_MAX_IDX_DEBUG)
		ctrl(m)->saved[ctrl(m)->idx - 1].pteval = entry_with(m, pfn, prot);
	this_cpu(m)->kmap_owner = state(m)->task;
	add_preempt_count(m, -1);
	return HM_OK;
}

/* raised: what kmap_atomic() has added, or NULL. */
static enum hm_verdict map_page(struct hm_machine *m, hm_vaddr_t page, uint64_t prot, struct raise_record *raised, hm_vaddr_t *address)
{
	bool highmem = true;
	uint32_t slot;
	enum hm_verdict v = force_map(m) ? HM_OK : m->era.arch_highmem(m, page, &highmem);

	if (v == HM_OK && !highmem)
		return map_lowmem(m, page, raised, address);
	if (v == HM_OK)
		v = map_pfn(m, hm_page_to_pfn(&m->layout, page), prot, &slot);
	if (v != HM_OK)
		return v;
	*address = hm_slot_address(&m->layout, slot);
	if (raised) {
		raised->address = *address;
		raised->page = page;
		raised->slot = slot;
	}
	return HM_OK;
}

/* ---- unmap ---- */

static enum hm_verdict pop(struct hm_machine *m)
{
	struct kmap_ctrl *c = ctrl(m);
	struct hm_link step[HM_REPORT_LINKS];
	struct chain why = { step, 0, HM_REPORT_LINKS };

	c->idx -= kmap_incr(m);
	if (!c->idx)
		this_cpu(m)->kmap_owner = NO_TASK;
	if (c->idx >= 0)
		return HM_OK;
	chain_slot(m, &why, slot_at(m, kmap_incr(m) - 1));
	return bug_because(m, HM_CHECK_KUNMAP_LOCAL_POP_MIN, &why);
}

static enum hm_verdict clear_top(struct hm_machine *m, hm_vaddr_t v, hm_vaddr_t kvaddr, uint32_t top)
{
	struct hm_link step[HM_REPORT_LINKS];
	struct chain why = { step, 0, HM_REPORT_LINKS };
	struct hm_event order = { .seq = 0 };
	enum hm_verdict verdict;

	if (v != hm_slot_address(&m->layout, top)) {
		order = tell_order(m, kvaddr, top, &why);
		warn_on_once(m, HM_CHECK_KUNMAP_LOCAL_ORDER, &why);
	}
	verdict = stack_clear(m, top, !order.seq);
	flush_tlb_one(m, v);
	if (order.seq)
		tell_cleared(m, top, &order);
	return verdict;
}

static enum hm_verdict unmap_top(struct hm_machine *m, hm_vaddr_t v, hm_vaddr_t kvaddr)
{
	struct kmap_ctrl *c = ctrl(m);
	enum hm_verdict verdict;

	add_preempt_count(m, 1);
	verdict = clear_top(m, v, kvaddr, slot_at(m, c->idx - 1));
	if (c->idx > 0 && c->idx <= KM_MAX_IDX_DEBUG)
		c->saved[c->idx - 1].pteval = 0;
	ctrl_mark(m, state(m)->task);
	if (verdict == HM_OK)
		verdict = pop(m);
	if (verdict != HM_OK)
		return verdict;
	add_preempt_count(m, -1);
	if (c->migration_disabled)
		c->migration_disabled--;
	return HM_OK;
}

/* With FORCE_MAP every mapping has a slot; without it lowmem has none, and what lies below it was never mapped. */
static void outside(struct hm_machine *m, hm_vaddr_t v, hm_vaddr_t kvaddr)
{
	struct hm_link step[HM_REPORT_LINKS];
	struct chain why = { step, 0, HM_REPORT_LINKS };

	tell_outside(m, kvaddr, slot_at(m, ctrl(m)->idx - 1));
	if (!force_map(m) && v >= m->layout.page_offset)
		return;
	chain_add(&why, HM_LINK_NEVER_MAPPED, calling(m), kvaddr, 0, 0);
	warn_on_once(m, force_map(m) ? HM_CHECK_KUNMAP_LOCAL_OUTSIDE : HM_CHECK_KUNMAP_LOCAL_BELOW, &why);
}

static enum hm_verdict kunmap_local_indexed(struct hm_machine *m, hm_vaddr_t kvaddr)
{
	hm_vaddr_t v = page_start(kvaddr);

	if (in_slots(m, v))
		return unmap_top(m, v, kvaddr);
	outside(m, v, kvaddr);
	return HM_OK;
}

/* ---- what helpers and calls are made of ---- */

enum hm_verdict kmap_local_prot_6_1(struct hm_machine *m, hm_vaddr_t page, uint32_t type, uint64_t prot, hm_vaddr_t *address)
{
	(void)type;
	return map_page(m, page, prot, NULL, address);
}

enum hm_verdict kmap_local_6_1(struct hm_machine *m, hm_vaddr_t page, uint32_t type, hm_vaddr_t *address)
{
	return kmap_local_prot_6_1(m, page, type, m->layout.kmap_prot, address);
}

enum hm_verdict kmap_local_pfn_6_1(struct hm_machine *m, hm_pfn_t pfn, uint32_t type, hm_vaddr_t *address)
{
	uint32_t slot = 0;
	enum hm_verdict v = map_pfn(m, pfn, m->layout.kmap_prot, &slot);

	(void)type;
	if (v == HM_OK)
		*address = hm_slot_address(&m->layout, slot);
	return v;
}

enum hm_verdict kunmap_local_6_1(struct hm_machine *m, hm_vaddr_t kvaddr, uint32_t type)
{
	enum hm_verdict v = kunmap_local_indexed(m, kvaddr);

	(void)type;
	return v == HM_OK ? preempt_check_resched(m) : v;
}

static void pagefault_disable(struct hm_machine *m)
{
	ctrl(m)->pagefault_disabled++;
	ctrl_mark(m, state(m)->task);
}

static void pagefault_enable(struct hm_machine *m)
{
	ctrl(m)->pagefault_disabled--;
	ctrl_mark(m, state(m)->task);
}

enum hm_verdict kmap_atomic_prot_6_1(struct hm_machine *m, hm_vaddr_t page, uint32_t type, uint64_t prot, hm_vaddr_t *address)
{
	struct raise_record *raised = raise_preempt_count(m, 1, calling(m));

	(void)type;
	pagefault_disable(m);
	return map_page(m, page, prot, raised, address);
}

enum hm_verdict kmap_atomic_6_1(struct hm_machine *m, hm_vaddr_t page, uint32_t type, hm_vaddr_t *address)
{
	return kmap_atomic_prot_6_1(m, page, type, m->layout.kmap_prot, address);
}

enum hm_verdict kmap_atomic_pfn_6_1(struct hm_machine *m, hm_pfn_t pfn, uint32_t type, hm_vaddr_t *address)
{
	struct raise_record *raised = raise_preempt_count(m, 1, calling(m));
	enum hm_verdict v;

	pagefault_disable(m);
	v = kmap_local_pfn_6_1(m, pfn, type, address);
	if (v != HM_OK)
		return v;
	raised->address = *address;
	raised->page = hm_pfn_to_page(&m->layout, pfn);
	raised->slot = slot_of_address(m, *address);
	return HM_OK;
}

enum hm_verdict kunmap_atomic_6_1(struct hm_machine *m, hm_vaddr_t kvaddr, uint32_t type)
{
	bool by_page;
	struct raise_record *raised = raise_of_address(m, kvaddr, &by_page);
	enum hm_verdict v = kunmap_local_indexed(m, kvaddr);

	(void)type;
	if (v != HM_OK)
		return v;
	pagefault_enable(m);
	v = lower_preempt_count(m, 1, raised, calling(m));
	return v == HM_OK ? preempt_check_resched(m) : v;
}

/* ---- CONFIG_HIGHMEM=n: arithmetic; kmap_atomic() still counts ---- */

enum hm_verdict kmap_atomic_6_1_lowmem_only(struct hm_machine *m, hm_vaddr_t page, uint32_t type, hm_vaddr_t *address)
{
	pagefault_disable(m);
	return kmap_atomic_counted_only(m, page, type, address);
}

enum hm_verdict kmap_atomic_prot_6_1_lowmem_only(struct hm_machine *m, hm_vaddr_t page, uint32_t type, uint64_t prot, hm_vaddr_t *address)
{
	(void)prot;
	return kmap_atomic_6_1_lowmem_only(m, page, type, address);
}

enum hm_verdict kunmap_atomic_6_1_lowmem_only(struct hm_machine *m, hm_vaddr_t kvaddr, uint32_t type)
{
	pagefault_enable(m);
	return kunmap_atomic_counted_only(m, kvaddr, type);
}

enum hm_verdict kmap_atomic_pfn_6_1_lowmem_only(struct hm_machine *m, hm_pfn_t pfn, uint32_t type, hm_vaddr_t *address)
{
	return kmap_atomic_6_1_lowmem_only(m, hm_pfn_to_page(&m->layout, pfn), type, address);
}

enum hm_verdict kmap_local_prot_lowmem_only(struct hm_machine *m, hm_vaddr_t page, uint32_t type, uint64_t prot, hm_vaddr_t *address)
{
	(void)prot;
	return kmap_atomic_lowmem_only(m, page, type, address);
}

/* Only eras whose stacks go with their tasks have the area. */
static bool has_kmap_ctrl(const struct hm_machine *m)
{
	return m->era.slot_stack && m->era.slot_stack->switch_out;
}

bool pagefault_disabled(const struct hm_machine *m)
{
	return has_kmap_ctrl(m) && ctrl(m)->pagefault_disabled;
}

bool migration_disabled(const struct hm_machine *m, uint16_t task)
{
	return has_kmap_ctrl(m) && kmap_ctrl(m, task)->migration_disabled;
}

/* ---- the calls ---- */

enum hm_verdict call_kmap_local_page(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	hm_vaddr_t address = 0;
	enum hm_verdict v = m->copying->map(m, (hm_vaddr_t)arg[0], 0, &address);

	*ret = address;
	return v;
}

enum hm_verdict call_kunmap_local(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	(void)ret;
	return m->copying->unmap(m, (hm_vaddr_t)arg[0], 0);
}

enum hm_verdict call_kmap_local_prot(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	hm_vaddr_t address = 0;
	enum hm_verdict v = m->copying->map_prot(m, (hm_vaddr_t)arg[0], 0, arg[1], &address);

	*ret = address;
	return v;
}

/* A folio's first page is where the folio is. */
enum hm_verdict call_kmap_local_folio(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	uint32_t offset = (uint32_t)arg[1], size = m->layout.page_struct_size;
	hm_vaddr_t address = 0, page = (hm_vaddr_t)arg[0] + (offset >> HM_PAGE_SHIFT) * size;
	enum hm_verdict v = m->copying->map(m, page, 0, &address);

	*ret = address + (offset & (HM_PAGE_SIZE - 1));
	return v;
}

/* Of the window alone: neither a slot's address nor lowmem's. */
enum hm_verdict call_is_kmap_addr(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	*ret = ((hm_vaddr_t)arg[0] - m->layout.pkmap_base) >> HM_PAGE_SHIFT < m->layout.last_pkmap;
	return HM_OK;
}

enum hm_verdict call_kmap_local_pfn(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	hm_vaddr_t address = 0;
	enum hm_verdict v = m->copying->map_pfn(m, (hm_pfn_t)arg[0], 0, &address);

	*ret = address;
	return v;
}

enum hm_verdict call_pagefault_disable_counter(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	(void)arg, (void)ret;
	pagefault_disable(m);
	return HM_OK;
}

enum hm_verdict call_pagefault_enable_counter(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	(void)arg, (void)ret;
	pagefault_enable(m);
	return HM_OK;
}

enum hm_verdict call_migrate_disable(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	(void)arg, (void)ret;
	ctrl(m)->migration_disabled++;
	ctrl_mark(m, state(m)->task);
	return HM_OK;
}

enum hm_verdict call_migrate_enable(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	(void)arg, (void)ret;
	if (ctrl(m)->migration_disabled)
		ctrl(m)->migration_disabled--;
	ctrl_mark(m, state(m)->task);
	return HM_OK;
}

static enum hm_verdict page_of_entry(struct hm_machine *m, uint64_t entry, uint64_t *ret)
{
	*ret = hm_pfn_to_page(&m->layout, entry ? pte_pfn(m, entry) : 0);
	return HM_OK;
}

/* kmap_to_page(): asking for a mapped address is deprecated and said so, once; it answers all the same. */
enum hm_verdict call_kmap_to_page(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	const struct hm_layout *l = &m->layout;
	hm_vaddr_t address = (hm_vaddr_t)arg[0];
	uint32_t nr = (address - l->pkmap_base) >> HM_PAGE_SHIFT, slot = slot_of_address(m, address);
	struct hm_link step[HM_REPORT_LINKS];
	struct chain why = { step, 0, HM_REPORT_LINKS };

	if (nr < l->last_pkmap) {
		chain_pkmap(m, &why, nr);
		warn_on_once(m, HM_CHECK_KMAP_TO_PAGE_PKMAP, &why);
		return page_of_entry(m, pte_read(m, l->pkmap_page_table + nr * l->pte_size), ret);
	}
	if (slot - slot_at(m, 0) < (uint32_t)ctrl(m)->idx && slot_mapped(m, slot)) {
		chain_slot(m, &why, slot);
		warn_on_once(m, HM_CHECK_KMAP_TO_PAGE_LOCAL, &why);
		return page_of_entry(m, pte_read(m, slot_pte(m, slot)), ret);
	}
	return call_virt_to_page(m, arg, ret);
}

/* ---- the scheduler ---- */

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

	if (!ctrl(m)->idx)
		return;
	chain_stack(m, &why, slot_at(m, 0), slot_at(m, ctrl(m)->idx));
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
