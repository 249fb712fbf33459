/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Is typed input complete, or is more to come? Brackets, comments, quotes and joined lines are followed; at depth 0 also what plainly
 * needs a continuation: a condition without body, `else`, `do`, an operator at the end, a function's head without its block, an #if without
 * #endif. It looks at spelling only, knows no types, and is wrong at worst by asking for one more line.
 */
#include <stdbool.h>
#include <string.h>

#include "shell/lang/front.h"

struct scan {
	const char *p, *end;
	unsigned int depth;
	unsigned int dos;          /* `do` whose `while` has not come */
	unsigned int conditions;   /* #if without #endif */
	bool any, open;            /* a token was seen; something unterminated */
	bool control;              /* the parentheses that are open, or were closed last, are those of if, while, for or switch */
	bool type_first, assigned, called; /* of this statement: begins with a type word, has '=', has a name before '(' */
	bool first;                /* the next token begins a statement */
	char last;                 /* kind of the last token: 'n' name, 'e' else or do, 'c' constant, or the punctuator */
	bool last_was_step;        /* ++ or -- */
};

static bool is_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' || (unsigned char)c >= 0x80;
}

static bool word_is(const char *p, size_t n, const char *const *words)
{
	for (; *words; words++)
		if (strlen(*words) == n && !memcmp(*words, p, n))
			return true;
	return false;
}

static const char *const controls[] = { "if", "while", "for", "switch", NULL };
static const char *const pending[] = { "else", "do", NULL };
static const char *const types[] = { "void", "char", "short", "int", "long", "unsigned", "signed", "struct", "union", "enum", "static", "const",
	"_Bool", "inline", "extern", NULL };

static void skip_block_comment(struct scan *s)
{
	for (s->p += 2; s->p + 1 < s->end; s->p++)
		if (s->p[0] == '*' && s->p[1] == '/') {
			s->p += 2;
			return;
		}
	s->p = s->end;
	s->open = true;
}

static bool at_newline(const struct scan *s)
{
	return s->p < s->end && (*s->p == '\n' || *s->p == '\r');
}

/* To the end of the line; a backslash at its end joins the next one. */
static void skip_line(struct scan *s)
{
	bool joined = false;

	for (; s->p < s->end; s->p++) {
		if (at_newline(s) && !joined)
			return;
		joined = *s->p == '\\' || (joined && (*s->p == '\r'));
	}
	s->open |= joined;
}

static void scan_quote(struct scan *s)
{
	char quote = *s->p++;

	for (; s->p < s->end && !at_newline(s); s->p++) {
		if (*s->p == quote) {
			s->p++;
			return;
		}
		if (*s->p == '\\' && s->p + 1 < s->end)
			s->p++;
	}
	s->open |= s->p >= s->end;
}

static void scan_directive(struct scan *s)
{
	const char *word;

	for (s->p++; s->p < s->end && (*s->p == ' ' || *s->p == '\t'); s->p++)
		;
	word = s->p;
	while (s->p < s->end && is_name(*s->p))
		s->p++;
	if (s->p - word >= 2 && !memcmp(word, "if", 2))
		s->conditions++;
	else if (s->p - word == 5 && !memcmp(word, "endif", 5) && s->conditions)
		s->conditions--;
	skip_line(s);
	s->any = true;
	s->last = ';';
}

static void scan_word(struct scan *s)
{
	static const char *const while_word[] = { "while", NULL }, *const do_word[] = { "do", NULL };
	const char *word = s->p;
	bool first = s->first;
	char before = s->last;
	size_t n;

	while (s->p < s->end && is_name(*s->p))
		s->p++;
	n = (size_t)(s->p - word);
	s->last = 'n';
	s->first = false;
	if (s->depth)
		return;
	s->control = word_is(word, n, controls);
	if (s->control && s->dos && word_is(word, n, while_word) && (before == ';' || before == '}')) {
		s->control = false;
		s->dos--;
	}
	if (word_is(word, n, do_word))
		s->dos++;
	if (word_is(word, n, pending)) {
		s->last = 'e';
		s->first = true;
	}
	if (first)
		s->type_first = word_is(word, n, types);
}

static void scan_close(struct scan *s, char c)
{
	if (s->depth)
		s->depth--;
	if (!s->depth && c == '}') {
		s->first = true;
		s->control = s->type_first = s->assigned = s->called = false;
	}
}

static void scan_punctuator(struct scan *s)
{
	char c = *s->p++;

	s->last_was_step = (c == '+' || c == '-') && s->last == c && !s->last_was_step;
	if (c == '(' && !s->depth)
		s->called |= s->last == 'n' && !s->control;
	if (c == '(' || c == '[' || c == '{') {
		s->depth++;
	} else if (c == ')' || c == ']' || c == '}') {
		scan_close(s, c);
	} else if (!s->depth) {
		s->control = false;
		s->assigned |= c == '=';
		if (c == ';') {
			s->first = true;
			s->type_first = s->assigned = s->called = false;
		}
	}
	s->last = c;
}

static void scan_one(struct scan *s)
{
	char c = *s->p, next = s->p + 1 < s->end ? s->p[1] : 0;

	if (c == '/' && next == '*') {
		skip_block_comment(s);
		return;
	}
	if (c == '/' && next == '/') {
		skip_line(s);
		return;
	}
	s->any = true;
	if (c == '"' || c == '\'') {
		scan_quote(s);
		s->last = 'c';
		s->first = false;
	} else if (is_name(c)) {
		scan_word(s);
	} else {
		scan_punctuator(s);
	}
}

static bool needs_more(const struct scan *s)
{
	if (s->open || s->depth || s->dos || s->conditions || s->last == 'e')
		return true;
	if (s->last == ')')
		return s->control || (s->type_first && s->called && !s->assigned);
	if (s->last_was_step || !s->last)
		return false;
	return strchr("=,+-*/%&|^<>?:!~.", s->last) != NULL;
}

enum lang_scan front_scan(const char *text, size_t length)
{
	struct scan s = { .p = text, .end = text + length, .first = true };
	bool line_start = true;

	while (s.p < s.end) {
		char c = *s.p;

		if (c == '\n' || c == '\r') {
			line_start = true;
			s.p++;
		} else if (c == ' ' || c == '\t' || c == '\f' || c == '\v') {
			s.p++;
		} else if (c == '\\') {
			s.p++;
			s.open |= s.p == s.end;
		} else if (c == '#' && line_start) {
			scan_directive(&s);
		} else {
			line_start = false;
			scan_one(&s);
		}
	}
	if (!s.any && !s.open)
		return LANG_SCAN_EMPTY;
	return needs_more(&s) ? LANG_SCAN_OPEN : LANG_SCAN_COMPLETE;
}
