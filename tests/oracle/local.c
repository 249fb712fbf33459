/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Recordings of 6.1: mappings belong to tasks, which are kernel threads in strict turn, each on its own CPU. A task that is not
 * the script's current one is off its CPU, so that an idle thread runs there. What the harness refuses to carry out is checked
 * against what it knew: the machine, and the maps that each task has not given back, as the script sees them (lowmem maps, too,
 * and in the script's own idea of order, which a wrong unmap upsets). Of a reason it is checked that it could hold, not that no
 * other one does; a reason that is not in the table is taken as it is.
 */
#include <stdlib.h>
#include <string.h>

#include "tests/oracle/replay.h"

/* ---- the harness's view of a task ---- */

static bool in_slots(const struct replay *r, uint32_t addr)
{
	const struct hm_layout *l = r->layout;

	return addr >= hm_fix_to_virt(l, l->fix_kmap_end) && addr < hm_slot_address(l, 0) + HM_PAGE_SIZE;
}

static uint32_t page_of(uint32_t addr)
{
	return addr & ~(HM_PAGE_SIZE - 1u);
}

/* The newest entry with that address; list->n: none. */
static unsigned int find_held(const struct held_list *list, uint32_t addr)
{
	for (unsigned int i = list->n; i-- > 0;)
		if (list->at[i].addr == page_of(addr))
			return i;
	return list->n;
}

static unsigned int newest_slot(const struct held_list *list)
{
	for (unsigned int i = list->n; i-- > 0;)
		if (list->at[i].slot)
			return i;
	return list->n;
}

static bool names_place(const struct slice *ref)
{
	return ref->n >= 3 && !memcmp(ref->p, "top", 3);
}

/* Which entry of the list an unmap takes, by what the script called it; list->n: none. */
static unsigned int meant(const struct replay *r, const struct held_list *list)
{
	const struct slice *ref = &r->line.args.ref;
	unsigned int i;

	if (ref->n >= 5 && !memcmp(ref->p, "top-1", 5) && list->n > 1)
		return list->n - 2;
	if (names_place(ref))
		return list->n ? list->n - 1 : 0;
	if (!in_slots(r, r->line.args.addr))
		return list->n;
	i = find_held(list, r->line.args.addr);
	return i == list->n ? newest_slot(list) : i;
}

static void drop(struct held_list *list, unsigned int i)
{
	if (i >= list->n)
		return;
	list->n--;
	memmove(&list->at[i], &list->at[i + 1], (list->n - i) * sizeof(list->at[0]));
}

static void note_maps(struct replay *r)
{
	struct held_list *list = &r->script->held[r->task];

	if (r->line.status != STATUS_OK)
		return;
	if (r->line.op == OP_KMAP_ATOMIC || r->line.op == OP_KMAP_LOCAL_PAGE) {
		if (list->n < MAX_HELD)
			list->at[list->n++] = (struct held){ r->result, r->line.op == OP_KMAP_ATOMIC, in_slots(r, r->result) };
	} else if (r->line.op == OP_KUNMAP_ATOMIC || r->line.op == OP_KUNMAP_LOCAL) {
		drop(list, meant(r, list));
	}
}

/* ---- refusals ---- */

static bool would_bug(const struct replay *r)
{
	struct hm_page_view page;
	struct hm_pkmap_view entry;

	if (r->line.op != OP_KUNMAP || !hm_page_view(r->m, r->line.args.pfn, &page))
		return false;
	return !page.address ||
	       (hm_pkmap_view(r->m, (page.address - r->layout->pkmap_base) >> HM_PAGE_SHIFT, &entry) && entry.count < 2);
}

static bool would_sleep(const struct replay *r)
{
	struct hm_page_view page;
	struct hm_pkmap_view entry;

	if (r->line.op != OP_KMAP || !hm_page_view(r->m, r->line.args.pfn, &page) || page.address)
		return false;
	for (uint32_t nr = 0; hm_pkmap_view(r->m, nr, &entry); nr++)
		if (entry.count < 2)
			return false;
	return true;
}

static bool is_unmap(const struct replay *r)
{
	return r->line.op == OP_KUNMAP_ATOMIC || r->line.op == OP_KUNMAP_LOCAL;
}

static bool any_of_kind(const struct held_list *list, bool atomic)
{
	for (unsigned int i = 0; i < list->n; i++)
		if (list->at[i].atomic == atomic)
			return true;
	return false;
}

static bool wrong_kind(const struct replay *r)
{
	return is_unmap(r) && any_of_kind(&r->script->held[r->task], r->line.op != OP_KUNMAP_ATOMIC);
}

/* Nothing to give back: no map at all, or none that an address among the slots could be meant for. */
static bool depth_0(const struct replay *r)
{
	const struct held_list *list = &r->script->held[r->task];

	return is_unmap(r) && (!list->n || (!names_place(&r->line.args.ref) && newest_slot(list) == list->n));
}

/* An entry that the script names by its place is one of kmap_atomic()'s, or of the wrong kind. */
static bool unbalanced(const struct replay *r)
{
	return r->line.op == OP_KUNMAP_ATOMIC && !names_place(&r->line.args.ref);
}

static bool map_held(const struct replay *r)
{
	struct hm_kmap_ctrl_view v;

	return r->line.op == OP_CPU && (r->script->held[r->task].n || (hm_kmap_ctrl_view(r->m, r->id[r->task], &v) && v.idx));
}

static bool atomic_held(const struct replay *r)
{
	return r->line.op == OP_TASK && (any_of_kind(&r->script->held[r->task], true) || hm_preempt_count(r->m, r->id[r->task]));
}

static bool task_asleep(const struct replay *r)
{
	return r->line.op != OP_TASK && r->pending[r->task].asleep;
}

static bool not_woken(const struct replay *r)
{
	uint32_t number = r->line.args.task;

	return r->line.op == OP_TASK && number < HM_MAX_TASKS && r->known[number] && is_asleep(r, number);
}

static bool refused(struct replay *r)
{
	static const struct { const char *why; bool (*holds)(const struct replay *r); } reason[] = {
		{ "would BUG", would_bug }, { "would sleep for ever", would_sleep }, { "wrong kind of map", wrong_kind },
		{ "depth 0", depth_0 }, { "would unbalance preempt_count", unbalanced }, { "map held", map_held },
		{ "atomic map held", atomic_held }, { "the task is asleep", task_asleep },
		{ "task is asleep and not woken", not_woken },
	};
	const struct slice *why = &r->line.why;

	if (!(r->line.present >> F_WHY & 1))
		return differ(r, "why", "the reason of a refusal", "none");
	for (size_t i = 0; i < sizeof(reason) / sizeof(reason[0]); i++)
		if (strlen(reason[i].why) == why->n && !memcmp(reason[i].why, why->p, why->n))
			return reason[i].holds(r) || differ(r, "why", reason[i].why, "nothing that would speak against it");
	return true;
}

/* ---- operations ---- */

/* The old task leaves its CPU to the idle one, the new one comes to run on its own. */
static bool task(struct replay *r)
{
	uint32_t number = r->line.args.task, from = hm_current_cpu(r->m);
	struct hm_task_view v;

	if (number >= HM_MAX_TASKS || !r->known[number] || !hm_task_view(r->m, r->id[number], &v))
		return differ(r, "task", "a task of the header", "another");
	if (is_asleep(r, number)) {
		r->status = STATUS_REFUSED;
		return true;
	}
	r->status = STATUS_OK;
	if (number == r->task)
		return true;
	if (hm_switch_to(r->m, from, r->idle[from]) != HM_OK)
		return differ(r, "task", "the idle task runs", "refused");
	r->status = status_of(hm_switch_to(r->m, v.cpu, r->id[number]));
	if (r->status != STATUS_OK)
		return true;
	r->task = number;
	if (r->pending[number].asleep)
		go_on(r);
	return true;
}

/* ---- comparing ---- */

static bool compare_counters(struct replay *r)
{
	struct hm_kmap_ctrl_view v;

	if (!hm_kmap_ctrl_view(r->m, r->id[r->task], &v))
		return differ(r, "kmap_ctrl_idx", "a kmap_ctrl", "none");
	return differ_signed(r, "pagefault_disabled", r->line.pagefault_disabled, v.pagefault_disabled) &&
	       differ_signed(r, "migration_disabled", r->line.migration_disabled, (int32_t)v.migration_disabled) &&
	       differ_signed(r, "kmap_ctrl_idx", r->line.kmap_ctrl_idx, v.idx);
}

/* Named where the task is, or has gone back to being, asleep in kmap(). */
static bool compare_wchan(struct replay *r)
{
	bool want = r->line.present >> F_WCHAN & 1;
	struct hm_task_view v;
	bool asleep = (r->status == STATUS_SLEEP || (r->has_resumed && r->resumed.status == STATUS_SLEEP)) &&
		      hm_task_view(r->m, r->id[r->task], &v) && v.state == HM_TASK_ASLEEP && v.waits_on == HM_WAIT_PKMAP;
	const struct slice *s = &r->line.wchan;

	if (want && (s->n != 9 || memcmp(s->p, "kmap_high", 9) != 0))
		return differ(r, "wchan", "another function", "kmap_high");
	return want == asleep || differ(r, "wchan", want ? "kmap_high" : "none", asleep ? "kmap_high" : "none");
}

/* A page of the script is the same frame throughout. */
static bool compare_id(struct replay *r)
{
	const struct args *a = &r->line.args;
	uint32_t *pfn;

	if (!(a->present >> A_ID & 1) || !(a->present >> A_PFN & 1))
		return true;
	if (a->id >= MAX_IDS)
		return differ(r, "id", "a number below 65536", "more");
	pfn = &r->script->pfn_of_id[a->id];
	if (!*pfn)
		*pfn = a->pfn + 1;
	return differ_number(r, "pfn of the id", a->pfn, *pfn - 1);
}

static bool compare(struct replay *r)
{
	bool flushed = r->line.present >> F_FLUSH_CPUS & 1;

	if (flushed != (r->flushed != 0) || r->line.flush_cpus != r->flushed)
		return differ_number(r, "flush_cpus, as bits", (uint32_t)r->line.flush_cpus, (uint32_t)r->flushed);
	if ((r->line.present >> F_WHY & 1) != (r->line.status == STATUS_REFUSED))
		return differ(r, "why", "the reason of a refusal, and of nothing else", "another status");
	return compare_counters(r) && compare_wchan(r) && compare_id(r);
}

#define BIT(field) (1u << F_##field)

const struct recording recording_6_1 = {
	.era = "6.1",
	.needed = BIT(I) | BIT(OP) | BIT(ARGS) | BIT(CPU) | BIT(TASK) | BIT(STATUS) | BIT(RESULT) | BIT(EVENTS) |
		  BIT(PREEMPT_COUNT) | BIT(PAGEFAULT_DISABLED) | BIT(MIGRATION_DISABLED) | BIT(KMAP_CTRL_IDX),
	.allowed = BIT(I) | BIT(OP) | BIT(ARGS) | BIT(CPU) | BIT(TASK) | BIT(STATUS) | BIT(WHY) | BIT(RESULT) | BIT(RESUMED) |
		   BIT(EVENTS) | BIT(PREEMPT_COUNT) | BIT(PAGEFAULT_DISABLED) | BIT(MIGRATION_DISABLED) | BIT(KMAP_CTRL_IDX) |
		   BIT(PKMAP_COUNT) | BIT(PKMAP_PTE) | BIT(LAST_PKMAP_NR) | BIT(FIXMAP) | BIT(FLUSH_CPUS) | BIT(WCHAN),
	.ops = 1u << OP_CPU | 1u << OP_TASK | 1u << OP_KMAP | 1u << OP_KUNMAP | 1u << OP_KMAP_ATOMIC | 1u << OP_KUNMAP_ATOMIC |
	       1u << OP_PAGE_ADDRESS | 1u << OP_KMAP_LOCAL_PAGE | 1u << OP_KUNMAP_LOCAL | 1u << OP_KMAP_FLUSH_UNUSED,
	.local = true,
	.task = task,
	.refused = refused,
	.compare = compare,
	.done = note_maps,
};
