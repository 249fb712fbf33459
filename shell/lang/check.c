/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The common part of checking expressions: nodes, names, decay and conversion of values, lvalues, members, dereferences. Every check
 * function takes operands that have been checked, says what is wrong, and returns a node; a wrong one is EX_ERROR of the error type,
 * which every other check passes on in silence.
 */
#include <string.h>

#include "shell/lang/check.h"

/* ---- nodes ---- */

struct expr *expr_const(struct front *f, struct type *type, uint64_t value, struct place at)
{
	struct expr *e = expr_new(f, EX_CONST, type, at);

	e->value = fold_fit(type, value);
	return e;
}

struct expr *expr_error(struct front *f, struct place at)
{
	return expr_new(f, EX_ERROR, f->error_type, at);
}

struct expr *expr_unary(struct front *f, enum expr_kind kind, struct type *type, struct expr *a, struct place at)
{
	struct expr *e = expr_new(f, kind, type, at);

	e->a = a;
	return e;
}

/* Has gcc a place for this tree? It has none for the uses of variables and for constants. */
bool has_place(const struct expr *e)
{
	/* a cast to the type it has already leaves no trace */
	while (e->kind == EX_CAST && !type_is_void(e->type) && (e->implicit || e->type->unqualified == e->a->type->unqualified))
		e = e->a;
	return e->kind != EX_VAR && e->kind != EX_FUNCTION && e->kind != EX_CONST && e->kind != EX_STRING;
}

enum expr_kind check_original(const struct expr *e)
{
	if (e->parens)
		return EX_CONST;
	if (e->kind == EX_CONST)
		return e->op;
	return e->kind;
}

/* ---- names ---- */

enum { SUGGESTIONS_MAX = 1000 };

/* Looking through all names for one alike costs what there are: a text full of errors gets no more hints after a while. */
static bool may_suggest(const struct front *f)
{
	return f->diags->errors < SUGGESTIONS_MAX;
}

static struct expr *undeclared(struct front *f, struct name *name, struct place at)
{
	const char *hint = may_suggest(f) ? suggest(f, name, SUGGEST_NAME) : NULL;

	if (hint) {
		report(f, M_UNDECLARED_SUGGEST, at, name, hint);
		report_fixit(f, at.start, at.end, hint);
	} else {
		report(f, M_UNDECLARED, at, name);
	}
	say_missing_header(f, name, at);
	if (!f->once->undeclared_said && !f->options->prompt) { /* a prompt has no function to speak of */
		if (f->mode != FRONT_LOOK)
			SET_KEPT(f, f->once->undeclared_said, 1);
		report(f, M_UNDECLARED_ONCE, at);
	}
	scope_bind(f, f->fn && f->mode != FRONT_LOOK ? f->fn->scope : f->scope, name, NULL);
	return expr_error(f, at);
}

static struct expr *enumerator(struct front *f, const struct symbol *s, struct place at)
{
	struct expr *e = expr_const(f, s->type, (uint64_t)s->value, at);

	e->symbol = (struct symbol *)(uintptr_t)s;
	e->work = s->enumeration;
	return e;
}

struct expr *check_name(struct front *f, struct name *name, struct place at, bool call)
{
	struct symbol *s = scope_lookup(name);
	struct expr *e;

	if (s && s->set && s->storage == SC_STATIC && s->kind == SYM_OBJECT && !type_is_error(s->type)) {
		/* a variable that lives for ever, and not seen for the first time: most names */
		e = expr_new(f, EX_VAR, s->type, at);
		e->symbol = s;
		return e;
	}
	if (!s && name->ordinary)
		return expr_error(f, at);
	if (!s && call && f->mode != FRONT_LOOK)
		s = decl_implicit(f, name, at);
	if (!s)
		return undeclared(f, name, at);
	if (s->kind == SYM_TYPEDEF) {
		parse_error_at(f, "expected expression", at);
		return expr_error(f, at);
	}
	/* gcc gives up before it marks the name as used */
	if (type_is_error(s->type))
		return expr_error(f, at);
	if (s->kind == SYM_ENUMERATOR)
		return enumerator(f, s, at);
	if (s->kind == SYM_OBJECT && s->storage != SC_STATIC && name->ordinary->depth < f->fn->scope->depth)
		refuse(f, at, "variables of an enclosing function");
	e = expr_new(f, s->kind == SYM_OBJECT ? EX_VAR : EX_FUNCTION, s->type, at);
	e->symbol = s;
	if (!f->in_sizeof || s->kind == SYM_OBJECT)
		symbol_mark(f, s, false);
	if (s->kind == SYM_FUNCTION && !f->in_sizeof)
		symbol_mark(f, s, true);
	return e;
}

