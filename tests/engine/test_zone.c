/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Zones: their bounds, the order in which a GFP mask asks them, lowest free page first against a plain model, no quadratic pattern. */
#include "tests/engine/boot.h"

#include "engine/state.h"

enum { HIGHUSER = 0xd2, KERNEL = 0xd0, DMA = 0x01 };

static hm_pfn_t alloc(struct hm_machine *m, uint32_t gfp)
{
	hm_pfn_t pfn;

	assert_int_equal(zone_alloc(m, gfp, &pfn), HM_OK);
	return pfn;
}

static uint32_t free_in(const struct hm_machine *m, unsigned int zone)
{
	struct hm_zone_view z;

	assert_true(hm_zone_view(m, zone, &z));
	return z.free_pages;
}

static void bounds(void **unused)
{
	struct hm_machine *m = booted("ram=1G");
	struct hm_zone_view z;

	(void)unused;
	assert_true(hm_zone_view(m, 0, &z));
	assert_string_equal(z.name, "DMA");
	assert_int_equal(z.start, 0);
	assert_int_equal(z.end, 0x1000);
	assert_true(hm_zone_view(m, 1, &z));
	assert_int_equal(z.end, 0x38000);
	assert_int_equal(z.free_pages, 0x38000 - 0x1000 - 0x801); /* less mem_map: (0x40000 + 1) * 32 bytes */
	assert_true(hm_zone_view(m, 2, &z));
	assert_string_equal(z.name, "HighMem");
	assert_int_equal(z.end, 0x40000);
	assert_int_equal(z.free_pages, 0x8000);
	assert_false(hm_zone_view(m, 3, &z));
	hm_machine_close(m);
}

static void reserved_at_boot_is_not_free(void **unused)
{
	static const hm_pfn_t reserved[] = { 0, 0xa0, 0xff, 0x100, 0x7ff, 0x800, 0x802, 0xc00, 0xfff, 0x1000, 0x1800 };
	static const hm_pfn_t free_ones[] = { 1, 0x9f, 0x803, 0xbff, 0x1801, 0x37fff, 0x38000, 0x3ffff };
	struct hm_machine *m = booted("ram=1G");

	(void)unused;
	for (size_t i = 0; i < sizeof(reserved) / sizeof(reserved[0]); i++)
		assert_false(zone_is_free(m, reserved[i]));
	for (size_t i = 0; i < sizeof(free_ones) / sizeof(free_ones[0]); i++)
		assert_true(zone_is_free(m, free_ones[i]));
	assert_false(zone_is_free(m, 0x40000));
	hm_machine_close(m);
}

static void lowest_first(void **unused)
{
	struct hm_machine *m = booted("ram=1G");

	(void)unused;
	assert_int_equal(alloc(m, HIGHUSER), 0x38000);
	assert_int_equal(alloc(m, HIGHUSER), 0x38001);
	assert_int_equal(alloc(m, HIGHUSER), 0x38002);
	assert_int_equal(zone_free(m, 0x38001), HM_OK);
	assert_int_equal(alloc(m, HIGHUSER), 0x38001);
	assert_int_equal(alloc(m, HIGHUSER), 0x38003);
	assert_int_equal(alloc(m, KERNEL), 0x1801);
	assert_int_equal(alloc(m, DMA), 1);
	assert_int_equal(zone_free(m, 0x9000), HM_REFUSED);
	hm_machine_close(m);
}

static void fall_back_and_empty(void **unused)
{
	struct hm_machine *m = booted("ram=900M");
	uint32_t all = free_in(m, 0) + free_in(m, 1) + free_in(m, 2), high = free_in(m, 2);

	(void)unused;
	for (uint32_t i = 0; i < high; i++)
		assert_true(alloc(m, HIGHUSER) >= 0x38000);
	assert_int_equal(alloc(m, HIGHUSER), 0x1000 + ((900 << 8) * 32 + 32 + 4095) / 4096);
	for (uint32_t i = high + 1; i < all; i++)
		assert_int_not_equal(alloc(m, HIGHUSER), HM_NO_PFN);
	assert_int_equal(alloc(m, HIGHUSER), HM_NO_PFN);
	assert_int_equal(zone_free(m, 0x38000), HM_OK);
	assert_int_equal(alloc(m, KERNEL), HM_NO_PFN); /* lowmem callers cannot take highmem */
	assert_int_equal(alloc(m, HIGHUSER), 0x38000);
	hm_machine_close(m);
}

/* Against an array of flags. */
static void random_walk(void **unused)
{
	struct hm_machine *m = booted("ram=32M");
	static bool used[8192];
	uint32_t seed = 1, n = 0;

	(void)unused;
	for (hm_pfn_t pfn = 0; pfn < 8192; pfn++)
		used[pfn] = !zone_is_free(m, pfn);
	for (int i = 0; i < 40000; i++) {
		hm_pfn_t expected = 0x1000;

		seed = seed * 1664525 + 1013904223;
		if (seed >> 31) {
			hm_pfn_t pfn = seed >> 8 & 8191;

			assert_int_equal(zone_free(m, pfn), used[pfn] ? HM_OK : HM_REFUSED);
			used[pfn] = false;
			continue;
		}
		while (expected < 8192 && used[expected])
			expected++;
		if (expected == 8192)
			for (expected = 0; expected < 0x1000 && used[expected]; expected++)
				;
		assert_int_equal(alloc(m, KERNEL), expected);
		used[expected] = true;
	}
	for (hm_pfn_t pfn = 0; pfn < 8192; pfn++)
		n += !used[pfn];
	assert_int_equal(free_in(m, 0) + free_in(m, 1), n);
	hm_machine_close(m);
}

/* A full zone but for its two ends, freed and taken in turn: a scan would read the whole bitmap each time. */
static void the_far_end_is_as_near_as_the_first(void **unused)
{
	struct hm_machine *m = booted("ram=64G pae=on");
	hm_pfn_t end = 0x1000000;

	(void)unused;
	for (hm_pfn_t pfn = 0x38000; pfn < end; pfn++)
		assert_int_equal(alloc(m, HIGHUSER), pfn);
	for (int i = 0; i < 200000; i++) {
		assert_int_equal(zone_free(m, 0x38000), HM_OK);
		assert_int_equal(zone_free(m, end - 1), HM_OK);
		assert_int_equal(alloc(m, HIGHUSER), 0x38000);
		assert_int_equal(alloc(m, HIGHUSER), end - 1);
	}
	hm_machine_close(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bounds),
		cmocka_unit_test(reserved_at_boot_is_not_free),
		cmocka_unit_test(lowest_first),
		cmocka_unit_test(fall_back_and_empty),
		cmocka_unit_test(random_walk),
		cmocka_unit_test(the_far_end_is_as_near_as_the_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
