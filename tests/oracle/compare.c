/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Comparing what the machine did with what was recorded. Of the log only the kinds that recordings know are compared, in
 * order; net changes are made from the log's single ones, so an entry that is flushed and handed out again in one operation
 * counts once. The recording's own sums are checked on the way: a recording that contradicts itself is a difference, too.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/oracle/replay.h"

bool differ(struct replay *r, const char *field, const char *expected, const char *found)
{
	snprintf(r->diff.field, sizeof(r->diff.field), "%s", field);
	snprintf(r->diff.expected, sizeof(r->diff.expected), "%s", expected);
	snprintf(r->diff.found, sizeof(r->diff.found), "%s", found);
	return false;
}

bool differ_number(struct replay *r, const char *field, uint32_t expected, uint32_t found)
{
	char e[24], f[24];

	if (expected == found)
		return true;
	snprintf(e, sizeof(e), "0x%x", expected);
	snprintf(f, sizeof(f), "0x%x", found);
	return differ(r, field, e, f);
}

bool differ_signed(struct replay *r, const char *field, int32_t expected, int32_t found)
{
	char e[24], f[24];

	if (expected == found)
		return true;
	snprintf(e, sizeof(e), "%d", (int)expected);
	snprintf(f, sizeof(f), "%d", (int)found);
	return differ(r, field, e, f);
}

static bool differ_optional(struct replay *r, const char *field, bool want, uint32_t expected, bool have, uint32_t found)
{
	char e[24] = "null", f[24] = "null";

	if (want == have && (!want || expected == found))
		return true;
	if (want)
		snprintf(e, sizeof(e), "0x%x", expected);
	if (have)
		snprintf(f, sizeof(f), "0x%x", found);
	return differ(r, field, e, f);
}

/* ---- net changes ---- */

bool nets_open(struct net_table *t, uint32_t room)
{
	if (!t->at)
		t->at = calloc(room, sizeof(*t->at));
	if (!t->touched)
		t->touched = calloc(room, sizeof(*t->touched));
	t->room = room;
	return t->at && t->touched;
}

void nets_close(struct net_table *t)
{
	free(t->at);
	free(t->touched);
}

static void net_note(struct net_table *t, uint64_t stamp, uint32_t index, uint32_t old, uint32_t now)
{
	struct net *n;

	if (index >= t->room)
		return;
	n = &t->at[index];
	if (n->stamp != stamp) {
		*n = (struct net){ .old = old, .stamp = stamp };
		t->touched[t->n++] = index;
	}
	n->now = now;
}

static void pte_note(struct replay *r, hm_vaddr_t address, uint32_t old, uint32_t now)
{
	const struct hm_layout *l = r->layout;
	uint32_t nr = (address - l->pkmap_base) >> HM_PAGE_SHIFT;

	if (nr < l->last_pkmap)
		net_note(&r->pte, r->stamp, nr, old, now);
	else
		net_note(&r->fix, r->stamp, ((l->fixaddr_top - address) >> HM_PAGE_SHIFT) - l->fix_kmap_begin, old, now);
}

static void show(char *out, size_t size, bool pfns, uint32_t value)
{
	if (!pfns)
		snprintf(out, size, "%d", (int)(int32_t)value);
	else if (value == NONE_VALUE)
		snprintf(out, size, "null");
	else
		snprintf(out, size, "0x%x", value);
}

static bool differ_change(struct replay *r, const char *field, bool pfns, uint32_t index, const struct change *c, const struct net *n)
{
	char name[48], e[64] = "no change", f[64] = "no change", a[16], b[16];

	snprintf(name, sizeof(name), "%s[%u]", field, index);
	if (c) {
		show(a, sizeof(a), pfns, c->old);
		show(b, sizeof(b), pfns, c->now);
		snprintf(e, sizeof(e), "[%s, %s]", a, b);
	}
	if (n) {
		show(a, sizeof(a), pfns, n->old);
		show(b, sizeof(b), pfns, n->now);
		snprintf(f, sizeof(f), "[%s, %s]", a, b);
	}
	return differ(r, name, e, f);
}

