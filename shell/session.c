/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The session's frame: opening, closing, messages, diagnostics, the world and its past. What input does is in feed.c, who runs in run.c.
 *
 * Invariant between inputs: the machine has no untaken change; soft equals soft_taken; every entry in force has had its effect.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "shell/aside.h"
#include "shell/command/command.h"
#include "shell/hunt/hunt.h"
#include "shell/json.h"
#include "shell/learn/counted.h"
#include "shell/learn/frozen.h"
#include "shell/learn/learn.h"
#include "shell/record.h"
#include "shell/report/report.h"
#include "shell/run.h"
#include "shell/session.h"
#include "shell/wrap.h"

/* ---- what the language says while it runs ---- */

static void host_out(void *context, const char *bytes, size_t n)
{
	struct session *s = context;
	uint64_t limit = s->output_limit ? s->output_limit : !s->interactive && !s->replay ? OUTPUT_LIMIT : 0;

	run_show_reports(s);
	s->printed += n;
	if (limit && s->printed > limit && !s->output_full) {
		s->output_full = true;
		session_error(s, STATUS_LIMIT, "hmsh-output", "the script has printed %llu %s: it is stopped",
			      (unsigned long long)(limit >= 1 << 20 ? limit >> 20 : limit >> 10), limit >= 1 << 20 ? "MiB" : "KiB");
	}
	if (!s->output_full)
		sink_write(&s->out, bytes, n);
	if (session_output_lost(s) || s->output_full)
		*s->interrupt = 1; /* an endless loop of printf() must end */
}

/* A message of the running program looks like one of the compiler: place, text, line and caret. */
static void host_note(void *context, enum diag_severity severity, const char *code, uint32_t loc, const char *text)
{
	struct session *s = context;
	struct diag_list list = { .item = calloc(1, sizeof(*list.item)), .count = 1, .capacity = 1 };

	run_show_reports(s);
	if (severity == DIAG_ERROR)
		session_fail(s, STATUS_ERROR);
	if (!list.item || !(list.item->message = strdup(text))) {
		free(list.item);
		session_error(s, STATUS_LIMIT, "hmsh-memory", "out of memory: a message of the program is missing");
		return;
	}
	list.item->severity = severity;
	list.item->loc = loc;
	list.item->option = list.item->code = code;
	list.item->lint = code && !strcmp(code, "-Wpage-as-address");
	session_diagnose(s, &list);
}

/* ---- open and close ---- */

void session_apply_settings(struct session *s)
{
	struct lang_options *o = lang_options(s->world->lang);

	o->lint = s->soft.settings.lint;
	o->werror = s->soft.settings.werror;
	o->reserved = s->refuses != NULL;
}

enum hm_verdict session_open(struct session *s, const struct hm_config *cfg)
{
	enum hm_verdict v;

	*s = (struct session){ .boot = *cfg, .quit_status = -1, .prompt_line = 1 };
	s->interrupt = &s->no_interrupt;
	s->timeline.budget = TIMELINE_BUDGET;
	s->soft.settings.lint = LANG_LINT_WARN;
	s->soft_taken = s->soft;
	s->host = (struct lang_host){ s, host_out, host_note };
	sink_open(&s->out, STDOUT_FILENO);
	sink_open(&s->err, STDERR_FILENO);
	sink_pair(&s->out, &s->err);
	v = world_open(cfg, &s->host, &s->world);
	if (v == HM_OK) {
		session_apply_settings(s);
		s->source_taken = source_end(s->world->map);
	}
	return v;
}

enum hm_verdict session_restart(struct session *s, const struct hm_config *cfg)
{
	struct world *fresh;
	enum hm_verdict v = world_open(cfg, &s->host, &fresh);

	if (v != HM_OK)
		return v;
	timeline_free(&s->timeline);
	s->timeline.budget = TIMELINE_BUDGET;
	entry_list_free(&s->entries);
	world_close(s->world);
	s->world = fresh;
	s->boot = *cfg;
	s->source_taken = source_end(fresh->map);
	session_apply_settings(s);
	return HM_OK;
}

