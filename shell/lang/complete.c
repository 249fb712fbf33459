/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Completion and the prototype hint. Nothing is parsed: the line is looked at from its start to the cursor for the call whose parentheses are
 * open, and a plain name at the start of an argument is offered only when its type fits the parameter. Under `void *` every pointer
 * fits, and that is the lesson.
 */
#include <string.h>

#include "shell/lang/value.h"

static const char *const keywords[] = {
	"_Bool", "auto", "break", "case", "char", "const", "continue", "default", "do", "else", "enum", "extern", "for", "if", "inline", "int",
	"long", "register", "restrict", "return", "short", "signed", "sizeof", "static", "struct", "switch", "typedef", "union", "unsigned",
	"void", "volatile", "while", NULL
};

/* Where in a line the cursor is. */
struct spot {
	const struct symbol *callee;              /* of the innermost open call, NULL: none */
	unsigned int argument;
	bool begins;                              /* the word being completed is the first of its argument */
};

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$';
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

/* Behind the string or character literal that begins at i; comments are taken as they come at a prompt: not at all. */
static size_t skip_quoted(const char *line, size_t i, size_t point)
{
	char quote = line[i++];

	while (i < point && line[i] != quote)
		i += line[i] == '\\' ? 2 : 1;
	return i;
}

/* The callee of the parenthesis at `open`: the word before it. */
static const struct symbol *callee_before(const struct lang *lang, const char *line, size_t open)
{
	size_t end = open, begin;
	const struct symbol *s;

	while (end && is_blank(line[end - 1]))
		end--;
	for (begin = end; begin && is_word(line[begin - 1]); begin--)
		;
	s = end > begin ? front_find(lang->front, line + begin, end - begin) : NULL;
	if (!s || (s->kind != SYM_FUNCTION && s->kind != SYM_CALL))
		return NULL;
	return s;
}

enum { OPEN_MAX = 64 };

static struct spot spot_at(const struct lang *lang, const char *line, size_t point, size_t word)
{
	struct { size_t at; unsigned int commas; char close; } open[OPEN_MAX];
	unsigned int depth = 0;
	struct spot spot = { 0 };
	size_t begin = 0;

	for (size_t i = 0; i < point; i++) {
		char c = line[i];

		if (c == '"' || c == '\'') {
			i = skip_quoted(line, i, point);
		} else if (c == '(' || c == '[' || c == '{') {
			if (depth == OPEN_MAX)
				return spot;
			open[depth].at = i;
			open[depth].commas = 0;
			open[depth++].close = c;
			begin = i + 1;
		} else if ((c == ')' || c == ']' || c == '}') && depth) {
			depth--;
		} else if (c == ',' && depth) {
			open[depth - 1].commas++;
			begin = i + 1;
		} else if (c == ';') {
			depth = 0;
			begin = i + 1;
		}
	}
	if (!depth || open[depth - 1].close != '(')
		return spot;
	spot.callee = callee_before(lang, line, open[depth - 1].at);
	spot.argument = open[depth - 1].commas;
	while (begin < word && is_blank(line[begin]))
		begin++;
	spot.begins = begin == word;
	return spot;
}

/* ---- what fits ---- */

static const struct type *plain(const struct type *t)
{
	return t->unqualified ? t->unqualified : t;
}

static bool same_text(const struct type *a, const struct type *b)
{
	char x[256], y[256];

	(void)type_text(plain(a), false, x, sizeof(x));
	(void)type_text(plain(b), false, y, sizeof(y));
	return !strcmp(x, y);
}

/* What a symbol gives when it is named: a call gives its result. */
static const struct type *value_type(const struct symbol *s)
{
	if (s->kind == SYM_ENUMERATOR)
		return s->enumeration ? s->enumeration : s->type;
	if (s->kind == SYM_OBJECT)
		return s->type;
	return (s->kind == SYM_FUNCTION || s->kind == SYM_CALL) && s->type->kind == TY_FUNCTION ? s->type->base : NULL;
}

static bool fits(const struct symbol *s, const struct type *param)
{
	const struct type *t = value_type(s), *base;

	if (!t || t->kind == TY_VOID)
		return false;
	if (param->kind == TY_POINTER) {
		base = t->kind == TY_POINTER || t->kind == TY_ARRAY ? t->base : NULL;
		return base && (param->base->kind == TY_VOID || base->kind == TY_VOID || same_text(base, param->base));
	}
	if (param->kind == TY_ENUM)
		return t->kind == TY_ENUM && same_text(t, param);
	if (type_is_integer(param))
		return type_is_integer(t);
	return same_text(t, param);
}

