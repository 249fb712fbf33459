/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The lines of `--json`: see json.h. Written by hand, since a line is a handful of members and a library would be loaded by every batch run.
 * Invariant: a comma stands before every member but the first of its object or array, which the last byte written tells.
 */
#include <stdio.h>
#include <string.h>

#include "shell/report/json.h"

/* ---- members ---- */

static void comma(struct text *t)
{
	char last = t->length ? t->bytes[t->length - 1] : '\n';

	if (last != '{' && last != '[' && last != '\n')
		text_puts(t, ",");
}

static void member(struct text *t, const char *name)
{
	comma(t);
	if (name)
		text_printf(t, "\"%s\":", name);
}

/* Bytes of the UTF-8 character at `s`, 0: it is none. */
static size_t utf8_length(const unsigned char *s, size_t n)
{
	size_t len = s[0] < 0x80 ? 1 : s[0] >= 0xc2 && s[0] < 0xe0 ? 2 : s[0] >= 0xe0 && s[0] < 0xf0 ? 3 : s[0] >= 0xf0 && s[0] < 0xf5 ? 4 : 0;

	if (!len || len > n)
		return 0;
	for (size_t i = 1; i < len; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f) || (s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f))
		return 0;
	return len;
}

static void put_quoted(struct text *t, const char *bytes, size_t n)
{
	text_puts(t, "\"");
	for (size_t at = 0, len; at < n; at += len) {
		unsigned char c = (unsigned char)bytes[at];

		len = utf8_length((const unsigned char *)bytes + at, n - at);
		if (!len) {
			text_puts(t, "\\ufffd");
			len = 1;
		} else if (c == '\n' || c == '\t') {
			text_puts(t, c == '\n' ? "\\n" : "\\t");
		} else if (c < 0x20 || c == 0x7f || (c == 0xc2 && (unsigned char)bytes[at + 1] < 0xa0)) {
			text_printf(t, "\\u%04x", c == 0xc2 ? (unsigned char)bytes[at + 1] : c);
		} else {
			if (c == '"' || c == '\\')
				text_puts(t, "\\");
			text_add(t, bytes + at, len);
		}
	}
	text_puts(t, "\"");
}

void json_text(struct text *t, const char *name, const char *bytes, size_t n)
{
	member(t, name);
	put_quoted(t, bytes, n);
}

void json_string(struct text *t, const char *name, const char *string)
{
	member(t, name);
	if (string)
		put_quoted(t, string, strlen(string));
	else
		text_puts(t, "null");
}

void json_number(struct text *t, const char *name, uint64_t value)
{
	member(t, name);
	text_printf(t, "%llu", (unsigned long long)value);
}

void json_signed(struct text *t, const char *name, int64_t value)
{
	member(t, name);
	text_printf(t, "%lld", (long long)value);
}

void json_bool(struct text *t, const char *name, bool value)
{
	member(t, name);
	text_puts(t, value ? "true" : "false");
}

void json_open(struct text *t, const char *name, char bracket)
{
	member(t, name);
	text_add(t, &bracket, 1);
}

void json_close(struct text *t, char bracket)
{
	text_add(t, &bracket, 1);
}

void json_begin(struct text *t, const char *type)
{
	text_puts(t, "{");
	json_string(t, "type", type);
}

void json_end(struct text *t)
{
	text_puts(t, "}\n");
}

void json_place(struct text *t, const struct source_map *map, uint32_t loc)
{
	struct source_place at;

	if (!loc || !source_place(map, loc, &at)) {
		json_string(t, "file", NULL);
		json_string(t, "line", NULL);
		return;
	}
	json_string(t, "file", at.file);
	json_number(t, "line", at.line);
}

/* ---- lines ---- */

void json_machine(struct text *t, const char *type, const struct hm_machine *m)
{
	char keys[1024];

	hm_config_text(hm_config(m), keys, sizeof(keys));
	json_begin(t, type);
	json_number(t, "schema", JSON_SCHEMA);
	json_string(t, "era", hm_config(m)->era->name);
	json_string(t, "machine", keys);
	json_end(t);
}

