/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Going back is exact. A random walk of typed input (C, commands, mistakes, crashes, new machines) is undone and redone in random strides,
 * and at every step the state must hash to what it was when that step was first reached; at the end all of it is undone and redone once more.
 * And a statement that sleeps inside an expression is saved, loaded by a second process, and goes on there to an equal state.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "shell/session.h"

enum { STEPS = 400, SEEDS = 4 };

static const char *const inputs[] = {
	"p = alloc_page(GFP_HIGHUSER)", "q = alloc_page(GFP_HIGHUSER)", "p = alloc_page(GFP_KERNEL)", "__free_page(q)",
	"v = kmap_atomic(p, KM_USER0)", "kunmap_atomic(v, KM_USER0)", "w = kmap_atomic(q, KM_USER1)", "kunmap_atomic(w, KM_USER1)",
	"kunmap_atomic(p, KM_USER0)", "v[i & 4095] = (char)i", "i += v[3]", "w[1]++", "k = kmap(p)", "kunmap(p)", "k = kmap(q)", "kunmap(q)", "k[2] = 7",
	"i++", "int extra = i * 3;", "struct page *r = q;", "for (i = 0; i < 9; i++) table[i & 7] += i;", "i = f(i)", "int f(int n) { return n - 2; }",
	"preempt_disable()", "preempt_enable()", "local_bh_disable()", "local_bh_enable()", "*(char *)0 = 1", "i = 1 / (i & 1)", "undeclared", "(", "print i",
	"info slots", "info tlb", "why", "cpu 0", "cpu 1", "irq { i += 5; }", "softirq { w = kmap_atomic(q, KM_SOFTIRQ0); kunmap_atomic(w, KM_SOFTIRQ0); }",
	"spawn t { k = kmap(p); k[0] = 1; kunmap(p); }", "run", "schedule", "set lint off", "set lint warn", "reset", "era mm-2004", "era 2.6.11",
	"machine debug_highmem=off", "machine debug_highmem=on pkmap=4", "char *s = \"text\";", "memset(v, i, 16)"
};

static const char declarations[] =
	"struct page *p, *q; char *v, *w, *k; int i; int table[8]; int f(int n) { return n + 1; }";

