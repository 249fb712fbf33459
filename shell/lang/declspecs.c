/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Declaration specifiers: words, qualifiers, storage classes, tags and typedef names, collected in any order and then made one type.
 * Which words go together is a table; what hmsh leaves out (float, _Atomic, attributes ...) is another, and ends the unit.
 */
#include <string.h>

#include "shell/lang/decl.h"

enum {
	W_VOID = 1, W_BOOL = 2, W_CHAR = 4, W_INT = 8, W_SHORT = 16, W_LONG = 32, W_LONGLONG = 64, W_SIGNED = 128, W_UNSIGNED = 256
};

static const struct { enum keyword keyword; unsigned int word; } type_words[] = {
	{ KW_VOID, W_VOID }, { KW_BOOL, W_BOOL }, { KW_CHAR, W_CHAR }, { KW_INT, W_INT }, { KW_SHORT, W_SHORT }, { KW_LONG, W_LONG },
	{ KW_SIGNED, W_SIGNED }, { KW_UNSIGNED, W_UNSIGNED }
};

static unsigned int word_of(unsigned int keyword)
{
	for (size_t i = 0; i < sizeof type_words / sizeof type_words[0]; i++)
		if (type_words[i].keyword == keyword)
			return type_words[i].word;
	return 0;
}

static const char *word_text(unsigned int word)
{
	static const char *const texts[] = { "void", "_Bool", "char", "int", "short", "long", "long long", "signed", "unsigned" };

	for (unsigned int i = 0; i < sizeof texts / sizeof texts[0]; i++)
		if (word == 1u << i)
			return texts[i];
	return "";
}

/* Pairs of words that cannot stand together. */
static const struct { unsigned int word, others; } clashes[] = {
	{ W_LONG, W_SHORT | W_VOID | W_BOOL | W_CHAR }, { W_LONGLONG, W_SHORT | W_VOID | W_BOOL | W_CHAR },
	{ W_SHORT, W_LONG | W_LONGLONG | W_VOID | W_BOOL | W_CHAR }, { W_SIGNED, W_UNSIGNED | W_VOID | W_BOOL },
	{ W_UNSIGNED, W_SIGNED | W_VOID | W_BOOL }, { W_VOID, W_LONG | W_LONGLONG | W_SHORT | W_SIGNED | W_UNSIGNED },
	{ W_BOOL, W_LONG | W_LONGLONG | W_SHORT | W_SIGNED | W_UNSIGNED }, { W_CHAR, W_LONG | W_LONGLONG | W_SHORT }
};

static bool clash(struct front *f, struct declspecs *specs, unsigned int word, struct place at)
{
	const unsigned int sign = W_SIGNED | W_UNSIGNED, length = W_LONG | W_SHORT;

	if ((word & sign && specs->words & sign & ~word) || (word & length && specs->words & length & ~word)) {
		report(f, M_BOTH_SPECIFIERS, at, word & sign ? "signed" : "long", word & sign ? "unsigned" : "short");
		return true;
	}
	for (size_t i = 0; i < sizeof clashes / sizeof clashes[0]; i++) {
		unsigned int both = clashes[i].word == word ? clashes[i].others & specs->words : 0;

		if (both) {
			report(f, M_BOTH_SPECIFIERS, at, word == (word & (W_VOID | W_BOOL | W_CHAR)) ? word_text(both & -both) : word_text(word),
			       word == (word & (W_VOID | W_BOOL | W_CHAR)) ? word_text(word) : word_text(both & -both));
			return true;
		}
	}
	return false;
}

