/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What tests of the engine share: booting a machine from a line of keys, calling the kernel by name, and reading the log.
 * Everything goes through the public headers. A test owns the machine that booted() gives it.
 */
#ifndef TESTS_ENGINE_BOOT_H
#define TESTS_ENGINE_BOOT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "highmem/highmem.h"

enum { CLIP = 1024 };

/* "ram=1G pae=on": sets and settles; the notes of settling go to notes when it is not NULL. */
static inline enum hm_verdict configured(struct hm_config *cfg, const char *line, char *notes)
{
	char text[CLIP], why[CLIP], *save, *word;

	hm_config_default(cfg);
	(void)snprintf(text, sizeof(text), "%s", line);
	for (word = strtok_r(text, " ", &save); word; word = strtok_r(NULL, " ", &save)) {
		char *value = strchr(word, '=');

		assert_non_null(value);
		*value++ = '\0';
		if (hm_config_set(cfg, word, value, why, sizeof(why)) != HM_OK)
			fail_msg("%s", why);
	}
	return hm_config_settle(cfg, notes ? notes : why, CLIP);
}

static inline struct hm_machine *booted(const char *line)
{
	struct hm_config cfg;
	struct hm_machine *m;

	assert_int_equal(configured(&cfg, line, NULL), HM_OK);
	assert_int_equal(hm_machine_open(&cfg, &m), HM_OK);
	return m;
}

/* Calls the kernel; the verdict must be HM_OK, or use try_call(). */
static inline enum hm_verdict try_call(struct hm_machine *m, const char *name, uint64_t a, uint64_t b, uint64_t *ret)
{
	uint64_t arg[HM_MAX_ARGS] = { a, b };
	unsigned int row;

	*ret = 0;
	assert_non_null(hm_call_find(m, name, strlen(name), &row));
	return hm_call_invoke(m, row, arg, ret);
}

static inline uint32_t call(struct hm_machine *m, const char *name, uint64_t a, uint64_t b)
{
	uint64_t ret;

	assert_int_equal(try_call(m, name, a, b, &ret), HM_OK);
	return (uint32_t)ret;
}

static inline uint32_t page_of(const struct hm_machine *m, hm_pfn_t pfn)
{
	return hm_pfn_to_page(hm_layout(m), pfn);
}

/* Number of a km_type in this machine. */
static inline uint32_t km_type(const struct hm_machine *m, const char *name)
{
	struct hm_slot_view v;

	for (uint32_t type = 0; hm_slot_view(m, 0, type, &v); type++)
		if (!strcmp(v.name, name))
			return type;
	fail_msg("no type %s", name);
	return 0;
}

static inline uint64_t load(struct hm_machine *m, hm_vaddr_t address, unsigned int size)
{
	uint64_t value;

	assert_int_equal(hm_load(m, address, size, &value), HM_OK);
	return value;
}

static inline void store(struct hm_machine *m, hm_vaddr_t address, unsigned int size, uint64_t value)
{
	assert_int_equal(hm_store(m, address, size, value), HM_OK);
}

/* Word 0 of a frame, behind the machine's back. */
static inline uint32_t frame_word(const struct hm_machine *m, hm_pfn_t pfn)
{
	uint32_t word;

	assert_true(hm_peek_frame(m, pfn, 0, &word, sizeof(word)));
	return word;
}

/* Events of that kind with a number above `since`; the last of them in *last when it is not NULL. */
static inline unsigned int events(const struct hm_machine *m, enum hm_event_kind kind, uint64_t since, struct hm_event *last)
{
	unsigned int n = 0;

	for (uint64_t seq = since + 1; seq <= hm_event_count(m); seq++) {
		const struct hm_event *e = hm_event_get(m, seq);

		if (!e || e->kind != (uint32_t)kind)
			continue;
		if (last)
			*last = *e;
		n++;
	}
	return n;
}

/* The CPU's entry for that address. */
static inline bool tlb_has(const struct hm_machine *m, uint32_t cpu, hm_vaddr_t address, struct hm_tlb_view *out)
{
	struct hm_tlb_view v;

	for (unsigned int i = 0; i < hm_tlb_entries(m); i++)
		if (hm_tlb_view(m, cpu, i, &v) && v.valid && v.address == address) {
			if (out)
				*out = v;
			return true;
		}
	return false;
}

/* Runs what follows on that CPU, as its prompt's task. */
static inline void on_cpu(struct hm_machine *m, uint32_t cpu)
{
	uint16_t task;

	assert_int_equal(hm_task_prompt(m, cpu, &task), HM_OK);
	assert_int_equal(hm_select(m, task, cpu), HM_OK);
}

#endif
