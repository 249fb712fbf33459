/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Private to the back end (lang.c emit*.c flow.c memory.c vm.c value.c): what a compiled session is made of.
 *
 * Host tables are append-only; struct lang_state, at offset 0 of the machine's client part, holds their lengths, so that undo shortens
 * and redo lengthens them. What is beyond a length stays until something new is written there. The only host data that changes in
 * place is the body of a function number; each change is an entry of `binds`, which lang_sync() walks back and forth.
 *
 * The client part: struct lang_state | shadow bits of the stacks (1 = uninitialised byte) | one slice for each task id.
 * User memory: text (an address for each function whose address was taken) | data and strings, growing up | stacks.
 */
#ifndef LANG_CODE_H
#define LANG_CODE_H

#include "shell/lang/front.h"
#include "shell/lang/lang.h"
#include "shell/lang/nodes.h"
#include "shell/lang/ops.h"

enum {
	USER_SIZE = 4 << 20,                      /* the 4 MiB that layout.user_start begins */
	TEXT_STEP = 16, TEXT_SIZE = 64 << 10,     /* bytes of user memory a function's address stands for; all of text */
	STACK_SIZE = 2 << 20,                     /* the end of user memory: all stacks */
	STACK_ALIGN = 16,
	STACK_BLOCKS = STACK_SIZE / HM_PAGE_SIZE,
	STACK_CHUNK = 4,                          /* blocks a task takes at a time, or what its frame needs */
	SHADOW_AT = 8192, SHADOW_SIZE = STACK_SIZE / 8,
	SLICES_AT = SHADOW_AT + SHADOW_SIZE, SLICE_SIZE = 256 << 10,
	SLICE_SLOTS = SLICE_SIZE / 8,
	FIRST_SLOT = 32,                          /* behind struct task_code */
	LINK_SLOTS = 2,                           /* in front of a frame's register 0 */
	MAX_DEPTH = 1024,                         /* calls inside calls */
	MAX_REGISTERS = 16000,                    /* of one function */
	MAX_NESTING = 3000,                       /* recursion of emit: the parser stops long before */
	NO_BODY = 0
};

/* The number of the code in scratch. */
#define LOOK_FUNCTION UINT32_MAX

/* Offset 0 of the client part: plain data. All counts start at 0; entry 0 of bodies and functions is never used. */
struct lang_state {
	struct front_mark front;
	uint32_t words, bodies, functions, binds, refs, locals, pool, notes;
	uint32_t text;                            /* addresses given to functions */
	uint32_t brk;                             /* data in use, from the end of text */
	uint32_t values;                          /* $1 ... */
	uint64_t stack_used[STACK_BLOCKS / 64];
	uint16_t stack_run[STACK_BLOCKS];         /* by last block: how many blocks that chunk has */
};

/* Start of a task's slice: where its code stands. */
struct task_code {
	uint64_t memory;                          /* packed stack pointer, see memory.h */
	uint64_t value;                           /* of the last finished code */
	uint32_t pc, base;                        /* base: slot of the innermost frame's register 0 */
	uint32_t depth, frame;                    /* frame: offset of the frame's memory from the stacks' start */
	uint32_t busy, function;                  /* function: what lang_start() was given */
	uint32_t done, returned;
	uint32_t blocked, unused;                 /* the call at pc has been counted as a step */
};

/* Compiled code of one function, block or unit. */
struct body {
	uint32_t entry, end, parent;              /* parent: the body that this one lies inside, or NO_BODY */
	uint32_t name, loc;                       /* pool offset */
	uint32_t registers, memory;               /* of a frame */
	uint32_t params;
	uint32_t locals, local_count, refs;       /* refs: head of the chain */
	const struct type *value_type;            /* of the last expression statement; NULL: none */
};

/* What a call names: the body may come later, or change at the prompt. Mirrors what CALL needs of the body. */
struct lang_function {
	uint32_t body;
	uint32_t entry, registers, params;
	uint32_t name, hash;
	uint32_t ref_stamp, reach_stamp;          /* of the last frame that was seen to name it; of the last search that came here */
};

struct bind { uint32_t function, before, after; };

/* What an address in text stands for. */
enum text_kind { TEXT_FUNCTION, TEXT_CALL, TEXT_LIBRARY };
struct text_slot { enum text_kind kind; uint32_t number, args; };

/* A parameter or local variable, for lang_show_locals(). indirect: the register holds the address of a struct. */
struct local { uint32_t name, body; const struct type *type; uint32_t place, begin, end; bool in_memory, indirect; };

struct ref { uint32_t function, loc, next; bool implicit; }; /* next: of the same body, 0 ends */

struct code_table {
	uint64_t *word;
	uint32_t *loc;
	uint64_t *statement;                      /* bit: first word of a statement */
	uint32_t length, capacity;
};

/* Who called the function that made a kernel call: see path.c. */
enum { CALL_PATHS = 1 << 16, PATH_CALLERS = 4 };
struct call_note { uint32_t before, site; };                      /* before: how many calls were made until then */
struct call_path { uint32_t before, from[PATH_CALLERS]; };
struct call_paths {
	struct call_note note[CALL_PATHS];        /* rings: by `before`; by the path's number */
	struct call_path path[CALL_PATHS];
	uint64_t count, most;                     /* of paths: now, and before any were dropped */
};

struct vm;

