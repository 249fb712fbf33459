/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Moves in a quiz: see quiz.h. The i-th problem of a series with seed S is the problem of seed S + i - 1, so each can be asked for by itself; a test has one
 * problem of each kind, all of the test's seed, and says nothing before its end.
 */
#include <stdio.h>
#include <string.h>

#include "shell/journal.h"
#include "shell/learn/learn.h"
#include "shell/learn/progress.h"
#include "shell/quiz/lab.h"
#include "shell/quiz/quiz.h"
#include "shell/quiz/show.h"

static bool refuse(struct session *s, const char *text)
{
	session_error(s, STATUS_ERROR, "hmsh-quiz", "%s", text);
	return false;
}

/* ---- which problem ---- */

static unsigned int kind_of(const struct quizzing *q, uint32_t number, uint64_t *seed)
{
	*seed = q->test ? q->seed : q->seed + number - 1;
	if (q->test)
		return number - 1;
	return q->kind ? q->kind - 1u : quiz_kind_of_seed(*seed);
}

static bool make(struct session *s, struct exercise *p, unsigned int kind, uint64_t seed)
{
	if (problem_make(p, kind, seed))
		return true;
	session_error(s, STATUS_LIMIT, "hmsh-quiz", "this problem cannot be made: out of memory");
	return false;
}

static bool make_number(struct session *s, struct exercise *p, uint32_t number)
{
	uint64_t seed;
	unsigned int kind = kind_of(&s->soft.quiz, number, &seed);

	return make(s, p, kind, seed);
}

/* The n-th problem comes in hand, and is shown. */
static bool open_problem(struct session *s, uint32_t number)
{
	struct quizzing *q = &s->soft.quiz;
	struct exercise p;
	char heading[48];

	if (!make_number(s, &p, number))
		return false;
	q->number = number;
	q->open = true;
	q->form = (uint8_t)p.form;
	q->choices = (uint8_t)p.offers;
	if (q->of)
		snprintf(heading, sizeof(heading), "%s %u of %u", q->test ? "Test" : "Quiz", number, q->of);
	else
		snprintf(heading, sizeof(heading), "Quiz %u", number);
	if (!s->replay && !q->silent)
		quiz_show_problem(s, &p, heading);
	problem_free(&p);
	return true;
}

/* Going back would take back what was answered meanwhile, too. */
static bool on_own_machine(struct session *s)
{
	return !s->soft.quiz.looking || refuse(s, "this is the machine of the last problem: `quiz back` first");
}

bool quiz_begin(struct session *s, uint64_t seed, unsigned int kind, uint32_t of)
{
	struct quizzing *q = &s->soft.quiz;
	const struct quizzing before = *q;

	if (!on_own_machine(s))
		return false;
	memset(q, 0, sizeof(*q));
	if (!of && !before.of) /* who only changes the kind goes on counting */
		memcpy(q->score, before.score, sizeof(q->score));
	q->seed = seed;
	q->of = of;
	q->kind = kind < quiz_kinds() ? (uint8_t)(kind + 1) : 0;
	return open_problem(s, 1);
}

bool quiz_begin_test(struct session *s, uint64_t seed, bool silent)
{
	struct quizzing *q = &s->soft.quiz;

	if (!on_own_machine(s))
		return false;
	memset(q, 0, sizeof(*q));
	q->seed = seed;
	q->test = true;
	q->silent = silent;
	q->of = quiz_kinds();
	if (!s->replay && !silent)
		session_say(s, "A test of %u problems, one of each kind. Nothing is said before its end.\n`quiz skip` passes a problem by.", q->of);
	return open_problem(s, 1);
}

bool quiz_next(struct session *s)
{
	struct quizzing *q = &s->soft.quiz;

	if (!q->number)
		return refuse(s, "there is no quiz yet");
	return on_own_machine(s) && open_problem(s, q->open ? q->number : q->number + 1);
}

/* ---- scores ---- */

static void put_score(struct session *s, unsigned int kind)
{
	const struct quiz_score *score = &s->soft.quiz.score[kind];

	if (score->asked)
		sink_printf(&s->out, "  %-7s %u of %-4u %s\n", quiz_kind_at(kind)->name, score->right, score->asked, quiz_kind_at(kind)->title);
}

