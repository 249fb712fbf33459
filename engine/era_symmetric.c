/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A proposal of a reader of the article, never merged: both calls take the page and the address. kmap_atomic() returns 0, or
 * -EBUSY with the count unchanged where 2.6.11 with debugging would BUG; kunmap_atomic() can compare the two and warns when they
 * disagree: the slot stays, the count is lowered. It does not cure the bug: a page in the address's place still compiles.
 * What stands on top of the mapping (copy_highpage() ...) is 2.6.11's.
 */
#include "engine/calls.h"
#include "engine/eras.h"
#include "engine/slot.h"

enum { EBUSY = 16 };

static enum hm_verdict call_kmap_atomic_symmetric(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	uint32_t slot = slot_of_type(m, (uint32_t)arg[1]);
	hm_vaddr_t page = (hm_vaddr_t)arg[0], address = 0;
	uint64_t entry = 0;
	bool highmem = false;
	enum hm_verdict v = m->era.arch_highmem(m, page, &highmem);

	if (v == HM_OK && highmem)
		v = slot_read(m, slot, &entry);
	if (v == HM_OK && entry) {
		*ret = (uint64_t)-EBUSY;
		return HM_OK;
	}
	if (v == HM_OK)
		v = m->atomic->map(m, page, (uint32_t)arg[1], &address);
	return v == HM_OK ? hm_store(m, (hm_vaddr_t)arg[2], sizeof(address), address) : v;
}

/* Is `kvaddr` where this page is mapped by this type? */
static enum hm_verdict agree(struct hm_machine *m, hm_vaddr_t page, uint32_t slot, hm_vaddr_t kvaddr, bool *yes)
{
	hm_vaddr_t address;
	uint64_t entry = 0;
	bool highmem = false;
	enum hm_verdict v = m->era.arch_highmem(m, page, &highmem);

	*yes = false;
	if (v == HM_OK && !highmem) {
		v = any_page_address(m, page, &address);
		*yes = v == HM_OK && page_start(kvaddr) == address;
		return v;
	}
	if (v == HM_OK)
		v = slot_read(m, slot, &entry);
	*yes = v == HM_OK && page_start(kvaddr) == hm_slot_address(&m->layout, slot) && entry &&
	       pte_pfn(m, entry) == hm_page_to_pfn(&m->layout, page);
	return v;
}

/* The slot stays, and the count goes down. */
static enum hm_verdict disagree(struct hm_machine *m, hm_vaddr_t kvaddr, uint32_t slot)
{
	struct hm_link step[HM_REPORT_LINKS];
	struct chain why = { step, 0, HM_REPORT_LINKS };
	struct raise_record *raised = slot_not_named(m, kvaddr, slot);
	enum hm_verdict v;

	chain_slot(m, &why, raised && raised->slot != ~0u ? raised->slot : slot);
	if (!why.n)
		chain_add(&why, HM_LINK_NEVER_MAPPED, calling(m), kvaddr, 0, 0);
	warn_because(m, HM_CHECK_SYMMETRIC_DISAGREE, &why);
	v = lower_preempt_count(m, 1, raised, calling(m));
	return v == HM_OK ? preempt_check_resched(m) : v;
}

static enum hm_verdict call_kunmap_atomic_symmetric(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	uint32_t slot = slot_of_type(m, (uint32_t)arg[1]);
	hm_vaddr_t page = (hm_vaddr_t)arg[0], kvaddr = (hm_vaddr_t)arg[2];
	struct raise_record *raised;
	bool yes;
	enum hm_verdict v = agree(m, page, slot, kvaddr, &yes);

	(void)ret;
	if (v != HM_OK)
		return v;
	if (!yes)
		return disagree(m, kvaddr, slot);
	if (kvaddr >= m->layout.fixaddr_start)
		v = slot_clear(m, slot);
	if (v == HM_OK && kvaddr >= m->layout.fixaddr_start)
		flush_tlb_one(m, page_start(kvaddr));
	raised = raise_by_slot(m, slot);
	if (v == HM_OK)
		v = lower_preempt_count(m, 1, raised, calling(m));
	return v == HM_OK ? preempt_check_resched(m) : v;
}

/* ---- CONFIG_HIGHMEM=n: functions too, or nothing would be compared ---- */

static enum hm_verdict call_kmap_atomic_lowmem(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	hm_vaddr_t address = 0;
	enum hm_verdict v = m->atomic->map(m, (hm_vaddr_t)arg[0], (uint32_t)arg[1], &address);

	*ret = 0;
	return v == HM_OK ? hm_store(m, (hm_vaddr_t)arg[2], sizeof(address), address) : v;
}

static enum hm_verdict call_kunmap_atomic_lowmem(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	(void)ret;
	if (page_start((hm_vaddr_t)arg[2]) != lowmem_page_address(m, (hm_vaddr_t)arg[0]))
		warn_on(m, HM_CHECK_SYMMETRIC_DISAGREE);
	return HM_OK;
}

/* ---- the row ---- */

static const char map_proto[] = "int kmap_atomic(struct page *page, enum km_type type, void **kvaddr)";
static const char unmap_proto[] = "void kunmap_atomic(struct page *page, enum km_type type, void *kvaddr)";

static const struct hm_call calls[] = {
	{ map_proto, call_kmap_atomic_symmetric, .help = "maps a page into this CPU's slot of that type: 0, or -EBUSY" },
	{ unmap_proto, call_kunmap_atomic_symmetric, .addresses = 1 << 2, .help = "gives it back: both the page and the address" },
	{ NULL, NULL, .flags = 0 }
};

static const struct hm_call calls_nohighmem[] = {
	{ map_proto, call_kmap_atomic_lowmem, .help = "HIGHMEM=n: the direct address, and 0" },
	{ unmap_proto, call_kunmap_atomic_lowmem, .addresses = 1 << 2, .help = "HIGHMEM=n: compares, and does nothing else" },
	{ NULL, NULL, .flags = 0 }
};

const struct hm_era era_symmetric = {
	.name = "symmetric",
	.title = "Linux 2.6.11 with a reader's symmetric calls (a proposal), i386",
	.shows = "a proposal: both calls take page and address; disagreement is found at run time, but a page still passes the compiler",
	.base = &era_2_6_11,
	.macro = "ERA_SYMMETRIC",
	.example = "void *v; kmap_atomic(p, KM_USER0, &v);",
	.prelude_file = "linux-2.6.11-symmetric/highmem.h",
	.calls = calls,
	.calls_nohighmem = calls_nohighmem,
};
