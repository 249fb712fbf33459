/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Scalar expressions to bytecode. gen_hint() is the heart: it leaves at most one temporary behind, the first register that was free when it
 * began. Chains of left-associative operators are walked by a loop with an explicit stack, so that a million terms need no more
 * host stack than two.
 */
#include "shell/lang/emit.h"

/* ---- operators ---- */

/* One link of a chain: dst = a op (op->b), a being the value of op->a. */
static uint16_t gen_link(struct emitter *em, struct expr *op, uint16_t a, uint32_t mark, int hint)
{
	bool pointer = op->type->kind == TY_POINTER, left = op->a->type->kind == TY_POINTER;
	uint32_t size = pointer ? element_size(op->type) : 1;
	uint64_t constant;
	uint16_t b, dst;
	bool is_constant = constant_value(op->b, &constant) && (!pointer || left);

	em->loc = op->loc;
	if (is_constant && (op->kind == EX_ADD || op->kind == EX_SUB || op->kind == EX_AND) && !(left && !pointer) &&
	    (int64_t)constant == (int32_t)constant) {
		em->frame->next = mark;
		dst = hint == NO_HINT ? new_register(em) : (uint16_t)hint;
		if (gen_immediate(em, op->kind, op->type, constant, size, dst, a))
			return dst;
		em->frame->next = a == mark ? mark + 1 : mark;
	}
	b = gen(em, op->b);
	em->loc = op->loc;
	dst = hint == NO_HINT ? (uint16_t)mark : (uint16_t)hint;
	need_registers(em, 1);
	if (pointer && left)
		gen_scaled(em, dst, a, b, size, op->kind == EX_SUB);
	else if (pointer)
		gen_scaled(em, dst, b, a, size, false);
	else if (left && op->kind == EX_SUB)
		gen_distance(em, dst, a, b, element_size(op->a->type));
	else
		gen_binary(em, op->kind, op->type, dst, a, b);
	em->frame->next = mark;
	return hint == NO_HINT ? new_register(em) : dst;
}

static bool is_chain(enum expr_kind kind)
{
	return kind >= EX_ADD && kind <= EX_SHR;
}

static uint16_t gen_chain(struct emitter *em, struct expr *e, int hint)
{
	uint32_t bottom = em->spine_count, mark = em->frame->next;
	uint16_t value;

	for (; is_chain(e->kind); e = e->a)
		if (!spine_push(em, e))
			return 0;
	value = gen(em, e);
	if (em->frame->next == mark && value == mark)
		need_registers(em, 1);
	while (em->spine_count > bottom && !em->failed) {
		struct expr *op = em->spine[--em->spine_count];

		value = gen_link(em, op, value, mark, em->spine_count == bottom ? hint : NO_HINT);
	}
	em->spine_count = bottom;
	return value;
}

static uint16_t gen_unary(struct emitter *em, struct expr *e, int hint)
{
	uint32_t mark = em->frame->next;
	uint16_t a = gen(em, e->a), dst;
	enum width w = width_of(e->type);

	em->frame->next = mark;
	dst = hint == NO_HINT ? new_register(em) : (uint16_t)hint;
	em->loc = e->loc;
	if (e->kind == EX_NEG)
		emit(em, (enum op)(OP_NEGS + (int)w), dst, a, 0);
	else
		emit(em, w == WIDTH_U ? OP_NOTU : OP_NOT, dst, a, 0);
	return dst;
}

static uint16_t gen_cast(struct emitter *em, struct expr *e, int hint)
{
	uint32_t mark = em->frame->next;
	uint16_t a = gen(em, e->a), dst, result;
	uint32_t after = em->frame->next;

	em->frame->next = mark;
	dst = hint == NO_HINT ? new_register(em) : (uint16_t)hint;
	result = gen_convert(em, a, e->a->type, e->type, dst);
	if (result != dst)
		em->frame->next = after;
	return result;
}

/* ---- the rest ---- */

static uint16_t gen_function(struct emitter *em, const struct expr *e, int hint)
{
	struct symbol *s = e->symbol;
	enum text_kind kind = s->kind == SYM_FUNCTION ? TEXT_FUNCTION : s->library ? TEXT_LIBRARY : TEXT_CALL;
	uint32_t number = s->kind == SYM_FUNCTION ? function_number(em, s) : s->call;
	uint16_t dst = hint == NO_HINT ? new_register(em) : (uint16_t)hint;
	hm_vaddr_t address;

	if (s->kind == SYM_FUNCTION && !em->look)
		function_refer(em, s, number, e->loc);
	address = em->look ? text_find(em->lang, kind, number) : text_address(em->lang, kind, number, s->type->param_count);
	if (!address)
		emit_fail(em, e->loc, em->look ? "this function has been given no address yet" : "too many functions have their address taken");
	gen_constant(em, address, dst);
	return dst;
}

