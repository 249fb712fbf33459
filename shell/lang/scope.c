/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Scopes and names. Every name knows its innermost declaration in the two name spaces that matter (ordinary names, tags); leaving a
 * scope puts back what it hid. Bindings of the prelude and of the script's top level outlive the unit, so each change of theirs is on
 * the trail; those of inner scopes are gone before the unit ends.
 *
 * "Did you mean" follows gcc: Damerau-Levenshtein distance in half steps (a change of case costs one, all else two), candidates from
 * the innermost scope outwards, newest first, then macros; a suggestion further away than a third of the length is none.
 */
#include <string.h>

#include "shell/lang/frontend.h"

void scope_push(struct front *f, struct scope *scope)
{
	*scope = (struct scope){ .outer = f->scope, .depth = f->scope->depth + 1 };
	f->scope = scope;
}

void scope_pop(struct front *f)
{
	for (struct binding *b = f->scope->bindings; b; b = b->prev) {
		if (b->is_tag)
			b->name->tag = b->shadowed;
		else
			b->name->ordinary = b->shadowed;
	}
	f->scope = f->scope->outer;
}

/*
 * Binds in the current scope or in one around it (the body of the function, for names that were reported as undeclared): then inner
 * bindings of the name stay in front.
 */
static struct binding *bind(struct front *f, struct scope *scope, struct name *name, bool is_tag)
{
	bool kept = scope->depth <= 1;
	struct binding *b = kept ? front_keep(f, sizeof *b) : front_node(f, sizeof *b);
	struct binding **slot = is_tag ? &name->tag : &name->ordinary;

	b->name = name;
	b->depth = scope->depth;
	b->is_tag = is_tag;
	b->prev = scope->bindings;
	while (*slot && (*slot)->depth > scope->depth)
		slot = &(*slot)->shadowed;
	b->shadowed = *slot;
	if (kept) {
		SET_KEPT(f, *slot, b);
		SET_KEPT(f, scope->bindings, b);
	} else {
		*slot = b;
		scope->bindings = b;
	}
	return b;
}

/* Is it the machine's name, in file scope? Depth 0 holds nothing else. */
static bool in_file_scope(const struct binding *b)
{
	while (b && b->depth)
		b = b->shadowed;
	return b;
}

bool scope_reserves(const struct front *f, const struct name *name)
{
	return f->options->reserved && !f->parsing_prelude && f->mode != FRONT_LOOK &&
	       (name->keyword || in_file_scope(name->ordinary) || in_file_scope(name->tag) || (name->macro && name->macro->machine));
}

static void refuse_reserved(struct front *f, const struct binding *b, const struct name *name, uint32_t loc)
{
	if (f->options->reserved && !f->parsing_prelude && f->mode != FRONT_LOOK && in_file_scope(b))
		report(f, M_RESERVED, place_name(loc, name), name->text);
}

struct binding *scope_bind(struct front *f, struct scope *scope, struct name *name, struct symbol *symbol)
{
	struct binding *b;

	if (symbol)
		refuse_reserved(f, name->ordinary, name, symbol->loc);
	b = bind(f, scope, name, false);

	b->symbol = symbol;
	return b;
}

struct binding *scope_bind_tag(struct front *f, struct scope *scope, struct name *name, struct type *type)
{
	struct binding *b;

	refuse_reserved(f, name->tag, name, last_loc(f));
	b = bind(f, scope, name, true);

	b->type = type;
	return b;
}

struct symbol *symbol_new(struct front *f, enum symbol_kind kind, const struct name *name, struct type *type, uint32_t loc)
{
	bool kept = f->scope->depth <= 1 || kind == SYM_FUNCTION;
	struct symbol *s = kept ? front_keep(f, sizeof *s) : front_node(f, sizeof *s);

	s->kind = kind;
	s->name = name ? name->text : NULL;
	s->type = type;
	s->loc = loc;
	s->storage = SC_AUTO;
	s->top_level = f->scope->depth == 1;
	s->at_file_scope = f->scope->depth == 0;
	return s;
}

struct symbol *scope_here(const struct front *f, const struct name *name)
{
	return name->ordinary && name->ordinary->depth == f->scope->depth ? name->ordinary->symbol : NULL;
}

struct type *scope_tag(const struct name *name)
{
	return name->tag ? name->tag->type : NULL;
}

void symbol_mark_first(struct front *f, struct symbol *s, bool read)
{
	bool kept = s->top_level || s->at_file_scope || s->kind == SYM_FUNCTION;

	if (kept && f->mode == FRONT_LOOK)
		return;
	if (kept)
		trail_save(f, s, sizeof *s);
	if (read)
		s->used = true;
	else
		s->set = true;
}

/* ---- did you mean ---- */

enum {
	NAME_MAX_SUGGEST = 64,
	HINT_WORK_MAX = 20 * 1000 * 1000 /* names looked at in one session: a text full of errors gets no more hints */
};

static unsigned int minimum(unsigned int a, unsigned int b) { return a < b ? a : b; }
static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c; }

