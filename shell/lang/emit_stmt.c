/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Statements to bytecode. Loops test at the bottom: one jump an iteration, and that one is the step that Ctrl-C and the budget count.
 * Each statement's first word is marked for LANG_RUN_STATEMENT.
 */
#include "shell/lang/emit.h"

static void gen_stmt(struct emitter *em, struct stmt *s);

void statement_here(struct emitter *em)
{
	uint32_t pc = em->code->length;

	/* code_word() clears the bit of the word it adds; the bit is set once the word exists */
	if (!em->look)
		em->pending_statement = pc;
}

/* ---- declarations ---- */

/* `static` inside a function: initialised once, before any code runs. */
static void static_init(struct emitter *em, struct stmt *s)
{
	struct lang *lang = em->lang;
	struct frame frame = { .name = em->frame->name }, *outer = em->frame;
	struct code_table *code = em->code;
	uint64_t value;

	em->frame = &frame;
	em->code = &lang->scratch;
	lang->scratch.length = 1;
	gen_init(em, symbol_place(em, s->symbol), s->initializer);
	emit(em, OP_RET, 0, 0, 0);
	lang->look = (struct body){ .entry = 1, .registers = frame.registers };
	em->frame = outer;
	em->code = code;
	if (!em->failed && !vm_run_scratch(lang, false, &value))
		emit_fail(em, s->loc, "this initializer cannot be computed");
}

/* A variable without initializer: 0xcc bytes, known to be nothing. */
static void local_uninitialised(struct emitter *em, const struct symbol *v, const struct place *p)
{
	if (p->where == AT_FRAME && v->type->size) {
		emit_imm(em, OP_POISON, v->type->size & 0xffffff, (uint32_t)p->offset);
	} else if (p->where == AT_REGISTER && p->mark) {
		gen_constant(em, 0, p->mark);
		gen_constant(em, convert_value(0xccccccccccccccccu, v->type), p->reg);
	}
}

static void local_place(struct emitter *em, struct symbol *v)
{
	if (in_memory(v)) {
		v->in_memory = true;
		v->place = frame_alloc(em, v->type->size, v->type->align);
		return;
	}
	v->place = new_register(em);
	if (v->code)
		v->code = new_register(em);
}

static void local_note(struct emitter *em, const struct symbol *v)
{
	struct lang *lang = em->lang;
	struct lang_state *state = lang_state(lang);
	uint32_t name;

	if (em->look || !em->frame->body || !v->name)
		return;
	name = pool_add(lang, v->name);
	if (!name || !TABLE_ROOM(lang, locals, state->locals)) {
		emit_no_memory(em, v->loc);
		return;
	}
	lang->locals[state->locals++] = (struct local){ .name = name, .body = em->frame->body, .type = v->type, .place = v->place,
							.begin = em->code->length, .end = UINT32_MAX, .in_memory = v->in_memory,
							.indirect = v->storage == SC_PARAM && !v->in_memory && !type_is_scalar(v->type) };
}

void note_param(struct emitter *em, const struct symbol *v)
{
	local_note(em, v);
}

/* Declared again at the prompt, without initializer: it starts at zero, as it did the first time. */
static void gen_restart(struct emitter *em, struct symbol *v)
{
	struct init nothing = { .zero_first = true };

	gen_init(em, symbol_place(em, v), &nothing);
}

static void gen_decl(struct emitter *em, struct stmt *s)
{
	struct symbol *v = s->symbol;
	struct place p;

	if (!v || v->kind != SYM_OBJECT || v->external)
		return;
	if (v->storage == SC_STATIC && !v->top_level) {
		symbol_place(em, v);
		if (s->initializer)
			static_init(em, s);
		return;
	}
	if (v->storage == SC_STATIC && !s->initializer) {
		if (v->rebound)
			gen_restart(em, v);
		return;
	}
	if (v->storage == SC_AUTO)
		local_place(em, v);
	p = symbol_place(em, v);
	if (s->initializer)
		gen_init(em, p, s->initializer);
	else
		local_uninitialised(em, v, &p);
	if (v->storage == SC_AUTO)
		local_note(em, v);
}

/* ---- loops ---- */

static void loop_open(struct emitter *em, struct loop *loop)
{
	*loop = (struct loop){ .outer = em->frame->loop, .begin = em->code->length };
	em->frame->loop = loop;
}

/* A function's body is fused as a whole. */
static void loop_close(struct emitter *em, struct loop *loop)
{
	em->frame->loop = loop->outer;
	jump_here(em, &loop->breaks);
	if (!loop->outer && em->frame == &em->top)
		fuse_words(em, loop->begin);
}

