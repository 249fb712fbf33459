/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The VM from outside: steps, limits, Ctrl-C, blocking in mid-expression, interrupts, death, undo and redo, uninitialised reads. Expected
 * values are worked out by hand.
 */
#include "session.h"

/* ---- arithmetic as i386 has it ---- */

static void arithmetic_wraps(void **state)
{
	(void)state;
	program_prints("int a = 2147483647; a++; unsigned u = 0; u--; printf(\"%d %u %d\", a, u, a - 1);", "-2147483648 4294967295 2147483647");
	program_prints("int s = 33; printf(\"%d %lld %d\", 1 << s, 1ll << s, -8 >> s);", "2 8589934592 -4");
	program_prints("unsigned char c = 255; c += 2; signed char d = 127; d++; printf(\"%d %d\", c, d);", "1 -128");
	program_prints("printf(\"%d %d %d\", -7 / 2, -7 % 2, 7u / 2);", "-3 -1 3");
	program_prints("unsigned long long a = 0x8000000000000000ull; printf(\"%d %d\", a > 1, (long long)a > 1);", "1 0");
}

static void division_errors_kill(void **state)
{
	static const char *const text[] = { "int z; int a = 1 / z;", "int z; int a = 5 % z;", "int z = -1, m = -2147483647 - 1; int a = m / z;",
					    "unsigned z; unsigned a = 1 / z;", "long long z; long long a = 1 / z;" };

	(void)state;
	for (size_t i = 0; i < sizeof(text) / sizeof(text[0]); i++) {
		struct session s;

		session_open(&s);
		assert_int_equal(session_run(&s, text[i]), LANG_DIED);
		assert_int_equal(hm_report_get(s.m, 1)->kind, HM_REPORT_DIVIDE);
		session_close(&s);
	}
}

/* ---- steps ---- */

static void budget_counts_calls_and_backward_jumps(void **state)
{
	struct session s;
	uint64_t used;

	(void)state;
	session_open(&s);
	s.steps = 1000;
	assert_int_equal(session_run(&s, "int f(void) { return 1; } int x = f() + f();"), LANG_DONE);
	assert_int_equal(1000 - s.steps, 2);
	used = s.steps;
	assert_int_equal(session_run(&s, "for (int i = 0; i < 10; i++) x += i;"), LANG_DONE);
	assert_int_equal(used - s.steps, 10);
	session_close(&s);
}

static void single_steps_stop_inside_an_expression(void **state)
{
	struct session s;
	uint64_t one = 1;
	unsigned int stops = 0;

	(void)state;
	session_open(&s);
	assert_true(session_compile(&s, "int f(int a) { return a + 1; } int x = f(f(f(1))); printf(\"%d\", x);"));
	assert_int_equal(lang_start(s.lang, s.task, &s.code), HM_OK);
	while (lang_run(s.lang, 0, &one, NULL) == LANG_STOPPED) {
		assert_int_equal(one, 0);
		one = 1;
		stops++;
	}
	assert_int_equal(stops, 3);
	assert_string_equal(s.out, "4");
	session_close(&s);
}

static void endless_loop_ends_with_its_budget_or_ctrl_c(void **state)
{
	struct session s;

	(void)state;
	session_open(&s);
	s.steps = 1000000;
	assert_int_equal(session_run(&s, "for (;;);"), LANG_STOPPED);
	assert_int_equal(s.steps, 0);
	lang_drop(s.lang, s.task);
	s.steps = 1000000;
	s.interrupt = 1;
	assert_int_equal(session_run(&s, "while (1) { }"), LANG_INTERRUPTED);
	assert_true(lang_busy(s.lang, s.task));
	lang_drop(s.lang, s.task);
	assert_false(lang_busy(s.lang, s.task));
	s.interrupt = 0;
	prints(&s, "printf(\"alive\");", "alive");
	session_close(&s);
}

