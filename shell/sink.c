/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Output with the terminal's safety built in: see sink.h. UTF-8 is decoded byte by byte (shortest forms only, no surrogates), so that a
 * sequence split over two writes is judged as one, and half a sequence at the end comes out as \xNN.
 */
#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "shell/sink.h"

void sink_open(struct sink *s, int fd)
{
	*s = (struct sink){ .fd = fd, .terminal = isatty(fd) == 1 };
}

void sink_pair(struct sink *a, struct sink *b)
{
	a->other = b;
	b->other = a;
}

static void wait_writable(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLOUT };

	poll(&p, 1, -1);
}

/* Nothing more can be written. */
static void lose(struct sink *s, int error)
{
	s->error = error;
	s->lost = true;
}

void sink_flush(struct sink *s)
{
	size_t done = 0;

	while (done < s->used && s->fd >= 0 && !s->lost) {
		ssize_t n = write(s->fd, s->buffer + done, s->used - done);

		if (n >= 0)
			done += (size_t)n;
		else if (errno == EAGAIN)
			wait_writable(s->fd);
		else if (errno != EINTR)
			lose(s, errno);
	}
	s->used = 0;
}

static void sink_raw(struct sink *s, const char *bytes, size_t n)
{
	if (s->muted)
		return;
	if (s->capture) {
		text_add(s->capture, bytes, n);
		return;
	}
	if (s->receive)
		s->receive(s->receiver, bytes, n);
	if (s->receive && s->receiver_only)
		return;
	if (s->other && s->other->used)
		sink_flush(s->other);
	while (n) {
		size_t room = sizeof(s->buffer) - s->used, part = n < room ? n : room;

		memcpy(s->buffer + s->used, bytes, part);
		s->used += part;
		bytes += part;
		n -= part;
		if (s->used == sizeof(s->buffer))
			sink_flush(s);
	}
}

/* Marks that reorder what a reader sees (Unicode TR 36): U+061C, 200E, 200F, 202A-202E, 2066-2069; and U+2028, 2029, which some readers take as the end of a line. */
static bool is_direction(uint32_t c)
{
	return c == 0x61c || c == 0x200e || c == 0x200f || c == 0x2028 || c == 0x2029 || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

static uint32_t decode(const unsigned char *b, unsigned int n)
{
	uint32_t c = n == 2 ? b[0] & 0x1fu : n == 3 ? b[0] & 0xfu : b[0] & 7u;

	for (unsigned int i = 1; i < n; i++)
		c = c << 6 | (b[i] & 0x3fu);
	return c;
}

static bool well_formed(uint32_t c, unsigned int n)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };

	return c >= least[n] && c < 0x110000 && (c < 0xd800 || c > 0xdfff) && c >= 0xa0;
}

/* Writes the held bytes, good or bad, into out (at least 16 bytes); returns the length. */
static size_t held_out(const unsigned char *held, unsigned int n, bool whole, char *out)
{
	uint32_t c = whole ? decode(held, n) : 0;
	size_t used = 0;

	if (whole && well_formed(c, n)) {
		if (is_direction(c))
			return (size_t)sprintf(out, "\\u%04x", (unsigned int)c);
		memcpy(out, held, n);
		return n;
	}
	for (unsigned int i = 0; i < n; i++)
		used += (size_t)sprintf(out + used, "\\x%02x", held[i]);
	return used;
}

static void sink_held(struct sink *s, bool whole)
{
	char out[24];
	size_t n = s->holds ? held_out(s->held, s->holds, whole, out) : 0;

	s->holds = 0;
	if (n)
		sink_raw(s, out, n);
}

static unsigned int sequence_length(unsigned char c)
{
	return c >= 0xc2 && c < 0xe0 ? 2 : c >= 0xe0 && c < 0xf0 ? 3 : c >= 0xf0 && c < 0xf5 ? 4 : 0;
}

static void sink_high(struct sink *s, unsigned char c)
{
	if (s->holds && (c & 0xc0) == 0x80) {
		s->held[s->holds++] = c;
		if (s->holds == s->wants)
			sink_held(s, true);
		return;
	}
	sink_held(s, false);
	s->held[s->holds++] = c;
	s->wants = sequence_length(c);
	if (!s->wants)
		sink_held(s, false);
}

static bool is_plain(unsigned char c)
{
	return (c >= 0x20 && c < 0x7f) || c == '\n' || c == '\t';
}

