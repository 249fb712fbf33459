/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Definite assignment: which local variables may be read before anything was assigned to them. Only those pay at run time (a register that
 * says "assigned", see CHECK in ops.h); for all others the reads are proven here. Java's rule (JLS chapter 16) without its sets for true
 * and false: what is assigned only on one side of && || ?: counts as not assigned.
 *
 * Variables that live in memory are not looked at: their bytes have shadow bits. A body of a loop needs one pass, since sets only grow
 * along a path: what holds at the loop's first entry holds at every later one.
 */
#include "shell/lang/emit.h"

enum { TRACKED = 64 };

struct flow_loop {
	struct flow_loop *outer;
	uint64_t breaks, continues, entry;
	bool is_switch, has_default;
};

struct flow {
	struct emitter *em;
	uint64_t set;              /* bit: certainly assigned here; all bits where nothing can come */
	unsigned int count;
	struct symbol *variable[TRACKED];
	struct flow_loop *loop;
	bool partial;              /* the statements are part of a body: what they declare lives on */
	uint32_t depth;            /* of blocks */
};

static void flow_expr(struct flow *f, const struct expr *e);
static void flow_stmts(struct flow *f, struct stmt *s);

/* Until emit gives it a register, `place` holds 1 + the variable's bit. */
static void declare(struct flow *f, struct symbol *v)
{
	if (v->storage != SC_AUTO || in_memory(v))
		return;
	if (!v->place && f->count < TRACKED && !(f->partial && f->depth <= 1)) {
		f->variable[f->count++] = v;
		v->place = f->count;
	}
	if (!v->place)
		v->code = 1;
	else
		f->set &= ~((uint64_t)1 << (v->place - 1));
}

static bool tracked(const struct flow *f, const struct symbol *v)
{
	return v->place && v->place <= f->count && f->variable[v->place - 1] == v;
}

static void assigned(struct flow *f, const struct expr *lvalue)
{
	if (lvalue->kind == EX_VAR && tracked(f, lvalue->symbol))
		f->set |= (uint64_t)1 << (lvalue->symbol->place - 1);
}

static void read_variable(struct flow *f, const struct expr *e)
{
	if (tracked(f, e->symbol) && !(f->set >> (e->symbol->place - 1) & 1))
		e->symbol->code = 1;
}

static void flow_init(struct flow *f, const struct init *init)
{
	for (unsigned int i = 0; init && i < init->count; i++)
		flow_expr(f, init->item[i].value);
}

static bool is_unary(const struct expr *e)
{
	return e->kind == EX_CAST || e->kind == EX_MEMBER || e->kind == EX_DEREF || e->kind == EX_ADDR || e->kind == EX_NEG ||
	       e->kind == EX_BITNOT || e->kind == EX_LOGNOT;
}

/* A chain of left-associative operators, with unary ones anywhere: left operands first; the right ones of && and || may be skipped. */
static void flow_chain(struct flow *f, const struct expr *e)
{
	struct emitter *em = f->em;
	uint32_t bottom = em->spine_count;

	for (; is_unary(e) || (e->kind >= EX_ADD && e->kind <= EX_LOGOR); e = e->a)
		if (!is_unary(e) && !spine_push(em, (struct expr *)(uintptr_t)e))
			return;
	if (e->kind == EX_VAR)
		read_variable(f, e);
	else
		flow_expr(f, e);
	while (em->spine_count > bottom) {
		const struct expr *op = em->spine[--em->spine_count];
		uint64_t before = f->set;

		flow_expr(f, op->b);
		if (op->kind == EX_LOGAND || op->kind == EX_LOGOR)
			f->set = before;
	}
}

static void flow_cond(struct flow *f, const struct expr *e)
{
	uint64_t after, b;

	flow_expr(f, e->a);
	after = b = f->set;
	if (e->b) {
		flow_expr(f, e->b);
		b = f->set;
	}
	f->set = after;
	flow_expr(f, e->c);
	f->set &= b;
}

static void flow_assign(struct flow *f, const struct expr *e)
{
	if (e->kind != EX_ASSIGN || e->a->kind != EX_VAR)
		flow_expr(f, e->a);
	if (e->b)
		flow_expr(f, e->b);
	assigned(f, e->a);
}

static void flow_call(struct flow *f, const struct expr *e)
{
	flow_expr(f, e->a);
	for (unsigned int i = 0; i < e->arg_count; i++)
		flow_expr(f, e->args[i]);
}

static void flow_comma(struct flow *f, const struct expr *e)
{
	struct emitter *em = f->em;
	uint32_t bottom = em->spine_count;

	for (; e->kind == EX_COMMA; e = e->a)
		if (!spine_push(em, (struct expr *)(uintptr_t)e))
			return;
	flow_expr(f, e);
	while (em->spine_count > bottom)
		flow_expr(f, em->spine[--em->spine_count]->b);
}

