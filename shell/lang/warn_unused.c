/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * -Wunused-value: statements, and left operands of commas, whose value nobody uses. What gcc points at depends on what its folding has left of the
 * expression: a constant has no place, and then it is the statement that is shown. warn_folded() knows as much of that folding as is seen.
 */
#include <string.h>

#include "shell/lang/check.h"

static const struct expr *strip_casts(const struct expr *e)
{
	while (e->kind == EX_CAST && type_is_pointer(e->type))
		e = e->a;
	return e;
}

/* Kinds whose value is a by-product: nobody is told that it is not used. */
static inline bool acts(enum expr_kind kind)
{
	return kind >= EX_ASSIGN && kind <= EX_CALL;
}

static bool has_side_effects(const struct expr *e, unsigned int depth)
{
	for (; e && depth < 600; depth++) {
		switch ((int)e->kind) {
		case EX_ASSIGN: case EX_ASSIGN_OP: case EX_PREINC: case EX_PREDEC: case EX_POSTINC: case EX_POSTDEC: case EX_CALL:
			return true;
		case EX_VAR:
			return type_quals(e->type) & TQ_VOLATILE;
		case EX_COMPOUND:
			return true; /* it is made here */
		case EX_CONST: case EX_STRING: case EX_FUNCTION: case EX_ERROR:
			return false;
		case EX_COND:
			if ((e->b && has_side_effects(e->b, depth + 1)) || has_side_effects(e->c, depth + 1))
				return true;
			break;
		case EX_LOGAND: case EX_LOGOR:
			/* decided by a constant: the rest is not even kept */
			if (e->a->kind == EX_CONST && !e->a->value == (e->kind == EX_LOGAND))
				return false;
			if (has_side_effects(e->b, depth + 1))
				return true;
			break;
		default:
			if (e->kind >= EX_ADD && e->kind <= EX_COMMA && e->kind != EX_COND && has_side_effects(e->b, depth + 1))
				return true;
			if (e->kind == EX_DEREF && (type_quals(e->type) & TQ_VOLATILE))
				return true;
			break;
		}
		e = e->a;
	}
	return false;
}

static void warn_value(struct front *f, const struct expr *e, struct place at);

static bool is_void_cast(const struct expr *e)
{
	return type_is_void(e->type) && e->kind == EX_CAST;
}

/* The rightmost operand of a chain of commas has no effect: said at the comma before it. */
static void warn_last_of_comma(struct front *f, const struct expr *e, struct place at)
{
	while (e->kind == EX_COMMA) {
		at = e->parens ? place_expr(e) : place_of(e->loc, e->loc + 1);
		e = e->b;
	}
	if (!has_side_effects(e, 0) && !type_is_void(e->type) && e->kind != EX_CAST && !e->no_warning)
		report(f, M_COMMA_RIGHT_NO_EFFECT, at);
}

/* The left operand of a comma. */
void warn_comma_left(struct front *f, const struct expr *a, struct place at)
{
	struct place comma = place_of(at.loc, at.loc + 1);

	if (f->mode == FRONT_LOOK)
		return;
	if (has_side_effects(a, 0)) {
		if (a->kind == EX_COMMA)
			warn_last_of_comma(f, a, comma);
		else
			warn_value(f, a, comma);
	} else if (!is_void_cast(a) && !(type_is_void(a->type) && a->kind == EX_COMMA && is_void_cast(a->b))) {
		report(f, M_COMMA_NO_EFFECT, comma);
	}
}

/* A call's or an assignment's value, only made wider. */
static bool widens_result(const struct expr *e)
{
	const struct expr *a = strip_implicit(e->a);

	return (a->kind == EX_CALL || a->kind == EX_ASSIGN) && type_is_integer(e->type) && type_is_integer(a->type) && e->type->kind != TY_BOOL &&
	       e->type->size >= a->type->size;
}

/* i = 2, where its value is known without a comparison. */
static bool is_constant_assignment(const struct expr *e)
{
	return e->kind == EX_ASSIGN && strip_implicit(e->b)->kind == EX_CONST;
}

