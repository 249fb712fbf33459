/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Section A of the sheet of facts in 2.4.0: its checks cannot be left out (1.1). Lines: F.1. */
#include "tests/engine/misuse.h"

#define ON "debug_highmem=on debug_sleep=off"
#define OFF "debug_highmem=off debug_sleep=off"
#define N "highmem=off debug_sleep=off"
#define HEADER "kernel BUG at /usr/src/linux/include/asm/highmem.h:"
#define BUSY HEADER "95!"
#define ADDRESS HEADER "113!"

static const struct cell cells[] = {
	{ page_as_address, ON, NULL, BUSY, 1, 0, .reference = "A.1 row 2.4.0" },
	{ page_as_address, OFF, NULL, BUSY, 1, 0, .reference = "1.1: HIGHMEM_DEBUG is hard-wired" },
	{ page_as_address, N, NULL, NULL, 0, 0, .reference = "1.1 HIGHMEM=n" },
	{ page_as_address_unmet, ON, NULL, NULL, 0, 0, .reference = "A.1, what does not trip" },
	{ lowmem_page_as_address, ON, NULL, NULL, 0, 0, .reference = "A.1, the page was lowmem" },
	{ wrong_type, ON, ADDRESS, NULL, 0, 0, .reference = "1.1, F.1" },
	{ offset_pointer, ON, ADDRESS, NULL, 0, 0, .reference = "1.1: not masked" },
	{ offset_pointer, N, NULL, NULL, 0, 0, .reference = "1.1 HIGHMEM=n" },
	{ unmapped_twice, ON, NULL, NULL, 0, 0, .reference = "A.3 without a count" },
	{ kunmap_twice, ON, "kernel BUG at highmem.c:155!", NULL, 0, 0, .reference = "F.1" },
	{ kunmap_never_mapped, ON, "kernel BUG at highmem.c:146!", NULL, 0, 0, .reference = "F.1" },
	{ same_slot_nested, ON, BUSY, NULL, 0, 0, .reference = "A.4" },
	{ same_slot_nested, N, NULL, NULL, 0, 0, .reached = 'o', .reference = "1.1 HIGHMEM=n" },
	{ same_slot_in_interrupt, ON, BUSY, NULL, 0, 0x10000, .reference = "A.4" },
	{ used_after_unmap, ON, "Unable to handle kernel paging request at virtual address ffff5000", NULL, 0, 0,
	  .reference = "A.5; 1.1 FIXADDR_TOP; FIX_KMAP_BEGIN 9, type 0" },
	{ schedule_while_mapped, ON, NULL, NULL, 0, 0, .reference = "1.1: no preempt counter" },
	{ slot_of_sleeper, ON, NULL, BUSY, 1, 0, .reference = "A.6.2" },
	{ unmapped_on_another_cpu, ON, ADDRESS, NULL, 0, 0, .reference = "A.6.3" },
	{ used_on_another_cpu, ON, NULL, NULL, 0, 0, .reached = 'o', .reference = "A.7" },
	{ kunmap_address_clear, ON, "kernel BUG at highmem.c:146!", NULL, 0, 0, .reference = "F.4: page->virtual of the data is 0" },
	{ kunmap_address_set, ON, "hmsh: out of range: address 0x12345000 has no entry in pkmap_count[]; "
	  "kunmap_high would change memory behind it", NULL, 0, 0, .reference = "F.4: page->virtual lies at 60" },
	{ kmap_in_interrupt, ON, HEADER "62!", NULL, 0, 0x10000, .reference = "A.9; F.1" },
	{ kmap_in_interrupt, N, NULL, NULL, 0, 0x10000, .reference = "1.1 HIGHMEM=n" },
	{ kmap_while_atomic, "debug_sleep=on", NULL, NULL, 0, 0, .reference = "F.2: 2.4 has no might_sleep" },
	{ window_full, ON " pkmap=4", NULL, NULL, 0, 0, .blocked = true, .reference = "A.10" },
};

static void in_2_4_0(void **unused)
{
	static const struct teller t = { "2.4.0", { "KM_BOUNCE_READ", "KM_BOUNCE_WRITE" }, 60, 0x12345000 };

	(void)unused;
	check_cells(&t, cells, sizeof(cells) / sizeof(cells[0]));
}

/* 1.1: the helpers map by kmap() and so may sleep in the middle; woken, they finish. */
static void helper_sleeps(void **unused)
{
	struct hm_machine *m = machine("era=2.4.0 pkmap=4 cpus=2");
	uint16_t sleeper = new_task(m, "copier", 1), owner = hm_current_task(m);
	uint32_t v = 0;

	(void)unused;
	for (hm_pfn_t i = 0; i < 3; i++)
		v = kmap(m, H0 + i);
	store(m, v, 0x77);
	kmap(m, H0 + 3);
	select_task(m, sleeper, 1);
	assert_int_equal(invoke(m, "copy_highpage", page_of(m, H0 + 8), page_of(m, H0 + 2), NULL), HM_BLOCKED);
	select_task(m, owner, 0);
	kunmap(m, H0);
	select_task(m, sleeper, 1);
	assert_int_equal(hm_switch_to(m, 1, sleeper), HM_OK);
	assert_int_equal(invoke(m, "copy_highpage", page_of(m, H0 + 8), page_of(m, H0 + 2), NULL), HM_OK);
	assert_int_equal(frame_byte(m, H0 + 8, 0), 0x77);
	assert_int_equal(entry(m, 3).count, 2); /* the source's entry: its owner's, and no more */
	assert_int_equal(hm_report_count(m), 0);
	hm_machine_close(m);
}

/* 1.1: kunmap() of the last user calls wake_up() under the lock, whether anybody sleeps or not. */
static void wakes_always(void **unused)
{
	struct hm_machine *m = machine("era=2.4.0"), *later = machine("era=2.4.31");

	(void)unused;
	kmap(m, H0);
	kunmap(m, H0);
	assert_int_equal(events(m, 0, HM_EV_WAKE_UP), 1);
	kmap(later, H0);
	kunmap(later, H0);
	assert_int_equal(events(later, 0, HM_EV_WAKE_UP), 0);
	hm_machine_close(m);
	hm_machine_close(later);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(in_2_4_0), cmocka_unit_test(helper_sleeps), cmocka_unit_test(wakes_always) };

	return cmocka_run_group_tests_name("misuse_2_4_0", tests, NULL, NULL);
}
