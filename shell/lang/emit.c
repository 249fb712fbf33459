/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Words, registers and functions of the compiler to bytecode. The front end hands over one function or top-level statement at a time
 * (nodes.h, struct unit): statements go one behind the other into the unit's body, a function is compiled where it comes, with a jump
 * around it. Everything is appended; whoever called takes the lengths back when the unit is refused.
 */
#include <stdlib.h>
#include <string.h>

#include "shell/lang/emit.h"

/* ---- words ---- */

void emit_fail(struct emitter *em, uint32_t loc, const char *message)
{
	em->failed = true;
	if (em->reported)
		return;
	em->reported = true;
	lang_diag(em->diags, loc ? loc : em->loc, "hmsh-limit", "%s", message);
}

void emit_no_memory(struct emitter *em, uint32_t loc)
{
	em->diags->failed = true;
	emit_fail(em, loc, "out of memory");
}

void emit_no_room(struct emitter *em)
{
	if (!em->failed)
		emit_fail(em, 0, "out of memory or too much code");
	em->diags->failed = true;
}

/* ---- registers and frame memory ---- */

void too_many_registers(struct emitter *em)
{
	emit_fail(em, 0, "this function needs too many registers");
}

uint32_t frame_alloc(struct emitter *em, uint32_t size, uint32_t align)
{
	struct frame *f = em->frame;
	uint32_t at = align > 1 ? (f->memory + align - 1) & ~(align - 1) : f->memory;

	if (size > STACK_SIZE || at > STACK_SIZE - size) {
		emit_fail(em, 0, "the variables of this function do not fit on a stack");
		return 0;
	}
	f->memory = at + size;
	if (f->memory > f->memory_max)
		f->memory_max = f->memory;
	return at;
}

/* ---- jumps ---- */

void jump_add(struct emitter *em, struct jumps *list, uint32_t pc)
{
	if (em->failed)
		return;
	em->code->word[pc] = (em->code->word[pc] & ~(uint64_t)0xffffff00) | (uint64_t)list->head << 8;
	list->head = pc;
}

void jump_patch(struct emitter *em, struct jumps *list, uint32_t target)
{
	em->label = target;
	for (uint32_t pc = list->head; pc && !em->failed;) {
		uint64_t *word = &em->code->word[pc];
		uint32_t next = (uint32_t)(*word >> 8) & 0xffffff;

		*word = (*word & ~(uint64_t)0xffffff00) | (uint64_t)((target - pc - 1) & 0xffffff) << 8;
		pc = next;
	}
	list->head = 0;
}

void jump_here(struct emitter *em, struct jumps *list)
{
	jump_patch(em, list, em->code->length);
}

bool spine_push(struct emitter *em, struct expr *e)
{
	if (!TABLE_ROOM(em, spine, em->spine_count)) {
		emit_no_memory(em, e->loc);
		return false;
	}
	em->spine[em->spine_count++] = e;
	return true;
}

/* ---- functions ---- */

static uint32_t name_hash(const char *name)
{
	uint32_t h = 2166136261u;

	for (; *name; name++)
		h = (h ^ (uint8_t)*name) * 16777619u;
	return h;
}

/* The number of a function that was declared in another scope, and that has no body yet. */
static uint32_t known_function(const struct lang *lang, const struct symbol *symbol, uint32_t hash)
{
	for (uint32_t i = lang_state(lang)->functions; i-- > 1;)
		if (lang->functions[i].hash == hash && !strcmp(lang->pool + lang->functions[i].name, symbol->name))
			return symbol->external || !lang->functions[i].body ? i : 0;
	return 0;
}

