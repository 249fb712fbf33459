/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a declaration does to the scope: new symbols, redeclarations and their conflicts, storage, completion of array types, unused names.
 * For gcc the script's top level is the body of main(): its variables have no linkage, prototypes in it are extern declarations, function
 * definitions are nested functions. At the prompt, names of top level may be declared again: the same type rebinds the symbol that older
 * code uses, another type makes a new symbol, and a note says so.
 */
#include <string.h>

#include "shell/lang/decl.h"

/* ---- redeclaration ---- */

void say_previous(struct front *f, const struct symbol *old)
{
	bool definition = (old->kind == SYM_FUNCTION && old->defined) || old->has_initializer || old->kind == SYM_ENUMERATOR ||
			  (old->kind == SYM_OBJECT && old->storage == SC_PARAM);

	if (old->loc)
		report(f, definition ? M_PREVIOUS_DEFINITION : old->implicit ? M_PREVIOUS_IMPLICIT : M_PREVIOUS_DECLARATION, place_symbol(old),
		       old->name, old->kind == SYM_ENUMERATOR && old->enumeration->complete ? old->enumeration : old->type);
}

static bool is_function(const struct symbol *s)
{
	return s->kind == SYM_FUNCTION || s->kind == SYM_CALL;
}

static bool same_kind(const struct symbol *old, enum symbol_kind kind)
{
	return old->kind == kind || (is_function(old) && kind == SYM_FUNCTION);
}

/* May the prompt bind the name anew? */
static bool rebinds(const struct front *f)
{
	return f->options->prompt && f->scope->depth == 1;
}

static bool same_type(const struct type *a, const struct type *b)
{
	return type_compatible(a, b) && a->kind == b->kind;
}

/* gcc lets a function without result off that was called before it was known. */
static bool is_forgiven(const struct symbol *old, const struct type *type)
{
	return old->implicit && type->kind == TY_FUNCTION && type_is_void(type->base) && !type_compatible(old->type, type);
}

/* The old declaration of the name in this very scope and the new one do not go together. False: said so. What is forgiven has no note yet. */
static bool goes_together(struct front *f, struct symbol *old, enum symbol_kind kind, const struct type *type, bool external,
			  struct name *name, struct place at)
{
	if (!same_kind(old, kind) || (old->storage == SC_PARAM && kind == SYM_OBJECT)) {
		if (old->kind == SYM_ENUMERATOR && kind == SYM_ENUMERATOR)
			report(f, M_REDECLARED_ENUMERATOR, at, name);
		else
			report(f, M_DIFFERENT_KIND, at, name);
		say_previous(f, old);
		return false;
	}
	if (kind == SYM_ENUMERATOR) {
		report(f, M_REDECLARED_ENUMERATOR, at, name);
		say_previous(f, old);
		return false;
	}
	if (type_is_error(old->type) || type_is_error(type))
		return false;
	if (!type_compatible(old->type, type)) {
		bool forgiven = is_forgiven(old, type);

		report(f, forgiven ? M_CONFLICTING_IMPLICIT : M_CONFLICTING, at, name, type);
		if (forgiven)
			SET_KEPT(f, old->type, (struct type *)(uintptr_t)type);
		else
			say_previous(f, old);
		return forgiven;
	}
	if (kind == SYM_OBJECT && !(old->external && external)) {
		report(f, old->external ? M_NO_LINKAGE_FOLLOWS : external ? M_EXTERN_FOLLOWS : old->has_initializer && f->initialized ?
		       M_REDEFINITION : M_REDECLARED, at, name);
		say_previous(f, old);
		return false;
	}
	return true;
}

/* ... and gcc then says no more about the old one. */
static bool check_redeclared(struct front *f, struct symbol *old, enum symbol_kind kind, const struct type *type, bool external,
			     struct name *name, struct place at)
{
	bool forgiven = kind == SYM_FUNCTION && is_forgiven(old, type);

	if (goes_together(f, old, kind, type, external, name, at)) {
		if (forgiven)
			say_previous(f, old);
		return true;
	}
	trail_save(f, old, sizeof *old);
	old->suppress_unused = true;
	return false;
}

