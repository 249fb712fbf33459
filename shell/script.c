/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The splitter of script.h. One pass over the text with a small state (struct depth) that is carried from line to line: what is open, and the
 * last byte that counts. It knows strings, characters, comments, directives and brackets, no grammar. Whether a word was declared in the unit
 * that is just being collected is found by looking for a declarator in its text (declared_here()): a word followed by = ; , [ ) or a
 * parenthesis, with a type's last word or a star before it.
 *
 * Invariant: the items cover the text without gaps or overlaps but for skipped blanks; time is linear in the text for each item.
 */
#include <string.h>

#include "shell/lang/source.h"
#include "shell/script.h"

enum mode { MODE_CODE, MODE_BLOCK_COMMENT, MODE_DIRECTIVE };

struct depth {
	enum mode mode;
	unsigned int open;         /* brackets of any kind */
	bool members;              /* the brace that is open at the bottom holds those of a struct, union or enum: its end ends no statement */
	char last;                 /* last byte that is no blank and no comment; 0: none yet, or a statement has ended */
};

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f';
}

static bool at_statement(const struct depth *d)
{
	return d->mode == MODE_CODE && !d->open && (!d->last || d->last == ';' || d->last == '}');
}

/* Behind the quoted thing at `at`; a newline ends it as it ends a broken literal in C. */
static size_t skip_quoted(const char *text, size_t at, size_t end)
{
	char quote = text[at++];

	while (at < end && text[at] != quote && text[at] != '\n')
		at += text[at] == '\\' && at + 1 < end ? 2 : 1;
	return at < end && text[at] == quote ? at + 1 : at < end ? at : end;
}

/* Is the word in front of the brace a tag or its keyword? In front of other blocks stand ) : else do, of lists =. */
static bool opens_members(const struct depth *d, const char *text, size_t at)
{
	size_t end = at, begin;

	if (!is_word(d->last))
		return false;
	while (end && (is_blank(text[end - 1]) || text[end - 1] == '\n'))
		end--;
	for (begin = end; begin && is_word(text[begin - 1]); begin--)
		;
	return begin < end && !(end - begin == 4 && !memcmp(text + begin, "else", 4)) && !(end - begin == 2 && !memcmp(text + begin, "do", 2));
}

static void depth_punct(struct depth *d, const char *text, size_t at)
{
	char c = text[at];

	if (c == '{' && !d->open)
		d->members = opens_members(d, text, at);
	if (c == '(' || c == '[' || c == '{')
		d->open++;
	else if ((c == ')' || c == ']' || c == '}') && d->open)
		d->open--;
	d->last = c == '}' && !d->open && d->members ? 'm' : c;
}

/* Behind the comment's end or the line's. */
static size_t depth_comment(struct depth *d, const char *text, size_t at, size_t end)
{
	while (at < end && text[at] != '\n') {
		if (text[at] == '*' && at + 1 < end && text[at + 1] == '/') {
			d->mode = MODE_CODE;
			return at + 2;
		}
		at++;
	}
	return at;
}

static size_t depth_directive(struct depth *d, const char *text, size_t at, size_t end)
{
	while (at < end && text[at] != '\n')
		at++;
	if (!(at && text[at - 1] == '\\'))
		d->mode = MODE_CODE;
	return at;
}

/* Bytes of code that open, close, begin and end nothing: sixteen a row, from NUL on. */
static const unsigned char is_plain[256] = {
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 1, 1, 0,
	1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 0,
	0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
	1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 1,
	0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
	1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 0, 0, 0
};

/* Behind what is plain from `at` on, and blanks and parentheses among it; behind the last one that closes, too. */
static size_t depth_plain(struct depth *d, const char *text, size_t at, size_t end)
{
	char last = d->last;
	bool closed = false;

	for (; at < end && !closed; at++) {
		char c = text[at];

		if (c == '(') {
			d->open++;
		} else if (c == ')') {
			d->open -= d->open != 0;
			closed = !d->open;
		} else if (c == ' ') {
			continue;
		} else if (!is_plain[(unsigned char)c]) {
			break;
		}
		last = c;
	}
	d->last = last;
	return at;
}