/* ---- values ---- */

/* Its value is read: the variable at the bottom of members, indexes and assignments counts as used. */
void check_read(struct front *f, struct expr *e)
{
	for (;;) {
		switch ((int)e->kind) {
		case EX_VAR:
			symbol_mark(f, e->symbol, true);
			return;
		case EX_MEMBER: case EX_ASSIGN: case EX_ASSIGN_OP: case EX_CAST: case EX_ADDR:
			e = e->a;
			break;
		case EX_DEREF:
			/* a[i] of an array a */
			if (e->a->kind != EX_ADD || e->a->a->kind != EX_ADDR || !e->a->a->implicit)
				return;
			e = e->a->a->a;
			break;
		case EX_COMMA:
			e = e->b;
			break;
		default:
			return;
		}
	}
}

/* ... of a statement or the left side of a comma: only what names an object. */
void check_read_object(struct front *f, struct expr *e)
{
	while (e->kind == EX_COMMA || (e->kind == EX_CAST && e->implicit))
		e = e->kind == EX_COMMA ? e->b : e->a;
	if (e->kind == EX_VAR || e->kind == EX_MEMBER || e->kind == EX_ADDR || (e->kind == EX_DEREF && e->index))
		check_read(f, e);
}

struct expr *decay_array(struct front *f, struct expr *e)
{
	struct expr *out = expr_unary(f, EX_ADDR, type_pointer(f, e->type->base), e, place_expr(e));

	out->implicit = true;
	if (e->kind == EX_VAR && e->symbol->is_register && !f->in_subscript)
		report(f, M_REGISTER_ADDRESS, f->input, e->symbol->name);
	if (e->kind == EX_VAR && !e->symbol->address_taken)
		mark_address_taken(f, e->symbol);
	return out;
}

struct expr *decay_function(struct front *f, struct expr *e)
{
	struct expr *out = expr_unary(f, EX_ADDR, type_pointer(f, e->type), e, place_expr(e));

	out->implicit = true;
	return out;
}

struct expr *check_rvalue_keep(struct front *f, struct expr *e)
{
	check_read(f, e);
	return check_decay(f, e);
}

/* A name is underlined, of a longer expression its beginning marked. */
struct place incomplete_place(const struct expr *e)
{
	return e->kind == EX_VAR && !e->parens ? place_expr(e) : place_of(e->start, e->start + 1);
}

struct expr *rvalue(struct front *f, struct expr *e)
{
	check_read(f, e);
	if (!e->type->complete && (type_is_record(e->type) || e->type->kind == TY_ENUM) && !is_bad(e) && e->kind != EX_CALL) {
		say_incomplete(f, e->kind == EX_VAR ? e : NULL, e->type, incomplete_place(e));
		return expr_error(f, place_expr(e));
	}
	return check_decay(f, e);
}

struct expr *check_rvalue_for_comma(struct front *f, struct expr *e)
{
	return check_decay(f, e);
}

/* A conversion node, constants folded. Says nothing. */
struct expr *check_convert_quiet(struct front *f, struct type *type, struct expr *e)
{
	struct expr *out;

	type = type->kind == TY_ARRAY ? type : type_qualified(f, type, 0);
	if (is_bad(e) || type_is_error(type))
		return e;
	if (e->type == type)
		return e;
	out = expr_unary(f, EX_CAST, type, e, place_expr(e));
	out->implicit = true;
	return fold_cast(f, out);
}

struct expr *check_promote(struct front *f, struct expr *e)
{
	struct type *type = type_promoted(f, e->type);

	if (is_bad(e) || type->unqualified == e->type->unqualified)
		return e;
	return check_convert_quiet(f, type, e);
}

/* ---- lvalues ---- */

