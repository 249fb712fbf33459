/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Directives and macro expansion: the stream the parser reads. Object-like macros, #define, #undef, conditional groups (their
 * expressions in ppexpr.c), #error, #warning, #include of a fixed list of kernel headers (which brings nothing: the era's prelude has it).
 * Left out, and refused: macros with parameters, #line, #pragma that would change something.
 *
 * A macro's body is lexed once, at its #define. Each expansion has locations of its own (source.h), so that a message can be shown
 * in the macro and where it was used. A macro is not expanded inside itself; the tokens that one unit's expansions give are bounded.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shell/lang/pp.h"

enum { EXPANSION_TOKENS_MAX = 1000 * 1000, EXPANSION_DEPTH_MAX = 200, CONDITIONS_MAX = 1000 };

void pp_begin(struct front *f, uint32_t begin, uint32_t end)
{
	size_t left;

	f->lexer = (struct lexer){ .base = begin, .line_start = true };
	f->lexer.begin = f->lexer.p = source_text(f->map, begin, &left);
	f->lexer.end = f->lexer.p + (end - begin < left ? end - begin : left);
	pp_end(f); /* of the unit before */
	f->expansions = 0;
	f->expansion_tokens = 0;
	parse_begin(f, begin);
	if (f->lexer.end - f->lexer.p >= 2 && (!memcmp(f->lexer.p, "\xff\xfe", 2) || !memcmp(f->lexer.p, "\xfe\xff", 2))) {
		report(f, M_UTF16, place_of(begin, begin));
		front_fatal(f);
	}
	if (f->lexer.end - f->lexer.p >= 3 && !memcmp(f->lexer.p, "\xef\xbb\xbf", 3))
		f->lexer.p += 3;
}

void pp_end(struct front *f)
{
	while (f->conditions) {
		const struct condition *c = &f->condition[--f->conditions];

		report(f, M_PP_UNTERMINATED, c->began, c->seen_else ? "else" : c->word)->no_column = true;
	}
}

/* ---- expansion ---- */

static void push(struct front *f, struct macro *macro, const struct token *point)
{
	struct expansion *top;

	if (f->expansions == f->expansion_capacity) {
		uint32_t n = f->expansion_capacity ? 2 * f->expansion_capacity : 16;
		struct expansion *grown = realloc(f->expansion, n * sizeof *grown);

		if (!grown)
			front_no_memory(f);
		f->expansion = grown;
		f->expansion_capacity = n;
	}
	top = &f->expansion[f->expansions++];
	*top = (struct expansion){ .macro = macro, .point = point->loc, .point_end = point->end };
	macro->busy = true;
	f->expansion_tokens += macro->count;
	if (f->expansion_tokens > EXPANSION_TOKENS_MAX || f->expansions > EXPANSION_DEPTH_MAX) {
		report(f, M_EXPANSION_LIMIT, place_token(point), macro->name->text);
		front_fatal(f);
	}
	if (!f->parsing_prelude && !macro->builtin && macro->count)
		top->base = source_expand(f->map, macro->name->text, macro->body_loc, macro->body_length, point->loc);
}

static struct token *builtin_body(struct front *f, const struct macro *macro, const struct token *point, uint32_t *count)
{
	struct token *token = front_keep(f, sizeof *token);
	struct source_place place = { .line = 1, .file = "" };
	char *text = NULL;
	int n;

	source_place(f->map, point->loc, &place);
	for (int pass = 0; pass < 2; pass++) {
		n = macro->name->text[2] == 'L' ? snprintf(text, text ? 32 : 0, "%u", place.line) :
						  snprintf(text, text ? strlen(place.file) + 3 : 0, "\"%s\"", place.file);
		if (!text)
			text = front_keep(f, (size_t)n + 1);
	}
	*token = (struct token){ .kind = macro->name->text[2] == 'L' ? T_NUMBER : T_STRING, .text = text, .length = (uint32_t)n };
	*count = 1;
	return token;
}

static void expand(struct front *f, struct macro *macro, const struct token *name)
{
	if (macro->builtin)
		macro->body = builtin_body(f, macro, name, &macro->count);
	push(f, macro, name);
}

