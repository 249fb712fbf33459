/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Taking digests of a machine, and keeping the lives of pointers. Looks only. The digest's size follows the machine's (32 CPUs with 64 TLB entries
 * each and 1024 entries of the window make about 100 KiB).
 */
#include "shell/view/frame.h"
#include "shell/view/snapshot.h"

#include <stdlib.h>
#include <string.h>

static uint32_t count_types(const struct hm_machine *m)
{
	struct hm_slot_view slot;
	uint32_t n = 0;

	while (hm_slot_view(m, 0, n, &slot))
		n++;
	return n;
}

static bool resize(void **array, size_t count, size_t size)
{
	void *bigger = realloc(*array, (count ? count : 1) * size);

	if (!bigger)
		return false;
	*array = bigger;
	memset(bigger, 0, (count ? count : 1) * size);
	return true;
}

static bool make_room(struct snapshot *s, const struct hm_machine *m)
{
	s->cpus = hm_config(m)->cpus;
	s->types = count_types(m);
	s->tlb_entries = hm_tlb_entries(m);
	s->pkmaps = hm_layout(m)->last_pkmap;
	s->era = hm_machine_era(m);
	return resize((void **)&s->pkmap, s->pkmaps, sizeof(*s->pkmap))
	       && resize((void **)&s->slot, (size_t)s->cpus * s->types, sizeof(*s->slot))
	       && resize((void **)&s->tlb, (size_t)s->cpus * s->tlb_entries, sizeof(*s->tlb))
	       && resize((void **)&s->tlb_room, s->tlb_entries, sizeof(*s->tlb_room));
}

static void take_slots(struct snapshot *s, const struct hm_machine *m)
{
	struct hm_slot_view slot;

	for (uint32_t cpu = 0; cpu < s->cpus; cpu++)
		for (uint32_t type = 0; type < s->types; type++)
			if (hm_slot_view(m, cpu, type, &slot))
				s->slot[cpu * s->types + type] = (struct slot_digest){ slot.pfn, slot.set.seq, slot.skipped.seq };
}

static void take_pkmap(struct snapshot *s, const struct hm_machine *m)
{
	struct hm_pkmap_view entry;

	for (uint32_t nr = 0; nr < s->pkmaps; nr++)
		if (hm_pkmap_view(m, nr, &entry))
			s->pkmap[nr] = (struct pkmap_digest){ entry.count, entry.pfn };
	s->last_pkmap_nr = hm_last_pkmap_nr(m);
}

static void take_tlb(struct snapshot *s, const struct hm_machine *m)
{
	struct hm_tlb_view entry;
	struct hm_tlb_stats stats;

	s->accesses = 0;
	for (uint32_t cpu = 0; cpu < s->cpus; cpu++) {
		for (uint32_t i = 0; i < s->tlb_entries; i++)
			if (hm_tlb_view(m, cpu, i, &entry) && entry.valid)
				s->tlb[cpu * s->tlb_entries + i] =
					(struct tlb_digest){ entry.address, entry.pfn, entry.filled.seq, entry.valid, entry.stale };
		hm_tlb_stats(m, cpu, &stats);
		s->accesses += stats.hits + stats.misses;
		s->cycles[cpu] = hm_cycles(m, cpu);
	}
}

static void take_tasks(struct snapshot *s, const struct hm_machine *m)
{
	struct hm_task_view task;

	memset(s->task, 0, sizeof(s->task));
	for (unsigned int id = 0; id < HM_MAX_TASKS && id < hm_task_limit(m); id++)
		if (hm_task_view(m, (uint16_t)id, &task))
			s->task[id] = (struct task_digest){ (uint8_t)task.state, (uint8_t)task.context, task.flags & HM_TASK_PROMPT, task.cpu, task.preempt_count };
	s->current = hm_current_task(m);
	s->cpu = hm_current_cpu(m);
	s->preempt_count = hm_task_view(m, s->current, &task) ? task.preempt_count : 0;
}

bool snapshot_take(struct snapshot *s, const struct hm_machine *m, const struct names *names)
{
	struct hm_zone_view zone;

	s->taken = false;
	if (!make_room(s, m))
		return false;
	take_slots(s, m);
	take_pkmap(s, m);
	take_tlb(s, m);
	take_tasks(s, m);
	for (unsigned int i = 0; i < 3; i++)
		s->free_pages[i] = hm_zone_view(m, i, &zone) ? zone.free_pages : 0;
	if (names)
		s->names = *names;
	else
		s->names.count = 0;
	s->events = hm_event_count(m);
	s->calls = hm_call_count(m);
	s->reports = hm_report_count(m);
	s->halted = hm_halted(m);
	s->taken = true;
	return true;
}

void snapshot_free(struct snapshot *s)
{
	free(s->pkmap);
	free(s->slot);
	free(s->tlb);
	free(s->tlb_room);
	*s = (struct snapshot){ 0 };
}

bool snapshot_comparable(const struct snapshot *a, const struct snapshot *b)
{
	return a->taken && b->taken && a->cpus == b->cpus && a->types == b->types && a->tlb_entries == b->tlb_entries && a->pkmaps == b->pkmaps
	       && a->era == b->era;
}

hm_pfn_t reached_page(const struct hm_machine *m, hm_vaddr_t address)
{
	struct hm_walk walk;

	hm_walk(m, address, &walk);
	return walk.present ? walk.pfn : HM_NO_PFN;
}

/* The newest life of that name and value that lies in the past of this log. */
static const struct life *find_life(const struct lives *l, const struct name *name, uint64_t events)
{
	for (unsigned int i = l->count; i-- > 0;) {
		const struct life *life = &l->life[i];

		if (life->events <= events && !strcmp(life->name, name->name))
			return life->value == name->value ? life : NULL;
	}
	return NULL;
}

static const struct life *note_life(struct lives *l, const struct hm_machine *m, const struct name *name, uint64_t events)
{
	struct life *life;

	if (l->count == LIVES_MAX) {
		memmove(l->life, l->life + LIVES_MAX / 2, (LIVES_MAX / 2) * sizeof(l->life[0]));
		l->count = LIVES_MAX / 2;
	}
	life = &l->life[l->count++];
	memcpy(life->name, name->name, sizeof(life->name));
	life->value = name->value;
	life->events = events;
	life->led_to = reached_page(m, name->value);
	return life;
}

void lives_update(struct lives *l, const struct hm_machine *m, struct names *names)
{
	uint64_t events = hm_event_count(m);

	/* Going on from a state that an undo went back to: what was noted later than that is another history. */
	if (events > l->events)
		while (l->count && l->life[l->count - 1].events > l->events)
			l->count--;
	for (unsigned int i = 0; i < names->count; i++) {
		const struct life *life = find_life(l, &names->name[i], events);

		if (!life)
			life = note_life(l, m, &names->name[i], events);
		names->name[i].led_to = life->led_to;
	}
	l->events = events;
}
