/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Corners that tasks come to: numbers given again, CPUs that spin or are lost, who waits for a page or for the disk, pools that run dry, pages
 * with one user too few or too many, and what is left of it all after a long time.
 */
#include "engine/region.h"
#include "engine/state.h"
#include "engine/tlb.h"
#include "tests/engine/kernel.h"

static enum hm_verdict put_entry(struct hm_machine *m, hm_paddr_t at, uint32_t entry)
{
	return hm_store(m, (hm_vaddr_t)at + hm_layout(m)->page_offset, 4, entry);
}

static enum hm_verdict invoke3(struct hm_machine *m, const char *name, uint64_t a, uint64_t b, uint64_t c)
{
	uint64_t arg[HM_MAX_ARGS] = { a, b, c }, ret;

	return hm_call_invoke(m, row(m, name), arg, &ret);
}

/* ---- tasks ---- */

static void a_number_that_is_given_again_has_no_mappings(void **unused)
{
	static const char *const left[] = { "kmap_local_page", "pagefault_disable", "migrate_disable" };

	(void)unused;
	for (size_t k = 0; k < sizeof(left) / sizeof(*left); k++) {
		struct hm_machine *m = machine("era=6.1 debug_sleep=off");
		uint16_t a = new_task(m, "a\177", 0), id = 0;
		struct hm_kmap_ctrl_view v;

		select_task(m, a, 0);
		call(m, left[k], page_of(m, hm_layout(m)->max_low_pfn), 0);
		assert_int_equal(hm_divide_error(m), HM_DIED);
		select_task(m, 0, 0);
		for (unsigned int i = 0; i <= HM_MAX_TASKS && id != a; i++)
			if (hm_task_new(m, "t", 0, 1, &id) != HM_OK)
				break;
		assert_int_equal(id, a);
		assert_true(hm_kmap_ctrl_view(m, id, &v));
		assert_true(!v.idx && !v.pagefault_disabled && !v.migration_disabled);
		hm_machine_close(m);
	}
}

/* It spun for answers and has them: it goes on where it is, and nowhere else. */
static void who_has_spun_is_not_moved(void **unused)
{
	struct hm_machine *m = machine(S8 DBG "pkmap=4");
	uint16_t silent;

	(void)unused;
	assert_int_equal(hm_task_prompt(m, 1, &silent), HM_OK);
	select_task(m, silent, 1);
	call(m, "local_irq_disable", 0, 0);
	select_task(m, 0, 0);
	for (uint32_t i = 0; i < 3; i++) {
		kmap(m, H0 + i);
		kunmap(m, H0 + i);
	}
	assert_int_equal(invoke(m, "kmap", page_of(m, H0 + 9), 0, NULL), HM_BLOCKED);
	assert_int_equal(hm_task_move(m, 0, 2), HM_REFUSED);
	select_task(m, silent, 1);
	call(m, "local_irq_enable", 0, 0);
	assert_int_equal(hm_task_move(m, 0, 2), HM_REFUSED);
	assert_int_equal(hm_switch_to(m, 0, 0), HM_OK);
	assert_int_equal(invoke(m, "kmap", page_of(m, H0 + 9), 0, NULL), HM_OK);
	hm_machine_close(m);
}

/* 2.4's schedule() is a BUG in an interrupt, also where it is called to wait for the disk. */
static void a_handler_waits_for_the_disk(void **unused)
{
	struct hm_machine *m = machine("era=2.4.31 debug_sleep=off");

	(void)unused;
	assert_int_equal(invoke3(m, "submit_page", 0, page_of(m, L0), 1), HM_OK);
	assert_int_equal(hm_context_enter(m, HM_CTX_HARDIRQ, false), HM_OK);
	assert_int_equal(invoke3(m, "submit_page", 1, page_of(m, L0), 1), HM_DIED);
	hm_machine_close(m);
}

static void wakes_where_nothing_runs(void **unused)
{
	struct hm_machine *m = machine("pkmap=4 cpus=2 debug_sleep=off preempt=on");
	uint16_t a = new_task(m, "a", 1), next;

	(void)unused;
	for (uint32_t i = 0; i < 4; i++)
		kmap(m, H0 + i);
	select_task(m, a, 1);
	assert_int_equal(invoke(m, "kmap", page_of(m, H0 + 4), 0, NULL), HM_BLOCKED);
	select_task(m, 0, 0);
	kunmap(m, H0);
	assert_true(hm_pick_next(m, 1, &next));
	assert_int_equal(next, a);
	hm_machine_close(m);
}

/* The one that slept last is woken first, whatever their numbers are. */
static void two_wait_for_a_page(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	uint16_t a = new_task(m, "a", 0), b = new_task(m, "b", 0), next;

	(void)unused;
	assert_int_equal(invoke3(m, "submit_page", 0, page_of(m, L0 + 0x4000), 1), HM_OK);
	select_task(m, b, 0);
	assert_int_equal(invoke(m, "wait_on_page_locked", page_of(m, L0 + 0x4000), 0, NULL), HM_BLOCKED);
	select_task(m, a, 0);
	assert_int_equal(invoke(m, "wait_on_page_locked", page_of(m, L0 + 0x4000), 0, NULL), HM_BLOCKED);
	select_task(m, 0, 0);
	call(m, "disk_interrupt", 0, 0);
	assert_true(hm_pick_next(m, 0, &next));
	assert_int_equal(next, a);
	hm_machine_close(m);
}

