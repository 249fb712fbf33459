/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Prose on a terminal: see prose.h. One pass over the words; a mark inside a word switches the style and takes no column.
 */
#include <string.h>

#include "shell/lang/source.h"
#include "shell/learn/prose.h"

enum { WIDEST = 100, LEAST = 20 };

struct line {
	struct sink *to;
	unsigned int width, indent, column;
	bool fresh;                /* nothing on it yet but the indent */
};

static unsigned int columns_of(const char *word, size_t n)
{
	unsigned int columns = 0, width;
	bool plain;

	for (size_t i = 0; i < n;) {
		if (word[i] == MARK_CODE || word[i] == MARK_END) /* a backquote, perhaps */
			columns++;
		if ((unsigned char)word[i] < ' ') {
			i++;
			continue;
		}
		i += source_glyph(word + i, n - i, columns, &width, &plain);
		columns += width;
	}
	return columns;
}

static void put_mark(struct sink *to, char mark, char *open)
{
	if (mark == MARK_END) {
		if (*open == MARK_CODE)
			sink_puts(to, "`");
		sink_style(to, STYLE_PLAIN);
		*open = 0;
	} else {
		*open = mark;
		sink_style(to, STYLE_BOLD);
		if (mark == MARK_CODE)
			sink_puts(to, "`");
	}
}

static void put_word(struct line *l, const char *word, size_t n, char *open)
{
	unsigned int columns = columns_of(word, n);

	if (!l->fresh && l->column + 1 + columns > l->width) {
		sink_printf(l->to, "\n%*s", (int)l->indent, "");
		l->column = l->indent;
	} else if (!l->fresh) {
		sink_puts(l->to, " ");
		l->column++;
	}
	for (size_t i = 0; i < n;) {
		size_t plain = i;

		while (plain < n && (unsigned char)word[plain] >= ' ')
			plain++;
		sink_write(l->to, word + i, plain - i);
		if (plain < n)
			put_mark(l->to, word[plain++], open);
		i = plain;
	}
	l->column += columns;
	l->fresh = false;
}

/* Ends of words: blanks, newlines, breaks that the author asked for. */
static size_t word_length(const char *text, size_t n)
{
	size_t i = 0;

	while (i < n && text[i] != ' ' && text[i] != '\n' && text[i] != '\t' && text[i] != MARK_BREAK)
		i++;
	return i;
}

static void put_text(struct line *l, const char *text, size_t n)
{
	char open = 0;

	for (size_t at = 0; at < n;) {
		size_t word = word_length(text + at, n - at);

		if (word)
			put_word(l, text + at, word, &open);
		at += word;
		if (at < n && text[at] == MARK_BREAK) {
			sink_printf(l->to, "\n%*s", (int)l->indent, "");
			l->column = l->indent;
			l->fresh = true;
		}
		at++;
	}
	if (open)
		sink_style(l->to, STYLE_PLAIN);
	sink_puts(l->to, "\n");
}

static unsigned int usable(unsigned int columns)
{
	unsigned int width = columns ? columns - 1 : 79;

	return width < LEAST ? LEAST : width > WIDEST ? WIDEST : width;
}

void prose_text(struct sink *to, const char *lead, const char *text, unsigned int columns)
{
	unsigned int indent = columns_of(lead, strlen(lead));
	struct line l = { .to = to, .width = usable(columns), .indent = indent, .column = indent, .fresh = true };

	sink_puts(to, lead);
	put_text(&l, text, strlen(text));
}

static void show_fence(struct sink *to, const struct md_block *b)
{
	for (size_t at = 0; at < b->length;) {
		const char *newline = memchr(b->text + at, '\n', b->length - at);
		size_t end = newline ? (size_t)(newline - b->text) : b->length;

		sink_puts(to, "    ");
		sink_write(to, b->text + at, end - at);
		sink_puts(to, "\n");
		at = end + 1;
	}
}

void prose_show(struct sink *to, const struct md_block *b, unsigned int columns)
{
	char lead[40] = "";
	unsigned int deep = b->level < 8 ? b->level : 8;
	struct text text = { 0 };

	if (b->kind == MD_FENCE) {
		show_fence(to, b);
		return;
	}
	if (b->kind == MD_RULE) {
		sink_puts(to, "\n");
		return;
	}
	if (b->kind == MD_ITEM && b->number)
		text_printf(&text, "%*s%u. ", (int)(deep * 2), "", b->number);
	else if (b->kind == MD_ITEM)
		text_printf(&text, "%*s- ", (int)(deep * 2), "");
	else if (b->kind != MD_HEADING && deep)
		text_printf(&text, "%*s", (int)(deep * 2), "");
	strncpy(lead, text_string(&text), sizeof(lead) - 1);
	text_free(&text);
	if (b->kind == MD_HEADING)
		sink_style(to, STYLE_BOLD);
	prose_text(to, lead, b->text, columns);
	if (b->kind == MD_HEADING)
		sink_style(to, STYLE_PLAIN);
}
