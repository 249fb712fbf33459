/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the files of the front end share, and nobody else sees. State is in struct front alone.
 *
 * Memory: `keep` holds what outlives a unit (names, types, symbols of top level), `unit` its nodes and local symbols. Everything kept
 * that is changed after it was made is put on the trail first, so that a refused unit and `undo` take the change back.
 * Out of memory, a nesting limit and other ends of all parsing jump to the one boundary in front.c (front_fatal()).
 */
#ifndef LANG_FRONTEND_H
#define LANG_FRONTEND_H

#include <setjmp.h>
#include <stdarg.h>

#include "shell/lang/arena.h"
#include "shell/lang/front.h"
#include "shell/lang/lex.h"
#include "shell/lang/messages.h"
#include "shell/lang/source.h"

enum {
	NESTING_MAX = 256,
	TYPE_DEPTH_MAX = 512,      /* of derived types: bounds every walk over a type */
	PEEK_MAX = 64,             /* tokens in the parser's ring */
	PEEK_KEPT = 4              /* of those that it has consumed: they stay */
};

struct trail_entry { uint64_t *where, other; };

struct trail {
	struct trail_entry *entry;
	uint32_t length, filled, capacity; /* entries from length on have been undone and can be redone */
};

/* One name in one scope. */
struct binding {
	struct name *name;
	struct symbol *symbol;     /* ordinary names; NULL: already reported as undeclared */
	struct type *type;         /* tags */
	struct binding *shadowed, *prev;
	uint32_t depth;
	bool is_tag;
};

/* Depth 0: prelude, calls and library (gcc's file scope); 1: the script's top level (gcc's body of main). */
struct scope {
	struct scope *outer;
	struct binding *bindings;  /* newest first */
	uint32_t depth;
	bool function_body;        /* outermost block of a function */
	bool prototype;            /* parameter list */
};

enum { LOOP_NONE = 0, LOOP_IN_LOOP = 1, LOOP_IN_SWITCH = 2 };

/* A switch being parsed. */
struct switch_context {
	struct switch_context *outer;
	struct stmt *stmt;
	struct stmt **last;        /* end of the chain of cases */
	struct type *type, *original; /* promoted, and before promotion (for -Wswitch) */
	struct case_map *map;
	struct stmt *default_stmt;
	bool is_boolean;           /* its value is a truth value */
	bool is_bad;               /* what is wrong with its value was said: nothing about its labels is */
};

/* The function being parsed; the outermost stands for main(). */
struct function_context {
	struct function_context *outer;
	struct symbol *symbol;
	const char *name;
	struct type *result;
	struct scope *scope;
	struct place at;           /* its name */
	bool returns_value, returns_null;
	bool warned_return;
	struct switch_context *switches;
	unsigned int in;           /* LOOP_... */
};

struct storage_class { bool is_auto, is_static, is_extern, is_register, is_typedef, is_inline, is_noreturn, is_thread; };

struct front {
	struct hm_machine *machine;
	struct source_map *map;
	jmp_buf boundary;

	/* the session */
	struct arena session, scratch, nodes;
	struct arena *keep;        /* session, or scratch while looking */
	struct trail trail, scratch_trail;
	struct trail *track;
	struct name **bucket;
	uint32_t names, buckets;
	struct arena name_arena;
	struct type *basic[TY_ENUM]; /* by kind */
	struct type *error_type, *string_type;
	struct scope file_scope, top_scope;
	struct scope unit_scope;                  /* of a unit that is no script: outlives the parser, which gives names back behind it */
	uint32_t type_count, symbol_count;
	struct once { uint64_t undeclared_said, statements, headers_said, file_begin; } *once; /* kept flags: on the trail when changed */
	char *prelude_text;
	size_t prelude_length;
	uint32_t prelude_loc, builtin_loc, main_loc;
	bool prelude_done, prelude_lost; /* lost: memory was too short for it, and half of it is no language to compile in */
	struct front_mark base;    /* the basic types, then the prelude: nothing before is ever cut */
	struct type *page_type;    /* of the era */
	struct type *look_type;
	struct { unsigned int i; struct binding *at; bool valid; } cursor;

