/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Linux 2.6.36 on 32-bit x86, 2010: 2.6.24 with the check at compile time. kunmap_atomic() is a macro that refuses a struct page *
 * (BUILD_BUG_ON) and calls kunmap_atomic_notypecheck(). With debugging debug_kmap_atomic() (mm/highmem.c) warns of a type that
 * does not fit the context, 11 times at most. New types for NMIs and debuggers; a flush of the window only when it reclaims
 * something; every interrupt handler runs with interrupts off; the zero_user() family.
 */
#include "engine/calls.h"
#include "engine/eras.h"
#include "engine/slot.h"

/* ---- mm/highmem.c debug_kmap_atomic() ---- */

enum {
	BOUNCE_READ, SKB_SUNRPC_DATA, SKB_DATA_SOFTIRQ, USER0, USER1, BIO_SRC_IRQ, BIO_DST_IRQ, PTE0, PTE1, IRQ0, IRQ1,
	SOFTIRQ0, SOFTIRQ1, SYNC_ICACHE, SYNC_DCACHE, UML_USERCOPY, IRQ_PTE, NMI, NMI_PTE, KDB,
	WARNINGS = 11
};

#define BIT(type) (1u << (type))

enum {
	NMI_TYPES = BIT(NMI) | BIT(NMI_PTE),
	HARDIRQ_TYPES = BIT(IRQ0) | BIT(IRQ1) | BIT(BIO_SRC_IRQ) | BIT(BIO_DST_IRQ) | BIT(BOUNCE_READ) | BIT(IRQ_PTE),
	SOFTIRQ_TYPES = BIT(IRQ0) | BIT(IRQ1) | BIT(SOFTIRQ0) | BIT(SOFTIRQ1) | BIT(SKB_SUNRPC_DATA) | BIT(SKB_DATA_SOFTIRQ) |
			BIT(BOUNCE_READ),
	IRQS_OFF_TYPES = HARDIRQ_TYPES | NMI_TYPES,
	NOT_PROCESS_TYPES = BIT(SOFTIRQ0) | BIT(SOFTIRQ1)
};

static void warn_of_type(struct hm_machine *m, enum hm_check check)
{
	struct hm_link step[HM_REPORT_LINKS];
	struct chain why = { step, 0, HM_REPORT_LINKS };

	state(m)->type_warnings++;
	chain_count(m, current_task(m), &why, m->era.preempt->in_interrupt_mask);
	warn_because(m, check, &why);
}

/* The check that the type fails in this context, HM_CHECK_NONE: it fits. */
static enum hm_check unfit_in_interrupt(const struct hm_machine *m, uint32_t bit)
{
	uint32_t count = (uint32_t)current_task(m)->preempt_count;

	if (!in_interrupt(m))
		return HM_CHECK_NONE;
	if (count & m->era.preempt->nmi_mask)
		return bit & NMI_TYPES ? HM_CHECK_NONE : HM_CHECK_KMAP_TYPE_NMI;
	if (count & m->era.preempt->hardirq_mask)
		return bit & HARDIRQ_TYPES ? HM_CHECK_NONE : HM_CHECK_KMAP_TYPE_HARDIRQ;
	return current_task(m)->irqs_disabled || bit & SOFTIRQ_TYPES ? HM_CHECK_NONE : HM_CHECK_KMAP_TYPE_SOFTIRQ;
}

static enum hm_check unfit_with_irqs_on(const struct hm_machine *m, uint32_t bit)
{
	if (current_task(m)->irqs_disabled)
		return HM_CHECK_NONE;
	if (bit & IRQS_OFF_TYPES)
		return HM_CHECK_KMAP_TYPE_IRQS_ON;
	return bit & NOT_PROCESS_TYPES && !in_interrupt(m) ? HM_CHECK_KMAP_TYPE_PROCESS : HM_CHECK_NONE;
}

/* No debugger is ever active here. */
static void debug_kmap_atomic(struct hm_machine *m, uint32_t slot)
{
	uint32_t type = (slot - m->layout.km_type_nr * state(m)->cpu) / 2, bit = type <= KDB ? BIT(type) : 0;
	enum hm_check check;

	if (!m->config.debug_highmem || state(m)->type_warnings >= WARNINGS)
		return;
	check = unfit_in_interrupt(m, bit);
	if (check != HM_CHECK_NONE)
		warn_of_type(m, check);
	check = unfit_with_irqs_on(m, bit);
	if (check != HM_CHECK_NONE)
		warn_of_type(m, check);
	if (bit & BIT(KDB))
		warn_of_type(m, HM_CHECK_KMAP_TYPE_KDB);
}

