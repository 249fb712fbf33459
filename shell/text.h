/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A string that grows. Every function may run out of memory: it then sets `failed`, adds nothing more, and what was there stays. The
 * bytes are always NUL-terminated once something was added; text_string() gives "" before that. Ends with text_free().
 */
#ifndef SHELL_TEXT_H
#define SHELL_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct text {
	char *bytes;
	size_t length, capacity;
	bool failed;
};

void text_add(struct text *t, const char *bytes, size_t n);
void text_puts(struct text *t, const char *string);
void text_printf(struct text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_vprintf(struct text *t, const char *format, va_list args) __attribute__((format(printf, 2, 0)));
const char *text_string(const struct text *t);
void text_clear(struct text *t);
void text_free(struct text *t);

/* A copy with a NUL behind it, or NULL. */
char *copy_bytes(const char *bytes, size_t n);

#endif
