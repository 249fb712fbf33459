/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Unary, binary, conditional and comma operators: what types they take, the conversions C11 6.5 asks for, and the messages of gcc. Pointer
 * arithmetic stays unscaled in the nodes. What is merely doubtful is in warn.c.
 */
#include <string.h>

#include "shell/lang/check.h"

/* ---- unary ---- */

static enum message wrong_unary(enum expr_kind kind)
{
	switch ((int)kind) {
	case EX_NEG: return M_WRONG_MINUS;
	case EX_BITNOT: return M_WRONG_COMPLEMENT;
	case EX_LOGNOT: return M_WRONG_NOT;
	default: return M_WRONG_PLUS;
	}
}

struct expr *check_unary(struct front *f, enum expr_kind kind, struct expr *a, struct place at)
{
	struct expr *e;

	if (is_bad(a))
		return expr_error(f, at);
	if (type_is_void(a->type)) {
		report(f, M_VOID_USE, place_of(at.loc, at.loc + 1));
		return expr_error(f, at);
	}
	if (kind == EX_LOGNOT) {
		if (!type_is_scalar(a->type)) {
			report(f, M_WRONG_NOT, place_of(at.loc, at.loc + 1));
			return expr_error(f, at);
		}
		a = check_truth(f, a, place_of(at.loc, at.loc + 1));
		e = expr_unary(f, EX_LOGNOT, f->basic[TY_INT], a, at);
		return fold_unary(f, e);
	}
	if (!type_is_integer(a->type)) {
		report(f, wrong_unary(kind), place_of(at.loc, at.loc + 1));
		return expr_error(f, at);
	}
	if (kind == EX_BITNOT && is_boolean(a) && !f->skip_evaluation) {
		report(f, M_BITNOT_BOOL, place_of(at.loc, at.loc + 1));
		report(f, M_BITNOT_BOOL_NOTE, place_of(at.loc, at.loc + 1));
		report_fixit(f, at.loc, at.loc + 1, "!");
	}
	a = check_promote(f, a);
	e = expr_unary(f, kind, a->type, a, at);
	if (kind != EX_CAST) {
		e = fold_unary(f, e);
		warn_unary_overflow(f, e, a, place_of(at.loc, at.loc + 1));
		return e;
	}
	e->type = type_qualified(f, a->type, 0);
	e->op = EX_ADD;
	return fold_cast(f, e);
}

struct expr *check_address(struct front *f, struct expr *a, struct place at)
{
	if (is_bad(a))
		return expr_error(f, at);
	if (type_is_void(a->type) && !a->type->qualifiers)
		report(f, M_ADDRESS_OF_VOID, place_of(at.loc, at.loc + 1));
	if (a->kind != EX_FUNCTION && a->type->kind != TY_FUNCTION && !check_lvalue_or_say(f, a, place_of(at.loc, at.loc + 1), USE_ADDRESS))
		return expr_error(f, at);
	for (struct expr *base = a;; base = base->a) {
		if (base->kind == EX_VAR) {
			if (base->symbol->is_register) {
				report(f, M_REGISTER_ADDRESS, f->input, base->symbol->name);
				return expr_error(f, at);
			}
			mark_address_taken(f, base->symbol);
		}
		if (base->kind != EX_MEMBER)
			break;
	}
	return expr_unary(f, EX_ADDR, type_pointer(f, a->type), a, at);
}

static bool check_step_type(struct front *f, struct type *type, struct place at, bool increment)
{
	if (type_is_pointer(type)) {
		struct type *base = type->base;

		if (base->complete || type_is_void(base) || base->kind == TY_FUNCTION)
			return true;
		report(f, increment ? M_INCREMENT_INCOMPLETE : M_DECREMENT_INCOMPLETE, at, base);
		return false;
	}
	if (type_is_void(type)) {
		report(f, M_VOID_USE, at);
		return false;
	}
	if (!type_is_integer(type)) {
		report(f, increment ? M_WRONG_INCREMENT : M_WRONG_DECREMENT, at);
		return false;
	}
	if (type->kind == TY_BOOL)
		report(f, increment ? M_INCREMENT_BOOL : M_DECREMENT_BOOL, at);
	return true;
}

struct expr *check_incdec(struct front *f, enum expr_kind kind, struct expr *a, struct place at)
{
	bool increment = kind == EX_PREINC || kind == EX_POSTINC;
	struct place op = place_of(at.loc, at.loc + 2);

