/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The check of an argument's type by the macro that a call of the machine is (highmem/call.h: HM_CALL_TYPE_CHECK). */
#ifndef SHELL_LANG_BUILD_BUG_H
#define SHELL_LANG_BUILD_BUG_H

#include "shell/lang/check.h"

/* False: something was said. `name` is where the call's name stands. */
bool build_bug(struct front *f, const struct symbol *called, struct expr **args, unsigned int n, struct place name);

#endif