	/* the unit being compiled */
	enum front_mode mode;
	const struct lang_options *options;
	struct diag_list *diags;
	uint64_t hint_work;        /* names looked at for "did you mean" */
	bool errors_ever;          /* an error was found in this session */
	unsigned int errors_before;
	struct unit *out;
	struct unit part;          /* what has been checked and not yet handed over */
	struct arena_mark unit_mark;
	struct stmt **tail;
	struct function **function_tail;
	unsigned int declared_capacity;
	struct scope *scope;
	struct function_context *fn;
	struct function_context top_fn;
	unsigned int nesting;
	bool initialized;          /* the declarator being declared has an initialiser */
	bool in_subscript;         /* an array is indexed by a constant: one in a register has no address then either */
	struct place input;        /* gcc's input_location: first token of the line read last, or a tag behind it */
	bool parsing_prelude;
	bool error_seen;           /* parser's own: one syntax error until the next statement */
	unsigned int in_sizeof;
	unsigned int operator_extra; /* 1: the operator being checked is written with a = */
	unsigned int skip_evaluation; /* in an operand that is never evaluated: no -Wdiv-by-zero and the like */

	/* messages */
	struct place left_at, right_at; /* of the operator being built: where its operands were read; loc 0: unknown */
	struct diag *last_diag;    /* for report_range() and friends; valid until the next report() */
	struct diag spare;
	char message[4000];

	/* tokens */
	struct lexer lexer;
	struct token peek[PEEK_MAX]; /* a ring, counted modulo its length */
	unsigned int peek_at, peek_end; /* the next token; behind the last that is known */
	struct token *token;       /* the next token, NULL: it is not known yet */
	uint32_t case_loc;         /* of the label being read */
	uint32_t end_brace;        /* where the brace behind the script was shown */
	struct expansion *expansion;
	uint32_t expansions, expansion_capacity;
	struct condition *condition;
	uint32_t conditions, condition_capacity;
	uint64_t expansion_tokens;
	bool end_brace_given;
};

/* ---- front.c ---- */
_Noreturn void front_fatal(struct front *f);              /* something was said: gives the unit up */
_Noreturn void front_no_memory(struct front *f);
void *front_keep(struct front *f, size_t size);           /* lives as long as the session */
/* Lives as long as the unit. */
static inline void *front_node(struct front *f, size_t size)
{
	void *p = arena_alloc(&f->nodes, size);

	if (!p)
		front_no_memory(f);
	return p;
}
void trail_save(struct front *f, void *where, size_t size);
void trail_move(struct trail *t, uint32_t length);         /* back, or forth again */
struct expr *last_value(const struct stmt *body);
bool front_parse_prelude(struct front *f, const struct lang_options *options, struct diag_list *diags);
_Noreturn void nest_too_deep(struct front *f, uint32_t loc);
/* One level deeper, or the end. */
static inline void nest(struct front *f, uint32_t loc)
{
	if (++f->nesting > NESTING_MAX)
		nest_too_deep(f, loc);
}
static inline void unnest(struct front *f) { f->nesting--; }
const char *node_text(struct front *f, const char *text, size_t length); /* a copy that lives as long as the unit */
/* Directly in the script's (or prompt's) top level. */
static inline bool at_top(const struct front *f) { return f->scope == &f->top_scope; }

#define NEW_NODE(f, type) ((struct type *)front_node(f, sizeof(struct type)))
#define NEW_KEPT(f, type) ((struct type *)front_keep(f, sizeof(struct type)))
/* Changes one field of something kept. */
#define SET_KEPT(f, lvalue, value) (trail_save(f, &(lvalue), sizeof(lvalue)), (void)((lvalue) = (value)))

