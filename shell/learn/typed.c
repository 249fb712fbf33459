/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which lines of the block in hand were typed: see typed.h. A line is known by the place in the lesson and by where the timeline stood behind it, so undo opens
 * it again and redo closes it, without anybody telling.
 */
#include <stdlib.h>
#include <string.h>

#include "shell/learn/typed.h"

void typed_trim(const char **text, size_t *n)
{
	while (*n && strchr(" \t\n", **text)) {
		(*text)++;
		(*n)--;
	}
	while (*n && strchr(" \t\n;", (*text)[*n - 1]))
		(*n)--;
}

static bool is_word(char c)
{
	return c == '_' || (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

/* Steps over blanks; were there any? */
static bool skip_blanks(const char *text, size_t n, size_t *i)
{
	size_t begin = *i;

	while (*i < n && strchr(" \t\n", text[*i]))
		(*i)++;
	return *i > begin;
}

/* The quotation mark inside which the text is behind this character, 0: none. */
static char quote_behind(char quote, char c, char before)
{
	if (quote)
		return c == quote && before != '\\' ? 0 : quote;
	return c == '"' || c == '\'' ? c : 0;
}

/* The same but for the last semicolon, and for blanks where C does not ask for them: `struct page* p=q;` is `struct page *p = q`. */
static bool same_input(const char *a, size_t n, const char *b, size_t m)
{
	char quote = 0, before = 0;

	typed_trim(&a, &n);
	typed_trim(&b, &m);
	for (size_t i = 0, k = 0;; i++, k++) {
		if (!quote) {
			bool blank_a = skip_blanks(a, n, &i), blank_b = skip_blanks(b, m, &k);

			if (blank_a != blank_b && i < n && is_word(before) && is_word(a[i]))
				return false;
		}
		if (i >= n || k >= m)
			return i >= n && k >= m;
		if (a[i] != b[k])
			return false;
		quote = quote_behind(quote, a[i], before);
		before = a[i];
	}
}

/* The lines of the input that begins at line i. */
size_t typed_input_lines(const struct session *s, const struct code *code, size_t i, struct text *input)
{
	size_t n = 0;

	do {
		text_puts(input, code->line[i + n]);
		text_puts(input, "\n");
		n++;
	} while (i + n < code->lines && !input->failed && session_needs_more((struct session *)s, text_string(input), input->length));
	return n;
}

const struct code *learn_code(const struct session *s)
{
	const struct item *i = learn_item(s);

	if (!i || s->soft.learning.playing)
		return NULL;
	if (i->kind == ITEM_TASK && s->learn->walkthrough && i->task->solutions)
		return &i->task->solution[0].code;
	return i->kind == ITEM_CODE ? &i->code : NULL;
}

/* Does the input move through time, forth or back? */
static bool is_time(const char *text)
{
	return learn_goes_back(text) || !strncmp(text + strspn(text, " \t"), "redo", 4);
}

/* Lines behind a place that undo has left, and that redo no longer leads to because something else was typed there, were never typed. */
void typed_forget(struct session *s, const char *text)
{
	struct learn *l = s->learn;
	size_t now = timeline_mark(&s->timeline), from = l->mark_seen < now ? l->mark_seen : now, kept = 0;

	if (timeline_steps_forward(&s->timeline) || is_time(text))
		return;
	for (size_t i = 0; i < l->typeds; i++)
		if (l->typed[i].mark <= from)
			l->typed[kept++] = l->typed[i];
	l->typeds = kept;
}

/* Which lines of the block in hand were typed, and not undone. */
void typed_recall(struct session *s)
{
	const struct learning *at = &s->soft.learning;
	struct learn *l = s->learn;

	l->lines_typed = 0;
	for (size_t i = 0; i < l->typeds; i++) {
		const struct typed_line *t = &l->typed[i];

		if (t->lesson == at->lesson && t->step == at->step && t->item == at->item && t->mark >= at->entered && t->mark <= timeline_mark(&s->timeline))
			l->lines_typed |= (uint64_t)1 << t->line;
	}
}

static void remember_line(struct session *s, size_t line)
{
	const struct learning *at = &s->soft.learning;
	struct learn *l = s->learn;
	struct typed_line *grown = realloc(l->typed, (l->typeds + 1) * sizeof(*grown));

	if (!grown)
		return;
	l->typed = grown;
	grown[l->typeds++] = (struct typed_line){ at->lesson, at->step, at->item, (uint16_t)line, timeline_mark(&s->timeline) };
}

/* The first open line of the block that this input is, and how many; the number of lines: none. */
static size_t find_line(struct session *s, const struct code *code, const char *text, size_t length, size_t *n)
{
	for (size_t i = 0; i < code->lines && i < MOST_FOLLOWED; i += *n) {
		struct text input = { 0 };
		bool same;

		*n = typed_input_lines(s, code, i, &input);
		same = same_input(text_string(&input), input.length, text, length) && !(s->learn->lines_typed >> i & 1);
		text_free(&input);
		if (same)
			return i;
	}
	return code->lines;
}

bool typed_is_open(struct session *s, const struct code *code, const char *text, size_t length)
{
	size_t n;

	return find_line(s, code, text, length, &n) < code->lines;
}

/* Once for each block, for who types something else: the lesson waits, and for what. */
static void say_waiting(struct session *s, const struct code *code)
{
	size_t open = typed_first_open(s->learn, code);

	if (s->quit || s->learn->reminded || s->learn->walkthrough || open >= code->lines)
		return;
	s->learn->reminded = true;
	sink_fresh_line(&s->out);
	sink_style(&s->out, STYLE_DIM);
	session_say(s, "(The lesson waits for `%s`; `next` types it.)", code->line[open]);
	sink_style(&s->out, STYLE_PLAIN);
}

void typed_note(struct session *s, const struct code *code, const char *text, size_t length)
{
	size_t n, first = find_line(s, code, text, length, &n);

	if (first >= code->lines && (length < 6 || memcmp(text, "lesson", 6)))
		say_waiting(s, code);
	for (size_t k = first; k < code->lines && k < first + n && k < MOST_FOLLOWED; k++)
		remember_line(s, k);
}

/* The first line that is open; the number of lines: none is. */
size_t typed_first_open(const struct learn *l, const struct code *code)
{
	size_t i = 0;

	while (i < code->lines && i < MOST_FOLLOWED && (l->lines_typed >> i & 1 || !code->line[i][strspn(code->line[i], " \t")]))
		i++;
	return i < MOST_FOLLOWED ? i : code->lines;
}

/* Readline writes what stands on its line as it is: no byte of a lesson may mean something to the terminal there. */
static bool is_harmless(const struct code *code)
{
	bool same = true;

	for (size_t i = 0; same && i < code->lines; i++) {
		struct text escaped = { 0 };

		escape_text(&escaped, code->line[i], strlen(code->line[i]));
		same = !escaped.failed && !strcmp(text_string(&escaped), code->line[i]);
		text_free(&escaped);
	}
	return same;
}

static const char *offered_line(const struct learn *l, const struct code *code, size_t open_lines)
{
	size_t i = typed_first_open(l, code) + open_lines;

	if (i >= code->lines)
		return NULL;
	if (is_harmless(code))
		return code->line[i];
	return open_lines ? NULL : "lesson next"; /* the machine types it, and shows it escaped */
}

const char *learn_offer(struct session *s, size_t open_lines)
{
	const struct learn *l = s->learn;
	const struct code *code = l && l->walkthrough ? learn_code(s) : NULL;
	const struct item *item = l ? learn_item(s) : NULL;

	if (!l || !l->walkthrough || !learn_lesson(s) || s->soft.learning.playing)
		return NULL;
	if (code)
		return offered_line(l, code, open_lines);
	if (open_lines)
		return NULL;
	if (!item)
		return "lesson next";
	return item->kind == ITEM_PREDICT && l->pace >= 0 ? (const char *const[]){ "A", "B", "C", "D" }[item->predict->answer % MOST_CHOICES] : NULL;
}