/* Every recorded change has its net change, and the other way round. `sum`: the recording's own values, in room entries. */
static bool compare_nets(struct replay *r, const char *field, bool pfns, const struct changes *want, struct net_table *have, uint32_t *sum)
{
	uint32_t changed = 0;

	for (size_t i = 0; i < want->n; i++) {
		const struct change *c = &want->at[i];
		struct net *n = c->index < have->room ? &have->at[c->index] : NULL;
		bool touched = n && n->stamp == r->stamp && !n->matched;

		if (!touched || n->old != c->old || n->now != c->now || c->old == c->now)
			return differ_change(r, field, pfns, c->index, c, touched ? n : NULL);
		if (sum[c->index] != c->old)
			return differ(r, field, "a recording that agrees with its earlier lines", "other old value");
		sum[c->index] = c->now;
		n->matched = true;
	}
	for (uint32_t i = 0; i < have->n; i++) {
		const struct net *n = &have->at[have->touched[i]];

		changed += n->old != n->now;
		if (n->old != n->now && !n->matched)
			return differ_change(r, field, pfns, have->touched[i], NULL, n);
	}
	return changed == want->n;
}

static inline bool compare_changes(struct replay *r, const char *field, bool pfns, const struct changes *want, struct net_table *have,
				   uint32_t *sum)
{
	return (!want->n && !have->n) || compare_nets(r, field, pfns, want, have, sum);
}

/* ---- events ---- */

static bool starts(const struct slice *s, const char *word, size_t n)
{
	return s->n >= n && !memcmp(s->p, word, n);
}

#define IS(s, word) ((s)->n == sizeof(word) - 1 && !memcmp((s)->p, word, sizeof(word) - 1))
#define STARTS(s, word) starts(s, word, sizeof(word) - 1)

/* "0x" and eight digits at p, as recordings write addresses. */
static bool is_address(const char *p, uint32_t value)
{
	static const char digits[] = "0123456789abcdef";

	if (p[0] != '0' || p[1] != 'x')
		return false;
	for (int i = 0; i < 8; i++)
		if (p[2 + i] != digits[value >> (28 - 4 * i) & 15])
			return false;
	return true;
}

static bool is_number(const char *p, size_t n, uint32_t value)
{
	char text[16];

	return (size_t)snprintf(text, sizeof(text), "%u", value) == n && !memcmp(text, p, n);
}

static bool is_bug(const struct slice *s, const struct hm_event *e)
{
	const char *function = hm_check_function((enum hm_check)e->arg[2]);

	return e->arg[1] == HM_REPORT_BUG && STARTS(s, "bug:") && s->n - 4 == strlen(function) && !memcmp(s->p + 4, function, s->n - 4);
}

/* "warn:mm/highmem.c:610" */
static bool is_warning(const struct replay *r, const struct slice *s, const struct hm_event *e)
{
	struct hm_check_place p = hm_check_place(r->m, (enum hm_check)e->arg[2]);
	size_t n = p.file ? strlen(p.file) : 0;

	return e->arg[1] == HM_REPORT_WARN && n && STARTS(s, "warn:") && s->n > 6 + n && !memcmp(s->p + 5, p.file, n) &&
	       s->p[5 + n] == ':' && is_number(s->p + 6 + n, s->n - 6 - n, p.line);
}

