/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The event log: a ring of HM_EVENT_RING events beside the state. Only its length is state, so that going back shortens it;
 * what has been overwritten is gone, and whoever needs an event for longer keeps a copy (provenance in records.h).
 * Invariant: events first..count lie in the ring at (seq - 1) % HM_EVENT_RING. TLB hits are counted, never logged.
 *
 * The texts come from the X-macro of event.h and from nowhere else; text_argument() puts arguments into them.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "engine/stride.h"
#include "engine/text.h"

_Static_assert(sizeof(struct hm_event) == 64, "one cache line an event, no padding");
_Static_assert(offsetof(struct hm_event, kind) == 24 && offsetof(struct hm_event, cpu) == 36 &&
	       offsetof(struct hm_event, arg) == 40 && offsetof(struct hm_event, preempt_count) == 60, "as event_log() writes it");
_Static_assert((HM_EVENT_RING & (HM_EVENT_RING - 1)) == 0, "the ring's index is a mask");

bool stride_ahead(struct hm_machine *m, uint64_t at)
{
	enum { PART = 4096, LAST = HM_EVENT_RING - STRIDE_EVENTS };
	uint64_t first = at & ~(uint64_t)(PART - 1);

	if (at > LAST)
		return false;
	if (first) /* few programs get there; those that do fill it all */
		host_touch(&m->ring[first], PART * sizeof(m->ring[0]));
	m->stride_room = first + PART < LAST ? first + PART : LAST + 1;
	return true;
}

uint64_t hm_event_count(const struct hm_machine *m)
{
	return state(m)->event_count;
}

uint64_t hm_event_first(const struct hm_machine *m)
{
	uint64_t count = state(m)->event_count;

	return count > HM_EVENT_RING ? count - HM_EVENT_RING + 1 : 1;
}

/*
 * After going back the ring holds events of a future that no longer exists; they are above the count. Those below it are
 * intact unless that future was long enough to lap them, which the number in the event tells.
 */
const struct hm_event *hm_event_get(const struct hm_machine *m, uint64_t seq)
{
	const struct hm_event *e;

	if (!seq || seq > state(m)->event_count || seq < hm_event_first(m))
		return NULL;
	e = &m->ring[(seq - 1) & (HM_EVENT_RING - 1)];
	return e->seq == seq ? e : NULL;
}

const char *hm_event_name(enum hm_event_kind kind)
{
	static const char *const name[HM_EV_NR] = {
		[HM_EV_NONE] = "none",
#define HM_X(id, word, text) [HM_EV_##id] = word,
		HM_EVENTS(HM_X)
#undef HM_X
	};

	return (unsigned int)kind < HM_EV_NR ? name[kind] : "unknown";
}

void text_put(struct text *t, const char *format, ...)
{
	va_list ap;
	int n;

	va_start(ap, format);
	n = vsnprintf(t->at < t->size ? t->out + t->at : NULL, t->at < t->size ? t->size - t->at : 0, format, ap);
	va_end(ap);
	if (n > 0)
		t->at += (size_t)n;
}

static void add_task(struct text *t, const struct hm_machine *m, uint32_t id)
{
	if (id < state(m)->tasks_used)
		text_put(t, "%s", task_at(m, (uint16_t)id)->comm);
	else if (id == NO_TASK)
		text_put(t, "idle");
	else
		text_put(t, "task %u", id);
}

static void add_call(struct text *t, const struct hm_machine *m, uint32_t row)
{
	const struct hm_call *call = hm_call_at(m, row);
	size_t len = 0;
	const char *name = call ? hm_call_name(call, &len) : NULL;

	if (name)
		text_put(t, "%.*s", (int)len, name);
	else
		text_put(t, "call %u", row);
}

static void add_km_type(struct text *t, const struct hm_machine *m, uint32_t type)
{
	struct hm_slot_view v;

	if (type < m->layout.km_type_nr && hm_slot_view(m, 0, type, &v))
		text_put(t, "%s", v.name);
	else
		text_put(t, "0x%x", type);
}

/* The event has the first two: as many of them as the declaration has parameters, a km_type by its name. */
static void add_call_arguments(struct text *t, const struct hm_machine *m, const struct hm_event *e)
{
	static const char km_type[] = "enum km_type";
	const struct hm_call *call = hm_call_at(m, e->arg[0]);
	const char *p = call ? strchr(call->proto, '(') : NULL;

	if (!p || !strncmp(p, "(void)", 6))
		return;
	for (unsigned int i = 1; p && i <= 2; i++, p = strchr(p + 1, ',')) {
		const char *type = p + 1 + strspn(p + 1, " ");

		text_put(t, "%s", i > 1 ? ", " : "");
		if (!strncmp(type, km_type, sizeof(km_type) - 1))
			add_km_type(t, m, e->arg[i]);
		else
			text_put(t, "0x%x", e->arg[i]);
	}
	if (p)
		text_put(t, ", ...");
}