static void gen_while(struct emitter *em, struct stmt *s)
{
	struct jumps entry = { 0 }, again = { 0 };
	struct loop loop;
	uint32_t top;

	loop_open(em, &loop);
	jump_add(em, &entry, emit(em, OP_JUMP, 0, 0, 0));
	top = em->code->length;
	gen_stmt(em, s->body);
	jump_here(em, &loop.continues);
	jump_here(em, &entry);
	em->loc = s->expr->loc;
	statement_here(em);
	gen_branch(em, s->expr, true, &again);
	jump_patch(em, &again, top);
	loop_close(em, &loop);
}

static void gen_do(struct emitter *em, struct stmt *s)
{
	struct jumps again = { 0 };
	struct loop loop;
	uint32_t top = em->code->length;

	loop_open(em, &loop);
	gen_stmt(em, s->body);
	jump_here(em, &loop.continues);
	em->loc = s->expr->loc;
	statement_here(em);
	gen_branch(em, s->expr, true, &again);
	jump_patch(em, &again, top);
	loop_close(em, &loop);
}

static void gen_for(struct emitter *em, struct stmt *s)
{
	struct jumps entry = { 0 }, again = { 0 };
	struct loop loop;
	uint32_t top;

	for (struct stmt *i = s->init; i; i = i->next)
		gen_stmt(em, i);
	loop_open(em, &loop);
	if (s->expr)
		jump_add(em, &entry, emit(em, OP_JUMP, 0, 0, 0));
	top = em->code->length;
	gen_stmt(em, s->body);
	jump_here(em, &loop.continues);
	if (s->step) {
		em->loc = s->step->loc;
		gen_effect(em, s->step);
	}
	jump_here(em, &entry);
	if (s->expr) {
		em->loc = s->expr->loc;
		statement_here(em);
		gen_branch(em, s->expr, true, &again);
	} else {
		jump_add(em, &again, emit(em, OP_JUMP, 0, 0, 0));
	}
	jump_patch(em, &again, top);
	loop_close(em, &loop);
}

/* ---- switch ---- */

static void case_jump(struct emitter *em, const struct stmt *s, uint16_t value, struct jumps *list)
{
	uint16_t low, high;

	if (s->low == s->high && s->low == (int16_t)s->low) {
		jump_add(em, list, emit(em, OP_JEQI, 0, value, (uint16_t)s->low));
		return;
	}
	low = new_register(em);
	gen_constant(em, (uint64_t)s->low, low);
	if (s->low == s->high) {
		jump_add(em, list, emit(em, OP_JEQ, 0, value, low));
		return;
	}
	high = new_register(em);
	gen_constant(em, (uint64_t)s->high, high);
	emit(em, OP_JLT, 1, value, low);
	jump_add(em, list, emit(em, OP_JLE, 0, value, high));
}

/* One list of jumps a label, in the order of the source: gen_label() takes the next one. */
static uint32_t switch_labels(struct emitter *em, struct stmt *s, uint16_t value, bool *has_default)
{
	uint32_t first = em->case_count, at;
	uint32_t registers = em->frame->next;

	for (struct stmt *label = s->other; label && !em->failed; label = label->next_case) {
		if (!TABLE_ROOM(em, cases, em->case_count))
			emit_no_memory(em, label->loc);
		else
			em->cases[em->case_count++] = (struct jumps){ 0 };
	}
	at = first;
	for (struct stmt *label = s->other; label && !em->failed; label = label->next_case, at++) {
		if (label->kind == ST_CASE)
			case_jump(em, label, value, &em->cases[at]);
		*has_default |= label->kind == ST_DEFAULT;
		em->frame->next = registers;
	}
	at = first;
	for (struct stmt *label = s->other; label && !em->failed; label = label->next_case, at++)
		if (label->kind == ST_DEFAULT)
			jump_add(em, &em->cases[at], emit(em, OP_JUMP, 0, 0, 0));
	return first;
}

static void gen_switch(struct emitter *em, struct stmt *s)
{
	uint32_t registers = em->frame->next, first;
	bool has_default = false;
	struct loop loop;

	loop_open(em, &loop);
	loop.is_switch = true;
	first = switch_labels(em, s, gen(em, s->expr), &has_default);
	loop.next_case = first;
	em->frame->next = registers;
	if (!has_default)
		jump_add(em, &loop.breaks, emit(em, OP_JUMP, 0, 0, 0));
	gen_stmt(em, s->body);
	em->case_count = first;
	loop_close(em, &loop);
}

static void gen_label(struct emitter *em, struct stmt *s)
{
	struct loop *sw = em->frame->loop;

	while (sw && !sw->is_switch)
		sw = sw->outer;
	if (sw && sw->next_case < em->case_count)
		jump_here(em, &em->cases[sw->next_case++]);
	if (s->body)
		gen_stmt(em, s->body);
}

/* ---- the rest ---- */

