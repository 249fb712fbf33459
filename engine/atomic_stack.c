/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Atomic kmaps as a stack of slots for each CPU: 2.6.37 arch/x86/mm/highmem_32.c (kmap_atomic_prot, __kunmap_atomic) and
 * include/linux/highmem.h (kmap_atomic_idx_push, kmap_atomic_idx, kmap_atomic_idx_pop), in the kernel's order.
 * Mapping takes the next slot and flushes nothing: a clear entry is in no TLB. Unmapping clears the top slot and flushes the
 * address it was given, whichever that is; so after a wrong order an entry may be cleared whose translation stays in the TLB.
 * CONFIG_DEBUG_HIGHMEM adds checks and changes nothing else.
 */
#include "engine/slot_stack.h"

static int32_t *kmap_atomic_idx(const struct hm_machine *m)
{
	return &this_cpu(m)->kmap_atomic_idx;
}

int32_t stack_depth_of_cpu(const struct hm_machine *m, uint32_t cpu)
{
	return state(m)->cpus[cpu].kmap_atomic_idx;
}

/* BUG_ON(idx > KM_TYPE_NR) is one too late: idx == KM_TYPE_NR is the next CPU's first slot. */
static enum hm_verdict push(struct hm_machine *m, uint32_t *slot)
{
	int32_t idx = (*kmap_atomic_idx(m))++;

	*slot = slot_of_type(m, (uint32_t)idx);
	if (!m->config.debug_highmem)
		return HM_OK;
	warn_irqs_on(m, HM_CHECK_KMAP_ATOMIC_PUSH_IRQ);
	if (idx > (int32_t)m->layout.km_type_nr)
		return stack_bug(m, HM_CHECK_KMAP_ATOMIC_PUSH_MAX, slot_of_type(m, 0), *slot);
	return HM_OK;
}

static enum hm_verdict pop(struct hm_machine *m)
{
	int32_t idx = --*kmap_atomic_idx(m);
	struct hm_link step[HM_REPORT_LINKS];
	struct chain why = { step, 0, HM_REPORT_LINKS };

	if (idx >= 0 || !m->config.debug_highmem)
		return HM_OK;
	chain_slot(m, &why, slot_of_type(m, 0));
	return bug_because(m, HM_CHECK_KUNMAP_ATOMIC_POP_MIN, &why);
}

static enum hm_verdict map_frame(struct hm_machine *m, hm_pfn_t pfn, uint64_t prot, struct raise_record *raised, hm_vaddr_t *address)
{
	uint64_t entry;
	uint32_t slot;
	enum hm_verdict v = push(m, &slot);

	if (v == HM_OK)
		v = slot_read(m, slot, &entry);
	if (v != HM_OK)
		return v;
	if (entry)
		return stack_busy(m, HM_CHECK_KMAP_ATOMIC_BUSY, slot);
	v = stack_set(m, slot, entry_with(m, pfn, prot));
	raised->address = *address = hm_slot_address(&m->layout, slot);
	raised->page = hm_pfn_to_page(&m->layout, pfn);
	raised->slot = slot;
	return v;
}

enum hm_verdict kmap_atomic_prot_2_6_37(struct hm_machine *m, hm_vaddr_t page, uint32_t type, uint64_t prot, hm_vaddr_t *address)
{
	struct raise_record *raised = raise_preempt_count(m, 1, calling(m)); /* pagefault_disable() */
	bool highmem;
	enum hm_verdict v = m->era.arch_highmem(m, page, &highmem);

	(void)type;
	if (v != HM_OK)
		return v;
	if (!highmem)
		return map_lowmem(m, page, raised, address);
	return map_frame(m, hm_page_to_pfn(&m->layout, page), prot, raised, address);
}

enum hm_verdict kmap_atomic_2_6_37(struct hm_machine *m, hm_vaddr_t page, uint32_t type, hm_vaddr_t *address)
{
	return kmap_atomic_prot_2_6_37(m, page, type, m->layout.kmap_prot, address);
}

/* kmap_atomic_prot_pfn() of arch/x86/mm/iomap_32.c: lowmem frames take a slot, too. */
enum hm_verdict kmap_atomic_pfn_2_6_37(struct hm_machine *m, hm_pfn_t pfn, uint32_t type, hm_vaddr_t *address)
{
	(void)type;
	return map_frame(m, pfn, m->layout.kmap_prot, raise_preempt_count(m, 1, calling(m)), address);
}

