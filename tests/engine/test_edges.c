/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Edges of the engine that no story comes to: numbers and names at the end of their range, tables that are full, a host without memory at
 * the worst moment, page tables that user code has broken.
 */
#include "engine/state.h"
#include "engine/text.h"
#include "tests/engine/kernel.h"

extern bool (*region_fail_hook)(void);

static bool always(void)
{
	return true;
}

/* ---- configuration ---- */

static void values_at_the_edge(void **unused)
{
	static const struct { const char *key, *value; enum hm_verdict v; } rows[] = {
		{ "ram", "0X40000000", HM_OK }, { "ram", "0x40000000000000", HM_REFUSED }, { "ram", "9999999999999999999", HM_REFUSED },
		{ "ram", "9000000000G", HM_REFUSED }, { "ram", "1GG", HM_REFUSED }, { "ram", "1Q", HM_REFUSED }, { "pkmap", "real", HM_OK },
		{ "pkmap", "0", HM_OK }, { "pkmap", "8", HM_OK }, { "pkmap", "7", HM_REFUSED }, { "tlb", "64,4,8,4", HM_OK }, { "tlb", "63,4,8,4", HM_REFUSED },
		{ "tlb", "64,3,8,4", HM_REFUSED }, { "tlb", "4,8,8,4", HM_REFUSED }, { "tlb", "65536,4,8,4", HM_REFUSED }, { "tlb", "64,4,8,3", HM_REFUSED },
		{ "tlb", "64,4,8", HM_REFUSED }, { "era", "2.0", HM_REFUSED }, { "nonsense", "1", HM_REFUSED },
	};
	struct hm_config cfg;
	char why[300], big[400], text[600];

	(void)unused;
	hm_config_default(&cfg);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		assert_int_equal(hm_config_set(&cfg, rows[i].key, rows[i].value, why, sizeof(why)), rows[i].v);
		assert_int_equal(hm_config_set(&cfg, rows[i].key, rows[i].value, NULL, 0), rows[i].v);
		assert_int_equal(hm_config_set(&cfg, rows[i].key, rows[i].value, why, 0), rows[i].v);
	}
	memset(big, '\033', sizeof(big) - 1);
	big[sizeof(big) - 1] = 0;
	assert_int_equal(hm_config_set(&cfg, "ram", big, why, sizeof(why)), HM_REFUSED);
	assert_null(strchr(why, '\033'));
	assert_non_null(hm_config_key(0, NULL));
	cfg.era = NULL;
	assert_true(hm_config_text(&cfg, text, sizeof(text)) > 0);
	assert_int_equal(hm_config_settle(&cfg, text, sizeof(text)), HM_REFUSED);
	assert_string_equal(text, "there is no era\n");
}

static void settled_with_a_word(void **unused)
{
	struct hm_config cfg;
	char notes[600];

	(void)unused;
	hm_config_default(&cfg);
	cfg.highmem = false;
	cfg.ram = 6ull << 30;
	assert_int_equal(hm_config_settle(&cfg, notes, sizeof(notes)), HM_OK);
	assert_non_null(strstr(notes, "Use a PAE enabled kernel."));
	hm_config_default(&cfg);
	cfg.nr_cpus_given = true;
	cfg.nr_cpus = 1;
	cfg.cpus = 1;
	assert_int_equal(hm_config_settle(&cfg, notes, sizeof(notes)), HM_OK);
	assert_int_equal(cfg.nr_cpus, 2);
}

static void a_mem_map_too_large_does_not_boot(void **unused)
{
	struct hm_config cfg;
	struct hm_machine *m;

	(void)unused;
	hm_config_default(&cfg);
	cfg.pae = true;
	cfg.ram = 64ull << 30;
	cfg.vmalloc = 768 << 20;
	assert_int_equal(hm_machine_open(&cfg, &m), HM_REFUSED);
	cfg.era = NULL;
	assert_int_equal(hm_machine_open(&cfg, &m), HM_REFUSED);
}

/* ---- contexts and tasks ---- */

static void no_such_context(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);

	(void)unused;
	assert_false(hm_can_interrupt(m, (enum hm_context)9));
	assert_int_equal(hm_context_enter(m, (enum hm_context)9, false), HM_REFUSED);
	assert_int_equal(hm_context_exit(m, (enum hm_context)9), HM_REFUSED);
	hm_machine_close(m);
}

