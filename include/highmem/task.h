/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tasks, contexts and the scheduler. The engine keeps who is runnable, asleep or dead, and in which order; the client runs
 * their code, and tells the engine which task runs where. Silent functions log nothing and load no CR3.
 */
#ifndef HIGHMEM_TASK_H
#define HIGHMEM_TASK_H

#include "highmem/block.h"
#include "highmem/event.h"

enum hm_task_state {
	HM_TASK_UNUSED,
	HM_TASK_RUNNABLE, /* waits in its CPU's queue */
	HM_TASK_CURRENT,  /* on a CPU: running, or a prompt task waiting for typing */
	HM_TASK_ASLEEP,   /* TASK_UNINTERRUPTIBLE in a wait queue */
	HM_TASK_SPINNING, /* on a lock that nobody will release; its CPU is lost */
	HM_TASK_DEAD,     /* ended by a BUG or an oops */
	HM_TASK_ENDED     /* returned from its code */
};

enum hm_task_flag {
	HM_TASK_KTHREAD = 1 << 0, /* borrows the mm of whoever ran before: no CR3 load */
	HM_TASK_PROMPT = 1 << 1,  /* where typing runs; one per CPU */
	HM_TASK_IDLE = 1 << 2     /* "swapper", pid 0: what interrupts interrupt when nobody else runs */
};

struct hm_task_view {
	uint16_t id;
	enum hm_task_state state;
	unsigned int flags;
	uint32_t cpu, pid;
	int32_t preempt_count;
	bool irqs_disabled;
	enum hm_context context;
	const char *comm;
	struct hm_event slept;    /* copy of the event that put it to sleep, or ended it */
	struct hm_event counted;  /* copy of the event that last changed preempt_count */
	uint32_t blocked_call;    /* row of the call that it sleeps in, ~0 = none */
	uint32_t blocked_arg;     /* the page that call is about, or 0 */
	bool inside;              /* stopped by hm_interrupt_inside() */
	bool spins;               /* its CPU is busy with it until others answer or let the lock go */
	enum hm_wait waits_on;    /* asleep: on what; hm_wait_text() (block.h) says it in words */
};

/* Makes a runnable task at the tail of cpu's queue. HM_REFUSED: the table is full, or no such CPU. */
enum hm_verdict hm_task_new(struct hm_machine *m, const char *comm, unsigned int flags, uint32_t cpu, uint16_t *id);

/* The prompt's task of that CPU, made on first use and made anew when the last one is dead or asleep. */
enum hm_verdict hm_task_prompt(struct hm_machine *m, uint32_t cpu, uint16_t *id);

/* The idle task of that CPU, made on first use. HM_REFUSED: no such CPU, or the table is full. */
enum hm_verdict hm_task_idle(struct hm_machine *m, uint32_t cpu, uint16_t *id);

bool hm_task_view(const struct hm_machine *m, uint16_t id, struct hm_task_view *out); /* false: unused */
int32_t hm_preempt_count(const struct hm_machine *m, uint16_t id); /* 0 for an unused id */
unsigned int hm_task_limit(const struct hm_machine *m); /* ids are below this */

/* Who runs now, and where. */
uint16_t hm_current_task(const struct hm_machine *m);
uint32_t hm_current_cpu(const struct hm_machine *m);

/* Silent: from here on code runs as that task, on that CPU. The task may be in any live state. */
enum hm_verdict hm_select(struct hm_machine *m, uint16_t task, uint32_t cpu);

/* Silent: the current task's interrupt bits, absolute: old bits out, new ones in. */
void hm_context_set(struct hm_machine *m, enum hm_context ctx);

/* Enters and leaves a nested context as irq_enter()/irq_exit() do; irqs_off as for `irq -d`. */
enum hm_verdict hm_context_enter(struct hm_machine *m, enum hm_context ctx, bool irqs_off);
enum hm_verdict hm_context_exit(struct hm_machine *m, enum hm_context ctx);
enum hm_context hm_context_now(const struct hm_machine *m);
/* How many contexts the current task is in, one inside the other: 0 in process context. */
unsigned int hm_context_depth(const struct hm_machine *m);

/*
 * The next time that code of this CPU has taken kmap_lock, the call stops there: HM_BLOCKED, its task still CURRENT and `inside` (view). The
 * client lets an interrupt come and repeats the call, which goes on. For what happens to an interrupt inside kmap().
 */
void hm_interrupt_inside(struct hm_machine *m);

/* May such an interrupt be taken now on the current CPU (irqs on; softirqs not disabled; NMI always)? */
bool hm_can_interrupt(const struct hm_machine *m, enum hm_context ctx);

/* The scheduler's switch on that CPU: logged, CR3 loaded when the mm changes. The task leaves the queue. */
enum hm_verdict hm_switch_to(struct hm_machine *m, uint32_t cpu, uint16_t task);

/* Head of that CPU's queue; false: empty. A task that is CURRENT there is not in the queue. */
bool hm_pick_next(const struct hm_machine *m, uint32_t cpu, uint16_t *task);

/* The current task has returned from its code. */
void hm_task_exit(struct hm_machine *m);

/* Moves a task that is not running to the tail of another CPU's queue. */
enum hm_verdict hm_task_move(struct hm_machine *m, uint16_t task, uint32_t cpu);

/*
 * Nobody runnable, somebody asleep: writes a deadlock report (once) and returns true. The client calls it when nothing
 * is left to run and no interrupt is pending.
 */
bool hm_deadlock(struct hm_machine *m);

#endif
