/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Expressions as gcc prints them inside a message ('*p', 's.a[1]', 'f(x)'). Only the forms that messages show; the rest is '({...})' as
 * there. Depth is bounded: deeper parts are shown as "...".
 */
#include <stdio.h>
#include <string.h>

#include "shell/lang/check.h"

enum { TEXT_DEPTH = 20 };

struct out { char *text; size_t size, length; };

static void put(struct out *o, const char *text)
{
	size_t n = strlen(text);

	if (o->length + 1 < o->size)
		memcpy(o->text + o->length, text, o->length + n < o->size ? n + 1 : o->size - o->length - 1);
	o->length += n;
	o->text[o->length < o->size ? o->length : o->size - 1] = 0;
}

static const char *const operators[] = {
	[EX_NEG] = "-", [EX_BITNOT] = "~", [EX_LOGNOT] = "!", [EX_ADD] = "+", [EX_SUB] = "-", [EX_MUL] = "*", [EX_DIV] = "/", [EX_MOD] = "%",
	[EX_AND] = "&", [EX_OR] = "|", [EX_XOR] = "^", [EX_SHL] = "<<", [EX_SHR] = ">>", [EX_LT] = "<", [EX_GT] = ">", [EX_LE] = "<=",
	[EX_GE] = ">=", [EX_EQ] = "==", [EX_NE] = "!=", [EX_LOGAND] = "&&", [EX_LOGOR] = "||", [EX_COMMA] = ",", [EX_ASSIGN] = "="
};

const char *operator_text(enum expr_kind kind)
{
	return kind < sizeof operators / sizeof operators[0] && operators[kind] ? operators[kind] : "";
}

struct place place_operator(const struct front *f, uint32_t loc, enum expr_kind kind)
{
	return place_of(loc, loc + (uint32_t)strlen(operator_text(kind)) + f->operator_extra);
}

bool has_name(const struct expr *e)
{
	while (e->kind == EX_MEMBER || e->kind == EX_DEREF || e->kind == EX_ADDR || (e->kind == EX_CAST && e->implicit))
		e = e->a;
	return e->kind == EX_VAR || e->kind == EX_FUNCTION || e->kind == EX_ADD || e->kind == EX_CALL;
}

static void put_expr(struct out *o, const struct expr *e, unsigned int depth);

static bool is_simple(const struct expr *e)
{
	return e->kind == EX_VAR || e->kind == EX_FUNCTION || e->kind == EX_CONST || e->kind == EX_MEMBER || e->kind == EX_CALL ||
	       (e->kind >= EX_PREINC && e->kind <= EX_POSTDEC) || (e->kind == EX_DEREF && e->index) || e->kind == EX_STRING;
}

static void put_operand(struct out *o, const struct expr *e, unsigned int depth)
{
	e = strip_implicit(e);
	if (!is_simple(e))
		put(o, "(");
	put_expr(o, e, depth);
	if (!is_simple(e))
		put(o, ")");
}

/* A pointer; the name of an array is shown as what it becomes: `(char *)&a`, a pointer that is const itself as what is read: `(char *)p`. */
static void put_pointer(struct out *o, const struct expr *e, unsigned int depth)
{
	char type[256];

	bool array = e->kind == EX_ADDR && e->implicit && e->a->type->kind == TY_ARRAY && e->a->kind != EX_STRING;
	const struct expr *object = strip_implicit(e);

	if (!array && !(object->kind == EX_VAR && type_is_pointer(object->type) && type_quals(object->type))) {
		put_operand(o, e, depth);
		return;
	}
	type_text(array ? e->type : object->type->unqualified, false, type, sizeof type);
	put(o, "(");
	put(o, type);
	put(o, array ? ")&" : ")");
	if (!array) {
		put_operand(o, object, depth);
		return;
	}
	for (e = e->a; e->kind == EX_DEREF && !e->index && e->a->kind == EX_ADDR && e->a->implicit; e = e->a->a)
		;
	put_operand(o, e, depth);
}

/* p + i of a pointer is shown as the sum it is, in bytes. */
static void put_sum(struct out *o, const struct expr *sum, unsigned int depth)
{
	const struct expr *i = sum->b;
	uint32_t size = sum->type->base->size;
	char number[64];

	put_pointer(o, sum->a, depth);
	if (i->kind == EX_CONST) {
		bool less = sum->kind == EX_SUB;

		snprintf(number, sizeof number, less ? " + -%llu" : " + %llu", less ? (unsigned long long)(i->value * size) :
			 (unsigned long long)(uint32_t)(i->value * size));
		put(o, number);
		return;
	}
	put(o, " + (sizetype)");
	if (size != 1)
		put(o, type_is_unsigned(i->type) ? "(" : "((unsigned int)");
	put_operand(o, i, depth);
	snprintf(number, sizeof number, " * %u)", size);
	if (size != 1)
		put(o, number);
}

