/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The checker: a row for each kind of message, each a text that gcc 12 says the same about (tests/gcc compares whole outputs); the prompt's rules
 * of redefinition; taking back and forth; looking without effect; the lint.
 */
#include "front_session.h"

static const struct { const char *text, *said; } rows[] = {
	{ "int f(int a, int b) { return a + b; } f(1);",
	  "1:39: error: too few arguments to function 'f'\n"
	  "1:5: note: declared here\n" },
	{ "int f(int a) { return a; } f(1, 2);",
	  "1:28: error: too many arguments to function 'f'\n"
	  "1:5: note: declared here\n" },
	{ "int x; x(1);",
	  "1:8: error: called object 'x' is not a function or function pointer\n"
	  "1:5: note: declared here\n" },
	{ "void v(void); int x = v();",
	  "1:23: error: void value not ignored as it ought to be\n" },
	{ "void v(void); v() + 1;",
	  "1:15: error: void value not ignored as it ought to be\n" },
	{ "char *c; int *i; c = i;",
	  "1:20: warning: assignment to 'char *' from incompatible pointer type 'int *' [-Wincompatible-pointer-types]\n" },
	{ "int x; char *c; x = c;",
	  "1:19: warning: assignment to 'int' from 'char *' makes integer from pointer without a cast [-Wint-conversion]\n" },
	{ "int x; char *c; c = x + 1;",
	  "1:19: warning: assignment to 'char *' from 'int' makes pointer from integer without a cast [-Wint-conversion]\n" },
	{ "const char *k = \"a\"; char *c = k;",
	  "1:32: warning: initialization discards 'const' qualifier from pointer target type [-Wdiscarded-qualifiers]\n" },
	{ "unsigned char *u; char *c = u;",
	  "1:29: warning: pointer targets in initialization of 'char *' from 'unsigned char *' differ in signedness [-Wpointer-sign]\n" },
	{ "struct s { int a; } s; int x = s;",
	  "1:32: error: incompatible types when initializing type 'int' using type 'struct s'\n" },
	{ "struct s { int a; } s; s = 1;",
	  "1:28: error: incompatible types when assigning to type 'struct s' from type 'int'\n" },
	{ "void f(char *p); int x; f(&x);",
	  "1:27: warning: passing argument 1 of 'f' from incompatible pointer type [-Wincompatible-pointer-types]\n"
	  "1:14: note: expected 'char *' but argument is of type 'int *'\n" },
	{ "void f(char *p); f(3);",
	  "1:20: warning: passing argument 1 of 'f' makes pointer from integer without a cast [-Wint-conversion]\n"
	  "1:14: note: expected 'char *' but argument is of type 'int'\n" },
	{ "void f(int p); f(\"x\");",
	  "1:18: warning: passing argument 1 of 'f' makes integer from pointer without a cast [-Wint-conversion]\n"
	  "1:12: note: expected 'int' but argument is of type 'char *'\n" },
	{ "void f(unsigned char *p); char *c; f(c);",
	  "1:38: warning: pointer targets in passing argument 1 of 'f' differ in signedness [-Wpointer-sign]\n"
	  "1:23: note: expected 'unsigned char *' but argument is of type 'char *'\n" },
	{ "void f(char *p); const char *c; f(c);",
	  "1:35: warning: passing argument 1 of 'f' discards 'const' qualifier from pointer target type [-Wdiscarded-qualifiers]\n"
	  "1:14: note: expected 'char *' but argument is of type 'const char *'\n" },
	{ "int f(void) { return \"x\"; }",
	  "1:22: warning: returning 'char *' from a function with return type 'int' makes integer from pointer without a cast [-Wint-conversion]\n" },
	{ "char *f(void) { return 3; }",
	  "1:24: warning: returning 'int' from a function with return type 'char *' makes pointer from integer without a cast [-Wint-conversion]\n" },
	{ "void f(void) { return 1; }",
	  "1:23: warning: 'return' with a value, in function returning void [-Wreturn-type]\n"
	  "1:6: note: declared here\n" },
	{ "int f(void) { return; }",
	  "1:15: warning: 'return' with no value, in function returning non-void [-Wreturn-type]\n"
	  "1:5: note: declared here\n" },
	{ "int f(void) { }",
	  "1:1: warning: no return statement in function returning non-void [-Wreturn-type]\n" },
	{ "int *f(void) { int x; return &x; }",
	  "1:30: warning: function returns address of local variable [-Wreturn-local-addr]\n" },
	{ "y = 1; y = 2;",
	  "1:1: error: 'y' undeclared (first use in this function)\n"
	  "1:1: note: each undeclared identifier is reported only once for each function it appears in\n" },
	{ "undefined(3);",
	  "1:1: warning: implicit declaration of function 'undefined' [-Wimplicit-function-declaration]\n" },
	{ "int printed; prnted = 1;",
	  "1:14: error: 'prnted' undeclared (first use in this function); did you mean 'printed'?\n"
	  "1:14: note: each undeclared identifier is reported only once for each function it appears in\n" },
	{ "struct s { int member; } s; s.membr = 1;",
	  "1:31: error: 'struct s' has no member named 'membr'; did you mean 'member'?\n" },
	{ "struct s { int member; } s; s.other = 1;",
	  "1:30: error: 'struct s' has no member named 'other'\n" },
	{ "struct s { int a; } *p; p.a = 1;",
	  "1:26: error: 'p' is a pointer; did you mean to use '->'?\n" },
	{ "int x; x.a = 1;",
	  "1:9: error: request for member 'a' in something not a structure or union\n" },
	{ "int x; x->a = 1;",
	  "1:9: error: invalid type argument of '->' (have 'int')\n" },
	{ "int x; *x = 1;",
	  "1:8: error: invalid type argument of unary '*' (have 'int')\n" },
	{ "void *v; *v;",
	  "1:10: warning: dereferencing 'void *' pointer\n" },
	{ "int x; x[1];",
	  "1:9: error: subscripted value is neither array nor pointer nor vector\n" },
	{ "int a[3]; char c; a[c];",
	  "1:20: warning: array subscript has type 'char' [-Wchar-subscripts]\n"
	  "1:20: warning: statement with no effect [-Wunused-value]\n" },
	{ "struct t *p; p->a;",
	  "1:15: error: invalid use of undefined type 'struct t'\n" },
	{ "struct t x;",
	  "1:10: error: storage size of 'x' isn't known\n" },
	{ "struct t { struct t x; };",
	  "1:21: error: field 'x' has incomplete type\n" },
	{ "const int c = 1; c = 2;",
	  "1:20: error: assignment of read-only variable 'c'\n" },
	{ "const int c = 1; c++;",
	  "1:19: error: increment of read-only variable 'c'\n" },
	{ "struct s { const int a; } s; s.a = 1;",
	  "1:34: error: assignment of read-only member 'a'\n" },
	{ "const struct s { int a; } s; s.a = 1;",
	  "1:34: error: assignment of member 'a' in read-only object\n" },
	{ "const int *p; *p = 1;",
	  "1:18: error: assignment of read-only location '*p'\n" },
	{ "void f(const int a) { a = 1; }",
	  "1:25: error: assignment of read-only parameter 'a'\n" },
	{ "3 = 4;",
	  "1:3: error: lvalue required as left operand of assignment\n" },
	{ "&3;",
	  "1:1: error: lvalue required as unary '&' operand\n" },
	{ "register int r; &r;",
	  "1:1: error: address of register variable 'r' requested\n" },
	{ "int a[2]; int b[2]; a = b;",
	  "1:23: error: assignment to expression with array type\n" },
	{ "int *p; char *q; p == q;",
	  "1:20: warning: comparison of distinct pointer types lacks a cast\n"
	  "1:20: warning: statement with no effect [-Wunused-value]\n" },
	{ "int *p; p == 3;",
	  "1:11: warning: comparison between pointer and integer\n"
	  "1:11: warning: statement with no effect [-Wunused-value]\n" },
	{ "int *p; int *q; p + q;",
	  "1:19: error: invalid operands to binary + (have 'int *' and 'int *')\n" },
	{ "int *p; p * 2;",
	  "1:11: error: invalid operands to binary * (have 'int *' and 'int')\n" },
	{ "struct s { int a; } s; s + 1;",
	  "1:26: error: invalid operands to binary + (have 'struct s' and 'int')\n" },
	{ "struct s { int a; } s; -s;",
	  "1:24: error: wrong type argument to unary minus\n" },
	{ "struct s { int a; } s; if (s) ;",
	  "1:28: error: used struct type value where scalar is required\n" },
	{ "int *p; ~p;",
	  "1:9: error: wrong type argument to bit-complement\n" },
	{ "int *p; char *q; int x; x ? p : q;",
	  "1:31: warning: pointer type mismatch in conditional expression\n"
	  "1:31: warning: statement with no effect [-Wunused-value]\n" },
	{ "int *p; int x; x ? p : 1;",
	  "1:22: warning: pointer/integer type mismatch in conditional expression\n"
	  "1:22: warning: statement with no effect [-Wunused-value]\n" },
	{ "int x; if (x = 1) ;",
	  "1:12: warning: suggest parentheses around assignment used as truth value [-Wparentheses]\n" },
	{ "int x; while ((x = 1)) ;",
	  "" },
	{ "int a, b, c; a = b && c || a;",
	  "1:20: warning: suggest parentheses around '&&' within '||' [-Wparentheses]\n" },
	{ "int a, b; a = a << b + 1;",
	  "1:22: warning: suggest parentheses around '+' inside '<<' [-Wparentheses]\n" },
	{ "int a, b; a = a & b == 1;",
	  "1:21: warning: suggest parentheses around comparison in operand of '&' [-Wparentheses]\n" },
	{ "int a, b, c; if (a < b < c) ;",
	  "1:20: warning: comparisons like 'X<=Y<=Z' do not have their mathematical meaning [-Wparentheses]\n" },
	{ "int a, b; if (!a == b) ;",
	  "1:18: warning: logical not is only applied to the left hand side of comparison [-Wlogical-not-parentheses]\n"
	  "1:15: note: add parentheses around left hand side expression to silence this warning\n" },
	{ "int a; if (a == a) ;",
	  "1:14: warning: self-comparison always evaluates to true [-Wtautological-compare]\n" },
	{ "_Bool b; if (b == 2) ;",
	  "1:16: warning: comparison of constant '2' with boolean expression is always false [-Wbool-compare]\n" },
	{ "int a; if (&a == 0) ;",
	  "1:15: warning: the comparison will always evaluate as 'false' for the address of 'a' will never be NULL [-Waddress]\n"
	  "1:5: note: 'a' declared here\n" },
	{ "int a[2]; if (a) ;",
	  "1:15: warning: the address of 'a' will always evaluate as 'true' [-Waddress]\n" },
	{ "int f(void); if (f) ;",
	  "1:18: warning: the address of 'f' will always evaluate as 'true' [-Waddress]\n" },
	{ "if (\"a\" == \"b\") ;",
	  "1:9: warning: comparison with string literal results in unspecified behavior [-Waddress]\n" },
	{ "enum e { A } e; enum g { B } g; if (e == g) ;",
	  "1:39: warning: comparison between 'enum e' and 'enum g' [-Wenum-compare]\n" },
	{ "int x = 1 / 0;",
	  "1:11: warning: division by zero [-Wdiv-by-zero]\n" },
	{ "int x; x <<= 32;",
	  "1:10: warning: left shift count >= width of type [-Wshift-count-overflow]\n" },
	{ "int x = 1 << -1;",
	  "1:11: warning: left shift count is negative [-Wshift-count-negative]\n" },
	{ "int x = 3 << 31;",
	  "1:11: warning: result of '3 << 31' requires 34 bits to represent, but 'int' only has 32 bits [-Wshift-overflow=]\n" },
	{ "char c = 300;",
	  "1:10: warning: overflow in conversion from 'int' to 'char' changes value from '300' to '44' [-Woverflow]\n" },
	{ "unsigned char c = -300;",
	  "1:19: warning: unsigned conversion from 'int' to 'unsigned char' changes value from '-300' to '212' [-Woverflow]\n" },
	{ "int x = 2147483647 + 1;",
	  "1:20: warning: integer overflow in expression of type 'int' results in '-2147483648' [-Woverflow]\n" },
	{ "int x; x + 1;",
	  "1:10: warning: statement with no effect [-Wunused-value]\n" },
	{ "int x; x++ + 1;",
	  "1:12: warning: value computed is not used [-Wunused-value]\n" },
	{ "int x; x, 1;",
	  "1:9: warning: left-hand operand of comma expression has no effect [-Wunused-value]\n"
	  "1:9: warning: statement with no effect [-Wunused-value]\n" },
	{ "int i; i = i++;",
	  "1:10: warning: operation on 'i' may be undefined [-Wsequence-point]\n" },
	{ "int i, a[2]; a[i] = i++;",
	  "1:22: warning: operation on 'i' may be undefined [-Wsequence-point]\n" },
	{ "if (1) if (2) ; else ;",
	  "1:4: warning: suggest explicit braces to avoid ambiguous 'else' [-Wdangling-else]\n" },
	{ "switch (1) { case 1: case 1: ; }",
	  "1:22: error: duplicate case value\n"
	  "1:14: note: previously used here\n" },
	{ "switch (1) { default: default: ; }",
	  "1:23: error: multiple default labels in one switch\n"
	  "1:14: note: this is the first default label\n" },
	{ "int x; switch (1) { case x: ; }",
	  "1:21: error: case label does not reduce to an integer constant\n" },
	{ "enum e { A, B } e; switch (e) { case A: ; }",
	  "1:20: warning: enumeration value 'B' not handled in switch [-Wswitch]\n" },
	{ "enum e { A } e; switch (e) { case A: case 5: ; }",
	  "1:38: warning: case value '5' not in enumerated type 'enum e' [-Wswitch]\n" },
	{ "char *p; switch (p) { }",
	  "1:18: error: switch quantity not an integer\n" },
	{ "int x; switch (x == 1) { case 0: ; }",
	  "" },
	{ "int x; int x;",
	  "1:12: error: redeclaration of 'x' with no linkage\n"
	  "1:5: note: previous declaration of 'x' with type 'int'\n" },
	{ "int x; char *x;",
	  "1:14: error: conflicting types for 'x'; have 'char *'\n"
	  "1:5: note: previous declaration of 'x' with type 'int'\n" },
	{ "int f(void); int f(int);",
	  "1:18: error: conflicting types for 'f'; have 'int(int)'\n"
	  "1:5: note: previous declaration of 'f' with type 'int(void)'\n" },
	{ "int f(void) { return 1; } int f(void) { return 2; }",
	  "1:31: error: redefinition of 'f'\n"
	  "1:5: note: previous definition of 'f' with type 'int(void)'\n" },
	{ "int f; int f(void) { return 1; }",
	  "1:12: error: 'f' redeclared as different kind of symbol\n"
	  "1:5: note: previous declaration of 'f' with type 'int'\n" },
	{ "struct s { int a; }; struct s { int b; };",
	  "1:29: error: redefinition of 'struct s'\n"
	  "1:8: note: originally defined here\n" },
	{ "struct s { int a; }; union s u;",
	  "1:28: error: 's' defined as wrong kind of tag\n"
	  "1:30: error: storage size of 'u' isn't known\n" },
	{ "struct s { int a; int a; };",
	  "1:23: error: duplicate member 'a'\n" },
	{ "enum e { A, A };",
	  "1:13: error: redeclaration of enumerator 'A'\n"
	  "1:10: note: previous definition of 'A' with type 'int'\n" },
	{ "typedef int t; typedef char t;",
	  "1:29: error: conflicting types for 't'; have 'char'\n"
	  "1:13: note: previous declaration of 't' with type 't' {aka 'int'}\n" },
	{ "void v;",
	  "1:6: error: variable or field 'v' declared void\n" },
	{ "int a[-1];",
	  "1:5: error: size of array 'a' is negative\n" },
	{ "int a[\"x\"];",
	  "1:5: error: size of array 'a' has non-integer type\n" },
	{ "int f(void)[3];",
	  "1:5: error: 'f' declared as function returning an array\n" },
	{ "int f(void)(void);",
	  "1:5: error: 'f' declared as function returning a function\n" },
	{ "int a[2](void);",
	  "1:5: error: declaration of 'a' as array of functions\n" },
	{ "void a[2];",
	  "1:6: error: declaration of 'a' as array of voids\n" },
	{ "int f(void x, int y);",
	  "1:12: warning: parameter 1 ('x') has void type\n" },
	{ "int f(int a, int a) { return 1; }",
	  "1:18: error: redefinition of parameter 'a'\n"
	  "1:11: note: previous definition of 'a' with type 'int'\n" },
	{ "int a[];",
	  "1:5: error: array size missing in 'a'\n" },
	{ "int a[2] = { 1, 2, 3 };",
	  "1:20: warning: excess elements in array initializer\n"
	  "1:20: note: (near initialization for 'a')\n" },
	{ "int x = { 1, 2 };",
	  "1:14: warning: excess elements in scalar initializer\n"
	  "1:14: note: (near initialization for 'x')\n" },
	{ "char s[2] = \"abc\";",
	  "1:13: warning: initializer-string for array of 'char' is too long\n" },
	{ "struct s { int a; } s = { .b = 1 };",
	  "1:28: error: 'struct s' has no member named 'b'\n" },
	{ "int a[2] = { [2] = 1 };",
	  "1:15: error: array index in initializer exceeds array bounds\n"
	  "1:15: note: (near initialization for 'a')\n" },
	{ "int a[2][2] = { 1, 2, 3, 4 };",
	  "1:15: warning: missing braces around initializer [-Wmissing-braces]\n" },
	{ "int x; static int y = x;",
	  "1:23: error: initializer element is not constant\n" },
	{ "int a[2] = 5;",
	  "1:12: error: invalid initializer\n" },
	{ "short long x;",
	  "1:7: error: both 'long' and 'short' in declaration specifiers\n" },
	{ "int int x;",
	  "1:5: error: two or more data types in declaration specifiers\n" },
	{ "static extern int x;",
	  "1:1: error: multiple storage classes in declaration specifiers\n" },
	{ "const const int x;",
	  "1:7: warning: duplicate 'const' declaration specifier [-Wduplicate-decl-specifier]\n" },
	{ "sizeof(struct nope);",
	  "1:8: error: invalid application of 'sizeof' to incomplete type 'struct nope'\n" },
	{ "_Static_assert(0, \"no\");",
	  "1:1: error: static assertion failed: \"no\"\n" },
	{ "int x; (struct s { int a; })x;",
	  "1:16: error: conversion to non-scalar type requested\n" },
	{ "char *p; (short)p;",
	  "1:10: warning: cast from pointer to integer of different size [-Wpointer-to-int-cast]\n"
	  "1:10: warning: statement with no effect [-Wunused-value]\n" },
	{ "extern int x = 3;",
	  "1:12: error: 'x' has both 'extern' and initializer\n" },
	{ "int f(void) = 3;",
	  "1:1: error: function 'f' is initialized like a variable\n" },
	{ "typedef int t = 3;",
	  "1:1: error: typedef 't' is initialized (use '__typeof__' instead)\n" },
	{ "int x = sizeof(int(void)(void));",
	  "1:1: error: type name declared as function returning a function\n" },
	{ "int f(int a[3]) { return sizeof(a); }",
	  "1:32: warning: 'sizeof' on array function parameter 'a' will return size of 'int *' [-Wsizeof-array-argument]\n"
	  "1:11: note: declared here\n" },
	{ "int *p; p = 0 ? p : (char *)p;",
	  "1:19: warning: pointer type mismatch in conditional expression\n" },
};

