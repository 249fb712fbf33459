/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Mutants of the course's own lessons, the same ones each time: pieces cut, doubled, moved, and marks of Markdown put where they do not belong. Whatever comes out
 * is read as every text must be (tests/fuzz/lesson_bytes.h); `make fuzz` does it longer and blindly.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "shell/file.h"
#include "tests/fuzz/lesson_bytes.h"

enum { MUTANTS = 60, CHANGES = 6, LONGEST_PIECE = 400 };

static const char *const files[] = { "lessons/01-tour.md", "lessons/10-kmap-atomic.md", "lessons/14-burned.md", "lessons/20-a-block-driver.md", "lessons/walkthroughs/article.md",
				     "lessons/exams/example.md", "lessons/course" };

static const char *const marks[] = { "```", "```hmsh\n", "```task\n", "```check\n", "```output\n", "```predict\n", "\n## ", "\n# ", "\n---\n", "---\n", "|", "`", "=> ", "\n\n", "\n", "    ", "1. ",
				     "- ", "[", "](", ")", "{{", "}}", "must: ", "mistake: ", "points 9999999999", "&#0;", "&amp;", "<!--", "\\", "\t", "\r\n", "\xff", "\xc2\x9b", "\xef\xbb\xbf", "title: " };

static uint32_t dice(uint32_t *seed, size_t sides)
{
	*seed = *seed * 1664525 + 1013904223;
	return sides ? (*seed >> 8) % (uint32_t)sides : 0;
}

/* One change: a piece is left out, doubled or moved to another place, or a mark is put in. */
static void change(struct text *t, uint32_t *seed)
{
	size_t at = dice(seed, t->length + 1), n = dice(seed, LONGEST_PIECE), to = dice(seed, t->length + 1);
	const char *mark = marks[dice(seed, sizeof(marks) / sizeof(*marks))];
	struct text out = { 0 };
	uint32_t kind = dice(seed, 4);

	n = n < t->length - at ? n : t->length - at;
	text_add(&out, text_string(t), at);
	if (kind == 0)
		text_puts(&out, mark);
	else if (kind == 1)
		text_add(&out, text_string(t) + at, n);
	else if (kind == 2)
		text_add(&out, text_string(t) + to, n < t->length - to ? n : t->length - to);
	at += kind == 3 ? n : 0;
	text_add(&out, text_string(t) + at, t->length - at);
	text_free(t);
	*t = out;
}

static void mutants_are_read(void **state)
{
	uint32_t seed = 1;

	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++)
		for (unsigned int k = 0; k < MUTANTS; k++) {
			uint32_t first = seed;
			struct text t = { 0 };
			const char *wrong;

			assert_null(file_read(files[i], LESSON_LIMIT, &t));
			for (uint32_t c = dice(&seed, CHANGES) + 1; c; c--)
				change(&t, &seed);
			assert_false(t.failed);
			wrong = lesson_from_bytes(text_string(&t), t.length);
			wrong = wrong ? wrong : course_from_bytes(text_string(&t), t.length);
			if (wrong)
				fail_msg("%s, mutant %u (seed %u): %s", files[i], k, first, wrong);
			text_free(&t);
		}
}

/* Cut anywhere: the beginning of a lesson is a text like any other. */
static void beginnings_are_read(void **state)
{
	struct text t = { 0 };

	(void)state;
	assert_null(file_read("lessons/10-kmap-atomic.md", LESSON_LIMIT, &t));
	for (size_t n = 0; n <= t.length; n += n < 400 ? 7 : 131) {
		struct text part = { 0 };
		const char *wrong;

		text_add(&part, text_string(&t), n);
		wrong = lesson_from_bytes(text_string(&part), n);
		if (wrong)
			fail_msg("the first %zu bytes: %s", n, wrong);
		text_free(&part);
	}
	text_free(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(mutants_are_read), cmocka_unit_test(beginnings_are_read) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
