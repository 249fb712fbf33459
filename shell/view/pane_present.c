/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * For a projector: few words in few lines, blank lines between them where there is room. While a kernel report is the last that happened: the report and why.
 * Else what is mapped: each pointer with the slot or entry and the page it leads to, then what is mapped though no pointer tells of it, leaked
 * slots first. Addresses in numbers are left out; the other panes have them.
 */
#include "shell/view/pane.h"

#include <stdio.h>
#include <string.h>

enum { LINES_MAX = 64, TEXT_MAX = 144 };

struct big_line {
	enum mark mark;
	enum look look;            /* of `what` */
	char name[NAME_MAX_LENGTH + 16], what[TEXT_MAX];
	bool urgent;               /* kept when lines are short */
};

struct big_lines { struct big_line line[LINES_MAX]; int count; };

static struct big_line *next_line(struct big_lines *b)
{
	static const struct big_line empty = { .look = LOOK_TEXT };
	struct big_line *line = b->count < LINES_MAX ? &b->line[b->count++] : &b->line[LINES_MAX - 1];

	*line = empty;
	return line;
}

static bool led_to_by_pointer(const struct frame *f, hm_vaddr_t address)
{
	return *frame_name_of_address(f, address) != '\0';
}

static void tell_pointer(const struct frame *f, struct big_line *line, const struct name *name)
{
	char where[64], page[64];
	struct target t;

	frame_target(f, name->value, name->page, &t);
	line->mark = frame_name_mark(f, name);
	snprintf(line->name, sizeof(line->name), "%s", name->name);
	frame_target_text(f, &t, where, sizeof(where));
	frame_page_text(f, t.pfn, page, sizeof(page));
	if (t.kind == TARGET_PAGE) {
		snprintf(line->what, sizeof(line->what), "struct page of page 0x%x", t.pfn);
	} else if (frame_ghost(f, name, &t)) {
		line->look = LOOK_GHOST;
		line->urgent = true;
		snprintf(line->what, sizeof(line->what), "GHOST: %s%s", t.pfn == HM_NO_PFN ? "leads nowhere" : "hits ", t.pfn == HM_NO_PFN ? "" : page);
	} else if (t.pfn != HM_NO_PFN && t.kind != TARGET_MEM_MAP) {
		snprintf(line->what, sizeof(line->what), "%s, %s", where, page);
	} else {
		snprintf(line->what, sizeof(line->what), "%s", name->value ? where : "NULL");
	}
}

static void gather_slots(const struct frame *f, struct big_lines *b, bool leaked)
{
	struct hm_slot_view slot;
	char page[64];

	for (uint32_t cpu = 0; cpu < f->now->cpus; cpu++)
		for (uint32_t type = 0; type < f->now->types; type++) {
			struct big_line *line;

			if (!hm_slot_view(f->m, cpu, type, &slot) || slot.pfn == HM_NO_PFN || (frame_slot_state(f, &slot) == SLOT_LEAKED) != leaked
			    || (!leaked && led_to_by_pointer(f, slot.address)))
				continue;
			line = next_line(b);
			frame_page_text(f, slot.pfn, page, sizeof(page));
			line->mark = frame_slot_mark(f, cpu, type);
			line->urgent = leaked;
			line->look = leaked ? LOOK_LEAKED : LOOK_PAGE;
			snprintf(line->name, sizeof(line->name), "%.20s, CPU %u", slot.name, cpu);
			snprintf(line->what, sizeof(line->what), leaked ? "LEAKED: still %s" : "%s", page);
		}
}

static void gather_window(const struct frame *f, struct big_lines *b)
{
	struct hm_pkmap_view entry;
	char page[64];

	for (uint32_t nr = 0; nr < f->now->pkmaps; nr++) {
		enum mark mark = frame_pkmap_mark(f, nr);
		struct big_line *line;

		if ((f->now->pkmap[nr].count == 0 && mark == MARK_NONE) || !hm_pkmap_view(f->m, nr, &entry))
			continue;
		line = next_line(b);
		line->mark = mark;
		line->look = entry.count > 1 ? LOOK_PAGE : LOOK_RELEASED;
		frame_page_text(f, entry.pfn, page, sizeof(page));
		snprintf(line->name, sizeof(line->name), "kmap entry %u", nr);
		if (entry.count > 1)
			snprintf(line->what, sizeof(line->what), "%s, %d user%s", page, entry.count - 1, entry.count == 2 ? "" : "s");
		else
			snprintf(line->what, sizeof(line->what), "%s%s", entry.count ? "released, still " : "free", entry.count ? page : "");
	}
}

static void gather(const struct frame *f, struct big_lines *b)
{
	b->count = 0;
	gather_slots(f, b, true);
	for (unsigned int i = 0; i < f->now->names.count; i++)
		tell_pointer(f, next_line(b), &f->now->names.name[i]);
	gather_slots(f, b, false);
	gather_window(f, b);
}

/* What changed and what is wrong stays; then the newest. */
static void make_fit(struct big_lines *b, int rows)
{
	int kept = 0, spare = rows;

	for (int i = 0; i < b->count; i++)
		spare -= b->line[i].urgent || b->line[i].mark != MARK_NONE;
	for (int i = 0, others = 0, quiet = b->count - (rows - spare); i < b->count; i++) {
		bool loud = b->line[i].urgent || b->line[i].mark != MARK_NONE;

		if (!loud && others++ < quiet - spare)
			continue;
		b->line[kept++] = b->line[i];
	}
	b->count = kept;
}

static void draw_line(const struct canvas *c, int y, int column, const struct big_line *line)
{
	canvas_printf(c, 0, y, look_of_mark(line->mark), "%c", mark_char(line->mark));
	canvas_fit(c, 2, y, column - 3, LOOK_NAME, line->name);
	canvas_fit(c, column, y, c->width - column, line->look, line->what);
}

/* The report is the last thing that happened; looking at it is nothing that happens. */
static bool report_is_last(const struct frame *f)
{
	const struct hm_report *report = f->now->reports ? hm_report_get(f->m, f->now->reports) : NULL;

	return report && report->event.call == f->now->calls;
}

static void draw(const struct frame *f, const struct canvas *c)
{
	struct big_lines b;
	int column = 6, step;

	if (report_is_last(f)) {
		pane_why.draw(f, c);
		return;
	}
	gather(f, &b);
	if (!b.count) {
		canvas_wrap(c, 2, 1, 2, LOOK_DIM, "Nothing is mapped yet.");
		return;
	}
	if (b.count > c->height && !c->whole)
		make_fit(&b, c->height);
	for (int i = 0; i < b.count; i++)
		if ((int)strlen(b.line[i].name) + 4 > column)
			column = (int)strlen(b.line[i].name) + 4;
	column = column > c->width / 2 ? c->width / 2 : column;
	step = !c->whole && b.count * 2 <= c->height ? 2 : 1;
	for (int i = 0; i < b.count; i++)
		draw_line(c, i * step + (step > 1), column, &b.line[i]);
}

const struct pane pane_present = {
	.name = "present",
	.title = "What is mapped, and where?",
	.help = "for a projector: each pointer, slot and entry in a few words; after a kernel report: why",
	.draw = draw
};
