/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Explanations of the compiler's messages, by option. See explain.c.
 */
#include "shell/report/explain.h"

#define PAGE "struct page *p = alloc_page(GFP_HIGHUSER);\n"

const struct explanation compiler_explanations[] = {
	{ "-Wpage-as-address", "a struct page * stands where a mapped address belongs",
	  "kunmap_atomic(), memset() and their kin take the address of the page's contents\n"
	  "as void *, so the compiler of 2004 says nothing about a struct page *, which is\n"
	  "the kernel's index card for the page. hmsh says it. `set lint off` is as gcc.",
	  PAGE "char *v = kmap_atomic(p, KM_USER0);\nv[0] = 1;\nkunmap_atomic(p, KM_USER0);",
	  PAGE "char *v = kmap_atomic(p, KM_USER0);\nv[0] = 1;\nkunmap_atomic(v, KM_USER0);", "14 burned", NULL },
	{ "-Wincompatible-pointer-types", "a pointer to one type is given where a pointer to another is expected",
	  "Only void * changes into any object pointer without a word. In the -mm kernels of\n"
	  "2004 kunmap_atomic() takes a char *, so a struct page * draws this warning.",
	  PAGE "char *v = kmap_atomic(p, KM_USER0);\nv[0] = 1;\nkunmap_atomic(p, KM_USER0);",
	  PAGE "char *v = kmap_atomic(p, KM_USER0);\nv[0] = 1;\nkunmap_atomic(v, KM_USER0);", "15 the fix", "era=mm-2004" },
	{ "-Wint-conversion", "an integer is used as a pointer, or a pointer as an integer, without a cast",
	  "Say what is meant: a cast, or the right variable.", "char *s = 65;\n*s;", "char c = 65;\nchar *s = &c;\n*s = 1;", NULL, NULL },
	{ "-Wimplicit-function-declaration", "a function is called that nobody has declared",
	  "C then guesses int f(). Usually the name is misspelt, or this kernel has no such\n"
	  "call (`help calls` lists them).", "undeclared_function(1);", "int declared_function(int n) { return n; }\ndeclared_function(1);", NULL, NULL },
	{ "-Wunused-variable", "a variable is declared and never used",
	  "At the end of a script only; at the prompt it may still be used.", "int a;", "int a = 1;\nprintf(\"%d\\n\", a);", NULL, NULL },
	{ "-Wunused-but-set-variable", "a variable is set and its value never read", "Either the value matters, or the variable is not needed.",
	  "int a;\na = 1;", "int a;\na = 1;\nprintf(\"%d\\n\", a);", NULL, NULL },
	{ "-Wunused-value", "a value is computed and thrown away", "Often = was meant, or a call was left out.",
	  "int a = 1;\na + 1;", "int a = 1;\na = a + 1;\nprintf(\"%d\\n\", a);", NULL, NULL },
	{ "-Wunused-function", "a static function is never called", "Call it, or take it away.",
	  NULL, NULL, NULL, NULL },
	{ "-Wreturn-type", "a function with a result can end without one, or the other way round",
	  "Every path of a function that is not void needs a return with a value.",
	  "int f(int n) { if (n) return 1; }\nf(1);", "int f(int n) { if (n) return 1; return 0; }\nf(1);", NULL, NULL },
	{ "-Wparentheses", "precedence is not what it looks like", "= in a condition, && inside ||, or a comparison inside &: parentheses say what is meant.",
	  "int a = 1, b = 2;\nif (a = b)\n\tb++;", "int a = 1, b = 2;\nif (a == b)\n\tb++;", NULL, NULL },
	{ "-Wformat=", "an argument does not fit its conversion in a format string", "%d takes an int, %s a char *, %p a pointer, %lu an unsigned long.",
	  "printf(\"%s\\n\", 1);", "printf(\"%d\\n\", 1);", NULL, NULL },
	{ "-Wformat-extra-args", "a format string has fewer conversions than arguments", "The extra ones are evaluated and ignored.",
	  "printf(\"%d\\n\", 1, 2);", "printf(\"%d %d\\n\", 1, 2);", NULL, NULL },
	{ "-Wformat-zero-length", "an empty format string", "It prints nothing.", NULL, NULL, NULL, NULL },
	{ "-Wdiscarded-qualifiers", "const is lost on the way", "A pointer to const must not become a pointer to something that may be written.",
	  "const char *c = \"x\";\nchar *s = c;\nprintf(\"%s\\n\", s);", "const char *c = \"x\";\nconst char *s = c;\nprintf(\"%s\\n\", s);", NULL, NULL },
	{ "-Wpointer-sign", "pointers to signed and unsigned characters are mixed", "The bytes are the same, their meaning is not.",
	  "unsigned char u[2];\nchar *s = u;\n*s = 1;", "unsigned char u[2];\nunsigned char *s = u;\n*s = 1;", NULL, NULL },
	{ "-Wint-to-pointer-cast", "a cast makes a pointer from an integer of another size", "Pointers are 32 bits here: unsigned long has the right size.",
	  "long long n = 1;\nchar *s = (char *)n;\nprintf(\"%p\\n\", s);", "unsigned long n = 1;\nchar *s = (char *)n;\nprintf(\"%p\\n\", s);", NULL, NULL },
	{ "-Wpointer-to-int-cast", "a cast makes an integer of another size from a pointer", "unsigned long holds a pointer.",
	  "char c = 1;\nchar d = (char)&c;\nprintf(\"%d\\n\", d);", "char c = 1;\nunsigned long d = (unsigned long)&c;\nprintf(\"%lu\\n\", d);", NULL, NULL },
	{ "-Woverflow", "a constant does not fit its type", "The value is cut.", "char c = 300;\nprintf(\"%d\\n\", c);", "int c = 300;\nprintf(\"%d\\n\", c);", NULL, NULL },
	{ "-Wdiv-by-zero", "a constant division by zero", "At run time the kernel's divide error ends the task.", "int a = 0;\nif (a)\n\ta = 1 / 0;", "int a = 0;\nif (a)\n\ta = 1 / a;", NULL, NULL },
	{ "-Wshift-count-overflow", "a shift by as many bits as the type has, or more", "The result is undefined in C.",
	  "int a = 1;\na = a << 32;\nprintf(\"%d\\n\", a);", "int a = 1;\na = a << 31;\nprintf(\"%d\\n\", a);", NULL, NULL },
	{ "-Wshift-count-negative", "a shift by a negative count", "The result is undefined in C.",
	  "int a = 1;\na = a << -1;\nprintf(\"%d\\n\", a);", "int a = 1;\na = a >> 1;\nprintf(\"%d\\n\", a);", NULL, NULL },
	{ "-Wswitch", "a switch over an enum leaves a value out, or has one that is none", "Name each value, or add a default.",
	  "enum e { A, B } v = A;\nswitch (v) { case A: break; }", "enum e { A, B } v = A;\nswitch (v) { case A: case B: break; }", NULL, NULL },
	{ "-Wenum-compare", "values of two different enums are compared", "They count different things.", NULL, NULL, NULL, NULL },
	{ "-Wchar-subscripts", "an array index is a char", "char may be negative.", "int a[4];\nchar c = 1;\na[c] = 1;", "int a[4];\nint c = 1;\na[c] = 1;", NULL, NULL },
	{ "-Waddress", "an address is compared that can never be NULL", "Was the value meant, not its address?", NULL, NULL, NULL, NULL },
	{ "-Wuninitialized", "a variable is read before it has a value",
	  "Locals hold whatever lay there (0xcc here). Give them a value first.", NULL, NULL, NULL, NULL },
	{ "-Wmain", "main has an unusual type", "int main(void).", NULL, NULL, NULL, NULL },
	{ "-Wmultichar", "a character constant with several characters", "Was a string meant, in double quotes?", "int a = 'ab';\nprintf(\"%d\\n\", a);", "int a = 'a';\nprintf(\"%d\\n\", a);", NULL, NULL },
	{ "-Wcomment", "a comment begins inside a comment", "Comments do not nest.", "/* a /* b */\nint a = 1;\nprintf(\"%d\\n\", a);", "/* a b */\nint a = 1;\nprintf(\"%d\\n\", a);", NULL, NULL },
	{ "-Wmisleading-indentation", "a line looks guarded by if, but is not", "Only one statement belongs to an if without braces.", NULL, NULL, NULL, NULL },
	{ "-Wsizeof-pointer-memaccess", "sizeof of a pointer where the size of what it points to is meant", "sizeof *p, or the array's length.", NULL, NULL, NULL, NULL },
	{ "-Wlogical-not-parentheses", "! applies to the left side of a comparison only", "!(a == b), or a != b.", "int a = 1, b = 2;\nif (!a == b)\n\tb++;", "int a = 1, b = 2;\nif (!(a == b))\n\tb++;", NULL, NULL },
	{ "-Wtautological-compare", "a comparison is always true or always false", "A variable compared with itself, usually.", "int a = 1;\nif (a == a)\n\ta++;", "int a = 1, b = 1;\nif (a == b)\n\ta++;", NULL, NULL },
	{ "-Wint-in-bool-context", "an integer constant or product stands where true or false is meant", "Compare it with something.", NULL, NULL, NULL, NULL },
	{ "-Wbool-compare", "a true-or-false value is compared with another number", "It is 0 or 1.", NULL, NULL, NULL, NULL },
	{ "-Wsequence-point", "a variable is changed twice without an order between", "Write two statements.", "int a = 1;\na = a++;\nprintf(\"%d\\n\", a);", "int a = 1;\na++;\nprintf(\"%d\\n\", a);", NULL, NULL },
	{ "-Wreturn-local-addr", "a function returns the address of its own variable", "The variable is gone when the function returns.",
	  "int *f(void) { int a = 1; return &a; }\nf();", "int *f(void) { static int a = 1; return &a; }\nf();", NULL, NULL },
	{ "-Wmissing-braces", "braces are missing in an initializer of arrays or structs within each other", "One pair for each level.", NULL, NULL, NULL, NULL },
	{ "-Wunused-label", "a label is never used", "hmsh has no goto.", NULL, NULL, NULL, NULL },
	{ "hmsh-subset", "valid C that hmsh leaves out",
	  "float and double, goto, VLAs, bit-fields, function-like macros, asm, typeof,\n"
	  "statement expressions, _Generic, attributes, K&R definitions.", "double d = 1.5;", "int d = 15;\nprintf(\"%d\\n\", d);", NULL, NULL },
	{ 0 }
};
