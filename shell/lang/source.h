/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Source texts and places in them. A location (`uint32_t`, 0 = none) is an offset into all texts laid end to end, so that it fits an
 * event's site and an instruction; texts are append-only and live as long as the map.
 */
#ifndef LANG_SOURCE_H
#define LANG_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct source_map;

struct source_place {
	const char *file;          /* as in diagnostics; not escaped */
	unsigned int line, column; /* from 1; column in bytes */
	const char *text;          /* the line, without its newline, NOT NUL-terminated */
	size_t length;
	unsigned int display_column; /* gcc's column: tabs to 8, UTF-8 characters by width; printed, and for carets */
	bool prelude;              /* text of the era, not of the user */
};

struct source_map *source_map_new(void); /* NULL: out of memory */
void source_map_free(struct source_map *map);

/*
 * Adds a text (copied) and returns the location of its first byte, 0 when memory or 32 bits run out. first_line is the
 * number of its first line.
 */
uint32_t source_add(struct source_map *map, const char *file, const char *text, size_t length, unsigned int first_line, bool prelude);

/* Bytes from loc on, to the end of its text; the byte behind the end is NUL. */
const char *source_text(const struct source_map *map, uint32_t loc, size_t *length);
bool source_place(const struct source_map *map, uint32_t loc, struct source_place *place);

/*
 * One text beside all others, for input that only looks (print, vtop, ptype): the next one replaces it, source_end() does not see it, and
 * what was cut but not yet dropped survives it. Its locations lie at the top of the 32 bits (SOURCE_SCRATCH and up).
 */
#define SOURCE_SCRATCH 0xff000000u
uint32_t source_scratch(struct source_map *map, const char *file, const char *text, size_t length, unsigned int first_line);

/* End of all texts, and cutting back to it (undo) or forth again (redo): texts behind `end` are dropped when the next one is added. */
uint32_t source_end(const struct source_map *map);
void source_truncate(struct source_map *map, uint32_t end);

/*
 * Macro expansions have locations of their own. source_expand() makes room for the tokens of one expansion: a token that the macro's
 * body has at body + i gets the location returned + i (0: out of room). `point` is where the macro's name stood, itself perhaps inside
 * an expansion. source_place() shows such a location where its outermost name stands in the text;
 * source_spelling() gives the place in the macro's definition, and source_expansion() one step outwards.
 */
uint32_t source_expand(struct source_map *map, const char *name, uint32_t body, uint32_t length, uint32_t point);
uint32_t source_spelling(const struct source_map *map, uint32_t loc);
uint32_t source_point(const struct source_map *map, uint32_t loc);
bool source_expansion(const struct source_map *map, uint32_t loc, uint32_t *point, const char **name);

/*
 * One character as diagnostics show it: how many bytes of [p, p + n) it takes, and how many columns from column `at` (from 0).
 * Tabs go to multiples of 8; control characters and what is no UTF-8 are shown as <U+001B> or <ff>, and `plain` is false.
 */
size_t source_glyph(const char *p, size_t n, unsigned int at, unsigned int *width, bool *plain);

/* How many bytes of [p, p + n) are newlines. */
size_t source_newlines(const char *p, size_t n);

/* Bytes kept, for `info mem`. */
size_t source_bytes(const struct source_map *map);

#endif
