/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Misuse of the mapping calls in 2.6.37, cell by cell of the sheet of facts, section A and 5.2, with CONFIG_DEBUG_HIGHMEM and without.
 * Expected values are typed from the sheet; F.1 has the lines. The page given as an address comes hidden in a void *: undisguised it
 * does not compile (tests/gcc/cases), which __kunmap_atomic() stands for here as well.
 */
#include "tests/engine/stack.h"

#define ERA "era=2.6.37 " SMP2
#define FILE_32 "arch/x86/mm/highmem_32.c"

enum { KM_TYPE_NR = 20, KM_TYPE_NR_DEBUG = 41 };

/* ---- A.1: struct page * given to kunmap_atomic() ---- */

/* nodbg: outside the slots: skipped. PTE left, TLB left, count balanced, no report; the depth leaks by one. */
static void page_without_debug(void **unused)
{
	struct hm_machine *m = machine(ERA NODBG);
	uint32_t a = map(m, "kmap_atomic", 0);

	(void)unused;
	store(m, a, 7);
	call(m, "kunmap_atomic", page_of(m, high(m, 0)), 0);
	assert_int_equal(count_of(m), 0);
	assert_int_equal(hm_report_count(m), 0);
	assert_int_equal(at_place(m, 0, 0), high(m, 0));
	assert_int_equal(load(m, a), 7);
	assert_int_equal(depth(m, 0), 1);
	assert_int_equal(map(m, "kmap_atomic", 1), a - HM_PAGE_SIZE); /* later maps use the next slot: no BUG yet */
	hm_machine_close(m);
}

static void leak(struct hm_machine *m, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++) {
		map(m, "kmap_atomic", i);
		call(m, "kunmap_atomic", page_of(m, high(m, i)), 0);
	}
}

/* nodbg: after 20 leaks the index runs into the next CPU's slots: BUG_ON where one is in use there ... */
static void leaks_meet_the_next_cpu(void **unused)
{
	struct hm_machine *m = machine(ERA NODBG);
	uint16_t other;

	(void)unused;
	assert_int_equal(hm_task_prompt(m, 1, &other), HM_OK);
	select_task(m, other, 1);
	map(m, "kmap_atomic", 100);
	select_task(m, 0, 0);
	leak(m, KM_TYPE_NR);
	dies(m, "kmap_atomic", page_of(m, high(m, 50)), "kernel BUG at " FILE_32 ":46!");
	because(m, HM_LINK_LEFT_OUTSIDE);
	hm_machine_close(m);
}

/* ... or wrong sharing where it is not: the other CPU's next map meets the leaker's. */
static void leaks_share_the_next_cpus_slot(void **unused)
{
	struct hm_machine *m = machine(ERA NODBG);
	uint16_t other;

	(void)unused;
	leak(m, KM_TYPE_NR);
	map(m, "kmap_atomic", 50);
	assert_int_equal(at_place(m, 1, 0), high(m, 50));
	assert_int_equal(hm_report_count(m), 0);
	assert_int_equal(hm_task_prompt(m, 1, &other), HM_OK);
	select_task(m, other, 1);
	dies(m, "kmap_atomic", page_of(m, high(m, 51)), "kernel BUG at " FILE_32 ":46!");
	because(m, HM_LINK_LEFT_OUTSIDE);
	hm_machine_close(m);
}

/* DBG: PAGE_OFFSET <= page < high_memory, both BUG_ON()s pass; silent; late: BUG_ON(idx > KM_TYPE_NR), one too late. */
static void page_with_debug(void **unused)
{
	struct hm_machine *m = machine(ERA DBG);

	(void)unused;
	leak(m, KM_TYPE_NR_DEBUG + 1); /* the last of them in the next CPU's first slot */
	assert_int_equal(hm_report_count(m), 0);
	assert_int_equal(count_of(m), 0);
	assert_int_equal(at_place(m, 1, 0), high(m, KM_TYPE_NR_DEBUG));
	dies(m, "kmap_atomic", page_of(m, high(m, 90)), "kernel BUG at include/linux/highmem.h:87!");
	because(m, HM_LINK_LEFT_OUTSIDE);
	hm_machine_close(m);
}

