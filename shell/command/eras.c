/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The same text under other kernels: `eras FILE` runs a script under each of them, `eras` alone this session's inputs, `what-if ERA` these under
 * one. Each run has a session of its own (aside.h), with this machine's keys and that era; nothing of the session in hand changes.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shell/aside.h"
#include "shell/command/command.h"
#include "shell/file.h"
#include "shell/record.h"
#include "shell/report/report.h"


/* ---- what the compiler of an era makes of it ---- */

enum compiled { OTHER_API, REFUSED, WARNED, SILENT };

static const char *const compiled_words[] = { [OTHER_API] = "other API", [REFUSED] = "refused", [WARNED] = "warned", [SILENT] = "silent" };

/* Refused: for the page alone. Any other error, or a call that this kernel has not, is another API. */
static enum compiled compiled_of(const struct aside *a)
{
	const struct tally *t = &a->tally;

	if (t->errors)
		return t->errors == t->page_errors ? REFUSED : OTHER_API;
	if (!strcmp(a->s->last_code, "undefined-reference"))
		return OTHER_API;
	return t->warnings ? WARNED : SILENT;
}

static const char *first_words(const struct aside *a, enum compiled c)
{
	switch (c) {
	case OTHER_API:
	case REFUSED:
		return *a->tally.error ? a->tally.error : a->tally.warning;
	case WARNED:
		return a->tally.warning;
	case SILENT:
		break;
	}
	return "";
}

static void distance_text(int distance, char *out, size_t size)
{
	if (distance < 0)
		snprintf(out, size, "-");
	else
		snprintf(out, size, "%d", distance);
}

/* ---- eras FILE ---- */

enum { SYMPTOM_COLUMN = 28 };

/* At the prompt there is one file; so that an era fits a line, its lines are named alone. */
static void put_place(char *out, size_t size, const char *place)
{
	static const char prompt[] = "<prompt>:";
	bool here = !strncmp(place, prompt, sizeof(prompt) - 1);

	snprintf(out, size, "%s%s", here ? "line " : "", here ? place + sizeof(prompt) - 1 : place);
}

static void symptom_line(struct session *s, const struct aside *a, enum compiled c)
{
	const struct tally *t = &a->tally;
	char line[2 * ASIDE_LINE + 20] = "no report", calls[16], place[ASIDE_LINE + 8];
	bool compiles = c == WARNED || c == SILENT;

	distance_text(compiles && t->reports ? t->distance : -1, calls, sizeof(calls));
	sink_printf(&s->out, "%-9s %-6s ", compiled_words[c], calls);
	put_place(place, sizeof(place), compiles ? t->report_place : first_words(a, c));
	if (!compiles)
		snprintf(line, sizeof(line), "%s", place);
	else if (t->reports)
		snprintf(line, sizeof(line), "%s%s%s%s", t->report, *place ? " (" : "", place, *place ? ")" : "");
	sink_wrap(&s->out, SYMPTOM_COLUMN, SYMPTOM_COLUMN, line);
}

struct script_text {
	const char *name, *text;
	size_t length;
};

/* Moves in a lesson: a machine that one of them put here begins with what it ran there. */
static bool is_move(const struct entry *e)
{
	const char *at = e->text + strspn(e->text, " \t:");

	return !e->script && (!strncmp(at, "lesson", 6) || !strncmp(at, "tour", 4));
}

static void run_entries(struct aside *a, const struct entry_list *list, size_t from, const volatile int *interrupt)
{
	for (size_t i = from; i < list->used && !*interrupt; i++)
		if (!is_move(&list->entry[i]))
			session_replay(a->s, &list->entry[i]);
}

static void run_inputs(struct session *s, struct aside *a)
{
	a->s->interactive = s->interactive;
	a->s->confined = false; /* a lesson's own line may ask, but the inputs are the person's: what files they named they bring along */
	a->tally.since_boot = true;
	if (s->world->start)
		run_entries(a, s->world->start, 0, s->interrupt);
	run_entries(a, &s->entries, s->world->born, s->interrupt);
}

