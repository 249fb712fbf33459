/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The experiments that a module made on a running 6.1 kernel, done again in the same order on one machine, whose state is carried
 * on; each observation is one line, and each of its values is compared. The first two lines have the kernel's constants. Left out is
 * what no simulator knows: addresses of the kernel's variables, how far into kmap_high() the sleeper stands, and the state in which
 * the module's own threads wait once they have their page. Where two sleepers raced the recorded winner runs first.
 * Invariant: a line is over only when every value in it has been compared or is in the list of those left out.
 */
#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/oracle/experiments.h"

enum { LOW_PFN = 0x2a46, FILL = 64, WAITERS = 2, BYTES = 16, NO_PAGE = -1 };

struct waiter { uint16_t task; hm_pfn_t pfn; bool asked, returned; hm_vaddr_t address; };

struct experiment {
	struct hm_machine *m;
	const struct hm_layout *l;
	struct lines *lines;
	struct difference *diff;
	const char **error;
	json_t *row;
	bool good;
	uint16_t self[2], idle[2];       /* the module's thread on either CPU; whoever runs while it sleeps */
	struct waiter waiter[WAITERS];
	uint64_t seen;                   /* events counted so far */
	uint32_t all_zero, ranges, flushes; /* since the counters were last reset */
	uint32_t count1_seen;
};

/* ---- a row and its values ---- */

static bool fail(struct experiment *x, const char *field, const char *expected, const char *found)
{
	if (!x->good)
		return false;
	x->good = false;
	snprintf(x->diff->field, sizeof(x->diff->field), "%s", field);
	snprintf(x->diff->expected, sizeof(x->diff->expected), "%s", expected);
	snprintf(x->diff->found, sizeof(x->diff->found), "%s", found);
	return false;
}

static bool load_row(struct experiment *x, const char *text, size_t n)
{
	json_error_t error;

	x->row = json_loadb(text, n, 0, &error);
	x->diff->line = lines_number(x->lines);
	return json_is_object(x->row) || fail(x, "line", "an object", error.text);
}

static const char *word(const struct experiment *x, const char *key)
{
	const char *s = json_string_value(json_object_get(x->row, key));

	return s ? s : "";
}

/* The next line, which must be about `op` of experiment `t`; NULL: whatever it is about. */
static bool row(struct experiment *x, const char *t, const char *op)
{
	const char *text;
	size_t n;

	if (!x->good)
		return false;
	if (!lines_next(x->lines, &text, &n, x->error))
		return fail(x, "line", "more experiments", *x->error ? *x->error : "the end of the file");
	if (!load_row(x, text, n))
		return false;
	if (strcmp(word(x, "t"), t) != 0)
		return fail(x, "t", word(x, "t"), t);
	if (op && strcmp(word(x, "op"), op) != 0)
		return fail(x, "op", word(x, "op"), op);
	json_object_del(x->row, "t");
	json_object_del(x->row, "op");
	return true;
}

static void done(struct experiment *x)
{
	const char *key = json_object_iter_key(json_object_iter(x->row));

	if (x->good && key)
		fail(x, key, "a value that can be compared", "nothing to compare it with");
	json_decref(x->row);
	x->row = NULL;
}

static void leave_out(struct experiment *x, const char *key)
{
	json_object_del(x->row, key);
}

static bool is_number(const json_t *j, uint64_t *value)
{
	char *end = NULL;

	if (json_is_integer(j))
		*value = (uint64_t)json_integer_value(j);
	else if (json_is_string(j))
		*value = strtoull(json_string_value(j), &end, 16);
	else
		return false;
	return !end || !*end;
}

static void same(struct experiment *x, const char *key, uint64_t found)
{
	char e[40], f[40];
	uint64_t expected;

	if (!x->good)
		return;
	if (!is_number(json_object_get(x->row, key), &expected)) {
		fail(x, key, "a number", "none");
		return;
	}
	json_object_del(x->row, key);
	snprintf(e, sizeof(e), "0x%llx", (unsigned long long)expected);
	snprintf(f, sizeof(f), "0x%llx", (unsigned long long)found);
	if (expected != found)
		fail(x, key, e, f);
}

/* What the allocator decided is not in the file. */
static void same_if_told(struct experiment *x, const char *key, uint64_t found)
{
	if (json_object_get(x->row, key))
		same(x, key, found);
}

static void same_word(struct experiment *x, const char *key, const char *found)
{
	if (x->good && strcmp(word(x, key), found) != 0)
		fail(x, key, word(x, key), found);
	leave_out(x, key);
}

/* ---- the machine ---- */

static hm_vaddr_t page(const struct experiment *x, int n)
{
	return hm_pfn_to_page(x->l, n == NO_PAGE ? LOW_PFN : x->l->max_low_pfn + (hm_pfn_t)n);
}

