/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Programs with functions and main(), compiled by emit and run by the VM. The expected texts are what gcc 12 -m32 -fwrapv made the same
 * programs print. Each runs twice: as main() in a file of declarations (variables in registers and frames), and as a script (variables of
 * static storage).
 */
#include "session.h"

struct program { const char *declarations, *body, *expected; };

static const struct program programs[] = {
	/* structs by value */
	{
		"struct point { int x, y; };\n"
		"struct big { char name[20]; long long v; struct point p[3]; unsigned short s; };\n"
		"struct point mk(int x, int y) { struct point p = { x, y }; return p; }\n"
		"struct point swap(struct point p) { int t = p.x; p.x = p.y; p.y = t; return p; }\n"
		"struct big mkbig(int k) { struct big b = { \"hello\", k, { { 1, 2 }, { 3, 4 } }, 7 }; b.p[2] = mk(k, -k); return b; }\n"
		"int total(struct big b) { b.v++; return (int)b.v + b.p[0].x + b.p[2].y; }\n"
		"struct one { char c; } one(int c) { struct one o = { c }; return o; }\n",
		"struct point p = mk(3, 4), q = swap(p), r; struct big b = mkbig(9), c; struct point *pp = &b.p[1];\n"
		"r = p.x > 2 ? q : p; c = b; c.p[0] = swap(c.p[0]);\n"
		"printf(\"%d %d %d %d %d %d\\n\", p.x, p.y, q.x, q.y, r.x, mk(5, 6).y);\n"
		"printf(\"%s %lld %d %d %u %d %d\\n\", b.name, b.v, b.p[2].x, b.p[2].y, b.s, total(b), (int)b.v);\n"
		"pp->x += 5; (*pp).y--; printf(\"%d %d %d %d\\n\", b.p[1].x, b.p[1].y, (int)(pp - b.p), c.p[0].x);\n"
		"printf(\"%d %d %c\\n\", swap(swap(p)).x, (int)sizeof(struct big), one('k').c);\n",
		"3 4 4 3 4 6\n"
		"hello 9 9 -9 7 2 9\n"
		"8 3 1 2\n"
		"3 56 k\n"
	},
	/* arrays and initialisers */
	{
		"struct point { int x, y; };\n"
		"static int table[2][3] = { { 1, 2, 3 }, { 4, 5, 6 } };\n"
		"int sum(int *a, int n) { int s = 0; while (n--) s += *a++; return s; }\n",
		"int arr[5] = { 1, 2, 3 }, m[3][4], i, j, sparse[6] = { [4] = 9, [1] = 2, 3 }; char s[] = \"text\", c[10] = \"abc\", *t = \"literal\";\n"
		"struct point z[2] = { [1] = { .y = 8 } };\n"
		"for (i = 0; i < 3; i++) for (j = 0; j < 4; j++) m[i][j] = i * 10 + j;\n"
		"printf(\"%d %d %d %d\\n\", m[2][3], *(*(m + 1) + 2), (int)sizeof m, sum(arr, 5));\n"
		"printf(\"%d %d %d %d %d\\n\", sparse[0], sparse[1], sparse[2], sparse[4], table[1][2]);\n"
		"printf(\"%d %d %d %d %d %s\\n\", z[0].x, z[1].x, z[1].y, c[5], c[2], c);\n"
		"s[0] = 'T'; printf(\"%s %d %c %c\\n\", s, (int)sizeof s, t[1], 2[t]);\n"
		"printf(\"%d %d\\n\", ((struct point){ 5, 6 }).y, sum((int[]){ 1, 2, 3 }, 3));\n"
		"int *ip = arr + 4, *iq = arr; printf(\"%d %d %d\\n\", (int)(ip - iq), ip > iq, *(ip - 2));\n",
		"23 12 48 6\n"
		"0 2 3 9 6\n"
		"0 0 8 0 99 abc\n"
		"Text 5 i t\n"
		"6 6\n"
		"4 1 3\n"
	},
	/* control flow */
	{
		"int sw(int x)\n"
		"{\n"
		"\tint r = 0;\n"
		"\tswitch (x) {\n"
		"\tcase 1: r = 10; break;\n"
		"\tcase 2: r = 20;\n"
		"\tcase 3: r += 1; break;\n"
		"\tcase 10 ... 12: r = 99; break;\n"
		"\tcase 100000: r = 5; break;\n"
		"\tdefault: r = -1;\n"
		"\t}\n"
		"\treturn r;\n"
		"}\n"
		"int nested(int a, int b) { switch (a) { case 0: switch (b) { case 1: return 1; default: break; } return 2; case 1: for (;;) { if (b++ > 5) break; if (b == 3) continue; a += b; } return a; } return 3; }\n",
		"int i, k = 0;\n"
		"for (i = 0; i < 14; i++) printf(\"%d \", sw(i));\n"
		"printf(\"%d\\n\", sw(100000));\n"
		"do { k += 2; if (k == 6) continue; if (k > 10) break; } while (k < 100);\n"
		"printf(\"%d %d %d %d %d\\n\", k, nested(0, 1), nested(0, 0), nested(1, 1), nested(2, 0));\n"
		"i = 10; while (i --> 0) if (i % 3 == 0) printf(\"%d,\", i); else if (i == 5) printf(\"five,\"); else if (i < 2) { printf(\"low,\"); }\n"
		"printf(\"%d %d %d\\n\", i ? 1 : 2, !i ?: 7, 1 && 0 || 1);\n"
		"{ int a = 1, b = 2, c; c = a > b ? a : b > 1 ? 100 : 200; printf(\"%d \", c); c = (a = 5, b = a + 1, a * b); printf(\"%d\\n\", c); }\n"
		"for (;;) { if (++i > 3) break; } printf(\"%d %d\\n\", i, (i > 3 && i < 5) || !(i != 4));\n",
		"-1 10 21 1 -1 -1 -1 -1 -1 -1 99 99 99 -1 5\n"
		"12 1 2 18 3\n"
		"9,6,five,3,low,0,1 7 1\n"
		"100 30\n"
		"4 1\n"
	},
	/* integers of all sizes */
	{
		"long long fact(int n) { return n <= 1 ? 1 : n * fact(n - 1); }\n"
		"unsigned hash(const char *s) { unsigned h = 5381; while (*s) h = h * 33 + *s++; return h; }\n"
		"enum color { RED, GREEN = 5, BLUE };\n",
		"unsigned int un = 0xffffffff; long long ll = -5; unsigned long long ull = ~0ull; short sh = -1; unsigned char uc = 200; signed char sc = (signed char)200; _Bool bo = 42; int x = -7;\n"
		"printf(\"%u %d %d %d\\n\", un + 2, un > 1, -1 < 1u, -1 < 1);\n"
		"printf(\"%lld %llu %lld %lld\\n\", ll / 2, ull >> 60, ll % 3, fact(20));\n"
		"printf(\"%d %d %d %d\\n\", sh, uc, sc, bo);\n"
		"uc += 100; sh -= 70000; sc <<= 1; bo = 0; bo--; printf(\"%d %d %d %d\\n\", uc, sh, sc, bo);\n"
		"printf(\"%d %d %d %d %u\\n\", x / 2, x % 2, x >> 1, x << 1, (unsigned)x >> 28);\n"
		"printf(\"%d %d %d %u %d %d\\n\", ~uc, (unsigned char)~uc, uc << 4, hash(\"literal\"), BLUE, GREEN - RED);\n"
		"x = 3; x <<= 2; x |= 1; x ^= 6; x %= 7; x *= -3; x /= 2; x &= 0xff; printf(\"%d\\n\", x++ + 1); printf(\"%d\\n\", x);\n"
		"ull = 1; ull <<= 40; ull -= 1; printf(\"%llu %lld %d\\n\", ull, (long long)-ull, (int)ull);\n"
		"uc = 255; sc = -128; printf(\"%d %d %d\\n\", uc++, --sc, (short)0x18000); printf(\"%d %d\\n\", uc, sc);\n",
		"1 1 0 1\n"
		"-2 15 -2 2432902008176640000\n"
		"-1 200 -56 1\n"
		"44 -4465 -112 1\n"
		"-3 -1 -4 -14 15\n"
		"-45 211 704 2058049394 6 5\n"
		"251\n"
		"251\n"
		"1099511627775 -1099511627775 -1\n"
		"255 127 -32768\n"
		"0 127\n"
	},
	/* pointers and functions */
	{
		"typedef int (*binop)(int, int);\n"
		"int add(int a, int b) { return a + b; } int mul(int a, int b) { return a * b; }\n"
		"int apply(binop f, int a, int b) { return f(a, b); } binop pick(int i) { return i ? mul : add; }\n"
		"int even(int n); int odd(int n) { return n ? even(n - 1) : 0; } int even(int n) { return n ? odd(n - 1) : 1; }\n"
		"int next(void) { static int n = 10; static char buf[8] = \"ab\"; buf[0]++; return n++ + buf[0]; }\n"
		"void hanoi(int n, int a, int b, int c, int *moves) { if (!n) return; hanoi(n - 1, a, c, b, moves); ++*moves; hanoi(n - 1, c, b, a, moves); }\n"
		"struct node { int v; struct node *next; }; static struct node pool[10]; static int used;\n"
		"struct node *push(struct node *l, int v) { struct node *n = &pool[used++]; n->v = v; n->next = l; return n; }\n"
		"int ack(int m, int n) { if (!m) return n + 1; if (!n) return ack(m - 1, 1); return ack(m - 1, ack(m, n - 1)); }\n",
		"binop ops[2] = { add, mul }; int moves = 0, y = 5, *py = &y, **ppy = &py, a, b; struct node *l = 0, *n; void *v = &y; union { int i; unsigned char b[4]; } u;\n"
		"printf(\"%d %d %d %d %d\\n\", ops[0](3, 4), (*ops[1])(3, 4), apply(&mul, 6, 7), pick(1)(2, 3), (****pick(0))(2, 3));\n"
		"a = next(); b = next(); printf(\"%d %d %d %d\\n\", a, b, even(10), odd(7));\n"
		"hanoi(6, 1, 2, 3, &moves); **ppy = 9; printf(\"%d %d %d %d\\n\", moves, y, *(int *)v, ack(2, 3));\n"
		"for (a = 0; a < 5; a++) l = push(l, a * a);\n"
		"for (n = l; n; n = n->next) printf(\"%d \", n->v);\n"
		"printf(\"%d %d\\n\", l->next->next->v, l->next != l);\n"
		"u.i = 0x01020304; printf(\"%x %x %d\\n\", u.b[0], u.b[3], (int)((char *)&l[1] - (char *)l));\n"
		"*py++ = 4; py--; (*py)++; ++*py; printf(\"%d %d\\n\", y, py == &y);\n",
		"7 12 42 6 5\n"
		"108 110 1 1\n"
		"63 9 9 9\n"
		"16 9 4 1 0 4 1\n"
		"4 1 8\n"
		"6 1\n"
	},
};

