/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Permanent kmaps: 2.6.11 mm/highmem.c (flush_all_zero_pkmaps, map_new_virtual, kmap_high, kunmap_high) and kmap(), kunmap() of
 * arch/i386/mm/highmem.c, step by step in the kernel's order.
 *
 * pkmap_count: 0 = free and in no TLB; 1 = no users, but mapped still, and perhaps in a TLB; n = n - 1 users. The counts
 * are an array of their own, as in the kernel: a flush and a full search read all of them. What `why` needs stands beside it.
 * A kmap() that finds nothing free sleeps, and when its task runs again goes on behind schedule(), in kmap_high_resume().
 */
#include "engine/calls.h"

static struct area *pkmap_area(const struct hm_machine *m)
{
	return (struct area *)(uintptr_t)&m->region.area[AREA_PKMAP];
}

static int32_t *counts(const struct hm_machine *m)
{
	return (int32_t *)(void *)pkmap_area(m)->base;
}

int32_t pkmap_count(const struct hm_machine *m, uint32_t nr)
{
	return counts(m)[nr];
}

static void entry_mark(struct hm_machine *m, uint32_t nr)
{
	size_t offset = (size_t)((uint8_t *)pkmap_entry(m, nr) - pkmap_area(m)->base);

	area_mark(pkmap_area(m), nr * sizeof(int32_t), sizeof(int32_t));
	area_mark(pkmap_area(m), offset, sizeof(struct pkmap_entry));
}

static int32_t set_count(struct hm_machine *m, uint32_t nr, int32_t count)
{
	struct pkmap_entry *e = pkmap_entry(m, nr);

	e->counted = *event_log(m, HM_EV_PKMAP_COUNT, 0, nr, (uint32_t)counts(m)[nr], (uint32_t)count, 0, 0);
	counts(m)[nr] = count;
	entry_mark(m, nr);
	return count;
}

static hm_vaddr_t pte_of(const struct hm_machine *m, uint32_t nr)
{
	return m->layout.pkmap_page_table + nr * m->layout.pte_size;
}

void pkmap_boot(struct hm_machine *m)
{
	page_address_init(m);
}

/* BUG() on an entry: what was done to it, newest first; `before` made the count what the check found. */
static enum hm_verdict entry_bug(struct hm_machine *m, enum hm_check check, uint32_t nr, const struct hm_event *before)
{
	struct hm_link step[HM_REPORT_LINKS];
	struct chain why = { step, 0, HM_REPORT_LINKS };
	bool released = before->seq == pkmap_entry(m, nr)->released.seq;

	chain_add(&why, released ? HM_LINK_PKMAP_RELEASED : HM_LINK_PKMAP_COUNTED, before, 0, 0, nr);
	chain_pkmap(m, &why, nr);
	return bug_because(m, check, &why);
}

/* Takes one released entry back: nobody may find the page by it any more, and the flush that follows makes it free. */
static enum hm_verdict reclaim(struct hm_machine *m, uint32_t nr)
{
	struct hm_event before = pkmap_entry(m, nr)->counted;
	uint64_t pte;

	set_count(m, nr, 0);
	pte = pte_read(m, pte_of(m, nr));
	if (!pte)
		return entry_bug(m, HM_CHECK_FLUSH_PTE_NONE, nr, &before);
	pte_clear(m, pte_of(m, nr), hm_pkmap_address(&m->layout, nr), &pkmap_entry(m, nr)->set);
	entry_mark(m, nr);
	return set_page_address(m, hm_pfn_to_page(&m->layout, pte_pfn(m, pte)), 0);
}

/* Up to 2.6.24 the flush is there even when nothing was reclaimed; `need_flush` had come by 2.6.35. */
static enum hm_verdict flush_all_zero_pkmaps(struct hm_machine *m)
{
	const struct hm_layout *l = &m->layout;
	bool need_flush = m->era.need_flush == HM_NO;

