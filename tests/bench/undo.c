/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Undo of one step with STEPS steps behind it: prints "undo MICROSECONDS", the mean of the last hundred, and "step MICROSECONDS", the mean
 * of typing one. Then, on top of them, one step that loops for seconds: "loop SECONDS", and "undo_loop MICROSECONDS" to take it back. A session as a person at the prompt has it: log, provenance, lint and undo on.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "shell/session.h"

#define LOOPS "60000000"
enum { STEPS = 100000, BACK = 100 };

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static void type(struct session *s, const char *text)
{
	session_type(s, text, strlen(text));
}

static int measure(struct session *s)
{
	size_t done;
	double start = now();

	type(s, "struct page *p = alloc_page(GFP_HIGHUSER); char *v; int i;");
	for (int i = 0; i < STEPS / 4; i++) {
		type(s, "v = kmap_atomic(p, KM_USER0)");
		type(s, "v[i & 4095] = 1");
		type(s, "kunmap_atomic(v, KM_USER0)");
		type(s, "i++");
	}
	printf("step %.3f\n", (now() - start) / STEPS);
	start = now();
	for (int i = 0; i < BACK; i++)
		if (session_undo(s, 1, &done) != HM_OK || done != 1)
			return 1;
	printf("undo %.3f\n", (now() - start) / BACK);
	start = now();
	type(s, "for (i = 0; i < " LOOPS "; i++) { v = kmap_atomic(p, KM_USER0); v[i & 4095] = i; kunmap_atomic(v, KM_USER0); }");
	printf("loop %.3f\n", (now() - start) / 1e6);
	start = now();
	if (session_undo(s, 1, &done) != HM_OK || done != 1)
		return 1;
	printf("undo_loop %.3f\n", now() - start);
	return 0;
}

int main(void)
{
	static struct session s;
	struct hm_config config;
	char notes[256];
	int failed;

	hm_config_default(&config);
	if (hm_config_settle(&config, notes, sizeof notes) != HM_OK || session_open(&s, &config) != HM_OK)
		return 1;
	sink_open(&s.out, -1);
	sink_open(&s.err, -1);
	s.interactive = true;
	failed = measure(&s);
	session_close(&s);
	return failed;
}
