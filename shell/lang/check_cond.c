/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Truth values: what may be a condition, and what gcc finds odd in one (assignments, addresses, arithmetic). A condition stays the
 * scalar it is: the back end tests it against zero.
 */
#include "shell/lang/check.h"

/* The address of something that exists. gcc says so in one wording, and from then on, for the same name, in that of a comparison with null. */
static void warn_address_truth(struct front *f, const struct expr *e, struct place at)
{
	struct symbol *s = e->kind == EX_ADDR && (e->a->kind == EX_VAR || e->a->kind == EX_FUNCTION) ? e->a->symbol : NULL;

	if (e->kind != EX_ADDR) {
		warn_null_address(f, EX_NE, e, at);
		return;
	}
	if (!s || s->address_warned) {
		warn_null_address(f, EX_NE, e, at);
		return;
	}
	report(f, M_ADDRESS_TRUE, at, s->name);
	if (f->mode == FRONT_LOOK)
		return;
	if (s->top_level || s->at_file_scope || s->kind != SYM_OBJECT)
		trail_save(f, s, sizeof *s);
	s->address_warned = true;
}

static bool arm_value(const struct expr *e, bool folded, int64_t *v)
{
	if (folded && warn_folded(e))
		e = warn_folded(e);
	return fold_const(e, v);
}

static bool has_constant_arms(const struct expr *e)
{
	int64_t v;

	e = strip_implicit(e);
	return e->kind == EX_COND && e->b && fold_const(e->b, &v) && fold_const(e->c, &v);
}

/* -Wint-in-bool-context: what gcc's truthvalue conversion meets on its way down. */
static void warn_arms_truth(struct front *f, const struct expr *e, struct place at, bool folded)
{
	int64_t a = 0, b = 0;
	bool know_a = arm_value(e->b, folded, &a), know_b = arm_value(e->c, folded, &b);

	if (know_a && know_b && a && b && (a != 1 || b != 1))
		report(f, M_BOOL_COND_TRUE, at);
	else if ((know_a && a && a != 1) || (know_b && b && b != 1))
		report(f, M_BOOL_COND, at);
}

static bool is_same_value(const struct expr *a, const struct expr *b)
{
	for (; a->kind == EX_CAST && b->kind == EX_CAST; a = a->a, b = b->a)
		if (a->type->unqualified != b->type->unqualified)
			return false;
	return a->kind != EX_CAST && b->kind != EX_CAST && warn_same_operand(a, b);
}

/* x * y, and x + x, which gcc folds to x * 2. */
static bool is_product(const struct expr *e)
{
	return e->kind == EX_MUL || (e->kind == EX_ADD && is_same_value(e->a, e->b));
}

/* A cast in the source, to a type that its operand has not. */
static bool changes_type(const struct expr *e)
{
	return e->kind == EX_CAST && !e->implicit && e->op != EX_ADD && e->type->unqualified != e->a->type->unqualified;
}

/* A cast that keeps the truth: gcc looks through it. Those of a ?: and of a product go to their operands, whatever the width. */
static bool is_widening(const struct expr *e)
{
	const struct expr *a = e->kind == EX_CAST ? strip_implicit(e->a) : NULL;

	if (a && type_is_integer(e->type) && (a->kind == EX_COND || (e->type->kind != TY_BOOL && changes_type(e) && is_product(a))))
		return true;
	return e->kind == EX_CAST && type_is_integer(e->type) && type_is_integer(e->a->type) && type_bits(e->type) >= type_bits(e->a->type);
}

/* Unary plus is kept as a cast to its own, promoted, type. */
static bool is_plus(const struct expr *e)
{
	return e->kind == EX_CAST && e->op == EX_ADD;
}

/*
 * A cast that makes a product narrower goes to its factors: gcc multiplies in the narrow type, unsigned if both factors are or if the
 * product might not fit. Where the cast has the other sign it stays around that product, and a truth value is asked of what is inside.
 */
