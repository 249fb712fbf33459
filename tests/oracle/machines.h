/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Machines kept between the recordings of a process. Booting one costs more than most recordings do, so a machine that has served is put
 * back to what it was after boot, by hm_delta_revert(), and serves the next recording that asks for the same configuration.
 * Invariant: nobody takes a delta of a machine from here, so that "back" is the end of boot.
 */
#ifndef ORACLE_MACHINES_H
#define ORACLE_MACHINES_H

#include "highmem/highmem.h"

enum { MACHINES_KEPT = 8 };

struct kept_machine {
	struct hm_machine *m;
	struct hm_config asked;  /* as it was before it was settled */
	uint64_t hash;           /* of the state after boot, where it is to be proved */
};

struct machines {
	struct kept_machine kept[MACHINES_KEPT];
	unsigned int next;       /* place that is used next */
	bool prove;              /* compare the state after each return with the one after boot */
};

/* A machine as after boot, ours until the next call here. NULL: `notes` says why. Settles *cfg on the way if it has to boot one. */
struct hm_machine *machines_take(struct machines *ms, struct hm_config *cfg, char *notes, size_t size);

/* The recording is done with it. False: it did not come back to the state after boot; it is closed then. NULL is no machine. */
bool machines_return(struct machines *ms, struct hm_machine *m);
void machines_close(struct machines *ms);

#endif
