/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Conditions to bytecode: a comparison and its jump are one instruction; && || ! only steer jumps. Chains of && and of || are walked by
 * a loop.
 */
#include "shell/lang/emit.h"

/* ---- comparisons ---- */

/* a REL b as: op on (x, y). There is only "less" and "less or equal"; the others swap their operands. */
struct relation { enum expr_kind kind; bool swap; };

static struct relation relation_of(enum expr_kind kind, bool sense)
{
	switch ((int)kind) {
	case EX_LT:
		return sense ? (struct relation){ EX_LT, false } : (struct relation){ EX_LE, true };
	case EX_GT:
		return sense ? (struct relation){ EX_LT, true } : (struct relation){ EX_LE, false };
	case EX_LE:
		return sense ? (struct relation){ EX_LE, false } : (struct relation){ EX_LT, true };
	case EX_GE:
		return sense ? (struct relation){ EX_LE, true } : (struct relation){ EX_LT, false };
	case EX_EQ:
		return (struct relation){ sense ? EX_EQ : EX_NE, false };
	default:
		return (struct relation){ sense ? EX_NE : EX_EQ, false };
	}
}

/* The instruction for `a kind constant`; OP_NR: none. */
static enum op immediate_jump(enum expr_kind kind, bool sense)
{
	switch ((int)kind) {
	case EX_LT:
		return sense ? OP_JLTI : OP_JGEI;
	case EX_GT:
		return sense ? OP_JGTI : OP_JLEI;
	case EX_LE:
		return sense ? OP_JLEI : OP_JGTI;
	case EX_GE:
		return sense ? OP_JGEI : OP_JLTI;
	case EX_EQ:
		return sense ? OP_JEQI : OP_JNEI;
	default:
		return sense ? OP_JNEI : OP_JEQI;
	}
}

/* `variable REL constant` of an int in user memory. */
static bool branch_variable(struct emitter *em, struct expr *e, bool sense, struct jumps *list)
{
	static const enum op ops[][2] = { /* of EX_LT ... EX_NE, for false and true */
		{ OP_JGGE, OP_JGLT }, { OP_JGLE, OP_JGGT }, { OP_JGGT, OP_JGLE }, { OP_JGLT, OP_JGGE }, { OP_JGNE, OP_JGEQ }, { OP_JGEQ, OP_JGNE }
	};
	const struct expr *a = e->a;
	uint64_t constant;
	struct place p;

	if (a->kind != EX_VAR || a->symbol->storage != SC_STATIC || a->type->size != 4 || !type_is_integer(a->type) ||
	    type_is_unsigned(a->type) || !constant_value(e->b, &constant))
		return false;
	p = symbol_place(em, a->symbol);
	jump_add(em, list, emit_imm(em, ops[e->kind - EX_LT][sense], 0, (uint32_t)p.offset));
	emit_raw(em, constant);
	return true;
}

static bool ordered_unsigned_64(const struct expr *e)
{
	return is_unsigned_64(e->a->type) && e->kind != EX_EQ && e->kind != EX_NE;
}

static void branch_compare(struct emitter *em, struct expr *e, bool sense, struct jumps *list)
{
	struct relation r = relation_of(e->kind, sense);
	bool wide = ordered_unsigned_64(e);
	uint16_t a, b;
	uint64_t constant;
	enum op op;

	if (branch_variable(em, e, sense, list))
		return;
	a = gen(em, e->a);
	if (constant_value(e->b, &constant) && !wide && (int64_t)constant == (int16_t)constant) {
		em->loc = e->loc;
		jump_add(em, list, emit(em, immediate_jump(e->kind, sense), 0, a, (uint16_t)constant));
		return;
	}
	b = gen(em, e->b);
	em->loc = e->loc;
	if (r.kind == EX_EQ || r.kind == EX_NE)
		op = r.kind == EX_EQ ? OP_JEQ : OP_JNE;
	else if (wide)
		op = r.kind == EX_LT ? OP_JLTU : OP_JLEU;
	else
		op = r.kind == EX_LT ? OP_JLT : OP_JLE;
	jump_add(em, list, emit(em, op, 0, r.swap ? b : a, r.swap ? a : b));
}