static void programs_print_what_gcc_makes_them_print(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++) {
		struct session s;
		struct diag_list list = { 0 };
		char text[4096];
		bool run_main;

		session_open(&s);
		(void)snprintf(text, sizeof(text), "%sint main(void)\n{\n%s\treturn 0;\n}\n", programs[i].declarations, programs[i].body);
		prints(&s, text, "");
		assert_true(lang_finish(s.lang, &list, &s.code, &run_main));
		session_messages(&s, &list);
		assert_true(run_main);
		assert_int_equal(lang_start(s.lang, s.task, &s.code), HM_OK);
		assert_int_equal(session_continue(&s), LANG_DONE);
		assert_string_equal(s.out, programs[i].expected);
		session_close(&s);
	}
}

static void scripts_print_the_same(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++) {
		char text[4096];

		(void)snprintf(text, sizeof(text), "%s%s", programs[i].declarations, programs[i].body);
		program_prints(text, programs[i].expected);
	}
}

static void a_million_terms_need_no_more_stack_than_two(void **state)
{
	static const char head[] = "int a = 1; int x = a", link[] = " + a", tail[] = "; printf(\"%d\", x);";
	const size_t links = 999999;
	char *text = malloc(sizeof(head) + links * (sizeof(link) - 1) + sizeof(tail)), *p = text;

	(void)state;
	assert_non_null(text);
	p = stpcpy(p, head);
	for (size_t i = 0; i < links; i++)
		p = stpcpy(p, link);
	stpcpy(p, tail);
	program_prints(text, "1000000");
	free(text);
}

