/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Problems as text: see show.h. The words come from the problem; only the frame around them is made here.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shell/learn/prose.h"
#include "shell/quiz/show.h"

enum { WIDEST = 80 };

void quiz_show_text(struct session *s, const char *lead, const char *text)
{
	prose_text(&s->out, lead, text, s->columns && s->columns < WIDEST ? s->columns : WIDEST);
}

/* A text that was shown ends; what memory was too short for is missed as if it could not be written. */
static void end_text(struct session *s, struct text *t)
{
	sink_is_whole(&s->out, t);
	text_free(t);
}

/* Each line of a text as a paragraph. */
static void show_lines(struct session *s, const char *lines, const char *lead)
{
	for (const char *at = lines, *end; *at; at = end + (*end == '\n')) {
		struct text line = { 0 };

		end = strchrnul(at, '\n');
		text_add(&line, at, (size_t)(end - at));
		if (line.length)
			quiz_show_text(s, lead, text_string(&line));
		end_text(s, &line);
	}
}

static void show_script(struct session *s, const char *script)
{
	unsigned int number = 1;
	char lead[16];

	for (const char *at = script, *end; *at; at = end + (*end == '\n')) {
		struct text line = { 0 };

		end = strchrnul(at, '\n');
		text_add(&line, at, (size_t)(end - at));
		snprintf(lead, sizeof(lead), "%4u  ", number++);
		quiz_show_text(s, lead, text_string(&line));
		end_text(s, &line);
	}
}

static void show_choices(struct session *s, const struct exercise *p)
{
	char lead[8];

	for (unsigned int i = 0; i < p->offers; i++) {
		snprintf(lead, sizeof(lead), "  %c. ", 'A' + i);
		quiz_show_text(s, lead, text_string(&p->offer[i].text));
	}
}

static const char *what_is_asked(const struct exercise *p)
{
	switch (p->form) {
	case QUIZ_CHOICE: return "Your answer: A, B, C or D?";
	case QUIZ_DECIMAL: return "Your answer: a number?";
	case QUIZ_HEX: return "Your answer: an address?";
	case QUIZ_LINE: break;
	}
	return "Your answer: the number of a line?";
}

void quiz_show_problem(struct session *s, const struct exercise *p, const char *heading)
{
	sink_fresh_line(&s->out);
	sink_style(&s->out, STYLE_BOLD);
	sink_printf(&s->out, "%s: %s\n", heading, p->kind->title);
	sink_style(&s->out, STYLE_PLAIN);
	sink_style(&s->out, STYLE_DIM);
	sink_printf(&s->out, "To repeat: quiz --seed %llu %s\n", (unsigned long long)p->seed, p->kind->name);
	if (p->machine.length)
		quiz_show_text(s, "Machine: ", text_string(&p->machine));
	sink_style(&s->out, STYLE_PLAIN);
	show_script(s, text_string(&p->script));
	show_lines(s, text_string(&p->question), "");
	if (p->form == QUIZ_CHOICE)
		show_choices(s, p);
	sink_printf(&s->out, "%s\n", what_is_asked(p));
}

/* ---- answers ---- */

/* "B", or "0x1c" */
static void put_offer(struct text *to, const struct exercise *p, unsigned int i)
{
	if (p->form == QUIZ_CHOICE)
		text_printf(to, "%c", 'A' + i);
	else if (p->form == QUIZ_LINE)
		text_printf(to, "line %s", text_string(&p->offer[i].text));
	else
		text_puts(to, text_string(&p->offer[i].text));
}

void quiz_show_right(struct session *s, const struct exercise *p)
{
	struct text line = { 0 };

	put_offer(&line, p, p->right);
	if (p->form == QUIZ_CHOICE)
		text_printf(&line, ". %s", text_string(&p->offer[p->right].text));
	quiz_show_text(s, "Answer: ", text_string(&line));
	end_text(s, &line);
}

void quiz_show_judged(struct session *s, const struct exercise *p, const struct judged *j)
{
	struct text line = { 0 };

	if (j->right) {
		text_puts(&line, "Right: ");
		put_offer(&line, p, p->right);
	} else {
		text_puts(&line, "No, it is ");
		put_offer(&line, p, p->right);
	}
	if (p->form == QUIZ_CHOICE)
		text_printf(&line, ": %s", text_string(&p->offer[p->right].text));
	text_printf(&line, ".%s%s", *j->note ? " " : "", j->note);
	sink_fresh_line(&s->out);
	sink_style(&s->out, STYLE_BOLD);
	quiz_show_text(s, "", text_string(&line));
	sink_style(&s->out, STYLE_PLAIN);
	end_text(s, &line);
	if (!j->right && j->offer < 0)
		quiz_show_text(s, "  ", p->form == QUIZ_LINE ? "The way to it:" : "None of the usual mistakes leads to your number. The way to it:");
}

/* The one that was given comes first. */
static void show_why_not(struct session *s, const struct exercise *p, unsigned int i)
{
	struct text lead = { 0 };

	if (i == p->right || !p->offer[i].why.length)
		return;
	text_puts(&lead, "  Not ");
	put_offer(&lead, p, i);
	text_puts(&lead, ": ");
	quiz_show_text(s, text_string(&lead), text_string(&p->offer[i].why));
	end_text(s, &lead);
}

unsigned int quiz_lesson_number(const char *name)
{
	return (unsigned int)strtoul(name, NULL, 10);
}

static void show_look(struct session *s, const struct exercise *p)
{
	struct text line = { 0 };

	text_printf(&line, "Read: lesson %u\n", quiz_lesson_number(p->lesson));
	sink_write(&s->out, text_string(&line), line.length);
	text_clear(&line);
	text_puts(&line, "quiz run");
	for (const char *at = text_string(&p->look), *end; *at; at = end + (*end == '\n')) {
		end = strchrnul(at, '\n');
		text_printf(&line, " | %.*s", (int)(end - at), at);
	}
	quiz_show_text(s, "See:  ", text_string(&line));
	end_text(s, &line);
}

void quiz_show_worked(struct session *s, const struct exercise *p, const struct judged *j)
{
	int given = j && !j->right ? j->offer : -1;

	if (given >= 0)
		show_why_not(s, p, (unsigned int)given);
	show_lines(s, text_string(&p->worked), "  - ");
	for (unsigned int i = 0; i < p->offers; i++)
		if ((int)i != given && (!j || p->form == QUIZ_CHOICE))
			show_why_not(s, p, i);
	show_look(s, p);
}
