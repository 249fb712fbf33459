/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The disk and the bounce buffers: who is bounced, what moves when, the pools, and the three deadlocks of the sheet's A.11:
 * a READ's completion by slot and by kmap(), a WRITE's copy by kmap() (2.6.11) and by slot (2.4.31).
 */
#include "engine/block.h"
#include "tests/engine/kernel.h"

enum { READ, WRITE };

static struct hm_disk_view disk(const struct hm_machine *m)
{
	struct hm_disk_view v;

	hm_disk_view(m, &v);
	return v;
}

static enum hm_verdict submit(struct hm_machine *m, uint32_t rw, hm_pfn_t pfn, uint32_t block, uint32_t *ret)
{
	uint64_t arg[HM_MAX_ARGS] = { rw, page_of(m, pfn), block }, value = 77;
	enum hm_verdict v = hm_call_invoke(m, row(m, "submit_page"), arg, &value);

	if (ret)
		*ret = (uint32_t)value;
	return v;
}

/* The disk's interrupt, on the idle task of CPU 0. */
static enum hm_verdict answer(struct hm_machine *m)
{
	uint16_t idle, before = hm_current_task(m);
	uint32_t cpu = hm_current_cpu(m);
	enum hm_verdict v;

	assert_int_equal(hm_task_idle(m, 0, &idle), HM_OK);
	select_task(m, idle, 0);
	assert_int_equal(hm_context_enter(m, HM_CTX_HARDIRQ, false), HM_OK);
	v = invoke(m, "disk_interrupt", 0, 0, NULL);
	if (v == HM_OK) {
		assert_int_equal(hm_context_exit(m, HM_CTX_HARDIRQ), HM_OK);
		hm_task_exit(m);
		select_task(m, before, cpu);
	}
	return v;
}

static enum hm_verdict wait_on(struct hm_machine *m, hm_pfn_t pfn)
{
	return invoke(m, "wait_on_page_locked", page_of(m, pfn), 0, NULL);
}

static bool is_locked(struct hm_machine *m, hm_pfn_t pfn)
{
	struct hm_page_view v;

	assert_true(hm_page_view(m, pfn, &v));
	return v.flags & 1;
}

static void lowmem_is_not_bounced(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	char text[20] = "";

	(void)unused;
	assert_int_equal(submit(m, READ, L0, 7, NULL), HM_OK);
	assert_true(is_locked(m, L0));
	assert_int_equal(disk(m).requests, 1);
	assert_int_equal(answer(m), HM_OK);
	assert_false(is_locked(m, L0));
	assert_true(hm_peek_frame(m, L0, 0, text, 19));
	assert_string_equal(text, "block 7 of the disk");
	assert_int_equal(disk(m).bounced, 0);
	assert_int_equal(events(m, 0, HM_EV_PTE_SET), 0);
	hm_machine_close(m);
}

/* Sheet 2.15: at completion, by KM_BOUNCE_READ, with interrupts off; the data go through the bounce page. */
static void a_read_goes_up_at_completion(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	struct hm_disk_request r;
	uint64_t from;

	(void)unused;
	assert_int_equal(submit(m, READ, H0, 3, NULL), HM_OK);
	assert_int_equal(events(m, 0, HM_EV_PTE_SET), 0);
	assert_true(hm_disk_request(m, 0, &r));
	assert_false(hm_disk_request(m, 1, &r));
	assert_int_equal(r.page, H0);
	assert_true(r.bounce < 0x38000 && r.bounce != HM_NO_PFN);
	from = hm_event_count(m);
	assert_int_equal(frame_byte(m, H0, 0), 0);
	assert_int_equal(answer(m), HM_OK);
	assert_int_equal(frame_byte(m, r.bounce, 6), '3');
	assert_int_equal(frame_byte(m, H0, 6), '3');
	assert_int_equal(events(m, from, HM_EV_PTE_SET), 1);
	assert_int_equal(last_event(m, HM_EV_PTE_SET)->arg[0], slot(m, 0, "KM_BOUNCE_READ").address);
	assert_int_equal(slot(m, 0, "KM_BOUNCE_READ").pfn, HM_NO_PFN);
	assert_int_equal(disk(m).done, 1);
	hm_machine_close(m);
}

