/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One simulated computer: boot and end. Boot works the address map out, makes the areas, writes the page tables, takes the
 * reserved frames, and sets up the first task; then everything written so far becomes the state to which hm_delta_take()
 * compares first. Nothing in it depends on how much RAM there is but one bit a reserved frame.
 * Invariant: a machine that could not be opened leaves nothing behind.
 */
#include "engine/kmap_local.h"
#include "engine/tlb.h"

#include <stdlib.h>
#include <string.h>

static enum hm_verdict make_areas(struct hm_machine *m)
{
	const struct hm_layout *l = &m->layout;
	size_t size[AREA_NR] = {
		[AREA_STATE] = sizeof(struct state), [AREA_TASKS] = HM_MAX_TASKS * sizeof(struct task_record),
		[AREA_PKMAP] = pkmap_area_size(l), [AREA_SLOTS] = m->slots * sizeof(struct slot_record),
		[AREA_TLB] = tlb_area_size(m), [AREA_BITMAP] = zone_bitmap_size(l), [AREA_CLIENT] = HM_PAGE_SIZE,
		[AREA_DISK] = (size_t)HM_DISK_BLOCKS << HM_PAGE_SHIFT,
		[AREA_KMAP_CTRL] = has_kmap_ctrl(m) ? HM_MAX_TASKS * sizeof(struct kmap_ctrl) : HM_PAGE_SIZE,
	};

	frame_areas(m, size);
	return region_open(&m->region, size);
}

static enum hm_verdict make_host_side(struct hm_machine *m)
{
	m->ring = host_map(HM_EVENT_RING * sizeof(struct hm_event));
	m->shortcuts = host_alloc((size_t)m->config.cpus * TLB_SHORTCUTS, sizeof(struct shortcut));
	m->known_pages = host_alloc(KNOWN_PAGES, sizeof(struct known_page));
	m->shortcut_cpus = ~0u >> (HM_MAX_CPUS - m->config.cpus);
	if (m->shortcuts)
		tlb_forget_shortcuts(m);
	return m->ring && m->shortcuts && m->known_pages ? HM_OK : HM_NOMEM;
}

static void boot_kernel(struct hm_machine *m)
{
	cost_boot(m);
	frame_boot(m);
	zone_boot(m);
	pgtable_boot(m);
	task_boot(m);
	pkmap_boot(m);
	slots_boot(m);
	event_log(m, HM_EV_BOOT, 0, 0, 0, 0, 0, 0);
	area_mark(&m->region.area[AREA_STATE], 0, offsetof(struct state, reports)); /* there are none yet */
	region_settle(&m->region);
}

static enum hm_verdict boot(struct hm_machine *m)
{
	enum hm_verdict v;

	era_merge(m);
	if (!layout_of(&m->config, &m->layout))
		return HM_REFUSED;
	layout_tables(&m->config, &m->layout, &m->tables);
	m->slots = m->layout.km_type_nr * m->config.nr_cpus;
	tlb_geometry(m);
	v = calls_merge(m);
	if (v == HM_OK)
		v = make_areas(m);
	if (v == HM_OK)
		v = make_host_side(m);
	if (v == HM_OK)
		boot_kernel(m);
	return v;
}

enum hm_verdict hm_machine_open(const struct hm_config *cfg, struct hm_machine **m)
{
	struct hm_machine *made;
	enum hm_verdict v;

	*m = NULL;
	if (!cfg->era || !config_possible(cfg, NULL, 0) || cfg->cpus > cfg->nr_cpus)
		return HM_REFUSED;
	made = host_alloc(1, sizeof(*made));
	if (!made)
		return HM_NOMEM;
	made->config = *cfg;
	v = boot(made);
	if (v == HM_OK)
		*m = made;
	else
		hm_machine_close(made);
	return v;
}

void hm_machine_close(struct hm_machine *m)
{
	if (!m)
		return;
	calls_free(m);
	host_unmap(m->ring, HM_EVENT_RING * sizeof(struct hm_event));
	free(m->shortcuts);
	free(m->known_pages);
	region_free(&m->region);
	free(m);
}
