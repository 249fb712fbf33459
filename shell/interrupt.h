/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Ctrl-C: a flag, set by the handler, watched by the language and the prompt. The handler does nothing else, so it may come at any time;
 * a third one that nobody has taken notice of ends the process.
 */
#ifndef SHELL_INTERRUPT_H
#define SHELL_INTERRUPT_H

/* Installs the handler, unless SIGINT is ignored (nohup). Returns the flag; whoever acts on it sets it to 0. */
volatile int *interrupt_install(void);

#endif
