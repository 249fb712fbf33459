/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the prompt adds for a person: values with their types and numbers, formats of print, long values in lines of 80 columns, and what it says of a
 * number that no value has.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/shell/typed.h"

static void values_are_numbered(void **state)
{
	struct fixture *f = *state;

	type(f, "struct page *p = alloc_page(GFP_HIGHUSER)");
	type(f, "char *v = kmap_atomic(p, KM_USER0)");
	assert_string_equal(type(f, "v"), "$1 = (char *) 0xfffed000 \"\"\n");
	assert_string_equal(type(f, "v[0] = 65"), "$2 = 65 'A'\n");
	assert_string_equal(type(f, "$1"), "$3 = (char *) 0xfffed000 \"A\"\n");
	assert_string_equal(type(f, "$$"), "$4 = 65 'A'\n");
	assert_string_equal(type(f, "$"), "$5 = 65 'A'\n");
	assert_string_equal(type(f, "whatis $1"), "type = char *\n");
	assert_string_equal(type(f, "*$1 = 66"), "$6 = 66 'B'\n");
}

static void a_number_without_a_value(void **state)
{
	struct fixture *f = *state;

	type(f, "int a = 5");
	type(f, "a");
	type(f, "reset");
	type(f, "$1");
	assert_non_null(strstr(text_string(&f->err), "hmsh: there is no value $1 (`reset`, `era` and `machine` begin to count anew)\n"));
	type(f, "nothing");
	assert_null(strstr(text_string(&f->err), "there is no value"));
}

static void print_formats_by_the_size_of_the_type(void **state)
{
	struct fixture *f = *state;

	type(f, "char c = -1");
	type(f, "short n = -2");
	type(f, "long long big = -3");
	assert_string_equal(type(f, "print/x c"), "0xff\n");
	assert_string_equal(type(f, "print/x n"), "0xfffe\n");
	assert_string_equal(type(f, "print/x 5"), "0x5\n");
	assert_string_equal(type(f, "print/x big"), "0xfffffffffffffffd\n");
	assert_string_equal(type(f, "print/u c"), "255\n");
	assert_string_equal(type(f, "print/d c"), "-1\n");
	assert_string_equal(type(f, "print/c c + 66"), "65 'A'\n");
	assert_string_equal(type(f, "print/t c"), "11111111\n");
}

static void structs_by_field_in_80_columns(void **state)
{
	struct fixture *f = *state;
	const char *line;

	type(f, "struct page *p = alloc_page(GFP_HIGHUSER)");
	line = type(f, "*p");
	assert_non_null(strstr(line, "{flags = 0x"));
	assert_non_null(strstr(line, "_count = {counter = 0}"));
	assert_non_null(strstr(line, ",\n  "));
	for (; *line; line += strcspn(line, "\n"), line += *line == '\n')
		assert_true(strcspn(line, "\n") <= 80);
	type(f, "struct { char s[40], t[40]; } r = { \"a, b, c, d, e, f, g, h, i, j, k, l, m\", \"n, o, p, q, r, s, t, u, v, w, x, y, z\" }");
	assert_non_null(strstr(type(f, "print r"), "\"a, b, c, d, e, f, g, h, i, j, k, l, m\\000\\000\","));
}

static void locals_and_types(void **state)
{
	struct fixture *f = *state;

	type(f, "int a = 3");
	type(f, "char s[8] = \"hi\"");
	assert_non_null(strstr(type(f, "info locals"), "a = 3\n"));
	assert_non_null(strstr(text_string(&f->out), "s = \"hi"));
	assert_string_equal(type(f, "whatis &a"), "type = int *\n");
	assert_non_null(strstr(type(f, "ptype struct page"), "type = struct page {\n"));
	type(f, "int (*of_two)(int, int *, long)"); /* gcc pads between parameters, who asks for a type does not want that */
	assert_string_equal(type(f, "ptype of_two"), "type = int (*)(int, int *, long int)\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(values_are_numbered, setup, teardown),
		cmocka_unit_test_setup_teardown(a_number_without_a_value, setup, teardown),
		cmocka_unit_test_setup_teardown(print_formats_by_the_size_of_the_type, setup, teardown),
		cmocka_unit_test_setup_teardown(structs_by_field_in_80_columns, setup, teardown),
		cmocka_unit_test_setup_teardown(locals_and_types, setup, teardown)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