/* More softirqs enabled than were disabled: the handler's own exit then goes below zero. */
static void leaving_an_interrupt_underflows(void **unused)
{
	struct hm_machine *m = machine("preempt=on debug_preempt=on debug_sleep=off");

	(void)unused;
	assert_int_equal(hm_context_enter(m, HM_CTX_HARDIRQ, false), HM_OK);
	call(m, "local_bh_enable", 0, 0);
	assert_int_equal(hm_context_exit(m, HM_CTX_HARDIRQ), HM_DIED);
	hm_machine_close(m);
}

static void the_table_of_tasks_is_full(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	struct hm_task_view v;
	uint16_t id;

	(void)unused;
	while (hm_task_new(m, "t", 0, 1, &id) == HM_OK)
		;
	assert_int_equal(hm_task_idle(m, 2, &id), HM_REFUSED);
	assert_int_equal(hm_task_prompt(m, 2, &id), HM_REFUSED);
	assert_int_equal(hm_task_idle(m, 99, &id), HM_REFUSED);
	assert_false(hm_task_view(m, HM_MAX_TASKS, &v));
	assert_int_equal(hm_preempt_count(m, HM_MAX_TASKS), 0);
	hm_machine_close(m);
}

/* The number of a prompt's ended task is given to somebody else. */
static void a_prompts_number_is_given_again(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	uint16_t prompt, id = 0;

	(void)unused;
	assert_int_equal(hm_task_prompt(m, 3, &prompt), HM_OK);
	select_task(m, prompt, 3);
	hm_task_exit(m);
	select_task(m, 0, 0);
	for (unsigned int i = 0; i <= HM_MAX_TASKS && id != prompt; i++)
		if (hm_task_new(m, "t", 0, 1, &id) != HM_OK)
			break;
	assert_int_equal(id, prompt);
	assert_int_equal(hm_task_prompt(m, 3, &id), HM_REFUSED);
	hm_machine_close(m);
}

static void many_sleepers(void **unused)
{
	struct hm_machine *m = machine("pkmap=4 debug_sleep=off");
	char text[4000];

	(void)unused;
	for (uint32_t i = 0; i < 14; i++) {
		uint16_t id = new_task(m, "sleeper", 0);

		select_task(m, id, 0);
		assert_int_equal(invoke(m, "kmap", page_of(m, H0 + i), 0, NULL), i < 4 ? HM_OK : HM_BLOCKED);
		if (i < 2)
			kmap(m, H0 + i); /* twice */
		if (i < 4)
			hm_task_exit(m);
	}
	select_task(m, 0, 0);
	assert_true(hm_deadlock(m));
	hm_report_text(m, hm_report_get(m, hm_report_count(m)), NULL, text, sizeof(text));
	assert_non_null(strstr(text, " more\n"));
	hm_machine_close(m);
}

static void a_sleeper_that_is_thrown_away_leaves_its_queue(void **unused)
{
	struct hm_machine *m = machine("pkmap=4 debug_sleep=off");
	uint16_t a = new_task(m, "a", 0), waiters[4];

	(void)unused;
	select_task(m, a, 0);
	for (uint32_t i = 0; i < 4; i++)
		kmap(m, H0 + i);
	assert_int_equal(invoke(m, "kmap", page_of(m, H0 + 4), 0, NULL), HM_BLOCKED);
	assert_int_equal(hm_pkmap_waiters(m, waiters, 4), 1);
	hm_task_exit(m);
	assert_int_equal(hm_pkmap_waiters(m, waiters, 4), 0);
	hm_machine_close(m);
}

/* Asked for what is not there. */
static void nothing_to_be_done(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	struct hm_link step[2];
	struct chain c = { step, 0, 2 };
	struct hm_event e = { .seq = 1 };
	uint64_t hash = hm_state_hash(m);
	hm_pfn_t pfn, taken = 0;

	(void)unused;
	chain_pkmap(m, &c, 5000);
	assert_int_equal(c.n, 0);
	queue_remove(m, 0);
	assert_true(hm_state_hash(m) == hash);
	while (take_frame(m, 1, &e, &pfn)) /* __GFP_DMA */
		taken++;
	assert_in_range(taken, 500, 4096);
	assert_int_equal(pfn, HM_NO_PFN);
	hm_machine_close(m);
}

static void a_page_of_no_zone(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	struct hm_page_view v;

	(void)unused;
	assert_int_equal(hm_store(m, page_of(m, H0), 4, 0xffffffff), HM_OK);
	assert_true(hm_page_view(m, H0, &v));
	assert_int_equal(v.flags, 0xffffffff);
	hm_machine_close(m);
}

