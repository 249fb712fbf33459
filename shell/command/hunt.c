/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The command `hunt`: begins a fault hunt, lists its script, takes answers, ends it. In a script only the answers can be had.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "shell/command/command.h"
#include "shell/hunt/hunt.h"
#include "shell/learn/learn.h"

static bool refuse(struct session *s, const char *why)
{
	session_error(s, STATUS_ERROR, "hmsh-hunt", "%s", why);
	return false;
}

struct wish {
	uint64_t seed;
	uint64_t level;
	bool has_seed, answers;
};

static bool read_wish(struct session *s, const struct command_input *in, size_t at, struct wish *w)
{
	const char *word;
	size_t n;

	*w = (struct wish){ .level = 1 };
	while (next_word(in, &at, &word, &n)) {
		bool seed = word_is(word, n, "--seed"), level = word_is(word, n, "--level");

		if (word_is(word, n, "--answers"))
			w->answers = true;
		else if (!(seed || level) || !next_word(in, &at, &word, &n) ||
			 !word_number(word, n, seed ? UINT32_MAX : HUNT_LEVELS, seed ? &w->seed : &w->level) || !w->level)
			return refuse(s, "hunt [--seed N] [--level 1|2|3] [--answers], or in a hunt: script, page, blame LINE, reset, solution, off");
		w->has_seed |= seed;
	}
	return true;
}

static bool show_answers(struct session *s, const struct wish *w)
{
	struct hunt_case *c = malloc(sizeof(*c));
	char symptom[160];
	bool made = c && hunt_make(c, w->seed, (unsigned int)w->level);

	if (made) {
		hunt_symptom(c, symptom, sizeof(symptom));
		sink_printf(&s->out, "Hunt, level %u, seed %llu: machine %s\n", c->level, (unsigned long long)c->seed, c->keys);
		hunt_show_script(&s->out, c);
		sink_printf(&s->out, "Symptom: %s.\n", symptom);
		hunt_show_answer(&s->out, c);
	} else {
		session_error(s, STATUS_LIMIT, "hmsh-hunt", "no hunt could be made: out of memory");
	}
	if (c)
		hunt_case_free(c);
	free(c);
	return made;
}

/* ---- begin ---- */

static void show_opening(struct session *s)
{
	const struct hunt_case *c = hunt_of(s);
	char symptom[160], rest[400];

	hunt_symptom(c, symptom, sizeof(symptom));
	snprintf(rest, sizeof(rest), "Fault hunt, level %u, seed %llu: machine %s", c->level, (unsigned long long)c->seed, c->keys);
	sink_wrap(&s->out, 0, 2, rest);
	sink_printf(&s->out, "Somebody's script of %u lines has run, and a page is corrupted:\n  ", c->script.lines);
	sink_wrap(&s->out, 2, 2, symptom);
	snprintf(rest, sizeof(rest), "Which line has broken a rule? `hunt script` lists them, `hunt blame LINE` answers. Each look costs 1 (info, x, print,"
		 " undo, diff ..., `hunt page`), a wrong answer %d; par is %u. `why` is off until the end. `hunt off` goes back.", HUNT_BLAME_COST, c->par);
	sink_wrap(&s->out, 0, 0, rest);
}

/* A seed that nobody chose: the next second's is another. It is typed with the command, so that a record has it. */
static bool type_with_seed(struct session *s, const struct wish *w)
{
	struct timespec now;
	char line[80];

	if (!learn_of(s))
		return false;
	clock_gettime(CLOCK_REALTIME, &now);
	snprintf(line, sizeof(line), "hunt --seed %u --level %u\n", (unsigned int)(now.tv_sec ^ now.tv_nsec >> 10) % 1000000u, (unsigned int)w->level);
	learn_queue(s, DEED_SHOWN, line, 0);
	return true;
}

static bool may_begin(struct session *s)
{
	if (!s->interactive)
		return refuse(s, "a hunt is for a person at a prompt; a script can ask for the answers: `hunt --seed 1 --answers`");
	if (hunt_of(s))
		return refuse(s, "you hunt already: `hunt off` goes back to your machine first");
	if (s->soft.quiz.number)
		return refuse(s, "you are in a quiz: `quiz off` first");
	if (s->soft.learning.lesson && !s->soft.learning.playing)
		return refuse(s, "you are in a lesson: `lesson play` or `lesson quit` first");
	return true;
}

