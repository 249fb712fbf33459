/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Exams from inside: ids and rosters, the draw, lines of parameters, boxes. What a teacher and a class see is tested from outside, in tests/exam.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "shell/exam/exam.h"
#include "shell/exam/params.h"
#include "shell/exam/roster.h"
#include "shell/exam/seal.h"
#include "shell/exam/secret.h"
#include "shell/learn/rehearsal.h"

static const char key[] = "0123456789abcdef";

/* ---- ids, rosters, secrets ---- */

static void ids(void **state)
{
	static const char *const good[] = { "anna", "s-1", "jane.doe", "x@y.org", "ann o'brien", "Zo\xc3\xab", "\xe5\x90\x8d\xe5\x89\x8d", "\xf0\x9f\x98\x80" };
	static const char *const bad[] = { "", ".x", "-x", "x.", "a/b", "a\\b", "..", "a\tb", "a\x7f", "a\x1b", "\xc0\xaf", "\xed\xa0\x80", "\xf5\x80\x80\x80", "\xe2\x80\xae", "\xc2\x85",
					   "\xef\xbb\xbfx", "\xe2\x80\x8bx", "\xc3", "a%b", "a#b", "a`b" };
	char longest[STUDENT_LENGTH + 2];

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		assert_null(student_trouble(good[i], strlen(good[i])));
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_non_null(student_trouble(bad[i], strlen(bad[i])));
	memset(longest, 'a', sizeof(longest));
	assert_null(student_trouble(longest, STUDENT_LENGTH));
	assert_non_null(student_trouble(longest, STUDENT_LENGTH + 1));
	assert_non_null(student_trouble("a\0b", 3));
}

static void write_file(char path[32], const char *text, size_t n)
{
	int fd;

	strcpy(path, "/tmp/hmsh-exam-XXXXXX");
	fd = mkstemp(path);
	assert_true(fd >= 0 && write(fd, text, n) == (ssize_t)n && !close(fd));
}

static bool read_roster(struct roster *r, const char *text, struct trouble *t)
{
	char path[32];
	bool ok;

	write_file(path, text, strlen(text));
	ok = roster_read(r, path, t);
	unlink(path);
	return ok;
}

static void rosters(void **state)
{
	struct trouble t = { 0 };
	struct roster r;

	(void)state;
	assert_true(read_roster(&r, "\xef\xbb\xbfID;name\r\nzoe,x\r\n# none\r\n\r\n\"anna\",\"y\"\r\nzoe\r\njane.doe\tz\r\nlast", &t));
	assert_int_equal(r.count, 4);
	assert_string_equal(r.id[0], "zoe");
	assert_string_equal(r.id[3], "last");
	assert_string_equal(roster_student(&r, "a/b/anna.hm"), "anna");
	assert_string_equal(roster_student(&r, "jane.doe"), "jane.doe");
	assert_string_equal(roster_student(&r, "jane.doe.hm"), "jane.doe");
	assert_null(roster_student(&r, "anna/"));
	assert_null(roster_student(&r, "ann.hm"));
	assert_null(roster_student(&r, "annaa.hm"));
	assert_null(roster_student(&r, ""));
	assert_non_null(strstr(text_string(&t.said), "heading"));
	assert_non_null(strstr(text_string(&t.said), "more than once"));
	assert_null(strstr(text_string(&t.said), "in case only"));
	roster_free(&r);
	trouble_free(&t);
	assert_true(read_roster(&r, "Matrikel,Name\nAnna\nben\nanna\n", &t));
	assert_int_equal(r.count, 3);
	assert_non_null(strstr(text_string(&t.said), "differ in case only"));
	roster_free(&r);
	trouble_free(&t);
	assert_false(read_roster(&r, "anna\n../x\nb/c\n", &t));
	assert_int_equal(t.count, 2);
	assert_non_null(strstr(text_string(&t.said), ":2: "));
	assert_non_null(strstr(text_string(&t.said), ":3: "));
	roster_free(&r);
	trouble_free(&t);
}

static void secrets(void **state)
{
	static const struct { const char *text; size_t length; bool good; } row[] = {
		{ "", 0, false }, { "0123456789abcde", 15, false }, { "aaaaaaaaaaaaaaaaaaaaaaaa", 24, false }, { "0123456789abcdef", 16, true }, { "0123456\0\0\0\0\0\0\0\0\0", 16, true }
	};

	(void)state;
	for (size_t i = 0; i < sizeof(row) / sizeof(*row); i++) {
		struct text secret = { 0 };
		struct trouble t = { 0 };
		char path[32];

		write_file(path, row[i].text, row[i].length);
		assert_int_equal(secret_read(path, &secret, &t), row[i].good);
		assert_int_equal(t.count == 0, row[i].good);
		unlink(path);
		text_free(&secret);
		trouble_free(&t);
	}
}

