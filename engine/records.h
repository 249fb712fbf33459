/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the state is made of: struct state (AREA_STATE), and the records that stand in arrays in the other areas (region.h). Plain data of
 * fixed width, no host pointer, no padding; zero is what boot leaves unless it says otherwise.
 */
#ifndef ENGINE_RECORDS_H
#define ENGINE_RECORDS_H

#include "engine/block.h"
#include "highmem/highmem.h"

enum {
	PA_HASH_ORDER = 7,
	PA_HASH_SIZE = 1 << PA_HASH_ORDER,
	NO_INDEX = 0xffff,          /* end of a list of 16-bit indices */
	NO_TASK = 0xffff,
	HZ = 1000,
	CYCLES_PER_JIFFY = 1000000, /* 1000 MHz at HZ 1000 */
	GENUINE_LOWMEM = 16,
	KM_MAX_IDX_DEBUG = 33,      /* 6.1 include/asm-generic/kmap_size.h */
	KMAP_CTRL_SIZE = 2 * HM_PAGE_SIZE,
	MAX_POINTER_ROWS = 256,     /* rows of calls behind that are not asked */
	NULLS_KEPT = 4,             /* calls that returned NULL, remembered */
	TASK_RAISES = 8             /* outstanding additions to preempt_count that a task remembers */
};

/*
 * Provenance of one entry of the permanent window. The PTE itself is a word of a simulated frame, pkmap_count[] an array of
 * its own in front of these records: a lap and a flush scan all of it.
 */
struct pkmap_entry {
	struct hm_event set, counted;
	struct hm_event released, released_before; /* the last two kunmaps that lowered the count */
	struct hm_event ignored;    /* a kunmap() that was given the address instead of the page, and did nothing */
};

/* struct page_address_map and its list links (2.6.11 mm/highmem.c). */
struct page_address_map {
	hm_vaddr_t page, virtual_address;
	uint16_t next, unused;
};

/* Provenance of one atomic slot; the PTE is a word of a simulated frame. */
struct slot_record {
	struct hm_event set, skipped;
};

/* Where a sleeping call goes on: call row, the point behind its schedule(), and what it has to remember. */
struct resume_record {
	uint32_t call, point;       /* point 0: not inside a call */
	uint32_t arg[4];
};

/*
 * One addition to preempt_count that has not been taken back: the call or context that made it. What kmap_atomic gave and for
 * which page tells which kunmap_atomic belongs to it, whatever that one is handed.
 */
struct raise_record {
	struct hm_event event;
	uint32_t amount;            /* in units of preempt_count */
	hm_vaddr_t address, page;   /* kmap_atomic: its result and its argument, else 0 */
	uint32_t slot;              /* kmap_atomic of a highmem page: the slot; else ~0 */
};

struct task_record {
	uint32_t state;             /* enum hm_task_state */
	uint32_t flags;             /* enum hm_task_flag */
	uint32_t cpu, pid, mm;
	int32_t preempt_count;
	uint32_t irqs_disabled;
	uint32_t need_resched;
	uint16_t queue_next;        /* next in its CPU's run queue */
	uint16_t wait_next, wait_prev; /* links of pkmap_map_wait */
	uint16_t in_wait_queue;
	uint32_t first_argument;    /* the page that the call is about in which it sleeps, or 0: for looks */
	uint32_t contexts;          /* entered contexts, four bits each, innermost lowest: enum hm_context, +4 = irqs were off before */
	struct resume_record resume;
	struct hm_event slept, counted;
	struct hm_event overdrawn;  /* what lowered preempt_count with nothing left to take back */
	struct hm_event irqs_off;   /* the last local_irq_disable() */
	struct raise_record raised[TASK_RAISES]; /* newest last */
	uint32_t raises, unused;
	char comm[HM_COMM_LEN];
	uint64_t born;              /* events up to it are of whoever had this id before */
	uint32_t wait_on, wait_which; /* asleep: enum hm_wait, and of what */
	hm_pfn_t bounce;            /* inside submit_page(): the page that it bounces by */
	uint32_t spare[3];         /* 1024 bytes: found by a shift, and in one block */
};
_Static_assert(sizeof(struct task_record) == 1024 && sizeof(struct slot_record) == 128, "no record crosses a block");

