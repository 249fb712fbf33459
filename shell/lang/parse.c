/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The parser's view of the tokens: looking ahead (at most four), requiring, and going on after a syntax error as gcc's parser does. A
 * syntax error is said once until the parser has found its feet again (error_seen), in gcc's words: "expected X before Y".
 *
 * The script is the body of main(): behind its last byte the stream shows one closing brace, then the end.
 */
#include <stdio.h>
#include <string.h>

#include "shell/lang/frontend.h"

/* One token, whatever it is, with all that comes of reading it. */
static void fetch(struct front *f, struct token *out)
{
	pp_token(f, out);
	if (out->flags & TOK_LINE_START)
		f->input = place_token(out);
	/* what is wrong with a constant is said when it is first seen */
	if (out->kind == T_NUMBER && !memchr(out->text, '.', out->length))
		lex_number(f, out);
	else if (out->kind == T_CHAR)
		lex_char(f, out);
	if (out->kind != T_EOF || f->end_brace_given || f->parsing_prelude || f->mode == FRONT_LOOK)
		return;
	f->end_brace_given = true;
	if (f->conditions && !f->condition[f->conditions - 1].taken && f->mode == FRONT_SCRIPT) {
		/* a group that is not compiled and never ends swallows the closing brace, too; gcc is then left at the last token */
		pp_end(f);
		out->loc = last_loc(f);
		out->end = last_end(f);
		return;
	}
	out->kind = T_RBRACE;
	out->flags |= TOK_LINE_START;
	out->end = out->loc;
	f->end_brace = out->loc;
}

/* More tokens: what is left of a line, as far as nothing can be said about it, else one. */
static void fill(struct front *f)
{
	struct token *first = &f->peek[f->peek_end % PEEK_MAX];
	unsigned int n = f->expansions ? 0 : lex_line(f, &f->lexer, f->peek, f->peek_end, PEEK_MAX - PEEK_KEPT - (f->peek_end - f->peek_at));

	if (!n) {
		fetch(f, first);
		n = 1;
	} else if (first->flags & TOK_LINE_START) {
		f->input = place_token(first);
	}
	f->peek_end += n;
}

void parse_begin(struct front *f, uint32_t begin)
{
	f->peek_at = f->peek_end = 0;
	f->token = NULL;
	f->peek[PEEK_MAX - 1] = (struct token){ .loc = begin, .end = begin };
}

struct token *parse_peek_further(struct front *f, unsigned int n)
{
	while (f->peek_end - f->peek_at < n)
		fill(f);
	f->token = &f->peek[f->peek_at % PEEK_MAX];
	return &f->peek[(f->peek_at + n - 1) % PEEK_MAX];
}

/* Is this closing brace the one behind the script's last byte? */
bool parse_is_end(struct front *f)
{
	const struct token *token = parse_peek(f);

	return token->kind == T_EOF || (token->kind == T_RBRACE && f->end_brace_given && token->loc == token->end);
}

bool parse_is_keyword(struct front *f, enum keyword kw)
{
	const struct token *token = parse_peek(f);

	return token->kind == T_KEYWORD && token->name->keyword == kw;
}

/* ---- syntax errors ---- */

/* "before 'x'" and the like: how gcc names the token that was found instead. */
static void describe(const struct token *token, char *out, size_t size)
{
	unsigned int c;

	switch (token->kind) {
	case T_EOF:
		snprintf(out, size, " at end of input");
		return;
	case T_NAME:
	case T_KEYWORD:
		snprintf(out, size, " before '%.200s'", token->name->text);
		return;
	case T_NUMBER:
		snprintf(out, size, " before numeric constant");
		return;
	case T_STRING:
		snprintf(out, size, " before string constant");
		return;
	case T_CHAR:
		c = token->length > 2 ? (unsigned char)token->text[1] : 0;
		if (c > ' ' && c < 0x7f && token->length == 3)
			snprintf(out, size, " before '%c'", c);
		else
			snprintf(out, size, " before character constant");
		return;
	default:
		snprintf(out, size, " before '%s' token", lex_spelling(token->kind) ? lex_spelling(token->kind) : "");
		return;
	}
}

static bool say_expected(struct front *f, const char *what, struct place at)
{
	char found[256];

	if (f->error_seen)
		return false;
	f->error_seen = true;
	f->input = place_token(parse_peek(f));
	describe(parse_peek(f), found, sizeof found);
	report(f, M_EXPECTED, at, what, found);
	return true;
}

void parse_error(struct front *f, const char *what)
{
	say_expected(f, what, place_token(parse_peek(f)));
}

void parse_error_at(struct front *f, const char *what, struct place at)
{
	say_expected(f, what, at);
}

static bool same_line(struct front *f, uint32_t a, uint32_t b)
{
	struct source_place x, y;

	return source_place(f->map, a, &x) && source_place(f->map, b, &y) && x.text == y.text;
}

/* Tokens that gcc offers to insert. */
static bool insertable(unsigned int kind)
{
	return kind == T_SEMI || kind == T_RPAREN || kind == T_RBRACKET || kind == T_COLON || kind == T_COMMA;
}

static const char *partner(unsigned int kind)
{
	return kind == T_RPAREN ? "(" : kind == T_RBRACE ? "{" : kind == T_RBRACKET ? "[" : "";
}

