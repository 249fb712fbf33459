/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What becomes of input as it is fed: crashes and what remains of them, scripts, their statuses and where they end, limits, interruption.
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

/* ---- crashes ---- */

static const char story[] =
	"struct page *p = alloc_page(GFP_HIGHUSER);\nchar *v = kmap_atomic(p, KM_USER0);\nv[0] = 65;\nkunmap_atomic(p, KM_USER0);\n"
	"struct page *q = alloc_page(GFP_HIGHUSER);\nkmap_atomic(q, KM_USER0);\n";

static void the_story(void **state)
{
	struct fixture *f = open_on(NULL);

	(void)state;
	assert_int_equal(run(f, story), STATUS_REPORT);
	ASSERT_HAS(said(f), "script:4:15: ");
	ASSERT_HAS(said(f), "[-Wpage-as-address]");
	ASSERT_HAS(said(f), "kernel BUG at arch/i386/mm/highmem.c:42!");
	ASSERT_HAS(said(f), "slot KM_USER0 of CPU 0 still maps page 0x38000");
	ASSERT_HAS(said(f), "planted 2 calls ago, at script:4");
	done(f);
	f = open_on("debug_highmem=off");
	assert_int_equal(run(f, story), STATUS_OK);
	done(f);
}

static void why_names_the_statement(void **state)
{
	struct fixture *f = open_prompt(NULL);

	(void)state;
	type(f, "struct page *p = alloc_page(GFP_HIGHUSER);");
	type(f, "char *v = kmap_atomic(p, KM_USER0);");
	type(f, "kunmap_atomic((void *)p, KM_USER0);");
	type(f, "kmap_atomic(alloc_page(GFP_HIGHUSER), KM_USER0);");
	ASSERT_HAS(said(f), "kernel BUG");
	type(f, "why");
	ASSERT_HAS(text_string(&f->out), "kunmap_atomic((void *)p, KM_USER0);");
	ASSERT_HAS(text_string(&f->out), "0xfffed000");
	ASSERT_HAS(text_string(&f->out), "<prompt>:3");
	type(f, "undo");
	assert_int_equal(hm_report_count(f->s.world->m), 0);
	done(f);
}

/* A mistake inside a function: who called it is named, too, and not after that call was undone and another one made. */
static void why_names_the_callers(void **state)
{
	struct fixture *f = open_prompt(NULL);

	(void)state;
	type(f, "struct page *p = alloc_page(GFP_HIGHUSER);");
	type(f, "void drop(void *what) { kunmap_atomic(what, KM_USER0); }");
	type(f, "void twice(void *what) { drop(what); }");
	type(f, "char *v = kmap_atomic(p, KM_USER0);");
	type(f, "twice(v);");
	type(f, "undo");
	type(f, "drop((char *)p);");
	type(f, "kmap_atomic(p, KM_USER0);");
	type(f, "why");
	ASSERT_HAS(text_string(&f->out), "    called from <prompt>:7:1\n      drop((char *)p);\n");
	assert_null(strstr(text_string(&f->out), "twice"));
	done(f);
}

static void the_session_lives_on_after_an_oops(void **state)
{
	struct fixture *f = open_prompt(NULL);

	(void)state;
	type(f, "int a = 3;");
	type(f, "*(char *)0 = 1");
	ASSERT_HAS(said(f), "Unable to handle kernel NULL pointer dereference");
	assert_string_equal(type(f, "a"), "$1 = 3\n");
	assert_string_equal(type(f, "preempt_count()"), "$2 = 0\n");
	done(f);
}

static void a_panic_lets_only_look_and_go_back(void **state)
{
	struct fixture *f = open_prompt(NULL);

	(void)state;
	type(f, "int a = 3;");
	type(f, "irq { *(char *)0 = 1; }");
	ASSERT_HAS(said(f), "Kernel panic");
	type(f, "a = 4");
	ASSERT_HAS(said(f), "panicked: undo, restore or reset");
	assert_string_equal(type(f, "print a"), "3\n");
	type(f, "undo");
	assert_string_equal(type(f, "a = 5"), "$1 = 5\n");
	done(f);
	f = open_on(NULL);
	f->s.keep_going = true;
	assert_int_equal(run(f, "irq { *(char *)0 = 1; }\nprintf(\"never\\n\");\n"), STATUS_REPORT);
	assert_string_equal(text_string(&f->out), "");
	done(f);
	/* what only looks is answered behind the end; what would change something, or what stands behind that, is not */
	f = open_on(NULL);
	assert_int_equal(run(f, "irq { *(char *)0 = 1; }\nwhy\nprintf(\"never\\n\");\nprint 1\n"), STATUS_REPORT);
	ASSERT_HAS(text_string(&f->out), "report 1: Unable to handle kernel NULL pointer");
	assert_null(strstr(text_string(&f->out), "never"));
	assert_null(strstr(text_string(&f->out), "\n1\n"));
	done(f);
}

/* ---- scripts ---- */

static void scripts_stop_at_the_first_error(void **state)
{
	static const char text[] = "printf(\"1\\n\");\ninfo nonsense\nprintf(\"2\\n\");\n";
	struct fixture *f = open_on(NULL);

	(void)state;
	assert_int_equal(run(f, text), STATUS_ERROR);
	assert_string_equal(text_string(&f->out), "1\n");
	ASSERT_HAS(said(f), "script:2:");
	done(f);
	f = open_on(NULL);
	f->s.keep_going = true;
	assert_int_equal(run(f, text), STATUS_ERROR);
	assert_string_equal(text_string(&f->out), "1\n2\n");
	done(f);
}