/* One token or blank of code; returns the place behind it. */
static size_t depth_code(struct depth *d, const char *text, size_t line, size_t at, size_t end)
{
	char c = text[at], next = at + 1 < end ? text[at + 1] : '\0';

	if (is_blank(c) || (c == '\\' && next == '\n'))
		return at + 1;
	if (c == '/' && next == '*') {
		d->mode = MODE_BLOCK_COMMENT;
		return at + 2;
	}
	if (c == '/' && next == '/') {
		const char *newline = memchr(text + at, '\n', end - at);

		return newline ? (size_t)(newline - text) : end;
	}
	if (c == '#') {
		size_t i = line;

		while (i < at && is_blank(text[i]))
			i++;
		if (i == at) {
			d->mode = MODE_DIRECTIVE;
			return at;
		}
	}
	if (c == '"' || c == '\'') {
		d->last = c;
		return skip_quoted(text, at, end);
	}
	depth_punct(d, text, at);
	return at + 1;
}

/* Carries the state over [at, end) and stops behind a newline, or where brackets closed to `floor` when stop is set. */
static size_t depth_line(struct depth *d, const char *text, size_t at, size_t end, bool stop_closed)
{
	size_t line = at;

	while (at < end && text[at] != '\n') {
		if (d->mode == MODE_BLOCK_COMMENT)
			at = depth_comment(d, text, at, end);
		else if (d->mode == MODE_DIRECTIVE)
			at = depth_directive(d, text, at, end);
		else if (is_plain[(unsigned char)text[at]] || text[at] == ' ')
			at = depth_plain(d, text, at, end);
		else
			at = depth_code(d, text, line, at, end);
		if (stop_closed && d->mode == MODE_CODE && !d->open)
			return at;
	}
	if (at < end && d->mode == MODE_DIRECTIVE)
		at = depth_directive(d, text, at, end);
	return at < end ? at + 1 : end;
}

static size_t skip_blanks(const char *text, size_t at, size_t end)
{
	while (at < end && is_blank(text[at]))
		at++;
	return at;
}

/* ---- is this word declared in the unit being collected? ---- */

static bool same_word(const char *text, size_t at, size_t end, const char *word, size_t n)
{
	return end - at >= n && !memcmp(text + at, word, n) && (at + n == end || !is_word(text[at + n])) && (!at || !is_word(text[at - 1]));
}

static bool is_declarator(const char *text, size_t begin, size_t at, size_t n, size_t end)
{
	size_t before = at, after = at + n;
	char c;

	while (before > begin && (is_blank(text[before - 1]) || text[before - 1] == '\n'))
		before--;
	while (after < end && (is_blank(text[after]) || text[after] == '\n'))
		after++;
	if (before == begin || after == end)
		return false;
	c = text[before - 1];
	return (is_word(c) || c == '*' || c == ',') && strchr("=;,[)(", text[after]);
}

static bool declared_here(const char *text, size_t begin, size_t end, const char *word, size_t n)
{
	for (size_t at = begin; at + n <= end; at++) {
		const char *found = memchr(text + at, word[0], end - n + 1 - at);

		if (!found)
			return false;
		at = (size_t)(found - text);
		if (same_word(text, at, end, word, n) && is_declarator(text, begin, at, n, end))
			return true;
	}
	return false;
}

/* ---- command or C ---- */

/* A line of blanks, on which a unit of nothing but such lines makes no item. */
static bool blank_line(const char *text, size_t at, size_t end)
{
	at = skip_blanks(text, at, end);
	return at == end || text[at] == '\n';
}

