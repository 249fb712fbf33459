/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Interrupts between any two steps of a statement: what each step's interrupt finds, what waits and when it comes,
 * nesting, what is undone. Expected values by hand, from the sheet of facts A.3, A.4 and F.3.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "shell/session.h"

#define PAGES "struct page *p = alloc_page(GFP_HIGHUSER), *q = alloc_page(GFP_HIGHUSER), *r = alloc_page(GFP_HIGHUSER);\nchar *v = 0, *w; int n, x = 3;\n"

struct ran {
	struct text out, err;
	enum status status;
};

static void run(struct ran *ran, const char *keys, const char *script)
{
	char line[256], why[256], notes[512];
	struct hm_config cfg;
	struct session s;

	*ran = (struct ran){ .status = STATUS_OK };
	hm_config_default(&cfg);
	(void)snprintf(line, sizeof(line), "%s", keys);
	for (char *save = NULL, *key = strtok_r(line, " ", &save); key; key = strtok_r(NULL, " ", &save)) {
		char *value = strchr(key, '=');

		*value++ = '\0';
		assert_int_equal(hm_config_set(&cfg, key, value, why, sizeof(why)), HM_OK);
	}
	assert_int_equal(hm_config_settle(&cfg, notes, sizeof(notes)), HM_OK);
	assert_int_equal(session_open(&s, &cfg), HM_OK);
	s.out.capture = &ran->out;
	s.err.capture = &ran->err;
	session_script(&s, "script", script, strlen(script), true);
	ran->status = s.status;
	session_close(&s);
}

static void done(struct ran *ran)
{
	text_free(&ran->out);
	text_free(&ran->err);
}

static void prints(const char *keys, const char *script, const char *out)
{
	struct ran ran;

	run(&ran, keys, script);
	if (ran.status != STATUS_OK)
		print_message("%s", text_string(&ran.err));
	assert_int_equal(ran.status, STATUS_OK);
	assert_string_equal(text_string(&ran.out), out);
	done(&ran);
}

/* Steps of a statement, counted by an interrupt at each. */
static unsigned int steps_of(const char *keys, const char *before, const char *statement)
{
	char script[1024];
	unsigned int n = 0;
	struct ran ran;

	(void)snprintf(script, sizeof(script), "%sirq every { n++; }\n%s\nprintf(\"%%d\\n\", n);\n", before, statement);
	run(&ran, keys, script);
	assert_int_equal(ran.status, STATUS_OK);
	assert_int_equal(sscanf(text_string(&ran.out), "%u", &n), 1);
	done(&ran);
	return n;
}

/* One letter a step: what the statement comes to when an interrupt with that handler hits there. '.': as without it. */
static void each_step(const char *keys, const char *handler, const char *statement, const char *check, char *result, size_t size)
{
	unsigned int steps = steps_of(keys, PAGES, statement);

	assert_in_range(steps, 5, size - 1);
	for (unsigned int step = 1; step <= steps; step++) {
		char script[1024];
		struct ran ran;

		(void)snprintf(script, sizeof(script), PAGES "irq at %u { %s }\n%s\n%s\n", step, handler, statement, check);
		run(&ran, keys, script);
		assert_null(strstr(text_string(&ran.err), "did not come"));
		if (strstr(text_string(&ran.err), "Kernel panic - not syncing: Fatal exception in interrupt"))
			result[step - 1] = strstr(text_string(&ran.err), "kernel BUG at arch/i386/mm/highmem.c:42!") ? 'B' : 'P';
		else
			result[step - 1] = *text_string(&ran.out);
		done(&ran);
	}
	result[steps] = '\0';
}

/* The letters come in runs, in that order, and each of them at least once. */
static void runs_of(const char *result, const char *order)
{
	size_t at = 0;

	for (; *order; order++) {
		if (result[at] != *order)
			fail_msg("%s: '%c' expected at step %zu", result, *order, at + 1);
		while (result[at] == *order)
			at++;
	}
	if (result[at])
		fail_msg("%s: '%c' at step %zu", result, result[at], at + 1);
}

