/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From a symptom back to its cause. Two kinds of links: the event that an event names as its cause, as long as the ring has
 * it; and the copies that entries, slots, tasks, pages and TLB entries keep of what last changed them, which last longer.
 * A report gathers its chain when it is made, so its answer does not depend on what happens to the slot afterwards.
 * Nothing here knows a bug by name: a chain is what the records say, newest first.
 */
#include <stdio.h>

#include "engine/text.h"

void chain_add(struct chain *c, enum hm_link_role role, const struct hm_event *e, uint32_t given, uint32_t expected, uint32_t amount)
{
	if (!e->seq || c->n >= c->max)
		return;
	for (unsigned int i = 0; i < c->n; i++)
		if (c->step[i].event.seq == e->seq)
			return;
	c->step[c->n++] = (struct hm_link){
		.event = *e, .role = (uint32_t)role, .given = given, .expected = expected, .amount = amount,
	};
}

/* What whoever mapped the slot did since: slept with it, or ended. */
static void chain_holder(const struct hm_machine *m, struct chain *c, const struct hm_event *set)
{
	const struct task_record *t = task_at(m, set->task);

	if (set->task >= state(m)->tasks_used || !is_of_task(t, set->task, set) || t->slept.seq <= set->seq || set->task == state(m)->task)
		return;
	if (t->state == HM_TASK_DEAD || t->state == HM_TASK_ENDED)
		chain_add(c, HM_LINK_HOLDER_ENDED, &t->slept, 0, 0, 0);
	else
		chain_add(c, HM_LINK_HOLDER_SLEPT, &t->slept, 0, 0, 0);
}

/* A cleared slot: by whose unmap, and by whose mistake, or by the scheduler. */
static void chain_cleared(const struct hm_machine *m, struct chain *c, const struct slot_record *r)
{
	if (r->skipped.kind == HM_EV_KMAP_SWITCHED_OUT) {
		chain_add(c, HM_LINK_SWITCHED_OUT, &r->skipped, 0, 0, 0);
		return;
	}
	if (r->skipped.kind == HM_EV_UNMAP_ORDER)
		chain_add(c, HM_LINK_CLEARED_BY_ORDER, &r->skipped, r->skipped.arg[0], r->skipped.arg[1], 0);
	chain_add(c, m->era.slot_stack ? HM_LINK_STACK_CLEARED : HM_LINK_SLOT_CLEARED, &r->set, 0, 0, 0);
}

static enum hm_link_role left_role(const struct slot_record *r)
{
	if (r->skipped.kind == HM_EV_UNMAP_OUTSIDE)
		return HM_LINK_LEFT_OUTSIDE;
	if (r->skipped.kind == HM_EV_UNMAP_ORDER)
		return HM_LINK_LEFT_BY_ORDER;
	if (!r->skipped.arg[3])
		return HM_LINK_LEFT_MAPPED;
	return r->skipped.arg[0] - r->skipped.arg[1] < HM_PAGE_SIZE ? HM_LINK_WRONG_TYPE : HM_LINK_NOT_THE_SLOT;
}

/* A page behind or in front of which the address lies, when nothing was ever mapped at the address itself. */
static void chain_neighbour(const struct hm_machine *m, struct chain *c, hm_vaddr_t address, uint32_t slot)
{
	/* addresses rise as slots fall */
	if (slot + 1 < slot_count(m) && slot_record(m, slot + 1)->set.kind == HM_EV_PTE_SET)
		chain_add(c, HM_LINK_OVERRUN, &slot_record(m, slot + 1)->set, address, 0, 0);
	else if (slot && slot_record(m, slot - 1)->set.kind == HM_EV_PTE_SET)
		chain_add(c, HM_LINK_UNDERRUN, &slot_record(m, slot - 1)->set, address, 0, 0);
}

