/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The event log: everything that the machine does, in order, as data. Views, transcripts, `why` and lesson checks
 * read this and nothing else. The log is a ring of HM_EVENT_RING events; its length is machine state (so undo shortens it),
 * overwritten events are gone. What must outlive the ring is copied where it belongs (provenance, see machine.h).
 * TLB hits are counters, never events.
 */
#ifndef HIGHMEM_EVENT_H
#define HIGHMEM_EVENT_H

#include "highmem/types.h"

/*
 * X(id, name, text). In text, %0..%4 are the arguments in hexadecimal, %d0..%d4 signed decimal, %u0.. unsigned,
 * %p0.. a pfn, %t0.. a task by name, %c0.. a kernel call by name, %f0.. "FILE:LINE" of a check (report.h),
 * %k0.. a context by name, %s0.. a km slot as "KM_USER0 of CPU 0", %r0.. ": " and the headline of a report by number,
 * %n0.. a number of CPUs, %w2 what a SLEEP event's task waits for, %a0 the arguments of the call that argument 0 names, as far as the event has them.
 * Kinds are append-only: a saved session names them by `name`.
 */
#define HM_EVENTS(X) \
	X(BOOT, "boot", "the machine boots") \
	X(CALL, "call", "%c0(%a0)")                           /* call row, first two arguments */ \
	X(MIGHT_SLEEP, "might_sleep", "might_sleep (atomic: %u0)") \
	X(PTE_SET, "pte_set", "the entry of %0 now maps page %p1")    /* address, pfn, old pfn or HM_NO_PFN */ \
	X(PTE_CLEAR, "pte_clear", "the entry of %0 is cleared, it mapped page %p1") \
	X(PKMAP_COUNT, "pkmap_count", "pkmap_count[%u0]: %d1 -> %d2") \
	X(PKMAP_WRAP, "pkmap_wrap", "last_pkmap_nr wraps to 0") \
	X(PAGE_ADDRESS, "page_address", "page_address(%0) is now %1") \
	X(INVLPG, "invlpg", "invlpg %0")                      /* address, 1 = by the scheduler */ \
	X(FLUSH_LOCAL, "flush_local", "this CPU flushes its TLB (global entries too: %u0)") \
	X(FLUSH_KERNEL_RANGE, "flush_tlb_kernel_range", "flush_tlb_kernel_range %0-%1") \
	X(FLUSH_ALL, "flush_tlb_all", "flush_tlb_all") \
	X(IPI_SEND, "ipi_send", "IPI, vector %0, to %n1") \
	X(IPI_RECV, "ipi_recv", "CPU %u0 takes the IPI and flushes") \
	X(TLB_FILL, "tlb_fill", "the TLB learns %0 -> page %p1") \
	X(TLB_EVICT, "tlb_evict", "the TLB forgets %0") \
	X(TLB_STALE, "tlb_stale", "CPU %u0's TLB entry for %1 is now stale") \
	X(TLB_STALE_USE, "tlb_stale_use", "an access to %0 used a stale TLB entry: page %p1") \
	X(LOCK_SPIN, "lock_spin", "CPU %u1 spins on kmap_lock, held by %t0") \
	X(FORCED_UNLOCK, "forced_unlock", "kmap_lock is released by force") \
	X(SLEEP, "sleep", "%t0 sleeps (atomic: %u1)") \
	X(WAKE_UP, "wake_up", "wake_up(&pkmap_map_wait)") \
	X(WAKE, "wake", "%t0 becomes runnable") \
	X(SCHEDULE, "schedule", "schedule()") \
	X(SWITCH, "switch", "CPU %u2 switches from %t0 to %t1") \
	X(CR3_LOAD, "cr3_load", "CR3 is loaded: non-global TLB entries go") \
	X(PREEMPT, "preempt_count", "preempt_count += %d0, now %1") \
	X(IRQS, "irqs", "interrupts enabled: %u0") \
	X(CONTEXT_ENTER, "context_enter", "enters %k0") \
	X(CONTEXT_EXIT, "context_exit", "leaves %k0") \
	X(ALLOC, "alloc_page", "page %p0 is allocated (gfp %1)") \
	X(ALLOC_FAIL, "alloc_fail", "no free page (gfp %1)") \
	X(FREE, "free_page", "page %p0 is freed") \
	X(UNMAP_SKIPPED, "unmap_skipped", "kunmap_atomic(%0) returns early; the slot at %1 stays mapped") \
	X(WRONG_UNMAP, "wrong_unmap", "kunmap_atomic is given %0, the slot is %1") \
	X(NOT_MAPPED, "not_mapped", "kunmap of page %0: it has no address") \
	X(FAULT, "fault", "page fault at %0 (error code %1)") \
	X(REPORT, "report", "report %u0%r0")                        /* number, kind, check */ \
	X(SUPPRESSED, "suppressed", "a report of kind %u1 is suppressed") \
	X(TASK_NEW, "task_new", "task %t0 is made") \
	X(TASK_EXIT, "task_exit", "task %t0 ends") \
	X(TASK_DEAD, "task_dead", "task %t0 dies, preempt_count %1") \
	X(PLACE, "place", "%t0 is on CPU %u1") \
	X(PAGE_AS_ADDRESS, "page_as_address", "%c1 is given %0, a struct page *, as an address") \
	X(CPU_LOST, "cpu_lost", "CPU %u0 is lost") \
	X(USER_FAULT, "user_fault", "a page fault at user address %0 brings page %p1 in") \
	X(USER_SHORT, "user_short", "the copy ends at %0: no fault is serviced here (atomic: %u1), %u2 bytes are missing") \
	X(ANSWER_WAIT, "answer_wait", "CPU %u0 spins until the CPUs with interrupts off answer (mask %1)") \
	X(NULL_RETURNED, "null_returned", "%c0(%a0) returns NULL") \
	X(UNMAP_IGNORED, "unmap_ignored", "kunmap(%0) reads %2 there as page->flags, takes it for lowmem and returns; entry %u1 keeps its count") \
	X(BLK_SUBMIT, "blk_submit", "the disk is asked for block %u1, page %p0, bounced by page %p3") /* page, block, write, bounce, number */ \
	X(BOUNCE, "bounce", "page %p0 lies beyond the disk's limit: page %p1 stands in") /* page, bounce, write */ \
	X(POOL, "pool", "the emergency pool has %u1 of %u2 pages left") /* page, left, size, given back */ \
	X(POOL_MADE, "pool_made", "bounce pool size: %u0 pages") /* size, isa */ \
	X(BLK_DONE, "blk_done", "the disk is done with page %p0, block %u1") /* as BLK_SUBMIT */ \
	X(UNMAP_OUTSIDE, "unmap_outside", "%c3(%0) returns early: no slot is there; the slot at %1 stays mapped") \
	X(UNMAP_ORDER, "unmap_order", "%c3 is given %0, the top slot is at %1: that one is cleared") \
	X(KMAP_SWITCHED_OUT, "kmap_switched_out", "the slot at %1 is cleared while %t0 is off its CPU")

