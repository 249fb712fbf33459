/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Directives and macros: expansion and its limits, conditional groups and their expressions, what is left out, the machine's macros. */
#include "front_session.h"

static void macros_are_expanded(void **state)
{
	struct front_session s;

	(void)state;
	front_session_open(&s);
	assert_true(front_session_compile(&s, FRONT_SCRIPT, "#define ONE 1\n#define TWO (ONE + ONE)\n#define SELF SELF\nint SELF = TWO;"));
	assert_true(front_session_compile(&s, FRONT_LOOK, "TWO * __LINE__"));
	assert_int_equal(s.unit.value->value, 2);
	assert_true(front_session_compile(&s, FRONT_SCRIPT, "#undef TWO\n"));
	assert_false(front_session_compile(&s, FRONT_LOOK, "TWO"));
	front_session_close(&s);
}

static void messages_in_macros(void **state)
{
	(void)state;
	/* the place is in the macro; the writer adds where it was used */
	assert_says("#define P \"x\"\nint a = P;", "1:11: warning: initialization of 'int' from 'char *' makes integer from pointer without a cast "
		    "[-Wint-conversion]\n");
	assert_says("#define P 1\n#define P 2\n", "2:9: warning: \"P\" redefined\n1:9: note: this is the location of the previous definition\n");
	assert_says("#define P 1 +  2\n#define P 1 + 2\n", "");
}

static bool is_taken(const char *condition)
{
	struct front_session s;
	char text[512];
	bool taken;

	front_session_open(&s);
	(void)snprintf(text, sizeof(text), "#if %s\nint yes;\n#else\nint no;\n#endif\n", condition);
	assert_true(front_session_compile(&s, FRONT_SCRIPT, text));
	assert_string_equal(s.said, "");
	taken = front_find(s.front, "yes", 3) != NULL;
	assert_int_equal(front_find(s.front, "no", 2) != NULL, !taken);
	front_session_close(&s);
	return taken;
}

static void conditions(void **state)
{
	(void)state;
	assert_true(is_taken("1 + 2 * 3 == 7"));
	assert_true(is_taken("(1 ? 2 : 1/0) == 2"));
	assert_true(is_taken("!defined(FOO) && defined CONFIG_HIGHMEM"));
	assert_false(is_taken("FOO"));
	assert_true(is_taken("0 && 1 / 0 || 1"));
	assert_true(is_taken("-1 >> 1 == -1"));
	assert_true(is_taken("0xffffffffffffffff == -1"));
	assert_true(is_taken("'A' == 65"));
	assert_true(is_taken("(2 || 3) != 2"));
	assert_true(is_taken("7 / 2 == 3 && -7 % 3 == -1 && (6 & 3) == 2 && (6 ^ 3) == 5 && (4 | 1) == 5 && 1 << 4 == 16 && ~0 == -1"));
	assert_true(is_taken("CONFIG_NR_CPUS == 4 && ERA_2_6_11"));
}

static void groups(void **state)
{
	(void)state;
	assert_says("#if 0\nint = ;\n#if 1\n#else\n#endif\n' \" @\n#elif 1\nint a = 1;\n#else\nint = ;\n#endif\n",
		    "6:1: warning: missing terminating ' character\n");
	assert_says("#ifdef NONE\nfoo bar baz\n#endif\n#ifndef NONE\nint a;\n#endif\n", "");
	assert_says("#endif\n", "1:2: error: #endif without #if\n");
	assert_says("#if 1\n#else\n#else\n#endif\n", "3:2: error: #else after #else\n1:2: error: the conditional began here\n");
	assert_says("#if 1\n", "1:2: error: unterminated #if\n");
	assert_says("#if\n#endif\n", "1:4: error: #if with no expression\n");
	assert_says("#if 1 +\n#endif\n", "1:8: error: operator '+' has no right operand\n");
	assert_says("#if (1\n#endif\n", "1:5: error: missing ')' in expression\n");
	assert_says("#if 1 / 0\n#endif\n", "1:7: error: division by zero in #if\n");
	assert_says("#if 1 2\n#endif\n", "1:7: error: missing binary operator before token \"2\"\n");
}

static void other_directives(void **state)
{
	(void)state;
	assert_says("#include <linux/highmem.h>\n#include <linux/mm.h>\n", "");
	assert_says("#include <stdio.h>\nint x = \"a\";", "1:10: error: stdio.h: No such file or directory\n");
	assert_says("#error no way\n", "1:2: error: #error no way\n");
	assert_says("#warning careful\n", "1:2: warning: #warning careful [-Wcpp]\n");
	assert_says("#foo\n", "1:2: error: invalid preprocessing directive #foo\n");
	assert_says("#\n#define F 1 2 # 3\n", "");
	assert_says("#define F(x) x\n", "1:9: error: macros with parameters: valid C that hmsh leaves out\n");
	assert_says("#define 3\n", "1:9: error: macro names must be identifiers\n");
	assert_says("#define\n", "1:8: error: no macro name given in #define directive\n");
}

static void limits(void **state)
{
	struct front_session s;
	char *text = malloc(400000);
	size_t n = 0;

	(void)state;
	n += (size_t)sprintf(text + n, "#define a0 1\n");
	for (int i = 0; i < 60; i++)
		n += (size_t)sprintf(text + n, "#define a%d a%d + a%d\n", i + 1, i, i);
	n += (size_t)sprintf(text + n, "int x = a60;\n");
	front_session_open(&s);
	assert_false(front_session_compile(&s, FRONT_SCRIPT, text));
	assert_non_null(strstr(s.said, "expands to more tokens than hmsh takes"));
	n = 0;
	for (int i = 0; i < 50000; i++)
		n += (size_t)sprintf(text + n, "#if 1\n");
	assert_false(front_session_compile(&s, FRONT_SCRIPT, text));
	assert_int_equal(s.errors, 1);
	front_session_close(&s);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(macros_are_expanded), cmocka_unit_test(messages_in_macros), cmocka_unit_test(conditions),
		cmocka_unit_test(groups), cmocka_unit_test(other_directives), cmocka_unit_test(limits)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
