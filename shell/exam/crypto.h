/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The cryptography that exams need, all of it libsodium's: HMAC-SHA256, and a box that only the holder of its key can open (XSalsa20 with Poly1305). The
 * library is opened when the first exam is; only crypto.c knows it. Nothing here is of our own making.
 */
#ifndef EXAM_CRYPTO_H
#define EXAM_CRYPTO_H

#include <stdbool.h>
#include <stddef.h>

#include "shell/text.h"

enum { CRYPTO_HASH = 32, CRYPTO_KEY = 32 };

struct crypto;

/* NULL: *why says so (static). The caller ends it with crypto_close(). */
struct crypto *crypto_open(const char **why);
void crypto_close(struct crypto *c);

void crypto_hmac(const struct crypto *c, const void *key, size_t key_length, const void *message, size_t length, unsigned char hash[CRYPTO_HASH]);
/* Appends the box as lines of base64. The same text under the same key gives the same bytes. False: out of memory. */
bool crypto_seal(const struct crypto *c, const unsigned char key[CRYPTO_KEY], const struct text *plain, struct text *out);
/* Appends what is in the box. False: another key, or a damaged box. */
bool crypto_unseal(const struct crypto *c, const unsigned char key[CRYPTO_KEY], const char *lines, size_t length, struct text *out);
/* Overwrites what must not stay in memory. */
void crypto_wipe(const struct crypto *c, struct text *t);

#endif
