/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Random programs against the engine's own promises, in every era and many configurations: any call with any argument, tasks, contexts,
 * interrupts, loads and stores anywhere, and a host that runs out of memory. What must hold: verdicts are verdicts; what was refused
 * has changed nothing; looking changes nothing and says nothing unprintable, however little room it gets; every cycle of every clock is
 * accounted for; and going back leads to the very state.
 */
#include "tests/engine/kernel.h"

enum { STEPS = 300, POOL = 24 };

static uint32_t seed;

static uint32_t any(uint32_t below)
{
	seed = seed * 1664525 + 1013904223;
	return below ? (uint32_t)(((uint64_t)(seed >> 4) * below) >> 28) : 0;
}

static bool starved;

static bool sometimes(void)
{
	return starved && !any(4);
}

extern bool (*region_fail_hook)(void);

struct run {
	struct hm_machine *m;
	const char *keys;
	const struct hm_era *era;
	uint64_t kept[POOL];       /* results of calls, to be given back and mixed up */
	uint64_t asleep[HM_MAX_TASKS][HM_MAX_ARGS]; /* arguments of the call that a task sleeps in: it is repeated with them */
};

static struct hm_machine *open_in(const struct hm_era *era, const char *keys)
{
	char text[256], why[256], notes[1024];
	struct hm_config cfg;
	struct hm_machine *m;

	hm_config_default(&cfg);
	snprintf(text, sizeof(text), "%s", keys);
	for (char *save = NULL, *key = strtok_r(text, " ", &save); key; key = strtok_r(NULL, " ", &save)) {
		char *value = strchr(key, '=');

		*value++ = 0;
		assert_int_equal(hm_config_set(&cfg, key, value, why, sizeof(why)), HM_OK);
	}
	cfg.era = era;
	assert_int_equal(hm_config_settle(&cfg, notes, sizeof(notes)), HM_OK);
	assert_int_equal(hm_machine_open(&cfg, &m), HM_OK);
	return m;
}

/* ---- arguments ---- */

static uint32_t any_page(const struct run *r)
{
	const struct hm_layout *l = hm_layout(r->m);
	const hm_pfn_t pfns[] = { l->max_low_pfn + any(6), any(6), 0x1000 + any(8), 0x4000 + any(3), l->highend_pfn - 1, l->highend_pfn, any(l->highend_pfn) };

	return hm_pfn_to_page(l, pfns[any(7)]) + (any(40) ? 0 : 1 + any(7));
}

static uint32_t any_address(const struct run *r)
{
	const struct hm_layout *l = hm_layout(r->m);
	const uint32_t at[] = {
		hm_fix_to_virt(l, l->fix_kmap_begin + any(l->km_type_nr * 2)), l->pkmap_base + (any(6) << 12), l->page_offset + (any(0x1200) << 12),
		l->user_start + any(4096), l->mem_map + any(4096), any(4096), (uint32_t)l->pgd + l->page_offset + any(4096), l->fixaddr_top, l->high_memory + any(1 << 22),
		0xfffff000u, any(0xffffffffu), l->kmap_pte - any(64) * 4
	};

	return at[any(12)] + (any(3) ? 0 : any(4096));
}

static uint64_t any_argument(const struct run *r)
{
	switch (any(8)) {
	case 0: case 1: return any_page(r);
	case 2: return any_address(r);
	case 3: case 4: return any(30);
	case 5: return r->kept[any(POOL)];
	case 6: return (uint64_t[]){ 0x10, 0xd2, 0xd0, 0x02, 0x01, 0x8002, 0x100cc2, 0 }[any(8)];
	default: return any(6) ? any(5000) : (uint64_t)any(0xffffffffu) << any(2) * 32;
	}
}

/* ---- looking ---- */

static void printable(const char *text, size_t size, int length)
{
	assert_true(length >= 0);
	if (!size)
		return;
	assert_true(strnlen(text, size) < size && (int)strnlen(text, size) <= length);
	for (; *text; text++)
		assert_true(*text == '\n' || ((unsigned char)*text >= ' ' && *text != 0x7f));
}

