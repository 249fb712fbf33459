/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The checked program: what parse and check hand to emit. Everything is resolved: names are symbols, every conversion is
 * an EX_CAST node, arrays and functions have decayed through EX_ADDR, sizeof is a constant, enumerators are constants. All nodes live in
 * the unit's arena.
 */
#ifndef LANG_NODES_H
#define LANG_NODES_H

#include "shell/lang/type.h"

enum symbol_kind { SYM_OBJECT, SYM_FUNCTION, SYM_CALL, SYM_TYPEDEF, SYM_ENUMERATOR };
enum symbol_storage { SC_STATIC, SC_AUTO, SC_PARAM }; /* every top-level variable is SC_STATIC at run time */

/* Lives in the session's arena when declared at top level, else in the unit's. */
struct symbol {
	enum symbol_kind kind;
	enum symbol_storage storage;
	const char *name;
	struct type *type;
	uint32_t loc;
	uint32_t start, end;       /* of the declaration of a parameter: gcc underlines all of it; 0: the name alone */
	bool top_level;            /* declared at depth 0 of the script or prompt */
	bool address_taken;        /* ... or an array, struct or union: must live in memory */
	bool used, set;            /* for -Wunused-variable and -Wunused-but-set-variable */
	bool has_initializer;
	int64_t value;             /* enumerator */
	unsigned int call;         /* SYM_CALL: row index (hm_call_find) or library row, see library.h */
	bool library;              /* SYM_CALL: a row of library.c (printf, memset ...), not of the machine */
	bool external;             /* declared and not (yet) defined: an extern object, a prototype, or an implicit declaration; running it is
	                            * an "undefined reference" */
	bool implicit;             /* function declared by its first call */
	bool defined;              /* SYM_FUNCTION: has a body by now */
	bool array_parameter;      /* declared as an array: sizeof does not give its size */
	bool constant;             /* const, and initialised by a number that is known */
	bool rebound;              /* declared again at the prompt */
	bool is_register, is_inline, suppress_unused, at_file_scope, is_auto;
	bool never_defined;        /* prototype of a function of top level whose definition was wrong */
	bool address_warned;       /* -Waddress has said that its address is true */
	int64_t origin_second;     /* ... and its second argument, when that is a constant, -1 otherwise */
	uint16_t origin_call;      /* the variable last got its value from call row origin_call - 1 on `origin` (0: from none): for the lint's hint */
	struct symbol *origin;
	struct type *enumeration;  /* SYM_ENUMERATOR: its enum (the type of the constant is int) */
	/* emit's own */
	uint32_t place;            /* SC_STATIC: address in user memory; SC_AUTO, SC_PARAM: register or frame offset */
	bool in_memory;
	uint32_t code;             /* SYM_FUNCTION: function number */
};

enum expr_kind {
	EX_CONST,     /* value, extended to 64 bits by its type */
	EX_STRING,    /* lvalue char[]: bytes (length with NUL) */
	EX_VAR,       /* lvalue: symbol */
	EX_FUNCTION,  /* designator: symbol (SYM_FUNCTION or SYM_CALL) */
	EX_DEREF,     /* lvalue *a */
	EX_MEMBER,    /* a.field at `offset`; lvalue if a is */
	EX_ADDR,      /* &a of an lvalue or a function; also an array's or function's decay */
	EX_NEG, EX_BITNOT, EX_LOGNOT,
	EX_ADD, EX_SUB, EX_MUL, EX_DIV, EX_MOD, EX_AND, EX_OR, EX_XOR, EX_SHL, EX_SHR, /* pointer +- integer and pointer - pointer are
	                                                                                * unscaled: emit scales by the pointee's size */
	EX_LT, EX_GT, EX_LE, EX_GE, EX_EQ, EX_NE,
	EX_LOGAND, EX_LOGOR, EX_COND /* a ? b : c; b NULL: gcc's a ?: c */, EX_COMMA,
	EX_ASSIGN,    /* a = b, b converted already */
	EX_ASSIGN_OP, /* a op= b: op in `op`, done in type `work`, b converted to its own type */
	EX_PREINC, EX_PREDEC, EX_POSTINC, EX_POSTDEC,
	EX_CALL,      /* a: the callee (pointer to function); args converted to the parameters */
	EX_CAST,      /* a converted to type; to void: value dropped */
	EX_COMPOUND,  /* compound literal: lvalue, anonymous object `symbol` initialised by `init` here */
	EX_ERROR
};

