/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `why` asked of an address, a page, an event; roles and their names; and random programs with one planted misuse each. */
#include "tests/engine/culprit.h"

/* ---- questions about addresses, pages and events ---- */

static void address_page_event(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	uint32_t page = call(m, "alloc_page", 0xd2, 0), address;
	struct hm_link step[HM_WHY_MAX];
	unsigned int n;

	(void)unused;
	address = call(m, "kmap_atomic", page, km(m, "KM_USER0"));
	call(m, "kunmap_atomic", page, km(m, "KM_USER0"));
	call(m, "__free_page", page, 0);
	n = hm_why_address(m, address + 123, step, HM_WHY_MAX);
	assert_int_equal(n, 3);
	assert_int_equal(step[0].role, HM_LINK_PAGE_FREED_MAPPED);
	assert_int_equal(step[1].role, HM_LINK_LEFT_MAPPED);
	assert_int_equal(step[2].role, HM_LINK_SLOT_MAPPED);
	n = hm_why_page(m, hm_page_to_pfn(hm_layout(m), page), step, HM_WHY_MAX);
	assert_int_equal(n, 3);
	n = hm_why_event(m, last_event(m, HM_EV_UNMAP_SKIPPED)->seq, step, HM_WHY_MAX);
	assert_int_equal(n, 3);
	assert_int_equal(step[1].event.kind, HM_EV_PTE_SET);
	assert_int_equal(step[2].event.kind, HM_EV_CALL);
	assert_int_equal(hm_why_event(m, 0, step, HM_WHY_MAX), 0);
	assert_int_equal(hm_why_event(m, 1ull << 40, step, HM_WHY_MAX), 0);
	assert_int_equal(hm_why_page(m, 0xffffffff, step, HM_WHY_MAX), 0);
	assert_int_equal(hm_why_report(m, 1, step, HM_WHY_MAX), 0);
	assert_int_equal(hm_why_address(m, address, step, 1), 1);
	hm_machine_close(m);
}

/* A slot that another CPU's TLB has seen is taken for another page there. */
static uint32_t stale_on_cpu_1(struct hm_machine *m, uint16_t *b)
{
	uint32_t address = kmap_atomic(m, H0, "KM_USER0");

	*b = new_task(m, "b", 1);
	select_task(m, *b, 1);
	load(m, address);
	select_task(m, 0, 0);
	mark(m, CULPRIT);
	kmap_atomic(m, H1, "KM_USER0");
	return address;
}

static void stale_story(struct hm_machine *m, uint16_t b, uint32_t address)
{
	struct hm_link step[HM_WHY_MAX];

	select_task(m, b, 1);
	assert_in_range(hm_why_address(m, address, step, HM_WHY_MAX), 2, HM_WHY_MAX);
	assert_int_equal(step[0].role, HM_LINK_TLB_STALE);
	assert_int_equal(step[0].event.site, CULPRIT);
	assert_int_equal(step[1].role, HM_LINK_TLB_FILLED);
}

static void stale_entry_first(void **unused)
{
	struct hm_machine *m = machine(S8 NODBG);
	uint16_t b;
	uint32_t address = stale_on_cpu_1(m, &b);

	(void)unused;
	stale_story(m, b, address);
	hm_machine_close(m);
}

/* The slot's record tells what the log has forgotten. */
static void stale_after_a_long_time(void **unused)
{
	struct hm_machine *m = machine(S8 NODBG);
	uint16_t b;
	uint32_t address = stale_on_cpu_1(m, &b);
	uint64_t end = hm_event_count(m) + HM_EVENT_RING + 100;

	(void)unused;
	mark(m, 1);
	while (hm_event_count(m) < end)
		call(m, "might_sleep", 0, 0);
	stale_story(m, b, address);
	hm_machine_close(m);
}

