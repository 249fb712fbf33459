/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Primary, postfix, unary and cast expressions, as gcc's parser reads them: nesting by recursion (each level counted), postfix operators by a
 * loop, so that a chain of them needs no depth. (Operators of two operands: parse_binary.c.) Meaning and messages are
 * check*.c's; here are only the places: a node's caret is its operator, its range reaches from its first token to its last.
 */
#include <string.h>

#include "shell/lang/frontend.h"

/* ---- primary expressions ---- */

static struct expr *parse_constant(struct front *f)
{
	struct token token = *parse_peek(f);
	struct expr *e;

	parse_next(f);
	if (!token.type)
		lex_number(f, &token);
	e = expr_const(f, token.type, token.value, place_token(&token));
	if (type_is_error(token.type))
		e->kind = EX_ERROR;
	e->character = token.kind == T_CHAR;
	return e;
}

static struct expr *new_string(struct front *f, char *bytes, size_t length, struct place at)
{
	struct expr *e = expr_new(f, EX_STRING, type_array(f, f->basic[TY_CHAR], (uint32_t)length + 1), at);

	e->bytes = bytes;
	e->length = (uint32_t)length + 1;
	return e;
}

/* Adjacent string literals are one. */
static struct expr *parse_string(struct front *f)
{
	struct place at = place_token(parse_peek(f));
	struct token *literal = NULL;
	size_t count = 0, capacity = 0, length = 0, n = 0;
	char *bytes;

	while (parse_is(f, T_STRING)) {
		if (count == capacity) {
			struct token *grown = front_node(f, (capacity ? 4 * capacity : 1) * sizeof *grown);

			if (count)
				memcpy(grown, literal, count * sizeof *grown);
			capacity = capacity ? 4 * capacity : 1;
			literal = grown;
		}
		literal[count] = *parse_peek(f);
		length += lex_string(f, &literal[count], NULL, at);
		at.end = literal[count++].end;
		parse_next(f);
	}
	bytes = front_node(f, length + 1);
	for (size_t i = 0; i < count; i++)
		n += lex_string(f, &literal[i], bytes + n, place_token(parse_peek(f)));
	return new_string(f, bytes, length, at);
}

static struct expr *parse_function_name(struct front *f)
{
	struct place at = place_token(parse_peek(f));
	const char *name = f->fn->name;
	size_t length = strlen(name);
	struct expr *e;

	parse_next(f);
	e = new_string(f, memcpy(front_node(f, length + 1), name, length), length, at);
	e->type = type_array(f, type_qualified(f, f->basic[TY_CHAR], TQ_CONST), (uint32_t)length + 1);
	return e;
}

static struct expr *parse_parenthesised(struct front *f)
{
	uint32_t open = parse_peek(f)->loc;
	struct expr *e;

	parse_next(f);
	if (parse_is(f, T_LBRACE))
		refuse(f, place_of(open, open + 1), "statement expressions");
	nest(f, open);
	e = parse_expression(f);
	unnest(f);
	e->parens = true;
	if (e->kind == EX_ASSIGN)
		e->no_warning = true;
	e->start = open;
	e->end = parse_is(f, T_RPAREN) ? parse_peek(f)->end : e->end;
	if (e->kind == EX_CONST || e->kind == EX_VAR || e->kind == EX_FUNCTION || e->kind == EX_STRING)
		e->loc = open;
	parse_skip_match(f, T_RPAREN, "expected ')'", open);
	return e;
}

static struct expr *parse_keyword_primary(struct front *f)
{
	const struct token *token = parse_peek(f);

	switch (token->name->keyword) {
	case KW_FUNCTION_NAME:
		return parse_function_name(f);
	case KW_GENERIC:
		refuse(f, place_token(token), "_Generic");
	case KW_BUILTIN:
		refuse(f, place_token(token), token->name->text);
	default:
		parse_error(f, "expected expression");
		return expr_error(f, place_token(parse_peek(f)));
	}
}

static struct expr *parse_primary(struct front *f)
{
	const struct token *token = parse_peek(f);
	struct name *name;
	struct place at;