/* The next token without expansion, from the innermost macro or from the text. */
static void raw_token(struct front *f, struct token *out)
{
	while (f->expansions) {
		struct expansion *top = &f->expansion[f->expansions - 1];

		if (top->next == top->macro->count) {
			top->macro->busy = false;
			f->expansions--;
			continue;
		}
		*out = top->macro->body[top->next++];
		out->flags |= TOK_MACRO;
		if (top->base) {
			out->end = top->base + (out->end - top->macro->body_loc);
			out->loc = top->base + (out->loc - top->macro->body_loc);
		} else {
			out->loc = top->point;
			out->end = top->point_end;
		}
		return;
	}
	lex_token(f, &f->lexer, out);
}

static void pp_directive(struct front *f, const struct token *hash);

void pp_token(struct front *f, struct token *out)
{
	for (;;) {
		if (f->expansions)
			raw_token(f, out);
		else
			lex_token(f, &f->lexer, out);
		if (out->kind == T_HASH && (out->flags & TOK_LINE_START) && !(out->flags & TOK_MACRO) && !f->lexer.in_directive) {
			pp_directive(f, out);
			continue;
		}
		if (out->kind == T_OTHER && !f->lexer.in_directive) {
			if (*out->text == '"' || *out->text == '\'')
				report(f, M_MISSING_TERMINATOR, place_token(out), *out->text);
			else
				lex_stray(f, false, out->text, out->loc);
			continue;
		}
		if ((out->kind == T_HASH || out->kind == T_PASTE) && !f->lexer.in_directive) {
			report(f, M_STRAY, place_token(out), lex_spelling(out->kind));
			continue;
		}
		if (out->kind != T_NAME)
			return;
		if (!out->name->macro || (out->flags & TOK_NO_EXPAND) || (f->options->plain && !out->name->macro->machine))
			break;
		if (out->name->macro->busy) {
			out->flags |= TOK_NO_EXPAND;
			break;
		}
		expand(f, out->name->macro, out);
	}
	if (out->name->keyword)
		out->kind = T_KEYWORD;
}

void pp_raw(struct front *f, struct token *out)
{
	raw_token(f, out);
}

/* ---- #define and #undef ---- */

/* The rest of the directive's line must be empty. */
static void expect_line_end(struct front *f, const char *directive)
{
	struct token token;

	raw_token(f, &token);
	if (token.kind != T_EOF)
		report(f, directive[0] == 'e' ? M_PP_EXTRA_TOKENS_ENDIF : M_PP_EXTRA_TOKENS, place_token(&token), directive);
}

static bool macro_name(struct front *f, const char *directive, struct token *out)
{
	lex_token(f, &f->lexer, out);
	if (out->kind == T_EOF)
		report(f, M_PP_NO_NAME, place_token(out), directive);
	else if (out->kind != T_NAME)
		report(f, M_PP_NAME_NOT_IDENTIFIER, place_token(out));
	else if (out->name->length == 7 && !strcmp(out->name->text, "defined"))
		report(f, M_PP_DEFINED_NAME, place_token(out));
	else if (directive[0] != 'i' && scope_reserves(f, out->name))
		report(f, M_RESERVED, place_token(out), out->name->text);
	else
		return true;
	return false;
}

static void read_body(struct front *f, struct macro *macro)
{
	struct token *body = NULL;
	uint32_t capacity = 0;
	struct token token;

	for (;;) {
		lex_token(f, &f->lexer, &token);
		if (token.kind == T_EOF)
			break;
		if (macro->count == capacity) {
			struct token *grown = front_keep(f, (capacity ? 4 * capacity : 4) * sizeof *grown);

			if (capacity)
				memcpy(grown, body, capacity * sizeof *grown);
			capacity = capacity ? 4 * capacity : 4;
			body = grown;
		}
		if (!macro->count)
			macro->body_loc = token.loc;
		macro->body_length = token.end - macro->body_loc;
		token.flags = (uint16_t)(token.flags & TOK_SPACE);
		body[macro->count++] = token;
	}
	macro->body = body;
}