/* ---- report.c ---- */
struct diag *report(struct front *f, enum message id, struct place at, ...);
void report_range(struct front *f, struct place at, const struct type *label);
void report_label(struct front *f, const struct type *label); /* at the caret's own range */
void report_page(struct front *f); /* the last error or warning is about a page in an address's place */
void report_fixit(struct front *f, uint32_t at, uint32_t end, const char *text);
void report_insert(struct front *f, uint32_t at, const char *text); /* more insertions, from left to right */
static inline struct place place_of(uint32_t loc, uint32_t end) { return (struct place){ loc, loc, end }; }
static inline struct place place_token(const struct token *token) { return (struct place){ token->loc, token->loc, token->end }; }
static inline struct place place_expr(const struct expr *e) { return (struct place){ e->loc, e->start, e->end }; }
struct place place_symbol(const struct symbol *s);
struct place place_name(uint32_t loc, const struct name *name);

/* ---- type.c ---- */
void type_setup(struct front *f);
struct type *type_pointer(struct front *f, struct type *base);
struct type *type_array(struct front *f, struct type *base, uint32_t length);
uint32_t type_field_align(const struct type *t);
struct type *type_function(struct front *f, struct type *result, const struct param *params, unsigned int n, bool variadic, bool no_prototype);
struct type *type_record(struct front *f, enum type_kind kind, const char *tag, uint32_t loc);
struct type *type_with(struct front *f, struct type *t, unsigned int qualifiers);
/* Exactly these qualifiers. */
static inline struct type *type_qualified(struct front *f, struct type *t, unsigned int qualifiers)
{
	return t->kind != TY_ARRAY && t->qualifiers == qualifiers ? t : type_with(f, t, qualifiers);
}
struct type *type_named(struct front *f, struct type *t, const char *name);
static inline struct type *type_plain(const struct type *t) { return t->unqualified; }
bool type_compatible(const struct type *a, const struct type *b);            /* qualifiers count */
bool type_compatible_plain(const struct type *a, const struct type *b);      /* those of the outermost type do not */
struct type *type_composite(struct front *f, struct type *a, struct type *b);
unsigned int type_quals(const struct type *t);                                /* an array's are its element's */
struct type *type_promoted(struct front *f, struct type *t);
struct type *type_common(struct front *f, struct type *a, struct type *b);   /* usual arithmetic conversions */
struct type *type_signed_or_unsigned(struct front *f, struct type *t, bool is_unsigned);
static inline bool type_is_error(const struct type *t) { return t->kind == TY_ERROR; }
static inline bool type_is_pointer(const struct type *t) { return t->kind == TY_POINTER; }
static inline bool type_is_void(const struct type *t) { return t->kind == TY_VOID; }
const struct field *type_field(const struct type *t, const char *name, uint32_t *offset);
unsigned int type_bits(const struct type *t);
void type_layout(struct front *f, struct type *t);                            /* offsets, size, align of a record */

/* ---- scope.c ---- */
void scope_push(struct front *f, struct scope *scope);
void scope_pop(struct front *f);
struct binding *scope_bind(struct front *f, struct scope *scope, struct name *name, struct symbol *symbol);
struct binding *scope_bind_tag(struct front *f, struct scope *scope, struct name *name, struct type *type);
struct symbol *symbol_new(struct front *f, enum symbol_kind kind, const struct name *name, struct type *type, uint32_t loc);
static inline struct symbol *scope_lookup(const struct name *name) { return name->ordinary ? name->ordinary->symbol : NULL; }
struct symbol *scope_here(const struct front *f, const struct name *name); /* declared in the current scope itself */
struct type *scope_tag(const struct name *name);
bool scope_reserves(const struct front *f, const struct name *name); /* the options reserve it: it cannot be #defined or #undefined */
void symbol_mark_first(struct front *f, struct symbol *s, bool read);
/* `used`: its value is read; `set`: it is mentioned. */
static inline void symbol_mark(struct front *f, struct symbol *s, bool read)
{
	if (!(read ? s->used : s->set))
		symbol_mark_first(f, s, read);
}
const char *suggest(struct front *f, const struct name *name, int what); /* SUGGEST_... : gcc's "did you mean", or NULL */
bool is_library_name(const char *name);                    /* ... of C, whose header is missing */
void say_missing_header(struct front *f, const struct name *name, struct place at);
const char *suggest_field(const struct type *t, const char *name);
enum { SUGGEST_NAME, SUGGEST_FUNCTION, SUGGEST_TYPE };

