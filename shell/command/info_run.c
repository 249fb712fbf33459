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
	struct report_source src = { s->world->m, s->world->map, s->world->lang };
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

static bool info_locks(struct session *s, const struct command_input *in)
{
	struct report_source src = { s->world->m, s->world->map, s->world->lang };
	struct hm_lock_view l;
	struct hm_task_view t;
	char place[96];

	(void)in;
	hm_kmap_lock_view(s->world->m, &l);
	if (!l.held) {
		sink_puts(&s->out, "kmap_lock: free\n");
		return true;
	}
	event_place(&src, &l.taken, place, sizeof(place));
	sink_printf(&s->out, "kmap_lock: held by %s on CPU %u%s%s\n",
		    hm_task_view(s->world->m, (uint16_t)l.task, &t) ? t.comm : "?", l.cpu, *place ? ", taken at " : "", place);
	if (t.state == HM_TASK_DEAD)
		sink_puts(&s->out, "  its holder is dead: nobody will ever release it\n");
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
	{ "locks", "who holds kmap_lock", info_locks },
	{ "disk", "the disk: its queue, its limit, the bounce pools", info_disk },
	{ "locals", "variables of the current task (`info locals TASK`)", info_locals },
	{ "interrupts", "interrupts that wait until they can be taken", info_pending },
	{ "hash", "a number that is equal for equal states", info_hash },
	{ 0 }
};
