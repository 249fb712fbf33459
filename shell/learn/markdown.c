/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From md4c's callbacks to a flat list of blocks: see markdown.h. md4c tells no line numbers, but hands out pointers into the text it was given;
 * a block's line is that of its first such pointer. A fence is found by looking for its opening line from the last place seen on.
 *
 * md4c's own promise of linear time (with its tables off for input of the wrong shape) is what keeps hostile files harmless; files are
 * limited in size before they come here.
 */
#include <dlfcn.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <md4c.h>

#include "shell/learn/markdown.h"
#include "shell/text.h"

typedef int parse_fn(const MD_CHAR *text, MD_SIZE size, const MD_PARSER *parser, void *userdata);

struct reading {
	struct pool *pool;
	struct md_blocks *out;
	const char *text, *end;
	const char *at;            /* last place seen in the text */
	const char *counted;       /* lines are counted up to here */
	unsigned int line;
	unsigned int depth;        /* lists and quotes around */
	unsigned int number[32];   /* next number of the list at that depth; 0: bullets */
	struct text inside;        /* of the block in hand */
	struct md_block block;
	bool open, placed, cells;
};

/* ---- places ---- */

static unsigned int line_of(struct reading *r, const char *place)
{
	if (place < r->counted)
		return r->line;
	for (const char *p; (p = memchr(r->counted, '\n', (size_t)(place - r->counted))); r->line++)
		r->counted = p + 1;
	return r->line;
}

static void see(struct reading *r, const char *place, size_t n)
{
	if ((uintptr_t)place < (uintptr_t)r->text || (uintptr_t)place >= (uintptr_t)r->end)
		return;
	if (place + n > r->at)
		r->at = place + n;
	if (r->open && !r->placed) {
		r->block.line = line_of(r, place);
		r->placed = true;
	}
}

static const char *skip_line(const struct reading *r, const char *line)
{
	const char *newline = memchr(line, '\n', (size_t)(r->end - line));

	return newline ? newline + 1 : r->end;
}

/* Does this line open or close a fence? Blanks and quote marks may stand before. */
static bool is_fence(const struct reading *r, const char *line)
{
	while (line < r->end && (*line == ' ' || *line == '>' || *line == '\t'))
		line++;
	return r->end - line >= 3 && (!memcmp(line, "```", 3) || !memcmp(line, "~~~", 3));
}

/* The opening line of the fence that comes next. */
static void place_fence(struct reading *r)
{
	const char *line = r->at;

	while (line > r->text && line[-1] != '\n')
		line--;
	if (line != r->at)
		line = skip_line(r, line);
	while (line < r->end && !is_fence(r, line))
		line = skip_line(r, line);
	r->block.line = r->block.last = line_of(r, line);
	r->placed = true;
	r->at = line < r->end ? skip_line(r, line) : r->end;
}

/* Behind the fence's closing line. */
static void close_fence(struct reading *r)
{
	const char *line = r->at;

	while (line > r->text && line[-1] != '\n')
		line--;
	if (line != r->at)
		line = skip_line(r, line);
	r->block.last = line_of(r, line);
	if (line < r->end && is_fence(r, line))
		r->at = skip_line(r, line);
}

/* ---- text ---- */

static void add_mark(struct reading *r, char mark)
{
	if (r->open && r->block.kind != MD_FENCE)
		text_add(&r->inside, &mark, 1);
}

/* Control characters are made visible: marks are ours alone. */
static void add_clean(struct reading *r, const char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)bytes[i];
		char shown[2] = { '^', (char)(c ^ 0x40) };

		if (c >= ' ' || c == '\n' || c == '\t')
			text_add(&r->inside, bytes + i, 1);
		else
			text_add(&r->inside, shown, 2);
	}
}

static void add_code_point(struct reading *r, unsigned long c)
{
	char out[4];
	size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;

	if (c > 0x10ffff || !c)
		c = 0xfffd;
	if (n == 1) {
		out[0] = (char)c;
		add_clean(r, out, 1);
		return;
	}
	for (size_t i = n; i-- > 1; c >>= 6)
		out[i] = (char)(0x80 | (c & 0x3f));
	out[0] = (char)((0xf00 >> n & 0xf0) | (int)c);
	text_add(&r->inside, out, n);
}

