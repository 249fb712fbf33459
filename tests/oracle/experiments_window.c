/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Experiments with kmap() and kunmap(): one page, several, lowmem, laps of the window, and all entries in use with one and two sleepers.
 * Where two sleepers raced, the recorded winner runs first.
 */
#include <stdio.h>
#include <string.h>

#include "tests/oracle/experiment.h"

/* ---- one page; several; lowmem ---- */

static void single(struct experiment *x)
{
	static const char hello[] = "hello highmem";
	hm_vaddr_t a;
	char bytes[BYTES] = "";
	size_t n;

	x_counted(x, "initial", "module load");
	x_seen(x, "single", "before", 0, 0);
	a = x_map(x, "kmap", 0);
	hm_write(x->m, a, hello, sizeof(hello), &n);
	x_seen(x, "single", "kmap", 0, a);
	x_seen(x, "single", "kmap again", 0, x_map(x, "kmap", 0));
	x_kunmap(x, 0);
	x_seen(x, "single", "kunmap 1 of 2", 0, a);
	x_kunmap(x, 0);
	x_seen(x, "single", "kunmap 2 of 2", 0, a);
	if (x_row(x, "single", "read through stale address")) {
		hm_read(x->m, a, bytes, sizeof(hello), &n);
		x_same(x, "addr", a);
		x_same_word(x, "data", bytes);
		x_done(x);
	}
	x_seen(x, "single", "kmap after full kunmap (no flush yet)", 0, x_map(x, "kmap", 0));
	x_kunmap(x, 0);
	x_seen(x, "single", "kunmap", 0, a);
	if (x_row(x, "single", "kmap_to_page(pkmap addr)")) {
		x_leave_out(x, "ret"); /* which frame the page had */
		x_same(x, "same", x_call(x, "kmap_to_page", a) == x_page(x, 0));
		x_done(x);
	}
}

static void sequence(struct experiment *x)
{
	hm_vaddr_t a[12] = { 0 };

	for (int i = 1; i <= 8; i++)
		x_seen(x, "sequence", "kmap", i, a[i] = x_map(x, "kmap", i));
	for (int i = 3; i <= 5; i++) {
		x_kunmap(x, i);
		x_seen(x, "sequence", "kunmap", i, a[i]);
	}
	for (int i = 9; i <= 11; i++)
		x_seen(x, "sequence", "kmap new page: next index, not a reused one", i, x_map(x, "kmap", i));
	x_seen(x, "sequence", "kmap of page whose entry is stale (count 1)", 4, x_map(x, "kmap", 4));
	for (int i = 1; i <= 11; i++)
		if (i != 3 && i != 5)
			x_kunmap(x, i);
	x_counted(x, "sequence", "after all kunmap");
}

static void lowmem(struct experiment *x)
{
	uint32_t last = hm_last_pkmap_nr(x->m);
	hm_vaddr_t a = x_map(x, "page_address", NO_PAGE);
	unsigned int level;

	x_seen(x, "lowmem", "before", NO_PAGE, a);
	x_seen(x, "lowmem", "kmap", NO_PAGE, x_map(x, "kmap", NO_PAGE));
	x_kunmap(x, NO_PAGE);
	x_seen(x, "lowmem", "kunmap", NO_PAGE, a);
	x_seen(x, "lowmem", "kmap_atomic", NO_PAGE, x_map(x, "kmap_atomic", NO_PAGE));
	x_seen(x, "lowmem", "kmap_atomic 2", NO_PAGE, x_map(x, "kmap_atomic", NO_PAGE));
	x_call(x, "kunmap_atomic", a);
	x_call(x, "kunmap_atomic", a);
	x_seen(x, "lowmem", "kunmap_atomic x2", NO_PAGE, a);
	x_seen(x, "lowmem", "kmap_local_page", NO_PAGE, x_map(x, "kmap_local_page", NO_PAGE));
	x_call(x, "kunmap_local", a);
	if (x_row(x, "lowmem", "summary")) {
		(void)x_leaf(x, a, &level);
		x_same(x, "last_pkmap_nr_unchanged", hm_last_pkmap_nr(x->m) == last);
		x_same(x, "pte_level_at_low_address", level);
		x_done(x);
	}
}

