/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table of kernel calls of this machine, and how one is run. The table is the eras' rows, oldest base first, a later
 * row of the same name in place of the earlier one; rows for highmem=off, of all bases, are laid over all others.
 * Invariant: a call that gave up the CPU is known by the task's resume record alone. Repeating it is neither counted nor
 * logged again, and nothing else can be called by that task before it has gone on.
 */
#include <stdlib.h>
#include <string.h>

#include "engine/calls.h"

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

const char *hm_call_name(const struct hm_call *call, size_t *len)
{
	const char *end = strchr(call->proto, '(');
	const char *start;

	if (!end)
		end = call->proto + strlen(call->proto);
	while (end > call->proto && !is_word(end[-1]))
		end--;
	for (start = end; start > call->proto && is_word(start[-1]); start--)
		;
	*len = (size_t)(end - start);
	return start;
}

static bool same_name(const struct hm_call *call, const char *name, size_t len)
{
	size_t n;
	const char *s = hm_call_name(call, &n);

	return n == len && !memcmp(s, name, n);
}

/* A name of a row while the table is made: every row is compared with all before it. */
struct call_name { const char *text; size_t len; };

static void merge_row(struct hm_machine *m, struct call_name *names, const struct hm_call *row)
{
	struct call_name own;
	unsigned int i = 0;

	own.text = hm_call_name(row, &own.len);
	while (i < m->call_rows && !(names[i].len == own.len && !memcmp(names[i].text, own.text, own.len)))
		i++;
	m->calls[i] = row;
	names[i] = own;
	if (i == m->call_rows)
		m->call_rows++;
}

static void merge_table(struct hm_machine *m, struct call_name *names, const struct hm_call *row)
{
	for (; row && row->proto; row++)
		merge_row(m, names, row);
}

static void merge_calls(struct hm_machine *m, struct call_name *names, const struct hm_era *era)
{
	if (era->base)
		merge_calls(m, names, era->base);
	merge_table(m, names, era->calls);
}

static void merge_nohighmem(struct hm_machine *m, struct call_name *names, const struct hm_era *era)
{
	if (era->base)
		merge_nohighmem(m, names, era->base);
	merge_table(m, names, era->calls_nohighmem);
}

/* An era takes a base era's call away by a row without function. */
static void drop_removed(struct hm_machine *m)
{
	unsigned int kept = 0;

	for (unsigned int i = 0; i < m->call_rows; i++)
		if (m->calls[i]->fn)
			m->calls[kept++] = m->calls[i];
	m->call_rows = kept;
}

/* Whose result is an address, as their declarations say. */
static void note_pointers(struct hm_machine *m)
{
	for (unsigned int i = 0; i < m->call_rows && i < MAX_POINTER_ROWS; i++) {
		size_t len;

		if (hm_call_name(m->calls[i], &len)[-1] == '*')
			m->call_pointer[i >> 6] |= (uint64_t)1 << (i & 63);
	}
}

/* How each call begins: by steps, or at one stride where the era knows its usual case. */
static void note_invoke(struct hm_machine *m)
{
	for (unsigned int i = 0; i < m->call_rows; i++) {
		m->invoke[i] = invoke_by_steps;
		if (m->calls[i]->fn == call_kmap_atomic && m->atomic->invoke_map)
			m->invoke[i] = m->atomic->invoke_map;
		else if (m->calls[i]->fn == call_kunmap_atomic && m->atomic->invoke_unmap)
			m->invoke[i] = m->atomic->invoke_unmap;
	}
}

static unsigned int table_rows(const struct hm_call *row)
{
	unsigned int n = 0;

	while (row && row[n].proto)
		n++;
	return n;
}

/* Room for every row of the era and its bases, had each a name of its own. */
static unsigned int most_rows(const struct hm_era *era)
{
	unsigned int n = 1;

	for (; era; era = era->base)
		n += table_rows(era->calls) + table_rows(era->calls_nohighmem);
	return n;
}

enum hm_verdict calls_merge(struct hm_machine *m)
{
	unsigned int most = most_rows(m->config.era);
	struct call_name *names = host_alloc(most, sizeof(names[0]));

	m->calls = names ? host_alloc(most, sizeof(m->calls[0])) : NULL;
	m->invoke = m->calls ? host_alloc(most, sizeof(m->invoke[0])) : NULL;
	if (!m->invoke) {
		free(names);
		return HM_NOMEM; /* the caller closes what there is */
	}
	m->call_rows = 0;
	merge_calls(m, names, m->config.era);
	if (!m->config.highmem)
		merge_nohighmem(m, names, m->config.era);
	free(names);
	drop_removed(m);
	note_pointers(m);
	note_invoke(m);
	return HM_OK;
}

