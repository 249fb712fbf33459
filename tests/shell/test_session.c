/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A session as a person has it: values and talk, undo and redo of input, reset and settings, statements that sleep, interrupts that wait, steps.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "shell/report/report.h"
#include "tests/shell/session_of.h"

/* ---- values, talk ---- */

static void values_at_the_prompt_only(void **state)
{
	struct fixture *f = open_prompt(NULL);

	(void)state;
	type(f, "struct page *p = alloc_page(GFP_HIGHUSER)");
	assert_string_equal(type(f, "p"), "$1 = (struct page *) 0xc1700000\n");
	assert_string_equal(type(f, "kmap_atomic(p, KM_USER0)"), "$2 = (void *) 0xfffed000\n");
	assert_string_equal(type(f, "$1 == p"), "$3 = 1\n");
	done(f);
	f = open_on(NULL);
	assert_int_equal(run(f, "int a = 3;\na + 1;\nprintf(\"%d\\n\", a);\n"), STATUS_OK);
	assert_string_equal(text_string(&f->out), "3\n");
	done(f);
}

static void printed_controls_are_escaped(void **state)
{
	struct fixture *f = open_on(NULL);

	(void)state;
	run(f, "char *s = \"\\033[2J\";\nprintf(\"%s\", s);\nprintf(\"%c\", 0xe2); printf(\"%c%c\\n\", 0x82, 0xac);\n");
	assert_string_equal(text_string(&f->out), "^[[2J\xe2\x82\xac\n");
	done(f);
}

static void commands_and_words(void **state)
{
	struct fixture *f = open_prompt(NULL);

	(void)state;
	ASSERT_HAS(type(f, "info zones"), "HighMem");
	type(f, ":zones");
	ASSERT_HAS(said(f), "no command is called");
	type(f, "stpe");
	ASSERT_HAS(said(f), "did you mean `step`?");
	type(f, "int step = 4;");
	assert_string_equal(type(f, "step"), "$1 = 4\n");
	type(f, ":step");
	ASSERT_HAS(said(f), "no task is ready");
	done(f);
}

/* ---- time ---- */

static void undo_restores_the_state(void **state)
{
	static const char *const inputs[] = { "int a = 1;", "a = 2", "struct page *p = alloc_page(GFP_HIGHUSER);", "char *v = kmap(p)", "v[1] = 7",
		"cpu 1", "preempt_disable()", "a++" };
	enum { N = sizeof(inputs) / sizeof(*inputs) };
	struct fixture *f = open_prompt(NULL);
	uint64_t at[N + 1];

	(void)state;
	at[0] = hash(f);
	for (size_t i = 0; i < N; i++) {
		type(f, inputs[i]);
		at[i + 1] = hash(f);
	}
	for (size_t i = N; i-- > 0;) {
		type(f, "undo");
		assert_true(hash(f) == at[i]);
		type(f, "info slots");
		type(f, "print 1 + 1");
	}
	type(f, "undo");
	ASSERT_HAS(said(f), "nothing to undo");
	for (size_t i = 0; i < N; i++) {
		type(f, "redo");
		assert_true(hash(f) == at[i + 1]);
	}
	assert_string_equal(type(f, "a"), "$4 = 3\n");
	done(f);
}

static void looking_makes_no_step(void **state)
{
	struct fixture *f = open_prompt(NULL);
	uint64_t before;

	(void)state;
	type(f, "int a = 5; struct page *p = alloc_page(GFP_KERNEL);");
	before = hash(f);
	type(f, "print a");
	type(f, "info tlb");
	type(f, "x/4xw p");
	type(f, "vtop p");
	type(f, "why p");
	type(f, "ptype p");
	type(f, "help");
	type(f, "task");
	type(f, "machine");
	assert_true(hash(f) == before);
	assert_int_equal(timeline_steps_back(&f->s.timeline), 1);
	type(f, "print a = 6");
	assert_true(hash(f) == before);
	done(f);
}

