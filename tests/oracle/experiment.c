/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * See experiment.h. Invariant: a line is over only when every value in it has been compared or is in the list of those left out.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/oracle/experiment.h"

/* ---- a row and its values ---- */

bool x_fail(struct experiment *x, const char *field, const char *expected, const char *found)
{
	if (!x->good)
		return false;
	x->good = false;
	snprintf(x->diff->field, sizeof(x->diff->field), "%s", field);
	snprintf(x->diff->expected, sizeof(x->diff->expected), "%s", expected);
	snprintf(x->diff->found, sizeof(x->diff->found), "%s", found);
	return false;
}

bool x_load_row(struct experiment *x, const char *text, size_t n)
{
	json_error_t error;

	x->row = json_loadb(text, n, 0, &error);
	x->diff->line = lines_number(x->lines);
	return json_is_object(x->row) || x_fail(x, "line", "an object", error.text);
}

const char *x_word(const struct experiment *x, const char *key)
{
	const char *s = json_string_value(json_object_get(x->row, key));

	return s ? s : "";
}

/* The next line, which must be about `op` of experiment `t`; NULL: whatever it is about. */
bool x_row(struct experiment *x, const char *t, const char *op)
{
	const char *text;
	size_t n;

	if (!x->good)
		return false;
	if (!lines_next(x->lines, &text, &n, x->error))
		return x_fail(x, "line", "more experiments", *x->error ? *x->error : "the end of the file");
	if (!x_load_row(x, text, n))
		return false;
	if (strcmp(x_word(x, "t"), t) != 0)
		return x_fail(x, "t", x_word(x, "t"), t);
	if (op && strcmp(x_word(x, "op"), op) != 0)
		return x_fail(x, "op", x_word(x, "op"), op);
	json_object_del(x->row, "t");
	json_object_del(x->row, "op");
	return true;
}

void x_done(struct experiment *x)
{
	const char *key = json_object_iter_key(json_object_iter(x->row));

	if (x->good && key)
		x_fail(x, key, "a value that can be compared", "nothing to compare it with");
	json_decref(x->row);
	x->row = NULL;
}

void x_leave_out(struct experiment *x, const char *key)
{
	json_object_del(x->row, key);
}

bool x_is_number(const json_t *j, uint64_t *value)
{
	char *end = NULL;

	if (json_is_integer(j))
		*value = (uint64_t)json_integer_value(j);
	else if (json_is_string(j))
		*value = strtoull(json_string_value(j), &end, 16);
	else
		return false;
	return !end || !*end;
}

void x_same(struct experiment *x, const char *key, uint64_t found)
{
	char e[40], f[40];
	uint64_t expected;

	if (!x->good)
		return;
	if (!x_is_number(json_object_get(x->row, key), &expected)) {
		x_fail(x, key, "a number", "none");
		return;
	}
	json_object_del(x->row, key);
	if (expected == found)
		return;
	snprintf(e, sizeof(e), "0x%llx", (unsigned long long)expected);
	snprintf(f, sizeof(f), "0x%llx", (unsigned long long)found);
	x_fail(x, key, e, f);
}

/* What the allocator decided is not in the file. */
void x_same_if_told(struct experiment *x, const char *key, uint64_t found)
{
	if (json_object_get(x->row, key))
		x_same(x, key, found);
}

void x_same_word(struct experiment *x, const char *key, const char *found)
{
	if (x->good && strcmp(x_word(x, key), found) != 0)
		x_fail(x, key, x_word(x, key), found);
	x_leave_out(x, key);
}

/* ---- the machine ---- */

hm_vaddr_t x_page(const struct experiment *x, int n)
{
	return hm_pfn_to_page(x->l, n == NO_PAGE ? LOW_PFN : x->l->max_low_pfn + (hm_pfn_t)n);
}

static void count_events(struct experiment *x)
{
	for (; x->seen < hm_event_count(x->m); x->seen++) {
		const struct hm_event *e = hm_event_get(x->m, x->seen + 1);

		if (!e)
			continue;
		x->all_zero += e->kind == HM_EV_PKMAP_WRAP;
		x->ranges += e->kind == HM_EV_FLUSH_KERNEL_RANGE;
		x->flushes += e->kind == HM_EV_FLUSH_LOCAL;
	}
}

static bool find_call(struct experiment *x, const char *name, unsigned int *index)
{
	struct known_call *k = x->known;

	while (k < x->known + CALLS_KNOWN - 1 && k->name && strcmp(k->name, name) != 0)
		k++;
	if (!k->name || strcmp(k->name, name) != 0) {
		if (!hm_call_find(x->m, name, strlen(name), &k->index))
			return false;
		k->name = name;
	}
	*index = k->index;
	return true;
}

enum hm_verdict x_invoke(struct experiment *x, const char *name, uint64_t argument, uint64_t *ret)
{
	uint64_t arg[HM_MAX_ARGS] = { argument };
	unsigned int index;
	enum hm_verdict v;

	*ret = 0;
	if (!find_call(x, name, &index)) {
		x_fail(x, "call", name, "not in this era");
		return HM_REFUSED;
	}
	v = hm_call_invoke(x->m, index, arg, ret);
	count_events(x);
	return v;
}

