/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The list of eras, and how a row is filled in from the eras it is like. Adding an era is one file with its row and one line
 * here; nothing asks which era a machine has.
 * Invariant: hm_era_filled() is the only place that follows `base` for a field; call.c does for rows of calls, by name.
 */
#include <string.h>

#include "engine/eras.h"
#include "engine/state.h"

static const struct hm_era *const eras[] = {
	&era_2_4_0,
	&era_2_4_31,
	&era_mm_2004,
	&era_2_6_11,
	&era_2_6_17,
	&era_2_6_24,
	&era_2_6_36,
	&era_2_6_37,
	&era_6_1,
	&era_symmetric,
	&era_opaque,
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
	for (unsigned int i = 0; i < HM_PRELUDE_NR; i++)
		INHERIT(prelude[i]);
	INHERIT(example);
	INHERIT(page_type);
	INHERIT(km_types);
	INHERIT(preempt);
	INHERIT(wording);
	INHERIT(checks);
	INHERIT(page_struct);
	INHERIT(page_struct_nohighmem);
	INHERIT(page_address);
	INHERIT(fixmap);
	INHERIT(nr_cpus);
	INHERIT(gfp);
	INHERIT(atomic);
	INHERIT(atomic_nohighmem);
	INHERIT(copying);
	INHERIT(copying_nohighmem);
	INHERIT(slot_stack);
	INHERIT(pkmap_base);
	INHERIT(page_is_highmem);
	INHERIT(arch_highmem);
	INHERIT(has_boot_fixmap);
	INHERIT(fences);
	INHERIT(debug_always);
	INHERIT(preemptible);
	INHERIT(handlers_irqs_off);
	INHERIT(wakes_locked);
	INHERIT(need_flush);
	INHERIT(bounce);
	INHERIT(unmap_newest_first);
	INHERIT(maxmem_below_vmalloc);
	INHERIT(mem_map_high);
}

struct hm_era hm_era_filled(const struct hm_era *row)
{
	struct hm_era era = *row;

	for (const struct hm_era *base = row->base; base; base = base->base)
		inherit(&era, base);
	return era;
}

void era_merge(struct hm_machine *m)
{
	m->era_row = m->config.era;
	m->era = hm_era_filled(m->config.era);
	m->page_struct = m->config.highmem ? m->era.page_struct : m->era.page_struct_nohighmem;
	m->atomic = m->config.highmem ? m->era.atomic : m->era.atomic_nohighmem;
	m->copying = m->config.highmem ? m->era.copying : m->era.copying_nohighmem;
	if (!m->copying)
		m->copying = m->atomic;
	memcpy(m->checks, m->era.checks, sizeof(m->checks));
}
