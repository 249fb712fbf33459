/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * -Wsequence-point, -Wmisleading-indentation: what an expression does twice without order in between, and bodies that only look guarded.
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
	struct access *next;
};

struct tracker {
	struct front *f;
	struct access *warned;     /* one message for each object */
	unsigned int accesses;
};

enum { ACCESSES_MAX = 2000 };

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

static void say(struct tracker *t, const struct expr *object, const struct expr *writer)
{
	char text[256];

	for (const struct access *a = t->warned; a; a = a->next)
		if (same_object(a->object, object))
			return;
	add(t, &t->warned, (struct expr *)(uintptr_t)object, writer);
	expr_text(object, text, sizeof text);
	report(t->f, M_SEQUENCE, place_expr(writer), text);
}

/* Two parts that have no order between them. */
static void conflict(struct tracker *t, const struct access *x, const struct access *y)
{
	for (const struct access *a = x; a; a = a->next)
		for (const struct access *b = y; b; b = b->next)
			if ((a->writer || b->writer) && !(a->writer == NULL && b->writer == NULL) && same_object(a->object, b->object))
				say(t, a->object, a->writer ? a->writer : b->writer);
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

static struct access *walk(struct tracker *t, struct expr *e);

/* The value an lvalue's own parts need; the lvalue itself is neither read nor written. */
static struct access *walk_lvalue(struct tracker *t, struct expr *e)
{
	while (e->kind == EX_MEMBER)
		e = e->a;
	return e->kind == EX_DEREF ? walk(t, e->a) : e->kind == EX_VAR ? NULL : walk(t, e);
}

static struct access *walk_assign(struct tracker *t, struct expr *e)
{
	struct access *target = walk_lvalue(t, e->a), *value = walk(t, e->b), *own = NULL;

	conflict(t, target, value);
	/* the store happens after both values are known; only other writes of the same object clash with it */
	add(t, &own, e->a, e);
	for (const struct access *a = join(target, value); a; a = a->next)
		if (a->writer && same_object(a->object, e->a))
			say(t, e->a, e);
	return join(target ? target : value, own);
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

	for (unsigned int i = 0; i < e->arg_count; i++) {
		struct access *arg = walk(t, e->args[i]);

		conflict(t, all, arg);
		all = join(all, arg);
	}
	/* what the arguments do is done when the function begins */
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
		struct access *right = walk(t, spine[--n]->b);

		conflict(t, all, right);
		all = join(all, right);
	}
	return all;
}

static struct access *walk_ordered(struct tracker *t, struct expr *e)
{
	struct access *all = NULL;

	/* the left side is complete before the right one begins */
	while (e->kind == EX_COMMA || e->kind == EX_LOGAND || e->kind == EX_LOGOR) {
		walk(t, e->b);
		e = e->a;
	}
	walk(t, e);
	return all;
}

static struct access *walk(struct tracker *t, struct expr *e)
{
	struct access *all = NULL;

	while (e->kind == EX_CAST || e->kind == EX_NEG || e->kind == EX_BITNOT || e->kind == EX_LOGNOT)
		e = e->a;
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
	case EX_COND:
		walk(t, e->a);
		return join(e->b ? walk(t, e->b) : NULL, walk(t, e->c));
	default:
		return e->kind >= EX_ADD && e->kind <= EX_NE ? walk_binary(t, e) : NULL;
	}
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

void warn_sequence(struct front *f, struct expr *e)
{
	struct tracker t = { .f = f };

	if (f->mode == FRONT_LOOK || is_bad(e) || is_harmless(e))
		return;
	walk(&t, e);
}

/* ---- misleading indentation ---- */

static bool column_of(struct front *f, const struct token *token, struct source_place *place)
{
	return !(token->flags & TOK_MACRO) && source_place(f->map, token->loc, place);
}

static unsigned int first_column(const struct source_place *place)
{
	unsigned int at = 0;

	for (size_t i = 0; i < place->length; i++) {
		if (place->text[i] == '\t')
			at += 8 - at % 8;
		else if (place->text[i] == ' ')
			at++;
		else
			break;
	}
	return at + 1;
}

static bool is_misleading(const struct source_place *guard, const struct source_place *body, const struct source_place *next)
{
	if (next->line == body->line)
		return next->line != guard->line || body->line == guard->line;
	if (next->display_column != first_column(next))
		return false;
	if (body->line == guard->line)
		return false;
	return next->display_column == body->display_column && next->display_column > first_column(guard) &&
	       body->display_column == first_column(body);
}

void warn_misleading(struct front *f, const struct token *guard, const struct token *body, const struct token *next)
{
	struct source_place g, b, n;
	const char *word = guard->name->text;

	if (body->kind == T_LBRACE || body->kind == T_SEMI || next->kind == T_EOF || next->kind == T_RBRACE || next->kind == T_SEMI ||
	    next->end == next->loc)
		return;
	if (next->kind == T_KEYWORD && (next->name->keyword == KW_ELSE || (next->name->keyword == KW_WHILE && guard->name->keyword == KW_DO)))
		return;
	if (!column_of(f, guard, &g) || !column_of(f, body, &b) || !column_of(f, next, &n) || !is_misleading(&g, &b, &n))
		return;
	report(f, M_MISLEADING, place_token(guard), word);
	report(f, M_MISLEADING_NOTE, place_token(next), word);
}
