/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The queries of conditions: see query.h. Counts over events walk the log from the step's beginning, so they cost what the step did.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shell/learn/query.h"

static const struct hm_machine *machine(const struct query *q)
{
	return q->s->world->m;
}

static bool answer(struct query *q, int64_t value)
{
	q->result = value;
	return true;
}

static bool refuse(struct query *q, const char *format, long long value)
{
	snprintf(q->why, sizeof(q->why), format, value);
	return false;
}

/* The CPUs from *first to *last: the i-th argument's, or all of them. */
static bool cpu_range(struct query *q, unsigned int i, uint32_t *first, uint32_t *last)
{
	uint32_t cpus = hm_config(machine(q))->cpus;

	*first = 0;
	*last = cpus - 1;
	if (i >= q->arguments)
		return true;
	if (q->argument[i].value < 0 || q->argument[i].value >= cpus)
		return refuse(q, "there is no CPU %lld", (long long)q->argument[i].value);
	*first = *last = (uint32_t)q->argument[i].value;
	return true;
}

/* ---- slots ---- */

typedef bool slot_test(const struct hm_slot_view *v);

static bool is_mapped(const struct hm_slot_view *v)
{
	return !v->fence && v->pfn != HM_NO_PFN;
}

static bool is_left(const struct hm_slot_view *v)
{
	return is_mapped(v) && v->skipped.seq;
}

static bool count_slots(struct query *q, slot_test *test)
{
	struct hm_slot_view v;
	uint32_t cpu, last;

	if (!cpu_range(q, 0, &cpu, &last))
		return false;
	q->result = 0;
	for (; cpu <= last; cpu++)
		for (uint32_t type = 0; hm_slot_view(machine(q), cpu, type, &v); type++)
			q->result += test(&v);
	return true;
}

static bool slots_mapped(struct query *q)
{
	return count_slots(q, is_mapped);
}

static bool slots_left_mapped(struct query *q)
{
	return count_slots(q, is_left);
}

static bool one_slot(struct query *q, struct hm_slot_view *v)
{
	uint32_t cpu, last;

	if (!cpu_range(q, 0, &cpu, &last))
		return false;
	if (q->argument[1].value < 0 || !hm_slot_view(machine(q), cpu, (uint32_t)q->argument[1].value, v))
		return refuse(q, "there is no slot of type %lld", (long long)q->argument[1].value);
	return true;
}

static bool slot_pfn(struct query *q)
{
	struct hm_slot_view v;

	return one_slot(q, &v) && answer(q, v.pfn == HM_NO_PFN ? -1 : (int64_t)v.pfn);
}

static bool slot_left_mapped(struct query *q)
{
	struct hm_slot_view v;

	return one_slot(q, &v) && answer(q, is_left(&v));
}

/* ---- the window of kmap() ---- */

static bool pkmap_count(struct query *q)
{
	struct hm_pkmap_view v;

	if (q->argument[0].value < 0 || !hm_pkmap_view(machine(q), (uint32_t)q->argument[0].value, &v))
		return refuse(q, "there is no entry %lld", (long long)q->argument[0].value);
	return answer(q, v.count);
}

static int64_t count_pkmaps(const struct query *q, int64_t least, int64_t most)
{
	struct hm_pkmap_view v;
	int64_t n = 0;

	for (uint32_t nr = 0; hm_pkmap_view(machine(q), nr, &v); nr++)
		n += v.count >= least && v.count <= most;
	return n;
}

static bool pkmaps_with(struct query *q)
{
	return answer(q, count_pkmaps(q, q->argument[0].value, q->argument[0].value));
}

static bool pkmaps_used(struct query *q)
{
	return answer(q, count_pkmaps(q, 2, INT32_MAX));
}

static bool last_pkmap_nr(struct query *q)
{
	return answer(q, hm_last_pkmap_nr(machine(q)));
}

static bool pkmap_waiters(struct query *q)
{
	return answer(q, hm_pkmap_waiters(machine(q), NULL, 0));
}

/* ---- pages ---- */

