/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `info TOPIC`: the list of topics, and the topics about memory that no pane shows: fixmap, page, zones, mem (info_pane.c has the others). Tables of at
 * most 80 columns, names before numbers; what is left over or leaked is said in words. Looking changes nothing.
 */
#include <stdio.h>
#include <string.h>

#include "shell/command/command.h"
#include "shell/report/report.h"
#include "shell/run.h"

const struct info_topic *info_topic_at(unsigned int i)
{
	static const struct info_topic *const tables[] = { info_pane_topics, info_memory_topics, info_run_topics };

	for (size_t t = 0; t < sizeof(tables) / sizeof(*tables); t++)
		for (const struct info_topic *topic = tables[t]; topic->name; topic++)
			if (!i--)
				return topic;
	return NULL;
}

static void set_by(const struct session *s, const struct hm_event *e, char *out, size_t size)
{
	struct report_source src = { s->world->m, session_places(s), s->world->lang };

	event_place(&src, e, out, size);
}

/* ---- fixmap ---- */

static bool info_fixmap(struct session *s, const struct command_input *in)
{
	const struct hm_layout *l = hm_layout(s->world->m);

	(void)in;
	sink_printf(&s->out, "fixed slots go down from FIXADDR_TOP\n");
	sink_printf(&s->out, "  %-24s 0x%08x\n", "FIXADDR_TOP", l->fixaddr_top);
	if (l->km_type_nr) {
		sink_printf(&s->out, "  %-24s 0x%08x  fixed slot %u\n", "first atomic slot", hm_fix_to_virt(l, l->fix_kmap_begin), l->fix_kmap_begin);
		sink_printf(&s->out, "  %-24s 0x%08x  fixed slot %u\n", "last atomic slot", hm_fix_to_virt(l, l->fix_kmap_end), l->fix_kmap_end);
	}
	sink_printf(&s->out, "  %-24s 0x%08x\n", "FIXADDR_START", l->fixaddr_start);
	if (l->fixaddr_boot_start != l->fixaddr_start)
		sink_printf(&s->out, "  %-24s 0x%08x\n", "FIXADDR_BOOT_START", l->fixaddr_boot_start);
	if (l->km_type_nr)
		sink_printf(&s->out, "%u slots for each of %u CPUs (NR_CPUS); `info slots` shows what they map\n", l->km_type_nr,
			    hm_config(s->world->m)->nr_cpus);
	else
		sink_puts(&s->out, "no atomic slots: with highmem=off kmap_atomic() gives the lowmem address\n");
	return true;
}

/* ---- page, zones, mem ---- */

static void page_mappings(struct session *s, hm_pfn_t pfn)
{
	const struct hm_layout *l = hm_layout(s->world->m);
	struct hm_slot_view slot;
	struct hm_pkmap_view entry;

	for (uint32_t cpu = 0; cpu < hm_config(s->world->m)->cpus; cpu++)
		for (uint32_t type = 0; type < l->km_type_nr; type++)
			if (hm_slot_view(s->world->m, cpu, type, &slot) && slot.pfn == pfn)
				sink_printf(&s->out, "  mapped at 0x%08x by %s of CPU %u%s\n", slot.address, slot.name, cpu,
					    slot.skipped.seq ? " (left mapped)" : "");
	for (uint32_t i = 0; i < l->last_pkmap; i++)
		if (hm_pkmap_view(s->world->m, i, &entry) && entry.pfn == pfn)
			sink_printf(&s->out, "  mapped at 0x%08x by pkmap entry %u, count %d%s\n", entry.address, i, entry.count,
				    entry.count == 1 ? " (released, not flushed)" : "");
}

static void show_page(struct session *s, const struct hm_page_view *v)
{
	const struct hm_layout *l = hm_layout(s->world->m);
	char place[96];

	sink_printf(&s->out, "page 0x%x (frame %u): zone %s, %s, flags 0x%08x, %s %d\n", v->pfn, v->pfn, v->zone,
		    v->reserved ? "reserved" : v->free ? "free" : "in use", v->flags, v->count_name, v->count);
	if (!v->free && !v->reserved && !v->count && v->users == 1)
		sink_puts(&s->out, "  (this kernel counts users from -1: a _count of 0 is one user)\n");
	if (!v->flags_zone || strcmp(v->flags_zone, v->zone))
		sink_printf(&s->out, "  (its flags have been written over: they say %s%s)\n", v->flags_zone ? "zone " : "nothing of ",
			    v->flags_zone ? v->flags_zone : "its zone");
	sink_printf(&s->out, "  its struct page is at 0x%08x\n", v->page);
	if (v->pfn < l->max_low_pfn)
		sink_printf(&s->out, "  lowmem: always mapped at 0x%08x\n", l->page_offset + (v->pfn << HM_PAGE_SHIFT));
	else if (v->address)
		sink_printf(&s->out, "  page_address() is 0x%08x\n", v->address);
	else
		sink_printf(&s->out, "  highmem: page_address() is NULL\n");
	page_mappings(s, v->pfn);
	set_by(s, &v->changed, place, sizeof(place));
	if (v->changed.seq)
		sink_printf(&s->out, "  %s %s\n", v->free ? "freed at" : "allocated at", *place ? place : "an unknown place");
}