static uint32_t next_random(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

static void type(struct session *s, const char *text)
{
	session_type(s, text, strlen(text));
}

static void open_session(struct session *s, const char *const *keys)
{
	struct hm_config config;
	char notes[512];

	memset(s, 0, sizeof *s);
	hm_config_default(&config);
	for (; keys && *keys; keys += 2)
		assert_int_equal(hm_config_set(&config, keys[0], keys[1], notes, sizeof notes), HM_OK);
	assert_int_equal(hm_config_settle(&config, notes, sizeof notes), HM_OK);
	assert_int_equal(session_open(s, &config), HM_OK);
	sink_open(&s->out, -1);
	sink_open(&s->err, -1);
	s->interactive = true;
}

static uint64_t hash(const struct session *s)
{
	return hm_state_hash(s->world->m);
}

/* Where the walk has been: hashes[n] belongs to n steps back. */
struct walk {
	struct session s;
	uint64_t hashes[STEPS * 4];
	size_t top;
};

static void expect_here(struct walk *walk)
{
	assert_true(hash(&walk->s) == walk->hashes[timeline_steps_back(&walk->s.timeline)]);
}

static void go_back_and_forth(struct walk *walk, uint32_t *seed)
{
	size_t back = timeline_steps_back(&walk->s.timeline), stride, done;

	if (!back)
		return;
	stride = 1 + next_random(seed) % back;
	for (size_t i = 0; i < stride; i++) {
		assert_int_equal(session_undo(&walk->s, 1, &done), HM_OK);
		expect_here(walk);
	}
	stride = next_random(seed) % (stride + 1);
	if (stride)
		assert_int_equal(session_redo(&walk->s, stride, &done), HM_OK);
	expect_here(walk);
}

static void wander(struct walk *walk, uint32_t seed)
{
	walk->hashes[0] = hash(&walk->s);
	type(&walk->s, declarations);
	walk->hashes[timeline_steps_back(&walk->s.timeline)] = hash(&walk->s);
	for (int i = 0; i < STEPS; i++) {
		uint32_t choice = next_random(&seed);

		if (choice % 16 == 0) {
			go_back_and_forth(walk, &seed);
			continue;
		}
		type(&walk->s, choice % 16 == 1 ? declarations : inputs[(choice >> 4) % (sizeof inputs / sizeof *inputs)]);
		assert_true(timeline_steps_back(&walk->s.timeline) < STEPS * 4);
		walk->hashes[timeline_steps_back(&walk->s.timeline)] = hash(&walk->s);
	}
}

static void retrace(struct walk *walk)
{
	size_t steps = timeline_steps_back(&walk->s.timeline), done;

	for (size_t i = 0; i < steps; i++) {
		assert_int_equal(session_undo(&walk->s, 1, &done), HM_OK);
		expect_here(walk);
	}
	assert_int_equal(timeline_steps_back(&walk->s.timeline), 0);
	for (size_t i = 0; i < steps; i++) {
		assert_int_equal(session_redo(&walk->s, 1, &done), HM_OK);
		expect_here(walk);
	}
}

static void random_walk_is_retraced(void **state)
{
	(void)state;
	for (uint32_t seed = 1; seed <= SEEDS; seed++) {
		struct walk *walk = malloc(sizeof *walk);

		assert_non_null(walk);
		open_session(&walk->s, NULL);
		wander(walk, seed * 7919);
		retrace(walk);
		session_close(&walk->s);
		free(walk);
	}
}

/* ---- saved in mid-expression ---- */

static const char *const small_window[] = { "pkmap", "4", NULL };

static void fall_asleep(struct session *s)
{
	type(s, "struct page *a[5]; char *m[5]; int i; int sum;");
	type(s, "for (i = 0; i < 5; i++) a[i] = alloc_page(GFP_HIGHUSER);");
	type(s, "for (i = 0; i < 4; i++) { m[i] = kmap(a[i]); m[i][0] = (char)(10 + i); }");
	/* half of the sum is on the task's stack when kmap() goes to sleep */
	type(s, "sum = m[1][0] * 100 + ((char *)kmap(a[4]))[0] + i;");
	type(s, "i");
}

static void wake_up(struct session *s)
{
	type(s, "kunmap(a[2]);");
	type(s, "run");
	type(s, "schedule");
	type(s, "sum++");
}

static uint64_t loaded_and_continued(const char *file)
{
	static struct session s;
	char command[512];
	uint64_t result;

	open_session(&s, small_window);
	snprintf(command, sizeof command, "load %s", file);
	type(&s, command);
	wake_up(&s);
	result = hash(&s);
	session_close(&s);
	return result;
}

/* The hash that a second process arrives at. */
static uint64_t in_second_process(const char *file)
{
	uint64_t result = 0;
	int pipes[2], status;
	pid_t pid;

	assert_int_equal(pipe(pipes), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		result = loaded_and_continued(file);
		_exit(write(pipes[1], &result, sizeof result) == sizeof result ? 0 : 1);
	}
	close(pipes[1]);
	assert_int_equal(read(pipes[0], &result, sizeof result), sizeof result);
	close(pipes[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	return result;
}

static unsigned int sleepers(const struct session *s)
{
	unsigned int count = 0;

	for (unsigned int i = 0; i < hm_task_limit(s->world->m); i++) {
		struct hm_task_view view;

		count += hm_task_view(s->world->m, (uint16_t)i, &view) && view.state == HM_TASK_ASLEEP;
	}
	return count;
}

static void sleeping_expression_goes_on_elsewhere(void **state)
{
	static struct session s;
	char file[] = "/tmp/hmsh-walk-XXXXXX", command[512];
	int fd = mkstemp(file);
	uint64_t asleep;

	(void)state;
	assert_true(fd >= 0);
	close(fd);
	unlink(file);
	open_session(&s, small_window);
	fall_asleep(&s);
	assert_int_equal(sleepers(&s), 1);
	asleep = hash(&s);
	snprintf(command, sizeof command, "save %s", file);
	type(&s, command);
	assert_int_equal(access(file, R_OK), 0);
	assert_true(hash(&s) == asleep);
	wake_up(&s);
	assert_int_equal(sleepers(&s), 0);
	assert_true(hash(&s) != asleep);
	assert_true(in_second_process(file) == hash(&s));
	unlink(file);
	session_close(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_walk_is_retraced),
		cmocka_unit_test(sleeping_expression_goes_on_elsewhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
