/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Guides for students, teachers and authors, as `help NAME [PART]` shows them. */
#ifndef COMMAND_GUIDE_H
#define COMMAND_GUIDE_H

#include "shell/command/command.h"

struct guide {
	const char *name, *title;
};

/* NULL behind the last. */
const struct guide *guide_at(unsigned int i);
/* NULL: no guide is called so. */
const struct guide *guide_find(const char *word, size_t length);
/* Shows the part that the argument at `at` names, or what parts there are. False: said what is wrong. */
bool guide_show(struct session *s, const struct guide *g, const struct command_input *in, size_t at);

#endif
