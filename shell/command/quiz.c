/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `quiz`: its words and verbs. A verb is a row. What moves the person is an input that is kept (undo, save and --resume take it along); what only shows is not
 * (`quiz_looks`). A seed that was not given is drawn here, and written into the input that is kept, so that a replay draws none.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "shell/command/command.h"
#include "shell/file.h"
#include "shell/quiz/quiz.h"
#include "shell/quiz/show.h"

enum { MOST_PROBLEMS = 10000, SEED_FROM = 10000, SEEDS = 90000, REPLIES_LIMIT = 1 << 16 };

/* What a line asks for. */
struct wish {
	uint64_t seed, n;
	unsigned int kind;         /* the number of kinds: any */
	bool has_seed, has_n, answers, test;
	const char *replies;       /* a file's name, or NULL */
	size_t replies_length;
};

static bool refuse(struct session *s, const char *text)
{
	session_error(s, STATUS_ERROR, "hmsh-quiz", "%s", text);
	return false;
}

/* ---- the words ---- */

static bool number_word(struct session *s, const struct command_input *in, size_t *at, uint64_t most, uint64_t *value, const char *what)
{
	const char *word;
	size_t n;

	if (next_word(in, at, &word, &n) && word_number(word, n, most, value))
		return true;
	session_error(s, STATUS_ERROR, "hmsh-quiz", "%s wants a number up to %llu", what, (unsigned long long)most);
	return false;
}

static bool option_word(struct session *s, const struct command_input *in, size_t *at, const char *word, size_t n, struct wish *w)
{
	if (word_is(word, n, "--answers"))
		return w->answers = true;
	if (word_is(word, n, "--seed"))
		return w->has_seed = number_word(s, in, at, UINT64_MAX - MOST_PROBLEMS, &w->seed, "--seed");
	if (word_is(word, n, "--n"))
		return w->has_n = number_word(s, in, at, MOST_PROBLEMS, &w->n, "--n");
	if (word_is(word, n, "--replies"))
		return next_word(in, at, &w->replies, &w->replies_length) || refuse(s, "--replies wants the name of a file");
	session_error(s, STATUS_ERROR, "hmsh-quiz", "`quiz` has no option \"%.*s\": --seed S, --n N, --answers, --replies FILE", (int)(n < 100 ? n : 100), word);
	return false;
}

static bool read_wish(struct session *s, const struct command_input *in, size_t at, struct wish *w)
{
	const char *word;
	size_t n;

	w->kind = quiz_kinds();
	while (next_word(in, &at, &word, &n)) {
		if (*word == '-') {
			if (!option_word(s, in, &at, word, n, w))
				return false;
			continue;
		}
		if (w->kind < quiz_kinds() || w->test || (w->kind = quiz_kind_find(word, n)) == quiz_kinds()) {
			session_error(s, STATUS_ERROR, "hmsh-quiz", "no kind of problem is called \"%.*s\" (`quiz list`)", (int)(n < 100 ? n : 100), word);
			return false;
		}
	}
	return true;
}

/* ---- seeds ---- */

static uint64_t draw_seed(void)
{
	struct timespec now = { 0 };
	struct dice d;

	clock_gettime(CLOCK_REALTIME, &now);
	dice_begin(&d, (uint64_t)now.tv_sec * 1000000007u ^ (uint64_t)now.tv_nsec ^ (uint64_t)getpid() << 32);
	return SEED_FROM + dice_below(&d, SEEDS);
}

/* The input that is kept names the seed. False: out of memory. */
static bool keep_seed(struct session *s, const struct wish *w)
{
	struct entry *e = &s->entries.entry[s->entries.used - 1];
	struct text text = { 0 };

	text_printf(&text, "quiz %s--seed %llu", w->test ? "test " : "", (unsigned long long)w->seed);
	if (w->has_n)
		text_printf(&text, " --n %llu", (unsigned long long)w->n);
	if (w->kind < quiz_kinds())
		text_printf(&text, " %s", quiz_kind_at(w->kind)->name);
	text_puts(&text, "\n");
	if (text.failed) {
		text_free(&text);
		return false;
	}
	free(e->text);
	e->text = text.bytes;
	e->length = text.length;
	return true;
}

