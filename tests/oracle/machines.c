/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * See machines.h. Configurations are compared byte by byte: where two differ in nothing but padding a second machine is booted, no more.
 * The oldest machine makes room for a new one.
 */
#include <stdio.h>
#include <string.h>

#include "tests/oracle/machines.h"

static struct kept_machine *find(struct machines *ms, const struct hm_config *cfg)
{
	for (unsigned int i = 0; i < MACHINES_KEPT; i++)
		if (ms->kept[i].m && !memcmp(&ms->kept[i].asked, cfg, sizeof(*cfg)))
			return &ms->kept[i];
	return NULL;
}

static void drop(struct kept_machine *k)
{
	hm_machine_close(k->m);
	k->m = NULL;
}

struct hm_machine *machines_take(struct machines *ms, struct hm_config *cfg, char *notes, size_t size)
{
	struct kept_machine *k = find(ms, cfg);

	if (k)
		return k->m;
	k = &ms->kept[ms->next];
	ms->next = (ms->next + 1) % MACHINES_KEPT;
	drop(k);
	memcpy(&k->asked, cfg, sizeof(*cfg));
	if (hm_config_settle(cfg, notes, size) != HM_OK)
		return NULL;
	if (hm_machine_open(cfg, &k->m) != HM_OK)
		snprintf(notes, size, "refused, or no memory");
	else if (ms->prove)
		k->hash = hm_state_hash(k->m);
	return k->m;
}

bool machines_return(struct machines *ms, struct hm_machine *m)
{
	bool back = !m;

	for (unsigned int i = 0; i < MACHINES_KEPT && !back; i++) {
		struct kept_machine *k = &ms->kept[i];

		if (k->m != m)
			continue;
		back = hm_delta_revert(m) == HM_OK && (!ms->prove || hm_state_hash(m) == k->hash);
		if (!back)
			drop(k);
		break;
	}
	return back;
}

void machines_close(struct machines *ms)
{
	for (unsigned int i = 0; i < MACHINES_KEPT; i++)
		drop(&ms->kept[i]);
}
