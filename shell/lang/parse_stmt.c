/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Statements, and the script's top level, which is a block that no brace of the script closes. Cases of a switch are collected as they
 * are parsed. An else-if chain is read by a loop: its length is no depth.
 */
#include <string.h>

#include "shell/lang/decl.h"
#include "shell/lang/stmt.h"

struct stmt *stmt_new(struct front *f, enum stmt_kind kind, uint32_t loc)
{
	struct stmt *s = NEW_NODE(f, stmt);

	s->kind = kind;
	s->loc = s->start = s->end = loc;
	return s;
}

static struct stmt *ended(struct front *f, struct stmt *s)
{
	s->end = last_end(f);
	return s;
}

/* A labelled statement is a chain: as a body it becomes a block. */
static struct stmt *alone(struct front *f, struct stmt *s)
{
	struct stmt *block;

	if (!s->next)
		return s;
	block = stmt_new(f, ST_BLOCK, s->loc);
	block->body = s;
	block->end = last_end(f);
	return block;
}

/* ---- conditions ---- */

/* What is no truth value, or always the same one, is not read. */
static struct expr *parse_condition_value(struct front *f)
{
	struct expr *e = parse_expression(f);

	return e->type->kind == TY_ARRAY || type_is_record(e->type) ? check_decay(f, e) : check_rvalue(f, e);
}

static struct expr *parse_paren_condition(struct front *f)
{
	uint32_t open = parse_peek(f)->loc;
	struct place first;
	struct expr *e;
	bool opened = parse_require(f, T_LPAREN, "expected '('", 0);

	if (!opened)
		return expr_error(f, place_token(parse_peek(f)));
	first = place_token(parse_peek(f));
	e = check_condition(f, parse_condition_value(f), first);
	parse_skip_match(f, T_RPAREN, "expected ')'", open);
	return e;
}

/* The body of if, while, for: a statement in a scope of its own. */
static struct stmt *parse_body(struct front *f, bool *if_else)
{
	return alone(f, parse_statement_if(f, if_else));
}

/* ---- if ---- */

static void parse_condition_and_body(struct front *f, struct stmt *s, bool *nested)
{
	s->expr = parse_paren_condition(f);
	s->body = parse_body(f, nested);
}

/* An if with its whole chain of else-ifs. */
static struct stmt *parse_if(struct front *f, bool *if_else)
{
	struct stmt *first = NULL, **link = &first, *s;
	struct place open;

	for (;;) {
		bool nested = false;

		s = stmt_new(f, ST_IF, parse_peek(f)->loc);
		*link = s;
		parse_next(f);
		open = place_token(parse_peek(f));
		parse_condition_and_body(f, s, &nested);
		ended(f, s);
		if (!parse_is_keyword(f, KW_ELSE)) {
			if (nested)
				report(f, M_DANGLING_ELSE, open);
			break;
		}
		if (if_else)
			*if_else = true;
		parse_next(f);
		if (!parse_is_keyword(f, KW_IF)) {
			s->other = parse_body(f, NULL);
			break;
		}
		link = &s->other;
	}
	first->end = last_end(f);
	return first;
}

/* ---- loops ---- */

static struct stmt *parse_loop_body(struct front *f, bool *if_else)
{
	unsigned int outer = f->fn->in;
	struct stmt *body;

	f->fn->in |= LOOP_IN_LOOP;
	f->fn->in &= ~(unsigned int)LOOP_IN_SWITCH;
	body = parse_body(f, if_else);
	f->fn->in = outer;
	return body;
}

static struct stmt *parse_while(struct front *f, bool *if_else)
{
	struct stmt *s = stmt_new(f, ST_WHILE, parse_peek(f)->loc);

	parse_next(f);
	s->expr = parse_paren_condition(f);
	s->body = parse_loop_body(f, if_else);
	return ended(f, s);
}

static struct stmt *parse_do(struct front *f)
{
	struct stmt *s = stmt_new(f, ST_DO, parse_peek(f)->loc);

	parse_next(f);
	s->body = parse_loop_body(f, NULL);
	if (parse_is_keyword(f, KW_WHILE))
		parse_next(f);
	else
		parse_error(f, "expected 'while'");
	s->expr = parse_paren_condition(f);
	if (!(f->options->prompt && parse_is_end(f)) && !parse_require(f, T_SEMI, "expected ';'", 0))
		parse_skip_end_of_block_or_statement(f);
	return ended(f, s);
}

