/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From a symptom back to its cause, by links alone: events carry the event that made them possible, and each entry, slot,
 * TLB entry, count and lock keeps a copy of the event that last changed it. Nothing about a bug is scripted, and nothing
 * here changes the machine.
 *
 * A chain is an array of struct hm_link (report.h): the symptom first, its root last. Every function writes at most `max`
 * steps and returns how many it wrote, 0 when the machine knows nothing about the thing asked for.
 */
#ifndef HIGHMEM_WHY_H
#define HIGHMEM_WHY_H

#include "highmem/report.h"

enum { HM_WHY_MAX = 16 };

/* Why that report was made; number counts from 1 as in hm_report_get(). */
unsigned int hm_why_report(const struct hm_machine *m, uint32_t number, struct hm_link *step, unsigned int max);

/* Why that event happened. A REPORT event gives the report's chain. */
unsigned int hm_why_event(const struct hm_machine *m, uint64_t seq, struct hm_link *step, unsigned int max);

/*
 * Why that address reaches what it reaches: of a slot or a pkmap entry who mapped it, who left it mapped or cleared it;
 * of lowmem the page behind it; of mem_map the page it stands for. With a stale TLB entry on the current CPU, its story first.
 */
unsigned int hm_why_address(const struct hm_machine *m, hm_vaddr_t address, struct hm_link *step, unsigned int max);

/* Where that page is mapped, since when, and who allocated or freed it. */
unsigned int hm_why_page(const struct hm_machine *m, hm_pfn_t pfn, struct hm_link *step, unsigned int max);

/* The step as one sentence without newline; returns the length, as snprintf does. */
int hm_why_text(const struct hm_machine *m, const struct hm_link *step, char *out, size_t size);

/* The role's name ("left_mapped"): stable, for transcripts and JSON. */
const char *hm_why_role(enum hm_link_role role);

#endif
