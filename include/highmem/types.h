/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Verdicts, units and limits shared by every header of libhighmem.
 *
 * Units: an address (`hm_vaddr_t`) is a 32-bit linear address of the simulated machine; a page frame number
 * (`hm_pfn_t`) counts 4096-byte frames; a physical address (`hm_paddr_t`) has up to 36 bits with PAE. A pointer of
 * the simulated machine is always a `hm_vaddr_t`, never a host pointer.
 */
#ifndef HIGHMEM_TYPES_H
#define HIGHMEM_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint32_t hm_vaddr_t;
typedef uint32_t hm_pfn_t;
typedef uint64_t hm_paddr_t;

/*
 * What became of an operation. Everything that can go wrong travels up as one of these; nothing aborts.
 * HM_BLOCKED, HM_DIED and HM_ABANDONED speak of the simulated kernel, the rest of the caller or the host.
 */
enum hm_verdict {
	HM_OK,        /* done; results are written */
	HM_BLOCKED,   /* the current task gave up the CPU inside the call: repeat the same call with the same arguments when
	               * it runs again, and it goes on at the kernel's own point after schedule() */
	HM_DIED,      /* a BUG, an oops, a lockup or a panic ended the current task (see report.h and hm_halted()) */
	HM_ABANDONED, /* policy `abandon`: a BUG was reached, the call was dropped there, the task lives on */
	HM_REFUSED,   /* the request makes no sense for this machine; nothing changed */
	HM_NOMEM      /* the host has no memory left; nothing changed that the caller could see */
};

enum {
	HM_PAGE_SHIFT = 12,
	HM_PAGE_SIZE = 1 << HM_PAGE_SHIFT,
	HM_MAX_CPUS = 32,
	HM_MAX_NR_CPUS = 255,     /* CONFIG_NR_CPUS: 2.6.11 arch/i386/Kconfig */
	HM_MAX_TASKS = 256,       /* alive and dead tasks of one machine */
	HM_COMM_LEN = 16,         /* a task's name with its NUL, TASK_COMM_LEN of the kernel */
	HM_MAX_PKMAP = 1024,      /* LAST_PKMAP without PAE, the largest window */
	HM_EVENT_RING = 65536,    /* events kept by the log */
	HM_MAX_FRAMES = 65536,    /* frames whose contents differ from boot, 256 MiB: the next one is refused as HM_NOMEM */
	HM_MAX_ARGS = 8           /* arguments of a kernel call */
};

#define HM_NO_PFN ((hm_pfn_t)0xffffffffu)

struct hm_machine; /* opaque: one simulated computer */
struct hm_era;     /* era.h */
struct hm_call;    /* call.h */

#endif