/* -Wunused-* belongs to the end of the file: it is not in the rows. */
static void rows_say_what_gcc_says(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_says(rows[i].text, rows[i].said);
}

static void unused_names(void **state)
{
	struct front_session s;

	(void)state;
	front_session_open(&s);
	assert_true(front_session_compile(&s, FRONT_SCRIPT, "int a; int b = 1; int c; c = 2; int d = 3; d++; typedef int t; int e; e = d; { int f; }"));
	assert_string_equal(s.said, "1:84: warning: unused variable 'f' [-Wunused-variable]\n");
	front_session_finish(&s);
	assert_string_equal(s.said, "1:68: warning: variable 'e' set but not used [-Wunused-but-set-variable]\n"
			    "1:23: warning: variable 'c' set but not used [-Wunused-but-set-variable]\n"
			    "1:12: warning: unused variable 'b' [-Wunused-variable]\n1:5: warning: unused variable 'a' [-Wunused-variable]\n"
			    "1:61: warning: typedef 't' locally defined but not used [-Wunused-local-typedefs]\n");
	front_session_close(&s);
}

static void a_script_goes_on(void **state)
{
	struct front_session s;

	(void)state;
	front_session_open(&s);
	assert_true(front_session_compile(&s, FRONT_SCRIPT, "struct s { int a; } v; enum { TEN = 10 }; typedef struct s *sp;"));
	assert_true(front_session_compile(&s, FRONT_SCRIPT, "sp p = &v; p->a = TEN;"));
	assert_false(front_session_compile(&s, FRONT_SCRIPT, "int v;"));
	assert_string_equal(s.said, "1:5: error: conflicting types for 'v'; have 'int'\n"
			    "1:21: note: previous declaration of 'v' with type 'struct s'\n");
	front_session_close(&s);
}

