/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Boot: what it costs, that two machines are two, that a failed open leaves nothing, and the client's part. */
#include "tests/engine/boot.h"

#include <time.h>
#include <unistd.h>

#include "engine/region.h"

static long resident_kib(void)
{
	long total, resident;
	FILE *f = fopen("/proc/self/statm", "r");

	assert_non_null(f);
	assert_int_equal(fscanf(f, "%ld %ld", &total, &resident), 2);
	fclose(f);
	return resident * (sysconf(_SC_PAGESIZE) / 1024);
}

static double seconds_to_open(const char *keys)
{
	struct timespec a, b;
	double best = 1;

	for (int i = 0; i < 10; i++) {
		double s;

		clock_gettime(CLOCK_MONOTONIC, &a);
		hm_machine_close(booted(keys));
		clock_gettime(CLOCK_MONOTONIC, &b);
		s = (double)(b.tv_sec - a.tv_sec) + (double)(b.tv_nsec - a.tv_nsec) / 1e9;
		best = s < best ? s : best;
	}
	return best;
}

static void boot_is_small_and_fast(void **keys)
{
	long before = resident_kib();
	struct hm_machine *m = booted(*keys);

	assert_true(resident_kib() - before <= 2048);
	hm_machine_close(m);
	assert_true(seconds_to_open(*keys) < 0.1); /* under valgrind, too */
}

static void memory_size_costs_no_time(void **unused)
{
	(void)unused;
	assert_true(seconds_to_open("ram=64G pae=on") < 8 * seconds_to_open("ram=1G pae=on"));
}

static void boot_is_an_event(void **unused)
{
	struct hm_machine *m = booted("");
	const struct hm_event *e = hm_event_get(m, 1);

	(void)unused;
	assert_int_equal(hm_event_count(m), 1);
	assert_int_equal(e->kind, HM_EV_BOOT);
	assert_int_equal(hm_halted(m), HM_RUNNING);
	assert_int_equal(hm_call_count(m), 0);
	assert_int_equal(hm_cycles(m, 0), 0);
	assert_int_equal(hm_cycles(m, 99), 0);
	assert_string_equal(hm_machine_era(m)->name, "2.6.11");
	hm_machine_close(m);
}

static void two_machines_are_two(void **unused)
{
	struct hm_machine *a = booted("ram=1G"), *b = booted("ram=8G pae=on");
	uint64_t hash = hm_state_hash(b);

	(void)unused;
	store(a, 0xd4000000, 4, 1);
	call(a, "kmap", 0xc1700000, 0);
	assert_int_equal(hm_state_hash(b), hash);
	assert_int_equal(load(b, 0xd4000000, 4), 0);
	hm_machine_close(a);
	assert_int_equal(load(b, 0xd4000000, 4), 0);
	hm_machine_close(b);
}

/* One step of some work, which every era can do. */
static void work(struct hm_machine *m, uint32_t step)
{
	hm_pfn_t high = hm_layout(m)->max_low_pfn + step % 7;
	uint32_t page = page_of(m, high);

	switch (step % 5) {
	case 0: store(m, call(m, "kmap", page, 0), 4, step); break;
	case 1: call(m, "alloc_page", 0x10, 0); break;
	case 2: call(m, "clear_highpage", page, 0); break;
	case 3: call(m, "submit_page", 0, page); break;
	case 4: call(m, "disk_interrupt", 0, 0); break;
	}
}

/* Turn by turn they are what each is alone: state, and every event. */
static void two_machines_in_turn_are_as_alone(void **unused)
{
	static const char *const keys[] = { "ram=2G cpus=2", "era=2.4.31 ram=1G cpus=4 pae=on" };
	struct hm_machine *alone[2], *turn[2];

	(void)unused;
	for (unsigned int i = 0; i < 2; i++) {
		alone[i] = booted(keys[i]);
		for (uint32_t step = 0; step < 200; step++)
			work(alone[i], step);
	}
	turn[0] = booted(keys[0]);
	turn[1] = booted(keys[1]);
	for (uint32_t step = 0; step < 200; step++) {
		work(turn[0], step);
		work(turn[1], step);
	}
	for (unsigned int i = 0; i < 2; i++) {
		assert_true(hm_state_hash(alone[i]) == hm_state_hash(turn[i]));
		assert_int_equal(hm_event_count(alone[i]), hm_event_count(turn[i]));
		for (uint64_t seq = 1; seq <= hm_event_count(alone[i]); seq++)
			assert_memory_equal(hm_event_get(alone[i], seq), hm_event_get(turn[i], seq), sizeof(struct hm_event));
		hm_machine_close(alone[i]);
		hm_machine_close(turn[i]);
	}
}