static void add_entity(struct reading *r, const char *bytes, size_t n)
{
	static const struct { const char *name, *is; } known[] = {
		{ "&amp;", "&" }, { "&lt;", "<" }, { "&gt;", ">" }, { "&quot;", "\"" }, { "&nbsp;", " " }, { "&mdash;", "-" }, { "&ndash;", "-" }
	};
	char digits[12];

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (strlen(known[i].name) == n && !memcmp(known[i].name, bytes, n)) {
			text_puts(&r->inside, known[i].is);
			return;
		}
	if (n > 3 && n < sizeof(digits) && bytes[1] == '#') {
		bool hex = (bytes[2] | 32) == 'x';

		memcpy(digits, bytes + 2 + hex, n - 3 - hex);
		digits[n - 3 - hex] = '\0';
		add_code_point(r, strtoul(digits, NULL, hex ? 16 : 10));
		return;
	}
	add_clean(r, bytes, n);
}

static int on_text(MD_TEXTTYPE type, const MD_CHAR *bytes, MD_SIZE n, void *context)
{
	struct reading *r = context;

	if (!r->open)
		return 0;
	see(r, bytes, n);
	switch (type) {
	case MD_TEXT_BR: add_mark(r, MARK_BREAK); break;
	case MD_TEXT_SOFTBR: text_add(&r->inside, " ", 1); break;
	case MD_TEXT_ENTITY: add_entity(r, bytes, n); break;
	case MD_TEXT_NULLCHAR: add_code_point(r, 0xfffd); break;
	case MD_TEXT_NORMAL: case MD_TEXT_CODE: case MD_TEXT_HTML: case MD_TEXT_LATEXMATH: add_clean(r, bytes, n); break;
	}
	return r->inside.failed || r->pool->failed ? -1 : 0;
}

/* ---- blocks ---- */

static void begin(struct reading *r, enum md_kind kind)
{
	r->block = (struct md_block){ .kind = kind, .line = r->line, .level = r->depth, .info = "" };
	r->open = true;
	r->placed = false;
	text_clear(&r->inside);
}

static void finish(struct reading *r)
{
	struct md_block *b;

	if (!r->open)
		return;
	r->open = false;
	r->pool->failed = r->pool->failed || r->inside.failed;
	b = pool_more(r->pool, &r->out->block, &r->out->count, sizeof(*b));
	if (!b)
		return;
	*b = r->block;
	b->text = pool_copy(r->pool, text_string(&r->inside), r->inside.length);
	b->length = r->inside.length;
}

static void enter_list(struct reading *r, unsigned int number)
{
	r->depth++;
	if (r->depth < 32)
		r->number[r->depth] = number;
}

static void enter_item(struct reading *r)
{
	begin(r, MD_ITEM);
	if (r->depth < 32 && r->number[r->depth])
		r->block.number = r->number[r->depth]++;
}

static int on_enter_block(MD_BLOCKTYPE type, void *detail, void *context)
{
	struct reading *r = context;

	if (type == MD_BLOCK_UL) {
		finish(r); /* an item whose text is followed by a list inside it */
		enter_list(r, 0);
	} else if (type == MD_BLOCK_OL) {
		finish(r);
		enter_list(r, ((const MD_BLOCK_OL_DETAIL *)detail)->start);
	} else if (type == MD_BLOCK_QUOTE) {
		r->depth++;
	} else if (type == MD_BLOCK_LI) {
		enter_item(r);
	} else if (type == MD_BLOCK_H) {
		begin(r, MD_HEADING);
		r->block.level = ((const MD_BLOCK_H_DETAIL *)detail)->level;
	} else if (type == MD_BLOCK_CODE) {
		const MD_BLOCK_CODE_DETAIL *d = detail;

		begin(r, MD_FENCE);
		if (d->fence_char)
			place_fence(r);
		r->block.info = pool_copy(r->pool, d->info.text ? d->info.text : "", d->info.text ? d->info.size : 0);
	} else if (type == MD_BLOCK_TR) {
		begin(r, MD_ROW);
		r->cells = false;
	} else if (type == MD_BLOCK_HR) {
		begin(r, MD_RULE);
	} else if (type == MD_BLOCK_P && !(r->open && r->block.kind == MD_ITEM && !r->inside.length)) {
		finish(r); /* a paragraph behind an item's first one */
		begin(r, MD_PARAGRAPH);
	} else if ((type == MD_BLOCK_TD || type == MD_BLOCK_TH) && r->open) {
		if (r->cells)
			text_add(&r->inside, "\t", 1);
		r->cells = true;
	}
	return 0;
}