/* Slots of [first, end) that an unmap has left mapped, by what it was given. */
void chain_left(const struct hm_machine *m, struct chain *c, uint32_t first, uint32_t end)
{
	for (uint32_t slot = first; slot < end && slot < slot_count(m); slot++) {
		const struct slot_record *r = slot_record(m, slot);

		if (r->skipped.seq > r->set.seq)
			chain_add(c, left_role(r), &r->skipped, r->skipped.arg[0], r->skipped.arg[1], 0);
	}
}

/* Who set the slot: a CPU sets its own, unless the type was none, or its stack ran over. */
static void chain_slot_set(const struct hm_machine *m, struct chain *c, uint32_t slot)
{
	const struct hm_event *set = &slot_record(m, slot)->set;
	uint32_t nr = m->layout.km_type_nr;

	if (set->cpu != slot / nr && m->era.slot_stack) {
		chain_left(m, c, nr * set->cpu, nr * (set->cpu + 1u));
		chain_add(c, HM_LINK_STACK_RAN_OVER, set, 0, 0, set->cpu);
	} else if (set->cpu != slot / nr)
		chain_add(c, HM_LINK_FOREIGN_SLOT, set, 0, 0, slot - nr * set->cpu);
	else
		chain_add(c, m->era.slot_stack ? HM_LINK_STACK_MAPPED : HM_LINK_SLOT_MAPPED, set, 0, 0, 0);
}

void chain_slot(const struct hm_machine *m, struct chain *c, uint32_t slot)
{
	const struct slot_record *r;

	if (slot >= slot_count(m))
		return;
	r = slot_record(m, slot);
	if (r->set.kind == HM_EV_PTE_CLEAR) {
		chain_cleared(m, c, r);
		return;
	}
	if (r->skipped.seq > r->set.seq)
		chain_add(c, left_role(r), &r->skipped, r->skipped.arg[0], r->skipped.arg[1], 0);
	else
		chain_holder(m, c, &r->set);
	chain_slot_set(m, c, slot);
}

void chain_pkmap(const struct hm_machine *m, struct chain *c, uint32_t nr)
{
	const struct pkmap_entry *e;

	if (nr >= m->layout.last_pkmap)
		return;
	e = pkmap_entry(m, nr);
	if (e->set.kind == HM_EV_PTE_CLEAR) {
		chain_add(c, HM_LINK_PKMAP_CLEARED, &e->set, 0, 0, nr);
		chain_add(c, HM_LINK_PKMAP_RELEASED, &e->released, 0, 0, nr);
		chain_add(c, HM_LINK_PKMAP_RELEASED, &e->released_before, 0, 0, nr);
		return;
	}
	if (e->ignored.seq > e->set.seq)
		chain_add(c, HM_LINK_UNMAP_IGNORED, &e->ignored, e->ignored.arg[0], e->ignored.arg[3], nr);
	if (e->released.seq > e->set.seq)
		chain_add(c, HM_LINK_PKMAP_RELEASED, &e->released, 0, 0, nr);
	if (e->released_before.seq > e->set.seq)
		chain_add(c, HM_LINK_PKMAP_RELEASED, &e->released_before, 0, 0, nr);
	chain_add(c, HM_LINK_PKMAP_MAPPED, &e->set, 0, 0, nr);
}

/* Did some entry map the page when that happened? What has been changed since tells nothing any more. */
bool chain_was_mapped(const struct hm_machine *m, hm_pfn_t pfn, const struct hm_event *then)
{
	for (uint32_t slot = 0; slot < slot_count(m); slot++) {
		const struct hm_event *set = &slot_record(m, slot)->set;

		if (set->arg[1] == pfn && (set->kind == HM_EV_PTE_SET) == (set->seq < then->seq) && set->seq)
			return true;
	}
	for (uint32_t nr = 0; nr < m->layout.last_pkmap; nr++) {
		const struct pkmap_entry *e = pkmap_entry(m, nr);

		if (e->set.seq && e->set.kind == HM_EV_PTE_SET && e->set.arg[1] == pfn && e->set.seq < then->seq &&
		    (pkmap_count(m, nr) > 1 || e->counted.seq > then->seq))
			return true;
	}
	return false;
}

