/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A session as a person and as a script has it: undo and redo of input, reset and settings, statements that sleep, interrupts that wait, crashes and what
 * remains of them, statuses, save and load, limits.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "shell/report/report.h"
#include "shell/session.h"

struct fixture {
	struct session s;
	struct text out, err;
};

static struct fixture *open_on(const char *machine)
{
	struct fixture *f = calloc(1, sizeof(*f));
	struct hm_config config;
	char notes[512], key[64], value[64];

	assert_non_null(f);
	hm_config_default(&config);
	while (machine && sscanf(machine, " %63[^=]=%63s", key, value) == 2) {
		assert_int_equal(hm_config_set(&config, key, value, notes, sizeof(notes)), HM_OK);
		machine = strchr(machine + 1, ' ');
	}
	assert_int_equal(hm_config_settle(&config, notes, sizeof(notes)), HM_OK);
	assert_int_equal(session_open(&f->s, &config), HM_OK);
	f->s.out.capture = &f->out;
	f->s.err.capture = &f->err;
	f->s.step_limit = 1000000;
	return f;
}

static struct fixture *open_prompt(const char *machine)
{
	struct fixture *f = open_on(machine);

	f->s.interactive = true;
	return f;
}

static void done(struct fixture *f)
{
	session_close(&f->s);
	text_free(&f->out);
	text_free(&f->err);
	free(f);
}

/* What the input printed, data and talk. */
static const char *type(struct fixture *f, const char *text)
{
	text_clear(&f->out);
	text_clear(&f->err);
	session_type(&f->s, text, strlen(text));
	return text_string(&f->out);
}

static const char *said(const struct fixture *f)
{
	return text_string(&f->err);
}

static enum status run(struct fixture *f, const char *text)
{
	session_script(&f->s, "script", text, strlen(text), true);
	return f->s.status;
}

#define ASSERT_HAS(text, part) do { if (!strstr(text, part)) fail_msg("\"%s\" is missing in:\n%s", part, text); } while (0)
#define ASSERT_LACKS(text, part) do { if (strstr(text, part)) fail_msg("\"%s\" stands in:\n%s", part, text); } while (0)

static uint64_t hash(const struct fixture *f)
{
	return hm_state_hash(f->s.world->m);
}

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

/* ---- files ---- */

static char folder[] = "/tmp/hmsh-test-XXXXXX";

static int make_folder(void **state)
{
	(void)state;
	return !mkdtemp(folder) || chdir(folder);
}

static int remove_folder(void **state)
{
	(void)state;
	unlink("a.hm");
	unlink("b.hm");
	unlink("saved");
	return chdir("/") || rmdir(folder);
}

static void write_file(const char *name, const char *text)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
}

static void a_sourced_file_is_one_step(void **state)
{
	struct fixture *f = open_prompt(NULL);
	uint64_t before;

	(void)state;
	write_file("a.hm", "int b = 1;\nset lint off\nb = 2;\nundo\nb += 10;\nprintf(\"%d\\n\", b);\n");
	type(f, "int a = 1;");
	before = hash(f);
	assert_string_equal(type(f, "source a.hm"), "11\n");
	assert_int_equal(timeline_steps_back(&f->s.timeline), 2);
	type(f, "undo");
	assert_true(hash(f) == before);
	ASSERT_HAS(type(f, "show lint"), "warn");
	type(f, "redo");
	assert_string_equal(type(f, "print b"), "11\n");
	done(f);
}

static void undo_in_a_sourced_file_stays_inside(void **state)
{
	struct fixture *f = open_prompt(NULL);

	(void)state;
	write_file("a.hm", "undo\n");
	type(f, "int a = 1;");
	type(f, "source a.hm");
	ASSERT_HAS(said(f), "nothing to undo");
	assert_string_equal(type(f, "print a"), "1\n");
	done(f);
}

static void files_that_are_refused(void **state)
{
	static const char *const names[] = { "/dev/zero", "/dev/stdin", ".", "\"\"", "missing", "/proc/self/mem", NULL };
	struct fixture *f = open_prompt(NULL);
	char line[64];

	(void)state;
	for (size_t i = 0; names[i]; i++) {
		snprintf(line, sizeof(line), "source %s", names[i]);
		type(f, line);
		ASSERT_HAS(said(f), "hmsh: ");
		assert_int_equal(f->s.entries.used, 0);
	}
	write_file("a.hm", "source b.hm\n");
	write_file("b.hm", "source a.hm\n");
	type(f, "source a.hm");
	ASSERT_HAS(said(f), "nested deeper than 16");
	done(f);
}

static void a_session_is_saved_and_loaded(void **state)
{
	struct fixture *f = open_prompt("cpus=3"), *g;
	uint64_t saved;

	(void)state;
	write_file("a.hm", "int b = 1;\nb += a;\n");
	type(f, "int a = 4;");
	type(f, "wrong");
	type(f, "a++");
	type(f, "undo");
	type(f, "source a.hm");
	type(f, "cpu 2");
	type(f, "char *v = kmap_atomic(alloc_page(GFP_HIGHUSER), KM_USER1);");
	type(f, "*(char *)0 = 1");
	saved = hash(f);
	type(f, "save saved");
	ASSERT_HAS(said(f), "saved");
	unlink("a.hm");
	g = open_prompt(NULL);
	type(g, "int mine = 1;");
	type(g, "load saved");
	ASSERT_HAS(said(g), "the state is the one saved");
	assert_true(hash(g) == saved);
	assert_string_equal(type(g, "print b"), "5\n");
	type(g, "undo");
	assert_string_equal(type(g, "print mine"), "1\n");
	done(g);
	done(f);
}

