/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The queries of conditions: see query.h. Counts over events walk the log from the step's beginning, so they cost what the step did.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shell/learn/counted.h"
#include "shell/learn/query.h"

const struct hm_machine *query_machine(const struct query *q)
{
	return q->s->world->m;
}

bool query_answer(struct query *q, int64_t value)
{
	q->result = value;
	return true;
}

bool query_refuse(struct query *q, const char *format, long long value)
{
	snprintf(q->why, sizeof(q->why), format, value);
	return false;
}

/* The CPUs from *first to *last: the i-th argument's, or all of them. */
bool query_cpus(struct query *q, unsigned int i, uint32_t *first, uint32_t *last)
{
	uint32_t cpus = hm_config(query_machine(q))->cpus;

	*first = 0;
	*last = cpus - 1;
	if (i >= q->arguments)
		return true;
	if (q->argument[i].value < 0 || q->argument[i].value >= cpus)
		return query_refuse(q, "there is no CPU %lld", (long long)q->argument[i].value);
	*first = *last = (uint32_t)q->argument[i].value;
	return true;
}

/* ---- tables and TLBs ---- */

static bool mapped_pfn(struct query *q)
{
	struct hm_walk w;

	hm_walk(query_machine(q), (hm_vaddr_t)q->argument[0].value, &w);
	return query_answer(q, w.present ? (int64_t)w.pfn : -1);
}

static bool tlb_pfn(struct query *q)
{
	hm_vaddr_t page = (hm_vaddr_t)q->argument[1].value & ~(hm_vaddr_t)0xfff;
	struct hm_tlb_view v;
	uint32_t cpu, last;

	if (!query_cpus(q, 0, &cpu, &last))
		return false;
	for (unsigned int i = 0; i < hm_tlb_entries(query_machine(q)); i++)
		if (hm_tlb_view(query_machine(q), cpu, i, &v) && v.valid && !v.large && v.address == page)
			return query_answer(q, v.pfn);
	return query_answer(q, -1);
}

static bool tlb_stale(struct query *q)
{
	struct hm_tlb_view v;
	uint32_t cpu, last;

	if (!query_cpus(q, 0, &cpu, &last))
		return false;
	q->result = 0;
	for (; cpu <= last; cpu++)
		for (unsigned int i = 0; i < hm_tlb_entries(query_machine(q)); i++)
			q->result += hm_tlb_view(query_machine(q), cpu, i, &v) && v.valid && v.stale;
	return true;
}

/* ---- tasks ---- */

/* The task that types on that CPU, or the one that runs now. */
static bool typing_task(const struct query *q, uint32_t cpu, struct hm_task_view *t)
{
	const struct hm_machine *m = query_machine(q);

	if (!q->arguments && hm_task_view(m, hm_current_task(m), t))
		return true;
	for (unsigned int i = 0; i < hm_task_limit(m); i++)
		if (hm_task_view(m, (uint16_t)i, t) && t->flags & HM_TASK_PROMPT && t->cpu == cpu && t->state == HM_TASK_CURRENT)
			return true;
	return false;
}

static bool preempt_count(struct query *q)
{
	struct hm_task_view t;
	uint32_t cpu, last;

	if (!query_cpus(q, 0, &cpu, &last))
		return false;
	return query_answer(q, typing_task(q, cpu, &t) ? t.preempt_count : 0);
}

static bool irqs_off(struct query *q)
{
	struct hm_task_view t;

	return query_answer(q, typing_task(q, 0, &t) && t.irqs_disabled);
}

static bool count_tasks(struct query *q, enum hm_task_state state)
{
	struct hm_task_view t;

	q->result = 0;
	for (unsigned int i = 0; i < hm_task_limit(query_machine(q)); i++)
		q->result += hm_task_view(query_machine(q), (uint16_t)i, &t) && t.state == state;
	return true;
}

static bool tasks_asleep(struct query *q)
{
	return count_tasks(q, HM_TASK_ASLEEP);
}

