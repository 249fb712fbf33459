/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Splitting scripts: what is a command and what is C, blocks over several lines, depth, declared words. A case is a text and the items it
 * falls into, written as "C:first line" or "K:word|arguments"; the words that name commands and those that are declared are fixed here.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "shell/script.h"

static bool is_command(void *context, const char *word, size_t length, bool *block)
{
	static const char *const names[] = { "info", "run", "step", "undo", "irq", "spawn", "print", "p", "x", "reset", NULL };

	(void)context;
	for (size_t i = 0; names[i]; i++)
		if (strlen(names[i]) == length && !memcmp(names[i], word, length)) {
			*block = !strcmp(names[i], "irq") || !strcmp(names[i], "spawn");
			return true;
		}
	return false;
}

static bool is_declared(void *context, const char *word, size_t length)
{
	const char *declared = context;

	return declared && strlen(declared) == length && !memcmp(declared, word, length);
}

static void describe(const char *text, const struct script_item *item, char *out, size_t size)
{
	size_t n = strlen(out);
	const char *line = text + item->begin;

	if (n)
		n += (size_t)snprintf(out + n, size - n, " / ");
	if (item->kind == SCRIPT_C)
		snprintf(out + n, size - n, "C:%.*s%s", (int)strcspn(line, "\n"), line, item->open ? "?" : "");
	else
		snprintf(out + n, size - n, "K:%.*s|%.*s%s", (int)(item->word_end - item->word), text + item->word,
			 (int)(item->args_end - item->args), text + item->args, item->open ? "?" : "");
}

static void expect(const char *text, const char *declared, const char *items)
{
	struct script_words words = { (void *)(uintptr_t)declared, is_command, is_declared };
	struct script_item item;
	struct script script;
	char out[1024] = "";

	script_begin(&script, text, strlen(text), &words);
	while (script_next(&script, &item) != SCRIPT_END)
		describe(text, &item, out, sizeof(out));
	assert_string_equal(out, items);
}

static void units_and_commands(void **state)
{
	(void)state;
	expect("", NULL, "");
	expect("\n\n  \n", NULL, "");
	expect("int a;\nint b;\n", NULL, "C:int a;");
	expect("int a;\ninfo slots\nint b;", NULL, "C:int a; / K:info|slots / C:int b;");
	expect("\n\ninfo slots\n\nrun\n", NULL, "K:info|slots / K:run|");
	expect("#!/usr/bin/hmsh\nrun\n", NULL, "K:run|");
	expect("\xef\xbb\xbfrun\n", NULL, "K:run|");
	expect("run\r\nint a;\r\n", NULL, "K:run| / C:int a;\r");
	expect("  run ; \n", NULL, "K:run|");
	expect("info slots // all of them\n", NULL, "K:info|slots");
	expect("print \"a//b\"", NULL, "K:print|\"a//b\"");
}

static void c_where_it_can_only_be_c(void **state)
{
	(void)state;
	expect("step = 3;", NULL, "C:step = 3;");
	expect("step=3;", NULL, "C:step=3;");
	expect("step += 3;", NULL, "C:step += 3;");
	expect("run(1);", NULL, "C:run(1);");
	expect("p->x = 1;", NULL, "C:p->x = 1;");
	expect("x[1] = 2;", NULL, "C:x[1] = 2;");
	expect("x++;", NULL, "C:x++;");
	expect("undone;", NULL, "C:undone;");
	expect("x/4xw v", NULL, "K:x|/4xw v");
	expect("x.a = 1;", NULL, "C:x.a = 1;");
	expect("p *q", NULL, "K:p|*q");
	expect("info .", NULL, "K:info|.");
}

static void declared_words_are_c(void **state)
{
	(void)state;
	expect("p *q", "p", "C:p *q?");
	expect(":p *q", "p", "K:p|*q");
	expect("int step;\nstep;\n", NULL, "C:int step;");
	expect("char *p, *x;\nx;\np;\nrun\n", NULL, "C:char *p, *x; / K:run|");
	expect("int y;\nstep;\n", NULL, "C:int y; / K:step|");
	expect("run(step);\nstep\n", NULL, "C:run(step); / K:step|");
}

static void only_at_depth_0_and_between_statements(void **state)
{
	(void)state;
	expect("void f(void)\n{\nrun\n}\nrun\n", NULL, "C:void f(void) / K:run|");
	expect("int a =\nstep\n;\nrun", NULL, "C:int a = / K:run|");
	expect("/*\nrun\n*/\nrun", NULL, "C:/* / K:run|");
	expect("/*\nrun\n*/ ;\nrun", NULL, "C:/* / K:run|");
	expect("char *s = \"{\";\nrun", NULL, "C:char *s = \"{\"; / K:run|");
	expect("char c = '{';\nrun", NULL, "C:char c = '{'; / K:run|");
	expect("char *s = \"\\\"{\";\nrun", NULL, "C:char *s = \"\\\"{\"; / K:run|");
	expect("#define A {\nrun", NULL, "C:#define A { / K:run|");
	expect("#define A \\\nrun\nrun", NULL, "C:#define A \\ / K:run|");
	expect("if (1)\nrun\n", NULL, "C:if (1)?");
	expect("// {\nrun", NULL, "C:// { / K:run|");
	expect("struct s\n{\nint a;\n}\nrun;\nrun", NULL, "C:struct s / K:run|"); /* the first is a variable */
	expect("if (1)\n{\n}\nelse\n{\n}\nrun", NULL, "C:if (1) / K:run|");
}