struct cpu_record {
	uint64_t cycles;
	uint32_t online, lost;
	uint16_t current_task, prompt_task;
	uint16_t queue_head, queue_tail;
	uint32_t mm;                /* whose CR3 is loaded */
	uint32_t access_address;    /* hm_last_access() */
	uint64_t access;            /* ... its pfn in the upper half; bit 0 valid, 1 write, 2 hit, 3 stale */
	struct hm_tlb_stats tlb;    /* hits are not counted here: tlb_clock less the misses */
	uint64_t tlb_clock;         /* translations asked for; stamps for LRU */
	uint64_t paid[HM_COST_NR];  /* times; cost.h */
	uint64_t answers, lock_wait;
	int32_t kmap_atomic_idx;    /* __kmap_atomic_idx of 2.6.37 */
	uint16_t kmap_owner;        /* 6.1: whose mappings the slots hold */
	uint16_t unused;
	struct resume_record interrupted; /* the call inside of which an interrupt came: its task's, until the handler ends */
	uint64_t interrupted_depth; /* ... contexts around it */
};

/*
 * struct kmap_ctrl of a task (6.1 include/linux/sched.h): the mappings that go with it when it leaves its CPU. Beside each saved
 * entry the story of its slot while another task's may lie there.
 */
struct kmap_saved {
	uint64_t pteval;
	struct slot_record told;
};

struct kmap_ctrl {
	int32_t idx;
	uint32_t pagefault_disabled, migration_disabled, unused;
	struct kmap_saved saved[KM_MAX_IDX_DEBUG];
	uint8_t spare[KMAP_CTRL_SIZE - 16 - KM_MAX_IDX_DEBUG * sizeof(struct kmap_saved)];
};
_Static_assert(sizeof(struct kmap_ctrl) == KMAP_CTRL_SIZE, "whole blocks");

struct lock_record {
	uint32_t held;
	uint16_t task, cpu;
	uint64_t free_at;           /* clock at which the last holder let go */
	struct hm_event taken;
};

struct zone_record {
	hm_pfn_t start, end;
	uint32_t free_pages;
	uint32_t unused;
};

/* AREA_STATE, offset 0. */
struct state {
	uint64_t event_count;       /* length of the log */
	uint32_t call_count;
	uint32_t cpu;               /* where code runs now */
	uint16_t task;              /* and as whom */
	uint16_t tasks_used;        /* ids below this have been used */
	uint32_t site;              /* the client's mark */
	uint32_t who;               /* cpu | context << 8 | task << 16, behind site as in an event: kept by note_who() */
	uint32_t call_depth;        /* hm_call_invoke() nesting */
	uint32_t call_row;          /* the call in progress */
	uint64_t call_event;        /* seq of the HM_EV_CALL of the call in progress, 0 = none: default cause of what it logs */
	uint32_t halted;            /* enum hm_halt */
	uint32_t next_pid, next_mm;
	uint32_t die_counter;
	uint32_t report_count;
	uint64_t might_sleep_jiffy; /* of the last report, once per HZ */
	uint32_t might_sleep_seen;
	uint32_t type_warnings;     /* how often debug_kmap_atomic() has warned */
	uint64_t warned[2];         /* bit a check: its WARN_ON_ONCE() has been printed */

	uint32_t last_pkmap_nr;
	uint32_t call_pending;      /* smp_call_function() in flight: bit a CPU that has not answered */
	uint16_t wait_head;         /* pkmap_map_wait: newest first */
	uint16_t pool_head, pool_tail; /* page_address_pool */
	uint16_t unused;
	uint16_t bucket_head[PA_HASH_SIZE]; /* page_address_htable */
	uint16_t bucket_tail[PA_HASH_SIZE];
	struct lock_record kmap_lock;
	hm_pfn_t genuine[GENUINE_LOWMEM]; /* frames of mem_map whose lowmem address kmap or kmap_atomic gave out, +1; 0 = none */

	struct zone_record zone[3];
	uint32_t frames_used;       /* slots of AREA_FRAMES in use */
	uint32_t index_leaves;      /* leaves of AREA_INDEX in use */
	uint32_t pageinfo_used;
	uint32_t client_size;
	uint32_t cost[HM_COST_NR];
	uint32_t stale_entries;     /* of all TLBs */
	uint32_t directory_written; /* somebody stored into a page directory: any address may be mapped by a large page, or not */
	struct hm_event nulls[NULLS_KEPT]; /* newest first */
	uint64_t call_sent;         /* ... its IPI_SEND */
	uint64_t deadlock_at;       /* length of the log at the last report of a deadlock; 0: somebody was woken since */
	uint16_t call_task;         /* ... who waits */
	uint16_t spinners;          /* tasks that spin on kmap_lock */
	uint32_t inside_wanted;     /* bit a CPU: hm_interrupt_inside() */
	struct cpu_record cpus[HM_MAX_CPUS];
	struct hm_report reports[HM_MAX_REPORTS];
	struct disk_record disk;    /* blkdev.c, bounce.c; zero at boot, as the reports are */
};

#endif
