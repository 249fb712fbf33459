/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tokens of a line: strings, numbers, words of a fixed set, punctuation with white space around. Each function moves the
 * reader behind what it read, or notes what was expected and answers false. Included by reader.c alone, for speed.
 */
#ifndef ORACLE_TOKEN_H
#define ORACLE_TOKEN_H

#include <string.h>

#include "tests/oracle/reader.h"

struct reader {
	const char *p, *end;
	const char *error;
};

static __attribute__((noinline, cold)) void note(struct reader *r, const char *error)
{
	if (!r->error)
		r->error = error;
}

static inline bool fail(struct reader *r, const char *error)
{
	note(r, error);
	return false;
}

static __attribute__((noinline)) void skip_space(struct reader *r)
{
	while (r->p < r->end && (*r->p == ' ' || *r->p == '\t' || *r->p == '\r'))
		r->p++;
}

/* The byte behind the line is readable and is no part of what is looked for (reader.h). */
static inline bool at(struct reader *r, char c)
{
	if (__builtin_expect(*r->p == c, 1))
		return r->p < r->end;
	if (*r->p != ' ' && *r->p != '\t' && *r->p != '\r')
		return false;
	skip_space(r);
	return r->p < r->end && *r->p == c;
}

static inline bool take(struct reader *r, char c)
{
	if (!at(r, c))
		return false;
	r->p++;
	return true;
}

static inline bool expect(struct reader *r, char c, const char *error)
{
	return take(r, c) || fail(r, error);
}

/* The raw text between quotes; escapes are left as they stand, and only skipped over. */
static inline bool read_string(struct reader *r, struct slice *s)
{
	if (!expect(r, '"', "a string was expected"))
		return false;
	s->p = r->p;
	while (r->p < r->end && *r->p != '"')
		r->p += *r->p == '\\' ? 2 : 1;
	if (r->p >= r->end)
		return fail(r, "a string does not end");
	s->n = (size_t)(r->p++ - s->p);
	return true;
}

static inline bool read_int(struct reader *r, int64_t *value)
{
	bool minus;
	uint64_t n = 0;
	const char *start;

	skip_space(r);
	minus = take(r, '-');
	start = r->p;
	while (r->p < r->end && *r->p >= '0' && *r->p <= '9' && r->p - start < 18)
		n = n * 10 + (uint64_t)(*r->p++ - '0');
	if (r->p == start || (r->p < r->end && ((*r->p >= '0' && *r->p <= '9') || *r->p == '.' || *r->p == 'e')))
		return fail(r, "an integer was expected");
	*value = minus ? -(int64_t)n : (int64_t)n;
	return true;
}

static inline bool read_u32(struct reader *r, uint32_t *value)
{
	int64_t n;

	if (!read_int(r, &n))
		return false;
	if (n < 0 || n > UINT32_MAX)
		return fail(r, "a number from 0 to 4294967295 was expected");
	*value = (uint32_t)n;
	return true;
}

static inline bool read_i32(struct reader *r, uint32_t *value)
{
	int64_t n;

	if (!read_int(r, &n))
		return false;
	if (n < INT32_MIN || n > INT32_MAX)
		return fail(r, "a number of 32 bits was expected");
	*value = (uint32_t)(int32_t)n;
	return true;
}

static inline int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

/* "0x38001" */
static inline bool read_hex(struct reader *r, uint32_t *value)
{
	uint32_t n = 0;
	const char *start;

	if (!expect(r, '"', "a hexadecimal string was expected"))
		return false;
	if (r->end - r->p < 4 || r->p[0] != '0' || r->p[1] != 'x')
		return fail(r, "a hexadecimal string was expected");
	r->p += 2;
	for (start = r->p; r->p < r->end && hex_digit(*r->p) >= 0 && r->p - start < 9; r->p++)
		n = n << 4 | (uint32_t)hex_digit(*r->p);
	if (r->p == start || r->p - start > 8 || r->p >= r->end || *r->p != '"')
		return fail(r, "a hexadecimal string of at most 8 digits was expected");
	r->p++;
	*value = n;
	return true;
}

static inline bool take_null(struct reader *r)
{
	if (!at(r, 'n'))
		return false;
	if (r->end - r->p < 4 || memcmp(r->p, "null", 4))
		return fail(r, "null was expected");
	r->p += 4;
	return true;
}

static inline bool read_hex_or_null(struct reader *r, bool *has, uint32_t *value)
{
	*has = !take_null(r);
	if (r->error)
		return false;
	*value = 0;
	return *has ? read_hex(r, value) : true;
}

/* A name or word with its quotes, as it stands in the text. */
struct name { const char *text; size_t n; };

#define QUOTED(word) { "\"" word "\"", sizeof(word) + 1 }

static inline bool same4(const char *a, const char *b)
{
	uint32_t x, y;

	memcpy(&x, a, sizeof(x));
	memcpy(&y, b, sizeof(y));
	return x == y;
}

/* memcmp() for the lengths that names have, without the call: both ends, which meet or overlap up to 8 characters. */
static inline bool same(const char *a, const char *b, size_t n)
{
	if (n < 4)
		return a[0] == b[0] && a[1] == b[1] && a[n - 1] == b[n - 1];
	if (!same4(a, b) || !same4(a + n - 4, b + n - 4))
		return false;
	return n <= 8 || !memcmp(a + 4, b + 4, n - 8);
}

static inline bool take_name(struct reader *r, const struct name *name)
{
	if ((size_t)(r->end - r->p) < name->n || !same(r->p, name->text, name->n))
		return false;
	r->p += name->n;
	return true;
}

static inline bool read_word(struct reader *r, const struct name *words, unsigned int n, unsigned int *value)
{
	if (!at(r, '"'))
		return fail(r, "a word was expected");
	for (unsigned int i = 0; i < n; i++)
		if (take_name(r, &words[i])) {
			*value = i;
			return true;
		}
	return fail(r, "unknown word");
}

#endif
