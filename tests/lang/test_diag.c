/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The text of diagnostics against what gcc 12 prints: frames, ranges over lines, labels, fix-its, tabs, wide characters, macro
 * expansions, windows; and that no byte of the source becomes a control character.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "shell/lang/diag.h"

struct fixture {
	struct source_map *map;
	uint32_t base;
	struct diag_list list;
	struct diag item[4];
};

static void open_text(struct fixture *f, const char *text)
{
	*f = (struct fixture){ .map = source_map_new() };
	assert_non_null(f->map);
	f->base = source_add(f->map, "t.c", text, strlen(text), 1, false);
	assert_int_not_equal(f->base, 0);
	f->list.item = f->item;
}

/* A message at [at, at + length). */
static struct diag *say(struct fixture *f, enum diag_severity severity, uint32_t at, uint32_t length, char *message)
{
	struct diag *d = &f->item[f->list.count++];

	*d = (struct diag){ .severity = severity, .loc = f->base + at, .message = message, .in_function = "main", .ranges = 1 };
	d->range[0] = (struct diag_range){ .start = f->base + at, .end = f->base + at + length };
	return d;
}

static void expect(struct fixture *f, const struct diag_style *style, const char *expected)
{
	char *text;
	size_t length;

	assert_true(diag_text(f->map, &f->list, style, &text, &length));
	assert_string_equal(text, expected);
	assert_int_equal(length, strlen(expected));
	free(text);
	source_map_free(f->map);
}

static const struct diag_style brief = { .brief = true }, full = { 0 };

static void message_with_function_and_option(void **state)
{
	struct fixture f;

	(void)state;
	open_text(&f, "int x = \"a\";\n");
	say(&f, DIAG_WARNING, 8, 3, "initialization of 'int' from 'char *'")->option = "-Wint-conversion";
	say(&f, DIAG_WARNING, 4, 1, "unused variable 'x'")->option = "-Wunused-variable";
	expect(&f, &(struct diag_style){ 0 },
	       "t.c: In function 'main':\n"
	       "t.c:1:9: warning: initialization of 'int' from 'char *' [-Wint-conversion]\n"
	       "    1 | int x = \"a\";\n"
	       "      |         ^~~\n"
	       "t.c:1:5: warning: unused variable 'x' [-Wunused-variable]\n"
	       "    1 | int x = \"a\";\n"
	       "      |     ^\n");
}

/* --accessible: no carets; what they would point at is said, a whole range, a name, or the line's end; bytes of the source stay harmless. */
static void place_in_words(void **state)
{
	struct fixture f;

	(void)state;
	open_text(&f, "\tint x = f(\"a\033\");\nlong_name + 1\n");
	say(&f, DIAG_WARNING, 9, 7, "a range");
	say(&f, DIAG_WARNING, 18, 0, "a name")->ranges = 0;
	say(&f, DIAG_ERROR, 31, 0, "the end")->ranges = 0;
	say(&f, DIAG_WARNING, 5, 1, "only the line")->no_caret = true;
	expect(&f, &(struct diag_style){ .brief = true, .words = true },
	       "t.c:1:17: warning: a range\n"
	       "  Line 1 reads: int x = f(\"a<U+001B>\");\n"
	       "  The place: column 17: f(\"a<U+001B>\")\n"
	       "t.c:2:1: warning: a name\n"
	       "  Line 2 reads: long_name + 1\n"
	       "  The place: column 1: long_name\n"
	       "t.c:2:14: error: the end\n"
	       "  Line 2 reads: long_name + 1\n"
	       "  The place: its end, column 14\n"
	       "t.c:1:13: warning: only the line\n"
	       "  Line 1 reads: int x = f(\"a<U+001B>\");\n");
}

static void quotes_of_the_locale(void **state)
{
	struct fixture f;

	(void)state;
	open_text(&f, "a\n");
	say(&f, DIAG_ERROR, 0, 1, "storage size of 'x' isn't known, missing terminating ' character 'y'");
	expect(&f, &(struct diag_style){ .utf8_quotes = true },
	       "t.c: In function \u2018main\u2019:\n"
	       "t.c:1:1: error: storage size of \u2018x\u2019 isn't known, missing terminating ' character \u2018y\u2019\n"
	       "    1 | a\n"
	       "      | ^\n");
}

