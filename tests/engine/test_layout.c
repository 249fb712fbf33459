/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The address map: facts 3, 31-33 and 58-62, and the two reference layouts of section 2.3; values typed from that sheet. */
#include "tests/engine/boot.h"

static struct hm_layout layout(const char *keys)
{
	struct hm_machine *m = booted(keys);
	struct hm_layout l = *hm_layout(m);

	hm_machine_close(m);
	return l;
}

static void split_at_896_mib(void **unused)
{
	struct hm_layout l = layout("");

	(void)unused;
	assert_int_equal(l.page_offset, 0xc0000000);
	assert_int_equal(l.max_low_pfn, 0x38000);
	assert_int_equal(l.high_memory, 0xf8000000);
	assert_int_equal(l.vmalloc_start, 0xf8800000);
	assert_int_equal(l.highend_pfn, 0x80000);
	l = layout("ram=512M");
	assert_int_equal(l.max_low_pfn, 0x20000);
	assert_int_equal(l.high_memory, 0xe0000000);
}

static void mem_map_from_16_mib(void **unused)
{
	struct hm_layout l = layout("ram=4G");

	(void)unused;
	assert_int_equal(l.mem_map, 0xc1000000);
	assert_int_equal(hm_pfn_to_page(&l, 0x38000), 0xc1700000);
	assert_int_equal(hm_pfn_to_page(&l, 0x38001), 0xc1700020);
	assert_int_equal(hm_pfn_to_page(&l, 0xfffff), 0xc2ffffe0);
	assert_int_equal(hm_page_to_pfn(&l, 0xc1700020), 0x38001);
	assert_int_equal(hm_page_to_pfn(&l, 0xc0ffffe0), (hm_pfn_t)-1);
	assert_int_equal(l.mem_map_end, 0xc1000000 + 0x100001 * 32);
}

struct fixmap_row {
	const char *keys;
	uint32_t begin, end, permanent;
	hm_vaddr_t start, boot_start, pkmap_base, vmalloc_end;
};

static void reference_layouts(void **unused)
{
	static const struct fixmap_row row[] = {
		{ "layout=up debug_highmem=off", 2, 14, 15, 0xffff0000, 0xfffdf000, 0xff800000, 0xff7fe000 },
		{ "layout=up", 2, 28, 29, 0xfffe2000, 0xfffd1000, 0xff800000, 0xff7fe000 },
		{ "layout=up pae=on debug_highmem=off", 2, 14, 15, 0xffff0000, 0xfffdf000, 0xffc00000, 0xffbfe000 },
		{ "layout=up pae=on", 2, 28, 29, 0xfffe2000, 0xfffd1000, 0xffc00000, 0xffbfe000 },
		{ "layout=s8 debug_highmem=off", 11, 114, 119, 0xfff88000, 0xfff77000, 0xff800000, 0xff7fe000 },
		{ "layout=s8", 11, 226, 231, 0xfff18000, 0xfff07000, 0xff800000, 0xff7fe000 },
		{ "layout=s8 pae=on", 11, 226, 231, 0xfff18000, 0xfff07000, 0xffc00000, 0xffbfe000 },
		{ "debug_highmem=off", 11, 62, 68, 0xfffbb000, 0xfffaa000, 0xff800000, 0xff7fe000 },
		{ "", 11, 118, 124, 0xfff83000, 0xfff72000, 0xff800000, 0xff7fe000 },
		{ "pae=on", 11, 118, 124, 0xfff83000, 0xfff72000, 0xffc00000, 0xffbfe000 },
		/* fact 62 */
		{ "layout=s8 nr_cpus=32 pae=on", 11, 874, 879, 0xffc90000, 0xffc7f000, 0xffa00000, 0xff9fe000 },
		{ "layout=s8 nr_cpus=32", 11, 874, 879, 0xffc90000, 0xffc7f000, 0xff800000, 0xff7fe000 },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		struct hm_layout l = layout(row[i].keys);

		assert_int_equal(l.fix_kmap_begin, row[i].begin);
		assert_int_equal(l.fix_kmap_end, row[i].end);
		assert_int_equal(l.fix_permanent, row[i].permanent);
		assert_int_equal(l.fix_total, row[i].permanent + 17);
		assert_int_equal(l.fixaddr_start, row[i].start);
		assert_int_equal(l.fixaddr_boot_start, row[i].boot_start);
		assert_int_equal(l.pkmap_base, row[i].pkmap_base);
		assert_int_equal(l.vmalloc_end, row[i].vmalloc_end);
		assert_int_equal(l.fixaddr_top, 0xfffff000);
		assert_true(l.pkmap_base + l.last_pkmap * 4096 <= l.fixaddr_start);
	}
}