/* The sleeper's CPU is lost meanwhile: the CPU that wakes it takes it over. */
static void a_sleeper_of_a_lost_cpu(void **unused)
{
	struct hm_machine *m = machine("pkmap=4 cpus=2 debug_sleep=off");
	uint16_t a = new_task(m, "a", 1), next;

	(void)unused;
	for (uint32_t i = 0; i < 4; i++)
		kmap(m, H0 + i);
	select_task(m, a, 1);
	assert_int_equal(invoke(m, "kmap", page_of(m, H0 + 4), 0, NULL), HM_BLOCKED);
	select_task(m, 0, 0);
	state(m)->cpus[1].lost = 1;
	kunmap(m, H0);
	assert_true(hm_pick_next(m, 0, &next));
	assert_int_equal(next, a);
	hm_machine_close(m);
}

/* It had called schedule() and waits for its turn when its code is thrown away. */
static void a_ready_task_ends(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	uint16_t a = new_task(m, "a", 0), b = new_task(m, "b", 0), next;

	(void)unused;
	assert_int_equal(hm_switch_to(m, 0, a), HM_OK);
	assert_int_equal(invoke(m, "schedule", 0, 0, NULL), HM_BLOCKED);
	hm_task_exit(m);
	assert_true(hm_pick_next(m, 0, &next));
	assert_int_equal(next, b);
	assert_int_equal(hm_switch_to(m, 0, b), HM_OK);
	assert_false(hm_pick_next(m, 0, &next));
	hm_machine_close(m);
}

/* A table's frame lies where there is no RAM: what the oops prints are ones. */
static void a_directory_that_points_nowhere(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	const struct hm_layout *l = hm_layout(m);
	uint64_t value;

	(void)unused;
	assert_int_equal(hm_store(m, (uint32_t)l->pgd + l->page_offset + 4, 4, 0xf0000067), HM_OK);
	(void)hm_load(m, 0x00400000, 4, &value);
	hm_machine_close(m);
}

/* ---- reports and events that nobody makes ---- */

static void unknown_numbers(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	struct hm_event e = { .seq = 1, .kind = HM_EV_NR };
	struct hm_report r = { .kind = HM_REPORT_NR };
	struct hm_link link = { .role = HM_LINK_NR };
	struct hm_tlb_stats st;
	char text[100];

	(void)unused;
	assert_int_equal(hm_event_text(m, &e, text, sizeof(text)), 0);
	assert_string_equal(hm_event_name(HM_EV_NR), "unknown");
	assert_int_equal(hm_report_headline(m, &r, text, sizeof(text)), 0);
	assert_int_equal(hm_report_text(m, &r, NULL, text, sizeof(text)), 0);
	assert_string_equal(hm_why_role(HM_LINK_NR), "unknown");
	link.event.kind = HM_EV_NR;
	assert_int_equal(hm_why_text(m, &link, text, sizeof(text)), 0);
	assert_string_equal(hm_check_function(HM_CHECK_NR), "none");
	assert_null(hm_check_place(m, HM_CHECK_NR).file);
	hm_tlb_stats(m, 99, &st);
	assert_true(st.misses == 0);
	hm_machine_close(m);
}

/* Every letter that a text may have, and some that none has. */
static void letters_of_texts(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	struct hm_event e = { .seq = 1, .kind = HM_EV_SLEEP, .arg = { HM_CHECK_KMAP_ATOMIC_BUSY, 0, HM_WAIT_PAGE, H0 } };
	char out[200] = "";
	struct text t = { .out = out, .size = sizeof(out) };

	(void)unused;
	assert_int_equal(text_argument(&t, m, &e, "f0"), 2);
	assert_string_equal(out, "arch/i386/mm/highmem.c:42");
	t.at = 0;
	assert_int_equal(text_argument(&t, m, &e, "w2"), 2);
	assert_string_equal(out, "the disk to be done with page 0x38000");
	assert_int_equal(text_argument(&t, m, &e, "z0"), 0);
	assert_int_equal(text_argument(&t, m, &e, "d9"), 0);
	assert_int_equal(text_argument(&t, m, &e, "d"), 0);
	assert_int_equal(text_argument(&t, m, &e, "a9"), 0);
	assert_int_equal(text_argument(&t, m, &e, "w9"), 0);
	assert_int_equal(text_argument(&t, m, &e, ""), 0);
	hm_machine_close(m);
}

/* ---- deltas ---- */