/* ---- laps ---- */

/* Was the line read that tells of step i? The last line read is kept for the step it belongs to. */
static bool told(struct experiment *x, uint32_t i)
{
	return x->good && (uint64_t)json_integer_value(json_object_get(x->row, "i")) == i;
}

/* All entries are counted only where that can be asked for: in steps that are told, and where kmap() comes to the end of the window. */
static void one_lap_step(struct experiment *x, uint32_t i)
{
	uint32_t last = hm_last_pkmap_nr(x->m), all_zero = x->all_zero, ranges = x->ranges, flushes = x->flushes;
	bool is_told = told(x, i), counted = is_told || last == x->l->last_pkmap - 1;
	struct tally before = counted ? x_counts(x) : (struct tally){ 0 }, after;
	hm_vaddr_t a = x_map(x, "kmap", FILL + (int)i);
	char range[32];

	if (x->all_zero != all_zero) {
		if (!counted)
			x_fail(x, "flush_all_zero_pkmaps", "at the end of the window", "elsewhere");
		x->count1_seen = before.n[1];
	}
	if (is_told) {
		after = x_counts(x);
		snprintf(range, sizeof(range), "0x%x-0x%x", x->ranges ? x->l->pkmap_base : 0,
			 x->ranges ? hm_pkmap_address(x->l, x->l->last_pkmap) : 0);
		x_leave_out(x, "i");
		x_same(x, "last_pkmap_nr_before", last);
		x_same(x, "last_pkmap_nr_after", hm_last_pkmap_nr(x->m));
		x_same(x, "ret", a);
		x_same(x, "called_flush_all_zero_pkmaps", x->all_zero - all_zero);
		x_same(x, "called_flush_tlb_kernel_range", x->ranges - ranges);
		x_same_word(x, "range", range);
		x_same(x, "do_flush_tlb_all_cpus", x->flushes - flushes);
		x_same(x, "count1_before", before.n[1]);
		x_same(x, "count1_seen_by_flush", x->count1_seen);
		x_same(x, "count0_after", after.n[0]);
		x_same(x, "count1_after", after.n[1]);
		x_same(x, "count2plus_after", after.n[2]);
		x_done(x);
	}
	x_kunmap(x, FILL + (int)i);
}

/* The lines tell of the steps around each wrap; `steps` of them are in the file. */
static void laps(struct experiment *x)
{
	uint32_t total = 2 * x->l->last_pkmap + 40, last = x->l->last_pkmap;
	static const int around[] = { 0, 1, 2, -3, -2, -1, 0, -3, -2, -1, 0 };
	uint32_t wrap = last - hm_last_pkmap_nr(x->m), i = 0;

	x_counted(x, "wrap", "start");
	for (size_t k = 0; k < sizeof(around) / sizeof(around[0]) && x_row(x, "wrap", "kmap"); k++) {
		uint32_t step = (uint32_t)((int)(k < 3 ? 0 : k < 7 ? wrap : wrap + last) + around[k]);

		if (!told(x, step)) {
			x_fail(x, "i", "a step around a wrap", "another");
			return;
		}
		for (; i <= step; i++)
			one_lap_step(x, i);
	}
	for (; i < total && x->good; i++)
		one_lap_step(x, i);
	x_counted(x, "wrap", "end: kmap+kunmap of 2*LAST_PKMAP+40 distinct pages");
}

static void one_page(struct experiment *x)
{
	uint32_t last = hm_last_pkmap_nr(x->m);

	x_reset_counters(x);
	for (int i = 0; i < 5000 && x->good; i++) {
		x_map(x, "kmap", FILL);
		x_kunmap(x, FILL);
	}
	if (x_row(x, "wrap", "5000 kmap+kunmap of ONE page")) {
		x_same(x, "last_pkmap_nr_before", last);
		x_same(x, "last_pkmap_nr_after", hm_last_pkmap_nr(x->m));
		x_same_flushes(x);
		x_done(x);
	}
	x_counted(x, "wrap", "before kmap_flush_unused");
	x_flush_unused(x);
	x_counted(x, "wrap", "after kmap_flush_unused");
	x_reset_counters(x);
	x_flush_unused(x);
	x_counted(x, "wrap", "after a second kmap_flush_unused (nothing to do: no TLB flush)");
}

