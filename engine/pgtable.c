/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Page tables: real entries, 4 bytes or with PAE 8, in simulated frames. Walks, pte_set() and pte_clear(), and boot's
 * pagetable_init() (2.6.11 arch/i386/mm/init.c; formats include/asm-i386/pgtable-2level.h and pgtable-3level.h).
 *
 * A walk reads what lies in the frames, so whoever writes them through lowmem changes the map. Frames of boot's own tables
 * have consecutive slots (frame.c): their words are found by arithmetic. Left out: user page tables, and with them
 * vmalloc_fault(): there is one set of tables. Invariant: each change of an entry is logged, and TLB entries that no longer
 * agree are marked before the change's function returns.
 */
#include "engine/pgtable.h"

enum {
	TABLE_FLAGS = 0x067,     /* _PAGE_TABLE */
	ENTRIES_2LEVEL = 1024, ENTRIES_PAE = 512, PDPT_ENTRIES = 4,
	KERNEL_TEXT = 0x100, KERNEL_TEXT_END = 0x800 /* pfns: the image, executable */
};

hm_pfn_t pte_pfn(const struct hm_machine *m, uint64_t pte)
{
	(void)m;
	return pte ? pte_frame(pte) : HM_NO_PFN;
}

/* ---- words of tables ---- */

__attribute__((noinline)) static uint64_t read_elsewhere(const struct hm_machine *m, hm_paddr_t at)
{
	uint64_t entry = 0;

	(void)frame_read(m, (hm_pfn_t)(at >> HM_PAGE_SHIFT), (uint32_t)at & (HM_PAGE_SIZE - 1), &entry, m->layout.pte_size);
	return entry;
}

static inline uint64_t word_read(const struct hm_machine *m, hm_paddr_t at)
{
	return pgtable_owns(m, (hm_pfn_t)(at >> HM_PAGE_SHIFT)) ? word_get(m, table_word(m, at)) : read_elsewhere(m, at);
}

static enum hm_verdict word_write(struct hm_machine *m, hm_paddr_t at, uint64_t entry)
{
	hm_pfn_t pfn = (hm_pfn_t)(at >> HM_PAGE_SHIFT);

	if (!pgtable_owns(m, pfn))
		return frame_write(m, pfn, (uint32_t)at & (HM_PAGE_SIZE - 1), &entry, m->layout.pte_size);
	word_put(m, table_word(m, at), entry);
	return HM_OK;
}

/* ---- walks ---- */

/* Where the levels above the page table lie, and how an address is split among all. */
static hm_paddr_t directory_entry(const struct hm_machine *m, hm_vaddr_t address)
{
	return m->layout.pgd + (hm_paddr_t)(address >> m->layout.pgdir_shift) * m->layout.pte_size;
}

static uint32_t index_in(const struct hm_machine *m, hm_vaddr_t address, uint32_t shift)
{
	return address >> shift & (HM_PAGE_SIZE / m->layout.pte_size - 1);
}

static hm_paddr_t entry_in(const struct hm_machine *m, uint64_t table, hm_vaddr_t address, uint32_t shift)
{
	hm_paddr_t base = (hm_paddr_t)pte_frame(table) << HM_PAGE_SHIFT;

	return base + (hm_paddr_t)index_in(m, address, shift) * m->layout.pte_size;
}

/* The entry that maps 4 or 2 MiB, or names a page table; not present where PAE's pointer is not. */
static uint64_t middle_entry(const struct hm_machine *m, hm_vaddr_t address, hm_paddr_t *at)
{
	uint64_t pgd;

	*at = directory_entry(m, address);
	pgd = word_read(m, *at);
	if (m->layout.pte_size == 4 || !(pgd & PTE_PRESENT))
		return pgd;
	*at = entry_in(m, pgd, address, m->layout.pmd_shift);
	return word_read(m, *at);
}

static bool is_large(const struct hm_machine *m, uint64_t entry)
{
	return entry & PTE_PSE && m->config.pse;
}

void pgtable_walk(const struct hm_machine *m, hm_vaddr_t address, struct leaf *leaf)
{
	uint64_t middle = middle_entry(m, address, &leaf->table_address), entry;
	uint32_t in_large = (address & ((1u << m->layout.pmd_shift) - 1)) >> HM_PAGE_SHIFT;

	leaf->large = leaf->present = false;
	if (!(middle & PTE_PRESENT))
		return;
	if (is_large(m, middle)) {
		leaf->entry_address = leaf->table_address;
		leaf->present = leaf->large = true;
		leaf->flags = pte_flags(middle);
		leaf->pfn = pte_frame(middle) + in_large;
		return;
	}
	leaf->entry_address = entry_in(m, middle, address, HM_PAGE_SHIFT);
	entry = word_read(m, leaf->entry_address);
	leaf->present = entry & PTE_PRESENT;
	leaf->flags = pte_flags(entry) & ((uint32_t)middle | ~(uint32_t)(PTE_RW | PTE_ACCESSED));
	leaf->pfn = pte_frame(entry);
}