/* ---- the table: A.4, one slot and its interrupt ---- */

#define USES_USER0 "w = kmap_atomic(q, KM_USER0); *w = 7; kunmap_atomic(w, KM_USER0);"
#define STATEMENT "*(v = kmap_atomic(p, KM_USER0)) = 'x', kunmap_atomic(v, KM_USER0), x++;"
#define WHERE "w = kmap_atomic(p, KM_USER1); printf(\"%c\", *w == 'x' ? '.' : '-'); kunmap_atomic(w, KM_USER1);"

/* Debugging on: fine before the slot is taken, BUG :42 and a panic while it is, fine when it is free again. */
static void the_same_slot_debug(void **state)
{
	char result[64];

	(void)state;
	each_step("debug_sleep=off", USES_USER0, STATEMENT, WHERE, result, sizeof(result));
	runs_of(result, ".B.");
}

/* Debugging off: the handler's mapping silently takes the place: a store behind it goes to the handler's page. */
static void the_same_slot_no_debug(void **state)
{
	char result[64];

	(void)state;
	each_step("debug_sleep=off debug_highmem=off", USES_USER0, STATEMENT, WHERE, result, sizeof(result));
	runs_of(result, ".-.");
}

/* Its own slot: fine everywhere. */
static void its_own_slot(void **state)
{
	char result[64];

	(void)state;
	each_step("debug_sleep=off", "w = kmap_atomic(q, KM_IRQ0); *w = 7; kunmap_atomic(w, KM_IRQ0);", STATEMENT, WHERE, result, sizeof(result));
	runs_of(result, ".");
}

/* kunmap() in a handler: BUG :14 wherever it comes (the sheet of facts A.9), whatever the statement does. */
static void kunmap_in_a_handler(void **state)
{
	char result[64];

	(void)state;
	each_step("debug_sleep=off", "kunmap(q);", STATEMENT, WHERE, result, sizeof(result));
	runs_of(result, "P");
}

/* An interrupt that leaves preempt_count one too high leaks into the statement, from its step on. */
static void a_leak_shows_from_its_step_on(void **state)
{
	char result[64];

	(void)state;
	each_step("preempt=on", "preempt_disable();", "x = x * x + preempt_count() * 2;", "printf(\"%c\", x == 9 ? '.' : x == 11 ? '+' : '?');", result, sizeof(result));
	runs_of(result, "+.");
}

/* ---- what waits ---- */

static void pending_comes_at_the_very_step(void **state)
{
	(void)state;
	prints("", PAGES "local_irq_disable();\nirq { n = 1; }\nx = n, local_irq_enable(), x = x * 10 + n;\nprintf(\"%d\\n\", x);\n", "1\n");
	prints("", PAGES "local_bh_disable();\nsoftirq { n = 1; }\nx = n, local_bh_enable(), x = x * 10 + n;\nprintf(\"%d\\n\", x);\n", "1\n");
}

static void irq_exit_runs_softirqs(void **state)
{
	(void)state;
	prints("", "softirq at 2 { printf(\"soft %x\\n\", preempt_count()); }\nirq { printf(\"a\\n\"); printf(\"b %x\\n\", preempt_count()); }\n",
	       "a\nb 10000\nsoft 100\n");
	/* ... but not into the middle of a section with BH off */
	prints("", "local_bh_disable();\nsoftirq at 2 { printf(\"soft\\n\"); }\nirq { printf(\"a\\n\"); }\nprintf(\"b\\n\");\nlocal_bh_enable();\nprintf(\"c\\n\");\n",
	       "a\nb\nsoft\nc\n");
}