/* ---- the draw ---- */

static struct crypto *library(void)
{
	const char *why;
	struct crypto *c = crypto_open(&why);

	assert_non_null(c);
	return c;
}

/* Python's hmac, by what draw.h says: the first six numbers modulo 1000003; the fifth and sixth are of the second block. */
static void known_numbers(void **state)
{
	static const uint64_t expected[] = { 393519, 572953, 731022, 30841, 284888, 590698 };
	struct crypto *c = library();
	struct text secret = { 0 };
	struct draws d;

	(void)state;
	text_puts(&secret, key);
	assert_true(draw_begin(&d, c, &secret, "final", 3, "anna"));
	for (size_t i = 0; i < sizeof(expected) / sizeof(*expected); i++)
		assert_int_equal(draw(&d, 1000003), expected[i]);
	for (int i = 0; i < 1000; i++) {
		assert_true(draw(&d, 7) < 7);
		assert_int_equal(draw(&d, 1), 0);
	}
	text_free(&secret);
	crypto_close(c);
}

/* ---- parameters ---- */

struct bench {
	struct crypto *c;
	struct text secret;
	struct rehearsal desk;
	struct trouble t;
	struct params p;
};

static void bench_open(struct bench *b)
{
	struct hm_config cfg;
	char why[200];

	*b = (struct bench){ .c = library() };
	hm_config_default(&cfg);
	assert_int_equal(hm_config_settle(&cfg, why, sizeof(why)), HM_OK);
	assert_true(rehearsal_open(&b->desk, &cfg));
	text_puts(&b->secret, key);
	b->p = (struct params){ .desk = b->desk.s, .path = "t.md", .trouble = &b->t };
	assert_true(draw_begin(&b->p.draws, b->c, &b->secret, "exam", 1, "anna"));
}

static void bench_close(struct bench *b)
{
	params_free(&b->p);
	rehearsal_close(&b->desk);
	text_free(&b->secret);
	trouble_free(&b->t);
	crypto_close(b->c);
}

static void add(struct bench *b, const char *line)
{
	params_line(&b->p, line, strlen(line), 1);
}

static void fills(struct bench *b, const char *text, const char *expected)
{
	struct text out = { 0 };

	params_fill(&b->p, text, strlen(text), 1, &out);
	assert_string_equal(text_string(&out), expected);
	text_free(&out);
}

static void values(void **state)
{
	struct bench b;

	(void)state;
	bench_open(&b);
	add(&b, "");
	add(&b, "  # a comment");
	add(&b, "five: 5..5");
	add(&b, "hex: 0xff800000..0xff800000");
	add(&b, "minus: -3..-3");
	add(&b, "even: 2..3 step 2");
	add(&b, "word: \"a \\\"b\\\" \\\\\"");
	add(&b, "not5: 5..6 not five");
	add(&b, "other: 5 six not five");
	add(&b, "not_hex: 4286578688..4286578689 not hex");
	add(&b, "octal: 010");
	add(&b, "by: by not5 zero one");
	add(&b, "sum: = {{five}} * 2 + sizeof(struct page *)");
	add(&b, "address: = {{hex}}u + 4096");
	add(&b, "huge: 9223372036854775807..9223372036854775807");
	assert_int_equal(b.t.count, 0);
	fills(&b, "{{five}} {{hex}} {{minus}} {{even}} {{word}}", "5 0xff800000 -3 2 a \"b\" \\");
	fills(&b, "{{not5}} {{other}} {{by}} {{sum}} {{address:x}} {{huge}}", "6 six one 14 0xff801000 9223372036854775807");
	fills(&b, "{{hex:d}} {{five:x}} {{not5:n}}", "4286578688 0x5 1");
	fills(&b, "{{not_hex}} {{octal}}", "4286578689 010");
	fills(&b, "{{", "{{");
	fills(&b, "{{0}} { {five} } {{five} {{five:", "{{0}} { {five} } {{five} {{five:");
	fills(&b, "{{{five}}}", "{5}");
	assert_int_equal(b.t.count, 0);
	fills(&b, "{{six}}", "");
	assert_int_equal(b.t.count, 1);
	fills(&b, "{{octal:d}}", "");
	assert_int_equal(b.t.count, 2);
	bench_close(&b);
}

