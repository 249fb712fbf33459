/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Scalar expressions to bytecode. gen_hint() is the heart: it leaves at most one temporary behind, the first register that was free when it
 * began. Chains of left-associative operators are walked by a loop with an explicit stack, so that a million terms need no more
 * host stack than two.
 */
#include "shell/lang/emit.h"

enum { NO_HINT = -1, NO_VALUE = -2 }; /* NO_VALUE: for the effect alone */

static uint16_t gen_hint(struct emitter *em, struct expr *e, int hint);

/* ---- types and constants ---- */

enum width { WIDTH_S, WIDTH_U, WIDTH_L };

static enum width width_of(const struct type *t)
{
	if (t->kind == TY_POINTER)
		return WIDTH_U;
	if (t->size == 8)
		return WIDTH_L;
	return type_is_unsigned(t) ? WIDTH_U : WIDTH_S;
}

bool is_unsigned_64(const struct type *t)
{
	return t->size == 8 && type_is_unsigned(t);
}

uint32_t element_size(const struct type *pointer)
{
	return pointer->base && pointer->base->size ? pointer->base->size : 1;
}

uint64_t convert_value(uint64_t value, const struct type *to)
{
	bool is_signed = to->kind != TY_POINTER && !type_is_unsigned(to);

	if (to->kind == TY_BOOL)
		return value != 0;
	switch (to->size) {
	case 1:
		return is_signed ? (uint64_t)(int64_t)(int8_t)value : (uint8_t)value;
	case 2:
		return is_signed ? (uint64_t)(int64_t)(int16_t)value : (uint16_t)value;
	case 4:
		return is_signed ? (uint64_t)(int64_t)(int32_t)value : (uint32_t)value;
	default:
		return value;
	}
}

bool constant_value(const struct expr *e, uint64_t *value)
{
	if (e->kind == EX_CONST) {
		*value = convert_value(e->value, e->type);
		return true;
	}
	if (e->kind != EX_CAST || !type_is_scalar(e->type) || !constant_value(e->a, value))
		return false;
	*value = convert_value(*value, e->type);
	return true;
}

void gen_constant(struct emitter *em, uint64_t value, uint16_t dst)
{
	if ((int64_t)value == (int32_t)value) {
		emit_imm(em, OP_LDI, dst, (uint32_t)value);
	} else if (value == (uint32_t)value) {
		emit_imm(em, OP_LDIU, dst, (uint32_t)value);
	} else {
		emit_imm(em, OP_LDK, dst, 0);
		emit_raw(em, value);
	}
}

void gen_move(struct emitter *em, uint16_t dst, uint16_t src)
{
	if (dst != src)
		emit(em, OP_MOVE, dst, src, 0);
}

static enum op convert_op(const struct type *to)
{
	bool is_signed = to->kind != TY_POINTER && !type_is_unsigned(to);

	if (to->size == 1)
		return is_signed ? OP_SX8 : OP_ZX8;
	if (to->size == 2)
		return is_signed ? OP_SX16 : OP_ZX16;
	return is_signed ? OP_SX32 : OP_ZX32;
}

/* Does every value of `from` stay as it is? */
static bool converts_freely(const struct type *from, const struct type *to)
{
	bool from_signed = from->kind != TY_POINTER && !type_is_unsigned(from);
	bool to_signed = to->kind != TY_POINTER && !type_is_unsigned(to);

	if (to->size == 8)
		return true;
	if (from->size < to->size)
		return !from_signed || to_signed;
	return from->size == to->size && from_signed == to_signed;
}

uint16_t gen_convert(struct emitter *em, uint16_t reg, const struct type *from, const struct type *to, uint16_t dst)
{
	if (to->kind == TY_BOOL && from->kind != TY_BOOL)
		emit(em, OP_BOOL, dst, reg, 0);
	else if (from->kind == TY_BOOL || converts_freely(from, to))
		return reg;
	else
		emit(em, convert_op(to), dst, reg, 0);
	return dst;
}

/* ---- operators ---- */

static void gen_shift(struct emitter *em, enum expr_kind op, const struct type *type, uint16_t dst, uint16_t a, uint16_t b)
{
	static const enum op left[] = { OP_SHLS, OP_SHLU, OP_SHLL }, right[] = { OP_SHRS, OP_SHRU, OP_SHRL };

	if (op == EX_SHR && is_unsigned_64(type))
		emit(em, OP_SHRUL, dst, a, b);
	else
		emit(em, op == EX_SHL ? left[width_of(type)] : right[width_of(type)], dst, a, b);
}

static void gen_divide(struct emitter *em, enum expr_kind op, const struct type *type, uint16_t dst, uint16_t a, uint16_t b)
{
	bool is_unsigned = width_of(type) == WIDTH_U || is_unsigned_64(type), wide = type->size == 8;

	if (op == EX_DIV)
		emit(em, is_unsigned ? OP_DIVU : wide ? OP_DIVL : OP_DIVS, dst, a, b);
	else
		emit(em, is_unsigned ? OP_MODU : wide ? OP_MODL : OP_MODS, dst, a, b);
}

