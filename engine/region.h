/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The block of machine state: a few areas of plain bytes, each with a shadow (what it was at the last hm_delta_take()) and a
 * bitmap of 4 KiB blocks written since. Areas are zero-filled, touched lazily and grow only through area_grow().
 */
#ifndef ENGINE_REGION_H
#define ENGINE_REGION_H

#include "highmem/types.h"

enum area_id {
	AREA_STATE,    /* struct state: always compared */
	AREA_TASKS,    /* struct task_record[HM_MAX_TASKS] */
	AREA_PKMAP,    /* struct pkmap_entry[last_pkmap], then struct page_address_map[last_pkmap] */
	AREA_SLOTS,    /* struct slot_record[km_type_nr * nr_cpus] */
	AREA_TLB,      /* per CPU, see tlb.c */
	AREA_INDEX,    /* pfn -> frame slot and page info, two levels */
	AREA_PAGEINFO, /* struct hm_event of the last alloc or free of a page */
	AREA_BITMAP,   /* one bit a pfn: 1 = not free */
	AREA_FRAMES,   /* contents; slots 0..1023 are the user frames (layout.user_pfn...) in order */
	AREA_CLIENT,   /* the client's part */
	AREA_NR
};

struct area {
	uint8_t *base, *shadow;
	uint64_t *dirty;
	size_t size;      /* bytes that can be addressed; a multiple of 4096 */
};

struct region {
	struct area area[AREA_NR];
};

static inline void area_mark(struct area *a, size_t offset, size_t len)
{
	for (size_t b = offset >> HM_PAGE_SHIFT; b <= (offset + len - 1) >> HM_PAGE_SHIFT; b++)
		a->dirty[b >> 6] |= (uint64_t)1 << (b & 63);
}

/* Makes the area at least `size` bytes; contents kept, new bytes 0. base may move. */
enum hm_verdict area_grow(struct area *a, size_t size);
void region_free(struct region *r);

/*
 * Test hook: when set, asked before each host allocation of the engine; true makes it fail. The only writable file-scope
 * variable of the engine; NULL outside tests.
 */
extern bool (*region_fail_hook)(void);

#endif
