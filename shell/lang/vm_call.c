/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Calls and returns of the VM that are more than a change of frame: rows of the machine and of library.c, function pointers, frames with
 * memory, the end of a task's code, the return from an interrupt's block; and the limits of steps, depth and registers.
 */
#include <stdio.h>

#include "shell/lang/vm.h"

/* ---- limits ---- */

enum step vm_refuel(struct vm *vm)
{
	if (vm->interrupt && *vm->interrupt) {
		vm->result = LANG_INTERRUPTED;
		return STEP_STOP;
	}
	if (!vm->budget) {
		vm->result = LANG_STOPPED;
		return STEP_STOP;
	}
	vm->fuel = vm->budget < FUEL_STEPS ? (int64_t)vm->budget : FUEL_STEPS;
	vm->budget -= (uint64_t)vm->fuel;
	return STEP_ON;
}

/* One call may go over megabytes: then it is many steps, or a loop of such calls would be stopped by the clock only. */
void vm_charge(struct vm *vm, size_t bytes)
{
	uint64_t steps = bytes / BYTES_OF_STEP, fuel = vm->fuel > 0 ? (uint64_t)vm->fuel : 0;

	if (steps <= fuel) {
		vm->fuel -= (int64_t)steps;
		return;
	}
	steps -= fuel;
	vm->fuel = 0;
	vm->overdrawn += steps > vm->budget ? steps - vm->budget : 0;
	vm->budget -= steps > vm->budget ? vm->budget : steps;
}

/* The blocks from `marked` up to that slot will be written. */
static void mark_slots(struct vm *vm, const uint64_t *upto)
{
	size_t from = (size_t)((uint8_t *)vm->marked - vm->client.base), to = (size_t)((const uint8_t *)upto - vm->client.base);

	to = (to + HM_PAGE_SIZE - 1) & ~(size_t)(HM_PAGE_SIZE - 1);
	hm_window_mark(&vm->client, from, to - from);
	vm->marked = (uint64_t *)(void *)(vm->client.base + to);
}

enum step vm_room(struct vm *vm, const struct lang_function *f, const uint64_t *base)
{
	if (!f->body)
		return vm_fail(vm, "undefined reference to '%s'", vm->lang->pool + f->name);
	if (vm->depth >= MAX_DEPTH)
		return vm_fail(vm, "calls nest deeper than %u: '%s' is not called any more", (unsigned int)MAX_DEPTH, vm->lang->pool + f->name);
	if (base + f->registers > vm->end)
		return vm_fail(vm, "the stack of this task is full: '%s' cannot be called", vm->lang->pool + f->name);
	if (base + f->registers > vm->marked)
		mark_slots(vm, base + f->registers);
	return STEP_ON;
}

/* ---- frames with memory ---- */

enum step vm_enter(struct vm *vm, uint32_t size)
{
	uint32_t units = size / STACK_ALIGN, top = stack_top(vm->memory), end = stack_end(vm->memory);

	if (top + units > end) {
		if (!stack_chunk(lang_state(vm->lang), size, &vm->memory))
			return vm_fail(vm, "all stacks are full: this call needs %u bytes", size);
		lang_mark_state(vm->lang);
		top = stack_top(vm->memory);
		end = stack_end(vm->memory);
	}
	vm->memory = stack_pack(top + units, top, end);
	return STEP_ON;
}

void vm_leave_memory(struct vm *vm, uint64_t saved)
{
	if (stack_end(saved) != stack_end(vm->memory)) {
		stack_chunk_free(lang_state(vm->lang), stack_end(vm->memory));
		lang_mark_state(vm->lang);
	}
	vm->memory = saved;
}

/* ---- rows ---- */

/* A value inside mem_map in an address's place, seen behind casts and void pointers. */
enum step vm_lint(struct vm *vm, uint64_t word)
{
	struct lang *lang = vm->lang;
	uint64_t value = vm->r[(uint16_t)(word >> 8)];
	unsigned int row = (uint16_t)(word >> 32), argument = (unsigned int)(word >> 48) & 0xff;
	bool library = !(word >> 56 & 1);
	const struct hm_era *era = hm_machine_era(vm->m);
	char text[192];

	if (lang->options.lint == LANG_LINT_OFF || !hm_is_page_pointer(vm->m, value))
		return STEP_ON;
	(void)snprintf(text, sizeof(text), "type error: '%s *' given where a mapped address is expected",
		       era && era->page_type ? era->page_type : "void");
	if (lang->options.lint == LANG_LINT_ERROR && lang->host.note) {
		lang->host.note(lang->host.context, DIAG_ERROR, "-Wpage-as-address", vm->loc[vm->ip - vm->code], text);
		return vm_fail(vm, "%s", "");
	}
	if (!lang_first_note(lang, vm->loc[vm->ip - vm->code]))
		return STEP_ON;
	*vm->site = vm->loc[vm->ip - vm->code];
	if (!library)
		hm_note_page_as_address(vm->m, row, argument, (hm_vaddr_t)value);
	if (lang->host.note)
		lang->host.note(lang->host.context, DIAG_WARNING, "-Wpage-as-address", vm->loc[vm->ip - vm->code], text);
	return STEP_ON;
}

