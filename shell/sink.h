/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where output goes: stdout (data) and stderr (talk). Every byte passes through here, and here control characters are made harmless, so
 * that text from a file, a user or a simulated program never drives a terminal: newline and tab pass, other controls become ^X, bytes that are no
 * UTF-8 and C1 controls become \xNN, direction marks and Unicode's line ends become \uNNNN. A character may arrive in several writes.
 * Only sink_style() writes an escape sequence, and only where colour is on.
 */
#ifndef SHELL_SINK_H
#define SHELL_SINK_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "shell/text.h"

enum sink_style { STYLE_PLAIN, STYLE_BOLD, STYLE_ERROR, STYLE_WARNING, STYLE_DIM };

struct sink {
	int fd;                    /* -1: nowhere (muted) */
	int error;                 /* errno of what was not written: a part that found no memory (what comes later is written), or */
	bool lost;                 /* a write that failed: what comes later is dropped */
	bool terminal, colour;
	bool muted;                /* what comes is dropped, wherever it would go */
	bool line_open;            /* the last byte was no newline */
	struct sink *other;        /* flushed before this one writes: keeps stdout and stderr in order */
	struct text *capture;      /* instead of fd, for tests and `help` in the manual */
	void (*receive)(void *context, const char *bytes, size_t n); /* the view's dialogue */
	void *receiver;
	bool receiver_only;        /* it gets the bytes instead of fd */
	unsigned char held[4];     /* a character that has not arrived whole */
	unsigned int holds, wants;
	unsigned int columns;      /* sink_wrap() keeps to these; 0 or more than 80: 80 */
	size_t used;
	char buffer[8192];
};

void sink_open(struct sink *s, int fd);
/* At most one of the two has bytes waiting at any time. */
void sink_pair(struct sink *a, struct sink *b);
void sink_write(struct sink *s, const char *bytes, size_t n);
void sink_puts(struct sink *s, const char *string);
void sink_printf(struct sink *s, const char *format, ...) __attribute__((format(printf, 2, 3)));
void sink_vprintf(struct sink *s, const char *format, va_list args) __attribute__((format(printf, 2, 0)));
/* Data that must not be changed (--emit-c): escaped only where it goes to a terminal. */
void sink_verbatim(struct sink *s, const char *bytes, size_t n);
/* That text was to be written: one that memory was too short for counts as a write that failed. False then. */
bool sink_is_whole(struct sink *s, const struct text *t);
/* sink_verbatim() of a text as far as it is whole, and frees it. */
void sink_text(struct sink *s, struct text *t);
/* Prints text that begins in this column, broken at blanks so that it fits 80 columns, or the sink's (newlines count as blanks); later lines are indented. A newline at the end. */
void sink_wrap(struct sink *s, size_t column, size_t indent, const char *text);
/* A value that begins in this column: goes on in the next line, indented by 2, behind a comma outside of quotes where the next part would not fit. A newline at the end. */
void sink_value(struct sink *s, size_t column, const char *text);
/* A newline, unless the line is fresh. */
void sink_fresh_line(struct sink *s);
void sink_style(struct sink *s, enum sink_style style);
/* Writes what is buffered; retries EINTR, waits on EAGAIN. */
void sink_flush(struct sink *s);

/* The same rule for text that goes elsewhere (history list, prompt). */
void escape_text(struct text *out, const char *bytes, size_t n);

#endif
