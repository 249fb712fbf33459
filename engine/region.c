/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Host memory of the state. An area is four parts (contents, shadow, two bitmaps) of private anonymous memory, so that nothing
 * is resident before it is touched. Boot maps one pool for all of them: most areas never grow, and a process starts with one
 * call instead of forty. One that grows leaves the pool for mappings of its own; from then on growing moves page tables, not
 * bytes. Huge pages are declined: one touched byte would make 2 MiB resident. Invariant: outside the marked blocks contents
 * equal the shadow; outside dirty and touched blocks they are zero. Growing keeps both, and an area that could not grow is as
 * it was.
 */
#include "engine/region.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

bool (*region_fail_hook)(void);

static bool told_to_fail(void)
{
	return region_fail_hook && region_fail_hook();
}

static void decline_huge_pages(void *p, size_t size)
{
	if (size >= (size_t)2 << 20)
		(void)madvise(p, size, MADV_NOHUGEPAGE);
}

void *host_map(size_t size)
{
	void *p;

	if (told_to_fail())
		return NULL;
	p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (p == MAP_FAILED)
		return NULL;
	decline_huge_pages(p, size);
	return p;
}

void host_touch(void *p, size_t size)
{
#ifdef MADV_POPULATE_WRITE
	(void)madvise(p, size, MADV_POPULATE_WRITE); /* older kernels refuse, and memory comes page by page */
#else
	(void)p, (void)size;
#endif
}

void host_unmap(void *p, size_t size)
{
	if (p)
		(void)munmap(p, size);
}

void *host_alloc(size_t count, size_t size)
{
	return told_to_fail() ? NULL : calloc(count, size);
}

static size_t whole_pages(size_t size)
{
	return (size + HM_PAGE_SIZE - 1) & ~(size_t)(HM_PAGE_SIZE - 1);
}

static size_t bitmap_bytes(size_t size)
{
	return whole_pages(area_words(size) * sizeof(uint64_t));
}

static bool remap(void **p, size_t old, size_t size)
{
	void *moved;

	if (old == size && *p)
		return true;
	if (!*p)
		return (*p = host_map(size)) != NULL;
	if (told_to_fail())
		return false;
	moved = mremap(*p, old, size, MREMAP_MAYMOVE);
	if (moved == MAP_FAILED)
		return false;
	decline_huge_pages(moved, size);
	*p = moved;
	return true;
}

/* Undoes what area_grow() did before it failed; shrinking a mapping does not fail. */
static void remap_back(void **p, size_t old, size_t size)
{
	if (*p && !old) {
		host_unmap(*p, size);
		*p = NULL;
	} else if (*p && old != size) {
		*p = mremap(*p, size, old, 0);
	}
}

/* Copies the blocks of a bitmap's word: others of that area are zero in contents and shadow. */
static void copy_blocks(struct area *to, const struct area *from, size_t w)
{
	for (uint64_t bits = from->dirty[w] | from->touched[w]; bits; bits &= bits - 1) {
		size_t at = ((w << 6) + (size_t)__builtin_ctzll(bits)) << HM_PAGE_SHIFT;

		memcpy(to->base + at, from->base + at, HM_PAGE_SIZE);
		memcpy(to->shadow + at, from->shadow + at, HM_PAGE_SIZE);
	}
	to->dirty[w] = from->dirty[w];
	to->touched[w] = from->touched[w];
}

/* Out of the pool, where the old place stays as it is but gives its memory back. */
static enum hm_verdict leave_pool(struct area *a, size_t size)
{
	struct area own = { 0 };

	if (area_grow(&own, size) != HM_OK)
		return HM_NOMEM;
	for (size_t w = 0; w < area_words(a->size); w++)
		copy_blocks(&own, a, w);
	(void)madvise(a->base, a->size, MADV_DONTNEED);
	(void)madvise(a->shadow, a->size, MADV_DONTNEED);
	*a = own;
	return HM_OK;
}

enum hm_verdict area_grow(struct area *a, size_t size)
{
	size_t want = whole_pages(size ? size : 1), was = a->size;
	size_t bits = bitmap_bytes(want), had = was ? bitmap_bytes(was) : 0;
	void *part[4] = { a->base, a->shadow, a->dirty, a->touched };
	size_t from[4] = { was, was, had, had }, to[4] = { want, want, bits, bits };
	int i = 0;

	if (want <= was)
		return HM_OK;
	if (a->pooled)
		return leave_pool(a, size);
	while (i < 4 && remap(&part[i], from[i], to[i]))
		i++;
	if (i == 4)
		a->size = want;
	for (int j = 0; i < 4 && j < i; j++)
		remap_back(&part[j], from[j], to[j]);
	a->base = part[0];
	a->shadow = part[1];
	a->dirty = part[2];
	a->touched = part[3];
	return i == 4 ? HM_OK : HM_NOMEM;
}

enum hm_verdict region_open(struct region *r, const size_t size[AREA_NR])
{
	size_t bytes = 0, blocks = 0, words = 0;
	uint64_t *bits;

	for (int i = 0; i < AREA_NR; i++) {
		bytes += whole_pages(size[i]);
		words += area_words(whole_pages(size[i]));
	}
	r->pool_size = 2 * bytes + whole_pages(2 * words * sizeof(uint64_t));
	r->pool = host_map(r->pool_size);
	if (!r->pool)
		return HM_NOMEM;
	bits = (uint64_t *)(void *)(r->pool + 2 * bytes);
	for (int i = 0; i < AREA_NR; i++) {
		size_t own = whole_pages(size[i]), n = area_words(own);

		r->area[i] = (struct area){
			.base = r->pool + blocks, .shadow = r->pool + bytes + blocks, .dirty = bits, .touched = bits + n, .size = own,
			.pooled = true,
		};
		blocks += own;
		bits += 2 * n;
	}
	return HM_OK;
}

void region_free(struct region *r)
{
	host_unmap(r->pool, r->pool_size);
	r->pool = NULL;
	for (int i = 0; i < AREA_NR; i++) {
		struct area *a = &r->area[i];

		if (!a->size || a->pooled) {
			memset(a, 0, sizeof(*a));
			continue;
		}
		host_unmap(a->base, a->size);
		host_unmap(a->shadow, a->size);
		host_unmap(a->dirty, bitmap_bytes(a->size));
		host_unmap(a->touched, bitmap_bytes(a->size));
		memset(a, 0, sizeof(*a));
	}
}

static void settle_word(struct area *a, size_t w)
{
	for (uint64_t bits = a->dirty[w]; bits; bits &= bits - 1) {
		size_t offset = ((w << 6) + (size_t)__builtin_ctzll(bits)) << HM_PAGE_SHIFT;

		memcpy(a->shadow + offset, a->base + offset, HM_PAGE_SIZE);
	}
	a->touched[w] |= a->dirty[w];
	a->dirty[w] = 0;
}

void region_settle(struct region *r)
{
	for (int i = 0; i < AREA_NR; i++)
		for (size_t w = 0; w < area_words(r->area[i].size); w++)
			if (r->area[i].dirty[w])
				settle_word(&r->area[i], w);
}