static void look_at_links(const struct hm_machine *m, const struct hm_link *step, unsigned int n, unsigned int max)
{
	static const size_t sizes[] = { 0, 1, 9, 600 };
	char text[600];

	assert_true(n <= max);
	for (unsigned int i = 0; i < n; i++) {
		size_t size = sizes[any(4)];

		printable(text, size, hm_why_text(m, &step[i], text, size));
		assert_non_null(hm_why_role((enum hm_link_role)step[i].role));
		printable(text, size, hm_event_text(m, &step[i].event, text, size));
	}
}

static void look_why(const struct run *r)
{
	struct hm_link step[HM_WHY_MAX];
	unsigned int max = any(HM_WHY_MAX + 1);
	const struct hm_machine *m = r->m;

	look_at_links(m, step, hm_why_address(m, any_address(r), step, max), max);
	look_at_links(m, step, hm_why_address(m, any_page(r), step, max), max);
	look_at_links(m, step, hm_why_page(m, hm_page_to_pfn(hm_layout(m), any_page(r)), step, max), max);
	look_at_links(m, step, hm_why_event(m, hm_event_count(m) - any(30), step, max), max);
	look_at_links(m, step, hm_why_report(m, any(hm_report_count(m) + 2), step, max), max);
}

static void look_at_reports(const struct hm_machine *m)
{
	const struct hm_report *r = hm_report_get(m, any(hm_report_count(m) + 3));
	char text[3000];
	size_t size = any(4) ? sizeof(text) : any(40);

	if (!r)
		return;
	printable(text, size, hm_report_text(m, r, any(2) ? "f, x.c:3" : any(2) ? "f" : NULL, text, size));
	printable(text, size, hm_report_headline(m, r, text, size));
}

static void look_at_parts(const struct run *r)
{
	const struct hm_machine *m = r->m;
	const struct hm_layout *l = hm_layout(m);
	struct hm_access_view access;
	struct hm_pkmap_view pkmap;
	struct hm_slot_view slot;
	struct hm_page_view page;
	struct hm_zone_view zone;
	struct hm_lock_view lock;
	struct hm_disk_request request;
	struct hm_disk_view disk;
	struct hm_tlb_view tlb;
	struct hm_walk walk;
	uint8_t bytes[16];
	uint16_t tasks[4];
	char text[100];

	hm_pkmap_view(m, any(l->last_pkmap + 2), &pkmap);
	hm_slot_view(m, any(hm_config(m)->nr_cpus + 1), any(l->km_type_nr + 1), &slot);
	hm_page_view(m, any(9) ? l->max_low_pfn + any(8) : any(l->highend_pfn + 9), &page);
	hm_zone_view(m, any(4), &zone);
	hm_tlb_view(m, any(hm_config(m)->cpus + 1), any(hm_tlb_entries(m) + 1), &tlb);
	hm_walk(m, any_address(r), &walk);
	hm_last_access(m, any(hm_config(m)->cpus + 1), &access);
	hm_peek(m, any_address(r), bytes, any(17));
	hm_peek_frame(m, any(l->highend_pfn + 3), 4080, bytes, 16);
	hm_is_page_pointer(m, any_address(r));
	hm_kmap_lock_view(m, &lock);
	hm_disk_view(m, &disk);
	hm_disk_request(m, any(3), &request);
	hm_pkmap_waiters(m, tasks, any(5));
	printable(text, sizeof(text), hm_wait_text(m, (uint16_t)any(12), text, sizeof(text)));
}

static void look(const struct run *r)
{
	uint64_t hash = hm_state_hash(r->m);

	look_why(r);
	look_at_reports(r->m);
	look_at_parts(r);
	assert_true(hm_state_hash(r->m) == hash);
}

/* ---- clocks ---- */

static void accounted(const struct hm_machine *m)
{
	for (uint32_t cpu = 0; cpu < hm_config(m)->cpus; cpu++) {
		struct hm_paid p;
		uint64_t sum;

		hm_paid(m, cpu, &p);
		sum = p.lock_wait + p.answers * hm_cost(m, HM_COST_IPI_REMOTE) + p.times[HM_COST_IPI_SEND] * hm_cost(m, HM_COST_FLUSH_LOCAL);
		for (unsigned int i = 0; i < HM_COST_NR; i++)
			sum += p.times[i] * hm_cost(m, (enum hm_cost)i);
		if (sum != p.cycles)
			fail_msg("CPU %u: clock %llu, paid %llu", cpu, (unsigned long long)p.cycles, (unsigned long long)sum);
	}
}

