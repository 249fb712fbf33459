/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The session's side of `watch`: see watch.h. Everything is without waiting. A frame is a header and the cells in order; a watcher whose socket is full keeps the
 * rest of its frame and misses the ones in between.
 */
#include "shell/term/watch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "shell/journal.h"
#include "shell/term/watch_wire.h"

struct watcher {
	int fd;                    /* -1: free */
	int width, height;         /* 0: it has not said yet */
	struct text out;
	size_t sent;
	bool behind;               /* a frame was dropped */
	struct watch_hello hello;  /* as it arrives */
	size_t heard;
};

struct watch {
	int fd;
	char path[sizeof(((struct sockaddr_un *)NULL)->sun_path)];
	struct watcher watcher[WATCHERS];
};

bool watch_folder(struct text *path, const char **why)
{
	const char *runtime = getenv("XDG_RUNTIME_DIR");
	struct stat st;

	if (runtime && *runtime == '/') {
		text_printf(path, "%s/hmsh", runtime);
	} else {
		if (!state_folder(path, why))
			return false;
		text_puts(path, "/watch");
	}
	*why = "the folder for its socket cannot be made";
	if (path->failed || (mkdir(path->bytes, 0700) && errno != EEXIST))
		return false;
	*why = "the folder for its socket is not this user's alone";
	return !lstat(path->bytes, &st) && S_ISDIR(st.st_mode) && st.st_uid == geteuid() && !(st.st_mode & 077);
}

bool watch_address(const char *name, struct sockaddr_un *address, const char **why)
{
	struct text path = { 0 };
	bool fits;

	if (!watch_folder(&path, why)) {
		text_free(&path);
		return false;
	}
	*why = "its name is too long or holds a slash";
	memset(address, 0, sizeof(*address));
	address->sun_family = AF_UNIX;
	fits = !strchr(name, '/') && *name && path.length + strlen(name) + 7 < sizeof(address->sun_path);
	if (fits)
		snprintf(address->sun_path, sizeof(address->sun_path), "%s/%s.sock", path.bytes, name);
	text_free(&path);
	return fits;
}

/* The same user, and the very same program file. */
bool watch_trusted(int fd)
{
	struct ucred peer;
	socklen_t size = sizeof(peer);
	struct stat theirs, ours;
	char path[64];

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) || peer.uid != geteuid())
		return false;
	snprintf(path, sizeof(path), "/proc/%ld/exe", (long)peer.pid);
	return !stat(path, &theirs) && !stat("/proc/self/exe", &ours) && theirs.st_dev == ours.st_dev && theirs.st_ino == ours.st_ino;
}

static bool listen_at(int fd, const struct sockaddr_un *address)
{
	mode_t mask = umask(0177);
	int failed = bind(fd, (const struct sockaddr *)(const void *)address, sizeof(*address));

	umask(mask);
	return !failed && !listen(fd, WATCHERS);
}

struct watch *watch_open(const char *name, const char **why)
{
	struct sockaddr_un address;
	struct watch *w;

	if (!watch_address(name, &address, why))
		return NULL;
	*why = "no socket can be opened";
	w = calloc(1, sizeof(*w));
	if (!w)
		return NULL;
	for (int i = 0; i < WATCHERS; i++)
		w->watcher[i].fd = -1;
	memcpy(w->path, address.sun_path, sizeof(w->path));
	w->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (w->fd >= 0) {
		/* what a session of that name left behind when it was killed; a live one still answers */
		if (connect(w->fd, (struct sockaddr *)(void *)&address, sizeof(address)) && errno == ECONNREFUSED)
			unlink(address.sun_path);
		close(w->fd);
		w->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	}
	if (w->fd < 0 || !listen_at(w->fd, &address)) {
		if (w->fd >= 0)
			close(w->fd);
		*why = "a session of that name is there already";
		free(w);
		return NULL;
	}
	return w;
}

static void drop(struct watcher *x)
{
	if (x->fd >= 0)
		close(x->fd);
	text_free(&x->out);
	*x = (struct watcher){ .fd = -1 };
}

void watch_close(struct watch *w)
{
	if (!w)
		return;
	for (int i = 0; i < WATCHERS; i++)
		drop(&w->watcher[i]);
	close(w->fd);
	unlink(w->path);
	free(w);
}

