/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Comparing two digests and putting the difference into words. Order: trouble, slots, window, stale TLB entries, tasks, pages, counts, variables,
 * accesses. Long runs of the same kind (a flush of the window) become one sentence.
 */
#include "shell/view/change.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { ENTRIES_TOLD = 4 };

static struct view_change *add(struct changes *out, enum mark mark)
{
	if (out->count == CHANGES_MAX) {
		out->more++;
		return NULL;
	}
	out->item[out->count] = (struct view_change){ .mark = mark };
	return &out->item[out->count++];
}

__attribute__((format(printf, 2, 3))) static void say(struct view_change *c, const char *format, ...)
{
	va_list args;

	if (!c)
		return;
	va_start(args, format);
	vsnprintf(c->text, sizeof(c->text), format, args);
	va_end(args);
}

__attribute__((format(printf, 2, 3))) static void brief(struct view_change *c, const char *format, ...)
{
	va_list args;

	if (!c)
		return;
	va_start(args, format);
	vsnprintf(c->brief, sizeof(c->brief), format, args);
	va_end(args);
}

static void find_reports(const struct frame *f, struct changes *out)
{
	const struct hm_report *report = f->now->reports > f->before->reports ? hm_report_get(f->m, f->now->reports) : NULL;
	char headline[160];
	struct view_change *c;

	if (!report)
		return;
	hm_report_headline(f->m, report, headline, sizeof(headline));
	c = add(out, MARK_ALERT);
	say(c, "the kernel reports: %s", headline);
	if (report->kind == HM_REPORT_OOPS)
		brief(c, "oops: nothing is mapped at 0x%08x", report->address);
	else
		brief(c, "%.77s%s", headline, strlen(headline) > 77 ? ".." : "");
}

static void tell_slot(const struct frame *f, struct changes *out, enum mark mark, uint32_t cpu, uint32_t type)
{
	struct hm_slot_view slot;
	struct view_change *c = add(out, mark);
	char page[64], old[64];

	if (!hm_slot_view(f->m, cpu, type, &slot))
		return;
	frame_page_text(f, slot.pfn, page, sizeof(page));
	frame_page_text(f, f->before->slot[cpu * f->now->types + type].pfn, old, sizeof(old));
	switch (mark) {
	case MARK_ALERT:
		say(c, "slot %s of CPU %u still maps %s: its user let go, but nobody cleared it. It is leaked.", slot.name, cpu, page);
		brief(c, "%s of CPU %u LEAKED, still %s", slot.name, cpu, page);
		break;
	case MARK_NEW:
		say(c, "slot %s of CPU %u now maps %s, at address 0x%08x", slot.name, cpu, page, slot.address);
		brief(c, "%s of CPU %u maps %s", slot.name, cpu, page);
		break;
	case MARK_GONE:
		say(c, "slot %s of CPU %u is free again; it mapped %s", slot.name, cpu, old);
		brief(c, "%s of CPU %u free", slot.name, cpu);
		break;
	case MARK_CHANGED:
	case MARK_NONE:
		if (slot.pfn == f->before->slot[cpu * f->now->types + type].pfn) {
			say(c, "slot %s of CPU %u maps %s and is in use, no longer leaked", slot.name, cpu, page);
			brief(c, "%s of CPU %u in use again", slot.name, cpu);
			break;
		}
		say(c, "slot %s of CPU %u now maps %s; before, it mapped %s", slot.name, cpu, page, old);
		brief(c, "%s of CPU %u maps %s", slot.name, cpu, page);
		break;
	}
}

static void find_slots(const struct frame *f, struct changes *out)
{
	for (uint32_t cpu = 0; cpu < f->now->cpus; cpu++)
		for (uint32_t type = 0; type < f->now->types; type++) {
			enum mark mark = frame_slot_mark(f, cpu, type);

			if (mark != MARK_NONE)
				tell_slot(f, out, mark, cpu, type);
		}
}

static const char *count_words(int32_t count, char *out, size_t size)
{
	if (count == 0)
		return "free";
	if (count == 1)
		return "released but not flushed";
	snprintf(out, size, count == 2 ? "%d user" : "%d users", count - 1);
	return out;
}

