/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Atomic kmaps: kmap_atomic(), kunmap_atomic(), kmap_atomic_to_page() of 2.6.11 arch/i386/mm/highmem.c, in the kernel's order.
 * CONFIG_DEBUG_HIGHMEM is a policy of the configuration: with it the slot must be free, the address must be the slot's, and
 * unmapping clears it; without it kunmap_atomic() looks at neither argument. The early return below FIXADDR_START, meant for
 * lowmem pages, lets every struct page * through: it is logged with the event that had set the slot, and nothing else happens.
 * No type is checked: what is no slot writes at kmap_pte - idx, wherever that lies.
 */
#include "engine/calls.h"
#include "engine/pgtable.h"

enum { PAGE_MASK_LOW = HM_PAGE_SIZE - 1 };

static hm_vaddr_t slot_pte(const struct hm_machine *m, uint32_t slot)
{
	return m->layout.kmap_pte - slot * m->layout.pte_size;
}

static uint32_t slot_of(const struct hm_machine *m, uint32_t type)
{
	return type + m->layout.km_type_nr * state(m)->cpu;
}

static void slot_mark(struct hm_machine *m, uint32_t slot)
{
	area_mark_in_block(&m->region.area[AREA_SLOTS], slot * sizeof(struct slot_record));
}

/* Is that entry one of the fixmap's page tables (two, side by side, for 32 CPUs with PAE)? Others are just memory, if any. */
static bool in_fixmap_table(const struct hm_machine *m, hm_vaddr_t pte)
{
	hm_pfn_t pfn = (pte - m->layout.page_offset) >> HM_PAGE_SHIFT;

	return pfn - m->tables.fixmap < m->tables.pkmap - m->tables.fixmap;
}

/* The slot's word, NULL where that is just memory. */
static inline uint8_t *slot_word(const struct hm_machine *m, uint32_t slot)
{
	hm_vaddr_t pte = slot_pte(m, slot);

	return in_fixmap_table(m, pte) ? table_word(m, pte - m->layout.page_offset) : NULL;
}

/* Where the story of a slot is kept, marked: the caller writes it. NULL: it is no slot. */
static inline struct slot_record *slot_told(struct hm_machine *m, uint32_t slot)
{
	if (slot >= m->slots)
		return NULL;
	slot_mark(m, slot);
	return slot_record(m, slot);
}

static inline enum hm_verdict entry_read(struct hm_machine *m, uint32_t slot, uint64_t *entry)
{
	const uint8_t *word = slot_word(m, slot);

	if (!word)
		return hm_load(m, slot_pte(m, slot), m->layout.pte_size, entry);
	*entry = word_get(m, word);
	return HM_OK;
}

static inline enum hm_verdict entry_set(struct hm_machine *m, uint32_t slot, hm_pfn_t pfn)
{
	uint8_t *word = slot_word(m, slot);
	struct slot_record *r;

	if (!word)
		return hm_store(m, slot_pte(m, slot), m->layout.pte_size, kmap_entry_of(m, pfn));
	r = slot_told(m, slot);
	if (r && r->skipped.seq)
		r->skipped = (struct hm_event){ .seq = 0 };
	kmap_word_change(m, word, hm_slot_address(&m->layout, slot), kmap_entry_of(m, pfn), r ? &r->set : NULL, true);
	return HM_OK;
}

/* Clearing what is clear already leaves the story of the first time. */
static inline enum hm_verdict entry_clear(struct hm_machine *m, uint32_t slot)
{
	uint8_t *word = slot_word(m, slot);
	struct slot_record *r;

	if (!word)
		return hm_store(m, slot_pte(m, slot), m->layout.pte_size, 0);
	r = word_get(m, word) ? slot_told(m, slot) : NULL;
	kmap_word_change(m, word, hm_slot_address(&m->layout, slot), 0, r ? &r->set : NULL, true);
	return HM_OK;
}

/* ---- kmap_atomic ---- */

static enum hm_verdict slot_busy(struct hm_machine *m, uint32_t slot)
{
	struct hm_link step[HM_REPORT_LINKS];
	struct chain why = { step, 0, HM_REPORT_LINKS };

	chain_slot(m, &why, slot);
	return bug_because(m, HM_CHECK_KMAP_ATOMIC_BUSY, &why);
}

static enum hm_verdict map_slot(struct hm_machine *m, hm_vaddr_t page, uint32_t slot)
{
	uint64_t entry;
	enum hm_verdict v;

	if (m->config.debug_highmem) {
		v = entry_read(m, slot, &entry);
		if (v != HM_OK)
			return v;
		if (entry)
			return slot_busy(m, slot);
	}
	v = entry_set(m, slot, hm_page_to_pfn(&m->layout, page));
	if (v == HM_OK)
		flush_tlb_one(m, hm_slot_address(&m->layout, slot));
	return v;
}

