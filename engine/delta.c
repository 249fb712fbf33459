/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Going back: deltas as XOR runs. A take compares the marked blocks (and always all of AREA_STATE) with their shadow, keeps
 * the runs of bytes that differ, and XORs them into the shadow; applied to contents and shadow they lead to the other end.
 *
 * Encoding: runs in ascending order, each as varint(gap since the end of the last run), varint(length), bytes; length 0 means
 * "the gap is the number of the area that follows, from its start". Runs never cross a 4 KiB block. Equal bytes shorter than
 * what a new run would cost are carried along as zeroes.
 *
 * With -DHM_CHECK_STATE a take compares all blocks of all areas and asserts that the unmarked ones are equal.
 */
#include "engine/state.h"
#include "engine/tlb.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { SHORT_GAP = 3, VARINT_MAX = 10, LARGE_CHUNK = 1024, SMALL_CHUNK = 64 };

struct hm_delta {
	size_t used;
	uint8_t bytes[];
};

/* A delta being written; `area` and `pos` say where the last run ended. */
struct encoder {
	struct hm_delta *delta;
	size_t capacity, pos;
	unsigned int area;
	bool failed;
};

struct run {
	unsigned int area;
	size_t offset, len;
	const uint8_t *bytes;
};

/* Reads a delta run by run; done once at == used. */
struct cursor {
	const struct hm_delta *delta;
	size_t at, pos;
	unsigned int area;
};

static bool reserve(struct encoder *e, size_t more)
{
	size_t used = e->delta ? e->delta->used : 0;
	struct hm_delta *bigger;
	size_t capacity = e->capacity ? e->capacity : 128;

	if (e->failed)
		return false;
	while (capacity < used + more)
		capacity *= 2;
	if (capacity == e->capacity)
		return true;
	if (region_fail_hook && region_fail_hook())
		bigger = NULL;
	else
		bigger = realloc(e->delta, sizeof(*bigger) + capacity);
	if (!bigger) {
		e->failed = true;
		return false;
	}
	bigger->used = used;
	e->delta = bigger;
	e->capacity = capacity;
	return true;
}

static void put_varint(struct hm_delta *d, uint64_t value)
{
	for (; value >= 0x80; value >>= 7)
		d->bytes[d->used++] = (uint8_t)(value | 0x80);
	d->bytes[d->used++] = (uint8_t)value;
}

static void put_run(struct encoder *e, unsigned int area, size_t offset, const uint8_t *a, const uint8_t *b, size_t len)
{
	if (!reserve(e, len + 4 * (size_t)VARINT_MAX))
		return;
	if (area != e->area) {
		put_varint(e->delta, area);
		put_varint(e->delta, 0);
		e->area = area;
		e->pos = 0;
	}
	put_varint(e->delta, offset - e->pos);
	put_varint(e->delta, len);
	for (size_t i = 0; i < len; i++)
		e->delta->bytes[e->delta->used++] = a[i] ^ b[i];
	e->pos = offset + len;
}

/* Index of the first byte from i on in which a and b differ, n if none. */
static size_t next_difference(const uint8_t *a, const uint8_t *b, size_t i, size_t n)
{
	uint64_t x, y;

	/* most of a block is equal, and the C library's loop is wider than ours */
	for (size_t chunk = LARGE_CHUNK; chunk >= SMALL_CHUNK; chunk /= LARGE_CHUNK / SMALL_CHUNK)
		while (i + chunk <= n && !memcmp(a + i, b + i, chunk))
			i += chunk;
	for (; i + sizeof(x) <= n; i += sizeof(x)) {
		memcpy(&x, a + i, sizeof(x));
		memcpy(&y, b + i, sizeof(y));
		if (x != y)
			break;
	}
	while (i < n && a[i] == b[i])
		i++;
	return i;
}

/* Writes the runs of a ^ b, n bytes that lie at `offset` of the area. */
static void encode(struct encoder *e, unsigned int area, size_t offset, const uint8_t *a, const uint8_t *b, size_t n)
{
	size_t i = next_difference(a, b, 0, n);

	while (i < n) {
		size_t start = i, end, next;

		do {
			for (end = i + 1; end < n && a[end] != b[end]; end++)
				;
			i = next = next_difference(a, b, end, n);
		} while (next < n && next - end <= SHORT_GAP);
		put_run(e, area, offset + start, a + start, b + start, end - start);
	}
}

static uint64_t get_varint(struct cursor *c)
{
	uint64_t value = 0;

	for (unsigned int shift = 0;; shift += 7) {
		uint8_t byte = c->delta->bytes[c->at++];

		value |= (uint64_t)(byte & 0x7f) << shift;
		if (!(byte & 0x80))
			return value;
	}
}

