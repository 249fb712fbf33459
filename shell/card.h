/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The session's postcard (report/postcard.h): kept from the last kernel report, `why` or hunt that led from a symptom back to a cause, under the title of the lesson in
 * which that was. It is beside the state: undo takes the mistake back, not what was learned from it.
 */
#ifndef SHELL_CARD_H
#define SHELL_CARD_H

#include "shell/report/postcard.h"
#include "shell/session.h"

/* A chain came up; symptom as in postcard_of_chain(). */
void card_keep(struct session *s, const struct hm_link *step, unsigned int n, const char *symptom);
void card_keep_report(struct session *s, const struct hm_report *r);
/* One made elsewhere. */
void card_put(struct session *s, const struct postcard *card);
/* Another lesson begins: what came up before is not its own. */
void card_drop(struct session *s);
/* In the lesson's words, where one is done: how to draw it; nothing when there is none. */
void card_offer(struct session *s);

#endif
