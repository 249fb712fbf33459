/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Types of the i386 ABI: making them, comparing them, laying records out. One struct stands for one type with one set of qualifiers and
 * one typedef name; all variants of a type share `unqualified`. Pointers to a type and its variants are made once and found again, so most
 * equal types are the same struct; arrays and functions are compared by parts.
 *
 * Sizes are 32 bits; a record or array beyond 2 GiB is refused. Invariant: depth of derivation is bounded by TYPE_DEPTH_MAX, so every
 * recursion over a type is.
 */
#include <string.h>

#include "shell/lang/frontend.h"

unsigned int type_bits(const struct type *t)
{
	return t->kind == TY_BOOL ? 1 : 8 * t->size;
}

static struct type *new_type(struct front *f, enum type_kind kind, struct type *base)
{
	struct type *t = NEW_KEPT(f, type);

	t->kind = kind;
	t->unqualified = t;
	t->base = base;
	t->depth = base ? base->depth + 1 : 0;
	t->id = f->type_count++;
	if (t->depth > TYPE_DEPTH_MAX) {
		report(f, M_NESTING, place_of(last_loc(f), last_end(f)), TYPE_DEPTH_MAX);
		front_fatal(f);
	}
	return t;
}

static const struct { enum type_kind kind; uint32_t size, align; } basics[] = {
	{ TY_ERROR, 0, 1 }, { TY_VOID, 0, 1 }, { TY_BOOL, 1, 1 }, { TY_CHAR, 1, 1 }, { TY_SCHAR, 1, 1 }, { TY_UCHAR, 1, 1 },
	{ TY_SHORT, 2, 2 }, { TY_USHORT, 2, 2 }, { TY_INT, 4, 4 }, { TY_UINT, 4, 4 }, { TY_LONG, 4, 4 }, { TY_ULONG, 4, 4 },
	{ TY_LLONG, 8, 8 }, { TY_ULLONG, 8, 8 }
};

void type_setup(struct front *f)
{
	for (size_t i = 0; i < sizeof basics / sizeof basics[0]; i++) {
		struct type *t = new_type(f, basics[i].kind, NULL);

		t->size = basics[i].size;
		t->align = basics[i].align;
		t->complete = basics[i].kind != TY_VOID;
		f->basic[basics[i].kind] = t;
	}
	f->error_type = f->basic[TY_ERROR];
}

struct type *type_pointer(struct front *f, struct type *base)
{
	struct type *t = base->pointer;

	if (t)
		return t;
	t = new_type(f, TY_POINTER, base);
	t->size = t->align = 4;
	t->complete = true;
	SET_KEPT(f, base->pointer, t);
	return t;
}

struct type *type_array(struct front *f, struct type *base, uint32_t length)
{
	struct type *t = new_type(f, TY_ARRAY, base);

	t->length = length;
	t->align = base->align;
	t->complete = length != UINT32_MAX && base->complete;
	t->size = t->complete ? length * base->size : 0;
	return t;
}

struct type *type_function(struct front *f, struct type *result, const struct param *params, unsigned int n, bool variadic, bool no_prototype)
{
	struct type *t = new_type(f, TY_FUNCTION, result);

	t->param_count = n;
	t->variadic = variadic;
	t->no_prototype = no_prototype;
	if (n) {
		t->params = front_keep(f, n * sizeof *t->params);
		memcpy(t->params, params, n * sizeof *params);
	}
	for (unsigned int i = 0; i < n; i++)
		if (params[i].type->depth + 1 > t->depth)
			t->depth = params[i].type->depth + 1;
	return t;
}

struct type *type_record(struct front *f, enum type_kind kind, const char *tag, uint32_t loc)
{
	struct type *t = new_type(f, kind, NULL);

	t->tag = tag;
	t->loc = loc;
	t->align = 1;
	return t;
}

/* ---- variants ---- */

static struct type *find_variant(const struct type *main, unsigned int qualifiers, const char *name, const struct type *original)
{
	for (struct type *t = main->unqualified; t; t = t->variants)
		if (t->qualifiers == qualifiers && t->typedef_name == name && (!name || t->original == original))
			return t;
	return NULL;
}

static struct type *make_variant(struct front *f, struct type *from, unsigned int qualifiers, const char *name, struct type *original)
{
	struct type *main = from->unqualified, *t = NEW_KEPT(f, type);

	*t = *from;
	t->unqualified = main;
	t->qualifiers = qualifiers;
	t->typedef_name = name;
	t->original = original;
	t->pointer = NULL;
	t->id = f->type_count++;
	t->variants = main->variants;
	SET_KEPT(f, main->variants, t);
	return t;
}