static void tell_entry(const struct frame *f, struct changes *out, enum mark mark, uint32_t nr)
{
	const struct pkmap_digest *now = &f->now->pkmap[nr], *before = &f->before->pkmap[nr];
	struct view_change *c = add(out, mark);
	char page[64], words[32];

	frame_page_text(f, now->pfn == HM_NO_PFN ? before->pfn : now->pfn, page, sizeof(page));
	if (mark == MARK_GONE)
		say(c, "pkmap entry %u is flushed; it mapped %s", nr, page);
	else if (mark == MARK_NEW)
		say(c, "pkmap entry %u now maps %s, at address 0x%08x", nr, page, hm_pkmap_address(f->l, nr));
	else
		say(c, "pkmap entry %u (%s): count %d to %d, %s", nr, page, before->count, now->count, count_words(now->count, words, sizeof(words)));
	if (mark == MARK_NEW)
		brief(c, "pkmap[%u] maps %s", nr, page);
	else
		brief(c, "pkmap[%u] %s", nr, mark == MARK_GONE ? "flushed" : now->count == 1 ? "released, still mapped" : count_words(now->count, words, sizeof(words)));
}

static bool lap_ended(const struct frame *f)
{
	for (uint64_t seq = frame_first_new_event(f); seq <= f->now->events; seq++) {
		const struct hm_event *e = hm_event_get(f->m, seq);

		if (e && e->kind == HM_EV_PKMAP_WRAP)
			return true;
	}
	return false;
}

/* The end of a lap: all that was released goes at once, and every CPU forgets. One sentence, not one for each entry. */
static bool tell_flush(const struct frame *f, struct changes *out)
{
	unsigned int gone = 0;
	struct view_change *c;

	if (!lap_ended(f))
		return false;
	for (uint32_t nr = 0; nr < f->now->pkmaps; nr++)
		gone += f->before->pkmap[nr].pfn != HM_NO_PFN && f->now->pkmap[nr].pfn != f->before->pkmap[nr].pfn;
	c = add(out, MARK_GONE);
	if (!gone) {
		say(c, "the kmap window came to its end and was flushed on all CPUs; no entry had been released");
		brief(c, "kmap flush: none was released");
		return true;
	}
	say(c, gone == 1 ? "the kmap window came to its end and was flushed on all CPUs: %u released entry is unmapped"
	    : "the kmap window came to its end and was flushed on all CPUs: %u released entries are unmapped", gone);
	brief(c, gone == 1 ? "kmap flush: %u entry gone" : "kmap flush: %u entries gone", gone);
	return true;
}

static void find_pkmap(const struct frame *f, struct changes *out)
{
	bool flushed = tell_flush(f, out);
	unsigned int kinds[5] = { 0 };
	struct view_change *c;

	for (uint32_t nr = 0; nr < f->now->pkmaps; nr++) {
		enum mark mark = frame_pkmap_mark(f, nr);

		if (mark != MARK_NONE && !(flushed && mark == MARK_GONE) && kinds[mark]++ < ENTRIES_TOLD)
			tell_entry(f, out, mark, nr);
	}
	for (enum mark mark = MARK_NEW; mark <= MARK_CHANGED; mark++)
		if (kinds[mark] > ENTRIES_TOLD) {
			c = add(out, mark);
			say(c, "%u more entries of the kmap window were %s", kinds[mark] - ENTRIES_TOLD,
			    mark == MARK_NEW ? "mapped" : mark == MARK_GONE ? "flushed" : "counted up or down");
			brief(c, "%u more", kinds[mark] - ENTRIES_TOLD);
		}
}

static void find_stale(const struct frame *f, struct changes *out)
{
	struct hm_tlb_view entry;

	for (uint32_t cpu = 0; cpu < f->now->cpus; cpu++)
		for (uint32_t i = 0; i < f->now->tlb_entries; i++)
			if (hm_tlb_view(f->m, cpu, i, &entry) && entry.valid && entry.stale && frame_tlb_mark(f, cpu, &entry) == MARK_ALERT) {
				struct view_change *c = add(out, MARK_ALERT);

				say(c, "the TLB of CPU %u still has page 0x%x for 0x%08x: that entry is stale now", cpu, entry.pfn, entry.address);
				brief(c, "TLB of CPU %u: 0x%08x stale", cpu, entry.address);
			}
}

