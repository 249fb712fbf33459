/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pools: a list of chunks, the last one in use partly filled. Chunks behind the current one are left over from a cut: they are used
 * again when they fit and replaced when they do not. Nothing in a pool is freed alone.
 */
#include <stdlib.h>
#include <string.h>

#include "shell/lang/arena.h"

enum { CHUNK_SIZE = 64 * 1024 };

static struct arena_chunk *chunk_slot(struct arena *arena, uint32_t i)
{
	if (i < arena->count)
		return &arena->chunk[i];
	if (arena->count == arena->capacity) {
		uint32_t capacity = arena->capacity ? 2 * arena->capacity : 8;
		struct arena_chunk *chunk = realloc(arena->chunk, capacity * sizeof *chunk);

		if (!chunk)
			return NULL;
		arena->chunk = chunk;
		arena->capacity = capacity;
	}
	arena->chunk[arena->count] = (struct arena_chunk){ 0 };
	return &arena->chunk[arena->count++];
}

/* Makes chunk i hold at least `size` bytes. */
static struct arena_chunk *chunk_need(struct arena *arena, uint32_t i, size_t size)
{
	struct arena_chunk *chunk = chunk_slot(arena, i);

	if (!chunk || chunk->size >= size)
		return chunk;
	free(chunk->bytes);
	chunk->size = 0;
	chunk->bytes = malloc(size > CHUNK_SIZE ? size : CHUNK_SIZE);
	if (!chunk->bytes)
		return NULL;
	chunk->size = size > CHUNK_SIZE ? size : CHUNK_SIZE;
	return chunk;
}

static void chunk_use(struct arena *arena, uint32_t i)
{
	arena->current = i;
	arena->bytes = i < arena->count ? arena->chunk[i].bytes : NULL;
	arena->size = i < arena->count ? arena->chunk[i].size : 0;
}

void *arena_alloc_chunk(struct arena *arena, size_t size)
{
	uint32_t next = arena->count ? arena->current + 1 : 0;

	if (size > UINT32_MAX / 2)
		return NULL;
	size = (size + 7) & ~(size_t)7;
	if (!chunk_need(arena, next, size))
		return NULL;
	chunk_use(arena, next);
	arena->used = (uint32_t)size;
	return memset(arena->bytes, 0, size);
}

struct arena_mark arena_mark(const struct arena *arena)
{
	return (struct arena_mark){ arena->current, arena->used };
}

void arena_cut(struct arena *arena, struct arena_mark mark)
{
	chunk_use(arena, mark.chunk);
	arena->used = mark.used;
}

void arena_free(struct arena *arena)
{
	for (uint32_t i = 0; i < arena->count; i++)
		free(arena->chunk[i].bytes);
	free(arena->chunk);
	*arena = (struct arena){ 0 };
}
