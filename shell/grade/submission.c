/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Splitting submissions: see submission.h.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "shell/file.h"
#include "shell/grade/grade.h"
#include "shell/grade/submission.h"

static const char *skip_blanks(const char *p, const char *end)
{
	while (p < end && (*p == ' ' || *p == '\t' || *p == '\r'))
		p++;
	return p;
}

static bool skip_word(const char **p, const char *end, const char *word)
{
	size_t n = strlen(word);

	if ((size_t)(end - *p) < n || memcmp(*p, word, n))
		return false;
	*p += n;
	return true;
}

/* The N of a line that is only `// step N`; 0: it is another line. */
static size_t mark_of(const char *line, const char *end)
{
	const char *p = skip_blanks(line, end), *digits;
	size_t step = 0;

	if (!skip_word(&p, end, "//"))
		return 0;
	p = skip_blanks(p, end);
	if (!skip_word(&p, end, "step"))
		return 0;
	for (p = digits = skip_blanks(p, end); p < end && *p >= '0' && *p <= '9' && step < 100000; p++)
		step = 10 * step + (size_t)(*p - '0');
	return p > digits && skip_blanks(p, end) == end ? step : 0;
}

static void split(struct submission *s)
{
	const char *p = text_string(&s->text), *end = p + s->text.length;
	unsigned int number = 1;

	if (s->text.length >= 3 && !memcmp(p, "\xef\xbb\xbf", 3)) /* byte order mark */
		p += 3;
	s->part[0] = (struct part){ .text = p, .line = 1 };
	s->parts = 1;
	for (const char *next; p < end; p = next, number++) {
		const char *newline = memchr(p, '\n', (size_t)(end - p));
		size_t step = mark_of(p, newline ? newline : end);

		next = newline ? newline + 1 : end;
		if (step && s->parts < MOST_PARTS)
			s->part[s->parts++] = (struct part){ .step = step, .text = next, .line = number + 1 };
		else
			s->part[s->parts - 1].length += (size_t)(next - p);
	}
}

/* Lines that end in CR alone, as on the Macs of old: the whole file would be one line, and its first comment all of it. */
static void mend_line_ends(struct submission *s)
{
	char *end = s->text.bytes + s->text.length;

	if (!s->text.length || memchr(s->text.bytes, '\n', s->text.length))
		return;
	for (char *p = s->text.bytes; (p = memchr(p, '\r', (size_t)(end - p))); s->old_mac = true)
		*p++ = '\n';
}

const char *submission_read(struct submission *s, const char *path)
{
	const char *why;

	*s = (struct submission){ 0 };
	why = file_read_itself(path, GRADE_TEXT, &s->text);
	if (why == file_too_long)
		why = "it is longer than 256 KiB, the most that is graded";
	if (!why)
		why = file_text_trouble(text_string(&s->text), s->text.length);
	if (!why && memchr(text_string(&s->text), '\0', s->text.length))
		why = "it holds NUL bytes: it is no text";
	if (!why) {
		mend_line_ends(s);
		split(s);
	}
	return why;
}

void submission_free(struct submission *s)
{
	text_free(&s->text);
	*s = (struct submission){ 0 };
}

/* The number of the first line that is not blank and no `//` line; 0: there is none. */
static unsigned int first_code(const struct part *p)
{
	const char *at = p->text, *end = at + p->length;
	unsigned int number = p->line;

	for (const char *next; at < end; at = next, number++) {
		const char *newline = memchr(at, '\n', (size_t)(end - at)), *stop = newline ? newline : end;
		const char *word = skip_blanks(at, stop);

		next = newline ? newline + 1 : end;
		if (word < stop && !(stop - word >= 2 && !memcmp(word, "//", 2)))
			return number;
	}
	return 0;
}

const struct part *submission_answer(const struct submission *s, size_t step)
{
	const struct part *empty = NULL;

	if (s->parts == 1)
		return &s->part[0];
	for (size_t i = 1; i < s->parts; i++) {
		if (s->part[i].step != step)
			continue;
		if (first_code(&s->part[i]))
			return &s->part[i];
		empty = empty ? empty : &s->part[i];
	}
	return empty;
}

/* ---- notes ---- */

static bool has_task(const struct lesson *lesson, size_t step)
{
	return step && step <= lesson->steps && lesson->step[step - 1].task;
}

/* A comment that only looks like a mark, "// Step 3", "//step: 7": the step it may mean; 0: it does not look like one. */
static size_t meant_step(const char *line, const char *end)
{
	const char *p = skip_blanks(line, end);
	size_t step = 0;

	if (mark_of(line, end) || end - p < 7 || *p != '/' || (p[1] != '/' && p[1] != '*'))
		return 0;
	p = skip_blanks(p + 2, end);
	if (end - p < 5 || strncasecmp(p, "step", 4))
		return 0;
	for (p += 4; p < end && strchr(" \t:#-", *p); p++)
		;
	while (p < end && *p >= '0' && *p <= '9' && step < 100000)
		step = 10 * step + (size_t)(*p++ - '0');
	for (; p < end && strchr(" \t\r:.*/", *p); p++)
		;
	return p == end ? step : 0;
}

static void note_near_marks(const struct submission *s, const struct lesson *lesson, struct text *notes)
{
	const char *p = text_string(&s->text), *end = p + s->text.length;
	unsigned int number = 1;

	for (const char *next; p < end; p = next, number++) {
		const char *newline = memchr(p, '\n', (size_t)(end - p));
		size_t step = meant_step(p, newline ? newline : end);

		next = newline ? newline + 1 : end;
		if (has_task(lesson, step))
			text_printf(notes, "line %u: this is no mark; did you mean a line that is only `// step %zu`?\n", number, step);
	}
}

void submission_notes(const struct submission *s, const struct lesson *lesson, struct text *notes)
{
	unsigned int line = s->parts > 1 ? first_code(&s->part[0]) : 0;

	if (s->old_mac)
		text_puts(notes, "its lines end in CR alone: each CR is taken as a line's end\n");
	if (line)
		text_printf(notes, "line %u: this stands above the first `// step N`, so it is part of no answer\n", line);
	note_near_marks(s, lesson, notes);
	for (size_t i = 1; i < s->parts; i++) {
		const struct part *p = &s->part[i];

		if (!has_task(lesson, p->step))
			text_printf(notes, "line %u: the lesson has no task in step %zu, so what follows was not run\n", p->line - 1, p->step);
		else if (submission_answer(s, p->step) != p && first_code(p))
			text_printf(notes, "line %u: step %zu is answered again: only its first answer counts\n", p->line - 1, p->step);
	}
	if (s->parts == MOST_PARTS)
		text_printf(notes, "more than %d marks `// step N`: the last ones are not looked at\n", MOST_PARTS - 1);
}