	for (uint32_t nr = 0; nr < l->last_pkmap; nr++) {
		enum hm_verdict v;

		if (counts(m)[nr] != 1)
			continue;
		v = reclaim(m, nr);
		if (v != HM_OK)
			return v;
		need_flush = true;
	}
	if (!need_flush)
		return HM_OK;
	return flush_tlb_kernel_range(m, l->pkmap_base, hm_pkmap_address(l, l->last_pkmap));
}

/* One lap at most from last_pkmap_nr on, `flushed`: from behind the flush at its wrap; *found false: every entry is in use. */
static enum hm_verdict search(struct hm_machine *m, bool flushed, bool *found)
{
	struct state *st = state(m);
	uint32_t last = m->layout.last_pkmap;

	*found = false;
	for (uint32_t remaining = last; remaining; remaining--) {
		if (!flushed)
			st->last_pkmap_nr = (st->last_pkmap_nr + 1) & (last - 1);
		if (!st->last_pkmap_nr && !flushed) {
			enum hm_verdict v;

			event_log(m, HM_EV_PKMAP_WRAP, 0, 0, 0, 0, 0, 0);
			v = flush_all_zero_pkmaps(m);
			if (v != HM_OK)
				return v;
			remaining = last;
		}
		flushed = false;
		if (!counts(m)[st->last_pkmap_nr]) {
			*found = true;
			return HM_OK;
		}
	}
	return HM_OK;
}

/* HM_BLOCKED: the task sleeps, kmap_lock is free again. nonblocking: gives no address instead. */
static enum hm_verdict map_new_virtual(struct hm_machine *m, hm_vaddr_t page, bool nonblocking, hm_vaddr_t *address)
{
	uint32_t nr;
	bool found, flushed = current_task(m)->resume.point == RESUME_FLUSH;
	enum hm_verdict v;

	if (flushed)
		flush_tlb_resume(m);
	v = search(m, flushed, &found);

	if (v != HM_OK)
		return v;
	if (!found && nonblocking)
		return HM_OK;
	if (!found) {
		kmap_unlock(m);
		current_task(m)->first_argument = page;
		return sleep_on_pkmap_map_wait(m, RESUME_KMAP);
	}
	nr = state(m)->last_pkmap_nr;
	*address = hm_pkmap_address(&m->layout, nr);
	(void)pte_set(m, pte_of(m, nr), *address, hm_page_to_pfn(&m->layout, page), &pkmap_entry(m, nr)->set); /* in the machine's own table */
	set_count(m, nr, 1);
	return set_page_address(m, page, *address);
}

/*
 * PKMAP_NR() has no range check. Eras that tell lowmem by comparing pointers can come here with a lowmem address and would
 * change memory outside pkmap_count[]: here a report is made, and the task ends.
 */
static enum hm_verdict pkmap_nr(struct hm_machine *m, enum hm_check check, hm_vaddr_t page, hm_vaddr_t address, uint32_t *nr)
{
	struct hm_link step[HM_REPORT_LINKS];
	struct chain why = { step, 0, HM_REPORT_LINKS };

	*nr = (address - m->layout.pkmap_base) >> HM_PAGE_SHIFT;
	if (*nr < m->layout.last_pkmap)
		return HM_OK;
	chain_address(m, &why, page);
	return out_of_range(m, check, address, &why);
}

static enum hm_verdict kmap_high_locked(struct hm_machine *m, hm_vaddr_t page, bool nonblocking, uint64_t *ret)
{
	hm_vaddr_t address = 0;
	uint32_t nr;
	struct hm_event before;
	enum hm_verdict v = any_page_address(m, page, &address);

	if (v == HM_OK && !address)
		v = map_new_virtual(m, page, nonblocking, &address);
	if (v == HM_OK && !address) {
		kmap_unlock(m);
		*ret = 0;
		return HM_OK;
	}
	if (v == HM_OK)
		v = pkmap_nr(m, HM_CHECK_PKMAP_RANGE, page, address, &nr);
	if (v != HM_OK)
		return v;
	before = pkmap_entry(m, nr)->counted;
	if (set_count(m, nr, (int32_t)((uint32_t)counts(m)[nr] + 1)) < 2)
		return entry_bug(m, HM_CHECK_KMAP_HIGH_COUNT, nr, &before);
	if (before.arg[1] == 2 && before.arg[2] == 1) /* revived: what was given back until then is settled */
		pkmap_entry(m, nr)->released = pkmap_entry(m, nr)->released_before = (struct hm_event){ .seq = 0 };
	kmap_unlock(m);
	*ret = address;
	return preempt_check_resched(m);
}

