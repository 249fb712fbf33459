/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Kernel reports (BUG, oops, Badness, "scheduling while atomic", lockup, deadlock, panic) as data, and their text in the
 * era's own wording. The last HM_MAX_REPORTS are machine state and outlive the event ring.
 */
#ifndef HIGHMEM_REPORT_H
#define HIGHMEM_REPORT_H

#include "highmem/event.h"

enum { HM_MAX_REPORTS = 32 };

/* X(id, name): append-only. */
#define HM_REPORTS(X) \
	X(BUG, "bug") X(OOPS, "oops") X(DIVIDE, "divide-error") X(WARN, "warn") X(MIGHT_SLEEP, "might-sleep") \
	X(SCHED_ATOMIC, "scheduling-while-atomic") X(LOCKUP, "lockup") X(DEADLOCK, "deadlock") X(OUT_OF_RANGE, "out-of-range") \
	X(EXIT_ATOMIC, "exit-atomic")

enum hm_report_kind {
#define HM_X(id, name) HM_REPORT_##id,
	HM_REPORTS(HM_X)
#undef HM_X
	HM_REPORT_NR
};

/* Each place of the kernel that can complain. An era's row says file, line and function. */
#define HM_CHECKS(X) \
	X(NONE, "none") \
	X(KMAP_MIGHT_SLEEP, "kmap") \
	X(KUNMAP_IN_INTERRUPT, "kunmap") \
	X(KMAP_ATOMIC_BUSY, "kmap_atomic") \
	X(KUNMAP_ATOMIC_ADDRESS, "kunmap_atomic") \
	X(FLUSH_PTE_NONE, "flush_all_zero_pkmaps") \
	X(KMAP_HIGH_COUNT, "kmap_high") \
	X(KUNMAP_HIGH_NO_ADDRESS, "kunmap_high") \
	X(KUNMAP_HIGH_COUNT, "kunmap_high") \
	X(SET_PAGE_ADDRESS_LOWMEM, "set_page_address") \
	X(SET_PAGE_ADDRESS_POOL, "set_page_address") \
	X(VIRT_TO_FIX, "virt_to_fix") \
	X(FREE_FREE_PAGE, "__free_page") \
	X(SMP_CALL_IRQS_OFF, "smp_call_function") \
	X(SUB_PREEMPT_COUNT, "sub_preempt_count") \
	X(PKMAP_RANGE, "kmap_high") \
	X(USER_MIGHT_SLEEP, "might_sleep") \
	X(USER_SCHEDULE, "schedule") \
	X(KMAP_LOWMEM_ONLY, "kmap") \
	X(KUNMAP_PKMAP_RANGE, "kunmap_high") \
	X(ALLOC_PAGES, "__alloc_pages") \
	X(KUNMAP_MIGHT_SLEEP, "kunmap") \
	X(KMAP_ATOMIC_PUSH_IRQ, "kmap_atomic_prot") \
	X(KMAP_ATOMIC_PUSH_MAX, "kmap_atomic_prot") \
	X(KUNMAP_ATOMIC_ORDER, "__kunmap_atomic") \
	X(KUNMAP_ATOMIC_POP_MIN, "__kunmap_atomic") \
	X(KMAP_LOCAL_PUSH_IRQ, "__kmap_local_pfn_prot") \
	X(KMAP_LOCAL_PUSH_MAX, "__kmap_local_pfn_prot") \
	X(KMAP_LOCAL_BUSY, "__kmap_local_pfn_prot") \
	X(KUNMAP_LOCAL_OUTSIDE, "kunmap_local_indexed") \
	X(KUNMAP_LOCAL_BELOW, "kunmap_local_indexed") \
	X(KUNMAP_LOCAL_ORDER, "kunmap_local_indexed") \
	X(KUNMAP_LOCAL_POP_MIN, "kunmap_local_indexed") \
	X(KMAP_TO_PAGE_PKMAP, "__kmap_to_page") \
	X(KMAP_TO_PAGE_LOCAL, "__kmap_to_page") \
	X(KMAP_LOCAL_FORK, "kmap_local_fork") \
	X(KMAP_ASSERT_NOMAP, "exit_to_user_mode_prepare") \
	X(KUNMAP_BELOW_PAGE_OFFSET, "kunmap_atomic") \
	X(KUNMAP_ABOVE_HIGH_MEMORY, "kunmap_atomic") \
	X(KMAP_IN_INTERRUPT, "kmap") \
	X(SCHEDULE_IN_INTERRUPT, "schedule") \
	X(KMAP_TYPE_NMI, "debug_kmap_atomic") \
	X(KMAP_TYPE_HARDIRQ, "debug_kmap_atomic") \
	X(KMAP_TYPE_SOFTIRQ, "debug_kmap_atomic") \
	X(KMAP_TYPE_IRQS_ON, "debug_kmap_atomic") \
	X(KMAP_TYPE_PROCESS, "debug_kmap_atomic") \
	X(KMAP_TYPE_KDB, "debug_kmap_atomic") \
	X(MEMCLEAR_RANGE, "memclear_highpage_flush") \
	X(ZERO_USER_PAGE_RANGE, "zero_user_page") \
	X(ZERO_USER_SEGMENTS_RANGE, "zero_user_segments") \
	X(BVEC_OFFSET, "bvec_kmap_irq") \
	X(SYMMETRIC_DISAGREE, "kunmap_atomic") \
	X(MEMSET_PAGE_RANGE, "memset_page") \
	X(MEMZERO_PAGE_RANGE, "memzero_page") \
	X(MEMCPY_TO_PAGE_RANGE, "memcpy_to_page") \
	X(MEMCPY_FROM_PAGE_RANGE, "memcpy_from_page") \
	X(MEMCPY_PAGE_RANGE, "memcpy_page") \
	X(COPY_TO_USER, "copy_to_user") \
	X(COPY_FROM_USER, "copy_from_user")