struct init_item {
	uint32_t offset;
	struct expr *value;        /* scalar, or a whole struct value, or an EX_STRING for a char array of type `type` */
	struct type *type;
};

struct init {
	struct init_item *item;
	unsigned int count;
	bool zero_first;           /* the object is cleared before the items are stored */
};

/* What only some kinds have shares its room: look at `kind` first. */
struct expr {
	enum expr_kind kind, op;
	struct type *type, *work;
	uint32_t loc;              /* gcc's caret: operator, or callee name of a call */
	uint32_t start, end;       /* range of the whole expression */
	bool implicit : 1;         /* a conversion that the source does not show */
	bool parens : 1;
	bool overflow : 1;         /* EX_CONST: its computation overflowed, so it is no constant expression */
	bool folded : 1;           /* EX_CONST: not one token */
	bool arrow : 1, index : 1; /* EX_DEREF: written p->m, a[i] */
	bool character : 1;        /* EX_CONST: was a character constant */
	bool no_warning : 1;       /* something about it was said, or was made unspeakable by parentheses */
	struct expr *a;
	union {
		struct expr *b;    /* operators, EX_COND */
		struct expr **args; /* EX_CALL */
		const struct field *field; /* EX_MEMBER */
		const char *bytes; /* EX_STRING */
		struct init *init; /* EX_COMPOUND */
		struct type *size_of; /* EX_CONST: was sizeof of this type */
	};
	union {
		struct expr *c;    /* EX_COND */
		uint32_t arg_count; /* EX_CALL */
		uint32_t offset;   /* EX_MEMBER */
		uint32_t length;   /* EX_STRING: with its NUL */
	};
	struct symbol *symbol;
	uint64_t value;
};

enum stmt_kind {
	ST_EMPTY, ST_EXPR, ST_DECL, ST_BLOCK, ST_IF, ST_WHILE, ST_DO, ST_FOR, ST_SWITCH, ST_CASE, ST_DEFAULT, ST_BREAK, ST_CONTINUE, ST_RETURN
};

struct stmt {
	enum stmt_kind kind;
	uint32_t loc, start, end;
	struct expr *expr;         /* condition, value, returned value */
	struct expr *step;         /* for */
	struct stmt *init;         /* for: ST_DECL, ST_EXPR or NULL */
	struct stmt *body, *other; /* other: else (an else-if chain may be long: walk it by a loop) */
	struct stmt *next;         /* in a block */
	struct symbol *symbol;     /* ST_DECL: one variable (several: a chain of `next`) */
	struct init *initializer;  /* ST_DECL, NULL: none */
	int64_t low, high;         /* ST_CASE (GNU ranges: low ... high) */
	struct stmt *next_case;    /* chain of a switch's ST_CASE and ST_DEFAULT, in source order; head in ST_SWITCH's other */
};

struct function {
	struct symbol *symbol;
	struct symbol **params;
	unsigned int param_count;
	struct stmt *body;         /* ST_BLOCK */
	uint32_t loc, start, end;  /* from the first specifier to behind the closing brace */
	struct function *next;
};

/*
 * One unit: function definitions, and the statements to run, in order.
 *
 * A long script need not be kept as nodes: with `take` set before front_compile(), every function and every top-level statement
 * is handed over alone, as a small unit of the same shape, as soon as it is checked; its nodes are gone when take() returns (symbols of
 * top level and types stay), and functions, body, declared and value of the big unit stay empty (value: in the part that has it last).
 * take() is no longer called once an error has been found; what was taken before is then void. False: out of memory.
 */
struct unit {
	const char *name;          /* set by the caller for FRONT_BLOCK: what gcc calls the block's function; NULL: "main" */
	bool (*take)(void *context, const struct unit *part);
	void *context;
	struct function *functions;
	struct stmt *body;         /* chain by next */
	struct expr *value;        /* prompt: the last expression statement, whose value is shown; NULL: none */
	struct symbol **declared;  /* top-level variables of this unit (for storage) */
	unsigned int declared_count;
};

#endif
