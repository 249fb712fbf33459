/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `diff`: the last step, steps back, checkpoints, both ways; in scripts behind an undo, too; and it leaves the state, the undo history and what can be redone as they were.
 */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "shell/session.h"

struct told {
	struct session s;
	struct text out, err;
};

static struct told *start(bool typed)
{
	struct told *t = calloc(1, sizeof(*t));
	struct hm_config cfg;
	char why[200];

	assert_non_null(t);
	hm_config_default(&cfg);
	assert_int_equal(hm_config_settle(&cfg, why, sizeof(why)), HM_OK);
	assert_int_equal(session_open(&t->s, &cfg), HM_OK);
	t->s.keep_going = true;
	t->s.interactive = typed;
	t->s.out.capture = &t->out;
	t->s.err.capture = &t->err;
	return t;
}

static void end(struct told *t)
{
	session_close(&t->s);
	text_free(&t->out);
	text_free(&t->err);
	free(t);
}

static const char *type(struct told *t, const char *line)
{
	sink_flush(&t->s.out);
	sink_flush(&t->s.err);
	text_clear(&t->out);
	text_clear(&t->err);
	session_type(&t->s, line, strlen(line));
	sink_flush(&t->s.out);
	sink_flush(&t->s.err);
	return text_string(&t->out);
}

static const char map_text[] =
	"+ slot KM_USER0 of CPU 0 now maps page 0x38000 (p), at address 0xfffed000\n"
	"~ preempt_count went from 0x0 to 0x1\n"
	"+ variable v is 0xfffed000, KM_USER0 of CPU 0\n";

static void steps_and_checkpoints(void **state)
{
	struct told *t = start(true);

	(void)state;
	type(t, "diff");
	assert_non_null(strstr(text_string(&t->err), "no step yet"));
	type(t, "struct page *p = alloc_page(GFP_HIGHUSER);");
	type(t, "checkpoint one");
	assert_string_equal(type(t, "diff"), "+ page 0x38000 (p) is allocated\n+ variable p is 0xc1700000, the struct page of page 0x38000\n");
	assert_string_equal(type(t, "diff one"), "nothing that the machine shows has changed\n");
	type(t, "char *v = kmap_atomic(p, KM_USER0);");
	assert_string_equal(type(t, "diff"), map_text);
	assert_string_equal(type(t, "diff one"), map_text);
	assert_string_equal(type(t, "diff 1"), map_text);
	type(t, "kunmap_atomic(v, KM_USER0);");
	assert_string_equal(type(t, "diff 2 1"), map_text);
	assert_string_equal(type(t, "diff 1 0"), "- slot KM_USER0 of CPU 0 is free again; it mapped page 0x38000 (p)\n~ preempt_count went from 0x1 to 0x0\n"
			    "~ variable v is a ghost now: its mapping is given back, an access would fault\n");
	type(t, "diff 9");
	assert_non_null(strstr(text_string(&t->err), "no checkpoint, and no number of steps up to 3"));
	type(t, "diff one one one");
	assert_true(t->err.length > 0);
	end(t);
}

static void looking_changes_nothing(void **state)
{
	struct told *t = start(true);
	uint64_t hash;
	size_t back, forward;

	(void)state;
	type(t, "struct page *p = alloc_page(GFP_HIGHUSER);");
	type(t, "checkpoint one");
	type(t, "char *v = kmap_atomic(p, KM_USER0);");
	type(t, "v[0] = 65;");
	type(t, "undo");
	hash = session_hash(&t->s);
	back = timeline_steps_back(&t->s.timeline);
	forward = timeline_steps_forward(&t->s.timeline);
	type(t, "diff");
	type(t, "diff one");
	type(t, "diff 2 1");
	assert_true(session_hash(&t->s) == hash);
	assert_int_equal(timeline_steps_back(&t->s.timeline), back);
	assert_int_equal(timeline_steps_forward(&t->s.timeline), forward);
	type(t, "redo");
	assert_string_equal(type(t, "v[0];"), "$2 = 65 'A'\n");
	assert_string_equal(type(t, "diff"), "~ a load from 0xfffed000 went to page 0x38000 (p)\n");
	end(t);
}

/* The future can be looked at, too; a way that was left cannot. */
static void other_ways(void **state)
{
	struct told *t = start(true);

	(void)state;
	type(t, "struct page *p = alloc_page(GFP_HIGHUSER);");
	type(t, "char *v = kmap_atomic(p, KM_USER0);");
	type(t, "checkpoint late");
	type(t, "undo");
	assert_non_null(strstr(type(t, "diff late"), "- slot KM_USER0 of CPU 0 is free again"));
	type(t, "reset");
	type(t, "diff");
	assert_non_null(strstr(text_string(&t->err), "nothing to compare"));
	end(t);
}

static void behind_an_undo_in_a_script(void **state)
{
	static const char text[] =
		"struct page *p = alloc_page(GFP_HIGHUSER);\ncheckpoint one\nchar *v = kmap_atomic(p, KM_USER0);\nv[0] = 1;\ndiff one\nundo\ndiff\nv = kmap_atomic(p, KM_USER1);\ndiff\n";
	struct told *t = start(false);

	(void)state;
	session_script(&t->s, "a", text, sizeof(text) - 1, true);
	sink_flush(&t->s.out);
	assert_non_null(strstr(text_string(&t->out), "~ a store to 0xfffed000 went to page 0x38000 (p)\n"));
	assert_non_null(strstr(text_string(&t->out), "+ slot KM_USER1 of CPU 0 now maps page 0x38000 (p)"));
	end(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(steps_and_checkpoints), cmocka_unit_test(looking_changes_nothing), cmocka_unit_test(other_ways),
		cmocka_unit_test(behind_an_undo_in_a_script)
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
