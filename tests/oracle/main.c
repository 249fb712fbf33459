/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * oracle-replay PATH...: replays recordings, files or folders of them, gzip or plain. For each file that fails its first
 * difference; at the end "N passed, N failed" and how fast it went. Exit status 0 only if at least one ran and none failed.
 * Folders are read in the order of names, and hold recordings under *.jsonl and *.jsonl.gz; a file named by hand is taken
 * as it is. Names are printed with control characters replaced.
 */
#include <dirent.h>
#include <errno.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "tests/oracle/experiments.h"
#include "tests/oracle/lines.h"
#include "tests/oracle/replay.h"

enum { MAX_DEPTH = 32 };

struct totals { unsigned int passed, failed; uint64_t ops; };

static void print_name(FILE *f, const char *s)
{
	for (; *s; s++)
		fputc((unsigned char)*s < 0x20 || *s == 0x7f ? '?' : *s, f);
}

static bool replay_lines(struct replay *r, struct lines *l, const char **error)
{
	const char *text;
	size_t n;

	if (!lines_next(l, &text, &n, error))
		return *error ? false : replay_open(r, "", 0);
	if (is_experiments(text, n))
		return experiments(l, text, n, &r->diff, error);
	if (!replay_open(r, text, n))
		return false;
	while (lines_next(l, &text, &n, error))
		if (n && !replay_line(r, text, n, lines_number(l)))
			return false;
	return !*error && replay_finish(r, lines_number(l));
}

static void print_difference(const char *path, const char *error, const struct difference *d)
{
	printf("FAILED ");
	print_name(stdout, path);
	if (error)
		printf(": %s\n", error);
	else {
		printf(", line %llu: ", (unsigned long long)d->line);
		print_name(stdout, d->field);
		printf("\n    expected: ");
		print_name(stdout, d->expected);
		printf("\n    found:    ");
		print_name(stdout, d->found);
		printf("\n");
	}
}

static void replay_file(const char *path, struct totals *t)
{
	struct replay *r = calloc(1, sizeof(*r));
	const char *error = "no memory";
	struct lines *l = r ? lines_open(path, &error) : NULL;
	bool good = l && replay_lines(r, l, &error);

	if (good)
		t->passed++;
	else {
		t->failed++;
		print_difference(path, error, r ? &r->diff : NULL);
	}
	lines_close(l);
	if (!r)
		return;
	t->ops += r->ops;
	replay_close(r);
	free(r);
}

/* ---- folders ---- */

static bool is_recording(const char *name)
{
	size_t n = strlen(name);

	return (n > 6 && !strcmp(name + n - 6, ".jsonl")) || (n > 9 && !strcmp(name + n - 9, ".jsonl.gz"));
}

static void replay_path(const char *path, unsigned int depth, struct totals *t);

static void replay_entry(const char *folder, const char *name, unsigned int depth, struct totals *t)
{
	size_t size = strlen(folder) + strlen(name) + 2;
	char *path = malloc(size);
	struct stat st;

	if (!path) {
		print_difference(folder, "no memory", NULL);
		t->failed++;
		return;
	}
	snprintf(path, size, "%s/%s", folder, name);
	if (!stat(path, &st) && (S_ISDIR(st.st_mode) || is_recording(name)))
		replay_path(path, depth, t);
	free(path);
}

static void replay_folder(const char *path, unsigned int depth, struct totals *t)
{
	struct dirent **entry;
	int n = scandir(path, &entry, NULL, alphasort);

	if (n < 0 || depth > MAX_DEPTH) {
		print_difference(path, n < 0 ? strerror(errno) : "folders nest too deep", NULL);
		t->failed++;
	}
	for (int i = 0; i < n; i++) {
		if (entry[i]->d_name[0] != '.' && depth <= MAX_DEPTH)
			replay_entry(path, entry[i]->d_name, depth + 1, t);
		free(entry[i]);
	}
	if (n >= 0)
		free(entry);
}

static void replay_path(const char *path, unsigned int depth, struct totals *t)
{
	struct stat st;

	if (!stat(path, &st) && S_ISDIR(st.st_mode))
		replay_folder(path, depth, t);
	else
		replay_file(path, t);
}

static double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
	struct totals t = { 0, 0, 0 };
	double start = now(), seconds;

	/* what one file needed serves the next */
	mallopt(M_MMAP_THRESHOLD, 1 << 25);
	mallopt(M_TRIM_THRESHOLD, 1 << 27);
	if (argc < 2) {
		fprintf(stderr, "usage: oracle-replay PATH...\n");
		return 2;
	}
	for (int i = 1; i < argc; i++)
		replay_path(argv[i], 0, &t);
	seconds = now() - start;
	printf("%llu operations in %.2f s, %.2f million a second\n", (unsigned long long)t.ops, seconds,
	       seconds > 0 ? (double)t.ops / seconds / 1e6 : 0.0);
	printf("%u passed, %u failed\n", t.passed, t.failed);
	return t.passed && !t.failed ? 0 : 1;
}
