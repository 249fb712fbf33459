/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The past of a lesson: undo over steps and within them, free play, settings, and that a session which is saved and loaded stands in the same place of the
 * same lesson on the same machine; copies, hostile lessons, lessons that quit.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "shell/record.h"
#include "tests/learn/learner.h"

/* The sanitizers may take ten times as long. */
#ifdef __SANITIZE_ADDRESS__
enum { CHECK_SLOWNESS = 10 };
#else
enum { CHECK_SLOWNESS = 1 };
#endif

static void test_undo_over_steps(void **state)
{
	struct fixture *f = open_lessons();
	uint64_t first, second, third;

	(void)state;
	type(f, "lesson 1");
	type(f, "lesson next");
	type(f, "a");
	stands_at(f, 0, 5);
	first = session_hash(&f->s);
	shows(f, "lesson next", "Step 2");
	second = session_hash(&f->s);
	type(f, "int mine = 1;");
	third = session_hash(&f->s);
	type(f, "undo");
	stands_at(f, 1, 0);
	assert_true(session_hash(&f->s) == second);
	shows(f, "undo", "undone: lesson next");
	stands_at(f, 0, 5);
	assert_true(session_hash(&f->s) == first);
	type(f, "redo");
	stands_at(f, 1, 0);
	assert_true(session_hash(&f->s) == second);
	for (int i = 0; i < 30; i++)
		type(f, "undo");
	assert_null(learn_lesson(&f->s));
	for (int i = 0; i < 30; i++)
		type(f, "redo");
	stands_at(f, 1, 0);
	assert_true(session_hash(&f->s) == third);
	done(f);
}

/* The step's own undo reaches behind its beginning: what came before is there to be undone, one input each. */
static void test_undo_in_a_block(void **state)
{
	struct fixture *f = open_lessons();

	(void)state;
	type(f, "lesson 2 3");
	shows(f, "b", "$1 = 2");
	type(f, "lesson reset");
	shows(f, "undo", "undone: int b = 2;");
	stands_at(f, 2, 0);
	shows(f, "int c = 3;", "Behind three.");
	shows(f, "b", "undeclared");
	shows(f, "a", "$1 = 1");
	done(f);
}

static void test_step_without_action(void **state)
{
	struct fixture *f = open_lessons();

	(void)state;
	type(f, "lesson 2");
	type(f, "lesson next");
	shows(f, "lesson next", "Nothing to do.");
	assert_non_null(strstr(text_string(&f->shown), "Step 2 of 3 is done."));
	done(f);
}

static void test_play(void **state)
{
	struct fixture *f = open_lessons();
	uint64_t before;

	(void)state;
	type(f, "lesson 1");
	type(f, "struct page *p = alloc_page(GFP_HIGHUSER);");
	before = session_hash(&f->s);
	shows(f, "lesson back", "this is no free play");
	shows(f, "lesson play", "Free play");
	type(f, "machine ram=512M");
	type(f, "int a = 1;");
	hides(f, "struct page *p = alloc_page(GFP_KERNEL);", "That is");
	shows(f, "lesson next", "this is free play");
	shows(f, "lesson back", "Back in the lesson");
	assert_true(session_hash(&f->s) == before);
	assert_false(f->s.soft.learning.playing);
	type(f, "char *v = kmap_atomic(p, KM_USER0);");
	shows(f, "v", "Which call gives it back?");
	done(f);
}

/* The settings of a lesson's step do not stay behind it. */
static void test_settings(void **state)
{
	struct fixture *f = open_lessons();

	(void)state;
	type(f, "set werror on");
	type(f, "lesson 1");
	shows(f, "show werror", "off");
	type(f, "set lint off");
	type(f, "lesson 1 2");
	shows(f, "show lint", "warn");
	type(f, "lesson quit");
	shows(f, "show werror", "on");
	done(f);
}