static void a_delta_of_a_larger_machine(void **unused)
{
	struct hm_machine *a = machine(S8 DBG), *b = machine(S8 DBG);
	struct hm_delta *d = NULL, *both = NULL;

	(void)unused;
	assert_int_equal(hm_client_grow(a, 1 << 20), HM_OK);
	hm_client_window(a).base[(1 << 20) - 1] = 1;
	{
		struct hm_window w = hm_client_window(a);

		hm_window_mark(&w, (1 << 20) - 1, 1);
	}
	assert_int_equal(hm_delta_take(a, &d), HM_OK);
	assert_int_equal(hm_delta_apply(b, d), HM_REFUSED);
	assert_int_equal(hm_delta_join(NULL, d, &both), HM_OK);
	assert_ptr_equal(both, d);
	assert_int_equal(hm_delta_join(d, NULL, &both), HM_OK);
	assert_ptr_equal(both, d);
	hm_delta_free(d);
	assert_int_equal(hm_client_grow(a, (size_t)UINT32_MAX + 1), HM_NOMEM);
	region_fail_hook = always;
	assert_int_equal(hm_client_grow(a, 64 << 20), HM_NOMEM);
	region_fail_hook = NULL;
	hm_machine_close(a);
	hm_machine_close(b);
}

/* ---- a host without memory ---- */

static void no_memory_for_an_allocation(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	enum hm_verdict v = HM_OK;
	uint32_t page;

	(void)unused;
	region_fail_hook = always;
	for (int i = 0; i < 5000 && v == HM_OK; i++)
		v = invoke(m, "alloc_page", 0x10, 0, &page);
	assert_int_equal(v, HM_NOMEM);
	region_fail_hook = NULL;
	assert_int_equal(invoke(m, "alloc_page", 0x10, 0, &page), HM_OK);
	hm_machine_close(m);
}

/* The pool is filled as far as there is memory; what the disk writes needs some, too. */
static void no_memory_for_the_disk(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	uint64_t arg[HM_MAX_ARGS] = { 0, page_of(m, H0), 1 }, ret;
	struct hm_disk_view v;
	enum hm_verdict verdict;

	(void)unused;
	region_fail_hook = always;
	verdict = hm_call_invoke(m, row(m, "submit_page"), arg, &ret);
	assert_true(verdict == HM_NOMEM || verdict == HM_OK);
	region_fail_hook = NULL;
	hm_disk_view(m, &v);
	assert_true(v.pool.free < 64);
	hm_machine_close(m);
	m = machine(S8 DBG);
	arg[1] = page_of(m, 0x4000);
	assert_int_equal(hm_call_invoke(m, row(m, "submit_page"), arg, &ret), HM_OK);
	region_fail_hook = always;
	for (int i = 0; i < 64; i++) { /* until the frames that boot has in store are used up */
		uint64_t other[HM_MAX_ARGS] = { 0, page_of(m, (hm_pfn_t)(0x5000 + i)), 1 };

		if (hm_call_invoke(m, row(m, "submit_page"), other, &ret) != HM_OK)
			break;
	}
	verdict = HM_OK;
	for (int i = 0; i < 64 && verdict == HM_OK; i++)
		verdict = invoke(m, "disk_interrupt", 0, 0, NULL);
	assert_int_equal(verdict, HM_NOMEM);
	region_fail_hook = NULL;
	assert_int_equal(invoke(m, "disk_interrupt", 0, 0, NULL), HM_OK); /* the request is still there */
	hm_machine_close(m);
}

/* The disk is given the page of a page table: what it reads becomes entries. */
static void the_disk_writes_a_page_table(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	const struct hm_layout *l = hm_layout(m);
	hm_pfn_t table = (l->kmap_pte - l->page_offset) >> 12;
	uint64_t arg[HM_MAX_ARGS] = { 0, page_of(m, table), 2 }, ret;

	(void)unused;
	assert_int_equal(hm_call_invoke(m, row(m, "submit_page"), arg, &ret), HM_OK);
	call(m, "disk_interrupt", 0, 0);
	assert_int_equal(frame_byte(m, table, 0), 'b');
	hm_machine_close(m);
}

/* ---- broken by user code ---- */

/* Somebody clears the entry of a released page by a store; the flush that wants to reclaim it finds none. */
static void a_cleared_entry_is_a_bug_at_the_wrap(void **unused)
{
	struct hm_machine *m = machine("pkmap=4 debug_sleep=off");
	const struct hm_layout *l = hm_layout(m);
	enum hm_verdict v = HM_OK;

	(void)unused;
	kmap(m, H0);
	kunmap(m, H0);
	assert_int_equal(hm_store(m, l->pkmap_page_table + l->pte_size, l->pte_size, 0), HM_OK);
	for (uint32_t i = 1; i < 5 && v == HM_OK; i++)
		v = invoke(m, "kmap", page_of(m, H0 + i), 0, NULL);
	assert_int_equal(v, HM_DIED);
	expect_report(m, "kernel BUG at mm/highmem.c:83!");
	hm_machine_close(m);
}