/* The function is that of the moment of the report, not of whoever runs now. */
static void a_report_keeps_its_function(void **state)
{
	struct fixture *f = open_prompt(NULL);

	(void)state;
	type(f, "void guilty(void) { int *p = 0; *p = 1; }");
	type(f, "guilty()");
	type(f, "int a = 1;");
	ASSERT_HAS(type(f, "info report"), "EIP is at guilty, <prompt>:1");
	done(f);
}

static void a_stale_entry_names_its_event(void **state)
{
	struct fixture *f = open_prompt(NULL);

	(void)state;
	type(f, "struct page *p = alloc_page(GFP_HIGHUSER); char *v = kmap_atomic(p, KM_USER0); *v = 1;");
	type(f, "cpu 1");
	type(f, "*v = 2;");
	type(f, "cpu 0");
	type(f, "kunmap_atomic(v, KM_USER0);");
	type(f, "cpu 1");
	ASSERT_HAS(type(f, "vtop v"), "<prompt>:5: the entry of 0xfffed000 is cleared");
	ASSERT_HAS(type(f, "info tlb"), "stale since line 5");
	done(f);
}

static void vtop_finds_large_pages_in_the_tlb(void **state)
{
	struct fixture *f = open_prompt(NULL);

	(void)state;
	type(f, "int *low = (int *)0xc0500000; int x = *low;");
	ASSERT_HAS(type(f, "vtop low"), "holds it: large page");
	ASSERT_HAS(type(f, "vtop 0xc0d00000"), "does not hold it");
	done(f);
}

static void a_reset_is_undone(void **state)
{
	struct fixture *f = open_prompt(NULL);
	uint64_t before, after;

	(void)state;
	type(f, "int a = 5;");
	before = hash(f);
	type(f, "reset");
	after = hash(f);
	type(f, "int a = 9;");
	type(f, "undo 2");
	assert_true(hash(f) == before);
	assert_string_equal(type(f, "print a"), "5\n");
	type(f, "redo");
	assert_true(hash(f) == after);
	type(f, "undo");
	type(f, "era mm-2004");
	assert_string_equal(hm_machine_era(f->s.world->m)->name, "mm-2004");
	type(f, "undo");
	assert_string_equal(hm_machine_era(f->s.world->m)->name, "2.6.11");
	done(f);
}

static void settings_are_undone(void **state)
{
	struct fixture *f = open_prompt(NULL);

	(void)state;
	type(f, "set lint off");
	ASSERT_HAS(type(f, "show lint"), "off");
	type(f, "undo");
	ASSERT_HAS(type(f, "show lint"), "warn");
	type(f, "redo");
	ASSERT_HAS(type(f, "show lint"), "off");
	done(f);
}

static void a_refused_input_leaves_nothing(void **state)
{
	struct fixture *f = open_prompt(NULL);
	uint64_t before = hash(f);

	(void)state;
	type(f, "undeclared = 1;");
	ASSERT_HAS(said(f), "undeclared");
	assert_true(hash(f) == before);
	assert_int_equal(f->s.entries.used, 0);
	done(f);
}

static void undo_in_a_script_goes_by_units(void **state)
{
	struct fixture *f = open_on(NULL);

	(void)state;
	assert_int_equal(run(f, "int a = 1;\ninfo hash\na = 2;\nset lint off\na = 3;\nundo 2\nprintf(\"%d\\n\", a);\n"), STATUS_OK);
	ASSERT_HAS(text_string(&f->out), "\n2\n");
	done(f);
}

static void checkpoints(void **state)
{
	struct fixture *f = open_prompt(NULL);

	(void)state;
	type(f, "int a = 1;");
	type(f, "checkpoint one");
	type(f, "a = 2");
	type(f, "checkpoint two");
	type(f, "a = 3");
	type(f, "restore one");
	assert_string_equal(type(f, "print a"), "1\n");
	type(f, "restore two");
	assert_string_equal(type(f, "print a"), "2\n");
	type(f, "restore one");
	type(f, "a = 7");
	type(f, "restore two");
	ASSERT_HAS(said(f), "a way that was left");
	assert_string_equal(type(f, "print a"), "7\n");
	done(f);
}