/* Spellings live in the source text; the body's tokens may outlive it only with it, so nothing is copied. */
static bool same_macro(const struct macro *a, const struct macro *b)
{
	if (a->count != b->count)
		return false;
	for (uint32_t i = 0; i < a->count; i++) {
		const struct token *x = &a->body[i], *y = &b->body[i];

		if (x->kind != y->kind || x->length != y->length || memcmp(x->text, y->text, x->length))
			return false;
		if (i && (x->flags & TOK_SPACE) != (y->flags & TOK_SPACE))
			return false;
	}
	return true;
}

/* gcc warns of these whatever the options are. */
static bool is_fixed(const struct name *name)
{
	return !strcmp(name->text, "__LINE__");
}

static void check_redefined(struct front *f, const struct macro *old, const struct macro *macro)
{
	if (!old || (!old->builtin && same_macro(old, macro)))
		return;
	report(f, old->builtin && !is_fixed(old->name) ? M_PP_REDEFINED_BUILTIN : M_PP_REDEFINED, place_name(macro->loc, macro->name), macro->name->text)->no_column = true;
	if (!old->builtin)
		report(f, M_PP_PREVIOUS, place_name(old->loc, old->name))->no_column = true;
}

void pp_define(struct front *f, const char *directive)
{
	struct macro *macro;
	struct token name;

	if (!macro_name(f, directive, &name))
		return;
	if (f->lexer.p < f->lexer.end && *f->lexer.p == '(')
		refuse(f, place_token(&name), "macros with parameters");
	macro = front_keep(f, sizeof *macro);
	macro->name = name.name;
	macro->loc = name.loc;
	macro->machine = f->parsing_prelude;
	read_body(f, macro);
	if (macro->count && macro->body_loc == name.end)
		report(f, M_PP_SPACE_AFTER_NAME, place_token(&name));
	if (macro->count && (macro->body[0].kind == T_PASTE || macro->body[macro->count - 1].kind == T_PASTE)) {
		report(f, M_PP_PASTE_END, place_of(macro->loc, macro->loc + 1));
		return;
	}
	check_redefined(f, name.name->macro, macro);
	SET_KEPT(f, name.name->macro, macro);
}

void pp_undef(struct front *f, const char *directive)
{
	struct token name;

	if (!macro_name(f, directive, &name))
		return;
	if (name.name->macro && name.name->macro->builtin && is_fixed(name.name))
		report(f, M_PP_UNDEF_FIXED, place_token(&name), name.name->text);
	else if (name.name->macro && name.name->macro->builtin)
		report(f, M_PP_UNDEF_BUILTIN, place_token(&name), name.name->text)->no_column = true;
	if (name.name->macro)
		SET_KEPT(f, name.name->macro, NULL);
	expect_line_end(f, directive);
}

/* ---- conditional groups ---- */

static void condition_push(struct front *f, const struct token *word, bool taken, bool skipped)
{
	struct condition *c;

	if (f->conditions == CONDITIONS_MAX) {
		report(f, M_NESTING, place_token(word), (unsigned int)CONDITIONS_MAX);
		front_fatal(f);
	}
	if (f->conditions == f->condition_capacity) {
		uint32_t n = f->condition_capacity ? 2 * f->condition_capacity : 16;
		struct condition *grown = realloc(f->condition, n * sizeof *grown);

		if (!grown)
			front_no_memory(f);
		f->condition = grown;
		f->condition_capacity = n;
	}
	c = &f->condition[f->conditions++];
	*c = (struct condition){ .at = place_token(word), .began = place_token(word), .taken = taken, .was_taken = taken || skipped, .word = word->name->text };
}

static bool ifdef_value(struct front *f, const struct token *word)
{
	struct token name;
	bool defined;

	if (!macro_name(f, word->name->text, &name))
		return false;
	defined = name.name->macro != NULL;
	expect_line_end(f, word->name->text);
	return defined == (word->name->text[2] == 'd');
}