static void count_events(struct experiment *x)
{
	for (; x->seen < hm_event_count(x->m); x->seen++) {
		const struct hm_event *e = hm_event_get(x->m, x->seen + 1);

		if (!e)
			continue;
		x->all_zero += e->kind == HM_EV_PKMAP_WRAP;
		x->ranges += e->kind == HM_EV_FLUSH_KERNEL_RANGE;
		x->flushes += e->kind == HM_EV_FLUSH_LOCAL;
	}
}

static enum hm_verdict invoke(struct experiment *x, const char *name, uint64_t argument, uint64_t *ret)
{
	uint64_t arg[HM_MAX_ARGS] = { argument };
	unsigned int index;
	enum hm_verdict v;

	*ret = 0;
	if (!hm_call_find(x->m, name, strlen(name), &index)) {
		fail(x, "call", name, "not in this era");
		return HM_REFUSED;
	}
	v = hm_call_invoke(x->m, index, arg, ret);
	count_events(x);
	return v;
}

static hm_vaddr_t call(struct experiment *x, const char *name, hm_vaddr_t argument)
{
	uint64_t ret;

	if (x->good && invoke(x, name, argument, &ret) != HM_OK)
		fail(x, name, "a call that returns", "one that does not");
	return x->good ? (hm_vaddr_t)ret : 0;
}

static hm_vaddr_t map(struct experiment *x, const char *name, int n)
{
	return call(x, name, page(x, n));
}

static void kunmap(struct experiment *x, int n)
{
	call(x, "kunmap", page(x, n));
}

static void flush_unused(struct experiment *x)
{
	call(x, "kmap_flush_unused", 0);
	x->all_zero++;
}

static void reset_counters(struct experiment *x)
{
	x->all_zero = x->ranges = x->flushes = 0;
}

struct tally { uint32_t n[3]; }; /* entries at count 0, at 1, above */

static struct tally counts(const struct experiment *x)
{
	struct hm_pkmap_view v;
	struct tally t = { { 0 } };

	for (uint32_t nr = 0; hm_pkmap_view(x->m, nr, &v); nr++)
		t.n[v.count > 2 ? 2 : v.count]++;
	return t;
}

/* The leaf entry without its frame, and at which level it lies (1: a page's own). */
static uint64_t leaf(const struct experiment *x, hm_vaddr_t address, unsigned int *level)
{
	const uint64_t frame = (((uint64_t)1 << 36) - 1) & ~(uint64_t)(HM_PAGE_SIZE - 1);
	unsigned int depth = x->l->pte_size == 8 ? 3 : 2;
	struct hm_walk w;

	hm_walk(x->m, address, &w);
	*level = depth + 1 - w.levels;
	return w.levels ? w.level[w.levels - 1].entry & ~frame : 0;
}

static uint64_t pte(const struct experiment *x, hm_vaddr_t address)
{
	unsigned int level;

	return leaf(x, address, &level);
}

/* ---- kinds of rows ---- */

/* All that can be seen of a page and an address. */
static void seen(struct experiment *x, const char *t, const char *op, int n, hm_vaddr_t ret)
{
	uint32_t nr = (ret - x->l->pkmap_base) >> HM_PAGE_SHIFT, fix = (x->l->fixaddr_top - ret) >> HM_PAGE_SHIFT;
	bool in_window = ret && nr < x->l->last_pkmap, in_slots = fix >= x->l->fix_kmap_begin && fix <= x->l->fix_kmap_end;
	struct hm_pkmap_view entry = { .count = -1 };
	struct hm_kmap_ctrl_view c = { .idx = 0 };

	if (!row(x, t, op))
		return;
	if (in_window)
		hm_pkmap_view(x->m, nr, &entry);
	hm_kmap_ctrl_view(x->m, hm_current_task(x->m), &c);
	same(x, "page", (uint64_t)n);
	same(x, "PageHighMem", n != NO_PAGE);
	same_if_told(x, "ret", ret);
	same_if_told(x, "page_address", map(x, "page_address", n));
	same(x, "pkmap_nr", in_window ? nr : (uint64_t)-1);
	same(x, "pkmap_count", (uint64_t)(int64_t)entry.count);
	same(x, "fixmap_index", in_slots ? fix : (uint64_t)-1);
	same(x, "kmap_slot", in_slots ? fix - x->l->fix_kmap_begin : (uint64_t)-1);
	same(x, "pte", ret ? pte(x, ret) : 0);
	same(x, "last_pkmap_nr", hm_last_pkmap_nr(x->m));
	same(x, "preempt_count", (uint64_t)hm_preempt_count(x->m, hm_current_task(x->m)));
	same(x, "pagefault_disabled", (uint64_t)c.pagefault_disabled);
	done(x);
}

static void same_flushes(struct experiment *x)
{
	same(x, "flush_all_zero_pkmaps", x->all_zero);
	same(x, "flush_tlb_kernel_range_pkmap", x->ranges);
	same(x, "do_flush_tlb_all", x->flushes);
}

