/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bounce buffers: pages that the disk does not reach go through one that it does. 2.6.11 mm/highmem.c (blk_queue_bounce,
 * copy_to_high_bio_irq, the mempools page_pool and isa_page_pool); 2.4.31 mm/highmem.c (create_bounce, copy_from_high_bh,
 * copy_to_high_bh_irq, emergency_pages). What differs between them is a row, struct hm_bounce.
 *
 * The two directions are not alike. A WRITE is copied when it is submitted, in process context: 2.4 by an atomic slot, 2.6 by
 * kmap(), which may sleep while pool pages are held. A READ is copied at completion, in an interrupt, hence by a slot of its
 * own with interrupts off. `kmap_reads` is the way that nobody took, for comparison.
 *
 * Left out: bios of several pages; 2.4's loop of yields where its pool is empty (the task sleeps on the pool instead). Pools are filled at
 * their first use, not at boot, so that a machine without a disk has its memory for itself.
 */
#include "engine/calls.h"

const struct hm_bounce bounce_2_4_0 = {
	.function = "create_bounce", .write_type = "KM_BOUNCE_WRITE", .read_type = "KM_BOUNCE_READ",
};

const struct hm_bounce bounce_2_4_31 = {
	.function = "create_bounce", .pool = 32, .write_type = "KM_USER0", .read_type = "KM_BOUNCE_READ",
};

const struct hm_bounce bounce_2_6 = {
	.function = "blk_queue_bounce", .pool = 64, .isa_pool = 16, .write_type = NULL, .read_type = "KM_BOUNCE_READ",
};

/* 6.1 block/bounce.c: memcpy_from_bvec() and memcpy_to_bvec(), so kmap_local_page() in both directions; types are gone. */
const struct hm_bounce bounce_6_1 = {
	.function = "blk_queue_bounce", .pool = 64, .write_type = "KM_USER0", .read_type = "KM_BOUNCE_READ",
};

static hm_pfn_t bounce_pfn(const struct hm_machine *m)
{
	const struct disk_record *d = &state(m)->disk;

	return d->limit_given ? d->limit : m->layout.max_low_pfn;
}

/* Below the end of lowmem the other pool and its zone serve: blk_queue_bounce_limit(). */
static unsigned int which_pool(const struct hm_machine *m)
{
	return m->era.bounce->isa_pool && bounce_pfn(m) < m->layout.max_low_pfn;
}

bool needs_bounce(const struct hm_machine *m, hm_pfn_t pfn)
{
	return pfn >= bounce_pfn(m);
}

/* ---- the pools ---- */

/* GFP_NOIO, with __GFP_DMA where the other pool serves: what of it the allocator looks at. */
static uint32_t bounce_gfp(const struct hm_machine *m, unsigned int which)
{
	return which ? m->era.gfp->dma : 0;
}

static void fill_pool(struct hm_machine *m, unsigned int which)
{
	struct pool_record *p = &state(m)->disk.pool[which];
	uint32_t size = which ? m->era.bounce->isa_pool : m->era.bounce->pool;
	struct hm_event e;

	if (p->made)
		return;
	p->made = 1;
	p->size = size;
	if (!size)
		return;
	e = *event_log(m, HM_EV_POOL_MADE, 0, size, which, 0, 0, 0);
	while (p->free < size && take_frame(m, bounce_gfp(m, which), &e, &p->page[p->free]))
		p->free++;
}

/* mempool_alloc(): the allocator first, then the pool, then sleep until a completion gives one back. */
enum hm_verdict bounce_page_get(struct hm_machine *m, hm_pfn_t *bounce)
{
	unsigned int which = which_pool(m);
	struct pool_record *p = &state(m)->disk.pool[which];
	uint64_t arg[HM_MAX_ARGS] = { bounce_gfp(m, which) }, page;
	enum hm_verdict v;

