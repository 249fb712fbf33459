/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lvalues to bytecode: where an object is, how to load, store, copy and initialise it.
 *
 * A variable of the program is reached directly: by its offset in user memory or in the frame, or, when an index comes in at run time, by
 * a checked address (AT_OWN). Every other pointer is AT_ANY and takes the way through the MMU, also where it happens to point to a
 * variable. An AT_FRAME place never leaves its object: what does becomes AT_OWN, which is checked.
 */
#include "shell/lang/emit.h"

/* ---- places of symbols ---- */

struct place address_place(uint16_t reg, const struct type *type, bool own)
{
	return (struct place){ .where = own ? AT_OWN : AT_ANY, .reg = reg, .type = type };
}

static struct place global_place(const struct emitter *em, hm_vaddr_t address, const struct type *type)
{
	return (struct place){ .where = AT_GLOBAL, .offset = (int64_t)address - em->lang->layout.user_start, .type = type };
}

static struct place memory_place(uint32_t at, const struct type *type)
{
	return (struct place){ .where = AT_FRAME, .offset = at, .low = at, .high = (int64_t)at + type->size, .type = type };
}

struct place frame_place(struct emitter *em, const struct type *type)
{
	return memory_place(frame_alloc(em, type->size, type->align < 4 ? 4 : type->align), type);
}

static struct place static_place(struct emitter *em, struct symbol *s)
{
	if (!s->place && (s->top_level || s->external || em->look)) {
		if (!em->failed)
			lang_diag(em->diags, em->loc, "undefined-reference", "undefined reference to '%s'", s->name);
		em->failed = em->reported = true;
	} else if (!s->place) {
		s->place = data_alloc(em->lang, s->type->size, s->type->align);
		if (!s->place)
			emit_fail(em, s->loc, "user memory is full: there is no room for this variable");
	}
	return global_place(em, em->failed ? em->lang->layout.user_start : s->place, s->type);
}

struct place symbol_place(struct emitter *em, struct symbol *s)
{
	if (s->storage == SC_STATIC)
		return static_place(em, s);
	if (s->in_memory)
		return memory_place(s->place, s->type);
	if (!type_is_scalar(s->type))
		return address_place((uint16_t)s->place, s->type, true);
	return (struct place){ .where = AT_REGISTER, .reg = (uint16_t)s->place, .mark = (uint16_t)s->code, .type = s->type };
}

hm_vaddr_t string_address(struct emitter *em, const struct expr *e)
{
	hm_vaddr_t at;

	if (em->look) {
		emit_fail(em, e->loc, "a string has no address while hmsh only looks");
		return em->lang->layout.user_start;
	}
	at = data_alloc(em->lang, e->length, 1);
	if (!at) {
		emit_fail(em, e->loc, "user memory is full: there is no room for this string");
		return em->lang->layout.user_start;
	}
	data_write(em->lang, at, e->bytes, e->length);
	return at;
}

/* The block it belongs to is the whole script when it stands at top level: it must outlive the unit. */
static struct place compound_place(struct emitter *em, struct expr *e)
{
	struct symbol *s = e->symbol;
	struct place p;

	if (em->look) {
		emit_fail(em, e->loc, "a compound literal has no address while hmsh only looks");
		return address_place(0, e->type, true);
	}
	if (s->storage == SC_STATIC || em->frame->session || !em->frame->body) {
		s->place = s->place ? s->place : data_alloc(em->lang, s->type->size, s->type->align);
		if (!s->place)
			emit_fail(em, e->loc, "user memory is full: there is no room for this compound literal");
		p = global_place(em, s->place, s->type);
	} else {
		p = frame_place(em, s->type);
	}
	gen_init(em, p, e->init);
	return p;
}

/* ---- places of expressions ---- */

/* Does the place still lie where its way of access cannot leave the host's memory? */
static bool stays(const struct place *p)
{
	int64_t size = p->type->size ? p->type->size : 1;

	if (p->where == AT_FRAME)
		return p->offset >= p->low && p->offset + size <= p->high;
	if (p->where == AT_GLOBAL)
		return p->offset >= 0 && p->offset + size <= USER_SIZE;
	return true;
}

static struct place moved(struct emitter *em, struct place p, int64_t by, const struct type *type)
{
	struct place to = p;
	uint16_t reg;

	to.offset += by;
	to.type = type;
	if (stays(&to))
		return to;
	reg = gen_address(em, &p, new_register(em));
	to = address_place(reg, type, true);
	to.offset = by;
	return to;
}

