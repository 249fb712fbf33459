/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `info TOPIC`: the list of topics, and the topics about memory: slots, pkmap, fixmap, page, zones, mem, pt, tlb. Tables of at most 80 columns, names
 * before numbers; what is left over, stale or leaked is said in words. Looking changes nothing.
 */
#include <stdio.h>
#include <string.h>

#include "shell/command/command.h"
#include "shell/report/report.h"
#include "shell/run.h"

const struct info_topic *info_topic_at(unsigned int i)
{
	static const struct info_topic *const tables[] = { info_memory_topics, info_run_topics };

	for (size_t t = 0; t < sizeof(tables) / sizeof(*tables); t++)
		for (const struct info_topic *topic = tables[t]; topic->name; topic++)
			if (!i--)
				return topic;
	return NULL;
}

static void set_by(const struct session *s, const struct hm_event *e, char *out, size_t size)
{
	struct report_source src = { s->world->m, s->world->map, s->world->lang };

	event_place(&src, e, out, size);
}

/* ---- slots ---- */

static void slot_line(struct session *s, uint32_t cpu, uint32_t type, bool all, unsigned int *shown)
{
	struct hm_slot_view v;
	char place[96] = "", page[24] = "-", more[96] = "";

	if (!hm_slot_view(s->world->m, cpu, type, &v) || (!all && v.pfn == HM_NO_PFN))
		return;
	if (v.pfn != HM_NO_PFN) {
		snprintf(page, sizeof(page), "page 0x%x", v.pfn);
		set_by(s, &v.set, place, sizeof(place));
	}
	if (v.skipped.seq)
		snprintf(more, sizeof(more), " LEFT MAPPED");
	sink_printf(&s->out, "%-19s %-3u  0x%08x  %-13s %s%s\n", v.name, cpu, v.address, page, place, more);
	(*shown)++;
}

static bool info_slots(struct session *s, const struct command_input *in)
{
	const struct hm_layout *l = hm_layout(s->world->m);
	uint32_t cpus = hm_config(s->world->m)->cpus;
	bool all = in->args_length != 0;
	unsigned int shown = 0;

	sink_printf(&s->out, "%-19s %-3s  %-10s  %-13s %s\n", "slot", "CPU", "address", "maps", "set at");
	for (uint32_t cpu = 0; cpu < cpus; cpu++)
		for (uint32_t type = 0; type < l->km_type_nr; type++)
			slot_line(s, cpu, type, all, &shown);
	if (!all)
		sink_printf(&s->out, "%u of %u slots map a page%s\n", shown, cpus * l->km_type_nr,
			    shown ? "" : "; `info slots all` lists the free ones");
	return true;
}

/* ---- pkmap ---- */

static void pkmap_line(struct session *s, uint32_t nr)
{
	struct hm_pkmap_view v;
	char place[96], users[40];

	if (!hm_pkmap_view(s->world->m, nr, &v) || (!v.count && v.pfn == HM_NO_PFN))
		return;
	set_by(s, &v.set, place, sizeof(place));
	if (v.count == 1)
		snprintf(users, sizeof(users), "released, not flushed");
	else if (v.count > 1)
		snprintf(users, sizeof(users), "%d user%s", v.count - 1, v.count == 2 ? "" : "s");
	else
		snprintf(users, sizeof(users), "free, but still mapped");
	sink_printf(&s->out, "%-5u 0x%08x  page 0x%-7x %5d  %-22s %s\n", nr, v.address, v.pfn == HM_NO_PFN ? 0 : v.pfn, v.count, users, place);
}

static bool info_pkmap(struct session *s, const struct command_input *in)
{
	const struct hm_layout *l = hm_layout(s->world->m);
	unsigned int in_use = 0, released = 0;
	struct hm_pkmap_view v;
	uint16_t sleeper[4];

	(void)in;
	for (uint32_t i = 0; i < l->last_pkmap; i++) {
		if (!hm_pkmap_view(s->world->m, i, &v))
			break;
		in_use += v.count > 1;
		released += v.count == 1;
	}
	if (in_use + released)
		sink_printf(&s->out, "%-5s %-10s  %-14s %-5s  %-22s %s\n", "entry", "address", "maps", "count", "meaning", "set at");
	for (uint32_t i = 0; i < l->last_pkmap; i++)
		pkmap_line(s, i);
	sink_printf(&s->out, "%u of %u entries in use, %u released but not flushed%s\n", in_use, l->last_pkmap, released,
		    hm_config(s->world->m)->pkmap ? " (teaching size)" : "");
	sink_printf(&s->out, "the search goes on behind entry %u (last_pkmap_nr); %u task%s waiting\n", hm_last_pkmap_nr(s->world->m),
		    hm_pkmap_waiters(s->world->m, sleeper, 4), hm_pkmap_waiters(s->world->m, sleeper, 4) == 1 ? "" : "s");
	return true;
}

