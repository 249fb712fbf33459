/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Names of the C library that somebody may miss: gcc does not guess what else was meant, it names the header. The list is gcc 12's, as far as
 * its answers show it.
 */
#include <string.h>

#include "shell/lang/frontend.h"

struct header { const char *name, *const *words; };

static const char *const in_assert[] = { "assert", NULL };
static const char *const in_errno[] = { "errno", NULL };
static const char *const in_float[] = { "DBL_MAX", "DBL_MIN", "FLT_MAX", "FLT_MIN", "LDBL_MAX", "LDBL_MIN", NULL };
static const char *const in_limits[] = {
	"CHAR_BIT", "CHAR_MAX", "CHAR_MIN", "INT_MAX", "INT_MIN", "LLONG_MAX", "LLONG_MIN", "LONG_MAX", "LONG_MIN", "MB_LEN_MAX", "SCHAR_MAX",
	"SCHAR_MIN", "SHRT_MAX", "SHRT_MIN", "UCHAR_MAX", "UINT_MAX", "ULLONG_MAX", "ULONG_MAX", "USHRT_MAX", NULL
};
static const char *const in_stdarg[] = { "va_list", NULL };
static const char *const in_stdbool[] = { "bool", "true", "false", NULL };
static const char *const in_stddef[] = { "NULL", "offsetof", "ptrdiff_t", "size_t", "wchar_t", NULL };
static const char *const in_stdint[] = {
	"PTRDIFF_MAX", "PTRDIFF_MIN", "SIG_ATOMIC_MAX", "SIG_ATOMIC_MIN", "SIZE_MAX", "WINT_MAX", "WINT_MIN", "INT8_MAX", "INT16_MAX", "INT32_MAX",
	"INT64_MAX", "UINT8_MAX", "UINT16_MAX", "UINT32_MAX", "UINT64_MAX", "INTPTR_MAX", "UINTPTR_MAX", "int8_t", "int16_t", "int32_t", "int64_t",
	"uint8_t", "uint16_t", "uint32_t", "uint64_t", "intptr_t", "uintptr_t", NULL
};
static const char *const in_stdio[] = {
	"BUFSIZ", "EOF", "FILE", "FILENAME_MAX", "fopen", "fpos_t", "getchar", "printf", "snprintf", "sprintf", "stderr", "stdin", "stdout", NULL
};
static const char *const in_stdlib[] = {
	"abort", "atexit", "calloc", "exit", "EXIT_FAILURE", "EXIT_SUCCESS", "free", "getenv", "malloc", "realloc", NULL
};
static const char *const in_string[] = {
	"memchr", "memcmp", "memcpy", "memmove", "memset", "strcat", "strchr", "strcmp", "strcpy", "strlen", "strncat", "strncmp", "strncpy", "strrchr",
	"strspn", "strstr", NULL
};
static const char *const in_time[] = { "clock_t", "time", "time_t", NULL };
static const char *const in_wchar[] = { "WCHAR_MAX", "WCHAR_MIN", NULL };

static const struct header headers[] = {
	{ "assert.h", in_assert }, { "errno.h", in_errno }, { "float.h", in_float }, { "limits.h", in_limits }, { "stdarg.h", in_stdarg },
	{ "stdbool.h", in_stdbool }, { "stddef.h", in_stddef }, { "stdint.h", in_stdint }, { "stdio.h", in_stdio }, { "stdlib.h", in_stdlib },
	{ "string.h", in_string }, { "time.h", in_time }, { "wchar.h", in_wchar }
};

enum { HEADERS = sizeof headers / sizeof headers[0] };

static unsigned int find_header(const char *name)
{
	for (unsigned int i = 0; i < HEADERS; i++)
		for (const char *const *word = headers[i].words; *word; word++)
			if (!strcmp(*word, name))
				return i;
	return HEADERS;
}

bool is_library_name(const char *name)
{
	return find_header(name) < HEADERS;
}

/* The first time gcc offers to put the line in at the top of the file. */
void say_missing_header(struct front *f, const struct name *name, struct place at)
{
	unsigned int i = find_header(name->text);
	char line[40] = "#include <";
	bool first;

	if (i == HEADERS || f->options->prompt)
		return;
	first = !(f->once->headers_said >> i & 1) && f->once->file_begin;
	if (first)
		at = place_of((uint32_t)f->once->file_begin, (uint32_t)f->once->file_begin);
	report(f, M_MISSING_HEADER, at, name, headers[i].name, headers[i].name);
	if (!first)
		return;
	if (f->mode != FRONT_LOOK)
		SET_KEPT(f, f->once->headers_said, f->once->headers_said | (uint64_t)1 << i);
	strcat(strcat(line, headers[i].name), ">\n");
	report_fixit(f, at.loc, at.loc, line);
}
