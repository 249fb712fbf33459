/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Loads and stores: sizes, pages that are crossed, oopses and their error codes, write protection, and that the fast path
 * leaves the same state as the long way.
 */
#include "tests/engine/boot.h"

#include "engine/state.h"

static void sizes_and_little_endian(void **unused)
{
	struct hm_machine *m = booted("ram=1G");
	uint32_t a = call(m, "kmap", 0xc1700000, 0);

	(void)unused;
	for (int round = 0; round < 2; round++) {
		store(m, a, 8, 0x8877665544332211);
		assert_true(load(m, a, 8) == 0x8877665544332211);
		assert_int_equal(load(m, a, 4), 0x44332211);
		assert_int_equal(load(m, a + 4, 4), 0x88776655);
		assert_int_equal(load(m, a + 6, 2), 0x8877);
		assert_int_equal(load(m, a + 7, 1), 0x88);
		assert_int_equal(load(m, a + 1, 4), 0x55443322);
		store(m, a + 1, 2, 0xabcd);
		store(m, a + 7, 1, 0xff);
		assert_true(load(m, a, 8) == 0xff77665544abcd11);
		store(m, a, 4, 0x1ffffffff);
		assert_true(load(m, a, 8) == 0xff776655ffffffff);
	}
	hm_machine_close(m);
}

/* Two neighbouring addresses, frames far apart. */
static void crossing_a_page(void **unused)
{
	struct hm_machine *m = booted("ram=1G");
	uint32_t a = call(m, "kmap", 0xc1700000, 0), b = call(m, "kmap", 0xc1700a00, 0);

	(void)unused;
	assert_int_equal(b, a + 4096);
	store(m, b - 3, 8, 0x8877665544332211);
	assert_true(load(m, b - 3, 8) == 0x8877665544332211);
	assert_int_equal(load(m, b - 4, 4), 0x33221100);
	assert_int_equal(frame_word(m, 0x38050), 0x77665544);
	hm_machine_close(m);
}

static void oopsed(struct hm_machine *m, hm_vaddr_t address, uint32_t error_code)
{
	const struct hm_report *r = hm_report_get(m, hm_report_count(m));

	assert_non_null(r);
	assert_int_equal(r->kind, HM_REPORT_OOPS);
	assert_int_equal(r->address, address);
	assert_int_equal(r->error_code, error_code);
	on_cpu(m, 0); /* a fresh task takes the dead one's place */
}

static void what_is_not_mapped_oopses(void **unused)
{
	struct hm_machine *m = booted("ram=1G");
	uint64_t v;

	(void)unused;
	assert_int_equal(hm_load(m, 0, 4, &v), HM_DIED);
	oopsed(m, 0, 0);
	assert_int_equal(hm_store(m, 0xbffffffc, 4, 1), HM_DIED);
	oopsed(m, 0xbffffffc, 2);
	assert_int_equal(hm_load(m, 0xff801234, 1, &v), HM_DIED);
	oopsed(m, 0xff801234, 0);
	assert_int_equal(hm_store(m, 0xf9000000, 1, 1), HM_DIED);
	oopsed(m, 0xf9000000, 2);
	hm_machine_close(m);
}

/* The second page is what faults, and nothing was written to the first. */
static void a_crossing_store_that_faults_writes_nothing(void **unused)
{
	struct hm_machine *m = booted("ram=1G");
	uint32_t a = call(m, "kmap", 0xc1700000, 0);
	uint64_t v;

	(void)unused;
	assert_int_equal(hm_store(m, a + 4094, 4, 0xffffffff), HM_DIED);
	oopsed(m, a + 4096, 2);
	assert_int_equal(load(m, a + 4092, 4), 0);
	assert_int_equal(hm_load(m, a + 4094, 4, &v), HM_DIED);
	oopsed(m, a + 4096, 0);
	hm_machine_close(m);
}

static void read_only_pages(void **unused)
{
	struct hm_machine *m = booted("ram=1G");
	uint32_t pte = hm_layout(m)->pkmap_page_table + 5 * 4;

	(void)unused;
	store(m, pte, 4, 0x38005161); /* present, not RW */
	assert_int_equal(load(m, 0xff805000, 4), 0);
	assert_int_equal(hm_store(m, 0xff805000, 4, 1), HM_DIED); /* the TLB knows it */
	oopsed(m, 0xff805000, 3);
	hm_invlpg(m, 0xff805000);
	assert_int_equal(hm_store(m, 0xff805000, 4, 1), HM_DIED); /* the walk finds it */
	oopsed(m, 0xff805000, 3);
	hm_machine_close(m);
}