static unsigned int distance(const char *s, size_t n, const char *t, size_t m)
{
	unsigned int row[3][NAME_MAX_SUGGEST + 1];
	unsigned int *before = row[0], *last = row[1], *now = row[2];

	for (size_t i = 0; i <= n; i++)
		last[i] = (unsigned int)(2 * i);
	for (size_t j = 0; j < m; j++) {
		unsigned int *swap = before;

		now[0] = (unsigned int)(2 * (j + 1));
		for (size_t i = 0; i < n; i++) {
			unsigned int change = s[i] == t[j] ? 0 : lower(s[i]) == lower(t[j]) ? 1 : 2;

			now[i + 1] = minimum(minimum(now[i] + 2, last[i + 1] + 2), last[i] + change);
			if (i > 0 && j > 0 && s[i] == t[j - 1] && s[i - 1] == t[j])
				now[i + 1] = minimum(now[i + 1], before[i - 1] + 2);
		}
		before = last;
		last = now;
		now = swap;
	}
	return last[n];
}

static unsigned int cutoff(size_t goal, size_t candidate)
{
	unsigned int most = (unsigned int)(goal > candidate ? goal : candidate), least = (unsigned int)(goal > candidate ? candidate : goal);

	if (most <= 1)
		return 0;
	if (most - least <= 1)
		return 2 * (most / 3 > 1 ? most / 3 : 1);
	return 2 * (most + 2) / 3;
}

struct best {
	const char *goal;
	size_t length;
	const char *text;
	unsigned int distance;
};

static void consider(struct best *best, const char *text, size_t length)
{
	unsigned int least, d;

	if (length > NAME_MAX_SUGGEST || best->length > NAME_MAX_SUGGEST)
		return;
	least = 2 * (unsigned int)(length > best->length ? length - best->length : best->length - length);
	if (least >= best->distance || least > cutoff(best->length, length))
		return;
	d = distance(best->goal, best->length, text, length);
	if (d < best->distance) {
		best->distance = d;
		best->text = text;
	}
}

static const char *result(const struct best *best)
{
	if (!best->text || !best->distance || best->distance > cutoff(best->length, strlen(best->text)))
		return NULL;
	return best->text;
}

static bool is_function_like(const struct symbol *s)
{
	return s->type->kind == TY_FUNCTION || (s->type->kind == TY_POINTER && s->type->base->kind == TY_FUNCTION);
}

static bool reserved(const char *text)
{
	return text[0] == '_' && (text[1] == '_' || (text[1] >= 'A' && text[1] <= 'Z'));
}

static bool fits(const struct binding *b, const char *goal, int what)
{
	const struct symbol *s = b->symbol;

	if (reserved(b->name->text) && goal[0] != '_')
		return false;
	if (b->is_tag)
		return what == SUGGEST_NAME;
	if (!s || s->implicit)
		return false;
	if (what == SUGGEST_TYPE)
		return s->kind == SYM_TYPEDEF;
	return what != SUGGEST_FUNCTION || (s->kind != SYM_TYPEDEF && is_function_like(s));
}

static void consider_macros(struct front *f, struct best *best)
{
	for (uint32_t i = 0; i < f->buckets; i++)
		for (const struct name *name = f->bucket[i]; name; name = name->next)
			if (name->macro && (!reserved(name->text) || best->goal[0] == '_'))
				consider(best, name->text, name->length);
}

/* The keywords that begin a type, in the order of gcc's table; for them reserved names are no obstacle. */
static void consider_type_words(struct best *best)
{
	static const char *const words[] = {
		"_Alignas", "_Atomic", "_Bool", "_Complex", "_Float128", "_Float16", "_Float32", "_Float32x", "_Float64", "_Float64x",
		"__attribute", "__attribute__", "__auto_type", "__complex", "__complex__", "__const", "__const__", "__int128", "__restrict",
		"__restrict__", "__signed", "__signed__", "__typeof", "__typeof__", "__volatile", "__volatile__", "char", "const", "double",
		"enum", "float", "int", "long", "restrict", "short", "signed", "struct", "typeof", "union", "unsigned", "void", "volatile"
	};

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		consider(best, words[i], strlen(words[i]));
}

/* gcc's built-in types have names in the outermost scope, newest first. */
static void consider_builtin_types(struct best *best)
{
	static const char *const names[] = {
		"_Bool", "void", "complex long double", "complex double", "complex float", "complex int", "long double", "double", "float",
		"unsigned char", "signed char", "short unsigned int", "short int", "long long unsigned int", "long long int",
		"long unsigned int", "unsigned int", "long int", "char", "int"
	};

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (names[i][0] != '_' || best->goal[0] == '_')
			consider(best, names[i], strlen(names[i]));
}

const char *suggest(struct front *f, const struct name *name, int what)
{
	struct best best = { .goal = name->text, .length = name->length, .distance = UINT32_MAX };

	if (f->hint_work > HINT_WORK_MAX || is_library_name(name->text))
		return NULL;
	for (const struct scope *scope = f->scope; scope; scope = scope->outer)
		for (const struct binding *b = scope->bindings; b; b = b->prev, f->hint_work++)
			if (fits(b, name->text, what))
				consider(&best, b->name->text, b->name->length);
	if (what != SUGGEST_FUNCTION)
		consider_builtin_types(&best);
	consider_macros(f, &best);
	if (what == SUGGEST_TYPE)
		consider_type_words(&best);
	return result(&best);
}

static void consider_fields(struct best *best, const struct type *t)
{
	for (unsigned int i = 0; i < t->field_count; i++) {
		if (t->fields[i].name)
			consider(best, t->fields[i].name, strlen(t->fields[i].name));
		else if (type_is_record(t->fields[i].type))
			consider_fields(best, t->fields[i].type);
	}
}

const char *suggest_field(const struct type *t, const char *name)
{
	struct best best = { .goal = name, .length = strlen(name), .distance = UINT32_MAX };

	consider_fields(&best, t);
	return result(&best);
}
