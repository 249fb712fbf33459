/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The atomic slots: a row for each type (or place on the stack, in eras that have one, its top marked), a column for each CPU, and a line for each slot in use. A cell holds the
 * mark of the last command, the page, and whose page that is; LEAK where the slot stays mapped though its user has let go. With many
 * CPUs the cells shrink to the page, then to one letter, never to nothing. Rows that are free and always were give way first.
 */
#include "shell/view/pane.h"

#include <stdio.h>
#include <string.h>

enum { LONG_CELL = 13, SHORT_CELL = 9, LETTER_CELL = 2, TYPES_MAX = 256, WIDE_LINE = 72 };

struct plan {
	int label, cell, row, rows;   /* columns of labels and cells; rows there are for types */
	uint32_t first, cpus;         /* CPUs shown */
	int details;
	bool shown[TYPES_MAX];
	unsigned int hidden;
};

static bool type_matters(const struct frame *f, uint32_t type, bool *fence)
{
	struct hm_slot_view slot;
	bool matters = false;

	*fence = false;
	for (uint32_t cpu = 0; cpu < f->now->cpus; cpu++)
		if (hm_slot_view(f->m, cpu, type, &slot)) {
			*fence = slot.fence;
			matters |= slot.pfn != HM_NO_PFN || frame_slot_mark(f, cpu, type) != MARK_NONE;
		}
	return matters;
}

static const char *type_name(const struct frame *f, uint32_t type)
{
	struct hm_slot_view slot;

	return hm_slot_view(f->m, 0, type, &slot) && slot.name ? slot.name : "?";
}

static int slots_in_use(const struct frame *f)
{
	int n = 0;

	for (uint32_t i = 0; i < f->now->cpus * f->now->types; i++)
		n += f->now->slot[i].pfn != HM_NO_PFN;
	return n;
}

static int label_width(const struct frame *f)
{
	int widest = 8;
	bool fence;

	for (uint32_t type = 0; type < f->now->types; type++) {
		int width = (int)strlen(type_name(f, type));

		if (width > widest && (type_matters(f, type, &fence) || !fence))
			widest = width;
	}
	return widest;
}

static void plan_columns(const struct frame *f, const struct canvas *c, struct plan *p)
{
	int left, cpus = (int)f->now->cpus;

	p->label = label_width(f);
	left = c->width - p->label - 1;
	p->cell = left / cpus;
	p->cell = p->cell >= LONG_CELL ? p->cell > 18 ? 18 : p->cell : p->cell >= SHORT_CELL ? SHORT_CELL : LETTER_CELL;
	p->cpus = (uint32_t)(left / p->cell < cpus ? left / p->cell : cpus);
	if (left < p->cell)
		p->cpus = 1;
	p->first = f->now->cpu >= p->cpus ? f->now->cpu - p->cpus + 1 : 0;
}

/* In use or changed first, then in their order as far as the rows go; fences only when something lies in them. */
static void plan_rows(const struct frame *f, const struct canvas *c, struct plan *p)
{
	int left;
	bool fence;

	p->details = slots_in_use(f);
	if (!c->whole && p->details > c->height / 3)
		p->details = c->height / 3;
	left = c->whole ? f->wanted == WANTED_USED ? 0 : TYPES_MAX * 2 : c->height - 1 - (p->details ? p->details : 1);
	for (uint32_t type = 0; type < f->now->types && type < TYPES_MAX; type++)
		if (type_matters(f, type, &fence)) {
			p->shown[type] = true;
			left--;
		} else if (!fence) {
			p->hidden++;
		}
	/* the two that process context uses come before those that only drivers name */
	for (int round = 0; round < 2; round++)
		for (uint32_t type = 0; type < f->now->types && type < TYPES_MAX; type++) {
			bool matters = type_matters(f, type, &fence);

			if (matters || fence || p->shown[type] || (!round && strncmp(type_name(f, type), "KM_USER", 7) != 0))
				continue;
			if (left > 1 || (left == 1 && p->hidden == 1)) {
				p->shown[type] = true;
				p->hidden--;
				left--;
			}
		}
}

/* "CPU 0 depth 2" where the slots are a stack */
static void draw_cpu_head(const struct frame *f, const struct canvas *c, const struct plan *p, int x, uint32_t cpu)
{
	enum look look = cpu == f->now->cpu ? LOOK_BOLD : LOOK_DIM;
	struct hm_stack_view stack;
	char text[48];

	if (cpu == f->now->cpu)
		canvas_put(c, x, 0, LOOK_BOLD, GLYPH_HERE);
	snprintf(text, sizeof(text), "CPU %u", cpu);
	if (p->cell > LONG_CELL && hm_stack_view(f->m, cpu, &stack))
		snprintf(text, sizeof(text), "CPU %u depth %d", cpu, stack.depth);
	canvas_fit(c, x + 1, 0, p->cell - 1, look, text);
}

static void draw_heads(const struct frame *f, const struct canvas *c, const struct plan *p)
{
	struct hm_stack_view stack;

	canvas_text(c, 0, 0, LOOK_DIM, !hm_stack_view(f->m, f->now->cpu, &stack) ? "slot" : stack.of_task ? "of task" : "stack");
	for (uint32_t i = 0; i < p->cpus; i++) {
		uint32_t cpu = p->first + i;
		int x = p->label + 1 + (int)i * p->cell;
		bool here = cpu == f->now->cpu;

		if (p->cell == LETTER_CELL)
			canvas_printf(c, x, 0, here ? LOOK_BOLD : LOOK_DIM, here ? "*%u" : " %u", cpu % 10);
		else
			draw_cpu_head(f, c, p, x, cpu);
	}
}

