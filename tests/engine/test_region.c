/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Areas: zero-filled, growing keeps contents and marks, a failed growth changes nothing. */
#include "tests/engine/boot.h"

#include "engine/region.h"

static int allowed; /* host allocations that still succeed */

static bool fail_later(void)
{
	return allowed-- <= 0;
}

static void new_bytes_are_zero(void **unused)
{
	struct area a = { 0 };

	(void)unused;
	assert_int_equal(area_grow(&a, 5000), HM_OK);
	assert_int_equal(a.size, 8192);
	for (size_t i = 0; i < a.size; i++)
		assert_int_equal(a.base[i] | a.shadow[i], 0);
	region_free(&(struct region){ .area = { a } });
}

static void growing_keeps_contents_shadow_and_marks(void **unused)
{
	struct region r = { 0 };
	struct area *a = &r.area[AREA_CLIENT];

	(void)unused;
	assert_int_equal(area_grow(a, 4096), HM_OK);
	a->base[17] = 42;
	a->shadow[18] = 43;
	area_mark(a, 17, 1);
	assert_int_equal(area_grow(a, (size_t)300 << 20), HM_OK);
	assert_int_equal(a->base[17], 42);
	assert_int_equal(a->shadow[18], 43);
	assert_int_equal(a->dirty[0], 1);
	a->base[a->size - 1] = 1;
	area_mark(a, a->size - 1, 1);
	assert_int_equal(a->dirty[area_words(a->size) - 1] >> 63, 1);
	region_free(&r);
	assert_null(a->base);
}

static void an_area_leaves_the_pool_with_all_it_has(void **unused)
{
	const size_t size[AREA_NR] = { [AREA_STATE] = 5000, [AREA_FRAMES] = 80 * 4096, [AREA_CLIENT] = 4096 };
	struct region r = { 0 };
	struct area *a = &r.area[AREA_FRAMES];

	(void)unused;
	assert_int_equal(region_open(&r, size), HM_OK);
	assert_int_equal(r.area[AREA_STATE].size, 8192);
	a->base[70 * 4096 + 1] = 42;
	area_mark(a, 70 * 4096 + 1, 1);
	region_settle(&r);
	a->base[3] = 43;
	area_mark(a, 3, 1);
	assert_int_equal(area_grow(a, 80 * 4096), HM_OK);
	assert_true(a->pooled);
	assert_int_equal(area_grow(a, 200 * 4096), HM_OK);
	assert_false(a->pooled);
	assert_int_equal(a->base[70 * 4096 + 1] + a->shadow[70 * 4096 + 1], 84);
	assert_int_equal(a->base[3], 43);
	assert_int_equal(a->shadow[3], 0);
	assert_int_equal(a->dirty[0], 1);
	assert_int_equal(a->dirty[1], 0);
	assert_int_equal(a->touched[1], 1 << 6);
	region_free(&r);
	assert_null(r.pool);
}

static void marks_cover_all_blocks_of_a_range(void **unused)
{
	struct region r = { 0 };
	struct area *a = &r.area[0];

	(void)unused;
	assert_int_equal(area_grow(a, 16 * 4096), HM_OK);
	area_mark(a, 4095, 2);
	area_mark(a, 5 * 4096, 2 * 4096);
	assert_int_equal(a->dirty[0], 1 | 2 | 1 << 5 | 1 << 6);
	region_free(&r);
}

static void failed_growth_changes_nothing(void **unused)
{
	(void)unused;
	for (int ok = 0; ok < 4; ok++) {
		struct region r = { 0 };
		struct area *a = &r.area[0];

		allowed = ok;
		region_fail_hook = fail_later;
		assert_int_equal(area_grow(a, 4096), HM_NOMEM);
		assert_int_equal(a->size, 0);
		region_fail_hook = NULL;
		assert_int_equal(area_grow(a, 4096), HM_OK);
		a->base[1] = 7;
		allowed = ok;
		region_fail_hook = fail_later;
		assert_int_equal(area_grow(a, (size_t)256 << 20), ok < 4 ? HM_NOMEM : HM_OK);
		region_fail_hook = NULL;
		assert_int_equal(a->size, 4096);
		assert_int_equal(a->base[1], 7);
		region_free(&r);
	}
}

static void settling_makes_it_the_state_to_compare_with(void **unused)
{
	struct region r = { 0 };

	(void)unused;
	for (int i = 0; i < AREA_NR; i++)
		assert_int_equal(area_grow(&r.area[i], 4096), HM_OK);
	r.area[AREA_TLB].base[9] = 9;
	area_mark(&r.area[AREA_TLB], 9, 1);
	region_settle(&r);
	assert_int_equal(r.area[AREA_TLB].shadow[9], 9);
	assert_int_equal(r.area[AREA_TLB].dirty[0], 0);
	assert_int_equal(r.area[AREA_TLB].touched[0], 1);
	region_free(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(new_bytes_are_zero),
		cmocka_unit_test(growing_keeps_contents_shadow_and_marks),
		cmocka_unit_test(an_area_leaves_the_pool_with_all_it_has),
		cmocka_unit_test(marks_cover_all_blocks_of_a_range),
		cmocka_unit_test(failed_growth_changes_nothing),
		cmocka_unit_test(settling_makes_it_the_state_to_compare_with),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
