/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A question for a whole room: the prediction that a walkthrough has come to, over the whole screen, its choices far apart, until somebody types the letter that
 * most hands were for. Text: the question in the first line, then a choice a line.
 */
#include "shell/view/pane.h"

#include <string.h>

/* Rows that the text needs at this spacing, drawn when asked for. */
static int draw_spaced(const struct frame *f, const struct canvas *c, int y, int gap, bool draw)
{
	struct canvas nowhere = *c;
	const char *at = f->vote;
	char letter = 'A';

	if (!draw)
		nowhere.height = 0;
	while (*at) {
		char text[512];
		size_t n = strcspn(at, "\n"), cut = n < sizeof(text) ? n : sizeof(text) - 1;
		bool question = at == f->vote;

		memcpy(text, at, cut);
		text[cut] = '\0';
		if (!question && draw)
			canvas_printf(c, 2, y, LOOK_TITLE, "%c", letter++);
		y = canvas_wrap(&nowhere, question ? 0 : 6, y, question ? 0 : 6, question ? LOOK_TITLE : LOOK_TEXT, text) + gap;
		at += n + (at[n] == '\n');
	}
	return y - gap;
}

static void draw(const struct frame *f, const struct canvas *c)
{
	int gap = 2, rows;

	if (!f->vote || !*f->vote) {
		canvas_wrap(c, 0, 0, 0, LOOK_DIM, "No question is asked. A walkthrough asks them here, for everybody to see.");
		return;
	}
	while (gap && draw_spaced(f, c, 0, gap, false) > c->height)
		gap--;
	rows = draw_spaced(f, c, 0, gap, false);
	draw_spaced(f, c, rows < c->height ? (c->height - rows) / 2 : 0, gap, true);
}

const struct pane pane_vote = {
	.name = "vote",
	.title = "What do you think?",
	.help = "the question of a walkthrough; the answer is a letter",
	.draw = draw, .open = true
};
