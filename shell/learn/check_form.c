/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What can be seen in a lesson without running it: front matter, limits of words and steps and columns, predictions, hints, numbers of solutions,
 * verdicts. What keeps a lesson from getting long, vague or passive.
 */
#include <stdlib.h>
#include <string.h>

#include "shell/learn/check.h"

enum { MOST_STEPS = 8, MOST_WORDS = 1200, MOST_BETWEEN = 60, MOST_BETWEEN_TOUR = 40, MOST_COLUMNS = 72, LEAST_SOLUTIONS = 2, LEAST_WRONGS = 3 };

static const char *const keys_needed[] = { "title", "level", "machine", "needs" };
static const char *const keys_known[] = { "title", "level", "machine", "needs", "words", "completion", "kind", "layout", "minutes", "exam", "student" };

static void check_fields(struct check *c, const struct lesson *l)
{
	for (size_t i = 0; i < sizeof(keys_needed) / sizeof(*keys_needed); i++)
		if (!lesson_field(l, keys_needed[i]) || !*lesson_field(l, keys_needed[i]))
			check_says(c, l->path, 1, "the front matter lacks \"%s\"", keys_needed[i]);
	for (size_t i = 0; i < l->fields; i++) {
		size_t k = 0;

		while (k < sizeof(keys_known) / sizeof(*keys_known) && strcmp(keys_known[k], l->field[i].key))
			k++;
		if (k == sizeof(keys_known) / sizeof(*keys_known))
			check_says(c, l->path, l->field[i].line, "the front matter has no key \"%s\"", l->field[i].key);
	}
}

static unsigned int most_between(const struct lesson *l)
{
	const char *words = lesson_field(l, "words");
	unsigned long n = words ? strtoul(words, NULL, 10) : 0;

	if (n && n <= MOST_BETWEEN)
		return (unsigned int)n;
	return strstr(l->name, "tour") ? MOST_BETWEEN_TOUR : MOST_BETWEEN;
}

/* ---- words ---- */

struct counting {
	struct check *c;
	const struct lesson *l;
	unsigned int all, since;   /* the last action */
	unsigned int limit;
};

static void count_item(struct counting *n, const struct item *i)
{
	unsigned int words = i->kind == ITEM_PROSE && i->prose->kind != MD_FENCE ? count_words(i->prose->text, i->prose->length) : 0;

	n->since += words;
	n->all += words;
	if (i->kind == ITEM_TASK)
		n->all += count_words(i->task->text, strlen(i->task->text));
	if (i->kind == ITEM_PROSE)
		return;
	if (n->since > n->limit)
		check_says(n->c, n->l->path, i->line, "%u words between two actions, at most %u", n->since, n->limit);
	n->since = 0;
}

static void check_words(struct check *c, const struct lesson *l)
{
	struct counting n = { .c = c, .l = l, .limit = most_between(l) };

	if (l->exam)
		return;
	for (size_t i = 0; i < l->intros; i++)
		count_item(&n, &l->intro[i]);
	for (size_t s = 0; s < l->steps; s++)
		for (size_t i = 0; i < l->step[s].items; i++)
			count_item(&n, &l->step[s].item[i]);
	if (n.since > n.limit)
		check_says(c, l->path, l->steps ? l->step[l->steps - 1].line : 1, "%u words behind the last action, at most %u", n.since, n.limit);
	if (!l->walkthrough && n.all > MOST_WORDS)
		check_says(c, l->path, 1, "%u words, at most %d", n.all, MOST_WORDS);
}

/* ---- blocks ---- */

static void check_columns(struct check *c, const struct lesson *l, const struct code *code)
{
	for (size_t i = 0; i < code->lines; i++)
		if (strlen(code->line[i]) > MOST_COLUMNS)
			check_says(c, l->path, code->first + (unsigned int)i, "a line to type has %zu columns, at most %d", strlen(code->line[i]), MOST_COLUMNS);
}

