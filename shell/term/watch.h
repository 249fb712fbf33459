/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A second screen: `hmsh --watch [NAME]` shows a running session live, read-only, drawn for its own size. The session listens on a socket of mode 0600 in
 * $XDG_RUNTIME_DIR/hmsh (else a folder of mode 0700 in the state folder), lets in its own user only (SO_PEERCRED) and the same build only, and draws for each
 * watcher at the watcher's size; what a watcher does not take at once is dropped whole, so it never slows the session.
 */
#ifndef TERM_WATCH_H
#define TERM_WATCH_H

#include <poll.h>

#include "shell/view/view.h"

struct watch;

enum { WATCHERS = 8 };

/* Starts listening; NULL: why, a static text. The name is the process id unless given. */
struct watch *watch_open(const char *name, const char **why);
void watch_close(struct watch *w);

/* What the prompt's loop waits for besides keys: at most WATCHERS + 1 entries. */
int watch_polls(const struct watch *w, struct pollfd *polls);
/* Takes what they say: new watchers, sizes, ends. True: somebody needs a screen. */
bool watch_serve(struct watch *w, const struct pollfd *polls, int n);
/* Draws for each watcher. NULL: nothing. */
void watch_show(struct watch *w, const struct view *view, const struct hm_machine *m);

/* The other end: shows a session until it ends or q, Ctrl-C, Ctrl-D is typed. name NULL: the only one there is. Returns an exit status. */
int watch_run(const char *name);

#endif
