/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The -mm tree of November 2004 (2.6.10-rc2-mm1): Andrew Morton's kmap_atomic-takes-char.patch. The prototypes are all that
 * the patch changed; the calls do what they did. The rest of this row is what 2.6.10 had not yet: PKMAP_BASE was a constant,
 * there were no boot-time fixmap slots below the permanent ones, and the i386 file told lowmem by comparing pointers.
 * BUG lines are those of 2.6.9, which are 2.6.11's.
 */
#include "engine/calls.h"
#include "engine/eras.h"

static const struct hm_call calls[] = {
	{ "char *kmap_atomic(struct page *page, enum km_type type)", call_kmap_atomic,
	  .help = "maps a page into this CPU's slot of that type; no sleeping until kunmap_atomic()" },
	{ "void kunmap_atomic(char *kvaddr, enum km_type type)", call_kunmap_atomic, .addresses = 1, .unmaps = "kmap_atomic",
	  .help = "gives a kmap_atomic() back; takes the address, and says so by its type" },
	{ "struct page *kmap_atomic_to_page(char *ptr)", call_kmap_atomic_to_page, .addresses = 1, .unmaps = "kmap_atomic",
	  .help = "the page that an atomic slot maps" },
	{ NULL, NULL, .flags = 0 }
};

static hm_vaddr_t pkmap_base(const struct hm_config *cfg, const struct hm_layout *l)
{
	(void)l;
	return cfg->nr_cpus > 32 ? 0xff600000u : 0xff800000u;
}

const struct hm_era era_mm_2004 = {
	.name = "mm-2004",
	.title = "Linux 2.6.10-rc2-mm1 (November 2004), i386",
	.shows = "char * prototypes: the compiler warns of a struct page * given to kunmap_atomic(); a cast silences it",
	.base = &era_2_6_11,
	.macro = "ERA_MM_2004",
	.prelude_file = "linux-2.6.10-rc2-mm1/highmem.h",
	.calls = calls,
	.pkmap_base = pkmap_base,
	.arch_highmem = highmem_by_pointer,
	.has_boot_fixmap = HM_NO,
};