/* The parameter that the word stands for alone; NULL: any name will do. */
static const struct type *wanted_type(const struct spot *spot)
{
	const struct type *t = spot->callee ? spot->callee->type : NULL;

	if (!t || t->kind != TY_FUNCTION || !spot->begins || spot->argument >= t->param_count)
		return NULL;
	return t->params[spot->argument].type;
}

static const char *nth_symbol(struct lang *lang, const char *prefix, const struct type *want, unsigned int i, unsigned int *seen)
{
	size_t n = strlen(prefix);
	struct symbol *s;

	for (unsigned int k = 0; (s = front_symbol(lang->front, k)); k++) {
		if (!s->name || strncmp(s->name, prefix, n) || (want && !fits(s, want)) ||
		    front_find(lang->front, s->name, strlen(s->name)) != s)
			continue;
		if ((*seen)++ == i)
			return s->name;
	}
	return NULL;
}

const char *lang_complete(struct lang *lang, const char *line, size_t point, const char *prefix, unsigned int i)
{
	size_t n = strlen(prefix), word = point >= n ? point - n : 0;
	const struct type *want;
	unsigned int seen = 0;
	struct spot spot;
	const char *name;

	front_ready(lang->front, &lang->options);
	n = strlen(prefix);
	spot = spot_at(lang, line, point, word);
	want = wanted_type(&spot);
	name = nth_symbol(lang, prefix, want, i, &seen);
	for (unsigned int k = 0; !name && !want && keywords[k]; k++)
		if (!strncmp(keywords[k], prefix, n) && seen++ == i)
			name = keywords[k];
	if (name)
		(void)snprintf(lang->complete, sizeof(lang->complete), "%s", name);
	return name ? lang->complete : NULL;
}

bool lang_wanted(struct lang *lang, const char *line, size_t point, size_t word, char *type, size_t size)
{
	struct spot spot;
	const struct type *want;

	front_ready(lang->front, &lang->options);
	spot = spot_at(lang, line, point, word);
	want = spot.callee && spot.callee->kind == SYM_CALL && !spot.callee->library ? wanted_type(&spot) : NULL;
	if (want)
		type_text_plain(want, type, size);
	return want;
}

bool lang_name_value(struct lang *lang, const char *name, uint64_t *value)
{
	const struct symbol *s = front_find(lang->front, name, strlen(name));

	if (s && s->kind == SYM_ENUMERATOR) {
		*value = (uint64_t)s->value;
		return true;
	}
	*value = 0;
	return s && s->kind == SYM_OBJECT && s->place && type_is_scalar(s->type) && hm_peek(lang->m, s->place, value, s->type->size);
}

static const char *user_prototype(struct lang *lang, const struct symbol *s)
{
	struct text t = { .out = lang->complete, .size = sizeof(lang->complete) };
	const struct type *type = s->type;

	declaration_text(type->base, s->name, &t);
	text_add(&t, "(");
	for (unsigned int i = 0; i < type->param_count; i++) {
		text_add(&t, "%s", i ? ", " : "");
		declaration_text(type->params[i].type, type->params[i].name ? type->params[i].name : "", &t);
	}
	text_add(&t, "%s)", type->variadic ? ", ..." : type->param_count || type->no_prototype ? "" : "void");
	return lang->complete;
}

const char *lang_prototype_at(struct lang *lang, const char *line, size_t point, unsigned int *argument)
{
	struct spot spot;

	front_ready(lang->front, &lang->options);
	spot = spot_at(lang, line, point, point);
	if (argument)
		*argument = spot.argument;
	if (!spot.callee || spot.callee->type->kind != TY_FUNCTION)
		return NULL;
	if (spot.callee->kind == SYM_CALL && spot.callee->library)
		return library_calls[spot.callee->call].proto;
	if (spot.callee->kind == SYM_CALL) {
		const struct hm_call *row = hm_call_at(lang->m, spot.callee->call);

		return row ? row->proto : NULL;
	}
	return user_prototype(lang, spot.callee);
}
