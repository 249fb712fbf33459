/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Page tables: section 2.6's entries, B.1's indices and fact 61, lowmem by large pages or 4K tables, and raw stores into tables. */
#include "tests/engine/boot.h"

static uint32_t pte_address(const struct hm_machine *m, hm_vaddr_t address)
{
	struct hm_walk w;

	hm_walk(m, address, &w);
	return (uint32_t)w.level[w.levels - 1].entry_address + 0xc0000000;
}

static void indices(const char *keys, hm_vaddr_t address, unsigned int n, const uint32_t *index)
{
	struct hm_machine *m = booted(keys);
	struct hm_walk w;

	hm_walk(m, address, &w);
	assert_int_equal(w.levels, n);
	for (unsigned int i = 0; i < n; i++)
		assert_int_equal(w.level[i].index, index[i]);
	assert_int_equal(w.offset, address & 0xfff);
	assert_string_equal(w.level[n - 1].name, "pte");
	hm_machine_close(m);
}

static void walk_indices(void **unused)
{
	(void)unused;
	indices("", 0xffffa000, 2, (const uint32_t[]){ 1023, 1018 });
	indices("pae=on", 0xffffa000, 3, (const uint32_t[]){ 3, 511, 506 });
	indices("", 0xff801000, 2, (const uint32_t[]){ 1022, 1 });
	indices("pae=on", 0xffc01fff, 3, (const uint32_t[]){ 3, 510, 1 });
}

static void lowmem_by_large_pages(void **unused)
{
	struct hm_machine *m = booted("");
	struct hm_walk w;

	(void)unused;
	hm_walk(m, 0xc4123456, &w);
	assert_true(w.present && w.large);
	assert_int_equal(w.levels, 1);
	assert_int_equal(w.pfn, 0x4123);
	assert_int_equal(w.level[0].entry, 0x040001e3);
	assert_int_equal(w.flags, 0x1e3);
	hm_walk(m, 0xf8000000, &w);
	assert_false(w.present);
	assert_int_equal(w.pfn, HM_NO_PFN);
	hm_walk(m, 0xbfffffff, &w);
	assert_false(w.present);
	hm_machine_close(m);
	m = booted("pae=on nx=on ram=1G");
	hm_walk(m, 0xc4323456, &w);
	assert_int_equal(w.levels, 2);
	assert_int_equal(w.pfn, 0x4323);
	assert_true(w.level[1].entry == 0x80000000042001e3);
	hm_walk(m, 0xc0200000, &w); /* the kernel's text may be run */
	assert_true(w.level[1].entry == 0x2001e3);
	hm_machine_close(m);
}

static void lowmem_by_tables(void **unused)
{
	struct hm_machine *m = booted("pse=off pge=off ram=512M");
	struct hm_walk w;

	(void)unused;
	hm_walk(m, 0xc4123456, &w);
	assert_true(w.present && !w.large);
	assert_int_equal(w.levels, 2);
	assert_int_equal(w.level[0].entry & 0xfff, 0x067);
	assert_int_equal(w.level[1].entry, 0x04123063);
	hm_walk(m, 0xdffff000, &w);
	assert_int_equal(w.pfn, 0x1ffff);
	hm_walk(m, 0xe0000000, &w);
	assert_false(w.present);
	hm_machine_close(m);
	m = booted("pse=off pae=on ram=8G");
	hm_walk(m, 0xf7fff000, &w);
	assert_int_equal(w.levels, 3);
	assert_int_equal(w.pfn, 0x37fff);
	hm_machine_close(m);
}

/* All of lowmem is mapped to itself, whichever way. */
static void the_direct_map_is_direct(void **unused)
{
	static const char *const keys[] = { "", "pae=on", "pse=off", "pse=off pae=on", "ram=515M", "ram=515M pse=off" };

	(void)unused;
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		struct hm_machine *m = booted(keys[i]);
		struct hm_walk w;

		for (hm_pfn_t pfn = 0; pfn < hm_layout(m)->max_low_pfn; pfn += 61) {
			hm_walk(m, 0xc0000000 + (pfn << 12), &w);
			assert_true(w.present);
			assert_int_equal(w.pfn, pfn);
		}
		hm_machine_close(m);
	}
}

static void kmap_entries(void **unused)
{
	struct hm_machine *m = booted("ram=1G");
	struct hm_pkmap_view v;

	(void)unused;
	call(m, "kmap", 0xc1700000, 0);
	assert_true(hm_pkmap_view(m, 1, &v));
	assert_true(v.pte == 0x38000163);
	assert_int_equal(v.pfn, 0x38000);
	hm_machine_close(m);
	m = booted("ram=1G pge=off");
	call(m, "kmap", 0xc1700000, 0);
	hm_pkmap_view(m, 1, &v);
	assert_true(v.pte == 0x38000063);
	hm_machine_close(m);
	m = booted("ram=8G pae=on nx=on");
	call(m, "kmap", page_of(m, 0x100000), 0);
	hm_pkmap_view(m, 1, &v);
	assert_true(v.pte == 0x8000000100000163);
	hm_machine_close(m);
	m = booted("ram=8G pae=on");
	call(m, "kmap", page_of(m, 0x100000), 0);
	hm_pkmap_view(m, 1, &v);
	assert_true(v.pte == 0x0000000100000163);
	hm_machine_close(m);
}

