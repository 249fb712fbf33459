/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Private to vm*.c and library.c: one run of one task's code. Lives on the host's stack while lang_run() lasts; what must outlive it is
 * in struct task_code and in the registers, both in the client part of the machine.
 *
 * The client part moves only when lang_start() makes it larger, never while code runs.
 */
#ifndef LANG_VM_H
#define LANG_VM_H

#include "shell/lang/memory.h"

enum link_flag { LINK_BOTTOM = 1, LINK_INTERRUPT = 2, LINK_CONTEXT = 4 /* times enum hm_context */ };

/* What a slow path did. */
enum step {
	STEP_ON,                   /* go on */
	STEP_STOP                  /* vm->result says why lang_run() returns; the instruction at vm->ip is not done */
};

struct vm {
	struct lang *lang;
	struct hm_machine *m;
	const uint64_t *code, *ip; /* ip: the current instruction, saved before slow paths */
	const uint32_t *loc;
	uintptr_t loc_of;          /* what loc's address is when half of an instruction's address is taken off: see loc_at() */
	const struct lang_function *functions;
	uint64_t *slots, *r;       /* of the task; r: register 0 of the frame */
	uint64_t *marked, *end;    /* slots below `marked` are marked as written; end of the slice */
	uint8_t *const *user;      /* the engine's own: user memory may move with every engine call that makes a frame */
	uint64_t *const *user_dirty;
	uint32_t user_size, stacks; /* stacks: offset of the stacks in user memory */
	uint32_t stacks_at;        /* their address */
	uint8_t *shadow;
	struct hm_window client;
	uint32_t *site;
	const uint64_t *event_count; /* the engine's own, as `site` is */
	const uint32_t *calls_made;
	uint64_t events_end;       /* length of the log at which this run ends: its readers must come by */
	uint64_t memory;           /* packed stack pointer */
	uint32_t depth, patience;  /* patience: accesses until the event log is looked at again */
	int64_t fuel;              /* steps until the next look at budget and Ctrl-C */
	uint64_t budget;           /* steps left behind `fuel` */
	uint64_t overdrawn;        /* steps of one library call for which both were too small */
	const volatile int *interrupt;
	uint32_t page_begin, page_span; /* values that LINT asks about */
	struct task_code *task;
	uint64_t short_until;      /* as events_end, for calls that need not ask for their path; 0 when the frame is another than at the last call */
	struct call_note *notes;   /* lang's, once short_until is not 0 */
	enum lang_result result;
	bool look;                 /* nothing may change: loads peek; patience is at its end before each */
	bool stepping;             /* by_statement, or words is not 0 */
	bool by_statement;         /* stops before each statement */
	uint64_t words;            /* stops before that many more words have been run, 0: it does not */
};

enum { FUEL_STEPS = 512, BYTES_OF_STEP = 64, PATIENCE = 4096, EVENTS_AT_ONCE = HM_EVENT_RING / 2 };

/* The place in the source of the word in front of ip. Words and places grow together, eight bytes and four: one shift finds it. */
static inline uint32_t loc_at(const struct vm *vm, const uint64_t *ip)
{
	return *(const uint32_t *)(vm->loc_of + ((uintptr_t)ip >> 1));
}

static inline void loc_open(struct vm *vm)
{
	vm->loc_of = (uintptr_t)vm->loc - ((uintptr_t)(vm->code + 1) >> 1);
}

/* Before a call of the machine. */
static inline void note_call(const struct vm *vm, uint32_t site)
{
	uint32_t before = *vm->calls_made;
	struct call_note *note = &vm->notes[before % CALL_PATHS];

	note->before = before;
	note->site = site;
}

/* ---- vm_access.c ---- */
enum step vm_load(struct vm *vm, uint32_t address, unsigned int size, uint64_t *value);
/* The same inside a variable, by an index that leads out of user memory: said once a place. */
enum step vm_load_stray(struct vm *vm, uint32_t address, unsigned int size, uint64_t *value);
enum step vm_store_stray(struct vm *vm, uint32_t address, unsigned int size, uint64_t value);
enum step vm_store(struct vm *vm, uint32_t address, unsigned int size, uint64_t value);
enum step vm_copy(struct vm *vm, uint32_t to, uint32_t from, uint64_t how);
enum step vm_divide_error(struct vm *vm);
enum step vm_zero(struct vm *vm, uint32_t address, uint32_t size);
void vm_poison(struct vm *vm, uint32_t at, uint32_t size);   /* at: offset in user memory */
/* A warning about the statement at vm->ip, once a place; nothing while hmsh only looks. */
void vm_note(struct vm *vm, const char *code, const char *format, ...) __attribute__((format(printf, 3, 4)));
void vm_uninitialised(struct vm *vm);                        /* a read at vm->ip: noted once */
void vm_shadow_clear(struct vm *vm, uint32_t address, size_t n);
bool vm_shadow_check(struct vm *vm, uint32_t address, unsigned int n); /* notes; address anywhere */
enum step vm_verdict(struct vm *vm, enum hm_verdict verdict); /* of an engine call other than HM_OK */
enum step vm_fail(struct vm *vm, const char *format, ...) __attribute__((format(printf, 2, 3)));
enum step vm_events(struct vm *vm);                          /* stops when readers of the log would lose something */

/* ---- vm_call.c ---- */
enum step vm_refuel(struct vm *vm);                          /* fuel is used up: Ctrl-C, budget */
void vm_charge(struct vm *vm, size_t bytes);                 /* a library call has gone over so many */
enum step vm_room(struct vm *vm, const struct lang_function *f, const uint64_t *base); /* registers beyond `marked`, or no body */
enum step vm_enter(struct vm *vm, uint32_t size);
enum step vm_lint(struct vm *vm, uint64_t word);
enum step vm_row(struct vm *vm, uint64_t word);
enum step vm_row_ended(struct vm *vm, enum hm_verdict verdict); /* the machine's call at vm->ip: not by HM_OK */
enum step vm_call_pointer(struct vm *vm, uint64_t word, const struct lang_function **f);
void vm_leave_memory(struct vm *vm, uint64_t saved);
enum step vm_return_special(struct vm *vm, uint64_t link, uint64_t value);

/* ---- vm.c ---- */
void vm_execute(struct vm *vm);

/* ---- library.c ---- */
enum step library_invoke(struct vm *vm, unsigned int row, uint64_t *arg, unsigned int count, uint64_t *result);

#endif