struct lang {
	struct call_paths *paths;                 /* NULL: no call has been made yet */
	struct hm_machine *m;
	struct source_map *map;
	struct front *front;
	struct lang_host host;
	struct lang_options options;
	struct hm_layout layout;
	struct code_table code, scratch;
	struct body *bodies;
	struct lang_function *functions;
	struct bind *binds;
	struct ref *refs;
	struct local *locals;
	struct text_slot *texts;
	char *pool;
	char *image;                              /* data as compiling left it, by offset as lang_state.brk; for lang_recall() */
	uint32_t *notes;                          /* places of uninitialised reads and the like, reported already */
	uint32_t capacity_bodies, capacity_functions, capacity_binds, capacity_refs, capacity_locals, capacity_texts, capacity_pool,
		capacity_image, capacity_notes;
	struct lang_state remembered;
	uint32_t binds_applied;
	uint32_t stamp;                           /* counts frames compiled and searches for undefined references */
	uint32_t *reached, capacity_reached;      /* work space of such a search: functions to look at */
	struct body look;                         /* the body in scratch */
	bool look_type_only;                      /* no code is wanted: only the type */
	uint64_t *look_slots;                     /* registers for code in scratch */
	uint32_t error_loc;
	char error[256];
	char complete[256];                       /* what lang_complete() returned last */
};

static inline uint64_t word_of(enum op op, uint32_t a, uint32_t imm)
{
	return (uint64_t)imm << 32 | (uint64_t)(a & 0xffffff) << 8 | (uint64_t)op;
}

/* ---- lang.c ---- */
struct lang_state *lang_state(const struct lang *lang); /* NULL: the client part is empty */
void lang_mark_state(struct lang *lang);
/* Room for one more item; false: no memory. */
bool table_room(void *items, uint32_t *capacity, uint32_t count, size_t size);
#define TABLE_ROOM(l, name, count) table_room(&(l)->name, &(l)->capacity_##name, count, sizeof(*(l)->name))
uint32_t pool_add(struct lang *lang, const char *name); /* 0: no memory */
enum { FIRST_WORD = 1 };       /* word 0 ends chains of jumps; nothing is written there */
enum { MAX_WORDS = 1 << 24 }; /* chains of jumps have 24 bits */

bool code_room(struct code_table *code); /* for one more word */

static inline bool code_word(struct code_table *code, uint64_t word, uint32_t loc)
{
	uint32_t at = code->length;

	if (at >= code->capacity && !code_room(code)) /* which never makes it longer than MAX_WORDS */
		return false;
	code->word[at] = word;
	code->loc[at] = loc;
	code->statement[at >> 6] &= ~((uint64_t)1 << (at & 63));
	code->length = at + 1;
	return true;
}

void lang_fail(struct lang *lang, uint32_t loc, const char *format, ...) __attribute__((format(printf, 3, 4)));
void bind_apply(struct lang *lang, uint32_t function, uint32_t body);
/* The body that a word belongs to. */
const struct body *body_at(const struct lang *lang, uint32_t pc);
/* Was this place reported before? Else it counts as reported from now on. */
bool lang_first_note(struct lang *lang, uint32_t loc);
void lang_diag(struct diag_list *diags, uint32_t loc, const char *code, const char *format, ...) __attribute__((format(printf, 4, 5)));

/* ---- path.c ---- */
/* The calls that are made from now on come that way; so many were made until now. False: no memory. */
bool path_note(struct lang *lang, uint32_t before, const uint32_t from[PATH_CALLERS]);

/* ---- memory.c ---- */
/* Zeroed room in user memory's data part. Returns its address, 0: full. A refused unit's room is cleared again. */
hm_vaddr_t data_alloc(struct lang *lang, uint32_t size, uint32_t align);
void data_clear(struct lang *lang, uint32_t from, uint32_t to); /* offsets as lang_state.brk */
/* Keeps that part as it is on the host; puts it back. */
bool data_remember(struct lang *lang, uint32_t from, uint32_t to);
void data_recall(struct lang *lang, uint32_t from, uint32_t to);
void data_write(struct lang *lang, hm_vaddr_t address, const void *bytes, size_t n);
/* The address of a function, made on first use; 0: text is full. */
hm_vaddr_t text_address(struct lang *lang, enum text_kind kind, uint32_t number, uint32_t args);
hm_vaddr_t text_find(const struct lang *lang, enum text_kind kind, uint32_t number); /* 0: it has none yet */
const struct text_slot *text_at(const struct lang *lang, uint64_t address);

/* ---- emit.c ---- */
struct emitter;
/* Compiles what take() hands over; see emit.c. */
bool emit_session(struct lang *lang, enum front_mode mode, uint32_t begin, uint32_t end, const char *name, struct diag_list *diags,
		  struct lang_code *code);
uint64_t convert_value(uint64_t value, const struct type *to);            /* emit_op.c: as that type's registers hold it */
bool emit_look(struct lang *lang, uint32_t begin, uint32_t end, struct diag_list *diags, struct lang_code *code);

/* ---- run.c ---- */
struct task_code *task_code(const struct lang *lang, uint16_t task); /* NULL: it never had code */
/* Runs the body in scratch, which only looks (or initialises static variables), on registers of the host. False: it met trouble. */
bool vm_run_scratch(struct lang *lang, bool look, uint64_t *value);

#endif
