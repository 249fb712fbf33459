/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * See judge.h. A mistake that was made is spoken of before a goal that is open; of the open goals the first one is.
 */
#include "shell/learn/condition.h"
#include "shell/learn/judge.h"

static void tell_mistake(const struct condition *c, struct text *out)
{
	text_puts(out, c->words);
	if (*c->advice)
		text_printf(out, " %s", c->advice);
	text_puts(out, "\n");
}

static void tell_open(const struct condition *c, const struct finding *f, struct text *out)
{
	text_printf(out, "Not yet. Wanted: %s.%s%s\n", c->words, *c->advice ? " " : "", c->advice);
	text_printf(out, "  condition: %s\n", c->text);
	if (f->broken)
		text_printf(out, "  found:     it cannot be asked: %s\n", f->found);
	else
		text_printf(out, "  expected:  %s\n  found:     %s\n", f->expected, f->found);
}

/* Is this one to be spoken of rather than what was found so far? */
static bool is_worse(const struct task *task, const struct verdict *v, bool mistake)
{
	return v->failed == task->conditions || (mistake && !task->condition[v->failed].mistake);
}

void judge(struct session *s, const struct task *task, struct verdict *v, unsigned char *marks, struct text *message)
{
	struct finding first = { 0 };

	*v = (struct verdict){ .failed = task->conditions };
	for (size_t i = 0; i < task->conditions; i++) {
		const struct condition *c = &task->condition[i];
		struct finding f;

		condition_ask(s, c->text, &f);
		if (marks)
			marks[i] = f.holds;
		v->goals += !c->mistake;
		v->met += !c->mistake && f.holds;
		if (f.holds == c->mistake && !(c->mistake && f.broken) && is_worse(task, v, c->mistake)) {
			v->failed = i;
			v->broken = f.broken;
			first = f;
		}
	}
	v->reached = task->conditions && v->failed == task->conditions;
	if (!message || v->reached)
		return;
	if (!task->conditions) { /* an exam's sheet */
		text_puts(message, "Nothing is checked here. Keep your answer for the file that you hand in; `lesson next` goes on.\n");
		return;
	}
	if (task->condition[v->failed].mistake)
		tell_mistake(&task->condition[v->failed], message);
	else
		tell_open(&task->condition[v->failed], &first, message);
}

void judge_goals(const struct task *task, const unsigned char *marks, struct text *out)
{
	for (size_t i = 0; i < task->conditions; i++)
		if (!task->condition[i].mistake)
			text_printf(out, "[%c] %s\n", marks[i] ? 'x' : ' ', task->condition[i].words);
}