static bool settle_seed(struct session *s, struct wish *w)
{
	if (w->has_seed)
		return true;
	if (!s->typed || !s->interactive || s->confined || s->replay)
		return refuse(s, "in a script a seed must be given, so that it prints the same each time: `quiz --seed 7`");
	w->seed = draw_seed();
	return keep_seed(s, w) || refuse(s, "out of memory");
}

/* ---- beginning ---- */

/* A reply a line; '#' begins a comment, '-' passes a problem by. */
static bool give_replies(struct session *s, const char *text, size_t length)
{
	for (size_t at = 0, n; at < length && s->soft.quiz.open; at += n + 1) {
		const char *end = memchr(text + at, '\n', length - at), *word = text + at;
		size_t k;

		n = end ? (size_t)(end - word) : length - at;
		for (k = n; k && strchr(" \t\r", word[k - 1]); k--)
			continue;
		if (!k || *word == '#')
			continue;
		if (!(k == 1 && *word == '-' ? quiz_skip(s) : quiz_answer(s, word, k)))
			return false;
	}
	while (s->soft.quiz.open) /* the rest has no answer */
		quiz_skip(s);
	return true;
}

static bool test_by_file(struct session *s, const struct wish *w)
{
	struct text name = { 0 };
	size_t length;
	char *text = NULL;
	bool ok;

	if (s->confined)
		return refuse(s, "a lesson's own lines touch no file");
	text_printf(&name, "%.*s", (int)w->replies_length, w->replies);
	if (!name.failed)
		text = session_read_file(s, text_string(&name), REPLIES_LIMIT, &length);
	text_free(&name);
	if (!text)
		return false;
	ok = quiz_begin_test(s, w->seed, true) && give_replies(s, text, length);
	free(text);
	return ok;
}

/* A person gets one problem after the other; a sheet has all of them. */
static bool begin(struct session *s, const struct wish *w)
{
	bool sheet = w->answers || (!s->interactive && w->has_n);

	if (w->replies)
		return w->test ? test_by_file(s, w) : refuse(s, "--replies belongs to `quiz test`");
	if (w->test && sheet)
		return quiz_print_test(s, w->seed, w->answers);
	if (w->test)
		return quiz_begin_test(s, w->seed, false);
	if (sheet)
		return quiz_print(s, w->seed, w->kind, w->has_n ? (uint32_t)w->n : 1, w->answers);
	return quiz_begin(s, w->seed, w->kind, w->has_n ? (uint32_t)w->n : 0);
}

static bool verb_test(struct session *s, const struct command_input *in, size_t at)
{
	struct wish w = { .test = true };

	if (!read_wish(s, in, at, &w))
		return false;
	if (w.kind < quiz_kinds() || w.has_n)
		return refuse(s, "a test has one problem of each kind: quiz test [--seed S] [--answers | --replies FILE]");
	return settle_seed(s, &w) && begin(s, &w);
}

/* `quiz` alone goes on with the series in hand. */
static bool no_verb(struct session *s, const struct command_input *in)
{
	const struct quizzing *q = &s->soft.quiz;
	struct wish w = { 0 };

	if (!in->args_length && q->number && (q->open || !q->of || q->number < q->of))
		return quiz_next(s);
	return read_wish(s, in, 0, &w) && (!w.has_n || w.n || refuse(s, "--n wants at least 1")) && settle_seed(s, &w) && begin(s, &w);
}

/* ---- the other verbs ---- */

static bool verb_list(struct session *s, const struct command_input *in, size_t at)
{
	char lead[24];

	if (!no_more(s, in, at))
		return false;
	for (unsigned int i = 0; i < quiz_kinds(); i++) {
		struct text line = { 0 };

		snprintf(lead, sizeof(lead), "  %-8s", quiz_kind_at(i)->name);
		text_printf(&line, "%s (lesson %u)", quiz_kind_at(i)->title, quiz_lesson_number(quiz_kind_at(i)->lesson));
		quiz_show_text(s, lead, text_string(&line));
		text_free(&line);
	}
	return true;
}

