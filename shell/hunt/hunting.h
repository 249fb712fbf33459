/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The hunt that a person is in: plain data in the session's own small state (shell/world.h), so that undo, save and the journal take it along.
 */
#ifndef HUNT_HUNTING_H
#define HUNT_HUNTING_H

#include <stdint.h>

struct hunting {
	uint64_t seed;
	uint64_t left;             /* where the timeline stood before: there `hunt off` goes */
	uint64_t base;             /* where it stood before the script's first line */
	uint32_t level;            /* 0: nobody hunts */
	uint32_t entry;            /* inputs kept before the script's first line */
};

#endif
