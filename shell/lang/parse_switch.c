/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * switch, case and default: values converted to the promoted type of the switch, ranges (GNU) included; duplicates and overlaps are found
 * with a sorted array of ranges; -Wswitch for enumerations at the end.
 */
#include <stdio.h>
#include <string.h>

#include "shell/lang/check.h"
#include "shell/lang/stmt.h"

struct case_map {
	struct stmt **item;        /* sorted by low */
	unsigned int count, capacity;
};

/* ---- labels ---- */

static int order(const struct type *t, int64_t a, int64_t b)
{
	return fold_compare(t, (uint64_t)a, (uint64_t)b);
}

/* Index of the first case whose high end is at or behind `low`. */
static unsigned int position(const struct switch_context *sw, int64_t low)
{
	unsigned int from = 0, to = sw->map->count;

	while (from < to) {
		unsigned int mid = from + (to - from) / 2;

		if (order(sw->type, sw->map->item[mid]->high, low) < 0)
			from = mid + 1;
		else
			to = mid;
	}
	return from;
}

static void insert(struct front *f, struct switch_context *sw, struct stmt *s, unsigned int at)
{
	struct case_map *map = sw->map;

	if (map->count == map->capacity) {
		unsigned int n = map->capacity ? 2 * map->capacity : 16;
		struct stmt **grown = front_node(f, n * sizeof *grown);

		if (map->count)
			memcpy(grown, map->item, map->count * sizeof *grown);
		map->item = grown;
		map->capacity = n;
	}
	memmove(map->item + at + 1, map->item + at, (map->count - at) * sizeof *map->item);
	map->item[at] = s;
	map->count++;
}

static bool check_duplicate(struct front *f, struct switch_context *sw, const struct stmt *s, struct place at, unsigned int where)
{
	const struct stmt *old = where < sw->map->count ? sw->map->item[where] : NULL;
	bool range = s->low != s->high;

	if (!old || order(sw->type, old->low, s->high) > 0)
		return false;
	if (range) {
		report(f, M_DUPLICATE_RANGE, at);
		report(f, M_FIRST_OVERLAP, place_of(old->loc, old->loc + 4));
	} else {
		report(f, M_DUPLICATE_CASE, at);
		report(f, M_PREVIOUSLY_USED, place_of(old->loc, old->loc + 4));
	}
	return true;
}

static bool out_of_range(const struct type *t, int64_t v, const struct type *from, bool *below)
{
	unsigned int bits = t->kind == TY_BOOL ? 1 : 8 * t->size;

	if (type_is_unsigned(from) && v < 0)
		return *below = false, bits < 64;
	if (type_is_unsigned(t)) {
		*below = v < 0;
		return v < 0 || (bits < 64 && v >= (int64_t)1 << bits);
	}
	*below = bits < 64 && v < -((int64_t)1 << (bits - 1));
	return *below || (bits < 64 && v >= (int64_t)1 << (bits - 1));
}

static bool case_value(struct front *f, const struct expr *e, int64_t *v)
{
	if (e->kind == EX_ERROR || type_is_error(e->type))
		return false;
	if (!type_is_integer(e->type) || !fold_int(f, e, v)) {
		report(f, M_CASE_NOT_CONSTANT, place_of(f->case_loc, f->case_loc + 4));
		return false;
	}
	return true;
}

/* To gcc an array's or a function's name is no pointer here: nothing has decayed yet. */
static bool is_pointer_label(const struct expr *e)
{
	return type_is_pointer(e->type) && !(e->kind == EX_ADDR && e->implicit);
}

static void add_case(struct front *f, struct stmt *s, const struct expr *low, const struct expr *high)
{
	struct switch_context *sw = f->fn->switches;
	struct place at = place_of(s->loc, s->loc + 4);
	unsigned int where;

	if (!sw) {
		report(f, M_CASE_OUTSIDE, at);
		return;
	}
	if (sw->is_bad)
		return;
	if (is_pointer_label(low) || (high && is_pointer_label(high))) {
		report(f, M_CASE_POINTER, at);
		return;
	}
	if (type_is_error(sw->type) || !case_value(f, low, &s->low) || !case_value(f, high ? high : low, &s->high))
		return;
	warn_constant_conversion(f, sw->type, low, at);
	s->low = (int64_t)fold_fit(sw->type, (uint64_t)s->low);
	s->high = (int64_t)fold_fit(sw->type, (uint64_t)s->high);
	if (order(sw->type, s->low, s->high) > 0) {
		report(f, M_EMPTY_RANGE, at);
		return;
	}
	where = position(sw, s->low);
	if (check_duplicate(f, sw, s, at, where))
		return;
	insert(f, sw, s, where);
	*sw->last = s;
	sw->last = &s->next_case;
}

