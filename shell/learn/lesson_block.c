/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The blocks of a lesson, a row each: see lesson_block.h. A block that stands where it means nothing is a problem, not an error: the lesson
 * can be read without it.
 */
#include <stdlib.h>
#include <string.h>

#include "shell/learn/lesson_block.h"

struct block_row {
	const char *name;
	void (*read)(struct block_reader *r, const struct md_block *b, struct step *s);
	bool in_task;              /* belongs to the step's task */
};

static struct step *last_step(const struct lesson *l)
{
	return l->steps ? &l->step[l->steps - 1] : NULL;
}

/* ---- lines ---- */

static size_t line_end(const char *text, size_t at, size_t length)
{
	const char *newline = memchr(text + at, '\n', length - at);

	return newline ? (size_t)(newline - text) : length;
}

/* Lines up to a byte offset, without the last empty ones. */
static struct code read_code(struct lesson *l, const struct md_block *b, size_t length)
{
	struct code code = { .first = b->line + 1 };
	const char **line = NULL;

	while (length && b->text[length - 1] == '\n')
		length--;
	for (size_t at = 0; at < length;) {
		size_t end = line_end(b->text, at, length);
		const char **more = pool_more(&l->pool, &line, &code.lines, sizeof(*line));

		if (!more)
			break;
		*more = pool_copy(&l->pool, b->text + at, end - at);
		at = end + 1;
	}
	code.line = (const char *const *)line;
	if (l->pool.failed)
		code.lines = 0;
	return code;
}

static const char *trimmed(struct lesson *l, const char *text, size_t n)
{
	while (n && (*text == ' ' || *text == '\t' || *text == '\n')) {
		text++;
		n--;
	}
	while (n && (text[n - 1] == ' ' || text[n - 1] == '\t' || text[n - 1] == '\n'))
		n--;
	return pool_copy(&l->pool, text, n);
}

/* ---- marks behind a block's name ---- */

static void read_marks(struct lesson *l, const struct md_block *b, struct item *item)
{
	const char *at = b->info + strcspn(b->info, " \t");

	item->shows = "";
	while (*(at += strspn(at, " \t"))) {
		size_t n = strcspn(at, " \t");

		if (n > 6 && !memcmp(at, "shows=", 6))
			item->shows = pool_copy(&l->pool, at + 6, n - 6);
		else if (n == 6 && !memcmp(at, "breaks", 6))
			item->breaks = true;
		else
			lesson_problem(l, b->line, "\"%.*s\" is no mark of a block", (int)(n < 60 ? n : 60), at);
		at += n;
	}
}

static struct item *add_action(struct block_reader *r, const struct md_block *b, struct step *s, enum item_kind kind)
{
	struct item *i = pool_more(&r->lesson->pool, &s->item, &s->items, sizeof(*i));

	if (!i)
		return NULL;
	*i = (struct item){ .kind = kind, .line = b->line, .code_end = b->last };
	read_marks(r->lesson, b, i);
	return i;
}

/* ---- hmsh, output, start ---- */

static void read_hmsh(struct block_reader *r, const struct md_block *b, struct step *s)
{
	struct item *i = add_action(r, b, s, ITEM_CODE);

	if (!i)
		return;
	i->code = read_code(r->lesson, b, b->length);
	i->output.text = "";
	if (!i->code.lines)
		lesson_problem(r->lesson, b->line, "an hmsh block without a line to type");
	r->next_output = &i->output;
}

static void read_output(struct block_reader *r, const struct md_block *b, struct step *s)
{
	(void)s;
	if (!r->next_output) {
		lesson_problem(r->lesson, b->line, "an output block stands directly behind an hmsh or solution block");
		return;
	}
	*r->next_output = (struct output){ b->text, b->length, b->line, b->last };
	r->next_output = NULL;
}

static void read_start(struct block_reader *r, const struct md_block *b, struct step *s)
{
	if (s->has_start)
		lesson_problem(r->lesson, b->line, "a step has one start block");
	s->has_start = true;
	s->start = read_code(r->lesson, b, b->length);
}

/* ---- predict ---- */

enum predict_part { PART_QUESTION, PART_CHOICE, PART_WHY, PART_WHY_NOT };

struct predict_reader {
	struct lesson *lesson;
	struct predict *p;
	struct text text;          /* of the part in hand */
	enum predict_part part;
	unsigned int which;
	bool answered;
};

static void end_part(struct predict_reader *r)
{
	const char *text = trimmed(r->lesson, text_string(&r->text), r->text.length);

	text_clear(&r->text);
	switch (r->part) {
	case PART_QUESTION: r->p->question = text; break;
	case PART_CHOICE: r->p->choice[r->which] = text; break;
	case PART_WHY: r->p->why = text; break;
	case PART_WHY_NOT: r->p->why_not[r->which] = text; break;
	}
}

static unsigned int letter(const char *text)
{
	return *text >= 'A' && *text < 'A' + MOST_CHOICES ? (unsigned int)(*text - 'A') : MOST_CHOICES;
}

