/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The helpers of 2.4's include/linux/highmem.h that map by kmap() and so may sleep (2.4.0: all of them; 2.4.31: clear_highpage
 * and memclear_highpage_flush). A helper that slept, or spun, is called again: what it had mapped before is mapped still,
 * since a permanent mapping stays where it is, and the resume record says how far it was.
 */
#include "engine/calls.h"

/* kmap() number `stage` of a helper; those before the one that blocked are over. */
static enum hm_verdict helper_kmap(struct hm_machine *m, hm_vaddr_t page, uint32_t stage, hm_vaddr_t *kaddr)
{
	struct resume_record *resume = &current_task(m)->resume;
	const uint64_t arg[HM_MAX_ARGS] = { page };
	uint64_t address = 0;
	unsigned int row;
	enum hm_verdict v;

	if (resume->point && resume->arg[0] > stage)
		return any_page_address(m, page, kaddr);
	v = hm_call_find(m, "kmap", 4, &row)->fn(m, arg, &address);
	if (v == HM_BLOCKED)
		resume->arg[0] = stage;
	else
		*resume = (struct resume_record){ .call = ~0u };
	*kaddr = (hm_vaddr_t)address;
	return v;
}

static enum hm_verdict helper_kunmap(struct hm_machine *m, hm_vaddr_t page)
{
	const uint64_t arg[HM_MAX_ARGS] = { page };
	uint64_t none = 0;
	unsigned int row;

	return hm_call_find(m, "kunmap", 6, &row)->fn(m, arg, &none);
}

static enum hm_verdict clear(struct hm_machine *m, hm_vaddr_t page, uint32_t offset, uint32_t size)
{
	hm_vaddr_t kaddr = 0;
	size_t done;
	enum hm_verdict v = helper_kmap(m, page, 0, &kaddr);

	if (v == HM_OK && size)
		v = hm_fill(m, kaddr + offset, 0, size, &done);
	return v == HM_OK ? helper_kunmap(m, page) : v;
}

enum hm_verdict call_clear_highpage_kmap(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	(void)ret;
	return clear(m, (hm_vaddr_t)arg[0], 0, HM_PAGE_SIZE);
}

enum hm_verdict call_memclear_highpage_kmap(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	uint32_t offset = (uint32_t)arg[1], size = (uint32_t)arg[2];

	(void)ret;
	if (offset + size > HM_PAGE_SIZE)
		return bug(m, HM_CHECK_MEMCLEAR_RANGE);
	return clear(m, (hm_vaddr_t)arg[0], offset, size);
}

/* Two entries at once: two tasks that do this with a full window can wait for each other. */
enum hm_verdict call_copy_highpage_kmap(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	hm_vaddr_t to = (hm_vaddr_t)arg[0], from = (hm_vaddr_t)arg[1], vto = 0, vfrom = 0;
	enum hm_verdict v = helper_kmap(m, from, 0, &vfrom);

	(void)ret;
	if (v == HM_OK)
		v = helper_kmap(m, to, 1, &vto);
	if (v == HM_OK)
		v = copy_page(m, vto, vfrom);
	if (v == HM_OK)
		v = helper_kunmap(m, from);
	return v == HM_OK ? helper_kunmap(m, to) : v;
}