static uint16_t gen_addr(struct emitter *em, struct expr *e, int hint)
{
	uint32_t mark = em->frame->next;
	struct place p;
	uint16_t dst, result;
	uint32_t after;

	if (e->a->kind == EX_FUNCTION)
		return gen_function(em, e->a, hint);
	if (e->a->kind == EX_DEREF)
		return gen_hint(em, e->a->a, hint);
	p = gen_place(em, e->a);
	after = em->frame->next;
	em->frame->next = mark;
	dst = hint == NO_HINT ? new_register(em) : (uint16_t)hint;
	em->loc = e->loc;
	result = gen_address(em, &p, dst);
	if (result != dst)
		em->frame->next = after;
	return result;
}

static uint16_t gen_lvalue_load(struct emitter *em, struct expr *e, int hint)
{
	const struct symbol *v = placed_variable(e);
	uint32_t mark = em->frame->next;
	struct place p;

	if (v) {
		uint16_t dst = hint == NO_HINT ? new_register(em) : (uint16_t)hint;

		gen_load_variable(em, v, dst);
		return dst;
	}
	p = gen_place(em, e);
	em->loc = e->loc;
	if (p.where == AT_REGISTER)
		return gen_load(em, &p, p.reg);
	em->frame->next = mark;
	return gen_load(em, &p, hint == NO_HINT ? new_register(em) : (uint16_t)hint);
}

/* a ?: c */
static uint16_t gen_elvis(struct emitter *em, struct expr *e, int hint)
{
	uint32_t mark = em->frame->next;
	uint16_t dst = new_register(em), tested;
	struct jumps end = { 0 };

	tested = gen(em, e->a);
	gen_move(em, dst, gen_convert(em, tested, e->a->type, e->type, dst));
	jump_add(em, &end, emit(em, OP_JNZ, 0, tested, 0));
	em->frame->next = mark + 1;
	gen_to(em, e->c, dst);
	jump_here(em, &end);
	em->frame->next = mark + 1;
	(void)hint;
	return dst;
}

static uint16_t gen_cond(struct emitter *em, struct expr *e, int hint)
{
	uint32_t after;
	uint16_t dst;
	struct jumps end = { 0 };

	if (!e->b)
		return gen_elvis(em, e, hint);
	dst = hint == NO_HINT ? new_register(em) : (uint16_t)hint;
	after = em->frame->next;
	for (; e->kind == EX_COND && e->b; e = e->c) {
		struct jumps otherwise = { 0 };

		gen_branch(em, e->a, false, &otherwise);
		em->frame->next = after;
		gen_to(em, e->b, dst);
		em->frame->next = after;
		jump_add(em, &end, emit(em, OP_JUMP, 0, 0, 0));
		jump_here(em, &otherwise);
	}
	gen_to(em, e, dst);
	em->frame->next = after;
	jump_here(em, &end);
	return dst;
}

static uint16_t gen_bool(struct emitter *em, struct expr *e, int hint)
{
	uint16_t dst = hint == NO_HINT ? new_register(em) : (uint16_t)hint;
	uint32_t after = em->frame->next;

	if (e->kind >= EX_LT && e->kind <= EX_NE)
		gen_compare(em, e, dst);
	else
		gen_truth(em, e, dst);
	em->frame->next = after;
	return dst;
}

/* The effects of all but the last, which is returned. */
static struct expr *gen_commas(struct emitter *em, struct expr *e)
{
	uint32_t bottom = em->spine_count;
	struct expr *last = e->b;

	for (e = e->a; e->kind == EX_COMMA; e = e->a)
		if (!spine_push(em, e->b))
			return last;
	gen_effect(em, e);
	while (em->spine_count > bottom && !em->failed)
		gen_effect(em, em->spine[--em->spine_count]);
	em->spine_count = bottom;
	return last;
}

static uint16_t gen_const(struct emitter *em, const struct expr *e, int hint)
{
	if (hint == NO_HINT)
		hint = new_register(em);
	gen_constant(em, convert_value(e->value, e->type), (uint16_t)hint);
	return (uint16_t)hint;
}

