/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Loads and stores of simulated code: TLB, then walk, then frame. The CPU of 2.6.11: kernel mode with CR0.WP, so a store needs
 * RW at all levels; A is set when the TLB learns a translation, D at the first store through it; a stale TLB entry answers as
 * if nothing had happened. What is not mapped, user addresses included, is an oops.
 *
 * Accesses that a shortcut (tlb.h) answers are the fast path: they count, stamp and remember exactly what the long way would.
 */
#include "engine/frame.h"
#include "engine/pgtable.h"
#include "engine/stride.h"

enum { ERROR_PROTECTION = 1, ERROR_WRITE = 2 };

/* One access within a page, on its way through the MMU. */
struct access {
	hm_vaddr_t address;
	bool write;
	hm_pfn_t pfn; /* the answer */
	int entry;
};

static uint32_t in_page(hm_vaddr_t address)
{
	return address & (HM_PAGE_SIZE - 1);
}

static uint64_t access_of(hm_pfn_t pfn, uint32_t flags)
{
	return (uint64_t)pfn << ACCESS_PFN_SHIFT | flags | ACCESS_VALID;
}

/* ---- the long way ---- */

static enum hm_verdict fault(struct hm_machine *m, const struct access *a, uint32_t error_code)
{
	const struct hm_event *changed = pte_changed(m, a->address);

	return oops(m, a->address, error_code | (a->write ? ERROR_WRITE : 0), changed ? changed->seq : 0);
}

/* The first store through an entry that was filled clean: the CPU walks again for D. */
static enum hm_verdict make_dirty(struct hm_machine *m, const struct access *a)
{
	struct leaf leaf;

	pgtable_walk(m, a->address, &leaf);
	if (!leaf.present)
		return fault(m, a, 0);
	pgtable_set_accessed(m, &leaf, true);
	tlb_entry(m, state(m)->cpu, a->entry)->flags |= PTE_DIRTY;
	return HM_OK;
}

static void stale_use(struct hm_machine *m, const struct access *a, uint64_t since)
{
	this_cpu(m)->tlb.stale_hits++;
	event_log(m, HM_EV_TLB_STALE_USE, since, a->address, a->pfn, 0, 0, 0);
}

/* What every translation leaves behind. */
static inline void account(struct hm_machine *m, const struct access *a, struct tlb_entry *e, enum hm_cost cost, uint32_t flags)
{
	struct cpu_record *cpu = this_cpu(m);

	e->stamp = ++cpu->tlb_clock;
	cpu->cycles += m->cost[cost];
	cpu->access_address = a->address;
	cpu->access = access_of(a->pfn, flags | (a->write ? ACCESS_WRITE : 0u));
}

static enum hm_verdict hit(struct hm_machine *m, struct access *a)
{
	struct tlb_entry *e = tlb_entry(m, state(m)->cpu, a->entry);

	tlb_touch(m, state(m)->cpu, a->entry);
	a->pfn = e->pfn + ((a->address >> HM_PAGE_SHIFT) & e->low);
	account(m, a, e, HM_COST_TLB_HIT, ACCESS_HIT | (e->stale_by ? ACCESS_STALE : 0u));
	if (e->stale_by)
		stale_use(m, a, e->stale_by);
	if (a->write && !(e->flags & PTE_RW))
		return fault(m, a, ERROR_PROTECTION);
	return a->write && !(e->flags & PTE_DIRTY) ? make_dirty(m, a) : HM_OK;
}

/* A walk; of one that finds an entry of a window's table less is known of how it came there. */
static inline void walk(const struct hm_machine *m, hm_vaddr_t address, struct leaf *leaf)
{
	const uint8_t *word = state(m)->directory_written ? NULL : window_word(m, address);
	uint64_t entry;

	if (!word) {
		pgtable_walk(m, address, leaf);
		return;
	}
	entry = word_get(m, word);
	leaf->present = entry & PTE_PRESENT;
	leaf->large = false;
	leaf->flags = pte_flags(entry);
	leaf->pfn = pte_frame(entry);
}

