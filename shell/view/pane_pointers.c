/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The user's pointers: where each one leads, through which slot or entry, to which page. A pointer that outlived its mapping is a ghost: the line
 * says which page it was for, and what an access would really hit. Variables and slots are as they stand; which page a pointer was for
 * comes from its life (snapshot.h). An array of pages in a row is one line, but on a whole canvas (`info pointers`, a pane that is scrolled).
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

/* "s[12]": 2, columns before the index; 0: no element of an array. */
static int element_of(const struct name *name, unsigned int *index)
{
	const char *bracket = strrchr(name->name, '[');

	return bracket && sscanf(bracket, "[%u]", index) == 1 ? (int)(bracket - name->name) : 0;
}

/* Does b follow a in one array, and is its page the next one, of which there is nothing else to say? */
static bool goes_on(const struct frame *f, const struct name *a, const struct name *b)
{
	struct hm_page_view page, next;
	unsigned int i, j;
	int base = element_of(a, &i);

	return a->page && b->page && base && element_of(b, &j) == base && !memcmp(a->name, b->name, (size_t)base) && j == i + 1 &&
	       frame_name_mark(f, a) == frame_name_mark(f, b) && b->value - a->value == hm_pfn_to_page(f->l, 1) - hm_pfn_to_page(f->l, 0) &&
	       hm_page_view(f->m, hm_page_to_pfn(f->l, a->value), &page) && hm_page_view(f->m, hm_page_to_pfn(f->l, b->value), &next) &&
	       page.free == next.free && !strcmp(page.zone, next.zone);
}

/* The name behind those that one line can tell: an array of pages in a row. Whole canvases tell each. */
static unsigned int run_end(const struct frame *f, const struct canvas *c, unsigned int first)
{
	const struct names *names = &f->now->names;
	unsigned int end = first + 1;

	while (!c->whole && end < names->count && goes_on(f, &names->name[end - 1], &names->name[end]))
		end++;
	return end;
}

static int draw_run(const struct frame *f, const struct canvas *c, int y, int width, unsigned int first, unsigned int end, bool wrap)
{
	const struct name *name = &f->now->names.name[first];
	enum mark mark = frame_name_mark(f, name);
	struct flow line = { c, 1, y, width + 2, wrap };
	hm_pfn_t pfn = hm_page_to_pfn(f->l, name->value);
	char text[NAME_MAX_LENGTH + 16];
	struct hm_page_view page;
	unsigned int index;

	if (end - first < 2 || !hm_page_view(f->m, pfn, &page) || !element_of(name, &index))
		return draw_name(f, c, y, width, name, wrap);
	snprintf(text, sizeof(text), "%.*s[%u-%u]", element_of(name, &index), name->name, index, index + end - first - 1);
	canvas_printf(c, 0, y, look_of_mark(mark), "%c", mark_char(mark));
	flow_printf(&line, LOOK_NAME, "%s", text);
	line.x = line.x <= width ? width + 2 : line.x + 1;
	flow_printf(&line, LOOK_DIM, "are struct pages of");
	flow_printf(&line, LOOK_PAGE, " pages 0x%x-0x%x", pfn, pfn + end - first - 1);
	if (page.free)
		flow_printf(&line, LOOK_STALE, " FREED");
	flow_printf(&line, LOOK_DIM, " %s", page.zone);
	return line.y + 1;
}

/* Rows of all lines from `first` on. */
static int rows_of(const struct frame *f, const struct canvas *c, int width, unsigned int first, bool wrap)
{
	struct canvas nowhere = canvas_part(c, 0, 0, c->width, 0);
	int y = 0;

	nowhere.whole = c->whole;
	for (unsigned int end; first < f->now->names.count; first = end) {
		end = run_end(f, c, first);
		y = draw_run(f, &nowhere, y, width, first, end, wrap);
	}
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
	wrap = c->whole || rows_of(f, c, width, 0, true) <= c->height;
	/* the newest are the ones in hand */
	while (!c->whole && first < count && rows_of(f, c, width, first, wrap) > c->height)
		first = run_end(f, c, first);
	for (unsigned int end; first < count; first = end) {
		end = run_end(f, c, first);
		y = draw_run(f, c, y, width, first, end, wrap);
	}
}

const struct pane pane_pointers = {
	.name = "pointers",
	.title = "Where do my pointers lead?",
	.help = "each variable that holds an address: through which slot to which page; GHOST: it outlived its mapping, and hits what stands behind",
	.draw = draw
};
