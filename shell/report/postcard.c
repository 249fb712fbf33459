/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From a chain of links to a postcard's words: see postcard.h. Bytes that were typed are made harmless here, once for all formats.
 */
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "shell/report/picture.h"
#include "shell/report/postcard.h"

const struct postcard_format postcard_formats[] = {
	{ "svg", postcard_svg }, { "html", postcard_html }, { "ansi", postcard_ansi }, { "txt", postcard_txt }, { NULL, NULL }
};

static void put(char *out, size_t size, const char *bytes, size_t n)
{
	struct text clean = { 0 };

	escape_text(&clean, bytes, n);
	if (clean.failed) { /* the card says so in its place */
		snprintf(out, size, "(out of memory)");
		text_free(&clean);
		return;
	}
	for (size_t i = 0; i < clean.length; i++)
		if (clean.bytes[i] == '\t' || clean.bytes[i] == '\n')
			clean.bytes[i] = ' ';
	snprintf(out, size, "%s", text_string(&clean));
	/* no half of a character at a cut */
	for (size_t end = strlen(out); clean.length >= size && end && ((unsigned char)out[end - 1] & 0x80); end--) {
		bool first = ((unsigned char)out[end - 1] & 0xc0) == 0xc0;

		out[end - 1] = '\0';
		if (first)
			break;
	}
	text_free(&clean);
}

static void put_statement(struct postcard_step *to, const struct source_place *at)
{
	const char *text = at->text;
	size_t n = at->length;

	while (n && (*text == ' ' || *text == '\t')) {
		text++;
		n--;
	}
	put(to->statement, sizeof(to->statement), text, n);
}

static void put_place(struct postcard_step *to, const struct report_source *src, const struct hm_event *e)
{
	struct source_place at;
	struct hm_task_view t;
	char where[160], line[64] = "";

	if (e->site && source_place(src->map, e->site, &at)) {
		if (*at.file == '<') /* what was typed has no file worth its columns */
			snprintf(line, sizeof(line), "line %u, ", at.line);
		else
			snprintf(line, sizeof(line), "%.40s:%u, ", at.file, at.line);
		put_statement(to, &at);
	}
	snprintf(where, sizeof(where), "%sCPU %u, task %s, %s context", line, e->cpu, hm_task_view(src->m, e->task, &t) ? t.comm : "?",
		 context_name((enum hm_context)e->context));
	put(to->place, sizeof(to->place), where, strlen(where));
}

void postcard_link(struct postcard_step *to, const struct report_source *src, const struct hm_link *step)
{
	char text[512];

	hm_why_text(src->m, step, text, sizeof(text));
	put(to->text, sizeof(to->text), text, strlen(text));
	put_place(to, src, &step->event);
}

/* The mistake nearest to the symptom; none: the root, which is where the machine's knowledge ends. */
static unsigned int cause_of(const struct hm_link *step, unsigned int first, unsigned int n)
{
	for (unsigned int i = first; i < n; i++)
		if (report_is_mistake((enum hm_link_role)step[i].role))
			return i;
	return n - 1;
}

static void put_distance(struct postcard *card, const struct report_source *src, const struct hm_event *from, const struct hm_event *to)
{
	unsigned int calls = to->call > from->call ? to->call - from->call : 0, tasks = report_tasks_between(src->m, from, to);

	if (calls || tasks)
		snprintf(card->distance, sizeof(card->distance), "%u call%s%s later", calls, calls == 1 ? "" : "s",
			 tasks == 1 ? " and another task" : tasks ? " and several tasks" : "");
}

void postcard_machine(struct postcard *card, const struct hm_machine *m)
{
	const struct hm_config *cfg = hm_config(m);

	snprintf(card->machine, sizeof(card->machine), "simulated Linux %s, i386%s, %u CPU%s, debug_highmem %s", hm_machine_era(m)->name, cfg->pae ? " with PAE" : "",
		 cfg->cpus, cfg->cpus == 1 ? "" : "s", cfg->debug_highmem ? "on" : "off");
}

