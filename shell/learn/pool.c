/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A list of allocations that end together: see pool.h. Small requests share a chunk.
 */
#include <stdlib.h>
#include <string.h>

#include "shell/learn/pool.h"

enum { CHUNK = 16384, ALIGN = 16 };

struct pool_chunk {
	struct pool_chunk *next;
	size_t used, size;
	_Alignas(ALIGN) char bytes[];
};

static struct pool_chunk *new_chunk(struct pool *p, size_t size)
{
	size_t room = size > CHUNK ? size : CHUNK;
	struct pool_chunk *c = room > (size_t)1 << 40 ? NULL : calloc(1, sizeof(*c) + room);

	if (!c) {
		p->failed = true;
		return NULL;
	}
	c->size = room;
	c->next = p->chunk;
	p->chunk = c;
	return c;
}

void *pool_alloc(struct pool *p, size_t size)
{
	struct pool_chunk *c = p->chunk;
	void *bytes;

	size = (size + ALIGN - 1) & ~(size_t)(ALIGN - 1);
	if (!c || c->size - c->used < size)
		c = new_chunk(p, size);
	if (!c)
		return NULL;
	bytes = c->bytes + c->used;
	c->used += size;
	return bytes;
}

const char *pool_copy(struct pool *p, const char *bytes, size_t n)
{
	char *copy = pool_alloc(p, n + 1);

	if (!copy)
		return "";
	if (n)
		memcpy(copy, bytes, n);
	return copy;
}

void *pool_more(struct pool *p, void *pointer_to_array, size_t *count, size_t size)
{
	size_t n = *count;
	char *array;

	memcpy(&array, pointer_to_array, sizeof(array)); /* whatever its type */
	if (!(n & (n - 1))) { /* 0, 1, 2, 4 ...: full */
		char *grown = pool_alloc(p, (n ? n * 2 : 1) * size);

		if (!grown)
			return NULL;
		if (n)
			memcpy(grown, array, n * size);
		array = grown;
		memcpy(pointer_to_array, &array, sizeof(array));
	}
	memset(array + n * size, 0, size);
	(*count)++;
	return array + n * size;
}

void pool_free(struct pool *p)
{
	while (p->chunk) {
		struct pool_chunk *next = p->chunk->next;

		free(p->chunk);
		p->chunk = next;
	}
	*p = (struct pool){ 0 };
}
