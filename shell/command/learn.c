/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `lesson` and its verbs, `tour`. A verb is a row. What moves the person or the machine is an input that is kept (undo, save and --resume take it along);
 * what only shows is not: `lesson_looks`. Two verbs are the machine's own: `on` reads on behind an action that is done, `mark` says where a step's
 * events begin; they are kept like the others and never need to be typed.
 */
#include <stdio.h>
#include <string.h>

#include "shell/command/command.h"
#include "shell/command/learn.h"
#include "shell/journal.h"
#include "shell/learn/learn.h"
#include "shell/learn/progress.h"
#include "shell/learn/prose.h"
#include "shell/learn/rehearsal.h"

struct verb {
	const char *name;
	bool (*run)(struct session *s, const struct command_input *in, size_t at);
	bool in_lesson;            /* only in a lesson */
};

bool lesson_refuse(struct session *s, const char *text)
{
	session_error(s, STATUS_ERROR, "hmsh-lesson", "%s", text);
	return false;
}

/* ---- beginning and going on ---- */

static void show_begun(struct session *s)
{
	if (s->replay)
		return;
	learn_show_opening(s);
	learn_show_step(s);
}

/* This lesson in the path that is followed, or in the first path that has it, and what comes behind it; NULL: nothing. */
static const struct course_item *item_in_path(struct session *s, const char *name, const struct course_item **next)
{
	const struct course *c = learn_course(s);

	*next = NULL;
	for (size_t p = 0; c && p < c->paths; p++) {
		const struct course_path *path = &c->path[p];

		if (*s->learn->path && strcmp(s->learn->path, path->name))
			continue;
		for (size_t i = 0; i < path->items; i++)
			if (!strcmp(path->item[i].name, name)) {
				*next = i + 1 < path->items ? &path->item[i + 1] : NULL;
				return &path->item[i];
			}
	}
	return NULL;
}

static bool lesson_begin(struct session *s, const struct command_input *in, const char *word, size_t length, size_t at)
{
	const char *more;
	size_t n;
	uint64_t step = 1;

	if (next_word(in, &at, &more, &n) && (!word_number(more, n, 1000, &step) || !step))
		return lesson_refuse(s, "lesson NAME [STEP], steps from 1 on");
	if (!learn_begin(s, word, length, (size_t)step - 1))
		return false;
	show_begun(s);
	return true;
}

static bool end_lesson(struct session *s)
{
	const struct lesson *l = learn_lesson(s);
	const struct course_item *next = NULL, *here = s->replay ? NULL : item_in_path(s, l->name, &next);

	session_say(s, "%s is at its end.", l->title);
	if (here && here->stop)
		session_say(s, "A good place to stop. %s", here->stop);
	if (!next) {
		learn_leave(s);
		session_say(s, "You are back at the prompt; the machine is as it stands. `lesson` shows what else there is.");
		return true;
	}
	snprintf(s->learn->coming, sizeof(s->learn->coming), "%s", next->name);
	session_say(s, "`next` begins %s.", next->name);
	learn_leave(s);
	return true;
}

static bool begin_coming(struct session *s)
{
	char name[sizeof(s->learn->coming)];

	memcpy(name, s->learn->coming, sizeof(name));
	if (!*name && !s->replay)
		return lesson_refuse(s, "you are in no lesson: `lesson` shows what there is, `tour` begins with five minutes");
	s->learn->coming[0] = '\0';
	if (!learn_begin(s, name, strlen(name), 0))
		return false;
	show_begun(s);
	return true;
}

static bool go_to_step(struct session *s, size_t step)
{
	if (!learn_enter(s, step, 0))
		return false;
	if (!s->replay)
		learn_show_step(s);
	return true;
}

/* Behind the last step is the lesson's end. */
static bool next_step(struct session *s)
{
	size_t next = s->soft.learning.step + 1u;

	return next < learn_lesson(s)->steps ? go_to_step(s, next) : end_lesson(s);
}

/* The lines of the block that were not typed yet are typed by the machine. */
static void type_rest(struct session *s, const struct code *code)
{
	for (size_t i = 0; i < code->lines;) {
		struct code rest = { .line = code->line + i };

		while (i + rest.lines < code->lines && (i + rest.lines >= MOST_FOLLOWED || !(s->learn->lines_typed >> (i + rest.lines) & 1)))
			rest.lines++;
		if (rest.lines)
			learn_queue_code(s, &rest, DEED_SHOWN);
		i += rest.lines ? rest.lines : 1;
	}
	learn_queue(s, DEED_ON, "", 0);
}

