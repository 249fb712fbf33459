/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A template in a sealed file: a line that says what it is, a line that says whose key opens it, and the box (crypto.h) as lines of base64.
 *
 * Sealed under a teacher's secret, its tasks, checks and solutions can be read by whoever has that secret, and by nobody else. Sealed with the key
 * that lies in this program (the exam that is shipped with hmsh) they are hidden from a glance and from a search only: anybody may have hmsh open it. The
 * teacher's secret then protects each paper's numbers, and not how a task is solved.
 */
#ifndef EXAM_SEAL_H
#define EXAM_SEAL_H

#include "shell/exam/crypto.h"
#include "shell/exam/trouble.h"

bool seal_begins(const char *text, size_t length);
/* secret NULL: with the program's key. */
bool seal_write(const struct crypto *c, const struct text *secret, const struct text *plain, struct text *out);
/* secret: empty when none was given. False: trouble says why. */
bool seal_open(const struct crypto *c, const struct text *secret, const char *path, const struct text *sealed, struct text *plain, struct trouble *t);

#endif
