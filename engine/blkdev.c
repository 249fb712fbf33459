/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A disk of 256 blocks of a page each, and its queue. It writes and reads memory by DMA, so by frame number, past page tables and TLBs, and
 * reaches the frames below its limit only. submit_page() stands for building a bio (2.4: buffer heads) for one page and
 * submit_bio(): 2.6.11 drivers/block/ll_rw_blk.c __make_request(), which bounces first, then takes a request. The page is
 * locked (PG_locked, bit 0 of page->flags) from submission to completion in both directions, as 2.4's brw_page() had it.
 * disk_interrupt() is the driver's handler: one request, oldest first. Completion unlocks the page and wakes who waits.
 *
 * Left out: merging, sectors within a page, plugging, errors of the medium (a block that does not exist gives -EIO at once).
 * Invariant: while `in_service` the handler of the `active` request stands somewhere inside; the interrupt line is busy, so the
 * disk can wake nobody.
 */
#include <stdio.h>
#include <string.h>

#include "engine/calls.h"
#include "engine/frame.h"
#include "engine/text.h"
#include "engine/tlb.h"

enum { PG_LOCKED = 1, EIO = 5, EFAULT = 14 };

static struct disk_record *disk(const struct hm_machine *m)
{
	return &state(m)->disk;
}

/* ---- the medium, and DMA ---- */

static uint8_t *medium(const struct hm_machine *m, uint32_t block)
{
	return m->region.area[AREA_DISK].base + ((size_t)block << HM_PAGE_SHIFT);
}

static bool is_written(const struct hm_machine *m, uint32_t block)
{
	return disk(m)->written[block / 64] >> block % 64 & 1;
}

/* What no request has written yet says which block it is. */
static void fresh_block(uint32_t block, char fresh[HM_PAGE_SIZE])
{
	memset(fresh, 0, HM_PAGE_SIZE);
	snprintf(fresh, HM_PAGE_SIZE, "block %u of the disk\n", block);
}

bool hm_disk_peek(const struct hm_machine *m, uint64_t block, uint64_t offset, uint8_t *out)
{
	char fresh[HM_PAGE_SIZE];

	if (block >= HM_DISK_BLOCKS || offset >= HM_PAGE_SIZE)
		return false;
	fresh_block((uint32_t)block, fresh);
	*out = is_written(m, (uint32_t)block) ? medium(m, (uint32_t)block)[offset] : (uint8_t)fresh[offset];
	return true;
}

/* To memory. A page table that was given to the disk by mistake changes with it. */
static enum hm_verdict dma_in(struct hm_machine *m, uint32_t block, hm_pfn_t pfn)
{
	char fresh[HM_PAGE_SIZE];
	const void *bytes = fresh;

	fresh_block(block, fresh);
	if (is_written(m, block))
		bytes = medium(m, block);
	if (pgtable_owns(m, pfn))
		return pgtable_store(m, pfn, 0, bytes, HM_PAGE_SIZE);
	return frame_write(m, pfn, 0, bytes, HM_PAGE_SIZE);
}

static enum hm_verdict dma_out(struct hm_machine *m, uint32_t block, hm_pfn_t pfn)
{
	size_t at = (size_t)block << HM_PAGE_SHIFT;

	disk(m)->written[block / 64] |= (uint64_t)1 << block % 64;
	area_mark(&m->region.area[AREA_DISK], at, HM_PAGE_SIZE);
	return frame_read(m, pfn, 0, medium(m, block), HM_PAGE_SIZE);
}

/* ---- the page's lock ---- */

static enum hm_verdict page_locked(struct hm_machine *m, hm_vaddr_t page, bool *locked)
{
	uint32_t flags = 0;
	enum hm_verdict v = page_field_read(m, page, m->page_struct->flags, &flags);

	*locked = flags & PG_LOCKED;
	return v;
}

/* Of a page that lies in mem_map, as all that are submitted do: reading its flags does not fail. */
static enum hm_verdict set_page_locked(struct hm_machine *m, hm_vaddr_t page, bool locked)
{
	uint32_t flags = 0;

	(void)page_field_read(m, page, m->page_struct->flags, &flags);
	return page_field_write(m, page, m->page_struct->flags, (flags & ~(uint32_t)PG_LOCKED) | locked);
}

