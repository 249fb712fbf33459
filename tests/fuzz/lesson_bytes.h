/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any bytes read as a lesson and as a course, as fuzz_lesson.c (libFuzzer) and tests/learn/test_mutated.c (mutants of the course's own files) do it. What holds of
 * every text: it is read or refused in words, its problems and steps stand in lines that it has, and reading it again gives the same.
 */
#ifndef TEST_FUZZ_LESSON_BYTES_H
#define TEST_FUZZ_LESSON_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "shell/learn/check.h"
#include "shell/learn/course.h"
#include "shell/learn/lesson.h"

static inline unsigned int lines_of(const char *text, size_t length)
{
	unsigned int lines = 1;

	for (size_t i = 0; i < length; i++)
		lines += text[i] == '\n';
	return lines;
}

/* What is wrong with a lesson that was read; NULL: nothing. */
static inline const char *lesson_sense(const struct lesson *l, unsigned int lines)
{
	if (!l->title || !l->name || l->text[l->length])
		return "a part is missing";
	for (size_t i = 0; i < l->problems; i++)
		if (!l->problem[i].text || !*l->problem[i].text || l->problem[i].line > lines)
			return "a problem has no words, or stands nowhere";
	for (size_t i = 0; i < l->steps; i++) {
		if (!l->step[i].line || l->step[i].line > lines || (i && l->step[i].line <= l->step[i - 1].line))
			return "steps do not follow each other";
		for (size_t k = 0; k < l->step[i].items; k++)
			if (l->step[i].item[k].line < l->step[i].line || l->step[i].item[k].line > lines)
				return "an item stands outside of its step";
	}
	return NULL;
}

static inline bool same_problems(const struct lesson *a, const struct lesson *b)
{
	if (a->problems != b->problems || a->steps != b->steps)
		return false;
	for (size_t i = 0; i < a->problems; i++)
		if (a->problem[i].line != b->problem[i].line || strcmp(a->problem[i].text, b->problem[i].text) != 0)
			return false;
	return true;
}

/* The form alone: nothing in it is run. */
static inline void check_shape(const struct lesson *l)
{
	struct check c = { 0 };

	check_form(&c, l);
	text_free(&c.messages);
	text_free(&c.shown);
}

static inline const char *lesson_from_bytes(const char *bytes, size_t length)
{
	const char *why, *why_again, *wrong = NULL;
	struct lesson *l = lesson_read("a", "a.md", bytes, length, &why), *again = lesson_read("a", "a.md", bytes, length, &why_again);

	if (!l != !again || (!l && (!why || !*why)))
		wrong = "refused without a word, or once only";
	else if (l)
		wrong = same_problems(l, again) ? lesson_sense(l, lines_of(bytes, length)) : "read twice it is two lessons";
	if (l)
		check_shape(l);
	lesson_free(l);
	lesson_free(again);
	return wrong;
}

static inline const char *course_from_bytes(const char *bytes, size_t length)
{
	const char *wrong = NULL;
	struct course c;

	if (!course_read(&c, bytes, length))
		return "no memory for a course";
	for (size_t i = 0; i < c.problems; i++)
		if (!c.problem[i].text || !*c.problem[i].text || c.problem[i].line > lines_of(bytes, length))
			wrong = "a problem of a course has no words, or stands nowhere";
	course_free(&c);
	return wrong;
}

#endif
