/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Carrying out the operations of a recording. Each is one public call: hm_call_invoke() for the kernel's, hm_select() and
 * hm_context_set() for the harness's own. A `refused` line is none of the kernel's: it is not carried out, and must have
 * changed nothing; but a task that sleeps and has not been woken cannot run, whatever a recording says.
 */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/oracle/header.h"

enum { COMPARE_ALL_EVERY = 16384 };

/* ---- open ---- */

static bool find_calls(struct replay *r)
{
	static const char *const name[OP_NR] = {
		[OP_KMAP] = "kmap", [OP_KUNMAP] = "kunmap", [OP_KMAP_ATOMIC] = "kmap_atomic", [OP_KUNMAP_ATOMIC] = "kunmap_atomic",
		[OP_KUNMAP_ATOMIC_PAGE] = "kunmap_atomic", [OP_PAGE_ADDRESS] = "page_address",
		[OP_KMAP_ATOMIC_TO_PAGE] = "kmap_atomic_to_page", [OP_KMAP_LOCAL_PAGE] = "kmap_local_page",
		[OP_KUNMAP_LOCAL] = "kunmap_local", [OP_KMAP_FLUSH_UNUSED] = "kmap_flush_unused",
	};

	for (int op = OP_KMAP; op < OP_NR; op++)
		if (r->kind->ops >> op & 1 && !hm_call_find(r->m, name[op], strlen(name[op]), &r->call[op]))
			return differ(r, "call", name[op], "not in this era");
	return true;
}

/* A recording's task, made when it is first heard of. */
bool know_task(struct replay *r, uint32_t number, uint32_t cpu, unsigned int flags)
{
	char comm[HM_COMM_LEN];

	if (number >= HM_MAX_TASKS)
		return differ(r, "task", "a number below 256", "more");
	if (r->known[number])
		return true;
	snprintf(comm, sizeof(comm), "task%u", number);
	if (hm_task_new(r->m, comm, flags, cpu, &r->id[number]) != HM_OK)
		return differ(r, "task", "a new task", "refused");
	r->number[r->id[number]] = (uint16_t)number;
	r->known[number] = true;
	return true;
}

void replay_begin(struct replay *r)
{
	memset(&r->m, 0, sizeof(*r) - offsetof(struct replay, m));
	r->diff.line = 1;
}

bool replay_open(struct replay *r, const char *header, size_t n)
{
	for (uint32_t i = 0; i < HM_MAX_PKMAP; i++)
		r->sum.pkmap_pte[i] = NONE_VALUE;
	for (uint32_t i = 0; i < MAX_FIX_SLOTS; i++)
		r->sum.fixmap[i] = NONE_VALUE;
	if (!nets_open(&r->count, HM_MAX_PKMAP) || !nets_open(&r->pte, HM_MAX_PKMAP) || !nets_open(&r->fix, MAX_FIX_SLOTS))
		return differ(r, "machine", "memory", "none");
	if (!header_machine(r, header, n) || !find_calls(r) || !know_task(r, 0, 0, 0))
		return false;
	return hm_select(r->m, r->id[0], r->kind->local ? hm_current_cpu(r->m) : 0) == HM_OK || differ(r, "task", "task 0", "refused");
}

bool replay_end(struct replay *r)
{
	struct hm_machine *m = r->m;

	r->m = NULL;
	return machines_return(&r->machines, m) || differ(r, "the machine put back", "its state after boot", "another");
}

void replay_free(struct replay *r)
{
	machines_close(&r->machines);
	nets_close(&r->count);
	nets_close(&r->pte);
	nets_close(&r->fix);
	line_free(&r->line);
	free(r->script);
}

/* ---- operations ---- */

enum status status_of(enum hm_verdict v)
{
	switch (v) {
	case HM_OK: return STATUS_OK;
	case HM_BLOCKED: return STATUS_SLEEP;
	case HM_DIED:
	case HM_ABANDONED: return STATUS_BUG;
	case HM_REFUSED:
	case HM_NOMEM: return STATUS_REFUSED;
	}
	return STATUS_REFUSED;
}

/* Arguments of the calls, in the order of their declarations. */
static void arguments(const struct replay *r, enum op op, const struct args *a, uint64_t out[2])
{
	out[1] = a->type_nr;
	switch (op) {
	case OP_KMAP:
	case OP_KUNMAP:
	case OP_KMAP_ATOMIC:
	case OP_KMAP_LOCAL_PAGE:
	case OP_PAGE_ADDRESS: out[0] = hm_pfn_to_page(r->layout, a->pfn); break;
	case OP_KUNMAP_ATOMIC:
	case OP_KUNMAP_LOCAL:
	case OP_KMAP_ATOMIC_TO_PAGE: out[0] = a->addr; break;
	case OP_KUNMAP_ATOMIC_PAGE: out[0] = a->page; break;
	case OP_CPU:
	case OP_TASK:
	case OP_CTX:
	case OP_KMAP_FLUSH_UNUSED:
	case OP_NR: out[0] = 0; break;
	}
}

