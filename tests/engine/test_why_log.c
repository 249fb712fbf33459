/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What `why` reads out of the log when it is asked about an address: as far as the ring reaches, no further than a future that was taken back has
 * left it, and what the records keep beyond both.
 */
#include "tests/engine/culprit.h"

struct answer {
	struct hm_link step[HM_WHY_MAX];
	unsigned int n;
};

static struct answer ask(const struct hm_machine *m, uint32_t address)
{
	struct answer a;

	a.n = hm_why_address(m, address, a.step, HM_WHY_MAX);
	return a;
}

/* The first step of that role; NULL: there is none. */
static const struct hm_link *told(const struct answer *a, enum hm_link_role role)
{
	for (unsigned int i = 0; i < a->n; i++)
		if (a->step[i].role == (uint32_t)role)
			return &a->step[i];
	return NULL;
}

static unsigned int times(const struct answer *a, enum hm_link_role role)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < a->n; i++)
		n += a->step[i].role == (uint32_t)role;
	return n;
}

/* As many calls as the ring has room for, and then some. */
static void fill_the_ring(struct hm_machine *m)
{
	uint64_t end = hm_event_count(m) + HM_EVENT_RING + 100;

	mark(m, 1);
	while (hm_event_count(m) < end)
		call(m, "page_address", page_of(m, H0 + 900), 0);
}

/* A future that is taken back: it has gone over all that the log had. */
static void lap_the_log(struct hm_machine *m)
{
	struct hm_delta *d = NULL;
	uint64_t end = hm_event_count(m);

	assert_int_equal(hm_delta_take(m, &d), HM_OK);
	hm_delta_free(d);
	fill_the_ring(m);
	assert_int_equal(hm_delta_revert(m), HM_OK);
	assert_int_equal(hm_event_count(m), end);
	assert_int_equal(hm_event_first(m), 1);
	assert_null(hm_event_get(m, end));
}

/* ---- stale TLB entries ---- */

/* CPU 1 has interrupts off and has read through the window when CPU 0's flush takes the entry away. */
static uint32_t unflushed_on_cpu_1(struct hm_machine *m)
{
	uint32_t address;
	uint16_t b;

	kmap(m, H0 + 1);
	kunmap(m, H0 + 1);
	address = kmap(m, H0 + 2);
	kunmap(m, H0 + 2);
	kmap(m, H0 + 3);
	kunmap(m, H0 + 3);
	assert_int_equal(hm_task_prompt(m, 1, &b), HM_OK);
	select_task(m, b, 1);
	load(m, address);
	call(m, "local_irq_disable", 0, 0);
	select_task(m, 0, 0);
	mark(m, CULPRIT);
	assert_int_equal(invoke(m, "kmap", page_of(m, H0 + 4), 0, NULL), HM_BLOCKED);
	select_task(m, b, 1);
	return address;
}

/* The entry of the window keeps the change that the log has forgotten. */
static void an_entry_of_the_window_remembers(void **unused)
{
	struct hm_machine *m = machine(S8 NODBG "pkmap=4");
	uint32_t address = unflushed_on_cpu_1(m);
	struct answer a = ask(m, address);
	uint64_t seq = a.step[0].event.seq;

	(void)unused;
	assert_int_equal(a.step[0].role, HM_LINK_TLB_STALE);
	assert_int_equal(a.step[0].event.site, CULPRIT);
	fill_the_ring(m);
	assert_null(hm_event_get(m, seq));
	a = ask(m, address);
	assert_int_equal(a.step[0].role, HM_LINK_TLB_STALE);
	assert_int_equal(a.step[0].event.seq, seq);
	assert_int_equal(a.step[0].event.kind, HM_EV_PTE_CLEAR);
	assert_int_equal(a.step[0].event.site, CULPRIT);
	assert_int_equal(a.step[1].role, HM_LINK_TLB_FILLED);
	hm_machine_close(m);
}

