/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Units of C, run. See unit.c.
 */
#ifndef SHELL_UNIT_H
#define SHELL_UNIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct session;

/* Is the machine halted? Then it was said, and nothing may run. */
bool unit_refuse_halted(struct session *s);
/* Compiles and runs the text, which lies at loc. False: a script ends here. */
bool unit_run(struct session *s, uint32_t loc, const char *text, size_t length);
/* The translation unit ends: what gcc says at its end, and main() of a file of declarations. */
bool unit_finish(struct session *s);

#endif
