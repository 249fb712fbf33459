/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Mappings that belong to a task: 6.1 mm/highmem.c (__kmap_local_page_prot, __kmap_local_pfn_prot, kunmap_local_indexed) and
 * kmap_atomic() on top of them (include/linux/highmem-internal.h). In the kernel's order, checks too.
 *
 * kmap_ctrl.idx is the task's place on the stack, its slots lie in the part of the CPU that it runs on, and it cannot move while
 * it has any. What happens to them when it leaves the CPU is in kmap_switch.c.
 * CONFIG_DEBUG_HIGHMEM selects DEBUG_KMAP_LOCAL (a guard slot below each) and FORCE_MAP (lowmem pages take slots, too).
 */
#include "engine/kmap_local.h"

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

void pagefault_disable(struct hm_machine *m)
{
	ctrl(m)->pagefault_disabled++;
	ctrl_mark(m, state(m)->task);
}

void pagefault_enable(struct hm_machine *m)
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

bool pagefault_disabled(const struct hm_machine *m)
{
	return has_kmap_ctrl(m) && ctrl(m)->pagefault_disabled;
}

bool migration_disabled(const struct hm_machine *m, uint16_t task)
{
	return has_kmap_ctrl(m) && kmap_ctrl(m, task)->migration_disabled;
}