static void add_word(struct front *f, struct declspecs *specs, unsigned int word, struct place at)
{
	const unsigned int main_words = W_VOID | W_BOOL | W_CHAR | W_INT;

	if (specs->typedef_type || specs->tag_type || ((word & main_words) && (specs->words & main_words))) {
		report(f, M_TWO_TYPES, at);
		return;
	}
	if (clash(f, specs, word, at))
		return;
	if (word == W_LONG && (specs->words & W_LONGLONG)) {
		report(f, M_LONG_LONG_LONG, at);
		return;
	}
	if (word == W_LONG && (specs->words & W_LONG)) {
		specs->words = (specs->words & ~(unsigned int)W_LONG) | W_LONGLONG;
		return;
	}
	if (specs->words & word & (W_SHORT | W_SIGNED | W_UNSIGNED))
		report(f, M_DUPLICATE_SPECIFIER, at, word_text(word));
	specs->words |= word;
	specs->has_type = true;
}

static void add_type(struct front *f, struct declspecs *specs, struct type *type, struct place at)
{
	if (specs->has_type) {
		report(f, M_TWO_TYPES, at);
		return;
	}
	specs->has_type = true;
	specs->type = type;
}

static void add_qualifier(struct front *f, struct declspecs *specs, unsigned int q, const struct token *token)
{
	if (specs->qualifiers & q)
		report(f, M_DUPLICATE_QUALIFIER, place_token(token), token->name->text);
	specs->qualifiers |= q;
}

static void add_storage(struct front *f, struct declspecs *specs, const struct token *token)
{
	struct storage_class *s = &specs->storage;
	bool *flag = NULL;

	switch (token->name->keyword) {
	case KW_AUTO: flag = &s->is_auto; break;
	case KW_STATIC: flag = &s->is_static; break;
	case KW_EXTERN: flag = &s->is_extern; break;
	case KW_REGISTER: flag = &s->is_register; break;
	case KW_TYPEDEF: flag = &s->is_typedef; break;
	case KW_INLINE: s->is_inline = true; return;
	case KW_NORETURN: s->is_noreturn = true; return;
	default: refuse(f, place_token(token), token->name->text);
	}
	specs->storage_loc = token->loc;
	if (*flag)
		report(f, M_DUPLICATE_SPECIFIER, place_token(token), token->name->text);
	else if (s->is_auto || s->is_static || s->is_extern || s->is_register || s->is_typedef)
		report(f, M_MULTIPLE_STORAGE, f->input);
	else
		*flag = true;
}

static const struct { enum keyword keyword; const char *what; } left_out[] = {
	{ KW_FLOAT, "float and double" }, { KW_DOUBLE, "float and double" }, { KW_FLOATN, "float and double" }, { KW_COMPLEX, "_Complex" },
	{ KW_ATOMIC, "_Atomic" }, { KW_TYPEOF, "typeof" }, { KW_ATTRIBUTE, "attributes" }, { KW_INT128, "__int128" },
	{ KW_AUTO_TYPE, "__auto_type" }, { KW_ALIGNAS, "_Alignas" }, { KW_THREAD, "_Thread_local" }
};

static void refuse_left_out(struct front *f, const struct token *token)
{
	for (size_t i = 0; i < sizeof left_out / sizeof left_out[0]; i++)
		if (left_out[i].keyword == token->name->keyword)
			refuse(f, place_token(token), left_out[i].what);
}

static unsigned int qualifier_of(unsigned int keyword)
{
	return keyword == KW_CONST ? TQ_CONST : keyword == KW_VOLATILE ? TQ_VOLATILE : keyword == KW_RESTRICT ? TQ_RESTRICT : 0;
}

/* A struct, union or enum specifier; the token is its keyword. */
static void add_tag(struct front *f, struct declspecs *specs, const struct token *token)
{
	bool clash_found = specs->has_type;
	struct type *type;

	specs->type_loc = token->loc;
	type = token->name->keyword == KW_ENUM ? parse_enum(f, specs) : parse_record(f, specs);
	if (clash_found)
		report(f, M_TWO_TYPES, place_token(token));
	else
		specs->type = type;
	specs->has_type = specs->tag_type = true;
}