/* DBG: also a WARN when an outer address is unmapped. */
static void page_then_outer_with_debug(void **unused)
{
	struct hm_machine *m = machine(ERA DBG);
	uint32_t outer = map(m, "kmap_atomic", 0);

	(void)unused;
	map(m, "kmap_atomic", 1);
	call(m, "kunmap_atomic", page_of(m, high(m, 1)), 0);
	call(m, "kunmap_atomic", outer, 0);
	warnings(m, 1);
	expect_report(m, "WARNING: at " FILE_32 ":81 __kunmap_atomic()");
	hm_machine_close(m);
}

/* The page was lowmem: the early return is right. */
static void lowmem_page(void **unused)
{
	struct hm_machine *m = machine(ERA DBG);

	(void)unused;
	assert_int_equal(call(m, "kmap_atomic", page_of(m, 0x4000), 0), 0xc4000000);
	call(m, "kunmap_atomic", page_of(m, 0x4000), 0);
	assert_int_equal(count_of(m), 0);
	assert_int_equal(depth(m, 0), 0);
	assert_int_equal(hm_report_count(m), 0);
	hm_machine_close(m);
}

/* HIGHMEM=n: counted, and nothing else. */
static void page_without_highmem(void **unused)
{
	struct hm_machine *m = machine("era=2.6.37 highmem=off ram=512M debug_sleep=off");

	(void)unused;
	assert_int_equal(call(m, "kmap_atomic", page_of(m, 0x4000), 0), 0xc4000000);
	assert_int_equal(count_of(m), 1);
	call(m, "kunmap_atomic", page_of(m, 0x4000), 0);
	assert_int_equal(count_of(m), 0);
	assert_int_equal(hm_report_count(m), 0);
	hm_machine_close(m);
}

/* F.1: v < PAGE_OFFSET and v >= high_memory, DBG 94 and 95; nodbg nothing. */
static void addresses_of_nothing(void **unused)
{
	struct hm_machine *m = machine(ERA NODBG);

	(void)unused;
	map(m, "kmap_atomic", 0);
	call(m, "kunmap_atomic", 0x1000, 0);
	assert_int_equal(hm_report_count(m), 0);
	assert_int_equal(depth(m, 0), 1);
	hm_machine_close(m);
	m = machine(ERA DBG);
	map(m, "kmap_atomic", 0);
	dies(m, "kunmap_atomic", 0x1000, "kernel BUG at " FILE_32 ":94!");
	hm_machine_close(m);
	m = machine(ERA DBG);
	map(m, "kmap_atomic", 0);
	dies(m, "kunmap_atomic", hm_layout(m)->pkmap_base, "kernel BUG at " FILE_32 ":95!");
	hm_machine_close(m);
}

/* ---- 5.2: unmapping in the wrong order ---- */

/* A, B mapped, A unmapped first: B's PTE is cleared, A's address flushed; A's PTE stays, B's TLB entry may live on. */
static void wrong_order(const char *keys, uint32_t expected_warnings)
{
	struct hm_machine *m = machine(keys);
	uint32_t a = map(m, "kmap_atomic", 0), b = map(m, "kmap_atomic", 1);

	store(m, a, 1);
	store(m, b, 2); /* both are in the TLB now */
	call(m, "kunmap_atomic", a, 0);
	assert_int_equal(at_place(m, 0, 0), high(m, 0));
	assert_int_equal(at_place(m, 0, 1), HM_NO_PFN);
	assert_int_equal(load(m, b), 2); /* through the stale entry */
	warnings(m, expected_warnings);
	call(m, "kunmap_atomic", b, 0); /* clears A's PTE, flushes B's address */
	assert_int_equal(at_place(m, 0, 0), HM_NO_PFN);
	assert_int_equal(count_of(m), 0);
	assert_int_equal(depth(m, 0), 0);
	warnings(m, expected_warnings); /* once a boot */
	hm_machine_close(m);
}

static void wrong_order_both_ways(void **unused)
{
	(void)unused;
	wrong_order(ERA NODBG, 0);
	wrong_order(ERA DBG, 1);
}

