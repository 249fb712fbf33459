/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table of layouts, and from a recipe and a size to rectangles. Drawing what stands there: decor.c.
 */
#include "shell/view/layout.h"

#include <ctype.h>
#include <string.h>

static const struct layout layouts[LAYOUTS] = {
	{ .name = "slots", .shows = "slots and the last walk", .small = "slots 59 | walk 41", .middle = "slots 52 | walk / pointers 48",
	  .large = "slots / cost 30 | walk / pointers 38 | tlb / tasks 32 ; pkmap 3" },
	{ .name = "kmap", .shows = "the kmap window", .small = "pkmap", .middle = "pkmap ; pointers 60 | tasks 40",
	  .large = "pkmap 11 ; pointers | tasks | slots" },
	{ .name = "tlb", .shows = "what each CPU remembers", .small = "tlb", .middle = "tlb ; walk 40 | pointers 60",
	  .large = "tlb ; walk | pointers | slots / cost" },
	{ .name = "tasks", .shows = "tasks and what happened", .small = "tasks 55 | pkmap 45", .middle = "tasks | pkmap ; events",
	  .large = "tasks | pkmap / pointers | slots / cost ; events 8" },
	{ .name = "events", .shows = "the event log", .small = "events", .middle = "slots | pointers ; events",
	  .large = "slots | walk / pointers | tlb / cost ; events" },
	{ .name = "why", .shows = "the way from symptom to cause", .small = "why", .middle = "why ; slots | pointers",
	  .large = "why | slots ; walk | pointers | tlb" },
	{ .name = "lesson", .shows = "goal and slots", .small = "goal 41 | slots 59", .middle = "goal / pointers 45 | slots / walk 55",
	  .large = "goal / pointers 36 | slots / cost 30 | walk / tlb 34 ; pkmap 3" },
	{ .name = "pointers", .shows = "where pointers lead", .small = "pointers", .middle = "pointers ; slots 55 | walk 45",
	  .large = "pointers | slots ; walk | tlb | tasks" },
	{ .name = "present", .shows = "for a projector: one pane, few words", .presenter = true, .small = "present", .middle = "present", .large = "present" },
	{ .name = "cost", .shows = "what blocks cost, compared (no key)", .small = "cost", .middle = "cost ; goal | slots", .large = "cost | slots ; goal | tlb" }
};

const struct layout *layout_at(unsigned int i)
{
	return i < LAYOUTS ? &layouts[i] : NULL;
}

bool layout_find(const char *name, size_t length, unsigned int *i)
{
	if (length == 1 && name[0] >= '1' && name[0] <= '9') {
		*i = (unsigned int)(name[0] - '1');
		return true;
	}
	for (*i = 0; *i < LAYOUTS; ++*i)
		if (strlen(layouts[*i].name) == length && !memcmp(layouts[*i].name, name, length))
			return true;
	return false;
}

enum { MIDDLE_HEIGHT = 32, LARGE_WIDTH = 160, LARGE_HEIGHT = 45, COMMON_WEIGHT = 10 };

static const char *recipe_for(const struct layout *l, int width, int height)
{
	if (width >= LARGE_WIDTH && height >= LARGE_HEIGHT)
		return l->large;
	return height >= MIDDLE_HEIGHT ? l->middle : l->small;
}

/* ---- a recipe: rows of columns of panes ---- */

struct part { const char *text; size_t length; int weight; };

/* A number at its end is its weight and no longer part of it. */
static void take_weight(struct part *p)
{
	p->weight = 0;
	for (int unit = 1; p->length && isdigit((unsigned char)p->text[p->length - 1]); unit *= 10)
		p->weight += unit * (p->text[--p->length] - '0');
	while (p->length && p->text[p->length - 1] == ' ')
		p->length--;
	if (!p->weight)
		p->weight = COMMON_WEIGHT;
}

