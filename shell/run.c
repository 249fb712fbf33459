/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Running tasks. The engine knows who could run, the language runs the task that is selected; here is decided who is next: a
 * CPU's queue from its head, CPU after CPU. A statement that gives up its CPU goes on when its turn comes; at a prompt one that sleeps
 * stays asleep, and typing goes on as a fresh task.
 *
 * Invariant: when a public function returns, typing has a task on a usable CPU, unless the machine is halted.
 */
#include <stdio.h>
#include <string.h>

#include "shell/irq.h"
#include "shell/json.h"
#include "shell/learn/counted.h"
#include "shell/report/report.h"
#include "shell/card.h"
#include "shell/run.h"
#include "shell/term/stage.h"

/* ---- reports ---- */

void run_show_reports(struct session *s)
{
	const struct world *w = s->world;
	uint32_t count = hm_report_count(w->m);

	if (s->reports_seen > count)
		s->reports_seen = count;
	while (s->reports_seen < count) {
		const struct hm_report *r = hm_report_get(w->m, ++s->reports_seen);
		struct report_source src = { w->m, session_places(s), w->lang };

		if (!r)
			continue;
		if (s->reported)
			s->reported(s->diagnosed_to, &src, r);
		card_keep_report(s, r);
		sink_fresh_line(&s->out);
		if (json_kernel_report(s, r))
			; /* said */
		else if (s->brief)
			report_brief(&s->err, &src, r);
		else
			report_show(&s->err, &src, r, s->accessible);
		snprintf(s->last_code, sizeof(s->last_code), "%s", report_code(r));
		session_fail(s, STATUS_REPORT);
	}
}

/* ---- who types ---- */

/* Is the CPU busy with spinning, but not for ever? */
static bool spins(const struct hm_machine *m, uint32_t cpu)
{
	struct hm_task_view t;

	for (unsigned int i = 0; i < hm_task_limit(m); i++)
		if (hm_task_view(m, (uint16_t)i, &t) && t.cpu == cpu && t.spins)
			return true;
	return false;
}

enum hm_verdict run_typing_task(struct session *s, uint32_t cpu, uint16_t *task)
{
	struct hm_machine *m = s->world->m;
	const struct hm_config *cfg = hm_config(m);

	for (uint32_t i = 0; i < cfg->cpus; i++) {
		uint32_t at = (cpu + i) % cfg->cpus;

		if (hm_task_prompt(m, at, task) != HM_OK)
			continue;
		if (i)
			session_say(s, spins(m, cpu) ? "hmsh: CPU %u spins; typing goes on at CPU %u" : "hmsh: CPU %u is lost; typing goes on at CPU %u", cpu, at);
		return hm_select(m, *task, at);
	}
	return HM_REFUSED;
}

/* The scheduler's switch; the task that was stepped last never left its CPU, as far as it can tell. */
static bool switch_to(struct session *s, uint32_t cpu, uint16_t task)
{
	bool same = s->soft.stepped == task + 1u;

	s->soft.stepped = 0;
	return (same ? hm_select(s->world->m, task, cpu) : hm_switch_to(s->world->m, cpu, task)) == HM_OK;
}

static void back_to_typing(struct session *s, uint32_t cpu)
{
	uint16_t task;

	if (!hm_halted(s->world->m))
		run_typing_task(s, cpu, &task);
}

/* ---- one task until it stops ---- */

/* How many steps may be run before something must be looked at: the limit, or the place where Ctrl-C came when this was recorded. */
/* With a view a run is cut into slices, between which what it printed is drawn and a resize is followed. */
enum { SLICE_STEPS = 200000 };

static uint64_t step_budget(const struct session *s)
{
	uint64_t budget = UINT64_MAX;

	if (s->step_limit)
		budget = s->step_limit > s->steps ? s->step_limit - s->steps : 0;
	if (s->replay && s->replay->entry->interrupted) {
		uint64_t until = s->entry_steps + s->replay->entry->interrupted;
		uint64_t left = until > s->steps ? until - s->steps : 0;

		budget = left < budget ? left : budget;
	}
	return budget;
}

