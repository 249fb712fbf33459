/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * See interrupt.h. A signal handler has no argument of ours: hence the one writable variable at file scope.
 */
#include <signal.h>
#include <stddef.h>

#include "shell/interrupt.h"

enum { PATIENCE = 3 };

static volatile int pressed;

static void on_interrupt(int signal_number)
{
	if (++pressed < PATIENCE)
		return;
	signal(signal_number, SIG_DFL);
	raise(signal_number);
}

volatile int *interrupt_install(void)
{
	struct sigaction action = { .sa_handler = on_interrupt }, old;

	sigemptyset(&action.sa_mask);
	if (!sigaction(SIGINT, NULL, &old) && old.sa_handler != SIG_IGN)
		sigaction(SIGINT, &action, NULL);
	return &pressed;
}
