/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Behind each input: has the learner done what the lesson waits for, and what does the machine do by itself now? Lines of the machine's own (a prediction's
 * proof, a solution, a start state) are typed through the same door as a person's, so they are kept, undone and resumed like them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shell/card.h"
#include "shell/learn/draft.h"
#include "shell/learn/learn.h"
#include "shell/learn/progress.h"
#include "shell/learn/typed.h"
#include "shell/term/stage.h"

/* ---- the queue ---- */

static void say_lost(struct session *s)
{
	session_error(s, STATUS_LIMIT, "hmsh-memory", "out of memory: the lines that were to follow are not typed");
}

void learn_queue(struct session *s, enum deed_kind kind, const char *text, unsigned int line)
{
	struct learn *l = s->learn;
	struct deed *grown = realloc(l->deed, (l->deeds + 1) * sizeof(*grown));
	char *copy = copy_bytes(text, strlen(text));

	if (grown)
		l->deed = grown;
	if (grown && copy) {
		l->deed[l->deeds++] = (struct deed){ kind, copy, line };
		return;
	}
	free(copy);
	say_lost(s);
}

void learn_queued(struct session *s, struct text *input)
{
	if (input->failed)
		say_lost(s);
	text_free(input);
}

void learn_queue_first(struct session *s, size_t waiting)
{
	struct learn *l = s->learn;

	for (size_t from = waiting, to = l->deed_at; to < from && from < l->deeds; from++, to++) {
		struct deed t = l->deed[from];

		memmove(l->deed + to + 1, l->deed + to, (from - to) * sizeof(t));
		l->deed[to] = t;
	}
}

void learn_queue_code(struct session *s, const struct code *code, enum deed_kind kind)
{
	struct text input = { 0 };

	for (size_t i = 0; i < code->lines; i++) {
		text_puts(&input, code->line[i]);
		text_puts(&input, "\n");
		if (input.failed || !input.length || session_needs_more(s, input.bytes, input.length))
			continue;
		learn_queue(s, kind, text_string(&input), 0);
		text_clear(&input);
	}
	learn_queued(s, &input);
}

static void type_muted(struct session *s, const struct deed *t)
{
	session_mute(s, true);
	if (t->line)
		s->prompt_line = t->line;
	session_type(s, t->text, strlen(t->text));
	session_mute(s, false);
}

/* The line as it would stand there had a person typed it. */
static void echo(struct session *s, const char *text)
{
	struct text prompt = { 0 }, line = { 0 };

	session_prompt(s, &prompt);
	text_printf(&line, "%.*s", (int)(strlen(text) - (text[0] && text[strlen(text) - 1] == '\n')), text);
	if (stage_active(s->stage)) {
		stage_typed(s->stage, text_string(&prompt), text_string(&line));
	} else {
		sink_fresh_line(&s->out);
		sink_printf(&s->err, "%s%s\n", text_string(&prompt), text_string(&line));
	}
	text_free(&prompt);
	text_free(&line);
}

static void type_shown(struct session *s, const char *text)
{
	bool confined = s->confined;

	echo(s, text);
	s->confined = true;
	session_type(s, text, strlen(text));
	s->confined = confined;
	if (!s->stage)
		return;
	s->stage->stepped = false;
	stage_step(s->stage);
	s->stage->stepped = !s->accessible; /* unless more is typed, its marks are those to see; what is heard is heard once anyhow */
}

/* ---- following ---- */

/* Is the person somewhere else than the last time we looked? Then what was followed there is over. */
static bool is_place(const struct session *s, const struct learning *place)
{
	const struct learning *at = &s->soft.learning;

	return place->lesson == at->lesson && place->step == at->step && place->item == at->item && place->entered == at->entered;
}

static bool moved(struct session *s)
{
	const struct learning *at = &s->soft.learning;
	struct learn *l = s->learn;
	bool same_step = l->lesson_seen == at->lesson && l->step_seen == at->step;

	l->events_seen = at->events;
	l->reports_seen = at->reports;
	l->entered_seen = at->entered;
	if (same_step && l->item_seen == at->item)
		return false;
	l->lesson_seen = at->lesson;
	l->step_seen = at->step;
	l->item_seen = at->item;
	l->warned = false;
	l->reminded = false;
	l->mistake_told = 0;
	if (!same_step) {
		l->hints = 0;
		l->shown = false;
	}
	return true;
}

/* A mistake that the task knows is told when it is made, once; taken back and made again, it is told again. */
static void tell_mistake_made(struct session *s, const struct task *t, const struct verdict *v)
{
	struct text message = { 0 };
	struct verdict again;
	size_t made = v->failed < t->conditions && t->condition[v->failed].mistake ? 1 + v->failed : 0;

	if (made && made != s->learn->mistake_told) {
		judge(s, t, &again, NULL, &message);
		sink_fresh_line(&s->out);
		sink_write(&s->out, text_string(&message), message.length);
		text_free(&message);
	}
	s->learn->mistake_told = made;
}

