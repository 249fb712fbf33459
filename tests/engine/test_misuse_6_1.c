/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Misuse of the mapping calls in 6.1, cell by cell of the sheet of facts, sections A and 6, with CONFIG_DEBUG_HIGHMEM (which selects
 * DEBUG_KMAP_LOCAL and FORCE_MAP) and without. Lines are Debian's 6.1.176: one more than F.1 has for the vanilla kernel. What the
 * compiler refuses is in tests/gcc/cases; a page hidden in a void * comes through all the same, and that is what is called here.
 */
#include "tests/engine/stack.h"

#define ERA "era=6.1 " SMP2
#define HIGHMEM_C "mm/highmem.c"
#define WARNING "WARNING: CPU: 0 PID: 100 at "

enum { KM_MAX_IDX = 16 };

static struct hm_kmap_ctrl_view ctrl(const struct hm_machine *m, uint16_t task)
{
	struct hm_kmap_ctrl_view v;

	assert_true(hm_kmap_ctrl_view(m, task, &v));
	return v;
}

static uint16_t kthread(struct hm_machine *m, const char *name, uint32_t cpu)
{
	uint16_t id = 0;

	assert_int_equal(hm_task_new(m, name, HM_TASK_KTHREAD, cpu, &id), HM_OK);
	return id;
}

/* ---- section 6: steps and depths ---- */

static void slots_taken(const char *keys, uint32_t first, uint32_t step, unsigned int deepest)
{
	struct hm_machine *m = machine(keys);
	uint32_t top = hm_slot_address(hm_layout(m), 0);
	unsigned int n;

	for (n = 0; n < deepest; n++)
		assert_int_equal(map(m, "kmap_local_page", n), top - (first + n * step) * HM_PAGE_SIZE);
	dies(m, "kmap_local_page", page_of(m, high(m, n)), "kernel BUG at " HIGHMEM_C ":467!");
	hm_machine_close(m);
}

/* n: 0,1,2,..., 15 deep, the 16th BUGs; y: 1,3,5,..., 16 deep, the 17th BUGs. */
static void depths(void **unused)
{
	(void)unused;
	slots_taken(ERA NODBG, 0, 1, 15);
	slots_taken(ERA DBG, 1, 2, 16);
}

static void depth_of_frames(void **unused)
{
	struct hm_machine *m = machine(ERA NODBG);

	(void)unused;
	for (uint32_t i = 0; i < KM_MAX_IDX - 1; i++)
		call(m, "kmap_atomic_pfn", 0x4000 + i, 0);
	dies(m, "kmap_atomic_pfn", 0x5000, "kernel BUG at " HIGHMEM_C ":467!");
	hm_machine_close(m);
}

/* BUG_ON(!pte_none()): only somebody's store can have set a slot above the top. */
static void slot_in_use(void **unused)
{
	struct hm_machine *m = machine(ERA NODBG);

	(void)unused;
	assert_int_equal(hm_store(m, hm_layout(m)->kmap_pte, 4, (uint64_t)high(m, 7) << HM_PAGE_SHIFT | 0x163), HM_OK);
	dies(m, "kmap_local_page", page_of(m, high(m, 0)), "kernel BUG at " HIGHMEM_C ":552!");
	hm_machine_close(m);
}

/* With guards below each mapping the scheduler takes the mappings alone. */
static void guards_are_skipped(void **unused)
{
	struct hm_machine *m = machine(ERA DBG);
	uint16_t other = kthread(m, "other", 0);
	uint64_t from;

	(void)unused;
	map(m, "kmap_local_page", 0);
	map(m, "kmap_local_page", 1);
	from = hm_event_count(m);
	assert_int_equal(hm_switch_to(m, 0, other), HM_OK);
	assert_int_equal(events(m, from, HM_EV_INVLPG), 2);
	assert_int_equal(hm_switch_to(m, 0, 0), HM_OK);
	assert_int_equal(at_place(m, 0, 1), high(m, 0));
	assert_int_equal(at_place(m, 0, 2), HM_NO_PFN);
	assert_int_equal(at_place(m, 0, 3), high(m, 1));
	hm_machine_close(m);
}

/* A page pointer that is none is read, and oopses. */
static void no_page_at_all(void **unused)
{
	static const char *const eras[] = { ERA NODBG, "era=2.6.37 " SMP2 };

	(void)unused;
	for (int i = 0; i < 2; i++) {
		struct hm_machine *m = machine(eras[i]);

		assert_int_equal(invoke(m, "kmap_atomic", 0x1000, 0, NULL), HM_DIED);
		assert_int_equal(hm_report_get(m, 1)->kind, HM_REPORT_OOPS);
		hm_machine_close(m);
	}
}