static uint16_t gen_value(struct emitter *em, struct expr *e, int hint)
{
	switch (e->kind) {
	case EX_CONST:
		return gen_const(em, e, hint);
	case EX_VAR:
	case EX_DEREF:
	case EX_MEMBER:
	case EX_COMPOUND:
	case EX_STRING:
		return gen_lvalue_load(em, e, hint);
	case EX_FUNCTION:
		return gen_function(em, e, hint);
	case EX_ADDR:
		return gen_addr(em, e, hint);
	case EX_NEG:
	case EX_BITNOT:
		return gen_unary(em, e, hint);
	case EX_LOGNOT:
	case EX_LOGAND:
	case EX_LOGOR:
	case EX_LT:
	case EX_GT:
	case EX_LE:
	case EX_GE:
	case EX_EQ:
	case EX_NE:
		return gen_bool(em, e, hint);
	case EX_ADD:
	case EX_SUB:
	case EX_MUL:
	case EX_DIV:
	case EX_MOD:
	case EX_AND:
	case EX_OR:
	case EX_XOR:
	case EX_SHL:
	case EX_SHR:
		return gen_chain(em, e, hint);
	case EX_COND:
		return gen_cond(em, e, hint);
	case EX_COMMA:
		return gen_hint(em, gen_commas(em, e), hint);
	case EX_ASSIGN:
		return gen_assign(em, e, hint);
	case EX_ASSIGN_OP:
	case EX_PREINC:
	case EX_PREDEC:
	case EX_POSTINC:
	case EX_POSTDEC:
		return gen_modify(em, e, hint, e->kind == EX_POSTINC || e->kind == EX_POSTDEC);
	case EX_CALL:
		return gen_call(em, e, NULL);
	case EX_CAST:
		return gen_cast(em, e, hint);
	case EX_ERROR:
		break;
	}
	emit_fail(em, e->loc, "this expression has no code");
	return 0;
}

uint16_t gen_hint(struct emitter *em, struct expr *e, int hint)
{
	uint16_t reg = 0;

	if (em->failed)
		return 0;
	if (++em->depth > MAX_NESTING) {
		emit_fail(em, e->loc, "this expression is nested too deeply");
	} else {
		em->loc = e->loc;
		reg = gen_value(em, e, hint);
	}
	em->depth--;
	return reg;
}

static void effect_cond(struct emitter *em, struct expr *e)
{
	struct jumps otherwise = { 0 }, end = { 0 };

	if (!e->b) {
		gen_branch(em, e->a, true, &end);
		gen_effect(em, e->c);
		jump_here(em, &end);
		return;
	}
	gen_branch(em, e->a, false, &otherwise);
	gen_effect(em, e->b);
	jump_add(em, &end, emit(em, OP_JUMP, 0, 0, 0));
	jump_here(em, &otherwise);
	gen_effect(em, e->c);
	jump_here(em, &end);
}

static void effect_kind(struct emitter *em, struct expr *e)
{
	if (e->kind == EX_COND)
		effect_cond(em, e);
	else if (e->kind == EX_CALL)
		gen_call(em, e, NULL);
	else if (e->kind >= EX_ASSIGN_OP && e->kind <= EX_POSTDEC) {
		if (!gen_quick_add(em, e))
			gen_modify(em, e, NO_VALUE, false);
	} else if (e->kind == EX_ASSIGN && type_is_scalar(e->type)) {
		gen_assign(em, e, NO_VALUE);
	} else if (e->kind == EX_FUNCTION || e->type->kind == TY_FUNCTION || e->kind == EX_STRING) {
		return;
	} else if (!type_is_scalar(e->type)) {
		if (e->kind != EX_VAR)
			gen_place(em, e);
	} else {
		gen(em, e);
	}
}

void gen_effect(struct emitter *em, struct expr *e)
{
	uint32_t registers = em->frame->next;

	if (em->failed)
		return;
	em->depth++;
	for (;;) {
		if (e->kind == EX_COMMA)
			e = gen_commas(em, e);
		else if (e->kind == EX_CAST)
			e = e->a;
		else
			break;
		em->frame->next = registers;
	}
	em->loc = e->loc;
	if (em->depth > MAX_NESTING)
		emit_fail(em, e->loc, "this expression is nested too deeply");
	else
		effect_kind(em, e);
	em->frame->next = registers;
	em->depth--;
}

void gen_look(struct emitter *em, struct expr *e)
{
	uint16_t reg = new_register(em);
	struct place p;

	if (e->type->kind == TY_FUNCTION) {
		gen_move(em, reg, gen_function(em, e, reg));
	} else if (e->type->kind == TY_VOID || !e->type->complete) {
		gen_constant(em, 0, reg);
	} else if (type_is_scalar(e->type)) {
		gen_to(em, e, reg);
	} else {
		p = gen_place(em, e);
		gen_move(em, reg, gen_address(em, &p, new_register(em)));
	}
	emit(em, OP_RETV, 0, reg, 0);
}
