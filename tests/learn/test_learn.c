/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Self-study as a person has it: where the person stands, what is shown, any right way, what a wrong one is told, predictions, solutions.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/learn/learner.h"

static void test_beginning(void **state)
{
	struct fixture *f = open_lessons();

	(void)state;
	shows(f, "lesson", "lesson p");
	shows(f, "lesson list", "Giving a slot back");
	shows(f, "lesson next", "you are in no lesson");
	shows(f, "lesson 7", "no lesson is called \"7\"");
	shows(f, "lesson 1 3", "has 2 steps");
	assert_null(learn_lesson(&f->s));
	shows(f, "lesson slot", "Step 1 of 2: Take one");
	assert_non_null(strstr(text_string(&f->shown), "    char *v = kmap_atomic(p, KM_USER0);\n"));
	assert_non_null(strstr(text_string(&f->shown), f->folder));
	shows(f, "machine", "ram           1G");
	shows(f, "lesson 1 2", "Task: Map a page of high memory");
	shows(f, "lesson quit", "The lesson is left");
	shows(f, "lesson p", "Step 1 of 2: Take one"); /* a path: its first lesson */
	done(f);
}

/* The text goes on behind what was done, and numbers at the prompt are those of the file. */
static void test_reading_on(void **state)
{
	struct fixture *f = open_lessons();

	(void)state;
	type(f, "lesson 1");
	hides(f, "struct page *p = alloc_page(GFP_HIGHUSER);", "That is the slot");
	hides(f, "  char *v = kmap_atomic(p, KM_USER0)", "That is the slot");
	hides(f, "lesson", "That is the slot");
	hides(f, "lesson goal", "That is the slot");
	shows(f, "v;", "That is the slot of this CPU.");
	assert_non_null(strstr(text_string(&f->shown), "Your answer: A, B or C?"));
	shows(f, "lesson next", "answer first");
	shows(f, "lesson next", "Your answer: A");
	shows(f, "b", "A, not B.");
	assert_non_null(strstr(text_string(&f->shown), "<prompt>:4:15: type error")); /* the number of the file */
	assert_non_null(strstr(text_string(&f->shown), "The machine runs it:"));
	assert_non_null(strstr(text_string(&f->shown), "hmsh> kunmap_atomic(p, KM_USER0);"));
	assert_non_null(strstr(text_string(&f->shown), "type error: 'struct page *' given"));
	assert_non_null(strstr(text_string(&f->shown), "Not C: it frees the page"));
	assert_non_null(strstr(text_string(&f->shown), "Step 1 of 2 is done. `next` goes on: Clean up."));
	shows(f, "lesson next", "Step 2 of 2: Clean up");
	type(f, "lesson next");
	shows(f, "lesson next", "is at its end"); /* the last task passed by */
	done(f);
}

static void test_undo_within(void **state)
{
	struct fixture *f = open_lessons();

	(void)state;
	type(f, "lesson within");
	shows(f, "int a = 1;", "Behind one.");
	type(f, "int b = 2;");
	hides(f, "undo 2", "Behind one.");
	hides(f, "int c = 3;", "Behind two.");
	type(f, "undo");
	hides(f, "print c", "= 3");
	shows(f, "int d = 4;", "Behind two.");
	shows(f, "undo", "undone: int d = 4;");
	shows(f, "int d = 4;", "Behind two.");
	done(f);
}

/* A path says how far its next lesson was done. */
static void test_path_says_how_far(void **state)
{
	struct fixture *f = open_lessons();

	(void)state;
	hides(f, "lesson p", "You have done");
	type(f, "struct page *p = alloc_page(GFP_HIGHUSER);");
	type(f, "char *v = kmap_atomic(p, KM_USER0);");
	type(f, "v");
	shows(f, "a", "Step 1 of 2 is done");
	type(f, "lesson quit");
	shows(f, "lesson p", "You have done 1 of its 2 steps; `lesson 01 2` goes on behind them.");
	shows(f, "lesson 01 2", "Step 2 of 2");
	done(f);
}

/* Blanks are the learner's business; what a word is, and what stands in quotes, is not. */
static void test_blanks(void **state)
{
	static const char text[] = "---\ntitle: Blanks\nlevel: l\nmachine: era=2.6.11\nneeds: n\n---\n\n## 1. a\n\n```hmsh\nint a = 1;\ncpu 1\n"
				   "printf(\"a b\\n\");\n```\n\nBehind.\n";
	struct fixture *f = open_lessons();

	(void)state;
	write_file(f->folder, "04-blanks.md", text);
	type(f, "lesson blanks");
	hides(f, "  int  a=1 ;", "Behind.");
	hides(f, "cpu1", "Behind.");
	hides(f, "printf( \"ab\\n\" );", "Behind.");
	hides(f, "printf( \"a b\\n\" );", "Behind.");
	shows(f, " cpu   1", "Behind.");
	done(f);
}

/* Who goes another way is told once what the lesson waits for, and `next` types the block where it belongs. */
static void test_another_way(void **state)
{
	struct fixture *f = open_lessons();

	(void)state;
	type(f, "lesson 1");
	shows(f, "struct page *mine = alloc_page(GFP_HIGHUSER);", "waits for `struct page *p = alloc_page(GFP_HIGHUSER);`");
	hides(f, "kmap_atomic(mine, KM_USER0)", "waits for");
	hides(f, "next", "BUG");
	shows(f, "print v", "0xfffed000");
	shows(f, "mine", "undeclared");
	shows(f, "a.", "Step 1 of 2 is done");
	done(f);
}