static struct place record_cond(struct emitter *em, struct expr *e)
{
	uint16_t address = new_register(em);
	uint32_t registers = em->frame->next;
	struct jumps otherwise = { 0 }, end = { 0 };
	struct place p;
	bool own;

	gen_branch(em, e->a, false, &otherwise);
	p = gen_place(em, e->b);
	own = p.where != AT_ANY;
	gen_move(em, address, gen_address(em, &p, new_register(em)));
	jump_add(em, &end, emit(em, OP_JUMP, 0, 0, 0));
	jump_here(em, &otherwise);
	em->frame->next = registers;
	p = gen_place(em, e->c);
	gen_move(em, address, gen_address(em, &p, new_register(em)));
	jump_here(em, &end);
	em->frame->next = registers;
	return address_place(address, e->type, own && p.where != AT_ANY);
}

static struct place record_assign(struct emitter *em, struct expr *e)
{
	struct place to = gen_place(em, e->a), from = gen_place(em, e->b);

	em->loc = e->loc;
	gen_copy(em, &to, &from, e->type->size);
	return to;
}

static struct place record_call(struct emitter *em, struct expr *e)
{
	struct place p = { 0 };

	gen_call(em, e, &p);
	return p;
}

/* An lvalue or a struct value that is not made from another one by -> . [] or *. */
static struct place base_place(struct emitter *em, struct expr *e)
{
	switch ((int)e->kind) {
	case EX_VAR:
		return symbol_place(em, e->symbol);
	case EX_STRING:
		return global_place(em, string_address(em, e), e->type);
	case EX_COMPOUND:
		return compound_place(em, e);
	case EX_COND:
		return record_cond(em, e);
	case EX_ASSIGN:
		return record_assign(em, e);
	case EX_CALL:
		return record_call(em, e);
	case EX_COMMA:
		gen_effect(em, e->a);
		return gen_place(em, e->b);
	case EX_CAST:
		return gen_place(em, e->a);
	default:
		emit_fail(em, e->loc, "this is no place in memory");
		return (struct place){ .type = e->type };
	}
}

/*
 * Down a chain like p->next[1].x: pushes what is to be done on the way up. An lvalue where a pointer is wanted is loaded: NULL says so.
 * Returns the bottom; *value: it is a pointer's value and not a place.
 */
static struct expr *chain_bottom(struct emitter *em, struct expr *e, bool *value)
{
	for (*value = false;; e = e->a) {
		bool lvalue = e->kind == EX_MEMBER || e->kind == EX_DEREF || e->kind == EX_VAR;

		if (*value && lvalue) {
			if (!spine_push(em, NULL))
				return e;
			*value = false;
		}
		if (!*value && (e->kind == EX_MEMBER || e->kind == EX_DEREF))
			*value = e->kind == EX_DEREF;
		else if (*value && e->kind == EX_ADDR && e->a->kind != EX_FUNCTION)
			*value = false;
		else if (!*value || (e->kind != EX_ADD && e->kind != EX_SUB) || e->a->type->kind != TY_POINTER)
			return e;
		if (!spine_push(em, e))
			return e;
	}
}

/* Pointer arithmetic on the way up: p is what the pointer points to. */
static struct place chain_index(struct emitter *em, struct expr *e, const struct place *p, uint16_t temporary)
{
	uint32_t size = element_size(e->type);
	uint64_t index;
	uint16_t address, by;

	if (constant_value(e->b, &index)) {
		int32_t step = (int32_t)((uint32_t)index * size);

		return moved(em, *p, e->kind == EX_ADD ? step : -(int64_t)step, e->type->base);
	}
	address = gen_address(em, p, temporary);
	by = gen(em, e->b);
	em->loc = e->loc;
	gen_scaled(em, temporary, address, by, size, e->kind == EX_SUB);
	return address_place(temporary, e->type->base, p->where != AT_ANY);
}

static struct place chain_step(struct emitter *em, struct expr *e, const struct place *p, uint16_t temporary)
{
	if (!e)
		return address_place(gen_load(em, p, temporary), p->type->base, false);
	em->loc = e->loc;
	if (e->kind == EX_ADDR)
		return *p;
	if (e->kind == EX_ADD || e->kind == EX_SUB)
		return chain_index(em, e, p, temporary);
	return moved(em, *p, e->kind == EX_MEMBER ? e->offset : 0, e->type);
}