static void counted(struct experiment *x, const char *t, const char *when)
{
	struct tally n = counts(x);

	if (!row(x, t, "counts"))
		return;
	same_word(x, "when", when);
	same(x, "last_pkmap_nr", hm_last_pkmap_nr(x->m));
	same(x, "count0", n.n[0]);
	same(x, "count1", n.n[1]);
	same(x, "count2plus", n.n[2]);
	same_flushes(x);
	done(x);
}

/* ---- meta ---- */

static void constants(struct experiment *x)
{
	const struct hm_config *cfg = hm_config(x->m);
	const struct hm_layout *l = x->l;

	leave_out(x, "t");
	leave_out(x, "release");
	same(x, "pae", cfg->pae);
	same(x, "smp_cpus", cfg->cpus);
	same(x, "NR_CPUS", cfg->nr_cpus);
	same(x, "sizeof_struct_page", l->page_struct_size);
	same(x, "sizeof_pte_t", l->pte_size);
	same(x, "LAST_PKMAP", l->last_pkmap);
	same(x, "PKMAP_BASE", l->pkmap_base);
	same(x, "PKMAP_END", hm_pkmap_address(l, l->last_pkmap));
	same(x, "FIXADDR_TOP", l->fixaddr_top);
	same(x, "FIXADDR_START", l->fixaddr_start);
	same(x, "FIX_KMAP_BEGIN", l->fix_kmap_begin);
	same(x, "FIX_KMAP_END", l->fix_kmap_end);
	same(x, "KM_MAX_IDX", l->km_type_nr);
	same(x, "fix_to_virt_FIX_KMAP_BEGIN", hm_slot_address(l, 0));
	same(x, "fix_to_virt_FIX_KMAP_END", hm_fix_to_virt(l, l->fix_kmap_end));
	done(x);
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
	same(x, "PAGE_OFFSET", l->page_offset);
	same(x, "high_memory", l->high_memory);
	same(x, "VMALLOC_START", l->vmalloc_start);
	same(x, "VMALLOC_END", l->vmalloc_end);
	same(x, "mem_map", l->mem_map);
	same(x, "totalhigh_pages", high.end - high.start);
	same(x, "PAGE_KERNEL", l->kmap_prot);
	same(x, "last_pkmap_nr", hm_last_pkmap_nr(x->m));
	same(x, "PTRS_PER_PTE", HM_PAGE_SIZE / l->pte_size);
	same(x, "PMD_SIZE", (uint64_t)1 << l->pmd_shift);
	for (size_t i = 0; i < sizeof(of_the_kernel) / sizeof(of_the_kernel[0]); i++)
		leave_out(x, of_the_kernel[i]);
	done(x);
}

/* ---- one page; several; lowmem ---- */

static void single(struct experiment *x)
{
	static const char hello[] = "hello highmem";
	hm_vaddr_t a;
	char bytes[BYTES] = "";
	size_t n;

	counted(x, "initial", "module load");
	seen(x, "single", "before", 0, 0);
	a = map(x, "kmap", 0);
	hm_write(x->m, a, hello, sizeof(hello), &n);
	seen(x, "single", "kmap", 0, a);
	seen(x, "single", "kmap again", 0, map(x, "kmap", 0));
	kunmap(x, 0);
	seen(x, "single", "kunmap 1 of 2", 0, a);
	kunmap(x, 0);
	seen(x, "single", "kunmap 2 of 2", 0, a);
	if (row(x, "single", "read through stale address")) {
		hm_read(x->m, a, bytes, sizeof(hello), &n);
		same(x, "addr", a);
		same_word(x, "data", bytes);
		done(x);
	}
	seen(x, "single", "kmap after full kunmap (no flush yet)", 0, map(x, "kmap", 0));
	kunmap(x, 0);
	seen(x, "single", "kunmap", 0, a);
	if (row(x, "single", "kmap_to_page(pkmap addr)")) {
		leave_out(x, "ret"); /* which frame the page had */
		same(x, "same", call(x, "kmap_to_page", a) == page(x, 0));
		done(x);
	}
}

static void sequence(struct experiment *x)
{
	hm_vaddr_t a[12] = { 0 };

	for (int i = 1; i <= 8; i++)
		seen(x, "sequence", "kmap", i, a[i] = map(x, "kmap", i));
	for (int i = 3; i <= 5; i++) {
		kunmap(x, i);
		seen(x, "sequence", "kunmap", i, a[i]);
	}
	for (int i = 9; i <= 11; i++)
		seen(x, "sequence", "kmap new page: next index, not a reused one", i, map(x, "kmap", i));
	seen(x, "sequence", "kmap of page whose entry is stale (count 1)", 4, map(x, "kmap", 4));
	for (int i = 1; i <= 11; i++)
		if (i != 3 && i != 5)
			kunmap(x, i);
	counted(x, "sequence", "after all kunmap");
}

