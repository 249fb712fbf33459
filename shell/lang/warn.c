/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What -Wall finds doubtful in operators that are otherwise right: parentheses, comparisons of a thing with itself, with constants out of
 * reach, of addresses with null; shifts and divisions by constants. (Values that nobody uses: warn_unused.c. Sequence points: warn_sequence.c.)
 */
#include <stdio.h>
#include <string.h>

#include "shell/lang/check.h"

/* ---- -Wparentheses ---- */

struct parens_rule { enum expr_kind outer, inner; enum message id; };

/* Rows with EX_LT stand for every comparison. */
static const struct parens_rule parens_rules[] = {
	{ EX_SHL, EX_ADD, M_PAREN_PLUS_SHL }, { EX_SHL, EX_SUB, M_PAREN_MINUS_SHL }, { EX_SHR, EX_ADD, M_PAREN_PLUS_SHR },
	{ EX_SHR, EX_SUB, M_PAREN_MINUS_SHR }, { EX_LOGOR, EX_LOGAND, M_PAREN_AND_OR }, { EX_OR, EX_AND, M_PAREN_ARITH_OR },
	{ EX_OR, EX_XOR, M_PAREN_ARITH_OR }, { EX_OR, EX_ADD, M_PAREN_ARITH_OR }, { EX_OR, EX_SUB, M_PAREN_ARITH_OR },
	{ EX_OR, EX_LT, M_PAREN_COMPARE_OR }, { EX_XOR, EX_AND, M_PAREN_ARITH_XOR }, { EX_XOR, EX_ADD, M_PAREN_ARITH_XOR },
	{ EX_XOR, EX_SUB, M_PAREN_ARITH_XOR }, { EX_XOR, EX_LT, M_PAREN_COMPARE_XOR }, { EX_AND, EX_ADD, M_PAREN_PLUS_AND },
	{ EX_AND, EX_SUB, M_PAREN_MINUS_AND }, { EX_AND, EX_LT, M_PAREN_COMPARE_AND }, { EX_EQ, EX_LT, M_PAREN_COMPARE_EQ },
	{ EX_NE, EX_LT, M_PAREN_COMPARE_NE }
};

static bool parens_operand(struct front *f, enum expr_kind outer, enum expr_kind inner, const struct expr *e, struct place at)
{
	for (size_t i = 0; i < sizeof parens_rules / sizeof parens_rules[0]; i++) {
		const struct parens_rule *rule = &parens_rules[i];

		if (rule->outer == outer && (rule->inner == inner || (rule->inner == EX_LT && is_comparison(inner)))) {
			report(f, rule->id, has_place(e) ? place_expr(e) : at);
			return true;
		}
	}
	return false;
}

static bool appears_boolean(enum expr_kind kind, const struct expr *e)
{
	if (e->parens)
		kind = e->kind;
	return e->type->kind == TY_BOOL || is_comparison(kind) || kind == EX_LOGAND || kind == EX_LOGOR || kind == EX_LOGNOT ||
	       (e->kind == EX_CONST && e->value <= 1);
}

static void warn_parens(struct front *f, enum expr_kind kind, enum expr_kind left, const struct expr *a, enum expr_kind right,
			const struct expr *b, struct place at)
{
	if (parens_operand(f, kind, left, a, at))
		return;
	if ((kind == EX_AND || kind == EX_OR) && left == EX_LOGNOT && !appears_boolean(right, b)) {
		report(f, kind == EX_AND ? M_PAREN_NOT_AND : M_PAREN_NOT_OR, has_place(a) ? place_expr(a) : at);
		return;
	}
	if (parens_operand(f, kind, right, b, at))
		return;
	if (!is_comparison(kind) || kind == EX_EQ || kind == EX_NE)
		return;
	if (is_comparison(left) && left != EX_EQ && left != EX_NE)
		report(f, M_PAREN_CHAIN, has_place(a) ? place_expr(a) : at);
	else if (is_comparison(right) && right != EX_EQ && right != EX_NE)
		report(f, M_PAREN_CHAIN, has_place(b) ? place_expr(b) : at);
}

/* ---- the same thing on both sides ---- */

bool warn_same_constant(const struct expr *a, const struct expr *b)
{
	return a->kind == EX_CONST && b->kind == EX_CONST && a->value == b->value;
}

static bool commutes(enum expr_kind kind)
{
	return kind == EX_ADD || kind == EX_MUL || kind == EX_AND || kind == EX_OR || kind == EX_XOR || kind == EX_EQ || kind == EX_NE;
}

static bool same(const struct expr *a, const struct expr *b, unsigned int depth);

