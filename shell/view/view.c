/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Putting the parts together: digests, frame, layout, dialogue, help overlay. Everything drawn follows from the machine, the two digests and what the user
 * chose, so the same session drawn twice gives the same cells.
 */
#include "shell/view/view.h"

#include <stdio.h>
#include <string.h>

bool view_open(struct view *v)
{
	*v = (struct view){ .theme = THEME_DARK };
	return dialogue_open(&v->dialogue);
}

void view_close(struct view *v)
{
	snapshot_free(&v->shot[0]);
	snapshot_free(&v->shot[1]);
	dialogue_close(&v->dialogue);
}

bool view_step(struct view *v, const struct hm_machine *m, const struct names *names)
{
	v->now ^= 1;
	if (names)
		v->names = *names;
	else
		v->names.count = 0;
	lives_update(&v->lives, m, &v->names);
	return snapshot_take(&v->shot[v->now], m, &v->names);
}

bool view_restart(struct view *v, const struct hm_machine *m, const struct names *names)
{
	bool taken = view_step(v, m, names);

	v->shot[v->now ^ 1].taken = false;
	return taken;
}

void view_frame(const struct view *v, const struct hm_machine *m, struct frame *f)
{
	*f = (struct frame){ .goal = v->goal, .goal_title = v->goal_title, .vote = v->vote, .covered = v->covered, .chart = v->chart, .session = *v->session ? v->session : NULL, .place = v->place,
			     .stands = v->stands, .place_context = v->place_context };
	frame_make(f, m, &v->shot[v->now], &v->shot[v->now ^ 1]);
}

void view_draw(struct view *v, const struct hm_machine *m, const struct edit_line *edit, struct grid *grid, int *x, int *y)
{
	struct plan_of_screen plan;
	struct canvas all = canvas_of(grid, v->utf8), part;
	struct frame f;

	grid_clear(grid);
	*x = *y = -1;
	if (!grid->cell || !v->shot[v->now].taken)
		return;
	view_frame(v, m, &f);
	layout_plan(&v->arrangement, grid->width, grid->height, &plan);
	layout_draw(&f, &v->arrangement, &plan, &all, *v->note ? v->note : NULL);
	part = canvas_part(&all, plan.dialogue.x, plan.dialogue.y, plan.dialogue.width, plan.dialogue.height);
	dialogue_draw(&v->dialogue, edit, &part, x, y);
	if (v->help)
		help_draw(grid, v->utf8);
	grid->used = grid->height;
}

struct rect view_dialogue(const struct view *v, int width, int height)
{
	struct plan_of_screen plan;

	layout_plan(&v->arrangement, width, height, &plan);
	return plan.dialogue;
}

bool view_layout(struct view *v, const char *name, size_t length)
{
	unsigned int i;

	if (!layout_find(name, length, &i))
		return false;
	v->arrangement = (struct arrangement){ .layout = i };
	return true;
}

bool view_zoom(struct view *v, const char *name, size_t length)
{
	struct arrangement *a = &v->arrangement;
	struct plan_of_screen plan;
	const struct pane *pane = NULL;

	if (length) {
		pane = pane_find(name, length);
		if (!pane)
			return false;
	} else if (!a->zoom) {
		layout_plan(a, 80, 24, &plan);
		pane = a->focus ? a->focus : plan.places ? plan.place[0].pane : NULL;
	}
	a->zoom = pane;
	a->scroll = 0;
	return true;
}

bool view_shows(const struct view *v, const struct pane *pane, int width, int height)
{
	struct plan_of_screen plan;

	layout_plan(&v->arrangement, width, height, &plan);
	for (unsigned int i = 0; i < plan.places; i++)
		if (plan.place[i].pane == pane)
			return true;
	return false;
}

void view_next_pane(struct view *v, int width, int height)
{
	struct arrangement *a = &v->arrangement;
	struct plan_of_screen plan;
	unsigned int next = 0;

	layout_plan(a, width, height, &plan);
	for (unsigned int i = 0; i < plan.places; i++)
		if (plan.place[i].pane == a->focus)
			next = i + 1;
	a->focus = next < plan.places ? plan.place[next].pane : NULL;
	a->scroll = 0;
}

void view_scroll(struct view *v, int rows, int width, int height)
{
	struct rect d = view_dialogue(v, width, height);

	if (v->arrangement.focus || v->arrangement.zoom) {
		v->arrangement.scroll -= rows;
		if (v->arrangement.scroll < 0)
			v->arrangement.scroll = 0;
		return;
	}
	dialogue_scroll(&v->dialogue, rows, d.width, d.height);
}

bool view_search(struct view *v, const char *what, int width, int height)
{
	struct rect d = view_dialogue(v, width, height);

	return dialogue_search(&v->dialogue, *what ? what : v->dialogue.search, d.width, d.height);
}

void view_remember(const struct view *v, bool on, struct text *out)
{
	text_printf(out, "view=%s layout=%s theme=%s\n", on ? "on" : "off", layout_at(v->arrangement.layout)->name, theme_name(v->theme));
}

void view_recall(struct view *v, bool *on, const char *text)
{
	while (*text) {
		size_t n = strcspn(text, " \n");
		char word[64];

		if (n < sizeof(word)) {
			memcpy(word, text, n);
			word[n] = '\0';
			if (!strncmp(word, "view=", 5))
				*on = strcmp(word + 5, "off") != 0;
			else if (!strncmp(word, "layout=", 7))
				view_layout(v, word + 7, strlen(word + 7));
			else if (!strncmp(word, "theme=", 6))
				theme_find(word + 6, &v->theme);
		}
		text += n;
		text += strspn(text, " \n");
	}
}
