/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The VM's careful ways to memory: through the machine's MMU, over more than eight bytes, and wherever shadow bits are to be asked or
 * changed. A run that only looks (vm->look) peeks: no TLB, no A and D bits, no event.
 */
#include <stdarg.h>
#include <stdio.h>

#include "shell/lang/vm.h"

/* ---- verdicts ---- */

static uint32_t vm_loc(const struct vm *vm)
{
	return vm->loc[vm->ip - vm->code];
}

enum step vm_fail(struct vm *vm, const char *format, ...)
{
	char text[sizeof(vm->lang->error)];
	va_list ap;

	va_start(ap, format);
	(void)vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	lang_fail(vm->lang, vm_loc(vm), "%s", text);
	vm->result = LANG_ERROR;
	return STEP_STOP;
}

enum step vm_verdict(struct vm *vm, enum hm_verdict verdict)
{
	switch (verdict) {
	case HM_OK:
	case HM_ABANDONED:
		return STEP_ON;
	case HM_BLOCKED:
		vm->result = LANG_BLOCKED;
		return STEP_STOP;
	case HM_DIED:
		vm->result = LANG_DIED;
		return STEP_STOP;
	case HM_REFUSED:
		return vm_fail(vm, "this machine has no such call");
	case HM_NOMEM:
		break;
	}
	return vm_fail(vm, "out of memory");
}

enum step vm_divide_error(struct vm *vm)
{
	if (vm->look)
		return vm_fail(vm, "division by zero");
	return vm_verdict(vm, hm_divide_error(vm->m));
}

enum step vm_events(struct vm *vm)
{
	vm->patience = PATIENCE;
	if (*vm->event_count < vm->events_end)
		return STEP_ON;
	vm->result = LANG_STOPPED;
	return STEP_STOP;
}

/* ---- user memory ---- */

static uint32_t user_offset(const struct vm *vm, uint32_t address)
{
	return address - vm->lang->layout.user_start;
}

/* Is [address, address + n) inside user memory? */
static bool in_user(const struct vm *vm, uint32_t address, size_t n)
{
	uint32_t at = user_offset(vm, address);

	return at <= vm->user_size && n <= vm->user_size - at;
}

static void mark_user(struct vm *vm, uint32_t at, size_t n)
{
	struct hm_window w = { .base = *vm->user, .dirty = *vm->user_dirty, .size = vm->user_size };

	hm_window_mark(&w, at, n);
}

/* ---- shadow bits ---- */

/* The part of [address, address + n) that lies in the stacks: its offset there; n becomes its length. */
static uint32_t stack_part(const struct vm *vm, uint32_t address, size_t *n)
{
	uint32_t at = user_offset(vm, address), first = vm->stacks;
	size_t end;

	if (at > vm->user_size || *n > vm->user_size) {
		*n = 0;
		return 0;
	}
	end = at + *n < vm->user_size ? at + *n : vm->user_size;
	if (at > first)
		first = at;
	*n = end > first ? end - first : 0;
	return first - vm->stacks;
}

static void shadow_range(struct vm *vm, uint32_t at, size_t n, bool value)
{
	if (!n)
		return;
	shadow_set_range(vm->shadow, at, (uint32_t)n, value);
	hm_window_mark(&vm->client, SHADOW_AT + (at >> 3), (n + 15) >> 3);
}

void vm_shadow_clear(struct vm *vm, uint32_t address, size_t n)
{
	uint32_t at = stack_part(vm, address, &n);

	if (n && n <= 8 && !shadow_any(vm->shadow, at, (unsigned int)n))
		return;
	shadow_range(vm, at, n, false);
}

/* The name that stands at that place of the source; its length, 0: none does. */
static size_t name_at(const struct lang *lang, uint32_t loc, const char **name)
{
	size_t length, n = 0;
	const char *text = source_text(lang->map, source_spelling(lang->map, loc), &length);

	*name = text;
	while (text && n < length && n < 64 && (text[n] == '_' || (text[n] >= 'a' && text[n] <= 'z') || (text[n] >= 'A' && text[n] <= 'Z') ||
						(n && text[n] >= '0' && text[n] <= '9')))
		n++;
	return n;
}

void vm_note(struct vm *vm, const char *code, const char *format, ...)
{
	struct lang *lang = vm->lang;
	uint32_t loc = vm_loc(vm);
	char text[200];
	va_list ap;

	if (vm->look || !lang->host.note || !lang_first_note(lang, loc))
		return;
	va_start(ap, format);
	(void)vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	lang->host.note(lang->host.context, DIAG_WARNING, code, loc, text);
}

void vm_uninitialised(struct vm *vm)
{
	const char *name;
	size_t n = name_at(vm->lang, vm_loc(vm), &name);

	if (n)
		vm_note(vm, "uninitialized-read", "'%.*s' is read here, and nothing was assigned to it: its bytes are 0xcc", (int)n, name);
	else
		vm_note(vm, "uninitialized-read", "this reads bytes that nothing was assigned to: they are 0xcc");
}

bool vm_shadow_check(struct vm *vm, uint32_t address, unsigned int n)
{
	size_t part = n;
	uint32_t at = stack_part(vm, address, &part);

	if (!part || !shadow_any(vm->shadow, at, (unsigned int)part))
		return false;
	vm_uninitialised(vm);
	return true;
}

