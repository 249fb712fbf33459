/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Going back: undo and redo give equal hashes at every step of a random walk, joined deltas act like both, revert drops what
 * was not taken, and equal inputs give equal hashes in any machine.
 */
#include "tests/engine/boot.h"

#include "engine/region.h"

enum { STEPS = 200 };

static uint32_t next_random(uint32_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return *seed;
}

/* A mixed step: allocations, maps, loads and stores of all kinds, TLB flushes, client memory. */
static void step(struct hm_machine *m, uint32_t *seed)
{
	uint32_t r = next_random(seed), page = page_of(m, 0x38000 + r % 50);
	uint64_t ret, value;
	struct hm_window w;

	switch (r >> 8 & 7) {
	case 0: (void)try_call(m, "alloc_page", 0xd2, 0, &ret); return;
	case 1: (void)try_call(m, "kmap", page, 0, &ret); return;
	case 2: (void)try_call(m, "kmap_atomic", page, km_type(m, "KM_USER0"), &ret);
		(void)hm_store(m, (hm_vaddr_t)ret + (r & 0xff8), 8, r);
		(void)try_call(m, "kunmap_atomic", ret, km_type(m, "KM_USER0"), &ret);
		return;
	case 3: (void)hm_store(m, 0xc4000000 + (r & 0x3ffffc), 4, r); return;
	case 4: (void)hm_load(m, 0xc4000000 + (r & 0xfffffc), 4, &value); return;
	case 5: hm_load_cr3(m); return;
	case 6:
		assert_int_equal(hm_client_grow(m, (r >> 12 & 0xff) * 100 + 1), HM_OK);
		w = hm_client_window(m);
		w.base[r % w.size] ^= 1;
		hm_window_mark(&w, r % w.size, 1);
		return;
	default:
		w = hm_user_window(m);
		w.base[r % w.size] ^= 1;
		hm_window_mark(&w, r % w.size, 1);
	}
}

static void walk_back_and_forth(void **keys)
{
	struct hm_machine *m = booted(*keys);
	struct hm_delta *delta[STEPS];
	uint64_t hash[STEPS + 1];
	uint32_t seed = 12345;

	hash[0] = hm_state_hash(m);
	for (int i = 0; i < STEPS; i++) {
		step(m, &seed);
		assert_int_equal(hm_delta_take(m, &delta[i]), HM_OK);
		hash[i + 1] = hm_state_hash(m);
	}
	for (int round = 0; round < 2; round++) {
		for (int i = STEPS; i-- > 0;) {
			assert_int_equal(delta[i] ? hm_delta_apply(m, delta[i]) : HM_OK, HM_OK);
			assert_int_equal(hm_state_hash(m), hash[i]);
		}
		for (int i = 0; i < STEPS; i++) {
			assert_int_equal(delta[i] ? hm_delta_apply(m, delta[i]) : HM_OK, HM_OK);
			assert_int_equal(hm_state_hash(m), hash[i + 1]);
		}
	}
	for (int i = 0; i < STEPS; i++)
		hm_delta_free(delta[i]);
	hm_machine_close(m);
}

static void the_same_inputs_give_the_same_hash(void **unused)
{
	struct hm_machine *a = booted("ram=1G"), *b = booted("ram=1G");
	uint32_t sa = 7, sb = 7;
	struct hm_delta *d;

	(void)unused;
	for (int i = 0; i < STEPS; i++) {
		step(a, &sa);
		step(b, &sb);
		assert_int_equal(hm_delta_take(a, &d), HM_OK); /* whether anybody takes deltas makes no difference */
		hm_delta_free(d);
	}
	assert_int_equal(hm_state_hash(a), hm_state_hash(b));
	store(a, 0xc4000000, 1, load(a, 0xc4000000, 1) + 1);
	load(b, 0xc4000000, 1);
	store(b, 0xc4000000, 1, load(b, 0xc4000000, 1));
	assert_int_not_equal(hm_state_hash(a), hm_state_hash(b));
	hm_machine_close(a);
	hm_machine_close(b);
}

