/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Corners of the engine that only somebody who writes into the kernel's own memory comes to: entries changed behind the TLB's back,
 * types that name memory far from any slot, struct pages half of which can be read; looks beyond the end; and a host that refuses.
 */
#include "engine/region.h"
#include "engine/state.h"
#include "engine/tlb.h"
#include "tests/engine/kernel.h"

static bool always(void)
{
	return true;
}

static enum hm_verdict put_entry(struct hm_machine *m, hm_paddr_t at, uint32_t entry)
{
	return hm_store(m, (hm_vaddr_t)at + hm_layout(m)->page_offset, 4, entry);
}

/* ---- the host ---- */

static void the_host_refuses_a_mapping(void **unused)
{
	struct area a = { 0 };

	(void)unused;
	assert_null(host_map((size_t)1 << 62));
	assert_int_equal(area_grow(&a, 0), HM_OK); /* a page all the same */
	a.base[1] = 7;
	assert_int_equal(area_grow(&a, (size_t)1 << 60), HM_NOMEM);
	assert_int_equal(a.size, 4096);
	assert_int_equal(a.base[1], 7);
	region_free(&(struct region){ .area = { a } });
}

static void no_memory_to_join_two_steps(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	struct hm_delta *a = NULL, *b = NULL, *both = NULL;
	uint64_t hash = hm_state_hash(m);

	(void)unused;
	kmap(m, H0);
	assert_int_equal(hm_delta_take(m, &a), HM_OK);
	kmap(m, H1);
	assert_int_equal(hm_delta_take(m, &b), HM_OK);
	region_fail_hook = always;
	assert_int_equal(hm_delta_join(a, b, &both), HM_NOMEM);
	region_fail_hook = NULL;
	assert_int_equal(hm_delta_join(a, b, &both), HM_OK);
	assert_int_equal(hm_delta_apply(m, both), HM_OK);
	assert_true(hm_state_hash(m) == hash);
	hm_delta_free(both);
	hm_machine_close(m);
}

/* ---- configuration ---- */

static void numbers_that_are_none(void **unused)
{
	struct hm_config cfg;
	char why[100] = "";

	(void)unused;
	hm_config_default(&cfg);
	assert_int_equal(hm_config_set(&cfg, "nr_cpus", "many", why, sizeof(why)), HM_REFUSED);
	assert_false(cfg.nr_cpus_given);
	assert_true(*why);
	assert_int_equal(hm_config_set(&cfg, "nr_cpus", "many", why, 0), HM_REFUSED);
}

static void more_cpus_than_the_kernel_is_built_for(void **unused)
{
	struct hm_config cfg;
	struct hm_machine *m;
	struct hm_trial *trial;

	(void)unused;
	hm_config_default(&cfg);
	cfg.nr_cpus = 2;
	cfg.cpus = 3;
	assert_int_equal(hm_machine_open(&cfg, &m), HM_REFUSED);
	m = machine("cpus=2 panic_on_oops=on");
	assert_int_equal(invoke(m, "kunmap", page_of(m, H0), 0, NULL), HM_DIED);
	assert_true(hm_halted(m));
	assert_int_equal(hm_trial_begin(m, 2, &trial), HM_REFUSED);
	hm_machine_close(m);
}

/* ---- translations ---- */

/* The TLB knows the page, clean; its entry is gone when the first store wants to set D. */
static void the_first_store_finds_no_entry(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	hm_paddr_t table = (hm_paddr_t)0x5000 << 12;

	(void)unused;
	assert_int_equal(put_entry(m, table, 0x05001027), HM_OK);
	assert_int_equal(put_entry(m, hm_layout(m)->pgd + 4, (uint32_t)table | 0x67), HM_OK);
	(void)load(m, 0x00400000);
	assert_int_equal(put_entry(m, table, 0), HM_OK);
	assert_int_equal(load(m, 0x00400000), 0); /* stale, and good enough to read by */
	assert_int_equal(hm_store(m, 0x00400000, 1, 1), HM_DIED);
	assert_int_equal(hm_report_get(m, 1)->kind, HM_REPORT_OOPS);
	hm_machine_close(m);
}