/* A handler that is cut short never returns: whoever types on would wonder why all that follows runs in its context. */
static void say_context_left(struct session *s)
{
	struct hm_task_view t;

	if (hm_task_view(s->world->m, hm_current_task(s->world->m), &t) && t.context != HM_CTX_PROCESS)
		session_say(s, "The handler has not ended: CPU %u is still in %s context. `undo` takes that back.", t.cpu,
			    context_name(t.context));
}

static enum lang_result out_of_steps(struct session *s)
{
	uint16_t task = hm_current_task(s->world->m);

	if (s->replay && s->replay->entry->interrupted && s->steps >= s->entry_steps + s->replay->entry->interrupted)
		return LANG_INTERRUPTED;
	session_error_at(s, STATUS_LIMIT, "hmsh-steps", lang_site(s->world->lang, task, NULL),
			 "%llu steps were run without an end; --steps N sets another limit", (unsigned long long)s->steps);
	say_context_left(s);
	lang_drop(s->world->lang, task);
	return LANG_ERROR;
}

/* An empty text: the language has said it itself. */
static void show_lang_error(struct session *s)
{
	uint32_t loc = 0;
	const char *text = lang_error(s->world->lang, &loc);

	s->run_no_memory = s->run_no_memory || (text && !strcmp(text, "out of memory"));
	if (!text || *text)
		session_error_at(s, STATUS_LIMIT, "hmsh-run", loc, "%s", text ? text : "stopped");
}

/* Runs the current task until it is done, blocked, dead, stopped, or (flags) at its next statement. */
static enum lang_result run_current(struct session *s, unsigned int flags)
{
	for (;;) {
		uint64_t all = step_budget(s), budget = s->stage && all > SLICE_STEPS ? SLICE_STEPS : all, given = budget;
		bool watch = irq_before_step(s);
		enum lang_result r = LANG_STOPPED;

		if (budget)
			r = lang_run(s->world->lang, flags | (watch ? LANG_RUN_STEP : 0u), &budget, s->interrupt);
		s->steps += given - budget;
		run_show_reports(s);
		json_pump(s);
		counted_pump(s);
		if (r == LANG_STEP || (r == LANG_BLOCKED && irq_inside(s)))
			continue;
		if (s->stage)
			stage_idle(s->stage);
		if (r == LANG_STOPPED && (budget || given < all) && !session_output_lost(s))
			continue;
		if (r == LANG_STOPPED)
			return session_output_lost(s) ? LANG_INTERRUPTED : out_of_steps(s);
		if (r == LANG_ERROR)
			show_lang_error(s);
		if (r == LANG_DONE && irq_take_pending(s))
			continue;
		return r;
	}
}

/* ---- what has become of it ---- */

static struct waiting *find_waiting(struct session *s, uint16_t task)
{
	for (unsigned int i = 0; i < s->soft.waitings; i++)
		if (s->soft.waiting[i].task == task)
			return &s->soft.waiting[i];
	return NULL;
}

static void forget_waiting(struct session *s, struct waiting *w)
{
	*w = s->soft.waiting[--s->soft.waitings];
	memset(&s->soft.waiting[s->soft.waitings], 0, sizeof(*w));
}

static void show_value(struct session *s, uint16_t task, const struct lang_code *code)
{
	char value[1024], head[24];
	unsigned int number = 0;

	if (!s->typed || !code->has_value || !lang_show_value(s->world->lang, task, code, true, &number, value, sizeof(value)))
		return;
	s->valued = true;
	sink_fresh_line(&s->out);
	snprintf(head, sizeof(head), "$%u = ", number);
	sink_puts(&s->out, head);
	sink_value(&s->out, strlen(head), value);
}