/* How likely it is that nobody will ever give the entry back: 3 kunmap() was given something else, 2 its task is gone, 1 in use. */
static unsigned int lost(const struct hm_machine *m, const struct pkmap_entry *e)
{
	const struct task_record *t = task_at(m, e->set.task);

	if (e->ignored.seq > e->set.seq)
		return 3;
	return !is_of_task(t, e->set.task, &e->set) || t->state == HM_TASK_DEAD || t->state == HM_TASK_ENDED ? 2 : 1;
}

static void chain_entry(struct chain *c, const struct pkmap_entry *e, uint32_t nr, unsigned int how)
{
	if (how == 3)
		chain_add(c, HM_LINK_UNMAP_IGNORED, &e->ignored, e->ignored.arg[0], e->ignored.arg[3], nr);
	else
		chain_add(c, how == 2 ? HM_LINK_ENTRY_LOST : HM_LINK_ENTRY_IN_USE, &e->set, 0, 0, nr);
	if (e->counted.seq > e->set.seq && (int32_t)e->counted.arg[2] > 2 && e->counted.arg[2] > e->counted.arg[1])
		chain_add(c, HM_LINK_PKMAP_AGAIN, &e->counted, 0, 0, nr);
}

void chain_entries(const struct hm_machine *m, struct chain *c)
{
	for (unsigned int how = 3; how; how--)
		for (uint32_t nr = 0; nr < m->layout.last_pkmap && c->n < c->max; nr++)
			if (pkmap_count(m, nr) > 1 && lost(m, pkmap_entry(m, nr)) == how)
				chain_entry(c, pkmap_entry(m, nr), nr, how);
}

void chain_page(const struct hm_machine *m, struct chain *c, hm_pfn_t pfn)
{
	const struct hm_event *e = pfn < m->layout.highend_pfn ? page_changed(m, pfn) : NULL;

	if (!e)
		return;
	if (e->kind != HM_EV_FREE)
		chain_add(c, HM_LINK_PAGE_ALLOCATED, e, 0, 0, 0);
	else
		chain_add(c, chain_was_mapped(m, pfn, e) ? HM_LINK_PAGE_FREED_MAPPED : HM_LINK_PAGE_FREED, e, 0, 0, 0);
}

void chain_null(const struct hm_machine *m, struct chain *c)
{
	const struct state *st = state(m);

	for (unsigned int i = 0; i < NULLS_KEPT; i++)
		if (st->nulls[i].seq && is_of_task(current_task(m), st->task, &st->nulls[i])) {
			chain_add(c, HM_LINK_NULL_RETURNED, &st->nulls[i], 0, 0, 0);
			return;
		}
}

void chain_address(const struct hm_machine *m, struct chain *c, hm_vaddr_t address)
{
	const struct hm_layout *l = &m->layout;
	uint32_t nr = (address - l->pkmap_base) >> HM_PAGE_SHIFT;

	if (slot_of_address(m, address) < slot_count(m)) {
		if (!slot_record(m, slot_of_address(m, address))->set.seq)
			chain_neighbour(m, c, address, slot_of_address(m, address));
		chain_slot(m, c, slot_of_address(m, address));
	} else if (nr < l->last_pkmap) {
		if (nr && !pkmap_entry(m, nr)->set.seq && pkmap_entry(m, nr - 1)->set.kind == HM_EV_PTE_SET)
			chain_add(c, HM_LINK_OVERRUN_PKMAP, &pkmap_entry(m, nr - 1)->set, address, 0, nr - 1);
		chain_pkmap(m, c, nr);
	} else if (address >= l->mem_map && address < l->mem_map_end)
		chain_page(m, c, hm_page_to_pfn(l, address));
	else if (address >= l->page_offset && address < l->high_memory)
		chain_page(m, c, (address - l->page_offset) >> HM_PAGE_SHIFT);
}