/* The first access to a page sets A, the first store D. */
static void set_accessed(struct hm_machine *m, const struct access *a)
{
	struct leaf leaf;

	pgtable_walk(m, a->address, &leaf);
	pgtable_set_accessed(m, &leaf, a->write);
}

/* The least recently used entry of a set, the first of equals. Empty ones have stamp 0, which no other has. */
static inline struct tlb_entry *oldest_of_4(struct tlb_entry *e)
{
	struct tlb_entry *best = e[1].stamp < e[0].stamp ? e + 1 : e, *second = e[3].stamp < e[2].stamp ? e + 3 : e + 2;

	return second->stamp < best->stamp ? second : best;
}

static inline struct tlb_entry *victim(struct tlb_entry *set, uint32_t ways)
{
	struct tlb_entry *best = set;

	if (__builtin_expect(ways == 4, 1))
		return oldest_of_4(set);
	for (struct tlb_entry *e = set + 1; e < set + ways; e++)
		if (e->stamp < best->stamp)
			best = e;
	return best;
}

/* Where the event is kept that filled an entry of this CPU. */
static inline struct hm_event *filled_here(const struct hm_machine *m, const struct tlb_entry *e)
{
	return (struct hm_event *)(void *)((uint8_t *)m->tlb_here + m->tlb_filled) + (e - m->tlb_here);
}

/* What the TLB learns from a walk: returns the entry's number. Logs TLB_EVICT and TLB_FILL. */
static inline int fill(struct hm_machine *m, hm_vaddr_t address, hm_pfn_t pfn, uint32_t flags, const struct tlb_array *a, uint32_t low)
{
	struct area *tlb = &m->region.area[AREA_TLB];
	struct tlb_entry *e = victim(m->tlb_here + set_of(a, address), a->ways);
	struct hm_event *filled = filled_here(m, e);
	int nr = (int)(e - m->tlb_here);
	enum area_id area;
	const struct hm_event *set = pte_provenance(m, address, &area);

	if (e->tag)
		tlb_evict(m, nr);
	event_log_to(m, filled, HM_EV_TLB_FILL, set ? set->seq : 0, address & ~(HM_PAGE_SIZE - 1u), pfn, 0, 0, 0);
	*e = (struct tlb_entry){ .tag = tlb_tag(address) | low, .low = low, .flags = flags, .pfn = pfn & ~low };
	area_mark_in_block(tlb, (size_t)((uint8_t *)e - tlb->base));
	area_mark_in_block(tlb, (size_t)((uint8_t *)filled - tlb->base));
	return nr;
}

__attribute__((noinline)) static int fill_large(struct hm_machine *m, hm_vaddr_t address, hm_pfn_t pfn, uint32_t flags)
{
	const struct tlb_array *a = &m->tlb_array[LARGE];

	return fill(m, address, pfn, flags, a, a->low);
}

static inline enum hm_verdict miss(struct hm_machine *m, struct access *a)
{
	uint32_t wanted = PTE_ACCESSED | (a->write ? PTE_DIRTY : 0u);
	struct leaf leaf;

	walk(m, a->address, &leaf);
	if (!leaf.present || (a->write && !(leaf.flags & PTE_RW))) {
		this_cpu(m)->tlb.misses++;
		this_cpu(m)->tlb_clock++;
		charge(m, m->cost[HM_COST_WALK]);
		return fault(m, a, leaf.present ? ERROR_PROTECTION : 0);
	}
	if ((leaf.flags & wanted) != wanted)
		set_accessed(m, a);
	this_cpu(m)->tlb.misses++;
	a->pfn = leaf.pfn;
	a->entry = __builtin_expect(leaf.large, 0) ? fill_large(m, a->address, leaf.pfn, leaf.flags | wanted)
						   : fill(m, a->address, leaf.pfn, leaf.flags | wanted, &m->tlb_array[SMALL], 0);
	account(m, a, m->tlb_here + a->entry, HM_COST_WALK, 0);
	return HM_OK;
}

static inline enum hm_verdict translate(struct hm_machine *m, struct access *a)
{
	a->entry = tlb_find_on(m, state(m)->cpu, m->tlb_here, a->address);
	return a->entry == NO_ENTRY ? miss(m, a) : hit(m, a);
}

