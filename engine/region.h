/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The block of machine state: a few areas of plain bytes, each with a shadow (what it was at the last hm_delta_take()), a
 * bitmap of 4 KiB blocks written since, and one of blocks that were ever written (only these can differ from zero). Areas are
 * zero-filled, touched lazily and grow only through area_grow().
 */
#ifndef ENGINE_REGION_H
#define ENGINE_REGION_H

#include "highmem/types.h"

enum area_id {
	AREA_STATE,    /* struct state: always compared */
	AREA_TASKS,    /* struct task_record[HM_MAX_TASKS] */
	AREA_PKMAP,    /* int32_t pkmap_count[n], struct pkmap_entry[n], struct page_address_map[n]; n = last_pkmap */
	AREA_SLOTS,    /* struct slot_record[km_type_nr * nr_cpus] */
	AREA_TLB,      /* per CPU, see tlb.h */
	AREA_INDEX,    /* pfn -> frame slot and page info, two levels: frame.c */
	AREA_PAGEINFO, /* struct hm_event of the last alloc or free of a page */
	AREA_BITMAP,   /* one bit a pfn: 1 = not free; above it, levels of "this word is full": zone.c */
	AREA_FRAMES,   /* contents; slots 0..1023 are the user frames (layout.user_pfn...) in order: frame.c */
	AREA_KMAP_CTRL, /* struct kmap_ctrl[HM_MAX_TASKS], in eras where mappings belong to tasks */
	AREA_CLIENT,   /* the client's part */
	AREA_DISK,     /* the blocks of the disk: blkdev.c */
	AREA_NR
};

struct area {
	uint8_t *base, *shadow;
	uint64_t *dirty;   /* blocks written since the last take */
	uint64_t *touched; /* blocks ever written, up to the last take */
	size_t size;       /* bytes that can be addressed; a multiple of 4096 */
	bool pooled;       /* its parts lie in the region's pool */
};

struct region {
	struct area area[AREA_NR];
	uint8_t *pool;     /* where boot put all areas: one mapping */
	size_t pool_size;
};

static inline void area_mark(struct area *a, size_t offset, size_t len)
{
	for (size_t b = offset >> HM_PAGE_SHIFT; b <= (offset + len - 1) >> HM_PAGE_SHIFT; b++)
		a->dirty[b >> 6] |= (uint64_t)1 << (b & 63);
}

/* The same for what lies within one block, as records of 2^n bytes do. */
static inline void area_mark_in_block(struct area *a, size_t offset)
{
	size_t b = offset >> HM_PAGE_SHIFT;

	a->dirty[b >> 6] |= (uint64_t)1 << (b & 63);
}

/* Was anything ever written to the block? Else it is zero, and need not be touched to know that. */
static inline bool area_written(const struct area *a, size_t offset)
{
	size_t b = offset >> HM_PAGE_SHIFT;

	return (a->dirty[b >> 6] | a->touched[b >> 6]) >> (b & 63) & 1;
}

/* Words of an area's bitmaps: one bit a block. */
static inline size_t area_words(size_t size)
{
	return ((size >> HM_PAGE_SHIFT) + 63) >> 6;
}

/* Makes the area at least `size` bytes; contents kept, new bytes 0. base may move. */
enum hm_verdict area_grow(struct area *a, size_t size);
/* All areas at once, each at least so many bytes. */
enum hm_verdict region_open(struct region *r, const size_t size[AREA_NR]);
void region_free(struct region *r);

/* What was written becomes the state that hm_delta_take() compares with: the end of boot. */
void region_settle(struct region *r);

/* Zero-filled host memory outside the state, NULL when there is none. Mappings are touched lazily; both obey the hook. */
void *host_map(size_t size);
void host_unmap(void *p, size_t size);
/* That part of a mapping will be written soon: its pages may come at once. Of no other effect. */
void host_touch(void *p, size_t size);
void *host_alloc(size_t count, size_t size); /* ends with free() */

/*
 * Test hook: when set, asked before each host allocation of the engine; true makes it fail. The only writable file-scope
 * variable of the engine; NULL outside tests.
 */
extern bool (*region_fail_hook)(void);

#endif