/* pte_set() where no kmap entry lies: a word like any other, or an oops. */
static void entries_elsewhere(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	struct hm_event e;

	(void)unused;
	assert_int_equal(pte_set(m, 0xd0000000, 0xff801000, H0, &e), HM_OK);
	assert_int_equal(e.kind, HM_EV_PTE_SET);
	assert_true(pte_read(m, 0xd0000000) != 0);
	assert_int_equal(pte_clear(m, 0xd0000000, 0xff801000, &e), HM_OK);
	assert_true(pte_read(m, 0xfffff000) == 0);
	region_fail_hook = always;
	{
		enum hm_verdict v = HM_OK;

		for (uint32_t i = 1; i < 64 && v == HM_OK; i++)
			v = pte_set(m, 0xd0000000 + i * 0x1000, 0xff801000, H0, &e);
		assert_int_equal(v, HM_NOMEM);
	}
	region_fail_hook = NULL;
	assert_int_equal(pte_set(m, 0xfffff000, 0xff801000, H0, &e), HM_DIED);
	hm_machine_close(m);
}

/* ---- the symmetric proposal, used rightly ---- */

static void symmetric_pairs(void **unused)
{
	static const char *const keys[] = { "debug_sleep=off", "highmem=off", "debug_sleep=off debug_highmem=off preempt=on" };

	(void)unused;
	for (unsigned int k = 0; k < 3; k++) {
		char all[128];
		struct hm_machine *m;
		uint32_t pages[2], cell;

		snprintf(all, sizeof(all), "era=symmetric %s", keys[k]);
		m = machine(all);
		cell = hm_layout(m)->user_start + 64;
		pages[0] = call(m, "alloc_page", 0xd2, 0);
		pages[1] = call(m, "alloc_page", 0xd0, 0);
		for (unsigned int i = 0; i < 2; i++) {
			uint64_t arg[HM_MAX_ARGS] = { pages[i], k == 1 ? 0 : km(m, "KM_USER0"), cell }, ret = 9, address;
			bool high = i == 0 && k != 1;

			assert_int_equal(hm_call_invoke(m, row(m, "kmap_atomic"), arg, &ret), HM_OK);
			assert_int_equal(ret, 0);
			assert_int_equal(hm_load(m, cell, 4, &address), HM_OK);
			assert_int_equal(hm_call_invoke(m, row(m, "kmap_atomic"), arg, &ret), HM_OK);
			assert_int_equal((int32_t)ret, high ? -16 : 0);
			arg[2] = address + 8;
			assert_int_equal(hm_call_invoke(m, row(m, "kunmap_atomic"), arg, &ret), HM_OK);
			assert_int_equal(hm_report_count(m), 0);
		}
		{
			uint64_t arg[HM_MAX_ARGS] = { pages[0], k == 1 ? 0 : km(m, "KM_USER0"), pages[0] }, ret;

			hm_call_invoke(m, row(m, "kunmap_atomic"), arg, &ret);
			assert_int_equal(hm_report_count(m), 1);
			arg[0] = 0x10; /* no struct page: reading its flags oopses */
			arg[2] = 0;
			(void)hm_call_invoke(m, row(m, "kunmap_atomic"), arg, &ret);
		}
		hm_machine_close(m);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_at_the_edge), cmocka_unit_test(settled_with_a_word), cmocka_unit_test(a_mem_map_too_large_does_not_boot),
		cmocka_unit_test(no_such_context), cmocka_unit_test(leaving_an_interrupt_underflows), cmocka_unit_test(the_table_of_tasks_is_full),
		cmocka_unit_test(a_prompts_number_is_given_again), cmocka_unit_test(many_sleepers),
		cmocka_unit_test(a_sleeper_that_is_thrown_away_leaves_its_queue), cmocka_unit_test(unknown_numbers), cmocka_unit_test(nothing_to_be_done), cmocka_unit_test(a_page_of_no_zone),
		cmocka_unit_test(a_sleeper_of_a_lost_cpu), cmocka_unit_test(a_ready_task_ends), cmocka_unit_test(a_directory_that_points_nowhere), cmocka_unit_test(letters_of_texts),
		cmocka_unit_test(a_delta_of_a_larger_machine), cmocka_unit_test(no_memory_for_an_allocation), cmocka_unit_test(no_memory_for_the_disk),
		cmocka_unit_test(the_disk_writes_a_page_table), cmocka_unit_test(a_cleared_entry_is_a_bug_at_the_wrap), cmocka_unit_test(entries_elsewhere),
		cmocka_unit_test(symmetric_pairs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