/* Whoever has waited for the other CPUs' answers, or was interrupted here, has kept the lock. HM_BLOCKED: an interrupt comes here. */
static enum hm_verdict take_lock(struct hm_machine *m)
{
	struct task_record *t = current_task(m);
	enum hm_verdict v;

	if (t->resume.point == RESUME_FLUSH)
		return HM_OK;
	if (t->resume.point == RESUME_INSIDE) {
		t->resume.point = RESUME_NONE;
		return HM_OK;
	}
	v = kmap_lock(m);
	return v == HM_OK && state(m)->inside_wanted && stops_inside(m) ? HM_BLOCKED : v;
}

enum hm_verdict kmap_high(struct hm_machine *m, hm_vaddr_t page, bool nonblocking, uint64_t *ret)
{
	enum hm_verdict v = take_lock(m);

	return v == HM_OK ? kmap_high_locked(m, page, nonblocking, ret) : v;
}

/* Behind schedule() in map_new_virtual(): somebody else may have mapped the page meanwhile; if not, the search starts anew. */
static enum hm_verdict kmap_high_resume(struct hm_machine *m, hm_vaddr_t page, uint64_t *ret)
{
	remove_wait_queue(m, state(m)->task);
	return kmap_high(m, page, false, ret);
}

/* The struct page that the entry maps: what should have been given instead of its address. 0: none. */
static hm_vaddr_t page_in_entry(const struct hm_machine *m, uint32_t nr)
{
	uint64_t pte = nr < m->layout.last_pkmap ? pte_read(m, pte_of(m, nr)) : 0;

	return pte ? hm_pfn_to_page(&m->layout, pte_pfn(m, pte)) : 0;
}

/* What PageHighMem() found where no struct page is: data. */
static uint32_t word_read_as_flags(const struct hm_machine *m, hm_vaddr_t page)
{
	uint32_t word = 0;

	(void)hm_peek(m, page + m->page_struct->flags, &word, sizeof(word));
	return word;
}

/* kunmap() of an address inside the window, whose data say that it is a lowmem page: the entry remembers what passed it by. */
static void unmap_ignored(struct hm_machine *m, hm_vaddr_t page)
{
	uint32_t nr = (page - m->layout.pkmap_base) >> HM_PAGE_SHIFT;
	hm_vaddr_t expected = page_in_entry(m, nr);

	if (!expected)
		return;
	pkmap_entry(m, nr)->ignored = *event_log(m, HM_EV_UNMAP_IGNORED, pkmap_entry(m, nr)->set.seq, page, nr,
						 word_read_as_flags(m, page), expected, 0);
	entry_mark(m, nr);
}

/* A page that has no address: which entry held it last, if one did; what else the argument may be. */
static enum hm_verdict not_mapped(struct hm_machine *m, hm_vaddr_t page)
{
	const struct hm_layout *l = &m->layout;
	struct hm_link step[HM_REPORT_LINKS];
	struct chain why = { step, 0, HM_REPORT_LINKS };
	struct hm_event e = *event_log(m, HM_EV_NOT_MAPPED, 0, page, word_read_as_flags(m, page), 0, 0, 0);
	uint32_t nr = (page - l->pkmap_base) >> HM_PAGE_SHIFT;

	chain_add(&why, page_is_in_mem_map(m, page) ? HM_LINK_NEVER_MAPPED : HM_LINK_DATA_FLAGS, &e, page, page_in_entry(m, nr), 0);
	if (nr < l->last_pkmap) {
		chain_pkmap(m, &why, nr);
		return bug_because(m, HM_CHECK_KUNMAP_HIGH_NO_ADDRESS, &why);
	}
	for (nr = 0; nr < l->last_pkmap; nr++) {
		const struct hm_event *set = &pkmap_entry(m, nr)->set;

		if (set->kind == HM_EV_PTE_CLEAR && hm_pfn_to_page(l, set->arg[1]) == page) {
			why.n = 0;
			chain_pkmap(m, &why, nr);
		}
	}
	return bug_because(m, HM_CHECK_KUNMAP_HIGH_NO_ADDRESS, &why);
}

