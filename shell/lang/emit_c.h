/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A script as gcc would see it: see emit_c.c. Pure text in, text out; lang_emit_c() gives it the map's text and the era's prelude.
 */
#ifndef LANG_EMIT_C_H
#define LANG_EMIT_C_H

#include "shell/lang/lang.h"

struct emit_c_input {
	const char *prelude, *prelude_file;
	size_t prelude_length;
	const struct hm_machine *machine; /* its calls that are macros */
	const char *file;          /* the script's name as in diagnostics */
	unsigned int first_line;
	const char *text;
	size_t length;
	uint32_t begin;            /* location of the text's first byte: spans are locations */
	const struct lang_span *spans;
	size_t span_count;
};

/* part: from 1. False: no such part, spans out of order, or out of memory. The caller frees *text. */
bool emit_c(const struct emit_c_input *in, unsigned int part, char **text, size_t *length);

#endif