void session_close(struct session *s)
{
	sink_flush(&s->out);
	sink_flush(&s->err);
	timeline_free(&s->timeline);
	entry_list_free(&s->entries);
	learn_free(s->learn);
	s->learn = NULL;
	counted_free(s);
	frozen_free(s);
	hunt_free(s->hunt);
	s->hunt = NULL;
	free(s->card);
	s->card = NULL;
	world_close(s->world);
	s->world = NULL;
}

/* ---- messages ---- */

void session_fail(struct session *s, enum status status)
{
	s->status = status_worse(s->status, status);
}

/*
 * A message in room of its own, so that one about memory which ran out needs none. Names from input may be of any length; a message is not: what is longer than
 * this ends with dots.
 */
enum { LONGEST_SAYING = 800, LONGEST_ERROR = 1000 };

struct message {
	char text[LONGEST_ERROR + 4];
};

static void format_message(struct message *to, size_t longest, const char *format, va_list args)
{
	int n = vsnprintf(to->text, longest + 1, format, args);

	if (n < 0)
		to->text[0] = '\0';
	else if ((size_t)n > longest)
		memcpy(to->text + longest, "...", sizeof("..."));
}

/* To what width messages are broken; 0: to none, in pipes and scripts, and in the view, which breaks them as it is resized. */
static unsigned int message_columns(const struct session *s)
{
	return s->interactive && s->err.terminal && !s->err.receiver_only ? s->columns : 0;
}

/* The line has so many columns already. What cannot be broken for want of memory is written as it is. */
static void put_message(struct session *s, const struct message *message, unsigned int column)
{
	unsigned int columns = message_columns(s);
	struct text broken = { 0 };

	if (columns)
		wrap_text(&broken, message->text, strlen(message->text), columns, column);
	sink_puts(&s->err, columns && !broken.failed ? text_string(&broken) : message->text);
	sink_puts(&s->err, "\n");
	text_free(&broken);
}

void session_say(struct session *s, const char *format, ...)
{
	struct message message;
	va_list args;

	va_start(args, format);
	format_message(&message, LONGEST_SAYING, format, args);
	va_end(args);
	sink_fresh_line(&s->out);
	put_message(s, &message, 0);
}

/* Behind "hmsh: " the place, as it was written or counted. */
static void put_error(struct session *s, const char *file, unsigned int line, unsigned int column, const struct message *message)
{
	char numbers[32] = "";

	sink_fresh_line(&s->out);
	sink_style(&s->err, STYLE_BOLD);
	sink_puts(&s->err, "hmsh: ");
	sink_style(&s->err, STYLE_PLAIN);
	if (file) {
		snprintf(numbers, sizeof(numbers), column ? ":%u:%u: " : ":%u: ", line, column);
		sink_puts(&s->err, file);
		sink_puts(&s->err, numbers);
	}
	put_message(s, message, (unsigned int)(sizeof("hmsh: ") - 1 + (file ? strlen(file) : 0) + strlen(numbers)));
}

/* One that begins so and has this code is always the host's memory, and no word of an input is in it. */
static void note_error(struct session *s, enum status status, const char *code, const struct message *message)
{
	static const char words[] = "out of memory";

	s->no_memory = s->no_memory || (!strcmp(code, "hmsh-memory") && !strncmp(message->text, words, sizeof(words) - 1));
	snprintf(s->last_code, sizeof(s->last_code), "%s", code);
	session_fail(s, status);
}

void session_error(struct session *s, enum status status, const char *code, const char *format, ...)
{
	struct message message;
	va_list args;

	va_start(args, format);
	format_message(&message, LONGEST_ERROR, format, args);
	va_end(args);
	if (!json_error(s, code, (int)status, message.text, 0))
		put_error(s, !s->typed || s->typed_file ? s->item_file : NULL, s->item_line, 0, &message);
	note_error(s, status, code, &message);
}

