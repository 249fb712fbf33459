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

	if (e->kind != EX_ADDR)
		return;
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

/* -Wint-in-bool-context: what gcc's truthvalue conversion meets on its way down. */
static void warn_arms_truth(struct front *f, const struct expr *e)
{
	int64_t a = 0, b = 0;
	bool know_a = fold_const(e->b, &a), know_b = fold_const(e->c, &b);

	if (know_a && know_b && a && b && (a != 1 || b != 1))
		report(f, M_BOOL_COND_TRUE, place_expr(e));
	else if ((know_a && a && a != 1) || (know_b && b && b != 1))
		report(f, M_BOOL_COND, place_expr(e));
}

static bool is_widening(const struct expr *e)
{
	return e->kind == EX_CAST && type_is_integer(e->type) && type_is_integer(e->a->type) && type_bits(e->type) >= type_bits(e->a->type);
}

static void warn_arithmetic_truth(struct front *f, const struct expr *e)
{
	for (;;) {
		if (is_widening(e) || e->kind == EX_NEG) {
			e = e->a;
		} else if (e->kind == EX_COMMA) {
			e = e->b;
		} else if (e->kind == EX_COND && e->b) {
			warn_arms_truth(f, e);
			warn_arithmetic_truth(f, e->b);
			e = e->c;
		} else {
			break;
		}
	}
	if (e->kind == EX_MUL && e->type->kind != TY_BOOL)
		report(f, M_BOOL_MULTIPLY, place_expr(e));
	if (e->kind == EX_SHL && !type_is_unsigned(e->type))
		report(f, M_BOOL_SHIFT, place_expr(e));
}

void warn_truth(struct front *f, const struct expr *e, struct place at)
{
	if (f->skip_evaluation)
		return;
	warn_address_truth(f, e, at);
	warn_arithmetic_truth(f, e);
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
	warn_truth(f, e, at);
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
