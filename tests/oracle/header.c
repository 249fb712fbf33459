/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The header of a recording. RAM, split, PAE, debugging and the number of CPUs are taken from it; every other constant is
 * compared with the address map that the engine computes, so that a wrong layout shows on line 1.
 */
#include "tests/oracle/header.h"

#include <inttypes.h>
#include <jansson.h>
#include <string.h>

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

static bool boot(struct replay *r, const json_t *header)
{
	uint32_t highstart, highend, nr_cpus;
	struct hm_config cfg;
	char notes[512];

	hm_config_default(&cfg);
	if (!number(r, header, "highstart_pfn", &highstart) || !number(r, header, "highend_pfn", &highend) ||
	    !number(r, header, "NR_CPUS", &nr_cpus) || !flag(r, header, "pae", &cfg.pae) ||
	    !flag(r, header, "debug_highmem", &cfg.debug_highmem))
		return false;
	cfg.ram = (uint64_t)highend << HM_PAGE_SHIFT;
	cfg.vmalloc = 0x40000000u - (highstart << HM_PAGE_SHIFT);
	cfg.cpus = cfg.nr_cpus = nr_cpus;
	cfg.nr_cpus_given = true;
	cfg.layout = HM_LAYOUT_ORACLE;
	cfg.policy = HM_POLICY_ABANDON;
	cfg.debug_sleep = false;
	if (hm_config_settle(&cfg, notes, sizeof(notes)) != HM_OK)
		return differ(r, "machine", "a machine like the header's", notes);
	if (hm_machine_open(&cfg, &r->m) != HM_OK)
		return differ(r, "machine", "a machine like the header's", "refused, or no memory");
	r->layout = hm_layout(r->m);
	return true;
}

static bool compare_constants(struct replay *r, const json_t *header)
{
	const struct hm_layout *l = r->layout;
	const struct { const char *key; uint32_t found; } constant[] = {
		{ "highstart_pfn", l->max_low_pfn }, { "highend_pfn", l->highend_pfn },
		{ "sizeof_struct_page", l->page_struct_size }, { "LAST_PKMAP", l->last_pkmap }, { "KM_TYPE_NR", l->km_type_nr },
		{ "FIX_KMAP_BEGIN", l->fix_kmap_begin }, { "FIX_KMAP_END", l->fix_kmap_end },
		{ "end_of_permanent_fixed_addresses", l->fix_permanent }, { "end_of_fixed_addresses", l->fix_total },
		{ "PAGE_OFFSET", l->page_offset }, { "mem_map", l->mem_map }, { "PKMAP_BASE", l->pkmap_base },
		{ "PKMAP_END", hm_pkmap_address(l, l->last_pkmap) }, { "FIXADDR_TOP", l->fixaddr_top },
		{ "FIXADDR_START", l->fixaddr_start }, { "FIXADDR_BOOT_START", l->fixaddr_boot_start },
		{ "kmap_slot0_vaddr", hm_slot_address(l, 0) },
	};

	for (size_t i = 0; i < sizeof(constant) / sizeof(constant[0]); i++) {
		uint32_t expected;

		if (!number(r, header, constant[i].key, &expected) || !differ_number(r, constant[i].key, expected, constant[i].found))
			return false;
	}
	return true;
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
	good = boot(r, header) && compare_constants(r, header) && compare_types(r, header);
	json_decref(root);
	return good;
}