/* The page of a struct page *; the era says how large one is. */
static bool page_of(struct query *q, struct hm_page_view *v)
{
	int64_t at = q->argument[0].value;
	const struct hm_layout *l = hm_layout(machine(q));
	uint64_t value = (uint64_t)at & 0xffffffff;

	if (!hm_is_page_pointer(machine(q), value) || value < l->mem_map || (value - l->mem_map) % l->page_struct_size)
		return refuse(q, "0x%08llx is no struct page *", (long long)value);
	if (!hm_page_view(machine(q), (hm_pfn_t)((value - l->mem_map) / l->page_struct_size), v))
		return refuse(q, "0x%08llx is the struct page of no page", (long long)value);
	return true;
}

static bool page_address_of(struct query *q)
{
	struct hm_page_view v;

	return page_of(q, &v) && answer(q, v.address);
}

static bool page_pfn(struct query *q)
{
	struct hm_page_view v;

	return page_of(q, &v) && answer(q, v.pfn);
}

static bool page_highmem(struct query *q)
{
	struct hm_page_view v;

	return page_of(q, &v) && answer(q, v.highmem);
}

/* page_count() of 2.6.11 is _count + 1; a free page has none. */
static bool page_count(struct query *q)
{
	struct hm_page_view v;

	return page_of(q, &v) && answer(q, v.free ? 0 : (int64_t)v.count + 1);
}

static bool page_free(struct query *q)
{
	struct hm_page_view v;

	return page_of(q, &v) && answer(q, v.free);
}

static bool page_maps(struct query *q)
{
	struct hm_page_view v;
	struct hm_pkmap_view p;
	struct hm_slot_view s;
	uint32_t cpus = hm_config(machine(q))->cpus;
	int64_t n = 0;

	if (!page_of(q, &v))
		return false;
	for (uint32_t nr = 0; hm_pkmap_view(machine(q), nr, &p); nr++)
		n += p.pfn == v.pfn;
	for (uint32_t cpu = 0; cpu < cpus; cpu++)
		for (uint32_t type = 0; hm_slot_view(machine(q), cpu, type, &s); type++)
			n += s.pfn == v.pfn;
	return answer(q, n);
}

static bool pkmap_nr(struct query *q)
{
	struct hm_page_view v;
	struct hm_pkmap_view p;

	if (!page_of(q, &v))
		return false;
	for (uint32_t nr = 0; hm_pkmap_view(machine(q), nr, &p); nr++)
		if (p.pfn == v.pfn)
			return answer(q, nr);
	return answer(q, -1);
}

static bool zone_of(struct query *q, const char *name, struct hm_zone_view *z)
{
	for (unsigned int i = 0; hm_zone_view(machine(q), i, z); i++)
		if (!strcmp(z->name, name))
			return true;
	snprintf(q->why, sizeof(q->why), "there is no zone \"%s\"", name);
	return false;
}

static bool pages_used(struct query *q)
{
	struct hm_zone_view z;

	return zone_of(q, q->argument[0].text, &z) && answer(q, (int64_t)(z.end - z.start) - z.free_pages);
}

static bool high_pages_used(struct query *q)
{
	struct hm_zone_view z;

	return zone_of(q, "HighMem", &z) && answer(q, (int64_t)(z.end - z.start) - z.free_pages);
}

/* Pages in use are few and lie low, so the walk is short: it ends with the last of them. */
static bool bytes_stored(struct query *q)
{
	struct hm_page_view v;
	struct hm_zone_view z;
	int64_t used;
	uint8_t byte;

	if (!zone_of(q, "HighMem", &z))
		return false;
	used = (int64_t)(z.end - z.start) - z.free_pages;
	q->result = 0;
	for (hm_pfn_t pfn = z.start; used > 0 && pfn < z.end && hm_page_view(machine(q), pfn, &v); pfn++) {
		used -= !v.free;
		q->result += !v.free && hm_peek_frame(machine(q), pfn, 0, &byte, 1) && byte == (q->argument[0].value & 0xff);
	}
	return true;
}

static bool peek(struct query *q, void *to, size_t n)
{
	int64_t pfn = q->argument[0].value, offset = q->argument[1].value;

	if (pfn >= 0 && offset >= 0 && offset + (int64_t)n <= 4096 && hm_peek_frame(machine(q), (hm_pfn_t)pfn, (uint32_t)offset, to, n))
		return true;
	return refuse(q, "there is no frame %lld, or no such offset", (long long)pfn);
}