static void a_wrong_unit_leaves_nothing(void **state)
{
	struct front_session s;

	(void)state;
	front_session_open(&s);
	assert_true(front_session_compile(&s, FRONT_SCRIPT, "struct later; int keep;"));
	assert_false(front_session_compile(&s, FRONT_SCRIPT, "struct later { int a; }; int gone; enum { ALSO }; \n#define M 1\nnope;"));
	assert_null(front_find(s.front, "gone", 4));
	assert_null(front_find(s.front, "ALSO", 4));
	assert_false(front_session_compile(&s, FRONT_LOOK, "sizeof(struct later)"));
	assert_false(front_session_compile(&s, FRONT_LOOK, "M"));
	assert_true(front_session_compile(&s, FRONT_LOOK, "keep"));
	s.options.werror = true;
	assert_false(front_session_compile(&s, FRONT_SCRIPT, "char *c = 1;"));
	assert_null(front_find(s.front, "c", 1));
	s.options.werror = false;
	s.options.syntax_only = true;
	assert_false(front_session_compile(&s, FRONT_SCRIPT, "int stays; nope;"));
	assert_non_null(front_find(s.front, "stays", 5));
	front_session_close(&s);
}

/* ---- the prompt ---- */

static void the_prompt_rebinds(void **state)
{
	struct front_session s;
	struct symbol *x, *f;

	(void)state;
	front_session_open(&s);
	s.options.prompt = true;
	assert_true(front_session_compile(&s, FRONT_SCRIPT, "int x = 1; int f(int a) { return a; }"));
	x = front_find(s.front, "x", 1);
	f = front_find(s.front, "f", 1);
	assert_true(front_session_compile(&s, FRONT_SCRIPT, "int x"));
	assert_string_equal(s.said, "");
	assert_ptr_equal(front_find(s.front, "x", 1), x);
	assert_int_equal(s.unit.declared_count, 0);
	assert_true(s.unit.body->initializer->zero_first);
	assert_true(front_session_compile(&s, FRONT_SCRIPT, "int f(int a) { return a + x; }"));
	assert_ptr_equal(front_find(s.front, "f", 1), f);
	assert_true(front_session_compile(&s, FRONT_SCRIPT, "char *x = \"a\""));
	assert_string_equal(s.said, "1:7: note: hmsh: 'x' is now of type 'char *'; code compiled before keeps the one of type 'int'\n");
	assert_ptr_not_equal(front_find(s.front, "x", 1), x);
	assert_true(front_session_compile(&s, FRONT_SCRIPT, "struct s { int a; }"));
	assert_true(front_session_compile(&s, FRONT_SCRIPT, "struct s { char b; } y"));
	front_session_close(&s);
}

