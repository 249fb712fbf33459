/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Experiments with kmap_atomic() and kmap_local_page(): nests to the top on either CPU, misuse, and a task that sleeps with a mapping. */
#include <string.h>

#include "tests/oracle/experiment.h"

/* ---- slots ---- */

static void nest_to_the_top(struct experiment *x)
{
	hm_vaddr_t a[64] = { 0 };
	int depth = (int)x->l->km_type_nr - 1;

	x_seen(x, "atomic", "before", 20, 0);
	x_reset_counters(x);
	for (int i = 0; i < depth; i++)
		x_seen(x, "atomic", "kmap_atomic", 20 + i, a[i] = x_map(x, "kmap_atomic", 20 + i));
	if (x_row(x, "atomic", "kmap_ctrl.idx")) {
		x_same(x, "idx", (uint64_t)x_idx(x, hm_current_task(x->m)));
		x_done(x);
	}
	for (int i = depth - 1; i >= 0; i--) {
		x_call(x, "kunmap_atomic", a[i]);
		if (i >= depth - 2 || i < 2)
			x_seen(x, "atomic", "kunmap_atomic", 20 + i, a[i]);
	}
	if (x_row(x, "atomic", "flushes for 15 kmap_atomic + 15 kunmap_atomic")) {
		x_same_flushes(x);
		x_done(x);
	}
}

static void nests(struct experiment *x)
{
	hm_vaddr_t a = x_map(x, "kmap_atomic", 20), b = x_map(x, "kmap_atomic", 20), c;

	x_seen(x, "atomic", "same page first", 20, a);
	x_seen(x, "atomic", "same page second: another slot", 20, b);
	x_call(x, "kunmap_atomic", b + 123);
	x_call(x, "kunmap_atomic", a + 4095);
	if (x_row(x, "atomic", "kunmap_atomic(addr+123), (addr+4095)")) {
		x_same(x, "idx_after", (uint64_t)x_idx(x, hm_current_task(x->m)));
		x_same(x, "pte0", x_pte(x, a));
		x_same(x, "pte1", x_pte(x, b));
		x_done(x);
	}
	a = x_map(x, "kmap_atomic", 20);
	b = x_map(x, "kmap_atomic", NO_PAGE);
	c = x_map(x, "kmap_atomic", 21);
	x_seen(x, "atomic", "nest high", 20, a);
	x_seen(x, "atomic", "nest low: no slot", NO_PAGE, b);
	x_seen(x, "atomic", "nest high after low", 21, c);
	x_call(x, "kunmap_atomic", c);
	x_call(x, "kunmap_atomic", b);
	x_call(x, "kunmap_atomic", a);
	x_seen(x, "atomic", "kmap_local_page", 22, a = x_map(x, "kmap_local_page", 22));
	x_seen(x, "atomic", "kmap_atomic above kmap_local", 23, b = x_map(x, "kmap_atomic", 23));
	x_seen(x, "atomic", "kmap_local above kmap_atomic", 24, c = x_map(x, "kmap_local_page", 24));
	x_call(x, "kunmap_local", c);
	x_call(x, "kunmap_atomic", b);
	x_call(x, "kunmap_local", a);
}

static void both_ways(struct experiment *x)
{
	static const char text[] = "one frame";
	char bytes[BYTES] = "";
	hm_vaddr_t a = x_map(x, "kmap", 25), b;
	size_t n;

	x_seen(x, "atomic", "kmap", 25, a);
	x_seen(x, "atomic", "kmap_atomic of a kmapped page", 25, b = x_map(x, "kmap_atomic", 25));
	if (x_row(x, "atomic", "write through kmap_atomic, read through kmap")) {
		hm_write(x->m, b, text, sizeof(text), &n);
		hm_read(x->m, a, bytes, sizeof(text), &n);
		x_same(x, "same", !memcmp(bytes, text, sizeof(text)));
		x_done(x);
	}
	x_call(x, "kunmap_atomic", b);
	x_kunmap(x, 25);
	b = x_map(x, "kmap_atomic", 26);
	if (x_row(x, "atomic", "page_address(page mapped only by kmap_atomic)")) {
		x_same(x, "page_address", x_map(x, "page_address", 26));
		x_done(x);
	}
	x_call(x, "kunmap_atomic", b);
}