/* Does this line begin a part? Returns where its text begins; NULL: it goes on with the part in hand. */
static const char *new_part(struct predict_reader *r, const char *line)
{
	static const struct { const char *word; enum predict_part part; const char *end; } heads[] = {
		{ "", PART_CHOICE, ". " }, { "Answer: ", PART_WHY, "." }, { "Not ", PART_WHY_NOT, ":" }
	};

	for (size_t i = 0; i < sizeof(heads) / sizeof(*heads); i++) {
		size_t n = strlen(heads[i].word), e = strlen(heads[i].end);

		if (strncmp(line, heads[i].word, n) || letter(line + n) == MOST_CHOICES || strncmp(line + n + 1, heads[i].end, e))
			continue;
		if (heads[i].part == PART_CHOICE && (r->answered || letter(line) != r->p->choices))
			continue;
		end_part(r);
		r->part = heads[i].part;
		r->which = letter(line + n);
		if (r->part == PART_CHOICE)
			r->p->choices++;
		if (r->part == PART_WHY) {
			r->answered = true;
			r->p->answer = r->which;
		}
		return line + n + 1 + e;
	}
	return NULL;
}

static void read_predict_lines(struct predict_reader *r, const struct md_block *b)
{
	for (size_t at = 0; at < b->length;) {
		size_t end = line_end(b->text, at, b->length);
		const char *line = pool_copy(&r->lesson->pool, b->text + at, end - at), *begin = new_part(r, line);

		if (r->text.length)
			text_puts(&r->text, *line || r->part == PART_QUESTION ? "\n" : "");
		text_puts(&r->text, begin ? begin : line);
		r->lesson->pool.failed = r->lesson->pool.failed || r->text.failed;
		at = end + 1;
	}
	end_part(r);
}

static void check_predict(struct lesson *l, const struct md_block *b, const struct predict *p, bool answered)
{
	if (!p->question || !*p->question)
		lesson_problem(l, b->line, "a prediction without a question");
	if (p->choices < 2)
		lesson_problem(l, b->line, "a prediction has choices \"A. ...\", \"B. ...\", at most up to D");
	if (!answered || p->answer >= p->choices || !p->why || !*p->why)
		lesson_problem(l, b->line, "a prediction ends with \"Answer: C. why\", C one of its choices");
}

static void read_predict(struct block_reader *r, const struct md_block *b, struct step *s)
{
	struct item *i = add_action(r, b, s, ITEM_PREDICT);
	struct predict *p = pool_alloc(&r->lesson->pool, sizeof(*p));
	struct predict_reader reader = { .lesson = r->lesson, .p = p };

	if (!i || !p)
		return;
	i->predict = p;
	read_predict_lines(&reader, b);
	text_free(&reader.text);
	check_predict(r->lesson, b, p, reader.answered);
	for (unsigned int c = 0; c < MOST_CHOICES; c++)
		if (!p->choice[c])
			p->choice[c] = "";
	if (!p->why)
		p->why = "";
}

/* ---- task ---- */

static void read_task(struct block_reader *r, const struct md_block *b, struct step *s)
{
	struct item *i;

	if (s->task) {
		lesson_problem(r->lesson, b->line, "a step has one task");
		return;
	}
	i = add_action(r, b, s, ITEM_TASK);
	s->task = pool_alloc(&r->lesson->pool, sizeof(*s->task));
	if (!i || !s->task)
		return;
	i->task = s->task;
	*s->task = (struct task){ .text = trimmed(r->lesson, b->text, b->length), .line = b->line, .check_line = b->line };
	if (!*s->task->text)
		lesson_problem(r->lesson, b->line, "a task without words");
}

/* " // " outside of quotes; NULL: none. */
static const char *find_words(const char *line)
{
	char quote = 0;

	for (const char *p = line; *p; p++) {
		if (quote) {
			if (*p == '\\' && p[1])
				p++;
			else if (*p == quote)
				quote = 0;
		} else if (*p == '"' || *p == '\'') {
			quote = *p;
		} else if (p[0] == '/' && p[1] == '/') {
			return p;
		}
	}
	return NULL;
}

/* "mistake:" or "must:", then "[N]": what stands before a condition. Returns where that begins. */
static const char *read_kind(struct lesson *l, const char *line, unsigned int number, struct condition *c)
{
	static const char mistake[] = "mistake:", must[] = "must:";
	unsigned long points = 0;
	char *end;

	c->mistake = !strncmp(line, mistake, sizeof(mistake) - 1);
	c->must = !strncmp(line, must, sizeof(must) - 1);
	line += c->mistake ? sizeof(mistake) - 1 : c->must ? sizeof(must) - 1 : 0;
	line += strspn(line, " \t");
	c->points = !c->must;
	if (*line != '[')
		return line;
	if (line[1] >= '0' && line[1] <= '9')
		points = strtoul(line + 1, &end, 10);
	if (c->must)
		lesson_problem(l, number, "a must: has no points of its own: without it the task has none");
	else if (!points || points > MOST_POINTS || *end != ']')
		lesson_problem(l, number, "points are a number in brackets before the condition, [1] to [%d]", MOST_POINTS);
	else
		c->points = (unsigned int)points;
	line = strchr(line, ']') ? strchr(line, ']') + 1 : line + 1;
	return line;
}

