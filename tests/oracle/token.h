/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tokens of a line: strings, numbers, words of a fixed set, punctuation with white space around. Each function moves the
 * reader behind what it read, or notes what was expected and answers false. Included by reader.c alone, for speed.
 * Nothing here asks for the end of the line but where any byte would do: behind a line stands a newline or a zero byte (reader.h), which is
 * no part of any token.
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

static __attribute__((noinline)) void skip_blanks(struct reader *r)
{
	while (*r->p == ' ' || *r->p == '\t' || *r->p == '\r')
		r->p++;
}

/* White space is rare in a recording. */
static inline void skip_space(struct reader *r)
{
	if (__builtin_expect((unsigned char)*r->p <= ' ', 0))
		skip_blanks(r);
}

static inline bool at(struct reader *r, char c)
{
	if (__builtin_expect(*r->p == c, 1))
		return true;
	skip_space(r);
	return *r->p == c;
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

static inline bool same4(const char *a, const char *b)
{
	uint32_t x, y;

	memcpy(&x, a, sizeof(x));
	memcpy(&y, b, sizeof(y));
	return x == y;
}

static inline bool same8(const char *a, const char *b)
{
	uint64_t x, y;

	memcpy(&x, a, sizeof(x));
	memcpy(&y, b, sizeof(y));
	return x == y;
}

/* The raw text between quotes; escapes are left as they stand, and only skipped over. */
static inline bool read_string(struct reader *r, struct slice *s)
{
	const char *p, *end = r->end;

	if (!expect(r, '"', "a string was expected"))
		return false;
	for (p = s->p = r->p; p < end && *p != '"'; p++)
		p += *p == '\\';
	if (p >= end)
		return fail(r, "a string does not end");
	s->n = (size_t)(p - s->p);
	r->p = p + 1;
	return true;
}

enum { MAX_DIGITS = 18 };

static inline bool read_int(struct reader *r, int64_t *value)
{
	const char *p, *start;
	uint64_t n = 0;
	bool minus;

	skip_space(r);
	minus = *r->p == '-';
	r->p += minus;
	for (p = start = r->p; (unsigned char)(*p - '0') <= 9; p++)
		n = n * 10 + (uint64_t)(*p - '0');
	r->p = p;
	if (p == start || p - start > MAX_DIGITS || *p == '.' || *p == 'e')
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

/* 1 + the value of a hexadecimal digit; 0: it is none. */
static const uint8_t hex_digit[256] = {
	['0'] = 1, ['1'] = 2, ['2'] = 3, ['3'] = 4, ['4'] = 5, ['5'] = 6, ['6'] = 7, ['7'] = 8, ['8'] = 9, ['9'] = 10,
	['a'] = 11, ['b'] = 12, ['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16,
};

/* "0x38001" */
static inline bool read_hex(struct reader *r, uint32_t *value)
{
	uint32_t n = 0, digit;
	const char *p, *start;

	if (!expect(r, '"', "a hexadecimal string was expected"))
		return false;
	if (r->p[0] != '0' || r->p[1] != 'x')
		return fail(r, "a hexadecimal string was expected");
	for (p = start = r->p + 2; (digit = hex_digit[(unsigned char)*p]) != 0; p++)
		n = n << 4 | (digit - 1);
	r->p = p;
	if (p == start || p - start > 8 || *p != '"')
		return fail(r, "a hexadecimal string of at most 8 digits was expected");
	r->p++;
	*value = n;
	return true;
}

static inline bool take_null(struct reader *r)
{
	if (!at(r, 'n'))
		return false;
	if (!same4(r->p, "null"))
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
enum { MAX_NAME = 24 };
struct name { char text[MAX_NAME]; size_t n; };

#define QUOTED(word) { "\"" word "\"", sizeof(word) + 1 }

/*
 * memcmp() for the lengths that names have, without the call: pieces of 4 or 8 that meet or overlap. Most names are told apart by their
 * first 3 letters.
 */
static inline bool same(const char *a, const char *b, size_t n)
{
	if (n < 4)
		return a[0] == b[0] && a[1] == b[1] && a[n - 1] == b[n - 1];
	if (!same4(a, b) || !same4(a + n - 4, b + n - 4))
		return false;
	if (n <= 8)
		return true;
	return same8(a, b) && same8(a + n - 8, b + n - 8) && (n <= 16 || same8(a + 8, b + 8));
}

static inline bool take_name(struct reader *r, const struct name *name)
{
	if (!same(r->p, name->text, name->n))
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
