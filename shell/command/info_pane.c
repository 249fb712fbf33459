/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Topics of `info` that the view has a pane for: the pane's own drawing as plain text, 80 columns wide, every row of it, in ASCII, so that a script
 * prints the same everywhere. Words, marks and order have one source, the pane (shell/view/pane_*.c).
 *
 * Left out: the marks of the last command; a look at the state is no look at what changed (`diff` is).
 */
#include <stdio.h>
#include <string.h>

#include "shell/command/command.h"
#include "shell/run.h"
#include "shell/term/stage.h"
#include "shell/view/pane.h"

enum { INFO_COLUMNS = 80, EVENTS_SHOWN = 20 };

/* What the view has seen of a pointer's life, a script's `info` knows, too. */
static void recall_lives(const struct session *s, struct names *names)
{
	const struct names *seen = s->stage ? &s->stage->view.names : NULL;

	for (unsigned int i = 0; seen && i < names->count; i++)
		for (unsigned int j = 0; j < seen->count; j++)
			if (!strcmp(seen->name[j].name, names->name[i].name) && seen->name[j].value == names->name[i].value)
				names->name[i].led_to = seen->name[j].led_to;
}

bool show_pane(struct session *s, const struct pane *pane, const struct frame *wishes)
{
	struct snapshot now = { 0 };
	struct frame f = *wishes;
	struct text out = { 0 };
	struct names names;
	bool drawn;

	stage_names(s, &names);
	recall_lives(s, &names);
	f.place = stage_place;
	f.stands = stage_stands;
	f.place_context = s;
	f.words = s->accessible;
	f.chart = s->chart.blocks ? &s->chart : NULL;
	drawn = snapshot_take(&now, s->world->m, &names);
	if (drawn) {
		frame_make(&f, s->world->m, &now, NULL);
		drawn = pane_text(pane, &f, INFO_COLUMNS, false, &out);
	}
	if (drawn)
		sink_puts(&s->out, text_string(&out));
	else
		session_error(s, STATUS_LIMIT, "hmsh-memory", "out of memory");
	text_free(&out);
	snapshot_free(&now);
	return drawn;
}

static bool show_used(struct session *s, const struct pane *pane)
{
	const struct frame wishes = { .wanted = WANTED_USED };

	return show_pane(s, pane, &wishes);
}

/* "all", or nothing */
static bool used_or_all(struct session *s, const struct command_input *in, const struct pane *pane, const char *name)
{
	struct frame wishes = { .wanted = WANTED_USED };
	const char *word;
	size_t at = 0, length;

	if (next_word(in, &at, &word, &length)) {
		if (!word_is(word, length, "all")) {
			session_error(s, STATUS_ERROR, "hmsh-arguments", "`info %s`, or `info %s all`", name, name);
			return false;
		}
		wishes.wanted = WANTED_ALL;
	}
	return show_pane(s, pane, &wishes);
}

static bool info_slots(struct session *s, const struct command_input *in)
{
	return used_or_all(s, in, &pane_slots, "slots");
}

static bool info_pkmap(struct session *s, const struct command_input *in)
{
	return used_or_all(s, in, &pane_pkmap, "pkmap");
}

static bool info_tlb(struct session *s, const struct command_input *in)
{
	(void)in;
	return show_used(s, &pane_tlb);
}

static bool info_pointers(struct session *s, const struct command_input *in)
{
	(void)in;
	return show_used(s, &pane_pointers);
}

bool info_tasks(struct session *s, const struct command_input *in)
{
	(void)in;
	return show_used(s, &pane_tasks);
}

static bool info_cost(struct session *s, const struct command_input *in)
{
	(void)in;
	return show_used(s, &pane_cost);
}

bool show_walk(struct session *s, hm_vaddr_t address)
{
	const struct frame wishes = { .wanted = WANTED_USED, .has_address = true, .address = address };

	return show_pane(s, &pane_walk, &wishes);
}

static bool info_pt(struct session *s, const struct command_input *in)
{
	uint64_t address;
	char type[80];

	if (!in->args_length)
		return show_used(s, &pane_walk);
	return look_integer(s, in, in->args, in->args_length, &address, type, sizeof(type)) && show_walk(s, (hm_vaddr_t)address);
}

static bool info_events(struct session *s, const struct command_input *in)
{
	struct frame wishes = { .wanted = WANTED_USED, .last_events = EVENTS_SHOWN };
	const char *word;
	size_t at = 0, length;

	if (next_word(in, &at, &word, &length)) {
		if (word_is(word, length, "all")) {
			wishes.last_events = UINT64_MAX;
		} else if (!word_number(word, length, UINT64_MAX, &wishes.last_events) || !wishes.last_events) {
			session_error(s, STATUS_ERROR, "hmsh-arguments", "how many of the last events? `info events 50`, or all");
			return false;
		}
	}
	return show_pane(s, &pane_events, &wishes);
}

const struct info_topic info_pane_topics[] = {
	{ "slots", "atomic slots that map a page (`info slots all`: every slot)", info_slots },
	{ "pointers", "where each pointer leads; those that outlived their mapping", info_pointers },
	{ "pkmap", "the window of kmap(): who has a place (`info pkmap all`)", info_pkmap },
	{ "tlb", "what each CPU's TLB holds, stale entries marked", info_tlb },
	{ "pt", "the page-table walk of the last access, or of an ADDRESS", info_pt },
	{ "tasks", "tasks, where they stand, preempt_count and context", info_tasks },
	{ "events", "the last events (`info events 50`, `info events all`)", info_events },
	{ "cost", "counts of events and cycles of the model, for each CPU", info_cost },
	{ 0 }
};
