/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Parameters: see params.h. A line is filled in first, with what the lines above it gave, and read then; so a bound of a range, a choice, an expression
 * may hang on what was drawn before. Expressions are hmsh's own C, asked of a machine as the exam's front matter describes it: its constants and types
 * can be used.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shell/exam/params.h"
#include "shell/learn/condition.h"

enum { MOST_VALUES = 256, MOST_CHOICES_OF_ONE = 256, MOST_TEXT = 4096, MOST_TRIES = 100000 };

/* A line in hand: what is left of it. */
struct spec {
	struct params *p;
	const char *at;
	unsigned int line;
	bool bad;
};

static void refuse(struct spec *s, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void refuse(struct spec *s, const char *format, ...)
{
	struct text t = { 0 };
	va_list args;

	va_start(args, format);
	text_vprintf(&t, format, args);
	va_end(args);
	if (!s->bad)
		trouble_add(s->p->trouble, s->p->path, s->line, "%s", text_string(&t));
	s->bad = true;
	text_free(&t);
}

/* ---- names and {{names}} ---- */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static size_t name_length(const char *text, size_t n)
{
	size_t length = 0;

	while (length < n && ((text[length] >= 'a' && text[length] <= 'z') || (text[length] >= 'A' && text[length] <= 'Z') || text[length] == '_' ||
			      (length && is_digit(text[length]))))
		length++;
	return length;
}

static const struct value *find(const struct params *p, const char *name, size_t n)
{
	for (size_t i = 0; i < p->count; i++)
		if (strlen(p->value[i].name) == n && !memcmp(p->value[i].name, name, n))
			return &p->value[i];
	return NULL;
}

static void fill_one(struct params *p, const struct value *v, const char *format, size_t n, unsigned int line, struct text *out)
{
	if (!n)
		text_puts(out, v->text);
	else if (n == 1 && *format == 'n')
		text_printf(out, "%llu", (unsigned long long)v->index);
	else if (n == 1 && *format == 'x' && v->is_number)
		text_printf(out, "0x%llx", (unsigned long long)v->number);
	else if (n == 1 && *format == 'd' && v->is_number)
		text_printf(out, "%lld", (long long)v->number);
	else
		trouble_add(p->trouble, p->path, line, "{{%s:%.*s}}: after the colon stands x or d, of a number, or n", v->name, (int)n, format);
}

/* Behind the {{name}} or {{name:x}} that begins at `at`; 0: none does. */
static size_t fill_here(struct params *p, const char *text, size_t at, size_t n, unsigned int line, struct text *out)
{
	const char *name = text + at + 2, *format;
	size_t length = name_length(name, n - at - 2), end = at + 2 + length, format_length = 0;
	const struct value *v;

	format = text + end;
	if (length && end < n && text[end] == ':') {
		format++;
		format_length = name_length(format, n - end - 1);
		end += 1 + format_length;
	}
	if (!length || end + 2 > n || memcmp(text + end, "}}", 2))
		return 0;
	v = find(p, name, length);
	if (v)
		fill_one(p, v, format, format_length, line, out);
	else
		trouble_add(p->trouble, p->path, line, "{{%.*s}}: there is no such parameter here", (int)length, name);
	return end + 2;
}

void params_fill(struct params *p, const char *text, size_t n, unsigned int line, struct text *out)
{
	for (size_t at = 0; at < n;) {
		const char *open = memmem(text + at, n - at, "{{", 2);
		size_t plain = open ? (size_t)(open - text) : n, behind;

		text_add(out, text + at, plain - at);
		at = plain;
		if (at == n)
			break;
		behind = fill_here(p, text, at, n, line, out);
		if (!behind) {
			text_add(out, text + at, 1);
			behind = at + 1;
		}
		at = behind;
	}
}

/* ---- reading a line ---- */

static void skip_blanks(struct spec *s)
{
	s->at += strspn(s->at, " \t");
}

static bool word_is(struct spec *s, const char *word)
{
	size_t n = strlen(word);

	skip_blanks(s);
	if (strncmp(s->at, word, n) || (s->at[n] && !strchr(" \t", s->at[n])))
		return false;
	s->at += n;
	return true;
}

/* The next word, or what stands in "...", where \" and \\ are a quote and a backslash. NULL: there is none. */
static const char *next_word(struct spec *s)
{
	struct text word = { 0 };
	const char *kept;

	skip_blanks(s);
	if (!*s->at)
		return NULL;
	if (*s->at == '"') {
		for (s->at++; *s->at && *s->at != '"'; s->at++) {
			s->at += *s->at == '\\' && (s->at[1] == '"' || s->at[1] == '\\');
			text_add(&word, s->at, 1);
		}
		if (*s->at != '"')
			refuse(s, "a quote is open");
		s->at += *s->at == '"';
	} else {
		size_t n = strcspn(s->at, " \t");

		text_add(&word, s->at, n);
		s->at += n;
	}
	if (word.failed)
		refuse(s, "out of memory");
	kept = pool_copy(&s->p->pool, text_string(&word), word.length);
	text_free(&word);
	return kept;
}

/* A whole number, decimal or 0x; -1 is one, too. 010 is none: it is 8 in C, and 10 to whoever reads a sheet. */
static bool number_of(const char *text, size_t n, int64_t *value)
{
	char copy[32], *end;
	size_t sign = n && *text == '-';

	if (n <= sign || n >= sizeof(copy) || !is_digit(text[sign]) || (n > sign + 1 && text[sign] == '0' && is_digit(text[sign + 1])))
		return false;
	memcpy(copy, text, n);
	copy[n] = '\0';
	errno = 0;
	*value = strtoll(copy, &end, 0);
	return !*end && end != copy && !errno;
}

static void keep(struct spec *s, const char *name, struct value v)
{
	struct value *to = s->bad ? NULL : pool_more(&s->p->pool, &s->p->value, &s->p->count, sizeof(*to));

	if (strlen(v.text) > MOST_TEXT)
		refuse(s, "%s: a value of more than %d bytes", name, MOST_TEXT);
	if (!to)
		return;
	v.name = name;
	*to = v;
}

/* What the values must not be: `not NAME NAME...`. */
struct taboo {
	const char *text[16];
	size_t count;
};

static void read_taboo(struct spec *s, struct taboo *t)
{
	const char *word;

	while (!s->bad && (word = next_word(s))) {
		const struct value *v = find(s->p, word, strlen(word));

		if (t->count == sizeof(t->text) / sizeof(*t->text))
			refuse(s, "too many words behind `not`");
		else
			t->text[t->count++] = v ? v->text : word;
	}
}

/* The same text, or the same number: 0x10 is 16. */
static bool is_same(const char *a, const char *b)
{
	int64_t x, y;

	return !strcmp(a, b) || (number_of(a, strlen(a), &x) && number_of(b, strlen(b), &y) && x == y);
}

static bool is_taboo(const struct taboo *t, const char *text)
{
	for (size_t i = 0; i < t->count; i++)
		if (is_same(t->text[i], text))
			return true;
	return false;
}

/* ---- kinds of lines ---- */

struct range {
	int64_t low, step;
	uint64_t count;
	bool hex;
};

static int64_t range_value(const struct range *r, uint64_t i)
{
	return (int64_t)((uint64_t)r->low + i * (uint64_t)r->step);
}

/* The text of its i-th value, in a buffer. */
static void range_text(const struct range *r, uint64_t i, char *out, size_t size)
{
	int64_t number = range_value(r, i);

	snprintf(out, size, r->hex && number >= 0 ? "0x%llx" : "%lld", (long long)number);
}

static void draw_range(struct spec *s, const char *name, const struct range *r, const struct taboo *taboo)
{
	char text[32];
	uint64_t i;

	for (unsigned int tries = 0; tries < MOST_TRIES && !s->bad; tries++) {
		i = draw(&s->p->draws, r->count);
		range_text(r, i, text, sizeof(text));
		if (is_taboo(taboo, text))
			continue;
		keep(s, name, (struct value){ .text = pool_copy(&s->p->pool, text, strlen(text)), .is_number = true, .number = range_value(r, i), .index = i });
		return;
	}
	refuse(s, "%s: nothing is left to be drawn", name);
}

/* LOW..HIGH [step N] [not NAME...]. False: it is no range. */
static bool read_range(struct spec *s, const char *name)
{
	const char *dots = strstr(s->at, "..");
	size_t low = dots ? (size_t)(dots - s->at) : 0, high = dots ? strcspn(dots + 2, " \t") : 0;
	struct range r = { .step = 1, .hex = low > 2 && !strncmp(s->at, "0x", 2) };
	struct taboo taboo = { 0 };
	int64_t last;

	if (!dots || !number_of(s->at, low, &r.low) || !number_of(dots + 2, high, &last)) {
		if (dots && low == strcspn(s->at, " \t.\""))
			refuse(s, "%s: a range goes from one number to another, as 0..4095 or 0x38000..0x7ffff", name);
		return s->bad;
	}
	s->at = dots + 2 + high;
	if (word_is(s, "step")) {
		const char *word = next_word(s);

		if (!word || !number_of(word, strlen(word), &r.step) || r.step < 1)
			refuse(s, "%s: a number from 1 on stands behind `step`", name);
	}
	if (word_is(s, "not"))
		read_taboo(s, &taboo);
	skip_blanks(s);
	if (*s->at)
		refuse(s, "%s: LOW..HIGH, then `step N` or `not NAME`, not %.40s", name, s->at);
	else if (last < r.low || (r.low < 0 && last > INT64_MAX / 2))
		refuse(s, "%s: the range is empty", name);
	if (s->bad)
		return true;
	r.count = ((uint64_t)last - (uint64_t)r.low) / (uint64_t)r.step + 1;
	draw_range(s, name, &r, &taboo);
	return true;
}

static void keep_word(struct spec *s, const char *name, const char *word, uint64_t index)
{
	struct value v = { .text = word, .index = index };

	v.is_number = number_of(word, strlen(word), &v.number);
	keep(s, name, v);
}

static size_t read_words(struct spec *s, const char **words, struct taboo *taboo)
{
	size_t count = 0;
	const char *word;

	while (!s->bad && !(count && taboo && word_is(s, "not")) && (word = next_word(s))) {
		if (count == MOST_CHOICES_OF_ONE)
			refuse(s, "more than %d choices", MOST_CHOICES_OF_ONE);
		else
			words[count++] = word;
	}
	if (taboo)
		read_taboo(s, taboo);
	return count;
}

static void draw_word(struct spec *s, const char *name)
{
	const char *words[MOST_CHOICES_OF_ONE];
	struct taboo taboo = { 0 };
	size_t count = read_words(s, words, &taboo), left = 0;

	for (size_t i = 0; i < count; i++)
		left += !is_taboo(&taboo, words[i]);
	if (!left)
		refuse(s, "%s: nothing is left to be drawn", name);
	while (!s->bad) {
		uint64_t i = draw(&s->p->draws, count);

		if (is_taboo(&taboo, words[i]))
			continue;
		keep_word(s, name, words[i], i);
		return;
	}
}

/* by NAME WORD...: the word that belongs to what was drawn for NAME. */
static void read_by(struct spec *s, const char *name)
{
	const char *words[MOST_CHOICES_OF_ONE], *other = next_word(s);
	const struct value *v = other ? find(s->p, other, strlen(other)) : NULL;
	size_t count = read_words(s, words, NULL);

	if (!v)
		refuse(s, "%s: behind `by` stands a parameter from a line above", name);
	else if (v->index >= count)
		refuse(s, "%s: %s is number %llu of its choices, and here are %zu words", name, other, (unsigned long long)v->index, count);
	else
		keep_word(s, name, words[v->index], v->index);
}

static void read_expression(struct spec *s, const char *name)
{
	char why[200] = "", text[32];
	int64_t number = 0;

	if (!condition_value(s->p->desk, s->at, &number, why, sizeof(why))) {
		refuse(s, "%s: %s", name, why);
		return;
	}
	snprintf(text, sizeof(text), "%lld", (long long)number);
	keep(s, name, (struct value){ .text = pool_copy(&s->p->pool, text, strlen(text)), .is_number = true, .number = number, .index = (uint64_t)number });
}

static void read_value(struct spec *s, const char *name)
{
	skip_blanks(s);
	if (!*s->at)
		refuse(s, "%s: what can it be? LOW..HIGH, words, `by NAME` words, or = EXPRESSION", name);
	else if (*s->at == '=') {
		s->at++;
		read_expression(s, name);
	} else if (word_is(s, "by"))
		read_by(s, name);
	else if (!read_range(s, name))
		draw_word(s, name);
}

void params_line(struct params *p, const char *line, size_t n, unsigned int number)
{
	struct text filled = { 0 };
	struct spec s = { .p = p, .line = number };
	size_t before = p->trouble->count, length;

	params_fill(p, line, n, number, &filled);
	if (filled.failed)
		refuse(&s, "out of memory");
	s.at = text_string(&filled);
	skip_blanks(&s);
	length = name_length(s.at, strlen(s.at));
	if (*s.at && *s.at != '#' && p->trouble->count == before) {
		const char *word = s.at, *name = pool_copy(&p->pool, word, length);

		s.at += length;
		skip_blanks(&s);
		if (!length || *s.at != ':')
			refuse(&s, "NAME: what it can be");
		else if (find(p, word, length))
			refuse(&s, "%s has its value already", name);
		else if (p->count == MOST_VALUES)
			refuse(&s, "more than %d parameters", MOST_VALUES);
		s.at += *s.at == ':';
		if (!s.bad)
			read_value(&s, name);
	}
	text_free(&filled);
}

void params_free(struct params *p)
{
	pool_free(&p->pool);
	p->value = NULL;
	p->count = 0;
}