/* The next access to this page may be a fast one. The frame's block is marked already when stores are to use it. */
static inline void make_shortcut(struct hm_machine *m, const struct access *a, int64_t slot)
{
	hm_vaddr_t page = a->address & ~(HM_PAGE_SIZE - 1u);
	struct shortcut *c = shortcut_here(m, page);
	struct tlb_entry *e = m->tlb_here + a->entry;

	if (e->stale_by || slot == NO_SLOT)
		return;
	c->write = a->write || c->write == page ? page : NO_PAGE;
	c->read = page;
	c->page = m->region.area[AREA_FRAMES].base + ((size_t)slot << HM_PAGE_SHIFT);
	c->entry = e;
	c->cpu = this_cpu(m);
	c->access = access_of(a->pfn, ACCESS_HIT);
	m->shortcut_cpus |= 1u << state(m)->cpu;
}

/* What may be read from AREA_FRAMES itself: contents, or the zeroes that stand for none. */
static int64_t readable_slot(const struct hm_machine *m, hm_pfn_t pfn)
{
	int64_t slot = frame_find(m, pfn);

	if (slot != NO_SLOT || pfn >= m->layout.highend_pfn || frame_in_mem_map(m, pfn))
		return slot;
	return ZERO_SLOT;
}

/* n bytes that do not cross a page. */
static enum hm_verdict load_long(struct hm_machine *m, hm_vaddr_t address, void *bytes, size_t n)
{
	struct access a = { .address = address };
	enum hm_verdict v = translate(m, &a);
	const uint8_t *from;
	int64_t slot;

	if (v != HM_OK)
		return v;
	slot = readable_slot(m, a.pfn);
	if (slot == NO_SLOT)
		return frame_read(m, a.pfn, in_page(address), bytes, n);
	make_shortcut(m, &a, slot);
	from = m->region.area[AREA_FRAMES].base + ((size_t)slot << HM_PAGE_SHIFT) + in_page(address);
	if (n == sizeof(uint32_t)) /* the usual case, without a call */
		memcpy(bytes, from, sizeof(uint32_t));
	else
		memcpy(bytes, from, n);
	return HM_OK;
}

static inline enum hm_verdict store_long(struct hm_machine *m, hm_vaddr_t address, const void *bytes, size_t n)
{
	struct access a = { .address = address, .write = true };
	enum hm_verdict v = translate(m, &a);
	uint32_t slot;
	size_t at;

	if (v != HM_OK)
		return v;
	if (pgtable_owns(m, a.pfn))
		return pgtable_store(m, a.pfn, in_page(address), bytes, n);
	if (a.pfn >= m->layout.highend_pfn)
		return HM_OK; /* no RAM there */
	if (frame_find(m, a.pfn) != NO_SLOT)
		slot = (uint32_t)frame_find(m, a.pfn);
	else if ((v = frame_slot(m, a.pfn, &slot)) != HM_OK)
		return v;
	at = ((size_t)slot << HM_PAGE_SHIFT) + in_page(address);
	if (n == sizeof(uint32_t)) /* the usual case, without a call */
		memcpy(m->region.area[AREA_FRAMES].base + at, bytes, sizeof(uint32_t));
	else
		memcpy(m->region.area[AREA_FRAMES].base + at, bytes, n);
	area_mark_in_block(&m->region.area[AREA_FRAMES], at);
	make_shortcut(m, &a, slot);
	return HM_OK;
}

/* ---- the fast path ---- */

/* Does the page's shortcut serve an access of that size there? Aligned ones do not cross a page. */
static inline bool serves(uint32_t key, hm_vaddr_t address, unsigned int size)
{
	return __builtin_expect((address & (~(HM_PAGE_SIZE - 1u) | (size - 1))) == key, 1);
}