/* What follows the word can only be C: an assignment, a member, an index, an operator glued to it. */
static bool follows_c(const char *text, size_t at, size_t end)
{
	size_t next = skip_blanks(text, at, end);

	if (next == end || text[next] == '\n' || text[next] == ';' || text[next] == '{')
		return false;
	if (text[next] == '(' || text[next] == '=')
		return true;
	if (next + 1 < end && text[next + 1] == '=' && strchr("+-*/%&|^", text[next]))
		return true;
	return next == at && text[at] != '/';
}

static bool is_declared(const struct script *s, size_t unit, size_t line, const char *word, size_t n)
{
	return s->words->is_declared(s->words->context, word, n) || (unit < line && declared_here(s->text, unit, line, word, n));
}

/* Is the line at `line` a command? unit: where the C that is being collected begins. */
static bool command_at(const struct script *s, size_t unit, size_t line, struct script_item *item, bool *block)
{
	size_t at = skip_blanks(s->text, line, s->length), word, end;
	bool forced = at < s->length && s->text[at] == ':';

	if (forced)
		at = skip_blanks(s->text, at + 1, s->length);
	word = at;
	while (at < s->length && is_word(s->text[at]))
		at++;
	if (at == word && at < s->length && s->text[at] == '?' && blank_line(s->text, at + 1, s->length))
		at++; /* a lone question mark */
	end = at;
	if (word == end && !forced)
		return false;
	if (end - word == 4 && !memcmp(s->text + word, "what", 4) && s->length - end > 3 && !memcmp(s->text + end, "-if", 3))
		end += 3;
	*block = false;
	if (!forced && follows_c(s->text, end, s->length)) /* asked first: it is most lines' answer, and quick */
		return false;
	if (!s->words->is_command(s->words->context, s->text + word, end - word, block) && !forced)
		return false;
	if (!forced && is_declared(s, unit, line, s->text + word, end - word))
		return false;
	item->word = word;
	item->word_end = end;
	return true;
}

static size_t line_end(const struct script *s, size_t at)
{
	const char *newline = memchr(s->text + at, '\n', s->length - at);

	return newline ? (size_t)(newline - s->text) : s->length;
}

static void count_lines(struct script *s, size_t to)
{
	if (s->at >= to)
		return;
	s->line += (unsigned int)source_newlines(s->text + s->at, to - s->at);
	s->at = to;
}

/* Cuts blanks, a last ';' and a `//` comment off a command's arguments. */
static void trim_args(const char *text, struct script_item *item)
{
	item->args = skip_blanks(text, item->args, item->args_end);
	for (size_t at = item->args; at + 1 < item->args_end; at++) {
		if (text[at] == '"' || text[at] == '\'')
			at = skip_quoted(text, at, item->args_end) - 1;
		else if (text[at] == '/' && text[at + 1] == '/' && (at == item->args || is_blank(text[at - 1])))
			item->args_end = at;
	}
	while (item->args_end > item->args && (is_blank(text[item->args_end - 1]) || text[item->args_end - 1] == ';'))
		item->args_end--;
}

/* Behind the '}' that belongs to a '{' just before `at`; *open: there is none. */
static size_t close_block(const char *text, size_t length, size_t at, bool *open)
{
	struct depth d = { .open = 1 };

	while (at < length && d.open)
		at = depth_line(&d, text, at, length, true);
	*open = d.open > 0;
	return at;
}

bool script_vs(const char *text, size_t length, size_t from, size_t *block, size_t *block_end, bool *open)
{
	size_t at = skip_blanks(text, from, length);

	if (at + 2 >= length || text[at] != 'v' || text[at + 1] != 's')
		return false;
	at = skip_blanks(text, at + 2, length);
	if (at >= length || text[at] != '{')
		return false;
	*block = at + 1;
	at = close_block(text, length, at + 1, open);
	*block_end = *open ? at : at - 1;
	return true;
}