static void same_place_is_drawn_once(void **state)
{
	struct fixture f;

	(void)state;
	open_text(&f, "y = 1;\n");
	say(&f, DIAG_ERROR, 0, 1, "'y' undeclared");
	say(&f, DIAG_NOTE, 0, 1, "each undeclared identifier");
	expect(&f, &brief,
	       "t.c:1:1: error: 'y' undeclared\n"
	       "    1 | y = 1;\n"
	       "      | ^\n"
	       "t.c:1:1: note: each undeclared identifier\n");
}

static void label_hangs_below(void **state)
{
	struct fixture f;

	(void)state;
	open_text(&f, "f(k + 1);\n");
	say(&f, DIAG_WARNING, 4, 1, "two")->range[0].label = "left";
	f.item[0].range[1] = (struct diag_range){ f.base + 2, f.base + 3, 0, "char *" };
	f.item[0].range[2] = (struct diag_range){ f.base + 6, f.base + 7, 0, "int" };
	f.item[0].range[0].label = NULL;
	f.item[0].ranges = 3;
	expect(&f, &full,
	       "t.c: In function 'main':\n"
	       "t.c:1:5: warning: two\n"
	       "    1 | f(k + 1);\n"
	       "      |   ~ ^ ~\n"
	       "      |   |   |\n"
	       "      |   |   int\n"
	       "      |   char *\n");
}

static void prompt_has_no_room_for_more(void **state)
{
	struct fixture f;

	(void)state;
	open_text(&f, "f(k);\n");
	say(&f, DIAG_WARNING, 2, 1, "argument")->range[0].label = "char *";
	say(&f, DIAG_NOTE, 0, 1, "expected");
	expect(&f, &brief,
	       "t.c:1:3: warning: argument\n"
	       "    1 | f(k);\n"
	       "      |   ^\n"
	       "t.c:1:1: note: expected\n");
}

static void range_over_lines(void **state)
{
	struct fixture f;

	(void)state;
	open_text(&f, "x = a +\n\tb;\nz\nz\nz\nz\n");
	say(&f, DIAG_WARNING, 6, 1, "sum");
	f.item[0].range[0] = (struct diag_range){ f.base + 4, f.base + 10, 0, NULL };
	f.item[0].range[1] = (struct diag_range){ f.base + 18, f.base + 19, 0, NULL };
	f.item[0].ranges = 2;
	expect(&f, &brief,
	       "t.c:1:7: warning: sum\n"
	       "    1 | x = a +\n"
	       "      |     ~~^\n"
	       "    2 |         b;\n"
	       "      |         ~\n"
	       "......\n"
	       "    6 | z\n"
	       "      | ~\n");
}

static void fixits(void **state)
{
	struct fixture f;

	(void)state;
	open_text(&f, "x = 1\ny = 2;\n");
	say(&f, DIAG_ERROR, 5, 1, "expected ';' before 'y'");
	f.item[0].range[0] = (struct diag_range){ 0, 0, 0, NULL };
	f.item[0].range[1] = (struct diag_range){ f.base + 6, f.base + 7, 0, NULL };
	f.item[0].ranges = 2;
	f.item[0].fixit = ";";
	f.item[0].fixit_loc = f.item[0].fixit_end = f.base + 5;
	say(&f, DIAG_ERROR, 6, 1, "did you mean");
	f.item[1].fixit = "yy";
	f.item[1].fixit_loc = f.base + 6;
	f.item[1].fixit_end = f.base + 7;
	expect(&f, &brief,
	       "t.c:1:6: error: expected ';' before 'y'\n"
	       "    1 | x = 1\n"
	       "      |      ^\n"
	       "      |      ;\n"
	       "    2 | y = 2;\n"
	       "      | ~\n"
	       "t.c:2:1: error: did you mean\n"
	       "    2 | y = 2;\n"
	       "      | ^\n"
	       "      | yy\n");
}

static void tabs_and_wide_characters(void **state)
{
	struct fixture f;

	(void)state;
	open_text(&f, "\tx\t= \"\u65e5\u672c\", y;\n");
	say(&f, DIAG_WARNING, 5, 8, "wide");
	say(&f, DIAG_WARNING, 15, 1, "behind");
	expect(&f, &brief,
	       "t.c:1:19: warning: wide\n"
	       "    1 |         x       = \"\u65e5\u672c\", y;\n"
	       "      |                   ^~~~~~\n"
	       "t.c:1:27: warning: behind\n"
	       "    1 |         x       = \"\u65e5\u672c\", y;\n"
	       "      |                           ^\n");
}