static inline uint8_t *use_shortcut(const struct hm_machine *m, const struct shortcut *c, hm_vaddr_t address, uint64_t write)
{
	struct cpu_record *cpu = c->cpu;

	c->entry->stamp = ++cpu->tlb_clock;
	cpu->cycles += m->cost[HM_COST_TLB_HIT];
	cpu->access_address = address;
	cpu->access = c->access | write;
	return c->page + in_page(address);
}

/* Little endian, as the host is; the common size first. */
static inline uint64_t get(const uint8_t *p, unsigned int size)
{
	uint64_t value;
	uint32_t word;
	uint16_t half;

	if (__builtin_expect(size == sizeof(word), 1)) {
		memcpy(&word, p, sizeof(word));
		return word;
	}
	if (size == 1)
		return *p;
	if (size == sizeof(half)) {
		memcpy(&half, p, sizeof(half));
		return half;
	}
	memcpy(&value, p, sizeof(value));
	return value;
}

static inline void put(uint8_t *p, unsigned int size, uint64_t value)
{
	if (__builtin_expect(size == sizeof(uint32_t), 1))
		memcpy(p, &value, sizeof(uint32_t));
	else if (size == 1)
		*p = (uint8_t)value;
	else if (size == sizeof(uint16_t))
		memcpy(p, &value, sizeof(uint16_t));
	else
		memcpy(p, &value, sizeof(value));
}

/* ---- a miss as usual ---- */

enum { NEED_READ = PTE_PRESENT | PTE_ACCESSED, NEED_WRITE = NEED_READ | PTE_RW | PTE_DIRTY };

static struct known_page *known_page(const struct hm_machine *m, hm_vaddr_t page)
{
	return &m->known_pages[(page >> HM_PAGE_SHIFT) & (KNOWN_PAGES - 1)];
}

/*
 * Of a page in a window, whose entry permits the access and has been used like that before, and whose frame has contents of its
 * own. False: its misses are not as usual.
 */
__attribute__((noinline)) static bool know_page(struct hm_machine *m, struct known_page *k, hm_vaddr_t page, uint32_t need)
{
	const struct tlb_array *a = &m->tlb_array[SMALL];
	const uint8_t *word = state(m)->directory_written || a->ways != 4 ? NULL : window_word(m, page);
	struct tlb_entry *set = m->tlb_here + set_of(a, page);
	struct area *tlb = &m->region.area[AREA_TLB], *frames = &m->region.area[AREA_FRAMES];
	uint64_t entry = word ? word_get(m, word) : 0;
	hm_pfn_t pfn = pte_frame(entry);
	int64_t slot = (entry & need) == need && !pgtable_owns(m, pfn) ? frame_find(m, pfn) : NO_SLOT;
	enum area_id area;
	const struct hm_event *changed = pte_provenance(m, page, &area);

	if (slot == NO_SLOT || !changed)
		return false;
	*k = (struct known_page){
		.knowledge = m->knowledge, .entry = entry, .word = word, .changed = changed,
		.contents = frames->base + ((size_t)slot << HM_PAGE_SHIFT), .set = set, .page = page, .allows = need, .pfn = pfn,
		.flags = pte_flags(entry),
	};
	area_mark_in_block(tlb, (size_t)((uint8_t *)set - tlb->base));
	area_mark_in_block(tlb, (size_t)((uint8_t *)filled_here(m, set) - tlb->base));
	if (need == NEED_WRITE)
		area_mark_in_block(frames, (size_t)slot << HM_PAGE_SHIFT);
	m->shortcut_cpus |= 1u << state(m)->cpu; /* it will have some */
	return true;
}

static inline bool page_known(struct hm_machine *m, struct known_page *k, hm_vaddr_t page, uint32_t need)
{
	return __builtin_expect(k->page == page && k->knowledge == m->knowledge && !(need & ~k->allows) && word_get(m, k->word) == k->entry, 1) ||
	       know_page(m, k, page, need);
}

