/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands in front of every script: text that prelude.c assembles from the machine's rows, and its one parse. */
#ifndef LANG_PRELUDE_H
#define LANG_PRELUDE_H

#include "shell/lang/frontend.h"

bool prelude_assemble(struct front *f);  /* the text, added to the source map. False: out of memory */
void prelude_parse(struct front *f);     /* inside a unit, before its text */

#endif
