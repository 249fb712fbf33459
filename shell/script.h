/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Splitting text into units of C and commands. A line is a command when nothing is open before it (brace,
 * parenthesis, comment, quote, a statement without its end), and its first word names one, unless user code has declared that word, `(`
 * follows it, or what follows can only be C. A leading `:` forces the command. A command with a `{...}` block reaches to the line of the closing
 * brace. All C between two commands is one unit.
 *
 * The splitter knows no command: it asks. It never fails: what it cannot understand is C, and the compiler says so.
 */
#ifndef SHELL_SCRIPT_H
#define SHELL_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>

/* What the splitter asks about words. */
struct script_words {
	void *context;
	/* Does this word name a command (an unambiguous prefix counts)? *block: it takes a {...} block. */
	bool (*is_command)(void *context, const char *word, size_t length, bool *block);
	/* Has C code declared it? */
	bool (*is_declared)(void *context, const char *word, size_t length);
};

enum script_kind { SCRIPT_END, SCRIPT_C, SCRIPT_COMMAND };

struct script_item {
	enum script_kind kind;
	size_t begin, end;         /* the text, with its last newline */
	size_t word, word_end;     /* SCRIPT_COMMAND: its word */
	size_t args, args_end;     /* ... and what follows it, trimmed, without a last ';' or comment; a block included */
	size_t block, block_end;   /* ... inside of the braces; block_end == 0: no block */
	unsigned int line;         /* number of the first line, from 1 */
	bool open;                 /* the text ends inside it: more lines are needed (prompt) */
};

struct script {
	const char *text;
	size_t length, at;
	size_t lines;              /* behind the text's last newline */
	unsigned int line;
	const struct script_words *words;
};

/* A first line `#!...` is skipped, and a UTF-8 byte order mark. */
void script_begin(struct script *s, const char *text, size_t length, const struct script_words *words);

/*
 * The next item. Blank text before a command makes no item. Ask only when the item before has been run: what it declared decides.
 */
enum script_kind script_next(struct script *s, struct script_item *item);

/*
 * Does " vs {...}" stand at `from`, behind a block's '}'? Then where that block is, inside of its braces. *open: it does not end; block_end is then
 * where the text ends.
 */
bool script_vs(const char *text, size_t length, size_t from, size_t *block, size_t *block_end, bool *open);

#endif