#include "shell/lang/tokens.h"

/* ---- parse_expr.c ---- */
struct expr *parse_expression(struct front *f);        /* with commas */
struct expr *parse_expression_conv(struct front *f);   /* ... decayed and read */
struct expr *parse_assignment(struct front *f);
struct expr *parse_conditional(struct front *f);
struct expr *parse_cast_expression(struct front *f);
struct expr *parse_postfix(struct front *f);
struct expr *parse_unary(struct front *f);
struct type *parse_type_name(struct front *f, struct place *at);

/* ---- parse_decl.c, declarator.c ---- */
struct declspecs {
	struct storage_class storage;
	struct type *type;         /* finished by declspecs_finish() */
	unsigned int qualifiers;
	uint32_t loc, first_end, end; /* first specifier and its end, behind the last one */
	uint32_t storage_loc, inline_loc, noreturn_loc;
	unsigned int words;        /* bits of int, char, long ... */
	bool has_type, typedef_type, tag_type, tag_defined, tag_reference, tag_known, default_int, any, declares_something;
	uint32_t type_loc;
	struct place shown;        /* the first specifier that is neither `static` nor `extern` */
	unsigned int align;
	struct name *typedef_name, *forward_name;
};
enum declarator_kind { D_NAME, D_POINTER, D_ARRAY, D_FUNCTION };
struct parameters {
	struct param *param;
	struct symbol **symbol;
	unsigned int count;
	bool variadic, no_prototype;
	bool names_only;           /* f(a, b): names without types */
	bool bad;
};
struct declarator {
	enum declarator_kind kind;
	struct declarator *inner;  /* what it applies to */
	struct name *name;         /* D_NAME; NULL: abstract */
	struct place at;           /* of the name, or of the construct */
	unsigned int qualifiers;   /* D_POINTER; in a parameter's array */
	struct expr *length;       /* D_ARRAY */
	bool star, is_static;
	struct parameters *parameters;
};
enum declarator_context { DC_NORMAL, DC_FUNCTION_DEFINITION, DC_PARAMETER, DC_FIELD, DC_TYPE_NAME };
enum declarator_form { DF_CONCRETE, DF_ABSTRACT, DF_EITHER };
struct declared {              /* what a declarator says */
	struct name *name;
	struct place at;
	struct type *type;
	struct parameters *parameters; /* of the outermost function, for a definition */
	bool array_parameter;
	bool bad;
};
void parse_declspecs(struct front *f, struct declspecs *specs, bool storage_ok);
void declspecs_finish(struct front *f, struct declspecs *specs);
struct declarator *parse_declarator(struct front *f, enum declarator_form form, bool type_seen, bool *seen_id);
void declarator_apply(struct front *f, const struct declspecs *specs, const struct declarator *d, enum declarator_context context, struct declared *out);
void parse_declaration(struct front *f, bool function_ok, bool empty_ok, struct stmt ***tail, bool in_for);
struct parameters *parse_parameters(struct front *f);
void parse_static_assert(struct front *f);

/* ---- tag.c ---- */
struct type *parse_record(struct front *f, struct declspecs *specs);
struct type *parse_enum(struct front *f, struct declspecs *specs);

/* ---- decl.c ---- */
struct symbol *decl_start(struct front *f, const struct declspecs *specs, const struct declared *d, bool initialized);
void decl_finish(struct front *f, struct symbol *s, struct init *init, struct stmt ***tail);
struct symbol *decl_function(struct front *f, const struct declspecs *specs, const struct declared *d);
struct symbol *decl_implicit(struct front *f, struct name *name, struct place at);
void decl_parameters(struct front *f, struct parameters *p, struct function *fn);

/* ---- parse_stmt.c ---- */
struct stmt *parse_statement(struct front *f);
struct stmt *parse_compound(struct front *f);          /* at '{' */
void parse_block_items(struct front *f, struct stmt *block); /* behind '{', to behind '}' */
void parse_top_level(struct front *f);
struct stmt *stmt_new(struct front *f, enum stmt_kind kind, uint32_t loc);