	if (is_bad(a))
		return expr_error(f, at);
	if (f->mode == FRONT_LOOK) {
		report(f, M_LOOK_ASSIGNS, op);
		return expr_error(f, at);
	}
	if (!check_step_type(f, a->type, op, increment) || !check_lvalue_or_say(f, a, op, increment ? USE_INCREMENT : USE_DECREMENT) ||
	    !check_modifiable(f, a, op, increment ? USE_INCREMENT : USE_DECREMENT))
		return expr_error(f, at);
	return expr_unary(f, kind, type_qualified(f, a->type, 0), a, at);
}

/* ---- binary: helpers ---- */

static struct expr *binary(struct front *f, enum expr_kind kind, struct type *type, struct expr *a, struct expr *b, struct place at)
{
	struct expr *e = expr_new(f, kind, type, at);

	e->a = a;
	e->b = b;
	e->op = kind;
	return e;
}

/* An array or a function that became a pointer lies, for gcc, where its parser stood when it read that operand. */
static void show_operand(struct front *f, const struct expr *e, struct place read_at)
{
	if (e->implicit && e->kind == EX_ADDR && read_at.loc)
		report_range(f, read_at, e->type);
	else if (has_place(strip_implicit(e)) || (e->implicit && e->kind == EX_ADDR))
		report_range(f, place_expr(e), e->type);
}

static struct expr *invalid_operands(struct front *f, enum expr_kind kind, struct expr *a, struct expr *b, struct place at)
{
	report(f, M_INVALID_OPERANDS, place_operator(f, at.loc, kind), operator_text(kind), type_promoted(f, a->type), type_promoted(f, b->type));
	show_operand(f, a, f->left_at);
	show_operand(f, b, f->right_at);
	return expr_error(f, at);
}

/* Both integers: the usual conversions, then the operation. */
static struct expr *arithmetic(struct front *f, enum expr_kind kind, struct expr *a, struct expr *b, struct place at)
{
	struct type *type = type_common(f, a->type, b->type);

	a = check_convert_quiet(f, type, a);
	b = check_convert_quiet(f, type, b);
	return fold_binary(f, binary(f, kind, type, a, b, at));
}

static struct expr *shift(struct front *f, enum expr_kind kind, struct expr *a, struct expr *b, struct place at)
{
	a = check_promote(f, a);
	b = check_promote(f, b);
	warn_shift(f, kind, a, b, place_operator(f, at.loc, kind));
	return fold_binary(f, binary(f, kind, a->type, a, b, at));
}

/* ---- pointers ---- */

struct expr *check_pointer_step(struct front *f, enum expr_kind kind, struct expr *p, struct expr *i, struct place at, struct place op)
{
	struct type *base = p->type->base;

	if (!base->complete && !type_is_void(base) && base->kind != TY_FUNCTION) {
		say_incomplete(f, NULL, base, op);
		return p; /* gcc goes on as if nothing were added */
	}
	return binary(f, kind, type_qualified(f, p->type, 0), p, check_promote(f, i), at);
}

static struct expr *pointer_difference(struct front *f, struct expr *a, struct expr *b, struct place at)
{
	struct type *base = a->type->base;

	if (!base->complete && !type_is_void(base) && base->kind != TY_FUNCTION)
		report(f, M_POINTER_INCOMPLETE, place_operator(f, at.loc, EX_SUB));
	return binary(f, EX_SUB, f->basic[TY_INT], a, b, at);
}

static struct expr *add(struct front *f, enum expr_kind kind, struct expr *a, struct expr *b, struct place at)
{
	struct place op = place_operator(f, at.loc, kind);

	if (type_is_pointer(a->type) && type_is_integer(b->type))
		return check_pointer_step(f, kind, a, b, at, op);
	if (kind == EX_ADD && type_is_integer(a->type) && type_is_pointer(b->type))
		return check_pointer_step(f, kind, b, a, at, op);
	if (kind == EX_SUB && type_is_pointer(a->type) && type_is_pointer(b->type) && type_compatible_plain(a->type->base, b->type->base))
		return pointer_difference(f, a, b, at);
	if (type_is_integer(a->type) && type_is_integer(b->type))
		return arithmetic(f, kind, a, b, at);
	return invalid_operands(f, kind, a, b, at);
}