static void a_write_comes_down_at_submission(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	uint32_t v = kmap(m, H0);

	(void)unused;
	store(m, v, 'A');
	kunmap(m, H0);
	assert_int_equal(submit(m, WRITE, H0, 9, NULL), HM_OK);
	v = kmap(m, H0);
	store(m, v, 'B'); /* too late */
	kunmap(m, H0);
	assert_int_equal(answer(m), HM_OK);
	assert_int_equal(submit(m, READ, H1, 9, NULL), HM_OK);
	assert_int_equal(answer(m), HM_OK);
	assert_int_equal(frame_byte(m, H1, 0), 'A');
	assert_int_equal(count_of(m), 0);
	hm_machine_close(m);
}

static void limits(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	struct hm_disk_request r;

	(void)unused;
	assert_int_equal(disk(m).bounce_pfn, 0x38000);
	assert_int_equal(hm_disk_limit(m, HM_NO_PFN), HM_OK); /* BLK_BOUNCE_ANY */
	assert_int_equal(submit(m, READ, H0, 0, NULL), HM_OK);
	assert_true(hm_disk_request(m, 0, &r));
	assert_int_equal(r.bounce, HM_NO_PFN);
	assert_int_equal(answer(m), HM_OK);
	assert_int_equal(frame_byte(m, H0, 6), '0');
	assert_int_equal(hm_disk_limit(m, 0xfff), HM_OK); /* ISA */
	assert_int_equal(submit(m, READ, 0x4000, 1, NULL), HM_OK);
	assert_true(hm_disk_request(m, 0, &r));
	assert_true(r.bounce < 0xfff);
	assert_int_equal(disk(m).isa_pool.size, 16);
	assert_int_equal(disk(m).isa_pool.free, 16);
	assert_int_equal(answer(m), HM_OK);
	assert_int_equal(hm_disk_limit(m, 0), HM_REFUSED);
	hm_machine_close(m);
}

static void wrong_arguments(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	uint64_t arg[HM_MAX_ARGS] = { READ, 0xc0000001u, 0 }, value = 0;
	uint32_t ret;

	(void)unused;
	assert_int_equal(submit(m, READ, H0, HM_DISK_BLOCKS, &ret), HM_OK);
	assert_int_equal((int32_t)ret, -5);
	assert_int_equal(hm_call_invoke(m, row(m, "submit_page"), arg, &value), HM_OK);
	assert_int_equal((int32_t)value, -14);
	assert_int_equal(invoke(m, "disk_interrupt", 0, 0, NULL), HM_OK); /* spurious */
	assert_int_equal(disk(m).done, 0);
	assert_int_equal(invoke(m, "wait_on_page_locked", 0x10, 0, NULL), HM_DIED);
	hm_machine_close(m);
}

static void who_waits_is_woken(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	uint16_t a = new_task(m, "a", 0), b = new_task(m, "b", 0), next;
	struct hm_task_view v;
	char text[96];

	(void)unused;
	assert_int_equal(wait_on(m, H0), HM_OK);
	select_task(m, a, 0);
	assert_int_equal(submit(m, READ, H0, 3, NULL), HM_OK);
	assert_int_equal(wait_on(m, H0), HM_BLOCKED);
	select_task(m, b, 0);
	assert_int_equal(submit(m, READ, H0, 4, NULL), HM_BLOCKED); /* the page is locked */
	assert_true(hm_task_view(m, a, &v));
	assert_int_equal(v.waits_on, HM_WAIT_PAGE);
	assert_int_equal(v.blocked_arg, page_of(m, H0));
	hm_wait_text(m, a, text, sizeof(text));
	assert_string_equal(text, "the disk to be done with page 0x38000");
	assert_false(hm_deadlock(m));
	select_task(m, 0, 0);
	assert_int_equal(answer(m), HM_OK);
	assert_true(hm_pick_next(m, 0, &next));
	assert_int_equal(next, b); /* last sleeper first */
	select_task(m, b, 0);
	assert_int_equal(submit(m, READ, H0, 4, NULL), HM_OK);
	select_task(m, a, 0);
	assert_int_equal(wait_on(m, H0), HM_BLOCKED); /* looked again: locked by b */
	assert_int_equal(disk(m).requests, 1);
	hm_machine_close(m);
}

/* Takes what lowmem has left. */
static void take_lowmem(struct hm_machine *m)
{
	while (call(m, "alloc_page", 0x10, 0))
		;
}

