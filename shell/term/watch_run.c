/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `hmsh --watch`: the watcher's side. Finds the session, says its size, shows what comes, until the session ends or q, Ctrl-C or Ctrl-D is typed. Whatever the
 * socket brings is checked before it becomes a cell.
 */
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <locale.h>

#include "shell/status.h"
#include "shell/term/guard.h"
#include "shell/term/screen.h"
#include "shell/term/watch.h"
#include "shell/term/watch_wire.h"

enum { INPUT_LIMIT = 32 << 20 };

struct watching {
	int fd, signals;
	struct screen *screen;
	struct grid grid;
	enum theme theme;
	struct text in;
	size_t used;
	bool over, left;           /* left: by who watches */
};

static const char stranger[] = "a session answers, but not one of this user and of this very build of hmsh";

static int connect_to(const char *name, const char **why)
{
	struct sockaddr_un address;
	int fd;

	if (!watch_address(name, &address, why))
		return -1;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || connect(fd, (struct sockaddr *)(void *)&address, sizeof(address)))
		*why = "nobody answers there";
	else if (!watch_trusted(fd))
		*why = stranger;
	else
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

/* The one session that answers; several: their names on stderr. *said: why there is none. */
static int connect_to_only(const char **said)
{
	struct text path = { 0 };
	const char *why;
	struct dirent *entry;
	DIR *folder = watch_folder(&path, &why) ? opendir(path.bytes) : NULL;
	int found = -1, count = 0;

	while (folder && (entry = readdir(folder))) {
		char name[sizeof(entry->d_name)];
		size_t n = strlen(entry->d_name);
		int fd;

		if (n < 6 || strcmp(entry->d_name + n - 5, ".sock") != 0)
			continue;
		memcpy(name, entry->d_name, n - 5);
		name[n - 5] = '\0';
		fd = connect_to(name, &why);
		if (fd < 0) {
			*said = why == stranger ? why : *said;
			continue;
		}
		if (count++)
			fprintf(stderr, "%s\n", name);
		if (found >= 0)
			close(fd);
		else
			found = fd;
	}
	if (folder)
		closedir(folder);
	text_free(&path);
	if (count > 1) {
		fprintf(stderr, "hmsh: %d sessions can be watched; say which: hmsh --watch NAME\n", count);
		close(found);
		return -2;
	}
	return found;
}

static void say_size(const struct watching *w)
{
	struct watch_hello hello = { .magic = WATCH_MAGIC };
	int width, height;

	screen_size(w->screen, &width, &height);
	hello.width = (uint16_t)width;
	hello.height = (uint16_t)height;
	if (send(w->fd, &hello, sizeof(hello), MSG_NOSIGNAL) != (ssize_t)sizeof(hello))
		return;
}

static bool take_cell(const struct watching *w, size_t *at, struct cell *cell)
{
	unsigned char look, start;
	size_t n;

	if (*at + 2 > w->in.length)
		return false;
	look = (unsigned char)w->in.bytes[*at];
	start = (unsigned char)w->in.bytes[*at + 1];
	n = start & 63;
	if (*at + 2 + n > w->in.length)
		return false;
	*cell = (struct cell){ "", (uint8_t)(start >> 6), look < LOOK_NR ? look : LOOK_TEXT };
	if (cell->width > 2)
		cell->width = 1;
	for (size_t i = 0; i < n && i < CELL_BYTES - 1; i++)
		cell->text[i] = (unsigned char)w->in.bytes[*at + 2 + i] < 0x20 ? '?' : w->in.bytes[*at + 2 + i];
	*at += 2 + n;
	return true;
}

