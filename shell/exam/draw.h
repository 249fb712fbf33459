/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Drawing a student's parameters. For one task of one exam and one student there is one endless row of numbers, the same on every machine:
 *
 *   seed    = HMAC-SHA256(secret, EXAM "\n" TASK "\n" STUDENT)        TASK: the step's number in decimal, 0 before the first step
 *   block i = HMAC-SHA256(seed, i as 8 bytes, most significant first)  i = 0, 1, ...
 *
 * Each block gives four numbers of 64 bits, most significant byte first. A draw from n values takes numbers until one lies below the greatest
 * multiple of n, so that none of the n is more likely than another, and gives its remainder. Whoever lacks the secret can compute none of it.
 */
#ifndef EXAM_DRAW_H
#define EXAM_DRAW_H

#include <stdint.h>

#include "shell/exam/crypto.h"

struct draws {
	const struct crypto *crypto;
	unsigned char seed[CRYPTO_HASH], block[CRYPTO_HASH];
	uint64_t blocks;           /* used so far */
	unsigned int left;         /* numbers of the block in hand */
};

/* False: out of memory. */
bool draw_begin(struct draws *d, const struct crypto *c, const struct text *secret, const char *exam, unsigned int task, const char *student);
/* One of 0 .. n-1; n > 0. */
uint64_t draw(struct draws *d, uint64_t n);

#endif
