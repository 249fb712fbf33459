/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Initialisers: braces, designators, omitted braces, strings for character arrays; arrays of unknown length get their length here. The
 * result is a flat list of stores (offset, type, value) in source order over an object that is cleared first, so that a later
 * designator simply stores again. Nesting of braces is counted; omitted braces nest as deep as the type.
 */
#include <stdio.h>
#include <string.h>

#include "shell/lang/init.h"

void init_add(struct builder *b, uint32_t offset, struct type *type, struct expr *value)
{
	struct list *l = &b->list;

	if (l->count == l->capacity) {
		unsigned int n = l->capacity ? 2 * l->capacity : 4;
		struct init_item *grown = front_node(b->f, n * sizeof *grown);

		if (l->count)
			memcpy(grown, l->item, l->count * sizeof *grown);
		l->item = grown;
		l->capacity = n;
	}
	l->item[l->count++] = (struct init_item){ .offset = offset, .type = type, .value = value };
}

void init_near(struct builder *b, const struct part *p, struct place at)
{
	if (p->path[0])
		report(b->f, M_NEAR, at, p->path);
}

/* ---- one value ---- */

static bool is_char_array(const struct type *t)
{
	return t->kind == TY_ARRAY && (t->base->kind == TY_CHAR || t->base->kind == TY_SCHAR || t->base->kind == TY_UCHAR);
}

/* gcc names the part that a message is about inside of braces, and where it is no whole variable. */
static void near_part(struct builder *b, const struct part *p, struct place at)
{
	if (b->name && (b->depth || strcmp(p->path, b->name)))
		init_near(b, p, at);
}

static void check_constant(struct builder *b, const struct part *p, const struct expr *e, struct place at)
{
	if (!b->is_static || is_bad(e) || e->kind == EX_STRING || fold_address(e))
		return;
	report(b->f, M_NOT_CONSTANT, at);
	near_part(b, p, at);
}

/* A compound literal of a function's type, or of void: gcc complains of the value in it. */
static bool is_no_object(const struct type *t)
{
	return t->kind == TY_FUNCTION || t->kind == TY_VOID;
}

static void count_value(struct builder *b, const struct expr *value)
{
	b->values++;
	b->nonzero |= value->kind != EX_CONST || value->value;
}

static void store_scalar(struct builder *b, const struct part *p, struct expr *e)
{
	struct conversion c = { .use = CONVERT_INIT, .at = b->value_at };
	struct expr *value;

	e = check_rvalue(b->f, e);
	if (is_no_object(p->type)) {
		report(b->f, M_INVALID_INITIALIZER, b->value_at);
		init_near(b, p, b->value_at);
		return;
	}
	value = check_assignable(b->f, p->type, e, &c);
	if (c.said && !c.mismatch)
		near_part(b, p, c.at);
	check_constant(b, p, value, b->value_at);
	count_value(b, value);
	if (!is_bad(value))
		init_add(b, p->offset, p->type, value);
}

static void store_string(struct builder *b, const struct part *p, struct expr *e, struct place at)
{
	if (p->type->length != UINT32_MAX && e->length - 1 > p->type->length) {
		report(b->f, M_STRING_TOO_LONG, at, p->type->base);
		if (b->name && strcmp(p->path, b->name))
			init_near(b, p, at);
	}
	check_read(b->f, e);
	init_add(b, p->offset, p->type, e);
}

/* Can the value fill the whole aggregate, so that no braces are missing? */
static bool fills(const struct type *t, const struct expr *e)
{
	if (is_char_array(t) && e->kind == EX_STRING)
		return true;
	return type_is_record(t) && type_compatible_plain(t, e->type);
}

static void store_record(struct builder *b, const struct part *p, struct expr *e)
{
	check_read(b->f, e);
	check_constant(b, p, e, b->value_at);
	init_add(b, p->offset, p->type, e);
}

/* ---- members and elements ---- */

uint64_t init_parts(const struct type *t)
{
	if (t->kind == TY_ARRAY)
		return t->length == UINT32_MAX ? INT32_MAX : t->length;
	return t->kind == TY_UNION ? (t->field_count ? 1 : 0) : t->field_count;
}

bool is_aggregate(const struct type *t)
{
	return t->kind == TY_ARRAY || type_is_record(t);
}

void init_path(struct part *out, const struct part *p, const char *text, uint64_t index)
{
	size_t n = strlen(p->path);

	memcpy(out->path, p->path, n + 1);
	if (text)
		snprintf(out->path + n, sizeof out->path - n, "%s%s", n ? "." : "", text);
	else
		snprintf(out->path + n, sizeof out->path - n, "[%llu]", (unsigned long long)index);
}

