/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private to value.c and show.c: values as gdb writes them. */
#ifndef LANG_VALUE_H
#define LANG_VALUE_H

#include "shell/lang/code.h"
#include "shell/lang/text.h"

/* A scalar by its value, anything else by its address. Looks only. */
void value_text(struct lang *lang, const struct type *type, uint64_t value, struct text *t);
/* "int a[3]", "char *p": a declaration of that name. */
void declaration_text(const struct type *type, const char *name, struct text *t);

#endif