static void wrong_address(struct experiment *x)
{
	hm_vaddr_t a = x_map(x, "kmap", 27);
	uint64_t before = x_pte(x, a);
	int32_t count = x_count_of(x, a);

	x_call(x, "kunmap_local", a);
	if (x_row(x, "misuse", "kunmap_local(pkmap address)")) {
		x_same(x, "pte_before", before);
		x_same(x, "pte_after", x_pte(x, a));
		x_same(x, "count_before", (uint64_t)count);
		x_same(x, "count_after", (uint64_t)x_count_of(x, a));
		x_done(x);
	}
	x_kunmap(x, 27);
}

static void wrong_order(struct experiment *x)
{
	hm_vaddr_t a = x_map(x, "kmap_atomic", 20), b = x_map(x, "kmap_atomic", 21);
	static const char *const then[] = {
		"wrong order: kunmap_atomic(A) first (WARN_ON_ONCE, see dmesg)", "wrong order: then kunmap_atomic(B)",
	};

	if (x_row(x, "misuse", "wrong order: kmap_atomic A then B")) {
		x_same(x, "A", a);
		x_same(x, "B", b);
		x_same(x, "pteA", x_pte(x, a));
		x_same(x, "pteB", x_pte(x, b));
		x_done(x);
	}
	for (int i = 0; i < 2; i++) {
		x_call(x, "kunmap_atomic", i ? b : a);
		if (x_row(x, "misuse", then[i])) {
			x_same(x, "pteA", x_pte(x, a));
			x_same(x, "pteB", x_pte(x, b));
			x_same(x, "idx", (uint64_t)x_idx(x, hm_current_task(x->m)));
			x_done(x);
		}
	}
}

static void slots(struct experiment *x, uint32_t cpu)
{
	x_run_as(x, cpu, x->self[cpu]);
	nest_to_the_top(x);
	nests(x);
	both_ways(x);
	wrong_address(x);
	if (!cpu) /* it warns once a boot, so the module did it once */
		wrong_order(x);
	x_seen(x, "atomic", "end", 20, 0);
}

/* ---- a task that sleeps with a mapping ---- */

static void local_switch(struct experiment *x, uint32_t cpu)
{
	struct hm_slot_view saved = { .pte = 0 };
	hm_vaddr_t a;

	x_run_as(x, cpu, x->self[cpu]);
	a = x_map(x, "kmap_local_page", 30);
	x_seen(x, "local_switch", "kmap_local_page", 30, a);
	x_run_as(x, cpu, x->idle[cpu]);
	if (x_row(x, "local_switch", "seen while the owner sleeps")) {
		hm_kmap_saved(x->m, x->self[cpu], 0, &saved);
		x_same(x, "owner_cpu", cpu);
		x_same(x, "addr", a);
		x_same(x, "pte", x_pte(x, a));
		x_same(x, "owner_kmap_ctrl_idx", (uint64_t)x_idx(x, x->self[cpu]));
		x_same(x, "owner_saved_pteval", saved.pte - ((uint64_t)saved.pfn << HM_PAGE_SHIFT));
		x_done(x);
	}
	x_run_as(x, cpu, x->self[cpu]);
	x_seen(x, "local_switch", "running again: mapping restored", 30, a);
	x_call(x, "kunmap_local", a);
	x_seen(x, "local_switch", "kunmap_local", 30, a);
}

void x_slots(struct experiment *x)
{
	slots(x, 0);
	slots(x, 1);
	local_switch(x, 0);
	local_switch(x, 1);
}
