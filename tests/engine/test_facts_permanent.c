/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The numbered facts about permanent kmaps (1-28) of our sheet on 2.6.11, one test each; the numbers are typed from the sheet.
 * H0 is pfn 0x38000 (page * c1700000), H1 the next one, L pfn 0x1000 (page * c1020000, address c1000000).
 */
#include "engine/state.h"
#include "tests/engine/kernel.h"

static void fact_01_first_kmap(void **unused)
{
	struct hm_machine *m = machine(S8 NODBG);
	uint64_t from = hm_event_count(m);

	(void)unused;
	assert_int_equal(page_of(m, H0), 0xc1700000);
	assert_int_equal(kmap(m, H0), 0xff801000);
	assert_int_equal(entry(m, 1).count, 2);
	assert_int_equal(entry(m, 1).pte, 0x38000163);
	assert_int_equal(events(m, from, HM_EV_FLUSH_ALL), 0);
	assert_int_equal(events(m, from, HM_EV_INVLPG), 0);
	assert_int_equal(events(m, from, HM_EV_IPI_SEND), 0);
	hm_machine_close(m);
}

static void fact_02_pae(void **unused)
{
	struct hm_machine *m = machine(S8 NODBG PAE);
	struct hm_machine *nx = machine(S8 NODBG PAE "nx=on");

	(void)unused;
	assert_int_equal(kmap(m, H0), 0xffc01000);
	assert_true(entry(m, 1).pte == 0x38000163);
	assert_int_equal(kmap(nx, H0), 0xffc01000);
	assert_true(entry(nx, 1).pte == 0x8000000038000163ull);
	hm_machine_close(m);
	hm_machine_close(nx);
}

static void fact_03_constant_base(void **unused)
{
	struct hm_machine *m = machine("era=mm-2004 " S8 NODBG PAE);

	(void)unused;
	assert_int_equal(kmap(m, H0), 0xff801000);
	hm_machine_close(m);
}

static void fact_04_no_pge(void **unused)
{
	struct hm_machine *m = machine(S8 NODBG "pge=off");

	(void)unused;
	kmap(m, H0);
	assert_int_equal(entry(m, 1).pte, 0x38000063);
	hm_machine_close(m);
}

static void fact_05_lowmem(void **unused)
{
	struct hm_machine *m = machine(S8 NODBG);
	uint64_t from = hm_event_count(m);

	(void)unused;
	assert_int_equal(page_of(m, L0), 0xc1020000);
	assert_int_equal(kmap(m, L0), 0xc1000000);
	assert_int_equal(events(m, from, HM_EV_PKMAP_COUNT), 0);
	assert_int_equal(events(m, from, HM_EV_PTE_SET), 0);
	assert_int_equal(hm_last_pkmap_nr(m), 0);
	hm_machine_close(m);
}

static void fact_06_twice(void **unused)
{
	struct hm_machine *m = machine(S8 NODBG);

	(void)unused;
	assert_int_equal(kmap(m, H0), 0xff801000);
	assert_int_equal(kmap(m, H0), 0xff801000);
	assert_int_equal(entry(m, 1).count, 3);
	assert_int_equal(hm_last_pkmap_nr(m), 1);
	for (uint32_t nr = 0; nr < 1024; nr++) {
		assert_int_equal(hm_pkmap_count(m, nr), nr == 1 ? 3 : 0);
		assert_int_equal(entry(m, nr).count, nr == 1 ? 3 : 0);
		assert_int_equal(entry(m, nr).set.seq != 0, nr == 1);
		assert_int_equal(entry(m, nr).counted.seq != 0, nr == 1);
	}
	assert_int_equal(hm_pkmap_count(m, 1024), 0);
	hm_machine_close(m);
}

static void fact_07_two_pages(void **unused)
{
	struct hm_machine *m = machine(S8 NODBG);

	(void)unused;
	assert_int_equal(kmap(m, H0), 0xff801000);
	assert_int_equal(kmap(m, H1), 0xff802000);
	hm_machine_close(m);
}

/* The state that facts 8, 9 and 10 start from. */
static struct hm_machine *released(void)
{
	struct hm_machine *m = machine(S8 NODBG);

	kmap(m, H0);
	kunmap(m, H0);
	return m;
}

static void fact_08_kunmap_leaves_the_entry(void **unused)
{
	struct hm_machine *m = released();

	(void)unused;
	assert_int_equal(entry(m, 1).count, 1);
	assert_int_equal(entry(m, 1).pte, 0x38000163);
	assert_int_equal(call(m, "page_address", 0xc1700000, 0), 0xff801000);
	assert_int_equal(events(m, 0, HM_EV_FLUSH_ALL), 0);
	hm_machine_close(m);
}