static void add_default(struct front *f, struct stmt *s)
{
	struct switch_context *sw = f->fn->switches;
	struct place at = place_of(s->loc, s->loc + 7);

	if (!sw) {
		report(f, M_DEFAULT_OUTSIDE, at);
		return;
	}
	if (sw->default_stmt) {
		report(f, M_MULTIPLE_DEFAULT, at);
		report(f, M_FIRST_DEFAULT, place_of(sw->default_stmt->loc, sw->default_stmt->loc + 7));
		return;
	}
	sw->default_stmt = s;
	*sw->last = s;
	sw->last = &s->next_case;
}

static struct stmt *parse_one_label(struct front *f)
{
	struct token word = *parse_peek(f);
	bool is_case = word.name->keyword == KW_CASE;
	struct stmt *s = stmt_new(f, is_case ? ST_CASE : ST_DEFAULT, word.loc);
	struct expr *low = NULL, *high = NULL;

	parse_next(f);
	f->case_loc = word.loc;
	if (is_case) {
		low = check_decay(f, parse_conditional(f));
		if (parse_accept(f, T_ELLIPSIS))
			high = check_decay(f, parse_conditional(f));
	}
	if (is_case && !high && !parse_is(f, T_COLON)) {
		parse_error(f, "expected ':' or '...'");
		return s;
	}
	if (!parse_require(f, T_COLON, "expected ':'", 0))
		return s;
	s->end = last_end(f);
	if (is_case)
		add_case(f, s, low, high);
	else
		add_default(f, s);
	return s;
}

/* One label or several and the statement behind them, as a chain. */
struct stmt *parse_label(struct front *f)
{
	struct stmt *first = NULL, **link = &first;

	while (parse_is_keyword(f, KW_CASE) || parse_is_keyword(f, KW_DEFAULT)) {
		*link = parse_one_label(f);
		link = &(*link)->next;
		if (f->error_seen)
			return first;
	}
	if (parse_is(f, T_RBRACE) || parse_starts_declaration(f))
		return first;
	*link = parse_statement(f);
	return first;
}

/* ---- -Wswitch ---- */

static const struct stmt *case_of(const struct switch_context *sw, int64_t v)
{
	unsigned int at = position(sw, v);
	const struct stmt *s = at < sw->map->count ? sw->map->item[at] : NULL;

	return s && order(sw->type, s->low, v) <= 0 ? s : NULL;
}

static int64_t enumerator(const struct type *t, unsigned int i)
{
	return (int64_t)fold_fit(t->base, (uint64_t)t->fields[i].value);
}

static bool is_enumerated(const struct type *t, int64_t v)
{
	for (unsigned int i = 0; i < t->field_count; i++)
		if (enumerator(t, i) == v)
			return true;
	return false;
}

static void warn_enum(struct front *f, const struct switch_context *sw, const struct type *t)
{
	struct place at = place_of(sw->stmt->loc, sw->stmt->loc + 6);
	const struct expr *value = strip_implicit(sw->stmt->expr);
	char text[40];

	for (unsigned int i = 0; i < t->field_count && !sw->default_stmt; i++) {
		/* of a constant gcc asks only for its own case */
		if (value->kind == EX_CONST && (int64_t)fold_fit(t->base, value->value) != enumerator(t, i))
			continue;
		if (!case_of(sw, enumerator(t, i)))
			report(f, M_SWITCH_NOT_HANDLED, at, t->fields[i].name);
	}
	for (unsigned int i = 0; i < sw->map->count; i++) {
		const struct stmt *s = sw->map->item[i];
		int64_t v = is_enumerated(t, s->low) ? s->high : s->low;

		if (is_enumerated(t, v))
			continue;
		snprintf(text, sizeof text, "%lld", (long long)v);
		report(f, M_SWITCH_NOT_ENUMERATED, place_of(s->loc, s->loc + 4), text, t);
	}
}

