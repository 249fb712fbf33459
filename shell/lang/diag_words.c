/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A diagnostic's place in words, for ears (--accessible): the line as it reads, and the part of it that is meant. What a picture of carets says by position is
 * said by the text that stands there; further ranges and fix-its are left out, the message names them.
 */
#include <string.h>

#include "shell/lang/diag_frame.h"

static void put_part(struct diag_out *out, const char *text, size_t n)
{
	unsigned int column = 0;

	while (n) {
		size_t taken = diag_glyph(out, text, n, &column);

		text += taken;
		n -= taken;
	}
}

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* Bytes of the name or sign at a place, where the compiler gave no range. */
static size_t token_length(const char *text, size_t n)
{
	size_t length = n > 0;

	while (n && is_word(*text) && length < n && is_word(text[length]))
		length++;
	return length;
}

/* The first range, where it lies on the caret's line and holds the caret. */
static bool range_part(const struct diag_writer *w, const struct diag *d, const struct source_place *caret, const char **text, size_t *n)
{
	struct source_place from, to;
	const struct diag_range *r = &d->range[0];

	if (!d->ranges || !r->start || r->end <= r->start || !source_place(w->map, source_spelling(w->map, r->start), &from)
	    || !source_place(w->map, source_spelling(w->map, r->end - 1), &to) || from.text != caret->text || to.text != caret->text
	    || from.column > caret->column || to.column < caret->column || to.column > caret->length)
		return false;
	*text = from.text + from.column - 1;
	*n = to.column - from.column + 1;
	return true;
}

void diag_words(struct diag_writer *w, const struct diag *d)
{
	struct source_place place;
	const char *part;
	size_t n, indent = 0;

	if (!d->loc || !source_place(w->map, source_spelling(w->map, d->loc), &place) || place.prelude || place.length > HUGE_LINE)
		return;
	while (indent < place.length && (place.text[indent] == ' ' || place.text[indent] == '\t'))
		indent++;
	diag_put(&w->out, "  Line ");
	diag_number(&w->out, place.line, 0);
	diag_put(&w->out, " reads: ");
	put_part(&w->out, place.text + indent, place.length - indent);
	diag_put(&w->out, "\n");
	if (d->no_column || d->no_caret)
		return;
	if (!range_part(w, d, &place, &part, &n)) {
		part = place.text + (place.column - 1 < place.length ? place.column - 1 : place.length);
		n = token_length(part, place.length - (size_t)(part - place.text));
	}
	diag_put(&w->out, n ? "  The place: column " : "  The place: its end, column ");
	diag_number(&w->out, place.display_column, 0);
	diag_put(&w->out, n ? ": " : "");
	put_part(&w->out, part, n);
	diag_put(&w->out, "\n");
}