static bool begin(struct session *s, const struct wish *w)
{
	if (w->answers && hunt_hides(s))
		return refuse(s, "answers are off during a hunt; `hunt solution` gives up");
	if (w->answers && !w->has_seed)
		return refuse(s, "whose answers? hunt --seed N --answers");
	if (w->answers)
		return show_answers(s, w);
	if (!may_begin(s))
		return false;
	if (!w->has_seed)
		return type_with_seed(s, w);
	if (!hunt_begin(s, w->seed, (unsigned int)w->level))
		return false;
	if (!s->replay)
		show_opening(s);
	return true;
}

/* ---- verbs ---- */

static bool verb_script(struct session *s, const struct command_input *in, size_t at)
{
	if (!no_more(s, in, at))
		return false;
	hunt_show_script(&s->out, hunt_of(s));
	return true;
}

static bool verb_blame(struct session *s, const struct command_input *in, size_t at)
{
	const struct hunt_case *c = hunt_of(s);
	uint64_t line;
	const char *word;
	size_t n;

	if (!next_word(in, &at, &word, &n) || !word_number(word, n, c->script.lines, &line) || !line)
		return refuse(s, "hunt blame LINE: the number of a line of `hunt script`");
	if (!no_more(s, in, at))
		return false;
	if (!hunt_hides(s))
		return refuse(s, "this hunt is over: `hunt off` goes back to your machine");
	hunt_blame(s, (unsigned int)line);
	return true;
}

static bool verb_solution(struct session *s, const struct command_input *in, size_t at)
{
	if (!no_more(s, in, at))
		return false;
	if (hunt_hides(s))
		hunt_give_up(s);
	else
		hunt_show_answer(&s->out, hunt_of(s));
	return true;
}

static bool verb_off(struct session *s, const struct command_input *in, size_t at)
{
	if (!no_more(s, in, at))
		return false;
	if (!hunt_leave(s))
		return refuse(s, "the machine from before can no longer be reached by undo");
	session_say(s, "Back at your machine, as you left it.");
	return true;
}

static bool verb_reset(struct session *s, const struct command_input *in, size_t at)
{
	if (!no_more(s, in, at))
		return false;
	if (!hunt_again(s))
		return refuse(s, "the script's beginning can no longer be reached by undo");
	session_say(s, "The script has run anew.");
	return true;
}

/* Bytes of a row, and whether there are any but zeros. */
static bool read_row(const struct session *s, hm_pfn_t pfn, uint32_t offset, uint8_t row[16])
{
	bool any = false;

	for (unsigned int i = 0; hm_peek_frame(s->world->m, pfn, offset, row, 16) && i < 16; i++)
		any |= row[i] != 0;
	return any;
}

static void show_row(struct session *s, hm_pfn_t pfn, uint32_t offset)
{
	uint8_t row[16] = { 0 };

	read_row(s, pfn, offset, row);
	sink_printf(&s->out, "%6u ", offset);
	for (unsigned int i = 0; i < 16; i++)
		sink_printf(&s->out, " %02x", row[i]);
	sink_puts(&s->out, "  ");
	for (unsigned int i = 0; i < 16; i++)
		sink_printf(&s->out, "%c", row[i] >= ' ' && row[i] < 0x7f ? row[i] : '.');
	sink_puts(&s->out, "\n");
}

/* Its rows with anything in them; a full page is cut. */
static void show_page(struct session *s, hm_pfn_t pfn)
{
	enum { ROWS = 16 };
	unsigned int shown = 0, more = 0;
	uint8_t row[16];

	for (uint32_t offset = 0; offset < HM_PAGE_SIZE; offset += 16) {
		if (!read_row(s, pfn, offset, row))
			continue;
		if (shown < ROWS)
			show_row(s, pfn, offset);
		more += shown++ >= ROWS;
	}
	if (!shown)
		sink_puts(&s->out, "   every byte is 0\n");
	if (more)
		sink_printf(&s->out, "   and %u more rows that are not all 0\n", more);
}

