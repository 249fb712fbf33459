/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Constants: arithmetic of the target on 64-bit hosts' words. A constant's value is kept extended to 64 bits by its type, so that equal
 * constants are equal words. Signed overflow wraps and is marked; division by zero is left as it stands, for run time. Folding happens
 * when a node is made, so operands are folded already and nothing here walks deep.
 */
#include "shell/lang/check.h"

uint64_t fold_fit(const struct type *t, uint64_t value)
{
	unsigned int bits = 8 * t->size;

	if (t->kind == TY_BOOL)
		return value != 0;
	if (t->kind == TY_ENUM && !t->complete)
		bits = 32;
	if (bits == 0 || bits >= 64)
		return value;
	value &= ((uint64_t)1 << bits) - 1;
	if (!type_is_unsigned(t) && value >> (bits - 1))
		value |= ~(((uint64_t)1 << bits) - 1);
	return value;
}

bool fold_const(const struct expr *e, int64_t *value)
{
	if (e->kind != EX_CONST || !type_is_integer(e->type))
		return false;
	*value = (int64_t)e->value;
	return true;
}

int fold_compare(const struct type *t, uint64_t a, uint64_t b)
{
	if (type_is_unsigned(t))
		return a < b ? -1 : a > b;
	return (int64_t)a < (int64_t)b ? -1 : (int64_t)a > (int64_t)b;
}

/* Does the exact result, of at most 64 bits each, not fit the signed type? */
static bool overflows(enum expr_kind kind, const struct type *t, uint64_t a, uint64_t b)
{
	int64_t x = (int64_t)a, y = (int64_t)b, r;
	bool wide;

	if (type_is_unsigned(t))
		return false;
	switch ((int)kind) {
	case EX_ADD: wide = __builtin_add_overflow(x, y, &r); break;
	case EX_SUB: wide = __builtin_sub_overflow(x, y, &r); break;
	case EX_MUL: wide = __builtin_mul_overflow(x, y, &r); break;
	case EX_DIV: case EX_MOD: return y == -1 && fold_fit(t, (uint64_t)1 << (type_bits(t) - 1)) == a;
	default: return false;
	}
	return wide || fold_fit(t, (uint64_t)r) != (uint64_t)r;
}

static uint64_t divide(enum expr_kind kind, const struct type *t, uint64_t a, uint64_t b)
{
	if (type_is_unsigned(t))
		return kind == EX_DIV ? a / b : a % b;
	if (b == UINT64_MAX)
		return kind == EX_DIV ? -a : 0;
	return (uint64_t)(kind == EX_DIV ? (int64_t)a / (int64_t)b : (int64_t)a % (int64_t)b);
}

static uint64_t shift(enum expr_kind kind, const struct type *t, uint64_t a, uint64_t b)
{
	uint64_t by = b & (type_bits(t) - 1);

	if (kind == EX_SHL)
		return a << by;
	return !type_is_unsigned(t) && (int64_t)a < 0 ? ~(~a >> by) : a >> by;
}

static uint64_t compute(enum expr_kind kind, const struct type *t, uint64_t a, uint64_t b)
{
	switch ((int)kind) {
	case EX_ADD: return a + b;
	case EX_SUB: return a - b;
	case EX_MUL: return a * b;
	case EX_DIV: case EX_MOD: return divide(kind, t, a, b);
	case EX_AND: return a & b;
	case EX_OR: return a | b;
	case EX_XOR: return a ^ b;
	case EX_SHL: case EX_SHR: return shift(kind, t, a, b);
	case EX_LT: return fold_compare(t, a, b) < 0;
	case EX_GT: return fold_compare(t, a, b) > 0;
	case EX_LE: return fold_compare(t, a, b) <= 0;
	case EX_GE: return fold_compare(t, a, b) >= 0;
	case EX_EQ: return a == b;
	case EX_NE: return a != b;
	case EX_LOGAND: return a && b;
	default: return a || b;
	}
}

/* The node, fresh from its maker, becomes the constant it computes: a chain of constants costs one node a term. */
static struct expr *constant(struct front *f, struct type *type, uint64_t value, struct expr *e, bool overflow)
{
	(void)f;
	*e = (struct expr){ .kind = EX_CONST, .op = e->kind, .type = type, .loc = e->start, .start = e->start, .end = e->end,
		.value = fold_fit(type, value), .overflow = overflow, .folded = true };
	return e;
}