static void highmem_off(void **unused)
{
	struct hm_layout l = layout("layout=up highmem=off ram=512M");

	(void)unused;
	assert_int_equal(l.fixaddr_start, 0xffffd000);
	assert_int_equal(l.vmalloc_end, 0xffffb000);
	assert_int_equal(l.last_pkmap, 0);
	assert_int_equal(l.km_type_nr, 0);
}

struct slot_row {
	const char *keys, *type;
	uint32_t cpu;
	hm_vaddr_t address;
};

/* Section 2.4. */
static void slot_addresses(void **unused)
{
	static const struct slot_row row[] = {
		{ "layout=up debug_highmem=off", "KM_BOUNCE_READ", 0, 0xffffd000 },
		{ "layout=up debug_highmem=off", "KM_USER0", 0, 0xffffa000 },
		{ "layout=up debug_highmem=off", "KM_USER1", 0, 0xffff9000 },
		{ "layout=up debug_highmem=off", "KM_SOFTIRQ1", 0, 0xffff1000 },
		{ "layout=up", "KM_USER0", 0, 0xffff6000 },
		{ "layout=up", "KM_USER1", 0, 0xffff4000 },
		{ "layout=up", "KM_PTE0", 0, 0xfffee000 },
		{ "layout=s8 debug_highmem=off", "KM_USER0", 0, 0xffff1000 },
		{ "layout=s8 debug_highmem=off", "KM_USER0", 1, 0xfffe4000 },
		{ "layout=s8 debug_highmem=off", "KM_USER0", 2, 0xfffd7000 },
		{ "layout=s8", "KM_BOUNCE_READ", 0, 0xffff3000 },
		{ "layout=s8", "KM_USER0", 0, 0xfffed000 },
		{ "layout=s8", "KM_USER0", 1, 0xfffd2000 },
		{ "layout=s8", "KM_USER0", 2, 0xfffb7000 },
		{ "layout=s8 pae=on", "KM_USER0", 2, 0xfffb7000 },
		{ "layout=s8", "KM_IRQ0", 1, 0xfffc6000 },
		{ "layout=s8", "KM_SOFTIRQ1", 2, 0xfffa5000 },
		{ "", "KM_USER0", 3, 0xfff9c000 },
		{ "debug_highmem=off", "KM_USER0", 3, 0xfffca000 },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		struct hm_machine *m = booted(row[i].keys);
		struct hm_slot_view v;

		assert_true(hm_slot_view(m, row[i].cpu, km_type(m, row[i].type), &v));
		assert_int_equal(v.address, row[i].address);
		assert_int_equal(v.pfn, HM_NO_PFN);
		hm_machine_close(m);
	}
}

static void teaching_size_stays_where_the_real_window_is(void **unused)
{
	struct hm_layout l = layout("pkmap=4");

	(void)unused;
	assert_int_equal(l.last_pkmap, 4);
	assert_int_equal(l.pkmap_base, 0xff800000);
	assert_int_equal(layout("pkmap=512 pae=on").last_pkmap, 512);
	assert_int_equal(layout("").last_pkmap, 1024);
}

/* Fact 3: before 2.6.11 the base was a constant, and there were no boot-time slots below the permanent ones. */
static void era_of_the_constant_base(void **unused)
{
	struct hm_layout l = layout("era=mm-2004 pae=on");

	(void)unused;
	assert_int_equal(l.pkmap_base, 0xff800000);
	assert_int_equal(l.fixaddr_boot_start, l.fixaddr_start);
}

static void kmap_prot(void **unused)
{
	(void)unused;
	assert_int_equal(layout("").kmap_prot, 0x163);
	assert_int_equal(layout("pge=off").kmap_prot, 0x063);
	assert_int_equal(layout("nx=on").kmap_prot, 0x163);
	assert_true(layout("nx=on pae=on").kmap_prot == 0x8000000000000163);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(split_at_896_mib),
		cmocka_unit_test(mem_map_from_16_mib),
		cmocka_unit_test(reference_layouts),
		cmocka_unit_test(highmem_off),
		cmocka_unit_test(slot_addresses),
		cmocka_unit_test(teaching_size_stays_where_the_real_window_is),
		cmocka_unit_test(era_of_the_constant_base),
		cmocka_unit_test(kmap_prot),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
