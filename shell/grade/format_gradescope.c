/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * --format gradescope
 */
#include "shell/grade/format.h"

const struct grade_format grade_gradescope = { "gradescope", "", NULL, NULL, NULL };
