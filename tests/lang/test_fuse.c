/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fused instructions and the short way of a kernel call: whatever way a program is run (at one go, word by word, by statements, a step of the
 * budget at a time, or word by word up to any place and at one go from there), machine, output, notes and the log are the same at its end.
 */
#include "session.h"

#include "highmem/delta.h"

#include "shell/lang/code.h"

#define PAGES "struct page *p = alloc_page(GFP_HIGHUSER), *q = alloc_page(GFP_HIGHUSER);\n"

/* What is fused in the program, which runs after PAGES. */
struct program { enum op fused; const char *text; };

static const struct program programs[] = {
	{ OP_LDG_LDI_KCALL_MOVE, "void f(void) { int i; for (i = 0; i < 3; i++) { int *v = kmap_atomic(p, KM_USER0); *v = i; kunmap_atomic(v, KM_USER0); } } f(); f();" },
	{ OP_MOVE_LDI_LINT_KCALL, "void f(struct page *a) { char *v = kmap_atomic(a, KM_USER0); v[1] = 2; kunmap_atomic(v, KM_USER0); } f(p); f(q);" },
	{ OP_MOVE_LDI_LINT_KCALL, "void f(void *a) { kmap_atomic(q, KM_USER1); kunmap_atomic(a, KM_USER1); kunmap_atomic(a, KM_USER1); } f(p); printf(\"%d\", preempt_count());" },
	{ OP_LDG_LDI, "unsigned n = 5; unsigned f(unsigned a, int b) { return a * b; } for (int i = 0; i < 3; i++) n = f(n, 3); printf(\"%u\", n);" },
	{ OP_MOVE_LDI, "int f(int a, int b) { return a - b; } int g(int a) { return f(a, 7) + f(a, -2); } printf(\"%d\", g(9));" },
	{ OP_LINT_KCALL, "void f(struct page *a) { void *v = kmap(a); kunmap_atomic(v, KM_USER0); kunmap(a); } f(p);" },
	{ OP_KCALL_MOVE, "int f(struct page *a) { int *v = kmap(a); *v = 3; int r = *v; kunmap(a); return r; } printf(\"%d\", f(p) + f(q));" },
	{ OP_LOOP, "int f(int n) { int s = 0; for (int i = 2; i < n; i++) s += i; return s; } printf(\"%d %d\", f(9), f(-1));" },
	{ OP_LOOPI, "int f(void) { int s = 0; for (int i = -3; i < 40; i += 3) s = s * 2 + i; return s; } printf(\"%d\", f());" },
	{ OP_LOOPK, "int f(void) { int s = 0; for (int i = 0; i < 100000; i += 9000) s ^= i; return s; } printf(\"%d\", f());" },
	{ OP_LOOPK, "int f(void) { int i, s = 0; for (i = 2147483600; i < 2147483647; i += 30) if (++s > 5) break; return i; } printf(\"%d\", f());" },
	/* ends before its end */
	{ OP_LDG_LDI_KCALL_MOVE, "int *z = NULL; void f(void) { for (int i = 0; i < 4; i++) { int *v = kmap_atomic(p, KM_USER0); if (i == 2) v = z; *v = i; "
				 "kunmap_atomic(v, KM_USER0); } } f();" },
};

struct outcome { enum lang_result result; uint64_t hash, events; char out[sizeof(((struct session *)0)->out)], notes[sizeof(((struct session *)0)->notes)]; };

enum way { AT_ONE_GO, BY_WORDS, BY_STATEMENTS, BY_BUDGET };

static enum lang_result go(struct session *s, enum way way, uint64_t at_most)
{
	static const unsigned int flags[] = { [BY_WORDS] = LANG_RUN_STEP, [BY_STATEMENTS] = LANG_RUN_STATEMENT, [BY_BUDGET] = 0, [AT_ONE_GO] = 0 };
	enum lang_result result = LANG_STOPPED;

	for (uint64_t n = 0; n < at_most && (result == LANG_STOPPED || result == LANG_STEP || result == LANG_STATEMENT); n++) {
		uint64_t steps = way == BY_BUDGET ? 1 : 1000000;

		result = lang_run(s->lang, flags[way], &steps, NULL);
	}
	return result;
}