	fill_pool(m, which);
	v = call_alloc_page(m, arg, &page);
	if (v != HM_OK)
		return v;
	if (page) {
		*bounce = hm_page_to_pfn(&m->layout, (hm_vaddr_t)page);
		return HM_OK;
	}
	if (!p->free)
		return sleep_on(m, which ? HM_WAIT_ISA_POOL : HM_WAIT_POOL, 0, RESUME_POOL);
	*bounce = p->page[--p->free];
	event_log(m, HM_EV_POOL, 0, *bounce, p->free, p->size, 0, 0);
	return HM_OK;
}

/* mempool_free(): the pool is filled up first. */
void bounce_page_put(struct hm_machine *m, hm_pfn_t bounce)
{
	unsigned int which = zone_of(&m->layout, bounce) == 0 && m->era.bounce->isa_pool;
	struct pool_record *p = &state(m)->disk.pool[which];
	uint64_t arg[HM_MAX_ARGS] = { hm_pfn_to_page(&m->layout, bounce) }, ret, event;

	if (p->made && p->free < p->size) {
		p->page[p->free++] = bounce;
		event = event_log(m, HM_EV_POOL, 0, bounce, p->free, p->size, 1, 0)->seq;
	} else {
		(void)call_free_page(m, arg, &ret);
		event = state(m)->event_count;
	}
	wake_up_on(m, HM_WAIT_POOL, 0, event);
	wake_up_on(m, HM_WAIT_ISA_POOL, 0, event);
}

/* ---- the copies ---- */

static enum hm_verdict copy_mapped(struct hm_machine *m, hm_vaddr_t vaddr, hm_pfn_t bounce, bool up)
{
	hm_vaddr_t low = lowmem_page_address(m, hm_pfn_to_page(&m->layout, bounce));

	return up ? copy_page(m, vaddr, low) : copy_page(m, low, vaddr);
}

static enum hm_verdict copy_by_slot(struct hm_machine *m, hm_vaddr_t page, hm_pfn_t bounce, const char *type, bool up)
{
	uint32_t slot = km_type(m, type);
	hm_vaddr_t vaddr = 0;
	enum hm_verdict v = m->copying->map(m, page, slot, &vaddr);

	if (v == HM_OK)
		v = copy_mapped(m, vaddr, bounce, up);
	return v == HM_OK ? unmap_and_go_on(m, vaddr, slot) : v;
}

static enum hm_verdict copy_by_kmap(struct hm_machine *m, hm_vaddr_t page, hm_pfn_t bounce, bool up)
{
	uint64_t arg[HM_MAX_ARGS] = { page }, vaddr = 0, ret;
	uint32_t held = hold_preemption(m);
	enum hm_verdict v = call_kmap(m, arg, &vaddr);

	if (v == HM_OK)
		v = copy_mapped(m, (hm_vaddr_t)vaddr, bounce, up);
	if (v == HM_OK)
		v = call_kunmap(m, arg, &ret);
	release_preemption(m, held);
	return v;
}

enum hm_verdict bounce_copy_down(struct hm_machine *m, hm_vaddr_t page, hm_pfn_t bounce)
{
	const char *type = m->era.bounce->write_type;

	return type ? copy_by_slot(m, page, bounce, type, false) : copy_by_kmap(m, page, bounce, false);
}

/* local_irq_save() around the slot: no other completion on this CPU may find it taken. */
enum hm_verdict bounce_copy_up(struct hm_machine *m, hm_vaddr_t page, hm_pfn_t bounce)
{
	struct task_record *t = current_task(m);
	uint32_t flags = t->irqs_disabled;
	enum hm_verdict v;

	if (state(m)->disk.by_kmap)
		return copy_by_kmap(m, page, bounce, true);
	t->irqs_disabled = 1;
	task_mark(m, state(m)->task);
	v = copy_by_slot(m, page, bounce, m->era.bounce->read_type, true);
	t->irqs_disabled = flags;
	return v;
}
