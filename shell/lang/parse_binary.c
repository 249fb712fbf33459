/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Binary operators by one stack machine, then conditional expressions, assignments and commas, as gcc's parser reads them. Chains of one
 * level need no depth; a conditional and an assignment nest to the right, and are counted.
 */
#include <string.h>

#include "shell/lang/frontend.h"

static struct place span(uint32_t loc, const struct expr *first, const struct expr *last)
{
	return (struct place){ loc, first->start, last->end };
}

static const struct { uint8_t level, kind; } binary[T_KINDS] = {
	[T_LOGOR] = { 1, EX_LOGOR }, [T_LOGAND] = { 2, EX_LOGAND }, [T_OR] = { 3, EX_OR }, [T_XOR] = { 4, EX_XOR }, [T_AND] = { 5, EX_AND },
	[T_EQ] = { 6, EX_EQ }, [T_NE] = { 6, EX_NE }, [T_LT] = { 7, EX_LT }, [T_GT] = { 7, EX_GT }, [T_LE] = { 7, EX_LE },
	[T_GE] = { 7, EX_GE }, [T_SHL] = { 8, EX_SHL }, [T_SHR] = { 8, EX_SHR }, [T_PLUS] = { 9, EX_ADD }, [T_MINUS] = { 9, EX_SUB },
	[T_STAR] = { 10, EX_MUL }, [T_SLASH] = { 10, EX_DIV }, [T_PERCENT] = { 10, EX_MOD }
};

struct operand { struct expr *e; struct place op; uint8_t level, kind; bool skipped; };

/* Builds the topmost operator. */
static void reduce(struct front *f, struct operand *stack, unsigned int *top)
{
	struct operand *b = &stack[*top], *a = &stack[*top - 1];

	f->skip_evaluation -= b->skipped;
	a->e = check_rvalue(f, a->e);
	b->e = check_rvalue(f, b->e);
	f->left_at = a->op;
	f->right_at = b->op;
	a->e = check_binary_user(f, (enum expr_kind)b->kind, a->e, b->e, span(b->op.loc, a->e, b->e));
	--*top;
}

/* The left operand of && and || is a condition before the right one is read. */
static void begin_logical(struct front *f, struct operand *left, struct operand *right)
{
	int64_t v;

	left->e = check_truth(f, check_rvalue(f, left->e), left->op);
	right->skipped = fold_int(f, left->e, &v) && (right->kind == EX_LOGAND ? !v : v != 0);
	f->skip_evaluation += right->skipped;
}

/* The operators behind e, which is the first operand and began at `first`. */
static struct expr *parse_operators(struct front *f, struct expr *e, struct place first)
{
	struct operand stack[12];
	unsigned int top = 0;

	stack[0] = (struct operand){ .e = e, .op = first };
	for (;;) {
		unsigned int level = binary[parse_peek(f)->kind].level;
		struct token op;

		if (!level)
			break;
		op = *parse_peek(f);
		while (top && stack[top].level >= level)
			reduce(f, stack, &top);
		parse_next(f);
		stack[++top] = (struct operand){ .op = place_token(&op), .level = (uint8_t)level, .kind = binary[op.kind].kind };
		if (op.kind == T_LOGAND || op.kind == T_LOGOR)
			begin_logical(f, &stack[top - 1], &stack[top]);
		stack[top].e = parse_cast_expression(f);
	}
	while (top)
		reduce(f, stack, &top);
	return stack[0].e;
}

/* Most operands are a name or a number, and most have no operator of two operands behind them. */
static inline struct expr *parse_binary(struct front *f)
{
	const struct token *token = parse_peek(f);
	struct place first = place_token(token);
	struct expr *e = token->kind == T_NAME || token->kind == T_NUMBER ? parse_postfix(f) : parse_cast_expression(f);

	return binary[parse_peek(f)->kind].level ? parse_operators(f, e, first) : e;
}

/* ---- conditional, assignment, comma ---- */

static struct expr *parse_second(struct front *f, struct expr **condition, struct place question, bool *skip_third)
{
	struct expr *e = NULL;
	int64_t v;
	bool known;

	if (parse_is(f, T_COLON)) {
		known = fold_int(f, *condition, &v);
		*skip_third = known && v;
		return NULL;
	}
	*condition = check_truth(f, *condition, question);
	known = fold_int(f, *condition, &v);
	f->skip_evaluation += known && !v;
	e = parse_expression_conv(f);
	f->skip_evaluation -= known && !v;
	*skip_third = known && v;
	return e;
}

/* Behind the condition, at its question mark. */
static struct expr *parse_arms(struct front *f, struct expr *condition)
{
	uint32_t colon, question = parse_peek(f)->loc;
	struct expr *a, *b;
	bool skip_third;

	condition = check_rvalue(f, condition);
	parse_next(f);
	nest(f, question);
	a = parse_second(f, &condition, place_of(question, question + 1), &skip_third);
	colon = parse_peek(f)->loc;
	if (!parse_require(f, T_COLON, "expected ':'", 0)) {
		unnest(f);
		return expr_error(f, place_expr(condition));
	}
	f->skip_evaluation += skip_third;
	b = check_rvalue(f, parse_conditional(f));
	f->skip_evaluation -= skip_third;
	unnest(f);
	return check_conditional(f, condition, a, b, span(colon, condition, b));
}

struct expr *parse_conditional(struct front *f)
{
	struct expr *e = parse_binary(f);

	return parse_is(f, T_QUESTION) ? parse_arms(f, e) : e;
}

static const uint8_t assign_op[T_KINDS] = {
	[T_ASSIGN] = EX_ERROR, [T_MUL_ASSIGN] = EX_MUL, [T_DIV_ASSIGN] = EX_DIV, [T_MOD_ASSIGN] = EX_MOD, [T_ADD_ASSIGN] = EX_ADD,
	[T_SUB_ASSIGN] = EX_SUB, [T_SHL_ASSIGN] = EX_SHL, [T_SHR_ASSIGN] = EX_SHR, [T_AND_ASSIGN] = EX_AND, [T_XOR_ASSIGN] = EX_XOR,
	[T_OR_ASSIGN] = EX_OR
};

struct expr *parse_assignment(struct front *f)
{
	struct expr *a = parse_binary(f), *b;
	unsigned int op;
	struct place value;
	uint32_t loc;

	if (parse_is(f, T_QUESTION))
		a = parse_arms(f, a);
	op = assign_op[parse_peek(f)->kind];
	if (!op)
		return a;
	loc = parse_peek(f)->loc;
	parse_next(f);
	nest(f, loc);
	value = place_token(parse_peek(f));
	b = check_rvalue(f, parse_assignment(f));
	unnest(f);
	if (f->mode == FRONT_LOOK) {
		report(f, M_LOOK_ASSIGNS, (struct place){ loc, a->start, b->end });
		return expr_error(f, place_expr(a));
	}
	return check_assign(f, (enum expr_kind)op, a, b, span(loc, a, b), value);
}

struct expr *parse_expression(struct front *f)
{
	struct expr *e = parse_assignment(f);

	if (parse_is(f, T_COMMA))
		e = check_rvalue_for_comma(f, e);
	while (parse_is(f, T_COMMA)) {
		uint32_t comma = parse_peek(f)->loc;
		struct expr *next;

		parse_next(f);
		check_read_object(f, e);
		next = check_decay(f, parse_assignment(f));
		e = check_comma(f, e, next, span(comma, e, next));
	}
	return e;
}

struct expr *parse_expression_conv(struct front *f)
{
	return check_rvalue(f, parse_expression(f));
}
