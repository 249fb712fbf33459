/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The teacher's secret: a file, taken byte by byte as it is. Whoever has it can derive every student's paper, so it is refused when it is too short to
 * be one, and a file that others may read is remarked upon.
 */
#ifndef EXAM_SECRET_H
#define EXAM_SECRET_H

#include "shell/exam/trouble.h"

enum { SECRET_LEAST = 16, SECRET_MOST = 65536 };

/* False: trouble says why. */
bool secret_read(const char *path, struct text *secret, struct trouble *t);

#endif