/* An address by a table, then by a large page that covers it: the TLB knows it twice, and invlpg forgets both. */
static void mapped_both_ways(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	const struct hm_layout *l = hm_layout(m);
	hm_paddr_t directory = l->pgd + 4, table = (hm_paddr_t)0x5000 << 12;
	unsigned int known = 0;

	(void)unused;
	assert_int_equal(put_entry(m, table, 0x05001067), HM_OK);
	assert_int_equal(put_entry(m, directory, (uint32_t)table | 0x67), HM_OK);
	(void)load(m, 0x00400000);
	assert_int_equal(put_entry(m, directory, 0x008000e7), HM_OK);
	(void)load(m, 0x00401000);
	hm_invlpg(m, 0x00400000);
	for (unsigned int i = 0; i < hm_tlb_entries(m); i++) {
		struct hm_tlb_view v;

		known += hm_tlb_view(m, 0, i, &v) && v.valid && v.address >> 22 == 1;
	}
	assert_int_equal(known, 0);
	hm_machine_close(m);
}

/* One page of a table of one's own at 4 MiB. */
static void own_page(struct hm_machine *m, uint32_t directory_bits, uint32_t first, uint32_t second)
{
	hm_paddr_t table = (hm_paddr_t)0x5000 << 12;

	assert_int_equal(put_entry(m, table, first), HM_OK);
	assert_int_equal(put_entry(m, table + 4, second), HM_OK);
	assert_int_equal(put_entry(m, hm_layout(m)->pgd + 4, (uint32_t)table | directory_bits), HM_OK);
}

/* A struct page outside mem_map: its flags lie at the end of one page, its count at the start of the next, where none is. */
static void half_a_struct_page(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);

	(void)unused;
	own_page(m, 0x67, 0x05001067, 0);
	assert_int_equal(invoke(m, "__free_page", 0x00400ffc, 0, NULL), HM_DIED);
	hm_machine_close(m);
}

static void a_store_into_a_page_that_may_not_be_written(void **unused)
{
	static const char *const eras[] = { "2.4.31", "2.6.11", "2.6.24", "2.6.37", "6.1" };
	char text[2000], keys[100];
	unsigned int words = 0;

	(void)unused;
	for (size_t i = 0; i < sizeof(eras) / sizeof(*eras); i++) {
		struct hm_machine *m;

		snprintf(keys, sizeof(keys), "era=%s debug_sleep=off", eras[i]);
		m = machine(keys);
		own_page(m, 0x67, 0x05001067, 0x05002065);
		assert_int_equal(hm_store(m, 0x00400ffe, 4, 0xffffffff), HM_DIED);
		assert_int_equal(frame_byte(m, 0x5001, 0xffe), 0);
		hm_report_text(m, hm_report_get(m, 1), NULL, text, sizeof(text));
		words += strstr(text, "permissions violation") != NULL;
		hm_machine_close(m);
	}
	assert_true(words > 0);
}

/* Without PSE the bit means nothing. */
static void a_large_entry_without_pse(void **unused)
{
	struct hm_machine *m = machine(S8 DBG "pse=off");

	(void)unused;
	own_page(m, 0xe7, 0x05001067, 0);
	assert_int_equal(hm_store(m, 0x00400000, 1, 0x5a), HM_OK);
	assert_int_equal(frame_byte(m, 0x5001, 0), 0x5a);
	assert_true(pte_read(m, 0x00400000) == 0);
	hm_machine_close(m);
}

