/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Assignments to bytecode: =, op=, ++ and --. An object in a register is computed in place; all others are stored, and the value of
 * the expression is the register that was stored.
 */
#include "shell/lang/emit.h"

/* The value is in that register, and stored: where is it wanted? */
static uint16_t assigned(struct emitter *em, uint16_t value, uint32_t mark, int hint)
{
	em->frame->next = mark;
	if (value < mark || hint == NO_VALUE)
		return value;
	if (hint == NO_HINT)
		hint = new_register(em);
	gen_move(em, (uint16_t)hint, value);
	return (uint16_t)hint;
}

uint16_t gen_assign(struct emitter *em, struct expr *e, int hint)
{
	const struct symbol *v = placed_variable(e->a);
	uint32_t mark = em->frame->next;
	uint16_t value;
	struct place p;

	if (v) {
		value = gen(em, e->b);
		em->loc = e->loc;
		gen_store_variable(em, v, value);
		return assigned(em, value, mark, hint);
	}
	p = gen_place(em, e->a);
	if (p.where == AT_REGISTER) {
		gen_to(em, e->b, p.reg);
		if (p.mark)
			gen_constant(em, 1, p.mark);
		return p.reg;
	}
	value = gen(em, e->b);
	em->loc = e->loc;
	gen_store(em, &p, value);
	return assigned(em, value, mark, hint);
}

/* What ++, -- and op= add up to: old value in, new value out, both in the object's type. */
struct update { enum expr_kind op; const struct type *work; struct expr *operand; uint64_t constant; };

static struct update update_of(const struct expr *e)
{
	if (e->kind == EX_ASSIGN_OP)
		return (struct update){ .op = e->op, .work = e->work ? e->work : e->type, .operand = e->b };
	return (struct update){ .op = e->kind == EX_PREINC || e->kind == EX_POSTINC ? EX_ADD : EX_SUB, .constant = 1,
				.work = e->a->type };
}

static bool update_constant(const struct update *u, uint64_t *constant)
{
	*constant = u->constant;
	return !u->operand || constant_value(u->operand, constant);
}

/* Does the operation fit one instruction with its constant inside? */
static bool update_immediate(const struct update *u, const struct type *type)
{
	uint64_t constant;
	int64_t v;

	if ((u->op != EX_ADD && u->op != EX_SUB) || !update_constant(u, &constant) || (int64_t)constant != (int32_t)constant)
		return false;
	v = (int64_t)constant * (type->kind == TY_POINTER ? element_size(type) : 1);
	return v > INT16_MIN && v < INT16_MAX;
}

/* The second operand in a register, in the type that the operation is done in. */
static uint16_t update_operand(struct emitter *em, const struct update *u, const struct type *type)
{
	uint16_t reg;

	if (!u->operand) {
		reg = new_register(em);
		gen_constant(em, 1, reg);
		return reg;
	}
	reg = gen(em, u->operand);
	if (type->kind == TY_POINTER || u->op == EX_SHL || u->op == EX_SHR)
		return reg;
	return gen_convert(em, reg, u->operand->type, u->work, new_register(em));
}

/* dst = old op operand, in the object's type. */
static void gen_update(struct emitter *em, const struct update *u, const struct type *type, uint16_t dst, uint16_t old, uint16_t operand)
{
	bool pointer = type->kind == TY_POINTER;
	bool same = pointer || (type->size >= 4 && u->work->size == type->size && type_is_unsigned(u->work) == type_is_unsigned(type));
	uint16_t result = same ? dst : new_register(em);
	uint64_t constant = 0;

	if (!same)
		old = gen_convert(em, old, type, u->work, result);
	if (update_immediate(u, type) && update_constant(u, &constant))
		gen_immediate(em, u->op, u->work, constant, pointer ? element_size(type) : 1, result, old);
	else if (pointer)
		gen_scaled(em, result, old, operand, element_size(type), u->op == EX_SUB);
	else
		gen_binary(em, u->op, u->work, result, old, operand);
	if (same)
		return;
	if (type->size == 8)
		gen_move(em, dst, result);
	else
		emit(em, type->kind == TY_BOOL ? OP_BOOL : convert_op(type), dst, result, 0);
}

/* The right side is computed before the old value is read: f() in `x += f()` may change x, and gcc does it so. */
uint16_t gen_modify(struct emitter *em, struct expr *e, int hint, bool old_wanted)
{
	uint32_t mark = em->frame->next;
	uint16_t kept = old_wanted ? new_register(em) : 0, old, operand = 0, fresh;
	struct place p = gen_place(em, e->a);
	struct update u = update_of(e);

	if (!update_immediate(&u, e->a->type))
		operand = update_operand(em, &u, e->a->type);
	em->loc = e->loc;
	old = p.where == AT_REGISTER ? gen_load(em, &p, p.reg) : gen_load(em, &p, new_register(em));
	if (old_wanted)
		gen_move(em, kept, old);
	fresh = p.where == AT_REGISTER ? p.reg : new_register(em);
	gen_update(em, &u, e->a->type, fresh, old, operand);
	gen_store(em, &p, fresh);
	em->frame->next = mark;
	if (old_wanted)
		return new_register(em);
	if (p.where == AT_REGISTER || hint == NO_VALUE)
		return p.where == AT_REGISTER ? p.reg : 0;
	if (hint == NO_HINT)
		hint = new_register(em);
	gen_move(em, (uint16_t)hint, fresh);
	return (uint16_t)hint;
}

/* `i++;` and `i += 3;` of a 4-byte variable in user memory: one instruction. */
bool gen_quick_add(struct emitter *em, struct expr *e)
{
	struct update u = update_of(e);
	const struct type *t = e->a->type;
	uint64_t constant;
	struct place p;
	int64_t by;

	if (e->a->kind != EX_VAR || t->size != 4 || !type_is_scalar(t) || e->a->symbol->storage != SC_STATIC ||
	    (u.op != EX_ADD && u.op != EX_SUB) || !update_constant(&u, &constant) || u.work->size != 4)
		return false;
	by = (int32_t)constant * (int64_t)(t->kind == TY_POINTER ? element_size(t) : 1);
	if (u.op == EX_SUB)
		by = -by;
	if (by < -(1 << 23) || by >= 1 << 23)
		return false;
	p = gen_place(em, e->a);
	em->loc = e->loc;
	emit_imm(em, OP_INCG, (uint32_t)by & 0xffffff, (uint32_t)p.offset);
	return true;
}