/* The last one of a stack: the one that the next unmap gives back. */
static bool is_top(const struct frame *f, uint32_t cpu, uint32_t type)
{
	struct hm_stack_view stack;

	return hm_stack_view(f->m, cpu, &stack) && stack.depth > 0 && type == (uint32_t)stack.depth - 1;
}

static void draw_cell(const struct frame *f, const struct canvas *c, const struct plan *p, int x, int y, uint32_t cpu, uint32_t type)
{
	struct hm_slot_view slot;
	enum mark mark = frame_slot_mark(f, cpu, type);
	enum slot_state state;
	enum look look;
	char text[48];

	if (!hm_slot_view(f->m, cpu, type, &slot))
		return;
	state = frame_slot_state(f, &slot);
	look = state == SLOT_LEAKED ? LOOK_LEAKED : mark == MARK_NEW ? LOOK_NEW : mark == MARK_CHANGED ? LOOK_CHANGED : LOOK_USED;
	if (mark)
		canvas_printf(c, x, y, look_of_mark(mark), "%c", mark_char(mark));
	if (state == SLOT_FREE) {
		canvas_put(c, x + 1, y, LOOK_FREE, GLYPH_FREE);
		return;
	}
	if (p->cell == LETTER_CELL)
		snprintf(text, sizeof(text), "%c", state == SLOT_LEAKED ? 'L' : 'm');
	else if (p->cell == SHORT_CELL)
		snprintf(text, sizeof(text), "%x%s", slot.pfn, state == SLOT_LEAKED ? " L" : "");
	else
		snprintf(text, sizeof(text), "0x%x %s%s", slot.pfn, state == SLOT_LEAKED ? "LEAK" : frame_name_of_page(f, slot.pfn),
			 is_top(f, cpu, type) ? " top" : "");
	canvas_fit(c, x + 1, y, p->cell - (p->cell > LETTER_CELL), look, text);
}

static int draw_types(const struct frame *f, const struct canvas *c, const struct plan *p)
{
	int y = 1;

	for (uint32_t type = 0; type < f->now->types && type < TYPES_MAX; type++) {
		if (!p->shown[type])
			continue;
		canvas_fit(c, 0, y, p->label, LOOK_LABEL, type_name(f, type));
		for (uint32_t i = 0; i < p->cpus; i++)
			draw_cell(f, c, p, p->label + 1 + (int)i * p->cell, y, p->first + i, type);
		y++;
	}
	if (!p->hidden)
		return y;
	canvas_printf(c, 0, y, LOOK_DIM, p->hidden == 1 ? "%u%s, free" : "%u%s, all free", p->hidden, y > 1 ? " more" : " slots");
	return y + 1;
}

/* "KM_USER0 of CPU 0  0xfffed000 > page 0x38000 (p), held by v, set at a.hm:5"; narrow ones leave out what the table above says */
static int draw_detail(const struct frame *f, const struct canvas *c, int y, const struct hm_slot_view *slot, uint32_t cpu)
{
	char page[64], set[96], skipped[96], holders[96];
	bool leaked = frame_slot_state(f, slot) == SLOT_LEAKED, wide = c->width >= WIDE_LINE;
	struct flow line = { c, 0, y, 2, c->whole };

	frame_page_text(f, slot->pfn, page, sizeof(page));
	frame_at(f, &slot->set, set, sizeof(set));
	frame_at(f, &slot->skipped, skipped, sizeof(skipped));
	if (wide)
		flow_printf(&line, LOOK_LABEL, "%s of CPU %u  ", slot->name, cpu);
	flow_printf(&line, LOOK_ADDRESS, "0x%08x", slot->address);
	flow_glyph(&line, LOOK_DIM, GLYPH_ARROW);
	flow_printf(&line, leaked ? LOOK_LEAKED : LOOK_PAGE, "%s", page);
	if (leaked)
		flow_printf(&line, LOOK_LEAKED, *skipped ? " LEAKED, %s" : " LEAKED", skipped);
	else if (*frame_names_of_address(f, slot->address, holders, sizeof(holders)))
		flow_printf(&line, LOOK_NAME, ", held by %s", holders);
	if (wide && *set)
		flow_printf(&line, LOOK_DIM, ", set at %s", set);
	return line.y + 1;
}

static void draw_details(const struct frame *f, const struct canvas *c, const struct plan *p, int y)
{
	int bottom = c->whole ? c->height : y + p->details;
	struct hm_slot_view slot;

	/* leaked ones first: they matter most */
	for (int leaked = 1; leaked >= 0; leaked--)
		for (uint32_t cpu = 0; cpu < f->now->cpus; cpu++)
			for (uint32_t type = 0; type < f->now->types; type++)
				if (y < bottom && hm_slot_view(f->m, cpu, type, &slot) && slot.pfn != HM_NO_PFN
				    && (frame_slot_state(f, &slot) == SLOT_LEAKED) == (bool)leaked)
					y = draw_detail(f, c, y, &slot, cpu);
}

static void draw(const struct frame *f, const struct canvas *c)
{
	struct plan p = { 0 };
	int y;

	if (!f->now->types || c->height < 1) {
		canvas_text(c, 0, 0, LOOK_DIM, "This configuration has no atomic slots: kmap_atomic() gives the lowmem address.");
		return;
	}
	plan_columns(f, c, &p);
	plan_rows(f, c, &p);
	draw_heads(f, c, &p);
	y = draw_types(f, c, &p);
	draw_details(f, c, &p, y);
}

const struct pane pane_slots = {
	.name = "slots",
	.title = "Which slot maps which page?",
	.help = "a row a slot, a column a CPU; + new, - gone, ~ changed, LEAK: still mapped although its user let go",
	.draw = draw
};
