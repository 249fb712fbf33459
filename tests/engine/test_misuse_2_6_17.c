/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Section A of the sheet of facts in 2.6.17 (row 2.6.18: as 2.6.11). Lines: F.1; words: F.2; zone bits: F.4. */
#include "tests/engine/misuse.h"

#define ON "debug_highmem=on debug_sleep=off"
#define OFF "debug_highmem=off debug_sleep=off"
#define N "highmem=off debug_sleep=off"
#define BUSY "kernel BUG at arch/i386/mm/highmem.c:43!"
#define ADDRESS "kernel BUG at arch/i386/mm/highmem.c:64!"
#define IN_INTERRUPT "kernel BUG at arch/i386/mm/highmem.c:15!"
#define ATOMIC "BUG: scheduling while atomic: hmsh/0x00000001/100"
#define SLEEPING "BUG: sleeping function called from invalid context at arch/i386/mm/highmem.c:6"

static const struct cell cells[] = {
	{ page_as_address, ON, NULL, BUSY, 1, 0, .reference = "A.1 row 2.6.18" },
	{ page_as_address, OFF, NULL, NULL, 0, 0, .reference = "A.1 row 2.6.18" },
	{ page_as_address, N, NULL, NULL, 0, 0, .reference = "F.5" },
	{ page_as_address_unmet, ON, NULL, NULL, 0, 0, .reference = "A.1, what does not trip" },
	{ lowmem_page_as_address, ON, NULL, NULL, 0, 0, .reference = "A.1, the page was lowmem" },
	{ wrong_type, ON, ADDRESS, NULL, 0, 1, .reference = "A.2" },
	{ wrong_type, OFF, NULL, NULL, 0, 0, .reference = "A.2" },
	{ offset_pointer, ON, NULL, NULL, 0, 0, .reference = "as 2.6.11" },
	{ unmapped_twice, ON, NULL, IN_INTERRUPT, 1, -1, .reference = "A.3" },
	{ unmapped_twice, OFF, NULL, IN_INTERRUPT, 1, -1, .reference = "A.3" },
	{ unmapped_twice, N, NULL, NULL, 0, 0, .reference = "F.5: empty macro" },
	{ kunmap_twice, ON, "kernel BUG at mm/highmem.c:185!", NULL, 0, 0, .reference = "F.1" },
	{ kunmap_never_mapped, ON, "kernel BUG at mm/highmem.c:175!", NULL, 0, 0, .reference = "F.1" },
	{ same_slot_nested, ON, BUSY, NULL, 0, 2, .reference = "A.4" },
	{ same_slot_nested, OFF, NULL, NULL, 0, 2, .reached = 'i', .reference = "A.4" },
	{ same_slot_nested, N, NULL, NULL, 0, 0, .reached = 'o', .reference = "F.5" },
	{ same_slot_in_interrupt, ON, BUSY, NULL, 0, 0x10002, .reference = "A.4" },
	{ same_slot_in_interrupt, OFF, NULL, NULL, 0, 0x10002, .reference = "A.4" },
	{ used_after_unmap, ON, "BUG: unable to handle kernel paging request at virtual address fffed000", NULL, 0, 0, .reference = "A.5; F.2" },
	{ used_after_unmap, OFF, NULL, NULL, 0, 0, .reference = "A.5" },
	{ schedule_while_mapped, ON, ATOMIC, NULL, 0, 1, .reference = "A.6; F.2" },
	{ schedule_while_mapped, N, NULL, NULL, 0, 0, .reference = "F.5: no count" },
	{ slot_of_sleeper, ON, NULL, BUSY, 1, 1, .reference = "A.6.2" },
	{ slot_of_sleeper, OFF, NULL, NULL, 0, 1, .reference = "A.6.2" },
	{ unmapped_on_another_cpu, ON, ADDRESS, NULL, 0, 1, .reference = "A.6.3" },
	{ unmapped_on_another_cpu, OFF, NULL, NULL, 0, 0, .reference = "A.6.3" },
	{ used_on_another_cpu, ON, NULL, NULL, 0, 0, .reached = 'o', .reference = "A.7" },
	{ kunmap_address_clear, ON, NULL, NULL, 0, 0, .reference = "A.8" },
	{ kunmap_address_set, ON, "kernel BUG at mm/highmem.c:175!", NULL, 0, 0, .reference = "F.4: the data word's top bits" },
	{ kunmap_address_set, N, NULL, NULL, 0, 0, .reference = "F.5" },
	{ kmap_in_interrupt, OFF, NULL, IN_INTERRUPT, 1, 0x10000, .reference = "A.9" },
	{ kmap_in_interrupt, "debug_sleep=on", SLEEPING, NULL, 0, 0x10000, .reference = "A.9; F.2" },
	{ kmap_while_atomic, "debug_sleep=on", SLEEPING, NULL, 0, 1, .reference = "2.7; F.2" },
	{ window_full, ON " pkmap=4", NULL, NULL, 0, 0, .blocked = true, .reference = "A.10" },
	{ window_full, N, NULL, NULL, 0, 0, .reference = "4: HIGHMEM=n cannot sleep" },
};

static void in_2_6_17(void **unused)
{
	static const struct teller t = { "2.6.17", { "KM_USER0", "KM_USER1" }, 0, 0xc0000000 };

	(void)unused;
	check_cells(&t, cells, sizeof(cells) / sizeof(cells[0]));
}

/* F.4: PG_highmem is gone; bit 8 of the data no longer decides. */
static void bit_8_is_nothing(void **unused)
{
	static const struct teller t = { "2.6.17", { "KM_USER0", "KM_USER1" }, 0, 0x100 };
	static const struct cell cell = { kunmap_address_set, ON, NULL, NULL, 0, 0, .reference = "F.4" };

	(void)unused;
	check_cell(&t, &cell, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(in_2_6_17), cmocka_unit_test(bit_8_is_nothing) };

	return cmocka_run_group_tests_name("misuse_2_6_17", tests, NULL, NULL);
}
