/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The translation unit that gcc sees: places kept, functions nested, commands blanked, blocks named, parts cut. What gcc then says about
 * it is tests/gcc's business.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "shell/lang/emit_c.h"

#define PRELUDE "typedef unsigned int u32;\n"
#define HEAD "# 1 \"prelude\"\n" PRELUDE "int main(void) {\n"

static void check(const char *text, const struct lang_span *spans, size_t count, unsigned int part, const char *expected)
{
	struct emit_c_input in = {
		.prelude = PRELUDE, .prelude_length = strlen(PRELUDE), .prelude_file = "prelude", .file = "f.c", .first_line = 1,
		.text = text, .length = strlen(text), .begin = 100, .spans = spans, .span_count = count,
	};
	char *unit = NULL;
	size_t length = 0;
	bool ok = emit_c(&in, part, &unit, &length);

	if (!expected) {
		assert_false(ok);
		return;
	}
	assert_true(ok);
	assert_string_equal(unit, expected);
	assert_int_equal(length, strlen(expected));
	free(unit);
}

static void plain_text_is_the_body(void **state)
{
	(void)state;
	check("int x;\nx = 1;\n", NULL, 0, 1, HEAD "# 1 \"f.c\"\nint x;\nx = 1;\n}\n");
	check("", NULL, 0, 1, HEAD "# 1 \"f.c\"\n}\n");
	check("x = 1;", NULL, 0, 1, HEAD "# 1 \"f.c\"\nx = 1;\n}\n");
}

static void storage_of_functions_is_blanked(void **state)
{
	(void)state;
	check("static int f(void) { return 1; }\n", NULL, 0, 1, HEAD "# 1 \"f.c\"\n       int f(void) { return 1; }\n}\n");
	check("extern u32 *f(void) { return 0; }\nstatic int x;\nextern int g(int);\n", NULL, 0, 1,
	      HEAD "# 1 \"f.c\"\n       u32 *f(void) { return 0; }\nstatic int x;\nextern int g(int);\n}\n");
	check("static int (*f(void))(int) { return 0; }\n", NULL, 0, 1, HEAD "# 1 \"f.c\"\n       int (*f(void))(int) { return 0; }\n}\n");
	check("static f(void) { return 1; }\n", NULL, 0, 1, HEAD "# 1 \"f.c\"\nauto   f(void) { return 1; }\n}\n");
	check("{ static int x; }\nint a = f(1);\n", NULL, 0, 1, HEAD "# 1 \"f.c\"\n{ static int x; }\nint a = f(1);\n}\n");
}

static void prototype_of_a_later_definition_gets_auto(void **state)
{
	(void)state;
	check("int f(int);\nint f(int x) { return x; }\n", NULL, 0, 1,
	      HEAD "# 1 \"f.c\"\n# 1 \"f.c\"\nauto\n# 1 \"f.c\"\nint f(int);\nint f(int x) { return x; }\n}\n");
	check("x; u32 f(void);\nu32 f(void) {}\n", NULL, 0, 1,
	      HEAD "# 1 \"f.c\"\nx; \n# 1 \"f.c\"\nauto\n# 1 \"f.c\"\n   u32 f(void);\nu32 f(void) {}\n}\n");
	/* a call, a definition before, and a name in a comment are none */
	check("f(1);\nint f(int x) { return x; }\n// int f(int);\n", NULL, 0, 1,
	      HEAD "# 1 \"f.c\"\nf(1);\nint f(int x) { return x; }\n// int f(int);\n}\n");
}

static void user_typedef_begins_a_declaration(void **state)
{
	(void)state;
	check("typedef struct { int a; } *T;\nstatic T f(T);\nT f(T x) { return x; }\n", NULL, 0, 1,
	      HEAD "# 1 \"f.c\"\ntypedef struct { int a; } *T;\n# 2 \"f.c\"\nauto\n# 2 \"f.c\"\n       T f(T);\nT f(T x) { return x; }\n}\n");
	check("typedef int (*fn)(int);\nfn f(void);\nfn f(void) { return 0; }\n", NULL, 0, 1,
	      HEAD "# 1 \"f.c\"\ntypedef int (*fn)(int);\n# 2 \"f.c\"\nauto\n# 2 \"f.c\"\nfn f(void);\nfn f(void) { return 0; }\n}\n");
}

static void commands_are_blanked(void **state)
{
	const struct lang_span spans[] = { { LANG_SPAN_COMMAND, 107, 118, NULL } };

	(void)state;
	check("int x;\ninfo pkmap\nx = 1;\n", spans, 1, 1, HEAD "# 1 \"f.c\"\nint x;\n          \nx = 1;\n}\n");
}

static void block_is_a_nested_function_at_its_place(void **state)
{
	const struct lang_span spans[] = { { LANG_SPAN_COMMAND, 100, 115, NULL }, { LANG_SPAN_BLOCK, 107, 115, "irq" } };

	(void)state;
	check("irq -d { x++; }\n", spans, 2, 1,
	      HEAD "# 1 \"f.c\"\n       \n{ void\n# 1 \"f.c\"\n       irq(void)\n# 1 \"f.c\"\n       { x++; }\n# 1 \"f.c\"\n}\n# 1 \"f.c\"\n               \n}\n");
}

static void parts_end_at_cuts(void **state)
{
	const struct lang_span spans[] = { { LANG_SPAN_CUT, 107, 113, NULL } };
	const char *text = "int x;\nreset\nint y;\n";

	(void)state;
	check(text, spans, 1, 1, HEAD "# 1 \"f.c\"\nint x;\n}\n");
	check(text, spans, 1, 2, HEAD "# 3 \"f.c\"\nint y;\n}\n");
	check(text, spans, 1, 3, NULL);
	check(text, spans, 1, 0, NULL);
}

static void spans_out_of_order_are_refused(void **state)
{
	const struct lang_span behind[] = { { LANG_SPAN_COMMAND, 100, 900, NULL } };
	const struct lang_span twice[] = { { LANG_SPAN_COMMAND, 103, 105, NULL }, { LANG_SPAN_COMMAND, 101, 102, NULL } };
	const struct lang_span alone[] = { { LANG_SPAN_BLOCK, 100, 102, "irq" } };

	(void)state;
	check("int x;\n", behind, 1, 1, NULL);
	check("int x;\n", twice, 2, 1, NULL);
	check("int x;\n", alone, 1, 1, NULL);
}

static void unfinished_text_is_emitted_as_it_is(void **state)
{
	static const char *const texts[] = { "int f(", "/* open", "\"quote", "{ {", "static int f(void) {", "#define X \\", "'", "typedef", "int (", "struct s {" };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct emit_c_input in = { .prelude = "", .prelude_file = "p", .file = "a\"b\\c", .first_line = 1, .text = texts[i],
					   .length = strlen(texts[i]), .begin = 1 };
		char *unit;
		size_t length;

		assert_true(emit_c(&in, 1, &unit, &length));
		assert_non_null(strstr(unit, "# 1 \"a\\\"b\\\\c\"\n"));
		free(unit);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_text_is_the_body),
		cmocka_unit_test(storage_of_functions_is_blanked),
		cmocka_unit_test(prototype_of_a_later_definition_gets_auto),
		cmocka_unit_test(user_typedef_begins_a_declaration),
		cmocka_unit_test(commands_are_blanked),
		cmocka_unit_test(block_is_a_nested_function_at_its_place),
		cmocka_unit_test(parts_end_at_cuts),
		cmocka_unit_test(spans_out_of_order_are_refused),
		cmocka_unit_test(unfinished_text_is_emitted_as_it_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