/* What was typed is enough to stand in the same place again, also without the lesson's file. */
static void test_record(void **state)
{
	struct fixture *f = open_lessons();
	struct text text = { 0 };
	struct record r;
	char why[256];
	struct learning at;
	uint64_t hash;

	(void)state;
	type(f, "lesson 1");
	type(f, "lesson next");
	type(f, "C");
	type(f, "lesson next");
	type(f, "struct page *p = alloc_page(GFP_HIGHUSER);");
	type(f, "lesson 2 3");
	type(f, "undo");
	at = f->s.soft.learning;
	hash = session_hash(&f->s);
	record_header(&text, &f->s.boot);
	for (size_t i = 0; i < f->s.entries.used; i++)
		record_entry(&text, &f->s.entries.entry[i]);
	record_hash(&text, hash);
	assert_true(record_parse(&r, text.bytes, text.length, false, why, sizeof(why)));
	done(f);

	f = open_lessons();
	f->s.learn->option = "/nowhere";
	assert_int_equal(session_restart(&f->s, &r.boot), HM_OK);
	record_run(&f->s, &r);
	assert_true(session_hash(&f->s) == hash);
	assert_int_equal(f->s.soft.learning.step, at.step);
	assert_int_equal(f->s.soft.learning.item, at.item);
	assert_int_equal(f->s.soft.learning.events, at.events);
	assert_string_equal(learn_lesson(&f->s)->name, "02-back");
	shows(f, "int c = 3;", "");
	shows(f, "lesson next", "Behind three.");
	record_free(&r);
	text_free(&text);
	done(f);
}

/* Letters are answers only while a question waits; a variable of that name goes first. */
static void test_letters(void **state)
{
	struct fixture *f = open_lessons();

	(void)state;
	shows(f, "c", "undeclared");
	type(f, "lesson 1");
	shows(f, "c", "undeclared");
	type(f, "lesson next");
	shows(f, "d", "undeclared"); /* no such choice */
	type(f, "int B = 8;");
	shows(f, "B", "$2 = 8");
	shows(f, "lesson answer B", "A, not B.");
	done(f);
}

/* Whoever has seen the answer predicts nothing any more. */
static void test_a_prediction_counts_once(void **state)
{
	struct fixture *f = open_lessons();

	(void)state;
	for (int round = 0; round < 2; round++) {
		type(f, "lesson 1 1");
		type(f, "lesson next");
		shows(f, round ? "lesson answer A" : "lesson answer B", round ? "A is right." : "A, not B.");
	}
	shows(f, "progress", "0 of 1 predictions right");
	done(f);
}

/* A line that was undone, and in whose place something else was typed, is open again; redo brings it back as typed. */
static void test_lines_undone(void **state)
{
	struct fixture *f = open_lessons();

	(void)state;
	type(f, "lesson 1");
	type(f, "struct page *p = alloc_page(GFP_HIGHUSER);");
	shows(f, "goal", "[x] struct page *p");
	type(f, "undo");
	shows(f, "goal", "[ ] struct page *p");
	type(f, "redo");
	shows(f, "goal", "[x] struct page *p");
	type(f, "undo");
	type(f, "int mine = 1;");
	shows(f, "goal", "[ ] struct page *p");
	type(f, "struct page *p = alloc_page(GFP_HIGHUSER);");
	shows(f, "goal", "[x] struct page *p");
	done(f);
}

/* A start state with a crash in it is put in place unseen, in the view's few words too (they were read past their end once). */
static void test_muted_report(void **state)
{
	struct fixture *f = open_lessons();

	(void)state;
	f->s.brief = true;
	type(f, "struct page *p = alloc_page(GFP_HIGHUSER);");
	type(f, "char *v = kmap_atomic(p, KM_USER0);");
	text_clear(&f->shown);
	session_mute(&f->s, true);
	session_type(&f->s, "kmap_atomic(p, KM_USER0);\n", 26);
	session_mute(&f->s, false);
	assert_string_equal(text_string(&f->shown), "");
	assert_int_equal(hm_report_count(f->s.world->m), 1);
	done(f);
}

