/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Section A of the sheet of facts in 2.6.36: as 2.6.24 at run time, plus debug_kmap_atomic(). Lines: F.1; words: F.2. */
#include "tests/engine/misuse.h"

#define ON "debug_highmem=on debug_sleep=off"
#define OFF "debug_highmem=off debug_sleep=off"
#define N "highmem=off debug_sleep=off"
#define BUSY "kernel BUG at arch/x86/mm/highmem_32.c:45!"
#define ABOVE "kernel BUG at arch/x86/mm/highmem_32.c:72!"
#define IN_INTERRUPT "kernel BUG at arch/x86/mm/highmem_32.c:16!"
#define ATOMIC "BUG: scheduling while atomic: hmsh/100/0x00000001"
#define SLEEPING "BUG: sleeping function called from invalid context at arch/x86/mm/highmem_32.c:7"
#define OOPS "BUG: unable to handle kernel paging request at "

static const struct cell cells[] = {
	{ page_as_address, ON, NULL, BUSY, 1, 0, .reference = "A.1 row 2.6.24 DBG, behind a void *" },
	{ page_as_address, OFF, NULL, BUSY, 1, 0, .reference = "A.1 row 2.6.24 nodbg, behind a void *" },
	{ page_as_address, N, NULL, NULL, 0, 0, .reference = "5.1: HIGHMEM=n counts, and comes out even" },
	{ page_as_address_unmet, ON, NULL, NULL, 0, 0, .reference = "A.1, what does not trip" },
	{ lowmem_page_as_address, ON, NULL, NULL, 0, 0, .reference = "A.1, the page was lowmem" },
	{ wrong_type, ON, ABOVE, NULL, 0, 1, .reference = "A.2" },
	{ wrong_type, OFF, NULL, BUSY, 1, 0, .reference = "A.2" },
	{ offset_pointer, ON, NULL, NULL, 0, 0, .reference = "5.1, masked" },
	{ unmapped_twice, ON, NULL, IN_INTERRUPT, 1, -1, .reference = "A.3" },
	{ unmapped_twice, OFF, NULL, IN_INTERRUPT, 1, -1, .reference = "A.3" },
	{ kunmap_twice, ON, "kernel BUG at mm/highmem.c:270!", NULL, 0, 0, .reference = "F.1" },
	{ kunmap_never_mapped, OFF, "kernel BUG at mm/highmem.c:260!", NULL, 0, 0, .reference = "F.1" },
	{ same_slot_nested, ON, BUSY, NULL, 0, 2, .reference = "A.4; 5.1" },
	{ same_slot_nested, OFF, BUSY, NULL, 0, 2, .reference = "A.4; 5.1: always" },
	{ same_slot_in_interrupt, ON, "WARNING: at mm/highmem.c:445 debug_kmap_atomic()", NULL, 0, 0x10002, .reference = "A.4, rule set; F.1" },
	{ same_slot_in_interrupt, OFF, BUSY, NULL, 0, 0x10002, .reference = "A.4; 5.1: always" },
	{ used_after_unmap, ON, OOPS "fffb3000", NULL, 0, 0, .reference = "A.5; F.2; FIX_KMAP_BEGIN 69, type 7" },
	{ used_after_unmap, OFF, OOPS "fffb7000", NULL, 0, 0, .reference = "A.5; type 3" },
	{ schedule_while_mapped, ON, ATOMIC, NULL, 0, 1, .reference = "A.6; F.2" },
	{ slot_of_sleeper, OFF, NULL, BUSY, 1, 1, .reference = "A.6.2; 5.1: always" },
	{ unmapped_on_another_cpu, ON, ABOVE, NULL, 0, 1, .reference = "A.6.3; 5.1" },
	{ unmapped_on_another_cpu, OFF, NULL, NULL, 0, 0, .reference = "A.6.3; 5.1: skipped" },
	{ used_on_another_cpu, OFF, NULL, NULL, 0, 0, .reached = 'o', .reference = "A.7" },
	{ kunmap_address_clear, ON, NULL, NULL, 0, 0, .reference = "A.8" },
	{ kunmap_address_set, ON, "kernel BUG at mm/highmem.c:260!", NULL, 0, 0, .reference = "F.4: the data word's top bits" },
	{ kmap_in_interrupt, OFF, NULL, IN_INTERRUPT, 1, 0x10000, .reference = "A.9" },
	{ kmap_in_interrupt, "debug_sleep=on", SLEEPING, NULL, 0, 0x10000, .reference = "A.9; F.2" },
	{ kmap_while_atomic, "debug_sleep=on highmem=off",
	  "BUG: sleeping function called from invalid context at include/linux/highmem.h:61", NULL, 0, 1, .reference = "F.1; 5.1" },
	{ window_full, ON " pkmap=4", NULL, NULL, 0, 0, .blocked = true, .reference = "A.10" },
};

