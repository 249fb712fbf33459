/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From findings to points; the rules are told to authors in lessons/FORMAT.md and to teachers in `help grade`. A goal that holds gives its points. A goal
 * that held before anything was done ("no slot is mapped") gives them only beside one that was open then and holds now, so that whoever does nothing gets
 * nothing. A mistake that was made costs its points; a `must:` that does not hold leaves none.
 */
#include "shell/grade/grade.h"

bool grade_task(const struct lesson *lesson, size_t i, size_t *step)
{
	for (*step = 0; *step < lesson->steps; (*step)++)
		if (lesson->step[*step].task && !i--)
			return true;
	return false;
}

static bool is_goal(const struct condition *c)
{
	return !c->mistake && !c->must;
}

static unsigned int task_max(const struct task *task)
{
	unsigned int max = 0;

	for (size_t i = 0; i < task->conditions; i++)
		max += is_goal(&task->condition[i]) ? task->condition[i].points : 0;
	return max;
}

unsigned int grade_max(const struct lesson *lesson)
{
	unsigned int max = 0;

	for (size_t i = 0; i < lesson->steps; i++)
		max += lesson->step[i].task ? task_max(lesson->step[i].task) : 0;
	return max;
}

unsigned int grade_percent(unsigned int points, unsigned int max)
{
	return max ? (unsigned int)(100ull * points / max) : 0;
}

/* Was anything reached that was not there before? */
static bool moved(const struct grade_answer *a)
{
	for (size_t i = 0; i < a->task->conditions; i++)
		if (is_goal(&a->task->condition[i]) && a->finding[i].holds && !a->finding[i].at_start)
			return true;
	return false;
}

static bool musts_hold(const struct grade_answer *a)
{
	for (size_t i = 0; i < a->task->conditions; i++)
		if (a->task->condition[i].must && !a->finding[i].holds)
			return false;
	return true;
}

bool grade_gives(const struct grade_answer *a, size_t i)
{
	return a->finding && is_goal(&a->task->condition[i]) && a->finding[i].holds && moved(a) && musts_hold(a);
}

void grade_count(struct grade_answer *a)
{
	unsigned int earned = 0, lost = 0;

	a->max = task_max(a->task);
	for (size_t i = 0; a->finding && i < a->task->conditions; i++) {
		const struct condition *c = &a->task->condition[i];

		lost += c->mistake && a->finding[i].holds ? c->points : 0;
		earned += grade_gives(a, i) ? c->points : 0;
	}
	a->points = earned > lost ? earned - lost : 0;
}

const char *answer_end_words(const struct grade_answer *a)
{
	switch (a->end) {
	case ANSWER_JUDGED: return NULL;
	case ANSWER_MISSING: return "There is no answer to this task.";
	case ANSWER_STEPS: return "Stopped: it ran more steps than an answer may. What had been done by then counts.";
	case ANSWER_OUTPUT: return "Stopped: it printed more than an answer may. What had been done by then counts.";
	case ANSWER_OPEN: return "Stopped: a brace, parenthesis or comment stays open for too many lines. What had been done by then counts.";
	case ANSWER_TIME: return "Stopped: it ran out of time. An answer that does gives no points.";
	case ANSWER_CRASHED: return "The process that ran this answer died. It gives no points; the other answers were run.";
	case ANSWER_LOST: return "This answer could not be run: no process or no memory was left. Ask for it to be graded again.";
	}
	return NULL;
}