static void statements_are_stops(void **state)
{
	struct session s;
	struct source_place place;
	const char *function;
	unsigned int lines[8], n = 0;

	(void)state;
	session_open(&s);
	assert_true(session_compile(&s, "int f(int a)\n{\n\ta++;\n\treturn a;\n}\nint x = 1;\nx = f(x);\nx++;\n"));
	assert_int_equal(lang_start(s.lang, s.task, &s.code), HM_OK);
	while (lang_run(s.lang, LANG_RUN_STATEMENT, &s.steps, NULL) == LANG_STATEMENT && n < 8) {
		assert_true(source_place(s.map, lang_site(s.lang, s.task, &function), &place));
		if (place.line < 6)
			assert_string_equal(function, "f");
		else
			assert_string_equal(function, "main");
		lines[n++] = place.line;
	}
	assert_int_equal(n, 5);
	assert_int_equal(lines[0], 6);
	assert_int_equal(lines[1], 7);
	assert_int_equal(lines[2], 3);
	assert_int_equal(lines[3], 4);
	assert_int_equal(lines[4], 8);
	session_close(&s);
}

/* ---- depth ---- */

static void thousand_calls_nest_and_endless_recursion_is_an_error(void **state)
{
	struct session s;

	(void)state;
	session_open(&s);
	prints(&s, "int down(int n) { return n ? 1 + down(n - 1) : 0; } printf(\"%d\", down(1000));", "1000");
	assert_int_equal(session_run(&s, "int forever(int n) { return forever(n + 1); } forever(0);"), LANG_ERROR);
	assert_non_null(strstr(lang_error(s.lang, NULL), "deeper than 1024"));
	assert_false(lang_busy(s.lang, s.task));
	prints(&s, "int deep(int n) { char b[64]; b[0] = n; return n ? b[0] * 0 + 1 + deep(n - 1) : 0; } printf(\"%d\", deep(1000));", "1000");
	/* what an unwound task held is free again: the same needs no more room */
	for (int i = 0; i < 20; i++) {
		char text[128];

		(void)snprintf(text, sizeof(text), "int wide%d(int n) { char b[1500]; b[0] = 1; return b[0] + wide%d(n); } wide%d(0);", i, i, i);
		assert_int_equal(session_run(&s, text), LANG_ERROR);
		assert_non_null(strstr(lang_error(s.lang, NULL), "deeper than 1024"));
	}
	session_close(&s);
}

/* ---- kernel calls ---- */

static const char two_pages[] = "struct page *p = alloc_page(GFP_HIGHUSER), *q = alloc_page(GFP_HIGHUSER);";

static void stores_go_through_the_machine(void **state)
{
	struct session s;
	char byte;

	(void)state;
	session_open(&s);
	prints(&s, "struct page *p = alloc_page(GFP_HIGHUSER); char *v = kmap_atomic(p, KM_USER0); v[0] = 65; v[4095] = 'z'; "
	       "printf(\"%x %x %c\", (unsigned)p, (unsigned)v, *v);", "c1700000 fffed000 A");
	assert_true(hm_peek_frame(s.m, 0x38000, 0, &byte, 1));
	assert_int_equal(byte, 'A');
	assert_true(hm_peek_frame(s.m, 0x38000, 4095, &byte, 1));
	assert_int_equal(byte, 'z');
	session_close(&s);
}

static void own_variables_leave_no_trace_in_the_tlb(void **state)
{
	struct session s;
	struct hm_tlb_stats before, after;
	uint64_t events;

	(void)state;
	session_open(&s);
	assert_int_equal(session_run(&s, "int a[100], x; char t[] = \"text\"; int f(int *q) { return 0; }"), LANG_DONE);
	hm_tlb_stats(s.m, 0, &before);
	events = hm_event_count(s.m);
	assert_int_equal(session_run(&s, "for (x = 0; x < 100; x++) a[x] = x; { int b[4]; b[x & 3] = 1; x = b[x & 3] + t[1]; } f(a);"), LANG_DONE);
	hm_tlb_stats(s.m, 0, &after);
	assert_memory_equal(&before, &after, sizeof(before));
	assert_int_equal(hm_event_count(s.m), events);
	assert_int_equal(session_run(&s, "int *p = a; x = *p;"), LANG_DONE);
	hm_tlb_stats(s.m, 0, &after);
	assert_int_not_equal(after.hits + after.misses, before.hits + before.misses);
	session_close(&s);
}