static void fact_09_revived(void **unused)
{
	struct hm_machine *m = released();
	uint64_t from = hm_event_count(m);

	(void)unused;
	assert_int_equal(kmap(m, H0), 0xff801000);
	assert_int_equal(entry(m, 1).count, 2);
	assert_int_equal(hm_last_pkmap_nr(m), 1);
	assert_int_equal(events(m, from, HM_EV_PTE_SET), 0);
	hm_machine_close(m);
}

static void fact_10_not_reused(void **unused)
{
	struct hm_machine *m = released();

	(void)unused;
	assert_int_equal(kmap(m, H1), 0xff802000);
	hm_machine_close(m);
}

/* kmap and kunmap of n distinct pages from H0 on. */
static void lap(struct hm_machine *m, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		kmap(m, H0 + i);
		kunmap(m, H0 + i);
	}
}

static void fact_11_wrap(void **unused)
{
	struct hm_machine *m = machine(S8 NODBG);

	(void)unused;
	lap(m, 1023);
	assert_int_equal(events(m, 0, HM_EV_FLUSH_ALL), 0);
	assert_int_equal(kmap(m, H0 + 1023), 0xff800000);
	assert_int_equal(events(m, 0, HM_EV_FLUSH_ALL), 1);
	for (uint32_t nr = 1; nr < 1024; nr++) {
		assert_int_equal(entry(m, nr).count, 0);
		assert_int_equal(entry(m, nr).pte, 0);
	}
	hm_machine_close(m);
}

static void fact_12_wrap_pae(void **unused)
{
	struct hm_machine *m = machine(S8 NODBG PAE);

	(void)unused;
	lap(m, 511);
	assert_int_equal(events(m, 0, HM_EV_FLUSH_ALL), 0);
	assert_int_equal(kmap(m, H0 + 511), 0xffc00000);
	assert_int_equal(events(m, 0, HM_EV_FLUSH_ALL), 1);
	assert_int_equal(entry(m, 511).count, 0);
	assert_int_equal(entry(m, 511).pte, 0);
	hm_machine_close(m);
}

static void fact_13_reclaimed(void **unused)
{
	struct hm_machine *m = machine(S8 NODBG);
	uint64_t value;

	(void)unused;
	lap(m, 1023);
	kmap(m, H0 + 1023);
	assert_int_equal(call(m, "page_address", 0xc1700000, 0), 0);
	assert_int_equal(hm_load(m, 0xff801000, 1, &value), HM_DIED);
	expect_report(m, "Unable to handle kernel paging request at virtual address ff801000");
	hm_machine_close(m);
}

/* All 1024 entries held by the prompt's task; then a task of its own asks for one more and sleeps. */
static struct hm_machine *exhausted(uint16_t *sleeper)
{
	struct hm_machine *m = machine(S8 NODBG);

	for (uint32_t i = 0; i < 1024; i++)
		kmap(m, H0 + i);
	*sleeper = new_task(m, "sleeper", 1);
	select_task(m, *sleeper, 1);
	assert_int_equal(invoke(m, "kmap", page_of(m, H0 + 2000), 0, NULL), HM_BLOCKED);
	return m;
}

static void fact_14_sleeps(void **unused)
{
	uint16_t sleeper;
	struct hm_machine *m = exhausted(&sleeper);
	struct hm_task_view v;

	(void)unused;
	assert_int_equal(events(m, 0, HM_EV_FLUSH_ALL), 2); /* entry 0 was the first wrap */
	assert_true(hm_task_view(m, sleeper, &v));
	assert_int_equal(v.state, HM_TASK_ASLEEP);
	assert_int_equal(v.blocked_call, row(m, "kmap"));
	assert_int_equal(v.blocked_arg, page_of(m, H0 + 2000));
	assert_int_equal(hm_last_pkmap_nr(m), 1023);
	hm_machine_close(m);
}

static void fact_15_woken(void **unused)
{
	uint16_t sleeper;
	struct hm_machine *m = exhausted(&sleeper);
	uint64_t from;
	uint32_t calls;

	(void)unused;
	select_task(m, 0, 0);
	kunmap(m, H0 + 4); /* entry 5 */
	assert_int_equal(events(m, 0, HM_EV_WAKE), 1);
	from = hm_event_count(m);
	calls = hm_call_count(m);
	select_task(m, sleeper, 1);
	assert_int_equal(kmap(m, H0 + 2000), 0xff805000);
	assert_int_equal(events(m, from, HM_EV_FLUSH_ALL), 1);
	assert_int_equal(events(m, from, HM_EV_CALL), 0);
	assert_int_equal(events(m, from, HM_EV_MIGHT_SLEEP), 0);
	assert_int_equal(hm_call_count(m), calls);
	hm_machine_close(m);
}

