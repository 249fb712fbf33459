/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The lines of a file, gzip or plain. One reader serves one file after another with the same memory. A thread of its own reads and inflates
 * ahead where that is asked for: a help where there are more processors than files, a hindrance where there are not.
 */
#ifndef ORACLE_LINES_H
#define ORACLE_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* So many bytes behind a line can be read: its newline, or a zero byte, and what happens to follow. */
enum { LINES_BEHIND = 32 };

struct lines;

struct lines *lines_new(bool ahead); /* NULL: no memory */
bool lines_open(struct lines *l, const char *path, const char **error); /* false: *error says why */

/* The next line without its newline, good until the next call; false: no more, or *error is set. */
bool lines_next(struct lines *l, const char **text, size_t *n, const char **error);
uint64_t lines_number(const struct lines *l); /* of the last one, from 1 */
void lines_close(struct lines *l);                  /* the file */
void lines_free(struct lines *l);

#endif