int watch_polls(const struct watch *w, struct pollfd *polls)
{
	int n = 0;

	if (!w)
		return 0;
	polls[n++] = (struct pollfd){ .fd = w->fd, .events = POLLIN };
	for (int i = 0; i < WATCHERS; i++)
		if (w->watcher[i].fd >= 0)
			polls[n++] = (struct pollfd){ .fd = w->watcher[i].fd,
						      .events = (short)(POLLIN | (w->watcher[i].sent < w->watcher[i].out.length ? POLLOUT : 0)) };
	return n;
}

static void welcome(struct watch *w)
{
	int fd = accept4(w->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

	if (fd < 0)
		return;
	if (watch_trusted(fd))
		for (int i = 0; i < WATCHERS; i++)
			if (w->watcher[i].fd < 0) {
				w->watcher[i] = (struct watcher){ .fd = fd };
				return;
			}
	close(fd);
}

/* A size, as often as the watcher's terminal changes. True: it needs a frame. */
static bool hear(struct watcher *x)
{
	bool news = false;

	for (;;) {
		ssize_t n = read(x->fd, (char *)&x->hello + x->heard, sizeof(x->hello) - x->heard);

		if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) {
			drop(x);
			return false;
		}
		if (n < 0)
			return news;
		x->heard += (size_t)n;
		if (x->heard < sizeof(x->hello))
			continue;
		x->heard = 0;
		if (memcmp(x->hello.magic, WATCH_MAGIC, sizeof(x->hello.magic)) != 0 || !x->hello.width || !x->hello.height) {
			drop(x);
			return false;
		}
		x->width = x->hello.width < GRID_LIMIT ? x->hello.width : GRID_LIMIT;
		x->height = x->hello.height < GRID_LIMIT ? x->hello.height : GRID_LIMIT;
		news = true;
	}
}

static void push(struct watcher *x)
{
	while (x->fd >= 0 && x->sent < x->out.length) {
		ssize_t n = send(x->fd, x->out.bytes + x->sent, x->out.length - x->sent, MSG_NOSIGNAL);

		if (n > 0)
			x->sent += (size_t)n;
		else if (n < 0 && errno != EINTR && errno != EAGAIN)
			drop(x);
		else if (n == 0 || errno == EAGAIN)
			return;
	}
	if (x->fd >= 0) {
		text_clear(&x->out);
		x->sent = 0;
	}
}

bool watch_serve(struct watch *w, const struct pollfd *polls, int n)
{
	bool wanted = false;

	for (int k = 0; k < n; k++) {
		if (!polls[k].revents)
			continue;
		if (polls[k].fd == w->fd) {
			welcome(w);
			continue;
		}
		for (int i = 0; i < WATCHERS; i++)
			if (w->watcher[i].fd == polls[k].fd) {
				struct watcher *x = &w->watcher[i];

				if (polls[k].revents & POLLOUT)
					push(x);
				if (polls[k].revents & (POLLIN | POLLHUP | POLLERR) && hear(x))
					x->behind = true;
				wanted |= x->fd >= 0 && x->behind && !x->out.length;
			}
	}
	return wanted;
}

static void encode(const struct grid *grid, enum theme theme, struct text *out)
{
	struct watch_frame head = { .width = (uint16_t)grid->width, .height = (uint16_t)grid->height, .theme = (uint8_t)theme };
	size_t cells = (size_t)grid->width * (size_t)grid->height;

	memcpy(head.magic, WATCH_MAGIC, sizeof(head.magic));
	text_add(out, (const char *)&head, sizeof(head));
	for (size_t i = 0; i < cells; i++) {
		const struct cell *cell = &grid->cell[i];
		size_t n = strlen(cell->text);
		char start[2] = { (char)cell->look, (char)(cell->width << 6 | (int)n) };

		text_add(out, start, 2);
		text_add(out, cell->text, n);
	}
}

static void show_one(struct watcher *x, struct view *view, const struct hm_machine *m)
{
	struct grid grid;
	int cx, cy;

	x->behind = x->sent < x->out.length;
	if (x->behind || !grid_open(&grid, x->width, x->height))
		return;
	view_draw(view, m, NULL, &grid, &cx, &cy);
	encode(&grid, view->theme, &x->out);
	grid_close(&grid);
	if (x->out.failed)
		drop(x);
	else
		push(x);
}

void watch_show(struct watch *w, const struct view *view, const struct hm_machine *m)
{
	struct view copy = *view;

	copy.help = false;
	copy.dialogue.back = 0;
	for (int i = 0; w && i < WATCHERS; i++)
		if (w->watcher[i].fd >= 0 && w->watcher[i].width)
			show_one(&w->watcher[i], &copy, m);
}
