/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Messages on a terminal: a line that is wider than it breaks at a blank, and goes on indented. Lines that fit stay byte for byte, and so does a line
 * without a blank to break at. What the compiler says is never broken: its lines are gcc's.
 */
#ifndef SHELL_WRAP_H
#define SHELL_WRAP_H

#include "shell/text.h"

/* Adds text to `to`. columns 0: as it is. start: the column in which its first line begins. */
void wrap_text(struct text *to, const char *text, size_t n, unsigned int columns, unsigned int start);

#endif
