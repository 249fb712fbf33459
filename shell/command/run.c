/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Commands about who runs: CPUs, tasks, interrupts. What the kernel could not do is refused here, with the reason; the
 * engine's functions ask nothing.
 */
#include <stdio.h>
#include <string.h>

#include "shell/command/command.h"
#include "shell/irq.h"
#include "shell/report/report.h"
#include "shell/run.h"

const char *task_state_name(enum hm_task_state state)
{
	switch (state) {
	case HM_TASK_UNUSED: return "unused";
	case HM_TASK_RUNNABLE: return "ready";
	case HM_TASK_CURRENT: return "current";
	case HM_TASK_ASLEEP: return "asleep";
	case HM_TASK_SPINNING: return "spinning";
	case HM_TASK_DEAD: return "dead";
	case HM_TASK_ENDED: return "ended";
	}
	return "?";
}

static bool is_live(const struct hm_task_view *t)
{
	return t->state == HM_TASK_RUNNABLE || t->state == HM_TASK_CURRENT || t->state == HM_TASK_ASLEEP;
}

bool find_task(const struct session *s, const char *word, size_t length, struct hm_task_view *out)
{
	struct hm_task_view t;
	uint64_t pid = 0;
	bool number = word_number(word, length, UINT32_MAX, &pid), found = false;

	for (unsigned int i = 0; i < hm_task_limit(s->world->m); i++) {
		if (!hm_task_view(s->world->m, (uint16_t)i, &t) || t.state == HM_TASK_UNUSED)
			continue;
		if (!(number && t.pid == pid) && !word_is(word, length, t.comm))
			continue;
		if (!found || (is_live(&t) && !is_live(out)))
			*out = t;
		found = true;
	}
	return found;
}

static bool need_task(struct session *s, const char *word, size_t length, struct hm_task_view *t)
{
	if (find_task(s, word, length, t))
		return true;
	session_error(s, STATUS_ERROR, "hmsh-task", "no task is called \"%.*s\", by name or pid (`info tasks` lists them)", (int)length, word);
	return false;
}

/* ---- cpu ---- */

static void list_cpus(struct session *s)
{
	const struct hm_machine *m = s->world->m;

	for (uint32_t i = 0; i < hm_config(m)->cpus; i++)
		sink_printf(&s->out, "%c CPU %-2u %12llu cycles\n", i == hm_current_cpu(m) ? '*' : ' ', i, (unsigned long long)hm_cycles(m, i));
}

static bool cmd_cpu(struct session *s, const struct command_input *in)
{
	struct hm_machine *m = s->world->m;
	uint32_t cpus = hm_config(m)->cpus;
	const char *word;
	size_t at = 0, length;
	uint64_t cpu;
	uint16_t task;

	if (!next_word(in, &at, &word, &length)) {
		list_cpus(s);
		return true;
	}
	if (!no_more(s, in, at))
		return false;
	if (!word_number(word, length, cpus - 1, &cpu)) {
		session_error(s, STATUS_ERROR, "hmsh-cpu", "CPUs are numbered 0 to %u here (`machine cpus=N` boots more)", cpus - 1);
		return false;
	}
	if (hm_task_prompt(m, (uint32_t)cpu, &task) != HM_OK || hm_select(m, task, (uint32_t)cpu) != HM_OK) {
		session_error(s, STATUS_ERROR, "hmsh-cpu", "CPU %u is lost: it spins on a lock that nobody will release", (unsigned int)cpu);
		return false;
	}
	return true;
}

/* ---- task ---- */

