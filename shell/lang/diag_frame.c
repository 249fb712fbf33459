/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which source lines a diagnostic shows, and where on them its caret, ranges and fix-it lie: as gcc 12 does it. Columns are those of a
 * terminal: tabs to multiples of 8, wide characters two.
 *
 * All ranges that gcc could relate to the caret are drawn, on all lines that they reach; one that lies in another file or came out of
 * another macro expansion is left away. With a width in the style, lines are cut at both ends around the caret, never wrapped.
 */
#include <string.h>

#include "shell/lang/diag_frame.h"

/* ---- places ---- */

static bool spell(const struct diag_writer *w, uint32_t loc, struct source_place *place)
{
	return loc && source_place(w->map, source_spelling(w->map, loc), place);
}

/* May one be drawn relative to the other? In the text: same file; in macros: the same expansion. */
static bool related(const struct diag_writer *w, uint32_t a, uint32_t b)
{
	struct source_place at, to;
	uint32_t point_a = 0, point_b = 0;
	const char *name;
	bool in_a = source_expansion(w->map, a, &point_a, &name), in_b = source_expansion(w->map, b, &point_b, &name);

	if (in_a != in_b || (in_a && point_a != point_b))
		return false;
	return spell(w, a, &at) && spell(w, b, &to) && !strcmp(at.file, to.file);
}

/* Where the place is drawn: what is no plain character takes more room than gcc counts for it. */
static unsigned int drawn_column(const struct source_place *place)
{
	size_t before = place->column - 1 < place->length ? place->column - 1 : place->length;

	return frame_columns(place->text, before) + (unsigned int)(place->column - 1 - before) + 1;
}

/* The last column of the character that ends at loc. */
static bool last_spot(const struct diag_writer *w, uint32_t end, struct spot *spot)
{
	struct source_place place;
	unsigned int back = 1, width;
	bool plain;

	if (!spell(w, end - 1, &place))
		return false;
	while (back < 4 && back < place.column && ((unsigned char)place.text[place.column - back] & 0xc0) == 0x80)
		back++;
	if (!spell(w, end - back, &place))
		return false;
	spot->line = place.line;
	spot->column = drawn_column(&place);
	if (place.column <= place.length) {
		source_glyph(place.text + place.column - 1, place.length - place.column + 1, spot->column - 1, &width, &plain);
		spot->column += width ? width - 1 : 0;
	}
	return true;
}

static bool first_spot(const struct diag_writer *w, uint32_t loc, struct spot *spot)
{
	struct source_place place;

	if (!spell(w, loc, &place))
		return false;
	spot->line = place.line;
	spot->column = drawn_column(&place);
	return true;
}

bool frame_spot(const struct frame *f, uint32_t loc, struct spot *spot)
{
	return first_spot(f->w, loc, spot);
}

static bool range_spots(const struct frame *f, uint32_t primary, const struct diag_range *range, struct drawn *drawn)
{
	if (!range->start || range->end <= range->start)
		return false;
	if (!related(f->w, primary, range->start) || !related(f->w, primary, range->end - 1))
		return false;
	if (!first_spot(f->w, range->start, &drawn->start) || !last_spot(f->w, range->end, &drawn->finish))
		return false;
	return drawn->start.line < drawn->finish.line ||
	       (drawn->start.line == drawn->finish.line && drawn->start.column <= drawn->finish.column);
}

static void add_caret(struct frame *f, const struct diag *d)
{
	struct drawn *drawn = &f->drawn[f->count++];

	*drawn = (struct drawn){ .has_caret = !d->no_column && !d->no_caret };
	first_spot(f->w, d->loc, &drawn->caret);
	if (d->ranges && !f->w->style->brief)
		drawn->label = d->range[0].label;
	if (!d->ranges || !range_spots(f, d->loc, &d->range[0], drawn))
		drawn->start = drawn->finish = drawn->caret;
}

static void add_ranges(struct frame *f, const struct diag *d)
{
	for (unsigned int i = 1; i < d->ranges; i++) {
		struct drawn *drawn = &f->drawn[f->count];

		*drawn = (struct drawn){ .label = f->w->style->brief ? NULL : d->range[i].label };
		if (!range_spots(f, d->loc, &d->range[i], drawn))
			continue;
		if (!d->range[i].caret || !first_spot(f->w, d->range[i].caret, &drawn->caret) || drawn->caret.line != drawn->start.line)
			drawn->caret = drawn->start;
		f->count++;
	}
}

static void add_fixit(struct frame *f, const struct diag *d)
{
	if (!d->fixit || !related(f->w, d->loc, d->fixit_loc) || !first_spot(f->w, d->fixit_loc, &f->fixit_at))
		return;
	f->fixit_end = f->fixit_at;
	f->fixit_end.column--;
	if (d->fixit_end > d->fixit_loc)
		last_spot(f->w, d->fixit_end, &f->fixit_end);
	f->fixit = d->fixit;
	f->fixit_loc = d->fixit_loc;
	f->insert = d->insert;
	f->inserts = d->inserts;
	f->has_fixit = true;
}

/* ---- lines ---- */

