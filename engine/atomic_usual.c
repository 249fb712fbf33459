/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kmap_atomic() and kunmap_atomic() in the usual case, each at one stride: a highmem page and a free slot of its type; the slot's
 * own address, given back by who mapped it last. A loop over pages does nothing else.
 * Here is no rule of any kernel that is not in atomic.c and beside the eras' rows: what happens there by steps is written down at
 * once. Each function first asks whether the case is the usual one, and has done nothing when it answers that it is not.
 * Invariant: both ways leave the same state and the same events (tests/engine/test_atomic_usual.c has a machine go each).
 *
 * The state is read before anything is written, and kept in variables: behind a store the compiler would have to read it again.
 */
#include "engine/slot.h"
#include "engine/stride.h"

/* What an era's two calls do, beside what all of them do. */
struct habits {
	bool flush_on_map;     /* the slot's address is flushed when it is mapped, too */
	bool debug_only_clear; /* unmapping clears the slot, and looks at its arguments, with debug_highmem only */
};

/* ---- the slot ---- */

/* No other CPU's TLB has the page: nobody has used it there. */
static bool unknown_elsewhere(const struct hm_machine *m, hm_vaddr_t address)
{
	const struct tlb_array *a = &m->tlb_array[SMALL];

	for (uint32_t cpu = 0; cpu < m->config.cpus; cpu++)
		if (cpu != state(m)->cpu && find_in_set(tlb_entry(m, cpu, set_of(a, address)), tlb_tag(address), a->ways))
			return false;
	return true;
}

__attribute__((noinline)) static bool know_slot(struct hm_machine *m, uint32_t type)
{
	uint32_t slot = slot_of_type(m, type);
	hm_vaddr_t address = hm_slot_address(&m->layout, slot);
	struct area *frames = &m->region.area[AREA_FRAMES];

	if (slot >= m->slots_in_tables || !unknown_elsewhere(m, address))
		return false;
	m->known_slot = (struct known_slot){
		.key = KNOWN_TYPE | type, .slot = slot, .address = address, .word = slot_word(m, slot), .told = slot_record(m, slot),
		.shortcut = shortcut_here(m, address), .set = m->tlb_here + set_of(&m->tlb_array[SMALL], address),
	};
	area_mark_in_block(frames, (size_t)(m->known_slot.word - frames->base));
	slot_mark(m, slot);
	task_mark(m, state(m)->task);
	return true;
}

static inline bool slot_known(struct hm_machine *m, uint32_t type)
{
	return __builtin_expect(m->known_slot.key == (KNOWN_TYPE | type), 1) || know_slot(m, type);
}

/* ---- the call ---- */

static inline void pay_for(struct hm_machine *m, struct stride *s, enum hm_cost cost)
{
	m->cpu->paid[cost]++;
	s->cycles += m->cost[cost];
}

static inline void end(struct hm_machine *m, const struct stride *s, unsigned int index, unsigned int events)
{
	stride_end(m, s, events);
	state(m)->call_count++;
	state(m)->call_row = index;
	m->cpu->cycles = s->cycles;
	m->task->preempt_count = (int32_t)s->preempt_count;
}

/* ---- mapping ---- */

static inline bool surely_highmem(const struct hm_machine *m, hm_vaddr_t page)
{
	if (m->era.arch_highmem == highmem_by_flags)
		return m->known.page == (KNOWN_PAGE | page) && known_highmem(m);
	return m->era.arch_highmem == highmem_by_pointer && page >= hm_pfn_to_page(&m->layout, m->layout.max_low_pfn);
}

/* No TLB entry of any CPU disagrees with the tables, and these map addresses as boot had them. */
static inline bool tables_as_usual(const struct hm_machine *m)
{
	return !(state(m)->stale_entries | state(m)->directory_written);
}

/* Loops map the same page again and again. */
static void know_entry(const struct hm_machine *m, struct known_slot *k, hm_vaddr_t page)
{
	k->page = page;
	k->entry = kmap_entry_of(m, hm_page_to_pfn(&m->layout, page));
}

static inline __attribute__((always_inline)) bool map_at_once(struct hm_machine *m, unsigned int index, const uint64_t *arg,
							       uint64_t *ret, struct habits era)
{
	struct known_slot *k = &m->known_slot;
	hm_vaddr_t page = (hm_vaddr_t)arg[0];
	uint32_t type = (uint32_t)arg[1];
	struct task_record *t = m->task;
	struct raise_record *r = t->raised + t->raises;
	struct event_words called, set;
	struct stride s;
	uint64_t entry;

	if (!slot_known(m, type) || !surely_highmem(m, page) || !tables_as_usual(m) || t->raises == TASK_RAISES || word_get(m, k->word) ||
	    k->told->skipped.seq || !stride_begin(m, &s, 1))
		return false;
	if (k->page != page)
		know_entry(m, k, page);
	entry = k->entry;
	called = stride_event(&s, 0, HM_EV_CALL, 0, index, page, type);
	event_put(&t->counted, &called);
	event_put(&r->event, &called);
	r->amount = 1;
	r->address = k->address;
	r->page = page;
	r->slot = k->slot;
	t->raises++;
	s.preempt_count++;
	pay_for(m, &s, HM_COST_CALL);
	pay_for(m, &s, HM_COST_PTE_WRITE);
	word_put_marked(m, k->word, entry);
	set = stride_event(&s, 1, HM_EV_PTE_SET, s.seq, k->address, pte_frame(entry), HM_NO_PFN);
	event_put(&k->told->set, &set);
	if (era.flush_on_map) { /* what was clear is in no TLB */
		(void)stride_event(&s, 2, HM_EV_INVLPG, s.seq, k->address, 0, 0);
		m->cpu->tlb.invlpg++;
		pay_for(m, &s, HM_COST_INVLPG);
	}
	end(m, &s, index, era.flush_on_map ? 3 : 2);
	if (ret)
		*ret = k->address;
	return true;
}