static void record(struct hm_walk *w, const char *name, uint32_t index, hm_paddr_t at, uint64_t entry)
{
	w->level[w->levels++] = (struct hm_walk_level){ .name = name, .index = index, .entry_address = at, .entry = entry };
}

/* The same walk for people: each level by name. */
void hm_walk(const struct hm_machine *m, hm_vaddr_t address, struct hm_walk *out)
{
	const struct hm_layout *l = &m->layout;
	hm_paddr_t at = directory_entry(m, address);
	uint64_t entry = word_read(m, at);
	struct leaf leaf = { 0 };

	*out = (struct hm_walk){ .offset = address & (HM_PAGE_SIZE - 1), .pfn = HM_NO_PFN };
	record(out, "pgd", address >> l->pgdir_shift, at, entry);
	if (l->pte_size == 8 && entry & PTE_PRESENT) {
		entry = middle_entry(m, address, &at);
		record(out, "pmd", index_in(m, address, l->pmd_shift), at, entry);
	}
	pgtable_walk(m, address, &leaf);
	out->present = leaf.present;
	out->large = leaf.large;
	if (entry & PTE_PRESENT && !leaf.large) {
		entry = word_read(m, leaf.entry_address);
		record(out, "pte", index_in(m, address, HM_PAGE_SHIFT), leaf.entry_address, entry);
	}
	out->flags = pte_flags(entry);
	if (leaf.present)
		out->pfn = leaf.pfn;
}

/* An entry that is present stands in a frame with contents, or behind the end of RAM: writing it takes no memory of the host's. */
static void set_bits(struct hm_machine *m, hm_paddr_t at, uint64_t bits)
{
	uint64_t entry = word_read(m, at);

	if ((entry & bits) != bits)
		(void)word_write(m, at, entry | bits);
}

void pgtable_set_accessed(struct hm_machine *m, const struct leaf *leaf, bool dirty)
{
	uint32_t wanted = PTE_ACCESSED | (dirty ? PTE_DIRTY : 0u);

	if ((leaf->flags & wanted) == wanted)
		return;
	set_bits(m, leaf->table_address, PTE_ACCESSED);
	set_bits(m, leaf->entry_address, wanted);
}

/* ---- set_pte() and pte_clear() ---- */

static bool in_direct_map(const struct hm_machine *m, hm_vaddr_t address)
{
	return address >= m->layout.page_offset && address < m->layout.high_memory;
}

uint64_t pte_read(const struct hm_machine *m, hm_vaddr_t pte)
{
	return in_direct_map(m, pte) ? word_read(m, pte - m->layout.page_offset) : 0;
}

/* From now on any address may be mapped otherwise than boot did. */
static void directory_was_written(struct hm_machine *m)
{
	state(m)->directory_written = 1;
	tlb_forget_shortcuts(m);
}

/* A word that is none of the kmap tables' may change any translation, or none. */
__attribute__((noinline)) static enum hm_verdict change_elsewhere(struct hm_machine *m, hm_vaddr_t pte, hm_vaddr_t address,
								  uint64_t now, struct hm_event *event)
{
	hm_paddr_t at = pte - m->layout.page_offset;
	enum hm_verdict v;
	uint64_t old;

	if (!in_direct_map(m, pte))
		return oops(m, pte, PTE_RW, 0); /* error code 2: a write to what is not there */
	old = word_read(m, at);
	v = word_write(m, at, now);
	if (v != HM_OK)
		return v;
	directory_was_written(m);
	tlb_recheck(m, pte_log_change(m, address, old, now, event));
	return HM_OK;
}

static enum hm_verdict change(struct hm_machine *m, hm_vaddr_t pte, hm_vaddr_t address, uint64_t now, struct hm_event *event)
{
	if (!is_kmap_word(m, pte)) {
		pay(m, HM_COST_PTE_WRITE);
		return change_elsewhere(m, pte, address, now, event);
	}
	kmap_word_change(m, table_word(m, pte - m->layout.page_offset), address, now, event, false);
	return HM_OK;
}

enum hm_verdict pte_set(struct hm_machine *m, hm_vaddr_t pte, hm_vaddr_t address, hm_pfn_t pfn, struct hm_event *event)
{
	return change(m, pte, address, kmap_entry_of(m, pfn), event);
}

enum hm_verdict pte_clear(struct hm_machine *m, hm_vaddr_t pte, hm_vaddr_t address, struct hm_event *event)
{
	return change(m, pte, address, 0, event);
}

/* ---- who changed an entry last ---- */

const struct hm_event *pte_changed(const struct hm_machine *m, hm_vaddr_t address)
{
	enum area_id area;
	const struct hm_event *e = pte_provenance(m, address, &area);

	return e && e->seq ? e : NULL;
}

/* ---- stores of user code into tables ---- */

