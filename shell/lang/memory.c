/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * User memory: the 4 MiB of lowmem that are kept for the program. Text holds no instructions: it is there so that a function has an
 * address of its own. Data only grows (undo shrinks it through lang_state.brk); behind its end all bytes are 0. A stack is a chain of chunks, so that 256 tasks
 * can have one each and a deep recursion of one task may still use them all.
 */
#include "shell/lang/memory.h"

static uint32_t align_up(uint32_t n, uint32_t align)
{
	return align > 1 ? (n + align - 1) & ~(align - 1) : n;
}

hm_vaddr_t data_alloc(struct lang *lang, uint32_t size, uint32_t align)
{
	struct lang_state *state = lang_state(lang);
	struct hm_window w = hm_user_window(lang->m);
	uint32_t limit = (uint32_t)w.size - TEXT_SIZE - STACK_SIZE;
	uint32_t at = align_up(state->brk, align);

	if (size > limit || at > limit - size)
		return 0;
	state->brk = at + size;
	lang_mark_state(lang);
	return lang->layout.user_start + TEXT_SIZE + at;
}

void data_clear(struct lang *lang, uint32_t from, uint32_t to)
{
	struct hm_window w = hm_user_window(lang->m);

	if (to <= from)
		return;
	memset(w.base + TEXT_SIZE + from, 0, to - from);
	hm_window_mark(&w, TEXT_SIZE + from, to - from);
}

bool data_remember(struct lang *lang, uint32_t from, uint32_t to)
{
	struct hm_window w = hm_user_window(lang->m);

	if (to <= from)
		return true;
	if (!TABLE_ROOM(lang, image, to))
		return false;
	memcpy(lang->image + from, w.base + TEXT_SIZE + from, to - from);
	return true;
}

void data_recall(struct lang *lang, uint32_t from, uint32_t to)
{
	struct hm_window w = hm_user_window(lang->m);

	if (to > lang->capacity_image)
		to = lang->capacity_image;
	if (to <= from)
		return;
	memcpy(w.base + TEXT_SIZE + from, lang->image + from, to - from);
	hm_window_mark(&w, TEXT_SIZE + from, to - from);
}

void data_write(struct lang *lang, hm_vaddr_t address, const void *bytes, size_t n)
{
	struct hm_window w = hm_user_window(lang->m);
	size_t at = address - lang->layout.user_start;

	if (!n || at > w.size || n > w.size - at)
		return;
	memcpy(w.base + at, bytes, n);
	hm_window_mark(&w, at, n);
}

hm_vaddr_t text_find(const struct lang *lang, enum text_kind kind, uint32_t number)
{
	const struct lang_state *state = lang_state(lang);

	for (uint32_t i = 0; state && i < state->text; i++)
		if (lang->texts[i].kind == kind && lang->texts[i].number == number)
			return lang->layout.user_start + TEXT_STEP * (i + 1);
	return 0;
}

hm_vaddr_t text_address(struct lang *lang, enum text_kind kind, uint32_t number, uint32_t args)
{
	struct lang_state *state = lang_state(lang);
	hm_vaddr_t known = text_find(lang, kind, number);

	if (known)
		return known;
	if (TEXT_STEP * (state->text + 2) > TEXT_SIZE || !TABLE_ROOM(lang, texts, state->text))
		return 0;
	lang->texts[state->text] = (struct text_slot){ .kind = kind, .number = number, .args = args };
	state->text++;
	lang_mark_state(lang);
	return lang->layout.user_start + TEXT_STEP * state->text;
}

const struct text_slot *text_at(const struct lang *lang, uint64_t address)
{
	const struct lang_state *state = lang_state(lang);
	uint64_t at = address - lang->layout.user_start;

	if (!state || address < lang->layout.user_start || at % TEXT_STEP || at / TEXT_STEP == 0 || at / TEXT_STEP > state->text)
		return NULL;
	return &lang->texts[at / TEXT_STEP - 1];
}

void shadow_set_range(uint8_t *shadow, uint32_t at, uint32_t n, bool value)
{
	for (; n && (at & 7); at++, n--)
		shadow[at >> 3] = (uint8_t)(value ? shadow[at >> 3] | 1u << (at & 7) : shadow[at >> 3] & ~(1u << (at & 7)));
	memset(shadow + (at >> 3), value ? 0xff : 0, n >> 3);
	for (at += n & ~7u, n &= 7; n; at++, n--)
		shadow[at >> 3] = (uint8_t)(value ? shadow[at >> 3] | 1u << (at & 7) : shadow[at >> 3] & ~(1u << (at & 7)));
}

static bool block_used(const struct lang_state *state, uint32_t block)
{
	return state->stack_used[block >> 6] >> (block & 63) & 1;
}

/* First run of n free blocks; STACK_BLOCKS: none. */
static uint32_t free_run(const struct lang_state *state, uint32_t n)
{
	uint32_t length = 0;

	for (uint32_t b = 0; b < STACK_BLOCKS; b++) {
		length = block_used(state, b) ? 0 : length + 1;
		if (length == n)
			return b + 1 - n;
	}
	return STACK_BLOCKS;
}

bool stack_chunk(struct lang_state *state, uint32_t bytes, uint64_t *memory)
{
	uint32_t blocks = (bytes + HM_PAGE_SIZE - 1) / HM_PAGE_SIZE;
	uint32_t first;

	if (bytes > STACK_SIZE)
		return false;
	if (blocks < STACK_CHUNK)
		blocks = STACK_CHUNK;
	first = free_run(state, blocks);
	if (first == STACK_BLOCKS)
		return false;
	for (uint32_t b = first; b < first + blocks; b++)
		state->stack_used[b >> 6] |= (uint64_t)1 << (b & 63);
	state->stack_run[first + blocks - 1] = (uint16_t)blocks;
	*memory = stack_pack(first * (HM_PAGE_SIZE / STACK_ALIGN), first * (HM_PAGE_SIZE / STACK_ALIGN),
			     (first + blocks) * (HM_PAGE_SIZE / STACK_ALIGN));
	return true;
}

void stack_chunk_free(struct lang_state *state, uint32_t end)
{
	uint32_t last = end / (HM_PAGE_SIZE / STACK_ALIGN);

	if (!last || last > STACK_BLOCKS)
		return;
	for (uint32_t b = last - state->stack_run[last - 1]; b < last; b++)
		state->stack_used[b >> 6] &= ~((uint64_t)1 << (b & 63));
	state->stack_run[last - 1] = 0;
}
