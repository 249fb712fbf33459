/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tasks: who is where, in which state and context, with which preempt_count; who sleeps in pkmap_map_wait, in wake-up order; who holds kmap_lock. Tasks
 * that ended long ago give way first when rows are short.
 */
#include "highmem/block.h"
#include "shell/view/pane.h"

#include <stdio.h>

static int task_need(const struct frame *f, const struct hm_task_view *t)
{
	switch (t->state) {
	case HM_TASK_UNUSED:
		return 0;
	case HM_TASK_ENDED:
		return frame_task_mark(f, t->id) ? 3 : 1;
	case HM_TASK_DEAD:
	case HM_TASK_SPINNING:
		return 2;
	case HM_TASK_RUNNABLE:
	case HM_TASK_CURRENT:
	case HM_TASK_ASLEEP:
		break;
	}
	return 3;
}

static enum look state_look(enum hm_task_state state)
{
	return state == HM_TASK_DEAD || state == HM_TASK_SPINNING ? LOOK_ALERT : state == HM_TASK_ASLEEP ? LOOK_RELEASED
		: state == HM_TASK_CURRENT ? LOOK_USED : LOOK_DIM;
}

/* Those stand in the first row, too. */
static bool waits_for_entry(const struct frame *f, uint16_t task)
{
	uint16_t waiter[HM_MAX_TASKS];
	unsigned int n = hm_pkmap_waiters(f->m, waiter, HM_MAX_TASKS);

	for (unsigned int i = 0; i < n && i < HM_MAX_TASKS; i++)
		if (waiter[i] == task)
			return true;
	return false;
}

/* "in kmap(page 0x38001)": the call that the task sleeps in, or has been woken in. */
static void tell_call(const struct frame *f, struct flow *line, const struct hm_task_view *t)
{
	const struct hm_call *call = t->blocked_call != ~0u ? hm_call_at(f->m, t->blocked_call) : NULL;
	char page[96] = "";
	size_t length = 0;
	const char *name = call ? hm_call_name(call, &length) : "";

	if (!call)
		return;
	if (t->blocked_arg >= f->l->mem_map && t->blocked_arg < f->l->mem_map_end)
		frame_page_text(f, hm_page_to_pfn(f->l, t->blocked_arg), page, sizeof(page));
	flow_printf(line, LOOK_DIM, " in %.*s(%s)", (int)length, name, page);
}

/* Somebody has let an entry go, and its turn has not come: it stands in the queue still, waits no longer, and may have to sleep again. */
static bool woken(const struct frame *f, const struct hm_task_view *t)
{
	return t->state == HM_TASK_RUNNABLE && waits_for_entry(f, t->id);
}

/* "asleep in kmap(page 0x38001), a.hm:7" */
static void tell_sleep(const struct frame *f, struct flow *line, const struct hm_task_view *t)
{
	char text[96];

	tell_call(f, line, t);
	if (!waits_for_entry(f, t->id) && hm_wait_text(f->m, t->id, text, sizeof(text)) > 0)
		flow_printf(line, LOOK_RELEASED, " for %s", text);
	if ((line->c->whole || line->c->width - line->x > 16) && *frame_at(f, &t->slept, text, sizeof(text)))
		flow_printf(line, LOOK_DIM, ", %s", text);
}

/* "holds page 0x38001 (q)": mappings that a task takes with it from CPU to CPU, in eras that have them. */
static void tell_local(const struct frame *f, struct flow *line, const struct hm_task_view *t)
{
	struct hm_kmap_ctrl_view ctrl;
	struct hm_slot_view slot;
	const char *between = ", ";
	char page[64];

	if (!hm_kmap_ctrl_view(f->m, t->id, &ctrl) || ctrl.idx <= 0)
		return;
	flow_printf(line, ctrl.in_slots ? LOOK_DIM : LOOK_CHANGED, ctrl.in_slots ? ", in slots" : ", saved");
	for (uint32_t i = 0; i < (uint32_t)ctrl.idx; i++) {
		if (!hm_kmap_saved(f->m, t->id, i, &slot) || slot.pfn == HM_NO_PFN)
			continue;
		frame_page_text(f, slot.pfn, page, sizeof(page));
		flow_printf(line, LOOK_PAGE, "%s%s", *between == ',' ? " " : between, page);
		between = " + ";
	}
}