static void oops_names_the_place_and_the_code_stays_until_dropped(void **state)
{
	struct session s;
	struct source_place place;
	const char *function;

	(void)state;
	session_open(&s);
	assert_int_equal(session_run(&s, "int g(char *c)\n{\n\treturn *c;\n}\nint r = g(0);\n"), LANG_DIED);
	assert_int_equal(hm_report_get(s.m, 1)->kind, HM_REPORT_OOPS);
	assert_true(source_place(s.map, lang_site(s.lang, s.task, &function), &place));
	assert_string_equal(function, "g");
	assert_int_equal(place.line, 3);
	assert_int_equal(hm_report_get(s.m, 1)->event.site, lang_site(s.lang, s.task, NULL));
	lang_drop(s.lang, s.task);
	assert_false(lang_busy(s.lang, s.task));
	session_close(&s);
}

/* All entries are taken; the sum waits for its second operand until the other task gives one back. */
static void kmap_sleeps_inside_an_expression(void **state)
{
	struct session s;
	struct lang_code helper;
	struct diag_list list = { 0 };
	static const char block[] = "kunmap(page[0]); kunmap(page[1]);";
	uint32_t begin;
	uint16_t other;

	(void)state;
	session_open_with(&s, "pkmap", "4");
	assert_int_equal(session_run(&s, "struct page *page[6]; unsigned sum; for (int i = 0; i < 6; i++) page[i] = alloc_page(GFP_HIGHUSER);"
				     "for (int i = 0; i < 3; i++) kmap(page[i]);"), LANG_DONE);
	begin = source_add(s.map, "block", block, strlen(block), 1, false);
	assert_true(lang_compile_block(s.lang, begin, begin + (uint32_t)strlen(block), "helper", &list, &helper));
	diag_list_free(&list);
	assert_int_equal(session_run(&s, "sum = (unsigned)kmap(page[3]) / 4096 + (unsigned)kmap(page[4]) / 4096; printf(\"%u\", sum > 0);"), LANG_BLOCKED);
	assert_string_equal(s.out, "");
	assert_int_equal(hm_task_new(s.m, "helper", HM_TASK_KTHREAD, 0, &other), HM_OK);
	assert_int_equal(lang_start(s.lang, other, &helper), HM_OK);
	assert_int_equal(hm_switch_to(s.m, 0, other), HM_OK);
	assert_int_equal(session_continue(&s), LANG_DONE);
	assert_int_equal(hm_switch_to(s.m, 0, s.task), HM_OK);
	assert_int_equal(session_continue(&s), LANG_DONE);
	assert_string_equal(s.out, "1");
	session_close(&s);
}

/* ---- interrupts ---- */

