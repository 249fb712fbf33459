/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Zones and free pages. A model of 2.6.11 mm/page_alloc.c's outside only: which zones a GFP mask may take from and in which
 * order (build_zonelists()); inside a zone the lowest free frame goes first (our choice, so that people can predict it), not
 * what the buddy lists would give. No watermarks, no per-CPU lists, no reclaim: empty means NULL.
 *
 * AREA_BITMAP: level 0 has a bit a frame, 1 = not free; each level above has a bit for each full word of the one below. So the
 * lowest free frame is found in a handful of words, whatever the pattern. Invariant: a bit above is set exactly when its word
 * is all ones; free_pages of a zone counts its zero bits.
 */
#include "engine/state.h"

enum { ZONE_DMA = 0, ZONE_NORMAL = 1, ZONE_HIGHMEM = 2, NONE = -1 };

/* A level's place in the area, in words, and how many words it has. */
struct level {
	size_t first, words;
};

/* The level above: `l` is level 0 before the first call. False: there is none. */
static bool go_up(struct level *l)
{
	if (l->words == 1)
		return false;
	l->first += l->words;
	l->words = (l->words + 63) / 64;
	return true;
}

static struct level ground(const struct hm_layout *layout)
{
	return (struct level){ .first = 0, .words = ((size_t)layout->highend_pfn + 63) / 64 };
}

size_t zone_bitmap_size(const struct hm_layout *layout)
{
	struct level l = ground(layout);

	while (go_up(&l))
		;
	return (l.first + l.words) * sizeof(uint64_t);
}

static uint64_t *word_at(const struct hm_machine *m, const struct level *l, size_t i)
{
	return (uint64_t *)(void *)m->region.area[AREA_BITMAP].base + l->first + i;
}

static void write_word(struct hm_machine *m, const struct level *l, size_t i, uint64_t value)
{
	*word_at(m, l, i) = value;
	area_mark(&m->region.area[AREA_BITMAP], (l->first + i) * sizeof(value), sizeof(value));
}

/* Sets a bit of a level, and those above it whose words became full. */
static void set_bit_at(struct hm_machine *m, struct level l, size_t bit)
{
	do {
		uint64_t word = *word_at(m, &l, bit / 64) | (uint64_t)1 << bit % 64;

		write_word(m, &l, bit / 64, word);
		if (~word)
			return;
		bit /= 64;
	} while (go_up(&l));
}

static void set_used(struct hm_machine *m, hm_pfn_t pfn)
{
	set_bit_at(m, ground(&m->layout), pfn);
}

/* 64 frames from `pfn`, a multiple of 64. */
static void set_word_used(struct hm_machine *m, hm_pfn_t pfn)
{
	struct level l = ground(&m->layout);

	write_word(m, &l, pfn / 64, ~(uint64_t)0);
	if (go_up(&l))
		set_bit_at(m, l, pfn / 64);
}

static void set_free(struct hm_machine *m, hm_pfn_t pfn)
{
	struct level l = ground(&m->layout);
	size_t bit = pfn;

	do {
		uint64_t word = *word_at(m, &l, bit / 64);

		write_word(m, &l, bit / 64, word & ~((uint64_t)1 << bit % 64));
		if (~word)
			return;
		bit /= 64;
	} while (go_up(&l));
}

/* The lowest zero bit of a level that is not below `from`; the caller knows that there is one. */
static uint64_t zero_bit(const struct hm_machine *m, struct level l, uint64_t from)
{
	uint64_t word = *word_at(m, &l, from / 64) | (((uint64_t)1 << from % 64) - 1), next;
	struct level above = l;

	if (~word)
		return (from & ~(uint64_t)63) + (uint64_t)__builtin_ctzll(~word);
	(void)go_up(&above); /* there is one: this word is not the last */
	next = zero_bit(m, above, from / 64 + 1);
	return next * 64 + (uint64_t)__builtin_ctzll(~*word_at(m, &l, next));
}

unsigned int zone_of(const struct hm_layout *l, hm_pfn_t pfn)
{
	if (pfn >= l->max_low_pfn)
		return ZONE_HIGHMEM;
	return pfn >= l->dma_pfn ? ZONE_NORMAL : ZONE_DMA;
}

