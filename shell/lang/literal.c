/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Values and types of integer constants, character constants and string literals, with gcc's complaints about them. Types follow C11
 * 6.4.4.1 for i386 (int and long have 32 bits). Left out: floating-point and imaginary constants, wide characters.
 */
#include <stdio.h>
#include <string.h>

#include "shell/lang/frontend.h"

/* ---- integer constants ---- */

struct digits {
	const char *p, *end;
	unsigned int radix;
	uint64_t value;
	bool overflow;
	char too_big;              /* a digit that the radix lacks, 0: none */
};

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return 99;
}

static void choose_radix(struct digits *d)
{
	size_t left = (size_t)(d->end - d->p);

	d->radix = 10;
	if (left > 2 && d->p[0] == '0' && (d->p[1] | 32) == 'x' && digit(d->p[2]) < 16) {
		d->radix = 16;
		d->p += 2;
	} else if (left > 2 && d->p[0] == '0' && (d->p[1] | 32) == 'b' && digit(d->p[2]) < 2) {
		d->radix = 2;
		d->p += 2;
	} else if (d->p[0] == '0') {
		d->radix = 8;
	}
}

static void read_digits(struct digits *d)
{
	unsigned int most = d->radix == 16 ? 16 : 10;

	for (; d->p < d->end && digit(*d->p) < (int)most; d->p++) {
		unsigned int v = (unsigned int)digit(*d->p);

		if (v >= d->radix) {
			d->too_big = d->too_big ? d->too_big : *d->p;
			continue;
		}
		d->overflow |= d->value > (UINT64_MAX - v) / d->radix;
		d->value = d->value * d->radix + v;
	}
}

static bool is_floating(const struct digits *d)
{
	if (d->p >= d->end)
		return false;
	if (*d->p == '.')
		return true;
	return d->radix == 16 ? (*d->p | 32) == 'p' : (*d->p | 32) == 'e';
}

/* Reads "u", "ll" and so on. False: no such suffix. */
static bool read_suffix(const char *p, const char *end, bool *is_unsigned, unsigned int *longs)
{
	*is_unsigned = false;
	*longs = 0;
	while (p < end) {
		if ((*p | 32) == 'u' && !*is_unsigned) {
			*is_unsigned = true;
			p++;
		} else if ((*p | 32) == 'l' && !*longs) {
			*longs = p + 1 < end && p[1] == p[0] ? 2 : 1;
			p += *longs;
		} else {
			return false;
		}
	}
	return true;
}

/* GNU's 1i, 2ul and so on with i or j */
static bool is_imaginary(const char *p, const char *end)
{
	bool is_unsigned;
	unsigned int longs;

	return p < end && strchr("iIjJ", end[-1]) && read_suffix(p, end - 1, &is_unsigned, &longs);
}

static bool fits(enum type_kind kind, uint64_t value)
{
	switch ((int)kind) {
	case TY_INT:
	case TY_LONG:
		return value <= INT32_MAX;
	case TY_UINT:
	case TY_ULONG:
		return value <= UINT32_MAX;
	case TY_LLONG:
		return value <= INT64_MAX;
	default:
		return true;
	}
}

/* The first type of C11's list that holds the value. */
static enum type_kind constant_kind(const struct digits *d, bool is_unsigned, unsigned int longs)
{
	static const enum type_kind order[] = { TY_INT, TY_UINT, TY_LONG, TY_ULONG, TY_LLONG, TY_ULLONG };

	for (unsigned int i = 2 * longs; i < 6; i++) {
		bool odd = i & 1;

		if ((is_unsigned && !odd) || (!is_unsigned && odd && d->radix == 10))
			continue;
		if (fits(order[i], d->value))
			return order[i];
	}
	return TY_ULLONG;
}

static bool number_error(struct front *f, const struct token *token, const struct digits *d)
{
	if (d->too_big) {
		report(f, d->radix == 8 ? M_INVALID_OCTAL : M_INVALID_BINARY, place_token(token), d->too_big);
		return true;
	}
	return false;
}