/* A second later it is said again. */
static void might_sleep_again(void **unused)
{
	struct hm_machine *m = machine("debug_sleep=on preempt=on");
	char text[1000];

	(void)unused;
	call(m, "preempt_disable", 0, 0);
	call(m, "might_sleep", 0, 0);
	call(m, "might_sleep", 0, 0);
	assert_int_equal(hm_report_count(m), 1);
	state(m)->cpus[0].cycles += (uint64_t)1 << 40;
	call(m, "might_sleep", 0, 0);
	assert_int_equal(hm_report_count(m), 2);
	hm_report_text(m, hm_report_get(m, 2), "f,x.c:3", text, sizeof(text)); /* no place behind a comma and a space */
	assert_null(strstr(text, "at x.c:3"));
	hm_machine_close(m);
}

/* Its slot is busy when the disk's handler wants it. */
static void the_bounce_slot_is_busy(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);

	(void)unused;
	assert_int_equal(invoke3(m, "submit_page", 0, page_of(m, H0), 1), HM_OK);
	kmap_atomic(m, H1, "KM_BOUNCE_READ");
	assert_int_equal(invoke(m, "disk_interrupt", 0, 0, NULL), HM_DIED);
	hm_machine_close(m);
}

/* A disk that reaches ZONE_DMA only, when that has no page left: its own pool, and then sleep. */
static void the_isa_pool_runs_dry(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	struct hm_event e = { .seq = 1 };
	enum hm_verdict v = HM_OK;
	char text[100];
	hm_pfn_t pfn;

	(void)unused;
	assert_int_equal(hm_disk_limit(m, 0x1000), HM_OK);
	assert_int_equal(invoke3(m, "submit_page", 0, page_of(m, 0x9000), 0), HM_OK);
	while (take_frame(m, 1, &e, &pfn))
		;
	for (uint32_t i = 1; i < 100 && v == HM_OK; i++)
		v = invoke3(m, "submit_page", 0, page_of(m, 0x9000 + i), i);
	assert_int_equal(v, HM_BLOCKED);
	hm_wait_text(m, 0, text, sizeof(text));
	assert_string_equal(text, "a page of the isa bounce pool");
	hm_machine_close(m);
}

/* More is given back than was taken: the count goes below zero, and is not lowered. */
static void one_unmap_too_many(void **unused)
{
	struct hm_machine *m = machine("era=2.6.37 highmem=off preempt=on debug_preempt=on");
	uint64_t address = 0;

	(void)unused;
	assert_int_equal(invoke(m, "__kunmap_atomic", 0xc1000000, 0, NULL), HM_DIED);
	hm_machine_close(m);
	m = machine("era=symmetric preempt=on debug_preempt=on");
	address = hm_layout(m)->page_offset + ((uint64_t)L0 << HM_PAGE_SHIFT);
	assert_int_equal(invoke3(m, "kunmap_atomic", page_of(m, L0), 1, address), HM_DIED);
	hm_machine_close(m);
}

/* Somebody has written a count into the struct page of a free page: it is not freed twice. */
static void a_free_page_that_has_a_user(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	struct hm_zone_view before, after;

	(void)unused;
	assert_true(hm_zone_view(m, 2, &before));
	assert_int_equal(hm_store(m, page_of(m, H0) + m->page_struct->count, 4, (uint32_t)m->page_struct->count_free + 1), HM_OK);
	(void)invoke(m, "__free_page", page_of(m, H0), 0, NULL);
	assert_true(hm_zone_view(m, 2, &after));
	assert_int_equal(before.free_pages, after.free_pages);
	hm_machine_close(m);
}

/* CPU 1 has its interrupts off, and CPU 0's kmap() waits for its answer to a flush. Returns who runs on CPU 1. */
static uint16_t flush_without_answer(struct hm_machine *m)
{
	uint16_t task;

	for (uint32_t i = 0; i < 3; i++) {
		kmap(m, H0 + i);
		kunmap(m, H0 + i);
	}
	assert_int_equal(hm_task_prompt(m, 1, &task), HM_OK);
	select_task(m, task, 1);
	call(m, "local_irq_disable", 0, 0);
	select_task(m, 0, 0);
	assert_int_equal(invoke(m, "kmap", page_of(m, H0 + 9), 0, NULL), HM_BLOCKED);
	return task;
}

