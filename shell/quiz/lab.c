/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Labs: see lab.h.
 */
#include <stdio.h>
#include <string.h>

#include "shell/command/command.h"
#include "shell/quiz/lab.h"

bool lab_config(struct hm_config *cfg, const char *keys, char *why, size_t size)
{
	hm_config_default(cfg);
	for (const char *at = keys; *(at += strspn(at, " ")); at += strcspn(at, " "))
		if (!set_machine_key(cfg, at, strcspn(at, " "), why, size))
			return false;
	return hm_config_settle(cfg, why, size) == HM_OK;
}

bool lab_open(struct lab *l, const char *keys)
{
	struct hm_config cfg;
	char why[512];

	if (!lab_config(&cfg, keys, why, sizeof(why)))
		return false;
	l->lost = !rehearsal_open(&l->r, &cfg);
	return !l->lost;
}

void lab_close(struct lab *l, bool *lost)
{
	*lost = *lost || l->lost || l->r.shown.failed;
	rehearsal_close(&l->r);
}

const struct hm_machine *lab_machine(const struct lab *l)
{
	return l->r.s->world->m;
}

static void type_input(struct lab *l, struct text *input)
{
	session_type(l->r.s, text_string(input), input->length);
	l->lost = l->lost || l->r.s->status == STATUS_LIMIT;
	text_clear(input);
}

void lab_type(struct lab *l, const char *lines)
{
	struct session *s = l->r.s;
	struct text input = { 0 };

	for (const char *at = lines, *end; *at; at = end + (*end == '\n')) {
		end = strchrnul(at, '\n');
		text_add(&input, at, (size_t)(end - at));
		text_puts(&input, "\n");
		if (!input.failed && !session_needs_more(s, text_string(&input), input.length))
			type_input(l, &input);
	}
	l->lost = l->lost || input.failed;
	text_free(&input);
}

uint32_t lab_value(struct lab *l, const char *expression)
{
	const size_t length = strlen(expression);
	const struct command_input in = { .line = expression, .length = length, .file = "<quiz>", .line_number = 1 };
	char type[80];
	uint64_t value = 0;

	if (!l->lost && !look_integer(l->r.s, &in, expression, length, &value, type, sizeof(type)))
		value = 0;
	l->lost = l->lost || l->r.s->status == STATUS_LIMIT;
	return (uint32_t)value;
}

static unsigned int asleep(const struct hm_machine *m)
{
	unsigned int n = 0;
	struct hm_task_view t;

	for (unsigned int i = 0; i < hm_task_limit(m); i++)
		n += hm_task_view(m, (uint16_t)i, &t) && t.state == HM_TASK_ASLEEP;
	return n;
}

static enum lab_outcome outcome_of(const struct hm_report *r)
{
	switch ((enum hm_report_kind)r->kind) {
	case HM_REPORT_WARN:
	case HM_REPORT_MIGHT_SLEEP:
	case HM_REPORT_SCHED_ATOMIC:
	case HM_REPORT_EXIT_ATOMIC:
		return LAB_COMPLAINS;
	case HM_REPORT_OOPS:
	case HM_REPORT_DIVIDE:
	case HM_REPORT_OUT_OF_RANGE:
		return LAB_OOPS;
	case HM_REPORT_BUG:
		return LAB_BUG;
	case HM_REPORT_LOCKUP:
	case HM_REPORT_DEADLOCK:
	case HM_REPORT_NR:
		break;
	}
	return LAB_PANIC;
}

enum lab_outcome lab_try(struct lab *l, const char *lines)
{
	uint32_t seen = hm_report_count(lab_machine(l));
	unsigned int sleepers = asleep(lab_machine(l));
	enum lab_outcome worst = LAB_NOTHING, one;

	lab_type(l, lines);
	if (asleep(lab_machine(l)) > sleepers)
		worst = LAB_SLEEPS;
	for (uint32_t i = seen + 1; i <= hm_report_count(lab_machine(l)); i++) {
		one = hm_report_get(lab_machine(l), i) ? outcome_of(hm_report_get(lab_machine(l), i)) : LAB_NOTHING;
		worst = one > worst ? one : worst;
	}
	return hm_halted(lab_machine(l)) != HM_RUNNING ? LAB_PANIC : worst;
}

void lab_headline(const struct lab *l, uint32_t seen, char *out, size_t size)
{
	const struct hm_report *r = hm_report_count(lab_machine(l)) > seen ? hm_report_get(lab_machine(l), seen + 1) : NULL;

	*out = '\0';
	if (r)
		hm_report_headline(lab_machine(l), r, out, size);
}

unsigned int lab_count(const struct lab *l, uint32_t kind)
{
	const struct hm_machine *m = lab_machine(l);
	unsigned int n = 0;

	for (uint64_t seq = hm_event_first(m); seq && seq <= hm_event_count(m); seq++)
		n += hm_event_get(m, seq) && hm_event_get(m, seq)->kind == kind;
	return n;
}

int lab_entry(struct lab *l, const char *page)
{
	const struct hm_layout *layout = hm_layout(lab_machine(l));
	struct hm_page_view v;

	if (!hm_page_view(lab_machine(l), hm_page_to_pfn(layout, lab_value(l, page)), &v) || v.address < layout->pkmap_base)
		return -1;
	return (int)((v.address - layout->pkmap_base) >> HM_PAGE_SHIFT);
}

const char *lab_outcome_words(enum lab_outcome outcome)
{
	static const char *const words[] = {
#define HM_X(id, text) [LAB_##id] = text,
		LAB_OUTCOMES(HM_X)
#undef HM_X
	};

	return words[outcome];
}