static const char *comm_of(const struct hm_machine *m, uint16_t task, struct hm_task_view *v)
{
	return hm_task_view(m, task, v) ? v->comm : NULL;
}

static void put_event(struct text *t, const struct report_source *src, const struct hm_event *e)
{
	struct hm_task_view v;
	char words[256];

	hm_event_text(src->m, e, words, sizeof(words));
	json_number(t, "seq", e->seq);
	json_number(t, "cause", e->cause);
	json_string(t, "kind", hm_event_name((enum hm_event_kind)e->kind));
	json_string(t, "text", words);
	json_number(t, "cpu", e->cpu);
	json_string(t, "task", comm_of(src->m, e->task, &v));
	json_string(t, "context", context_name((enum hm_context)e->context));
	json_signed(t, "preempt_count", e->preempt_count);
	json_number(t, "cycles", e->cycles);
	json_number(t, "call", e->call);
	json_open(t, "args", '[');
	for (int i = 0; i < 5; i++)
		json_number(t, NULL, e->arg[i]);
	json_close(t, ']');
	json_place(t, src->map, e->site);
}

void json_event(struct text *t, const struct report_source *src, const struct hm_event *e)
{
	json_begin(t, "event");
	put_event(t, src, e);
	json_end(t);
}

static void put_chain(struct text *t, const struct report_source *src, uint32_t number)
{
	struct hm_link step[HM_WHY_MAX];
	unsigned int n = hm_why_report(src->m, number, step, HM_WHY_MAX);
	char words[512];

	json_open(t, "why", '[');
	for (unsigned int i = 0; i < n; i++) {
		hm_why_text(src->m, &step[i], words, sizeof(words));
		json_open(t, NULL, '{');
		json_string(t, "role", hm_why_role((enum hm_link_role)step[i].role));
		json_string(t, "text", words);
		json_number(t, "event", step[i].event.seq);
		json_place(t, src->map, step[i].event.site);
		json_close(t, '}');
	}
	json_close(t, ']');
}

static void put_report(struct text *t, const struct report_source *src, const struct hm_report *r)
{
	const struct hm_event *planted = report_planted(r);
	char headline[256];

	hm_report_headline(src->m, r, headline, sizeof(headline));
	json_number(t, "number", r->number);
	json_string(t, "kind", report_code(r));
	json_string(t, "headline", headline);
	json_number(t, "event", r->event.seq);
	json_number(t, "cpu", r->event.cpu);
	json_string(t, "task", r->comm);
	json_bool(t, "died", r->died != 0);
	json_bool(t, "panicked", r->panicked == 1);
	json_number(t, "calls_ago", planted && planted->seq ? r->event.call - planted->call : 0);
	json_place(t, src->map, r->event.site);
	put_chain(t, src, r->number);
}

void json_report(struct text *t, const struct report_source *src, const struct hm_report *r)
{
	json_begin(t, "report");
	put_report(t, src, r);
	json_end(t);
}

void json_diag(struct text *t, const struct source_map *map, const struct diag *d)
{
	static const char *const severity[] = { [DIAG_ERROR] = "error", [DIAG_WARNING] = "warning", [DIAG_NOTE] = "note" };
	struct source_place at;

	json_begin(t, "diagnostic");
	json_string(t, "severity", severity[d->werror ? DIAG_ERROR : d->severity]);
	json_string(t, "message", d->message);
	json_string(t, "option", d->option);
	json_string(t, "code", d->subset ? "hmsh-subset" : d->code ? d->code : d->option);
	json_place(t, map, d->loc);
	if (d->loc && !d->no_column && source_place(map, d->loc, &at))
		json_number(t, "column", at.display_column);
	else
		json_string(t, "column", NULL);
	json_string(t, "function", d->in_function);
	json_end(t);
}