static struct expr *compare_pointers(struct front *f, enum expr_kind kind, struct expr *a, struct expr *b, struct place at)
{
	struct type *x = a->type->base, *y = b->type->base;
	bool equality = kind == EX_EQ || kind == EX_NE;

	if (equality && check_null_constant(a) != check_null_constant(b)) {
		warn_null_address(f, kind, check_null_constant(a) ? b : a, place_operator(f, at.loc, kind));
	} else if (!type_compatible_plain(x, y) && !(equality && (type_is_void(x) || type_is_void(y))) &&
		   !(equality && (check_null_constant(a) || check_null_constant(b)))) {
		report(f, M_DISTINCT_POINTERS, place_operator(f, at.loc, kind));
	}
	return fold_binary(f, binary(f, kind, f->basic[TY_INT], a, b, at));
}

static struct expr *compare_mixed(struct front *f, enum expr_kind kind, struct expr *a, struct expr *b, struct place at)
{
	struct expr *p = type_is_pointer(a->type) ? a : b, *i = p == a ? b : a;
	bool equality = kind == EX_EQ || kind == EX_NE;

	if (check_null_constant(i) && equality) {
		if (i->character) {
			report(f, M_POINTER_ZERO_CHAR, place_operator(f, at.loc, kind));
			report(f, M_POINTER_ZERO_CHAR_NOTE, place_expr(p));
		}
		warn_null_address(f, kind, p, place_operator(f, at.loc, kind));
	} else if (!check_null_constant(i)) {
		report(f, M_POINTER_INTEGER, place_operator(f, at.loc, kind));
	}
	i = check_convert_quiet(f, type_qualified(f, p->type, 0), i);
	return fold_binary(f, binary(f, kind, f->basic[TY_INT], p == a ? p : i, p == a ? i : p, at));
}

static struct expr *compare(struct front *f, enum expr_kind kind, struct expr *a, struct expr *b, struct place at)
{
	struct expr *e;

	if (type_is_integer(a->type) && type_is_integer(b->type)) {
		warn_bool_compare(f, kind, a, b, place_operator(f, at.loc, kind));
		e = arithmetic(f, kind, a, b, at);
		if (e->kind == kind)
			e->work = e->type;
		e->type = f->basic[TY_INT];
		return e;
	}
	if (type_is_pointer(a->type) && type_is_pointer(b->type))
		return compare_pointers(f, kind, a, b, at);
	if ((type_is_pointer(a->type) && type_is_integer(b->type)) || (type_is_integer(a->type) && type_is_pointer(b->type)))
		return compare_mixed(f, kind, a, b, at);
	return invalid_operands(f, kind, a, b, at);
}

static struct expr *logical(struct front *f, enum expr_kind kind, struct expr *a, struct expr *b, struct place at)
{
	if (!type_is_scalar(a->type) || !type_is_scalar(b->type))
		return invalid_operands(f, kind, a, b, at);
	b = check_truth(f, b, place_operator(f, at.loc, kind));
	if (is_bad(b))
		return expr_error(f, at);
	return fold_binary(f, binary(f, kind, f->basic[TY_INT], a, b, at));
}

static bool refuse_void(struct front *f, const struct expr *e)
{
	bool is_void = !is_bad(e) && type_is_void(e->type);

	if (is_void)
		report(f, M_VOID_NOT_IGNORED, place_expr(e));
	return is_void;
}

struct expr *check_binary(struct front *f, enum expr_kind kind, struct expr *a, struct expr *b, struct place at)
{
	bool void_a = refuse_void(f, a), void_b = refuse_void(f, b); /* both are said */

	if (void_a || void_b || is_bad(a) || is_bad(b))
		return expr_error(f, at);
	switch ((int)kind) {
	case EX_ADD: case EX_SUB:
		return add(f, kind, a, b, at);
	case EX_LT: case EX_GT: case EX_LE: case EX_GE: case EX_EQ: case EX_NE:
		return compare(f, kind, a, b, at);
	case EX_LOGAND: case EX_LOGOR:
		return logical(f, kind, a, b, at);
	default:
		break;
	}
	if (!type_is_integer(a->type) || !type_is_integer(b->type))
		return invalid_operands(f, kind, a, b, at);
	if (kind == EX_SHL || kind == EX_SHR)
		return shift(f, kind, a, b, at);
	if (kind == EX_DIV || kind == EX_MOD)
		warn_division(f, b, place_operator(f, at.loc, kind));
	return arithmetic(f, kind, a, b, at);
}

