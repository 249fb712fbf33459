/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of declarations share: parse_decl.c declarator.c decl.c tag.c. */
#ifndef LANG_DECL_H
#define LANG_DECL_H

#include "shell/lang/check.h"

static inline bool is_bad_type(const struct type *t) { return t->kind == TY_ERROR; }
void decl_complete_type(struct front *f, struct symbol *s, struct type *type);
void decl_empty(struct front *f, const struct declspecs *specs, struct place at, bool empty_ok);
void decl_scope_end(struct front *f, const struct scope *scope); /* -Wunused-* of what the scope declared */
void unit_add_function(struct front *f, struct function *function);
struct stmt *unit_add_variable(struct front *f, struct symbol *s, struct init *init);
const struct declarator *declarator_name(const struct declarator *d); /* its innermost part */
bool array_length(struct front *f, struct expr *e, const struct name *name, struct place at, uint32_t *length);

void check_parameter_types(struct front *f, struct parameters *p);
void say_previous(struct front *f, const struct symbol *old);
struct symbol *shadowed_parameter(const struct name *name);
void declare_forward_tag(struct front *f, const struct declspecs *specs);

#endif