enum hm_check {
#define HM_X(id, function) HM_CHECK_##id,
	HM_CHECKS(HM_X)
#undef HM_X
	HM_CHECK_NR
};

struct hm_check_place {
	const char *file; /* NULL: not recorded */
	uint32_t line;    /* 0: not recorded */
};

/*
 * Roles of a step from a symptom back to its cause: X(id, name, text). In text, %g is what was given, %e what it should have been
 * (a sentence part that falls away when the machine cannot know it), %a the amount; the rest is as in event.h.
 */
#define HM_LINKS(X) \
	X(SYMPTOM, "symptom", "") \
	X(LEFT_MAPPED, "left_mapped", "kunmap_atomic() was given %g, which lies below FIXADDR_START: it returned early and left the slot mapped%e") \
	X(SLOT_MAPPED, "slot_mapped", "kmap_atomic() had mapped page %p1 at %0") \
	X(SLOT_CLEARED, "slot_cleared", "kunmap_atomic() had cleared the slot at %0, which mapped page %p1") \
	X(WRONG_ADDRESS, "wrong_address", "kunmap_atomic() was given %g; its type names %s2, at %1%e") \
	X(HOLDER_SLEPT, "holder_slept", "the task that had mapped the slot gave up the CPU while the slot was in use") \
	X(HOLDER_ENDED, "holder_ended", "the task that had mapped the slot ended without unmapping it") \
	X(PKMAP_MAPPED, "pkmap_mapped", "kmap() had mapped page %p1 at %0") \
	X(PKMAP_CLEARED, "pkmap_cleared", "a flush took the entry of %0 away from page %p1") \
	X(PKMAP_RELEASED, "pkmap_released", "kunmap() had lowered the count: %d1 -> %d2") \
	X(PKMAP_COUNTED, "pkmap_counted", "the count of the entry was changed: %d1 -> %d2") \
	X(NEVER_MAPPED, "never_mapped", "the argument %g has no mapping%e") \
	X(RAISED, "raised", "preempt_count was raised by %a here, and not lowered again") \
	X(OVERDRAWN, "overdrawn", "preempt_count was lowered here with nothing left to take back") \
	X(LOCK_HELD, "lock_held", "kmap_lock was taken here, and its holder died with it") \
	X(HOLDER_DIED, "holder_died", "the holder of the lock died here") \
	X(WAITS, "waits", "sleeps here until an entry of the window is free; holds %a entries") \
	X(TLB_STALE, "tlb_stale", "the TLB entry became stale here") \
	X(TLB_FILLED, "tlb_filled", "the TLB learned the address here") \
	X(PAGE_FREED, "page_freed", "page %p0 was freed here") \
	X(PAGE_ALLOCATED, "page_allocated", "page %p0 was allocated here") \
	X(LED_HERE, "led_here", "this made it possible") \
	X(IN_CONTEXT, "in_context", "it ran in %k0 context, which was entered here") \
	X(WAITS_DISK, "waits_disk", "sleeps here, waiting for %w2; holds %a entries of the kmap() window") \
	X(IRQS_OFF, "irqs_off", "interrupts were turned off here, and not on again") \
	X(LEFT_OUTSIDE, "left_outside", "%c3() was given %g, which is no slot's address: it returned early and left the slot mapped%e") \
	X(LEFT_BY_ORDER, "left_by_order", "%c3() was given %g, but took the top slot, %s2, and left this one mapped%e") \
	X(CLEARED_BY_ORDER, "cleared_by_order", "%c3() was given %g, but cleared this slot, the top one%e") \
	X(SWITCHED_OUT, "switched_out", "the slot is %t0's, which is off its CPU: the scheduler took the mapping out") \
	X(NOT_THE_SLOT, "not_the_slot", "kunmap_atomic() was given %g, which is not the address of %s2: it did nothing and left a slot mapped%e") \
	X(SLOT_IN_USE, "slot_in_use", "kmap_atomic() had mapped page %p1 at %0, and nobody has given it back: it was forgotten, or it is in use and the second user needs another slot") \
	X(FOREIGN_SLOT, "foreign_slot", "kmap_atomic() on another CPU was given km_type %a, beyond KM_TYPE_NR: it mapped page %p1 at %0, in this CPU's slot") \
	X(TYPE_RANGE, "type_range", "km_type %a is none: it names an entry beyond this CPU's slots") \
	X(OVERRUN, "overrun", "%g lies behind the page at %0, which kmap_atomic() had mapped here: a mapping is 4096 bytes long") \
	X(UNDERRUN, "underrun", "%g lies in front of the page at %0, which was mapped here") \
	X(OVERRUN_PKMAP, "overrun_pkmap", "%g lies behind the page at %0, which kmap() had mapped here: a mapping is 4096 bytes long") \
	X(NULL_RETURNED, "null_returned", "%c0(%a0) had returned NULL here, and that was used as an address") \
	X(UNMAP_IGNORED, "unmap_ignored", "kunmap() was given %g, an address: it read the data there, %2, as page->flags, took it for a lowmem page and returned; the entry is still counted%e") \
	X(DATA_FLAGS, "data_flags", "kunmap() was given %g, an address: it read the data there, %1, as page->flags, and took it for a highmem page%e") \
	X(ENTRY_LOST, "entry_lost", "kmap() had mapped page %p1 at %0, and its task ended without kunmap()") \
	X(ENTRY_IN_USE, "entry_in_use", "kmap() had mapped page %p1 at %0; no kunmap() has followed") \
	X(PKMAP_AGAIN, "pkmap_again", "kmap() raised the count of an entry that was in use: %d1 -> %d2") \
	X(LOWERED, "lowered", "preempt_count had been lowered here, and nothing was left to take back") \
	X(HOLDER_MOVED, "holder_moved", "the task gave up its CPU here while the slot was in use, and went on on another CPU") \
	X(LOCK_INTERRUPTED, "lock_interrupted", "kmap_lock was taken here, and the interrupt came before it was let go") \
	X(WAITS_LOCK, "waits_lock", "spins here on kmap_lock, which %t0 holds") \
	X(WAITS_ANSWER, "waits_answer", "spins here with kmap_lock, until the CPUs with interrupts off take its IPI (mask %1)") \
	X(PAGE_FREED_MAPPED, "page_freed_mapped", "page %p0 was freed here, still mapped") \
	X(PKMAP_FORMER, "pkmap_former", "before that, kunmap() had given up the entry of this address, then another page's: %d1 -> %d2") \
	X(STACK_RAN_OVER, "stack_ran_over", "the stack of CPU %a had run over into this CPU's slots: it mapped page %p1 at %0") \
	X(STACK_MAPPED, "stack_mapped", "%c3() had mapped page %p1 at %0") \
	X(STACK_CLEARED, "stack_cleared", "%c3() had cleared the slot at %0, which mapped page %p1") \
	X(WRONG_TYPE, "wrong_type", "kunmap_atomic() was given %g, but a type that names %s2: it did nothing and left the slot mapped")

