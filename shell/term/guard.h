/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What has to happen in a signal handler while the view owns the terminal, with bytes that were prepared before. SIGSEGV and its kin: settings back, leave
 * sequence, one line, then the signal's own end. SIGTSTP, also while a program runs: the same without the line, stop, and on SIGCONT the view's settings
 * and sequence again, and a flag to draw everything. Other signals are flags of the prompt's loop (input.c) and end in order.
 */
#ifndef TERM_GUARD_H
#define TERM_GUARD_H

#include <stddef.h>
#include <termios.h>

/*
 * Takes over the terminal `fd`, whose own settings are `cooked` (from before curses): sets the view's (no echo, bytes as they come, signals kept), installs the handlers on a stack of
 * their own. enter and leave are written by the handlers; each is shorter than GUARD_BYTES. 0: one is not.
 */
enum { GUARD_BYTES = 256 };
int guard_install(int fd, const struct termios *cooked, const char *enter, const char *leave);
/* The terminal's own settings while they are taken over. 0: they are not. */
int guard_cooked(struct termios *cooked);
/* Settings and handlers as they were. The sequences are the caller's. */
void guard_remove(void);

/* Was the process stopped and continued since the last time this was asked? */
int guard_continued(void);

#endif