static void old_steps_are_folded(void **state)
{
	struct fixture *f = open_prompt(NULL);

	(void)state;
	f->s.timeline.budget = 16 << 10;
	type(f, "int a = 0;");
	for (int i = 0; i < 500; i++)
		type(f, "a++");
	assert_true(f->s.timeline.folded > 0);
	assert_true(f->s.timeline.bytes <= f->s.timeline.budget);
	assert_true(f->s.folded_said);
	f->s.folded_said = false;
	f->s.soft.learning.lesson = f->s.soft_taken.learning.lesson = 1; /* a lesson keeps quiet about its machines of the past */
	text_clear(&f->err);
	type(f, "a = 500;");
	assert_null(strstr(text_string(&f->err), "oldest steps"));
	f->s.soft.learning.lesson = f->s.soft_taken.learning.lesson = 0;
	type(f, "undo");
	type(f, "undo 5");
	assert_string_equal(type(f, "print a"), "495\n");
	type(f, "undo 100000");
	ASSERT_HAS(said(f), "could be undone");
	done(f);
}

/* ---- tasks and interrupts ---- */

static void a_sleeping_statement_finishes_later(void **state)
{
	struct fixture *f = open_prompt("pkmap=4");

	(void)state;
	type(f, "struct page *p[5]; char *v; for (int i = 0; i < 5; i++) p[i] = alloc_page(GFP_HIGHUSER);");
	type(f, "for (int i = 0; i < 4; i++) kmap(p[i]);");
	assert_string_equal(type(f, "v = kmap(p[4])"), "");
	ASSERT_HAS(said(f), "sleeps in kmap");
	assert_string_equal(type(f, "print v"), "(char *) 0x0\n");
	type(f, "run");
	ASSERT_HAS(said(f), "only you can");
	type(f, "kunmap(p[1])");
	ASSERT_HAS(type(f, "run"), " = (char *) 0xff");
	ASSERT_LACKS(type(f, "print v"), "0x0\n");
	done(f);
}

static void a_script_waits_for_its_tasks(void **state)
{
	struct fixture *f = open_on("pkmap=4");

	(void)state;
	assert_int_equal(run(f, "struct page *p[5];\nfor (int i = 0; i < 5; i++) p[i] = alloc_page(GFP_HIGHUSER);\n"
			     "for (int i = 0; i < 4; i++) kmap(p[i]);\nspawn other { printf(\"other\\n\"); kunmap(p[2]); }\n"
			     "kmap(p[4]);\nprintf(\"mine\\n\");\n"), STATUS_OK);
	assert_string_equal(text_string(&f->out), "other\nmine\n");
	done(f);
}

static void nobody_can_wake_a_script(void **state)
{
	struct fixture *f = open_on("pkmap=4");

	(void)state;
	assert_int_equal(run(f, "for (int i = 0; i < 5; i++) kmap(alloc_page(GFP_HIGHUSER));\nprintf(\"never\\n\");\n"), STATUS_REPORT);
	assert_int_equal(hm_report_get(f->s.world->m, hm_report_count(f->s.world->m))->kind, HM_REPORT_DEADLOCK);
	assert_string_equal(text_string(&f->out), "");
	done(f);
}

static void interrupts_wait_while_they_are_off(void **state)
{
	struct fixture *f = open_on(NULL);

	(void)state;
	assert_int_equal(run(f, "irq { printf(\"now %d\\n\", in_irq() != 0); }\nlocal_irq_disable();\nirq { printf(\"later\\n\"); }\n"
			     "printf(\"still off\\n\");\nlocal_irq_enable();\nprintf(\"end\\n\");\nnmi { printf(\"nmi\\n\"); }\n"), STATUS_OK);
	assert_string_equal(text_string(&f->out), "now 1\nstill off\nlater\nend\nnmi\n");
	done(f);
}

