/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The experiments that a module made on a running 6.1 kernel, done again in the same order on one machine, whose state is carried
 * on; each observation is one line, and each of its values is compared. The first two lines have the kernel's constants. Left out is
 * what no simulator knows: addresses of the kernel's variables, how far into kmap_high() the sleeper stands, and the state in which
 * the module's own threads wait once they have their page.
 */
#include <string.h>

#include "tests/oracle/experiment.h"

/* ---- meta ---- */

static void constants(struct experiment *x)
{
	const struct hm_config *cfg = hm_config(x->m);
	const struct hm_layout *l = x->l;

	x_leave_out(x, "t");
	x_leave_out(x, "release");
	x_same(x, "pae", cfg->pae);
	x_same(x, "smp_cpus", cfg->cpus);
	x_same(x, "NR_CPUS", cfg->nr_cpus);
	x_same(x, "sizeof_struct_page", l->page_struct_size);
	x_same(x, "sizeof_pte_t", l->pte_size);
	x_same(x, "LAST_PKMAP", l->last_pkmap);
	x_same(x, "PKMAP_BASE", l->pkmap_base);
	x_same(x, "PKMAP_END", hm_pkmap_address(l, l->last_pkmap));
	x_same(x, "FIXADDR_TOP", l->fixaddr_top);
	x_same(x, "FIXADDR_START", l->fixaddr_start);
	x_same(x, "FIX_KMAP_BEGIN", l->fix_kmap_begin);
	x_same(x, "FIX_KMAP_END", l->fix_kmap_end);
	x_same(x, "KM_MAX_IDX", l->km_type_nr);
	x_same(x, "fix_to_virt_FIX_KMAP_BEGIN", hm_slot_address(l, 0));
	x_same(x, "fix_to_virt_FIX_KMAP_END", hm_fix_to_virt(l, l->fix_kmap_end));
	x_done(x);
}

static void memory(struct experiment *x)
{
	static const char *const of_the_kernel[] = {
		"pkmap_count_addr", "last_pkmap_nr_addr", "pkmap_page_table", "pkmap_page_table_phys", "fixmap_kmap_begin_pte_phys",
		"kprobes",
	};
	const struct hm_layout *l = x->l;
	struct hm_zone_view high;

	hm_zone_view(x->m, 2, &high);
	x_same(x, "PAGE_OFFSET", l->page_offset);
	x_same(x, "high_memory", l->high_memory);
	x_same(x, "VMALLOC_START", l->vmalloc_start);
	x_same(x, "VMALLOC_END", l->vmalloc_end);
	x_same(x, "mem_map", l->mem_map);
	x_same(x, "totalhigh_pages", high.end - high.start);
	x_same(x, "PAGE_KERNEL", l->kmap_prot);
	x_same(x, "last_pkmap_nr", hm_last_pkmap_nr(x->m));
	x_same(x, "PTRS_PER_PTE", HM_PAGE_SIZE / l->pte_size);
	x_same(x, "PMD_SIZE", (uint64_t)1 << l->pmd_shift);
	for (size_t i = 0; i < sizeof(of_the_kernel) / sizeof(of_the_kernel[0]); i++)
		x_leave_out(x, of_the_kernel[i]);
	x_done(x);
}

/* ---- a script ---- */

static void script(struct experiment *x)
{
	hm_vaddr_t one, two, a, low, b;

	x_reset_counters(x);
	for (int i = 0; i < 5; i++)
		x_flush_unused(x);
	x_run_self(x);
	x_seen(x, "script", "kmap 1", 1, one = x_map(x, "kmap", 1));
	x_seen(x, "script", "kmap 2", 2, two = x_map(x, "kmap", 2));
	x_seen(x, "script", "kmap 1", 1, x_map(x, "kmap", 1));
	for (int i = 0; i < 2; i++) {
		x_kunmap(x, 1);
		x_seen(x, "script", "kunmap 1", 1, one);
	}
	x_seen(x, "script", "kmap_atomic 3", 3, a = x_map(x, "kmap_atomic", 3));
	x_seen(x, "script", "kmap_atomic -1", NO_PAGE, low = x_map(x, "kmap_atomic", NO_PAGE));
	x_seen(x, "script", "kmap_atomic 1", 1, b = x_map(x, "kmap_atomic", 1));
	x_call(x, "kunmap_atomic", b);
	x_seen(x, "script", "kunmap_atomic", 1, b);
	x_call(x, "kunmap_atomic", low);
	x_seen(x, "script", "kunmap_atomic", NO_PAGE, low);
	x_call(x, "kunmap_atomic", a);
	x_seen(x, "script", "kunmap_atomic", 3, a);
	x_kunmap(x, 2);
	x_seen(x, "script", "kunmap 2", 2, two);
	if (x_row(x, "script", "kunmap 2")) {
		x_same_word(x, "refused", x_count_of(x, two) < 2 ? "would BUG()" : "nothing");
		x_done(x);
	}
	x_counted(x, "script", "counts");
}

