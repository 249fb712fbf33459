/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * See lines.h. A file is read block by block behind what is left of our last line. With a thread two blocks go round between it and us: it
 * fills one while we copy the other. A block is the thread's while its `full` is false, ours while it is true. A file that ends within its
 * first block needs no thread.
 */
#include "tests/oracle/lines.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { BLOCK = 1 << 16, ROOM = 1 << 18, MAX_LINE = 1 << 26 };

struct block { char *bytes; int n; bool full; };

struct lines {
	gzFile file;
	pthread_t thread;
	pthread_mutex_t mutex;
	pthread_cond_t changed;
	struct block block[2];
	unsigned int next;       /* block that we take next */
	bool ahead;              /* a thread may be started */
	bool started, stop;
	const char *read_error;  /* set before the last, empty block */
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

/* At most a block of the file; 0: its end, or read_error says what is wrong with it. */
static int read_block(struct lines *l, char *to)
{
	int n = gzread(l->file, to, BLOCK), code;

	if (n < 0)
		l->read_error = gzerror(l->file, &code);
	return n < 0 ? 0 : n;
}

/* Fills block after block until the end of the file, which is an empty one. */
static void *read_ahead(void *arg)
{
	struct lines *l = arg;
	int n = 1;

	pthread_mutex_lock(&l->mutex);
	for (unsigned int i = 0; n > 0; i ^= 1) {
		struct block *b = &l->block[i];

		if (!wait_until(l, b, false))
			break;
		pthread_mutex_unlock(&l->mutex);
		n = read_block(l, b->bytes);
		pthread_mutex_lock(&l->mutex);
		b->n = n;
		b->full = true;
		pthread_cond_broadcast(&l->changed);
	}
	pthread_mutex_unlock(&l->mutex);
	return NULL;
}

struct lines *lines_new(bool ahead)
{
	struct lines *l = calloc(1, sizeof(*l));
	bool good;

	if (!l)
		return NULL;
	pthread_mutex_init(&l->mutex, NULL);
	pthread_cond_init(&l->changed, NULL);
	l->ahead = ahead;
	l->room = ROOM;
	l->text = malloc(l->room + LINES_BEHIND);
	for (int i = 0; ahead && i < 2; i++)
		l->block[i].bytes = malloc(BLOCK);
	good = l->text && (!ahead || (l->block[0].bytes && l->block[1].bytes));
	if (good)
		return l;
	lines_free(l);
	return NULL;
}

static void got(struct lines *l, int n)
{
	l->end += (size_t)n;
	memset(l->text + l->end, 0, LINES_BEHIND);
}

bool lines_open(struct lines *l, const char *path, const char **error)
{
	errno = 0;
	l->file = gzopen(path, "rb");
	if (!l->file) {
		*error = errno ? strerror(errno) : "no memory";
		return false;
	}
	l->read_error = NULL;
	l->at = l->end = l->number = 0;
	l->next = 0;
	l->eof = l->stop = l->block[0].full = l->block[1].full = false;
	got(l, read_block(l, l->text));
	if (l->ahead && l->end == BLOCK)
		l->started = !pthread_create(&l->thread, NULL, read_ahead, l);
	return true;
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
	bigger = l->end < MAX_LINE ? realloc(l->text, 2 * l->room + LINES_BEHIND) : NULL;
	if (!bigger)
		return false;
	l->text = bigger;
	l->room *= 2;
	return true;
}

/* The thread's next block; its last one stays full. */
static int take_block(struct lines *l)
{
	struct block *b = &l->block[l->next];
	int n;

	pthread_mutex_lock(&l->mutex);
	wait_until(l, b, true);
	pthread_mutex_unlock(&l->mutex);
	n = b->n;
	memcpy(l->text + l->end, b->bytes, (size_t)n);
	if (!n)
		return 0;
	pthread_mutex_lock(&l->mutex);
	b->full = false;
	pthread_cond_broadcast(&l->changed);
	pthread_mutex_unlock(&l->mutex);
	l->next ^= 1;
	return n;
}

static bool more(struct lines *l, const char **error)
{
	int n;

	if (!make_room(l)) {
		*error = "a line is too long";
		return false;
	}
	n = l->started ? take_block(l) : read_block(l, l->text + l->end);
	got(l, n);
	l->eof = !n;
	*error = l->eof ? l->read_error : NULL;
	return !*error;
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
	if (l->started) {
		pthread_mutex_lock(&l->mutex);
		l->stop = true;
		pthread_cond_broadcast(&l->changed);
		pthread_mutex_unlock(&l->mutex);
		pthread_join(l->thread, NULL);
		l->started = false;
	}
	if (l->file)
		gzclose(l->file);
	l->file = NULL;
}

void lines_free(struct lines *l)
{
	if (!l)
		return;
	lines_close(l);
	pthread_mutex_destroy(&l->mutex);
	pthread_cond_destroy(&l->changed);
	free(l->block[0].bytes);
	free(l->block[1].bytes);
	free(l->text);
	free(l);
}