/* The copy knows as little as its source. */
static void shadow_copy(struct vm *vm, uint32_t to, uint32_t from, size_t n)
{
	size_t to_n = n, from_n = n;
	uint32_t to_at = stack_part(vm, to, &to_n), from_at = stack_part(vm, from, &from_n);

	if (!to_n)
		return;
	shadow_range(vm, to_at, to_n, false);
	for (size_t i = 0; from_n == n && to_n == n && i < n; i++)
		if (shadow_any(vm->shadow, from_at + (uint32_t)i, 1))
			shadow_range(vm, to_at + (uint32_t)i, 1, true);
}

/* ---- single values ---- */

enum step vm_load(struct vm *vm, uint32_t address, unsigned int size, uint64_t *value)
{
	enum step step;

	*value = 0;
	if (vm->look) {
		vm->patience = 1; /* at its end before the next one too */
		return hm_peek(vm->m, address, value, size) ? STEP_ON : vm_fail(vm, "Cannot access memory at address 0x%x", address);
	}
	step = vm_events(vm);
	if (step != STEP_ON)
		return step;
	vm_shadow_check(vm, address, size);
	return vm_verdict(vm, hm_load(vm->m, address, size, value));
}

enum step vm_store(struct vm *vm, uint32_t address, unsigned int size, uint64_t value)
{
	enum hm_verdict verdict;

	if (vm->look)
		return vm_fail(vm, "nothing can be stored while hmsh only looks");
	if (!vm->patience && vm_events(vm) != STEP_ON)
		return STEP_STOP;
	verdict = hm_store(vm->m, address, size, value);
	if (__builtin_expect(verdict != HM_OK, 0))
		return vm_verdict(vm, verdict);
	if (address - vm->stacks_at < STACK_SIZE)
		vm_shadow_clear(vm, address, size);
	return STEP_ON;
}

/* The index has left the variable so far that no variable is there: the machine answers, as it does to any stray pointer. */
static void note_stray(struct vm *vm, uint32_t address)
{
	vm_note(vm, "stray-access", "the variable ends long before 0x%08x: what lies there is no variable of yours", address);
}

enum step vm_load_stray(struct vm *vm, uint32_t address, unsigned int size, uint64_t *value)
{
	if (!in_user(vm, address, size))
		note_stray(vm, address);
	return vm_load(vm, address, size, value);
}

enum step vm_store_stray(struct vm *vm, uint32_t address, unsigned int size, uint64_t value)
{
	if (!in_user(vm, address, size))
		note_stray(vm, address);
	vm->patience--;
	return vm_store(vm, address, size, value);
}

/* ---- structs ---- */

static enum step copy_in(struct vm *vm, uint32_t from, bool any, uint8_t *bytes, size_t n)
{
	size_t done;

	if (!any && in_user(vm, from, n)) {
		memcpy(bytes, *vm->user + user_offset(vm, from), n);
		return STEP_ON;
	}
	if (vm->look)
		return hm_peek(vm->m, from, bytes, n) ? STEP_ON : vm_fail(vm, "Cannot access memory at address 0x%x", from);
	return vm_verdict(vm, hm_read(vm->m, from, bytes, n, &done));
}

static enum step copy_out(struct vm *vm, uint32_t to, bool any, const uint8_t *bytes, size_t n)
{
	size_t done;

	if (!any && in_user(vm, to, n)) {
		memcpy(*vm->user + user_offset(vm, to), bytes, n);
		mark_user(vm, user_offset(vm, to), n);
		return STEP_ON;
	}
	return vm_verdict(vm, hm_write(vm->m, to, bytes, n, &done));
}

/* In pieces: a struct may be larger than any buffer here. The two may overlap only where they are equal, as in C. */
enum step vm_copy(struct vm *vm, uint32_t to, uint32_t from, uint64_t how)
{
	size_t size = (size_t)(how >> 2), n;
	uint8_t bytes[1024];

	if (vm_events(vm) != STEP_ON)
		return STEP_STOP;
	for (size_t at = 0; at < size; at += n) {
		n = size - at < sizeof(bytes) ? size - at : sizeof(bytes);
		if (copy_in(vm, from + (uint32_t)at, how & 1, bytes, n) != STEP_ON ||
		    copy_out(vm, to + (uint32_t)at, how & 2, bytes, n) != STEP_ON)
			return STEP_STOP;
		shadow_copy(vm, to + (uint32_t)at, from + (uint32_t)at, n);
	}
	return STEP_ON;
}

enum step vm_zero(struct vm *vm, uint32_t address, uint32_t size)
{
	size_t done;

	if (!in_user(vm, address, size)) {
			return vm_verdict(vm, hm_fill(vm->m, address, 0, size, &done));
	}
	memset(*vm->user + user_offset(vm, address), 0, size);
	mark_user(vm, user_offset(vm, address), size);
	vm_shadow_clear(vm, address, size);
	return STEP_ON;
}

void vm_poison(struct vm *vm, uint32_t at, uint32_t size)
{
	memset(*vm->user + vm->stacks + at, 0xcc, size);
	mark_user(vm, vm->stacks + at, size);
	shadow_range(vm, at, size, true);
}