static bool frame_byte(struct query *q)
{
	uint8_t byte;

	return peek(q, &byte, 1) && answer(q, byte);
}

static bool frame_word(struct query *q)
{
	uint32_t word;

	return peek(q, &word, 4) && answer(q, word);
}

/* ---- tables and TLBs ---- */

static bool mapped_pfn(struct query *q)
{
	struct hm_walk w;

	hm_walk(machine(q), (hm_vaddr_t)q->argument[0].value, &w);
	return answer(q, w.present ? (int64_t)w.pfn : -1);
}

static bool tlb_pfn(struct query *q)
{
	hm_vaddr_t page = (hm_vaddr_t)q->argument[1].value & ~(hm_vaddr_t)0xfff;
	struct hm_tlb_view v;
	uint32_t cpu, last;

	if (!cpu_range(q, 0, &cpu, &last))
		return false;
	for (unsigned int i = 0; i < hm_tlb_entries(machine(q)); i++)
		if (hm_tlb_view(machine(q), cpu, i, &v) && v.valid && !v.large && v.address == page)
			return answer(q, v.pfn);
	return answer(q, -1);
}

static bool tlb_stale(struct query *q)
{
	struct hm_tlb_view v;
	uint32_t cpu, last;

	if (!cpu_range(q, 0, &cpu, &last))
		return false;
	q->result = 0;
	for (; cpu <= last; cpu++)
		for (unsigned int i = 0; i < hm_tlb_entries(machine(q)); i++)
			q->result += hm_tlb_view(machine(q), cpu, i, &v) && v.valid && v.stale;
	return true;
}

/* ---- tasks ---- */

/* The task that types on that CPU, or the one that runs now. */
static bool typing_task(const struct query *q, uint32_t cpu, struct hm_task_view *t)
{
	const struct hm_machine *m = machine(q);

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

	if (!cpu_range(q, 0, &cpu, &last))
		return false;
	return answer(q, typing_task(q, cpu, &t) ? t.preempt_count : 0);
}

static bool irqs_off(struct query *q)
{
	struct hm_task_view t;

	return answer(q, typing_task(q, 0, &t) && t.irqs_disabled);
}

static bool count_tasks(struct query *q, enum hm_task_state state)
{
	struct hm_task_view t;

	q->result = 0;
	for (unsigned int i = 0; i < hm_task_limit(machine(q)); i++)
		q->result += hm_task_view(machine(q), (uint16_t)i, &t) && t.state == state;
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
	return answer(q, hm_current_cpu(machine(q)));
}

static bool halted(struct query *q)
{
	return answer(q, hm_halted(machine(q)) != HM_RUNNING);
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

	hm_config_text(hm_config(machine(q)), text, sizeof(text));
	for (const char *at = text; *at; at += strcspn(at, " "), at += *at == ' ')
		if (!strncmp(at, q->argument[0].text, n) && at[n] == '=')
			return answer(q, config_number(at + n + 1, strcspn(at + n + 1, " ")));
	snprintf(q->why, sizeof(q->why), "a machine has no key \"%s\"", q->argument[0].text);
	return false;
}

static bool era_is(struct query *q)
{
	struct hm_config cfg = *hm_config(machine(q));
	const struct hm_era *now = cfg.era;

	if (hm_config_set(&cfg, "era", q->argument[0].text, q->why, sizeof(q->why)) != HM_OK)
		return false;
	return answer(q, cfg.era == now);
}

static bool setting(struct query *q)
{
	if (!strcmp(q->argument[0].text, "lint"))
		return answer(q, q->s->soft.settings.lint);
	if (!strcmp(q->argument[0].text, "werror"))
		return answer(q, q->s->soft.settings.werror);
	snprintf(q->why, sizeof(q->why), "no setting is called \"%s\"", q->argument[0].text);
	return false;
}

static bool declared(struct query *q)
{
	return answer(q, lang_declares(q->s->world->lang, q->argument[0].text, strlen(q->argument[0].text)));
}

/* ---- what has happened ---- */