/* All pointers on the way are computed in one temporary, the first register that is free. */
static struct place gen_chain_place(struct emitter *em, struct expr *e)
{
	uint32_t bottom = em->spine_count;
	uint16_t temporary;
	struct place p;
	bool value;

	e = chain_bottom(em, e, &value);
	if (em->spine_count == bottom)
		return em->failed ? (struct place){ .type = e->type } : base_place(em, e);
	temporary = new_register(em);
	em->loc = e->loc;
	p = value ? address_place(gen(em, e), e->type->base, false) : base_place(em, e);
	while (em->spine_count > bottom && !em->failed) {
		uint32_t registers = em->frame->next;

		p = chain_step(em, em->spine[--em->spine_count], &p, temporary);
		if (p.reg < registers)
			em->frame->next = registers;
	}
	em->spine_count = bottom;
	return p;
}

struct place gen_place(struct emitter *em, struct expr *e)
{
	struct place p = { .type = e->type };

	if (++em->depth > MAX_NESTING || em->failed)
		emit_fail(em, e->loc, "this expression is nested too deeply");
	else
		p = gen_chain_place(em, e);
	em->depth--;
	return p;
}

/* ---- access ---- */

/* Order of LANG_LOADS. */
static unsigned int load_kind(const struct type *t)
{
	bool is_signed = t->kind != TY_POINTER && !type_is_unsigned(t);

	switch (t->size) {
	case 1:
		return is_signed ? 0 : 1;
	case 2:
		return is_signed ? 2 : 3;
	case 4:
		return is_signed ? 4 : 5;
	default:
		return 6;
	}
}

static unsigned int store_kind(const struct type *t)
{
	return load_kind(t) / 2;
}

void gen_load_variable(struct emitter *em, const struct symbol *v, uint16_t dst)
{
	emit_imm(em, (enum op)(OP_LDG_S8 + load_kind(v->type)), dst, v->place - em->lang->layout.user_start);
}

void gen_store_variable(struct emitter *em, const struct symbol *v, uint16_t value)
{
	emit_imm(em, (enum op)(OP_STG_8 + store_kind(v->type)), value, v->place - em->lang->layout.user_start);
}

/* Brings an offset into the 16 bits of an instruction. */
static struct place near_place(struct emitter *em, const struct place *p)
{
	struct place to = *p;
	uint16_t offset;

	if ((p->where != AT_OWN && p->where != AT_ANY) || (p->offset >= INT16_MIN && p->offset <= INT16_MAX))
		return to;
	offset = new_register(em);
	to.reg = new_register(em);
	gen_constant(em, (uint32_t)p->offset, offset);
	emit(em, OP_ADDU, to.reg, p->reg, offset);
	to.offset = 0;
	return to;
}

/* The pointer has just been loaded from a variable into a temporary: one instruction does both. */
static bool fuse_load(struct emitter *em, const struct place *p, unsigned int kind, uint16_t dst)
{
	uint32_t last = em->code->length - 1;
	uint64_t word;

	if (em->failed || p->offset || em->label == last + 1 || dst != p->reg)
		return false;
	word = em->code->word[last];
	if ((word & 0xff) != OP_LDG_U32 || (uint16_t)(word >> 8) != p->reg)
		return false;
	em->code->word[last] = word_of((enum op)(OP_LDQ_S8 + kind), dst, (uint32_t)(word >> 32));
	em->code->loc[last] = em->loc;
	return true;
}

uint16_t gen_load(struct emitter *em, const struct place *p, uint16_t dst)
{
	unsigned int kind = load_kind(p->type);
	struct place q;

	switch (p->where) {
	case AT_REGISTER:
		if (p->mark)
			emit(em, OP_CHECK, p->mark, 0, 0);
		return p->reg;
	case AT_GLOBAL:
		emit_imm(em, (enum op)(OP_LDG_S8 + kind), dst, (uint32_t)p->offset);
		break;
	case AT_FRAME:
		emit_imm(em, (enum op)(OP_LDF_S8 + kind), dst, (uint32_t)p->offset);
		break;
	case AT_OWN:
		q = near_place(em, p);
		emit(em, (enum op)(OP_LDD_S8 + kind), dst, q.reg, (uint16_t)q.offset);
		break;
	case AT_ANY:
		if (fuse_load(em, p, kind, dst))
			break;
		q = near_place(em, p);
		emit(em, (enum op)(OP_LDP_S8 + kind), dst, q.reg, (uint16_t)q.offset);
		break;
	}
	return dst;
}