/* ---- arch/x86/mm/highmem_32.c, iomap_32.c ---- */

static enum hm_verdict map_slot(struct hm_machine *m, uint32_t slot, uint64_t entry)
{
	enum hm_verdict v;

	debug_kmap_atomic(m, slot);
	v = slot_must_be_free(m, slot);
	return v == HM_OK ? slot_set(m, slot, entry) : v;
}

static enum hm_verdict map_any_slot(struct hm_machine *m, uint32_t slot, uint64_t entry)
{
	debug_kmap_atomic(m, slot);
	return slot_set(m, slot, entry);
}

static enum hm_verdict kmap_atomic(struct hm_machine *m, hm_vaddr_t page, uint32_t type, hm_vaddr_t *address)
{
	return kmap_atomic_by(m, page, type, m->layout.kmap_prot, 1, map_slot, address);
}

static enum hm_verdict kmap_atomic_prot(struct hm_machine *m, hm_vaddr_t page, uint32_t type, uint64_t prot, hm_vaddr_t *address)
{
	return kmap_atomic_by(m, page, type, prot, 1, map_slot, address);
}

static enum hm_verdict kmap_atomic_pfn(struct hm_machine *m, hm_pfn_t pfn, uint32_t type, hm_vaddr_t *address)
{
	return kmap_atomic_pfn_by(m, pfn, type, map_any_slot, address);
}

/* ---- the row ---- */

static const struct hm_call calls[] = {
	{ "void kunmap_atomic(void *kvaddr, enum km_type type)", call_kunmap_atomic, .flags = HM_CALL_TYPE_CHECK, .addresses = 1,
	  .unmaps = "kmap_atomic", .help = "gives a kmap_atomic() back; a struct page * does not compile" },
	{ "void kunmap_atomic_notypecheck(void *kvaddr, enum km_type type)", call_kunmap_atomic, .addresses = 1, .unmaps = "kmap_atomic",
	  .help = "kunmap_atomic() without the check at compile time" },
	{ "void zero_user_page(struct page *page, unsigned int offset, unsigned int size, enum km_type type)", NULL, .flags = 0 },
	{ "void zero_user_segments(struct page *page, unsigned int start1, unsigned int end1, unsigned int start2, unsigned int end2)",
	  call_zero_user_segments, .help = "zeroes two parts of a page by way of KM_USER0" },
	{ "void zero_user_segment(struct page *page, unsigned int start, unsigned int end)", call_zero_user_segment,
	  .help = "zeroes a part of a page, from start to end" },
	{ "void zero_user(struct page *page, unsigned int start, unsigned int size)", call_zero_user,
	  .help = "zeroes a part of a page, size bytes from start" },
	{ "void memclear_highpage_flush(struct page *page, unsigned int offset, unsigned int size)", call_zero_user,
	  .help = "the old name of zero_user()" },
	{ NULL, NULL, .flags = 0 }
};

/* The checking macro stands outside of #ifdef CONFIG_HIGHMEM. */
static const struct hm_call calls_nohighmem[] = {
	{ "void kunmap_atomic(void *kvaddr, enum km_type type)", call_kunmap_atomic, .flags = HM_CALL_TYPE_CHECK, .addresses = 1,
	  .unmaps = "kmap_atomic", .help = "HIGHMEM=n: lowers the count; a struct page * does not compile here either" },
	{ "void kunmap_atomic_notypecheck(void *kvaddr, int type)", call_kunmap_atomic, .flags = HM_CALL_UNSEEN_ARGS,
	  .help = "HIGHMEM=n: lowers the count; no argument is ever seen" },
	{ NULL, NULL, .flags = 0 }
};

