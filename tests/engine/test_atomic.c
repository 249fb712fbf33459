/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Atomic slots beyond the numbered facts: types that are no slot, views, what is logged of wrong arguments, helpers. */
#include "tests/engine/kernel.h"

static void far_types_write_elsewhere(void **unused)
{
	struct hm_machine *m = machine(S8 NODBG);
	struct hm_walk w;
	hm_vaddr_t address;

	(void)unused;
	/* still in the fixmap's page table: the mapping is there, whatever it belongs to */
	address = call(m, "kmap_atomic", page_of(m, H0), 500);
	assert_int_equal(address, 0xfffff000 - 4096 * (11 + 500));
	hm_walk(m, address, &w);
	assert_int_equal(w.pfn, H0);
	/* far behind it: a store into lowmem, where page 0 lies or a page table of somebody else */
	assert_int_equal(invoke(m, "kmap_atomic", page_of(m, H0), 3000, NULL), HM_OK);
	hm_machine_close(m);
}

static void beyond_lowmem_is_an_oops(void **unused)
{
	struct hm_machine *m = machine(S8 NODBG);
	uint32_t type = (hm_layout(m)->kmap_pte - 0xbffff000u) / 4; /* one page below PAGE_OFFSET */

	(void)unused;
	assert_int_equal(invoke(m, "kmap_atomic", page_of(m, H0), type, NULL), HM_DIED);
	assert_int_equal(hm_report_get(m, 1)->kind, HM_REPORT_OOPS);
	assert_int_equal(hm_report_get(m, 1)->address, 0xbffff000);
	hm_machine_close(m);
}

static void debug_reads_before_it_writes(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	uint32_t type = (hm_layout(m)->kmap_pte - 0xbffff000u) / 4;

	(void)unused;
	assert_int_equal(invoke(m, "kmap_atomic", page_of(m, H0), type, NULL), HM_DIED);
	assert_int_equal(hm_report_get(m, 1)->error_code, 0);
	hm_machine_close(m);
}

static void views(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	struct hm_slot_view v;

	(void)unused;
	assert_true(hm_slot_view(m, 0, 0, &v));
	assert_string_equal(v.name, "__KM_FENCE_0");
	assert_true(v.fence);
	assert_true(hm_slot_view(m, 7, 26, &v));
	assert_string_equal(v.name, "__KM_FENCE_13");
	assert_false(hm_slot_view(m, 8, 0, &v));
	assert_false(hm_slot_view(m, 0, 27, &v));
	*hm_site(m) = 9;
	kmap_atomic(m, H0, "KM_PTE1");
	v = slot(m, 0, "KM_PTE1");
	assert_int_equal(v.set.site, 9);
	assert_int_equal(v.pfn, H0);
	assert_int_equal(v.skipped.seq, 0);
	kunmap_atomic(m, page_of(m, H0), "KM_PTE1");
	assert_int_equal(slot(m, 0, "KM_PTE1").skipped.arg[0], page_of(m, H0));
	hm_machine_close(m);
}

/* A correct unmap repairs the slot, one too low as the count then is; the story starts anew at the next mapping. */
static void repaired(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	uint32_t address = kmap_atomic(m, H0, "KM_USER0");

	(void)unused;
	kunmap_atomic(m, page_of(m, H0), "KM_USER0");
	kunmap_atomic(m, address, "KM_USER0");
	assert_int_equal(count_of(m), -1);
	kmap_atomic(m, H1, "KM_USER0");
	assert_int_equal(slot(m, 0, "KM_USER0").skipped.seq, 0);
	hm_machine_close(m);
}

/* A page in two slots: the type says which of them was meant. */
static void left_in_the_slot_that_was_named(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);

	(void)unused;
	kmap_atomic(m, H0, "KM_USER0");
	kmap_atomic(m, H0, "KM_USER1");
	kunmap_atomic(m, page_of(m, H0), "KM_USER0");
	assert_int_equal(slot(m, 0, "KM_USER0").skipped.arg[0], page_of(m, H0));
	assert_int_equal(slot(m, 0, "KM_USER1").skipped.seq, 0);
	hm_machine_close(m);
}