static void addresses_wrap(void **unused)
{
	struct hm_machine *m = booted("ram=1G");
	uint64_t v;

	(void)unused;
	assert_int_equal(hm_load(m, 0xffffffff, 1, &v), HM_DIED);
	oopsed(m, 0xffffffff, 0);
	assert_int_equal(hm_load(m, 0xfffffffc, 8, &v), HM_DIED);
	oopsed(m, 0xfffffffc, 0);
	hm_machine_close(m);
}

static void bulk(void **unused)
{
	struct hm_machine *m = booted("ram=1G");
	uint8_t out[10000], in[10000];
	size_t done;

	(void)unused;
	for (size_t i = 0; i < sizeof(in); i++)
		in[i] = (uint8_t)(i * 7);
	assert_int_equal(hm_write(m, 0xc4000123, in, sizeof(in), &done), HM_OK);
	assert_int_equal(done, sizeof(in));
	assert_int_equal(hm_read(m, 0xc4000123, out, sizeof(out), &done), HM_OK);
	assert_memory_equal(in, out, sizeof(in));
	assert_int_equal(hm_fill(m, 0xc4000fff, 0x5a, 5000, &done), HM_OK);
	assert_int_equal(done, 5000);
	assert_int_equal(load(m, 0xc4000ffe, 1), in[0xffe - 0x123]);
	assert_int_equal(load(m, 0xc4000fff, 1), 0x5a);
	assert_int_equal(load(m, 0xc4000fff + 4999, 1), 0x5a);
	assert_int_equal(load(m, 0xc4000fff + 5000, 1), in[0xfff + 5000 - 0x123]);
	hm_machine_close(m);
}

static void bulk_stops_at_a_fault(void **unused)
{
	struct hm_machine *m = booted("ram=1G");
	uint32_t a = call(m, "kmap", 0xc1700000, 0);
	size_t done;

	(void)unused;
	assert_int_equal(hm_fill(m, a + 100, 1, 8192, &done), HM_DIED);
	assert_int_equal(done, 3996);
	oopsed(m, a + 4096, 2);
	assert_int_equal(load(m, a + 4095, 1), 1);
	hm_machine_close(m);
}

static void last_access(void **unused)
{
	struct hm_machine *m = booted("ram=1G");
	uint32_t a = call(m, "kmap", 0xc1700000, 0);
	struct hm_access_view v;

	(void)unused;
	assert_false(hm_last_access(m, 0, &v));
	store(m, a + 4, 4, 1);
	assert_true(hm_last_access(m, 0, &v));
	assert_int_equal(v.address, a + 4);
	assert_true(v.write && !v.hit && !v.stale);
	load(m, a + 8, 4);
	load(m, a + 12, 4);
	assert_true(hm_last_access(m, 0, &v));
	assert_int_equal(v.address, a + 12);
	assert_int_equal(v.pfn, 0x38000);
	assert_true(!v.write && v.hit);
	assert_false(hm_last_access(m, 1, &v));
	hm_machine_close(m);
}

static void looking_changes_nothing(void **unused)
{
	struct hm_machine *m = booted("ram=1G");
	uint32_t a = call(m, "kmap", 0xc1700000, 0), word;
	struct hm_tlb_view t;
	struct hm_page_view p;
	struct hm_walk w;
	uint64_t hash;

	(void)unused;
	store(m, a, 4, 42);
	hash = hm_state_hash(m);
	assert_true(hm_peek(m, a, &word, 4));
	assert_int_equal(word, 42);
	assert_true(hm_peek(m, 0xc4000ffe, &word, 4));
	assert_false(hm_peek(m, a + 4094, &word, 4));
	assert_false(hm_peek(m, 0, &word, 4));
	hm_walk(m, a, &w);
	hm_page_view(m, 0x38000, &p);
	assert_int_equal(p.address, a);
	hm_tlb_view(m, 0, 0, &t);
	assert_int_equal(hm_state_hash(m), hash);
	hm_machine_close(m);
}

/*
 * The same accesses on two machines, one of which loses its shortcuts before each (a take does that): equal states, so
 * the fast path counts, stamps and marks what the long way does. With -DHM_CHECK_STATE the takes check the marks.
 */