void calls_free(struct hm_machine *m)
{
	free(m->calls);
	free(m->invoke);
	m->calls = NULL;
	m->invoke = NULL;
}

const struct hm_call *hm_call_at(const struct hm_machine *m, unsigned int i)
{
	return i < m->call_rows ? m->calls[i] : NULL;
}

const struct hm_call *hm_call_find(const struct hm_machine *m, const char *name, size_t len, unsigned int *index)
{
	for (unsigned int i = 0; i < m->call_rows; i++)
		if (same_name(m->calls[i], name, len)) {
			if (index)
				*index = i;
			return m->calls[i];
		}
	return NULL;
}

uint32_t hm_calls_made(const struct hm_machine *m)
{
	return state(m)->call_count;
}

/* ---- running one ---- */

/* A call that is preempted at its end has its result already; it waits in the resume record. */
static void keep_result(struct hm_machine *m, uint64_t result)
{
	struct task_record *t = current_task(m);

	if (t->resume.point != RESUME_SCHEDULE)
		return;
	t->resume.arg[0] = (uint32_t)result;
	t->resume.arg[1] = (uint32_t)(result >> 32);
}

/* What it returned may be used as an address later on: `why` wants to know where it came from. */
static void remember_null(struct hm_machine *m, const uint64_t *arg)
{
	struct state *st = state(m);

	memmove(&st->nulls[1], &st->nulls[0], (NULLS_KEPT - 1) * sizeof(st->nulls[0]));
	st->nulls[0] = *event_log(m, HM_EV_NULL_RETURNED, 0, st->call_row, (uint32_t)arg[0], (uint32_t)arg[1], 0, 0);
}

static enum hm_verdict run(struct hm_machine *m, const struct hm_call *call, const uint64_t *arg, uint64_t *ret)
{
	struct state *st = state(m);
	uint64_t result = 0;
	enum hm_verdict v;

	st->call_depth++;
	v = call->fn(m, arg, &result);
	st->call_depth--;
	st->call_event = 0;
	if (v == HM_BLOCKED)
		keep_result(m, result);
	else if (v == HM_OK && ret)
		*ret = result;
	if (v == HM_OK && !result && st->call_row < MAX_POINTER_ROWS && m->call_pointer[st->call_row >> 6] >> (st->call_row & 63) & 1)
		remember_null(m, arg);
	return v;
}

/* The task is back: goes on where it left, as part of the call that was logged then. */
static enum hm_verdict resume(struct hm_machine *m, unsigned int index, const uint64_t *arg, uint64_t *ret)
{
	struct state *st = state(m);
	struct task_record *t = current_task(m);
	uint32_t point = t->resume.point;
	enum hm_verdict v;

	if (t->resume.call != index)
		return HM_REFUSED;
	if (t->state != HM_TASK_CURRENT)
		return HM_BLOCKED;
	if (point == RESUME_SCHEDULE) {
		if (ret)
			*ret = (uint64_t)t->resume.arg[1] << 32 | t->resume.arg[0];
		t->resume = (struct resume_record){ .call = ~0u };
		task_mark(m, st->task);
		return HM_OK;
	}
	st->call_row = index;
	st->call_event = (uint64_t)t->resume.arg[3] << 32 | t->resume.arg[2];
	v = run(m, m->calls[index], arg, ret);
	if (v != HM_BLOCKED)
		t->resume = (struct resume_record){ .call = ~0u };
	task_mark(m, st->task);
	return v;
}

enum hm_verdict invoke_by_steps(struct hm_machine *m, unsigned int index, const uint64_t *arg, uint64_t *ret)
{
	const struct hm_call *call = m->calls[index];
	struct state *st = state(m);

	st->call_row = index;
	st->call_count++;
	if (!(call->flags & HM_CALL_QUIET))
		st->call_event = event_log(m, HM_EV_CALL, 0, index, (uint32_t)arg[0], (uint32_t)arg[1], 0, 0)->seq;
	pay(m, HM_COST_CALL);
	return run(m, call, arg, ret);
}

/* Whoever gave up the CPU inside a call can do nothing but go on with it. */
__attribute__((noinline)) static enum hm_verdict go_on(struct hm_machine *m, unsigned int index, const uint64_t *arg, uint64_t *ret)
{
	if (index >= m->call_rows || state(m)->halted || !current_task(m)->resume.point)
		return HM_REFUSED;
	return resume(m, index, arg, ret);
}

enum hm_verdict hm_call_invoke(struct hm_machine *m, unsigned int index, const uint64_t *arg, uint64_t *ret)
{
	const struct task_record *t = current_task(m);

	if (index >= m->call_rows || state(m)->halted || t->resume.point || t->state != HM_TASK_CURRENT)
		return go_on(m, index, arg, ret);
	return m->invoke[index](m, index, arg, ret);
}
