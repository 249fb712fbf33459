/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Functions at depth 0 of a C text: see emit_c_scan.c.
 */
#ifndef LANG_EMIT_C_SCAN_H
#define LANG_EMIT_C_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct word {
	const char *start;
	size_t length;
};

/* One declaration or statement at depth 0. */
struct segment {
	size_t begin;
	struct word name;          /* the function it declares; length 0: none */
	bool definition;
	size_t storage;            /* place of `static` or `extern`; SIZE_MAX: none */
	size_t storage_length;
	unsigned int words;        /* up to the name, storage aside: 1 means that it has no type */
};

struct segments {
	struct segment *item;
	size_t count, capacity;
	struct word *type;         /* typedef names seen so far */
	size_t type_count, type_capacity;
	bool failed;
};

/* Adds the text's functions, with the typedef names of earlier texts known. The names point into the text. */
void emit_c_scan(struct segments *all, const char *text, size_t length);
void segments_free(struct segments *all);
bool emit_c_same(const struct word *a, const struct word *b);

#endif