/* Events of a kind since the step began, of those CPUs; arg0: with this first argument, ~0: any. */
static int64_t count_events(const struct query *q, uint32_t kind, uint64_t arg0, uint32_t first, uint32_t last)
{
	const struct hm_machine *m = machine(q);
	uint64_t seq = q->s->soft.learning.events + 1, oldest = hm_event_first(m);
	int64_t n = 0;

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

	if (!cpu_range(q, 1, &first, &last))
		return false;
	if (!hm_call_find(machine(q), name, strlen(name), &index)) {
		snprintf(q->why, sizeof(q->why), "this kernel has no call \"%s\"", name);
		return false;
	}
	return answer(q, count_events(q, HM_EV_CALL, index, first, last));
}

static bool happened(struct query *q)
{
	uint32_t first, last;

	if (!cpu_range(q, 1, &first, &last))
		return false;
	for (int kind = HM_EV_NONE + 1; kind < HM_EV_NR; kind++)
		if (!strcmp(hm_event_name((enum hm_event_kind)kind), q->argument[0].text))
			return answer(q, count_events(q, (uint32_t)kind, UINT64_MAX, first, last));
	snprintf(q->why, sizeof(q->why), "no event is called \"%s\"", q->argument[0].text);
	return false;
}

static bool flushes_since_step(struct query *q)
{
	return answer(q, count_events(q, HM_EV_FLUSH_ALL, UINT64_MAX, 0, HM_MAX_CPUS));
}

static bool reports(struct query *q)
{
	const struct hm_machine *m = machine(q);
	uint32_t number = q->s->soft.learning.reports;
	const struct hm_report *r;
	char text[512];

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
		return answer(q, *code == 'w' ? d->warnings : d->errors);
	q->result = 0;
	for (unsigned int i = 0; i < DIAGNOSED_CODES; i++)
		if (!strcmp(d->code[i].code, code))
			q->result += d->code[i].count;
	return true;
}

/* ---- the table ---- */

static const struct query_row rows[] = {
	{ "slots_mapped", "|n", slots_mapped }, { "slot_pfn", "nn", slot_pfn }, { "slots_left_mapped", "|n", slots_left_mapped },
	{ "slot_left_mapped", "nn", slot_left_mapped }, { "pkmap_count", "n", pkmap_count }, { "pkmaps_with", "n", pkmaps_with },
	{ "pkmaps_used", "", pkmaps_used }, { "pkmap_nr", "n", pkmap_nr }, { "last_pkmap_nr", "", last_pkmap_nr },
	{ "page_address", "n", page_address_of }, { "page_maps", "n", page_maps }, { "page_pfn", "n", page_pfn }, { "page_to_pfn", "n", page_pfn },
	{ "PageHighMem", "n", page_highmem },
	{ "page_count", "n", page_count }, { "page_free", "n", page_free }, { "pages_used", "s", pages_used },
	{ "high_pages_used", "", high_pages_used }, { "bytes_stored", "n", bytes_stored }, { "frame_byte", "nn", frame_byte },
	{ "frame_word", "nn", frame_word }, { "mapped_pfn", "n", mapped_pfn }, { "tlb_pfn", "nn", tlb_pfn }, { "tlb_stale", "|n", tlb_stale },
	{ "preempt_count", "|n", preempt_count }, { "irqs_off", "", irqs_off }, { "tasks_asleep", "", tasks_asleep },
	{ "tasks_ready", "", tasks_ready }, { "tasks_dead", "", tasks_dead }, { "tasks_ended", "", tasks_ended },
	{ "pkmap_waiters", "", pkmap_waiters }, { "current_cpu", "", current_cpu }, { "halted", "", halted }, { "machine", "s", machine_key },
	{ "era", "s", era_is }, { "setting", "s", setting }, { "declared", "s", declared }, { "calls", "s|n", calls },
	{ "happened", "s|n", happened }, { "flushes_since_step", "", flushes_since_step }, { "reports", "|s", reports },
	{ "diagnosed", "s", diagnosed }
};

const struct query_row *query_at(unsigned int i)
{
	return i < sizeof(rows) / sizeof(*rows) ? &rows[i] : NULL;
}

const struct query_row *query_find(const char *name, size_t length)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (strlen(rows[i].name) == length && !memcmp(rows[i].name, name, length))
			return &rows[i];
	return NULL;
}
