/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A disk that reaches only some of the memory: requests in its queue, the DMA limit, and the emergency pools of the bounce
 * buffers behind it. User code reaches it by three calls of the era's table: submit_page(), wait_on_page_locked() and
 * disk_interrupt(), the handler; a client lets the disk answer by running that one in hardirq context on some task.
 */
#ifndef HIGHMEM_BLOCK_H
#define HIGHMEM_BLOCK_H

#include "highmem/event.h"

enum {
	HM_DISK_BLOCKS = 256,   /* of HM_PAGE_SIZE bytes */
	HM_DISK_REQUESTS = 128  /* BLKDEV_MAX_RQ: submitters sleep beyond it */
};

/* What a task sleeps on, or spins for. X(id, text): text with %p for a pfn, %m for the CPUs of a mask. */
#define HM_WAITS(X) \
	X(PKMAP, "a free entry of the kmap() window") \
	X(PAGE, "the disk to be done with page %p") \
	X(POOL, "a page of the bounce pool") \
	X(ISA_POOL, "a page of the isa bounce pool") \
	X(REQUEST, "a free request of the disk's queue") \
	X(ANSWER, "CPU %m, with interrupts off, to take its IPI") \
	X(LOCK, "kmap_lock")

enum hm_wait {
#define HM_X(id, text) HM_WAIT_##id,
	HM_WAITS(HM_X)
#undef HM_X
	HM_WAIT_NR
};

/* What the task sleeps on, as words behind "waiting for"; returns the length, as snprintf does. */
int hm_wait_text(const struct hm_machine *m, uint16_t task, char *out, size_t size);

struct hm_pool_view { uint32_t size, free; bool made; };

struct hm_disk_view {
	hm_pfn_t bounce_pfn;       /* pages from here on are bounced (q->bounce_pfn) */
	bool kmap_reads;           /* reads are copied up through kmap(), as no kernel did */
	uint32_t requests;         /* in the queue */
	bool in_service;           /* its handler has begun and not come to its end: no other interrupt comes */
	uint32_t done, bounced;    /* requests since boot; pages that were bounced */
	struct hm_pool_view pool, isa_pool;
};
void hm_disk_view(const struct hm_machine *m, struct hm_disk_view *out);

struct hm_disk_request {
	uint32_t number, block;
	bool write;
	hm_pfn_t page, bounce;     /* bounce: HM_NO_PFN when the disk reaches the page itself */
	uint16_t task;             /* who submitted it */
	uint64_t submitted;        /* the BLK_SUBMIT event */
};
bool hm_disk_request(const struct hm_machine *m, unsigned int i, struct hm_disk_request *out); /* oldest first */

/* A byte of the medium, as a read would bring it. false: there is no such block or offset. */
bool hm_disk_peek(const struct hm_machine *m, uint64_t block, uint64_t offset, uint8_t *out);

/* Is there a request, and may the disk interrupt? Then somebody asleep may yet be woken. */
bool hm_disk_can_answer(const struct hm_machine *m);

/* blk_queue_bounce_limit(). HM_NO_PFN: BLK_BOUNCE_ANY. */
enum hm_verdict hm_disk_limit(struct hm_machine *m, hm_pfn_t bounce_pfn);
void hm_disk_kmap_reads(struct hm_machine *m, bool on);

#endif
