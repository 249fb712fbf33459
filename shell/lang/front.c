/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The front end as its users see it (front.h): a session of units over one machine. The prelude is assembled when the session is made and
 * parsed with the first unit. Here is the one place that out of memory, the nesting limit and refused constructs jump to, and
 * the trail that takes back what a refused unit did to the session.
 */
#include <stdlib.h>
#include <string.h>

#include "shell/lang/decl.h"
#include "shell/lang/prelude.h"
#include "shell/lang/stmt.h"

/* ---- session ---- */

static enum hm_verdict setup(struct front *f)
{
	if (setjmp(f->boundary))
		return HM_NOMEM;
	f->once = front_keep(f, sizeof *f->once);
	type_setup(f);
	lex_keywords(f);
	if (!prelude_assemble(f))
		return HM_NOMEM;
	return HM_OK;
}

enum hm_verdict front_new(struct hm_machine *m, struct source_map *map, struct front **front)
{
	static const struct lang_options none;
	struct front *f = calloc(1, sizeof *f);

	if (!f)
		return HM_NOMEM;
	f->machine = m;
	f->map = map;
	f->options = &none;
	f->keep = &f->session;
	f->track = &f->trail;
	f->top_scope.outer = &f->file_scope;
	f->top_scope.depth = 1;
	f->top_scope.function_body = true;
	f->scope = &f->file_scope;
	if (setup(f) != HM_OK) {
		front_free(f);
		return HM_NOMEM;
	}
	f->base = front_mark(f);
	*front = f;
	return HM_OK;
}

void front_free(struct front *f)
{
	if (!f)
		return;
	arena_free(&f->session);
	arena_free(&f->scratch);
	arena_free(&f->nodes);
	arena_free(&f->name_arena);
	free(f->trail.entry);
	free(f->scratch_trail.entry);
	free(f->bucket);
	free(f->prelude_text);
	free(f->expansion);
	free(f->condition);
	free(f);
}

/* ---- units ---- */

static void begin_parse(struct front *f, uint32_t begin, uint32_t end)
{
	f->nesting = 0;
	f->error_seen = f->end_brace_given = false;
	f->in_sizeof = f->skip_evaluation = 0;
	f->last_diag = NULL;
	pp_begin(f, begin, end);
}

static void reset_macros(struct front *f)
{
	while (f->expansions)
		f->expansion[--f->expansions].macro->busy = false;
}

/* Diagnostics outlive the unit, and its name's owner. */
static const char *block_name(struct front *f)
{
	return lex_name(f, f->out->name, strlen(f->out->name))->text;
}

static void set_top(struct front *f, enum front_mode mode)
{
	f->top_fn = (struct function_context){ .name = mode == FRONT_BLOCK && f->out->name ? block_name(f) : "main", .result = f->basic[mode == FRONT_BLOCK ? TY_VOID : TY_INT], .scope = &f->top_scope };
	if (mode == FRONT_SCRIPT)
		f->top_fn.at = place_of(f->main_loc, f->main_loc + 4);
	f->fn = &f->top_fn;
	f->scope = &f->top_scope;
}

/* Hands over what has been checked since the last time, or appends it to the unit. */
void unit_take(struct front *f, struct stmt *body)
{
	struct unit *out = f->out;

	if (!out->take || f->mode == FRONT_BLOCK) {
		*f->tail = body;
		while (*f->tail)
			f->tail = &(*f->tail)->next;
		return;
	}
	if (f->diags->errors == f->errors_before) {
		struct unit *part = &f->part;

		part->body = body;
		part->value = f->options->prompt && parse_is_end(f) ? last_value(body) : NULL;
		if ((part->functions || body || part->declared_count) && !out->take(out->context, part)) {
			if (f->diags->errors > f->errors_before)
				front_fatal(f); /* the taker has said why */
			front_no_memory(f);
		}
	}
	f->part = (struct unit){ 0 };
	f->function_tail = &f->part.functions;
	f->declared_capacity = 0;
	/* tokens that were peeked at hold no nodes */
	arena_cut(&f->nodes, f->unit_mark);
}

struct expr *last_value(const struct stmt *body)
{
	while (body && body->next)
		body = body->next;
	if (!body || body->kind != ST_EXPR || body->expr->kind == EX_ERROR || type_is_void(body->expr->type))
		return NULL;
	return body->expr;
}

void unit_add_function(struct front *f, struct function *function)
{
	*f->function_tail = function;
	f->function_tail = &function->next;
}

