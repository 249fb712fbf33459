/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Types as gcc's C front end prints them: "char *", "int (*)(int)", "gfp_t *" {aka 'unsigned int *'}. A declarator is written around
 * the type it ends in: what stands left of the (missing) name, then what stands right of it. A typedef's name is shown where it is the
 * whole type or the type that all derivation ends in; names of pointer, array and function types inside others are looked through, as
 * gcc does. Recursion is bounded by TYPE_DEPTH_MAX.
 */
#include <stdio.h>
#include <string.h>

#include "shell/lang/type.h"

struct out {
	char *text;
	size_t size, length;
	bool strip;                /* typedef names are looked through */
};

static void put(struct out *o, const char *text)
{
	for (; *text; text++) {
		if (o->length + 1 < o->size)
			o->text[o->length] = *text;
		o->length++;
	}
	if (o->size)
		o->text[o->length < o->size ? o->length : o->size - 1] = 0;
}

static const char *const basic_names[] = {
	[TY_ERROR] = "<type-error>", [TY_VOID] = "void", [TY_BOOL] = "_Bool", [TY_CHAR] = "char", [TY_SCHAR] = "signed char",
	[TY_UCHAR] = "unsigned char", [TY_SHORT] = "short int", [TY_USHORT] = "short unsigned int", [TY_INT] = "int",
	[TY_UINT] = "unsigned int", [TY_LONG] = "long int", [TY_ULONG] = "long unsigned int", [TY_LLONG] = "long long int",
	[TY_ULLONG] = "long long unsigned int"
};

static void put_qualifiers(struct out *o, unsigned int q, bool space_after)
{
	static const struct { unsigned int bit; const char *text; } words[] = {
		{ TQ_CONST, "const" }, { TQ_VOLATILE, "volatile" }, { TQ_RESTRICT, "restrict" }
	};
	bool first = true;

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (!(q & words[i].bit))
			continue;
		if (!space_after || !first)
			put(o, " ");
		put(o, words[i].text);
		first = false;
	}
	if (space_after && !first)
		put(o, " ");
}

static bool is_derived(const struct type *t)
{
	return t->kind == TY_POINTER || t->kind == TY_ARRAY || t->kind == TY_FUNCTION;
}

/* `typedef struct s s`: gcc takes the name for as good as the tag, also where it looks behind names. */
static const char *named_as_its_tag(const struct type *t)
{
	for (; t; t = t->original)
		if (t->typedef_name && t->tag && !strcmp(t->typedef_name, t->tag))
			return t->tag;
	return NULL;
}

/* What all derivation ends in, without its declarators. */
static void put_specifier(struct out *o, const struct type *t)
{
	put_qualifiers(o, t->qualifiers, true);
	if (o->strip && named_as_its_tag(t)) {
		put(o, named_as_its_tag(t));
		return;
	}
	if (t->typedef_name && (!o->strip || !t->original)) { /* without original: an unnamed record that only its typedef names */
		put(o, t->typedef_name);
		return;
	}
	if (t->kind < TY_ENUM) {
		put(o, basic_names[t->kind]);
		return;
	}
	put(o, t->kind == TY_ENUM ? "enum " : t->kind == TY_STRUCT ? "struct " : "union ");
	put(o, t->tag ? t->tag : "<anonymous>");
}

static void put_type(struct out *o, const struct type *t);

static void put_left(struct out *o, const struct type *t)
{
	if (!is_derived(t))
		return;
	put_left(o, t->base);
	if (t->kind != TY_POINTER)
		return;
	if (t->base->kind == TY_ARRAY || t->base->kind == TY_FUNCTION)
		put(o, " (");
	else if (t->base->kind != TY_POINTER)
		put(o, " ");
	put(o, "*");
	put_qualifiers(o, t->qualifiers, false);
}

static bool ends_in_star(const struct out *o)
{
	return o->length && o->length < o->size && o->text[o->length - 1] == '*';
}

static void put_params(struct out *o, const struct type *t)
{
	put(o, "(");
	if (!t->param_count && !t->no_prototype)
		put(o, t->variadic ? "..." : "void");
	for (unsigned int i = 0; i < t->param_count; i++) {
		/* gcc's printer pads behind every comma but the one that follows a star */
		if (i)
			put(o, ends_in_star(o) ? ", " : ",  ");
		put_type(o, t->params[i].type);
	}
	if (t->param_count && t->variadic)
		put(o, ", ...");
	put(o, ")");
}

static void put_right(struct out *o, const struct type *t)
{
	char length[16];

	if (t->kind == TY_POINTER) {
		if (t->base->kind == TY_ARRAY || t->base->kind == TY_FUNCTION)
			put(o, ")");
		put_right(o, t->base);
	} else if (t->kind == TY_ARRAY) {
		if (t->length == UINT32_MAX)
			length[0] = 0;
		else
			snprintf(length, sizeof length, "%u", t->length);
		put(o, "[");
		put(o, length);
		put(o, "]");
		put_right(o, t->base);
	} else if (t->kind == TY_FUNCTION) {
		put_params(o, t);
		put_right(o, t->base);
	}
}

static void put_type(struct out *o, const struct type *t)
{
	const struct type *end = t;

	while (is_derived(end))
		end = end->base;
	put_specifier(o, end);
	put_left(o, t);
	put_right(o, t);
}

static void put_main(struct out *o, const struct type *t)
{
	if (!o->strip && t->typedef_name) {
		put_qualifiers(o, t->original ? t->qualifiers & ~t->original->qualifiers : t->qualifiers, true);
		put(o, t->typedef_name);
		return;
	}
	put_type(o, t);
}

void type_text_plain(const struct type *type, char *out, size_t size)
{
	char *to = out;

	(void)type_text(type, false, out, size);
	for (const char *from = out; size && (*to = *from); from++)
		if (!(from[0] == ' ' && from[1] == ' '))
			to++;
}

int type_text(const struct type *type, bool aka, char *out, size_t size)
{
	struct out named = { .text = out, .size = size };
	char plain[512], stripped[512];
	struct out first = { .text = plain, .size = sizeof plain }, second = { .text = stripped, .size = sizeof stripped, .strip = true };

	if (size)
		out[0] = 0;
	plain[0] = stripped[0] = 0;
	put_main(&named, type);
	if (!aka)
		return (int)named.length;
	put_main(&first, type);
	put_main(&second, type);
	if (strcmp(plain, stripped)) {
		put(&named, "' {aka '");
		put(&named, stripped);
		put(&named, "'}");
	}
	return (int)named.length;
}