	switch (token->kind) {
	case T_NUMBER:
	case T_CHAR:
		return parse_constant(f);
	case T_STRING:
		return parse_string(f);
	case T_NAME:
		name = token->name;
		at = place_token(token);
		parse_next(f);
		return check_name(f, name, at, parse_is(f, T_LPAREN));
	case T_LPAREN:
		return parse_parenthesised(f);
	case T_KEYWORD:
		return parse_keyword_primary(f);
	default:
		parse_error(f, "expected expression");
		return expr_error(f, place_token(parse_peek(f)));
	}
}

/* ---- postfix operators ---- */

struct arguments {
	struct expr **item;
	unsigned int count, capacity;
};

static void add_argument(struct front *f, struct arguments *args, struct expr *e)
{
	if (args->count == args->capacity) {
		unsigned int n = args->capacity ? 4 * args->capacity : 4;
		struct expr **grown = front_node(f, n * sizeof *grown);

		if (args->count)
			memcpy(grown, args->item, args->count * sizeof *grown);
		args->item = grown;
		args->capacity = n;
	}
	args->item[args->count++] = e;
}

static const struct hm_call *row_of(const struct front *f, const struct expr *fn)
{
	const struct symbol *s = fn->kind == EX_FUNCTION ? fn->symbol : NULL;

	return s && s->kind == SYM_CALL && !s->library ? hm_call_at(f->machine, s->call) : NULL;
}

/* How many arguments the compiler sees; the others a macro throws away before it could (highmem/call.h). */
static unsigned int seen_arguments(const struct hm_call *row, const struct expr *fn)
{
	if (row && (row->flags & HM_CALL_UNSEEN_ARGS))
		return 0;
	if (row && (row->flags & HM_CALL_EXTRA_DROPPED))
		return fn->symbol->type->param_count;
	return row && (row->flags & HM_CALL_UNSEEN_REST) ? 1 : UINT32_MAX;
}

/* Those that a macro takes and drops are no arguments of the call. */
static unsigned int passed_arguments(const struct hm_call *row, const struct expr *fn, unsigned int count)
{
	if (!row || !(row->flags & HM_CALL_EXTRA_DROPPED) || count < fn->symbol->type->param_count)
		return count;
	return fn->symbol->type->param_count;
}

static struct expr *skip_argument(struct front *f)
{
	struct place at = place_token(parse_peek(f));

	parse_skip_end_of_parameter(f);
	return expr_const(f, f->basic[TY_INT], 0, at);
}

static struct expr *parse_call(struct front *f, struct expr *fn, struct place name)
{
	const struct hm_call *row = row_of(f, fn);
	unsigned int seen = seen_arguments(row, fn);
	struct arguments args = { 0 };
	uint32_t open = parse_peek(f)->loc, end;

	parse_next(f);
	nest(f, open);
	if (!parse_is(f, T_RPAREN)) {
		do
			add_argument(f, &args, args.count < seen ? check_rvalue(f, parse_assignment(f)) : skip_argument(f));
		while (parse_accept(f, T_COMMA));
	}
	unnest(f);
	end = parse_is(f, T_RPAREN) ? parse_peek(f)->end : last_end(f);
	parse_skip_match(f, T_RPAREN, "expected ')'", open);
	check_read(f, fn);
	return check_call(f, fn, args.item, passed_arguments(row, fn, args.count), name, fn->start, end);
}

static struct expr *parse_member(struct front *f, struct expr *e)
{
	struct token op = *parse_peek(f), name;
	bool arrow = op.kind == T_ARROW;

	parse_next(f);
	e = arrow ? check_rvalue(f, e) : check_decay_function(f, e);
	name = *parse_peek(f);
	if (name.kind != T_NAME) {
		parse_error(f, "expected identifier");
		return expr_error(f, place_expr(e));
	}
	parse_next(f);
	return check_member(f, e, name.name, place_token(&name), arrow, (struct place){ op.loc, e->start, name.end });
}

static struct expr *parse_index(struct front *f, struct expr *e)
{
	uint32_t open = parse_peek(f)->loc, end;
	struct expr *index;

	parse_next(f);
	nest(f, open);
	index = parse_expression(f);
	unnest(f);
	end = parse_is(f, T_RBRACKET) ? parse_peek(f)->end : last_end(f);
	parse_skip_match(f, T_RBRACKET, "expected ']'", 0);
	return check_index(f, e, index, (struct place){ open, e->start, end });
}

static struct expr *parse_post_step(struct front *f, struct expr *e)
{
	struct token op = *parse_peek(f);

