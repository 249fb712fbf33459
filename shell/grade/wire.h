/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a worker sends home: frames of a kind and a payload of numbers and strings, over a pipe that only the worker's C code can write. The reader trusts nothing: a
 * frame that is too long, or whose payload ends early, ends the worker.
 */
#ifndef GRADE_WIRE_H
#define GRADE_WIRE_H

#include <stdint.h>

#include "shell/learn/pool.h"
#include "shell/text.h"

enum { WIRE_LIMIT = 1 << 20 };

enum wire_kind { WIRE_NONE, WIRE_CONFINED /* layers */, WIRE_BEGINS /* answer */, WIRE_ANSWER /* see worker.c */ };

void wire_begin(struct text *t, enum wire_kind kind);
void wire_number(struct text *t, uint64_t value);
void wire_string(struct text *t, const char *bytes, size_t n);
/* Fills in the length and writes it. False: it could not be sent. */
bool wire_send(int fd, struct text *t);

struct wire_reader {
	const char *at;
	size_t left;
	bool bad;                  /* it asked for more than there is */
};

/* The first frame of what has arrived: its kind, and its payload to read; *size: how long it is as a whole. WIRE_NONE: not yet whole, or (bad) no frame. */
enum wire_kind wire_frame(const char *bytes, size_t n, struct wire_reader *r, size_t *size);
uint64_t wire_read_number(struct wire_reader *r);
/* A copy in the pool; "" when the frame is bad. */
const char *wire_read_string(struct wire_reader *r, struct pool *pool);

#endif
