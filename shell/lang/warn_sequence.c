/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * -Wsequence-point: what an expression does twice to one object with no order in between.
 *
 * The walk collects what each part reads and writes, as gcc's verify_tree() does: objects are variables and the lvalues built on them
 * alike. Left operands are walked by a loop, so depth is that of right operands, which the parser bounds.
 */
#include <string.h>

#include "shell/lang/check.h"

/* ---- sequence points ---- */

struct access {
	struct expr *object;       /* the lvalue */
	const struct expr *writer; /* NULL: read */
	bool done;                 /* complete before the value it belongs to is known: in the arguments of a call */
	struct access *next;
};

struct tracker {
	struct front *f;
	struct access *warned;     /* one message for each object */
	unsigned int accesses, depth;
	unsigned int truth;        /* inside so many values that become _Bool */
};

enum { ACCESSES_MAX = 2000, DEPTH_MAX = 600 };

static bool same_object(const struct expr *a, const struct expr *b)
{
	return a == b || warn_same_operand(a, b);
}

static void add(struct tracker *t, struct access **list, struct expr *object, const struct expr *writer)
{
	struct access *a;

	if (t->accesses++ > ACCESSES_MAX)
		return;
	a = NEW_NODE(t->f, access);
	a->object = object;
	a->writer = writer;
	a->next = *list;
	*list = a;
}

static bool was_said(const struct tracker *t, const struct expr *object)
{
	for (const struct access *a = t->warned; a; a = a->next)
		if (same_object(a->object, object))
			return true;
	return false;
}

static void say_again(struct tracker *t, struct expr *object, const struct expr *writer)
{
	char text[256];

	add(t, &t->warned, object, writer);
	expr_text(object, text, sizeof text);
	report(t->f, M_SEQUENCE, writer->kind == EX_ASSIGN_OP && !writer->parens ? place_of(writer->loc, writer->loc + 1 +
	       (uint32_t)strlen(operator_text(writer->op))) : place_expr(writer), text);
}

/* A step of a truth value is, for gcc, no step but an assignment of true beside the old value. */
static bool is_bool_step(const struct expr *e)
{
	return e->kind != EX_ASSIGN && e->kind != EX_ASSIGN_OP && e->type->kind == TY_BOOL;
}

/* Everything in the list is without order: a write is said once for each other access of its object that it meets. */
static void collisions(struct tracker *t, const struct access *list)
{
	for (const struct access *a = list; a; a = a->next) {
		if (!a->writer || was_said(t, a->object))
			continue;
		for (const struct access *b = list; b; b = b->next)
			if (b != a && b->writer != a->writer && same_object(a->object, b->object))
				say_again(t, a->object, a->writer);
	}
}

static struct access *join(struct access *x, struct access *y)
{
	struct access *last = x;

	if (!x)
		return y;
	while (last->next)
		last = last->next;
	last->next = y;
	return x;
}

/* gcc puts one after the other in front, so an operator turns the order of its operands' accesses round; which is said depends on that. */
static struct access *in_front(struct access *list, struct access *more)
{
	while (more) {
		struct access *next = more->next;

		more->next = list;
		list = more;
		more = next;
	}
	return list;
}

/* Of two parts only one is done: an object that both touch counts once. */
static struct access *merge(struct access *x, struct access *y)
{
	struct access **link = &y;

	while (*link) {
		bool both = false;

		for (struct access *a = x; a; a = a->next)
			if (same_object(a->object, (*link)->object)) {
				a->writer = a->writer ? a->writer : (*link)->writer;
				both = true;
			}
		if (both)
			*link = (*link)->next;
		else
			link = &(*link)->next;
	}
	return join(x, y);
}

static struct access *walk(struct tracker *t, struct expr *e);

/* The value an lvalue's own parts need; the lvalue itself is neither read nor written. */
static struct access *walk_lvalue(struct tracker *t, struct expr *e)
{
	while (e->kind == EX_MEMBER)
		e = e->a;
	return e->kind == EX_DEREF ? walk(t, e->a) : e->kind == EX_VAR ? NULL : walk(t, e);
}

/*
 * The store happens after both values are known: reads of the same object inside them are in order before it, writes are not. Its own
 * entry stands first, so that it is the one that is said.
 */
static struct access *walk_assign(struct tracker *t, struct expr *e)
{
	struct access *target = walk_lvalue(t, e->a), *value, *own = NULL, **link = &value;
	bool quiet = was_said(t, e->a); /* one message for each write that the store meets */

	t->truth += e->a->type->kind == TY_BOOL;
	value = walk(t, e->b);
	t->truth -= e->a->type->kind == TY_BOOL;

	add(t, &own, e->a, e);
	while (*link) {
		if (same_object((*link)->object, e->a)) {
			if ((*link)->writer && !(*link)->done && !quiet) {
				say_again(t, e->a, e);
				quiet = is_bool_step((*link)->writer) || e->a->type->kind == TY_BOOL;
			}
			*link = (*link)->next;
		} else {
			link = &(*link)->next;
		}
	}
	return join(own, join(in_front(NULL, value), target));
}

