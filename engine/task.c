/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table of tasks and the run queues. A task is numbers only: who it is, where it is queued, its preempt_count, and
 * where a call that sleeps goes on; its code belongs to the client. Numbers of tasks are reused when the table is full:
 * ended ones first, then dead ones that no lock remembers.
 * Invariants: a RUNNABLE task is in exactly one queue, that of its CPU; a CURRENT one is in none. The prompt's task of a CPU
 * stays CURRENT while it waits for typing, whoever runs there meanwhile.
 */
#include <string.h>

#include "engine/calls.h"
#include "engine/tlb.h"

enum { FIRST_PID = 100, PROMPT_MM = 1 };

static bool cpu_usable(const struct hm_machine *m, uint32_t cpu)
{
	return cpu < m->config.cpus && !state(m)->cpus[cpu].lost;
}

/* Does it spin, with its task on it? Then nothing else runs there. */
bool cpu_busy(const struct hm_machine *m, uint32_t cpu)
{
	uint16_t id = state(m)->cpus[cpu].current_task;

	return id != NO_TASK && task_at(m, id)->state == HM_TASK_SPINNING;
}

/* Its task has spun and will go on: typing there waits until it has. */
static bool cpu_goes_on(const struct hm_machine *m, uint32_t cpu)
{
	uint16_t id = state(m)->cpus[cpu].current_task;

	return id != NO_TASK && task_at(m, id)->state == HM_TASK_RUNNABLE;
}

void queue_add(struct hm_machine *m, uint16_t id)
{
	struct task_record *t = task_at(m, id);
	struct cpu_record *c = &state(m)->cpus[t->cpu];

	t->state = HM_TASK_RUNNABLE;
	t->queue_next = NO_TASK;
	if (c->queue_head == NO_TASK)
		c->queue_head = id;
	else {
		task_at(m, c->queue_tail)->queue_next = id;
		task_mark(m, c->queue_tail);
	}
	c->queue_tail = id;
	task_mark(m, id);
}

void queue_add_first(struct hm_machine *m, uint16_t id)
{
	struct task_record *t = task_at(m, id);
	struct cpu_record *c = &state(m)->cpus[t->cpu];

	t->state = HM_TASK_RUNNABLE;
	t->queue_next = c->queue_head;
	if (c->queue_head == NO_TASK)
		c->queue_tail = id;
	c->queue_head = id;
	task_mark(m, id);
}

void queue_remove(struct hm_machine *m, uint16_t id)
{
	struct task_record *t = task_at(m, id);
	struct cpu_record *c = &state(m)->cpus[t->cpu];
	uint16_t prev = NO_TASK, at = c->queue_head;

	while (at != NO_TASK && at != id) {
		prev = at;
		at = task_at(m, at)->queue_next;
	}
	if (at == NO_TASK)
		return;
	if (prev == NO_TASK)
		c->queue_head = t->queue_next;
	else {
		task_at(m, prev)->queue_next = t->queue_next;
		task_mark(m, prev);
	}
	if (c->queue_tail == id)
		c->queue_tail = prev;
	t->queue_next = NO_TASK;
	task_mark(m, id);
}

/* ---- making tasks ---- */

static bool reusable(const struct hm_machine *m, uint16_t id, enum hm_task_state as)
{
	const struct state *st = state(m);

	return task_at(m, id)->state == (uint32_t)as && id != st->task && !(st->kmap_lock.held && st->kmap_lock.task == id);
}

static uint16_t find_reusable(const struct hm_machine *m, enum hm_task_state as)
{
	uint16_t id = 0;

	while (id < HM_MAX_TASKS && !reusable(m, id, as))
		id++;
	return id < HM_MAX_TASKS ? id : NO_TASK;
}

static uint16_t find_free(struct hm_machine *m)
{
	struct state *st = state(m);
	uint16_t id;

	if (st->tasks_used < HM_MAX_TASKS)
		return st->tasks_used++;
	id = find_reusable(m, HM_TASK_ENDED);
	if (id == NO_TASK)
		id = find_reusable(m, HM_TASK_DEAD);
	for (unsigned int i = 0; i < HM_MAX_CPUS && id != NO_TASK; i++)
		if (st->cpus[i].prompt_task == id) /* the number is somebody else's from here on */
			st->cpus[i].prompt_task = NO_TASK;
	return id;
}