/* ---- submit_page() ---- */

struct submission {
	uint32_t write, block;
	hm_vaddr_t page;
	hm_pfn_t bounce;
};

static enum hm_verdict queue(struct hm_machine *m, const struct submission *s)
{
	struct disk_record *d = disk(m);
	struct blk_request *r;

	if (d->count == HM_DISK_REQUESTS)
		return sleep_on(m, HM_WAIT_REQUEST, 0, RESUME_REQUEST);
	r = &d->request[(d->head + d->count++) % HM_DISK_REQUESTS];
	*r = (struct blk_request){
		.number = ++d->last_number, .write = s->write, .block = s->block, .task = state(m)->task,
		.page = hm_page_to_pfn(&m->layout, s->page), .bounce = s->bounce,
	};
	r->event = event_log(m, HM_EV_BLK_SUBMIT, 0, r->page, r->block, r->write, r->bounce, r->number)->seq;
	return preempt_check_resched(m);
}

static enum hm_verdict copy_and_queue(struct hm_machine *m, const struct submission *s)
{
	enum hm_verdict v = HM_OK;

	if (s->write && s->bounce != HM_NO_PFN)
		v = bounce_copy_down(m, s->page, s->bounce);
	return v == HM_OK ? queue(m, s) : v;
}

static enum hm_verdict bounce_and_queue(struct hm_machine *m, struct submission *s)
{
	hm_pfn_t pfn = hm_page_to_pfn(&m->layout, s->page);
	struct task_record *t = current_task(m);
	enum hm_verdict v;

	t->bounce = HM_NO_PFN;
	task_mark(m, state(m)->task);
	if (needs_bounce(m, pfn)) {
		v = bounce_page_get(m, &t->bounce);
		if (v != HM_OK)
			return v;
		disk(m)->bounced++;
		event_log(m, HM_EV_BOUNCE, 0, pfn, t->bounce, s->write, 0, 0);
	}
	s->bounce = t->bounce;
	return copy_and_queue(m, s);
}

static enum hm_verdict lock_and_queue(struct hm_machine *m, struct submission *s)
{
	bool locked;
	enum hm_verdict v;

	(void)page_locked(m, s->page, &locked);
	if (locked)
		return sleep_on(m, HM_WAIT_PAGE, hm_page_to_pfn(&m->layout, s->page), RESUME_PAGE);
	v = set_page_locked(m, s->page, true);
	return v == HM_OK ? bounce_and_queue(m, s) : v;
}

enum hm_verdict call_submit_page(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	struct submission s = { arg[0] & 1, (uint32_t)arg[2], (hm_vaddr_t)arg[1], current_task(m)->bounce };

	*ret = 0;
	switch (current_task(m)->resume.point) {
	case RESUME_KMAP: case RESUME_FLUSH: case RESUME_LOCK: case RESUME_INSIDE: /* somewhere in kmap() */
		return copy_and_queue(m, &s);
	case RESUME_POOL:
		return bounce_and_queue(m, &s);
	case RESUME_REQUEST:
		return queue(m, &s);
	}
	if (s.block < HM_DISK_BLOCKS && page_is_in_mem_map(m, s.page))
		return lock_and_queue(m, &s);
	*ret = (uint64_t)-(int64_t)(s.block < HM_DISK_BLOCKS ? EFAULT : EIO);
	return HM_OK;
}

/* wait_on_page_bit(): looks again whenever it is woken. */
enum hm_verdict call_wait_on_page_locked(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	bool locked;
	enum hm_verdict v = page_locked(m, (hm_vaddr_t)arg[0], &locked);

	(void)ret;
	if (v != HM_OK || !locked)
		return v;
	return sleep_on(m, HM_WAIT_PAGE, hm_page_to_pfn(&m->layout, (hm_vaddr_t)arg[0]), RESUME_PAGE);
}

/* ---- disk_interrupt() ---- */

