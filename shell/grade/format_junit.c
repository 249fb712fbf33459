/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * --format junit
 */
#include "shell/grade/format.h"

const struct grade_format grade_junit = { "junit", "", NULL, NULL, NULL };
