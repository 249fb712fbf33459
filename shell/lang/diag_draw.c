/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Draws the lines of a frame as gcc 12 does: line number, line, caret and underlines, labels with bars, fix-its. Nothing is written that
 * could steer a terminal: diag_glyph() writes every character of the source.
 */
#include <string.h>

#include "shell/lang/diag_frame.h"

/* The line with that number, without its end. The frame walks forward only. */
bool frame_line(const struct frame *f, unsigned int line, const char **text, size_t *length)
{
	const char *p = f->text, *end;

	for (unsigned int at = f->line; at < line; at++) {
		p = memchr(p, '\n', (size_t)(f->end - p));
		if (!p)
			return false;
		p++;
	}
	/* behind the last newline there is no line, though something may be missing there */
	if (p == f->end)
		return false;
	end = memchr(p, '\n', (size_t)(f->end - p));
	if (!end)
		end = f->end;
	while (end > p && (end[-1] == ' ' || end[-1] == '\t' || end[-1] == '\r'))
		end--;
	*text = p;
	*length = (size_t)(end - p);
	return true;
}

unsigned int frame_columns(const char *text, size_t length)
{
	unsigned int column = 0, width;
	bool plain;

	while (length) {
		size_t taken = source_glyph(text, length, column, &width, &plain);

		column += width;
		text += taken;
		length -= taken;
	}
	return column;
}

static unsigned int right_edge(const struct frame *f)
{
	unsigned int limit = f->limit;

	return limit > MARGIN ? f->offset + limit - MARGIN : 0;
}

/* One of our own rows below a source line. */
static void begin_row(const struct frame *f)
{
	diag_fill(&f->w->out, ' ', NUMBER_WIDTH + 1);
	diag_put(&f->w->out, "| ");
}

static void end_row(const struct frame *f)
{
	struct diag_out *out = &f->w->out;

	while (!out->failed && out->length && out->bytes[out->length - 1] == ' ')
		out->length--;
	diag_put(out, "\n");
}

static void draw_source(const struct frame *f, unsigned int line, const char *text, size_t length)
{
	struct diag_out *out = &f->w->out;
	unsigned int column = 0, edge = right_edge(f);

	diag_number(out, line, NUMBER_WIDTH);
	diag_put(out, " | ");
	while (length) {
		unsigned int before = column, width;
		bool plain;
		size_t taken = source_glyph(text, length, column, &width, &plain);

		if (edge && column + width > edge)
			break;
		if (column >= f->offset)
			taken = diag_glyph(out, text, length, &column);
		else
			column += width;
		/* a character that the left edge cuts */
		if (before < f->offset && column > f->offset)
			diag_fill(out, ' ', column - f->offset);
		text += taken;
		length -= taken;
	}
	end_row(f);
}

static bool reaches(const struct drawn *d, unsigned int line, unsigned int column)
{
	if (line < d->start.line || line > d->finish.line)
		return false;
	return !(line == d->start.line && column < d->start.column) && !(line == d->finish.line && column > d->finish.column);
}

/* What stands below that column: ' ', '~' or '^'. */
static char mark_at(const struct frame *f, unsigned int line, unsigned int column, unsigned int first, unsigned int last)
{
	for (unsigned int i = 0; i < f->count; i++) {
		const struct drawn *d = &f->drawn[i];

		if (!reaches(d, line, column) && !(d->has_caret && line == d->caret.line && column == d->caret.column))
			continue;
		if (d->has_caret && line == d->caret.line && column == d->caret.column)
			return '^';
		if (column < first || column > last)
			return ' ';
		return '~';
	}
	return ' ';
}

static unsigned int marks_end(const struct frame *f, unsigned int line, unsigned int last)
{
	unsigned int end = f->drawn[0].caret.line == line ? f->drawn[0].caret.column : 0;

	for (unsigned int i = 0; i < f->count; i++) {
		const struct drawn *d = &f->drawn[i];

		if (line == d->finish.line && d->finish.column > end)
			end = d->finish.column;
		if (line >= d->start.line && line < d->finish.line && last > end)
			end = last;
	}
	return end;
}