void gen_compare(struct emitter *em, struct expr *e, uint16_t dst)
{
	struct relation r = relation_of(e->kind, true);
	bool wide = ordered_unsigned_64(e);
	uint16_t a = gen(em, e->a), b = gen(em, e->b);
	enum op op;

	if (r.kind == EX_EQ || r.kind == EX_NE)
		op = r.kind == EX_EQ ? OP_SETEQ : OP_SETNE;
	else if (wide)
		op = r.kind == EX_LT ? OP_SETLTU : OP_SETLEU;
	else
		op = r.kind == EX_LT ? OP_SETLT : OP_SETLE;
	em->loc = e->loc;
	emit(em, op, dst, r.swap ? b : a, r.swap ? a : b);
}

/* ---- && and || ---- */

/* All operands of one chain, first to last: gen_branch() of the last one decides, of the others may. */
static void branch_chain(struct emitter *em, struct expr *e, bool sense, struct jumps *list)
{
	enum expr_kind kind = e->kind;
	bool decides = kind == EX_LOGOR; /* the truth of one operand that decides the whole */
	struct jumps skip = { 0 };
	uint32_t bottom = em->spine_count, mark = em->frame->next;
	struct expr *last = e->b;

	for (e = e->a; e->kind == kind; e = e->a)
		if (!spine_push(em, e->b))
			return;
	gen_branch(em, e, decides, decides == sense ? list : &skip);
	while (em->spine_count > bottom && !em->failed) {
		em->frame->next = mark;
		gen_branch(em, em->spine[--em->spine_count], decides, decides == sense ? list : &skip);
	}
	em->spine_count = bottom;
	em->frame->next = mark;
	gen_branch(em, last, sense, list);
	jump_here(em, &skip);
}

/* Conversions that keep what is zero and what is not. */
static struct expr *strip_truth(struct expr *e)
{
	while (e->kind == EX_CAST && type_is_scalar(e->type) && type_is_scalar(e->a->type) &&
	       (e->type->kind == TY_BOOL || e->type->size >= e->a->type->size))
		e = e->a;
	return e;
}

static void branch_constant(struct emitter *em, bool truth, bool sense, struct jumps *list)
{
	if (truth == sense)
		jump_add(em, list, emit(em, OP_JUMP, 0, 0, 0));
}

static void branch_any(struct emitter *em, struct expr *e, bool sense, struct jumps *list)
{
	uint64_t constant;
	uint16_t value;

	if (e->kind >= EX_LT && e->kind <= EX_NE) {
		branch_compare(em, e, sense, list);
	} else if (e->kind == EX_LOGAND || e->kind == EX_LOGOR) {
		branch_chain(em, e, sense, list);
	} else if (constant_value(e, &constant)) {
		branch_constant(em, constant != 0, sense, list);
	} else {
		value = gen(em, e);
		jump_add(em, list, emit(em, sense ? OP_JNZ : OP_JZ, 0, value, 0));
	}
}

void gen_branch(struct emitter *em, struct expr *e, bool sense, struct jumps *list)
{
	uint32_t mark = em->frame->next;

	if (em->failed)
		return;
	if (++em->depth > MAX_NESTING) {
		emit_fail(em, e->loc, "this expression is nested too deeply");
	} else {
		for (e = strip_truth(e); e->kind == EX_LOGNOT; e = strip_truth(e->a))
			sense = !sense;
		em->loc = e->loc;
		branch_any(em, e, sense, list);
	}
	em->depth--;
	em->frame->next = mark;
}

void gen_truth(struct emitter *em, struct expr *e, uint16_t dst)
{
	struct jumps no = { 0 }, end = { 0 };

	if (e->kind == EX_LOGNOT && type_is_scalar(e->a->type) && e->a->kind == EX_VAR) {
		uint16_t a = gen(em, e->a);

		emit(em, OP_LOGNOT, dst, a, 0);
		return;
	}
	gen_branch(em, e, false, &no);
	gen_constant(em, 1, dst);
	jump_add(em, &end, emit(em, OP_JUMP, 0, 0, 0));
	jump_here(em, &no);
	gen_constant(em, 0, dst);
	jump_here(em, &end);
}
