/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file of experiments on a running 6.1 kernel, one observation a line, is known by its first line: {"t":"meta",...}. */
#ifndef ORACLE_EXPERIMENTS_H
#define ORACLE_EXPERIMENTS_H

#include "tests/oracle/lines.h"
#include "tests/oracle/replay.h"

bool is_experiments(const char *first_line, size_t n);

/* Does them all, in their order, on one machine, r->m. False: r->diff says what differs, or *error what is wrong with the file. */
bool experiments(struct replay *r, struct lines *l, const char *first_line, size_t n, const char **error);

#endif
