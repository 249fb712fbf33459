/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Conversions: as by assignment (assignment, initialisation, argument, return), by cast, and to a truth value; with all that gcc says about
 * pointers, qualifiers, signedness and constants that do not fit. The wordings of one complaint for the four uses are rows that lie
 * side by side in messages.h, so a use is an index.
 */
#include <stdio.h>
#include <string.h>

#include "shell/lang/check.h"

/* ---- what a conversion by assignment complains about ---- */

static const enum message incompatible[] = { M_ARG_INCOMPATIBLE_POINTER, M_ASSIGN_INCOMPATIBLE_POINTER, M_INIT_INCOMPATIBLE_POINTER,
	M_RETURN_INCOMPATIBLE_POINTER };
static const enum message to_pointer[] = { M_ARG_TO_POINTER, M_ASSIGN_TO_POINTER, M_INIT_TO_POINTER, M_RETURN_TO_POINTER };
static const enum message to_integer[] = { M_ARG_TO_INTEGER, M_ASSIGN_TO_INTEGER, M_INIT_TO_INTEGER, M_RETURN_TO_INTEGER };
static const enum message signedness[] = { M_ARG_SIGN, M_ASSIGN_SIGN, M_INIT_SIGN, M_RETURN_SIGN };
static const enum message discards[] = { M_ARG_DISCARDS, M_ASSIGN_DISCARDS, M_INIT_DISCARDS, M_RETURN_DISCARDS };
static const enum message mismatch[] = { M_ARG_MISMATCH, M_ASSIGN_MISMATCH, M_INIT_MISMATCH, M_RETURN_MISMATCH };

/* A value has no qualifiers. */
static struct type *value_type(struct front *f, const struct expr *e)
{
	return e->type->kind == TY_ARRAY ? e->type : type_qualified(f, e->type, 0);
}

/* "declared here", at a parameter: what was expected. */
static void say_expected_argument(struct front *f, const struct conversion *c, const struct type *to, const struct expr *e)
{
	const struct type *fn = c->function->type->kind == TY_POINTER ? c->function->type->base : c->function->type;
	const struct param *p = c->number <= fn->param_count ? &fn->params[c->number - 1] : NULL;

	if (!p)
		return;
	/* gcc knows the parameters of declared functions only */
	report(f, M_EXPECTED_ARGUMENT, c->called ? (struct place){ p->loc, p->start, p->end } : place_expr(e), to, value_type(f, e));
}

static void say_argument(struct front *f, enum message id, struct conversion *c, const struct type *to, const struct expr *e, const char *q)
{
	char name[256];

	expr_text(c->function->kind == EX_DEREF && c->function->type->kind == TY_FUNCTION ? c->function->a : c->function, name, sizeof name);
	if (q) {
		report(f, id, place_expr(e), c->number, name, q);
	} else {
		report(f, id, place_expr(e), c->number, name);
		report_label(f, value_type(f, e));
	}
	say_expected_argument(f, c, to, e);
}

/* to and from as the four wordings want them. */
static void say_conversion(struct front *f, const enum message *ids, struct conversion *c, const struct type *to, const struct expr *e)
{
	struct type *from = value_type(f, e);

	c->said = true;
	c->mismatch = ids == mismatch;
	switch (c->use) {
	case CONVERT_ARGUMENT:
		say_argument(f, ids[0], c, to, e, NULL);
		return;
	case CONVERT_ASSIGN:
		report(f, ids[1], ids == mismatch ? c->value_at : c->at, ids == signedness ? from : to, ids == signedness ? to : from);
		return;
	case CONVERT_INIT:
		report(f, ids[2], c->at, to, from);
		return;
	case CONVERT_RETURN:
		if (ids == mismatch)
			report(f, ids[3], c->at, from, to);
		else
			report(f, ids[3], c->at, from, to);
		return;
	}
}

static const char *qualifier_words(unsigned int q)
{
	static const char *const words[] = { "", "const", "volatile", "const volatile", "restrict", "const restrict", "volatile restrict",
		"const volatile restrict" };

	return words[q & 7];
}

static void say_discards(struct front *f, struct conversion *c, const struct type *to, const struct expr *e, unsigned int q)
{
	c->said = true;
	if (c->use == CONVERT_ARGUMENT)
		say_argument(f, discards[0], c, to, e, qualifier_words(q));
	else
		report(f, discards[c->use], c->at, qualifier_words(q));
}

/* ---- pointers ---- */

