/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Explanations of what the compiler says about values: calls, operators, members, pointers, casts, and what is found only while the program
 * runs. See explain.c.
 */
#include "shell/report/explain.h"

#define PAGE "struct page *p = alloc_page(GFP_HIGHUSER);\n"

const struct explanation value_explanations[] = {
	{ "E-TOO_FEW", "a call with too few arguments", "`help CALL` shows the kernel's declaration, in this era.",
	  "kmap_atomic(0);", "kmap_atomic(alloc_page(GFP_KERNEL), KM_USER0);", "10 kmap_atomic", NULL, "DECLARED_HERE DECLARED_HERE_QUOTED" },
	{ "E-TOO_MANY", "a call with too many arguments", "`help CALL` shows the kernel's declaration, in this era.",
	  "kunmap(0, 0);", "kunmap(alloc_page(GFP_KERNEL));", "13 the asymmetry", NULL, NULL },
	{ "E-ARG_MISMATCH", "a value of a type that does not become the other one",
	  "Numbers become numbers and pointers, with a warning, pointers; a struct becomes only the same struct, and nothing else becomes a struct.",
	  "struct s { int a; } s;\nint n = s;", "struct s { int a; } s;\nint n = s.a;\nn++;", "15 the fix", NULL,
	  "ASSIGN_MISMATCH INIT_MISMATCH RETURN_MISMATCH EXPECTED_ARGUMENT" },
	{ "E-CALLED_OBJECT", "something is called that is no function", "A variable of the same name may hide the function.",
	  "int n = 1;\nn(2);", "int f(int n) { return n; }\nf(2);", NULL, NULL, "CALLED_EXPRESSION" },
	{ "E-BUILD_BUG", "a struct page * is given to a macro that refuses it",
	  "Since 2.6.36 kunmap_atomic() is a macro with BUILD_BUG_ON(): a bit-field of negative width where the argument's type is exactly struct page *. A void *, "
	  "a cast and a const struct page * still pass.",
	  PAGE "char *v = kmap_atomic(p, KM_USER0);\nv[0] = 1;\nkunmap_atomic(p, KM_USER0);",
	  PAGE "char *v = kmap_atomic(p, KM_USER0);\nv[0] = 1;\nkunmap_atomic(v, KM_USER0);", "17 symptoms", "era=2.6.36", "BUILD_BUG_UNKNOWN" },
	{ "E-BUILD_BUG_SAID", "a struct page * is given to a macro that refuses it",
	  "kunmap_atomic() and kunmap_local() are macros with BUILD_BUG_ON(), which says its condition here: the argument's type is exactly struct page *. A void *, "
	  "a cast and a const struct page * still pass.",
	  PAGE "char *v = kmap_local_page(p);\nv[0] = 1;\nkunmap_local(p);",
	  PAGE "char *v = kmap_local_page(p);\nv[0] = 1;\nkunmap_local(v);", "18 today", "era=6.1", "BUILD_BUG_SAID_UNKNOWN" },
	{ "E-VOID_NOT_IGNORED", "the value of something that has none", "A void function gives nothing to assign, compare or pass on.",
	  "int a = kunmap(0);", "int a = in_irq();\na++;", NULL, NULL, "VOID_USE" },

	{ "E-LVALUE_REQUIRED", "something is changed, or its address taken, that is no place",
	  "Only what lies somewhere can be changed: a variable, *p, a[i], s.m. A cast, a sum and a call's result are values.",
	  "int a = 1;\na + 1 = 2;", "int a = 1;\na = 2;\na++;", NULL, NULL, NULL },
	{ "E-ASSIGN_ARRAY", "an array is assigned as a whole", "Element by element, with memcpy(), or inside a struct.",
	  "char a[4];\na = \"abc\";", "char a[4];\nmemcpy(a, \"abc\", 4);", NULL, NULL, NULL },
	{ "E-READONLY_VAR_ASSIGN", "something const is changed", "const promises that it stays. Take it away where the thing is meant to change; a string constant is never.",
	  "const int a = 1;\na = 2;", "int a = 1;\na = 2;\na++;", NULL, NULL,
	  "READONLY_ASSIGN READONLY_INCREMENT READONLY_DECREMENT READONLY_STRING READONLY_MEMBER_ASSIGN READONLY_MEMBER_INCREMENT READONLY_MEMBER_DECREMENT "
	  "READONLY_OBJECT_ASSIGN READONLY_OBJECT_INCREMENT READONLY_OBJECT_DECREMENT READONLY_VAR_INCREMENT READONLY_VAR_DECREMENT READONLY_PARAM_ASSIGN "
	  "READONLY_PARAM_INCREMENT READONLY_PARAM_DECREMENT" },
	{ "E-REGISTER_ADDRESS", "the address of a register variable", "It has none: leave the word register out.",
	  "register int a = 1;\nint *p = &a;", "int a = 1;\nint *p = &a;\n*p = 2;", NULL, NULL, NULL },

	{ "E-DEREF_TYPE", "* or -> of something that is no pointer", "n * m is a product, *p follows a pointer; -> wants a pointer to a struct.",
	  "int n = 1;\n*n = 2;", "int n = 1, *p = &n;\n*p = 2;", NULL, NULL, "ARROW_TYPE" },
	{ "E-DEREF_VOID", "what a void * points to is used", "Its type is not known. Make it a pointer to something first: char *v = ...",
	  PAGE "void *v = kmap(p);\n*v;", PAGE "char *v = kmap(p);\n*v = 1;", NULL, NULL, "ADDRESS_OF_VOID" },
	{ "E-NO_MEMBER", "a struct or union has no such member", "`ptype struct NAME` lists them; struct page differs from kernel to kernel.",
	  "struct s { int a; } s;\ns.b = 1;", "struct s { int a; } s;\ns.a++;", "3 four things called a page", NULL, "NO_MEMBER_SUGGEST" },
	{ "E-IS_POINTER", ". behind a pointer to a struct", "p->m is short for (*p).m.",
	  PAGE "p.flags;", PAGE "unsigned long flags = p->flags;\nflags++;", "3 four things called a page", NULL, NULL },
	{ "E-MEMBER_OF_NONRECORD", "a member of something that is no struct or union", "Only these have members; `ptype` shows what it is.",
	  "int n = 1;\nn.a = 1;", "struct { int a; } n;\nn.a++;", NULL, NULL, "MEMBER_OF_NONRECORD_NAMED" },
	{ "E-SUBSCRIPTED_VALUE", "[] of something that is no array or pointer, or with something that is no whole number", "a[i] is *(a + i).",
	  "int n = 1;\nn[0] = 1;", "int n[2];\nn[0]++;", NULL, NULL, "SUBSCRIPT_NOT_INTEGER SUBSCRIPT_FUNCTION" },

	{ "E-INVALID_OPERANDS", "two values that this operator cannot join",
	  "Of pointers C knows p + n, p - n, p - q and comparisons; of structs nothing but assignment.",
	  "char *p = 0, *q = 0;\np = p + q;", "char *p = 0, *q = 0;\nif (p == q)\n\tp = p + 1;", NULL, NULL, NULL },
	{ "E-WRONG_MINUS", "a value that this operator cannot take", "- + ~ want numbers; ! ++ -- also pointers; none of them a struct.",
	  "char *p = 0;\np = -p;", "int n = 1;\nn = -n;\nn++;", NULL, NULL, "WRONG_PLUS WRONG_COMPLEMENT WRONG_NOT WRONG_INCREMENT WRONG_DECREMENT" },
	{ "E-DISTINCT_POINTERS", "pointers of different types, or a pointer and a number, are compared",
	  "They can be equal only by accident: a struct page * is never the address of what the page holds.",
	  PAGE "char *v = kmap(p);\nif (v == p)\n\tv[0] = 1;", PAGE "char *v = kmap(p);\nif (v == page_address(p))\n\tv[0] = 1;", "3 four things called a page", NULL,
	  "POINTER_INTEGER" },
	{ "E-COND_MISMATCH", "the two halves of ?: have types that do not go together", "Both are numbers, or pointers to the same type, or the same struct.",
	  "struct { int a; } s;\nint n = 1;\nn ? s : n;", "struct { int a; } s;\nint n = 1;\nn = n ? s.a : n;\nn++;", NULL, NULL, "COND_POINTERS COND_POINTER_INTEGER" },
	{ "E-TRUTH_STRUCT", "a struct or union where true or false is meant", "Ask one of its members.",
	  "struct { int a; } s;\nif (s)\n\ts.a++;", "struct { int a; } s;\nif (s.a)\n\ts.a++;", NULL, NULL, "TRUTH_UNION" },
	{ "E-CAST_NONSCALAR", "a cast to or from something that is no number and no pointer",
	  "Casts change numbers and pointers into each other. To see a struct's bytes as something else, cast its address.",
	  "struct s { int a; } s;\nint n = (int)s;", "struct s { int a; } s;\nint n = *(int *)&s;\nn++;", NULL, NULL,
	  "CAST_ARRAY CAST_FUNCTION CAST_UNION CAST_AGGREGATE CAST_TO_POINTER" },

	{ "uninitialized-read", "a value is used that was never set",
	  "Found while the program ran: the variable's bytes (0xcc) were never written.", "void f(void) { int a; printf(\"%d\\n\", a); }\nf();",
	  "void f(void) { int a = 1; printf(\"%d\\n\", a); }\nf();", NULL, NULL, NULL },
	{ "stray-access", "an index leads far out of its variable",
	  "Found while the program ran: the address lies outside of all variables, in the kernel's own memory, or nowhere (then the access oopses). gcc is silent.",
	  "int a[3];\nprintf(\"%d\\n\", a[2000000]);", "int a[3];\nprintf(\"%d\\n\", a[2]);", NULL, NULL, NULL },
	{ "missing-argument", "printf() is given fewer values than its format asks for",
	  "Found while the program ran. gcc is silent: in a kernel printf() is no function that it knows.", "printf(\"%d\\n\");", "printf(\"%d\\n\", 1);",
	  NULL, NULL, NULL },
	{ 0 }
};
