/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Running tasks: the prompt's or script's own statement, the tasks it waits for, interrupts, single steps. Prints kernel reports as they
 * come. Used by session.c and the commands.
 */
#ifndef SHELL_RUN_H
#define SHELL_RUN_H

#include "shell/session.h"

/* Selects the task in which typing runs on this CPU (made anew when the last one is dead or asleep). */
enum hm_verdict run_typing_task(struct session *s, uint32_t cpu, uint16_t *task);

/*
 * Runs compiled code as the statement of the prompt or script; shows its value at a prompt. False: it did not come to its end
 * (died, stopped, sleeps); s->died says whether a script must stop.
 */
bool run_statement(struct session *s, const struct lang_code *code, uint32_t loc);

/* Interrupts the typing task with a block, now or as soon as it can be taken. */
bool run_interrupt(struct session *s, const struct lang_code *block, enum hm_context context, bool irqs_off);

/* Runs everything that can run. */
void run_all(struct session *s);

/* A script has come to its end, and nobody follows: whoever sleeps and cannot be woken is in a deadlock. */
void run_end_of_script(struct session *s);

/* Runs n statements of one task. */
void run_step(struct session *s, uint16_t task, uint64_t n);

/* The task that `step` takes when none is named; false: there is none. */
bool run_next_task(const struct session *s, uint16_t *task);

/* Compiles the disk's interrupt handler (command/disk.c). False: it was refused, and said why. */
bool disk_handler(struct session *s, struct lang_code *code);

/* Prints the kernel reports that have come since the last time. */
void run_show_reports(struct session *s);

/* Who sleeps, and on what: one line each. False: nobody. */
bool run_say_who_waits(struct session *s);

#endif