static bool lost(enum hm_task_state state)
{
	return state == HM_TASK_DEAD || state == HM_TASK_SPINNING;
}

/* `undo` takes a death back. */
static bool lives_again(const struct frame *f, unsigned int id)
{
	enum hm_task_state now = f->now->task[id].state;

	return lost(f->before->task[id].state) && now != HM_TASK_UNUSED && !lost(now);
}

static void find_tasks(const struct frame *f, struct changes *out)
{
	struct hm_task_view t;

	for (unsigned int id = 0; id < HM_MAX_TASKS; id++) {
		enum mark mark = frame_task_mark(f, (uint16_t)id);
		struct view_change *c;

		if (mark == MARK_NONE || f->now->task[id].state == f->before->task[id].state)
			continue;
		/* a prompt's own task comes and goes with the typing */
		if (mark != MARK_ALERT && !lives_again(f, id) && (f->now->task[id].prompt || f->before->task[id].prompt))
			continue;
		c = add(out, mark);
		if (!hm_task_view(f->m, (uint16_t)id, &t)) {
			say(c, "a task is gone");
			brief(c, "a task gone");
			continue;
		}
		if (lives_again(f, id)) {
			say(c, "task %s is alive again, on CPU %u", t.comm, t.cpu);
			brief(c, "task %s alive again", t.comm);
			continue;
		}
		say(c, mark == MARK_NEW ? "task %s is new, %s, on CPU %u" : "task %s is %s now, on CPU %u", t.comm, word_of_state(t.state), t.cpu);
		brief(c, "task %s %s", t.comm, word_of_state(t.state));
	}
}

static bool told_by_event(const struct frame *f, struct changes *out)
{
	unsigned int told = 0;

	for (uint64_t seq = frame_first_new_event(f); seq <= f->now->events; seq++) {
		const struct hm_event *e = hm_event_get(f->m, seq);
		struct view_change *c;
		char page[64];

		if (!e || (e->kind != HM_EV_ALLOC && e->kind != HM_EV_FREE) || told++ >= ENTRIES_TOLD)
			continue;
		c = add(out, e->kind == HM_EV_ALLOC ? MARK_NEW : MARK_GONE);
		frame_page_text(f, e->arg[0], page, sizeof(page));
		say(c, "%s is %s", page, e->kind == HM_EV_ALLOC ? "allocated" : "freed");
		brief(c, "%s %s", page, e->kind == HM_EV_ALLOC ? "allocated" : "freed");
	}
	if (told > ENTRIES_TOLD) {
		struct view_change *c = add(out, MARK_CHANGED);

		say(c, "%u more pages allocated or freed", told - ENTRIES_TOLD);
		brief(c, "%u more pages", told - ENTRIES_TOLD);
	}
	return told > 0;
}

static void find_pages(const struct frame *f, struct changes *out)
{
	static const char *const zones[] = { "DMA", "Normal", "HighMem" };

	if (told_by_event(f, out))
		return;
	for (unsigned int i = 0; i < 3; i++) {
		uint32_t before = f->before->free_pages[i], now = f->now->free_pages[i];
		uint32_t difference = now > before ? now - before : before - now;
		struct view_change *c = now != before ? add(out, now > before ? MARK_GONE : MARK_NEW) : NULL;

		say(c, "%u %s of zone %s %s", difference, difference == 1 ? "page" : "pages", zones[i], now > before ? "less in use" : "more in use");
		brief(c, "%u %s page%s %s", difference, zones[i], difference == 1 ? "" : "s", now > before ? "fewer" : "more");
	}
}

static void find_place(const struct frame *f, struct changes *out)
{
	struct view_change *c;

	if (f->now->cpu != f->before->cpu) {
		c = add(out, MARK_CHANGED);
		say(c, "typing is on CPU %u now", f->now->cpu);
		brief(c, "typing on CPU %u", f->now->cpu);
	} else if (f->now->preempt_count != f->before->preempt_count) {
		c = add(out, MARK_CHANGED);
		say(c, "preempt_count went from 0x%x to 0x%x", (unsigned int)f->before->preempt_count, (unsigned int)f->now->preempt_count);
		brief(c, "preempt_count 0x%x", (unsigned int)f->now->preempt_count);
	}
	if (f->now->halted != f->before->halted) {
		c = add(out, f->now->halted ? MARK_ALERT : MARK_GONE);
		say(c, f->now->halted ? "the machine has stopped: undo, restore or reset" : "the machine runs again");
		brief(c, f->now->halted ? "machine stopped" : "machine runs");
	}
}