static void block_runs_on_top_of_the_task_and_leaves_it_as_it_was(void **state)
{
	struct session s;
	struct lang_code block;
	struct diag_list list = { 0 };
	static const char text[] = "count += in_irq() ? 1 : 100; char b[8]; b[0] = 3; count += b[0] - 3;";
	uint32_t begin;
	unsigned int interrupts = 0;
	uint64_t one;

	(void)state;
	session_open(&s);
	assert_int_equal(session_run(&s, "int count; int f(int a) { int m[2] = { a, 1 }; return m[0] + m[1]; }"), LANG_DONE);
	begin = source_add(s.map, "block", text, strlen(text), 1, false);
	if (!lang_compile_block(s.lang, begin, begin + (uint32_t)strlen(text), "irq", &list, &block)) {
		session_messages(&s, &list);
		fail_msg("%s", s.messages);
	}
	diag_list_free(&list);
	assert_true(session_compile(&s, "int x = f(1) + f(10) * f(100); printf(\"%d %d\", x, count);"));
	assert_int_equal(lang_start(s.lang, s.task, &s.code), HM_OK);
	do {
		one = 1;
		s.result = lang_run(s.lang, 0, &one, NULL);
		if (s.result == LANG_STOPPED && hm_context_now(s.m) == HM_CTX_PROCESS && interrupts++ < 4)
			assert_int_equal(lang_interrupt(s.lang, s.task, &block, HM_CTX_HARDIRQ, false), HM_OK);
	} while (s.result == LANG_STOPPED);
	assert_int_equal(s.result, LANG_DONE);
	assert_int_equal(hm_context_now(s.m), HM_CTX_PROCESS);
	assert_string_equal(s.out, "1113 4");
	session_close(&s);
}

static void idle_task_can_be_interrupted(void **state)
{
	struct session s;
	struct lang_code block;
	struct diag_list list = { 0 };
	static const char text[] = "if (in_irq()) n = 7;";
	uint32_t begin;

	(void)state;
	session_open(&s);
	assert_int_equal(session_run(&s, "int n;"), LANG_DONE);
	begin = source_add(s.map, "block", text, strlen(text), 1, false);
	assert_true(lang_compile_block(s.lang, begin, begin + (uint32_t)strlen(text), "irq", &list, &block));
	diag_list_free(&list);
	assert_int_equal(lang_interrupt(s.lang, s.task, &block, HM_CTX_HARDIRQ, false), HM_OK);
	assert_int_equal(session_continue(&s), LANG_DONE);
	assert_int_equal(hm_context_now(s.m), HM_CTX_PROCESS);
	prints(&s, "printf(\"%d\", n);", "7");
	session_close(&s);
}

/* ---- undo ---- */

static void undo_and_redo_take_names_values_and_functions_along(void **state)
{
	struct session s;
	struct hm_delta *d[3];
	uint64_t hash[4];

	(void)state;
	session_open(&s);
	lang_options(s.lang)->prompt = true;
	assert_int_equal(hm_delta_take(s.m, &d[0]), HM_OK);
	hm_delta_free(d[0]);
	hash[0] = hm_state_hash(s.m);
	prints(&s, "int x = 1; int f(void) { return x; } int g(void) { return 10 * f(); }", "");
	assert_int_equal(hm_delta_take(s.m, &d[0]), HM_OK);
	hash[1] = hm_state_hash(s.m);
	prints(&s, "int f(void) { return x + 1; } int y = g(); printf(\"%d\", y);", "20");
	assert_int_equal(hm_delta_take(s.m, &d[1]), HM_OK);
	hash[2] = hm_state_hash(s.m);
	assert_int_equal(hm_delta_apply(s.m, d[1]), HM_OK);
	lang_sync(s.lang);
	assert_int_equal(hm_state_hash(s.m), hash[1]);
	assert_false(lang_declares(s.lang, "y", 1));
	assert_int_equal(hm_delta_apply(s.m, d[1]), HM_OK);
	lang_sync(s.lang);
	assert_int_equal(hm_state_hash(s.m), hash[2]);
	assert_true(lang_declares(s.lang, "y", 1));
	prints(&s, "printf(\"%d %d\", g(), y);", "20 20");
	assert_int_equal(hm_delta_revert(s.m), HM_OK);
	lang_sync(s.lang);
	assert_int_equal(hm_delta_apply(s.m, d[1]), HM_OK);
	lang_sync(s.lang);
	prints(&s, "printf(\"%d\", g());", "10");
	assert_int_equal(hm_delta_revert(s.m), HM_OK);
	lang_sync(s.lang);
	assert_int_equal(hm_delta_apply(s.m, d[0]), HM_OK);
	lang_sync(s.lang);
	assert_int_equal(hm_state_hash(s.m), hash[0]);
	assert_false(lang_declares(s.lang, "x", 1));
	prints(&s, "char *x = \"new\"; printf(\"%s\", x);", "new");
	hm_delta_free(d[0]);
	hm_delta_free(d[1]);
	session_close(&s);
}

