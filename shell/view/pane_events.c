/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The event log's end: one line an event, newest last, what happened inside a kernel call set in below the call. The last command's events
 * carry +. A whole canvas gets the last EVENTS_TALL ones.
 */
#include "shell/view/pane.h"

enum { EVENTS_TALL = 100, WIDE_LINE = 72 };

static bool inside_call(const struct hm_event *e)
{
	return e->kind != HM_EV_CALL && e->kind != HM_EV_REPORT && e->call != 0 && e->cause != 0;
}

static enum look event_look(const struct hm_event *e, bool fresh)
{
	switch ((enum hm_event_kind)e->kind) {
	case HM_EV_REPORT:
	case HM_EV_TASK_DEAD:
	case HM_EV_CPU_LOST:
	case HM_EV_FAULT:
		return LOOK_ALERT;
	case HM_EV_UNMAP_SKIPPED: case HM_EV_UNMAP_OUTSIDE: case HM_EV_UNMAP_ORDER:
	case HM_EV_WRONG_UNMAP: case HM_EV_UNMAP_IGNORED:
	case HM_EV_PAGE_AS_ADDRESS:
		return LOOK_LEAKED;
	case HM_EV_TLB_STALE:
	case HM_EV_TLB_STALE_USE:
		return LOOK_STALE;
	case HM_EV_CALL:
		return LOOK_BOLD;
	case HM_EV_NONE: case HM_EV_BOOT: case HM_EV_MIGHT_SLEEP: case HM_EV_PTE_SET: case HM_EV_PTE_CLEAR: case HM_EV_PKMAP_COUNT:
	case HM_EV_PKMAP_WRAP: case HM_EV_PAGE_ADDRESS: case HM_EV_INVLPG: case HM_EV_FLUSH_LOCAL: case HM_EV_FLUSH_KERNEL_RANGE: case HM_EV_FLUSH_ALL:
	case HM_EV_IPI_SEND: case HM_EV_IPI_RECV: case HM_EV_TLB_FILL: case HM_EV_TLB_EVICT: case HM_EV_LOCK_SPIN: case HM_EV_FORCED_UNLOCK:
	case HM_EV_SLEEP: case HM_EV_WAKE_UP: case HM_EV_WAKE: case HM_EV_SCHEDULE: case HM_EV_SWITCH: case HM_EV_CR3_LOAD: case HM_EV_PREEMPT:
	case HM_EV_IRQS: case HM_EV_CONTEXT_ENTER: case HM_EV_CONTEXT_EXIT: case HM_EV_ALLOC: case HM_EV_ALLOC_FAIL: case HM_EV_FREE:
	case HM_EV_USER_FAULT: case HM_EV_USER_SHORT: case HM_EV_ANSWER_WAIT: case HM_EV_NULL_RETURNED: case HM_EV_NOT_MAPPED: case HM_EV_SUPPRESSED: case HM_EV_TASK_NEW: case HM_EV_TASK_EXIT: case HM_EV_PLACE:
	case HM_EV_BLK_SUBMIT: case HM_EV_BOUNCE: case HM_EV_POOL: case HM_EV_POOL_MADE: case HM_EV_BLK_DONE: case HM_EV_KMAP_SWITCHED_OUT: case HM_EV_NR:
		break;
	}
	return fresh ? LOOK_TEXT : LOOK_DIM;
}

static int draw_event(const struct frame *f, const struct canvas *c, int y, const struct hm_event *e, bool fresh)
{
	struct flow line = { c, 1, y, 10, c->whole };
	char text[256], place[96];

	if (fresh)
		canvas_text(c, 0, y, LOOK_NEW, "+");
	flow_printf(&line, LOOK_DIM, "%5llu ", (unsigned long long)e->seq);
	if (f->now->cpus > 1)
		flow_printf(&line, LOOK_DIM, "c%u ", e->cpu);
	if (inside_call(e))
		line.x += 2;
	hm_event_text(f->m, e, text, sizeof(text));
	flow_printf(&line, event_look(e, fresh), "%s", text);
	/* once for each call: what happens inside it has its place */
	if (c->width >= WIDE_LINE && !inside_call(e) && *frame_at(f, e, place, sizeof(place)))
		flow_printf(&line, LOOK_DIM, " (%s)", place);
	return line.y + 1;
}

static void draw(const struct frame *f, const struct canvas *c)
{
	uint64_t last = hm_event_count(f->m), first = hm_event_first(f->m), fresh = frame_first_new_event(f);
	uint64_t rows = f->last_events ? f->last_events : c->whole ? EVENTS_TALL : (uint64_t)c->height;
	int y = 0;

	if (last >= rows && last - rows + 1 > first)
		first = last - rows + 1;
	for (uint64_t seq = first; seq <= last && seq; seq++) {
		const struct hm_event *e = hm_event_get(f->m, seq);

		if (e)
			y = draw_event(f, c, y, e, seq >= fresh);
	}
	if (!y)
		canvas_text(c, 0, 0, LOOK_DIM, "Nothing yet.");
	if (f->wanted)
		canvas_printf(c, 0, y, LOOK_DIM, last == 1 ? "%llu event since boot" : "%llu events since boot", (unsigned long long)last);
}

const struct pane pane_events = {
	.name = "events",
	.title = "What just happened?",
	.help = "the log: number, CPU, event; + from the last command; set in: inside the kernel call above",
	.draw = draw
};
