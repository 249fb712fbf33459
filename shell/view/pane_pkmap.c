/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The permanent window: every entry a cell of two columns, the mark of the last command and the state: free, 1 to 9 users, # more, r released but not
 * flushed. A caret under the cell shows last_pkmap_nr. Rows of free entries fold into one line when the pane is small.
 */
#include "shell/view/pane.h"

#include <stdio.h>

enum { NARROW = 50 };

static bool entry_quiet(const struct frame *f, uint32_t nr)
{
	return f->now->pkmap[nr].count == 0 && f->now->pkmap[nr].pfn == HM_NO_PFN && frame_pkmap_mark(f, nr) == MARK_NONE;
}

static uint32_t cells_in_row(const struct frame *f, const struct canvas *c)
{
	uint32_t n = 4;

	while (n * 2 <= f->now->pkmaps && (int)(n * 2) * 2 + 8 <= c->width)
		n *= 2;
	return n < f->now->pkmaps ? n : f->now->pkmaps;
}

static void count_states(const struct frame *f, uint32_t *used, uint32_t *released, uint32_t *users)
{
	*used = *released = *users = 0;
	for (uint32_t nr = 0; nr < f->now->pkmaps; nr++) {
		int32_t count = f->now->pkmap[nr].count;

		*used += count > 1;
		*users += count > 1 ? (uint32_t)count - 1 : 0;
		*released += count == 1;
	}
}

static int draw_head(const struct frame *f, const struct canvas *c)
{
	uint32_t used, released, users;
	bool moved = f->before && f->before->last_pkmap_nr != f->now->last_pkmap_nr;
	int x;

	count_states(f, &used, &released, &users);
	if (c->width < NARROW)
		x = canvas_printf(c, 0, 0, LOOK_TEXT, "%u in use, %u released, %u free", used, released, f->now->pkmaps - used - released);
	else
		x = canvas_printf(c, 0, 0, LOOK_TEXT, users == 1 ? "%u in use (%u user), %u released, %u free" : "%u in use (%u users), %u released, %u free", used, users, released, f->now->pkmaps - used - released);
	if (x + 24 <= c->width) {
		x = canvas_text(c, x, 0, LOOK_CHANGED, moved ? " ~" : "  ");
		canvas_printf(c, x, 0, LOOK_TEXT, "last_pkmap_nr %u", f->now->last_pkmap_nr);
	}
	if (f->now->pkmaps != 1024 && f->now->pkmaps != 512 && c->width >= 72)
		canvas_text(c, c->width - 13, 0, LOOK_DIM, "teaching size");
	return 1;
}

static void draw_entry(const struct frame *f, const struct canvas *c, int x, int y, uint32_t nr)
{
	const struct pkmap_digest *entry = &f->now->pkmap[nr];
	enum mark mark = frame_pkmap_mark(f, nr);

	if (mark)
		canvas_printf(c, x, y, look_of_mark(mark), "%c", mark_char(mark));
	if (entry->count == 0)
		canvas_put(c, x + 1, y, LOOK_FREE, GLYPH_FREE);
	else if (entry->count == 1)
		canvas_text(c, x + 1, y, LOOK_RELEASED, "r");
	else if (entry->count <= 10)
		canvas_printf(c, x + 1, y, mark == MARK_NEW ? LOOK_NEW : LOOK_USED, "%d", entry->count - 1);
	else
		canvas_text(c, x + 1, y, LOOK_USED, entry->count < 0 ? "?" : "#");
}

static int draw_row(const struct frame *f, const struct canvas *c, int y, uint32_t first, uint32_t n)
{
	canvas_printf(c, 0, y, LOOK_DIM, "%4u", first);
	for (uint32_t i = 0; i < n && first + i < f->now->pkmaps; i++)
		draw_entry(f, c, 5 + (int)i * 2, y, first + i);
	y++;
	if (f->now->last_pkmap_nr >= first && f->now->last_pkmap_nr < first + n) {
		int x = 6 + (int)(f->now->last_pkmap_nr - first) * 2;

		canvas_put(c, x, y, LOOK_BOLD, GLYPH_UP);
		canvas_text(c, x > c->width - 16 ? x - 14 : x + 2, y, LOOK_DIM, "last_pkmap_nr");
		y++;
	}
	return y;
}

static bool row_quiet(const struct frame *f, uint32_t first, uint32_t n)
{
	for (uint32_t i = 0; i < n && first + i < f->now->pkmaps; i++)
		if (!entry_quiet(f, first + i))
			return false;
	return f->now->last_pkmap_nr < first || f->now->last_pkmap_nr >= first + n;
}

static int draw_map(const struct frame *f, const struct canvas *c, int y, int bottom)
{
	uint32_t n = cells_in_row(f, c), rows = (f->now->pkmaps + n - 1) / n;
	bool all = c->whole ? f->wanted != WANTED_USED : (int)rows + 1 <= bottom - y;

	for (uint32_t row = 0; row < rows && y < bottom; row++) {
		uint32_t end = row;

		while (!all && end < rows && row_quiet(f, end * n, n))
			end++;
		if (end - row < 2) {
			y = draw_row(f, c, y, row * n, n);
			continue;
		}
		canvas_printf(c, 0, y++, LOOK_DIM, "%4u to %u: free", row * n, end * n < f->now->pkmaps ? end * n - 1 : f->now->pkmaps - 1);
		row = end - 1;
	}
	return y;
}