struct type *type_with(struct front *f, struct type *t, unsigned int qualifiers)
{
	struct type *found;

	if (t->kind == TY_ARRAY) {
		struct type *array, *base = type_qualified(f, t->base, qualifiers);

		if (base == t->base)
			return t;
		array = type_array(f, base, t->length);
		array->unqualified = t->unqualified;
		array->qualifiers = 0;
		return array;
	}
	if (t->qualifiers == qualifiers || t->kind == TY_ERROR)
		return t;
	found = find_variant(t, qualifiers, t->typedef_name, t->original);
	return found ? found : make_variant(f, t, qualifiers, t->typedef_name, t->original);
}

struct type *type_named(struct front *f, struct type *t, const char *name)
{
	if (t->kind == TY_ERROR)
		return t;
	return make_variant(f, t, t->qualifiers, name, t);
}

unsigned int type_quals(const struct type *t)
{
	while (t->kind == TY_ARRAY)
		t = t->base;
	return t->qualifiers;
}

/* ---- comparing ---- */

static bool same_params(const struct type *a, const struct type *b);

/* Both without regard to the qualifiers of the outermost type. */
static bool compatible_main(const struct type *a, const struct type *b)
{
	a = a->unqualified;
	b = b->unqualified;
	if (a == b || a->kind == TY_ERROR || b->kind == TY_ERROR)
		return true;
	if (a->kind == TY_ENUM && b->kind != TY_ENUM)
		return a->base && b->kind == a->base->kind;
	if (b->kind == TY_ENUM && a->kind != TY_ENUM)
		return b->base && a->kind == b->base->kind;
	if (a->kind != b->kind)
		return false;
	if (a->kind == TY_POINTER)
		return type_compatible(a->base, b->base);
	if (a->kind == TY_ARRAY)
		return type_compatible(a->base, b->base) && (a->length == b->length || a->length == UINT32_MAX || b->length == UINT32_MAX);
	if (a->kind == TY_FUNCTION)
		return type_compatible_plain(a->base, b->base) && same_params(a, b);
	return a->kind < TY_ENUM;
}

bool type_compatible(const struct type *a, const struct type *b)
{
	if (a->kind == TY_ERROR || b->kind == TY_ERROR)
		return true;
	return (a->kind == TY_ARRAY || a->qualifiers == b->qualifiers) && compatible_main(a, b);
}

bool type_compatible_plain(const struct type *a, const struct type *b)
{
	return compatible_main(a, b);
}

/* C11 6.7.6.3p15: a parameter of a function without prototype is promoted. */
static bool self_promoting(const struct type *t)
{
	return t->kind != TY_BOOL && t->kind != TY_CHAR && t->kind != TY_SCHAR && t->kind != TY_UCHAR && t->kind != TY_SHORT &&
	       t->kind != TY_USHORT;
}

static bool fits_unprototyped(const struct type *t)
{
	if (t->variadic)
		return false;
	for (unsigned int i = 0; i < t->param_count; i++)
		if (!self_promoting(t->params[i].type))
			return false;
	return true;
}

static bool same_params(const struct type *a, const struct type *b)
{
	if (a->no_prototype || b->no_prototype)
		return (a->no_prototype || fits_unprototyped(a)) && (b->no_prototype || fits_unprototyped(b));
	if (a->param_count != b->param_count || a->variadic != b->variadic)
		return false;
	for (unsigned int i = 0; i < a->param_count; i++)
		if (!type_compatible_plain(a->params[i].type, b->params[i].type))
			return false;
	return true;
}

struct type *type_composite(struct front *f, struct type *a, struct type *b)
{
	struct type *base;

	if (a == b || b->kind == TY_ERROR)
		return a;
	if (a->kind == TY_ERROR)
		return b;
	if (a->kind == TY_ENUM && b->kind != TY_ENUM)
		return b;
	if (a->kind == TY_ARRAY && b->kind == TY_ARRAY) {
		base = type_composite(f, a->base, b->base);
		if (a->length != UINT32_MAX || b->length == UINT32_MAX)
			return base == a->base ? a : type_array(f, base, a->length);
		return base == b->base ? b : type_array(f, base, b->length);
	}
	if (a->kind == TY_FUNCTION && b->kind == TY_FUNCTION)
		return a->no_prototype ? b : a;
	if (a->kind == TY_POINTER && b->kind == TY_POINTER && a->base != b->base && !a->typedef_name) {
		base = type_composite(f, a->base, b->base);
		return base == a->base ? a : type_qualified(f, type_pointer(f, base), a->qualifiers);
	}
	return a;
}