bool zone_is_free(const struct hm_machine *m, hm_pfn_t pfn)
{
	struct level l = ground(&m->layout);

	return pfn < m->layout.highend_pfn && !(*word_at(m, &l, pfn / 64) >> pfn % 64 & 1);
}

/* Zones to ask in turn: node_zonelists[gfp & GFP_ZONEMASK] of build_zonelists(). */
static int first_zone(const struct hm_gfp *bits, uint32_t gfp)
{
	if (gfp & bits->dma)
		return ZONE_DMA;
	return gfp & bits->highmem ? ZONE_HIGHMEM : ZONE_NORMAL;
}

enum hm_verdict zone_alloc(struct hm_machine *m, uint32_t gfp, hm_pfn_t *pfn)
{
	*pfn = HM_NO_PFN;
	for (int i = first_zone(m->era.gfp, gfp); i > NONE; i--) {
		struct zone_record *z = &state(m)->zone[i];

		if (z->free_pages) {
			*pfn = (hm_pfn_t)zero_bit(m, ground(&m->layout), z->start);
			set_used(m, *pfn);
			z->free_pages--;
			break;
		}
	}
	return HM_OK;
}

enum hm_verdict zone_free(struct hm_machine *m, hm_pfn_t pfn)
{
	if (pfn >= m->layout.highend_pfn || zone_is_free(m, pfn))
		return HM_REFUSED;
	set_free(m, pfn);
	state(m)->zone[zone_of(&m->layout, pfn)].free_pages++;
	return HM_OK;
}

/* ---- boot ---- */

struct range {
	hm_pfn_t start, end;
};

enum { RESERVED_RANGES = 6 };

/* What setup_memory() and the bootmem allocator have taken: arch/i386/kernel/setup.c; the places are decisions of ours. */
static void reserved_ranges(const struct hm_machine *m, struct range r[RESERVED_RANGES])
{
	const struct hm_layout *l = &m->layout;
	hm_pfn_t mem_map = (l->mem_map - l->page_offset) >> HM_PAGE_SHIFT;
	hm_pfn_t mem_map_end = (l->mem_map_end - l->page_offset + HM_PAGE_SIZE - 1) >> HM_PAGE_SHIFT;

	r[0] = (struct range){ 0, 1 };
	r[1] = (struct range){ 0xa0, 0x100 };               /* video memory and ROMs */
	r[2] = (struct range){ 0x100, m->tables.start };    /* the kernel's image */
	r[3] = (struct range){ m->tables.start, m->tables.end };
	r[4] = (struct range){ l->user_pfn, l->user_pfn + l->user_pages };
	r[5] = (struct range){ mem_map, mem_map_end };
}

bool reserved_at_boot(const struct hm_machine *m, hm_pfn_t pfn)
{
	struct range r[RESERVED_RANGES];

	reserved_ranges(m, r);
	for (int i = 0; i < RESERVED_RANGES; i++)
		if (pfn >= r[i].start && pfn < r[i].end)
			return true;
	return false;
}

static void reserve(struct hm_machine *m, const struct range *r)
{
	for (hm_pfn_t pfn = r->start; pfn < r->end;) {
		uint32_t n = pfn % 64 || r->end - pfn < 64 ? 1 : 64;

		if (n == 1)
			set_used(m, pfn);
		else
			set_word_used(m, pfn);
		state(m)->zone[zone_of(&m->layout, pfn)].free_pages -= n;
		pfn += n;
	}
}

void zone_boot(struct hm_machine *m)
{
	const struct hm_layout *l = &m->layout;
	const hm_pfn_t bound[4] = { 0, l->dma_pfn, l->max_low_pfn, l->highend_pfn };
	struct range r[RESERVED_RANGES];

	for (int i = 0; i < 3; i++) {
		state(m)->zone[i].start = bound[i];
		state(m)->zone[i].end = bound[i + 1];
		state(m)->zone[i].free_pages = bound[i + 1] - bound[i];
	}
	reserved_ranges(m, r);
	for (int i = 0; i < RESERVED_RANGES; i++)
		reserve(m, &r[i]);
}