static void handlers_nest(void **state)
{
	(void)state;
	prints("", "irq at 2 { printf(\"in %x\\n\", preempt_count()); }\nirq { printf(\"a\\n\"); printf(\"b %x\\n\", preempt_count()); }\n",
	       "in 20000\na\nb 10000\n");
	prints("", "irq -d at 2 { printf(\"1\\n\"); printf(\"2\\n\"); }\nirq at 2 { printf(\"3\\n\"); }\nprintf(\"4\\n\");\n", "1\n2\n3\n4\n");
	prints("", "irq at 2 { printf(\"1\\n\"); }\nirq at 2 { printf(\"2\\n\"); }\nprintf(\"3\\n\");\n", "2\n1\n3\n");
}

static void an_nmi_never_waits(void **state)
{
	(void)state;
	prints("", "local_irq_disable();\nnmi at 1 { printf(\"nmi %x\\n\", preempt_count()); }\nirq at 1 { printf(\"irq\\n\"); }\nprintf(\"on\\n\");\nlocal_irq_enable();\n",
	       "nmi 10000\non\nirq\n");
}

static void only_the_next_statement(void **state)
{
	(void)state;
	prints("", PAGES "irq every { n++; }\nx = 1;\nx = n; x -= n;\nprintf(\"%d %d\\n\", n > 0, x);\n", "1 0\n");
	/* a loop is one statement, with the functions that it calls */
	prints("", PAGES "int f(int i) { return i + 1; }\nirq every { n++; }\nfor (int i = 0; i < 10; i++)\n\tx = f(x);\nint m = n;\nx = 0;\nprintf(\"%d %d\\n\", n > 40, n == m);\n",
	       "1 1\n");
}

static void what_did_not_come_is_said(void **state)
{
	struct ran ran;

	(void)state;
	run(&ran, "", PAGES "irq at 999 { n++; }\nx = 1;\nprintf(\"%d\\n\", n);\n");
	assert_string_equal(text_string(&ran.out), "0\n");
	assert_non_null(strstr(text_string(&ran.err), "the irq at step 999 did not come: the statement ended after "));
	done(&ran);
	run(&ran, "", "irq at 0 { }\n");
	assert_int_equal(ran.status, STATUS_ERROR);
	done(&ran);
	run(&ran, "", "irq at { }\n");
	assert_int_equal(ran.status, STATUS_ERROR);
	done(&ran);
}

static void undo_takes_the_arming_back(void **state)
{
	(void)state;
	prints("", PAGES "irq every { n++; }\nundo\nx = 1;\nprintf(\"%d\\n\", n);\n", "0\n");
}

/* `why` says which step of the statement was hit: the place of the interrupt is inside it. */
static void why_names_the_place(void **state)
{
	struct ran ran;

	(void)state;
	run(&ran, "debug_sleep=off", PAGES "irq at 6 { " USES_USER0 " }\n" STATEMENT "\nwhy\n");
	assert_int_equal(ran.status, STATUS_REPORT);
	assert_non_null(strstr(text_string(&ran.out), "kmap_atomic() had mapped page 0x38000 at 0xfffed000"));
	assert_non_null(strstr(text_string(&ran.out), "script:4:7, CPU 0, task hmsh, process context"));
	done(&ran);
}

/* schedule() comes back with interrupts on (kernel/sched.c, spin_unlock_irq). */
static void schedule_enables_interrupts(void **state)
{
	(void)state;
	prints("", "local_irq_disable();\nirq { printf(\"irq\\n\"); }\nprintf(\"off %d\\n\", irqs_disabled() != 0);\nschedule();\nprintf(\"off %d\\n\", irqs_disabled() != 0);\n",
	       "off 1\nirq\noff 0\n");
}

/* ---- who waits: deadlocks ---- */

#define FULL "struct page *f[9];\nfor (int i = 0; i < 9; i++) f[i] = alloc_page(GFP_HIGHUSER);\n" \
	"spawn a { kmap(f[0]); kmap(f[1]); schedule(); kmap(f[5]); }\nspawn b { kmap(f[2]); kmap(f[3]); schedule(); kmap(f[6]); }\n"