/* Neither has it when the entry has changed again meanwhile: only the filling is told. */
static void stale_since_an_event_that_is_gone(void **unused)
{
	struct hm_machine *m = machine(S8 NODBG);
	struct hm_link step[HM_WHY_MAX];
	uint16_t b;
	uint32_t address = stale_on_cpu_1(m, &b);
	uint64_t end = hm_event_count(m) + HM_EVENT_RING + 100;

	(void)unused;
	while (hm_event_count(m) < end)
		call(m, "might_sleep", 0, 0);
	kmap_atomic(m, H1 + 1, "KM_USER0");
	select_task(m, b, 1);
	assert_in_range(hm_why_address(m, address, step, HM_WHY_MAX), 1, HM_WHY_MAX);
	assert_int_equal(step[0].role, HM_LINK_TLB_FILLED);
	hm_machine_close(m);
}

static void roles_have_names(void **unused)
{
	(void)unused;
	for (int role = 0; role < HM_LINK_NR; role++)
		assert_string_not_equal(hm_why_role((enum hm_link_role)role), "unknown");
	assert_string_equal(hm_why_role(HM_LINK_NR), "unknown");
}

/* ---- random programs with one planted misuse ---- */

static uint32_t rng(uint32_t *s)
{
	*s ^= *s << 13;
	*s ^= *s >> 17;
	*s ^= *s << 5;
	return *s;
}

/* Balanced innocent work in up to four types that the misuse does not use, and permanent kmaps. */
static void innocent_work(struct hm_machine *m, uint32_t *seed, unsigned int n, uint32_t *site)
{
	static const char *const types[] = { "KM_IRQ0", "KM_IRQ1", "KM_PTE0", "KM_BIO_SRC_IRQ" };

	while (n--) {
		const char *type = types[rng(seed) % 4];
		hm_pfn_t pfn = rng(seed) % 3 ? H0 + 100 + rng(seed) % 50 : 0x5000 + rng(seed) % 50;

		mark(m, ++*site);
		if (rng(seed) % 2) {
			kmap(m, pfn);
			mark(m, ++*site);
			kunmap(m, pfn);
		} else {
			uint32_t address = kmap_atomic(m, pfn, type);

			mark(m, ++*site);
			kunmap_atomic(m, address + rng(seed) % 4096, type);
		}
	}
}

static void random_programs(void **unused)
{
	(void)unused;
	for (uint32_t seed = 1; seed <= 60; seed++) {
		struct hm_machine *m = machine(seed % 2 ? S8 DBG : S8 DBG PAE);
		uint32_t s = seed * 2654435761u, site = 10000, kind = seed % 3;

		innocent_work(m, &s, rng(&s) % 40, &site);
		kmap_atomic(m, H0, "KM_USER0");
		innocent_work(m, &s, rng(&s) % 20, &site);
		mark(m, CULPRIT);
		if (kind == 0)
			kunmap_atomic(m, page_of(m, H0), "KM_USER0");
		else if (kind == 1)
			kunmap_atomic(m, 0xc0001234, "KM_USER0"); /* some lowmem address */
		else
			kmap_atomic(m, H1, "KM_USER1");
		innocent_work(m, &s, rng(&s) % 60, &site);
		if (kind == 2) {
			kunmap_atomic(m, slot(m, 0, "KM_USER0").address, "KM_USER0");
			innocent_work(m, &s, rng(&s) % 20, &site);
			mark(m, 1);
			call(m, "schedule", 0, 0);
			culprit(m, HM_LINK_RAISED);
		} else {
			fails(m, "kmap_atomic", page_of(m, H2), km(m, "KM_USER0"));
			assert_int_equal(culprit(m, HM_LINK_LEFT_MAPPED).expected, slot(m, 0, "KM_USER0").address);
		}
		hm_machine_close(m);
	}
}