static void nothing_steers_the_terminal(void **state)
{
	struct fixture f;

	(void)state;
	open_text(&f, "a\033[2J\xff\u202e b;\n");
	say(&f, DIAG_ERROR, 0, 1, "stray '\033' in \xfe");
	expect(&f, &brief,
	       "t.c:1:1: error: stray '<U+001B>' in <fe>\n"
	       "    1 | a<U+001B>[2J<ff><U+202E> b;\n"
	       "      | ^\n");
}

static void names_by_number_in_a_plain_locale(void **state)
{
	struct fixture f;

	(void)state;
	open_text(&f, "\u00e9 = 1;\n");
	say(&f, DIAG_ERROR, 0, 2, "'\u00e9' undeclared; did you mean '\u00e8'?");
	expect(&f, &brief,
	       "t.c:1:1: error: '\\U000000e9' undeclared; did you mean '\u00e8'?\n"
	       "    1 | \u00e9 = 1;\n"
	       "      | ^\n");
}

static void prelude_has_no_frame(void **state)
{
	struct fixture f;
	uint32_t prelude;

	(void)state;
	open_text(&f, "f(1);\n");
	prelude = source_add(f.map, "era.h", "void f(int *);\n", 15, 7, true);
	say(&f, DIAG_WARNING, 2, 1, "argument");
	say(&f, DIAG_NOTE, 0, 1, "expected")->loc = prelude + 7;
	expect(&f, &brief,
	       "t.c:1:3: warning: argument\n"
	       "    1 | f(1);\n"
	       "      |   ^\n"
	       "era.h:7:8: note: expected\n");
}

static void macro_is_unwound(void **state)
{
	struct fixture f;
	uint32_t token;

	(void)state;
	open_text(&f, "#define BAD 1 + \"s\"\nx = BAD;\n");
	token = source_expand(f.map, "BAD", f.base + 12, 7, f.base + 24);
	say(&f, DIAG_WARNING, 0, 1, "bad");
	f.item[0].loc = token + 2;
	f.item[0].range[0] = (struct diag_range){ token, token + 7, 0, NULL };
	expect(&f, &full,
	       "t.c: In function 'main':\n"
	       "t.c:1:15: warning: bad\n"
	       "    1 | #define BAD 1 + \"s\"\n"
	       "      |             ~~^~~~~\n"
	       "t.c:2:5: note: in expansion of macro 'BAD'\n"
	       "    2 | x = BAD;\n"
	       "      |     ^~~\n");
}

static void long_line_is_windowed(void **state)
{
	struct fixture f;

	(void)state;
	open_text(&f, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa bad bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\n");
	say(&f, DIAG_WARNING, 41, 3, "here");
	expect(&f, &(struct diag_style){ .brief = true, .columns = 40 },
	       "t.c:1:42: warning: here\n"
	       "    1 | aaaaaaaaaaaaaaaaaaaa bad bbbbbbb\n"
	       "      |                      ^~~\n");
}

static void messages_are_limited(void **state)
{
	struct fixture f;

	(void)state;
	open_text(&f, "abcd\n");
	say(&f, DIAG_ERROR, 0, 1, "one");
	say(&f, DIAG_ERROR, 1, 1, "two");
	say(&f, DIAG_NOTE, 1, 1, "note of two");
	say(&f, DIAG_ERROR, 2, 1, "three");
	expect(&f, &(struct diag_style){ .brief = true, .max_errors = 1 },
	       "t.c:1:1: error: one\n"
	       "    1 | abcd\n"
	       "      | ^\n"
	       "hmsh: 2 more messages not shown\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(message_with_function_and_option),
		cmocka_unit_test(quotes_of_the_locale),
		cmocka_unit_test(same_place_is_drawn_once),
		cmocka_unit_test(label_hangs_below),
		cmocka_unit_test(prompt_has_no_room_for_more),
		cmocka_unit_test(range_over_lines),
		cmocka_unit_test(fixits),
		cmocka_unit_test(tabs_and_wide_characters),
		cmocka_unit_test(nothing_steers_the_terminal),
		cmocka_unit_test(names_by_number_in_a_plain_locale),
		cmocka_unit_test(prelude_has_no_frame),
		cmocka_unit_test(macro_is_unwound),
		cmocka_unit_test(place_in_words),
		cmocka_unit_test(long_line_is_windowed),
		cmocka_unit_test(messages_are_limited),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
