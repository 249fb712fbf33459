/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Messages break between words, never inside one; what fits is left byte for byte.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "shell/wrap.h"

static void expect(const char *in, unsigned int columns, unsigned int start, const char *out)
{
	struct text t = { 0 };

	wrap_text(&t, in, strlen(in), columns, start);
	assert_string_equal(text_string(&t), out);
	text_free(&t);
}

static void what_fits_stays(void **state)
{
	(void)state;
	expect("", 20, 0, "");
	expect("12345678901234567890", 20, 0, "12345678901234567890");
	expect("  a   b\n\n    c  \n", 20, 0, "  a   b\n\n    c  \n");
	expect("a very long line of a pipe, which knows no width", 0, 0, "a very long line of a pipe, which knows no width");
	expect("a terminal that is narrower than words", 10, 0, "a terminal that is narrower than words");
}

static void breaks_are_at_blanks(void **state)
{
	(void)state;
	expect("one two three four five", 20, 0, "one two three four\n  five");
	expect("12345678901234567890 x", 20, 0, "12345678901234567890\n  x");
	expect("one two three four   five six seven eight nine", 20, 0, "one two three four\n  five six seven\n  eight nine");
	expect("a longwordthatisnotsplit atall", 20, 0, "a\n  longwordthatisnotsplit\n  atall");
	expect("longwordthatisnotsplit one two three four", 20, 0, "longwordthatisnotsplit\n  one two three four");
	expect("one two three four  ", 18, 0, "one two three four");
	expect("    indentedwordthatislong b", 20, 0, "    indentedwordthatislong\n  b");
	expect("short\nbut this line is too long\nend", 20, 0, "short\nbut this line is too\n  long\nend");
	expect("one two three", 20, 10, "one two\n  three"); /* behind a lead of 10 columns */
	expect("one two three\none two three", 20, 10, "one two\n  three\none two three");
}

static void columns_are_counted(void **state)
{
	(void)state;
	expect("\xe2\x80\x98" "abcdefgh\xe2\x80\x99 klmnopqrs t", 20, 0, "\xe2\x80\x98" "abcdefgh\xe2\x80\x99 klmnopqrs\n  t");
	expect("\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2 \xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2", 20, 0,
	       "\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2\n  \xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_fits_stays),
		cmocka_unit_test(breaks_are_at_blanks),
		cmocka_unit_test(columns_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
