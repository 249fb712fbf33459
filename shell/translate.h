/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * --emit-c: a script as gcc would see it (lang_emit_c()). The shell's part is to say what of the text is a command, by the same split
 * that runs it.
 */
#ifndef SHELL_TRANSLATE_H
#define SHELL_TRANSLATE_H

#include "shell/session.h"

/* Prints part `part` (from 1) to s->out. The session must be fresh. */
void translate(struct session *s, const char *file, const char *text, size_t length, unsigned int part);

#endif
