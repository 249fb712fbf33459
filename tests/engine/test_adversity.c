/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every call of every era at its worst moment: the host has memory for no more than a few frames, or one of the translations that the
 * kernel's own code goes through has been cleared or write-protected. What must hold: a call that dies says why; memory of the host is
 * wanting only where it was taken; and going back leads to the very state from before.
 */
#include "engine/state.h"
#include "engine/tlb.h"
#include "tests/engine/kernel.h"

extern bool (*region_fail_hook)(void);

enum { LEFT = 4, REGIONS = 6, PATTERNS = 8, PREPARED = 5, MODES = LEFT + 2 * REGIONS };

static bool always(void)
{
	return true;
}

static struct hm_machine *opened(const struct hm_era *era, const char *keys)
{
	char line[200];

	snprintf(line, sizeof(line), "era=%s %s", era->name, keys);
	return machine(line);
}

/* ---- the worst moment ---- */

static void leave_frames(struct hm_machine *m, uint32_t left)
{
	const uint8_t byte = 1;

	region_fail_hook = always;
	for (hm_pfn_t pfn = 0x9000; state(m)->frames_used + left < m->region.area[AREA_FRAMES].size >> HM_PAGE_SHIFT; pfn++)
		if (frame_write(m, pfn, 0, &byte, 1) != HM_OK)
			break;
}

static hm_vaddr_t in_region(const struct hm_machine *m, unsigned int region)
{
	const struct hm_layout *l = hm_layout(m);
	const hm_vaddr_t at[REGIONS] = {
		page_of(m, l->max_low_pfn), page_of(m, L0), l->kmap_pte, l->pkmap_page_table, l->user_start + 0x1000,
		l->page_offset + (L0 << HM_PAGE_SHIFT),
	};

	return at[region] ? at[region] : (hm_vaddr_t)l->pgd + l->page_offset; /* no highmem, no tables of it */
}

/* The entry that translates the address loses its lowest bit (present), or the one above it (may be written). */
static void break_entry(struct hm_machine *m, hm_vaddr_t address, uint32_t bit)
{
	struct leaf leaf;
	uint64_t entry;

	pgtable_walk(m, address, &leaf);
	assert_true(leaf.present);
	assert_int_equal(hm_load(m, (hm_vaddr_t)leaf.entry_address + hm_layout(m)->page_offset, 4, &entry), HM_OK);
	assert_int_equal(hm_store(m, (hm_vaddr_t)leaf.entry_address + hm_layout(m)->page_offset, 4, entry & ~(uint64_t)bit), HM_OK);
	hm_flush_tlb_global(m);
}

static void worst_moment(struct hm_machine *m, unsigned int mode)
{
	if (mode < LEFT)
		leave_frames(m, mode);
	else
		break_entry(m, in_region(m, (mode - LEFT) / 2), (mode - LEFT) % 2 ? 2 : 1);
}

/* ---- the call ---- */

struct scene {
	struct hm_machine *m;
	uint32_t slot, permanent; /* addresses that are mapped */
};

static void fill_words(struct hm_machine *m, hm_vaddr_t at, uint32_t word)
{
	for (unsigned int i = 0; i < 16; i++)
		assert_int_equal(hm_store(m, at + 4 * i, 4, word), HM_OK);
}

static void prepare(struct scene *s, unsigned int how)
{
	struct hm_machine *m = s->m;
	hm_pfn_t high = hm_layout(m)->max_low_pfn;

	s->slot = s->permanent = 0;
	if (how & 1)
		(void)invoke(m, "kmap_atomic", page_of(m, high), 1, &s->slot);
	if (how == 2 || how == 3)
		(void)invoke(m, "kmap", page_of(m, high), 0, &s->permanent);
	if (how == 4)
		(void)invoke(m, "local_irq_disable", 0, 0, NULL);
	current_task(m)->need_resched = how != 4;
	task_mark(m, state(m)->task);
}

static void arguments(const struct scene *s, unsigned int pattern, uint64_t arg[HM_MAX_ARGS])
{
	const struct hm_layout *l = hm_layout(s->m);
	const uint32_t high = page_of(s->m, l->max_low_pfn), low = page_of(s->m, L0), user = l->user_start;
	const uint32_t mapped = s->slot ? s->slot : s->permanent;
	const uint64_t all[PATTERNS][4] = {
		{ high, 1, user + 0x1000, 64 }, { mapped, 1, 64, 0 }, { user, user + 0x1000, 1, 0 }, { low, 1, 64, 64 }, { 0xd2, 0, 0, 0 },
		{ user + 0x1000, high, 0, 64 }, { high, mapped, 1, 0 }, { 0x08048000, user, 64, 0 },
	};

	memset(arg, 0, HM_MAX_ARGS * sizeof(*arg));
	memcpy(arg, all[pattern], sizeof(all[pattern]));
}

static void once(struct scene *s, unsigned int row, unsigned int pattern, unsigned int mode, unsigned int how)
{
	uint64_t arg[HM_MAX_ARGS], ret;
	uint32_t reports;
	enum hm_verdict v;

	prepare(s, how);
	worst_moment(s->m, mode);
	arguments(s, pattern, arg);
	reports = hm_report_count(s->m);
	v = hm_call_invoke(s->m, row, arg, &ret);
	region_fail_hook = NULL;
	assert_in_range(v, HM_OK, HM_NOMEM);
	if (v == HM_DIED)
		assert_true(hm_report_count(s->m) > reports);
	if (v == HM_NOMEM && mode >= LEFT && state(s->m)->frames_used < HM_MAX_FRAMES)
		fail_msg("%s, pattern %u, mode %u, prepared %u", hm_call_at(s->m, row)->proto, pattern, mode, how);
	assert_int_equal(hm_delta_revert(s->m), HM_OK);
}

static void settle(struct hm_machine *m)
{
	const struct hm_layout *l = hm_layout(m);
	struct hm_delta *d = NULL;

	(void)new_task(m, "other", 0);
	fill_words(m, l->user_start, page_of(m, l->max_low_pfn));
	fill_words(m, l->user_start + 0x1000, page_of(m, l->max_low_pfn));
	assert_int_equal(hm_delta_take(m, &d), HM_OK);
	hm_delta_free(d);
}

static void every_call(const struct hm_era *era, const char *keys)
{
	struct scene s = { .m = opened(era, keys) };
	uint64_t hash;
	unsigned int turn = 0;

	settle(s.m);
	hash = hm_state_hash(s.m);
	for (unsigned int row = 0; hm_call_at(s.m, row); row++) {
		for (unsigned int mode = 0; mode < MODES; mode++)
			for (unsigned int pattern = 0; pattern < PATTERNS; pattern++)
				once(&s, row, pattern, mode, turn++ % PREPARED);
		if (hm_state_hash(s.m) != hash)
			fail_msg("era %s, %s: %s is not taken back", era->name, keys, hm_call_at(s.m, row)->proto);
	}
	hm_machine_close(s.m);
}

static void every_era(void **unused)
{
	static const char *const keys[] = { "layout=s8 pkmap=4 cpus=2 preempt=on", "layout=s8 pkmap=4 debug_highmem=off", "highmem=off preempt=on", "pae=on pse=off pkmap=4" };

	(void)unused;
	for (unsigned int e = 0; hm_era_at(e); e++)
		for (unsigned int k = 0; k < sizeof(keys) / sizeof(*keys); k++)
			every_call(hm_era_at(e), keys[k]);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(every_era) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
