/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The list of eras, and how a row is filled in from the eras it is like. Adding an era is one file with its row and one line
 * here; nothing asks which era a machine has.
 */
#include <string.h>

#include "engine/eras.h"
#include "engine/state.h"

static const struct hm_era *const eras[] = {
	&era_mm_2004,
	&era_2_6_11,
};

const struct hm_era *hm_era_at(unsigned int i)
{
	return i < sizeof(eras) / sizeof(eras[0]) ? eras[i] : NULL;
}

const struct hm_era *hm_era_find(const char *name)
{
	for (unsigned int i = 0; i < sizeof(eras) / sizeof(eras[0]); i++)
		if (!strcmp(eras[i]->name, name))
			return eras[i];
	return NULL;
}

#define INHERIT(field) do { if (!to->field) to->field = base->field; } while (0)

static void inherit(struct hm_era *to, const struct hm_era *base)
{
	INHERIT(prelude_file);
	INHERIT(prelude);
	INHERIT(page_type);
	INHERIT(km_types);
	INHERIT(preempt);
	INHERIT(wording);
	INHERIT(checks);
	INHERIT(pkmap_base);
	INHERIT(page_is_highmem);
	INHERIT(arch_highmem);
	INHERIT(has_boot_fixmap);
}

/* Rows of calls are merged by name (call.c); everything else is a field that is there or not. */
void era_merge(struct hm_machine *m)
{
	m->era_row = m->config.era;
	m->era = *m->config.era;
	for (const struct hm_era *base = m->era.base; base; base = base->base)
		inherit(&m->era, base);
	for (unsigned int i = 0; i < HM_CHECK_NR; i++)
		m->checks[i] = m->era.checks[i];
}
