/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A block of Markdown as lines of a terminal: broken at blanks to a width that counts columns, with indents for lists; code keeps its backquotes, so
 * that no meaning hangs on a style alone.
 */
#ifndef LEARN_PROSE_H
#define LEARN_PROSE_H

#include "shell/learn/markdown.h"
#include "shell/sink.h"

void prose_show(struct sink *to, const struct md_block *block, unsigned int columns);
/* Plain text the same way, its first line behind `lead`, later ones indented as far. */
void prose_text(struct sink *to, const char *lead, const char *text, unsigned int columns);

#endif