static enum status run_call(struct replay *r, enum op op, const struct args *a, bool *has, uint32_t *result)
{
	uint64_t arg[HM_MAX_ARGS] = { 0 }, ret = 0;
	enum hm_verdict v;

	arguments(r, op, a, arg);
	v = hm_call_invoke(r->m, r->call[op], arg, &ret);
	*has = v == HM_OK && ret;
	*result = *has ? (uint32_t)ret : 0;
	return status_of(v);
}

bool is_asleep(const struct replay *r, uint32_t number)
{
	struct hm_task_view v;

	return r->pending[number].asleep && hm_task_view(r->m, r->id[number], &v) && v.state == HM_TASK_ASLEEP;
}

static void do_call(struct replay *r)
{
	const struct line *l = &r->line;
	struct pending *p = &r->pending[r->task];

	if (p->asleep) {
		r->status = STATUS_REFUSED;
		return;
	}
	r->status = run_call(r, l->op, &l->args, &r->has_result, &r->result);
	if (r->status == STATUS_SLEEP)
		*p = (struct pending){ .asleep = true, .i = l->i, .args = l->args };
	if (l->op == OP_KMAP_ATOMIC_TO_PAGE && r->has_result) {
		r->has_pfn = true;
		r->pfn = hm_page_to_pfn(r->layout, r->result);
	}
}

/* The sleeping call of the task that has just come to run. */
void go_on(struct replay *r)
{
	struct pending *p = &r->pending[r->task];

	r->has_resumed = true;
	r->resumed = (struct resumed){ .i = p->i, .op = OP_KMAP, .args = p->args };
	r->resumed.status = run_call(r, OP_KMAP, &p->args, &r->resumed.has_result, &r->resumed.result);
	p->asleep = r->resumed.status == STATUS_SLEEP;
}

static bool do_task(struct replay *r)
{
	uint32_t number = r->line.args.task;

	if (!know_task(r, number, hm_current_cpu(r->m), 0))
		return false;
	r->first_event = hm_event_count(r->m) + 1;
	if (is_asleep(r, number)) {
		r->status = STATUS_REFUSED;
		return true;
	}
	r->status = status_of(hm_select(r->m, r->id[number], hm_current_cpu(r->m)));
	if (r->status != STATUS_OK)
		return true;
	r->task = number;
	if (r->pending[number].asleep)
		go_on(r);
	return true;
}

static void do_ctx(struct replay *r)
{
	static const enum hm_context context[CTX_NR] = {
		[CTX_PROCESS] = HM_CTX_PROCESS, [CTX_SOFTIRQ] = HM_CTX_SOFTIRQ, [CTX_IRQ] = HM_CTX_HARDIRQ,
	};

	hm_context_set(r->m, context[r->line.args.ctx]);
	r->status = STATUS_OK;
}

static bool perform(struct replay *r)
{
	r->has_result = r->has_pfn = r->has_resumed = false;
	r->first_event = hm_event_count(r->m) + 1;
	if (!(r->kind->ops >> r->line.op & 1))
		return differ(r, "op", "an operation of this era's recordings", op_names[r->line.op]);
	if (r->line.status == STATUS_REFUSED) {
		r->status = STATUS_REFUSED;
		return !r->kind->refused || r->kind->refused(r);
	}
	switch (r->line.op) {
	case OP_CPU: r->status = status_of(hm_select(r->m, r->id[r->task], r->line.args.cpu)); return true;
	case OP_TASK: return r->kind->task(r);
	case OP_CTX: do_ctx(r); return true;
	case OP_KMAP:
	case OP_KUNMAP:
	case OP_KMAP_ATOMIC:
	case OP_KUNMAP_ATOMIC:
	case OP_KUNMAP_ATOMIC_PAGE:
	case OP_PAGE_ADDRESS:
	case OP_KMAP_LOCAL_PAGE:
	case OP_KUNMAP_LOCAL:
	case OP_KMAP_FLUSH_UNUSED:
	case OP_KMAP_ATOMIC_TO_PAGE: do_call(r); return true;
	case OP_NR: break;
	}
	return differ(r, "op", "a known operation", "another");
}

/* ---- lines ---- */

