/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Counts of what has happened since a place in the log, kept as it happens. Where a learner's own prompt is judged the log itself is enough; a submission may fill it
 * until what it did at first is overwritten, and more kinds of messages than the session's own table holds. A session that has these counts is asked by them. They
 * are no state: nothing takes them back, so they belong to a session in which nothing is undone.
 */
#ifndef LEARN_COUNTED_H
#define LEARN_COUNTED_H

#include "shell/lang/diag.h"
#include "shell/session.h"

/* Counts from here on, until counted_free(). False: out of memory. */
bool counted_begin(struct session *s);
void counted_free(struct session *s);

/* Takes what has come; called wherever the log may be overwritten next. Nothing where nobody counts. */
void counted_pump(struct session *s);
void counted_diagnosed(struct session *s, const char *code);

/* Events of a kind on those CPUs; call: of HM_EV_CALL only that one, UINT64_MAX: any. */
int64_t counted_events(const struct session *s, uint32_t kind, uint64_t call, uint32_t first, uint32_t last);
/* Reports whose headline holds that text. */
int64_t counted_reports(const struct session *s, const char *text);
int64_t counted_messages(const struct session *s, const char *code);

#endif