/* CPU time of the slowest task's check of all lessons: at most 5 ms, counted over many. */
static void test_check_is_quick(void **state)
{
	struct fixture *f = open_lessons();
	struct text goals = { 0 };
	clock_t begin;
	int n = 50;

	(void)state;
	f->s.learn->option = "lessons";
	for (int lesson = 1; lesson <= 15; lesson++) {
		for (unsigned int step = 1; step <= 8; step++) {
			char line[40];

			snprintf(line, sizeof(line), "lesson %d %u", lesson, step);
			type(f, line);
			if (!learn_item(&f->s) || learn_item(&f->s)->kind != ITEM_TASK)
				continue;
			begin = clock();
			for (int i = 0; i < n; i++)
				learn_goals(&f->s, &goals);
			assert_true((double)(clock() - begin) / CLOCKS_PER_SEC / n < 0.005 * CHECK_SLOWNESS);
		}
	}
	text_free(&goals);
	done(f);
}

static void test_copy(void **state)
{
	struct fixture *f = open_lessons();
	char line[300], path[200], *copy, *example = format_example();

	(void)state;
	snprintf(path, sizeof(path), "%s/mine", f->folder);
	assert_int_equal(mkdir(path, 0700), 0);
	snprintf(line, sizeof(line), "lesson copy 1 %s/mine", f->folder);
	shows(f, line, "is yours");
	shows(f, line, "it exists already");
	snprintf(path, sizeof(path), "%s/mine/01-slot.md", f->folder);
	copy = read_all(path);
	assert_string_equal(copy, example);
	snprintf(line, sizeof(line), "lesson %s", path);
	shows(f, line, "Step 1 of 2");
	free(copy);
	free(example);
	done(f);
}

/* A lesson's bytes are not the terminal's: such a line is not put on readline's line, which shows it as it is; the machine types it, escaped. */
static void test_hostile_lesson(void **state)
{
	static const char text[] = "---\ntitle: Hostile\nlevel: l\nmachine: era=2.6.11\nneeds: n\n---\n\n## 1. a \xc2\x9b\"\n\n```hmsh\n"
				   "int a = 1; /* \xc2\x9b 31m \xe2\x80\xae */\nint b = 2;\n```\n\nBehind.\n";
	struct fixture *f = open_lessons();

	(void)state;
	write_file(f->folder, "04-hostile.md", text);
	type(f, "lesson within");
	f->s.learn->walkthrough = true;
	assert_string_equal(learn_offer(&f->s, 0), "int a = 1;");
	type(f, "lesson hostile");
	f->s.learn->walkthrough = true;
	assert_string_equal(learn_offer(&f->s, 0), "lesson next");
	assert_null(learn_offer(&f->s, 1));
	shows(f, "lesson next", "/* \\xc2\\x9b 31m \\u202e */");
	shows(f, "print a * 10 + b", "12");
	shows(f, "progress json", "\"title\":\"a \\u009b\\\"\"");
	shows(f, "progress csv", "\"a \\xc2\\x9b\"\"\"");
	done(f);
}

/* Who leaves is not told what the lesson waits for. */
static void test_quit_in_a_block(void **state)
{
	struct fixture *f = open_lessons();

	(void)state;
	type(f, "lesson within");
	hides(f, "quit", "waits for");
	done(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_undo_over_steps), cmocka_unit_test(test_undo_in_a_block), cmocka_unit_test(test_step_without_action),
		cmocka_unit_test(test_play), cmocka_unit_test(test_settings), cmocka_unit_test(test_record), cmocka_unit_test(test_letters), cmocka_unit_test(test_a_prediction_counts_once),
		cmocka_unit_test(test_lines_undone), cmocka_unit_test(test_muted_report), cmocka_unit_test(test_check_is_quick),
		cmocka_unit_test(test_hostile_lesson), cmocka_unit_test(test_quit_in_a_block), cmocka_unit_test(test_copy),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