void gen_store(struct emitter *em, const struct place *p, uint16_t value)
{
	unsigned int kind = store_kind(p->type);
	struct place q;

	switch (p->where) {
	case AT_REGISTER:
		gen_move(em, p->reg, value);
		if (p->mark)
			gen_constant(em, 1, p->mark);
		break;
	case AT_GLOBAL:
		emit_imm(em, (enum op)(OP_STG_8 + kind), value, (uint32_t)p->offset);
		break;
	case AT_FRAME:
		emit_imm(em, (enum op)(OP_STF_8 + kind), value, (uint32_t)p->offset);
		break;
	case AT_OWN:
		q = near_place(em, p);
		emit(em, (enum op)(OP_STD_8 + kind), value, q.reg, (uint16_t)q.offset);
		break;
	case AT_ANY:
		q = near_place(em, p);
		emit(em, (enum op)(OP_STP_8 + kind), value, q.reg, (uint16_t)q.offset);
		break;
	}
}

uint16_t gen_address(struct emitter *em, const struct place *p, uint16_t dst)
{
	uint16_t offset;

	if (p->where == AT_GLOBAL) {
		gen_constant(em, em->lang->layout.user_start + (uint32_t)p->offset, dst);
	} else if (p->where == AT_FRAME) {
		emit_imm(em, OP_LEAF, dst, (uint32_t)p->offset);
	} else if (!p->offset) {
		return p->reg;
	} else if (p->offset >= INT16_MIN && p->offset <= INT16_MAX) {
		emit(em, OP_ADDUI, dst, p->reg, (uint16_t)p->offset);
	} else {
		offset = new_register(em);
		gen_constant(em, (uint32_t)p->offset, offset);
		emit(em, OP_ADDU, dst, p->reg, offset);
	}
	return dst;
}

void gen_copy(struct emitter *em, const struct place *to, const struct place *from, uint32_t size)
{
	uint16_t a, b;

	if (!size)
		return;
	a = gen_address(em, to, new_register(em));
	b = gen_address(em, from, new_register(em));
	emit(em, OP_COPY, a, b, 0);
	emit_raw(em, (uint64_t)size << 2 | (uint64_t)(to->where == AT_ANY) << 1 | (uint64_t)(from->where == AT_ANY));
}

/* ---- initialisers ---- */

static void gen_zero(struct emitter *em, const struct place *p, uint32_t size)
{
	uint16_t address;

	if (!size)
		return;
	address = gen_address(em, p, new_register(em));
	emit_imm(em, OP_ZERO, address, size);
}

static void init_string(struct emitter *em, const struct place *p, const struct expr *e, bool zeroed)
{
	uint32_t size = p->type->size < e->length ? p->type->size : e->length;
	struct place from = global_place(em, string_address(em, e), e->type);

	if (!zeroed && size < p->type->size)
		gen_zero(em, p, p->type->size);
	gen_copy(em, p, &from, size);
}

static void init_item(struct emitter *em, struct place *object, const struct init_item *item, bool zeroed)
{
	struct place p = *object, from;

	p.offset += item->offset;
	p.type = item->type->size ? item->type : item->value->type; /* char s[] = "...": the array's own length is not in yet */
	em->loc = item->value->loc;
	if (item->value->kind == EX_STRING && !type_is_scalar(item->type)) {
		init_string(em, &p, item->value, zeroed);
	} else if (!type_is_scalar(item->type)) {
		from = gen_place(em, item->value);
		gen_copy(em, &p, &from, item->type->size);
	} else if (p.where == AT_REGISTER) {
		gen_to(em, item->value, p.reg);
		if (p.mark)
			gen_constant(em, 1, p.mark);
	} else {
		gen_store(em, &p, gen(em, item->value));
	}
}

void gen_init(struct emitter *em, struct place object, struct init *init)
{
	uint32_t registers = em->frame->next;

	if (object.where == AT_REGISTER && !init->count) {
		gen_constant(em, 0, object.reg);
		if (object.mark)
			gen_constant(em, 1, object.mark);
	} else if (init->zero_first && object.where != AT_REGISTER) {
		gen_zero(em, &object, object.type->size);
	}
	for (unsigned int i = 0; i < init->count && !em->failed; i++) {
		init_item(em, &object, &init->item[i], init->zero_first);
		em->frame->next = registers;
	}
}