static struct access *walk_step(struct tracker *t, struct expr *e)
{
	struct access *own = walk_lvalue(t, e->a);

	add(t, &own, e->a, e);
	return own;
}

static struct access *walk_call(struct tracker *t, struct expr *e)
{
	struct access *all = walk(t, e->a);

	for (unsigned int i = 0; i < e->arg_count; i++)
		all = join(walk(t, e->args[i]), all);
	collisions(t, all);
	for (struct access *a = all; a; a = a->next)
		a->done = true;
	return all;
}

static struct access *walk_binary(struct tracker *t, struct expr *e)
{
	struct expr *spine[64];
	struct access *all;
	unsigned int n = 0;

	/* a long left-leaning chain: the deepest parts are constants and single reads in all that anyone writes */
	while (e->kind >= EX_ADD && e->kind <= EX_NE && n < 64) {
		spine[n++] = e;
		e = e->a;
	}
	if (n == 64)
		return NULL;
	all = walk(t, e);
	while (n) {
		n--;
		all = in_front(in_front(NULL, all), walk(t, spine[n]->b));
	}
	return all;
}

/* A part whose effects are complete before what follows begins. */
static void walk_alone(struct tracker *t, struct expr *e)
{
	collisions(t, walk(t, e));
}

static struct access *walk_ordered(struct tracker *t, struct expr *e)
{
	struct expr *last = e->b;

	for (e = e->a; e->kind == EX_COMMA || e->kind == EX_LOGAND || e->kind == EX_LOGOR; e = e->a)
		walk_alone(t, e->b);
	walk_alone(t, e);
	return walk(t, last);
}

/* gcc makes a conversion of (a = 1) into (a = 1, 1), but not on the way to a truth value. */
static bool is_converted_store(const struct tracker *t, const struct expr *e)
{
	return e->kind == EX_CAST && !t->truth && e->a->kind == EX_ASSIGN && e->a->type->kind != e->type->kind &&
	       strip_implicit(e->a->b)->kind == EX_CONST;
}

static struct access *walk_one(struct tracker *t, struct expr *e)
{
	struct access *all = NULL;

	while (e->kind == EX_CAST || e->kind == EX_NEG || e->kind == EX_BITNOT) {
		if (is_converted_store(t, e)) {
			walk_alone(t, e->a);
			return NULL;
		}
		e = e->a;
	}
	switch ((int)e->kind) {
	case EX_VAR:
		add(t, &all, e, NULL);
		return all;
	case EX_MEMBER: case EX_DEREF:
		all = walk_lvalue(t, e);
		add(t, &all, e, NULL);
		return all;
	case EX_ADDR:
		return walk_lvalue(t, e->a);
	case EX_ASSIGN: case EX_ASSIGN_OP:
		return walk_assign(t, e);
	case EX_PREINC: case EX_PREDEC: case EX_POSTINC: case EX_POSTDEC:
		return walk_step(t, e);
	case EX_CALL:
		return walk_call(t, e);
	case EX_COMMA: case EX_LOGAND: case EX_LOGOR:
		return walk_ordered(t, e);
	case EX_LOGNOT:
		walk_alone(t, e->a);
		return NULL;
	case EX_COND:
		walk_alone(t, e->a);
		return merge(e->b ? walk(t, e->b) : NULL, walk(t, e->c));
	default:
		return e->kind >= EX_ADD && e->kind <= EX_NE ? walk_binary(t, e) : NULL;
	}
}

/* Chains of -> and [] are as long as their author likes: deeper parts are let pass. */
static struct access *walk(struct tracker *t, struct expr *e)
{
	struct access *all;

	if (t->depth > DEPTH_MAX)
		return NULL;
	t->depth++;
	all = walk_one(t, e);
	t->depth--;
	return all;
}

static bool is_plain(const struct expr *e)
{
	return e->kind == EX_VAR || e->kind == EX_CONST || e->kind == EX_FUNCTION || e->kind == EX_STRING;
}

/* Most statements cannot clash: one call with plain arguments, one assignment of a plain value. */
static bool is_harmless(const struct expr *e)
{
	if (e->kind == EX_ASSIGN && e->a->kind == EX_VAR)
		e = e->b;
	e = strip_implicit(e);
	if (e->kind == EX_CALL) {
		for (unsigned int i = 0; i < e->arg_count; i++)
			if (!is_plain(strip_implicit(e->args[i])))
				return false;
		return true;
	}
	return is_plain(e);
}

static void look_for_clashes(struct front *f, struct expr *e)
{
	struct tracker t = { .f = f };

	walk_alone(&t, e);
}

void warn_sequence(struct front *f, struct expr *e)
{
	if (f->mode != FRONT_LOOK && !is_bad(e) && !is_harmless(e))
		look_for_clashes(f, e);
}
