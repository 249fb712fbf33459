/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the two files of the learning commands share: learn.c (lessons, their verbs) and learn_list.c (lists, copies, progress, drafts).
 */
#ifndef COMMAND_LEARN_H
#define COMMAND_LEARN_H

#include "shell/command/command.h"
#include "shell/learn/progress.h"

/* An error of use; false. */
bool lesson_refuse(struct session *s, const char *text);

/* How much of a lesson was done, for progress_each(). */
struct lesson_done {
	const char *name;
	unsigned int done, steps;
};
void lesson_look_up(void *context, const struct progress_row *row);

/* "[x]" all steps, "3/8" some, "" none. */
void lesson_mark(struct session *s, const char *name, char *out, size_t size);

bool lesson_list(struct session *s, const struct command_input *in, size_t at);
bool lesson_copy(struct session *s, const struct command_input *in, size_t at);
void lesson_paths(struct session *s);
command_fn cmd_progress, cmd_record;

#endif
