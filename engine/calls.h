/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The functions behind the rows of call.h. An era's table puts a declaration beside one of them; the same function may serve
 * under several declarations. Also the points at which a call that gave up the CPU goes on.
 */
#ifndef ENGINE_CALLS_H
#define ENGINE_CALLS_H

#include "engine/state.h"

#include <string.h>

/* resume_record.point: where schedule() returns to. */
enum resume_point {
	RESUME_NONE,
	RESUME_KMAP,     /* map_new_virtual(): remove_wait_queue(), then the second look */
	RESUME_SCHEDULE, /* nothing left to do */
	RESUME_PAGE,     /* blkdev.c: the page may be unlocked now */
	RESUME_POOL,     /* bounce.c: the pool may have a page */
	RESUME_REQUEST,  /* blkdev.c: the queue may have room */
	RESUME_FLUSH,    /* smp.c: all CPUs have answered */
	RESUME_INSIDE,   /* lock.c: kmap_lock is held, and an interrupt has come */
	RESUME_LOCK      /* lock.c: kmap_lock may be free; from the beginning, but for might_sleep() */
};

/* pkmap.c */
hm_call_fn call_kmap, call_kunmap, call_page_address;
hm_call_fn call_kunmap_might_sleep, call_kmap_flush_unused;
hm_call_fn call_kmap_lowmem_only, call_kunmap_lowmem_only; /* HIGHMEM=n */
hm_call_fn call_kmap_high, call_kunmap_high;
/* kmap() behind the first check of the arch part, which is the era's. When it has blocked it is called again. */
enum hm_verdict kmap_page(struct hm_machine *m, hm_vaddr_t page, bool nonblocking, uint64_t *ret);
enum hm_verdict kmap_high(struct hm_machine *m, hm_vaddr_t page, bool nonblocking, uint64_t *ret);
enum hm_verdict kunmap_high(struct hm_machine *m, hm_vaddr_t page);
enum hm_verdict bug_in_interrupt(struct hm_machine *m, enum hm_check check); /* with what made in_interrupt() true */

/* atomic.c */
hm_call_fn call_kmap_atomic, call_kunmap_atomic, call_kmap_atomic_to_page, call_kmap_atomic_pfn, call_kmap_atomic_prot;

/* page.c: the page allocator's calls and struct page arithmetic */
hm_call_fn call_alloc_page, call_free_page;
hm_call_fn call_pfn_to_page, call_page_to_pfn, call_virt_to_page, call_page_highmem;

/* helper.c, helper_kmap.c: what include/linux/highmem.h builds on them, by atomic slots; and on kmap(), as 2.4 did */
hm_call_fn call_clear_highpage, call_copy_highpage;
hm_call_fn call_memclear_highpage_flush, call_zero_user_page, call_zero_user_segments, call_zero_user_segment, call_zero_user;
hm_call_fn call_nr_free_highpages;
hm_call_fn call_bvec_kmap_irq, call_bvec_kunmap_irq, call_bh_kmap_irq, call_bh_kunmap_irq; /* helper_irq.c */
hm_call_fn call_clear_highpage_kmap, call_copy_highpage_kmap, call_memclear_highpage_kmap;
uint32_t km_type(const struct hm_machine *m, const char *name); /* the number of a type in this machine: fences shift it */
enum hm_verdict copy_page(struct hm_machine *m, hm_vaddr_t to, hm_vaddr_t from); /* by way of the MMU */
/* m->copying->unmap() in the midst of a call, which must end by preempt_check_resched(): only there it can be preempted. */
enum hm_verdict unmap_and_go_on(struct hm_machine *m, hm_vaddr_t kaddr, uint32_t type);

/* blkdev.c: the disk */
hm_call_fn call_submit_page, call_wait_on_page_locked, call_disk_interrupt;

/* cpu.c */
hm_call_fn call_preempt_count, call_in_interrupt, call_in_irq, call_in_softirq, call_in_atomic, call_irqs_disabled;
hm_call_fn call_smp_processor_id, call_preempt_disable, call_preempt_enable, call_pagefault_disable, call_pagefault_enable, call_local_bh_disable, call_local_bh_enable;
hm_call_fn call_local_irq_disable, call_local_irq_enable;

/* usercopy.c */
hm_call_fn call_copy_to_user, call_copy_from_user, call_copy_to_user_inatomic, call_copy_from_user_inatomic;
hm_call_fn call_fault_in_pages_writeable, call_fault_in_writeable;