/* ---- A.1: struct page * given to kunmap_atomic() or kunmap_local() ---- */

/* no FORCE_MAP: silent; PTE and TLB left; preempt_count balanced, migrate_disable stays at 1. */
static void page_without_debug(void **unused)
{
	struct hm_machine *m = machine(ERA NODBG);
	uint32_t a = map(m, "kmap_atomic", 0);

	(void)unused;
	store(m, a, 7);
	call(m, "kunmap_atomic", page_of(m, high(m, 0)), 0);
	assert_int_equal(count_of(m), 0);
	assert_int_equal(ctrl(m, 0).pagefault_disabled, 0);
	assert_int_equal(ctrl(m, 0).migration_disabled, 1);
	assert_int_equal(ctrl(m, 0).idx, 1);
	assert_int_equal(at_place(m, 0, 0), high(m, 0));
	assert_int_equal(load(m, a), 7);
	assert_int_equal(hm_report_count(m), 0);
	hm_machine_close(m);
}

/* FORCE_MAP: WARN_ON_ONCE at once; the rest the same. */
static void page_with_debug(void **unused)
{
	struct hm_machine *m = machine(ERA DBG);

	(void)unused;
	map(m, "kmap_local_page", 0);
	call(m, "kunmap_local", page_of(m, high(m, 0)), 0);
	expect_report(m, WARNING HIGHMEM_C ":594 kunmap_local_indexed");
	assert_int_equal(at_place(m, 0, 1), high(m, 0));
	assert_int_equal(ctrl(m, 0).idx, 2);
	assert_int_equal(ctrl(m, 0).migration_disabled, 1);
	call(m, "kunmap_local", page_of(m, high(m, 0)), 0);
	warnings(m, 1);
	assert_int_equal(last_event(m, HM_EV_SUPPRESSED)->arg[1], HM_REPORT_WARN);
	hm_machine_close(m);
}

/* Late: BUG_ON of the depth ... */
static void leaks_reach_the_top(void **unused)
{
	struct hm_machine *m = machine(ERA NODBG);

	(void)unused;
	for (uint32_t i = 0; i < KM_MAX_IDX - 1; i++) {
		map(m, "kmap_local_page", i);
		call(m, "kunmap_local", page_of(m, high(m, i)), 0);
	}
	assert_int_equal(hm_report_count(m), 0);
	dies(m, "kmap_local_page", page_of(m, high(m, 40)), "kernel BUG at " HIGHMEM_C ":467!");
	because(m, HM_LINK_LEFT_OUTSIDE);
	hm_machine_close(m);
}

/* ... kmap_assert_nomap() where the process goes back to user mode; a kernel thread never does ... */
static void leak_comes_back_to_user_mode(void **unused)
{
	struct hm_machine *m = machine(ERA NODBG);
	uint16_t process = new_task(m, "process", 0), thread = kthread(m, "thread", 0);

	(void)unused;
	assert_int_equal(hm_switch_to(m, 0, thread), HM_OK);
	map(m, "kmap_local_page", 0);
	hm_task_exit(m);
	assert_int_equal(hm_report_count(m), 0);
	assert_int_equal(hm_switch_to(m, 0, process), HM_OK);
	map(m, "kmap_local_page", 1);
	call(m, "kunmap_local", page_of(m, high(m, 1)), 0);
	hm_task_exit(m);
	expect_report(m, "WARNING: CPU: 0 PID: 101 at include/linux/highmem-internal.h:17 exit_to_user_mode_prepare");
	because(m, HM_LINK_LEFT_OUTSIDE);
	hm_machine_close(m);
}

/* ... and every context switch saves and restores the leaked slot. */
static void leak_goes_with_the_task(void **unused)
{
	struct hm_machine *m = machine(ERA NODBG);
	uint16_t other = kthread(m, "other", 0);
	uint64_t from;

	(void)unused;
	map(m, "kmap_local_page", 0);
	call(m, "kunmap_local", page_of(m, high(m, 0)), 0);
	from = hm_event_count(m);
	assert_int_equal(hm_switch_to(m, 0, other), HM_OK);
	assert_int_equal(at_place(m, 0, 0), HM_NO_PFN);
	assert_int_equal(events(m, from, HM_EV_INVLPG), 1);
	assert_int_equal(hm_switch_to(m, 0, 0), HM_OK);
	assert_int_equal(at_place(m, 0, 0), high(m, 0));
	assert_int_equal(events(m, from, HM_EV_INVLPG), 1);
	hm_machine_close(m);
}