static void mistakes(void **state)
{
	static const char *const bad[] = {
		"n", ": 1", "n:", "n: 2..1", "n: 1..2 step 0", "n: 1..2 step", "n: 1..2 x", "n: 1..1 not 1", "n: a not a", "n: by", "n: by m 1", "n: = ", "n: = 1 +", "n: = x", "n: \"a",
		"n: {{m}}", "n: a..b", "n: 0..010", "n: 0..99999999999999999999", "n: -9223372036854775807..9223372036854775807"
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct bench b;

		bench_open(&b);
		add(&b, bad[i]);
		if (b.t.count != 1 || b.p.count)
			fail_msg("%s: %zu troubles, %zu values", bad[i], b.t.count, b.p.count);
		assert_int_equal(strncmp(text_string(&b.t.said), "t.md:1: ", 8), 0);
		bench_close(&b);
	}
}

static void limits(void **state)
{
	struct text words = { 0 };
	struct bench b;

	(void)state;
	bench_open(&b);
	text_puts(&words, "w:");
	for (int i = 0; i < 256; i++)
		text_puts(&words, " x");
	add(&b, text_string(&words));
	assert_int_equal(b.t.count, 0);
	text_puts(&words, " x");
	words.bytes[0] = 'v';
	add(&b, text_string(&words));
	assert_int_equal(b.t.count, 1);
	for (int i = 1; i < 256; i++) {
		char line[32];

		snprintf(line, sizeof(line), "n%d: 1..2", i);
		add(&b, line);
	}
	assert_int_equal(b.p.count, 256);
	assert_int_equal(b.t.count, 1);
	add(&b, "last: 1..2");
	assert_int_equal(b.t.count, 2);
	text_free(&words);
	bench_close(&b);
}

/* ---- what is an exam ---- */

static void beginnings(void **state)
{
	static const char *const exams[] = {
		"---\nkind: exam\n---\n", "---\ntitle: t\nkind:exam\n---\n", "---\r\nkind: exam\r\n---\r\n", "\xef\xbb\xbf---\nkind : exam \n---\n",
		"hmsh sealed exam 1\nkey: ...\n"
	};
	static const char *const others[] = {
		"", "---", "---\n", "---\nkind: example\n---\n", "---\nkind: sheet\n---\nkind: exam\n", "kind: exam\n", "---\nmankind: exam\n---\n", "hmsh sealed exam"
	};

	(void)state;
	for (size_t i = 0; i < sizeof(exams) / sizeof(*exams); i++)
		if (!exam_begins(exams[i], strlen(exams[i])))
			fail_msg("an exam: %s", exams[i]);
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (exam_begins(others[i], strlen(others[i])))
			fail_msg("no exam: %s", others[i]);
}

/* ---- boxes ---- */

static void boxes(void **state)
{
	struct crypto *c = library();
	struct text secret = { 0 }, other = { 0 }, none = { 0 }, plain = { 0 }, one = { 0 }, two = { 0 }, back = { 0 };
	struct trouble t = { 0 };

	(void)state;
	text_puts(&secret, key);
	text_puts(&other, "fedcba9876543210");
	text_puts(&plain, "a text that nobody may read, and another one\n");
	assert_true(seal_write(c, &secret, &plain, &one) && seal_write(c, &secret, &plain, &two));
	assert_string_equal(one.bytes, two.bytes);
	assert_true(seal_begins(one.bytes, one.length));
	assert_null(strstr(one.bytes, "nobody"));
	assert_true(seal_open(c, &secret, "x", &one, &back, &t));
	assert_string_equal(back.bytes, plain.bytes);
	text_clear(&back);
	assert_false(seal_open(c, &other, "x", &one, &back, &t));
	assert_false(seal_open(c, &none, "x", &one, &back, &t));
	one.bytes[one.length - 20] ^= 1;
	assert_false(seal_open(c, &secret, "x", &one, &back, &t));
	assert_int_equal(back.length, 0);
	assert_int_equal(t.count, 3);
	crypto_wipe(c, &secret);
	assert_null(secret.bytes);
	text_free(&other);
	text_free(&plain);
	text_free(&one);
	text_free(&two);
	text_free(&back);
	trouble_free(&t);
	crypto_close(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ids), cmocka_unit_test(rosters), cmocka_unit_test(secrets), cmocka_unit_test(known_numbers), cmocka_unit_test(values), cmocka_unit_test(mistakes),
		cmocka_unit_test(limits), 		cmocka_unit_test(beginnings), cmocka_unit_test(boxes)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
