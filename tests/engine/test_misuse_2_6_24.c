/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Section A of the sheet of facts in 2.6.24: the free slot is checked always (5.1). Lines: F.1; words: F.2. */
#include "tests/engine/misuse.h"

#define ON "debug_highmem=on debug_sleep=off"
#define OFF "debug_highmem=off debug_sleep=off"
#define N "highmem=off debug_sleep=off"
#define BUSY "kernel BUG at arch/x86/mm/highmem_32.c:42!"
#define ABOVE "kernel BUG at arch/x86/mm/highmem_32.c:70!"
#define IN_INTERRUPT "kernel BUG at arch/x86/mm/highmem_32.c:15!"
#define ATOMIC "BUG: scheduling while atomic: hmsh/100/0x00000001"
#define SLEEPING "BUG: sleeping function called from invalid context at arch/x86/mm/highmem_32.c:6"
#define OOPS "BUG: unable to handle kernel paging request at virtual address "

static const struct cell cells[] = {
	{ page_as_address, ON, NULL, BUSY, 1, 0, .reference = "A.1 row 2.6.24 DBG" },
	{ page_as_address, OFF, NULL, BUSY, 1, 0, .reference = "A.1 row 2.6.24 nodbg" },
	{ page_as_address, N, NULL, NULL, 0, 0, .reference = "5.1: HIGHMEM=n counts, and comes out even" },
	{ page_as_address_unmet, ON, NULL, NULL, 0, 0, .reference = "A.1, what does not trip" },
	{ lowmem_page_as_address, ON, NULL, NULL, 0, 0, .reference = "A.1, the page was lowmem" },
	{ wrong_type, ON, ABOVE, NULL, 0, 1, .reference = "A.2" },
	{ wrong_type, OFF, NULL, BUSY, 1, 0, .reference = "A.2" },
	{ offset_pointer, ON, NULL, NULL, 0, 0, .reference = "5.1, masked" },
	{ offset_pointer, OFF, NULL, NULL, 0, 0, .reference = "5.1, masked" },
	{ unmapped_twice, ON, NULL, IN_INTERRUPT, 1, -1, .reference = "A.3" },
	{ unmapped_twice, OFF, NULL, IN_INTERRUPT, 1, -1, .reference = "A.3" },
	{ unmapped_twice, N, NULL, NULL, 0, -1, .reference = "5.1: HIGHMEM=n counts; its kunmap() checks nothing" },
	{ kunmap_twice, ON, "kernel BUG at mm/highmem.c:206!", NULL, 0, 0, .reference = "F.1" },
	{ kunmap_never_mapped, OFF, "kernel BUG at mm/highmem.c:196!", NULL, 0, 0, .reference = "F.1" },
	{ same_slot_nested, ON, BUSY, NULL, 0, 2, .reference = "A.4; 5.1" },
	{ same_slot_nested, OFF, BUSY, NULL, 0, 2, .reference = "A.4; 5.1: always" },
	{ same_slot_nested, N, NULL, NULL, 0, 2, .reached = 'o', .reference = "5.1: HIGHMEM=n counts" },
	{ same_slot_in_interrupt, OFF, BUSY, NULL, 0, 0x10002, .reference = "A.4; 5.1: always" },
	{ used_after_unmap, ON, OOPS "fffeb000", NULL, 0, 0, .reference = "A.5; FIX_KMAP_BEGIN 13, type 7" },
	{ used_after_unmap, OFF, OOPS "fffef000", NULL, 0, 0, .reference = "A.5: 2.6.24+ always; type 3" },
	{ schedule_while_mapped, ON, ATOMIC, NULL, 0, 1, .reference = "A.6; F.2" },
	{ schedule_while_mapped, N, ATOMIC, NULL, 0, 1, .reference = "5.1: HIGHMEM=n counts" },
	{ slot_of_sleeper, ON, NULL, BUSY, 1, 1, .reference = "A.6.2" },
	{ slot_of_sleeper, OFF, NULL, BUSY, 1, 1, .reference = "A.6.2; 5.1: always" },
	{ unmapped_on_another_cpu, ON, ABOVE, NULL, 0, 1, .reference = "A.6.3; 5.1" },
	{ unmapped_on_another_cpu, OFF, NULL, NULL, 0, 0, .reference = "A.6.3; 5.1: skipped" },
	{ used_on_another_cpu, ON, NULL, NULL, 0, 0, .reached = 'o', .reference = "A.7" },
	{ used_on_another_cpu, OFF, NULL, NULL, 0, 0, .reached = 'o', .reference = "A.7" },
	{ kunmap_address_clear, ON, NULL, NULL, 0, 0, .reference = "A.8" },
	{ kunmap_address_set, ON, "kernel BUG at mm/highmem.c:196!", NULL, 0, 0, .reference = "F.4: the data word's top bits" },
	{ kmap_in_interrupt, OFF, NULL, IN_INTERRUPT, 1, 0x10000, .reference = "A.9" },
	{ kmap_in_interrupt, "debug_sleep=on", SLEEPING, NULL, 0, 0x10000, .reference = "A.9; F.2" },
	{ kmap_while_atomic, "debug_sleep=on", SLEEPING, NULL, 0, 1, .reference = "2.7; F.2" },
	{ kmap_while_atomic, "debug_sleep=on highmem=off",
	  "BUG: sleeping function called from invalid context at include/linux/highmem.h:41", NULL, 0, 1, .reference = "F.1; 5.1" },
	{ window_full, ON " pkmap=4", NULL, NULL, 0, 0, .blocked = true, .reference = "A.10" },
};