static void note_interrupted(struct session *s)
{
	struct entry_list *l = &s->entries;

	if (!s->replay && l->used)
		l->entry[l->used - 1].interrupted = s->steps - s->entry_steps ? s->steps - s->entry_steps : 1;
	*s->interrupt = 0;
	s->died = true;
	if (session_output_lost(s) || s->output_full)
		return;
	sink_fresh_line(&s->out);
	session_say(s, "Interrupted.");
	say_context_left(s);
	session_fail(s, STATUS_INTERRUPTED);
}

/* A task other than the statement in hand has stopped. False: Ctrl-C, or nothing more may run. */
static bool other_stopped(struct session *s, enum lang_result r)
{
	struct hm_machine *m = s->world->m;
	uint16_t task = hm_current_task(m);
	struct waiting *w = find_waiting(s, task);

	switch (r) {
	case LANG_DONE:
		if (w) {
			struct lang_code code = w->code;

			forget_waiting(s, w);
			show_value(s, task, &code);
		}
		hm_task_exit(m);
		return true;
	case LANG_DIED:
		lang_drop(s->world->lang, task);
		if (w)
			forget_waiting(s, w);
		return !hm_halted(m);
	case LANG_ERROR:
		hm_task_exit(m);
		return false;
	case LANG_INTERRUPTED:
		note_interrupted(s);
		return false;
	case LANG_BLOCKED:
	case LANG_STOPPED:
	case LANG_STATEMENT:
	case LANG_STEP:
		return true;
	}
	return true;
}

/* A task that was stepped, or cut short, on a CPU where nobody types still has that CPU: it is in no queue. */
static bool left_running(const struct session *s, uint16_t *task, uint32_t *on)
{
	const struct hm_machine *m = s->world->m;
	struct hm_task_view t;

	for (*task = 0; *task < hm_task_limit(m); (*task)++) {
		if (!hm_task_view(m, *task, &t) || t.state != HM_TASK_CURRENT || t.flags & (HM_TASK_PROMPT | HM_TASK_IDLE) || t.spins || t.inside)
			continue;
		*on = t.cpu;
		return true;
	}
	return false;
}

/* The next task in the order of CPUs from `cpu` on. */
static bool pick(const struct session *s, uint32_t cpu, uint16_t *task, uint32_t *on)
{
	uint32_t cpus = hm_config(s->world->m)->cpus;

	for (uint32_t i = 0; i < cpus; i++) {
		*on = (cpu + i) % cpus;
		if (hm_pick_next(s->world->m, *on, task))
			return true;
	}
	return left_running(s, task, on);
}

bool run_next_task(const struct session *s, uint16_t *task)
{
	uint32_t on;

	return pick(s, hm_current_cpu(s->world->m), task, &on);
}

/* Nobody is left to run: the disk answers, if it has something to answer, and interrupts the idle task. */
static bool disk_answers(struct session *s, uint32_t cpu)
{
	struct hm_machine *m = s->world->m;
	struct lang_code code;
	uint16_t idle;

	if (!hm_disk_can_answer(m) || !disk_handler(s, &code) || hm_task_idle(m, cpu, &idle) != HM_OK || hm_select(m, idle, cpu) != HM_OK)
		return false;
	if (lang_interrupt(s->world->lang, idle, &code, HM_CTX_HARDIRQ, false) != HM_OK)
		return false;
	return other_stopped(s, run_current(s, 0));
}

/* ---- waiting at a prompt ---- */

static void describe_wait(const struct session *s, const struct hm_task_view *t, struct text *out)
{
	const struct world *w = s->world;
	const struct hm_call *call = t->blocked_call != ~0u ? hm_call_at(w->m, t->blocked_call) : NULL;
	struct source_place place;
	size_t n = 0;
	const char *name = call ? hm_call_name(call, &n) : "";
	uint32_t site = lang_site(w->lang, t->id, NULL);
	char what[96];

	text_printf(out, "%s (pid %u, CPU %u) %s", t->comm, t->pid, t->cpu, t->spins ? "spins" : "sleeps");
	if (call && t->blocked_arg && !t->spins)
		text_printf(out, " in %.*s(0x%08x)", (int)n, name, t->blocked_arg);
	else if (call)
		text_printf(out, " in %.*s()", (int)n, name);
	if (site && source_place(session_places(s), site, &place))
		text_printf(out, " at %s:%u", place.file, place.line);
	hm_wait_text(w->m, t->id, what, sizeof(what));
	text_printf(out, ", waiting for %s", what);
}

