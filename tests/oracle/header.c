/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The header of a recording. RAM, split, PAE, debugging and the number of CPUs are taken from it; every other constant is
 * compared with the address map that the engine computes, so that a wrong layout shows on line 1.
 */
#include "tests/oracle/header.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static const char *word(const json_t *header, const char *key)
{
	const char *s = json_string_value(json_object_get(header, key));

	return s ? s : "";
}

/* A number that stands as one or as a hexadecimal string. */
static bool number(struct replay *r, const json_t *header, const char *key, uint32_t *value)
{
	const json_t *j = json_object_get(header, key);
	unsigned long long n = 0;
	char *end;

	if (json_is_integer(j))
		n = (unsigned long long)json_integer_value(j);
	else if (json_is_string(j)) {
		n = strtoull(json_string_value(j), &end, 16);
		if (*end)
			j = NULL;
	}
	if (!j || n > UINT32_MAX)
		return differ(r, key, "a number in the header", "none");
	*value = (uint32_t)n;
	return true;
}

static bool flag(struct replay *r, const json_t *header, const char *key, bool *value)
{
	const json_t *j = json_object_get(header, key);

	if (!json_is_boolean(j))
		return differ(r, key, "true or false in the header", "none");
	*value = json_is_true(j);
	return true;
}

static bool open_machine(struct replay *r, struct hm_config *cfg)
{
	char notes[512];

	cfg->policy = HM_POLICY_ABANDON;
	cfg->layout = HM_LAYOUT_ORACLE;
	cfg->debug_sleep = false;
	cfg->nr_cpus_given = true;
	r->m = machines_take(&r->machines, cfg, notes, sizeof(notes));
	if (!r->m)
		return differ(r, "machine", "a machine like the header's", notes);
	r->layout = hm_layout(r->m);
	return true;
}

static bool boot(struct replay *r, const json_t *header)
{
	uint32_t highstart, highend, nr_cpus;
	struct hm_config cfg;

	hm_config_default(&cfg);
	if (!number(r, header, "highstart_pfn", &highstart) || !number(r, header, "highend_pfn", &highend) ||
	    !number(r, header, "NR_CPUS", &nr_cpus) || !flag(r, header, "pae", &cfg.pae) ||
	    !flag(r, header, "debug_highmem", &cfg.debug_highmem))
		return false;
	cfg.ram = (uint64_t)highend << HM_PAGE_SHIFT;
	cfg.vmalloc = 0x40000000u - (highstart << HM_PAGE_SHIFT);
	cfg.cpus = cfg.nr_cpus = nr_cpus;
	return open_machine(r, &cfg);
}

/* Where mem_map lies differs from boot to boot, so it is taken from the header; so is what PAGE_KERNEL was. */
static bool boot_6_1(struct replay *r, const json_t *header)
{
	uint64_t flags = strtoull(word(header, "pte_flags"), NULL, 16);
	uint32_t highend, mem_map;
	struct hm_config cfg;

	hm_config_default(&cfg);
	cfg.era = hm_era_find("6.1");
	if (!number(r, header, "highend_pfn", &highend) || !number(r, header, "NR_CPUS", &cfg.nr_cpus) ||
	    !number(r, header, "online_cpus", &cfg.cpus) || !number(r, header, "mem_map", &mem_map) ||
	    !flag(r, header, "pae", &cfg.pae) || !flag(r, header, "debug_kmap_local", &cfg.debug_highmem))
		return false;
	cfg.ram = (uint64_t)highend << HM_PAGE_SHIFT;
	cfg.mem_map = mem_map;
	cfg.pge = flags & 0x100;
	cfg.nx = flags >> 63;
	return open_machine(r, &cfg) && differ_number(r, "pte_flags", (uint32_t)flags, (uint32_t)r->layout->kmap_prot) &&
	       differ_number(r, "pte_flags, upper half", (uint32_t)(flags >> 32), (uint32_t)(r->layout->kmap_prot >> 32));
}

struct constant { const char *key; uint32_t found; };

static bool compare_list(struct replay *r, const json_t *header, const struct constant *constant, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		uint32_t expected;

		if (!number(r, header, constant[i].key, &expected) || !differ_number(r, constant[i].key, expected, constant[i].found))
			return false;
	}
	return true;
}

static bool compare_constants_6_1(struct replay *r, const json_t *header)
{
	const struct hm_layout *l = r->layout;
	const struct constant constant[] = {
		{ "highstart_pfn", l->max_low_pfn }, { "highend_pfn", l->highend_pfn }, { "sizeof_struct_page", l->page_struct_size },
		{ "sizeof_pte", l->pte_size }, { "LAST_PKMAP", l->last_pkmap }, { "KM_MAX_IDX", l->km_type_nr },
		{ "FIX_KMAP_BEGIN", l->fix_kmap_begin }, { "FIX_KMAP_END", l->fix_kmap_end }, { "PAGE_OFFSET", l->page_offset },
		{ "high_memory", l->high_memory }, { "mem_map", l->mem_map }, { "PKMAP_BASE", l->pkmap_base },
		{ "PKMAP_END", hm_pkmap_address(l, l->last_pkmap) }, { "FIXADDR_TOP", l->fixaddr_top },
		{ "FIXADDR_START", l->fixaddr_start }, { "kmap_slot0_vaddr", hm_slot_address(l, 0) },
		{ "kmap_last_slot_vaddr", hm_fix_to_virt(l, l->fix_kmap_end) },
	};

	return compare_list(r, header, constant, sizeof(constant) / sizeof(constant[0]));
}