static bool is_sum(const struct expr *e)
{
	return type_is_pointer(e->type) && (e->kind == EX_ADD || (e->kind == EX_SUB && e->b->kind == EX_CONST));
}

/* p[i] and *(p + i) */
static void put_pointer_index(struct out *o, const struct expr *e, unsigned int depth)
{
	const struct expr *sum = strip_implicit(e->a);

	put(o, "*");
	if (sum->b->kind == EX_CONST && !sum->b->value) {
		put_pointer(o, sum->a, depth);
		return;
	}
	put(o, "(");
	put_sum(o, sum, depth);
	put(o, ")");
}

static void put_deref(struct out *o, const struct expr *e, unsigned int depth)
{
	if (e->index && !(e->a->a->kind == EX_ADDR && e->a->a->implicit)) {
		put_pointer_index(o, e, depth);
		return;
	}
	if (e->index) {
		put_operand(o, e->a->a, depth);
		put(o, "[");
		put_expr(o, strip_implicit(e->a->b), depth);
		put(o, "]");
		return;
	}
	if (is_sum(e->a)) {
		put_pointer_index(o, e, depth);
		return;
	}
	put(o, "*");
	put_pointer(o, e->a, depth);
}

static void put_member(struct out *o, const struct expr *e, unsigned int depth)
{
	if (e->a->kind == EX_DEREF && e->a->arrow) {
		put_operand(o, e->a->a, depth);
		put(o, "->");
	} else {
		put_operand(o, e->a, depth);
		put(o, ".");
	}
	put(o, e->field->name ? e->field->name : "<anonymous>");
}

static void put_call(struct out *o, const struct expr *e, unsigned int depth)
{
	put_operand(o, e->a, depth);
	put(o, "(");
	for (unsigned int i = 0; i < e->arg_count; i++) {
		if (i)
			put(o, ", ");
		put_expr(o, strip_implicit(e->args[i]), depth);
	}
	put(o, ")");
}

static void put_const(struct out *o, const struct expr *e)
{
	char number[48];

	if (e->symbol) {
		put(o, e->symbol->name);
		return;
	}
	if (type_is_pointer(e->type)) {
		char type[256];

		type_text(e->type, false, type, sizeof type);
		put(o, "(");
		put(o, type);
		put(o, ")");
		snprintf(number, sizeof number, "%llu", (unsigned long long)e->value);
	} else {
		constant_text(e->type, e->value, number, sizeof number);
	}
	put(o, number);
}

static void put_cast(struct out *o, const struct expr *e, unsigned int depth)
{
	char type[256];

	type_text(e->type, false, type, sizeof type);
	put(o, "(");
	put(o, type);
	put(o, ")");
	put_operand(o, e->a, depth);
}

static void put_binary(struct out *o, const struct expr *e, unsigned int depth)
{
	if (is_sum(e)) {
		put_sum(o, e, depth);
		return;
	}
	put_operand(o, e->a, depth);
	put(o, " ");
	put(o, operator_text(e->kind));
	put(o, " ");
	put_operand(o, e->b, depth);
}

static void put_string(struct out *o, const struct expr *e)
{
	char text[80];

	snprintf(text, sizeof text, "\"%.*s\"", (int)(e->length > 70 ? 70 : e->length - 1), e->bytes);
	put(o, text);
}

static void put_expr(struct out *o, const struct expr *e, unsigned int depth)
{
	if (depth > TEXT_DEPTH) {
		put(o, "...");
		return;
	}
	depth++;
	switch ((int)e->kind) {
	case EX_CONST: put_const(o, e); return;
	case EX_VAR: case EX_FUNCTION: put(o, e->symbol->name); return;
	case EX_DEREF: put_deref(o, e, depth); return;
	case EX_MEMBER: put_member(o, e, depth); return;
	case EX_CALL: put_call(o, e, depth); return;
	case EX_STRING: put_string(o, e); return;
	case EX_CAST: put_cast(o, e, depth); return;
	case EX_ADDR: put(o, "&"); put_operand(o, e->a, depth); return;
	case EX_NEG: case EX_BITNOT: case EX_LOGNOT: put(o, operator_text(e->kind)); put_operand(o, e->a, depth); return;
	case EX_PREINC: case EX_PREDEC: put(o, e->kind == EX_PREINC ? "++" : "--"); put_operand(o, e->a, depth); return;
	case EX_POSTINC: case EX_POSTDEC: put_operand(o, e->a, depth); put(o, e->kind == EX_POSTINC ? "++" : "--"); return;
	default:
		if (e->kind < EX_PREINC && operator_text(e->kind)[0])
			put_binary(o, e, depth);
		else
			put(o, "<expression>");
		return;
	}
}

int expr_text(const struct expr *e, char *out, size_t size)
{
	struct out o = { .text = out, .size = size };

	out[0] = 0;
	put_expr(&o, strip_implicit(e), 0);
	return (int)o.length;
}
