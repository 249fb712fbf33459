/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * User memory as the program's variables see it: shadow bits of the stacks, and the packed stack pointer. Only the stacks can hold
 * uninitialised bytes (variables of static storage start at zero), so only they have shadow bits.
 */
#ifndef LANG_MEMORY_H
#define LANG_MEMORY_H

#include <string.h>

#include "shell/lang/code.h"

/*
 * Where a task's stack stands, in units of STACK_ALIGN bytes from the stacks' start: next free unit, the frame's memory, end of the
 * chunk; 18 bits each. One word, so that a call saves it by one store.
 */
static inline uint64_t stack_pack(uint32_t top, uint32_t frame, uint32_t end)
{
	return (uint64_t)top | (uint64_t)frame << 18 | (uint64_t)end << 36;
}

static inline uint32_t stack_top(uint64_t memory) { return (uint32_t)memory & 0x3ffff; }
static inline uint32_t stack_frame(uint64_t memory) { return (uint32_t)(memory >> 18) & 0x3ffff; }
static inline uint32_t stack_end(uint64_t memory) { return (uint32_t)(memory >> 36) & 0x3ffff; }

/* at: offset from the stacks' start; n: 1..8 bytes. */
static inline bool shadow_any(const uint8_t *shadow, uint32_t at, unsigned int n)
{
	uint16_t bits;

	memcpy(&bits, shadow + (at >> 3), sizeof(bits));
	return ((unsigned int)bits >> (at & 7) & ((1u << n) - 1)) != 0;
}

static inline void shadow_clear(uint8_t *shadow, uint32_t at, unsigned int n)
{
	uint16_t bits;

	memcpy(&bits, shadow + (at >> 3), sizeof(bits));
	bits = (uint16_t)(bits & ~(((1u << n) - 1) << (at & 7)));
	memcpy(shadow + (at >> 3), &bits, sizeof(bits));
}

/* Any length. */
void shadow_set_range(uint8_t *shadow, uint32_t at, uint32_t n, bool value);

/* A frame's memory: a new chunk when the last one has no room. False: all stacks are full. */
bool stack_chunk(struct lang_state *state, uint32_t bytes, uint64_t *memory);
/* Gives back the chunk that ends at `end` units. */
void stack_chunk_free(struct lang_state *state, uint32_t end);

#endif