static int allowed;

static bool fail_later(void)
{
	return allowed-- <= 0;
}

static void failed_opens_leave_nothing(void **unused)
{
	struct hm_config cfg;
	struct hm_machine *m = NULL;
	int n = 0;

	(void)unused;
	assert_int_equal(configured(&cfg, "ram=1G", NULL), HM_OK);
	for (; !m && n < 1000; n++) {
		enum hm_verdict v;

		allowed = n;
		region_fail_hook = fail_later;
		v = hm_machine_open(&cfg, &m);
		region_fail_hook = NULL;
		assert_int_equal(v, m ? HM_OK : HM_NOMEM);
	}
	assert_true(n > 3 && n < 1000);
	hm_machine_close(m);
	hm_machine_close(NULL);
	cfg.era = NULL;
	assert_int_equal(hm_machine_open(&cfg, &m), HM_REFUSED);
}

static void the_client_part_is_carried(void **unused)
{
	struct hm_machine *m = booted("ram=1G");
	struct hm_window w = hm_client_window(m);
	struct hm_delta *d;

	(void)unused;
	assert_int_equal(w.size, 0);
	assert_int_equal(hm_client_grow(m, 100000), HM_OK);
	w = hm_client_window(m);
	assert_int_equal(w.size, 100000);
	for (size_t i = 0; i < w.size; i++)
		assert_int_equal(w.base[i], 0);
	w.base[99999] = 7;
	hm_window_mark(&w, 99999, 1);
	assert_int_equal(hm_delta_take(m, &d), HM_OK);
	assert_int_equal(hm_client_grow(m, 3 << 20), HM_OK);
	assert_int_equal(hm_client_window(m).base[99999], 7);
	assert_int_equal(hm_delta_revert(m), HM_OK);
	assert_int_equal(hm_client_window(m).size, 100000);
	assert_int_equal(hm_delta_apply(m, d), HM_OK);
	assert_int_equal(hm_client_window(m).size, 0);
	assert_int_equal(hm_delta_apply(m, d), HM_OK);
	assert_int_equal(hm_client_window(m).base[99999], 7);
	assert_int_equal(hm_client_grow(m, 10), HM_OK); /* never shrinks */
	assert_int_equal(hm_client_window(m).size, 100000);
	hm_delta_free(d);
	hm_machine_close(m);
}

static void the_site_goes_into_events(void **unused)
{
	struct hm_machine *m = booted("ram=1G");

	(void)unused;
	*hm_site(m) = 4711;
	load(m, 0xc4000000, 4);
	assert_int_equal(hm_event_get(m, hm_event_count(m))->site, 4711);
	hm_machine_close(m);
}

static void a_note_names_call_and_argument(void **unused)
{
	struct hm_machine *m = booted("ram=1G");
	uint64_t seq = hm_note_page_as_address(m, 3, 1, 0xc1700020);
	const struct hm_event *e = hm_event_get(m, seq);

	(void)unused;
	assert_int_equal(e->kind, HM_EV_PAGE_AS_ADDRESS);
	assert_int_equal(e->arg[0], 0xc1700020);
	assert_int_equal(e->arg[1], 3);
	hm_machine_close(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_prestate(boot_is_small_and_fast, (void *)(uintptr_t)"ram=4G"),
		cmocka_unit_test_prestate(boot_is_small_and_fast, (void *)(uintptr_t)"ram=64G pae=on cpus=32"),
		cmocka_unit_test_prestate(boot_is_small_and_fast, (void *)(uintptr_t)"ram=4G pse=off"),
		cmocka_unit_test(memory_size_costs_no_time),
		cmocka_unit_test(boot_is_an_event),
		cmocka_unit_test(two_machines_are_two), cmocka_unit_test(two_machines_in_turn_are_as_alone),
		cmocka_unit_test(failed_opens_leave_nothing),
		cmocka_unit_test(the_client_part_is_carried),
		cmocka_unit_test(the_site_goes_into_events),
		cmocka_unit_test(a_note_names_call_and_argument),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