static bool same_parts(const struct expr *a, const struct expr *b, unsigned int depth)
{
	if (same(a->b, b->b, depth) && same(a->a, b->a, depth))
		return true;
	return commutes(a->kind) && same(a->a, b->b, depth) && same(a->b, b->a, depth);
}

/* gcc's operand_equal_p(), as far as anybody writes it. */
static bool same(const struct expr *a, const struct expr *b, unsigned int depth)
{
	a = strip_implicit(a);
	b = strip_implicit(b);
	if (a->kind != b->kind || !depth)
		return false;
	switch ((int)a->kind) {
	case EX_CONST:
		return warn_same_constant(a, b);
	case EX_VAR: case EX_FUNCTION:
		return a->symbol == b->symbol;
	case EX_MEMBER:
		return a->field == b->field && a->offset == b->offset && same(a->a, b->a, depth - 1);
	case EX_DEREF: case EX_ADDR: case EX_NEG: case EX_BITNOT: case EX_LOGNOT:
		return same(a->a, b->a, depth - 1);
	case EX_CAST:
		return a->type->unqualified == b->type->unqualified && same(a->a, b->a, depth - 1);
	default:
		return a->kind >= EX_ADD && a->kind <= EX_LOGOR && same_parts(a, b, depth - 1);
	}
}

enum { SAME_DEPTH = 24 };

bool warn_same_operand(const struct expr *a, const struct expr *b)
{
	a = strip_implicit(a);
	return a->kind != EX_CONST && a->kind != EX_CAST && same(a, b, SAME_DEPTH);
}

/* An element of an array by a constant index: as macros make them. */
static bool has_constant_element(const struct expr *e)
{
	for (unsigned int depth = 0; e && depth < SAME_DEPTH; depth++) {
		e = strip_implicit(e);
		if (e->kind == EX_DEREF && e->index && e->a->kind == EX_ADD && strip_implicit(e->a->a)->type->kind == TY_ARRAY &&
		    strip_implicit(e->a->b)->kind == EX_CONST)
			return true;
		if (e->kind >= EX_ADD && e->kind <= EX_LOGOR && has_constant_element(e->b))
			return true;
		e = e->a;
	}
	return false;
}

/* (x & 1) == 2, (x | 1) == 2: no bits of x can make that true. */
static void warn_bits(struct front *f, enum expr_kind kind, const struct expr *a, const struct expr *b, struct place at)
{
	const struct expr *bits = strip_implicit(a), *mask, *other;
	uint64_t v;

	if ((kind != EX_EQ && kind != EX_NE) || b->kind != EX_CONST || (bits->kind != EX_AND && bits->kind != EX_OR))
		return;
	mask = bits->a->kind == EX_CONST ? bits->a : bits->b;
	/* gcc has narrowed an | of something smaller by then, where the constant lets it */
	other = mask == bits->b ? bits->a : bits->b;
	if (bits->kind == EX_OR && other->kind == EX_CAST && fold_fit(other->a->type, mask->value) == mask->value)
		return;
	v = bits->kind == EX_AND ? mask->value & b->value : mask->value | b->value;
	if (mask->kind == EX_CONST && v != b->value)
		report(f, M_TAUTOLOGICAL_BITS, at, kind == EX_NE ? "true" : "false");
}

static void warn_tautology(struct front *f, enum expr_kind kind, const struct expr *a, const struct expr *b, struct place at)
{
	bool yes = kind == EX_EQ || kind == EX_LE || kind == EX_GE;

	/* of an array only the place is compared: warn_array_compare() */
	if (strip_implicit(a)->type->kind == TY_ARRAY)
		return;
	if (is_comparison(kind) && warn_same_operand(a, b) && !has_constant_element(a))
		report(f, M_TAUTOLOGICAL, at, yes ? "true" : "false");
}

/* ---- other comparisons ---- */

bool is_boolean(const struct expr *e)
{
	e = strip_implicit(e);
	/* gcc has then promoted both arms of ?: */
	if (e->kind == EX_COND)
		return false;
	return e->type->kind == TY_BOOL || is_comparison(e->kind) || e->kind == EX_LOGAND || e->kind == EX_LOGOR || e->kind == EX_LOGNOT;
}