bool run_say_who_waits(struct session *s)
{
	struct hm_task_view t;
	bool any = false;

	for (unsigned int i = 0; i < hm_task_limit(s->world->m); i++) {
		struct text line = { 0 };

		if (!hm_task_view(s->world->m, (uint16_t)i, &t) || (t.state != HM_TASK_ASLEEP && !t.spins))
			continue;
		describe_wait(s, &t, &line);
		session_say(s, "%s", text_string(&line));
		text_free(&line);
		any = true;
	}
	return any;
}

static bool someone_could_wake(const struct session *s)
{
	uint16_t task;

	return run_next_task(s, &task) || s->soft.pendings || hm_disk_can_answer(s->world->m);
}

static void suspend(struct session *s, const struct lang_code *code, uint16_t task, uint32_t loc)
{
	struct hm_task_view t = { .spins = false };

	hm_task_view(s->world->m, task, &t);
	if (s->soft.waitings < SOFT_WAITING)
		s->soft.waiting[s->soft.waitings++] = (struct waiting){ .code = *code, .task = task, .loc = loc };
	else if (code->has_value)
		session_say(s, "More than %d statements sleep: the value of this one will not be shown.", SOFT_WAITING);
	run_say_who_waits(s);
	if (someone_could_wake(s))
		session_say(s, "It goes on when it is %s and `run`; typing goes on as a fresh task.", t.spins ? "answered" : "woken");
	else
		session_say(s, t.spins ? "Nobody else can end that: only you can (local_irq_enable() on that CPU)." :
			    "Nobody else can wake it: only you can (kunmap() a page). Typing goes on as a fresh task.");
}

/* ---- a statement ---- */

/* Lets others run until `task` is done. In a script nobody else's turn means a deadlock. */
static enum lang_result run_until_done(struct session *s, uint16_t task)
{
	struct hm_machine *m = s->world->m;
	uint32_t cpu = hm_current_cpu(m), on;
	enum lang_result r = LANG_BLOCKED;
	uint16_t next;

	s->soft.stepped = 0; /* this task has called schedule(): whoever comes next is loaded anew */
	while (r == LANG_BLOCKED) {
		struct hm_task_view t;

		if (s->typed && hm_task_view(m, task, &t) && (t.state == HM_TASK_ASLEEP || t.spins))
			return LANG_BLOCKED;
		if (!pick(s, cpu, &next, &on) && disk_answers(s, cpu))
			continue;
		if (!pick(s, cpu, &next, &on) || !switch_to(s, on, next)) {
			hm_deadlock(m);
			run_show_reports(s);
			return LANG_BLOCKED;
		}
		cpu = on;
		r = run_current(s, 0);
		if (next == task)
			continue;
		if (!other_stopped(s, r))
			return r == LANG_INTERRUPTED || r == LANG_ERROR ? LANG_STOPPED : LANG_DIED;
		r = LANG_BLOCKED;
	}
	return r;
}

/* True: the statement has come to its end. */
static bool statement_stopped(struct session *s, enum lang_result r, const struct lang_code *code, uint16_t task, uint32_t loc)
{
	switch (r) {
	case LANG_DONE:
		show_value(s, task, code);
		if (lang_returned(s->world->lang, task) && !s->typed)
			s->ended = true;
		return true;
	case LANG_BLOCKED:
		if (s->typed) {
			suspend(s, code, task, loc);
			return false;
		}
		break;
	case LANG_DIED:
		lang_drop(s->world->lang, task);
		if (s->typed && s->interactive && !s->brief && !hm_halted(s->world->m))
			session_say(s, "That task is dead; you type on as a fresh one, with the variables as they are.");
		break;
	case LANG_STOPPED:
	case LANG_ERROR:
		lang_drop(s->world->lang, task);
		break;
	case LANG_INTERRUPTED:
		lang_drop(s->world->lang, task);
		note_interrupted(s);
		break;
	case LANG_STATEMENT:
	case LANG_STEP:
		break;
	}
	s->died = true;
	return false;
}