/* ---- unmap ---- */

static enum hm_verdict unmap_top(struct hm_machine *m, hm_vaddr_t v, hm_vaddr_t kvaddr)
{
	uint32_t top = slot_of_type(m, (uint32_t)(*kmap_atomic_idx(m) - 1));
	struct hm_link step[HM_REPORT_LINKS];
	struct chain why = { step, 0, HM_REPORT_LINKS };
	struct hm_event order = { .seq = 0 };
	enum hm_verdict verdict;

	if (v != hm_slot_address(&m->layout, top)) {
		order = tell_order(m, kvaddr, top, &why);
		if (m->config.debug_highmem)
			warn_on_once(m, HM_CHECK_KUNMAP_ATOMIC_ORDER, &why);
	}
	verdict = stack_clear(m, top, !order.seq);
	flush_tlb_one(m, v);
	if (order.seq)
		tell_cleared(m, top, &order);
	return verdict == HM_OK ? pop(m) : verdict;
}

/* What is no slot's address: that of a lowmem page, or somebody's mistake. */
static enum hm_verdict outside(struct hm_machine *m, hm_vaddr_t v, hm_vaddr_t kvaddr)
{
	struct hm_link step[HM_REPORT_LINKS];
	struct chain why = { step, 0, HM_REPORT_LINKS };
	bool below = v < m->layout.page_offset;

	tell_outside(m, kvaddr, slot_of_type(m, (uint32_t)(*kmap_atomic_idx(m) - 1)));
	if (!m->config.debug_highmem || (!below && v < m->layout.high_memory))
		return HM_OK;
	chain_add(&why, HM_LINK_NEVER_MAPPED, calling(m), kvaddr, 0, 0);
	return bug_because(m, below ? HM_CHECK_KUNMAP_BELOW_PAGE_OFFSET : HM_CHECK_KUNMAP_ABOVE_HIGH_MEMORY, &why);
}

enum hm_verdict kunmap_atomic_2_6_37(struct hm_machine *m, hm_vaddr_t kvaddr, uint32_t type)
{
	hm_vaddr_t v = page_start(kvaddr);
	bool by_page;
	struct raise_record *raised = raise_of_address(m, kvaddr, &by_page);
	enum hm_verdict verdict = in_slots(m, v) ? unmap_top(m, v, kvaddr) : outside(m, v, kvaddr);

	(void)type;
	if (verdict == HM_OK)
		verdict = lower_preempt_count(m, 1, raised, calling(m));
	return verdict == HM_OK ? preempt_check_resched(m) : verdict;
}

/* ---- CONFIG_HIGHMEM=n, include/linux/highmem.h: functions by now, which count ---- */

enum hm_verdict kmap_atomic_counted_only(struct hm_machine *m, hm_vaddr_t page, uint32_t type, hm_vaddr_t *address)
{
	struct raise_record *raised = raise_preempt_count(m, 1, calling(m));

	(void)type;
	return map_lowmem(m, page, raised, address);
}

enum hm_verdict kunmap_atomic_counted_only(struct hm_machine *m, hm_vaddr_t kvaddr, uint32_t type)
{
	bool by_page;
	struct raise_record *raised = raise_of_address(m, kvaddr, &by_page);
	enum hm_verdict v = lower_preempt_count(m, 1, raised, calling(m));

	(void)type;
	return v == HM_OK ? preempt_check_resched(m) : v;
}

enum hm_verdict kmap_atomic_pfn_counted_only(struct hm_machine *m, hm_pfn_t pfn, uint32_t type, hm_vaddr_t *address)
{
	return kmap_atomic_counted_only(m, hm_pfn_to_page(&m->layout, pfn), type, address);
}

/* ---- calls ---- */

/* What a configuration has as an empty function. */
enum hm_verdict call_nothing(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	(void)m, (void)arg, (void)ret;
	return HM_OK;
}

/* Without a type: kmap_atomic_prot() since 2.6.37. */
enum hm_verdict call_kmap_prot(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	hm_vaddr_t address = 0;
	enum hm_verdict v = m->atomic->map_prot(m, (hm_vaddr_t)arg[0], 0, arg[1], &address);

	*ret = address;
	return v;
}
