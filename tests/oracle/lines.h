/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lines of a file, gzip or plain. A thread of its own reads and inflates ahead. */
#ifndef ORACLE_LINES_H
#define ORACLE_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct lines;

/* NULL: *error says why. */
struct lines *lines_open(const char *path, const char **error);

/* The next line without its newline, good until the next call; false: no more, or *error is set. One readable byte follows it. */
bool lines_next(struct lines *l, const char **text, size_t *n, const char **error);
uint64_t lines_number(const struct lines *l); /* of the last one, from 1 */
void lines_close(struct lines *l);

#endif
