/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * struct, union and enum specifiers: references, forward declarations, definitions with their members or enumerators. A record's type is made
 * at its first mention and completed in place (on the trail), so that pointers to it made before are pointers to the complete type. The
 * qualified and named variants that exist by then are completed with it.
 */
#include <string.h>

#include "shell/lang/decl.h"

/* ---- completing ---- */

static void copy_body(struct type *to, const struct type *from)
{
	to->fields = from->fields;
	to->field_count = from->field_count;
	to->size = from->size;
	to->align = from->align;
	to->complete = from->complete;
	to->base = from->base;
	to->depth = from->depth;
	to->loc = from->loc;
}

static void complete_variants(struct front *f, struct type *t)
{
	for (struct type *v = t->variants; v; v = v->variants) {
		trail_save(f, v, sizeof *v);
		copy_body(v, t);
	}
}

/* ---- members ---- */

struct members {
	struct field *item;
	unsigned int count, capacity;
	bool flexible;
};

static void add_member(struct front *f, struct members *m, const char *name, struct type *type, uint32_t loc)
{
	if (m->count == m->capacity) {
		unsigned int n = m->capacity ? 2 * m->capacity : 8;
		struct field *grown = front_node(f, n * sizeof *grown);

		if (m->count)
			memcpy(grown, m->item, m->count * sizeof *grown);
		m->item = grown;
		m->capacity = n;
	}
	m->item[m->count++] = (struct field){ .name = name, .type = type, .loc = loc };
}

static bool has_member(const struct members *m, unsigned int i, const char *name)
{
	uint32_t offset = 0;

	return m->item[i].name ? !strcmp(m->item[i].name, name) : type_field(m->item[i].type, name, &offset) != NULL;
}

static void check_duplicate(struct front *f, const struct members *m, const struct name *name, struct place at)
{
	/* quadratic; records of a script are small, and one message is enough */
	for (unsigned int i = 0; i < m->count && i < 4096; i++)
		if (has_member(m, i, name->text)) {
			report(f, M_DUPLICATE_MEMBER, at, name);
			return;
		}
}

static void add_declared(struct front *f, struct members *m, const struct declared *d)
{
	struct type *type = d->type;

	if (type->kind == TY_FUNCTION) {
		report(f, M_FIELD_FUNCTION, d->at, d->name);
		return;
	}
	if (type_is_void(type)) {
		report(f, M_DECLARED_VOID, d->at, d->name);
		type = f->error_type;
	} else if (!type->complete && !type_is_error(type) && !(type->kind == TY_ARRAY && type->length == UINT32_MAX)) {
		report(f, M_FIELD_INCOMPLETE, d->at, d->name);
		type = f->error_type;
	}
	check_duplicate(f, m, d->name, d->at);
	if (!type_is_error(type))
		add_member(f, m, d->name->text, type, d->at.loc);
}

static void add_unnamed(struct front *f, struct members *m, const struct declspecs *specs, struct place at)
{
	const struct type *t = specs->type;

	if (type_is_record(t) && !t->tag && t->complete) {
		for (unsigned int i = 0; i < t->field_count; i++)
			if (t->fields[i].name)
				check_duplicate(f, m, lex_name(f, t->fields[i].name, strlen(t->fields[i].name)),
						place_of(t->fields[i].loc, t->fields[i].loc + (uint32_t)strlen(t->fields[i].name)));
		add_member(f, m, NULL, specs->type, at.loc);
	} else
		report(f, M_DECLARES_NOTHING, at);
}

static void parse_member_declarators(struct front *f, struct members *m, const struct declspecs *specs)
{
	do {
		bool seen_id = false;
		struct declarator *d;
		struct declared declared = { 0 };

		if (parse_is(f, T_COLON))
			refuse(f, place_token(parse_peek(f)), "bit-fields");
		d = parse_declarator(f, DF_CONCRETE, specs->has_type, &seen_id);
		if (!d) {
			parse_skip_end_of_parameter(f);
			continue;
		}
		if (parse_is(f, T_COLON))
			refuse(f, place_token(parse_peek(f)), "bit-fields");
		if (parse_is_keyword(f, KW_ATTRIBUTE))
			refuse(f, place_token(parse_peek(f)), "attributes");
		declarator_apply(f, specs, d, DC_FIELD, &declared);
		if (declared.name)
			add_declared(f, m, &declared);
	} while (parse_accept(f, T_COMMA));
}