static void reports(const char *keys, const char *script, enum status status, const char *said, const char *not_said)
{
	struct ran ran;

	run(&ran, keys, script);
	assert_int_equal(ran.status, status);
	if (said && !strstr(text_string(&ran.err), said))
		fail_msg("\"%s\" is not said:\n%s", said, text_string(&ran.err));
	if (not_said && strstr(text_string(&ran.err), not_said))
		fail_msg("\"%s\" is said:\n%s", not_said, text_string(&ran.err));
	done(&ran);
}

/* A script's own later lines may wake the sleepers: `run` alone is no deadlock then; the end of the script is. */
static void later_lines_may_wake(void **state)
{
	(void)state;
	reports("pkmap=4", FULL "run\n", STATUS_REPORT, "2 tasks are asleep that nobody can wake", NULL);
	reports("pkmap=4", FULL "run\ninfo tasks\nwhy\n", STATUS_REPORT, "mapped by a, which waits itself", NULL);
	reports("pkmap=4", FULL "run\nkunmap(f[0]);\nkunmap(f[1]);\nrun\n", STATUS_OK, NULL, "deadlock");
	reports("pkmap=4", FULL "run\nint x = 1;\nx++;\n", STATUS_REPORT, "2 tasks are asleep that nobody can wake", NULL);
}

/* B.5, both halves of it. */
#define SILENT "struct page *f[9];\nfor (int i = 0; i < 9; i++) f[i] = alloc_page(GFP_HIGHUSER);\ncpu 1\nlocal_irq_disable();\n" \
	"spawn a cpu=0 { for (int i = 0; i < 5; i++) { kmap(f[i]); kunmap(f[i]); } printf(\"done\\n\"); }\nrun\n"

static void an_ipi_waits_for_interrupts(void **state)
{
	struct ran ran;

	(void)state;
	run(&ran, "pkmap=4", SILENT "printf(\"not yet\\n\");\nlocal_irq_enable();\nrun\n");
	assert_int_equal(ran.status, STATUS_OK);
	assert_string_equal(text_string(&ran.out), "not yet\ndone\n");
	done(&ran);
	reports("pkmap=4 debug_sleep=off", SILENT "kmap(f[7]);\n", STATUS_REPORT,
		"hmsh: deadlock: CPU 1 spins on kmap_lock with interrupts off; a on CPU 0 holds it and waits for CPU 1's answer", NULL);
	reports("pkmap=4", SILENT, STATUS_REPORT, "a spins on CPU 0, holds kmap_lock, waits for CPU 1, with interrupts off, to take its IPI", NULL);
}

static void has(const struct ran *ran, const char *text)
{
	if (!strstr(text_string(&ran->out), text))
		fail_msg("\"%s\" is not shown:\n%s", text, text_string(&ran->out));
}

/* Who holds what, who waits for what. */
static void locks_and_tasks_are_shown(void **state)
{
	struct ran ran;

	(void)state;
	run(&ran, "pkmap=4 cpus=3", SILENT "spawn b cpu=2 { kmap(f[7]); }\nrun\ninfo locks\ninfo tasks\ntask a\nlocal_irq_enable();\nrun\ninfo locks\n");
	assert_int_equal(ran.status, STATUS_OK);
	has(&ran, "kmap_lock: held by a on CPU 0, taken at script:5\n");
	has(&ran, "  a spins on CPU 0 for CPU 1, with interrupts off, to take its IPI, at script:5\n");
	has(&ran, "  b spins on CPU 2 for kmap_lock, at script:7\n");
	has(&ran, "irqs off");
	has(&ran, "  spins in kmap(), waiting for CPU 1, with interrupts off, to take its IPI\n");
	has(&ran, "kmap_lock: free\npkmap_map_wait: nobody waits\n");
	done(&ran);
	run(&ran, "pkmap=4", FULL "run\ninfo locks\n");
	has(&ran, "pkmap_map_wait: woken in this order, when an entry of the window becomes free\n  b (pid 102, CPU 0), in kmap(0xc17000c0)\n  a (pid");
	has(&ran, "  2 of 4 entries are held by a, which is asleep\n");
	done(&ran);
}