/* Does the chain of the address have a step of that role with the culprit's mark? */
static bool names_culprit(const struct hm_machine *m, uint32_t address, enum hm_link_role role)
{
	struct hm_link step[HM_WHY_MAX];
	unsigned int n = hm_why_address(m, address, step, HM_WHY_MAX);

	for (unsigned int i = 0; i < n; i++)
		if (step[i].role == (uint32_t)role && step[i].event.site == CULPRIT)
			return true;
	return false;
}

/* A page that is another's by now, but was freed while it was mapped; one that was unmapped before tells nothing. */
static void freed_and_given_away(void **unused)
{
	struct hm_machine *m = machine(S8 NODBG);
	uint32_t page = call(m, "alloc_page", 0xd2, 0), address = call(m, "kmap", page, 0);

	(void)unused;
	mark(m, CULPRIT);
	call(m, "__free_page", page, 0);
	mark(m, 1);
	assert_int_equal(call(m, "alloc_page", 0xd2, 0), page);
	assert_true(names_culprit(m, address, HM_LINK_PAGE_FREED_MAPPED));
	hm_machine_close(m);
	m = machine(S8 NODBG);
	page = call(m, "alloc_page", 0xd2, 0);
	mark(m, CULPRIT);
	call(m, "__free_page", page, 0);
	mark(m, 1);
	assert_int_equal(call(m, "alloc_page", 0xd2, 0), page);
	address = call(m, "kmap", page, 0);
	assert_false(names_culprit(m, address, HM_LINK_PAGE_FREED_MAPPED));
	hm_machine_close(m);
}

/* 2.4 looks at no slot: who slept with it finds the next task's page there. An unmap before the sleep has let go of it. */
static void slept_with_a_slot(bool unmapped)
{
	struct hm_machine *m = machine("era=2.4.31 " NODBG);
	uint32_t address;
	uint16_t a = new_task(m, "a", 0), b = new_task(m, "b", 0);

	select_task(m, a, 0);
	address = kmap_atomic(m, H0, "KM_USER0");
	if (unmapped)
		kunmap_atomic(m, address, "KM_USER0");
	mark(m, CULPRIT);
	invoke(m, "schedule", 0, 0, NULL);
	mark(m, 1);
	select_task(m, b, 0);
	assert_int_equal(kmap_atomic(m, H1, "KM_USER0"), address);
	assert_int_equal(names_culprit(m, address, HM_LINK_HOLDER_SLEPT), !unmapped);
	hm_machine_close(m);
}

static void former_holder_slept(void **unused)
{
	(void)unused;
	slept_with_a_slot(false);
	slept_with_a_slot(true);
}

/* 2.6.37: an unmap that was given a page leaves its slot on top; the next one clears that instead of its own, and flushes its own. */
static void left_on_top(void **unused)
{
	struct hm_machine *m = machine("era=2.6.37 " NODBG);
	uint32_t page = call(m, "alloc_page", 0x200d2, 0), other = call(m, "alloc_page", 0x200d2, 0);
	uint32_t outer = call(m, "kmap_atomic", page, 0), inner = call(m, "kmap_atomic", other, 0);

	(void)unused;
	load(m, inner);
	mark(m, CULPRIT);
	call(m, "kunmap_atomic", other, 0);
	mark(m, 1);
	call(m, "kunmap_atomic", outer, 0);
	assert_int_equal(call(m, "kmap_atomic", page, 0), inner);
	assert_true(names_culprit(m, inner, HM_LINK_LEFT_OUTSIDE));
	hm_machine_close(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(address_page_event), cmocka_unit_test(stale_entry_first), cmocka_unit_test(stale_after_a_long_time), cmocka_unit_test(stale_since_an_event_that_is_gone), cmocka_unit_test(roles_have_names),
		cmocka_unit_test(random_programs), cmocka_unit_test(freed_and_given_away), cmocka_unit_test(former_holder_slept), cmocka_unit_test(left_on_top),
	};

	return cmocka_run_group_tests_name("why_questions", tests, NULL, NULL);
}