static void in_2_6_24(void **unused)
{
	static const struct teller t = { "2.6.24", { "KM_USER0", "KM_USER1" }, 0, 0x80000000 };

	(void)unused;
	check_cells(&t, cells, sizeof(cells) / sizeof(cells[0]));
}

/* 5.1: mapping flushes nothing; a translation that was left in the TLB then answers for the new page. */
static void no_flush_when_mapping(void **unused)
{
	struct hm_machine *m = machine("era=2.6.24 layout=s8");
	uint64_t before = hm_event_count(m);

	(void)unused;
	kmap_atomic(m, H0, "KM_USER0");
	assert_int_equal(events(m, before, HM_EV_INVLPG), 0);
	kunmap_atomic(m, slot(m, 0, "KM_USER0").address, "KM_USER0");
	assert_int_equal(events(m, before, HM_EV_INVLPG), 1);
	hm_machine_close(m);
}

/* 5.1: kmap_atomic_prot() maps with the bits it is given; kmap_atomic_pfn() does not look at the slot. */
static void prot_and_pfn(void **unused)
{
	struct hm_machine *m = machine("era=2.6.24 layout=s8");
	uint64_t arg[HM_MAX_ARGS] = { page_of(m, H0), km(m, "KM_USER0"), 0x161 }, v;

	(void)unused;
	assert_int_equal(hm_call_invoke(m, row(m, "kmap_atomic_prot"), arg, &v), HM_OK);
	assert_int_equal(slot(m, 0, "KM_USER0").pte, 0x38000161);
	assert_int_equal(call(m, "kmap_atomic_pfn", H1, km(m, "KM_USER0")), (uint32_t)v);
	assert_int_equal(slot(m, 0, "KM_USER0").pte, 0x38001163);
	assert_int_equal(hm_report_count(m), 0);
	hm_machine_close(m);
}

/* 5.1: kmap_flush_unused(); the flush is there even if nothing was reclaimed (D.27). */
static void flush_unused(void **unused)
{
	struct hm_machine *m = machine("era=2.6.24 layout=s8"), *later = machine("era=2.6.36 layout=s8");

	(void)unused;
	kmap(m, H0);
	kunmap(m, H0);
	call(m, "kmap_flush_unused", 0, 0);
	assert_int_equal(entry(m, 1).count, 0);
	call(m, "kmap_flush_unused", 0, 0);
	assert_int_equal(events(m, 0, HM_EV_FLUSH_KERNEL_RANGE), 2);
	kmap(later, H0);
	kunmap(later, H0);
	call(later, "kmap_flush_unused", 0, 0);
	call(later, "kmap_flush_unused", 0, 0);
	assert_int_equal(events(later, 0, HM_EV_FLUSH_KERNEL_RANGE), 1);
	hm_machine_close(m);
	hm_machine_close(later);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(in_2_6_24),
		cmocka_unit_test(no_flush_when_mapping), cmocka_unit_test(prot_and_pfn), cmocka_unit_test(flush_unused) };

	return cmocka_run_group_tests_name("misuse_2_6_24", tests, NULL, NULL);
}