/* -1: always false, 1: always true, 0: depends. */
static int bool_compare(enum expr_kind kind, bool constant_left, int64_t v)
{
	static const struct { enum expr_kind kind, mirror; } mirrors[] = {
		{ EX_LT, EX_GT }, { EX_GT, EX_LT }, { EX_LE, EX_GE }, { EX_GE, EX_LE }
	};

	if (constant_left)
		for (size_t i = 0; i < sizeof mirrors / sizeof mirrors[0]; i++)
			if (mirrors[i].kind == kind) {
				kind = mirrors[i].mirror;
				break;
			}
	switch ((int)kind) {
	case EX_EQ: return v < 0 || v > 1 ? -1 : 0;
	case EX_NE: return v < 0 || v > 1 ? 1 : 0;
	case EX_LT: return v > 1 ? 1 : v <= 0 ? -1 : 0;
	case EX_GT: return v < 0 ? 1 : v >= 1 ? -1 : 0;
	case EX_LE: return v >= 1 ? 1 : v < 0 ? -1 : 0;
	default: return v <= 0 ? 1 : v > 1 ? -1 : 0;
	}
}

void warn_bool_compare(struct front *f, enum expr_kind kind, const struct expr *a, const struct expr *b, struct place at)
{
	const struct expr *c = a->kind == EX_CONST ? a : b, *e = c == a ? b : a;
	char text[40];
	int always;

	if (c->kind != EX_CONST || e->kind == EX_CONST || !is_boolean(e))
		return;
	always = bool_compare(kind, c == a, type_is_unsigned(c->type) && c->value > INT64_MAX ? INT64_MAX : (int64_t)c->value);
	if (!always)
		return;
	constant_text(c->type, c->value, text, sizeof text);
	report(f, always > 0 ? M_BOOL_COMPARE_TRUE : M_BOOL_COMPARE_FALSE, at, text);
}

/* p + n, &p[n]: gcc holds such a pointer for one into something, so it is not null. */
static const struct expr *pointer_sum(const struct expr *p)
{
	if (p->kind == EX_ADDR && p->a->kind == EX_DEREF && p->a->index && !(p->a->a->a->kind == EX_ADDR && p->a->a->a->implicit))
		p = p->a->a;
	if ((p->kind != EX_ADD && p->kind != EX_SUB) || !type_is_pointer(p->type) || (p->b->kind == EX_CONST && !p->b->value))
		return NULL;
	return p;
}

void warn_null_address(struct front *f, enum expr_kind kind, const struct expr *p, struct place at)
{
	const struct expr *e = p->kind == EX_ADDR ? p->a : NULL, *sum = pointer_sum(p);
	const char *name;
	uint32_t loc;

	if (f->skip_evaluation)
		return;
	if (sum) {
		char text[256];

		expr_text(sum, text, sizeof text);
		report(f, M_ADDRESS_OPERAND, at, kind == EX_EQ ? "false" : "true", text);
		return;
	}
	if (!e)
		return;
	while (e->kind == EX_DEREF && e->index && e->a->a->kind == EX_ADDR && e->a->a->implicit)
		e = e->a->a->a;
	if (e->kind != EX_VAR && e->kind != EX_FUNCTION && e->kind != EX_MEMBER)
		return;
	name = e->kind == EX_MEMBER ? e->field->name : e->symbol->name;
	loc = e->kind == EX_MEMBER ? e->field->loc : e->symbol->loc;
	report(f, M_ADDRESS_COMPARE, at, kind == EX_EQ ? "false" : "true", name);
	if (loc)
		report(f, M_DECLARED_HERE_QUOTED, place_of(loc, loc + (uint32_t)strlen(name)), name);
}

/* !a == b. Not where either side is a truth value anyway, nor where !(a == 0) means the same. */
static void warn_logical_not(struct front *f, enum expr_kind kind, enum expr_kind left, const struct expr *a, enum expr_kind right,
			     const struct expr *b, struct place at)
{
	bool folded = a->kind != EX_LOGNOT;

	if (!is_comparison(kind) || left != EX_LOGNOT || right == EX_LOGNOT || is_boolean(b))
		return;
	if (!folded && (a->a->type->kind == TY_BOOL || strip_implicit(a->a)->kind == EX_LOGNOT))
		return;
	if ((kind == EX_EQ || kind == EX_NE) && check_null_constant(b))
		return;
	report(f, M_LOGICAL_NOT, at);
	if (folded)
		return;
	report(f, M_LOGICAL_NOT_NOTE, (struct place){ a->loc, a->start, a->end });
	report_fixit(f, a->start, a->start, "(");
	report_insert(f, a->end, ")");
}

static bool is_string(const struct expr *e)
{
	return strip_implicit(e)->kind == EX_STRING;
}

static void warn_string_compare(struct front *f, enum expr_kind kind, const struct expr *a, const struct expr *b, struct place at)
{
	if (!is_comparison(kind))
		return;
	if ((is_string(a) && !check_null_constant(b)) || (is_string(b) && !check_null_constant(a)))
		report(f, M_STRING_COMPARE, at);
}