/* bounce_end_io(), then end_page_read() or end_buffer_io_async(). */
static enum hm_verdict finish(struct hm_machine *m)
{
	struct disk_record *d = disk(m);
	const struct blk_request r = d->active;
	hm_vaddr_t page = hm_pfn_to_page(&m->layout, r.page);
	enum hm_verdict v = set_page_locked(m, page, false);
	uint64_t event = event_log(m, HM_EV_BLK_DONE, r.event, r.page, r.block, r.write, r.bounce, r.number)->seq;

	if (r.bounce != HM_NO_PFN)
		bounce_page_put(m, r.bounce);
	d->in_service = 0;
	d->done++;
	wake_up_on(m, HM_WAIT_PAGE, r.page, event);
	wake_up_on(m, HM_WAIT_REQUEST, 0, event);
	return v;
}

/* A handler that dies inside never ends the request. */
static enum hm_verdict complete(struct hm_machine *m)
{
	const struct blk_request *r = &disk(m)->active;
	enum hm_verdict v = HM_OK;

	if (!r->write && r->bounce != HM_NO_PFN)
		v = bounce_copy_up(m, hm_pfn_to_page(&m->layout, r->page), r->bounce);
	return v == HM_OK ? finish(m) : v;
}

enum hm_verdict call_disk_interrupt(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	struct disk_record *d = disk(m);
	struct blk_request *r = &d->active;
	hm_pfn_t target;
	enum hm_verdict v;

	(void)arg, (void)ret;
	if (current_task(m)->resume.point)
		return complete(m);
	if (!hm_disk_can_answer(m))
		return HM_OK; /* spurious */
	*r = d->request[d->head];
	target = r->bounce != HM_NO_PFN ? r->bounce : r->page;
	v = r->write ? dma_out(m, r->block, target) : dma_in(m, r->block, target);
	if (v != HM_OK)
		return v;
	d->head = (d->head + 1) % HM_DISK_REQUESTS;
	d->count--;
	d->in_service = 1;
	d->by_kmap = d->kmap_reads;
	return complete(m);
}

/* ---- looks and switches ---- */

bool hm_disk_can_answer(const struct hm_machine *m)
{
	return disk(m)->count && !disk(m)->in_service && !state(m)->halted;
}

static struct hm_pool_view pool_view(const struct pool_record *p, uint32_t size)
{
	return (struct hm_pool_view){ .size = size, .free = p->free, .made = p->made != 0 };
}

void hm_disk_view(const struct hm_machine *m, struct hm_disk_view *out)
{
	const struct disk_record *d = disk(m);

	*out = (struct hm_disk_view){
		.bounce_pfn = d->limit_given ? d->limit : m->layout.max_low_pfn, .kmap_reads = d->kmap_reads != 0,
		.requests = d->count, .in_service = d->in_service != 0, .done = d->done, .bounced = d->bounced,
		.pool = pool_view(&d->pool[0], m->era.bounce->pool), .isa_pool = pool_view(&d->pool[1], m->era.bounce->isa_pool),
	};
}

bool hm_disk_request(const struct hm_machine *m, unsigned int i, struct hm_disk_request *out)
{
	const struct disk_record *d = disk(m);
	const struct blk_request *r = &d->request[(d->head + i) % HM_DISK_REQUESTS];

	if (i >= d->count)
		return false;
	*out = (struct hm_disk_request){
		.number = r->number, .block = r->block, .write = r->write != 0, .page = r->page, .bounce = r->bounce,
		.task = (uint16_t)r->task, .submitted = r->event,
	};
	return true;
}

enum hm_verdict hm_disk_limit(struct hm_machine *m, hm_pfn_t bounce_pfn)
{
	if (hm_halted(m) || !bounce_pfn)
		return HM_REFUSED;
	disk(m)->limit = bounce_pfn;
	disk(m)->limit_given = 1;
	return HM_OK;
}

void hm_disk_kmap_reads(struct hm_machine *m, bool on)
{
	disk(m)->kmap_reads = on;
}

int hm_wait_text(const struct hm_machine *m, uint16_t task, char *out, size_t size)
{
	struct text line = { .out = out, .size = size };

	if (size)
		out[0] = 0;
	if (task < state(m)->tasks_used)
		wait_text(&line, task_at(m, task)->wait_on, task_at(m, task)->wait_which);
	return (int)line.at;
}