/* A binary operator that stands in the source. */
struct expr *check_binary_user(struct front *f, enum expr_kind kind, struct expr *a, struct expr *b, struct place at)
{
	enum expr_kind left = check_original(a), right = check_original(b);
	struct expr *e = check_binary(f, kind, a, b, at);

	if (is_bad(e))
		return e;
	if (e->kind == EX_CONST) {
		e->op = kind;
		e->folded = true;
		e->work = NULL;
		e->symbol = NULL;
		e->character = false;
		e->size_of = NULL;
		e->parens = false;
	}
	warn_binary(f, kind, left, a, right, b, e, at);
	return e;
}

/* ---- conditional and comma ---- */

static struct expr *conditional(struct front *f, struct type *type, struct expr *c, struct expr *a, struct expr *b, struct place at)
{
	struct expr *e = expr_new(f, EX_COND, type, at);

	e->a = c;
	/* `b` NULL means gcc's a ?: c */
	e->b = a;
	e->c = b;
	return e;
}

/* The type that both arms are converted to; NULL: said why there is none. */
static struct type *conditional_pointers(struct front *f, struct expr *a, struct expr *b, struct place at)
{
	struct type *x = a->type->base, *y = b->type->base;
	unsigned int q = type_quals(x) | type_quals(y);

	if (type_compatible_plain(x, y)) {
		struct type *base = type_composite(f, x->unqualified->kind == TY_ARRAY ? x : type_qualified(f, x, 0), type_qualified(f, y, 0));

		return type_pointer(f, type_qualified(f, base, q));
	}
	if (check_null_constant(a))
		return type_qualified(f, b->type, 0);
	if (check_null_constant(b))
		return type_qualified(f, a->type, 0);
	if (type_is_void(x) || type_is_void(y))
		return type_pointer(f, type_qualified(f, f->basic[TY_VOID], q));
	report(f, M_COND_POINTERS, place_of(at.loc, at.loc + 1));
	return type_pointer(f, type_qualified(f, f->basic[TY_VOID], q));
}

static struct type *conditional_type(struct front *f, struct expr *a, struct expr *b, struct place at)
{
	struct type *x = a->type, *y = b->type;

	if (type_is_integer(x) && type_is_integer(y))
		return x->unqualified == y->unqualified ? x->unqualified : type_common(f, x, y);
	if (type_is_void(x) || type_is_void(y))
		return f->basic[TY_VOID];
	if (type_is_record(x) && type_compatible_plain(x, y))
		return x->unqualified;
	if (type_is_pointer(x) && type_is_pointer(y))
		return conditional_pointers(f, a, b, at);
	if (type_is_pointer(x) && type_is_integer(y)) {
		if (!check_null_constant(b))
			report(f, M_COND_POINTER_INTEGER, place_of(at.loc, at.loc + 1));
		return type_qualified(f, x, 0);
	}
	if (type_is_integer(x) && type_is_pointer(y)) {
		if (!check_null_constant(a))
			report(f, M_COND_POINTER_INTEGER, place_of(at.loc, at.loc + 1));
		return type_qualified(f, y, 0);
	}
	report(f, M_COND_MISMATCH, place_of(at.loc, at.loc + 1));
	return NULL;
}

static struct expr *to_arm(struct front *f, struct type *type, struct expr *e)
{
	struct expr *out;

	if (!type_is_void(type))
		return check_convert_quiet(f, type, e);
	if (type_is_void(e->type))
		return e;
	out = expr_unary(f, EX_CAST, type, e, place_expr(e));
	out->implicit = true;
	return out;
}

struct expr *check_conditional(struct front *f, struct expr *c, struct expr *a, struct expr *b, struct place at)
{
	struct expr *first = a ? a : c, *e;
	struct type *type;

