/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The numbered facts about HIGHMEM=n (55-58) and about addresses (59-62) of our sheet on 2.6.11, one test each; the numbers are
 * typed from the sheet. Left out of 55: what the preprocessor throws away is the language's business; here the row says so.
 */
#include "tests/engine/kernel.h"

static void fact_55_arguments_thrown_away(void **unused)
{
	struct hm_machine *m = machine(U NODBG "highmem=off");

	(void)unused;
	assert_true(hm_call_at(m, row(m, "kmap_atomic"))->flags & HM_CALL_UNSEEN_REST);
	assert_true(hm_call_at(m, row(m, "kunmap_atomic"))->flags & HM_CALL_UNSEEN_ARGS);
	assert_int_equal(call(m, "kmap_atomic", page_of(m, 0x4000), 4711), 0xc4000000);
	assert_int_equal(count_of(m), 0);
	call(m, "kunmap_atomic", 1, 2);
	assert_int_equal(count_of(m), 0);
	hm_machine_close(m);
}

static void fact_56_kmap_still_complains(void **unused)
{
	struct hm_machine *m = machine("layout=up ram=2G highmem=off debug_sleep=on");

	(void)unused;
	call(m, "local_bh_disable", 0, 0);
	assert_int_equal(kmap(m, 0x4000), 0xc4000000);
	expect_report(m, "Debug: sleeping function called from invalid context at include/linux/highmem.h:23");
	hm_machine_close(m);
}

static void fact_57_no_high_page(void **unused)
{
	struct hm_machine *m = machine("layout=up ram=2G highmem=off");

	(void)unused;
	assert_int_equal(hm_layout(m)->highend_pfn, 0x38000);
	assert_int_equal(hm_layout(m)->max_low_pfn, 0x38000);
	hm_machine_close(m);
}

static void fact_58_vmalloc_end(void **unused)
{
	struct hm_machine *m = machine("layout=up ram=2G highmem=off debug_highmem=off");

	(void)unused;
	assert_int_equal(hm_layout(m)->fixaddr_start, 0xffffd000);
	assert_int_equal(hm_layout(m)->vmalloc_end, 0xffffb000);
	hm_machine_close(m);
}

static void fact_59_split(void **unused)
{
	struct hm_machine *m = machine(S8 NODBG);

	(void)unused;
	assert_int_equal(hm_layout(m)->page_offset, 0xc0000000);
	assert_int_equal(hm_layout(m)->max_low_pfn, 0x38000);
	assert_int_equal(hm_layout(m)->high_memory, 0xf8000000);
	assert_int_equal(hm_layout(m)->vmalloc_start, 0xf8800000);
	hm_machine_close(m);
}

static void fact_60_fixaddr_start(void **unused)
{
	static const struct { const char *keys; uint32_t start; } c[] = {
		{ U NODBG, 0xffff0000 }, { S8 NODBG, 0xfff88000 }, { U DBG, 0xfffe2000 }, { S8 DBG, 0xfff18000 },
	};

	(void)unused;
	for (int i = 0; i < 4; i++) {
		struct hm_machine *m = machine(c[i].keys);

		assert_int_equal(hm_layout(m)->fixaddr_start, c[i].start);
		hm_machine_close(m);
	}
}

static void fact_61_indexes(void **unused)
{
	struct hm_machine *two = machine(U NODBG), *pae = machine(U NODBG PAE);
	struct hm_walk w;

	(void)unused;
	kmap_atomic(two, H0, "KM_USER0");
	hm_walk(two, 0xffffa000, &w);
	assert_int_equal(w.levels, 2);
	assert_int_equal(w.level[0].index, 1023);
	assert_int_equal(w.level[1].index, 1018);
	assert_int_equal(w.offset, 0);
	kmap_atomic(pae, H0, "KM_USER0");
	hm_walk(pae, 0xffffa000, &w);
	assert_int_equal(w.levels, 3);
	assert_int_equal(w.level[0].index, 3);
	assert_int_equal(w.level[1].index, 511);
	assert_int_equal(w.level[2].index, 506);
	hm_machine_close(two);
	hm_machine_close(pae);
}

static void fact_62_many_cpus(void **unused)
{
	struct hm_machine *m = machine("layout=s8 nr_cpus=32 ram=2G " DBG);

	(void)unused;
	assert_int_equal(hm_layout(m)->pkmap_base, 0xff800000);
	hm_machine_close(m);
	m = machine("layout=s8 nr_cpus=32 ram=2G " DBG PAE);
	assert_int_equal(hm_layout(m)->pkmap_base, 0xffa00000);
	assert_int_equal(hm_layout(m)->fixaddr_start, 0xffc90000);
	assert_true(hm_pkmap_address(hm_layout(m), hm_layout(m)->last_pkmap) < hm_layout(m)->fixaddr_start);
	hm_machine_close(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fact_55_arguments_thrown_away), cmocka_unit_test(fact_56_kmap_still_complains),
		cmocka_unit_test(fact_57_no_high_page), cmocka_unit_test(fact_58_vmalloc_end),
		cmocka_unit_test(fact_59_split), cmocka_unit_test(fact_60_fixaddr_start),
		cmocka_unit_test(fact_61_indexes), cmocka_unit_test(fact_62_many_cpus),
	};

	return cmocka_run_group_tests_name("facts_layout", tests, NULL, NULL);
}