/* The block of a command whose '{' is at `brace`, and those that follow with "vs". */
static void take_block(struct script *s, struct script_item *item, size_t brace)
{
	size_t at = close_block(s->text, s->length, brace + 1, &item->open), block, end;

	item->block = brace + 1;
	item->block_end = item->open ? at : at - 1;
	while (!item->open && script_vs(s->text, s->length, at, &block, &end, &item->open))
		at = item->open ? end : end + 1;
	item->end = line_end(s, at);
	item->args_end = item->end;
}

static void take_command(struct script *s, struct script_item *item, size_t line, bool block)
{
	const char *brace;

	item->kind = SCRIPT_COMMAND;
	item->begin = line;
	item->line = s->line;
	item->end = line_end(s, line);
	item->args = item->word_end;
	item->args_end = item->end;
	item->block = item->block_end = 0;
	item->open = false;
	brace = block ? memchr(s->text + item->args, '{', item->args_end - item->args) : NULL;
	if (brace)
		take_block(s, item, (size_t)(brace - s->text));
	trim_args(s->text, item);
	if (item->end < s->length)
		item->end++;
	count_lines(s, item->end);
}

void script_begin(struct script *s, const char *text, size_t length, const struct script_words *words)
{
	*s = (struct script){ .text = text, .length = length, .line = 1, .words = words };
	s->lines = length;
	while (s->lines && text[s->lines - 1] != '\n')
		s->lines--;
	if (length >= 3 && !memcmp(text, "\xef\xbb\xbf", 3))
		s->at = 3;
	if (length - s->at >= 2 && text[s->at] == '#' && text[s->at + 1] == '!') {
		size_t end = line_end(s, s->at);

		count_lines(s, end < length ? end + 1 : end);
	}
}

/* Does what follows the word make the line C at the first look? Of the others, and of the command `what-if`, follows_c() knows. */
static inline bool surely_c(const char *word_end)
{
	const char *q = word_end;

	while (*q == ' ')
		q++;
	return *q == '(' || *q == '=' || (q == word_end && is_plain[(unsigned char)*q] && *q != ';' && *q != '-');
}

/*
 * Most lines of a script: a word, then what makes the line C, nothing but plain bytes, what it opens closed, and a `;` in front of the newline.
 * Where a statement begins, such a line is passed over in one look at each byte; whatever is different is for depth_line(), and changes
 * nothing here. The text ends with a newline at s->lines, so no byte needs to be asked whether it is the last.
 */
static inline bool pass_statement(const struct script *s, size_t *at)
{
	const char *p = s->text + *at;
	unsigned int open = 0;

	while (*p == ' ' || *p == '\t')
		p++;
	if (!is_word(*p))
		return false;
	do
		p++;
	while (is_word(*p));
	if (!surely_c(p))
		return false;
	for (;; p++) {
		if (is_plain[(unsigned char)*p] || *p == ' ')
			continue;
		if (*p == '(')
			open++;
		else if (*p != ')' || !open--)
			break;
	}
	if (*p != '\n' || open || p[-1] != ';')
		return false;
	*at = (size_t)(p - s->text) + 1;
	return true;
}

enum script_kind script_next(struct script *s, struct script_item *item)
{
	struct depth d = { .mode = MODE_CODE };
	size_t at = s->at, unit = s->at;
	bool some = false, block;

	*item = (struct script_item){ .kind = SCRIPT_END };
	while (at < s->length) {
		if (at < s->lines && at_statement(&d) && pass_statement(s, &at)) {
			some = true;
			continue;
		}
		if (at_statement(&d) && command_at(s, unit, at, item, &block)) {
			if (!some) {
				count_lines(s, at);
				take_command(s, item, at, block);
				return item->kind;
			}
			break;
		}
		some = some || !blank_line(s->text, at, s->length);
		at = depth_line(&d, s->text, at, s->length, false);
		if (!some) {
			count_lines(s, at);
			unit = at;
		}
	}
	if (!some)
		return SCRIPT_END;
	*item = (struct script_item){ .kind = SCRIPT_C, .begin = unit, .end = at, .line = s->line, .open = !at_statement(&d) };
	count_lines(s, at);
	return item->kind;
}
