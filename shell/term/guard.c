/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * See guard.h. Handlers have no argument of ours: hence the one writable object at file scope, written before handlers are installed and by
 * handlers only afterwards. Nothing but write, tcsetattr, sigaction, raise and kill is called in one.
 */
#include "shell/term/guard.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static const int fatal[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT };

enum { FATALS = sizeof(fatal) / sizeof(fatal[0]), STACK = 64 << 10 };

static struct {
	int fd, active;
	struct termios cooked, view;
	char enter[GUARD_BYTES], leave[GUARD_BYTES];
	size_t enter_length, leave_length;
	volatile sig_atomic_t continued;
	struct sigaction old_fatal[FATALS], old_stop;
	char *stack;
	stack_t old_stack;         /* the plain prompt's handlers run on it */
} guard;

static void put(const char *bytes, size_t n)
{
	while (n) {
		ssize_t done = write(guard.fd, bytes, n);

		if (done < 0 && errno != EINTR)
			return;
		if (done > 0) {
			bytes += done;
			n -= (size_t)done;
		}
	}
}

static void leave_now(void)
{
	put(guard.leave, guard.leave_length);
	tcsetattr(guard.fd, TCSANOW, &guard.cooked);
}

static void raise_default(int number)
{
	struct sigaction action = { .sa_handler = SIG_DFL };
	sigset_t set;

	sigemptyset(&action.sa_mask);
	sigaction(number, &action, NULL);
	sigemptyset(&set);
	sigaddset(&set, number);
	raise(number);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
}

static void on_fatal(int number)
{
	static const char line[] = "\r\nhmsh has crashed; `hmsh --resume` brings back all but the last line\r\n";

	leave_now();
	put(line, sizeof(line) - 1);
	raise_default(number);
}

static void on_stop(int number)
{
	struct sigaction action = { .sa_handler = on_stop, .sa_flags = SA_ONSTACK };
	int saved = errno;

	leave_now();
	raise_default(number);
	/* here we go on after SIGCONT */
	sigemptyset(&action.sa_mask);
	sigaction(number, &action, NULL);
	tcsetattr(guard.fd, TCSANOW, &guard.view);
	put(guard.enter, guard.enter_length);
	guard.continued = 1;
	errno = saved;
}

static void install(int number, void (*handler)(int), struct sigaction *old)
{
	struct sigaction action = { .sa_handler = handler, .sa_flags = SA_ONSTACK };

	sigemptyset(&action.sa_mask);
	sigaction(number, NULL, old);
	if (old->sa_handler != SIG_IGN)
		sigaction(number, &action, NULL);
}

static void set_modes(void)
{
	guard.view = guard.cooked;
	guard.view.c_lflag &= ~(tcflag_t)(ICANON | ECHO | IEXTEN);
	guard.view.c_iflag &= ~(tcflag_t)(ICRNL | INLCR | IXON);
	guard.view.c_oflag &= ~(tcflag_t)(ONLCR | OCRNL | XTABS); /* curses moves the cursor by them */
	guard.view.c_cc[VMIN] = 1;
	guard.view.c_cc[VTIME] = 0;
}

int guard_install(int fd, const struct termios *cooked, const char *enter, const char *leave)
{
	stack_t stack = { .ss_size = STACK };

	memset(&guard, 0, sizeof(guard));
	guard.fd = fd;
	guard.cooked = *cooked;
	if (strlen(enter) >= GUARD_BYTES || strlen(leave) >= GUARD_BYTES)
		return 0;
	guard.enter_length = strlen(enter);
	guard.leave_length = strlen(leave);
	memcpy(guard.enter, enter, guard.enter_length);
	memcpy(guard.leave, leave, guard.leave_length);
	set_modes();
	stack.ss_sp = guard.stack = malloc(STACK);
	if (stack.ss_sp)
		sigaltstack(&stack, &guard.old_stack);
	for (int i = 0; i < FATALS; i++)
		install(fatal[i], on_fatal, &guard.old_fatal[i]);
	install(SIGTSTP, on_stop, &guard.old_stop);
	tcsetattr(fd, TCSADRAIN, &guard.view);
	guard.active = 1;
	return 1;
}

int guard_cooked(struct termios *cooked)
{
	if (guard.active)
		*cooked = guard.cooked;
	return guard.active;
}

void guard_remove(void)
{
	if (!guard.active)
		return;
	guard.active = 0;
	for (int i = 0; i < FATALS; i++)
		sigaction(fatal[i], &guard.old_fatal[i], NULL);
	sigaction(SIGTSTP, &guard.old_stop, NULL);
	tcsetattr(guard.fd, TCSADRAIN, &guard.cooked);
	if (guard.stack)
		sigaltstack(&guard.old_stack, NULL);
	free(guard.stack);
	guard.stack = NULL;
}

int guard_continued(void)
{
	int was = guard.continued;

	guard.continued = 0;
	return was;
}