enum hm_link_role {
#define HM_X(id, name, text) HM_LINK_##id,
	HM_LINKS(HM_X)
#undef HM_X
	HM_LINK_NR
};

/* One step back: a copy of the event, so that the answer outlives the log's ring. */
struct hm_link {
	struct hm_event event;
	uint32_t role;     /* enum hm_link_role */
	uint32_t given;    /* the argument that was wrong */
	uint32_t expected; /* what it should have been (the address of the slot, a struct page); 0: the machine cannot know */
	uint32_t amount;   /* share of preempt_count, entries held */
};

enum { HM_REPORT_LINKS = 12 };

/* Plain data, 64-bit aligned, no padding. */
struct hm_report {
	struct hm_event event; /* the HM_EV_REPORT event; its cause starts the chain that `why` follows */
	uint64_t pde, pte;     /* as the walk found them; pdpt entry with PAE in pdpt */
	uint64_t pdpt;
	uint32_t number;       /* from 1 */
	uint32_t kind, check;  /* enum hm_report_kind, enum hm_check */
	uint32_t die_counter;  /* [#N] of this die(), 0 for a mere warning */
	uint32_t address;      /* faulting address; for SCHED_ATOMIC the count */
	uint32_t error_code;   /* page-fault error code: bit 0 protection, 1 write, 2 user */
	uint32_t pid;
	uint32_t panicked;     /* 1: this report ended in a panic; 2: it left a CPU spinning */
	uint32_t irqs_disabled;
	uint32_t in_atomic;
	uint32_t lock_held;    /* 1 when kmap_lock is left held */
	uint32_t has_pte;      /* bit 0: pde was read, bit 1: pte was read */
	uint32_t other_task, other_cpu; /* LOCKUP: holder of the lock; else 0 */
	char comm[HM_COMM_LEN];
	uint32_t links;        /* how many of these are filled: from the symptom backwards */
	uint32_t died;         /* 1: the task ended here */
	struct hm_link link[HM_REPORT_LINKS];
};

/* Reports since boot, and the n-th of them (from 1), NULL when it is no longer kept. */
uint32_t hm_report_count(const struct hm_machine *m);
const struct hm_report *hm_report_get(const struct hm_machine *m, uint32_t number);

/*
 * The report's lines as this era's kernel prints them, joined by '\n', with a final '\n' ("------------[ cut here ]------------",
 * "kernel BUG at arch/i386/mm/highmem.c:42!", "invalid operand: 0000 [#1]", "SMP" ...). Says only what the machine knows.
 * eip: the client's name for the code that ran ("FUNCTION, FILE:LINE"), or NULL. Returns the length, as snprintf does.
 */
int hm_report_text(const struct hm_machine *m, const struct hm_report *r, const char *eip, char *out, size_t size);

/* The one line that says it all ("kernel BUG at arch/i386/mm/highmem.c:42!"). */
int hm_report_headline(const struct hm_machine *m, const struct hm_report *r, char *out, size_t size);

/* File, line and function of a check in this machine's era. */
struct hm_check_place hm_check_place(const struct hm_machine *m, enum hm_check check);
const char *hm_check_function(enum hm_check check);

#endif
