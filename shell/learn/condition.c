/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Conditions: see condition.h. The text is cut at its && on the outside; of the first part that does not hold, the left side of its comparison is
 * what was found. Queries are replaced by their values from the inside out, and what is left is the language's to judge.
 */
#include <stdio.h>
#include <string.h>

#include "shell/learn/condition.h"
#include "shell/learn/counted.h"
#include "shell/learn/frozen.h"
#include "shell/learn/query.h"

enum { DEEPEST = 8 };

struct asking {
	struct session *s;
	char *why;                 /* of a failure */
	size_t size;
	unsigned int depth;
};

static bool is_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* Behind the quoted text that begins at `at`. */
static size_t skip_quoted(const char *text, size_t at, size_t end)
{
	char quote = text[at++];

	while (at < end && text[at] != quote)
		at += text[at] == '\\' && at + 1 < end ? 2 : 1;
	return at < end ? at + 1 : end;
}

/*
 * The first place from `at` on, outside of quotes and parentheses, where one of the characters stands; end: nowhere. A closing parenthesis
 * of the level around counts as well when it is asked for.
 */
static size_t find_outside(const char *text, size_t at, size_t end, const char *characters)
{
	unsigned int depth = 0;

	while (at < end) {
		char c = text[at];

		if (!depth && strchr(characters, c))
			return at;
		if (c == '"' || c == '\'') {
			at = skip_quoted(text, at, end);
			continue;
		}
		depth += c == '(' || c == '[';
		depth -= depth && (c == ')' || c == ']');
		at++;
	}
	return end;
}

/* ---- values ---- */

static bool expand(struct asking *a, const char *text, size_t n, struct text *out);

static void short_of_memory(struct asking *a)
{
	a->s->no_memory = true;
	snprintf(a->why, a->size, "out of memory");
}

static bool look(struct asking *a, const char *text, size_t n, int64_t *value, char *type, size_t size)
{
	struct diag_list diags = { 0 };
	uint32_t loc = source_scratch(a->s->world->map, "<condition>", text, n, 1);
	uint64_t raw = 0;
	bool ok;

	lang_options(a->s->world->lang)->plain = true;
	ok = loc && lang_look_integer(a->s->world->lang, loc, loc + (uint32_t)n, &diags, &raw, type, size);
	lang_options(a->s->world->lang)->plain = false;
	for (size_t i = 0; !ok && i < diags.count; i++)
		if (diags.item[i].severity == DIAG_ERROR) {
			snprintf(a->why, a->size, "%s", diags.item[i].message);
			break;
		}
	if (!ok && (!diags.count || !strcmp(a->why, "out of memory")))
		short_of_memory(a);
	diag_list_free(&diags);
	*value = strstr(type, "unsigned") || strchr(type, '*') ? (int64_t)raw : strstr(type, "long long") ? (int64_t)raw : (int64_t)(int32_t)raw;
	return ok;
}

bool condition_look(struct session *s, const char *text, size_t n, int64_t *value, char *type, size_t size)
{
	char why[200];
	struct asking a = { .s = s, .why = why, .size = sizeof(why) };

	return look(&a, text, n, value, type, size);
}

static bool value_of(struct asking *a, const char *text, size_t n, int64_t *value)
{
	struct text plain = { 0 };
	char type[64] = "";
	bool ok;

	if (++a->depth > DEEPEST) {
		snprintf(a->why, a->size, "queries are nested deeper than %d", DEEPEST);
		return false;
	}
	ok = expand(a, text, n, &plain) && look(a, text_string(&plain), plain.length, value, type, sizeof(type));
	a->depth--;
	text_free(&plain);
	return ok;
}

/* ---- queries ---- */

static bool text_argument(struct asking *a, const char *text, size_t n, struct query_argument *to)
{
	while (n && (*text == ' ' || *text == '\t')) {
		text++;
		n--;
	}
	while (n && (text[n - 1] == ' ' || text[n - 1] == '\t'))
		n--;
	if (n < 2 || text[0] != '"' || text[n - 1] != '"' || n - 2 >= sizeof(to->text)) {
		snprintf(a->why, a->size, "a short text in \"...\" is expected, not %.*s", (int)(n < 40 ? n : 40), text);
		return false;
	}
	to->is_text = true;
	memcpy(to->text, text + 1, n - 2);
	to->text[n - 2] = '\0';
	return true;
}

static bool blank(const char *text, size_t n)
{
	while (n && (text[n - 1] == ' ' || text[n - 1] == '\t'))
		n--;
	return !n;
}

/* Arguments between the parentheses [at, end). */
static bool read_arguments(struct asking *a, const struct query_row *row, const char *text, size_t at, size_t end, struct query *q)
{
	const char *kind = row->arguments;
	bool optional = false;

	while (at < end && !(at == end || blank(text + at, end - at))) {
		size_t stop = find_outside(text, at, end, ",");
		struct query_argument *to = &q->argument[q->arguments];

		optional = optional || *kind == '|';
		kind += *kind == '|';
		if (!*kind || q->arguments == QUERY_ARGUMENTS) {
			snprintf(a->why, a->size, "%s() is given too many arguments", row->name);
			return false;
		}
		if (*kind == 's' ? !text_argument(a, text + at, stop - at, to) : !value_of(a, text + at, stop - at, &to->value))
			return false;
		kind++;
		q->arguments++;
		at = stop + 1;
	}
	if (*kind && *kind != '|' && !optional) {
		snprintf(a->why, a->size, "%s() is given too few arguments", row->name);
		return false;
	}
	return true;
}