bool lex_number(struct front *f, struct token *token)
{
	struct digits d = { .p = token->text, .end = token->text + token->length };
	bool is_unsigned;
	unsigned int longs;
	enum type_kind kind;

	token->type = f->error_type;
	choose_radix(&d);
	read_digits(&d);
	if (is_floating(&d))
		refuse(f, place_token(token), "floating-point constants");
	if (number_error(f, token, &d))
		return false;
	if (is_imaginary(d.p, d.end))
		refuse(f, place_token(token), "_Complex");
	if (!read_suffix(d.p, d.end, &is_unsigned, &longs)) {
		report(f, M_INVALID_SUFFIX, place_token(token), (int)(d.end - d.p), d.p);
		return false;
	}
	kind = constant_kind(&d, is_unsigned, longs);
	if (d.overflow) {
		report(f, M_CONSTANT_TOO_LARGE, place_token(token));
		kind = TY_ULLONG;
	} else if (!is_unsigned && d.radix == 10 && kind == TY_ULLONG) {
		/* ... and yet gcc 12 gives it the widest signed type */
		report(f, M_CONSTANT_UNSIGNED, place_token(token));
		kind = TY_LLONG;
	}
	token->type = f->basic[kind];
	token->value = fold_fit(token->type, d.value);
	return true;
}

/* ---- characters and strings ---- */