/* The TLB learns the page in entry e; evicted: how many events that has written already. */
static inline __attribute__((always_inline)) uint8_t *learn_in(struct hm_machine *m, hm_vaddr_t address, uint32_t need,
								const struct known_page *k, struct tlb_entry *e, struct stride *s, unsigned int evicted)
{
	struct shortcut *c = shortcut_here(m, k->page);
	uint64_t cause = k->changed->seq ? k->changed->seq : state(m)->call_event;
	struct cpu_record *cpu = m->cpu;
	struct event_words filled = stride_event(s, evicted, HM_EV_TLB_FILL, cause, k->page, k->pfn, 0);

	event_put(filled_here(m, e), &filled);
	stride_end(m, s, evicted + 1);
	*e = (struct tlb_entry){ .tag = tlb_tag(k->page), .flags = k->flags, .pfn = k->pfn, .stamp = ++cpu->tlb_clock };
	cpu->tlb.misses++;
	cpu->cycles = s->cycles + m->cost[HM_COST_WALK];
	cpu->access_address = address;
	cpu->access = access_of(k->pfn, need == NEED_WRITE ? ACCESS_WRITE : 0);
	c->read = k->page;
	c->write = need == NEED_WRITE ? k->page : NO_PAGE;
	c->page = k->contents;
	c->entry = e;
	c->cpu = cpu;
	c->access = access_of(k->pfn, ACCESS_HIT);
	return k->contents + in_page(address);
}

/* The entry holds something, which gives way, as in tlb_evict(). The array of small pages has no other entries. */
__attribute__((noinline)) static uint8_t *learn_instead(struct hm_machine *m, hm_vaddr_t address, uint32_t need,
							const struct known_page *k, struct tlb_entry *e)
{
	hm_vaddr_t page = e->tag << HM_PAGE_SHIFT;
	struct shortcut *c = shortcut_here(m, page);
	struct stride s;

	if (!stride_begin(m, &s, 0))
		return NULL;
	(void)stride_event(&s, 0, HM_EV_TLB_EVICT, state(m)->call_event, page, 0, 0);
	m->cpu->tlb.evictions++;
	state(m)->stale_entries -= e->stale_by != 0;
	if (c->entry == e)
		c->read = c->write = NO_PAGE;
	return learn_in(m, address, need, k, e, &s, 1);
}

/*
 * The same as translate() and make_shortcut(). Returns where the bytes lie; NULL: it is not the usual case, and nothing has been
 * done.
 */
static inline __attribute__((always_inline)) uint8_t *learn(struct hm_machine *m, hm_vaddr_t address, unsigned int size, uint32_t need)
{
	hm_vaddr_t page = address & ~(HM_PAGE_SIZE - 1u);
	struct known_page *k = known_page(m, page);
	struct tlb_entry *e;
	struct stride s;

	if (in_page(address) + size > HM_PAGE_SIZE || !page_known(m, k, page, need) || find_in_set(k->set, tlb_tag(page), 4))
		return NULL;
	e = oldest_of_4(k->set);
	if (e->tag)
		return learn_instead(m, address, need, k, e);
	return stride_begin(m, &s, 0) ? learn_in(m, address, need, k, e, &s, 0) : NULL;
}

__attribute__((noinline)) static enum hm_verdict load_slow(struct hm_machine *m, hm_vaddr_t address, unsigned int size,
							    uint64_t *value)
{
	size_t done;

	*value = 0;
	if (in_page(address) + size <= HM_PAGE_SIZE)
		return load_long(m, address, value, size);
	return hm_read(m, address, value, size, &done);
}

__attribute__((noinline)) static enum hm_verdict load_learning(struct hm_machine *m, hm_vaddr_t address, unsigned int size,
								uint64_t *value)
{
	const uint8_t *p = learn(m, address, size, NEED_READ);

	if (!p)
		return load_slow(m, address, size, value);
	*value = get(p, size);
	return HM_OK;
}

enum hm_verdict hm_load(struct hm_machine *m, hm_vaddr_t address, unsigned int size, uint64_t *value)
{
	const struct shortcut *c = shortcut_here(m, address);
	const uint8_t *p;

	if (!serves(c->read, address, size))
		return load_learning(m, address, size, value);
	p = use_shortcut(m, c, address, 0);
	*value = get(p, size);
	return HM_OK;
}

