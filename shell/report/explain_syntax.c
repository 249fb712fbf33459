/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Explanations of what the compiler says about grammar: punctuation, statements, initializers, and what hmsh leaves out of C. See explain.c.
 */
#include "shell/report/explain.h"

const struct explanation syntax_explanations[] = {
	{ "E-EXPECTED", "the text is no C at this place",
	  "The message names what could stand there, and what does. Most often the mistake lies just before the caret: a missing ; or ). "
	  "What is said after this message may only be a consequence of it.",
	  "int a = 1\nint b;", "int a = 1;\na++;", NULL, NULL, "TO_MATCH" },
	{ "E-STRAY_BRACE", "a } too many", "No block is open here. Count back: the { may have been closed too early.",
	  "int a = 1;\nif (a) {\n\ta++;\n}\n}", "int a = 1;\nif (a) {\n\ta++;\n}", NULL, NULL, NULL },
	{ "E-ELSE_WITHOUT_IF", "an else that belongs to no if",
	  "It follows directly the statement of its if. Several statements there need braces, and a ; is a statement, too.",
	  "int a = 1;\nif (a)\n\ta++;\n\ta++;\nelse\n\ta--;", "int a = 1;\nif (a) {\n\ta++;\n\ta++;\n} else {\n\ta--;\n}", NULL, NULL, NULL },
	{ "E-NO_SEMICOLON", "the last member of a struct or union has no ;", "Each member ends with one.",
	  "struct s { int a } s;\ns.a++;", "struct s { int a; } s;\ns.a++;", NULL, NULL, NULL },
	{ "hmsh-subset", "valid C that hmsh leaves out",
	  "float and double, goto, VLAs, bit-fields, function-like macros, asm, typeof, statement expressions, _Generic, attributes, K&R definitions. "
	  "`help language` says what to write instead.",
	  "double d = 1.5;", "int d = 15;\nprintf(\"%d\\n\", d);", NULL, NULL, "SUBSET" },

	{ "E-BREAK_OUTSIDE", "break or continue where nothing can be left", "break leaves a loop or a switch, continue goes on with a loop's next turn.",
	  "break;", "while (1)\n\tbreak;", NULL, NULL, "CONTINUE_OUTSIDE" },
	{ "E-FOR_STATIC", "a for declares something that is no variable of its own", "Its head has room for the variables that live as long as the loop. Declare all else before it.",
	  "for (static int i = 0; i < 3; i++) ;", "static int i;\nfor (i = 0; i < 3; i++) ;", NULL, NULL, "FOR_EXTERN FOR_NON_VARIABLE FOR_TAG" },
	{ "E-CASE_OUTSIDE", "case or default outside of a switch", "They are labels inside the braces of a switch.",
	  "case 1: ;", "int a = 1;\nswitch (a) {\ncase 1:\n\ta++;\n}", NULL, NULL, "DEFAULT_OUTSIDE" },
	{ "E-SWITCH_QUANTITY", "a switch over something that is no whole number", "Pointers and structs are compared with if.",
	  "char *s = 0;\nswitch (s) { }", "char *s = 0;\nif (!s)\n\ts++;", NULL, NULL, NULL },
	{ "E-CASE_NOT_CONSTANT", "a case that is no constant whole number",
	  "The compiler must know its value: numbers, enumerators, macros, sizeof. A const variable is none of these in C.",
	  "int a = 1, b = 1;\nswitch (a) { case b: a++; }", "int a = 1;\nenum { B = 1 };\nswitch (a) { case B: a++; }", NULL, NULL, "CASE_POINTER" },
	{ "E-DUPLICATE_CASE", "a value, or default, has two places in one switch", "Each value leads to one place. The note shows the first one.",
	  "int a = 1;\nswitch (a) { case 1: a++; break; case 1: a--; }", "int a = 1;\nswitch (a) { case 1: a++; break; case 2: a--; }", NULL, NULL,
	  "DUPLICATE_RANGE PREVIOUSLY_USED FIRST_OVERLAP MULTIPLE_DEFAULT FIRST_DEFAULT" },
	{ "E-EMPTY_RANGE", "a range of cases that holds no value", "LOW ... HIGH, the lower one first.",
	  "int a = 1;\nswitch (a) { case 5 ... 3: a++; }", "int a = 1;\nswitch (a) { case 3 ... 5: a++; }", NULL, NULL, NULL },

	{ "E-INVALID_INITIALIZER", "an array or struct is initialized with something that is none",
	  "An array takes a list in braces, an array of char also a string; a struct takes such a list, or a struct of the same type.",
	  "int a[2] = 5;", "int a[2] = { 5 };\na[0]++;", NULL, NULL, "WRONG_STRING ARRAY_FROM_ARRAY" },
	{ "E-NOT_CONSTANT", "a static variable is initialized with something that is known only later",
	  "Its value is laid down before the program runs: numbers, addresses of variables and functions, strings. Assign in a statement instead.",
	  "void f(int n)\n{\n\tstatic int a = n;\n\ta++;\n}\nf(1);", "void f(int n)\n{\n\tstatic int a;\n\ta = n;\n\ta++;\n}\nf(1);", NULL, NULL, "NEAR" },
	{ "E-EXCESS", "more values than there is room for", "The values beyond the end are dropped.",
	  "int a[2] = { 1, 2, 3 };\na[0]++;", "int a[3] = { 1, 2, 3 };\na[0]++;", NULL, NULL, "EXCESS_SCALAR EXCESS_CHAR EXCESS_STRUCT STRING_TOO_LONG FLEXIBLE_INIT" },
	{ "E-BRACES_SCALAR", "braces around the value of a plain variable", "Braces belong to arrays, structs and unions; a pair for each level.",
	  "int a = { { 1 } };\na++;", "int a = 1;\na++;", NULL, NULL, "EMPTY_SCALAR" },
	{ "E-FIELD_NOT_IN_RECORD", ".name or [n] in a list does not suit what is initialized", "[n] = is for arrays, .name = for structs and unions.",
	  "int a[2] = { .x = 1 };", "int a[2] = { [1] = 1 };\na[0]++;", NULL, NULL, "INDEX_IN_NONARRAY" },
	{ "E-INDEX_EXCEEDS", "[n] = in a list names no element", "n is a constant whole number below the array's length; in LOW ... HIGH the lower comes first.",
	  "int a[2] = { [2] = 1 };", "int a[2] = { [1] = 1 };\na[0]++;", NULL, NULL, "INDEX_NOT_INTEGER INDEX_NOT_CONSTANT INDEX_RANGE_EXCEEDS EMPTY_INDEX_RANGE" },

	{ "E-NESTING", "parentheses, blocks or types are nested too deeply", "256 levels are the limit of hmsh.", NULL, NULL, NULL, NULL, NULL },
	{ "E-EXPANSION_LIMIT", "macros make too much text", "4 million words in one unit are the limit of hmsh. Macros that name others twice each grow very fast.",
	  NULL, NULL, NULL, NULL, NULL },
	{ "E-UTF16", "the file is no plain text", "An editor saved it as UTF-16. hmsh reads ASCII and UTF-8.", NULL, NULL, NULL, NULL, NULL },
	{ "E-NO_MEMORY", "the host's memory ran out while compiling", "Nothing of the unit has run, and the session is as it was.", NULL, NULL, NULL, NULL, NULL },
	{ "E-LOOK_CALLS", "print, x, vtop and their kin only look",
	  "Looking must change nothing, so they refuse calls and assignments. At the prompt an expression without `print` runs with its effects.",
	  "int a = 1;\na++;\nprint a++", "int a = 1;\na++;\nprint a + 1", NULL, NULL, "LOOK_ASSIGNS" },
	{ "E-REBOUND", "at the prompt a name has been declared again, with another type",
	  "From here on it means the new one. Functions that were compiled before keep the old variable, so that nothing of theirs changes its type.",
	  NULL, NULL, NULL, NULL, NULL },
	{ 0 }
};