/* A rebound name of another type: old code keeps the old one. */
static void say_rebound(struct front *f, const struct symbol *old, struct place at, const struct type *type)
{
	if (is_function(old) || old->kind == SYM_OBJECT)
		report(f, M_REBOUND, at, old->name, type, old->type);
}

/* ---- objects and typedefs ---- */

static bool check_object_type(struct front *f, const struct declared *d)
{
	if (!type_is_void(d->type))
		return true;
	report(f, M_DECLARED_VOID, d->at, d->name);
	return false;
}

static struct symbol *new_object(struct front *f, const struct declspecs *specs, const struct declared *d, struct type *type)
{
	struct symbol *s = symbol_new(f, SYM_OBJECT, d->name, type, d->at.loc);

	s->storage = s->top_level || s->at_file_scope || specs->storage.is_static ? SC_STATIC : SC_AUTO;
	s->external = specs->storage.is_extern;
	s->is_auto = !specs->storage.is_static && !specs->storage.is_extern && !s->at_file_scope;
	s->is_register = specs->storage.is_register;
	if (d->at.end - d->at.start != d->name->length) { /* a line splice in the name */
		s->start = d->at.start;
		s->end = d->at.end;
	}
	s->address_taken = type->kind == TY_ARRAY || type_is_record(type);
	return s;
}

static struct symbol *rebind(struct front *f, const struct declared *d, struct symbol *old)
{
	if (old->kind == SYM_OBJECT && same_type(old->type, d->type) && old->type->complete) {
		trail_save(f, old, sizeof *old);
		old->loc = d->at.loc;
		old->rebound = true;
		return old;
	}
	say_rebound(f, old, d->at, d->type);
	return NULL;
}

static struct symbol *declare_object(struct front *f, const struct declspecs *specs, const struct declared *d)
{
	struct symbol *old = scope_here(f, d->name), *s;
	struct type *type = d->type;

	if (!old && f->scope->function_body && d->name->ordinary && d->name->ordinary->depth == f->scope->depth - 1)
		old = shadowed_parameter(d->name);
	if (old && rebinds(f)) {
		s = rebind(f, d, old);
		if (s)
			return s;
	} else if (old) {
		if (check_redeclared(f, old, SYM_OBJECT, type, specs->storage.is_extern, d->name, d->at)) {
			SET_KEPT(f, old->loc, d->at.loc);
			return old;
		}
	}
	s = new_object(f, specs, d, type);
	scope_bind(f, f->scope, d->name, s);
	return s;
}

/* A parameter is in the scope of the function's outermost block as far as redeclaration goes. */
struct symbol *shadowed_parameter(const struct name *name)
{
	struct symbol *s = name->ordinary->symbol;

	return s && s->storage == SC_PARAM && s->kind == SYM_OBJECT ? s : NULL;
}

static struct symbol *declare_typedef(struct front *f, const struct declared *d)
{
	struct symbol *old = scope_here(f, d->name), *s;
	struct type *main = d->type->unqualified, *type;

	if (old && old->kind == SYM_TYPEDEF && type_compatible(old->type, d->type)) {
		SET_KEPT(f, old->loc, d->at.loc);
		return old;
	}
	if (old && rebinds(f))
		say_rebound(f, old, d->at, d->type);
	else if (old)
		check_redeclared(f, old, SYM_TYPEDEF, d->type, false, d->name, d->at);
	if ((type_is_record(main) || main->kind == TY_ENUM) && !main->tag && !main->typedef_name && d->type == main) {
		SET_KEPT(f, main->typedef_name, d->name->text);
		type = main;
	} else {
		type = type_named(f, d->type, d->name->text);
	}
	s = symbol_new(f, SYM_TYPEDEF, d->name, type, d->at.loc);
	scope_bind(f, f->scope, d->name, s);
	return s;
}

/* The prototype that a name has from outside this scope, if it is extern there too. */
static struct symbol *outer_prototype(const struct name *name)
{
	for (const struct binding *b = name->ordinary; b; b = b->shadowed)
		if (b->symbol && (b->symbol->kind == SYM_CALL || (b->symbol->kind == SYM_FUNCTION && b->symbol->external)))
			return b->symbol;
	return NULL;
}

