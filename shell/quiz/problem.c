/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Making a problem: see problem.h. A kind may refuse what the dice gave (a misconception that leads to the right answer, a history that would sleep);
 * it is then asked again with dice of its own for each attempt, so the problem stays a function of kind and seed. Lack of memory is no refusal: it ends the
 * attempts, since the next one would be another problem of the same name.
 */
#include <stdio.h>
#include <string.h>

#include "shell/quiz/problem.h"

enum { ATTEMPTS = 200 };

static void offer_free(struct offer *o)
{
	text_free(&o->text);
	text_free(&o->why);
}

void problem_free(struct exercise *p)
{
	struct text *texts[] = { &p->machine, &p->script, &p->question, &p->worked, &p->look };

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		text_free(texts[i]);
	for (unsigned int i = 0; i < QUIZ_OFFERS; i++)
		offer_free(&p->offer[i]);
	*p = (struct exercise){ 0 };
}

static bool failed(const struct exercise *p)
{
	bool any = p->machine.failed || p->script.failed || p->question.failed || p->worked.failed || p->look.failed;

	for (unsigned int i = 0; i < p->offers; i++)
		any = any || p->offer[i].text.failed || p->offer[i].why.failed;
	return any;
}

bool problem_make(struct exercise *p, unsigned int kind, uint64_t seed)
{
	const struct quiz_kind *k = quiz_kind_at(kind);
	bool ok = false, lost = false;

	for (unsigned int i = 0; i < ATTEMPTS && !ok && !lost; i++) {
		struct dice mixed;

		*p = (struct exercise){ .kind = k, .seed = seed, .lesson = k->lesson };
		dice_begin(&mixed, seed * 64 + kind);
		dice_begin(&p->dice, dice_next(&mixed) + i);
		ok = k->make(p);
		lost = p->lost || failed(p);
		if (!ok || lost)
			problem_free(p);
	}
	return ok && !lost;
}

static bool known(const struct exercise *p, const char *answer)
{
	for (unsigned int i = 0; i < p->offers; i++)
		if (!strcmp(text_string(&p->offer[i].text), answer))
			return true;
	return p->offers == QUIZ_OFFERS;
}

static struct offer *add_offer(struct exercise *p, const char *answer, uint64_t value)
{
	struct offer *o = &p->offer[p->offers];

	if (known(p, answer))
		return NULL;
	text_puts(&o->text, answer);
	o->value = value;
	p->offers++;
	return o;
}

static void number_text(const struct exercise *p, uint64_t value, char text[24])
{
	snprintf(text, 24, p->hex ? "0x%llx" : "%llu", (unsigned long long)value);
}

void problem_right(struct exercise *p, const char *answer)
{
	add_offer(p, answer, 0);
}

void problem_right_number(struct exercise *p, uint64_t answer, bool hex)
{
	char text[24];

	p->numbers = true;
	p->hex = hex;
	number_text(p, answer, text);
	add_offer(p, text, answer);
}

void problem_wrong(struct exercise *p, const char *answer, const char *why, ...)
{
	struct offer *o = add_offer(p, answer, 0);
	va_list args;

	va_start(args, why);
	if (o)
		text_vprintf(&o->why, why, args);
	va_end(args);
}

void problem_wrong_number(struct exercise *p, uint64_t answer, const char *why, ...)
{
	char text[24];
	struct offer *o;
	va_list args;

	number_text(p, answer, text);
	o = add_offer(p, text, answer);
	va_start(args, why);
	if (o)
		text_vprintf(&o->why, why, args);
	va_end(args);
}

/* The right one and three of the others, in any order. */
bool problem_close(struct exercise *p)
{
	struct offer chosen[QUIZ_CHOICES], left[QUIZ_OFFERS];
	uint8_t others[QUIZ_OFFERS], places[QUIZ_CHOICES];
	unsigned int n = p->offers;

	if (p->form != QUIZ_CHOICE)
		return n > 1;
	if (n < QUIZ_CHOICES)
		return false;
	dice_shuffle(&p->dice, others, n - 1);
	dice_shuffle(&p->dice, places, QUIZ_CHOICES);
	memcpy(left, p->offer, sizeof(left));
	chosen[places[0]] = left[0];
	for (unsigned int i = 1; i < QUIZ_CHOICES; i++)
		chosen[places[i]] = left[others[i - 1] + 1];
	for (unsigned int i = QUIZ_CHOICES; i < n; i++)
		offer_free(&left[others[i - 1] + 1]);
	memset(p->offer, 0, sizeof(p->offer));
	memcpy(p->offer, chosen, sizeof(chosen));
	p->offers = QUIZ_CHOICES;
	p->right = places[0];
	return true;
}