/* `words` of the program one by one, and from there on that way. */
static void run_program(const char *text, enum way way, uint64_t words, struct outcome *o)
{
	struct session s;

	session_open(&s);
	assert_int_equal(session_run(&s, PAGES), LANG_DONE);
	if (!session_compile(&s, text))
		fail_msg("%s: %s", text, s.messages);
	assert_int_equal(lang_start(s.lang, s.task, &s.code), HM_OK);
	o->result = words ? go(&s, BY_WORDS, words) : LANG_STOPPED;
	if (o->result == LANG_STOPPED || o->result == LANG_STEP)
		o->result = go(&s, way, UINT64_MAX);
	o->hash = hm_state_hash(s.m);
	o->events = hm_event_count(s.m);
	memcpy(o->out, s.out, sizeof(o->out));
	memcpy(o->notes, s.notes, sizeof(o->notes));
	session_close(&s);
}

static void same_outcome(const char *text, const struct outcome *a, const struct outcome *b)
{
	if (a->result != b->result || a->hash != b->hash || a->events != b->events)
		print_error("%s: result %d, %d\n", text, (int)a->result, (int)b->result);
	assert_int_equal(a->result, b->result);
	assert_int_equal(a->events, b->events);
	assert_true(a->hash == b->hash);
	assert_string_equal(a->out, b->out);
	assert_string_equal(a->notes, b->notes);
}

static void every_way_of_running_ends_alike(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++) {
		const char *text = programs[i].text;
		struct outcome whole, other;

		run_program(text, AT_ONE_GO, 0, &whole);
		for (enum way way = BY_WORDS; way <= BY_BUDGET; way++) {
			run_program(text, way, 0, &other);
			same_outcome(text, &whole, &other);
		}
		for (uint64_t words = 1; words < 60; words++) {
			run_program(text, AT_ONE_GO, words, &other);
			same_outcome(text, &whole, &other);
		}
	}
}

static void each_fused_instruction_is_made_and_each_is_tried(void **state)
{
	bool tried[OP_NR] = { false };

	(void)state;
	for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++) {
		struct session s;
		unsigned int found = 0;

		session_open(&s);
		assert_int_equal(session_run(&s, PAGES), LANG_DONE);
		assert_true(session_compile(&s, programs[i].text));
		for (uint32_t pc = 1; pc < s.lang->code.length; pc++)
			found += (s.lang->code.word[pc] & 0xff) == programs[i].fused;
		if (!found)
			fail_msg("%s: not fused", programs[i].text);
		tried[programs[i].fused] = true;
		session_close(&s);
	}
#define LANG_X(id) assert_true(tried[OP_##id]);
	LANG_FUSED(LANG_X)
#undef LANG_X
}

static void added_variables_wrap_as_int(void **state)
{
	(void)state;
	program_prints("int f(void) { int i, s = 0; for (i = 2147483600; i < 2147483647; i += 30) if (++s > 5) break; return i; } printf(\"%d\", f());", "-2147483546");
	program_prints("int f(int n) { int i, s = 0; for (i = 2147483600; i < n; i += 30) if (++s > 2) break; return i; } printf(\"%d\", f(2147483647));", "-2147483636");
	program_prints("int f(void) { int i, n = 0; for (i = -40; i < -30; i++) n += i; return n; } printf(\"%d\", f());", "-355");
}

/* A word behind a constant of 64 bits looks like any word and is none. */
static void data_between_the_words_stays(void **state)
{
	(void)state;
	for (unsigned int op = 0; op < OP_NR; op++) {
		char text[200], expected[32];

		(void)snprintf(text, sizeof(text), "long long f(long long a, int b) { return a + b; } long long g(void) { return f(0x100000001%02xll, 0); } "
			       "printf(\"%%llx\", g());", op);
		(void)snprintf(expected, sizeof(expected), "100000001%02x", op);
		program_prints(text, expected);
	}
}

/* ---- steps ---- */

static unsigned int words_of(const char *format, unsigned int times)
{
	struct session s;
	char text[300];
	unsigned int n = 0;

	session_open(&s);
	assert_int_equal(session_run(&s, PAGES), LANG_DONE);
	(void)snprintf(text, sizeof(text), format, times);
	assert_true(session_compile(&s, text));
	assert_int_equal(lang_start(s.lang, s.task, &s.code), HM_OK);
	while (go(&s, BY_WORDS, 1) == LANG_STEP)
		n++;
	session_close(&s);
	return n;
}

/* An interrupt can come between any two of them. */
static void single_steps_are_plain_words(void **state)
{
	static const char sum[] = "int f(int n) { int s = 0; for (int i = 0; i < n; i++) s += i; return s; } f(%u);";
	static const char pairs[] = "void f(void) { for (int i = 0; i < 40000; i += 40000 / %u) { int *v = kmap_atomic(p, KM_USER0); *v = i; kunmap_atomic(v, KM_USER0); } } f();";

	(void)state;
	assert_int_equal(words_of(sum, 4) - words_of(sum, 3), 3);      /* ADDS, ADDSI, JLT */
	assert_int_equal(words_of(pairs, 4) - words_of(pairs, 2), 24); /* LDG LDI KCALL MOVE, STP, MOVE LDI LINT KCALL, ADDSI LDI JLT: twice */
}

