/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Interrupts that wait: pending ones, which came while they could not be taken, and armed ones, which come at a step of the VM of the next
 * statement. Used by run.c between two steps, and by the commands.
 */
#ifndef SHELL_IRQ_H
#define SHELL_IRQ_H

#include "shell/session.h"

/* The statement for which interrupts are armed, as it runs: on the stack of whoever runs it. */
struct irq_watch {
	const struct lang_code *code;
	uint16_t task;
	unsigned int depth;        /* contexts around the statement: steps deeper inside are a handler's */
	uint32_t step;             /* the one that comes next, or stands where it was interrupted */
	bool counted;              /* that one has been counted */
};

/* Keeps an interrupt that cannot be taken now; false: too many, and said so. */
bool irq_hold(struct session *s, const struct lang_code *block, enum hm_context context, bool irqs_off);

/* Arms one for step `step` of the next statement, 0: for every step; false: too many, and said so. */
bool irq_arm(struct session *s, const struct lang_code *block, enum hm_context context, bool irqs_off, uint32_t step);

/* Arms one that comes inside the next kmap() or kunmap() of the next statement, with kmap_lock in hand. */
bool irq_arm_inside(struct session *s, const struct lang_code *block, enum hm_context context, bool irqs_off);

/* A call has stopped: is it because an interrupt comes inside? Then its handler is on top now. */
bool irq_inside(struct session *s);

/* The statement that the armed interrupts are for begins and ends; what did not come is said. */
void irq_statement_begins(struct session *s, struct irq_watch *watch, const struct lang_code *code);
void irq_statement_ends(struct session *s);

/* Puts the handler of whatever comes before the current task's next step on top of it. True: look again behind that step. */
bool irq_before_step(struct session *s);

/* The first pending interrupt of this CPU that can be taken now. False: there is none. */
bool irq_take_pending(struct session *s);

/* "irq", "softirq", "nmi". */
const char *irq_word(enum hm_context context);

#endif
