/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Explanations of what the compiler says about names: unknown ones, ones that stand for two things, struct, union and enum tags, members. See
 * explain.c.
 */
#include "shell/report/explain.h"

const struct explanation name_explanations[] = {
	{ "E-UNDECLARED", "a name that nothing has declared",
	  "Declare it first, or mend its spelling. It may also be a command (`help` lists them), a call or slot of another kernel (`help calls`, `help km_type`), "
	  "or a variable that went with `reset`, `era` or `machine`. It is said once for each function.",
	  "nowhere = 1;", "int somewhere = 1;\nsomewhere++;", NULL, NULL, "UNDECLARED_SUGGEST UNDECLARED_ONCE" },
	{ "E-UNKNOWN_TYPE", "a type that nothing has declared", "A struct's name needs the word struct before it.",
	  "page_t p;", "struct page *p = 0;\nif (p)\n\tp++;", "3 four things called a page", NULL, "UNKNOWN_TYPE_SUGGEST UNKNOWN_TYPE_TAG" },
	{ "E-REDECLARED", "a variable is declared twice",
	  "In a script a name stands for one thing in each block. (At the prompt a new declaration replaces the old one.)",
	  "int a;\nint a;", "int a = 1;\na = 2;\na++;", NULL, NULL,
	  "REDECLARED_ENUMERATOR NO_LINKAGE_FOLLOWS EXTERN_FOLLOWS PREVIOUS_DECLARATION PREVIOUS_DEFINITION" },
	{ "E-REDEFINITION", "a function, parameter or variable is defined twice", "The note shows the first one. A declaration may be repeated, a body or value may not.",
	  "int f(void) { return 1; }\nint f(void) { return 2; }", "int f(void) { return 1; }\nint g(void) { return 2; }\nprintf(\"%d\\n\", f() + g());", NULL, NULL,
	  "PARAMETER_REDEFINED PREVIOUS_PARAMETER" },
	{ "E-CONFLICTING", "a function or variable is declared with two different types",
	  "All declarations of a name agree. A function that was called before it was declared is taken as int f().",
	  "int f(int n);\nchar *f(int n) { return 0; }", "char *f(int n);\nchar *f(int n) { return 0; }\nf(1);", NULL, NULL, "CONFLICTING_IMPLICIT PREVIOUS_IMPLICIT" },
	{ "E-STATIC_FOLLOWS", "static and not static, of one name",
	  "For gcc a script's functions are nested in main(), and so are static. Called before its definition one counts as not static: declare or define it first.",
	  "later(1);\nint later(int n) { return n; }", "int sooner(int n) { return n; }\nsooner(1);", NULL, NULL, "NONSTATIC_FOLLOWS" },
	{ "E-DIFFERENT_KIND", "a name stands for two kinds of things", "A variable, a function, a typedef and an enumerator share one world of names.",
	  "typedef int a;\nint a(void) { return 1; }", "typedef int a;\na b(void) { return 1; }\nb();", NULL, NULL, NULL },
	{ "E-NEVER_DEFINED", "a function inside main() is declared and never defined",
	  "For gcc a script is the body of main(), and a function declared there with `auto` or as static needs its body.",
	  NULL, NULL, NULL, NULL, NULL },
	{ "E-RESERVED", "an answer gives a name of the machine another meaning",
	  "In an answer that is graded the kernel's calls, types and constants, and what checks ask by, stay what they are: a #define or declaration of such a name is "
	  "passed over. Choose a name of your own. Elsewhere you may.",
	  NULL, NULL, NULL, NULL, NULL },
	{ "undefined-reference", "a function is called that nobody defines", "gcc's linker would say so; here it comes before the unit runs.",
	  "int f(int n);\nf(1);", "int f(int n) { return n; }\nf(1);", NULL, NULL, NULL },

	{ "E-WRONG_TAG", "a tag is used with another word than it was declared with", "struct, union and enum share one world of tags: each is one of them.",
	  "struct s { int a; };\nunion s u;", "struct s { int a; };\nstruct s u;\nu.a++;", NULL, NULL, "TAG_REDECLARATION" },
	{ "E-TAG_REDEFINITION", "a struct, union or enum is defined twice", "The note shows the first one. The kernel's own (struct page, enum km_type) are known already.",
	  "struct s { int a; };\nstruct s { int b; };", "struct s { int a; };\nstruct t { int b; };\nstruct s s;\nstruct t t;\ns.a = t.b++;\ns.a++;", NULL, NULL,
	  "NESTED_REDEFINITION ORIGINALLY_DEFINED" },
	{ "E-EMPTY_ENUM", "an enum without a value", "It has at least one.", "enum e { };", "enum e { ONE } a = ONE;\na++;", NULL, NULL, NULL },
	{ "E-ENUM_NOT_CONSTANT", "the value of an enumerator is no constant whole number, or too large", "It fits an int, and the compiler must know it.",
	  "int n = 1;\nenum e { ONE = n };", "enum e { ONE = 1 } a = ONE;\na++;", NULL, NULL, "ENUM_OVERFLOW" },
	{ "E-DUPLICATE_MEMBER", "two members have the same name", "Members of unnamed structs inside count, too.",
	  "struct s { int a; char a; };", "struct s { int a; char b; } s;\ns.a = s.b;\ns.a++;", NULL, NULL, NULL },
	{ "E-FIELD_INCOMPLETE", "a member whose size is not known",
	  "A struct cannot hold itself, a function, or a struct that is not defined yet; a pointer to it can be a member.",
	  "struct s { struct s next; };", "struct s { struct s *next; } s;\ns.next = &s;\nif (s.next)\n\ts.next = 0;", NULL, NULL, "FIELD_FUNCTION" },
	{ "E-FLEXIBLE_NOT_LAST", "an array without a length in the middle of a struct", "Only the last of several members may be one, and not in a union.",
	  "struct s { int a[]; int b; };", "struct s { int b; int a[]; } s;\ns.b++;", NULL, NULL, "FLEXIBLE_ALONE FLEXIBLE_UNION" },
	{ "E-USELESS_TYPE_NAME", "a declaration that declares nothing", "A name is missing, or a word too many stands before a struct.",
	  "int;", "int a = 1;\na++;", NULL, NULL,
	  "DECLARES_NOTHING USELESS_ANONYMOUS USELESS_STORAGE USELESS_QUALIFIER EMPTY_DECLARATION EMPTY_STORAGE EMPTY_QUALIFIER" },
	{ "E-ASSERT_FAILED", "_Static_assert: what the text relies on does not hold", "The text behind the comma says what.",
	  "_Static_assert(sizeof(long) == 8, \"64 bits\");", "_Static_assert(sizeof(long) == 4, \"32 bits\");", NULL, NULL, "ASSERT_FAILED_TEXT" },
	{ "E-ASSERT_NOT_CONSTANT", "_Static_assert about something that is known only later", "It looks at constants, such as sizeof.",
	  "int a = 1;\n_Static_assert(a, \"a\");", "_Static_assert(sizeof(int) == 4, \"int\");", NULL, NULL, "ASSERT_NOT_INTEGER" },
	{ 0 }
};