/* A later kmap_atomic() of A's slot sets the PTE without a flush: the store lands in another page. */
static void store_lands_in_another_page(void **unused)
{
	struct hm_machine *m = machine(ERA NODBG);
	uint32_t a = map(m, "kmap_atomic", 0), b = map(m, "kmap_atomic", 1), c;

	(void)unused;
	store(m, a, 1);
	call(m, "kunmap_atomic", a, 0);
	load(m, a); /* flushed, but mapped still: cached again */
	call(m, "kunmap_atomic", b, 0);
	c = map(m, "kmap_atomic", 2);
	assert_int_equal(c, a);
	store(m, c, 0x55);
	assert_int_equal(frame_byte(m, high(m, 0), 0), 0x55);
	assert_int_equal(frame_byte(m, high(m, 2), 0), 0);
	assert_int_equal(hm_report_count(m), 0);
	hm_machine_close(m);
}

/* ---- A.3: unmapping twice ---- */

/* nodbg, depth 0: on CPU 0 the fixmap PTE just above the slots is cleared; counters go below zero. */
static void twice_without_debug(void **unused)
{
	struct hm_machine *m = machine(ERA NODBG);
	uint32_t a = map(m, "kmap_atomic", 0);

	(void)unused;
	call(m, "kunmap_atomic", a, 0);
	call(m, "kunmap_atomic", a, 0);
	assert_int_equal(count_of(m), -1);
	assert_int_equal(depth(m, 0), -1);
	assert_int_equal(hm_report_count(m), 0);
	hm_machine_close(m);
}

/* nodbg: CPU 1 clears the last slot of CPU 0. */
static void twice_on_the_next_cpu(void **unused)
{
	struct hm_machine *m = machine(ERA NODBG);
	uint16_t other;
	uint32_t a;

	(void)unused;
	leak(m, KM_TYPE_NR);
	assert_int_equal(at_place(m, 0, KM_TYPE_NR - 1), high(m, KM_TYPE_NR - 1));
	assert_int_equal(hm_task_prompt(m, 1, &other), HM_OK);
	select_task(m, other, 1);
	a = map(m, "kmap_atomic", 60);
	call(m, "kunmap_atomic", a, 0);
	call(m, "kunmap_atomic", a, 0);
	assert_int_equal(at_place(m, 0, KM_TYPE_NR - 1), HM_NO_PFN);
	hm_machine_close(m);
}

/* DBG: WARN, then BUG_ON(idx < 0). */
static void twice_with_debug(void **unused)
{
	struct hm_machine *m = machine(ERA DBG);
	uint32_t a = map(m, "kmap_atomic", 0);

	(void)unused;
	call(m, "kunmap_atomic", a, 0);
	dies(m, "kunmap_atomic", a, "kernel BUG at include/linux/highmem.h:101!");
	warnings(m, 1);
	hm_machine_close(m);
}

/* kunmap() twice: count 0, :278; of a page never mapped, or after a wrap took its entry: :268. */
static void kunmap_too_often(void **unused)
{
	struct hm_machine *m = machine(ERA "pkmap=4");

	(void)unused;
	map(m, "kmap", 0);
	map(m, "kunmap", 0);
	dies(m, "kunmap", page_of(m, high(m, 0)), "kernel BUG at mm/highmem.c:278!");
	hm_machine_close(m);
	m = machine(ERA);
	dies(m, "kunmap", page_of(m, high(m, 0)), "kernel BUG at mm/highmem.c:268!");
	hm_machine_close(m);
	m = machine(ERA "pkmap=4");
	for (uint32_t i = 0; i < 5; i++) {
		map(m, "kmap", i);
		map(m, "kunmap", i);
	}
	dies(m, "kunmap", page_of(m, high(m, 0)), "kernel BUG at mm/highmem.c:268!");
	hm_machine_close(m);
}

/* ---- A.4: two maps at once are two slots ---- */

static void nesting_is_legal(void **unused)
{
	struct hm_machine *m = machine(ERA DBG);
	uint32_t a = map(m, "kmap_atomic", 0), b = map(m, "kmap_atomic", 0);

	(void)unused;
	assert_int_equal(b, a - HM_PAGE_SIZE);
	call(m, "kunmap_atomic", b + 123, 0); /* masked */
	call(m, "kunmap_atomic", a + 4095, 0);
	assert_int_equal(hm_report_count(m), 0);
	assert_int_equal(depth(m, 0), 0);
	hm_machine_close(m);
}

/* ---- A.5: the address after unmap: an oops, debugging or not, until the slot is used again ---- */

