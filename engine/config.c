/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a machine is built from. Each key is one row of `keys`: its name, where its value lies, how it is read and written.
 * Setting a key looks at that key alone; settle.c makes them agree.
 * Invariant: hm_config_text() of a settled configuration, read back by hm_config_set() and settled, gives the same machine.
 */
#include "engine/text.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KIB ((uint64_t)1 << 10)
#define MIB ((uint64_t)1 << 20)
#define GIB ((uint64_t)1 << 30)

enum { MAX_TLB_ENTRIES = 1024, VALUE_SIZE = 64 };

struct key {
	const char *name, *description;
	size_t offset;        /* of the value in struct hm_config */
	uint64_t min, max;
	uint64_t multiple;    /* of sizes */
	/* Reads text into *cfg; false: why says what is wrong. */
	bool (*set)(struct hm_config *cfg, const struct key *k, const char *value, char *why, size_t size);
	void (*get)(const struct hm_config *cfg, const struct key *k, char *out, size_t size);
};

struct word {
	const char *name;
	int value;
};

struct tlb_preset {
	const char *name;
	struct hm_tlb_geometry geometry;
};

/* Data TLBs by CPUID descriptor: 3.6 arch/x86/kernel/cpu/intel.c. Large pages share the Pentium 4's one array; here they have
 * an array of their own, of half its size. */
static const struct tlb_preset tlb_presets[] = {
	{ "p3", { .entries = 64, .ways = 4, .large_entries = 8, .large_ways = 4 } },       /* 0x03, 0x04 */
	{ "p4", { .entries = 64, .ways = 64, .large_entries = 32, .large_ways = 32 } },    /* 0x5b */
	{ "core2", { .entries = 256, .ways = 4, .large_entries = 32, .large_ways = 4 } },  /* 0xb4, 0x05 */
};

static const struct word layouts[] = {
	{ "oracle", HM_LAYOUT_ORACLE }, { "s8", HM_LAYOUT_S8 }, { "up", HM_LAYOUT_UP }, { 0 }
};
static const struct word policies[] = { { "die", HM_POLICY_DIE }, { "abandon", HM_POLICY_ABANDON }, { 0 } };
static const struct word switches[] = { { "off", 0 }, { "on", 1 }, { "no", 0 }, { "yes", 1 }, { "0", 0 }, { "1", 1 }, { 0 } };

static bool complain(char *why, size_t size, const char *format, ...) __attribute__((format(printf, 3, 4)));

static bool complain(char *why, size_t size, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	if (why)
		(void)vsnprintf(why, size, format, ap);
	va_end(ap);
	return false;
}

/* A value as it may be shown: cut, and without control or non-ASCII bytes. */
static const char *shown(const char *value, char out[VALUE_SIZE])
{
	size_t n = 0;

	for (; value[n] && n < VALUE_SIZE - 1; n++)
		out[n] = value[n] >= ' ' && value[n] <= '~' ? value[n] : '?';
	out[n] = '\0';
	return out;
}

/* A number with an optional K, M or G; false when it is none or does not fit. */
static bool parse_size(const char *text, uint64_t *value)
{
	static const char suffixes[] = "KMG";
	uint64_t n = 0;
	const char *s;

	if (*text < '0' || *text > '9')
		return false;
	if (text[0] == '0' && (text[1] == 'x' || text[1] == 'X')) {
		char *end;

		n = strtoull(text, &end, 16);
		text = end;
		if (n > (uint64_t)1 << 50)
			return false;
	}
	for (; *text >= '0' && *text <= '9'; text++) {
		if (n > (uint64_t)1 << 50)
			return false;
		n = n * 10 + (uint64_t)(*text - '0');
	}
	if (*text) {
		s = strchr(suffixes, *text & ~0x20);
		if (!s || !*s || text[1] || n > (uint64_t)1 << 33)
			return false;
		n <<= 10 * (s - suffixes + 1);
	}
	*value = n;
	return true;
}

static void print_size(uint64_t value, char *out, size_t size)
{
	if (value && value % GIB == 0)
		(void)snprintf(out, size, "%" PRIu64 "G", value / GIB);
	else if (value && value % MIB == 0)
		(void)snprintf(out, size, "%" PRIu64 "M", value / MIB);
	else if (value && value % KIB == 0)
		(void)snprintf(out, size, "%" PRIu64 "K", value / KIB);
	else
		(void)snprintf(out, size, "%" PRIu64, value);
}

static void *place(struct hm_config *cfg, const struct key *k)
{
	return (char *)cfg + k->offset;
}

static const void *place_of(const struct hm_config *cfg, const struct key *k)
{
	return (const char *)cfg + k->offset;
}