static bool finish(struct session *s, const struct lang_code *code, uint16_t task, uint32_t cpu, uint32_t loc)
{
	struct irq_watch watch;
	enum lang_result r;
	bool ok;

	irq_statement_begins(s, &watch, code);
	r = run_current(s, 0);
	if (r == LANG_BLOCKED)
		r = run_until_done(s, task);
	irq_statement_ends(s);
	ok = statement_stopped(s, r, code, task, loc);
	back_to_typing(s, cpu);
	return ok;
}

bool run_statement(struct session *s, const struct lang_code *code, uint32_t loc)
{
	struct hm_machine *m = s->world->m;
	uint32_t cpu = hm_current_cpu(m);
	uint16_t task;

	if (run_typing_task(s, cpu, &task) != HM_OK || lang_start(s->world->lang, task, code) != HM_OK) {
		session_error(s, STATUS_LIMIT, "hmsh-memory", "no task or no memory is left to run this");
		s->died = true;
		return false;
	}
	return finish(s, code, task, hm_current_cpu(m), loc);
}

bool run_interrupt(struct session *s, const struct lang_code *block, enum hm_context context, bool irqs_off)
{
	struct hm_machine *m = s->world->m;
	uint32_t cpu = hm_current_cpu(m);
	uint16_t task;

	if (run_typing_task(s, cpu, &task) != HM_OK)
		return false;
	cpu = hm_current_cpu(m);
	if (!hm_can_interrupt(m, context)) {
		if (!irq_hold(s, block, context, irqs_off))
			return false;
		session_say(s, "The %s is pending on CPU %u: it comes when %s.", irq_word(context), cpu,
			    context == HM_CTX_SOFTIRQ ? "softirqs are enabled" : "interrupts are enabled");
		return true;
	}
	if (lang_interrupt(s->world->lang, task, block, context, irqs_off) != HM_OK) {
		session_error(s, STATUS_LIMIT, "hmsh-memory", "no more contexts can be nested");
		return false;
	}
	return finish(s, block, task, cpu, 0);
}

/* ---- commands ---- */

void run_all(struct session *s)
{
	struct hm_machine *m = s->world->m;
	uint32_t typing = hm_current_cpu(m), cpu = typing, on;
	uint16_t task;

	for (;;) {
		if (!pick(s, cpu, &task, &on)) {
			if (disk_answers(s, cpu))
				continue;
			break;
		}
		if (!switch_to(s, on, task))
			break;
		cpu = on;
		if (!other_stopped(s, run_current(s, 0)))
			break;
	}
	if (!s->died && !hm_halted(m) && !s->typed && !s->more_to_come && hm_deadlock(m))
		s->died = true;
	run_show_reports(s);
	back_to_typing(s, typing);
}

void run_end_of_script(struct session *s)
{
	if (s->syntax_only || hm_halted(s->world->m) || !hm_deadlock(s->world->m))
		return;
	s->died = true;
	run_show_reports(s);
	session_commit(s, true);
}

void run_step(struct session *s, uint16_t task, uint64_t n)
{
	struct hm_machine *m = s->world->m;
	uint32_t typing = hm_current_cpu(m);
	struct hm_task_view t;

	for (uint64_t i = 0; i < n && hm_task_view(m, task, &t); i++) {
		enum lang_result r;

		if ((t.state != HM_TASK_RUNNABLE && t.state != HM_TASK_CURRENT) || !switch_to(s, t.cpu, task))
			break;
		r = run_current(s, LANG_RUN_STATEMENT);
		if (!other_stopped(s, r) || r != LANG_STATEMENT)
			break;
		s->soft.stepped = task + 1u;
	}
	back_to_typing(s, typing);
}
