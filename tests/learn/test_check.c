/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * --check-lessons: the example that authors copy has no problem; each change that breaks a promise of FORMAT.md brings the message about it, at its
 * line. A check that could not fail would let one of these rows pass.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "shell/learn/check.h"
#include "tests/learn/lesson_text.h"

/* The messages about a text. */
static char *messages(const char *text, struct text *update)
{
	struct check c = { 0 };
	const char *why;
	struct lesson *l = lesson_read("example", "example.md", text, strlen(text), &why);

	assert_non_null(l);
	text_puts(&c.messages, "");
	check_lesson(&c, l, update);
	lesson_free(l);
	text_free(&c.shown);
	return c.messages.bytes;
}

static void test_example(void **state)
{
	char *example = format_example(), *told;

	(void)state;
	assert_non_null(example);
	told = messages(example, NULL);
	assert_string_equal(told, "");
	free(told);
	free(example);
}

static const struct row {
	const char *old, *new, *told;
} rows[] = {
	{ "title: Giving a slot back\n", "", "example.md:1: the front matter lacks \"title\"" },
	{ "level: after", "colour: red\nlevel: after", "example.md:3: the front matter has no key \"colour\"" },
	{ "ram=1G", "ram=1X", "machine: " },
	{ "0xfffed000", "0xfffed001", "the output differs" },
	{ "```output\n$1 = (char *) 0xfffed000 \"\"\n```\n", "", "no output block follows" },
	{ "v = kmap_atomic(p, KM_USER0);\nv\n```", "v = kmap_atomic(p,\n```", "ends in the middle of an input" },
	{ "Answer: A. It takes the address, not the page.", "", "a prediction ends with" },
	{ "Not C: it frees the page and leaves it mapped.\n", "", "why is C wrong?" },
	{ "Answer: A.", "Answer: D.", "a prediction ends with" },
	{ "Which call gives it back?\n", "", "a prediction without a question" },
	{ "```hmsh breaks\n", "```hmsh broken\n", "\"broken\" is no mark" },
	{ "slots_mapped() == 0        ", "slots_mapped() >= 0        ", "this condition never fails" },
	{ "bytes_stored(7) > 0", "bytes_stored(8) > 0", "this solution does not reach the task" },
	{ "mistake: slots_left_mapped() > 0", "mistake: slots_left_mapped() > 1", "no wrong solution makes this mistake" },
	{ "slots_mapped() == 0   ", "slots_mapped() == 0 || 1   ", "this wrong solution reaches the task" },
	{ "=> You passed the page.", "=> You passed the pages.", "the learner is not told \"You passed the pages.\"" },
	{ "=> You passed the page.\n", "", "a wrong solution ends with a line" },
	{ "   // no slot is mapped any more\n", "\n", "a condition is followed by" },
	{ "```hint\nThree calls", "```text\nThree calls", "a task has three hints, not 2" },
	{ "```solution\nstruct page *mine", "```text\nstruct page *mine", "at least two solutions, not 1" },
	{ "```wrong\nstruct page *p = alloc_page(GFP_HIGHUSER);\nchar *v = kmap_atomic(p, KM_USER0);\nkunmap_atomic(v", "```text\nx(v",
	  "at least three wrong solutions, not 2" },
	{ "v[0] = 7;\n=> no slot is mapped", "v[0] = 7;\nkunmap_atomic(p, KM_USER0);\n=> You passed", "is told the same as the one of line" },
	{ "**Verdict: true.**", "It is true.", "no claim gets its verdict" },
	{ "# Giving a slot back\n", "# Giving a slot back\n\na b c d e f g h i j k l m n o p q r s t u v w x y z a b c d e f g h i j k l m n o p q r s t u v w x y z a b c d e f g h i j k l m n\n",
	  "words between two actions, at most 60" },
	{ "v\n```\n\n```output", "v /* 0123456789012345678901234567890123456789012345678901234567890123456789 */\n```\n\n```output", "columns, at most 72" },
	{ "## 1. Take one\n", "```hmsh\nint a;\n```\n\n## 1. Take one\n", "before the first step" },
	{ "```check\n", "```output\nx\n```\n\n```check\n", "an output block stands directly behind" },
	{ "```start\n```", "```start\n```\n\n```start\n```", "a step has one start block" },
	{ "## 2. Clean up\n", "## 2. Clean up\n\n```hint\nx\n```\n", "belongs behind its step's task" },
	{ "struct page *p = alloc_page(GFP_HIGHUSER);\nchar *v = kmap_atomic(p, KM_USER0);\nv\n", "save x\n", "they touch no file" },
};

static void test_each_promise(void **state)
{
	char *example = format_example();

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		char *text = replaced(example, rows[i].old, rows[i].new), *told;

		if (!text)
			fail_msg("the example holds no \"%s\"", rows[i].old);
		told = messages(text, NULL);
		if (!strstr(told, rows[i].told))
			fail_msg("row %zu (%s): expected \"%s\", told:\n%s", i, rows[i].new, rows[i].told, told);
		free(told);
		free(text);
	}
	free(example);
}

/* Nine steps, no prediction, nothing that breaks, 1,201 words. */
static void test_size(void **state)
{
	struct text t = { 0 };
	char *told;

	(void)state;
	text_puts(&t, "---\ntitle: t\nlevel: l\nmachine: era=2.6.11\nneeds: n\n---\n\n**Verdict: true.**\n");
	for (int i = 0; i < 9; i++)
		text_printf(&t, "\n## %d. s\n\n```hmsh\nint a%d;\n```\n", i, i);
	told = messages(text_string(&t), NULL);
	assert_non_null(strstr(told, "9 steps, at most 8"));
	assert_non_null(strstr(told, "there is no prediction"));
	free(told);
	for (int i = 0; i < 1200; i++)
		text_puts(&t, "word ");
	told = messages(text_string(&t), NULL);
	assert_non_null(strstr(told, "1202 words, at most 1200"));
	free(told);
	text_free(&t);
}

static void test_nothing_breaks(void **state)
{
	static const char text[] = "---\ntitle: t\nlevel: l\nmachine: era=2.6.11\nneeds: n\n---\n\n## s\n\n```predict\nq\n\nA. a\nB. b\n\nAnswer: A. not B\n```\n\n"
		"```hmsh%s\nint a;\n```\n\n**Verdict: true.**\n";
	char room[sizeof(text) + 16], *told;

	(void)state;
	snprintf(room, sizeof(room), text, "");
	told = messages(room, NULL);
	assert_non_null(strstr(told, "nothing breaks in this lesson"));
	free(told);
	snprintf(room, sizeof(room), text, " breaks");
	told = messages(room, NULL);
	assert_string_equal(told, "");
	free(told);
}

/* An output that is wrong, one too many, and one that is missing become what the shell shows; all else stays byte for byte. */
static void test_update(void **state)
{
	char *example = format_example(), *wrong = replaced(example, "0xfffed000 \"\"", "0x1"), *told;
	char *missing = replaced(example, "```output\n$1 = (char *) 0xfffed000 \"\"\n```\n\n", "");
	const char *const texts[] = { example, wrong, missing };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct text now = { 0 };

		told = messages(texts[i], &now);
		assert_string_equal(told, "");
		if (strcmp(text_string(&now), example))
			fail_msg("text %zu became:\n%s", i, text_string(&now));
		free(told);
		text_free(&now);
	}
	free(example);
	free(wrong);
	free(missing);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_example), cmocka_unit_test(test_each_promise), cmocka_unit_test(test_size), cmocka_unit_test(test_nothing_breaks),
		cmocka_unit_test(test_update)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
