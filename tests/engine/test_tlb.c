/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * TLBs: the rules of section B.2, fact 50's stale cases, replacement against a plain model, the shootdown of B.4 (facts 25 and
 * 26) with its costs, and B.5's warning.
 */
#include "tests/engine/boot.h"

#include "engine/state.h"

enum { KERNEL_RANGE_START = 0x1000, KERNEL_RANGE_END = 0x2000, MOST_WAYS = 8 };

#define FIX "layout=s8 ram=1G debug_highmem=off "

static void filled_by_a_miss_used_by_a_hit(void **unused)
{
	struct hm_machine *m = booted(FIX);
	uint32_t a = call(m, "kmap", 0xc1700000, 0);
	struct hm_tlb_stats s;
	struct hm_tlb_view v = { 0 };
	struct hm_event e;

	(void)unused;
	assert_false(tlb_has(m, 0, a, NULL));
	load(m, a + 8, 4);
	assert_true(tlb_has(m, 0, a, &v));
	assert_int_equal(v.pfn, 0x38000);
	assert_int_equal(v.flags, 0x163);
	assert_true(v.global && !v.large && !v.stale);
	assert_int_equal(v.set, (a >> 12) & 15);
	assert_int_equal(events(m, HM_EV_TLB_FILL, 0, &e), 1);
	assert_int_equal(v.filled.seq, e.seq);
	assert_int_equal(e.arg[0], a);
	assert_int_equal(e.arg[1], 0x38000);
	load(m, a + 16, 4);
	load(m, a + 20, 1);
	hm_tlb_stats(m, 0, &s);
	assert_int_equal(s.misses, 1);
	assert_int_equal(s.hits, 2);
	tlb_has(m, 0, a, &v);
	assert_int_equal(v.age, 0);
	load(m, 0xc4000000, 4);
	tlb_has(m, 0, a, &v);
	assert_int_equal(v.age, 1);
	hm_machine_close(m);
}

static void a_fill_names_the_event_that_set_the_entry(void **unused)
{
	struct hm_machine *m = booted(FIX);
	uint32_t a = call(m, "kmap", 0xc1700000, 0);
	struct hm_pkmap_view p;
	struct hm_event e;

	(void)unused;
	load(m, a, 4);
	hm_pkmap_view(m, 1, &p);
	events(m, HM_EV_TLB_FILL, 0, &e);
	assert_int_equal(e.cause, p.set.seq);
	hm_machine_close(m);
}

static void not_present_is_not_cached(void **unused)
{
	struct hm_machine *m = booted(FIX "policy=abandon");
	uint64_t value;

	(void)unused;
	assert_int_not_equal(hm_load(m, 0xff801000, 4, &value), HM_OK);
	assert_false(tlb_has(m, 0, 0xff801000, NULL));
	call(m, "kmap", 0xc1700000, 0);
	assert_int_equal(load(m, 0xff801000, 4), 0); /* and so setting a clear entry needs no flush */
	hm_machine_close(m);
}

static void large_pages_have_their_own_array(void **unused)
{
	struct hm_machine *m = booted(FIX);
	struct hm_tlb_view v = { 0 };

	(void)unused;
	load(m, 0xc4123456, 4);
	assert_true(tlb_has(m, 0, 0xc4000000, &v));
	assert_true(v.large && v.global);
	assert_int_equal(v.pfn, 0x4000);
	load(m, 0xc43ffffc, 4);
	assert_int_equal(events(m, HM_EV_TLB_FILL, 0, NULL), 1);
	load(m, 0xc4400000, 4);
	assert_int_equal(events(m, HM_EV_TLB_FILL, 0, NULL), 2);
	hm_invlpg(m, 0xc4123000);
	assert_false(tlb_has(m, 0, 0xc4000000, NULL));
	hm_machine_close(m);
}

static void flushes(void **unused)
{
	struct hm_machine *m = booted(FIX);
	uint32_t a = call(m, "kmap", 0xc1700000, 0), b = call(m, "kmap", 0xc1700020, 0);
	struct hm_tlb_stats s;

	(void)unused;
	load(m, a, 4);
	load(m, b, 4);
	hm_invlpg(m, a + 77);
	assert_false(tlb_has(m, 0, a, NULL)); /* though it is global */
	assert_true(tlb_has(m, 0, b, NULL));
	hm_load_cr3(m);
	assert_true(tlb_has(m, 0, b, NULL));
	hm_flush_tlb_global(m);
	assert_false(tlb_has(m, 0, b, NULL));
	hm_tlb_stats(m, 0, &s);
	assert_int_equal(s.invlpg, 1);
	assert_int_equal(s.flush_nonglobal, 1);
	assert_int_equal(s.flush_all, 1);
	hm_machine_close(m);
}

static void without_pge_a_cr3_load_drops_all(void **unused)
{
	struct hm_machine *m = booted(FIX "pge=off");
	uint32_t a = call(m, "kmap", 0xc1700000, 0);

	(void)unused;
	load(m, a, 4);
	load(m, 0xc4000000, 4);
	hm_load_cr3(m);
	assert_false(tlb_has(m, 0, a, NULL));
	assert_false(tlb_has(m, 0, 0xc4000000, NULL));
	hm_machine_close(m);
}

