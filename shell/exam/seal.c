/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sealed files: see seal.h.
 */
#include <string.h>

#include "shell/exam/seal.h"

static const char first_line[] = "hmsh sealed exam 1\n", ours[] = "key: the program's\n", theirs[] = "key: the teacher's secret\n";

bool seal_begins(const char *text, size_t length)
{
	return length >= sizeof(first_line) - 1 && !memcmp(text, first_line, sizeof(first_line) - 1);
}

/* One secret is used for drawing and for sealing: the words keep the two apart. */
static void make_key(const struct crypto *c, const struct text *secret, unsigned char key[CRYPTO_KEY])
{
	static const char purpose[] = "hmsh: the key of a sealed exam", open[] = "this key lies open in the program: it hides from a glance, not from a reader";

	if (secret)
		crypto_hmac(c, text_string(secret), secret->length, purpose, sizeof(purpose) - 1, key);
	else
		crypto_hmac(c, open, sizeof(open) - 1, purpose, sizeof(purpose) - 1, key);
}

bool seal_write(const struct crypto *c, const struct text *secret, const struct text *plain, struct text *out)
{
	unsigned char key[CRYPTO_KEY];

	make_key(c, secret, key);
	text_puts(out, first_line);
	text_puts(out, secret ? theirs : ours);
	return crypto_seal(c, key, plain, out);
}

bool seal_open(const struct crypto *c, const struct text *secret, const char *path, const struct text *sealed, struct text *plain, struct trouble *t)
{
	const char *at = text_string(sealed) + sizeof(first_line) - 1, *end = text_string(sealed) + sealed->length;
	bool is_ours = !strncmp(at, ours, sizeof(ours) - 1), is_theirs = !strncmp(at, theirs, sizeof(theirs) - 1);
	unsigned char key[CRYPTO_KEY];

	if (!is_ours && !is_theirs) {
		trouble_add(t, path, 2, "this sealed exam is of another version of hmsh");
		return false;
	}
	if (is_theirs && !secret->length) {
		trouble_add(t, path, 0, "it is sealed under its teacher's secret: --secret FILE");
		return false;
	}
	make_key(c, is_ours ? NULL : secret, key);
	at += is_ours ? sizeof(ours) - 1 : sizeof(theirs) - 1;
	if (crypto_unseal(c, key, at, (size_t)(end - at), plain))
		return true;
	trouble_add(t, path, 0, plain->failed ? "out of memory" : is_ours ? "the sealed exam is damaged" : "the sealed exam is damaged, or this is not the secret that it was sealed under");
	return false;
}