void session_error_at(struct session *s, enum status status, const char *code, uint32_t loc, const char *format, ...)
{
	struct source_place place = { .file = NULL };
	struct message message;
	va_list args;

	va_start(args, format);
	format_message(&message, LONGEST_ERROR, format, args);
	va_end(args);
	if (!json_error(s, code, (int)status, message.text, loc)) {
		bool known = loc && source_place(s->world->map, loc, &place);

		put_error(s, known ? place.file : NULL, place.line, place.column, &message);
	}
	note_error(s, status, code, &message);
}

static void remember_code(struct session *s, const struct diag_list *diags)
{
	for (size_t i = 0; i < diags->count; i++) {
		const struct diag *d = &diags->item[i];
		const char *code = d->subset ? "hmsh-subset" : d->code ? d->code : d->option;

		if (d->severity != DIAG_NOTE && code)
			snprintf(s->last_code, sizeof(s->last_code), "%s", code);
	}
}

/* A lesson may ask what the compiler has said since its step began. */
static void count_diagnosed(struct session *s, const struct diag *d)
{
	struct diagnosed *to = &s->soft.learning.diagnosed;
	const char *code = d->subset ? "hmsh-subset" : d->option ? d->option : d->code;
	unsigned int i = 0;

	to->errors += d->severity == DIAG_ERROR;
	to->warnings += d->severity == DIAG_WARNING;
	if (d->severity == DIAG_NOTE || !code)
		return;
	counted_diagnosed(s, code);
	while (i < DIAGNOSED_CODES && to->code[i].count && strcmp(to->code[i].code, code))
		i++;
	if (i == DIAGNOSED_CODES)
		return;
	snprintf(to->code[i].code, sizeof(to->code[i].code), "%s", code);
	to->code[i].count++;
}

void session_diagnose(struct session *s, struct diag_list *diags)
{
	struct diag_style style = {
		.utf8_quotes = s->utf8, .columns = s->columns, .max_errors = s->max_errors, .brief = s->typed, .words = s->accessible,
		.memory = s->typed ? NULL : &s->said
	};
	char *text = NULL;
	size_t length;

	if (diags->count && json_diagnostics(s, diags)) {
		/* said */
	} else if (diags->count && !diag_text(s->world->map, diags, &style, &text, &length)) {
		session_error(s, STATUS_LIMIT, "hmsh-memory", "out of memory");
	} else if (diags->count) {
		sink_fresh_line(&s->out);
		if (s->brief)
			diag_brief(&s->err, text, length);
		else
			sink_write(&s->err, text, length);
	}
	free(text);
	for (size_t i = 0; i < diags->count; i++)
		s->treated = s->treated || (diags->item[i].werror && !diags->item[i].lint);
	remember_code(s, diags);
	if (s->diagnosed)
		s->diagnosed(s->diagnosed_to, diags, s->world->map);
	for (size_t i = 0; s->soft.learning.lesson && i < diags->count; i++)
		count_diagnosed(s, &diags->item[i]);
	if (diags->failed)
		session_error(s, STATUS_LIMIT, "hmsh-memory", "out of memory: this was not compiled, or messages are missing");
	diag_list_free(diags);
	*diags = (struct diag_list){ 0 };
}

void session_mute(struct session *s, bool muted)
{
	struct sink *sinks[2] = { &s->out, &s->err };

	for (int i = 0; i < 2; i++) {
		sink_fresh_line(sinks[i]);
		sink_flush(sinks[i]);
		sinks[i]->muted = muted;
	}
}

const struct source_map *session_places(const struct session *s)
{
	return hunt_hides(s) ? NULL : s->world->map;
}

bool session_output_lost(const struct session *s)
{
	return s->out.error || s->err.error;
}

/* ---- the past ---- */

static struct soft *copy_soft(const struct soft *soft)
{
	struct soft *copy = malloc(sizeof(*copy));

	if (copy)
		memcpy(copy, soft, sizeof(*copy));
	return copy;
}

/* Not to a learner, whose lesson has put many machines one after the other: `undo` says it where it matters. */
static void say_folded(struct session *s)
{
	if (s->timeline.folded && !s->folded_said && !s->soft.learning.lesson)
		session_say(s, "hmsh: the oldest steps can no longer be undone (%zu MiB are kept for undo)", s->timeline.budget >> 20);
	s->folded_said = s->timeline.folded != 0;
}