/* CPU 1 reads CPU 0's slot, CPU 0 gives the slot to another page: the frames hold 100 and 101. */
static uint32_t remapped_slot(struct hm_machine *m)
{
	uint32_t user0 = km_type(m, "KM_USER0"), slot, word;

	for (uint32_t i = 0; i < 2; i++) {
		uint32_t a = call(m, "kmap", 0xc1700000 + i * 32, 0);

		word = 100 + i;
		store(m, a, 4, word);
	}
	slot = call(m, "kmap_atomic", 0xc1700000, user0);
	on_cpu(m, 1);
	assert_int_equal(load(m, slot, 4), 100);
	on_cpu(m, 0);
	call(m, "kunmap_atomic", slot, user0);
	assert_int_equal(call(m, "kmap_atomic", 0xc1700020, user0), slot);
	assert_int_equal(load(m, slot, 4), 101);
	on_cpu(m, 1);
	return slot;
}

/* Fact 50, PGE on. */
static void stale_on_the_other_cpu(void **unused)
{
	struct hm_machine *m = booted(FIX "cpus=2");
	uint32_t slot = remapped_slot(m);
	struct hm_tlb_view v = { 0 };
	struct hm_access_view a;
	struct hm_event stale, use, set;

	(void)unused;
	assert_int_equal(events(m, HM_EV_TLB_STALE, 0, &stale), 1);
	assert_int_equal(stale.arg[0], 1);
	assert_int_equal(stale.arg[1], slot);
	assert_true(tlb_has(m, 1, slot, &v));
	assert_true(v.stale);
	events(m, HM_EV_PTE_SET, 0, &set);
	assert_int_equal(v.stale_by, set.seq);
	assert_int_equal(stale.cause, set.seq);
	assert_int_equal(load(m, slot, 4), 100);
	assert_int_equal(events(m, HM_EV_TLB_STALE_USE, 0, &use), 1);
	assert_int_equal(use.cause, set.seq);
	assert_int_equal(use.arg[1], 0x38000);
	assert_true(hm_last_access(m, 1, &a));
	assert_true(a.stale && a.hit && a.pfn == 0x38000);
	store(m, slot, 4, 200); /* writes go to the old page, too */
	assert_int_equal(frame_word(m, 0x38000), 200);
	assert_int_equal(frame_word(m, 0x38001), 101);
	hm_load_cr3(m);
	assert_int_equal(load(m, slot, 4), 200);
	assert_int_equal(flush_tlb_kernel_range(m, KERNEL_RANGE_START, KERNEL_RANGE_END), HM_OK);
	assert_int_equal(load(m, slot, 4), 101);
	hm_machine_close(m);
}

/* Fact 50, PGE off: a CR3 load ends it. */
static void stale_until_a_cr3_load(void **unused)
{
	struct hm_machine *m = booted(FIX "cpus=2 pge=off");
	uint32_t slot = remapped_slot(m);

	(void)unused;
	assert_int_equal(load(m, slot, 4), 100);
	hm_load_cr3(m);
	assert_int_equal(load(m, slot, 4), 101);
	hm_machine_close(m);
}

/* A.7 with debugging: the slot is cleared, the other CPU's entry lives on; mapping the same page again makes it good again. */
static void stale_after_a_clear_and_good_again(void **unused)
{
	struct hm_machine *m = booted("layout=s8 ram=1G cpus=2");
	uint32_t user0 = km_type(m, "KM_USER0"), slot = call(m, "kmap_atomic", 0xc1700000, user0);
	struct hm_tlb_view v = { 0 };
	struct hm_event e;

	(void)unused;
	on_cpu(m, 1);
	load(m, slot, 4);
	on_cpu(m, 0);
	call(m, "kunmap_atomic", slot, user0);
	assert_true(tlb_has(m, 1, slot, &v));
	assert_true(v.stale);
	events(m, HM_EV_PTE_CLEAR, 0, &e);
	assert_int_equal(v.stale_by, e.seq);
	call(m, "kmap_atomic", 0xc1700000, user0);
	tlb_has(m, 1, slot, &v);
	assert_false(v.stale);
	hm_machine_close(m);
}

/* Puts an address in front of a set's list, the most recent one first; false: it was in none of its ways. */
static bool use_way(uint32_t *way, unsigned int ways, uint32_t at)
{
	unsigned int i = 0;
	bool found;

	while (i < ways - 1 && way[i] != at)
		i++;
	found = way[i] == at;
	memmove(way + 1, way, i * sizeof(*way));
	way[0] = at;
	return found;
}