static bool verb_answer(struct session *s, const struct command_input *in, size_t at)
{
	while (at < in->args_length && strchr(" \t", in->args[at]))
		at++;
	return quiz_answer(s, in->args + at, in->args_length - at);
}

static bool verb_why(struct session *s, const struct command_input *in, size_t at)
{
	const char *word;
	size_t n;
	uint64_t number = 0;

	if (next_word(in, &at, &word, &n) && !word_number(word, n, 1000, &number))
		return refuse(s, "quiz why [N]");
	return no_more(s, in, at) && quiz_why(s, (uint32_t)number);
}

static bool verb_skip(struct session *s, const struct command_input *in, size_t at)
{
	return no_more(s, in, at) && quiz_skip(s);
}

static bool verb_off(struct session *s, const struct command_input *in, size_t at)
{
	return no_more(s, in, at) && quiz_off(s);
}

static bool verb_score(struct session *s, const struct command_input *in, size_t at)
{
	if (!no_more(s, in, at))
		return false;
	if (s->soft.quiz.test && s->soft.quiz.open)
		return refuse(s, "a test says nothing before its end");
	quiz_score(s);
	return true;
}

static bool verb_run(struct session *s, const struct command_input *in, size_t at)
{
	return no_more(s, in, at) && quiz_run(s);
}

static bool verb_back(struct session *s, const struct command_input *in, size_t at)
{
	return no_more(s, in, at) && quiz_back(s);
}

static const struct { const char *name; bool (*run)(struct session *s, const struct command_input *in, size_t at); } verbs[] = {
	{ "answer", verb_answer }, { "test", verb_test }, { "list", verb_list }, { "why", verb_why }, { "skip", verb_skip }, { "off", verb_off },
	{ "score", verb_score }, { "run", verb_run }, { "back", verb_back }
};

static bool cmd_quiz(struct session *s, const struct command_input *in)
{
	const char *word;
	size_t at = 0, n;

	if (next_word(in, &at, &word, &n))
		for (size_t i = 0; i < sizeof(verbs) / sizeof(*verbs); i++)
			if (word_is(word, n, verbs[i].name))
				return verbs[i].run(s, in, at);
	return no_verb(s, in);
}

const char *const quiz_looks[] = { "list", "why", "score", "back", NULL };

static const char *const quiz_words[] = { "answer", "test", "list", "why", "skip", "off", "score", "run", "back", "--seed", "--n", "--answers", "--replies", NULL };

const struct command quiz_commands[] = {
	{ .name = "quiz", .arguments = "[--seed S] [--n N] [--answers] [KIND] | test [--seed S] [--answers|--replies FILE] | "
				       "answer X|why [N]|skip|off|score|list|run|back",
	  .help = "problems without end, each answer run on a machine",
	  .detail = "Alone: a problem, and then the next one of the same series; its seed is shown,\n"
		    "and the same seed gives the same problem everywhere. KIND: only that kind\n"
		    "(`quiz list`). Answer with the letter, or with a number (28, 0x1c, 0b11100) or\n"
		    "an address; an expression goes behind `quiz answer`, and other C runs as\n"
		    "always, on your own machine. Then it says why your\n"
		    "answer is right, or which mistake leads to it.\n"
		    "why: the worked answer once more. skip: the next one. off: the end; score.\n"
		    "run: the problem's machine and script in the place of your machine, to look\n"
		    "around; back: yours, as you left it.\n"
		    "test: one problem of each kind, nothing said before the end, then a score for\n"
		    "each kind and the lessons to read: before a course, and behind it. --replies:\n"
		    "the answers stand in a file, a line each, `-` for none.\n"
		    "--n N: a series of N. In a script --n prints a sheet of problems, --answers\n"
		    "also prints the worked answers.",
	  .example = "quiz --seed 7 --answers", .run = cmd_quiz, .flags = COMMAND_CHANGES | COMMAND_ALWAYS, .completions = quiz_words },
	{ .name = NULL }
};