/* A release that leaves nobody wakes the sleepers: behind the lock if there are any, or, in the first eras, always, and under it. */
static void unlock_and_wake(struct hm_machine *m, uint32_t nr, bool released)
{
	uint64_t cause = pkmap_entry(m, nr)->counted.seq;
	bool locked = m->era.wakes_locked == HM_YES, wake = released && (locked || state(m)->wait_head != NO_TASK);

	if (wake && locked)
		wake_up_pkmap_map_wait(m, cause);
	kmap_unlock(m);
	if (wake && !locked)
		wake_up_pkmap_map_wait(m, cause);
}

enum hm_verdict kunmap_high(struct hm_machine *m, hm_vaddr_t page)
{
	hm_vaddr_t address = 0;
	uint32_t nr;
	int32_t count;
	struct hm_event before;
	enum hm_verdict v = take_lock(m);

	if (v == HM_OK)
		v = any_page_address(m, page, &address);
	if (v == HM_OK && !address)
		return not_mapped(m, page);
	if (v == HM_OK)
		v = pkmap_nr(m, HM_CHECK_KUNMAP_PKMAP_RANGE, page, address, &nr);
	if (v != HM_OK)
		return v;
	before = pkmap_entry(m, nr)->counted;
	count = set_count(m, nr, (int32_t)((uint32_t)counts(m)[nr] - 1));
	if (!count)
		return entry_bug(m, HM_CHECK_KUNMAP_HIGH_COUNT, nr, &before);
	pkmap_entry(m, nr)->released_before = pkmap_entry(m, nr)->released;
	pkmap_entry(m, nr)->released = pkmap_entry(m, nr)->counted;
	unlock_and_wake(m, nr, count == 1);
	return preempt_check_resched(m);
}

/* ---- arch/i386/mm/highmem.c ---- */

static enum hm_verdict kmap_lowmem(struct hm_machine *m, hm_vaddr_t page, uint64_t *ret)
{
	hm_vaddr_t address;
	enum hm_verdict v = any_page_address(m, page, &address);

	if (v == HM_OK) {
		note_genuine(m, address);
		*ret = address;
	}
	return v;
}

enum hm_verdict kmap_page(struct hm_machine *m, hm_vaddr_t page, bool nonblocking, uint64_t *ret)
{
	bool highmem;
	enum hm_verdict v;

	if (current_task(m)->resume.point == RESUME_KMAP)
		return kmap_high_resume(m, page, ret);
	v = m->era.arch_highmem(m, page, &highmem);
	if (v != HM_OK)
		return v;
	return highmem ? kmap_high(m, page, nonblocking, ret) : kmap_lowmem(m, page, ret);
}

static enum hm_verdict kunmap_page(struct hm_machine *m, hm_vaddr_t page)
{
	bool highmem;
	enum hm_verdict v = m->era.arch_highmem(m, page, &highmem);

	if (v == HM_OK && !highmem)
		unmap_ignored(m, page);
	return v == HM_OK && highmem ? kunmap_high(m, page) : v;
}

enum hm_verdict bug_in_interrupt(struct hm_machine *m, enum hm_check check)
{
	struct hm_link step[HM_REPORT_LINKS];
	struct chain why = { step, 0, HM_REPORT_LINKS };

	chain_count(m, current_task(m), &why, m->era.preempt->in_interrupt_mask);
	return bug_because(m, check, &why);
}

enum hm_verdict call_kmap(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	if (!current_task(m)->resume.point)
		might_sleep(m, HM_CHECK_KMAP_MIGHT_SLEEP);
	return kmap_page(m, (hm_vaddr_t)arg[0], false, ret);
}