static void refused_unit_leaves_nothing(void **state)
{
	struct session s;
	struct hm_delta *d;

	(void)state;
	session_open(&s);
	prints(&s, "int a = 1;", "");
	assert_int_equal(hm_delta_take(s.m, &d), HM_OK);
	hm_delta_free(d);
	assert_false(session_compile(&s, "int b = 2; char *t = \"text\"; int h(void) { return missing(); } h();"));
	assert_non_null(strstr(s.messages, "undefined reference to 'missing'"));
	assert_int_equal(hm_delta_take(s.m, &d), HM_OK);
	assert_null(d);
	assert_false(lang_declares(s.lang, "b", 1));
	prints(&s, "printf(\"%d\", a);", "1");
	session_close(&s);
}

/* ---- uninitialised reads ---- */

static void reads_of_nothing_are_noted_once_per_place(void **state)
{
	struct session s;

	(void)state;
	session_open(&s);
	prints(&s, "int f(int c)\n{\n\tint x;\n\tif (c)\n\t\tx = 1;\n\treturn x;\n}\nint r = f(1) + f(0) + f(0);\n", "");
	assert_string_equal(s.notes, "6:9: uninitialized-read\n");
	s.notes[0] = 0;
	prints(&s, "int g(void)\n{\n\tint a[3];\n\ta[1] = 5;\n\treturn a[1] + a[2];\n}\nprintf(\"%x\", g());\n", "ccccccd1");
	assert_string_equal(s.notes, "5:17: uninitialized-read\n");
	session_close(&s);
}

static void strays_and_missing_values_are_noted(void **state)
{
	struct session s;

	(void)state;
	session_open(&s);
	prints(&s, "int a[3];\nint i = 2000000;\nfor (int n = 0; n < 2; n++)\n\ta[i] = a[i];\n", "");
	assert_string_equal(s.notes, "4:10: stray-access\n4:7: stray-access\n");
	s.notes[0] = 0;
	prints(&s, "a[2] = 1;\nprintf(\"%d %x\", a[2]);\n", "1 cccccccc");
	assert_string_equal(s.notes, "2:1: missing-argument\n");
	session_close(&s);
}

static void proven_reads_and_written_bytes_are_silent(void **state)
{
	struct session s;

	(void)state;
	session_open(&s);
	prints(&s, "int f(int c) { int x, y; if (c) x = 1; else x = 2; switch (c) { case 0: y = 5; break; default: y = 6; } do { int z; z = x; "
	       "y += z; } while (c-- > 0); for (int i = 0; i < 3; i++) { int k; k = i; y += k; } return x + y; }"
	       "struct s { char c; int i; }; struct s h(void) { struct s v; v.c = 1; v.i = 2; return v; }"
	       "void set(int *p) { *p = 4; } int i(void) { int v; set(&v); struct s w = h(); char b[4]; memset(b, 1, 4); return v + w.i + b[3]; }"
	       "printf(\"%d %d %d\", f(0), f(1), i());", "12 12 7");
	assert_string_equal(s.notes, "");
	session_close(&s);
}

/* ---- function pointers ---- */

static void wrong_function_pointers_are_clean_errors(void **state)
{
	struct session s;

	(void)state;
	session_open(&s);
	prints(&s, "int twice(int n) { return 2 * n; } int (*f)(int) = twice; int (*table[2])(int) = { twice, &twice };"
	       "printf(\"%d %d %d\", f(4), (*table[1])(5), f == twice);", "8 10 1");
	assert_int_equal(session_run(&s, "int data; f = (int (*)(int))&data; f(1);"), LANG_ERROR);
	assert_non_null(strstr(lang_error(s.lang, NULL), "no function is there"));
	assert_int_equal(session_run(&s, "f = 0; f(1);"), LANG_DIED);
	lang_drop(s.lang, s.task);
	session_close(&s);
}