static bool tasks_ready(struct query *q)
{
	return count_tasks(q, HM_TASK_RUNNABLE);
}

static bool tasks_dead(struct query *q)
{
	return count_tasks(q, HM_TASK_DEAD);
}

static bool tasks_ended(struct query *q)
{
	return count_tasks(q, HM_TASK_ENDED);
}

static bool current_cpu(struct query *q)
{
	return query_answer(q, hm_current_cpu(query_machine(q)));
}

static bool halted(struct query *q)
{
	return query_answer(q, hm_halted(query_machine(q)) != HM_RUNNING);
}

/* ---- settings ---- */

/* A value as hm_config_text() writes it: a number, a size with K, M or G, or a switch. */
static int64_t config_number(const char *text, size_t n)
{
	char *end;
	int64_t value = strtoll(text, &end, 10);

	if (n == 2 && !memcmp(text, "on", 2))
		return 1;
	if (end < text + n)
		value <<= *end == 'K' ? 10 : *end == 'M' ? 20 : *end == 'G' ? 30 : 0;
	return value;
}

static bool machine_key(struct query *q)
{
	char text[1024];
	size_t n = strlen(q->argument[0].text);

	hm_config_text(hm_config(query_machine(q)), text, sizeof(text));
	for (const char *at = text; *at; at += strcspn(at, " "), at += *at == ' ')
		if (!strncmp(at, q->argument[0].text, n) && at[n] == '=')
			return query_answer(q, config_number(at + n + 1, strcspn(at + n + 1, " ")));
	snprintf(q->why, sizeof(q->why), "a machine has no key \"%s\"", q->argument[0].text);
	return false;
}

static bool era_is(struct query *q)
{
	struct hm_config cfg = *hm_config(query_machine(q));
	const struct hm_era *now = cfg.era;

	if (hm_config_set(&cfg, "era", q->argument[0].text, q->why, sizeof(q->why)) != HM_OK)
		return false;
	return query_answer(q, cfg.era == now);
}

static bool setting(struct query *q)
{
	if (!strcmp(q->argument[0].text, "lint"))
		return query_answer(q, q->s->soft.settings.lint);
	if (!strcmp(q->argument[0].text, "werror"))
		return query_answer(q, q->s->soft.settings.werror);
	snprintf(q->why, sizeof(q->why), "no setting is called \"%s\"", q->argument[0].text);
	return false;
}

static bool price(struct query *q)
{
	const char *name = q->argument[0].text;
	enum hm_cost cost;

	if (hm_cost_find(name, strlen(name), &cost))
		return query_answer(q, hm_cost(query_machine(q), cost));
	snprintf(q->why, sizeof(q->why), "the cost model has no price \"%s\"", name);
	return false;
}

static bool declared(struct query *q)
{
	return query_answer(q, lang_declares(q->s->world->lang, q->argument[0].text, strlen(q->argument[0].text)));
}

/* ---- what has happened ---- */

/* Events of a kind since the step began, of those CPUs; arg0: with this first argument, ~0: any. */
static int64_t count_events(const struct query *q, uint32_t kind, uint64_t arg0, uint32_t first, uint32_t last)
{
	const struct hm_machine *m = query_machine(q);
	uint64_t seq = q->s->soft.learning.events + 1, oldest = hm_event_first(m);
	int64_t n = 0;

	if (q->s->counted)
		return counted_events(q->s, kind, arg0, first, last);
	for (seq = seq > oldest ? seq : oldest; seq && seq <= hm_event_count(m); seq++) {
		const struct hm_event *e = hm_event_get(m, seq);

		n += e && e->kind == kind && e->cpu >= first && e->cpu <= last && (arg0 == UINT64_MAX || e->arg[0] == arg0);
	}
	return n;
}

