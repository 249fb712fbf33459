/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * 2.6.37 and 6.1 used rightly: where things lie (the sheet of facts section 6: as observed on Debian's 6.1.176, NR_CPUS 32, at 3 GiB), all
 * the calls of table C, looks at stacks and saved slots, and that undo takes the mappings of tasks back with everything else.
 */
#include "tests/engine/stack.h"

#define ERA "era=6.1 debug_highmem=off debug_sleep=off "
#define STACK "era=2.6.37 debug_sleep=off ram=2G "

/* ---- where things lie ---- */

static void layout_of_the_recordings(void **unused)
{
	static const struct { const char *keys; hm_pfn_t first; hm_vaddr_t pkmap, high_memory; uint32_t last_pkmap; } row[] = {
		{ ERA "ram=3G pae=on nx=on", 0x36ffe, 0xff000000, 0xf6ffe000, 512 },
		{ ERA "ram=3G pae=off", 0x36bfe, 0xfec00000, 0xf6bfe000, 1024 },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		struct hm_machine *m = machine(row[i].keys);
		const struct hm_layout *l = hm_layout(m);

		assert_int_equal(hm_config(m)->nr_cpus, 32);
		assert_int_equal(l->max_low_pfn, row[i].first);
		assert_int_equal(l->high_memory, row[i].high_memory);
		assert_int_equal(l->pkmap_base, row[i].pkmap);
		assert_int_equal(l->last_pkmap, row[i].last_pkmap);
		assert_int_equal(l->fix_kmap_begin, 68);
		assert_int_equal(l->fix_kmap_end, 579);
		assert_int_equal(l->fixaddr_start, 0xffdb8000);
		assert_int_equal(hm_slot_address(l, 0), 0xfffbb000);
		assert_int_equal(l->page_struct_size, 40);
		assert_true(l->mem_map_end <= l->high_memory && l->mem_map > 0xf0000000);
		hm_machine_close(m);
	}
}

/* Section 5: KM_TYPE_NR is 20, 41 with fences; lowmem of 2.6.3x ends at 0x377fe000. */
static void layout_2_6_37(void **unused)
{
	struct hm_machine *m = machine(STACK NODBG);

	(void)unused;
	assert_int_equal(hm_layout(m)->km_type_nr, 20);
	assert_int_equal(hm_layout(m)->max_low_pfn, 0x377fe);
	hm_machine_close(m);
	m = machine(STACK DBG);
	assert_int_equal(hm_layout(m)->km_type_nr, 41);
	hm_machine_close(m);
}

/* mem_map where a recording has it. */
static void mem_map_of_a_recording(void **unused)
{
	struct hm_config cfg;
	struct hm_machine *m;
	char notes[200];

	(void)unused;
	hm_config_default(&cfg);
	cfg.era = hm_era_find("6.1");
	cfg.ram = (uint64_t)5 << 30;
	cfg.pae = true;
	cfg.mem_map = 0xf2000000;
	assert_int_equal(hm_config_settle(&cfg, notes, sizeof(notes)), HM_OK);
	assert_int_equal(hm_machine_open(&cfg, &m), HM_OK);
	assert_int_equal(hm_layout(m)->mem_map, 0xf2000000);
	assert_int_equal(call(m, "PageHighMem", page_of(m, 0x13ffff), 0), 1);
	assert_int_equal(call(m, "PageHighMem", page_of(m, 0x1000), 0), 0);
	hm_machine_close(m);
	cfg.mem_map = 0xf6000000; /* would not fit below the end of lowmem */
	assert_int_equal(hm_config_settle(&cfg, notes, sizeof(notes)), HM_REFUSED);
}

/* ---- calls ---- */

static uint32_t call5(struct hm_machine *m, const char *name, const uint64_t arg[HM_MAX_ARGS])
{
	uint64_t ret = 0;

	assert_int_equal(hm_call_invoke(m, row(m, name), arg, &ret), HM_OK);
	return (uint32_t)ret;
}

static void protections(const char *keys, const char *name, const char *unmap)
{
	struct hm_machine *m = machine(keys);
	uint64_t arg[HM_MAX_ARGS] = { page_of(m, high(m, 0)), 0x161 };
	uint32_t a = call5(m, name, arg);

	load(m, a);
	assert_int_equal(hm_store(m, a, 1, 1), HM_DIED); /* read only */
	hm_machine_close(m);
	m = machine(keys);
	arg[0] = page_of(m, 0x4000);
	a = call5(m, name, arg);
	call(m, unmap, a, 0);
	assert_int_equal(count_of(m), 0);
	hm_machine_close(m);
}

static void protected_maps(void **unused)
{
	(void)unused;
	protections(STACK NODBG, "kmap_atomic_prot", "kunmap_atomic");
	protections(ERA, "kmap_atomic_prot", "kunmap_atomic");
	protections(ERA, "kmap_local_page_prot", "kunmap_local");
}

/* A frame's number maps it whatever it is: lowmem frames take a slot as well. */
static void frames(const char *keys, const char *name, const char *unmap)
{
	struct hm_machine *m = machine(keys);
	uint32_t a = call(m, name, 0x4000, 0);

	assert_int_equal(a, hm_slot_address(hm_layout(m), 0));
	store(m, a, 5);
	assert_int_equal(frame_byte(m, 0x4000, 0), 5);
	call(m, unmap, a, 0);
	assert_int_equal(depth(m, 0), 0);
	assert_int_equal(count_of(m), 0);
	hm_machine_close(m);
}

static void maps_of_frames(void **unused)
{
	(void)unused;
	frames(STACK NODBG, "kmap_atomic_pfn", "kunmap_atomic");
	frames(ERA, "kmap_atomic_pfn", "kunmap_atomic");
	frames(ERA, "kmap_local_pfn", "kunmap_local");
}

static void folios_and_windows(void **unused)
{
	struct hm_machine *m = machine(ERA);
	uint64_t arg[HM_MAX_ARGS] = { page_of(m, high(m, 0)), HM_PAGE_SIZE + 3 };
	uint32_t a = call5(m, "kmap_local_folio", arg), b = map(m, "kmap", 9);

	(void)unused;
	assert_int_equal(a & (HM_PAGE_SIZE - 1), 3);
	assert_int_equal(at_place(m, 0, 0), high(m, 1));
	assert_int_equal(call(m, "is_kmap_addr", a, 0), 0);
	assert_int_equal(call(m, "is_kmap_addr", b, 0), 1);
	assert_int_equal(call(m, "is_kmap_addr", 0xc4000000, 0), 0);
	hm_machine_close(m);
}

static void without_highmem(void **unused)
{
	static const char *const eras[] = { "era=2.6.37 highmem=off ram=512M", "era=6.1 highmem=off ram=512M" };

	(void)unused;
	for (int i = 0; i < 2; i++) {
		struct hm_machine *m = machine(eras[i]);
		uint64_t arg[HM_MAX_ARGS] = { page_of(m, 0x4000), 0x161 };
		struct hm_stack_view v;

		assert_int_equal(call5(m, "kmap_atomic_prot", arg), 0xc4000000);
		assert_int_equal(call(m, "kmap_atomic_pfn", 0x4001, 0), 0xc4001000);
		assert_int_equal(count_of(m), 2);
		call(m, "kunmap_atomic", 0xc4001000, 0);
		call(m, "kunmap_atomic", 0xc4000000, 0);
		assert_int_equal(count_of(m), 0);
		call(m, "kmap_flush_unused", 0, 0);
		assert_false(hm_stack_view(m, 0, &v));
		if (i) {
			assert_int_equal(call5(m, "kmap_local_page_prot", arg), 0xc4000000);
			assert_int_equal(call(m, "kmap_local_pfn", 0x4001, 0), 0xc4001000);
			assert_int_equal(call(m, "is_kmap_addr", 0xc4000000, 0), 0);
		}
		hm_machine_close(m);
	}
}

/* ---- copies of parts of pages ---- */

static void copies(void **unused)
{
	struct hm_machine *m = machine(ERA DBG);
	uint32_t p = page_of(m, high(m, 0)), q = page_of(m, high(m, 1)), text = 0xc4000000;

	(void)unused;
	for (uint32_t i = 0; i < 8; i++)
		store(m, text + i, (uint8_t)('a' + i));
	call5(m, "memcpy_to_page", (const uint64_t[HM_MAX_ARGS]){ p, 4090, text, 6 });
	assert_int_equal(frame_byte(m, high(m, 0), 4095), 'f');
	call5(m, "memcpy_page", (const uint64_t[HM_MAX_ARGS]){ q, 10, p, 4092, 3 });
	assert_int_equal(frame_byte(m, high(m, 1), 12), 'e');
	call5(m, "memcpy_from_page", (const uint64_t[HM_MAX_ARGS]){ text + 100, q, 10, 3 });
	assert_int_equal(load(m, text + 102), 'e');
	call5(m, "memset_page", (const uint64_t[HM_MAX_ARGS]){ q, 0, 'x', 4096 });
	call5(m, "memzero_page", (const uint64_t[HM_MAX_ARGS]){ q, 1, 4094 });
	assert_int_equal(frame_byte(m, high(m, 1), 0), 'x');
	assert_int_equal(frame_byte(m, high(m, 1), 4094), 0);
	assert_int_equal(frame_byte(m, high(m, 1), 4095), 'x');
	call(m, "copy_highpage", p, q);
	assert_int_equal(frame_byte(m, high(m, 0), 0), 'x');
	call(m, "clear_highpage", p, 0);
	assert_int_equal(frame_byte(m, high(m, 0), 0), 0);
	assert_int_equal(depth(m, 0), 0);
	assert_int_equal(hm_report_count(m), 0);
	hm_machine_close(m);
}

/* VM_BUG_ON(offset + len > PAGE_SIZE); without debugging the copy runs on. */
static void copies_beyond_the_page(void **unused)
{
	static const struct { const char *name; int lowmem, offset; uint64_t arg[5]; } row_[] = {
		{ "memcpy_to_page", 2, 1, { 0, 4090, 0xc4000000, 7 } }, { "memcpy_from_page", 0, 2, { 0xc4000000, 0, 4090, 7 } },
		{ "memset_page", -1, 1, { 0, 4090, 1, 7 } }, { "memzero_page", -1, 1, { 0, 4090, 7 } },
		{ "memcpy_page", -1, 1, { 0, 4090, 0, 0, 7 } },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(row_) / sizeof(row_[0]); i++) {
		struct hm_machine *m = machine(ERA "ram=2G " DBG);
		uint64_t arg[HM_MAX_ARGS] = { 0 }, ret;
		char line[100];

		for (int k = 0; k < 5; k++)
			arg[k] = row_[i].arg[k];
		arg[row_[i].lowmem ? 0 : 1] = page_of(m, high(m, 0));
		if (!strcmp(row_[i].name, "memcpy_page"))
			arg[2] = page_of(m, high(m, 1));
		assert_int_equal(hm_call_invoke(m, row(m, row_[i].name), arg, &ret), HM_DIED);
		snprintf(line, sizeof(line), "kernel BUG at %s (line not recorded)!", row_[i].name);
		expect_report(m, line);
		hm_machine_close(m);
	}
}

static void copies_run_on_without_debugging(void **unused)
{
	struct hm_machine *m = machine(ERA);
	uint32_t outer = map(m, "kmap_local_page", 0);

	(void)unused;
	store(m, outer, 1);
	call5(m, "memset_page", (const uint64_t[HM_MAX_ARGS]){ page_of(m, high(m, 1)), 4090, 'x', 7 });
	assert_int_equal(load(m, outer), 'x'); /* the slot behind is the caller's own */
	hm_machine_close(m);
}

/* ---- page faults ---- */

static void pagefaults(void **unused)
{
	struct hm_machine *m = machine(ERA);
	struct hm_kmap_ctrl_view v;

	(void)unused;
	call(m, "pagefault_disable", 0, 0);
	assert_true(hm_kmap_ctrl_view(m, 0, &v));
	assert_int_equal(v.pagefault_disabled, 1);
	assert_int_equal(count_of(m), 0); /* a counter of its own since 4.2 */
	call(m, "pagefault_enable", 0, 0);
	assert_true(hm_kmap_ctrl_view(m, 0, &v));
	assert_int_equal(v.pagefault_disabled, 0);
	hm_machine_close(m);
}

static void staying_on_a_cpu(void **unused)
{
	struct hm_machine *m = machine(ERA);
	uint16_t task = 0;

	(void)unused;
	assert_int_equal(hm_task_new(m, "task", HM_TASK_KTHREAD, 0, &task), HM_OK);
	assert_int_equal(hm_switch_to(m, 0, task), HM_OK);
	call(m, "migrate_disable", 0, 0);
	assert_int_equal(hm_switch_to(m, 0, 0), HM_OK);
	assert_int_equal(hm_task_move(m, task, 1), HM_REFUSED);
	assert_int_equal(hm_select(m, task, 1), HM_REFUSED);
	assert_int_equal(hm_switch_to(m, 0, task), HM_OK);
	call(m, "migrate_enable", 0, 0);
	call(m, "migrate_enable", 0, 0); /* once too often changes nothing */
	assert_int_equal(hm_switch_to(m, 0, 0), HM_OK);
	assert_int_equal(hm_task_move(m, task, 1), HM_OK);
	hm_machine_close(m);
}

/* preempt_disable() counts without preempt=on, too: PREEMPT_DYNAMIC kernels have CONFIG_PREEMPT_COUNT. */
static void preempt_disable_counts(void **unused)
{
	struct hm_machine *m = machine(ERA);

	(void)unused;
	call(m, "preempt_disable", 0, 0);
	assert_int_equal(count_of(m), 1);
	call(m, "preempt_enable", 0, 0);
	assert_int_equal(count_of(m), 0);
	call(m, "local_bh_disable", 0, 0);
	assert_int_equal(count_of(m), 0x200);
	hm_machine_close(m);
}

/* ---- looks ---- */

static void looks(void **unused)
{
	struct hm_machine *m = machine(ERA);
	uint16_t other = 0;
	uint32_t a = map(m, "kmap_local_page", 0);
	struct hm_slot_view slot_, saved;
	struct hm_kmap_ctrl_view c;
	struct hm_stack_view s;

	(void)unused;
	assert_int_equal(hm_task_new(m, "other", HM_TASK_KTHREAD, 0, &other), HM_OK);
	assert_true(hm_stack_view(m, 0, &s));
	assert_true(s.of_task && s.nr == 16 && s.step == 1 && s.depth == 1);
	assert_true(hm_slot_view(m, 0, 0, &slot_));
	assert_string_equal(slot_.name, "slot 0");
	assert_true(hm_kmap_saved(m, 0, 0, &saved));
	assert_int_equal(saved.pfn, high(m, 0));
	assert_true(hm_kmap_ctrl_view(m, 0, &c) && c.in_slots);
	assert_int_equal(hm_switch_to(m, 0, other), HM_OK);
	assert_true(hm_kmap_ctrl_view(m, 0, &c) && !c.in_slots && c.idx == 1);
	assert_true(hm_kmap_saved(m, 0, 0, &saved));
	assert_int_equal(saved.address, a);
	assert_int_equal(saved.pfn, high(m, 0));
	assert_int_equal(saved.set.seq, slot_.set.seq); /* who mapped it is not forgotten */
	assert_false(hm_kmap_saved(m, 0, 1, &saved));
	assert_false(hm_kmap_ctrl_view(m, 200, &c));
	assert_true(hm_stack_view(m, 0, &s) && s.depth == 0);
	assert_int_equal(hm_switch_to(m, 0, 0), HM_OK);
	assert_true(hm_slot_view(m, 0, 0, &saved));
	assert_int_equal(saved.set.seq, slot_.set.seq); /* nor when it is back */
	hm_machine_close(m);
}

static void looks_of_other_eras(void **unused)
{
	struct hm_machine *m = machine("era=2.6.11");
	struct hm_kmap_ctrl_view c;
	struct hm_slot_view slot_;
	struct hm_stack_view s;

	(void)unused;
	assert_false(hm_stack_view(m, 0, &s));
	assert_false(hm_kmap_ctrl_view(m, 0, &c));
	assert_false(hm_kmap_saved(m, 0, 0, &slot_));
	hm_machine_close(m);
	m = machine(STACK);
	map(m, "kmap_atomic", 0);
	assert_true(hm_stack_view(m, 0, &s) && !s.of_task && s.depth == 1 && s.nr == 41);
	assert_false(hm_stack_view(m, 4, &s));
	assert_false(hm_kmap_ctrl_view(m, 0, &c));
	hm_machine_close(m);
}

/* ---- time ---- */

/* Each step taken back in turn leads to the state before it, slots of tasks that are off their CPU included; and forward again. */
static void undo(void **unused)
{
	enum { STEPS = 5 };
	struct hm_machine *m = machine(ERA "ram=1G");
	uint64_t hash[STEPS + 1];
	struct hm_delta *d[STEPS] = { NULL };
	uint16_t other = 0;
	uint32_t a = 0;

	(void)unused;
	assert_int_equal(hm_task_new(m, "other", HM_TASK_KTHREAD, 0, &other), HM_OK);
	assert_int_equal(hm_delta_take(m, &d[0]), HM_OK);
	hm_delta_free(d[0]);
	for (int i = 0; i < STEPS; i++) {
		hash[i] = hm_state_hash(m);
		switch (i) {
		case 0: a = map(m, "kmap_local_page", 0); break;
		case 1: map(m, "kmap_atomic", 1); break;
		case 2: assert_int_equal(hm_switch_to(m, 0, other), HM_OK); break;
		case 3: map(m, "kmap_local_page", 2); break;
		case 4: assert_int_equal(hm_switch_to(m, 0, 0), HM_OK); break;
		default: break;
		}
		assert_int_equal(hm_delta_take(m, &d[i]), HM_OK);
	}
	hash[STEPS] = hm_state_hash(m);
	for (int i = STEPS; i-- > 0;) {
		assert_int_equal(hm_delta_apply(m, d[i]), HM_OK);
		assert_true(hm_state_hash(m) == hash[i]);
	}
	assert_int_equal(at_place(m, 0, 0), HM_NO_PFN);
	for (int i = 0; i < STEPS; i++)
		assert_int_equal(hm_delta_apply(m, d[i]), HM_OK);
	assert_true(hm_state_hash(m) == hash[STEPS]);
	assert_int_equal(load(m, a), 0);
	for (int i = 0; i < STEPS; i++)
		hm_delta_free(d[i]);
	hm_machine_close(m);
}

/* A number that is given again brings nothing along of the task that had it. */
static void a_number_given_again(void **unused)
{
	struct hm_machine *m = machine("era=6.1");
	struct hm_kmap_ctrl_view v;
	uint16_t id;

	(void)unused;
	for (unsigned int i = hm_task_limit(m); i < HM_MAX_TASKS; i++) {
		id = new_task(m, "leaks", 0);
		select_task(m, id, 0);
		call(m, "kmap_local_page", page_of(m, H0), 0);
		hm_task_exit(m);
	}
	assert_true(hm_kmap_ctrl_view(m, id, &v));
	assert_int_not_equal(v.idx, 0);
	select_task(m, 0, 0);
	id = new_task(m, "again", 0);
	assert_int_not_equal(id, HM_MAX_TASKS - 1);
	assert_true(hm_kmap_ctrl_view(m, id, &v));
	assert_int_equal(v.idx, 0);
	assert_int_equal(v.migration_disabled, 0);
	hm_machine_close(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(layout_of_the_recordings), cmocka_unit_test(layout_2_6_37), cmocka_unit_test(mem_map_of_a_recording),
		cmocka_unit_test(protected_maps), cmocka_unit_test(maps_of_frames), cmocka_unit_test(folios_and_windows),
		cmocka_unit_test(without_highmem), cmocka_unit_test(copies), cmocka_unit_test(copies_beyond_the_page),
		cmocka_unit_test(copies_run_on_without_debugging), cmocka_unit_test(pagefaults), cmocka_unit_test(staying_on_a_cpu),
		cmocka_unit_test(preempt_disable_counts), cmocka_unit_test(looks), cmocka_unit_test(looks_of_other_eras),
		cmocka_unit_test(undo), cmocka_unit_test(a_number_given_again),
	};

	return cmocka_run_group_tests_name("stacks of slots", tests, NULL, NULL);
}
