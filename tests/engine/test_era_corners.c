/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What eras do off the beaten path: calls by number and protection, addresses that nobody would give, pages and entries written over. */
#include "tests/engine/kernel.h"

static enum hm_verdict three(struct hm_machine *m, const char *name, uint64_t a, uint64_t b, uint64_t c, uint64_t *ret)
{
	const uint64_t arg[HM_MAX_ARGS] = { a, b, c };

	*ret = 0;
	return hm_call_invoke(m, row(m, name), arg, ret);
}

/* F: kmap_atomic_pfn() came in 2.6.13; it flushes up to 2.6.18 and never looks at the slot. 5.1: 2.6.36 looks at the type. */
static void by_frame_number(void **unused)
{
	struct hm_machine *m = machine("era=2.6.17 layout=s8"), *n = machine("era=2.6.36 layout=s8");
	uint32_t v = call(m, "kmap_atomic_pfn", 0x9000, km(m, "KM_USER0"));
	uint64_t ret;

	(void)unused;
	assert_int_equal(v, slot(m, 0, "KM_USER0").address); /* a lowmem frame takes a slot, too */
	assert_int_equal(slot(m, 0, "KM_USER0").pfn, 0x9000);
	assert_int_equal(call(m, "kmap_atomic_pfn", H0, km(m, "KM_USER0")), v);
	assert_int_equal(events(m, 0, HM_EV_INVLPG), 2);
	assert_int_equal(count_of(m), 2);
	call(n, "kmap_atomic_pfn", H0, km(n, "KM_IRQ0"));
	expect_report(n, "WARNING: at mm/highmem.c:465 debug_kmap_atomic()");
	assert_int_equal(three(n, "kmap_atomic_prot", page_of(n, H1), km(n, "KM_USER0"), 0x21, &ret), HM_OK);
	assert_int_equal(slot(n, 0, "KM_USER0").pte, 0x38001021);
	assert_int_equal(hm_report_count(n), 1);
	hm_machine_close(m);
	hm_machine_close(n);
}

static void by_frame_number_without_highmem(void **unused)
{
	struct hm_machine *m = machine("era=2.6.17 highmem=off"), *n = machine("era=2.6.24 highmem=off");
	uint64_t ret;

	(void)unused;
	assert_int_equal(call(m, "kmap_atomic_pfn", 0x9000, 0), 0xc9000000);
	assert_int_equal(count_of(m), 0);
	assert_int_equal(call(n, "kmap_atomic_pfn", 0x9000, 0), 0xc9000000);
	assert_int_equal(three(n, "kmap_atomic_prot", page_of(n, 0x9001), 0, 0x21, &ret), HM_OK);
	assert_int_equal(ret, 0xc9001000);
	assert_int_equal(count_of(n), 2);
	hm_machine_close(m);
	hm_machine_close(n);
}

/* 5.1: with debugging an address below PAGE_OFFSET is a BUG of its own. */
static void below_page_offset(void **unused)
{
	struct hm_machine *m = machine("era=2.6.24"), *n = machine("era=2.6.24 debug_highmem=off");

	(void)unused;
	kmap_atomic(m, H0, "KM_USER0");
	assert_int_equal(invoke(m, "kunmap_atomic", 0x1000, km(m, "KM_USER0"), NULL), HM_DIED);
	expect_report(m, "kernel BUG at arch/x86/mm/highmem_32.c:69!");
	kmap_atomic(n, H0, "KM_USER0");
	call(n, "kunmap_atomic", 0x1000, km(n, "KM_USER0"));
	assert_int_equal(slot(n, 0, "KM_USER0").pfn, H0);
	assert_int_not_equal(slot(n, 0, "KM_USER0").skipped.seq, 0);
	hm_machine_close(m);
	hm_machine_close(n);
}

/*
 * A struct page of 48 bytes may begin at the end of one frame of mem_map and have its flags in the next one: those are what PageHighMem()
 * reads, whichever of the two frames has been written.
 */
