/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Calls to bytecode. A user function's frame begins two slots behind the place where its result will be, so that arguments are
 * computed where the callee wants them. A struct argument is the address of a copy that the caller made for this call; a struct result is
 * written to an address that comes as a hidden first argument. Rows of the machine and of library.c take their values in line, and a small
 * struct as its bytes.
 */
#include <string.h>

#include "shell/lang/emit.h"

/* The function that the call names, through parentheses, & and *; NULL: only known at run time. */
static struct symbol *callee_symbol(const struct expr *e)
{
	while (e->kind == EX_ADDR || (e->kind == EX_DEREF && e->type->kind == TY_FUNCTION))
		e = e->a;
	return e->kind == EX_FUNCTION ? e->symbol : NULL;
}

/* A copy of a struct argument that belongs to the callee. */
static void record_argument(struct emitter *em, struct expr *arg, uint16_t dst)
{
	struct place from = gen_place(em, arg), copy = frame_place(em, arg->type);

	gen_copy(em, &copy, &from, arg->type->size);
	gen_move(em, dst, gen_address(em, &copy, dst));
}

static void gen_argument(struct emitter *em, struct expr *arg, uint16_t dst)
{
	const struct symbol *v = placed_variable(arg);

	em->frame->next = dst + 1u;
	need_registers(em, 0);
	if (v && type_is_scalar(v->type)) {
		em->loc = arg->loc;
		gen_load_variable(em, v, dst);
	} else if (type_is_scalar(arg->type))
		gen_to(em, arg, dst);
	else
		record_argument(em, arg, dst);
	em->frame->next = dst + 1u;
}

static uint16_t gen_user_call(struct emitter *em, struct expr *e, struct symbol *callee, struct place *record)
{
	uint32_t mark = em->frame->next, first = mark + LINK_SLOTS;
	uint16_t pointer = 0;
	uint32_t number = callee ? function_number(em, callee) : 0, args = e->arg_count;
	bool hidden = type_is_record(e->type);

	if (callee)
		function_refer(em, callee, number, e->loc);
	else
		pointer = gen(em, e->a);
	if (!callee)
		first += 1;
	em->frame->next = first;
	need_registers(em, callee ? 1u + hidden : HM_MAX_ARGS); /* what the pointer names may be a row */
	if (hidden) {
		struct place result = frame_place(em, e->type);

		gen_address(em, &result, (uint16_t)first);
		if (record)
			*record = result;
		args++;
	}
	for (unsigned int i = 0; i < e->arg_count && !em->failed; i++)
		gen_argument(em, e->args[i], (uint16_t)(first + hidden + i));
	em->loc = e->loc;
	if (callee)
		emit_imm(em, OP_CALL, first, number);
	else
		emit(em, OP_CALLP, first, pointer, args);
	em->frame->next = mark;
	if (!callee)
		emit(em, OP_MOVE, mark, first - LINK_SLOTS, 0);
	return new_register(em);
}

/* ---- rows ---- */

/* The front end has spoken of this argument already: a page's pointer, an integer or another pointer, converted without a cast. */
static bool spoken(const struct emitter *em, const struct expr *arg, const char *page)
{
	const struct type *t;
	char text[128];

	if (arg->kind != EX_CAST || !arg->implicit)
		return false;
	t = arg->a->type;
	if (t->kind != TY_POINTER)
		return type_is_integer(t);
	if (t->base->kind == TY_VOID)
		return false;
	if (arg->type->base && arg->type->base->kind != TY_VOID)
		return true;
	type_text(t->base->unqualified ? t->base->unqualified : t->base, false, text, sizeof(text));
	return page && em->lint && strcmp(text, page) == 0;
}

static void gen_lint(struct emitter *em, struct expr *e, const struct symbol *callee, uint16_t base, unsigned int addresses)
{
	const struct hm_era *era = hm_machine_era(em->lang->m);

	for (unsigned int i = 0; i < e->arg_count && i < 32; i++) {
		if (!(addresses >> i & 1) || !type_is_scalar(e->args[i]->type) || spoken(em, e->args[i], era ? era->page_type : NULL))
			continue;
		em->loc = e->args[i]->start ? e->args[i]->start : e->args[i]->loc;
		emit(em, OP_LINT, base + i, callee->call, i | (callee->library ? 0u : 0x100u));
	}
}

/* A struct that fits a register travels as its bytes: an era's one-member struct. */
static void row_argument(struct emitter *em, struct expr *arg, uint16_t dst, const struct type *word)
{
	struct place p;

	em->frame->next = dst + 1u;
	need_registers(em, 0);
	if (type_is_scalar(arg->type)) {
		gen_to(em, arg, dst);
	} else {
		p = gen_place(em, arg);
		p.type = word;
		gen_move(em, dst, gen_load(em, &p, dst));
	}
	em->frame->next = dst + 1u;
}

static const struct type word_type = { .kind = TY_UINT, .size = 4, .align = 4, .complete = true };
static const struct type wide_type = { .kind = TY_ULLONG, .size = 8, .align = 4, .complete = true };

static uint16_t row_result(struct emitter *em, struct expr *e, uint16_t base, struct place *record)
{
	struct place p;

	em->frame->next = base;
	if (!type_is_record(e->type))
		return new_register(em);
	p = frame_place(em, e->type);
	p.type = e->type->size > 4 ? &wide_type : &word_type;
	gen_store(em, &p, base);
	p.type = e->type;
	if (record)
		*record = p;
	return base;
}

static uint16_t gen_row_call(struct emitter *em, struct expr *e, struct symbol *callee, struct place *record)
{
	const struct hm_call *row = callee->library ? NULL : hm_call_at(em->lang->m, callee->call);
	uint32_t base = em->frame->next, args = e->arg_count;
	unsigned int flags = row ? row->flags : 0;

	if (flags & HM_CALL_UNSEEN_ARGS)
		args = 0;
	need_registers(em, HM_MAX_ARGS);
	for (unsigned int i = 0; i < args && !em->failed; i++)
		row_argument(em, e->args[i], (uint16_t)(base + i), e->args[i]->type->size > 4 ? &wide_type : &word_type);
	for (unsigned int i = args; i < callee->type->param_count && i < HM_MAX_ARGS; i++)
		gen_constant(em, 0, (uint16_t)(base + i));
	em->frame->next = base;
	need_registers(em, args > HM_MAX_ARGS ? args : HM_MAX_ARGS);
	if (args == e->arg_count)
		gen_lint(em, e, callee, (uint16_t)base, row ? row->addresses : library_calls[callee->call].addresses);
	em->loc = e->loc;
	emit(em, callee->library ? OP_LCALL : OP_KCALL, base, callee->call, args);
	return row_result(em, e, (uint16_t)base, record);
}

uint16_t gen_call(struct emitter *em, struct expr *e, struct place *record)
{
	struct symbol *callee = callee_symbol(e->a);

	if (em->look) {
		emit_fail(em, e->loc, "nothing can be called while hmsh only looks");
		return 0;
	}
	if (callee && callee->kind == SYM_CALL)
		return gen_row_call(em, e, callee, record);
	return gen_user_call(em, e, callee && callee->kind == SYM_FUNCTION ? callee : NULL, record);
}
