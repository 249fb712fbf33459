/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Declarators: parsed inside out into a chain (declarator.h in frontend.h), then applied to the specifiers' type from the outermost
 * construct on; parameter lists, type names, and what gcc finds impossible (arrays of functions, functions returning arrays ...).
 */
#include <string.h>

#include "shell/lang/decl.h"

static struct declarator *new_declarator(struct front *f, enum declarator_kind kind, struct declarator *inner, struct place at)
{
	struct declarator *d = NEW_NODE(f, declarator);

	d->kind = kind;
	d->inner = inner;
	d->at = at;
	return d;
}

static unsigned int parse_qualifiers(struct front *f)
{
	unsigned int q = 0;

	while (parse_is(f, T_KEYWORD)) {
		unsigned int keyword = parse_peek(f)->name->keyword;

		if (keyword == KW_ATOMIC || keyword == KW_ATTRIBUTE)
			refuse(f, place_token(parse_peek(f)), keyword == KW_ATOMIC ? "_Atomic" : "attributes");
		if (keyword != KW_CONST && keyword != KW_VOLATILE && keyword != KW_RESTRICT)
			break;
		q |= keyword == KW_CONST ? TQ_CONST : keyword == KW_VOLATILE ? TQ_VOLATILE : TQ_RESTRICT;
		parse_next(f);
	}
	return q;
}

static struct declarator *parse_array_part(struct front *f, struct declarator *inner)
{
	struct declarator *d = new_declarator(f, D_ARRAY, inner, place_token(parse_peek(f)));

	parse_next(f);
	nest(f, d->at.loc);
	if (parse_is_keyword(f, KW_STATIC)) {
		d->is_static = true;
		parse_next(f);
	}
	d->qualifiers = parse_qualifiers(f);
	if (parse_is_keyword(f, KW_STATIC)) {
		d->is_static = true;
		parse_next(f);
	}
	if (parse_is(f, T_STAR) && parse_peek_nth(f, 2)->kind == T_RBRACKET)
		refuse(f, place_token(parse_peek(f)), "variable length arrays");
	if (!parse_is(f, T_RBRACKET))
		d->length = check_rvalue(f, parse_assignment(f));
	unnest(f);
	if (parse_accept(f, T_RBRACKET))
		return d;
	parse_skip_until(f, T_RBRACKET, "expected ']'");
	return NULL;
}

static struct declarator *parse_parts(struct front *f, struct declarator *inner)
{
	unsigned int parts = 0;

	for (;; parts++) {
		if (parts > NESTING_MAX)
			nest_too_deep(f, parse_peek(f)->loc);
		if (parse_is(f, T_LBRACKET)) {
			inner = parse_array_part(f, inner);
			if (!inner)
				return NULL;
		} else if (parse_is(f, T_LPAREN)) {
			struct declarator *d = new_declarator(f, D_FUNCTION, inner, place_token(parse_peek(f)));

			parse_next(f);
			d->parameters = parse_parameters(f);
			if (!d->parameters)
				return NULL;
			inner = d;
		} else {
			return inner;
		}
	}
}

static struct declarator *parse_parenthesised(struct front *f, enum declarator_form form, bool type_seen, bool *seen_id)
{
	struct declarator *inner;

	parse_next(f);
	if (parse_is_keyword(f, KW_ATTRIBUTE))
		refuse(f, place_token(parse_peek(f)), "attributes");
	if (form != DF_CONCRETE && (parse_is(f, T_RPAREN) || parse_is(f, T_ELLIPSIS) || parse_starts_declspecs(f))) {
		struct declarator *d = new_declarator(f, D_FUNCTION, new_declarator(f, D_NAME, NULL, place_token(parse_peek(f))),
						      place_token(parse_peek(f)));

		d->parameters = parse_parameters(f);
		return d->parameters ? parse_parts(f, d) : NULL;
	}
	inner = parse_declarator(f, form, type_seen, seen_id);
	if (parse_accept(f, T_RPAREN))
		return inner ? parse_parts(f, inner) : NULL;
	parse_skip_until(f, T_RPAREN, "expected ')'");
	return NULL;
}

static struct declarator *parse_direct(struct front *f, enum declarator_form form, bool type_seen, bool *seen_id)
{
	struct token *token = parse_peek(f);
	struct declarator *d;

