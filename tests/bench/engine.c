/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Figures of the C interface, in nanoseconds, one "NAME VALUE" a line: a load that the TLB answers, a load that misses and walks, the pair
 * kmap_atomic/kunmap_atomic with a store between; and beside them the same accesses by a bare walker (a 4-way TLB of 64 entries over
 * two-level tables, with statistics and a cycle counter), which knows no log, no stale entries and no undo. Each figure is the best of several rounds.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "highmem/highmem.h"

enum { ROUNDS = 9, PAGES = 32, MANY = 4096, ACCESSES = 2000000, PAIRS = 300000 };

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

/* ---- the bare walker ---- */

enum { SETS = 16, WAYS = 4 };

struct bare_entry {
	uint32_t tag, frame;
};

struct bare {
	struct bare_entry entry[SETS][WAYS];
	uint32_t next[SETS];
	uint64_t hits, misses, cycles;
	uint32_t directory[1024];
	uint32_t table[MANY / 1024 + 1][1024];
	uint8_t *memory;
};

static uint32_t bare_walk(struct bare *b, uint32_t page)
{
	uint32_t entry = b->directory[page >> 10], pte = b->table[entry >> 12][page & 1023];

	b->cycles += 30;
	return pte >> 12;
}

static inline uint32_t bare_translate(struct bare *b, uint32_t page)
{
	struct bare_entry *e = b->entry[page & (SETS - 1)];
	uint32_t tag = page + 1;

	for (int way = 0; way < WAYS; way++)
		if (e[way].tag == tag) {
			b->hits++;
			b->cycles++;
			return e[way].frame;
		}
	b->misses++;
	e += b->next[page & (SETS - 1)]++ & (WAYS - 1);
	e->tag = tag;
	return e->frame = bare_walk(b, page);
}

static uint32_t bare_load(struct bare *b, uint32_t address)
{
	uint32_t value;

	memcpy(&value, b->memory + ((size_t)bare_translate(b, address >> 12) << 12) + (address & 4095), sizeof value);
	return value;
}

static double bare_figure(struct bare *b, uint32_t pages)
{
	double best = 1e18;
	volatile uint32_t sum = 0;

	for (int round = 0; round < ROUNDS; round++) {
		uint32_t page = 0, local = 0;
		double start = now();

		for (int i = 0; i < ACCESSES; i++) {
			local += bare_load(b, page << 12);
			if (++page == pages)
				page = 0;
		}
		double each = (now() - start) / ACCESSES;

		sum += local;
		if (each < best)
			best = each;
	}
	return best;
}

static int bare_run(void)
{
	struct bare *b = calloc(1, sizeof *b);

	if (!b || !(b->memory = calloc(MANY, 4096))) {
		free(b);
		return 1;
	}
	for (uint32_t i = 0; i <= MANY / 1024; i++)
		b->directory[i] = i << 12;
	for (uint32_t i = 0; i < MANY; i++)
		b->table[i >> 10][i & 1023] = i << 12;
	printf("bare-hit %.3f\n", bare_figure(b, PAGES));
	printf("bare-miss %.3f\n", bare_figure(b, 1000));
	free(b->memory);
	free(b);
	return 0;
}

/* ---- the engine ---- */

static int fill_window(struct hm_machine *m, unsigned int kmap, unsigned int alloc, hm_vaddr_t *address, uint32_t pages)
{
	for (uint32_t i = 0; i < pages; i++) {
		uint64_t gfp = 0xd2, page, mapped;

		if (hm_call_invoke(m, alloc, &gfp, &page) != HM_OK || hm_call_invoke(m, kmap, &page, &mapped) != HM_OK)
			return 1;
		if (hm_store(m, (hm_vaddr_t)mapped, 4, i) != HM_OK)
			return 1;
		address[i] = (hm_vaddr_t)mapped;
	}
	return 0;
}

static double load_figure(struct hm_machine *m, const hm_vaddr_t *address, uint32_t pages)
{
	double best = 1e18;

	for (int round = 0; round < ROUNDS; round++) {
		uint32_t page = 0;
		double start = now();

		for (int i = 0; i < ACCESSES; i++) {
			uint64_t value;

			if (hm_load(m, address[page], 4, &value) != HM_OK)
				return -1;
			if (++page == pages)
				page = 0;
		}
		double each = (now() - start) / ACCESSES;

		if (each < best)
			best = each;
	}
	return best;
}

static double pair_figure(struct hm_machine *m, unsigned int map, unsigned int unmap, uint64_t page)
{
	double best = 1e18;

	for (int round = 0; round < ROUNDS; round++) {
		double start = now();

		for (int i = 0; i < PAIRS; i++) {
			uint64_t argument[2] = { page, 7 }, mapped, none;

			if (hm_call_invoke(m, map, argument, &mapped) != HM_OK || hm_store(m, (hm_vaddr_t)mapped, 4, (uint32_t)i) != HM_OK)
				return -1;
			argument[0] = mapped;
			if (hm_call_invoke(m, unmap, argument, &none) != HM_OK)
				return -1;
		}
		double each = (now() - start) / PAIRS;

		if (each < best)
			best = each;
	}
	return best;
}

static int engine_run(struct hm_machine *m)
{
	unsigned int kmap, alloc, map, unmap;
	hm_vaddr_t address[1000];
	uint64_t gfp = 0xd2, page;
	uint16_t task;

	if (!hm_call_find(m, "kmap", 4, &kmap) || !hm_call_find(m, "alloc_page", 10, &alloc) || !hm_call_find(m, "kmap_atomic", 11, &map)
	    || !hm_call_find(m, "kunmap_atomic", 13, &unmap) || hm_task_prompt(m, 0, &task) != HM_OK || hm_select(m, task, 0) != HM_OK)
		return 1;
	if (fill_window(m, kmap, alloc, address, 1000) || hm_call_invoke(m, alloc, &gfp, &page) != HM_OK)
		return 1;
	printf("engine-hit %.3f\n", load_figure(m, address, PAGES));
	printf("engine-miss %.3f\n", load_figure(m, address, 1000));
	printf("engine-pair %.3f\n", pair_figure(m, map, unmap, page));
	return 0;
}

int main(void)
{
	struct hm_config config;
	struct hm_machine *m;
	char notes[256];
	int failed;

	hm_config_default(&config);
	if (hm_config_settle(&config, notes, sizeof notes) != HM_OK || hm_machine_open(&config, &m) != HM_OK)
		return 1;
	failed = engine_run(m) || bare_run();
	hm_machine_close(m);
	return failed;
}
