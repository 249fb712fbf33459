/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `info TOPIC`, second half: reports, locks, locals, the state's hash. See info.c.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shell/command/command.h"
#include "shell/report/report.h"
#include "shell/run.h"

static bool info_report(struct session *s, const struct command_input *in)
{
	uint32_t count = hm_report_count(s->world->m);
	struct report_source src = { s->world->m, session_places(s), s->world->lang };
	const struct hm_report *r;
	uint64_t number = count;
	const char *word;
	size_t at = 0, length;

	if (next_word(in, &at, &word, &length) && !word_number(word, length, count, &number)) {
		session_error(s, STATUS_ERROR, "hmsh-arguments", "reports are numbered 1 to %u", count);
		return false;
	}
	r = number ? hm_report_get(s->world->m, (uint32_t)number) : NULL;
	if (!r) {
		sink_puts(&s->out, count ? "that report is no longer kept\n" : "the kernel has reported nothing\n");
		return true;
	}
	report_show(&s->out, &src, r, s->accessible);
	if (count > 1)
		sink_printf(&s->out, "report %u of %u (`info report N` shows another)\n", (unsigned int)number, count);
	return true;
}

/* Who spins, and for what. */
static void show_spinners(struct session *s)
{
	struct report_source src = { s->world->m, session_places(s), s->world->lang };
	struct hm_task_view t;
	char what[96], place[96];

	for (unsigned int i = 0; i < hm_task_limit(s->world->m); i++) {
		if (!hm_task_view(s->world->m, (uint16_t)i, &t) || t.state != HM_TASK_SPINNING)
			continue;
		hm_wait_text(s->world->m, t.id, what, sizeof(what));
		event_place(&src, &t.slept, place, sizeof(place));
		sink_printf(&s->out, "  %s spins on CPU %u%s for %s%s%s\n", t.comm, t.cpu, t.spins ? "" : ", for ever,", *what ? what : "kmap_lock",
			    *place ? ", at " : "", place);
	}
}

static void show_kmap_lock(struct session *s)
{
	struct report_source src = { s->world->m, session_places(s), s->world->lang };
	struct hm_lock_view l;
	struct hm_task_view t;
	char place[96];

	hm_kmap_lock_view(s->world->m, &l);
	if (!l.held) {
		sink_puts(&s->out, "kmap_lock: free\n");
		return;
	}
	event_place(&src, &l.taken, place, sizeof(place));
	sink_printf(&s->out, "kmap_lock: held by %s on CPU %u%s%s\n",
		    hm_task_view(s->world->m, (uint16_t)l.task, &t) ? t.comm : "?", l.cpu, *place ? ", taken at " : "", place);
	if (t.state == HM_TASK_DEAD)
		sink_puts(&s->out, "  its holder is dead: nobody will ever release it\n");
}

/* Entries in use that were mapped by that task. */
static unsigned int entries_of(const struct hm_machine *m, uint16_t task)
{
	struct hm_pkmap_view v;
	unsigned int n = 0;

	for (uint32_t i = 0; hm_pkmap_view(m, i, &v); i++)
		n += v.count > 1 && v.set.task == task;
	return n;
}

static void show_wait_queue(struct session *s)
{
	const struct hm_machine *m = s->world->m;
	uint16_t waiter[HM_MAX_TASKS];
	unsigned int n = hm_pkmap_waiters(m, waiter, HM_MAX_TASKS);
	struct hm_task_view t;

	sink_printf(&s->out, "pkmap_map_wait: %s\n", n ? "woken in this order, when an entry of the window becomes free" : "nobody waits");
	for (unsigned int i = 0; i < n && i < HM_MAX_TASKS; i++)
		if (hm_task_view(m, waiter[i], &t))
			sink_printf(&s->out, "  %s (pid %u, CPU %u), in kmap(0x%08x)\n", t.comm, t.pid, t.cpu, t.blocked_arg);
	for (unsigned int i = 0; n && i < hm_task_limit(m); i++)
		if (hm_task_view(m, (uint16_t)i, &t) && entries_of(m, t.id))
			sink_printf(&s->out, "  %u of %u entries are held by %s, which is %s\n", entries_of(m, t.id), hm_layout(m)->last_pkmap, t.comm,
				    task_state_name(t.state));
}

static bool info_locks(struct session *s, const struct command_input *in)
{
	(void)in;
	show_kmap_lock(s);
	show_spinners(s);
	show_wait_queue(s);
	return true;
}

static bool info_locals(struct session *s, const struct command_input *in)
{
	struct hm_task_view t;
	uint16_t task = hm_current_task(s->world->m);
	const char *word;
	size_t at = 0, length;
	char *text;
	int n;

	if (next_word(in, &at, &word, &length)) {
		if (!find_task(s, word, length, &t)) {
			session_error(s, STATUS_ERROR, "hmsh-task", "no task is called \"%.*s\"", (int)length, word);
			return false;
		}
		task = t.id;
	}
	n = lang_show_locals(s->world->lang, task, NULL, 0);
	text = n > 0 ? malloc((size_t)n + 1) : NULL;
	if (text) {
		lang_show_locals(s->world->lang, task, text, (size_t)n + 1);
		sink_puts(&s->out, text);
		sink_fresh_line(&s->out);
	} else {
		sink_puts(&s->out, n > 0 ? "out of memory\n" : "no variables\n");
	}
	free(text);
	return true;
}

static bool info_hash(struct session *s, const struct command_input *in)
{
	(void)in;
	sink_printf(&s->out, "state %016llx\n", (unsigned long long)session_hash(s));
	return true;
}

static bool info_pending(struct session *s, const struct command_input *in)
{
	(void)in;
	if (!s->soft.pendings)
		sink_puts(&s->out, "no interrupt is pending\n");
	for (unsigned int i = 0; i < s->soft.pendings; i++)
		sink_printf(&s->out, "%s pending on CPU %u\n", context_name(s->soft.pending[i].context), s->soft.pending[i].cpu);
	return true;
}

const struct info_topic info_run_topics[] = {
	{ "report", "the last kernel report, and what is still damaged", info_report },
	{ "locks", "who holds kmap_lock, who waits for it, and for an entry", info_locks },
	{ "disk", "the disk: its queue, its limit, the bounce pools", info_disk },
	{ "locals", "variables of the current task (`info locals TASK`)", info_locals },
	{ "interrupts", "interrupts that wait until they can be taken", info_pending },
	{ "hash", "a number that is equal for equal states", info_hash },
	{ 0 }
};
