/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A machine for tests of the kernel side: made from keys as text, its calls by name, its log counted by kind. */
#ifndef TEST_KERNEL_H
#define TEST_KERNEL_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "highmem/highmem.h"

enum { H0 = 0x38000, H1 = 0x38001, H2 = 0x38002, L0 = 0x1000 };

#define U "layout=up ram=2G debug_sleep=off "
#define S8 "layout=s8 ram=2G cpus=4 debug_sleep=off "
#define DBG "debug_highmem=on "
#define NODBG "debug_highmem=off "
#define PAE "pae=on "

/* Opens a machine from "key=value key=value"; every key must be good. */
static inline struct hm_machine *machine(const char *keys)
{
	char text[256], why[256], notes[1024];
	struct hm_config cfg;
	struct hm_machine *m;

	hm_config_default(&cfg);
	snprintf(text, sizeof(text), "%s", keys);
	for (char *save = NULL, *key = strtok_r(text, " ", &save); key; key = strtok_r(NULL, " ", &save)) {
		char *value = strchr(key, '=');

		assert_non_null(value);
		*value++ = 0;
		if (hm_config_set(&cfg, key, value, why, sizeof(why)) != HM_OK)
			fail_msg("%s=%s: %s", key, value, why);
	}
	if (hm_config_settle(&cfg, notes, sizeof(notes)) != HM_OK)
		fail_msg("%s: %s", keys, notes);
	assert_int_equal(hm_machine_open(&cfg, &m), HM_OK);
	return m;
}

static inline hm_vaddr_t page_of(const struct hm_machine *m, hm_pfn_t pfn)
{
	return hm_pfn_to_page(hm_layout(m), pfn);
}

static inline unsigned int row(const struct hm_machine *m, const char *name)
{
	unsigned int i = 0;

	if (!hm_call_find(m, name, strlen(name), &i))
		fail_msg("no call %s", name);
	return i;
}

static inline enum hm_verdict invoke(struct hm_machine *m, const char *name, uint32_t a, uint32_t b, uint32_t *ret)
{
	uint64_t arg[HM_MAX_ARGS] = { a, b }, value = 0xdeadbeef;
	enum hm_verdict v = hm_call_invoke(m, row(m, name), arg, &value);

	if (ret)
		*ret = (uint32_t)value;
	return v;
}

/* A call that must come back. */
static inline uint32_t call(struct hm_machine *m, const char *name, uint32_t a, uint32_t b)
{
	uint32_t ret = 0;

	assert_int_equal(invoke(m, name, a, b, &ret), HM_OK);
	return ret;
}

static inline uint32_t kmap(struct hm_machine *m, hm_pfn_t pfn)
{
	return call(m, "kmap", page_of(m, pfn), 0);
}

static inline void kunmap(struct hm_machine *m, hm_pfn_t pfn)
{
	call(m, "kunmap", page_of(m, pfn), 0);
}

/* The number of a type in this machine, by name. */
static inline uint32_t km(const struct hm_machine *m, const char *name)
{
	struct hm_slot_view v;

	for (uint32_t type = 0; hm_slot_view(m, 0, type, &v); type++)
		if (!strcmp(v.name, name))
			return type;
	fail_msg("no type %s", name);
	return 0;
}

static inline uint32_t kmap_atomic(struct hm_machine *m, hm_pfn_t pfn, const char *type)
{
	return call(m, "kmap_atomic", page_of(m, pfn), km(m, type));
}

static inline void kunmap_atomic(struct hm_machine *m, uint32_t address, const char *type)
{
	call(m, "kunmap_atomic", address, km(m, type));
}

static inline int32_t count_of(struct hm_machine *m)
{
	return hm_preempt_count(m, hm_current_task(m));
}

static inline struct hm_slot_view slot(const struct hm_machine *m, uint32_t cpu, const char *type)
{
	struct hm_slot_view v;

	assert_true(hm_slot_view(m, cpu, km(m, type), &v));
	return v;
}

static inline struct hm_pkmap_view entry(const struct hm_machine *m, uint32_t nr)
{
	struct hm_pkmap_view v;

	assert_true(hm_pkmap_view(m, nr, &v));
	return v;
}

/* Events of one kind since `from`. */
static inline unsigned int events(const struct hm_machine *m, uint64_t from, enum hm_event_kind kind)
{
	unsigned int n = 0;

	for (uint64_t seq = from + 1; seq <= hm_event_count(m); seq++)
		if (hm_event_get(m, seq) && hm_event_get(m, seq)->kind == kind)
			n++;
	return n;
}

static inline const struct hm_event *last_event(const struct hm_machine *m, enum hm_event_kind kind)
{
	for (uint64_t seq = hm_event_count(m); seq >= hm_event_first(m); seq--)
		if (hm_event_get(m, seq) && hm_event_get(m, seq)->kind == kind)
			return hm_event_get(m, seq);
	return NULL;
}

/* The last report's headline must be this. */
static inline const struct hm_report *expect_report(const struct hm_machine *m, const char *headline)
{
	const struct hm_report *r = hm_report_get(m, hm_report_count(m));
	char line[200];

	assert_non_null(r);
	hm_report_headline(m, r, line, sizeof(line));
	assert_string_equal(line, headline);
	return r;
}

static inline uint16_t new_task(struct hm_machine *m, const char *name, uint32_t cpu)
{
	uint16_t id = 0;

	assert_int_equal(hm_task_new(m, name, 0, cpu, &id), HM_OK);
	return id;
}

static inline void select_task(struct hm_machine *m, uint16_t id, uint32_t cpu)
{
	assert_int_equal(hm_select(m, id, cpu), HM_OK);
}

static inline uint8_t frame_byte(const struct hm_machine *m, hm_pfn_t pfn, uint32_t offset)
{
	uint8_t byte = 0;

	assert_true(hm_peek_frame(m, pfn, offset, &byte, 1));
	return byte;
}

static inline void store(struct hm_machine *m, hm_vaddr_t address, uint8_t byte)
{
	assert_int_equal(hm_store(m, address, 1, byte), HM_OK);
}

static inline uint8_t load(struct hm_machine *m, hm_vaddr_t address)
{
	uint64_t byte = 0;

	assert_int_equal(hm_load(m, address, 1, &byte), HM_OK);
	return (uint8_t)byte;
}

#endif