static void kernel_calls_are_steps_whichever_way_they_go(void **state)
{
	struct session s;

	(void)state;
	session_open(&s);
	assert_int_equal(session_run(&s, PAGES "void f(void) { for (int i = 0; i < 10; i++) { int *v = kmap_atomic(p, KM_USER0); *v = i; kunmap_atomic(v, KM_USER0); } }"),
			 LANG_DONE);
	s.steps = 1000;
	assert_int_equal(session_run(&s, "f();"), LANG_DONE);
	assert_int_equal(1000 - s.steps, 1 + 10 * (2 + 1));
	session_close(&s);
}

/* Whoever reads the log gets to see all of it. */
static void calls_stop_before_the_log_runs_over(void **state)
{
	struct session s;
	uint64_t from, steps = 1000000;
	unsigned int stops = 0;

	(void)state;
	session_open(&s);
	assert_int_equal(session_run(&s, PAGES), LANG_DONE);
	assert_true(session_compile(&s, "void f(void) { for (int i = 0; i < 30000; i++) { void *v = kmap_atomic(p, KM_USER0); kunmap_atomic(v, KM_USER0); } } f();"));
	assert_int_equal(lang_start(s.lang, s.task, &s.code), HM_OK);
	for (from = hm_event_count(s.m); lang_run(s.lang, 0, &steps, NULL) == LANG_STOPPED; from = hm_event_count(s.m)) {
		assert_in_range(hm_event_count(s.m) - from, HM_EVENT_RING / 2, HM_EVENT_RING / 2 + 16);
		stops++;
	}
	assert_true(stops > 1 && steps > 0);
	session_close(&s);
}

/* ---- looks ---- */

/* Every load of one look peeks, whatever came before it. */
static void looks_change_nothing(void **state)
{
	static const char text[] = "a[n] + *v + a[n] + v[1]";
	struct session s;
	struct diag_list list = { 0 };
	uint64_t value, hash;
	char type[64];
	uint32_t begin;

	(void)state;
	session_open(&s);
	assert_int_equal(session_run(&s, PAGES "int a[4]; int n = 2000000; int *v = kmap_atomic(p, KM_USER0);"), LANG_DONE);
	hash = hm_state_hash(s.m);
	begin = source_add(s.map, "look", text, strlen(text), 1, false);
	assert_true(lang_look_integer(s.lang, begin, begin + (uint32_t)strlen(text), &list, &value, type, sizeof(type)));
	assert_true(hm_state_hash(s.m) == hash);
	diag_list_free(&list);
	session_close(&s);
}

/* ---- who called ---- */

static void expect_callers(struct session *s, uint32_t call, uint32_t site, const char *expected)
{
	char got[128] = "";
	uint32_t loc[4];
	unsigned int n = lang_callers(s->lang, call, site, loc, 4);

	for (unsigned int i = 0; i < n; i++) {
		struct source_place at;
		size_t used = strlen(got);

		assert_true(source_place(s->map, loc[i], &at));
		(void)snprintf(got + used, sizeof(got) - used, "%u ", at.line);
	}
	assert_string_equal(got, expected);
}

/* Calls of one frame, of the same function called from elsewhere, and of frames at the same depth. */
static void callers_are_those_of_the_frame_that_calls(void **state)
{
	static const char text[] = PAGES
		"void in(void)\n{\n\tkmap(p);\n\tkmap(q);\n}\n"   /* 2..6 */
		"void out(void)\n{\n\tin();\n\tin();\n\tkmap(p);\n}\n"    /* 7..12 */
		"out();\nin();\nkmap(p);\n";                               /* 13..15 */
	static const struct { unsigned int line; const char *callers; } calls[] = {
		{ 4, "9 13 " }, { 5, "9 13 " }, { 4, "10 13 " }, { 5, "10 13 " }, { 11, "13 " }, { 4, "14 " }, { 5, "14 " }, { 15, "" },
	};
	struct session s;
	unsigned int n = 0;
	uint64_t last = 0;

	(void)state;
	session_open(&s);
	assert_int_equal(session_run(&s, text), LANG_DONE);
	for (uint64_t seq = 1; seq <= hm_event_count(s.m); seq++) {
		const struct hm_event *e = hm_event_get(s.m, seq);
		struct source_place at;

		if (e->kind != HM_EV_CALL || !source_place(s.map, e->site, &at) || at.line == 1)
			continue;
		assert_in_range(n, 0, 7);
		assert_int_equal(at.line, calls[n].line);
		expect_callers(&s, e->call, e->site, calls[n].callers);
		last = e->call;
		n++;
	}
	assert_int_equal(n, 8);
	assert_int_equal(last, hm_calls_made(s.m));
	session_close(&s);
}