static void flow_expr(struct flow *f, const struct expr *e)
{
	if (++f->em->depth > MAX_NESTING) {
		emit_fail(f->em, e->loc, "this expression is nested too deeply");
		f->em->depth--;
		return;
	}
	if (e->kind == EX_VAR)
		read_variable(f, e);
	else if (is_unary(e) || (e->kind >= EX_ADD && e->kind <= EX_LOGOR))
		flow_chain(f, e);
	else if (e->kind == EX_COND)
		flow_cond(f, e);
	else if (e->kind == EX_COMMA)
		flow_comma(f, e);
	else if (e->kind >= EX_ASSIGN && e->kind <= EX_POSTDEC)
		flow_assign(f, e);
	else if (e->kind == EX_CALL)
		flow_call(f, e);
	else if (e->kind == EX_COMPOUND)
		flow_init(f, e->init);
	f->em->depth--;
}

/* while, do, for */
static void flow_loop_stmt(struct flow *f, struct stmt *s)
{
	struct flow_loop loop = { .outer = f->loop, .breaks = ~(uint64_t)0, .continues = ~(uint64_t)0 };
	uint64_t out = ~(uint64_t)0;

	if (s->init)
		flow_stmts(f, s->init);
	if (s->kind != ST_DO && s->expr) {
		flow_expr(f, s->expr);
		out = f->set;
	}
	f->loop = &loop;
	flow_stmts(f, s->body);
	f->loop = loop.outer;
	f->set &= loop.continues;
	if (s->kind == ST_DO && s->expr) {
		flow_expr(f, s->expr);
		out = f->set;
	}
	if (s->step)
		flow_expr(f, s->step);
	f->set = out & loop.breaks;
}

static void flow_switch(struct flow *f, struct stmt *s)
{
	struct flow_loop loop = { .outer = f->loop, .breaks = ~(uint64_t)0, .is_switch = true };

	flow_expr(f, s->expr);
	loop.entry = f->set;
	f->set = ~(uint64_t)0;
	f->loop = &loop;
	flow_stmts(f, s->body);
	f->loop = loop.outer;
	f->set &= loop.breaks;
	if (!loop.has_default)
		f->set &= loop.entry;
}

static void flow_label(struct flow *f, struct stmt *s)
{
	struct flow_loop *sw = f->loop;

	while (sw && !sw->is_switch)
		sw = sw->outer;
	if (sw) {
		f->set &= sw->entry;
		sw->has_default |= s->kind == ST_DEFAULT;
	}
	if (s->body)
		flow_stmts(f, s->body);
}

static void flow_jump(struct flow *f, const struct stmt *s)
{
	struct flow_loop *loop = f->loop;

	while (s->kind == ST_CONTINUE && loop && loop->is_switch)
		loop = loop->outer;
	if (loop && s->kind == ST_BREAK)
		loop->breaks &= f->set;
	if (loop && s->kind == ST_CONTINUE)
		loop->continues &= f->set;
	f->set = ~(uint64_t)0;
}

static void flow_if(struct flow *f, struct stmt *s)
{
	uint64_t joined = ~(uint64_t)0;

	for (; s && s->kind == ST_IF; s = s->other) {
		uint64_t after;

		flow_expr(f, s->expr);
		after = f->set;
		flow_stmts(f, s->body);
		joined &= f->set;
		f->set = after;
	}
	if (s)
		flow_stmts(f, s);
	f->set &= joined;
}

static void flow_decl(struct flow *f, struct stmt *s)
{
	if (!s->symbol || s->symbol->kind != SYM_OBJECT || s->symbol->storage == SC_STATIC)
		return;
	if (s->initializer)
		flow_init(f, s->initializer);
	else
		declare(f, s->symbol);
}

static void flow_stmt(struct flow *f, struct stmt *s)
{
	switch (s->kind) {
	case ST_EMPTY:
		break;
	case ST_EXPR:
		flow_expr(f, s->expr);
		break;
	case ST_DECL:
		flow_decl(f, s);
		break;
	case ST_BLOCK:
		flow_stmts(f, s->body);
		break;
	case ST_IF:
		flow_if(f, s);
		break;
	case ST_WHILE:
	case ST_DO:
	case ST_FOR:
		flow_loop_stmt(f, s);
		break;
	case ST_SWITCH:
		flow_switch(f, s);
		break;
	case ST_CASE:
	case ST_DEFAULT:
		flow_label(f, s);
		break;
	case ST_RETURN:
		if (s->expr)
			flow_expr(f, s->expr);
		f->set = ~(uint64_t)0;
		break;
	case ST_BREAK:
	case ST_CONTINUE:
		flow_jump(f, s);
		break;
	}
}

static void flow_stmts(struct flow *f, struct stmt *s)
{
	f->depth++;
	for (; s; s = s->next)
		flow_stmt(f, s);
	f->depth--;
}

void flow_analyse(struct emitter *em, struct stmt *body, bool partial)
{
	struct flow f;

	f.em = em;
	f.set = 0;
	f.count = f.depth = 0;
	f.loop = NULL;
	f.partial = partial; /* variable[] is what count says */
	flow_stmts(&f, body);
	for (unsigned int i = 0; i < f.count; i++)
		f.variable[i]->place = 0;
}