static bool event_matches(const struct replay *r, const struct slice *s, const struct hm_event *e)
{
	switch (e->kind) {
	case HM_EV_MIGHT_SLEEP: return e->arg[0] ? IS(s, "might_sleep:atomic") : IS(s, "might_sleep");
	case HM_EV_INVLPG:
		if (e->arg[1])
			return s->n == 27 && STARTS(s, "sched_out_invlpg:") && is_address(s->p + 17, e->arg[0]);
		return s->n == 17 && STARTS(s, "invlpg:") && is_address(s->p + 7, e->arg[0]);
	case HM_EV_FLUSH_KERNEL_RANGE:
		return s->n == 44 && STARTS(s, "flush_tlb_kernel_range:") && is_address(s->p + 23, e->arg[0]) && s->p[33] == '-' &&
		       is_address(s->p + 34, e->arg[1]);
	case HM_EV_FLUSH_ALL: return IS(s, "flush_tlb_all");
	case HM_EV_SLEEP: return e->arg[1] && !r->kind->local ? IS(s, "sleep:atomic") : IS(s, "sleep");
	case HM_EV_WAKE_UP: return IS(s, "wake_up");
	case HM_EV_WAKE: return STARTS(s, "wake:") && is_number(s->p + 5, s->n - 5, r->number[e->arg[0] % HM_MAX_TASKS]);
	case HM_EV_REPORT: return is_bug(s, e) || is_warning(r, s, e);
	case HM_EV_SUPPRESSED:
		return STARTS(s, "warn_again:") && is_number(s->p + 11, s->n - 11, hm_check_place(r->m, (enum hm_check)e->arg[2]).line);
	default: return false;
	}
}

/* Of reports those that end a call; complaints are what might_sleep and sleep stand for. */
static bool is_recorded(const struct replay *r, const struct hm_event *e)
{
	switch (e->kind) {
	case HM_EV_MIGHT_SLEEP: return !r->kind->local;
	case HM_EV_SUPPRESSED: return r->kind->local && e->arg[1] == HM_REPORT_WARN;
	case HM_EV_INVLPG:
	case HM_EV_FLUSH_KERNEL_RANGE:
	case HM_EV_FLUSH_ALL:
	case HM_EV_SLEEP:
	case HM_EV_WAKE_UP:
	case HM_EV_WAKE: return true;
	case HM_EV_REPORT:
		return e->arg[1] == HM_REPORT_BUG || e->arg[1] == HM_REPORT_OOPS || e->arg[1] == HM_REPORT_OUT_OF_RANGE ||
		       (r->kind->local && e->arg[1] == HM_REPORT_WARN);
	default: return false;
	}
}

static void show_event(const struct replay *r, const struct hm_event *e, char *out, size_t size)
{
	switch (e->kind) {
	case HM_EV_MIGHT_SLEEP: snprintf(out, size, "might_sleep%s", e->arg[0] ? ":atomic" : ""); return;
	case HM_EV_INVLPG: snprintf(out, size, "%sinvlpg:0x%08x", e->arg[1] ? "sched_out_" : "", e->arg[0]); return;
	case HM_EV_FLUSH_KERNEL_RANGE: snprintf(out, size, "flush_tlb_kernel_range:0x%08x-0x%08x", e->arg[0], e->arg[1]); return;
	case HM_EV_FLUSH_ALL: snprintf(out, size, "flush_tlb_all"); return;
	case HM_EV_SLEEP: snprintf(out, size, "sleep%s", e->arg[1] ? ":atomic" : ""); return;
	case HM_EV_WAKE_UP: snprintf(out, size, "wake_up"); return;
	case HM_EV_WAKE: snprintf(out, size, "wake:%u", r->number[e->arg[0] % HM_MAX_TASKS]); return;
	case HM_EV_SUPPRESSED: snprintf(out, size, "warn_again:%u", hm_check_place(r->m, (enum hm_check)e->arg[2]).line); return;
	default:
		snprintf(out, size, "%s:%s", e->arg[1] == HM_REPORT_WARN ? "warn" : e->arg[1] == HM_REPORT_BUG ? "bug" : "report",
			 hm_check_function((enum hm_check)e->arg[2]));
		return;
	}
}

static void add(char *out, size_t size, const char *p, size_t n)
{
	size_t used = strlen(out);

	if (used + n + 2 < size)
		snprintf(out + used, size - used, "%s%.*s", used ? " " : "", (int)n, p);
}

static bool differ_events(struct replay *r)
{
	char expected[400] = "", found[400] = "", one[80];

	for (size_t i = 0; i < r->line.events; i++)
		add(expected, sizeof(expected), r->line.event[i].p, r->line.event[i].n);
	for (uint64_t seq = r->first_event; seq <= hm_event_count(r->m); seq++) {
		const struct hm_event *e = hm_event_get(r->m, seq);

		if (!e || !is_recorded(r, e))
			continue;
		show_event(r, e, one, sizeof(one));
		add(found, sizeof(found), one, strlen(one));
	}
	return differ(r, "events", expected, found);
}

