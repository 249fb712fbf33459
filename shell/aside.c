/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sessions beside the one in hand: see aside.h.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shell/aside.h"
#include "shell/report/report.h"

bool aside_config(const struct session *like, const struct hm_era *era, struct hm_config *cfg, char *why, size_t size)
{
	*cfg = *hm_config(like->world->m);
	cfg->era = era;
	return hm_config_settle(cfg, why, size) == HM_OK;
}

/* ---- what the compiler says ---- */

static void first_line(char to[ASIDE_LINE], const struct diag *d, const struct source_map *map)
{
	struct source_place at;

	if (*to)
		return;
	if (d->loc && source_place(map, d->loc, &at))
		snprintf(to, ASIDE_LINE, "%.60s:%u: %.160s", at.file, at.line, d->message);
	else
		snprintf(to, ASIDE_LINE, "%.200s", d->message);
}

static void count(void *to, const struct diag_list *diags, const struct source_map *map)
{
	struct tally *t = to;

	for (size_t i = 0; i < diags->count; i++) {
		const struct diag *d = &diags->item[i];

		if (d->severity == DIAG_ERROR) {
			t->errors++;
			t->page_errors += d->page;
			first_line(t->error, d, map);
		} else if (d->severity == DIAG_WARNING && !d->lint && (!d->option || strncmp(d->option, "-Wunused", 8))) {
			t->warnings++;
			t->page_warnings += d->page;
			first_line(t->warning, d, map);
		}
	}
}

static void keep_report(void *to, const struct report_source *src, const struct hm_report *r)
{
	const struct hm_event *planted = report_planted(r);
	struct tally *t = to;

	if (t->reports++)
		return;
	t->distance = planted && planted->seq ? (int)(r->event.call - planted->call) : -1;
	hm_report_headline(src->m, r, t->report, sizeof(t->report));
	event_place(src, &r->event, t->report_place, sizeof(t->report_place));
}

/* ---- opening and closing ---- */

bool aside_open(struct aside *a, const struct session *like, const struct hm_config *cfg)
{
	struct session *s = malloc(sizeof(*s));

	*a = (struct aside){ .s = s };
	if (!s || session_open(s, cfg) != HM_OK) {
		free(s);
		a->s = NULL;
		return false;
	}
	s->out.capture = s->err.capture = &a->shown;
	s->out.fd = s->err.fd = -1;
	s->out.terminal = s->err.terminal = s->out.colour = s->err.colour = false;
	s->diagnosed = count;
	s->reported = keep_report;
	s->diagnosed_to = &a->tally;
	s->aside = true;
	s->confined = like->confined;
	s->interrupt = like->interrupt;
	s->step_limit = like->step_limit;
	s->max_errors = like->max_errors;
	s->soft.settings = s->soft_taken.settings = like->soft.settings;
	s->soft.settings.lint = s->soft_taken.settings.lint = LANG_LINT_OFF;
	session_apply_settings(s);
	return true;
}

void aside_close(struct aside *a)
{
	if (a->s)
		session_close(a->s);
	free(a->s);
	text_free(&a->shown);
	*a = (struct aside){ 0 };
}

void aside_boots(struct session *s, struct hm_config *cfg)
{
	const struct hm_era *era = hm_machine_era(s->world->m);
	struct tally *t = s->diagnosed_to;
	char why[512];

	if (cfg->era != era) {
		cfg->era = era;
		if (hm_config_settle(cfg, why, sizeof(why)) != HM_OK)
			*cfg = *hm_config(s->world->m); /* keys that this era has not: those which it was opened with */
	}
	if (t->since_boot)
		*t = (struct tally){ .since_boot = true, .distance = -1 };
}
