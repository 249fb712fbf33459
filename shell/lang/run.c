/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tasks' code: started, run, interrupted, dropped. Each task id has a fixed slice of the client part: struct task_code, then registers.
 * The first frame's link says LINK_BOTTOM; a block that interrupts stands on top of the frame it interrupts, with LINK_INTERRUPT.
 * A dead task's code stays where it died until it is dropped, so that a report can name the place.
 */
#include <stdlib.h>

#include "shell/lang/vm.h"

static size_t slice_at(uint16_t task)
{
	return SLICES_AT + (size_t)task * SLICE_SIZE;
}

struct task_code *task_code(const struct lang *lang, uint16_t task)
{
	struct hm_window w = hm_client_window(lang->m);

	return w.size < slice_at(task) + SLICE_SIZE ? NULL : (struct task_code *)(void *)(w.base + slice_at(task));
}

static uint64_t *slots_of(struct task_code *t)
{
	return (uint64_t *)(void *)t;
}

static void mark_task(struct lang *lang, uint16_t task, size_t bytes)
{
	struct hm_window w = hm_client_window(lang->m);

	hm_window_mark(&w, slice_at(task), bytes);
}

enum hm_verdict lang_start(struct lang *lang, uint16_t task, const struct lang_code *code)
{
	const struct lang_state *state = lang_state(lang);
	const struct body *body;
	enum hm_verdict verdict;
	struct task_code *t;
	uint64_t *slots;

	if (!state || !code->function || code->function >= state->bodies || task >= HM_MAX_TASKS || lang_busy(lang, task))
		return HM_REFUSED;
	verdict = hm_client_grow(lang->m, slice_at(task) + SLICE_SIZE);
	if (verdict != HM_OK)
		return verdict;
	body = &lang->bodies[code->function];
	t = task_code(lang, task);
	*t = (struct task_code){ .pc = body->entry, .base = FIRST_SLOT + LINK_SLOTS, .depth = 1, .busy = 1, .function = code->function };
	slots = slots_of(t);
	slots[FIRST_SLOT] = (uint64_t)LINK_BOTTOM << 48;
	slots[FIRST_SLOT + 1] = 0;
	for (uint32_t i = 0; i < body->params && i < body->registers; i++)
		slots[FIRST_SLOT + LINK_SLOTS + i] = 0;
	mark_task(lang, task, (FIRST_SLOT + LINK_SLOTS + body->params + 1) * sizeof(*slots));
	return HM_OK;
}

/* A frame on top of what the task does now. */
enum hm_verdict lang_interrupt(struct lang *lang, uint16_t task, const struct lang_code *block, enum hm_context context, bool irqs_off)
{
	const struct lang_state *state = lang_state(lang);
	bool idle = !lang_busy(lang, task);
	const struct body *body, *under;
	enum hm_verdict verdict;
	struct task_code *t;
	uint64_t *slots;
	uint32_t base;

	if (!state || !block->function || block->function >= state->bodies || task >= HM_MAX_TASKS)
		return HM_REFUSED;
	verdict = hm_client_grow(lang->m, slice_at(task) + SLICE_SIZE);
	t = verdict == HM_OK ? task_code(lang, task) : NULL;
	under = t && !idle ? body_at(lang, t->pc) : NULL;
	if (!t || (!idle && !under))
		return t ? HM_REFUSED : verdict;
	body = &lang->bodies[block->function];
	base = (idle ? FIRST_SLOT : t->base + under->registers) + LINK_SLOTS;
	if (base + body->registers > SLICE_SLOTS || (!idle && t->depth >= MAX_DEPTH))
		return HM_REFUSED;
	if (!idle)
		*hm_site(lang->m) = lang->code.loc[t->pc]; /* it comes here */
	verdict = hm_context_enter(lang->m, context, irqs_off);
	if (verdict != HM_OK)
		return verdict;
	t = task_code(lang, task);
	slots = slots_of(t);
	if (idle) {
		t->base = base;
		t->pc = t->depth = 0;
		t->memory = 0;
	}
	slots[base - 2] = (uint64_t)(LINK_INTERRUPT | (idle ? LINK_BOTTOM : 0) | (uint32_t)context * LINK_CONTEXT) << 48 |
			  (uint64_t)(base - t->base) << 32 | t->pc;
	slots[base - 1] = t->memory;
	t->base = base;
	t->pc = body->entry;
	t->depth++;
	t->busy = 1;
	mark_task(lang, task, (size_t)base * sizeof(*slots));
	return HM_OK;
}