/* ---- fixmap ---- */

static bool info_fixmap(struct session *s, const struct command_input *in)
{
	const struct hm_layout *l = hm_layout(s->world->m);

	(void)in;
	sink_printf(&s->out, "fixed slots go down from FIXADDR_TOP\n");
	sink_printf(&s->out, "  %-24s 0x%08x\n", "FIXADDR_TOP", l->fixaddr_top);
	sink_printf(&s->out, "  %-24s 0x%08x  fixed slot %u\n", "first atomic slot", hm_fix_to_virt(l, l->fix_kmap_begin), l->fix_kmap_begin);
	sink_printf(&s->out, "  %-24s 0x%08x  fixed slot %u\n", "last atomic slot", hm_fix_to_virt(l, l->fix_kmap_end), l->fix_kmap_end);
	sink_printf(&s->out, "  %-24s 0x%08x\n", "FIXADDR_START", l->fixaddr_start);
	if (l->fixaddr_boot_start != l->fixaddr_start)
		sink_printf(&s->out, "  %-24s 0x%08x\n", "FIXADDR_BOOT_START", l->fixaddr_boot_start);
	sink_printf(&s->out, "%u slots for each of %u CPUs (NR_CPUS); `info slots` shows what they map\n", l->km_type_nr,
		    hm_config(s->world->m)->nr_cpus);
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

	sink_printf(&s->out, "page 0x%x (frame %u): zone %s, %s, flags 0x%08x, _count %d\n", v->pfn, v->pfn, v->zone,
		    v->reserved ? "reserved" : v->free ? "free" : "in use", v->flags, v->count);
	if (!v->free && !v->reserved && !v->count)
		sink_puts(&s->out, "  (this kernel counts users from -1: a _count of 0 is one user)\n");
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
	sink_printf(&s->out, "  %-22s 0x%08x - 0x%08x  every frame below is mapped here\n", "lowmem", l->page_offset, l->high_memory - 1);
	sink_printf(&s->out, "  %-22s 0x%08x - 0x%08x  %u-byte struct pages\n", "mem_map", l->mem_map, l->mem_map_end - 1, l->page_struct_size);
	sink_printf(&s->out, "  %-22s 0x%08x - 0x%08x\n", "vmalloc", l->vmalloc_start, l->vmalloc_end - 1);
	sink_printf(&s->out, "  %-22s 0x%08x - 0x%08x  %u entries for kmap()\n", "pkmap window", l->pkmap_base,
		    l->pkmap_base + (l->last_pkmap << HM_PAGE_SHIFT) - 1, l->last_pkmap);
	sink_printf(&s->out, "  %-22s 0x%08x - 0x%08x  slots for kmap_atomic()\n", "fixmap", l->fixaddr_start, l->fixaddr_top + HM_PAGE_SIZE - 1);
	info_zones(s, in);
	sink_printf(&s->out, "the host keeps %zu KiB for the C session\n", lang_host_bytes(s->world->lang) >> 10);
	return true;
}

/* ---- page tables and TLB ---- */

static void pte_flags(uint64_t pte, bool large, char *out, size_t size)
{
	static const struct { unsigned int bit; const char *name; } names[] = {
		{ 0, "P" }, { 1, "RW" }, { 2, "US" }, { 5, "A" }, { 6, "D" }, { 7, "PSE" }, { 8, "G" }, { 63, "NX" }
	};
	size_t n = 0;

	*out = '\0';
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if ((pte >> names[i].bit & 1) && (names[i].bit != 7 || large) && n < size)
			n += (size_t)snprintf(out + n, size - n, "%s%s", n ? " " : "", names[i].name);
}