static void stepping(void **state)
{
	struct fixture *f = open_prompt(NULL);

	(void)state;
	type(f, "int a;");
	type(f, "spawn t { a = 1; a = 2; a = 3; }");
	type(f, "step");
	assert_string_equal(type(f, "print a"), "1\n");
	type(f, "step t");
	assert_string_equal(type(f, "print a"), "2\n");
	type(f, "run");
	assert_string_equal(type(f, "print a"), "3\n");
	type(f, "step t");
	ASSERT_HAS(said(f), "ended");
	done(f);
}

/* There the task keeps the CPU between its steps: it can be stepped on, and run to its end. */
static void stepping_on_another_cpu(void **state)
{
	struct fixture *f = open_prompt(NULL);

	(void)state;
	type(f, "int a;");
	type(f, "spawn t cpu=1 { a = 1; a = 2; a = 3; a = 4; }");
	type(f, "step t");
	assert_string_equal(type(f, "print a"), "1\n");
	type(f, "step t");
	assert_string_equal(type(f, "print a"), "2\n");
	type(f, "step");
	assert_string_equal(type(f, "print a"), "3\n");
	type(f, "run");
	assert_string_equal(type(f, "print a"), "4\n");
	done(f);
}

static void cpus_have_their_own_count(void **state)
{
	struct fixture *f = open_prompt(NULL);

	(void)state;
	type(f, "local_bh_disable()");
	type(f, "cpu 1");
	assert_string_equal(type(f, "preempt_count()"), "$1 = 0\n");
	type(f, "cpu 0");
	assert_string_equal(type(f, "preempt_count()"), "$2 = 256\n");
	done(f);
}

/* ---- the prompt ---- */

static void a_step_shows_its_place(void **state)
{
	struct fixture *f = open_prompt(NULL);

	(void)state;
	type(f, "spawn t { int a = 1; a = 2; a = 3; printf(\"a line that is longer than the window %d\", a); a = 5; }");
	type(f, "step");
	assert_non_null(strstr(text_string(&f->err), "before <prompt>:1:26\n      ... t { int a = 1; a = 2; a = 3;"));
	assert_non_null(strstr(text_string(&f->err), "...\n                             ^\n"));
	type(f, "nosuch");
	assert_null(strstr(text_string(&f->err), "reported only once"));
	type(f, "struct page *p = alloc_page(GFP_HIGHUSER);");
	assert_non_null(strstr(type(f, "info page p"), "a _count of 0 is one user"));
	done(f);
}

/* What was typed reads as C, or goes on where nothing is open: said below the compiler's words. */
static void hints_at_the_prompt(void **state)
{
	static const struct { const char *input, *hint; } rows[] = {
		{ "exit()", "the command is `quit`" }, { "x/4xw 0xc0000000", "`:x` is the command" },
		{ "else x = 3;", "at the prompt an `if` ends with its line" }, { "infoo", "did you mean `info`?" }
	};
	struct fixture *f = open_prompt(NULL);

	(void)state;
	type(f, "int x = 1;");
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		type(f, rows[i].input);
		assert_non_null(strstr(text_string(&f->err), rows[i].hint));
	}
	type(f, "print *q");
	assert_null(strstr(text_string(&f->err), "read as"));
	text_clear(&f->err);
	type(f, "void f(void) { nothing; }"); /* a word of C is no command's name mistyped */
	assert_non_null(strstr(text_string(&f->err), "undeclared"));
	assert_null(strstr(text_string(&f->err), "no command"));
	type(f, "?");
	assert_non_null(strstr(text_string(&f->out), "checkpoint"));
	done(f);
}

