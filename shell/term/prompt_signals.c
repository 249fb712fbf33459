/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Signals at the prompt. Handlers only set flags, but those of fatal signals, which give the terminal back (on a stack of their own, with a copy of its
 * settings) and let the signal end the process.
 */
#include <stdlib.h>
#include <unistd.h>

#include "shell/term/prompt.h"

void prompt_on_signal(int number)
{
	if (!prompt)
		return;
	if (number == SIGTSTP)
		prompt->stopped = 1;
	else if (number == SIGWINCH)
		prompt->resized = 1;
	else
		prompt->terminate = number;
	if (number == SIGHUP)
		prompt->hangup = 1;
	*prompt->session->interrupt += number == SIGHUP || number == SIGTERM || number == SIGQUIT;
}

/* Only what is safe in a handler: the terminal's old settings, and the end of bracketed paste. */
static void on_fatal(int number)
{
	static const char leave[] = "\033[?2004l\r\n";

	if (prompt && prompt->has_cooked) {
		tcsetattr(STDIN_FILENO, TCSANOW, &prompt->cooked);
		if (prompt->raw && write(STDOUT_FILENO, leave, sizeof(leave) - 1) < 0)
			number += 0;
	}
	signal(number, SIG_DFL);
	raise(number);
}

void prompt_at_exit(void)
{
	if (prompt && prompt->has_cooked)
		tcsetattr(STDIN_FILENO, TCSANOW, &prompt->cooked);
}

void prompt_catch(int number, void (*handler)(int), int flags)
{
	struct sigaction action = { .sa_handler = handler, .sa_flags = flags }, old;

	sigemptyset(&action.sa_mask);
	if (!sigaction(number, NULL, &old) && old.sa_handler != SIG_IGN)
		sigaction(number, &action, NULL);
}

void interactive_signals(void)
{
	static const int ours[] = { SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGWINCH }, fatal[] = { SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL };
	static char stack[16384];
	stack_t alternate = { .ss_sp = stack, .ss_size = sizeof(stack) };

	for (size_t i = 0; i < sizeof(ours) / sizeof(*ours); i++)
		prompt_catch(ours[i], prompt_on_signal, 0);
	sigaltstack(&alternate, NULL);
	for (size_t i = 0; i < sizeof(fatal) / sizeof(*fatal); i++)
		prompt_catch(fatal[i], on_fatal, SA_ONSTACK | (int)SA_RESETHAND);
	atexit(prompt_at_exit);
}