void chain_sort(struct chain *c)
{
	for (unsigned int i = 1; i < c->n; i++) {
		struct hm_link moving = c->step[i];
		unsigned int at = i;

		for (; at && c->step[at - 1].event.seq < moving.event.seq; at--)
			c->step[at] = c->step[at - 1];
		c->step[at] = moving;
	}
}

void chain_context(const struct task_record *t, struct chain *c)
{
	for (unsigned int i = t->raises; i-- > 0;)
		if (t->raised[i].event.kind == HM_EV_CONTEXT_ENTER) {
			chain_add(c, HM_LINK_IN_CONTEXT, &t->raised[i].event, 0, 0, t->raised[i].amount);
			return;
		}
}

/* The level that an interrupt adds goes with it: it is the answer, but nobody forgot to lower it. */
static enum hm_link_role raise_role(const struct raise_record *r)
{
	return r->event.kind == HM_EV_CONTEXT_ENTER ? HM_LINK_IN_CONTEXT : HM_LINK_RAISED;
}

void chain_count(const struct hm_machine *m, const struct task_record *t, struct chain *c, uint32_t mask)
{
	for (unsigned int i = t->raises; i-- > 0;)
		if (t->raised[i].amount & mask)
			chain_add(c, raise_role(&t->raised[i]), &t->raised[i].event, 0, 0, t->raised[i].amount);
	if (t->preempt_count >= 0 || !t->overdrawn.seq)
		return;
	chain_add(c, HM_LINK_OVERDRAWN, &t->overdrawn, 0, 0, 1);
	if (t->overdrawn.kind == HM_EV_CALL)
		chain_address(m, c, t->overdrawn.arg[1]);
}

/* Entering a context with interrupts off is in the list of raises; what is by hand is not. */
void chain_irqs_off(const struct task_record *t, struct chain *c)
{
	for (unsigned int i = t->raises; i-- > 0;)
		if (t->raised[i].event.kind == HM_EV_CONTEXT_ENTER && t->raised[i].event.arg[1] &&
		    t->raised[i].event.seq > t->irqs_off.seq) {
			chain_add(c, HM_LINK_IN_CONTEXT, &t->raised[i].event, 0, 0, t->raised[i].amount);
			return;
		}
	chain_add(c, HM_LINK_IRQS_OFF, &t->irqs_off, 0, 0, 0);
}

/* ---- the public questions ---- */

/* The causes of the last step, as far back as the ring goes. */
static void follow(const struct hm_machine *m, struct chain *c)
{
	for (unsigned int n = c->n; n && n < c->max; n++) {
		const struct hm_event *e = hm_event_get(m, c->step[c->n - 1].event.cause);

		if (!e)
			return;
		chain_add(c, HM_LINK_LED_HERE, e, 0, 0, 0);
	}
}

unsigned int hm_why_report(const struct hm_machine *m, uint32_t number, struct hm_link *step, unsigned int max)
{
	const struct hm_report *r = hm_report_get(m, number);
	struct chain c = { step, 0, max };

	if (!r)
		return 0;
	chain_add(&c, HM_LINK_SYMPTOM, &r->event, 0, 0, 0);
	for (uint32_t i = 0; i < r->links && c.n < max; i++)
		step[c.n++] = r->link[i];
	return c.n;
}

unsigned int hm_why_event(const struct hm_machine *m, uint64_t seq, struct hm_link *step, unsigned int max)
{
	const struct hm_event *e = hm_event_get(m, seq);
	struct chain c = { step, 0, max };

	if (!e)
		return 0;
	if (e->kind == HM_EV_REPORT && hm_report_get(m, e->arg[0]))
		return hm_why_report(m, e->arg[0], step, max);
	chain_add(&c, HM_LINK_SYMPTOM, e, 0, 0, 0);
	follow(m, &c);
	return c.n;
}

