/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Markdown as blocks: kinds, lines, marks, what an author's or an attacker's file may hold, and prose at a width.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "shell/learn/lesson.h"
#include "shell/learn/markdown.h"
#include "shell/learn/prose.h"

struct page {
	struct pool pool;
	struct md_blocks blocks;
};

static struct page read_page(const char *text)
{
	struct page p = { { 0 }, { 0 } };

	assert_null(markdown_read(&p.pool, text, strlen(text), 1, &p.blocks));
	return p;
}

static void expect_block(const struct page *p, size_t i, enum md_kind kind, unsigned int line, const char *text)
{
	assert_true(i < p->blocks.count);
	assert_int_equal(p->blocks.block[i].kind, kind);
	assert_int_equal(p->blocks.block[i].line, line);
	assert_string_equal(p->blocks.block[i].text, text);
}

static void test_kinds_and_lines(void **state)
{
	struct page p = read_page("# One\n\nTwo\nlines\n\n- a\n- b\n  - c\n\n3. x\n4. y\n\n```hmsh breaks\nint a;\n\nint b;\n```\n\n> said\n\n---\n\n| h | i |\n|---|---|\n| 1 | 2 |\n");

	(void)state;
	expect_block(&p, 0, MD_HEADING, 1, "One");
	expect_block(&p, 1, MD_PARAGRAPH, 3, "Two lines");
	expect_block(&p, 2, MD_ITEM, 6, "a");
	expect_block(&p, 3, MD_ITEM, 7, "b");
	expect_block(&p, 4, MD_ITEM, 8, "c");
	assert_int_equal(p.blocks.block[4].level, p.blocks.block[3].level + 1);
	expect_block(&p, 5, MD_ITEM, 10, "x");
	assert_int_equal(p.blocks.block[5].number, 3);
	assert_int_equal(p.blocks.block[6].number, 4);
	expect_block(&p, 7, MD_FENCE, 13, "int a;\n\nint b;\n");
	assert_string_equal(p.blocks.block[7].info, "hmsh breaks");
	assert_int_equal(p.blocks.block[7].last, 17);
	expect_block(&p, 8, MD_PARAGRAPH, 19, "said");
	assert_int_equal(p.blocks.block[9].kind, MD_RULE);
	expect_block(&p, 10, MD_ROW, 23, "h\ti");
	expect_block(&p, 11, MD_ROW, 25, "1\t2");
	assert_int_equal(p.blocks.count, 12);
	pool_free(&p.pool);
}

/* Empty fences and fences one behind the other keep their own lines. */
static void test_fence_lines(void **state)
{
	struct page p = read_page("```start\n```\n\n```hmsh\na\n```\n```output\nb\n```\ntext\n\n```hint\nc\n```\n");

	(void)state;
	expect_block(&p, 0, MD_FENCE, 1, "");
	assert_int_equal(p.blocks.block[0].last, 2);
	expect_block(&p, 1, MD_FENCE, 4, "a\n");
	expect_block(&p, 2, MD_FENCE, 7, "b\n");
	expect_block(&p, 3, MD_PARAGRAPH, 10, "text");
	expect_block(&p, 4, MD_FENCE, 12, "c\n");
	pool_free(&p.pool);
}

static void test_inline(void **state)
{
	struct page p = read_page("a *b* **c** `d<e>` <prompt> &amp; &#65; &#27;[31m \x1b[0m [l](x.md) [m](https://a.b/c)\n");

	(void)state;
	assert_string_equal(p.blocks.block[0].text,
			    "a \2b\4 \1c\4 \3d<e>\4 <prompt> & A ^[[31m ^[[0m l m <https://a.b/c>");
	pool_free(&p.pool);
}

static char *shown(const char *text, unsigned int columns)
{
	struct page p = read_page(text);
	struct text out = { 0 };
	struct sink *sink = calloc(1, sizeof(*sink));

	assert_non_null(sink);
	sink->fd = -1;
	sink->capture = &out;
	for (size_t i = 0; i < p.blocks.count; i++)
		prose_show(sink, &p.blocks.block[i], columns);
	free(sink);
	pool_free(&p.pool);
	return out.bytes;
}

static void test_prose_width(void **state)
{
	char *text = shown("- one two `three four` *five*\n", 20), *wide = shown("äöü äöü äöü äöü äöü\n", 21);

	(void)state;
	assert_string_equal(text, "  - one two `three\n    four` five\n");
	assert_string_equal(wide, "äöü äöü äöü äöü äöü\n"); /* columns, not bytes */
	free(text);
	free(wide);
}

/* Doubling what is hostile must not multiply the time by much more than two. */
static double seconds_for(const char *unit, size_t times)
{
	struct text t = { 0 };
	struct pool pool = { 0 };
	struct md_blocks blocks;
	clock_t begin;
	double seconds;

	for (size_t i = 0; i < times; i++)
		text_puts(&t, unit);
	begin = clock();
	assert_null(markdown_read(&pool, text_string(&t), t.length, 1, &blocks));
	seconds = (double)(clock() - begin) / CLOCKS_PER_SEC;
	pool_free(&pool);
	text_free(&t);
	return seconds;
}

static void test_linear(void **state)
{
	static const char *const units[] = { "](", "> ", "- ", "```\n", "# h\n\n", "*a ", "`", "&#27;", "[a](b)\n", "|x" };

	(void)state;
	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
		double one = seconds_for(units[i], 2500), four = seconds_for(units[i], 10000);

		if (four > 0.2 && four > one * 12)
			fail_msg("%s: %.3f s, four times as much: %.3f s", units[i], one, four);
	}
}

static void test_limit(void **state)
{
	struct text t = { 0 };
	struct pool pool = { 0 };
	struct md_blocks blocks;

	(void)state;
	for (int i = 0; i < MARKDOWN_LINES; i++)
		text_puts(&t, "a\n");
	assert_null(markdown_read(&pool, text_string(&t), t.length, 1, &blocks));
	text_puts(&t, "b");
	assert_non_null(strstr(markdown_read(&pool, text_string(&t), t.length, 1, &blocks), "20000 lines"));
	pool_free(&pool);
	text_free(&t);
}

static void test_words(void **state)
{
	static const char text[] = "One \3two(three)\4 - four\5five 0x10.";

	(void)state;
	assert_int_equal(count_words(text, sizeof(text) - 1), 5);
	assert_int_equal(count_words("", 0), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kinds_and_lines), cmocka_unit_test(test_fence_lines), cmocka_unit_test(test_inline),
		cmocka_unit_test(test_prose_width), cmocka_unit_test(test_linear), cmocka_unit_test(test_limit), cmocka_unit_test(test_words)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
