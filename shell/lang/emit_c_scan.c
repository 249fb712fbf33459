/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Finds the function definitions and prototypes at depth 0 of a C text, for --emit-c. It reads tokens, not grammar: it expands no macro (a
 * definition hidden in one is not found) and follows no #if. Where it is in doubt, it takes a statement for no declaration, and then the
 * text stays as it is.
 *
 * Invariant: every place it names is the first byte of a token of the text.
 */
#include <stdlib.h>
#include <string.h>

#include "shell/lang/emit_c_scan.h"

/* ---- tokens ---- */

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

/* Not <ctype.h>: what is a letter in C is no matter of locale. */
static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

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
		else if (is_blank(c) || (c == '\\' && next == '\n'))
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
	return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' || (unsigned char)c >= 0x80;
}

static struct token next_token(struct scan *s)
{
	struct token token = { .kind = TOKEN_END };

	skip_blank(s);
	if (s->at >= s->end)
		return token;
	token.start = s->text + s->at;
	if (word_byte(*token.start)) {
		token.kind = is_digit(*token.start) ? TOKEN_OTHER : TOKEN_WORD;
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

bool emit_c_same(const struct word *a, const struct word *b)
{
	return a->length == b->length && !memcmp(a->start, b->start, a->length);
}

static bool begins_declaration(const struct segments *all, const struct token *token)
{
	struct word word = { token->start, token->length };

	if (token->kind != TOKEN_WORD)
		return false;
	for (size_t i = 0; i < all->type_count; i++)
		if (emit_c_same(&all->type[i], &word))
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
	} else if (token->kind == TOKEN_WORD && !d->segment.name.length) {
		d->segment.words++;
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

void emit_c_scan(struct segments *all, const char *text, size_t length)
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

void segments_free(struct segments *all)
{
	free(all->item);
	free(all->type);
}