/* mempool_alloc(): the allocator, then the pool's 64, then sleep; one completion gives one page back. */
static void the_pool_runs_empty(void **unused)
{
	struct hm_machine *m = machine("layout=s8 ram=512M vmalloc=768M debug_sleep=off");
	const hm_pfn_t high = hm_layout(m)->max_low_pfn;
	uint16_t a;

	(void)unused;
	assert_int_equal(submit(m, READ, high, 0, NULL), HM_OK);
	assert_int_equal(disk(m).pool.size, 64);
	assert_int_equal(disk(m).pool.free, 64);
	take_lowmem(m);
	for (uint32_t i = 1; i <= 64; i++)
		assert_int_equal(submit(m, READ, high + i, 0, NULL), HM_OK);
	assert_int_equal(disk(m).pool.free, 0);
	a = new_task(m, "a", 0);
	select_task(m, a, 0);
	assert_int_equal(submit(m, READ, high + 65, 0, NULL), HM_BLOCKED);
	select_task(m, 0, 0);
	assert_int_equal(answer(m), HM_OK);
	assert_int_equal(disk(m).pool.free, 1);
	select_task(m, a, 0);
	assert_int_equal(submit(m, READ, high + 65, 0, NULL), HM_OK);
	while (disk(m).requests)
		assert_int_equal(answer(m), HM_OK);
	assert_int_equal(disk(m).pool.free, 64);
	hm_machine_close(m);
}

static void the_queue_is_full(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	uint16_t a = new_task(m, "a", 0);

	(void)unused;
	for (uint32_t i = 0; i < HM_DISK_REQUESTS; i++)
		assert_int_equal(submit(m, READ, L0 + i, i, NULL), HM_OK);
	select_task(m, a, 0);
	assert_int_equal(submit(m, READ, H0, 1, NULL), HM_BLOCKED);
	select_task(m, 0, 0);
	assert_int_equal(answer(m), HM_OK);
	select_task(m, a, 0);
	assert_int_equal(submit(m, READ, H0, 1, NULL), HM_OK);
	assert_int_equal(disk(m).requests, HM_DISK_REQUESTS);
	assert_int_equal(disk(m).bounced, 1);
	hm_machine_close(m);
}

/* ---- by slot and by kmap() ---- */

static struct hm_machine *small_window(const struct hm_era *era)
{
	struct hm_config cfg;
	struct hm_machine *m;
	char notes[512];

	hm_config_default(&cfg);
	cfg.pkmap = 4;
	cfg.debug_sleep = false;
	if (era)
		cfg.era = era;
	assert_int_equal(hm_config_settle(&cfg, notes, sizeof(notes)), HM_OK);
	assert_int_equal(hm_machine_open(&cfg, &m), HM_OK);
	return m;
}

/* Four tasks hold the four entries of the window. */
static void fill_window(struct hm_machine *m, uint16_t task[4])
{
	static const char *const name[] = { "a", "b", "c", "d" };

	for (uint32_t i = 0; i < 4; i++) {
		task[i] = new_task(m, name[i], 0);
		select_task(m, task[i], 0);
		kmap(m, hm_layout(m)->max_low_pfn + i);
	}
}

static void read_all(struct hm_machine *m, const uint16_t task[4])
{
	for (uint32_t i = 0; i < 4; i++) {
		select_task(m, task[i], 0);
		assert_int_equal(submit(m, READ, H0 + 8 + i, i, NULL), HM_OK);
		assert_int_equal(wait_on(m, H0 + 8 + i), HM_BLOCKED);
	}
}

static void reads_by_slot_complete(void **unused)
{
	struct hm_machine *m = small_window(NULL);
	uint16_t task[4], next;

	(void)unused;
	fill_window(m, task);
	read_all(m, task);
	assert_false(hm_deadlock(m));
	select_task(m, 0, 0);
	assert_int_equal(answer(m), HM_OK);
	assert_int_equal(hm_report_count(m), 0);
	assert_true(hm_pick_next(m, 0, &next));
	assert_int_equal(next, task[0]);
	hm_machine_close(m);
}