static void note_state_event(struct replay *r, const struct hm_event *e)
{
	switch (e->kind) {
	case HM_EV_PKMAP_COUNT: net_note(&r->count, r->stamp, e->arg[0], e->arg[1], e->arg[2]); break;
	case HM_EV_PTE_SET: pte_note(r, e->arg[0], e->arg[2], e->arg[1]); break;
	case HM_EV_PTE_CLEAR: pte_note(r, e->arg[0], e->arg[1], NONE_VALUE); break;
	case HM_EV_FORCED_UNLOCK: r->forced = true; break;
	case HM_EV_FLUSH_LOCAL: r->flushed |= (uint64_t)1 << e->cpu; break;
	default: break;
	}
}

static bool compare_events(struct replay *r)
{
	uint64_t last = hm_event_count(r->m);
	size_t at = 0;

	r->forced = false;
	r->flushed = 0;
	r->count.n = r->pte.n = r->fix.n = 0;
	for (uint64_t seq = r->first_event; seq <= last; seq++) {
		const struct hm_event *e = hm_event_get(r->m, seq);

		if (!e)
			return differ(r, "events", "all of them in the log", "overwritten");
		if (!is_recorded(r, e)) {
			note_state_event(r, e);
			continue;
		}
		if (at >= r->line.events || !event_matches(r, &r->line.event[at], e))
			return differ_events(r);
		at++;
	}
	return at == r->line.events ? true : differ_events(r);
}

/* ---- single fields ---- */

static bool compare_forced(struct replay *r)
{
	const struct line *l = &r->line;
	bool want = l->forceds == 1 && IS(&l->forced[0], "kmap_lock");

	if (l->forceds && !want)
		return differ(r, "forced_unlock", "kmap_lock alone", "other locks");
	if (want != r->forced)
		return differ(r, "forced_unlock", want ? "kmap_lock" : "none", r->forced ? "kmap_lock" : "none");
	return true;
}

static bool compare_last(struct replay *r)
{
	uint32_t now = hm_last_pkmap_nr(r->m), old = r->sum.last_pkmap_nr;

	if (r->line.present >> F_LAST_PKMAP_NR & 1) {
		if (!differ_number(r, "last_pkmap_nr old", r->line.last_old, old))
			return false;
		r->sum.last_pkmap_nr = r->line.last_now;
	}
	return differ_number(r, "last_pkmap_nr", r->sum.last_pkmap_nr, now);
}

static bool same_args(const struct args *a, const struct args *b)
{
	return a->present == b->present && a->pfn == b->pfn;
}

static bool compare_resumed(struct replay *r)
{
	bool want = r->line.present >> F_RESUMED & 1;
	const struct resumed *e = &r->line.resumed, *f = &r->resumed;

	if (want != r->has_resumed)
		return differ(r, "resumed", want ? "a call goes on" : "none", r->has_resumed ? "a call goes on" : "none");
	if (!want)
		return true;
	if (e->op != f->op || e->i != f->i || !same_args(&e->args, &f->args))
		return differ(r, "resumed", "another call", op_names[f->op]);
	if (e->status != f->status)
		return differ(r, "resumed.status", status_names[e->status], status_names[f->status]);
	return differ_optional(r, "resumed.result", e->has_result, e->result, f->has_result, f->result);
}

static bool compare_outcome(struct replay *r)
{
	const struct line *l = &r->line;

	if (l->status != r->status)
		return differ(r, "status", status_names[l->status], status_names[r->status]);
	return differ_optional(r, "result", l->has_result, l->result, r->has_result, r->result) &&
	       differ_optional(r, "pfn", l->has_pfn, l->pfn, r->has_pfn, r->pfn) && compare_resumed(r) &&
	       differ_signed(r, "preempt_count", l->preempt_count, hm_preempt_count(r->m, r->id[r->task]));
}

