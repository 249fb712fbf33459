/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Self-study as a person has it: where the person stands, what is shown, any right way, what a wrong one is told, undo over steps, free play, predictions,
 * solutions, and that a session which is saved and loaded stands in the same place of the same lesson on the same machine.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "shell/learn/learn.h"
#include "shell/record.h"
#include "tests/learn/lesson_text.h"

/* The sanitizers may take ten times as long. */
#ifdef __SANITIZE_ADDRESS__
enum { CHECK_SLOWNESS = 10 };
#else
enum { CHECK_SLOWNESS = 1 };
#endif

struct fixture {
	struct session s;
	struct text shown;
	char folder[64];
};

static void write_file(const char *folder, const char *name, const char *text)
{
	char path[128];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

/* A lesson whose third step takes back what its first one did. */
static const char back[] =
	"---\ntitle: Back\nlevel: l\nmachine: era=2.6.11\nneeds: n\n---\n\n## 1. a\n\n```hmsh\nint a = 1;\nint b = 2;\n```\n\nBehind one.\n\n"
	"## 2. b\n\nNothing to do.\n\n## 3. c\n\n```hmsh\nundo\nint c = 3;\n```\n\nBehind three.\n";

/* A block that takes back what the block before it did: the learner stays where the block is. */
static const char within[] =
	"---\ntitle: Within\nlevel: l\nmachine: era=2.6.11\nneeds: n\n---\n\n## 1. a\n\n```hmsh\nint a = 1;\n```\n\nBehind one.\n\n"
	"```hmsh\nint b = 2;\nundo 2\nint c = 3;\nundo\nint d = 4;\n```\n\nBehind two.\n\n## 2. b\n\nNothing to do.\n";

static struct fixture *open_lessons(void)
{
	struct fixture *f = calloc(1, sizeof(*f));
	struct hm_config config;
	char notes[512], *example = format_example();

	assert_non_null(f);
	hm_config_default(&config);
	assert_int_equal(hm_config_settle(&config, notes, sizeof(notes)), HM_OK);
	assert_int_equal(session_open(&f->s, &config), HM_OK);
	f->s.out.capture = f->s.err.capture = &f->shown;
	f->s.interactive = true;
	f->s.columns = 80;
	strcpy(f->folder, "/tmp/hmsh-learn-XXXXXX");
	assert_non_null(mkdtemp(f->folder));
	setenv("XDG_STATE_HOME", f->folder, 1);
	write_file(f->folder, "03-within.md", within);
	write_file(f->folder, "01-slot.md", example);
	write_file(f->folder, "02-back.md", back);
	write_file(f->folder, "course", "title T\npath p P\nlesson 01-slot\nlesson 02-back\n");
	assert_non_null(learn_of(&f->s));
	f->s.learn->option = f->folder;
	free(example);
	return f;
}

static void done(struct fixture *f)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf %s", f->folder);
	session_close(&f->s);
	text_free(&f->shown);
	assert_int_equal(system(command), 0);
	free(f);
}

/* What typing the line shows. */
static const char *type(struct fixture *f, const char *line)
{
	char input[400];

	text_clear(&f->shown);
	snprintf(input, sizeof(input), "%s\n", line);
	session_type(&f->s, input, strlen(input));
	sink_fresh_line(&f->s.out);
	return text_string(&f->shown);
}

static void shows(struct fixture *f, const char *line, const char *expected)
{
	const char *shown = type(f, line);

	assert_non_null(shown);

	if (!strstr(shown, expected))
		fail_msg("`%s` does not show \"%s\" but:\n%s", line, expected, shown ? shown : "nothing");
}

static void hides(struct fixture *f, const char *line, const char *unexpected)
{
	const char *shown = type(f, line);

	assert_non_null(shown);

	if (strstr(shown, unexpected))
		fail_msg("`%s` shows \"%s\":\n%s", line, unexpected, shown);
}

static void stands_at(const struct fixture *f, unsigned int step, unsigned int item)
{
	assert_int_equal(f->s.soft.learning.step, step);
	assert_int_equal(f->s.soft.learning.item, item);
}

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
		cmocka_unit_test(test_beginning), cmocka_unit_test(test_reading_on), cmocka_unit_test(test_rest_is_typed), cmocka_unit_test(test_task),
		cmocka_unit_test(test_any_way), cmocka_unit_test(test_solution), cmocka_unit_test(test_undo_over_steps),
		cmocka_unit_test(test_undo_in_a_block), cmocka_unit_test(test_undo_within), cmocka_unit_test(test_bare_verbs), cmocka_unit_test(test_mistake_told), cmocka_unit_test(test_another_way), cmocka_unit_test(test_blanks), cmocka_unit_test(test_path_says_how_far),
		cmocka_unit_test(test_step_without_action), cmocka_unit_test(test_play),
		cmocka_unit_test(test_settings), cmocka_unit_test(test_record), cmocka_unit_test(test_letters), cmocka_unit_test(test_lines_undone), cmocka_unit_test(test_muted_report),
		cmocka_unit_test(test_check_is_quick), cmocka_unit_test(test_hostile_lesson), cmocka_unit_test(test_quit_in_a_block),
		cmocka_unit_test(test_copy)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
