/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The machine's state as one JSON object, for `export json`: what the panes and `info` show, by the same looks. Slots, entries and TLB
 * entries that are empty are left out.
 */
#include "shell/report/json.h"

static void put_layout(struct text *t, const struct hm_layout *l)
{
	json_open(t, "layout", '{');
	json_number(t, "page_offset", l->page_offset);
	json_number(t, "high_memory", l->high_memory);
	json_number(t, "pkmap_base", l->pkmap_base);
	json_number(t, "last_pkmap", l->last_pkmap);
	json_number(t, "fixaddr_start", l->fixaddr_start);
	json_number(t, "fixaddr_top", l->fixaddr_top);
	json_number(t, "mem_map", l->mem_map);
	json_number(t, "first_highmem_pfn", l->max_low_pfn);
	json_number(t, "end_pfn", l->highend_pfn);
	json_close(t, '}');
}

static void put_slots(struct text *t, const struct hm_machine *m)
{
	struct hm_slot_view v;

	json_open(t, "slots", '[');
	for (uint32_t cpu = 0; cpu < hm_config(m)->cpus; cpu++)
		for (uint32_t type = 0; type < hm_layout(m)->km_type_nr; type++) {
			if (!hm_slot_view(m, cpu, type, &v) || v.pfn == HM_NO_PFN)
				continue;
			json_open(t, NULL, '{');
			json_string(t, "name", v.name);
			json_number(t, "cpu", cpu);
			json_number(t, "address", v.address);
			json_number(t, "pfn", v.pfn);
			json_number(t, "set", v.set.seq);
			json_bool(t, "left_mapped", v.skipped.seq != 0);
			json_close(t, '}');
		}
	json_close(t, ']');
}

static void put_pkmap(struct text *t, const struct hm_machine *m)
{
	struct hm_pkmap_view v;

	json_open(t, "pkmap", '[');
	for (uint32_t nr = 0; hm_pkmap_view(m, nr, &v); nr++) {
		if (!v.count && v.pfn == HM_NO_PFN)
			continue;
		json_open(t, NULL, '{');
		json_number(t, "entry", nr);
		json_number(t, "address", v.address);
		json_signed(t, "count", v.count);
		json_number(t, "pfn", v.pfn);
		json_number(t, "set", v.set.seq);
		json_close(t, '}');
	}
	json_close(t, ']');
	json_number(t, "last_pkmap_nr", hm_last_pkmap_nr(m));
}

static void put_tlb(struct text *t, const struct hm_machine *m)
{
	struct hm_tlb_view v;

	json_open(t, "tlb", '[');
	for (uint32_t cpu = 0; cpu < hm_config(m)->cpus; cpu++)
		for (unsigned int i = 0; i < hm_tlb_entries(m); i++) {
			if (!hm_tlb_view(m, cpu, i, &v) || !v.valid)
				continue;
			json_open(t, NULL, '{');
			json_number(t, "cpu", cpu);
			json_number(t, "address", v.address);
			json_number(t, "pfn", v.pfn);
			json_bool(t, "large", v.large);
			json_bool(t, "global", v.global);
			json_bool(t, "stale", v.stale);
			json_number(t, "stale_by", v.stale_by);
			json_close(t, '}');
		}
	json_close(t, ']');
}

static void put_tasks(struct text *t, const struct hm_machine *m)
{
	static const char *const state[] = {
		[HM_TASK_UNUSED] = "unused", [HM_TASK_RUNNABLE] = "ready", [HM_TASK_CURRENT] = "current", [HM_TASK_ASLEEP] = "asleep",
		[HM_TASK_SPINNING] = "spinning", [HM_TASK_DEAD] = "dead", [HM_TASK_ENDED] = "ended",
	};
	struct hm_task_view v;

	json_open(t, "tasks", '[');
	for (unsigned int i = 0; i < hm_task_limit(m); i++) {
		if (!hm_task_view(m, (uint16_t)i, &v) || v.state == HM_TASK_UNUSED)
			continue;
		json_open(t, NULL, '{');
		json_string(t, "name", v.comm);
		json_number(t, "pid", v.pid);
		json_number(t, "cpu", v.cpu);
		json_string(t, "state", state[v.state]);
		json_string(t, "context", context_name(v.context));
		json_signed(t, "preempt_count", v.preempt_count);
		json_bool(t, "irqs_disabled", v.irqs_disabled);
		json_close(t, '}');
	}
	json_close(t, ']');
}

static void put_zones(struct text *t, const struct hm_machine *m)
{
	struct hm_zone_view v;

	json_open(t, "zones", '[');
	for (unsigned int i = 0; i < 3; i++) {
		if (!hm_zone_view(m, i, &v) || v.end <= v.start)
			continue;
		json_open(t, NULL, '{');
		json_string(t, "name", v.name);
		json_number(t, "start", v.start);
		json_number(t, "end", v.end);
		json_number(t, "free", v.free_pages);
		json_close(t, '}');
	}
	json_close(t, ']');
}

static void put_cost(struct text *t, const struct hm_machine *m)
{
	struct hm_paid p;

	json_open(t, "cost", '[');
	for (uint32_t cpu = 0; cpu < hm_config(m)->cpus; cpu++) {
		hm_paid(m, cpu, &p);
		json_open(t, NULL, '{');
		json_number(t, "cpu", cpu);
		json_number(t, "cycles", p.cycles);
		json_number(t, "lock_wait", p.lock_wait);
		json_number(t, "answers", p.answers);
		json_open(t, "times", '{');
		for (unsigned int i = 0; i < HM_COST_NR; i++)
			json_number(t, hm_cost_info((enum hm_cost)i)->name, p.times[i]);
		json_close(t, '}');
		json_close(t, '}');
	}
	json_close(t, ']');
}

static void put_lock(struct text *t, const struct hm_machine *m)
{
	struct hm_lock_view v;
	struct hm_task_view task;

	hm_kmap_lock_view(m, &v);
	json_open(t, "kmap_lock", '{');
	json_bool(t, "held", v.held);
	json_string(t, "holder", v.held && hm_task_view(m, (uint16_t)v.task, &task) ? task.comm : NULL);
	json_close(t, '}');
}

static void put_disk(struct text *t, const struct hm_machine *m)
{
	struct hm_disk_view v;

	hm_disk_view(m, &v);
	json_open(t, "disk", '{');
	json_number(t, "bounce_pfn", v.bounce_pfn);
	json_number(t, "requests", v.requests);
	json_number(t, "done", v.done);
	json_number(t, "bounced", v.bounced);
	json_close(t, '}');
}

void json_state(struct text *t, const struct report_source *src)
{
	const struct hm_machine *m = src->m;
	char keys[1024];

	hm_config_text(hm_config(m), keys, sizeof(keys));
	json_begin(t, "state");
	json_number(t, "schema", JSON_SCHEMA);
	json_string(t, "era", hm_config(m)->era->name);
	json_string(t, "machine", keys);
	json_number(t, "events", hm_event_count(m));
	json_number(t, "reports", hm_report_count(m));
	json_number(t, "cpu", hm_current_cpu(m));
	json_bool(t, "halted", hm_halted(m) != HM_RUNNING);
	put_layout(t, hm_layout(m));
	put_slots(t, m);
	put_pkmap(t, m);
	put_tlb(t, m);
	put_tasks(t, m);
	put_zones(t, m);
	put_cost(t, m);
	put_lock(t, m);
	put_disk(t, m);
	json_end(t);
}