void quiz_score(struct session *s)
{
	unsigned int asked = 0, right = 0;

	for (unsigned int i = 0; i < quiz_kinds(); i++) {
		asked += s->soft.quiz.score[i].asked;
		right += s->soft.quiz.score[i].right;
	}
	sink_fresh_line(&s->out);
	sink_printf(&s->out, "%u of %u right%s\n", right, asked, asked ? ":" : ".");
	for (unsigned int i = 0; i < quiz_kinds(); i++)
		put_score(s, i);
}

static void note_score(struct session *s, unsigned int kind, bool right)
{
	struct quiz_score *score = &s->soft.quiz.score[kind];

	if (score->asked == UINT16_MAX)
		return;
	score->asked++;
	if (right)
		score->right++;
	if (s->interactive && !s->confined)
		progress_quiz(s, quiz_kind_at(kind)->name, right);
}

/* ---- the end of a test ---- */

static void judge_reply(struct session *s, const struct exercise *p, const char *reply, struct judged *j)
{
	*j = (struct judged){ .offer = -1 };
	if (*reply)
		quiz_judge(s, p, reply, strlen(reply), j);
}

static void show_result(struct session *s, uint32_t number, bool all)
{
	const char *reply = s->soft.quiz.reply[number - 1];
	struct exercise p;
	struct judged j;
	char heading[80];

	if (!make_number(s, &p, number))
		return;
	judge_reply(s, &p, reply, &j);
	snprintf(heading, sizeof(heading), "Test %u of %u", number, s->soft.quiz.of);
	if (j.right && !all) {
		sink_printf(&s->out, "%s: %s: right (%s)\n", heading, p.kind->title, reply);
	} else {
		quiz_show_problem(s, &p, heading);
		sink_printf(&s->out, "You: %s\n", *reply ? reply : "no answer");
		quiz_show_judged(s, &p, &j);
		quiz_show_worked(s, &p, &j);
	}
	problem_free(&p);
}

static bool was_missed(const struct session *s, unsigned int kind)
{
	return s->soft.quiz.score[kind].right < s->soft.quiz.score[kind].asked;
}

/* Each once, and as it is typed. */
static void say_lessons(struct session *s)
{
	uint32_t said = 0;
	struct text line = { 0 };

	for (unsigned int i = 0; i < quiz_kinds(); i++) {
		unsigned int lesson = quiz_lesson_number(quiz_kind_at(i)->lesson);

		if (!was_missed(s, i) || said >> lesson & 1)
			continue;
		said |= UINT32_C(1) << lesson;
		text_printf(&line, "%slesson %u", line.length ? ", " : "", lesson);
	}
	if (line.length)
		quiz_show_text(s, "To read: ", text_string(&line));
	text_free(&line);
}

static void end_test(struct session *s)
{
	struct quizzing *q = &s->soft.quiz;

	for (uint32_t i = 1; i <= q->of; i++) {
		struct exercise p;
		struct judged j;

		if (!make_number(s, &p, i))
			return;
		judge_reply(s, &p, q->reply[i - 1], &j);
		note_score(s, i - 1, j.right);
		problem_free(&p);
	}
	if (s->replay)
		return;
	for (uint32_t i = 1; i <= q->of; i++)
		show_result(s, i, false);
	quiz_score(s);
	say_lessons(s);
}

static bool take_reply(struct session *s, const char *text, size_t length)
{
	struct quizzing *q = &s->soft.quiz;

	snprintf(q->reply[q->number - 1], QUIZ_REPLY, "%.*s", (int)length, text);
	q->open = false;
	if (q->number < q->of)
		return open_problem(s, q->number + 1);
	end_test(s);
	return true;
}

/* ---- answers ---- */

static void end_series(struct session *s)
{
	if (!s->replay && s->soft.quiz.of && s->soft.quiz.number == s->soft.quiz.of)
		quiz_score(s);
	else if (!s->replay && s->interactive)
		session_say(s, "`quiz` asks the next one.");
}

