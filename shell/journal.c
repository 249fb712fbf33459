/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The state folder and the journal in it: see journal.h. Files are made with mode 0600, never through a link, and opened so that a FIFO or device
 * in their place cannot block. The lock is flock()'s: it goes with the process, however that ends.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shell/file.h"
#include "shell/journal.h"
#include "shell/record.h"

enum { KEEP = 5 };

struct journal {
	int fd;
	char *path;
	size_t written;            /* entries */
	bool broken;
};

/* ---- folders ---- */

static const char *absolute(const char *variable)
{
	const char *value = getenv(variable);

	return value && *value == '/' && strlen(value) < 4000 ? value : NULL;
}

static bool make_folders(char *path)
{
	struct stat st;

	for (char *at = strchr(path + 1, '/'); ; at = strchr(at + 1, '/')) {
		if (at)
			*at = '\0';
		if (mkdir(path, 0700) && errno != EEXIST && errno != EROFS && errno != EACCES)
			return false;
		if (!at)
			break;
		*at = '/';
	}
	return !stat(path, &st) && S_ISDIR(st.st_mode) && !access(path, W_OK | X_OK);
}

bool state_folder(struct text *path, const char **why)
{
	const char *state = absolute("XDG_STATE_HOME"), *home = absolute("HOME");
	struct stat st;

	if (home && (stat(home, &st) || !S_ISDIR(st.st_mode)))
		home = NULL; /* not ours to make */
	if (state)
		text_printf(path, "%s/hmsh", state);
	else if (home)
		text_printf(path, "%s/.local/state/hmsh", home);
	*why = "HOME names no folder";
	if (path->failed)
		*why = "out of memory";
	if (!path->length || path->failed)
		return false;
	*why = "the state folder cannot be written";
	return make_folders(path->bytes);
}

void config_file(struct text *path)
{
	const char *config = absolute("XDG_CONFIG_HOME"), *home = absolute("HOME");

	if (config)
		text_printf(path, "%s/hmsh/rc", config);
	else if (home)
		text_printf(path, "%s/.config/hmsh/rc", home);
}

/* ---- old journals ---- */

struct found {
	char name[64];
	struct timespec time;
};

static bool is_journal(const char *name)
{
	size_t n = strlen(name);

	return n > 13 && n < sizeof(((struct found *)NULL)->name) && !strncmp(name, "session-", 8) && !strcmp(name + n - 5, ".hmsh");
}

static int newest_first(const void *a, const void *b)
{
	const struct timespec *x = &((const struct found *)a)->time, *y = &((const struct found *)b)->time;

	if (x->tv_sec != y->tv_sec)
		return x->tv_sec < y->tv_sec ? 1 : -1;
	return x->tv_nsec < y->tv_nsec ? 1 : x->tv_nsec > y->tv_nsec ? -1 : 0;
}

/* Makes room: the newer half stays. */
static size_t drop_oldest(struct found *found, size_t n)
{
	qsort(found, n, sizeof(*found), newest_first);
	return n / 2;
}

/* Journals in the folder, newest first; of more than max older ones are left out. */
static size_t list_journals(int folder, struct found *found, size_t max)
{
	int copy = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = copy >= 0 ? fdopendir(copy) : NULL;
	struct dirent *d;
	struct stat st;
	size_t n = 0;

	if (!dir && copy >= 0)
		close(copy);
	while (dir && (d = readdir(dir))) {
		if (!is_journal(d->d_name) || fstatat(folder, d->d_name, &st, AT_SYMLINK_NOFOLLOW) || !S_ISREG(st.st_mode))
			continue;
		if (n == max)
			n = drop_oldest(found, n);
		strcpy(found[n].name, d->d_name);
		found[n++].time = st.st_mtim;
	}
	if (dir)
		closedir(dir);
	qsort(found, n, sizeof(*found), newest_first);
	return n;
}

/* Opened and locked, or -1: somebody holds it. */
static int take_journal(int folder, const char *name)
{
	int fd = openat(folder, name, O_RDWR | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY);

	if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB)) {
		close(fd);
		return -1;
	}
	return fd;
}

static void prune(int folder)
{
	struct found found[256];
	size_t n = list_journals(folder, found, 256);

	for (size_t i = KEEP; i < n; i++) {
		int fd = take_journal(folder, found[i].name);

		if (fd < 0)
			continue;
		unlinkat(folder, found[i].name, 0);
		close(fd);
	}
}

/* ---- writing ---- */

static void give_up(struct session *s, const char *why)
{
	session_say(s, "hmsh: the journal cannot be written (%s): this session cannot be resumed", why);
	s->journal->broken = true;
}

static void append(struct session *s, struct text *text)
{
	/* a header alone is nothing to lose: the first input's fsync() takes it along, and the first prompt need not wait for a disk */
	const char *why = text->failed ? "out of memory" : (s->journal->written ? file_append : file_put)(s->journal->fd, text_string(text), text->length);

	if (why)
		give_up(s, why);
	text_free(text);
}

