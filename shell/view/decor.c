/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What stands around the panes: the bar that says where typing happens, titles, lines between panes, the line of changes above the dialogue, the
 * footer. All of it from the frame.
 */
#include <stdio.h>
#include <string.h>

#include "shell/view/layout.h"

static int bar_item(const struct canvas *c, int x, enum look look, const char *text)
{
	if (x)
		x = canvas_text(c, canvas_put(c, canvas_text(c, x, 0, look, " "), 0, look, GLYPH_VERTICAL), 0, look, " ");
	else
		x = canvas_text(c, x, 0, look, " ");
	return canvas_text(c, x, 0, look, text);
}

static void draw_bar(const struct frame *f, const struct canvas *c)
{
	enum look look = f->now->halted ? LOOK_BAR_ALERT : LOOK_BAR;
	struct hm_task_view t;
	char text[80];
	int x = 0;

	canvas_blank(c, 0, 0, c->width, look);
	snprintf(text, sizeof(text), "hmsh %s", hm_machine_era(f->m)->name);
	x = bar_item(c, x, look, text);
	snprintf(text, sizeof(text), "CPU %u of %u", f->now->cpu, f->now->cpus);
	x = bar_item(c, x, look, text);
	if (hm_task_view(f->m, f->now->current, &t)) {
		snprintf(text, sizeof(text), "%s%s", word_of_context(t.context), t.irqs_disabled ? ", irqs off" : "");
		x = bar_item(c, x, look, text);
		snprintf(text, sizeof(text), "preempt_count 0x%x", (unsigned int)t.preempt_count);
		x = bar_item(c, x, look, text);
	}
	if (f->now->halted)
		x = bar_item(c, x, look, f->now->halted == HM_HALT_PANIC ? "PANICKED: undo or reset" : "NO CPU LEFT: undo or reset");
	else if (!hm_config(f->m)->debug_highmem)
		x = bar_item(c, x, look, "debug_highmem off");
	if (f->session && x + (int)strlen(f->session) + 2 < c->width)
		canvas_text(c, c->width - (int)strlen(f->session) - 1, 0, look, f->session);
}

static void draw_title(const struct canvas *c, const struct place *p, bool focus, int scroll)
{
	const struct rect *r = &p->rect;
	int x = r->x, end = r->x + r->width;

	canvas_repeat(c, r->x, r->y, r->width, LOOK_RULE, GLYPH_HORIZONTAL);
	if (r->width < 8)
		return;
	x = canvas_text(c, x + 1, r->y, LOOK_RULE, " ");
	x = canvas_fit(c, x, r->y, end - x - 1, focus ? LOOK_FOCUS : LOOK_TITLE, p->pane->title);
	x = canvas_text(c, x, r->y, LOOK_RULE, " ");
	if (focus && end - x > 14)
		canvas_printf(c, x, r->y, LOOK_DIM, "from row %d ", scroll + 1);
}

/* Copies rows of a tall drawing. */
static void copy_rows(const struct canvas *to, const struct grid *from, int first)
{
	for (int y = 0; y < to->height; y++) {
		if (first + y >= from->used)
			break;
		for (int x = 0; x < to->width && x < from->width; x++) {
			const struct cell *cell = grid_at(from, x, first + y);

			if (cell->width)
				canvas_text(to, x, y, (enum look)cell->look, cell->text);
		}
	}
}

static void draw_pane(const struct frame *f, const struct arrangement *a, const struct place *p, const struct canvas *c)
{
	const struct rect *r = &p->rect;
	bool focus = a->focus == p->pane || a->zoom == p->pane;
	struct canvas part = canvas_part(c, r->x, r->y + 1, r->width, r->height - 1);
	struct grid tall;
	int scroll = focus ? a->scroll : 0;

	draw_title(c, p, a->focus == p->pane, scroll);
	if (part.height < 1 || part.width < 1)
		return;
	if (f->covered && !p->pane->open)
		canvas_wrap(&part, 0, 0, 0, LOOK_DIM, f->covered);
	else if (scroll > 0 && pane_grid(p->pane, f, part.width, c->utf8, &tall)) {
		int most = tall.used > part.height ? tall.used - part.height : 0;

		copy_rows(&part, &tall, scroll < most ? scroll : most);
		grid_close(&tall);
	} else {
		p->pane->draw(f, &part);
	}
}

/* Is (x, y) in a line between what stands side by side? */
static bool line_at(const struct plan_of_screen *plan, int x, int y, int screen)
{
	for (unsigned int i = 0; i < plan->places; i++) {
		const struct rect *r = &plan->place[i].rect;

		if (y >= r->y && y < r->y + r->height && ((r->x + r->width == x && x < screen) || (r->x == x + 1 && x >= 0)))
			return true;
	}
	return false;
}

static bool title_beside(const struct plan_of_screen *plan, int x, int y, bool left)
{
	for (unsigned int i = 0; i < plan->places; i++) {
		const struct rect *r = &plan->place[i].rect;

		if (r->y == y && (left ? r->x <= x - 1 && r->x + r->width >= x : r->x <= x + 1 && r->x + r->width > x + 1))
			return true;
	}
	return false;
}

static enum glyph junction(bool up, bool down, bool left, bool right)
{
	if (left && right)
		return up && down ? GLYPH_CROSS : up ? GLYPH_TEE_UP : down ? GLYPH_TEE_DOWN : GLYPH_HORIZONTAL;
	return left ? GLYPH_TEE_LEFT : right ? GLYPH_TEE_RIGHT : GLYPH_VERTICAL;
}