static void diagnostics_come_before_the_unit_runs(void **state)
{
	struct fixture *f = open_on(NULL);

	(void)state;
	assert_int_equal(run(f, "printf(\"1\\n\");\nrun\nprintf(\"2\\n\");\nnonsense;\n"), STATUS_ERROR);
	assert_string_equal(text_string(&f->out), "1\n");
	done(f);
}

static void return_and_quit_end_a_script(void **state)
{
	struct fixture *f = open_on(NULL);

	(void)state;
	assert_int_equal(run(f, "printf(\"1\\n\");\nreturn 0;\nprintf(\"2\\n\");\nrun\nprintf(\"3\\n\");\n"), STATUS_OK);
	assert_string_equal(text_string(&f->out), "1\n");
	done(f);
	f = open_on(NULL);
	run(f, "printf(\"1\\n\");\nquit 7\nprintf(\"2\\n\");\n");
	assert_string_equal(text_string(&f->out), "1\n");
	assert_int_equal(f->s.quit_status, 7);
	done(f);
}

static void main_runs_when_a_file_only_declares(void **state)
{
	struct fixture *f = open_on(NULL);

	(void)state;
	assert_int_equal(run(f, "int twice(int n) { return 2 * n; }\nint main(void) { printf(\"%d\\n\", twice(4)); return 0; }\n"), STATUS_OK);
	assert_string_equal(text_string(&f->out), "8\n");
	done(f);
}

static void loops_end_at_the_step_limit(void **state)
{
	struct fixture *f = open_on(NULL);

	(void)state;
	f->s.step_limit = 5000;
	assert_int_equal(run(f, "for (;;)\n\t;\n"), STATUS_LIMIT);
	ASSERT_HAS(said(f), "steps were run without an end");
	assert_true(f->s.steps >= 5000 && f->s.steps < 6000);
	done(f);
}

static void interrupted_by_a_person(void **state)
{
	volatile int pressed = 1;
	struct fixture *f = open_prompt(NULL);

	(void)state;
	type(f, "int a = 1;");
	f->s.interrupt = &pressed;
	type(f, "for (;;) a++;");
	ASSERT_HAS(said(f), "Interrupted");
	assert_int_equal(pressed, 0);
	ASSERT_HAS(type(f, "a = 3"), "= 3");
	done(f);
}

static void interrupted_in_a_handler(void **state)
{
	volatile int pressed = 1;
	struct fixture *f = open_prompt(NULL);

	(void)state;
	f->s.interrupt = &pressed;
	type(f, "irq { for (;;) ; }");
	ASSERT_HAS(said(f), "Interrupted.\nThe handler has not ended: CPU 0 is still in hardirq context. `undo` takes that back.\n");
	ASSERT_HAS(type(f, "in_irq() != 0"), "= 1");
	type(f, "undo 2");
	ASSERT_HAS(type(f, "in_irq() != 0"), "= 0");
	done(f);
}

/* 6.1, kunmap() in a handler: might_sleep() speaks, then BUG() ends in a panic. Only the panic has stopped the machine. */
static void only_the_last_report_stops_the_machine(void **state)
{
	static const char end[] = "Nothing can run any more";
	struct fixture *f = open_on("era=6.1");
	const char *at;

	(void)state;
	run(f, "struct page *p = alloc_page(GFP_HIGHUSER);\nirq { kunmap(p); }\n");
	at = strstr(said(f), "BUG: sleeping function");
	assert_non_null(at);
	at = strstr(at, end);
	assert_non_null(at);
	assert_null(strstr(at + 1, end));
	done(f);
}

static void parts_after_a_new_machine(void **state)
{
	struct fixture *f = open_on(NULL);

	(void)state;
	assert_int_equal(run(f, "int a = 1;\nprintf(\"%d\\n\", a);\nera mm-2004\nint a = 2;\nprintf(\"%d\\n\", a);\nmachine cpus=4\ncpu 3\nprintf(\"%d\\n\", smp_processor_id());\n"),
			 STATUS_OK);
	assert_string_equal(text_string(&f->out), "1\n2\n3\n");
	done(f);
}

static void undo_behind_a_new_machine_in_a_script(void **state)
{
	struct fixture *f = open_on(NULL);

	(void)state;
	assert_int_equal(run(f, "int a = 1;\nset lint off\na = 2;\nreset\nundo\nprintf(\"%d\\n\", a);\na = 5;\nprintf(\"%d\\n\", a);\n"), STATUS_OK);
	assert_string_equal(text_string(&f->out), "2\n5\n");
	done(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_story), cmocka_unit_test(why_names_the_statement), cmocka_unit_test(why_names_the_callers),
		cmocka_unit_test(the_session_lives_on_after_an_oops), cmocka_unit_test(a_panic_lets_only_look_and_go_back),
		cmocka_unit_test(scripts_stop_at_the_first_error), cmocka_unit_test(diagnostics_come_before_the_unit_runs),
		cmocka_unit_test(return_and_quit_end_a_script), cmocka_unit_test(main_runs_when_a_file_only_declares),
		cmocka_unit_test(loops_end_at_the_step_limit), cmocka_unit_test(interrupted_by_a_person), cmocka_unit_test(interrupted_in_a_handler),
		cmocka_unit_test(only_the_last_report_stops_the_machine), cmocka_unit_test(parts_after_a_new_machine),
		cmocka_unit_test(undo_behind_a_new_machine_in_a_script),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