static void add_pfn(struct text *t, uint32_t pfn)
{
	if (pfn == HM_NO_PFN)
		text_put(t, "none");
	else
		text_put(t, "0x%05x", pfn);
}

static void add_slot(struct text *t, const struct hm_machine *m, uint32_t slot)
{
	uint32_t nr = m->layout.km_type_nr;
	struct hm_slot_view v;

	if (nr && hm_slot_view(m, slot / nr, slot % nr, &v))
		text_put(t, "%s of CPU %u", v.name, slot / nr);
	else
		text_put(t, "slot %u", slot);
}

static void add_report(struct text *t, const struct hm_machine *m, uint32_t number)
{
	const struct hm_report *r = hm_report_get(m, number);
	char line[160];

	if (r) {
		hm_report_headline(m, r, line, sizeof(line));
		text_put(t, ": %s", line);
	}
}

static void add_check(struct text *t, const struct hm_machine *m, uint32_t check)
{
	char line[96];

	check_place_text(m, (enum hm_check)check, line, sizeof(line));
	text_put(t, "%s", line);
}

static const char *context_name(uint32_t ctx)
{
	static const char *const name[] = {
		[HM_CTX_PROCESS] = "process", [HM_CTX_SOFTIRQ] = "softirq", [HM_CTX_HARDIRQ] = "hardirq", [HM_CTX_NMI] = "NMI",
	};

	return name[ctx & 3];
}

/* One argument in the shape that its letter asks for; false: no such letter. */
static bool add_argument(struct text *t, const struct hm_machine *m, char letter, uint32_t value)
{
	switch (letter) {
	case 'd': text_put(t, "%d", (int)(int32_t)value); return true;
	case 'u': text_put(t, "%u", value); return true;
	case 'p': add_pfn(t, value); return true;
	case 't': add_task(t, m, value); return true;
	case 'c': add_call(t, m, value); return true;
	case 'f': add_check(t, m, value); return true;
	case 'k': text_put(t, "%s", context_name(value)); return true;
	case 's': add_slot(t, m, value); return true;
	case 'r': add_report(t, m, value); return true;
	case 'n': text_put(t, value == 1 ? "%u CPU" : "%u CPUs", value); return true;
	default: return false;
	}
}

/* "1", "1 and 3" */
static void add_cpus(struct text *t, uint32_t mask)
{
	const char *gap = "";

	for (uint32_t cpu = 0; cpu < HM_MAX_CPUS; cpu++)
		if (mask >> cpu & 1) {
			text_put(t, "%s%u", gap, cpu);
			gap = " and ";
		}
}

/* What a SLEEP event's task waits for. */
void wait_text(struct text *t, uint32_t what, uint32_t which)
{
	static const char *const words[HM_WAIT_NR] = {
#define HM_X(id, text) [HM_WAIT_##id] = text,
		HM_WAITS(HM_X)
#undef HM_X
	};

	for (const char *p = words[what % HM_WAIT_NR]; *p; p++) {
		if (*p == '%') {
			if (*++p == 'm')
				add_cpus(t, which);
			else
				add_pfn(t, which);
		} else {
			text_put(t, "%c", *p);
		}
	}
}

size_t text_argument(struct text *t, const struct hm_machine *m, const struct hm_event *e, const char *p)
{
	if (p[0] == 'w' && p[1] == '2') {
		wait_text(t, e->arg[2], e->arg[3]);
		return 2;
	}
	if (p[0] >= '0' && p[0] <= '4') {
		text_put(t, "0x%x", e->arg[p[0] - '0']);
		return 1;
	}
	if (p[0] == 'a' && p[1] == '0') {
		add_call_arguments(t, m, e);
		return 2;
	}
	if (p[0] && p[1] >= '0' && p[1] <= '4' && add_argument(t, m, p[0], e->arg[p[1] - '0']))
		return 2;
	return 0;
}

int hm_event_text(const struct hm_machine *m, const struct hm_event *e, char *out, size_t size)
{
	static const char *const format[HM_EV_NR] = {
		[HM_EV_NONE] = "",
#define HM_X(id, word, text) [HM_EV_##id] = text,
		HM_EVENTS(HM_X)
#undef HM_X
	};
	struct text t = { .out = out, .size = size };

	if (size)
		out[0] = 0;
	for (const char *p = e->kind < HM_EV_NR ? format[e->kind] : ""; *p; p++) {
		if (*p == '%') {
			p += text_argument(&t, m, e, p + 1);
			continue;
		}
		text_put(&t, "%c", *p);
	}
	return (int)t.at;
}