	parse_next(f);
	e = check_rvalue_keep(f, e);
	return check_incdec(f, op.kind == T_INC ? EX_POSTINC : EX_POSTDEC, e, (struct place){ op.loc, e->start, op.end });
}

static struct expr *parse_postfix_of(struct front *f, struct expr *e, struct place first)
{
	for (;;) {
		switch (parse_peek(f)->kind) {
		case T_LBRACKET:
			e = parse_index(f, e);
			break;
		case T_LPAREN:
			e = parse_call(f, e, first);
			break;
		case T_DOT:
		case T_ARROW:
			e = parse_member(f, e);
			if (e->kind == EX_ERROR && f->error_seen)
				return e;
			break;
		case T_INC:
		case T_DEC:
			e = parse_post_step(f, e);
			break;
		default:
			return e;
		}
	}
}

static struct expr *parse_compound_literal(struct front *f, struct type *type, uint32_t open)
{
	struct expr *e = expr_new(f, EX_COMPOUND, type, place_of(open, open + 1));
	struct symbol *s;

	s = symbol_new(f, SYM_OBJECT, NULL, type, open);
	s->address_taken = s->used = s->set = true;
	if (f->scope->depth == 1)
		s->storage = SC_STATIC;
	e->symbol = s;
	e->init = parse_initializer(f, place_of(open, open + 1), &type, false, "(anonymous)");
	s->type = e->type = type;
	e->end = last_end(f);
	if (type->kind == TY_FUNCTION || type_is_void(type))
		e->type = s->type = type = f->error_type;
	if (type_is_error(type))
		e->kind = EX_ERROR;
	return parse_postfix_of(f, e, place_of(open, open + 1));
}

/* What may follow a primary expression and belongs to it. */
static const bool is_postfix[T_KINDS] = {
	[T_LBRACKET] = true, [T_LPAREN] = true, [T_DOT] = true, [T_ARROW] = true, [T_INC] = true, [T_DEC] = true
};

struct expr *parse_postfix(struct front *f)
{
	struct place first = place_token(parse_peek(f));
	struct expr *e = parse_primary(f);

	if (!is_postfix[parse_peek(f)->kind])
		return e;
	return parse_postfix_of(f, e, e->parens && e->kind != EX_VAR && e->kind != EX_FUNCTION && e->kind != EX_CONST ? place_expr(e) : first);
}

/* ---- sizeof and _Alignof ---- */

static struct expr *size_constant(struct front *f, struct type *type, uint64_t value, struct place at)
{
	struct expr *e = expr_const(f, f->basic[TY_UINT], value, at);

	e->size_of = type;
	e->folded = true;
	return e;
}

/* `minimal`: _Alignof asks for the alignment that every object has, __alignof__ for that which one gets where nothing speaks against it. */
static uint64_t size_of(struct front *f, const struct type *type, struct place at, bool is_sizeof, bool minimal)
{
	const char *word = is_sizeof ? "sizeof" : "__alignof__";

	if (type_is_error(type))
		return 1;
	if (type->kind == TY_FUNCTION || type_is_void(type)) {
		if (!is_sizeof && type->kind == TY_FUNCTION)
			return 1;
		return 1;
	}
	if (!type->complete) {
		report(f, M_SIZEOF_INCOMPLETE, at, word, type);
		return 1;
	}
	return is_sizeof ? type->size : minimal ? type_field_align(type) : type->align;
}

static void warn_sizeof_parameter(struct front *f, const struct expr *e, uint32_t loc)
{
	if (!loc || e->kind != EX_VAR || !e->symbol->array_parameter)
		return;
	report(f, M_SIZEOF_PARAMETER, (struct place){ e->loc, e->loc, e->parens ? e->loc + 1 : e->end }, e->symbol->name, e->type);
	report(f, M_DECLARED_HERE, place_symbol(e->symbol));
}

static struct expr *parse_sizeof(struct front *f)
{
	struct token word = *parse_peek(f);
	bool is_sizeof = word.name->keyword == KW_SIZEOF;
	struct type *type;
	struct expr *e;
	struct place at, first;
	uint32_t end;
	bool minimal = !strcmp(word.name->text, "_Alignof");