static void the_prompt_shows_values(void **state)
{
	struct front_session s;

	(void)state;
	front_session_open(&s);
	s.options.prompt = true;
	assert_true(front_session_compile(&s, FRONT_SCRIPT, "int x = 2; x + 1"));
	assert_non_null(s.unit.value);
	assert_string_equal(s.said, "");
	assert_true(front_session_compile(&s, FRONT_SCRIPT, "x++;"));
	assert_non_null(s.unit.value);
	assert_true(front_session_compile(&s, FRONT_SCRIPT, "x; int y"));
	assert_null(s.unit.value);
	assert_true(front_session_compile(&s, FRONT_SCRIPT, "schedule()"));
	assert_null(s.unit.value);
	assert_non_null(front_declare(s.front, "$1", front_find(s.front, "x", 1)->type));
	assert_true(front_session_compile(&s, FRONT_SCRIPT, "$1 + x"));
	front_session_close(&s);
}

/* ---- taking back and forth ---- */

static void undo_and_redo(void **state)
{
	struct front_session s;
	struct front_mark none, one, two;

	(void)state;
	front_session_open(&s);
	s.options.prompt = true;
	none = front_mark(s.front);
	assert_true(front_session_compile(&s, FRONT_SCRIPT, "struct s; int a;"));
	one = front_mark(s.front);
	assert_true(front_session_compile(&s, FRONT_SCRIPT, "struct s { int m; } v; int b;\n#define M 3\n"));
	two = front_mark(s.front);
	front_truncate(s.front, &one);
	assert_null(front_find(s.front, "b", 1));
	assert_false(front_session_compile(&s, FRONT_LOOK, "sizeof(struct s)"));
	front_truncate(s.front, &two);
	assert_true(front_session_compile(&s, FRONT_LOOK, "v.m + b + M"));
	front_truncate(s.front, &none);
	assert_null(front_find(s.front, "a", 1));
	assert_true(front_session_compile(&s, FRONT_LOOK, "sizeof(struct page)"));
	front_truncate(s.front, &two);
	assert_true(front_session_compile(&s, FRONT_LOOK, "v.m + b + M + a"));
	/* something new ends what could be redone */
	front_truncate(s.front, &one);
	assert_true(front_session_compile(&s, FRONT_SCRIPT, "char b;"));
	assert_int_equal(front_find(s.front, "b", 1)->type->size, 1);
	assert_null(front_find(s.front, "v", 1));
	front_session_close(&s);
}

