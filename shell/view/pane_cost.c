/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Cost: counts of events first, then cycles of the model, per CPU, with what the last command added. Always labelled as a model.
 */
#include "shell/view/pane.h"

#include <stdio.h>

enum column { COLUMN_HITS, COLUMN_MISSES, COLUMN_INVLPG, COLUMN_FLUSHES, COLUMN_CYCLES, COLUMN_NR };

/* What gives way first when columns are short has the highest `from`: the width it needs to be there. */
static const struct { const char *head; int width, from; } columns[COLUMN_NR] = {
	[COLUMN_HITS] = { "TLB hits", 9, 56 }, [COLUMN_MISSES] = { "misses", 8, 0 }, [COLUMN_INVLPG] = { "invlpg", 7, 44 },
	[COLUMN_FLUSHES] = { "flushes", 8, 0 }, [COLUMN_CYCLES] = { "cycles", 9, 0 }
};

static uint64_t value_of(enum column column, const struct hm_tlb_stats *s, uint64_t cycles)
{
	switch (column) {
	case COLUMN_HITS:
		return s->hits;
	case COLUMN_MISSES:
		return s->misses;
	case COLUMN_INVLPG:
		return s->invlpg;
	case COLUMN_FLUSHES:
		return s->flush_nonglobal + s->flush_all;
	case COLUMN_CYCLES:
	case COLUMN_NR:
		break;
	}
	return cycles;
}

static void draw_cpu(const struct frame *f, const struct canvas *c, int y, uint32_t cpu)
{
	uint64_t before = f->before ? f->before->cycles[cpu] : f->now->cycles[cpu], now = f->now->cycles[cpu];
	struct hm_tlb_stats s;
	int x;

	hm_tlb_stats(f->m, cpu, &s);
	if (cpu == f->now->cpu)
		canvas_put(c, 0, y, LOOK_BOLD, GLYPH_HERE);
	x = canvas_printf(c, 1, y, LOOK_LABEL, "CPU %-2u", cpu);
	for (enum column i = 0; i < COLUMN_NR; i++)
		if (c->width >= columns[i].from)
			x = canvas_printf(c, x, y, LOOK_TEXT, "%*llu", columns[i].width, (unsigned long long)value_of(i, &s, now));
	if (now > before)
		canvas_printf(c, x, y, LOOK_CHANGED, " ~+%llu", (unsigned long long)(now - before));
	else if (now < before)
		canvas_printf(c, x, y, LOOK_CHANGED, " ~-%llu", (unsigned long long)(before - now));
}

static void draw(const struct frame *f, const struct canvas *c)
{
	int rows = c->whole ? (int)f->now->cpus : c->height - 2, y = 1, x = 7;
	uint32_t first = 0;

	for (enum column i = 0; i < COLUMN_NR; i++)
		if (c->width >= columns[i].from)
			x = canvas_printf(c, x, 0, LOOK_DIM, "%*s", columns[i].width, columns[i].head);
	if (rows < 1)
		rows = 1;
	if ((int)f->now->cpus > rows && f->now->cpu >= (uint32_t)rows)
		first = f->now->cpu - (uint32_t)rows + 1;
	for (uint32_t cpu = first; cpu < f->now->cpus && (int)(cpu - first) < rows; cpu++)
		draw_cpu(f, c, y++, cpu);
	canvas_printf(c, 1, y, LOOK_DIM, "model, not measurement; %u kernel calls", f->now->calls);
}

const struct pane pane_cost = {
	.name = "cost",
	.title = "What has it cost?",
	.help = "event counts and model cycles per CPU; ~ what the last command added",
	.draw = draw
};