bool compare_line(struct replay *r)
{
	const struct line *l = &r->line;

	return compare_events(r) && compare_outcome(r) && compare_forced(r) &&
	       compare_changes(r, "pkmap_count", false, &l->pkmap_count, &r->count, (uint32_t *)r->sum.pkmap_count) &&
	       compare_changes(r, "pkmap_pte", true, &l->pkmap_pte, &r->pte, r->sum.pkmap_pte) &&
	       compare_changes(r, "fixmap", true, &l->fixmap, &r->fix, r->sum.fixmap) && compare_last(r) &&
	       (!r->kind->compare || r->kind->compare(r));
}

/* ---- everything ---- */

/* A whole page table as it lies in memory: one walk, and then no more than reading it. */
struct table { uint32_t entry_size; uint8_t bytes[HM_PAGE_SIZE]; };

static bool read_table(const struct replay *r, hm_vaddr_t address, struct table *t)
{
	struct hm_walk w;
	hm_paddr_t leaf;

	t->entry_size = r->layout->pte_size;
	hm_walk(r->m, address, &w);
	if (w.levels != (t->entry_size == 8 ? 3 : 2) || w.large)
		return false;
	leaf = w.level[w.levels - 1].entry_address;
	return hm_peek_frame(r->m, (hm_pfn_t)(leaf >> HM_PAGE_SHIFT), 0, t->bytes, sizeof(t->bytes));
}

/* The frame that the address's entry names. */
static hm_pfn_t table_pfn(const struct table *t, hm_vaddr_t address)
{
	const uint64_t frame = (((uint64_t)1 << 36) - 1) & ~(uint64_t)(HM_PAGE_SIZE - 1);
	size_t offset = (size_t)(address >> HM_PAGE_SHIFT) * t->entry_size % HM_PAGE_SIZE;
	uint64_t entry = 0;

	memcpy(&entry, t->bytes + offset, t->entry_size);
	return entry & 1 ? (hm_pfn_t)((entry & frame) >> HM_PAGE_SHIFT) : HM_NO_PFN;
}

static bool differ_entry(struct replay *r, const char *what, uint32_t nr, uint32_t expected, uint32_t found)
{
	char field[48];

	if (expected == found)
		return true;
	snprintf(field, sizeof(field), "whole %s[%u]", what, nr);
	return differ_number(r, field, expected, found);
}

static bool compare_window(struct replay *r)
{
	struct table t;
	char field[48];

	if (!read_table(r, r->layout->pkmap_base, &t))
		return differ(r, "whole pkmap_pte", "a page table", "none");
	for (uint32_t nr = 0; nr < r->layout->last_pkmap; nr++) {
		int32_t count = hm_pkmap_count(r->m, nr);

		if (count != r->sum.pkmap_count[nr]) {
			snprintf(field, sizeof(field), "whole pkmap_count[%u]", nr);
			return differ_signed(r, field, r->sum.pkmap_count[nr], count);
		}
		if (!differ_entry(r, "pkmap_pte", nr, r->sum.pkmap_pte[nr], table_pfn(&t, hm_pkmap_address(r->layout, nr))))
			return false;
	}
	return true;
}

/* Slots beyond the table, too: as far as the page table of the fixmap goes. */
static bool compare_fixmap(struct replay *r)
{
	const struct hm_layout *l = r->layout;
	uint32_t entries = (uint32_t)HM_PAGE_SIZE / l->pte_size;
	struct table t;

	if (!read_table(r, hm_slot_address(l, 0), &t))
		return differ(r, "whole fixmap", "a page table", "none");
	for (uint32_t slot = 0; slot + l->fix_kmap_begin + 1 < entries; slot++)
		if (!differ_entry(r, "fixmap", slot, r->sum.fixmap[slot], table_pfn(&t, hm_slot_address(l, slot))))
			return false;
	return true;
}

bool compare_all(struct replay *r)
{
	return compare_window(r) && compare_fixmap(r) &&
	       differ_number(r, "whole last_pkmap_nr", r->sum.last_pkmap_nr, hm_last_pkmap_nr(r->m));
}