static void shortcuts_leave_no_trace(void **keys)
{
	struct hm_machine *fast = booted(*keys), *slow = booted(*keys);
	struct hm_machine *both[2] = { fast, slow };
	uint32_t seed = 17;
	struct hm_delta *d;

	for (int i = 0; i < 6; i++)
		for (int k = 0; k < 2; k++)
			call(both[k], "kmap", page_of(both[k], 0x38000 + (hm_pfn_t)i % 4), 0);
	for (int i = 0; i < 3000; i++) {
		uint32_t r = seed = seed * 1664525 + 1013904223, window = hm_layout(fast)->pkmap_base + 4096;
		hm_vaddr_t at = r >> 30 ? window + (r >> 8 & 0x3fff) : 0xc4000000 + (r >> 8 & 0xffffff);
		unsigned int size = 1u << (r >> 3 & 3);
		uint64_t value[2] = { 0 };

		if (at - window <= 0x4000 && at + size > window + 0x4000)
			continue;
		assert_int_equal(hm_delta_take(slow, &d), HM_OK);
		hm_delta_free(d);
		for (int k = 0; k < 2; k++) {
			on_cpu(both[k], r >> 6 & 1);
			if (r & 7)
				value[k] = load(both[k], at, size);
			else
				store(both[k], at, size, r);
			if ((r >> 16 & 127) == 5)
				hm_invlpg(both[k], at);
		}
		assert_true(value[0] == value[1]);
	}
	assert_int_equal(hm_state_hash(fast), hm_state_hash(slow));
	assert_int_equal(hm_delta_take(fast, &d), HM_OK);
	hm_delta_free(d);
	hm_machine_close(fast);
	hm_machine_close(slow);
}

static bool fail_always(void)
{
	return true;
}

static void no_host_memory_travels_up(void **unused)
{
	struct hm_machine *m = booted("ram=1G");
	enum hm_verdict v = HM_OK;
	hm_vaddr_t a = 0xc4000000;

	(void)unused;
	region_fail_hook = fail_always;
	for (; v == HM_OK && a < 0xd0000000; a += 4096)
		v = hm_store(m, a, 4, 1);
	region_fail_hook = NULL;
	assert_int_equal(v, HM_NOMEM);
	assert_int_equal(load(m, a - 4096, 4), 0);
	store(m, a - 4096, 4, 1);
	assert_int_equal(load(m, a - 4096, 4), 1);
	hm_machine_close(m);
}

static unsigned int asked;

static bool fail_behind_four(void)
{
	return ++asked > 4;
}

/* The frames have moved, and then there is no memory to note the new one: what was used before is found where it is now. */
static void frames_that_moved_for_nothing(void **unused)
{
	struct hm_machine *m = booted("ram=1G");
	size_t size = m->region.area[AREA_FRAMES].size;
	hm_vaddr_t a = 0xc8000000, far = 0xd0000000;
	enum hm_verdict v = HM_OK;

	(void)unused;
	store(m, a, 4, 0x1234);
	region_fail_hook = fail_always;
	for (; v == HM_OK && a < 0xc8400000; a += 4096)
		v = hm_store(m, a, 4, 0x1234);
	assert_int_equal(v, HM_NOMEM);
	asked = 0;
	region_fail_hook = fail_behind_four;
	assert_int_equal(hm_store(m, far, 4, 1), HM_NOMEM);
	region_fail_hook = NULL;
	assert_true(asked > 4 && m->region.area[AREA_FRAMES].size > size);
	assert_int_equal(load(m, a - 2 * 4096, 4), 0x1234);
	hm_machine_close(m);
}

/* Of two pages that both may not be written the CPU complains about the first. */
static void a_crossing_store_faults_where_it_starts(void **unused)
{
	struct hm_machine *m = booted("ram=1G");

	(void)unused;
	assert_int_equal(hm_store(m, 0xfff80ffe, 4, 1), HM_DIED);
	assert_int_equal(hm_report_get(m, 1)->address, 0xfff80ffe);
	hm_machine_close(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sizes_and_little_endian),
		cmocka_unit_test(crossing_a_page),
		cmocka_unit_test(what_is_not_mapped_oopses),
		cmocka_unit_test(a_crossing_store_that_faults_writes_nothing),
		cmocka_unit_test(read_only_pages),
		cmocka_unit_test(addresses_wrap),
		cmocka_unit_test(bulk),
		cmocka_unit_test(bulk_stops_at_a_fault),
		cmocka_unit_test(last_access),
		cmocka_unit_test(looking_changes_nothing),
		cmocka_unit_test_prestate(shortcuts_leave_no_trace, (void *)(uintptr_t)"ram=1G"),
		cmocka_unit_test_prestate(shortcuts_leave_no_trace, (void *)(uintptr_t)"ram=8G pae=on pse=off tlb=16,2,4,2"),
		cmocka_unit_test(a_crossing_store_faults_where_it_starts), cmocka_unit_test(no_host_memory_travels_up),
		cmocka_unit_test(frames_that_moved_for_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
