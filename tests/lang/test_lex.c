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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(integer_constants), cmocka_unit_test(characters), cmocka_unit_test(bad_constants),
		cmocka_unit_test(literals_without_end), cmocka_unit_test(line_ends), cmocka_unit_test(bytes_that_are_no_tokens),
		cmocka_unit_test(strings_are_joined), cmocka_unit_test(typed_input)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
