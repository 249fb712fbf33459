/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The map of source texts. Texts and macro expansions lie end to end in one space of 32-bit locations, found by binary search. An
 * expansion takes as many locations as its macro's body has bytes, so that a token's place in the body gives its own location
 * without a table; two numbers (body, point) lead from there to the definition and outwards to the name that was expanded.
 *
 * Invariants: entries are sorted by base; entries behind `end` are what undo has cut: still readable (redo brings them back) until
 * the next text or expansion takes their place. A text is kept once, followed by a NUL; where its lines are is
 * found out, by steps of a KiB, when a place in it is first asked for. Left out: line splices and #line, which never move a location.
 */
#include <stdlib.h>
#include <string.h>

#include "shell/lang/source.h"

enum { LINE_STEP = 1024 };

/* Which line, from 0, and where it begins. */
struct line_step { uint32_t line, begin; };

struct text {
	char *bytes, *file;
	size_t length;
	struct line_step *step;    /* NULL until needed */
	struct line_step only;     /* what it is when memory is short: all is counted from the beginning, then */
	uint32_t steps;
	unsigned int first_line;
	unsigned int last_column;  /* of the byte at last_at, asked for last: the next place is mostly just behind it */
	uint32_t last_at;
	bool prelude;
	bool returns;              /* it has a '\r', so a line may end otherwise than with '\n' */
};

struct entry {
	uint32_t base;             /* first location */
	uint32_t span;             /* number of locations, the one behind the last byte included */
	uint32_t body, point;      /* expansion; body 0: a text */
	union {
		struct text *text;
		const char *name;
	} of;
};

struct table {
	struct entry *entry;
	size_t count, capacity;
};

struct source_map {
	struct table main, scratch;
	uint32_t end;
	bool in_scratch;           /* the text added last was a scratch text: its expansions go beside it */
};

struct source_map *source_map_new(void)
{
	struct source_map *map = calloc(1, sizeof *map);

	if (map)
		map->end = 1;
	return map;
}

static void text_free(struct text *text)
{
	free(text->bytes);
	free(text->file);
	if (text->step != &text->only)
		free(text->step);
	free(text);
}

static void table_cut(struct table *table, size_t count)
{
	while (table->count > count) {
		struct entry *entry = &table->entry[--table->count];

		if (!entry->body)
			text_free(entry->of.text);
	}
}

void source_map_free(struct source_map *map)
{
	if (!map)
		return;
	table_cut(&map->main, 0);
	table_cut(&map->scratch, 0);
	free(map->main.entry);
	free(map->scratch.entry);
	free(map);
}

static struct entry *table_add(struct table *table, uint32_t base, uint32_t span)
{
	if (table->count == table->capacity) {
		size_t capacity = table->capacity ? 2 * table->capacity : 16;
		struct entry *entry = realloc(table->entry, capacity * sizeof *entry);

		if (!entry)
			return NULL;
		table->entry = entry;
		table->capacity = capacity;
	}
	table->entry[table->count] = (struct entry){ .base = base, .span = span };
	return &table->entry[table->count++];
}

/* Index of the last entry whose base is at or before loc, or count if there is none. */
static size_t table_find(const struct table *table, uint32_t loc)
{
	size_t low = 0, high = table->count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (table->entry[mid].base <= loc)
			low = mid + 1;
		else
			high = mid;
	}
	return low ? low - 1 : table->count;
}

static const struct entry *find(const struct source_map *map, uint32_t loc)
{
	const struct table *table = loc >= SOURCE_SCRATCH ? &map->scratch : &map->main;
	size_t i = table_find(table, loc);

	if (!loc || i == table->count || loc - table->entry[i].base >= table->entry[i].span)
		return NULL;
	return &table->entry[i];
}

static void drop_undone(struct source_map *map)
{
	while (map->main.count && map->main.entry[map->main.count - 1].base >= map->end)
		table_cut(&map->main, map->main.count - 1);
}

static struct text *text_new(const char *file, const char *bytes, size_t length, unsigned int first_line, bool prelude)
{
	struct text *text = calloc(1, sizeof *text);

	if (!text)
		return NULL;
	text->bytes = malloc(length + 1);
	text->file = strdup(file);
	if (!text->bytes || !text->file) {
		text_free(text);
		return NULL;
	}
	if (length)
		memcpy(text->bytes, bytes, length);
	text->bytes[length] = 0;
	text->length = length;
	text->first_line = first_line;
	text->prelude = prelude;
	return text;
}