static bool task_reached(struct session *s, const struct task *t)
{
	struct verdict v;

	if (t->conditions > MOST_FOLLOWED)
		return false;
	judge(s, t, &v, NULL, NULL);
	if (!s->learn->walkthrough)
		tell_mistake_made(s, t, &v);
	return v.reached;
}

/* Has the action in hand been done? */
static bool action_done(struct session *s)
{
	const struct item *i = learn_item(s);

	if (!i || s->soft.learning.playing)
		return false;
	if (i->kind == ITEM_CODE)
		return typed_first_open(s->learn, &i->code) == i->code.lines;
	if (i->kind != ITEM_TASK || !task_reached(s, i->task))
		return false;
	sink_fresh_line(&s->out);
	sink_style(&s->out, STYLE_BOLD);
	sink_puts(&s->out, s->learn->shown ? "Reached, as shown.\n" : "Reached.\n");
	sink_style(&s->out, STYLE_PLAIN);
	return true;
}

/* The step has come to its end. */
static void step_ends(struct session *s)
{
	const struct lesson *l = learn_lesson(s);
	bool last = s->soft.learning.step + 1u == l->steps;
	char way[80];

	progress_step(s, s->learn->shown ? "shown" : "done", s->learn->hints);
	sink_fresh_line(&s->out);
	if (s->learn->walkthrough)
		return;
	sink_style(&s->out, STYLE_DIM);
	if (last) {
		session_say(s, "That was the last step. `next` ends the lesson.");
		card_offer(s);
	} else {
		const char *title = l->step[s->soft.learning.step + 1u].title;
		size_t length = strlen(title);

		session_say(s, "Step %u of %zu is done. `next` goes on: %s%s", s->soft.learning.step + 1u, l->steps, title,
			    length && strchr("?!.", title[length - 1]) ? "" : ".");
	}
	if (learn_step(s)->task) { /* lines that were typed are done once; a task is worth another way */
		learn_way_back(s, way, sizeof(way));
		session_say(s, "`%s` does this one once more.", way);
	}
	sink_style(&s->out, STYLE_PLAIN);
}

/* The lines of a block that were typed before its own `undo` stay typed. */
static void keep_typed(struct session *s, const struct learning *where)
{
	for (size_t i = 0; i < s->learn->typeds; i++) {
		struct typed_line *t = &s->learn->typed[i];

		if (t->lesson == where->lesson && t->step == where->step && t->item == where->item && t->mark >= where->entered)
			t->mark = timeline_mark(&s->timeline);
	}
}

/* A block's own `undo` takes the machine back, not the reader: who has typed it goes on at the place from before. */
static void stand(struct session *s, const struct learning *where)
{
	uint64_t events = where->events < hm_event_count(s->world->m) ? where->events : hm_event_count(s->world->m);
	uint32_t reports = where->reports < hm_report_count(s->world->m) ? where->reports : hm_report_count(s->world->m);
	char line[120];

	if (s->soft.learning.lesson != where->lesson)
		return;
	snprintf(line, sizeof(line), "lesson to %u %u %llu %u\n", where->step, where->item, (unsigned long long)events, reports);
	session_type(s, line, strlen(line));
	keep_typed(s, where);
}

static const struct code *code_at(const struct session *s, const struct learning *where)
{
	const struct lesson *l = learn_lesson(s);
	const struct step *step = l && s->soft.learning.lesson == where->lesson && where->step < l->steps ? &l->step[where->step] : NULL;

	return step && where->item < step->items && step->item[where->item].kind == ITEM_CODE ? &step->item[where->item].code : NULL;
}

/* Did somebody type the block's `undo`, in its words or by others that led to the same state? The line of the block that it was; NULL: no. */
static const char *undo_of_block(struct session *s, const struct learning *where, const char *text, size_t length)
{
	struct learn *l = s->learn;
	const struct code *code = code_at(s, where);

	if (!learn_goes_back(text))
		return NULL;
	if (code && typed_is_open(s, code, text, length))
		return text;
	code = l->back_waits && timeline_mark(&s->timeline) == l->back_mark ? code_at(s, &l->back) : NULL;
	return code && l->back_line < code->lines ? code->line[l->back_line] : NULL;
}

/* What was typed, or the line of the block whose work it did: an `undo` stays at its place. */
static const char *stay(struct session *s, const struct learning *where, const char *text, size_t *length)
{
	const char *line = undo_of_block(s, where, text, *length);

	if (!line)
		return text;
	stand(s, line == text ? where : &s->learn->back);
	if (line != text)
		*length = strlen(line);
	return line;
}

/* Where the `undo` that the block waits for would lead; as long as something can be redone, it is what it was before the first undo. */
static void watch_undo(struct session *s)
{
	struct learn *l = s->learn;
	const struct code *code = learn_code(s);
	size_t open = code ? typed_first_open(l, code) : 0, steps = 1;

	if (timeline_steps_forward(&s->timeline))
		return;
	l->back_waits = code && open < code->lines && !strncmp(code->line[open], "undo", 4);
	if (!l->back_waits)
		return;
	sscanf(code->line[open] + 4, " %zu", &steps);
	l->back_waits = timeline_mark_back(&s->timeline, steps, &l->back_mark);
	l->back = s->soft.learning;
	l->back_line = open;
}

