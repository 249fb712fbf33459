/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Section A of the sheet of facts in 2.4.31. Lines: F.1; the header's four by out_of_line_bug(). There is no count to go wrong. */
#include "tests/engine/misuse.h"

#define ON "debug_highmem=on debug_sleep=off"
#define OFF "debug_highmem=off debug_sleep=off"
#define N "highmem=off debug_sleep=off"
#define BUSY "kernel BUG in header file at line 101"
#define ADDRESS "kernel BUG in header file at line 119"

static const struct cell cells[] = {
	{ page_as_address, ON, NULL, BUSY, 1, 0, .reference = "A.1 row 2.4.0, 1.2 HIGHMEM_DEBUG" },
	{ page_as_address, OFF, NULL, NULL, 0, 0, .reference = "A.1 row 2.4.31 nodbg" },
	{ page_as_address, N, NULL, NULL, 0, 0, .reference = "F.5" },
	{ page_as_address_unmet, ON, NULL, NULL, 0, 0, .reference = "A.1, what does not trip" },
	{ lowmem_page_as_address, ON, NULL, NULL, 0, 0, .reference = "A.1, the page was lowmem" },
	{ wrong_type, ON, ADDRESS, NULL, 0, 0, .reference = "F.1: kunmap_atomic 119 DBG" },
	{ wrong_type, OFF, NULL, NULL, 0, 0, .reference = "1.2: empty body" },
	{ offset_pointer, ON, NULL, NULL, 0, 0, .reference = "1.1: 2.4.31 masks it" },
	{ unmapped_twice, ON, NULL, NULL, 0, 0, .reference = "A.3 without a count" },
	{ unmapped_twice, OFF, NULL, NULL, 0, 0, .reference = "1.2: empty body" },
	{ unmapped_twice, N, NULL, NULL, 0, 0, .reference = "F.5" },
	{ kunmap_twice, ON, "kernel BUG at highmem.c:176!", NULL, 0, 0, .reference = "F.1" },
	{ kunmap_twice, N, NULL, NULL, 0, 0, .reference = "F.5" },
	{ kunmap_never_mapped, OFF, "kernel BUG at highmem.c:166!", NULL, 0, 0, .reference = "F.1" },
	{ same_slot_nested, ON, BUSY, NULL, 0, 0, .reference = "A.4" },
	{ same_slot_nested, OFF, NULL, NULL, 0, 0, .reached = 'i', .reference = "A.4" },
	{ same_slot_nested, N, NULL, NULL, 0, 0, .reached = 'o', .reference = "F.5" },
	{ same_slot_in_interrupt, ON, BUSY, NULL, 0, 0x10000, .reference = "A.4" },
	{ same_slot_in_interrupt, OFF, NULL, NULL, 0, 0x10000, .reference = "A.4" },
	{ used_after_unmap, ON, "Unable to handle kernel paging request at virtual address ffff2000", NULL, 0, 0,
	  .reference = "A.5; F.2; FIX_KMAP_BEGIN 9, type 3, FIXADDR_TOP ffffe000" },
	{ used_after_unmap, OFF, NULL, NULL, 0, 0, .reference = "A.5" },
	{ schedule_while_mapped, ON, NULL, NULL, 0, 0, .reference = "1.1: no preempt counter" },
	{ slot_of_sleeper, ON, NULL, BUSY, 1, 0, .reference = "A.6.2" },
	{ slot_of_sleeper, OFF, NULL, NULL, 0, 0, .reference = "A.6.2" },
	{ unmapped_on_another_cpu, ON, ADDRESS, NULL, 0, 0, .reference = "A.6.3" },
	{ unmapped_on_another_cpu, OFF, NULL, NULL, 0, 0, .reference = "A.6.3" },
	{ used_on_another_cpu, ON, NULL, NULL, 0, 0, .reached = 'o', .reference = "A.7" },
	{ kunmap_address_clear, ON, "kernel BUG at highmem.c:166!", NULL, 0, 0, .reference = "F.4: page->virtual of the data is 0" },
	{ kunmap_address_set, ON, "hmsh: out of range: address 0x12345000 has no entry in pkmap_count[]; "
	  "kunmap_high would change memory behind it", NULL, 0, 0, .reference = "F.4: page->virtual lies at 44" },
	{ kunmap_address_set, N, NULL, NULL, 0, 0, .reference = "F.5" },
	{ kmap_in_interrupt, ON, "kernel BUG in header file at line 68", NULL, 0, 0x10000, .reference = "A.9; F.1" },
	{ kmap_in_interrupt, OFF, "kernel BUG in header file at line 68", NULL, 0, 0x10000, .reference = "A.9; F.1" },
	{ kmap_in_interrupt, N, NULL, NULL, 0, 0x10000, .reference = "F.5" },
	{ kmap_while_atomic, "debug_sleep=on", NULL, NULL, 0, 0, .reference = "F.2: 2.4 has no might_sleep" },
	{ window_full, ON " pkmap=4", NULL, NULL, 0, 0, .blocked = true, .reference = "A.10" },
};

static void in_2_4_31(void **unused)
{
	static const struct teller t = { "2.4.31", { "KM_USER0", "KM_USER1" }, 44, 0x12345000 };

	(void)unused;
	check_cells(&t, cells, sizeof(cells) / sizeof(cells[0]));
}

/* 1.2: kmap_nonblock() gives NULL where kmap() would sleep. */
static void nonblocking(void **unused)
{
	struct hm_machine *m = machine("era=2.4.31 pkmap=4 cpus=2");

	(void)unused;
	for (hm_pfn_t i = 0; i < 4; i++)
		assert_int_not_equal(call(m, "kmap_nonblock", page_of(m, H0 + i), 0), 0);
	assert_int_equal(call(m, "kmap_nonblock", page_of(m, H0 + 4), 0), 0);
	assert_int_equal(invoke(m, "kmap", page_of(m, H0 + 4), 0, NULL), HM_BLOCKED);
	hm_machine_close(m);
}

/* F.2: schedule() in an interrupt says so and is a BUG; what dies in an interrupt panics in 2.4's words. */
static void schedule_in_interrupt(void **unused)
{
	struct hm_machine *m = machine("era=2.4.31");
	char text[1024];

	(void)unused;
	assert_int_equal(hm_context_enter(m, HM_CTX_HARDIRQ, false), HM_OK);
	assert_int_equal(invoke(m, "schedule", 0, 0, NULL), HM_DIED);
	assert_int_equal(hm_halted(m), HM_HALT_PANIC);
	hm_report_text(m, hm_report_get(m, 1), NULL, text, sizeof(text));
	assert_non_null(strstr(text, "Scheduling in interrupt\nkernel BUG at"));
	assert_non_null(strstr(text, "Kernel panic: Aiee, killing interrupt handler!\nIn interrupt handler - not syncing\n"));
	hm_machine_close(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(in_2_4_31), cmocka_unit_test(nonblocking), cmocka_unit_test(schedule_in_interrupt) };

	return cmocka_run_group_tests_name("misuse_2_4_31", tests, NULL, NULL);
}
