/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Explanations of what the compiler says about declarations: words of a type, arrays, functions, parameters, types that are not complete. See
 * explain.c.
 */
#include "shell/report/explain.h"

const struct explanation type_explanations[] = {
	{ "E-TWO_TYPES", "words of a type that do not go together", "One type: int, char, a struct ...; with it at most signed or unsigned, short, long or long long.",
	  "int char a;", "char a = 1;\na++;", NULL, NULL, "BOTH_SPECIFIERS LONG_LONG_LONG DUPLICATE_SPECIFIER" },
	{ "E-MULTIPLE_STORAGE", "static, extern, typedef, register, auto or inline where it cannot stand",
	  "At most one of them, and one that suits: parameters take only register, functions static, extern or inline, and only functions are inline.",
	  "static extern int a;", "static int a;\na++;", NULL, NULL,
	  "INVALID_STORAGE DEFINITION_STORAGE INLINE_VARIABLE NORETURN_VARIABLE PARAMETER_STORAGE PARAMETER_STORAGE_UNNAMED" },
	{ "E-DECLARED_VOID", "a variable, element or parameter of type void",
	  "void is the type of nothing. A pointer to anything is void *; a function without parameters is f(void).",
	  "void a;", "void *a = 0;\nif (a)\n\ta = 0;", NULL, NULL, "ARRAY_OF_VOIDS ARRAY_OF_VOIDS_UNNAMED PARAMETER_VOID VOID_ONLY_PARAMETER VOID_QUALIFIED" },
	{ "E-INVALID_RESTRICT", "restrict belongs to pointers to data", "It says of a pointer that nothing else leads to the same place.",
	  "int restrict a;", "int b = 1;\nint *restrict a = &b;\n*a = 2;", NULL, NULL, NULL },
	{ "E-FUNCTION_RETURNS_ARRAY", "arrays of functions, and functions that return functions or arrays",
	  "C has none of them. Pointers take their place: int (*f[2])(void) is an array of pointers to functions.",
	  "int f(void)[2];", "int one(void) { return 1; }\nint (*f[2])(void) = { one, one };\nf[0]();", NULL, NULL,
	  "ARRAY_OF_FUNCTIONS ARRAY_OF_FUNCTIONS_UNNAMED FUNCTION_RETURNS_FUNCTION FUNCTION_RETURNS_FUNCTION_UNNAMED FUNCTION_RETURNS_ARRAY_UNNAMED" },
	{ "E-ARRAY_SIZE_NEGATIVE", "the length of an array is negative, missing or no whole number", "It is a constant whole number; it may be left out where a list of values gives it.",
	  "int a[-1];", "int a[1];\na[0]++;", NULL, NULL, "ARRAY_SIZE_NEGATIVE_UNNAMED ARRAY_SIZE_TYPE ARRAY_SIZE_TYPE_UNNAMED ARRAY_SIZE_MISSING" },
	{ "E-ARRAY_TOO_LARGE", "an array that does not fit the address space",
	  "Sizes are counted in 32 bits here, and no object may be larger than half of them.",
	  "char a[3000000000];", "char a[3000];\na[0]++;", "2 why high memory exists", NULL,
	  "ARRAY_TOO_LARGE_UNNAMED ARRAY_OVERFLOWS ARRAY_OVERFLOWS_UNNAMED ARRAY_EXCEEDS TYPE_TOO_LARGE" },
	{ "E-INCOMPLETE_UNDEFINED", "a type of which only the name is known",
	  "`struct s;` tells that there is such a struct, not what it holds. A pointer to it can be kept and passed on; its members, its size and arithmetic on the "
	  "pointer need the definition in braces. The length of an array can be missing in the same way.",
	  "struct s *p = 0;\np->a = 1;", "struct s { int a; } s, *p = &s;\np->a = 1;", NULL, NULL,
	  "INCOMPLETE_OBJECT INCOMPLETE_TYPEDEF INCOMPLETE_INITIALIZED STORAGE_SIZE ARRAY_ELEMENT MULTIDIMENSIONAL MULTIDIMENSIONAL_UNNAMED RETURN_INCOMPLETE PARAMETER_INCOMPLETE "
	  "PARAMETER_INCOMPLETE_NAMED PARAMETER_INCOMPLETE_UNNAMED UNSPECIFIED_BOUNDS SIZEOF_INCOMPLETE POINTER_INCOMPLETE INCREMENT_INCOMPLETE "
	  "DECREMENT_INCOMPLETE" },
	{ "E-PARAMETER_NAMES", "parameters without types", "Each parameter is written with its type. Definitions in the style of 1978 are left out.",
	  "int f(a, b);", "int f(int a, int b) { return a + b; }\nf(1, 2);", NULL, NULL, "OLD_STYLE_PROTOTYPED" },
	{ "E-NAMED_ARGUMENT", "... is a function's only parameter", "At least one named parameter stands before it.",
	  "int f(...);", "int f(int n, ...) { return n; }\nf(1, 2);", NULL, NULL, NULL },
	{ "E-TAG_IN_PARAMETERS", "a struct is first named inside a parameter list",
	  "It then ends with the list, and no other struct of that name is the same type. Name it before: struct s;",
	  "void f(struct unheard *p) { p = 0; }\nf(0);", "struct heard;\nvoid f(struct heard *p) { p = 0; }\nf(0);", NULL, NULL, NULL },
	{ "E-EXTERN_INITIALIZED", "something is given a value that cannot have one", "A typedef is a type, a function has a body, extern says that the value is elsewhere.",
	  "void f(void)\n{\n\textern int a = 1;\n\ta++;\n}", "int a = 1;\nvoid f(void)\n{\n\ta++;\n}\nf();", NULL, NULL, "TYPEDEF_INITIALIZED FUNCTION_INITIALIZED" },
	{ 0 }
};