/* A task with a kmap_local_page() in force stays on its CPU (6.1); one that runs cannot be moved anywhere. */
static void who_cannot_be_moved(void **state)
{
	(void)state;
	reports("era=6.1", "struct page *p = alloc_page(GFP_HIGHUSER);\nspawn w cpu=0 { char *v = kmap_local_page(p); schedule(); kunmap_local(v); }\n"
		"spawn o cpu=0 { int n = 0; n++; }\nstep w 4\ntask w cpu=1\n", STATUS_ERROR, "w cannot be moved: kmap_local_page() has disabled its migration", NULL);
	reports("", "task hmsh cpu=1\n", STATUS_ERROR, "hmsh is current: only a task that is ready or asleep can be moved", NULL);
	reports("", "struct page *p = alloc_page(GFP_HIGHUSER);\nspawn w cpu=0 { char *v = kmap_atomic(p, KM_USER0); schedule(); kunmap_atomic(v, KM_USER0); }\n"
		"spawn o cpu=0 { int n = 0; n++; }\nstep w 4\ntask w cpu=1\nrun\n", STATUS_REPORT, "scheduling while atomic: w/0x00000001", NULL);
}

/* A.9: inside kmap_high() or kunmap_high(), kmap_lock in hand: atomic kmaps are fine there, kmap() never comes back. */
static void inside_the_lock(void **state)
{
	(void)state;
	prints("debug_sleep=off", PAGES "irq inside { printf(\"in %x\\n\", preempt_count()); " USES_USER0 " }\nv = kmap(p);\nprintf(\"%p\\n\", v);\n",
	       "in 10000\n0xff801000\n");
	prints("debug_sleep=off", PAGES "v = kmap(p);\nirq inside { n = 7; }\nkunmap(p);\nv = kmap(p);\nprintf(\"%d %p\\n\", n, v);\n", "7 0xff801000\n");
	reports("debug_sleep=off", PAGES "irq inside { kmap(q); }\nkmap(p);\n", STATUS_REPORT,
		"hmsh: lockup: CPU 0 spins for ever on kmap_lock, which the code holds that it has interrupted", NULL);
	/* a UP kernel without PREEMPT has no locks */
	prints("debug_sleep=off smp=off", PAGES "irq inside { w = kmap(q); }\nv = kmap(p);\nprintf(\"%p %p\\n\", w, v);\n", "0xff801000 0xff802000\n");
	/* kmap() of a lowmem page takes no lock; interrupts off: it waits until they are on */
	reports("", "struct page *l = alloc_page(GFP_KERNEL);\nirq inside { }\nkmap(l);\n", STATUS_OK, "did not come", NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_slot_debug), cmocka_unit_test(the_same_slot_no_debug), cmocka_unit_test(its_own_slot),
		cmocka_unit_test(kunmap_in_a_handler), cmocka_unit_test(a_leak_shows_from_its_step_on), cmocka_unit_test(pending_comes_at_the_very_step),
		cmocka_unit_test(irq_exit_runs_softirqs), cmocka_unit_test(handlers_nest), cmocka_unit_test(an_nmi_never_waits),
		cmocka_unit_test(only_the_next_statement), cmocka_unit_test(what_did_not_come_is_said), cmocka_unit_test(undo_takes_the_arming_back),
		cmocka_unit_test(why_names_the_place), cmocka_unit_test(schedule_enables_interrupts),
		cmocka_unit_test(inside_the_lock), cmocka_unit_test(locks_and_tasks_are_shown), cmocka_unit_test(who_cannot_be_moved), cmocka_unit_test(later_lines_may_wake), cmocka_unit_test(an_ipi_waits_for_interrupts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