/* No record is kept of lowmem's entries: when the log has gone over the store, only the filling is told. */
static void an_entry_of_lowmem_does_not(void **unused)
{
	struct hm_machine *m = machine(S8 NODBG "pse=off");
	uint32_t address = 0xc0000000 + (0x5000u << HM_PAGE_SHIFT);
	struct hm_walk w;
	struct answer a;

	(void)unused;
	hm_walk(m, address, &w);
	assert_true(w.present && !w.large);
	load(m, address);
	mark(m, CULPRIT);
	assert_int_equal(hm_store(m, 0xc0000000 + (uint32_t)w.level[w.levels - 1].entry_address, 4, (w.level[w.levels - 1].entry & 0xfff) | 0x5001000), HM_OK);
	a = ask(m, address);
	assert_int_equal(a.step[0].role, HM_LINK_TLB_STALE);
	assert_int_equal(a.step[0].event.site, CULPRIT);
	fill_the_ring(m);
	a = ask(m, address);
	assert_null(told(&a, HM_LINK_TLB_STALE));
	assert_int_equal(a.step[0].role, HM_LINK_TLB_FILLED);
	hm_machine_close(m);
}

/* ---- unmaps in the wrong order ---- */

/* 2.6.37: the first page is given back first; the second one's slot is cleared, and the first one's address flushed. */
static void nobody_left_it_on_top(void **unused)
{
	struct hm_machine *m = machine("era=2.6.37 " NODBG);
	uint32_t first, second;
	struct answer a;

	(void)unused;
	first = call(m, "kmap_atomic", page_of(m, H0), 0);
	second = call(m, "kmap_atomic", page_of(m, H1), 0);
	load(m, second);
	mark(m, CULPRIT);
	call(m, "kunmap_atomic", first, 0);
	a = ask(m, second);
	assert_int_equal(a.step[0].role, HM_LINK_TLB_STALE);
	assert_int_equal(a.step[1].role, HM_LINK_CLEARED_BY_ORDER);
	assert_int_equal(a.step[1].event.site, CULPRIT);
	assert_int_equal(a.step[1].given, first);
	assert_int_equal(a.step[1].expected, second);
	assert_null(told(&a, HM_LINK_LEFT_OUTSIDE));
	fill_the_ring(m); /* the slot's record still has both, the log neither: one is told by the slot's story, behind the entry's */
	a = ask(m, second);
	assert_int_equal(a.step[0].role, HM_LINK_TLB_STALE);
	assert_int_equal(a.step[1].role, HM_LINK_TLB_FILLED);
	assert_int_equal(a.step[2].role, HM_LINK_CLEARED_BY_ORDER);
	assert_int_equal(a.step[2].event.site, CULPRIT);
	hm_machine_close(m);
}

/* What lies on top because of a wrong order before was left by no address outside the slots. */
static void left_by_a_wrong_order_before(void **unused)
{
	struct hm_machine *m = machine("era=2.6.37 " NODBG);
	uint32_t first = call(m, "kmap_atomic", page_of(m, H0), 0), second = call(m, "kmap_atomic", page_of(m, H1), 0);
	struct answer a;

	(void)unused;
	call(m, "kunmap_atomic", first, 0);
	load(m, first); /* mapped still */
	mark(m, CULPRIT);
	call(m, "kunmap_atomic", second, 0);
	a = ask(m, first);
	assert_int_equal(a.step[0].role, HM_LINK_TLB_STALE);
	assert_int_equal(a.step[1].role, HM_LINK_CLEARED_BY_ORDER);
	assert_int_equal(a.step[1].event.site, CULPRIT);
	assert_int_equal(hm_event_get(m, a.step[1].event.cause)->kind, HM_EV_UNMAP_ORDER);
	assert_null(told(&a, HM_LINK_LEFT_OUTSIDE));
	hm_machine_close(m);
}