static bool next_run(struct cursor *c, struct run *run)
{
	while (c->at < c->delta->used) {
		uint64_t gap = get_varint(c), len = get_varint(c);

		if (!len) {
			c->area = (unsigned int)gap;
			c->pos = 0;
			continue;
		}
		run->area = c->area;
		run->offset = c->pos + gap;
		run->len = len;
		run->bytes = c->delta->bytes + c->at;
		c->at += len;
		c->pos = run->offset + len;
		return true;
	}
	return false;
}

static void xor_into(uint8_t *to, const struct run *run)
{
	for (size_t i = 0; i < run->len; i++)
		to[run->offset + i] ^= run->bytes[i];
}

static bool block_is_marked(const struct area *a, size_t block)
{
	return a->dirty[block >> 6] >> (block & 63) & 1;
}

#ifdef HM_CHECK_STATE
static void check_marks(const struct hm_machine *m)
{
	for (unsigned int i = AREA_STATE + 1; i < AREA_NR; i++) {
		const struct area *a = &m->region.area[i];

		for (size_t b = 0; b < a->size >> HM_PAGE_SHIFT; b++)
			if (!block_is_marked(a, b))
				assert(!memcmp(a->base + (b << HM_PAGE_SHIFT), a->shadow + (b << HM_PAGE_SHIFT), HM_PAGE_SIZE));
	}
}
#else
static void check_marks(const struct hm_machine *m)
{
	(void)m;
}
#endif

/* Calls that look at each marked block in ascending order share this walk. */
static bool next_marked(const struct area *a, size_t *block)
{
	size_t w = *block >> 6, words = area_words(a->size);
	uint64_t bits = w < words ? a->dirty[w] & ~(uint64_t)0 << (*block & 63) : 0;

	while (!bits) {
		if (++w >= words)
			return false;
		bits = a->dirty[w];
	}
	*block = (w << 6) + (size_t)__builtin_ctzll(bits);
	return true;
}

static void encode_area(struct encoder *e, const struct area *a, unsigned int area)
{
	for (size_t b = 0; next_marked(a, &b); b++)
		encode(e, area, b << HM_PAGE_SHIFT, a->base + (b << HM_PAGE_SHIFT), a->shadow + (b << HM_PAGE_SHIFT), HM_PAGE_SIZE);
}

/* The delta has been encoded: shadow = contents, and nothing is marked. */
static void accept(struct hm_machine *m, const struct hm_delta *delta)
{
	struct cursor c = { .delta = delta };
	struct run run;

	while (delta && next_run(&c, &run))
		xor_into(m->region.area[run.area].shadow, &run);
	for (unsigned int i = 0; i < AREA_NR; i++) {
		struct area *a = &m->region.area[i];

		for (size_t w = 0; w < area_words(a->size); w++) {
			a->touched[w] |= a->dirty[w];
			a->dirty[w] = 0;
		}
	}
	tlb_forget_shortcuts(m);
}

enum hm_verdict hm_delta_take(struct hm_machine *m, struct hm_delta **delta)
{
	struct encoder e = { .area = AREA_STATE };

	area_mark(&m->region.area[AREA_STATE], 0, m->region.area[AREA_STATE].size);
	check_marks(m);
	for (unsigned int i = 0; i < AREA_NR; i++)
		encode_area(&e, &m->region.area[i], i);
	if (e.failed) {
		free(e.delta);
		return HM_NOMEM;
	}
	accept(m, e.delta);
	*delta = NULL;
	if (e.delta) {
		/* many deltas are kept: give back what doubling took too much */
		struct hm_delta *exact = realloc(e.delta, sizeof(*exact) + e.delta->used);

		*delta = exact ? exact : e.delta;
	}
	return HM_OK;
}

static bool fits(const struct hm_machine *m, const struct hm_delta *delta)
{
	struct cursor c = { .delta = delta };
	struct run run;

	while (next_run(&c, &run))
		if (run.offset + run.len > m->region.area[run.area].size)
			return false;
	return true;
}

/* What the host side derives from the state. */
static void after_going_back(struct hm_machine *m)
{
	tlb_forget_shortcuts(m);
	run_as(m, state(m)->task, state(m)->cpu);
}

enum hm_verdict hm_delta_apply(struct hm_machine *m, const struct hm_delta *delta)
{
	struct cursor c = { .delta = delta };
	struct run run;

	check_marks(m);
	if (!fits(m, delta))
		return HM_REFUSED;
	while (next_run(&c, &run)) {
		xor_into(m->region.area[run.area].base, &run);
		xor_into(m->region.area[run.area].shadow, &run);
	}
	after_going_back(m);
	return HM_OK;
}

