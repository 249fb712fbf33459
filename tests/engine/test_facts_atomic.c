/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The numbered facts about atomic kmaps (29-54) of our sheet on 2.6.11, one test each; the numbers are typed from the sheet.
 * U is the layout of a UP kernel without APICs, S8 that of an SMP kernel with NR_CPUS 8. Left out: 52, as nothing here
 * copies to user space.
 */
#include "tests/engine/kernel.h"

static void fact_29_up_nodbg(void **unused)
{
	struct hm_machine *m = machine(U NODBG);
	uint64_t from = hm_event_count(m);

	(void)unused;
	assert_int_equal(kmap_atomic(m, H0, "KM_USER0"), 0xffffa000);
	assert_int_equal(slot(m, 0, "KM_USER0").pte, 0x38000163);
	assert_int_equal(count_of(m), 1);
	assert_int_equal(events(m, from, HM_EV_INVLPG), 1);
	hm_machine_close(m);
}

static void fact_30_up_dbg(void **unused)
{
	struct hm_machine *m = machine(U DBG);

	(void)unused;
	assert_int_equal(km(m, "KM_USER0"), 7);
	assert_int_equal(kmap_atomic(m, H0, "KM_USER0"), 0xffff6000);
	hm_machine_close(m);
}

static void user0_on_three_cpus(const char *keys, const uint32_t address[3])
{
	struct hm_machine *m = machine(keys);

	for (uint32_t cpu = 0; cpu < 3; cpu++) {
		select_task(m, new_task(m, "t", cpu), cpu);
		assert_int_equal(kmap_atomic(m, H0 + cpu, "KM_USER0"), address[cpu]);
	}
	hm_machine_close(m);
}

static void fact_31_slots_of_cpus(void **unused)
{
	(void)unused;
	user0_on_three_cpus(S8 NODBG, (const uint32_t[]){ 0xffff1000, 0xfffe4000, 0xfffd7000 });
	user0_on_three_cpus(S8 DBG, (const uint32_t[]){ 0xfffed000, 0xfffd2000, 0xfffb7000 });
}

static void fact_32_pae_moves_no_slot(void **unused)
{
	struct hm_machine *nodbg = machine(U NODBG PAE), *dbg = machine(U DBG PAE);

	(void)unused;
	assert_int_equal(kmap_atomic(nodbg, H0, "KM_USER0"), 0xffffa000);
	assert_int_equal(kmap_atomic(dbg, H0, "KM_USER0"), 0xffff6000);
	user0_on_three_cpus(S8 NODBG PAE, (const uint32_t[]){ 0xffff1000, 0xfffe4000, 0xfffd7000 });
	user0_on_three_cpus(S8 DBG PAE, (const uint32_t[]){ 0xfffed000, 0xfffd2000, 0xfffb7000 });
	hm_machine_close(nodbg);
	hm_machine_close(dbg);
}

static void fact_33_user1(void **unused)
{
	struct hm_machine *nodbg = machine(U NODBG), *dbg = machine(U DBG);

	(void)unused;
	assert_int_equal(kmap_atomic(nodbg, H0, "KM_USER1"), 0xffff9000);
	assert_int_equal(kmap_atomic(dbg, H0, "KM_USER1"), 0xffff4000);
	hm_machine_close(nodbg);
	hm_machine_close(dbg);
}

static void fact_34_lowmem(void **unused)
{
	struct hm_machine *m = machine(U DBG);
	uint64_t from = hm_event_count(m);

	(void)unused;
	assert_int_equal(kmap_atomic(m, L0, "KM_IRQ1"), 0xc1000000);
	assert_int_equal(count_of(m), 1);
	assert_int_equal(events(m, from, HM_EV_PTE_SET), 0);
	assert_int_equal(events(m, from, HM_EV_INVLPG), 0);
	hm_machine_close(m);
}

static void fact_35_nodbg_unmap_only_counts(void **unused)
{
	struct hm_machine *m = machine(U NODBG);
	uint64_t from;

	(void)unused;
	kmap_atomic(m, H0, "KM_USER0");
	from = hm_event_count(m);
	kunmap_atomic(m, 0x12345, "KM_SOFTIRQ1");
	assert_int_equal(count_of(m), 0);
	assert_int_equal(slot(m, 0, "KM_USER0").pte, 0x38000163);
	assert_int_equal(events(m, from, HM_EV_INVLPG), 0);
	hm_machine_close(m);
}

/* The state of fact 30, unmapped with the address given. */
static struct hm_machine *unmapped_with(uint32_t address, uint64_t *from)
{
	struct hm_machine *m = machine(U DBG);

	kmap_atomic(m, H0, "KM_USER0");
	*from = hm_event_count(m);
	kunmap_atomic(m, address, "KM_USER0");
	return m;
}

