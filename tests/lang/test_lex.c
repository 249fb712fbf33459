/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tokens and constants: values, types by C11's list, escapes, line ends, bytes that are no C, and typed input that goes on. */
#include "front_session.h"

/* What `expression` is when looked at: its constant value and its type. */
static void assert_constant(const char *expression, long long value, const char *type)
{
	struct front_session s;
	char text[64];

	front_session_open(&s);
	assert_true(front_session_compile(&s, FRONT_LOOK, expression));
	assert_non_null(s.unit.value);
	assert_int_equal(s.unit.value->kind, EX_CONST);
	assert_true((long long)s.unit.value->value == value);
	(void)type_text(s.unit.value->type, false, text, sizeof(text));
	assert_string_equal(text, type);
	front_session_close(&s);
}

static void integer_constants(void **state)
{
	(void)state;
	assert_constant("0", 0, "int");
	assert_constant("2147483647", 2147483647, "int");
	assert_constant("2147483648", 2147483648LL, "long long int");
	assert_constant("0x80000000", 2147483648LL, "unsigned int");
	assert_constant("4294967295u", 4294967295LL, "unsigned int");
	assert_constant("0xffffffff", 4294967295LL, "unsigned int");
	assert_constant("0x100000000", 4294967296LL, "long long int");
	assert_constant("0777", 511, "int");
	assert_constant("0b101", 5, "int");
	assert_constant("1l", 1, "long int");
	assert_constant("1uL", 1, "long unsigned int");
	assert_constant("1LLu", 1, "long long unsigned int");
	assert_constant("0xffffffffffffffff", -1, "long long unsigned int");
}

static void characters(void **state)
{
	(void)state;
	assert_constant("'A'", 65, "int");
	assert_constant("'\\n'", 10, "int");
	assert_constant("'\\377'", -1, "int");
	assert_constant("'\\x41'", 65, "int");
	assert_constant("'\\''", 39, "int");
	assert_constant("'\\e'", 27, "int");
	assert_constant("'\\0'", 0, "int");
}

static void bad_constants(void **state)
{
	(void)state;
	assert_says("int a = 08;", "1:9: error: invalid digit \"8\" in octal constant\n");
	assert_says("int a = 1u2;", "1:9: error: invalid suffix \"u2\" on integer constant\n");
	assert_says("int a = 0x;", "1:9: error: invalid suffix \"x\" on integer constant\n");
	assert_says("int a = '';", "1:9: error: empty character constant\n");
	assert_says("int a = 'ab';", "1:9: warning: multi-character character constant [-Wmultichar]\n");
	assert_says("long long a = 99999999999999999999;", "1:15: warning: integer constant is too large for its type\n");
	assert_says("int a = 1.5;", "1:9: error: floating-point constants: valid C that hmsh leaves out\n");
}

static void literals_without_end(void **state)
{
	(void)state;
	assert_says("char *s = \"abc\n;", "1:11: warning: missing terminating \" character\n1:11: error: missing terminating \" character\n"
		    "2:1: error: expected expression before ';' token\n");
	assert_says("/* a\nb", "1:1: error: unterminated comment\n");
}

static void line_ends(void **state)
{
	(void)state;
	assert_says("int a;\r\nint b = \"x\";\r\n", "2:9: warning: initialization of 'int' from 'char *' makes integer from pointer without a cast "
		    "[-Wint-conversion]\n");
	assert_says("int a;\rint b = \"x\";\r", "2:9: warning: initialization of 'int' from 'char *' makes integer from pointer without a cast "
		    "[-Wint-conversion]\n");
	assert_says("int lo\\\nng = 1; long = 2;", "2:4: error: expected identifier or '(' before '=' token\n"
		    "2:14: error: expected identifier or '(' before '=' token\n"); /* the joined name is a keyword */
	assert_says("int a = 1 \\\n + 2;", "");
}

static void bytes_that_are_no_tokens(void **state)
{
	struct front_session s;

	(void)state;
	assert_says("int a = @1;", "1:9: error: stray '@' in program\n");
	assert_says("int a \x80;", "1:7: error: stray '\\200' in program\n");
	assert_says("\xef\xbb\xbfint gr\xc3\xb6\xc3\x9f" "e;", "");
	front_session_open(&s);
	assert_false(front_session_compile_n(&s, FRONT_SCRIPT, "int a;\0int b;", 13));
	assert_string_equal(s.said, "1:7: error: stray '\\x00' in program\n");
	assert_false(front_session_compile_n(&s, FRONT_SCRIPT, "\xff\xfei\0", 4));
	assert_string_equal(s.said, "1:1: error: this text is UTF-16: save it as UTF-8\n");
	front_session_close(&s);
}

static void strings_are_joined(void **state)
{
	struct front_session s;

	(void)state;
	front_session_open(&s);
	assert_true(front_session_compile(&s, FRONT_LOOK, "\"a\\x41\" \"b\\0\" \"c\""));
	assert_int_equal(s.unit.value->kind, EX_ADDR);
	assert_int_equal(s.unit.value->a->kind, EX_STRING);
	assert_int_equal(s.unit.value->a->length, 6);
	assert_memory_equal(s.unit.value->a->bytes, "aAb\0c", 6);
	front_session_close(&s);
}

static enum lang_scan scan(const char *text)
{
	return front_scan(text, strlen(text));
}