/* ---- all of them ---- */

static bool make_tasks(struct experiment *x)
{
	for (uint32_t cpu = 0; cpu < 2; cpu++)
		if (hm_task_new(x->m, "kmap_test", HM_TASK_KTHREAD, cpu, &x->self[cpu]) != HM_OK ||
		    hm_task_new(x->m, "idle", HM_TASK_KTHREAD, cpu, &x->idle[cpu]) != HM_OK)
			return x_fail(x, "task", "a new task", "refused");
	for (unsigned int i = 0; i < WAITERS; i++)
		if (hm_task_new(x->m, "waiter", HM_TASK_KTHREAD, 0, &x->waiter[i].task) != HM_OK)
			return x_fail(x, "task", "a new task", "refused");
	x_run_self(x);
	return x->good;
}

static uint64_t value(const struct experiment *x, const json_t *of, const char *key)
{
	uint64_t n = 0;

	(void)x;
	x_is_number(json_object_get(of, key), &n);
	return n;
}

/* RAM is what the two lines say of high memory; the module saw 3 GiB, without the pages that the firmware keeps. */
static bool boot(struct experiment *x, struct machines *machines, const json_t *first)
{
	struct hm_config cfg;
	char notes[512];

	hm_config_default(&cfg);
	cfg.era = hm_era_find("6.1");
	cfg.pae = value(x, first, "pae");
	cfg.cpus = (uint32_t)value(x, first, "smp_cpus");
	cfg.nr_cpus = (uint32_t)value(x, first, "NR_CPUS");
	cfg.nr_cpus_given = true;
	cfg.nx = value(x, x->row, "PAGE_KERNEL") >> 63;
	cfg.pge = value(x, x->row, "PAGE_KERNEL") & 0x100;
	cfg.ram = value(x, x->row, "high_memory") - value(x, x->row, "PAGE_OFFSET") + (value(x, x->row, "totalhigh_pages") << HM_PAGE_SHIFT);
	cfg.mem_map = (hm_vaddr_t)value(x, x->row, "mem_map");
	cfg.debug_highmem = cfg.debug_sleep = false;
	cfg.policy = HM_POLICY_ABANDON;
	x->m = cfg.cpus == 2 ? machines_take(machines, &cfg, notes, sizeof(notes)) : NULL;
	if (!x->m)
		return x_fail(x, "machine", "a machine as the first lines have it", "refused");
	x->l = hm_layout(x->m);
	return make_tasks(x);
}

static void do_all(struct experiment *x)
{
	x_window(x);
	x_slots(x);
	script(x);
}

/* The constants of the first line can be compared once the second has said how much memory there is. */
static bool start(struct experiment *x, struct machines *machines, const char *first_line, size_t n)
{
	json_t *first, *second;
	bool good;

	if (!x_load_row(x, first_line, n))
		return false;
	first = x->row;
	if (!x_row(x, "meta", NULL)) {
		json_decref(first);
		return false;
	}
	second = x->row;
	good = boot(x, machines, first);
	x->row = first;
	if (good)
		constants(x);
	else
		json_decref(first);
	x->row = second;
	if (good)
		memory(x);
	return x->good;
}

bool is_experiments(const char *first_line, size_t n)
{
	/* most files are none: their first line need not be understood */
	json_t *row_ = memmem(first_line, n, "meta", 4) ? json_loadb(first_line, n, 0, NULL) : NULL;
	const char *t = json_string_value(json_object_get(row_, "t"));
	bool is = t && !strcmp(t, "meta");

	json_decref(row_);
	return is;
}

bool experiments(struct replay *r, struct lines *l, const char *first_line, size_t n, const char **error)
{
	struct experiment x = { .lines = l, .diff = &r->diff, .error = error, .good = true };
	const char *text;

	if (start(&x, &r->machines, first_line, n))
		do_all(&x);
	r->m = x.m;
	if (x.good && lines_next(l, &text, &n, error))
		x_fail(&x, "line", "the end of the file", "more experiments");
	json_decref(x.row);
	return x.good && !*error;
}
