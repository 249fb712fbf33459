/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Private to emit*.c, fuse.c and flow.c: checked nodes to bytecode.
 *
 * Registers of a frame: parameters, then variables in the order of their declaration, then temporaries as a stack (`next`). gen*() may
 * return a variable's own register; whoever needs a register to write to takes a new one. Nothing is written to a destination before all
 * operands of its last instruction have been read, so `x = y * x` may aim at x.
 * A run out of memory or of a limit sets `failed`; emitting goes on harmlessly and the unit is refused at the end.
 */
#ifndef LANG_EMIT_H
#define LANG_EMIT_H

#include "shell/lang/code.h"

/* Jumps to a place not yet known: the words are chained through A. 0: none. */
struct jumps { uint32_t head; };

struct loop {
	struct loop *outer;
	struct jumps breaks, continues;
	bool is_switch;
	uint32_t begin;            /* where its code does */
	uint32_t next_case;        /* of a switch: index into emitter.cases */
};

/* The function being compiled. */
struct frame {
	struct frame *outer;
	uint32_t body;             /* number; 0: scratch */
	uint32_t stamp;
	uint32_t next, registers;  /* next free register; most in use at once */
	uint32_t memory, memory_max;
	uint32_t entry;            /* of its ENTER */
	struct jumps returns;      /* chain of RET, RETV: they become RETM, RETMV when the frame has memory */
	struct loop *loop;
	const struct type *result;
	uint16_t result_pointer;   /* register with the address for a struct result */
	bool session;              /* the body of the script: `return` ends the script */
	const char *name;
};

struct emitter {
	struct lang *lang;
	struct code_table *code;
	struct diag_list *diags;
	struct frame *frame;
	struct jumps *cases;       /* of all open switches */
	uint32_t case_count, capacity_cases;
	struct expr **spine;       /* left operands of chains being compiled */
	uint32_t spine_count, capacity_spine;
	uint32_t loc;              /* goes with the words */
	uint32_t depth;            /* of recursion */
	bool failed, reported;
	uint32_t label;            /* the last word that a jump was aimed at */
	uint32_t first_end;         /* where the unit's first statement with code ends; 0: not yet */
	uint32_t pending_statement; /* the word that will begin a statement; 0: none */
	bool look;
	bool lint;                 /* a static message was possible where the front end spoke */
	const char *name;
	const struct type *page;   /* of the era's page, for the lint */
	/* of the session's body */
	struct frame top;
	const struct expr *value;
	uint32_t value_register;
	const struct type *value_type;
};

/* Where an lvalue is. */
enum where { AT_REGISTER, AT_GLOBAL, AT_FRAME, AT_OWN, AT_ANY };
struct place {
	enum where where;
	uint16_t reg;              /* AT_REGISTER: it; AT_OWN, AT_ANY: holds the address */
	uint16_t mark;             /* AT_REGISTER: the register that says "assigned", 0: not needed */
	int64_t offset;            /* AT_GLOBAL: in user memory; AT_FRAME: in the frame; else added to the address */
	int64_t low, high;         /* AT_FRAME: of the object; offsets outside are no longer AT_FRAME */
	const struct type *type;
};

/* ---- emit.c: words, registers, functions ---- */
void emit_fail(struct emitter *em, uint32_t loc, const char *message);
void emit_no_memory(struct emitter *em, uint32_t loc);
void emit_no_room(struct emitter *em);
void too_many_registers(struct emitter *em);

static inline void emit_raw(struct emitter *em, uint64_t word)
{
	uint32_t pc = em->code->length;

	if (em->failed || !code_word(em->code, word, em->loc))
		emit_no_room(em);
	else if (em->pending_statement == pc)
		em->code->statement[pc >> 6] |= (uint64_t)1 << (pc & 63);
}

static inline uint32_t emit_imm(struct emitter *em, enum op op, uint32_t a, uint32_t imm)
{
	emit_raw(em, word_of(op, a, imm));
	return em->code->length - 1;
}

static inline uint32_t emit(struct emitter *em, enum op op, uint32_t a, uint32_t b, uint32_t c)
{
	return emit_imm(em, op, a, (c & 0xffff) << 16 | (b & 0xffff));
}

/* The next `n` registers must exist, though nothing is allocated. */
static inline void need_registers(struct emitter *em, uint32_t n)
{
	struct frame *f = em->frame;

	if (f->next + n > MAX_REGISTERS)
		too_many_registers(em);
	else if (f->next + n > f->registers)
		f->registers = f->next + n;
}

static inline uint16_t new_register(struct emitter *em)
{
	need_registers(em, 1);
	return (uint16_t)(em->failed ? 0 : em->frame->next++);
}

uint32_t frame_alloc(struct emitter *em, uint32_t size, uint32_t align);
void jump_add(struct emitter *em, struct jumps *list, uint32_t pc);
void jump_patch(struct emitter *em, struct jumps *list, uint32_t target);
void jump_here(struct emitter *em, struct jumps *list);
uint32_t function_number_first(struct emitter *em, struct symbol *symbol);
/* 0: no memory */
static inline uint32_t function_number(struct emitter *em, struct symbol *symbol)
{
	return symbol->code ? symbol->code : function_number_first(em, symbol);
}
void function_refer_first(struct emitter *em, const struct symbol *symbol, uint32_t number, uint32_t loc);
/* What is being compiled names that function. */
static inline void function_refer(struct emitter *em, const struct symbol *symbol, uint32_t number, uint32_t loc)
{
	if (number && em->frame->body && em->lang->functions[number].ref_stamp != em->frame->stamp)
		function_refer_first(em, symbol, number, loc);
}
bool spine_push(struct emitter *em, struct expr *e);