/* Something with side effects, whose value is computed for nobody. */
static void warn_value(struct front *f, const struct expr *e, struct place at)
{
	for (;;) {
		if (is_bad(e) || e->no_warning || type_is_void(e->type))
			return;
		at = has_place(e) ? place_expr(e) : at;
		switch ((int)e->kind) {
		case EX_ASSIGN: case EX_ASSIGN_OP: case EX_PREINC: case EX_PREDEC: case EX_POSTINC: case EX_POSTDEC: case EX_CALL:
			return;
		case EX_LOGAND: case EX_LOGOR:
			/* what is no truth value yet is compared with 0, and that is what nobody uses */
			if (!is_boolean(e->b) && e->b->kind != EX_CONST && !is_constant_assignment(e->b)) {
				report(f, M_VALUE_NOT_USED, e->a->kind == EX_CONST ? place_expr(e) : place_operator(f, e->loc, e->kind));
				return;
			}
			e = e->b;
			continue;
		case EX_COMMA:
			if (e->b->kind == EX_CONST)
				return;
			e = e->b;
			continue;
		case EX_COND:
			if (has_side_effects(e->c, 0) || (e->b && has_side_effects(e->b, 0)) || has_side_effects(e->a, 0))
				return;
			break;
		case EX_ADDR: case EX_COMPOUND:
			if (e->kind == EX_ADDR && !(e->implicit && e->a->kind == EX_COMPOUND))
				break;
			at = place_of(e->start, e->start + 1);
			break;
		case EX_CAST:
			if (e->implicit || e->type->unqualified == e->a->type->unqualified || widens_result(e)) {
				e = e->a;
				continue;
			}
			break;
		default:
			break;
		}
		if (!((type_quals(e->type) & TQ_VOLATILE) && check_lvalue(e)))
			report(f, M_VALUE_NOT_USED, at);
		return;
	}
}

static bool is_nonzero(const struct expr *e)
{
	return strip_implicit(e)->kind == EX_CONST && strip_implicit(e)->value;
}

/* !x and x, where x is a truth value */
static bool is_opposite(const struct expr *a, const struct expr *b)
{
	a = strip_implicit(a);
	b = strip_implicit(b);
	if (b->kind == EX_COND && b->b && b->a->kind == EX_CONST)
		b = strip_implicit(b->a->value ? b->b : b->c);
	return a->kind == EX_LOGNOT && b->type->kind == TY_BOOL && warn_same_operand(a->a, b);
}

static bool is_number(const struct expr *e, uint64_t value)
{
	e = strip_implicit(e);
	if (e->kind == EX_LOGOR && (is_nonzero(e->a) || is_nonzero(e->b)))
		return value == 1;
	if (e->kind == EX_LOGAND && (is_number(e->a, 0) || is_number(e->b, 0)))
		return value == 0;
	if (e->kind == EX_COND && e->b && e->a->kind == EX_CONST)
		return is_number(e->a->value ? e->b : e->c, value);
	if (e->kind == EX_XOR && is_opposite(e->a, e->b))
		return value == 1;
	if (is_comparison(e->kind) && warn_same_operand(e->a, e->b))
		return value == (e->kind == EX_EQ || e->kind == EX_LE || e->kind == EX_GE);
	return e->kind == EX_CONST && e->value == value;
}

static bool is_unsigned_or_pointer(const struct expr *e)
{
	return type_is_pointer(e->type) || type_is_unsigned(e->type);
}

static const struct symbol some_string = { .kind = SYM_OBJECT };

/* The object, or part of one, whose address is known. */
static const struct symbol *fixed_address(const struct expr *e)
{
	e = strip_casts(e);
	while (e->kind == EX_ADD && e->b->kind == EX_CONST)
		e = strip_casts(e->a);
	if (e->kind != EX_ADDR)
		return NULL;
	for (e = e->a; ; e = e->a) {
		if (e->kind == EX_DEREF && e->index && e->a->kind == EX_ADD && e->a->b->kind == EX_CONST && e->a->a->kind == EX_ADDR)
			e = e->a->a;
		else if (e->kind != EX_MEMBER)
			break;
	}
	if (e->kind == EX_STRING)
		return &some_string;
	return e->kind == EX_VAR || e->kind == EX_FUNCTION ? e->symbol : NULL;
}

