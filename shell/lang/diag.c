/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Diagnostics as text, in gcc's shape: the line with place, severity and option; "In function"; then the frame that diag_frame.c draws;
 * for what came out of a macro one note per expansion, from the inside out.
 *
 * Left out of gcc's: colours, URLs, include chains. Invariant: the output is printable UTF-8 and newlines, whatever the source and the
 * file's name hold.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shell/lang/diag_text.h"

enum { COLUMN_MAX = 4096 };

/* ---- the buffer ---- */

void diag_add(struct diag_out *out, const char *bytes, size_t n)
{
	if (out->failed)
		return;
	if (n >= out->capacity - out->length) {
		size_t capacity = (out->length + n + 1) * 2;
		char *grown = realloc(out->bytes, capacity);

		if (!grown) {
			out->failed = true;
			return;
		}
		out->bytes = grown;
		out->capacity = capacity;
	}
	memcpy(out->bytes + out->length, bytes, n);
	out->length += n;
	out->bytes[out->length] = '\0';
}

void diag_put(struct diag_out *out, const char *text)
{
	diag_add(out, text, strlen(text));
}

void diag_fill(struct diag_out *out, char c, unsigned int n)
{
	for (; n; n--)
		diag_add(out, &c, 1);
}

void diag_number(struct diag_out *out, unsigned int number, unsigned int width)
{
	char text[16];

	snprintf(text, sizeof(text), "%*u", (int)width, number);
	diag_put(out, text);
}

static uint32_t code_point(const unsigned char *p, size_t n)
{
	uint32_t code = n == 1 ? p[0] : p[0] & (0x7fu >> n);

	for (size_t i = 1; i < n; i++)
		code = code << 6 | (p[i] & 0x3f);
	return code;
}

size_t diag_glyph(struct diag_out *out, const char *p, size_t n, unsigned int *column)
{
	unsigned int width;
	char text[16];
	bool plain;
	size_t taken = source_glyph(p, n, *column, &width, &plain);

	*column += width;
	if (*p == '\t') {
		diag_fill(out, ' ', width);
	} else if (plain) {
		diag_add(out, p, taken);
	} else if (taken == 1 && (unsigned char)*p >= 0x80) {
		snprintf(text, sizeof(text), "<%02x>", (unsigned char)*p);
		diag_put(out, text);
	} else {
		snprintf(text, sizeof(text), "<U+%04X>", code_point((const unsigned char *)p, taken));
		diag_put(out, text);
	}
	return taken;
}

static void put_harmless(struct diag_out *out, const char *text)
{
	size_t n = strlen(text);
	unsigned int column = 0;

	while (n) {
		size_t taken = diag_glyph(out, text, n, &column);

		text += taken;
		n -= taken;
	}
}

/* ---- the message ---- */

static bool word_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* A ' that quotes, not an apostrophe and not a character spoken of (as in: missing terminating ' character). */
static bool opens_quote(const char *text, const char *p)
{
	return (p == text || !word_byte(p[-1])) && p[1] && p[1] != ' ' && strchr(p + 1, '\'');
}

static const char *closing_quote(const char *open)
{
	const char *p = strchr(open + 2 <= open + strlen(open) ? open + 2 : open + 1, '\'');

	return p ? p : strchr(open + 1, '\'');
}

/* In a plain locale gcc writes the other characters of a name by number. */
static void put_numbered(struct diag_out *out, const char *p, size_t n)
{
	while (n) {
		unsigned int width;
		bool plain;
		size_t taken = source_glyph(p, n, 0, &width, &plain);
		char text[16];

		if (taken > 1) {
			snprintf(text, sizeof(text), "\\U%08x", code_point((const unsigned char *)p, taken));
			diag_put(out, text);
		} else {
			unsigned int column = 0;

			diag_glyph(out, p, n, &column);
		}
		p += taken;
		n -= taken;
	}
}

static void put_span(struct diag_out *out, const char *p, size_t n)
{
	unsigned int column = 0;

	while (n) {
		size_t taken = diag_glyph(out, p, n, &column);

		p += taken;
		n -= taken;
	}
}

static void put_quoted(struct diag_out *out, const struct diag_style *style, const char *open, const char *close, bool suggestion)
{
	diag_put(out, style->utf8_quotes ? "\u2018" : "'");
	if (style->utf8_quotes || suggestion)
		put_span(out, open + 1, (size_t)(close - open - 1));
	else
		put_numbered(out, open + 1, (size_t)(close - open - 1));
	diag_put(out, style->utf8_quotes ? "\u2019" : "'");
}

static void put_message(struct diag_out *out, const struct diag_style *style, const char *message)
{
	const char *text = message, *suggestion = strstr(message, "; did you mean ");
	unsigned int column = 0;

	while (*text) {
		if (*text == '\'' && opens_quote(message, text)) {
			const char *close = closing_quote(text);

			put_quoted(out, style, text, close, suggestion && text > suggestion);
			text = close + 1;
		} else {
			text += diag_glyph(out, text, strlen(text), &column);
		}
	}
}

static const char *severity_text(const struct diag *d)
{
	if (d->lint && d->severity != DIAG_NOTE)
		return "";
	switch (d->severity) {
	case DIAG_ERROR:
		return d->fatal ? "fatal error: " : "error: ";
	case DIAG_WARNING:
		return d->werror ? "error: " : "warning: ";
	case DIAG_NOTE:
		return "note: ";
	}
	return "";
}