static void warn_array_compare(struct front *f, enum expr_kind kind, const struct expr *a, const struct expr *b, struct place at)
{
	const struct expr *x = strip_implicit(a), *y = strip_implicit(b);
	char left[128], right[128];

	if (!is_comparison(kind) || x->type->kind != TY_ARRAY || y->type->kind != TY_ARRAY || x->kind != EX_VAR || y->kind != EX_VAR)
		return;
	report(f, M_ARRAY_COMPARE, at);
	expr_text(x, left, sizeof left);
	expr_text(y, right, sizeof right);
	report(f, M_ARRAY_COMPARE_NOTE, at, left, operator_text(kind), right);
}

static void warn_enums(struct front *f, enum expr_kind kind, const struct expr *a, const struct expr *b, struct place at)
{
	const struct type *x = a->kind == EX_CONST && a->work ? a->work : a->type, *y = b->kind == EX_CONST && b->work ? b->work : b->type;

	if (is_comparison(kind) && x->kind == TY_ENUM && y->kind == TY_ENUM && x->unqualified != y->unqualified)
		report(f, M_ENUM_COMPARE, at, x, y);
}

static void warn_overflow(struct front *f, const struct expr *result, const struct expr *a, const struct expr *b, struct place at)
{
	char text[40], operand[40];

	if (result->kind != EX_CONST || !result->overflow || a->overflow || (b && b->overflow) || f->skip_evaluation)
		return;
	constant_text(result->type, result->value, text, sizeof text);
	if (!b) {
		constant_text(a->type, a->value, operand, sizeof operand);
		report(f, M_OVERFLOW_UNARY, at, operand, result->type, text);
		return;
	}
	report(f, M_OVERFLOW_EXPRESSION, at, result->type, text);
}

void warn_unary_overflow(struct front *f, const struct expr *result, const struct expr *a, struct place at)
{
	warn_overflow(f, result, a, NULL, at);
}

/* Everything about a binary operator that gcc looks at once it is built, in gcc's order. */
void warn_binary(struct front *f, enum expr_kind kind, enum expr_kind left, struct expr *a, enum expr_kind right, struct expr *b,
		 struct expr *result, struct place at)
{
	struct place op = place_operator(f, at.loc, kind);

	warn_parens(f, kind, left, a, right, b, op);
	warn_tautology(f, kind, a, b, op);
	warn_bits(f, kind, a, b, op);
	warn_bits(f, kind, b, a, op);
	warn_logical_not(f, kind, left, a, right, b, op);
	warn_string_compare(f, kind, a, b, op);
	warn_array_compare(f, kind, a, b, op);
	warn_overflow(f, result, a, b, op);
	warn_enums(f, kind, a, b, op);
}

/* ---- shifts and divisions ---- */

/* Bits of a constant that a left shift throws out; a 1 shifted into the sign bit is let pass. */
static void warn_shifted_out(struct front *f, const struct expr *a, const struct expr *b, struct place at)
{
	int64_t v = (int64_t)a->value;
	unsigned int bits = type_bits(a->type), needed = 1;
	char text[100];

	if (type_is_unsigned(a->type))
		return;
	for (uint64_t rest = v < 0 ? ~(uint64_t)v : (uint64_t)v; rest; rest >>= 1)
		needed++;
	needed += (unsigned int)b->value;
	if (needed <= bits || (v >= 0 && needed == bits + 1))
		return;
	snprintf(text, sizeof text, "%lld << %llu", (long long)v, (unsigned long long)b->value);
	report(f, M_SHIFT_OVERFLOWS, at, text, needed, a->type, bits);
}

void warn_shift(struct front *f, enum expr_kind kind, const struct expr *a, const struct expr *b, struct place at)
{
	const char *side = kind == EX_SHL ? "left" : "right";

	if (b->kind != EX_CONST || f->skip_evaluation)
		return;
	if (kind == EX_SHL && a->kind == EX_CONST && (int64_t)b->value >= 0 && b->value < type_bits(a->type))
		warn_shifted_out(f, a, b, at);
	if ((int64_t)b->value < 0 && !type_is_unsigned(b->type))
		report(f, M_SHIFT_NEGATIVE, at, side);
	else if (b->value >= type_bits(a->type))
		report(f, M_SHIFT_OVERFLOW, at, side);
}

void warn_division(struct front *f, const struct expr *b, struct place at)
{
	if (b->kind == EX_CONST && !b->value && !f->skip_evaluation)
		report(f, M_DIVISION_BY_ZERO, at);
}