/* Lowmem: without FORCE_MAP it has no slot and the page is taken for its address, silently; with it the page leaks a slot. */
static void lowmem_page(void **unused)
{
	struct hm_machine *m = machine(ERA NODBG);

	(void)unused;
	assert_int_equal(call(m, "kmap_atomic", page_of(m, 0x4000), 0), 0xc4000000);
	assert_int_equal(ctrl(m, 0).migration_disabled, 0);
	call(m, "kunmap_atomic", page_of(m, 0x4000), 0);
	assert_int_equal(count_of(m), 0);
	assert_int_equal(hm_report_count(m), 0);
	hm_machine_close(m);
	m = machine(ERA DBG);
	assert_int_equal(call(m, "kmap_local_page", page_of(m, 0x4000), 0), hm_slot_address(hm_layout(m), 1));
	call(m, "kunmap_local", page_of(m, 0x4000), 0);
	warnings(m, 1);
	hm_machine_close(m);
}

/* HIGHMEM=n: kmap_atomic() counts, kmap_local_page() does nothing. */
static void without_highmem(void **unused)
{
	struct hm_machine *m = machine("era=6.1 highmem=off ram=512M debug_sleep=off");

	(void)unused;
	assert_int_equal(call(m, "kmap_local_page", page_of(m, 0x4000), 0), 0xc4000000);
	call(m, "kunmap_local", page_of(m, 0x4000), 0);
	assert_int_equal(call(m, "kmap_atomic", page_of(m, 0x4000), 0), 0xc4000000);
	assert_int_equal(count_of(m), 1);
	assert_int_equal(ctrl(m, 0).pagefault_disabled, 1);
	call(m, "kunmap_atomic", page_of(m, 0x4000), 0);
	assert_int_equal(count_of(m), 0);
	assert_int_equal(hm_report_count(m), 0);
	hm_machine_close(m);
}

/* Below PAGE_OFFSET: a warning without FORCE_MAP, too; above it, kmap()'s window for example, none. */
static void addresses_of_nothing(void **unused)
{
	struct hm_machine *m = machine(ERA NODBG);

	(void)unused;
	call(m, "kunmap_local", map(m, "kmap", 0), 0);
	assert_int_equal(entry(m, 1).count, 2);
	assert_int_equal(hm_report_count(m), 0);
	call(m, "kunmap_local", 0x1000, 0);
	expect_report(m, WARNING HIGHMEM_C ":604 kunmap_local_indexed");
	hm_machine_close(m);
}

/* ---- section 6: wrong order; one WARN a boot, with debugging and without ---- */

static void wrong_order(const char *keys, uint32_t place_a, uint32_t place_b)
{
	struct hm_machine *m = machine(keys);
	uint32_t a = map(m, "kmap_local_page", 0), b = map(m, "kmap_local_page", 1);
	struct hm_link step[HM_REPORT_LINKS];

	store(m, a, 1);
	store(m, b, 2);
	call(m, "kunmap_local", a + 7, 0);
	assert_int_equal(at_place(m, 0, place_a), high(m, 0));
	assert_int_equal(at_place(m, 0, place_b), HM_NO_PFN);
	assert_int_equal(load(m, b), 2); /* stale */
	expect_report(m, WARNING HIGHMEM_C ":610 kunmap_local_indexed");
	because(m, HM_LINK_LEFT_BY_ORDER);
	assert_true(hm_why_address(m, a, step, HM_REPORT_LINKS) > 0);
	assert_int_equal(step[0].role, HM_LINK_LEFT_BY_ORDER);
	assert_int_equal(step[0].given, a + 7);
	assert_int_equal(step[0].expected, b);
	call(m, "kunmap_local", b, 0); /* the condition is true again */
	assert_int_equal(at_place(m, 0, place_a), HM_NO_PFN);
	assert_int_equal(last_event(m, HM_EV_SUPPRESSED)->arg[2], HM_CHECK_KUNMAP_LOCAL_ORDER);
	warnings(m, 1);
	assert_int_equal(ctrl(m, 0).idx, 0);
	assert_int_equal(ctrl(m, 0).migration_disabled, 0);
	hm_machine_close(m);
}