/* One specifier. False: the next token is none. */
static bool parse_specifier(struct front *f, struct declspecs *specs, bool storage_ok)
{
	struct token token = *parse_peek(f);
	unsigned int keyword, word, q;

	if (token.kind != T_KEYWORD)
		return false;
	keyword = token.name->keyword;
	refuse_left_out(f, &token);
	word = word_of(keyword);
	q = qualifier_of(keyword);
	if (keyword == KW_STRUCT || keyword == KW_UNION || keyword == KW_ENUM) {
		if (specs->tag_defined)
			return false;
		add_tag(f, specs, &token);
		return true;
	}
	if (keyword == KW_EXTENSION) {
		parse_next(f);
		return true;
	}
	if (!word && !q && (!storage_ok || (keyword != KW_AUTO && keyword != KW_STATIC && keyword != KW_EXTERN && keyword != KW_REGISTER &&
					    keyword != KW_TYPEDEF && keyword != KW_INLINE && keyword != KW_NORETURN)))
		return false;
	if (word && specs->tag_defined)
		return false;
	parse_next(f);
	if (word)
		add_word(f, specs, word, place_token(&token));
	else if (q)
		add_qualifier(f, specs, q, &token);
	else
		add_storage(f, specs, &token);
	return true;
}

/* A name that nobody knows, before a name or a star: a type is meant. */
static bool looks_like_type(struct front *f)
{
	const struct token *token = parse_peek(f);

	if (token->kind != T_NAME || token->name->ordinary)
		return false;
	return parse_peek_nth(f, 2)->kind == T_NAME || parse_peek_nth(f, 2)->kind == T_STAR;
}

static bool parse_typedef_name(struct front *f, struct declspecs *specs)
{
	struct token token = *parse_peek(f);
	const struct symbol *s = token.kind == T_NAME ? scope_lookup(token.name) : NULL;

	if (!specs->has_type && looks_like_type(f)) {
		report(f, M_UNKNOWN_TYPE, place_token(&token), token.name);
		parse_next(f);
		add_type(f, specs, f->error_type, place_token(&token));
		specs->typedef_type = true;
		return true;
	}
	if (specs->has_type || !s || s->kind != SYM_TYPEDEF)
		return false;
	parse_next(f);
	add_type(f, specs, s->type, place_token(&token));
	symbol_mark(f, (struct symbol *)(uintptr_t)s, true);
	specs->typedef_type = true;
	specs->typedef_name = token.name;
	return true;
}

void parse_declspecs(struct front *f, struct declspecs *specs, bool storage_ok)
{
	if (!specs->any) {
		specs->loc = parse_peek(f)->loc;
		specs->first_end = parse_peek(f)->end;
	}
	for (;;) {
		struct token token = *parse_peek(f);

		if (!parse_typedef_name(f, specs) && !parse_specifier(f, specs, storage_ok))
			return;
		if (!specs->shown.loc && !(token.kind == T_KEYWORD && (token.name->keyword == KW_STATIC || token.name->keyword == KW_EXTERN)))
			specs->shown = place_token(&token);
		specs->any = true;
		specs->end = last_end(f);
		if (f->error_seen)
			return;
	}
}

static enum type_kind kind_of_words(unsigned int words)
{
	bool u = words & W_UNSIGNED;

	if (words & W_VOID)
		return TY_VOID;
	if (words & W_BOOL)
		return TY_BOOL;
	if (words & W_CHAR)
		return u ? TY_UCHAR : words & W_SIGNED ? TY_SCHAR : TY_CHAR;
	if (words & W_SHORT)
		return u ? TY_USHORT : TY_SHORT;
	if (words & W_LONGLONG)
		return u ? TY_ULLONG : TY_LLONG;
	if (words & W_LONG)
		return u ? TY_ULONG : TY_LONG;
	return u ? TY_UINT : TY_INT;
}

void declspecs_finish(struct front *f, struct declspecs *specs)
{
	if (!specs->type) {
		specs->default_int = !specs->has_type;
		specs->type = f->basic[kind_of_words(specs->words)];
	}
	if (specs->qualifiers)
		specs->type = type_qualified(f, specs->type, type_quals(specs->type) | specs->qualifiers);
}
