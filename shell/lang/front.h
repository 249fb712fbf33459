/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Front end of the language: text to checked nodes (nodes.h) and diagnostics. It knows no VM. Files behind it: lex.c pp.c type.c scope.c
 * parse.c decl.c init.c check.c fold.c diag.c.
 *
 * Session tables (symbols of top level, types, macros, enumerators, prelude) are append-only; a mark names their lengths.
 */
#ifndef LANG_FRONT_H
#define LANG_FRONT_H

#include "highmem/highmem.h"
#include "shell/lang/diag.h"
#include "shell/lang/lang.h"
#include "shell/lang/nodes.h"

struct front;

/* A function of the C library of hmsh (printf, memset ...): a row beside the machine's calls. library.c holds the table. */
struct library_call {
	const char *proto;         /* NULL ends the table */
	unsigned int addresses;    /* bit i: argument i is meant to be a mapped address (-Wpage-as-address) */
	const char *help;
};
extern const struct library_call library_calls[];

/* Lengths of the session tables: plain data, kept in the machine's client part by lang.c. */
struct front_mark {
	uint32_t symbols, types, macros, arena_chunk, arena_used, source_end, extra[4];
};

enum front_mode {
	FRONT_SCRIPT,              /* part of the body of main(): declarations may follow statements, function definitions are nested functions */
	FRONT_BLOCK,               /* the inside of a command's {...}: body of a function without parameters */
	FRONT_LOOK                 /* one expression or type name; calls, assignments, ++ and -- are refused */
};

enum hm_verdict front_new(struct hm_machine *m, struct source_map *map, struct front **front);
void front_free(struct front *front);

/*
 * Parses and checks [begin, end). All diagnostics of the unit are appended. False when an error (or, by the options, a warning or lint)
 * refuses it; then what it declared is already gone. The unit's nodes live until the next call of front_compile().
 */
bool front_compile(struct front *front, enum front_mode mode, const struct lang_options *options, uint32_t begin, uint32_t end,
		   struct diag_list *diags, struct unit *unit);

/* End of the translation unit: -Wunused-* of top-level variables, functions declared and never defined. main: the file's main(), or NULL. */
bool front_finish(struct front *front, const struct lang_options *options, struct diag_list *diags, struct symbol **main_function,
		  bool *only_declarations);

struct front_mark front_mark(const struct front *front);
void front_truncate(struct front *front, const struct front_mark *mark);

/* Top-level symbol in force with that name (calls and library included), or NULL; the i-th of all, newest first, NULL behind the last. */
struct symbol *front_find(const struct front *front, const char *name, size_t length);
struct symbol *front_symbol(const struct front *front, unsigned int i);
/* Is it one of the user's (not of the prelude, the calls or the library)? */
bool front_is_user(const struct front *front, const struct symbol *symbol);

/*
 * One more top-level object of that name and type, as if the user had declared it (a value that the prompt keeps: "$1", "$", "$$"). The name is
 * copied; it becomes the one in force. NULL: out of memory.
 */
struct symbol *front_declare(struct front *front, const char *name, const struct type *type);

/* Type named by text ("struct page", "enum km_type", "u32"), or of an expression: through front_compile(FRONT_LOOK). */
struct type *front_type_of_look(const struct front *front);

/* Reads input only as far as needed to know whether it is complete: see lang_scan(). */
enum lang_scan front_scan(const char *text, size_t length);

/*
 * Remembers [where, where + size) (8-byte aligned words of something in the session's tables) before the caller changes it, so that
 * front_truncate() can put the old bytes back, and the new ones again. For what emit writes into session symbols.
 */
bool front_trail(struct front *front, void *where, size_t size);

/* The prelude's names are known from now on (completion asks before the first unit). */
void front_ready(struct front *f, const struct lang_options *options);

/* The text that the compiler sees in front of every script, as it was parsed; its file name is the era's prelude_file. Valid as long as front. */
bool front_prelude(struct front *front, const char **text, size_t *length);

/* Is "linux/mm.h" one of the headers that the prelude stands for? */
bool front_has_header(const char *name, size_t length);

/* A pool that never moves what it gave out. Out of memory: returns NULL (front.c jumps to its one boundary). */
struct arena;
void *arena_alloc(struct arena *arena, size_t size);

#endif