/* Who typed something else meanwhile gets the block from where it begins: its lines need not make sense on another state. */
static void type_block_anew(struct session *s, const struct code *code)
{
	sink_puts(&s->out, "From where these lines begin:\n");
	learn_queue(s, DEED_MUTED, "lesson at\n", s->prompt_line);
	learn_queue_code(s, code, DEED_SHOWN);
	learn_queue(s, DEED_ON, "", 0);
}

/* Who is asked for a letter has the choices before the eyes, or in the ears, once more. */
static bool ask_again(struct session *s, const struct predict *p)
{
	lesson_refuse(s, "answer first: type a letter. Nobody is graded for it");
	learn_show_choices(s, p);
	return false;
}

/* A task that is not reached; one without conditions is handed in. */
static bool pass_by(struct session *s, const struct task *t)
{
	char way[80];

	learn_way_back(s, way, sizeof(way));
	if (!s->replay && t->conditions)
		session_say(s, "Passed by; `%s` comes back to this step.", way);
	return next_step(s);
}

static bool pass_action(struct session *s, const struct item *i)
{
	switch (i->kind) {
	case ITEM_PROSE:
		return true;
	case ITEM_CODE:
		if (s->learn->reminded)
			type_block_anew(s, &i->code);
		else
			type_rest(s, &i->code);
		return true;
	case ITEM_PREDICT:
		return ask_again(s, i->predict);
	case ITEM_TASK:
		if (s->learn->warned || s->replay || !i->task->conditions) /* a `next` that was refused was not kept */
			return pass_by(s, i->task);
		s->learn->warned = true;
		return lesson_refuse(s, "the task is not reached yet: `check`, `hint`, `solution`; `next` once more passes it by");
	}
	return true;
}

static bool verb_next(struct session *s, const struct command_input *in, size_t at)
{
	const struct item *i = learn_item(s);

	if (!no_more(s, in, at))
		return false;
	if (!learn_lesson(s))
		return begin_coming(s);
	if (s->soft.learning.playing)
		return lesson_refuse(s, "this is free play: `lesson back` goes back to the lesson first");
	if (i)
		return s->replay && i->kind != ITEM_TASK ? true : pass_action(s, i);
	return next_step(s);
}

static bool verb_on(struct session *s, const struct command_input *in, size_t at)
{
	size_t before = s->soft.learning.item;

	if (!no_more(s, in, at))
		return false;
	learn_on(s);
	if (s->soft.learning.item != before && !s->replay)
		learn_show_here(s);
	return true;
}

static bool verb_mark(struct session *s, const struct command_input *in, size_t at)
{
	if (!no_more(s, in, at))
		return false;
	learning_mark(s);
	s->line_after = s->prompt_line;
	s->attach = true;
	return true;
}

/* Back to a place in the same lesson from which a block's own `undo` has led away; the machine stays. */
static bool verb_to(struct session *s, const struct command_input *in, size_t at)
{
	const struct lesson *l = learn_lesson(s);
	uint64_t number[4];
	const char *word;
	size_t n;

	for (int i = 0; i < 4; i++)
		if (!next_word(in, &at, &word, &n) || !word_number(word, n, UINT32_MAX, &number[i]))
			return lesson_refuse(s, "this verb is the machine's own");
	if (number[0] >= l->steps || number[1] > l->step[number[0]].items)
		return lesson_refuse(s, "there is no such place in the lesson");
	s->soft.learning.step = (uint16_t)number[0];
	s->soft.learning.item = (uint16_t)number[1];
	s->soft.learning.events = number[2];
	s->soft.learning.reports = (uint32_t)number[3];
	s->attach = true;
	return true;
}

/* ---- predictions ---- */