/* The early return that left a slot on top may be further back than the log reaches: the unmap that it misled is told all the same. */
static void left_outside_long_ago(void **unused)
{
	struct hm_machine *m = machine("era=2.6.37 " NODBG);
	uint32_t first = call(m, "kmap_atomic", page_of(m, H0), 0), second = call(m, "kmap_atomic", page_of(m, H1), 0);
	struct answer a;

	(void)unused;
	load(m, second);
	call(m, "kunmap_atomic", page_of(m, H1), 0); /* the page: nothing is unmapped */
	fill_the_ring(m);
	mark(m, CULPRIT);
	call(m, "kunmap_atomic", first, 0);
	a = ask(m, second);
	assert_int_equal(a.step[0].role, HM_LINK_TLB_STALE);
	assert_int_equal(a.step[1].role, HM_LINK_CLEARED_BY_ORDER);
	assert_int_equal(a.step[1].event.site, CULPRIT);
	assert_null(told(&a, HM_LINK_LEFT_OUTSIDE));
	hm_machine_close(m);
}

/* ---- who had the slot before ---- */

/* 2.4 looks at no slot. Task a maps, something happens, and task b maps another page into the same slot. */
struct holder {
	struct hm_machine *m;
	uint16_t a, b;
	uint32_t address;
};

static struct holder a_maps(void)
{
	struct holder h = { .m = machine("era=2.4.31 " NODBG) };

	h.a = new_task(h.m, "a", 0);
	h.b = new_task(h.m, "b", 0);
	select_task(h.m, h.a, 0);
	h.address = kmap_atomic(h.m, H0, "KM_USER0");
	return h;
}

static struct answer b_maps(const struct holder *h)
{
	mark(h->m, 1);
	select_task(h->m, h->b, 0);
	assert_int_equal(kmap_atomic(h->m, H1, "KM_USER0"), h->address);
	return ask(h->m, h->address);
}

/* The first argument of schedule(), which it has not, is whatever stood there: no unmap of that address. */
static void schedule_has_no_arguments(void **unused)
{
	struct holder h = a_maps();
	struct answer a;

	(void)unused;
	mark(h.m, CULPRIT);
	invoke(h.m, "schedule", h.address, 0, NULL);
	a = b_maps(&h);
	assert_non_null(told(&a, HM_LINK_HOLDER_SLEPT));
	assert_int_equal(told(&a, HM_LINK_HOLDER_SLEPT)->event.site, CULPRIT);
	hm_machine_close(h.m);
}

static void the_holder_has_not_slept(void **unused)
{
	struct holder h = a_maps();
	struct answer a = b_maps(&h);

	(void)unused;
	assert_null(told(&a, HM_LINK_HOLDER_SLEPT));
	assert_non_null(told(&a, HM_LINK_SLOT_MAPPED));
	hm_machine_close(h.m);
	h = a_maps();
	kunmap_atomic(h.m, h.address, "KM_USER0");
	a = b_maps(&h);
	assert_null(told(&a, HM_LINK_HOLDER_SLEPT));
	hm_machine_close(h.m);
}

static void somebody_else_has_slept(void **unused)
{
	struct holder h = a_maps();
	struct answer a;

	(void)unused;
	select_task(h.m, new_task(h.m, "c", 0), 0);
	invoke(h.m, "schedule", 0, 0, NULL);
	a = b_maps(&h);
	assert_null(told(&a, HM_LINK_HOLDER_SLEPT));
	hm_machine_close(h.m);
}

static void the_sleep_is_forgotten(void **unused)
{
	struct holder h = a_maps();
	struct answer a;

	(void)unused;
	invoke(h.m, "schedule", 0, 0, NULL);
	a = b_maps(&h);
	assert_non_null(told(&a, HM_LINK_HOLDER_SLEPT));
	lap_the_log(h.m);
	a = ask(h.m, h.address);
	assert_null(told(&a, HM_LINK_HOLDER_SLEPT));
	assert_non_null(told(&a, HM_LINK_SLOT_MAPPED));
	hm_machine_close(h.m);
}