/* The first address that word `index` of a table's frame maps; what the tables of boot are for does not change. */
static hm_vaddr_t address_of_word(const struct hm_machine *m, hm_pfn_t pfn, uint32_t index)
{
	const struct table_frames *t = &m->tables;
	hm_vaddr_t in_table = index << HM_PAGE_SHIFT;

	if (pfn == t->start)
		return index << m->layout.pgdir_shift;
	if (pfn < t->lowmem)
		return m->layout.page_offset + (index << m->layout.pmd_shift);
	if (pfn < t->fixmap)
		return m->layout.page_offset + ((pfn - t->lowmem) << m->layout.pmd_shift) + in_table;
	if (pfn < t->pkmap)
		return t->fixmap_start + ((pfn - t->fixmap) << m->layout.pmd_shift) + in_table;
	return t->pkmap_start + in_table;
}

static uint64_t log_stored(struct hm_machine *m, hm_vaddr_t address, uint64_t old, uint64_t now)
{
	enum area_id area;
	struct hm_event *set = pte_provenance(m, address, &area);

	if (set)
		area_mark(&m->region.area[area], (size_t)((uint8_t *)set - m->region.area[area].base), sizeof(*set));
	return pte_log_change(m, address, old, now, set);
}

enum hm_verdict pgtable_store(struct hm_machine *m, hm_pfn_t pfn, uint32_t offset, const void *bytes, size_t n)
{
	uint32_t size = m->layout.pte_size, first = offset / size, last = (offset + (uint32_t)n - 1) / size;
	hm_paddr_t frame = (hm_paddr_t)pfn << HM_PAGE_SHIFT;
	uint64_t old[HM_PAGE_SIZE / 4];
	enum hm_verdict v;

	for (uint32_t i = first; i <= last; i++)
		old[i] = word_read(m, frame + i * size);
	if (pfn < m->tables.lowmem)
		directory_was_written(m);
	v = frame_write(m, pfn, offset, bytes, n);
	for (uint32_t i = first; i <= last && v == HM_OK; i++) {
		uint64_t now = word_read(m, frame + i * size);

		if (now != old[i])
			tlb_recheck(m, log_stored(m, address_of_word(m, pfn, i), old[i], now));
	}
	return v;
}

/* ---- boot ---- */

static void boot_word(struct hm_machine *m, hm_pfn_t table, uint32_t index, uint64_t entry)
{
	(void)word_write(m, ((hm_paddr_t)table << HM_PAGE_SHIFT) + (hm_paddr_t)index * m->layout.pte_size, entry);
}

static uint64_t table_entry(hm_pfn_t pfn)
{
	return (uint64_t)pfn << HM_PAGE_SHIFT | TABLE_FLAGS;
}

/* set_pmd() for the 4 or 2 MiB at `address`. */
static void boot_middle(struct hm_machine *m, hm_vaddr_t address, uint64_t entry)
{
	bool pae = m->layout.pte_size == 8;

	boot_word(m, m->tables.start + pae, index_in(m, address, m->layout.pmd_shift), entry);
}

/* PAGE_KERNEL, and without NX where the kernel's own text lies. */
static uint64_t kernel_prot(const struct hm_machine *m, hm_pfn_t first, hm_pfn_t end)
{
	bool text = first < KERNEL_TEXT_END && end > KERNEL_TEXT;

	return m->layout.kmap_prot & ~(text ? NX_BIT : 0);
}

/* kernel_physical_mapping_init(): a large page is mapped whole, also where RAM ends inside it. */
static void map_lowmem(struct hm_machine *m)
{
	const struct hm_layout *l = &m->layout;
	uint32_t frames = 1u << (l->pmd_shift - HM_PAGE_SHIFT);
	hm_pfn_t table = m->tables.lowmem;

	for (hm_pfn_t pfn = 0; pfn < l->max_low_pfn; pfn += frames) {
		hm_vaddr_t address = l->page_offset + (pfn << HM_PAGE_SHIFT);
		uint64_t at = (uint64_t)pfn << HM_PAGE_SHIFT;

		if (m->config.pse) {
			boot_middle(m, address, at | kernel_prot(m, pfn, pfn + frames) | PTE_PSE);
			continue;
		}
		boot_middle(m, address, table_entry(table));
		for (uint32_t i = 0; i < frames && pfn + i < l->max_low_pfn; i++)
			boot_word(m, table, i, (at + ((uint64_t)i << HM_PAGE_SHIFT)) | kernel_prot(m, pfn + i, pfn + i + 1));
		table++;
	}
}

/* page_table_range_init(): empty tables for the fixmap and the permanent window. */
static void map_windows(struct hm_machine *m)
{
	const struct table_frames *t = &m->tables;

	for (hm_pfn_t pfn = t->fixmap; pfn < t->pkmap; pfn++)
		boot_middle(m, t->fixmap_start + ((pfn - t->fixmap) << m->layout.pmd_shift), table_entry(pfn));
	for (hm_pfn_t pfn = t->pkmap; pfn < t->end; pfn++)
		boot_middle(m, t->pkmap_start, table_entry(pfn));
}

void pgtable_boot(struct hm_machine *m)
{
	const struct table_frames *t = &m->tables;

	if (m->layout.pte_size == 8)
		boot_word(m, t->start, PDPT_ENTRIES - 1, (uint64_t)(t->start + 1) << HM_PAGE_SHIFT | PTE_PRESENT);
	map_lowmem(m);
	map_windows(m);
}
