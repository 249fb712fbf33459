/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Keeping the postcard of a session: see card.h.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shell/card.h"
#include "shell/hunt/hunt.h"
#include "shell/learn/learn.h"

/* Running out of memory loses a picture, not the session: it is said, and no more. */
void card_put(struct session *s, const struct postcard *card)
{
	if (!s->card)
		s->card = malloc(sizeof(*s->card));
	if (s->card)
		memcpy(s->card, card, sizeof(*card));
	else
		session_say(s, "hmsh: out of memory: no postcard is kept of this");
}

void card_keep(struct session *s, const struct hm_link *step, unsigned int n, const char *symptom)
{
	const struct report_source src = { s->world->m, s->world->map, s->world->lang };
	const struct lesson *lesson = learn_lesson(s);
	struct postcard card = { .title = "" };

	if (hunt_hides(s) || !postcard_of_chain(&card, &src, step, n, symptom))
		return;
	if (lesson)
		snprintf(card.title, sizeof(card.title), "%.100s", lesson->title);
	card_put(s, &card);
}

void card_keep_report(struct session *s, const struct hm_report *r)
{
	struct hm_link step[HM_WHY_MAX];
	char headline[256];

	hm_report_headline(s->world->m, r, headline, sizeof(headline));
	card_keep(s, step, hm_why_report(s->world->m, r->number, step, HM_WHY_MAX), headline);
}

void card_drop(struct session *s)
{
	free(s->card);
	s->card = NULL;
}

void card_offer(struct session *s)
{
	if (s->card) /* it may have been taken back since */
		session_say(s, "On the way: %.200s\n`export svg card.svg postcard` draws how it came to that, from cause to symptom.", s->card->symptom.text);
}
