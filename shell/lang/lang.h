/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The C of hmsh: compile a unit, run it on a simulated task. One struct lang belongs to one machine and one C session.
 * Symbols, types, code, literals and values are append-only host tables; their lengths live in the machine's client part, so undo
 * truncates them (lang_sync()). The VM's frames and stacks live in the client part, variables in simulated memory.
 * No name of the highmem interface occurs in shell/lang: calls are rows (highmem/call.h), types come from the era's prelude.
 */
#ifndef LANG_LANG_H
#define LANG_LANG_H

#include "highmem/highmem.h"
#include "shell/lang/diag.h"

struct lang;

enum lang_lint { LANG_LINT_OFF, LANG_LINT_WARN, LANG_LINT_ERROR };

struct lang_options {
	enum lang_lint lint;
	bool werror;               /* warnings refuse the unit */
	bool prompt;               /* redefinition rebinds, -Wunused-* is not given, a missing last ';' is forgiven */
	bool reserved;             /* no name of the prelude, the calls or the library can be declared or defined anew (grading) */
	bool plain;                /* macros of the user's are not expanded: a condition means what its author wrote */
	bool syntax_only;          /* nothing will run: no "undefined reference" */
};

/* Where printf, printk and run-time notes go. Text is escaped by the receiver, not by the language. */
struct lang_host {
	void *context;
	void (*out)(void *context, const char *bytes, size_t n);                  /* printf, printk */
	void (*note)(void *context, enum diag_severity severity, const char *code, uint32_t loc, const char *text); /* lint at run time, uninitialised read */
};

/* The prelude is parsed at the first compile. The map and the machine outlive the language. */
enum hm_verdict lang_open(struct hm_machine *m, struct source_map *map, const struct lang_host *host, struct lang **lang);
void lang_close(struct lang *lang);
struct lang_options *lang_options(struct lang *lang);

/* After undo or redo: cuts the tables to the lengths that the state names. */
void lang_sync(struct lang *lang);

/*
 * Undo in a script takes back the machine, not the text that a compiler has read: lang_remember() before, lang_recall() after it. What was compiled
 * in between stays known, and its data is as compiling left it. The change lies in the machine's state, untaken.
 */
void lang_remember(struct lang *lang);
void lang_recall(struct lang *lang);

/* ---- reading input ---- */

enum lang_scan {
	LANG_SCAN_EMPTY,    /* blanks and comments only */
	LANG_SCAN_COMPLETE,
	LANG_SCAN_OPEN      /* an open brace, parenthesis, quote, comment, or a statement that needs more: read the next line */
};
enum lang_scan lang_scan(const char *text, size_t length);

/* Is it a word of C itself, as `void`? */
bool lang_is_keyword(const char *word, size_t length);
/* Has user code declared this name at top level? (A command word then is C.) */
bool lang_declares(const struct lang *lang, const char *name, size_t length);
/* ... or the machine's prelude and calls? Makes them known first. */
bool lang_knows(struct lang *lang, const char *name, size_t length);

/* ---- compiling ---- */

struct lang_code {
	uint32_t function;         /* number for lang_start() */
	uint32_t first_end;        /* of a unit: see lang_past_first() */
	bool has_value;            /* its last expression statement has a value to show */
};

/*
 * Compiles the C text [begin, end) of the map. Diagnostics are appended to the list; false: something refused it (errors,
 * werror, lint error, memory) and nothing of it remains. An empty text is fine.
 */
bool lang_compile(struct lang *lang, uint32_t begin, uint32_t end, struct diag_list *diags, struct lang_code *code);

/* A `{...}` block of a command: a function without parameters that sees top-level variables. */
bool lang_compile_block(struct lang *lang, uint32_t begin, uint32_t end, const char *name, struct diag_list *diags, struct lang_code *code);

/* An expression only to look at: calls and assignments are refused; compiled into scratch, so that redo survives. */
bool lang_compile_look(struct lang *lang, uint32_t begin, uint32_t end, struct diag_list *diags, struct lang_code *code);

/* The file has ended: -Wunused-* of top-level variables and the like; runs main() when the file only declared (then *code is set
 * and true is returned in *run_main). */
bool lang_finish(struct lang *lang, struct diag_list *diags, struct lang_code *code, bool *run_main);

/*
 * What of a script is not C. The shell fills it with the same split that it runs by (script.c), in the order of the text: a command before its
 * blocks. Commands never overlap; a block lies in its command.
 */
enum lang_span_kind {
	LANG_SPAN_COMMAND,         /* a command: blanked */
	LANG_SPAN_BLOCK,           /* a `{...}` of the command before, braces included: printed as the nested function `name` */
	LANG_SPAN_CUT              /* a command that ends the C session (era, machine, reset): a part ends here */
};
struct lang_span {
	enum lang_span_kind kind;
	uint32_t begin, end;       /* locations */
	const char *name;          /* LANG_SPAN_BLOCK: the name given to lang_compile_block(), a C identifier */
};

/* The part-th (from 1) translation unit of the file as gcc would see it (--emit-c). False: no such part, spans out of order, or out of
 * memory. The caller frees *text. */
bool lang_emit_c(struct lang *lang, uint32_t begin, uint32_t end, const struct lang_span *spans, size_t span_count, unsigned int part,
		 char **text, size_t *length);

/* ---- running ---- */

