/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Why the last kernel report came about: its headline, then step by step back to the root, each with place, CPU and task. Follows the machine's
 * links (why.h) and adds nothing.
 */
#include "shell/view/pane.h"

#include <stdio.h>

#include "highmem/why.h"

/*
 * The sentence, and "at a.hm:4, CPU 0, task hmsh, process context" below it, the words of `why`. Compact: behind it, and what differs from the report
 * that all began with.
 */
static int draw_step(const struct frame *f, const struct canvas *c, int y, unsigned int i, const struct hm_link *step, const struct hm_link *first, bool compact)
{
	bool all = !compact, same_task = step->event.task == first->event.task, same_context = step->event.context == first->event.context;
	struct flow line = { c, 0, y, 2, true };
	char text[512], place[96];
	struct hm_task_view task;

	flow_printf(&line, LOOK_BOLD, "%u ", i);
	hm_why_text(f->m, step, text, sizeof(text));
	flow_printf(&line, LOOK_TEXT, "%s", text);
	if (all)
		line = (struct flow){ c, 2, line.y + 1, 2, true };
	flow_printf(&line, LOOK_DIM, all ? "" : " (");
	if (*frame_at(f, &step->event, place, sizeof(place)))
		flow_printf(&line, LOOK_NAME, "at %s, ", place);
	flow_printf(&line, LOOK_DIM, "CPU %u", step->event.cpu);
	if ((all || !same_task) && hm_task_view(f->m, step->event.task, &task))
		flow_printf(&line, LOOK_DIM, ", task %s", task.comm);
	if (all || !same_context)
		flow_printf(&line, LOOK_DIM, ", %s context", word_of_context((enum hm_context)step->event.context));
	flow_printf(&line, LOOK_DIM, all ? "" : ")");
	return line.y + 1;
}

struct chain {
	const struct hm_report *report;
	struct hm_link step[HM_WHY_MAX];
	unsigned int n;
};

/* Returns the row behind. */
static int draw_chain(const struct frame *f, const struct canvas *c, const struct chain *chain, bool compact)
{
	char headline[256];
	int y;

	hm_report_headline(f->m, chain->report, headline, sizeof(headline));
	y = canvas_wrap(c, 0, 0, 2, LOOK_ALERT, headline);
	for (unsigned int i = 1; i < chain->n; i++)
		y = draw_step(f, c, y, i, &chain->step[i], &chain->step[0], compact);
	if (chain->n < 2)
		canvas_text(c, 0, y++, LOOK_DIM, "The machine knows of no earlier cause.");
	return y;
}

static void draw(const struct frame *f, const struct canvas *c)
{
	struct canvas nowhere = canvas_part(c, 0, 0, c->width, 0);
	uint32_t number = hm_report_count(f->m);
	struct chain chain = { .report = number ? hm_report_get(f->m, number) : NULL };
	bool compact;
	int rows;

	if (!chain.report) {
		canvas_wrap(c, 0, 0, 0, LOOK_DIM, "The kernel has not complained. (That is no proof that nothing is wrong.)");
		return;
	}
	chain.n = hm_why_report(f->m, number, chain.step, HM_WHY_MAX);
	compact = !c->whole && draw_chain(f, &nowhere, &chain, false) > c->height;
	rows = draw_chain(f, c, &chain, compact);
	if (rows > c->height)
		canvas_more(c, rows - c->height + 1);
}

const struct pane pane_why = {
	.name = "why",
	.title = "Why did it go wrong?",
	.help = "from the symptom back to its cause, one step a number",
	.draw = draw
};