static void add_declared(struct front *f, struct symbol *s)
{
	struct unit *out = &f->part;

	if (out->declared_count == f->declared_capacity) {
		unsigned int n = f->declared_capacity ? 2 * f->declared_capacity : 8;
		struct symbol **grown = front_node(f, n * sizeof *grown);

		if (out->declared_count)
			memcpy(grown, out->declared, out->declared_count * sizeof *grown);
		out->declared = grown;
		f->declared_capacity = n;
	}
	out->declared[out->declared_count++] = s;
}

/* The ST_DECL of a variable. */
struct stmt *unit_add_variable(struct front *f, struct symbol *s, struct init *init)
{
	struct stmt *stmt = stmt_new(f, ST_DECL, s->loc);

	stmt->symbol = s;
	stmt->initializer = init;
	stmt->end = last_end(f);
	if (s->top_level && !s->rebound)
		add_declared(f, s);
	return stmt;
}

static void parse_look(struct front *f)
{
	struct type *type = NULL;
	struct place at;
	struct expr *e;

	f->look_type = NULL;
	if (parse_starts_typename(f, parse_peek(f))) {
		type = parse_type_name(f, &at);
	} else {
		e = parse_expression(f);
		type = e->type;
		if (e->kind != EX_ERROR)
			f->out->value = check_rvalue(f, e);
	}
	f->look_type = type;
	if (!parse_is(f, T_EOF) && !f->error_seen)
		parse_error(f, "expected end of expression");
}

static void parse_unit(struct front *f)
{
	if (f->mode == FRONT_LOOK)
		parse_look(f);
	else
		parse_top_level(f);
	if (f->out->take && f->mode == FRONT_SCRIPT)
		return;
	f->out->functions = f->part.functions;
	f->out->declared = f->part.declared;
	f->out->declared_count = f->part.declared_count;
	if (f->mode == FRONT_SCRIPT && f->options->prompt)
		f->out->value = last_value(f->out->body);
}

static bool refused(const struct front *f, unsigned int warnings_before)
{
	if (f->diags->errors > f->errors_before || f->diags->failed)
		return true;
	return f->options->werror && f->diags->warnings > warnings_before;
}

/* A block of a command has a scope of its own. */
static void guarded_parse(struct front *f, uint32_t begin, uint32_t end)
{
	int why = setjmp(f->boundary);

	if (why == 2) {
		f->diags->failed = true;
		report(f, M_NO_MEMORY, place_of(begin, begin));
	}
	if (why) {
		f->conditions = 0;
		return;
	}
	set_top(f, f->mode);
	if (f->mode == FRONT_SCRIPT && !f->once->file_begin)
		SET_KEPT(f, f->once->file_begin, begin);
	if (f->mode != FRONT_SCRIPT)
		scope_push(f, &f->unit_scope);
	if (f->mode == FRONT_BLOCK) {
		f->top_fn.scope = &f->unit_scope;
		f->top_fn.at = place_of(begin - 1, begin);
	}
	begin_parse(f, begin, end);
	parse_unit(f);
	/* where the last group is compiled, gcc finds its end missing only behind main() */
	if (!f->options->syntax_only || !f->conditions || !f->condition[f->conditions - 1].taken)
		pp_end(f);
	if (f->mode == FRONT_BLOCK && !f->options->prompt)
		decl_scope_end(f, &f->unit_scope);
}

static void unwind_scopes(struct front *f)
{
	while (f->scope->depth > 1)
		scope_pop(f);
	f->scope = &f->top_scope;
	reset_macros(f);
}

static void begin_unit(struct front *f, enum front_mode mode, const struct lang_options *options, struct diag_list *diags, struct unit *unit)
{
	bool look = mode == FRONT_LOOK;

	f->mode = mode;
	f->options = options;
	f->diags = diags;
	f->errors_before = diags->errors;
	f->out = unit;
	f->part = (struct unit){ 0 };
	f->function_tail = &f->part.functions;
	f->declared_capacity = 0;
	f->out->functions = NULL;
	f->out->body = NULL;
	f->out->value = NULL;
	f->out->declared = NULL;
	f->out->declared_count = 0;
	f->tail = &f->out->body;
	f->keep = look ? &f->scratch : &f->session;
	f->track = look ? &f->scratch_trail : &f->trail;
	if (look) {
		arena_cut(&f->scratch, (struct arena_mark){ 0, 0 });
		f->scratch_trail.length = 0;
	}
	f->cursor.valid = false;
	arena_cut(&f->nodes, (struct arena_mark){ 0, 0 });
	f->unit_mark = arena_mark(&f->nodes);
}

