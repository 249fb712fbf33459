/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The view as a whole: what the user chose, the digests before and after the last command, the dialogue. It draws a full screen into a grid of any size;
 * where that grid goes (terminal, file, a watcher's socket) is not known here. It holds no machine: each call is given one to look at.
 */
#ifndef VIEW_VIEW_H
#define VIEW_VIEW_H

#include "shell/view/dialogue.h"
#include "shell/view/layout.h"

struct view {
	struct arrangement arrangement;
	enum theme theme;
	bool utf8;
	bool help;                 /* the overlay is shown */
	struct snapshot shot[2];
	unsigned int now;          /* index of the newest */
	struct names names;
	struct lives lives;
	struct dialogue dialogue;
	char note[120];            /* in the footer's place until the next command; "" */
	char session[40];          /* at the bar's right end */
	bool (*place)(void *context, const struct hm_event *event, char *out, size_t size);
	bool (*stands)(void *context, uint16_t task, char *out, size_t size);
	void *place_context;
	const char *goal, *goal_title, *vote;
	const char *covered;       /* stands in the place of what panes tell of the machine; NULL: they tell it */
	const struct chart *chart; /* of the session's last comparison; NULL: it keeps none */
};

bool view_open(struct view *v);
void view_close(struct view *v);

/* The input that was in hand has been carried out: what it changed carries marks from now on. False: out of memory. */
bool view_step(struct view *v, const struct hm_machine *m, const struct names *names);
/* What there is now is all the view knows: no marks (start, a lesson's step). */
bool view_restart(struct view *v, const struct hm_machine *m, const struct names *names);

void view_frame(const struct view *v, const struct hm_machine *m, struct frame *f);

/* Draws all of it; the cursor's cell in *x, *y, -1: hidden. edit NULL: no prompt. */
void view_draw(struct view *v, const struct hm_machine *m, const struct edit_line *edit, struct grid *grid, int *x, int *y);

/* help.c: the overlay of keys. */
void help_draw(struct grid *grid, bool utf8);

/* Rows of the dialogue on a screen of that size. */
struct rect view_dialogue(const struct view *v, int width, int height);

/* ---- what keys and the `view` command do; false: no such thing ---- */

bool view_layout(struct view *v, const char *name, size_t length);
bool view_shows(const struct view *v, const struct pane *pane, int width, int height); /* is that pane on a screen of that size? */
bool view_zoom(struct view *v, const char *name, size_t length); /* "" : zoom out, or in on the focused or first pane */
void view_next_pane(struct view *v, int width, int height);
void view_scroll(struct view *v, int rows, int width, int height); /* the focused pane, else the dialogue */

/* In the dialogue, further up; "" : the last text again. False: it is not there. */
bool view_search(struct view *v, const char *what, int width, int height);

/* What is remembered between sessions, as "layout=kmap theme=light view=off" words; unknown words are passed over. */
void view_remember(const struct view *v, bool on, struct text *out);
void view_recall(struct view *v, bool *on, const char *text);

#endif