static void fact_16_held_twice_wakes_nobody(void **unused)
{
	struct hm_machine *m = machine(S8 NODBG);
	uint16_t sleeper = 0;

	(void)unused;
	for (uint32_t i = 0; i < 1024; i++)
		kmap(m, H0 + i);
	kmap(m, H0);
	sleeper = new_task(m, "sleeper", 0);
	select_task(m, sleeper, 0);
	assert_int_equal(invoke(m, "kmap", page_of(m, H0 + 2000), 0, NULL), HM_BLOCKED);
	select_task(m, 0, 0);
	kunmap(m, H0);
	assert_int_equal(events(m, 0, HM_EV_WAKE_UP), 0);
	assert_int_equal(entry(m, 1).count, 2);
	hm_machine_close(m);
}

static void fact_17_two_sleepers_one_page(void **unused)
{
	uint16_t a, b;
	struct hm_machine *m = exhausted(&a);
	hm_vaddr_t address;

	(void)unused;
	b = new_task(m, "other", 2);
	select_task(m, b, 2);
	assert_int_equal(invoke(m, "kmap", page_of(m, H0 + 2000), 0, NULL), HM_BLOCKED);
	select_task(m, 0, 0);
	kunmap(m, H0 + 6);
	assert_int_equal(events(m, 0, HM_EV_WAKE_UP), 1);
	assert_int_equal(events(m, 0, HM_EV_WAKE), 2);
	select_task(m, b, 2);
	address = kmap(m, H0 + 2000);
	select_task(m, a, 1);
	assert_int_equal(kmap(m, H0 + 2000), address);
	assert_int_equal(address, 0xff807000);
	assert_int_equal(entry(m, 7).count, 3);
	hm_machine_close(m);
}

static void fact_18_kunmap_of_what_was_never_mapped(void **unused)
{
	struct hm_machine *m = machine(S8 NODBG);
	struct hm_lock_view lock;

	(void)unused;
	assert_int_equal(invoke(m, "kunmap", page_of(m, H0), 0, NULL), HM_DIED);
	expect_report(m, "kernel BUG at mm/highmem.c:181!");
	hm_kmap_lock_view(m, &lock);
	assert_true(lock.held);
	assert_int_equal(lock.task, 0);
	hm_machine_close(m);
}

static void fact_19_once_too_often(void **unused)
{
	struct hm_machine *m = released();

	(void)unused;
	assert_int_equal(invoke(m, "kunmap", page_of(m, H0), 0, NULL), HM_DIED);
	expect_report(m, "kernel BUG at mm/highmem.c:191!");
	hm_machine_close(m);
}

static void fact_20_kunmap_of_lowmem(void **unused)
{
	struct hm_machine *m = machine(S8 NODBG);

	(void)unused;
	for (int i = 0; i < 3; i++)
		kunmap(m, L0);
	assert_int_equal(events(m, 0, HM_EV_PKMAP_COUNT), 0);
	assert_int_equal(hm_report_count(m), 0);
	hm_machine_close(m);
}

static void fact_21_kunmap_in_interrupt(void **unused)
{
	static const enum hm_context ctx[] = { HM_CTX_SOFTIRQ, HM_CTX_HARDIRQ };

	(void)unused;
	for (int i = 0; i < 2; i++) {
		struct hm_machine *m = machine(S8 NODBG);
		char text[1024];

		hm_context_enter(m, ctx[i], false);
		assert_int_equal(invoke(m, "kunmap", page_of(m, L0), 0, NULL), HM_DIED);
		hm_report_text(m, expect_report(m, "kernel BUG at arch/i386/mm/highmem.c:14!"), NULL, text, sizeof(text));
		assert_non_null(strstr(text, "Kernel panic - not syncing: Fatal exception in interrupt"));
		assert_int_equal(hm_halted(m), HM_HALT_PANIC);
		hm_machine_close(m);
	}
}

static void fact_22_kmap_in_interrupt(void **unused)
{
	struct hm_machine *m = machine(S8 NODBG);

	(void)unused;
	hm_context_enter(m, HM_CTX_HARDIRQ, false);
	assert_int_equal(kmap(m, H0), 0xff801000);
	assert_int_equal(hm_report_count(m), 0);
	hm_machine_close(m);
}

static void fact_23_might_sleep(void **unused)
{
	struct hm_machine *m = machine(S8 NODBG "debug_sleep=on");

	(void)unused;
	kmap_atomic(m, H0, "KM_USER0");
	assert_int_equal(kmap(m, L0), 0xc1000000);
	expect_report(m, "Debug: sleeping function called from invalid context at arch/i386/mm/highmem.c:5");
	hm_machine_close(m);
}

