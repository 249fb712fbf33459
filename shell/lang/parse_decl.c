/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Declaration specifiers, and declarations with their declarators and initialisers; function definitions at top level. The order of
 * checks and the places of messages follow gcc's parser, unknown type names included: "A B" and "A *B" with unknown A are read as a
 * declaration whose type is missing.
 */
#include <stdio.h>
#include <string.h>

#include "shell/lang/decl.h"

/* ---- _Static_assert ---- */

/* As gcc shows a string: what is no letter by its number. */
static void string_text(const struct expr *e, char *out, size_t size)
{
	size_t n = 0;

	for (uint32_t i = 0; i + 1 < e->length && n + 5 < size; i++) {
		unsigned char c = (unsigned char)e->bytes[i];

		if (c == '"' || c == '\\')
			n += (size_t)snprintf(out + n, size - n, "\\%c", c);
		else
			n += (size_t)snprintf(out + n, size - n, c < ' ' || c == 0x7f ? "\\%03o" : "%c", c);
	}
}

void parse_static_assert(struct front *f)
{
	struct token word = *parse_peek(f), message = { 0 };
	struct place at;
	char text[400] = "";
	struct expr *e, *e_text;
	int64_t v;

	parse_next(f);
	if (!parse_require(f, T_LPAREN, "expected '('", 0))
		return;
	e = parse_conditional(f);
	at = place_expr(e);
	if (parse_accept(f, T_COMMA)) {
		message = *parse_peek(f);
		if (message.kind != T_STRING) {
			parse_error(f, "expected string literal");
			return;
		}
		e_text = parse_assignment(f);
		if (e_text->kind == EX_STRING)
			string_text(e_text, text, sizeof text);
	}
	parse_require(f, T_RPAREN, "expected ')'", 0);
	if (is_bad_type(e->type))
		return;
	if (!fold_const(e, &v))
		report(f, type_is_integer(e->type) ? M_ASSERT_NOT_CONSTANT : M_ASSERT_NOT_INTEGER, at);
	else if (!v && message.length)
		report(f, M_ASSERT_FAILED_TEXT, place_token(&word), text);
	else if (!v)
		report(f, M_ASSERT_FAILED, place_token(&word));
}

/* ---- declarations ---- */

static void unknown_type(struct front *f)
{
	struct token *token = parse_peek(f);
	struct place at = place_token(token);
	const struct type *tag = scope_tag(token->name);
	const char *hint;

	if (tag) {
		const char *word = tag->kind == TY_STRUCT ? "struct" : tag->kind == TY_UNION ? "union" : "enum";

		report(f, M_UNKNOWN_TYPE_TAG, at, token->name, word);
		report_fixit(f, at.start, at.start, tag->kind == TY_STRUCT ? "struct " : tag->kind == TY_UNION ? "union " : "enum ");
		return;
	}
	hint = suggest(f, token->name, SUGGEST_TYPE);
	if (hint) {
		report(f, M_UNKNOWN_TYPE_SUGGEST, at, token->name, hint);
		report_fixit(f, at.start, at.end, hint);
	} else {
		report(f, M_UNKNOWN_TYPE, at, token->name);
	}
	say_missing_header(f, token->name, at);
}

/* Takes an unknown name that stands where a type should, and gives the declaration the error type. */
static bool parse_unknown_type(struct front *f, struct declspecs *specs)
{
	struct token *token = parse_peek(f);
	unsigned int second;

	if (token->kind != T_NAME || parse_starts_typename(f, token) || token->name->ordinary)
		return false;
	second = parse_peek_nth(f, 2)->kind;
	if (second != T_NAME && second != T_STAR)
		return false;
	unknown_type(f);
	specs->loc = parse_peek(f)->loc;
	specs->first_end = parse_peek(f)->end;
	parse_next(f);
	specs->has_type = specs->any = specs->typedef_type = true;
	specs->type = f->error_type;
	specs->end = last_end(f);
	return true;
}

/* Initialised, though nobody knows how large it is: gcc says so when it has read the initialiser. */
static bool lacks_size(const struct declared *d)
{
	const struct type *t = d->type;

	return !t->complete && t->kind != TY_ARRAY && t->kind != TY_FUNCTION && !type_is_void(t) && !type_is_error(t);
}

