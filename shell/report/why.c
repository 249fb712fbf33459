/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A chain of links (highmem/why.h) as text: the sentence of each step, and below it the statement, its place, CPU, task and context. The engine
 * knows the facts; this file only adds what the source text says at that place.
 */
#include <stdio.h>
#include <string.h>

#include "shell/report/report.h"

enum { STATEMENT_COLUMNS = 60 };

const char *context_name(enum hm_context ctx)
{
	switch (ctx) {
	case HM_CTX_PROCESS: return "process";
	case HM_CTX_SOFTIRQ: return "softirq";
	case HM_CTX_HARDIRQ: return "hardirq";
	case HM_CTX_NMI: return "NMI";
	}
	return "?";
}

void event_place(const struct report_source *src, const struct hm_event *e, char *out, size_t size)
{
	struct source_place at;

	if (size)
		*out = '\0';
	if (e->seq && e->site && source_place(src->map, e->site, &at))
		snprintf(out, size, "%s:%u", at.file, at.line);
}

/* A caret below the column; `before`: what is drawn on the line in front of the text that begins at `from`. */
static void show_caret(struct sink *to, const char *text, size_t from, size_t column, size_t before)
{
	for (size_t i = from; i < column; i++)
		before += ((unsigned char)text[i] & 0xc0) != 0x80;
	sink_printf(to, "%*s^\n", (int)before, "");
}

void statement_show(struct sink *to, const struct source_place *at, bool caret)
{
	const char *text = at->text;
	size_t n = at->length;

	while (n && (*text == ' ' || *text == '\t')) {
		text++;
		n--;
	}
	while (n && (text[n - 1] == ' ' || text[n - 1] == '\t' || text[n - 1] == '\r'))
		n--;
	/* a window around the column, if it does not fit */
	size_t skipped = (size_t)(text - at->text), column = at->column > skipped + 1 ? at->column - 1 - skipped : 0;
	size_t from = n > STATEMENT_COLUMNS && column > 20 ? column - 20 : 0, shown = n - from < STATEMENT_COLUMNS ? n - from : STATEMENT_COLUMNS;

	sink_printf(to, "      %s%.*s%s\n", from ? "..." : "", (int)shown, text + from, from + shown < n ? "..." : "");
	if (caret && column < n)
		show_caret(to, text, from, column, from ? 9 : 6);
}

/* "called from a.c:7:2, a.c:12:1": the functions around it, innermost first. */
static void show_callers(struct sink *to, const struct report_source *src, const struct hm_event *e)
{
	uint32_t loc[4];
	unsigned int n = src->lang ? lang_callers(src->lang, e->call, e->site, loc, 4) : 0;
	struct source_place at;

	for (unsigned int i = 0; i < n; i++)
		if (source_place(src->map, loc[i], &at)) {
			sink_printf(to, "    called from %s:%u:%u\n", at.file, at.line, at.column);
			statement_show(to, &at, false);
		}
}

static void show_place(struct sink *to, const struct report_source *src, const struct hm_event *e)
{
	struct source_place at;
	struct hm_task_view t;
	const char *comm = hm_task_view(src->m, e->task, &t) ? t.comm : "?";
	char line[512];

	if (!e->seq)
		return;
	if (e->site && source_place(src->map, e->site, &at)) {
		snprintf(line, sizeof(line), "at %s:%u:%u, CPU %u, task %s, %s context", at.file, at.line, at.column, e->cpu, comm,
			 context_name((enum hm_context)e->context));
		sink_puts(to, "    ");
		sink_wrap(to, 4, 6, line);
		statement_show(to, &at, false);
		show_callers(to, src, e);
	} else {
		sink_printf(to, "    on CPU %u, task %s, %s context\n", e->cpu, comm, context_name((enum hm_context)e->context));
	}
}

void why_show(struct sink *to, const struct report_source *src, const struct hm_link *step, unsigned int n, bool words)
{
	char text[512];

	for (unsigned int i = 0; i < n; i++) {
		const char *lead = !i ? "" : words ? "Before that: " : "<- ";

		hm_why_text(src->m, &step[i], text, sizeof(text));
		sink_puts(to, lead);
		sink_wrap(to, strlen(lead), i ? 3 : 2, text);
		show_place(to, src, &step[i].event);
	}
}