static const char km_type_text[] =
	"#ifdef CONFIG_DEBUG_HIGHMEM\n"
	"enum km_type {\n"
	"\t__KM_FENCE_0, KM_BOUNCE_READ, __KM_FENCE_1, KM_SKB_SUNRPC_DATA,\n"
	"\t__KM_FENCE_2, KM_SKB_DATA_SOFTIRQ, __KM_FENCE_3, KM_USER0, __KM_FENCE_4, KM_USER1,\n"
	"\t__KM_FENCE_5, KM_BIO_SRC_IRQ, __KM_FENCE_6, KM_BIO_DST_IRQ,\n"
	"\t__KM_FENCE_7, KM_PTE0, __KM_FENCE_8, KM_PTE1, __KM_FENCE_9, KM_IRQ0, __KM_FENCE_10, KM_IRQ1,\n"
	"\t__KM_FENCE_11, KM_SOFTIRQ0, __KM_FENCE_12, KM_SOFTIRQ1,\n"
	"\t__KM_FENCE_13, KM_SYNC_ICACHE, __KM_FENCE_14, KM_SYNC_DCACHE, __KM_FENCE_15, KM_UML_USERCOPY,\n"
	"\t__KM_FENCE_16, KM_IRQ_PTE, __KM_FENCE_17, KM_NMI, __KM_FENCE_18, KM_NMI_PTE, __KM_FENCE_19, KM_KDB,\n"
	"\t__KM_FENCE_20, KM_TYPE_NR\n"
	"};\n"
	"#else\n"
	"enum km_type {\n"
	"\tKM_BOUNCE_READ, KM_SKB_SUNRPC_DATA, KM_SKB_DATA_SOFTIRQ, KM_USER0, KM_USER1,\n"
	"\tKM_BIO_SRC_IRQ, KM_BIO_DST_IRQ, KM_PTE0, KM_PTE1, KM_IRQ0, KM_IRQ1, KM_SOFTIRQ0, KM_SOFTIRQ1,\n"
	"\tKM_SYNC_ICACHE, KM_SYNC_DCACHE, KM_UML_USERCOPY, KM_IRQ_PTE, KM_NMI, KM_NMI_PTE, KM_KDB,\n"
	"\tKM_TYPE_NR\n"
	"};\n"
	"#endif\n";

static const char *const km_types[] = {
	"KM_BOUNCE_READ", "KM_SKB_SUNRPC_DATA", "KM_SKB_DATA_SOFTIRQ", "KM_USER0", "KM_USER1", "KM_BIO_SRC_IRQ",
	"KM_BIO_DST_IRQ", "KM_PTE0", "KM_PTE1", "KM_IRQ0", "KM_IRQ1", "KM_SOFTIRQ0", "KM_SOFTIRQ1", "KM_SYNC_ICACHE",
	"KM_SYNC_DCACHE", "KM_UML_USERCOPY", "KM_IRQ_PTE", "KM_NMI", "KM_NMI_PTE", "KM_KDB", NULL
};

static const struct hm_atomic_ops atomic = {
	.map = kmap_atomic, .map_prot = kmap_atomic_prot, .map_pfn = kmap_atomic_pfn, .unmap = kunmap_atomic_2_6_24,
	.invoke_unmap = invoke_kunmap_atomic_2_6_24, /* mapping looks at its type first: debug_kmap_atomic() */
};

/* include/linux/hardirq.h: an NMI has a bit of its own, and counts as a hard interrupt beside */
static const struct hm_preempt_layout preempt = {
	.softirq_offset = 0x100, .hardirq_offset = 0x10000, .nmi_offset = 0x04010000,
	.softirq_mask = 0xff00, .hardirq_mask = 0x03ff0000, .nmi_mask = 0x04000000,
	.in_interrupt_mask = 0x07ffff00, .active = 0x10000000, .bh_disable = 0x100,
};

/* arch/x86/include/asm/fixmap.h: 64 I/O APICs, none of ACPI's, two for text_poke(), 256 and FIX_WP_TEST at boot. */
static const struct hm_fixmap fixmap = {
	.top = 0xfffff000,
	.begin = { [HM_LAYOUT_ORACLE] = 69, [HM_LAYOUT_S8] = 69, [HM_LAYOUT_UP] = 4 },
	.behind = { [HM_LAYOUT_ORACLE] = 3, [HM_LAYOUT_S8] = 2, [HM_LAYOUT_UP] = 2 },
	.boot = 257, .boot_round = 256,
};

static const struct hm_fault_words fault = {
	.eip = "IP: %s\n", .pde = "*pde = %08llx ", .pte = "*pte = %08llx ", .end = "\n",
};

static const struct hm_fault_words fault_pae = {
	.eip = "IP: %s\n", .pdpt = "*pdpt = %016llx ", .pde = "*pde = %016llx ", .pte = "*pte = %016llx ", .end = "\n",
};