static void add_span(struct frame *f, unsigned int first, unsigned int last)
{
	unsigned int i = f->spans;

	if (f->spans == SPANS)
		return;
	for (; i && f->span[i - 1].first > first; i--)
		f->span[i] = f->span[i - 1];
	f->span[i] = (struct span){ first, last };
	f->spans++;
}

/* Spans that touch, or leave out one line only, become one. */
static void merge_spans(struct frame *f)
{
	unsigned int kept = 0;

	for (unsigned int i = 1; i < f->spans; i++) {
		if (f->span[i].first <= f->span[kept].last + 2) {
			if (f->span[i].last > f->span[kept].last)
				f->span[kept].last = f->span[i].last;
		} else {
			f->span[++kept] = f->span[i];
		}
	}
	f->spans = kept + 1;
}

/* Insertions come in the order of their lines. */
static void add_insert_spans(struct frame *f)
{
	unsigned int line = 0;
	struct spot at;

	for (unsigned int i = 0; f->has_fixit && i < f->inserts; i++) {
		if (!frame_spot(f, f->insert[i].at, &at) || at.line == line)
			continue;
		line = at.line;
		add_span(f, line, line);
	}
}

static void find_spans(struct frame *f)
{
	for (unsigned int i = 0; i < f->count; i++)
		add_span(f, f->drawn[i].start.line, f->drawn[i].finish.line);
	if (f->has_fixit)
		add_span(f, f->fixit_at.line, f->fixit_end.line);
	add_insert_spans(f);
	add_span(f, f->drawn[0].caret.line, f->drawn[0].caret.line);
	merge_spans(f);
}

static void find_first_line(struct frame *f, const struct diag *d)
{
	struct source_place place;
	size_t rest;

	spell(f->w, d->loc, &place);
	f->text = place.text;
	f->line = place.line;
	f->file = place.file;
	f->end = source_text(f->w->map, source_spelling(f->w->map, d->loc), &rest) + rest;
	for (unsigned int i = 0; i < d->ranges; i++)
		if (d->range[i].start && spell(f->w, d->range[i].start, &place) && !strcmp(place.file, f->file) && place.line < f->line) {
			f->text = place.text;
			f->line = place.line;
		}
	if (d->fixit && spell(f->w, d->fixit_loc, &place) && !strcmp(place.file, f->file) && place.line < f->line) {
		f->text = place.text;
		f->line = place.line;
	}
}

/* How much to cut at the left, so that the caret is seen with CARET_MARGIN columns behind it. */
static void find_offset(struct frame *f)
{
	unsigned int limit = f->limit, caret = f->drawn[0].caret.column + MARGIN, end, right;
	const char *text;
	size_t length;

	if (!limit || !frame_line(f, f->drawn[0].caret.line, &text, &length))
		return;
	end = frame_columns(text, length) + MARGIN;
	if (caret > end || end <= limit)
		return;
	right = end - caret < CARET_MARGIN ? end - caret : CARET_MARGIN;
	if (right + MARGIN >= limit || caret <= limit - right)
		return;
	f->offset = caret - (limit - right);
	if (end - MARGIN < f->offset + 2)
		f->offset = 0;
}

/* gcc draws the place of the message before only again when there is more to see. */
static bool seen(struct diag_writer *w, const struct diag *d, uint32_t line_start)
{
	bool line_only = d->no_caret; /* then gcc's place is the line */
	uint32_t start = d->ranges && !line_only ? d->range[0].start : 0, end = d->ranges && !line_only ? d->range[0].end : 0;
	uint32_t loc = line_only ? line_start : d->loc;
	struct diag_memory *m = &w->memory;
	bool same = loc == m->last_loc && start == m->last_start && end == m->last_end;

	m->last_loc = d->in_macro ? 0 : loc;
	m->last_start = start;
	m->last_end = end;
	return same && !d->fixit && d->ranges <= 1 && !(d->ranges && d->range[0].label);
}

/* Behind the last line: where gcc sees the brace that closes main(). */
static bool behind_text(const struct diag_writer *w, uint32_t loc)
{
	struct source_place place;
	size_t rest;

	source_text(w->map, source_spelling(w->map, loc), &rest);
	return !rest && spell(w, loc, &place) && !place.length;
}

void diag_frame(struct diag_writer *w, const struct diag *d)
{
	struct frame f = { .w = w };
	struct source_place place;

	if (w->style->brief && d->severity == DIAG_NOTE)
		return;
	if (!spell(w, d->loc, &place) || seen(w, d, d->loc - place.column + 1) || place.prelude || behind_text(w, d->loc))
		return;
	if (place.length > HUGE_LINE)
		return;
	if (w->style->words) {
		diag_words(w, d);
		return;
	}
	f.limit = !w->style->columns && place.length > LONG_LINE ? LONG_LIMIT : w->style->columns;
	find_first_line(&f, d);
	add_caret(&f, d);
	add_ranges(&f, d);
	add_fixit(&f, d);
	find_spans(&f);
	find_offset(&f);
	for (unsigned int i = 0; i < f.spans; i++) {
		if (i)
			diag_put(&w->out, "......\n");
		for (unsigned int line = f.span[i].first; line <= f.span[i].last; line++)
			frame_draw_line(&f, line);
	}
}
