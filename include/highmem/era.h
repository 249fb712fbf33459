/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An era is a row: what the compiler sees (prelude and declarations), what the calls do, where things lie, which checks
 * complain and in which words. A row names the era it is like and holds only what differs; an absent field means "as the base".
 * Nothing anywhere asks which era this is.
 */
#ifndef HIGHMEM_ERA_H
#define HIGHMEM_ERA_H

#include "highmem/call.h"
#include "highmem/config.h"
#include "highmem/layout.h"
#include "highmem/report.h"

/* Bits of preempt_count: 2.6.11 include/linux/hardirq.h. */
struct hm_preempt_layout {
	uint32_t softirq_offset, hardirq_offset, nmi_offset; /* what one level adds */
	uint32_t softirq_mask, hardirq_mask, nmi_mask;
	uint32_t in_interrupt_mask;
	uint32_t active;          /* PREEMPT_ACTIVE */
	uint32_t bh_disable;      /* what local_bh_disable() adds */
	bool counted;             /* CONFIG_PREEMPT_COUNT without CONFIG_PREEMPT: preempt_disable() and spinlocks count always */
};

/* The lines of a page fault between the first one and "Oops:": eip; then the entries of the walk that were present, and their end. */
struct hm_fault_words {
	const char *eip;          /* " printing eip:\n%s\n" */
	const char *pdpt, *pde, *pte; /* "*pde = %08llx\n"; NULL: not printed */
	const char *end;
};

/*
 * printf formats of the report lines; the arguments are fixed and stand behind each. An era that has them in another
 * order says %2$s. A place comes as one string, "FILE:LINE", or the function's name and "line not recorded". NULL: no such line.
 */
struct hm_wording {
	const char *cut_here;     /* "------------[ cut here ]------------" before a BUG */
	const char *warn_cut_here; /* ... before a WARN_ON() */
	const char *bug;          /* "kernel BUG at %s!": place */
	const char *bug_in_header; /* of a check in a header, where its file's name is lost: line */
	const char *bug_out_of_line; /* what follows that */
	const char *invalid;      /* "invalid operand: 0000 [#%u]": number of the die() */
	const char *null_deref, *page_fault; /* address */
	const char *why_fault;    /* lines behind it: "read" or "write", error code, "not-present page" or "permissions violation" */
	const struct hm_fault_words *fault, *fault_pae;
	bool true_tables;         /* these are the walk's entries; else what 32-bit words lie where two levels would have them */
	const char *divide;       /* number */
	const char *oops;         /* "Oops: %04x [#%u]": error code, number */
	const char *flags_before; /* what parts "[#1]" and the flags of the kernel: "\n", " "; NULL: none are printed */
	const char *flags_after;  /* "\n" */
	const char *warn;         /* "Badness in %s at %s": function, place, CPU, pid */
	const char *might_sleep;  /* "Debug: sleeping function called from invalid context at %s": place */
	const char *might_sleep_state; /* in_atomic, irqs_disabled, pid, name */
	const char *might_sleep_count; /* a line behind it: preempt_count */
	const char *sched_atomic; /* "scheduling while atomic: %s/0x%08x/%u": name, count, pid */
	const char *before_sched_bug; /* what schedule() says before BUG() in an interrupt */
	const char *panic_interrupt, *panic_oops;
	const char *exited;       /* "note: %s[%u] exited with preempt_count %d": name, pid, count */
};

/*
 * struct page of an era on i386: where its fields lie, and what they hold when boot is over. Offsets are bytes,
 * HM_NO_FIELD where there is no such field. Fields not named here are zero at boot.
 */
#define HM_NO_FIELD 0xffffu
struct hm_page_struct {
	uint16_t size;
	const char *count_name;   /* the field `count` in C */
	uint16_t flags, count, mapcount;
	uint16_t list;            /* the struct list_head that boot initialises */
	uint16_t virtual;         /* page->virtual: the page's address; lowmem has it from boot on */
	int32_t count_free;       /* raw count of a free page; one user adds 1 */
	uint32_t highmem_flag;    /* PG_highmem's mask, 0: the zone number tells */
	uint32_t reserved_flag;   /* PG_reserved's mask */
	uint32_t zone_shift;      /* of the zone's number in flags */
	uint32_t zone_number[3];  /* of DMA, Normal, HighMem */
};

