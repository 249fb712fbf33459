/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * oracle-replay PATH...: replays recordings, files or folders of them, gzip or plain. For each file that fails its first
 * difference; at the end "N passed, N failed" and how fast it went. Exit status 0 only if at least one ran and none failed.
 * Folders are read in the order of names, and hold recordings under *.jsonl and *.jsonl.gz; a file named by hand is taken
 * as it is. Names are printed with control characters replaced.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <zlib.h>

#include "tests/oracle/replay.h"

enum { BUFFER = 1 << 20, MAX_LINE = 1 << 26, MAX_DEPTH = 32 };

struct totals { unsigned int passed, failed; uint64_t ops; };

/* A file's lines, one after the other, in a buffer that grows to the longest of them. */
struct lines {
	gzFile file;
	char *text;
	size_t room, at, end;
	uint64_t number;
	bool eof;
};

static void print_name(FILE *f, const char *s)
{
	for (; *s; s++)
		fputc((unsigned char)*s < 0x20 || *s == 0x7f ? '?' : *s, f);
}

/* Reads more behind what is there; false: cannot. */
static bool more(struct lines *l, const char **error)
{
	int n;

	if (l->at) {
		memmove(l->text, l->text + l->at, l->end - l->at);
		l->end -= l->at;
		l->at = 0;
	}
	if (l->end + BUFFER > l->room) {
		char *bigger = l->end < MAX_LINE ? realloc(l->text, l->end + 2 * (size_t)BUFFER) : NULL;

		if (!bigger) {
			*error = "a line is too long";
			return false;
		}
		l->text = bigger;
		l->room = l->end + 2 * (size_t)BUFFER;
	}
	n = gzread(l->file, l->text + l->end, BUFFER);
	if (n < 0)
		*error = gzerror(l->file, &n);
	else {
		l->end += (size_t)n;
		l->eof = n == 0;
	}
	return !*error;
}

/* The next line without its newline; false: no more, or *error. */
static bool next_line(struct lines *l, const char **text, size_t *n, const char **error)
{
	size_t seen = l->at;
	char *newline;

	while (!(newline = memchr(l->text + seen, '\n', l->end - seen)) && !l->eof) {
		seen = l->end - l->at;
		if (!more(l, error))
			return false;
	}
	if (!newline && l->at == l->end)
		return false;
	*text = l->text + l->at;
	*n = newline ? (size_t)(newline - *text) : l->end - l->at;
	l->at += *n + (newline != NULL);
	l->number++;
	return true;
}

static bool replay_lines(struct replay *r, struct lines *l, const char **error)
{
	const char *text;
	size_t n;

	if (!next_line(l, &text, &n, error))
		return *error ? false : replay_open(r, "", 0);
	if (!replay_open(r, text, n))
		return false;
	while (next_line(l, &text, &n, error))
		if (n && !replay_line(r, text, n, l->number))
			return false;
	return !*error && replay_finish(r, l->number);
}

static bool open_lines(struct lines *l, const char *path, const char **error)
{
	memset(l, 0, sizeof(*l));
	l->file = gzopen(path, "rb");
	l->text = malloc(2 * (size_t)BUFFER);
	l->room = 2 * (size_t)BUFFER;
	if (!l->file || !l->text)
		*error = l->text ? strerror(errno) : "no memory";
	else
		gzbuffer(l->file, BUFFER / 4);
	return !*error;
}

static void close_lines(struct lines *l)
{
	if (l->file)
		gzclose(l->file);
	free(l->text);
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
	const char *error = r ? NULL : "no memory";
	struct lines l;
	bool good = false;

	if (r && open_lines(&l, path, &error))
		good = replay_lines(r, &l, &error);
	if (good)
		t->passed++;
	else {
		t->failed++;
		print_difference(path, error, r ? &r->diff : NULL);
	}
	if (!r)
		return;
	t->ops += r->ops;
	replay_close(r);
	close_lines(&l);
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