static void in_2_6_36(void **unused)
{
	static const struct teller t = { "2.6.36", { "KM_USER0", "KM_USER1" }, 0, 0x80000000 };

	(void)unused;
	check_cells(&t, cells, sizeof(cells) / sizeof(cells[0]));
}

/* 5.1, F.1: which type fits which context, and the line that says it does not; context, type, irqs off. */
static const struct { enum hm_context context; const char *type; bool irqs_off; uint32_t line; } types[] = {
	{ HM_CTX_PROCESS, "KM_USER0", false, 0 }, { HM_CTX_PROCESS, "KM_IRQ0", false, 465 }, { HM_CTX_PROCESS, "KM_IRQ0", true, 0 },
	{ HM_CTX_PROCESS, "KM_BOUNCE_READ", false, 465 }, { HM_CTX_PROCESS, "KM_SOFTIRQ0", false, 470 },
	{ HM_CTX_PROCESS, "KM_SOFTIRQ1", true, 0 }, { HM_CTX_PROCESS, "KM_KDB", false, 476 }, { HM_CTX_SOFTIRQ, "KM_USER0", false, 454 },
	{ HM_CTX_SOFTIRQ, "KM_SOFTIRQ0", false, 0 }, { HM_CTX_SOFTIRQ, "KM_SKB_DATA_SOFTIRQ", false, 0 },
	{ HM_CTX_SOFTIRQ, "KM_USER0", true, 0 }, { HM_CTX_HARDIRQ, "KM_USER0", false, 445 }, { HM_CTX_HARDIRQ, "KM_IRQ1", false, 0 },
	{ HM_CTX_HARDIRQ, "KM_BIO_SRC_IRQ", false, 0 }, { HM_CTX_HARDIRQ, "KM_SOFTIRQ0", false, 445 },
	{ HM_CTX_NMI, "KM_USER0", false, 438 }, { HM_CTX_NMI, "KM_NMI", false, 0 }, { HM_CTX_NMI, "KM_IRQ0", false, 438 },
};

static void types_in_contexts(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		struct hm_machine *m = machine("era=2.6.36 layout=s8");
		char line[80];

		if (types[i].context != HM_CTX_PROCESS)
			assert_int_equal(hm_context_enter(m, types[i].context, types[i].irqs_off), HM_OK);
		else if (types[i].irqs_off)
			call(m, "local_irq_disable", 0, 0);
		kmap_atomic(m, H0, types[i].type);
		snprintf(line, sizeof(line), "WARNING: at mm/highmem.c:%u debug_kmap_atomic()", types[i].line);
		assert_int_equal(hm_report_count(m), types[i].line != 0);
		if (types[i].line)
			expect_report(m, line);
		hm_machine_close(m);
	}
}

/* 5.1: 11 times at most; not at all without debugging. */
static void eleven_warnings(void **unused)
{
	struct hm_machine *m = machine("era=2.6.36 layout=s8"), *quiet = machine("era=2.6.36 layout=s8 debug_highmem=off");

	(void)unused;
	for (int i = 0; i < 20; i++) {
		kmap_atomic(m, H0, "KM_IRQ0");
		kunmap_atomic(m, slot(m, 0, "KM_IRQ0").address, "KM_IRQ0");
	}
	assert_int_equal(hm_report_count(m), 11);
	kmap_atomic(quiet, H0, "KM_IRQ0");
	assert_int_equal(hm_report_count(quiet), 0);
	hm_machine_close(m);
	hm_machine_close(quiet);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(in_2_6_36), cmocka_unit_test(types_in_contexts), cmocka_unit_test(eleven_warnings) };

	return cmocka_run_group_tests_name("misuse_2_6_36", tests, NULL, NULL);
}
