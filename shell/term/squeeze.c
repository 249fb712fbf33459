/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * See squeeze.h. Invariant: when a character is written, the terminal's rendition is what curses meant it to be; a blank needs only what is seen of a blank.
 */
#include "shell/term/squeeze.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EXTENDED = 1000, ESC = 033, PARAMETERS = 16, OWN_FG = 39, OWN_BG = 49, PRIMARY_FONT = 10 };

#define BOLD (1u << 1)
#define FAINT (1u << 2)
#define UNDERLINED (1u << 4)
#define REVERSE (1u << 7)

static const struct rendition plain = { OWN_FG, OWN_BG, 0 };

/* ---- reading ---- */

/* "1;38;5;203": false: not understood. */
static bool numbers(const char *text, size_t n, int *out, unsigned int *count)
{
	int value = 0;

	*count = 0;
	for (size_t i = 0; i <= n; i++) {
		if (i < n && text[i] >= '0' && text[i] <= '9' && value < EXTENDED) {
			value = value * 10 + (text[i] - '0');
			continue;
		}
		if ((i < n && text[i] != ';') || *count == PARAMETERS)
			return false;
		out[(*count)++] = value;
		value = 0;
	}
	return true;
}

static bool basic(int p, int first)
{
	return (p >= first && p <= first + 7) || p == first + 9 || (p >= first + 60 && p <= first + 67);
}

static bool apply(struct rendition *r, const int *p, unsigned int count)
{
	for (unsigned int i = 0; i < count; i++) {
		if (p[i] == 0)
			*r = plain;
		else if (p[i] == PRIMARY_FONT)
			continue;
		else if (p[i] == 1 || p[i] == 2 || p[i] == 4 || p[i] == 7)
			r->attributes |= 1u << p[i];
		else if (p[i] == 22)
			r->attributes &= ~(BOLD | FAINT);
		else if (p[i] == 24 || p[i] == 27)
			r->attributes &= ~(p[i] == 24 ? UNDERLINED : REVERSE);
		else if (basic(p[i], 30))
			r->fg = p[i];
		else if (basic(p[i], 40))
			r->bg = p[i];
		else if ((p[i] == 38 || p[i] == 48) && i + 2 < count && p[i + 1] == 5 && p[i + 2] < 256) {
			*(p[i] == 38 ? &r->fg : &r->bg) = EXTENDED + p[i + 2];
			i += 2;
		} else {
			return false;
		}
	}
	return true;
}

/* Bytes of the escape sequence at text. */
static size_t sequence_length(const char *text, size_t n)
{
	size_t at = 2;

	if (n < 2 || text[1] != '[')
		return n < 3 || !strchr("()*+#% ", text[1]) ? n < 2 ? n : 2 : 3;
	while (at < n && (unsigned char)text[at] >= 0x20 && (unsigned char)text[at] < 0x40)
		at++;
	return at < n ? at + 1 : n;
}

/* ---- writing ---- */

static void put_code(char *out, size_t size, int code, int extended)
{
	size_t used = strlen(out);

	if (code >= EXTENDED)
		snprintf(out + used, size - used, "%s%d;5;%d", used ? ";" : "", extended, code - EXTENDED);
	else
		snprintf(out + used, size - used, "%s%d", used ? ";" : "", code);
}

/* From `from`, whose attributes are all among those of `to`: only what differs. */
static void changes(const struct rendition *from, const struct rendition *to, char *out, size_t size)
{
	out[0] = '\0';
	for (int bit = 1; bit <= 7; bit++)
		if (to->attributes & ~from->attributes & 1u << bit)
			put_code(out, size, bit, 0);
	if (from->fg != to->fg)
		put_code(out, size, to->fg, 38);
	if (from->bg != to->bg)
		put_code(out, size, to->bg, 48);
}

static bool same(const struct rendition *a, const struct rendition *b)
{
	return a->fg == b->fg && a->bg == b->bg && a->attributes == b->attributes;
}

void squeeze_end(struct squeeze *s, struct text *out)
{
	char step[64], anew[64];

	if (!s->known || same(&s->now, &s->want))
		return;
	changes(&s->now, &s->want, step, sizeof(step));
	changes(&plain, &s->want, anew, sizeof(anew));
	/*
	 * From the beginning: "0;" and what differs from plain, nothing for plain itself. An attribute only goes so: a VT100 knows no code that takes one away.
	 */
	if (!(s->now.attributes & ~s->want.attributes) && strlen(step) <= strlen(anew) + (*anew ? 2 : 0))
		text_printf(out, "\033[%sm", step);
	else
		text_printf(out, *anew ? "\033[0;%sm" : "\033[%sm", anew);
	s->now = s->want;
}

/* "CSI ... m" */
static void take_rendition(struct squeeze *s, const char *text, size_t n, struct text *out)
{
	int p[PARAMETERS];
	unsigned int count;
	struct rendition next = s->want;
	bool understood = numbers(text + 2, n - 3, p, &count) && apply(&next, p, count);

	if (understood && s->known) {
		s->want = next;
		return;
	}
	squeeze_end(s, out);
	text_add(out, text, n);
	s->known = understood && p[0] == 0;
	if (s->known)
		s->now = s->want = next;
}

static bool moves_only(const char *text, size_t n)
{
	return n > 2 && text[1] == '[' && (text[2] == '?' || strchr("ABCDEFGHdf", text[n - 1]));
}

static void take_sequence(struct squeeze *s, const char *text, size_t n, struct text *out)
{
	if (n > 2 && text[1] == '[' && text[n - 1] == 'm' && text[2] != '?' && text[2] != '>') {
		take_rendition(s, text, n, out);
		return;
	}
	if (n == 3 && text[1] == '(') {
		if (s->ascii && text[2] == 'B')
			return;
		s->ascii = text[2] == 'B';
	}
	if (!moves_only(text, n))
		squeeze_end(s, out);
	text_add(out, text, n);
}

static bool blank_as_it_is(const struct squeeze *s)
{
	return s->now.bg == s->want.bg && !((s->now.attributes | s->want.attributes) & (UNDERLINED | REVERSE));
}

void squeeze(struct squeeze *s, const char *bytes, size_t n, struct text *out)
{
	for (size_t at = 0, length; at < n; at += length) {
		char c = bytes[at];

		length = 1;
		if (c == ESC) {
			length = sequence_length(bytes + at, n - at);
			take_sequence(s, bytes + at, length, out);
			continue;
		}
		if (c != '\r' && c != '\b' && c != '\017' && (c != ' ' || !blank_as_it_is(s)))
			squeeze_end(s, out);
		text_add(out, &c, 1);
	}
}