/* What a function's name stands for is the linker's affair: two may be one, and one may be none. */
static const struct symbol *fixed_object(const struct expr *e)
{
	const struct symbol *s = fixed_address(e);

	return s && s->kind == SYM_OBJECT ? s : NULL;
}

static bool is_always_true(const struct expr *e)
{
	return fixed_object(e) || is_nonzero(e);
}

/* All values that the type of an operand has, before it was widened. False: too many to be of any help. */
static bool range_of(const struct expr *e, int64_t *low, int64_t *high)
{
	const struct type *t;
	unsigned int bits;

	while (e->kind == EX_CAST && type_is_integer(e->type) && type_is_integer(e->a->type) && e->type->kind != TY_BOOL &&
	       (e->type->size > e->a->type->size || (e->type->size == e->a->type->size && type_is_unsigned(e->type) == type_is_unsigned(e->a->type))) &&
	       (type_is_unsigned(e->a->type) || !type_is_unsigned(e->type)))
		e = e->a;
	t = e->type;
	if (!type_is_integer(t) || e->kind == EX_CONST)
		return false;
	*low = 0;
	*high = 1;
	if (t->kind == TY_BOOL || is_comparison(e->kind) || e->kind == EX_LOGNOT)
		return true;
	bits = 8 * t->size - !type_is_unsigned(t);
	if (bits > 62)
		return false;
	*high = ((int64_t)1 << bits) - 1;
	*low = type_is_unsigned(t) ? 0 : -*high - 1;
	return true;
}

/* x op v, where x lies in [low, high]: the same for each of them? */
static bool always_same(enum expr_kind kind, int64_t low, int64_t high, int64_t v)
{
	switch ((int)kind) {
	case EX_EQ: case EX_NE: return v < low || v > high;
	case EX_LT: case EX_GE: return v > high || v <= low;
	case EX_GT: case EX_LE: return v >= high || v < low;
	default: return false;
	}
}

static enum expr_kind mirrored(enum expr_kind kind)
{
	switch ((int)kind) {
	case EX_LT: return EX_GT;
	case EX_GT: return EX_LT;
	case EX_LE: return EX_GE;
	case EX_GE: return EX_LE;
	default: return kind;
	}
}

/* (x & 3) == 4 */
static bool lacks_bits(const struct expr *bits, const struct expr *c)
{
	const struct expr *mask;

	bits = strip_implicit(bits);
	if ((bits->kind != EX_AND && bits->kind != EX_OR) || c->kind != EX_CONST)
		return false;
	mask = strip_implicit(bits->a)->kind == EX_CONST ? strip_implicit(bits->a) : strip_implicit(bits->b);
	if (mask->kind != EX_CONST)
		return false;
	return (bits->kind == EX_AND ? mask->value & c->value : mask->value | c->value) != c->value;
}

/* Does gcc see that the comparison does not depend on its operand, or on where two objects lie? */
static bool is_decided(const struct expr *e)
{
	const struct expr *c = e->b->kind == EX_CONST ? e->b : e->a, *x = c == e->b ? e->a : e->b;
	int64_t low, high;
	uint64_t v = c->value;

	if (fixed_object(e->a) && fixed_object(e->b))
		return e->kind == EX_EQ || e->kind == EX_NE || fixed_address(e->a) == fixed_address(e->b);
	if (c->kind != EX_CONST)
		return false;
	if ((e->kind == EX_EQ || e->kind == EX_NE) && lacks_bits(x, c))
		return true;
	if (!type_is_integer(c->type) || !range_of(x, &low, &high))
		return false;
	if (type_is_unsigned(c->type) && v > INT64_MAX)
		v = INT64_MAX;
	return always_same(c == e->b ? e->kind : mirrored(e->kind), low, high, (int64_t)v);
}

