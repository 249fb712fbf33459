/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * -Wpage-as-address: an argument that a call's row marks as an address, whose type is a pointer to the era's page type, where gcc has said
 * nothing. A cast silences it, as it silences gcc. The notes say what is wanted, and which variable holds it when one does:
 * for this every variable remembers that it got its value from a call on an object (the first argument).
 *
 * No name of an interface occurs here: rows of the machine and of library.c say everything.
 */
#include <string.h>

#include "shell/lang/check.h"

static const struct hm_call *row_of(const struct front *f, const struct symbol *s)
{
	return s->kind == SYM_CALL && !s->library ? hm_call_at(f->machine, s->call) : NULL;
}

static unsigned int addresses_of(const struct front *f, const struct symbol *s)
{
	const struct hm_call *row = row_of(f, s);

	if (s->kind != SYM_CALL)
		return 0;
	return s->library ? library_calls[s->call].addresses : row ? row->addresses : 0;
}

/* The object that the first argument of a call names, behind its conversions. */
static struct symbol *first_object(const struct expr *call)
{
	const struct expr *e = call->arg_count ? strip_implicit(call->args[0]) : NULL;

	return e && e->kind == EX_VAR ? e->symbol : NULL;
}

/* The second argument of a call that has one and knows it: of two mappings of one object it tells which. -1: none. */
static int64_t second_argument(struct expr *const *args, unsigned int n)
{
	int64_t v;

	return n > 1 && !is_bad(args[1]) && fold_const(args[1], &v) ? v : -1;
}

static bool keeps(const struct front *f, const struct symbol *s)
{
	return f->mode != FRONT_LOOK && s->kind == SYM_OBJECT;
}

/* v gets a call's value, without its conversions, or (NULL, or no call) it had one and has something else now. */
void lint_origin(struct front *f, struct symbol *v, const struct expr *value)
{
	struct symbol *from = value && value->kind == EX_CALL ? check_symbol(value->a) : NULL, *object = NULL;

	if (from && from->kind == SYM_CALL && !from->library && from->call < UINT16_MAX)
		object = first_object(value);
	if (object && v->top_level && !object->top_level)
		object = NULL;
	if (!keeps(f, v) || (!object && !v->origin))
		return;
	if (v->top_level || v->at_file_scope)
		trail_save(f, v, sizeof *v);
	v->origin = object;
	v->origin_call = object ? (uint16_t)(from->call + 1) : 0;
	v->origin_second = object ? second_argument(value->args, value->arg_count) : -1;
}

static bool row_has_name(const struct front *f, unsigned int index, const char *name)
{
	const struct hm_call *row = hm_call_at(f->machine, index);
	const char *start;
	size_t length;

	if (!row || !name)
		return false;
	start = hm_call_name(row, &length);
	return strlen(name) == length && !memcmp(start, name, length);
}

/* A visible variable that holds what the call named `maps` gave for this object: the one with the same second argument, else the newest. */
static const struct symbol *holder(const struct front *f, const struct symbol *object, const char *maps, int64_t second)
{
	const struct symbol *newest = NULL;

	for (const struct scope *scope = f->scope; scope; scope = scope->outer)
		for (const struct binding *b = scope->bindings; b; b = b->prev) {
			const struct symbol *s = b->symbol;

			if (!b->is_tag && s && s->kind == SYM_OBJECT && s->origin_call && s->origin == object && b->name->ordinary == b &&
			    row_has_name(f, s->origin_call - 1u, maps)) {
				if (s->origin_second == second)
					return s;
				newest = newest ? newest : s;
			}
		}
	return newest;
}

static void say_wanted(struct front *f, const struct symbol *called, const struct hm_call *row)
{
	if (row && row->unmaps)
		report(f, M_LINT_WANTS_RESULT, place_symbol(called), called->name, row->unmaps);
	else
		report(f, M_LINT_WANTS, place_symbol(called), called->name);
}

static bool takes_anything(const struct type *t)
{
	return type_is_pointer(t) && type_is_void(t->base);
}

bool lint_wants_address(const struct front *f, const struct symbol *called, unsigned int i)
{
	return i < 32 && addresses_of(f, called) >> i & 1;
}

bool lint_concerns(const struct front *f, const struct symbol *called, unsigned int i, const struct expr *arg)
{
	return f->page_type && lint_wants_address(f, called, i) && type_is_pointer(arg->type) &&
	       arg->type->base->unqualified == f->page_type->unqualified;
}

void lint_argument(struct front *f, struct symbol *called, unsigned int i, struct expr *const *args, unsigned int n)
{
	struct expr *arg = args[i];
	const struct hm_call *row = row_of(f, called);
	const struct symbol *v;
	const struct expr *e = strip_implicit(arg);

	if (f->options->lint == LANG_LINT_OFF || !lint_concerns(f, called, i, arg) || (e->kind == EX_CAST && !e->implicit))
		return;
	report(f, M_LINT, place_expr(arg), arg->type);
	report_label(f, arg->type);
	v = e->kind == EX_VAR && row && row->unmaps ? holder(f, e->symbol, row->unmaps, second_argument(args, n)) : NULL;
	if (takes_anything(called->type->params[i].type))
		report(f, M_LINT_SILENT, place_expr(arg), called->type->params[i].type);
	if (v)
		report(f, M_LINT_HOLDER, place_symbol(v), v->name);
	else
		say_wanted(f, called, row);
}
