/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The command table: names, prefixes, near names, and help that is complete. Also reading of words and numbers.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "shell/command/command.h"
#include "shell/report/report.h"

static const char *found(const char *word)
{
	const struct command *c;

	switch (command_find(word, strlen(word), &c)) {
	case COMMAND_FOUND: return c->name;
	case COMMAND_AMBIGUOUS: return "?";
	case COMMAND_NONE: break;
	}
	return "";
}

static void names_prefixes_and_short_names(void **state)
{
	(void)state;
	assert_string_equal(found("info"), "info");
	assert_string_equal(found("inf"), "info");
	assert_string_equal(found("i"), "info");
	assert_string_equal(found("p"), "print");
	assert_string_equal(found("x"), "x");
	assert_string_equal(found("s"), "step");
	assert_string_equal(found("r"), "run");
	assert_string_equal(found("re"), "?");
	assert_string_equal(found("und"), "undo");
	assert_string_equal(found("exit"), "quit");
	assert_string_equal(found("infos"), "");
	assert_string_equal(found(""), "");
	assert_string_equal(found("int"), "");
	assert_string_equal(found("struct"), "");
}

static void near_names_are_proposed(void **state)
{
	(void)state;
	assert_string_equal(command_near("stpe", 4), "step");
	assert_string_equal(command_near("udno", 4), "undo");
	assert_string_equal(command_near("explian", 7), "explain");
	assert_null(command_near("nonsense", 8));
	assert_null(command_near("kmap", 4));
	assert_null(command_near("q", 1));
}

/* Files and terminals: an example would need them to be there. */
static bool is_about_outside(const char *name)
{
	static const char *const names[] = { "source", "save", "load", "watch", "export", "tour", "lesson", "record", "eras", NULL };

	for (size_t i = 0; names[i]; i++)
		if (!strcmp(names[i], name))
			return true;
	return false;
}

static void every_command_has_help(void **state)
{
	const struct command *c;

	(void)state;
	for (unsigned int i = 0; (c = command_at(i, NULL)); i++) {
		assert_non_null(c->run);
		assert_true(strlen(c->name) + strlen(c->help) < 64);
		assert_true(strlen(c->detail) > 10);
		for (const char *at = c->detail; *at; at += strcspn(at, "\n"), at += *at == '\n')
			assert_true(strcspn(at, "\n") <= 80);
		assert_true(c->example || is_about_outside(c->name));
	}
}

static void every_code_is_explained_once(void **state)
{
	const struct explanation *e, *other;

	(void)state;
	for (unsigned int i = 0; (e = explanation_at(i)); i++) {
		assert_true(e->title && *e->title && e->rule && *e->rule);
		assert_true(!e->fails == !e->repaired);
		assert_ptr_equal(explanation_find(e->code, strlen(e->code)), e);
		for (unsigned int k = 0; k < i; k++) {
			other = explanation_at(k);
			assert_string_not_equal(other->code, e->code);
		}
	}
	assert_non_null(explanation_find("page-as-address", 15));
	assert_non_null(explanation_find("[-Wpage-as-address]", 19));
	assert_non_null(explanation_find("bug", 3));
	assert_null(explanation_find("nonsense", 8));
}

static void words(void **state)
{
	const char *line = "  spawn\t-k \"a b\" 0x1f {x}";
	struct command_input in = { .line = line, .args = line, .args_length = strlen(line) };
	const char *word;
	size_t at = 0, length;
	uint64_t value;

	(void)state;
	assert_true(next_word(&in, &at, &word, &length) && word_is(word, length, "spawn"));
	assert_true(next_word(&in, &at, &word, &length) && word_is(word, length, "-k"));
	assert_true(next_word(&in, &at, &word, &length) && word_is(word, length, "a b"));
	assert_true(next_word(&in, &at, &word, &length) && word_number(word, length, 100, &value));
	assert_int_equal(value, 31);
	assert_false(next_word(&in, &at, &word, &length));
}

static void numbers(void **state)
{
	uint64_t value;

	(void)state;
	assert_true(word_number("255", 3, 255, &value) && value == 255);
	assert_false(word_number("256", 3, 255, &value));
	assert_false(word_number("-1", 2, 255, &value));
	assert_false(word_number("", 0, 255, &value));
	assert_false(word_number("0x", 2, 255, &value));
	assert_false(word_number("12a", 3, 255, &value));
	assert_true(word_number("18446744073709551615", 20, UINT64_MAX, &value) && value == UINT64_MAX);
	assert_false(word_number("18446744073709551616", 20, UINT64_MAX, &value));
	assert_true(word_number("0", 1, 0, &value) && value == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_prefixes_and_short_names), cmocka_unit_test(near_names_are_proposed), cmocka_unit_test(every_command_has_help),
		cmocka_unit_test(every_code_is_explained_once), cmocka_unit_test(words), cmocka_unit_test(numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
