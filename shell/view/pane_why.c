/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Why the last kernel report came about: its headline, then step by step back to the root, each with place, CPU and task. Follows the machine's
 * links (why.h) and adds nothing.
 */
#include "shell/view/pane.h"

#include <stdio.h>

#include "highmem/why.h"

/* "at a.hm:4, CPU 0, task hmsh, process context", the words of `why`. */
static int draw_step(const struct frame *f, const struct canvas *c, int y, unsigned int i, const struct hm_link *step)
{
	const char *context = word_of_context((enum hm_context)step->event.context);
	struct flow line = { c, 0, y, 2, true };
	char text[512], place[96];
	struct hm_task_view task;

	flow_printf(&line, LOOK_BOLD, i ? "%u " : "! ", i);
	hm_why_text(f->m, step, text, sizeof(text));
	flow_printf(&line, i ? LOOK_TEXT : LOOK_ALERT, "%s", text);
	line = (struct flow){ c, 2, line.y + 1, 2, true };
	if (*frame_at(f, &step->event, place, sizeof(place)))
		flow_printf(&line, LOOK_NAME, "at %s, ", place);
	flow_printf(&line, LOOK_DIM, "CPU %u, ", step->event.cpu);
	if (hm_task_view(f->m, step->event.task, &task))
		flow_printf(&line, LOOK_DIM, "task %s, ", task.comm);
	flow_printf(&line, LOOK_DIM, "%s context", context);
	return line.y + 1;
}

static void draw(const struct frame *f, const struct canvas *c)
{
	struct hm_link steps[HM_WHY_MAX];
	uint32_t number = hm_report_count(f->m);
	const struct hm_report *report = number ? hm_report_get(f->m, number) : NULL;
	char headline[256];
	unsigned int n;
	int y = 0;

	if (!report) {
		canvas_wrap(c, 0, 0, 0, LOOK_DIM, "The kernel has not complained. (That is no proof that nothing is wrong.)");
		return;
	}
	hm_report_headline(f->m, report, headline, sizeof(headline));
	y = canvas_wrap(c, 0, y, 2, LOOK_ALERT, headline);
	n = hm_why_report(f->m, number, steps, HM_WHY_MAX);
	for (unsigned int i = 1; i < n && y < c->height; i++)
		y = draw_step(f, c, y, i, &steps[i]);
	if (n < 2)
		canvas_text(c, 0, y, LOOK_DIM, "The machine knows of no earlier cause.");
}

const struct pane pane_why = {
	.name = "why",
	.title = "Why did it go wrong?",
	.help = "from the symptom back to its cause, one step a number",
	.draw = draw
};