/* Names come from input: control characters must not reach a terminal by way of a report. */
static void set_comm(struct task_record *t, const char *comm)
{
	size_t n = strnlen(comm, HM_COMM_LEN - 1);

	memset(t->comm, 0, sizeof(t->comm));
	for (size_t i = 0; i < n; i++)
		t->comm[i] = (unsigned char)comm[i] < 0x20 || comm[i] == 0x7f ? '?' : comm[i];
}

static uint16_t task_make(struct hm_machine *m, const char *comm, unsigned int flags, uint32_t cpu, uint32_t mm)
{
	struct state *st = state(m);
	uint16_t id = find_free(m);
	struct task_record *t;

	if (id == NO_TASK)
		return id;
	t = task_at(m, id);
	*t = (struct task_record){
		.state = HM_TASK_CURRENT, .flags = flags, .cpu = cpu, .pid = st->next_pid++, .mm = mm, .born = st->event_count,
		.queue_next = NO_TASK, .wait_next = NO_TASK, .wait_prev = NO_TASK, .resume = { .call = ~0u },
	};
	set_comm(t, comm);
	task_mark(m, id);
	if (m->era.slot_stack && m->era.slot_stack->fork)
		m->era.slot_stack->fork(m, id);
	return id;
}

enum hm_verdict hm_task_new(struct hm_machine *m, const char *comm, unsigned int flags, uint32_t cpu, uint16_t *id)
{
	uint32_t mm = 0;

	if (!cpu_usable(m, cpu) || hm_halted(m))
		return HM_REFUSED;
	if (!(flags & HM_TASK_KTHREAD))
		mm = state(m)->next_mm++;
	*id = task_make(m, comm, flags & HM_TASK_KTHREAD, cpu, mm);
	if (*id == NO_TASK)
		return HM_REFUSED;
	queue_add(m, *id);
	event_log(m, HM_EV_TASK_NEW, 0, *id, cpu, 0, 0, 0);
	return HM_OK;
}

enum hm_verdict hm_task_prompt(struct hm_machine *m, uint32_t cpu, uint16_t *id)
{
	struct cpu_record *c = &state(m)->cpus[cpu % HM_MAX_CPUS];
	uint16_t made;

	if (!cpu_usable(m, cpu) || cpu_busy(m, cpu) || cpu_goes_on(m, cpu))
		return HM_REFUSED;
	if (c->prompt_task != NO_TASK) {
		struct task_record *t = task_at(m, c->prompt_task);

		*id = c->prompt_task;
		if (t->state == HM_TASK_CURRENT && !t->resume.point)
			return HM_OK;
		t->flags &= ~(uint32_t)HM_TASK_PROMPT;
		task_mark(m, c->prompt_task);
	}
	made = task_make(m, "hmsh", HM_TASK_PROMPT, cpu, PROMPT_MM);
	if (made == NO_TASK)
		return HM_REFUSED;
	*id = c->prompt_task = made;
	event_log(m, HM_EV_TASK_NEW, 0, made, cpu, 0, 0, 0);
	return HM_OK;
}

/* One that sleeps (a handler made it) or died is as good as gone: another one takes its place. */
static bool is_idle_task_of(const struct task_record *t, uint32_t cpu)
{
	return t->flags & HM_TASK_IDLE && t->cpu == cpu && t->state == HM_TASK_CURRENT && !t->resume.point;
}

enum hm_verdict hm_task_idle(struct hm_machine *m, uint32_t cpu, uint16_t *id)
{
	if (!cpu_usable(m, cpu))
		return HM_REFUSED;
	for (*id = 0; *id < state(m)->tasks_used; (*id)++)
		if (is_idle_task_of(task_at(m, *id), cpu))
			return HM_OK;
	*id = task_make(m, "swapper", HM_TASK_IDLE | HM_TASK_KTHREAD, cpu, 0);
	if (*id == NO_TASK)
		return HM_REFUSED;
	state(m)->next_pid--;
	task_at(m, *id)->pid = 0;
	event_log(m, HM_EV_TASK_NEW, 0, *id, cpu, 0, 0, 0);
	return HM_OK;
}

void task_boot(struct hm_machine *m)
{
	struct state *st = state(m);

	for (unsigned int i = 0; i < HM_MAX_CPUS; i++) {
		struct cpu_record *c = &st->cpus[i];

		c->current_task = c->prompt_task = c->queue_head = c->queue_tail = c->kmap_owner = NO_TASK;
		c->online = i < m->config.cpus;
	}
	st->wait_head = NO_TASK;
	st->next_pid = FIRST_PID;
	st->next_mm = PROMPT_MM + 1;
	st->cpus[0].prompt_task = st->cpus[0].current_task = task_make(m, "hmsh", HM_TASK_PROMPT, 0, PROMPT_MM);
	st->cpus[0].mm = PROMPT_MM;
	run_as(m, 0, 0);
}