static int draw_detail(const struct frame *f, const struct canvas *c, int y, uint32_t nr, const struct hm_pkmap_view *entry)
{
	struct flow line = { c, 0, y, 5, c->whole };
	char page[64], set[96], holders[96];

	flow_printf(&line, LOOK_LABEL, c->words ? "entry %u at " : "%4u ", nr);
	if (c->width >= 60)
		flow_printf(&line, LOOK_ADDRESS, "0x%08x", entry->address);
	flow_glyph(&line, LOOK_DIM, GLYPH_ARROW);
	frame_page_text(f, entry->pfn, page, sizeof(page));
	flow_printf(&line, LOOK_PAGE, "%s", page);
	flow_printf(&line, LOOK_TEXT, c->width < NARROW ? ": " : ", count %d: ", entry->count);
	if (entry->count <= 1)
		flow_printf(&line, LOOK_RELEASED, "%s", entry->count ? "released, not flushed" : "free, but still mapped");
	else
		flow_printf(&line, LOOK_TEXT, entry->count == 2 ? "%d user" : "%d users", entry->count - 1);
	if (*frame_names_of_address(f, entry->address, holders, sizeof(holders)))
		flow_printf(&line, LOOK_NAME, ", %s", holders);
	if (c->width >= 72 && *frame_at(f, &entry->set, set, sizeof(set)))
		flow_printf(&line, LOOK_DIM, ", set at %s", set);
	return line.y + 1;
}

static bool listed(const struct frame *f, uint32_t nr, bool changed, struct hm_pkmap_view *entry)
{
	return !entry_quiet(f, nr) && (frame_pkmap_mark(f, nr) != MARK_NONE) == changed && hm_pkmap_view(f->m, nr, entry) &&
	       (entry->pfn != HM_NO_PFN || entry->count);
}

/* From here on so many are listed that are released and that no variable leads to: hundreds, after a lap. */
static uint32_t released_run(const struct frame *f, uint32_t nr, bool changed)
{
	struct hm_pkmap_view entry;
	uint32_t n = 0;

	while (nr + n < f->now->pkmaps && listed(f, nr + n, changed, &entry) && entry.count == 1 && !*frame_name_of_address(f, entry.address))
		n++;
	return n;
}

enum { RUN_FOLDED = 8 };

/* The entries in use, as lines, as far as they go; the ones that changed first; long runs of released ones as one line. */
static int draw_details(const struct frame *f, const struct canvas *c, int y)
{
	struct hm_pkmap_view entry;

	for (int changed = 1; changed >= 0; changed--)
		for (uint32_t nr = 0; nr < f->now->pkmaps && y < c->height; nr++) {
			uint32_t run = released_run(f, nr, changed);

			if (run >= RUN_FOLDED) {
				canvas_printf(c, 0, y++, LOOK_RELEASED, c->words ? "entries %u to %u: released, not flushed" : "%4u to %u: released, not flushed", nr, nr + run - 1);
				nr += run - 1;
			} else if (listed(f, nr, changed, &entry)) {
				y = draw_detail(f, c, y, nr, &entry);
			}
		}
	return y;
}

static void draw_sleepers(const struct frame *f, const struct canvas *c, int y)
{
	uint16_t task[HM_MAX_TASKS];
	unsigned int n = hm_pkmap_waiters(f->m, task, HM_MAX_TASKS);
	struct flow line = { c, 0, y, 2, true };
	struct hm_task_view t;

	if (!n)
		return;
	flow_printf(&line, LOOK_RELEASED, n == 1 ? "%u task waits for an entry:" : "%u tasks wait for an entry:", n);
	for (unsigned int i = 0; i < n && i < HM_MAX_TASKS; i++)
		if (hm_task_view(f->m, task[i], &t))
			flow_printf(&line, LOOK_NAME, i ? ", %s" : " %s", t.comm);
}

/* The map, which the details say again entry by entry, and how to read it. */
static int draw_picture(const struct frame *f, const struct canvas *c, int y, int details)
{
	y = draw_map(f, c, y, c->height - details);
	if (y < c->height - details - 1 || c->whole)
		canvas_printf(c, 0, y++, LOOK_DIM, c->width < NARROW ? "%s free  1-9 users  r released" : "%s free  1-9 users  # more  r released, not flushed", canvas_glyph(c, GLYPH_FREE));
	return y;
}

static void draw(const struct frame *f, const struct canvas *c)
{
	int y, details = c->height / 4;

	if (!f->now->pkmaps || c->height < 1) {
		canvas_text(c, 0, 0, LOOK_DIM, "This configuration has no kmap window: kmap() is page_address().");
		return;
	}
	y = draw_head(f, c);
	if (!c->words)
		y = draw_picture(f, c, y, details);
	y = draw_details(f, c, y);
	if (y < c->height)
		draw_sleepers(f, c, y);
}

const struct pane pane_pkmap = {
	.name = "pkmap",
	.title = "Who has a place in the kmap window?",
	.help = "a cell an entry: free, 1-9 users, # more, r released but not flushed yet; the caret is last_pkmap_nr",
	.draw = draw
};