static bool ask(struct asking *a, const struct query_row *row, const char *text, size_t begin, size_t end, struct text *out)
{
	struct query q = { .s = a->s };

	if (!read_arguments(a, row, text, begin, end, &q))
		return false;
	if (!row->ask(&q)) {
		snprintf(a->why, a->size, "%s", q.why);
		return false;
	}
	if (q.result > INT32_MAX)
		text_printf(out, "%lluu", (unsigned long long)q.result);
	else
		text_printf(out, "(%lld)", (long long)q.result);
	return true;
}

/* The name at [at, end of it): a query with its arguments? Then its value is written and the place behind it returned; 0: it failed. */
static size_t expand_name(struct asking *a, const char *text, size_t at, size_t n, struct text *out)
{
	size_t end = at, open, close;
	const struct query_row *row;
	uint32_t page;

	end += frozen_find(a->s, text + at, text + n, &page);
	if (end > at && !(at && strchr(".>", text[at - 1]))) { /* no member */
		text_printf(out, "((struct page *)0x%08xu)", page);
		return end;
	}
	for (end = at; end < n && is_name(text[end]); end++)
		;
	for (open = end; open < n && (text[open] == ' ' || text[open] == '\t'); open++)
		;
	row = query_find(text + at, end - at);
	if (!row || open == n || text[open] != '(') {
		text_add(out, text + at, end - at);
		return end;
	}
	close = find_outside(text, open + 1, n, ")");
	if (close == n) {
		snprintf(a->why, a->size, "a ')' is missing");
		return 0;
	}
	return ask(a, row, text, open + 1, close, out) ? close + 1 : 0;
}

static bool expand(struct asking *a, const char *text, size_t n, struct text *out)
{
	for (size_t at = 0; at < n;) {
		if (text[at] == '"' || text[at] == '\'') {
			size_t end = skip_quoted(text, at, n);

			text_add(out, text + at, end - at);
			at = end;
		} else if (is_name(text[at])) {
			at = expand_name(a, text, at, n, out);
			if (!at)
				return false;
		} else {
			text_add(out, text + at, 1);
			at++;
		}
	}
	if (out->failed)
		short_of_memory(a);
	return !out->failed;
}

/* ---- parts ---- */

/* Offset of && on the outside, n: none; no cut where || or ?: weakens it. */
static size_t find_and(const char *text, size_t n)
{
	size_t at = 0, first = n;

	while ((at = find_outside(text, at, n, "&|?")) < n) {
		if (text[at] == '?' || (text[at] == '|' && at + 1 < n && text[at + 1] == '|'))
			return n;
		if (text[at] == '&' && at + 1 < n && text[at + 1] == '&') {
			first = first == n ? at : first;
			at++;
		}
		at++;
	}
	return first;
}

/* Where the left side of a comparison ends; n: it is none. */
static size_t find_comparison(const char *text, size_t n)
{
	size_t at = 0;

	if (find_outside(text, 0, n, "?") < n)
		return n;
	while ((at = find_outside(text, at, n, "=!<>-")) < n) {
		char c = text[at], next = at + 1 < n ? text[at + 1] : 0;

		if (c == '-') { /* "->" */
			at += next == '>' ? 2 : 1;
			continue;
		}
		if ((c == '<' || c == '>') && next == c) {
			at += 2;
			continue;
		}
		if (c == '<' || c == '>' || next == '=')
			return at;
		at++;
	}
	return n;
}

static void describe(struct asking *a, const char *text, size_t n, int64_t value, struct finding *out)
{
	size_t left = find_comparison(text, n);

	if (left < n && !value_of(a, text, left, &value))
		return;
	if (left < n && value > INT32_MAX)
		snprintf(out->found, sizeof(out->found), "0x%llx", (unsigned long long)value);
	else
		snprintf(out->found, sizeof(out->found), "%lld", (long long)value);
}

static void ask_part(struct asking *a, const char *text, size_t n, struct finding *out)
{
	int64_t value = 0;

	while (n && (text[n - 1] == ' ' || text[n - 1] == '\t'))
		n--;
	while (n && (*text == ' ' || *text == '\t')) {
		text++;
		n--;
	}
	snprintf(out->expected, sizeof(out->expected), "%.*s", (int)(n < sizeof(out->expected) ? n : sizeof(out->expected) - 1), text);
	out->broken = !value_of(a, text, n, &value);
	out->holds = !out->broken && value;
	if (!out->broken)
		describe(a, text, n, value, out);
}

void condition_ask(struct session *s, const char *text, struct finding *out)
{
	struct asking a = { .s = s, .why = out->found, .size = sizeof(out->found) };
	size_t n = strlen(text), cut;

	*out = (struct finding){ 0 };
	counted_pump(s);
	do {
		cut = find_and(text, n);
		a.depth = 0;
		ask_part(&a, text, cut, out);
		text += cut < n ? cut + 2 : n;
		n -= cut < n ? cut + 2 : n;
	} while (out->holds && n);
}

bool condition_value(struct session *s, const char *text, int64_t *value, char *why, size_t size)
{
	struct asking a = { .s = s, .why = why, .size = size };

	return value_of(&a, text, strlen(text), value);
}
