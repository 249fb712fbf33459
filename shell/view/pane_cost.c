/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Cost: counts of events first, then cycles of the model, per CPU, with what the last command added. Always labelled as a model.
 */
#include "shell/view/pane.h"

#include <stdio.h>

static void draw_cpu(const struct frame *f, const struct canvas *c, int y, uint32_t cpu)
{
	struct hm_tlb_stats s;
	uint64_t before = f->before ? f->before->cycles[cpu] : f->now->cycles[cpu], now = f->now->cycles[cpu];
	int x;

	hm_tlb_stats(f->m, cpu, &s);
	if (cpu == f->now->cpu)
		canvas_put(c, 0, y, LOOK_BOLD, GLYPH_HERE);
	x = canvas_printf(c, 1, y, LOOK_LABEL, "CPU %-2u", cpu);
	x = canvas_printf(c, x, y, LOOK_TEXT, "%7llu %7llu %7llu %7llu %8llu", (unsigned long long)s.hits, (unsigned long long)s.misses,
			  (unsigned long long)s.invlpg, (unsigned long long)(s.flush_nonglobal + s.flush_all), (unsigned long long)now);
	if (now > before)
		canvas_printf(c, x, y, LOOK_CHANGED, " ~+%llu", (unsigned long long)(now - before));
	else if (now < before)
		canvas_printf(c, x, y, LOOK_CHANGED, " ~-%llu", (unsigned long long)(before - now));
}

static void draw(const struct frame *f, const struct canvas *c)
{
	int rows = c->height - 2, y = 1;
	uint32_t first = 0;

	canvas_text(c, 0, 0, LOOK_DIM, "  TLB:   hits  misses  invlpg flushes   cycles");
	if (rows < 1)
		rows = 1;
	if ((int)f->now->cpus > rows && f->now->cpu >= (uint32_t)rows)
		first = f->now->cpu - (uint32_t)rows + 1;
	for (uint32_t cpu = first; cpu < f->now->cpus && (int)(cpu - first) < rows; cpu++)
		draw_cpu(f, c, y++, cpu);
	canvas_printf(c, 1, y, LOOK_DIM, "%u kernel calls; cycles: model, not measurement", f->now->calls);
}

const struct pane pane_cost = {
	.name = "cost",
	.title = "What has it cost?",
	.help = "event counts and model cycles per CPU; ~ what the last command added",
	.draw = draw
};
