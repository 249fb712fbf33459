/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The view of a running session: takes what the session says into the dialogue, takes a digest after each input, and draws on a screen while that is on. The
 * session runs the same with the view off; digests are taken then, too, so that switching on shows the last command's marks.
 *
 * Knows no readline: the prompt (input.c) hands over its edit line.
 */
#ifndef TERM_STAGE_H
#define TERM_STAGE_H

#include "shell/session.h"
#include "shell/view/view.h"

struct screen;
struct watch;

struct stage {
	struct session *session;
	struct view view;
	struct screen *screen;     /* NULL: the view is off */
	struct grid grid;
	struct watch *watch;       /* NULL: nobody can watch */
	bool keep;                 /* remember layout, theme, on or off at the end */
	bool on_at_end;            /* what is remembered */
	bool sink_colour[2];
	uint64_t drawn, watched;   /* milliseconds: when the screen, when the watchers got something */
	bool behind;               /* something was said since */
	size_t came;               /* number of the dialogue's first line that was said with the view on */
	bool stepped;              /* the input in hand has had its digest: a lesson typed lines of its own */
	size_t steps;              /* in the timeline when the last digest was taken */
};

/* Recalls what was remembered. False: out of memory. */
bool stage_open(struct stage *st, struct session *s, bool keep);
/* Off, remembered, gone. */
void stage_close(struct stage *st);

bool stage_active(const struct stage *st);
/* False: why, a static text. */
bool stage_on(struct stage *st, const char **why);
/* The terminal as it was; tail: the dialogue's last lines are written there, so that a person reads on. */
void stage_off(struct stage *st, bool tail);

/* A line was typed: it becomes part of the dialogue, whether the view is on or not. */
void stage_typed(struct stage *st, const char *prompt, const char *text);
/* The dialogue's last rows are shown; the first rows of what the last input said. */
void stage_to_end(struct stage *st);
void stage_page(struct stage *st);
/* Its input has been carried out. */
void stage_step(struct stage *st);
/* A program runs on: draws what it has printed, follows a resize. */
void stage_idle(struct stage *st);
/* Draws; hint: in the footer's place, or NULL. */
void stage_draw(struct stage *st, const struct edit_line *edit, const char *hint);
/* The terminal's size may have changed, or the process was stopped in between. */
void stage_refit(struct stage *st, bool whole);

/* Was the process stopped and continued? Then everything is drawn anew. */
bool stage_continued(struct stage *st);

/* Variables that hold addresses, for a view of this session. */
void stage_names(struct session *s, struct names *names);
/* "3 steps", for the bar. */
void stage_count(const struct session *s, struct view *v);
/*
 * Tells the view what it would know had it been there: the last steps are gone back over, and forward again one by one. The last one is left to the
 * caller's view_step(). The session is as it was.
 */
void stage_relive(struct session *s, struct view *v);
/* frame.place and frame.stands for a session. */
bool stage_place(void *session, const struct hm_event *event, char *out, size_t size);
bool stage_stands(void *session, uint16_t task, char *out, size_t size);

#endif