static void parse_member(struct front *f, struct members *m)
{
	struct declspecs specs = { 0 };

	if (parse_is_keyword(f, KW_STATIC_ASSERT)) {
		parse_static_assert(f);
		return;
	}
	parse_declspecs(f, &specs, false);
	if (f->error_seen)
		return;
	if (!specs.any) {
		parse_error(f, "expected specifier-qualifier-list");
		return;
	}
	declspecs_finish(f, &specs);
	if (parse_is(f, T_SEMI) || parse_is(f, T_RBRACE))
		add_unnamed(f, m, &specs, place_token(parse_peek(f)));
	else
		parse_member_declarators(f, m, &specs);
}

/* After one member declaration: ';', or what gcc says instead of it. False: the list ends. */
static bool end_member(struct front *f)
{
	if (parse_accept(f, T_SEMI))
		return true;
	if (parse_is(f, T_RBRACE)) {
		report(f, M_NO_SEMICOLON, place_token(parse_peek(f)));
		return false;
	}
	if (f->error_seen) {
		parse_skip_end_of_block_or_statement(f);
		f->error_seen = false;
		return !parse_is(f, T_EOF);
	}
	parse_error(f, "expected ':', ',', ';', '}' or '__attribute__'");
	parse_skip_until(f, T_SEMI, "");
	return !parse_is(f, T_EOF);
}

static void parse_members(struct front *f, struct members *m)
{
	uint32_t open = parse_peek(f)->loc;

	parse_next(f);
	nest(f, open);
	while (!parse_is(f, T_RBRACE) && !parse_is(f, T_EOF)) {
		if (parse_is(f, T_SEMI)) {
			parse_next(f);
			continue;
		}
		parse_member(f, m);
		if (!end_member(f))
			break;
	}
	unnest(f);
	parse_accept(f, T_RBRACE);
}

static void finish_record(struct front *f, struct type *t, const struct members *m)
{
	trail_save(f, t, sizeof *t);
	t->field_count = m->count;
	t->fields = front_keep(f, (m->count + 1) * sizeof *t->fields);
	if (m->count)
		memcpy(t->fields, m->item, m->count * sizeof *t->fields);
	for (unsigned int i = 0; i < m->count; i++)
		if (m->item[i].type->kind == TY_ARRAY && m->item[i].type->length == UINT32_MAX && (i + 1 < m->count || t->kind == TY_UNION))
			report(f, t->kind == TY_UNION ? M_FLEXIBLE_UNION : M_FLEXIBLE_NOT_LAST, place_of(m->item[i].loc,
			       m->item[i].loc + (uint32_t)strlen(m->item[i].name)));
	if (m->count == 1 && t->kind == TY_STRUCT && m->item[0].type->kind == TY_ARRAY && m->item[0].type->length == UINT32_MAX)
		report(f, M_FLEXIBLE_ALONE, place_of(m->item[0].loc, m->item[0].loc + (uint32_t)strlen(m->item[0].name)));
	type_layout(f, t);
	t->complete = true;
	t->being_defined = false;
	complete_variants(f, t);
}

/* ---- tags ---- */

static struct type *tag_here(const struct front *f, const struct name *name)
{
	return name->tag && name->tag->depth == f->scope->depth ? name->tag->type : NULL;
}

/* ... which then declares a tag of its own. */
static bool wrong_kind(struct front *f, const struct type *t, enum type_kind kind, struct name *name, struct place at)
{
	if (!t || t->kind == kind)
		return false;
	report(f, M_WRONG_TAG, at, name);
	return true;
}

/* The type that a definition fills: the forward declaration of this scope, or a new one. */
static struct type *type_to_define(struct front *f, enum type_kind kind, struct name *name, struct place at, bool *redefined)
{
	struct type *t = name ? tag_here(f, name) : NULL;
	bool again = f->options->prompt && f->scope->depth == 1;