static bool say_unread(struct session *s, const struct exercise *p)
{
	char letters[80];

	snprintf(letters, sizeof(letters), "a letter, please: A to %c (`quiz` shows the question once more)", 'A' + (int)p->offers - 1);
	return refuse(s, p->form == QUIZ_CHOICE ? letters : p->form == QUIZ_LINE ? "answer with the number of a line" :
		      "answer with a number: 28, 0x1c, 0b11100 or an expression");
}

static bool answer_problem(struct session *s, const struct exercise *p, const char *text, size_t length)
{
	struct quizzing *q = &s->soft.quiz;
	struct judged j;
	uint64_t seed;

	quiz_judge(s, p, text, length, &j);
	if (!j.read)
		return say_unread(s, p);
	if (q->test)
		return take_reply(s, text, length);
	snprintf(q->reply[0], QUIZ_REPLY, "%.*s", (int)length, text);
	q->open = false;
	note_score(s, kind_of(q, q->number, &seed), j.right);
	if (!s->replay) {
		quiz_show_judged(s, p, &j);
		quiz_show_worked(s, p, &j);
	}
	end_series(s);
	return true;
}

bool quiz_answer(struct session *s, const char *text, size_t length)
{
	struct exercise p;
	bool ok;

	if (!s->soft.quiz.open)
		return refuse(s, "nothing is asked just now; `quiz` asks");
	if (length >= QUIZ_REPLY)
		return refuse(s, "that is too long for an answer");
	if (!make_number(s, &p, s->soft.quiz.number))
		return false;
	ok = answer_problem(s, &p, text, length);
	problem_free(&p);
	return ok;
}

bool quiz_skip(struct session *s)
{
	struct quizzing *q = &s->soft.quiz;
	struct exercise p;

	if (!q->open)
		return refuse(s, "nothing is asked just now; `quiz` asks");
	if (q->test)
		return take_reply(s, "", 0);
	if (!s->replay && make_number(s, &p, q->number)) {
		quiz_show_right(s, &p);
		problem_free(&p);
	}
	q->open = false;
	if (q->of && q->number == q->of) {
		end_series(s);
		return true;
	}
	return open_problem(s, q->number + 1);
}

bool quiz_why(struct session *s, uint32_t n)
{
	const struct quizzing *q = &s->soft.quiz;
	struct exercise p;
	struct judged j;

	if (!q->number)
		return refuse(s, "there is no quiz yet: `quiz` asks");
	if (q->open)
		return refuse(s, "answer first; `quiz skip` passes it by");
	if (q->test && (!n || n > q->of))
		return refuse(s, "which one of the test? `quiz why N`");
	if (q->test) {
		show_result(s, n, true);
		return true;
	}
	if (!make_number(s, &p, q->number))
		return false;
	judge_reply(s, &p, q->reply[0], &j);
	quiz_show_right(s, &p);
	quiz_show_worked(s, &p, *q->reply[0] ? &j : NULL);
	problem_free(&p);
	return true;
}

bool quiz_off(struct session *s)
{
	if (!s->soft.quiz.number)
		return refuse(s, "there is no quiz");
	if (!on_own_machine(s))
		return false;
	if (!s->replay)
		quiz_score(s);
	memset(&s->soft.quiz, 0, sizeof(s->soft.quiz));
	return true;
}

/* ---- going to look ---- */

static void queue_script(struct session *s, const char *script)
{
	struct text input = { 0 };

	for (const char *at = script, *end; *at; at = end + (*end == '\n')) {
		end = strchrnul(at, '\n');
		text_add(&input, at, (size_t)(end - at));
		text_puts(&input, "\n");
		if (input.failed || session_needs_more(s, text_string(&input), input.length))
			continue;
		learn_queue(s, DEED_SHOWN, text_string(&input), 0);
		text_clear(&input);
	}
	learn_queued(s, &input);
}

static bool put_machine(struct session *s, const struct exercise *p)
{
	struct hm_config cfg;
	char why[512];
	size_t mark = timeline_mark(&s->timeline);

	if (!lab_config(&cfg, text_string(&p->machine), why, sizeof(why)))
		return refuse(s, why);
	if (!s->soft.quiz.looking)
		s->soft.quiz.back = mark;
	s->soft.quiz.looking = true;
	if (session_new_world(s, &cfg, true) != HM_OK) {
		session_error(s, STATUS_LIMIT, "hmsh-memory", "out of memory");
		return false;
	}
	s->line_after = 1;
	return true;
}

