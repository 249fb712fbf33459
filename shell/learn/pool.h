/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Memory that belongs to one thing read from a file (a lesson, a course) and ends with it. Everything asked for is zeroed and lives until pool_free();
 * nothing is given back before. A request that cannot be met gives NULL and sets `failed`, so a reader may look once, at its end.
 */
#ifndef LEARN_POOL_H
#define LEARN_POOL_H

#include <stdbool.h>
#include <stddef.h>

struct pool {
	struct pool_chunk *chunk;
	bool failed;
};

void *pool_alloc(struct pool *p, size_t size);
/* A copy with a NUL behind it; "" when memory is out, so that nobody needs to look at once. */
const char *pool_copy(struct pool *p, const char *bytes, size_t n);
/* Room for one more element of an array with *count elements: doubles at powers of two. The new element is zeroed; NULL: out of memory. */
void *pool_more(struct pool *p, void *pointer_to_array, size_t *count, size_t size);
void pool_free(struct pool *p);

#endif
