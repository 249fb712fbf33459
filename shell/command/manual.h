/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The manual as data: topics of `help`, and what of C is left out. The man page's LANGUAGE section is made from the same rows when hmsh is built
 * (shell/term/man.awk), so that there is one text.
 */
#ifndef COMMAND_MANUAL_H
#define COMMAND_MANUAL_H

#include <stdbool.h>

struct topic {
	const char *name, *title;
	const char *text;          /* paragraphs; lines that begin with two blanks stay as they are; at most 78 columns */
	const char *prefix;        /* names that begin so lead here, too ("KM_"), NULL: none */
	bool language;             /* part of LANGUAGE in the man page, in this order */
};

/* NULL behind the last. */
const struct topic *topic_at(unsigned int i);

struct left_out {
	const char *what;          /* as the message says it: "goto" */
	const char *example;       /* is refused with that message */
	const char *instead;
};
const struct left_out *left_out_at(unsigned int i);

#endif
