/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * No byte of input drives a terminal: controls, C1, broken UTF-8, direction marks, also when a character arrives in several writes. And what
 * cannot be written is noticed.
 */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "shell/sink.h"

static void expect(const char *in, size_t n, const char *out)
{
	struct text t = { 0 };

	escape_text(&t, in, n);
	assert_string_equal(text_string(&t), out);
	text_free(&t);
}

#define EXPECT(in, out) expect(in, sizeof(in) - 1, out)

static void controls_become_visible(void **state)
{
	(void)state;
	EXPECT("plain text\n\tgoes through\n", "plain text\n\tgoes through\n");
	EXPECT("\x1b[31mred", "^[[31mred");
	EXPECT("\x1b]0;title\a", "^[]0;title^G");
	EXPECT("a\rb\bc\x7f", "a^Mb^Hc^?");
	EXPECT("a\0b", "a^@b");
}

static void utf8_is_checked(void **state)
{
	(void)state;
	EXPECT("gr\xc3\xbc\xc3\x9f" "e \xe2\x82\xac \xf0\x9f\x90\xa7", "gr\xc3\xbc\xc3\x9f" "e \xe2\x82\xac \xf0\x9f\x90\xa7");
	EXPECT("\xc2\x9b" "31m", "\\xc2\\x9b31m");    /* C1 as UTF-8 */
	EXPECT("\x9b" "31m", "\\x9b31m");             /* C1 raw */
	EXPECT("\xc0\x9b", "\\xc0\\x9b");             /* overlong */
	EXPECT("\xe0\x80\x9b", "\\xe0\\x80\\x9b");
	EXPECT("\xed\xa0\x80", "\\xed\\xa0\\x80");    /* surrogate */
	EXPECT("\xf5\x80\x80\x80", "\\xf5\\x80\\x80\\x80");
	EXPECT("\xe2\x82", "\\xe2\\x82");             /* cut */
	EXPECT("\xe2\x82x", "\\xe2\\x82x");
	EXPECT("\xff", "\\xff");
}

static void direction_marks_are_shown(void **state)
{
	(void)state;
	EXPECT("a\xe2\x80\xae" "b", "a\\u202eb");
	EXPECT("\xe2\x81\xa6", "\\u2066");
	EXPECT("\xd8\x9c", "\\u061c");
	EXPECT("a\xe2\x80\xa8" "b\xe2\x80\xa9", "a\\u2028b\\u2029"); /* no newline that is not one */
}

static void characters_may_arrive_in_parts(void **state)
{
	struct sink s = { .fd = -1 };
	struct text t = { 0 };

	(void)state;
	s.capture = &t;
	sink_write(&s, "\xe2", 1);
	sink_write(&s, "\x82", 1);
	sink_write(&s, "\xac", 1);
	sink_write(&s, "\xc2", 1);
	sink_write(&s, "\x9b", 1);
	sink_write(&s, "\xe2\x82", 2);
	sink_write(&s, "x", 1);
	assert_string_equal(t.bytes, "\xe2\x82\xac\\xc2\\x9b\\xe2\\x82x");
	text_free(&t);
}

static void fresh_lines(void **state)
{
	struct sink s = { .fd = -1 };
	struct text t = { 0 };

	(void)state;
	s.capture = &t;
	sink_fresh_line(&s);
	sink_puts(&s, "a");
	sink_fresh_line(&s);
	sink_fresh_line(&s);
	sink_puts(&s, "b\n");
	sink_fresh_line(&s);
	assert_string_equal(t.bytes, "a\nb\n");
	text_free(&t);
}

static void wraps_at_80(void **state)
{
	struct sink s = { .fd = -1 };
	struct text t = { 0 };
	size_t column = 0;

	(void)state;
	s.capture = &t;
	sink_puts(&s, "<- ");
	for (int i = 0; i < 3; i++)
		sink_wrap(&s, 3, 3, "words that fill more than one line of the terminal, so that at least one blank becomes a newline here");
	for (size_t i = 0; i < t.length; i++) {
		column = t.bytes[i] == '\n' ? 0 : column + 1;
		assert_true(column <= 80);
	}
	assert_non_null(strstr(t.bytes, "\n   "));
	text_free(&t);
}

static void a_full_disk_is_noticed(void **state)
{
	static struct sink s;
	int fd = open("/dev/full", O_WRONLY);

	(void)state;
	assert_true(fd >= 0);
	sink_open(&s, fd);
	sink_puts(&s, "lost\n");
	sink_flush(&s);
	assert_int_equal(s.error, ENOSPC);
	sink_puts(&s, "lost, too\n");
	sink_flush(&s);
	close(fd);
}

/* Talk comes after the data that was written before it, though both are buffered. */
/* Half a document is none: what could not be put together counts as what could not be written. */
static void a_text_without_memory_is_noticed(void **state)
{
	struct text whole = { 0 }, half = { 0 }, shown = { 0 };
	struct sink s;

	(void)state;
	sink_open(&s, -1);
	s.capture = &shown;
	text_puts(&whole, "whole");
	sink_text(&s, &whole);
	assert_int_equal(s.error, 0);
	assert_null(whole.bytes);
	text_puts(&half, "half");
	half.failed = true; /* as when its next part had no room */
	assert_false(sink_is_whole(&s, &half));
	assert_int_equal(s.error, ENOMEM);
	s.error = 0;
	sink_text(&s, &half);
	assert_int_equal(s.error, ENOMEM);
	assert_null(half.bytes);
	assert_string_equal(text_string(&shown), "whole");
	text_free(&shown);
}

static void two_sinks_keep_their_order(void **state)
{
	static struct sink a, b;
	int pipes[2];
	char got[64];
	ssize_t n;

	(void)state;
	assert_int_equal(pipe(pipes), 0);
	sink_open(&a, pipes[1]);
	sink_open(&b, pipes[1]);
	sink_pair(&a, &b);
	sink_puts(&a, "1");
	sink_puts(&b, "2");
	sink_puts(&a, "3");
	sink_flush(&b);
	sink_flush(&a);
	n = read(pipes[0], got, sizeof(got));
	assert_int_equal(n, 3);
	assert_memory_equal(got, "123", 3);
	close(pipes[0]);
	close(pipes[1]);
}

static void colour_only_where_asked(void **state)
{
	struct sink s = { .fd = -1 };
	struct text t = { 0 };

	(void)state;
	s.capture = &t;
	sink_style(&s, STYLE_ERROR);
	assert_int_equal(t.length, 0);
	s.colour = true;
	sink_style(&s, STYLE_PLAIN);
	assert_string_equal(t.bytes, "\033[m");
	text_free(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(controls_become_visible), cmocka_unit_test(utf8_is_checked), cmocka_unit_test(direction_marks_are_shown),
		cmocka_unit_test(characters_may_arrive_in_parts), cmocka_unit_test(fresh_lines), cmocka_unit_test(wraps_at_80),
		cmocka_unit_test(a_full_disk_is_noticed), cmocka_unit_test(a_text_without_memory_is_noticed),
		cmocka_unit_test(two_sinks_keep_their_order), cmocka_unit_test(colour_only_where_asked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