void gen_binary(struct emitter *em, enum expr_kind op, const struct type *type, uint16_t dst, uint16_t a, uint16_t b)
{
	enum width w = width_of(type);

	switch ((int)op) {
	case EX_ADD:
		emit(em, (enum op)(OP_ADDS + (int)w), dst, a, b);
		break;
	case EX_SUB:
		emit(em, (enum op)(OP_SUBS + (int)w), dst, a, b);
		break;
	case EX_MUL:
		emit(em, (enum op)(OP_MULS + (int)w), dst, a, b);
		break;
	case EX_DIV:
	case EX_MOD:
		gen_divide(em, op, type, dst, a, b);
		break;
	case EX_AND:
		emit(em, OP_AND, dst, a, b);
		break;
	case EX_OR:
		emit(em, OP_OR, dst, a, b);
		break;
	case EX_XOR:
		emit(em, OP_XOR, dst, a, b);
		break;
	case EX_SHL:
	case EX_SHR:
		gen_shift(em, op, type, dst, a, b);
		break;
	default:
		emit_fail(em, 0, "this operator has no code");
		break;
	}
}

void gen_scaled(struct emitter *em, uint16_t dst, uint16_t base, uint16_t index, uint32_t size, bool subtract)
{
	uint16_t scaled;

	if (!subtract && (size == 1 || size == 2 || size == 4 || size == 8)) {
		emit(em, size == 1 ? OP_ADDU : size == 2 ? OP_PADD2 : size == 4 ? OP_PADD4 : OP_PADD8, dst, base, index);
		return;
	}
	scaled = index;
	if (size != 1) {
		uint16_t factor = new_register(em);

		scaled = new_register(em);
		gen_constant(em, size, factor);
		emit(em, OP_MULU, scaled, index, factor);
	}
	emit(em, subtract ? OP_SUBU : OP_ADDU, dst, base, scaled);
}

/* The distance of two pointers, in elements. */
static void gen_distance(struct emitter *em, uint16_t dst, uint16_t a, uint16_t b, uint32_t size)
{
	uint16_t bytes = new_register(em), divisor;

	if (size == 1) {
		emit(em, OP_SUBS, dst, a, b);
		return;
	}
	divisor = new_register(em);
	emit(em, OP_SUBS, bytes, a, b);
	gen_constant(em, size, divisor);
	emit(em, OP_DIVS, dst, bytes, divisor);
}

/* a + constant, where the constant fits the instruction. */
static bool gen_immediate(struct emitter *em, enum expr_kind op, const struct type *type, uint64_t constant, uint32_t scale, uint16_t dst,
			  uint16_t a)
{
	int64_t v = (int64_t)constant * scale;

	if (op == EX_AND && v >= 0 && v <= INT16_MAX) {
		emit(em, OP_ANDI, dst, a, (uint16_t)v);
		return true;
	}
	if (op != EX_ADD && op != EX_SUB)
		return false;
	if (op == EX_SUB)
		v = -v;
	if (v < INT16_MIN || v > INT16_MAX)
		return false;
	emit(em, (enum op)(OP_ADDSI + (int)width_of(type)), dst, a, (uint16_t)v);
	return true;
}

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

/* ---- assignment ---- */

static uint16_t gen_assign(struct emitter *em, struct expr *e, int hint)
{
	uint32_t mark = em->frame->next;
	struct place p = gen_place(em, e->a);
	uint16_t value;

	if (p.where == AT_REGISTER) {
		gen_to(em, e->b, p.reg);
		if (p.mark)
			gen_constant(em, 1, p.mark);
		return p.reg;
	}
	value = gen(em, e->b);
	em->loc = e->loc;
	gen_store(em, &p, value);
	em->frame->next = mark;
	if (value < mark || hint == NO_VALUE)
		return value;
	if (hint == NO_HINT)
		hint = new_register(em);
	gen_move(em, (uint16_t)hint, value);
	return (uint16_t)hint;
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
static uint16_t gen_modify(struct emitter *em, struct expr *e, int hint, bool old_wanted)
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
static bool gen_quick_add(struct emitter *em, struct expr *e)
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
	uint32_t mark = em->frame->next;
	struct place p = gen_place(em, e);

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

static uint16_t gen_value(struct emitter *em, struct expr *e, int hint)
{
	switch (e->kind) {
	case EX_CONST:
		if (hint == NO_HINT)
			hint = new_register(em);
		gen_constant(em, convert_value(e->value, e->type), (uint16_t)hint);
		return (uint16_t)hint;
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
		return gen_modify(em, e, hint, false);
	case EX_POSTINC:
	case EX_POSTDEC:
		return gen_modify(em, e, hint, true);
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

static uint16_t gen_hint(struct emitter *em, struct expr *e, int hint)
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

uint16_t gen(struct emitter *em, struct expr *e)
{
	return gen_hint(em, e, NO_HINT);
}

void gen_to(struct emitter *em, struct expr *e, uint16_t dst)
{
	gen_move(em, dst, gen_hint(em, e, dst));
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
