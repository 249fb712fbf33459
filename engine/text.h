/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Putting arguments of events into sentences: shared by event.c, report.c and why.c. */
#ifndef ENGINE_TEXT_H
#define ENGINE_TEXT_H

#include "engine/state.h"

/* A buffer being filled; `at` is the length that everything would have, as snprintf counts. */
struct text {
	char *out;
	size_t size, at;
};

__attribute__((format(printf, 2, 3)))
void text_put(struct text *t, const char *format, ...);

/* Puts in the argument that `p`, the text behind a '%', names ("0", "d1", "p0" ...); returns how many characters of p that took, 0: none. */
size_t text_argument(struct text *t, const struct hm_machine *m, const struct hm_event *e, const char *p);

/* "a free entry of the kmap() window": what a task sleeps on (enum hm_wait). */
void wait_text(struct text *t, uint32_t what, uint32_t which);

/* "FILE:LINE" of a check, or "FUNCTION (line not recorded)". */
void check_place_text(const struct hm_machine *m, enum hm_check check, char *out, size_t size);

/* deadlock.c: the lines of a DEADLOCK report below its headline, and the headline. */
void deadlock_headline(const struct hm_machine *m, const struct hm_report *r, struct text *t);
void deadlock_lines(const struct hm_machine *m, const struct hm_report *r, struct text *t);
/* A task's name, "?" for an id that never was. */
const char *comm_of(const struct hm_machine *m, uint32_t id);

#endif