enum lang_result {
	LANG_DONE,         /* the task's code has returned */
	LANG_BLOCKED,      /* the task gave up its CPU inside a call: select another one, run this one when it is picked */
	LANG_DIED,         /* the simulated task died (see the last report) */
	LANG_STOPPED,      /* budget used up, or log half full: call again */
	LANG_STATEMENT,    /* LANG_RUN_STATEMENT: at the start of the next statement */
	LANG_STEP,         /* LANG_RUN_STEP: one step of the VM is done */
	LANG_INTERRUPTED,  /* *interrupt was set */
	LANG_ERROR         /* limit of depth or memory, or a run-time error of ours: lang_error() says it; the task's code is unwound */
};

/* Puts the code on that task's stack, to run when lang_run() is given the task. */
enum hm_verdict lang_start(struct lang *lang, uint16_t task, const struct lang_code *code);

/* Interrupts that task's code where it stands: hm_context_enter(), the block, hm_context_exit() on the same task. */
enum hm_verdict lang_interrupt(struct lang *lang, uint16_t task, const struct lang_code *block, enum hm_context context, bool irqs_off);

/* Has that task code to run? */
bool lang_busy(const struct lang *lang, uint16_t task);
/* Did its last code end by a `return` at the top level of the script? Then the script has ended. */
bool lang_returned(const struct lang *lang, uint16_t task);
/* Is the first statement of that unit, which the task runs, over? Never so for a block, which is one statement. */
bool lang_past_first(const struct lang *lang, uint16_t task, const struct lang_code *code);
/* Throws its code away (Ctrl-C, a dead task). */
void lang_drop(struct lang *lang, uint16_t task);
/* Did the task's last finished code end by a `return` at top level? (Then the script ends.) */
bool lang_returned(const struct lang *lang, uint16_t task);

enum lang_run_flag {
	LANG_RUN_STATEMENT = 1 << 0, /* stop before each statement */
	LANG_RUN_STEP = 1 << 1       /* stop behind each step of the VM: one instruction; an interrupt can come between any two */
};

/* Runs the machine's current task (hm_select() or hm_switch_to() first). *steps: budget, lowered by what was used;
 * modulo 2^64, since the last library call may have used more than there was. */
enum lang_result lang_run(struct lang *lang, unsigned int flags, uint64_t *steps, const volatile int *interrupt);
const char *lang_error(const struct lang *lang, uint32_t *loc);

/* Place of the statement that the task stands at, 0 = none; and the name of the function ("main" at top level). */
uint32_t lang_site(const struct lang *lang, uint16_t task, const char **function);
/* The function whose code stands at that place of the text, "main" at top level; NULL: none is known. */
const char *lang_function_at(const struct lang *lang, uint32_t loc);

/*
 * The calls of functions that led to the kernel call of that number, made at that place: innermost first, at most `max`; 0: none, or no
 * longer known.
 */
unsigned int lang_callers(const struct lang *lang, uint32_t call, uint32_t site, uint32_t *loc, unsigned int max);

/* ---- values ---- */

/*
 * The value of the task's last finished code, as gdb shows it ("(char *) 0xfffed000 \"A\""); numbered and kept for `$`, `$$`, `$N` when
 * keep. Returns its number (0 when not kept). Looks, so changes nothing else. False: there is none.
 */
bool lang_show_value(struct lang *lang, uint16_t task, const struct lang_code *code, bool keep, unsigned int *number, char *out, size_t size);

/* Type of an expression or name ("char *", struct bodies with `expand`). False: diags say why. */
bool lang_show_type(struct lang *lang, uint32_t begin, uint32_t end, bool expand, struct diag_list *diags, char *out, size_t size);

/* The value of a looked-at expression as an integer (vtop, x). */
bool lang_look_integer(struct lang *lang, uint32_t begin, uint32_t end, struct diag_list *diags, uint64_t *value, char *type, size_t type_size);

/* Locals of the task's innermost frame, one line each; and top-level variables. Returns bytes as snprintf does. */
int lang_show_locals(struct lang *lang, uint16_t task, char *out, size_t size);

/*
 * Top-level pointer variables and the first elements of arrays of them, newest variable first, from *cursor (0 to begin) on: name ("p", "p[3]", cut to 31 bytes),
 * value, and the text of the type pointed to. False: no more.
 */
bool lang_next_pointer(struct lang *lang, unsigned int *cursor, char name[32], uint32_t *value, char *type, size_t size);

/* Completion: the i-th name that begins with the prefix and fits at this place of the line; NULL behind the last. */
const char *lang_complete(struct lang *lang, const char *line, size_t point, const char *prefix, unsigned int i);
/* The parameter of one of the machine's calls which the word at `word` stands for alone: its type as text. False: it stands for something else. */
bool lang_wanted(struct lang *lang, const char *line, size_t point, size_t word, char *type, size_t size);
/* Of an enumerator, or what a top-level variable holds now; false: the name is neither. Looks only. */
bool lang_name_value(struct lang *lang, const char *name, uint64_t *value);
/* The prototype of the call whose parentheses the point is in, or NULL. */
const char *lang_prototype_at(struct lang *lang, const char *line, size_t point, unsigned int *argument);

/* Size of everything the language keeps on the host, for `info mem` and tests. */
size_t lang_host_bytes(const struct lang *lang);

#endif