/* Only variables of the loop's own belong in its head. The newest first, as gcc does. */
static void check_for_declarations(struct front *f, struct place word)
{
	static const char *const tags[] = { [TY_ENUM] = "enum", [TY_STRUCT] = "struct", [TY_UNION] = "union" };

	for (const struct binding *b = f->scope->bindings; b; b = b->prev) {
		const struct symbol *s = b->symbol;

		if (b->is_tag && b->type->tag)
			report(f, M_FOR_TAG, word, tags[b->type->kind], b->type->tag);
		else if (b->is_tag || !s || !s->name)
			continue;
		else if (s->kind != SYM_OBJECT)
			report(f, M_FOR_NON_VARIABLE, word, s->name);
		else if (s->external)
			report(f, M_FOR_EXTERN, place_symbol(s), s->name);
		else if (s->storage == SC_STATIC && !s->is_auto)
			report(f, M_FOR_STATIC, place_symbol(s), s->name);
	}
}

static void parse_for_init(struct front *f, struct stmt *s, struct place word)
{
	struct stmt **tail = &s->init;
	struct expr *e;

	if (parse_accept(f, T_SEMI))
		return;
	if (parse_starts_declaration(f)) {
		parse_declaration(f, false, true, &tail, true);
		check_for_declarations(f, word);
		return;
	}
	s->init = stmt_new(f, ST_EXPR, parse_peek(f)->loc);
	e = check_decay(f, parse_expression(f));
	s->init->expr = finish_expression(f, e, word);
	parse_skip_until(f, T_SEMI, "expected ';'");
}

static void parse_for_head(struct front *f, struct stmt *s)
{
	uint32_t open = parse_peek(f)->loc;
	struct place first, word = place_of(s->loc, s->loc + 3);
	struct expr *e;

	if (!parse_require(f, T_LPAREN, "expected '('", 0))
		return;
	parse_for_init(f, s, word);
	if (!parse_is(f, T_SEMI)) {
		first = place_token(parse_peek(f));
		s->expr = check_condition(f, parse_condition_value(f), first);
	}
	parse_skip_until(f, T_SEMI, "expected ';'");
	if (!parse_is(f, T_RPAREN)) {
		e = check_decay(f, parse_expression(f));
		s->step = finish_expression(f, e, word);
	}
	parse_skip_match(f, T_RPAREN, "expected ')'", open);
}

static struct stmt *parse_for(struct front *f, bool *if_else)
{
	struct stmt *s = stmt_new(f, ST_FOR, parse_peek(f)->loc);
	struct scope scope;

	parse_next(f);
	scope_push(f, &scope);
	parse_for_head(f, s);
	s->body = parse_loop_body(f, if_else);
	decl_scope_end(f, &scope);
	scope_pop(f);
	return ended(f, s);
}

/* ---- jumps ---- */

static struct stmt *parse_jump(struct front *f, enum stmt_kind kind)
{
	struct token word = *parse_peek(f);
	struct stmt *s = stmt_new(f, kind, word.loc);

	parse_next(f);
	if (kind == ST_BREAK && !f->fn->in)
		report(f, M_BREAK_OUTSIDE, place_token(&word));
	if (kind == ST_CONTINUE && !(f->fn->in & LOOP_IN_LOOP))
		report(f, M_CONTINUE_OUTSIDE, place_token(&word));
	parse_skip_until(f, T_SEMI, "expected ';'");
	return ended(f, s);
}

static void say_return_declared(struct front *f)
{
	if (f->fn->at.loc)
		report(f, M_DECLARED_HERE, f->fn->at);
}

/* Does the pointer lead into this call's own variables? */
static const struct symbol *local_behind(const struct expr *e)
{
	for (;;) {
		switch ((int)e->kind) {
		case EX_CAST: case EX_ADD: case EX_SUB:
			e = e->a;
			break;
		case EX_ADDR:
			for (e = e->a; e->kind == EX_MEMBER;)
				e = e->a;
			if (e->kind == EX_DEREF && e->index && type_is_pointer(e->a->type)) {
				e = e->a;
				break;
			}
			return e->kind == EX_VAR && e->symbol->storage != SC_STATIC ? e->symbol : NULL;
		default:
			return NULL;
		}
	}
}