/* A mistake that the task knows is told as it is made, once. */
static void test_mistake_told(void **state)
{
	struct fixture *f = open_lessons();

	(void)state;
	type(f, "lesson 1 2");
	type(f, "struct page *p = alloc_page(GFP_HIGHUSER);");
	hides(f, "char *v = kmap_atomic(p, KM_USER0);", "You passed the page.");
	shows(f, "kunmap_atomic(p, KM_USER0);", "You passed the page.");
	hides(f, "v;", "You passed the page.");
	hides(f, "undo 2", "You passed the page.");
	shows(f, "kunmap_atomic(p, KM_USER0);", "You passed the page.");
	done(f);
}

/* In a lesson its verbs stand alone, unless the learner has a variable of that name; outside they mean nothing. */
static void test_bare_verbs(void **state)
{
	struct fixture *f = open_lessons();

	(void)state;
	hides(f, "next", "Step");
	type(f, "lesson 1");
	shows(f, "next", "hmsh> struct page *p = alloc_page(GFP_HIGHUSER);");
	shows(f, "goal", "answer the question");
	type(f, "int goal = 7;");
	shows(f, "goal", "= 7");
	done(f);
}

/* `lesson next` in the middle of a block: the machine types what is left. */
static void test_rest_is_typed(void **state)
{
	struct fixture *f = open_lessons();

	(void)state;
	type(f, "lesson 1");
	type(f, "struct page *p = alloc_page(GFP_HIGHUSER);");
	shows(f, "lesson next", "hmsh> char *v = kmap_atomic(p, KM_USER0);");
	assert_null(strstr(text_string(&f->shown), "hmsh> struct page"));
	assert_non_null(strstr(text_string(&f->shown), "$1 = (char *) 0xfffed000"));
	assert_non_null(strstr(text_string(&f->shown), "Which call gives it back?"));
	done(f);
}

static void test_task(void **state)
{
	struct fixture *f = open_lessons();

	(void)state;
	type(f, "lesson 1 2");
	shows(f, "lesson check", "Not yet. Wanted: a page was mapped.");
	assert_non_null(strstr(text_string(&f->shown), "expected:  calls(\"kmap_atomic\") > 0\n  found:     0"));
	shows(f, "lesson hint", "Hint 1 of 3: Three calls");
	shows(f, "lesson hint", "Hint 2 of 3");
	shows(f, "lesson hint", "Hint 3 of 3");
	shows(f, "lesson hint", "Hint 3 of 3");
	type(f, "struct page *x = alloc_page(GFP_HIGHUSER);");
	type(f, "char *y = kmap_atomic(x, KM_USER1);");
	type(f, "y[0] = 7;");
	shows(f, "lesson goal", "[x] a page was mapped\n[ ] no slot is mapped any more\n[x] a page of high memory holds the byte 7\n");
	done(f);
}

/* Names, order and slot are the learner's own; a mistake is named as one, and taken back by undo. */
static void test_any_way(void **state)
{
	struct fixture *f = open_lessons();

	(void)state;
	type(f, "lesson 1 2");
	type(f, "struct page *mine = alloc_page(GFP_HIGHUSER);");
	type(f, "unsigned char *b = kmap_atomic(mine, KM_USER1);");
	type(f, "*b = 7;");
	type(f, "kunmap_atomic(mine, KM_USER1);");
	shows(f, "lesson check", "You passed the page.");
	type(f, "undo");
	hides(f, "lesson check", "You passed the page.");
	shows(f, "kunmap_atomic(b, KM_USER1);", "Reached.\n");
	assert_non_null(strstr(text_string(&f->shown), "Done: the next caller finds the slot free."));
	assert_non_null(strstr(text_string(&f->shown), "That was the last step."));
	assert_non_null(strstr(text_string(&f->shown), "`lesson 1 2` does this one once more."));
	shows(f, "lesson next", "`next` begins 02-back");
	shows(f, "next", "Step 1 of 3: a");
	done(f);
}

static void test_solution(void **state)
{
	struct fixture *f = open_lessons();

	(void)state;
	type(f, "lesson 1 2");
	type(f, "int p = 5;"); /* in the way of the solution's own p: it begins at the step's start */
	shows(f, "lesson solution", "hmsh> kunmap_atomic(v, KM_USER0);");
	assert_non_null(strstr(text_string(&f->shown), "Reached, as shown."));
	shows(f, "progress", "1 of them shown");
	done(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_beginning), cmocka_unit_test(test_reading_on), cmocka_unit_test(test_rest_is_typed), cmocka_unit_test(test_task),
		cmocka_unit_test(test_any_way), cmocka_unit_test(test_solution), cmocka_unit_test(test_undo_within), cmocka_unit_test(test_bare_verbs),
		cmocka_unit_test(test_mistake_told), cmocka_unit_test(test_another_way), cmocka_unit_test(test_blanks), cmocka_unit_test(test_path_says_how_far),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
