/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is done at one stride in the usual case (engine/atomic_usual.c, learn() in engine/mmu.c) against the same by steps: two machines
 * get the same random calls and accesses, mostly usual ones; the second has no call in its usual case, and its accesses go by
 * hm_read() and hm_write(), which know no stride. Every answer, every event and the whole state must be the same.
 */
#include "tests/engine/boot.h"

#include "engine/slot.h"

enum { OPERATIONS = 1000, PAGES = 6 };

static uint32_t seed;

static uint32_t any(uint32_t below)
{
	seed = seed * 1664525 + 1013904223;
	return (uint32_t)(((uint64_t)(seed >> 4) * below) >> 28);
}

/* machine[0] goes at once where it can, machine[1] never. */
struct twins {
	struct hm_machine *machine[2];
	uint64_t page[PAGES];
};

static void same(const struct twins *t, uint64_t first)
{
	const struct hm_machine *a = t->machine[0], *b = t->machine[1];

	assert_int_equal(hm_event_count(a), hm_event_count(b));
	for (uint64_t seq = first + 1; seq <= hm_event_count(a); seq++)
		if (hm_event_get(a, seq))
			assert_memory_equal(hm_event_get(a, seq), hm_event_get(b, seq), sizeof(struct hm_event));
}

static enum hm_verdict call_both(struct twins *t, const char *name, uint64_t a, uint64_t b, uint64_t *ret)
{
	uint64_t arg[HM_MAX_ARGS] = { a, b }, other = 1, before = hm_event_count(t->machine[0]);
	unsigned int row;
	enum hm_verdict v;

	if (!hm_call_find(t->machine[0], name, strlen(name), &row))
		return HM_REFUSED;
	*ret = other = 0;
	v = hm_call_invoke(t->machine[0], row, arg, ret);
	assert_int_equal(hm_call_invoke(t->machine[1], row, arg, &other), v);
	assert_int_equal(*ret, other);
	same(t, before);
	return v;
}

static void access_both(struct twins *t, hm_vaddr_t address, bool write)
{
	static const unsigned int sizes[] = { 1, 2, 4, 8 };
	uint64_t value = any(0xfffffff), before = hm_event_count(t->machine[0]), here = 0, there = 0;
	unsigned int size = sizes[any(4)];
	enum hm_verdict v;
	size_t done;

	address += any(1023) * 4;
	if (write) {
		v = hm_store(t->machine[0], address, size, value);
		assert_int_equal(hm_write(t->machine[1], address, &value, size, &done), v);
	} else {
		v = hm_load(t->machine[0], address, size, &here);
		assert_int_equal(hm_read(t->machine[1], address, &there, size, &done), v);
		assert_true(v != HM_OK || here == there);
	}
	same(t, before);
}

/* ---- operations ---- */

static uint64_t usual_type(void)
{
	return 7 + 2 * any(2);
}

static void use(struct twins *t, hm_vaddr_t address)
{
	for (uint32_t i = any(4); i; i--)
		access_both(t, address, any(2));
}

/* As a loop over pages does it: most of what happens. */
static void map_use_unmap(struct twins *t)
{
	uint64_t type = usual_type(), address, none;

	if (call_both(t, "kmap_atomic", t->page[any(PAGES)], type, &address) != HM_OK)
		return;
	use(t, (hm_vaddr_t)address);
	(void)call_both(t, "kunmap_atomic", address, type, &none);
}

static void both_on_cpu(struct twins *t, uint32_t cpu)
{
	on_cpu(t->machine[0], cpu);
	on_cpu(t->machine[1], cpu);
}

static uint32_t any_cpu(const struct twins *t)
{
	return any(hm_config(t->machine[0])->cpus);
}

static void interrupt(struct twins *t)
{
	uint64_t before = hm_event_count(t->machine[0]);
	enum hm_verdict v = hm_context_enter(t->machine[0], HM_CTX_HARDIRQ, false);

	assert_int_equal(hm_context_enter(t->machine[1], HM_CTX_HARDIRQ, false), v);
	if (v != HM_OK)
		return;
	map_use_unmap(t);
	v = hm_context_exit(t->machine[0], HM_CTX_HARDIRQ);
	assert_int_equal(hm_context_exit(t->machine[1], HM_CTX_HARDIRQ), v);
	same(t, before);
}