static bool verb_answer(struct session *s, const struct command_input *in, size_t at)
{
	const struct item *i = learn_item(s);
	const struct step *step = learn_step(s);
	const char *word;
	size_t n;

	if (!i || i->kind != ITEM_PREDICT)
		return lesson_refuse(s, "nothing is asked just now");
	if (!next_word(in, &at, &word, &n) || n != 1 || (*word & ~32) < 'A' || (*word & ~32) >= 'A' + (int)i->predict->choices)
		return lesson_refuse(s, "answer with the letter of a choice");
	s->soft.learning.answer = (uint8_t)((*word & ~32) - 'A' + 1);
	learn_on(s);
	if (s->replay)
		return true;
	progress_answer(s, s->soft.learning.answer - 1u, s->soft.learning.answer - 1u == i->predict->answer);
	if (i + 1 < step->item + step->items && i[1].kind == ITEM_CODE) {
		sink_puts(&s->out, "The machine runs it:\n");
		s->learn->arrived = false;
		learn_queue_code(s, &i[1].code, DEED_SHOWN);
		learn_queue(s, DEED_EXPLAIN, "", 0);
		learn_queue(s, DEED_ON, "", 0);
	} else {
		learn_show_answer(s);
		learn_show_here(s);
	}
	return true;
}

/* ---- help on the way ---- */

static const struct task *the_task(struct session *s)
{
	const struct item *i = learn_item(s);

	return i && i->kind == ITEM_TASK && !s->soft.learning.playing ? i->task : NULL;
}

static bool verb_goal(struct session *s, const struct command_input *in, size_t at)
{
	const struct task *t = the_task(s);
	struct text goals = { 0 };

	if (!no_more(s, in, at))
		return false;
	if (t)
		prose_text(&s->out, "Task: ", t->text, s->columns);
	if (learn_goals(s, &goals))
		sink_write(&s->out, text_string(&goals), goals.length);
	else if (!t || t->conditions)
		sink_puts(&s->out, s->soft.learning.playing ? "Free play; `lesson back` goes back to the lesson.\n" : "This step is done; `next` goes on.\n");
	text_free(&goals);
	return true;
}

static bool verb_check(struct session *s, const struct command_input *in, size_t at)
{
	const struct task *t = the_task(s);
	unsigned char marks[MOST_FOLLOWED] = { 0 };
	struct text text = { 0 };
	struct verdict v;

	if (!t || t->conditions > MOST_FOLLOWED)
		return verb_goal(s, in, at);
	if (!no_more(s, in, at))
		return false;
	judge(s, t, &v, marks, &text);
	if (v.reached)
		sink_puts(&s->out, "Reached.\n");
	sink_write(&s->out, text_string(&text), text.length);
	text_clear(&text);
	judge_goals(t, marks, &text);
	sink_write(&s->out, text_string(&text), text.length);
	text_free(&text);
	return true;
}

static bool verb_hint(struct session *s, const struct command_input *in, size_t at)
{
	const struct task *t = the_task(s);
	unsigned int n;
	char lead[48];

	if (!no_more(s, in, at))
		return false;
	if (t && !t->conditions)
		return lesson_refuse(s, "this is a sheet to be handed in: it has no hints");
	if (!t || !t->hints)
		return lesson_refuse(s, "there is no task just now; `lesson goal` says what there is to do");
	n = s->learn->hints < t->hints ? s->learn->hints++ : (unsigned int)t->hints - 1;
	snprintf(lead, sizeof(lead), "Hint %u of %zu: ", n + 1, t->hints);
	prose_text(&s->out, lead, t->hint[n], s->columns);
	return true;
}

static bool verb_solution(struct session *s, const struct command_input *in, size_t at)
{
	const struct task *t = the_task(s);
	const struct course *c = learn_course(s);

	if (!no_more(s, in, at))
		return false;
	if (t && !t->conditions)
		return lesson_refuse(s, "this is a sheet to be handed in: the solutions are with the teacher");
	if (!t || !t->solutions)
		return lesson_refuse(s, "there is no task just now");
	if (c && c->no_solution)
		return lesson_refuse(s, "this course shows no solutions");
	s->learn->shown = true;
	learn_queue(s, DEED_MUTED, "lesson at\n", s->prompt_line);
	learn_queue_code(s, &t->solution[0].code, DEED_SHOWN);
	sink_puts(&s->out, "From the step's beginning:\n");
	return true;
}

/* The machine as the action in hand finds it, when all before it was done as written. */
static bool verb_at(struct session *s, const struct command_input *in, size_t at)
{
	if (!no_more(s, in, at))
		return false;
	return learn_enter(s, s->soft.learning.step, s->soft.learning.item);
}

/* ---- play, back, reset, quit ---- */

