/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Drawing: see draw.h, which is all there is to know for who wants to do it again elsewhere (tests/exam does).
 */
#include "shell/exam/draw.h"

enum { NUMBERS = CRYPTO_HASH / 8 };

bool draw_begin(struct draws *d, const struct crypto *c, const struct text *secret, const char *exam, unsigned int task, const char *student)
{
	struct text message = { 0 };
	bool ok;

	*d = (struct draws){ .crypto = c };
	text_printf(&message, "%s\n%u\n%s", exam, task, student);
	crypto_hmac(c, text_string(secret), secret->length, text_string(&message), message.length, d->seed);
	ok = !message.failed;
	text_free(&message);
	return ok;
}

static uint64_t next_number(struct draws *d)
{
	const unsigned char *at;
	uint64_t number = 0;

	if (!d->left) {
		unsigned char count[8];

		for (unsigned int i = 0; i < sizeof(count); i++)
			count[i] = (unsigned char)(d->blocks >> (56 - 8 * i));
		crypto_hmac(d->crypto, d->seed, sizeof(d->seed), count, sizeof(count), d->block);
		d->blocks++;
		d->left = NUMBERS;
	}
	at = d->block + (NUMBERS - d->left) * 8;
	d->left--;
	for (unsigned int i = 0; i < 8; i++)
		number = number << 8 | at[i];
	return number;
}

uint64_t draw(struct draws *d, uint64_t n)
{
	uint64_t usable = UINT64_MAX - (UINT64_MAX % n + 1) % n, number; /* the last one below a multiple of n */

	do
		number = next_number(d);
	while (number > usable);
	return number % n;
}
