/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * C types of the i386 ABI (ILP32, long long aligned to 4 in structs and 8 alone as gcc -m32 does). A type is immutable once complete
 * and lives in the arena of the session or of the unit that made it.
 */
#ifndef LANG_TYPE_H
#define LANG_TYPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum type_kind {
	TY_ERROR, TY_VOID, TY_BOOL, TY_CHAR, TY_SCHAR, TY_UCHAR, TY_SHORT, TY_USHORT, TY_INT, TY_UINT, TY_LONG, TY_ULONG,
	TY_LLONG, TY_ULLONG, TY_ENUM, TY_POINTER, TY_ARRAY, TY_FUNCTION, TY_STRUCT, TY_UNION
};

enum type_qualifier { TQ_CONST = 1, TQ_VOLATILE = 2, TQ_RESTRICT = 4 };

struct type;

struct field {
	const char *name;          /* NULL: anonymous struct or union member */
	struct type *type;
	uint32_t offset;
	uint32_t loc;
	int64_t value;             /* of an enum: the enumerator's */
};

struct param {
	const char *name;          /* NULL: none given */
	struct type *type;
	uint32_t loc, start, end;  /* for "expected 'char *' but argument is of type" notes */
};

struct type {
	enum type_kind kind;
	unsigned int qualifiers;
	uint32_t size, align;      /* bytes; size 0 while incomplete (void and functions too) */
	bool complete;
	struct type *base;         /* pointee, element, result; an enum's integer type */
	uint32_t length;           /* array; UINT32_MAX: unknown */
	struct field *fields;      /* struct, union */
	unsigned int field_count;
	struct param *params;      /* function */
	unsigned int param_count;
	bool variadic, no_prototype;
	const char *tag;           /* struct, union, enum; NULL: anonymous */
	uint32_t loc;              /* of the tag's definition */
	const char *typedef_name;  /* the name this was spelled by, for messages; NULL: none */
	struct type *unqualified;  /* same type without qualifiers and typedef name; itself if none */
	uint32_t id;               /* number in the order of making: stable for the same input */
	/* the front end's own */
	struct type *pointer;      /* pointer to this type, once there is one */
	struct type *variants;     /* of `unqualified`: chain of its qualified and named variants, by `variants` */
	struct type *original;     /* what the typedef of this name was declared as; NULL: no typedef */
	uint32_t depth;            /* of derivation: no walk over a type goes deeper */
	bool being_defined;        /* between its braces */
};

/* Text as gcc prints it: "struct page *", "gfp_t", "char[10]", "int (*)(int)"; with aka as gcc adds it, when `aka`.
 * Returns the length as snprintf does. */
int type_text(const struct type *type, bool aka, char *out, size_t size);
/* The same for who asked for a type: gcc pads between some parameters, "int (int,  int)". */
void type_text_plain(const struct type *type, char *out, size_t size);

static inline bool type_is_integer(const struct type *t) { return t->kind >= TY_BOOL && t->kind <= TY_ENUM; }
static inline bool type_is_scalar(const struct type *t) { return type_is_integer(t) || t->kind == TY_POINTER; }
static inline bool type_is_record(const struct type *t) { return t->kind == TY_STRUCT || t->kind == TY_UNION; }
/* Plain char is signed; an enum is what its base is. */
static inline bool type_is_unsigned(const struct type *t)
{
	const unsigned int kinds = 1u << TY_BOOL | 1u << TY_UCHAR | 1u << TY_USHORT | 1u << TY_UINT | 1u << TY_ULONG | 1u << TY_ULLONG | 1u << TY_POINTER;

	if (t->kind == TY_ENUM)
		return !t->base || t->base->kind == TY_UINT || t->base->kind == TY_ULLONG;
	return kinds >> t->kind & 1;
}

#endif