static bool read_number(const struct key *k, const char *value, uint64_t *n, char *why, size_t size)
{
	char text[VALUE_SIZE], low[24], high[24];

	if (!parse_size(value, n))
		return complain(why, size, "%s: '%s' is not a number", k->name, shown(value, text));
	print_size(k->min, low, sizeof(low));
	print_size(k->max, high, sizeof(high));
	if (*n < k->min || *n > k->max)
		return complain(why, size, "%s: %s is not within %s to %s", k->name, shown(value, text), low, high);
	print_size(k->multiple, low, sizeof(low));
	if (k->multiple && *n % k->multiple)
		return complain(why, size, "%s: %s is not a multiple of %s", k->name, shown(value, text), low);
	return true;
}

static bool set_u32(struct hm_config *cfg, const struct key *k, const char *value, char *why, size_t size)
{
	uint64_t n;

	if (!read_number(k, value, &n, why, size))
		return false;
	*(uint32_t *)place(cfg, k) = (uint32_t)n;
	return true;
}

static void get_u32(const struct hm_config *cfg, const struct key *k, char *out, size_t size)
{
	(void)snprintf(out, size, "%" PRIu32, *(const uint32_t *)place_of(cfg, k));
}

static void get_size32(const struct hm_config *cfg, const struct key *k, char *out, size_t size)
{
	print_size(*(const uint32_t *)place_of(cfg, k), out, size);
}

static bool set_u64(struct hm_config *cfg, const struct key *k, const char *value, char *why, size_t size)
{
	uint64_t n;

	if (!read_number(k, value, &n, why, size))
		return false;
	*(uint64_t *)place(cfg, k) = n;
	return true;
}

static void get_u64(const struct hm_config *cfg, const struct key *k, char *out, size_t size)
{
	print_size(*(const uint64_t *)place_of(cfg, k), out, size);
}

static bool set_nr_cpus(struct hm_config *cfg, const struct key *k, const char *value, char *why, size_t size)
{
	if (!set_u32(cfg, k, value, why, size))
		return false;
	cfg->nr_cpus_given = true;
	return true;
}

static const struct word *find_word(const struct word *words, const char *value)
{
	while (words->name && strcmp(words->name, value))
		words++;
	return words->name ? words : NULL;
}

static const char *name_of(const struct word *words, int value)
{
	while (words->name && words->value != value)
		words++;
	return words->name ? words->name : "?";
}

static bool set_switch(struct hm_config *cfg, const struct key *k, const char *value, char *why, size_t size)
{
	const struct word *w = find_word(switches, value);
	char text[VALUE_SIZE];

	if (!w)
		return complain(why, size, "%s: '%s' is neither on nor off", k->name, shown(value, text));
	*(bool *)place(cfg, k) = w->value;
	return true;
}

static void get_switch(const struct hm_config *cfg, const struct key *k, char *out, size_t size)
{
	(void)snprintf(out, size, "%s", *(const bool *)place_of(cfg, k) ? "on" : "off");
}

static bool set_layout(struct hm_config *cfg, const struct key *k, const char *value, char *why, size_t size)
{
	const struct word *w = find_word(layouts, value);
	char text[VALUE_SIZE];

	if (!w)
		return complain(why, size, "%s: '%s' is none of oracle, s8, up", k->name, shown(value, text));
	cfg->layout = (enum hm_fixmap_layout)w->value;
	return true;
}

static void get_layout(const struct hm_config *cfg, const struct key *k, char *out, size_t size)
{
	(void)k;
	(void)snprintf(out, size, "%s", name_of(layouts, (int)cfg->layout));
}

static bool set_policy(struct hm_config *cfg, const struct key *k, const char *value, char *why, size_t size)
{
	const struct word *w = find_word(policies, value);
	char text[VALUE_SIZE];

	if (!w)
		return complain(why, size, "%s: '%s' is neither die nor abandon", k->name, shown(value, text));
	cfg->policy = (enum hm_policy)w->value;
	return true;
}

static void get_policy(const struct hm_config *cfg, const struct key *k, char *out, size_t size)
{
	(void)k;
	(void)snprintf(out, size, "%s", name_of(policies, (int)cfg->policy));
}

static bool set_era(struct hm_config *cfg, const struct key *k, const char *value, char *why, size_t size)
{
	const struct hm_era *era = hm_era_find(value);
	char text[VALUE_SIZE];
	size_t used;

	if (era) {
		cfg->era = era;
		return true;
	}
	(void)complain(why, size, "%s: there is no '%s'; known eras:", k->name, shown(value, text));
	for (unsigned int i = 0; why && hm_era_at(i); i++) {
		used = strlen(why);
		(void)complain(why + used, size - used, " %s", hm_era_at(i)->name);
	}
	return false;
}

