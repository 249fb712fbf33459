/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * SplitMix64, and turns: see dice.h.
 */
#include "shell/quiz/dice.h"

enum { MOST_TURNS = 16 };

void dice_begin(struct dice *d, uint64_t seed)
{
	d->state = seed;
}

uint64_t dice_next(struct dice *d)
{
	uint64_t z = d->state += 0x9e3779b97f4a7c15;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

uint32_t dice_below(struct dice *d, uint32_t n)
{
	return (uint32_t)((dice_next(d) >> 32) * n >> 32);
}

bool dice_percent(struct dice *d, uint32_t percent)
{
	return dice_below(d, 100) < percent;
}

void dice_shuffle(struct dice *d, uint8_t *order, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		order[i] = (uint8_t)i;
	for (uint32_t i = n; i > 1; i--) {
		uint32_t k = dice_below(d, i);
		uint8_t t = order[i - 1];

		order[i - 1] = order[k];
		order[k] = t;
	}
}

static void order_of_block(uint64_t block, uint32_t n, uint64_t salt, uint8_t *order)
{
	struct dice d;

	dice_begin(&d, block ^ salt * 0x9e3779b97f4a7c15);
	dice_shuffle(&d, order, n);
}

uint32_t dice_turn(uint64_t seed, uint32_t n, uint64_t salt)
{
	uint8_t order[MOST_TURNS], before[MOST_TURNS];
	uint64_t block = seed / n;
	uint32_t at = (uint32_t)(seed % n);

	if (n == 2)
		return at ^ (salt & 1);
	order_of_block(block, n, salt, order);
	order_of_block(block - 1, n, salt, before);
	if (at < 2 && order[0] == before[n - 1]) /* the first two change places: the last one never does */
		at ^= 1;
	return order[at];
}