static bool writable(const struct hm_machine *m, hm_vaddr_t address)
{
	struct leaf leaf;

	pgtable_walk(m, address, &leaf);
	return leaf.present && leaf.flags & PTE_RW;
}

/* A store that crosses into a page which it may not write writes nothing: the CPU asks for both first, in their order. */
static enum hm_verdict check_second_page(struct hm_machine *m, hm_vaddr_t address, unsigned int size)
{
	struct access second = { .address = (address + size - 1) & ~(HM_PAGE_SIZE - 1u), .write = true };

	return writable(m, address) && !writable(m, second.address) ? translate(m, &second) : HM_OK;
}

__attribute__((noinline)) static enum hm_verdict store_slow(struct hm_machine *m, hm_vaddr_t address, unsigned int size,
							     uint64_t value)
{
	enum hm_verdict v;
	size_t done;

	if (in_page(address) + size <= HM_PAGE_SIZE)
		return store_long(m, address, &value, size);
	v = check_second_page(m, address, size);
	return v == HM_OK ? hm_write(m, address, &value, size, &done) : v;
}

__attribute__((noinline)) static enum hm_verdict store_learning(struct hm_machine *m, hm_vaddr_t address, unsigned int size,
								 uint64_t value)
{
	uint8_t *p = learn(m, address, size, NEED_WRITE);

	if (!p)
		return store_slow(m, address, size, value);
	put(p, size, value);
	return HM_OK;
}

enum hm_verdict hm_store(struct hm_machine *m, hm_vaddr_t address, unsigned int size, uint64_t value)
{
	const struct shortcut *c = shortcut_here(m, address);
	uint8_t *p;

	if (!serves(c->write, address, size))
		return store_learning(m, address, size, value);
	p = use_shortcut(m, c, address, ACCESS_WRITE);
	put(p, size, value);
	return HM_OK;
}

/* ---- bulk: one translation a page ---- */

static size_t part_in_page(hm_vaddr_t address, size_t n)
{
	size_t room = HM_PAGE_SIZE - in_page(address);

	return n < room ? n : room;
}

enum hm_verdict hm_read(struct hm_machine *m, hm_vaddr_t address, void *bytes, size_t n, size_t *done)
{
	enum hm_verdict v = HM_OK;

	for (*done = 0; *done < n && v == HM_OK;) {
		hm_vaddr_t at = address + (hm_vaddr_t)*done;
		size_t part = part_in_page(at, n - *done);
		const struct shortcut *c = shortcut_here(m, at);

		if (serves(c->read, at, 1))
			memcpy((uint8_t *)bytes + *done, use_shortcut(m, c, at, 0), part);
		else
			v = load_long(m, at, (uint8_t *)bytes + *done, part);
		*done += v == HM_OK ? part : 0;
	}
	return v;
}

enum hm_verdict hm_write(struct hm_machine *m, hm_vaddr_t address, const void *bytes, size_t n, size_t *done)
{
	enum hm_verdict v = HM_OK;

	for (*done = 0; *done < n && v == HM_OK;) {
		hm_vaddr_t at = address + (hm_vaddr_t)*done;
		size_t part = part_in_page(at, n - *done);
		const struct shortcut *c = shortcut_here(m, at);

		if (serves(c->write, at, 1))
			memcpy(use_shortcut(m, c, at, ACCESS_WRITE), (const uint8_t *)bytes + *done, part);
		else
			v = store_long(m, at, (const uint8_t *)bytes + *done, part);
		*done += v == HM_OK ? part : 0;
	}
	return v;
}

enum hm_verdict hm_fill(struct hm_machine *m, hm_vaddr_t address, uint8_t byte, size_t n, size_t *done)
{
	uint8_t page[HM_PAGE_SIZE];
	enum hm_verdict v = HM_OK;

	memset(page, byte, n < sizeof(page) ? n : sizeof(page));
	for (*done = 0; *done < n && v == HM_OK;) {
		hm_vaddr_t at = address + (hm_vaddr_t)*done;
		size_t part = part_in_page(at, n - *done), written;

		v = hm_write(m, at, page, part, &written);
		*done += written;
	}
	return v;
}