/* ---- who had the entry before ---- */

/* The same entry for one page after the other: the window wraps each time. */
static uint32_t users(struct hm_machine *m, uint32_t n)
{
	uint32_t address = 0;

	for (uint32_t i = 0; i < 4 * n; i++) {
		address = kmap(m, H0 + i);
		if (i < 4 * n - 1)
			kunmap(m, H0 + i);
	}
	return address;
}

/* Four more than the two that the entry itself remembers; without the log only those. */
static void former_users(void **unused)
{
	struct hm_machine *m = machine(S8 NODBG "pkmap=4");
	uint32_t address = users(m, 5);
	struct answer a = ask(m, address);

	(void)unused;
	assert_int_equal(times(&a, HM_LINK_PKMAP_FORMER), 4);
	lap_the_log(m);
	a = ask(m, address);
	assert_int_equal(times(&a, HM_LINK_PKMAP_FORMER), 2);
	hm_machine_close(m);
	m = machine(S8 NODBG "pkmap=4");
	a = ask(m, users(m, 12));
	assert_int_equal(times(&a, HM_LINK_PKMAP_FORMER), 4); /* the log's newest four: the two of the entry are among them */
	hm_machine_close(m);
}

/* ---- who had the page before ---- */

static void former_owner(void **unused)
{
	struct hm_machine *m = machine(S8 NODBG);
	uint32_t page = call(m, "alloc_page", 0xd2, 0), address = call(m, "kmap", page, 0);
	struct answer a;

	(void)unused;
	mark(m, CULPRIT);
	call(m, "__free_page", page, 0);
	mark(m, 1);
	assert_int_equal(call(m, "alloc_page", 0xd2, 0), page);
	a = ask(m, address);
	assert_non_null(told(&a, HM_LINK_PAGE_FREED_MAPPED));
	assert_int_equal(told(&a, HM_LINK_PAGE_FREED_MAPPED)->event.site, CULPRIT);
	lap_the_log(m);
	a = ask(m, address);
	assert_null(told(&a, HM_LINK_PAGE_FREED_MAPPED));
	assert_non_null(told(&a, HM_LINK_PKMAP_MAPPED));
	hm_machine_close(m);
}

/* The end of another page, mapped though it was, tells nothing of this one. */
static void another_page_was_freed(void **unused)
{
	struct hm_machine *m = machine(S8 NODBG);
	uint32_t other = call(m, "alloc_page", 0xd2, 0), page;
	struct answer a;

	(void)unused;
	call(m, "kmap", other, 0);
	call(m, "__free_page", other, 0);
	assert_int_equal(call(m, "alloc_page", 0xd2, 0), other);
	page = call(m, "alloc_page", 0xd2, 0);
	a = ask(m, call(m, "kmap", page, 0));
	assert_null(told(&a, HM_LINK_PAGE_FREED_MAPPED));
	assert_non_null(told(&a, HM_LINK_PAGE_ALLOCATED));
	hm_machine_close(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_entry_of_the_window_remembers), cmocka_unit_test(an_entry_of_lowmem_does_not), cmocka_unit_test(nobody_left_it_on_top),
		cmocka_unit_test(left_by_a_wrong_order_before), cmocka_unit_test(left_outside_long_ago), cmocka_unit_test(schedule_has_no_arguments), cmocka_unit_test(the_holder_has_not_slept),
		cmocka_unit_test(somebody_else_has_slept), cmocka_unit_test(the_sleep_is_forgotten), cmocka_unit_test(former_users),
		cmocka_unit_test(former_owner), cmocka_unit_test(another_page_was_freed),
	};

	return cmocka_run_group_tests_name("why_log", tests, NULL, NULL);
}