static void after_unmap(void **unused)
{
	struct hm_machine *m = machine(ERA NODBG);
	uint32_t a = map(m, "kmap_atomic", 0);
	char line[100];

	(void)unused;
	store(m, a, 1);
	call(m, "kunmap_atomic", a, 0);
	assert_int_equal(hm_store(m, a, 1, 2), HM_DIED);
	snprintf(line, sizeof(line), "BUG: unable to handle kernel paging request at %08x", a);
	expect_report(m, line);
	because(m, HM_LINK_STACK_CLEARED);
	hm_machine_close(m);
}

/* ---- A.6: sleeping with a mapping ---- */

static void sleeping(void **unused)
{
	struct hm_machine *m = machine(ERA DBG);
	uint16_t other = new_task(m, "other", 0);
	uint32_t a = map(m, "kmap_atomic", 0), b;

	(void)unused;
	assert_int_equal(invoke(m, "schedule", 0, 0, NULL), HM_BLOCKED);
	expect_report(m, "BUG: scheduling while atomic: hmsh/100/0x00000001");
	assert_int_equal(hm_switch_to(m, 0, other), HM_OK);
	b = map(m, "kmap_atomic", 1);
	assert_int_equal(b, a - HM_PAGE_SIZE); /* an innocent task gets the next slot; no BUG */
	assert_int_equal(hm_switch_to(m, 0, 0), HM_OK);
	call(m, "schedule", 0, 0);
	call(m, "kunmap_atomic", a, 0); /* takes the other's */
	assert_int_equal(at_place(m, 0, 1), HM_NO_PFN);
	warnings(m, 1);
	because(m, HM_LINK_LEFT_BY_ORDER);
	hm_machine_close(m);
}

/* The sleeper goes on on another CPU: the stack there is empty. */
static void sleeper_moves(void **unused)
{
	struct hm_machine *m = machine(ERA DBG);
	uint32_t a = map(m, "kmap_atomic", 0);

	(void)unused;
	assert_int_equal(hm_select(m, 0, 1), HM_OK);
	dies(m, "kunmap_atomic", a, "kernel BUG at include/linux/highmem.h:101!");
	warnings(m, 1);
	assert_int_equal(at_place(m, 0, 0), high(m, 0));
	hm_machine_close(m);
}

/* ---- A.7: another CPU keeps the translation ---- */

static void another_cpus_slot(void **unused)
{
	struct hm_machine *m = machine(ERA NODBG);
	uint32_t a = map(m, "kmap_atomic", 0);
	uint16_t other;

	(void)unused;
	store(m, a, 7);
	assert_int_equal(hm_task_prompt(m, 1, &other), HM_OK);
	select_task(m, other, 1);
	assert_int_equal(load(m, a), 7);
	select_task(m, 0, 0);
	call(m, "kunmap_atomic", a, 0);
	map(m, "kmap_atomic", 1);
	select_task(m, other, 1);
	assert_int_equal(load(m, a), 7); /* the old page, though the PTE says another */
	assert_int_equal(at_place(m, 0, 0), high(m, 1));
	hm_machine_close(m);
}

/* ---- A.8: kunmap(addr): since 2.6.13 the top bits of the data word decide (zone 2 of 4: F.4) ---- */

static void kunmap_of_an_address(uint8_t top_byte, bool bug)
{
	struct hm_machine *m = machine(ERA DBG);
	uint32_t a = map(m, "kmap", 0);

	store(m, a + 3, top_byte);
	if (bug) {
		dies(m, "kunmap", a, "kernel BUG at mm/highmem.c:268!");
	} else {
		call(m, "kunmap", a, 0);
		assert_int_equal(entry(m, 1).count, 2);
		assert_int_equal(hm_report_count(m), 0);
	}
	hm_machine_close(m);
}

static void kunmap_of_addresses(void **unused)
{
	(void)unused;
	kunmap_of_an_address(0x00, false);
	kunmap_of_an_address(0x80, true);
	kunmap_of_an_address(0xbf, true);
	kunmap_of_an_address(0xc0, false);
}

/* ---- A.9: interrupts ---- */

static void kmap_in_an_interrupt(void **unused)
{
	struct hm_machine *m = machine(ERA);

	(void)unused;
	assert_int_equal(hm_context_enter(m, HM_CTX_HARDIRQ, true), HM_OK);
	map(m, "kmap", 0);
	assert_int_equal(hm_report_count(m), 0);
	dies(m, "kunmap", page_of(m, high(m, 0)), "kernel BUG at " FILE_32 ":17!");
	assert_int_equal(hm_halted(m), HM_HALT_PANIC);
	hm_machine_close(m);
}