/* The line at one side of a pane, and the row below, where it may end in a title; a title's own letters are not cut. */
static void draw_side(const struct plan_of_screen *plan, const struct canvas *c, const struct rect *r, int x)
{
	for (int y = r->y; x >= 0 && x < c->width && y <= r->y + r->height; y++) {
		bool here = line_at(plan, x, y, c->width), up = line_at(plan, x, y - 1, c->width), left, right;

		if (!here && (!up || strcmp(grid_at(c->grid, c->x + x, c->y + y)->text, canvas_glyph(c, GLYPH_HORIZONTAL)) != 0))
			continue;
		left = title_beside(plan, x, y, true);
		right = title_beside(plan, x, y, false);
		canvas_put(c, x, y, LOOK_RULE, junction(up, here && line_at(plan, x, y + 1, c->width), left, right));
	}
}

/* The lines between panes that stand side by side, and where they meet titles. */
static void draw_lines(const struct plan_of_screen *plan, const struct canvas *c)
{
	for (unsigned int i = 0; i < plan->places; i++) {
		const struct rect *r = &plan->place[i].rect;

		draw_side(plan, c, r, r->x - 1);
		draw_side(plan, c, r, r->x + r->width);
	}
}

static enum look bar_look(enum mark mark)
{
	static const enum look looks[] = {
		[MARK_NONE] = LOOK_BAR, [MARK_NEW] = LOOK_BAR_NEW, [MARK_GONE] = LOOK_BAR_GONE, [MARK_CHANGED] = LOOK_BAR_CHANGED,
		[MARK_ALERT] = LOOK_BAR_ALERT
	};

	return looks[mark];
}

/* " + KM_USER0 of CPU 0 maps page 0x38000 (p)  ~ preempt_count 0x1": one look tells what the last command did. */
static void draw_changes(const struct frame *f, const struct canvas *c)
{
	struct changes changes;
	int x = 0;
	unsigned int i;

	changes_find(f, &changes);
	canvas_blank(c, 0, 0, c->width, LOOK_BAR);
	if (f->covered) {
		canvas_text(c, 1, 0, LOOK_BAR_DIM, f->covered);
		return;
	}
	if (!changes.count)
		canvas_text(c, 1, 0, LOOK_BAR_DIM, f->before ? "nothing changed" : "what a command changes will stand here");
	for (i = 0; i < changes.count; i++) {
		const struct view_change *ch = &changes.item[i];
		int width = text_columns(ch->brief, strlen(ch->brief));

		if (i && x + width + 8 + (i + 1 < changes.count ? 8 : 0) > c->width)
			break;
		x = canvas_printf(c, x, 0, bar_look(ch->mark), " %c ", mark_char(ch->mark));
		x = canvas_fit(c, x, 0, c->width - x - (i + 1 < changes.count ? 11 : 2), ch->mark == MARK_ALERT ? LOOK_BAR_ALERT : LOOK_BAR, ch->brief);
		x = canvas_text(c, x, 0, ch->mark == MARK_ALERT ? LOOK_BAR_ALERT : LOOK_BAR, " ");
	}
	if (i < changes.count || changes.more)
		canvas_printf(c, x, 0, LOOK_BAR_DIM, " (%u more)", changes.count - i + changes.more);
}

static void draw_footer(const struct canvas *c, const struct arrangement *a, const char *note)
{
	static const struct { const char *key, *what; } keys[] = {
		{ "^X 1-9", "layout" }, { "^X z", "zoom" }, { "^X o", "pane" }, { "PgUp", "scroll" }, { "^X v", "view off" }, { "help", "" }, { "undo", "" },
		{ "^D", "leaves" }
	};
	int x = 1;

	if (note) {
		canvas_fit(c, 1, 0, c->width - 1, LOOK_CHANGED, note);
		return;
	}
	x = canvas_printf(c, x, 0, LOOK_BOLD, "%u %s", a->layout + 1, a->zoom ? a->zoom->name : layout_at(a->layout)->name);
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (x + (int)(strlen(keys[i].key) + strlen(keys[i].what)) + 4 > c->width)
			break;
		x = canvas_text(c, x + 2, 0, LOOK_KEY, keys[i].key);
		if (*keys[i].what)
			x = canvas_text(c, x + 1, 0, LOOK_DIM, keys[i].what);
	}
}

static void draw_too_small(const struct canvas *c)
{
	char text[96];

	if (c->height > 2) {
		canvas_blank(c, 0, 0, c->width, LOOK_BAR);
		snprintf(text, sizeof(text), "The view needs %dx%d, this is %dx%d", LEAST_WIDTH, LEAST_HEIGHT, c->width, c->height);
		canvas_fit(c, 0, 0, c->width, LOOK_BAR, text);
	}
}

void layout_draw(const struct frame *f, const struct arrangement *a, const struct plan_of_screen *plan, const struct canvas *c, const char *note)
{
	struct canvas part;

	if (plan->too_small) {
		draw_too_small(c);
		return;
	}
	part = canvas_part(c, 0, 0, plan->bar.width, 1);
	draw_bar(f, &part);
	for (unsigned int i = 0; i < plan->places; i++)
		draw_pane(f, a, &plan->place[i], c);
	draw_lines(plan, c);
	part = canvas_part(c, 0, plan->changes.y, plan->changes.width, 1);
	draw_changes(f, &part);
	if (plan->footer.height || note) {
		part = canvas_part(c, 0, plan->footer.height ? plan->footer.y : plan->changes.y, plan->bar.width, 1);
		draw_footer(&part, a, note);
	}
}