bool quiz_run(struct session *s)
{
	const struct quizzing *q = &s->soft.quiz;
	struct exercise p;
	bool ok;

	if (!s->interactive)
		return refuse(s, "`quiz run` is for a person at a prompt");
	if (!q->number || q->open || q->test)
		return refuse(s, q->open ? "answer first; then the machine can be looked at" : "there is no problem that was answered");
	if (!learn_of(s) || !make_number(s, &p, q->number))
		return false;
	ok = put_machine(s, &p);
	if (ok && !s->replay) {
		session_say(s, "The problem's machine; `quiz back` brings yours back as it was.");
		queue_script(s, text_string(&p.script));
	}
	problem_free(&p);
	return ok;
}

bool quiz_back(struct session *s)
{
	size_t mark = (size_t)s->soft.quiz.back, before = s->entries.used, done = 1;

	if (!s->soft.quiz.looking)
		return refuse(s, "this is your own machine");
	while (done && timeline_mark(&s->timeline) > mark)
		session_undo(s, 1, &done);
	journal_time(s, "undo", before - s->entries.used);
	if (timeline_mark(&s->timeline) == mark && !s->soft.quiz.looking) {
		session_say(s, "Back on your machine, as you left it.");
		return true;
	}
	return refuse(s, "your machine can no longer be reached by undo");
}

/* ---- sheets ---- */

static bool print_one(struct session *s, unsigned int kind, uint64_t seed, const char *heading, bool answers)
{
	struct exercise p;

	if (!make(s, &p, kind, seed))
		return false;
	quiz_show_problem(s, &p, heading);
	if (answers) {
		quiz_show_right(s, &p);
		quiz_show_worked(s, &p, NULL);
	}
	sink_puts(&s->out, "\n");
	problem_free(&p);
	return !*s->interrupt && !session_output_lost(s);
}

bool quiz_print(struct session *s, uint64_t seed, unsigned int kind, uint32_t of, bool answers)
{
	char heading[48];

	for (uint32_t i = 1; i <= of; i++) {
		snprintf(heading, sizeof(heading), of > 1 ? "Quiz %u of %u" : "Quiz %u", i, of);
		if (!print_one(s, kind < quiz_kinds() ? kind : quiz_kind_of_seed(seed + i - 1), seed + i - 1, heading, answers))
			return false;
	}
	return true;
}

bool quiz_print_test(struct session *s, uint64_t seed, bool answers)
{
	char heading[48];

	for (unsigned int i = 0; i < quiz_kinds(); i++) {
		snprintf(heading, sizeof(heading), "Test %u of %u", i + 1, quiz_kinds());
		if (!print_one(s, i, seed, heading, answers))
			return false;
	}
	return true;
}

bool quiz_is_answer(const struct session *s, const char *text, size_t length, char *out, size_t size)
{
	const struct quizzing *q = &s->soft.quiz;

	if (!q->open || s->replay || !s->interactive)
		return false;
	while (length && strchr(" \t\n", text[length - 1]))
		length--;
	for (; length && strchr(" \t", *text); length--)
		text++;
	if (length >= QUIZ_REPLY || !quiz_is_reply(s, (enum quiz_form)q->form, text, length))
		return false;
	snprintf(out, size, "quiz answer %.*s\n", (int)length, text);
	return true;
}

void quiz_remind(struct session *s)
{
	const struct quizzing *q = &s->soft.quiz;

	if (!q->open || s->replay || !s->interactive || !(s->refused || s->valued))
		return;
	switch ((enum quiz_form)q->form) {
	case QUIZ_CHOICE:
		session_say(s, "hmsh: the quiz still asks for a letter, A to %c", 'A' + q->choices - 1);
		return;
	case QUIZ_LINE:
		session_say(s, "hmsh: the quiz still asks for the number of a line");
		return;
	case QUIZ_DECIMAL:
	case QUIZ_HEX:
		session_say(s, "hmsh: the quiz still asks for a number; `quiz answer EXPRESSION` hands one in");
	}
}