enum hm_verdict kmap_atomic(struct hm_machine *m, hm_vaddr_t page, uint32_t type, hm_vaddr_t *address)
{
	struct raise_record *raised = raise_preempt_count(m, 1, calling(m));
	uint32_t slot = slot_of(m, type);
	bool highmem;
	enum hm_verdict v = m->era.arch_highmem(m, page, &highmem);

	if (v != HM_OK)
		return v;
	if (highmem) {
		v = map_slot(m, page, slot);
		*address = hm_slot_address(&m->layout, slot);
	} else {
		v = any_page_address(m, page, address);
		note_genuine(m, *address);
	}
	if (v != HM_OK)
		return v;
	raised->address = *address;
	raised->page = page;
	raised->slot = highmem ? slot : ~0u;
	return HM_OK;
}

/* ---- kunmap_atomic ---- */

/* The kmap_atomic() that gave this address, newest first; or, given a struct page *, the one that mapped that page. */
static struct raise_record *raise_of(const struct hm_machine *m, hm_vaddr_t kvaddr, bool *by_page)
{
	struct task_record *t = current_task(m);
	hm_vaddr_t v = kvaddr & ~(hm_vaddr_t)PAGE_MASK_LOW;

	*by_page = false;
	for (unsigned int i = t->raises; i-- > 0;)
		if (t->raised[i].address && t->raised[i].address == v)
			return &t->raised[i];
	*by_page = true;
	for (unsigned int i = t->raises; i-- > 0;)
		if (t->raised[i].page && t->raised[i].page == kvaddr)
			return &t->raised[i];
	return NULL;
}

static struct raise_record *raise_of_slot(const struct hm_machine *m, uint32_t slot)
{
	struct task_record *t = current_task(m);

	for (unsigned int i = t->raises; i-- > 0;)
		if (t->raised[i].address && t->raised[i].slot == slot)
			return &t->raised[i];
	return NULL;
}

static bool slot_mapped(const struct hm_machine *m, uint32_t slot)
{
	return slot < slot_count(m) && pte_read(m, slot_pte(m, slot));
}

/*
 * The early return for what looks like lowmem. When it was no address that kmap_atomic() gave, somebody's slot stays mapped:
 * that of the page it was given, else that of the type it was given. Returns the addition that the call takes back.
 */
static struct raise_record *skip_slot(struct hm_machine *m, hm_vaddr_t kvaddr, uint32_t named)
{
	bool by_page;
	struct raise_record *raised = raise_of(m, kvaddr, &by_page);
	uint32_t slot = raised ? raised->slot : named;
	const struct hm_event *e;

	if ((raised && !by_page) || !slot_mapped(m, slot))
		return raised;
	e = event_log(m, HM_EV_UNMAP_SKIPPED, slot_record(m, slot)->set.seq, kvaddr, hm_slot_address(&m->layout, slot), slot, 0, 0);
	slot_record(m, slot)->skipped = *e;
	slot_mark(m, slot);
	return raised ? raised : raise_of_slot(m, slot);
}

static const struct hm_event *log_wrong(struct hm_machine *m, hm_vaddr_t kvaddr, uint32_t named)
{
	uint32_t slot = slot_of_address(m, kvaddr);
	bool some = slot < slot_count(m);

	return event_log(m, HM_EV_WRONG_UNMAP, some ? slot_record(m, slot)->set.seq : 0, kvaddr,
			 hm_slot_address(&m->layout, named), named, some ? slot : ~0u, 0);
}

static enum hm_verdict wrong_address(struct hm_machine *m, hm_vaddr_t kvaddr, uint32_t named)
{
	struct hm_link step[HM_REPORT_LINKS];
	struct chain why = { step, 0, HM_REPORT_LINKS };
	struct hm_event e = *log_wrong(m, kvaddr, named);
	bool by_page, right_address = raise_of(m, kvaddr, &by_page) && !by_page;
	hm_vaddr_t expected = !right_address && slot_mapped(m, named) ? e.arg[1] : 0;

	chain_add(&why, HM_LINK_WRONG_ADDRESS, &e, kvaddr, expected, 0);
	if (e.arg[3] != ~0u)
		chain_slot(m, &why, e.arg[3]);
	else
		chain_address(m, &why, kvaddr);
	return bug_because(m, HM_CHECK_KUNMAP_ATOMIC_ADDRESS, &why);
}

/* CONFIG_DEBUG_HIGHMEM; *raised gets the addition that belongs to the mapping. */
static enum hm_verdict unmap_slot(struct hm_machine *m, hm_vaddr_t kvaddr, uint32_t slot, struct raise_record **raised)
{
	hm_vaddr_t v = kvaddr & ~(hm_vaddr_t)PAGE_MASK_LOW;
	enum hm_verdict verdict;

	if (v < m->layout.fixaddr_start) {
		*raised = skip_slot(m, kvaddr, slot);
		return HM_OK;
	}
	if (v != hm_slot_address(&m->layout, slot))
		return wrong_address(m, kvaddr, slot);
	*raised = raise_of_slot(m, slot);
	verdict = entry_clear(m, slot);
	if (verdict == HM_OK)
		flush_tlb_one(m, v);
	return verdict;
}

