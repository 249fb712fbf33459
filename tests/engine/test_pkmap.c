/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The permanent window beyond the numbered facts: small windows, provenance, the hash, counts gone wrong, oops on a wrong page. */
#include "engine/state.h"
#include "tests/engine/kernel.h"

static void teaching_size(void **unused)
{
	struct hm_machine *m = machine(S8 DBG "pkmap=8");

	(void)unused;
	assert_int_equal(hm_layout(m)->last_pkmap, 8);
	assert_int_equal(hm_layout(m)->pkmap_base, 0xff800000);
	for (uint32_t i = 0; i < 7; i++) {
		assert_int_equal(kmap(m, H0 + i), 0xff801000 + 0x1000 * i);
		kunmap(m, H0 + i);
	}
	assert_int_equal(kmap(m, H0 + 7), 0xff800000);
	assert_int_equal(events(m, 0, HM_EV_FLUSH_ALL), 1);
	assert_int_equal(events(m, 0, HM_EV_PTE_CLEAR), 7);
	assert_int_equal(last_event(m, HM_EV_FLUSH_KERNEL_RANGE)->arg[0], 0xff800000);
	assert_int_equal(last_event(m, HM_EV_FLUSH_KERNEL_RANGE)->arg[1], 0xff808000);
	hm_machine_close(m);
}

static void entries_in_use_survive_a_wrap(void **unused)
{
	struct hm_machine *m = machine(S8 DBG "pkmap=4");

	(void)unused;
	kmap(m, H0);
	for (uint32_t i = 1; i < 20; i++) {
		kmap(m, H0 + i);
		kunmap(m, H0 + i);
	}
	assert_int_equal(entry(m, 1).count, 2);
	assert_int_equal(entry(m, 1).pfn, H0);
	assert_int_equal(call(m, "page_address", page_of(m, H0), 0), 0xff801000);
	hm_machine_close(m);
}

static void provenance(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);

	(void)unused;
	assert_int_equal(entry(m, 1).set.seq, 0);
	*hm_site(m) = 5;
	kmap(m, H0);
	*hm_site(m) = 6;
	kunmap(m, H0);
	assert_int_equal(entry(m, 1).set.kind, HM_EV_PTE_SET);
	assert_int_equal(entry(m, 1).set.site, 5);
	assert_int_equal(entry(m, 1).counted.site, 6);
	assert_int_equal(entry(m, 1).counted.arg[2], 1);
	assert_false(hm_pkmap_view(m, 1024, &(struct hm_pkmap_view){ .count = 0 }));
	hm_machine_close(m);
}

/* Further kunmaps below 0 are silent; each kmap of the page then raises the count by one, and complains below 2. */
static void counts_below_zero(void **unused)
{
	struct hm_machine *m = machine(S8 DBG "policy=abandon");

	(void)unused;
	kmap(m, H0);
	kunmap(m, H0);
	assert_int_equal(invoke(m, "kunmap", page_of(m, H0), 0, NULL), HM_ABANDONED);
	kunmap(m, H0);
	kunmap(m, H0);
	assert_int_equal(entry(m, 1).count, -2);
	for (int count = -1; count < 2; count++) {
		assert_int_equal(invoke(m, "kmap", page_of(m, H0), 0, NULL), HM_ABANDONED);
		expect_report(m, "kernel BUG at mm/highmem.c:165!");
		assert_int_equal(entry(m, 1).count, count);
	}
	assert_int_equal(kmap(m, H0), 0xff801000);
	hm_machine_close(m);
}

/* An entry whose count was driven to 0 is handed out again while its page still has its address: two pages, one address. */
static void two_pages_one_address(void **unused)
{
	struct hm_machine *m = machine(S8 DBG "policy=abandon pkmap=4");
	hm_vaddr_t shared;

	(void)unused;
	kmap(m, H0);
	kunmap(m, H0);
	assert_int_equal(invoke(m, "kunmap", page_of(m, H0), 0, NULL), HM_ABANDONED);
	for (uint32_t i = 1; i < 4; i++) {
		kmap(m, H0 + i);
		kunmap(m, H0 + i);
	}
	shared = kmap(m, H0 + 9);
	assert_int_equal(shared, 0xff801000);
	assert_int_equal(call(m, "page_address", page_of(m, H0), 0), shared);
	assert_int_equal(call(m, "page_address", page_of(m, H0 + 9), 0), shared);
	assert_int_equal(entry(m, 1).pfn, H0 + 9);
	hm_machine_close(m);
}

static void pool_runs_empty(void **unused)
{
	struct hm_machine *m = machine(S8 DBG "policy=abandon pkmap=4");
	enum hm_verdict v = HM_OK;

	(void)unused;
	for (uint32_t i = 0; i < 8 && v == HM_OK; i++) {
		v = invoke(m, "kmap", page_of(m, H0 + i), 0, NULL);
		if (v == HM_OK) {
			kunmap(m, H0 + i);
			invoke(m, "kunmap", page_of(m, H0 + i), 0, NULL);
		}
	}
	assert_int_equal(v, HM_ABANDONED);
	expect_report(m, "kernel BUG at mm/highmem.c:557!");
	hm_machine_close(m);
}

