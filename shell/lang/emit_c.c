/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A script as gcc would see it: the prelude, then the script as the body of `int main(void)`, so that gcc can be the judge of
 * what hmsh says. Every byte of C keeps its line and column: what must be added (a block's function header, `auto`) stands on lines of its
 * own, and a line mark with leading blanks leads back to the place.
 *
 * Function definitions become GNU nested functions: `static` and `extern` before them are blanked, and a prototype of a function that
 * is defined later gets `auto`, without which gcc takes it for another, external one. These places are found by a scan of the tokens
 * at depth 0; it expands no macro, so a definition hidden in one stays as it is. Commands come in as spans: this file knows no command.
 *
 * Invariant: with all line marks followed, a byte of the script that is not blanked has the line and byte column of the script.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shell/lang/emit_c.h"

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
static void out_mark(struct out *out, unsigned int line, const char *file)
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
	out_text(out, "\"\n");
}

/* ---- tokens at depth 0 ---- */

struct scan {
	const char *text;
	size_t at, end;
};

enum token_kind { TOKEN_END, TOKEN_WORD, TOKEN_PUNCT, TOKEN_OTHER };

struct token {
	enum token_kind kind;
	const char *start;
	size_t length;
	char punct;
};

static void skip_line(struct scan *s)
{
	while (s->at < s->end && s->text[s->at] != '\n') {
		if (s->text[s->at] == '\\' && s->at + 1 < s->end)
			s->at++;
		s->at++;
	}
}

static void skip_comment(struct scan *s)
{
	s->at += 2;
	while (s->at < s->end && !(s->text[s->at] == '/' && s->text[s->at - 1] == '*'))
		s->at++;
	if (s->at < s->end)
		s->at++;
}

static bool first_on_line(const struct scan *s)
{
	size_t i = s->at;

	while (i && (s->text[i - 1] == ' ' || s->text[i - 1] == '\t'))
		i--;
	return !i || s->text[i - 1] == '\n';
}

/* Blanks, comments and directives. */
static void skip_blank(struct scan *s)
{
	while (s->at < s->end) {
		char c = s->text[s->at], next = s->at + 1 < s->end ? s->text[s->at + 1] : '\0';

		if (c == '/' && next == '*')
			skip_comment(s);
		else if ((c == '/' && next == '/') || (c == '#' && first_on_line(s)))
			skip_line(s);
		else if (isspace((unsigned char)c) || (c == '\\' && next == '\n'))
			s->at++;
		else
			return;
	}
}

static void skip_quoted(struct scan *s)
{
	char quote = s->text[s->at++];

	while (s->at < s->end && s->text[s->at] != quote && s->text[s->at] != '\n') {
		if (s->text[s->at] == '\\')
			s->at++;
		s->at++;
	}
	s->at = s->at < s->end ? s->at + 1 : s->end;
}

static bool word_byte(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '$' || (unsigned char)c >= 0x80;
}

static struct token next_token(struct scan *s)
{
	struct token token = { .kind = TOKEN_END };

	skip_blank(s);
	if (s->at >= s->end)
		return token;
	token.start = s->text + s->at;
	if (word_byte(*token.start)) {
		token.kind = isdigit((unsigned char)*token.start) ? TOKEN_OTHER : TOKEN_WORD;
		while (s->at < s->end && word_byte(s->text[s->at]))
			s->at++;
	} else if (*token.start == '"' || *token.start == '\'') {
		token.kind = TOKEN_OTHER;
		skip_quoted(s);
	} else {
		token.kind = TOKEN_PUNCT;
		token.punct = *token.start;
		s->at++;
	}
	token.length = (size_t)(s->text + s->at - token.start);
	return token;
}

static bool is_word(const struct token *token, const char *word)
{
	return token->kind == TOKEN_WORD && token->length == strlen(word) && !memcmp(token->start, word, token->length);
}

static bool in_words(const struct token *token, const char *const *words)
{
	for (; *words; words++)
		if (is_word(token, *words))
			return true;
	return false;
}

/* Behind the brace or parenthesis that closes the one just read. */
static void skip_nested(struct scan *s)
{
	unsigned int depth = 1;

	while (depth) {
		struct token token = next_token(s);

		if (token.kind == TOKEN_END)
			return;
		if (token.punct == '{' || token.punct == '(' || token.punct == '[')
			depth++;
		if (token.punct == '}' || token.punct == ')' || token.punct == ']')
			depth--;
	}
}