/* Least recently used of the set goes, against lists kept by hand: 4 sets, three times as many pages as they hold. */
static void check_replacement(const char *config, unsigned int ways)
{
	struct hm_machine *m = booted(config);
	uint32_t a[12 * MOST_WAYS], recent[4][MOST_WAYS] = { { 0 } }, seed = 1, misses = 0, n = 12 * ways;
	struct hm_tlb_stats s, before;

	for (uint32_t i = 0; i < n; i++)
		a[i] = call(m, "kmap", page_of(m, 0x38000 + i), 0);
	hm_tlb_stats(m, 0, &before);
	for (int i = 0; i < 3000; i++) {
		uint32_t at = a[(seed = seed * 1664525 + 1013904223) >> 16 & 15 ? (seed >> 20) % n : 0];

		misses += !use_way(recent[at >> 12 & 3], ways, at);
		load(m, at + (seed >> 24), 1);
	}
	hm_tlb_stats(m, 0, &s);
	assert_int_equal(s.misses - before.misses, misses);
	assert_int_equal(s.hits - before.hits, 3000 - misses);
	assert_true(s.evictions > 100);
	assert_int_equal(events(m, HM_EV_TLB_EVICT, 0, NULL), s.evictions);
	hm_machine_close(m);
}

static void replacement_is_lru(void **unused)
{
	(void)unused;
	check_replacement(FIX "tlb=8,2,8,4", 2);
	check_replacement(FIX "tlb=16,4,8,4", 4);
	check_replacement(FIX "tlb=32,8,8,4", 8);
}

static void shootdown(void **unused)
{
	struct hm_machine *m = booted(FIX "cpus=4");
	uint64_t since = hm_event_count(m), cycles[4], last_recv = 0;
	struct hm_event e, own;

	(void)unused;
	for (uint32_t cpu = 0; cpu < 4; cpu++)
		cycles[cpu] = hm_cycles(m, cpu);
	flush_tlb_kernel_range(m, 0xff800000, 0xffc00000);
	assert_int_equal(events(m, HM_EV_FLUSH_KERNEL_RANGE, since, &e), 1);
	assert_int_equal(e.arg[0], 0xff800000);
	assert_int_equal(events(m, HM_EV_FLUSH_ALL, since, NULL), 1);
	assert_int_equal(events(m, HM_EV_IPI_SEND, since, &e), 1);
	assert_int_equal(e.arg[0], 0xfb);
	assert_int_equal(e.arg[1], 3);
	assert_int_equal(events(m, HM_EV_IPI_RECV, since, &own), 3);
	assert_int_equal(own.cause, e.seq);
	last_recv = own.seq;
	assert_int_equal(events(m, HM_EV_FLUSH_LOCAL, since, &own), 4);
	assert_int_equal(own.cpu, 0); /* the caller's own comes last */
	assert_true(own.seq > last_recv);
	assert_int_equal(hm_cycles(m, 0) - cycles[0], 500 + 3 * 1000 + 200 + 200);
	for (uint32_t cpu = 1; cpu < 4; cpu++)
		assert_int_equal(hm_cycles(m, cpu) - cycles[cpu], 1000 + 200);
	assert_int_equal(hm_current_cpu(m), 0);
	hm_machine_close(m);
}

static void one_cpu_sends_no_ipi(void **keys)
{
	struct hm_machine *m = booted(*keys);
	uint64_t since = hm_event_count(m);

	flush_tlb_kernel_range(m, 0, 0);
	assert_int_equal(events(m, HM_EV_IPI_SEND, since, NULL), 0);
	assert_int_equal(events(m, HM_EV_FLUSH_LOCAL, since, NULL), 1);
	call(m, "local_irq_disable", 0, 0);
	flush_tlb_kernel_range(m, 0, 0);
	assert_int_equal(hm_report_count(m), 0); /* smp_call_function() returns before its WARN_ON */
	hm_machine_close(m);
}

static void irqs_off_is_warned_of(void **unused)
{
	struct hm_machine *m = booted(FIX "cpus=2");

	(void)unused;
	flush_tlb_kernel_range(m, 0, 0);
	assert_int_equal(hm_report_count(m), 0);
	call(m, "local_irq_disable", 0, 0);
	flush_tlb_kernel_range(m, 0, 0);
	assert_int_equal(hm_report_count(m), 1);
	assert_int_equal(hm_report_get(m, 1)->check, HM_CHECK_SMP_CALL_IRQS_OFF);
	assert_int_equal(hm_report_get(m, 1)->kind, HM_REPORT_WARN);
	hm_machine_close(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(filled_by_a_miss_used_by_a_hit),
		cmocka_unit_test(a_fill_names_the_event_that_set_the_entry),
		cmocka_unit_test(not_present_is_not_cached),
		cmocka_unit_test(large_pages_have_their_own_array),
		cmocka_unit_test(flushes),
		cmocka_unit_test(without_pge_a_cr3_load_drops_all),
		cmocka_unit_test(stale_on_the_other_cpu),
		cmocka_unit_test(stale_until_a_cr3_load),
		cmocka_unit_test(stale_after_a_clear_and_good_again),
		cmocka_unit_test(replacement_is_lru),
		cmocka_unit_test(shootdown),
		cmocka_unit_test_prestate(one_cpu_sends_no_ipi, (void *)(uintptr_t)(FIX "cpus=1")),
		cmocka_unit_test_prestate(one_cpu_sends_no_ipi, (void *)(uintptr_t)"layout=up ram=1G"),
		cmocka_unit_test(irqs_off_is_warned_of),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
