/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files check*.c, fold.c and warn.c share beside frontend.h. */
#ifndef LANG_CHECK_H
#define LANG_CHECK_H

#include "shell/lang/frontend.h"

struct expr *expr_unary(struct front *f, enum expr_kind kind, struct type *type, struct expr *a, struct place at);
static inline bool is_bad(const struct expr *e) { return e->kind == EX_ERROR || e->type->kind == TY_ERROR; }
bool has_place(const struct expr *e);
/* Has e this very type, so that it is converted to it by doing nothing and saying nothing? */
static inline bool check_same(const struct type *to, const struct expr *e)
{
	return e->type == to && !to->qualifiers && to->complete && type_is_scalar(to) && e->kind != EX_ERROR;
}
static inline const struct expr *strip_implicit(const struct expr *e)
{
	while ((e->kind == EX_CAST || e->kind == EX_ADDR) && e->implicit)
		e = e->a;
	return e;
}
void mark_address_taken(struct front *f, struct symbol *s);
const struct expr *warn_folded(const struct expr *e);
void warn_truth(struct front *f, const struct expr *e, struct place at, bool folded); /* e becomes a truth value */
bool is_boolean(const struct expr *e);                 /* a comparison, a logical operator, or a _Bool */
void say_incomplete(struct front *f, const struct expr *e, struct type *type, struct place at);
struct place incomplete_place(const struct expr *e);
bool check_lvalue_or_say(struct front *f, const struct expr *e, struct place at, int use);
struct expr *check_pointer_step(struct front *f, enum expr_kind kind, struct expr *p, struct expr *i, struct place at, struct place op);
struct place place_operator(const struct front *f, uint32_t loc, enum expr_kind kind); /* the operator's own token */
static inline bool is_comparison(enum expr_kind kind) { return kind >= EX_LT && kind <= EX_NE; }
const char *operator_text(enum expr_kind kind);
void warn_constant_conversion(struct front *f, struct type *type, const struct expr *e, struct place at);
void warn_shift(struct front *f, enum expr_kind kind, const struct expr *a, const struct expr *b, struct place at);
void warn_division(struct front *f, const struct expr *b, struct place at);
void warn_null_address(struct front *f, enum expr_kind kind, const struct expr *p, struct place at);
void warn_bool_compare(struct front *f, enum expr_kind kind, const struct expr *a, const struct expr *b, struct place at);
void warn_comma_left(struct front *f, const struct expr *a, struct place at);
void say_declared_here(struct front *f, const struct symbol *s);
struct expr *fold_conditional(struct front *f, struct expr *e);
bool has_name(const struct expr *e); /* can gcc print it as a name or a chain of names? */
int constant_text(const struct type *type, uint64_t value, char *out, size_t size);

#endif
