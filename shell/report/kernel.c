/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A kernel report on the screen: the kernel's own lines, then ours: what is still damaged, how long ago the cause was planted, and the ways out.
 * What counts as damage is read off the machine each time, so `info report` after repairs shows less.
 */
#include <stdio.h>
#include <string.h>

#include "shell/report/report.h"

const char *report_code(const struct hm_report *r)
{
	static const char *const code[] = {
#define HM_X(id, name) [HM_REPORT_##id] = "kernel-" name,
		HM_REPORTS(HM_X)
#undef HM_X
	};
	static const char *const bug[HM_CHECK_NR] = {
		[HM_CHECK_KUNMAP_IN_INTERRUPT] = "kernel-bug-kunmap-interrupt", [HM_CHECK_KMAP_ATOMIC_BUSY] = "kernel-bug-slot-busy",
		[HM_CHECK_KUNMAP_ATOMIC_ADDRESS] = "kernel-bug-slot-address", [HM_CHECK_KUNMAP_HIGH_NO_ADDRESS] = "kernel-bug-kunmap-unmapped",
		[HM_CHECK_KUNMAP_HIGH_COUNT] = "kernel-bug-kunmap-count", [HM_CHECK_FREE_FREE_PAGE] = "kernel-bug-free-page",
		[HM_CHECK_SUB_PREEMPT_COUNT] = "kernel-bug-preempt-count", [HM_CHECK_KMAP_LOCAL_BUSY] = "kernel-bug-slot-busy",
		[HM_CHECK_KMAP_ATOMIC_PUSH_MAX] = "kernel-bug-stack-full", [HM_CHECK_KMAP_LOCAL_PUSH_MAX] = "kernel-bug-stack-full",
		[HM_CHECK_KUNMAP_ATOMIC_POP_MIN] = "kernel-bug-stack-empty", [HM_CHECK_KUNMAP_LOCAL_POP_MIN] = "kernel-bug-stack-empty",
	};

	static const char *const warn[HM_CHECK_NR] = {
		[HM_CHECK_KUNMAP_ATOMIC_ORDER] = "kernel-warn-unmap-order", [HM_CHECK_KUNMAP_LOCAL_ORDER] = "kernel-warn-unmap-order",
		[HM_CHECK_KUNMAP_LOCAL_OUTSIDE] = "kernel-warn-unmap-outside", [HM_CHECK_KUNMAP_LOCAL_BELOW] = "kernel-warn-unmap-outside",
		[HM_CHECK_KMAP_ATOMIC_PUSH_IRQ] = "kernel-warn-irqs-on", [HM_CHECK_KMAP_LOCAL_PUSH_IRQ] = "kernel-warn-irqs-on",
		[HM_CHECK_KMAP_LOCAL_FORK] = "kernel-warn-still-mapped", [HM_CHECK_KMAP_ASSERT_NOMAP] = "kernel-warn-still-mapped",
		[HM_CHECK_KMAP_TO_PAGE_PKMAP] = "kernel-warn-kmap-to-page", [HM_CHECK_KMAP_TO_PAGE_LOCAL] = "kernel-warn-kmap-to-page",
	};

	if (r->kind == HM_REPORT_BUG && r->check < HM_CHECK_NR && bug[r->check])
		return bug[r->check];
	if (r->kind == HM_REPORT_WARN && r->check < HM_CHECK_NR && warn[r->check])
		return warn[r->check];
	return r->kind < HM_REPORT_NR ? code[r->kind] : "kernel";
}

/* ---- what is left ---- */

static bool is_gone(const struct hm_machine *m, const struct hm_event *e)
{
	struct hm_task_view t;

	return e->seq && (!hm_task_view(m, e->task, &t) || t.state == HM_TASK_DEAD || t.state == HM_TASK_ENDED || t.state == HM_TASK_SPINNING);
}

static unsigned int slots_left(struct sink *to, const struct hm_machine *m)
{
	const struct hm_layout *l = hm_layout(m);
	struct hm_slot_view v;
	unsigned int n = 0;

	for (uint32_t cpu = 0; cpu < hm_config(m)->cpus; cpu++)
		for (uint32_t type = 0; type < l->km_type_nr; type++) {
			if (!hm_slot_view(m, cpu, type, &v) || v.pfn == HM_NO_PFN || !(v.skipped.seq || is_gone(m, &v.set)))
				continue;
			if (n++ < 4)
				sink_printf(to, "  %s%s of CPU %u still maps page 0x%x\n", strncmp(v.name, "slot", 4) ? "slot " : "", v.name, cpu, v.pfn);
		}
	if (n > 4)
		sink_printf(to, "  and %u more slots (`info slots`)\n", n - 4);
	return n;
}