/* An era has defaults of its own (NR_CPUS 32), and state of its own: mappings that go with their tasks. */
static void a_record_changes_the_era(void **state)
{
	struct fixture *f = open_prompt(NULL), *g;
	uint64_t saved;

	(void)state;
	type(f, "era 6.1");
	type(f, "struct page *p = alloc_page(GFP_HIGHUSER);");
	type(f, "char *v = kmap_local_page(p);");
	type(f, "spawn -k w { char *x = kmap_local_page(p); schedule(); kunmap_local(x); }");
	type(f, "step w 3");
	saved = hash(f);
	type(f, "undo");
	type(f, "redo");
	assert_true(hash(f) == saved);
	type(f, "save saved");
	g = open_prompt(NULL);
	type(g, "load saved");
	ASSERT_HAS(said(g), "the state is the one saved");
	assert_true(hash(g) == saved);
	type(g, "run");
	assert_string_equal(type(g, "print *v"), "0 '\\000'\n");
	done(g);
	done(f);
}

static void a_changed_record_is_refused(void **state)
{
	struct fixture *f = open_prompt(NULL);
	struct text t = { 0 };
	char *digit;

	(void)state;
	type(f, "int a = 4;");
	type(f, "save saved");
	text_puts(&t, "");
	{
		char bytes[4096];
		int fd = open("saved", O_RDONLY);
		ssize_t n = read(fd, bytes, sizeof(bytes));

		assert_true(n > 0);
		text_add(&t, bytes, (size_t)n);
		close(fd);
	}
	digit = strstr(t.bytes, "int a = 4");
	assert_non_null(digit);
	digit[8] = '5';
	write_file("saved", t.bytes);
	type(f, "load saved");
	ASSERT_HAS(said(f), "another state");
	assert_string_equal(type(f, "print a"), "4\n");
	type(f, "save /dev/full");
	ASSERT_HAS(said(f), "no regular file");
	text_free(&t);
	done(f);
}

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
		cmocka_unit_test(a_step_shows_its_place), cmocka_unit_test(hints_at_the_prompt), cmocka_unit_test(many_undone_steps_are_counted), cmocka_unit_test(a_sleeper_says_why),
		cmocka_unit_test(values_at_the_prompt_only), cmocka_unit_test(printed_controls_are_escaped), cmocka_unit_test(commands_and_words),
		cmocka_unit_test(undo_restores_the_state), cmocka_unit_test(looking_makes_no_step), cmocka_unit_test(vtop_finds_large_pages_in_the_tlb), cmocka_unit_test(a_report_keeps_its_function),
		cmocka_unit_test(a_stale_entry_names_its_event), cmocka_unit_test(a_reset_is_undone),
		cmocka_unit_test(settings_are_undone), cmocka_unit_test(a_refused_input_leaves_nothing), cmocka_unit_test(undo_in_a_script_goes_by_units),
		cmocka_unit_test(checkpoints), cmocka_unit_test(old_steps_are_folded), cmocka_unit_test(a_sleeping_statement_finishes_later),
		cmocka_unit_test(a_script_waits_for_its_tasks), cmocka_unit_test(nobody_can_wake_a_script), cmocka_unit_test(interrupts_wait_while_they_are_off),
		cmocka_unit_test(stepping), cmocka_unit_test(stepping_on_another_cpu), cmocka_unit_test(cpus_have_their_own_count), cmocka_unit_test(the_story), cmocka_unit_test(why_names_the_statement), cmocka_unit_test(why_names_the_callers),
		cmocka_unit_test(the_session_lives_on_after_an_oops), cmocka_unit_test(a_panic_lets_only_look_and_go_back),
		cmocka_unit_test(scripts_stop_at_the_first_error), cmocka_unit_test(diagnostics_come_before_the_unit_runs),
		cmocka_unit_test(return_and_quit_end_a_script), cmocka_unit_test(main_runs_when_a_file_only_declares),
		cmocka_unit_test(loops_end_at_the_step_limit), cmocka_unit_test(interrupted_by_a_person), cmocka_unit_test(interrupted_in_a_handler),
		cmocka_unit_test(only_the_last_report_stops_the_machine), cmocka_unit_test(parts_after_a_new_machine),
		cmocka_unit_test(undo_behind_a_new_machine_in_a_script), cmocka_unit_test(a_sourced_file_is_one_step),
		cmocka_unit_test(undo_in_a_sourced_file_stays_inside), cmocka_unit_test(files_that_are_refused),
		cmocka_unit_test(a_session_is_saved_and_loaded), cmocka_unit_test(a_record_changes_the_era), cmocka_unit_test(a_changed_record_is_refused),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