/* Two equal operands, or one that decides alone: gcc's folding leaves one operand, or a constant (NULL). */
static const struct expr *folded_binary(const struct expr *e)
{
	const struct expr *a = e->a, *b = e->b;
	bool equal = warn_same_operand(a, b);

	if (is_comparison(e->kind) && is_decided(e))
		return NULL;
	if (e->kind == EX_SUB && fixed_address(a) && fixed_address(a) == fixed_address(b))
		return NULL;
	switch ((int)e->kind) {
	case EX_LT: case EX_GE:
		return equal || (is_number(b, 0) && is_unsigned_or_pointer(b)) ? NULL : e;
	case EX_GT: case EX_LE:
		return equal || (is_number(a, 0) && is_unsigned_or_pointer(a)) ? NULL : e;
	case EX_SUB: case EX_XOR: case EX_DIV: case EX_MOD:
	case EX_EQ: case EX_NE:
		if (equal || ((e->kind == EX_EQ || e->kind == EX_NE) && (is_opposite(a, b) || is_opposite(b, a))))
			return NULL;
		if (e->kind == EX_DIV ? is_number(b, 1) : (e->kind == EX_SUB || e->kind == EX_XOR) && is_number(b, 0))
			return a;
		return e;
	case EX_ADD: case EX_OR:
		return is_number(b, 0) || (equal && e->kind == EX_OR) ? a : is_number(a, 0) ? b : e;
	case EX_MUL: case EX_AND:
		if (is_number(a, 0) || is_number(b, 0))
			return NULL;
		if (e->kind == EX_AND)
			return equal ? a : e;
		return is_number(b, 1) ? a : is_number(a, 1) ? b : e;
	case EX_SHL: case EX_SHR:
		return is_number(b, 0) ? a : e;
	case EX_LOGAND:
		if (is_always_true(a) && is_always_true(b))
			return NULL;
		return is_number(a, 0) || is_number(b, 0) ? NULL : e;
	case EX_LOGOR:
		if (fixed_object(a) || fixed_object(b))
			return NULL;
		return a->kind == EX_CONST || b->kind == EX_CONST ? (is_number(a, 0) || is_number(b, 0) ? e : NULL) : e;
	default:
		return e;
	}
}

static bool is_narrow(const struct expr *e)
{
	const struct expr *a = strip_implicit(e);

	return type_is_integer(a->type) && a->type->size < 4 && a->kind != EX_CONST;
}

/* What is left of an expression without effect; NULL: a constant. */
const struct expr *warn_folded(const struct expr *e)
{
	if (e->kind == EX_LOGNOT && fixed_address(e->a))
		return NULL;
	if (e->kind == EX_ADDR && !e->implicit && e->a->kind == EX_DEREF && !e->a->index)
		return e->a->a;
	if (e->kind == EX_COND && e->b && e->a->kind == EX_CONST)
		return e->a->value ? e->b : e->c;
	/* arms that were widened are no longer seen to be the same */
	if (e->kind == EX_COND && e->b && !is_narrow(e->b) && (warn_same_operand(e->b, e->c) || warn_same_constant(e->b, e->c)))
		return e->b;
	return e->kind >= EX_ADD && e->kind <= EX_LOGOR ? folded_binary(e) : e;
}

/* A statement's expression. */
void warn_unused_value(struct front *f, struct expr *e, struct place at)
{
	if (is_bad(e) || acts(e->kind))
		return;
	while (e->kind == EX_COMMA && e->b->kind != EX_CONST && !has_side_effects(e->a, 0))
		e = e->b;
	if (e->kind == EX_ADDR && e->implicit && e->a->type->kind == TY_FUNCTION)
		; /* a function's name has no place, however it is written */
	else if (e->kind == EX_COMMA)
		at = e->parens ? place_expr(e) : place_of(e->loc, e->loc + 1);
	else if (has_side_effects(e, 0) ? has_place(e) : warn_folded(e) && has_place(warn_folded(e)))
		at = place_expr(has_side_effects(e, 0) ? e : warn_folded(e));
	if (!has_side_effects(e, 0)) {
		if (!type_is_void(e->type) && !e->no_warning)
			report(f, M_NO_EFFECT, at);
	} else if (e->kind == EX_COMMA) {
		warn_last_of_comma(f, e, at);
	} else {
		warn_value(f, e, at);
	}
}
