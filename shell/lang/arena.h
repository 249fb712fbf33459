/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pools of memory that never move what they gave out. A pool is cut back to a mark in one step; what lies behind the mark stays as it
 * was until memory is taken again, so that an undone definition can come back. Memory is given out cleared.
 */
#ifndef LANG_ARENA_H
#define LANG_ARENA_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct arena_chunk {
	char *bytes;
	size_t size;
};

struct arena {
	struct arena_chunk *chunk;
	uint32_t count, capacity;
	uint32_t current;          /* chunk in use */
	uint32_t used;             /* bytes of it */
	char *bytes;               /* the chunk in use again: what is asked for in every allocation */
	size_t size;
};

struct arena_mark { uint32_t chunk, used; };

void *arena_alloc_chunk(struct arena *arena, size_t size); /* arena_alloc() where the chunk in use is full */

/* 8-byte aligned, cleared; NULL: out of memory. */
static inline void *arena_alloc(struct arena *arena, size_t size)
{
	size_t rounded = (size + 7) & ~(size_t)7;
	void *out;

	if (rounded < size || rounded > arena->size - arena->used)
		return arena_alloc_chunk(arena, size);
	out = arena->bytes + arena->used;
	arena->used += (uint32_t)rounded;
	return memset(out, 0, rounded);
}

struct arena_mark arena_mark(const struct arena *arena);
void arena_cut(struct arena *arena, struct arena_mark mark);
void arena_free(struct arena *arena);

#endif