/* sched.c */
hm_call_fn call_schedule, call_might_sleep;
/* Between the two the current task is not preempted: what falls due inside comes where the call that contains it ends. */
uint32_t hold_preemption(struct hm_machine *m);
void release_preemption(struct hm_machine *m, uint32_t held);

/* page_address.c */
void page_address_init(struct hm_machine *m);
extern const struct hm_page_address_ops page_address_hash, page_address_virtual;

/* atomic.c: what an era's hm_atomic_ops may name. Everything that maps goes by machine.atomic. */
enum hm_verdict kmap_atomic_2_6_11(struct hm_machine *m, hm_vaddr_t page, uint32_t type, hm_vaddr_t *address);
enum hm_verdict kunmap_atomic_2_6_11(struct hm_machine *m, hm_vaddr_t kvaddr, uint32_t type);
enum hm_verdict kmap_atomic_lowmem_only(struct hm_machine *m, hm_vaddr_t page, uint32_t type, hm_vaddr_t *address);
enum hm_verdict kmap_atomic_pfn_lowmem_only(struct hm_machine *m, hm_pfn_t pfn, uint32_t type, hm_vaddr_t *address);
enum hm_verdict kunmap_atomic_nothing(struct hm_machine *m, hm_vaddr_t kvaddr, uint32_t type);
hm_invoke_fn invoke_kmap_atomic_2_6_11, invoke_kunmap_atomic_2_6_11; /* atomic_usual.c */
hm_invoke_fn invoke_kmap_atomic_2_6_24, invoke_kunmap_atomic_2_6_24;
extern const struct hm_atomic_ops atomic_macros; /* the last three */
enum hm_verdict kunmap_atomic_2_6_24(struct hm_machine *m, hm_vaddr_t kvaddr, uint32_t type);

/* atomic_stack.c: slots as a stack of the CPU (2.6.37) */
enum hm_verdict kmap_atomic_prot_2_6_37(struct hm_machine *m, hm_vaddr_t page, uint32_t type, uint64_t prot, hm_vaddr_t *address);
enum hm_verdict kmap_atomic_2_6_37(struct hm_machine *m, hm_vaddr_t page, uint32_t type, hm_vaddr_t *address);
enum hm_verdict kunmap_atomic_2_6_37(struct hm_machine *m, hm_vaddr_t kvaddr, uint32_t type);
enum hm_verdict kmap_atomic_pfn_2_6_37(struct hm_machine *m, hm_pfn_t pfn, uint32_t type, hm_vaddr_t *address);
enum hm_verdict kmap_atomic_counted_only(struct hm_machine *m, hm_vaddr_t page, uint32_t type, hm_vaddr_t *address);
enum hm_verdict kunmap_atomic_counted_only(struct hm_machine *m, hm_vaddr_t kvaddr, uint32_t type);
enum hm_verdict kmap_atomic_pfn_counted_only(struct hm_machine *m, hm_pfn_t pfn, uint32_t type, hm_vaddr_t *address);
int32_t stack_depth_of_cpu(const struct hm_machine *m, uint32_t cpu);
hm_call_fn call_kmap_prot, call_nothing;