void postcard_line(struct postcard_step *to, const char *text, const char *statement, unsigned int line)
{
	put(to->text, sizeof(to->text), text, strlen(text));
	put(to->statement, sizeof(to->statement), statement, strlen(statement));
	if (line)
		snprintf(to->place, sizeof(to->place), "line %u", line);
}

bool postcard_of_chain(struct postcard *card, const struct report_source *src, const struct hm_link *step, unsigned int n, const char *symptom)
{
	unsigned int first = n && step[0].role == HM_LINK_SYMPTOM, cause = n > first ? cause_of(step, first, n) : 0;

	if (n <= first || !(first || symptom))
		return false;
	memset(&card->cause, 0, sizeof(*card) - offsetof(struct postcard, cause));
	postcard_machine(card, src->m);
	postcard_link(&card->cause, src, &step[cause]);
	if (first)
		postcard_link(&card->symptom, src, &step[0]);
	if (symptom)
		put(card->symptom.text, sizeof(card->symptom.text), symptom, strlen(symptom));
	for (unsigned int i = n; i-- > first;)
		if (i != cause && card->betweens < POSTCARD_BETWEEN && (step[i].role != HM_LINK_PAGE_ALLOCATED || n == 3))
			postcard_link(&card->between[card->betweens++], src, &step[i]);
	if (first)
		put_distance(card, src, &step[cause].event, &step[0].event);
	return true;
}

size_t postcard_break(const char *text, int columns, const char **rest)
{
	size_t n = strlen(text), end = n;

	while (end && text_columns(text, end) > columns) {
		size_t blank = end;

		while (blank && text[blank - 1] != ' ')
			blank--;
		if (blank > 1)
			end = blank - 1;
		else
			do
				end--;
			while (end && ((unsigned char)text[end] & 0xc0) == 0x80);
	}
	if (!end && n) /* one character wider than the line */
		for (end = 1; ((unsigned char)text[end] & 0xc0) == 0x80; end++)
			;
	*rest = text + end;
	while (**rest == ' ')
		(*rest)++;
	return end;
}

/* ---- as text ---- */

static void write_wrapped(struct text *out, const char *indent, const char *text)
{
	const char *rest = text;

	while (*rest) {
		const char *from = rest;
		size_t n = postcard_break(from, 72, &rest);

		text_printf(out, "%s%.*s\n", indent, (int)n, from);
	}
}

struct words {
	const char *strong, *dim, *plain; /* what switches the looks */
};

static void write_step(struct text *out, const struct words *w, const char *label, const struct postcard_step *step)
{
	text_printf(out, "%s%s%s", w->strong, label, w->plain);
	if (*step->place)
		text_printf(out, "  %s%s%s", w->dim, step->place, w->plain);
	text_puts(out, "\n");
	if (*step->statement)
		text_printf(out, "      %s%s%s\n", w->strong, step->statement, w->plain);
	write_wrapped(out, "    ", step->text);
}

static void write_card(const struct postcard *card, const struct words *w, struct text *out)
{
	if (*card->title)
		text_printf(out, "%s%s%s\n", w->strong, card->title, w->plain);
	text_printf(out, "%s%s%s\n\n", w->dim, card->machine, w->plain);
	write_step(out, w, "CAUSE", &card->cause);
	for (unsigned int i = 0; i < card->betweens; i++) {
		text_puts(out, "      |\n");
		write_step(out, w, "ACTED ON", &card->between[i]);
	}
	text_printf(out, "      |\n      v%s%s\n", *card->distance ? "  " : "", card->distance);
	write_step(out, w, "SYMPTOM", &card->symptom);
	text_printf(out, "\n%sDrawn by hmsh from this run's own events.%s\n", w->dim, w->plain);
}

void postcard_txt(const struct postcard *card, struct text *out)
{
	static const struct words none = { "", "", "" };

	write_card(card, &none, out);
}

void postcard_ansi(const struct postcard *card, struct text *out)
{
	static const struct words looks = { "\033[1m", "\033[2m", "\033[m" };

	write_card(card, &looks, out);
}
