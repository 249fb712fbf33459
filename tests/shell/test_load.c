/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Files of a session: sourced ones, refused ones, and a session that is saved and loaded.
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

#include "tests/shell/session_of.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sourced_file_is_one_step), cmocka_unit_test(undo_in_a_sourced_file_stays_inside), cmocka_unit_test(files_that_are_refused),
		cmocka_unit_test(a_session_is_saved_and_loaded), cmocka_unit_test(a_record_changes_the_era), cmocka_unit_test(a_changed_record_is_refused),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
