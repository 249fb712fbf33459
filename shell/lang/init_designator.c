/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Designators in initialisers: .member, [index] and GNU's [first ... last], chained to any depth; afterwards the list goes on behind the part that
 * was named.
 */
#include <string.h>

#include "shell/lang/init.h"

struct designation { struct part part; bool given, bad; uint64_t last; };

static bool find_member(struct builder *b, struct part *p, const struct name *name, struct place at, struct place dot)
{
	uint32_t offset = p->offset;
	const struct field *field;

	if (!type_is_record(p->type)) {
		report(b->f, M_FIELD_NOT_IN_RECORD, dot);
		init_near(b, p, dot);
		return false;
	}
	field = type_field(p->type, name->text, &offset);
	if (!field) {
		const char *hint = suggest_field(p->type, name->text);

		if (hint) {
			report(b->f, M_NO_MEMBER_SUGGEST, at, p->type, name, hint);
			report_fixit(b->f, at.start, at.end, hint);
		} else {
			report(b->f, M_NO_MEMBER, at, p->type, name);
		}
		return false;
	}
	for (unsigned int i = 0; i < p->type->field_count; i++)
		if (p->type->fields[i].offset + p->offset <= offset && p->type->kind == TY_STRUCT)
			p->index = i + 1;
	if (p->type->kind == TY_UNION)
		p->index = 1;
	init_path(p, p, name->text, 0);
	p->type = field->type;
	p->offset = offset;
	return true;
}

static bool read_index(struct builder *b, struct expr *e, int64_t *n, struct place at)
{
	if (is_bad(e) || !type_is_integer(e->type)) {
		report(b->f, M_INDEX_NOT_INTEGER, at);
		return false;
	}
	if (!fold_int(b->f, e, n)) {
		report(b->f, M_INDEX_NOT_CONSTANT, at);
		return false;
	}
	return true;
}

static bool find_element(struct builder *b, struct part *p, struct expr *low, struct expr *high, uint64_t *last, struct place at)
{
	int64_t from, to;

	if (p->type->kind != TY_ARRAY) {
		report(b->f, M_INDEX_IN_NONARRAY, at);
		init_near(b, p, at);
		return false;
	}
	if (!read_index(b, low, &from, at) || !read_index(b, high ? high : low, &to, at)) {
		init_near(b, p, at);
		return false;
	}
	if (from < 0 || (uint64_t)to >= init_parts(p->type) || to < from) {
		report(b->f, to < from ? M_EMPTY_INDEX_RANGE : M_INDEX_EXCEEDS, at);
		init_near(b, p, at);
		return false;
	}
	*last = (uint64_t)to;
	p->index = (uint64_t)from;
	return true;
}

/* One designator; `outer` gets its running index, `at` becomes the designated part. */
static bool parse_designator(struct builder *b, struct part *at, uint64_t *last)
{
	struct front *f = b->f;
	struct expr *low, *high = NULL;
	struct part element;
	struct place at_first = place_token(parse_peek(f));

	if (parse_accept(f, T_DOT)) {
		struct token name = *parse_peek(f);

		if (name.kind != T_NAME) {
			parse_error(f, "expected identifier");
			return false;
		}
		parse_next(f);
		return find_member(b, at, name.name, place_token(&name), at_first);
	}
	parse_next(f);
	at_first = place_token(parse_peek(f));
	low = check_rvalue(f, parse_assignment(f));
	if (parse_accept(f, T_ELLIPSIS))
		high = check_rvalue(f, parse_assignment(f));
	parse_skip_until(f, T_RBRACKET, "expected ']'");
	if (!find_element(b, at, low, high, last, at_first))
		return false;
	element = init_part(at, at->index);
	*at = element;
	return true;
}

/* The top-level index that a chain of designators leaves behind. */
static uint64_t running_index(const struct part *p, const struct part *designated)
{
	if (p->type->kind == TY_ARRAY)
		return (designated->offset - p->offset) / (p->type->base->size ? p->type->base->size : 1) + 1;
	for (unsigned int i = p->type->field_count; i > 0; i--)
		if (p->type->fields[i - 1].offset + p->offset <= designated->offset)
			return p->type->kind == TY_UNION ? 1 : i;
	return 0;
}

static void copy_range(struct builder *b, const struct part *p, uint64_t first, uint64_t last, unsigned int from)
{
	unsigned int until = b->list.count;
	uint32_t size = p->type->base->size;

	if ((last - first) * (until - from) > 1000000)
		refuse(b->f, place_of(last_loc(b->f), last_end(b->f)), "ranges of a million elements in an initializer");
	for (uint64_t i = first + 1; i <= last; i++)
		for (unsigned int k = from; k < until; k++)
			init_add(b, b->list.item[k].offset + (uint32_t)(i - first) * size, b->list.item[k].type, b->list.item[k].value);
}

void parse_designated(struct builder *b, struct part *p)
{
	struct front *f = b->f;
	struct part at = *p;
	uint64_t last = UINT64_MAX, first;
	unsigned int from = b->list.count;
	struct expr *value = NULL;
	bool good = true;

	while (good && (parse_is(f, T_DOT) || parse_is(f, T_LBRACKET)))
		good = parse_designator(b, &at, &last);
	if (good && !parse_require(f, T_ASSIGN, "expected '='", 0))
		return;
	if (!good) {
		/* gcc then takes the value for whatever comes next */
		if (parse_accept(f, T_ASSIGN))
			init_next(b, p);
		return;
	}
	p->index = running_index(p, &at);
	at.index = 0;
	init_fill(b, &at, &value);
	first = p->index - 1;
	if (p->type->kind == TY_ARRAY && last != UINT64_MAX && last > first) {
		copy_range(b, p, first, last, from);
		p->index = last + 1;
	}
}