static bool stays_outside(const struct expr *cast, const struct expr *product)
{
	const struct expr *a = strip_implicit(product->a), *b = strip_implicit(product->b);
	bool multiplied_unsigned;

	if (product->kind != EX_MUL || cast->a != product || a->kind == EX_CONST || b->kind == EX_CONST || !type_is_integer(a->type) ||
	    !type_is_integer(b->type) || type_bits(cast->type) >= type_bits(product->type) || type_bits(a->type) > type_bits(cast->type) ||
	    type_bits(b->type) > type_bits(cast->type))
		return false;
	multiplied_unsigned = (type_is_unsigned(a->type) && type_is_unsigned(b->type)) || type_bits(a->type) + type_bits(b->type) > type_bits(cast->type);
	return multiplied_unsigned != type_is_unsigned(cast->type);
}

/* Where gcc sees the operation under casts: a cast to the type that it has anyway moves its place, as any cast moves that of ?:, and folding. */
static struct place truth_place(const struct expr *top, const struct expr *e, const struct expr *unfolded)
{
	const struct expr *outer = unfolded;

	if (unfolded)
		return place_expr(unfolded);

	for (; top != e && (is_widening(top) || top->kind == EX_NEG); top = top->a)
		if (top->kind == EX_NEG)
			outer = NULL;
		else if (!outer && !top->implicit && !is_plus(top) && !stays_outside(top, e) && (e->kind == EX_COND || is_product(e) || top->type->unqualified == e->type->unqualified))
			outer = top;
	return place_expr(outer ? outer : e);
}

/* `folded`: gcc has already put a ?: with a constant condition down to one of its arms. */
static void warn_arithmetic_truth(struct front *f, const struct expr *e, bool folded)
{
	const struct expr *top = e, *unfolded = NULL;

	if (is_plus(e) && strip_implicit(e->a)->kind == EX_COND)
		return;
	while (is_widening(e) || e->kind == EX_NEG || (folded && warn_folded(e) != e)) {
		if (is_widening(e) || e->kind == EX_NEG) {
			/* minus goes to the arms of a ?: when both are constants */
			if (folded && e->kind == EX_NEG && has_constant_arms(e->a))
				unfolded = unfolded ? unfolded : e;
			folded |= changes_type(e);
			e = e->a;
		} else {
			unfolded = unfolded ? unfolded : e;
			e = warn_folded(e);
		}
		if (!e)
			return;
	}
	/* x + x is folded to x * 2 */
	if (folded && e->kind == EX_ADD && is_same_value(e->a, e->b))
		report(f, M_BOOL_MULTIPLY, truth_place(top, e, unfolded));
	if (e->kind == EX_COND && e->b)
		warn_arms_truth(f, e, truth_place(top, e, unfolded), folded);
	if (e->kind == EX_MUL && e->type->kind != TY_BOOL)
		report(f, M_BOOL_MULTIPLY, truth_place(top, e, unfolded));
	if (e->kind == EX_SHL && !type_is_unsigned(e->type))
		report(f, M_BOOL_SHIFT, truth_place(top, e, unfolded));
}

void warn_truth(struct front *f, const struct expr *e, struct place at, bool folded)
{
	if (f->skip_evaluation)
		return;
	warn_address_truth(f, e, at);
	warn_arithmetic_truth(f, e, folded);
}

static bool refuse_truth(struct front *f, const struct expr *e, struct place at, bool direct)
{
	switch ((int)e->type->kind) {
	case TY_STRUCT:
		report(f, M_TRUTH_STRUCT, at);
		return true;
	case TY_UNION:
		report(f, M_TRUTH_UNION, at);
		return true;
	case TY_VOID:
		report(f, M_VOID_NOT_IGNORED, direct ? at : place_expr(e));
		return true;
	default:
		return false;
	}
}

static struct expr *check_value(struct front *f, struct expr *e, struct place at, bool direct)
{
	if (is_bad(e))
		return e;
	if (refuse_truth(f, e, at, direct))
		return expr_error(f, place_expr(e));
	if (e->kind == EX_ASSIGN && !e->no_warning && !e->parens) {
		report(f, M_PAREN_ASSIGNMENT, at);
		e->no_warning = true;
	}
	warn_truth(f, e, at, false);
	return e;
}

struct expr *check_truth(struct front *f, struct expr *e, struct place at)
{
	return check_value(f, e, at, false);
}

struct expr *check_condition(struct front *f, struct expr *e, struct place at)
{
	e = check_value(f, e, at, true);
	return check_full(f, e);
}

struct expr *check_full(struct front *f, struct expr *e)
{
	if (!is_bad(e))
		warn_sequence(f, e);
	return e;
}
