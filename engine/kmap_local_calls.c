/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The calls of 6.1 include/linux/highmem-internal.h that are not kmap_atomic(): kmap_local_page() and its kin, kmap_to_page(),
 * is_kmap_addr(); and the counters beside preempt_count, of page faults and of migration.
 */
#include "engine/kmap_local.h"

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