/* ---- looks ---- */

unsigned int hm_task_limit(const struct hm_machine *m)
{
	return state(m)->tasks_used;
}

int32_t hm_preempt_count(const struct hm_machine *m, uint16_t id)
{
	return id < state(m)->tasks_used ? task_at(m, id)->preempt_count : 0;
}

bool hm_task_view(const struct hm_machine *m, uint16_t id, struct hm_task_view *out)
{
	const struct task_record *t;

	if (id >= state(m)->tasks_used)
		return false;
	t = task_at(m, id);
	*out = (struct hm_task_view){
		.id = id, .state = (enum hm_task_state)t->state, .flags = t->flags, .cpu = t->cpu, .pid = t->pid,
		.preempt_count = t->preempt_count, .irqs_disabled = t->irqs_disabled != 0,
		.context = (enum hm_context)(t->contexts & 3), .comm = t->comm, .slept = t->slept, .counted = t->counted,
		.blocked_call = t->resume.point ? t->resume.call : ~0u, .blocked_arg = t->first_argument,
		.waits_on = (enum hm_wait)t->wait_on,
		.inside = t->resume.point == RESUME_INSIDE,
		.spins = (t->resume.point == RESUME_FLUSH || t->resume.point == RESUME_LOCK) && (t->state == HM_TASK_SPINNING || t->state == HM_TASK_RUNNABLE) && !state(m)->cpus[t->cpu].lost,
	};
	return true;
}

uint16_t hm_current_task(const struct hm_machine *m)
{
	return state(m)->task;
}

uint32_t hm_current_cpu(const struct hm_machine *m)
{
	return state(m)->cpu;
}

/* ---- placing them ---- */

static bool alive(const struct task_record *t)
{
	return t->state == HM_TASK_RUNNABLE || t->state == HM_TASK_CURRENT || t->state == HM_TASK_ASLEEP;
}

/* Whoever ran there is runnable again; a prompt's task waits for typing instead. */
static void displace(struct hm_machine *m, uint32_t cpu, uint16_t by)
{
	uint16_t old = state(m)->cpus[cpu].current_task;

	if (old == NO_TASK || old == by || task_at(m, old)->state != HM_TASK_CURRENT)
		return;
	if (!(task_at(m, old)->flags & (HM_TASK_PROMPT | HM_TASK_IDLE)))
		queue_add(m, old);
}

void run_as(struct hm_machine *m, uint16_t task, uint32_t cpu)
{
	struct state *st = state(m);

	st->task = task;
	st->cpu = cpu;
	m->task = task_at(m, task);
	m->cpu = &st->cpus[cpu];
	m->shortcuts_here = shortcut_of(m, cpu, 0);
	m->tlb_here = tlb_entry(m, cpu, 0);
	m->known_slot.key = 0;
	m->knowledge++;
	note_who(m);
}

/* Makes `id` the task of that CPU and of the machine; a task that sleeps stays asleep. */
static void take_cpu(struct hm_machine *m, uint16_t id, uint32_t cpu)
{
	struct state *st = state(m);
	struct task_record *t = task_at(m, id);

	displace(m, cpu, id);
	if (t->state == HM_TASK_RUNNABLE)
		queue_remove(m, id);
	if (t->cpu != cpu && st->cpus[t->cpu].current_task == id)
		st->cpus[t->cpu].current_task = NO_TASK;
	t->cpu = cpu;
	if (t->state != HM_TASK_ASLEEP) {
		t->state = HM_TASK_CURRENT;
		st->cpus[cpu].current_task = id;
	}
	task_mark(m, id);
	run_as(m, id, cpu);
	if (t->state == HM_TASK_CURRENT)
		switch_in(m);
}

enum hm_verdict hm_select(struct hm_machine *m, uint16_t task, uint32_t cpu)
{
	struct state *st = state(m);

	if (task >= st->tasks_used || !cpu_usable(m, cpu) || cpu_busy(m, cpu) || !alive(task_at(m, task)))
		return HM_REFUSED;
	if (task_at(m, task)->cpu != cpu && migration_disabled(m, task))
		return HM_REFUSED;
	take_cpu(m, task, cpu);
	if (task_at(m, task)->mm)
		st->cpus[cpu].mm = task_at(m, task)->mm;
	return HM_OK;
}

