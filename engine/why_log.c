/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What `why` reads out of the event log when it is asked about an address: a stale TLB entry's story, who had the entry or the slot before, who had the page. The
 * log is a ring, so these answers go as far back as it does; what must last longer is kept beside the thing itself (why.c). Reports, which are
 * made in great numbers, do not look here.
 */
#include "engine/tlb.h"
#include "engine/text.h"

enum { FORMER_TOLD = 4 };

/* The one before it, as long as the log has it. */
static const struct hm_event *before(const struct hm_machine *m, const struct hm_event *e)
{
	return hm_event_get(m, e->seq - 1);
}

/* An unmap that cleared another entry than it was given, and flushed what it was given: whose mistake was it that this one lay on top? */
static void chain_unordered(const struct hm_machine *m, struct chain *c, const struct hm_event *cleared)
{
	const struct hm_event *e = before(m, cleared), *left;

	while (e && e->call == cleared->call && e->kind != HM_EV_UNMAP_ORDER)
		e = before(m, e);
	if (!e || e->call != cleared->call)
		return;
	chain_add(c, HM_LINK_CLEARED_BY_ORDER, e, e->arg[0], e->arg[1], 0);
	left = hm_event_get(m, e->cause);
	if (left && left->kind == HM_EV_UNMAP_OUTSIDE)
		chain_add(c, HM_LINK_LEFT_OUTSIDE, left, left->arg[0], left->arg[1], 0);
}

/* The change of that page's entry that has this number, also when the log's ring has gone over it: the entry's record has it as long as it is the last. */
static const struct hm_event *changed_by(const struct hm_machine *m, hm_vaddr_t address, uint64_t seq)
{
	uint32_t slot = slot_of_address(m, address), nr = (address - m->layout.pkmap_base) >> HM_PAGE_SHIFT;
	const struct hm_event *e = hm_event_get(m, seq);

	if (!e && slot < slot_count(m))
		e = &slot_record(m, slot)->set;
	if (!e && nr < m->layout.last_pkmap)
		e = &pkmap_entry(m, nr)->set;
	return e && e->seq == seq ? e : NULL;
}

/* A TLB entry that disagrees with the tables decides what an access reaches, so it comes first. */
void chain_stale(const struct hm_machine *m, struct chain *c, hm_vaddr_t address)
{
	struct hm_tlb_view v;

	for (unsigned int i = 0; hm_tlb_view(m, state(m)->cpu, i, &v); i++) {
		const struct hm_event *by;

		if (!v.valid || !v.stale || v.large)
			continue;
		if (v.address >> HM_PAGE_SHIFT != address >> HM_PAGE_SHIFT)
			continue;
		by = changed_by(m, v.address, v.stale_by);
		if (by)
			chain_add(c, HM_LINK_TLB_STALE, by, 0, 0, 0);
		if (by)
			chain_unordered(m, c, by);
		chain_add(c, HM_LINK_TLB_FILLED, &v.filled, 0, 0, 0);
	}
}

/* Those further back, as far as the log has them: each time that the entry lost its last user. */
static void chain_former_logged(const struct hm_machine *m, struct chain *c, uint32_t nr, const struct hm_event *set)
{
	unsigned int left = FORMER_TOLD;

	for (const struct hm_event *e = before(m, set); e && left; e = before(m, e)) {
		if (e->kind != HM_EV_PKMAP_COUNT || e->arg[0] != nr || e->arg[1] != 2 || e->arg[2] != 1)
			continue;
		chain_add(c, HM_LINK_PKMAP_FORMER, e, 0, 0, nr);
		left--;
	}
}

/* An address of the window whose entry maps another page by now: who gave it up before. */
void chain_former(const struct hm_machine *m, struct chain *c, hm_vaddr_t address)
{
	uint32_t nr = (address - m->layout.pkmap_base) >> HM_PAGE_SHIFT;
	const struct pkmap_entry *e;

	if (nr >= m->layout.last_pkmap)
		return;
	e = pkmap_entry(m, nr);
	if (e->set.kind != HM_EV_PTE_SET)
		return;
	if (e->released_before.seq < e->set.seq)
		chain_add(c, HM_LINK_PKMAP_FORMER, &e->released_before, 0, 0, nr);
	if (e->released.seq < e->set.seq)
		chain_add(c, HM_LINK_PKMAP_FORMER, &e->released, 0, 0, nr);
	chain_former_logged(m, c, nr, &e->set);
}

/*
 * Who had mapped the slot before, and slept with it, as far as the log reaches back: a kernel that does not look at a slot lets the next task take it. An unmap
 * in between has let go of it.
 */
void chain_former_holder(const struct hm_machine *m, struct chain *c, hm_vaddr_t address)
{
	uint32_t slot = slot_of_address(m, address);
	const struct hm_event *set, *slept = NULL;

	if (slot >= slot_count(m))
		return;
	set = &slot_record(m, slot)->set;
	if (set->kind != HM_EV_PTE_SET)
		return;
	for (const struct hm_event *e = before(m, set); e; e = before(m, e)) {
		if (e->task == set->task)
			continue;
		if (e->kind == HM_EV_SCHEDULE)
			slept = e;
		if (e->kind == HM_EV_CALL && e->arg[1] == set->arg[0] && !(slept && slept->cause == e->seq)) /* schedule() has no arguments: what stands there is none */
			return;
		if (e->kind != HM_EV_PTE_SET || e->arg[0] != set->arg[0])
			continue;
		if (slept && slept->task == e->task)
			chain_add(c, HM_LINK_HOLDER_SLEPT, slept, 0, 0, 0);
		return;
	}
}

/* A page that is somebody else's by now: was it freed while it was mapped? As far as the log reaches back. */
void chain_former_owner(const struct hm_machine *m, struct chain *c, hm_pfn_t pfn)
{
	const struct hm_event *changed = pfn < m->layout.highend_pfn ? page_changed(m, pfn) : NULL;

	if (!changed || changed->kind != HM_EV_ALLOC)
		return;
	for (const struct hm_event *e = before(m, changed); e; e = before(m, e)) {
		if (e->kind != HM_EV_FREE || e->arg[0] != pfn)
			continue;
		if (chain_was_mapped(m, pfn, e))
			chain_add(c, HM_LINK_PAGE_FREED_MAPPED, e, 0, 0, 0);
		return;
	}
}