static void flags_in_the_next_frame(void **unused)
{
	struct hm_machine *m = machine("era=2.4.31 ram=2G");
	hm_pfn_t pfn = H0;

	(void)unused;
	while ((page_of(m, pfn) & 0xfff) != 0x1000 - 16)
		pfn++;
	assert_int_equal(call(m, "PageHighMem", page_of(m, pfn), 0), 1);
	store(m, page_of(m, pfn), 0); /* list.next: in the first frame */
	assert_int_equal(call(m, "PageHighMem", page_of(m, pfn), 0), 1);
	assert_int_equal(hm_store(m, page_of(m, pfn) + 24, 4, 0), HM_OK); /* flags */
	assert_int_equal(call(m, "PageHighMem", page_of(m, pfn), 0), 0);
	hm_machine_close(m);
	m = machine("era=2.4.31 ram=2G");
	assert_int_equal(hm_store(m, page_of(m, pfn) + 24, 4, 0), HM_OK);
	assert_int_equal(call(m, "PageHighMem", page_of(m, pfn), 0), 0);
	hm_machine_close(m);
}

/* Of a lowmem page both arguments can be compared as well. */
static void symmetric_lowmem(void **unused)
{
	struct hm_machine *m = machine("era=symmetric");
	uint64_t ret;

	(void)unused;
	assert_int_equal(three(m, "kmap_atomic", page_of(m, 0x9000), km(m, "KM_USER0"), hm_layout(m)->user_start, &ret), HM_OK);
	assert_int_equal(three(m, "kunmap_atomic", page_of(m, 0x9000), km(m, "KM_USER0"), 0xc9001000, &ret), HM_OK);
	assert_int_equal(hm_report_count(m), 1);
	assert_int_equal(three(m, "kmap_atomic", page_of(m, 0x9000), km(m, "KM_USER0"), hm_layout(m)->user_start, &ret), HM_OK);
	assert_int_equal(three(m, "kunmap_atomic", page_of(m, 0x9000), km(m, "KM_USER0"), 0xc9000004, &ret), HM_OK);
	assert_int_equal(hm_report_count(m), 1);
	hm_machine_close(m);
}

/* The parts without the arch's checks: 2.4.31's may be told not to block. */
static void high_parts(void **unused)
{
	struct hm_machine *m = machine("era=2.4.31 pkmap=4 cpus=2"), *n = machine("era=2.6.11 pkmap=4 cpus=2");
	uint16_t sleeper = new_task(n, "sleeper", 1), owner = hm_current_task(n);

	(void)unused;
	for (hm_pfn_t i = 0; i < 4; i++) {
		assert_int_not_equal(call(m, "kmap_high", page_of(m, H0 + i), i & 1), 0);
		assert_int_not_equal(call(n, "kmap_high", page_of(n, H0 + i), 0), 0);
	}
	assert_int_equal(call(m, "kmap_high", page_of(m, H0 + 9), 1), 0);
	assert_int_equal(invoke(m, "kmap_high", page_of(m, H0 + 9), 0, NULL), HM_BLOCKED);
	select_task(n, sleeper, 1);
	assert_int_equal(invoke(n, "kmap_high", page_of(n, H0 + 9), 0, NULL), HM_BLOCKED);
	select_task(n, owner, 0);
	call(n, "kunmap_high", page_of(n, H0), 0);
	select_task(n, sleeper, 1);
	assert_int_equal(hm_switch_to(n, 1, sleeper), HM_OK);
	assert_int_not_equal(call(n, "kmap_high", page_of(n, H0 + 9), 0), 0);
	hm_machine_close(m);
	hm_machine_close(n);
}

/* F.1: a struct page that was written over while the window remembers it; an entry that somebody cleared. */
static void written_over(void **unused)
{
	static const uint32_t zero;
	struct hm_machine *m = machine("era=2.6.24"), *n = machine("era=2.6.24");

	(void)unused;
	kmap(m, H0);
	kunmap(m, H0);
	assert_int_equal(hm_store(m, page_of(m, H0), sizeof(zero), 0), HM_OK);
	assert_int_equal(invoke(m, "kmap_flush_unused", 0, 0, NULL), HM_DIED);
	expect_report(m, "kernel BUG at mm/highmem.c:297!");
	kmap(n, H0);
	kunmap(n, H0);
	assert_int_equal(hm_store(n, hm_layout(n)->pkmap_page_table + hm_layout(n)->pte_size, sizeof(zero), 0), HM_OK);
	assert_int_equal(invoke(n, "kmap_flush_unused", 0, 0, NULL), HM_DIED);
	expect_report(n, "kernel BUG at mm/highmem.c:89!");
	hm_machine_close(m);
	hm_machine_close(n);
}