static int on_leave_block(MD_BLOCKTYPE type, void *detail, void *context)
{
	struct reading *r = context;

	(void)detail;
	if (type == MD_BLOCK_UL || type == MD_BLOCK_OL || type == MD_BLOCK_QUOTE)
		r->depth--;
	else if (type == MD_BLOCK_CODE) {
		if (*r->block.info || r->placed)
			close_fence(r);
		finish(r);
	} else if (type == MD_BLOCK_LI || type == MD_BLOCK_H || type == MD_BLOCK_TR || type == MD_BLOCK_HR || type == MD_BLOCK_P) {
		finish(r);
	}
	return r->pool->failed ? -1 : 0;
}

/* ---- spans ---- */

static int on_enter_span(MD_SPANTYPE type, void *detail, void *context)
{
	(void)detail;
	if (type == MD_SPAN_STRONG)
		add_mark(context, MARK_STRONG);
	else if (type == MD_SPAN_EM)
		add_mark(context, MARK_EMPHASIS);
	else if (type == MD_SPAN_CODE)
		add_mark(context, MARK_CODE);
	return 0;
}

static int on_leave_span(MD_SPANTYPE type, void *detail, void *context)
{
	struct reading *r = context;

	if (type == MD_SPAN_STRONG || type == MD_SPAN_EM || type == MD_SPAN_CODE) {
		add_mark(r, MARK_END);
	} else if (type == MD_SPAN_A && r->open) {
		const MD_ATTRIBUTE *href = &((const MD_SPAN_A_DETAIL *)detail)->href;

		if (href->size > 8 && !memcmp(href->text, "http", 4)) { /* a link inside the lessons is a name already */
			text_puts(&r->inside, " <");
			add_clean(r, href->text, href->size);
			text_puts(&r->inside, ">");
		}
	}
	return 0;
}

/* Opened once; it stays for the life of the process. */
static parse_fn *open_md4c(void)
{
	void *library = dlopen("libmd4c.so.0", RTLD_NOW | RTLD_LOCAL);
	void *symbol = library ? dlsym(library, "md_parse") : NULL;
	parse_fn *parse;

	memcpy(&parse, &symbol, sizeof(parse)); /* ISO C has no cast from object to function pointers */
	return parse;
}

static bool too_many_lines(const char *text, size_t length)
{
	const char *end = text + length, *newline;
	unsigned int lines = 0;

	for (; text < end && (newline = memchr(text, '\n', (size_t)(end - text))); text = newline + 1)
		lines++;
	return lines + (text < end) > MARKDOWN_LINES;
}

const char *markdown_read(struct pool *pool, const char *text, size_t length, unsigned int first_line, struct md_blocks *out)
{
	static const MD_PARSER parser = {
		.flags = MD_FLAG_NOHTML | MD_FLAG_TABLES | MD_FLAG_NOINDENTEDCODEBLOCKS, .enter_block = on_enter_block, .leave_block = on_leave_block,
		.enter_span = on_enter_span, .leave_span = on_leave_span, .text = on_text
	};
	parse_fn *parse = open_md4c();
	struct reading r = { .pool = pool, .out = out, .text = text, .end = text + length, .at = text, .counted = text, .line = first_line };
	int failed;

	*out = (struct md_blocks){ 0 };
	if (too_many_lines(text, length))
		return "it has more than 20000 lines";
	if (!parse)
		return "libmd4c.so.0 cannot be loaded (Debian's package libmd4c0 has it)";
	failed = parse(text, (MD_SIZE)length, &parser, &r);
	text_free(&r.inside);
	return failed || pool->failed ? "out of memory" : NULL;
}
