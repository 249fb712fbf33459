/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Find the bug: a short program with one mistake. It is run twice: without the mistake no kernel may say a word, and with it the first report of the kernel
 * must go back to the planted line: `why` names it. What does not prove itself so is no problem.
 */
#include <stdio.h>

#include "shell/quiz/kinds.h"
#include "shell/quiz/plot.h"

static const struct { const char *keys; unsigned int eras; bool typed; } kernels[] = {
	{ "pkmap=8", PLOT_TYPED, true }, { "pkmap=8", PLOT_TYPED, true }, { "era=2.6.17 pkmap=8", PLOT_TYPED, true }, { "era=2.6.37 pkmap=8", PLOT_STACK, false },
	{ "era=6.1 pkmap=8", PLOT_STACK, false }
};

/* What the kernel said, where, and whether it goes back to the mistake. */
struct finding_of_bug {
	unsigned int symptom;
	uint64_t event;            /* the report's number in the log */
	bool found;                /* the planted line */
	char headline[240];
};

static unsigned int line_of(const struct lab *lab, const struct hm_event *e)
{
	struct source_place place;

	return e && e->site && source_place(lab->r.s->world->map, e->site, &place) ? place.line : 0;
}

static unsigned int class_count(void)
{
	unsigned int n = 0;

	while (plot_class_at(n))
		n++;
	return n;
}

static void write_plot(struct plot *g, const struct plot_class *c, const struct dice *dice, bool typed, bool wrong)
{
	unsigned int before, behind;

	*g = (struct plot){ .dice = *dice, .typed = typed, .wrong = wrong };
	before = 1 + dice_below(&g->dice, 2);
	behind = dice_below(&g->dice, 2);
	plot_noise(g, before);
	c->write(g);
	plot_noise(g, behind);
}

static bool runs_clean(struct exercise *p, const char *keys, const struct plot *g)
{
	struct lab lab = { 0 };
	bool ok = lab_open(&lab, keys) && lab_try(&lab, text_string(&g->script)) == LAB_NOTHING;

	lab_close(&lab, &p->lost);
	return ok;
}

/* Is the planted line the one that the report complains of, or one of those that it goes back to? */
static bool goes_back(const struct lab *lab, const struct hm_report *r, unsigned int line)
{
	bool any = line_of(lab, &r->event) == line;

	for (unsigned int i = 0; i < r->links; i++)
		any = any || line_of(lab, &r->link[i].event) == line;
	return any;
}

static bool find(struct exercise *p, const char *keys, const struct plot *g, struct finding_of_bug *f)
{
	struct lab lab = { 0 };
	const struct hm_report *r = NULL;

	if (lab_open(&lab, keys)) {
		lab_type(&lab, text_string(&g->script));
		r = hm_report_count(lab_machine(&lab)) ? hm_report_get(lab_machine(&lab), 1) : NULL;
	}
	if (r) {
		f->event = r->event.seq;
		f->symptom = line_of(&lab, &r->event);
		f->found = goes_back(&lab, r, g->planted);
		lab_headline(&lab, 0, f->headline, sizeof(f->headline));
	}
	lab_close(&lab, &p->lost);
	return r != NULL;
}

static void words(struct exercise *p, const struct plot_class *c, const struct plot *g, const struct finding_of_bug *f)
{
	text_printf(&p->question, "One line of this program is wrong, or nothing follows that should take it back, and sooner or later this kernel complains. "
				  "Which line is the mistake? (not where it complains)");
	if (f->symptom == g->planted)
		text_printf(&p->worked, "line %u: %s\n", g->planted, f->headline);
	else
		text_printf(&p->worked, "line %u: here the kernel complains: %s\n", f->symptom, f->headline);
	text_printf(&p->worked, "line %u is the mistake: %s\n", g->planted, c->words);
	text_printf(&p->look, "why %llu\n", (unsigned long long)f->event);
}

static void wrong_lines(struct exercise *p, const struct plot *g, const struct finding_of_bug *f)
{
	if (f->symptom != g->planted)
		problem_wrong_number(p, f->symptom, "there the kernel complains, but whoever wrote that line has done nothing wrong.");
	for (unsigned int i = 1; i <= g->lines && p->offers < QUIZ_OFFERS; i++)
		if (i + 1 == g->planted || i == g->planted + 1)
			problem_wrong_number(p, i, "that line is right; the mistake is beside it.");
}

static bool make(struct exercise *p, const struct plot_class *c, const char *keys, struct plot *right, struct plot *wrong, bool typed)
{
	struct finding_of_bug f = { 0 };
	const struct dice dice = p->dice;

	write_plot(right, c, &dice, typed, false);
	write_plot(wrong, c, &dice, typed, true);
	if (wrong->lines > 20 || !runs_clean(p, keys, right) || !find(p, keys, wrong, &f) || !f.found)
		return false;
	text_puts(&p->machine, keys);
	text_puts(&p->script, text_string(&wrong->script));
	words(p, c, wrong, &f);
	problem_right_number(p, wrong->planted, false);
	wrong_lines(p, wrong, &f);
	p->form = QUIZ_LINE;
	return true;
}

bool quiz_make_bug(struct exercise *p)
{
	const struct plot_class *c = plot_class_at(dice_turn(p->seed, class_count(), 8));
	struct plot right, wrong;
	uint32_t kernel = dice_below(&p->dice, sizeof(kernels) / sizeof(*kernels));
	bool ok = false;

	if (c->eras & kernels[kernel].eras) {
		ok = make(p, c, kernels[kernel].keys, &right, &wrong, kernels[kernel].typed);
		text_free(&right.script);
		text_free(&wrong.script);
	}
	return ok && problem_close(p);
}
