/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A script as gcc would see it: the prelude, then the script as the body of `int main(void)`, so that gcc can be the judge of
 * what hmsh says. Every byte of C keeps its line and column: what must be added (a block's function header, `auto`) stands on lines of its
 * own, and a line mark with leading blanks leads back to the place.
 *
 * Function definitions become GNU nested functions: `static` and `extern` before them are blanked, and a prototype of a function that
 * is defined later gets `auto`, without which gcc takes it for another, external one (emit_c_scan.c finds the places). Commands come in as
 * spans: this file knows no command.
 *
 * Invariant: with all line marks followed, a byte of the script that is not blanked has the line and byte column of the script.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shell/lang/code.h"
#include "shell/lang/emit_c.h"
#include "shell/lang/emit_c_scan.h"
#include "shell/lang/front.h"

struct out {
	char *bytes;
	size_t length, capacity;
	bool failed;
};

static void out_add(struct out *out, const char *bytes, size_t n)
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

static void out_text(struct out *out, const char *text)
{
	out_add(out, text, strlen(text));
}

static void out_end_line(struct out *out)
{
	if (out->length && out->bytes[out->length - 1] != '\n')
		out_add(out, "\n", 1);
}

/* gcc reads the name as a string literal. */
static void out_mark_as(struct out *out, unsigned int line, const char *file, const char *flags)
{
	char number[32];

	out_end_line(out);
	snprintf(number, sizeof(number), "# %u \"", line);
	out_text(out, number);
	for (; *file; file++) {
		if (*file == '"' || *file == '\\')
			out_add(out, "\\", 1);
		out_add(out, *file == '\n' ? "?" : file, 1);
	}
	out_text(out, "\"");
	out_text(out, flags);
	out_text(out, "\n");
}

static void out_mark(struct out *out, unsigned int line, const char *file)
{
	out_mark_as(out, line, file, "");
}

/* ---- the script ---- */

struct script {
	const struct emit_c_input *in;
	char *copy;                /* the script with commands, blocks and storage words blanked */
	char *keep;                /* the script with commands and storage words blanked, blocks kept */
	size_t from, to;           /* the part */
	size_t counted;            /* line is the number of this place's line */
	unsigned int line;
	struct out out;
};

static void blank(char *text, size_t from, size_t to)
{
	for (; from < to; from++)
		if (text[from] != '\n' && text[from] != '\r' && text[from] != '\t')
			text[from] = ' ';
}

static void blank_commands(struct script *s)
{
	const struct emit_c_input *in = s->in;

	for (size_t i = 0; i < in->span_count; i++) {
		const struct lang_span *span = &in->spans[i];
		size_t from = span->begin - in->begin, to = span->end - in->begin;

		if (span->kind == LANG_SPAN_BLOCK) {
			memcpy(s->keep + from, in->text + from, to - from);
		} else {
			blank(s->keep, from, to);
			blank(s->copy, from, to);
		}
	}
}

/* `#include <linux/mm.h>`: the prelude has it. Length of the whole, 0: something else. */
static size_t known_include(const char *line, size_t length)
{
	size_t i = 0, name;
	char close;

	while (i < length && (line[i] == ' ' || line[i] == '\t'))
		i++;
	if (i == length || line[i++] != '#')
		return 0;
	while (i < length && (line[i] == ' ' || line[i] == '\t'))
		i++;
	if (length - i < 7 || memcmp(line + i, "include", 7))
		return 0;
	for (i += 7; i < length && (line[i] == ' ' || line[i] == '\t');)
		i++;
	if (i == length || (line[i] != '<' && line[i] != '"'))
		return 0;
	close = line[i] == '<' ? '>' : '"';
	name = ++i;
	while (i < length && line[i] != close)
		i++;
	return i < length && front_has_header(line + name, i - name) ? i + 1 : 0;
}

static void blank_includes(char *text, size_t length)
{
	for (size_t at = 0; at < length; at++) {
		const char *end = memchr(text + at, '\n', length - at);
		size_t line = end ? (size_t)(end - text) - at : length - at;

		blank(text, at, at + known_include(text + at, line));
		at += line;
	}
}

/* Spans must lie in order in the text; a block in its command. */
static bool spans_are_valid(const struct emit_c_input *in)
{
	uint32_t end = in->begin, command_end = in->begin;

	for (size_t i = 0; i < in->span_count; i++) {
		const struct lang_span *span = &in->spans[i];

		if (span->begin < end || span->end < span->begin || span->end - in->begin > in->length)
			return false;
		if (span->kind == LANG_SPAN_BLOCK && span->end > command_end)
			return false;
		if (span->kind == LANG_SPAN_BLOCK) {
			end = span->end;
		} else {
			if (span->begin < command_end)
				return false;
			end = span->begin;
			command_end = span->end;
		}
	}
	return true;
}

/* Parts lie between commands that end the C session. False: there is no such part. */
static bool find_part(struct script *s, unsigned int part)
{
	const struct emit_c_input *in = s->in;

	s->from = 0;
	for (size_t i = 0; i < in->span_count; i++) {
		if (in->spans[i].kind != LANG_SPAN_CUT)
			continue;
		if (!--part) {
			s->to = in->spans[i].begin - in->begin;
			return true;
		}
		s->from = in->spans[i].end - in->begin;
	}
	s->to = in->length;
	return part == 1;
}

/* Places are asked for in rising order. */
static unsigned int line_of(struct script *s, size_t at)
{
	for (; s->counted < at; s->counted++)
		s->line += s->in->text[s->counted] == '\n';
	return s->line;
}

/* A line mark, and blanks up to the column of the place: gcc counts bytes here and reads the width from the file itself. */
static void go_to(struct script *s, size_t at)
{
	size_t start = at;

	out_mark(&s->out, line_of(s, at), s->in->file);
	while (start && s->in->text[start - 1] != '\n')
		start--;
	for (; start < at; start++)
		out_add(&s->out, s->in->text[start] == '\t' ? "\t" : " ", 1);
}

static bool defined_behind(const struct segments *all, size_t i)
{
	for (size_t k = i + 1; k < all->count; k++)
		if (all->item[k].definition && emit_c_same(&all->item[k].name, &all->item[i].name))
			return true;
	return false;
}

/* A function without a type still needs a word to be a declaration. */
static void blank_storage(struct script *s, const struct segment *segment)
{
	char *word = s->keep + s->from + segment->storage;

	if (segment->storage == SIZE_MAX)
		return;
	blank(word, 0, segment->storage_length);
	if (segment->words == 1)
		memcpy(word, "auto", 4);
}

static bool is_static(const struct script *s, const struct segment *segment)
{
	return segment->storage != SIZE_MAX && s->copy[s->from + segment->storage] == 's';
}

/* The function header of a command's block, named at the block's own brace, then the block. */
static void open_block(struct script *s, const struct lang_span *span)
{
	out_end_line(&s->out);
	out_text(&s->out, "{ void");
	go_to(s, span->begin - s->in->begin);
	out_text(&s->out, span->name);
	out_text(&s->out, "(void)");
	go_to(s, span->begin - s->in->begin);
}

static void close_block(struct script *s, const struct lang_span *span)
{
	out_end_line(&s->out);
	out_mark(&s->out, line_of(s, span->end - s->in->begin), s->in->file);
	out_text(&s->out, "}");
	go_to(s, span->end - s->in->begin);
}

static void copy_to(struct script *s, size_t *at, size_t to)
{
	if (to > *at) {
		out_add(&s->out, s->keep + *at, to - *at);
		*at = to;
	}
}

static void write_block(struct script *s, size_t *at, const struct lang_span *span)
{
	copy_to(s, at, span->begin - s->in->begin);
	open_block(s, span);
	copy_to(s, at, span->end - s->in->begin);
	close_block(s, span);
}

static void write_auto(struct script *s, size_t *at, size_t place)
{
	copy_to(s, at, place);
	out_mark(&s->out, line_of(s, place), s->in->file);
	out_text(&s->out, "auto");
	go_to(s, place);
}

/* Blocks and `auto` in the order of the text. */
static void write_body(struct script *s, const struct segments *all)
{
	size_t at = s->from, block = 0;

	for (size_t i = 0; i <= all->count; i++) {
		size_t place = i < all->count ? s->from + all->item[i].begin : s->to;

		for (; block < s->in->span_count && s->in->spans[block].end - s->in->begin <= place; block++)
			if (s->in->spans[block].kind == LANG_SPAN_BLOCK && s->in->spans[block].begin - s->in->begin >= s->from)
				write_block(s, &at, &s->in->spans[block]);
		if (i < all->count && !all->item[i].definition && all->item[i].words > 1 && defined_behind(all, i))
			write_auto(s, &at, place);
	}
	copy_to(s, &at, s->to);
}

static void change_storage(struct script *s, const struct segments *all)
{
	for (size_t i = 0; i < all->count; i++)
		if (all->item[i].definition || is_static(s, &all->item[i]) || defined_behind(all, i))
			blank_storage(s, &all->item[i]);
}

static unsigned int parameters_of(const char *name)
{
	unsigned int count = 1;

	for (const char *p = name; *p; p++)
		count += *p == ',';
	return count;
}

/* "(a, b, c" or "(a, 0, 0": the first `seen` by name. */
static void write_list(struct out *out, unsigned int count, unsigned int seen)
{
	for (unsigned int i = 0; i < count; i++) {
		const char parameter = (char)('a' + i);

		out_text(out, i ? ", " : "(");
		out_add(out, i >= seen ? "0" : &parameter, 1);
	}
}

/* `#define f(a, b) f(a, 0)`: what the macro throws away is never seen. */
static void write_blind(struct out *out, const char *name, size_t length, unsigned int seen)
{
	unsigned int count = parameters_of(name);

	write_list(out, count, count);
	out_text(out, ") ");
	out_add(out, name, length);
	write_list(out, count, seen);
	out_text(out, ")");
}

/* `#define f(a, ...) (CHECK(a), f(a))`: a type that is refused, arguments that are dropped, or both. */
static void write_checked(struct out *out, const struct hm_call *call, const char *name, size_t length, const char *page_type)
{
	bool drops = call->flags & HM_CALL_EXTRA_DROPPED;
	unsigned int count = drops ? parameters_of(name) : 1;

	write_list(out, count, count);
	out_text(out, ", ...) (");
	if (call->flags & HM_CALL_TYPE_SAID) {
		out_text(out, "(void)sizeof(struct { _Static_assert(!__builtin_types_compatible_p(__typeof__(a), ");
		out_text(out, page_type);
		out_text(out, " *), \"BUILD_BUG_ON failed: __same_type((\" #a \"), ");
		out_text(out, page_type);
		out_text(out, " *)\"); int x; }), ");
	} else if (call->flags & HM_CALL_TYPE_CHECK) {
		out_text(out, "(void)sizeof(struct { int:-!!__builtin_types_compatible_p(__typeof__(a), ");
		out_text(out, page_type);
		out_text(out, " *); }), ");
	}
	out_add(out, name, length);
	write_list(out, count, count);
	out_text(out, drops ? "))" : ", ##__VA_ARGS__))");
}

static void write_macro(struct out *out, const struct hm_call *call, const char *page_type)
{
	size_t length;
	const char *name = hm_call_name(call, &length);

	out_text(out, "#define ");
	out_add(out, name, length);
	if (call->flags & (HM_CALL_UNSEEN_ARGS | HM_CALL_UNSEEN_REST))
		write_blind(out, name, length, call->flags & HM_CALL_UNSEEN_ARGS ? 0 : 1);
	else
		write_checked(out, call, name, length, page_type);
	out_text(out, "\n");
}

/* As of a system header, at line `line` of the prelude: gcc then speaks of the place where a macro is used. */
static void write_macros(struct out *out, const struct hm_machine *m, unsigned int line, const char *file)
{
	const unsigned int macro = HM_CALL_UNSEEN_ARGS | HM_CALL_UNSEEN_REST | HM_CALL_EXTRA_DROPPED | HM_CALL_TYPE_CHECK;
	const char *page_type = m ? hm_machine_era(m)->page_type : NULL;
	const struct hm_call *call;
	bool any = false;

	for (unsigned int i = 0; m && (call = hm_call_at(m, i)); i++) {
		if (!(call->flags & macro))
			continue;
		if (!any)
			out_mark_as(out, line, file, " 3");
		any = true;
		write_macro(out, call, page_type ? page_type : "void");
	}
	if (any)
		out_mark(out, line, file);
}

static unsigned int lines_of(const char *text, size_t length)
{
	unsigned int n = 0;

	for (size_t i = 0; i < length; i++)
		n += text[i] == '\n';
	return n;
}

static bool write_script(struct script *s)
{
	const struct emit_c_input *in = s->in;
	struct segments all = { 0 };

	emit_c_scan(&all, in->prelude, in->prelude_length);
	all.count = 0;
	emit_c_scan(&all, s->copy + s->from, s->to - s->from);
	if (!all.failed) {
		change_storage(s, &all);
		out_mark(&s->out, 1, in->prelude_file);
		out_add(&s->out, in->prelude, in->prelude_length);
		out_end_line(&s->out);
		write_macros(&s->out, in->machine, 1 + lines_of(in->prelude, in->prelude_length), in->prelude_file);
		out_text(&s->out, "int main(void) {\n");
		go_to(s, s->from);
		write_body(s, &all);
		out_end_line(&s->out);
		out_text(&s->out, "}\n");
	}
	segments_free(&all);
	return !all.failed && !s->out.failed;
}

bool emit_c(const struct emit_c_input *in, unsigned int part, char **text, size_t *length)
{
	struct script s = { .in = in, .line = in->first_line, .copy = malloc(in->length + 1), .keep = malloc(in->length + 1) };
	bool ok = s.copy && s.keep && spans_are_valid(in) && find_part(&s, part);

	if (ok) {
		memcpy(s.copy, in->text, in->length);
		memcpy(s.keep, in->text, in->length);
		blank_commands(&s);
		blank_includes(s.copy, in->length);
		blank_includes(s.keep, in->length);
		ok = write_script(&s);
	}
	free(s.copy);
	free(s.keep);
	if (!ok) {
		free(s.out.bytes);
		return false;
	}
	*text = s.out.bytes;
	*length = s.out.length;
	return true;
}

bool lang_emit_c(struct lang *lang, uint32_t begin, uint32_t end, const struct lang_span *spans, size_t span_count, unsigned int part,
		 char **text, size_t *length)
{
	struct emit_c_input in = { .begin = begin, .length = end - begin, .spans = spans, .span_count = span_count };
	struct source_place place;
	size_t rest;

	if (!front_prelude(lang->front, &in.prelude, &in.prelude_length) || !source_place(lang->map, begin, &place))
		return false;
	in.text = source_text(lang->map, begin, &rest);
	in.prelude_file = hm_machine_era(lang->m)->prelude_file;
	in.machine = lang->m;
	in.file = place.file;
	in.first_line = place.line;
	return emit_c(&in, part, text, length);
}