static uint32_t add(struct table *table, uint32_t base, struct text *text)
{
	struct entry *entry = text ? table_add(table, base, (uint32_t)text->length + 1) : NULL;

	if (!entry) {
		if (text)
			text_free(text);
		return 0;
	}
	entry->of.text = text;
	return base;
}

uint32_t source_add(struct source_map *map, const char *file, const char *text, size_t length, unsigned int first_line, bool prelude)
{
	uint32_t base;

	drop_undone(map);
	if (length >= SOURCE_SCRATCH - 2 - map->end)
		return 0;
	base = add(&map->main, map->end, text_new(file, text, length, first_line, prelude));
	if (base)
		map->end = base + (uint32_t)length + 2;
	map->in_scratch = false;
	return base;
}

uint32_t source_scratch(struct source_map *map, const char *file, const char *text, size_t length, unsigned int first_line)
{
	table_cut(&map->scratch, 0);
	if (length >= UINT32_MAX - 2 - SOURCE_SCRATCH)
		return 0;
	map->in_scratch = true;
	return add(&map->scratch, SOURCE_SCRATCH, text_new(file, text, length, first_line, false));
}

uint32_t source_expand(struct source_map *map, const char *name, uint32_t body, uint32_t length, uint32_t point)
{
	bool scratch = point >= SOURCE_SCRATCH;
	struct table *table = scratch ? &map->scratch : &map->main;
	const struct entry *last;
	struct entry *entry;
	uint32_t base = map->end;

	if (!scratch)
		drop_undone(map);
	last = table->count ? &table->entry[table->count - 1] : NULL;
	if (scratch && last)
		base = last->base + last->span + 1;
	if (length >= (scratch ? UINT32_MAX : SOURCE_SCRATCH) - base - 2)
		return 0;
	entry = table_add(table, base, length + 1);
	if (!entry)
		return 0;
	entry->body = body;
	entry->point = point;
	entry->of.name = name;
	if (!scratch)
		map->end = base + length + 2;
	return base;
}

bool source_expansion(const struct source_map *map, uint32_t loc, uint32_t *point, const char **name)
{
	const struct entry *entry = find(map, loc);

	if (!entry || !entry->body)
		return false;
	*point = entry->point;
	*name = entry->of.name;
	return true;
}

uint32_t source_spelling(const struct source_map *map, uint32_t loc)
{
	const struct entry *entry;

	while ((entry = find(map, loc)) && entry->body)
		loc = entry->body + (loc - entry->base);
	return loc;
}

uint32_t source_point(const struct source_map *map, uint32_t loc)
{
	const struct entry *entry;

	while ((entry = find(map, loc)) && entry->body)
		loc = entry->point;
	return loc;
}

const char *source_text(const struct source_map *map, uint32_t loc, size_t *length)
{
	const struct entry *entry = find(map, loc);

	*length = 0;
	if (!entry || entry->body)
		return "";
	*length = entry->of.text->length - (loc - entry->base);
	return entry->of.text->bytes + (loc - entry->base);
}

uint32_t source_end(const struct source_map *map)
{
	return map->end;
}

void source_truncate(struct source_map *map, uint32_t end)
{
	const struct entry *last = map->main.count ? &map->main.entry[map->main.count - 1] : NULL;
	uint32_t most = last ? last->base + last->span + 1 : 1;

	map->end = end < most ? end : most;
}

size_t source_bytes(const struct source_map *map)
{
	size_t bytes = sizeof *map + (map->main.capacity + map->scratch.capacity) * sizeof(struct entry);

	for (size_t i = 0; i < map->main.count; i++) {
		const struct entry *entry = &map->main.entry[i];

		if (!entry->body)
			bytes += sizeof(struct text) + entry->of.text->length + entry->of.text->steps * sizeof(struct line_step);
	}
	return bytes;
}

/* ---- lines ---- */

size_t source_newlines(const char *p, size_t n)
{
	const uint64_t low = 0x7f7f7f7f7f7f7f7fu, ones = 0x0101010101010101u;
	size_t count = 0;

	for (; n >= 8; p += 8, n -= 8) {
		uint64_t eight;

		memcpy(&eight, p, 8);
		eight ^= '\n' * ones;
		/* the top bit of each byte that is zero now, then how many */
		count += (size_t)((~(((eight & low) + low) | eight | low) >> 7) * ones >> 56);
	}
	for (; n; n--)
		count += *p++ == '\n';
	return count;
}