static void other_way_after_undo_is_as_if_never_gone(void **unused)
{
	struct hm_machine *a = booted("ram=1G"), *b = booted("ram=1G");
	struct hm_delta *d;
	uint32_t seed = 99;

	(void)unused;
	for (int i = 0; i < 50; i++)
		step(a, &seed);
	assert_int_equal(hm_delta_take(a, &d), HM_OK);
	assert_int_equal(hm_delta_apply(a, d), HM_OK);
	hm_delta_free(d);
	assert_int_equal(hm_state_hash(a), hm_state_hash(b));
	for (uint32_t i = 0; i < 50; i++) {
		store(a, 0xc5000000 + i * 4100, 4, i);
		store(b, 0xc5000000 + i * 4100, 4, i);
	}
	assert_int_equal(hm_state_hash(a), hm_state_hash(b));
	hm_machine_close(a);
	hm_machine_close(b);
}

static void revert_goes_back_to_the_last_take(void **unused)
{
	struct hm_machine *m = booted("ram=1G");
	struct hm_delta *d;
	uint64_t hash;
	uint32_t seed = 3;

	(void)unused;
	store(m, 0xc4000000, 4, 1);
	assert_int_equal(hm_delta_take(m, &d), HM_OK);
	hm_delta_free(d);
	hash = hm_state_hash(m);
	for (int i = 0; i < 100; i++)
		step(m, &seed);
	assert_int_equal(hm_delta_revert(m), HM_OK);
	assert_int_equal(hm_state_hash(m), hash);
	assert_int_equal(load(m, 0xc4000000, 4), 1);
	hm_machine_close(m);
}

/* What a client relies on that keeps a machine instead of booting another: nothing of what ran before shows, on the host's side either. */
static void reverted_to_boot_it_goes_on_like_a_fresh_one(void **keys)
{
	struct hm_machine *used = booted(*keys), *fresh = booted(*keys);
	uint64_t boot = hm_state_hash(used);
	uint32_t seed = 77, other = 4711, same = 4711;

	for (int i = 0; i < STEPS; i++)
		step(used, &seed);
	load(used, 0xc4000010, 4); /* the TLB has it, and so has what is kept beside the TLB */
	assert_int_not_equal(hm_state_hash(used), boot);
	assert_int_equal(hm_delta_revert(used), HM_OK);
	assert_int_equal(hm_state_hash(used), boot);
	assert_int_equal(hm_event_count(used), hm_event_count(fresh));
	assert_int_equal(load(used, 0xc4000010, 4), load(fresh, 0xc4000010, 4));
	assert_int_equal(hm_state_hash(used), hm_state_hash(fresh));
	for (int i = 0; i < STEPS; i++) {
		step(used, &other);
		step(fresh, &same);
	}
	assert_int_equal(hm_state_hash(used), hm_state_hash(fresh));
	for (uint64_t seq = hm_event_first(fresh); seq <= hm_event_count(fresh); seq++)
		assert_memory_equal(hm_event_get(used, seq), hm_event_get(fresh, seq), sizeof(struct hm_event));
	assert_int_equal(hm_delta_revert(used), HM_OK);
	assert_int_equal(hm_state_hash(used), boot);
	hm_machine_close(used);
	hm_machine_close(fresh);
}

static void nothing_changed_is_no_delta(void **unused)
{
	struct hm_machine *m = booted("ram=1G");
	struct hm_delta *d = (void *)m;

	(void)unused;
	assert_int_equal(hm_delta_take(m, &d), HM_OK);
	assert_null(d);
	assert_int_equal(hm_delta_size(NULL), 0);
	hm_delta_free(NULL);
	hm_machine_close(m);
}

/* What was undone is no change of its own, and the next step's delta knows nothing of it. */
static void undone_is_not_taken_again(void **unused)
{
	struct hm_machine *m = booted("ram=1G");
	struct hm_delta *d, *none, *other;
	uint64_t boot = hm_state_hash(m);
	uint32_t seed = 17;

	(void)unused;
	for (int i = 0; i < 50; i++)
		step(m, &seed);
	assert_int_equal(hm_delta_take(m, &d), HM_OK);
	assert_int_equal(hm_delta_apply(m, d), HM_OK);
	assert_int_equal(hm_delta_take(m, &none), HM_OK);
	assert_null(none);
	for (int i = 0; i < 50; i++)
		step(m, &seed);
	assert_int_equal(hm_delta_take(m, &other), HM_OK);
	assert_int_equal(hm_delta_apply(m, other), HM_OK);
	assert_int_equal(hm_state_hash(m), boot);
	hm_delta_free(d);
	hm_delta_free(other);
	hm_machine_close(m);
}

