/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a lesson asks for: text that the lesson gives, one condition a line; "[x] " and "[ ] " at a line's start become marks. Empty without a lesson.
 */
#include "shell/view/pane.h"

#include <string.h>

static int draw_line(const struct canvas *c, int y, const char *line, size_t n)
{
	char text[512];
	bool done = n > 4 && !memcmp(line, "[x] ", 4), open = n > 4 && !memcmp(line, "[ ] ", 4);
	size_t skip = done || open ? 4 : 0;

	n -= skip;
	if (n >= sizeof(text))
		n = sizeof(text) - 1;
	memcpy(text, line + skip, n);
	text[n] = '\0';
	if (done || open)
		canvas_put(c, 0, y, done ? LOOK_NEW : LOOK_CHANGED, done ? GLYPH_DONE : GLYPH_OPEN);
	return n ? canvas_wrap(c, skip ? 2 : 0, y, skip ? 2 : 0, done ? LOOK_DIM : LOOK_TEXT, text) : y + 1;
}

static void draw(const struct frame *f, const struct canvas *c)
{
	const char *goal = f->goal;
	int y = 0;

	if (!goal || !*goal) {
		canvas_wrap(c, 0, 0, 0, LOOK_DIM, "No lesson is begun. `tour` is the first five minutes, `lesson` shows what else there is.");
		return;
	}
	while (*goal) {
		size_t n = strcspn(goal, "\n");

		y = draw_line(c, y, goal, n);
		goal += n + (goal[n] == '\n');
	}
	if (y > c->height)
		canvas_more(c, y - c->height + 1);
}

const struct pane pane_goal = {
	.name = "goal",
	.title = "What is there to do?",
	.help = "the lesson's task; each condition is done or open",
	.draw = draw, .open = true
};