/* Cuts at the separator. The numbers in a row of several columns are the columns'. */
static int cut_recipe(const char *text, size_t length, char separator, struct part *part)
{
	int n = 0;

	for (size_t at = 0; at <= length && n < PLACES_MAX; n++) {
		const char *end = memchr(text + at, separator, length - at);
		size_t size = end ? (size_t)(end - text) - at : length - at, blanks = strspn(text + at, " ");

		part[n] = (struct part){ text + at + blanks, size > blanks ? size - blanks : 0, COMMON_WEIGHT };
		while (part[n].length && part[n].text[part[n].length - 1] == ' ')
			part[n].length--;
		at += size + 1;
	}
	for (int i = 0; n > 1 && i < n; i++)
		if (separator != ';' || !memchr(part[i].text, '|', part[i].length))
			take_weight(&part[i]);
	return n;
}

enum { LEVEL_ROWS, LEVEL_COLUMNS, LEVEL_STACK, LEVEL_NR };

/* Divides the area among the parts, at each level by one separator; columns have a column for the line between them. */
static void place_level(struct plan_of_screen *plan, const char *text, size_t length, int level, struct rect area)
{
	static const char separators[LEVEL_NR] = { ';', '|', '/' };
	struct part part[PLACES_MAX];
	const struct pane *pane;
	int n, total = 0, seen = 0, start = 0;

	if (level == LEVEL_NR) {
		pane = pane_find(text, length);
		if (pane && plan->places < PLACES_MAX)
			plan->place[plan->places++] = (struct place){ pane, area };
		return;
	}
	n = cut_recipe(text, length, separators[level], part);
	for (int i = 0; i < n; i++)
		total += part[i].weight;
	for (int i = 0; i < n; i++) {
		bool across = level == LEVEL_COLUMNS;
		int end = (across ? area.width : area.height) * (seen += part[i].weight) / total;
		struct rect r = across ? (struct rect){ area.x + start, area.y, end - start - (i + 1 < n), area.height }
				       : (struct rect){ area.x, area.y + start, area.width, end - start };

		place_level(plan, part[i].text, part[i].length, level + 1, r);
		start = end;
	}
}

static void place_recipe(struct plan_of_screen *plan, const char *recipe, struct rect area)
{
	place_level(plan, recipe, strlen(recipe), LEVEL_ROWS, area);
}

static int dialogue_rows(const struct arrangement *a, const struct layout *l, int height)
{
	if (a->zoom == &pane_vote)
		return 3;
	if (a->zoom)
		return height / 4 > 5 ? height / 4 : 5;
	if (a->reading)
		return height * 3 / 4;
	if (l->presenter)
		return height * 45 / 100;
	return height < 24 ? height * 2 / 5 : DIALOGUE_ROWS + 1 + (height - 24) / 4;
}

/* Dialogue below the panes, at full width: what moves up there costs a terminal one line. */
static void plan_stacked(const struct arrangement *a, const struct layout *l, int width, int height, struct plan_of_screen *plan)
{
	int footer = plan->footer.height, dialogue = dialogue_rows(a, l, height), panes = height - 2 - footer - dialogue;
	struct rect area = { 0, 1, width, panes };

	plan->changes = (struct rect){ 0, 1 + panes, width, 1 };
	plan->dialogue = (struct rect){ 0, 2 + panes, width, dialogue };
	if (a->zoom)
		plan->place[plan->places++] = (struct place){ a->zoom, area };
	else if (width < 80)
		place_level(plan, l->small, strcspn(l->small, " "), LEVEL_NR, area);
	else
		place_recipe(plan, recipe_for(l, width, height), area);
}

void layout_plan(const struct arrangement *a, int width, int height, struct plan_of_screen *plan)
{
	const struct layout *l = &layouts[a->layout < LAYOUTS ? a->layout : 0];

	*plan = (struct plan_of_screen){ .too_small = width < LEAST_WIDTH || height < LEAST_HEIGHT };
	if (plan->too_small) {
		plan->bar = (struct rect){ 0, 0, width, height > 2 };
		plan->dialogue = (struct rect){ 0, height > 2, width, height - (height > 2) };
		return;
	}
	plan->bar = (struct rect){ 0, 0, width, 1 };
	plan->footer = (struct rect){ 0, height - !l->presenter, width, !l->presenter };
	plan_stacked(a, l, width, height, plan);
}