static void show_blocking_call(struct session *s, const struct hm_task_view *t)
{
	bool waits = t->state == HM_TASK_ASLEEP || (t->state == HM_TASK_SPINNING && t->spins);
	const struct hm_call *call = waits && t->blocked_call != ~0u ? hm_call_at(s->world->m, t->blocked_call) : NULL;
	char what[96];
	size_t n;
	const char *name = call ? hm_call_name(call, &n) : NULL;

	hm_wait_text(s->world->m, t->id, what, sizeof(what));
	if (name && t->spins)
		sink_printf(&s->out, "  spins in %.*s(), waiting for %s\n", (int)n, name, what);
	else if (name && t->blocked_arg)
		sink_printf(&s->out, "  sleeps in %.*s(0x%08x), waiting for %s\n", (int)n, name, t->blocked_arg, what);
	else if (name)
		sink_printf(&s->out, "  sleeps in %.*s(), waiting for %s\n", (int)n, name, what);
}

void show_task(struct session *s, const struct hm_task_view *t)
{
	struct report_source src = { s->world->m, session_places(s), s->world->lang };
	char place[128];
	const char *function = NULL;
	uint32_t site = lang_site(s->world->lang, t->id, &function);
	struct source_place at;

	sink_printf(&s->out, "%s: pid %u, CPU %u, %s, context %s, preempt_count 0x%08x%s%s\n", t->comm, t->pid, t->cpu,
		    task_state_name(t->state), context_name(t->context), (unsigned int)t->preempt_count,
		    t->irqs_disabled ? ", interrupts off" : "", t->flags & HM_TASK_KTHREAD ? ", kernel thread" : "");
	if (site && source_place(session_places(s), site, &at))
		sink_printf(&s->out, "  stands in %s at %s:%u\n", function ? function : "main", at.file, at.line);
	show_blocking_call(s, t);
	event_place(&src, &t->slept, place, sizeof(place));
	if (t->slept.seq && t->state == HM_TASK_ASLEEP)
		sink_printf(&s->out, "  went to sleep at event %llu%s%s\n", (unsigned long long)t->slept.seq, *place ? ", " : "", place);
}

static bool move_task(struct session *s, const struct hm_task_view *t, const char *word, size_t length)
{
	uint32_t cpus = hm_config(s->world->m)->cpus;
	struct hm_kmap_ctrl_view ctrl;
	uint64_t cpu;

	if (length < 5 || memcmp(word, "cpu=", 4) || !word_number(word + 4, length - 4, cpus - 1, &cpu)) {
		session_error(s, STATUS_ERROR, "hmsh-task", "\"%.*s\": cpu=N is expected, N from 0 to %u", (int)length, word, cpus - 1);
		return false;
	}
	if (hm_task_move(s->world->m, t->id, (uint32_t)cpu) == HM_OK) {
		if (s->soft.stepped == t->id + 1u)
			s->soft.stepped = 0; /* it left its CPU */
		if (s->typed)
			session_say(s, "%s is on CPU %u now.", t->comm, (unsigned int)cpu);
		return true;
	}
	if (hm_kmap_ctrl_view(s->world->m, t->id, &ctrl) && ctrl.migration_disabled)
		session_error(s, STATUS_ERROR, "hmsh-task", "%s cannot be moved: kmap_local_page() has disabled its migration until kunmap_local()", t->comm);
	else
		session_error(s, STATUS_ERROR, "hmsh-task", "%s is %s: only a task that is ready or asleep can be moved, to a CPU that is not lost",
			      t->comm, task_state_name(t->state));
	return false;
}

static bool cmd_task(struct session *s, const struct command_input *in)
{
	const char *word;
	size_t at = 0, length;
	struct hm_task_view t;

	if (!next_word(in, &at, &word, &length))
		return info_tasks(s, in);
	if (!need_task(s, word, length, &t))
		return false;
	if (next_word(in, &at, &word, &length))
		return move_task(s, &t, word, length) && no_more(s, in, at);
	show_task(s, &t);
	return true;
}

/* ---- blocks ---- */