struct part init_part(const struct part *p, uint64_t i)
{
	struct part out = { .index = 0 };

	if (p->type->kind == TY_ARRAY) {
		out.type = p->type->base;
		out.offset = p->offset + (uint32_t)i * p->type->base->size;
		init_path(&out, p, NULL, i);
	} else {
		out.type = p->type->fields[i].type;
		out.offset = p->offset + p->type->fields[i].offset;
		init_path(&out, p, p->type->fields[i].name ? p->type->fields[i].name : "<anonymous>", 0);
	}
	return out;
}

static struct expr *parse_value(struct builder *b)
{
	b->value_at = place_token(parse_peek(b->f));
	return parse_assignment(b->f);
}

static struct expr *peek_value(struct builder *b, struct expr **value)
{
	if (!*value)
		*value = parse_value(b);
	return *value;
}

static void fill_braced(struct builder *b, struct part *p);

static const char *aggregate_word(const struct type *t)
{
	return t->kind == TY_ARRAY ? "array" : t->kind == TY_UNION ? "union" : "struct";
}

void init_brace(struct builder *b, uint32_t at, const char *text)
{
	if (b->braces == sizeof b->brace / sizeof b->brace[0])
		return;
	b->brace[b->braces].at = at;
	memcpy(b->brace[b->braces++].text, text, 2);
	b->missing |= *text == '{';
}

/* At the end of written braces: gcc tells again what was missing so far, but where they hold no more than a zero. */
static void say_missing_braces(struct builder *b)
{
	if (!b->missing || (b->values == 1 && !b->nonzero))
		return;
	report(b->f, M_MISSING_BRACES, b->open);
	report_fixit(b->f, b->brace[0].at, b->brace[0].at, b->brace[0].text);
	for (unsigned int i = 1; i < b->braces; i++)
		report_insert(b->f, b->brace[i].at, b->brace[i].text);
}

/* A member without a length takes no values, but (in gcc) in a variable that lives for ever. */
static void refuse_flexible(struct builder *b, const struct part *p, struct expr **value)
{
	struct part nowhere = { .type = b->f->error_type }, record = *p;
	struct place at = *value ? b->value_at : place_token(parse_peek(b->f));
	char *dot = strrchr(record.path, '.');

	if (b->is_static)
		refuse(b->f, at, "initializers of flexible array members");
	if (dot)
		*dot = '\0';
	for (;;) {
		init_fill(b, &nowhere, value);
		report(b->f, M_FLEXIBLE_INIT, at);
		init_near(b, &record, at);
		if (!init_goes_on(b->f))
			return;
		parse_next(b->f);
		at = place_token(parse_peek(b->f));
	}
}

/* A value for one part: with braces, whole, or (braces omitted) its first members. */
void init_fill(struct builder *b, struct part *p, struct expr **value)
{
	struct front *f = b->f;
	struct expr *e;

	if (p->type->kind == TY_ARRAY && p->type->length == UINT32_MAX) {
		refuse_flexible(b, p, value);
		return;
	}
	if (!*value && parse_is(f, T_LBRACE)) {
		fill_braced(b, p);
		return;
	}
	e = peek_value(b, value);
	if (is_bad(e) || is_bad_type(p->type)) {
		check_rvalue(f, e);
		*value = NULL;
		return;
	}
	if (!is_aggregate(p->type)) {
		store_scalar(b, p, e);
		*value = NULL;
	} else if (fills(p->type, e)) {
		b->nonzero = true;
		if (e->kind == EX_STRING)
			store_string(b, p, e, place_expr(e));
		else
			store_record(b, p, e);
		*value = NULL;
	} else {
		init_brace(b, e->start, "{");
		nest(f, e->loc);
		init_rest(b, p, value);
		unnest(f);
		init_brace(b, parse_peek(f)->loc, "}");
		if (*value) {
			/* an empty record takes nothing */
			check_rvalue(f, *value);
			*value = NULL;
		}
	}
}

static bool list_ends(struct front *f)
{
	return parse_is(f, T_RBRACE) || parse_is(f, T_EOF) || f->error_seen;
}