/* ---- declarations at depth 0 ---- */

static const char *const type_words[] = {
	"void", "_Bool", "char", "short", "int", "long", "float", "double", "signed", "unsigned", "struct", "union", "enum", "const",
	"volatile", "static", "extern", "auto", "register", "inline", "__inline", "__inline__", "_Noreturn", "__extension__",
	"__const", "__signed__", "__volatile__", NULL
};

static const char *const statement_words[] = {
	"if", "else", "while", "for", "do", "switch", "case", "default", "break", "continue", "return", "goto", "sizeof", "asm", NULL
};

struct word {
	const char *start;
	size_t length;
};

/* One declaration or statement at depth 0. */
struct segment {
	size_t begin;
	struct word name;          /* the function it declares; length 0: none */
	bool definition;
	size_t storage;            /* place of `static` or `extern`; SIZE_MAX: none */
	size_t storage_length;
};

struct segments {
	struct segment *item;
	size_t count, capacity;
	struct word *type;         /* typedef names seen so far */
	size_t type_count, type_capacity;
	bool failed;
};

static void *grow(void *array, size_t count, size_t *capacity, size_t size)
{
	void *grown;

	if (count < *capacity)
		return array;
	grown = realloc(array, (count + 16) * 2 * size);
	if (grown)
		*capacity = (count + 16) * 2;
	return grown;
}

static void add_segment(struct segments *all, const struct segment *segment)
{
	void *grown = grow(all->item, all->count, &all->capacity, sizeof(*all->item));

	if (!grown) {
		all->failed = true;
		return;
	}
	all->item = grown;
	all->item[all->count++] = *segment;
}

static void add_type(struct segments *all, const struct token *token)
{
	void *grown = grow(all->type, all->type_count, &all->type_capacity, sizeof(*all->type));

	if (!grown) {
		all->failed = true;
		return;
	}
	all->type = grown;
	all->type[all->type_count++] = (struct word){ token->start, token->length };
}

static bool same_word(const struct word *a, const struct word *b)
{
	return a->length == b->length && !memcmp(a->start, b->start, a->length);
}

static bool begins_declaration(const struct segments *all, const struct token *token)
{
	struct word word = { token->start, token->length };

	if (token->kind != TOKEN_WORD)
		return false;
	for (size_t i = 0; i < all->type_count; i++)
		if (same_word(&all->type[i], &word))
			return true;
	return in_words(token, type_words);
}

/* A statement ends at its `;` or behind its braces. */
static void skip_statement(struct scan *s, struct token token)
{
	while (token.kind != TOKEN_END && token.punct != ';') {
		if (token.punct == '{') {
			skip_nested(s);
			return;
		}
		if (token.punct == '(' || token.punct == '[')
			skip_nested(s);
		token = next_token(s);
	}
}

/* The last name before `;`, `,`, `[` or behind `(*` of a typedef. */
static void scan_typedef(struct scan *s, struct segments *all)
{
	struct token token = next_token(s), name = { .kind = TOKEN_END }, before = name;

	for (; token.kind != TOKEN_END && token.punct != ';'; before = token, token = next_token(s)) {
		if (token.kind == TOKEN_WORD && !begins_declaration(all, &token) && !(is_word(&before, "struct") ||
		    is_word(&before, "union") || is_word(&before, "enum")))
			name = token;
		if (token.punct == '{' || token.punct == '[' || (token.punct == '(' && name.kind != TOKEN_END))
			skip_nested(s);
		if (token.punct == ',' && name.kind == TOKEN_WORD)
			add_type(all, &name);
	}
	if (name.kind == TOKEN_WORD)
		add_type(all, &name);
}

struct declaration {
	struct segment segment;
	struct token before, tag;  /* last token, and the one before it */
	bool initializer;
};

static bool declares_tag(const struct declaration *d)
{
	static const char *const tags[] = { "struct", "union", "enum", NULL };

	return in_words(&d->before, tags) || (d->before.kind == TOKEN_WORD && in_words(&d->tag, tags));
}

/* `{` in a declaration: members, an initializer, or the body that ends it. */
static bool opens_body(struct declaration *d)
{
	if (d->initializer || declares_tag(d))
		return false;
	d->segment.definition = d->segment.name.length && d->before.punct == ')';
	return true;
}