static bool need_block(struct session *s, const struct command_input *in, const char *usage)
{
	if (in->block_end >= in->length || (in->block_end && in->line[in->block_end] != '}')) {
		session_error(s, STATUS_ERROR, "hmsh-block", "the block has no closing brace");
		return false;
	}
	if (in->block_end) {
		size_t at = in->block_end + 1;

		while (at < in->length && strchr(" \t\r\n;", in->line[at]))
			at++;
		if (at >= in->length || (in->line[at] == '/' && at + 1 < in->length && in->line[at + 1] == '/'))
			return true;
		session_error(s, STATUS_ERROR, "hmsh-block", "something follows the closing brace: put it on a line of its own");
		return false;
	}
	session_error(s, STATUS_ERROR, "hmsh-block", "a block is missing: %s", usage);
	return false;
}

static command_fn cmd_spawn;

/* Words before the block: flags and a name. */
static bool block_words(const struct command_input *in, size_t *at, const char **word, size_t *length)
{
	size_t brace = in->block - 1 - (size_t)(in->args - in->line);
	struct command_input head = *in;

	head.args_length = brace < in->args_length ? brace : in->args_length;
	return next_word(&head, at, word, length);
}

static bool is_name(const char *word, size_t length)
{
	if (!length || (word[0] >= '0' && word[0] <= '9'))
		return false;
	for (size_t i = 0; i < length; i++)
		if (!((word[i] | 32) >= 'a' && (word[i] | 32) <= 'z') && word[i] != '_' && !(word[i] >= '0' && word[i] <= '9'))
			return false;
	return true;
}

struct spawn { char name[HM_COMM_LEN]; unsigned int flags; uint32_t cpu; };

static bool spawn_words(struct session *s, const struct command_input *in, struct spawn *spawn)
{
	uint32_t cpus = hm_config(s->world->m)->cpus;
	const char *word;
	size_t at = 0, length;
	uint64_t cpu;

	*spawn = (struct spawn){ .cpu = hm_current_cpu(s->world->m) };
	while (block_words(in, &at, &word, &length)) {
		if (word_is(word, length, "-k")) {
			spawn->flags |= HM_TASK_KTHREAD;
		} else if (length > 4 && !memcmp(word, "cpu=", 4) && word_number(word + 4, length - 4, cpus - 1, &cpu)) {
			spawn->cpu = (uint32_t)cpu;
		} else if (!*spawn->name && is_name(word, length) && length < sizeof(spawn->name)) {
			memcpy(spawn->name, word, length);
		} else {
			session_error(s, STATUS_ERROR, "hmsh-spawn", "\"%.*s\": a name of at most %d letters, digits and _, -k, or cpu=N (0 to %u) is expected",
				      (int)length, word, HM_COMM_LEN - 1, cpus - 1);
			return false;
		}
	}
	if (*spawn->name)
		return true;
	session_error(s, STATUS_ERROR, "hmsh-spawn", "a task needs a name: spawn worker { ... }");
	return false;
}

const char *block_stem(const struct command *c, const struct command_input *in, char *room, size_t size)
{
	const char *word;
	size_t at = 0, length;

	if (c->run != cmd_spawn)
		return c->name;
	while (block_words(in, &at, &word, &length))
		if (is_name(word, length)) {
			snprintf(room, size, "%.*s", (int)length, word);
			return room;
		}
	return c->name;
}

static void end_task(struct session *s, uint16_t task, uint32_t cpu)
{
	uint32_t typing = hm_current_cpu(s->world->m);

	if (hm_select(s->world->m, task, cpu) == HM_OK)
		hm_task_exit(s->world->m);
	run_typing_task(s, typing, &task);
}