static void put_place(struct diag_writer *w, uint32_t loc, bool no_column)
{
	struct source_place place;

	if (!loc || !source_place(w->map, source_spelling(w->map, loc), &place)) {
		diag_put(&w->out, "hmsh: ");
		return;
	}
	put_harmless(&w->out, place.file);
	diag_put(&w->out, ":");
	diag_number(&w->out, place.line, 0);
	diag_put(&w->out, ":");
	if (!no_column) {
		/* nobody can look into the prelude's file to see its tabs */
		diag_number(&w->out, place.prelude ? place.column : place.display_column, 0);
		diag_put(&w->out, ":");
	}
	diag_put(&w->out, " ");
}

static bool same_function(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

/* gcc names the function when it changes, above an error or a warning. */
static void put_function(struct diag_writer *w, const struct diag *d)
{
	struct source_place place;

	if (w->style->brief || d->severity == DIAG_NOTE || same_function(d->in_function, w->memory.in_function))
		return;
	w->memory.in_function = d->in_function;
	if (!d->loc || !source_place(w->map, d->loc, &place))
		return;
	put_harmless(&w->out, place.file);
	if (d->in_function) {
		diag_put(&w->out, ": In function ");
		diag_put(&w->out, w->style->utf8_quotes ? "\u2018" : "'");
		if (w->style->utf8_quotes)
			put_harmless(&w->out, d->in_function);
		else
			put_numbered(&w->out, d->in_function, strlen(d->in_function));
		diag_put(&w->out, w->style->utf8_quotes ? "\u2019:\n" : "':\n");
	} else {
		diag_put(&w->out, ": At top level:\n");
	}
}

/* "in expansion of macro", from the inside out. */
static void put_expansions(struct diag_writer *w, uint32_t loc)
{
	uint32_t point;
	const char *name;

	for (; source_expansion(w->map, loc, &point, &name); loc = point) {
		struct diag note = { .severity = DIAG_NOTE, .loc = point, .ranges = 1 };

		note.range[0] = (struct diag_range){ .start = point, .end = point + (uint32_t)strlen(name) };
		put_place(w, point, false);
		diag_put(&w->out, "note: in expansion of macro ");
		diag_put(&w->out, w->style->utf8_quotes ? "\u2018" : "'");
		put_harmless(&w->out, name);
		diag_put(&w->out, w->style->utf8_quotes ? "\u2019\n" : "'\n");
		diag_frame(w, &note);
	}
}

/* gcc's places hold 12 bits of columns: farther right only the line is known. */
static struct diag within_reach(const struct diag_writer *w, const struct diag *d)
{
	struct diag near = *d;
	struct source_place place;

	if (!d->loc || !source_place(w->map, source_spelling(w->map, d->loc), &place) || place.column <= COLUMN_MAX)
		return near;
	near.loc -= place.column - 1;
	near.no_column = true;
	near.ranges = 0;
	near.fixit = NULL;
	return near;
}

/* Of a warning that is an error: -Werror=NAME for -WNAME, and -Werror alone where it has no name. */
static void put_option(struct diag_writer *w, const struct diag *d)
{
	bool werror = d->werror && !d->lint;

	if (!d->option && !werror)
		return;
	diag_put(&w->out, " [");
	if (werror)
		diag_put(&w->out, d->option ? "-Werror=" : "-Werror");
	if (d->option)
		diag_put(&w->out, d->option + (werror ? 2 : 0));
	diag_put(&w->out, "]");
}

static void put_diag(struct diag_writer *w, const struct diag *full)
{
	struct diag near = within_reach(w, full), *d = &near;

	put_function(w, d);
	put_place(w, d->loc, d->no_column);
	diag_put(&w->out, severity_text(d));
	put_message(&w->out, w->style, d->message);
	if (d->subset)
		diag_put(&w->out, " [hmsh-subset]");
	put_option(w, d);
	diag_put(&w->out, "\n");
	diag_frame(w, d);
	put_expansions(w, d->loc);
}

static void put_rest(struct diag_writer *w, size_t hidden)
{
	if (!hidden)
		return;
	diag_put(&w->out, "hmsh: ");
	diag_number(&w->out, hidden > 999999 ? 999999 : (unsigned int)hidden, 0);
	diag_put(&w->out, hidden == 1 ? " more message not shown\n" : " more messages not shown\n");
}

bool diag_text(const struct source_map *map, const struct diag_list *list, const struct diag_style *style, char **text, size_t *length)
{
	struct diag_writer w = { .map = map, .style = style, .memory = style->memory ? *style->memory : (struct diag_memory){ 0 } };
	size_t shown = 0, hidden = list->dropped;

	for (size_t i = 0; i < list->count; i++) {
		bool note = list->item[i].severity == DIAG_NOTE;

		if (!note)
			shown++;
		if (!style->max_errors || shown <= style->max_errors)
			put_diag(&w, &list->item[i]);
		else if (!note)
			hidden++;
	}
	put_rest(&w, hidden);
	diag_add(&w.out, "", 0);
	if (w.out.failed || !w.out.bytes) {
		free(w.out.bytes);
		return false;
	}
	if (style->memory)
		*style->memory = w.memory;
	*text = w.out.bytes;
	*length = w.out.length;
	return true;
}
