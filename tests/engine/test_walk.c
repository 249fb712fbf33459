/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A random walk over everything that the kernel side can do, misuse included, with a delta and a hash at each step; then all the
 * way back and forward again: equal hashes at every step. A write that does not mark its block shows here.
 */
#include "tests/engine/kernel.h"

enum { STEPS = 600 };

static uint32_t rng(uint32_t *s)
{
	*s ^= *s << 13;
	*s ^= *s >> 17;
	*s ^= *s << 5;
	return *s;
}

static void random_call(struct hm_machine *m, uint32_t *s)
{
	static const char *const names[] = {
		"kmap", "kmap", "kmap", "kunmap", "kmap_atomic", "kmap_atomic", "kunmap_atomic", "kmap_atomic_to_page", "page_address",
		"alloc_page", "__free_page", "preempt_disable", "preempt_enable", "local_bh_disable", "local_bh_enable",
		"local_irq_disable", "local_irq_enable", "schedule", "might_sleep", "clear_highpage",
	};
	const char *name = names[rng(s) % (sizeof(names) / sizeof(names[0]))];
	uint32_t page = page_of(m, rng(s) % 8 ? H0 + rng(s) % 12 : 0x4000 + rng(s) % 4), first = page, type = 1 + 2 * (rng(s) % 3);

	if (!strcmp(name, "kunmap_atomic") || !strcmp(name, "kmap_atomic_to_page"))
		first = rng(s) % 3 ? hm_slot_address(hm_layout(m), type + hm_layout(m)->km_type_nr * hm_current_cpu(m)) : page;
	if (!strcmp(name, "alloc_page"))
		first = rng(s) % 2 ? 0xd2 : 0xd0;
	invoke(m, name, first, type, NULL);
}

/* Somebody who can run, if anybody can. */
static void random_task(struct hm_machine *m, uint32_t *s)
{
	uint32_t cpu = rng(s) % 3;
	uint16_t id = (uint16_t)(rng(s) % hm_task_limit(m)), next;
	struct hm_task_view v;

	switch (rng(s) % 5) {
	case 0: hm_select(m, id, cpu); break;
	case 1: hm_switch_to(m, cpu, id); break;
	case 2:
		if (hm_pick_next(m, cpu, &next))
			hm_switch_to(m, cpu, next);
		break;
	case 3:
		if (hm_task_limit(m) < 200)
			hm_task_new(m, "t", rng(s) % 3 ? 0 : HM_TASK_KTHREAD, cpu, &next);
		break;
	default:
		if (hm_task_prompt(m, cpu, &next) == HM_OK)
			hm_select(m, next, cpu);
		break;
	}
	/* a call that was left goes on with its own arguments */
	if (hm_task_view(m, hm_current_task(m), &v) && v.blocked_call != ~0u && v.state == HM_TASK_CURRENT) {
		uint64_t arg[HM_MAX_ARGS] = { v.blocked_arg };

		hm_call_invoke(m, v.blocked_call, arg, NULL);
	}
}

static void random_step(struct hm_machine *m, uint32_t *s)
{
	uint64_t value;

	*hm_site(m) = rng(s) & 0xffff;
	switch (rng(s) % 12) {
	case 0: random_task(m, s); break;
	case 1: hm_context_enter(m, (enum hm_context)(1 + rng(s) % 3), rng(s) % 2); break;
	case 2:
	case 3: hm_context_exit(m, hm_context_now(m)); break;
	case 4: hm_context_set(m, HM_CTX_PROCESS); break;
	case 5: hm_load(m, hm_slot_address(hm_layout(m), rng(s) % 90), 4, &value); break;
	case 6: hm_store(m, hm_pkmap_address(hm_layout(m), rng(s) % 8) + rng(s) % 4096, 1, rng(s)); break;
	case 7: hm_deadlock(m); break;
	default: random_call(m, s); break;
	}
}

static void walk(const char *keys, uint32_t seed)
{
	struct hm_machine *m = machine(keys);
	static struct hm_delta *delta[STEPS];
	static uint64_t hash[STEPS + 1];
	uint32_t s = seed * 2654435761u + 1;

	hash[0] = hm_state_hash(m);
	for (int i = 0; i < STEPS; i++) {
		random_step(m, &s);
		assert_int_equal(hm_delta_take(m, &delta[i]), HM_OK);
		hash[i + 1] = hm_state_hash(m);
	}
	for (int round = 0; round < 2; round++) {
		for (int i = STEPS; i-- > 0;) {
			if (delta[i])
				assert_int_equal(hm_delta_apply(m, delta[i]), HM_OK);
			assert_true(hm_state_hash(m) == hash[i]);
		}
		for (int i = 0; i < STEPS; i++) {
			if (delta[i])
				assert_int_equal(hm_delta_apply(m, delta[i]), HM_OK);
			assert_true(hm_state_hash(m) == hash[i + 1]);
		}
	}
	for (int i = 0; i < STEPS; i++)
		hm_delta_free(delta[i]);
	hm_machine_close(m);
}

static void there_and_back(void **unused)
{
	(void)unused;
	for (uint32_t seed = 1; seed <= 6; seed++) {
		walk("cpus=3 pkmap=8 policy=abandon", seed);
		walk("cpus=3 pkmap=8 preempt=on", seed);
		walk("cpus=3 pkmap=8 debug_highmem=off pae=on policy=abandon", seed);
	}
}

/* The same steps on another machine give the same hash: nothing depends on host addresses. */
static void twice_the_same(void **unused)
{
	uint64_t hash[2];

	(void)unused;
	for (int i = 0; i < 2; i++) {
		struct hm_machine *m = machine("cpus=3 pkmap=8 policy=abandon");
		uint32_t s = 99;

		for (int step = 0; step < 3000; step++)
			random_step(m, &s);
		hash[i] = hm_state_hash(m);
		hm_machine_close(m);
	}
	assert_true(hash[0] == hash[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(there_and_back), cmocka_unit_test(twice_the_same) };

	return cmocka_run_group_tests_name("walk", tests, NULL, NULL);
}
