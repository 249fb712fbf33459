/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Cost: counts of events first, then cycles of the model, per CPU, with what the last command added; below it, the bars of the last `cost {...} vs {...}`.
 * Always labelled as a model.
 */
#include "shell/view/chart.h"
#include "shell/view/pane.h"

#include <stdio.h>

enum { BAR_NUMBER = 12 };

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

/* ---- the last comparison ---- */

static void draw_bar(const struct canvas *c, int y, unsigned int block, uint64_t cycles, uint64_t largest)
{
	int x = canvas_printf(c, 1, y, LOOK_BOLD, "%c ", 'A' + (int)block), room = c->width - x - BAR_NUMBER;
	int length = largest && room > 0 ? (int)(cycles * (uint64_t)room / largest) : 0;

	if (c->words) {
		canvas_printf(c, x, y, LOOK_TEXT, "%llu", (unsigned long long)cycles);
		return;
	}
	canvas_repeat(c, x, y, length + (!length && cycles && room > 0), block % 2 ? LOOK_CHANGED : LOOK_ADDRESS, GLYPH_BAR);
	canvas_printf(c, x + length + 1, y, LOOK_TEXT, "%llu", (unsigned long long)cycles);
}

static int draw_verdict(const struct canvas *c, int y, const struct chart *chart)
{
	struct flow line = { c, 0, y, 2, true };

	if (chart->blocks < 2)
		return y;
	if (chart->tie)
		flow_printf(&line, LOOK_TEXT, "the cheapest are equal");
	else
		flow_printf(&line, LOOK_TEXT, "%c is cheapest on %u CPU%s", 'A' + (int)chart->winner, chart->cpus[chart->rows - 1],
			    chart->cpus[chart->rows - 1] == 1 ? "" : "s");
	flow_printf(&line, LOOK_DIM, chart->steady ? ", with each price halved or doubled, too" : ", but that hangs on the prices");
	return line.y + 1;
}

/* The last rows, most CPUs, stay when the pane is short. */
static void draw_chart(const struct canvas *c, int y, const struct chart *chart)
{
	int each = (int)chart->blocks + 1, room = (c->height - y - 2) / each;
	unsigned int first = !c->whole && room < (int)chart->rows ? chart->rows - (unsigned int)(room > 1 ? room : 1) : 0;
	uint64_t largest = 0;

	for (unsigned int i = 0; i < chart->blocks; i++)
		for (unsigned int row = 0; row < chart->rows; row++)
			largest = chart->cycles[i][row] > largest ? chart->cycles[i][row] : largest;
	for (unsigned int i = 0; i < chart->blocks && (c->whole || c->height > 12); i++)
		canvas_printf(c, 0, y++, LOOK_DIM, "%c = %s", 'A' + (int)i, chart->block[i]);
	y = draw_verdict(c, y, chart);
	for (unsigned int row = first; row < chart->rows; row++) {
		canvas_printf(c, 0, y++, LOOK_DIM, chart->cpus[row] == 1 ? "%u CPU, cycles until done" : "%u CPUs, cycles until all are done", chart->cpus[row]);
		for (unsigned int i = 0; i < chart->blocks; i++)
			draw_bar(c, y++, i, chart->cycles[i][row], largest);
	}
}

static int draw_cpus(const struct frame *f, const struct canvas *c)
{
	int rows = c->whole ? (int)f->now->cpus : c->height - 2, y = 1, x = 7;
	uint32_t first = 0;

	/* a comparison wants room, too: at least the CPU where typing happens stays */
	if (f->chart && f->chart->blocks && !c->whole)
		rows = rows / 3;
	for (enum column i = 0; i < COLUMN_NR; i++)
		if (c->width >= columns[i].from)
			x = canvas_printf(c, x, 0, LOOK_DIM, "%*s", columns[i].width, columns[i].head);
	if (rows < 1)
		rows = 1;
	if ((int)f->now->cpus > rows && f->now->cpu >= (uint32_t)rows)
		first = f->now->cpu - (uint32_t)rows + 1;
	for (uint32_t cpu = first; cpu < f->now->cpus && (int)(cpu - first) < rows; cpu++)
		draw_cpu(f, c, y++, cpu);
	return y;
}

static void draw(const struct frame *f, const struct canvas *c)
{
	int y = draw_cpus(f, c);

	canvas_printf(c, 1, y++, LOOK_DIM, "model, not measurement; %u kernel calls", f->now->calls);
	if (f->chart && f->chart->blocks)
		draw_chart(c, y, f->chart);
}

const struct pane pane_cost = {
	.name = "cost",
	.title = "What has it cost?",
	.help = "event counts and model cycles per CPU; ~ what the last command added; bars: the last comparison",
	.draw = draw
};