/* A kthread has no mm of its own and runs on whatever is loaded (2.6.11 kernel/sched.c context_switch). */
static void switch_mm(struct hm_machine *m, uint32_t mm)
{
	if (!mm || this_cpu(m)->mm == mm)
		return;
	this_cpu(m)->mm = mm;
	hm_load_cr3(m);
}

enum hm_verdict hm_switch_to(struct hm_machine *m, uint32_t cpu, uint16_t task)
{
	struct state *st = state(m);
	uint16_t old;

	if (hm_halted(m) || task >= st->tasks_used || !cpu_usable(m, cpu) || cpu_busy(m, cpu))
		return HM_REFUSED;
	if (task_at(m, task)->state != HM_TASK_RUNNABLE && task_at(m, task)->state != HM_TASK_CURRENT)
		return HM_REFUSED;
	old = st->cpus[cpu].current_task;
	if (old == task) {
		take_cpu(m, task, cpu);
		return HM_OK;
	}
	take_cpu(m, task, cpu);
	smp_answer(m, cpu);
	pay(m, HM_COST_SWITCH);
	event_log(m, HM_EV_SWITCH, 0, old, task, cpu, 0, 0);
	switch_mm(m, task_at(m, task)->mm);
	return HM_OK;
}

bool hm_pick_next(const struct hm_machine *m, uint32_t cpu, uint16_t *task)
{
	if (!cpu_usable(m, cpu) || cpu_busy(m, cpu) || state(m)->cpus[cpu].queue_head == NO_TASK)
		return false;
	*task = state(m)->cpus[cpu].queue_head;
	return true;
}

/* do_exit(): "note: %s[%d] exited with preempt_count %d" (2.6.9 and later; kernel/exit.c). */
static void exit_atomic(struct hm_machine *m)
{
	struct hm_link step[HM_REPORT_LINKS];
	struct chain why = { step, 0, HM_REPORT_LINKS };

	if (!in_atomic(m) || !m->era.wording->exited)
		return;
	chain_count(m, current_task(m), &why, ~m->era.preempt->active);
	report_new(m, HM_REPORT_EXIT_ATOMIC, HM_CHECK_NONE, &why, why.n ? step[0].event.seq : 0);
}

void hm_task_exit(struct hm_machine *m)
{
	struct state *st = state(m);
	struct task_record *t = current_task(m);

	if (!alive(t))
		return;
	if (t->state == HM_TASK_RUNNABLE)
		queue_remove(m, st->task);
	remove_wait_queue(m, st->task); /* whoever throws a sleeper's code away ends it in its queue */
	if (t->flags & HM_TASK_IDLE) { /* nothing left to do is its life */
		t->state = HM_TASK_CURRENT;
		task_mark(m, st->task);
		return;
	}
	exit_atomic(m);
	if (m->era.slot_stack && m->era.slot_stack->to_user)
		m->era.slot_stack->to_user(m);
	t->slept = *event_log(m, HM_EV_TASK_EXIT, 0, st->task, (uint32_t)t->preempt_count, 0, 0, 0);
	t->state = HM_TASK_ENDED;
	if (this_cpu(m)->current_task == st->task)
		this_cpu(m)->current_task = NO_TASK;
	task_mark(m, st->task);
	switch_out(m);
}

enum hm_verdict hm_task_move(struct hm_machine *m, uint16_t task, uint32_t cpu)
{
	struct task_record *t;

	if (hm_halted(m) || task >= state(m)->tasks_used || !cpu_usable(m, cpu))
		return HM_REFUSED;
	t = task_at(m, task);
	if (state(m)->cpus[t->cpu].current_task == task && t->state == HM_TASK_RUNNABLE) /* it has spun there, and goes on there */
		return HM_REFUSED;
	if ((t->state != HM_TASK_RUNNABLE && t->state != HM_TASK_ASLEEP) || migration_disabled(m, task))
		return HM_REFUSED;
	if (t->state == HM_TASK_RUNNABLE)
		queue_remove(m, task);
	t->cpu = cpu;
	task_mark(m, task);
	if (t->state == HM_TASK_RUNNABLE)
		queue_add(m, task);
	event_log(m, HM_EV_PLACE, 0, task, cpu, 0, 0, 0);
	return HM_OK;
}