enum hm_event_kind {
	HM_EV_NONE,
#define HM_X(id, name, text) HM_EV_##id,
	HM_EVENTS(HM_X)
#undef HM_X
	HM_EV_NR
};

enum hm_context { HM_CTX_PROCESS, HM_CTX_SOFTIRQ, HM_CTX_HARDIRQ, HM_CTX_NMI };

/* 64 bytes, no padding. `seq` counts from 1; 0 means "no event". */
struct hm_event {
	uint64_t seq;
	uint64_t cause;  /* seq of the event that made this one possible (a BUG names the call that left the slot mapped), or 0 */
	uint64_t cycles; /* the CPU's clock of the cost model */
	uint32_t kind;   /* enum hm_event_kind */
	uint32_t call;   /* number of the kernel call in progress, counted from 1 since boot */
	uint32_t site;   /* the client's mark for the statement being run (hm_site()) */
	uint8_t cpu, context; /* context: enum hm_context */
	uint16_t task;
	uint32_t arg[5];
	int32_t preempt_count;
};

/* Number of events since boot; events first..last that are still in the ring. first > last when empty. */
uint64_t hm_event_count(const struct hm_machine *m);
uint64_t hm_event_first(const struct hm_machine *m);

/* The event with that number, or NULL when it is overwritten or does not exist. Valid until the machine runs again. */
const struct hm_event *hm_event_get(const struct hm_machine *m, uint64_t seq);

/* The kind's name ("pte_set"), and its sentence with the arguments put in; returns the length written, as snprintf does. */
const char *hm_event_name(enum hm_event_kind kind);
int hm_event_text(const struct hm_machine *m, const struct hm_event *e, char *out, size_t size);

#endif