/* One spins for a CPU's answer, the other for the lock that it holds. */
static void two_wait_for_what_nobody_brings(void **unused)
{
	struct hm_machine *m = machine(S8 DBG "pkmap=4");
	uint16_t task;

	(void)unused;
	task = flush_without_answer(m);
	assert_int_equal(hm_task_prompt(m, 2, &task), HM_OK);
	select_task(m, task, 2);
	assert_int_equal(invoke(m, "kunmap", page_of(m, H0 + 1), 0, NULL), HM_BLOCKED);
	assert_true(hm_deadlock(m));
	expect_report(m, "hmsh: deadlock: nothing can run, and 2 tasks wait for what nobody can bring");
	hm_machine_close(m);
}

/* Two CPUs wait for each other; two others are left. */
static void two_cpus_are_left(void **unused)
{
	struct hm_machine *m = machine(S8 DBG "pkmap=4");
	uint16_t task;

	(void)unused;
	task = flush_without_answer(m);
	select_task(m, task, 1);
	assert_int_equal(invoke(m, "kmap", page_of(m, H0 + 8), 0, NULL), HM_DIED);
	assert_false(hm_halted(m));
	hm_machine_close(m);
}

/* What the log no longer has is not told; what records keep still is. */
static void after_a_long_time(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	struct hm_link step[HM_WHY_MAX];
	uint32_t v;

	(void)unused;
	while (hm_event_count(m) < HM_EVENT_RING + 1000) {
		kmap(m, H0);
		kunmap(m, H0);
	}
	v = kmap(m, H1);
	assert_in_range(hm_why_address(m, v, step, HM_WHY_MAX), 1, HM_WHY_MAX);
	hm_machine_close(m);
}

static void many_users_before(void **unused)
{
	struct hm_machine *m = machine("pkmap=4 debug_sleep=off");
	struct hm_link step[HM_WHY_MAX];
	unsigned int former = 0, n;
	uint32_t v = 0;

	(void)unused;
	for (uint32_t i = 0; i < 40; i++) {
		v = kmap(m, H0 + i);
		kmap(m, H0 + i);
		kunmap(m, H0 + i);
		kunmap(m, H0 + i);
	}
	n = hm_why_address(m, v, step, HM_WHY_MAX);
	for (unsigned int i = 0; i < n; i++)
		former += step[i].role == HM_LINK_PKMAP_FORMER;
	assert_int_equal(former, 4);
	hm_machine_close(m);
}

/* More reports than are kept: the event of the first is told as an event. */
static void a_report_that_is_kept_no_more(void **unused)
{
	struct hm_machine *m = machine("debug_sleep=on preempt=on");
	struct hm_link step[HM_WHY_MAX];
	uint64_t first;

	(void)unused;
	call(m, "preempt_disable", 0, 0);
	call(m, "might_sleep", 0, 0);
	first = hm_report_get(m, 1)->event.seq;
	while (hm_report_get(m, 1)) {
		state(m)->cpus[0].cycles += (uint64_t)1 << 40;
		call(m, "might_sleep", 0, 0);
	}
	assert_in_range(hm_why_event(m, first, step, HM_WHY_MAX), 1, HM_WHY_MAX);
	assert_int_equal(step[0].role, HM_LINK_SYMPTOM);
	hm_machine_close(m);
}

/* ---- 6.1 ---- */

static void looks_behind_kmap_local(void **unused)
{
	struct hm_machine *m = machine("era=6.1 debug_sleep=off");
	const struct hm_layout *l = hm_layout(m);
	struct hm_slot_view slot;
	uint32_t v;

	(void)unused;
	call(m, "kmap_to_page", l->pkmap_base, 0); /* nothing is mapped there */
	v = call(m, "kmap_local_page", page_of(m, l->max_low_pfn), 0);
	call(m, "migrate_enable", 0, 0);
	call(m, "kunmap_local", v, 0);
	v = call(m, "kmap_local_page", page_of(m, l->max_low_pfn), 0);
	assert_true(hm_kmap_saved(m, 0, 0, &slot));
	{
		struct leaf leaf;

		pgtable_walk(m, v, &leaf);
		assert_int_equal(put_entry(m, leaf.entry_address, 0), HM_OK);
		call(m, "kmap_to_page", v, 0); /* no slot any more */
	}
	assert_false(hm_kmap_saved(m, 0, 99, &slot));
	hm_machine_close(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_number_that_is_given_again_has_no_mappings), cmocka_unit_test(who_has_spun_is_not_moved),
		cmocka_unit_test(a_handler_waits_for_the_disk), cmocka_unit_test(a_free_page_that_has_a_user), cmocka_unit_test(two_cpus_are_left),
		cmocka_unit_test(after_a_long_time), cmocka_unit_test(many_users_before), cmocka_unit_test(a_report_that_is_kept_no_more),
		cmocka_unit_test(two_wait_for_what_nobody_brings), cmocka_unit_test(wakes_where_nothing_runs), cmocka_unit_test(two_wait_for_a_page),
		cmocka_unit_test(might_sleep_again), cmocka_unit_test(the_bounce_slot_is_busy), cmocka_unit_test(the_isa_pool_runs_dry),
		cmocka_unit_test(one_unmap_too_many), cmocka_unit_test(looks_behind_kmap_local),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
