/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Memory of the session and of a unit, the limit of nesting, and the trail: every change of something kept is noted before it is made, as the old
 * words of memory. Going back swaps old and new from the end on, going forth again swaps them from the start on: so what undo took away, redo
 * brings back, until something new is compiled.
 */
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "shell/lang/frontend.h"

/* ---- memory ---- */

/* Scopes lie in the frames that the jump ends: they are left while they are there. */
static _Noreturn void give_up(struct front *f, int why)
{
	while (f->scope && f->scope->depth > 1)
		scope_pop(f);
	longjmp(f->boundary, why);
}

void front_fatal(struct front *f)
{
	give_up(f, 1);
}

void front_no_memory(struct front *f)
{
	give_up(f, 2);
}

void *front_keep(struct front *f, size_t size)
{
	void *p = arena_alloc(f->keep, size);

	if (!p)
		front_no_memory(f);
	return p;
}

const char *node_text(struct front *f, const char *text, size_t length)
{
	char *copy = front_node(f, length + 1);

	memcpy(copy, text, length);
	return copy;
}

void nest_too_deep(struct front *f, uint32_t loc)
{
	report(f, M_NESTING, place_of(loc, loc + 1), (unsigned int)NESTING_MAX);
	front_fatal(f);
}

/* ---- trail ---- */

static bool trail_room(struct trail *t, uint32_t n)
{
	uint32_t capacity = t->capacity;
	struct trail_entry *entry;

	while (capacity - t->length < n)
		capacity = capacity ? 2 * capacity : 256;
	if (capacity == t->capacity)
		return true;
	entry = realloc(t->entry, capacity * sizeof *entry);
	if (!entry)
		return false;
	t->entry = entry;
	t->capacity = capacity;
	return true;
}

static bool trail_add(struct trail *t, void *where, size_t size)
{
	uint64_t *first = (uint64_t *)((uintptr_t)where & ~(uintptr_t)7);
	uint32_t n = (uint32_t)(((uintptr_t)where + size - (uintptr_t)first + 7) / 8);

	if (!trail_room(t, n))
		return false;
	for (uint32_t i = 0; i < n; i++)
		t->entry[t->length++] = (struct trail_entry){ .where = first + i, .other = first[i] };
	t->filled = t->length;
	return true;
}

void trail_save(struct front *f, void *where, size_t size)
{
	if (!trail_add(f->track, where, size))
		front_no_memory(f);
}

bool front_trail(struct front *f, void *where, size_t size)
{
	return trail_add(&f->trail, where, size);
}

static void swap(struct trail_entry *e)
{
	uint64_t now = *e->where;

	*e->where = e->other;
	e->other = now;
}

/* Back to an earlier length, or forth to one that was undone. */
void trail_move(struct trail *t, uint32_t length)
{
	while (t->length > length)
		swap(&t->entry[--t->length]);
	while (t->length < length && t->length < t->filled)
		swap(&t->entry[t->length++]);
}

/* ---- marks ---- */

struct front_mark front_mark(const struct front *f)
{
	struct arena_mark arena = arena_mark(&f->session);

	return (struct front_mark){ .symbols = f->trail.length, .types = f->type_count, .arena_chunk = arena.chunk, .arena_used = arena.used,
		.source_end = source_end(f->map), .macros = f->prelude_done };
}

void front_truncate(struct front *f, const struct front_mark *mark)
{
	const struct front_mark *to = mark->macros ? mark : &f->base;

	trail_move(&f->trail, to->symbols);
	f->type_count = to->types;
	arena_cut(&f->session, (struct arena_mark){ to->arena_chunk, to->arena_used });
	f->cursor.valid = false;
}