/* Length of the line end at p: "\n", "\r\n", or a lone "\r". */
static size_t line_end(const char *p, const char *end)
{
	if (p < end && *p == '\r')
		return p + 1 < end && p[1] == '\n' ? 2 : 1;
	return p < end && *p == '\n';
}

/* Behind the first line end in [p, end), or NULL: there is none. */
static inline const char *next_line(const char *p, const char *end)
{
	while (p < end && ((unsigned char)*p > '\r' || !line_end(p, end)))
		p++;
	return p < end ? p + line_end(p, end) : NULL;
}

/*
 * Lines that begin in (at, upto]; *begin: where the last of them does, if there are any. A "\r\n" that lies across `upto` is counted by whoever
 * goes on there.
 */
static uint32_t lines_between(const struct text *text, uint32_t at, uint32_t upto, uint32_t *begin)
{
	const char *p = text->bytes + at, *stop = text->bytes + upto, *end = text->bytes + text->length;
	uint32_t n = 0;

	if (!text->returns) {
		n = (uint32_t)source_newlines(p, upto - at);
		while (n && stop[-1] != '\n')
			stop--;
		*begin = n ? (uint32_t)(stop - text->bytes) : *begin;
		return n;
	}
	while ((p = next_line(p, end)) && p <= stop) {
		*begin = (uint32_t)(p - text->bytes);
		n++;
	}
	return n;
}

/* Every LINE_STEP bytes: which line goes on there, and where it began. */
static void lines_make(struct text *text)
{
	uint32_t steps = (uint32_t)(text->length / LINE_STEP) + 1;

	text->step = calloc(steps, sizeof *text->step);
	if (!text->step) {
		text->step = &text->only;
		steps = 1;
	}
	text->returns = memchr(text->bytes, '\r', text->length) != NULL;
	for (uint32_t i = 1; i < steps; i++) {
		text->step[i] = text->step[i - 1];
		text->step[i].line += lines_between(text, (i - 1) * LINE_STEP, i * LINE_STEP, &text->step[i].begin);
	}
	text->steps = steps;
}

static uint32_t step_of(const struct text *text, uint32_t offset)
{
	uint32_t step = offset / LINE_STEP;

	return step < text->steps ? step : text->steps - 1;
}

/* Number of the line that the byte at `offset` belongs to, from 0, and where it begins. */
static struct line_step line_of(const struct text *text, uint32_t offset)
{
	uint32_t step = step_of(text, offset);
	struct line_step at = text->step[step];

	at.line += lines_between(text, step * LINE_STEP, offset, &at.begin);
	return at;
}

/* Where the next line begins, or the text ends. Steps in which nothing ends are passed over. */
static const char *line_behind(const struct text *text, uint32_t offset, uint32_t line)
{
	uint32_t low = step_of(text, offset), high = text->steps;
	const char *end = text->bytes + text->length, *next;

	while (high - low > 1) {
		uint32_t mid = low + (high - low) / 2;

		if (text->step[mid].line <= line)
			low = mid;
		else
			high = mid;
	}
	low *= LINE_STEP;
	next = next_line(text->bytes + (low > offset ? low : offset), end);
	return next ? next : end;
}

/* Columns before the byte at `offset` of the line that begins at `start`. */
static unsigned int display_column(struct text *text, uint32_t start, uint32_t offset)
{
	const char *line = text->bytes + start;
	size_t bytes = offset - start, i = 0;
	unsigned int at = 0;

	if (text->last_at > start && text->last_at <= offset) {
		i = text->last_at - start;
		at = text->last_column;
	}

	while (i < bytes) {
		unsigned int width;
		bool plain;

		i += source_glyph(line + i, bytes - i, at, &width, &plain);
		at += plain ? width : 1; /* gcc's number takes them for one column, though they are shown wider */
	}
	if (bytes) {
		text->last_at = start + (uint32_t)i;
		text->last_column = at;
	}
	return at + 1;
}