/* At a comma with another value behind it, which has no designator? */
bool init_goes_on(struct front *f)
{
	unsigned int second = parse_is(f, T_COMMA) && !f->error_seen ? parse_peek_nth(f, 2)->kind : T_RBRACE;

	return second != T_RBRACE && second != T_DOT && second != T_LBRACKET &&
	       !(second == T_NAME && parse_peek_nth(f, 3)->kind == T_COLON);
}

/* Members one after the other while values last; *value is the first of them. */
void init_rest(struct builder *b, struct part *p, struct expr **value)
{
	struct front *f = b->f;

	while (p->index < init_parts(p->type)) {
		struct part inner = init_part(p, p->index++);

		init_fill(b, &inner, value);
		if (p->index >= init_parts(p->type))
			return;
		if (!init_goes_on(f))
			return;
		parse_next(f);
	}
}

/* ---- braces ---- */

/* A value behind the last element, whose own parts would have come: gcc reads it into an element that there is not. */
static void excess_element(struct builder *b, const struct part *p, struct expr *value)
{
	struct part nowhere = { .type = p->type->base };
	unsigned int kept = b->list.count;
	struct place at;

	init_fill(b, &nowhere, &value);
	b->list.count = kept;
	/* said when the next value comes, or the end */
	at = parse_is(b->f, T_COMMA) && parse_peek_nth(b->f, 2)->kind != T_RBRACE ? place_token(parse_peek_nth(b->f, 2)) : b->f->input;
	report(b->f, M_EXCESS, at, aggregate_word(p->type));
	init_near(b, p, at);
}

static void excess(struct builder *b, const struct part *p)
{
	struct expr *e;
	struct place at;
	struct part nowhere = { .type = b->f->error_type };
	struct expr *none = NULL;

	if (parse_is(b->f, T_LBRACE)) {
		at = place_token(parse_peek(b->f));
		init_fill(b, &nowhere, &none);
		report(b->f, M_EXCESS, at, aggregate_word(p->type));
		init_near(b, p, at);
		return;
	}
	e = parse_value(b);
	if (!is_bad(e) && p->type->kind == TY_ARRAY && is_aggregate(p->type->base) && !fills(p->type->base, e)) {
		excess_element(b, p, e);
		return;
	}
	e = check_rvalue(b->f, e);
	if (is_bad(e) || is_bad_type(p->type))
		return;
	at = b->value_at;
	report(b->f, is_aggregate(p->type) ? M_EXCESS : M_EXCESS_SCALAR, at, aggregate_word(p->type));
	init_near(b, p, at);
}

/* `.member`, `[index]`, and GNU's old `member:`. */
static bool is_designator(struct front *f)
{
	return parse_is(f, T_DOT) || parse_is(f, T_LBRACKET) || (parse_is(f, T_NAME) && parse_peek_nth(f, 2)->kind == T_COLON);
}

void init_next(struct builder *b, struct part *p)
{
	struct expr *value = NULL;
	struct part inner;

	if (is_designator(b->f)) {
		parse_designated(b, p);
		return;
	}
	if (!is_aggregate(p->type)) {
		inner = *p;
		if (p->index++)
			excess(b, p);
		else
			init_fill(b, &inner, &value);
		return;
	}
	if (p->index >= init_parts(p->type)) {
		excess(b, p);
		return;
	}
	inner = init_part(p, p->index++);
	init_fill(b, &inner, &value);
}

/* { "text" } for an array of characters */
static bool fill_braced_string(struct builder *b, struct part *p, uint32_t open)
{
	struct expr *e;

	if (!is_char_array(p->type) || !parse_is(b->f, T_STRING))
		return false;
	e = parse_value(b);
	if (e->kind == EX_STRING) {
		if (p->type->length == UINT32_MAX)
			p->index = e->length;
		store_string(b, p, e, place_of(open, open + 1));
	} else {
		struct part inner = init_part(p, p->index++);

		store_scalar(b, &inner, e);
	}
	return true;
}

static void say_empty(struct builder *b, const struct part *p, struct place at)
{
	report(b->f, M_EMPTY_SCALAR, at);
	init_near(b, p, at);
}

/* { "text" } for an array of integers that are no characters */
static bool refuse_string(struct builder *b, const struct part *p, uint32_t open)
{
	if (p->type->kind != TY_ARRAY || !type_is_integer(p->type->base) || is_char_array(p->type) || !parse_is(b->f, T_STRING))
		return false;
	report(b->f, M_WRONG_STRING, place_of(open, open + 1));
	check_rvalue(b->f, parse_assignment(b->f));
	return true;
}

static void say_braces(struct builder *b, const struct part *p, struct place at)
{
	report(b->f, M_BRACES_SCALAR, at);
	init_near(b, p, at);
}

