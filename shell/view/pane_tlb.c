/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What each CPU's TLB remembers: a block for each CPU, side by side where there is room, entries by address. An entry that no longer agrees with the
 * tables is STALE, and both pages are named. When rows are short, stale and changed entries stay and the longest unused ones go.
 */
#include "shell/view/pane.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_COLUMNS = 38, WIDE_LINE = 72 };

struct entries { struct tlb_row *entry; unsigned int count, stale; };

static int by_need(const void *a, const void *b)
{
	const struct tlb_row *x = a, *y = b;
	int need_x = x->view.stale * 2 + (x->mark != MARK_NONE), need_y = y->view.stale * 2 + (y->mark != MARK_NONE);

	if (need_x != need_y)
		return need_y - need_x;
	return x->view.age < y->view.age ? -1 : x->view.age > y->view.age;
}

static int by_address(const void *a, const void *b)
{
	const struct tlb_row *x = a, *y = b;

	return x->view.address < y->view.address ? -1 : x->view.address > y->view.address;
}

static void gather(const struct frame *f, uint32_t cpu, struct entries *e)
{
	e->count = e->stale = 0;
	e->entry = f->now->tlb_room;
	for (uint32_t i = 0; i < f->now->tlb_entries; i++) {
		struct tlb_row *entry = &e->entry[e->count];

		if (!hm_tlb_view(f->m, cpu, i, &entry->view) || !entry->view.valid)
			continue;
		entry->mark = frame_tlb_mark(f, cpu, &entry->view);
		e->stale += entry->view.stale;
		e->count++;
	}
}

static int draw_head(const struct frame *f, const struct canvas *c, int y, uint32_t cpu, const struct entries *e)
{
	struct hm_tlb_stats stats;
	bool here = cpu == f->now->cpu;
	struct flow line = { c, 1, y, 3, c->whole };

	hm_tlb_stats(f->m, cpu, &stats);
	if (here)
		canvas_put(c, 0, y, LOOK_BOLD, GLYPH_HERE);
	flow_printf(&line, here ? LOOK_BOLD : LOOK_LABEL, "CPU %u", cpu);
	flow_printf(&line, LOOK_DIM, "  %u of %u", e->count, f->now->tlb_entries);
	if (e->stale)
		flow_printf(&line, LOOK_STALE, ", %u STALE", e->stale);
	flow_printf(&line, LOOK_DIM, ", hits %llu, misses %llu", (unsigned long long)stats.hits, (unsigned long long)stats.misses);
	if (!c->whole)
		return line.y + 1;
	line = (struct flow){ c, 3, line.y + 1, 3, true };
	flow_printf(&line, LOOK_DIM, "stale entries used %llu, evicted %llu, invlpg %llu, flushes %llu (%llu global)",
		    (unsigned long long)stats.stale_hits, (unsigned long long)stats.evictions, (unsigned long long)stats.invlpg,
		    (unsigned long long)(stats.flush_nonglobal + stats.flush_all), (unsigned long long)stats.flush_all);
	return line.y + 1;
}

static int draw_entry(const struct frame *f, const struct canvas *c, int y, const struct tlb_row *e)
{
	const char *name = frame_name_of_page(f, e->view.pfn);
	struct flow line = { c, 1, y, 3, c->whole };
	char page[64], filled[96];

	canvas_printf(c, 0, y, look_of_mark(e->mark), "%c", mark_char(e->mark));
	flow_printf(&line, LOOK_ADDRESS, "0x%08x", e->view.address);
	flow_glyph(&line, LOOK_DIM, GLYPH_ARROW);
	flow_printf(&line, e->view.stale ? LOOK_STALE : LOOK_PAGE, *name ? "0x%x %s" : "0x%x%s", e->view.pfn, name);
	if (e->view.stale) {
		frame_page_text(f, reached_page(f->m, e->view.address), page, sizeof(page));
		flow_printf(&line, LOOK_STALE, " STALE");
		if (c->whole || c->width - line.x > 16)
			flow_printf(&line, LOOK_DIM, ": tables say %s", page);
	}
	flow_printf(&line, LOOK_DIM, "%s%s", e->view.global ? " G" : "", !e->view.large ? "" : f->l->pmd_shift == 21 ? " 2M" : " 4M");
	if (c->whole || c->width - line.x > 10)
		flow_printf(&line, LOOK_DIM, " age %llu", (unsigned long long)e->view.age);
	if (c->width >= WIDE_LINE) {
		flow_printf(&line, LOOK_DIM, ", set %u way %u", e->view.set, e->view.way);
		if (*frame_at(f, &e->view.filled, filled, sizeof(filled)))
			flow_printf(&line, LOOK_DIM, ", filled at %s", filled);
		if (e->view.stale && hm_event_get(f->m, e->view.stale_by) && *frame_at(f, hm_event_get(f->m, e->view.stale_by), filled, sizeof(filled)))
			flow_printf(&line, LOOK_STALE, ", stale since %s", filled);
	}
	return line.y + 1;
}