static void same_state(const struct twins *t)
{
	assert_int_equal(hm_state_hash(t->machine[0]), hm_state_hash(t->machine[1]));
}

static void take(struct twins *t)
{
	for (int i = 0; i < 2; i++) {
		struct hm_delta *d = NULL;

		assert_int_equal(hm_delta_take(t->machine[i], &d), HM_OK);
		hm_delta_free(d);
	}
}

static void revert(struct twins *t)
{
	for (int i = 0; i < 2; i++)
		assert_int_equal(hm_delta_revert(t->machine[i]), HM_OK);
	same_state(t);
}

/* A step that is taken back: what it wrote must have been marked. */
static void step_and_back(struct twins *t)
{
	take(t);
	for (uint32_t i = any(3); i; i--)
		map_use_unmap(t);
	revert(t);
}

/* What was known about the slot and its page is forgotten while it is mapped. */
static void take_while_mapped(struct twins *t)
{
	uint64_t type = usual_type(), address, none;

	if (call_both(t, "kmap_atomic", t->page[any(PAGES)], type, &address) != HM_OK)
		return;
	use(t, (hm_vaddr_t)address);
	take(t);
	(void)call_both(t, "kunmap_atomic", address, type, &none);
}

/* Another CPU's TLB learns the slot's page, and is not told when it is unmapped: a stale entry. */
static void use_elsewhere(struct twins *t)
{
	uint32_t cpu = any_cpu(t);
	uint64_t type = usual_type(), address, none;

	both_on_cpu(t, cpu);
	if (call_both(t, "kmap_atomic", t->page[any(PAGES)], type, &address) != HM_OK)
		return;
	both_on_cpu(t, any_cpu(t));
	use(t, (hm_vaddr_t)address);
	both_on_cpu(t, cpu);
	(void)call_both(t, "kunmap_atomic", address, type, &none);
	if (any(3))
		both_on_cpu(t, any_cpu(t));
	map_use_unmap(t);
}

/* The page for the address: the slot stays mapped; then the address, so that it is free with a story. */
static void page_first(struct twins *t)
{
	uint64_t type = usual_type(), page = t->page[any(PAGES)], address, none;

	if (call_both(t, "kmap_atomic", page, type, &address) != HM_OK)
		return;
	use(t, (hm_vaddr_t)address);
	(void)call_both(t, "preempt_disable", 0, 0, &none);
	(void)call_both(t, "kunmap_atomic", page, type, &none);
	(void)call_both(t, "kunmap_atomic", address + any(4096), type, &none);
}

/* Two at once, given back in any order, with any types; this may well be a BUG. */
static void mixed_up(struct twins *t)
{
	uint64_t address[2] = { 0, 0 }, none;

	for (int i = 0; i < 2; i++)
		(void)call_both(t, "kmap_atomic", t->page[any(PAGES)], any(4) ? 7 + 2 * (uint64_t)i : any(30), &address[i]);
	use(t, (hm_vaddr_t)address[any(2)]);
	for (int i = 0; i < 2; i++)
		(void)call_both(t, "kunmap_atomic", address[any(4) ? 1 - i : i], any(4) ? 9 - 2 * (uint64_t)i : any(30), &none);
}

/* User code writes an entry of a page table as any other memory. */
static void write_entry(struct twins *t, hm_vaddr_t at, uint64_t value)
{
	uint64_t before = hm_event_count(t->machine[0]);
	size_t done;

	for (int i = 0; i < 2; i++)
		(void)hm_write(t->machine[i], at, &value, hm_layout(t->machine[i])->pte_size, &done);
	same(t, before);
}

