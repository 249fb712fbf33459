/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * See lines.h. A short file is read at once. Of a longer one two blocks go round between a reading thread and us: it fills one while we
 * copy the other behind what is left of our last line. A block is the reader's while its `full` is false, ours while it is true.
 */
#include "tests/oracle/lines.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { BLOCK = 1 << 16, SHORT = 1 << 18, MAX_LINE = 1 << 26 };

struct block { char *bytes; int n; bool full; };

struct lines {
	gzFile file;
	pthread_t thread;
	pthread_mutex_t mutex;
	pthread_cond_t changed;
	struct block block[2];
	unsigned int next;       /* block that we take next */
	bool started, stop;
	bool whole;              /* `text` has all of the file: there is no thread */
	const char *read_error;  /* set by the thread before its last block */
	char *text;              /* ours */
	size_t room, at, end;
	uint64_t number;
	bool eof;
};

static bool wait_until(struct lines *l, const struct block *b, bool full)
{
	while (b->full != full && !l->stop)
		pthread_cond_wait(&l->changed, &l->mutex);
	return b->full == full;
}

/* Fills block after block until the end of the file, which is an empty one. */
static void *read_ahead(void *arg)
{
	struct lines *l = arg;
	int n = 1, code;

	pthread_mutex_lock(&l->mutex);
	for (unsigned int i = 0; n > 0; i ^= 1) {
		struct block *b = &l->block[i];

		if (!wait_until(l, b, false))
			break;
		pthread_mutex_unlock(&l->mutex);
		n = gzread(l->file, b->bytes, BLOCK);
		pthread_mutex_lock(&l->mutex);
		if (n < 0)
			l->read_error = gzerror(l->file, &code);
		b->n = n < 0 ? 0 : n;
		b->full = true;
		pthread_cond_broadcast(&l->changed);
	}
	pthread_mutex_unlock(&l->mutex);
	return NULL;
}

/* The file's beginning; a thread for the rest, if there is more. What is wrong with the file is said by lines_next(). */
static bool open_reader(struct lines *l)
{
	int n = gzread(l->file, l->text, SHORT), code;

	l->end = n > 0 ? (size_t)n : 0;
	l->text[l->end] = 0;
	l->read_error = n < 0 ? gzerror(l->file, &code) : NULL;
	l->whole = n < SHORT;
	if (l->whole)
		return true;
	l->block[0].bytes = malloc(BLOCK);
	l->block[1].bytes = malloc(BLOCK);
	if (l->block[0].bytes && l->block[1].bytes)
		l->started = !pthread_create(&l->thread, NULL, read_ahead, l);
	return l->started;
}

struct lines *lines_open(const char *path, const char **error)
{
	struct lines *l = calloc(1, sizeof(*l));

	*error = "no memory";
	if (!l)
		return NULL;
	pthread_mutex_init(&l->mutex, NULL);
	pthread_cond_init(&l->changed, NULL);
	l->room = SHORT;
	l->text = malloc(l->room + 1);
	errno = 0;
	l->file = gzopen(path, "rb");
	if (!l->file && errno)
		*error = strerror(errno);
	if (l->file && l->text && open_reader(l)) {
		*error = NULL;
		return l;
	}
	lines_close(l);
	return NULL;
}

/* Room for one more block behind what is not used yet. */
static bool make_room(struct lines *l)
{
	char *bigger;

	memmove(l->text, l->text + l->at, l->end - l->at);
	l->end -= l->at;
	l->at = 0;
	if (l->end + BLOCK <= l->room)
		return true;
	bigger = l->end < MAX_LINE ? realloc(l->text, 2 * l->room + 1) : NULL;
	if (!bigger)
		return false;
	l->text = bigger;
	l->room *= 2;
	return true;
}

static bool more(struct lines *l, const char **error)
{
	struct block *b = &l->block[l->next];

	if (l->whole) {
		l->eof = true;
		*error = l->read_error;
		return !*error;
	}
	if (!make_room(l)) {
		*error = "a line is too long";
		return false;
	}
	pthread_mutex_lock(&l->mutex);
	wait_until(l, b, true);
	pthread_mutex_unlock(&l->mutex);
	memcpy(l->text + l->end, b->bytes, (size_t)b->n);
	l->end += (size_t)b->n;
	l->text[l->end] = 0;
	if (!b->n) {
		l->eof = true;
		*error = l->read_error;
		return !*error;
	}
	pthread_mutex_lock(&l->mutex);
	b->full = false;
	pthread_cond_broadcast(&l->changed);
	pthread_mutex_unlock(&l->mutex);
	l->next ^= 1;
	return true;
}

bool lines_next(struct lines *l, const char **text, size_t *n, const char **error)
{
	size_t seen = 0;
	char *newline;

	*error = NULL;
	while (!(newline = memchr(l->text + l->at + seen, '\n', l->end - l->at - seen)) && !l->eof) {
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

uint64_t lines_number(const struct lines *l)
{
	return l->number;
}

void lines_close(struct lines *l)
{
	if (!l)
		return;
	if (l->started) {
		pthread_mutex_lock(&l->mutex);
		l->stop = true;
		pthread_cond_broadcast(&l->changed);
		pthread_mutex_unlock(&l->mutex);
		pthread_join(l->thread, NULL);
	}
	if (l->file)
		gzclose(l->file);
	pthread_mutex_destroy(&l->mutex);
	pthread_cond_destroy(&l->changed);
	free(l->block[0].bytes);
	free(l->block[1].bytes);
	free(l->text);
	free(l);
}