static void fact_36_dbg_unmap(void **unused)
{
	uint64_t from;
	struct hm_machine *m = unmapped_with(0xffff6000, &from);

	(void)unused;
	assert_int_equal(slot(m, 0, "KM_USER0").pte, 0);
	assert_int_equal(events(m, from, HM_EV_INVLPG), 1);
	assert_int_equal(count_of(m), 0);
	hm_machine_close(m);
}

static void fact_37_masked(void **unused)
{
	uint64_t from;
	struct hm_machine *m = unmapped_with(0xffff6abc, &from);

	(void)unused;
	assert_int_equal(slot(m, 0, "KM_USER0").pte, 0);
	assert_int_equal(events(m, from, HM_EV_INVLPG), 1);
	assert_int_equal(count_of(m), 0);
	hm_machine_close(m);
}

static void fact_38_page_pointer(void **unused)
{
	uint64_t from;
	struct hm_machine *m = unmapped_with(0xc1700000, &from);

	(void)unused;
	assert_int_equal(hm_report_count(m), 0);
	assert_int_equal(count_of(m), 0);
	assert_int_equal(slot(m, 0, "KM_USER0").pte, 0x38000163);
	assert_int_equal(events(m, from, HM_EV_UNMAP_SKIPPED), 1);
	hm_machine_close(m);
}

static void fact_39_the_next_one_pays(void **unused)
{
	uint64_t from;
	struct hm_machine *m = unmapped_with(0xc1700000, &from);
	const struct hm_report *r;
	char text[1024];

	(void)unused;
	assert_int_equal(invoke(m, "kmap_atomic", page_of(m, H1), km(m, "KM_USER0"), NULL), HM_DIED);
	r = expect_report(m, "kernel BUG at arch/i386/mm/highmem.c:42!");
	assert_int_equal(r->event.preempt_count, 1);
	hm_report_text(m, r, NULL, text, sizeof(text));
	assert_non_null(strstr(text, "------------[ cut here ]------------\nkernel BUG at arch/i386/mm/highmem.c:42!\n"
				     "invalid operand: 0000 [#1]\n"));
	assert_non_null(strstr(text, " exited with preempt_count 1\n"));
	hm_machine_close(m);
}

static void fact_40_others_do_not(void **unused)
{
	uint64_t from;
	struct hm_machine *m = unmapped_with(0xc1700000, &from);

	(void)unused;
	assert_int_equal(kmap_atomic(m, H1, "KM_USER1"), 0xffff4000);
	assert_int_equal(kmap_atomic(m, L0, "KM_USER0"), 0xc1000000);
	hm_machine_close(m);
	m = machine(S8 DBG);
	kmap_atomic(m, H0, "KM_USER0");
	kunmap_atomic(m, page_of(m, H0), "KM_USER0");
	select_task(m, new_task(m, "t", 1), 1);
	assert_int_equal(kmap_atomic(m, H1, "KM_USER0"), 0xfffd2000);
	hm_machine_close(m);
}

static void fact_41_still_reaches_the_page(void **unused)
{
	uint64_t from;
	struct hm_machine *m = unmapped_with(0xc1700000, &from);

	(void)unused;
	store(m, 0xffff6000, 65);
	assert_int_equal(frame_byte(m, 0x38000, 0), 65);
	hm_machine_close(m);
}

static void fact_42_nodbg_never_notices(void **unused)
{
	struct hm_machine *m = machine(U NODBG);

	(void)unused;
	kmap_atomic(m, H0, "KM_USER0");
	kunmap_atomic(m, page_of(m, H0), "KM_USER0");
	assert_int_equal(kmap_atomic(m, H1, "KM_USER0"), 0xffffa000);
	assert_int_equal(slot(m, 0, "KM_USER0").pfn, 0x38001);
	assert_int_equal(hm_report_count(m), 0);
	hm_machine_close(m);
}

static void fact_43_wrong_type(void **unused)
{
	struct hm_machine *m = machine(U DBG);
	uint32_t address = kmap_atomic(m, H0, "KM_USER0");

	(void)unused;
	assert_int_equal(invoke(m, "kunmap_atomic", address, km(m, "KM_USER1"), NULL), HM_DIED);
	assert_int_equal(expect_report(m, "kernel BUG at arch/i386/mm/highmem.c:63!")->event.preempt_count, 1);
	hm_machine_close(m);
	m = machine(U NODBG);
	address = kmap_atomic(m, H0, "KM_USER0");
	kunmap_atomic(m, address, "KM_USER1");
	assert_int_equal(hm_report_count(m), 0);
	hm_machine_close(m);
}

