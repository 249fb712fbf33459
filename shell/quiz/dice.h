/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The numbers that a quiz is made of. Not the C library's: the same seed must give the same problem on every platform, compiler and day. The generator is
 * SplitMix64 (Steele, Lea, Flood 2014): the state goes up by 0x9e3779b97f4a7c15, and each output is that state mixed by two multiplications.
 *
 * Two draws never stand in one expression: C does not say which of them comes first.
 */
#ifndef QUIZ_DICE_H
#define QUIZ_DICE_H

#include <stdbool.h>
#include <stdint.h>

struct dice {
	uint64_t state;
};

void dice_begin(struct dice *d, uint64_t seed);
uint64_t dice_next(struct dice *d);
/* 0 .. n-1, from the upper 32 bits; n > 0. */
uint32_t dice_below(struct dice *d, uint32_t n);
bool dice_percent(struct dice *d, uint32_t percent);
/* 0 .. n-1 in any order, n at most 16. */
void dice_shuffle(struct dice *d, uint8_t *order, uint32_t n);

/*
 * Which of n things is this seed's turn? Any n seeds in a row, from a multiple of n on, get each of them once, in an order that the block decides, and two
 * neighbours never get the same. n from 2 to 16; salt: another sequence.
 */
uint32_t dice_turn(uint64_t seed, uint32_t n, uint64_t salt);

#endif