static int draw_cpu(const struct frame *f, const struct canvas *c, uint32_t cpu)
{
	struct entries e;
	unsigned int rows = c->height > 1 ? (unsigned int)c->height - 1 : 0, shown;
	int y;

	gather(f, cpu, &e);
	y = draw_head(f, c, 0, cpu, &e);
	shown = e.count;
	if (shown > rows && !c->whole)
		shown = rows > 1 ? rows - 1 : rows;
	qsort(e.entry, e.count, sizeof(*e.entry), by_need);
	qsort(e.entry, shown, sizeof(*e.entry), by_address);
	for (unsigned int i = 0; i < shown; i++)
		y = draw_entry(f, c, y, &e.entry[i]);
	if (shown < e.count)
		canvas_printf(c, 1, y++, LOOK_DIM, "%u more", e.count - shown);
	return y;
}

static bool has_flushed(const struct frame *f, uint32_t cpu)
{
	struct hm_tlb_stats stats;

	hm_tlb_stats(f->m, cpu, &stats);
	return stats.flush_nonglobal || stats.flush_all || stats.stale_hits;
}

/* Nothing to tell of this CPU. `info` tells all: a TLB may be empty because other CPUs made it forget, and those flushes count. */
static bool cpu_quiet(const struct frame *f, const struct canvas *c, uint32_t cpu)
{
	const struct tlb_digest *tlb = &f->now->tlb[cpu * f->now->tlb_entries];

	if (c->whole && has_flushed(f, cpu))
		return false;
	for (uint32_t i = 0; i < f->now->tlb_entries; i++)
		if (tlb[i].valid)
			return false;
	return cpu != f->now->cpu;
}

/* "CPU 1, 3-7: nothing" */
static void draw_quiet(const struct frame *f, const struct canvas *c, int y, unsigned int quiet)
{
	struct flow line = { c, 1, y, 3, c->whole };
	const char *between = "";

	flow_printf(&line, LOOK_DIM, quiet == 1 ? "CPU " : "CPUs ");
	for (uint32_t cpu = 0; cpu < f->now->cpus; cpu++) {
		uint32_t last = cpu;

		if (!cpu_quiet(f, c, cpu))
			continue;
		while (last + 1 < f->now->cpus && cpu_quiet(f, c, last + 1))
			last++;
		flow_printf(&line, LOOK_DIM, last > cpu ? "%s%u-%u" : "%s%u", between, cpu, last);
		between = ", ";
		cpu = last;
	}
	flow_printf(&line, LOOK_DIM, quiet == 1 ? " remembers nothing" : " remember nothing");
}

/* Rows for the blocks that stand side by side now; all of them when rows are no matter. */
static int block_rows(const struct canvas *c, int y, int blocks, int columns, bool quiet)
{
	int rows = (blocks + columns - 1) / columns, height = (c->height - y - quiet) / (rows ? rows : 1);

	return c->whole ? c->height - y : height > 1 ? height : 1;
}

/* Blocks side by side, then below; CPUs that remember nothing fold into one line. */
static void draw(const struct frame *f, const struct canvas *c)
{
	int columns = c->width / BLOCK_COLUMNS > 0 ? c->width / BLOCK_COLUMNS : 1, width, y = 0, row_end = 0, column = 0, busy = 0, height;

	for (uint32_t cpu = 0; cpu < f->now->cpus; cpu++)
		busy += !cpu_quiet(f, c, cpu);
	if (columns > busy)
		columns = busy ? busy : 1;
	if (f->wanted)
		columns = 1;
	width = c->width / columns;
	for (uint32_t cpu = 0, left = (uint32_t)busy; cpu < f->now->cpus && y < c->height; cpu++) {
		struct canvas part;

		if (cpu_quiet(f, c, cpu))
			continue;
		part = canvas_part(c, column * width, y, width - (columns > 1), block_rows(c, y, (int)left, columns, busy < (int)f->now->cpus));
		height = draw_cpu(f, &part, cpu);
		row_end = height > row_end ? height : row_end;
		if (++column == columns) {
			column = 0;
			y += row_end;
			row_end = 0;
			left -= (uint32_t)columns;
		}
	}
	if (busy < (int)f->now->cpus)
		draw_quiet(f, c, y + row_end, f->now->cpus - (unsigned int)busy);
}

const struct pane pane_tlb = {
	.name = "tlb",
	.title = "What does each CPU remember?",
	.help = "address > page as the TLB has it; G global; STALE: the tables say something else by now",
	.draw = draw
};
