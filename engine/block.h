/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * State of the disk and of the bounce pools (blkdev.c, bounce.c), and what the two files and sched.c know of each other.
 */
#ifndef ENGINE_BLOCK_H
#define ENGINE_BLOCK_H

#include "highmem/block.h"

enum { POOL_PAGES = 64 }; /* the largest POOL_SIZE of all eras */

struct blk_request {
	uint32_t number, write, block, task;
	hm_pfn_t page, bounce;
	uint64_t event;
};

/* mempool_t of 2.6, or the list emergency_pages of 2.4. */
struct pool_record {
	uint32_t made, size, free, unused;
	hm_pfn_t page[POOL_PAGES];
};

struct disk_record {
	uint32_t head, count;       /* a ring of requests */
	uint32_t last_number, done;
	uint32_t limit_given, kmap_reads;
	hm_pfn_t limit;
	uint32_t in_service, bounced;
	uint32_t by_kmap;           /* how the active request is copied up: as it was begun */
	struct blk_request active;  /* while in_service */
	struct blk_request request[HM_DISK_REQUESTS];
	struct pool_record pool[2]; /* page_pool, isa_page_pool */
	uint64_t written[HM_DISK_BLOCKS / 64]; /* one bit a block */
};

/* What an era's block layer does about pages beyond the limit. A NULL slot type: kmap(). */
struct hm_bounce {
	const char *function;       /* "blk_queue_bounce" */
	uint32_t pool, isa_pool;    /* POOL_SIZE, ISA_POOL_SIZE; 0: there is none */
	const char *write_type;     /* the slot by which a WRITE's data come down */
	const char *read_type;      /* ... and by which a READ's data go up */
};

extern const struct hm_bounce bounce_2_4_0, bounce_2_4_31, bounce_2_6, bounce_6_1;

/* bounce.c */
bool needs_bounce(const struct hm_machine *m, hm_pfn_t pfn);
/* HM_BLOCKED: none is free, the task sleeps at RESUME_POOL. */
enum hm_verdict bounce_page_get(struct hm_machine *m, hm_pfn_t *bounce);
void bounce_page_put(struct hm_machine *m, hm_pfn_t bounce);
/* The copy of a WRITE, at submission, and that of a READ, at completion. HM_BLOCKED: asleep in kmap(); repeat. */
enum hm_verdict bounce_copy_down(struct hm_machine *m, hm_vaddr_t page, hm_pfn_t bounce);
enum hm_verdict bounce_copy_up(struct hm_machine *m, hm_vaddr_t page, hm_pfn_t bounce);

#endif