static void get_era(const struct hm_config *cfg, const struct key *k, char *out, size_t size)
{
	(void)k;
	(void)snprintf(out, size, "%s", cfg->era ? cfg->era->name : "");
}

static bool power_of_two(uint64_t n)
{
	return n && !(n & (n - 1));
}

static bool set_pkmap(struct hm_config *cfg, const struct key *k, const char *value, char *why, size_t size)
{
	uint64_t n = 0;

	if (strcmp(value, "real") && strcmp(value, "0")) {
		if (!read_number(k, value, &n, why, size))
			return false;
		if (!power_of_two(n))
			return complain(why, size, "%s: %" PRIu64 " is not a power of two (or 'real')", k->name, n);
	}
	cfg->pkmap = (uint32_t)n;
	return true;
}

static void get_pkmap(const struct hm_config *cfg, const struct key *k, char *out, size_t size)
{
	if (cfg->pkmap)
		get_u32(cfg, k, out, size);
	else
		(void)snprintf(out, size, "real");
}

static bool good_array(unsigned long entries, unsigned long ways)
{
	return power_of_two(entries) && power_of_two(ways) && ways <= entries && entries <= MAX_TLB_ENTRIES;
}

/* "64,4,8,4": entries and ways of the two arrays. */
static bool parse_geometry(const char *value, struct hm_tlb_geometry *g)
{
	unsigned long n[4];

	for (int i = 0; i < 4; i++) {
		char *end;

		if (*value < '0' || *value > '9')
			return false;
		n[i] = strtoul(value, &end, 10);
		if (*end != (i < 3 ? ',' : '\0'))
			return false;
		value = end + 1;
	}
	if (!good_array(n[0], n[1]) || !good_array(n[2], n[3]))
		return false;
	*g = (struct hm_tlb_geometry){ (uint16_t)n[0], (uint16_t)n[1], (uint16_t)n[2], (uint16_t)n[3] };
	return true;
}

static bool set_tlb(struct hm_config *cfg, const struct key *k, const char *value, char *why, size_t size)
{
	char text[VALUE_SIZE];

	for (size_t i = 0; i < sizeof(tlb_presets) / sizeof(tlb_presets[0]); i++)
		if (!strcmp(tlb_presets[i].name, value)) {
			cfg->tlb = tlb_presets[i].geometry;
			cfg->tlb_preset = tlb_presets[i].name;
			return true;
		}
	if (!parse_geometry(value, &cfg->tlb))
		return complain(why, size, "%s: '%s' is none of p3, p4, core2 or ENTRIES,WAYS,LARGE,WAYS (powers of two up to %d)",
				k->name, shown(value, text), MAX_TLB_ENTRIES);
	cfg->tlb_preset = "custom";
	return true;
}

static void get_tlb(const struct hm_config *cfg, const struct key *k, char *out, size_t size)
{
	const struct hm_tlb_geometry *g = &cfg->tlb;

	(void)k;
	for (size_t i = 0; i < sizeof(tlb_presets) / sizeof(tlb_presets[0]); i++)
		if (!memcmp(&tlb_presets[i].geometry, g, sizeof(*g))) {
			(void)snprintf(out, size, "%s", tlb_presets[i].name);
			return;
		}
	(void)snprintf(out, size, "%u,%u,%u,%u", g->entries, g->ways, g->large_entries, g->large_ways);
}

#define AT(field) .offset = offsetof(struct hm_config, field)
#define SWITCH(field, text) { .name = #field, .description = text, AT(field), .set = set_switch, .get = get_switch }

