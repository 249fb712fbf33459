/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * libsodium behind crypto.h. Its nonce is an HMAC of the text under the same key: two texts never share one, and sealing the same text again gives
 * the same file, so that a sealed exam in a repository changes only when the exam does.
 */
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "shell/exam/crypto.h"

/* X(name): what is used of the library. */
#define SODIUM_CALLS(X) \
	X(sodium_init) X(crypto_auth_hmacsha256_init) X(crypto_auth_hmacsha256_update) X(crypto_auth_hmacsha256_final) X(crypto_secretbox_easy) \
	X(crypto_secretbox_open_easy) X(sodium_bin2base64) X(sodium_base642bin) X(sodium_memzero)

struct crypto {
#define X(name) __typeof__(name) *name;
	SODIUM_CALLS(X)
#undef X
};

enum { NONCE = crypto_secretbox_NONCEBYTES, MAC = crypto_secretbox_MACBYTES, COLUMNS = 76, MOST_SEALED = 32 << 20 };

/* It stays open for the life of the process. */
static bool load_calls(struct crypto *c)
{
	void *library = dlopen("libsodium.so.23", RTLD_NOW | RTLD_LOCAL), *symbol;

	if (!library)
		return false;
#define X(name) \
	symbol = dlsym(library, #name); \
	memcpy(&c->name, &symbol, sizeof(symbol)); /* ISO C has no cast from object to function pointers */ \
	if (!symbol) \
		return false;
	SODIUM_CALLS(X)
#undef X
	return c->sodium_init() >= 0;
}

struct crypto *crypto_open(const char **why)
{
	struct crypto *c = calloc(1, sizeof(*c));

	*why = "out of memory";
	if (!c)
		return NULL;
	if (load_calls(c))
		return c;
	*why = "libsodium.so.23 cannot be loaded (Debian's package libsodium23 has it)";
	free(c);
	return NULL;
}

void crypto_close(struct crypto *c)
{
	free(c);
}

void crypto_hmac(const struct crypto *c, const void *key, size_t key_length, const void *message, size_t length, unsigned char hash[CRYPTO_HASH])
{
	crypto_auth_hmacsha256_state state;

	_Static_assert((int)CRYPTO_HASH == (int)crypto_auth_hmacsha256_BYTES && (int)CRYPTO_KEY == (int)crypto_secretbox_KEYBYTES, "as the library has them");
	c->crypto_auth_hmacsha256_init(&state, key, key_length);
	c->crypto_auth_hmacsha256_update(&state, message, length);
	c->crypto_auth_hmacsha256_final(&state, hash);
	c->sodium_memzero(&state, sizeof(state));
}

/* ---- boxes: nonce, then what the library makes ---- */

static void add_lines(struct text *out, const char *base64)
{
	for (size_t n; *base64; base64 += n) {
		n = strnlen(base64, COLUMNS);
		text_add(out, base64, n);
		text_puts(out, "\n");
	}
}

static bool write_base64(const struct crypto *c, const unsigned char *box, size_t n, struct text *out)
{
	size_t room = sodium_base64_ENCODED_LEN(n, sodium_base64_VARIANT_ORIGINAL);
	char *base64 = malloc(room);

	if (!base64)
		return false;
	c->sodium_bin2base64(base64, room, box, n, sodium_base64_VARIANT_ORIGINAL);
	add_lines(out, base64);
	free(base64);
	return !out->failed;
}

bool crypto_seal(const struct crypto *c, const unsigned char key[CRYPTO_KEY], const struct text *plain, struct text *out)
{
	size_t n = NONCE + MAC + plain->length;
	unsigned char hash[CRYPTO_HASH], *box = plain->length < MOST_SEALED ? malloc(n) : NULL;
	bool ok;

	if (!box)
		return false;
	crypto_hmac(c, key, CRYPTO_KEY, text_string(plain), plain->length, hash);
	memcpy(box, hash, NONCE);
	ok = !c->crypto_secretbox_easy(box + NONCE, (const unsigned char *)text_string(plain), plain->length, box, key) && write_base64(c, box, n, out);
	free(box);
	return ok;
}

bool crypto_unseal(const struct crypto *c, const unsigned char key[CRYPTO_KEY], const char *lines, size_t length, struct text *out)
{
	unsigned char *box = length < MOST_SEALED ? malloc(length + 1) : NULL, *plain = box ? malloc(length + 1) : NULL;
	size_t n = 0;
	bool ok = plain && !c->sodium_base642bin(box, length, lines, length, " \r\n\t", &n, NULL, sodium_base64_VARIANT_ORIGINAL) && n >= NONCE + MAC &&
		  !c->crypto_secretbox_open_easy(plain, box + NONCE, n - NONCE, box, key);

	if (ok)
		text_add(out, (const char *)plain, n - NONCE - MAC);
	out->failed = out->failed || (!plain && length < MOST_SEALED);
	free(box);
	free(plain);
	return ok && !out->failed;
}

void crypto_wipe(const struct crypto *c, struct text *t)
{
	if (t->bytes)
		c->sodium_memzero(t->bytes, t->capacity);
	text_free(t);
}