static void warn_void_parameters(struct front *f, const struct type *t)
{
	for (unsigned int i = 0; i < t->param_count; i++)
		if (type_is_void(t->params[i].type) && t->params[i].name)
			report(f, M_PARAMETER_VOID, (struct place){ t->params[i].loc, t->params[i].start, t->params[i].end }, i + 1,
			       t->params[i].name);
}

static struct symbol *declare_prototype(struct front *f, const struct declared *d)
{
	struct symbol *old = scope_here(f, d->name), *s;

	warn_void_parameters(f, d->type);
	if (old && rebinds(f) && !(is_function(old) && same_type(old->type, d->type))) {
		say_rebound(f, old, d->at, d->type);
		old = NULL;
	}
	if (!old)
		old = outer_prototype(d->name);
	if (old && old->defined && !rebinds(f) && check_redeclared(f, old, SYM_FUNCTION, d->type, true, d->name, d->at)) {
		report(f, M_NONSTATIC_FOLLOWS, d->at, d->name);
		say_previous(f, old);
		return old;
	}
	if (old) {
		if (check_redeclared(f, old, SYM_FUNCTION, d->type, true, d->name, d->at)) {
			if ((old->type->no_prototype && !d->type->no_prototype) || !type_compatible(old->type, d->type))
				SET_KEPT(f, old->type, d->type);
			if (scope_here(f, d->name) == old && old->kind == SYM_FUNCTION && !old->implicit)
				SET_KEPT(f, old->loc, d->at.loc);
			if (scope_lookup(d->name) != old)
				scope_bind(f, f->scope, d->name, old);
			return old;
		}
		if (!is_function(old) && scope_here(f, d->name))
			return NULL;
	}
	s = symbol_new(f, SYM_FUNCTION, d->name, d->type, d->at.loc);
	s->external = true;
	scope_bind(f, f->scope, d->name, s);
	return s;
}

struct symbol *decl_start(struct front *f, const struct declspecs *specs, const struct declared *d, bool initialized)
{
	struct declared copy = *d;

	f->initialized = initialized;
	if (!d->name)
		return NULL;
	if (initialized && specs->storage.is_typedef) {
		report(f, M_TYPEDEF_INITIALIZED, f->input, d->name);
		initialized = false;
	}
	if (specs->storage.is_typedef)
		return declare_typedef(f, d);
	if (d->type->kind == TY_FUNCTION) {
		if (initialized) {
			report(f, M_FUNCTION_INITIALIZED, f->input, d->name);
			return NULL;
		}
		if (specs->storage.is_static && f->scope->depth > 1)
			report(f, M_INVALID_STORAGE, d->at, d->name);
		return declare_prototype(f, d);
	}
	if (!check_object_type(f, d))
		copy.type = f->error_type;
	if (initialized && specs->storage.is_extern && f->scope->depth > 0)
		report(f, M_EXTERN_INITIALIZED, d->at, d->name);
	if (initialized && !copy.type->complete && copy.type->kind != TY_ARRAY && !type_is_error(copy.type)) {
		report(f, M_INCOMPLETE_INITIALIZED, f->input, d->name);
		copy.type = f->error_type;
	}
	if (specs->storage.is_inline)
		report(f, M_INLINE_VARIABLE, d->at, d->name);
	if (specs->storage.is_noreturn)
		report(f, M_NORETURN_VARIABLE, d->at, d->name);
	return declare_object(f, specs, &copy);
}

void decl_complete_type(struct front *f, struct symbol *s, struct type *type)
{
	if (s->top_level || s->at_file_scope)
		SET_KEPT(f, s->type, type);
	else
		s->type = type;
}

static void check_size(struct front *f, struct symbol *s, bool initialized)
{
	if (type_is_error(s->type) || s->type->complete || s->external)
		return;
	if (s->type->kind == TY_ARRAY && s->type->length == UINT32_MAX && !initialized)
		report(f, s->storage == SC_STATIC && !s->is_auto && !s->at_file_scope ? M_STORAGE_SIZE : M_ARRAY_SIZE_MISSING, place_symbol(s), s->name);
	else if (s->type->kind != TY_ARRAY)
		report(f, M_STORAGE_SIZE, place_symbol(s), s->name);
	s->type = f->error_type;
}