unsigned int hm_why_address(const struct hm_machine *m, hm_vaddr_t address, struct hm_link *step, unsigned int max)
{
	struct chain c = { step, 0, max };
	struct hm_walk w;
	unsigned int stale;

	chain_stale(m, &c, address);
	stale = c.n;
	chain_address(m, &c, address);
	chain_former(m, &c, address);
	chain_former_holder(m, &c, address);
	hm_walk(m, address, &w);
	if (w.present) {
		chain_page(m, &c, w.pfn);
		chain_former_owner(m, &c, w.pfn);
	}
	chain_sort(&(struct chain){ step + stale, c.n - stale, max - stale });
	return c.n;
}

unsigned int hm_why_page(const struct hm_machine *m, hm_pfn_t pfn, struct hm_link *step, unsigned int max)
{
	struct chain c = { step, 0, max };

	if (pfn >= m->layout.highend_pfn)
		return 0;
	for (uint32_t slot = 0; slot < slot_count(m); slot++)
		if (slot_record(m, slot)->set.kind == HM_EV_PTE_SET && slot_record(m, slot)->set.arg[1] == pfn)
			chain_slot(m, &c, slot);
	for (uint32_t nr = 0; nr < m->layout.last_pkmap; nr++)
		if (pkmap_entry(m, nr)->set.kind == HM_EV_PTE_SET && pkmap_entry(m, nr)->set.arg[1] == pfn)
			chain_pkmap(m, &c, nr);
	chain_page(m, &c, pfn);
	chain_sort(&c);
	return c.n;
}

/* ---- words ---- */

const char *hm_why_role(enum hm_link_role role)
{
	static const char *const name[HM_LINK_NR] = {
#define HM_X(id, name, text) [HM_LINK_##id] = name,
		HM_LINKS(HM_X)
#undef HM_X
	};

	return (unsigned int)role < HM_LINK_NR ? name[role] : "unknown";
}

/* "0xc1700020, the struct page * of page 0x38001", "0xfffed000, KM_USER0 of CPU 0": what the number is, where the machine can tell. */
static void add_given(const struct hm_machine *m, struct text *t, uint32_t given)
{
	const struct hm_layout *l = &m->layout;
	struct hm_slot_view v;

	text_put(t, "0x%08x", given);
	if (given >= l->mem_map && given < l->mem_map_end)
		text_put(t, ", the struct page * of page 0x%05x", hm_page_to_pfn(l, given));
	else if (slot_of_address(m, given) < slot_count(m) && hm_slot_view(m, slot_of_address(m, given) / l->km_type_nr, slot_of_address(m, given) % l->km_type_nr, &v))
		text_put(t, ", %s of CPU %u", v.name, slot_of_address(m, given) / l->km_type_nr);
}

static size_t own_argument(const struct hm_machine *m, const struct hm_link *s, struct text *t, char letter)
{
	switch (letter) {
	case 'g': add_given(m, t, s->given); return 1;
	case 'a': text_put(t, "%u", s->amount); return 1;
	case 'e':
		if (s->expected)
			text_put(t, "; it should have been 0x%08x", s->expected);
		return 1;
	default: return 0;
	}
}

int hm_why_text(const struct hm_machine *m, const struct hm_link *step, char *out, size_t size)
{
	static const char *const format[HM_LINK_NR] = {
#define HM_X(id, name, text) [HM_LINK_##id] = text,
		HM_LINKS(HM_X)
#undef HM_X
	};
	struct text t = { .out = out, .size = size };
	const char *p = step->role < HM_LINK_NR ? format[step->role] : "";

	/* the symptom, and what merely led here, are told by the event itself */
	if (!*p || step->role == HM_LINK_LED_HERE)
		return hm_event_text(m, &step->event, out, size);
	if (size)
		out[0] = 0;
	for (; *p; p++) {
		if (*p == '%') {
			size_t taken = p[2] == '0' ? 0 : own_argument(m, step, &t, p[1]); /* "%a0" is the event's */

			if (!taken)
				taken = text_argument(&t, m, &step->event, p + 1);
			p += taken;
			continue;
		}
		text_put(&t, "%c", *p);
	}
	return (int)t.at;
}
