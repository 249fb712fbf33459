/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The user's pointers: where each one leads, through which slot or entry, to which page. A pointer that outlived its mapping is a ghost: the line
 * says which page it was for, and what an access would really hit. Variables and slots are as they stand; which page a pointer was for
 * comes from its life (snapshot.h).
 */
#include "shell/view/pane.h"

#include <stdio.h>
#include <string.h>

static int name_column(const struct frame *f, const struct canvas *c)
{
	int widest = 2;

	for (unsigned int i = 0; i < f->now->names.count; i++)
		if ((int)strlen(f->now->names.name[i].name) > widest)
			widest = (int)strlen(f->now->names.name[i].name);
	return widest > c->width / 4 ? c->width / 4 : widest;
}

static void tell_page(const struct frame *f, struct flow *line, const struct target *t)
{
	struct hm_page_view page;

	flow_printf(line, LOOK_DIM, "is struct page of");
	flow_printf(line, LOOK_PAGE, " page 0x%x", t->pfn);
	if (!hm_page_view(f->m, t->pfn, &page))
		return;
	if (page.free)
		flow_printf(line, LOOK_STALE, " FREED");
	if (line->wrap || line->c->width - line->x > 12)
		flow_printf(line, LOOK_DIM, " %s%s", page.zone, page.highmem && !page.address ? ", no kmap" : "");
}

static void tell_ghost(const struct frame *f, struct flow *line, const struct name *name, const struct target *t)
{
	char page[64];

	flow_printf(line, LOOK_GHOST, "GHOST");
	if (name->led_to != HM_NO_PFN)
		flow_printf(line, LOOK_DIM, " of page 0x%x", name->led_to);
	frame_page_text(f, t->pfn, page, sizeof(page));
	if (t->pfn != HM_NO_PFN && t->pfn == name->led_to && !t->stale)
		flow_printf(line, LOOK_STALE, ": released, hits it until the next flush");
	else if (t->pfn == HM_NO_PFN)
		flow_printf(line, LOOK_STALE, ": hits nothing, faults");
	else
		flow_printf(line, LOOK_STALE, ": hits %s%s", page, t->stale ? " by a stale TLB entry" : "");
}

/* Returns the row behind. */
static int draw_name(const struct frame *f, const struct canvas *c, int y, int width, const struct name *name, bool wrap)
{
	enum mark mark = frame_name_mark(f, name);
	struct flow line = { c, width + 2, y, width + 2, wrap };
	struct target t;
	char text[64];

	canvas_printf(c, 0, y, look_of_mark(mark), "%c", mark_char(mark));
	canvas_fit(c, 1, y, width, LOOK_NAME, name->name);
	flow_printf(&line, LOOK_ADDRESS, "0x%08x ", name->value);
	frame_target(f, name->value, name->page, &t);
	if (t.kind == TARGET_PAGE) {
		tell_page(f, &line, &t);
	} else if (frame_ghost(f, name, &t)) {
		tell_ghost(f, &line, name, &t);
	} else {
		frame_target_text(f, &t, text, sizeof(text));
		line.x--;
		flow_glyph(&line, LOOK_DIM, GLYPH_ARROW);
		flow_printf(&line, LOOK_TEXT, "%s", name->value ? text : "NULL");
		frame_page_text(f, t.pfn, text, sizeof(text));
		if (t.pfn != HM_NO_PFN && t.kind != TARGET_MEM_MAP) {
			flow_glyph(&line, LOOK_DIM, GLYPH_ARROW);
			flow_printf(&line, LOOK_PAGE, "%s", text);
		}
	}
	return line.y + 1;
}

/* Rows that all names from `first` on take when their lines wrap. */
static int rows_wrapped(const struct frame *f, const struct canvas *c, int width)
{
	struct canvas nowhere = canvas_part(c, 0, 0, c->width, 0);
	int y = 0;

	for (unsigned int i = 0; i < f->now->names.count; i++)
		y = draw_name(f, &nowhere, y, width, &f->now->names.name[i], true);
	return y;
}

static void draw(const struct frame *f, const struct canvas *c)
{
	int width = name_column(f, c), y = 0;
	unsigned int count = f->now->names.count, first = 0;
	bool wrap;

	if (!count) {
		canvas_wrap(c, 0, 0, 0, LOOK_DIM, "No pointers yet. Try: struct page *p = alloc_page(GFP_HIGHUSER);");
		return;
	}
	wrap = c->whole || rows_wrapped(f, c, width) <= c->height;
	/* the newest are the ones in hand */
	if ((int)count > c->height && !c->whole)
		first = count - (unsigned int)c->height;
	for (unsigned int i = first; i < count; i++)
		y = draw_name(f, c, y, width, &f->now->names.name[i], wrap);
}

const struct pane pane_pointers = {
	.name = "pointers",
	.title = "Where do my pointers lead?",
	.help = "each variable that holds an address: through which slot to which page; GHOST: its mapping is gone or is another page's now",
	.draw = draw
};