static unsigned int entries_left(struct sink *to, const struct hm_machine *m)
{
	struct hm_pkmap_view v;
	unsigned int n = 0;

	for (uint32_t i = 0; hm_pkmap_view(m, i, &v); i++) {
		if (v.count < 2 || !is_gone(m, &v.counted))
			continue;
		if (n++ < 4)
			sink_printf(to, "  pkmap entry %u (page 0x%x) keeps count %d: its user is gone\n", i, v.pfn, v.count);
	}
	if (n > 4)
		sink_printf(to, "  and %u more pkmap entries (`info pkmap`)\n", n - 4);
	return n;
}

static unsigned int locks_left(struct sink *to, const struct hm_machine *m)
{
	struct hm_lock_view l;
	struct hm_task_view t;

	hm_kmap_lock_view(m, &l);
	if (!l.held)
		return 0;
	if (hm_task_view(m, (uint16_t)l.task, &t) && t.state == HM_TASK_SPINNING) {
		sink_printf(to, "  kmap_lock is held by %s, which spins: the next kmap() or kunmap() spins, too\n", t.comm);
		return 1;
	}
	sink_puts(to, "  kmap_lock is held by a dead task: who wants it spins for ever\n");
	return 1;
}

static unsigned int tasks_left(struct sink *to, const struct hm_machine *m)
{
	struct hm_task_view t;
	unsigned int asleep = 0, on_pkmap = 0, spinning = 0, lost = 0;

	for (unsigned int i = 0; i < hm_task_limit(m); i++) {
		if (!hm_task_view(m, (uint16_t)i, &t))
			continue;
		asleep += t.state == HM_TASK_ASLEEP;
		on_pkmap += t.state == HM_TASK_ASLEEP && t.waits_on == HM_WAIT_PKMAP;
		spinning += t.state == HM_TASK_SPINNING;
		lost += t.state == HM_TASK_SPINNING && !t.spins;
	}
	if (asleep)
		sink_printf(to, "  %u task%s asleep, waiting for %s\n", asleep, asleep == 1 ? " is" : "s are",
			    asleep == on_pkmap ? "a pkmap entry" : "memory maps or the disk (`info tasks`)");
	if (spinning)
		sink_printf(to, "  %u task%s%s\n", spinning, spinning == 1 ? " spins" : "s spin",
			    !lost ? "" : lost == 1 ? " on a lock; the CPU is lost" : " for ever; their CPUs are lost");
	return asleep + spinning;
}

unsigned int report_damage(struct sink *to, const struct hm_machine *m)
{
	unsigned int n = locks_left(to, m); /* the worst first: a short report shows one line */

	n += slots_left(to, m);
	n += entries_left(to, m);
	return n + tasks_left(to, m);
}

/* ---- how long ago ---- */

bool report_is_mistake(enum hm_link_role role)
{
	switch (role) {
	case HM_LINK_LEFT_MAPPED: case HM_LINK_NOT_THE_SLOT: case HM_LINK_WRONG_TYPE: case HM_LINK_WRONG_ADDRESS: case HM_LINK_HOLDER_SLEPT:
	case HM_LINK_HOLDER_ENDED: case HM_LINK_NEVER_MAPPED: case HM_LINK_RAISED: case HM_LINK_OVERDRAWN: case HM_LINK_HOLDER_DIED:
	case HM_LINK_LEFT_OUTSIDE: case HM_LINK_LEFT_BY_ORDER: case HM_LINK_CLEARED_BY_ORDER: case HM_LINK_STACK_CLEARED:
	case HM_LINK_IRQS_OFF: case HM_LINK_PAGE_FREED_MAPPED: case HM_LINK_FOREIGN_SLOT: case HM_LINK_TYPE_RANGE: case HM_LINK_OVERRUN: case HM_LINK_UNDERRUN:
	case HM_LINK_OVERRUN_PKMAP: case HM_LINK_NULL_RETURNED: case HM_LINK_UNMAP_IGNORED: case HM_LINK_DATA_FLAGS: case HM_LINK_ENTRY_LOST:
	case HM_LINK_PKMAP_FORMER: case HM_LINK_LOWERED: case HM_LINK_HOLDER_MOVED: case HM_LINK_PAGE_FREED: case HM_LINK_SLOT_CLEARED: case HM_LINK_PKMAP_RELEASED: case HM_LINK_PKMAP_CLEARED:
		return true;
	case HM_LINK_SYMPTOM: case HM_LINK_SLOT_MAPPED: case HM_LINK_PKMAP_MAPPED: case HM_LINK_PKMAP_COUNTED: case HM_LINK_LOCK_HELD:
	case HM_LINK_WAITS: case HM_LINK_WAITS_DISK: case HM_LINK_TLB_STALE: case HM_LINK_TLB_FILLED: case HM_LINK_PAGE_ALLOCATED: case HM_LINK_LED_HERE:
	case HM_LINK_LOCK_INTERRUPTED: case HM_LINK_WAITS_LOCK: case HM_LINK_WAITS_ANSWER: case HM_LINK_IN_CONTEXT: case HM_LINK_SLOT_IN_USE: case HM_LINK_ENTRY_IN_USE: case HM_LINK_PKMAP_AGAIN: case HM_LINK_SWITCHED_OUT:
	case HM_LINK_STACK_RAN_OVER: case HM_LINK_STACK_MAPPED: case HM_LINK_NR:
		break;
	}
	return false;
}