/* A missing token is shown where it belongs: behind the token before. */
static void say_missing(struct front *f, unsigned int kind, const char *what, uint32_t open)
{
	struct token next = *parse_peek(f);
	bool hint = insertable(kind) && !last_macro(f);
	struct place at = hint ? place_of(last_end(f), last_end(f) + 1) : place_token(&next);
	bool near = open && same_line(f, open, at.loc);

	if (!say_expected(f, what, at))
		return;
	if (kind == T_LPAREN)
		report_fixit(f, next.loc, next.loc, "(");
	if (hint) {
		report_range(f, place_token(&next), NULL);
		report_fixit(f, last_end(f), last_end(f), lex_spelling(kind));
	}
	if (near)
		report_range(f, place_of(open, open + 1), NULL);
	else if (open)
		report(f, M_TO_MATCH, place_of(open, open + 1), partner(kind));
}

bool parse_require(struct front *f, unsigned int kind, const char *what, uint32_t open)
{
	if (parse_accept(f, kind))
		return true;
	say_missing(f, kind, what, open);
	return false;
}

static int bracket_step(unsigned int kind)
{
	if (kind == T_LBRACE || kind == T_LPAREN || kind == T_LBRACKET)
		return 1;
	return kind == T_RBRACE || kind == T_RPAREN || kind == T_RBRACKET ? -1 : 0;
}

static void skip_until(struct front *f, unsigned int kind)
{
	unsigned int depth = 0;

	while (!parse_is(f, T_EOF)) {
		unsigned int found = parse_peek(f)->kind;
		int step = bracket_step(found);

		if (found == kind && !depth) {
			parse_next(f);
			break;
		}
		if (step < 0 && !depth)
			break;
		depth = (unsigned int)((int)depth + step);
		parse_next(f);
	}
	f->error_seen = false;
}

void parse_skip_missing(struct front *f, unsigned int kind, const char *what, uint32_t open)
{
	if (f->options->prompt && kind == T_SEMI && parse_is_end(f) && !f->error_seen)
		return;
	if (!parse_require(f, kind, what, open))
		skip_until(f, kind);
}

void parse_skip_end_of_parameter(struct front *f)
{
	unsigned int depth = 0;

	while (!parse_is(f, T_EOF)) {
		unsigned int found = parse_peek(f)->kind;
		int step = bracket_step(found);

		if ((found == T_COMMA || found == T_SEMI) && !depth)
			break;
		if (step < 0 && !depth)
			break;
		depth = (unsigned int)((int)depth + step);
		parse_next(f);
	}
	f->error_seen = false;
}

void parse_skip_end_of_block_or_statement(struct front *f)
{
	unsigned int depth = 0;

	while (!parse_is(f, T_EOF)) {
		unsigned int found = parse_peek(f)->kind;

		parse_next(f);
		if (found == T_SEMI && !depth)
			break;
		if (found == T_RBRACE && (depth == 0 || --depth == 0))
			break;
		if (found == T_LBRACE)
			depth++;
	}
	f->error_seen = false;
}

void refuse(struct front *f, struct place at, const char *construct)
{
	report(f, M_SUBSET, at, construct);
	front_fatal(f);
}

/* ---- what begins a declaration ---- */

bool parse_starts_typename(struct front *f, const struct token *t)
{
	const struct symbol *s;

	(void)f;
	if (t->kind == T_NAME) {
		s = scope_lookup(t->name);
		return s && s->kind == SYM_TYPEDEF;
	}
	if (t->kind != T_KEYWORD)
		return false;
	switch (t->name->keyword) {
	case KW_CHAR: case KW_CONST: case KW_DOUBLE: case KW_ENUM: case KW_FLOAT: case KW_INT: case KW_LONG: case KW_RESTRICT: case KW_SHORT:
	case KW_SIGNED: case KW_STRUCT: case KW_UNION: case KW_UNSIGNED: case KW_VOID: case KW_VOLATILE: case KW_BOOL: case KW_ATOMIC:
	case KW_COMPLEX: case KW_TYPEOF: case KW_ATTRIBUTE: case KW_INT128: case KW_AUTO_TYPE: case KW_FLOATN:
		return true;
	default:
		return false;
	}
}

static bool starts_declspecs(struct front *f, const struct token *t)
{
	if (parse_starts_typename(f, t))
		return true;
	if (t->kind != T_KEYWORD)
		return false;
	switch (t->name->keyword) {
	case KW_AUTO: case KW_EXTERN: case KW_INLINE: case KW_REGISTER: case KW_STATIC: case KW_TYPEDEF: case KW_ALIGNAS: case KW_NORETURN:
	case KW_THREAD: case KW_STATIC_ASSERT:
		return true;
	default:
		return false;
	}
}

bool parse_starts_declspecs(struct front *f)
{
	return starts_declspecs(f, parse_peek(f));
}

/* A statement or a declaration? An unknown name before a name or a star is taken for a type, as gcc does. */
bool parse_starts_declaration(struct front *f)
{
	const struct token *token = parse_peek(f), *second;

	if (token->kind == T_KEYWORD && token->name->keyword == KW_EXTENSION)
		return starts_declspecs(f, parse_peek_nth(f, 2));
	if (token->kind != T_NAME)
		return starts_declspecs(f, token);
	second = parse_peek_nth(f, 2);
	if (second->kind == T_COLON)
		return false;
	if (parse_starts_typename(f, token))
		return true;
	return (second->kind == T_NAME || second->kind == T_STAR) && !token->name->ordinary;
}