	parse_next(f);
	nest(f, word.loc);
	f->in_sizeof++;
	f->skip_evaluation++;
	first = place_token(parse_peek(f));
	if (parse_is(f, T_LPAREN) && parse_starts_typename(f, parse_peek_nth(f, 2))) {
		uint32_t open = parse_peek(f)->loc;

		parse_next(f);
		first = place_token(parse_peek(f));
		type = parse_type_name(f, &at);
		end = parse_is(f, T_RPAREN) ? parse_peek(f)->end : last_end(f);
		parse_skip_match(f, T_RPAREN, "expected ')'", open);
		if (parse_is(f, T_LBRACE)) {
			e = parse_compound_literal(f, type, open);
			type = e->type;
			end = e->end;
		}
	} else {
		first = is_sizeof ? first : place_token(&word);
		e = parse_unary(f);
		check_read(f, e);
		type = e->type;
		end = e->end;
		warn_sizeof_parameter(f, e, is_sizeof ? word.loc : 0);
	}
	at = first;
	f->skip_evaluation--;
	f->in_sizeof--;
	unnest(f);
	if (type_is_error(type))
		return expr_error(f, (struct place){ word.loc, word.loc, end });
	if (!type->complete && type->kind != TY_FUNCTION && !type_is_void(type)) {
		size_of(f, type, at, is_sizeof, minimal);
		return expr_error(f, (struct place){ word.loc, word.loc, end });
	}
	return size_constant(f, type, size_of(f, type, at, is_sizeof, minimal), (struct place){ word.loc, word.loc, end });
}

/* ---- unary operators and casts ---- */

static struct expr *parse_pre_step(struct front *f, const struct token *op)
{
	struct expr *a = check_rvalue_keep(f, parse_cast_expression(f));

	return check_incdec(f, op->kind == T_INC ? EX_PREINC : EX_PREDEC, a, (struct place){ op->loc, op->loc, a->end });
}

static struct expr *parse_operator(struct front *f, const struct token *op)
{
	struct expr *a;

	if (op->kind == T_INC || op->kind == T_DEC)
		return parse_pre_step(f, op);
	a = parse_cast_expression(f);
	if (op->kind == T_AND) {
		check_read(f, a);
		return check_address(f, a, (struct place){ op->loc, op->loc, a->end });
	}
	a = check_rvalue(f, a);
	if (op->kind == T_STAR)
		return check_deref(f, a, (struct place){ op->loc, op->loc, a->end }, "unary *");
	return check_unary(f, op->kind == T_PLUS ? EX_CAST : op->kind == T_MINUS ? EX_NEG : op->kind == T_TILDE ? EX_BITNOT : EX_LOGNOT, a,
			   (struct place){ op->loc, op->loc, a->end });
}

struct expr *parse_unary(struct front *f)
{
	unsigned int kind = parse_peek(f)->kind;
	struct token op;
	struct expr *e;

	if (kind == T_NAME || kind == T_NUMBER)
		return parse_postfix(f);
	op = *parse_peek(f);
	switch (kind) {
	case T_INC: case T_DEC: case T_AND: case T_STAR: case T_PLUS: case T_MINUS: case T_TILDE: case T_NOT:
		parse_next(f);
		nest(f, op.loc);
		e = parse_operator(f, &op);
		unnest(f);
		return e;
	case T_LOGAND:
		refuse(f, place_token(&op), "addresses of labels");
	case T_KEYWORD:
		if (op.name->keyword == KW_SIZEOF || op.name->keyword == KW_ALIGNOF)
			return parse_sizeof(f);
		if (op.name->keyword == KW_EXTENSION) {
			parse_next(f);
			nest(f, op.loc);
			e = parse_cast_expression(f);
			unnest(f);
			return e;
		}
		return parse_postfix(f);
	default:
		return parse_postfix(f);
	}
}

struct expr *parse_cast_expression(struct front *f)
{
	uint32_t open = parse_peek(f)->loc;
	struct place type_at;
	struct type *type;
	struct expr *e;

	if (!parse_is(f, T_LPAREN) || !parse_starts_typename(f, parse_peek_nth(f, 2)))
		return parse_unary(f);
	parse_next(f);
	type = parse_type_name(f, &type_at);
	parse_skip_match(f, T_RPAREN, "expected ')'", open);
	nest(f, open);
	if (parse_is(f, T_LBRACE)) {
		e = parse_compound_literal(f, type, open);
	} else {
		e = check_rvalue(f, parse_cast_expression(f));
		e = check_cast(f, type, e, (struct place){ open, open, e->end }, type_at);
	}
	unnest(f);
	return e;
}
