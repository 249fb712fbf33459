/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tables behind `explain`; each ends with a row without a code.
 */
#ifndef SHELL_EXPLAIN_H
#define SHELL_EXPLAIN_H

#include "shell/report/report.h"

extern const struct explanation kernel_explanations[], compiler_explanations[], shell_explanations[];

#endif