/* Then what it shows is not what that kernel does: it is closed. */
static bool aside_lost(struct session *s, struct aside *a)
{
	if (!a->s->no_memory && !a->s->run_no_memory && !a->shown.failed)
		return false;
	aside_close(a);
	session_error(s, STATUS_LIMIT, "hmsh-memory", "out of memory");
	return true;
}

/* No script: this session's inputs. */
static bool run_under(struct session *s, const struct hm_era *era, const struct script_text *script)
{
	struct hm_config cfg;
	struct aside a;
	char why[512];

	sink_printf(&s->out, "%-10s ", era->name);
	if (!aside_config(s, era, &cfg, why, sizeof(why))) {
		sink_wrap(&s->out, 11, 11, why);
		return true;
	}
	if (!aside_open(&a, s, &cfg)) {
		session_error(s, STATUS_LIMIT, "hmsh-memory", "out of memory");
		return false;
	}
	if (script)
		session_script(a.s, script->name, script->text, script->length, true);
	else
		run_inputs(s, &a);
	if (aside_lost(s, &a))
		return false;
	symptom_line(s, &a, compiled_of(&a));
	aside_close(&a);
	return !*s->interrupt;
}

static void under_every_era(struct session *s, const struct script_text *script)
{
	sink_printf(&s->out, "%-10s %-9s %-6s %s\n", "era", "compiler", "later", "first trouble");
	for (unsigned int i = 0; hm_era_at(i); i++)
		if (!run_under(s, hm_era_at(i), script))
			break;
}

/* Not one of the session's own inputs: it is not kept with them. */
static bool read_script(struct session *s, const char *name, struct text *text)
{
	const char *why = file_read(name, FILE_LIMIT, text);

	if (!why)
		why = file_text_trouble(text_string(text), text->length);
	if (!why)
		return true;
	session_error(s, STATUS_FILE, "hmsh-file", "%s: %s", name, why);
	text_free(text);
	return false;
}

static bool eras_of_file(struct session *s, const char *name)
{
	struct text text = { 0 };

	if (s->confined) {
		session_error(s, STATUS_ERROR, "hmsh-confined", "`eras FILE` is not for a lesson's own lines: they touch no file; `eras` alone is");
		return false;
	}
	if (!read_script(s, name, &text))
		return false;
	under_every_era(s, &(struct script_text){ name, text_string(&text), text.length });
	text_free(&text);
	return true;
}

static bool cmd_eras(struct session *s, const struct command_input *in)
{
	const char *word;
	size_t at = 0, length;
	char name[1024];
	bool file = next_word(in, &at, &word, &length);

	if (file && !no_more(s, in, at))
		return false;
	if (s->aside || s->replay) /* it changes nothing, so there is nothing to do again */
		return true;
	if (!file) {
		under_every_era(s, NULL);
		return true;
	}
	snprintf(name, sizeof(name), "%.*s", (int)(length < sizeof(name) ? length : sizeof(name) - 1), word);
	return eras_of_file(s, name);
}

/* ---- what-if ERA ---- */

/* The first trouble of this session itself, for comparison. */
static void say_here(struct session *s)
{
	const struct hm_report *r = hm_report_count(s->world->m) ? hm_report_get(s->world->m, 1) : NULL;
	struct report_source src = { s->world->m, s->world->map, s->world->lang };
	char headline[200], place[96];

	if (!r)
		return;
	hm_report_headline(s->world->m, r, headline, sizeof(headline));
	event_place(&src, &r->event, place, sizeof(place));
	sink_printf(&s->out, "Here (%s): %s%s%s\n", hm_machine_era(s->world->m)->name, headline, *place ? ", at " : "", place);
}