static int draw_task(const struct frame *f, const struct canvas *c, int y, const struct hm_task_view *t)
{
	enum mark mark = frame_task_mark(f, t->id);
	bool here = t->id == f->now->current;
	struct flow line = { c, 2, y, 4, c->whole };
	char at[96];

	canvas_printf(c, 0, y, look_of_mark(mark), "%c", mark_char(mark));
	if (here)
		canvas_put(c, 1, y, LOOK_BOLD, GLYPH_HERE);
	flow_printf(&line, here ? LOOK_BOLD : LOOK_NAME, "%-10s", t->comm);
	flow_printf(&line, LOOK_DIM, " CPU %u ", t->cpu);
	flow_printf(&line, state_look(t->state), "%-7s", word_of_state(t->state));
	if (t->preempt_count || c->width >= 60)
		flow_printf(&line, t->preempt_count ? LOOK_USED : LOOK_DIM, " count 0x%x", (unsigned int)t->preempt_count);
	if (t->context != HM_CTX_PROCESS)
		flow_printf(&line, LOOK_CHANGED, " in %s", word_of_context(t->context));
	if (t->irqs_disabled)
		flow_printf(&line, LOOK_CHANGED, " irqs off");
	tell_local(f, &line, t);
	if (woken(f, t)) {
		flow_printf(&line, LOOK_CHANGED, ", woken");
		tell_call(f, &line, t);
	}
	if (t->state == HM_TASK_ASLEEP || (t->spins && t->state == HM_TASK_SPINNING))
		tell_sleep(f, &line, t);
	else if (f->stands && f->stands(f->place_context, t->id, at, sizeof(at)))
		flow_printf(&line, LOOK_DIM, ", at %s", at);
	if (f->wanted)
		flow_printf(&line, LOOK_DIM, ", pid %u", t->pid);
	return line.y + 1;
}

static int draw_waiters(const struct frame *f, const struct canvas *c, int y)
{
	uint16_t waiter[HM_MAX_TASKS];
	unsigned int n = hm_pkmap_waiters(f->m, waiter, HM_MAX_TASKS);
	struct flow line = { c, 0, y, 2, c->whole };
	struct hm_task_view t;

	flow_printf(&line, LOOK_DIM, "pkmap_map_wait:");
	if (!n)
		flow_printf(&line, LOOK_DIM, " nobody");
	for (unsigned int i = 0; i < n && i < HM_MAX_TASKS && (c->whole || line.x < c->width); i++)
		if (hm_task_view(f->m, waiter[i], &t))
			flow_printf(&line, LOOK_RELEASED, woken(f, &t) ? "%s %s (woken)" : "%s %s", i ? "," : "", t.comm);
	return line.y + 1;
}

/* A device that may yet wake somebody. */
static int draw_disk(const struct frame *f, const struct canvas *c, int y)
{
	struct flow line = { c, 0, y, 2, c->whole };
	struct hm_disk_view disk;

	hm_disk_view(f->m, &disk);
	if (!disk.requests && !disk.in_service)
		return y;
	flow_printf(&line, LOOK_RELEASED, disk.requests == 1 ? "disk: %u request" : "disk: %u requests", disk.requests);
	if (disk.in_service)
		flow_printf(&line, LOOK_CHANGED, ", in its interrupt");
	flow_printf(&line, LOOK_DIM, "; bounce pool: %u of %u left", disk.pool.free, disk.pool.size);
	return line.y + 1;
}

static int draw_lock(const struct frame *f, const struct canvas *c, int y)
{
	struct flow line = { c, 0, y, 2, c->whole };
	struct hm_lock_view lock;
	struct hm_task_view t;
	char at[96];

	hm_kmap_lock_view(f->m, &lock);
	if (!lock.held || !hm_task_view(f->m, (uint16_t)lock.task, &t))
		return y;
	flow_printf(&line, LOOK_ALERT, "kmap_lock is held by %s (%s) of CPU %u", t.comm, word_of_state(t.state), lock.cpu);
	if (*frame_at(f, &lock.taken, at, sizeof(at)))
		flow_printf(&line, LOOK_DIM, ", taken at %s", at);
	return line.y + 1;
}

static void draw(const struct frame *f, const struct canvas *c)
{
	int y = draw_lock(f, c, draw_disk(f, c, draw_waiters(f, c, 0))), left = c->height - y, least = 1;
	unsigned int limit = hm_task_limit(f->m), needs[4] = { 0 };
	struct hm_task_view t;

	for (unsigned int id = 0; id < limit; id++)
		if (hm_task_view(f->m, (uint16_t)id, &t))
			needs[task_need(f, &t)]++;
	if (!c->whole && (int)(needs[1] + needs[2] + needs[3]) > left)
		least = (int)(needs[2] + needs[3]) + 1 > left ? 3 : 2;
	for (unsigned int id = 0; id < limit && y < c->height; id++)
		if (hm_task_view(f->m, (uint16_t)id, &t) && task_need(f, &t) >= least)
			y = draw_task(f, c, y, &t);
	if (least > 1 && y < c->height)
		canvas_printf(c, 2, y, LOOK_DIM, "%u more, ended or dead", needs[1] + (least > 2 ? needs[2] : 0));
}

const struct pane pane_tasks = {
	.name = "tasks",
	.title = "Who runs, and who waits?",
	.help = "each task with CPU, state and its own preempt_count (above 0 it may not sleep); pkmap_map_wait: who waits for an entry, in the order of waking; woken: it has been called, and looks again when it runs",
	.draw = draw
};