static void wrong_order_both_ways(void **unused)
{
	(void)unused;
	wrong_order(ERA NODBG, 0, 1);
	wrong_order(ERA DBG, 1, 3);
}

static void store_lands_in_another_page(void **unused)
{
	struct hm_machine *m = machine(ERA NODBG);
	uint32_t a = map(m, "kmap_local_page", 0), b = map(m, "kmap_local_page", 1);

	(void)unused;
	store(m, b, 1);
	call(m, "kunmap_local", a, 0); /* clears B's entry and flushes A's address */
	assert_int_equal(map(m, "kmap_local_page", 2), b);
	store(m, b, 0x55);
	assert_int_equal(frame_byte(m, high(m, 1), 0), 0x55);
	assert_int_equal(frame_byte(m, high(m, 2), 0), 0);
	hm_machine_close(m);
}

/* ---- A.3: twice: WARN, then BUG_ON(idx < 0) ---- */

static void twice(void **unused)
{
	static const char *const keys[] = { ERA NODBG, ERA DBG };
	static const char *const kind[][2] = { { "kmap_local_page", "kunmap_local" }, { "kmap_atomic", "kunmap_atomic" } };

	(void)unused;
	for (int i = 0; i < 4; i++) {
		struct hm_machine *m = machine(keys[i & 1]);
		uint32_t a = map(m, kind[i / 2][0], 0);

		struct hm_kmap_ctrl_view ctrl;
		struct hm_slot_view saved;
		uint16_t task = hm_current_task(m);

		call(m, kind[i / 2][1], a, 0);
		dies(m, kind[i / 2][1], a, "kernel BUG at " HIGHMEM_C ":479!");
		warnings(m, 1);
		/* the dead task keeps its index below zero: there is nothing to look at */
		assert_true(hm_kmap_ctrl_view(m, task, &ctrl));
		assert_true(ctrl.idx < 0);
		assert_false(hm_kmap_saved(m, task, 0, &saved));
		hm_machine_close(m);
	}
}

/* On CPU 1 the last slot of CPU 0 is cleared on the way; :368 and :358 for kunmap(). */
static void kunmap_too_often(void **unused)
{
	struct hm_machine *m = machine(ERA);

	(void)unused;
	map(m, "kmap", 0);
	map(m, "kunmap", 0);
	dies(m, "kunmap", page_of(m, high(m, 0)), "kernel BUG at " HIGHMEM_C ":368!");
	hm_machine_close(m);
	m = machine(ERA);
	dies(m, "kunmap", page_of(m, high(m, 0)), "kernel BUG at " HIGHMEM_C ":358!");
	hm_machine_close(m);
}

/* F.2: "note: COMM[PID] exited with preempt_count N": spinlocks count in every configuration here. */
static void dies_with_the_lock(void **unused)
{
	struct hm_machine *m = machine(ERA);
	char text[600];

	(void)unused;
	dies(m, "kunmap", page_of(m, high(m, 0)), "kernel BUG at " HIGHMEM_C ":358!");
	hm_report_text(m, hm_report_get(m, 1), NULL, text, sizeof(text));
	assert_non_null(strstr(text, "note: hmsh[100] exited with preempt_count 1\n"));
	hm_machine_close(m);
}

/* ---- A.4: two maps at once are two slots; A.5: an oops after the unmap ---- */

static void nesting_is_legal(void **unused)
{
	struct hm_machine *m = machine(ERA DBG);
	uint32_t a = map(m, "kmap_atomic", 0), b = map(m, "kmap_local_page", 0);

	(void)unused;
	call(m, "kunmap_local", b + 4095, 0);
	call(m, "kunmap_atomic", a + 1, 0);
	assert_int_equal(hm_report_count(m), 0);
	hm_machine_close(m);
}

static void after_unmap(void **unused)
{
	struct hm_machine *m = machine(ERA NODBG);
	uint32_t a = map(m, "kmap_local_page", 0);
	char line[100];

	(void)unused;
	call(m, "kunmap_local", a, 0);
	assert_int_equal(hm_store(m, a, 1, 2), HM_DIED);
	snprintf(line, sizeof(line), "BUG: unable to handle page fault for address: %08x", a);
	expect_report(m, line);
	hm_machine_close(m);
}