static void a_call_of_the_kernel_has_an_address_too(void **state)
{
	struct session s;

	(void)state;
	session_open(&s);
	assert_int_equal(session_run(&s, two_pages), LANG_DONE);
	prints(&s, "unsigned long (*f)(struct page *) = page_to_pfn; printf(\"%lx %lx\", f(p), f(q));", "38000 38001");
	session_close(&s);
}

/* ---- the page as an address ---- */

static void page_behind_a_cast_is_noted_at_run_time(void **state)
{
	struct session s;

	(void)state;
	session_open(&s);
	assert_int_equal(session_run(&s, two_pages), LANG_DONE);
	s.notes[0] = 0;
	prints(&s, "void *hidden = p;\nfor (int i = 0; i < 3; i++) {\n\tkmap_atomic(p, KM_USER1);\n\tkunmap_atomic(hidden, KM_USER0);\n\tbreak;\n}\n", "");
	assert_string_equal(s.notes, "4:16: -Wpage-as-address\n");
	lang_options(s.lang)->lint = LANG_LINT_OFF;
	s.notes[0] = 0;
	prints(&s, "kunmap_atomic(hidden, KM_USER0);", "");
	assert_string_equal(s.notes, "");
	lang_options(s.lang)->lint = LANG_LINT_ERROR;
	assert_int_equal(session_run(&s, "kunmap_atomic(hidden, KM_USER0);"), LANG_ERROR);
	assert_string_equal(s.notes, "1:15: -Wpage-as-address\n");
	assert_string_equal(lang_error(s.lang, NULL), "");
	session_close(&s);
}

/* --resume walks over the past before anything is compiled: the basic types are not part of what is cut. */
static void going_back_before_the_first_unit(void **state)
{
	struct session s;

	(void)state;
	session_open(&s);
	lang_sync(s.lang);
	prints(&s, "unsigned long n = 5; printf(\"%lu\", n);", "5");
	session_close(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(arithmetic_wraps),
		cmocka_unit_test(division_errors_kill),
		cmocka_unit_test(budget_counts_calls_and_backward_jumps),
		cmocka_unit_test(single_steps_stop_inside_an_expression),
		cmocka_unit_test(endless_loop_ends_with_its_budget_or_ctrl_c),
		cmocka_unit_test(statements_are_stops),
		cmocka_unit_test(thousand_calls_nest_and_endless_recursion_is_an_error),
		cmocka_unit_test(stores_go_through_the_machine),
		cmocka_unit_test(own_variables_leave_no_trace_in_the_tlb),
		cmocka_unit_test(oops_names_the_place_and_the_code_stays_until_dropped),
		cmocka_unit_test(kmap_sleeps_inside_an_expression),
		cmocka_unit_test(block_runs_on_top_of_the_task_and_leaves_it_as_it_was),
		cmocka_unit_test(idle_task_can_be_interrupted),
		cmocka_unit_test(undo_and_redo_take_names_values_and_functions_along),
		cmocka_unit_test(refused_unit_leaves_nothing),
		cmocka_unit_test(reads_of_nothing_are_noted_once_per_place), cmocka_unit_test(strays_and_missing_values_are_noted),
		cmocka_unit_test(proven_reads_and_written_bytes_are_silent),
		cmocka_unit_test(wrong_function_pointers_are_clean_errors),
		cmocka_unit_test(a_call_of_the_kernel_has_an_address_too),
		cmocka_unit_test(page_behind_a_cast_is_noted_at_run_time),
		cmocka_unit_test(going_back_before_the_first_unit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
