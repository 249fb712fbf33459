/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lvalues to bytecode: where an object is, how to load, store, copy and initialise it.
 *
 * A variable of the program is reached directly: by its offset in user memory or in the frame, or, when an index comes in at run time, by
 * a checked address (AT_OWN). Every other pointer is AT_ANY and takes the way through the MMU, also where it happens to point to a
 * variable (decisions C4). An AT_FRAME place never leaves its object: what does becomes AT_OWN, which is checked.
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

/* Is the pointer made from a variable of the program by indexing alone? */
static bool own_address(const struct expr *p)
{
	for (;;) {
		switch ((int)p->kind) {
		case EX_ADD:
		case EX_SUB:
			p = p->a->type->kind == TY_POINTER ? p->a : p->b;
			break;
		case EX_ADDR:
		case EX_MEMBER:
		case EX_DEREF:
			p = p->a;
			break;
		case EX_VAR:
			return !type_is_scalar(p->type) && p->type->kind != TY_FUNCTION;
		case EX_STRING:
		case EX_COMPOUND:
			return true;
		default:
			return false;
		}
	}
}

/* Does the place still lie where its way of access cannot leave the host's memory? */
static bool stays(const struct emitter *em, const struct place *p)
{
	int64_t size = p->type->size ? p->type->size : 1;

	(void)em;
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
	if (stays(em, &to))
		return to;
	reg = gen_address(em, &p, new_register(em));
	to = address_place(reg, type, true);
	to.offset = by;
	return to;
}

static struct place deref_place(struct emitter *em, struct expr *p, const struct type *type)
{
	int64_t by = 0;
	uint64_t index;
	struct place to;

	while ((p->kind == EX_ADD || p->kind == EX_SUB) && p->a->type->kind == TY_POINTER && constant_value(p->b, &index)) {
		int64_t step = (int64_t)(int32_t)((uint32_t)index * element_size(p->type));

		by = (int32_t)(p->kind == EX_ADD ? by + step : by - step);
		p = p->a;
	}
	if (p->kind == EX_ADDR && p->a->kind != EX_FUNCTION)
		return moved(em, gen_place(em, p->a), by, type);
	to = address_place(gen(em, p), type, own_address(p));
	to.offset = by;
	return to;
}

static struct place member_place(struct emitter *em, struct expr *e)
{
	const struct type *type = e->type;
	int64_t by = 0;

	for (; e->kind == EX_MEMBER; e = e->a)
		by += e->offset;
	return moved(em, gen_place(em, e), by, type);
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

struct place gen_place(struct emitter *em, struct expr *e)
{
	struct place p = { 0 };

	if (++em->depth > MAX_NESTING || em->failed) {
		emit_fail(em, e->loc, "this expression is nested too deeply");
		em->depth--;
		return p;
	}
	while (e->kind == EX_COMMA || e->kind == EX_CAST) {
		if (e->kind == EX_COMMA)
			gen_effect(em, e->a);
		e = e->kind == EX_COMMA ? e->b : e->a;
	}
	if (e->kind == EX_VAR)
		p = symbol_place(em, e->symbol);
	else if (e->kind == EX_STRING)
		p = global_place(em, string_address(em, e), e->type);
	else if (e->kind == EX_DEREF)
		p = deref_place(em, e->a, e->type);
	else if (e->kind == EX_MEMBER)
		p = member_place(em, e);
	else if (e->kind == EX_COMPOUND)
		p = compound_place(em, e);
	else if (e->kind == EX_COND)
		p = record_cond(em, e);
	else if (e->kind == EX_ASSIGN)
		p = record_assign(em, e);
	else if (e->kind == EX_CALL)
		p = record_call(em, e);
	else
		emit_fail(em, e->loc, "this is no place in memory");
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