void decl_finish(struct front *f, struct symbol *s, struct init *init, struct stmt ***tail)
{
	struct stmt *stmt;

	if (s->kind != SYM_OBJECT)
		return;
	check_size(f, s, init != NULL);
	if (s->top_level || s->at_file_scope)
		trail_save(f, s, sizeof *s);
	s->has_initializer = init != NULL;
	s->constant = init && init->count == 1 && (type_quals(s->type) & (TQ_CONST | TQ_VOLATILE)) == TQ_CONST && type_is_integer(s->type) &&
		      init->item[0].value->kind == EX_CONST;
	if (init && init->count == 1)
		lint_remember(f, s, init->item[0].value);
	if (!init && s->rebound)
		init = init_zero(f);
	if (s->external && !init)
		return;
	stmt = unit_add_variable(f, s, init);
	if (tail) {
		**tail = stmt;
		*tail = &stmt->next;
	}
}

/* A storage class or a qualifier that applies to nothing. `known`: only names a tag that was there before, and does not even redeclare it. */
static void say_useless(struct front *f, const struct declspecs *specs, bool known)
{
	const struct storage_class *s = &specs->storage;

	if (s->is_static || s->is_extern || s->is_typedef || s->is_register || s->is_auto)
		report(f, known ? M_EMPTY_STORAGE : M_USELESS_STORAGE, f->input);
	else if (specs->qualifiers)
		report(f, known ? M_EMPTY_QUALIFIER : M_USELESS_QUALIFIER, f->input);
}

/* `struct s { ... };` and declarations that declare nothing. */
void decl_empty(struct front *f, const struct declspecs *specs, struct place at, bool empty_ok)
{
	(void)empty_ok;
	(void)at;
	if (type_is_error(specs->type))
		return;
	if (specs->tag_type) {
		bool forward = specs->tag_reference && specs->type->kind != TY_ENUM;

		if (specs->tag_defined && !specs->type->tag && type_is_record(specs->type))
			report(f, M_USELESS_ANONYMOUS, f->input);
		if (forward && !specs->tag_defined && specs->forward_name)
			declare_forward_tag(f, specs);
		say_useless(f, specs, specs->tag_known);
		return;
	}
	if (specs->has_type) {
		report(f, M_USELESS_TYPE_NAME, f->input);
		return;
	}
	say_useless(f, specs, false);
	report(f, M_EMPTY_DECLARATION, f->input);
}

/* ---- functions ---- */

struct symbol *decl_implicit(struct front *f, struct name *name, struct place at)
{
	const char *hint;
	struct symbol *s = name->implicit;

	/* gcc says it once, and again binds the name where it is used next */
	if (s) {
		scope_bind(f, f->fn->scope, name, s);
		return s;
	}
	if (!strncmp(name->text, "__builtin_", 10))
		refuse(f, at, "built-in functions of gcc");
	hint = suggest(f, name, SUGGEST_FUNCTION);
	s = front_keep(f, sizeof *s);
	s->kind = SYM_FUNCTION;
	s->name = name->text;
	s->loc = at.loc;
	s->type = type_function(f, f->basic[TY_INT], NULL, 0, false, true);
	s->external = s->implicit = s->top_level = true;
	if (hint) {
		report(f, M_IMPLICIT_SUGGEST, at, name, hint);
		report_fixit(f, at.start, at.end, hint);
	} else {
		report(f, M_IMPLICIT, at, name);
	}
	say_missing_header(f, name, at);
	scope_bind(f, f->fn->scope, name, s);
	SET_KEPT(f, name->implicit, s);
	return s;
}

/* The symbol that a definition gives its body to. */
static struct symbol *definition_of(struct front *f, const struct declared *d)
{
	struct symbol *old = scope_here(f, d->name);

	if (!old)
		return NULL;
	if (rebinds(f)) {
		if (old->kind == SYM_FUNCTION && same_type(old->type, d->type))
			return old;
		say_rebound(f, old, d->at, d->type);
		return NULL;
	}
	if (is_forgiven(old, d->type)) {
		/* the note comes with the error that follows */
		(void)goes_together(f, old, SYM_FUNCTION, d->type, true, d->name, d->at);
	} else if (!check_redeclared(f, old, SYM_FUNCTION, d->type, true, d->name, d->at)) {
		old->never_defined = old->kind == SYM_FUNCTION && !old->defined && !old->implicit;
		return NULL;
	}
	if (old->defined || old->implicit) {
		report(f, old->defined ? M_REDEFINITION : M_STATIC_FOLLOWS, d->at, d->name);
		say_previous(f, old);
		return NULL;
	}
	return old;
}