static bool verb_page(struct session *s, const struct command_input *in, size_t at)
{
	const struct hunt_case *c = hunt_of(s);
	hm_pfn_t pfn = c->pfn;
	struct hm_page_view view;

	while (at < in->args_length && in->args[at] == ' ')
		at++;
	if (at < in->args_length && !page_argument(s, in, in->args + at, in->args_length - at, &pfn))
		return false;
	if (!hm_page_view(s->world->m, pfn, &view))
		return refuse(s, "that is no page of this machine");
	hunt_count(s, 1);
	sink_printf(&s->out, "page 0x%x, %s:\n", pfn, pfn == c->pfn ? "the row of the byte that is wrong in the end" : "rows that are not all 0");
	if (pfn == c->pfn)
		show_row(s, pfn, c->script.offset & ~15u);
	else
		show_page(s, pfn);
	return true;
}

static bool show_where(struct session *s)
{
	const struct hunt_case *c = hunt_of(s);

	show_opening(s);
	if (!hunt_hides(s))
		sink_puts(&s->out, "The hunt is over: `hunt solution` shows the way, `hunt off` goes back.\n");
	else
		sink_printf(&s->out, "%u look%s so far. The script stands behind line %u of %u.\n", s->hunt->looks, s->hunt->looks == 1 ? "" : "s",
			    hunt_stands(s), c->script.lines);
	return true;
}

static const struct verb {
	const char *name;
	bool (*run)(struct session *s, const struct command_input *in, size_t at);
} verbs[] = {
	{ "script", verb_script }, { "list", verb_script }, { "page", verb_page }, { "blame", verb_blame }, { "line", verb_blame },
	{ "solution", verb_solution }, { "reset", verb_reset }, { "off", verb_off }, { "quit", verb_off }
};

static bool cmd_hunt(struct session *s, const struct command_input *in)
{
	struct wish w;
	const char *word;
	size_t at = 0, n;
	bool any = next_word(in, &at, &word, &n);

	if (!any && hunt_of(s))
		return show_where(s);
	for (size_t i = 0; any && i < sizeof(verbs) / sizeof(*verbs); i++) {
		if (!word_is(word, n, verbs[i].name))
			continue;
		if (!hunt_of(s))
			return refuse(s, "nobody hunts: `hunt` begins one, `hunt --level 3` a hard one");
		return verbs[i].run(s, in, at);
	}
	return read_wish(s, in, 0, &w) && begin(s, &w);
}

static const char *const hunt_words[] = { "script", "page", "blame", "solution", "reset", "off", "--seed", "--level", "--answers", NULL };
const char *const hunt_looks[] = { "script", "list", "page", "blame", "line", "solution", "reset", "off", "quit", NULL };

const struct command hunt_commands[] = {
	{ .name = "hunt", .arguments = "[--seed N] [--level 1|2|3] [--answers], script|page|blame LINE|solution|reset|off",
	  .help = "find the statement that corrupted a page, with few looks",
	  .detail = "Somebody else's script has run, on a machine in the place of yours, and a byte\n"
		    "of a page is wrong. One statement has broken a rule, often much earlier than\n"
		    "the store that hit the page. script: its lines. blame LINE: your answer; a\n"
		    "wrong one costs 5. page [PAGE]: bytes of the corrupted page, or of another.\n"
		    "Each look costs 1: info, x, print, vtop, diff, C of your own ..., and undo,\n"
		    "redo, restore, with which you walk through the script; `info events N` 1 for\n"
		    "each 20. Until the end `why` is off, no look tells the place of a statement,\n"
		    "and the view is covered. Then the way from symptom to cause is shown, and the\n"
		    "score. solution: gives up. reset: the script anew. off: back to your machine.\n"
		    "--seed: the same hunt everywhere. Level 1: few lines; 2: interrupts, two CPUs,\n"
		    "older kernels; 3: long, tasks, all kernels. --answers: in scripts, too.",
	  .example = "hunt --seed 7 --answers",
	  .run = cmd_hunt, .flags = COMMAND_CHANGES | COMMAND_ALWAYS | COMMAND_SHOWS, .completions = hunt_words },
	{ .name = NULL }
};
