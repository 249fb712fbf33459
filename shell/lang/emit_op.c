/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Operators of scalars to bytecode, registers in and register out: constants, conversions, arithmetic in the three widths that the
 * VM has (ops.h), pointer arithmetic. Nothing here looks at how an operand came about.
 */
#include "shell/lang/emit.h"

/* ---- types and constants ---- */

enum width width_of(const struct type *t)
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

enum op convert_op(const struct type *to)
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
void gen_distance(struct emitter *em, uint16_t dst, uint16_t a, uint16_t b, uint32_t size)
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
bool gen_immediate(struct emitter *em, enum expr_kind op, const struct type *type, uint64_t constant, uint32_t scale, uint16_t dst,
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
