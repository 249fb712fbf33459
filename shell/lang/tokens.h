/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The parser's view of the tokens: a ring of what has been read (struct front), of which `token` is the next one, looked at and consumed
 * here in line, since every rule of the grammar does little else. Reading on is parse.c's.
 *
 * Invariant: `token` is NULL or the ring's slot of peek_at; the token consumed last stays in its slot.
 */
#ifndef LANG_TOKENS_H
#define LANG_TOKENS_H

#include "shell/lang/frontend.h"

void parse_begin(struct front *f, uint32_t begin);             /* at the text's first token */
struct token *parse_peek_further(struct front *f, unsigned int n);
/* 1: the next */
static inline struct token *parse_peek_nth(struct front *f, unsigned int n)
{
	return f->token && f->peek_end - f->peek_at >= n ? &f->peek[(f->peek_at + n - 1) % PEEK_MAX] : parse_peek_further(f, n);
}
static inline struct token *parse_peek(struct front *f) { return f->token ? f->token : parse_peek_further(f, 1); }
/* Consumes one. */
static inline void parse_next(struct front *f)
{
	parse_peek(f);
	f->token = ++f->peek_at != f->peek_end ? &f->peek[f->peek_at % PEEK_MAX] : NULL;
}
/* The token consumed last; where the unit begins, before there is one. */
static inline const struct token *last_token(const struct front *f) { return &f->peek[(f->peek_at - 1) % PEEK_MAX]; }
static inline uint32_t last_loc(const struct front *f) { return last_token(f)->loc; }
static inline uint32_t last_end(const struct front *f) { return last_token(f)->end; }
static inline bool last_macro(const struct front *f) { return last_token(f)->flags & TOK_MACRO; }
static inline bool parse_is(struct front *f, unsigned int kind) { return parse_peek(f)->kind == kind; }
bool parse_is_keyword(struct front *f, enum keyword kw);
static inline bool parse_accept(struct front *f, unsigned int kind)
{
	if (!parse_is(f, kind))
		return false;
	parse_next(f);
	return true;
}
bool parse_require(struct front *f, unsigned int kind, const char *what, uint32_t open); /* open: loc of the matching bracket, 0: none */
void parse_error(struct front *f, const char *what);           /* "expected expression", at the next token */
void parse_error_at(struct front *f, const char *what, struct place at);
void parse_skip_missing(struct front *f, unsigned int kind, const char *what, uint32_t open);
/* That token, or, when it is missing, the words about it and what is behind the next one. */
static inline void parse_skip_match(struct front *f, unsigned int kind, const char *what, uint32_t open)
{
	if (!parse_accept(f, kind))
		parse_skip_missing(f, kind, what, open);
}
static inline void parse_skip_until(struct front *f, unsigned int kind, const char *what) { parse_skip_match(f, kind, what, 0); }
bool parse_is_end(struct front *f);                            /* only the brace behind the script, or nothing, is left */
bool parse_starts_declaration(struct front *f);
void parse_skip_end_of_block_or_statement(struct front *f);
void parse_skip_end_of_parameter(struct front *f);
_Noreturn void refuse(struct front *f, struct place at, const char *construct); /* [hmsh-subset], and the end of the unit */
bool parse_starts_declspecs(struct front *f);
bool parse_starts_typename(struct front *f, const struct token *t);

#endif