static void reads_by_kmap_deadlock(void **unused)
{
	struct hm_machine *m = small_window(NULL);
	uint16_t task[4], idle;
	char text[1024];

	(void)unused;
	hm_disk_kmap_reads(m, true);
	fill_window(m, task);
	read_all(m, task);
	select_task(m, 0, 0);
	assert_int_equal(answer(m), HM_BLOCKED);
	expect_report(m, "scheduling while atomic: swapper/0x00010000/0");
	assert_true(disk(m).in_service);
	assert_false(hm_disk_can_answer(m));
	assert_true(hm_deadlock(m));
	hm_report_text(m, expect_report(m, "hmsh: deadlock: nothing can run, and 5 tasks are asleep that nobody can wake"), NULL, text,
		       sizeof(text));
	assert_non_null(strstr(text, "waits for the disk to be done with page 0x38008, holds 1 entries of the window"));
	assert_non_null(strstr(text, "swapper sleeps in kmap("));
	/* somebody lets go after all: the handler goes on behind its schedule(), and its kunmap() is what BUGs */
	select_task(m, 0, 0);
	kunmap(m, H0);
	assert_true(hm_pick_next(m, 0, &idle));
	select_task(m, idle, 0);
	assert_int_equal(invoke(m, "disk_interrupt", 0, 0, NULL), HM_DIED);
	expect_report(m, "kernel BUG at arch/i386/mm/highmem.c:14!");
	assert_int_equal(hm_halted(m), HM_HALT_PANIC);
	hm_machine_close(m);
}

static void writes_by_kmap_deadlock(void **unused)
{
	struct hm_machine *m = small_window(NULL);
	uint16_t task[4];

	(void)unused;
	fill_window(m, task);
	for (uint32_t i = 0; i < 4; i++) {
		select_task(m, task[i], 0);
		assert_int_equal(submit(m, WRITE, H0 + 8 + i, i, NULL), HM_BLOCKED);
	}
	assert_true(hm_deadlock(m));
	assert_int_equal(disk(m).requests, 0);
	assert_int_equal(disk(m).pool.free, 64);
	/* one entry is enough */
	select_task(m, 0, 0);
	kunmap(m, H0);
	select_task(m, task[3], 0);
	assert_int_equal(submit(m, WRITE, H0 + 11, 3, NULL), HM_OK);
	assert_int_equal(disk(m).requests, 1);
	hm_machine_close(m);
}

/* What each era does with a full window: reads always complete, writes where their copy needs no entry. */
static void every_era_with_a_full_window(void **unused)
{
	static const struct { const char *name; uint32_t pool, isa; bool kmap; } rows[] = {
		{ "2.4.0", 0, 0, false }, { "2.4.31", 32, 0, false }, { "2.6.11", 64, 16, true }, { "mm-2004", 64, 16, true },
		{ "2.6.17", 64, 16, true }, { "2.6.24", 64, 16, true }, { "2.6.36", 64, 16, true }, { "2.6.37", 64, 16, true },
		{ "6.1", 64, 0, false },
	};

	(void)unused;
	for (unsigned int i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct hm_machine *m = small_window(hm_era_find(rows[i].name));
		const hm_pfn_t high = hm_layout(m)->max_low_pfn;
		uint16_t task[4];

		assert_int_equal(disk(m).pool.size, rows[i].pool);
		assert_int_equal(disk(m).isa_pool.size, rows[i].isa);
		fill_window(m, task);
		for (uint32_t t = 0; t < 4; t++) {
			select_task(m, task[t], 0);
			assert_int_equal(submit(m, WRITE, high + 8 + t, t, NULL), rows[i].kmap ? HM_BLOCKED : HM_OK);
		}
		assert_int_equal(hm_deadlock(m), rows[i].kmap);
		select_task(m, 0, 0);
		assert_int_equal(submit(m, READ, high + 20, 0, NULL), HM_OK);
		while (disk(m).requests)
			assert_int_equal(answer(m), HM_OK);
		assert_int_equal(frame_byte(m, high + 20, 0), rows[i].kmap ? 'b' : 0);
		assert_int_equal(hm_report_count(m), rows[i].kmap);
		hm_machine_close(m);
	}
}