uint32_t function_number_first(struct emitter *em, struct symbol *symbol)
{
	struct lang *lang = em->lang;
	struct lang_state *state = lang_state(lang);
	uint32_t number, hash, name;

	hash = name_hash(symbol->name);
	number = known_function(lang, symbol, hash);
	if (!number) {
		number = state->functions ? state->functions : 1;
		name = pool_add(lang, symbol->name);
		if (!name || !TABLE_ROOM(lang, functions, number)) {
			emit_no_memory(em, symbol->loc);
			return 0;
		}
		lang->functions[number] = (struct lang_function){ .registers = UINT32_MAX, .name = name, .hash = hash };
		state->functions = number + 1;
		lang_mark_state(lang);
	}
	if (!front_trail(lang->front, symbol, sizeof(*symbol)))
		emit_no_memory(em, symbol->loc);
	symbol->code = number;
	return number;
}

void function_refer_first(struct emitter *em, const struct symbol *symbol, uint32_t number, uint32_t loc)
{
	struct lang *lang = em->lang;
	struct lang_state *state;
	struct body *body;
	uint32_t n;

	state = lang_state(lang);
	body = &lang->bodies[em->frame->body];
	n = state->refs ? state->refs : 1;
	if (!TABLE_ROOM(lang, refs, n)) {
		emit_no_memory(em, loc);
		return;
	}
	lang->functions[number].ref_stamp = em->frame->stamp;
	lang->refs[n] = (struct ref){ .function = number, .loc = loc, .next = body->refs, .implicit = symbol->implicit };
	body->refs = n;
	state->refs = n + 1;
}

/* Opens a body: its ENTER is skipped again when it turns out that the frame has no memory. */
static bool frame_open(struct emitter *em, struct frame *f, const char *name, uint32_t loc)
{
	struct lang *lang = em->lang;
	struct lang_state *state = lang_state(lang);
	uint32_t number = state->bodies ? state->bodies : 1, text = pool_add(lang, name);

	if (!text || !TABLE_ROOM(lang, bodies, number)) {
		emit_no_memory(em, loc);
		return false;
	}
	lang->bodies[number] = (struct body){ .name = text, .loc = loc, .parent = em->frame ? em->frame->body : NO_BODY,
					      .locals = state->locals };
	state->bodies = number + 1;
	*f = (struct frame){ .outer = em->frame, .body = number, .name = name, .stamp = ++lang->stamp };
	em->frame = f;
	f->entry = emit(em, OP_ENTER, 0, 0, 0);
	return true;
}

/* ENTER gets its size; returns give the memory back. */
static void frame_finish(struct emitter *em, struct frame *f)
{
	uint32_t size = (f->memory_max + STACK_ALIGN - 1) & ~(uint32_t)(STACK_ALIGN - 1);

	if (em->failed)
		return;
	em->code->word[f->entry] = word_of(OP_ENTER, 0, size);
	for (uint32_t pc = f->returns.head; pc;) {
		uint64_t word = em->code->word[pc];
		enum op op = (enum op)(word & 0xff);

		if (size)
			op = op == OP_RET ? OP_RETM : OP_RETMV;
		em->code->word[pc] = (word & ~(uint64_t)0xffffffff) | op;
		pc = (uint32_t)(word >> 8) & 0xffffff;
	}
}

static void frame_close(struct emitter *em, struct frame *f)
{
	struct body *body;

	jump_add(em, &f->returns, emit(em, OP_RET, 0, 0, 0));
	frame_finish(em, f);
	em->frame = f->outer;
	if (em->failed)
		return;
	body = &em->lang->bodies[f->body];
	body->entry = f->memory_max ? f->entry : f->entry + 1;
	body->end = em->code->length;
	body->registers = f->registers;
	body->memory = f->memory_max;
}

static void emit_param(struct emitter *em, struct symbol *p, uint16_t reg)
{
	struct place place;

	p->place = reg;
	p->code = 0;
	if (type_is_scalar(p->type) && p->address_taken) {
		place = frame_place(em, p->type);
		p->place = (uint32_t)place.offset;
		p->in_memory = true;
		gen_store(em, &place, reg);
	}
	note_param(em, p);
}

