/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Atomic kmaps: kmap_atomic(), kunmap_atomic(), kmap_atomic_to_page() of 2.6.11 arch/i386/mm/highmem.c, in the kernel's order.
 * CONFIG_DEBUG_HIGHMEM is a policy of the configuration: with it the slot must be free, the address must be the slot's, and
 * unmapping clears it; without it kunmap_atomic() looks at neither argument. The early return below FIXADDR_START, meant for
 * lowmem pages, lets every struct page * through: it is logged with the event that had set the slot, and nothing else happens.
 * No type is checked: what is no slot writes at kmap_pte - idx, wherever that lies.
 */
#include "engine/slot.h"

/* ---- kmap_atomic ---- */

enum hm_verdict map_slot_2_6_11(struct hm_machine *m, uint32_t slot, uint64_t entry)
{
	enum hm_verdict v = m->config.debug_highmem ? slot_must_be_free(m, slot) : HM_OK;

	return v == HM_OK ? slot_set_flush(m, slot, entry) : v;
}

enum hm_verdict kmap_atomic_2_6_11(struct hm_machine *m, hm_vaddr_t page, uint32_t type, hm_vaddr_t *address)
{
	return kmap_atomic_by(m, page, type, m->layout.kmap_prot, 1, map_slot_2_6_11, address);
}

/* 2.6.13 and later: arch/i386/mm/highmem.c kmap_atomic_pfn(). */
enum hm_verdict kmap_atomic_pfn_2_6_17(struct hm_machine *m, hm_pfn_t pfn, uint32_t type, hm_vaddr_t *address)
{
	return kmap_atomic_pfn_by(m, pfn, type, slot_set_flush, address);
}

/* ---- kunmap_atomic ---- */

enum hm_verdict unmap_slot_2_6_11(struct hm_machine *m, hm_vaddr_t kvaddr, hm_vaddr_t v, uint32_t slot, struct raise_record **raised)
{
	enum hm_verdict verdict;

	if (v < m->layout.fixaddr_start) {
		*raised = slot_skipped(m, kvaddr, slot);
		return HM_OK;
	}
	if (v != hm_slot_address(&m->layout, slot))
		return wrong_address(m, HM_CHECK_KUNMAP_ATOMIC_ADDRESS, kvaddr, slot);
	*raised = raise_by_slot(m, slot);
	verdict = slot_clear(m, slot);
	if (verdict == HM_OK)
		flush_tlb_one(m, v);
	return verdict;
}

enum hm_verdict kunmap_atomic_2_6_11(struct hm_machine *m, hm_vaddr_t kvaddr, uint32_t type)
{
	struct raise_record *raised = NULL;
	enum hm_verdict v = HM_OK;

	if (m->config.debug_highmem)
		v = unmap_slot_2_6_11(m, kvaddr, page_start(kvaddr), slot_of_type(m, type), &raised);
	else
		raised = arguments_ignored(m, kvaddr, slot_of_type(m, type));
	if (v == HM_OK)
		v = lower_preempt_count(m, 1, raised, calling(m));
	return v == HM_OK ? preempt_check_resched(m) : v;
}

/* ---- the calls ---- */

enum hm_verdict call_kmap_atomic(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	hm_vaddr_t address = 0;
	enum hm_verdict v = m->atomic->map(m, (hm_vaddr_t)arg[0], (uint32_t)arg[1], &address);

	*ret = address;
	return v;
}

enum hm_verdict call_kunmap_atomic(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	(void)ret;
	return m->atomic->unmap(m, (hm_vaddr_t)arg[0], (uint32_t)arg[1]);
}

enum hm_verdict call_kmap_atomic_prot(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	hm_vaddr_t address = 0;
	enum hm_verdict v = m->atomic->map_prot(m, (hm_vaddr_t)arg[0], (uint32_t)arg[1], arg[2], &address);

	*ret = address;
	return v;
}

enum hm_verdict call_kmap_atomic_pfn(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	hm_vaddr_t address = 0;
	enum hm_verdict v = m->atomic->map_pfn(m, (hm_pfn_t)arg[0], (uint32_t)arg[1], &address);

	*ret = address;
	return v;
}

/* virt_to_fix() checks the range of the fixmap, not that the slot is one of ours, nor that it is mapped. */
enum hm_verdict call_kmap_atomic_to_page(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	const struct hm_layout *l = &m->layout;
	hm_vaddr_t ptr = (hm_vaddr_t)arg[0];
	uint32_t idx;
	uint64_t entry;

	if (ptr < l->fixaddr_start)
		return call_virt_to_page(m, arg, ret);
	if (ptr >= l->fixaddr_top)
		return bug(m, HM_CHECK_VIRT_TO_FIX);
	idx = (l->fixaddr_top - page_start(ptr)) >> HM_PAGE_SHIFT;
	entry = pte_read(m, slot_pte(m, idx - l->fix_kmap_begin));
	*ret = hm_pfn_to_page(l, entry ? pte_pfn(m, entry) : 0);
	return HM_OK;
}

/* ---- CONFIG_HIGHMEM=n, include/linux/highmem.h: macros that throw the other arguments away; no count moves ---- */

enum hm_verdict kmap_atomic_lowmem_only(struct hm_machine *m, hm_vaddr_t page, uint32_t type, hm_vaddr_t *address)
{
	(void)type;
	*address = lowmem_page_address(m, page);
	note_genuine(m, *address);
	return HM_OK;
}

enum hm_verdict kmap_atomic_pfn_lowmem_only(struct hm_machine *m, hm_pfn_t pfn, uint32_t type, hm_vaddr_t *address)
{
	return kmap_atomic_lowmem_only(m, hm_pfn_to_page(&m->layout, pfn), type, address);
}

enum hm_verdict kunmap_atomic_nothing(struct hm_machine *m, hm_vaddr_t kvaddr, uint32_t type)
{
	(void)m, (void)kvaddr, (void)type;
	return HM_OK;
}

const struct hm_atomic_ops atomic_macros = {
	.map = kmap_atomic_lowmem_only, .map_pfn = kmap_atomic_pfn_lowmem_only, .unmap = kunmap_atomic_nothing,
};
