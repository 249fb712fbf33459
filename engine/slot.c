/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The stories of atomic slots: who mapped a slot, who left it mapped, which kmap_atomic() a kunmap_atomic() belongs to. Kept for
 * `why` and for looks; nothing here decides what a kernel does. The slots themselves are in slot.h.
 */
#include "engine/slot.h"

void slots_boot(struct hm_machine *m)
{
	hm_vaddr_t first = slot_pte(m, 0);

	if (!in_fixmap_table(m, slot_pte(m, m->slots - 1))) /* so many CPUs that their slots reach beyond the highest table */
		return;
	m->slots_in_tables = m->slots;
	m->slot_words = (size_t)(table_word(m, first - m->layout.page_offset) - m->region.area[AREA_FRAMES].base);
}

enum hm_verdict slot_busy(struct hm_machine *m, enum hm_check check, uint32_t slot)
{
	struct hm_link step[HM_REPORT_LINKS];
	struct chain why = { step, 0, HM_REPORT_LINKS };
	uint32_t type = slot - m->layout.km_type_nr * state(m)->cpu;

	if (type >= m->layout.km_type_nr)
		chain_add(&why, HM_LINK_TYPE_RANGE, calling(m), 0, 0, type);
	if (slot < slot_count(m) && slot_record(m, slot)->set.task == state(m)->task &&
	    slot_record(m, slot)->set.context < hm_context_now(m))
		chain_context(current_task(m), &why);
	chain_slot(m, &why, slot);
	if (why.n && step[why.n - 1].role == HM_LINK_SLOT_MAPPED && raise_by_slot(m, slot))
		step[why.n - 1].role = HM_LINK_SLOT_IN_USE; /* this very task has it mapped */
	return bug_because(m, check, &why);
}

struct raise_record *raise_of_address(const struct hm_machine *m, hm_vaddr_t kvaddr, bool *by_page)
{
	struct task_record *t = current_task(m);
	hm_vaddr_t v = page_start(kvaddr);

	*by_page = false;
	for (unsigned int i = t->raises; i-- > 0;)
		if (t->raised[i].address && t->raised[i].address == v)
			return &t->raised[i];
	*by_page = true;
	for (unsigned int i = t->raises; i-- > 0;)
		if (t->raised[i].page && t->raised[i].page == kvaddr)
			return &t->raised[i];
	return NULL;
}

struct raise_record *raise_by_slot(const struct hm_machine *m, uint32_t slot)
{
	struct task_record *t = current_task(m);

	for (unsigned int i = t->raises; i-- > 0;)
		if (t->raised[i].address && t->raised[i].slot == slot)
			return &t->raised[i];
	return NULL;
}

/* `why_not`: 0, it took the early return; 1, the address is not the slot's. */
static struct raise_record *left_mapped(struct hm_machine *m, hm_vaddr_t kvaddr, uint32_t named, uint32_t why_not)
{
	bool by_page;
	struct raise_record *raised = raise_of_address(m, kvaddr, &by_page);
	struct raise_record *in_named = by_page ? raise_by_slot(m, named) : NULL;
	const struct hm_event *e;
	uint32_t slot;

	/* the page may be in several slots: the type says which one was meant */
	if (in_named && in_named->page == kvaddr)
		raised = in_named;
	slot = raised ? raised->slot : named;
	if (!slot_mapped(m, slot))
		return raised;
	e = event_log(m, HM_EV_UNMAP_SKIPPED, slot_record(m, slot)->set.seq, kvaddr, hm_slot_address(&m->layout, slot),
		      why_not ? named : slot, why_not, 0);
	slot_record(m, slot)->skipped = *e;
	slot_mark(m, slot);
	return raised ? raised : raise_by_slot(m, slot);
}

struct raise_record *slot_skipped(struct hm_machine *m, hm_vaddr_t kvaddr, uint32_t named)
{
	return left_mapped(m, kvaddr, named, 0);
}

struct raise_record *slot_not_named(struct hm_machine *m, hm_vaddr_t kvaddr, uint32_t named)
{
	return left_mapped(m, kvaddr, named, 1);
}

static const struct hm_event *log_wrong(struct hm_machine *m, hm_vaddr_t kvaddr, uint32_t named)
{
	uint32_t slot = slot_of_address(m, kvaddr);
	bool some = slot < slot_count(m);

	return event_log(m, HM_EV_WRONG_UNMAP, some ? slot_record(m, slot)->set.seq : 0, kvaddr,
			 hm_slot_address(&m->layout, named), named, some ? slot : ~0u, 0);
}

