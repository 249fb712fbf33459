/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * See wrap.h. Columns are those of source_glyph(): a wide character takes two. The blanks at which a line breaks are dropped; those inside a line stay, so that a
 * line made of columns is only touched where it would not fit.
 */
#include <stdbool.h>
#include <string.h>

#include "shell/lang/source.h"
#include "shell/wrap.h"

enum { INDENT = 2, LEAST = 18 };

/* Where a line breaks: the last run of blanks behind a word before `columns` is reached, else the first one behind it; n: nowhere. */
static size_t break_at(const char *line, size_t n, unsigned int at, unsigned int columns)
{
	size_t blank = n, i = 0;
	unsigned int width;
	bool plain, word = false;

	while (i < n && (at <= columns || blank == n)) {
		bool ends_word = word && line[i] == ' ';

		blank = ends_word ? i : blank;
		word = line[i] != ' ';
		i += source_glyph(line + i, n - i, at, &width, &plain);
		at += width;
	}
	return at <= columns ? n : blank;
}

static void wrap_line(struct text *to, const char *line, size_t n, unsigned int columns, unsigned int start)
{
	size_t blank;

	while ((blank = break_at(line, n, start, columns)) < n) {
		text_add(to, line, blank);
		for (; blank < n && line[blank] == ' '; blank++)
			continue;
		if (blank < n)
			text_printf(to, "\n%*s", INDENT, "");
		line += blank;
		n -= blank;
		start = INDENT;
	}
	text_add(to, line, n);
}

static size_t line_length(const char *text, size_t n)
{
	const char *newline = memchr(text, '\n', n);

	return newline ? (size_t)(newline - text) : n;
}

void wrap_text(struct text *to, const char *text, size_t n, unsigned int columns, unsigned int start)
{
	for (size_t at = 0; at < n; start = 0) {
		size_t line = line_length(text + at, n - at);

		if (columns < LEAST)
			text_add(to, text + at, line);
		else
			wrap_line(to, text + at, line, columns, start);
		at += line;
		if (at < n)
			text_add(to, text + at++, 1);
	}
}