/* highmem=off clips the RAM and switches the checks off; both were asked for, and are there again with highmem=on. */
static void keys_that_gave_way_come_back(void **state)
{
	struct fixture *f = open_prompt(NULL);

	(void)state;
	type(f, "machine ram=4G highmem=off");
	assert_int_equal(hm_config(f->s.world->m)->ram >> 20, 896);
	type(f, "reset");
	type(f, "era 2.6.17");
	assert_int_equal(hm_config(f->s.world->m)->ram >> 20, 896);
	type(f, "machine highmem=on");
	assert_true(hm_config(f->s.world->m)->ram == 4ull << 30);
	assert_true(hm_config(f->s.world->m)->debug_highmem);
	type(f, "machine ram=1G");
	type(f, "machine highmem=off");
	type(f, "undo");
	type(f, "machine cpus=4");
	assert_true(hm_config(f->s.world->m)->ram == 1ull << 30);
	done(f);
}

static void undo_of_a_death_says_so(void **state)
{
	struct fixture *f = open_prompt(NULL);

	(void)state;
	type(f, "*(char *)16 = 1;");
	type(f, "int x = 1;");
	type(f, "undo");
	assert_null(strstr(said(f), "alive"));
	type(f, "undo");
	assert_non_null(strstr(said(f), "task hmsh is alive again, on CPU 0\n"));
	type(f, "redo");
	assert_null(strstr(said(f), "alive"));
	done(f);
}

static void many_undone_steps_are_counted(void **state)
{
	struct fixture *f = open_prompt(NULL);
	unsigned int lines = 0;

	(void)state;
	type(f, "int n;");
	for (int i = 0; i < 30; i++)
		type(f, "n++;");
	type(f, "undo 31");
	for (const char *p = text_string(&f->err); (p = strchr(p, '\n')); p++)
		lines++;
	assert_int_equal(lines, 6);
	assert_non_null(strstr(text_string(&f->err), "26 more"));
	done(f);
}

static void a_sleeper_says_why(void **state)
{
	struct fixture *f = open_prompt(" pkmap=4");

	(void)state;
	type(f, "spawn t { for (int i = 0; i < 5; i++) kmap(alloc_page(GFP_HIGHUSER)); }");
	type(f, "run");
	type(f, "why t");
	assert_non_null(strstr(text_string(&f->out), "sleeps in kmap("));
	type(f, "char *s = \"ab\\0cd\";");
	type(f, "x/2s s");
	assert_non_null(strstr(text_string(&f->out), "\"cd\""));
	done(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_step_shows_its_place), cmocka_unit_test(hints_at_the_prompt), cmocka_unit_test(many_undone_steps_are_counted), cmocka_unit_test(keys_that_gave_way_come_back), cmocka_unit_test(undo_of_a_death_says_so),
		cmocka_unit_test(a_sleeper_says_why), cmocka_unit_test(values_at_the_prompt_only), cmocka_unit_test(printed_controls_are_escaped),
		cmocka_unit_test(commands_and_words), cmocka_unit_test(undo_restores_the_state), cmocka_unit_test(looking_makes_no_step),
		cmocka_unit_test(vtop_finds_large_pages_in_the_tlb), cmocka_unit_test(a_report_keeps_its_function),
		cmocka_unit_test(a_stale_entry_names_its_event), cmocka_unit_test(a_reset_is_undone), cmocka_unit_test(settings_are_undone),
		cmocka_unit_test(a_refused_input_leaves_nothing), cmocka_unit_test(undo_in_a_script_goes_by_units), cmocka_unit_test(checkpoints),
		cmocka_unit_test(old_steps_are_folded), cmocka_unit_test(a_sleeping_statement_finishes_later), cmocka_unit_test(a_script_waits_for_its_tasks),
		cmocka_unit_test(nobody_can_wake_a_script), cmocka_unit_test(interrupts_wait_while_they_are_off), cmocka_unit_test(stepping),
		cmocka_unit_test(stepping_on_another_cpu), cmocka_unit_test(cpus_have_their_own_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
