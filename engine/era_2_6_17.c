/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Linux 2.6.17 on i386, 2006: 2.6.11 with kmap_atomic_pfn() (first in 2.6.13), without PG_highmem (a page's zone is a number in
 * the top bits of its flags), and with page->_count from 0. With highmem=off this is what the readers' comment of 2007 read:
 * kmap() is page_address() behind might_sleep().
 */
#include "engine/calls.h"
#include "engine/eras.h"
#include "engine/slot.h"

static const struct hm_call calls[] = {
	{ "void *kmap_atomic_pfn(unsigned long pfn, enum km_type type)", call_kmap_atomic_pfn,
	  .help = "maps a frame into this CPU's slot of that type; the slot is not looked at" },
	{ NULL, NULL, .flags = 0 }
};

static const struct hm_call calls_nohighmem[] = {
	{ "void *kmap_atomic_pfn(unsigned long pfn, int type)", call_kmap_atomic_pfn, .flags = HM_CALL_UNSEEN_REST,
	  .help = "HIGHMEM=n: page_address(pfn_to_page(pfn)); the type is never seen" },
	{ NULL, NULL, .flags = 0 }
};

static const char gfp_text[] =
	"typedef unsigned int gfp_t;\n"
	"enum {\n"
	"\t__GFP_DMA = 0x01, __GFP_HIGHMEM = 0x02, __GFP_DMA32 = 0x04, __GFP_WAIT = 0x10, __GFP_HIGH = 0x20,\n"
	"\t__GFP_IO = 0x40, __GFP_FS = 0x80, __GFP_ZERO = 0x8000, __GFP_HARDWALL = 0x20000,\n"
	"\tGFP_ATOMIC = 0x20, GFP_NOIO = 0x10, GFP_NOFS = 0x50, GFP_KERNEL = 0xd0, GFP_USER = 0x200d0,\n"
	"\tGFP_HIGHUSER = 0x200d2\n"
	"};\n";

static const struct hm_atomic_ops atomic = {
	.map = kmap_atomic_2_6_11, .map_pfn = kmap_atomic_pfn_2_6_17, .unmap = kunmap_atomic_2_6_11,
	.invoke_map = invoke_kmap_atomic_2_6_11, .invoke_unmap = invoke_kunmap_atomic_2_6_11,
};

/* include/linux/mm.h: with ZONE_DMA32 among them HighMem is number 3 */
static const struct hm_page_struct page_struct = {
	.count_name = "_count",
	.size = 32, .flags = 0, .count = 4, .mapcount = 8, .list = 24, .virtual = HM_NO_FIELD,
	.count_free = 0,
	.reserved_flag = 1u << 10,
	.zone_shift = 30,
	.zone_number = { 0, 2, 3 },
};

static const struct hm_wording wording = {
	.cut_here = "------------[ cut here ]------------",
	.bug = "kernel BUG at %s!",
	.invalid = "invalid opcode: 0000 [#%u]",
	.page_fault = "BUG: unable to handle kernel paging request at virtual address %08x",
	.null_deref = "BUG: unable to handle kernel NULL pointer dereference at virtual address %08x",
	.fault = &fault_2_6_11, .fault_pae = &fault_2_6_11,
	.divide = "divide error: 0000 [#%u]",
	.oops = "Oops: %04x [#%u]",
	.flags_before = "\n", .flags_after = "",
	.warn = "BUG: warning at %2$s/%1$s()",
	.might_sleep = "BUG: sleeping function called from invalid context at %s",
	.might_sleep_state = "in_atomic():%d, irqs_disabled():%d",
	.sched_atomic = "BUG: scheduling while atomic: %s/0x%08x/%u",
	.panic_interrupt = "Kernel panic - not syncing: Fatal exception in interrupt",
	.panic_oops = "Fatal exception: panic in 5 seconds\nKernel panic - not syncing: Fatal exception",
	.exited = "note: %s[%u] exited with preempt_count %d",
};

static const char arch_highmem_c[] = "arch/i386/mm/highmem.c";
static const char mm_highmem_c[] = "mm/highmem.c";

static const struct hm_check_place checks[HM_CHECK_NR] = {
	[HM_CHECK_KMAP_MIGHT_SLEEP] = { arch_highmem_c, 6 },
	[HM_CHECK_KUNMAP_IN_INTERRUPT] = { arch_highmem_c, 15 },
	[HM_CHECK_KMAP_ATOMIC_BUSY] = { arch_highmem_c, 43 },
	[HM_CHECK_KUNMAP_ATOMIC_ADDRESS] = { arch_highmem_c, 64 },
	[HM_CHECK_FLUSH_PTE_NONE] = { mm_highmem_c, 77 },
	[HM_CHECK_KMAP_HIGH_COUNT] = { mm_highmem_c, 160 },
	[HM_CHECK_KUNMAP_HIGH_NO_ADDRESS] = { mm_highmem_c, 175 },
	[HM_CHECK_KUNMAP_HIGH_COUNT] = { mm_highmem_c, 185 },
	[HM_CHECK_SET_PAGE_ADDRESS_LOWMEM] = { mm_highmem_c, 550 },
	[HM_CHECK_SET_PAGE_ADDRESS_POOL] = { mm_highmem_c, 554 },
	[HM_CHECK_KMAP_LOWMEM_ONLY] = { "include/linux/highmem.h", 35 },
};

const struct hm_era era_2_6_17 = {
	.name = "2.6.17",
	.title = "Linux 2.6.17, i386",
	.shows = "both halves of highmem.h: with highmem=off kmap() is page_address() and cannot sleep, as a comment of 2007 read it",
	.base = &era_2_6_11,
	.macro = "ERA_2_6_17",
	.prelude_file = "linux-2.6.17/highmem.h",
	.prelude = { [HM_PRELUDE_GFP] = gfp_text },
	.calls = calls,
	.calls_nohighmem = calls_nohighmem,
	.wording = &wording,
	.checks = checks,
	.page_struct = &page_struct,
	.page_struct_nohighmem = &page_struct,
	.atomic = &atomic,
};
