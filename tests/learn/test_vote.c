/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The question for a room: all choices on the screen, far apart where there is room, on the smallest one too.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "shell/view/layout.h"
#include "shell/view/pane.h"

static const char question[] = "Which call gives the slot back, when the page is mapped and nobody else uses it?\nkunmap_atomic(v)\nkunmap_atomic(p)\n__free_page(p)";

static void test_all_choices(void **state)
{
	struct frame f = { .vote = question };
	struct text text = { 0 };

	(void)state;
	assert_true(pane_text(&pane_vote, &f, 40, false, &text));
	assert_non_null(strstr(text_string(&text), "Which call"));
	assert_non_null(strstr(text_string(&text), "  A   kunmap_atomic(v)"));
	assert_non_null(strstr(text_string(&text), "  C   __free_page(p)"));
	text_free(&text);
	f.vote = NULL;
	assert_true(pane_text(&pane_vote, &f, 40, false, &text));
	assert_non_null(strstr(text_string(&text), "No question"));
	text_free(&text);
}

/* On 60x20 the question has the screen but for the bar and three rows; at 80x24 as well. */
static void test_whole_screen(void **state)
{
	const struct arrangement a = { .zoom = &pane_vote };
	struct plan_of_screen plan;

	(void)state;
	layout_plan(&a, 60, 20, &plan);
	assert_int_equal(plan.places, 1);
	assert_true(plan.place[0].rect.height >= 12);
	assert_int_equal(plan.dialogue.height, 3);
	layout_plan(&a, 80, 24, &plan);
	assert_true(plan.place[0].rect.height >= 17);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_all_choices), cmocka_unit_test(test_whole_screen) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
