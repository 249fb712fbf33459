/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Aliases: a name stands for the beginning of a line, at the prompt and in scripts; what may be one; undo; what is recorded is the line that came out.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/shell/typed.h"

static void refused(struct fixture *f, const char *line, const char *why)
{
	type(f, line);
	assert_non_null(strstr(text_string(&f->err), why));
	assert_string_equal(f->s.last_code, "hmsh-alias");
}

static void a_name_stands_for_the_beginning_of_a_line(void **state)
{
	struct fixture *f = *state;

	type(f, "alias sl = set lint");
	type(f, "sl off");
	assert_non_null(strstr(type(f, "show lint"), "lint     off"));
	assert_string_equal(type(f, "alias"), "alias sl = set lint\n");
	type(f, "alias quieter = sl");
	type(f, "quieter warn");
	assert_non_null(strstr(type(f, "show lint"), "lint     warn"));
	assert_string_equal(type(f, "alias quieter"), "alias quieter = sl\n");
	assert_string_equal(type(f, "alias quieter ="), "");
	assert_string_equal(type(f, "alias"), "alias sl = set lint\n");
}

static void a_variable_wins(void **state)
{
	struct fixture *f = *state;

	type(f, "alias sl = show");
	assert_non_null(strstr(type(f, "sl lint"), "lint"));
	type(f, "int sl = 5");
	assert_string_equal(type(f, "sl"), "$1 = 5\n");
	assert_non_null(strstr(type(f, ":sl lint"), "lint"));
}

static void what_is_no_alias(void **state)
{
	struct fixture *f = *state;

	refused(f, "alias info = show", "no command's own");
	refused(f, "alias a-b = show", "one word");
	refused(f, "alias t = int a", "does not begin with a command");
	refused(f, "alias t = spawn", "block");
	refused(f, "alias t = t", "back to itself");
	type(f, "alias a = show");
	type(f, "alias b = a");
	refused(f, "alias a = b", "back to itself");
	assert_string_equal(type(f, "alias a"), "alias a = show\n");
	refused(f, "alias nothing", "there is no alias");
	refused(f, "alias nothing =", "there is no alias");
	for (char name[] = "alias na = show"; name[7] <= 'z'; name[7]++)
		type(f, name);
	refused(f, "alias n_ = show", "24 of them");
}

static void undo_takes_it_back(void **state)
{
	struct fixture *f = *state;

	type(f, "alias a = show");
	type(f, "undo");
	assert_non_null(strstr(type(f, "alias"), "there is none"));
	type(f, "redo");
	assert_string_equal(type(f, "alias"), "alias a = show\n");
}

static void the_line_that_came_out_is_kept(void **state)
{
	struct fixture *f = *state;
	size_t used;

	type(f, "alias sl = set lint");
	used = f->s.entries.used;
	type(f, "sl off");
	assert_int_equal(f->s.entries.used, used + 1);
	assert_memory_equal(f->s.entries.entry[used].text, "set lint off", 12);
	type(f, "alias look = show");
	used = f->s.entries.used;
	type(f, "look lint");
	assert_int_equal(f->s.entries.used, used);
}

static void scripts_have_them_too(void **state)
{
	static const char script[] = "alias q2 = show\nint a = 1;\na++;\nq2 lint\nalias w = set werror\nw on\nint b;\n";
	struct fixture *f = *state;

	session_script(&f->s, "test", script, strlen(script), true);
	sink_flush(&f->s.out);
	assert_non_null(strstr(text_string(&f->out), "lint     warn"));
	assert_true(f->s.soft.settings.werror);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_name_stands_for_the_beginning_of_a_line, setup, teardown),
		cmocka_unit_test_setup_teardown(a_variable_wins, setup, teardown), cmocka_unit_test_setup_teardown(what_is_no_alias, setup, teardown),
		cmocka_unit_test_setup_teardown(undo_takes_it_back, setup, teardown),
		cmocka_unit_test_setup_teardown(the_line_that_came_out_is_kept, setup, teardown),
		cmocka_unit_test_setup_teardown(scripts_have_them_too, setup, teardown)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
