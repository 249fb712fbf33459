/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Going back: the difference between two states as data. hm_delta_take() compares the state with what it was at the last
 * take, and keeps the XOR of what changed; applied once it undoes, applied again it redoes. The caller owns deltas.
 * No code that changes state knows about this.
 */
#ifndef HIGHMEM_DELTA_H
#define HIGHMEM_DELTA_H

#include "highmem/types.h"

struct hm_delta;

/* The change since the last take (or boot). *delta is NULL when nothing changed. */
enum hm_verdict hm_delta_take(struct hm_machine *m, struct hm_delta **delta);

/* Goes back over (or forward again over) a delta. The state must be the one at either end of it, with nothing untaken. */
enum hm_verdict hm_delta_apply(struct hm_machine *m, const struct hm_delta *delta);

/*
 * Throws away what changed since the last take, or since boot if there was none: back to that state, and it goes on from there like a machine
 * that never left it; only events that the log's ring lost meanwhile stay lost (hm_event_get()). Costs what was written since, where booting
 * another machine costs a boot; areas keep the size to which they have grown. Always HM_OK.
 */
enum hm_verdict hm_delta_revert(struct hm_machine *m);

/* Two neighbouring deltas as one (a then b); both are freed on success. */
enum hm_verdict hm_delta_join(struct hm_delta *a, struct hm_delta *b, struct hm_delta **both);

size_t hm_delta_size(const struct hm_delta *delta); /* bytes on the host */
void hm_delta_free(struct hm_delta *delta);

/* Hash of the whole state (client part and log length included); equal states give equal hashes in any process. */
uint64_t hm_state_hash(const struct hm_machine *m);

#endif
