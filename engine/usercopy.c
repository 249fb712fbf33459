/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * copy_to_user() and its kin: 2.6.11 arch/i386/lib/usercopy.c, include/asm-i386/uaccess.h, include/linux/pagemap.h; and the page fault that
 * brings a user page in, arch/i386/mm/fault.c do_page_fault() and mm/memory.c, as far as zeroed anonymous memory goes: every address
 * below TASK_SIZE is good. Where faults are not serviced, in_atomic() as under kmap_atomic(), or in a task without an mm, the exception
 * table ends the copy, and the number of bytes that are missing is returned: that is why kmap_atomic() counts even without
 * CONFIG_PREEMPT. The same end meets a bad kernel address on the other side of the copy.
 * Left out: one user address space serves all tasks; nothing is ever swapped out; code of the kernel that touches user memory by a
 * plain pointer goes through the tables like any access, and oopses where nothing has been brought in.
 */
#include "engine/calls.h"
#include "engine/pgtable.h"

#define TASK_SIZE 0xc0000000u /* PAGE_OFFSET */
#define EFAULT_RESULT ((uint64_t)(int64_t)-14)

enum { USER_TABLE = 0x67, USER_PAGE = 0x07, PDPT_TABLE = 0x01, COPY_AT_ONCE = 512 };

/* ---- bringing a page in ---- */

/* A zeroed page of the allocator's, by its frame. HM_NO_PFN: none is free. */
static enum hm_verdict new_page(struct hm_machine *m, uint32_t gfp, hm_pfn_t *pfn)
{
	static const uint8_t zeroes[HM_PAGE_SIZE];
	const uint64_t arg[HM_MAX_ARGS] = { gfp };
	uint64_t page = 0;
	enum hm_verdict v = call_alloc_page(m, arg, &page);

	*pfn = page ? hm_page_to_pfn(&m->layout, (hm_vaddr_t)page) : HM_NO_PFN;
	return v == HM_OK && page ? frame_write(m, *pfn, 0, zeroes, sizeof(zeroes)) : v;
}

static enum hm_verdict entry_read(const struct hm_machine *m, hm_paddr_t at, uint64_t *entry)
{
	*entry = 0;
	return frame_read(m, (hm_pfn_t)(at >> HM_PAGE_SHIFT), at & (HM_PAGE_SIZE - 1), entry, m->layout.pte_size);
}

/* A translation that was not present is in no TLB: nothing is to be flushed. */
static enum hm_verdict entry_write(struct hm_machine *m, hm_paddr_t at, hm_pfn_t pfn, uint32_t flags)
{
	uint64_t entry = (uint64_t)pfn << HM_PAGE_SHIFT | flags;

	return frame_write(m, (hm_pfn_t)(at >> HM_PAGE_SHIFT), at & (HM_PAGE_SIZE - 1), &entry, m->layout.pte_size);
}

/* What the entry at `at` points to; if it points nowhere, to a new page. HM_NO_PFN: no memory is left for it. */
static enum hm_verdict follow(struct hm_machine *m, hm_paddr_t at, uint32_t gfp, uint32_t flags, hm_pfn_t *pfn)
{
	uint64_t entry;
	enum hm_verdict v = entry_read(m, at, &entry);

	*pfn = (hm_pfn_t)((entry & ~NX_BIT) >> HM_PAGE_SHIFT);
	if (v != HM_OK || entry & PTE_PRESENT)
		return v;
	v = new_page(m, gfp, pfn);
	return v == HM_OK && *pfn != HM_NO_PFN ? entry_write(m, at, *pfn, flags) : v;
}

static hm_paddr_t in_table(const struct hm_machine *m, hm_pfn_t table, hm_vaddr_t address, uint32_t shift)
{
	uint32_t entries = HM_PAGE_SIZE / m->layout.pte_size;

	return ((hm_paddr_t)table << HM_PAGE_SHIFT) + (address >> shift & (entries - 1)) * m->layout.pte_size;
}

/* handle_mm_fault(): directories and tables from low memory, the page from high memory. HM_NO_PFN: out of memory. */
static enum hm_verdict bring_in(struct hm_machine *m, hm_vaddr_t address, hm_pfn_t *pfn)
{
	uint32_t wait = m->era.gfp->wait;
	hm_paddr_t at = m->layout.pgd + (hm_paddr_t)(address >> m->layout.pgdir_shift) * m->layout.pte_size;
	enum hm_verdict v = HM_OK;

	if (m->config.pae) {
		v = follow(m, at, wait, PDPT_TABLE, pfn);
		at = in_table(m, *pfn, address, m->layout.pmd_shift);
	}
	if (v == HM_OK && *pfn != HM_NO_PFN)
		v = follow(m, at, wait, USER_TABLE, pfn);
	if (v == HM_OK && *pfn != HM_NO_PFN)
		v = follow(m, in_table(m, *pfn, address, HM_PAGE_SHIFT), wait | m->era.gfp->highmem, USER_PAGE, pfn);
	if (v == HM_OK && *pfn != HM_NO_PFN)
		event_log(m, HM_EV_USER_FAULT, 0, address, *pfn, 0, 0, 0);
	return v;
}

/* do_page_fault(): in_atomic() || !mm. */
static bool faults_are_serviced(const struct hm_machine *m)
{
	return !in_atomic(m) && !pagefault_disabled(m) && !(current_task(m)->flags & HM_TASK_KTHREAD);
}

static bool present(const struct hm_machine *m, hm_vaddr_t address)
{
	struct leaf leaf;

	pgtable_walk(m, address, &leaf);
	return leaf.present;
}

