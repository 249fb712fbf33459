/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table of layouts, and from a recipe and a size to rectangles. Drawing what stands there: decor.c.
 */
#include "shell/view/layout.h"

#include <stdlib.h>
#include <string.h>

static const struct layout layouts[LAYOUTS] = {
	{ .name = "slots", .shows = "slots and the last walk",
	  .small = "slots*59 walk*41", .middle = "slots walk / pointers tlb", .large = "slots walk tlb / pointers tasks cost / pkmap*2 why" },
	{ .name = "kmap", .shows = "the kmap window",
	  .small = "pkmap", .middle = "pkmap / pointers tasks", .large = "pkmap / pointers tasks events / slots tlb cost" },
	{ .name = "tlb", .shows = "what each CPU remembers",
	  .small = "tlb", .middle = "tlb / walk slots", .large = "tlb / walk slots pointers / pkmap*2 cost" },
	{ .name = "tasks", .shows = "tasks and what happened",
	  .small = "tasks*55 pkmap*45", .middle = "tasks pkmap / events slots", .large = "tasks pkmap / events slots tlb / walk pointers cost" },
	{ .name = "events", .shows = "the event log",
	  .small = "events", .middle = "events / slots walk", .large = "events slots / walk pointers tlb / pkmap cost" },
	{ .name = "why", .shows = "the way from symptom to cause",
	  .small = "why", .middle = "why / slots events", .large = "why slots / events walk pointers / pkmap*2 tlb" },
	{ .name = "lesson", .shows = "goal and slots",
	  .small = "goal*41 slots*59", .middle = "goal slots / walk pointers", .large = "goal slots walk / pointers tlb events / pkmap*2 tasks" },
	{ .name = "pointers", .shows = "where pointers lead",
	  .small = "pointers", .middle = "pointers slots / walk tlb", .large = "pointers slots / walk tlb events / pkmap cost" },
	{ .name = "present", .shows = "for a projector: one pane, few words", .presenter = true,
	  .small = "slots", .middle = "slots / walk", .large = "slots walk" }
};

const struct layout *layout_at(unsigned int i)
{
	return i < LAYOUTS ? &layouts[i] : NULL;
}

bool layout_find(const char *name, size_t length, unsigned int *i)
{
	if (length == 1 && name[0] >= '1' && name[0] < '1' + LAYOUTS) {
		*i = (unsigned int)(name[0] - '1');
		return true;
	}
	for (*i = 0; *i < LAYOUTS; ++*i)
		if (strlen(layouts[*i].name) == length && !memcmp(layouts[*i].name, name, length))
			return true;
	return false;
}

static const char *recipe_for(const struct layout *l, int width, int height)
{
	return width >= 160 && height >= 50 ? l->large : width >= 100 && height >= 32 ? l->middle : l->small;
}

/* One row of the recipe, [text, end): its panes side by side, by weight, with a column for the line between them. */
static void place_row(struct plan_of_screen *plan, const char *text, const char *end, struct rect row)
{
	struct { const struct pane *pane; int weight; } item[PLACES_MAX];
	int count = 0, total = 0, x = row.x, seen = 0;

	while (text < end && count < PLACES_MAX) {
		size_t n = strcspn(text, " */"), weight;

		item[count].pane = pane_find(text, n);
		item[count].weight = text[n] == '*' ? atoi(text + n + 1) : 1;
		if (item[count].pane)
			total += item[count++].weight;
		weight = strcspn(text + n, " /");
		text += n + weight;
		text += strspn(text, " ");
	}
	for (int i = 0; i < count && plan->places < PLACES_MAX; i++) {
		int right;

		seen += item[i].weight;
		right = row.x + row.width * seen / total;
		if (i + 1 < count)
			right -= 1;
		plan->place[plan->places++] = (struct place){ item[i].pane, { x, row.y, right - x, row.height } };
		x = right + 1;
	}
}

static void place_rows(struct plan_of_screen *plan, const char *recipe, struct rect area)
{
	int rows = 1, row = 0, y = area.y;

	for (const char *p = recipe; *p; p++)
		rows += *p == '/';
	for (const char *p = recipe; *p && row < rows; row++) {
		size_t n = strcspn(p, "/");
		int bottom = area.y + area.height * (row + 1) / rows;

		place_row(plan, p, p + n - (p[n] == '/' && n && p[n - 1] == ' '), (struct rect){ area.x, y, area.width, bottom - y });
		y = bottom;
		p += n + (p[n] == '/');
		p += strspn(p, " ");
	}
}

static int dialogue_rows(const struct arrangement *a, const struct layout *l, int height)
{
	if (a->zoom)
		return height / 4 > 5 ? height / 4 : 5;
	if (l->presenter)
		return height * 45 / 100;
	return height < 24 ? height / 2 : DIALOGUE_ROWS + 1 + (height - 24) / 8;
}

void layout_plan(const struct arrangement *a, int width, int height, struct plan_of_screen *plan)
{
	const struct layout *l = &layouts[a->layout < LAYOUTS ? a->layout : 0];
	int footer, dialogue, panes;

	*plan = (struct plan_of_screen){ .too_small = width < LEAST_WIDTH || height < LEAST_HEIGHT };
	if (plan->too_small) {
		plan->bar = (struct rect){ 0, 0, width, height > 2 };
		plan->dialogue = (struct rect){ 0, height > 2, width, height - (height > 2) };
		return;
	}
	footer = !l->presenter;
	dialogue = dialogue_rows(a, l, height);
	panes = height - 2 - footer - dialogue;
	plan->bar = (struct rect){ 0, 0, width, 1 };
	plan->changes = (struct rect){ 0, 1 + panes, width, 1 };
	plan->dialogue = (struct rect){ 0, 2 + panes, width, dialogue };
	plan->footer = (struct rect){ 0, height - footer, width, footer };
	if (a->zoom)
		plan->place[plan->places++] = (struct place){ a->zoom, { 0, 1, width, panes } };
	else if (width < 80)
		place_row(plan, l->small, l->small + strcspn(l->small, " *"), (struct rect){ 0, 1, width, panes });
	else
		place_rows(plan, recipe_for(l, width, height), (struct rect){ 0, 1, width, panes });
}