/* Values that the type before promotion cannot have, in their order. */
static void warn_range(struct front *f, const struct switch_context *sw)
{
	for (unsigned int i = 0; i < sw->map->count; i++) {
		const struct stmt *s = sw->map->item[i];
		bool below;

		if (out_of_range(sw->original, s->low, sw->type, &below))
			report(f, below ? M_CASE_BELOW : M_CASE_ABOVE, place_of(s->loc, s->loc + 4));
	}
}

/* A truth value has two cases: others, or a third way beside both, make no sense. */
static void warn_bool(struct front *f, const struct switch_context *sw)
{
	const struct case_map *map = sw->map;
	bool outside = map->count && (map->item[0]->low < 0 || map->item[map->count - 1]->high > 1);

	if (outside || (sw->default_stmt && case_of(sw, 0) && case_of(sw, 1)))
		report(f, M_SWITCH_BOOL, place_of(sw->stmt->loc, sw->stmt->loc + 6));
}

/* gcc looks at a switch when its body has been read. */
static void warn_switch(struct front *f, const struct switch_context *sw)
{
	if (type_is_error(sw->original))
		return;
	if (sw->original->kind != TY_ENUM && sw->original->size < 4)
		warn_range(f, sw);
	if (sw->is_boolean)
		warn_bool(f, sw);
	if (sw->original->kind == TY_ENUM && sw->original->complete)
		warn_enum(f, sw, sw->original);
}

/* ---- switch ---- */

/* An enumerator is of type int, and yet gcc knows where it comes from. */
static struct type *original_type(const struct expr *e)
{
	struct type *second;

	while (e->kind == EX_COMMA)
		e = e->b;
	if (e->kind == EX_COND && e->b) {
		second = original_type(e->c);
		return second->kind == TY_ENUM && original_type(e->b)->unqualified == second->unqualified ? second : e->type;
	}
	return e->kind == EX_CONST && e->work ? e->work : e->type;
}

static void check_switch_value(struct front *f, struct switch_context *sw, struct stmt *s, struct place first)
{
	struct expr *e = s->expr;

	sw->type = sw->original = f->error_type;
	sw->is_bad = is_bad(e);
	if (sw->is_bad)
		return;
	if (!type_is_integer(e->type)) {
		report(f, M_SWITCH_QUANTITY, first);
		return;
	}
	sw->is_boolean = (e->type->kind == TY_BOOL && e->kind != EX_COND) || (e->kind >= EX_LT && e->kind <= EX_NE) || e->kind == EX_LOGAND || e->kind == EX_LOGOR ||
			 e->kind == EX_LOGNOT;
	sw->original = original_type(e);
	s->expr = check_promote(f, e);
	sw->type = s->expr->type;
}

struct stmt *parse_switch(struct front *f)
{
	struct token guard = *parse_peek(f);
	struct stmt *s = stmt_new(f, ST_SWITCH, guard.loc);
	struct case_map map = { 0 };
	struct switch_context sw = { .outer = f->fn->switches, .stmt = s, .last = &s->other, .map = &map };
	unsigned int outer = f->fn->in;
	struct place first;
	uint32_t open;

	parse_next(f);
	open = parse_peek(f)->loc;
	if (parse_require(f, T_LPAREN, "expected '('", 0)) {
		first = place_token(parse_peek(f));
		s->expr = check_full(f, parse_expression_conv(f));
		parse_skip_match(f, T_RPAREN, "expected ')'", open);
	} else {
		first = place_token(&guard);
		s->expr = expr_error(f, first);
	}
	check_switch_value(f, &sw, s, first);
	f->fn->switches = &sw;
	f->fn->in |= LOOP_IN_SWITCH;
	s->body = parse_statement(f);
	f->fn->in = outer;
	f->fn->switches = sw.outer;
	s->end = last_end(f);
	warn_switch(f, &sw);
	return s;
}
