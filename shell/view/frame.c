/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Marks, ghosts and names for the panes: everything that needs a look at two digests or at the variables at once. No drawing here.
 */
#include "shell/view/frame.h"

#include <stdio.h>
#include <string.h>

void frame_make(struct frame *f, const struct hm_machine *m, const struct snapshot *now, const struct snapshot *before)
{
	f->m = m;
	f->l = hm_layout(m);
	f->now = now;
	f->before = before && snapshot_comparable(now, before) ? before : NULL;
}

char mark_char(enum mark mark)
{
	static const char chars[] = { [MARK_NONE] = ' ', [MARK_NEW] = '+', [MARK_GONE] = '-', [MARK_CHANGED] = '~', [MARK_ALERT] = '!' };

	return chars[mark];
}

enum look look_of_mark(enum mark mark)
{
	static const enum look looks[] = {
		[MARK_NONE] = LOOK_TEXT, [MARK_NEW] = LOOK_NEW, [MARK_GONE] = LOOK_GONE, [MARK_CHANGED] = LOOK_CHANGED, [MARK_ALERT] = LOOK_ALERT
	};

	return looks[mark];
}

enum slot_state frame_slot_state(const struct frame *f, const struct hm_slot_view *slot)
{
	struct hm_task_view owner;

	if (slot->pfn == HM_NO_PFN)
		return SLOT_FREE;
	if (slot->skipped.seq)
		return SLOT_LEAKED;
	if (slot->set.seq && hm_task_view(f->m, slot->set.task, &owner) && (owner.state == HM_TASK_DEAD || owner.state == HM_TASK_ENDED))
		return SLOT_LEAKED;
	return SLOT_MAPPED;
}

static enum mark mark_of_page(hm_pfn_t before, hm_pfn_t now)
{
	if (before == now)
		return MARK_NONE;
	return before == HM_NO_PFN ? MARK_NEW : now == HM_NO_PFN ? MARK_GONE : MARK_CHANGED;
}

enum mark frame_slot_mark(const struct frame *f, uint32_t cpu, uint32_t type)
{
	const struct slot_digest *now = &f->now->slot[cpu * f->now->types + type], *before;
	struct hm_slot_view view;

	if (!f->before)
		return MARK_NONE;
	before = &f->before->slot[cpu * f->now->types + type];
	if (now->pfn != HM_NO_PFN && now->skipped && now->skipped != before->skipped)
		return MARK_ALERT;
	/* its owner has died: the same entry, but nobody will clear it */
	if (now->pfn != HM_NO_PFN && !now->skipped && before->set == now->set && hm_slot_view(f->m, cpu, type, &view) && view.set.seq) {
		unsigned int was = f->before->task[view.set.task].state, is = f->now->task[view.set.task].state;

		if (was != is && (is == HM_TASK_DEAD || is == HM_TASK_ENDED))
			return MARK_ALERT;
	}
	if (before->pfn != now->pfn)
		return mark_of_page(before->pfn, now->pfn);
	return before->skipped && !now->skipped && now->pfn != HM_NO_PFN ? MARK_CHANGED : MARK_NONE;
}

enum mark frame_pkmap_mark(const struct frame *f, uint32_t nr)
{
	const struct pkmap_digest *now = &f->now->pkmap[nr], *before;

	if (!f->before)
		return MARK_NONE;
	before = &f->before->pkmap[nr];
	if (before->pfn != now->pfn)
		return mark_of_page(before->pfn, now->pfn);
	return before->count != now->count ? MARK_CHANGED : MARK_NONE;
}

enum mark frame_task_mark(const struct frame *f, uint16_t id)
{
	const struct task_digest *now = &f->now->task[id], *before;

	if (!f->before)
		return MARK_NONE;
	before = &f->before->task[id];
	if (now->state != before->state)
		return before->state == HM_TASK_UNUSED ? MARK_NEW : now->state == HM_TASK_UNUSED ? MARK_GONE
			: now->state == HM_TASK_DEAD || now->state == HM_TASK_SPINNING ? MARK_ALERT : MARK_CHANGED;
	return now->preempt_count != before->preempt_count || now->cpu != before->cpu || now->context != before->context ? MARK_CHANGED : MARK_NONE;
}