/* ---- emit_stmt.c ---- */
void statement_here(struct emitter *em);
void note_param(struct emitter *em, const struct symbol *v);
void gen_stmts(struct emitter *em, struct stmt *s); /* a chain by next */

/* ---- emit_op.c ---- */
enum width { WIDTH_S, WIDTH_U, WIDTH_L }; /* int, unsigned int, 64 bits: the order of ADDS ADDU ADDL */
enum width width_of(const struct type *t);
bool is_unsigned_64(const struct type *t);
uint32_t element_size(const struct type *pointer);
bool constant_value(const struct expr *e, uint64_t *value);
void gen_constant(struct emitter *em, uint64_t value, uint16_t dst);
static inline void gen_move(struct emitter *em, uint16_t dst, uint16_t src)
{
	if (dst != src)
		emit(em, OP_MOVE, dst, src, 0);
}
enum op convert_op(const struct type *to);
/* Converts reg; returns reg itself when nothing has to be done, else dst. */
uint16_t gen_convert(struct emitter *em, uint16_t reg, const struct type *from, const struct type *to, uint16_t dst);
/* dst = a op b in that type. */
void gen_binary(struct emitter *em, enum expr_kind op, const struct type *type, uint16_t dst, uint16_t a, uint16_t b);
/* The same with a constant, times scale, inside the instruction. False: it does not fit. */
bool gen_immediate(struct emitter *em, enum expr_kind op, const struct type *type, uint64_t constant, uint32_t scale, uint16_t dst, uint16_t a);
/* dst = base + index * size, the index of any integer type. */
void gen_scaled(struct emitter *em, uint16_t dst, uint16_t base, uint16_t index, uint32_t size, bool subtract);
void gen_distance(struct emitter *em, uint16_t dst, uint16_t a, uint16_t b, uint32_t size);

/* ---- emit_expr.c ---- */
enum { NO_HINT = -1, NO_VALUE = -2 };                                   /* NO_VALUE: for the effect alone */
uint16_t gen_hint(struct emitter *em, struct expr *e, int hint);        /* in that one, if it must be written anywhere */
/* Scalar value, in any register. */
static inline uint16_t gen(struct emitter *em, struct expr *e) { return gen_hint(em, e, NO_HINT); }
static inline void gen_to(struct emitter *em, struct expr *e, uint16_t dst) { gen_move(em, dst, gen_hint(em, e, dst)); }
void gen_effect(struct emitter *em, struct expr *e);                    /* value dropped */
void gen_look(struct emitter *em, struct expr *e);

/* ---- emit_assign.c ---- */
uint16_t gen_assign(struct emitter *em, struct expr *e, int hint);
uint16_t gen_modify(struct emitter *em, struct expr *e, int hint, bool old_wanted);
bool gen_quick_add(struct emitter *em, struct expr *e);                 /* false: it takes more than one instruction */

/* ---- emit_call.c ---- */
uint16_t gen_call(struct emitter *em, struct expr *e, struct place *record); /* record: where a struct result is */

/* ---- emit_cond.c ---- */
void gen_branch(struct emitter *em, struct expr *e, bool sense, struct jumps *list);
void gen_truth(struct emitter *em, struct expr *e, uint16_t dst);       /* 0 or 1 of && || ! */
void gen_compare(struct emitter *em, struct expr *e, uint16_t dst);

/* ---- emit_place.c ---- */
struct place gen_place(struct emitter *em, struct expr *e);             /* of an lvalue, or of a struct value */
struct place symbol_place(struct emitter *em, struct symbol *symbol);
/* The variable of user memory that e names, when it has its place there already; NULL: e is something else. */
static inline const struct symbol *placed_variable(const struct expr *e)
{
	return e->kind == EX_VAR && e->symbol->storage == SC_STATIC && e->symbol->place ? e->symbol : NULL;
}
void gen_load_variable(struct emitter *em, const struct symbol *v, uint16_t dst);
void gen_store_variable(struct emitter *em, const struct symbol *v, uint16_t value);
uint16_t gen_load(struct emitter *em, const struct place *p, uint16_t dst);
void gen_store(struct emitter *em, const struct place *p, uint16_t value);
uint16_t gen_address(struct emitter *em, const struct place *p, uint16_t dst);
void gen_copy(struct emitter *em, const struct place *to, const struct place *from, uint32_t size);
void gen_init(struct emitter *em, struct place object, struct init *init);
hm_vaddr_t string_address(struct emitter *em, const struct expr *e);
struct place frame_place(struct emitter *em, const struct type *type);
struct place address_place(uint16_t reg, const struct type *type, bool own);

/* ---- fuse.c ---- */
void fuse_words(struct emitter *em, uint32_t from); /* from there to the last: they are all emitted, but for jumps forward out of them */

/* ---- flow.c ---- */
/* Sets symbol.code of each local variable: 1 when a read of it may come before any assignment. */
void flow_analyse(struct emitter *em, struct stmt *body, bool partial); /* partial: one statement of a body */

static inline bool in_memory(const struct symbol *s)
{
	return s->address_taken || !type_is_scalar(s->type);
}

#endif
