/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading the secret: see secret.h.
 */
#include <string.h>
#include <sys/stat.h>

#include "shell/exam/secret.h"
#include "shell/file.h"

/* 16 times the same byte is long, and no secret. */
static unsigned int different_bytes(const struct text *secret)
{
	bool seen[256] = { 0 };
	unsigned int different = 0;

	for (size_t i = 0; i < secret->length; i++) {
		unsigned char c = (unsigned char)secret->bytes[i];

		different += !seen[c];
		seen[c] = true;
	}
	return different;
}

bool secret_read(const char *path, struct text *secret, struct trouble *t)
{
	const char *why = file_read(path, SECRET_MOST, secret);
	struct stat st;

	if (why)
		trouble_add(t, path, 0, "the secret cannot be read: %s", why);
	else if (secret->length < SECRET_LEAST || different_bytes(secret) < SECRET_LEAST / 2)
		trouble_add(t, path, 0, "%zu bytes, %u of them different, are no secret: at least %d are needed. `head -c 32 /dev/urandom > %s` makes one",
			    secret->length, different_bytes(secret), SECRET_LEAST, path);
	else if (!stat(path, &st) && st.st_mode & 077)
		trouble_note(t, path, 0, "others than you may read the secret: `chmod 600 %s`", path);
	else
		return true;
	return !why && !t->count;
}
