/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What 6.1 include/linux/highmem.h builds on kmap_local_page(): copies to, from and between parts of pages, by way of the MMU.
 * VM_BUG_ON() of a part that does not lie in its page is there with debugging; without it the copy runs on behind the slot.
 */
#include "engine/calls.h"

static enum hm_verdict in_page(struct hm_machine *m, enum hm_check check, uint32_t offset, uint32_t len)
{
	uint64_t end = (uint64_t)offset + len;

	return m->config.debug_highmem && end > HM_PAGE_SIZE ? bug(m, check) : HM_OK;
}

/* memcpy() of the kernel's, a page's worth at a time. */
static enum hm_verdict copy(struct hm_machine *m, hm_vaddr_t to, hm_vaddr_t from, uint32_t len)
{
	uint8_t bytes[HM_PAGE_SIZE];
	enum hm_verdict v = HM_OK;
	size_t done;

	while (len && v == HM_OK) {
		uint32_t part = len < HM_PAGE_SIZE ? len : HM_PAGE_SIZE;

		v = hm_read(m, from, bytes, part, &done);
		if (v == HM_OK)
			v = hm_write(m, to, bytes, part, &done);
		to += part;
		from += part;
		len -= part;
	}
	return v;
}

static enum hm_verdict fill(struct hm_machine *m, enum hm_check check, const uint64_t *page_and_offset, uint8_t value, uint32_t len)
{
	uint32_t offset = (uint32_t)page_and_offset[1];
	hm_vaddr_t addr = 0;
	size_t done;
	enum hm_verdict v = m->copying->map(m, (hm_vaddr_t)page_and_offset[0], 0, &addr);

	if (v == HM_OK)
		v = in_page(m, check, offset, len);
	if (v == HM_OK)
		v = hm_fill(m, addr + offset, value, len, &done);
	return v == HM_OK ? m->copying->unmap(m, addr, 0) : v;
}

enum hm_verdict call_memset_page(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	(void)ret;
	return fill(m, HM_CHECK_MEMSET_PAGE_RANGE, arg, (uint8_t)arg[2], (uint32_t)arg[3]);
}

enum hm_verdict call_memzero_page(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	(void)ret;
	return fill(m, HM_CHECK_MEMZERO_PAGE_RANGE, arg, 0, (uint32_t)arg[2]);
}

enum hm_verdict call_memcpy_to_page(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	uint32_t offset = (uint32_t)arg[1], len = (uint32_t)arg[3];
	hm_vaddr_t to = 0;
	enum hm_verdict v = m->copying->map(m, (hm_vaddr_t)arg[0], 0, &to);

	(void)ret;
	if (v == HM_OK)
		v = in_page(m, HM_CHECK_MEMCPY_TO_PAGE_RANGE, offset, len);
	if (v == HM_OK)
		v = copy(m, to + offset, (hm_vaddr_t)arg[2], len);
	return v == HM_OK ? m->copying->unmap(m, to, 0) : v;
}

enum hm_verdict call_memcpy_from_page(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	uint32_t offset = (uint32_t)arg[2], len = (uint32_t)arg[3];
	hm_vaddr_t from = 0;
	enum hm_verdict v = m->copying->map(m, (hm_vaddr_t)arg[1], 0, &from);

	(void)ret;
	if (v == HM_OK)
		v = in_page(m, HM_CHECK_MEMCPY_FROM_PAGE_RANGE, offset, len);
	if (v == HM_OK)
		v = copy(m, (hm_vaddr_t)arg[0], from + offset, len);
	return v == HM_OK ? m->copying->unmap(m, from, 0) : v;
}

/* Destination first; the source, mapped last, goes first. */
enum hm_verdict call_memcpy_page(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	uint32_t to_offset = (uint32_t)arg[1], from_offset = (uint32_t)arg[3], len = (uint32_t)arg[4];
	hm_vaddr_t to = 0, from = 0;
	enum hm_verdict v = m->copying->map(m, (hm_vaddr_t)arg[0], 0, &to);

	(void)ret;
	if (v == HM_OK)
		v = m->copying->map(m, (hm_vaddr_t)arg[2], 0, &from);
	if (v == HM_OK)
		v = in_page(m, HM_CHECK_MEMCPY_PAGE_RANGE, to_offset > from_offset ? to_offset : from_offset, len);
	if (v == HM_OK)
		v = copy(m, to + to_offset, from + from_offset, len);
	if (v == HM_OK)
		v = unmap_and_go_on(m, from, 0);
	return v == HM_OK ? m->copying->unmap(m, to, 0) : v;
}