static void looking_changes_nothing(void **state)
{
	struct front_session s;
	struct front_mark before;

	(void)state;
	front_session_open(&s);
	assert_true(front_session_compile(&s, FRONT_SCRIPT, "int x = 1; int *p = &x; int f(void) { return 1; }"));
	before = front_mark(s.front);
	assert_true(front_session_compile(&s, FRONT_LOOK, "*p + x * (long long)sizeof(struct { int a; }[3])"));
	assert_false(front_session_compile(&s, FRONT_LOOK, "f()"));
	assert_string_equal(s.said, "1:1: error: an expression that is only looked at cannot call a function\n");
	assert_false(front_session_compile(&s, FRONT_LOOK, "x = 2"));
	assert_string_equal(s.said, "1:3: error: an expression that is only looked at cannot assign\n");
	assert_false(front_session_compile(&s, FRONT_LOOK, "x++"));
	assert_false(front_session_compile(&s, FRONT_LOOK, "nothing"));
	assert_true(front_session_compile(&s, FRONT_LOOK, "struct page *"));
	assert_null(s.unit.value);
	assert_int_equal(front_type_of_look(s.front)->kind, TY_POINTER);
	assert_int_equal(front_mark(s.front).symbols, before.symbols);
	assert_int_equal(front_mark(s.front).arena_used, before.arena_used);
	front_session_close(&s);
}