static void blocks(void **state)
{
	(void)state;
	expect("irq { a(); }\nrun", NULL, "K:irq|{ a(); } / K:run|");
	expect("irq {\n\trun;\n\tb();\n}\nrun", NULL, "K:irq|{\n\trun;\n\tb();\n} / K:run|");
	expect("irq { /* } */ a(\"}\"); }\nrun", NULL, "K:irq|{ /* } */ a(\"}\"); } / K:run|");
	expect("irq {", NULL, "K:irq|{?");
	expect("spawn t { if (1) { } }", NULL, "K:spawn|t { if (1) { } }");
	expect("irq\nrun", NULL, "K:irq| / K:run|");
}

static void block_offsets(void **state)
{
	static const char text[] = "int a;\nspawn -k t { a = 1; }\n";
	struct script_words words = { NULL, is_command, is_declared };
	struct script_item item;
	struct script script;

	(void)state;
	script_begin(&script, text, strlen(text), &words);
	assert_int_equal(script_next(&script, &item), SCRIPT_C);
	assert_int_equal(item.line, 1);
	assert_int_equal(script_next(&script, &item), SCRIPT_COMMAND);
	assert_int_equal(item.line, 2);
	assert_int_equal(item.begin, 7);
	assert_memory_equal(text + item.block, " a = 1; ", item.block_end - item.block);
	assert_int_equal(item.block_end - item.block, 8);
	assert_int_equal(script_next(&script, &item), SCRIPT_END);
}

static void forced(void **state)
{
	(void)state;
	expect(":nonsense now", NULL, "K:nonsense|now");
	expect(": run", NULL, "K:run|");
}

/* Every byte belongs to one item or is a blank line; the text need not be whole. */
static void covers_every_text(void **state)
{
	static const char pieces[] = "irq { }\n\"'/*#\\;(p x run = \n";
	uint32_t seed = 1;

	(void)state;
	for (int round = 0; round < 2000; round++) {
		struct script_words words = { NULL, is_command, is_declared };
		struct script_item item;
		struct script script;
		char text[64];
		size_t n = 0, end = 0;

		for (; n < sizeof(text); n++) {
			seed = seed * 1664525u + 1013904223u;
			text[n] = pieces[(seed >> 16) % (sizeof(pieces) - 1)];
		}
		script_begin(&script, text, n, &words);
		while (script_next(&script, &item) != SCRIPT_END) {
			assert_true(item.begin >= end && item.end > item.begin && item.end <= n);
			assert_true(item.kind == SCRIPT_C || (item.args <= n && item.args_end <= item.end));
			for (; end < item.begin; end++)
				assert_non_null(strchr(" \n", text[end]));
			end = item.end;
		}
	}
}

/* One random line of a script: what begins it, what follows, how it ends. */
static void add_line(char *text, size_t size, uint32_t *seed, const char *end)
{
	static const char *const begin[] = { "", " ", "\t", "p", "info", "x", "v", "what-if", "what", "run", "}", "{", "/*", "*/", "#if 1" };
	static const char *const middle[] = { "", " = f(p)", "=1", "(p)", " (", ")", "->a", "[1]", "++", " += 2", " 1", " - 1", " \"a;", "/2", "\\" };
	size_t n = strlen(text);

	*seed = *seed * 1664525u + 1013904223u;
	snprintf(text + n, size - n, "%s%s%s", begin[(*seed >> 16) % 15], middle[(*seed >> 20) % 15], *seed >> 25 & 3 ? end : "\n");
}

/* A blank behind the `;` takes a line to the splitter's longer way: it must come to the same end. */
static void both_ways_agree(void **state)
{
	struct script_words words = { NULL, is_command, is_declared };
	uint32_t seed = 5;

	(void)state;
	for (unsigned int round = 0; round < 20000; round++) {
		char quick[400] = "", slow[400] = "";
		uint32_t same = seed;
		struct script a, b;
		struct script_item x, y;

		for (unsigned int line = 0; line < 6; line++) {
			add_line(quick, sizeof(quick), &seed, ";\n");
			add_line(slow, sizeof(slow), &same, "; \n");
		}
		script_begin(&a, quick, strlen(quick), &words);
		script_begin(&b, slow, strlen(slow), &words);
		do {
			script_next(&a, &x);
			script_next(&b, &y);
			assert_int_equal(x.kind, y.kind);
			assert_int_equal(x.line, y.line);
			assert_int_equal(x.word_end - x.word, y.word_end - y.word);
			assert_int_equal(x.open, y.open);
		} while (x.kind != SCRIPT_END);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(units_and_commands), cmocka_unit_test(c_where_it_can_only_be_c), cmocka_unit_test(declared_words_are_c),
		cmocka_unit_test(only_at_depth_0_and_between_statements), cmocka_unit_test(blocks), cmocka_unit_test(block_offsets),
		cmocka_unit_test(forced), cmocka_unit_test(covers_every_text), cmocka_unit_test(both_ways_agree)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
