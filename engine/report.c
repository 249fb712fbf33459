/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Kernel reports as data, and their text in the era's wording (2.6.11: arch/i386/kernel/traps.c die() and show_registers(),
 * arch/i386/mm/fault.c, kernel/sched.c, kernel/exit.c). Only what the machine knows is said: no invented register, stack or
 * address of code; where a line is not recorded for the era the function's name stands alone.
 * Lockup, deadlock and out-of-range have no words in the kernel, whose own sign would be silence; those are hmsh's, and say so.
 */
#include <stdio.h>
#include <string.h>

#include "engine/text.h"

_Static_assert(sizeof(struct hm_link) == 80, "no padding");
_Static_assert(sizeof(struct hm_report) % 8 == 0, "no padding");

struct hm_report *report_new(struct hm_machine *m, enum hm_report_kind kind, enum hm_check check, const struct chain *why,
			     uint64_t cause)
{
	struct state *st = state(m);
	const struct task_record *t = current_task(m);
	uint32_t number = ++st->report_count;
	struct hm_report *r = &st->reports[(number - 1) % HM_MAX_REPORTS];

	memset(r, 0, sizeof(*r));
	r->event = *event_log(m, HM_EV_REPORT, cause, number, (uint32_t)kind, (uint32_t)check, 0, 0);
	r->number = number;
	r->kind = (uint32_t)kind;
	r->check = (uint32_t)check;
	r->pid = t->pid;
	r->irqs_disabled = t->irqs_disabled;
	r->in_atomic = in_atomic(m);
	r->lock_held = st->kmap_lock.held && spinlocks_exist(m);
	memcpy(r->comm, t->comm, sizeof(r->comm));
	for (unsigned int i = 0; i < why->n && i < HM_REPORT_LINKS; i++)
		r->link[r->links++] = why->step[i];
	chain_sort(&(struct chain){ r->link, r->links, HM_REPORT_LINKS });
	return r;
}

uint32_t hm_report_count(const struct hm_machine *m)
{
	return state(m)->report_count;
}

const struct hm_report *hm_report_get(const struct hm_machine *m, uint32_t number)
{
	uint32_t count = state(m)->report_count;

	if (!number || number > count || count - number >= HM_MAX_REPORTS)
		return NULL;
	return &state(m)->reports[(number - 1) % HM_MAX_REPORTS];
}

struct hm_check_place hm_check_place(const struct hm_machine *m, enum hm_check check)
{
	return (unsigned int)check < HM_CHECK_NR ? m->checks[check] : (struct hm_check_place){ .file = NULL };
}

const char *hm_check_function(enum hm_check check)
{
	static const char *const function[HM_CHECK_NR] = {
#define HM_X(id, name) [HM_CHECK_##id] = name,
		HM_CHECKS(HM_X)
#undef HM_X
	};

	return (unsigned int)check < HM_CHECK_NR ? function[check] : "none";
}

void check_place_text(const struct hm_machine *m, enum hm_check check, char *out, size_t size)
{
	struct hm_check_place p = hm_check_place(m, check);

	if (p.file && p.line)
		snprintf(out, size, "%s:%u", p.file, p.line);
	else
		snprintf(out, size, "%s (line not recorded)", hm_check_function(check));
}

/* ---- headlines ---- */

static void place_of(const struct hm_machine *m, const struct hm_report *r, const char *eip, char *out, size_t size)
{
	const char *file = eip ? strrchr(eip, ',') : NULL;

	/* might_sleep() of the user's own: its __FILE__:__LINE__ are the client's */
	if (r->check == HM_CHECK_USER_MIGHT_SLEEP && file && file[1] == ' ')
		snprintf(out, size, "%s", file + 2);
	else
		check_place_text(m, (enum hm_check)r->check, out, size);
}

static bool is_header(const char *file)
{
	size_t n = file ? strlen(file) : 0;

	return n > 2 && !strcmp(file + n - 2, ".h");
}

/* out_of_line_bug() has lost the file's name: two lines. */
static bool loses_name(const struct hm_machine *m, const struct hm_report *r)
{
	return m->era.wording->bug_in_header && is_header(hm_check_place(m, (enum hm_check)r->check).file);
}

static void bug_line(const struct hm_machine *m, const struct hm_report *r, const char *eip, struct text *t)
{
	char place[160];

	if (loses_name(m, r)) {
		text_put(t, m->era.wording->bug_in_header, hm_check_place(m, (enum hm_check)r->check).line);
		return;
	}
	place_of(m, r, eip, place, sizeof(place));
	text_put(t, m->era.wording->bug, place);
}

static void warn_line(const struct hm_machine *m, const struct hm_report *r, const char *eip, struct text *t)
{
	char place[160];

	place_of(m, r, eip, place, sizeof(place));
	text_put(t, m->era.wording->warn, hm_check_function((enum hm_check)r->check), place, r->event.cpu, r->pid);
}