static void say_compiler(struct session *s, const struct aside *a, const char *era)
{
	static const char *const verbs[] = { [OTHER_API] = "knows another API", [REFUSED] = "refuses", [WARNED] = "warns" };
	enum compiled c = compiled_of(a);
	char line[ASIDE_LINE + 100];

	if (c == SILENT)
		snprintf(line, sizeof(line), "Under %s the compiler says nothing.", era);
	else
		snprintf(line, sizeof(line), "Under %s the compiler %s: %s", era, verbs[c], first_words(a, c));
	sink_wrap(&s->out, 0, 2, line);
}

static void say_there(struct session *s, const struct aside *a, const struct hm_era *era)
{
	enum compiled c = compiled_of(a);
	const struct tally *t = &a->tally;
	char line[ASIDE_LINE + 200];

	say_compiler(s, a, era->name);
	if (!t->reports) {
		sink_printf(&s->out, "At run time nothing is reported%s.\n", c == OTHER_API || c == REFUSED ? " of what did run" : "");
		return;
	}
	snprintf(line, sizeof(line), "At run time: %s%s%s", t->report, *t->report_place ? ", at " : "", t->report_place);
	sink_wrap(&s->out, 0, 2, line);
	if (t->distance >= 0)
		sink_printf(&s->out, "  met %d call%s after its cause\n", t->distance, t->distance == 1 ? "" : "s");
}

static bool replay_under(struct session *s, const struct hm_era *era)
{
	struct hm_config cfg;
	struct aside a;
	char why[512];

	if (!aside_config(s, era, &cfg, why, sizeof(why))) {
		session_error(s, STATUS_ERROR, "hmsh-machine", "%s", why);
		return false;
	}
	if (!aside_open(&a, s, &cfg)) {
		session_error(s, STATUS_LIMIT, "hmsh-memory", "out of memory");
		return false;
	}
	run_inputs(s, &a);
	if (aside_lost(s, &a))
		return false;
	say_here(s);
	say_there(s, &a, era);
	aside_close(&a);
	return true;
}

static bool cmd_what_if(struct session *s, const struct command_input *in)
{
	const struct hm_era *era;
	struct hm_config cfg;
	const char *word;
	size_t at = 0, length;
	char name[128], why[512];

	if (!next_word(in, &at, &word, &length)) {
		session_error(s, STATUS_ERROR, "hmsh-arguments", "under which kernel? `what-if 2.6.36` (`era` lists them)");
		return false;
	}
	if (!no_more(s, in, at))
		return false;
	if (s->aside || s->replay)
		return true;
	snprintf(name, sizeof(name), "%.*s", (int)(length < 120 ? length : 120), word);
	hm_config_default(&cfg);
	if (hm_config_set(&cfg, "era", name, why, sizeof(why)) != HM_OK) {
		session_error(s, STATUS_ERROR, "hmsh-machine", "%s", why);
		return false;
	}
	era = cfg.era;
	return replay_under(s, era);
}

const struct command era_commands[] = {
	{ "eras", "[FILE]", "this session, or a script, under every kernel: who notices",
	  "One line for each era, with this machine's other keys: what its compiler makes\n"
	  "of it (other API, refused, warned, silent; the lint of hmsh is off), how many\n"
	  "calls later than its cause the first kernel report comes (- : unknown, or none),\n"
	  "and that report. With FILE that script is run; a script may ask where it runs:\n"
	  "#if ERA_2_6_11. Alone, what this session has typed since its machine was booted\n"
	  "(in a lesson: since the step's beginning, and what that begins with) is typed\n"
	  "again. Your own session stays as it is.", "eras",
	  cmd_eras, 0, NULL },
	{ "what-if", "ERA", "what another kernel would have said to this session",
	  "Types everything that changed this session since its machine was booted again,\n"
	  "on a machine of that era, and tells where the mistake would have been met: by\n"
	  "its compiler, or at run time and how many calls later. In a lesson: since the\n"
	  "step's beginning, and what that begins with. Your own session stays as it is.", "what-if 2.6.36",
	  cmd_what_if, 0, NULL },
	{ 0 }
};
