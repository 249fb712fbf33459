/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The cost model: every cycle of every clock is accounted for by a price, an answer or a wait; who waits for whom;
 * prices, presets and trials.
 */
#include "tests/engine/kernel.h"

/* The clock as the counts give it. */
static uint64_t expected(const struct hm_machine *m, uint32_t cpu)
{
	struct hm_paid p;
	uint64_t sum;

	hm_paid(m, cpu, &p);
	sum = p.lock_wait + p.answers * hm_cost(m, HM_COST_IPI_REMOTE) + p.times[HM_COST_IPI_SEND] * hm_cost(m, HM_COST_FLUSH_LOCAL);
	for (unsigned int i = 0; i < HM_COST_NR; i++)
		sum += p.times[i] * hm_cost(m, (enum hm_cost)i);
	return sum;
}

static void work(struct hm_machine *m)
{
	uint16_t a = new_task(m, "a", 1);

	for (uint32_t i = 0; i < 40; i++) {
		store(m, kmap(m, H0 + i), 1);
		kunmap(m, H0 + i);
	}
	assert_int_equal(hm_switch_to(m, 1, a), HM_OK);
	for (uint32_t i = 0; i < 40; i++) {
		uint32_t v = kmap_atomic(m, H0 + i, "KM_USER0");

		store(m, v, 1);
		load(m, v);
		kunmap_atomic(m, v, "KM_USER0");
	}
	kmap(m, H0);
	call(m, "clear_highpage", page_of(m, H1), 0);
	hm_flush_tlb_global(m);
	hm_load_cr3(m);
}

static void every_cycle_is_accounted_for(void **unused)
{
	static const char *const keys[] = { S8 DBG "pkmap=8", S8 NODBG "pkmap=8 pae=on", "layout=s8 cpus=2 nr_cpus=32 pkmap=4" };

	(void)unused;
	for (unsigned int i = 0; i < 3; i++) {
		struct hm_machine *m = machine(keys[i]);
		struct hm_paid p;

		work(m);
		for (uint32_t cpu = 0; cpu < hm_config(m)->cpus; cpu++) {
			hm_paid(m, cpu, &p);
			assert_true(p.cycles == expected(m, cpu) && p.cycles == hm_cycles(m, cpu));
		}
		hm_paid(m, 0, &p);
		assert_int_equal(p.answers, p.times[HM_COST_IPI_SEND] * (hm_config(m)->cpus - 1));
		hm_machine_close(m);
	}
}

/* A later taker's clock jumps to where the lock was let go. */
static void the_lock_is_waited_for(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	struct hm_paid p;
	uint16_t a;

	(void)unused;
	kmap(m, H0);
	a = new_task(m, "a", 1);
	select_task(m, a, 1);
	kmap(m, H1);
	hm_paid(m, 1, &p);
	assert_int_equal(p.lock_wait, hm_cycles(m, 0) - hm_cost(m, HM_COST_CALL));
	hm_machine_close(m);
}

static void prices(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	enum hm_cost cost;

	(void)unused;
	assert_true(hm_cost_find("ipi_remote", 10, &cost));
	assert_int_equal(cost, HM_COST_IPI_REMOTE);
	assert_false(hm_cost_find("ipi", 3, &cost));
	assert_null(hm_cost_info(HM_COST_NR));
	assert_int_equal(hm_cost(m, HM_COST_INVLPG), 100);
	hm_cost_set(m, HM_COST_INVLPG, 7);
	hm_invlpg(m, 0);
	assert_int_equal(hm_cycles(m, 0), 7);
	for (unsigned int i = 0; i < HM_COST_NR; i++)
		assert_non_null(hm_cost_info((enum hm_cost)i)->source);
	for (unsigned int i = 0; hm_cost_preset(i); i++)
		assert_true(strlen(hm_cost_preset(i)->source) > 10);
	assert_int_equal(hm_cost_preset(1)->cycles[HM_COST_INVLPG], 25);
	hm_machine_close(m);
}

static bool refuse(void)
{
	return true;
}

extern bool (*region_fail_hook)(void);

static void a_trial_leaves_nothing(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	struct hm_trial *t;
	struct hm_delta *d = NULL;
	uint64_t before, events;

	(void)unused;
	kmap(m, H0);
	assert_int_equal(hm_delta_take(m, &d), HM_OK);
	hm_delta_free(d);
	before = hm_state_hash(m);
	events = hm_event_count(m);
	assert_int_equal(hm_trial_begin(m, 0, &t), HM_REFUSED);
	assert_int_equal(hm_trial_begin(m, 5, &t), HM_REFUSED);
	region_fail_hook = refuse;
	assert_int_equal(hm_trial_begin(m, 1, &t), HM_NOMEM);
	region_fail_hook = NULL;
	assert_int_equal(hm_trial_begin(m, 2, &t), HM_OK);
	assert_true(hm_cycles(m, 0) == hm_cycles(m, 1) && hm_cycles(m, 1) > 0);
	for (uint32_t i = 0; i < 20000; i++)
		kunmap_atomic(m, kmap_atomic(m, H1, "KM_USER0"), "KM_USER0");
	assert_true(hm_event_count(m) > events + HM_EVENT_RING);
	hm_trial_end(m, t);
	assert_true(hm_state_hash(m) == before);
	assert_int_equal(hm_event_count(m), events);
	assert_non_null(hm_event_get(m, 1));
	assert_int_equal(hm_config(m)->cpus, 4);
	hm_machine_close(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_cycle_is_accounted_for), cmocka_unit_test(the_lock_is_waited_for), cmocka_unit_test(prices),
		cmocka_unit_test(a_trial_leaves_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
