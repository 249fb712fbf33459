/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The quiz's generator: published values of SplitMix64, and turns that are fair.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "shell/quiz/dice.h"
#include "shell/quiz/reply.h"

/* The values that the literature gives for the seed 1234567. */
static void test_published_values(void **state)
{
	static const uint64_t published[] = { 6457827717110365317u, 3203168211198807973u, 9817491932198370423u, 4593380528125082431u, 16408922859458223821u };
	struct dice d;

	(void)state;
	dice_begin(&d, 1234567);
	for (size_t i = 0; i < sizeof(published) / sizeof(*published); i++)
		assert_int_equal(dice_next(&d), published[i]);
}

static void test_below(void **state)
{
	unsigned int count[6] = { 0 };
	struct dice d;

	(void)state;
	dice_begin(&d, 1);
	for (int i = 0; i < 6000; i++) {
		uint32_t n = dice_below(&d, 6);

		assert_true(n < 6);
		count[n]++;
	}
	for (int i = 0; i < 6; i++)
		assert_in_range(count[i], 850, 1150);
	assert_int_equal(dice_below(&d, 1), 0);
}

static void test_shuffle_keeps_all(void **state)
{
	uint8_t order[16];
	struct dice d;

	(void)state;
	dice_begin(&d, 99);
	for (uint32_t n = 1; n <= 16; n++) {
		uint32_t seen = 0;

		dice_shuffle(&d, order, n);
		for (uint32_t i = 0; i < n; i++)
			seen |= 1u << order[i];
		assert_int_equal(seen, (1u << n) - 1);
	}
}

/* Each block has each turn once, and no turn follows itself, not even where blocks meet. */
static void test_turns(void **state)
{
	(void)state;
	for (uint32_t n = 2; n <= 16; n++) {
		uint32_t before = n, seen = 0;

		for (uint64_t seed = 0; seed < 40u * n; seed++) {
			uint32_t turn = dice_turn(seed, n, 7);

			assert_true(turn < n && turn != before);
			before = turn;
			seen |= 1u << turn;
			if (seed % n == n - 1) {
				assert_int_equal(seen, (1u << n) - 1);
				seen = 0;
			}
		}
	}
}

static void test_same_seed_same_problem(void **state)
{
	(void)state;
	for (unsigned int kind = 0; kind < quiz_kinds(); kind++) {
		struct exercise a, b;

		assert_true(problem_make(&a, kind, 12345));
		assert_true(problem_make(&b, kind, 12345));
		assert_string_equal(text_string(&a.question), text_string(&b.question));
		assert_string_equal(text_string(&a.script), text_string(&b.script));
		assert_int_equal(a.right, b.right);
		assert_true(a.offers > 1 && a.right < a.offers);
		for (unsigned int i = 0; i < a.offers; i++)
			assert_string_equal(text_string(&a.offer[i].text), text_string(&b.offer[i].text));
		problem_free(&a);
		problem_free(&b);
	}
}

static void test_kinds_by_name(void **state)
{
	(void)state;
	assert_int_equal(quiz_kind_find("slot", 4), 1);
	assert_int_equal(quiz_kind_find("sl", 2), 1);
	assert_int_equal(quiz_kind_find("s", 1), quiz_kinds()); /* split and slot */
	assert_int_equal(quiz_kind_find("", 0), quiz_kinds());
	assert_int_equal(quiz_kind_find("slots", 5), quiz_kinds());
	assert_null(quiz_kind_at(quiz_kinds()));
	assert_true(quiz_kinds() <= QUIZ_KINDS_MOST);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_published_values),
		cmocka_unit_test(test_below),
		cmocka_unit_test(test_shuffle_keeps_all),
		cmocka_unit_test(test_turns),
		cmocka_unit_test(test_same_seed_same_problem),
		cmocka_unit_test(test_kinds_by_name)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