/* A19: what agrees is cleared and flushed; a page pointer that leads nowhere oopses in both calls; HIGHMEM=n gives the address. */
static void symmetric(void **unused)
{
	struct hm_machine *m = machine("era=symmetric"), *n = machine("era=symmetric highmem=off"), *bad = machine("era=symmetric");
	hm_vaddr_t v = hm_layout(m)->user_start;
	uint32_t type = km(m, "KM_USER0");
	uint64_t ret, word;

	(void)unused;
	assert_int_equal(three(m, "kmap_atomic", page_of(m, H0), type, v, &ret), HM_OK);
	assert_int_equal(hm_load(m, v, 4, &word), HM_OK);
	assert_int_equal(three(m, "kunmap_atomic", page_of(m, H0), type, word + 5, &ret), HM_OK);
	assert_int_equal(slot(m, 0, "KM_USER0").pfn, HM_NO_PFN);
	assert_int_equal(events(m, 0, HM_EV_INVLPG), 2);
	assert_int_equal(count_of(m), 0);
	assert_int_equal(hm_report_count(m), 0);
	assert_int_equal(three(n, "kmap_atomic", page_of(n, 0x9000), 0, v, &ret), HM_OK);
	assert_int_equal(hm_load(n, v, 4, &word), HM_OK);
	assert_int_equal(word, 0xc9000000);
	assert_int_equal(three(bad, "kunmap_atomic", 0x20, type, 0x20, &ret), HM_DIED);
	expect_report(bad, "Unable to handle kernel NULL pointer dereference at virtual address 00000020");
	hm_machine_close(m);
	hm_machine_close(n);
	hm_machine_close(bad);
}

/* The headers' constants are this machine's; with HIGHMEM=n there is no window to name. */
static void constants(void **unused)
{
	struct hm_machine *m = machine("era=2.6.24 pae=on nx=on"), *n = machine("highmem=off");
	struct hm_constant c;
	bool base = false, prot = false;

	(void)unused;
	for (unsigned int i = 0; hm_constant(m, i, &c); i++) {
		if (!strcmp(c.name, "PKMAP_BASE"))
			base = c.value == hm_layout(m)->pkmap_base && !c.wide;
		if (!strcmp(c.name, "__PAGE_KERNEL"))
			prot = c.value == 0x8000000000000163 && c.wide;
	}
	assert_true(base && prot);
	for (unsigned int i = 0; hm_constant(n, i, &c); i++) {
		assert_string_not_equal(c.name, "PKMAP_BASE");
		assert_string_not_equal(c.name, "LAST_PKMAP");
	}
	hm_machine_close(m);
	hm_machine_close(n);
}

/* HIGHMEM=n: bvec_kunmap_irq() is a macro that clears the flags. */
static void flags_without_highmem(void **unused)
{
	struct hm_machine *n = machine("highmem=off");
	hm_vaddr_t flags = hm_layout(n)->user_start;
	uint64_t word;

	(void)unused;
	assert_int_equal(hm_store(n, flags, 4, 0x200), HM_OK);
	call(n, "bvec_kunmap_irq", 0xc9000340, flags);
	assert_int_equal(hm_load(n, flags, 4, &word), HM_OK);
	assert_int_equal(word, 0);
	hm_machine_close(n);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(by_frame_number), cmocka_unit_test(by_frame_number_without_highmem), cmocka_unit_test(below_page_offset),
		cmocka_unit_test(flags_in_the_next_frame), cmocka_unit_test(symmetric_lowmem), cmocka_unit_test(high_parts), cmocka_unit_test(written_over), cmocka_unit_test(symmetric), cmocka_unit_test(constants),
		cmocka_unit_test(flags_without_highmem),
	};

	return cmocka_run_group_tests_name("era_corners", tests, NULL, NULL);
}