static bool calls(struct query *q)
{
	const char *name = q->argument[0].text;
	unsigned int index;
	uint32_t first, last;

	if (!query_cpus(q, 1, &first, &last))
		return false;
	if (!hm_call_find(query_machine(q), name, strlen(name), &index)) {
		snprintf(q->why, sizeof(q->why), "this kernel has no call \"%s\"", name);
		return false;
	}
	return query_answer(q, count_events(q, HM_EV_CALL, index, first, last));
}

static bool happened(struct query *q)
{
	uint32_t first, last;

	if (!query_cpus(q, 1, &first, &last))
		return false;
	for (int kind = HM_EV_NONE + 1; kind < HM_EV_NR; kind++)
		if (!strcmp(hm_event_name((enum hm_event_kind)kind), q->argument[0].text))
			return query_answer(q, count_events(q, (uint32_t)kind, UINT64_MAX, first, last));
	snprintf(q->why, sizeof(q->why), "no event is called \"%s\"", q->argument[0].text);
	return false;
}

static bool flushes_since_step(struct query *q)
{
	return query_answer(q, count_events(q, HM_EV_FLUSH_ALL, UINT64_MAX, 0, HM_MAX_CPUS));
}

static bool reports(struct query *q)
{
	const struct hm_machine *m = query_machine(q);
	uint32_t number = q->s->soft.learning.reports;
	const struct hm_report *r;
	char text[512];

	if (q->s->counted && q->arguments)
		return query_answer(q, counted_reports(q->s, q->argument[0].text));
	q->result = 0;
	while (number < hm_report_count(m)) {
		r = hm_report_get(m, ++number);
		if (r)
			hm_report_headline(m, r, text, sizeof(text));
		q->result += !q->arguments || (r && strcasestr(text, q->argument[0].text));
	}
	return true;
}

static bool diagnosed(struct query *q)
{
	const struct diagnosed *d = &q->s->soft.learning.diagnosed;
	const char *code = q->argument[0].text;

	if (!strcmp(code, "warning") || !strcmp(code, "error"))
		return query_answer(q, *code == 'w' ? d->warnings : d->errors);
	if (q->s->counted)
		return query_answer(q, counted_messages(q->s, code));
	q->result = 0;
	for (unsigned int i = 0; i < DIAGNOSED_CODES; i++)
		if (!strcmp(d->code[i].code, code))
			q->result += d->code[i].count;
	return true;
}

/* ---- the table ---- */

static const struct query_row own_rows[] = {
	{ "mapped_pfn", "n", mapped_pfn }, { "tlb_pfn", "nn", tlb_pfn }, { "tlb_stale", "|n", tlb_stale },
	{ "preempt_count", "|n", preempt_count }, { "irqs_off", "", irqs_off }, { "tasks_asleep", "", tasks_asleep },
	{ "tasks_ready", "", tasks_ready }, { "tasks_dead", "", tasks_dead }, { "tasks_ended", "", tasks_ended },
	{ "current_cpu", "", current_cpu }, { "halted", "", halted }, { "machine", "s", machine_key }, { "era", "s", era_is },
	{ "setting", "s", setting }, { "price", "s", price }, { "declared", "s", declared }, { "calls", "s|n", calls }, { "happened", "s|n", happened },
	{ "flushes_since_step", "", flushes_since_step }, { "reports", "|s", reports }, { "diagnosed", "s", diagnosed }, { 0 }
};

static const struct query_row *const tables[] = { query_memory_rows, own_rows };

const struct query_row *query_at(unsigned int i)
{
	for (size_t t = 0; t < sizeof(tables) / sizeof(*tables); t++)
		for (const struct query_row *row = tables[t]; row->name; row++)
			if (!i--)
				return row;
	return NULL;
}

const struct query_row *query_find(const char *name, size_t length)
{
	const struct query_row *row;

	for (unsigned int i = 0; (row = query_at(i)); i++)
		if (strlen(row->name) == length && !memcmp(row->name, name, length))
			return row;
	return NULL;
}