static bool group_value(struct front *f, const struct token *word)
{
	if (word->name->length > 2 && word->name->text[0] == 'i')
		return ifdef_value(f, word);
	return pp_condition(f, word);
}

/* #elif, #else, #endif in order: are there an #if and no #else before them? */
static struct condition *innermost(struct front *f, const struct token *word)
{
	struct condition *c = f->conditions ? &f->condition[f->conditions - 1] : NULL;

	if (!c) {
		report(f, M_PP_WITHOUT_IF, place_token(word), word->name->text);
	} else if (c->seen_else && strcmp(word->name->text, "endif")) {
		report(f, M_PP_AFTER_ELSE, place_token(word), word->name->text);
		report(f, M_PP_BEGAN_HERE, c->began)->no_column = true;
	}
	return c;
}

/* One directive of conditional inclusion. Returns whether what follows is compiled. */
static bool pp_conditional(struct front *f, const struct token *word)
{
	struct condition *c;
	const char *text = word->name->text;

	if (text[0] == 'i') {
		bool value = group_value(f, word);

		condition_push(f, word, value, false);
		return value;
	}
	c = innermost(f, word);
	if (!c)
		return true;
	if (!strcmp(text, "endif")) {
		expect_line_end(f, text);
		f->conditions--;
		return true;
	}
	if (!strcmp(text, "else")) {
		c->seen_else = true;
		c->at = place_token(word);
		c->taken = !c->was_taken;
		expect_line_end(f, text);
	} else {
		c->taken = !c->was_taken && !c->seen_else && pp_condition(f, word);
	}
	c->was_taken |= c->taken;
	return c->taken;
}

static bool is_conditional(const struct name *name)
{
	static const char *const words[] = { "if", "ifdef", "ifndef", "elif", "else", "endif" };

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (!strcmp(name->text, words[i]))
			return true;
	return false;
}

/* Reads on to the directive that ends the group which is not compiled. */
static void skip_group(struct front *f)
{
	unsigned int depth = 0;
	struct token token;
	bool compiled = false;

	while (!compiled) {
		f->lexer.quiet = true;
		f->lexer.in_directive = false;
		lex_token(f, &f->lexer, &token);
		if (token.kind == T_EOF)
			break;
		if (token.kind != T_HASH || !(token.flags & TOK_LINE_START))
			continue;
		f->lexer.in_directive = true;
		lex_token(f, &f->lexer, &token);
		if (token.kind == T_NAME && is_conditional(token.name)) {
			if (token.name->text[0] == 'i') {
				depth++;
			} else if (depth) {
				depth -= !strcmp(token.name->text, "endif");
			} else {
				f->lexer.quiet = false;
				compiled = pp_conditional(f, &token);
			}
		}
		f->lexer.in_directive = false;
		lex_skip_line(&f->lexer);
	}
	f->lexer.quiet = false;
}

static void pp_directive(struct front *f, const struct token *hash)
{
	struct token word;
	bool compiled = true;

	(void)hash;
	f->lexer.in_directive = true;
	lex_token(f, &f->lexer, &word);
	if (word.kind == T_NAME && is_conditional(word.name))
		compiled = pp_conditional(f, &word);
	else if (word.kind == T_NAME)
		pp_named_directive(f, &word);
	else if (word.kind == T_NUMBER)
		refuse(f, place_token(&word), "#line");
	else if (word.kind != T_EOF)
		report(f, M_PP_INVALID_DIRECTIVE_TOKEN, place_token(&word), (int)word.length, word.text);
	while (f->expansions)
		f->expansion[--f->expansions].macro->busy = false;
	f->lexer.in_directive = false;
	lex_skip_line(&f->lexer);
	if (!compiled)
		skip_group(f);
}

void pp_builtins(struct front *f)
{
	static const char *const names[] = { "__LINE__", "__FILE__" };

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		struct macro *macro = front_keep(f, sizeof *macro);

		macro->name = lex_name(f, names[i], strlen(names[i]));
		macro->builtin = macro->machine = true;
		SET_KEPT(f, macro->name->macro, macro);
	}
}