static void function_params(struct emitter *em, const struct function *fn, struct frame *f)
{
	f->result = fn->symbol->type->base;
	if (type_is_record(f->result))
		f->result_pointer = new_register(em);
	f->next += fn->param_count;
	need_registers(em, 0);
	for (unsigned int i = 0; i < fn->param_count && !em->failed; i++)
		emit_param(em, fn->params[i], (uint16_t)(f->next - fn->param_count + i));
	em->lang->bodies[f->body].params = f->next;
}

/* Gives the number its body, as an entry of `binds` that undo takes back. */
static void bind_function(struct emitter *em, uint32_t number, uint32_t body)
{
	struct lang *lang = em->lang;
	struct lang_state *state = lang_state(lang);

	if (!number || !TABLE_ROOM(lang, binds, state->binds)) {
		emit_no_memory(em, 0);
		return;
	}
	lang->binds[state->binds] = (struct bind){ .function = number, .before = lang->functions[number].body, .after = body };
	lang->binds_applied = ++state->binds;
	bind_apply(lang, number, body);
}

static void emit_function(struct emitter *em, const struct function *fn)
{
	uint32_t number = function_number(em, fn->symbol);
	struct jumps over = { 0 };
	struct frame f;

	em->loc = fn->loc;
	jump_add(em, &over, emit(em, OP_JUMP, 0, 0, 0));
	if (em->failed || !frame_open(em, &f, fn->symbol->name, fn->loc))
		return;
	function_params(em, fn, &f);
	flow_analyse(em, fn->body, false);
	gen_stmts(em, fn->body);
	em->loc = fn->end ? fn->end - 1 : fn->loc;
	frame_close(em, &f);
	fuse_words(em, f.entry);
	jump_here(em, &over);
	if (!em->failed)
		bind_function(em, number, f.body);
}

/* ---- units ---- */

static void declare_variable(struct emitter *em, struct symbol *symbol)
{
	if (symbol->kind != SYM_OBJECT || symbol->storage != SC_STATIC || symbol->place || symbol->external)
		return;
	if (!front_trail(em->lang->front, symbol, sizeof(*symbol))) {
		emit_no_memory(em, symbol->loc);
		return;
	}
	symbol->place = data_alloc(em->lang, symbol->type->size, symbol->type->align);
	if (!symbol->place)
		emit_fail(em, symbol->loc, "user memory is full: there is no room for this variable");
}

/* An array is shown as an array, though it decays like everywhere. */
static struct expr *shown(struct expr *e)
{
	return e && e->kind == EX_ADDR && e->implicit && e->a->type->kind == TY_ARRAY ? e->a : e;
}

/* The value of the last expression statement: a register, or the address of a copy that outlives the frame. */
static void emit_value(struct emitter *em, struct expr *e)
{
	struct place from, to;

	em->value_type = NULL;
	if (!e || e->type->kind == TY_VOID || e->type->kind == TY_FUNCTION || !e->type->complete)
		return;
	em->value_type = e->kind == EX_CONST && e->work && e->work->kind == TY_ENUM ? e->work : e->type; /* an enumerator by its name */
	if (type_is_scalar(e->type)) {
		gen_to(em, e, (uint16_t)em->value_register);
		return;
	}
	from = gen_place(em, e);
	to = (struct place){ .where = AT_GLOBAL, .type = e->type,
			     .offset = (int64_t)data_alloc(em->lang, e->type->size, e->type->align) - em->lang->layout.user_start };
	if (to.offset < 0)
		emit_fail(em, e->loc, "user memory is full");
	else
		gen_copy(em, &to, &from, e->type->size);
	gen_address(em, &to, (uint16_t)em->value_register);
}

/* The front end shows the value of the statement that is last in the unit: it is emitted as a value, not for its effect. */
static void emit_body(struct emitter *em, const struct unit *part)
{
	struct stmt *s = part->body;

	if (!s)
		return;
	em->value_type = NULL;
	if (s->kind == ST_EXPR && !s->next && !part->value && em->first_end) {
		gen_stmts(em, s);
		return;
	}
	if (s->kind != ST_EXPR && (s->kind != ST_DECL || !em->top.session)) /* these have no locals */
		flow_analyse(em, s, true);
	while (s && !em->failed) {
		struct stmt *next = s->next;
		uint32_t registers = em->frame->next, begin = em->code->length;

		s->next = NULL;
		if (part->value && !next && s->kind == ST_EXPR) {
			em->loc = s->loc;
			statement_here(em);
			emit_value(em, shown(part->value));
		} else {
			gen_stmts(em, s);
		}
		s->next = next;
		if (!em->first_end && em->code->length > begin && em->top.session)
			em->first_end = em->code->length;
		if (s->kind != ST_DECL)
			em->frame->next = registers;
		s = next;
	}
}