static bool same_but_for_sign(struct front *f, struct type *a, struct type *b)
{
	if (!type_is_integer(a) || !type_is_integer(b) || a->kind == TY_BOOL || b->kind == TY_BOOL || a->kind == TY_ENUM || b->kind == TY_ENUM)
		return false;
	return type_signed_or_unsigned(f, a, true)->unqualified == type_signed_or_unsigned(f, b, true)->unqualified;
}

static void check_pointers(struct front *f, const struct type *to, struct expr *e, struct conversion *c)
{
	struct type *a = to->base, *b = e->type->base;
	bool functions = a->kind == TY_FUNCTION || b->kind == TY_FUNCTION;
	bool same = type_compatible_plain(a, b), any = type_is_void(a) || type_is_void(b);

	if (!same && !any && !same_but_for_sign(f, a, b)) {
		if (!check_null_constant(e))
			say_conversion(f, incompatible, c, to, e);
		return;
	}
	if ((!functions || any) && (type_quals(b) & ~type_quals(a)) && !(a->kind == TY_FUNCTION)) {
		say_discards(f, c, to, e, type_quals(b) & ~type_quals(a));
		return;
	}
	if (!same && !any && type_is_unsigned(a) != type_is_unsigned(b))
		say_conversion(f, signedness, c, to, e);
	else if (!same && !any && !type_compatible_plain(a, b))
		say_conversion(f, signedness, c, to, e);
}

bool check_null_constant(const struct expr *e)
{
	if (e->kind != EX_CONST || e->value || e->overflow)
		return false;
	return type_is_integer(e->type) || (type_is_pointer(e->type) && type_is_void(e->type->base) && !e->type->base->qualifiers);
}

struct expr *check_assignable(struct front *f, struct type *to, struct expr *e, struct conversion *c)
{
	struct type *from = e->type, *named = to;

	/* messages name integers without their qualifiers */
	to = to->kind == TY_ARRAY ? to : type_qualified(f, to, 0);
	if ((type_is_integer(to) && to->kind != TY_ENUM) || c->use == CONVERT_ASSIGN)
		named = to;
	if (is_bad(e) || type_is_error(to))
		return expr_error(f, place_expr(e));
	if (type_is_void(from)) {
		report(f, c->use == CONVERT_ARGUMENT ? M_VOID_USE : M_VOID_NOT_IGNORED, c->use == CONVERT_ARGUMENT ? place_expr(e) : c->at);
		return expr_error(f, place_expr(e));
	}
	if (!check_complete(f, e, from, c->at))
		return expr_error(f, place_expr(e));
	if (from->unqualified == to->unqualified)
		return check_convert_quiet(f, to, e);
	if (to->kind == TY_BOOL)
		warn_truth(f, e, f->input, true);
	if (type_is_integer(to) && type_is_integer(from)) {
		warn_constant_conversion(f, to, e, c->value_at.loc ? c->value_at : c->at);
		return check_convert_quiet(f, to, e);
	}
	if (type_is_pointer(to) && type_is_pointer(from)) {
		check_pointers(f, named, e, c);
		return check_convert_quiet(f, to, e);
	}
	if (type_is_pointer(to) && type_is_integer(from) && from->kind != TY_ENUM && from->kind != TY_BOOL) {
		if (!check_null_constant(e))
			say_conversion(f, to_pointer, c, named, e);
		return check_convert_quiet(f, to, e);
	}
	if (to->kind == TY_BOOL && type_is_pointer(from))
		return check_convert_quiet(f, to, e);
	if (type_is_integer(to) && type_is_pointer(from) && to->kind != TY_ENUM) {
		say_conversion(f, to_integer, c, named, e);
		return check_convert_quiet(f, to, e);
	}
	if (type_is_record(to) && type_compatible_plain(to, from))
		return e;
	say_conversion(f, mismatch, c, named, e);
	return expr_error(f, place_expr(e));
}

/* ---- constants that do not fit ---- */

static bool fits(const struct type *t, const struct expr *e)
{
	int64_t v = (int64_t)e->value;
	unsigned int bits = type_bits(t);

	if (type_is_unsigned(e->type) && v < 0 && e->type->size == 8)
		return type_is_unsigned(t) && bits == 64;
	if (type_is_unsigned(t))
		return v >= 0 && (bits == 64 || (uint64_t)v >> bits == 0);
	return bits == 64 || (v >= -((int64_t)1 << (bits - 1)) && v < ((int64_t)1 << (bits - 1)));
}

int constant_text(const struct type *type, uint64_t value, char *out, size_t size)
{
	return snprintf(out, size, type_is_unsigned(type) ? "%llu" : "%lld", (unsigned long long)value);
}