static void lowmem(struct experiment *x)
{
	uint32_t last = hm_last_pkmap_nr(x->m);
	hm_vaddr_t a = map(x, "page_address", NO_PAGE);
	unsigned int level;

	seen(x, "lowmem", "before", NO_PAGE, a);
	seen(x, "lowmem", "kmap", NO_PAGE, map(x, "kmap", NO_PAGE));
	kunmap(x, NO_PAGE);
	seen(x, "lowmem", "kunmap", NO_PAGE, a);
	seen(x, "lowmem", "kmap_atomic", NO_PAGE, map(x, "kmap_atomic", NO_PAGE));
	seen(x, "lowmem", "kmap_atomic 2", NO_PAGE, map(x, "kmap_atomic", NO_PAGE));
	call(x, "kunmap_atomic", a);
	call(x, "kunmap_atomic", a);
	seen(x, "lowmem", "kunmap_atomic x2", NO_PAGE, a);
	seen(x, "lowmem", "kmap_local_page", NO_PAGE, map(x, "kmap_local_page", NO_PAGE));
	call(x, "kunmap_local", a);
	if (row(x, "lowmem", "summary")) {
		(void)leaf(x, a, &level);
		same(x, "last_pkmap_nr_unchanged", hm_last_pkmap_nr(x->m) == last);
		same(x, "pte_level_at_low_address", level);
		done(x);
	}
}

/* ---- laps ---- */

/* Was the line read that tells of step i? The last line read is kept for the step it belongs to. */
static bool told(struct experiment *x, uint32_t i)
{
	return x->good && (uint64_t)json_integer_value(json_object_get(x->row, "i")) == i;
}

static void one_lap_step(struct experiment *x, uint32_t i)
{
	uint32_t last = hm_last_pkmap_nr(x->m), all_zero = x->all_zero, ranges = x->ranges, flushes = x->flushes;
	struct tally before = counts(x), after;
	hm_vaddr_t a = map(x, "kmap", FILL + (int)i);
	char range[32];

	after = counts(x);
	if (x->all_zero != all_zero)
		x->count1_seen = before.n[1];
	if (told(x, i)) {
		snprintf(range, sizeof(range), "0x%x-0x%x", x->ranges ? x->l->pkmap_base : 0,
			 x->ranges ? hm_pkmap_address(x->l, x->l->last_pkmap) : 0);
		leave_out(x, "i");
		same(x, "last_pkmap_nr_before", last);
		same(x, "last_pkmap_nr_after", hm_last_pkmap_nr(x->m));
		same(x, "ret", a);
		same(x, "called_flush_all_zero_pkmaps", x->all_zero - all_zero);
		same(x, "called_flush_tlb_kernel_range", x->ranges - ranges);
		same_word(x, "range", range);
		same(x, "do_flush_tlb_all_cpus", x->flushes - flushes);
		same(x, "count1_before", before.n[1]);
		same(x, "count1_seen_by_flush", x->count1_seen);
		same(x, "count0_after", after.n[0]);
		same(x, "count1_after", after.n[1]);
		same(x, "count2plus_after", after.n[2]);
		done(x);
	}
	kunmap(x, FILL + (int)i);
}

/* The lines tell of the steps around each wrap; `steps` of them are in the file. */
static void laps(struct experiment *x)
{
	uint32_t total = 2 * x->l->last_pkmap + 40, last = x->l->last_pkmap;
	static const int around[] = { 0, 1, 2, -3, -2, -1, 0, -3, -2, -1, 0 };
	uint32_t wrap = last - hm_last_pkmap_nr(x->m), i = 0;

	counted(x, "wrap", "start");
	for (size_t k = 0; k < sizeof(around) / sizeof(around[0]) && row(x, "wrap", "kmap"); k++) {
		uint32_t step = (uint32_t)((int)(k < 3 ? 0 : k < 7 ? wrap : wrap + last) + around[k]);

		if (!told(x, step)) {
			fail(x, "i", "a step around a wrap", "another");
			return;
		}
		for (; i <= step; i++)
			one_lap_step(x, i);
	}
	for (; i < total && x->good; i++)
		one_lap_step(x, i);
	counted(x, "wrap", "end: kmap+kunmap of 2*LAST_PKMAP+40 distinct pages");
}

static void one_page(struct experiment *x)
{
	uint32_t last = hm_last_pkmap_nr(x->m);

	reset_counters(x);
	for (int i = 0; i < 5000 && x->good; i++) {
		map(x, "kmap", FILL);
		kunmap(x, FILL);
	}
	if (row(x, "wrap", "5000 kmap+kunmap of ONE page")) {
		same(x, "last_pkmap_nr_before", last);
		same(x, "last_pkmap_nr_after", hm_last_pkmap_nr(x->m));
		same_flushes(x);
		done(x);
	}
	counted(x, "wrap", "before kmap_flush_unused");
	flush_unused(x);
	counted(x, "wrap", "after kmap_flush_unused");
	reset_counters(x);
	flush_unused(x);
	counted(x, "wrap", "after a second kmap_flush_unused (nothing to do: no TLB flush)");
}