/* The entry of a released page is made to point behind mem_map: the flush has no struct page to take the address from. */
static void an_entry_behind_mem_map_at_the_wrap(void **unused)
{
	struct hm_machine *m = machine("pkmap=4 debug_sleep=off");
	const struct hm_layout *l = hm_layout(m);
	enum hm_verdict v = HM_OK;

	(void)unused;
	kmap(m, H0);
	kunmap(m, H0);
	assert_int_equal(hm_store(m, l->pkmap_page_table + l->pte_size, 4, 0xfff00067), HM_OK);
	for (uint32_t i = 1; i < 5 && v == HM_OK; i++)
		v = invoke(m, "kmap", page_of(m, H0 + i), 0, NULL);
	assert_int_equal(v, HM_DIED);
	hm_machine_close(m);
}

/* With PAE an entry can name a frame whose struct page would lie where no kernel memory is. */
static void an_entry_far_behind_mem_map_at_the_wrap(void **unused)
{
	struct hm_machine *m = machine("pkmap=4 debug_sleep=off pae=on vmalloc=600M");
	const struct hm_layout *l = hm_layout(m);
	enum hm_verdict v = HM_OK;

	(void)unused;
	kmap(m, H0);
	kunmap(m, H0);
	assert_int_equal(hm_store(m, l->pkmap_page_table + l->pte_size, 8, 0xffffff063), HM_OK);
	for (uint32_t i = 1; i < 5 && v == HM_OK; i++)
		v = invoke(m, "kmap", page_of(m, H0 + i), 0, NULL);
	assert_int_equal(v, HM_DIED);
	assert_int_equal(hm_report_get(m, 1)->kind, HM_REPORT_OOPS);
	hm_machine_close(m);
}

/* ... or to another page, which has no address to be dropped; the first page keeps its own, and one is wanting in the end. */
static void an_entry_of_another_page_at_the_wrap(void **unused)
{
	struct hm_machine *m = machine("pkmap=4 debug_sleep=off");
	const struct hm_layout *l = hm_layout(m);
	enum hm_verdict v = HM_OK;

	(void)unused;
	kmap(m, H0);
	kunmap(m, H0);
	assert_int_equal(hm_store(m, l->pkmap_page_table + l->pte_size, 4, (H0 + 77) << 12 | 0x63), HM_OK);
	for (uint32_t i = 1; i < 5 && v == HM_OK; i++)
		v = invoke(m, "kmap", page_of(m, H0 + i), 0, NULL);
	assert_int_equal(v, HM_DIED);
	assert_int_equal(hm_report_get(m, 1)->check, HM_CHECK_SET_PAGE_ADDRESS_POOL);
	hm_machine_close(m);
}

/* 2^20 slots further down addresses come round again; the entries do not. */
static void a_type_that_comes_round(void **unused)
{
	static const char *const eras[] = { "2.6.11", "2.6.17", "2.6.24", "2.6.36" };

	(void)unused;
	for (size_t i = 0; i < sizeof(eras) / sizeof(*eras); i++) {
		char keys[100];
		struct hm_machine *m;
		struct hm_slot_view v;

		snprintf(keys, sizeof(keys), "era=%s debug_sleep=off", eras[i]);
		m = machine(keys);
		assert_true(hm_slot_view(m, 0, 1, &v));
		call(m, "kmap_atomic", page_of(m, H0), 1);
		(void)invoke(m, "kunmap_atomic", hm_slot_address(hm_layout(m), 1), 0x100001, NULL);
		hm_slot_view(m, 0, 1, &v);
		assert_true(v.pte != 0); /* the slot itself is not touched */
		assert_int_equal(invoke(m, "kunmap_atomic", hm_slot_address(hm_layout(m), 1), 0xf00001, NULL), HM_DIED); /* below lowmem */
		hm_machine_close(m);
	}
}

/* ---- looks ---- */