static void say_overflow(struct front *f, enum message id, struct type *type, const struct expr *e, struct place at)
{
	char before[40], after[40];

	constant_text(e->type, e->value, before, sizeof before);
	constant_text(type, fold_fit(type, e->value), after, sizeof after);
	report(f, id, at, e->type, type, before, after);
}

void warn_constant_conversion(struct front *f, struct type *type, const struct expr *e, struct place at)
{
	struct type *target = type->kind == TY_ENUM && type->base ? type->base : type;

	if (e->kind != EX_CONST || !type_is_integer(type) || !type_is_integer(e->type) || type->kind == TY_BOOL || fits(target, e) ||
	    f->skip_evaluation || e->overflow)
		return;
	if (type_is_unsigned(target)) {
		if (!fits(type_signed_or_unsigned(f, target, false), e))
			say_overflow(f, type_is_unsigned(e->type) ? M_OVERFLOW_CONVERSION_UNSIGNED : M_OVERFLOW_UNSIGNED, type, e, at);
	} else if (!fits(type_signed_or_unsigned(f, target, true), e)) {
		say_overflow(f, M_OVERFLOW_CONVERSION, type, e, at);
	}
}

struct expr *check_convert(struct front *f, struct type *type, struct expr *e, bool implicit)
{
	if (implicit)
		warn_constant_conversion(f, type, e, place_expr(e));
	return check_convert_quiet(f, type, e);
}

/* ---- casts ---- */

static void warn_cast(struct front *f, struct type *to, const struct expr *e, struct place at)
{
	const struct type *from = e->type;

	if (type_is_pointer(from) && type_is_integer(to) && to->size != from->size && to->kind != TY_BOOL && e->kind != EX_CONST)
		report(f, M_POINTER_TO_INT, at);
	if (type_is_pointer(to) && type_is_integer(from) && to->size != from->size && e->kind != EX_CONST)
		report(f, M_INT_TO_POINTER, at);
}

static struct expr *cast_to_union(struct front *f, struct type *to, struct expr *e, struct place at)
{
	for (unsigned int i = 0; i < to->field_count; i++)
		if (type_compatible_plain(to->fields[i].type, e->type))
			refuse(f, at, "casts to a union");
	report(f, M_CAST_UNION, at);
	return expr_error(f, at);
}

struct expr *check_cast(struct front *f, struct type *to, struct expr *e, struct place at, struct place type_at)
{
	struct expr *out;
	struct type *main = to->unqualified;

	(void)type_at;
	if (is_bad(e) || type_is_error(to))
		return expr_error(f, at);
	if (to->kind == TY_ARRAY || to->kind == TY_FUNCTION) {
		report(f, to->kind == TY_ARRAY ? M_CAST_ARRAY : M_CAST_FUNCTION, place_of(at.loc, at.loc + 1));
		return expr_error(f, at);
	}
	if (!type_is_void(to) && !type_is_record(to) && !check_complete(f, NULL, to, place_of(at.loc, at.loc + 1)))
		return expr_error(f, at);
	if (type_is_void(e->type) && !type_is_void(to)) {
		report(f, M_VOID_USE, place_of(at.loc, at.loc + 1));
		return expr_error(f, at);
	}
	if (type_is_record(to) && main != e->type->unqualified) {
		if (to->kind == TY_UNION)
			return cast_to_union(f, to, e, place_of(at.loc, at.loc + 1));
		report(f, M_CAST_NONSCALAR, f->input);
		return expr_error(f, at);
	}
	if (type_is_record(e->type) && !type_is_void(to) && main != e->type->unqualified) {
		/* gcc goes on with a zero of that type */
		report(f, type_is_pointer(to) ? M_CAST_TO_POINTER : M_CAST_AGGREGATE, f->input);
		return expr_const(f, to, 0, at);
	}
	warn_cast(f, main, e, place_of(at.loc, at.loc + 1));
	if (to->kind == TY_BOOL && e->type->kind != TY_BOOL)
		warn_truth(f, e, f->input, false);
	out = expr_unary(f, EX_CAST, type_is_void(to) ? f->basic[TY_VOID] : type_qualified(f, to, 0), e, at);
	out = fold_cast(f, out);
	out->loc = out->kind == EX_CONST ? at.start : at.loc;
	out->start = at.start;
	out->end = at.end;
	out->folded = true;
	out->op = out->kind == EX_CONST ? EX_CAST : out->op;
	out->work = NULL;
	out->symbol = NULL;
	out->parens = false;
	return out;
}
