/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The file of typed lines ("history" in the state folder), with code of our own: readline's write_history() replaces the file, loses the
 * lines of other sessions and writes through relative links into the current folder. Here each line is one write() under flock(), at the end of
 * the file; a torn last line of a killed session gets its newline first. Newlines in a line are kept as blanks.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "shell/file.h"
#include "shell/journal.h"
#include "shell/term/interactive.h"

enum { KEEP_LINES = 10000, LINE_LIMIT = 65536, TAIL = 4 << 20, PATIENCE_MS = 1000 };

void past_lines_open(struct past_lines *p, struct session *s)
{
	struct text path = { 0 };
	const char *why;

	(void)s;
	*p = (struct past_lines){ 0 };
	if (state_folder(&path, &why)) {
		text_puts(&path, "/history");
		if (!path.failed) {
			p->path = path.bytes;
			return;
		}
	}
	text_free(&path);
}

/* Only a regular file of this user's own; anything else there is left alone. */
static int open_safely(const char *path, int flags)
{
	struct stat st;
	int fd = open(path, flags | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY | O_CLOEXEC, 0600);

	if (fd < 0)
		return -1;
	if (!fstat(fd, &st) && S_ISREG(st.st_mode) && st.st_uid == geteuid())
		return fd;
	close(fd);
	errno = EPERM;
	return -1;
}

static void give_lines(char *text, size_t length, void (*add)(const char *line))
{
	size_t lines = 0, from = length;

	while (from && lines <= KEEP_LINES)
		lines += text[--from] == '\n';
	for (char *at = text + from, *end; at < text + length; at = end + 1) {
		end = memchr(at, '\n', (size_t)(text + length - at));
		if (!end)
			end = text + length;
		*end = '\0';
		if (*at && strlen(at) == (size_t)(end - at))
			add(at);
	}
}

void past_lines_read(const struct past_lines *p, void (*add)(const char *line))
{
	int fd = p->path ? open_safely(p->path, O_RDONLY) : -1;
	off_t size = fd >= 0 ? lseek(fd, 0, SEEK_END) : 0;
	size_t length = size > TAIL ? TAIL : size > 0 ? (size_t)size : 0, got = 0;
	char *text = length ? malloc(length + 1) : NULL;

	while (text && got < length) {
		ssize_t n = pread(fd, text + got, length - got, size - (off_t)(length - got));

		if (n <= 0 && errno != EINTR)
			break;
		got += n > 0 ? (size_t)n : 0;
	}
	if (text && got == length)
		give_lines(text, length, add);
	free(text);
	if (fd >= 0)
		close(fd);
}

/* Another session holds the lock for a moment at most; a stopped one must not stop us. */
static bool lock_patiently(int fd)
{
	for (int ms = 0; ms < PATIENCE_MS; ms += 10) {
		struct timespec wait = { 0, 10 * 1000000 };

		if (!flock(fd, LOCK_EX | LOCK_NB))
			return true;
		if (errno != EWOULDBLOCK && errno != EINTR)
			return false;
		nanosleep(&wait, NULL);
	}
	errno = EWOULDBLOCK;
	return false;
}

static bool ends_with_newline(int fd)
{
	off_t size = lseek(fd, 0, SEEK_END);
	char last = '\n';

	return size <= 0 || (pread(fd, &last, 1, size - 1) == 1 && last == '\n');
}

static const char *append_line(int fd, const char *line)
{
	struct text t = { 0 };
	const char *why = NULL;

	if (!lock_patiently(fd))
		return strerror(errno);
	if (!ends_with_newline(fd))
		text_puts(&t, "\n");
	for (; *line; line++)
		text_add(&t, *line == '\n' ? " " : line, 1);
	text_puts(&t, "\n");
	if (t.failed || write(fd, t.bytes, t.length) != (ssize_t)t.length)
		why = t.failed ? "out of memory" : strerror(errno);
	flock(fd, LOCK_UN);
	text_free(&t);
	return why;
}

void past_lines_add(struct past_lines *p, struct session *s, const char *line)
{
	const char *why;
	int fd;

	if (!p->path || *line == ' ' || !*line || strlen(line) > LINE_LIMIT)
		return;
	fd = open_safely(p->path, O_RDWR | O_CREAT | O_APPEND);
	why = fd < 0 ? strerror(errno) : append_line(fd, line);
	if (fd >= 0)
		close(fd);
	if (why && !p->said) {
		session_say(s, "hmsh: lines are not kept for the next session: %s: %s", p->path, why);
		p->said = true;
	}
}

void past_lines_close(struct past_lines *p)
{
	free(p->path);
	*p = (struct past_lines){ 0 };
}