/* The slot is free again, and nothing was flushed. */
static void clear_by_hand(struct twins *t)
{
	const struct hm_layout *l = hm_layout(t->machine[0]);
	uint64_t type = usual_type(), address;

	if (call_both(t, "kmap_atomic", t->page[any(PAGES)], type, &address) != HM_OK)
		return;
	use(t, (hm_vaddr_t)address);
	write_entry(t, l->kmap_pte - slot_of_type(t->machine[0], (uint32_t)type) * (uint32_t)l->pte_size, any(2) ? 0 : (uint64_t)any(64) << 12 | 0x63);
	use(t, (hm_vaddr_t)address);
	map_use_unmap(t);
	if (any(2))
		(void)call_both(t, "kunmap_atomic", address, type, &address);
}

/* The whole window goes away, or becomes one large page, while a page of it is in use. */
static void rewrite_directory(struct twins *t)
{
	const struct hm_layout *l = hm_layout(t->machine[0]);
	uint64_t type = usual_type(), page = t->page[any(PAGES)], address, none;

	take(t);
	if (l->pte_size == 4 && call_both(t, "kmap_atomic", page, type, &address) == HM_OK) {
		hm_vaddr_t directory = (hm_vaddr_t)l->pgd + l->page_offset;

		use(t, (hm_vaddr_t)address);
		(void)call_both(t, "kunmap_atomic", address, type, &none);
		(void)call_both(t, "kmap_atomic", page, type, &address);
		if (any(2)) /* else it was in use before, and is in no TLB now */
			use(t, (hm_vaddr_t)address);
		write_entry(t, directory + ((uint32_t)address >> 22) * 4, any(3) ? 0x380000e3 : 0);
		for (int i = 0; i < 3; i++)
			use(t, (hm_vaddr_t)address + any(3) * 4096);
		(void)call_both(t, "kunmap_atomic", address, type, &none);
		for (int i = 0; i < 3; i++)
			use(t, (hm_vaddr_t)address + any(3) * 4096);
	}
	revert(t);
}

/* A higher task waits: kunmap_atomic() is where it gets the CPU, in a kernel with preemption. */
static void unmap_into_preemption(struct twins *t)
{
	uint64_t type = usual_type(), address, none;

	if (call_both(t, "kmap_atomic", t->page[any(PAGES)], type, &address) != HM_OK)
		return;
	for (int i = 0; i < 2; i++) {
		t->machine[i]->task->need_resched = 1;
		task_mark(t->machine[i], state(t->machine[i])->task);
	}
	(void)call_both(t, "kunmap_atomic", address, type, &none);
}

static void use_permanent(struct twins *t)
{
	uint64_t address, none, page = t->page[any(PAGES)];

	if (call_both(t, "kmap", page, 0, &address) != HM_OK)
		return;
	use(t, (hm_vaddr_t)address);
	(void)call_both(t, "kunmap", page, 0, &none);
}

static void one_operation(struct twins *t)
{
	uint64_t none;

	switch (any(40)) {
	case 0: page_first(t); break;
	case 1: mixed_up(t); break;
	case 2: take_while_mapped(t); break;
	case 3: both_on_cpu(t, any_cpu(t)); break;
	case 4: interrupt(t); break;
	case 5: step_and_back(t); break;
	case 6: use_elsewhere(t); break;
	case 7: use_permanent(t); break;
	case 8: unmap_into_preemption(t); break;
	case 9: (void)call_both(t, "clear_highpage", t->page[any(PAGES)], 0, &none); break;
	case 10: clear_by_hand(t); break;
	case 11: rewrite_directory(t); break;
	default: map_use_unmap(t); break;
	}
}

static void open_twins(struct twins *t, const char *keys)
{
	uint64_t ignored;

	*t = (struct twins){ .machine = { booted(keys), booted(keys) } };
	for (unsigned int i = 0; i < t->machine[1]->call_rows; i++)
		t->machine[1]->invoke[i] = invoke_by_steps;
	for (int i = 0; i < 2; i++) /* soon the log's ring begins again */
		state(t->machine[i])->event_count = HM_EVENT_RING - 200;
	for (unsigned int i = 0; i < PAGES; i++)
		assert_int_equal(call_both(t, "alloc_page", i ? 0xd2 : 0xd0, 0, &t->page[i]), HM_OK);
	(void)call_both(t, "kmap", t->page[1], 0, &ignored);
}

static void close_twins(struct twins *t)
{
	hm_machine_close(t->machine[0]);
	hm_machine_close(t->machine[1]);
}

