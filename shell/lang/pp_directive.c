/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The directives that are no conditions: a table of names and functions. #include takes kernel headers of a fixed list, which bring nothing, since
 * the prelude stands for them; #line and #ident are read and forgotten.
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
	for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++)
		if (strlen(headers[i]) == (size_t)(close - text - 1) && !memcmp(headers[i], text + 1, strlen(headers[i])))
			return;
	report(f, M_PP_NO_FILE, place_of(loc, loc + (uint32_t)(close - text) + 1), (int)(close - text - 1), text + 1)->fatal = true;
	front_fatal(f);
}

static void pp_say(struct front *f, const struct token *word, enum message id)
{
	int length;
	const char *text = rest_of_line(f, &length);

	report(f, id, place_token(word), length, text);
}

static void pp_pragma(struct front *f, const struct token *word)
{
	int length;
	const char *text = rest_of_line(f, &length);
	uint32_t loc = word->loc - 1;

	if (length >= 3 && (!memcmp(text, "GCC", 3) || (length >= 4 && !memcmp(text, "STDC", 4))))
		return;
	report(f, M_PP_UNKNOWN_PRAGMA, place_of(loc, loc + 1), length, text)->no_column = true;
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
	{ "pragma", pp_pragma }, { "line", pp_ignore }, { "ident", pp_ignore }
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