static void nodbg_logs_wrong_arguments(void **unused)
{
	struct hm_machine *m = machine(S8 NODBG);

	(void)unused;
	kmap_atomic(m, H0, "KM_USER0");
	kunmap_atomic(m, page_of(m, H0), "KM_USER0");
	assert_int_equal(events(m, 0, HM_EV_WRONG_UNMAP), 1);
	kunmap_atomic(m, kmap_atomic(m, H0, "KM_USER0"), "KM_USER0");
	kunmap_atomic(m, kmap_atomic(m, 0x5000, "KM_USER0"), "KM_USER0");
	assert_int_equal(events(m, 0, HM_EV_WRONG_UNMAP), 1);
	hm_machine_close(m);
}

/* The page of a type's slot stays reachable in every configuration that does not clear it. */
static void to_page_of_a_stale_slot(void **unused)
{
	struct hm_machine *m = machine(S8 NODBG);
	uint32_t address = kmap_atomic(m, H0, "KM_USER0");

	(void)unused;
	kunmap_atomic(m, address, "KM_USER0");
	assert_int_equal(call(m, "kmap_atomic_to_page", address, 0), page_of(m, H0));
	hm_machine_close(m);
}

static void clear_highpage(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);

	(void)unused;
	store(m, kmap(m, H0) + 100, 9);
	assert_int_equal(frame_byte(m, H0, 100), 9);
	call(m, "clear_highpage", page_of(m, H0), 0);
	assert_int_equal(frame_byte(m, H0, 100), 0);
	assert_int_equal(slot(m, 0, "KM_USER0").pte, 0);
	assert_int_equal(count_of(m), 0);
	hm_machine_close(m);
}

/* A helper is somebody else's innocent user of the slot. */
static void helpers_pay_too(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);

	(void)unused;
	kmap_atomic(m, H0, "KM_USER0");
	kunmap_atomic(m, page_of(m, H0), "KM_USER0");
	assert_int_equal(invoke(m, "clear_highpage", page_of(m, H1), 0, NULL), HM_DIED);
	expect_report(m, "kernel BUG at arch/i386/mm/highmem.c:42!");
	hm_machine_close(m);
}

static void many_nested(void **unused)
{
	static const char *const types[] = { "KM_USER0", "KM_USER1", "KM_IRQ0", "KM_IRQ1", "KM_PTE0", "KM_PTE1", "KM_SOFTIRQ0",
					     "KM_SOFTIRQ1", "KM_BIO_SRC_IRQ", "KM_BIO_DST_IRQ", "KM_BOUNCE_READ" };
	struct hm_machine *m = machine(S8 DBG);
	uint32_t address[11];

	(void)unused;
	for (int i = 0; i < 11; i++) /* more than a task remembers: the count is right all the same */
		address[i] = kmap_atomic(m, H0 + (uint32_t)i, types[i]);
	assert_int_equal(count_of(m), 11);
	for (int i = 0; i < 11; i++)
		kunmap_atomic(m, address[i], types[i]);
	assert_int_equal(count_of(m), 0);
	hm_machine_close(m);
}

static void two_machines(void **unused)
{
	struct hm_machine *a = machine(S8 DBG), *b = machine(U NODBG);

	(void)unused;
	assert_int_equal(kmap_atomic(a, H0, "KM_USER0"), 0xfffed000);
	assert_int_equal(kmap_atomic(b, H0, "KM_USER0"), 0xffffa000);
	assert_int_equal(count_of(a), 1);
	kunmap_atomic(b, 0xffffa000, "KM_USER0");
	assert_int_equal(count_of(a), 1);
	assert_int_equal(count_of(b), 0);
	hm_machine_close(a);
	hm_machine_close(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(far_types_write_elsewhere), cmocka_unit_test(beyond_lowmem_is_an_oops),
		cmocka_unit_test(debug_reads_before_it_writes), cmocka_unit_test(views), cmocka_unit_test(repaired), cmocka_unit_test(left_in_the_slot_that_was_named),
		cmocka_unit_test(nodbg_logs_wrong_arguments), cmocka_unit_test(to_page_of_a_stale_slot),
		cmocka_unit_test(clear_highpage), cmocka_unit_test(helpers_pay_too), cmocka_unit_test(many_nested),
		cmocka_unit_test(two_machines),
	};

	return cmocka_run_group_tests_name("atomic", tests, NULL, NULL);
}