/* `first`: the value's first token, which is where gcc sees a value that has no place of its own. */
static struct expr *check_return(struct front *f, struct expr *e, struct place first)
{
	struct conversion c = { .use = CONVERT_RETURN, .at = has_place(e) ? place_expr(e) : first };
	struct type *result = f->fn->result;

	if (type_is_void(result)) {
		if (!is_bad(e) && !type_is_void(e->type)) {
			report(f, M_RETURN_VALUE_IN_VOID, place_expr(e));
			say_return_declared(f);
		}
		f->fn->returns_null = true;
		return e;
	}
	f->fn->returns_value = true;
	e = check_assignable(f, result, e, &c);
	if (!is_bad(e) && type_is_pointer(e->type) && local_behind(e))
		report(f, M_RETURN_LOCAL, c.at);
	return e;
}

static struct stmt *parse_return(struct front *f)
{
	struct token word = *parse_peek(f);
	struct stmt *s = stmt_new(f, ST_RETURN, word.loc);

	parse_next(f);
	if (parse_is(f, T_SEMI) || (f->options->prompt && parse_is_end(f))) {
		if (!type_is_void(f->fn->result) && !type_is_error(f->fn->result)) {
			report(f, M_RETURN_NO_VALUE, place_token(&word));
			say_return_declared(f);
		}
		f->fn->returns_null = true;
	} else {
		struct place first = place_token(parse_peek(f));

		s->expr = check_full(f, check_return(f, parse_expression_conv(f), first));
	}
	parse_skip_until(f, T_SEMI, "expected ';'");
	return ended(f, s);
}

/* ---- expression statements and blocks ---- */

/* A full expression whose value is thrown away. */
struct expr *finish_expression(struct front *f, struct expr *e, struct place at)
{
	bool shown = f->options->prompt && at_top(f) && f->fn == &f->top_fn;

	check_full(f, e);
	check_read_object(f, e);
	if (e->kind != EX_ERROR && !e->type->complete && !type_is_void(e->type) && e->type->kind != TY_ARRAY && !type_is_error(e->type) &&
	    e->type->kind != TY_FUNCTION)
		say_incomplete(f, e->kind == EX_VAR ? e : NULL, e->type, incomplete_place(e));
	else if (!shown)
		warn_unused_value(f, e, at);
	return e;
}

static struct stmt *parse_expression_statement(struct front *f)
{
	struct place first = place_token(parse_peek(f));
	struct stmt *s = stmt_new(f, ST_EXPR, first.loc);
	struct expr *e = parse_expression(f);

	s->expr = finish_expression(f, check_decay(f, e), first);
	parse_skip_until(f, T_SEMI, "expected ';'");
	return ended(f, s);
}

/* What a line `v = ...` or `f(...)` says before anything is known of v and f: it is no declaration, and no label. */
static bool is_plain_statement(struct front *f)
{
	const struct token *token = parse_peek(f);
	unsigned int second;

	if (token->kind != T_NAME || parse_starts_typename(f, token))
		return false;
	second = parse_peek_nth(f, 2)->kind;
	return second == T_ASSIGN || second == T_LPAREN;
}

/* As parse_statement_if() does, where it is known which statement comes. */
static struct stmt *parse_plain_statement(struct front *f)
{
	struct stmt *s;

	nest(f, parse_peek(f)->loc);
	s = parse_expression_statement(f);
	unnest(f);
	return s;
}

static void parse_item(struct front *f, struct stmt ***tail)
{
	bool plain = is_plain_statement(f);
	struct stmt *s;

	if (!plain && parse_starts_declaration(f)) {
		parse_declaration(f, true, true, tail, false);
		return;
	}
	if (!plain && parse_is_keyword(f, KW_ELSE)) {
		struct token word = *parse_peek(f);

		report(f, M_ELSE_WITHOUT_IF, place_token(&word));
		parse_next(f);
		return;
	}
	if (at_top(f) && !f->once->statements && f->mode == FRONT_SCRIPT)
		SET_KEPT(f, f->once->statements, 1);
	s = plain ? parse_plain_statement(f) : parse_statement_if(f, NULL);
	**tail = s;
	while (s->next)
		s = s->next;
	*tail = &s->next;
}

