/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Grading without a process: points from findings, answers cut out of a submission, frames of a worker that lies.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <unistd.h>

#include "shell/grade/submission.h"
#include "shell/grade/wire.h"
#include "shell/grade/grade.h"

/* ---- points ---- */

enum { GOAL, MISTAKE, MUST };

struct row {
	int kind;
	unsigned int points;
	bool at_start, holds;
};

static unsigned int points_of(const struct row *rows, size_t n)
{
	struct condition condition[8] = { { .points = 0 } };
	struct grade_finding finding[8] = { { .holds = false } };
	struct task task = { .condition = condition, .conditions = n };
	struct grade_answer a = { .task = &task, .finding = finding };

	for (size_t i = 0; i < n; i++) {
		condition[i] = (struct condition){ .points = rows[i].points, .mistake = rows[i].kind == MISTAKE, .must = rows[i].kind == MUST };
		finding[i] = (struct grade_finding){ .at_start = rows[i].at_start, .holds = rows[i].holds };
	}
	grade_count(&a);
	return a.points;
}

#define POINTS(...) points_of((const struct row[]){ __VA_ARGS__ }, sizeof((const struct row[]){ __VA_ARGS__ }) / sizeof(struct row))

static void goals_give_their_points(void **state)
{
	(void)state;
	assert_int_equal(POINTS({ GOAL, 3, false, true }, { GOAL, 4, false, false }), 3);
	assert_int_equal(POINTS({ GOAL, 3, false, true }, { GOAL, 4, false, true }), 7);
	assert_int_equal(POINTS({ GOAL, 3, false, false }), 0);
}

static void what_held_before_needs_company(void **state)
{
	(void)state;
	assert_int_equal(POINTS({ GOAL, 3, true, true }, { GOAL, 4, false, false }), 0);
	assert_int_equal(POINTS({ GOAL, 3, true, true }, { GOAL, 4, false, true }), 7);
	assert_int_equal(POINTS({ GOAL, 3, true, false }, { GOAL, 4, false, true }), 4);
	assert_int_equal(POINTS({ GOAL, 3, true, true }, { MUST, 0, false, true }, { MISTAKE, 1, false, false }), 0);
}

static void mistakes_cost_and_musts_decide(void **state)
{
	(void)state;
	assert_int_equal(POINTS({ GOAL, 3, false, true }, { MISTAKE, 2, false, true }), 1);
	assert_int_equal(POINTS({ GOAL, 3, false, true }, { MISTAKE, 5, false, true }), 0);
	assert_int_equal(POINTS({ GOAL, 3, false, true }, { MISTAKE, 2, false, false }), 3);
	assert_int_equal(POINTS({ GOAL, 3, false, true }, { MUST, 0, false, false }), 0);
	assert_int_equal(POINTS({ GOAL, 3, false, true }, { MUST, 0, false, true }), 3);
}

static void percent_is_rounded_down(void **state)
{
	(void)state;
	assert_int_equal(grade_percent(999, 1000), 99);
	assert_int_equal(grade_percent(1000, 1000), 100);
	assert_int_equal(grade_percent(0, 0), 0);
	assert_int_equal(grade_percent(UINT32_MAX - 1, UINT32_MAX), 99);
}

/* ---- submissions ---- */

static void with_text(const char *text, void (*look)(const struct submission *s))
{
	char path[] = "/tmp/hmsh-grade-XXXXXX";
	int fd = mkstemp(path);
	struct submission s;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	assert_null(submission_read(&s, path));
	look(&s);
	submission_free(&s);
	unlink(path);
}

static void is_part(const struct part *p, const char *text, unsigned int line)
{
	assert_non_null(p);
	assert_int_equal(p->length, strlen(text));
	assert_memory_equal(p->text, text, p->length);
	assert_int_equal(p->line, line);
}

static void look_marked(const struct submission *s)
{
	is_part(submission_answer(s, 2), "a;\n/* open\n", 4);
	is_part(submission_answer(s, 3), "b;", 7);
	assert_null(submission_answer(s, 1));
	assert_null(submission_answer(s, 23));
}

