/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What leads into an object: dereference, members (through unnamed ones too), subscripts. a[i] is *(a + i) with gcc's own complaints about the
 * two operands; the node remembers how it was written, for messages.
 */
#include <string.h>

#include "shell/lang/check.h"

struct expr *check_deref(struct front *f, struct expr *a, struct place at, const char *op)
{
	struct type *base;
	struct expr *e;

	if (is_bad(a))
		return expr_error(f, at);
	if (type_is_void(a->type) && op[0] != '-') {
		report(f, M_VOID_NOT_IGNORED, place_expr(a));
		return expr_error(f, at);
	}
	if (!type_is_pointer(a->type)) {
		report(f, op[0] == '-' ? M_ARROW_TYPE : M_DEREF_TYPE, at, type_is_integer(a->type) ? type_promoted(f, a->type) : a->type);
		return expr_error(f, at);
	}
	base = a->type->base;
	if (type_is_error(base))
		return expr_error(f, at);
	if (type_is_void(base) && !f->skip_evaluation)
		report(f, M_DEREF_VOID, at);
	if (a->kind == EX_ADDR && a->implicit && base->kind == TY_FUNCTION) {
		a->a->start = at.start;
		return a->a;
	}
	if (a->kind == EX_ADDR && !a->implicit && op[0] != '-') {
		/* *&x is x, underlined as it is written; &*p is p */
		if (a->a->kind == EX_DEREF && !a->a->index && !a->a->arrow)
			return expr_unary(f, EX_DEREF, base, a->a->a, at);
		e = NEW_NODE(f, expr);
		*e = *a->a;
		e->start = at.start;
		e->end = at.end;
		if (!has_place(e))
			e->loc = at.loc;
		return e;
	}
	return expr_unary(f, EX_DEREF, base, a, at);
}

/* The member `name` of the record e, through unnamed members. */
static struct expr *member_of(struct front *f, struct expr *e, const struct field *field, uint32_t offset, struct place at)
{
	struct expr *out = expr_unary(f, EX_MEMBER, type_qualified(f, field->type, type_quals(field->type) | e->type->qualifiers), e, at);

	if (field->type->kind != TY_ARRAY && !(e->type->qualifiers & ~field->type->qualifiers))
		out->type = field->type;
	out->field = field;
	out->offset = offset;
	return out;
}

static struct expr *no_member(struct front *f, struct expr *e, struct name *name, struct place name_at, struct place at, uint32_t op_end)
{
	const char *hint = suggest_field(e->type, name->text);

	if (hint) {
		report(f, M_NO_MEMBER_SUGGEST, name_at, e->type, name, hint);
		report_fixit(f, name_at.start, name_at.end, hint);
	} else {
		report(f, M_NO_MEMBER, place_of(at.loc, op_end), e->type, name);
	}
	return expr_error(f, at);
}

struct expr *check_member(struct front *f, struct expr *a, struct name *name, struct place name_at, bool arrow, struct place at)
{
	uint32_t offset = 0, op_end = at.loc + (arrow ? 2 : 1);
	const struct field *field;
	struct place op = place_of(at.loc, op_end);

	if (is_bad(a))
		return expr_error(f, at);
	if (arrow) {
		a = check_deref(f, a, (struct place){ at.loc, at.loc, op_end }, "->");
		if (is_bad(a))
			return expr_error(f, at);
		a->start = at.start;
		a->arrow = true;
	}
	if (!type_is_record(a->type)) {
		if (type_is_pointer(a->type) && type_is_record(a->type->base) && !arrow && has_name(a)) {
			char text[256];

			expr_text(a, text, sizeof text);
			report(f, M_IS_POINTER, op, text);
			report_fixit(f, at.loc, op_end, "->");
		} else {
			report(f, M_MEMBER_OF_NONRECORD, op, name);
		}
		return expr_error(f, at);
	}
	if (!a->type->complete) {
		say_incomplete(f, NULL, a->type, op);
		return expr_error(f, at);
	}
	field = type_field(a->type, name->text, &offset);
	if (!field)
		return no_member(f, a, name, name_at, at, op_end);
	return type_is_error(field->type) ? expr_error(f, at) : member_of(f, a, field, offset, at);
}

static void say_char_subscript(struct front *f, const struct expr *i, struct place at)
{
	if (i->type->unqualified == f->basic[TY_CHAR] && i->kind != EX_CONST)
		report(f, M_CHAR_SUBSCRIPT, has_place(i) ? place_expr(i) : place_of(at.loc, at.loc + 1));
}

struct expr *check_index(struct front *f, struct expr *a, struct expr *i, struct place at)
{
	struct place op = place_of(at.loc, at.loc + 1);
	struct expr *sum, *swap, *out;
	bool swapped = false;

	if (is_bad(a) || is_bad(i))
		return expr_error(f, at);
	if (a->type->kind != TY_ARRAY && !type_is_pointer(a->type)) {
		if (i->type->kind != TY_ARRAY && !type_is_pointer(i->type)) {
			report(f, M_SUBSCRIPTED_VALUE, op);
			return expr_error(f, at);
		}
		swap = a;
		a = i;
		i = swap;
		swapped = true;
	}
	if (!type_is_integer(i->type)) {
		report(f, M_SUBSCRIPT_NOT_INTEGER, op);
		return expr_error(f, at);
	}
	check_read(f, i);
	if (!swapped)
		say_char_subscript(f, i, at);
	if (a->type->base->kind == TY_FUNCTION) {
		report(f, M_SUBSCRIPT_FUNCTION, op);
		return expr_error(f, at);
	}
	if (a->type->kind == TY_ARRAY) {
		f->in_subscript = i->kind == EX_CONST;
		a = check_decay(f, a);
		f->in_subscript = false;
	} else {
		check_read(f, a);
	}
	sum = check_pointer_step(f, EX_ADD, a, i, place_expr(a), op);
	if (is_bad(sum))
		return expr_error(f, at);
	out = check_deref(f, sum, op, "array indexing");
	out->loc = at.loc;
	out->start = at.start;
	out->end = at.end;
	out->index = sum != a;
	return out;
}
