/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * oracle-replay [--prove] PATH...: replays recordings, files or folders of them, gzip or plain. For each file that fails its first
 * difference; at the end "N passed, N failed" and how fast it went. Exit status 0 only if at least one ran and none failed. Files are shared out
 * among as many processes as there are processors; what is printed is in the order of the files. A process keeps its machines (machines.h);
 * with --prove the state to which one was put back is compared with the one after boot, by their hashes, else the recording has failed.
 * Folders are read in the order of names, and hold recordings under *.jsonl and *.jsonl.gz; a file named by hand is taken
 * as it is. Names are printed with control characters replaced.
 */
#include <dirent.h>
#include <errno.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

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
		return experiments(r, l, text, n, error);
	if (!replay_open(r, text, n))
		return false;
	while (lines_next(l, &text, &n, error))
		if (n && !replay_line(r, text, n, lines_number(l)))
			return false;
	return !*error && replay_finish(r, lines_number(l));
}

static void print_difference(FILE *f, const char *path, const char *error, const struct difference *d)
{
	fprintf(f, "FAILED ");
	print_name(f, path);
	if (error)
		fprintf(f, ": %s\n", error);
	else {
		fprintf(f, ", line %llu: ", (unsigned long long)d->line);
		print_name(f, d->field);
		fprintf(f, "\n    expected: ");
		print_name(f, d->expected);
		fprintf(f, "\n    found:    ");
		print_name(f, d->found);
		fprintf(f, "\n");
	}
}

/* What came of one file; in memory that all processes share. */
struct outcome {
	bool done, passed;
	uint64_t ops;
	char text[2048];         /* what is to be printed about it */
};

static void replay_file(struct replay *r, struct lines *l, const char *path, struct outcome *out)
{
	const char *error = NULL;
	FILE *f;

	replay_begin(r);
	out->passed = lines_open(l, path, &error) && replay_lines(r, l, &error);
	out->passed = replay_end(r) && out->passed;
	out->ops = r->ops;
	f = out->passed ? NULL : fmemopen(out->text, sizeof(out->text), "w");
	if (f) {
		print_difference(f, path, error, &r->diff);
		fclose(f);
		out->text[sizeof(out->text) - 1] = 0;
	}
	lines_close(l);
	out->done = true;
}

/* ---- folders ---- */

static bool is_recording(const char *name)
{
	size_t n = strlen(name);

	return (n > 6 && !strcmp(name + n - 6, ".jsonl")) || (n > 9 && !strcmp(name + n - 9, ".jsonl.gz"));
}

struct files { char **path; size_t n, room; unsigned int failed; bool prove; };

static void find_path(const char *path, unsigned int depth, struct files *files);

static void not_found(const char *path, const char *why, struct files *files)
{
	print_difference(stdout, path, why, NULL);
	files->failed++;
}

static bool more_room(struct files *files)
{
	size_t room = 2 * files->room + 64;
	char **bigger = realloc(files->path, room * sizeof(*bigger));

	if (!bigger)
		return false;
	files->path = bigger;
	files->room = room;
	return true;
}

static void add_file(const char *path, struct files *files)
{
	char *copy = files->n < files->room || more_room(files) ? strdup(path) : NULL;

	if (copy)
		files->path[files->n++] = copy;
	else
		not_found(path, "no memory", files);
}

static void find_entry(const char *folder, const char *name, unsigned int depth, struct files *files)
{
	size_t size = strlen(folder) + strlen(name) + 2;
	char *path = malloc(size);
	struct stat st;

	if (!path) {
		not_found(folder, "no memory", files);
		return;
	}
	snprintf(path, size, "%s/%s", folder, name);
	if (!stat(path, &st) && (S_ISDIR(st.st_mode) || is_recording(name)))
		find_path(path, depth, files);
	free(path);
}