/* ---- everything in use ---- */

/* A waiter asks for a page, or goes on asking; either way the module's thread runs again afterwards. */
static void ask(struct experiment *x, unsigned int i, int n)
{
	struct waiter *w = &x->waiter[i];
	uint64_t ret;
	enum hm_verdict v;

	if (!w->asked)
		*w = (struct waiter){ .task = w->task, .pfn = (hm_pfn_t)n, .asked = true };
	x_run_as(x, 0, w->task);
	v = x_invoke(x, "kmap", x_page(x, (int)w->pfn), &ret);
	if (v == HM_OK) {
		w->returned = true;
		w->address = (hm_vaddr_t)ret;
	} else if (v != HM_BLOCKED) {
		x_fail(x, "waiter", "asleep, or with an address", "neither");
	}
	x_run_self(x);
}

static void goes_on(struct experiment *x, unsigned int i)
{
	struct hm_task_view v;

	if (x->waiter[i].asked && !x->waiter[i].returned && hm_task_view(x->m, x->waiter[i].task, &v) && v.state != HM_TASK_ASLEEP)
		ask(x, i, 0);
}

/* The waiter gives its page back. */
static void dismiss(struct experiment *x, unsigned int i)
{
	if (x->waiter[i].returned)
		x_kunmap(x, (int)x->waiter[i].pfn);
	x->waiter[i].asked = x->waiter[i].returned = false;
}

static void waits(struct experiment *x, const char *when, unsigned int i)
{
	const struct waiter *w = &x->waiter[i];
	struct hm_pkmap_view entry = { .count = -1 };
	uint32_t nr = (w->address - x->l->pkmap_base) >> HM_PAGE_SHIFT;
	struct hm_task_view v;

	if (!x_row(x, "exhaust", "waiter") || !hm_task_view(x->m, w->task, &v))
		return;
	x_same_word(x, "when", when);
	x_same(x, "waiter", i);
	x_same(x, "returned", w->returned);
	x_same(x, "ret", w->address);
	x_same(x, "pkmap_nr", w->returned && hm_pkmap_view(x->m, nr, &entry) ? nr : (uint64_t)-1);
	x_same(x, "pkmap_count", (uint64_t)(int64_t)entry.count);
	if (!w->returned) {
		x_same_word(x, "state", v.state == HM_TASK_ASLEEP ? "D" : "R");
		x_same(x, "state_bits", v.state == HM_TASK_ASLEEP ? 2 : 0);
		if (strncmp(x_word(x, "wchan"), "kmap_high+", 10) != 0 || v.waits_on != HM_WAIT_PKMAP)
			x_fail(x, "wchan", x_word(x, "wchan"), "kmap_high");
	}
	x_leave_out(x, "state");
	x_leave_out(x, "state_bits");
	x_leave_out(x, "wchan");
	x_done(x);
}

static void fill(struct experiment *x)
{
	hm_vaddr_t first = 0, last = 0;

	for (uint32_t i = 0; i < x->l->last_pkmap; i++) {
		last = x_map(x, "kmap", FILL + (int)i);
		first = i ? first : last;
	}
	x_counted(x, "exhaust", "every entry in use");
	if (x_row(x, "exhaust", "filled")) {
		x_same(x, "mapped_by_us", x->l->last_pkmap);
		x_same(x, "in_use_by_others", 0);
		x_same(x, "first", first);
		x_same(x, "last", last);
		x_done(x);
	}
}

/* Entries were handed out from the one behind that to which the last experiment had come. */
static int page_in(const struct experiment *x, uint32_t first, uint32_t nr)
{
	return FILL + (int)((nr - first) & (x->l->last_pkmap - 1));
}