/* kmap_local.c, kmap_switch.c, kmap_local_calls.c: slots as a stack of the task (6.1) */
enum hm_verdict kmap_atomic_prot_6_1(struct hm_machine *m, hm_vaddr_t page, uint32_t type, uint64_t prot, hm_vaddr_t *address);
enum hm_verdict kmap_atomic_6_1(struct hm_machine *m, hm_vaddr_t page, uint32_t type, hm_vaddr_t *address);
enum hm_verdict kunmap_atomic_6_1(struct hm_machine *m, hm_vaddr_t kvaddr, uint32_t type);
enum hm_verdict kmap_atomic_pfn_6_1(struct hm_machine *m, hm_pfn_t pfn, uint32_t type, hm_vaddr_t *address);
enum hm_verdict kmap_atomic_6_1_lowmem_only(struct hm_machine *m, hm_vaddr_t page, uint32_t type, hm_vaddr_t *address);
enum hm_verdict kmap_atomic_prot_6_1_lowmem_only(struct hm_machine *m, hm_vaddr_t page, uint32_t type, uint64_t prot, hm_vaddr_t *address);
enum hm_verdict kunmap_atomic_6_1_lowmem_only(struct hm_machine *m, hm_vaddr_t kvaddr, uint32_t type);
enum hm_verdict kmap_atomic_pfn_6_1_lowmem_only(struct hm_machine *m, hm_pfn_t pfn, uint32_t type, hm_vaddr_t *address);
enum hm_verdict kmap_local_6_1(struct hm_machine *m, hm_vaddr_t page, uint32_t type, hm_vaddr_t *address);
enum hm_verdict kunmap_local_6_1(struct hm_machine *m, hm_vaddr_t kvaddr, uint32_t type);
enum hm_verdict kmap_local_pfn_6_1(struct hm_machine *m, hm_pfn_t pfn, uint32_t type, hm_vaddr_t *address);
enum hm_verdict kmap_local_prot_6_1(struct hm_machine *m, hm_vaddr_t page, uint32_t type, uint64_t prot, hm_vaddr_t *address);
enum hm_verdict kmap_local_prot_lowmem_only(struct hm_machine *m, hm_vaddr_t page, uint32_t type, uint64_t prot, hm_vaddr_t *address);
int32_t stack_depth_of_task(const struct hm_machine *m, uint32_t cpu);
void kmap_local_sched_out(struct hm_machine *m);
void kmap_local_sched_in(struct hm_machine *m);
void kmap_local_fork(struct hm_machine *m, uint16_t child);
void kmap_assert_nomap(struct hm_machine *m);
hm_call_fn call_kmap_local_page, call_kunmap_local, call_kmap_local_pfn, call_kmap_to_page;
hm_call_fn call_kmap_local_prot, call_kmap_local_folio, call_is_kmap_addr;
/* helper_local.c: copies to and from a part of a page */
hm_call_fn call_memcpy_to_page, call_memcpy_from_page, call_memcpy_page, call_memset_page, call_memzero_page;
hm_call_fn call_migrate_disable, call_migrate_enable;
hm_call_fn call_pagefault_disable_counter, call_pagefault_enable_counter;

/* Two rules for an era's row: PG_highmem in page->flags; and by comparing pointers, page < highmem_start_page. */
enum hm_verdict highmem_by_flags(struct hm_machine *m, hm_vaddr_t page, bool *highmem);
enum hm_verdict highmem_by_pointer(struct hm_machine *m, hm_vaddr_t page, bool *highmem);

#define KNOWN_PAGE (UINT64_C(1) << 32) /* in machine.known.page: no address has that bit */

/* What a struct page's flags say: PG_highmem; or, where there is none, the zone's number in the top bits. */
static inline bool is_highmem_flag(const struct hm_machine *m, uint32_t flags)
{
	const struct hm_page_struct *p = m->page_struct;

	return p->highmem_flag ? (flags & p->highmem_flag) != 0 : flags >> p->zone_shift == p->zone_number[2];
}

/* Of the page that was asked about last. */
static inline bool known_highmem(const struct hm_machine *m)
{
	uint32_t flags;

	if (!m->known.flags)
		return m->known.highmem;
	memcpy(&flags, m->known.flags, sizeof(flags));
	return is_highmem_flag(m, flags);
}

/* Is there a slot that nobody maps in front of each type? */
static inline bool has_fences(const struct hm_machine *m)
{
	return m->config.debug_highmem && m->era.fences == HM_YES;
}

hm_invoke_fn invoke_by_steps; /* call.c */

/* The HM_EV_CALL event of the call in progress. */
static inline const struct hm_event *calling(const struct hm_machine *m)
{
	return &m->ring[(state(m)->call_event - 1) & (HM_EVENT_RING - 1)];
}

/* Where the call in progress goes on when its task runs again, for hm_call_invoke() to find. */
static inline struct resume_record resume_at(const struct hm_machine *m, uint32_t point)
{
	const struct state *st = state(m);

	return (struct resume_record){
		.call = st->call_row, .point = point, .arg = { 0, 0, (uint32_t)st->call_event, (uint32_t)(st->call_event >> 32) },
	};
}

/* PageHighMem() by the era's rule, and page_address() of any page. HM_DIED: reading the page's flags oopsed. */
static inline enum hm_verdict page_is_highmem(struct hm_machine *m, hm_vaddr_t page, bool *highmem)
{
	return m->era.page_is_highmem(m, page, highmem);
}

static inline enum hm_verdict any_page_address(struct hm_machine *m, hm_vaddr_t page, hm_vaddr_t *address)
{
	return m->era.page_address->get(m, page, address);
}

static inline enum hm_verdict set_page_address(struct hm_machine *m, hm_vaddr_t page, hm_vaddr_t address)
{
	return m->era.page_address->set(m, page, address);
}

/* Remembers that a lowmem address which lies inside mem_map was honestly given out for its page. */
void note_genuine(struct hm_machine *m, hm_vaddr_t address);

#endif