static bool keep_change(struct session *s, struct change *c, bool starts)
{
	c->starts = starts;
	c->entry = s->entries.used ? s->entries.used - 1 : 0;
	if (!timeline_push(&s->timeline, c)) {
		session_error(s, STATUS_LIMIT, "hmsh-memory", "out of memory: what was done so far can no longer be undone");
		return false;
	}
	say_folded(s);
	return true;
}

/* A step that cannot be kept: what was kept no longer leads here. */
static void forget_past(struct session *s)
{
	session_error(s, STATUS_LIMIT, "hmsh-memory", "out of memory: this step cannot be undone");
	timeline_free(&s->timeline);
	s->timeline.budget = TIMELINE_BUDGET;
}

bool session_commit(struct session *s, bool starts)
{
	struct change c = { 0 };
	bool soft = memcmp(&s->soft, &s->soft_taken, sizeof(s->soft)) != 0;

	if (hm_delta_take(s->world->m, &c.delta) != HM_OK) {
		forget_past(s);
		return true;
	}
	s->recalled = false;
	if (!c.delta && !soft) {
		if (s->typed)
			source_truncate(s->world->map, s->source_taken);
		return false;
	}
	if (soft)
		c.soft = copy_soft(&s->soft_taken);
	memcpy(&s->soft_taken, &s->soft, sizeof(s->soft));
	if (soft && !c.soft) {
		hm_delta_free(c.delta);
		forget_past(s);
		s->source_taken = source_end(s->world->map);
		return true;
	}
	c.source_before = s->source_taken;
	c.source_after = s->source_taken = source_end(s->world->map);
	keep_change(s, &c, starts);
	return true;
}

/* An input that runs a text, and boots in its midst, is run again for what follows there. */
static size_t born_at(const struct session *s)
{
	const struct entry *last = s->entries.used ? &s->entries.entry[s->entries.used - 1] : NULL;

	return s->entries.used - (last && (last->script || last->file_count));
}

enum hm_verdict session_new_world(struct session *s, const struct hm_config *cfg, bool starts)
{
	struct change c = { 0 };
	struct world *fresh;
	struct soft *soft = malloc(sizeof(*soft));
	struct hm_config booted = *cfg;
	enum hm_verdict v;

	if (s->aside)
		aside_boots(s, &booted);
	v = soft ? world_open(&booted, &s->host, &fresh) : HM_NOMEM;
	if (v != HM_OK) {
		free(soft);
		return v;
	}
	starts = !session_commit(s, starts) && starts;
	c.world = s->world;
	memcpy(soft, &s->soft, sizeof(*soft));
	c.soft = soft;
	s->world = fresh;
	fresh->born = born_at(s);
	s->reports_seen = 0;
	s->chart = (struct chart){ 0 }; /* it compared blocks of another machine */
	memset(s->soft.pending, 0, sizeof(s->soft.pending));
	memset(s->soft.waiting, 0, sizeof(s->soft.waiting));
	memset(s->soft.armed, 0, sizeof(s->soft.armed));
	s->soft.pendings = s->soft.waitings = s->soft.armeds = s->soft.stepped = 0;
	s->soft.learning.events = s->soft.learning.reports = 0; /* its log begins anew */
	memcpy(&s->soft_taken, &s->soft, sizeof(s->soft));
	session_apply_settings(s);
	s->source_taken = source_end(fresh->map);
	keep_change(s, &c, starts);
	return HM_OK;
}

static void arrive(struct session *s, size_t entry)
{
	struct learning *l = &s->soft.learning;

	/* a lesson counts events from a place that may lie in the time undone */
	if (l->events > hm_event_count(s->world->m))
		l->events = hm_event_count(s->world->m);
	if (l->reports > hm_report_count(s->world->m))
		l->reports = hm_report_count(s->world->m);
	memcpy(&s->soft_taken, &s->soft, sizeof(s->soft));
	s->reports_seen = hm_report_count(s->world->m);
	s->source_taken = source_end(s->world->map);
	session_apply_settings(s);
	if (s->typed)
		s->entries.used = entry < s->entries.count ? entry : s->entries.count;
}