struct hm_bounce; /* the engine's own */

/*
 * Where the fixed slots lie (include/asm-i386/fixmap.h): how many there are in front of the atomic ones and behind them, in each
 * layout of the configuration, and how many more there were while the kernel booted.
 */
struct hm_fixmap {
	hm_vaddr_t top;           /* address of fixed slot 0 */
	uint16_t begin[HM_LAYOUT_NR]; /* FIX_KMAP_BEGIN */
	uint16_t behind[HM_LAYOUT_NR]; /* permanent ones behind FIX_KMAP_END */
	uint16_t boot;            /* down to FIXADDR_BOOT_START; counted even where that has no name */
	uint16_t boot_round;      /* they begin at a multiple of this if they would not lie in one page table else; 0: never */
};

/* The bits of gfp_mask that the allocator looks at. */
struct hm_gfp {
	uint32_t dma, highmem, zero;
	uint32_t wait;            /* asks might_sleep(); 0: the allocator never complains */
};

/* Runs the call in row `index` from its beginning, as hm_call_invoke() does (call.h). */
typedef enum hm_verdict hm_invoke_fn(struct hm_machine *m, unsigned int index, const uint64_t *arg, uint64_t *ret);

/*
 * A short mapping, as an era makes and undoes it: what kmap_atomic(), kunmap_atomic() and all helpers on top of them do.
 * `type` means what the era takes it for.
 */
struct hm_atomic_ops {
	enum hm_verdict (*map)(struct hm_machine *m, hm_vaddr_t page, uint32_t type, hm_vaddr_t *address);
	/* kmap_atomic_prot() and kmap_atomic_pfn(), which maps a frame whatever it is; NULL where the era has no such call */
	enum hm_verdict (*map_prot)(struct hm_machine *m, hm_vaddr_t page, uint32_t type, uint64_t prot, hm_vaddr_t *address);
	enum hm_verdict (*map_pfn)(struct hm_machine *m, hm_pfn_t pfn, uint32_t type, hm_vaddr_t *address);
	enum hm_verdict (*unmap)(struct hm_machine *m, hm_vaddr_t kvaddr, uint32_t type);
	/*
	 * kmap_atomic() and kunmap_atomic() at one stride in the usual case, with the same events and the same state as by `map` and
	 * `unmap`, by which all others go (engine/atomic_usual.c). NULL: all go by these.
	 */
	hm_invoke_fn *invoke_map, *invoke_unmap;
};

/*
 * Slots as a stack (2.6.37 and later): a map takes the next one up and an unmap gives the top one back, whatever address it is
 * given. [0] is without debug_highmem, [1] with.
 */
struct hm_slot_stack {
	uint16_t nr[2];           /* slots of a CPU: KM_TYPE_NR of 2.6.37, KM_MAX_IDX of 6.1 */
	uint16_t step[2];         /* KM_INCR: how many a map takes; only the last of them is mapped */
	/* How far up the stack of that CPU is now, in slots: what the kernel's counter says. */
	int32_t (*depth)(const struct hm_machine *m, uint32_t cpu);
	/* The current task leaves its CPU, or comes back to it; NULL: the stack is the CPU's own. */
	void (*switch_out)(struct hm_machine *m);
	void (*switch_in)(struct hm_machine *m);
	void (*fork)(struct hm_machine *m, uint16_t child);
	void (*to_user)(struct hm_machine *m); /* the current task's code in the kernel has ended */
};

/* Where a highmem page's address is kept: HM_DIED when asking oopsed. */
struct hm_page_address_ops {
	enum hm_verdict (*get)(struct hm_machine *m, hm_vaddr_t page, hm_vaddr_t *address); /* of any page; 0: it has none */
	enum hm_verdict (*set)(struct hm_machine *m, hm_vaddr_t page, hm_vaddr_t address);
	hm_vaddr_t (*look)(const struct hm_machine *m, hm_vaddr_t page); /* of a highmem page, without any effect */
};