static const struct hm_wording wording = {
	.cut_here = "------------[ cut here ]------------",
	.warn_cut_here = "------------[ cut here ]------------",
	.bug = "kernel BUG at %s!",
	.invalid = "invalid opcode: 0000 [#%u]",
	.page_fault = "BUG: unable to handle kernel paging request at %08x",
	.null_deref = "BUG: unable to handle kernel NULL pointer dereference at %08x",
	.fault = &fault, .fault_pae = &fault_pae, .true_tables = true,
	.divide = "divide error: 0000 [#%u]",
	.oops = "Oops: %04x [#%u]",
	.flags_before = " ", .flags_after = "",
	.warn = "WARNING: at %2$s %1$s()",
	.might_sleep = "BUG: sleeping function called from invalid context at %s",
	.might_sleep_state = "in_atomic(): %d, irqs_disabled(): %d, pid: %d, name: %s",
	.sched_atomic = "BUG: scheduling while atomic: %1$s/%3$u/0x%2$08x",
	.panic_interrupt = "Kernel panic - not syncing: Fatal exception in interrupt",
	.panic_oops = "Kernel panic - not syncing: Fatal exception",
	.exited = "note: %s[%u] exited with preempt_count %d",
};

static const char highmem_32_c[] = "arch/x86/mm/highmem_32.c";
static const char mm_highmem_c[] = "mm/highmem.c";

static const struct hm_check_place checks[HM_CHECK_NR] = {
	[HM_CHECK_KMAP_MIGHT_SLEEP] = { highmem_32_c, 7 },
	[HM_CHECK_KUNMAP_IN_INTERRUPT] = { highmem_32_c, 16 },
	[HM_CHECK_KMAP_ATOMIC_BUSY] = { highmem_32_c, 45 },
	[HM_CHECK_KUNMAP_BELOW_PAGE_OFFSET] = { highmem_32_c, 71 },
	[HM_CHECK_KUNMAP_ABOVE_HIGH_MEMORY] = { highmem_32_c, 72 },
	[HM_CHECK_FLUSH_PTE_NONE] = { mm_highmem_c, 110 },
	[HM_CHECK_KMAP_HIGH_COUNT] = { mm_highmem_c, 211 },
	[HM_CHECK_KUNMAP_HIGH_NO_ADDRESS] = { mm_highmem_c, 260 },
	[HM_CHECK_KUNMAP_HIGH_COUNT] = { mm_highmem_c, 270 },
	[HM_CHECK_SET_PAGE_ADDRESS_LOWMEM] = { mm_highmem_c, 372 },
	[HM_CHECK_SET_PAGE_ADDRESS_POOL] = { mm_highmem_c, 376 },
	[HM_CHECK_KMAP_TYPE_NMI] = { mm_highmem_c, 438 },
	[HM_CHECK_KMAP_TYPE_HARDIRQ] = { mm_highmem_c, 445 },
	[HM_CHECK_KMAP_TYPE_SOFTIRQ] = { mm_highmem_c, 454 },
	[HM_CHECK_KMAP_TYPE_IRQS_ON] = { mm_highmem_c, 465 },
	[HM_CHECK_KMAP_TYPE_PROCESS] = { mm_highmem_c, 470 },
	[HM_CHECK_KMAP_TYPE_KDB] = { mm_highmem_c, 476 },
	[HM_CHECK_KMAP_LOWMEM_ONLY] = { "include/linux/highmem.h", 61 },
};

const struct hm_era era_2_6_36 = {
	.name = "2.6.36",
	.title = "Linux 2.6.36, i386",
	.shows = "BUILD_BUG_ON: a struct page * given to kunmap_atomic() does not compile; hidden in a void * it does",
	.base = &era_2_6_24,
	.macro = "ERA_2_6_36",
	.prelude_file = "linux-2.6.36/highmem.h",
	.prelude = { [HM_PRELUDE_KM_TYPE] = km_type_text },
	.calls = calls,
	.calls_nohighmem = calls_nohighmem,
	.km_types = km_types,
	.preempt = &preempt,
	.wording = &wording,
	.checks = checks,
	.fixmap = &fixmap,
	.atomic = &atomic,
	.handlers_irqs_off = HM_YES,
	.need_flush = HM_YES,
	.maxmem_below_vmalloc = HM_YES, /* "mapped low ram: 0 - 377fe000" */
};