/* F.1: 86, WARN_ON_ONCE in_irq with interrupts on, DBG only. */
static void irqs_on_in_a_handler(void **unused)
{
	static const char *const keys[] = { ERA NODBG, ERA DBG };

	(void)unused;
	for (uint32_t debug = 0; debug < 2; debug++) {
		struct hm_machine *m = machine(keys[debug]);

		assert_int_equal(hm_context_enter(m, HM_CTX_HARDIRQ, false), HM_OK);
		call(m, "local_irq_enable", 0, 0);
		call(m, "kunmap_atomic", map(m, "kmap_atomic", 0), 0);
		warnings(m, debug);
		if (debug)
			expect_report(m, "WARNING: at include/linux/highmem.h:86 kmap_atomic_prot()");
		hm_machine_close(m);
	}
}

/* A handler between two statements uses the next slot and gives it back: nobody notices. */
static void handler_in_between(void **unused)
{
	struct hm_machine *m = machine(ERA DBG);
	uint32_t a = map(m, "kmap_atomic", 0);

	(void)unused;
	assert_int_equal(hm_context_enter(m, HM_CTX_HARDIRQ, true), HM_OK);
	call(m, "kunmap_atomic", map(m, "kmap_atomic", 1), 0);
	assert_int_equal(hm_context_exit(m, HM_CTX_HARDIRQ), HM_OK);
	assert_int_equal(at_place(m, 0, 0), high(m, 0));
	call(m, "kunmap_atomic", a, 0);
	assert_int_equal(hm_report_count(m), 0);
	hm_machine_close(m);
}

/* ---- A.10: every entry in use ---- */

static void exhaustion(void **unused)
{
	struct hm_machine *m = machine(ERA "pkmap=4");

	(void)unused;
	for (uint32_t i = 0; i < 4; i++)
		map(m, "kmap", i);
	assert_int_equal(invoke(m, "kmap", page_of(m, high(m, 4)), 0, NULL), HM_BLOCKED);
	assert_int_equal(hm_last_pkmap_nr(m), 3);
	assert_int_equal(events(m, 0, HM_EV_FLUSH_ALL), 0); /* need_flush: nothing was reclaimed */
	hm_machine_close(m);
}

/* copy_highpage() unmaps the destination first. */
static void copies_in_order(void **unused)
{
	struct hm_machine *m = machine(ERA DBG);

	(void)unused;
	store(m, map(m, "kmap", 0), 9);
	call(m, "copy_highpage", page_of(m, high(m, 1)), page_of(m, high(m, 0)));
	assert_int_equal(frame_byte(m, high(m, 1), 0), 9);
	assert_int_equal(hm_report_count(m), 0);
	assert_int_equal(count_of(m), 0);
	hm_machine_close(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(page_without_debug), cmocka_unit_test(leaks_meet_the_next_cpu),
		cmocka_unit_test(leaks_share_the_next_cpus_slot), cmocka_unit_test(page_with_debug),
		cmocka_unit_test(page_then_outer_with_debug), cmocka_unit_test(lowmem_page), cmocka_unit_test(page_without_highmem),
		cmocka_unit_test(addresses_of_nothing), cmocka_unit_test(wrong_order_both_ways),
		cmocka_unit_test(store_lands_in_another_page), cmocka_unit_test(twice_without_debug),
		cmocka_unit_test(twice_on_the_next_cpu), cmocka_unit_test(twice_with_debug), cmocka_unit_test(kunmap_too_often),
		cmocka_unit_test(nesting_is_legal), cmocka_unit_test(after_unmap), cmocka_unit_test(sleeping),
		cmocka_unit_test(sleeper_moves), cmocka_unit_test(another_cpus_slot), cmocka_unit_test(kunmap_of_addresses),
		cmocka_unit_test(kmap_in_an_interrupt), cmocka_unit_test(irqs_on_in_a_handler), cmocka_unit_test(handler_in_between),
		cmocka_unit_test(exhaustion), cmocka_unit_test(copies_in_order),
	};

	return cmocka_run_group_tests_name("misuse in 2.6.37", tests, NULL, NULL);
}