static int new_journal(const char *folder, struct text *path)
{
	for (unsigned int i = 0; i < 100; i++) {
		int fd;

		text_clear(path);
		text_printf(path, "%s/session-%ld-%u.hmsh", folder, (long)getpid(), i);
		if (path->failed)
			return -1;
		fd = open(path->bytes, O_RDWR | O_CREAT | O_EXCL | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600);
		if (fd >= 0 || errno != EEXIST)
			return fd;
	}
	return -1;
}

void journal_open(struct session *s)
{
	struct text folder = { 0 }, path = { 0 }, header = { 0 };
	struct journal *j = calloc(1, sizeof(*j));
	const char *why;
	int dir;

	if (!j)
		return;
	if (!state_folder(&folder, &why)) {
		session_say(s, "hmsh: nothing is kept after this session: %s", why);
		free(j);
		text_free(&folder);
		return;
	}
	dir = open(folder.bytes, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir >= 0) {
		prune(dir);
		close(dir);
	}
	j->fd = new_journal(folder.bytes, &path);
	j->path = path.bytes;
	s->journal = j;
	if (j->fd < 0 || flock(j->fd, LOCK_EX | LOCK_NB)) {
		give_up(s, strerror(errno));
	} else {
		record_header(&header, &s->boot);
		for (; j->written < s->entries.used; j->written++)
			record_entry(&header, &s->entries.entry[j->written]);
		record_hunt(&header, s);
		append(s, &header);
	}
	text_free(&folder);
}

void journal_entry(struct session *s)
{
	struct text text = { 0 };

	if (!s->journal || s->journal->broken || s->replay || !s->entries.used)
		return;
	record_entry(&text, &s->entries.entry[s->entries.used - 1]);
	s->journal->written++;
	append(s, &text);
}

void journal_time(struct session *s, const char *verb, size_t n)
{
	struct text text = { 0 };

	if (!s->journal || s->journal->broken || s->replay || !n)
		return;
	text_printf(&text, "%s %zu\n", verb, n);
	append(s, &text);
}

void journal_hunt(struct session *s)
{
	struct text text = { 0 };

	if (!s->journal || s->journal->broken || s->replay)
		return;
	record_hunt(&text, s);
	if (text.length)
		append(s, &text);
	text_free(&text);
}

void journal_close(struct session *s)
{
	struct journal *j = s->journal;

	if (!j)
		return;
	if (!j->written && j->path)
		unlink(j->path);
	if (j->fd >= 0)
		close(j->fd);
	free(j->path);
	free(j);
	s->journal = NULL;
}

/* ---- resuming ---- */

static const char *read_journal(int fd, struct text *out)
{
	char part[65536];
	ssize_t n;

	while ((n = read(fd, part, sizeof(part))) > 0 || (n < 0 && errno == EINTR)) {
		if (n > 0)
			text_add(out, part, (size_t)n);
		if (out->length > RECORD_LIMIT)
			return "it is too long";
	}
	return n < 0 ? strerror(errno) : out->failed ? "out of memory" : NULL;
}

static bool replay_journal(struct session *s, const char *name, const struct text *text)
{
	struct record r;
	char why[256];
	bool ok = record_parse(&r, text_string(text), text->length, true, why, sizeof(why));

	if (!ok) {
		session_error(s, STATUS_FILE, "hmsh-load", "%s: %s; it is left as it is", name, why);
	} else if (session_restart(s, &r.boot) != HM_OK) {
		session_error(s, STATUS_LIMIT, "hmsh-memory", "its machine cannot be booted");
		ok = false;
	} else {
		record_run(s, &r);
	}
	record_free(&r);
	return ok;
}

bool journal_resume(struct session *s)
{
	struct text folder = { 0 }, text = { 0 };
	struct found found[256];
	const char *why = "there is no journal";
	size_t n = 0;
	int dir = -1, fd = -1;
	bool ok = false;

	if (state_folder(&folder, &why))
		dir = open(folder.bytes, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir >= 0)
		n = list_journals(dir, found, 256);
	for (size_t i = 0; i < n && fd < 0; i++) {
		fd = take_journal(dir, found[i].name);
		if (fd >= 0)
			found[0] = found[i];
	}
	if (fd < 0) {
		session_error(s, STATUS_FILE, "hmsh-resume", "nothing to resume: %s", n ? "other sessions hold all journals" :
			      dir >= 0 ? "there is no journal" : why);
	} else {
		why = read_journal(fd, &text);
		if (why)
			session_error(s, STATUS_FILE, "hmsh-resume", "%s: %s", found[0].name, why);
		else
			ok = replay_journal(s, found[0].name, &text);
		if (ok)
			journal_open(s);
		if (s->journal && !s->journal->broken)
			unlinkat(dir, found[0].name, 0);
		close(fd);
	}
	if (dir >= 0)
		close(dir);
	text_free(&folder);
	text_free(&text);
	return ok;
}
