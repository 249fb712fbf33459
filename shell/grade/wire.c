/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Frames: see wire.h. A frame is its length (of all of it), its kind, its payload; numbers are 8 bytes as this machine has them, for both ends are one program.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "shell/grade/wire.h"

enum { HEAD = 2 * sizeof(uint64_t) };

void wire_begin(struct text *t, enum wire_kind kind)
{
	text_clear(t);
	wire_number(t, 0);
	wire_number(t, kind);
}

void wire_number(struct text *t, uint64_t value)
{
	text_add(t, (const char *)&value, sizeof(value));
}

void wire_string(struct text *t, const char *bytes, size_t n)
{
	wire_number(t, n);
	text_add(t, bytes, n);
}

bool wire_send(int fd, struct text *t)
{
	uint64_t length = t->length;

	if (t->failed || length > WIRE_LIMIT)
		return false;
	memcpy(t->bytes, &length, sizeof(length));
	for (size_t done = 0; done < t->length;) {
		ssize_t n = write(fd, t->bytes + done, t->length - done);

		if (n < 0 && errno != EINTR)
			return false;
		done += n > 0 ? (size_t)n : 0;
	}
	return true;
}

enum wire_kind wire_frame(const char *bytes, size_t n, struct wire_reader *r, size_t *size)
{
	uint64_t length, kind;

	*r = (struct wire_reader){ 0 };
	if (n < HEAD)
		return WIRE_NONE;
	memcpy(&length, bytes, sizeof(length));
	memcpy(&kind, bytes + sizeof(length), sizeof(kind));
	r->bad = length < HEAD || length > WIRE_LIMIT || kind <= WIRE_NONE || kind > WIRE_ANSWER;
	if (r->bad || n < length)
		return WIRE_NONE;
	*r = (struct wire_reader){ .at = bytes + HEAD, .left = (size_t)length - HEAD };
	*size = (size_t)length;
	return (enum wire_kind)kind;
}

uint64_t wire_read_number(struct wire_reader *r)
{
	uint64_t value = 0;

	r->bad = r->bad || r->left < sizeof(value);
	if (r->bad)
		return 0;
	memcpy(&value, r->at, sizeof(value));
	r->at += sizeof(value);
	r->left -= sizeof(value);
	return value;
}

const char *wire_read_string(struct wire_reader *r, struct pool *pool)
{
	uint64_t n = wire_read_number(r);
	const char *at = r->at;

	r->bad = r->bad || n > r->left;
	if (r->bad)
		return "";
	r->at += n;
	r->left -= (size_t)n;
	return pool_copy(pool, at, (size_t)n);
}
