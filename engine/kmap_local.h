/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the files about mappings of tasks share (6.1 mm/highmem.c): the current task's kmap_ctrl, and where its slots lie.
 * kmap_local.c maps and unmaps, kmap_switch.c is what the scheduler does with it, kmap_local_calls.c has the calls.
 */
#ifndef ENGINE_KMAP_LOCAL_H
#define ENGINE_KMAP_LOCAL_H

#include "engine/slot_stack.h"

/* Only eras whose stacks go with their tasks have the area. */
static inline bool has_kmap_ctrl(const struct hm_machine *m)
{
	return m->era.slot_stack && m->era.slot_stack->switch_out;
}

static inline struct kmap_ctrl *ctrl(const struct hm_machine *m)
{
	return kmap_ctrl(m, state(m)->task);
}

static inline void ctrl_mark(struct hm_machine *m, uint16_t task)
{
	area_mark(&m->region.area[AREA_KMAP_CTRL], task * sizeof(struct kmap_ctrl), sizeof(struct kmap_ctrl));
}

static inline bool force_map(const struct hm_machine *m)
{
	return m->config.debug_highmem;
}

static inline int32_t kmap_incr(const struct hm_machine *m)
{
	return m->era.slot_stack->step[m->config.debug_highmem];
}

static inline uint32_t slot_at(const struct hm_machine *m, int32_t idx)
{
	return slot_of_type(m, (uint32_t)idx);
}

void pagefault_disable(struct hm_machine *m);
void pagefault_enable(struct hm_machine *m);

#endif