static bool verb_play(struct session *s, const struct command_input *in, size_t at)
{
	if (!no_more(s, in, at))
		return false;
	if (s->soft.learning.playing)
		return lesson_refuse(s, "this is free play already; `lesson back` goes back");
	s->soft.learning.playing = true;
	s->soft.learning.play_mark = timeline_mark(&s->timeline);
	session_say(s, "Free play: do what you like. `lesson back` brings the lesson back as it is now.");
	return true;
}

static bool verb_back(struct session *s, const struct command_input *in, size_t at)
{
	size_t mark = (size_t)s->soft.learning.play_mark, before = s->entries.used, done = 1;

	if (!no_more(s, in, at))
		return false;
	if (!s->soft.learning.playing)
		return lesson_refuse(s, "this is no free play; `undo` takes back a step, `lesson reset` begins this one anew");
	while (done && timeline_mark(&s->timeline) > mark)
		session_undo(s, 1, &done);
	journal_time(s, "undo", before - s->entries.used);
	if (timeline_mark(&s->timeline) == mark && !s->soft.learning.playing) {
		session_say(s, "Back in the lesson, as you left it.");
		return true;
	}
	return lesson_refuse(s, "the place that you left can no longer be reached by undo: `lesson reset` begins the step anew");
}

static bool verb_reset(struct session *s, const struct command_input *in, size_t at)
{
	return no_more(s, in, at) && go_to_step(s, s->soft.learning.step);
}

static bool verb_quit(struct session *s, const struct command_input *in, size_t at)
{
	char way[80];

	if (!no_more(s, in, at))
		return false;
	learn_way_back(s, way, sizeof(way));
	session_say(s, "The lesson is left; the machine is as it stands. `%s` comes back to this step.", way);
	learn_leave(s);
	return true;
}

/* ---- where a person is ---- */

static bool show_overview(struct session *s)
{
	const struct lesson *l = learn_lesson(s);
	const struct step *step = learn_step(s);

	if (l && step) {
		sink_printf(&s->out, "%s, step %u of %zu: %s\n", l->name, s->soft.learning.step + 1u, l->steps, step->title);
		learn_show_here(s);
		sink_puts(&s->out, "lesson next | hint | check | goal | solution | reset | play | back | quit\n");
		return true;
	}
	lesson_paths(s);
	prose_text(&s->out, "", "`tour` is the first five minutes, `lesson list` shows all lessons, `lesson NAME` begins one.", s->columns);
	return true;
}

/* ---- the commands ---- */

static const struct verb verbs[] = {
	{ "list", lesson_list, false }, { "next", verb_next, false }, { "on", verb_on, true }, { "mark", verb_mark, true }, { "at", verb_at, true },
	{ "to", verb_to, true },
	{ "answer", verb_answer, true }, { "hint", verb_hint, true }, { "check", verb_check, true }, { "goal", verb_goal, true },
	{ "solution", verb_solution, true }, { "play", verb_play, true }, { "back", verb_back, true }, { "reset", verb_reset, true },
	{ "quit", verb_quit, true }, { "copy", lesson_copy, false }
};

/* The choice is the person's: a path that went on by itself would not be replayed alike once more is done. */
static void say_done_before(struct session *s, const char *name)
{
	struct lesson_done l = { .name = name };

	if (s->replay)
		return;
	progress_each(s, lesson_look_up, &l);
	if (l.done && l.done < l.steps)
		session_say(s, "You have done %u of its %u steps; `lesson %.*s %u` goes on behind them.", l.done, l.steps, (int)strcspn(name, "-"), name,
			    l.done + 1);
}

/* A path goes on at its first lesson that is not done. */
static bool begin_path(struct session *s, const struct course_path *path)
{
	size_t i = 0;
	char mark[16];

	snprintf(s->learn->path, sizeof(s->learn->path), "%s", path->name);
	if (!path->items)
		return lesson_refuse(s, "this path has no lesson");
	while (i < path->items && (lesson_mark(s, path->item[i].name, mark, sizeof(mark)), !strcmp(mark, "[x]")))
		i++;
	if (i == path->items) {
		session_say(s, "All of this path is done; it begins anew.");
		i = 0;
	}
	if (!learn_begin(s, path->item[i].name, strlen(path->item[i].name), 0))
		return false;
	session_say(s, "Path %s, lesson %zu of %zu.", path->name, i + 1, path->items);
	say_done_before(s, path->item[i].name);
	show_begun(s);
	return true;
}

