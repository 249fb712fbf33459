/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What parse_stmt.c, parse_switch.c and front.c share. */
#ifndef LANG_STMT_H
#define LANG_STMT_H

#include "shell/lang/frontend.h"

struct stmt *parse_statement_if(struct front *f, bool *if_else); /* *if_else: an if with an else that no braces enclose */
struct stmt *parse_switch(struct front *f);
struct stmt *parse_label(struct front *f);
struct expr *finish_expression(struct front *f, struct expr *e, struct place at);
void unit_take(struct front *f, struct stmt *body);

#endif