hm_vaddr_t x_call(struct experiment *x, const char *name, hm_vaddr_t argument)
{
	uint64_t ret;

	if (x->good && x_invoke(x, name, argument, &ret) != HM_OK)
		x_fail(x, name, "a call that returns", "one that does not");
	return x->good ? (hm_vaddr_t)ret : 0;
}

hm_vaddr_t x_map(struct experiment *x, const char *name, int n)
{
	return x_call(x, name, x_page(x, n));
}

void x_kunmap(struct experiment *x, int n)
{
	x_call(x, "kunmap", x_page(x, n));
}

void x_flush_unused(struct experiment *x)
{
	x_call(x, "kmap_flush_unused", 0);
	x->all_zero++;
}

void x_reset_counters(struct experiment *x)
{
	x->all_zero = x->ranges = x->flushes = 0;
}

struct tally x_counts(const struct experiment *x)
{
	struct tally t = { { 0 } };

	for (uint32_t nr = 0; nr < x->l->last_pkmap; nr++) {
		int32_t count = hm_pkmap_count(x->m, nr);

		t.n[count > 2 ? 2 : count]++;
	}
	return t;
}

/* The leaf entry without its frame, and at which level it lies (1: a page's own). */
uint64_t x_leaf(const struct experiment *x, hm_vaddr_t address, unsigned int *level)
{
	const uint64_t frame = (((uint64_t)1 << 36) - 1) & ~(uint64_t)(HM_PAGE_SIZE - 1);
	unsigned int depth = x->l->pte_size == 8 ? 3 : 2;
	struct hm_walk w;

	hm_walk(x->m, address, &w);
	*level = depth + 1 - w.levels;
	return w.levels ? w.level[w.levels - 1].entry & ~frame : 0;
}

uint64_t x_pte(const struct experiment *x, hm_vaddr_t address)
{
	unsigned int level;

	return x_leaf(x, address, &level);
}

/* ---- kinds of rows ---- */

/* All that can be seen of a page and an address. */
void x_seen(struct experiment *x, const char *t, const char *op, int n, hm_vaddr_t ret)
{
	uint32_t nr = (ret - x->l->pkmap_base) >> HM_PAGE_SHIFT, fix = (x->l->fixaddr_top - ret) >> HM_PAGE_SHIFT;
	bool in_window = ret && nr < x->l->last_pkmap, in_slots = fix >= x->l->fix_kmap_begin && fix <= x->l->fix_kmap_end;
	struct hm_pkmap_view entry = { .count = -1 };
	struct hm_kmap_ctrl_view c = { .idx = 0 };

	if (!x_row(x, t, op))
		return;
	if (in_window)
		hm_pkmap_view(x->m, nr, &entry);
	hm_kmap_ctrl_view(x->m, hm_current_task(x->m), &c);
	x_same(x, "page", (uint64_t)n);
	x_same(x, "PageHighMem", n != NO_PAGE);
	x_same_if_told(x, "ret", ret);
	x_same_if_told(x, "page_address", x_map(x, "page_address", n));
	x_same(x, "pkmap_nr", in_window ? nr : (uint64_t)-1);
	x_same(x, "pkmap_count", (uint64_t)(int64_t)entry.count);
	x_same(x, "fixmap_index", in_slots ? fix : (uint64_t)-1);
	x_same(x, "kmap_slot", in_slots ? fix - x->l->fix_kmap_begin : (uint64_t)-1);
	x_same(x, "pte", ret ? x_pte(x, ret) : 0);
	x_same(x, "last_pkmap_nr", hm_last_pkmap_nr(x->m));
	x_same(x, "preempt_count", (uint64_t)hm_preempt_count(x->m, hm_current_task(x->m)));
	x_same(x, "pagefault_disabled", (uint64_t)c.pagefault_disabled);
	x_done(x);
}

void x_same_flushes(struct experiment *x)
{
	x_same(x, "flush_all_zero_pkmaps", x->all_zero);
	x_same(x, "flush_tlb_kernel_range_pkmap", x->ranges);
	x_same(x, "do_flush_tlb_all", x->flushes);
}

void x_counted(struct experiment *x, const char *t, const char *when)
{
	struct tally n = x_counts(x);

	if (!x_row(x, t, "counts"))
		return;
	x_same_word(x, "when", when);
	x_same(x, "last_pkmap_nr", hm_last_pkmap_nr(x->m));
	x_same(x, "count0", n.n[0]);
	x_same(x, "count1", n.n[1]);
	x_same(x, "count2plus", n.n[2]);
	x_same_flushes(x);
	x_done(x);
}

void x_run_as(struct experiment *x, uint32_t cpu, uint16_t task)
{
	if (x->good && hm_switch_to(x->m, cpu, task) != HM_OK)
		x_fail(x, "task", "a task that can run", "refused");
}

void x_run_self(struct experiment *x)
{
	x_run_as(x, 0, x->self[0]);
}

int32_t x_count_of(const struct experiment *x, hm_vaddr_t a)
{
	struct hm_pkmap_view v = { .count = -1 };

	hm_pkmap_view(x->m, (a - x->l->pkmap_base) >> HM_PAGE_SHIFT, &v);
	return v.count;
}

int32_t x_idx(const struct experiment *x, uint16_t task)
{
	struct hm_kmap_ctrl_view v = { .idx = -1 };

	hm_kmap_ctrl_view(x->m, task, &v);
	return v.idx;
}
