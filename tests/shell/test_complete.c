/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Completion by type as the prompt asks for it: what fits the parameter in this era, pages that somebody has allocated, free slots first.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/shell/typed.h"
#include "shell/term/complete.h"

/* The candidates for the word at the line's end, with a blank behind each. */
static const char *offered(struct fixture *f, const char *line)
{
	size_t point = strlen(line), start = point;
	struct completion c;
	const char *name;

	while (start && !strchr(" (,=&*", line[start - 1]))
		start--;
	c = completion_at(line, start, point);
	text_clear(&f->out);
	for (unsigned int i = 0; i < 200 && (name = completion_word(&f->s, &c, line + start, i)); i++)
		text_printf(&f->out, "%s ", name);
	return text_string(&f->out);
}

static bool offers(struct fixture *f, const char *line, const char *word)
{
	char all[8192], one[64];

	snprintf(all, sizeof(all), " %s", offered(f, line));
	snprintf(one, sizeof(one), " %s ", word);
	return strstr(all, one);
}

static void mapped(struct fixture *f)
{
	type(f, "struct page *p = alloc_page(GFP_HIGHUSER);");
	type(f, "char *v = kmap_atomic(p, KM_USER0);");
}

static void the_fix_offers_no_page(void **state)
{
	struct fixture *f = *state;

	type(f, "era mm-2004");
	mapped(f);
	assert_true(offers(f, "kunmap_atomic(", "v"));
	assert_false(offers(f, "kunmap_atomic(", "p"));
	type(f, "era 2.6.11");
	mapped(f);
	assert_true(offers(f, "kunmap_atomic(", "v"));
	assert_true(offers(f, "kunmap_atomic(", "p"));
}

static void only_live_pages(void **state)
{
	struct fixture *f = *state;

	mapped(f);
	type(f, "struct page *gone = alloc_page(GFP_HIGHUSER), *never;");
	assert_true(offers(f, "kmap(", "gone"));
	type(f, "__free_page(gone);");
	assert_true(offers(f, "kmap(", "p"));
	assert_false(offers(f, "kmap(", "gone"));
	assert_false(offers(f, "kmap(", "never"));
	assert_false(offers(f, "kmap(", "v"));
	assert_true(offers(f, "kmap(", "alloc_page"));
	assert_true(offers(f, "kmap(a", "alloc_page"));
	/* elsewhere any name will do */
	assert_true(offers(f, "x = n", "never"));
}

static void free_slots_first(void **state)
{
	struct fixture *f = *state;
	const char *all;

	type(f, "struct page *p = alloc_page(GFP_HIGHUSER);");
	assert_memory_equal(offered(f, "kmap_atomic(p, KM_USER"), "KM_USER0 KM_USER1 ", 18);
	type(f, "char *v = kmap_atomic(p, KM_USER0);");
	assert_string_equal(offered(f, "kmap_atomic(p, KM_USER"), "KM_USER1 KM_USER0 ");
	all = offered(f, "kmap_atomic(p, ");
	assert_memory_equal(all, "KM_BOUNCE_READ ", 15);
	assert_non_null(strstr(all, "KM_SOFTIRQ1 KM_USER0 "));
	assert_null(strstr(all, "KM_TYPE_NR"));
	/* the other CPU has a slot of its own */
	type(f, "cpu 1");
	assert_string_equal(offered(f, "kmap_atomic(p, KM_USER"), "KM_USER0 KM_USER1 ");
}

static void the_order_is_kept(void **state)
{
	struct fixture *f = *state;
	const char *line = "kmap_atomic(p, ", *other = "kmap_atomic(";
	struct completion slots, pages;

	type(f, "struct page *p = alloc_page(GFP_HIGHUSER);");
	slots = completion_at(line, strlen(line), strlen(line));
	pages = completion_at(other, strlen(other), strlen(other));
	assert_true(completion_is_ordered(&f->s, &slots, ""));
	assert_false(completion_is_ordered(&f->s, &pages, ""));
}

static void a_call_says_its_prototype(void **state)
{
	struct fixture *f = *state;
	const char *line = "char *v = kmap_atomic(p, ";
	unsigned int argument;

	assert_string_equal(lang_prototype_at(f->s.world->lang, line, strlen(line), &argument), "void *kmap_atomic(struct page *page, enum km_type type)");
	assert_int_equal(argument, 1);
}

static void commands_and_aliases_at_the_beginning(void **state)
{
	struct fixture *f = *state;

	type(f, "alias undone = undo");
	assert_true(offers(f, "un", "undo"));
	assert_true(offers(f, "un", "undone"));
	assert_true(offers(f, "info pk", "pkmap"));
	assert_true(offers(f, "help lang", "language"));
}

static void kinds_and_verbs_behind_quiz(void **state)
{
	struct fixture *f = *state;

	assert_true(offers(f, "quiz ", "window"));
	assert_true(offers(f, "quiz --seed 7 ", "tlb"));
	assert_true(offers(f, "quiz ", "test"));
	assert_string_equal(offered(f, "quiz er"), "era ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_fix_offers_no_page, setup, teardown), cmocka_unit_test_setup_teardown(only_live_pages, setup, teardown),
		cmocka_unit_test_setup_teardown(free_slots_first, setup, teardown), cmocka_unit_test_setup_teardown(the_order_is_kept, setup, teardown),
		cmocka_unit_test_setup_teardown(a_call_says_its_prototype, setup, teardown),
		cmocka_unit_test_setup_teardown(commands_and_aliases_at_the_beginning, setup, teardown),
		cmocka_unit_test_setup_teardown(kinds_and_verbs_behind_quiz, setup, teardown)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