/* ---- init.c ---- */
struct init *parse_initializer(struct front *f, struct place open, struct type **type, bool is_static, const char *what);
struct init *init_zero(struct front *f);

/* ---- check*.c ---- */
static inline struct expr *expr_new(struct front *f, enum expr_kind kind, struct type *type, struct place at)
{
	struct expr *e = NEW_NODE(f, expr);

	e->kind = kind;
	e->type = type;
	e->loc = at.loc;
	e->start = at.start;
	e->end = at.end;
	return e;
}
struct expr *expr_const(struct front *f, struct type *type, uint64_t value, struct place at);
struct expr *expr_error(struct front *f, struct place at);
struct expr *check_name(struct front *f, struct name *name, struct place at, bool call);
struct expr *rvalue(struct front *f, struct expr *e);
/* Decays, read. */
static inline struct expr *check_rvalue(struct front *f, struct expr *e)
{
	/* a number, a call's value or a variable that has been read before is what it is */
	if (type_is_scalar(e->type) && e->type->complete && (e->kind == EX_CONST || e->kind == EX_CALL || (e->kind == EX_VAR && e->symbol->used)))
		return e;
	return rvalue(f, e);
}
void check_read_object(struct front *f, struct expr *e);
struct expr *decay_array(struct front *f, struct expr *e);
struct expr *decay_function(struct front *f, struct expr *e);
static inline struct expr *check_decay_function(struct front *f, struct expr *e)
{
	return e->type->kind == TY_FUNCTION ? decay_function(f, e) : e;
}
/* Decays, not read. */
static inline struct expr *check_decay(struct front *f, struct expr *e)
{
	return e->type->kind == TY_ARRAY ? decay_array(f, e) : check_decay_function(f, e);
}
struct expr *check_rvalue_keep(struct front *f, struct expr *e);       /* read, but still an lvalue (++, --) */
struct expr *check_rvalue_for_comma(struct front *f, struct expr *e);
void check_read(struct front *f, struct expr *e);
bool check_incomplete(struct front *f, const struct expr *e, struct type *type, struct place at); /* says so: false */
static inline bool check_complete(struct front *f, const struct expr *e, struct type *type, struct place at)
{
	return type->complete || type_is_error(type) || check_incomplete(f, e, type, at);
}
struct expr *check_promote(struct front *f, struct expr *e);           /* gcc's default_conversion */
struct expr *check_convert(struct front *f, struct type *type, struct expr *e, bool implicit);
struct expr *check_convert_quiet(struct front *f, struct type *type, struct expr *e);
struct expr *check_unary(struct front *f, enum expr_kind kind, struct expr *a, struct place at);
struct expr *check_address(struct front *f, struct expr *a, struct place at);
struct expr *check_deref(struct front *f, struct expr *a, struct place at, const char *op);
struct expr *check_incdec(struct front *f, enum expr_kind kind, struct expr *a, struct place at);
struct expr *check_binary(struct front *f, enum expr_kind kind, struct expr *a, struct expr *b, struct place at);
struct expr *check_binary_user(struct front *f, enum expr_kind kind, struct expr *a, struct expr *b, struct place at);
struct expr *check_conditional(struct front *f, struct expr *c, struct expr *a, struct expr *b, struct place at);
struct expr *check_comma(struct front *f, struct expr *a, struct expr *b, struct place at);
struct expr *check_assign(struct front *f, enum expr_kind op, struct expr *a, struct expr *b, struct place at, struct place value); /* op EX_ERROR: plain; value: first token of b */
struct expr *check_cast(struct front *f, struct type *type, struct expr *a, struct place at, struct place type_at);
struct expr *check_call(struct front *f, struct expr *fn, struct expr **args, unsigned int n, struct place at, uint32_t start, uint32_t end);
struct expr *check_member(struct front *f, struct expr *a, struct name *name, struct place name_at, bool arrow, struct place at);
struct expr *check_index(struct front *f, struct expr *a, struct expr *i, struct place at);
struct expr *check_truth(struct front *f, struct expr *e, struct place at);             /* an operand of !, &&, ||, ?: */
struct expr *check_condition(struct front *f, struct expr *e, struct place at);         /* ... of if, while, for, do */
struct expr *check_full(struct front *f, struct expr *e);              /* end of a full expression: -Wsequence-point */
bool check_lvalue(const struct expr *e);
bool check_modifiable(struct front *f, struct expr *e, struct place at, int use);
enum { USE_ASSIGN, USE_INCREMENT, USE_DECREMENT, USE_ADDRESS };
bool check_null_constant(const struct expr *e);
enum expr_kind check_original(const struct expr *e);                   /* what the source had, 0 (EX_CONST) when in parentheses */
/* The variable or function e is, or NULL. */
static inline struct symbol *check_symbol(const struct expr *e)
{
	while (e->kind == EX_CAST && e->implicit)
		e = e->a;
	if (e->kind == EX_ADDR && e->implicit)
		e = e->a;
	return e->kind == EX_VAR || e->kind == EX_FUNCTION ? e->symbol : NULL;
}