/* A block's line typed by the machine; its `undo` leaves the person where they are, as one typed by hand does. */
static void type_of_block(struct session *s, const char *text)
{
	const struct learning where = s->soft.learning;

	type_shown(s, text);
	if (learn_goes_back(text) && !is_place(s, &where))
		stand(s, &where);
}

static void do_one(struct session *s, const struct deed *t)
{
	switch (t->kind) {
	case DEED_MUTED: type_muted(s, t); break;
	case DEED_SHOWN: type_of_block(s, t->text); break;
	case DEED_EXPLAIN: learn_show_answer(s); break;
	case DEED_ON: session_type(s, "lesson on\n", 10); break;
	}
}

static void do_all(struct session *s)
{
	struct learn *l = s->learn;

	while (l->deed_at < l->deeds) {
		struct deed t = l->deed[l->deed_at++];

		if (!s->quit && !*s->interrupt)
			do_one(s, &t);
		free(t.text);
	}
	l->deed_at = l->deeds = 0;
}

static struct learning seen(const struct learn *l)
{
	return (struct learning){ .lesson = l->lesson_seen, .step = l->step_seen, .item = l->item_seen, .events = l->events_seen,
				  .reports = l->reports_seen, .entered = l->entered_seen };
}

/* Who typed the name of a variable while a question waits may have meant the answer. */
static void mind_letter(struct session *s, const char *text, size_t length)
{
	const struct item *i = learn_item(s);
	char letter;

	typed_trim(&text, &length);
	letter = length == 1 ? (char)(*text & ~32) : 0;
	if (i && i->kind == ITEM_PREDICT && letter >= 'A' && letter < (char)('A' + (int)i->predict->choices) && !s->soft.learning.playing)
		session_say(s, "That was your variable. To answer the question: `lesson answer %c`.", letter);
}

static void follow(struct session *s, const char *text, size_t length)
{
	const struct learning before = seen(s->learn);
	bool was_here;
	const struct code *code;

	text = stay(s, &before, text, &length);
	was_here = !moved(s) || is_place(s, &before);
	code = learn_code(s);
	mind_letter(s, text, length);
	typed_forget(s, text);
	typed_recall(s);
	if (was_here && code)
		typed_note(s, code, text, length);
	typed_recall(s);
	for (int rounds = 0; rounds < MOST_FOLLOWED; rounds++) {
		do_all(s);
		moved(s);
		typed_recall(s);
		if (s->learn->arrived && learn_step(s))
			step_ends(s);
		s->learn->arrived = false;
		if (s->quit || !action_done(s))
			break;
		learn_queue(s, DEED_ON, "", 0);
	}
	watch_undo(s);
}

void learn_after(struct session *s, const char *text, size_t length)
{
	struct learn *l = s->learn;

	if (l->following || !s->interactive)
		return;
	l->following = true;
	if (l->draft)
		draft_take(s, text, length);
	if (s->stage && s->accessible)
		stage_step(s->stage); /* what an input has changed is said before what the lesson says to it */
	follow(s, text, length);
	l->following = false;
	l->mark_seen = timeline_mark(&s->timeline);
	learn_refresh(s);
}

static const char *const verbs[] = { "next", "hint", "check", "goal", "solution", "play", "back" };

bool learn_is_verb(const char *word, size_t length)
{
	for (size_t i = 0; i < sizeof(verbs) / sizeof(*verbs); i++)
		if (strlen(verbs[i]) == length && !memcmp(verbs[i], word, length))
			return true;
	return false;
}

/*
 * In a lesson its verbs need no `lesson` before them, as long as nobody has declared such a name; behind its end `next` begins the one that comes.
 * `reset` and `quit` mean the machine and the shell.
 */
static bool is_bare_verb(const struct session *s, const char *text, size_t length, char *out, size_t size)
{
	bool known = learn_lesson(s) ? learn_is_verb(text, length) : *s->learn->coming && length == 4 && !memcmp(text, "next", 4);

	if (!known || s->replay || lang_declares(s->world->lang, text, length))
		return false;
	snprintf(out, size, "lesson %.*s\n", (int)length, text);
	return true;
}

bool learn_is_answer(const struct session *s, const char *text, size_t length, char *out, size_t size)
{
	const struct item *i = learn_item(s);
	char letter;

	typed_trim(&text, &length);
	if (is_bare_verb(s, text, length, out, size))
		return true;
	if (length == 2 && (text[1] == '.' || text[1] == ')'))
		length = 1; /* "B." */
	if (length != 1 || !i || i->kind != ITEM_PREDICT || s->soft.learning.playing || s->replay)
		return false;
	letter = (char)(*text & ~32);
	if (letter < 'A' || letter >= (char)('A' + (int)i->predict->choices) || lang_declares(s->world->lang, text, 1))
		return false;
	snprintf(out, size, "lesson answer %c\n", letter);
	return true;
}
