/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Opening and closing a world. The map and the machine outlive the language, so they end last.
 */
#include <stdlib.h>

#include "shell/world.h"

void world_close(struct world *world)
{
	if (!world)
		return;
	lang_close(world->lang);
	source_map_free(world->map);
	hm_machine_close(world->m);
	free(world);
}

enum hm_verdict world_open(const struct hm_config *cfg, const struct lang_host *host, struct world **world)
{
	struct world *w = calloc(1, sizeof(*w));
	enum hm_verdict v;

	if (!w)
		return HM_NOMEM;
	v = hm_machine_open(cfg, &w->m);
	if (v == HM_OK) {
		w->map = source_map_new();
		v = w->map ? lang_open(w->m, w->map, host, &w->lang) : HM_NOMEM;
	}
	if (v != HM_OK) {
		world_close(w);
		return v;
	}
	*world = w;
	return HM_OK;
}