/* The places of the calls that led into this frame, innermost first; they are told where there is memory for it. */
static bool vm_path(struct vm *vm)
{
	uint32_t from[PATH_CALLERS] = { 0 };
	const uint64_t *r = vm->r;

	for (unsigned int n = 0; n < PATH_CALLERS && !(r[-2] >> 48) && (uint32_t)r[-2]; n++) {
		from[n] = vm->loc[(uint32_t)r[-2] - 1];
		r -= r[-2] >> 32;
	}
	if (!path_note(vm->lang, *vm->calls_made, from))
		return false;
	vm->notes = vm->lang->paths->note;
	vm->short_until = vm->events_end;
	return true;
}

enum step vm_row_ended(struct vm *vm, enum hm_verdict verdict)
{
	vm->task->blocked = verdict == HM_BLOCKED;
	return vm_verdict(vm, verdict);
}

static enum step machine_row(struct vm *vm, unsigned int row, const uint64_t *args, uint64_t *result, bool again)
{
	enum hm_verdict verdict;

	if (!again && vm_path(vm))
		note_call(vm, vm->loc[vm->ip - vm->code]);
	verdict = hm_call_invoke(vm->m, row, args, result);
	return verdict == HM_OK ? STEP_ON : vm_row_ended(vm, verdict);
}

enum step vm_row(struct vm *vm, uint64_t word)
{
	uint64_t *args = vm->r + (uint16_t)(word >> 8), result = 0;
	unsigned int row = (uint16_t)(word >> 32), count = (unsigned int)(word >> 48);
	bool again = vm->task->blocked, library = (word & 0xff) == OP_LCALL;
	enum step step = vm_events(vm);

	if (step != STEP_ON)
		return step;
	vm->fuel -= !again;
	vm->task->blocked = 0;
	step = library ? library_invoke(vm, row, args, count, &result) : machine_row(vm, row, args, &result, again);
	if (step == STEP_ON)
		args[0] = result;
	return step;
}

/* ---- function pointers ---- */

static enum step call_nothing(struct vm *vm, uint64_t address)
{
	uint64_t byte;
	enum step step;

	step = vm_load(vm, (uint32_t)address, 1, &byte);
	return step == STEP_ON ? vm_fail(vm, "0x%08x is called, and no function is there", (unsigned int)address) : step;
}

static enum step call_row_pointer(struct vm *vm, uint64_t word, const struct text_slot *slot)
{
	uint32_t a = (uint16_t)(word >> 8);
	unsigned int count = (unsigned int)(word >> 48);
	enum op op = slot->kind == TEXT_LIBRARY ? OP_LCALL : OP_KCALL;
	enum step step;

	if (vm->fuel <= 0 && vm_refuel(vm) != STEP_ON)
		return STEP_STOP;
	for (unsigned int i = count; i < HM_MAX_ARGS; i++)
		vm->r[a + i] = 0xccccccccu;
	step = vm_row(vm, word_of(op, a, (count < slot->args ? slot->args : count) << 16 | slot->number));
	if (step == STEP_ON)
		vm->r[a - LINK_SLOTS] = vm->r[a];
	return step;
}

/* Arguments that a wrong pointer's type leaves out hold what an uninitialised variable holds. */
enum step vm_call_pointer(struct vm *vm, uint64_t word, const struct lang_function **f)
{
	uint64_t *args = vm->r + (uint16_t)(word >> 8), address = vm->r[(uint16_t)(word >> 32)];
	const struct text_slot *slot = text_at(vm->lang, address);

	*f = NULL;
	if (!slot)
		return call_nothing(vm, address);
	if (slot->kind != TEXT_FUNCTION)
		return call_row_pointer(vm, word, slot);
	*f = &vm->lang->functions[slot->number];
	if ((!(*f)->body || args + (*f)->registers > vm->marked) && vm_room(vm, *f, args) != STEP_ON)
		return STEP_STOP;
	for (uint64_t i = word >> 48; i < (*f)->params; i++)
		args[i] = 0xffffffffccccccccu;
	return STEP_ON;
}

/* ---- returns ---- */

static enum step return_from_interrupt(struct vm *vm, uint64_t link)
{
	enum hm_context context = (enum hm_context)(link >> 48 >> 2 & 3);
	enum hm_verdict verdict = hm_context_exit(vm->m, context);

	if (verdict == HM_DIED || verdict == HM_NOMEM)
		return vm_verdict(vm, verdict);
	vm->depth--;
	vm->ip = vm->code + (uint32_t)link;
	vm->r -= link >> 32 & 0xffff;
	if (link >> 48 & LINK_BOTTOM) {
		vm->result = LANG_DONE;
		return STEP_STOP;
	}
	return vm_verdict(vm, verdict);
}

enum step vm_return_special(struct vm *vm, uint64_t link, uint64_t value)
{
	if (link >> 48 & LINK_INTERRUPT)
		return return_from_interrupt(vm, link);
	vm->task->value = value;
	vm->task->done = 1;
	vm->result = LANG_DONE;
	return STEP_STOP;
}