static void look_plain(const struct submission *s)
{
	is_part(submission_answer(s, 1), "// step 2 and more\nx // step 2\n// step two\n", 1);
	is_part(submission_answer(s, 7), "// step 2 and more\nx // step 2\n// step two\n", 1);
}

static void look_twice(const struct submission *s)
{
	is_part(submission_answer(s, 1), "a;\n", 4);
}

static void marks_cut_whatever_stands_around(void **state)
{
	(void)state;
	with_text("above\n\n  //  step 2\t\r\na;\n/* open\n// step 3\nb;", look_marked);
	with_text("// step 2 and more\nx // step 2\n// step two\n", look_plain);
	with_text("// step 1\n// nothing\n// step 1\na;\n// step 1\nb;\n", look_twice);
}

/* ---- frames ---- */

static enum wire_kind frame_of(uint64_t length, uint64_t kind, size_t have, struct wire_reader *r)
{
	static char bytes[256];
	size_t size = 0;

	memset(bytes, 0xff, sizeof(bytes));
	memcpy(bytes, &length, sizeof(length));
	memcpy(bytes + sizeof(length), &kind, sizeof(kind));
	return wire_frame(bytes, have, r, &size);
}

static void frames_that_lie_are_no_frames(void **state)
{
	struct wire_reader r;

	(void)state;
	assert_int_equal(frame_of(16, WIRE_BEGINS, 15, &r), WIRE_NONE); /* not all of it */
	assert_false(r.bad);
	assert_int_equal(frame_of(64, WIRE_BEGINS, 40, &r), WIRE_NONE);
	assert_false(r.bad);
	assert_int_equal(frame_of(15, WIRE_BEGINS, 64, &r), WIRE_NONE);
	assert_true(r.bad);
	assert_int_equal(frame_of(WIRE_LIMIT + 1, WIRE_BEGINS, 64, &r), WIRE_NONE);
	assert_true(r.bad);
	assert_int_equal(frame_of(UINT64_MAX, WIRE_BEGINS, 64, &r), WIRE_NONE);
	assert_true(r.bad);
	assert_int_equal(frame_of(64, 99, 64, &r), WIRE_NONE);
	assert_true(r.bad);
}

static void payloads_end_where_the_frame_does(void **state)
{
	struct wire_reader r;
	struct pool pool = { 0 };

	(void)state;
	assert_int_equal(frame_of(32, WIRE_ANSWER, 64, &r), WIRE_ANSWER);
	assert_true(wire_read_number(&r) == UINT64_MAX);
	assert_string_equal(wire_read_string(&r, &pool), ""); /* of 2^64 - 1 bytes */
	assert_true(r.bad);
	assert_int_equal(wire_read_number(&r), 0);
	pool_free(&pool);
}

static void what_is_sent_arrives(void **state)
{
	struct text t = { 0 };
	struct wire_reader r;
	struct pool pool = { 0 };
	char bytes[128];
	size_t size = 0;
	int fd[2];
	ssize_t n;

	(void)state;
	assert_int_equal(pipe(fd), 0);
	wire_begin(&t, WIRE_ANSWER);
	wire_number(&t, 7);
	wire_string(&t, "a\0b", 3);
	assert_true(wire_send(fd[1], &t));
	n = read(fd[0], bytes, sizeof(bytes));
	assert_int_equal(wire_frame(bytes, (size_t)n, &r, &size), WIRE_ANSWER);
	assert_int_equal(size, n);
	assert_int_equal(wire_read_number(&r), 7);
	assert_memory_equal(wire_read_string(&r, &pool), "a\0b", 4);
	assert_false(r.bad);
	assert_int_equal(r.left, 0);
	pool_free(&pool);
	text_free(&t);
	close(fd[0]);
	close(fd[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(goals_give_their_points), cmocka_unit_test(what_held_before_needs_company), cmocka_unit_test(mistakes_cost_and_musts_decide),
		cmocka_unit_test(percent_is_rounded_down), cmocka_unit_test(marks_cut_whatever_stands_around), cmocka_unit_test(frames_that_lie_are_no_frames),
		cmocka_unit_test(payloads_end_where_the_frame_does), cmocka_unit_test(what_is_sent_arrives)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