static bool cmd_spawn(struct session *s, const struct command_input *in)
{
	struct lang_code code;
	struct spawn spawn;
	uint16_t task;

	if (!need_block(s, in, "spawn worker { ... }") || !spawn_words(s, in, &spawn) || !session_block(s, in, spawn.name, &code))
		return false;
	if (hm_task_new(s->world->m, spawn.name, spawn.flags, spawn.cpu, &task) != HM_OK) {
		session_error(s, STATUS_LIMIT, "hmsh-spawn", "no more tasks: at most %d at a time, on CPUs that are not lost", HM_MAX_TASKS);
		return false;
	}
	if (lang_start(s->world->lang, task, &code) != HM_OK) {
		s->run_no_memory = true; /* the machine's, as where a program asks for too much: what a session does with it may be judged */
		session_error(s, STATUS_LIMIT, "hmsh-memory", "%s has no code to run, and has ended: out of memory", spawn.name);
		end_task(s, task, spawn.cpu);
		return false;
	}
	if (s->typed) {
		struct hm_task_view t;

		hm_task_view(s->world->m, task, &t);
		session_say(s, "%s is ready on CPU %u, pid %u: `run` or `step %s` runs it.", t.comm, t.cpu, t.pid, t.comm);
	}
	return true;
}

/* -d; at STEP, every: when it comes. */
struct when { bool irqs_off, armed, inside; uint32_t step; };

static bool step_number(const struct command_input *in, size_t *at, uint32_t *step)
{
	const char *word;
	size_t length;
	uint64_t n;

	if (!block_words(in, at, &word, &length) || !word_number(word, length, UINT32_MAX, &n) || !n)
		return false;
	*step = (uint32_t)n;
	return true;
}

static bool interrupt_words(struct session *s, const struct command_input *in, enum hm_context context, const char *usage, struct when *when)
{
	const char *word;
	size_t at = 0, length;
	bool good = true;

	*when = (struct when){ .step = 0 };
	while (good && block_words(in, &at, &word, &length)) {
		if (context == HM_CTX_HARDIRQ && word_is(word, length, "-d"))
			when->irqs_off = true;
		else if (!when->armed && word_is(word, length, "every"))
			when->armed = true;
		else if (!when->armed && word_is(word, length, "inside"))
			when->armed = when->inside = true;
		else if (!when->armed && word_is(word, length, "at"))
			good = when->armed = step_number(in, &at, &when->step);
		else
			good = false;
	}
	if (!good)
		session_error(s, STATUS_ERROR, "hmsh-arguments", "\"%.*s\" is not understood: %s", (int)length, word, usage);
	return good;
}

static bool arm(struct session *s, const struct lang_code *code, enum hm_context context, const struct when *when)
{
	if (when->inside ? !irq_arm_inside(s, code, context, when->irqs_off) : !irq_arm(s, code, context, when->irqs_off, when->step))
		return false;
	if (s->typed && when->inside) {
		session_say(s, "The %s comes inside the kmap() or kunmap() of the next statement, while it holds kmap_lock.", irq_word(context));
		return true;
	}
	if (s->typed && when->step)
		session_say(s, "The %s comes before step %u of the next statement.", irq_word(context), when->step);
	else if (s->typed)
		session_say(s, "The %s comes before every step of the next statement.", irq_word(context));
	return true;
}

static bool interrupt(struct session *s, const struct command_input *in, enum hm_context context, const char *usage)
{
	struct lang_code code;
	struct when when;

	if (!need_block(s, in, usage) || !interrupt_words(s, in, context, usage, &when) || !session_block(s, in, irq_word(context), &code))
		return false;
	if (when.armed)
		return arm(s, &code, context, &when);
	return run_interrupt(s, &code, context, when.irqs_off) || !s->died;
}

static bool cmd_irq(struct session *s, const struct command_input *in)
{
	return interrupt(s, in, HM_CTX_HARDIRQ, "irq [-d] [at STEP|every|inside] { ... }");
}

static bool cmd_softirq(struct session *s, const struct command_input *in)
{
	return interrupt(s, in, HM_CTX_SOFTIRQ, "softirq [at STEP|every|inside] { ... }");
}

static bool cmd_nmi(struct session *s, const struct command_input *in)
{
	return interrupt(s, in, HM_CTX_NMI, "nmi [at STEP|every|inside] { ... }");
}

/* ---- run, step, schedule ---- */

