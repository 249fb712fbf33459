/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * BUILD_BUG_ON(__same_type(argument, TYPE *)) of a call's macro: a bit-field of negative width refuses just that type, and one whose
 * type is not known is no constant. Rows of later times say their condition, with the argument as it was written, as the
 * preprocessor's # makes it: white space and comments are one blank, quotes and backslashes are escaped in the message.
 */
#include <string.h>

#include "shell/lang/build_bug.h"

enum { ARGUMENT_TEXT = 1024 };

struct spelled { char text[ARGUMENT_TEXT]; size_t n; bool blank; };

static void spell(struct spelled *s, char c)
{
	if (s->n + 4 >= sizeof(s->text))
		return;
	if (s->blank && s->n)
		s->text[s->n++] = ' ';
	s->blank = false;
	if (c == '"' || c == '\'' || c == '\\')
		s->text[s->n++] = '\\';
	s->text[s->n++] = c;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

/* Behind a comment that begins at p; p where none does. */
static const char *behind_comment(const char *p, const char *end)
{
	const char *close;

	if (end - p < 2 || p[0] != '/' || (p[1] != '*' && p[1] != '/'))
		return p;
	if (p[1] == '/') {
		close = memchr(p, '\n', (size_t)(end - p));
		return close ? close : end;
	}
	for (close = p + 2; close + 1 < end; close++)
		if (close[0] == '*' && close[1] == '/')
			return close + 2;
	return end;
}

/* A string or character constant, whose backslashes are doubled once by # and once by the message. */
static const char *spell_quoted(struct spelled *s, const char *p, const char *end)
{
	char quote = *p;

	spell(s, *p++);
	for (; p < end && *p != quote && *p != '\n'; p++) {
		spell(s, *p);
		if (*p == '\\' && p + 1 < end)
			spell(s, *++p);
	}
	if (p < end)
		spell(s, *p++);
	return p;
}

/* The first argument, from behind the parenthesis that opens the list. */
static void spell_argument(struct spelled *s, const char *p, const char *end)
{
	int depth = 0;

	while (p < end && (depth || (*p != ',' && *p != ')'))) {
		const char *next = behind_comment(p, end);

		if (next != p || is_blank(*p)) {
			s->blank = true;
			p = next != p ? next : p + 1;
		} else if (*p == '"' || *p == '\'') {
			p = spell_quoted(s, p, end);
		} else {
			depth += *p == '(' || *p == '[' || *p == '{';
			depth -= *p == ')' || *p == ']' || *p == '}';
			spell(s, *p++);
		}
	}
}

/* As it stands in the source, or, where the call's name came from a macro, as gcc would print the expression. */
static void argument_text(struct front *f, const struct expr *arg, struct place name, struct spelled *s)
{
	size_t rest;
	const char *p = source_text(f->map, name.loc, &rest), *open = p ? memchr(p, '(', rest) : NULL;

	if (open)
		spell_argument(s, open + 1, p + rest);
	s->text[s->n] = 0;
	if (!s->n)
		expr_text(arg, s->text, sizeof(s->text));
}

static void say_refused(struct front *f, const struct hm_call *row, const struct symbol *called, const struct expr *arg, struct place name)
{
	struct spelled s = { .n = 0 };

	argument_text(f, arg, name, &s);
	if (row->flags & HM_CALL_TYPE_SAID)
		report(f, M_BUILD_BUG_SAID, name, s.text, hm_machine_era(f->machine)->page_type);
	else
		report(f, M_BUILD_BUG, name);
	if (f->last_diag)
		f->last_diag->in_macro = true;
	report_page(f);
	if (f->options->lint != LANG_LINT_OFF)
		report(f, M_LINT_BUILD_BUG, place_expr(arg), called->name, arg->type);
}

bool build_bug(struct front *f, const struct symbol *called, struct expr **args, unsigned int n, struct place name)
{
	const struct expr *arg = n ? args[0] : NULL;
	const struct hm_call *row = called && called->kind == SYM_CALL && !called->library ? hm_call_at(f->machine, called->call) : NULL;

	if (!row || !(row->flags & HM_CALL_TYPE_CHECK) || !f->page_type)
		return true;
	if (!n) {
		/* the macro's typeof has nothing between its parentheses */
		report(f, M_EXPECTED, name, "expected expression", " before ')' token");
		return false;
	}
	if (is_bad(arg)) {
		report(f, row->flags & HM_CALL_TYPE_SAID ? M_BUILD_BUG_SAID_UNKNOWN : M_BUILD_BUG_UNKNOWN, name);
		return false;
	}
	if (!type_is_pointer(arg->type) || arg->type->base != f->page_type)
		return true;
	say_refused(f, row, called, arg, name);
	return false;
}