	*redefined = false;
	if (t && t->kind == kind && !t->complete && !t->being_defined)
		return t;
	if (t && !again) {
		if (wrong_kind(f, t, kind, name, at)) {
			t = NULL;
		} else {
			static const char *const words[] = { [TY_ENUM] = "enum", [TY_STRUCT] = "struct", [TY_UNION] = "union" };

			if (t->being_defined) {
				report(f, M_NESTED_REDEFINITION, at, words[kind], name->text);
			} else {
				report(f, kind == TY_ENUM ? M_TAG_REDECLARATION : M_TAG_REDEFINITION, at, words[kind], name->text);
				if (t->loc)
					report(f, M_ORIGINALLY_DEFINED, place_name(t->loc, name));
			}
			*redefined = true;
		}
	}
	t = type_record(f, kind, name ? name->text : NULL, at.loc);
	if (name && !*redefined)
		scope_bind_tag(f, f->scope, name, t);
	return t;
}

struct type *parse_record(struct front *f, struct declspecs *specs)
{
	enum type_kind kind = parse_peek(f)->name->keyword == KW_STRUCT ? TY_STRUCT : TY_UNION;
	struct token tag = { 0 };
	struct members members = { 0 };
	struct type *t;
	bool redefined;

	parse_next(f);
	if (parse_is_keyword(f, KW_ATTRIBUTE))
		refuse(f, place_token(parse_peek(f)), "attributes");
	f->input = place_token(parse_peek(f));
	if (parse_is(f, T_NAME)) {
		tag = *parse_peek(f);
		parse_next(f);
	}
	if (parse_is(f, T_LBRACE)) {
		t = type_to_define(f, kind, tag.name, tag.name ? place_token(&tag) : place_token(parse_peek(f)), &redefined);
		SET_KEPT(f, t->being_defined, true);
		parse_members(f, &members);
		finish_record(f, t, &members);
		if (tag.name)
			SET_KEPT(f, t->loc, tag.loc);
		specs->tag_defined = true;
		return t;
	}
	if (!tag.name) {
		parse_error(f, "expected '{'");
		return f->error_type;
	}
	specs->tag_reference = true;
	specs->forward_name = tag.name;
	t = scope_tag(tag.name);
	specs->tag_known = t && t->kind == kind;
	if (specs->tag_known)
		return t;
	wrong_kind(f, t, kind, tag.name, place_token(&tag));
	t = type_record(f, kind, tag.name->text, tag.loc);
	scope_bind_tag(f, f->scope, tag.name, t);
	return t;
}

/* `struct s;` declares the tag in this scope, whatever it is outside. */
void declare_forward_tag(struct front *f, const struct declspecs *specs)
{
	if (tag_here(f, specs->forward_name))
		return;
	scope_bind_tag(f, f->scope, specs->forward_name, type_record(f, specs->type->kind, specs->forward_name->text, specs->loc));
}

/* ---- enumerations ---- */

struct enumeration { struct type *type; int64_t next; bool negative, overflow, wide; };

static int64_t enumerator_value(struct front *f, struct enumeration *en, const struct token *token)
{
	struct expr *e;
	struct place at;
	int64_t v;

	if (!parse_accept(f, T_ASSIGN)) {
		if (en->overflow)
			report(f, M_ENUM_OVERFLOW, place_token(token));
		return en->next;
	}
	at = place_token(parse_peek(f));
	e = check_decay(f, parse_conditional(f));
	if (e->kind == EX_ERROR)
		return en->next;
	if (!type_is_integer(e->type) || !fold_int(f, e, &v)) {
		report(f, M_ENUM_NOT_CONSTANT, type_is_integer(e->type) ? place_token(token) : at, token->name);
		return en->next;
	}
	en->wide |= v > UINT32_MAX || v < INT32_MIN;
	return v;
}