static bool compare_constants(struct replay *r, const json_t *header)
{
	const struct hm_layout *l = r->layout;
	const struct constant constant[] = {
		{ "highstart_pfn", l->max_low_pfn }, { "highend_pfn", l->highend_pfn },
		{ "sizeof_struct_page", l->page_struct_size }, { "LAST_PKMAP", l->last_pkmap }, { "KM_TYPE_NR", l->km_type_nr },
		{ "FIX_KMAP_BEGIN", l->fix_kmap_begin }, { "FIX_KMAP_END", l->fix_kmap_end },
		{ "end_of_permanent_fixed_addresses", l->fix_permanent }, { "end_of_fixed_addresses", l->fix_total },
		{ "PAGE_OFFSET", l->page_offset }, { "mem_map", l->mem_map }, { "PKMAP_BASE", l->pkmap_base },
		{ "PKMAP_END", hm_pkmap_address(l, l->last_pkmap) }, { "FIXADDR_TOP", l->fixaddr_top },
		{ "FIXADDR_START", l->fixaddr_start }, { "FIXADDR_BOOT_START", l->fixaddr_boot_start },
		{ "kmap_slot0_vaddr", hm_slot_address(l, 0) },
	};

	return compare_list(r, header, constant, sizeof(constant) / sizeof(constant[0]));
}

/* Each slot's name has the number that the header gives it. */
static bool compare_types(struct replay *r, const json_t *header)
{
	const json_t *types = json_object_get(header, "km_types");
	struct hm_slot_view v;

	for (uint32_t type = 0; hm_slot_view(r->m, 0, type, &v); type++) {
		uint32_t expected;

		if (!number(r, types, v.name, &expected) || !differ_number(r, v.name, expected, type))
			return false;
	}
	return true;
}

/* Tasks are kernel threads, each with a CPU of its own; where none of them runs an idle one does. */
static bool make_tasks(struct replay *r, const json_t *header)
{
	const json_t *cpus = json_object_get(header, "task_cpus");
	size_t n = json_array_size(cpus);

	for (uint32_t cpu = 0; cpu < hm_config(r->m)->cpus; cpu++)
		if (hm_task_new(r->m, "idle", HM_TASK_KTHREAD, cpu, &r->idle[cpu]) != HM_OK)
			return differ(r, "task_cpus", "an idle task", "refused");
	for (size_t i = 0; i < n; i++)
		if (!know_task(r, (uint32_t)i, (uint32_t)json_integer_value(json_array_get(cpus, i)), HM_TASK_KTHREAD))
			return false;
	if (!n)
		return differ(r, "task_cpus", "the CPU of each task", "none");
	if (!r->script)
		r->script = malloc(sizeof(*r->script));
	if (!r->script)
		return differ(r, "machine", "memory", "none");
	memset(r->script, 0, sizeof(*r->script));
	return hm_select(r->m, r->id[0], (uint32_t)json_integer_value(json_array_get(cpus, 0))) == HM_OK ||
	       differ(r, "task_cpus", "CPUs of this machine", "others");
}

/* Recordings begin with nothing mapped. */
static bool compare_initial(struct replay *r, const json_t *header)
{
	const json_t *initial = json_object_get(header, "initial");
	uint32_t last;

	if (!number(r, initial, "last_pkmap_nr", &last) || !differ_number(r, "initial.last_pkmap_nr", last, hm_last_pkmap_nr(r->m)))
		return false;
	if (json_object_size(json_object_get(initial, "pkmap_count")) || json_object_size(json_object_get(initial, "pkmap_pte")))
		return differ(r, "initial", "nothing mapped", "something");
	return true;
}

static bool read_tail(struct replay *r, const json_t *header)
{
	const json_t *tail = json_object_get(header, "tail");
	uint32_t ops;

	if (!number(r, header, "ops", &ops))
		return false;
	r->ops_promised = ops;
	r->has_tail = json_is_object(tail);
	return !r->has_tail || (number(r, tail, "last_pkmap_nr", &r->tail_last_pkmap_nr) &&
				number(r, tail, "pkmap_count_sum", &r->tail_count_sum));
}

/* The header names its era; the recordings of 2.6.11 need not. */
static bool use_header(struct replay *r, const json_t *header)
{
	const char *era = word(header, "era");

	if (!strcmp(era, recording_6_1.era)) {
		r->kind = &recording_6_1;
		return boot_6_1(r, header) && compare_constants_6_1(r, header) && compare_initial(r, header) && make_tasks(r, header) &&
		       read_tail(r, header);
	}
	r->kind = &recording_2_6_11;
	if (*era && strncmp(era, recording_2_6_11.era, 6) != 0)
		return differ(r, "era", "2.6.11 or 6.1", era);
	return boot(r, header) && compare_constants(r, header) && compare_types(r, header);
}

bool header_machine(struct replay *r, const char *text, size_t n)
{
	json_error_t error;
	json_t *root = json_loadb(text, n, 0, &error);
	const json_t *header = json_object_get(root, "header");
	bool good;

	if (!json_is_object(header)) {
		json_decref(root);
		return differ(r, "header", "{\"header\":{...}}", root ? "another object" : error.text);
	}
	good = use_header(r, header);
	r->line.needed = good ? r->kind->needed : 0;
	r->line.allowed = good ? r->kind->allowed : 0;
	json_decref(root);
	return good;
}