bool check_lvalue(const struct expr *e)
{
	switch ((int)e->kind) {
	case EX_VAR: case EX_DEREF: case EX_STRING: case EX_COMPOUND:
		return e->type->kind != TY_FUNCTION;
	case EX_MEMBER:
		return check_lvalue(e->a);
	case EX_ERROR:
		return true;
	default:
		return false;
	}
}

static const char *const use_words[][2] = {
	[USE_ASSIGN] = { "left operand of assignment", "assignment" }, [USE_INCREMENT] = { "increment operand", "increment" },
	[USE_DECREMENT] = { "decrement operand", "decrement" }, [USE_ADDRESS] = { "unary '&' operand", "address" }
};

bool check_lvalue_or_say(struct front *f, const struct expr *e, struct place at, int use)
{
	if (check_lvalue(e))
		return true;
	report(f, M_LVALUE_REQUIRED, at, use == USE_ASSIGN ? "left operand of assignment" : use_words[use][0], "");
	return false;
}

/* Const members make a record unassignable. */
static bool has_const_member(const struct type *t)
{
	for (unsigned int i = 0; i < t->field_count; i++)
		if ((type_quals(t->fields[i].type) & TQ_CONST) || (type_is_record(t->fields[i].type) && has_const_member(t->fields[i].type)))
			return true;
	return false;
}

/* In gcc's words: which read-only thing is about to be changed. */
static void say_readonly(struct front *f, const struct expr *e, struct place at, int use)
{
	static const enum message object[] = { M_READONLY_ASSIGN, M_READONLY_INCREMENT, M_READONLY_DECREMENT };
	static const enum message member[] = { M_READONLY_MEMBER_ASSIGN, M_READONLY_MEMBER_INCREMENT, M_READONLY_MEMBER_DECREMENT };
	static const enum message object_member[] = { M_READONLY_OBJECT_ASSIGN, M_READONLY_OBJECT_INCREMENT, M_READONLY_OBJECT_DECREMENT };
	static const enum message variable[] = { M_READONLY_VAR_ASSIGN, M_READONLY_VAR_INCREMENT, M_READONLY_VAR_DECREMENT };
	static const enum message parameter[] = { M_READONLY_PARAM_ASSIGN, M_READONLY_PARAM_INCREMENT, M_READONLY_PARAM_DECREMENT };
	char text[256];

	if (e->kind == EX_MEMBER) {
		report(f, (type_quals(e->a->type) & TQ_CONST ? object_member : member)[use], at, e->field->name);
		return;
	}
	if (e->kind == EX_VAR) {
		report(f, e->symbol->storage == SC_PARAM ? parameter[use] : variable[use], at, e->symbol->name);
		return;
	}
	expr_text(e, text, sizeof text);
	report(f, object[use], at, text);
}

bool check_modifiable(struct front *f, struct expr *e, struct place at, int use)
{
	if ((type_quals(e->type) & TQ_CONST) || (type_is_record(e->type) && has_const_member(e->type))) {
		say_readonly(f, e, at, use);
		return false;
	}
	return true;
}

void mark_address_taken(struct front *f, struct symbol *s)
{
	if (s->address_taken || f->mode == FRONT_LOOK)
		return;
	if (s->top_level || s->at_file_scope)
		trail_save(f, s, sizeof *s);
	s->address_taken = true;
}

/* ---- incomplete types ---- */

/* gcc's c_incomplete_type_error(). */
void say_incomplete(struct front *f, const struct expr *e, struct type *type, struct place at)
{
	if (type_is_error(type))
		return;
	if (e && (e->kind == EX_VAR || e->kind == EX_FUNCTION)) {
		report(f, M_INCOMPLETE_OBJECT, at, e->symbol->name, e->type);
		return;
	}
	if (type_is_void(type)) {
		report(f, M_VOID_USE, at);
		return;
	}
	if (type->kind == TY_ARRAY && type->length == UINT32_MAX) {
		report(f, M_UNSPECIFIED_BOUNDS, at);
		return;
	}
	while (type->kind == TY_ARRAY)
		type = type->base;
	report(f, type->typedef_name ? M_INCOMPLETE_TYPEDEF : M_INCOMPLETE_UNDEFINED, at, type);
}

bool check_incomplete(struct front *f, const struct expr *e, struct type *type, struct place at)
{
	say_incomplete(f, e, type, at);
	return false;
}