static bool anyone_spins(const struct session *s)
{
	struct hm_task_view t;

	for (unsigned int i = 0; i < hm_task_limit(s->world->m); i++)
		if (hm_task_view(s->world->m, (uint16_t)i, &t) && t.spins)
			return true;
	return false;
}

static bool cmd_run(struct session *s, const struct command_input *in)
{
	uint16_t task;

	if (!no_more(s, in, 0))
		return false;
	if (s->typed && !run_next_task(s, &task)) {
		if (run_say_who_waits(s))
			session_say(s, anyone_spins(s) ? "Nothing is ready to run; only you can end that: local_irq_enable() on the CPU that is waited for." :
				    "Nothing is ready to run; only you can wake them: kunmap() a page.");
		else
			session_say(s, "Nothing is ready to run (`spawn NAME { ... }` makes a task).");
		return true;
	}
	run_all(s);
	if (s->typed)
		run_say_who_waits(s);
	return !s->died;
}

static void say_where(struct session *s, const struct hm_task_view *t)
{
	const char *function = NULL;
	uint32_t site = lang_site(s->world->lang, t->id, &function);
	struct source_place at;

	if (!lang_busy(s->world->lang, t->id) || !site || !source_place(session_places(s), site, &at)) {
		session_say(s, "%s: %s", t->comm, task_state_name(t->state));
	} else {
		session_say(s, "%s: %s, before %s:%u:%u", t->comm, task_state_name(t->state), at.file, at.line, at.column);
		statement_show(&s->err, &at, true);
	}
}

/* On a CPU where nobody types a stepped task keeps the CPU between two steps. */
static bool can_step(const struct hm_task_view *t)
{
	return t->state == HM_TASK_RUNNABLE || (t->state == HM_TASK_CURRENT && !(t->flags & (HM_TASK_PROMPT | HM_TASK_IDLE)) && !t->spins);
}

static bool cmd_step(struct session *s, const struct command_input *in)
{
	const char *word;
	size_t at = 0, length;
	uint64_t n = 1;
	struct hm_task_view t;
	uint16_t task;
	bool named = false;

	while (next_word(in, &at, &word, &length)) {
		struct hm_task_view other;

		if (!named && find_task(s, word, length, &other)) {
			t = other;
			named = true;
		} else if (!word_number(word, length, UINT32_MAX, &n)) {
			return need_task(s, word, length, &other);
		}
	}
	if (!named && s->soft.stepped && hm_task_view(s->world->m, (uint16_t)(s->soft.stepped - 1), &t) && can_step(&t))
		named = true;
	if (!named && (!run_next_task(s, &task) || !hm_task_view(s->world->m, task, &t))) {
		session_error(s, STATUS_ERROR, "hmsh-task", "no task is ready to be stepped (`spawn NAME { ... }` makes one)");
		return false;
	}
	if (!can_step(&t)) {
		session_error(s, STATUS_ERROR, "hmsh-task", "%s is %s: only a task that is ready can be stepped", t.comm, task_state_name(t.state));
		return false;
	}
	run_step(s, t.id, n);
	if (hm_task_view(s->world->m, t.id, &t) && s->typed)
		say_where(s, &t);
	return !s->died;
}

/* One schedule() of the typing task: whoever is ready on this CPU has a turn. */
static bool cmd_schedule(struct session *s, const struct command_input *in)
{
	static const char text[] = "schedule();";
	struct diag_list diags = { 0 };
	struct lang_code code;
	uint32_t loc;
	bool ok;

	if (!no_more(s, in, 0))
		return false;
	loc = world_prepare(s->world) ? source_add(s->world->map, in->file, text, sizeof(text) - 1, in->line_number, false) : 0;
	if (!loc) {
		session_error(s, STATUS_LIMIT, "hmsh-memory", "out of memory, or more than 4 GiB of text");
		return false;
	}
	ok = lang_compile(s->world->lang, loc, loc + sizeof(text) - 1, &diags, &code);
	session_diagnose(s, &diags);
	if (!ok)
		session_fail(s, STATUS_ERROR);
	return ok && (run_statement(s, &code, loc) || !s->died);
}

