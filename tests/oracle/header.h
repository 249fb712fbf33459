/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first line of a recording: its constants make the machine, and are compared with what the machine works out itself. */
#ifndef ORACLE_HEADER_H
#define ORACLE_HEADER_H

#include "tests/oracle/replay.h"

/* Boots r->m. False: r->diff says why. */
bool header_machine(struct replay *r, const char *text, size_t n);

#endif