/* ---- arithmetic ---- */

struct type *type_signed_or_unsigned(struct front *f, struct type *t, bool is_unsigned)
{
	static const enum type_kind other[][2] = {
		[TY_CHAR] = { TY_SCHAR, TY_UCHAR }, [TY_SCHAR] = { TY_SCHAR, TY_UCHAR }, [TY_UCHAR] = { TY_SCHAR, TY_UCHAR },
		[TY_SHORT] = { TY_SHORT, TY_USHORT }, [TY_USHORT] = { TY_SHORT, TY_USHORT }, [TY_INT] = { TY_INT, TY_UINT },
		[TY_UINT] = { TY_INT, TY_UINT }, [TY_LONG] = { TY_LONG, TY_ULONG }, [TY_ULONG] = { TY_LONG, TY_ULONG },
		[TY_LLONG] = { TY_LLONG, TY_ULLONG }, [TY_ULLONG] = { TY_LLONG, TY_ULLONG }
	};

	if (t->kind == TY_ENUM)
		return f->basic[is_unsigned ? TY_UINT : TY_INT];
	if (t->kind < TY_CHAR || t->kind > TY_ULLONG)
		return t;
	return f->basic[other[t->kind][is_unsigned]];
}

struct type *type_promoted(struct front *f, struct type *t)
{
	if (t->kind == TY_ENUM && t->base)
		return t->base;
	if (t->kind >= TY_BOOL && t->kind <= TY_USHORT)
		return f->basic[TY_INT];
	return t;
}

static unsigned int rank(const struct type *t)
{
	return t->kind >= TY_LLONG ? 3 : t->kind >= TY_LONG ? 2 : 1;
}

struct type *type_common(struct front *f, struct type *a, struct type *b)
{
	bool ua, ub;

	a = type_promoted(f, a)->unqualified;
	b = type_promoted(f, b)->unqualified;
	if (a->kind == b->kind)
		return a;
	ua = type_is_unsigned(a);
	ub = type_is_unsigned(b);
	if (ua == ub)
		return rank(a) >= rank(b) ? a : b;
	if (ub) {
		struct type *swap = a;

		a = b;
		b = swap;
	}
	/* a is the unsigned one */
	if (rank(a) >= rank(b))
		return a;
	return b->size > a->size ? b : type_signed_or_unsigned(f, b, true);
}

/* ---- records ---- */

static uint64_t align_up(uint64_t n, uint32_t align)
{
	return (n + align - 1) / align * align;
}

/* i386: inside a record a long long is aligned to 4 bytes. */
uint32_t type_field_align(const struct type *t)
{
	const struct type *element = t;

	while (element->kind == TY_ARRAY)
		element = element->base;
	return element->size == 8 && (element->kind == TY_LLONG || element->kind == TY_ULLONG || element->kind == TY_ENUM) ? 4 : t->align;
}

void type_layout(struct front *f, struct type *t)
{
	uint64_t size = 0;
	uint32_t align = 1;

	for (unsigned int i = 0; i < t->field_count; i++) {
		struct field *field = &t->fields[i];
		uint32_t at = type_field_align(field->type);

		align = at > align ? at : align;
		field->offset = t->kind == TY_UNION ? 0 : (uint32_t)align_up(size, at);
		if (t->kind == TY_UNION)
			size = field->type->size > size ? field->type->size : size;
		else
			size = field->offset + (uint64_t)field->type->size;
		if (size > INT32_MAX) {
			report(f, M_TYPE_TOO_LARGE, place_of(t->loc, t->loc), t);
			size = 0;
		}
		if (field->type->depth + 1 > t->depth)
			t->depth = field->type->depth + 1;
	}
	t->align = align;
	t->size = (uint32_t)align_up(size, align);
	if (t->depth > TYPE_DEPTH_MAX) {
		report(f, M_NESTING, place_of(t->loc, t->loc), TYPE_DEPTH_MAX);
		front_fatal(f);
	}
}

const struct field *type_field(const struct type *t, const char *name, uint32_t *offset)
{
	for (unsigned int i = 0; i < t->field_count; i++) {
		const struct field *field = &t->fields[i];

		if (field->name) {
			if (strcmp(field->name, name))
				continue;
			*offset += field->offset;
			return field;
		}
		if (type_is_record(field->type)) {
			uint32_t inner = *offset + field->offset;
			const struct field *found = type_field(field->type, name, &inner);

			if (found) {
				*offset = inner;
				return found;
			}
		}
	}
	return NULL;
}
