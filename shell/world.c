/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Opening and closing a world. The map and the machine outlive the language, so they end last.
 */
#include <stdlib.h>

#include "shell/record.h"
#include "shell/world.h"

void world_close(struct world *world)
{
	if (!world)
		return;
	if (world->start)
		entry_list_free(world->start);
	free(world->start);
	lang_close(world->lang);
	source_map_free(world->map);
	hm_machine_close(world->m);
	free(world);
}

/* What the language laid out is part of the beginning: undo does not reach behind it. */
static enum hm_verdict take_beginning(struct world *w)
{
	struct hm_delta *delta = NULL;
	enum hm_verdict v = hm_delta_take(w->m, &delta);

	hm_delta_free(delta);
	return v;
}

bool world_prepare(struct world *w)
{
	struct diag_list diags = { 0 };
	struct lang_code code;
	uint32_t loc;

	if (w->prepared)
		return true;
	loc = source_scratch(w->map, "<built-in>", "0", 1, 1);
	if (loc)
		lang_compile_look(w->lang, loc, loc + 1, &diags, &code);
	w->prepared = loc && !diags.failed;
	diag_list_free(&diags);
	return w->prepared;
}

enum hm_verdict world_open(const struct hm_config *cfg, const struct lang_host *host, struct world **world)
{
	struct world *w = calloc(1, sizeof(*w));
	enum hm_verdict v;

	if (!w)
		return HM_NOMEM;
	w->asked = *cfg;
	v = hm_machine_open(cfg, &w->m);
	if (v == HM_OK) {
		w->map = source_map_new();
		v = w->map ? lang_open(w->m, w->map, host, &w->lang) : HM_NOMEM;
	}
	if (v == HM_OK)
		v = take_beginning(w);
	if (v != HM_OK) {
		world_close(w);
		return v;
	}
	*world = w;
	return HM_OK;
}
