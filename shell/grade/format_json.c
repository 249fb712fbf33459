/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * --format json
 */
#include "shell/grade/format.h"

const struct grade_format grade_json = { "json", "", NULL, NULL, NULL };