static void might_sleep_line(const struct hm_machine *m, const struct hm_report *r, const char *eip, struct text *t)
{
	char place[160];

	place_of(m, r, eip, place, sizeof(place));
	text_put(t, m->era.wording->might_sleep, place);
}

const char *comm_of(const struct hm_machine *m, uint32_t id)
{
	return id < state(m)->tasks_used ? task_at(m, (uint16_t)id)->comm : "?";
}

static void headline(const struct hm_machine *m, const struct hm_report *r, const char *eip, struct text *t)
{
	const struct hm_wording *w = m->era.wording;

	switch ((enum hm_report_kind)r->kind) {
	case HM_REPORT_BUG: bug_line(m, r, eip, t); return;
	case HM_REPORT_OOPS: text_put(t, r->address < HM_PAGE_SIZE ? w->null_deref : w->page_fault, r->address); return;
	case HM_REPORT_DIVIDE: text_put(t, w->divide, r->die_counter); return;
	case HM_REPORT_WARN: warn_line(m, r, eip, t); return;
	case HM_REPORT_MIGHT_SLEEP: might_sleep_line(m, r, eip, t); return;
	case HM_REPORT_SCHED_ATOMIC: text_put(t, w->sched_atomic, r->comm, r->address, r->pid); return;
	case HM_REPORT_LOCKUP:
		if (r->other_task == r->event.task)
			text_put(t, "hmsh: lockup: CPU %u spins for ever on kmap_lock, which the code holds that it has interrupted", r->event.cpu);
		else
			text_put(t, "hmsh: lockup: CPU %u spins for ever on kmap_lock, held by %s, which is dead", r->event.cpu,
				 comm_of(m, r->other_task));
		return;
	case HM_REPORT_DEADLOCK:
		deadlock_headline(m, r, t);
		return;
	case HM_REPORT_OUT_OF_RANGE:
		text_put(t, "hmsh: out of range: address 0x%08x has no entry in pkmap_count[]; %s would change memory behind it",
			 r->address, hm_check_function((enum hm_check)r->check));
		return;
	case HM_REPORT_EXIT_ATOMIC:
		text_put(t, w->exited, r->comm, r->pid, (int)r->event.preempt_count);
		return;
	case HM_REPORT_NR:
		return;
	}
}

int hm_report_headline(const struct hm_machine *m, const struct hm_report *r, char *out, size_t size)
{
	struct text t = { .out = out, .size = size };

	if (size)
		out[0] = 0;
	headline(m, r, NULL, &t);
	return (int)t.at;
}

/* ---- whole reports ---- */

/* The flags behind "[#1]": only those that are set, and nothing when none is. */
static void flags_text(const struct hm_machine *m, struct text *t)
{
	const struct hm_wording *w = m->era.wording;
	const char *gap = w->flags_before;

	if (gap && m->config.preempt) {
		text_put(t, "%sPREEMPT", gap);
		gap = " ";
	}
	if (gap && m->config.smp) {
		text_put(t, "%sSMP", gap);
		gap = " ";
	}
	if (gap != w->flags_before)
		text_put(t, "%s", w->flags_after);
	text_put(t, "\n");
}

/* show_registers(), as far as there are any: where the code was, and whose. */
static void who_lines(const struct hm_report *r, const char *eip, struct text *t)
{
	text_put(t, "CPU:    %u\n", r->event.cpu);
	if (eip)
		text_put(t, "EIP is at %s\n", eip);
	text_put(t, "Process %s (pid: %u)\n", r->comm, r->pid);
}

static void end_lines(const struct hm_machine *m, const struct hm_report *r, struct text *t)
{
	const struct hm_wording *w = m->era.wording;

	if (r->panicked == 1)
		text_put(t, "%s\n", (uint32_t)r->event.preempt_count & m->era.preempt->in_interrupt_mask ?
			 w->panic_interrupt : w->panic_oops);
	else if (r->died && r->in_atomic && w->exited) {
		text_put(t, w->exited, r->comm, r->pid, (int)r->event.preempt_count);
		text_put(t, "\n");
	}
}

/* What each report of a die() ends with. */
static void die_lines(const struct hm_machine *m, const struct hm_report *r, const char *eip, struct text *t)
{
	flags_text(m, t);
	who_lines(r, eip, t);
	end_lines(m, r, t);
}