/* Is the letter of a choice spoken of, as "A" or "(A)", in the answer's text? */
static bool speaks_of(const char *text, char letter)
{
	for (const char *p = text; (p = strchr(p, letter)); p++) {
		bool before = p > text && (((p[-1] | 32) >= 'a' && (p[-1] | 32) <= 'z') || p[-1] == '_');
		bool behind = ((p[1] | 32) >= 'a' && (p[1] | 32) <= 'z') || p[1] == '_';

		if (!before && !behind)
			return true;
	}
	return false;
}

static void check_predict(struct check *c, const struct lesson *l, const struct item *i)
{
	const struct predict *p = i->predict;

	for (unsigned int k = 0; k < p->choices; k++)
		if (k != p->answer && !p->why_not[k] && !speaks_of(p->why, (char)('A' + k)))
			check_says(c, l->path, i->line, "why is %c wrong? A line \"Not %c: why\", or its letter in the answer's text", 'A' + k, 'A' + k);
}

static bool same_code(const struct code *a, const struct code *b)
{
	if (a->lines != b->lines)
		return false;
	for (size_t i = 0; i < a->lines; i++)
		if (strcmp(a->line[i], b->line[i]))
			return false;
	return true;
}

static void check_task(struct check *c, const struct lesson *l, const struct task *t)
{
	if (l->exam) {
		if (!t->solutions || !t->wrongs)
			check_says(c, l->path, t->line, "a task of an exam has a solution and a wrong one at least");
		return;
	}
	if (t->hints != HINTS)
		check_says(c, l->path, t->line, "a task has three hints, not %zu", t->hints);
	if (t->solutions < LEAST_SOLUTIONS)
		check_says(c, l->path, t->line, "a task has at least two solutions, not %zu", t->solutions);
	if (t->wrongs < LEAST_WRONGS)
		check_says(c, l->path, t->line, "a task has at least three wrong solutions, not %zu", t->wrongs);
	for (size_t i = 1; i < t->solutions; i++)
		for (size_t k = 0; k < i; k++)
			if (same_code(&t->solution[i].code, &t->solution[k].code))
				check_says(c, l->path, t->solution[i].line, "the same solution twice");
	for (size_t i = 0; i < t->solutions; i++)
		check_columns(c, l, &t->solution[i].code);
}

static void note_shown(struct check *c, const struct item *i)
{
	if (*i->shows)
		text_printf(&c->shown, "%s,", i->shows);
}

static void check_items(struct check *c, const struct lesson *l, unsigned int *predictions)
{
	for (size_t s = 0; s < l->steps; s++)
		for (size_t k = 0; k < l->step[s].items; k++) {
			const struct item *i = &l->step[s].item[k];

			note_shown(c, i);
			if (i->kind == ITEM_CODE)
				check_columns(c, l, &i->code);
			if (i->kind == ITEM_PREDICT)
				check_predict(c, l, i);
			if (i->kind == ITEM_TASK)
				check_task(c, l, i->task);
			*predictions += i->kind == ITEM_PREDICT;
		}
}

void check_form(struct check *c, const struct lesson *l)
{
	unsigned int predictions = 0;

	for (size_t i = 0; i < l->problems; i++)
		check_says(c, l->path, l->problem[i].line, "%s", l->problem[i].text);
	check_fields(c, l);
	check_words(c, l);
	check_items(c, l, &predictions);
	if (!l->steps)
		check_says(c, l->path, 1, "there is no step: a heading \"## ...\" begins one");
	if (l->walkthrough || l->exam)
		return;
	if (l->steps > MOST_STEPS)
		check_says(c, l->path, l->step[MOST_STEPS].line, "%zu steps, at most %d", l->steps, MOST_STEPS);
	if (!predictions)
		check_says(c, l->path, 1, "there is no prediction");
	if (!strstr(l->text, "**Verdict: "))
		check_says(c, l->path, 1, "no claim gets its verdict: \"**Verdict: true.**\"");
}
