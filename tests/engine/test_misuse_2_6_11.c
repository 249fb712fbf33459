/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Section A of the sheet of facts in 2.6.11, and in mm-2004 and the opaque proposal, whose calls do the same. Lines: section 2.12. */
#include "tests/engine/misuse.h"

#define ON "debug_highmem=on debug_sleep=off"
#define OFF "debug_highmem=off debug_sleep=off"
#define N "highmem=off debug_sleep=off"
#define BUSY "kernel BUG at arch/i386/mm/highmem.c:42!"
#define ADDRESS "kernel BUG at arch/i386/mm/highmem.c:63!"
#define IN_INTERRUPT "kernel BUG at arch/i386/mm/highmem.c:14!"
#define ATOMIC "scheduling while atomic: hmsh/0x00000001/100"
#define SLEEPING "Debug: sleeping function called from invalid context at arch/i386/mm/highmem.c:5"

static const struct cell cells[] = {
	{ page_as_address, ON, NULL, BUSY, 1, 0, .reference = "A.1 row 2.6.11 DBG" },
	{ page_as_address, OFF, NULL, NULL, 0, 0, .reference = "A.1 row 2.6.11 nodbg" },
	{ page_as_address, N, NULL, NULL, 0, 0, .reference = "A.1 row 2.6.11 HIGHMEM=n" },
	{ page_as_address_unmet, ON, NULL, NULL, 0, 0, .reference = "A.1, what does not trip" },
	{ lowmem_page_as_address, ON, NULL, NULL, 0, 0, .reference = "A.1, the page was lowmem" },
	{ lowmem_page_as_address, OFF, NULL, NULL, 0, 0, .reference = "A.1, the page was lowmem" },
	{ wrong_type, ON, ADDRESS, NULL, 0, 1, .reference = "A.2" },
	{ wrong_type, OFF, NULL, NULL, 0, 0, .reference = "A.2" },
	{ offset_pointer, ON, NULL, NULL, 0, 0, .reference = "D.37" },
	{ offset_pointer, OFF, NULL, NULL, 0, 0, .reference = "D.35" },
	{ unmapped_twice, ON, NULL, IN_INTERRUPT, 1, -1, .reference = "A.3" },
	{ unmapped_twice, OFF, NULL, IN_INTERRUPT, 1, -1, .reference = "A.3" },
	{ unmapped_twice, ON " preempt=on debug_preempt=on", "kernel BUG at sub_preempt_count (line not recorded)!", NULL, 0, 0,
	  .reference = "A.3, DEBUG_PREEMPT" },
	{ unmapped_twice, N, NULL, NULL, 0, 0, .reference = "2.2 HIGHMEM=n" },
	{ kunmap_twice, ON, "kernel BUG at mm/highmem.c:191!", NULL, 0, 0, .reference = "A.3" },
	{ kunmap_twice, OFF, "kernel BUG at mm/highmem.c:191!", NULL, 0, 0, .reference = "A.3" },
	{ kunmap_twice, N, NULL, NULL, 0, 0, .reference = "2.2 HIGHMEM=n" },
	{ kunmap_never_mapped, ON, "kernel BUG at mm/highmem.c:181!", NULL, 0, 0, .reference = "A.3" },
	{ kunmap_never_mapped, N, NULL, NULL, 0, 0, .reference = "2.2 HIGHMEM=n" },
	{ same_slot_nested, ON, BUSY, NULL, 0, 2, .reference = "A.4" },
	{ same_slot_nested, OFF, NULL, NULL, 0, 2, .reached = 'i', .reference = "A.4" },
	{ same_slot_nested, N, NULL, NULL, 0, 0, .reached = 'o', .reference = "2.2 HIGHMEM=n" },
	{ same_slot_in_interrupt, ON, BUSY, NULL, 0, 0x10002, .reference = "A.4, from an interrupt" },
	{ same_slot_in_interrupt, OFF, NULL, NULL, 0, 0x10002, .reference = "A.4, from an interrupt" },
	{ used_after_unmap, ON, "Unable to handle kernel paging request at virtual address fffed000", NULL, 0, 0, .reference = "A.5" },
	{ used_after_unmap, OFF, NULL, NULL, 0, 0, .reference = "A.5" },
	{ used_after_unmap, N, NULL, NULL, 0, 0, .reference = "A.5, a lowmem address" },
	{ schedule_while_mapped, ON, ATOMIC, NULL, 0, 1, .reference = "A.6.1" },
	{ schedule_while_mapped, OFF, ATOMIC, NULL, 0, 1, .reference = "A.6.1" },
	{ schedule_while_mapped, N, NULL, NULL, 0, 0, .reference = "2.2 HIGHMEM=n: no count" },
	{ slot_of_sleeper, ON, NULL, BUSY, 1, 1, .reference = "A.6.2" },
	{ slot_of_sleeper, OFF, NULL, NULL, 0, 1, .reference = "A.6.2" },
	{ unmapped_on_another_cpu, ON, ADDRESS, NULL, 0, 1, .reference = "A.6.3" },
	{ unmapped_on_another_cpu, OFF, NULL, NULL, 0, 0, .reference = "A.6.3" },
	{ used_on_another_cpu, ON, NULL, NULL, 0, 0, .reached = 'o', .reference = "A.7" },
	{ used_on_another_cpu, OFF, NULL, NULL, 0, 0, .reached = 'o', .reference = "A.7" },
	{ kunmap_address_clear, ON, NULL, NULL, 0, 0, .reference = "A.8, bit clear" },
	{ kunmap_address_set, ON, "kernel BUG at mm/highmem.c:181!", NULL, 0, 0, .reference = "A.8, bit set" },
	{ kunmap_address_set, N, NULL, NULL, 0, 0, .reference = "A.8, HIGHMEM=n" },
	{ kmap_in_interrupt, OFF, NULL, IN_INTERRUPT, 1, 0x10000, .reference = "A.9" },
	{ kmap_in_interrupt, "debug_sleep=on", SLEEPING, NULL, 0, 0x10000, .reference = "A.9, DEBUG_SPINLOCK_SLEEP" },
	{ kmap_while_atomic, "debug_sleep=on", SLEEPING, NULL, 0, 1, .reference = "D.23" },
	{ kmap_while_atomic, OFF, NULL, NULL, 0, 1, .reference = "2.7" },
	{ window_full, ON " pkmap=4", NULL, NULL, 0, 0, .blocked = true, .reference = "A.10" },
	{ window_full, N, NULL, NULL, 0, 0, .reference = "4, HIGHMEM=n cannot sleep" },
};