static void read_condition(struct lesson *l, struct task *t, const char *line, unsigned int number)
{
	struct condition kind = { .line = number, .advice = "" }, *c;
	const char *text = read_kind(l, line, number, &kind), *words = find_words(text);

	if (words == line) {
		lesson_problem(l, number, "advice without a condition before it");
		return;
	}
	if (!words || !words[2 + strspn(words + 2, " \t")])
		lesson_problem(l, number, "a condition is followed by \" // \" and the goal in words");
	c = pool_more(&l->pool, &t->condition, &t->conditions, sizeof(*c));
	if (!c)
		return;
	*c = kind;
	c->text = trimmed(l, text, words ? (size_t)(words - text) : strlen(text));
	c->words = words ? trimmed(l, words + 2, strlen(words + 2)) : c->text;
}

static void add_advice(struct lesson *l, struct condition *c, const char *words)
{
	struct text t = { 0 };

	text_printf(&t, "%s%s%s", c->advice, *c->advice ? " " : "", words);
	c->advice = trimmed(l, text_string(&t), t.length);
	text_free(&t);
}

static void read_check(struct block_reader *r, const struct md_block *b, struct step *s)
{
	struct lesson *l = r->lesson;
	unsigned int number = b->line + 1;

	s->task->check_line = b->line;
	for (size_t at = 0; at < b->length; number++) {
		size_t end = line_end(b->text, at, b->length);
		const char *line = trimmed(l, b->text + at, end - at);

		if (!strncmp(line, "//", 2) && s->task->conditions)
			add_advice(l, &s->task->condition[s->task->conditions - 1], trimmed(l, line + 2, strlen(line + 2)));
		else if (*line)
			read_condition(l, s->task, line, number);
		at = end + 1;
	}
}

static void read_hint(struct block_reader *r, const struct md_block *b, struct step *s)
{
	const char **hint = pool_more(&r->lesson->pool, &s->task->hint, &s->task->hints, sizeof(*hint));

	if (hint)
		*hint = trimmed(r->lesson, b->text, b->length);
	if (hint && !**hint)
		lesson_problem(r->lesson, b->line, "an empty hint");
}

static void read_solution(struct block_reader *r, const struct md_block *b, struct step *s)
{
	struct attempt *a = pool_more(&r->lesson->pool, &s->task->solution, &s->task->solutions, sizeof(*a));

	if (!a)
		return;
	*a = (struct attempt){ .code = read_code(r->lesson, b, b->length), .line = b->line, .told = "" };
	a->output.text = "";
	r->next_output = &a->output;
	if (!a->code.lines)
		lesson_problem(r->lesson, b->line, "an empty solution");
}

static void read_wrong(struct block_reader *r, const struct md_block *b, struct step *s)
{
	struct attempt *a = pool_more(&r->lesson->pool, &s->task->wrong, &s->task->wrongs, sizeof(*a));
	size_t last = b->length;

	if (!a)
		return;
	while (last && b->text[last - 1] == '\n')
		last--;
	while (last && b->text[last - 1] != '\n')
		last--;
	*a = (struct attempt){ .line = b->line, .told = "" };
	if (!strncmp(b->text + last, "=>", 2)) {
		a->told = trimmed(r->lesson, b->text + last + 2, b->length - last - 2);
		a->code = read_code(r->lesson, b, last);
	} else {
		a->code = read_code(r->lesson, b, b->length);
	}
	if (!*a->told)
		lesson_problem(r->lesson, b->line, "a wrong solution ends with a line \"=> words\": what the learner must be told");
}

/* ---- the table ---- */

static const struct block_row rows[] = {
	{ "hmsh", read_hmsh, false }, { "output", read_output, false }, { "predict", read_predict, false }, { "task", read_task, false },
	{ "start", read_start, false }, { "check", read_check, true }, { "hint", read_hint, true }, { "solution", read_solution, true },
	{ "wrong", read_wrong, true }
};

static const struct block_row *find_row(const char *info)
{
	size_t n = strcspn(info, " \t");

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (strlen(rows[i].name) == n && !memcmp(rows[i].name, info, n))
			return &rows[i];
	return NULL;
}

bool block_reader_fence(struct block_reader *r, const struct md_block *b)
{
	const struct block_row *row = find_row(b->info);
	struct step *s = last_step(r->lesson);

	if (!row)
		return false;
	if (row->read != read_output)
		r->next_output = NULL;
	if (!s)
		lesson_problem(r->lesson, b->line, "a block \"%s\" before the first step (a heading \"## ...\")", row->name);
	else if (row->in_task && !s->task)
		lesson_problem(r->lesson, b->line, "a block \"%s\" belongs behind its step's task", row->name);
	else
		row->read(r, b, s);
	return true;
}

void block_reader_prose(struct block_reader *r)
{
	r->next_output = NULL;
}

void block_reader_step(struct block_reader *r)
{
	r->next_output = NULL;
}
