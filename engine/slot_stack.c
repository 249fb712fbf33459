/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Stories and looks of eras whose slots are a stack. Which slot a kernel sets, clears and flushes is decided in atomic_stack.c and
 * kmap_local.c; here is kept who left a slot mapped, and by which argument, for `why`.
 * Invariant: a slot's `skipped` is younger than its `set` exactly when an unmap has been made that should have cleared it.
 */
#include "engine/slot_stack.h"

#define NO_SLOT_NR UINT32_MAX

enum hm_verdict map_lowmem(struct hm_machine *m, hm_vaddr_t page, struct raise_record *raised, hm_vaddr_t *address)
{
	enum hm_verdict v = any_page_address(m, page, address);

	note_genuine(m, *address);
	if (raised) {
		raised->address = *address;
		raised->page = page;
	}
	return v;
}

/* The newest slot of this CPU that maps the page; NO_SLOT_NR: none does. */
static uint32_t slot_of_page(const struct hm_machine *m, hm_vaddr_t page)
{
	hm_pfn_t pfn = hm_page_to_pfn(&m->layout, page);
	uint32_t first = slot_of_type(m, 0);

	for (uint32_t i = m->layout.km_type_nr; i-- > 0;)
		if (slot_mapped(m, first + i) && pte_pfn(m, pte_read(m, slot_pte(m, first + i))) == pfn)
			return first + i;
	return NO_SLOT_NR;
}

static uint32_t slot_meant(const struct hm_machine *m, hm_vaddr_t kvaddr, uint32_t top)
{
	const struct hm_layout *l = &m->layout;

	if (hm_is_page_pointer(m, kvaddr))
		return slot_of_page(m, kvaddr);
	return kvaddr >= l->page_offset && kvaddr < l->high_memory ? NO_SLOT_NR : top;
}

void tell_outside(struct hm_machine *m, hm_vaddr_t kvaddr, uint32_t top)
{
	uint32_t slot = slot_meant(m, kvaddr, top);
	const struct hm_event *e;

	if (!slot_mapped(m, slot))
		return;
	e = event_log(m, HM_EV_UNMAP_OUTSIDE, slot_record(m, slot)->set.seq, kvaddr, hm_slot_address(&m->layout, slot), slot,
		      state(m)->call_row, 0);
	slot_record(m, slot)->skipped = *e;
	slot_mark(m, slot);
}

struct hm_event tell_order(struct hm_machine *m, hm_vaddr_t kvaddr, uint32_t top, struct chain *why)
{
	uint32_t given = slot_of_address(m, kvaddr);
	uint64_t cause = top < slot_count(m) && slot_record(m, top)->skipped.seq > slot_record(m, top)->set.seq ?
			 slot_record(m, top)->skipped.seq : 0; /* who has left it there */
	struct hm_event e = *event_log(m, HM_EV_UNMAP_ORDER, cause, kvaddr, hm_slot_address(&m->layout, top), top, state(m)->call_row,
				       given);

	chain_add(why, HM_LINK_LEFT_BY_ORDER, &e, kvaddr, 0, 0);
	if (slot_mapped(m, given)) {
		slot_record(m, given)->skipped = e;
		slot_mark(m, given);
	}
	chain_slot(m, why, given);
	chain_slot(m, why, top); /* why is it on top? somebody may have left it there */
	return e;
}

void tell_cleared(struct hm_machine *m, uint32_t top, const struct hm_event *order)
{
	if (top >= slot_count(m))
		return;
	slot_record(m, top)->skipped = *order;
	slot_mark(m, top);
}

void chain_stack(const struct hm_machine *m, struct chain *why, uint32_t first, uint32_t end)
{
	chain_left(m, why, first, end);
	for (uint32_t slot = end; !why->n && slot-- > first;)
		chain_slot(m, why, slot);
}

enum hm_verdict stack_bug(struct hm_machine *m, enum hm_check check, uint32_t first, uint32_t end)
{
	struct hm_link step[HM_REPORT_LINKS];
	struct chain why = { step, 0, HM_REPORT_LINKS };

	chain_stack(m, &why, first, end);
	return bug_because(m, check, &why);
}

enum hm_verdict stack_busy(struct hm_machine *m, enum hm_check check, uint32_t slot)
{
	struct hm_link step[HM_REPORT_LINKS];
	struct chain why = { step, 0, HM_REPORT_LINKS };

	chain_left(m, &why, slot_of_type(m, 0), slot);
	chain_slot(m, &why, slot);
	return bug_because(m, check, &why);
}

void warn_irqs_on(struct hm_machine *m, enum hm_check check)
{
	struct hm_link step[HM_REPORT_LINKS];
	struct chain why = { step, 0, HM_REPORT_LINKS };

	if (!(current_task(m)->preempt_count & (int32_t)m->era.preempt->hardirq_mask) || current_task(m)->irqs_disabled)
		return;
	chain_count(m, current_task(m), &why, m->era.preempt->hardirq_mask);
	warn_on_once(m, check, &why);
}

/* ---- looks ---- */

bool hm_stack_view(const struct hm_machine *m, uint32_t cpu, struct hm_stack_view *out)
{
	const struct hm_slot_stack *s = m->era.slot_stack;

	if (!s || cpu >= m->config.nr_cpus || !m->config.highmem)
		return false;
	*out = (struct hm_stack_view){
		.nr = s->nr[m->config.debug_highmem], .step = s->step[m->config.debug_highmem], .depth = s->depth(m, cpu),
		.of_task = s->switch_out != NULL,
	};
	return true;
}