/* An address of a struct page, or a pfn. */
bool page_argument(struct session *s, const struct command_input *in, const char *text, size_t length, hm_pfn_t *pfn)
{
	const struct hm_layout *l = hm_layout(s->world->m);
	char type[80];
	uint64_t value;

	if (!look_integer(s, in, text, length, &value, type, sizeof(type)))
		return false;
	if (value >= l->mem_map && value < l->mem_map_end)
		*pfn = hm_page_to_pfn(l, (hm_vaddr_t)value);
	else
		*pfn = value < HM_NO_PFN ? (hm_pfn_t)value : HM_NO_PFN;
	return true;
}

static bool info_page(struct session *s, const struct command_input *in)
{
	struct hm_page_view v;
	hm_pfn_t pfn;

	if (!in->args_length) {
		session_error(s, STATUS_ERROR, "hmsh-arguments", "which page? `info page p`, or a frame number: `info page 0x38000`");
		return false;
	}
	if (!page_argument(s, in, in->args, in->args_length, &pfn))
		return false;
	if (!hm_page_view(s->world->m, pfn, &v)) {
		session_error(s, STATUS_ERROR, "hmsh-page", "0x%x is neither a frame of this machine nor a struct page in mem_map", pfn);
		return false;
	}
	show_page(s, &v);
	return true;
}

static bool info_zones(struct session *s, const struct command_input *in)
{
	struct hm_zone_view z;

	(void)in;
	sink_printf(&s->out, "%-8s %-23s %10s %12s\n", "zone", "frames", "free", "of");
	for (unsigned int i = 0; i < 3; i++)
		if (hm_zone_view(s->world->m, i, &z) && z.end > z.start)
			sink_printf(&s->out, "%-8s 0x%08x - 0x%08x %10u %12u\n", z.name, z.start, z.end - 1, z.free_pages, z.end - z.start);
	return true;
}

static bool info_mem(struct session *s, const struct command_input *in)
{
	const struct hm_layout *l = hm_layout(s->world->m);
	char line[160];

	(void)in;
	machine_line(hm_config(s->world->m), l, line, sizeof(line));
	sink_wrap(&s->out, 0, 2, line);
	sink_printf(&s->out, "  %-13s 0x%08x - 0x%08x  every frame below is mapped here\n", "lowmem", l->page_offset, l->high_memory - 1);
	sink_printf(&s->out, "  %-13s 0x%08x - 0x%08x  %u-byte struct pages\n", "mem_map", l->mem_map, l->mem_map_end - 1, l->page_struct_size);
	sink_printf(&s->out, "  %-13s 0x%08x - 0x%08x\n", "vmalloc", l->vmalloc_start, l->vmalloc_end - 1);
	if (l->last_pkmap)
		sink_printf(&s->out, "  %-13s 0x%08x - 0x%08x  %u entries for kmap()\n", "pkmap window", l->pkmap_base,
			    l->pkmap_base + (l->last_pkmap << HM_PAGE_SHIFT) - 1, l->last_pkmap);
	sink_printf(&s->out, "  %-13s 0x%08x - 0x%08x  %s\n", "fixmap", l->fixaddr_start, l->fixaddr_top + HM_PAGE_SIZE - 1,
		    l->km_type_nr ? "slots for kmap_atomic()" : "no slots: highmem is off");
	info_zones(s, in);
	return true;
}

const struct info_topic info_memory_topics[] = {
	{ "page", "a page: zone, count, flags, where it is mapped", info_page },
	{ "mem", "the address map and the zones", info_mem },
	{ "zones", "frames of each zone, and how many are free", info_zones },
	{ "fixmap", "the fixed addresses and where the atomic slots lie", info_fixmap },
	{ 0 }
};