/* ---- everything in use ---- */

static void run_as(struct experiment *x, uint32_t cpu, uint16_t task)
{
	if (x->good && hm_switch_to(x->m, cpu, task) != HM_OK)
		fail(x, "task", "a task that can run", "refused");
}

static void run_self(struct experiment *x)
{
	run_as(x, 0, x->self[0]);
}

/* A waiter asks for a page, or goes on asking; either way the module's thread runs again afterwards. */
static void ask(struct experiment *x, unsigned int i, int n)
{
	struct waiter *w = &x->waiter[i];
	uint64_t ret;
	enum hm_verdict v;

	if (!w->asked)
		*w = (struct waiter){ .task = w->task, .pfn = (hm_pfn_t)n, .asked = true };
	run_as(x, 0, w->task);
	v = invoke(x, "kmap", page(x, (int)w->pfn), &ret);
	if (v == HM_OK) {
		w->returned = true;
		w->address = (hm_vaddr_t)ret;
	} else if (v != HM_BLOCKED) {
		fail(x, "waiter", "asleep, or with an address", "neither");
	}
	run_self(x);
}

static void goes_on(struct experiment *x, unsigned int i)
{
	struct hm_task_view v;

	if (x->waiter[i].asked && !x->waiter[i].returned && hm_task_view(x->m, x->waiter[i].task, &v) && v.state != HM_TASK_ASLEEP)
		ask(x, i, 0);
}

/* The waiter gives its page back. */
static void dismiss(struct experiment *x, unsigned int i)
{
	if (x->waiter[i].returned)
		kunmap(x, (int)x->waiter[i].pfn);
	x->waiter[i].asked = x->waiter[i].returned = false;
}

static void waits(struct experiment *x, const char *when, unsigned int i)
{
	const struct waiter *w = &x->waiter[i];
	struct hm_pkmap_view entry = { .count = -1 };
	uint32_t nr = (w->address - x->l->pkmap_base) >> HM_PAGE_SHIFT;
	struct hm_task_view v;

	if (!row(x, "exhaust", "waiter") || !hm_task_view(x->m, w->task, &v))
		return;
	same_word(x, "when", when);
	same(x, "waiter", i);
	same(x, "returned", w->returned);
	same(x, "ret", w->address);
	same(x, "pkmap_nr", w->returned && hm_pkmap_view(x->m, nr, &entry) ? nr : (uint64_t)-1);
	same(x, "pkmap_count", (uint64_t)(int64_t)entry.count);
	if (!w->returned) {
		same_word(x, "state", v.state == HM_TASK_ASLEEP ? "D" : "R");
		same(x, "state_bits", v.state == HM_TASK_ASLEEP ? 2 : 0);
		if (strncmp(word(x, "wchan"), "kmap_high+", 10) != 0 || v.waits_on != HM_WAIT_PKMAP)
			fail(x, "wchan", word(x, "wchan"), "kmap_high");
	}
	leave_out(x, "state");
	leave_out(x, "state_bits");
	leave_out(x, "wchan");
	done(x);
}

static void fill(struct experiment *x)
{
	hm_vaddr_t first = 0, last = 0;

	for (uint32_t i = 0; i < x->l->last_pkmap; i++) {
		last = map(x, "kmap", FILL + (int)i);
		first = i ? first : last;
	}
	counted(x, "exhaust", "every entry in use");
	if (row(x, "exhaust", "filled")) {
		same(x, "mapped_by_us", x->l->last_pkmap);
		same(x, "in_use_by_others", 0);
		same(x, "first", first);
		same(x, "last", last);
		done(x);
	}
}

/* Entries were handed out from the one behind that to which the last experiment had come. */
static int page_in(const struct experiment *x, uint32_t first, uint32_t nr)
{
	return FILL + (int)((nr - first) & (x->l->last_pkmap - 1));
}

static void one_sleeper(struct experiment *x, int spare)
{
	reset_counters(x);
	ask(x, 0, spare);
	waits(x, "A: table full, 100 ms later", 0);
	counted(x, "exhaust", "A: waiter asleep");
	kunmap(x, FILL + 100);
	seen(x, "exhaust", "A: kunmap that wakes (read at once)", FILL + 100, map(x, "page_address", FILL + 100));
	goes_on(x, 0);
	waits(x, "A: after kunmap", 0);
	counted(x, "exhaust", "A: after");
	if (row(x, "exhaust", "A: page whose entry was taken over")) {
		same(x, "old_addr", x->waiter[0].address);
		same(x, "page_address_now", map(x, "page_address", FILL + 100));
		done(x);
	}
	dismiss(x, 0);
	map(x, "kmap", FILL + 100);
	counted(x, "exhaust", "refilled");
}