void show_walk(struct session *s, hm_vaddr_t address)
{
	struct hm_walk w;
	char flags[64];

	hm_walk(s->world->m, address, &w);
	for (unsigned int i = 0; i < w.levels; i++) {
		const struct hm_walk_level *l = &w.level[i];
		bool last = i + 1 == w.levels;

		pte_flags(l->entry, last && w.large, flags, sizeof(flags));
		sink_printf(&s->out, "  %-4s[%u] at 0x%08llx = 0x%08llx  %s\n", l->name, l->index, (unsigned long long)l->entry_address,
			    (unsigned long long)l->entry, l->entry & 1 ? flags : "not present");
	}
	if (w.present)
		sink_printf(&s->out, "  frame 0x%x%s, offset 0x%x: physical 0x%08llx\n", w.pfn, w.large ? " (of a large page)" : "", w.offset,
			    ((unsigned long long)w.pfn << HM_PAGE_SHIFT) + w.offset);
	else
		sink_puts(&s->out, "  nothing is mapped there: an access would oops\n");
}

static bool info_pt(struct session *s, const struct command_input *in)
{
	struct hm_access_view a;
	uint64_t address;
	char type[80];

	if (in->args_length) {
		if (!look_integer(s, in, in->args, in->args_length, &address, type, sizeof(type)))
			return false;
	} else if (hm_last_access(s->world->m, hm_current_cpu(s->world->m), &a)) {
		address = a.address;
		sink_printf(&s->out, "last access of CPU %u: %s 0x%08x, answered by %s\n", hm_current_cpu(s->world->m), a.write ? "store to" : "load from",
			    a.address, a.stale ? "a STALE TLB entry" : a.hit ? "the TLB" : "a walk");
	} else {
		sink_puts(&s->out, "no access yet; `info pt ADDRESS` walks the tables for an address\n");
		return true;
	}
	sink_printf(&s->out, "walk for 0x%08x:\n", (hm_vaddr_t)address);
	show_walk(s, (hm_vaddr_t)address);
	return true;
}

static unsigned int tlb_lines(struct session *s, uint32_t cpu)
{
	unsigned int n = 0;
	struct hm_tlb_view v;

	for (unsigned int i = 0; i < hm_tlb_entries(s->world->m); i++) {
		char place[96];

		if (!hm_tlb_view(s->world->m, cpu, i, &v) || !v.valid)
			continue;
		if (!n++)
			sink_printf(&s->out, "  %-10s  %-13s %-6s %-7s %-3s %-3s  %s\n", "address", "maps", "size", "global", "set", "way", "filled at");
		set_by(s, &v.filled, place, sizeof(place));
		sink_printf(&s->out, "  0x%08x  page 0x%-6x %-6s %-7s %-3u %-3u  %s%s\n", v.address, v.pfn, v.large ? "large" : "4 KiB",
			    v.global ? "yes" : "no", v.set, v.way, place, v.stale ? " STALE" : "");
	}
	return n;
}

static bool info_tlb(struct session *s, const struct command_input *in)
{
	const struct hm_config *cfg = hm_config(s->world->m);
	struct hm_tlb_stats st;

	(void)in;
	for (uint32_t cpu = 0; cpu < cfg->cpus; cpu++) {
		hm_tlb_stats(s->world->m, cpu, &st);
		sink_printf(&s->out, "CPU %u: %llu hits, %llu misses, %llu evictions, %llu uses of stale entries,\n"
			    "       %llu invlpg, %llu non-global and %llu global flushes\n", cpu, (unsigned long long)st.hits,
			    (unsigned long long)st.misses, (unsigned long long)st.evictions, (unsigned long long)st.stale_hits,
			    (unsigned long long)st.invlpg, (unsigned long long)st.flush_nonglobal, (unsigned long long)st.flush_all);
		if (!tlb_lines(s, cpu))
			sink_puts(&s->out, "  empty\n");
	}
	return true;
}

const struct info_topic info_memory_topics[] = {
	{ "slots", "atomic slots that map a page (`info slots all`: every slot)", info_slots },
	{ "pkmap", "the window of kmap(): entries in use and released", info_pkmap },
	{ "tlb", "what each CPU's TLB holds, stale entries marked", info_tlb },
	{ "pt", "the page-table walk of the last access, or of an ADDRESS", info_pt },
	{ "page", "a page: zone, count, flags, where it is mapped", info_page },
	{ "mem", "the address map and the zones", info_mem },
	{ "zones", "frames of each zone, and how many are free", info_zones },
	{ "fixmap", "the fixed addresses and where the atomic slots lie", info_fixmap },
	{ 0 }
};