static void one_sleeper(struct experiment *x, int spare)
{
	x_reset_counters(x);
	ask(x, 0, spare);
	waits(x, "A: table full, 100 ms later", 0);
	x_counted(x, "exhaust", "A: waiter asleep");
	x_kunmap(x, FILL + 100);
	x_seen(x, "exhaust", "A: kunmap that wakes (read at once)", FILL + 100, x_map(x, "page_address", FILL + 100));
	goes_on(x, 0);
	waits(x, "A: after kunmap", 0);
	x_counted(x, "exhaust", "A: after");
	if (x_row(x, "exhaust", "A: page whose entry was taken over")) {
		x_same(x, "old_addr", x->waiter[0].address);
		x_same(x, "page_address_now", x_map(x, "page_address", FILL + 100));
		x_done(x);
	}
	dismiss(x, 0);
	x_map(x, "kmap", FILL + 100);
	x_counted(x, "exhaust", "refilled");
}

static void two_sleepers(struct experiment *x, int spare)
{
	x_reset_counters(x);
	for (unsigned int i = 0; i < WAITERS; i++)
		ask(x, i, spare + (int)i);
	for (unsigned int i = 0; i < WAITERS; i++)
		waits(x, "B: two waiters, two pages", i);
	x_kunmap(x, FILL + 200);
	goes_on(x, 1); /* it won on the real machine */
	goes_on(x, 0);
	for (unsigned int i = 0; i < WAITERS; i++)
		waits(x, "B: after 1 kunmap", i);
	x_counted(x, "exhaust", "B: after 1 kunmap");
	x_kunmap(x, FILL + 201);
	goes_on(x, 0);
	for (unsigned int i = 0; i < WAITERS; i++)
		waits(x, "B: after 2 kunmaps", i);
	x_counted(x, "exhaust", "B: after 2 kunmaps");
	for (unsigned int i = 0; i < WAITERS; i++)
		dismiss(x, i);
	x_map(x, "kmap", FILL + 200);
	x_map(x, "kmap", FILL + 201);
	x_counted(x, "exhaust", "refilled");
}

static void same_page(struct experiment *x, int spare)
{
	x_reset_counters(x);
	for (unsigned int i = 0; i < WAITERS; i++)
		ask(x, i, spare);
	for (unsigned int i = 0; i < WAITERS; i++)
		waits(x, "C: two waiters, same page", i);
	x_kunmap(x, FILL + 50);
	goes_on(x, 1);
	goes_on(x, 0);
	for (unsigned int i = 0; i < WAITERS; i++)
		waits(x, "C: after 1 kunmap", i);
	x_counted(x, "exhaust", "C: after");
	for (unsigned int i = 0; i < WAITERS; i++)
		dismiss(x, i);
	x_map(x, "kmap", FILL + 50);
}

static void held_twice(struct experiment *x, int spare)
{
	x_map(x, "kmap", FILL + 9);
	x_reset_counters(x);
	ask(x, 0, spare);
	x_kunmap(x, FILL + 9);
	goes_on(x, 0);
	waits(x, "D: kunmap 3->2", 0);
	x_kunmap(x, FILL + 9);
	goes_on(x, 0);
	waits(x, "D: kunmap 2->1", 0);
	dismiss(x, 0);
}

static void exhaust(struct experiment *x)
{
	uint32_t first = hm_last_pkmap_nr(x->m) + 1;
	int spare = FILL + (int)x->l->last_pkmap;

	x_reset_counters(x);
	x_counted(x, "exhaust", "start");
	fill(x);
	x_seen(x, "exhaust", "kmap of an already mapped page while full: no sleep", page_in(x, first, first + 7), x_map(x, "kmap", FILL + 7));
	x_kunmap(x, FILL + 7);
	one_sleeper(x, spare);
	two_sleepers(x, spare);
	same_page(x, spare);
	held_twice(x, spare);
	for (uint32_t i = 0; i < x->l->last_pkmap; i++)
		if (i != 9)
			x_kunmap(x, FILL + (int)i);
	x_counted(x, "exhaust", "end: all kunmapped");
}

void x_window(struct experiment *x)
{
	single(x);
	sequence(x);
	lowmem(x);
	laps(x);
	one_page(x);
	exhaust(x);
}