/* The prelude's own unit; nothing is ever cut back behind it. */
bool front_parse_prelude(struct front *f, const struct lang_options *options, struct diag_list *diags)
{
	struct unit unit = { 0 };
	int why;

	if (f->prelude_lost) {
		diags->failed = true;
		return false;
	}
	begin_unit(f, FRONT_SCRIPT, options, diags, &unit);
	f->prelude_lost = true; /* until it has come to its end */
	why = setjmp(f->boundary);
	if (why) {
		diags->failed |= why == 2;
		unwind_scopes(f);
		return false;
	}
	prelude_parse(f);
	f->trail.length = f->trail.filled = 0;
	f->scope = &f->top_scope;
	f->prelude_done = true;
	f->prelude_lost = false;
	f->base = front_mark(f);
	return diags->errors == f->errors_before;
}

bool front_compile(struct front *f, enum front_mode mode, const struct lang_options *options, uint32_t begin, uint32_t end,
		   struct diag_list *diags, struct unit *unit)
{
	unsigned int warnings_before = diags->warnings;
	struct front_mark mark;
	bool good;

	if (!f->prelude_done && !front_parse_prelude(f, options, diags))
		return false;
	mark = front_mark(f);
	begin_unit(f, mode, options, diags, unit);
	guarded_parse(f, begin, end);
	good = !refused(f, warnings_before);
	unwind_scopes(f);
	f->fn = NULL;
	if (mode == FRONT_LOOK) {
		trail_move(&f->scratch_trail, 0);
		f->keep = &f->session;
		f->track = &f->trail;
	} else if (!good && !options->syntax_only) {
		front_truncate(f, &mark);
	}
	return good;
}

bool front_finish(struct front *f, const struct lang_options *options, struct diag_list *diags, struct symbol **main_function,
		  bool *only_declarations)
{
	struct name *name = lex_find_name(f, "main", 4);
	struct symbol *s = name ? scope_lookup(name) : NULL;
	struct unit unit = { 0 };
	unsigned int warnings_before = diags->warnings;

	begin_unit(f, FRONT_SCRIPT, options, diags, &unit);
	set_top(f, FRONT_SCRIPT);
	if (setjmp(f->boundary) == 0)
		decl_scope_end(f, &f->top_scope);
	f->fn = NULL;
	pp_end(f);
	*main_function = s && s->kind == SYM_FUNCTION && s->defined ? s : NULL;
	*only_declarations = !f->once->statements;
	return !refused(f, warnings_before);
}

struct symbol *front_declare(struct front *f, const char *text, const struct type *type)
{
	struct name *name;
	struct symbol *s;

	f->scope = &f->top_scope;
	f->mode = FRONT_SCRIPT;
	f->cursor.valid = false;
	if (setjmp(f->boundary))
		return NULL;
	name = lex_name(f, text, strlen(text));
	s = symbol_new(f, SYM_OBJECT, name, (struct type *)(uintptr_t)type, 0);
	s->storage = SC_STATIC;
	s->address_taken = s->used = s->set = s->has_initializer = true;
	scope_bind(f, f->scope, name, s);
	return s;
}

/* ---- looks ---- */

struct symbol *front_find(const struct front *f, const char *name, size_t length)
{
	const struct name *n = lex_find_name(f, name, length);

	return n ? scope_lookup(n) : NULL;
}

struct symbol *front_symbol(const struct front *front, unsigned int i)
{
	struct front *f = (struct front *)(uintptr_t)front; /* the cursor only makes the next call quick */
	struct binding *b = f->cursor.valid && f->cursor.i <= i ? f->cursor.at : f->top_scope.bindings;
	unsigned int at = f->cursor.valid && f->cursor.i <= i ? f->cursor.i : 0;
	bool file = b && b->depth == 0;

	for (;; b = b->prev) {
		if (!b && !file) {
			file = true;
			b = f->file_scope.bindings;
		}
		if (!b)
			return NULL;
		if (b->is_tag || !b->symbol || b->name->ordinary != b)
			continue;
		if (at++ == i)
			break;
	}
	f->cursor.i = i;
	f->cursor.at = b;
	f->cursor.valid = true;
	return b->symbol;
}

bool front_is_user(const struct front *f, const struct symbol *symbol)
{
	(void)f;
	return !symbol->at_file_scope;
}

struct type *front_type_of_look(const struct front *f)
{
	return f->look_type;
}

void front_ready(struct front *f, const struct lang_options *options)
{
	struct diag_list diags = { 0 };

	if (!f->prelude_done)
		front_parse_prelude(f, options, &diags);
	diag_list_free(&diags);
}

bool front_prelude(struct front *f, const char **text, size_t *length)
{
	*text = f->prelude_text;
	*length = f->prelude_length;
	return f->prelude_text != NULL;
}