static bool run_verb(struct session *s, const struct verb *v, const struct command_input *in, size_t at)
{
	if (v->in_lesson && !learn_lesson(s))
		return lesson_refuse(s, "you are in no lesson: `lesson` shows what there is, `tour` begins with five minutes");
	return v->run(s, in, at);
}

static bool cmd_lesson(struct session *s, const struct command_input *in)
{
	const struct course_path *path;
	const char *word;
	size_t at = 0, n;

	if (!s->interactive)
		return lesson_refuse(s, "lessons are for a person at a prompt; --check-lessons runs them without one");
	if (!learn_of(s))
		return false;
	if (learn_lesson(s))
		s->line_after = s->prompt_line; /* numbers at the prompt are the lesson's: its commands do not count */
	if (!next_word(in, &at, &word, &n))
		return show_overview(s);
	for (size_t i = 0; i < sizeof(verbs) / sizeof(*verbs); i++)
		if (word_is(word, n, verbs[i].name))
			return run_verb(s, &verbs[i], in, at);
	path = !s->replay && learn_course(s) ? course_find(learn_course(s), word, n) : NULL;
	return path ? begin_path(s, path) : lesson_begin(s, in, word, n, at);
}

static bool cmd_tour(struct session *s, const struct command_input *in)
{
	if (!no_more(s, in, 0))
		return false;
	if (!s->interactive)
		return lesson_refuse(s, "the tour is for a person at a prompt");
	if (!learn_of(s) || !learn_begin(s, "01-tour", 7, 0))
		return false;
	show_begun(s);
	return true;
}

static const char *const record_words[] = { "stop", NULL };
static const char *const progress_words[] = { "csv", "json", NULL };
static const char *const lesson_words[] = {
	"list", "next", "hint", "check", "goal", "solution", "play", "back", "reset", "quit", "copy", "answer", NULL
};
const char *const lesson_looks[] = { "list", "hint", "check", "goal", "solution", "back", "copy", NULL };

const struct command learn_commands[] = {
	{ .name = "tour", .arguments = "", .help = "the story in five minutes; type along",
	  .detail = "The first lesson. `undo` works in it as everywhere, `next` goes on to the next\n"
		    "step, `lesson quit` leaves it.",
	  .run = cmd_tour, .flags = COMMAND_CHANGES | COMMAND_ALWAYS | COMMAND_FILES },
	{ .name = "lesson", .arguments = "[PATH|NAME [STEP]|list|next|hint|check|goal|solution|play|back|reset|quit|copy NAME DIR]",
	  .help = "lessons: paths, lessons, where you are",
	  .detail = "Alone: the paths, or where you are. `lesson NAME` begins one (05-kmap, 5 or\n"
		    "kmap; a STEP may follow), on a machine of its own. Type what it asks for; it\n"
		    "goes on by itself behind what you have done. Answers are judged by the\n"
		    "machine's state, so any right way passes.\n"
		    "next: go on; in the middle of a block the machine types the rest.\n"
		    "hint: a nudge, more with each of three. check: which condition does not hold,\n"
		    "what was expected and found. goal: what is open. solution: shows it, step by\n"
		    "step.\n"
		    "play: do what you like; back: the lesson as you left it. reset: the step anew.\n"
		    "`undo` goes back over steps of lessons, too. copy: a lesson to change.",
	  .run = cmd_lesson, .flags = COMMAND_CHANGES | COMMAND_ALWAYS | COMMAND_SHOWS | COMMAND_FILES,
	  .completions = lesson_words },
	{ .name = "record", .arguments = "FILE|stop", .help = "make a lesson's draft of what you type",
	  .detail = "What was typed before becomes the start state, what follows the blocks, each\n"
		    "with its output. The words are yours to write; lessons/FORMAT.md says how,\n"
		    "`hmsh --check-lessons FILE` what is still missing.",
	  .run = cmd_record, .flags = COMMAND_FILES, .completions = record_words },
	{ .name = "progress", .arguments = "[csv|json [FILE]]", .help = "which steps of which lessons are done",
	  .detail = "Kept in the state folder, step by step. csv and json print the steps and the\n"
		    "hunts, or write them to a file. It is for you: nobody takes it as evidence.",
	  .example = "progress", .run = cmd_progress, .flags = COMMAND_FILES, .completions = progress_words },
	{ .name = NULL }
};