/* The slot is another CPU's: did the task that mapped it leave that CPU since? */
static void chain_moved(const struct hm_machine *m, struct chain *c, uint32_t slot)
{
	const struct hm_event *set = &slot_record(m, slot)->set;
	const struct task_record *t = current_task(m);

	if (slot / m->layout.km_type_nr != state(m)->cpu && set->task == state(m)->task && t->slept.seq > set->seq)
		chain_add(c, HM_LINK_HOLDER_MOVED, &t->slept, 0, 0, 0);
}

enum hm_verdict wrong_address(struct hm_machine *m, enum hm_check check, hm_vaddr_t kvaddr, uint32_t named)
{
	struct hm_link step[HM_REPORT_LINKS];
	struct chain why = { step, 0, HM_REPORT_LINKS };
	struct hm_event e = *log_wrong(m, kvaddr, named);
	bool by_page, right_address = raise_of_address(m, kvaddr, &by_page) && !by_page;
	hm_vaddr_t expected = !right_address && slot_mapped(m, named) ? e.arg[1] : 0;

	chain_add(&why, HM_LINK_WRONG_ADDRESS, &e, kvaddr, expected, 0);
	if (e.arg[3] != ~0u) {
		chain_moved(m, &why, e.arg[3]);
		chain_slot(m, &why, e.arg[3]);
	} else {
		chain_address(m, &why, kvaddr);
	}
	return bug_because(m, check, &why);
}

struct raise_record *arguments_ignored(struct hm_machine *m, hm_vaddr_t kvaddr, uint32_t slot)
{
	bool by_page;
	struct raise_record *raised = raise_of_address(m, kvaddr, &by_page);
	hm_vaddr_t v = page_start(kvaddr);

	if ((!raised || by_page) && v != hm_slot_address(&m->layout, slot))
		log_wrong(m, kvaddr, slot);
	return raised ? raised : raise_by_slot(m, slot);
}

/* ---- looks ---- */

/* A place on a stack of slots; where a map takes two, the lower one is never mapped. */
static const char *place_name(const struct hm_machine *m, uint32_t place, bool *fence)
{
	static const char *const name[] = {
		"slot 0", "slot 1", "slot 2", "slot 3", "slot 4", "slot 5", "slot 6", "slot 7", "slot 8", "slot 9", "slot 10",
		"slot 11", "slot 12", "slot 13", "slot 14", "slot 15", "slot 16", "slot 17", "slot 18", "slot 19", "slot 20",
		"slot 21", "slot 22", "slot 23", "slot 24", "slot 25", "slot 26", "slot 27", "slot 28", "slot 29", "slot 30",
		"slot 31", "slot 32", "slot 33", "slot 34", "slot 35", "slot 36", "slot 37", "slot 38", "slot 39", "slot 40",
	};

	*fence = m->era.slot_stack->step[m->config.debug_highmem] > 1 && !(place & 1);
	return place < sizeof(name) / sizeof(name[0]) ? name[place] : "slot";
}

/* With debugging each real type has an odd number and a fence, never mapped, in front of it; one more fence ends the list. */
static const char *type_name(const struct hm_machine *m, uint32_t type, bool *fence)
{
	static const char *const fences[] = {
		"__KM_FENCE_0", "__KM_FENCE_1", "__KM_FENCE_2", "__KM_FENCE_3", "__KM_FENCE_4", "__KM_FENCE_5", "__KM_FENCE_6",
		"__KM_FENCE_7", "__KM_FENCE_8", "__KM_FENCE_9", "__KM_FENCE_10", "__KM_FENCE_11", "__KM_FENCE_12", "__KM_FENCE_13",
		"__KM_FENCE_14", "__KM_FENCE_15", "__KM_FENCE_16", "__KM_FENCE_17", "__KM_FENCE_18", "__KM_FENCE_19", "__KM_FENCE_20",
	};

	if (m->era.slot_stack)
		return place_name(m, type, fence);
	*fence = has_fences(m) && !(type & 1);
	if (!has_fences(m))
		return m->era.km_types[type];
	if (!*fence)
		return m->era.km_types[type / 2];
	return type / 2 < sizeof(fences) / sizeof(fences[0]) ? fences[type / 2] : "fence";
}

bool hm_slot_view(const struct hm_machine *m, uint32_t cpu, uint32_t type, struct hm_slot_view *out)
{
	uint32_t slot = type + m->layout.km_type_nr * cpu;

	if (cpu >= m->config.nr_cpus || type >= m->layout.km_type_nr)
		return false;
	*out = (struct hm_slot_view){
		.address = hm_slot_address(&m->layout, slot), .pte = pte_read(m, slot_pte(m, slot)),
		.set = slot_record(m, slot)->set, .skipped = slot_record(m, slot)->skipped,
	};
	out->name = type_name(m, type, &out->fence);
	out->pfn = pte_pfn(m, out->pte);
	return true;
}