static void find_in_folder(const char *path, unsigned int depth, struct files *files)
{
	struct dirent **entry;
	int n = scandir(path, &entry, NULL, alphasort);

	if (n < 0 || depth > MAX_DEPTH)
		not_found(path, n < 0 ? strerror(errno) : "folders nest too deep", files);
	for (int i = 0; i < n; i++) {
		if (entry[i]->d_name[0] != '.' && depth <= MAX_DEPTH)
			find_entry(path, entry[i]->d_name, depth + 1, files);
		free(entry[i]);
	}
	if (n >= 0)
		free(entry);
}

static void find_path(const char *path, unsigned int depth, struct files *files)
{
	struct stat st;

	if (!stat(path, &st) && S_ISDIR(st.st_mode))
		find_in_folder(path, depth, files);
	else
		add_file(path, files);
}

/* ---- all files ---- */

/* A process takes the next file as long as there are any. */
static void take_files(const struct files *files, size_t *next, struct outcome *out, bool ahead)
{
	struct replay *r = calloc(1, sizeof(*r));
	struct lines *l = lines_new(ahead);
	size_t i;

	if (r)
		r->machines.prove = files->prove;
	while (r && l && (i = __atomic_fetch_add(next, 1, __ATOMIC_RELAXED)) < files->n)
		replay_file(r, l, files->path[i], &out[i]);
	lines_free(l);
	if (r)
		replay_free(r);
	free(r);
}

/* One process for each processor, and not more than there are files. A recording is nobody's but its process's: nothing is shared but outcomes. */
static void replay_all(const struct files *files, size_t *next, struct outcome *out)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	size_t n = processors < 1 ? 1 : (size_t)processors;

	fflush(stdout);
	for (size_t i = 1; i < n && i < files->n; i++)
		if (fork() == 0) {
			take_files(files, next, out, files->n < n);
			_exit(0);
		}
	take_files(files, next, out, files->n < n);
	while (wait(NULL) > 0)
		;
}

static struct totals add_up(const struct files *files, const struct outcome *out)
{
	struct totals t = { .failed = files->failed };

	for (size_t i = 0; i < files->n; i++) {
		if (!out[i].done)
			print_difference(stdout, files->path[i], "its process ended", NULL);
		fputs(out[i].text, stdout);
		t.passed += out[i].passed;
		t.failed += !out[i].passed;
		t.ops += out[i].ops;
	}
	return t;
}

static struct totals replay_files(const struct files *files)
{
	size_t bytes = sizeof(size_t) + files->n * sizeof(struct outcome);
	size_t *next = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct totals t;

	if (next == MAP_FAILED)
		return (struct totals){ .failed = files->failed + 1 };
	replay_all(files, next, (struct outcome *)(void *)(next + 1));
	t = add_up(files, (struct outcome *)(void *)(next + 1));
	(void)munmap(next, bytes);
	return t;
}

static double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
	struct files files = { 0 };
	struct totals t;
	double start = now(), seconds;
	int first = 1;

	/* what one file needed serves the next */
	mallopt(M_MMAP_THRESHOLD, 1 << 25);
	mallopt(M_TRIM_THRESHOLD, 1 << 27);
	files.prove = argc > 1 && !strcmp(argv[1], "--prove");
	first += files.prove;
	if (argc <= first) {
		fprintf(stderr, "usage: oracle-replay [--prove] PATH...\n");
		return 2;
	}
	for (int i = first; i < argc; i++)
		find_path(argv[i], 0, &files);
	t = replay_files(&files);
	while (files.n)
		free(files.path[--files.n]);
	free(files.path);
	seconds = now() - start;
	printf("%llu operations in %.2f s, %.2f million a second\n", (unsigned long long)t.ops, seconds,
	       seconds > 0 ? (double)t.ops / seconds / 1e6 : 0.0);
	printf("%u passed, %u failed\n", t.passed, t.failed);
	return t.passed && !t.failed ? 0 : 1;
}
