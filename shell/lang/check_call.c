/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Calls: the callee, the number of arguments, each argument converted to its parameter as by assignment, or promoted where there is
 * none; the declaration behind a complaint is shown by a note. Here also the lint for addresses (lint.c) gets its look at every argument
 * that gcc has said nothing about.
 */
#include <string.h>

#include "shell/lang/build_bug.h"
#include "shell/lang/check.h"

void say_declared_here(struct front *f, const struct symbol *s)
{
	if (s && s->name && s->loc && !s->implicit)
		report(f, M_DECLARED_HERE, place_symbol(s));
}

static struct expr *not_a_function(struct front *f, struct expr *fn, struct place name, struct place at)
{
	struct symbol *s = check_symbol(fn);

	if (fn->kind == EX_VAR) {
		report(f, M_CALLED_OBJECT, name, s->name);
		say_declared_here(f, s);
	} else {
		report(f, M_CALLED_EXPRESSION, name);
	}
	return expr_error(f, at);
}

static struct expr *convert_argument(struct front *f, struct expr *fn, struct symbol *called, const struct type *type, unsigned int i,
				     struct expr **args, unsigned int n, bool lint)
{
	struct expr *arg = args[i];
	struct conversion c = { .use = CONVERT_ARGUMENT, .at = place_expr(arg), .function = fn, .number = i + 1, .called = called };
	struct expr *out;

	if (is_bad(arg))
		return arg;
	if (!type_is_void(arg->type) && !check_complete(f, arg, arg->type, place_expr(arg)))
		return expr_error(f, place_expr(arg));
	if (type->no_prototype || i >= type->param_count) {
		if (type_is_void(arg->type)) {
			report(f, M_VOID_USE, place_expr(arg));
			return expr_error(f, place_expr(arg));
		}
		return check_promote(f, arg);
	}
	if (!type->params[i].type->complete && !type_is_error(type->params[i].type)) {
		report(f, M_PARAMETER_INCOMPLETE, place_expr(arg), i + 1);
		return expr_error(f, place_expr(arg));
	}
	out = check_assignable(f, type->params[i].type, arg, &c);
	if (called && (is_bad(out) ? lint_wants_address(f, called, i) : c.said && lint_concerns(f, called, i, arg)))
		report_page(f);
	if (lint && called && !c.said && !is_bad(out))
		lint_argument(f, called, i, args, n);
	return out;
}

/* gcc's inform_declaration() follows a wrong number of arguments. */
static bool wrong_count(struct front *f, const struct expr *fn, const struct symbol *s, const struct type *type, unsigned int n, struct place name)
{
	char text[256];

	if ((fn->kind == EX_DEREF && fn->type->kind == TY_FUNCTION) || (fn->kind == EX_ADDR && !fn->implicit))
		fn = fn->a;
	expr_text(fn, text, sizeof text);
	report(f, n < type->param_count ? M_TOO_FEW : M_TOO_MANY, name, text);
	if (fn->kind == EX_FUNCTION)
		say_declared_here(f, s);
	return false;
}

static inline bool check_count(struct front *f, const struct expr *fn, const struct symbol *s, const struct type *type, unsigned int n, struct place name)
{
	if (type->no_prototype || n == type->param_count || (n > type->param_count && type->variadic))
		return true;
	return wrong_count(f, fn, s, type, n, name);
}

static bool convert_arguments(struct front *f, struct expr *fn, const struct type *type, struct expr **args, unsigned int n, struct place name)
{
	struct symbol *s = check_symbol(fn), *called = fn->kind == EX_FUNCTION ? s : NULL;
	bool row = called && called->kind == SYM_CALL, good = !row || build_bug(f, called, args, n, name);

	for (unsigned int i = 0; i < n; i++) {
		if (i == type->param_count && !type->no_prototype && !type->variadic) {
			/* gcc says so, drops the rest and keeps the call */
			check_count(f, fn, s, type, n, name);
			return good;
		}
		if (row || i >= type->param_count || type->no_prototype || !check_same(type->params[i].type, args[i]))
			args[i] = convert_argument(f, fn, called, type, i, args, n, good || i);
		good &= !is_bad(args[i]);
	}
	return check_count(f, fn, s, type, n, name) && good;
}

struct expr *check_call(struct front *f, struct expr *fn, struct expr **args, unsigned int n, struct place at, uint32_t start, uint32_t end)
{
	struct expr *out, *callee = fn;
	struct place name = at, all = { at.loc, start, end };
	struct type *type = fn->type;
	bool good;

	if (is_bad(fn))
		return expr_error(f, all);
	if (type_is_pointer(type) && type->base->kind == TY_FUNCTION)
		type = type->base;
	if (type->kind != TY_FUNCTION)
		return not_a_function(f, fn, name, all);
	if (f->mode == FRONT_LOOK) {
		report(f, M_LOOK_CALLS, name);
		return expr_error(f, all);
	}
	good = convert_arguments(f, fn, type, args, n, name);
	if (!type_is_void(type->base) && !check_complete(f, NULL, type->base, name))
		good = false;
	if (!good)
		return expr_error(f, all);
	callee = check_decay(f, fn);
	out = expr_new(f, EX_CALL, type_qualified(f, type->base, 0), all);
	out->a = callee;
	out->args = args;
	out->arg_count = n;
	return out;
}