enum mark frame_name_mark(const struct frame *f, const struct name *name)
{
	if (!f->before)
		return MARK_NONE;
	for (unsigned int i = 0; i < f->before->names.count; i++)
		if (!strcmp(f->before->names.name[i].name, name->name))
			return f->before->names.name[i].value == name->value ? MARK_NONE : MARK_CHANGED;
	return MARK_NEW;
}

enum mark frame_tlb_mark(const struct frame *f, uint32_t cpu, const struct hm_tlb_view *entry)
{
	const struct tlb_digest *before;

	if (!f->before)
		return MARK_NONE;
	before = &f->before->tlb[cpu * f->now->tlb_entries];
	for (uint32_t i = 0; i < f->now->tlb_entries; i++)
		if (before[i].valid && before[i].address == entry->address && before[i].filled == entry->filled.seq)
			return before[i].stale == entry->stale ? MARK_NONE : entry->stale ? MARK_ALERT : MARK_CHANGED;
	return MARK_NEW;
}

uint64_t frame_first_new_event(const struct frame *f)
{
	if (!f->before || f->before->events >= f->now->events)
		return f->now->events + 1;
	return f->before->events + 1;
}

static bool is_slot(const struct frame *f, hm_vaddr_t address, struct target *t)
{
	struct hm_slot_view slot;
	uint32_t index = (f->l->fixaddr_top - (address & ~(HM_PAGE_SIZE - 1u))) >> HM_PAGE_SHIFT;

	if (address >= f->l->fixaddr_top + HM_PAGE_SIZE - 1u || !f->now->types || index < f->l->fix_kmap_begin)
		return false;
	index -= f->l->fix_kmap_begin;
	t->cpu = index / f->now->types;
	t->type = index % f->now->types;
	return t->cpu < f->now->cpus && hm_slot_view(f->m, t->cpu, t->type, &slot) && slot.address == (address & ~(HM_PAGE_SIZE - 1u));
}

static bool is_pkmap(const struct frame *f, hm_vaddr_t address, struct target *t)
{
	t->nr = (address - f->l->pkmap_base) >> HM_PAGE_SHIFT;
	return address >= f->l->pkmap_base && t->nr < f->l->last_pkmap;
}

/* Does a stale entry of this CPU's TLB answer in the tables' place? */
static void ask_tlb(const struct frame *f, hm_vaddr_t address, struct target *t)
{
	const struct tlb_digest *tlb = &f->now->tlb[f->now->cpu * f->now->tlb_entries];

	for (uint32_t i = 0; i < f->now->tlb_entries; i++)
		if (tlb[i].valid && tlb[i].stale && tlb[i].address == (address & ~(HM_PAGE_SIZE - 1u))) {
			t->pfn = tlb[i].pfn;
			t->stale = true;
		}
}

void frame_target(const struct frame *f, hm_vaddr_t address, bool page, struct target *t)
{
	*t = (struct target){ .kind = TARGET_NUMBER, .pfn = HM_NO_PFN, .table = HM_NO_PFN };
	if (page && address >= f->l->mem_map && address < f->l->mem_map_end) {
		t->kind = TARGET_PAGE;
		t->pfn = t->table = hm_page_to_pfn(f->l, address);
		return;
	}
	if (address < HM_PAGE_SIZE)
		return;
	t->pfn = t->table = reached_page(f->m, address);
	ask_tlb(f, address, t);
	if (is_slot(f, address, t))
		t->kind = TARGET_SLOT;
	else if (is_pkmap(f, address, t))
		t->kind = TARGET_PKMAP;
	else if (address >= f->l->mem_map && address < f->l->mem_map_end)
		*t = (struct target){ .kind = TARGET_MEM_MAP, .pfn = t->pfn, .table = t->table, .nr = hm_page_to_pfn(f->l, address) };
	else if (t->pfn != HM_NO_PFN)
		t->kind = TARGET_LOWMEM;
	else if (address >= f->l->page_offset)
		t->kind = TARGET_UNMAPPED;
}