static void gen_jump(struct emitter *em, const struct stmt *s)
{
	struct loop *loop = em->frame->loop;

	while (s->kind == ST_CONTINUE && loop && loop->is_switch)
		loop = loop->outer;
	if (loop)
		jump_add(em, s->kind == ST_BREAK ? &loop->breaks : &loop->continues, emit(em, OP_JUMP, 0, 0, 0));
}

static void gen_if(struct emitter *em, struct stmt *s)
{
	struct jumps end = { 0 };

	for (; s && s->kind == ST_IF; s = s->other) {
		struct jumps otherwise = { 0 };

		em->loc = s->loc;
		statement_here(em);
		gen_branch(em, s->expr, false, &otherwise);
		gen_stmt(em, s->body);
		if (s->other)
			jump_add(em, &end, emit(em, OP_JUMP, 0, 0, 0));
		jump_here(em, &otherwise);
	}
	if (s)
		gen_stmt(em, s);
	jump_here(em, &end);
}

static void return_record(struct emitter *em, struct expr *e)
{
	struct place from = gen_place(em, e), to = address_place(em->frame->result_pointer, e->type, true);

	gen_copy(em, &to, &from, e->type->size);
	jump_add(em, &em->frame->returns, emit(em, OP_RET, 0, 0, 0));
}

static void gen_return(struct emitter *em, struct stmt *s)
{
	struct frame *f = em->frame;

	if (f->session)
		emit(em, OP_RETURNED, 0, 0, 0);
	if (!s->expr || s->expr->type->kind == TY_VOID) {
		if (s->expr)
			gen_effect(em, s->expr);
		jump_add(em, &f->returns, emit(em, OP_RET, 0, 0, 0));
	} else if (type_is_record(s->expr->type)) {
		if (f->result && type_is_record(f->result))
			return_record(em, s->expr);
	} else {
		uint16_t value = gen(em, s->expr);

		jump_add(em, &f->returns, emit(em, OP_RETV, 0, value, 0));
	}
}

static void gen_expr_stmt(struct emitter *em, struct stmt *s)
{
	statement_here(em);
	gen_effect(em, s->expr);
}

/* Registers and memory of what the block declares are free again behind it. */
static void gen_block(struct emitter *em, struct stmt *s)
{
	struct lang_state *state = lang_state(em->lang);
	uint32_t registers = em->frame->next, memory = em->frame->memory, first = state ? state->locals : 0;

	gen_stmts(em, s->kind == ST_BLOCK ? s->body : s);
	em->frame->next = registers;
	em->frame->memory = memory;
	for (uint32_t i = first; !em->look && i < state->locals; i++)
		if (em->lang->locals[i].end == UINT32_MAX && em->lang->locals[i].body == em->frame->body)
			em->lang->locals[i].end = em->code->length;
}

static void gen_for_block(struct emitter *em, struct stmt *s)
{
	uint32_t registers = em->frame->next, memory = em->frame->memory;

	gen_for(em, s);
	em->frame->next = registers;
	em->frame->memory = memory;
}

static void gen_stmt_kind(struct emitter *em, struct stmt *s)
{
	switch (s->kind) {
	case ST_EMPTY:
		break;
	case ST_EXPR:
		gen_expr_stmt(em, s);
		break;
	case ST_DECL:
		gen_decl(em, s);
		break;
	case ST_BLOCK:
		gen_block(em, s);
		break;
	case ST_IF:
		gen_if(em, s);
		break;
	case ST_WHILE:
		gen_while(em, s);
		break;
	case ST_DO:
		gen_do(em, s);
		break;
	case ST_FOR:
		gen_for_block(em, s);
		break;
	case ST_SWITCH:
		gen_switch(em, s);
		break;
	case ST_CASE:
	case ST_DEFAULT:
		gen_label(em, s);
		break;
	case ST_BREAK:
	case ST_CONTINUE:
		gen_jump(em, s);
		break;
	case ST_RETURN:
		statement_here(em);
		gen_return(em, s);
		break;
	}
}

static void gen_stmt(struct emitter *em, struct stmt *s)
{
	uint32_t registers;

	if (!s || em->failed)
		return;
	if (++em->depth > MAX_NESTING) {
		emit_fail(em, s->loc, "statements are nested too deeply");
	} else {
		em->loc = s->loc;
		registers = em->frame->next;
		if (s->kind == ST_DECL)
			statement_here(em);
		gen_stmt_kind(em, s);
		/* temporaries end with the statement, variables with their block */
		if (s->kind == ST_DECL && s->symbol && s->symbol->kind == SYM_OBJECT && s->symbol->storage == SC_AUTO && !in_memory(s->symbol))
			registers += s->symbol->code ? 2 : 1;
		em->frame->next = registers;
	}
	em->depth--;
}

void gen_stmts(struct emitter *em, struct stmt *s)
{
	for (; s && !em->failed; s = s->next)
		gen_stmt(em, s);
}