static void looks_beyond_the_end(void **unused)
{
	struct hm_machine *m = machine("era=2.4.31 debug_sleep=off");
	struct hm_page_view v;
	struct hm_config cfg;
	struct hm_machine *other;
	uint8_t byte;

	(void)unused;
	assert_false(hm_peek_frame(m, 0, HM_PAGE_SIZE + 1, &byte, 0));
	assert_false(hm_peek_frame(m, 0, HM_PAGE_SIZE, &byte, 1));
	assert_int_equal(hm_store(m, page_of(m, L0) + m->page_struct->flags, 4, 0xffffffff), HM_OK);
	assert_true(hm_page_view(m, L0, &v));
	assert_int_equal(hm_store(m, page_of(m, H0) + m->page_struct->flags, 4, 0), HM_OK);
	assert_true(hm_page_view(m, H0, &v));
	hm_machine_close(m);
	hm_config_default(&cfg);
	cfg.mem_map = 0xc0001000; /* in ZONE_DMA */
	assert_int_equal(hm_machine_open(&cfg, &other), HM_REFUSED);
	assert_int_equal(hm_config_set(&cfg, "ram", "1 ", NULL, 0), HM_REFUSED);
	assert_int_equal(hm_config_set(&cfg, "ram", "1 ", (char *)&byte, 0), HM_REFUSED);
}

/* Events of a future that was taken back have overwritten older ones: those are gone. */
static void what_a_lost_future_has_overwritten(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	struct hm_delta *d = NULL;

	(void)unused;
	kmap(m, H0);
	assert_non_null(hm_event_get(m, 1));
	assert_int_equal(hm_delta_take(m, &d), HM_OK);
	while (hm_event_count(m) < HM_EVENT_RING + 100) {
		kmap(m, H0);
		kunmap(m, H0);
	}
	assert_int_equal(hm_delta_revert(m), HM_OK);
	assert_null(hm_event_get(m, 1));
	hm_delta_free(d);
	hm_machine_close(m);
}

static void nothing_to_be_zeroed(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);

	(void)unused;
	call(m, "memclear_highpage_flush", page_of(m, H0), 0);
	hm_machine_close(m);
}

/* ---- why ---- */

static void whose_the_entry_was(void **unused)
{
	struct hm_machine *m = machine("pkmap=4 debug_sleep=off");
	struct hm_link step[HM_WHY_MAX];
	unsigned int n, former = 0;
	uint32_t v = kmap(m, H0);

	(void)unused;
	kunmap(m, H0);
	for (uint32_t i = 1; i < 4; i++) {
		kmap(m, H0 + i);
		kunmap(m, H0 + i);
	}
	while (kmap(m, H0 + 8) != v)
		kunmap(m, H0 + 8), kmap(m, H0 + 9), kunmap(m, H0 + 9);
	n = hm_why_address(m, v, step, HM_WHY_MAX);
	for (unsigned int i = 0; i < n; i++)
		former += step[i].role == HM_LINK_PKMAP_FORMER;
	assert_true(former >= 1);
	hm_machine_close(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_host_refuses_a_mapping), cmocka_unit_test(no_memory_to_join_two_steps), cmocka_unit_test(numbers_that_are_none),
		cmocka_unit_test(more_cpus_than_the_kernel_is_built_for), cmocka_unit_test(the_first_store_finds_no_entry), cmocka_unit_test(mapped_both_ways),
		cmocka_unit_test(half_a_struct_page), cmocka_unit_test(an_entry_behind_mem_map_at_the_wrap), cmocka_unit_test(a_type_that_comes_round),
		cmocka_unit_test(whose_the_entry_was), cmocka_unit_test(an_entry_far_behind_mem_map_at_the_wrap),
		cmocka_unit_test(a_store_into_a_page_that_may_not_be_written), cmocka_unit_test(a_large_entry_without_pse),
		cmocka_unit_test(an_entry_of_another_page_at_the_wrap), cmocka_unit_test(looks_beyond_the_end),
		cmocka_unit_test(what_a_lost_future_has_overwritten), cmocka_unit_test(nothing_to_be_zeroed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
