/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the view is given for a lesson: goals and their marks, the layout with them, a walkthrough's question over the whole screen. Taken back when the lesson ends.
 */
#include <stdio.h>
#include <string.h>

#include "shell/hunt/hunt.h"
#include "shell/learn/draft.h"
#include "shell/learn/learn.h"
#include "shell/term/stage.h"

/* In a walkthrough a prediction fills the screen until it is answered. */
static void show_vote(struct session *s, const struct predict *p)
{
	struct learn *l = s->learn;
	struct view *v = &s->stage->view;

	text_clear(&l->vote);
	if (p)
		text_printf(&l->vote, "%s", p->question);
	for (size_t i = 0; i < l->vote.length; i++)
		if (l->vote.bytes[i] == '\n')
			l->vote.bytes[i] = ' ';
	for (unsigned int i = 0; p && i < p->choices; i++)
		text_printf(&l->vote, "\n%s", p->choice[i]);
	v->vote = p ? text_string(&l->vote) : NULL;
	if (p || l->voting)
		v->arrangement.zoom = p ? &pane_vote : NULL;
	l->voting = p != NULL;
}

/* The layout that a lesson asks for: the front matter's, but a task, and a hunt (no lesson), shows its goals. */
static unsigned int layout_of(const struct session *s, const struct lesson *lesson)
{
	const struct item *i = learn_item(s);
	const char *name = !lesson || (i && i->kind == ITEM_TASK) ? NULL : lesson_field(lesson, "layout");
	unsigned int layout;

	if (!(name && layout_find(name, strlen(name), &layout)) && !layout_find("lesson", 6, &layout))
		layout = 0;
	return layout;
}

/* It comes with the lesson or hunt (any: there is one) and goes with the last one, unless the person has chosen another: `laid_out` is 1 + what we have chosen. */
static void choose_layout(struct session *s, const struct lesson *lesson, bool any)
{
	struct view *v = &s->stage->view;
	struct learn *l = s->learn;
	bool ours = v->arrangement.layout == (l->laid_out ? l->laid_out - 1 : 0);

	if (any && (l->walkthrough || l->laid_out == layout_of(s, lesson) + 1))
		return;
	if (ours)
		v->arrangement.layout = any ? layout_of(s, lesson) : 0;
	l->laid_out = any ? layout_of(s, lesson) + 1 : 0;
}

void learn_end(struct session *s)
{
	if (draft_is_open(s))
		draft_end(s);
	if (s->learn && s->stage)
		choose_layout(s, NULL, false);
}

void learn_refresh(struct session *s)
{
	struct learn *l = s->learn;
	const struct lesson *lesson = learn_lesson(s);
	const struct item *i = learn_item(s);

	text_clear(&l->goal);
	l->goal_title[0] = '\0';
	if (lesson && !learn_goals(s, &l->goal))
		text_puts(&l->goal, s->soft.learning.playing ? "Free play. `lesson back` goes back to the lesson.\n" :
			  i && i->kind == ITEM_TASK ? "To be handed in. `next` goes on.\n" : "This step is done. `next` goes on.\n");
	if (lesson && i && i->kind == ITEM_TASK)
		text_printf(&l->goal, "%s\n", i->task->text);
	if (!lesson && hunt_goal(s, &l->goal))
		snprintf(l->goal_title, sizeof(l->goal_title), "hunt, level %u, seed %llu", hunt_of(s)->level, (unsigned long long)hunt_of(s)->seed);
	else if (lesson)
		snprintf(l->goal_title, sizeof(l->goal_title), "%.40s, step %u of %zu", lesson->name, s->soft.learning.step + 1u, lesson->steps);
	if (!s->stage)
		return;
	choose_layout(s, lesson, lesson || hunt_of(s));
	show_vote(s, lesson && l->walkthrough && i && i->kind == ITEM_PREDICT ? i->predict : NULL);
	s->stage->view.goal = *l->goal_title ? text_string(&l->goal) : NULL;
	s->stage->view.goal_title = *l->goal_title ? l->goal_title : NULL;
	s->stage->view.covered = hunt_hides(s) ? "Covered while you hunt: a look, such as `info slots`, costs 1." : NULL;
}