enum hm_verdict call_kunmap(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	(void)ret;
	if (in_interrupt(m))
		return bug_in_interrupt(m, HM_CHECK_KUNMAP_IN_INTERRUPT);
	return kunmap_page(m, (hm_vaddr_t)arg[0]);
}

/* The two without the checks of the arch part. */
enum hm_verdict call_kmap_high(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	if (current_task(m)->resume.point == RESUME_KMAP)
		return kmap_high_resume(m, (hm_vaddr_t)arg[0], ret);
	return kmap_high(m, (hm_vaddr_t)arg[0], false, ret);
}

enum hm_verdict call_kunmap_high(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	(void)ret;
	return kunmap_high(m, (hm_vaddr_t)arg[0]);
}

/* Takes released entries back without waiting for the index to wrap. */
enum hm_verdict call_kmap_flush_unused(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	enum hm_verdict v = HM_OK;

	(void)arg, (void)ret;
	if (current_task(m)->resume.point == RESUME_FLUSH)
		flush_tlb_resume(m);
	else if ((v = kmap_lock(m)) == HM_OK)
		v = flush_all_zero_pkmaps(m);
	if (v != HM_OK)
		return v;
	kmap_unlock(m);
	return preempt_check_resched(m);
}

/* Since 5.11 an inline of include/linux/highmem-internal.h: it might sleep, too, and an interrupt is none of its business. */
enum hm_verdict call_kunmap_might_sleep(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	(void)ret;
	if (!current_task(m)->resume.point)
		might_sleep(m, HM_CHECK_KUNMAP_MIGHT_SLEEP);
	return kunmap_page(m, (hm_vaddr_t)arg[0]);
}

enum hm_verdict call_page_address(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	hm_vaddr_t address;
	enum hm_verdict v = any_page_address(m, (hm_vaddr_t)arg[0], &address);

	if (v == HM_OK)
		*ret = address;
	return v;
}

/* CONFIG_HIGHMEM=n, include/linux/highmem.h: the same complaint, then arithmetic. */
enum hm_verdict call_kmap_lowmem_only(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	might_sleep(m, HM_CHECK_KMAP_LOWMEM_ONLY);
	*ret = lowmem_page_address(m, (hm_vaddr_t)arg[0]);
	note_genuine(m, (hm_vaddr_t)*ret);
	return HM_OK;
}

enum hm_verdict call_kunmap_lowmem_only(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	(void)m, (void)arg, (void)ret;
	return HM_OK;
}

/* ---- looks ---- */

uint32_t hm_last_pkmap_nr(const struct hm_machine *m)
{
	return state(m)->last_pkmap_nr;
}

int32_t hm_pkmap_count(const struct hm_machine *m, uint32_t nr)
{
	return nr < m->layout.last_pkmap ? pkmap_count(m, nr) : 0;
}

/* Nothing has happened to most entries: looking at all of them does not make the memory of their stories resident. */
static bool has_story(const struct hm_machine *m, const struct pkmap_entry *e)
{
	const struct area *a = &m->region.area[AREA_PKMAP];
	size_t at = (size_t)((const uint8_t *)e - a->base);

	return area_written(a, at) || area_written(a, at + sizeof(*e) - 1);
}

bool hm_pkmap_view(const struct hm_machine *m, uint32_t nr, struct hm_pkmap_view *out)
{
	const struct pkmap_entry *e;

	if (nr >= m->layout.last_pkmap)
		return false;
	e = pkmap_entry(m, nr);
	*out = (struct hm_pkmap_view){
		.address = hm_pkmap_address(&m->layout, nr), .count = counts(m)[nr], .pte = pte_read(m, pte_of(m, nr)),
	};
	if (has_story(m, e)) {
		out->set = e->set;
		out->counted = e->counted;
	}
	out->pfn = pte_pfn(m, out->pte);
	return true;
}

uint32_t pkmap_entries_held(const struct hm_machine *m, uint16_t task)
{
	const struct task_record *t = task_at(m, task);
	uint32_t n = 0;

	for (uint32_t nr = 0; nr < m->layout.last_pkmap; nr++)
		n += counts(m)[nr] > 1 && is_of_task(t, task, &pkmap_entry(m, nr)->set);
	return n;
}
