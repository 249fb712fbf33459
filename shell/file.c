/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading files that input names (source, load, scripts). Only regular files below a limit are read: nothing here can block on a FIFO, run into
 * /dev/zero or take a terminal. What an input read is kept with it, so that a replay needs no disk.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shell/file.h"
#include "shell/record.h"

const char file_too_long[] = "it is too long";

static ssize_t read_some(int fd, char *to, size_t n)
{
	ssize_t got;

	do
		got = read(fd, to, n);
	while (got < 0 && errno == EINTR);
	return got;
}

/* The file may grow or shrink while it is read: what counts is what arrives, up to the limit. */
static const char *read_open_file(int fd, size_t limit, struct text *out)
{
	char part[65536];
	struct stat st;
	ssize_t got;

	if (fstat(fd, &st))
		return strerror(errno);
	if (S_ISDIR(st.st_mode))
		return "it is a folder";
	if (!S_ISREG(st.st_mode))
		return "it is no regular file";
	if (st.st_size > (off_t)limit)
		return file_too_long;
	while ((got = read_some(fd, part, sizeof(part))) > 0) {
		if (out->length + (size_t)got > limit)
			return file_too_long;
		text_add(out, part, (size_t)got);
	}
	if (out->failed)
		return "out of memory";
	return got < 0 ? strerror(errno) : NULL;
}

static const char *read_named(const char *name, int flags, size_t limit, struct text *out)
{
	const char *why;
	int fd = open(name, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC | flags);

	if (fd < 0)
		return errno == ELOOP && flags & O_NOFOLLOW ? "it is a symbolic link, which is not followed" : strerror(errno);
	why = read_open_file(fd, limit, out);
	close(fd);
	return why;
}

const char *file_read(const char *name, size_t limit, struct text *out)
{
	return read_named(name, 0, limit, out);
}

const char *file_read_itself(const char *name, size_t limit, struct text *out)
{
	return read_named(name, O_NOFOLLOW, limit, out);
}

const char *file_text_trouble(const char *text, size_t length)
{
	if (length >= 2 && (!memcmp(text, "\xff\xfe", 2) || !memcmp(text, "\xfe\xff", 2)))
		return "it is UTF-16; save it as UTF-8";
	return NULL;
}

const char *file_put(int fd, const char *bytes, size_t n)
{
	size_t done = 0;

	while (done < n) {
		ssize_t put = write(fd, bytes + done, n - done);

		if (put >= 0)
			done += (size_t)put;
		else if (errno != EINTR)
			return strerror(errno);
	}
	return NULL;
}

const char *file_append(int fd, const char *bytes, size_t n)
{
	const char *why = file_put(fd, bytes, n);

	return why ? why : fsync(fd) && errno != EINVAL ? strerror(errno) : NULL;
}

/* A device, a folder or a link must not be replaced by a file. *mode: who may do what with the file that is there, or will be. */
static const char *bad_target(const char *name, mode_t *mode)
{
	struct stat st;

	*mode = 0600;
	if (lstat(name, &st))
		return errno == ENOENT ? NULL : strerror(errno);
	if (S_ISDIR(st.st_mode))
		return "it is a folder";
	*mode = st.st_mode & 0777;
	return S_ISREG(st.st_mode) ? NULL : "it exists, and is no regular file";
}

typedef const char *put_fn(int fd, const char *bytes, size_t n);

static const char *write_and_rename(const char *temporary, const char *name, mode_t mode, const char *bytes, size_t n, put_fn *put)
{
	int fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	const char *why;

	if (fd < 0)
		return strerror(errno);
	why = mode != 0600 && fchmod(fd, mode) ? strerror(errno) : put(fd, bytes, n);
	if (close(fd) && !why)
		why = strerror(errno);
	if (!why && rename(temporary, name))
		why = strerror(errno);
	if (why)
		unlink(temporary);
	return why;
}

static const char *write_by(const char *name, const char *bytes, size_t n, put_fn *put)
{
	struct text temporary = { 0 };
	mode_t mode;
	const char *why = bad_target(name, &mode);

	if (why)
		return why;
	text_printf(&temporary, "%s.%ld.tmp", name, (long)getpid());
	why = temporary.failed ? "out of memory" : write_and_rename(temporary.bytes, name, mode, bytes, n, put);
	text_free(&temporary);
	return why;
}

const char *file_write(const char *name, const char *bytes, size_t n)
{
	return write_by(name, bytes, n, file_append);
}

const char *file_replace(const char *name, const char *bytes, size_t n)
{
	return write_by(name, bytes, n, file_put);
}

static char *from_record(struct session *s, const char *name, size_t *length)
{
	struct replay *r = s->replay;
	const struct attached *a;

	if (r->next_file >= r->entry->file_count) {
		session_error(s, STATUS_FILE, "hmsh-file", "%s: the record does not hold this file", name);
		return NULL;
	}
	a = &r->entry->files[r->next_file++];
	*length = a->length;
	return copy_bytes(a->bytes, a->length);
}

static void remember(struct session *s, const char *name, const char *bytes, size_t length)
{
	struct entry_list *l = &s->entries;

	if (l->used && !entry_attach(&l->entry[l->used - 1], name, bytes, length))
		session_error(s, STATUS_LIMIT, "hmsh-memory", "out of memory: this session cannot be saved");
}

char *session_read_file(struct session *s, const char *name, size_t limit, size_t *length)
{
	struct text text = { 0 };
	const char *why;
	char *bytes;

	if (s->replay) {
		bytes = from_record(s, name, length);
	} else {
		why = file_read(name, limit, &text);
		if (!why)
			why = file_text_trouble(text_string(&text), text.length);
		if (why) {
			session_error(s, STATUS_FILE, "hmsh-file", "%s: %s", *name ? name : "\"\"", why);
			text_free(&text);
			return NULL;
		}
		*length = text.length;
		bytes = text.bytes ? text.bytes : copy_bytes("", 0);
	}
	if (bytes)
		remember(s, name, bytes, *length);
	return bytes;
}