static bool emit_part(void *context, const struct unit *part)
{
	struct emitter *em = context;

	if (em->lang->options.syntax_only)
		return true;
	for (unsigned int i = 0; i < part->declared_count && !em->failed; i++)
		declare_variable(em, part->declared[i]);
	for (const struct function *fn = part->functions; fn && !em->failed; fn = fn->next)
		emit_function(em, fn);
	if (!em->failed)
		emit_body(em, part);
	return !em->failed;
}

static void emitter_free(struct emitter *em)
{
	free(em->spine);
	free(em->cases);
}

static void session_open(struct emitter *em, enum front_mode mode, const char *name, uint32_t begin)
{
	em->frame = NULL;
	if (!frame_open(em, &em->top, name, begin))
		return;
	em->top.session = mode == FRONT_SCRIPT;
	em->value_register = new_register(em);
}

static void session_close(struct emitter *em, struct lang_code *code)
{
	struct lang *lang = em->lang;

	if (em->value_type)
		jump_add(em, &em->top.returns, emit(em, OP_RETV, 0, em->value_register, 0));
	frame_close(em, &em->top);
	if (em->failed)
		return;
	lang->bodies[em->top.body].value_type = em->value_type;
	code->function = em->top.body;
	code->has_value = em->value_type != NULL;
	code->first_end = em->first_end;
}

/* --syntax-only: checked is all. */
static bool take_nothing(void *context, const struct unit *part)
{
	(void)context;
	(void)part;
	return true;
}

bool emit_session(struct lang *lang, enum front_mode mode, uint32_t begin, uint32_t end, const char *name, struct diag_list *diags,
		  struct lang_code *code)
{
	struct emitter em = { .lang = lang, .code = &lang->code, .diags = diags, .lint = lang->options.lint != LANG_LINT_OFF };
	struct unit unit = { .name = name, .take = emit_part, .context = &em };
	bool good;

	if (lang->options.syntax_only) {
		unit.take = take_nothing;
		return front_compile(lang->front, mode, &lang->options, begin, end, diags, &unit);
	}
	session_open(&em, mode, name, begin);
	good = !em.failed && front_compile(lang->front, mode, &lang->options, begin, end, diags, &unit);
	if (good && (unit.functions || unit.body || unit.declared_count))
		good = emit_part(&em, &unit);
	if (good)
		session_close(&em, code);
	emitter_free(&em);
	return good && !em.failed;
}

bool emit_look(struct lang *lang, uint32_t begin, uint32_t end, struct diag_list *diags, struct lang_code *code)
{
	struct emitter em = { .lang = lang, .code = &lang->scratch, .diags = diags, .look = true };
	struct frame f = { .name = "look" };
	struct unit unit = { 0 };
	bool good;

	lang->scratch.length = 1;
	em.frame = &f;
	lang->look = (struct body){ 0 };
	good = front_compile(lang->front, FRONT_LOOK, &lang->options, begin, end, diags, &unit);
	if (good && unit.value && !lang->look_type_only) {
		unit.value = shown(unit.value);
		gen_look(&em, unit.value);
		lang->look.entry = 1;
		lang->look.registers = f.registers;
		lang->look.value_type = em.failed ? NULL : unit.value->kind == EX_CONST && unit.value->work ? unit.value->work : unit.value->type;
		code->has_value = lang->look.value_type != NULL;
	}
	code->function = LOOK_FUNCTION;
	emitter_free(&em);
	return good && !em.failed;
}