static void fact_44_same_slot_twice(void **unused)
{
	struct hm_machine *m = machine(U DBG);
	uint32_t first, second;

	(void)unused;
	kmap_atomic(m, H0, "KM_USER0");
	assert_int_equal(invoke(m, "kmap_atomic", page_of(m, H1), km(m, "KM_USER0"), NULL), HM_DIED);
	assert_int_equal(expect_report(m, "kernel BUG at arch/i386/mm/highmem.c:42!")->event.preempt_count, 2);
	hm_machine_close(m);
	m = machine(U NODBG);
	first = kmap_atomic(m, H0, "KM_USER0");
	second = kmap_atomic(m, H1, "KM_USER0");
	assert_int_equal(first, second);
	store(m, first, 7);
	assert_int_equal(frame_byte(m, 0x38001, 0), 7);
	assert_int_equal(frame_byte(m, 0x38000, 0), 0);
	hm_machine_close(m);
}

static void fact_45_store_lands_elsewhere(void **unused)
{
	struct hm_machine *m = machine(U NODBG);
	uint32_t first = kmap_atomic(m, H0, "KM_USER0");

	(void)unused;
	kunmap_atomic(m, kmap_atomic(m, H1, "KM_USER0"), "KM_USER0");
	store(m, first, 9);
	assert_int_equal(frame_byte(m, 0x38001, 0), 9);
	assert_int_equal(frame_byte(m, 0x38000, 0), 0);
	hm_machine_close(m);
}

static void fact_46_unmapped_twice(void **unused)
{
	uint64_t from;
	struct hm_machine *m = unmapped_with(0xffff6000, &from);

	(void)unused;
	kunmap_atomic(m, 0xffff6000, "KM_USER0");
	assert_int_equal(count_of(m), -1);
	assert_int_equal(hm_report_count(m), 0);
	assert_int_equal(invoke(m, "kunmap", page_of(m, L0), 0, NULL), HM_DIED);
	expect_report(m, "kernel BUG at arch/i386/mm/highmem.c:14!");
	hm_machine_close(m);
	m = machine(U DBG "preempt=on debug_preempt=on");
	kmap_atomic(m, H0, "KM_USER0");
	kunmap_atomic(m, 0xffff6000, "KM_USER0");
	assert_int_equal(invoke(m, "kunmap_atomic", 0xffff6000, km(m, "KM_USER0"), NULL), HM_DIED);
	assert_int_equal(hm_report_get(m, 1)->check, HM_CHECK_SUB_PREEMPT_COUNT);
	hm_machine_close(m);
}

static void fact_47_use_after_unmap(void **unused)
{
	uint64_t from, value;
	struct hm_machine *m = unmapped_with(0xffff6000, &from);

	(void)unused;
	assert_int_equal(hm_load(m, 0xffff6000, 1, &value), HM_DIED);
	expect_report(m, "Unable to handle kernel paging request at virtual address ffff6000");
	hm_machine_close(m);
	m = machine(U NODBG);
	store(m, kmap_atomic(m, H0, "KM_USER0"), 77);
	kunmap_atomic(m, 0xffffa000, "KM_USER0");
	assert_int_equal(load(m, 0xffffa000), 77);
	hm_machine_close(m);
}

static void fact_48_schedule_while_mapped(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	char line[80];
	struct hm_task_view v;

	(void)unused;
	select_task(m, new_task(m, "NAME", 0), 0);
	assert_true(hm_task_view(m, hm_current_task(m), &v));
	kmap_atomic(m, H0, "KM_USER0");
	call(m, "schedule", 0, 0);
	snprintf(line, sizeof(line), "scheduling while atomic: NAME/0x00000001/%u", v.pid);
	expect_report(m, line);
	assert_int_equal(hm_report_count(m), 1);
	call(m, "schedule", 0, 0);
	assert_int_equal(hm_report_count(m), 2);
	hm_machine_close(m);
}

static void fact_49_resumed_on_another_cpu(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	uint16_t task = new_task(m, "t", 0);

	(void)unused;
	select_task(m, task, 0);
	assert_int_equal(kmap_atomic(m, H0, "KM_USER0"), 0xfffed000);
	select_task(m, task, 1);
	assert_int_equal(invoke(m, "kunmap_atomic", 0xfffed000, km(m, "KM_USER0"), NULL), HM_DIED);
	expect_report(m, "kernel BUG at arch/i386/mm/highmem.c:63!");
	hm_machine_close(m);
}

/* CPU 1 reads the slot of CPU 0, which then maps H1 there: CPU 1 goes on reading H0. */
static struct hm_machine *stale_on_cpu_1(const char *keys, uint16_t *a, uint16_t *b)
{
	struct hm_machine *m = machine(keys);

	*a = new_task(m, "a", 0);
	*b = new_task(m, "b", 1);
	select_task(m, *a, 0);
	store(m, kmap_atomic(m, H1, "KM_USER1"), 11);
	store(m, kmap_atomic(m, H0, "KM_USER0"), 10);
	select_task(m, *b, 1);
	assert_int_equal(load(m, 0xffff1000), 10);
	select_task(m, *a, 0);
	assert_int_equal(kmap_atomic(m, H1, "KM_USER0"), 0xffff1000);
	assert_int_equal(load(m, 0xffff1000), 11);
	select_task(m, *b, 1);
	assert_int_equal(load(m, 0xffff1000), 10);
	return m;
}