bool frame_ghost(const struct frame *f, const struct name *name, const struct target *t)
{
	struct hm_pkmap_view entry;

	if (t->kind != TARGET_SLOT && t->kind != TARGET_PKMAP)
		return false;
	if (t->stale || t->pfn == HM_NO_PFN || (name->led_to != HM_NO_PFN && name->led_to != t->pfn))
		return true;
	return t->kind == TARGET_PKMAP && hm_pkmap_view(f->m, t->nr, &entry) && entry.count <= 1;
}

const char *frame_name_of_page(const struct frame *f, hm_pfn_t pfn)
{
	hm_vaddr_t page = hm_pfn_to_page(f->l, pfn);

	if (pfn != HM_NO_PFN)
		for (unsigned int i = 0; i < f->now->names.count; i++)
			if (f->now->names.name[i].page && f->now->names.name[i].value == page)
				return f->now->names.name[i].name;
	return "";
}

enum { HOLDERS_NAMED = 4 };

static bool holds(const struct name *name, hm_vaddr_t address)
{
	return !name->page && (name->value & ~(HM_PAGE_SIZE - 1u)) == address;
}

const char *frame_name_of_address(const struct frame *f, hm_vaddr_t address)
{
	for (unsigned int i = 0; i < f->now->names.count; i++)
		if (holds(&f->now->names.name[i], address))
			return f->now->names.name[i].name;
	return "";
}

const char *frame_names_of_address(const struct frame *f, hm_vaddr_t address, char *out, size_t size)
{
	unsigned int seen = 0;
	size_t at = 0;

	*out = '\0';
	for (unsigned int i = 0; i < f->now->names.count; i++) {
		const struct name *name = &f->now->names.name[i];

		if (!holds(name, address))
			continue;
		if (++seen > HOLDERS_NAMED || at + strlen(name->name) + 8 > size) {
			snprintf(out + at, size - at, " ...");
			break;
		}
		at += (size_t)snprintf(out + at, size - at, "%s%s", at ? ", " : "", name->name);
	}
	return out;
}

const char *frame_at(const struct frame *f, const struct hm_event *event, char *out, size_t size)
{
	*out = '\0';
	if (f->place && event->seq)
		f->place(f->place_context, event, out, size);
	return out;
}

void frame_page_text(const struct frame *f, hm_pfn_t pfn, char *out, size_t size)
{
	const char *name = frame_name_of_page(f, pfn);

	if (pfn == HM_NO_PFN)
		snprintf(out, size, "no page");
	else
		snprintf(out, size, *name ? "page 0x%x (%s)" : "page 0x%x", pfn, name);
}

void frame_target_text(const struct frame *f, const struct target *t, char *out, size_t size)
{
	struct hm_slot_view slot;

	switch (t->kind) {
	case TARGET_SLOT:
		snprintf(out, size, "%s of CPU %u", hm_slot_view(f->m, t->cpu, t->type, &slot) ? slot.name : "slot", t->cpu);
		break;
	case TARGET_PKMAP:
		snprintf(out, size, "pkmap entry %u", t->nr);
		break;
	case TARGET_LOWMEM:
		snprintf(out, size, "lowmem");
		break;
	case TARGET_MEM_MAP:
		snprintf(out, size, "the struct page of page 0x%x, not its bytes", t->nr);
		break;
	case TARGET_PAGE:
		snprintf(out, size, "struct page");
		break;
	case TARGET_UNMAPPED:
		snprintf(out, size, "unmapped");
		break;
	case TARGET_NUMBER:
		snprintf(out, size, "no address");
		break;
	}
}

const char *word_of_state(enum hm_task_state state)
{
	static const char *const words[] = {
		[HM_TASK_UNUSED] = "unused", [HM_TASK_RUNNABLE] = "ready", [HM_TASK_CURRENT] = "runs", [HM_TASK_ASLEEP] = "asleep",
		[HM_TASK_SPINNING] = "SPINS", [HM_TASK_DEAD] = "DEAD", [HM_TASK_ENDED] = "ended"
	};

	return words[state];
}

const char *word_of_context(enum hm_context context)
{
	static const char *const words[] = {
		[HM_CTX_PROCESS] = "process", [HM_CTX_SOFTIRQ] = "softirq", [HM_CTX_HARDIRQ] = "hardirq", [HM_CTX_NMI] = "NMI"
	};

	return words[context];
}
