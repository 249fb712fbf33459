/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The pages that a task speaks of. Its conditions name them by variables of the start state (`page_to_pfn(to)`), and a submission may assign those: `to = from;`
 * would be a copy without copying. So each `struct page *` that a condition names and that the start state has set stands, in conditions, for the page that it was
 * then. What was not set yet, and all other variables, are the answer's to set.
 */
#ifndef LEARN_FROZEN_H
#define LEARN_FROZEN_H

#include "shell/learn/lesson.h"
#include "shell/session.h"

/* Keeps what the task's conditions name, as it is now, until frozen_free(). False: out of memory. */
bool frozen_begin(struct session *s, const struct task *task);
void frozen_free(struct session *s);

/* How many bytes of [at, end) of a condition, where a name begins, are a name that was kept ("p", "a[2]"); 0: none. *value: its value then. */
size_t frozen_find(const struct session *s, const char *at, const char *end, uint32_t *value);

#endif
