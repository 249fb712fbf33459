/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Makes the keys of a configuration agree, as 2.6.11's Kconfig and boot code would: lib/Kconfig.debug, arch/i386/Kconfig;
 * arch/i386/kernel/setup.c find_max_low_pfn() for RAM beyond the limit. What is changed is said, a line each. A structure that
 * was filled by hand is held to what hm_config_set() accepts, so a settled configuration always boots, memory permitting.
 * Invariant: settling what is settled changes nothing.
 */
#include "engine/text.h"

#include <inttypes.h>

#define MIB ((uint64_t)1 << 20)
#define GIB ((uint64_t)1 << 30)

enum { NR_CPUS_S8 = 8, WHY_SIZE = 256 };

static void settle_cpus(struct hm_config *cfg, struct text *t)
{
	if (cfg->layout == HM_LAYOUT_UP && cfg->smp) {
		cfg->smp = false;
		text_put(t, "layout=up: smp is off\n");
	}
	if (!cfg->smp) {
		if (cfg->cpus != 1)
			text_put(t, "smp=off: 1 CPU\n");
		cfg->cpus = cfg->nr_cpus = 1;
		cfg->nr_cpus_given = false;
		return;
	}
	if (!cfg->nr_cpus_given)
		cfg->nr_cpus = cfg->layout == HM_LAYOUT_S8 ? NR_CPUS_S8 : hm_era_filled(cfg->era).nr_cpus;
	if (cfg->nr_cpus < 2 || cfg->cpus > cfg->nr_cpus) {
		cfg->nr_cpus = cfg->cpus < 2 ? 2 : cfg->cpus;
		text_put(t, "nr_cpus raised to %" PRIu32 ": the addresses of the slots move\n", cfg->nr_cpus);
	}
}

static void switch_off(struct text *t, bool *what, const char *name, const char *needs)
{
	if (*what)
		text_put(t, "%s is off: it needs %s\n", name, needs);
	*what = false;
}

/* What a kernel has no switch for. */
static void settle_era(struct hm_config *cfg, struct text *t)
{
	const struct hm_era era = hm_era_filled(cfg->era);

	if (era.preemptible == HM_NO) {
		switch_off(t, &cfg->preempt, "preempt", "Linux 2.6");
		switch_off(t, &cfg->panic_on_oops, "panic_on_oops", "Linux 2.6");
		switch_off(t, &cfg->highpte, "highpte", "Linux 2.6");
	}
	if (era.debug_always == HM_YES && cfg->highmem && !cfg->debug_highmem) {
		cfg->debug_highmem = true;
		text_put(t, "debug_highmem is on: Linux %s always checks\n", cfg->era->name);
	}
}

static void settle_switches(struct hm_config *cfg, struct text *t)
{
	if (!cfg->highmem) {
		switch_off(t, &cfg->pae, "pae", "highmem");
		switch_off(t, &cfg->debug_highmem, "debug_highmem", "highmem");
		switch_off(t, &cfg->highpte, "highpte", "highmem");
	}
	if (!cfg->preempt)
		switch_off(t, &cfg->debug_preempt, "debug_preempt", "preempt");
	if (cfg->pae && cfg->pkmap > HM_MAX_PKMAP / 2) {
		cfg->pkmap = 0;
		text_put(t, "pkmap is %d: the window with pae\n", HM_MAX_PKMAP / 2);
	}
}

/* The kernel's own warnings: arch/i386/kernel/setup.c find_max_low_pfn(). */
static void clip_ram(struct hm_config *cfg, struct text *t)
{
	uint64_t maxmem = layout_maxmem(cfg);

	if (!cfg->highmem && cfg->ram > maxmem) {
		text_put(t, "Warning only %" PRIu64 "MB will be used.\nUse a %s enabled kernel.\n", maxmem / MIB,
		     cfg->ram > 4 * GIB ? "PAE" : "HIGHMEM");
		cfg->ram = maxmem;
	} else if (!cfg->pae && cfg->ram > 4 * GIB) {
		text_put(t, "Warning only 4GB will be used.\nUse a PAE enabled kernel.\n");
		cfg->ram = 4 * GIB;
	}
}

/* 2.6.11 arch/i386/mm/init.c mem_init(): a BUG at boot, in its words. A teaching size does not make the real window smaller. */
static bool windows_overlap(const struct hm_config *cfg, const struct hm_layout *l)
{
	uint64_t entries = cfg->pae ? HM_MAX_PKMAP / 2 : HM_MAX_PKMAP;

	return cfg->highmem && l->pkmap_base + (entries << HM_PAGE_SHIFT) >= l->fixaddr_start;
}

enum hm_verdict hm_config_settle(struct hm_config *cfg, char *notes, size_t size)
{
	struct text t = { .out = notes, .size = size };
	char why[WHY_SIZE];
	struct hm_layout l;

	if (size)
		notes[0] = '\0';
	if (!cfg->era) {
		text_put(&t, "there is no era\n");
		return HM_REFUSED;
	}
	if (!config_possible(cfg, why, sizeof(why))) {
		text_put(&t, "%s\n", why);
		return HM_REFUSED;
	}
	settle_cpus(cfg, &t);
	settle_era(cfg, &t);
	settle_switches(cfg, &t);
	clip_ram(cfg, &t);
	if (!layout_of(cfg, &l)) {
		text_put(&t, "mem_map for this much ram does not fit into low memory: less ram or a smaller vmalloc\n");
		return HM_REFUSED;
	}
	if (windows_overlap(cfg, &l)) {
		text_put(&t, "fixmap and kmap areas overlap - this will crash: a smaller nr_cpus\n");
		return HM_REFUSED;
	}
	return HM_OK;
}