/* Without debugging the arguments are not looked at; the log still tells a wrong one from a right one. */
static struct raise_record *ignore_arguments(struct hm_machine *m, hm_vaddr_t kvaddr, uint32_t slot)
{
	bool by_page;
	struct raise_record *raised = raise_of(m, kvaddr, &by_page);
	hm_vaddr_t v = kvaddr & ~(hm_vaddr_t)PAGE_MASK_LOW;

	if ((!raised || by_page) && v != hm_slot_address(&m->layout, slot))
		log_wrong(m, kvaddr, slot);
	return raised ? raised : raise_of_slot(m, slot);
}

enum hm_verdict kunmap_atomic(struct hm_machine *m, hm_vaddr_t kvaddr, uint32_t type)
{
	struct raise_record *raised = NULL;
	enum hm_verdict v = HM_OK;

	if (m->config.debug_highmem)
		v = unmap_slot(m, kvaddr, slot_of(m, type), &raised);
	else
		raised = ignore_arguments(m, kvaddr, slot_of(m, type));
	if (v == HM_OK)
		v = lower_preempt_count(m, 1, raised, calling(m));
	return v == HM_OK ? preempt_check_resched(m) : v;
}

/* ---- the calls ---- */

enum hm_verdict call_kmap_atomic(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	hm_vaddr_t address = 0;
	enum hm_verdict v = kmap_atomic(m, (hm_vaddr_t)arg[0], (uint32_t)arg[1], &address);

	*ret = address;
	return v;
}

enum hm_verdict call_kunmap_atomic(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	(void)ret;
	return kunmap_atomic(m, (hm_vaddr_t)arg[0], (uint32_t)arg[1]);
}

/* virt_to_fix() checks the range of the fixmap, not that the slot is one of ours, nor that it is mapped. */
enum hm_verdict call_kmap_atomic_to_page(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	const struct hm_layout *l = &m->layout;
	hm_vaddr_t ptr = (hm_vaddr_t)arg[0];
	uint32_t idx;
	uint64_t entry;

	if (ptr < l->fixaddr_start)
		return call_virt_to_page(m, arg, ret);
	if (ptr >= l->fixaddr_top)
		return bug(m, HM_CHECK_VIRT_TO_FIX, 0);
	idx = (l->fixaddr_top - (ptr & ~(hm_vaddr_t)PAGE_MASK_LOW)) >> HM_PAGE_SHIFT;
	entry = pte_read(m, slot_pte(m, idx - l->fix_kmap_begin));
	*ret = hm_pfn_to_page(l, entry ? pte_pfn(m, entry) : 0);
	return HM_OK;
}

/* CONFIG_HIGHMEM=n, include/linux/highmem.h: macros that throw the other arguments away; no count moves. */
enum hm_verdict call_kmap_atomic_lowmem_only(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	*ret = lowmem_page_address(m, (hm_vaddr_t)arg[0]);
	note_genuine(m, (hm_vaddr_t)*ret);
	return HM_OK;
}

enum hm_verdict call_kunmap_atomic_lowmem_only(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	(void)m, (void)arg, (void)ret;
	return HM_OK;
}

/* ---- looks ---- */

/* With debugging each real type has an odd number and a fence, never mapped, in front of it; one more fence ends the list. */
static const char *type_name(const struct hm_machine *m, uint32_t type, bool *fence)
{
	static const char *const fences[] = {
		"__KM_FENCE_0", "__KM_FENCE_1", "__KM_FENCE_2", "__KM_FENCE_3", "__KM_FENCE_4", "__KM_FENCE_5", "__KM_FENCE_6",
		"__KM_FENCE_7", "__KM_FENCE_8", "__KM_FENCE_9", "__KM_FENCE_10", "__KM_FENCE_11", "__KM_FENCE_12", "__KM_FENCE_13",
		"__KM_FENCE_14", "__KM_FENCE_15", "__KM_FENCE_16", "__KM_FENCE_17", "__KM_FENCE_18", "__KM_FENCE_19", "__KM_FENCE_20",
	};

	*fence = m->config.debug_highmem && !(type & 1);
	if (!m->config.debug_highmem)
		return m->era.km_types[type];
	if (!*fence)
		return m->era.km_types[type / 2];
	return type / 2 < sizeof(fences) / sizeof(fences[0]) ? fences[type / 2] : "fence";
}

bool hm_slot_view(const struct hm_machine *m, uint32_t cpu, uint32_t type, struct hm_slot_view *out)
{
	uint32_t slot = type + m->layout.km_type_nr * cpu;

	if (cpu >= m->config.nr_cpus || type >= m->layout.km_type_nr)
		return false;
	*out = (struct hm_slot_view){
		.address = hm_slot_address(&m->layout, slot), .pte = pte_read(m, slot_pte(m, slot)),
		.set = slot_record(m, slot)->set, .skipped = slot_record(m, slot)->skipped,
	};
	out->name = type_name(m, type, &out->fence);
	out->pfn = pte_pfn(m, out->pte);
	return true;
}