bool lang_busy(const struct lang *lang, uint16_t task)
{
	const struct task_code *t = task_code(lang, task);

	return t && t->busy;
}

/* Gives back the stack chunks of all frames. */
static void unwind(struct lang *lang, struct task_code *t)
{
	struct lang_state *state = lang_state(lang);
	const uint64_t *slots = slots_of(t);
	uint64_t memory = t->memory;
	uint32_t base = t->base;

	while (base >= FIRST_SLOT + LINK_SLOTS && base < SLICE_SLOTS) {
		uint64_t link = slots[base - 2], saved = slots[base - 1];

		if (stack_end(memory) != stack_end(saved))
			stack_chunk_free(state, stack_end(memory));
		memory = saved;
		if (link >> 48 & LINK_BOTTOM || !(link >> 32 & 0xffff))
			break;
		base -= (uint32_t)(link >> 32 & 0xffff);
	}
	lang_mark_state(lang);
}

void lang_drop(struct lang *lang, uint16_t task)
{
	struct task_code *t = task_code(lang, task);

	if (!t || !t->busy)
		return;
	unwind(lang, t);
	t->busy = t->done = 0;
	t->memory = 0;
	mark_task(lang, task, sizeof(*t));
}

bool lang_returned(const struct lang *lang, uint16_t task)
{
	const struct task_code *t = task_code(lang, task);

	return t && !t->busy && t->returned;
}

bool lang_past_first(const struct lang *lang, uint16_t task, const struct lang_code *code)
{
	const struct task_code *t = task_code(lang, task);

	return code->first_end && t && t->base == FIRST_SLOT + LINK_SLOTS && t->pc >= code->first_end;
}

/* ---- running ---- */

static void vm_open(struct vm *vm, struct lang *lang, uint16_t task)
{
	struct task_code *t = task_code(lang, task);
	const struct body *body = body_at(lang, t->pc);
	struct hm_window user = hm_user_window(lang->m);
	size_t upto;

	*vm = (struct vm){ .lang = lang, .m = lang->m, .code = lang->code.word, .ip = lang->code.word + t->pc, .loc = lang->code.loc, .functions = lang->functions,
			   .user = hm_user_base(lang->m), .user_dirty = hm_user_dirty(lang->m),
			   .slots = slots_of(t), .client = hm_client_window(lang->m), .site = hm_site(lang->m), .memory = t->memory,
			   .depth = t->depth, .patience = PATIENCE, .task = t,
			   .event_count = hm_event_counter(lang->m), .events_end = hm_event_count(lang->m) + EVENTS_AT_ONCE, .calls_made = hm_call_counter(lang->m),
			   .page_begin = lang->layout.mem_map, .page_span = lang->layout.mem_map_end - lang->layout.mem_map, .user_size = (uint32_t)user.size };
	loc_open(vm);
	vm->r = vm->slots + t->base;
	vm->end = vm->slots + SLICE_SLOTS;
	vm->stacks = vm->user_size - STACK_SIZE;
	vm->stacks_at = lang->layout.user_start + vm->stacks;
	vm->shadow = vm->client.base + SHADOW_AT;
	upto = ((size_t)t->base + (body ? body->registers : 0)) * sizeof(uint64_t);
	upto = (upto + HM_PAGE_SIZE - 1) & ~(size_t)(HM_PAGE_SIZE - 1);
	vm->marked = vm->slots + upto / sizeof(uint64_t);
	mark_task(lang, task, upto);
}

