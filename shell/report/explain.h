/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tables behind `explain`; each ends with a row without a code.
 */
#ifndef SHELL_EXPLAIN_H
#define SHELL_EXPLAIN_H

#include "shell/report/report.h"

extern const struct explanation kernel_explanations[], shell_explanations[];
/* the compiler's: warnings by option, errors by what they are about */
extern const struct explanation warning_explanations[], text_explanations[], syntax_explanations[], name_explanations[], type_explanations[],
	value_explanations[];

#endif
