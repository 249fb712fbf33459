/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Types of i386: sizes and layout, promotions and usual conversions, what expressions have, and how gcc writes a type. */
#include "front_session.h"

static struct front_session *session(const char *declarations)
{
	static struct front_session s;

	front_session_open(&s);
	s.options.prompt = true;
	assert_true(front_session_compile(&s, FRONT_SCRIPT, declarations));
	return &s;
}

static void assert_type(struct front_session *s, const char *expression, const char *expected)
{
	char text[256];

	assert_true(front_session_compile(s, FRONT_LOOK, expression));
	assert_non_null(front_type_of_look(s->front));
	(void)type_text(front_type_of_look(s->front), false, text, sizeof(text));
	assert_string_equal(text, expected);
}

static void assert_value(struct front_session *s, const char *expression, long long value)
{
	assert_true(front_session_compile(s, FRONT_LOOK, expression));
	assert_non_null(s->unit.value);
	assert_int_equal(s->unit.value->kind, EX_CONST);
	assert_true((long long)s->unit.value->value == value);
}

static void sizes(void **state)
{
	struct front_session *s = session("struct a { char c; long long l; char d; }; union u { char c[5]; short s; };"
					  "struct b { char c; struct { char d; int i; }; short e; };"
					  "enum plain { P }; enum negative { N = -1 }; enum wide { W = 0x100000000LL };");

	(void)state;
	assert_value(s, "sizeof(_Bool) + sizeof(char) + sizeof(short)", 4);
	assert_value(s, "sizeof(int)", 4);
	assert_value(s, "sizeof(long)", 4);
	assert_value(s, "sizeof(long long)", 8);
	assert_value(s, "sizeof(void *)", 4);
	assert_value(s, "sizeof(struct a)", 16); /* i386: a long long lies at 4 */
	assert_value(s, "_Alignof(struct a)", 4);
	assert_value(s, "_Alignof(long long)", 4);
	assert_value(s, "__alignof__(long long)", 8);
	assert_value(s, "sizeof(union u)", 6);
	assert_value(s, "sizeof(struct b)", 16);
	assert_value(s, "sizeof(enum plain)", 4);
	assert_value(s, "sizeof(enum wide)", 8);
	assert_value(s, "sizeof(int[3][5])", 60);
	assert_value(s, "sizeof \"abc\"", 4);
	front_session_close(s);
}

static void conversions(void **state)
{
	struct front_session *s = session("char c; unsigned char uc; short h; unsigned short uh; int i; unsigned u; long l; unsigned long ul;"
					  "long long ll; unsigned long long ull; _Bool b; enum e { A } e; enum n { B = -1 } n; int *p; char *q;"
					  "const int ci; int a[3]; int f(int); struct s { int m; const char t[2]; } st; const struct s cs;");

	(void)state;
	assert_type(s, "c + uc", "int");
	assert_type(s, "h + uh", "int");
	assert_type(s, "i + u", "unsigned int");
	assert_type(s, "i + l", "long int");
	assert_type(s, "u + l", "long unsigned int"); /* both have 32 bits */
	assert_type(s, "l + ul", "long unsigned int");
	assert_type(s, "u + ll", "long long int");
	assert_type(s, "ll + ull", "long long unsigned int");
	assert_type(s, "b + b", "int");
	assert_type(s, "e + 0", "unsigned int");
	assert_type(s, "n + 0", "int");
	assert_type(s, "A", "int");
	assert_type(s, "-c", "int");
	assert_type(s, "~uh", "int");
	assert_type(s, "!p", "int");
	assert_type(s, "c << ll", "int");
	assert_type(s, "ull >> c", "long long unsigned int");
	assert_type(s, "i == ull", "int");
	assert_type(s, "p + 1", "int *");
	assert_type(s, "p - p", "int");
	assert_type(s, "&a", "int (*)[3]");
	assert_type(s, "a + 0", "int *");
	assert_type(s, "&f", "int (*)(int)");
	assert_type(s, "*f", "int(int)");
	assert_type(s, "&ci", "const int *");
	assert_type(s, "&cs.m", "const int *");
	assert_type(s, "cs.t + 0", "const char *");
	assert_type(s, "i ? p : 0", "int *");
	assert_type(s, "i ? p : (void *)0", "int *");
	assert_type(s, "i ? q : (void *)q", "void *");
	assert_type(s, "i ? &i : &ci", "const int *");
	assert_type(s, "i ? c : uc", "int");
	assert_type(s, "(c, st)", "struct s");
	assert_type(s, "(short)i", "short int");
	front_session_close(s);
}

static void texts(void **state)
{
	struct front_session *s = session("typedef unsigned int word; typedef char *string; typedef struct { int a; } unnamed; typedef int three[3];");

	(void)state;
	assert_type(s, "char *const *", "char * const*");
	assert_type(s, "int (*(*)(int))(char)", "int (* (*)(int))(char)");
	assert_type(s, "int (*[3])(void)", "int (*[3])(void)");
	assert_type(s, "char *(*)[4]", "char * (*)[4]");
	assert_type(s, "int (*)(int, char *, ...)", "int (*)(int,  char *, ...)");
	assert_type(s, "int (*)()", "int (*)()");
	assert_type(s, "const volatile word *", "const volatile word *");
	assert_type(s, "string *", "char **"); /* gcc looks through a pointer's name below another pointer */
	assert_type(s, "unnamed *", "unnamed *");
	assert_type(s, "three", "three");
	assert_type(s, "struct { int a; } *", "struct <anonymous> *");
	assert_type(s, "long unsigned long int", "long long unsigned int");
	front_session_close(s);
}

static void names_are_explained(void **state)
{
	(void)state;
	assert_says("typedef unsigned int word; word *w = 1;", "1:38: warning: initialization of 'word *' {aka 'unsigned int *'} from 'int' makes "
		    "pointer from integer without a cast [-Wint-conversion]\n");
}

static void folding(void **state)
{
	struct front_session *s = session("int x;");

	(void)state;
	assert_value(s, "2 + 3 * 4 - 10 / 3 % 2", 13);
	assert_value(s, "-7 / 2", -3);
	assert_value(s, "-7 % 2", -1);
	assert_value(s, "-1 >> 1", -1);
	assert_value(s, "-1u >> 31", 1);
	assert_value(s, "(char)200", -56);
	assert_value(s, "(unsigned char)-1", 255);
	assert_value(s, "(_Bool)256", 1);
	assert_value(s, "-1 < 0u", 0);
	assert_value(s, "1 ? 2 : 3", 2);
	assert_value(s, "0 || 3", 1);
	assert_value(s, "!5", 0);
	assert_value(s, "~0", -1);
	assert_value(s, "(-2147483647 - 1) % 3", -2);
	assert_true(front_session_compile(s, FRONT_LOOK, "1 / 0"));
	assert_int_equal(s->unit.value->kind, EX_DIV);
	assert_true(front_session_compile(s, FRONT_LOOK, "x + 1"));
	assert_int_equal(s->unit.value->kind, EX_ADD);
	front_session_close(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sizes), cmocka_unit_test(conversions), cmocka_unit_test(texts), cmocka_unit_test(names_are_explained),
		cmocka_unit_test(folding)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