struct symbol *decl_function(struct front *f, const struct declspecs *specs, const struct declared *d)
{
	struct symbol *s = definition_of(f, d);

	if (s) {
		trail_save(f, s, sizeof *s);
		s->type = d->type;
		s->loc = d->at.loc;
	} else {
		s = symbol_new(f, SYM_FUNCTION, d->name, d->type, d->at.loc);
		scope_bind(f, f->scope, d->name, s);
	}
	s->is_inline = specs->storage.is_inline;
	s->external = s->implicit = false;
	s->defined = true;
	s->storage = SC_STATIC;
	if (!type_is_void(d->type->base) && !d->type->base->complete && !type_is_error(d->type->base))
		report(f, M_RETURN_INCOMPLETE, d->at);
	return s;
}

/* A definition needs to know its parameters' sizes. */
void check_parameter_types(struct front *f, struct parameters *p)
{
	for (unsigned int i = 0; i < p->count; i++) {
		const struct param *param = &p->param[i];

		if (!param->type->complete && !type_is_error(param->type))
			report(f, param->name ? M_PARAMETER_INCOMPLETE_NAMED : M_PARAMETER_INCOMPLETE_UNNAMED,
			       (struct place){ param->loc, param->start, param->end }, i + 1, param->name);
	}
}

/* The parameters become symbols of the body. */
void decl_parameters(struct front *f, struct parameters *p, struct function *fn)
{
	fn->param_count = p->count;
	fn->params = front_node(f, (p->count + 1) * sizeof *fn->params);
	for (unsigned int i = 0; i < p->count; i++) {
		struct symbol *s = p->symbol[i];

		if (!s) {
			s = NEW_NODE(f, symbol);
			s->kind = SYM_OBJECT;
			s->storage = SC_PARAM;
			s->loc = p->param[i].loc;
		}
		s->type = p->param[i].type;
		s->storage = SC_PARAM;
		s->address_taken = type_is_record(s->type);
		if (s->name)
			scope_bind(f, f->scope, lex_name(f, s->name, strlen(s->name)), s);
		fn->params[i] = s;
	}
}

/* ---- the end of a scope ---- */

static void say_unused(struct front *f, const struct symbol *s)
{
	if (s->never_defined)
		report(f, M_NEVER_DEFINED, place_symbol(s), s->name);
	if (s->suppress_unused)
		return;
	if (s->kind != SYM_OBJECT || !s->name)
		return;
	if (s->storage == SC_PARAM) /* -Wunused-but-set-parameter is -Wextra's */
		return;
	if (s->external && s->set)
		return;
	if (!s->used && !s->set)
		report(f, M_UNUSED_VARIABLE, place_symbol(s), s->name);
	else if (!s->used)
		report(f, M_SET_NOT_USED, place_symbol(s), s->name);
}

static bool is_unused_typedef(const struct binding *b)
{
	return !b->is_tag && b->symbol && b->symbol->kind == SYM_TYPEDEF && !b->symbol->used;
}

/* Typedefs are said at the end, in their order, and only where gcc has found no error. */
static void say_unused_typedefs(struct front *f, const struct binding *newest)
{
	const struct symbol **list;
	size_t n = 0;

	for (const struct binding *b = newest; b; b = b->prev)
		n += is_unused_typedef(b);
	if (!n || f->errors_ever)
		return;
	list = front_node(f, n * sizeof *list);
	for (const struct binding *b = newest; b; b = b->prev)
		if (is_unused_typedef(b))
			list[--n] = b->symbol;
	for (const struct binding *b = newest; b; b = b->prev)
		if (is_unused_typedef(b)) {
			report(f, M_UNUSED_TYPEDEF, place_symbol(list[n]), list[n]->name);
			n++;
		}
}

void decl_scope_end(struct front *f, const struct scope *scope)
{
	for (const struct binding *b = scope->bindings; b; b = b->prev)
		if (!b->is_tag && b->symbol)
			say_unused(f, b->symbol);
	say_unused_typedefs(f, scope->bindings);
}