/* Who called each of n calls, the first of that number. */
static void expect_row(struct session *s, uint32_t first, const char *const *expected, unsigned int n)
{
	for (uint64_t seq = 1; seq <= hm_event_count(s->m); seq++) {
		const struct hm_event *e = hm_event_get(s->m, seq);

		if (e->kind == HM_EV_CALL && e->call >= first && e->call < first + n)
			expect_callers(s, e->call, e->site, expected[e->call - first]);
	}
}

static void callers_go_back_and_forth_with_the_machine(void **state)
{
	static const char *const first[] = { "3 ", "2 ", "3 ", "4 " }, *const later[] = { "3 1 ", "3 1 ", "1 ", "4 1 " };
	struct session s;
	struct hm_delta *d;
	uint32_t call;

	(void)state;
	session_open(&s);
	assert_int_equal(session_run(&s, PAGES "void in(void) { kmap(p); }\nin();\n"), LANG_DONE);
	call = hm_calls_made(s.m);
	assert_int_equal(hm_delta_take(s.m, &d), HM_OK);
	hm_delta_free(d);
	assert_int_equal(session_run(&s, "\nin();\nin();\nin();\n"), LANG_DONE);
	assert_int_equal(hm_delta_take(s.m, &d), HM_OK);
	assert_int_equal(hm_calls_made(s.m), call + 3);
	expect_row(&s, call, first, 4);
	assert_int_equal(hm_delta_apply(s.m, d), HM_OK);
	lang_sync(s.lang);
	expect_row(&s, call, first, 1);
	assert_int_equal(hm_delta_apply(s.m, d), HM_OK); /* forth: as if it had never gone back */
	lang_sync(s.lang);
	expect_row(&s, call, first, 4);
	assert_int_equal(hm_delta_apply(s.m, d), HM_OK); /* back, and another way on */
	lang_sync(s.lang);
	hm_delta_free(d);
	assert_int_equal(session_run(&s, "void out(void)\n{\n\tin(); in(); kmap(q);\n\tin();\n}"), LANG_DONE);
	assert_int_equal(session_run(&s, "out();"), LANG_DONE);
	assert_int_equal(hm_calls_made(s.m), call + 4);
	expect_row(&s, call + 1, later, 4);
	expect_row(&s, call, first, 1);
	session_close(&s);
}

static void callers_of_the_newest_calls_are_known(void **state)
{
	static const char text[] = PAGES "void in(void) { page_to_pfn(p); }\nvoid out(void) {\nfor (int i = 0; i < 50000; i++) {\nin();\nin();\n} }\nout();\nin(); kmap(q);\n";
	struct session s;
	struct source_place at;
	const struct hm_event *last;
	uint32_t made, site = 0;

	(void)state;
	session_open(&s);
	assert_int_equal(session_run(&s, text), LANG_DONE);
	made = hm_calls_made(s.m);
	for (uint32_t loc = 1; loc < source_end(s.map) && !site; loc++) /* of the call that all but the last one are */
		if (source_place(s.map, loc, &at) && at.line == 2 && lang_callers(s.lang, made - 1, loc, &(uint32_t){ 0 }, 1))
			site = loc;
	assert_int_not_equal(site, 0);
	expect_callers(&s, made - 1, site, "9 ");
	for (uint32_t call = made - 2; call > made - 65000; call -= 2) {
		expect_callers(&s, call, site, "6 8 ");
		expect_callers(&s, call - 1, site, "5 8 ");
	}
	expect_callers(&s, made - 70000, site, "");
	last = hm_event_get(s.m, hm_event_count(s.m));
	expect_callers(&s, made, last->site, "");
	session_close(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_way_of_running_ends_alike),
		cmocka_unit_test(each_fused_instruction_is_made_and_each_is_tried),
		cmocka_unit_test(added_variables_wrap_as_int),
		cmocka_unit_test(data_between_the_words_stays),
		cmocka_unit_test(single_steps_are_plain_words),
		cmocka_unit_test(kernel_calls_are_steps_whichever_way_they_go),
		cmocka_unit_test(calls_stop_before_the_log_runs_over),
		cmocka_unit_test(looks_change_nothing),
		cmocka_unit_test(callers_are_those_of_the_frame_that_calls),
		cmocka_unit_test(callers_of_the_newest_calls_are_known),
		cmocka_unit_test(callers_go_back_and_forth_with_the_machine),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