static void bug_text(const struct hm_machine *m, const struct hm_report *r, const char *eip, struct text *t)
{
	if (m->era.wording->cut_here)
		text_put(t, "%s\n", m->era.wording->cut_here);
	if (r->check == HM_CHECK_SCHEDULE_IN_INTERRUPT && m->era.wording->before_sched_bug)
		text_put(t, "%s\n", m->era.wording->before_sched_bug);
	bug_line(m, r, eip, t);
	text_put(t, "\n");
	if (loses_name(m, r))
		text_put(t, "%s\n", m->era.wording->bug_out_of_line);
	text_put(t, m->era.wording->invalid, r->die_counter);
	die_lines(m, r, eip, t);
}

static void entry_text(struct text *t, const char *format, uint64_t entry, bool present)
{
	if (format && present)
		text_put(t, format, (unsigned long long)entry);
}

static void oops_text(const struct hm_machine *m, const struct hm_report *r, const char *eip, struct text *t)
{
	const struct hm_wording *w = m->era.wording;
	const struct hm_fault_words *f = m->config.pae ? w->fault_pae : w->fault;

	headline(m, r, eip, t);
	text_put(t, "\n");
	if (w->why_fault)
		text_put(t, w->why_fault, r->error_code & 2 ? "write" : "read", r->error_code,
			 r->error_code & 1 ? "permissions violation" : "not-present page");
	text_put(t, f->eip, eip ? eip : "(not known)");
	entry_text(t, f->pdpt, r->pdpt, true);
	entry_text(t, f->pde, r->pde, r->has_pte & 1);
	entry_text(t, f->pte, r->pte, r->has_pte & 2);
	text_put(t, "%s", f->end);
	text_put(t, w->oops, r->error_code, r->die_counter);
	die_lines(m, r, eip, t);
}

static void divide_text(const struct hm_machine *m, const struct hm_report *r, const char *eip, struct text *t)
{
	headline(m, r, eip, t);
	die_lines(m, r, eip, t);
}

/* A complaint that stops nobody: its line, what the check saw, and where. */
static void complaint_text(const struct hm_machine *m, const struct hm_report *r, const char *eip, struct text *t)
{
	if (r->kind == HM_REPORT_WARN && m->era.wording->warn_cut_here)
		text_put(t, "%s\n", m->era.wording->warn_cut_here);
	headline(m, r, eip, t);
	text_put(t, "\n");
	if (r->kind == HM_REPORT_MIGHT_SLEEP) {
		text_put(t, m->era.wording->might_sleep_state, (int)r->in_atomic, (int)r->irqs_disabled, r->pid, r->comm);
		text_put(t, "\n");
		if (m->era.wording->might_sleep_count)
			text_put(t, m->era.wording->might_sleep_count, (uint32_t)r->event.preempt_count);
	}
	if (eip)
		text_put(t, " [%s]\n", eip);
}

static void lockup_text(const struct hm_machine *m, const struct hm_report *r, const char *eip, struct text *t)
{
	headline(m, r, eip, t);
	text_put(t, "\n");
	who_lines(r, eip, t);
	for (uint32_t i = 0; i < r->links; i++)
		if (r->link[i].role == HM_LINK_HOLDER_DIED)
			text_put(t, "kmap_lock: taken on CPU %u by %s, which died at event %llu\n", r->other_cpu,
				 comm_of(m, r->other_task), (unsigned long long)r->link[i].event.seq);
	text_put(t, "CPU %u is lost\n", r->event.cpu);
}

static void deadlock_text(const struct hm_machine *m, const struct hm_report *r, const char *eip, struct text *t)
{
	headline(m, r, eip, t);
	text_put(t, "\n");
	deadlock_lines(m, r, t);
}

static void out_of_range_text(const struct hm_machine *m, const struct hm_report *r, const char *eip, struct text *t)
{
	headline(m, r, eip, t);
	text_put(t, "\n");
	who_lines(r, eip, t);
	end_lines(m, r, t);
}

int hm_report_text(const struct hm_machine *m, const struct hm_report *r, const char *eip, char *out, size_t size)
{
	static void (*const text[HM_REPORT_NR])(const struct hm_machine *, const struct hm_report *, const char *, struct text *) = {
		[HM_REPORT_BUG] = bug_text, [HM_REPORT_OOPS] = oops_text, [HM_REPORT_DIVIDE] = divide_text,
		[HM_REPORT_WARN] = complaint_text, [HM_REPORT_MIGHT_SLEEP] = complaint_text,
		[HM_REPORT_SCHED_ATOMIC] = complaint_text, [HM_REPORT_LOCKUP] = lockup_text,
		[HM_REPORT_DEADLOCK] = deadlock_text, [HM_REPORT_OUT_OF_RANGE] = out_of_range_text,
		[HM_REPORT_EXIT_ATOMIC] = complaint_text,
	};
	struct text t = { .out = out, .size = size };

	if (size)
		out[0] = 0;
	if (r->kind < HM_REPORT_NR)
		text[r->kind](m, r, eip, &t);
	return (int)t.at;
}