	if (is_bad(c) || is_bad(first) || is_bad(b))
		return expr_error(f, at);
	if (!a && !type_is_scalar(c->type)) {
		check_truth(f, c, place_expr(c));
		return expr_error(f, at);
	}
	type = conditional_type(f, first, b, at);
	if (!type)
		return expr_error(f, at);
	if (!a) {
		/* the condition is evaluated once: its value is converted where it is used */
		e = conditional(f, type, to_arm(f, type, c), NULL, to_arm(f, type, b), at);
		return fold_conditional(f, e);
	}
	return fold_conditional(f, conditional(f, type, c, to_arm(f, type, a), to_arm(f, type, b), at));
}

struct expr *check_comma(struct front *f, struct expr *a, struct expr *b, struct place at)
{
	struct expr *e;

	/* gcc takes what is wrong for something without effect */
	warn_comma_left(f, a, at);
	if (is_bad(b))
		return expr_error(f, at);
	/* what is wrong on the left leaves gcc the type of the right */
	if (is_bad(a))
		a = expr_const(f, f->basic[TY_INT], 0, place_expr(a));
	e = binary(f, EX_COMMA, type_qualified(f, b->type, 0), a, b, at);
	return e;
}

/* ---- assignment ---- */

static bool check_assign_target(struct front *f, struct expr *a, struct place op)
{
	if (!check_lvalue_or_say(f, a, op, USE_ASSIGN))
		return false;
	if (a->type->kind == TY_ARRAY) {
		report(f, M_ASSIGN_ARRAY, op);
		return false;
	}
	if (!check_complete(f, a, a->type, op))
		return false;
	if (a->kind == EX_DEREF && a->index && a->a->a->kind == EX_ADDR && a->a->a->a->kind == EX_STRING) {
		char text[128];

		expr_text(a, text, sizeof text);
		report(f, M_READONLY_STRING, f->input, text);
	}
	return check_modifiable(f, a, op, USE_ASSIGN);
}

static struct expr *assign_plain(struct front *f, struct expr *a, struct expr *b, struct place at, struct place op, struct place value_at)
{
	struct conversion c = { .use = CONVERT_ASSIGN, .at = op, .value_at = value_at };
	struct expr *value = check_assignable(f, a->type, b, &c);

	if (is_bad(value))
		return expr_error(f, at);
	if (a->kind == EX_VAR)
		lint_remember(f, a->symbol, b);
	return binary(f, EX_ASSIGN, type_qualified(f, a->type, 0), a, value, at);
}

static struct expr *assign_with(struct front *f, enum expr_kind kind, struct expr *a, struct expr *b, struct place at, struct place op,
				struct place value_at)
{
	struct conversion c = { .use = CONVERT_ASSIGN, .at = op, .value_at = value_at };
	struct expr *result, *e;

	check_read(f, a);
	f->operator_extra = 1;
	f->left_at = (struct place){ 0 };
	f->right_at = value_at;
	result = check_binary(f, kind, a, b, at);
	f->operator_extra = 0;

	if (is_bad(result))
		return expr_error(f, at);
	if (result->kind != kind || result->a == b || strip_implicit(result->a) != strip_implicit(a)) {
		/* int op= pointer: not an operation of the target's type */
		return assign_plain(f, a, result, at, op, value_at);
	}
	result->loc = result->start = op.loc;
	result->end = op.end;
	if (is_bad(check_assignable(f, a->type, result, &c)))
		return expr_error(f, at);
	if (a->kind == EX_VAR)
		lint_remember(f, a->symbol, NULL);
	e = binary(f, EX_ASSIGN_OP, type_qualified(f, a->type, 0), a, result->b, at);
	e->op = kind;
	e->work = result->a->type;
	return e;
}

struct expr *check_assign(struct front *f, enum expr_kind kind, struct expr *a, struct expr *b, struct place at, struct place value)
{
	struct place op;

	/* most are of a variable, and to its own type: nothing can be said about that */
	if (kind == EX_ERROR && a->kind == EX_VAR && check_same(a->type, b)) {
		lint_remember(f, a->symbol, b);
		return binary(f, EX_ASSIGN, a->type, a, b, at);
	}
	op = place_of(at.loc, at.loc + 1 + (kind == EX_ERROR ? 0 : (uint32_t)strlen(operator_text(kind))));

	if (is_bad(a) || is_bad(b))
		return expr_error(f, at);
	if (!check_assign_target(f, a, op))
		return expr_error(f, at);
	return kind == EX_ERROR ? assign_plain(f, a, b, at, op, value) : assign_with(f, kind, a, b, at, op, value);
}
