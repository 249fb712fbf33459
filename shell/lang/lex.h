/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tokens, names and macros: the interface between lex.c (bytes to tokens), pp.c (directives and macro expansion) and the parser, which
 * sees the expanded stream through parse_peek() and friends only.
 */
#ifndef LANG_LEX_H
#define LANG_LEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A caret and the range around it, as gcc's location_t. */
struct place { uint32_t loc, start, end; };

struct front;
struct binding;
struct macro;
struct symbol;
struct type;

enum token_kind {
	T_EOF, T_NAME, T_KEYWORD, T_NUMBER, T_CHAR, T_STRING, T_OTHER,
	/* punctuators: one spelling each, in this order in lex.c's table */
	T_ELLIPSIS, T_SHL_ASSIGN, T_SHR_ASSIGN, T_ARROW, T_INC, T_DEC, T_SHL, T_SHR, T_LE, T_GE, T_EQ, T_NE, T_LOGAND, T_LOGOR, T_MUL_ASSIGN,
	T_DIV_ASSIGN, T_MOD_ASSIGN, T_ADD_ASSIGN, T_SUB_ASSIGN, T_AND_ASSIGN, T_XOR_ASSIGN, T_OR_ASSIGN, T_PASTE, T_LBRACKET, T_RBRACKET,
	T_LPAREN, T_RPAREN, T_LBRACE, T_RBRACE, T_DOT, T_AND, T_STAR, T_PLUS, T_MINUS, T_TILDE, T_NOT, T_SLASH, T_PERCENT, T_LT, T_GT, T_XOR,
	T_OR, T_QUESTION, T_COLON, T_SEMI, T_ASSIGN, T_COMMA, T_HASH,
	T_KINDS
};

enum keyword {
	KW_NONE, KW_AUTO, KW_BREAK, KW_CASE, KW_CHAR, KW_CONST, KW_CONTINUE, KW_DEFAULT, KW_DO, KW_DOUBLE, KW_ELSE, KW_ENUM, KW_EXTERN,
	KW_FLOAT, KW_FOR, KW_GOTO, KW_IF, KW_INLINE, KW_INT, KW_LONG, KW_REGISTER, KW_RESTRICT, KW_RETURN, KW_SHORT, KW_SIGNED, KW_SIZEOF,
	KW_STATIC, KW_STRUCT, KW_SWITCH, KW_TYPEDEF, KW_UNION, KW_UNSIGNED, KW_VOID, KW_VOLATILE, KW_WHILE, KW_BOOL, KW_ALIGNAS,
	KW_ALIGNOF, KW_ATOMIC, KW_COMPLEX, KW_GENERIC, KW_NORETURN, KW_STATIC_ASSERT, KW_THREAD, KW_ASM, KW_TYPEOF, KW_ATTRIBUTE,
	KW_EXTENSION, KW_FUNCTION_NAME, KW_INT128, KW_LABEL, KW_AUTO_TYPE, KW_BUILTIN, KW_FLOATN
};

/* An interned spelling; never moves and is never taken back. */
struct name {
	const char *text;
	uint32_t length, hash;
	struct name *next;
	struct binding *ordinary, *tag; /* innermost declaration in each name space */
	struct macro *macro;
	struct symbol *implicit;   /* the function that a call of it declared */
	uint16_t keyword;          /* enum keyword */
};

enum token_flag { TOK_LINE_START = 1, TOK_SPACE = 2, TOK_NO_EXPAND = 4, TOK_MACRO = 8 /* came out of an expansion */ };

struct token {
	uint16_t kind;             /* enum token_kind */
	uint16_t flags;
	uint32_t loc, end;
	uint32_t length;           /* of the spelling at `text` */
	const char *text;
	struct name *name;         /* T_NAME, T_KEYWORD */
	uint64_t value;            /* T_NUMBER, T_CHAR, once converted by the parser */
	struct type *type;
};

struct macro {
	struct name *name;
	struct token *body;
	uint32_t count;
	uint32_t loc;              /* of its name in the #define */
	uint32_t body_loc, body_length;
	bool busy;                 /* being expanded */
	bool machine;              /* the prelude's, not the user's */
	bool builtin;              /* __LINE__, __FILE__: `body` is made when used */
};

/* Reading position in one text. */
struct lexer {
	const char *p, *end, *begin;
	uint32_t base;             /* location of *begin */
	bool line_start;
	bool in_directive;         /* a line's end is then T_EOF */
	bool quiet;                /* skipping a group: no complaints */
};

/* The next token of the text, comments skipped, no macro expanded. */
void lex_token(struct front *f, struct lexer *lx, struct token *out);
/* Skips to the end of the line (behind the newline). */
void lex_skip_line(struct lexer *lx);
/* What is left of a line, into ring[at % PEEK_MAX] and up, `most` at most: how many there were before something that is left to pp_token(). */
unsigned int lex_line(struct front *f, struct lexer *lx, struct token *ring, unsigned int at, unsigned int most);
struct name *lex_name(struct front *f, const char *text, size_t length);
struct name *lex_find_name(const struct front *f, const char *text, size_t length);
void lex_keywords(struct front *f);
void lex_stray(struct front *f, bool quiet, const char *p, uint32_t loc);
const char *lex_spelling(unsigned int kind); /* "+=", for messages; NULL: no punctuator */

/* The hash of a name, byte by byte. */
#define LEX_HASH_START 2166136261u
static inline uint32_t lex_hash_step(uint32_t h, char c) { return (h ^ (unsigned char)c) * 16777619u; }
static inline uint32_t lex_hash_end(uint32_t h) { return h ^ h >> 15; }

/* Converts the token's spelling: value and type are set. False: said why. */
bool lex_number(struct front *f, struct token *token);
bool lex_char(struct front *f, struct token *token);
/* Appends the bytes of a string literal; returns how many, or with out NULL counts them. */
size_t lex_string(struct front *f, const struct token *token, char *out, struct place at); /* at: for complaints */

/* pp.c */
struct expansion {
	struct macro *macro;
	uint32_t next;
	uint32_t base;             /* location of body_loc in this expansion; 0: everything lies at `point` */
	uint32_t point, point_end;
};
struct condition {
	struct place at, began;    /* of its #else, of its #if */
	const char *word;
	bool taken, was_taken, seen_else;
};
void pp_begin(struct front *f, uint32_t begin, uint32_t end);
void pp_token(struct front *f, struct token *out); /* the next token, directives obeyed, macros expanded */
void pp_end(struct front *f);                      /* unterminated #if */
void pp_builtins(struct front *f);

#endif