struct expr *fold_binary(struct front *f, struct expr *e)
{
	const struct expr *a = e->a, *b = e->b;
	const struct type *t = a->type;
	bool overflow;

	if (a->kind != EX_CONST || b->kind != EX_CONST || !type_is_scalar(a->type) || !type_is_scalar(b->type) || !type_is_integer(e->type))
		return e;
	if ((e->kind == EX_DIV || e->kind == EX_MOD) && !b->value)
		return e;
	if ((e->kind == EX_SHL || e->kind == EX_SHR) && ((int64_t)b->value < 0 || b->value >= type_bits(t)))
		return e;
	overflow = overflows(e->kind, t, a->value, b->value);
	return constant(f, e->type, compute(e->kind, t, a->value, b->value), e, overflow || a->overflow || b->overflow);
}

struct expr *fold_unary(struct front *f, struct expr *e)
{
	const struct expr *a = e->a;
	uint64_t v = a->value;
	bool overflow;

	if (a->kind != EX_CONST)
		return e;
	overflow = e->kind == EX_NEG && !type_is_unsigned(e->type) && v == fold_fit(e->type, (uint64_t)1 << (type_bits(e->type) - 1));
	v = e->kind == EX_NEG ? -v : e->kind == EX_BITNOT ? ~v : !v;
	return constant(f, e->type, v, e, overflow || a->overflow);
}

struct expr *fold_cast(struct front *f, struct expr *e)
{
	const struct expr *a = e->a;
	struct expr *c;

	if (a->kind != EX_CONST || !type_is_scalar(e->type))
		return e;
	c = constant(f, e->type, a->value, e, a->overflow);
	c->op = a->op;
	c->folded = a->folded;
	c->character = a->character;
	c->parens = a->parens;
	c->loc = a->loc;
	c->symbol = e->type == a->type ? a->symbol : NULL;
	c->work = a->work;
	c->size_of = a->size_of;
	return c;
}

struct expr *fold_conditional(struct front *f, struct expr *e)
{
	const struct expr *first = e->b ? e->b : e->a, *chosen;

	if (e->a->kind != EX_CONST || first->kind != EX_CONST || e->c->kind != EX_CONST)
		return e;
	chosen = e->a->value ? first : e->c;
	return constant(f, e->type, chosen->value, e, chosen->overflow);
}

/* What gcc takes for a constant only after folding: deeper than 64 levels is none. */
static bool fold_late(const struct expr *e, int64_t *value, unsigned int depth)
{
	int64_t a;

	if (fold_const(e, value))
		return true;
	if (depth > 64)
		return false;
	switch ((int)e->kind) {
	case EX_CAST:
		if (!type_is_integer(e->type) || !fold_late(e->a, &a, depth + 1))
			return false;
		*value = (int64_t)fold_fit(e->type, (uint64_t)a);
		return true;
	case EX_LOGAND: case EX_LOGOR:
		if (!fold_late(e->a, &a, depth + 1))
			return false;
		if ((a != 0) == (e->kind == EX_LOGOR)) {
			*value = a != 0;
			return true;
		}
		if (!fold_late(e->b, &a, depth + 1))
			return false;
		*value = a != 0;
		return true;
	case EX_COND:
		if (!fold_late(e->a, &a, depth + 1))
			return false;
		return fold_late(a ? (e->b ? e->b : e->a) : e->c, value, depth + 1);
	default:
		return false;
	}
}

bool fold_int(struct front *f, const struct expr *e, int64_t *value)
{
	(void)f;
	return fold_late(e, value, 0);
}

/* ---- what is known before the program runs ---- */

/* A number; an address, which the linker knows; or neither. */
enum known { UNKNOWN, NUMBER, ADDRESS };

static bool static_lvalue(const struct expr *e, unsigned int depth);
static enum known static_value(const struct expr *e, unsigned int depth);

/* An address may become a pointer or an integer of its size, or a truth value. */
static enum known static_cast(const struct expr *e, unsigned int depth)
{
	enum known a = static_value(e->a, depth);

