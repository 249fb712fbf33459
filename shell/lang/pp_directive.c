/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The directives that are no conditions: a table of names and functions. #include takes kernel headers of a fixed list, which bring nothing, since
 * the prelude stands for them; #ident and #sccs are read and forgotten.
 */
#include <string.h>

#include "shell/lang/pp.h"

/* Headers that the prelude stands for: accepted, and empty. */
static const char *const headers[] = {
	"linux/mm.h", "linux/highmem.h", "linux/kernel.h", "linux/module.h", "linux/init.h", "linux/sched.h", "linux/interrupt.h",
	"linux/slab.h", "linux/string.h", "linux/types.h", "linux/gfp.h", "linux/pagemap.h", "linux/bio.h", "linux/smp.h",
	"linux/preempt.h", "linux/errno.h", "linux/stddef.h", "linux/bug.h", "linux/printk.h", "asm/kmap_types.h", "asm/page.h",
	"asm/pgtable.h", "asm/highmem.h", "asm/fixmap.h", "linux/bitops.h", "linux/compiler.h", "linux/list.h", "linux/uaccess.h"
};

bool front_has_header(const char *name, size_t length)
{
	for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++)
		if (strlen(headers[i]) == length && !memcmp(headers[i], name, length))
			return true;
	return false;
}

/* The rest of the line, as it stands. */
static const char *rest_of_line(struct front *f, int *length)
{
	const char *start;

	while (f->lexer.p < f->lexer.end && (*f->lexer.p == ' ' || *f->lexer.p == '\t'))
		f->lexer.p++;
	start = f->lexer.p;
	while (f->lexer.p < f->lexer.end && *f->lexer.p != '\n' && *f->lexer.p != '\r')
		f->lexer.p++;
	*length = (int)(f->lexer.p - start > 1000 ? 1000 : f->lexer.p - start);
	while (*length && (start[*length - 1] == ' ' || start[*length - 1] == '\t'))
		--*length;
	return start;
}

static void pp_include(struct front *f, const char *directive)
{
	int length;
	const char *text = rest_of_line(f, &length), *close;
	uint32_t loc = f->lexer.base + (uint32_t)(text - f->lexer.begin);
	char end = length && text[0] == '<' ? '>' : '"';

	close = length > 1 && (text[0] == '<' || text[0] == '"') ? memchr(text + 1, end, (size_t)length - 1) : NULL;
	if (!close) {
		report(f, M_PP_INCLUDE_EXPECTS, place_of(loc, loc + (uint32_t)(length ? length : 1)), directive);
		return;
	}
	if (front_has_header(text + 1, (size_t)(close - text - 1)))
		return;
	report(f, M_PP_NO_FILE, place_of(loc, loc + (uint32_t)(close - text) + 1), (int)(close - text - 1), text + 1)->fatal = true;
	front_fatal(f);
}

/* gcc gives the line's tokens, and one blank where there were any. */
static void pp_say(struct front *f, const struct token *word, enum message id)
{
	char text[1000];
	size_t n = 0;
	struct token token;

	for (;;) {
		lex_token(f, &f->lexer, &token);
		if (token.kind == T_EOF)
			break;
		if (n && (token.flags & TOK_SPACE) && n < sizeof text)
			text[n++] = ' ';
		if (token.length > sizeof text - n)
			break;
		memcpy(text + n, token.text, token.length);
		n += token.length;
	}
	report(f, id, place_token(word), (int)n, text);
}

static bool is_word(const struct token *token, const char *word)
{
	return token->kind == T_NAME && !strcmp(token->name->text, word);
}

static bool is_one_of(const struct token *token, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (is_word(token, words[i]))
			return true;
	return false;
}

/* Those that would change what comes after them are refused; the others that gcc knows have no effect here, or in gcc. */
static bool known_pragma(struct front *f, const struct token *first, const struct token *second)
{
	static const char *const alone[] = { "pack", "push_macro", "pop_macro", "weak", "redefine_extname", "scalar_storage_order", "message" };
	static const char *const gcc_changes[] = { "diagnostic", "poison", "optimize", "target", "push_options", "pop_options", "error", "warning" };
	static const char *const gcc_silent[] = { "visibility", "reset_options", "system_header", "dependency", "ivdep", "unroll", "pch_preprocess" };

	if (is_one_of(first, alone, sizeof alone / sizeof *alone) ||
	    (is_word(first, "GCC") && is_one_of(second, gcc_changes, sizeof gcc_changes / sizeof *gcc_changes)))
		refuse(f, place_token(first), "#pragma with an effect");
	return (is_word(first, "GCC") && is_one_of(second, gcc_silent, sizeof gcc_silent / sizeof *gcc_silent)) ||
	       (is_word(first, "STDC") && is_word(second, "FLOAT_CONST_DECIMAL64"));
}

static void pp_pragma(struct front *f, const struct token *word)
{
	uint32_t loc = word->loc - 1;
	struct token first, second;

	lex_token(f, &f->lexer, &first);
	if (is_word(&first, "once")) {
		report(f, M_PP_PRAGMA_ONCE, place_token(&first));
		return;
	}
	second = first;
	if (first.kind != T_EOF)
		lex_token(f, &f->lexer, &second);
	if (known_pragma(f, &first, &second))
		return;
	report(f, M_PP_UNKNOWN_PRAGMA, place_of(loc, loc + 1), (int)first.length, first.text, second.kind == T_NAME ? (int)second.length : 0,
	       second.text)->no_column = true;
}

static void pp_line(struct front *f, const struct token *word)
{
	refuse(f, place_token(word), "#line");
}

static void pp_ignore(struct front *f, const struct token *word)
{
	(void)f;
	(void)word;
}

static void do_define(struct front *f, const struct token *word) { pp_define(f, word->name->text); }
static void do_undef(struct front *f, const struct token *word) { pp_undef(f, word->name->text); }
static void do_include(struct front *f, const struct token *word) { pp_include(f, word->name->text); }
static void do_error(struct front *f, const struct token *word) { pp_say(f, word, M_PP_ERROR); }
static void do_warning(struct front *f, const struct token *word) { pp_say(f, word, M_PP_WARNING); }

static const struct { const char *name; void (*run)(struct front *f, const struct token *word); } directives[] = {
	{ "define", do_define }, { "undef", do_undef }, { "include", do_include }, { "error", do_error }, { "warning", do_warning },
	{ "pragma", pp_pragma }, { "line", pp_line }, { "ident", pp_ignore }, { "sccs", pp_ignore }
};

void pp_named_directive(struct front *f, const struct token *word)
{
	for (size_t i = 0; i < sizeof directives / sizeof directives[0]; i++) {
		if (!strcmp(directives[i].name, word->name->text)) {
			directives[i].run(f, word);
			return;
		}
	}
	report(f, M_PP_INVALID_DIRECTIVE, place_token(word), word->name->text);
}
