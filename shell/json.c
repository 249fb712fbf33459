/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The stream of `--json`: see json.h. What the session prints arrives by its sinks and is kept until something else happens, so that text, events,
 * diagnostics and reports stand in their order. A cursor into the event log does the rest.
 */
#include <stdlib.h>
#include <string.h>

#include "shell/json.h"
#include "shell/report/json.h"

struct json_stream {
	struct sink to;
	struct text out, err;      /* not yet put out */
	struct text line;
	uint64_t seen;             /* events */
	const struct world *world;
};

static void put(struct session *s)
{
	struct json_stream *j = s->json;

	if (sink_is_whole(&j->to, &j->line))
		sink_verbatim(&j->to, text_string(&j->line), j->line.length);
	text_clear(&j->line);
	if (j->to.error)
		s->out.error = j->to.error;
}

static void put_text(struct session *s, const char *type, struct text *text)
{
	sink_is_whole(&s->json->to, text);
	if (!text->length)
		return;
	json_begin(&s->json->line, type);
	json_text(&s->json->line, "text", text->bytes, text->length);
	json_end(&s->json->line);
	text_clear(text);
	put(s);
}

static void put_texts(struct session *s)
{
	put_text(s, "output", &s->json->out);
	put_text(s, "talk", &s->json->err);
}

static void take_out(void *context, const char *bytes, size_t n)
{
	struct session *s = context;

	put_text(s, "talk", &s->json->err);
	text_add(&s->json->out, bytes, n);
}

static void take_err(void *context, const char *bytes, size_t n)
{
	struct session *s = context;

	put_text(s, "output", &s->json->out);
	text_add(&s->json->err, bytes, n);
}

static struct report_source source_of(const struct session *s)
{
	return (struct report_source){ s->world->m, s->world->map, s->world->lang };
}

bool json_start(struct session *s)
{
	struct json_stream *j = calloc(1, sizeof(*j));

	if (!j)
		return false;
	s->json = j;
	sink_open(&j->to, s->out.fd);
	j->to.terminal = false; /* no control byte is in it */
	s->out.receive = take_out;
	s->err.receive = take_err;
	s->out.receiver = s->err.receiver = s;
	s->out.receiver_only = s->err.receiver_only = true;
	s->out.colour = s->err.colour = false;
	return true;
}

/* Another machine, or a way back: the reader must know before the next event. */
static void notice_moves(struct session *s)
{
	struct json_stream *j = s->json;
	uint64_t count = hm_event_count(s->world->m);

	if (j->world != s->world) {
		json_machine(&j->line, j->world ? "machine" : "hello", s->world->m);
		j->world = s->world;
		j->seen = 0;
	} else if (j->seen > count) {
		json_begin(&j->line, "back");
		json_number(&j->line, "events", count);
		json_end(&j->line);
		j->seen = count;
	}
}

static void put_events(struct session *s)
{
	struct json_stream *j = s->json;
	const struct report_source src = source_of(s);
	uint64_t first = hm_event_first(s->world->m);

	if (j->seen + 1 < first) {
		json_begin(&j->line, "events_lost");
		json_number(&j->line, "count", first - j->seen - 1);
		json_end(&j->line);
		j->seen = first - 1;
	}
	while (j->seen < hm_event_count(s->world->m)) {
		const struct hm_event *e = hm_event_get(s->world->m, ++j->seen);

		if (e)
			json_event(&j->line, &src, e);
		if (j->line.length > 1 << 16)
			put(s);
	}
}

void json_pump(struct session *s)
{
	if (!s->json)
		return;
	put_texts(s);
	notice_moves(s);
	put_events(s);
	put(s);
}

void json_input(struct session *s, const struct script_item *item, const char *text, const char *file, unsigned int line)
{
	struct text *to;

	if (!s->json)
		return;
	json_pump(s);
	to = &s->json->line;
	json_begin(to, "input");
	json_string(to, "kind", item->kind == SCRIPT_C ? "c" : "command");
	json_string(to, "file", file);
	json_number(to, "line", line);
	json_text(to, "text", text + item->begin, item->end - item->begin);
	json_end(to);
	put(s);
}

bool json_diagnostics(struct session *s, const struct diag_list *diags)
{
	if (!s->json)
		return false;
	json_pump(s);
	for (size_t i = 0; i < diags->count; i++)
		json_diag(&s->json->line, s->world->map, &diags->item[i]);
	put(s);
	return true;
}

bool json_kernel_report(struct session *s, const struct hm_report *r)
{
	const struct report_source src = source_of(s);

	if (!s->json)
		return false;
	json_pump(s);
	json_report(&s->json->line, &src, r);
	put(s);
	return true;
}

bool json_error(struct session *s, const char *code, int status, const char *message, uint32_t loc)
{
	struct text *to;

	if (!s->json)
		return false;
	json_pump(s);
	to = &s->json->line;
	json_begin(to, "error");
	json_string(to, "code", code);
	json_number(to, "status", (uint64_t)status);
	json_string(to, "message", message);
	if (loc) {
		json_place(to, s->world->map, loc);
	} else {
		json_string(to, "file", s->item_file);
		if (s->item_file)
			json_number(to, "line", s->item_line);
		else
			json_string(to, "line", NULL);
	}
	json_end(to);
	put(s);
	return true;
}

void json_finish(struct session *s, int status)
{
	if (!s->json)
		return;
	json_pump(s);
	json_begin(&s->json->line, "end");
	json_number(&s->json->line, "status", (uint64_t)status);
	json_end(&s->json->line);
	put(s);
	sink_flush(&s->json->to);
	if (s->json->to.error)
		s->out.error = s->json->to.error;
	s->err.receiver_only = false; /* what is said now is about the stream */
	s->err.receive = NULL;
}