/* ---- unmapping ---- */

static inline bool in_tlb(const struct hm_machine *m, const struct known_slot *k)
{
	return find_in_set(k->set, tlb_tag(k->address), m->tlb_array[SMALL].ways);
}

/* What was used has a shortcut, and then its block is marked. */
static inline void forget_used(const struct known_slot *k)
{
	struct shortcut *c = k->shortcut;

	if (c->read != k->address)
		return;
	c->read = c->write = NO_PAGE;
	*c->entry = (struct tlb_entry){ .tag = 0 };
}

/* The newest addition to the count is that of the slot's kmap_atomic(), and taking it back is no underflow and no preemption. */
static inline bool count_as_usual(const struct task_record *t, uint32_t slot)
{
	const struct raise_record *r = t->raised + t->raises; /* the one before */

	return t->raises && r[-1].slot == slot && r[-1].address && !t->need_resched && t->preempt_count > 0 && t->preempt_count & 0xff;
}

static inline __attribute__((always_inline)) bool unmap_at_once(struct hm_machine *m, unsigned int index, const uint64_t *arg,
								 uint64_t *ret, struct habits era)
{
	const struct known_slot *k = &m->known_slot;
	hm_vaddr_t kvaddr = (hm_vaddr_t)arg[0];
	uint32_t type = (uint32_t)arg[1];
	struct task_record *t = m->task;
	struct event_words called, cleared;
	struct stride s;
	uint64_t entry;

	if ((era.debug_only_clear && !m->config.debug_highmem) || !slot_known(m, type) || page_start(kvaddr) != k->address ||
	    !tables_as_usual(m) || !count_as_usual(t, k->slot))
		return false;
	entry = word_get(m, k->word);
	if (!(entry & PTE_PRESENT) || (k->shortcut->read != k->address && in_tlb(m, k)) || !stride_begin(m, &s, 1))
		return false;
	called = stride_event(&s, 0, HM_EV_CALL, 0, index, kvaddr, type);
	event_put(&t->counted, &called);
	t->raises--;
	pay_for(m, &s, HM_COST_CALL);
	pay_for(m, &s, HM_COST_PTE_WRITE);
	word_put_marked(m, k->word, 0);
	cleared = stride_event(&s, 1, HM_EV_PTE_CLEAR, s.seq, k->address, pte_frame(entry), HM_NO_PFN);
	event_put(&k->told->set, &cleared);
	(void)stride_event(&s, 2, HM_EV_INVLPG, s.seq, k->address, 0, 0);
	m->cpu->tlb.invlpg++;
	pay_for(m, &s, HM_COST_INVLPG);
	forget_used(k);
	s.preempt_count--;
	end(m, &s, index, 3);
	if (ret)
		*ret = 0;
	return true;
}

/* ---- the eras ---- */

static const struct habits habits_2_6_11 = { .flush_on_map = true, .debug_only_clear = true };

enum hm_verdict invoke_kmap_atomic_2_6_11(struct hm_machine *m, unsigned int index, const uint64_t *arg, uint64_t *ret)
{
	return map_at_once(m, index, arg, ret, habits_2_6_11) ? HM_OK : invoke_by_steps(m, index, arg, ret);
}

enum hm_verdict invoke_kunmap_atomic_2_6_11(struct hm_machine *m, unsigned int index, const uint64_t *arg, uint64_t *ret)
{
	return unmap_at_once(m, index, arg, ret, habits_2_6_11) ? HM_OK : invoke_by_steps(m, index, arg, ret);
}

/* Neither looks at the configuration; the slot is flushed when it is given back only. */
static const struct habits habits_2_6_24 = { .flush_on_map = false, .debug_only_clear = false };

enum hm_verdict invoke_kmap_atomic_2_6_24(struct hm_machine *m, unsigned int index, const uint64_t *arg, uint64_t *ret)
{
	return map_at_once(m, index, arg, ret, habits_2_6_24) ? HM_OK : invoke_by_steps(m, index, arg, ret);
}

enum hm_verdict invoke_kunmap_atomic_2_6_24(struct hm_machine *m, unsigned int index, const uint64_t *arg, uint64_t *ret)
{
	return unmap_at_once(m, index, arg, ret, habits_2_6_24) ? HM_OK : invoke_by_steps(m, index, arg, ret);
}