/* Pages whose records share a bucket are all found, whatever order they go in. */
static void hash_chains(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	hm_pfn_t same[5];
	unsigned int n = 0;

	(void)unused;
	for (hm_pfn_t pfn = H0; n < 5; pfn++)
		if ((page_of(m, pfn) * 0x9e370001u) >> 25 == 96)
			same[n++] = pfn;
	for (unsigned int i = 0; i < 5; i++)
		kmap(m, same[i]);
	for (unsigned int i = 0; i < 5; i++)
		assert_int_equal(call(m, "page_address", page_of(m, same[i]), 0), 0xff801000 + 0x1000 * i);
	kunmap(m, same[2]);
	kunmap(m, same[0]);
	for (uint32_t i = 0; i < 1023; i++) { /* to the wrap, which takes both records out */
		kmap(m, H0 + 5000 + i);
		kunmap(m, H0 + 5000 + i);
	}
	assert_int_equal(call(m, "page_address", page_of(m, same[0]), 0), 0);
	assert_int_equal(call(m, "page_address", page_of(m, same[1]), 0), 0xff802000);
	assert_int_equal(call(m, "page_address", page_of(m, same[2]), 0), 0);
	assert_int_equal(call(m, "page_address", page_of(m, same[3]), 0), 0xff804000);
	assert_int_equal(call(m, "page_address", page_of(m, same[4]), 0), 0xff805000);
	hm_machine_close(m);
}

/* What is no struct page at all is read through the MMU, and may oops there. */
static void wrong_pointers(void **unused)
{
	static const uint32_t wrong[] = { 0, 0x1000, 0xbffffffc, 0xff900000 };

	(void)unused;
	for (int i = 0; i < 4; i++) {
		struct hm_machine *m = machine(S8 DBG);

		assert_int_equal(invoke(m, "kmap", wrong[i], 0, NULL), HM_DIED);
		assert_int_equal(hm_report_get(m, 1)->kind, HM_REPORT_OOPS);
		assert_int_equal(hm_report_get(m, 1)->address, wrong[i]);
		assert_int_equal(invoke(m, "kmap", wrong[i], 0, NULL), HM_REFUSED); /* the task is dead */
		hm_machine_close(m);
	}
}

/* struct page is memory: clear PG_highmem in it, and the page is lowmem for the kernel. */
static void flags_are_memory(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	hm_vaddr_t page = page_of(m, H0);

	(void)unused;
	assert_int_equal(call(m, "PageHighMem", page, 0) != 0, 1);
	assert_int_equal(hm_store(m, page, 4, 0), HM_OK);
	assert_int_equal(call(m, "PageHighMem", page, 0), 0);
	assert_int_equal(kmap(m, H0), 0xf8000000);
	assert_int_equal(kmap(m, H1), 0xff801000);
	hm_machine_close(m);
}

static void genuine_lowmem_addresses(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);

	(void)unused;
	assert_true(hm_is_page_pointer(m, 0xc1700000));
	assert_true(hm_is_page_pointer(m, 0xc1000040));
	assert_false(hm_is_page_pointer(m, 0xc0fff000));
	assert_int_equal(kmap_atomic(m, 0x1000, "KM_USER0"), 0xc1000000);
	assert_false(hm_is_page_pointer(m, 0xc1000040));
	assert_true(hm_is_page_pointer(m, 0xc1001000));
	hm_machine_close(m);
}

/* A wrap with interrupts off: smp_call_function() warns before it sends. */
static void wrap_with_irqs_off(void **unused)
{
	struct hm_machine *m = machine(S8 DBG "pkmap=4");

	(void)unused;
	for (uint32_t i = 0; i < 3; i++)
		kmap(m, H0 + i);
	call(m, "local_irq_disable", 0, 0);
	kmap(m, H0 + 3);
	expect_report(m, "Badness in smp_call_function at arch/i386/kernel/smp.c:523");
	hm_machine_close(m);
}

/* Random calls keep the invariants: a count of 2 and more has an entry and an address that agree. */
static void invariants(void **unused)
{
	struct hm_machine *m = machine(S8 DBG "pkmap=16");
	uint32_t s = 1, users[40] = { 0 };

	(void)unused;
	for (int step = 0; step < 20000; step++) {
		uint32_t i;

		s = s * 1664525 + 1013904223;
		i = s >> 16 & 31;
		if (s >> 30 && users[i]) {
			kunmap(m, H0 + i);
			users[i]--;
		} else if (users[i] || entry(m, 0).count < 2) {
			uint32_t used = 0;

			for (uint32_t k = 0; k < 40; k++)
				used += users[k] != 0;
			if (used < 15 || users[i]) {
				assert_int_equal(kmap(m, H0 + i) & 0xfff, 0);
				users[i]++;
			}
		}
		if (step % 50)
			continue;
		for (i = 0; i < 32; i++) {
			hm_vaddr_t address = call(m, "page_address", page_of(m, H0 + i), 0);
			uint32_t nr = (address - 0xff800000) >> 12;

			assert_true(address || !users[i]);
			if (address) {
				assert_int_equal(entry(m, nr).count, users[i] + 1);
				assert_int_equal(entry(m, nr).pfn, H0 + i);
			}
		}
	}
	hm_machine_close(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(teaching_size), cmocka_unit_test(entries_in_use_survive_a_wrap), cmocka_unit_test(provenance),
		cmocka_unit_test(counts_below_zero), cmocka_unit_test(two_pages_one_address), cmocka_unit_test(pool_runs_empty),
		cmocka_unit_test(hash_chains), cmocka_unit_test(wrong_pointers), cmocka_unit_test(flags_are_memory),
		cmocka_unit_test(genuine_lowmem_addresses), cmocka_unit_test(wrap_with_irqs_off), cmocka_unit_test(invariants),
	};

	return cmocka_run_group_tests_name("pkmap", tests, NULL, NULL);
}