static void fact_50_stale_on_another_cpu(void **unused)
{
	uint16_t a, b, c;
	struct hm_machine *m = stale_on_cpu_1(S8 NODBG, &a, &b);

	(void)unused;
	c = new_task(m, "c", 1);
	assert_int_equal(hm_switch_to(m, 1, c), HM_OK);
	assert_int_equal(events(m, 0, HM_EV_CR3_LOAD), 1);
	assert_int_equal(load(m, 0xffff1000), 10);
	for (uint32_t i = 0; i < 1024; i++) {
		kmap(m, H2 + i);
		kunmap(m, H2 + i);
	}
	assert_int_equal(load(m, 0xffff1000), 11);
	hm_machine_close(m);
	m = stale_on_cpu_1(S8 NODBG "pge=off", &a, &b);
	assert_int_equal(hm_switch_to(m, 1, new_task(m, "c", 1)), HM_OK);
	assert_int_equal(load(m, 0xffff1000), 11);
	hm_machine_close(m);
}

static void fact_51_to_page(void **unused)
{
	struct hm_machine *m = machine(U NODBG);

	(void)unused;
	kmap_atomic(m, H0, "KM_USER0");
	assert_int_equal(call(m, "kmap_atomic_to_page", 0xffffa123, 0), 0xc1700000);
	assert_int_equal(call(m, "kmap_atomic_to_page", 0xc1000000, 0), 0xc1020000);
	assert_int_equal(invoke(m, "kmap_atomic_to_page", 0xfffff000, 0, NULL), HM_DIED);
	assert_int_equal(hm_report_get(m, 1)->check, HM_CHECK_VIRT_TO_FIX);
	hm_machine_close(m);
}

static void fact_53_no_range_check(void **unused)
{
	struct hm_machine *m = machine(U NODBG);
	struct hm_walk w;

	(void)unused;
	assert_int_equal(call(m, "kmap_atomic", page_of(m, H0), 13), 0xffff0000);
	hm_walk(m, 0xffff0000, &w);
	assert_true(w.present);
	assert_int_equal(w.pfn, 0x38000);
	assert_int_equal(hm_report_count(m), 0);
	hm_machine_close(m);
}

static void copy(const char *keys, unsigned int invlpgs)
{
	struct hm_machine *m = machine(keys);
	uint64_t from;

	store(m, kmap(m, H0) + 5, 55);
	from = hm_event_count(m);
	call(m, "copy_highpage", page_of(m, H1), page_of(m, H0));
	assert_int_equal(events(m, from, HM_EV_INVLPG), invlpgs);
	assert_int_equal(events(m, from, HM_EV_PTE_SET), 2);
	assert_int_equal(count_of(m), 0);
	assert_int_equal(frame_byte(m, H1, 5), 55);
	hm_machine_close(m);
}

static void fact_54_copy_highpage(void **unused)
{
	(void)unused;
	copy(S8 NODBG, 2);
	copy(S8 DBG, 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fact_29_up_nodbg), cmocka_unit_test(fact_30_up_dbg), cmocka_unit_test(fact_31_slots_of_cpus),
		cmocka_unit_test(fact_32_pae_moves_no_slot), cmocka_unit_test(fact_33_user1), cmocka_unit_test(fact_34_lowmem),
		cmocka_unit_test(fact_35_nodbg_unmap_only_counts), cmocka_unit_test(fact_36_dbg_unmap),
		cmocka_unit_test(fact_37_masked), cmocka_unit_test(fact_38_page_pointer),
		cmocka_unit_test(fact_39_the_next_one_pays), cmocka_unit_test(fact_40_others_do_not),
		cmocka_unit_test(fact_41_still_reaches_the_page), cmocka_unit_test(fact_42_nodbg_never_notices),
		cmocka_unit_test(fact_43_wrong_type), cmocka_unit_test(fact_44_same_slot_twice),
		cmocka_unit_test(fact_45_store_lands_elsewhere), cmocka_unit_test(fact_46_unmapped_twice),
		cmocka_unit_test(fact_47_use_after_unmap), cmocka_unit_test(fact_48_schedule_while_mapped),
		cmocka_unit_test(fact_49_resumed_on_another_cpu), cmocka_unit_test(fact_50_stale_on_another_cpu),
		cmocka_unit_test(fact_51_to_page), cmocka_unit_test(fact_53_no_range_check),
		cmocka_unit_test(fact_54_copy_highpage),
	};

	return cmocka_run_group_tests_name("facts_atomic", tests, NULL, NULL);
}