static bool has_marks(const struct frame *f, unsigned int line)
{
	for (unsigned int i = 0; i < f->count; i++)
		if (line >= f->drawn[i].start.line && line <= f->drawn[i].finish.line)
			return true;
	return f->drawn[0].caret.line == line;
}

static void draw_marks(const struct frame *f, unsigned int line, const char *text, size_t length)
{
	unsigned int last = frame_columns(text, length), first = 1, end = marks_end(f, line, last), edge = right_edge(f);
	size_t blank = 0;

	while (blank < length && (text[blank] == ' ' || text[blank] == '\t'))
		blank++;
	first += frame_columns(text, blank);
	if (f->drawn[0].has_caret == false)
		end = 0;
	begin_row(f);
	for (unsigned int column = f->offset + 1; column <= end && (!edge || column <= edge); column++) {
		char mark = mark_at(f, line, column, first, last);

		diag_add(&f->w->out, &mark, 1);
	}
	end_row(f);
}

/* ---- labels ---- */

struct label {
	const char *text;
	unsigned int column, width, row;
	bool bar;
};

static unsigned int gather_labels(const struct frame *f, unsigned int line, struct label *label)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < f->count; i++) {
		const struct drawn *d = &f->drawn[i];
		unsigned int at = n;

		if (!d->label || d->caret.line != line || d->caret.column <= f->offset)
			continue;
		for (; at && label[at - 1].column >= d->caret.column; at--)
			label[at] = label[at - 1];
		label[at] = (struct label){ d->label, d->caret.column - f->offset, frame_columns(d->label, strlen(d->label)), 0, true };
		n++;
	}
	return n;
}

/* From the right: a label that would touch its right neighbour goes one row down. Returns the last row. */
static unsigned int place_labels(struct label *label, unsigned int n)
{
	unsigned int row = 1, next = UINT32_MAX;

	for (unsigned int i = n; i--; ) {
		if (label[i].column + label[i].width >= next) {
			row++;
			if (label[i].column == next)
				label[i].bar = false;
		}
		label[i].row = row;
		next = label[i].column;
	}
	return row;
}

static void draw_labels(const struct frame *f, unsigned int line)
{
	struct label label[5];
	unsigned int n = gather_labels(f, line, label), last;
	struct diag_out *out = &f->w->out;

	if (!n)
		return;
	last = place_labels(label, n);
	for (unsigned int row = 0; row <= last; row++) {
		unsigned int column = 1;

		begin_row(f);
		for (unsigned int i = 0; i < n && row <= label[i].row; i++) {
			if (row != label[i].row && !label[i].bar)
				continue;
			diag_fill(out, ' ', label[i].column - column);
			diag_put(out, row == label[i].row ? label[i].text : "|");
			column = label[i].column + (row == label[i].row ? label[i].width : 1);
		}
		end_row(f);
	}
}

/* ---- fix-its ---- */

static bool marks_show(const struct frame *f, const struct spot *start, const struct spot *finish)
{
	for (unsigned int i = 0; i < f->count; i++) {
		const struct drawn *d = &f->drawn[i];

		if (d->start.line == start->line && d->finish.line == start->line && d->start.column == start->column &&
		    d->finish.column == finish->column)
			return true;
	}
	return false;
}

/* Insertions so near to each other that their texts meet are one correction, with the source between them. */
struct correction {
	unsigned int column, end;  /* where it begins; where the source that it replaces ends */
	uint32_t loc;              /* ... the place of that */
	char text[400];
	unsigned int width;
};