static void two_sleepers(struct experiment *x, int spare)
{
	reset_counters(x);
	for (unsigned int i = 0; i < WAITERS; i++)
		ask(x, i, spare + (int)i);
	for (unsigned int i = 0; i < WAITERS; i++)
		waits(x, "B: two waiters, two pages", i);
	kunmap(x, FILL + 200);
	goes_on(x, 1); /* it won on the real machine */
	goes_on(x, 0);
	for (unsigned int i = 0; i < WAITERS; i++)
		waits(x, "B: after 1 kunmap", i);
	counted(x, "exhaust", "B: after 1 kunmap");
	kunmap(x, FILL + 201);
	goes_on(x, 0);
	for (unsigned int i = 0; i < WAITERS; i++)
		waits(x, "B: after 2 kunmaps", i);
	counted(x, "exhaust", "B: after 2 kunmaps");
	for (unsigned int i = 0; i < WAITERS; i++)
		dismiss(x, i);
	map(x, "kmap", FILL + 200);
	map(x, "kmap", FILL + 201);
	counted(x, "exhaust", "refilled");
}

static void same_page(struct experiment *x, int spare)
{
	reset_counters(x);
	for (unsigned int i = 0; i < WAITERS; i++)
		ask(x, i, spare);
	for (unsigned int i = 0; i < WAITERS; i++)
		waits(x, "C: two waiters, same page", i);
	kunmap(x, FILL + 50);
	goes_on(x, 1);
	goes_on(x, 0);
	for (unsigned int i = 0; i < WAITERS; i++)
		waits(x, "C: after 1 kunmap", i);
	counted(x, "exhaust", "C: after");
	for (unsigned int i = 0; i < WAITERS; i++)
		dismiss(x, i);
	map(x, "kmap", FILL + 50);
}

static void held_twice(struct experiment *x, int spare)
{
	map(x, "kmap", FILL + 9);
	reset_counters(x);
	ask(x, 0, spare);
	kunmap(x, FILL + 9);
	goes_on(x, 0);
	waits(x, "D: kunmap 3->2", 0);
	kunmap(x, FILL + 9);
	goes_on(x, 0);
	waits(x, "D: kunmap 2->1", 0);
	dismiss(x, 0);
}

static void exhaust(struct experiment *x)
{
	uint32_t first = hm_last_pkmap_nr(x->m) + 1;
	int spare = FILL + (int)x->l->last_pkmap;

	reset_counters(x);
	counted(x, "exhaust", "start");
	fill(x);
	seen(x, "exhaust", "kmap of an already mapped page while full: no sleep", page_in(x, first, first + 7), map(x, "kmap", FILL + 7));
	kunmap(x, FILL + 7);
	one_sleeper(x, spare);
	two_sleepers(x, spare);
	same_page(x, spare);
	held_twice(x, spare);
	for (uint32_t i = 0; i < x->l->last_pkmap; i++)
		if (i != 9)
			kunmap(x, FILL + (int)i);
	counted(x, "exhaust", "end: all kunmapped");
}

/* ---- slots ---- */

static int32_t idx(const struct experiment *x, uint16_t task)
{
	struct hm_kmap_ctrl_view v = { .idx = -1 };

	hm_kmap_ctrl_view(x->m, task, &v);
	return v.idx;
}

static void nest_to_the_top(struct experiment *x)
{
	hm_vaddr_t a[64] = { 0 };
	int depth = (int)x->l->km_type_nr - 1;

	seen(x, "atomic", "before", 20, 0);
	reset_counters(x);
	for (int i = 0; i < depth; i++)
		seen(x, "atomic", "kmap_atomic", 20 + i, a[i] = map(x, "kmap_atomic", 20 + i));
	if (row(x, "atomic", "kmap_ctrl.idx")) {
		same(x, "idx", (uint64_t)idx(x, hm_current_task(x->m)));
		done(x);
	}
	for (int i = depth - 1; i >= 0; i--) {
		call(x, "kunmap_atomic", a[i]);
		if (i >= depth - 2 || i < 2)
			seen(x, "atomic", "kunmap_atomic", 20 + i, a[i]);
	}
	if (row(x, "atomic", "flushes for 15 kmap_atomic + 15 kunmap_atomic")) {
		same_flushes(x);
		done(x);
	}
}