	if (form != DF_ABSTRACT && token->kind == T_NAME && (type_seen || !parse_starts_typename(f, token))) {
		*seen_id = true;
		d = new_declarator(f, D_NAME, NULL, place_token(token));
		d->name = token->name;
		parse_next(f);
		return parse_parts(f, d);
	}
	if (form != DF_CONCRETE && token->kind == T_LBRACKET)
		return parse_parts(f, new_declarator(f, D_NAME, NULL, place_token(token)));
	if (token->kind == T_LPAREN)
		return parse_parenthesised(f, form, type_seen, seen_id);
	if (form == DF_CONCRETE) {
		parse_error(f, "expected identifier or '('");
		return NULL;
	}
	return new_declarator(f, D_NAME, NULL, place_token(token));
}

struct declarator *parse_declarator(struct front *f, enum declarator_form form, bool type_seen, bool *seen_id)
{
	struct declarator *d, *inner;

	nest(f, parse_peek(f)->loc);
	if (parse_is(f, T_STAR)) {
		d = new_declarator(f, D_POINTER, NULL, place_token(parse_peek(f)));
		parse_next(f);
		d->qualifiers = parse_qualifiers(f);
		inner = parse_declarator(f, form, type_seen, seen_id);
		d->inner = inner;
		d = inner ? d : NULL;
	} else {
		d = parse_direct(f, form, type_seen, seen_id);
	}
	unnest(f);
	return d;
}

/* ---- applying ---- */

const struct declarator *declarator_name(const struct declarator *d)
{
	while (d->kind != D_NAME)
		d = d->inner;
	return d;
}

bool array_length(struct front *f, struct expr *e, const struct name *name, struct place at, uint32_t *length)
{
	int64_t n;

	*length = 1;
	if (e->kind == EX_ERROR)
		return false;
	if (!type_is_integer(e->type)) {
		report(f, name ? M_ARRAY_SIZE_TYPE : M_ARRAY_SIZE_TYPE_UNNAMED, at, name);
		return false;
	}
	if (!fold_int(f, e, &n))
		refuse(f, place_expr(e), "variable length arrays");
	if (n < 0 && !(type_is_unsigned(e->type) && e->type->size == 8)) {
		report(f, name ? M_ARRAY_SIZE_NEGATIVE : M_ARRAY_SIZE_NEGATIVE_UNNAMED, at, name);
		return false;
	}
	if (n > INT32_MAX || n < 0) {
		report(f, name ? M_ARRAY_TOO_LARGE : M_ARRAY_TOO_LARGE_UNNAMED, at, name);
		return false;
	}
	*length = (uint32_t)n;
	return true;
}

struct application {
	struct front *f;
	const struct declarator *name;
	enum declarator_context context;
	struct type *type;
	struct declared *out;
};

static void apply_array(struct application *a, const struct declarator *d)
{
	struct front *f = a->f;
	const struct name *name = a->name->name;
	struct place at = name ? a->name->at : d->at;
	uint32_t length = UINT32_MAX;

	if (type_is_void(a->type) || a->type->kind == TY_FUNCTION) {
		report(f, type_is_void(a->type) ? (name ? M_ARRAY_OF_VOIDS : M_ARRAY_OF_VOIDS_UNNAMED) :
						  (name ? M_ARRAY_OF_FUNCTIONS : M_ARRAY_OF_FUNCTIONS_UNNAMED), at, name);
		a->type = f->error_type;
		return;
	}
	if (type_is_error(a->type))
		return;
	if (!a->type->complete) {
		report(f, M_ARRAY_ELEMENT, at, a->type);
		if (a->type->kind == TY_ARRAY)
			report(f, name ? M_MULTIDIMENSIONAL : M_MULTIDIMENSIONAL_UNNAMED, at, name);
		a->type = f->error_type;
		return;
	}
	if (d->length && !array_length(f, d->length, name, at, &length)) {
		a->type = f->error_type;
		return;
	}
	if (length != UINT32_MAX && (uint64_t)length * a->type->size > INT32_MAX) {
		uint64_t bytes = (uint64_t)length * a->type->size;

		/* gcc names no size that a size_t cannot hold, nor that of an array without a name */
		if (name && bytes <= UINT32_MAX)
			report(f, M_ARRAY_EXCEEDS, at, (long long)bytes, name);
		else
			report(f, name ? M_ARRAY_OVERFLOWS : M_ARRAY_OVERFLOWS_UNNAMED, at, name);
		a->type = f->error_type;
		return;
	}
	a->type = type_array(f, a->type, length);
}

