/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Linux 2.6.37 on i386: no km_type any more. kmap_atomic() takes the next slot of a stack that each CPU has, so the order of
 * unmapping matters; macros drop the old second argument, whatever it is, and kunmap_atomic() refuses a struct page * when it is
 * compiled. enum km_type is there for its size alone. Facts from arch/x86/mm/highmem_32.c, include/linux/highmem.h,
 * include/asm-generic/kmap_types.h, include/linux/hardirq.h; the fixed slots around ours are those of the base.
 */
#include "engine/calls.h"
#include "engine/eras.h"

static const struct hm_call calls[] = {
	{ "void *kmap_atomic(struct page *page)", call_kmap_atomic, .flags = HM_CALL_EXTRA_DROPPED,
	  .help = "maps a page into this CPU's next slot; a second argument is dropped unseen; no sleeping until kunmap_atomic()" },
	{ "void kunmap_atomic(void *addr)", call_kunmap_atomic, .flags = HM_CALL_EXTRA_DROPPED | HM_CALL_TYPE_CHECK,
	  .addresses = 1, .unmaps = "kmap_atomic",
	  .help = "gives the top slot back, whatever the address; a struct page * is refused when it is compiled" },
	{ "void *__kmap_atomic(struct page *page)", call_kmap_atomic, .help = "what kmap_atomic() stands for" },
	{ "void __kunmap_atomic(void *kvaddr)", call_kunmap_atomic, .addresses = 1, .unmaps = "kmap_atomic",
	  .help = "what kunmap_atomic() stands for, without the check of the type" },
	{ "void *kmap_atomic_pfn(unsigned long pfn)", call_kmap_atomic_pfn,
	  .help = "kmap_atomic() of a frame by its number" },
	{ "void *kmap_atomic_prot(struct page *page, pgprot_t prot)", call_kmap_prot,
	  .help = "kmap_atomic() with page protection bits of one's own" },
	{ "void kunmap_atomic_notypecheck(void *kvaddr, enum km_type type)", NULL, .flags = 0 },
	{ NULL, NULL, .flags = 0 }
};

static const struct hm_call calls_nohighmem[] = {
	{ "void *kmap_atomic(struct page *page)", call_kmap_atomic, .flags = HM_CALL_EXTRA_DROPPED,
	  .help = "HIGHMEM=n: pagefault_disable(), then page_address()" },
	{ "void kunmap_atomic(void *addr)", call_kunmap_atomic, .flags = HM_CALL_EXTRA_DROPPED | HM_CALL_TYPE_CHECK,
	  .addresses = 1, .unmaps = "kmap_atomic",
	  .help = "HIGHMEM=n: pagefault_enable(); a struct page * is refused all the same" },
	{ "void *__kmap_atomic(struct page *page)", call_kmap_atomic, .help = "HIGHMEM=n: what kmap_atomic() stands for" },
	{ "void __kunmap_atomic(void *addr)", call_kunmap_atomic, .addresses = 1, .unmaps = "kmap_atomic",
	  .help = "HIGHMEM=n: what kunmap_atomic() stands for" },
	{ "void *kmap_atomic_prot(struct page *page, pgprot_t prot)", call_kmap_prot, .help = "HIGHMEM=n: kmap_atomic()" },
	{ "void *kmap_atomic_pfn(unsigned long pfn)", call_kmap_atomic_pfn, .help = "HIGHMEM=n: kmap_atomic(pfn_to_page(pfn))" },
	{ "void kunmap_atomic_notypecheck(void *kvaddr, int type)", NULL, .flags = 0 },
	{ NULL, NULL, .flags = 0 }
};

/* local_bh_disable() adds twice what a softirq that is served adds, so that one can be told from the other. */
static const struct hm_preempt_layout preempt = {
	.softirq_offset = 0x100, .hardirq_offset = 0x10000, .nmi_offset = 0x4010000,
	.softirq_mask = 0xff00, .hardirq_mask = 0x03ff0000, .nmi_mask = 0x04000000,
	.in_interrupt_mask = 0x07ffff00, .active = 0x10000000, .bh_disable = 0x200,
};

static const char arch_highmem_c[] = "arch/x86/mm/highmem_32.c";
static const char mm_highmem_c[] = "mm/highmem.c";
static const char highmem_h[] = "include/linux/highmem.h";

static const struct hm_check_place checks[HM_CHECK_NR] = {
	[HM_CHECK_KMAP_MIGHT_SLEEP] = { arch_highmem_c, 7 },
	[HM_CHECK_KUNMAP_IN_INTERRUPT] = { arch_highmem_c, 17 },
	[HM_CHECK_KMAP_ATOMIC_BUSY] = { arch_highmem_c, 46 },
	[HM_CHECK_KUNMAP_ATOMIC_ORDER] = { arch_highmem_c, 81 },
	[HM_CHECK_KUNMAP_BELOW_PAGE_OFFSET] = { arch_highmem_c, 94 },
	[HM_CHECK_KUNMAP_ABOVE_HIGH_MEMORY] = { arch_highmem_c, 95 },
	[HM_CHECK_KMAP_ATOMIC_PUSH_IRQ] = { highmem_h, 86 },
	[HM_CHECK_KMAP_ATOMIC_PUSH_MAX] = { highmem_h, 87 },
	[HM_CHECK_KUNMAP_ATOMIC_POP_MIN] = { highmem_h, 101 },
	[HM_CHECK_FLUSH_PTE_NONE] = { mm_highmem_c, 118 },
	[HM_CHECK_KMAP_HIGH_COUNT] = { mm_highmem_c, 219 },
	[HM_CHECK_KUNMAP_HIGH_NO_ADDRESS] = { mm_highmem_c, 268 },
	[HM_CHECK_KUNMAP_HIGH_COUNT] = { mm_highmem_c, 278 },
	[HM_CHECK_SET_PAGE_ADDRESS_LOWMEM] = { mm_highmem_c, 380 },
	[HM_CHECK_SET_PAGE_ADDRESS_POOL] = { mm_highmem_c, 384 },
	[HM_CHECK_KMAP_LOWMEM_ONLY] = { highmem_h, 50 },
};

/* KM_TYPE_NR: 20 types, with fences around them 41; no fence is left out when slots are taken. */
static const struct hm_slot_stack slot_stack = { .nr = { 20, 41 }, .step = { 1, 1 }, .depth = stack_depth_of_cpu };

static const struct hm_atomic_ops atomic = {
	.map = kmap_atomic_2_6_37, .map_prot = kmap_atomic_prot_2_6_37, .map_pfn = kmap_atomic_pfn_2_6_37, .unmap = kunmap_atomic_2_6_37,
};

const struct hm_era era_2_6_37 = {
	.name = "2.6.37",
	.title = "Linux 2.6.37, i386",
	.shows = "a stack of slots for each CPU: order matters, and a page hidden in a void * shows later than ever",
	.base = &era_2_6_36,
	.macro = "ERA_2_6_37",
	.example = "char *v = kmap_atomic(p);",
	.prelude_file = "linux-2.6.37/highmem.h",
	.calls = calls,
	.calls_nohighmem = calls_nohighmem,
	.preempt = &preempt,
	.checks = checks,
	.atomic = &atomic,
	.slot_stack = &slot_stack,
	.unmap_newest_first = HM_YES,
};
