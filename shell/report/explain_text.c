/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Explanations of what the compiler says about the text as such: characters, constants, comments, lines that begin with #. See explain.c. A row
 * stands for one rule; `also` names the other messages of the same rule.
 */
#include "shell/report/explain.h"

const struct explanation text_explanations[] = {
	{ "E-UNTERMINATED_COMMENT", "a comment has no end", "What begins with /* goes on to the next */; here the text ended first.",
	  "int a = 1;\na++; /* one more", "int a = 1;\na++; /* one more */", NULL, NULL, NULL },
	{ "E-MISSING_TERMINATOR", "a string or character constant has no closing quote",
	  "It ends in the line in which it begins. A long text may stand as several strings side by side: \"one \" \"two\".",
	  "printf(\"hello\\n);", "printf(\"hello\\n\");", NULL, NULL, "MISSING_TERMINATOR_WARNING" },
	{ "E-STRAY", "a character that C has no use for",
	  "Outside of strings and comments C knows letters, digits and its operators. A quote or blank from a word processor is a usual guest.",
	  "int a = 1 @ 2;", "int a = 1 + 2;\na++;", NULL, NULL, NULL },
	{ "E-INVALID_OCTAL", "a digit that its number system does not have",
	  "A number that begins with 0 is octal (digits 0 to 7), with 0b binary (0 and 1), with 0x hexadecimal.",
	  "int a = 089;", "int a = 89;\na++;", NULL, NULL, "INVALID_BINARY" },
	{ "E-INVALID_SUFFIX", "letters behind a number that mean nothing", "Only u (unsigned), l (long) and ll (long long) may follow a whole number.",
	  "int a = 12abc;", "int a = 12;\na++;", NULL, NULL, NULL },
	{ "E-CONSTANT_TOO_LARGE", "a number that does not fit its type",
	  "The largest type has 64 bits; what fits only its unsigned half needs the suffix ull.",
	  "unsigned long long a = 99999999999999999999;\na++;", "unsigned long long a = 9999999999999999999ull;\na++;", NULL, NULL, "CONSTANT_UNSIGNED" },
	{ "E-INVALID_UCN", "\\u or \\U is not followed by a character's number",
	  "\\u takes four hexadecimal digits, \\U eight; characters of ASCII are written as themselves.",
	  "printf(\"\\u0041\\n\");", "printf(\"A\\n\");", NULL, NULL, "INCOMPLETE_UCN" },
	{ "E-HEX_NO_DIGITS", "a numeric escape has no digits, or too large a number",
	  "\\x is followed by hexadecimal digits, \\ by up to three octal ones; a char has 8 bits, so \\xff and \\377 are the largest.",
	  "printf(\"\\x\\n\");", "printf(\"\\x41\\n\");", NULL, NULL, "HEX_RANGE OCTAL_RANGE" },
	{ "E-UNKNOWN_ESCAPE", "a backslash before a character that it does not change",
	  "Known are \\n \\t \\r \\0 \\a \\b \\f \\v \\e \\\\ \\' \\\" \\? \\x and octal digits. A backslash itself is written \\\\.",
	  "printf(\"\\q\\n\");", "printf(\"\\\\q\\n\");", NULL, NULL, "UNKNOWN_ESCAPE_CODE" },
	{ "E-EMPTY_CHARACTER", "no character, or more than four, between single quotes",
	  "'a' is one character, a number. \"a\" is a string: an array of 'a' and 0.",
	  "char c = '';", "char c = ' ';\nc++;", NULL, NULL, "CHARACTER_TOO_LONG" },

	{ "E-PP_WITHOUT_IF", "#if, #else and #endif do not belong together",
	  "Each #if has one #endif, between them any number of #elif and at most one #else, which comes last.",
	  "int a = 1;\n#endif\na++;", "int a = 1;\n#if 1\na++;\n#endif", NULL, NULL, "PP_AFTER_ELSE PP_UNTERMINATED PP_BEGAN_HERE" },
	{ "E-PP_EXTRA_TOKENS", "something stands behind a # line that is already complete", "Put it into a comment, or into a line of its own.",
	  "#undef A B\nint a = 1;\na++;", "#undef A\nint a = 1;\na++;", NULL, NULL, NULL },
	{ "E-PP_NO_NAME", "a macro needs a name", "The name behind #define, #undef, #ifdef is an identifier, and not `defined`.",
	  "#define 1 2", "#define ONE 1\nprintf(\"%d\\n\", ONE);", NULL, NULL, "PP_NAME_NOT_IDENTIFIER PP_DEFINED_NAME" },
	{ "E-PP_REDEFINED", "a macro is defined twice, with different texts", "The second one holds from here on. #undef first, if that is meant.",
	  "#define A 1\n#define A 2\nprintf(\"%d\\n\", A);", "#define A 1\n#undef A\n#define A 2\nprintf(\"%d\\n\", A);", NULL, NULL, "PP_PREVIOUS PP_SPACE_AFTER_NAME PP_UNDEF_FIXED" },
	{ "E-PP_PASTE_END", "## has nothing to join", "It joins the words on both sides of it.",
	  "#define A ## b", "#define A b\nint A = 1;\nb++;", NULL, NULL, NULL },
	{ "E-PP_NO_FILE", "no such header",
	  "The kernel's headers in <linux/...> and <asm/...> that declare the highmem interface are known; what they declare is there without them, too. "
	  "Other files are read with the command `source`.",
	  "#include \"nothing.h\"", "#include <linux/highmem.h>\nint a = 1;\na++;", NULL, NULL, "PP_INCLUDE_EXPECTS" },
	{ "E-PP_ERROR", "#error: the text itself refuses to be compiled", "Usually an #if around it says for which machine or era it is not meant.",
	  "#error not for this machine", "#if 0\n#error not for this machine\n#endif", NULL, NULL, NULL },
	{ "E-PP_INVALID_DIRECTIVE", "no such # line",
	  "Known are #define #undef #if #ifdef #ifndef #elif #else #endif #include #error #warning #line and #pragma.",
	  "#defin A 1", "#define A 1\nprintf(\"%d\\n\", A);", NULL, NULL, "PP_INVALID_DIRECTIVE_TOKEN" },
	{ "E-PP_NO_EXPRESSION", "the condition of #if cannot be worked out",
	  "It is a constant expression of whole numbers, macros and defined(NAME); unknown names are 0. Types, casts, sizeof and variables are not known yet.",
	  "#if\n#endif", "#if 1 + 1 == 2 && !defined(NOTHING)\n#endif", NULL, NULL,
	  "PP_FLOATING PP_DEFINED_NEEDS_NAME PP_DEFINED_PAREN PP_EMPTY_PARENS PP_MISSING_PAREN PP_MISSING_OPEN PP_MISSING_OPERATOR PP_INVALID_TOKEN "
	  "PP_NO_LEFT_OPERAND PP_NO_RIGHT_OPERAND PP_NO_COLON PP_DIVISION" },
	{ "E-PP_OVERFLOW", "a number of #if is not what it looks like",
	  "Such numbers have 64 bits. One operand with a u makes the other unsigned, too, and then -1 is the greatest number of all.",
	  "#if 9223372036854775807 + 1\n#endif", "#if 9223372036854775807u + 1\n#endif", NULL, NULL, "PP_PROMOTED" },
	{ 0 }
};