static void nests(struct experiment *x)
{
	hm_vaddr_t a = map(x, "kmap_atomic", 20), b = map(x, "kmap_atomic", 20), c;

	seen(x, "atomic", "same page first", 20, a);
	seen(x, "atomic", "same page second: another slot", 20, b);
	call(x, "kunmap_atomic", b + 123);
	call(x, "kunmap_atomic", a + 4095);
	if (row(x, "atomic", "kunmap_atomic(addr+123), (addr+4095)")) {
		same(x, "idx_after", (uint64_t)idx(x, hm_current_task(x->m)));
		same(x, "pte0", pte(x, a));
		same(x, "pte1", pte(x, b));
		done(x);
	}
	a = map(x, "kmap_atomic", 20);
	b = map(x, "kmap_atomic", NO_PAGE);
	c = map(x, "kmap_atomic", 21);
	seen(x, "atomic", "nest high", 20, a);
	seen(x, "atomic", "nest low: no slot", NO_PAGE, b);
	seen(x, "atomic", "nest high after low", 21, c);
	call(x, "kunmap_atomic", c);
	call(x, "kunmap_atomic", b);
	call(x, "kunmap_atomic", a);
	seen(x, "atomic", "kmap_local_page", 22, a = map(x, "kmap_local_page", 22));
	seen(x, "atomic", "kmap_atomic above kmap_local", 23, b = map(x, "kmap_atomic", 23));
	seen(x, "atomic", "kmap_local above kmap_atomic", 24, c = map(x, "kmap_local_page", 24));
	call(x, "kunmap_local", c);
	call(x, "kunmap_atomic", b);
	call(x, "kunmap_local", a);
}

static void both_ways(struct experiment *x)
{
	static const char text[] = "one frame";
	char bytes[BYTES] = "";
	hm_vaddr_t a = map(x, "kmap", 25), b;
	size_t n;

	seen(x, "atomic", "kmap", 25, a);
	seen(x, "atomic", "kmap_atomic of a kmapped page", 25, b = map(x, "kmap_atomic", 25));
	if (row(x, "atomic", "write through kmap_atomic, read through kmap")) {
		hm_write(x->m, b, text, sizeof(text), &n);
		hm_read(x->m, a, bytes, sizeof(text), &n);
		same(x, "same", !memcmp(bytes, text, sizeof(text)));
		done(x);
	}
	call(x, "kunmap_atomic", b);
	kunmap(x, 25);
	b = map(x, "kmap_atomic", 26);
	if (row(x, "atomic", "page_address(page mapped only by kmap_atomic)")) {
		same(x, "page_address", map(x, "page_address", 26));
		done(x);
	}
	call(x, "kunmap_atomic", b);
}

static int32_t count_of(const struct experiment *x, hm_vaddr_t a)
{
	struct hm_pkmap_view v = { .count = -1 };

	hm_pkmap_view(x->m, (a - x->l->pkmap_base) >> HM_PAGE_SHIFT, &v);
	return v.count;
}

static void wrong_address(struct experiment *x)
{
	hm_vaddr_t a = map(x, "kmap", 27);
	uint64_t before = pte(x, a);
	int32_t count = count_of(x, a);

	call(x, "kunmap_local", a);
	if (row(x, "misuse", "kunmap_local(pkmap address)")) {
		same(x, "pte_before", before);
		same(x, "pte_after", pte(x, a));
		same(x, "count_before", (uint64_t)count);
		same(x, "count_after", (uint64_t)count_of(x, a));
		done(x);
	}
	kunmap(x, 27);
}

static void wrong_order(struct experiment *x)
{
	hm_vaddr_t a = map(x, "kmap_atomic", 20), b = map(x, "kmap_atomic", 21);
	static const char *const then[] = {
		"wrong order: kunmap_atomic(A) first (WARN_ON_ONCE, see dmesg)", "wrong order: then kunmap_atomic(B)",
	};

	if (row(x, "misuse", "wrong order: kmap_atomic A then B")) {
		same(x, "A", a);
		same(x, "B", b);
		same(x, "pteA", pte(x, a));
		same(x, "pteB", pte(x, b));
		done(x);
	}
	for (int i = 0; i < 2; i++) {
		call(x, "kunmap_atomic", i ? b : a);
		if (row(x, "misuse", then[i])) {
			same(x, "pteA", pte(x, a));
			same(x, "pteB", pte(x, b));
			same(x, "idx", (uint64_t)idx(x, hm_current_task(x->m)));
			done(x);
		}
	}
}

static void slots(struct experiment *x, uint32_t cpu)
{
	run_as(x, cpu, x->self[cpu]);
	nest_to_the_top(x);
	nests(x);
	both_ways(x);
	wrong_address(x);
	if (!cpu) /* it warns once a boot, so the module did it once */
		wrong_order(x);
	seen(x, "atomic", "end", 20, 0);
}

/* ---- a task that sleeps with a mapping ---- */

static void local_switch(struct experiment *x, uint32_t cpu)
{
	struct hm_slot_view saved = { .pte = 0 };
	hm_vaddr_t a;

	run_as(x, cpu, x->self[cpu]);
	a = map(x, "kmap_local_page", 30);
	seen(x, "local_switch", "kmap_local_page", 30, a);
	run_as(x, cpu, x->idle[cpu]);
	if (row(x, "local_switch", "seen while the owner sleeps")) {
		hm_kmap_saved(x->m, x->self[cpu], 0, &saved);
		same(x, "owner_cpu", cpu);
		same(x, "addr", a);
		same(x, "pte", pte(x, a));
		same(x, "owner_kmap_ctrl_idx", (uint64_t)idx(x, x->self[cpu]));
		same(x, "owner_saved_pteval", saved.pte - ((uint64_t)saved.pfn << HM_PAGE_SHIFT));
		done(x);
	}
	run_as(x, cpu, x->self[cpu]);
	seen(x, "local_switch", "running again: mapping restored", 30, a);
	call(x, "kunmap_local", a);
	seen(x, "local_switch", "kunmap_local", 30, a);
}

