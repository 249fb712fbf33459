/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Designators in initialisers: .member, [index] and GNU's [first ... last], chained to any depth; afterwards the list goes on behind the part that
 * was named.
 */
#include <string.h>

#include "shell/lang/init.h"

/* A chain of designators: each level is a part of the one before, the first is what the braces fill. `last`: of a range of elements. */
enum { DESIGNATORS_MAX = 32 };

struct chain {
	struct part level[DESIGNATORS_MAX], at;
	uint64_t last[DESIGNATORS_MAX];
	unsigned int count;
};

static void add_level(struct builder *b, struct chain *c, const struct part *container, uint64_t last)
{
	if (c->count == DESIGNATORS_MAX)
		refuse(b->f, place_of(last_loc(b->f), last_end(b->f)), "more than 32 designators in a row");
	c->level[c->count] = *container;
	c->last[c->count++] = last;
}

/* The member of that name, or the one without a name that has it inside. */
static unsigned int find_field(const struct type *t, const char *name)
{
	uint32_t offset = 0;

	for (unsigned int i = 0; i < t->field_count; i++) {
		const struct field *field = &t->fields[i];

		if (field->name ? !strcmp(field->name, name) : type_is_record(field->type) && type_field(field->type, name, &offset))
			return i;
	}
	return UINT32_MAX;
}

static bool find_member(struct builder *b, struct chain *c, const struct name *name, struct place at, struct place dot)
{
	struct part container = c->at;
	unsigned int i;

	if (!type_is_record(container.type)) {
		report(b->f, M_FIELD_NOT_IN_RECORD, dot);
		init_near(b, &container, dot);
		return false;
	}
	if (find_field(container.type, name->text) == UINT32_MAX) {
		const char *hint = suggest_field(container.type, name->text);

		report(b->f, hint ? M_NO_MEMBER_SUGGEST : M_NO_MEMBER, at, container.type, name, hint);
		if (hint)
			report_fixit(b->f, at.start, at.end, hint);
		return false;
	}
	do {
		container = c->at;
		i = find_field(container.type, name->text);
		container.index = container.type->kind == TY_UNION ? 1 : i + 1;
		add_level(b, c, &container, UINT64_MAX);
		c->at = init_part(&container, i);
	} while (!container.type->fields[i].name);
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
		bool range_only = from >= 0 && (uint64_t)from < init_parts(p->type);

		report(b->f, to < from ? M_EMPTY_INDEX_RANGE : range_only ? M_INDEX_RANGE_EXCEEDS : M_INDEX_EXCEEDS, at);
		init_near(b, p, at);
		return false;
	}
	*last = (uint64_t)to;
	p->index = (uint64_t)from;
	return true;
}

/* One designator; its level's index is then that of what comes behind it. */
static bool parse_designator(struct builder *b, struct chain *c)
{
	struct front *f = b->f;
	struct expr *low, *high = NULL;
	struct place at_first = place_token(parse_peek(f));
	struct part container = c->at;
	uint64_t last = UINT64_MAX;

	if (parse_accept(f, T_DOT)) {
		struct token name = *parse_peek(f);

		if (name.kind != T_NAME) {
			parse_error(f, "expected identifier");
			return false;
		}
		parse_next(f);
		return find_member(b, c, name.name, place_token(&name), at_first);
	}
	parse_next(f);
	at_first = place_token(parse_peek(f));
	low = check_rvalue(f, parse_assignment(f));
	if (parse_accept(f, T_ELLIPSIS))
		high = check_rvalue(f, parse_assignment(f));
	parse_skip_until(f, T_RBRACKET, "expected ']'");
	if (!find_element(b, &container, low, high, &last, at_first))
		return false;
	c->at = init_part(&container, container.index++);
	add_level(b, c, &container, last);
	return true;
}

static void copy_range(struct builder *b, struct part *p, uint64_t last, unsigned int from)
{
	unsigned int until = b->list.count;
	uint64_t first = p->index - 1;
	uint32_t size = p->type->base->size;

	if (last == UINT64_MAX || last <= first)
		return;
	if ((last - first) * (until - from) > 1000000)
		refuse(b->f, place_of(last_loc(b->f), last_end(b->f)), "ranges of a million elements in an initializer");
	for (uint64_t i = first + 1; i <= last; i++)
		for (unsigned int k = from; k < until; k++)
			init_add(b, b->list.item[k].offset + (uint32_t)(i - first) * size, b->list.item[k].type, b->list.item[k].value);
	p->index = last + 1;
}

/* The list goes on behind what was designated: first inside of the parts that the designators lead through. */
static void fill_behind(struct builder *b, struct chain *c)
{
	struct expr *value = NULL;

	for (unsigned int i = c->count; i-- > 1; ) {
		struct part *p = &c->level[i];

		if (p->index < init_parts(p->type) && init_goes_on(b->f)) {
			parse_next(b->f);
			init_rest(b, p, &value);
		}
		init_brace(b, parse_peek(b->f)->loc, "}");
	}
}

static bool parse_old_designator(struct builder *b, struct chain *c)
{
	struct token name = *parse_peek(b->f);

	parse_next(b->f);
	parse_next(b->f);
	return find_member(b, c, name.name, place_token(&name), place_token(&name));
}

void parse_designated(struct builder *b, struct part *p)
{
	struct front *f = b->f;
	struct chain c = { .at = *p };
	unsigned int from = b->list.count;
	struct expr *value = NULL;
	bool good = true, old = parse_is(f, T_NAME);

	if (old)
		good = parse_old_designator(b, &c);
	while (good && (parse_is(f, T_DOT) || parse_is(f, T_LBRACKET)))
		good = parse_designator(b, &c);
	/* the old GNU ways: `member: value`, and `[index] value` */
	if (good && !old && (c.count > 1 || c.level[0].type->kind != TY_ARRAY || parse_is(f, T_ASSIGN)) &&
	    !parse_require(f, T_ASSIGN, "expected '='", 0))
		return;
	if (!good) {
		/* gcc then takes the value for whatever comes next */
		if (parse_accept(f, T_ASSIGN) || old)
			init_next(b, p);
		return;
	}
	c.at.index = 0;
	init_fill(b, &c.at, &value);
	for (unsigned int i = c.count; i--; )
		if (c.level[i].type->kind == TY_ARRAY)
			copy_range(b, &c.level[i], c.last[i], from);
	fill_behind(b, &c);
	p->index = c.level[0].index;
}