/* ---- doing ---- */

static void reboot(struct run *r)
{
	hm_machine_close(r->m);
	starved = false;
	r->m = open_in(r->era, r->keys);
	memset(r->kept, 0, sizeof(r->kept));
}

/* Somebody who can run: typing goes on as in the shell. */
static void be_somebody(struct run *r)
{
	uint32_t cpus = hm_config(r->m)->cpus, cpu = any(cpus);
	uint16_t task;

	for (uint32_t i = 0; i < cpus; i++)
		if (hm_task_prompt(r->m, (cpu + i) % cpus, &task) == HM_OK && hm_select(r->m, task, (cpu + i) % cpus) == HM_OK)
			return;
	reboot(r);
}

static enum hm_verdict some_call(struct run *r)
{
	uint16_t task = hm_current_task(r->m);
	uint64_t arg[HM_MAX_ARGS], ret = 0;
	unsigned int rows = 0, row;
	struct hm_task_view t;
	enum hm_verdict v;

	while (hm_call_at(r->m, rows))
		rows++;
	for (int i = 0; i < HM_MAX_ARGS; i++)
		arg[i] = any_argument(r);
	row = any(rows + (any(50) == 0));
	if (hm_task_view(r->m, task, &t) && t.blocked_call != ~0u) {
		row = t.blocked_call;
		memcpy(arg, r->asleep[task], sizeof(arg));
	}
	v = hm_call_invoke(r->m, row, arg, any(20) ? &ret : NULL);
	if (v == HM_BLOCKED)
		memcpy(r->asleep[task], arg, sizeof(arg));
	if (v == HM_OK && ret)
		r->kept[any(POOL)] = ret;
	return v;
}

static enum hm_verdict some_scheduling(struct run *r)
{
	struct hm_machine *m = r->m;
	uint32_t cpus = hm_config(m)->cpus;
	uint16_t task = (uint16_t)any(hm_task_limit(m) + 2);

	switch (any(8)) {
	case 0: return hm_task_new(m, "a\033task", any(4), any(cpus + 1), &task);
	case 1: return hm_select(m, task, any(cpus + 1));
	case 2: return hm_switch_to(m, any(cpus + 1), task);
	case 3: return hm_task_move(m, task, any(cpus + 1));
	case 4: return hm_pick_next(m, any(cpus + 1), &task) ? hm_switch_to(m, any(cpus), task) : HM_OK;
	case 5:
		if (hm_task_idle(m, any(cpus + 1), &task) == HM_OK)
			(void)hm_select(m, task, any(cpus));
		return HM_OK;
	case 6: hm_deadlock(m); return HM_OK;
	default: if (!any(4)) hm_task_exit(m); return HM_OK;
	}
}

static enum hm_verdict some_context(struct run *r)
{
	enum hm_context ctx = (enum hm_context)any(4);

	switch (any(4)) {
	case 0: return hm_can_interrupt(r->m, ctx) || !any(6) ? hm_context_enter(r->m, ctx, any(2)) : HM_OK;
	case 1: case 2: return hm_context_exit(r->m, hm_context_now(r->m));
	default:
		if (!any(5))
			hm_context_set(r->m, ctx);
		return HM_OK;
	}
}

static enum hm_verdict some_access(struct run *r)
{
	uint32_t at = any_address(r), size = 1u << any(4);
	uint8_t bytes[64] = { 1, 2, 3 };
	uint64_t value = any(6) ? any(0xffffffffu) : 0;
	size_t done;

	switch (any(6)) {
	case 0: case 1: return hm_load(r->m, at, size, &value);
	case 2: case 3: return hm_store(r->m, at, size, value);
	case 4: return hm_read(r->m, at, bytes, any(sizeof(bytes)), &done);
	default: return any(2) ? hm_write(r->m, at, bytes, any(sizeof(bytes)), &done) : hm_fill(r->m, at, 7, any(5000), &done);
	}
}