static void draw_correction(const struct frame *f, const struct correction *c, unsigned int *column)
{
	struct diag_out *out = &f->w->out;

	if (!c->width)
		return;
	diag_fill(out, ' ', c->column - *column);
	*column = c->column;
	if (c->end > c->column) {
		diag_fill(out, '-', c->end - c->column);
		end_row(f);
		begin_row(f);
		diag_fill(out, ' ', c->column - 1);
	}
	diag_put(out, c->text);
	*column += c->width;
}

static void extend(struct correction *c, const char *text, size_t length)
{
	if (length >= sizeof(c->text) - c->width)
		length = sizeof(c->text) - 1 - c->width;
	memcpy(c->text + c->width, text, length);
	c->width += (unsigned int)length;
	c->text[c->width] = '\0';
}

/* One more insertion: to the correction in hand, or behind it. */
static void add_correction(const struct frame *f, struct correction *c, const struct spot *spot, uint32_t loc, const char *text, unsigned int *column)
{
	unsigned int at = spot->column - f->offset;
	size_t length;

	if (c->width && at < c->column + c->width) {
		extend(c, source_text(f->w->map, c->loc, &length), loc - c->loc);
	} else {
		draw_correction(f, c, column);
		*c = (struct correction){ .column = at };
	}
	c->end = at;
	c->loc = loc;
	extend(c, text, strlen(text));
}

static void draw_inserts(const struct frame *f, unsigned int line)
{
	struct correction c = { 0 };
	unsigned int column = 1;
	struct spot at;

	begin_row(f);
	if (f->fixit_at.line == line)
		add_correction(f, &c, &f->fixit_at, f->fixit_loc, f->fixit, &column);
	for (unsigned int i = 0; i < f->inserts; i++)
		if (frame_spot(f, f->insert[i].at, &at) && at.line == line && at.column > f->offset)
			add_correction(f, &c, &at, f->insert[i].at, f->insert[i].text, &column);
	draw_correction(f, &c, &column);
	end_row(f);
}

static bool has_inserts(const struct frame *f, unsigned int line)
{
	struct spot at;

	for (unsigned int i = 0; i < f->inserts; i++)
		if (frame_spot(f, f->insert[i].at, &at) && at.line == line)
			return true;
	return false;
}

static void draw_fixit(const struct frame *f, unsigned int line)
{
	unsigned int column = 0;
	struct diag_out *out = &f->w->out;

	if (!f->has_fixit || f->fixit_at.column <= f->offset || strchr(f->fixit, '\n'))
		return;
	if (has_inserts(f, line)) {
		draw_inserts(f, line);
		return;
	}
	if (f->fixit_at.line != line)
		return;
	if (f->fixit_end.column >= f->fixit_at.column && !marks_show(f, &f->fixit_at, &f->fixit_end)) {
		begin_row(f);
		diag_fill(out, ' ', f->fixit_at.column - f->offset - 1);
		diag_fill(out, '-', f->fixit_end.column - f->fixit_at.column + 1);
		end_row(f);
	}
	begin_row(f);
	diag_fill(out, ' ', f->fixit_at.column - f->offset - 1);
	for (const char *p = f->fixit; *p; )
		p += diag_glyph(out, p, strlen(p), &column);
	end_row(f);
}

/* A whole line to put in above; then there is nothing to point at. */
static bool is_new_line(const struct frame *f)
{
	return f->has_fixit && strchr(f->fixit, '\n');
}

static void draw_new_line(const struct frame *f, unsigned int line)
{
	if (!is_new_line(f) || f->fixit_at.line != line)
		return;
	diag_put(&f->w->out, "  +++ |+");
	diag_put(&f->w->out, f->fixit);
}

void frame_draw_line(const struct frame *f, unsigned int line)
{
	const char *text;
	size_t length;

	if (!frame_line(f, line, &text, &length))
		return;
	draw_new_line(f, line);
	draw_source(f, line, text, length);
	if (has_marks(f, line) && !is_new_line(f))
		draw_marks(f, line, text, length);
	draw_labels(f, line);
	draw_fixit(f, line);
}