enum hm_verdict hm_delta_revert(struct hm_machine *m)
{
	area_mark(&m->region.area[AREA_STATE], 0, m->region.area[AREA_STATE].size);
	check_marks(m);
	for (unsigned int i = 0; i < AREA_NR; i++) {
		struct area *a = &m->region.area[i];

		for (size_t b = 0; next_marked(a, &b); b++) {
			memcpy(a->base + (b << HM_PAGE_SHIFT), a->shadow + (b << HM_PAGE_SHIFT), HM_PAGE_SIZE);
			a->touched[b >> 6] |= (uint64_t)1 << (b & 63);
			a->dirty[b >> 6] &= ~((uint64_t)1 << (b & 63));
		}
	}
	after_going_back(m);
	return HM_OK;
}

/* What is left of a run once its first n bytes are dealt with; false when nothing is, and the next one is fetched. */
static bool advance(struct cursor *c, struct run *run, size_t n)
{
	run->offset += n;
	run->bytes += n;
	run->len -= n;
	return run->len || next_run(c, run);
}

static bool before(const struct run *a, const struct run *b)
{
	return a->area != b->area ? a->area < b->area : a->offset < b->offset;
}

static size_t shorter(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Merges two ascending lists of runs: alone where only one has bytes, their XOR where both have. */
static void merge(struct encoder *e, struct cursor *ca, struct cursor *cb)
{
	static const uint8_t zeroes[HM_PAGE_SIZE];
	struct run ra = { 0 }, rb = { 0 };
	bool a = next_run(ca, &ra), b = next_run(cb, &rb);

	while (a || b) {
		bool only_a = a && (!b || before(&ra, &rb)), only_b = b && (!a || before(&rb, &ra));
		const struct run *first = only_b ? &rb : &ra, *other = only_b ? &ra : &rb;
		size_t n = first->len;

		if (!only_a && !only_b)
			n = shorter(n, other->len);
		else if (a && b && ra.area == rb.area)
			n = shorter(n, other->offset - first->offset);
		encode(e, first->area, first->offset, first->bytes, only_a || only_b ? zeroes : other->bytes, n);
		if (!only_b)
			a = advance(ca, &ra, n);
		if (!only_a)
			b = advance(cb, &rb, n);
	}
}

enum hm_verdict hm_delta_join(struct hm_delta *a, struct hm_delta *b, struct hm_delta **both)
{
	struct encoder e = { .area = AREA_STATE };
	struct cursor ca = { .delta = a }, cb = { .delta = b };

	if (!a || !b) {
		*both = a ? a : b;
		return HM_OK;
	}
	(void)reserve(&e, a->used + b->used);
	merge(&e, &ca, &cb);
	if (e.failed) {
		free(e.delta);
		return HM_NOMEM;
	}
	if (e.delta->used) {
		struct hm_delta *exact = realloc(e.delta, sizeof(*exact) + e.delta->used);

		*both = exact ? exact : e.delta;
	} else {
		free(e.delta);
		*both = NULL;
	}
	free(a);
	free(b);
	return HM_OK;
}

size_t hm_delta_size(const struct hm_delta *delta)
{
	return delta ? sizeof(*delta) + delta->used : 0;
}

void hm_delta_free(struct hm_delta *delta)
{
	free(delta);
}

/* One step of the hash: multiply and fold, so that each bit of the word reaches all of the sum. */
static uint64_t mix(uint64_t sum, uint64_t word)
{
	sum = (sum ^ word) * 0x9e3779b97f4a7c15u;
	return sum ^ sum >> 29;
}

static uint64_t hash_block(uint64_t sum, uint64_t name, const uint8_t *block)
{
	uint64_t inner = name, any = 0;

	for (size_t i = 0; i < HM_PAGE_SIZE; i += sizeof(uint64_t)) {
		uint64_t word;

		memcpy(&word, block + i, sizeof(word));
		any |= word;
		inner = mix(inner, word);
	}
	return any ? mix(sum, inner) : sum;
}

/* Zero blocks count for nothing: how far an area has grown is no part of the state. */
uint64_t hm_state_hash(const struct hm_machine *m)
{
	uint64_t sum = 0;

	for (unsigned int i = 0; i < AREA_NR; i++) {
		const struct area *a = &m->region.area[i];

		for (size_t b = 0; b < a->size >> HM_PAGE_SHIFT; b++)
			if (i == AREA_STATE || block_is_marked(a, b) || a->touched[b >> 6] >> (b & 63) & 1)
				sum = hash_block(sum, (uint64_t)i << 56 | b, a->base + (b << HM_PAGE_SHIFT));
	}
	return sum;
}
