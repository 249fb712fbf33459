/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What pp.c and ppexpr.c share. */
#ifndef LANG_PP_H
#define LANG_PP_H

#include "shell/lang/frontend.h"

void pp_raw(struct front *f, struct token *out);                  /* the next token, no macro expanded */
bool pp_condition(struct front *f, const struct token *directive); /* the expression of #if or #elif */
void pp_define(struct front *f, const char *directive);
void pp_undef(struct front *f, const char *directive);
void pp_named_directive(struct front *f, const struct token *word);

#endif
