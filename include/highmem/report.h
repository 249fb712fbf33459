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
	X(SCHED_ATOMIC, "scheduling-while-atomic") X(LOCKUP, "lockup") X(DEADLOCK, "deadlock") X(OUT_OF_RANGE, "out-of-range")

enum hm_report_kind {
#define HM_X(id, name) HM_REPORT_##id,
	HM_REPORTS(HM_X)
#undef HM_X
	HM_REPORT_NR
};

/* Each place of the kernel that can complain. An era's row says file, line and function (kernel-highmem.md, section F.1). */
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
	X(USER_SCHEDULE, "schedule")

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
