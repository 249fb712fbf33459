/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the two eras with a stack of slots have in common (2.6.37 arch/x86/mm/highmem_32.c, 6.1 mm/highmem.c): the slot that
 * belongs to a place on the stack, and the stories of unmaps that took another slot than the one they were given.
 */
#ifndef ENGINE_SLOT_STACK_H
#define ENGINE_SLOT_STACK_H

#include "engine/slot.h"

/* Does the address lie in the atomic slots, of whatever CPU? */
static inline bool in_slots(const struct hm_machine *m, hm_vaddr_t address)
{
	return slot_of_address(m, address) < slot_count(m);
}

/* The call that has set or cleared a slot of the stack is told with it: several can. */
static inline enum hm_verdict stack_set(struct hm_machine *m, uint32_t slot, uint64_t entry)
{
	enum hm_verdict v = slot_set_entry(m, slot, entry, false);

	if (v == HM_OK && slot < slot_count(m))
		slot_record(m, slot)->set.arg[3] = state(m)->call_row;
	return v;
}

static inline enum hm_verdict stack_clear(struct hm_machine *m, uint32_t slot, bool flushed)
{
	uint64_t before = slot < slot_count(m) ? slot_record(m, slot)->set.seq : 0;
	enum hm_verdict v = slot_clear_entry(m, slot, flushed);

	if (v == HM_OK && slot < slot_count(m) && slot_record(m, slot)->set.seq != before)
		slot_record(m, slot)->set.arg[3] = state(m)->call_row;
	return v;
}

/* A page that needs no slot: its address, and what the raise of kmap_atomic() remembers; raised NULL: nothing was raised. */
enum hm_verdict map_lowmem(struct hm_machine *m, hm_vaddr_t page, struct raise_record *raised, hm_vaddr_t *address);

/*
 * An unmap that returns because the address is no slot's: if a struct page * was given, the slot that maps the page stays; if
 * neither lowmem nor the direct map could explain it, the top slot does. `top` may be no slot.
 */
void tell_outside(struct hm_machine *m, hm_vaddr_t kvaddr, uint32_t top);

/* An unmap whose address is not the top slot's. Call before the top slot is cleared; *why gets the first step of a report. */
struct hm_event tell_order(struct hm_machine *m, hm_vaddr_t kvaddr, uint32_t top, struct chain *why);

/* ... and after it: the top slot remembers by whose mistake it went. */
void tell_cleared(struct hm_machine *m, uint32_t top, const struct hm_event *order);

/* BUG() or WARN_ON() about the stack as a whole: slots of [first, end) that were left mapped, else the newest of them. */
void chain_stack(const struct hm_machine *m, struct chain *why, uint32_t first, uint32_t end);

/* BUG_ON(!pte_none()) of a slot that is to be set: who left slots below it mapped, and who has mapped this one. */
enum hm_verdict stack_busy(struct hm_machine *m, enum hm_check check, uint32_t slot);

/* BUG_ON() of a push that finds the stack full, and of a pop that finds it empty. */
enum hm_verdict stack_bug(struct hm_machine *m, enum hm_check check, uint32_t first, uint32_t end);

/* WARN_ON_ONCE(in_irq() && !irqs_disabled()) of a push. */
void warn_irqs_on(struct hm_machine *m, enum hm_check check);

#endif