const struct hm_event *report_planted(const struct hm_report *r)
{
	for (uint32_t i = 0; i < r->links && i < HM_REPORT_LINKS; i++)
		if (report_is_mistake((enum hm_link_role)r->link[i].role))
			return &r->link[i].event;
	return NULL;
}

unsigned int report_tasks_between(const struct hm_machine *m, const struct hm_event *from, const struct hm_event *to)
{
	bool seen[HM_MAX_TASKS] = { false };
	uint64_t seq = from->seq > hm_event_first(m) ? from->seq : hm_event_first(m);
	unsigned int n = 0;

	for (; seq && seq <= to->seq; seq++) {
		const struct hm_event *e = hm_event_get(m, seq);

		if (!e || e->task >= HM_MAX_TASKS || e->task == from->task || seen[e->task])
			continue;
		seen[e->task] = true;
		n++;
	}
	return n;
}

static void show_distance(struct sink *to, const struct report_source *src, const struct hm_report *r)
{
	const struct hm_event *e = report_planted(r);
	char place[128];
	unsigned int calls, tasks;

	if (!e || !e->seq || !src->map) /* who hunts finds the distance, too */
		return;
	calls = r->event.call - e->call;
	tasks = report_tasks_between(src->m, e, &r->event);
	event_place(src, e, place, sizeof(place));
	if (!calls && !tasks)
		return;
	sink_printf(to, "The cause was planted %u call%s%s ago%s%s.\n", calls, calls == 1 ? "" : "s",
		    tasks == 1 ? " and 1 task" : tasks ? " and several tasks" : "", *place ? ", at " : "", place);
}

/* ---- all of it ---- */

static void eip_of(const struct report_source *src, const struct hm_report *r, char *out, size_t size)
{
	const char *function = src->lang ? lang_function_at(src->lang, r->event.site) : NULL;
	char place[128];

	event_place(src, &r->event, place, sizeof(place));
	if (*place && function)
		snprintf(out, size, "%s, %s", function, place);
	else
		snprintf(out, size, "%s", place);
}

/* Reports are shown when the call is over: of several from one call only the last has stopped the machine. */
bool report_halts(const struct hm_machine *m, const struct hm_report *r)
{
	return hm_halted(m) != HM_RUNNING && r->number == hm_report_count(m);
}

void report_show(struct sink *to, const struct report_source *src, const struct hm_report *r, bool accessible)
{
	char text[2048], eip[256];
	struct text damage = { 0 };

	eip_of(src, r, eip, sizeof(eip));
	hm_report_text(src->m, r, *eip ? eip : NULL, text, sizeof(text));
	if (accessible)
		sink_puts(to, "The kernel reports:\n");
	sink_style(to, STYLE_ERROR);
	sink_puts(to, text);
	sink_style(to, STYLE_PLAIN);
	sink_fresh_line(to);
	if (r->died || r->panicked || r->kind == HM_REPORT_DEADLOCK) {
		struct sink *part = to;
		struct text *outer = part->capture;

		part->capture = &damage;
		report_damage(part, src->m);
		part->capture = outer;
		if (sink_is_whole(to, &damage) && damage.length)
			sink_printf(to, "Left behind:\n%s", text_string(&damage));
		text_free(&damage);
	}
	show_distance(to, src, r);
	if (report_halts(src->m, r))
		sink_puts(to, "Nothing can run any more. Ways out: `why`, `undo`, `reset`.\n");
	else if (r->died)
		sink_puts(to, "Ways out: `why` goes back to the cause, `undo` takes it back, `reset` boots.\n");
	else
		sink_puts(to, "`why` goes back to the cause, `explain` tells the rule.\n");
}
