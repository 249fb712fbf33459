/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a machine is built from: the keys of the `machine` command, --machine and a lesson's front matter.
 * A configuration is plain data owned by the caller; hm_machine_open() copies it.
 */
#ifndef HIGHMEM_CONFIG_H
#define HIGHMEM_CONFIG_H

#include "highmem/types.h"

enum hm_fixmap_layout {
	HM_LAYOUT_ORACLE, /* FIX_KMAP_BEGIN 11, ACPI and PCI MMCONFIG slots behind: the layout of the recordings */
	HM_LAYOUT_S8,     /* FIX_KMAP_BEGIN 11, no PCI MMCONFIG: SMP reference layout, NR_CPUS 8 unless given */
	HM_LAYOUT_UP,     /* FIX_KMAP_BEGIN 2: UP without APIC; implies smp=off */
	HM_LAYOUT_NR
};

/* What happens when the simulated kernel reaches BUG(); ARCHITECTURE.md says why there are two. */
enum hm_policy {
	HM_POLICY_DIE,    /* the task dies with its count and context; locks stay held, as on the real machine */
	HM_POLICY_ABANDON /* the call is dropped, held locks are released and said so (recordings were made like this) */
};

/* Geometry of a data TLB; entries and ways are powers of two, ways divides entries. */
struct hm_tlb_geometry {
	uint16_t entries, ways;             /* 4 KiB pages */
	uint16_t large_entries, large_ways; /* 4 MiB / 2 MiB pages */
};

struct hm_config {
	const struct hm_era *era;
	uint64_t ram;          /* bytes, multiple of 4096 */
	uint32_t cpus;         /* online, 1..HM_MAX_CPUS */
	uint32_t nr_cpus;      /* CONFIG_NR_CPUS, 1..HM_MAX_NR_CPUS; decides the addresses of the slots */
	uint32_t vmalloc;      /* VMALLOC_RESERVE in bytes */
	uint32_t pkmap;        /* LAST_PKMAP shrunk to a power of two from 4 ("teaching size"); 0 = the real size */
	hm_vaddr_t mem_map;    /* struct page of pfn 0; 0 = where the era puts it. Page aligned; no key sets it: recordings do */
	uint64_t seed;
	enum hm_fixmap_layout layout;
	enum hm_policy policy;
	struct hm_tlb_geometry tlb;
	const char *tlb_preset; /* static text, "p3" ... or "custom" */
	bool smp, preempt, pae, highmem, debug_highmem, debug_sleep, debug_preempt, pge, pse, nx, highpte, panic_on_oops;
	bool nr_cpus_given;    /* nr_cpus was set by hand: a layout does not change it */
};

/* The defaults of hmsh: 2 GiB, 2 CPUs online, NR_CPUS 4, SMP, no PAE, highmem and its debugging on, era 2.6.11. */
void hm_config_default(struct hm_config *cfg);

/*
 * Sets one key from text ("ram", "2G"). HM_REFUSED writes the reason, one line without newline, into why.
 * A key that does not exist is refused with the list of those that do.
 */
enum hm_verdict hm_config_set(struct hm_config *cfg, const char *key, const char *value, char *why, size_t size);

/*
 * Makes the keys agree with each other as the kernel's Kconfig would (cpus above nr_cpus raises nr_cpus, UP has one CPU,
 * RAM above the limit is clipped) and writes what it changed, one line each, into notes. HM_REFUSED when they cannot agree, or
 * when a value is one that hm_config_set() would not have taken; notes then says why.
 */
enum hm_verdict hm_config_settle(struct hm_config *cfg, char *notes, size_t size);

/* Writes "era=2.6.11 ram=2G cpus=2 ..." (every key, canonical order): what hm_config_set() reads back to the same machine. */
size_t hm_config_text(const struct hm_config *cfg, char *out, size_t size);

/* The i-th key's name and one-line description, NULL behind the last. */
const char *hm_config_key(unsigned int i, const char **description);

#endif