static void vm_close(struct vm *vm)
{
	struct task_code *t = vm->task;

	t->pc = (uint32_t)(vm->ip - vm->code);
	t->base = (uint32_t)(vm->r - vm->slots);
	t->memory = vm->memory;
	t->depth = vm->depth;
	if (vm->result == LANG_DONE)
		t->busy = 0;
}

enum lang_result lang_run(struct lang *lang, unsigned int flags, uint64_t *steps, const volatile int *interrupt)
{
	uint16_t task = hm_current_task(lang->m);
	struct vm vm;

	if (!lang_busy(lang, task))
		return LANG_DONE;
	vm_open(&vm, lang, task);
	vm.interrupt = interrupt;
	vm.budget = *steps;
	vm.by_statement = flags & LANG_RUN_STATEMENT;
	vm.words = flags & LANG_RUN_STEP ? 1 : 0;
	vm.stepping = vm.by_statement || vm.words;
	if (vm_refuel(&vm) == STEP_ON)
		vm_execute(&vm);
	vm_close(&vm);
	*steps = vm.budget + (vm.fuel > 0 ? (uint64_t)vm.fuel : 0) - vm.overdrawn;
	if (vm.result == LANG_ERROR)
		lang_drop(lang, task);
	return vm.result;
}

uint32_t lang_site(const struct lang *lang, uint16_t task, const char **function)
{
	const struct task_code *t = task_code(lang, task);
	const struct body *body;

	if (function)
		*function = NULL;
	if (!t || !t->busy)
		return 0;
	body = body_at(lang, t->pc);
	if (body && function)
		*function = lang->pool + body->name;
	return t->pc < lang->code.length ? lang->code.loc[t->pc] : 0;
}

const char *lang_function_at(const struct lang *lang, uint32_t loc)
{
	const struct body *body = NULL;

	for (uint32_t pc = FIRST_WORD; loc && !body && pc < lang->code.length; pc++)
		if (lang->code.loc[pc] == loc)
			body = body_at(lang, pc);
	return body ? lang->pool + body->name : NULL;
}

/* ---- scratch ---- */

bool vm_run_scratch(struct lang *lang, bool look, uint64_t *value)
{
	struct hm_window user = hm_user_window(lang->m);
	struct task_code task = { .busy = 1 };
	struct vm vm = { .lang = lang, .m = lang->m, .code = lang->scratch.word, .ip = lang->scratch.word + lang->look.entry,
			 .user = hm_user_base(lang->m), .user_dirty = hm_user_dirty(lang->m), .loc = lang->scratch.loc, .client = hm_client_window(lang->m), .site = hm_site(lang->m), .depth = 1,
			 .patience = look ? 1 : UINT32_MAX, .fuel = INT32_MAX, .task = &task, .look = look, .event_count = hm_event_counter(lang->m), .events_end = UINT64_MAX, .user_size = (uint32_t)user.size };
	uint32_t site = *vm.site;

	*value = 0;
	if (!lang->look_slots)
		lang->look_slots = calloc(MAX_REGISTERS + LINK_SLOTS, sizeof(uint64_t));
	if (!lang->look_slots || lang->look.registers > MAX_REGISTERS) {
		lang_fail(lang, 0, "out of memory");
		return false;
	}
	loc_open(&vm);
	vm.slots = lang->look_slots;
	vm.r = vm.slots + LINK_SLOTS;
	vm.slots[0] = (uint64_t)LINK_BOTTOM << 48;
	vm.slots[1] = 0;
	vm.marked = vm.end = vm.slots + MAX_REGISTERS + LINK_SLOTS;
	vm.stacks = vm.user_size - STACK_SIZE;
	vm.stacks_at = lang->layout.user_start + vm.stacks;
	vm.shadow = vm.client.base + SHADOW_AT;
	vm_execute(&vm);
	*vm.site = site;
	*value = task.value;
	return vm.result == LANG_DONE;
}