static enum hm_verdict some_machine(struct run *r)
{
	switch (any(7)) {
	case 0: hm_invlpg(r->m, any_address(r)); return HM_OK;
	case 1: hm_load_cr3(r->m); return HM_OK;
	case 2: hm_flush_tlb_global(r->m); return HM_OK;
	case 3: return hm_disk_limit(r->m, any(3) ? any(0x40000) : HM_NO_PFN);
	case 4: hm_disk_kmap_reads(r->m, any(2)); return HM_OK;
	case 5: hm_note_page_as_address(r->m, any(9), any(2), any_address(r)); return HM_OK;
	default: return any(30) ? HM_OK : hm_divide_error(r->m);
	}
}

static enum hm_verdict something(struct run *r)
{
	uint32_t what = any(20);

	if (what < 12)
		return some_call(r);
	if (what < 15)
		return some_scheduling(r);
	if (what < 17)
		return some_context(r);
	return what < 19 ? some_access(r) : some_machine(r);
}

static void step(struct run *r)
{
	bool careful = !any(30);
	uint64_t hash = careful ? hm_state_hash(r->m) : 0;
	enum hm_verdict v = something(r);

	assert_in_range(v, HM_OK, HM_NOMEM);
	if (careful && v == HM_REFUSED)
		assert_true(hm_state_hash(r->m) == hash);
	if (hm_halted(r->m) && !any(4))
		reboot(r);
	else if (v == HM_DIED || v == HM_BLOCKED || (v == HM_REFUSED && any(2)))
		be_somebody(r);
}

/* Some steps, taken back and done again. */
static void there_and_back(struct run *r)
{
	struct hm_delta *a = NULL, *b = NULL, *both = NULL;
	uint64_t before, middle, after;

	starved = false;
	if (hm_delta_take(r->m, &a) != HM_OK)
		return;
	hm_delta_free(a);
	a = NULL;
	before = hm_state_hash(r->m);
	for (int i = 0; i < 8; i++)
		(void)some_call(r);
	assert_int_equal(hm_delta_take(r->m, &a), HM_OK);
	middle = hm_state_hash(r->m);
	for (int i = 0; i < 8; i++)
		(void)some_access(r);
	assert_int_equal(hm_delta_take(r->m, &b), HM_OK);
	after = hm_state_hash(r->m);
	(void)some_call(r);
	assert_int_equal(hm_delta_revert(r->m), HM_OK);
	assert_true(hm_state_hash(r->m) == after);
	if (b)
		assert_int_equal(hm_delta_apply(r->m, b), HM_OK);
	assert_true(hm_state_hash(r->m) == middle);
	if (b)
		assert_int_equal(hm_delta_apply(r->m, b), HM_OK);
	assert_true(hm_state_hash(r->m) == after);
	if (a && b) {
		assert_int_equal(hm_delta_join(a, b, &both), HM_OK);
		assert_int_equal(hm_delta_apply(r->m, both), HM_OK);
		assert_true(hm_state_hash(r->m) == before);
		hm_delta_free(both);
	} else {
		hm_delta_free(a);
		hm_delta_free(b);
	}
	if (hm_halted(r->m))
		reboot(r);
	else
		be_somebody(r);
}

static void random_program(const struct hm_era *era, const char *keys, uint32_t from)
{
	struct run r = { .keys = keys, .era = era, .m = open_in(era, keys) };

	seed = from;
	region_fail_hook = sometimes;
	for (int i = 0; i < STEPS; i++) {
		starved = !any(40);
		step(&r);
		if (!any(40))
			look(&r);
		if (!any(200))
			accounted(r.m);
		if (!any(150))
			there_and_back(&r);
	}
	accounted(r.m);
	starved = false;
	region_fail_hook = NULL;
	hm_machine_close(r.m);
}

static void every_era(void **unused)
{
	static const char *const keys[] = {
		"pkmap=4 cpus=2", "pkmap=4 debug_highmem=off cpus=3", "pkmap=8 preempt=on debug_preempt=on", "pae=on pkmap=4 nx=on ram=5G", "highmem=off",
		"smp=off pkmap=4", "smp=off preempt=on pkmap=4", "pse=off pge=off pkmap=4", "policy=abandon pkmap=4 panic_on_oops=on", "pae=on pse=off nr_cpus=32 tlb=core2",
	};

	(void)unused;
	for (unsigned int e = 0; hm_era_at(e); e++)
		for (unsigned int k = 0; k < sizeof(keys) / sizeof(*keys); k++)
			random_program(hm_era_at(e), keys[k], 1000 * e + k);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(every_era) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