/* In a sound state it goes on from there; what somebody died of is taken back. */
static void go_on(struct twins *t)
{
	const struct hm_machine *m = t->machine[0];

	if (hm_halted(m) || m->task->state != HM_TASK_CURRENT || m->task->preempt_count > 2 || state(m)->report_count)
		revert(t);
	else
		take(t);
}

static void run_twins(const char *keys, uint32_t from)
{
	struct twins t;

	seed = from;
	open_twins(&t, keys);
	take(&t);
	for (unsigned int i = 0; i < OPERATIONS; i++) {
		one_operation(&t);
		if (!any(8))
			go_on(&t);
	}
	same_state(&t);
	close_twins(&t);
}

static void test_both_ways_leave_the_same(void **state)
{
	static const char *const keys[] = {
		"era=2.6.11", "era=2.6.11 pae=on ram=6G", "era=2.6.11 cpus=1 nr_cpus=1", "era=2.6.11 preempt=on debug_preempt=on",
		"era=2.6.11 debug_highmem=off", "era=2.6.11 highmem=off ram=512M", "era=mm-2004", "era=2.6.17", "era=2.6.24", "era=2.6.24 debug_highmem=off",
		"era=2.6.36", "era=2.4.31", "era=2.6.37", "era=6.1", "era=2.6.11 tlb=16,2,8,2", "era=2.6.11 tlb=8,4,8,4",
	};

	(void)state;
	for (unsigned int k = 0; k < sizeof(keys) / sizeof(keys[0]); k++)
		for (uint32_t from = 1; from <= 4; from++)
			run_twins(keys[k], from * 7919 + k);
}

/* ---- the strides are gone, not only there ---- */

static unsigned int steps;

static enum hm_verdict count_steps(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	(void)m, (void)arg;
	steps++;
	*ret = 0;
	return HM_OK;
}

/* Does the call go at once? By steps it would meet another function. */
static bool at_once(struct hm_machine *m, const char *name, uint64_t a, uint64_t b)
{
	uint64_t arg[HM_MAX_ARGS] = { a, b }, ret;
	const struct hm_call *own = hm_call_find(m, name, strlen(name), NULL);
	struct hm_call counting = *own;
	unsigned int row;

	assert_ptr_equal(hm_call_find(m, name, strlen(name), &row), own);
	counting.fn = count_steps;
	steps = 0;
	m->calls[row] = &counting;
	assert_int_equal(hm_call_invoke(m, row, arg, &ret), HM_OK);
	m->calls[row] = own;
	return !steps;
}

static void test_a_loop_goes_at_once(void **state)
{
	static const char *const eras[] = { "era=2.6.11", "era=mm-2004", "era=2.6.17", "era=2.6.24" };

	(void)state;
	for (unsigned int i = 0; i < sizeof(eras) / sizeof(eras[0]); i++) {
		struct hm_machine *m = booted(eras[i]);
		uint64_t page, address, none;

		assert_int_equal(try_call(m, "alloc_page", 0xd2, 0, &page), HM_OK);
		for (int round = 0; round < 3; round++) { /* the first store makes contents, and what was known is forgotten */
			assert_int_equal(try_call(m, "kmap_atomic", page, 7, &address), HM_OK);
			assert_int_equal(hm_store(m, (hm_vaddr_t)address, 4, 1), HM_OK);
			if (round < 2)
				assert_int_equal(try_call(m, "kunmap_atomic", address, 7, &none), HM_OK);
		}
		assert_true(at_once(m, "kunmap_atomic", address, 7));
		assert_true(at_once(m, "kmap_atomic", page, 7));
		assert_false(at_once(m, "kmap_atomic", page, 7)); /* the slot is taken */
		assert_false(at_once(m, "kunmap_atomic", page, 7)); /* no slot's address */
		assert_true(at_once(m, "kunmap_atomic", address, 7));
		assert_false(at_once(m, "kunmap_atomic", address, 7)); /* free already */
		hm_machine_close(m);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_both_ways_leave_the_same),
		cmocka_unit_test(test_a_loop_goes_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
