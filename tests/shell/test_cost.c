/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `cost`: what a comparison finds, that it leaves no trace (state, log, names), that trouble in a block is said, and that prices are state.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "shell/command/command.h"
#include "shell/session.h"

struct told {
	struct session s;
	struct text out, err;
};

static struct told *tell(const char *text, bool typed)
{
	struct told *t = calloc(1, sizeof(*t));
	struct hm_config cfg;
	char why[200];

	assert_non_null(t);
	hm_config_default(&cfg);
	assert_int_equal(hm_config_set(&cfg, "cpus", "4", why, sizeof(why)), HM_OK);
	assert_int_equal(hm_config_set(&cfg, "pkmap", "8", why, sizeof(why)), HM_OK);
	assert_int_equal(hm_config_settle(&cfg, why, sizeof(why)), HM_OK);
	assert_int_equal(session_open(&t->s, &cfg), HM_OK);
	t->s.out.capture = &t->out;
	t->s.err.capture = &t->err;
	t->s.interactive = typed;
	if (typed)
		session_type(&t->s, text, strlen(text));
	else
		session_script(&t->s, "cost.hm", text, strlen(text), true);
	return t;
}

static void forget(struct told *t)
{
	session_close(&t->s);
	text_free(&t->out);
	text_free(&t->err);
	free(t);
}

static void says(const struct text *text, const char *words)
{
	if (!text->bytes || !strstr(text->bytes, words))
		fail_msg("\"%s\" is not in:\n%s", words, text->bytes ? text->bytes : "");
}

#define PAGES "struct page *page[16];\nfor (int i = 0; i < 16; i++)\n\tpage[i] = alloc_page(GFP_HIGHUSER);\n"
#define COMPARE \
	"cost {\n\tfor (int i = 0; i < 16; i++) { char *v = kmap(page[i]); *v = 1; kunmap(page[i]); }\n} vs {\n" \
	"\tfor (int i = 0; i < 16; i++) { char *v = kmap_atomic(page[i], KM_USER0); *v = 1; kunmap_atomic(v, KM_USER0); }\n}\n"

/* Sheet B.4: two laps of 8 entries for 16 pages a CPU: the flush of a wrap goes to all, and its caller waits. */
static void kmap_pays_for_its_flushes(void **unused)
{
	struct told *t = tell(PAGES COMPARE, false);

	(void)unused;
	says(&t->out, "model, not measurement");
	says(&t->out, "invlpg                              0          128\n");
	says(&t->out, "B is cheapest on 4 CPUs, and stays so");
	says(&t->out, "of them on kmap_lock");
	assert_int_equal(t->s.status, STATUS_OK);
	forget(t);
}

static void it_leaves_no_trace(void **unused)
{
	struct told *plain = tell(PAGES, true), *t = tell(PAGES COMPARE, true);
	const struct hm_machine *a = plain->s.world->m, *b = t->s.world->m;

	(void)unused;
	assert_true(session_hash(&plain->s) == session_hash(&t->s));
	assert_int_equal(hm_event_count(a), hm_event_count(b));
	for (uint64_t seq = hm_event_first(a); seq <= hm_event_count(a); seq++)
		assert_memory_equal(hm_event_get(a, seq), hm_event_get(b, seq), sizeof(struct hm_event));
	assert_int_equal(plain->s.entries.used, t->s.entries.used);
	assert_int_equal(hm_config(b)->cpus, 4);
	forget(plain);
	forget(t);
}

/* What stands in a script before and after it goes on as if it were not there; its blocks use the variables. */
static void a_script_goes_on(void **unused)
{
	struct told *t = tell("int a = 1;\ncost { a = 2; } vs { a = 3; printf(\"unseen\\n\"); }\na = a + 10;\nundo\nprintf(\"a is %d\\n\", a);\n", false);

	(void)unused;
	says(&t->out, "a is 1\n");
	assert_null(strstr(t->out.bytes, "unseen"));
	assert_null(t->err.bytes);
	assert_int_equal(t->s.status, STATUS_OK);
	forget(t);
}

static void what_does_not_end_is_said(void **unused)
{
	static const struct { const char *text, *words; } cases[] = {
		{ "cost { int *p = 0; *p = 1; }\n", "block A does not come to its end on 1 CPU: Unable to handle kernel NULL pointer" },
		{ PAGES "cost { } vs { for (int i = 0; i < 9; i++) kmap(page[i]); }\n", "block B does not come to its end on 1 CPU: sleeps for ever" },
		{ "cost { for (;;) preempt_count(); }\n", "too many steps" },
		{ "cost { } vs { } vs { } vs { } vs { }\n", "at most 4 blocks" },
		{ "cost { x; }\n", "undeclared" }, { "cost walk=x\n", "NAME=CYCLES" }, { "cost preset=p9\n", "no preset" },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct told *t = tell(cases[i].text, true);

		says(&t->err, cases[i].words);
		assert_int_equal(hm_report_count(t->s.world->m), 0);
		forget(t);
	}
}

static void prices_are_state(void **unused)
{
	struct told *t = tell("cost invlpg=25 walk=50\ncost preset=2015\nundo\n", true);

	(void)unused;
	assert_int_equal(hm_cost(t->s.world->m, HM_COST_INVLPG), 25);
	assert_int_equal(hm_cost(t->s.world->m, HM_COST_WALK), 50);
	assert_int_equal(hm_cost(t->s.world->m, HM_COST_FLUSH_LOCAL), 200);
	assert_int_equal(t->s.entries.used, 1);
	forget(t);
}

/* A ranking that hangs on one price says on which. */
static void bytes_on_the_stack_where_they_matter(void **unused)
{
	struct told *t = tell(PAGES "cost { kunmap_atomic(kmap_atomic(page[0], KM_USER0), KM_USER0); }\n", false);

	(void)unused;
	says(&t->out, "cycles until all are done");
	assert_null(strstr(t->out.bytes, "bytes on the stack")); /* two arguments: registers */
	forget(t);
	t = tell(PAGES "cost stack { kunmap_atomic(kmap_atomic(page[0], KM_USER0), KM_USER0); }\n", false);
	says(&t->out, "bytes on the stack");
	says(&t->out, "  kmap_atomic                    2      8           0              0\n");
	forget(t);
	t = tell("era symmetric\nstruct page *p = alloc_page(GFP_HIGHUSER);\n"
		 "cost { void *v; if (!kmap_atomic(p, KM_USER0, &v)) kunmap_atomic(p, KM_USER0, v); }\n", false);
	says(&t->out, "  kmap_atomic                    3     12           0              4\n");
	forget(t);
	t = tell(PAGES "cost heap { kmap(page[0]); }\n", false);
	assert_int_equal(t->s.status, STATUS_ERROR);
	says(&t->err, "knows the word `stack` only");
	forget(t);
}

static void turns_are_named(void **unused)
{
	struct told *t = tell("struct page *p = alloc_page(GFP_HIGHUSER);\ncost invlpg=100 call=10 lock_hash=26\n"
			      "cost { kmap(p); kunmap(p); } vs { kunmap_atomic(kmap_atomic(p, KM_USER0), KM_USER0); }\n", true);

	(void)unused;
	says(&t->out, "but that hangs on the prices");
	says(&t->out, "with invlpg ");
	forget(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kmap_pays_for_its_flushes), cmocka_unit_test(it_leaves_no_trace), cmocka_unit_test(a_script_goes_on),
		cmocka_unit_test(what_does_not_end_is_said), cmocka_unit_test(prices_are_state), cmocka_unit_test(bytes_on_the_stack_where_they_matter), cmocka_unit_test(turns_are_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