static void names_are_listed(void **state)
{
	struct front_session s;
	unsigned int found = 0;

	(void)state;
	front_session_open(&s);
	assert_true(front_session_compile(&s, FRONT_SCRIPT, "int mine;"));
	for (unsigned int i = 0; front_symbol(s.front, i); i++) {
		const struct symbol *symbol = front_symbol(s.front, i);

		if (!strcmp(symbol->name, "mine"))
			assert_true(front_is_user(s.front, symbol) && i == 0);
		if (!strcmp(symbol->name, "kmap_atomic"))
			assert_int_equal(symbol->kind, SYM_CALL);
		found += !strcmp(symbol->name, "kmap_atomic") || !strcmp(symbol->name, "printf");
	}
	assert_int_equal(found, 2);
	assert_null(front_symbol(s.front, 100000));
	front_session_close(&s);
}

/* ---- the lint ---- */

static void lint(const char *text, enum lang_lint level, const char *said)
{
	struct front_session s;

	front_session_open(&s);
	s.options.lint = level;
	assert_int_equal(front_session_compile(&s, FRONT_SCRIPT, text), level != LANG_LINT_ERROR || !*said);
	assert_string_equal(s.said, said);
	front_session_close(&s);
}

static void page_as_address(void **state)
{
	static const char burned[] = "struct page *p; void *v = kmap_atomic(p, KM_USER0); kunmap_atomic(p, KM_USER0);";
	struct front_session s;

	(void)state;
	front_session_open(&s);
	s.options.lint = LANG_LINT_WARN;
	assert_true(front_session_compile(&s, FRONT_SCRIPT, burned));
	assert_non_null(strstr(s.said, "1:67: warning: type error: 'struct page *' given where a mapped address is expected [-Wpage-as-address]\n"));
	assert_non_null(strstr(s.said, "hmsh: the address of that page is in 'v'\n"));
	assert_non_null(strstr(s.said, "hmsh: gcc is silent: 'void *' takes any pointer\n"));
	front_session_close(&s);
	/* of two mappings of one page the type says whose address was meant */
	front_session_open(&s);
	s.options.lint = LANG_LINT_WARN;
	assert_true(front_session_compile(&s, FRONT_SCRIPT, "struct page *p; void *a = kmap_atomic(p, KM_USER0), *c = kmap_atomic(p, KM_USER1); "
					  "kunmap_atomic(p, KM_USER0);"));
	assert_non_null(strstr(s.said, "hmsh: the address of that page is in 'a'\n"));
	front_session_close(&s);
	lint(burned, LANG_LINT_OFF, "");
	lint("struct page *p; void *v = kmap_atomic(p, KM_USER0); kunmap_atomic(v, KM_USER0);", LANG_LINT_ERROR, "");
	/* a cast silences it, as it silences gcc */
	lint("struct page *p; kunmap_atomic((void *)p, KM_USER0);", LANG_LINT_ERROR, "");
	lint("struct page *p; void *v = p; kunmap_atomic(v, KM_USER0);", LANG_LINT_ERROR, "");
}