static void fact_24_kunmap_of_the_address(void **unused)
{
	struct hm_machine *m = machine(S8 NODBG);

	(void)unused;
	kmap(m, H0);
	store(m, 0xff801001, 2);
	call(m, "kunmap", 0xff801000, 0);
	assert_int_equal(entry(m, 1).count, 2);
	assert_int_equal(hm_report_count(m), 0);
	store(m, 0xff801001, 1);
	assert_int_equal(invoke(m, "kunmap", 0xff801000, 0, NULL), HM_DIED);
	expect_report(m, "kernel BUG at mm/highmem.c:181!");
	hm_machine_close(m);
}

static void fact_25_shootdown(void **unused)
{
	struct hm_machine *m = machine(S8 NODBG);
	uint64_t from;
	const struct hm_event *last;

	(void)unused;
	lap(m, 1023);
	from = hm_event_count(m);
	kmap(m, H0 + 1023);
	assert_int_equal(events(m, from, HM_EV_IPI_SEND), 1);
	assert_int_equal(last_event(m, HM_EV_IPI_SEND)->arg[0], 0xfb);
	assert_int_equal(events(m, from, HM_EV_IPI_RECV), 3);
	assert_int_equal(events(m, from, HM_EV_FLUSH_LOCAL), 4);
	last = last_event(m, HM_EV_FLUSH_LOCAL);
	assert_int_equal(last->cpu, 0);
	assert_int_equal(last->arg[0], 1);
	hm_machine_close(m);
}

static void fact_26_no_other_cpu(void **unused)
{
	static const char *const keys[] = { "layout=s8 ram=2G cpus=1 debug_sleep=off " NODBG, U NODBG };

	(void)unused;
	for (int i = 0; i < 2; i++) {
		struct hm_machine *m = machine(keys[i]);
		uint64_t from;

		lap(m, 1023);
		from = hm_event_count(m);
		kmap(m, H0 + 1023);
		assert_int_equal(events(m, from, HM_EV_IPI_SEND), 0);
		assert_int_equal(events(m, from, HM_EV_FLUSH_LOCAL), 1);
		hm_machine_close(m);
	}
}

static void fact_27_flush_without_need(void **unused)
{
	uint16_t sleeper;
	struct hm_machine *m = exhausted(&sleeper);

	(void)unused;
	assert_int_equal(events(m, 0, HM_EV_PTE_CLEAR), 0);
	assert_int_equal(events(m, 0, HM_EV_FLUSH_ALL), 2);
	hm_machine_close(m);
}

static void fact_28_buckets(void **unused)
{
	struct hm_machine *m = machine(S8 NODBG);

	(void)unused;
	kmap(m, H0);
	kmap(m, H1);
	assert_int_not_equal(state(m)->bucket_head[96], NO_INDEX);
	assert_int_not_equal(state(m)->bucket_head[68], NO_INDEX);
	assert_int_equal(PA_HASH_SIZE, 128);
	hm_machine_close(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fact_01_first_kmap), cmocka_unit_test(fact_02_pae), cmocka_unit_test(fact_03_constant_base),
		cmocka_unit_test(fact_04_no_pge), cmocka_unit_test(fact_05_lowmem), cmocka_unit_test(fact_06_twice),
		cmocka_unit_test(fact_07_two_pages), cmocka_unit_test(fact_08_kunmap_leaves_the_entry),
		cmocka_unit_test(fact_09_revived), cmocka_unit_test(fact_10_not_reused), cmocka_unit_test(fact_11_wrap),
		cmocka_unit_test(fact_12_wrap_pae), cmocka_unit_test(fact_13_reclaimed), cmocka_unit_test(fact_14_sleeps),
		cmocka_unit_test(fact_15_woken), cmocka_unit_test(fact_16_held_twice_wakes_nobody),
		cmocka_unit_test(fact_17_two_sleepers_one_page), cmocka_unit_test(fact_18_kunmap_of_what_was_never_mapped),
		cmocka_unit_test(fact_19_once_too_often), cmocka_unit_test(fact_20_kunmap_of_lowmem),
		cmocka_unit_test(fact_21_kunmap_in_interrupt), cmocka_unit_test(fact_22_kmap_in_interrupt),
		cmocka_unit_test(fact_23_might_sleep), cmocka_unit_test(fact_24_kunmap_of_the_address),
		cmocka_unit_test(fact_25_shootdown), cmocka_unit_test(fact_26_no_other_cpu),
		cmocka_unit_test(fact_27_flush_without_need), cmocka_unit_test(fact_28_buckets),
	};

	return cmocka_run_group_tests_name("facts_permanent", tests, NULL, NULL);
}