/* The pieces of C text that the compiler sees before the declarations of the calls, in this order; #ifdef CONFIG_... allowed. */
enum hm_prelude { HM_PRELUDE_TYPES, HM_PRELUDE_PAGE, HM_PRELUDE_KM_TYPE, HM_PRELUDE_GFP, HM_PRELUDE_NR };

/* A rule of an era: absent means as the base has it. */
enum hm_answer { HM_AS_BASE, HM_NO, HM_YES };

struct hm_era {
	const char *name;         /* "2.6.11" */
	const char *title;        /* "Linux 2.6.11, i386" */
	const char *shows;        /* one line: what this era is for */
	const struct hm_era *base; /* era it is like, or NULL */
	const char *macro;        /* "ERA_2_6_11": defined to 1 for scripts */
	/* Everything from here on is inherited. */
	const char *prelude_file; /* name in diagnostics: "linux-2.6.11/highmem.h" */
	const char *prelude[HM_PRELUDE_NR];
	const char *example;      /* maps the page p: "char *v = kmap_atomic(p, KM_USER0);" */
	const char *page_type;    /* "struct page": the type whose pointer is no mapped address */
	const struct hm_call *calls; /* rows that differ from the base, by name; ends with proto NULL */
	const struct hm_call *calls_nohighmem; /* rows laid over `calls` where the configuration has highmem=off */
	const char *const *km_types; /* names of the real types in order, NULL at the end */
	const struct hm_preempt_layout *preempt;
	const struct hm_wording *wording;
	const struct hm_check_place *checks; /* HM_CHECK_NR entries */
	const struct hm_page_struct *page_struct, *page_struct_nohighmem; /* with CONFIG_HIGHMEM, and without */
	const struct hm_page_address_ops *page_address;
	const struct hm_fixmap *fixmap;
	uint32_t nr_cpus;         /* CONFIG_NR_CPUS unless it is given */
	const struct hm_gfp *gfp;
	const struct hm_atomic_ops *atomic, *atomic_nohighmem; /* with CONFIG_HIGHMEM, and without */
	const struct hm_atomic_ops *copying, *copying_nohighmem; /* what helpers that fill or copy pages map with; NULL: as atomic */
	const struct hm_slot_stack *slot_stack; /* NULL: a slot is chosen by its type */
	hm_vaddr_t (*pkmap_base)(const struct hm_config *cfg, const struct hm_layout *l);
	/* PageHighMem(), and the test by which kmap() and its like tell lowmem; HM_DIED: reading the page oopsed */
	enum hm_verdict (*page_is_highmem)(struct hm_machine *m, hm_vaddr_t page, bool *highmem);
	enum hm_verdict (*arch_highmem)(struct hm_machine *m, hm_vaddr_t page, bool *highmem);
	enum hm_answer has_boot_fixmap; /* FIXADDR_BOOT_START exists */
	enum hm_answer fences;          /* debug_highmem puts a slot that nobody maps in front of each */
	enum hm_answer debug_always;    /* its checks are compiled in whatever the configuration says */
	enum hm_answer preemptible;     /* CONFIG_PREEMPT and a count that makes schedule() complain exist */
	enum hm_answer handlers_irqs_off; /* every interrupt handler runs with interrupts off */
	enum hm_answer wakes_locked;    /* kunmap_high() calls wake_up() under kmap_lock, waiters or not */
	enum hm_answer need_flush;      /* flush_all_zero_pkmaps() flushes only if it has reclaimed something */
	const struct hm_bounce *bounce; /* engine/bounce.c: how pages beyond the disk's limit are bounced */
	enum hm_answer unmap_newest_first; /* helpers with two mappings undo the later one first */
	enum hm_answer maxmem_below_vmalloc; /* MAXMEM is counted down from VMALLOC_END, not from the end of the address space */
	enum hm_answer mem_map_high;    /* memblock hands out from the top: mem_map ends near the end of lowmem */
};

/*
 * The era's row with everything filled in from its bases, calls apart: those are merged by name when a machine boots. The one
 * way in which an era inherits.
 */
struct hm_era hm_era_filled(const struct hm_era *row);

/* All eras in order of time, proposals last; NULL behind the last. */
const struct hm_era *hm_era_at(unsigned int i);
const struct hm_era *hm_era_find(const char *name);

#endif