enum convert_use { CONVERT_ARGUMENT, CONVERT_ASSIGN, CONVERT_INIT, CONVERT_RETURN };
struct conversion {
	enum convert_use use;
	struct place at;           /* caret of its messages */
	bool mismatch;             /* ... and it was that the types do not go together at all */
	struct place value_at;     /* first token of the value, where gcc shows that instead */
	const struct expr *function; /* CONVERT_ARGUMENT */
	unsigned int number;       /* ... from 1 */
	struct symbol *called;
	bool said;                 /* out: a message about it was given */
};
struct expr *check_assignable(struct front *f, struct type *to, struct expr *e, struct conversion *c);

int expr_text(const struct expr *e, char *out, size_t size);           /* as gcc prints an expression in a message */

/* ---- warn.c ---- */
void warn_unused_value(struct front *f, struct expr *e, struct place at);
void warn_sequence(struct front *f, struct expr *e);
bool warn_same_operand(const struct expr *a, const struct expr *b);
void warn_binary(struct front *f, enum expr_kind kind, enum expr_kind left, struct expr *a, enum expr_kind right, struct expr *b,
		 struct expr *result, struct place at);
bool warn_same_constant(const struct expr *a, const struct expr *b);
void warn_unary_overflow(struct front *f, const struct expr *result, const struct expr *a, struct place at);
void lint_argument(struct front *f, struct symbol *called, unsigned int i, struct expr *const *args, unsigned int n);
bool lint_wants_address(const struct front *f, const struct symbol *called, unsigned int i);
/* Is it a page in the place of an address? */
bool lint_concerns(const struct front *f, const struct symbol *called, unsigned int i, const struct expr *arg);
void lint_origin(struct front *f, struct symbol *v, const struct expr *value);
/* Called at v = value and at its initialisation; value NULL: something else. */
static inline void lint_remember(struct front *f, struct symbol *v, const struct expr *value)
{
	const struct symbol *from;

	while (value && value->kind == EX_CAST)
		value = value->a;
	from = value && value->kind == EX_CALL ? check_symbol(value->a) : NULL;
	if (v->origin || (from && from->kind == SYM_CALL))
		lint_origin(f, v, value);
}

/* ---- fold.c ---- */
bool fold_const(const struct expr *e, int64_t *value);     /* an integer constant expression that has been folded */
uint64_t fold_fit(const struct type *t, uint64_t value);   /* wraps to the type, extended to 64 bits by it */
struct expr *fold_binary(struct front *f, struct expr *e);  /* the constant, or e */
struct expr *fold_unary(struct front *f, struct expr *e);
struct expr *fold_cast(struct front *f, struct expr *e);
bool fold_int(struct front *f, const struct expr *e, int64_t *value); /* also what gcc folds later: conditions, logic, addresses of members */
bool fold_address(const struct expr *e);                   /* is it a constant for a static initialiser? */
int fold_compare(const struct type *t, uint64_t a, uint64_t b);

#endif
