/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A string that grows, by doubling. See text.h.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shell/text.h"

/* Room for n more bytes and a NUL. */
static bool text_room(struct text *t, size_t n)
{
	size_t capacity = t->capacity ? t->capacity : 64;
	char *bytes;

	if (t->failed)
		return false;
	if (n < t->capacity && t->length < t->capacity - n)
		return true;
	while (capacity - t->length <= n) {
		if (capacity > (size_t)1 << 62) {
			t->failed = true;
			return false;
		}
		capacity *= 2;
	}
	bytes = realloc(t->bytes, capacity);
	if (!bytes) {
		t->failed = true;
		return false;
	}
	t->bytes = bytes;
	t->capacity = capacity;
	return true;
}

void text_add(struct text *t, const char *bytes, size_t n)
{
	if (!text_room(t, n))
		return;
	if (n)
		memcpy(t->bytes + t->length, bytes, n);
	t->length += n;
	t->bytes[t->length] = '\0';
}

void text_puts(struct text *t, const char *string)
{
	text_add(t, string, strlen(string));
}

void text_vprintf(struct text *t, const char *format, va_list args)
{
	va_list again;
	int n;

	va_copy(again, args);
	n = vsnprintf(NULL, 0, format, args);
	if (n < 0)
		t->failed = true;
	else if (text_room(t, (size_t)n)) {
		vsnprintf(t->bytes + t->length, (size_t)n + 1, format, again);
		t->length += (size_t)n;
	}
	va_end(again);
}

void text_printf(struct text *t, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	text_vprintf(t, format, args);
	va_end(args);
}

const char *text_string(const struct text *t)
{
	return t->bytes ? t->bytes : "";
}

void text_clear(struct text *t)
{
	t->length = 0;
	t->failed = false;
	if (t->bytes)
		t->bytes[0] = '\0';
}

void text_free(struct text *t)
{
	free(t->bytes);
	*t = (struct text){ 0 };
}

char *copy_bytes(const char *bytes, size_t n)
{
	char *copy = n < (size_t)-1 ? malloc(n + 1) : NULL;

	if (!copy)
		return NULL;
	if (n)
		memcpy(copy, bytes, n);
	copy[n] = '\0';
	return copy;
}