static void limits_are_messages(void **state)
{
	static const struct { const char *text, *message; } cases[] = {
		{ "char big[3000000];", "user memory is full: there is no room for this variable" },
		{ "int f(void) { char big[3000000]; big[0] = 1; return big[0]; }", "the variables of this function do not fit on a stack" },
		{ "int f(void); f();", "undefined reference to 'f'" },
		{ "int f(void); int g(void) { return f(); } g();", "undefined reference to 'f'" },
		{ "extern int elsewhere; elsewhere = 1;", "undefined reference to 'elsewhere'" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct session s;

		session_open(&s);
		assert_false(session_compile(&s, cases[i].text));
		assert_non_null(strstr(s.messages, cases[i].message));
		prints(&s, "printf(\"usable\");", "usable");
		session_close(&s);
	}
}

static void functions_may_come_later_where_nothing_runs_them_yet(void **state)
{
	struct session s;

	(void)state;
	session_open(&s);
	lang_options(s.lang)->prompt = true;
	prints(&s, "int even(int n); int odd(int n) { return n ? even(n - 1) : 0; }", "");
	assert_false(session_compile(&s, "odd(3);"));
	prints(&s, "int even(int n) { return n ? odd(n - 1) : 1; }", "");
	prints(&s, "printf(\"%d\", odd(3));", "1");
	session_close(&s);
}

static void a_return_at_top_level_ends_the_script(void **state)
{
	struct session s;

	(void)state;
	session_open(&s);
	prints(&s, "printf(\"a\"); if (1) return 0; printf(\"b\");", "a");
	assert_true(lang_returned(s.lang, s.task));
	prints(&s, "printf(\"c\");", "c");
	assert_false(lang_returned(s.lang, s.task));
	session_close(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(programs_print_what_gcc_makes_them_print),
		cmocka_unit_test(scripts_print_the_same),
		cmocka_unit_test(a_million_terms_need_no_more_stack_than_two),
		cmocka_unit_test(limits_are_messages),
		cmocka_unit_test(functions_may_come_later_where_nothing_runs_them_yet),
		cmocka_unit_test(a_return_at_top_level_ends_the_script),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