/* A guard slot below each mapping: what overruns a page meets it. */
static void overrun_meets_the_guard(void **unused)
{
	struct hm_machine *m = machine(ERA DBG);
	uint32_t outer = map(m, "kmap_local_page", 0), a = map(m, "kmap_local_page", 1);

	(void)unused;
	assert_int_equal(outer - a, 2 * HM_PAGE_SIZE);
	assert_int_equal(hm_store(m, a + HM_PAGE_SIZE, 1, 2), HM_DIED);
	hm_machine_close(m);
	m = machine(ERA NODBG);
	outer = map(m, "kmap_local_page", 0);
	a = map(m, "kmap_local_page", 1);
	store(m, a + HM_PAGE_SIZE, 9);
	assert_int_equal(frame_byte(m, high(m, 0), 0), 9);
	hm_machine_close(m);
}

/* ---- A.8: kunmap(addr): the top bits of the data word; zone 2 is HighMem ---- */

static void kunmap_of_an_address(uint8_t top_byte, bool bug)
{
	struct hm_machine *m = machine(ERA DBG);
	uint32_t a = map(m, "kmap", 0);

	store(m, a + 3, top_byte);
	if (bug)
		dies(m, "kunmap", a, "kernel BUG at " HIGHMEM_C ":358!");
	else
		call(m, "kunmap", a, 0);
	assert_int_equal(entry(m, 1).count, 2);
	hm_machine_close(m);
}

static void kunmap_of_addresses(void **unused)
{
	(void)unused;
	kunmap_of_an_address(0x7f, false);
	kunmap_of_an_address(0x80, true);
	kunmap_of_an_address(0xc0, false);
}

/* ---- A.9: interrupts: kunmap() does not BUG any more; both might sleep, and say so ---- */

static void kmap_in_an_interrupt(void **unused)
{
	struct hm_machine *m = machine("era=6.1 ram=2G debug_sleep=on");

	(void)unused;
	assert_int_equal(hm_context_enter(m, HM_CTX_HARDIRQ, true), HM_OK);
	map(m, "kunmap", 0x4000 - high(m, 0)); /* lowmem: the check comes first */
	expect_report(m, "BUG: sleeping function called from invalid context at include/linux/highmem-internal.h:55");
	assert_int_equal(hm_halted(m), HM_RUNNING);
	hm_machine_close(m);
	m = machine("era=6.1 ram=2G debug_sleep=on");
	map(m, "kmap_atomic", 0);
	map(m, "kmap", 1);
	expect_report(m, "BUG: sleeping function called from invalid context at include/linux/highmem-internal.h:44");
	hm_machine_close(m);
}

/* WARN_ON_ONCE(in_hardirq() && !irqs_disabled()), in every configuration. */
static void irqs_on_in_a_handler(void **unused)
{
	struct hm_machine *m = machine(ERA NODBG);

	(void)unused;
	assert_int_equal(hm_context_enter(m, HM_CTX_HARDIRQ, true), HM_OK);
	call(m, "kunmap_local", map(m, "kmap_local_page", 0), 0);
	warnings(m, 0);
	call(m, "local_irq_enable", 0, 0);
	call(m, "kunmap_local", map(m, "kmap_local_page", 0), 0);
	expect_report(m, WARNING HIGHMEM_C ":465 __kmap_local_pfn_prot");
	hm_machine_close(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(depths), cmocka_unit_test(depth_of_frames), cmocka_unit_test(slot_in_use),
		cmocka_unit_test(guards_are_skipped), cmocka_unit_test(no_page_at_all), cmocka_unit_test(page_without_debug),
		cmocka_unit_test(page_with_debug), cmocka_unit_test(leaks_reach_the_top),
		cmocka_unit_test(leak_comes_back_to_user_mode), cmocka_unit_test(leak_goes_with_the_task),
		cmocka_unit_test(lowmem_page), cmocka_unit_test(without_highmem), cmocka_unit_test(addresses_of_nothing),
		cmocka_unit_test(wrong_order_both_ways), cmocka_unit_test(store_lands_in_another_page), cmocka_unit_test(twice),
		cmocka_unit_test(kunmap_too_often), cmocka_unit_test(dies_with_the_lock), cmocka_unit_test(nesting_is_legal),
		cmocka_unit_test(after_unmap), cmocka_unit_test(overrun_meets_the_guard), cmocka_unit_test(kunmap_of_addresses),
		cmocka_unit_test(kmap_in_an_interrupt), cmocka_unit_test(irqs_on_in_a_handler),
	};

	return cmocka_run_group_tests_name("misuse in 6.1", tests, NULL, NULL);
}