/* Back to the state that the timeline knows, without the names that were put back. */
static void forget_recalled(struct session *s)
{
	if (!s->recalled)
		return;
	hm_delta_revert(s->world->m);
	lang_sync(s->world->lang);
	s->recalled = false;
}

typedef enum hm_verdict timeline_move(struct timeline *t, struct world **world, struct soft *soft, size_t *entry, bool cut);

static enum hm_verdict move(struct session *s, timeline_move *step, size_t steps, size_t *done)
{
	enum hm_verdict v = HM_OK;
	size_t entry = s->entries.used;
	const struct world *from = s->world;

	lang_remember(s->world->lang);
	forget_recalled(s);
	for (*done = 0; *done < steps && v == HM_OK; *done += v == HM_OK)
		v = step(&s->timeline, &s->world, &s->soft, &entry, s->typed);
	if (!s->typed && s->world == from) {
		lang_recall(s->world->lang);
		s->recalled = true;
	}
	arrive(s, entry);
	return v;
}

enum hm_verdict session_undo(struct session *s, size_t steps, size_t *done)
{
	return move(s, timeline_undo, steps, done);
}

enum hm_verdict session_redo(struct session *s, size_t steps, size_t *done)
{
	return move(s, timeline_redo, steps, done);
}

uint64_t session_hash(struct session *s)
{
	bool recalled = s->recalled;
	uint64_t hash;

	if (recalled)
		lang_remember(s->world->lang);
	forget_recalled(s);
	hash = hm_state_hash(s->world->m);
	if (recalled)
		lang_recall(s->world->lang);
	s->recalled = recalled;
	return hash;
}

static bool stand_at(struct session *s, size_t mark)
{
	size_t entry;

	while (timeline_mark(&s->timeline) > mark && timeline_undo(&s->timeline, &s->world, &s->soft, &entry, false) == HM_OK)
		continue;
	while (timeline_mark(&s->timeline) < mark && timeline_redo(&s->timeline, &s->world, &s->soft, &entry, false) == HM_OK)
		continue;
	lang_sync(s->world->lang);
	return timeline_mark(&s->timeline) == mark;
}

bool session_look_at(struct session *s, size_t mark, void (*look)(struct session *s, void *context), void *context)
{
	size_t here = timeline_mark(&s->timeline);
	bool recalled = s->recalled, there = true;

	if (mark == here) {
		look(s, context);
		return true;
	}
	if (recalled)
		lang_remember(s->world->lang);
	forget_recalled(s);
	there = stand_at(s, mark);
	if (there)
		look(s, context);
	there &= stand_at(s, here);
	if (recalled)
		lang_recall(s->world->lang);
	s->recalled = recalled;
	return there;
}

/* ---- the prompt ---- */

void session_prompt(const struct session *s, struct text *out)
{
	const struct hm_machine *m = s->world->m;
	unsigned int asleep = 0, ready = 0;
	struct hm_task_view t;

	for (unsigned int i = 0; i < hm_task_limit(m); i++) {
		if (!hm_task_view(m, (uint16_t)i, &t))
			continue;
		asleep += t.state == HM_TASK_ASLEEP;
		ready += t.state == HM_TASK_RUNNABLE;
	}
	text_puts(out, "hmsh");
	if (hm_halted(m) != HM_RUNNING)
		text_puts(out, hm_halted(m) == HM_HALT_PANIC ? " panicked" : " halted");
	else if (hm_current_cpu(m))
		text_printf(out, " cpu%u", hm_current_cpu(m));
	if (asleep)
		text_printf(out, " %u asleep", asleep);
	if (ready)
		text_printf(out, " %u ready", ready);
	if (s->soft.pendings)
		text_printf(out, " %u pending", s->soft.pendings);
	text_puts(out, "> ");
}