/* Going back takes requests, pools and the medium with it. */
static void undo_covers_the_disk(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	struct hm_delta *d = NULL;
	uint64_t before;

	(void)unused;
	assert_int_equal(submit(m, WRITE, L0, 1, NULL), HM_OK);
	assert_int_equal(hm_delta_take(m, &d), HM_OK);
	hm_delta_free(d);
	before = hm_state_hash(m);
	assert_int_equal(answer(m), HM_OK);
	assert_int_equal(submit(m, READ, H0, 1, NULL), HM_OK);
	assert_int_equal(hm_delta_take(m, &d), HM_OK);
	assert_int_not_equal(hm_state_hash(m), before);
	assert_int_equal(hm_delta_apply(m, d), HM_OK);
	assert_true(hm_state_hash(m) == before);
	assert_int_equal(disk(m).requests, 1);
	hm_delta_free(d);
	hm_machine_close(m);
}

/* 2.6.36 warns of KM_BOUNCE_READ where interrupts are on: the copy turns them off itself, and leaves them as they were. */
static void interrupts_are_off_for_the_copy_alone(void **unused)
{
	struct hm_machine *m = machine("era=2.6.36 " S8 DBG);
	struct hm_task_view v;

	(void)unused;
	assert_int_equal(submit(m, READ, H0, 3, NULL), HM_OK);
	assert_int_equal(invoke(m, "disk_interrupt", 0, 0, NULL), HM_OK);
	assert_int_equal(hm_report_count(m), 0);
	assert_true(hm_task_view(m, hm_current_task(m), &v));
	assert_false(v.irqs_disabled);
	hm_machine_close(m);
}

/* The current task's own interrupt wakes another one on its CPU: from the next point on where it may, it is preempted. */
static void due_to_be_preempted(struct hm_machine *m, hm_pfn_t waited_for)
{
	uint16_t me = hm_current_task(m), waiter = new_task(m, "waiter", 0);

	assert_int_equal(submit(m, READ, waited_for, 1, NULL), HM_OK);
	select_task(m, waiter, 0);
	assert_int_equal(wait_on(m, waited_for), HM_BLOCKED);
	select_task(m, me, 0);
	assert_int_equal(hm_context_enter(m, HM_CTX_HARDIRQ, false), HM_OK);
	assert_int_equal(invoke(m, "disk_interrupt", 0, 0, NULL), HM_OK);
	assert_int_equal(hm_context_exit(m, HM_CTX_HARDIRQ), HM_OK);
}

/* 6.1 kunmap_local() counts nothing while it is mapped, so the first one of two would be such a point: a call is preempted at its end. */
static void preempted_at_the_end_of_a_call(void **unused)
{
	static const char *const name[] = { "copy_highpage", "memcpy_page", "submit_page" };

	(void)unused;
	for (unsigned int i = 0; i < 3; i++) {
		struct hm_machine *m = machine("era=6.1 layout=s8 ram=2G cpus=4 preempt=on");
		const uint64_t two[HM_MAX_ARGS] = { page_of(m, H0), page_of(m, H1) }, part[HM_MAX_ARGS] = { two[0], 0, two[1], 0, 8 };
		const uint64_t write[HM_MAX_ARGS] = { WRITE, two[0], 2 }, *const arg[] = { two, part, write };
		struct hm_kmap_ctrl_view v;
		uint64_t ret;

		due_to_be_preempted(m, 0x4000);
		assert_int_equal(hm_call_invoke(m, row(m, name[i]), arg[i], &ret), HM_BLOCKED);
		assert_true(hm_kmap_ctrl_view(m, hm_current_task(m), &v));
		assert_int_equal(v.idx, 0);
		assert_int_equal(events(m, 0, HM_EV_KMAP_SWITCHED_OUT), 0);
		assert_int_equal(disk(m).requests, i < 2 ? 0 : 1);
		hm_machine_close(m);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lowmem_is_not_bounced), cmocka_unit_test(a_read_goes_up_at_completion),
		cmocka_unit_test(a_write_comes_down_at_submission), cmocka_unit_test(limits), cmocka_unit_test(wrong_arguments),
		cmocka_unit_test(who_waits_is_woken), cmocka_unit_test(the_pool_runs_empty), cmocka_unit_test(the_queue_is_full),
		cmocka_unit_test(reads_by_slot_complete), cmocka_unit_test(reads_by_kmap_deadlock),
		cmocka_unit_test(writes_by_kmap_deadlock), cmocka_unit_test(every_era_with_a_full_window), cmocka_unit_test(preempted_at_the_end_of_a_call),
		cmocka_unit_test(interrupts_are_off_for_the_copy_alone), cmocka_unit_test(undo_covers_the_disk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