static void joined_is_both(void **unused)
{
	struct hm_machine *m = booted("ram=1G");
	struct hm_delta *d[40], *all = NULL;
	uint64_t before = hm_state_hash(m), after;
	uint32_t seed = 5;

	(void)unused;
	for (int i = 0; i < 40; i++) {
		step(m, &seed);
		assert_int_equal(hm_delta_take(m, &d[i]), HM_OK);
	}
	after = hm_state_hash(m);
	for (int i = 0; i < 40; i++)
		assert_int_equal(hm_delta_join(all, d[i], &all), HM_OK);
	assert_int_equal(hm_delta_apply(m, all), HM_OK);
	assert_int_equal(hm_state_hash(m), before);
	assert_int_equal(hm_delta_apply(m, all), HM_OK);
	assert_int_equal(hm_state_hash(m), after);
	hm_delta_free(all);
	hm_machine_close(m);
}

static void there_and_back_joins_to_nothing(void **unused)
{
	struct hm_machine *m = booted("ram=1G");
	struct hm_window w = hm_user_window(m);
	struct hm_delta *there, *back, *both = (void *)m;

	(void)unused;
	w.base[5] = 1;
	hm_window_mark(&w, 5, 1);
	assert_int_equal(hm_delta_take(m, &there), HM_OK);
	w.base[5] = 0;
	hm_window_mark(&w, 5, 1);
	assert_int_equal(hm_delta_take(m, &back), HM_OK);
	assert_int_equal(hm_delta_join(there, back, &both), HM_OK);
	assert_null(both);
	hm_machine_close(m);
}

static void a_store_costs_few_bytes(void **unused)
{
	struct hm_machine *m = booted("ram=1G");
	struct hm_delta *d;

	(void)unused;
	store(m, 0xc4000000, 4, 1);
	assert_int_equal(hm_delta_take(m, &d), HM_OK);
	hm_delta_free(d);
	store(m, 0xc4000000, 4, 2);
	assert_int_equal(hm_delta_take(m, &d), HM_OK);
	assert_true(hm_delta_size(d) < 64);
	hm_delta_free(d);
	hm_machine_close(m);
}

static bool fail_always(void)
{
	return true;
}

static void without_memory_nothing_is_lost(void **unused)
{
	struct hm_machine *m = booted("ram=1G");
	struct hm_delta *d = NULL;
	uint64_t boot = hm_state_hash(m), hash;

	(void)unused;
	store(m, 0xc4000000, 4, 1);
	hash = hm_state_hash(m);
	region_fail_hook = fail_always;
	assert_int_equal(hm_delta_take(m, &d), HM_NOMEM);
	region_fail_hook = NULL;
	assert_int_equal(hm_state_hash(m), hash);
	assert_int_equal(hm_delta_take(m, &d), HM_OK);
	assert_int_equal(hm_delta_apply(m, d), HM_OK);
	assert_int_equal(hm_state_hash(m), boot);
	hm_delta_free(d);
	hm_machine_close(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_prestate(walk_back_and_forth, (void *)(uintptr_t)"ram=2G"),
		cmocka_unit_test_prestate(walk_back_and_forth, (void *)(uintptr_t)"ram=8G pae=on debug_highmem=off tlb=core2"),
		cmocka_unit_test(the_same_inputs_give_the_same_hash),
		cmocka_unit_test(other_way_after_undo_is_as_if_never_gone),
		cmocka_unit_test(revert_goes_back_to_the_last_take),
		cmocka_unit_test_prestate(reverted_to_boot_it_goes_on_like_a_fresh_one, (void *)(uintptr_t)"ram=2G"),
		cmocka_unit_test_prestate(reverted_to_boot_it_goes_on_like_a_fresh_one, (void *)(uintptr_t)"ram=8G pae=on debug_highmem=off tlb=core2"),
		cmocka_unit_test(nothing_changed_is_no_delta),
		cmocka_unit_test(undone_is_not_taken_again),
		cmocka_unit_test(joined_is_both),
		cmocka_unit_test(there_and_back_joins_to_nothing),
		cmocka_unit_test(a_store_costs_few_bytes),
		cmocka_unit_test(without_memory_nothing_is_lost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
