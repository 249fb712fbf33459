/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Words that often stand one behind the other become one instruction: the opcode of the first is written over with that of a row of
 * LANG_FUSED_ROWS, and nothing else changes (ops.h says why that is enough). Only what may run often is looked at: bodies of functions, and
 * loops of a script's own lines.
 */
#include "shell/lang/emit.h"

enum { FUSED_WORDS = 4, FIRST_FUSED = OP_RETURNED + 1, FUSIONS = OP_NR - FIRST_FUSED };

struct fusion { uint8_t fused, word[FUSED_WORDS]; }; /* OP_NR: there is no such word */

static const struct fusion fusions[FUSIONS] = {
#define LANG_X(id, first, second, third, fourth) [OP_##id - FIRST_FUSED] = { OP_##id, { OP_##first, OP_##second, OP_##third, OP_##fourth } },
	LANG_FUSED_ROWS(LANG_X)
#undef LANG_X
};

/* The first words of all rows, so that most words are passed over by one look. */
static const bool begins_fusion[OP_NR] = { [OP_LDG_U32] = true, [OP_MOVE] = true, [OP_LINT] = true, [OP_KCALL] = true, [OP_ADDSI] = true };

/* Carries a second word, which is no instruction. */
static const bool is_long[OP_NR] = {
	[OP_LDK] = true, [OP_COPY] = true, [OP_JGLT] = true, [OP_JGLE] = true, [OP_JGGT] = true, [OP_JGGE] = true, [OP_JGEQ] = true, [OP_JGNE] = true,
};

static uint16_t a_of(uint64_t word) { return (uint16_t)(word >> 8); }
static uint16_t b_of(uint64_t word) { return (uint16_t)(word >> 32); }
static uint16_t c_of(uint64_t word) { return (uint16_t)(word >> 48); }

/* The opcode as it was emitted. */
static enum op plain_op(uint64_t word)
{
	uint8_t op = (uint8_t)word;

	return op < FIRST_FUSED ? (enum op)op : (enum op)fusions[op - FIRST_FUSED].word[0];
}

/* One variable, added to and compared, by a jump back whose operands no word between them but the bound's changes. */
static bool is_loop(const uint64_t *word, const uint64_t *jump)
{
	return a_of(*word) == b_of(*word) && b_of(*jump) == a_of(*word) && (int32_t)(uint32_t)*jump < 0;
}

/* What the opcodes alone do not say. */
static bool fits(enum op fused, const uint64_t *word)
{
	switch ((int)fused) {
	case OP_LDG_LDI_KCALL_MOVE:
		return b_of(word[3]) == a_of(word[2]);
	case OP_MOVE_LDI_LINT_KCALL:
		return a_of(word[2]) == a_of(word[0]) && a_of(word[1]) != a_of(word[0]);
	case OP_KCALL_MOVE:
		return b_of(word[1]) == a_of(word[0]);
	case OP_LOOP:
		return is_loop(word, &word[1]) && c_of(word[1]) != a_of(word[0]);
	case OP_LOOPI:
		return is_loop(word, &word[1]);
	case OP_LOOPK:
		return is_loop(word, &word[2]) && c_of(word[2]) == a_of(word[1]) && a_of(word[1]) != a_of(word[0]);
	default:
		return true;
	}
}

static bool matches(const struct fusion *f, const uint64_t *word, uint32_t left)
{
	for (unsigned int n = 0; n < FUSED_WORDS && f->word[n] != OP_NR; n++)
		if (n >= left || plain_op(word[n]) != (enum op)f->word[n])
			return false;
	return fits((enum op)f->fused, word);
}

static void fuse_at(struct code_table *code, uint32_t pc)
{
	uint64_t *word = &code->word[pc];

	for (unsigned int i = 0; i < FUSIONS; i++)
		if (matches(&fusions[i], word, code->length - pc)) {
			*word = (*word & ~(uint64_t)0xff) | fusions[i].fused;
			return;
		}
}

void fuse_words(struct emitter *em, uint32_t from)
{
	struct code_table *code = em->code;

	for (uint32_t pc = from; pc < code->length && !em->failed; pc++) {
		enum op op = (enum op)(code->word[pc] & 0xff);

		if (begins_fusion[op])
			fuse_at(code, pc);
		pc += is_long[op];
	}
}
