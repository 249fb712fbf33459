/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What include/linux/highmem.h builds on kmap_atomic(), with the slots that they use: 2.6.11, 2.6.24 (zero_user_page), 2.6.36
 * (zero_user*). Each maps by the era's own functions, so with HIGHMEM=n by those of that half. The copies go through the MMU,
 * like any access of kernel code to data. Not modelled: the user address that the user pages are for, cache aliases, deprecation.
 */
#include <string.h>

#include "engine/calls.h"

/* The number of a type in this machine: fences shift it. */
uint32_t km_type(const struct hm_machine *m, const char *name)
{
	uint32_t i = 0;

	while (m->era.km_types[i] && strcmp(m->era.km_types[i], name))
		i++;
	return has_fences(m) ? 2 * i + 1 : i;
}

/* copy_page() between two mapped addresses. */
enum hm_verdict copy_page(struct hm_machine *m, hm_vaddr_t to, hm_vaddr_t from)
{
	uint8_t bytes[HM_PAGE_SIZE];
	size_t done;
	enum hm_verdict v = hm_read(m, from, bytes, sizeof(bytes), &done);

	return v == HM_OK ? hm_write(m, to, bytes, sizeof(bytes), &done) : v;
}

enum hm_verdict unmap_and_go_on(struct hm_machine *m, hm_vaddr_t kaddr, uint32_t type)
{
	uint32_t held = hold_preemption(m);
	enum hm_verdict v = m->copying->unmap(m, kaddr, type);

	release_preemption(m, held);
	return v;
}

/* ---- zeroes ---- */

static enum hm_verdict fill(struct hm_machine *m, hm_vaddr_t at, uint32_t size)
{
	size_t done;

	return size ? hm_fill(m, at, 0, size, &done) : HM_OK;
}

/* [start1, end1) and [start2, end2) of the page, in one mapping. */
static enum hm_verdict zero(struct hm_machine *m, hm_vaddr_t page, uint32_t type, const uint32_t range[4])
{
	hm_vaddr_t kaddr = 0;
	enum hm_verdict v = m->copying->map(m, page, type, &kaddr);

	for (int i = 0; i < 4 && v == HM_OK; i += 2)
		if (range[i + 1] > range[i])
			v = fill(m, kaddr + range[i], range[i + 1] - range[i]);
	return v == HM_OK ? m->copying->unmap(m, kaddr, type) : v;
}

enum hm_verdict call_clear_highpage(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	(void)ret;
	return zero(m, (hm_vaddr_t)arg[0], km_type(m, "KM_USER0"), (const uint32_t[]){ 0, HM_PAGE_SIZE, 0, 0 });
}

enum hm_verdict call_memclear_highpage_flush(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	uint32_t offset = (uint32_t)arg[1], size = (uint32_t)arg[2];

	(void)ret;
	if (offset + size > HM_PAGE_SIZE)
		return bug(m, HM_CHECK_MEMCLEAR_RANGE);
	return zero(m, (hm_vaddr_t)arg[0], km_type(m, "KM_USER0"), (const uint32_t[]){ offset, offset + size, 0, 0 });
}

enum hm_verdict call_zero_user_page(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	uint32_t offset = (uint32_t)arg[1], size = (uint32_t)arg[2];

	(void)ret;
	if (offset + size > HM_PAGE_SIZE)
		return bug(m, HM_CHECK_ZERO_USER_PAGE_RANGE);
	return zero(m, (hm_vaddr_t)arg[0], (uint32_t)arg[3], (const uint32_t[]){ offset, offset + size, 0, 0 });
}

/* The page is mapped before its range is looked at. */
static enum hm_verdict zero_segments(struct hm_machine *m, hm_vaddr_t page, const uint32_t range[4])
{
	uint32_t type = km_type(m, "KM_USER0");
	hm_vaddr_t kaddr = 0;
	enum hm_verdict v;

	if (range[1] <= HM_PAGE_SIZE && range[3] <= HM_PAGE_SIZE)
		return zero(m, page, type, range);
	v = m->copying->map(m, page, type, &kaddr);
	return v == HM_OK ? bug(m, HM_CHECK_ZERO_USER_SEGMENTS_RANGE) : v;
}

enum hm_verdict call_zero_user_segments(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	(void)ret;
	return zero_segments(m, (hm_vaddr_t)arg[0],
			     (const uint32_t[]){ (uint32_t)arg[1], (uint32_t)arg[2], (uint32_t)arg[3], (uint32_t)arg[4] });
}

enum hm_verdict call_zero_user_segment(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	(void)ret;
	return zero_segments(m, (hm_vaddr_t)arg[0], (const uint32_t[]){ (uint32_t)arg[1], (uint32_t)arg[2], 0, 0 });
}

enum hm_verdict call_zero_user(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	uint32_t start = (uint32_t)arg[1];

	(void)ret;
	return zero_segments(m, (hm_vaddr_t)arg[0], (const uint32_t[]){ start, start + (uint32_t)arg[2], 0, 0 });
}

/* ---- copies ---- */

struct mapping {
	uint32_t type;
	hm_vaddr_t kaddr;
};

/* Source first, and unmapped first: fine with types; with a stack of slots the one mapped last goes first. */
enum hm_verdict call_copy_highpage(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	struct mapping source = { .type = km_type(m, "KM_USER0") }, target = { .type = km_type(m, "KM_USER1") };
	bool lifo = m->era.unmap_newest_first == HM_YES;
	const struct mapping *first = lifo ? &target : &source, *last = lifo ? &source : &target;
	enum hm_verdict v = m->copying->map(m, (hm_vaddr_t)arg[1], source.type, &source.kaddr);

	(void)ret;
	if (v == HM_OK)
		v = m->copying->map(m, (hm_vaddr_t)arg[0], target.type, &target.kaddr);
	if (v == HM_OK)
		v = copy_page(m, target.kaddr, source.kaddr);
	if (v == HM_OK)
		v = unmap_and_go_on(m, first->kaddr, first->type);
	return v == HM_OK ? m->copying->unmap(m, last->kaddr, last->type) : v;
}

enum hm_verdict call_nr_free_highpages(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	(void)arg;
	*ret = state(m)->zone[2].free_pages;
	return HM_OK;
}
