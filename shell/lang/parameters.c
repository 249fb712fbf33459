/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Parameter lists: in a scope of their own, each parameter a type and, when named, a symbol that a function's body takes over; and the lists of
 * names only, which gcc warns of in a declaration.
 */
#include <string.h>

#include "shell/lang/decl.h"

static void add_parameter(struct front *f, struct parameters *p, const struct param *param, struct symbol *s)
{
	if ((p->count & (p->count - 1)) == 0) {
		unsigned int n = p->count ? 2 * p->count : 1;
		struct param *params = front_node(f, n * sizeof *params);
		struct symbol **symbols = front_node(f, n * sizeof *symbols);

		if (p->count) {
			memcpy(params, p->param, p->count * sizeof *params);
			memcpy(symbols, p->symbol, p->count * sizeof *symbols);
		}
		p->param = params;
		p->symbol = symbols;
	}
	p->param[p->count] = *param;
	p->symbol[p->count++] = s;
}

/* gcc: "declaration specifiers or '...'" is what should be there. */
static bool expect_parameter(struct front *f)
{
	struct token *token = parse_peek(f);
	const char *hint;

	if (parse_starts_declspecs(f))
		return true;
	if (f->error_seen)
		return false;
	if (token->kind == T_NAME && !token->name->ordinary) {
		struct place at = place_token(token);

		hint = suggest(f, token->name, SUGGEST_TYPE);
		if (hint) {
			report(f, M_UNKNOWN_TYPE_SUGGEST, at, token->name, hint);
			report_fixit(f, at.start, at.end, hint);
		} else {
			report(f, M_UNKNOWN_TYPE, at, token->name);
		}
		say_missing_header(f, token->name, at);
		f->error_seen = true;
	} else {
		parse_error(f, "expected declaration specifiers or '...'");
	}
	parse_skip_end_of_parameter(f);
	return false;
}

static struct symbol *declare_parameter(struct front *f, const struct declspecs *specs, const struct declared *d)
{
	struct symbol *s, *old;

	if (!d->name)
		return NULL;
	old = scope_here(f, d->name);
	if (old) {
		report(f, M_PARAMETER_REDEFINED, (struct place){ d->at.loc, specs->loc, d->at.end }, d->name);
		report(f, M_PREVIOUS_PARAMETER, place_symbol(old), old->name, old->type);
		return old;
	}
	s = NEW_NODE(f, symbol);
	s->kind = SYM_OBJECT;
	s->name = d->name->text;
	s->type = d->type;
	s->loc = d->at.loc;
	s->start = specs->loc;
	s->end = last_end(f);
	s->array_parameter = d->array_parameter;
	s->storage = SC_PARAM;
	s->is_register = specs->storage.is_register;
	scope_bind(f, f->scope, d->name, s);
	return s;
}

static void parse_parameter(struct front *f, struct parameters *p)
{
	struct declspecs specs = { 0 };
	struct declared d = { 0 };
	struct declarator *declarator;
	bool seen_id = false;
	struct param param;

	if (!expect_parameter(f)) {
		p->bad = true;
		return;
	}
	parse_declspecs(f, &specs, true);
	if (f->error_seen) {
		p->bad = true;
		return;
	}
	declspecs_finish(f, &specs);
	declarator = parse_declarator(f, DF_EITHER, specs.has_type, &seen_id);
	if (!declarator) {
		parse_skip_end_of_parameter(f);
		p->bad = true;
		return;
	}
	if (specs.storage.is_static || specs.storage.is_extern || specs.storage.is_typedef || specs.storage.is_auto)
		report(f, declarator_name(declarator)->name ? M_PARAMETER_STORAGE : M_PARAMETER_STORAGE_UNNAMED, declarator_name(declarator)->name ?
		       declarator_name(declarator)->at : f->input,
		       declarator_name(declarator)->name);
	declarator_apply(f, &specs, declarator, DC_PARAMETER, &d);
	param = (struct param){ .name = d.name ? d.name->text : NULL, .type = d.type, .loc = d.name ? d.at.loc : specs.loc,
		.start = specs.loc, .end = last_end(f) };
	add_parameter(f, p, &param, declare_parameter(f, &specs, &d));
}