/* ---- a script ---- */

static void script(struct experiment *x)
{
	hm_vaddr_t one, two, a, low, b;

	reset_counters(x);
	for (int i = 0; i < 5; i++)
		flush_unused(x);
	run_self(x);
	seen(x, "script", "kmap 1", 1, one = map(x, "kmap", 1));
	seen(x, "script", "kmap 2", 2, two = map(x, "kmap", 2));
	seen(x, "script", "kmap 1", 1, map(x, "kmap", 1));
	for (int i = 0; i < 2; i++) {
		kunmap(x, 1);
		seen(x, "script", "kunmap 1", 1, one);
	}
	seen(x, "script", "kmap_atomic 3", 3, a = map(x, "kmap_atomic", 3));
	seen(x, "script", "kmap_atomic -1", NO_PAGE, low = map(x, "kmap_atomic", NO_PAGE));
	seen(x, "script", "kmap_atomic 1", 1, b = map(x, "kmap_atomic", 1));
	call(x, "kunmap_atomic", b);
	seen(x, "script", "kunmap_atomic", 1, b);
	call(x, "kunmap_atomic", low);
	seen(x, "script", "kunmap_atomic", NO_PAGE, low);
	call(x, "kunmap_atomic", a);
	seen(x, "script", "kunmap_atomic", 3, a);
	kunmap(x, 2);
	seen(x, "script", "kunmap 2", 2, two);
	if (row(x, "script", "kunmap 2")) {
		same_word(x, "refused", count_of(x, two) < 2 ? "would BUG()" : "nothing");
		done(x);
	}
	counted(x, "script", "counts");
}

/* ---- all of them ---- */

static bool make_tasks(struct experiment *x)
{
	for (uint32_t cpu = 0; cpu < 2; cpu++)
		if (hm_task_new(x->m, "kmap_test", HM_TASK_KTHREAD, cpu, &x->self[cpu]) != HM_OK ||
		    hm_task_new(x->m, "idle", HM_TASK_KTHREAD, cpu, &x->idle[cpu]) != HM_OK)
			return fail(x, "task", "a new task", "refused");
	for (unsigned int i = 0; i < WAITERS; i++)
		if (hm_task_new(x->m, "waiter", HM_TASK_KTHREAD, 0, &x->waiter[i].task) != HM_OK)
			return fail(x, "task", "a new task", "refused");
	run_self(x);
	return x->good;
}

static uint64_t value(const struct experiment *x, const json_t *of, const char *key)
{
	uint64_t n = 0;

	(void)x;
	is_number(json_object_get(of, key), &n);
	return n;
}

/* RAM is what the two lines say of high memory; the module saw 3 GiB, without the pages that the firmware keeps. */
static bool boot(struct experiment *x, const json_t *first)
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
	if (cfg.cpus != 2 || hm_config_settle(&cfg, notes, sizeof(notes)) != HM_OK || hm_machine_open(&cfg, &x->m) != HM_OK)
		return fail(x, "machine", "a machine as the first lines have it", "refused");
	x->l = hm_layout(x->m);
	return make_tasks(x);
}

static void do_all(struct experiment *x)
{
	single(x);
	sequence(x);
	lowmem(x);
	laps(x);
	one_page(x);
	exhaust(x);
	slots(x, 0);
	slots(x, 1);
	local_switch(x, 0);
	local_switch(x, 1);
	script(x);
}

/* The constants of the first line can be compared once the second has said how much memory there is. */
static bool start(struct experiment *x, const char *first_line, size_t n)
{
	json_t *first, *second;
	bool good;

	if (!load_row(x, first_line, n))
		return false;
	first = x->row;
	if (!row(x, "meta", NULL)) {
		json_decref(first);
		return false;
	}
	second = x->row;
	good = boot(x, first);
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
	json_t *row_ = json_loadb(first_line, n, 0, NULL);
	const char *t = json_string_value(json_object_get(row_, "t"));
	bool is = t && !strcmp(t, "meta");

	json_decref(row_);
	return is;
}

bool experiments(struct lines *l, const char *first_line, size_t n, struct difference *diff, const char **error)
{
	struct experiment x = { .lines = l, .diff = diff, .error = error, .good = true };
	const char *text;

	if (start(&x, first_line, n))
		do_all(&x);
	if (x.good && lines_next(l, &text, &n, error))
		fail(&x, "line", "the end of the file", "more experiments");
	json_decref(x.row);
	if (x.m)
		hm_machine_close(x.m);
	return x.good && !*error;
}