/* A pointer that has just outlived its mapping. */
static void tell_ghost(const struct frame *f, struct changes *out, const struct name *name, const struct target *t)
{
	bool lost = t->kind == TARGET_SLOT ? frame_slot_mark(f, t->cpu, t->type) == MARK_GONE
		: t->kind == TARGET_PKMAP && f->now->pkmap[t->nr].count <= 1 && frame_pkmap_mark(f, t->nr) != MARK_NONE;
	struct view_change *c;

	if (!lost || !frame_ghost(f, name, t))
		return;
	c = add(out, MARK_CHANGED);
	say(c, "variable %s is a ghost now: its mapping is given back%s", name->name, t->pfn == HM_NO_PFN ? ", an access would fault" : ", but still there");
	brief(c, "%s is a ghost", name->name);
}

static void find_lost_names(const struct frame *f, struct changes *out)
{
	for (unsigned int i = 0; i < f->before->names.count; i++) {
		const char *name = f->before->names.name[i].name;
		unsigned int j = 0;
		struct view_change *c;

		while (j < f->now->names.count && strcmp(f->now->names.name[j].name, name) != 0)
			j++;
		if (j < f->now->names.count)
			continue;
		c = add(out, MARK_GONE);
		say(c, "variable %s is gone", name);
		brief(c, "%s gone", name);
	}
}

static void find_names(const struct frame *f, struct changes *out)
{
	char words[80];
	struct target t;

	for (unsigned int i = 0; i < f->now->names.count; i++) {
		const struct name *name = &f->now->names.name[i];
		enum mark mark = frame_name_mark(f, name);
		struct view_change *c;

		frame_target(f, name->value, name->page, &t);
		if (mark == MARK_NONE) {
			tell_ghost(f, out, name, &t);
			continue;
		}
		c = add(out, mark);
		if (t.kind == TARGET_PAGE)
			snprintf(words, sizeof(words), "the struct page of page 0x%x", t.pfn);
		else
			frame_target_text(f, &t, words, sizeof(words));
		say(c, "variable %s is 0x%08x, %s", name->name, name->value, name->value ? words : "NULL");
		brief(c, "%s = 0x%08x", name->name, name->value);
	}
}

/* Did an access come through? One that faulted has looked into the TLB, too, and the last access is an older one. */
static bool was_accessed(const struct frame *f)
{
	uint64_t faults = 0;

	for (uint64_t seq = frame_first_new_event(f); seq <= f->now->events; seq++) {
		const struct hm_event *e = hm_event_get(f->m, seq);

		faults += e && e->kind == HM_EV_FAULT;
	}
	return f->now->accesses > f->before->accesses + faults;
}

static void find_access(const struct frame *f, struct changes *out)
{
	struct hm_access_view a;
	struct view_change *c;
	char page[64];

	if (!was_accessed(f) || !hm_last_access(f->m, f->now->cpu, &a))
		return;
	c = add(out, a.stale ? MARK_ALERT : MARK_CHANGED);
	frame_page_text(f, a.pfn, page, sizeof(page));
	say(c, "%s 0x%08x went to %s%s", a.write ? "a store to" : "a load from", a.address, page, a.stale ? " by a STALE TLB entry" : "");
	brief(c, "%s 0x%08x, %s%s", a.write ? "store to" : "load from", a.address, page, a.stale ? " (STALE)" : "");
}

void changes_find(const struct frame *f, struct changes *out)
{
	out->count = out->more = 0;
	if (!f->before)
		return;
	find_reports(f, out);
	find_slots(f, out);
	find_pkmap(f, out);
	find_stale(f, out);
	find_tasks(f, out);
	find_pages(f, out);
	find_place(f, out);
	find_names(f, out);
	find_lost_names(f, out);
	find_access(f, out);
}
