/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Diagnostics as data, and their text in gcc's shape. A unit's diagnostics are collected in one list; nothing is printed
 * while compiling.
 */
#ifndef LANG_DIAG_H
#define LANG_DIAG_H

#include "shell/lang/source.h"

enum diag_severity { DIAG_ERROR, DIAG_WARNING, DIAG_NOTE };

struct diag_range { uint32_t start, end, caret; char *label; }; /* [start, end) locations; label: "char *" below `caret`, or NULL */

enum { DIAG_INSERTS = 63 };

struct diag_insert { uint32_t at; char text[4]; };

struct diag {
	enum diag_severity severity;
	uint32_t loc;              /* the caret; 0: no place ("cc1: ...") */
	const char *option;        /* "-Wint-conversion", NULL: none */
	const char *code;          /* for `explain`: the option, or a row's own name ("E-undeclared") */
	char *message;             /* UTF-8 with plain ' quotes; the writer puts in the locale's */
	struct diag_range range[4]; /* more underlined ranges; range[0] is the caret's own token when start != 0 */
	unsigned int ranges;
	const char *in_function;   /* function the message is in ("main"), NULL: file scope */
	bool no_column;            /* gcc knows only the line */
	bool fatal;                /* gcc gives up here */
	bool no_caret;             /* gcc names a column and draws no caret */
	bool in_macro;             /* inside what a macro became: another place for gcc, which draws the same line again */
	bool lint;                 /* -Wpage-as-address: ours, not gcc's */
	bool page;                 /* gcc's own, and about what stands where a call's row wants an address: a page's pointer, or what cannot be one */
	bool werror;               /* a warning that `set werror on` makes an error: shown as gcc -Werror does */
	bool subset;               /* [hmsh-subset]: valid C that hmsh leaves out */
	char *fixit;               /* text of gcc's fix-it line ("kmap_atomic"), NULL: none */
	struct diag_insert insert[DIAG_INSERTS]; /* more texts to insert, in the order of their places */
	unsigned int inserts;
	uint32_t fixit_loc, fixit_end; /* the text that it replaces; equal: it is inserted */
};

enum { DIAG_MAX = 20000 };

struct diag_list {
	struct diag *item;         /* a note follows the error or warning it belongs to */
	size_t count, capacity;
	unsigned int errors, warnings;
	bool failed;               /* out of memory: some are missing, or what was to be compiled is not */
	size_t dropped;            /* said beyond the most a list keeps (DIAG_MAX); counted above, not kept */
};

void diag_list_free(struct diag_list *list);

/* What gcc remembers from message to message of one translation unit; all zero at its beginning. */
struct diag_memory {
	const char *in_function;   /* function named last */
	uint32_t last_loc, last_start, last_end; /* place drawn last: it is not drawn twice in a row */
};

struct diag_style {
	bool utf8_quotes;          /* curly quotes, as gcc in a UTF-8 locale */
	unsigned int columns;      /* width for caret lines; longer ones are windowed around the caret; 0 = no limit */
	unsigned int max_errors;   /* then "N more not shown"; 0 = all */
	bool brief;                /* at the prompt, where a message has six rows: no "In function", no type below a caret, no source below a note */
	bool words;                /* the place is said, not drawn */
	struct diag_memory *memory; /* kept from call to call; NULL: every text begins anew */
};

/*
 * Writes the list as gcc would ("FILE:LINE:COL: error: ...", caret lines, notes, "FILE: In function 'main':" once). Bytes from the source
 * are escaped: no control character reaches the output. The caller frees *text. False: out of memory.
 */
bool diag_text(const struct source_map *map, const struct diag_list *list, const struct diag_style *style, char **text, size_t *length);

#endif
