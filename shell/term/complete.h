/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What could stand at a place of the line: commands at its beginning, a command's own words behind it, names of the C session that fit the type
 * elsewhere (lang_complete()). No readline in it.
 */
#ifndef SHELL_COMPLETE_H
#define SHELL_COMPLETE_H

#include "shell/command/command.h"

struct completion {
	const char *line;
	size_t point;
	const struct command *command; /* that the line begins with, or NULL */
	bool first;                    /* the word at the point is the line's first one */
};

/* For the word [start, point) of the line. */
struct completion completion_at(const char *line, size_t start, size_t point);
/* A file name is expected. */
bool completion_is_file(const struct completion *c);
/* The i-th candidate, NULL behind the last; valid until the next call. */
const char *completion_word(struct session *s, const struct completion *c, const char *prefix, unsigned int i);
/* Are the candidates in an order of their own (free slots first)? Else a list of them is sorted by name. */
bool completion_is_ordered(struct session *s, const struct completion *c, const char *prefix);
/* What follows a lone candidate: ' ', '(', or '\0' for nothing. */
char completion_end(const struct session *s, const struct completion *c, const char *word);

#endif
