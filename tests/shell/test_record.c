/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Saved sessions as text: what is written is read back; what is cut, longer, from another version or nonsense is refused with a line number;
 * a journal may be torn anywhere and keeps what was whole.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "shell/record.h"

static void write_sample(struct text *out, bool hash)
{
	struct entry_list list = { 0 };
	struct hm_config config;
	struct entry *e;
	char notes[256];

	hm_config_default(&config);
	hm_config_settle(&config, notes, sizeof(notes));
	record_header(out, &config);
	entry_new(&list, "<prompt>", 3, "int a;\n", 7, false);
	e = entry_new(&list, "odd %20 name\n\x1b", 1, "source x\n", 9, true);
	e->items = 2;
	entry_attach(e, "x", "int \0b;\n", 8);
	e = entry_new(&list, "<prompt>", 4, "for (;;)\n;\n", 11, false);
	e->interrupted = 12345;
	for (size_t i = 0; i < list.used; i++)
		record_entry(out, &list.entry[i]);
	if (hash)
		record_hash(out, 0x0123456789abcdefull);
	entry_list_free(&list);
}

static void what_is_written_is_read(void **state)
{
	struct text t = { 0 };
	struct record r;
	char why[256];

	(void)state;
	write_sample(&t, true);
	assert_true(record_parse(&r, t.bytes, t.length, false, why, sizeof(why)));
	assert_int_equal(r.entries.used, 3);
	assert_string_equal(r.entries.entry[0].text, "int a;\n");
	assert_int_equal(r.entries.entry[0].line, 3);
	assert_true(r.entries.entry[1].script);
	assert_int_equal(r.entries.entry[1].items, 2);
	assert_string_equal(r.entries.entry[1].file, "odd %20 name\n\x1b");
	assert_int_equal(r.entries.entry[1].file_count, 1);
	assert_int_equal(r.entries.entry[1].files[0].length, 8);
	assert_memory_equal(r.entries.entry[1].files[0].bytes, "int \0b;\n", 8);
	assert_int_equal(r.entries.entry[2].interrupted, 12345);
	assert_true(r.has_hash && r.hash == 0x0123456789abcdefull);
	record_free(&r);
	text_free(&t);
}

static void a_cut_file_is_refused(void **state)
{
	struct text t = { 0 };
	char why[256];

	(void)state;
	write_sample(&t, true);
	for (size_t n = 0; n < t.length; n++) {
		struct record r;

		assert_false(record_parse(&r, t.bytes, n, false, why, sizeof(why)));
		assert_non_null(strstr(why, "line "));
		record_free(&r);
	}
	text_free(&t);
}

static void a_torn_journal_keeps_what_was_whole(void **state)
{
	struct text t = { 0 };
	size_t most = 0, head;
	char why[256];

	(void)state;
	write_sample(&t, false);
	head = (size_t)(strstr(t.bytes, "input ") - t.bytes);
	for (size_t n = head; n <= t.length; n++) {
		struct record r;

		assert_true(record_parse(&r, t.bytes, n, true, why, sizeof(why)));
		assert_true(r.entries.used >= most);
		most = r.entries.used > 1 && !r.entries.entry[1].file_count ? most : r.entries.used;
		record_free(&r);
	}
	assert_int_equal(most, 3);
	text_free(&t);
}

static void flipped_bytes_do_no_harm(void **state)
{
	struct text t = { 0 };
	char why[256];

	(void)state;
	write_sample(&t, true);
	for (size_t n = 0; n < t.length; n++)
		for (int bit = 0; bit < 8; bit++) {
			struct record r;

			t.bytes[n] = (char)(t.bytes[n] ^ 1 << bit);
			record_parse(&r, t.bytes, t.length, false, why, sizeof(why));
			record_free(&r);
			record_parse(&r, t.bytes, t.length, true, why, sizeof(why));
			record_free(&r);
			t.bytes[n] = (char)(t.bytes[n] ^ 1 << bit);
		}
	text_free(&t);
}

static void refuse(const char *text, const char *reason)
{
	struct record r;
	char why[256] = "";

	assert_false(record_parse(&r, text, strlen(text), false, why, sizeof(why)));
	assert_non_null(strstr(why, reason));
	record_free(&r);
}

static void nonsense_is_refused(void **state)
{
	(void)state;
	refuse("", "no file that hmsh saved");
	refuse("int a;\n", "no file that hmsh saved");
	refuse("hmsh-session 2\nmachine era=2.6.11\n", "another version");
	refuse("hmsh-session 1\nera\n", "configuration");
	refuse("hmsh-session 1\nmachine nonsense=1\n", "line 2");
	refuse("hmsh-session 1\nmachine era=2.6.11\nwhatever\n", "line 3");
	refuse("hmsh-session 1\nmachine era=2.6.11\ninput 1 99999999999999999999 x\n", "line 3");
	refuse("hmsh-session 1\nmachine era=2.6.11\ninput 1 4294967296 x\nabc\n", "ends before");
	refuse("hmsh-session 1\nmachine era=2.6.11\ninput 1 2 x\nabc\n", "longer than its length");
	refuse("hmsh-session 1\nmachine era=2.6.11\nattach 1 x\na\n", "after an input");
	refuse("hmsh-session 1\nmachine era=2.6.11\nundo 1\n", "journals only");
	refuse("hmsh-session 1\nmachine era=2.6.11\nhash 12\n", "16 digits");
	refuse("hmsh-session 1\nmachine era=2.6.11\nhunt 1 2\n", "three numbers");
	refuse("hmsh-session 1\nmachine era=2.6.11\nhunt 1 2 99999999999\n", "three numbers");
	refuse("hmsh-session 1\nmachine era=2.6.11\nhash 0123456789abcdef\nmore\n", "follows the hash");
	refuse("hmsh-session 1\nmachine era=2.6.11\n", "cut");
}

static void journals_go_back_and_forth(void **state)
{
	static const char text[] = "hmsh-session 1\nmachine era=2.6.11\ninput 1 1 p\na\ninput 2 1 p\nb\ninput 3 1 p\nc\nundo 2\nredo 1\ninput 4 1 p\nd\n";
	struct record r;
	char why[256];

	(void)state;
	assert_true(record_parse(&r, text, strlen(text), true, why, sizeof(why)));
	assert_int_equal(r.entries.used, 3);
	assert_string_equal(r.entries.entry[1].text, "b");
	assert_string_equal(r.entries.entry[2].text, "d");
	record_free(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_read), cmocka_unit_test(a_cut_file_is_refused), cmocka_unit_test(a_torn_journal_keeps_what_was_whole),
		cmocka_unit_test(flipped_bytes_do_no_harm), cmocka_unit_test(nonsense_is_refused), cmocka_unit_test(journals_go_back_and_forth),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