/* Behind a declarator: its initialiser, if any. */
static void parse_init_declarator(struct front *f, const struct declspecs *specs, const struct declared *d, struct stmt ***tail)
{
	bool initialized = parse_is(f, T_ASSIGN);
	struct symbol *s;
	struct init *init = NULL;

	if (initialized)
		parse_next(f);
	s = decl_start(f, specs, d, initialized);
	if (initialized && s) {
		struct type *type = s->type;
		bool is_static = s->storage == SC_STATIC && !s->is_auto;

		init = parse_initializer(f, place_token(parse_peek(f)), &type, is_static, s->name);
		if (lacks_size(d))
			report(f, M_STORAGE_SIZE, d->at, d->name->text);
		if (type != s->type)
			decl_complete_type(f, s, type);
	} else if (initialized) {
		struct type *type = f->error_type;

		parse_initializer(f, place_token(parse_peek(f)), &type, false, NULL);
	}
	if (s)
		decl_finish(f, s, init, tail);
}

static bool ends_declarator(struct front *f)
{
	return parse_is(f, T_ASSIGN) || parse_is(f, T_COMMA) || parse_is(f, T_SEMI) || parse_is_keyword(f, KW_ASM) ||
	       parse_is_keyword(f, KW_ATTRIBUTE);
}

static void parse_function(struct front *f, const struct declspecs *specs, const struct declared *d);
static void open_function(struct front *f, struct function_context *fn, const struct function *function, const struct declspecs *specs,
			  const struct declared *d);

/*
 * Behind a function's declarator stands neither its body nor the end: gcc reads declarations of old-style parameters. All but the first
 * complaint about them is of no use.
 */
static void parse_old_parameters(struct front *f, const struct declspecs *specs, const struct declared *d)
{
	struct function_context fn;
	struct function function = { .symbol = decl_function(f, specs, d) };
	struct stmt *none = NULL, **tail = &none;
	struct scope scope;

	open_function(f, &fn, &function, specs, d);
	scope_push(f, &scope);
	fn.scope = &scope;
	while (!parse_is(f, T_EOF) && !parse_is(f, T_LBRACE))
		parse_declaration(f, false, true, &tail, false);
	scope_pop(f);
	if (parse_is(f, T_LBRACE)) {
		if (d->parameters->names_only)
			refuse(f, d->at, "old-style function definitions");
		report(f, M_OLD_STYLE_PROTOTYPED, d->at);
		parse_skip_end_of_block_or_statement(f);
	}
	f->fn = fn.outer;
}

/* What follows belongs to no declarator; gcc forgets what was read of it. */
static void declare_nothing(struct front *f, bool function_ok)
{
	if (function_ok && parse_starts_declspecs(f)) {
		parse_require(f, T_SEMI, "expected ';'", 0);
		f->error_seen = false;
		return;
	}
	parse_error(f, "expected '=', ',', ';', 'asm' or '__attribute__'");
	parse_skip_end_of_block_or_statement(f);
}

static bool ends_at_prompt(struct front *f)
{
	return f->options->prompt && parse_is_end(f) && !f->error_seen;
}

/* Are the parentheses next to the name those of parameters? */
static bool declares_function(const struct declarator *d)
{
	while (d->inner && d->inner->kind != D_NAME)
		d = d->inner;
	return d->kind == D_FUNCTION;
}

/* Neither an initialiser nor the end: a function's body, or an error. */
static void parse_body_or_fail(struct front *f, const struct declspecs *specs, const struct declared *d, bool function_ok)
{
	if (function_ok && !d->bad && d->type->kind == TY_FUNCTION && d->parameters) {
		if (specs->storage.is_typedef || specs->storage.is_register)
			report(f, M_DEFINITION_STORAGE, d->at, specs->storage.is_typedef ? "typedef" : "register");
		if (parse_is(f, T_LBRACE))
			parse_function(f, specs, d);
		else
			parse_old_parameters(f, specs, d);
		return;
	}
	declare_nothing(f, function_ok);
}