static bool is_only_void(const struct parameters *p)
{
	return p->count == 1 && !p->param[0].name && type_is_void(p->param[0].type) && !p->variadic;
}

static void check_parameters(struct front *f, struct parameters *p)
{
	if (is_only_void(p)) {
		if (p->param[0].type->qualifiers)
			report(f, M_VOID_QUALIFIED, (struct place){ p->param[0].loc, p->param[0].start, p->param[0].end });
		p->count = 0;
		return;
	}
	for (unsigned int i = 0; i < p->count; i++) {
		struct param *param = &p->param[i];
		struct place at = { param->loc, param->start, param->end };

		if (!type_is_void(param->type) || param->name)
			continue;
		report(f, M_VOID_ONLY_PARAMETER, at);
		param->type = f->error_type;
	}
}

static void say_tag_in_parameters(struct front *f, const struct type *t)
{
	static const char *const words[] = { [TY_ENUM] = "enum", [TY_STRUCT] = "struct", [TY_UNION] = "union" };

	if (t->tag)
		report(f, M_TAG_IN_PARAMETERS, place_of(t->loc, t->loc + (uint32_t)strlen(t->tag)), words[t->kind], t->tag);
}

static bool parse_identifier_list(struct front *f, struct parameters *p)
{
	const struct token *token = parse_peek(f);
	unsigned int second;

	if (token->kind != T_NAME || parse_starts_typename(f, token))
		return false;
	second = parse_peek_nth(f, 2)->kind;
	if (second == T_NAME || second == T_STAR || second == T_KEYWORD)
		return false;
	p->names_only = true;
	while (parse_is(f, T_NAME)) {
		parse_next(f);
		if (!parse_accept(f, T_COMMA))
			break;
	}
	parse_skip_until(f, T_RPAREN, "expected ')'");
	if (parse_is(f, T_LBRACE) || parse_starts_declspecs(f))
		refuse(f, place_of(last_loc(f), last_end(f)), "old-style function definitions");
	report(f, M_PARAMETER_NAMES, f->input);
	p->no_prototype = true;
	return true;
}

static bool parse_parameter_list(struct front *f, struct parameters *p)
{
	for (;;) {
		if (parse_is(f, T_ELLIPSIS)) {
			if (!p->count)
				report(f, M_NAMED_ARGUMENT, place_token(parse_peek(f)));
			parse_next(f);
			p->variadic = true;
			if (parse_accept(f, T_RPAREN))
				return true;
			parse_skip_until(f, T_RPAREN, "expected ')'");
			return false;
		}
		parse_parameter(f, p);
		if (parse_accept(f, T_RPAREN))
			return true;
		if (!parse_is(f, T_COMMA)) {
			parse_error(f, "expected ';', ',' or ')'");
			parse_skip_until(f, T_RPAREN, "");
			return false;
		}
		parse_next(f);
	}
}

/* Behind the opening parenthesis, to behind the closing one. NULL: a syntax error was reported. */
struct parameters *parse_parameters(struct front *f)
{
	struct parameters *p = NEW_NODE(f, parameters);
	struct scope scope;
	bool good = true;

	if (parse_accept(f, T_RPAREN)) {
		p->no_prototype = true;
		return p;
	}
	if (parse_identifier_list(f, p))
		return p;
	nest(f, parse_peek(f)->loc);
	scope_push(f, &scope);
	scope.prototype = true;
	good = parse_parameter_list(f, p);
	for (const struct binding *b = scope.bindings; b; b = b->prev)
		if (b->is_tag)
			say_tag_in_parameters(f, b->type);
	scope_pop(f);
	unnest(f);
	if (!good || p->bad)
		return NULL;
	check_parameters(f, p);
	return p;
}
