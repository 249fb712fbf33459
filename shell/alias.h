/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Names that a person has given to commands: `alias w = why`. Plain data in struct soft, so undo and reset treat them as settings. An alias stands
 * for the beginning of a line: what is typed behind it follows its text. What save and the journal keep is the line that came out.
 *
 * Invariant: following an alias to the alias that its text begins with comes to an end (alias_set() refuses what would not).
 */
#ifndef SHELL_ALIAS_H
#define SHELL_ALIAS_H

#include <stdbool.h>
#include <stddef.h>

enum { ALIASES = 24, ALIAS_NAME = 16, ALIAS_TEXT = 112 };

struct alias { char name[ALIAS_NAME], text[ALIAS_TEXT]; };

struct session;
struct command;
struct script_item;
struct text;

/* NULL: there is none of this name. */
const struct alias *alias_find(const struct session *s, const char *word, size_t length);
/* The i-th of those there are, in the order in which they were made; NULL behind the last. */
const struct alias *alias_at(const struct session *s, unsigned int i);
/* The command at the end of the way, or NULL: its text is no command's (any more). */
const struct command *alias_command(const struct session *s, const struct alias *a);
/* False: why says what is wrong with it. */
bool alias_set(struct session *s, const char *name, size_t length, const char *text, size_t text_length, char *why, size_t size);
bool alias_remove(struct session *s, const char *name, size_t length);

#endif