const struct command run_commands[] = {
	{ "cpu", "[N]", "list the CPUs, or type on another one",
	  "Each CPU has its own task for typing, with its own preempt_count and context;\n"
	  "variables are shared. Moving is no schedule(): TLBs and slots stay as they are.", "cpu 1",
	  cmd_cpu, COMMAND_CHANGES | COMMAND_SHOWS, NULL },
	{ "task", "[NAME [cpu=N]]", "list tasks, show one, or move one to another CPU",
	  "A task is named by its name or pid. Only a task that is ready or asleep can\n"
	  "be moved.", "task", cmd_task, COMMAND_CHANGES | COMMAND_SHOWS, NULL },
	{ "spawn", "[-k] NAME [cpu=N] { ... }", "make a task that will run the block",
	  "The task is ready, and runs when you `run`, `step` or `schedule`, or (in a\n"
	  "script) when the script's own statement waits. With -k a kernel thread, which\n"
	  "borrows the address space of whoever ran before. The block sees all variables.",
	  "struct page *p = alloc_page(GFP_HIGHUSER);\nspawn worker { kmap(p); }\nrun",
	  cmd_spawn, COMMAND_CHANGES | COMMAND_BLOCK, NULL },
	{ "run", "", "run every task that can run, until nothing can",
	  "CPU after CPU, each from the head of its queue. A task runs until it sleeps,\n"
	  "ends or dies.", "spawn worker { printf(\"hello\\n\"); }\nrun",
	  cmd_run, COMMAND_CHANGES, NULL },
	{ "step", "[TASK] [N]", "run one statement (or N) of a task",
	  "Without a name: the task stepped last, else the next one that is ready.",
	  "int a;\nspawn worker { a = 1; a = 2; }\nstep worker\nstep", cmd_step, COMMAND_CHANGES, NULL },
	{ "schedule", "", "let the tasks that are ready on this CPU have a turn",
	  "As if the typing task called schedule().", "spawn worker { printf(\"hello\\n\"); }\nschedule",
	  cmd_schedule, COMMAND_CHANGES, NULL },
	{ "irq", "[-d] [at STEP|every|inside] { ... }", "take a hardware interrupt here; the block is its handler",
	  "The handler runs on the interrupted task: its preempt_count rises by one\n"
	  "hardirq. Interrupts stay on inside, with -d they are off. While interrupts are\n"
	  "off it stays pending. `irq at 3 {...}` comes before the third step of the next\n"
	  "statement, `irq every {...}` before each. A step is one instruction of the VM:\n"
	  "so they hit the middle of expressions. The next statement may be the block of\n"
	  "another handler: so interrupts nest. `irq inside {...}` comes inside the next\n"
	  "statement's kmap() or kunmap(), while it holds kmap_lock.", "irq { printf(\"%d\\n\", in_interrupt() != 0); }",
	  cmd_irq, COMMAND_CHANGES | COMMAND_BLOCK, NULL },
	{ "softirq", "[at STEP|every|inside] { ... }", "run a softirq here; the block is its handler",
	  "Stays pending while softirqs or interrupts are off, and inside a handler: then\n"
	  "it runs as the handler ends. `at STEP` and `every` as for irq.", "softirq { printf(\"%d\\n\", in_softirq() != 0); }",
	  cmd_softirq, COMMAND_CHANGES | COMMAND_BLOCK, NULL },
	{ "nmi", "[at STEP|every|inside] { ... }", "take a non-maskable interrupt here",
	  "Nothing holds it off. `at STEP` and `every` as for irq.", "nmi { printf(\"%d\\n\", in_interrupt() != 0); }",
	  cmd_nmi, COMMAND_CHANGES | COMMAND_BLOCK, NULL },
	{ 0 }
};