static void note_token(const struct scan *s, const struct segments *all, struct declaration *d, const struct token *token)
{
	if (d->segment.storage == SIZE_MAX && (is_word(token, "static") || is_word(token, "extern"))) {
		d->segment.storage = (size_t)(token->start - s->text);
		d->segment.storage_length = token->length;
	}
	if (token->punct == '=')
		d->initializer = true;
	if (token->punct == '(' && !d->segment.name.length && !d->initializer && d->before.kind == TOKEN_WORD &&
	    !begins_declaration(all, &d->before))
		d->segment.name = (struct word){ d->before.start, d->before.length };
}

static void scan_declaration(struct scan *s, struct segments *all, struct token token)
{
	struct declaration d = { .segment = { .begin = (size_t)(token.start - s->text), .storage = SIZE_MAX } };

	for (; token.kind != TOKEN_END && token.punct != ';'; token = next_token(s)) {
		note_token(s, all, &d, &token);
		if (token.punct == ',')
			d.initializer = false;
		if (token.punct == '{' && opens_body(&d)) {
			skip_nested(s);
			break;
		}
		/* Inside a declarator's first parenthesis may stand the function's name: `int (*f(void))(int)`. */
		if (token.punct == '{' || token.punct == '[' || (token.punct == '(' && (d.segment.name.length || d.initializer))) {
			skip_nested(s);
			token.punct = token.punct == '(' ? ')' : '}';
			token.kind = TOKEN_PUNCT;
		}
		d.tag = d.before;
		d.before = token;
	}
	if (d.segment.name.length)
		add_segment(all, &d.segment);
}

static void scan_all(struct segments *all, const char *text, size_t length)
{
	struct scan s = { .text = text, .end = length };
	struct token token;

	while ((token = next_token(&s)).kind != TOKEN_END) {
		if (token.punct == '{')
			skip_nested(&s);
		else if (is_word(&token, "typedef"))
			scan_typedef(&s, all);
		else if (!in_words(&token, statement_words) && begins_declaration(all, &token))
			scan_declaration(&s, all, token);
		else
			skip_statement(&s, token);
	}
}

/* ---- the script ---- */

struct script {
	const struct emit_c_input *in;
	char *copy;                /* the script with commands, blocks and storage words blanked */
	char *keep;                /* the script with commands and storage words blanked, blocks kept */
	size_t from, to;           /* the part */
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

static unsigned int line_of(const struct script *s, size_t at)
{
	unsigned int line = s->in->first_line;

	for (size_t i = 0; i < at; i++)
		line += s->in->text[i] == '\n';
	return line;
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
		if (all->item[k].definition && same_word(&all->item[k].name, &all->item[i].name))
			return true;
	return false;
}

static void blank_storage(struct script *s, const struct segment *segment)
{
	if (segment->storage == SIZE_MAX)
		return;
	blank(s->keep, s->from + segment->storage, s->from + segment->storage + segment->storage_length);
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
		if (i < all->count && !all->item[i].definition && defined_behind(all, i))
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

static bool write_script(struct script *s)
{
	const struct emit_c_input *in = s->in;
	struct segments all = { 0 };

	scan_all(&all, in->prelude, in->prelude_length);
	all.count = 0;
	scan_all(&all, s->copy + s->from, s->to - s->from);
	if (!all.failed) {
		change_storage(s, &all);
		out_mark(&s->out, 1, in->prelude_file);
		out_add(&s->out, in->prelude, in->prelude_length);
		out_end_line(&s->out);
		out_text(&s->out, "int main(void) {\n");
		go_to(s, s->from);
		write_body(s, &all);
		out_end_line(&s->out);
		out_text(&s->out, "}\n");
	}
	free(all.item);
	free(all.type);
	return !all.failed && !s->out.failed;
}

bool emit_c(const struct emit_c_input *in, unsigned int part, char **text, size_t *length)
{
	struct script s = { .in = in, .copy = malloc(in->length + 1), .keep = malloc(in->length + 1) };
	bool ok = s.copy && s.keep && spans_are_valid(in) && find_part(&s, part);

	if (ok) {
		memcpy(s.copy, in->text, in->length);
		memcpy(s.keep, in->text, in->length);
		blank_commands(&s);
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