static void typed_input(void **state)
{
	(void)state;
	assert_int_equal(scan("  /* nothing */ // here"), LANG_SCAN_EMPTY);
	assert_int_equal(scan("x = 1"), LANG_SCAN_COMPLETE);
	assert_int_equal(scan("x++"), LANG_SCAN_COMPLETE);
	assert_int_equal(scan("f(1,"), LANG_SCAN_OPEN);
	assert_int_equal(scan("int f(void)"), LANG_SCAN_OPEN);
	assert_int_equal(scan("f(x)"), LANG_SCAN_COMPLETE);
	assert_int_equal(scan("if (x)"), LANG_SCAN_OPEN);
	assert_int_equal(scan("if (x) y();"), LANG_SCAN_COMPLETE);
	assert_int_equal(scan("do { x--; }"), LANG_SCAN_OPEN);
	assert_int_equal(scan("do { x--; } while (x)"), LANG_SCAN_COMPLETE);
	assert_int_equal(scan("else"), LANG_SCAN_OPEN);
	assert_int_equal(scan("x = 1 +"), LANG_SCAN_OPEN);
	assert_int_equal(scan("{ int x;"), LANG_SCAN_OPEN);
	assert_int_equal(scan("char *s = \"abc"), LANG_SCAN_OPEN);
	assert_int_equal(scan("char c = '{';"), LANG_SCAN_COMPLETE);
	assert_int_equal(scan("/* open"), LANG_SCAN_OPEN);
	assert_int_equal(scan("#define A 1 \\"), LANG_SCAN_OPEN);
	assert_int_equal(scan("#if 1\nint x;"), LANG_SCAN_OPEN);
	assert_int_equal(scan("#if 1\nint x;\n#endif"), LANG_SCAN_COMPLETE);
	assert_int_equal(scan("struct s { int a; };"), LANG_SCAN_COMPLETE);
}

/* `pattern` with `gap` for each of its blanks. */
static void spaced(const char *pattern, const char *gap, char *out, size_t size)
{
	size_t n = 0;

	for (; *pattern && n + 4 < size; pattern++)
		n += (size_t)snprintf(out + n, size - n, "%.*s", *pattern == ' ' ? (int)strlen(gap) : 1, *pattern == ' ' ? gap : pattern);
}

/*
 * Tokens that touch, that lie apart, and behind comments, which take the lexer's long way: the same. Where two tokens would be another one when
 * they touch, the pattern keeps them apart by a parenthesis.
 */
static void tokens_touch_or_not(void **state)
{
	static const struct { const char *pattern; long long value; } row[] = {
		{ "1 << 2", 4 }, { "8 >> 1 << 2", 16 }, { "7 >= 3", 1 }, { "3 <= 2", 0 }, { "1 == - 1", 0 }, { "1 != - 1", 1 }, { "1 < - 1", 0 },
		{ "1 > - 1", 1 }, { "1 & ~ 1", 0 }, { "1 | - 2", -1 }, { "1 ^ - 1", -2 }, { "1 && ! 0", 1 }, { "0 || ! 1", 0 }, { "5 - ( - 3 )", 8 },
		{ "6 / 2 % 2", 1 }, { "2 * - 3", -6 }, { "- ~ 1", 2 }, { "1 ? 2 : 3", 2 }, { "1 - ( 2 == 2 )", 0 },
		{ "123456789 + 1", 123456790 }, { "1234567890 - 1", 1234567889 }, { "010 + 0", 8 }, { "0x10 + 0b11", 19 }, { "'a' + 1", 98 },
		{ "sizeof ( int ) * 2", 8 }, { "( char ) 257", 1 }, { "1 << ( 1 > 0 ) << 1", 4 }
	};
	static const char *const gaps[] = { "", " ", "\t", " /**/ ", "\\\n", "\n", " \r\n " };

	(void)state;
	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++)
		for (size_t g = 0; g < sizeof(gaps) / sizeof(gaps[0]); g++) {
			struct front_session s;
			char text[128];

			spaced(row[i].pattern, gaps[g], text, sizeof(text));
			front_session_open(&s);
			assert_true(front_session_compile(&s, FRONT_LOOK, text));
			assert_int_equal(s.unit.value->kind, EX_CONST);
			assert_true((long long)s.unit.value->value == row[i].value);
			front_session_close(&s);
		}
}

/* A name goes on where no name may end, and a number where no number may: each is refused or another thing, never cut in two. */
static void names_and_numbers_go_on(void **state)
{
	static const char *const good[] = { "int u8x; int L; int v; v = u8x+L;", "int a\\\nb; int v; v = ab;", "int e; int v; v = 1-e;" };
	static const char *const bad[] = { "int v; v = 1e;", "int v; v = 09;", "int v; v = 1.5;", "int v; v = 12ab;", "int v; v = 1\\\n2x;", "int v; v = v\"\";" };

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		struct front_session s;

		front_session_open(&s);
		assert_true(front_session_compile(&s, FRONT_SCRIPT, good[i]));
		front_session_close(&s);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct front_session s;

		front_session_open(&s);
		assert_false(front_session_compile(&s, FRONT_SCRIPT, bad[i]));
		front_session_close(&s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(integer_constants), cmocka_unit_test(characters), cmocka_unit_test(bad_constants),
		cmocka_unit_test(literals_without_end), cmocka_unit_test(line_ends), cmocka_unit_test(bytes_that_are_no_tokens),
		cmocka_unit_test(strings_are_joined), cmocka_unit_test(typed_input),
		cmocka_unit_test(tokens_touch_or_not), cmocka_unit_test(names_and_numbers_go_on)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