bool source_place(const struct source_map *map, uint32_t loc, struct source_place *place)
{
	const struct entry *entry = map ? find(map, source_point(map, loc)) : NULL;
	struct text *text;
	const char *end, *p;
	struct line_step line;
	uint32_t offset;

	if (!entry || entry->body)
		return false;
	text = entry->of.text;
	if (!text->step)
		lines_make(text);
	offset = source_point(map, loc) - entry->base;
	line = line_of(text, offset);
	p = text->bytes + line.begin;
	end = line_behind(text, offset, line.line);
	while (end > p && (end[-1] == '\n' || end[-1] == '\r'))
		end--;
	*place = (struct source_place){ .file = text->file, .line = text->first_line + line.line, .column = offset - line.begin + 1,
		.text = p, .length = (size_t)(end - p), .prelude = text->prelude };
	place->display_column = display_column(text, line.begin, offset);
	return true;
}

/* ---- characters ---- */

/* Bytes of the UTF-8 character at p, 0: none (overlong forms, surrogates and cut sequences are none). */
static size_t utf8(const unsigned char *p, size_t n, uint32_t *code)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t length = p[0] < 0x80 ? 1 : p[0] >= 0xc2 && p[0] < 0xe0 ? 2 : (p[0] & 0xf0) == 0xe0 ? 3 : p[0] >= 0xf0 && p[0] < 0xf5 ? 4 : 0;

	if (!length || length > n)
		return 0;
	*code = length == 1 ? p[0] : p[0] & (0x7fu >> length);
	for (size_t i = 1; i < length; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		*code = *code << 6 | (p[i] & 0x3f);
	}
	if (*code < least[length] || *code > 0x10ffff || (*code >= 0xd800 && *code < 0xe000))
		return 0;
	return length;
}

struct code_range { uint32_t first, last; };

static bool in_ranges(const struct code_range *range, size_t n, uint32_t code)
{
	for (size_t i = 0; i < n; i++)
		if (code >= range[i].first && code <= range[i].last)
			return true;
	return false;
}

/* The blocks of Unicode that terminals draw in no column or in two; coarser than the full tables. */
static const struct code_range no_width[] = {
	{ 0x300, 0x36f }, { 0x483, 0x489 }, { 0x591, 0x5bd }, { 0x610, 0x61a }, { 0x64b, 0x65f }, { 0x1ab0, 0x1aff }, { 0x1dc0, 0x1dff },
	{ 0x20d0, 0x20ff }, { 0xfe00, 0xfe0f }, { 0xfe20, 0xfe2f }, { 0xe0100, 0xe01ef }
};
static const struct code_range two_columns[] = {
	{ 0x1100, 0x115f }, { 0x2e80, 0x303e }, { 0x3041, 0x33ff }, { 0x3400, 0x4dbf }, { 0x4e00, 0x9fff }, { 0xa000, 0xa4cf },
	{ 0xac00, 0xd7a3 }, { 0xf900, 0xfaff }, { 0xfe30, 0xfe6f }, { 0xff00, 0xff60 }, { 0xffe0, 0xffe6 }, { 0x1f300, 0x1f64f },
	{ 0x1f900, 0x1f9ff }, { 0x20000, 0x3fffd }
};
/* Characters that change the order or the look of others: bidi controls, zero-width spaces, line separators. */
static const struct code_range hidden[] = {
	{ 0, 0x1f }, { 0x7f, 0x9f }, { 0xad, 0xad }, { 0x61c, 0x61c }, { 0x200b, 0x200f }, { 0x2028, 0x202e }, { 0x2060, 0x2069 }, { 0xfeff, 0xfeff }
};

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

size_t source_glyph(const char *p, size_t n, unsigned int at, unsigned int *width, bool *plain)
{
	uint32_t code;
	size_t length = utf8((const unsigned char *)p, n, &code);

	*plain = true;
	*width = 1;
	if (!length) {
		*plain = false;
		*width = 4;
		return 1;
	}
	if (code == '\t') {
		*width = 8 - at % 8;
	} else if (code >= 0x20 && code < 0x7f) {
		return 1;
	} else if (in_ranges(hidden, LENGTH(hidden), code)) {
		*plain = false;
		*width = 8;
	} else if (in_ranges(no_width, LENGTH(no_width), code)) {
		*width = 0;
	} else if (in_ranges(two_columns, LENGTH(two_columns), code)) {
		*width = 2;
	}
	return length;
}