/* { "text", ... } */
static void excess_behind_string(struct builder *b, const struct part *p)
{
	struct expr *e = parse_value(b);

	check_rvalue(b->f, e);
	report(b->f, e->kind == EX_STRING ? M_EXCESS_CHAR : M_EXCESS_STRUCT, b->value_at);
	init_near(b, p, b->value_at);
}

static void fill_braced(struct builder *b, struct part *p)
{
	struct front *f = b->f;
	uint32_t open = parse_peek(f)->loc;
	unsigned int outer = b->values;
	unsigned int stored = b->list.count;
	bool first = true;
	uint64_t most = 0;

	parse_next(f);
	nest(f, open);
	b->values = 0;
	b->nonzero = false;
	if (!is_aggregate(p->type) && !is_bad_type(p->type)) {
		if (parse_is(f, T_RBRACE))
			say_empty(b, p, place_of(open, open + 1));
		else if (b->depth)
			say_braces(b, p, f->input);
	}
	b->depth++;
	while (!list_ends(f)) {
		if (!first && is_char_array(p->type) && b->list.count > stored && b->list.item[stored].type == p->type) {
			excess_behind_string(b, p);
			if (!parse_accept(f, T_COMMA))
				break;
			continue;
		}
		if (!first || (!refuse_string(b, p, open) && !fill_braced_string(b, p, open)))
			init_next(b, p);
		first = false;
		most = p->index > most ? p->index : most;
		if (!parse_accept(f, T_COMMA))
			break;
	}
	b->depth--;
	say_missing_braces(b);
	b->values = outer;
	b->nonzero = true;
	unnest(f);
	p->index = most;
	parse_skip_match(f, T_RBRACE, "expected '}'", open);
}

static struct init *finish(struct builder *b, const struct type *type)
{
	struct init *init = NEW_NODE(b->f, init);

	init->item = b->list.item;
	init->count = b->list.count;
	init->zero_first = is_aggregate(type) && !(init->count == 1 && type_is_record(type) && init->item[0].type->unqualified == type->unqualified);
	return init;
}

struct init *init_zero(struct front *f)
{
	struct init *init = NEW_NODE(f, init);

	init->zero_first = true;
	return init;
}

static void fill_whole(struct builder *b, struct part *p)
{
	struct front *f = b->f;
	struct expr *e;

	if (parse_is(f, T_LBRACE)) {
		fill_braced(b, p);
		return;
	}
	e = parse_value(b);
	if (is_bad_type(p->type) || is_bad(e)) {
		check_rvalue(f, e);
	} else if (!is_aggregate(p->type)) {
		store_scalar(b, p, e);
	} else if (is_char_array(p->type) && e->kind == EX_STRING) {
		if (p->type->length == UINT32_MAX)
			p->index = e->length;
		store_string(b, p, e, place_expr(e));
	} else if (p->type->kind == TY_ARRAY) {
		const struct type *literal = e->kind == EX_COMPOUND ? e->type : NULL;

		check_rvalue(f, e);
		report(f, e->kind == EX_STRING && type_is_integer(p->type->base) ? M_WRONG_STRING :
		       literal && type_compatible_plain(p->type, literal) ? M_ARRAY_FROM_ARRAY : M_INVALID_INITIALIZER, b->value_at);
		p->index = 1;
	} else if (fills(p->type, e)) {
		store_record(b, p, e);
	} else {
		check_rvalue(f, e);
		report(f, M_INVALID_INITIALIZER, b->value_at);
	}
}

struct init *parse_initializer(struct front *f, struct place open, struct type **type, bool is_static, const char *name)
{
	struct builder b = { .f = f, .is_static = is_static, .name = name, .open = open };
	struct part p = { .type = *type };
	struct place at = place_token(parse_peek(f));

	if (name)
		snprintf(p.path, sizeof p.path, "%.100s", name);
	fill_whole(&b, &p);
	if ((*type)->kind == TY_ARRAY && (*type)->length == UINT32_MAX) {
		if (p.index > INT32_MAX / ((*type)->base->size ? (*type)->base->size : 1)) {
			report(f, M_TYPE_TOO_LARGE, at, *type);
			p.index = 1;
		}
		*type = type_array(f, (*type)->base, (uint32_t)p.index);
	}
	for (unsigned int i = 0; i < b.list.count; i++)
		check_full(f, b.list.item[i].value);
	return finish(&b, *type);
}