static void parse_declarators(struct front *f, const struct declspecs *specs, bool function_ok, struct stmt ***tail)
{
	for (;;) {
		bool seen_id = false;
		struct declarator *d = parse_declarator(f, DF_CONCRETE, specs->has_type, &seen_id);
		struct declared declared = { 0 };

		if (!d) {
			parse_skip_end_of_block_or_statement(f);
			return;
		}
		if (!ends_declarator(f) && !ends_at_prompt(f) && !(function_ok && declares_function(d))) {
			declare_nothing(f, function_ok);
			return;
		}
		declarator_apply(f, specs, d, function_ok && parse_is(f, T_LBRACE) ? DC_FUNCTION_DEFINITION : DC_NORMAL, &declared);
		if (!ends_declarator(f)) {
			if (ends_at_prompt(f)) {
				parse_init_declarator(f, specs, &declared, tail);
				return;
			}
			parse_body_or_fail(f, specs, &declared, function_ok);
			return;
		}
		if (parse_is_keyword(f, KW_ASM) || parse_is_keyword(f, KW_ATTRIBUTE))
			refuse(f, place_token(parse_peek(f)), parse_is_keyword(f, KW_ASM) ? "asm" : "attributes");
		function_ok = false;
		parse_init_declarator(f, specs, &declared, tail);
		if (parse_accept(f, T_COMMA))
			continue;
		if (parse_accept(f, T_SEMI) || (f->options->prompt && parse_is_end(f) && !f->error_seen))
			return;
		parse_error(f, "expected ',' or ';'");
		parse_skip_end_of_block_or_statement(f);
		return;
	}
}

void parse_declaration(struct front *f, bool function_ok, bool empty_ok, struct stmt ***tail, bool in_for)
{
	struct declspecs specs = { 0 };
	struct token first = *parse_peek(f);

	(void)in_for;
	if (parse_is_keyword(f, KW_STATIC_ASSERT)) {
		parse_static_assert(f);
		parse_skip_until(f, T_SEMI, "expected ';'");
		return;
	}
	if (parse_unknown_type(f, &specs))
		function_ok = false;
	parse_declspecs(f, &specs, true);
	if (f->error_seen) {
		parse_skip_end_of_block_or_statement(f);
		return;
	}
	if (!specs.any) {
		parse_error(f, "expected declaration specifiers");
		parse_skip_end_of_block_or_statement(f);
		return;
	}
	declspecs_finish(f, &specs);
	if (parse_is(f, T_SEMI)) {
		decl_empty(f, &specs, place_token(&first), empty_ok);
		parse_next(f);
		return;
	}
	if (specs.tag_defined && parse_starts_declspecs(f) && !parse_is(f, T_NAME)) {
		parse_error(f, "expected ';', identifier or '('");
		f->error_seen = false;
		return;
	}
	if (f->options->prompt && parse_is_end(f) && specs.tag_type) {
		decl_empty(f, &specs, place_token(&first), empty_ok);
		return;
	}
	parse_declarators(f, &specs, function_ok, tail);
}

/* ---- function definitions ---- */

static void open_function(struct front *f, struct function_context *fn, const struct function *function, const struct declspecs *specs,
			  const struct declared *d)
{
	*fn = (struct function_context){ .outer = f->fn, .symbol = function->symbol, .name = function->symbol->name, .result = !type_is_void(d->type->base) && !d->type->base->complete ? f->error_type : d->type->base,
		.at = d->at };
	if (f->input.loc == specs->loc && specs->shown.loc)
		f->input = specs->shown; /* what --emit-c leaves of the line */
	f->fn = fn;
}

static void finish_function(struct front *f, const struct function_context *fn)
{
	if (!type_is_void(fn->result) && !type_is_error(fn->result) && !fn->returns_value && !fn->returns_null && strcmp(fn->name, "main"))
		report(f, M_NO_RETURN, f->input);
}

static void parse_function(struct front *f, const struct declspecs *specs, const struct declared *d)
{
	struct function *function = NEW_NODE(f, function);
	struct function_context fn;
	struct scope scope;
	struct stmt *body;
	uint32_t open = parse_peek(f)->loc;

	function->symbol = decl_function(f, specs, d);
	function->loc = d->at.loc;
	function->start = specs->loc;
	check_parameter_types(f, d->parameters);
	open_function(f, &fn, function, specs, d);
	scope_push(f, &scope);
	scope.function_body = true;
	fn.scope = &scope;
	decl_parameters(f, d->parameters, function);
	parse_next(f);
	body = stmt_new(f, ST_BLOCK, open);
	parse_block_items(f, body);
	function->body = body;
	function->end = last_end(f);
	decl_scope_end(f, &scope);
	scope_pop(f);
	finish_function(f, &fn);
	f->fn = fn.outer;
	unit_add_function(f, function);
}
