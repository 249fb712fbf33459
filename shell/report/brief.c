/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reports and diagnostics for the view, whose dialogue has few rows: a kernel report in four lines (headline, place, what it left, ways out; `info report` has
 * all of it), a diagnostic in at most six (its message, the source line with the caret, notes without their own excerpts). The wording stays that of
 * kernel.c and of the compiler; only what can be had elsewhere is left out.
 */
#include <stdio.h>
#include <string.h>

#include "shell/report/report.h"

enum { NOTES_SHOWN = 2 };

static void show_left(struct sink *to, const struct report_source *src)
{
	struct text damage = { 0 };
	struct text *outer = to->capture;
	bool muted = to->muted;
	unsigned int n;

	to->capture = &damage;
	to->muted = false; /* what is captured is ours, shown or not */
	n = report_damage(to, src->m);
	to->capture = outer;
	to->muted = muted;
	if (!sink_is_whole(to, &damage) || !n || damage.length < 3) {
		text_free(&damage);
		return;
	}
	sink_printf(to, "Left: %.*s", (int)strcspn(text_string(&damage) + 2, "\n"), text_string(&damage) + 2);
	if (n > 1)
		sink_printf(to, ", and %u more", n - 1);
	sink_puts(to, "\n");
	text_free(&damage);
}

void report_brief(struct sink *to, const struct report_source *src, const struct hm_report *r)
{
	char headline[256], place[128];
	const struct hm_event *cause = report_planted(r);

	hm_report_headline(src->m, r, headline, sizeof(headline));
	sink_style(to, STYLE_ERROR);
	sink_puts(to, headline);
	sink_style(to, STYLE_PLAIN);
	event_place(src, &r->event, place, sizeof(place));
	sink_printf(to, "\n%s%s%sCPU %u, %s, task %s", *place ? "at " : "", place, *place ? ": " : "", r->event.cpu,
		    context_name((enum hm_context)r->event.context), r->comm);
	if (src->map && cause && cause->seq && r->event.call > cause->call)
		sink_printf(to, "; planted %u call%s ago", r->event.call - cause->call, r->event.call - cause->call == 1 ? "" : "s");
	sink_puts(to, "\n");
	if (r->died || r->panicked || r->kind == HM_REPORT_DEADLOCK)
		show_left(to, src);
	if (report_halts(src->m, r))
		sink_puts(to, "Nothing can run any more: `why`, `undo`, `reset`; `info report` shows all.\n");
	else
		sink_printf(to, "`why`, `undo` or `info report`%s\n", r->died ? "; you type on as a fresh task" : "");
}

/* "FILE:LINE:COL: note: text": the text, or NULL. */
static const char *note_text(const char *line, size_t n)
{
	static const char word[] = ": note: ";

	for (size_t i = 0; i + sizeof(word) - 1 <= n; i++)
		if (!memcmp(line + i, word, sizeof(word) - 1))
			return line + i + 2;
	return NULL;
}

/* "    5 | text" or "      | ^": a line of an excerpt. */
static bool is_excerpt(const char *line, size_t n)
{
	size_t i = 0;

	while (i < n && (line[i] == ' ' || (line[i] >= '0' && line[i] <= '9')))
		i++;
	return i && i < n && line[i] == '|';
}

void diag_brief(struct sink *to, const char *text, size_t length)
{
	unsigned int notes = 0, excerpt = 0, left = 0;

	for (size_t at = 0, n; at < length; at += n + 1) {
		const char *line = text + at, *note, *end = memchr(line, '\n', length - at);

		n = end ? (size_t)(end - line) : length - at;
		note = note_text(line, n);
		if (is_excerpt(line, n)) {
			if (!notes && excerpt++ < 2)
				sink_printf(to, "%.*s\n", (int)n, line);
			continue;
		}
		if (note && notes++ >= NOTES_SHOWN) {
			left++;
			continue;
		}
		if (note)
			sink_printf(to, "%.*s\n", (int)(n - (size_t)(note - line)), note);
		else
			sink_printf(to, "%.*s\n", (int)n, line);
		if (!note)
			notes = excerpt = 0;
	}
	if (left)
		sink_printf(to, "(%u more note%s; `explain` tells the rule)\n", left, left == 1 ? "" : "s");
}
