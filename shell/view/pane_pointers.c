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

static int draw_page(const struct frame *f, const struct canvas *c, int x, int y, const struct target *t)
{
	struct hm_page_view page;

	x = canvas_printf(c, x, y, LOOK_DIM, "is struct page of ");
	x = canvas_printf(c, x, y, LOOK_PAGE, "page 0x%x", t->pfn);
	if (!hm_page_view(f->m, t->pfn, &page))
		return x;
	if (page.free)
		x = canvas_text(c, x, y, LOOK_STALE, " FREED");
	return c->width - x > 12 ? canvas_printf(c, x, y, LOOK_DIM, " %s%s", page.zone, page.highmem && !page.address ? ", no kmap" : "") : x;
}

static int draw_ghost(const struct frame *f, const struct canvas *c, int x, int y, const struct name *name, const struct target *t)
{
	char page[64], text[160];

	x = canvas_text(c, x, y, LOOK_GHOST, "GHOST");
	if (name->led_to != HM_NO_PFN)
		snprintf(text, sizeof(text), " of page 0x%x", name->led_to);
	else
		snprintf(text, sizeof(text), ":");
	x = canvas_text(c, x, y, LOOK_DIM, text);
	frame_page_text(f, t->pfn, page, sizeof(page));
	if (t->pfn != HM_NO_PFN && t->pfn == name->led_to && !t->stale)
		return canvas_fit(c, x, y, c->width - x, LOOK_STALE, ": released, hits it until the next flush");
	if (t->pfn == HM_NO_PFN)
		return canvas_fit(c, x, y, c->width - x, LOOK_STALE, ", hits nothing: faults");
	snprintf(text, sizeof(text), ", hits %s%s", page, t->stale ? " by a stale TLB entry" : "");
	return canvas_fit(c, x, y, c->width - x, LOOK_STALE, text);
}

static void draw_name(const struct frame *f, const struct canvas *c, int y, int width, const struct name *name)
{
	enum mark mark = frame_name_mark(f, name);
	struct target t;
	char text[64];
	int x;

	canvas_printf(c, 0, y, look_of_mark(mark), "%c", mark_char(mark));
	canvas_fit(c, 1, y, width, LOOK_NAME, name->name);
	x = canvas_printf(c, width + 2, y, LOOK_ADDRESS, "0x%08x ", name->value);
	frame_target(f, name->value, name->page, &t);
	if (t.kind == TARGET_PAGE) {
		draw_page(f, c, x, y, &t);
		return;
	}
	if (frame_ghost(f, name, &t)) {
		draw_ghost(f, c, x, y, name, &t);
		return;
	}
	frame_target_text(f, &t, text, sizeof(text));
	x = canvas_put(c, x, y, LOOK_DIM, GLYPH_ARROW) + 1;
	x = canvas_fit(c, x, y, c->width - x, LOOK_TEXT, name->value ? text : "NULL");
	if (t.pfn != HM_NO_PFN) {
		frame_page_text(f, t.pfn, text, sizeof(text));
		x = canvas_put(c, x + 1, y, LOOK_DIM, GLYPH_ARROW) + 1;
		canvas_fit(c, x, y, c->width - x, LOOK_PAGE, text);
	}
}

static void draw(const struct frame *f, const struct canvas *c)
{
	int width = name_column(f, c), y = 0;
	unsigned int count = f->now->names.count, first = 0;

	if (!count) {
		canvas_wrap(c, 0, 0, 0, LOOK_DIM, "No pointers yet. Try: struct page *p = alloc_page(GFP_HIGHUSER);");
		return;
	}
	/* the newest are the ones in hand */
	if ((int)count > c->height)
		first = count - (unsigned int)c->height;
	for (unsigned int i = first; i < count; i++)
		draw_name(f, c, y++, width, &f->now->names.name[i]);
}

const struct pane pane_pointers = {
	.name = "pointers",
	.title = "Where do my pointers lead?",
	.help = "each variable that holds an address: through which slot to which page; GHOST: its mapping is gone or is another page's now",
	.draw = draw
};