static void apply_function(struct application *a, const struct declarator *d)
{
	struct front *f = a->f;
	struct parameters *p = d->parameters;
	const struct name *name = a->name->name;

	if (a->type->kind == TY_FUNCTION || a->type->kind == TY_ARRAY) {
		enum message id = a->type->kind == TY_FUNCTION ? M_FUNCTION_RETURNS_FUNCTION : M_FUNCTION_RETURNS_ARRAY;

		report(f, name ? id : id + 1, name ? a->name->at : f->input, name);
		a->type = f->basic[TY_INT];
	}
	if (!type_is_error(a->type) && a->type->kind != TY_VOID)
		a->type = type_qualified(f, a->type, 0);
	a->type = type_function(f, a->type, p->param, p->count, p->variadic, p->no_prototype);
	a->out->parameters = d->inner->kind == D_NAME ? p : a->out->parameters;
}

/* gcc qualifies the type of what is declared twice, and complains as often. */
static void say_restrict(struct front *f, bool declared)
{
	report(f, M_INVALID_RESTRICT, f->input);
	if (declared)
		report(f, M_INVALID_RESTRICT, f->input);
}

static void apply(struct application *a, const struct declarator *d)
{
	switch (d->kind) {
	case D_POINTER:
		if ((d->qualifiers & TQ_RESTRICT) && a->type->kind == TY_FUNCTION)
			say_restrict(a->f, d->inner->kind == D_NAME);
		a->type = type_is_error(a->type) ? a->type : type_qualified(a->f, type_pointer(a->f, a->type), d->qualifiers);
		return;
	case D_ARRAY:
		apply_array(a, d);
		return;
	case D_FUNCTION:
		apply_function(a, d);
		return;
	case D_NAME:
		return;
	}
}

/* A parameter of array or function type is a pointer. */
static struct type *parameter_type(struct front *f, struct type *type, unsigned int qualifiers)
{
	if (type->kind == TY_ARRAY)
		return type_qualified(f, type_pointer(f, type->base), qualifiers);
	if (type->kind == TY_FUNCTION)
		return type_pointer(f, type);
	return type;
}

static void default_int(struct front *f, const struct declspecs *specs, const struct declarator *name, enum declarator_context context)
{
	if (!specs->default_int)
		return;
	if (context == DC_FUNCTION_DEFINITION)
		report(f, M_RETURN_DEFAULT_INT, name->at);
	else if (name->name)
		report(f, M_DEFAULT_INT, name->at, name->name);
	else
		report(f, M_DEFAULT_INT_UNNAMED, f->input);
}

void declarator_apply(struct front *f, const struct declspecs *specs, const struct declarator *d, enum declarator_context context,
		      struct declared *out)
{
	struct application a = { .f = f, .name = declarator_name(d), .context = context, .type = specs->type, .out = out };
	unsigned int qualifiers = 0;

	if ((specs->qualifiers & TQ_RESTRICT) && !(type_is_pointer(specs->type) && specs->type->base->kind != TY_FUNCTION))
		say_restrict(f, d->kind == D_NAME);
	default_int(f, specs, a.name, context);
	for (; d->kind != D_NAME; d = d->inner) {
		apply(&a, d);
		qualifiers = d->kind == D_ARRAY ? d->qualifiers : 0;
	}
	out->name = a.name->name;
	out->at = a.name->at;
	out->array_parameter = a.type->kind == TY_ARRAY;
	out->type = context == DC_PARAMETER ? parameter_type(f, a.type, qualifiers) : a.type;
	out->bad = type_is_error(out->type);
}

/* ---- type names ---- */

struct type *parse_type_name(struct front *f, struct place *at)
{
	struct declspecs specs = { 0 };
	struct declared d = { 0 };
	struct declarator *declarator;
	bool seen_id = false;

	*at = place_token(parse_peek(f));
	parse_declspecs(f, &specs, false);
	if (!specs.any) {
		parse_error(f, "expected specifier-qualifier-list");
		return f->error_type;
	}
	declspecs_finish(f, &specs);
	at->start = specs.loc;
	declarator = parse_declarator(f, DF_ABSTRACT, specs.has_type, &seen_id);
	at->end = last_end(f);
	if (!declarator)
		return f->error_type;
	declarator_apply(f, &specs, declarator, DC_TYPE_NAME, &d);
	return d.type;
}