/* Shows one whole frame from what has come; false: there is none yet, or it is none. */
static bool take_frame(struct watching *w)
{
	struct watch_frame head;
	size_t at = sizeof(head), cells;

	if (w->in.length < sizeof(head))
		return false;
	memcpy(&head, w->in.bytes, sizeof(head));
	if (memcmp(head.magic, WATCH_MAGIC, sizeof(head.magic)) != 0 || !head.width || !head.height || head.width > GRID_LIMIT || head.height > GRID_LIMIT) {
		w->over = true;
		return false;
	}
	grid_close(&w->grid);
	if (!grid_open(&w->grid, head.width, head.height))
		return false;
	cells = (size_t)head.width * head.height;
	for (size_t i = 0; i < cells; i++)
		if (!take_cell(w, &at, &w->grid.cell[i]))
			return false;
	w->grid.used = w->grid.height;
	w->theme = head.theme < THEME_NR ? (enum theme)head.theme : THEME_MONO;
	screen_show(w->screen, &w->grid, w->theme, NULL, -1, -1);
	memmove(w->in.bytes, w->in.bytes + at, w->in.length - at);
	w->in.length -= at;
	return true;
}

static void take_socket(struct watching *w)
{
	char part[65536];
	ssize_t n = read(w->fd, part, sizeof(part));

	if (n == 0 || (n < 0 && errno != EINTR) || w->in.length > INPUT_LIMIT) {
		w->over = true;
		return;
	}
	if (n > 0)
		text_add(&w->in, part, (size_t)n);
	while (take_frame(w))
		;
}

static void take_key(struct watching *w)
{
	char key;
	ssize_t n = read(STDIN_FILENO, &key, 1);

	if (n == 0 || (n < 0 && errno != EINTR) || (n == 1 && (key == 'q' || key == 3 || key == 4)))
		w->over = w->left = true;
}

static void take_signal(struct watching *w)
{
	struct signalfd_siginfo info;

	if (read(w->signals, &info, sizeof(info)) != (ssize_t)sizeof(info))
		return;
	if (info.ssi_signo != SIGWINCH) {
		w->over = w->left = true;
		return;
	}
	if (screen_fit(w->screen))
		say_size(w);
}

/* After Ctrl-Z and fg: in a terminal that may have another size. */
static void show_anew(struct watching *w)
{
	screen_forget(w->screen);
	if (screen_fit(w->screen))
		say_size(w);
	if (w->grid.cell)
		screen_show(w->screen, &w->grid, w->theme, NULL, -1, -1);
}

static void watch_loop(struct watching *w)
{
	say_size(w);
	while (!w->over) {
		struct pollfd polls[] = { { .fd = w->fd, .events = POLLIN }, { .fd = STDIN_FILENO, .events = POLLIN }, { .fd = w->signals, .events = POLLIN } };

		if (poll(polls, 3, -1) < 0) {
			if (errno != EINTR)
				break;
			if (guard_continued())
				show_anew(w);
			continue;
		}
		if (polls[2].revents)
			take_signal(w);
		if (polls[0].revents)
			take_socket(w);
		if (polls[1].revents)
			take_key(w);
	}
}

int watch_run(const char *name)
{
	struct watching w = { 0 };
	const char *why = "no session can be watched: start one with --watchable, or type `watch on` in it";
	sigset_t set;

	setlocale(LC_CTYPE, "");
	w.fd = name ? connect_to(name, &why) : connect_to_only(&why);
	if (w.fd == -2)
		return STATUS_ERROR;
	if (w.fd >= 0) {
		sigemptyset(&set);
		for (size_t i = 0; i < 5; i++)
			sigaddset(&set, (const int[]){ SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGWINCH }[i]);
		sigprocmask(SIG_BLOCK, &set, NULL);
		w.signals = signalfd(-1, &set, SFD_CLOEXEC);
		w.screen = screen_open(&why);
	}
	if (!w.screen) {
		fprintf(stderr, "hmsh: %s\n", why);
		return STATUS_FILE;
	}
	watch_loop(&w);
	screen_close(w.screen);
	fprintf(stderr, w.left ? "hmsh: you have left; the session goes on\n" : "hmsh: the session has ended, or does not show itself any more\n");
	grid_close(&w.grid);
	text_free(&w.in);
	return STATUS_OK;
}