static void declare_enumerator(struct front *f, struct enumeration *en, const struct token *token, int64_t value)
{
	struct symbol *old = scope_here(f, token->name), *s;

	if (old && !(f->options->prompt && f->scope->depth == 1)) {
		report(f, old->kind == SYM_ENUMERATOR ? M_REDECLARED_ENUMERATOR : M_DIFFERENT_KIND, place_token(token), token->name);
		say_previous(f, old);
	}
	s = symbol_new(f, SYM_ENUMERATOR, token->name, f->basic[value > UINT32_MAX || value < INT32_MIN ? TY_LLONG : value > INT32_MAX ?
			TY_UINT : TY_INT], token->loc);
	s->value = value;
	s->enumeration = en->type;
	scope_bind(f, f->scope, token->name, s);
}

static bool parse_enumerator(struct front *f, struct enumeration *en)
{
	struct token token = *parse_peek(f);
	int64_t value;

	if (token.kind != T_NAME) {
		parse_error(f, "expected identifier");
		return false;
	}
	parse_next(f);
	value = enumerator_value(f, en, &token);
	declare_enumerator(f, en, &token, value);
	en->negative |= value < 0;
	en->overflow = value == INT32_MAX || value == UINT32_MAX || value == INT64_MAX;
	en->wide |= value > INT32_MAX && en->negative;
	en->next = value + 1;
	return true;
}

static void parse_enumerators(struct front *f, struct enumeration *en)
{
	if (parse_is(f, T_RBRACE))
		report(f, M_EMPTY_ENUM, place_token(parse_peek(f)));
	while (!parse_is(f, T_RBRACE)) {
		if (!parse_enumerator(f, en))
			break;
		if (parse_is(f, T_RBRACE))
			break;
		if (!parse_accept(f, T_COMMA)) {
			parse_error(f, "expected ',' or '}'");
			break;
		}
		if (parse_is(f, T_RBRACE))
			break;
	}
	if (f->error_seen)
		parse_skip_until(f, T_RBRACE, "");
	else
		parse_accept(f, T_RBRACE);
}

/* The enumerators of an enum, for -Wswitch, are found through its fields: name and value. */
static void finish_enum(struct front *f, struct type *t, const struct enumeration *en, struct binding *first, struct binding *last)
{
	unsigned int n = 0;

	for (struct binding *b = last; b != first; b = b->prev)
		n += !b->is_tag && b->symbol && b->symbol->enumeration == t;
	trail_save(f, t, sizeof *t);
	t->fields = front_keep(f, (n + 1) * sizeof *t->fields);
	t->field_count = n;
	for (struct binding *b = last; b != first; b = b->prev)
		if (!b->is_tag && b->symbol && b->symbol->enumeration == t)
			t->fields[--n] = (struct field){ .name = b->symbol->name, .type = b->symbol->type, .value = b->symbol->value,
				.loc = b->symbol->loc };
	t->base = f->basic[en->wide ? (en->negative ? TY_LLONG : TY_ULLONG) : en->negative ? TY_INT : TY_UINT];
	t->size = t->align = t->base->size;
	t->complete = true;
	t->being_defined = false;
	complete_variants(f, t);
}

struct type *parse_enum(struct front *f, struct declspecs *specs)
{
	struct token word = *parse_peek(f), tag = { 0 };
	struct enumeration en = { 0 };
	struct binding *first;
	struct type *t;
	bool redefined;

	parse_next(f);
	f->input = place_token(parse_peek(f));
	if (parse_is(f, T_NAME)) {
		tag = *parse_peek(f);
		parse_next(f);
	}
	if (parse_is(f, T_LBRACE)) {
		parse_next(f);
		t = type_to_define(f, TY_ENUM, tag.name, tag.name ? place_token(&tag) : place_token(&word), &redefined);
		SET_KEPT(f, t->being_defined, true);
		en.type = t;
		first = f->scope->bindings;
		parse_enumerators(f, &en);
		finish_enum(f, t, &en, first, f->scope->bindings);
		specs->tag_defined = true;
		return t;
	}
	if (!tag.name) {
		parse_error(f, "expected '{'");
		return f->error_type;
	}
	specs->tag_reference = true;
	t = scope_tag(tag.name);
	if (t && t->kind == TY_ENUM)
		return t;
	wrong_kind(f, t, TY_ENUM, tag.name, place_token(&tag));
	t = type_record(f, TY_ENUM, tag.name->text, tag.loc);
	scope_bind_tag(f, f->scope, tag.name, t);
	return t;
}