static bool arguments_present(struct replay *r)
{
	static const uint32_t needed[OP_NR] = {
		[OP_CPU] = 1u << A_CPU, [OP_TASK] = 1u << A_TASK, [OP_CTX] = 1u << A_CTX, [OP_KMAP] = 1u << A_PFN,
		[OP_KUNMAP] = 1u << A_PFN, [OP_KMAP_ATOMIC] = 1u << A_PFN | 1u << A_TYPE_NR,
		[OP_KUNMAP_ATOMIC] = 1u << A_ADDR | 1u << A_TYPE_NR, [OP_KUNMAP_ATOMIC_PAGE] = 1u << A_PAGE | 1u << A_TYPE_NR,
		[OP_PAGE_ADDRESS] = 1u << A_PFN, [OP_KMAP_ATOMIC_TO_PAGE] = 1u << A_ADDR,
		[OP_KMAP_LOCAL_PAGE] = 1u << A_PFN, [OP_KUNMAP_LOCAL] = 1u << A_ADDR,
	};
	uint32_t need = r->line.status == STATUS_REFUSED && r->kind->local ? 0 : needed[r->line.op];

	if (r->kind->local) /* no types there */
		need &= ~(1u << A_TYPE_NR);
	return (r->line.args.present & need) == need || differ(r, "args", "all arguments", "one is missing");
}

static bool compare_before(struct replay *r)
{
	static const enum ctx of[] = {
		[HM_CTX_PROCESS] = CTX_PROCESS, [HM_CTX_SOFTIRQ] = CTX_SOFTIRQ, [HM_CTX_HARDIRQ] = CTX_IRQ, [HM_CTX_NMI] = CTX_IRQ,
	};
	enum ctx now = of[hm_context_now(r->m)];

	if (!differ_number(r, "cpu", r->line.cpu, hm_current_cpu(r->m)) || !differ_number(r, "task", r->line.task, r->task))
		return false;
	return r->kind->local || r->line.ctx == now || differ(r, "ctx", ctx_names[r->line.ctx], ctx_names[now]);
}

bool replay_line(struct replay *r, const char *text, size_t n, uint64_t number)
{
	size_t column;
	const char *error = line_read(&r->line, text, n, &column);
	char where[48];

	r->diff.line = number;
	r->stamp++;
	if (error) {
		snprintf(where, sizeof(where), "column %zu", column);
		return differ(r, where, "a line of a recording", error);
	}
	if (r->line.i != r->ops)
		return differ_number(r, "i", (uint32_t)r->line.i, (uint32_t)r->ops);
	r->ops++;
	if (!arguments_present(r) || !compare_before(r) || !perform(r) || !compare_line(r))
		return false;
	if (r->kind->done)
		r->kind->done(r);
	return r->ops % COMPARE_ALL_EVERY || compare_all(r);
}

/* What the harness itself counted when it was done. */
static bool compare_tail(struct replay *r)
{
	int32_t sum = 0;

	if (!r->has_tail)
		return true;
	for (uint32_t nr = 0; nr < r->layout->last_pkmap; nr++)
		sum += hm_pkmap_count(r->m, nr);
	return differ_number(r, "tail.last_pkmap_nr", r->tail_last_pkmap_nr, hm_last_pkmap_nr(r->m)) &&
	       differ_signed(r, "tail.pkmap_count_sum", (int32_t)r->tail_count_sum, sum);
}

bool replay_finish(struct replay *r, uint64_t number)
{
	r->diff.line = number;
	if (r->ops_promised && !differ_number(r, "ops", (uint32_t)r->ops_promised, (uint32_t)r->ops))
		return false;
	return compare_all(r) && compare_tail(r);
}

#define BIT(field) (1u << F_##field)

const struct recording recording_2_6_11 = {
	.era = "2.6.11",
	.needed = BIT(I) | BIT(OP) | BIT(ARGS) | BIT(CPU) | BIT(TASK) | BIT(CTX) | BIT(STATUS) | BIT(RESULT) | BIT(EVENTS) |
		  BIT(PREEMPT_COUNT),
	.allowed = BIT(I) | BIT(OP) | BIT(ARGS) | BIT(CPU) | BIT(TASK) | BIT(CTX) | BIT(STATUS) | BIT(WHY) | BIT(RESULT) | BIT(PFN) |
		   BIT(RESUMED) | BIT(EVENTS) | BIT(FORCED_UNLOCK) | BIT(PREEMPT_COUNT) | BIT(PKMAP_COUNT) | BIT(PKMAP_PTE) |
		   BIT(LAST_PKMAP_NR) | BIT(FIXMAP),
	.ops = 1u << OP_CPU | 1u << OP_TASK | 1u << OP_CTX | 1u << OP_KMAP | 1u << OP_KUNMAP | 1u << OP_KMAP_ATOMIC |
	       1u << OP_KUNMAP_ATOMIC | 1u << OP_KUNMAP_ATOMIC_PAGE | 1u << OP_PAGE_ADDRESS | 1u << OP_KMAP_ATOMIC_TO_PAGE,
	.task = do_task,
};