static void the_holder_is_forgotten(void **state)
{
	struct front_session s;

	(void)state;
	front_session_open(&s);
	s.options.lint = LANG_LINT_WARN;
	assert_true(front_session_compile(&s, FRONT_SCRIPT, "struct page *p, *q; void *v = kmap_atomic(p, KM_USER0); kunmap_atomic(q, KM_USER0);"));
	assert_null(strstr(s.said, "is in 'v'"));
	assert_true(front_session_compile(&s, FRONT_SCRIPT, "v = 0; kunmap_atomic(p, KM_USER0);"));
	assert_null(strstr(s.said, "is in 'v'"));
	s.options.lint = LANG_LINT_ERROR;
	assert_false(front_session_compile(&s, FRONT_SCRIPT, "kunmap_atomic(p, KM_USER0);"));
	assert_int_equal(s.errors, 1);
	front_session_close(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_say_what_gcc_says), cmocka_unit_test(unused_names), cmocka_unit_test(a_script_goes_on),
		cmocka_unit_test(a_wrong_unit_leaves_nothing), cmocka_unit_test(the_prompt_rebinds), cmocka_unit_test(the_prompt_shows_values),
		cmocka_unit_test(undo_and_redo), cmocka_unit_test(looking_changes_nothing), cmocka_unit_test(names_are_listed),
		cmocka_unit_test(page_as_address), cmocka_unit_test(the_holder_is_forgotten)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