/* Behind '{': items up to and with '}'. */
void parse_block_items(struct front *f, struct stmt *block)
{
	struct stmt **tail = &block->body;

	while (!parse_is(f, T_RBRACE)) {
		if (parse_is(f, T_EOF)) {
			f->error_seen = false;
			parse_error_at(f, "expected declaration or statement", place_of(last_loc(f), last_loc(f) + 1));
			f->error_seen = true;
			block->end = last_end(f);
			return;
		}
		parse_item(f, &tail);
		f->error_seen = false;
	}
	parse_next(f);
	block->end = last_end(f);
}

struct stmt *parse_compound(struct front *f)
{
	struct stmt *block = stmt_new(f, ST_BLOCK, parse_peek(f)->loc);
	struct scope scope;

	parse_next(f);
	nest(f, block->loc);
	scope_push(f, &scope);
	parse_block_items(f, block);
	decl_scope_end(f, &scope);
	scope_pop(f);
	unnest(f);
	return block;
}

/* ---- all statements ---- */

static struct stmt *parse_keyword_statement(struct front *f, bool *if_else)
{
	struct token word = *parse_peek(f);

	switch (word.name->keyword) {
	case KW_IF: return parse_if(f, if_else);
	case KW_WHILE: return parse_while(f, if_else);
	case KW_DO: return parse_do(f);
	case KW_FOR: return parse_for(f, if_else);
	case KW_SWITCH: return parse_switch(f);
	case KW_CASE: case KW_DEFAULT: return parse_label(f);
	case KW_BREAK: return parse_jump(f, ST_BREAK);
	case KW_CONTINUE: return parse_jump(f, ST_CONTINUE);
	case KW_RETURN: return parse_return(f);
	case KW_GOTO: refuse(f, place_token(&word), "goto");
	case KW_ASM: refuse(f, place_token(&word), "asm");
	case KW_LABEL: refuse(f, place_token(&word), "labels");
	default: return parse_expression_statement(f);
	}
}

struct stmt *parse_statement_if(struct front *f, bool *if_else)
{
	struct stmt *s;
	uint32_t loc = parse_peek(f)->loc;

	nest(f, loc);
	if (parse_is(f, T_LBRACE)) {
		s = parse_compound(f);
	} else if (parse_is(f, T_SEMI)) {
		s = stmt_new(f, ST_EMPTY, loc);
		parse_next(f);
		ended(f, s);
	} else if (parse_is(f, T_KEYWORD)) {
		s = parse_keyword_statement(f, if_else);
	} else if (parse_is(f, T_RPAREN) || parse_is(f, T_RBRACKET)) {
		/* recovery stops in front of these, so one must be taken here, or it would never end */
		parse_error(f, "expected statement");
		s = stmt_new(f, ST_EMPTY, loc);
		parse_next(f);
		ended(f, s);
	} else {
		if (parse_is(f, T_NAME) && parse_peek_nth(f, 2)->kind == T_COLON)
			refuse(f, place_token(parse_peek(f)), "labels");
		s = parse_expression_statement(f);
	}
	unnest(f);
	return s;
}

struct stmt *parse_statement(struct front *f)
{
	return alone(f, parse_statement_if(f, NULL));
}

/* ---- the script ---- */

void parse_top_level(struct front *f)
{
	while (!parse_is_end(f)) {
		struct stmt *body = NULL, **tail = &body;

		if (parse_is(f, T_RBRACE)) {
			report(f, M_STRAY_BRACE, place_token(parse_peek(f)));
			front_fatal(f);
		}
		parse_item(f, &tail);
		f->error_seen = false;
		unit_take(f, body);
	}
	/* where the text already was no C at that brace, which nobody typed, one message is enough */
	if (parse_is(f, T_EOF) && f->end_brace_given && last_loc(f) == f->end_brace && f->mode == FRONT_SCRIPT &&
	    !(f->last_diag && f->last_diag->severity == DIAG_ERROR && f->last_diag->loc == f->end_brace)) {
		parse_error_at(f, "expected declaration or statement", place_of(last_loc(f), last_loc(f) + 1));
		f->error_seen = false;
	}
}