/* *there false: the copy ends here. */
static enum hm_verdict user_page(struct hm_machine *m, hm_vaddr_t address, bool *there)
{
	hm_pfn_t pfn = 0;
	enum hm_verdict v;

	*there = present(m, address);
	if (*there || !faults_are_serviced(m))
		return HM_OK;
	v = bring_in(m, address & ~(HM_PAGE_SIZE - 1u), &pfn);
	*there = v == HM_OK && pfn != HM_NO_PFN;
	return v;
}

/* ---- copying ---- */

struct copy { hm_vaddr_t to, from; bool to_user; };

/* The newest addition to preempt_count is why a fault is not serviced: `why EVENT` goes there. */
static void tell_short(struct hm_machine *m, hm_vaddr_t address, uint32_t missing)
{
	const struct task_record *t = current_task(m);
	uint64_t cause = in_atomic(m) && t->raises ? t->raised[t->raises - 1].event.seq : 0;

	event_log(m, HM_EV_USER_SHORT, cause, address, in_atomic(m), missing, 0, 0);
}

static enum hm_verdict copy_part(struct hm_machine *m, const struct copy *c, uint32_t done, uint32_t n)
{
	uint8_t bytes[COPY_AT_ONCE];
	size_t moved;
	enum hm_verdict v = hm_read(m, c->from + done, bytes, n, &moved);

	return v == HM_OK ? hm_write(m, c->to + done, bytes, n, &moved) : v;
}

static uint32_t least(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

/* Bytes up to the next page of either side. */
static uint32_t part_of(const struct copy *c, uint32_t done, uint32_t left)
{
	uint32_t to = HM_PAGE_SIZE - ((c->to + done) & (HM_PAGE_SIZE - 1)), from = HM_PAGE_SIZE - ((c->from + done) & (HM_PAGE_SIZE - 1));

	return least(least(to, from), least(left, COPY_AT_ONCE));
}

/* __copy_user(): *left gets what is missing. */
static enum hm_verdict copy_user(struct hm_machine *m, const struct copy *c, uint32_t n, uint32_t *left)
{
	uint32_t done = 0;
	enum hm_verdict v = HM_OK;

	while (done < n && v == HM_OK) {
		hm_vaddr_t user = (c->to_user ? c->to : c->from) + done, kernel = (c->to_user ? c->from : c->to) + done;
		uint32_t part = part_of(c, done, n - done);
		bool there;

		v = user_page(m, user, &there);
		if (v != HM_OK)
			break;
		if (!there || !present(m, kernel)) {
			tell_short(m, there ? kernel : user, n - done);
			break;
		}
		v = copy_part(m, c, done, part);
		done += v == HM_OK ? part : 0;
	}
	*left = n - done;
	return v;
}

static bool access_ok(hm_vaddr_t address, uint32_t n)
{
	return address <= TASK_SIZE && n <= TASK_SIZE - address;
}

static enum hm_verdict to_user(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	const struct copy c = { .to = (hm_vaddr_t)arg[0], .from = (hm_vaddr_t)arg[1], .to_user = true };
	uint32_t n = (uint32_t)arg[2], left = n;
	enum hm_verdict v = access_ok(c.to, n) ? copy_user(m, &c, n, &left) : HM_OK;

	*ret = left;
	return v;
}

/* __copy_user_zeroing(): what could not be read becomes zero, where it can be written. */
static enum hm_verdict from_user(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	const struct copy c = { .to = (hm_vaddr_t)arg[0], .from = (hm_vaddr_t)arg[1] };
	uint32_t n = (uint32_t)arg[2], left = n;
	size_t done;
	enum hm_verdict v = access_ok(c.from, n) ? copy_user(m, &c, n, &left) : HM_OK;

	*ret = left;
	if (v == HM_OK && left && present(m, c.to + (n - left)) && present(m, c.to + n - 1))
		v = hm_fill(m, c.to + (n - left), 0, left, &done);
	return v;
}

/* ---- the calls ---- */

enum hm_verdict call_copy_to_user(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	if (!pagefault_disabled(m)) /* 6.1 mm/memory.c __might_fault() */
		might_sleep(m, HM_CHECK_COPY_TO_USER);
	return to_user(m, arg, ret);
}

enum hm_verdict call_copy_from_user(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	if (!pagefault_disabled(m))
		might_sleep(m, HM_CHECK_COPY_FROM_USER);
	return from_user(m, arg, ret);
}

enum hm_verdict call_copy_to_user_inatomic(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	return to_user(m, arg, ret);
}

enum hm_verdict call_copy_from_user_inatomic(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	return from_user(m, arg, ret);
}

/* Touches the first byte and, if it lies in another page, the last one (two pages are all that it is for). */
enum hm_verdict call_fault_in_pages_writeable(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	hm_vaddr_t at = (hm_vaddr_t)arg[0], last = at + (uint32_t)arg[1] - 1;
	bool there = true;
	enum hm_verdict v;

	*ret = 0;
	if ((int32_t)arg[1] <= 0)
		return HM_OK;
	v = access_ok(at, (uint32_t)arg[1]) ? user_page(m, at, &there) : HM_OK;
	if (v == HM_OK && there && last >> HM_PAGE_SHIFT != at >> HM_PAGE_SHIFT)
		v = user_page(m, last, &there);
	if (v == HM_OK && (!there || !access_ok(at, (uint32_t)arg[1])))
		*ret = EFAULT_RESULT;
	return v;
}

/* 6.1 mm/gup.c fault_in_writeable(): the same, and how many bytes could not be brought in. */
enum hm_verdict call_fault_in_writeable(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	enum hm_verdict v = call_fault_in_pages_writeable(m, arg, ret);

	*ret = *ret ? arg[1] : 0;
	return v;
}
