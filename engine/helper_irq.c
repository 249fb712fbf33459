/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Mapping a segment with interrupts off: bh_kmap_irq() of 2.4.31 (include/linux/highmem.h) and bvec_kmap_irq() of 2.6 (include/linux/bio.h).
 * Each has a type of its own, which nobody else may use, and turns interrupts off so that no handler on this CPU meets it. The
 * structures are the caller's memory, read through the MMU. With HIGHMEM=n nothing is turned off.
 */
#include "engine/calls.h"

enum {
	EFLAGS_IF = 0x200,
	BV_PAGE = 0, BV_OFFSET = 8,  /* struct bio_vec */
	B_DATA = 52, B_PAGE = 56,    /* struct buffer_head of 2.4.31 */
	OFFSET_BITS = HM_PAGE_SIZE - 1
};

/* local_irq_save() and local_irq_restore(): the caller's word holds what was. */
static enum hm_verdict irq_save(struct hm_machine *m, hm_vaddr_t flags)
{
	const uint64_t none[HM_MAX_ARGS] = { 0 };
	uint64_t nothing;
	enum hm_verdict v = hm_store(m, flags, 4, current_task(m)->irqs_disabled ? 0 : EFLAGS_IF);

	return v == HM_OK && m->config.highmem ? call_local_irq_disable(m, none, &nothing) : v;
}

static enum hm_verdict irq_restore(struct hm_machine *m, hm_vaddr_t flags)
{
	const uint64_t none[HM_MAX_ARGS] = { 0 };
	uint64_t word, nothing;
	enum hm_verdict v;

	if (!m->config.highmem)
		return hm_store(m, flags, 4, 0);
	v = hm_load(m, flags, 4, &word);
	if (v != HM_OK || !(word & EFLAGS_IF) || !current_task(m)->irqs_disabled)
		return v;
	return call_local_irq_enable(m, none, &nothing);
}

/* The page's own address must be a page's start: BUG_ON(addr & ~PAGE_MASK). */
static enum hm_verdict map_start(struct hm_machine *m, hm_vaddr_t page, const char *type, hm_vaddr_t *kaddr)
{
	enum hm_verdict v = m->atomic->map(m, page, m->config.highmem ? km_type(m, type) : 0, kaddr);

	return v == HM_OK && *kaddr & OFFSET_BITS ? bug(m, HM_CHECK_BVEC_OFFSET) : v;
}

static enum hm_verdict unmap_start(struct hm_machine *m, hm_vaddr_t buffer, const char *type)
{
	return m->atomic->unmap(m, buffer & ~(hm_vaddr_t)OFFSET_BITS, m->config.highmem ? km_type(m, type) : 0);
}

enum hm_verdict call_bvec_kmap_irq(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	hm_vaddr_t bvec = (hm_vaddr_t)arg[0], kaddr = 0;
	uint64_t page, offset = 0;
	enum hm_verdict v = irq_save(m, (hm_vaddr_t)arg[1]);

	if (v == HM_OK)
		v = hm_load(m, bvec + BV_PAGE, 4, &page);
	if (v == HM_OK)
		v = map_start(m, (hm_vaddr_t)page, "KM_BIO_SRC_IRQ", &kaddr);
	if (v == HM_OK)
		v = hm_load(m, bvec + BV_OFFSET, 4, &offset);
	*ret = kaddr + (uint32_t)offset;
	return v;
}

enum hm_verdict call_bvec_kunmap_irq(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	enum hm_verdict v = unmap_start(m, (hm_vaddr_t)arg[0], "KM_BIO_SRC_IRQ");

	(void)ret;
	return v == HM_OK ? irq_restore(m, (hm_vaddr_t)arg[1]) : v;
}

/* A lowmem buffer is given as it is, with interrupts as they are. */
enum hm_verdict call_bh_kmap_irq(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	hm_vaddr_t bh = (hm_vaddr_t)arg[0], kaddr = 0;
	uint64_t page, data = 0;
	bool highmem = false;
	enum hm_verdict v = hm_load(m, bh + B_PAGE, 4, &page);

	if (v == HM_OK)
		v = hm_load(m, bh + B_DATA, 4, &data);
	if (v == HM_OK)
		v = page_is_highmem(m, (hm_vaddr_t)page, &highmem);
	*ret = data;
	if (v != HM_OK || !highmem)
		return v == HM_OK ? hm_store(m, (hm_vaddr_t)arg[1], 4, current_task(m)->irqs_disabled ? 0 : EFLAGS_IF) : v;
	v = irq_save(m, (hm_vaddr_t)arg[1]);
	if (v == HM_OK)
		v = map_start(m, (hm_vaddr_t)page, "KM_BH_IRQ", &kaddr);
	*ret = kaddr + (data & OFFSET_BITS);
	return v;
}

enum hm_verdict call_bh_kunmap_irq(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	enum hm_verdict v = unmap_start(m, (hm_vaddr_t)arg[0], "KM_BH_IRQ");

	(void)ret;
	return v == HM_OK ? irq_restore(m, (hm_vaddr_t)arg[1]) : v;
}