	if (a != ADDRESS)
		return a;
	if (type_is_pointer(e->type) || (type_is_integer(e->type) && e->type->size == 4))
		return ADDRESS;
	return e->type->kind == TY_BOOL ? NUMBER : UNKNOWN;
}

/* Two addresses of one object are a number apart. */
static enum known static_difference(enum known a, enum known b)
{
	return a == ADDRESS ? (b == ADDRESS ? NUMBER : ADDRESS) : b == ADDRESS ? UNKNOWN : NUMBER;
}

static enum known static_binary(const struct expr *e, unsigned int depth)
{
	enum known a = static_value(e->a, depth), b = static_value(e->b, depth);

	if (!a || !b)
		return UNKNOWN;
	if (e->kind == EX_ADD)
		return a == ADDRESS && b == ADDRESS ? UNKNOWN : a == ADDRESS || b == ADDRESS ? ADDRESS : NUMBER;
	if (e->kind == EX_SUB)
		return static_difference(a, b);
	if (e->kind >= EX_LT && e->kind <= EX_LOGOR)
		return NUMBER;
	if ((e->kind == EX_DIV || e->kind == EX_MOD) && e->b->kind == EX_CONST && !e->b->value)
		return UNKNOWN;
	return a == NUMBER && b == NUMBER ? NUMBER : UNKNOWN;
}

/* A scalar or a whole record in parentheses and braces. */
static enum known static_compound(const struct expr *e, unsigned int depth)
{
	if (e->type->kind == TY_ARRAY || depth > 1)
		return UNKNOWN; /* as a part of something larger it is an object like any other */
	for (unsigned int i = 0; i < e->init->count; i++)
		if (e->init->item[i].value->kind != EX_STRING && !static_value(e->init->item[i].value, depth))
			return UNKNOWN;
	return NUMBER;
}

static enum known static_value(const struct expr *e, unsigned int depth)
{
	int64_t value;

	if (depth > NESTING_MAX * 4)
		return UNKNOWN;
	depth++;
	if (fold_late(e, &value, 0))
		return NUMBER;
	switch ((int)e->kind) {
	case EX_CONST:
		return NUMBER;
	case EX_ADDR:
		return static_lvalue(e->a, depth) ? ADDRESS : UNKNOWN;
	case EX_CAST:
		return static_cast(e, depth);
	case EX_VAR:
		return e->symbol->constant ? NUMBER : UNKNOWN;
	case EX_COMPOUND:
		return static_compound(e, depth);
	case EX_DEREF:
		/* an element of a string literal */
		return e->index && e->a->b->kind == EX_CONST && e->a->a->kind == EX_ADDR && e->a->a->a->kind == EX_STRING &&
		       e->a->b->value < e->a->a->a->length ? NUMBER : UNKNOWN;
	case EX_NEG: case EX_BITNOT:
		return static_value(e->a, depth) == NUMBER ? NUMBER : UNKNOWN;
	case EX_LOGNOT:
		return static_value(e->a, depth) ? NUMBER : UNKNOWN;
	case EX_COND:
		if (!fold_late(e->a, &value, 0))
			return UNKNOWN;
		return static_value(value ? (e->b ? e->b : e->a) : e->c, depth);
	default:
		return e->kind >= EX_ADD && e->kind <= EX_LOGOR ? static_binary(e, depth) : UNKNOWN;
	}
}

static bool static_lvalue(const struct expr *e, unsigned int depth)
{
	if (depth > NESTING_MAX * 4)
		return false;
	switch ((int)e->kind) {
	case EX_VAR:
		return e->symbol->storage == SC_STATIC && !e->symbol->is_auto;
	case EX_FUNCTION:
		return e->symbol->kind == SYM_CALL || e->symbol->external;
	case EX_STRING:
		return true;
	case EX_MEMBER:
		return static_lvalue(e->a, depth + 1);
	case EX_DEREF:
		return static_value(e->a, depth + 1) != UNKNOWN;
	default:
		return false;
	}
}

bool fold_address(const struct expr *e)
{
	return static_value(e, 0) != UNKNOWN;
}