void sink_write(struct sink *s, const char *bytes, size_t n)
{
	size_t at = 0;

	while (at < n) {
		size_t plain = at;

		while (plain < n && is_plain((unsigned char)bytes[plain]))
			plain++;
		if (plain > at) {
			sink_held(s, false);
			sink_raw(s, bytes + at, plain - at);
			at = plain;
		} else if ((unsigned char)bytes[at] >= 0x80) {
			sink_high(s, (unsigned char)bytes[at++]);
		} else {
			char control[2] = { '^', (char)(bytes[at++] ^ 0x40) };

			sink_held(s, false);
			sink_raw(s, control, 2);
		}
	}
	if (n)
		s->line_open = bytes[n - 1] != '\n';
}

void sink_verbatim(struct sink *s, const char *bytes, size_t n)
{
	if (s->terminal)
		sink_write(s, bytes, n);
	else
		sink_raw(s, bytes, n);
}

bool sink_is_whole(struct sink *s, const struct text *t)
{
	if (t->failed && !s->error)
		s->error = ENOMEM;
	return !t->failed;
}

void sink_text(struct sink *s, struct text *t)
{
	if (sink_is_whole(s, t))
		sink_verbatim(s, text_string(t), t->length);
	text_free(t);
}

void sink_puts(struct sink *s, const char *string)
{
	sink_write(s, string, strlen(string));
}

static void print_long(struct sink *s, const char *format, va_list args)
{
	struct text t = { 0 };

	text_vprintf(&t, format, args);
	if (sink_is_whole(s, &t))
		sink_write(s, text_string(&t), t.length);
	text_free(&t);
}

/* What is short needs no memory. */
void sink_vprintf(struct sink *s, const char *format, va_list args)
{
	char line[512];
	va_list again;
	int n;

	va_copy(again, args);
	n = vsnprintf(line, sizeof(line), format, args);
	if (n >= 0 && (size_t)n < sizeof(line))
		sink_write(s, line, (size_t)n);
	else
		print_long(s, format, again);
	va_end(again);
}

void sink_printf(struct sink *s, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	sink_vprintf(s, format, args);
	va_end(args);
}

/* Behind the next ", " outside of quotes. */
static size_t part_of_value(const char *text)
{
	char quote = '\0';
	size_t n = 0;

	for (; text[n] && (quote || n < 2 || text[n - 1] != ' ' || text[n - 2] != ','); n++)
		if (quote && text[n] == '\\' && text[n + 1])
			n++;
		else if (quote ? text[n] == quote : text[n] == '"' || text[n] == '\'')
			quote = quote ? '\0' : text[n];
	return n;
}

void sink_value(struct sink *s, size_t column, const char *text)
{
	size_t width = s->columns && s->columns < 80 ? s->columns : 80, blank = 0;

	while (*text) {
		size_t n = part_of_value(text), shown = n && text[n - 1] == ' ' ? n - 1 : n;

		if (column > 2 && column + blank + shown > width) {
			sink_puts(s, "\n  ");
			column = 2;
		} else if (blank) {
			sink_puts(s, " ");
			column++;
		}
		sink_write(s, text, shown);
		blank = shown < n;
		column += shown;
		text += n;
	}
	sink_puts(s, "\n");
}

void sink_wrap(struct sink *to, size_t column, size_t indent, const char *text)
{
	size_t at = column, last = to->columns && to->columns < 80 ? to->columns - 1 : 79;
	bool first = true;

	while (*text) {
		size_t n = strcspn(text, " \n");

		if (!first && at + 1 + n > last) {
			sink_printf(to, "\n%*s", (int)indent, "");
			at = indent;
		} else if (!first) {
			sink_puts(to, " ");
			at++;
		}
		sink_write(to, text, n);
		first = false;
		at += n;
		text += n + (text[n] != '\0');
	}
	sink_puts(to, "\n");
}

void sink_fresh_line(struct sink *s)
{
	sink_held(s, false);
	if (s->line_open)
		sink_write(s, "\n", 1);
}

void sink_style(struct sink *s, enum sink_style style)
{
	static const char *const code[] = {
		[STYLE_PLAIN] = "\033[m", [STYLE_BOLD] = "\033[1m", [STYLE_ERROR] = "\033[1;31m",
		[STYLE_WARNING] = "\033[1;35m", [STYLE_DIM] = "\033[2m"
	};

	if (s->colour)
		sink_raw(s, code[style], strlen(code[style]));
}

void escape_text(struct text *out, const char *bytes, size_t n)
{
	struct sink s = { .fd = -1, .capture = out };

	sink_write(&s, bytes, n);
	sink_held(&s, false);
}