static size_t put_utf8(uint32_t code, char *out)
{
	if (code < 0x80) {
		out[0] = (char)code;
		return 1;
	}
	if (code < 0x800) {
		out[0] = (char)(0xc0 | code >> 6);
		out[1] = (char)(0x80 | (code & 0x3f));
		return 2;
	}
	if (code < 0x10000) {
		out[0] = (char)(0xe0 | code >> 12);
		out[1] = (char)(0x80 | (code >> 6 & 0x3f));
		out[2] = (char)(0x80 | (code & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | code >> 18);
	out[1] = (char)(0x80 | (code >> 12 & 0x3f));
	out[2] = (char)(0x80 | (code >> 6 & 0x3f));
	out[3] = (char)(0x80 | (code & 0x3f));
	return 4;
}

struct reader {
	struct front *f;
	struct place at;           /* of complaints: gcc has read on by then */
	const char *p, *end;
	bool say;                  /* complain: a literal is read twice, once to be measured */
	bool bad;
};

static void complain(struct reader *r, enum message id, const char *text)
{
	if (r->say)
		report(r->f, id, r->at, text);
}

/* A universal character name may stand for no character of the basic set, but for $, @ and ` (C11 6.4.3). */
static bool is_beyond_basic(uint32_t code)
{
	return code >= 0xa0 || code == 0x24 || code == 0x40 || code == 0x60;
}

static size_t universal(struct reader *r, unsigned int digits, char *out)
{
	const char *start = r->p;
	uint32_t code = 0;
	unsigned int n = 0;
	char text[16];

	while (n < digits && r->p < r->end && digit(*r->p) < 16) {
		code = code << 4 | (uint32_t)digit(*r->p++);
		n++;
	}
	if (n < digits || code > 0x10ffff || (code >= 0xd800 && code < 0xe000) || !is_beyond_basic(code)) {
		snprintf(text, sizeof text, "\\%c%.*s", digits == 4 ? 'u' : 'U', (int)n, start);
		complain(r, n < digits ? M_INCOMPLETE_UCN : M_INVALID_UCN, text);
		r->bad = true;
		return 0;
	}
	return put_utf8(code, out);
}

static size_t hex_escape(struct reader *r, char *out)
{
	uint64_t v = 0;
	bool any = false, wide = false;

	for (; r->p < r->end && digit(*r->p) < 16; r->p++) {
		wide |= v > 0xf;
		v = (v << 4 | (uint64_t)digit(*r->p)) & 0xff;
		any = true;
	}
	if (!any) {
		complain(r, M_HEX_NO_DIGITS, "");
		r->bad = true;
	}
	if (wide)
		complain(r, M_HEX_RANGE, "");
	out[0] = (char)v;
	return 1;
}

static size_t octal_escape(struct reader *r, char *out)
{
	unsigned int v = 0;

	for (int i = 0; i < 3 && r->p < r->end && digit(*r->p) < 8; i++)
		v = v << 3 | (unsigned int)digit(*r->p++);
	if (v > 0xff)
		complain(r, M_OCTAL_RANGE, "");
	out[0] = (char)v;
	return 1;
}

/* Behind a backslash. Returns how many bytes went to out (at most 4). */
static size_t escape(struct reader *r, char *out)
{
	static const char from[] = "abfnrtveE\\'\"?", to[] = "\a\b\f\n\r\t\v\33\33\\'\"?";
	char c = *r->p, text[3] = { '\\', c, 0 };
	const char *at = c ? strchr(from, c) : NULL;

	if (c >= '0' && c <= '7')
		return octal_escape(r, out);
	r->p++;
	if (c == 'x')
		return hex_escape(r, out);
	if (c == 'u' || c == 'U')
		return universal(r, c == 'u' ? 4 : 8, out);
	if (!at)
		complain(r, c > ' ' && c < 0x7f ? M_UNKNOWN_ESCAPE : M_UNKNOWN_ESCAPE_CODE, c > ' ' && c < 0x7f ? text : "");
	out[0] = at ? to[at - from] : c;
	return 1;
}

/* A joined line inside a literal. */
static bool skip_splice(struct reader *r)
{
	const char *q = r->p + 1;

	while (q < r->end && (*q == ' ' || *q == '\t'))
		q++;
	if (q >= r->end || (*q != '\n' && *q != '\r'))
		return false;
	r->p = q[0] == '\r' && q + 1 < r->end && q[1] == '\n' ? q + 2 : q + 1;
	return true;
}

static size_t next_bytes(struct reader *r, char *out)
{
	if (*r->p != '\\') {
		out[0] = *r->p++;
		return 1;
	}
	if (r->p + 1 >= r->end || skip_splice(r))
		return 0;
	r->p++;
	return escape(r, out);
}

static struct reader reader_of(struct front *f, const struct token *token, bool say, struct place at)
{
	const char *open = memchr(token->text, token->kind == T_STRING ? '"' : '\'', token->length);

	return (struct reader){ .f = f, .p = open + 1, .end = token->text + token->length - 1, .say = say, .at = at };
}

bool lex_char(struct front *f, struct token *token)
{
	struct reader r = reader_of(f, token, true, place_token(token));
	uint32_t value = 0;
	unsigned int n = 0;

	token->type = f->basic[TY_INT];
	if (r.p == r.end) {
		/* gcc goes on with 0 */
		report(f, M_EMPTY_CHARACTER, place_token(token));
		token->value = 0;
		return true;
	}
	while (r.p < r.end) {
		char bytes[4];
		size_t got = next_bytes(&r, bytes);

		for (size_t i = 0; i < got; i++)
			value = value << 8 | (unsigned char)bytes[i];
		n += (unsigned int)got;
	}
	if (n > 4)
		report(f, M_CHARACTER_TOO_LONG, place_token(token));
	else if (n > 1)
		report(f, M_MULTICHAR, place_token(token));
	token->value = n == 1 ? (uint64_t)(int64_t)(int8_t)value : (uint64_t)(int64_t)(int32_t)value;
	return true;
}

size_t lex_string(struct front *f, const struct token *token, char *out, struct place at)
{
	struct reader r = reader_of(f, token, out != NULL, at);
	size_t n = 0;

	while (r.p < r.end) {
		char bytes[4];
		size_t got = next_bytes(&r, bytes);

		if (out)
			memcpy(out + n, bytes, got);
		n += got;
	}
	return n;
}