static void entries_are_memory(void **unused)
{
	struct hm_machine *m = booted("ram=1G");
	uint32_t pte;

	(void)unused;
	call(m, "kmap", 0xc1700000, 0);
	pte = pte_address(m, 0xff801000);
	assert_int_equal(pte, hm_layout(m)->pkmap_page_table + 4);
	assert_int_equal(load(m, pte, 4), 0x38000163);
	hm_machine_close(m);
}

/* A store into a table through lowmem changes the map, is logged, and is what `why` finds. */
static void a_raw_store_is_seen_by_walks(void **unused)
{
	struct hm_machine *m = booted("ram=1G");
	uint32_t pte = pte_address(m, 0xff801000);
	struct hm_event e;
	struct hm_pkmap_view v;

	(void)unused;
	call(m, "kmap", 0xc1700000, 0);
	store(m, 0xff801000, 4, 11);
	store(m, pte, 4, 0x38005163);
	assert_int_equal(events(m, HM_EV_PTE_SET, 0, &e), 2);
	assert_int_equal(e.arg[0], 0xff801000);
	assert_int_equal(e.arg[1], 0x38005);
	assert_int_equal(e.arg[2], 0x38000);
	hm_pkmap_view(m, 1, &v);
	assert_int_equal(v.pfn, 0x38005);
	assert_int_equal(v.set.seq, e.seq);
	assert_int_equal(load(m, 0xff801000, 4), 11); /* stale */
	hm_invlpg(m, 0xff801000);
	assert_int_equal(load(m, 0xff801000, 4), 0);
	store(m, pte + 2, 2, 0);
	assert_int_equal(events(m, HM_EV_PTE_SET, 0, &e), 3);
	assert_int_equal(e.arg[1], 5);
	hm_machine_close(m);
}

static void a_raw_store_into_the_directory(void **unused)
{
	struct hm_machine *m = booted("ram=1G");
	struct hm_walk w;
	struct hm_event e;

	(void)unused;
	store(m, 0xc0800000 + 4, 4, 0x38000000 | 0x1e3); /* 4 MiB of user addresses now reach highmem */
	hm_walk(m, 0x00401234, &w);
	assert_true(w.present && w.large);
	assert_int_equal(w.pfn, 0x38001);
	assert_int_equal(events(m, HM_EV_PTE_SET, 0, &e), 1);
	assert_int_equal(e.arg[0], 0x00400000);
	store(m, 0x00400000, 4, 9);
	assert_int_equal(frame_word(m, 0x38000), 9);
	hm_machine_close(m);
}

static void accessed_and_dirty(void **unused)
{
	struct hm_machine *m = booted("ram=1G");
	uint32_t pte = pte_address(m, 0xff805000);

	(void)unused;
	store(m, pte, 4, 0x38005003); /* P and RW only */
	load(m, 0xff805000, 4);
	assert_int_equal(load(m, pte, 4), 0x38005023);
	store(m, 0xff805000, 4, 1);
	assert_int_equal(load(m, pte, 4), 0x38005063);
	store(m, pte + 4, 4, 0x38006003);
	store(m, 0xff806000, 4, 1);
	assert_int_equal(load(m, pte + 4, 4), 0x38006063);
	hm_machine_close(m);
}

/* With the big fixmap of 32 CPUs and PAE the slots need two tables, side by side. */
static void a_fixmap_of_two_tables(void **unused)
{
	struct hm_machine *m = booted("ram=1G pae=on layout=s8 nr_cpus=32 cpus=32");
	struct hm_slot_view v;
	uint32_t type = km_type(m, "KM_SOFTIRQ1"), address;

	(void)unused;
	on_cpu(m, 31);
	address = call(m, "kmap_atomic", 0xc1700000, type);
	assert_int_equal(events(m, HM_EV_TLB_FILL, 0, NULL), 0); /* the kernel's own bookkeeping does not go through the MMU */
	assert_true(hm_slot_view(m, 31, type, &v));
	assert_int_equal(v.address, address);
	assert_int_equal(v.pfn, 0x38000);
	store(m, address, 4, 5);
	assert_int_equal(frame_word(m, 0x38000), 5);
	call(m, "kunmap_atomic", address, type);
	hm_slot_view(m, 31, type, &v);
	assert_int_equal(v.pfn, HM_NO_PFN);
	hm_machine_close(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(walk_indices),
		cmocka_unit_test(lowmem_by_large_pages),
		cmocka_unit_test(lowmem_by_tables),
		cmocka_unit_test(the_direct_map_is_direct),
		cmocka_unit_test(kmap_entries),
		cmocka_unit_test(entries_are_memory),
		cmocka_unit_test(a_raw_store_is_seen_by_walks),
		cmocka_unit_test(a_raw_store_into_the_directory),
		cmocka_unit_test(accessed_and_dirty),
		cmocka_unit_test(a_fixmap_of_two_tables),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
