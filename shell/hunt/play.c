/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A person hunts: see hunt.h. The hunt's machine takes the place of theirs as one step of the timeline; behind it each input of the script is a step of its own, so
 * `undo` and `redo` walk through what was run. Undo stops in front of the script (the timeline's floor): out of a hunt leads `hunt off` alone, which undoes all
 * of it, exactly.
 *
 * Looks are counted beside the state: what was seen stays seen when the machine goes back.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shell/card.h"
#include "shell/command/command.h"
#include "shell/hunt/hunt.h"
#include "shell/journal.h"
#include "shell/learn/learn.h"
#include "shell/learn/progress.h"
#include "shell/record.h"

const struct hunt_case *hunt_of(const struct session *s)
{
	const struct hunting *h = &s->soft.hunting;
	const struct hunt_case *c = s->hunt ? s->hunt->made : NULL;

	return c && h->level == c->level && h->seed == c->seed ? c : NULL;
}

bool hunt_hides(const struct session *s)
{
	return hunt_of(s) && s->hunt->end == HUNT_OPEN;
}

void hunt_free(struct hunt *hunt)
{
	if (hunt && hunt->made)
		hunt_case_free(hunt->made);
	if (hunt)
		free(hunt->made);
	free(hunt);
}

void hunt_recall(struct session *s, unsigned int looks, unsigned int wrong, unsigned int end)
{
	if (!hunt_of(s))
		return;
	s->hunt->looks = s->hunt->told = looks;
	s->hunt->wrong = wrong;
	s->last_code[0] = '\0';
	s->hunt->end = end == HUNT_FOUND ? HUNT_FOUND : end == HUNT_SHOWN ? HUNT_SHOWN : HUNT_OPEN;
}

/* ---- begin, again, leave ---- */

static struct hunt *new_hunt(uint64_t seed, unsigned int level)
{
	struct hunt *hunt = calloc(1, sizeof(*hunt));

	if (hunt)
		hunt->made = calloc(1, sizeof(*hunt->made));
	if (hunt && hunt->made && hunt_make(hunt->made, seed, level))
		return hunt;
	hunt_free(hunt);
	return NULL;
}

static void queue_script(struct session *s)
{
	const struct hunt_script *h = &s->hunt->made->script;
	struct text input = { 0 };
	unsigned int line = 0, first;

	s->hunt->runs = true;
	s->hunt->status = s->status;
	while (first = line, hunt_next_input(h, &line, &input) && !input.failed) {
		learn_queue(s, DEED_MUTED, text_string(&input), first + 1);
		text_clear(&input);
	}
	learn_queued(s, &input);
}

/* The settings that the case was proved with. */
static void settle(struct session *s)
{
	s->soft.settings.lint = LANG_LINT_WARN;
	s->soft.settings.werror = false;
	memset(s->soft.alias, 0, sizeof(s->soft.alias));
	session_apply_settings(s);
}

static bool put_machine(struct session *s, struct hunt *hunt)
{
	size_t left = timeline_mark(&s->timeline);

	if (!learn_of(s) || session_new_world(s, &hunt->made->cfg, true) != HM_OK)
		return false;
	settle(s);
	/* the soft state, which changes here, will be one change more */
	s->soft.hunting = (struct hunting){ .seed = hunt->made->seed, .level = hunt->made->level, .left = left,
					    .base = timeline_mark(&s->timeline) + 1, .entry = (uint32_t)s->entries.used };
	s->timeline.floor = s->soft.hunting.base;
	hunt_free(s->hunt);
	s->hunt = hunt;
	return true;
}

bool hunt_begin(struct session *s, uint64_t seed, unsigned int level)
{
	struct hunt *hunt = new_hunt(seed, level);

	if (!hunt || !put_machine(s, hunt)) {
		if (hunt)
			hunt_free(hunt);
		session_error(s, STATUS_LIMIT, "hmsh-hunt", "no hunt can be begun: out of memory");
		return false;
	}
	journal_hunt(s);
	if (!s->replay) /* a record has the lines behind this input */
		queue_script(s);
	return true;
}

/* Undoes what was done since that mark. False: no undo leads there. */
static bool go_back_to(struct session *s, size_t mark)
{
	size_t before = s->entries.used, done = 1;

	while (done && timeline_mark(&s->timeline) > mark)
		session_undo(s, 1, &done);
	journal_time(s, "undo", before - s->entries.used);
	timeline_drop_redo(&s->timeline);
	entry_list_cut(&s->entries, s->entries.used);
	return timeline_mark(&s->timeline) == mark;
}

bool hunt_again(struct session *s)
{
	if (!go_back_to(s, s->soft.hunting.base))
		return false;
	queue_script(s);
	return true;
}

bool hunt_leave(struct session *s)
{
	size_t left = s->soft.hunting.left;

	s->timeline.floor = 0;
	return go_back_to(s, left) || !hunt_of(s); /* a hunt that was loaded goes with the load */
}

/* ---- where the script stands ---- */

unsigned int hunt_stands(const struct session *s)
{
	const struct hunt_case *c = hunt_of(s);
	size_t done = c && s->entries.used > s->soft.hunting.entry ? s->entries.used - s->soft.hunting.entry : 0;
	struct text input = { 0 };
	unsigned int line = 0;

	while (done-- && hunt_next_input(&c->script, &line, &input))
		text_clear(&input);
	text_free(&input);
	return line;
}

/* ---- answers ---- */

static void say_score(struct session *s)
{
	const struct hunt *h = s->hunt;
	struct text line = { 0 };
	unsigned int best;

	text_printf(&line, "%u look%s%s; par is %u.", h->looks, h->looks == 1 ? "" : "s", h->wrong ? ", wrong answers among them" : "", h->made->par);
	if (progress_hunt_best(s, h->made->level, &best))
		text_printf(&line, " Your best at level %u: %u.", h->made->level, best);
	sink_wrap(&s->out, 0, 0, text_string(&line));
	text_free(&line);
}

static void end_hunt(struct session *s, enum hunt_end end)
{
	struct hunt *h = s->hunt;

	h->end = end;
	journal_hunt(s);
	progress_hunt(s, &(struct progress_hunt){ h->made->level, h->made->seed, h->looks, h->made->par, end == HUNT_FOUND });
	card_put(s, &h->made->card);
	say_score(s);
	hunt_show_answer(&s->out, h->made);
	session_say(s, "`why` is on again. `export svg card.svg postcard` draws this; `hunt off` goes back.");
}

bool hunt_blame(struct session *s, unsigned int line)
{
	struct hunt *h = s->hunt;
	char text[200];

	if (line == h->made->script.planted) {
		sink_printf(&s->out, "Found: line %u.\n", line);
		end_hunt(s, HUNT_FOUND);
		return true;
	}
	h->wrong++;
	h->looks += HUNT_BLAME_COST;
	h->told = h->looks;
	journal_hunt(s);
	snprintf(text, sizeof(text), "Line %u is not the guilty one%s. That cost %d: %u looks so far, par is %u.", line,
		 h->made->in_chain[line] ? ", though the way from cause to symptom leads over it" : "", HUNT_BLAME_COST, h->looks, h->made->par);
	sink_wrap(&s->out, 0, 0, text);
	return false;
}

void hunt_give_up(struct session *s)
{
	sink_puts(&s->out, "Given up.\n");
	end_hunt(s, HUNT_SHOWN);
}

/* ---- looks ---- */

/* What costs nothing, and what is off; everything else is a look. */
static const struct { const char *command; const char *off; } rules[] = {
	{ "hunt", NULL }, { "help", NULL }, { "apropos", NULL }, { "view", NULL }, { "watch", NULL }, { "set", NULL }, { "show", NULL }, { "alias", NULL },
	{ "history", NULL }, { "quit", NULL }, { "explain", NULL }, { "progress", NULL }, { "checkpoint", NULL }, { "save", NULL },
	{ "why", "it would tell the answer. `hunt solution` gives up" },
	{ "quiz", "`hunt off` first" }, { "eras", "it would tell the answer" }, { "what-if", "it would tell the answer" },
	{ "export", "it would show more than a look does" },
	{ "source", "a file's lines are no looks one can count" },
};

static unsigned int cost_of_look(const struct session *s, const struct command *c, const char *args, size_t length)
{
	enum { EVENTS_A_LOOK = 20 };
	uint64_t n = hm_event_count(s->world->m), asked = EVENTS_A_LOOK;
	size_t word = 0;

	while (word < length && args[word] != ' ')
		word++;
	if (!c || strcmp(c->name, "info") != 0 || !word || !word_starts(args, word, "events"))
		return 1;
	for (args += word, length -= word; length && *args == ' '; length--)
		args++;
	if (length && !word_number(args, length, UINT32_MAX, &asked))
		asked = n;
	asked = asked < n ? asked : n;
	return asked > EVENTS_A_LOOK ? (unsigned int)((asked + EVENTS_A_LOOK - 1) / EVENTS_A_LOOK) : 1;
}

static bool is_off(struct session *s, const struct command *c, const char *why)
{
	session_error(s, STATUS_ERROR, "hmsh-hunt", "`%s` is off during a hunt: %s", c->name, why);
	return false;
}

void hunt_count(struct session *s, unsigned int looks)
{
	if (!hunt_hides(s))
		return;
	s->hunt->looks += looks;
	journal_hunt(s);
}

bool hunt_gate(struct session *s, const struct command *c, const char *args, size_t length)
{
	if (!hunt_hides(s) || s->replay || s->learn->following)
		return true;
	for (size_t i = 0; c && i < sizeof(rules) / sizeof(*rules); i++)
		if (!strcmp(rules[i].command, c->name))
			return rules[i].off ? is_off(s, c, rules[i].off) : true;
	if (c && (c->flags & COMMAND_WORLD) && !length && (c->flags & COMMAND_SHOWS))
		return true;
	if (c && c->flags & (COMMAND_WORLD | COMMAND_FILES))
		return is_off(s, c, "`hunt off` first");
	hunt_count(s, cost_of_look(s, c, args, length));
	return true;
}

/* What was said of somebody else's lines is neither the person's to explain nor theirs to answer for. */
static void forget_messages(struct session *s)
{
	s->last_code[0] = '\0';
	if (s->hunt->runs)
		s->status = s->hunt->status;
	s->hunt->runs = false;
}

void hunt_after(struct session *s)
{
	struct hunt *h = s->hunt;
	unsigned int stands;

	if (h->runs)
		forget_messages(s);
	if (!hunt_hides(s) || h->told == h->looks)
		return;
	h->told = h->looks;
	stands = hunt_stands(s);
	sink_fresh_line(&s->out);
	if (stands < h->made->script.lines)
		session_say(s, "(look %u, par %u; the script stands behind line %u of %u)", h->looks, h->made->par, stands, h->made->script.lines);
	else
		session_say(s, "(look %u, par %u)", h->looks, h->made->par);
}

bool hunt_goal(const struct session *s, struct text *out)
{
	const struct hunt_case *c = hunt_of(s);
	char symptom[160];

	if (!c)
		return false;
	hunt_symptom(c, symptom, sizeof(symptom));
	text_printf(out, "[%c] Which line is guilty? `hunt blame LINE`\n%s.\n%u look%s; par is %u.\n", s->hunt->end == HUNT_OPEN ? ' ' : 'x', symptom,
		    s->hunt->looks, s->hunt->looks == 1 ? "" : "s", c->par);
	return true;
}