static void in_2_6_11(void **unused)
{
	static const struct teller t = { "2.6.11", { "KM_USER0", "KM_USER1" }, 0, 0x100 };

	(void)unused;
	check_cells(&t, cells, sizeof(cells) / sizeof(cells[0]));
}

/* mm-2004 tells lowmem by comparing pointers, so A.8 goes another way: the address counts as highmem whatever lies there. */
static const struct cell mm_cells[] = {
	{ kunmap_address_clear, ON, "hmsh: out of range: address 0x00080000 has no entry in pkmap_count[]; kunmap_high would change memory behind it",
	  NULL, 0, 0, .reference = "A.8, 2.6.9" },
	{ kunmap_address_set, ON, "kernel BUG at mm/highmem.c:181!", NULL, 0, 0, .reference = "A.8, 2.6.9" },
};

static bool is_of_pointers(const struct cell *c)
{
	return c->story == kunmap_address_clear || c->story == kunmap_address_set;
}

static void in_mm_2004(void **unused)
{
	static const struct teller t = { "mm-2004", { "KM_USER0", "KM_USER1" }, 0, 0x100 };

	(void)unused;
	for (size_t i = 0; i < sizeof(cells) / sizeof(cells[0]); i++)
		if (!is_of_pointers(&cells[i]))
			check_cell(&t, &cells[i], i);
	check_cells(&t, mm_cells, sizeof(mm_cells) / sizeof(mm_cells[0]));
}

/* Decisions A20: another type, the same calls. */
static void in_opaque(void **unused)
{
	static const struct teller t = { "opaque", { "KM_USER0", "KM_USER1" }, 0, 0x100 };

	(void)unused;
	check_cells(&t, cells, sizeof(cells) / sizeof(cells[0]));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(in_2_6_11), cmocka_unit_test(in_mm_2004), cmocka_unit_test(in_opaque) };

	return cmocka_run_group_tests_name("misuse_2_6_11", tests, NULL, NULL);
}