static const struct key keys[] = {
	{ .name = "era", .description = "kernel whose calls and layout are shown", AT(era), .set = set_era, .get = get_era },
	{ .name = "ram", .description = "memory, 32M to 64G", AT(ram), .min = 32 * MIB, .max = 64 * GIB, .multiple = HM_PAGE_SIZE,
	  .set = set_u64, .get = get_u64 },
	{ .name = "cpus", .description = "CPUs online", AT(cpus), .min = 1, .max = HM_MAX_CPUS, .set = set_u32, .get = get_u32 },
	{ .name = "nr_cpus", .description = "CONFIG_NR_CPUS: decides the addresses of the slots", AT(nr_cpus), .min = 1,
	  .max = HM_MAX_NR_CPUS, .set = set_nr_cpus, .get = get_u32 },
	SWITCH(smp, "CONFIG_SMP"),
	SWITCH(preempt, "CONFIG_PREEMPT"),
	SWITCH(pae, "CONFIG_X86_PAE: three-level tables, RAM up to 64G"),
	SWITCH(highmem, "CONFIG_HIGHMEM"),
	SWITCH(debug_highmem, "CONFIG_DEBUG_HIGHMEM: checks in kmap_atomic and kunmap_atomic"),
	SWITCH(debug_sleep, "CONFIG_DEBUG_SPINLOCK_SLEEP: might_sleep() speaks"),
	SWITCH(debug_preempt, "CONFIG_DEBUG_PREEMPT: checks of preempt_count"),
	SWITCH(pge, "the CPU has global pages"),
	SWITCH(pse, "the CPU has large pages"),
	SWITCH(nx, "the CPU has no-execute (seen with PAE)"),
	SWITCH(highpte, "CONFIG_HIGHPTE: page tables in high memory"),
	SWITCH(panic_on_oops, "an oops is a panic"),
	{ .name = "vmalloc", .description = "address space kept from the direct map, 32M to 768M", AT(vmalloc), .min = 32 * MIB,
	  .max = 768 * MIB, .multiple = 4 * MIB, .set = set_u32, .get = get_size32 },
	{ .name = "layout", .description = "fixmap of: oracle (the recorded kernel), s8 (SMP, 8 CPUs), up (no SMP)", AT(layout), .set = set_layout, .get = get_layout },
	{ .name = "pkmap", .description = "entries of the kmap window: a teaching size from 4, or real", AT(pkmap), .min = 4,
	  .max = HM_MAX_PKMAP, .set = set_pkmap, .get = get_pkmap },
	{ .name = "tlb", .description = "data TLB: p3, p4, core2 or ENTRIES,WAYS,LARGE,WAYS", AT(tlb), .set = set_tlb, .get = get_tlb },
	{ .name = "policy", .description = "after a BUG: die or abandon the call", AT(policy), .set = set_policy, .get = get_policy },
	{ .name = "seed", .description = "of everything random", AT(seed), .max = (uint64_t)1 << 50, .set = set_u64, .get = get_u64 },
};

enum { KEYS = sizeof(keys) / sizeof(keys[0]) };

void hm_config_default(struct hm_config *cfg)
{
	*cfg = (struct hm_config){
		.era = hm_era_find("2.6.11"),
		.ram = 2 * GIB,
		.cpus = 2,
		.nr_cpus = NR_CPUS_DEFAULT,
		.vmalloc = 128 * MIB,
		.layout = HM_LAYOUT_ORACLE,
		.policy = HM_POLICY_DIE,
		.tlb = tlb_presets[0].geometry,
		.tlb_preset = tlb_presets[0].name,
		.smp = true, .highmem = true, .debug_highmem = true, .debug_sleep = true, .pge = true, .pse = true,
	};
}

static enum hm_verdict no_such_key(const char *key, char *why, size_t size)
{
	char text[VALUE_SIZE];
	size_t used;

	(void)complain(why, size, "there is no key '%s'; keys are:", shown(key, text));
	for (size_t i = 0; why && i < KEYS; i++) {
		used = strlen(why);
		(void)complain(why + used, size - used, " %s", keys[i].name);
	}
	return HM_REFUSED;
}

enum hm_verdict hm_config_set(struct hm_config *cfg, const char *key, const char *value, char *why, size_t size)
{
	if (why && size)
		why[0] = '\0';
	else
		why = NULL;
	for (size_t i = 0; i < KEYS; i++)
		if (!strcmp(keys[i].name, key))
			return keys[i].set(cfg, &keys[i], value, why, size) ? HM_OK : HM_REFUSED;
	return no_such_key(key, why, size);
}

/* Each value is written and read back. An era is not: a row of the caller's own is as good as one of ours. */
bool config_possible(const struct hm_config *cfg, char *why, size_t size)
{
	struct hm_config copy = *cfg;
	char value[VALUE_SIZE];

	for (size_t i = 0; i < KEYS; i++) {
		if (keys[i].set == set_era)
			continue;
		keys[i].get(cfg, &keys[i], value, sizeof(value));
		if (!keys[i].set(&copy, &keys[i], value, why, size))
			return false;
	}
	return true;
}

size_t hm_config_text(const struct hm_config *cfg, char *out, size_t size)
{
	struct text t = { .out = out, .size = size };
	char value[VALUE_SIZE];

	for (size_t i = 0; i < KEYS; i++) {
		if (!cfg->smp && keys[i].set == set_nr_cpus)
			continue;
		keys[i].get(cfg, &keys[i], value, sizeof(value));
		text_put(&t, "%s%s=%s", i ? " " : "", keys[i].name, value);
	}
	return t.at;
}

const char *hm_config_key(unsigned int i, const char **description)
{
	if (i >= KEYS)
		return NULL;
	if (description)
		*description = keys[i].description;
	return keys[i].name;
}
